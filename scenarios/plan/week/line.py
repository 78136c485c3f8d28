"""A schedule in the line of a scenario: the coils' water, the cells, the room's energy.

The set points are the plan's; when recoveries begin is found anew for the line's own
room, which may be larger or tighter than the plan's. The coils in it give off water
that the plan did not know of.
"""

import json
from dataclasses import dataclass, replace

import numpy as np

from models.units import HOUR, KWH, MINUTE, WEEK
from scenarios.document import read
from scenarios.faults import Fault, ScenarioError
from scenarios.load import loaded as scenario_loaded
from scenarios.plan.week.course import course
from scenarios.plan.week.judge import Schedule
from scenarios.plan.week.load import WeekTask
from scenarios.room.week_clock import shift_words
from scenarios.room.year import CARRIERS
from twin import kpis
from twin import line as lines
from twin.energy import UNITS
from twin.scenario import Scenario
from twin.zone import seconds_into_week

SHIFTS = 50  # in one entry of set points


@dataclass(frozen=True, eq=False)
class LineRun:
    """What came out of a run of the line.

    `limits` has for each electrode and station with a limit its figures; `room` those
    of the room's air and of its energy over the run; `set_points` what was asked.
    """

    scenario: str
    days: float
    room: dict[str, float]
    limits: tuple[dict, ...]
    cells: dict[str, float]
    set_points: tuple[dict, ...]


def run(task: WeekTask, schedule: Schedule | None) -> LineRun:
    """The line with a schedule; None: with today's practice of the plan file, or as
    the scenario has it.

    Raises
    ------
    ScenarioError
        Where the scenario has faults, or no room for the schedule.
    """
    plain, name = line_of(task)
    points: list[dict] = []
    if schedule is not None:
        points = set_points(_in_line(task, plain, name), schedule)
    elif task.keys.today is not None:
        points = [{"frost_point_degC": task.keys.today.frost_point_degC}]
    if points:
        control = {"kind": "set_point", "room": name, "set_points": points}
        control["lowest_pct"] = 100.0 * task.supply[0]
        setting = f"air_supply.air_handling.control={json.dumps(control)}"
        settings = [f"duration_d={task.keys.line_days:g}", setting]
        plain = scenario_loaded(read(str(task.scenario), settings)).scenario
    result = lines.run(plain)
    return LineRun(
        plain.name,
        task.keys.line_days,
        _room_figures(task, result, name),
        tuple(_limits(result)),
        kpis.cells(result) if len(result.cells) else {},
        tuple(points),
    )


def line_of(task: WeekTask) -> tuple[Scenario, str]:
    """The line as its scenario has it, and its room that takes the schedule.

    Raises
    ------
    ScenarioError
        As of `run`.
    """
    document = read(str(task.scenario), [f"duration_d={task.keys.line_days:g}"])
    plain = scenario_loaded(document).scenario
    return plain, _room_of(task, plain)


def _room_of(task, plain) -> str:
    """The line's room: the one of the plan's name, or the only one."""
    names = [] if plain.rooms is None else list(plain.rooms.names)
    if task.room_name in names:
        return task.room_name
    if len(names) == 1:
        return names[0]
    said = f"its rooms are {', '.join(names)}" if names else "no zone of it is a room"
    message = f"{said}; the plan's is {task.room_name}"
    raise ScenarioError(str(task.scenario), [Fault(("zones",), message)])


def _in_line(task, plain, name) -> WeekTask:
    """The task with the line's room in place of its own."""
    plant = plain.rooms.plant
    place = plant.rooms.names.index(name)
    bare = replace(plant, controlled=place, set_points=None, control=None)
    return replace(task, plant=bare)


def set_points(task: WeekTask, schedule: Schedule) -> list[dict]:
    """The entries of `set_points` of a scenario that ask for a schedule."""
    own = course(task, list(schedule.values.values()))
    early = {one.end % WEEK: one.end - one.begin for one in own.recoveries}
    entries: dict[tuple[float, float], list[str]] = {}
    ends = [time for time, _ in own.steps[1:]] + [WEEK]
    for (begin, degrees), end in zip(own.steps, ends, strict=True):
        minutes = float(round(early.get(begin, 0.0) / MINUTE))
        entries.setdefault((degrees, minutes), []).extend(shift_words(begin, end))
    found = []
    for (asked, minutes), when in entries.items():
        for first in range(0, len(when), SHIFTS):
            entry = {"when": when[first : first + SHIFTS], "frost_point_degC": asked}
            found.append({**entry, "recovery_min": minutes} if minutes else entry)
    return found


def _room_figures(task, result, name) -> dict[str, float]:
    """Air and energy of the room in the whole run, electricity at the price then."""
    table = result.rooms
    own = table[table["zone"] == name]
    phase = seconds_into_week(result.scenario.start)
    middle = 0.5 * (own["start_h"] + own["end_h"]).to_numpy() * HOUR + phase
    columns = {n: table_column(n) for n in CARRIERS}
    energy = {n: own[c].to_numpy() * KWH for n, c in columns.items()}
    price = {n: np.full(len(own), getattr(task.tariff, n)) for n in CARRIERS}
    price["electricity"] = task.price.at(middle)
    frost = own["dew_point_degC"].to_numpy()
    return {
        **{c: float(own[c].sum()) for c in columns.values()},
        "energy_cost": float(sum((energy[n] * price[n]).sum() for n in CARRIERS)),
        "co2_kg": float(sum(energy[n].sum() * getattr(task.co2, n) for n in CARRIERS)),
        "frost_point_median_degC": float(np.median(frost)),
        "frost_point_p95_degC": float(np.quantile(frost, 0.95)),
        "frost_point_highest_degC": float(frost.max()),
        "product_g": float(own["product_g"].sum()),
    }


def table_column(carrier: str) -> str:
    """The column of a carrier in the tables of a run.

    >>> table_column("electricity")
    'electricity_kWh'
    """
    return f"{carrier}_{UNITS[carrier][0]}"


def _limits(result):
    """Electrodes and stations with a limit: water, and how many coils are over it."""
    table = kpis.station_table(result)
    for row in table.to_dict("records"):
        if np.isfinite(row["limit_ppm"] if row["limit_ppm"] is not None else np.nan):
            names = ("electrode", "station", "water_out_ppm_median")
            names += ("water_out_ppm_p95", "limit_ppm", "within_limit", "over_limit")
            yield {name: row[name] for name in names}
