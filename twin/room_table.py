"""The table `rooms`: every window of every room, its air, its water, its energy."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from models import psychrometrics
from models.air_handling import flow_sheet
from models.air_handling.limits import wheel_limits
from models.units import HOUR, PPM, celsius
from twin.energy import CARRIERS, COLUMNS, Energy, in_columns
from twin.room import RoomZone
from twin.scenario import Scenario

GRAM = 1e-3  # kg
CAUSES = (
    "supply",
    "people",
    "leakage",
    "door",
    "make_up",
    "passages",
    "product",
    "out",
    "stored",
)


def rooms_table(zones: Mapping[str, RoomZone], scenario: Scenario) -> pd.DataFrame:
    """One row per room and window."""
    parts = [_table(name, zone, scenario) for name, zone in zones.items()]
    columns = list(ROOM_COLUMNS)
    if not parts:
        return pd.DataFrame(columns=columns).astype(ROOM_COLUMNS)
    return pd.concat(parts, ignore_index=True)[columns].astype(ROOM_COLUMNS)


def _table(name, zone, scenario):
    spec, windows = zone.spec, zone.records
    column = lambda field: np.array([getattr(w, field) for w in windows])  # noqa: E731
    mean = column("mean_humidity")
    vapour = psychrometrics.vapour_pressure_from_humidity_ratio(mean, spec.pressure)
    values = {
        "zone": name,
        "start_h": column("start") / HOUR,
        "end_h": column("end") / HOUR,
        "temperature_degC": celsius(spec.temperature),
        "dew_point_degC": celsius(psychrometrics.dew_point(vapour)),
        "water_ppmv": vapour / spec.pressure / PPM,
        "people": column("people"),
        "supply_kg_per_s": column("supply_flow"),
        "supply_degC": celsius(column("supply_temperature")),
        "outdoor_degC": celsius(column("outdoor_temperature")),
        "closure": column("gap"),
    }
    for cause in CAUSES:
        values[f"{cause}_g"] = np.array([w.water[cause] for w in windows]) / GRAM
    energies = _energies(spec, windows)
    booked = [
        (*in_columns(e), scenario.tariff.of(e), scenario.co2.of(e)) for e in energies
    ]
    for place, own in enumerate((*COLUMNS, "energy_cost", "co2_kg")):
        values[own] = [row[place] for row in booked]
    return pd.DataFrame(values)


def _sheet(spec, windows):
    """Flow sheet of the windows in which anything is supplied, and which those are."""
    column = lambda field: np.array([getattr(w, field) for w in windows])  # noqa: E731
    runs = column("supply_flow") > 0.0
    sheet = flow_sheet(
        spec.unit,
        column("outdoor_temperature")[runs],
        column("outdoor_humidity")[runs],
        spec.temperature,
        column("mean_humidity")[runs],
        column("supply_flow")[runs],
        column("supply_temperature")[runs],
        spec.supply_humidity,
    )
    return sheet, runs


def _energies(spec, windows):
    """What the supply air of each window drew."""
    if spec.unit is None:
        return [Energy()] * len(windows)
    sheet, runs = _sheet(spec, windows)
    spans = np.array([w.end - w.start for w in windows])
    drawn = {name: np.zeros(len(windows)) for name in CARRIERS}
    for carrier, power in sheet.energy.items():
        # steam is heat bought in, too
        name = "district_heat" if carrier == "steam" else carrier
        drawn[name][runs] += np.broadcast_to(power, runs.sum()) * spans[runs]
    return [
        Energy(**{name: float(values[k]) for name, values in drawn.items()})
        for k in range(len(windows))
    ]


def room_warnings(zones: Mapping[str, RoomZone]) -> list[str]:
    """What a reader should know: air that the unit cannot make as dry as asked."""
    found = []
    for name, zone in zones.items():
        if zone.spec.unit is None or not zone.records:
            continue
        sheet, runs = _sheet(zone.spec, zone.records)
        if not runs.any():
            continue
        for wheel, limit in wheel_limits(zone.spec.unit, sheet).items():
            if not np.all(limit.reachable):
                found.append(f"{name}: {limit.verdict(wheel)}")
    return found


def closure(table: pd.DataFrame) -> float:
    """The largest part of a window's water that a room's balance misses."""
    return float(table["closure"].max()) if len(table) else math.nan


ROOM_COLUMNS = {
    "zone": "str",
    "start_h": "float",
    "end_h": "float",
    "temperature_degC": "float",
    "dew_point_degC": "float",
    "water_ppmv": "float",
    "people": "float",
    "supply_kg_per_s": "float",
    "supply_degC": "float",
    "outdoor_degC": "float",
    **{f"{cause}_g": "float" for cause in CAUSES},
    "closure": "float",
    **dict.fromkeys((*COLUMNS, "energy_cost", "co2_kg"), "float"),
}
