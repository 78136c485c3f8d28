"""Which recipe to take to the line, where a plan's own breaks the window there.

A plan judges one load from a cold oven; on the line the walls are warm, the ramp and
the recipe shorter, the coils wetter. So every recipe of the front was run there, and
the best of those that keep the window takes the place of one that does not.
"""

import os
from collections.abc import Callable
from dataclasses import replace

from scenarios.plan import full
from scenarios.plan.judge import Crew, Judge
from scenarios.plan.ledger import Ledger, Unkept
from scenarios.plan.line import FRONT, TODAY, LineRun, keeps, runs
from scenarios.plan.plan import ATTEMPTS, Planned, plan_of, ranked
from scenarios.runner import Runner

THERE = " on the line"  # behind what a plan is called


def instead(
    result: Planned,
    runner: Runner,
    ledger: Ledger | Unkept,
    told: Callable[[int, int], None] = lambda ended, of: None,
    threads: int | None = None,
) -> Planned:
    """`result` with a recipe of the front for each plan that fails on its line.

    For whatever a failing plan was called, the front is gone through from its best:
    a recipe that kept the window on the line is run on the full model with all samples,
    its hold found anew, and once more on the line; the first that keeps the window in
    both is the plan `<called> on the line`. Nothing is added where none does.

    Raises
    ------
    RunnerError, LedgerError, SolverError
        As of `line.runs` and `plan.planned`.
    """
    task = result.task
    failing = {
        word
        for one in result.lines
        if one.called not in (FRONT, TODAY) and not keeps(task, one)
        for word in one.called.split(", ")
    }
    if not failing:
        return result
    threads_here = task.search.threads or os.cpu_count() or 1
    crew = Crew(threads_here)
    exact = Judge(task, task.base, task.search.plan_samples, fitted=False)
    own = [one for one in result.lines if one.called == FRONT]
    good = {id(one.judged) for one in own if keeps(task, one)}
    found: dict[tuple, tuple] = {}
    tried: dict[tuple, tuple] = {}
    for called, order in ranked(task, result.front):
        if called not in failing:
            continue
        there = [point for point in order if id(point.answer) in good]
        for point in there[:ATTEMPTS]:
            if point.levels not in tried:
                tried[point.levels] = _on_line(
                    task, point, exact, crew, runner, ledger, told, threads
                )
            judged, run = tried[point.levels]
            if run is not None and keeps(task, run):
                words, *_ = found.get(point.levels, ([], point, judged, run))
                found[point.levels] = ([*words, called], point, judged, run)
                break
    if not found:
        return result
    coarse = Judge(task, task.coarse, task.search.samples, fitted=True)

    def quick(values):
        return ledger.judged("search", values, lambda: coarse(values))

    plans, lines = [], []
    for words, point, judged, run in found.values():
        called = ", ".join(word + THERE for word in words)
        plans.append(plan_of(task, quick, exact, called, point, judged, crew, ledger))
        lines.append(replace(run, called=called))
    first = next(i for i, one in enumerate(result.lines) if one.called == FRONT)
    return replace(
        result,
        plans=(*result.plans, *plans),
        lines=(*result.lines[:first], *lines, *result.lines[first:]),
    )


def _on_line(task, point, exact, crew, runner, ledger, told, threads):
    """A recipe on the full model, and its LineRun if enough samples keep the window."""
    values = point.answer.values
    judged = ledger.judged("plan", values, lambda: full.settled(exact, values, crew))
    if not judged.is_feasible:
        return judged, None
    called = [("chosen", judged)]
    run: LineRun = runs(task, called, runner, ledger, told, threads)[0]
    return judged, run
