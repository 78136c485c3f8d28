"""Measured air from a CSV file to the Readings of a zone, with all that is wrong.

Repeated and out-of-order rows are always faults. Gaps and rows without a number are
faults unless `max_gap_min` covers them: then the reading before holds on. The times of
a column of numbers count from its first row, which is the start of the run; timestamps
are on the plant clock.
"""

from datetime import datetime
from pathlib import Path

import numpy as np

from models import psychrometrics
from models.units import HOUR, MBAR, MINUTE, PPM, kelvin
from scenarios import csv_table
from scenarios.csv_table import InputFile, TableError, lines
from scenarios.faults import quoted
from scenarios.schema.air import CLOCKS, ReadingsKeys
from twin.scenario import Readings

COLDEST, HOTTEST = -60.0, 100.0  # degC, of air in a room
GAP = 1.5  # a longer step than this times the usual one is a gap
LARGEST_ACTIVITY = 1.0 + 1e-6  # saturated, but for rounding of the readings

_LIMITS = {  # lowest and highest value that such a column can hold
    "dew_point_degC": (-100.0, 60.0),
    "dew_point_over_water_degC": (-100.0, 60.0),
    "relative_humidity_pct": (0.0, 100.0),
    "humidity_ratio_g_per_kg": (0.0, 500.0),
    "humidity_ratio_kg_per_kg": (0.0, 0.5),
    "vapour_pressure_Pa": (0.0, 20_000.0),
    "water_ppmv": (0.0, 200_000.0),
    "pressure_mbar": (500.0, 1200.0),
    "temperature_degC": (COLDEST, HOTTEST),
}


def readings(
    keys: ReadingsKeys, path: Path, pressure: float, start: datetime
) -> tuple[Readings, InputFile]:
    """The readings and the file they come from; TableError with all its faults.

    `pressure` [Pa] counts where no column gives one.
    """
    source = csv_table.read(path)
    time, values, rows = _complete_rows(keys, source, path.name, start)
    step = float(np.median(np.diff(time)))
    faults = _gaps(keys, time, step, rows)
    air = _air(keys, values, rows, pressure, faults)
    if faults:
        raise TableError(faults)
    times = np.append(time, time[-1] + step)
    if keys.timestamp:
        first = int(np.searchsorted(times, 0.0, side="right")) - 1
        if first < 0 or first >= len(time):
            raise TableError([("timestamp", _outside(times, start))])
        times = times[first:].copy()
        times[0] = 0.0
        air = tuple(column[first:] for column in air)
    name = f"{path.name} sha256:{source.digest}"
    return Readings(times, *air, keys.after_end, name), source


# ---------------------------------------------------------------- reading


def _complete_rows(keys, source, name, start):
    """Time [s] and values of the rows that lack nothing, by key; places of the rows.

    TableError with all that is wrong with the cells. `name` is that of the file.
    """
    wanted = {keys.clock: getattr(keys, keys.clock)}
    for measure in ("temperature_degC", keys.measure, "pressure_mbar"):
        if getattr(keys, measure) is not None:
            wanted[measure] = getattr(keys, measure)
    cells = csv_table.columns(source, wanted, keys.separator)
    faults = []
    time, strange = _times(cells.pop(keys.clock), keys, start)
    if strange:
        faults.append((keys.clock, _strange(wanted[keys.clock], strange, keys)))
    values, missing = {}, np.isnan(time)
    for measure, column in cells.items():
        values[measure], own = _numbers(measure, wanted[measure], column, keys)
        faults += own
        missing |= np.isnan(values[measure])
    blank = np.isnan(time) if not any(n == keys.clock for n, _ in faults) else None
    if blank is not None and blank.any() and keys.max_gap_min is None:
        faults.append((keys.clock, _empty(wanted[keys.clock], np.flatnonzero(blank))))
    faults += _order(keys, time)
    if not faults and len(time) - missing.sum() < 2:
        faults.append(("file", f"{name} has fewer than two complete rows"))
    if faults:
        raise TableError(faults)
    rows = np.flatnonzero(~missing)
    if keys.timestamp is None and rows[0] != 0:
        raise TableError(
            [(keys.clock, f"the first row of {name} holds no reading; remove it")]
        )
    time = time[rows] if keys.timestamp else time[rows] - time[rows[0]]
    return time, {measure: column[rows] for measure, column in values.items()}, rows


def _numbers(name, column, cells, keys):
    """The numbers of a column, NaN where there is none, and what is wrong with them."""
    faults = []
    values, strange = csv_table.numbers(cells, keys.decimal)
    empty = np.isnan(values)
    empty[strange] = False
    if strange:
        faults.append((name, _strange(column, strange, keys)))
    if empty.any() and keys.max_gap_min is None:
        faults.append((name, _empty(column, np.flatnonzero(empty))))
    return values, faults + _beyond(name, column, values)


def _times(cells, keys, start):
    """Time of each row [s], NaN where there is none; the rows that are no times."""
    factor = CLOCKS[keys.clock]
    if factor is not None:
        values, strange = csv_table.numbers(cells, keys.decimal)
        return values * factor, strange
    import pandas as pd

    text = pd.Series(cells, dtype=object).str.strip()
    try:
        stamps = pd.to_datetime(
            text.where(text != ""),
            format=keys.timestamp_format or "ISO8601",
            errors="coerce",
        )
        if getattr(stamps.dt, "tz", None) is not None:
            raise ValueError("they carry a time zone; give the plant's clock alone")
        seconds = (stamps - pd.Timestamp(start)).dt.total_seconds().to_numpy(float)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        reason = str(error).splitlines()[0] if str(error) else "not readable"
        raise TableError(
            [("timestamp", f"timestamps are not readable: {reason[:160]}")]
        ) from None
    strange = np.isnan(seconds) & (text != "").to_numpy(bool)
    return seconds, [int(i) for i in np.flatnonzero(strange)]


# ---------------------------------------------------------------- checking


def _strange(column, rows, keys):
    hint = ""
    if keys.decimal == ".":
        hint = ' (with decimal commas say decimal: ",")'
    return f"column {quoted(column)}, {lines(rows)}: not a number or time{hint}"


def _empty(column, rows):
    return (
        f"column {quoted(column)}, {lines(rows)}: no value (empty or NaN); give "
        "max_gap_min to let the reading before hold on, or mend the file"
    )


def _beyond(name, column, values):
    low, high = _LIMITS[name]
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero((values < low) | (values > high))
    if not rows.size:
        return []
    first = float(values[rows[0]])
    hint = "is it in another unit?"
    if name.endswith("degC") and 200 < first < 400:
        hint = "that looks like K; this key takes °C"
    elif name == "pressure_mbar" and first > 50_000:
        hint = "that looks like Pa; this key takes mbar"
    elif name == "humidity_ratio_kg_per_kg":
        hint = "that looks like g/kg; use humidity_ratio_g_per_kg"
    return [
        (
            name,
            f"column {quoted(column)}, {lines(rows)}: {first:.6g}; allowed is {low:g} "
            f"to {high:g}; {hint}",
        )
    ]


def _order(keys, time):
    rows = np.flatnonzero(~np.isnan(time))
    steps = np.diff(time[rows])
    faults = []
    for wrong, what in ((steps == 0.0, "repeated"), (steps < 0.0, "out of order")):
        if wrong.any():
            where = lines(rows[1:][wrong])
            faults.append(
                (
                    keys.clock,
                    f"{where}: {what}; sort the rows by time and keep one of each",
                )
            )
    return faults


def _gaps(keys, time, step, rows):
    steps = np.diff(time)
    allowed = GAP * step
    if keys.max_gap_min is not None:
        allowed = max(allowed, keys.max_gap_min * MINUTE * (1.0 + 1e-9))
    wide = np.flatnonzero(steps > allowed)
    if not wide.size:
        return []
    longest = float(steps[wide].max()) / MINUTE
    after = lines(rows[wide])
    if keys.max_gap_min is None:
        remedy = f"max_gap_min: {np.ceil(longest):g} lets the reading before hold on"
    else:
        remedy = f"longer than max_gap_min, {keys.max_gap_min:g}; mend the file"
    return [
        (
            "max_gap_min",
            f"{wide.size} gap{'s' if wide.size > 1 else ''} after {after}, the longest "
            f"{longest:g} min where readings are {step / MINUTE:g} min apart; {remedy}",
        )
    ]


def _outside(times, start):
    where = "begin" if times[0] > 0 else "end"
    hours = abs(times[0] if times[0] > 0 else times[-1]) / HOUR
    side = "after" if times[0] > 0 else "before"
    return (
        f"the readings {where} {hours:.6g} h {side} the start of the run, {start}; set "
        "start to a moment they cover"
    )


# ---------------------------------------------------------------- converting


def _air(keys, values, rows, pressure, faults):
    """Temperature [K], vapour pressure and pressure [Pa] of each row, corrected.

    More faults where there is no such air; TableError with them if it has no vapour
    pressure at all.
    """
    warm = values["temperature_degC"] + keys.temperature_correction_K
    values = values | {"temperature_degC": warm}
    total = values.get("pressure_mbar")
    total = np.full(len(warm), pressure) if total is None else total * MBAR
    try:
        vapour = _vapour_pressure(keys.measure, values, total)
        if keys.dew_point_correction_K != 0.0:
            vapour = _shifted(vapour, keys.dew_point_correction_K, rows)
    except ValueError as error:
        raise TableError([*faults, (keys.measure, str(error))]) from None
    temperature = kelvin(warm)
    activity = psychrometrics.water_activity(vapour, temperature)
    wet = np.flatnonzero(activity > LARGEST_ACTIVITY)
    if wet.size:
        column = getattr(keys, keys.measure)
        hint = f"is the column {quoted(column)} in another unit?"
        if keys.temperature_correction_K or keys.dew_point_correction_K:
            hint = "is a correction too large, or its sign the other?"
        faults.append(
            (
                keys.measure,
                f"{lines(rows[wet])}: more vapour than saturated air holds (relative "
                f"humidity {100 * activity[wet[0]]:.0f} %); {hint}",
            )
        )
    return temperature, vapour, total


def _shifted(vapour, correction, rows):
    """The vapour pressures [Pa] of dew points that lie `correction` [K] higher."""
    dry = np.flatnonzero(vapour <= 0.0)
    if dry.size:
        raise ValueError(
            f"{lines(rows[dry])}: air without vapour has no dew point that "
            "dew_point_correction_K could shift; leave it out"
        )
    points = psychrometrics.dew_point(vapour) + correction
    return psychrometrics.vapour_pressure_from_dew_point(points)


def _vapour_pressure(measure, values, pressure):
    """Vapour pressure [Pa] of a column of humidities at total pressures [Pa]."""
    value = values[measure]
    laws = psychrometrics
    if measure == "dew_point_degC":
        return laws.vapour_pressure_from_dew_point(kelvin(value))
    if measure == "dew_point_over_water_degC":
        return laws.vapour_pressure_from_dew_point_over_water(kelvin(value))
    if measure == "relative_humidity_pct":
        return laws.vapour_pressure_from_relative_humidity(
            value / 100.0, kelvin(values["temperature_degC"])
        )
    if measure == "humidity_ratio_g_per_kg":
        return laws.vapour_pressure_from_humidity_ratio(value / 1000.0, pressure)
    if measure == "humidity_ratio_kg_per_kg":
        return laws.vapour_pressure_from_humidity_ratio(value, pressure)
    if measure == "water_ppmv":
        return laws.vapour_pressure_from_mole_fraction(value * PPM, pressure)
    return value
