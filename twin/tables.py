"""The tidy tables of a run: here numbers leave SI for the units their columns name."""

import math
from typing import Any

import numpy as np
import pandas as pd

from models import psychrometrics
from models.units import HOUR, MBAR, MG, MM, PPM, celsius
from twin.coil import DONE, IN_PROCESS
from twin.energy_tables import BOOKED, booked, coil_energies
from twin.records import CellBatch, Visit
from twin.scenario import (
    COATING_BASIS,
    EDGE_STRIP,
    ELECTRODE_BASIS,
    MEAN,
    WORST,
    Scenario,
)

HF_PER_WATER = 2.22  # mg HF per mg water, LiPF6 + H2O -> LiF + POF3 + 2 HF (PHYSICS 4)


def _ppm(mark, basis=ELECTRODE_BASIS, place=MEAN):
    if mark is None or mark.reading is None:
        return math.nan
    return mark.reading.content(basis, place) / PPM


def _kg(mark):
    return math.nan if mark is None or mark.reading is None else mark.reading.water


def _limits(scenario):
    return {(limit.station, limit.electrode): limit for limit in scenario.limits}


def visits_table(log: list[Visit], scenario: Scenario) -> pd.DataFrame:
    """One row per visit, in the order of arrival."""
    limits = _limits(scenario)
    rows = []
    for v in log:
        limit = limits.get((v.station, v.electrode))
        out = v.water_out
        bound, within = math.nan, None
        if limit is not None:
            bound = limit.water / PPM
            if out is not None:
                within = out.reading.content(limit.basis, limit.place) <= limit.water
        rows.append(
            (
                v.coil,
                v.electrode,
                v.station,
                v.machine,
                v.visit,
                v.arrived / HOUR,
                v.started / HOUR,
                v.finished / HOUR,
                v.left / HOUR,
                (v.started - v.arrived) / HOUR,
                (v.left - v.finished) / HOUR,
                v.changeover / HOUR,
                v.repair / HOUR,
                _ppm(v.water_in),
                _ppm(out),
                _ppm(out, place=EDGE_STRIP),
                _ppm(out, place=WORST),
                _ppm(out, COATING_BASIS),
                _kg(v.water_in),
                _kg(out),
                v.released,
                math.nan if v.truth is None else v.truth() / PPM,
                math.nan if v.sample is None else v.sample() / PPM,
                v.tau_macro / HOUR,
                v.tau_micro / HOUR,
                v.micro_share,
                v.regime,
                bound,
                within,
                v.web,
                v.worked / HOUR,
                v.counted / HOUR,
                *booked(v.energy, scenario),
            )
        )
    table = pd.DataFrame(rows, columns=list(VISIT_COLUMNS))
    return table.astype(VISIT_COLUMNS)


def coils_table(
    coils: list[Any], within: dict[str, bool], log: list[Visit], scenario: Scenario
) -> pd.DataFrame:
    """One row per coil, in the order in which they came to be."""
    drawn = coil_energies(coils, log)
    rows = [
        (
            c.name,
            c.electrode,
            c.material.name,
            None if c.cut is None else c.cut.mother.name,
            c.entered / HOUR,
            c.released / HOUR,
            c.ended / HOUR,
            c.fate,
            c.last_station,
            c.length,
            c.width / MM,
            c.electrode_mass,
            _ppm(c.start),
            _ppm(c.end),
            c.start.reading.water,
            c.end.reading.water,
            c.removed,
            c.scrapped,
            sum(c.rework.values()),
            within.get(c.name),
            *booked(drawn[c.name], scenario),
        )
        for c in coils
    ]
    return pd.DataFrame(rows, columns=list(COIL_COLUMNS)).astype(COIL_COLUMNS)


def cells_table(batches: list[CellBatch], scenario: Scenario) -> pd.DataFrame:
    """One row per pair of coils; water per cell, in the mean over the pair's time."""
    rows = []
    for batch in batches:
        design = scenario.stations[batch.station].cell
        parts = [p.content * p.in_cell for p in (batch.anode, batch.cathode)]
        water = sum(parts) + batch.separator
        energy = design.capacity * design.voltage / 1000.0  # kWh
        over = None if design.limit is None else water > design.limit
        rows.append(
            (
                batch.station,
                batch.machine,
                batch.anode.coil.name,
                batch.cathode.coil.name,
                batch.number,
                batch.started / HOUR,
                batch.ended / HOUR,
                parts[0] / MG,
                parts[1] / MG,
                batch.separator / MG,
                water / MG,
                water / MG / design.capacity,
                water / MG / energy,
                water / MG * HF_PER_WATER,
                math.nan if design.limit is None else design.limit / MG,
                over,
            )
        )
    return pd.DataFrame(rows, columns=list(CELL_COLUMNS)).astype(CELL_COLUMNS)


def _breakpoints(air, end):
    """Instants and values of `air` until `end`, with straight lines between them."""
    keep = air.times[:-1] < end
    begin, stop = air.times[:-1][keep], np.minimum(air.times[1:][keep], end)
    width = air.times[1:][keep] - begin
    share = np.where(stop < air.times[1:][keep], (stop - begin) / width, 1.0)
    columns = []
    for values in (air.temperature, air.vapour_pressure, air.pressure):
        first, last = values[keep, 0], values[keep, 1]
        columns.append(np.stack([first, first + (last - first) * share], 1).ravel())
    times = np.stack([begin, stop], 1).ravel()
    columns = np.stack([times, *columns])
    new = np.ones(len(times), dtype=bool)
    new[1:] = (columns[:, 1:] != columns[:, :-1]).any(axis=0)
    return columns[:, new]


def zones_table(zones: list[Any], end: float) -> pd.DataFrame:
    """The air of each zone where it turns; lines between, jumps as two rows."""
    tables = []
    for zone in zones:
        for history in zone.histories:
            time, temperature, vapour_pressure, pressure = _breakpoints(history, end)
            tables.append(
                pd.DataFrame(
                    {
                        "time_h": time / HOUR,
                        "zone": zone.name,
                        "temperature_degC": celsius(temperature),
                        "dew_point_degC": celsius(_dew_point(vapour_pressure)),
                        "vapour_pressure_Pa": vapour_pressure,
                        "water_ppmv": vapour_pressure / pressure / PPM,
                        "pressure_mbar": pressure / MBAR,
                    }
                )
            )
    if not tables:
        return pd.DataFrame(columns=ZONE_COLUMNS)
    return pd.concat(tables, ignore_index=True)[list(ZONE_COLUMNS)]


def _dew_point(vapour_pressure):
    """Dew point [K], NaN where the air is perfectly dry or drier than any dew point."""
    found = np.full(vapour_pressure.shape, math.nan)
    lowest = float(psychrometrics.ice_vapour_pressure(ZONE_LOWEST_DEW_POINT))
    measurable = vapour_pressure >= lowest
    if measurable.any():
        values, back = np.unique(vapour_pressure[measurable], return_inverse=True)
        found[measurable] = psychrometrics.dew_point(values)[back]
    return found


def balance_table(coils: list[Any], batches: list[CellBatch]) -> pd.DataFrame:
    """Where the water went, per electrode [kg]."""
    names = list(dict.fromkeys(coil.electrode for coil in coils))
    books = {name: dict.fromkeys(BALANCE_PARTS, 0.0) for name in names}
    for coil in coils:
        book = books[coil.electrode]
        if coil.cut is None:
            book["put_in_kg"] += coil.start.reading.water
        book["removed_kg"] += coil.removed
        book["scrapped_kg"] += coil.scrapped
        if coil.fate == IN_PROCESS:
            book["inside_kg"] += coil.end.reading.water
        elif coil.fate == DONE:
            book["left_kg"] += coil.end.reading.water
    for batch in batches:
        for part in (batch.anode, batch.cathode):
            book = books[part.coil.electrode]
            in_cells = batch.number * part.in_cell
            book["in_cells_kg"] += part.content * in_cells
            book["scrapped_kg"] += part.content * (part.used - in_cells)
    rows = []
    for name, book in books.items():
        out = math.fsum(book[part] for part in BALANCE_PARTS[1:])
        scale = max(book["put_in_kg"], *(abs(value) for value in book.values()))
        closure = (book["put_in_kg"] - out) / scale if scale > 0.0 else 0.0
        rows.append((name, *book.values(), closure))
    return pd.DataFrame(rows, columns=["electrode", *BALANCE_PARTS, "closure"])


BALANCE_PARTS = (
    "put_in_kg",
    "removed_kg",
    "scrapped_kg",
    "in_cells_kg",
    "left_kg",
    "inside_kg",
)
ZONE_LOWEST_DEW_POINT = 173.15  # K, -100 degC: the lowest psychrometrics answers for
ZONE_COLUMNS = (
    "time_h",
    "zone",
    "temperature_degC",
    "dew_point_degC",
    "vapour_pressure_Pa",
    "water_ppmv",
    "pressure_mbar",
)
COIL_COLUMNS = {
    "coil": "str",
    "electrode": "str",
    "material": "str",
    "parent": "object",
    "entered_h": "float",
    "released_h": "float",
    "ended_h": "float",
    "fate": "str",
    "last_station": "str",
    "length_m": "float",
    "width_mm": "float",
    "dry_mass_kg": "float",
    "start_water_ppm": "float",
    "end_water_ppm": "float",
    "start_water_kg": "float",
    "end_water_kg": "float",
    "removed_kg": "float",
    "scrapped_kg": "float",
    "rework_count": "int64",
    "within_limits": "boolean",
    **dict.fromkeys(BOOKED, "float"),
}
VISIT_COLUMNS = {
    "coil": "str",
    "electrode": "str",
    "station": "str",
    "machine": "Int64",
    "visit": "int64",
    "arrived_h": "float",
    "started_h": "float",
    "finished_h": "float",
    "left_h": "float",
    "queue_h": "float",
    "blocked_h": "float",
    "changeover_h": "float",
    "repair_h": "float",
    "water_in_ppm": "float",
    "water_out_ppm": "float",
    "edge_out_ppm": "float",
    "worst_out_ppm": "float",
    "coating_out_ppm": "float",
    "water_in_kg": "float",
    "water_out_kg": "float",
    "released_kg": "float",
    "sampled_ppm": "float",
    "measured_ppm": "float",
    "tau_macro_h": "float",
    "tau_micro_h": "float",
    "micro_share": "float",
    "regime": "object",
    "limit_ppm": "float",
    "within_limit": "boolean",
    "web_m2": "float",
    "work_h": "float",
    "work_counted_h": "float",
    **dict.fromkeys(BOOKED, "float"),
}
CELL_COLUMNS = {
    "station": "str",
    "machine": "int64",
    "anode_coil": "str",
    "cathode_coil": "str",
    "cells": "int64",
    "started_h": "float",
    "ended_h": "float",
    "anode_mg": "float",
    "cathode_mg": "float",
    "separator_mg": "float",
    "water_mg": "float",
    "water_mg_per_Ah": "float",
    "water_mg_per_kWh": "float",
    "HF_equivalent_mg": "float",
    "limit_mg": "float",
    "over_limit": "boolean",
}
