"""When a coil in given air reaches a given water content: at its edge, on average.

A course is looked at on instants that are dense on a logarithmic clock; the first
interval in which a limit is crossed is searched by exposures that end inside it, until
the instant is known: all intervals of all courses side by side, by the method of
Chandrupatla (1997), Adv. Eng. Softw. 28, 145, a bracketing one like Brent's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize.elementwise import find_root

from models import bag
from models.sorption import (
    SEALED,
    AirHistory,
    Exchange,
    Exposure,
    MoistureState,
    SolverError,
)
from models.two_scale import TwoScaleModel, WaterFigures

MEAN, EDGE_STRIP, WORST = "mean", "edge", "worst"
PLACES = (EDGE_STRIP, MEAN, WORST)
FIRST_LOOK = (0.01, 1.0)  # s: between these, a millionth of the course
LOOKS = 60
ACCURACY = 1e-4  # of the time to a limit, where the search for it ends

REACHED, NEVER, LATER = "reached", "never", "later"


@dataclass(frozen=True)
class ContentLimit:
    """A content `water` [kg per kg of dry coating] at `place`: edge, mean or worst.

    Edge is the outer 10 mm, worst the wettest cell of the model's mesh; of a coil that
    takes up water from outside, its outermost.
    """

    water: float
    place: str = MEAN

    def __post_init__(self):
        if self.place not in PLACES:
            raise ValueError(
                f"place of a limit is {self.place!r}; it is one of {', '.join(PLACES)}"
            )

    def over(self, figures: WaterFigures) -> float:
        """What `figures` hold above the limit [kg/kg]; negative below it."""
        return getattr(figures, self.place) - self.water


@dataclass(frozen=True)
class Crossing:
    """The first time a limit is met.

    `verdict` is "reached" at `time` [s]; "never", where equilibrium with the air lies
    on the same side as the start, or no air comes to the coil; or "later" than the
    course lasts. `above` says
    whether the start is above the limit: a coil reaches it from there by drying.
    """

    verdict: str
    time: float | None
    above: bool


@dataclass(frozen=True, eq=False)
class Course:
    """One coil in one air: `times` [s], the states and figures then."""

    air: AirHistory
    exchange: Exchange
    times: np.ndarray
    states: tuple[MoistureState, ...]
    figures: tuple[WaterFigures, ...]
    end: WaterFigures  # in equilibrium with the air


def looks(longest: float, count: int | None = None) -> np.ndarray:
    """Instants from 0 to `longest` [s], even on a logarithmic clock; `count` after 0.

    None: LOOKS of them.
    """
    first = min(max(1e-6 * longest, FIRST_LOOK[0]), FIRST_LOOK[1], 1e-3 * longest)
    times = np.geomspace(first, longest, LOOKS if count is None else count)
    times[-1] = longest  # which a power of ten may miss
    return np.append(0.0, times)


def courses(
    model: TwoScaleModel,
    start: MoistureState,
    meetings: Sequence[tuple[AirHistory, Exchange]],
    longest: float,
    count: int | None = None,
) -> list[Course]:
    """The coil's course from `start` in each air that never changes, in one batch.

    It lasts `longest` [s] and is looked at `count` times (None: LOOKS).

    Raises
    ------
    ValueError
        For air or a temperature beyond what the isotherms were fitted on.
    SolverError
        Where the model finds no answer.
    """
    times = looks(longest, count)
    ends = [_equilibrium(model, start, air) for air, _ in meetings]
    paths = [
        [Exposure(air, a, b, exchange) for a, b in pairwise(times.tolist())]
        for air, exchange in meetings
    ]
    found = bag.advance(model, [start] * len(paths), paths)
    made = []
    for (air, exchange), outcomes, end in zip(meetings, found, ends, strict=True):
        states = (start, *(outcome.state for outcome in outcomes))
        figures = tuple(model.figures(state) for state in states)
        made.append(Course(air, exchange, times, states, figures, end))
    return made


def _equilibrium(model, start, air):
    """Figures of the coil when it has the air's activity everywhere."""
    temperature, vapour_pressure, _ = air.at(0.0)
    dry = model.equilibrium(temperature, vapour_pressure, branch=0.0)
    wet = model.equilibrium(temperature, vapour_pressure, branch=1.0)
    takes_up = model.water(start) < model.water(dry)
    return model.figures(dry if takes_up else wet)


def crossing(model: TwoScaleModel, course: Course, limit: ContentLimit) -> Crossing:
    """When the coil of `course` first meets `limit`.

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    return crossings(model, [(course, limit)])[0]


def crossings(
    model: TwoScaleModel, asked: Sequence[tuple[Course, ContentLimit]]
) -> list[Crossing]:
    """As `crossing`, of many courses and limits in batches.

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    found: list = [None] * len(asked)
    searched = []
    for k, (course, limit) in enumerate(asked):
        over = [limit.over(figures) for figures in course.figures]
        above = over[0] > 0.0
        if over[0] == 0.0:
            found[k] = Crossing(REACHED, 0.0, above)
            continue
        changed = (i for i, v in enumerate(over) if v == 0.0 or (v > 0.0) != above)
        i = next(changed, None)
        if i is None:
            there = limit.over(course.end)
            beyond = there != 0.0 and (there > 0.0) != above
            later = beyond and not tight(course.exchange)
            found[k] = Crossing(LATER if later else NEVER, None, above)
        else:
            searched.append((k, course, limit, i, over[i - 1], over[i], above))
    instants = _instants(model, [one[1:6] for one in searched])
    for (k, *_, above), instant in zip(searched, instants, strict=True):
        found[k] = Crossing(REACHED, instant, above)
    return found


def tight(exchange: Exchange) -> bool:
    """Whether nothing of the air comes to a coil that meets it through `exchange`."""
    if exchange.kind == bag.BAG:
        return exchange.bag.permeance == 0.0
    return exchange.kind == SEALED


def _instants(model, searched):
    """Instants [s] at which limits are met.

    Each between looks i - 1 and i of its course, where the limit is exceeded by what
    follows i in the row.
    """
    if not searched:
        return []

    def over_at(shares, which):
        """What is above the limit, such a share of the interval after its begin."""
        over = np.empty(len(shares))
        paths, states, solved = [], [], []
        for j, (share, k) in enumerate(zip(shares, which.astype(int), strict=True)):
            course, _, i, first, last = searched[k]
            if share in (0.0, 1.0):
                over[j] = last if share else first
                continue
            begin, end = float(course.times[i - 1]), float(course.times[i])
            instant = begin + float(share) * (end - begin)
            paths.append([Exposure(course.air, begin, instant, course.exchange)])
            states.append(course.states[i - 1])
            solved.append((j, k))
        outcomes = bag.advance(model, states, paths)
        for (j, k), (outcome,) in zip(solved, outcomes, strict=True):
            over[j] = searched[k][1].over(model.figures(outcome.state))
        return over

    which = np.arange(len(searched), dtype=float)
    roots = find_root(
        over_at,
        (np.zeros(len(searched)), np.ones(len(searched))),
        args=(which,),
        tolerances={"xatol": ACCURACY, "xrtol": 1e-12},
    )
    if not roots.success.all():
        course, limit, i, *_ = searched[int(np.argmin(roots.success))]
        raise SolverError(
            f"no instant from {course.times[i - 1]:.4g} to {course.times[i]:.4g} s "
            f"meets the limit {limit.water:.4g} kg/kg ({limit.place}), though it is "
            "passed between them; a smaller tolerance may help"
        )
    begins = np.array([course.times[i - 1] for course, _, i, _, _ in searched])
    ends = np.array([course.times[i] for course, _, i, _, _ in searched])
    return (begins + roots.x * (ends - begins)).tolist()
