"""How long the coils of a recipe may wait, with the confidence of its plan.

Each sample's coils wait from where its own run of the whole recipe left them, until the
mean or the wettest place of one of them meets its limit: an instant that is found as
`twin expose` finds it. Of these times the confidence leaves one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.allowed_time import COUNT
from models.exposure_limits import (
    LATER,
    MEAN,
    NEVER,
    REACHED,
    WORST,
    ContentLimit,
    courses,
    crossings,
)
from models.oven import run_load
from models.sorption import SolverError
from models.units import HOUR
from scenarios.plan.judge import Crew, Judge
from scenarios.plan.programme import programme
from scenarios.plan.window import WATER, WETTEST

AT_ONCE, UNKNOWN = "at once", "unknown"  # beside the verdicts of a crossing
LIMIT_OF = {MEAN: WATER, WORST: WETTEST}
UPPER = (WATER, WETTEST)
FEW = 8  # looks at a course in a bag with an air of its own, which is slow to solve


@dataclass(frozen=True)
class AllowedWait:
    """How long coils may wait in a wrapping, so that enough samples keep all limits.

    Attributes
    ----------
    wrapping : str
    verdict : str
        "reached" after `hours`; "never"; "later" than is looked; "at once", where too
        few samples keep all limits at the oven's door (of today's recipe the upper
        ones of water); "unknown", for `reason`.
    hours : float or None
        [h]; of "later" how far is looked, of "at once" 0.
    ends_by : str or None
        Which limit ends it: water_ppm or wettest_ppm.
    middle_hours : float or None
        That of the middle sample [h]; None: never, or later than is looked.
    reason : str
        Why there is no answer, or "".
    """

    wrapping: str
    verdict: str
    hours: float | None = None
    ends_by: str | None = None
    middle_hours: float | None = None
    reason: str = ""


def allowed_waits(
    judge: Judge, values: Mapping, crew: Crew, wrappings: Sequence[str] | None = None
) -> list[AllowedWait]:
    """The AllowedWait of the recipe of `values` in each wrapping; None: in all.

    Raises
    ------
    SolverError
        Where a sample's run in the oven has no answer.
    """
    limits = judge.at_door
    return _waits(judge, judge.programme(values), values, crew, wrappings, limits)


def waits_of_today(judge: Judge, crew: Crew) -> list[AllowedWait]:
    """As `allowed_waits`, of today's recipe, which may break other limits than water's.

    Raises
    ------
    SolverError
        As there.
    """
    task = judge.task
    recipe = programme(task.today, {}, judge.base, None)
    return _waits(judge, recipe, task.of_today, crew, None, UPPER)


def _waits(judge, recipe, values, crew, wrappings, limits) -> list[AllowedWait]:
    """In each of `wrappings`, of the samples that keep `limits` at the door."""
    waiting = judge.task.waiting
    held_to = [i for i, name in enumerate(judge.at_door) if name in limits]

    def run(plant):
        plant = judge.plant(plant, values)
        ended = run_load(
            plant.oven, plant.coils, recipe.pieces, judge.base.start,
            tolerance=judge.base.tolerance,
        )  # fmt: skip
        excess = judge.at_door_end(plant, ended)[held_to]
        return plant, ended, bool((excess <= 0.0).all())

    ran = crew.map(run, judge.samples)
    found = []
    for name in waiting.wrappings if wrappings is None else wrappings:
        try:
            stay = waiting.stay(values, judge.base.coils, name)
            times = crew.map(lambda one, stay=stay: _time(judge, stay, *one), ran)
        except (SolverError, ValueError) as error:  # ValueError: of air beyond the fits
            found.append(AllowedWait(name, UNKNOWN, reason=str(error)))
            continue
        found.append(_allowed(judge, name, times))
    return found


def _time(judge, stay, plant, run, keeps):
    """Time [s] to the first limit in one sample, and its place; inf: never.

    Negative where a limit is broken at the door; the end of the look where it is later.
    """
    if not keeps:
        return -1.0, ""
    window, longest = judge.task.window, judge.task.waiting.longest
    first, by = math.inf, ""
    for coil, exchange, state in zip(
        plant.coils, stay.exchanges, run.states, strict=True
    ):
        share = coil.model.material.coating_share
        limits = [
            ContentLimit(water / share, place)
            for place, water in ((MEAN, window.water), (WORST, window.wettest))
            if water is not None
        ]
        count = FEW if stay.is_bag else COUNT
        meetings = [(stay.air, exchange)]
        (course,) = courses(coil.model, state, meetings, longest, count)
        crossed = crossings(coil.model, [(course, limit) for limit in limits])
        for limit, one in zip(limits, crossed, strict=True):
            if one.verdict == NEVER:
                continue
            time = one.time if one.verdict == REACHED else longest
            if time < first:
                first, by = time, limit.place
    return first, by


def _allowed(judge, name, times) -> AllowedWait:
    """What the confidence leaves of the samples' times in the wrapping `name`."""
    ranked = sorted(times, key=lambda one: -one[0])
    time, place = ranked[round(judge.needed * len(times)) - 1]
    longest = judge.task.waiting.longest
    middle = ranked[(len(times) - 1) // 2][0]
    middle = max(middle, 0.0) / HOUR if middle < longest else None
    if time < 0.0:
        return AllowedWait(name, AT_ONCE, 0.0, None, middle)
    if math.isinf(time):
        return AllowedWait(name, NEVER, None, None, middle)
    if time >= longest:
        return AllowedWait(name, LATER, longest / HOUR, None, middle)
    return AllowedWait(name, REACHED, time / HOUR, LIMIT_OF[place], middle)
