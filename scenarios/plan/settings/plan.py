"""`planned`: a plan file of a line's settings to its answer."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from scenarios.plan.naming import words
from scenarios.plan.plan import spread
from scenarios.plan.search import FAILED, Point, Table
from scenarios.plan.settings import conflict as conflicts
from scenarios.plan.settings.conflict import Conflict
from scenarios.plan.settings.decisions import candidate, neighbours
from scenarios.plan.settings.judge import Judge, Judged, Standing
from scenarios.plan.settings.load import SettingsTask
from scenarios.plan.settings.search import Order, searched

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
    asks for them. `towards`: which of the goals it was chosen for.
    """

    called: str
    judged: Judged
    fresh: Judged | None
    changes: tuple[Change, ...]
    towards: tuple[int, ...]

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
    trial: "Trial"
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
    trial, chosen = Trial(task, judge), []
    for called, order in orders(task, front):
        told("chosen", len(chosen), len(names(task)))
        one = trial.first(sorted(table.feasible(), key=order))
        if one is not None:
            chosen.append((called, one))
    merged = _merged(chosen)
    plans = []
    for k, (called, one) in enumerate(merged):
        told("steps around", k, len(merged))
        fresh = trial.settled[one.levels] if task.fresh else None
        changes = _changes(task, judge, one)
        towards = _towards(task, called)
        plans.append(LinePlan(called, one.answer, fresh, changes, towards))
    found = None
    if not plans:
        every_one = [point.answer for point in table.points.values()]
        found = conflicts.explained(list(trial.settled.values()) or every_one)
    fresh_today = judge([task.today], task.fresh)[0] if task.fresh else None
    work |= {
        "runs": judge.runs,
        "all_s": perf_counter() - began,
        "front": len(front),
        "refuted": sum(not own.is_feasible for own in trial.settled.values()),
    }
    shown = spread(front, task.keys.search.front) if task.is_front else ()
    return SettingsPlanned(
        task=task,
        table=table,
        front=shown,
        plans=tuple(plans),
        today=today,
        fresh_today=fresh_today,
        conflict=found,
        weighed=weighed,
        trial=trial,
        work=work,
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

    def is_better(self, own: Judged, than: Judged, towards: Sequence[int]) -> bool:
        """Whether `own` is better `than` another in one of these goals."""
        mine, others = self.goals(own), self.goals(than)
        return any(mine[k] < others[k] for k in towards)

    def point(self, levels: Sequence[int], own: Judged) -> Point:
        """A judged candidate as the search sees it."""
        if own.failed:
            worst = (FAILED,) * (1 + len(self.task.limits))
            return Point(tuple(levels), (FAILED**3,) * len(self.signs), worst, own)
        short = round(own.needed - own.share, 9)
        excess = (min(one.excess, FAILED) for one in own.standings)
        return Point(tuple(levels), self.goals(own), (short, *excess), own)


def _searched(task, points, weighed, today, told) -> Table:
    """The candidates that were judged, today's settings among them."""
    keys, known = task.keys.search, []
    if task.today.levels is not None:
        known.append(weighed.point(task.today.levels, today))

    return searched(
        task.settings,
        len(weighed.signs),
        points,
        keys.evaluations,
        keys.population,
        keys.seed,
        lambda table: [order for _, order in orders(task, table.front())],
        known,
        lambda count: told("candidates", count, task.candidates),
    )


class Trial:
    """Candidates held against fresh runs, where the file asks for them.

    `settled` is what came of those that were, by their levels. One that comes as near
    to a limit as one that was refuted by it is passed over: it would be, too.
    """

    def __init__(self, task: SettingsTask, judge: Judge):
        self.task, self.judge = task, judge
        self.settled: dict[tuple, Judged] = {}
        self._beyond: dict[int, float] = {}  # by limit: the excess that was too much

    def first(self, order: Sequence[Point]) -> Point | None:
        """The first that stands, of at most ATTEMPTS that are tried."""
        tried = 0
        for one in order:
            if one.levels not in self.settled:
                if self.is_doubtful(one.answer):
                    continue
                if tried == ATTEMPTS:
                    return None
                tried += 1
                self._try(one)
            if self.settled[one.levels].is_feasible:
                return one
        return None

    def is_doubtful(self, own: Judged) -> bool:
        """Whether it comes as near to a limit as one that was refuted by it."""
        return bool(self.doubts(own))

    def doubts(self, own: Judged) -> list[Standing]:
        """Its standings that are no better than what fresh runs refuted."""
        each = enumerate(own.standings)
        return [s for k, s in each if s.excess >= self._beyond.get(k, math.inf)]

    def _try(self, one):
        own, fresh = one.answer, self.task.fresh
        found = self.judge([own.candidate], fresh)[0] if fresh else own
        self.settled[one.levels] = found
        for k, standing in enumerate(found.standings):
            if standing.excess > 0.0:
                before = own.standings[k].excess
                self._beyond[k] = min(before, self._beyond.get(k, math.inf))


def names(task: SettingsTask) -> tuple[str, ...]:
    """What the plans of a task's answer may be called."""
    if not task.is_front:
        return (BEST,)
    called = [
        f"{'least' if sign > 0 else 'most'} {words(name)[0]}"
        for name, sign in task.goals
    ]
    return (*called, BALANCED)


def orders(task: SettingsTask, front: Sequence[Point]) -> list[tuple[str, Order]]:
    """What a front's candidates are chosen for, each with the order that does it.

    The best in each goal, and the one nearest to all of these; of equals the one that
    is better in the other goals.
    """
    if not front:
        return []
    if not task.is_front:
        return [(BEST, lambda point: (point.goals, point.levels))]
    goals = np.array([point.goals for point in front])
    low, high = goals.min(0), goals.max(0)
    span = np.where(high > low, high - low, 1.0)

    def in_goal(k):
        return lambda point: (point.goals[k], point.goals, point.levels)

    def balanced(point):
        parts = (np.array(point.goals) - low) / span
        return float((parts**2).sum()), point.goals, point.levels

    every_goal = [in_goal(k) for k in range(goals.shape[1])]
    return list(zip(names(task), [*every_goal, balanced], strict=True))


def _towards(task, called) -> tuple[int, ...]:
    """The goals for which a plan of this name was chosen."""
    words, every_goal = called.split(", "), tuple(range(max(len(names(task)) - 1, 1)))
    if BEST in words or BALANCED in words:
        return every_goal
    return tuple(k for k in every_goal if names(task)[k] in words)


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
