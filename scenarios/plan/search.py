"""The search: NSGA-II by ask and tell, then the neighbours of what it found.

The table owns the evaluations: a recipe that was judged once is looked up. The
evolutionary search (Deb et al. 2002, IEEE Trans. Evol. Comput. 6, 182, by pymoo) finds
the region; steps of halving width from its best points find their last levels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import qmc

from scenarios.plan.decisions import Decision, cube_of, levels_of

BROAD = 0.6  # of the evaluations, for the evolutionary search
IDLE = 15  # generations without a new recipe, after which it is over
FAILED = 1e3  # as a violation, of a recipe without an answer
WIDEST = 10  # of a decision's levels: the first, widest step to a neighbour


@dataclass(frozen=True, eq=False)
class Point:
    """A judged recipe: its levels, its goals (less is better), its violations.

    A violation above 0 is a broken limit; `answer` is what the judge said.
    """

    levels: tuple[int, ...]
    goals: tuple[float, ...]
    violations: tuple[float, ...]
    answer: object = None

    @property
    def is_feasible(self) -> bool:
        """Whether no limit is broken."""
        return max(self.violations, default=0.0) <= 0.0

    @property
    def violation(self) -> float:
        """Sum of the broken limits."""
        return sum(max(v, 0.0) for v in self.violations)


@dataclass
class Table:
    """All evaluations in the order they were made, each recipe once."""

    points: dict[tuple[int, ...], Point] = field(default_factory=dict)

    def __len__(self):
        return len(self.points)

    def feasible(self) -> list[Point]:
        """The points that break no limit."""
        return [p for p in self.points.values() if p.is_feasible]

    def front(self) -> list[Point]:
        """Feasible points that no other beats in all goals, by the first goal."""
        found = self.feasible()
        if not found:
            return []
        goals = np.array([p.goals for p in found])
        keep = [
            i
            for i, own in enumerate(goals)
            if not ((goals <= own).all(1) & (goals < own).any(1)).any()
        ]
        keep.sort(key=lambda i: (*found[i].goals, found[i].levels))
        distinct, seen = [], set()
        for i in keep:
            if found[i].goals not in seen:
                seen.add(found[i].goals)
                distinct.append(found[i])
        return distinct

    def best(self) -> list[Point]:
        """The front; where nothing is feasible, what breaks the limits least."""
        found = self.front()
        if found or not self.points:
            return found
        return [min(self.points.values(), key=lambda p: (p.violation, p.levels))]


Judging = Callable[[Sequence[tuple[int, ...]]], list[Point]]


def search(
    decisions: Sequence[Decision],
    goals: int,
    judge: Judging,
    evaluations: int,
    population: int,
    seed: int,
    table: Table | None = None,
    told: Callable[[int], None] = lambda count: None,
) -> Table:
    """A Table of at most `evaluations` new points; the same for the same `seed`.

    `judge` answers for several levels at once. Points of `table` are used and kept, so
    a search can go on.
    """
    table = Table() if table is None else table
    everything = int(np.prod([float(d.levels) for d in decisions]).clip(max=1e15))
    most = min(len(table) + evaluations, everything)
    broad = len(table) + int(BROAD * (most - len(table)))

    def judged(wanted):
        """The points at `wanted`; new ones only while there is room for them."""
        new = [w for w in dict.fromkeys(wanted) if w not in table.points]
        for point in judge(new[: most - len(table)]):
            table.points[point.levels] = point
        told(len(table))

    _evolve(decisions, goals, judged, table, broad, population, seed)
    _step(decisions, judged, table, most, population)
    return table


def _evolve(decisions, goals, judged, table, enough, population, seed):
    """NSGA-II until the table holds `enough` points, or it finds nothing new."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.problem import Problem
    from pymoo.core.termination import NoTermination
    from pymoo.problems.static import StaticProblem

    width = len(decisions)
    sampler = qmc.LatinHypercube(width, rng=np.random.default_rng(seed))
    begin = sampler.random(population)
    if table.points:  # what is known best goes in
        known = [cube_of(decisions, p.levels) for p in table.best()[: population // 2]]
        begin[: len(known)] = known
    algorithm = NSGA2(pop_size=population, sampling=begin)
    problem = None
    idle = 0
    while len(table) < enough and idle < IDLE:
        if problem is None:
            first = levels_of(decisions, begin[0])
            judged([first])
            constraints = len(table.points[first].violations)
            problem = Problem(
                n_var=width, n_obj=goals, n_ieq_constr=constraints, xl=0.0, xu=1.0
            )
            algorithm.setup(
                problem, termination=NoTermination(), seed=seed, verbose=False
            )
        asked = algorithm.ask()
        levels = [levels_of(decisions, x) for x in asked.get("X")]
        before = len(table)
        judged(levels)
        points = [table.points.get(own) for own in levels]
        static = StaticProblem(
            problem,
            F=np.array([p.goals if p else (FAILED,) * goals for p in points]),
            G=np.array(
                [p.violations if p else (FAILED,) * constraints for p in points]
            ),
        )
        Evaluator().eval(static, asked)
        algorithm.tell(infills=asked)
        idle = idle + 1 if len(table) == before else 0


def _step(decisions, judged, table, most, batch):
    """Neighbours of the best points, in steps of halving width, while there is room."""
    widths = [max(d.levels // WIDEST, 1) for d in decisions]
    tried: set[tuple] = set()
    while len(table) < most:
        best = table.best()
        wanted = []
        for point in best:
            if (point.levels, *widths) not in tried:
                tried.add((point.levels, *widths))
                wanted += _neighbours(point.levels, widths, decisions)
        new = [w for w in dict.fromkeys(wanted) if w not in table.points]
        if new:
            for i in range(0, len(new), batch):
                judged(new[i : i + batch])
        elif max(widths) > 1:
            widths = [max(width // 2, 1) for width in widths]
        else:
            return


def _neighbours(levels, widths, decisions):
    """One decision a step up or down, and two of them against each other."""
    found = []
    count = len(levels)

    def add(changes):
        own = list(levels)
        for i, change in changes:
            own[i] = min(max(own[i] + change, 0), decisions[i].levels - 1)
        found.append(tuple(own))

    for i in range(count):
        for sign in (1, -1):
            add([(i, sign * widths[i])])
    for i in range(count):
        for j in range(i + 1, count):
            for sign in (1, -1):
                add([(i, sign * widths[i]), (j, -sign * widths[j])])
    return found
