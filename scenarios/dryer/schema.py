# ruff: noqa: N815  (keys carry their unit: degC, Pa)
"""DryerKeys: the keys of a dryer file, a slurry on a web and the zones it runs through.

A coater of a scenario has the same keys without what the scenario says already
(:mod:`scenarios.schema.coater`).

Parameters of physics are written bare or with their provenance, as in material files;
settings of the machine are plain numbers.
"""

from typing import Any, ClassVar, Literal

from models.drying import uptake
from scenarios.material.law_schema import Quantity, number
from scenarios.schema.air import AirKeys, Humidity, one_humidity
from scenarios.schema.fields import Name, Section, Text, key

WATER, NMP = "water", "nmp"
EXPLOSIVE_MOST = 50.0  # % of the lower explosive limit, where dryers are shut off
NOZZLE_KEYS = ("velocity_m_per_s", "slot_width_mm", "pitch_mm", "distance_mm")


def _known(unit, value, standing, source):
    return Quantity(value=value, unit=unit, standing=standing, source=source)


def _of(source, unit, factor=1.0):
    """A Source of the physics as a key's default, in the key's unit."""
    return _known(unit, source.value * factor, source.standing, source.source)


class ParticleKeys(Section):
    """The solid as it resists cracking, for the crack indicator."""

    radius_um: number("um", "of the particles", above=0, most=100)
    shear_modulus_GPa: number("GPa", "of the particles", above=0, most=500)
    coordination: number("-", "neighbours a particle touches", above=0, most=14) = (
        _known("-", 6.0, "recalled", "random close packing")
    )
    suction: number("-", "largest suction over 2 gamma/R", above=0, most=100) = _known(
        "-", 5.3, "recalled-uncertain", "drainage of a random packing"
    )
    slurry: Literal["aqueous graphite", "aqueous oxide"] | None = key(
        None, "kind of slurry whose practical thresholds apply; default: none"
    )


class NmpKeys(Section):
    """How the dry coating holds NMP; estimates, unless you measured them."""

    binder: Name = key("pvdf", "component of the material that swells in NMP")
    surfaces_kg_per_kg: number(
        "kg/kg", "per activity, at surfaces", above=0, most=1
    ) = _of(uptake.NMP_SURFACES, "kg/kg")
    binder_kg_per_kg: number(
        "kg/kg", "per activity, of the binder", above=0, most=5
    ) = _of(uptake.NMP_BINDER, "kg/kg")
    film_um: number("um", "half thickness of the binder's film", above=0, most=100) = (
        _of(uptake.NMP_FILM, "um", 1e6)
    )
    diffusivity_m2_per_s: number("m2/s", "in it, dry, 25 C", above=0, most=1e-8) = _of(
        uptake.NMP_DIFFUSIVITY, "m2/s"
    )
    activation_energy_kJ_per_mol: number("kJ/mol", "of that", least=0, most=200) = _of(
        uptake.NMP_ENERGY, "kJ/mol", 1e-3
    )


class SlurryKeys(Section):
    """The slurry on the web."""

    solvent: Literal["water", "nmp"] = key(..., "what dries")
    solids_pct: float = key(..., "solid mass per slurry mass [%]", gt=1, lt=95)
    wet_faces: Literal[1, 2] = key(1, "faces that are coated wet")
    critical_saturation: number(
        "-", "liquid over pore volume at which the surface falls dry", above=0, below=1
    ) = _known("-", 0.25, "recalled-uncertain", "20 to 30 % of the pore space")
    nmp: NmpKeys = key(NmpKeys(), "how the dry coating holds NMP")


class CoatingKeys(SlurryKeys):
    """The slurry, and what becomes of its coating on the way."""

    porosity: float | None = key(
        None,
        "of the coating as dried; default: the material's own (a calendered material "
        "is thicker and more porous before the calender)",
        gt=0.05,
        lt=0.95,
    )
    dry_back: bool = key(False, "the other face is coated and dry already")
    binder_diffusivity_m2_per_s: number(
        "m2/s", "of dissolved binder in the liquid, 25 C", least=1e-13, most=1e-7
    ) = _known("m2/s", 5e-11, "recalled-uncertain", "1e-11 to 1e-10")
    binder_activation_energy_kJ_per_mol: number(
        "kJ/mol", "of that", least=0, most=200
    ) = _known("kJ/mol", 16.0, "estimate", "as the viscosity of water")
    particles: ParticleKeys | None = key(None, "for the crack indicator")

    def faults(self):
        if self.wet_faces == 2 and self.dry_back:
            return [
                (("dry_back",), "true, but both faces are wet; remove one of the two")
            ]
        return []


class WebKeys(Section):
    """How the web comes in and when it counts as dry."""

    entry_temperature_degC: float = key(25.0, "web at the entry [degC]", ge=1, le=80)
    limit_coating_ppm: float = key(
        ...,
        "solvent up to which the web counts as dry [mg per kg dry coating]",
        gt=0,
        le=200_000,
    )
    emissivity: number("-", "of both faces", least=0, most=1) = _known(
        "-", 0.9, "estimate", "a black, wet coating; walls have the air's temperature"
    )


class LineKeys(WebKeys):
    """How the web runs and when it counts as dry."""

    speed_m_per_min: float = key(..., "line speed [m/min]", ge=0.05, le=1000)


class FaceKeys(Section):
    """What blows onto one face: a measured coefficient, or slot nozzles."""

    heat_transfer_W_per_m2_K: float | None = key(
        None, "heat-transfer coefficient [W/(m2 K)]", gt=0, le=1000
    )
    air_flow_m_per_s: float | None = key(
        None,
        "air blown per area of web [m3/s per m2], beside a coefficient; default: 0.3",
        gt=0,
        le=20,
    )
    velocity_m_per_s: float | None = key(None, "at the slots [m/s]", gt=0, le=200)
    slot_width_mm: float | None = key(None, "of each slot [mm]", gt=0, le=100)
    pitch_mm: float | None = key(None, "from slot to slot [mm]", gt=0, le=2000)
    distance_mm: float | None = key(None, "from slots to web [mm]", gt=0, le=1000)

    def faults(self):
        nozzle = [name for name in NOZZLE_KEYS if getattr(self, name) is not None]
        if self.heat_transfer_W_per_m2_K is not None:
            if nozzle:
                words = f"given beside {', '.join(nozzle)}; keep one way"
                return [(("heat_transfer_W_per_m2_K",), words)]
            return []
        faults = [
            ((name,), "missing; slot nozzles are given by " + ", ".join(NOZZLE_KEYS))
            for name in NOZZLE_KEYS
            if name not in nozzle
        ]
        if not nozzle:
            faults = [
                (
                    (),
                    "nothing blows here; give heat_transfer_W_per_m2_K, or "
                    + ", ".join(NOZZLE_KEYS),
                )
            ]
        elif self.air_flow_m_per_s is not None:
            faults.append(
                (("air_flow_m_per_s",), "follows from the nozzles; remove it")
            )
        return faults


class DryerZoneKeys(Humidity):
    """A length of dryer with one air; its humidity is that of the circulated air."""

    pressure_mbar: ClassVar[None] = None  # one atmosphere

    name: Text | None = key(None, "what it is called; default: its number")
    length_m: float = key(..., "along the web [m]", gt=0, le=500)
    temperature_degC: float = key(..., "air [degC]", ge=5, le=200)
    nmp_ppmv: float | None = key(
        None, "NMP molecules per million in the air", ge=0, le=13_000
    )
    lfl_share_pct: float | None = key(
        None,
        "NMP in the air, of its lower explosive limit [%]",
        ge=0,
        le=EXPLOSIVE_MOST,
    )
    top: FaceKeys = key(..., "air onto the coated face, or the upper of two")
    bottom: FaceKeys | None = key(None, "air onto the other face; default: none")
    fresh_air_share_pct: float | None = key(
        None,
        "of the circulated air that is replaced [%]; default: as much as keeps the air "
        "as it is stated, by the balance of its vapour",
        ge=0,
        le=100,
    )

    def faults(self):
        faults = one_humidity(self)
        if self.nmp_ppmv is not None and self.lfl_share_pct is not None:
            faults.append(
                (("nmp_ppmv",), "the same is said by lfl_share_pct; keep one of them")
            )
        for face in ("top", "bottom"):
            section = getattr(self, face)
            if section is not None:
                faults += [((face, *path), text) for path, text in section.faults()]
        return faults


class RecoveryKeys(Section):
    """A condenser that takes the solvent out of the exhaust."""

    condenser_degC: float = key(..., "air behind the condenser [degC]", ge=1, le=60)
    cop: float = key(3.0, "heat over electricity of the chiller [-]", gt=0.2, le=20)
    precooled_to_degC: float | None = key(
        None,
        "down to here cooling water does it [degC]; default: nothing",
        ge=10,
        le=90,
    )
    returned_share_pct: float = key(
        90.0, "of the air behind it that goes back into the dryer [%]", ge=0, le=100
    )


class EnergyKeys(Section):
    """How the dryer's air is heated, moved and got rid of."""

    heat_source: Literal["gas", "heat", "electricity"] = key(
        "gas", "gas; heat: steam, oil or district heat; electricity"
    )
    heater_efficiency_pct: float = key(
        90.0, "heat into the air over energy bought [%]", ge=10, le=100
    )
    casing_loss_pct: float = key(
        10.0, "of the heaters' heat, through casing and leaks [%]", ge=0, le=90
    )
    heat_recovery_pct: float = key(
        0.0, "of the temperature difference from exhaust to fresh air [%]", ge=0, le=95
    )
    fan_pressure_Pa: float = key(800.0, "of the nozzles' circuit [Pa]", ge=0, le=20_000)
    fan_efficiency_pct: float = key(60.0, "of fan and motor [%]", ge=5, le=100)
    recovery: RecoveryKeys | None = key(None, "of the solvent; default: none")


class DryerAirKeys(Section):
    """The airs of a dryer, and what they cost; its kinds add `coating` and `line`."""

    fresh_air: AirKeys = key(..., "the air that replaces what the dryer blows out")
    zones: list[DryerZoneKeys] = key(
        ..., "in the order in which the web meets them", min_length=1, max_length=60
    )
    energy: EnergyKeys = key(EnergyKeys(), "heating, fans, recovery")


class DryerKeys(DryerAirKeys):
    """A slurry on a web, the line, and the dryer's zones one after the other."""

    name: Text = key(..., "what the dryer is called")
    description: str = key("", "what it is for", max_length=5000)
    material: Name = key(..., "material of the library, or of `materials`")
    materials: dict[Name, dict[str, Any]] = key(
        {}, "new materials, or changes to those of the library"
    )
    coating: CoatingKeys = key(..., "the slurry on the web")
    line: LineKeys = key(..., "speed, entry, and when the web is dry")
