"""Why nothing fits: which limits exclude each other, and how far each has to give.

A limit is part of the conflict if without it a recipe exists. How far it has to give is
a search of its own: least excess over this limit, all others kept by enough samples.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.exposure_limits import NEVER
from models.sorption import SolverError
from models.units import HOUR
from scenarios.plan import full as full_model
from scenarios.plan.judge import Crew, Judge, Judged
from scenarios.plan.ledger import Ledger, Unkept
from scenarios.plan.search import FAILED, Point, Table, search
from scenarios.plan.waits import allowed_waits
from scenarios.plan.window import (
    BEHIND,
    WAITING,
    WATER,
    WATER_BEHIND,
    WETTEST,
    WETTEST_BEHIND,
)

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
    for name, names in relaxable(coarse.limits).items():

        def points(many, names=names):
            new = [levels for levels in many if levels not in known]
            known.update(zip(new, judged_many(new), strict=True))
            return [_point(coarse, levels, known[levels], names) for levels in many]

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
                full,
                name,
                names,
                (own.best(1) or own.least_broken(1))[0],
                crew,
                ledger,
            )
        )
    return Conflict(tuple(found), order[0].answer)


def relaxable(limits: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What may give, and the `limits` that give with it.

    A limit of water gives at the door and behind a wait, where it is one and the same;
    a shorter wait gives all that is asked for behind it.

    >>> relaxable(["water_ppm", "longest_h", "water_after_waiting_ppm"])["waiting_h"]
    ('water_after_waiting_ppm',)
    """
    behind = {WATER: WATER_BEHIND, WETTEST: WETTEST_BEHIND}
    found = {
        name: tuple(n for n in (name, behind.get(name)) if n in limits)
        for name in limits
        if name not in BEHIND
    }
    waited = tuple(name for name in limits if name in BEHIND)
    return {**found, WAITING: waited} if waited else found


def _point(judge, levels, judged, names) -> Point:
    """What limits `names` have to give at the best length of the hold."""
    if judged.failed:
        return Point(levels, (FAILED,), (FAILED,), (judged, 0))
    gives = judge.relaxation(judged.looks, names)
    k = int(gives.argmin())
    if np.isfinite(gives[k]):
        return Point(levels, (float(gives[k]),), (0.0,), (judged, k))
    own = [judge.limits.index(name) for name in names]
    worst = np.delete(judge.quantiles(judged.looks), own, axis=0)
    broken = np.maximum(worst, 0.0).sum(0)
    k = int(broken.argmin())
    return Point(levels, (FAILED,), (float(broken[k]) + 1e-9,), (judged, k))


def _relaxation(full, name, names, point, crew, ledger) -> Relaxation:
    """What the full model says of the recipe that asks least of limits `names`."""
    task = full.task
    judged, k = point.answer
    given = _given(task, name, judged.values)
    if not point.is_feasible:
        return Relaxation(name, given)
    values = dict(judged.values)
    if task.hold is not None:
        values[task.hold.name] = float(f"{judged.holds[k]:.12g}")

    def made():
        try:
            gives, found = full_model.relaxed(full, values, names, crew)
            hours = _allowed_hours(full, found, crew) if name == WAITING else None
        except SolverError:  # as a recipe without an answer: it relaxes nothing
            gives, found, hours = np.inf, {}, None
        answer = {"gives": gives, "values": dict(found)}
        return answer | ({"hours": hours} if name == WAITING else {})

    settled = ledger.answer(f"without {name}", values, made)
    gives, values = settled["gives"], settled["values"]
    if not np.isfinite(gives):  # the coarse model saw room where there is none
        return Relaxation(name, given)
    if name != WAITING:
        value = task.window.value(name, gives, task.base.coils)
        return Relaxation(name, given, value, gives, dict(values))
    hours, given = settled["hours"], _given(task, name, values)
    if not hours:
        return Relaxation(name, given)
    return Relaxation(name, given, hours, float(np.log(given / hours)), dict(values))


def _given(task, name, values):
    """The limit called `name` under `values`, in the unit of its name."""
    if name == WAITING:
        return task.waiting.stay(values, task.base.coils).length / HOUR
    return task.window.limit(name, task.base.coils)


def _allowed_hours(full, values, crew):
    """How long the coils of a recipe may wait in the wrapping of `values` [h].

    As far as is looked where that is for ever.
    """
    waiting = full.task.waiting
    (found,) = allowed_waits(full, values, crew, [waiting.name(values)])
    return waiting.longest / HOUR if found.verdict == NEVER else found.hours
