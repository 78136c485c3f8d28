"""Which candidates are judged: all of them, or those that a search asks for.

A run of a line takes a second, so that a search has some dozens of candidates and not
thousands. NSGA-II looks around; then, from what would be chosen, steps of one setting
at a time, first wide, then narrow, those together that were good alone, and pairs that
promise to be. Where the candidates last, nothing beside what is chosen is left unknown,
then nothing beside the rest of the front.
"""

from collections.abc import Callable, Sequence
from itertools import combinations as combinations_of

from scenarios.plan.search import FAILED, Judging, Point, Table, evolve
from scenarios.plan.settings.decisions import (
    Setting,
    combinations,
    every,
    neighbours,
)

BROAD = 0.3  # of the candidates, for the evolutionary search
FAR = 4  # of a setting's levels, one part: the first, widest step
PAIRS = 4  # of steps around one candidate, that are judged
LEAST_BROKEN = 3  # candidates that are stepped around while none keeps all limits

Order = Callable[[Point], tuple]  # what is best comes first


def searched(
    settings: Sequence[Setting],
    goals: int,
    judge: Judging,
    evaluations: int,
    population: int,
    seed: int,
    orders: Callable[[Table], Sequence[Order]],
    known: Sequence[Point] = (),
    told: Callable[[int], None] = lambda count: None,
) -> Table:
    """A Table of at most `evaluations` points, `known` among them.

    `judge` answers for several levels at once; `orders` are those by which candidates
    of a table are chosen. The same for the same `seed`.
    """
    table = Table({point.levels: point for point in known})
    most = min(evaluations, combinations(settings))

    def judged(wanted):
        """The points at `wanted`; new ones only while there is room for them."""
        new = [w for w in dict.fromkeys(wanted) if w not in table.points]
        for point in judge(new[: most - len(table)]):
            table.points[point.levels] = point
        told(len(table))

    if most == combinations(settings):
        judged(list(every(settings)))
        return table
    broad = max(int(BROAD * most), 1)
    evolve(settings, goals, judged, table, broad, min(population, broad), seed)
    widths = [max(one.levels // FAR, 1) if one.ordered else 1 for one in settings]
    stepped: set[tuple] = set()
    while len(table) < most:
        new = [
            (point, order)
            for point, order in _from_where(table, orders)
            if (point.levels, *widths) not in stepped
        ]
        if new:
            point, order = new[0]
            stepped.add((point.levels, *widths))
            _step(settings, judged, table, point, order, widths)
        elif max(widths) > 1:
            widths = [max(width // 2, 1) for width in widths]
        else:
            return table
    return table


def _from_where(table, orders):
    """Points to step from, with the order in which to better them."""
    front = table.front()
    if not front:
        return [(point, _broken) for point in table.least_broken(LEAST_BROKEN)]
    every_order = orders(table)
    best = [(min(table.feasible(), key=order), order) for order in every_order]
    return best + [(point, every_order[0]) for point in front]


def _broken(point):
    return point.violation, point.levels


def _step(settings, judged, table, point, order, widths):
    """The neighbours of a point; then pairs of them, and the good ones all at once."""
    near = list(neighbours(settings, point.levels, widths))
    judged([levels for _, levels in near])
    names = [one.name for one in settings]
    steps = [
        (names.index(name), table.points[levels])
        for name, levels in near
        if levels in table.points
    ]
    judged([*_together(point, order, steps), *_pairs(point, order, steps)])


def _together(point, order, steps):
    """The best step of each setting that is better than the point, more and more."""
    good: dict[int, Point] = {}
    for i, own in steps:
        allowed = own.is_feasible or not point.is_feasible
        if allowed and order(own) < order(good.get(i, point)):
            good[i] = own
    levels, found = list(point.levels), []
    for i, own in sorted(good.items(), key=lambda one: order(one[1])):
        levels[i] = own.levels[i]
        found.append(tuple(levels))
    return found[1:]  # the first of them alone is known


def _pairs(point, order, steps):
    """Pairs of steps that would be best if what each does were simply added.

    At a limit that binds, what is better breaks it, and what makes room for that is
    worse: only both together lead along the limit.
    """
    known = [step for step in steps if step[1].goals[0] < FAILED]
    if point.goals[0] >= FAILED:
        return []
    best = min([order(own) for _, own in known if own.is_feasible], default=None)
    found = []
    for (i, one), (j, other) in combinations_of(known, 2):
        if i == j:
            continue
        levels = list(one.levels)
        levels[j] = other.levels[j]
        parts = zip(point.goals, one.goals, other.goals, strict=True)
        goals = tuple(a + b - own for own, a, b in parts)
        # the share that keeps all limits, first, does not add up: the limits do
        over = zip(
            point.violations[1:], one.violations[1:], other.violations[1:], strict=True
        )
        guess = Point(tuple(levels), goals, tuple(a + b - own for own, a, b in over))
        allowed = guess.is_feasible or not point.is_feasible
        if allowed and (best is None or order(guess) < min(best, order(point))):
            found.append(guess)
    return [guess.levels for guess in sorted(found, key=order)[:PAIRS]]
