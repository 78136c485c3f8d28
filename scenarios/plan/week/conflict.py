"""Why no schedule suits: which limits exclude each other, how far each has to give."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenarios.plan.week.judge import EQUIPMENT, Judge, Schedule
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.search import all_levels
from scenarios.plan.week.water import Standing

LOOKS = 60  # schedules run for each limit that is given up


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A limit, what it would have to be with all others kept, and the schedule then.

    `schedule` None: giving up this limit alone does not help.
    """

    standing: Standing
    schedule: Schedule | None = None

    @property
    def value(self) -> float | None:
        """What the limit would have to be, in its unit."""
        if self.schedule is None:
            return None
        return standing_of(self.schedule, self.standing.name).value

    @property
    def given_up(self) -> float:
        """By how much, relative to the limit; of a frost point, to 10 K."""
        if self.value is None:
            return np.inf
        over = self.value - self.standing.limit
        return over / (10.0 if self.standing.unit == "degC" else
                       max(self.standing.limit, 1.0))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Conflict:
    """What cannot hold together, and the way out of it."""

    relaxations: tuple[Relaxation, ...]
    least_broken: Schedule

    @property
    def limits(self) -> tuple[str, ...]:
        """Limits each of which alone, given up, makes a schedule possible."""
        return tuple(r.standing.name for r in self.relaxations if r.schedule)

    @property
    def nearest(self) -> Relaxation | None:
        """The limit that has to give least."""
        able = [r for r in self.relaxations if r.schedule is not None]
        return min(able, key=lambda r: r.given_up, default=None)


def standing_of(schedule: Schedule, name: str) -> Standing:
    """How a schedule stands to the limit of a name."""
    return next(one for one in schedule.standings if one.name == name)


def explained(
    task: WeekTask, judge: Judge, told: Callable[[int], None] = lambda count: None
) -> Conflict:
    """The Conflict of a task for which no schedule was found.

    For a limit of water or air the driest schedules are looked at first, for one of the
    equipment the dampest: the first of them that keep all other limits give up least.
    """
    every = all_levels(task)
    order = np.argsort(every.sum(axis=1), kind="stable")
    driest = judge(every[order[0]])
    relaxations = []
    for one in driest.standings:
        damp_first = one.name in EQUIPMENT
        best = None
        for at in (order[::-1] if damp_first else order)[:LOOKS]:
            own = judge(every[at])
            told(judge.count)
            others = [s for s in own.broken if s.name != one.name]
            if others:
                continue
            value = standing_of(own, one.name).value
            if best is None or value < standing_of(best, one.name).value:
                best = own
        relaxations.append(Relaxation(one, best))
    least = min(judge.known.values(), key=_excess)
    return Conflict(tuple(relaxations), least)


def _excess(own: Schedule):
    """The sum of what a schedule is over its limits, each relative to its size."""
    over = [Relaxation(s, own).given_up for s in own.broken]
    return sum(over), own.levels
