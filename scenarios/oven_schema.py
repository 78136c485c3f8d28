# ruff: noqa: N815  (keys carry their unit: degC, Nm3)
"""OvenFileKeys: the keys of an oven file, one load under one recipe."""

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag

from scenarios.sample_schema import StartKeys
from scenarios.schema import NumericsKeys
from scenarios.schema_air import AirKeys
from scenarios.schema_fields import Name, Section, Text, key
from scenarios.schema_stations import RepeatKeys, StepKeys


class PumpPointKeys(Section):
    """A point of a pump's curve."""

    pressure_mbar: float = key(..., "at its inlet [mbar]", gt=0, le=2000)
    speed_m3_per_h: float = key(..., "what it draws there [m3/h]", gt=0, le=100_000)
    power_kW: float | None = key(
        None, "what it takes there [kW]; default: the pump's power_kW", ge=0, le=1000
    )


class PumpKeys(Section):
    """The pump set: a speed, or a curve, and the pressure it ends at."""

    ultimate_mbar: float = key(
        0.01, "where its speed has fallen to nought [mbar]", gt=0, le=100
    )
    speed_m3_per_h: float | None = key(
        None, "the same at all pressures well above that [m3/h]", gt=0, le=100_000
    )
    curve: list[PumpPointKeys] | None = key(
        None, "speed over pressure, rising", min_length=1, max_length=100
    )
    power_kW: float = key(..., "electric power while it runs [kW]", ge=0, le=1000)

    def faults(self):
        if (self.speed_m3_per_h is None) == (self.curve is None):
            return [((), "is given by speed_m3_per_h or by curve; give one of them")]
        if self.curve is None:
            return []
        faults, before, drawn = [], self.ultimate_mbar, 0.0
        for i, point in enumerate(self.curve):
            if point.pressure_mbar <= before:
                faults.append(
                    (
                        ("curve", i, "pressure_mbar"),
                        f"{point.pressure_mbar:g}; the curve rises, from above "
                        f"ultimate_mbar: more than {before:g}",
                    )
                )
            elif point.pressure_mbar * point.speed_m3_per_h < drawn:
                faults.append(
                    (
                        ("curve", i, "speed_m3_per_h"),
                        f"{point.speed_m3_per_h:g}; pressure times speed falls from "
                        f"{drawn:g} to {point.pressure_mbar * point.speed_m3_per_h:g} "
                        "mbar m3/h; what a pump draws does not fall as the pressure "
                        "rises",
                    )
                )
            before = max(before, point.pressure_mbar)
            drawn = max(drawn, point.pressure_mbar * point.speed_m3_per_h)
        return faults


class ChamberKeys(Section):
    """The oven: chamber, pump, heater, and how heat gets to the coils."""

    volume_m3: float = key(..., "gas volume beside the load [m3]", gt=0.001, le=1000)
    pump: PumpKeys = key(..., "the pump set")
    leak_mbar_l_per_s: float = key(
        0.1, "room air into the evacuated chamber [mbar l/s]", ge=0, le=1000
    )
    vent_Nm3_per_h: float | None = key(
        None,
        "the most that fills it [m3/h at 0 degC, 1013.25 mbar]; default: 12 volumes, "
        "that is 1 atm in 5 min",
        gt=0,
        le=100_000,
    )
    wall_kg: float = key(..., "steel that warms with it [kg]", gt=0.1, le=1e6)
    wall_loss_W_per_K: float = key(..., "through the insulation [W/K]", ge=0, le=1e5)
    heater_kW: float = key(..., "the most it heats [kW]", gt=0, le=10_000)
    cooler_kW: float = key(
        0.0, "the most it cools [kW]; 0: by its losses alone", ge=0, le=10_000
    )
    emissivity: float = key(0.8, "effective, wall to coil", ge=0, le=1)
    still_gas_W_per_m2_K: float = key(
        1.0, "heat transfer by still gas [W/(m2 K)]", ge=0, le=1000
    )
    convection_W_per_m2_K: float = key(
        6.0, "by moved gas, at 1 atm [W/(m2 K)]", ge=0, le=1000
    )
    fan: bool = key(False, "a fan moves it: falls with p^0.8, without p^0.5")
    plates_W_per_m2_K: float = key(
        0.0, "hot plates, per area of one end face of a coil [W/(m2 K)]", ge=0, le=1e4
    )
    latent_heat: bool = key(True, "desorption takes its heat from the coil")
    start_temperature_degC: float | None = key(
        None, "walls when the door closes [degC]; default: the room's", ge=-20, le=200
    )


class LoadKeys(Section):
    """Coils that are alike."""

    name: Name | None = key(None, "what they are called; default: their material")
    material: Name = key(..., "material of the library, or of `materials`")
    count: int = key(1, "how many", ge=1, le=1000)
    width_mm: float = key(..., "of the coating [mm]", gt=1, le=5000)
    length_m: float = key(..., "of the web [m]", gt=0, le=100_000)
    core_diameter_mm: float = key(152.4, "of the core [mm]", gt=1, le=2000)
    film_mm_per_s: float | None = key(
        None, "mass transfer of the gas film at its edges [mm/s]; default: none",
        gt=0,
        le=10_000,
    )  # fmt: skip
    start: StartKeys = key(..., "how wet, and how warm, they are")


class OvenStepKeys(StepKeys):
    """A step of a recipe, as in a scenario, with a purge; as before where silent."""

    name: Text | None = key(None, "what the step is for")
    purge_Nm3_per_h: float | None = key(
        None,
        "gas that flows through [m3/h at 0 degC, 1013.25 mbar]; default: none",
        ge=0,
        le=100_000,
    )

    def after(self, before: dict) -> dict:
        """As in a recipe; a name belongs to one step."""
        return super().after({n: v for n, v in before.items() if n != "name"})


class OvenRepeatKeys(RepeatKeys):
    """Steps that are gone through several times."""

    steps: list[OvenStepKeys] = key(
        ..., "the steps of one round", min_length=1, max_length=50
    )


def _step_or_repeat(value):
    if isinstance(value, dict):
        return "<repeat>" if "repeat" in value or "steps" in value else "<step>"
    return "<repeat>" if isinstance(value, RepeatKeys) else "<step>"


OvenItem = Annotated[
    Annotated[OvenStepKeys, Tag("<step>")] | Annotated[OvenRepeatKeys, Tag("<repeat>")],
    Discriminator(_step_or_repeat),
]


class LimitKeys(Section):
    """What the load is held against."""

    defaults: ClassVar = "the materials' own"

    water_ppm: float | None = key(
        None, "each coil's mean [mg per kg dry electrode]", gt=0, le=100_000
    )
    wettest_ppm: float | None = key(
        None, "each coil's wettest place [mg per kg dry electrode]", gt=0, le=100_000
    )
    least_water_ppm: float | None = key(
        None, "below it a coil is over-dried [mg per kg dry electrode]", ge=0, le=1e5
    )
    highest_temperature_degC: float | None = key(
        None, "of any coil [degC]; default: by the materials' components", ge=0, le=200
    )
    dose_h: float | None = key(
        None, "thermal dose [h at dose_temperature_degC]; default: 48", gt=0, le=1e5
    )
    dose_temperature_degC: float = key(
        120.0, "the dose's reference [degC]", ge=20, le=200
    )
    dose_energy_kJ_per_mol: float = key(
        100.0, "activation energy of ageing [kJ/mol]", ge=0, le=400
    )


class OvenFileKeys(Section):
    """An oven, the coils in it, and the recipe they go through."""

    name: Text = key(..., "what the run is called")
    description: str = key("", "what it is for", max_length=5000)
    materials: dict[Name, dict[str, Any]] = key(
        {}, "new materials, or changes to those of the library"
    )
    room: AirKeys = key(..., "the air around the oven")
    oven: ChamberKeys = key(..., "the oven")
    load: list[LoadKeys] = key(..., "the coils in it", min_length=1, max_length=100)
    recipe: Annotated[list[OvenItem], Field(min_length=1, max_length=200)] = key(
        ..., "steps, and repeated blocks of steps"
    )
    limits: LimitKeys = key(LimitKeys(), "what the load is held against")
    numerics: NumericsKeys = key(NumericsKeys(), "how finely the physics is solved")
