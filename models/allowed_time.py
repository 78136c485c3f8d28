"""How long a coil may wait in an air, and how moist the air may be for a given wait.

A wait ends when a content is first met from below. In air that never changes, and that
the coil is as warm as at once, its water only rises towards the equilibrium: a limit at
or above that is never met, and what is below a limit at the end was so all the time.
The moistest air for a wait is so the root of one exposure's end, between the air that
is in equilibrium with the limit and the moistest that the isotherms know.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq
from scipy.optimize.elementwise import find_root

from models import bag
from models.exposure_limits import (
    NEVER,
    ContentLimit,
    courses,
    crossings,
    looks,
    tight,
)
from models.psychrometrics import ice_vapour_pressure, liquid_vapour_pressure
from models.sorption import (
    AirHistory,
    Exchange,
    Exposure,
    MoistureState,
    SolverError,
)
from models.two_scale import TwoScaleModel

AT_ONCE, OUTSIDE = "at once", "outside"  # beside the verdicts of a crossing
FOUND, ANY, NONE = "found", "any", "none"
COUNT = 24  # looks at a course; a time found does not depend on it
WITHIN = 12  # looks at a wait in which water may rise and fall
EDGE_OF_RANGE = 1e-6  # kept from the end of what the isotherms know
MARGIN = 1e-5  # of the vapour pressure, kept from equilibrium with the limit
DRIEST = 1e-12  # of that: below it no limit has its equilibrium
ACCURACY = 1e-4  # of the vapour pressure; 1 mK of dew point
DRIEST_AIR = 173.15  # K, frost point of the driest air that is tried for a bag


@dataclass(frozen=True)
class Wait:
    """How long a coil may wait until it meets a limit from below.

    `verdict` is "reached" at `time` [s]; "at once" (0 s), where the start is at the
    limit or above it; "never", "later" as for a Crossing; or "outside", where the air
    is moister or of another temperature than the isotherms are known for.
    """

    verdict: str
    time: float | None


@dataclass(frozen=True)
class WantedWait:
    """A wait of `time` [s] below `limit`, in air of `temperature` [K]."""

    temperature: float
    time: float
    limit: ContentLimit
    exchange: Exchange
    pressure: float  # Pa
    gas: str = "air"


@dataclass(frozen=True)
class MoistestAir:
    """The moistest air in which a wait is possible.

    `verdict` is "found" at `vapour_pressure` [Pa]; "any", where even the moistest air
    that the isotherms know will do; or "none", where the limit is met in any air.
    """

    verdict: str
    vapour_pressure: float | None


def largest_vapour_pressure(
    model: TwoScaleModel,
    start: MoistureState,
    temperature: float,
    pressure: float,
    exchange: Exchange,
) -> float:
    """Of the moistest air [Pa] of `temperature` [K] and `pressure` [Pa] that is known.

    Known to the isotherms, that is; and vapour has no more than all of the pressure. A
    coil that warms up slowly meets the air cold: it is the more humid to it.
    """
    coolest = temperature
    if exchange.heating_time > 0.0:
        coolest = min(temperature, start.temperature)
    top = model.material.largest_activity * (1.0 - EDGE_OF_RANGE)
    return min(top * float(liquid_vapour_pressure(coolest)), pressure)


def equilibrium_vapour_pressure(
    model: TwoScaleModel, temperature: float, water: float
) -> float | None:
    """Of the air [Pa] of `temperature` [K] that holds `water` [kg/kg dry coating].

    Up to it the content is never passed by a coil that takes up water. With hysteresis
    that of the desorption branch, which holds more. None: beyond the isotherms' range.
    """
    saturation = float(liquid_vapour_pressure(temperature))
    top = model.material.largest_activity * (1.0 - EDGE_OF_RANGE)

    def over(logarithm):
        state = model.equilibrium(temperature, saturation * math.exp(logarithm))
        return model.figures(state).mean - water

    low, high = math.log(top * DRIEST), math.log(top)
    if over(high) < 0.0:
        return None
    return saturation * math.exp(brentq(over, low, high, xtol=1e-12, rtol=1e-14))


def waits(
    model: TwoScaleModel,
    start: MoistureState,
    meetings: Sequence[tuple[AirHistory, Exchange]],
    limits: Sequence[ContentLimit],
    longest: float,
) -> list[list[Wait]]:
    """For each air that never changes, the Wait until each of `limits`, in one batch.

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    first = model.figures(start)
    found, solved, missing = [], [], []
    for meeting in meetings:
        answers = [_unsolved(model, start, first, *meeting, limit) for limit in limits]
        found.append(answers)
        if None in answers:
            solved.append(meeting)
            missing.append(answers)
    made = courses(model, start, solved, longest, COUNT) if solved else []
    gaps = [
        (answers, i, course)
        for answers, course in zip(missing, made, strict=True)
        for i, answer in enumerate(answers)
        if answer is None
    ]
    crossed = crossings(model, [(course, limits[i]) for _, i, course in gaps])
    for (answers, i, _), one in zip(gaps, crossed, strict=True):
        answers[i] = Wait(one.verdict, one.time)
    return found


def _unsolved(model, start, first, air, exchange, limit):
    """The Wait where it needs no course; else None."""
    temperature, vapour, pressure = air.at(0.0)
    low, high = model.material.temperature_range
    if not low <= temperature <= high or vapour > largest_vapour_pressure(
        model, start, temperature, pressure, exchange
    ):
        return Wait(OUTSIDE, None)
    if limit.over(first) >= 0.0:
        return Wait(AT_ONCE, 0.0)
    if tight(exchange):
        return Wait(NEVER, None)
    # the branch that holds more: what it does not reach is reached on none
    if _only_rises(exchange):
        end = model.figures(model.equilibrium(temperature, vapour))
        if limit.over(end) <= 0.0:
            return Wait(NEVER, None)
    return None


def _only_rises(exchange):
    """Whether the water of a coil that takes it up never passes its equilibrium."""
    return exchange.kind != bag.BAG and exchange.heating_time == 0.0


def moistest(
    model: TwoScaleModel, start: MoistureState, wanted: Sequence[WantedWait]
) -> list[MoistestAir]:
    """For each wanted wait the moistest air in which the limit is not met before.

    Raises
    ------
    ValueError
        For a temperature beyond what the isotherms were fitted on.
    SolverError
        Where the model finds no answer.
    """
    first = model.figures(start)
    found: list = [None] * len(wanted)
    searched = []
    for k, one in enumerate(wanted):
        if one.limit.over(first) >= 0.0:
            found[k] = MoistestAir(NONE, None)
            continue
        high = largest_vapour_pressure(
            model, start, one.temperature, one.pressure, one.exchange
        )
        low = float(ice_vapour_pressure(DRIEST_AIR))
        if _only_rises(one.exchange):
            low = equilibrium_vapour_pressure(model, one.temperature, one.limit.water)
        if low is None or low >= high or tight(one.exchange):
            found[k] = MoistestAir(ANY, None)
            continue
        searched.append((k, one, math.log(low * (1.0 - MARGIN)), math.log(high)))
    answers = _searched(model, start, searched)
    for (k, *_), answer in zip(searched, answers, strict=True):
        found[k] = answer
    return found


def _searched(model, start, searched):
    """The moistest air of each row (number, wanted wait, bounds of ln p)."""
    if not searched:
        return []

    solved = {}  # figures along a wait; limits of one air share its answer

    def over_at(logarithms, which):
        """The most that is above the limit in the course of the wait [kg/kg]."""
        asked = [searched[k][1] for k in which.astype(int)]
        keys = [
            (
                id(one.exchange),
                one.temperature,
                one.pressure,
                one.gas,
                one.time,
                float(x),
            )
            for one, x in zip(asked, logarithms, strict=True)
        ]
        paths = {
            key: _path(one, math.exp(key[-1]))
            for key, one in zip(keys, asked, strict=True)
            if key not in solved
        }
        found = bag.advance(model, [start] * len(paths), list(paths.values()))
        for key, way in zip(paths, found, strict=True):
            solved[key] = [model.figures(outcome.state) for outcome in way]
        return np.array(
            [
                max(one.limit.over(figures) for figures in solved[key])
                for one, key in zip(asked, keys, strict=True)
            ]
        )

    low = np.array([row[2] for row in searched])
    high = np.array([row[3] for row in searched])
    which = np.arange(len(searched), dtype=float)
    answers = [MoistestAir(ANY, None)] * len(searched)
    rows = np.flatnonzero(over_at(high, which) >= 0.0)
    # a rising content stays below that of the driest air, which is not above the limit
    unsure = [row for row in rows if not _only_rises(searched[row][1].exchange)]
    if unsure:
        for row, over in zip(unsure, over_at(low[unsure], which[unsure]), strict=True):
            if over >= 0.0:
                answers[row] = MoistestAir(NONE, None)
        rows = np.array([row for row in rows if answers[row].verdict == ANY], int)
    if len(rows):
        roots = find_root(
            over_at,
            (low[rows], high[rows]),
            args=(which[rows],),
            tolerances={"xatol": ACCURACY, "xrtol": 1e-12},
        )
        if not roots.success.all():
            row = rows[int(np.argmin(roots.success))]
            one = searched[row][1]
            raise SolverError(
                f"no vapour pressure from {math.exp(low[row]):.4g} to "
                f"{math.exp(high[row]):.4g} Pa leaves {one.time:g} s until the limit "
                f"{one.limit.water:.4g} kg/kg ({one.limit.place}) at "
                f"{one.temperature:.2f} K; a smaller tolerance may help"
            )
        for row, root in zip(rows, roots.x, strict=True):
            answers[row] = MoistestAir(FOUND, math.exp(float(root)))
    return answers


def _path(wanted, vapour_pressure):
    """The exposures of a wait; several where water may fall again before its end."""
    air = AirHistory.constant(
        wanted.temperature, vapour_pressure, wanted.pressure, wanted.gas
    )
    times = [0.0, wanted.time]
    if not _only_rises(wanted.exchange):
        times = looks(wanted.time, WITHIN).tolist()
    return [Exposure(air, a, b, wanted.exchange) for a, b in pairwise(times)]
