"""The best schedule, by exact search over the levels of the bands.

What the hours of a band cost hardly depends on the other bands, so all schedules can be
put in order by the sum of their bands' costs, recoveries included, before any is run.
They are looked at in that order; what fails rules out others:

- a limit of water or air broken: all that are nowhere drier in the hours it hangs on.
  Water over its limit in the air of settled weeks needs no run to say so;
- the wheel or the fan too weak in a band's own hours: all as dry there, or drier;
- too weak in a recovery: all that step as far, or further, between these two bands.

The sum leaves out some of the minutes after a step, which cost more. So those are run,
too, whose sum is below the real cost of the best so far: none of the rest is cheaper.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.units import HOUR, WEEK
from scenarios.plan.week.clock import LAG
from scenarios.plan.week.judge import EQUIPMENT, MISSED, WHEEL, Judge, Schedule
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.settled import Composed, SettledWeeks

RECOVERY, STEP_UP, WITHIN = "recovery", "after a step", "within"
MOST_RUN = 400  # schedules that keep all limits, for the best of which it is shown


@dataclass(frozen=True, eq=False)
class Found:
    """The best schedule, or None; of all `schedules` the number `looked` at.

    `gap`: no other schedule is cheaper by more than this part; 0 where that is shown.
    """

    best: Schedule | None
    schedules: int
    looked: int
    gap: float


def all_levels(task: WeekTask) -> np.ndarray:
    """Every schedule, a row each."""
    shape = [band.levels for band in task.bands]
    return np.indices(shape).reshape(len(shape), -1).T


def search(
    task: WeekTask,
    settled: SettledWeeks,
    judge: Judge,
    told: Callable[[int], None] = lambda count: None,
) -> Found:
    """The best schedule by the task's first goal."""
    every = all_levels(task)
    sums = settled.at_least(every)
    alive = np.ones(len(every), dtype=bool)
    composed = Composed(settled)
    best, suited, looked, limit = None, 0, 0, np.inf
    goal = task.goals[0]
    while suited < MOST_RUN:
        left = np.flatnonzero(alive & (sums < limit))
        if not left.size:
            break
        at = left[np.argmin(sums[left])]
        alive[at] = False
        looked += 1
        levels = every[at]
        far = [one for one in composed(levels) if one.bands]
        if far:
            _too_damp(far, levels, every, alive)
            continue
        own = judge(levels)
        told(judge.count)
        if own.is_too_damp:
            broken = [s for s in own.wet if not s.is_kept]
            _too_damp(broken, levels, every, alive)
        elif not own.is_feasible:
            _too_weak(task, own, every, alive)
        else:
            suited += 1
            if own.figures[goal] < limit:
                best, limit = own, own.figures[goal]
    left = sums[alive & (sums < limit)]
    gap = 1.0 - left.min() / limit if left.size and best is not None else 0.0
    return Found(best, len(every), looked, float(gap))


def _too_damp(broken, levels, every, alive):
    """Rule out what is nowhere drier in the hours that a broken limit hangs on."""
    for one in broken:
        own = list(one.bands)
        if not own:  # by so little that a minute of a recovery might mend it
            continue
        alive &= ~(every[:, own] >= levels[own]).all(axis=1)


def _too_weak(task, own: Schedule, every, alive):
    """Rule out what asks as much of the equipment where `own` asks too much."""
    levels = np.array(own.levels)
    allowed = {s.name: s.limit for s in own.standings if s.name in EQUIPMENT}
    hours = {WHEEL: own.cost.beyond.any(axis=0), MISSED: own.cost.missed}
    for name, wrong in hours.items():
        for (kind, before, band), lasting in _where(task, own, wrong).items():
            if lasting <= allowed[name] * HOUR * (1.0 + 1e-9):
                continue  # not too much by itself
            into, out_of = every[:, band], every[:, before]
            if kind == STEP_UP:
                alive &= ~((into == levels[band]) & (out_of == levels[before]))
            elif kind == RECOVERY:
                alive &= ~((into <= levels[band]) & (out_of >= levels[before]))
            else:
                alive &= into > levels[band]


def _where(task, own: Schedule, wrong):
    """(kind, band before, band) to seconds of `wrong`: in recoveries into a band, in
    the hour after a step to it, in its other hours."""
    begins = np.array([span.begin for span in task.spans])

    def span_at(time):
        return int(np.searchsorted(begins, time % WEEK + 1e-6, "right")) - 1

    found: dict[tuple, float] = {}
    drying, instants = own.course.drying, own.course.instants
    for k in np.flatnonzero(wrong):
        time = instants[k]
        if drying[k]:
            later = min(own.course.recoveries, key=lambda r, t=time: (r.end - t) % WEEK)
            into = span_at(later.end + task.margin)
            place = RECOVERY, task.spans[into - 1].band, task.spans[into].band
        else:
            at = span_at(time)
            soon = (time - task.spans[at].begin) % WEEK < LAG
            kind = STEP_UP if soon else WITHIN
            place = kind, task.spans[at - 1].band, task.spans[at].band
        found[place] = found.get(place, 0.0) + float(own.cost.durations[k])
    return found
