# ruff: noqa: N815  (keys carry their unit: degC, Pa, Ah)
"""ScenarioKeys: the keys of a scenario file, their units, bounds and meanings.

`python -m scenarios.schema.scenario` writes the JSON schema, which editors use for
completion.
"""

import json
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.input_paths import PROJECT_FOLDER
from scenarios.schema.air import AirKeys
from scenarios.schema.fields import (
    DurationH,
    Name,
    PathText,
    Section,
    key,
)
from scenarios.schema.stations import Station
from scenarios.schema.tariff import Co2Keys, TariffKeys
from scenarios.schema.zone import AirSupplyKeys, ZoneKeys

JSON_SCHEMA = PROJECT_FOLDER / "scenario.schema.json"
_START = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?")


class CoilListKeys(Section):
    """A CSV list of real coils: columns name, release_h, length_m, start_ppm."""

    file: PathText = key(..., "CSV file, relative to this scenario file")
    separator: Literal[",", ";", "\t", "|"] = key(",", "between the columns")
    decimal: Literal[".", ","] = key(".", "decimal sign")

    def faults(self):
        if self.separator == self.decimal:
            return [
                (("decimal",), "separator and decimal are both ','; use ';' between")
            ]
        return []


class ElectrodeKeys(Section):
    """One kind of coil, and how coils of it are released at the start of its route."""

    material: Name = key(..., "name of its material")
    length_m: float = key(..., "length of the web [m]", gt=0, le=100_000)
    width_mm: float = key(..., "width of the coating [mm]", gt=1, le=5000)
    core_diameter_mm: float = key(152.4, "core of the coil [mm]", gt=1, le=2000)
    as_coated_porosity: float | None = key(
        None, "before the calender, 0 to 1; default: the material's", gt=0.02, lt=0.95
    )
    start_ppm: float | None = key(
        None,
        "water at release [mg per kg dry electrode, foil included]",
        ge=0,
        le=500_000,
    )
    start_air: AirKeys | None = key(
        None, "air it is in equilibrium with at release; default: the first zone's"
    )
    start_temperature_degC: float = key(
        25.0, "temperature of the coil at release [degC]", ge=-20, le=160
    )
    interval_h: DurationH | None = key(None, "from one release to the next [h]")
    first_release_h: float = key(0.0, "first release [h]", ge=0, le=88_000)
    count: int | None = key(None, "most coils to release", ge=1, le=1_000_000)
    coils: CoilListKeys | None = key(None, "real coils, instead of interval_h")

    def faults(self):
        faults = []
        if (self.interval_h is None) == (self.coils is None):
            what = "neither" if self.coils is None else "both"
            faults.append(
                (
                    ("interval_h",),
                    f"{what} of interval_h and coils given; coils are released every "
                    "interval_h, or as the list in coils.file says",
                )
            )
        if self.start_ppm is not None and self.start_air is not None:
            faults.append(
                (
                    ("start_air",),
                    "start_ppm and start_air both say how wet a new coil is; keep one",
                )
            )
        if self.core_diameter_mm / 1000 > self.length_m:
            faults.append(
                (
                    ("core_diameter_mm",),
                    f"{self.core_diameter_mm}; a core is thinner than its coil is long",
                )
            )
        return faults


class SheetKeys(Section):
    """One electrode's sheets in a cell."""

    count: int = key(..., "sheets per cell, coated on both sides", ge=1, le=10_000)
    width_mm: float = key(..., "across the web [mm]", gt=1, le=5000)
    length_mm: float = key(..., "along the web [mm]", gt=1, le=100_000)


class CellKeys(Section):
    """What a cell is made of."""

    anode: Name = key(..., "name of the electrode that is the anode")
    cathode: Name = key(..., "name of the electrode that is the cathode")
    anode_sheets: SheetKeys = key(..., "anode sheets in a cell")
    cathode_sheets: SheetKeys = key(..., "cathode sheets in a cell")
    separator: Name = key(..., "material of the separator")
    separator_area_m2: float = key(..., "separator per cell [m2]", gt=0, le=1000)
    capacity_Ah: float = key(..., "capacity of a cell [Ah]", gt=0, le=10_000)
    voltage_V: float = key(3.7, "nominal voltage [V]", gt=0, le=100)
    limit_mg: float | None = key(None, "most water per cell [mg]", gt=0, le=1e9)

    def faults(self):
        if self.anode == self.cathode:
            return [(("cathode",), f"'{self.cathode}' is the anode as well; name two")]
        return []


class LimitKeys(Section):
    """Highest water content of an electrode on leaving a station."""

    electrode: Name = key(..., "which electrode")
    station: Name = key(..., "on leaving which station")
    water_ppm: float | None = key(
        None, "most water [mg per kg dry electrode, with foil]", gt=0, le=500_000
    )
    coating_ppm: float | None = key(
        None, "most water [mg per kg dry coating]", gt=0, le=1_000_000
    )
    place: Literal["mean", "edge", "worst"] = key("mean", "where in the coil")

    def faults(self):
        if (self.water_ppm is None) == (self.coating_ppm is None):
            return [
                (
                    ("water_ppm",),
                    "give one of water_ppm (per dry electrode, as a Karl Fischer "
                    "sample is weighed) and coating_ppm (per dry coating)",
                )
            ]
        return []


class ReworkKeys(Section):
    """Coils above a checked water content go back, at most so often."""

    origin: Name = key(..., "the check", alias="from")
    target: Name = key(..., "the station they go back to", alias="to")
    above_ppm: float = key(
        ...,
        "checked water above this goes back [mg/kg dry electrode]",
        gt=0,
        le=500_000,
    )
    at_most: int = key(1, "how often; after that the coil is scrapped", ge=1, le=100)
    electrode: Name | None = key(None, "only this electrode; default: all")
    place: Literal["mean", "edge", "worst"] = key("mean", "where in the coil")


class NumericsKeys(Section):
    """How finely the physics is solved."""

    macro_cells: int = key(16, "cells over the half width of a coil", ge=4, le=400)
    micro_modes: int = key(4, "modes inside a micro domain", ge=1, le=12)
    tolerance: float = key(
        5e-4, "error per exposure, of the way to equilibrium", ge=1e-8, le=0.05
    )
    threads: int | None = key(
        None, "threads of the physics; default: all cores", ge=1, le=1024
    )


class BudgetKeys(Section):
    """What a run may cost; a larger one is refused before it starts."""

    time_min: float = key(10.0, "computing time [min]", gt=0, le=100_000)
    memory_GiB: float = key(4.0, "memory [GiB]", gt=0, le=10_000)


def _number_or_word(value):
    return "<word>" if isinstance(value, str) else "<number>"


AS_READINGS = "as_readings"
_Days = Annotated[float, Field(gt=0, le=3700)]
Duration = Annotated[
    Annotated[_Days, Tag("<number>")]
    | Annotated[Literal["as_readings"], Tag("<word>")],
    Discriminator(_number_or_word),
]


class ScenarioKeys(Section):
    """A scenario: a plant in time, with everything a run needs."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._()-]{0,79}$")] = key(
        ..., "what the run is called; its folder carries it"
    )
    description: str = key("", "what the scenario is for", max_length=5000)
    extends: PathText | None = key(
        None, "scenario file this one changes, relative to this file"
    )
    start: str = key(
        "2026-01-05 00:00", "plant clock at the start, like 2026-01-05 06:00"
    )
    duration_d: Duration = key(
        ..., "length of the run [d], or as_readings: as long as the readings last"
    )
    warm_up_d: float = key(
        0.0, "what entered before that is left out [d]", ge=0, le=3700
    )
    seed: int = key(0, "of the random draws", ge=0, le=2**63 - 1)
    replication: int = key(0, "which repetition of the same seed", ge=0, le=1_000_000)
    pressure_mbar: float = key(
        1013.25, "total pressure where no other is given [mbar]", ge=500, le=1200
    )
    zones: dict[Name, ZoneKeys] = key(..., "places with air")
    air_supply: AirSupplyKeys | None = key(
        None, "what supplies the zones that are rooms"
    )
    electrodes: dict[Name, ElectrodeKeys] = key(..., "kinds of coils")
    stations: dict[Name, Station] = key(..., "machines, stores, ovens")
    route: dict[Name, list[Name]] = key(
        ..., "for each electrode its stations, first to last"
    )
    rework: list[ReworkKeys] = key([], "ways back from a check", max_length=100)
    limits: list[LimitKeys] = key([], "highest water contents", max_length=1000)
    cell: CellKeys | None = key(None, "what the assembly makes")
    materials: dict[Name, dict[str, Any]] = key(
        {}, "new materials, or changes to those of the library"
    )
    tariff: TariffKeys = key(TariffKeys(), "what energy costs")
    co2: Co2Keys = key(Co2Keys(), "CO2 behind the energy")
    numerics: NumericsKeys = key(NumericsKeys(), "how finely the physics is solved")
    budget: BudgetKeys = key(BudgetKeys(), "what a run may cost")

    def faults(self):
        faults = []
        if start_of(self.start) is None:
            faults.append(
                (
                    ("start",),
                    f"'{self.start[:40]}'; a date and time reads like "
                    '"2026-01-05 06:00"',
                )
            )
        if self.duration_d != AS_READINGS and self.warm_up_d >= self.duration_d:
            faults.append(
                (
                    ("warm_up_d",),
                    f"{self.warm_up_d}; shorter than the run, {self.duration_d} d",
                )
            )
        return faults


def start_of(text: str) -> datetime | None:
    """The moment of "2026-01-05 06:00"; None if it is not one."""
    if not _START.fullmatch(text.strip()):
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def json_schema() -> str:
    """The JSON schema of scenario files, as text that ends with a newline."""
    schema = ScenarioKeys.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    schema["title"] = "Scenario of the electrode moisture twin"
    # A file that extends another one says only what differs, at any depth: what is
    # missing is found by `twin check`, not by the editor.
    _relax(schema)
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _relax(node):
    """Take `required` out, in place, and let any of several alternatives do."""
    if isinstance(node, dict):
        if isinstance(node.get("required"), list):
            del node["required"]
        if "oneOf" in node:
            node["anyOf"] = node.pop("oneOf")
        for value in node.values():
            _relax(value)
    elif isinstance(node, list):
        for value in node:
            _relax(value)


if __name__ == "__main__":
    JSON_SCHEMA.write_text(json_schema(), encoding="utf-8")
