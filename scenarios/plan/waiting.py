"""Waiting behind the oven: the coils of a load in an air, each in its wrapping.

What a coil holds when it comes out differs from sample to sample, and by place in it:
each sample's coils wait from the very state in which its own run left them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from models import bag
from models.oven import LoadCoil
from models.sorption import (
    AirHistory,
    Exchange,
    Exposure,
    MoistureState,
    SolverError,
)
from models.units import HOUR, STANDARD_PRESSURE
from scenarios.airs import atmosphere
from scenarios.plan.decisions import named, substituted
from scenarios.plan.waiting_schema import WaitingKeys
from scenarios.plan.window import WATER_BEHIND, WETTEST_BEHIND, Window
from twin.coil import Coil
from twin.wrapping import Wrapping

WRAPPING = "wrapping"  # the decision which of several it is
PARTS = (0.0, 0.3, 1.0)  # of a wait: where its water is looked at
KNOTS = 4  # lengths of the hold from which the wait is solved: within 2 % near a limit
FINE_KNOTS = 12  # for the course of a plan
BAG_LEVELS = (0.02, 0.1, 0.3, 0.6, 0.8, 1.0, 1.5)  # of the limit


@dataclass(frozen=True)
class Stay:
    """Where coils wait, one `exchange` for each group of the load; `length` [s]."""

    air: AirHistory
    exchanges: tuple[Exchange, ...]
    length: float | None

    def of(self, group: int) -> "Stay":
        """That of one group of the load alone."""
        return replace(self, exchanges=self.exchanges[group : group + 1])

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

    def decided(self, values: Mapping) -> tuple:
        """What of `values` says how coils wait."""
        names = {name for _, name in named(self.template)}
        return (self.name(values), *(values[name] for name in sorted(names)))

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
        SolverError
            Where there is no such air: two decisions may ask for more vapour together
            than saturated air holds.
        """
        keys = WaitingKeys.model_validate(substituted(self.template, values))
        try:
            air = atmosphere(keys.air, STANDARD_PRESSURE)
        except ValueError as error:
            raise SolverError(f"no air to wait in: {error}") from None
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


def profiles(
    stay: Stay, coils: Sequence[LoadCoil], states: Sequence[Sequence[MoistureState]]
) -> list[np.ndarray]:
    """Water of each coil's cells at instants of the wait, from each of `states`.

    Of each of `coils` an array [states, instants, cells] in kg per m3 of dry coating;
    `states` [states][coils]. Where water only goes towards the air's, the end is all
    there is to look at; else an instant before it, too.

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    found = []
    for i, (coil, exchange) in enumerate(zip(coils, stay.exchanges, strict=True)):
        steady = exchange.kind != bag.BAG and exchange.heating_time == 0.0
        ends = [part * stay.length for part in ((0.0, 1.0) if steady else PARTS)]
        path = [Exposure(stay.air, a, b, exchange) for a, b in pairwise(ends)]
        begun = [own[i] for own in states]
        waited = bag.advance(coil.model, begun, [path] * len(begun), 1)
        rows = [[coil.model.profile(one.state) for one in row] for row in waited]
        found.append(np.array(rows))
    return found


def read_between(known: np.ndarray, rows: np.ndarray, door: np.ndarray) -> np.ndarray:
    """Profiles behind the wait of coils that hold `door` when they come out.

    `rows` [states, instants, cells] are those of coils that hold `known`. Straight
    between what is known: what a place holds behind a wait follows what the
    coil came out with. A coil wetter than all that are known keeps what it has more.
    """
    order = np.argsort(known)
    known, rows = known[order], rows[order]
    if len(known) == 1:
        return rows[[0] * len(door)] + (door - known[0])[:, None, None]
    above = np.clip(np.searchsorted(known, door), 1, len(known) - 1)
    width = known[above] - known[above - 1]
    part = np.divide(door - known[above - 1], width, where=width > 0.0,
                     out=np.ones_like(door))  # fmt: skip
    part = np.clip(part, 0.0, 1.0)[:, None, None]
    more = np.maximum(door - known[-1], 0.0)[:, None, None]
    return rows[above - 1] * (1.0 - part) + rows[above] * part + more


def excesses_behind(window: Window, limits, coils, waited) -> np.ndarray:
    """Excess over each of `limits` [limits, states]; `waited`: profiles of `coils`.

    Of all groups of coils the wettest counts, at its wettest instant.
    """
    rows = []
    for name in limits:
        most = []
        for coil, own in zip(coils, waited, strict=True):
            model, material = coil.model, coil.model.material
            if name == WATER_BEHIND:
                water = (own @ model.cell_widths / model.half_width).max(1)
            else:
                water = own.max((1, 2))
            most.append(water * material.coating_share / material.density)
        limit = window.water if name == WATER_BEHIND else window.wettest
        rows.append(np.log(np.max(most, axis=0) / limit))
    return np.array(rows)


def knots(lengths: np.ndarray, count: int) -> np.ndarray:
    """Indices of some `lengths` [h] of a hold, first and last among them.

    Even on a logarithmic clock: what a load holds falls the slower the longer it dries.
    """
    wanted = np.geomspace(lengths[0], lengths[-1], count)
    return np.unique(np.abs(lengths[:, None] - wanted).argmin(0))
