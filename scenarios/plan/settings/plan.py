"""`planned`: a plan file of a line's settings to its answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from scenarios.plan.plan import spread
from scenarios.plan.search import FAILED, Point, Table, search
from scenarios.plan.settings import conflict as conflicts
from scenarios.plan.settings.conflict import Conflict
from scenarios.plan.settings.decisions import candidate, every, neighbours
from scenarios.plan.settings.judge import Judge, Judged
from scenarios.plan.settings.load import SettingsTask

BEST, BALANCED = "best", "balanced"
ATTEMPTS = 8  # candidates that fresh runs refute before a choice is given up


class NoReferenceError(RuntimeError):
    """Weights are relative to today's figures, and today's runs have none."""


@dataclass(frozen=True, eq=False)
class Change:
    """What a step of one setting does, all else as in the plan."""

    setting: str
    judged: Judged


@dataclass(frozen=True, eq=False)
class LinePlan:
    """A candidate that keeps all limits, and what lies around it.

    `fresh` is what came of it under draws that it was not chosen under, if the file
    asks for them.
    """

    called: str
    judged: Judged
    fresh: Judged | None
    changes: tuple[Change, ...]

    @property
    def told(self) -> Judged:
        """What is told of it: the fresh runs, where there are any."""
        return self.judged if self.fresh is None else self.fresh


@dataclass(frozen=True, eq=False)
class SettingsPlanned:
    """The answer: plans, the front they are from, today's settings; or the conflict."""

    task: SettingsTask
    table: Table
    front: tuple[Point, ...]
    plans: tuple[LinePlan, ...]
    today: Judged
    fresh_today: Judged | None
    conflict: Conflict | None
    weighed: "Weighed"
    work: Mapping[str, float]

    @property
    def is_proved(self) -> bool:
        """Whether all combinations were judged, so that none is better."""
        return len(self.table) == self.task.combinations


def planned(
    task: SettingsTask,
    judge: Judge,
    told: Callable[[str, int, int], None] = lambda *said: None,
) -> SettingsPlanned:
    """Judge candidates, choose, step around what is chosen; `told` hears how far it is.

    Raises
    ------
    NoReferenceError
        Where goals are weighed relative to today, and today's runs have no answer.
    RunnerError, LedgerError
        As of the judge.
    """
    began = perf_counter()
    today = judge([task.today], task.samples)[0]
    weighed = Weighed(task, today)

    def points(many):
        found = judge([candidate(task.settings, own) for own in many], task.samples)
        pairs = zip(many, found, strict=True)
        return [weighed.point(levels, own) for levels, own in pairs]

    table = _searched(task, points, weighed, today, told)
    work = {"candidates": len(table), "search_s": perf_counter() - began}
    front = table.front()
    rivals = front
    if len(weighed.signs) == 1:  # one is the front then; others may stand in for it
        rivals = sorted(table.feasible(), key=lambda p: (p.goals, p.levels))
    settled: dict[tuple, Judged] = {}
    chosen = []
    for called, order in ranked(task, rivals):
        told("chosen", len(chosen), len(weighed.signs) + 1)
        for one in order[:ATTEMPTS]:
            if one.levels not in settled:
                settled[one.levels] = _settled(task, judge, one)
            if settled[one.levels].is_feasible:
                chosen.append((called, one))
                break
    merged = _merged(chosen)
    plans = []
    for k, (called, one) in enumerate(merged):
        told("steps around", k, len(merged))
        fresh = settled[one.levels] if task.fresh else None
        changes = _changes(task, judge, one)
        plans.append(LinePlan(called, one.answer, fresh, changes))
    found = None
    if not plans:
        every_one = [point.answer for point in table.points.values()]
        found = conflicts.explained(list(settled.values()) or every_one)
    fresh_today = judge([task.today], task.fresh)[0] if task.fresh else None
    work |= {
        "runs": judge.runs,
        "all_s": perf_counter() - began,
        "front": len(front),
        "refuted": sum(not own.is_feasible for own in settled.values()),
    }
    shown = spread(front, task.keys.search.front) if task.is_front else ()
    return SettingsPlanned(
        task, table, shown, tuple(plans), today, fresh_today, found, weighed, work
    )


class Weighed:
    """Goals as the search sees them: less is better, weights relative to today.

    Raises
    ------
    NoReferenceError
        Where there are weights, and today has no figure other than 0 for one of them.
    """

    def __init__(self, task: SettingsTask, today: Judged):
        self.task, self.weights = task, {}
        self.signs = (1.0,) if task.weights else tuple(s for _, s in task.goals)
        for name, weight in (task.weights or {}).items():
            now = today.figures.get(name)
            if not now:
                said = today.failed or f"its {name} is {now or 'not there'}"
                raise NoReferenceError(
                    f"goal: weights are relative to today, and {said}; name one goal, "
                    "a list of them, or other settings of today"
                )
            self.weights[name] = weight / abs(now)

    def goals(self, own: Judged) -> tuple[float, ...]:
        """What the search makes small."""
        if self.weights:
            return (sum(w * own.figures[name] for name, w in self.weights.items()),)
        return tuple(sign * own.figures[name] for name, sign in self.task.goals)

    def is_better(self, own: Judged, other: Judged) -> bool:
        """Whether `own` is better than `other` in at least one goal."""
        pairs = zip(self.goals(own), self.goals(other), strict=True)
        return any(a < b for a, b in pairs)

    def point(self, levels: Sequence[int], own: Judged) -> Point:
        """A judged candidate as the search sees it."""
        if own.failed:
            worst = (FAILED,) * (1 + len(self.task.limits))
            return Point(tuple(levels), (FAILED**3,) * len(self.signs), worst, own)
        short = round(own.needed - own.share, 9)
        excess = (min(one.excess, FAILED) for one in own.standings)
        return Point(tuple(levels), self.goals(own), (short, *excess), own)


def _searched(task, points, weighed, today, told) -> Table:
    """All candidates where there is room for them, or those the search asks for."""
    keys, table = task.keys.search, Table()
    if task.combinations <= keys.evaluations:
        for point in points(list(every(task.settings))):
            table.points[point.levels] = point
        return table
    if task.today.levels is not None:
        table.points[task.today.levels] = weighed.point(task.today.levels, today)
    return search(
        task.settings,
        len(weighed.signs),
        points,
        keys.evaluations - len(table),
        min(keys.population, keys.evaluations),
        keys.seed,
        table,
        lambda count: told("candidates", count, task.candidates),
    )


def _settled(task, judge, one) -> Judged:
    """What is said of a choice: of fresh runs, where the file asks for them."""
    return judge([one.answer.candidate], task.fresh)[0] if task.fresh else one.answer


def names(task: SettingsTask) -> tuple[str, ...]:
    """What the plans of a task's answer may be called."""
    if not task.is_front:
        return (BEST,)
    called = [f"{'least' if sign > 0 else 'most'} {name}" for name, sign in task.goals]
    return (*called, BALANCED)


def ranked(task: SettingsTask, rivals: Sequence[Point]):
    """What a front's candidates are chosen for, each with the front in that order.

    The best in each goal, and the one nearest to all of these.
    """
    if not rivals:
        return []
    if not task.is_front:
        return [(BEST, list(rivals))]
    goals = np.array([point.goals for point in rivals])
    low, high = goals.min(0), goals.max(0)
    parts = (goals - low) / np.where(high > low, high - low, 1.0)
    orders = [*parts.T, (parts**2).sum(1)]
    return [
        (called, [rivals[i] for i in np.argsort(order, kind="stable")])
        for called, order in zip(names(task), orders, strict=True)
    ]


def _merged(chosen) -> list[tuple[str, Point]]:
    """Each candidate once, with all that it was chosen for."""
    named: dict[tuple, list[str]] = {}
    points = {}
    for called, one in chosen:
        named.setdefault(one.levels, []).append(called)
        points[one.levels] = one
    return [(", ".join(words), points[levels]) for levels, words in named.items()]


def _changes(task, judge, one) -> tuple[Change, ...]:
    """Each setting a step less and more, and each other choice, under all samples."""
    near = list(neighbours(task.settings, one.levels))
    found = judge([candidate(task.settings, own) for _, own in near], task.samples)
    return tuple(Change(name, own) for (name, _), own in zip(near, found, strict=True))
