"""The search: NSGA-II by ask and tell, then the neighbours of what it found.

The table owns the evaluations: a recipe that was judged once is looked up. The
evolutionary search (Deb et al. 2002, IEEE Trans. Evol. Comput. 6, 182, by pymoo) finds
the region; what lies between neighbours of the front closes its gaps; steps of halving
width from its best points find their last levels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

import numpy as np
from scipy.stats import qmc

from scenarios.plan.decisions import Decision, cube_of, levels_of

BROAD = 0.4  # of the evaluations, for the evolutionary search
IDLE = 15  # generations without a new recipe, after which it is over
FAILED = 1e3  # as a violation, of a recipe without an answer
LAYERS = 20  # of best points whose neighbours are looked at, while there is room
JUMPS = 24  # moves of all decisions at once, from an end of the front
MOST_BETWEEN = 12  # recipes judged between two of the front
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
        return self.best(1)

    def best(self, layers: int) -> list[Point]:
        """The front, the front of what is left without it, and so on."""
        left, found = self.feasible(), []
        for _ in range(layers):
            front = _unbeaten(left)
            found += front
            taken = {p.goals for p in front}
            left = [p for p in left if p.goals not in taken]
        return found

    def least_broken(self, count: int) -> list[Point]:
        """The `count` points that break their limits least."""
        order = sorted(self.points.values(), key=lambda p: (p.violation, p.levels))
        return order[:count]


def _unbeaten(points: Sequence[Point]) -> list[Point]:
    """What no other of `points` beats in all goals; of equals the first."""
    if not points:
        return []
    goals = np.array([p.goals for p in points])
    keep = [
        points[i]
        for i, own in enumerate(goals)
        if not ((goals <= own).all(1) & (goals < own).any(1)).any()
    ]
    keep.sort(key=lambda p: (p.goals, p.levels))
    return list({p.goals: p for p in reversed(keep)}.values())[::-1]


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

    evolve(decisions, goals, judged, table, broad, population, seed)
    _ends(decisions, goals, judged, table, most, seed)
    if goals > 1:
        _gaps(decisions, judged, table, len(table) + (most - len(table)) // 2)
    _step(decisions, judged, table, most)
    return table


def evolve(
    decisions: Sequence[Decision],
    goals: int,
    judged: Callable[[Sequence[tuple[int, ...]]], None],
    table: Table,
    enough: int,
    population: int,
    seed: int,
) -> None:
    """NSGA-II until the table holds `enough` points, or it finds nothing new.

    `judged` sees to it that the points at some levels are in the table, as far as there
    is room for them.
    """
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.problem import Problem
    from pymoo.core.termination import NoTermination
    from pymoo.problems.static import StaticProblem

    width = len(decisions)
    sampler = qmc.LatinHypercube(width, rng=np.random.default_rng(seed))
    begin = sampler.random(population)
    if table.points and population > 1:  # what is known best goes in
        best = table.best(1) or table.least_broken(population)
        known = [cube_of(decisions, p.levels) for p in best[: population // 2]]
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


def _ends(decisions, goals, judged, table, most, seed):
    """The best of each goal alone: a front grows at its ends, where few points lead.

    From the best point to its best neighbour, in steps of halving width, then from the
    next best; each goal has its part of half of the room.
    """
    part = (most - len(table)) // (2 * goals)
    for k in range(goals):
        room = len(table) + part
        widest = [max(d.levels // WIDEST, 1) for d in decisions]
        widths, depth = widest, 1
        done = set()
        while table.feasible() and len(table) < room and depth <= LAYERS:
            order = sorted(table.feasible(), key=lambda p, k=k: (p.goals[k], p.goals))
            new = [p for p in order[:depth] if (p.levels, *widths) not in done]
            if new:
                at = new[0].levels
                done.add((at, *widths))
                rng = np.random.default_rng([seed, k, *at])
                wanted = _neighbours(at, widths, decisions)
                wanted += _jumps(at, widths, decisions, rng)
                unknown = [w for w in dict.fromkeys(wanted) if w not in table.points]
                judged(unknown[: room - len(table)])
            elif max(widths) > 1:
                widths = [max(width // 2, 1) for width in widths]
            else:
                widths, depth = widest, depth + 1


def _gaps(decisions, judged, table, most):
    """What lies between neighbours of the front, the widest gap of goals first.

    Recipes between two of the front are often of the front, too: each decision takes
    the value of the one, of the other, or of the middle.
    """
    tried: set[tuple] = set()
    while len(table) < most:
        pairs = [
            (width, one.levels, other.levels)
            for width, one, other in _neighbouring(table.front())
            if (one.levels, other.levels) not in tried
        ]
        if not pairs:
            return
        _, one, other = max(pairs)
        tried.add((one, other))
        unknown = [w for w in _between(one, other) if w not in table.points]
        judged(unknown[: most - len(table)])


def _neighbouring(front):
    """Each point of a front with its nearest ones on either side, by each goal.

    With how far apart they are, as a part of the front's own width in its goals.
    """
    if len(front) < 2:
        return []
    goals = np.array([p.goals for p in front])
    spans = np.ptp(goals, axis=0)
    goals = goals / np.where(spans > 0.0, spans, 1.0)
    found = []
    for k in range(goals.shape[1]):
        order = np.argsort(goals[:, k], kind="stable")
        for i, j in pairwise(order.tolist()):
            width = float(np.abs(goals[i] - goals[j]).max())
            first, second = sorted((i, j))
            found.append((width, front[first], front[second]))
    return found


def _between(one, other):
    """Levels whose every decision is that of one of both, or of their middle."""
    choices = [
        dict.fromkeys((a, (a + b) // 2, b)) for a, b in zip(one, other, strict=True)
    ]
    # the nearest to the middle first: of many decisions not all fit
    middle = [0.5 * (a + b) for a, b in zip(one, other, strict=True)]
    widths = [max(abs(a - b), 1) for a, b in zip(one, other, strict=True)]

    def distance(levels):
        parts = zip(levels, middle, widths, strict=True)
        return sum(abs(x - m) / w for x, m, w in parts)

    return sorted(product(*choices), key=lambda x: (distance(x), x))[:MOST_BETWEEN]


def _step(decisions, judged, table, most):
    """Neighbours of the front, in steps of halving width; then of the next best.

    It ends when the room is used, or nothing near the best is left to be judged.
    """
    widest = [max(d.levels // WIDEST, 1) for d in decisions]
    widths, layers = widest, 1
    tried: set[tuple] = set()
    while len(table) < most and layers <= LAYERS:
        before = len(table)
        for point in table.best(layers) or table.least_broken(layers):
            if (point.levels, *widths) not in tried:
                tried.add((point.levels, *widths))
                judged(_neighbours(point.levels, widths, decisions))
                if len(table) > before:  # perhaps there is a better front now
                    break
        else:
            if max(widths) > 1:
                widths = [max(width // 2, 1) for width in widths]
            else:
                widths, layers = widest, layers + 1


def _jumps(levels, widths, decisions, rng):
    """All decisions moved at once at random, by up to twice their width."""
    most = 2 * np.array(widths)
    moves = rng.integers(-most, most + 1, (JUMPS, len(levels)))
    tops = [d.levels - 1 for d in decisions]
    return [tuple(np.clip(levels + move, 0, tops).tolist()) for move in moves]


def _neighbours(levels, widths, decisions):
    """One decision a step up or down, and two of them at once."""
    found = []
    count = len(levels)

    def add(*changes):
        own = list(levels)
        for i, change in changes:
            own[i] = min(max(own[i] + change * widths[i], 0), decisions[i].levels - 1)
        found.append(tuple(own))

    for i in range(count):
        for sign in (1, -1):
            add((i, sign))
            for j in range(i + 1, count):
                for other in (1, -1):
                    add((i, sign), (j, other))
    return found
