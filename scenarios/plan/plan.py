"""`planned`: a plan file's task to its answer."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from time import perf_counter, process_time

import numpy as np

from scenarios.oven import oven
from scenarios.oven.oven import OvenResult
from scenarios.plan import conflict as conflicts
from scenarios.plan import full
from scenarios.plan.conflict import Conflict
from scenarios.plan.judge import Crew, Judge, Judged
from scenarios.plan.ledger import UNKEPT, Ledger, Unkept
from scenarios.plan.load import PlanTask, with_counts
from scenarios.plan.programme import Programme
from scenarios.plan.search import FAILED, Point, Table, search
from scenarios.plan.waits import AllowedWait, allowed_waits, waits_of_today

CALLED = {
    "time": "shortest",
    "energy_cost": "cheapest",
    "co2": "least CO2",
    "severity": "gentlest",
}
BALANCED, BEST = "balanced", "best"
ATTEMPTS = 8  # recipes tried on the full model before a choice is given up
SMALL = 20  # a small change is this part of a decision's levels, at least one


@dataclass(frozen=True, eq=False)
class Change:
    """What a small change of one decision does, the hold found anew."""

    decision: str
    value: float | int | str
    judged: Judged


@dataclass(frozen=True, eq=False)
class Plan:
    """A recipe that was run on the full model with all samples.

    `run` is that without multipliers, as `twin oven` tells it; `changes` and what they
    are held against, `coarse`, are of the search's model; `waits`: how long coils may
    wait behind it, by wrapping, where the file says where they do.
    """

    called: str
    judged: Judged
    run: OvenResult
    coarse: Judged
    changes: tuple[Change, ...]
    waits: tuple[AllowedWait, ...] = ()

    @property
    def binding(self) -> str:
        """The limit that keeps the hold from being shorter, or else is nearest."""
        if self.judged.binding:
            return self.judged.binding
        kept, excess = self.judged.kept, self.judged.excess
        return min(kept, key=lambda name: (kept[name], -excess[name]))


@dataclass(frozen=True, eq=False)
class Planned:
    """The answer: plans, the front they are from, today's recipe; or the conflict.

    `tried`: of levels that were run on the full model, whether it kept all limits;
    `lines`: what became of front, plans and today's recipe on the full line, where the
    file names one; `today_waits`: how long coils may wait behind today's recipe.
    """

    task: PlanTask
    table: Table
    front: tuple[Point, ...]
    plans: tuple[Plan, ...]
    today: Judged | None
    conflict: Conflict | None
    work: Mapping[str, float]
    lines: tuple = ()
    today_waits: tuple[AllowedWait, ...] = ()
    tried: Mapping[tuple, bool] = field(default_factory=dict)


def planned(
    task: PlanTask,
    told: Callable[[str, int, int], None] = lambda *said: None,
    ledger: Ledger | Unkept = UNKEPT,
) -> Planned:
    """Search, and run what was chosen on the full model. `told` hears how far it is.

    Evaluations that `ledger` holds are not made again.

    Raises
    ------
    SolverError
        Where today's recipe, or a plan, has no answer on the full model.
    """
    began, cpu = perf_counter(), process_time()
    settings = task.search
    crew = Crew(settings.threads or os.cpu_count() or 1)
    exact = Judge(task, task.base, settings.plan_samples, fitted=False)
    now, now_waits = None, ()
    if task.today is not None:
        now = ledger.judged("today", {}, lambda: full.today(exact, crew))
        now_waits = _waits(task, ledger, {}, lambda: waits_of_today(exact, crew))
    coarse = Judge(task, task.coarse, settings.samples, fitted=True)

    def quick(values):
        return ledger.judged("search", values, lambda: coarse(values))

    def judged_many(many):
        return crew.map(quick, [_values(task, levels) for levels in many])

    def points(many):
        return [
            point(task, levels, judged, now)
            for levels, judged in zip(many, judged_many(many), strict=True)
        ]

    count = 1 if task.weights else len(task.goals)
    table = search(
        task.decisions, count, points, settings.evaluations, settings.population,
        settings.seed, told=lambda n: told("searched", n, settings.evaluations),
    )  # fmt: skip
    work = {
        "evaluations": len(table),
        "search_s": perf_counter() - began,
        "search_cpu_s": process_time() - cpu,
    }
    front = table.front()
    plans, refuted, found = [], 0, None
    settled: dict[tuple, Judged] = {}
    # of one goal the front is one recipe: others may stand in for it
    rivals = front if count > 1 else sorted(table.feasible(), key=_goal_and_levels)
    wanted = ranked(task, rivals)
    for i, (called, order) in enumerate(wanted):
        told("full model", i, len(wanted))
        for one in order[:ATTEMPTS]:
            if one.levels not in settled:
                own = one.answer.values
                settled[one.levels] = ledger.judged(
                    "plan", own, lambda own=own: full.settled(exact, own, crew)
                )
            if settled[one.levels].is_feasible:
                plans.append((called, one))
                break
    refuted = sum(not judged.is_feasible for judged in settled.values())
    plans = [
        plan_of(task, quick, exact, called, one, settled[one.levels], crew, ledger)
        for called, one in _merged(plans)
    ]
    if not plans:
        found = conflicts.explained(coarse, exact, table, judged_many, crew, ledger)
    work |= {"all_s": perf_counter() - began, "all_cpu_s": process_time() - cpu}
    work["refuted"] = refuted
    work["front"] = len(front)
    told_of = spread(front, settings.front)
    tried = {levels: judged.is_feasible for levels, judged in settled.items()}
    return Planned(
        task, table, told_of, tuple(plans), now, found, work, today_waits=now_waits,
        tried=tried,
    )  # fmt: skip


def _values(task, levels):
    return {d.name: d.value(k) for d, k in zip(task.decisions, levels, strict=True)}


def point(task: PlanTask, levels, judged: Judged, now: Judged | None) -> Point:
    """A judged recipe as the search sees it."""
    count = 1 if task.weights else len(task.goals)
    if judged.failed:
        failed = (FAILED,) * (1 + len(task.limits))
        return Point(tuple(levels), (FAILED * FAILED,) * count, failed, judged)
    goals = tuple(judged.figures[name] for name in task.goals)
    if task.weights:
        parts = [
            w * judged.figures[n] / now.figures[n] for n, w in task.weights.items()
        ]
        goals = (sum(parts),)
    short = judged.needed - judged.share
    worst = [judged.excess[name] for name in task.limits]
    return Point(tuple(levels), goals, (short, *worst), judged)


def _goal_and_levels(one: Point):
    return one.goals, one.levels


def spread(front: Sequence[Point], count: int) -> tuple[Point, ...]:
    """`count` points spread evenly over a front, in its order; all of a smaller one.

    The best in each goal first, then, again and again, the point that is farthest from
    all that were taken, goals measured by their range.
    """
    if len(front) <= count:
        return tuple(front)
    goals = np.array([p.goals for p in front])
    low, high = goals.min(0), goals.max(0)
    parts = (goals - low) / np.where(high > low, high - low, 1.0)
    taken = list(dict.fromkeys(int(i) for i in parts.argmin(0)))
    away = np.min(np.linalg.norm(parts[:, None] - parts[taken], axis=2), axis=1)
    while len(taken) < count:
        taken.append(int(away.argmax()))
        away = np.minimum(away, np.linalg.norm(parts - parts[taken[-1]], axis=1))
    return tuple(front[i] for i in sorted(taken))


def names(task: PlanTask) -> tuple[str, ...]:
    """What the recipes of a task's answer may be called."""
    if task.weights:
        return (BEST,)
    called = tuple(CALLED[name] for name in task.goals)
    return called if len(called) == 1 else (*called, BALANCED)


def ranked(task: PlanTask, front: Sequence[Point]) -> list[tuple[str, list[Point]]]:
    """What a front's recipes are chosen for, each with the front in that order.

    The best in each goal, and the one nearest to all of these; the next in the order
    takes its place where the full model refutes it.
    """
    if not front:
        return []
    goals = np.array([p.goals for p in front])
    if goals.shape[1] == 1:
        called = BEST if task.weights else CALLED[task.goals[0]]
        return [(called, list(front))]
    low, high = goals.min(0), goals.max(0)
    parts = (goals - low) / np.where(high > low, high - low, 1.0)
    keys = {CALLED[name]: parts[:, k] for k, name in enumerate(task.goals)}
    keys[BALANCED] = (parts**2).sum(1)
    return [
        (called, [front[i] for i in np.argsort(key, kind="stable")])
        for called, key in keys.items()
    ]


def _merged(plans) -> list[tuple[str, Point]]:
    """Each recipe once, with all that it was chosen for."""
    named: dict[tuple, list[str]] = {}
    points = {}
    for called, one in plans:
        named.setdefault(one.levels, []).append(called)
        points[one.levels] = one
    return [(", ".join(words), points[levels]) for levels, words in named.items()]


def plan_of(
    task: PlanTask,
    quick: Callable[[Mapping], Judged],
    exact: Judge,
    called: str,
    one: Point,
    judged: Judged,
    crew: Crew,
    ledger: Ledger | Unkept = UNKEPT,
) -> Plan:
    """The Plan of a point of the front that the full model has `judged`.

    `quick` judges on the search's model, for what a small change of a decision does.
    """
    values = judged.values
    return Plan(
        called,
        judged,
        oven_result(task, exact, values),
        one.answer,
        tuple(_changes(task, quick, one, crew)),
        _waits(task, ledger, values, lambda: allowed_waits(exact, values, crew)),
    )


def _waits(task, ledger, values, make) -> tuple[AllowedWait, ...]:
    """What `make` says of the wait behind a recipe, or the ledger; () without one."""
    if task.waiting is None:
        return ()
    found = ledger.answer(
        "waiting", values, lambda: {"waits": [asdict(one) for one in make()]}
    )
    return tuple(AllowedWait(**one) for one in found["waits"])


def oven_result(task: PlanTask, judge: Judge, values: Mapping) -> OvenResult:
    """The recipe of `values` without multipliers, as `twin oven` tells it."""
    recipe: Programme = judge.programme(values)
    run = replace(
        task.base,
        coils=with_counts(task, task.base.coils, values),
        steps=recipe.steps,
        pieces=recipe.pieces,
    )
    return oven.run(run)


def _changes(task, quick, one, crew) -> list[Change]:
    """Each decision a little less and a little more, on the search's model."""
    wanted = []
    for i, decision in enumerate(task.decisions):
        little = max(decision.levels // SMALL, 1)
        beside = [one.levels[i] + sign * little for sign in (-1, 1)]
        if decision.names:
            beside = [k for k in range(decision.levels) if k != one.levels[i]]
        for k in beside:
            if 0 <= k < decision.levels:
                levels = (*one.levels[:i], k, *one.levels[i + 1 :])
                wanted.append((decision.name, _values(task, levels)))
    if task.hold is not None:
        k = round((one.answer.values[task.hold.name] - task.hold.low) / task.hold.step)
        little = max(round(k / SMALL), 1)
        for own in (k - little, k + little):
            if 0 <= own < task.hold.levels:
                values = {**one.answer.values, task.hold.name: task.hold.value(own)}
                wanted.append((task.hold.name, values))
    answers = crew.map(quick, [values for _, values in wanted])
    return [
        Change(name, values[name], answer)
        for (name, values), answer in zip(wanted, answers, strict=True)
    ]
