# ruff: noqa: N815  (keys carry their unit: degC, Nm3)
"""OvenFileKeys: the keys of an oven file, one load under one recipe."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from scenarios.schema.air import AirKeys
from scenarios.schema.chamber import ChamberKeys
from scenarios.schema.fields import Name, Section, Text, key
from scenarios.schema.recipe import OvenItem
from scenarios.schema.sample import StartKeys
from scenarios.schema.scenario import NumericsKeys


class OvenChamberKeys(ChamberKeys):
    """The oven of a file: one chamber, and how warm it is at the start."""

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
    oven: OvenChamberKeys = key(..., "the oven")
    load: list[LoadKeys] = key(..., "the coils in it", min_length=1, max_length=100)
    recipe: Annotated[list[OvenItem], Field(min_length=1, max_length=200)] = key(
        ..., "steps, and repeated blocks of steps"
    )
    limits: LimitKeys = key(LimitKeys(), "what the load is held against")
    numerics: NumericsKeys = key(NumericsKeys(), "how finely the physics is solved")
