"""A schedule of set points through its week: recoveries, the room, the unit.

A step to a drier set point comes earlier than its hours, by the margin of the file.
Before it the room is dried at full flow. When that begins is found, not searched: the
latest moment from which the room is dry at the step, a root of what full flow from
there on leaves then; rounded down to the minute.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy.optimize import brentq

from models.dry_room import History, RoomState, advance, settled
from models.units import DAY, MINUTE, WEEK
from scenarios.plan.week.load import WeekTask
from scenarios.room.build import held_at
from scenarios.room.day import RoomHours, follow
from scenarios.room.sizing import STEP
from twin.scenario import RoomPlant

TURNS = 4  # of the recoveries, which shift a little what comes after them
DRY = 1.0 + 1e-9  # of a goal, that still counts as kept


@dataclass(frozen=True)
class Recovery:
    """Full flow from `begin` to `end` [s into the week; begin below 0: on Sunday].

    `latest` is the moment found, before rounding; `is_dry` whether the room is dry at
    the end, if need be from the begin of the hours before.
    """

    begin: float
    latest: float
    end: float
    is_dry: bool


@dataclass(frozen=True, eq=False)
class WeekCourse:
    """One week of a schedule that comes back every week.

    `asked` is the set point of each interval [kg/kg], recoveries or not; `degrees` that
    of each band [degC]; `steps` when which begins: ([s into the week], [degC]).
    """

    degrees: tuple[float, ...]
    steps: tuple[tuple[float, float], ...]
    plant: RoomPlant
    recoveries: tuple[Recovery, ...]
    hours: RoomHours
    asked: np.ndarray

    @property
    def instants(self) -> np.ndarray:
        """Ends of the intervals [s], from 0 to a week."""
        return self.hours.drive.instants

    @property
    def history(self) -> History:
        """What became of the rooms."""
        return self.hours.history

    @property
    def drying(self) -> np.ndarray:
        """Which intervals are recoveries."""
        return self.plant.set_points.driest(self.instants) == 0.0


class Known(Protocol):
    """Recoveries by the steps before them; None where there is none: a dict, or one
    that a ledger keeps."""

    def __contains__(self, steps: tuple) -> bool: ...

    def __getitem__(self, steps: tuple) -> Recovery | None: ...

    def __setitem__(self, steps: tuple, found: Recovery | None) -> None: ...


def course(
    task: WeekTask, degrees: Sequence[float], known: Known | None = None
) -> WeekCourse:
    """The week with set points `degrees`, one a band.

    `known` keeps the recoveries that were found: each hangs on the steps before it.
    """
    known = {} if known is None else known
    asked_for = _steps(task, degrees)
    steps = [(time, task.humidity(value)) for time, value in asked_for]
    recoveries: tuple[Recovery, ...] = ()
    for _ in range(TURNS):
        plant = _with(task, steps, recoveries)
        hours = _week(task, plant)
        again = _recoveries(task, steps, plant, hours, known)
        if again == recoveries:
            break
        recoveries = again
    instants = hours.drive.instants
    own = np.array([s for _, s in steps])
    begins = np.array([t for t, _ in steps])
    asked = own[np.searchsorted(begins, instants[:-1], "right") - 1]
    return WeekCourse(tuple(degrees), tuple(asked_for), plant, recoveries, hours, asked)


def constant(task: WeekTask, degrees: float) -> WeekCourse:
    """The week with one set point all the time."""
    return course(task, [degrees] * len(task.bands))


def as_it_is(task: WeekTask) -> WeekCourse:
    """The week as the room's own file runs it."""
    plant = task.room.sized.plant
    hours = _week(task, plant)
    asked = np.full(len(hours.drive.durations), plant.humidity[plant.controlled])
    return WeekCourse((), (), plant, (), hours, asked)


def _steps(task, degrees) -> list[tuple[float, float]]:
    """When which set point begins [s into the week], [degC], the first at 0; the drier
    ones earlier by the margin, but not before the hours before them begin."""
    changes = [
        (span.begin, degrees[span.band], degrees[task.spans[k - 1].band])
        for k, span in enumerate(task.spans)
        if degrees[span.band] != degrees[task.spans[k - 1].band]
    ]
    if not changes:
        return [(0.0, degrees[0])]
    begins: dict[float, float] = {}
    for i, (time, value, before) in enumerate(changes):
        earliest = changes[i - 1][0] - (WEEK if i == 0 else 0.0)
        early = task.margin if value < before else 0.0
        begins[max(time - early, earliest) % WEEK] = value
    steps = sorted(begins.items())
    if steps[0][0] > 0.0:
        steps.insert(0, (0.0, steps[-1][1]))
    found = [steps[0]]
    for time, value in steps[1:]:
        if value != found[-1][1]:
            found.append((time, value))
    return found


def _with(task, steps, recoveries) -> RoomPlant:
    drying = [(one.begin, one.end) for one in recoveries]
    return replace(task.plant, set_points=held_at(steps, drying, task.supply))


def _week(task, plant) -> RoomHours:
    """The rooms through the week, after the Sunday before it."""
    steps = {0.0, WEEK, *task.price.times}
    steps |= {span.begin for span in task.spans}
    if plant.set_points is not None:
        steps |= set(plant.set_points.asked.times)
    steps = np.array(sorted(steps))
    grid = np.union1d(np.arange(0.0, WEEK + STEP / 2.0, STEP), steps)
    # an edge by the minute may fall beside a step of ten by rounding
    grid = grid[np.concatenate([[True], np.diff(grid) > 1e-6])]
    before = settled(plant.rooms, plant.drive([WEEK - DAY - STEP, WEEK - DAY]))
    sunday = np.concatenate([[WEEK - DAY], grid[grid > WEEK - DAY]])
    lead = follow(plant, sunday, before)
    return follow(plant, grid, lead.history.end)


def _recoveries(task, steps, plant, hours, known) -> tuple[Recovery, ...]:
    """Before each step to a drier set point, where the room is not dry by itself."""
    found = []
    for k, (end, goal) in enumerate(steps):
        begin, before = steps[k - 1]
        if len(steps) == 1 or goal >= before:
            continue
        if k == 0:  # Sunday's last hours are the week's end
            end += WEEK
        # a room forgets within minutes: no more than the step before these counts
        mark = (*steps[k - 2], begin, before, end, goal)
        if mark not in known:
            known[mark] = _recovery(task, plant, hours, begin, end, goal)
        one = known[mark]
        if one is not None:
            if k == 0:
                one = Recovery(*(t - WEEK for t in (one.begin, one.latest, one.end)),
                               one.is_dry)  # fmt: skip
            found.append(one)
    return tuple(found)


def _recovery(task, plant, hours, begin, end, goal) -> Recovery | None:
    """Of the hours from `begin` to `end` [s], after which `goal` [kg/kg] holds."""
    place = plant.controlled

    def late(since):
        """What full flow from `since` on leaves at `end`, less the goal."""
        if since >= end:
            state = _held_state(plant, hours, begin, end)
            return float(state.humidity[place]) - goal
        state = _held_state(plant, hours, begin, since)
        grid = np.arange(math.ceil(since / STEP) * STEP, end, STEP)
        instants = np.unique(np.concatenate([[since], grid, [end]]))
        bare = replace(plant, set_points=None)
        flow = bare.drive(instants).supply_flow.copy()
        flow[:, place] = plant.supply_flow[place]
        drive = bare.drive(instants, 0.0, flow)
        return float(advance(plant.rooms, state, drive).end.humidity[place]) - goal

    if late(end) <= goal * (DRY - 1.0):
        return None
    later, earlier = end, end - STEP
    while earlier > begin and late(earlier) > 0.0:
        later, earlier = earlier, earlier - STEP
    if earlier <= begin:
        earlier = begin
        if late(begin) > 0.0:
            return Recovery(begin, begin, end, is_dry=False)
    latest = float(brentq(late, earlier, later, xtol=1e-3)) if earlier < later else end
    started = math.floor((latest + 1e-6) / MINUTE) * MINUTE
    return Recovery(max(started, begin), latest, end, is_dry=True)


def _held_state(plant, hours, begin, time) -> RoomState:
    """The rooms at `time` [s], had no recovery begun since `begin`."""
    instants, history = hours.drive.instants, hours.history
    dried = plant.set_points.driest(instants) == 0.0
    inside = (instants[:-1] >= begin - 1e-6) & (instants[:-1] < time - 1e-6) & ~dried
    rows = np.flatnonzero(inside)
    if not rows.size:
        k = int(np.searchsorted(instants, begin + 1e-6)) - 1
        return RoomState(history.temperature[k], history.humidity[k])
    k = int(rows[-1])
    state = RoomState(history.temperature[k], history.humidity[k])
    until = min(time, instants[k + 1])
    part = hours.drive.part(k, k + 1)
    cut = replace(part, instants=np.array([instants[k], until]))
    return advance(plant.rooms, state, cut).end
