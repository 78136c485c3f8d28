"""Why nothing fits: which limits exclude each other, and how far each has to give.

A limit is part of the conflict if without it a recipe exists. How far it has to give is
a search of its own: least excess over this limit, all others kept by enough samples.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.sorption import SolverError
from scenarios.plan import full as full_model
from scenarios.plan.judge import Crew, Judge, Judged
from scenarios.plan.ledger import Ledger, Unkept
from scenarios.plan.search import FAILED, Point, Table, search

SHARE = 16  # of the evaluations, one part, for each limit's search
FEWEST = 60


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A limit that has to give, to what value, and the recipe that then works.

    `values` None: no recipe was found that keeps all other limits. `value` is in the
    unit of the limit's name, from the full model with all samples.
    """

    limit: str
    given: float
    value: float | None = None
    excess: float = np.inf
    values: dict | None = None


@dataclass(frozen=True, eq=False)
class Conflict:
    """What cannot hold together, and the way out of it."""

    relaxations: tuple[Relaxation, ...]
    least_broken: Judged

    @property
    def limits(self) -> tuple[str, ...]:
        """Limits each of which alone, given up, makes a recipe possible."""
        return tuple(r.limit for r in self.relaxations if r.values is not None)

    @property
    def nearest(self) -> Relaxation | None:
        """The relaxation that asks for the least, in proportion to its limit."""
        found = [r for r in self.relaxations if r.values is not None]
        return min(found, key=lambda r: r.excess, default=None)


def explained(
    coarse: Judge,
    full: Judge,
    table: Table,
    judged_many: Callable[[Sequence[tuple]], list[Judged]],
    crew: Crew,
    ledger: Ledger | Unkept,
) -> Conflict:
    """The Conflict behind a `table` of which nothing is feasible."""
    task = coarse.task
    evaluations = max(FEWEST, task.search.evaluations // SHARE)
    known = {p.levels: p.answer for p in table.points.values()}
    order = sorted(table.points.values(), key=lambda p: (p.violation, p.levels))
    near = [p.levels for p in order[: task.search.population * 5]]
    found = []
    for name in coarse.limits:

        def points(many, name=name):
            new = [levels for levels in many if levels not in known]
            known.update(zip(new, judged_many(new), strict=True))
            return [_point(coarse, levels, known[levels], name) for levels in many]

        own = Table({p.levels: p for p in points(near)})
        search(
            task.decisions,
            1,
            points,
            evaluations,
            min(task.search.population, evaluations // 3),
            task.search.seed,
            own,
        )
        found.append(
            _relaxation(
                coarse,
                full,
                name,
                (own.best(1) or own.least_broken(1))[0],
                crew,
                ledger,
            )
        )
    return Conflict(tuple(found), order[0].answer)


def _point(judge, levels, judged, name) -> Point:
    """What limit `name` has to give at the best length of the hold."""
    if judged.failed:
        return Point(levels, (FAILED,), (FAILED,), (judged, 0))
    gives = judge.relaxation(judged.looks, name)
    k = int(gives.argmin())
    if np.isfinite(gives[k]):
        return Point(levels, (float(gives[k]),), (0.0,), (judged, k))
    worst = np.delete(judge.quantiles(judged.looks), judge.limits.index(name), axis=0)
    broken = np.maximum(worst, 0.0).sum(0)
    k = int(broken.argmin())
    return Point(levels, (FAILED,), (float(broken[k]) + 1e-9,), (judged, k))


def _relaxation(coarse, full, name, point, crew, ledger) -> Relaxation:
    """What the full model says of the recipe that asks least of limit `name`."""
    task = full.task
    given = task.window.limit(name, task.base.coils)
    if not point.is_feasible:
        return Relaxation(name, given)
    judged, k = point.answer
    values = dict(judged.values)
    if task.hold is not None:
        values[task.hold.name] = float(f"{judged.holds[k]:.12g}")

    def made():
        try:
            gives, found = full_model.relaxed(full, values, name, crew)
        except SolverError:  # as a recipe without an answer: it relaxes nothing
            gives, found = np.inf, {}
        return {"gives": gives, "values": dict(found)}

    settled = ledger.answer(f"without {name}", values, made)
    gives, values = settled["gives"], settled["values"]
    if not np.isfinite(gives):  # the coarse model saw room where there is none
        return Relaxation(name, given)
    value = task.window.value(name, gives, task.base.coils)
    return Relaxation(name, given, value, gives, dict(values))
