"""Recipes, coils, ovens, prices of a day as frozen values; what a load costs when."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.material import Source
from models.units import DAY, HOUR, MINUTE
from twin.energy import NOTHING, Energy
from twin.scenario import Rates, Tariff


@dataclass(frozen=True, eq=False)
class DayRecipe:
    """A recipe that an oven may run.

    `pieces`: how long each straight piece of it lasts [s], and what it draws, taken as
    even over the piece. `least`, `most`: coils in one load. `said`: where it is from.
    """

    name: str
    electrode: str
    least: int
    most: int
    pieces: tuple[tuple[float, Energy], ...]
    said: str

    @property
    def duration(self) -> float:
        """What a load takes [s]."""
        return math.fsum(seconds for seconds, _ in self.pieces)

    @cached_property
    def energy(self) -> Energy:
        """What a load draws."""
        return sum((energy for _, energy in self.pieces), NOTHING)


@dataclass(frozen=True)
class DayCoils:
    """`count` coils that come and are due together; times in s from the start."""

    name: str
    electrode: str
    count: int
    arrival: float
    due: float


@dataclass(frozen=True, eq=False)
class Ovens:
    """How many ovens there may be, the time between two loads [s], what one costs.

    `daily` [currency]: the share of a day in writing it off, with interest; `source`
    that of its price.
    """

    at_least: int
    at_most: int
    turnaround: float
    daily: float
    source: Source


@dataclass(frozen=True, eq=False)
class Practice:
    """Today's: how many ovens, which recipe by electrode, coils that start a load."""

    ovens: int
    recipes: Mapping[str, str]
    least: int


@dataclass(frozen=True, eq=False)
class DayTask:
    """A day's coils and ovens: all that the schedule needs.

    `clock` [s]: time of day at the start; `horizon`, `grid` [s]; `prices`: electricity
    by hour of the day [currency/J]; `late`, `hour` [currency/s of a coil]; `late` None:
    no coil may be late. `gap`, `limit`: where the search may end [-], [s].
    """

    name: str
    description: str
    source: str
    clock: float
    horizon: float
    grid: float
    recipes: tuple[DayRecipe, ...]
    coils: tuple[DayCoils, ...]
    ovens: Ovens
    late: float | None
    hour: float
    tariff: Tariff
    prices: tuple[float, ...]
    co2: Rates
    today: Practice | None
    gap: float
    limit: float

    def slots(self, recipe: DayRecipe) -> int:
        """Steps of the grid for which a load and the turnaround behind it keep an oven.

        The turnaround may lie past the horizon.
        """
        return math.ceil((recipe.duration + self.ovens.turnaround) / self.grid - 1e-9)

    def starts(self, recipe: DayRecipe) -> np.ndarray:
        """Instants [s] at which a load of `recipe` may start, to end in time."""
        last = math.floor((self.horizon - recipe.duration) / self.grid + 1e-9)
        return self.grid * np.arange(last + 1)

    def load_costs(self, recipe: DayRecipe, starts: np.ndarray) -> np.ndarray:
        """What a load costs [currency] that starts at each of `starts` [s]."""
        cost = np.zeros(len(starts))
        begin = np.asarray(starts, dtype=float)
        for seconds, energy in recipe.pieces:
            rest = self.tariff.of(energy) - self.tariff.electricity * energy.electricity
            paid = self._paid(begin + seconds) - self._paid(begin)
            cost += rest + energy.electricity * paid / seconds
            begin = begin + seconds
        return cost

    def _paid(self, at: np.ndarray) -> np.ndarray:
        """Integral of the price of electricity from midnight to `at` [s from start]."""
        hours = np.concatenate([[0.0], np.cumsum(np.array(self.prices) * HOUR)])
        days, since = np.divmod(np.asarray(at) + self.clock, DAY)
        return days * hours[-1] + np.interp(since, HOUR * np.arange(25), hours)

    def when(self, at: float) -> str:
        """An instant [s from start] as day and clock.

        "d2 14:30" is half past two in the afternoon of the second day.
        """
        days, since = divmod(round((at + self.clock) / MINUTE), 24 * 60)
        return f"d{days + 1} {since // 60:02d}:{since % 60:02d}"


def annuity(price: float, years: float, interest: float) -> float:
    """What `price` costs a year, written off over `years` at `interest` [1/a].

    >>> round(annuity(100.0, 10.0, 0.0), 9), round(annuity(100.0, 10.0, 0.05), 2)
    (10.0, 12.95)
    """
    if interest == 0.0:
        return price / years
    return price * interest / (1.0 - (1.0 + interest) ** -years)
