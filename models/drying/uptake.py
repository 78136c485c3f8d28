"""What the dry coating holds of its solvent: surfaces at once, the binder later.

The last of the solvent is not in the pores but in the solid. What surfaces hold is in
equilibrium with the vapour beside them; the binder follows with a time constant, which
is why the last tenth of the solvent takes so long.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.drying.scalar_law import ScalarLaw
from models.isotherms import Henry, Isotherm, Sum
from models.material import CYLINDER, SLAB, SPHERE, Material, MicroDomain, Source
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE

# mean time of a linear uptake is s2/(n D); the linear driving force keeps it
SHAPE_FACTORS = {SLAB: 3.0, CYLINDER: 8.0, SPHERE: 15.0}
NO_LOADING = 1e-9  # activity at which an isotherm's first slope is taken


@dataclass(frozen=True)
class SlowBinder:
    """The binder's share of a dry coating, into and out of which solvent diffuses.

    Attributes
    ----------
    isotherm : Isotherm
        Per kg of dry coating.
    domain : MicroDomain
        Its diffusivity is taken dry: near dryness, where it counts, it is least.
    """

    isotherm: Isotherm
    domain: MicroDomain

    def time_constant(self, temperature: float) -> float:
        """s2/(n D) [s] at `temperature` [K]; n = 3 slab, 8 cylinder, 15 sphere."""
        inverse = 1.0 / temperature - 1.0 / REFERENCE_TEMPERATURE
        energy = self.domain.activation_energy
        diffusivity = self.domain.diffusivity
        diffusivity *= math.exp(-energy / GAS_CONSTANT * inverse)
        return self.domain.size**2 / (SHAPE_FACTORS[self.domain.shape] * diffusivity)


@dataclass(frozen=True)
class Uptake:
    """Solvent in the dry coating over the activity of its vapour.

    Attributes
    ----------
    surfaces : Isotherm
        Per kg of dry coating, followed at once.
    binder : SlowBinder or None
        None where all of it follows at once.
    sources : mapping
        Parameter to its Source.
    """

    surfaces: Isotherm
    binder: SlowBinder | None = None
    sources: Mapping[str, Source] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def largest_activity(self) -> float:
        """Up to where its laws were fitted [-]."""
        laws = [self.surfaces] + ([self.binder.isotherm] if self.binder else [])
        return min(law.activity_range[1] for law in laws)

    def loading(self, activity: float, temperature: float) -> float:
        """All that the dry coating holds in equilibrium [kg/kg]."""
        held = self.at_surfaces.loading(activity, temperature)
        return held + self.bound(activity, temperature)

    @cached_property
    def at_surfaces(self) -> ScalarLaw:
        """The law of the surfaces, for plain floats."""
        return ScalarLaw(self.surfaces)

    @cached_property
    def _in_binder(self):
        return ScalarLaw(self.binder.isotherm)

    def bound(self, activity: float, temperature: float) -> float:
        """The binder's part of it [kg/kg dry coating].

        Below activity 0 a straight line through the origin goes on, above the fitted
        range the binder stays as swollen as at its end: see WetCoating.activity.
        """
        if self.binder is None:
            return 0.0
        if activity < 0.0:
            return activity * self._in_binder.slope(NO_LOADING, temperature)
        highest = self.largest_activity
        return self._in_binder.loading(min(activity, highest), temperature)


def water_uptake(material: Material) -> Uptake:
    """Water: the material's own isotherms; its slowest micro domain is the binder."""
    slow = [c for c in material.components if c.micro]
    if not slow:
        return Uptake(material.isotherm)
    slowest = max(slow, key=lambda c: c.micro.size**2 / c.micro.diffusivity)
    rest = [c for c in material.components if c is not slowest]
    binder = SlowBinder(
        Sum((slowest.isotherm,), (slowest.mass_fraction,), name=slowest.name),
        slowest.micro,
    )
    if not rest:
        raise ValueError(
            f"{material.name} is nothing but {slowest.name}; a coating also has solids "
            "that hold water at their surface"
        )
    surfaces = Sum(
        tuple(c.isotherm for c in rest),
        tuple(c.mass_fraction for c in rest),
        name=f"{material.name} without {slowest.name}",
    )
    return Uptake(surfaces, binder)


NMP_SURFACES = Source(
    1.5e-3,
    "kg/kg",
    "estimate",
    "per activity, of the dry coating: about a monolayer, 0.5 mg/m2, on 0.4 m2/g of "
    "oxide and 2 % of carbon black",
)
NMP_BINDER = Source(
    0.3,
    "kg/kg",
    "estimate",
    "per activity, of the PVDF, which swells in NMP: with a warm dryer's air it leaves "
    "the 50 to 500 ppm that cathodes are remembered to keep",
)
NMP_FILM = Source(0.5e-6, "m", "estimate", "half of a 1 um film, as for water")
NMP_DIFFUSIVITY = Source(
    1e-16,
    "m2/s",
    "estimate",
    "at 25 degC in dry PVDF: a film gives its NMP off within an hour there, and within "
    "seconds at 120 degC",
)
NMP_ENERGY = Source(60e3, "J/mol", "estimate", "of solvents in polymers, 40 to 80")


def nmp_uptake(
    binder_fraction: float,
    surfaces: Source = NMP_SURFACES,
    binder: Source = NMP_BINDER,
    film: Source = NMP_FILM,
    diffusivity: Source = NMP_DIFFUSIVITY,
    energy: Source = NMP_ENERGY,
) -> Uptake:
    """NMP: straight lines, for surfaces and for PVDF of a mass fraction.

    Engineering estimates throughout: they decide the last hundreds of ppm and the
    length of the dryer's end, not its middle. Replace them by your own.
    """
    slow = SlowBinder(
        Sum((Henry(binder.value),), (binder_fraction,), name="NMP in PVDF"),
        MicroDomain(SLAB, film.value, diffusivity.value, energy.value),
    )
    named = {
        "nmp_on_surfaces": surfaces,
        "nmp_in_binder": binder,
        "nmp_film": film,
        "nmp_diffusivity": diffusivity,
        "nmp_activation_energy": energy,
    }
    return Uptake(Henry(surfaces.value, name="NMP on surfaces"), slow, named)
