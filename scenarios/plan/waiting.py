"""Waiting behind the oven: the coils of a load in an air, each in its wrapping.

What a coil holds when it comes out differs from sample to sample, and by place in it:
each sample's coils wait from the very state in which its own run left them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.interpolate import PchipInterpolator

from models import bag
from models.oven import LoadCoil
from models.sorption import AirHistory, Exchange, Exposure, MoistureState
from models.units import HOUR, STANDARD_PRESSURE
from scenarios.airs import atmosphere
from scenarios.plan.decisions import substituted
from scenarios.plan.waiting_schema import WaitingKeys
from scenarios.plan.window import WATER_BEHIND, WETTEST_BEHIND, Window
from twin.coil import Coil
from twin.wrapping import Wrapping

WRAPPING = "wrapping"  # the decision which of several it is
PARTS = (0.0, 0.3, 1.0)  # of a wait: where its water is looked at
KNOTS = 6  # lengths of the hold from which the wait is solved, in the search
FINE_KNOTS = 16  # for the course of a plan


@dataclass(frozen=True)
class Stay:
    """Where coils wait, one `exchange` for each group of the load; `length` [s]."""

    air: AirHistory
    exchanges: tuple[Exchange, ...]
    length: float | None

    @property
    def is_bag(self) -> bool:
        """Whether there is a bag around them with an air of its own."""
        return any(one.kind == bag.BAG for one in self.exchanges)


@dataclass(frozen=True, eq=False)
class Waiting:
    """What a plan file says of the wait; numbers of `template` may be `$decisions`.

    `wrappings` by name, in the file's order; `costs` [currency per coil] by name;
    `today`: that of today's recipe; `demanded`: whether a length is asked for;
    `longest` [s]; `geometry`: the load's groups as they are wound.
    """

    template: dict
    wrappings: Mapping[str, Wrapping]
    costs: Mapping[str, float]
    today: str
    demanded: bool
    longest: float
    geometry: tuple[Coil, ...]

    @property
    def is_choice(self) -> bool:
        """Whether the wrapping is decided."""
        return self.demanded and len(self.wrappings) > 1

    def name(self, values: Mapping) -> str:
        """The wrapping that `values` choose."""
        return values.get(WRAPPING, next(iter(self.wrappings)))

    def limits(self, window: Window) -> tuple[str, ...]:
        """Names of the limits that hold behind the wait."""
        if not self.demanded:
            return ()
        given = {WATER_BEHIND: window.water, WETTEST_BEHIND: window.wettest}
        return tuple(name for name, value in given.items() if value is not None)

    def stay(self, values: Mapping, coils, named: str | None = None) -> Stay:
        """The Stay of `coils` under `values`; `named`: in that wrapping, not theirs.

        Raises
        ------
        ValueError
            Where there is no such air.
        """
        keys = WaitingKeys.model_validate(substituted(self.template, values))
        air = atmosphere(keys.air, STANDARD_PRESSURE)
        spec = self.wrappings[self.name(values) if named is None else named]
        warmed = keys.heating_time_h * HOUR
        exchanges = tuple(
            spec.around(
                replace(coil.exchange, heating_time=warmed),
                wound.surface,
                wound.edge_area,
                coil.coating_volume,
            )
            for coil, wound in zip(coils, self.geometry, strict=True)
        )
        return Stay(
            AirHistory.constant(
                air.temperature, air.vapour_pressure, air.pressure, air.gas
            ),
            exchanges,
            None if keys.hours is None else keys.hours * HOUR,
        )


def after(
    stay: Stay, coils: Sequence[LoadCoil], states: Sequence[Sequence[MoistureState]]
) -> tuple[np.ndarray, np.ndarray]:
    """Most water that `coils` hold in the wait from each of `states`: mean and worst.

    [kg per m3 of dry coating], arrays [states, coils]. `states` [states][coils].

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    mean = np.empty((len(states), len(coils)))
    worst = np.empty_like(mean)
    for i, (coil, exchange) in enumerate(zip(coils, stay.exchanges, strict=True)):
        model, density = coil.model, coil.model.material.density
        ends = [part * stay.length for part in PARTS]
        path = [Exposure(stay.air, a, b, exchange) for a, b in pairwise(ends)]
        begun = [own[i] for own in states]
        found = bag.advance(model, begun, [path] * len(begun), 1)
        for k, outcomes in enumerate(found):
            figures = [model.figures(one.state) for one in outcomes]
            mean[k, i] = density * max(one.mean for one in figures)
            worst[k, i] = density * max(one.worst for one in figures)
    return mean, worst


def excesses_behind(window: Window, limits, coils, mean, worst) -> np.ndarray:
    """Excess over each of `limits` with such water [limits, ...]; `coils` last."""
    share = np.array(
        [c.model.material.coating_share / c.model.material.density for c in coils]
    )
    rows = {
        WATER_BEHIND: lambda: np.log((mean * share).max(-1) / window.water),
        WETTEST_BEHIND: lambda: np.log((worst * share).max(-1) / window.wettest),
    }
    return np.array([rows[name]() for name in limits])


def knots(lengths: np.ndarray, count: int) -> np.ndarray:
    """Indices of some `lengths` [h] of a hold, first and last among them.

    Even on a logarithmic clock: what a load holds falls the slower the longer it dries.
    """
    wanted = np.geomspace(lengths[0], lengths[-1], count)
    return np.unique(np.abs(lengths[:, None] - wanted).argmin(0))


def between(lengths: np.ndarray, at: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """`rows` [..., knots], known at the `lengths` of index `at`, at all of them."""
    if len(at) == 1:
        return np.repeat(rows, len(lengths), axis=-1)
    clock = np.log(lengths)
    return PchipInterpolator(clock[at], rows, axis=-1)(clock)


def moved(door: np.ndarray, own: np.ndarray, behind: np.ndarray) -> np.ndarray:
    """Water behind a wait of a coil with `door` at the door, as another one's moves.

    That other had `own` at the door and `behind` it: what it took up is added, of what
    it gave off the same share is gone.
    """
    return np.where(behind > own, door + behind - own, door * behind / own)
