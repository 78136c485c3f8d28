"""`planned`: a plan file of a week to its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from scenarios.plan.week import conflict as conflicts
from scenarios.plan.week import course as courses
from scenarios.plan.week import line as lines
from scenarios.plan.week.conflict import Conflict
from scenarios.plan.week.course import Known
from scenarios.plan.week.judge import Judge, Schedule, judged
from scenarios.plan.week.line import LineRun
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.schema import CO2, COST, ENERGY, WATER
from scenarios.plan.week.search import search
from scenarios.plan.week.settled import settled_weeks

CALLED = {COST: "cheapest", ENERGY: "least energy", CO2: "least CO2", WATER: "driest"}
BALANCED, TODAY, AS_IT_IS = "balanced", "today", "room file"


@dataclass(frozen=True, eq=False)
class Change:
    """What another set point of one band does, all else as in the plan."""

    band: str
    value: float
    schedule: Schedule


@dataclass(frozen=True, eq=False)
class WeekPlan:
    """A schedule that keeps all limits, and what lies around it."""

    called: str
    schedule: Schedule
    changes: tuple[Change, ...]


@dataclass(frozen=True, eq=False)
class WeekPlanned:
    """The answer: plans, the front they are from, today's practice; or the conflict.

    `compared` are today's practice and the room as its file has it, by their names;
    `lines` the runs of the line, by the names of plans and of today's practice.
    """

    task: WeekTask
    plans: tuple[WeekPlan, ...]
    front: tuple[Schedule, ...]
    compared: Mapping[str, Schedule]
    lines: Mapping[str, LineRun]
    conflict: Conflict | None
    work: Mapping[str, float]


def planned(
    task: WeekTask,
    told: Callable[[str, int], None] = lambda *said: None,
    recoveries: Known | None = None,
    run_line: Callable[[WeekTask, Schedule | None], LineRun] = lines.run,
) -> WeekPlanned:
    """Search, explain what cannot be, run what was found in the line.

    `recoveries` knows those found before, and takes those that are found now.

    Raises
    ------
    SolverError, ValueError
        Where a model has no answer for a schedule; the notes say for which.
    """
    began = perf_counter()
    judge = Judge(task, recoveries=recoveries)
    compared = {AS_IT_IS: judged(task, courses.as_it_is(task))}
    if task.keys.today is not None:
        now = courses.constant(task, task.keys.today.frost_point_degC)
        compared = {TODAY: judged(task, now), **compared}

    settled = settled_weeks(task)
    found = search(task, settled, judge, lambda n: told("schedules", n))
    front, chosen, conflict = (), [], None
    if found.best is None:
        conflict = conflicts.explained(task, judge, lambda n: told("schedules", n))
    elif len(task.goals) > 1:
        front = _front(task, settled, judge, found.best, lambda n: told("schedules", n))
        chosen = _chosen(task, front)
    else:
        front, chosen = (found.best,), [(CALLED[task.goals[0]], found.best)]
    plans = tuple(
        WeekPlan(called, own, tuple(_changes(task, judge, own)))
        for called, own in chosen
    )
    work = {
        "schedules": found.schedules,
        "run": judge.count,
        "looked": found.looked,
        "gap": found.gap,
        "search_s": perf_counter() - began,
    }
    ran = {}
    if task.scenario is not None and plans:
        names = [TODAY if TODAY in compared else AS_IT_IS, *(p.called for p in plans)]
        for number, name in enumerate(names):
            told("lines", number)
            own = next((p.schedule for p in plans if p.called == name), None)
            ran[name] = run_line(task, own)
    work["all_s"] = perf_counter() - began
    return WeekPlanned(task, plans, front, compared, ran, conflict, work)


def _front(task, settled, judge, best: Schedule, told) -> tuple[Schedule, ...]:
    """The cheapest schedule for each of a row of lower limits of water, best first.

    From the water of the cheapest to that of the driest schedule there is.
    """
    driest = judge([0] * len(task.bands)).figures[WATER]
    most = best.figures[WATER]
    found = [best]
    for share in np.linspace(most, driest, task.keys.front_points)[1:]:
        # rounding: the driest schedule itself keeps to the last of these limits
        lower = _with_limits(task, share / 100.0 * (1.0 + 1e-9))
        own = Judge(lower, judge)
        cheapest = search(lower, replace(settled, task=lower), own, told).best
        if cheapest is not None:
            found.append(judge(cheapest.levels))
    points = {own.levels: own for own in found}.values()
    goals = {own.levels: [own.figures[g] for g in task.goals] for own in points}
    return tuple(
        own
        for own in points
        if not any(
            other != goals[own.levels]
            and all(a <= b for a, b in zip(other, goals[own.levels], strict=True))
            for other in goals.values()
        )
    )


def _with_limits(task: WeekTask, share: float) -> WeekTask:
    """The task with `share` of all its limits of products."""
    products = [
        replace(
            one,
            limits=tuple(replace(k, water=share * k.water) for k in one.limits),
        )
        for one in task.products
    ]
    return replace(task, products=tuple(products))


def _chosen(task, front):
    """The ends of a front, and what lies nearest to the best of both."""
    goals = np.array([[own.figures[name] for name in task.goals] for own in front])
    low, high = goals.min(axis=0), goals.max(axis=0)
    parts = (goals - low) / np.where(high > low, high - low, 1.0)
    keys = {CALLED[name]: parts[:, k] for k, name in enumerate(task.goals)}
    keys[BALANCED] = (parts**2).sum(axis=1)
    named: dict[int, list[str]] = {}
    for called, key in keys.items():
        named.setdefault(int(np.argmin(key)), []).append(called)
    return [(", ".join(words), front[at]) for at, words in named.items()]


def _changes(task, judge, own: Schedule):
    """Each band's set point a step drier and a step damper."""
    for place, band in enumerate(task.bands):
        for sign in (-1, 1):
            level = own.levels[place] + sign
            if 0 <= level < band.levels:
                levels = (*own.levels[:place], level, *own.levels[place + 1 :])
                yield Change(band.name, band.value(level), judge(levels))
