"""The best schedule, by exact search over the levels of the bands.

What the hours of a band cost hardly depends on the other bands, so all schedules can be
put in order by the sum of their bands' costs, before any is run. They are run in that
order; what fails rules out others:

- a limit of water or air broken: all that are nowhere drier;
- the wheel or the fan too weak in a band's own hours: all as dry there, or drier;
- too weak in a recovery: all that step as far, or further, between these two bands.

The first that keeps all limits is the best but for the minutes after a step of the set
point; so all that cost within `NEAR` of it are run too, and the least real cost is it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.units import HOUR, WEEK
from scenarios.plan.week.judge import EQUIPMENT, MISSED, WHEEL, Judge, Schedule
from scenarios.plan.week.load import WeekTask

NEAR = 0.005  # of the cost
MOST_NEAR = 40  # schedules run after the first that suits


@dataclass(frozen=True, eq=False)
class Found:
    """The best schedule, or None; `ruled_out` of all `schedules` without a run."""

    best: Schedule | None
    schedules: int
    ruled_out: int


def all_levels(task: WeekTask) -> np.ndarray:
    """Every schedule, a row each."""
    shape = [band.levels for band in task.bands]
    return np.indices(shape).reshape(len(shape), -1).T


def search(
    task: WeekTask,
    costs: list[np.ndarray],
    judge: Judge,
    told: Callable[[int], None] = lambda count: None,
) -> Found:
    """The best schedule by the task's first goal."""
    every = all_levels(task)
    sums = sum(own[every[:, k]] for k, own in enumerate(costs))
    alive = np.ones(len(every), dtype=bool)
    begun = judge.count
    for k, band in enumerate(task.bands):
        _bound(k, band.levels, every, alive, judge)
        told(judge.count)
    best, near, goal = None, 0, task.goals[0]
    limit = np.inf
    while near <= MOST_NEAR:
        open_ = np.flatnonzero(alive & (sums <= limit))
        if not open_.size:
            break
        at = open_[np.argmin(sums[open_])]
        alive[at] = False
        own = judge(every[at])
        told(judge.count)
        if not own.is_feasible:
            _rule_out(task, own, every, alive)
            continue
        near += 1
        limit = min(limit, sums[at] + NEAR * abs(sums[at]))
        if best is None or own.figures[goal] < best.figures[goal]:
            best = own
    run = judge.count - begun
    return Found(best, len(every), len(every) - run if best is None else
                 int(np.sum(~alive)) - run)  # fmt: skip


def _bound(k, levels, every, alive, judge):
    """Rule out the levels of band `k` that are too damp with all others at their
    driest: the highest that is not is found by halving."""
    low, high = 0, levels
    tried = [0] * every.shape[1]
    while low < high:
        middle = (low + high) // 2
        tried[k] = middle
        if judge(tried).is_too_damp:
            high = middle
        else:
            low = middle + 1
    alive &= every[:, k] < max(high, 1)


def _rule_out(task, own: Schedule, every, alive):
    """What cannot be either, since `own` is not."""
    levels = np.array(own.levels)
    if own.is_too_damp:
        alive &= ~(every >= levels).all(axis=1)
    allowed = {s.name: s.limit for s in own.standings if s.name in EQUIPMENT}
    hours = {WHEEL: own.cost.beyond.any(axis=0), MISSED: own.cost.missed}
    for name, wrong in hours.items():
        for (before, band), lasting in _where(task, own, wrong).items():
            if lasting <= allowed[name] * HOUR * (1.0 + 1e-9):
                continue  # not too much by itself
            gone = every[:, band] <= levels[band]
            if before is not None:
                gone &= every[:, before] >= levels[before]
            alive &= ~gone


def _where(task, own: Schedule, wrong):
    """(band before, band) to seconds of `wrong`: of recoveries into a band with the
    band before it, of a band's own hours with None."""
    begins = np.array([span.begin for span in task.spans])
    found: dict[tuple, float] = {}
    drying, instants = own.course.drying, own.course.instants
    for k in np.flatnonzero(wrong):
        i = int(np.searchsorted(begins, instants[k] + 1e-6, "right")) - 1
        place = (None, task.spans[i].band)
        if drying[k]:
            nearest = min(
                own.course.recoveries, key=lambda r: (r.end - instants[k]) % WEEK
            )
            into = int(np.searchsorted(begins, nearest.end % WEEK + 1e-6, "right")) - 1
            place = (place[1], task.spans[into].band)
        found[place] = found.get(place, 0.0) + float(own.cost.durations[k])
    return found
