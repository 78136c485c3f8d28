"""Weeks of one set point each: what every schedule is nearly made of.

A room forgets within minutes. So the hours of a band cost, and are as damp, as in a
week that has the band's set point all the time; only the minutes after a step are not.
"""

from dataclasses import dataclass

import numpy as np

from models.units import HOUR
from scenarios.plan.week.cost import WeekCost, cost
from scenarios.plan.week.course import WeekCourse, constant
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.schema import CO2, COST, ENERGY
from scenarios.plan.week.water import (
    Standing,
    bands_of,
    limit_names,
    of_product,
    room_air,
)


@dataclass(frozen=True, eq=False)
class SettledWeeks:
    """For each set point [degC] that a band may have, the week with it alone.

    `bands` has the band of each interval; all weeks have the same intervals.
    """

    task: WeekTask
    weeks: dict[float, tuple[WeekCourse, WeekCost]]
    bands: np.ndarray

    def costs(self) -> list[np.ndarray]:
        """For each band the first goal's figure of its hours at each level."""
        each = {
            COST: lambda own: own.money.mean(axis=0),
            CO2: lambda own: own.co2.mean(axis=0),
            ENERGY: lambda own: own.kilowatts * own.durations / HOUR,
        }[self.task.goals[0]]
        count = len(self.task.bands)
        sums = {
            value: np.bincount(self.bands, weights=each(own), minlength=count)
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
        task, weeks, places[np.searchsorted(begins, middle, "right") - 1]
    )


class Composed:
    """The water of products in air put together from settled weeks: a first look.

    Each product is looked at once for each choice of the bands in whose hours it lies.
    """

    def __init__(self, settled: SettledWeeks):
        self.settled = settled
        self.bands = bands_of(settled.task)
        self._known: dict[tuple, list[Standing]] = {}

    def __call__(self, levels) -> list[Standing]:
        """How all products stand to their limits, nearly."""
        task, found = self.settled.task, []
        for product in task.products:
            own = self.bands[limit_names(product)[0]]
            mark = (product.name, *(int(levels[k]) for k in own))
            if mark not in self._known:
                self._known[mark] = of_product(self._air(levels), product)
            found += self._known[mark]
        return found

    def _air(self, levels):
        weeks, place = self.settled.weeks, self.settled.task.plant.controlled
        values = [
            weeks[band.value(int(level))][0]
            for band, level in zip(self.settled.task.bands, levels, strict=True)
        ]
        every = np.array([own.history.mean_humidity[:, place] for own in values])
        bands = self.settled.bands
        return room_air(values[0], every[bands, np.arange(len(bands))])
