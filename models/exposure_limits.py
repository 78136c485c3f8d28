"""When a coil in given air reaches a given water content: at its edge, on average.

A course is looked at on instants that are dense on a logarithmic clock; the first
interval in which a limit is crossed is searched by exposures that end inside it, until
the instant is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from models import bag
from models.sorption import SEALED, AirHistory, Exchange, Exposure, MoistureState
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


def looks(longest: float) -> np.ndarray:
    """Instants from 0 to `longest` [s], even on a logarithmic clock."""
    first = min(max(1e-6 * longest, FIRST_LOOK[0]), FIRST_LOOK[1], 1e-3 * longest)
    times = np.geomspace(first, longest, LOOKS)
    times[-1] = longest  # which a power of ten may miss
    return np.append(0.0, times)


def courses(
    model: TwoScaleModel,
    start: MoistureState,
    meetings: Sequence[tuple[AirHistory, Exchange]],
    longest: float,
) -> list[Course]:
    """The coil's course from `start` in each air that never changes, in one batch.

    Raises
    ------
    ValueError
        For air or a temperature beyond what the isotherms were fitted on.
    SolverError
        Where the model finds no answer.
    """
    times = looks(longest)
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
    over = [limit.over(figures) for figures in course.figures]
    above = over[0] > 0.0
    if over[0] == 0.0:
        return Crossing(REACHED, 0.0, above)
    for i, value in enumerate(over):
        if value == 0.0 or (value > 0.0) != above:
            return Crossing(REACHED, _instant(model, course, limit, i, over), above)
    there = limit.over(course.end)
    beyond = there != 0.0 and (there > 0.0) != above
    later = beyond and not _tight(course.exchange)
    return Crossing(LATER if later else NEVER, None, above)


def _tight(exchange):
    """Whether nothing of the air comes to the coil."""
    if exchange.kind == bag.BAG:
        return exchange.bag.permeance == 0.0
    return exchange.kind == SEALED


def _instant(model, course, limit, i, over):
    """The instant between looks i - 1 and i at which `limit` is met [s]."""
    begin, end = float(course.times[i - 1]), float(course.times[i])
    known = {begin: over[i - 1], end: over[i]}

    def over_at(time):
        if time in known:
            return known[time]
        path = [Exposure(course.air, begin, time, course.exchange)]
        ((outcome,),) = bag.advance(model, [course.states[i - 1]], [path], 1)
        return limit.over(model.figures(outcome.state))

    return float(brentq(over_at, begin, end, xtol=ACCURACY * end, rtol=1e-12))
