"""The table `loads`: one row per load of an oven whose chamber is balanced."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.oven.closure import heat_closure, water_closure
from models.oven.floor import floor_water
from models.oven.hold import above_set
from models.oven.limits import DOSE_LIMIT, heat_limit, thermal_dose
from models.units import HOUR, KWH, MBAR, PPM, WATER_MOLAR_MASS, celsius
from twin.chamber import Load

HEATED = 0.95  # of the way to the hottest set temperature: heat-up is over


def loads_table(loads: Sequence[Load]) -> pd.DataFrame:
    """One row per load, in the order in which they went in."""
    rows = [_row(number, load) for number, load in enumerate(loads, start=1)]
    return pd.DataFrame(rows, columns=list(LOAD_COLUMNS)).astype(LOAD_COLUMNS)


def heat_warnings(loads: Sequence[Load]) -> list[str]:
    """What a reader should know: loads hotter, or hot for longer, than coils stand."""
    table = loads_table(loads)
    found = []
    for station, own in table.groupby("station", sort=False):
        hot = own[own["hottest_degC"] > own["highest_degC"] + 1e-6]
        if len(hot):
            found.append(
                f"{station}: {len(hot)} of {len(own)} loads got hotter than their "
                f"coils stand, {hot['hottest_degC'].max():.0f} °C against "
                f"{hot['highest_degC'].min():.0f} °C; lower the recipe's temperature"
            )
        long = own[own["dose_h"] > DOSE_LIMIT / HOUR]
        if len(long):
            found.append(
                f"{station}: {len(long)} of {len(own)} loads had a thermal dose of up "
                f"to {long['dose_h'].max():.0f} h at 120 °C, above "
                f"{DOSE_LIMIT / HOUR:.0f} h; shorten the recipe or lower its "
                "temperature"
            )
    return found


def _row(number, load):
    sections = load.sections
    first, last = sections[0].run, sections[-1].run
    totals = {
        name: math.fsum(section.run.totals[name] for section in sections)
        for name in first.totals
    }
    times = np.concatenate([section.run.times for section in sections])
    warm = np.concatenate([section.run.temperature for section in sections])
    hours, most = _above(sections)
    hottest = warm.max(axis=0)
    standing = [heat_limit(coil.model.material) for coil in sections[0].coils]
    standing = [limit.temperature for limit in standing if limit is not None]
    return (
        load.station,
        load.chamber.name,
        number,
        load.start / HOUR,
        load.end / HOUR,
        len(load.coils),
        math.fsum(shape.mass for shape in load.shapes),
        totals["released_water"] * WATER_MOLAR_MASS,
        _heated(load, times, warm),
        celsius(float(hottest.max())),
        celsius(min(standing)) if standing else math.nan,
        max(float(thermal_dose(times, column)) for column in warm.T) / HOUR,
        celsius(float(warm[-1].max())),
        hours,
        most / MBAR,
        float(last.vapour_pressure[-1]),
        _floor(sections[-1]),
        totals["heated"] / KWH,
        totals["to_coils"] / KWH,
        totals["latent"] / KWH,
        totals["lost"] / KWH,
        totals["cooled"] / KWH,
        totals["pump_work"] / KWH,
        max(
            (water_closure(s.coils, s.chamber, s.run) for s in sections),
            key=abs,
        ),
        max(
            (heat_closure(s.balance, s.coils, s.chamber, s.run) for s in sections),
            key=abs,
        ),
    )


def _above(sections):
    """Hours that a load kept the pressure above its set one; by how much [Pa]."""
    hours, most = 0.0, 0.0
    for section in sections:
        for k, piece in enumerate(section.pieces):
            own = np.flatnonzero(section.run.piece == k)
            _, _, beyond, by = above_set(
                section.balance, section.run, own, piece.pressure
            )
            hours, most = hours + beyond, max(most, by)
    return hours, most


def _heated(load, times, warm):
    """When the last coil is 95 % of its way to the hottest set temperature [h]."""
    goal = max(max(piece.start, piece.end) for piece in load.pieces)
    hot = (warm >= warm[0] + HEATED * (goal - warm[0])).all(axis=1)
    return float(times[np.argmax(hot)] - load.start) / HOUR if hot.any() else math.nan


def _floor(section):
    """What the wettest coil would hold in equilibrium with the vapour at the end.

    nan where one would hold more than its isotherms reach.
    """
    vapour = float(section.run.vapour_pressure[-1])
    found = []
    for coil, state in zip(section.coils, section.run.states, strict=True):
        material = coil.model.material
        water = floor_water(coil.model, state.temperature, vapour)
        found.append(water / material.density * material.coating_share / PPM)
    return float(np.max(found))  # nan if one is


LOAD_COLUMNS = {
    "station": "str",
    "chamber": "str",
    "load": "int64",
    "started_h": "float",
    "ended_h": "float",
    "coils": "int64",
    "dry_mass_kg": "float",
    "water_removed_kg": "float",
    "heated_h": "float",
    "hottest_degC": "float",
    "highest_degC": "float",
    "dose_h": "float",
    "end_degC": "float",
    "above_set_h": "float",
    "above_set_mbar": "float",
    "end_vapour_pressure_Pa": "float",
    "floor_ppm": "float",
    "heat_kWh": "float",
    "heat_to_coils_kWh": "float",
    "heat_of_desorption_kWh": "float",
    "heat_lost_kWh": "float",
    "cooling_kWh": "float",
    "pump_kWh": "float",
    "water_closure": "float",
    "heat_closure": "float",
}
