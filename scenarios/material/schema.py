# ruff: noqa: N815  (keys carry their unit: degC, kJ)
"""The keys of material files: composition, geometry, transport.

A number is written bare, or with its provenance: see
:mod:`scenarios.material.law_schema`.
"""

from typing import Any, Literal

from models.calendering import Breakage, Compaction
from models.material import MicroDomain
from models.units import KJ, N_PER_MM, UM
from scenarios.material.law_schema import (
    Affinity,
    AnyLaw,
    Heat,
    Loading,
    Note,
    number,
)
from scenarios.schema.fields import Name, Section, key

# ---------------------------------------------------------------- components


class MicroKeys(Section):
    """The inside of a component into which water diffuses."""

    shape: Literal["slab", "cylinder", "sphere"] = key(..., "its geometry")
    size_um: number("um", "half thickness or radius", above=0, most=1000)
    diffusivity_m2_per_s: number("m2/s", "of water, dry, 25 C", above=0, most=1e-5)
    activation_energy_kJ_per_mol: (
        number("kJ/mol", "of the diffusivity", least=0, most=200) | None
    ) = None
    loading_exponent: (
        number("-", "rise of ln D with the loading", least=0, most=1000) | None
    ) = None

    def build(self):
        """The frozen micro domain."""
        energy, exponent = self.activation_energy_kJ_per_mol, self.loading_exponent
        return MicroDomain(
            self.shape,
            self.size_um.value * UM,
            self.diffusivity_m2_per_s.value,
            0.0 if energy is None else energy.value * KJ,
            0.0 if exponent is None else exponent.value,
        )


class StrongSites(Section):
    """Sites that hold traces (Langmuir), added where a material asks for them."""

    saturation_kg_per_kg: Loading
    b: Affinity
    heat_kJ_per_mol: Heat | None = None


class CompactionKeys(Section):
    """How a coating of mostly this component yields in a calender's nip."""

    least_porosity: number("-", "what no line load goes below", above=0, below=1)
    resistance_N_per_mm: number(
        "N/mm", "line load for 63 % of the way there", above=0, most=100_000
    )

    def build(self):
        """The frozen law."""
        return Compaction(
            self.least_porosity.value, self.resistance_N_per_mm.value * N_PER_MM
        )


class BreakageKeys(Section):
    """New surface on particles that break, where a material asks for it."""

    exponent: number("-", "of the density, for the surface", above=0, most=10)
    unbroken_porosity: number(
        "-", "coating to which the isotherm belongs", above=0, below=1
    )

    def build(self):
        """The frozen law."""
        return Breakage(self.exponent.value, self.unbroken_porosity.value)


class ComponentKeys(Section):
    """One dry solid: isotherm, how its water moves inside, how it is compacted."""

    title: Note | None = key(None, "what it is, in words")
    isotherm: AnyLaw
    desorption: AnyLaw | None = key(None, "branch while drying, used with hysteresis")
    strong_sites: StrongSites | None = key(None, "used with strong_sites: true")
    micro: MicroKeys | None = key(None, "none: at once in equilibrium with the pores")
    compaction: CompactionKeys | None = key(
        None, "for calenders that are set by their line load"
    )
    breakage: BreakageKeys | None = key(None, "used with particle_breakage: true")


# ---------------------------------------------------------------- materials

Tortuosity = number("-", "measured tortuosity", least=1, most=100)


class MaterialKeys(Section):
    """A coated electrode or a separator."""

    title: Note | None = key(None, "what it is, in words")
    composition: dict[Name, number("kg/kg", "mass fraction", above=0, most=1)] = key(
        ..., "mass fraction of every component of the dry coating; they sum to 1"
    )
    coating_thickness_um: (
        number("um", "of one dry coating", above=0, most=10_000) | None
    ) = None
    membrane_thickness_um: (
        number("um", "of a whole separator", above=0, most=10_000) | None
    ) = None
    coating_density_kg_per_m3: number("kg/m3", "dry, with pores", above=0, below=8000)
    porosity: number("-", "open pores per volume of coating", above=0, below=1)
    pore_diameter_um: number("um", "mean pore diameter", above=0, most=1000)
    tortuosity_law: Literal["zbs", "bruggeman"] = key(
        "zbs", "diffusion factor from the porosity, where none was measured"
    )
    in_plane_tortuosity: Tortuosity | None = None
    through_plane_tortuosity: Tortuosity | None = None
    foil_mass_kg_per_m2: number("kg/m2", "of the bare foil", above=0, most=5) | None = (
        None
    )
    foil_density_kg_per_m3: (
        number("kg/m3", "of the foil's metal", least=500, most=23_000) | None
    ) = None
    coated_sides: Literal[1, 2] = key(2, "sides of the foil that are coated")
    specific_heat_J_per_kg_K: number(
        "J/(kg K)", "of the dry electrode with foil", above=0, most=10_000
    )
    scanning_width: (
        number("-", "activity over which the branch changes", above=0, most=1) | None
    ) = None
    hysteresis: bool = key(False, "use the desorption branches of the components")
    strong_sites: bool = key(False, "use the strong sites of the components")
    particle_breakage: bool = key(
        False, "let the uptake of components grow with their breakage"
    )
    components: dict[Name, Any] = key({}, "changes to components, or new ones")

    def faults(self):
        both = self.coating_thickness_um and self.membrane_thickness_um
        neither = not (self.coating_thickness_um or self.membrane_thickness_um)
        faults = []
        if both or neither:
            faults.append(
                (
                    ("coating_thickness_um",),
                    ("given together with" if both else "neither this nor")
                    + " membrane_thickness_um; an electrode has the first, a separator "
                    "the second",
                )
            )
        elif self.membrane_thickness_um and self.foil_mass_kg_per_m2:
            faults.append(
                (("foil_mass_kg_per_m2",), "a separator has no foil; remove one key")
            )
        elif bool(self.foil_mass_kg_per_m2) != bool(self.foil_density_kg_per_m3):
            faults.append(
                (
                    ("foil_density_kg_per_m3",),
                    "goes with foil_mass_kg_per_m2: from both follows how thick the "
                    "foil is; copper has 8960, aluminium 2700",
                )
            )
        total = sum(fraction.value for fraction in self.composition.values())
        if abs(total - 1.0) > 1e-9:
            faults.append(
                (
                    ("composition",),
                    f"the mass fractions sum to {total:.10g}; the dry coating is all "
                    "there is, so they sum to 1",
                )
            )
        return faults
