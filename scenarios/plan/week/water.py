"""Water of what lies in the room, under the air that the room has had."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models import bag
from models.psychrometrics import vapour_pressure_from_humidity_ratio
from models.sorption import AirHistory, Exposure
from models.units import WEEK
from scenarios.plan.week.clock import bands_in, inside
from scenarios.plan.week.course import WeekCourse
from scenarios.plan.week.load import Product, WeekTask
from scenarios.room.air import frost_points

SURE = 0.005  # of a limit: what whole minutes of recoveries may do to water
SAME_AIR = 1e-9  # of a vapour pressure: two stays in such air are one


@dataclass(frozen=True)
class Standing:
    """One limit, and how a week stands to it: the worst stay, or the dampest moment.

    `value` and `limit` are ppm (mg per kg dry electrode), degC or h, by `unit`; `at`
    the begin of the worst stay, or the moment [s into the week]. `bands`: where it is
    broken for sure, those that one of the stays that break it hangs on, the fewest.
    """

    name: str
    unit: str
    value: float
    limit: float
    at: float | None = None
    bands: tuple[int, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether the limit holds; rounding apart."""
        return self.value <= self.limit + 1e-9 * max(abs(self.limit), 1.0)

    @property
    def margin(self) -> float:
        """What is left to the limit."""
        return self.limit - self.value


def standings(task: WeekTask, own: WeekCourse) -> list[Standing]:
    """All limits of products and air.

    Raises
    ------
    SolverError
        Where the moisture model finds no answer.
    """
    found, air = [], room_air(own)
    for product in task.products:
        found += of_product(air, product)
    for texts, most in task.air:
        found.append(_of_air(task, own, texts, most))
    return found


def limit_names(product: Product) -> list[str]:
    """What its limits are called, in order."""
    places = [one.place for one in product.limits]
    return [
        f"{product.name}, {place}" + (f" ({k + 1})" if place in places[:k] else "")
        for k, place in enumerate(places)
    ]


def _air_name(texts):
    return f"air, {' and '.join(texts)}"


def room_air(own: WeekCourse, moist=None) -> AirHistory:
    """The room's air of two weeks, alike: a stay may go over the week's end.

    `moist` [kg/kg], an entry an interval, stands in for the room's own humidity.
    """
    place, plant = own.plant.controlled, own.plant
    if moist is None:
        moist = own.history.mean_humidity[:, place]
    vapour = vapour_pressure_from_humidity_ratio(moist, plant.pressure)
    times = np.concatenate([own.instants[:-1], WEEK + own.instants])
    count = 2 * len(moist)
    return AirHistory.held(
        times,
        np.full(count, float(plant.temperature[place])),
        np.tile(vapour, 2),
        np.full(count, plant.pressure),
    )


def of_product(air: AirHistory, product: Product, sure: float = SURE) -> list[Standing]:
    """How a product stands to its limits after its stays in `air`.

    Bands are named where a limit is broken by more than the share `sure` of it.
    """
    airs, place_of = [], []
    known: dict[bytes, int] = {}
    for begin, end in product.stays:
        piece = _piece(air, begin, end)
        mark = _mark(piece)
        if mark not in known:
            known[mark] = len(airs)
            airs.append(piece)
        place_of.append(known[mark])
    paths = [[Exposure(a, 0.0, float(a.times[-1]), product.exchange)] for a in airs]
    ends = bag.advance(product.model, [product.start] * len(paths), paths, 1)
    figures = [product.model.figures(outcome.state) for (outcome,) in ends]
    found = []
    names = limit_names(product)
    for name, limit in zip(names, product.limits, strict=True):
        waters = [getattr(figures[i], limit.place) for i in place_of]
        worst = int(np.argmax(waters))
        found.append(
            Standing(
                name, "ppm", product.ppm(waters[worst]), product.ppm(limit.water),
                product.stays[worst][0],
                _fewest(
                    bands
                    for water, bands in zip(waters, product.bands, strict=True)
                    if water > (1.0 + sure) * limit.water
                ),
            )
        )  # fmt: skip
    return found


def _fewest(many) -> tuple[int, ...]:
    """The shortest of `many` tuples of bands, the first of them; none of none."""
    return min(many, key=len, default=())


def _piece(air: AirHistory, begin, end) -> AirHistory:
    """The air from `begin` to `end` [s], on a clock of its own."""
    first = int(np.searchsorted(air.times, begin, "right")) - 1
    last = int(np.searchsorted(air.times, end, "left"))
    rows = slice(first, last)
    times = air.times[first : last + 1] - begin
    times[0], times[-1] = 0.0, end - begin
    return AirHistory.held(
        times, air.temperature[rows, 0], air.vapour_pressure[rows, 0],
        air.pressure[rows, 0],
    )  # fmt: skip


def _mark(piece):
    """What tells a stay's air from another's, rounding apart."""
    log = np.log(np.maximum(piece.vapour_pressure[:, 0], 1e-12))
    whole = np.round(log / SAME_AIR).astype(np.int64)
    return np.round(piece.times * 1e3).astype(np.int64).tobytes() + whole.tobytes()


def _of_air(task, own, texts: Sequence[str], most) -> Standing:
    """The dampest moment of some hours."""
    place, pressure = own.plant.controlled, own.plant.pressure
    instants, humidity = own.instants, own.history.humidity[:, place]
    here = [inside(texts, *ends) for ends in pairwise(instants)]
    # a step begins where the hours before ended: both of its ends count
    wet = np.where(here, np.maximum(humidity[:-1], humidity[1:]), 0.0)
    worst = int(np.argmax(wet))
    return Standing(
        _air_name(texts), "degC",
        float(frost_points(wet[worst], pressure)), float(frost_points(most, pressure)),
        float(instants[worst]),
        _fewest(
            bands_in(task.spans, instants[k], instants[k + 1], task.margin)
            for k in np.flatnonzero(wet > most * (1.0 + SURE))
        ),
    )  # fmt: skip
