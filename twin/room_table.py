"""The table `rooms`: every window of every room, its air, its water, its energy."""

import numpy as np
import pandas as pd

from models import psychrometrics
from models.air_handling import Sheet
from models.air_handling.limits import wheel_limits
from models.units import GRAM, HOUR, PPM, celsius
from twin.energy import CARRIERS, COLUMNS, Energy, in_columns
from twin.room import LineRooms
from twin.room_unit import UnitAir, unit_sheet
from twin.scenario import Scenario

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
BOUGHT_AS = {"steam": "district_heat"}  # heat bought in, too


def rooms_table(rooms: LineRooms | None, scenario: Scenario) -> pd.DataFrame:
    """One row per room and window; `energy` of the unit by each room's supply air."""
    columns = list(ROOM_COLUMNS)
    if rooms is None:
        return pd.DataFrame(columns=columns).astype(ROOM_COLUMNS)
    windows = rooms.windows
    drives = [window.drive for window in windows]
    histories = [window.history for window in windows]
    spans = np.array([drive.instants for drive in drives])
    supply = np.array([drive.supply_flow[0] for drive in drives])
    energies = _energies(rooms, supply.sum(axis=1), spans)
    total = supply.sum(axis=1, keepdims=True)
    shares = np.divide(supply, total, out=np.zeros_like(supply), where=total > 0.0)
    parts = []
    for place, name in enumerate(rooms.spec.names):
        mean = np.array([h.mean_humidity[0, place] for h in histories])
        vapour = psychrometrics.vapour_pressure_from_humidity_ratio(
            mean, rooms.plant.pressure
        )
        values = {
            "zone": name,
            "start_h": spans[:, 0] / HOUR,
            "end_h": spans[:, 1] / HOUR,
            "temperature_degC": celsius(float(rooms.plant.temperature[place])),
            "dew_point_degC": celsius(psychrometrics.dew_point(vapour)),
            "water_ppmv": vapour / rooms.plant.pressure / PPM,
            "people": [drive.people[0, place] for drive in drives],
            "supply_kg_per_s": supply[:, place],
            "supply_degC": celsius(
                np.array([w.asked.supply_temperature[0] for w in windows])
            ),
            "outdoor_degC": celsius(np.array([w.outdoor_temperature for w in windows])),
            "closure": [abs(h.water_gap[0, place]) for h in histories],
        }
        for cause in CAUSES:
            grams = [h.water[cause][0, place] / GRAM for h in histories]
            values[f"{cause}_g"] = grams
        own = [energy * share for energy, share in zip(energies, shares[:, place])]  # noqa: B905
        booked = [
            (*in_columns(e), scenario.tariff.of(e), scenario.co2.of(e)) for e in own
        ]
        for column, row in zip(BOOKED, np.array(booked).T, strict=True):
            values[column] = row
        parts.append(pd.DataFrame(values))
    return pd.concat(parts, ignore_index=True)[columns].astype(ROOM_COLUMNS)


def _sheet(rooms: LineRooms, asked=False) -> tuple[Sheet | None, np.ndarray]:
    """Flow sheet of the windows in which anything is supplied, and which those are.

    With the supply air that the rooms got, or with what is `asked` of the unit.
    """
    windows, plant = rooms.windows, rooms.plant
    flow = np.array([window.drive.supply_flow[0].sum() for window in windows])
    runs = flow > 0.0
    if plant.unit is None or not runs.any():
        return None, runs
    outdoor = [
        np.array([getattr(window, name) for window in windows])[runs]
        for name in ("outdoor_temperature", "outdoor_humidity")
    ]
    airs = [vars(window.asked) for window in windows]
    air = UnitAir(
        **{name: np.concatenate([one[name] for one in airs])[runs] for name in airs[0]}
    )
    supply = _wanted(windows)[runs] if asked else air.supply_humidity
    return unit_sheet(plant, air, *outdoor, supply_humidity=supply), runs


def _wanted(windows):
    """Humidity ratio of each window's supply air as the control wants it [kg/kg]."""
    return np.array([window.wanted for window in windows])


def _energies(rooms, flow, spans):
    """What the unit drew in each window."""
    sheet, runs = _sheet(rooms)
    if sheet is None:
        return [Energy()] * len(flow)
    drawn = {name: np.zeros(len(flow)) for name in CARRIERS}
    seconds = (spans[:, 1] - spans[:, 0])[runs]
    for carrier, power in sheet.energy.items():
        name = BOUGHT_AS.get(carrier, carrier)
        drawn[name][runs] += np.broadcast_to(power, runs.sum()) * seconds
    return [
        Energy(**{name: float(values[k]) for name, values in drawn.items()})
        for k in range(len(flow))
    ]


def room_warnings(rooms: LineRooms | None) -> list[str]:
    """What a reader should know: supply air that the unit cannot make as dry."""
    if rooms is None:
        return []
    sheet, runs = _sheet(rooms, asked=True)
    if sheet is None:
        return []
    plant, unit = rooms.plant, rooms.plant.unit
    alone, names = unit.second is None, ", ".join(rooms.spec.names)
    said = [
        f"air of {names}: {limit.verdict(wheel, 'windows', alone)}"
        for wheel, limit in wheel_limits(unit, sheet).items()
        if not np.all(limit.reachable)
    ]
    given = [window.asked.supply_humidity for window in rooms.windows]
    supply = np.concatenate(given)[runs]
    damp = int(np.sum(supply > _wanted(rooms.windows)[runs] * (1.0 + 1e-6)))
    if damp:
        vapour = psychrometrics.vapour_pressure_from_humidity_ratio(
            supply.max(), plant.pressure
        )
        said.append(
            f"air of {names}: supply air damper than asked in {damp} windows, up to "
            f"{celsius(float(psychrometrics.dew_point(vapour))):.1f} °C; rooms and "
            "energy are those of the unit at its limits"
        )
    return said


BOOKED = (*COLUMNS, "energy_cost", "co2_kg")
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
    **dict.fromkeys(BOOKED, "float"),
}
