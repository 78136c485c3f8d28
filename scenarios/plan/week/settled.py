"""Weeks of one set point each: what every schedule is nearly made of.

A room forgets within minutes. So the hours of a band cost, and are as damp, as in a
week that has the band's set point all the time; only the minutes after a step are not.
What the margin before a step to a drier set point costs is known as well.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.units import HOUR, MINUTE, WEEK
from scenarios.plan.week.cost import WeekCost, cost
from scenarios.plan.week.course import WeekCourse, constant
from scenarios.plan.week.load import Product, WeekTask
from scenarios.plan.week.schema import CO2, COST, ENERGY
from scenarios.plan.week.water import (
    Standing,
    of_product,
    room_air,
)
from scenarios.room.sizing import STEP

FAR = 0.02  # over a limit, that counts as too damp without a run
DAMPING = 20 * MINUTE  # after a step, in which a room is not yet damp


@dataclass(frozen=True, eq=False)
class SettledWeeks:
    """For each set point [degC] that a band may have, the week with it alone.

    `bands` has the band of each interval; all weeks have the same intervals.
    """

    task: WeekTask
    weeks: dict[float, tuple[WeekCourse, WeekCost]]
    bands: np.ndarray

    def _each(self, own: WeekCost) -> np.ndarray:
        """The first goal's figure of each interval."""
        return {
            COST: lambda: own.money.mean(axis=0),
            CO2: lambda: own.co2.mean(axis=0),
            ENERGY: lambda: own.kilowatts * own.durations / HOUR,
        }[self.task.goals[0]]()

    def at_least(self, every: np.ndarray) -> np.ndarray:
        """What each schedule of `every` (levels, a row each) costs at least, nearly:
        its hours settled, with the margin before each step to a drier set point."""
        total = sum(own[every[:, k]] for k, own in enumerate(self.costs()))
        for (before, band), extra in self._steps().items():
            total = total + extra[every[:, before], every[:, band]]
        return total

    def _steps(self) -> dict[tuple[int, int], np.ndarray]:
        """(band before, band) to what the margin between them costs [level, level]."""
        task, found = self.task, {}
        instants = next(iter(self.weeks.values()))[0].instants
        starts = instants[:-1]
        for k, span in enumerate(task.spans):
            last = task.spans[k - 1]
            if last.band == span.band:
                continue
            end = span.begin or WEEK
            begin = max(end - task.margin, last.begin)
            inside = np.minimum(instants[1:], end) - np.maximum(starts, begin)
            part = np.clip(inside, 0.0, None) / np.diff(instants)
            extra = self._step(task.bands[last.band], task.bands[span.band], part)
            pair = last.band, span.band
            found[pair] = found.get(pair, 0.0) + extra
        return found

    def _step(self, before, band, part):
        """Of one step between two bands; `part` of each interval lies in its margin."""
        spent = {
            value: self._each(own) @ part for value, (_, own) in self.weeks.items()
        }
        return np.array(
            [
                [spent[k] - spent[i] if k < i else 0.0 for k in band.values()]
                for i in before.values()
            ]
        )

    def costs(self) -> list[np.ndarray]:
        """For each band the first goal's figure of its hours at each level."""
        count = len(self.task.bands)
        sums = {
            value: np.bincount(self.bands, weights=self._each(own), minlength=count)
            for value, (_, own) in self.weeks.items()
        }
        return [
            np.array([sums[value][place] for value in band.values()])
            for place, band in enumerate(self.task.bands)
        ]


def settled_weeks(task: WeekTask) -> SettledWeeks:
    """The weeks of all set points of a task."""
    values = sorted({value for band in task.bands for value in band.values()})
    weeks = {}
    for value in values:
        own = constant(task, value)
        weeks[value] = own, cost(task, own)
    begins = np.array([span.begin for span in task.spans])
    places = np.array([span.band for span in task.spans])
    middle = 0.5 * (own.instants[1:] + own.instants[:-1])
    return SettledWeeks(
        task,
        weeks,
        places[np.searchsorted(begins, middle, "right") - 1],
    )


class Composed:
    """The water of products in air put together from settled weeks: a first look.

    The air is rather too dry than too damp: for a while after a step to a damper set
    point it is what was before, and in a recovery what comes after. So what is too damp
    in it is too damp. A product is looked at in those of its stays
    whose air hangs on the fewest bands, once for each choice of these.
    """

    def __init__(self, settled: SettledWeeks):
        self.settled = settled
        self._products = [_simplest(one) for one in settled.task.products]
        self._known: dict[tuple, list[Standing]] = {}

    def __call__(self, levels) -> list[Standing]:
        """How all products stand to their limits, or better."""
        found = []
        for product in self._products:
            own = product.bands[0]
            mark = (product.name, *(int(levels[k]) for k in own))
            if mark not in self._known:
                air = self._air(levels)
                self._known[mark] = of_product(air, product, FAR)
            found += self._known[mark]
        return found

    def _air(self, levels):
        task = self.settled.task
        place, weeks = task.plant.controlled, self.settled.weeks
        degrees = [
            band.value(int(level))
            for band, level in zip(task.bands, levels, strict=True)
        ]
        every = [weeks[value][0].history.mean_humidity[:, place] for value in degrees]
        every = np.array(every)
        columns = np.arange(len(self.settled.bands))
        moist = every[self.settled.bands, columns]
        own = weeks[degrees[0]][0]
        begins, ends = own.instants[:-1], own.instants[1:]
        for k, span in enumerate(task.spans):
            last = task.spans[k - 1]
            before, after = every[last.band], every[span.band]
            late = (begins >= span.begin) & (begins < span.begin + DAMPING)
            moist[late] = np.minimum(before, after)[late]
            if degrees[span.band] < degrees[last.band]:
                end = span.begin or WEEK
                early = (ends > end - task.margin - STEP) & (ends <= end)
                moist[early] = np.minimum(after, moist)[early]
        return room_air(own, moist)


def _simplest(product: Product) -> Product:
    """The product in those of its stays that hang on the fewest bands."""
    fewest = min(product.bands, key=len)
    kept = [k for k, bands in enumerate(product.bands) if bands == fewest]
    return replace(
        product,
        stays=tuple(product.stays[k] for k in kept),
        bands=tuple(product.bands[k] for k in kept),
    )
