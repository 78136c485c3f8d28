"""A measured room beside its balance: leakage and door fitted on its first days."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.dry_room.replay import HeldAir, Readings, Replay, fit_replay
from models.units import DAY, GRAM, HOUR, MINUTE, kelvin
from scenarios import csv_table
from scenarios.csv_table import TableError, lines
from scenarios.faults import Fault, ScenarioError
from scenarios.room.air import frost_points
from scenarios.room.load import RoomTask
from scenarios.room.schema_weather import ReplayKeys

RANGES = {
    "temperature_degC": (0.0, 50.0),
    "humidity_ratio_kg_per_kg": (1e-9, 0.1),
    "people": (0.0, 10_000.0),
}


@dataclass(frozen=True, eq=False)
class Replayed:
    """A measured room, its fit, and the pressure frost points are told at [Pa]."""

    task: RoomTask
    readings: Readings
    replay: Replay

    @property
    def rest(self) -> int:
        """Where the foretold readings begin; their number where there are none."""
        return min(self.replay.fitted, len(self.readings.humidity))


def replayed(task: RoomTask, path: str | Path) -> Replayed:
    """The room of `task` as measured in the CSV file at `path`.

    Its air, supply and hall are those of the file; the leakage and the doors in it are
    set aside, since they are what is fitted.

    Raises
    ------
    ScenarioError
        With all that is wrong with the file, or where the room file names no columns.
    ValueError
        Where the fit does not settle.
    """
    keys = task.keys.replay
    if keys is None:
        words = "missing; --replay needs the names of the columns: replay: {...}"
        raise ScenarioError(task.source, [Fault(("replay",), words)])
    if not Path(path).exists():
        words = "the file does not exist; --replay takes the readings of a room as CSV"
        raise ScenarioError(str(path), [Fault((), words)])
    try:
        readings = _readings(keys, Path(path))
        fitted = round(keys.fitted_d * DAY / MINUTE)
        if fitted > len(readings.people):
            words = f"{path} has {len(readings.people)} minutes, fewer than fitted_d"
            raise TableError([("fitted_d", words)])
    except TableError as error:
        found = [Fault(("replay", name), words) for name, words in error.faults]
        raise ScenarioError(task.source, found) from None
    plant = task.sized.plant
    air = HeldAir(
        plant.supply_flow[0], plant.supply_humidity, plant.surroundings_humidity
    )
    fit = fit_replay(readings, fitted, plant.rooms.rooms[0], air)
    return Replayed(task, readings, fit)


def _readings(keys: ReplayKeys, path) -> Readings:
    source = csv_table.read(path)
    wanted = {name: getattr(keys, name) for name in ("time_min", *RANGES)}
    cells = csv_table.columns(source, wanted, keys.separator)
    values, faults = {}, []
    for name, column in cells.items():
        values[name], _ = csv_table.numbers(column, keys.decimal)
        wrong = np.isnan(values[name])
        low, high = RANGES.get(name, (-np.inf, np.inf))
        with np.errstate(invalid="ignore"):
            wrong |= (values[name] < low) | (values[name] > high)
        if wrong.any():
            rows = np.flatnonzero(wrong)
            words = f"column '{wanted[name]}', {lines(rows)}: no number"
            if np.isfinite(low):
                words += f" from {low:g} to {high:g}"
            faults.append((name, words))
    if not faults and len(values["time_min"]) < 3:
        faults.append(("time_min", f"{path.name} has fewer than three rows"))
    if not faults:
        steps = np.diff(values["time_min"])
        wrong = np.flatnonzero(np.abs(steps - 1.0) > 1e-6)
        if wrong.size:
            words = f"{lines(wrong + 1)}: not one minute after the row before"
            faults.append(("time_min", words))
    if faults:
        raise TableError(faults)
    return Readings(
        kelvin(values["temperature_degC"]),
        values["humidity_ratio_kg_per_kg"],
        values["people"],
    )


# ---------------------------------------------------------------- what is told


def figures(found: Replayed) -> dict:
    """The fit, and its errors beside those of the fitted days' mean."""
    replay, readings = found.replay, found.readings
    end, rest = len(readings.humidity), found.rest
    minutes = round(DAY / MINUTE)
    starts = range(0, end, minutes)
    mean = float(readings.humidity[:rest].mean())
    told = {
        "leakage_g_per_h": replay.leakage_water / GRAM * HOUR,
        "leakage_kg_per_h_of_hall_air": replay.leakage * HOUR,
        "door_g_per_entry": replay.door_water / GRAM,
        "hall_g_per_kg": 1e3 * replay.hall_humidity,
        "fitted_minutes": rest,
        "fitted_median_error": replay.median_error(0, rest),
        "day_median_errors": [
            replay.median_error(start, min(start + minutes, end)) for start in starts
        ],
        "pooled_median_error": None,
        "mean_scores": None,
    }
    if rest < end:
        told["pooled_median_error"] = replay.median_error(rest, end)
        constant = np.abs(mean / readings.humidity[rest:] - 1.0)
        told["mean_scores"] = float(np.median(constant))
    return told


def words(found: Replayed) -> list[str]:
    """The same in sentences."""
    at = figures(found)
    days = ", ".join(f"{100 * error:.1f} %" for error in at["day_median_errors"])
    said = [
        f"fitted on the first {at['fitted_minutes'] / 1440:g} d: leakage "
        f"{at['leakage_g_per_h']:.1f} g/h, door {at['door_g_per_entry']:.2f} g per "
        f"person who enters, of hall air at {at['hall_g_per_kg']:.2g} g/kg",
        "error: median over the minutes of |model/measured - 1|, humidity ratio, the "
        "room running freely from its first reading",
        f"day by day: {days}",
    ]
    if at["pooled_median_error"] is not None:
        said.append(
            f"pooled over what was not fitted: {100 * at['pooled_median_error']:.1f} % "
            f"(the mean of the fitted days scores {100 * at['mean_scores']:.1f} %)"
        )
    return said


def rows(found: Replayed) -> dict:
    """Columns over the minutes."""
    readings, replay = found.readings, found.replay
    pressure = found.task.sized.plant.pressure
    columns = {
        "time_min": np.arange(len(readings.people)),
        "people": readings.people,
        "measured_mg_per_kg": 1e6 * readings.humidity,
        "model_mg_per_kg": 1e6 * replay.humidity,
        "residual": replay.residuals,
        "measured_frost_point_degC": frost_points(readings.humidity, pressure),
        "model_frost_point_degC": frost_points(replay.humidity, pressure),
    }
    return {name: column.tolist() for name, column in columns.items()}


def figure(found: Replayed):
    """A matplotlib Figure: measured and foretold humidity, residuals, people."""
    from matplotlib.figure import Figure

    from scenarios.pictures import BAND, BLUE, GREY, VERMILLION

    readings, replay = found.readings, found.replay
    at = figures(found)
    picture = Figure(figsize=(9.4, 6.4), layout="constrained")
    moist, off, crowd = picture.subplots(3, 1, sharex=True, height_ratios=(2.2, 1.2, 1))
    hours = np.arange(len(readings.people)) * MINUTE / HOUR
    for ax in (moist, off, crowd):
        ax.axvspan(0.0, found.rest * MINUTE / HOUR, color=BAND, lw=0, zorder=0)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
    moist.plot(hours, 1e6 * readings.humidity, color=GREY, lw=1.0, label="measured")
    moist.plot(hours, 1e6 * replay.humidity, color=BLUE, lw=1.3, label="model")
    moist.set_ylabel("water in mg per kg\nof dry air")
    top = 1e6 * max(readings.humidity.max(), replay.humidity.max())
    moist.set_ylim(0.0, 1.2 * top)
    pooled = at["pooled_median_error"]
    score = "" if pooled is None else f"; beyond: median error {100 * pooled:.1f} %"
    moist.set_title(
        f"{found.task.keys.name}: leakage {at['leakage_g_per_h']:.0f} g/h and door "
        f"{at['door_g_per_entry']:.1f} g per entry fitted in the grey part{score}",
        loc="left",
        fontsize=10,
    )
    moist.legend(frameon=False, fontsize=9, ncols=2, loc="upper right")
    off.axhline(0.0, color=GREY, lw=0.8)
    off.plot(hours, 100 * replay.residuals, color=VERMILLION, lw=0.7)
    off.set_ylabel("model less\nmeasured in %")
    crowd.stairs(readings.people[:-1], hours, color=GREY, fill=True, alpha=0.5)
    crowd.set_ylabel("people")
    crowd.set_xlabel("hours since the first reading")
    crowd.set_xlim(0.0, hours[-1])
    days = np.arange(0.0, hours[-1] + 1.0, 12.0)
    crowd.set_xticks(days)
    picture.align_ylabels([moist, off, crowd])
    return picture
