"""Rooms that answer back: their air follows from supply, people, doors and coils.

A room's air is reckoned window by window (ten minutes unless the spec says otherwise).
At the begin of a window the coils' release of the window before foretells its air,
which the coils then feel; at its end the room's balance is booked with what the coils
did give off. So no water is lost, and what coils feel lags what they do by one window.

Stays are not cut by windows: how much a coil has given off so far is looked up on a
copy of its state, and set right when its stay is booked.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from models import bag
from models.dry_room import Drive, Passage, Rooms, RoomState, advance, settled
from models.dry_room.balance import AIR_HEAT
from models.dry_room.people import ACTIVITIES
from models.psychrometrics import humidity_ratio, vapour_pressure_from_humidity_ratio
from models.sorption import AirHistory, Exposure, MoistureState
from twin.coil import Coil
from twin.scenario import RoomSpec
from twin.stay import Stay
from twin.zone import Zone


class RoomAir:
    """The air of a room so far: it grows by a window at a time."""

    def __init__(self):
        self._times: list[float] = []
        self._values: list[tuple[float, float, float]] = []
        self._history: AirHistory | None = None

    def extend(self, start: float, end: float, air: tuple[float, float, float]) -> None:
        """From `start` to `end` [s] it is `air`: K, Pa of vapour, Pa in all."""
        if not self._times:
            self._times.append(start)
        self._times.append(end)
        self._values.append(air)
        self._history = None

    @property
    def history(self) -> AirHistory:
        """All of it so far."""
        if self._history is None:
            columns = zip(*self._values, strict=True)
            self._history = AirHistory.held(np.array(self._times), *columns)
        return self._history

    @property
    def latest(self) -> AirHistory:
        """The last window alone."""
        values = self._values[-1]
        return AirHistory.constant(*values, start=self._times[-2])

    def at(self, time: float) -> tuple[float, float, float]:
        """Temperature [K], vapour pressure, pressure [Pa] at `time` [s]."""
        last = len(self._values) - 1
        place = bisect_right(self._times, time) - 1
        return self._values[min(max(place, 0), last)]


class RoomZone(Zone):
    """A zone whose air is a room's."""

    def __init__(self, name: str, spec: RoomSpec):
        self.name = name
        self.spec = spec
        self.room_air = RoomAir()
        self.gained = 0.0  # kg of water from its coils, not yet in its balance
        self.records: list[Window] = []

    @property
    def air(self) -> RoomAir:
        """Its air so far."""
        return self.room_air

    @property
    def histories(self) -> list[AirHistory]:
        """Its air so far, as a table of zones tells of it."""
        return [self.room_air.history]

    def take_in(self, stay: Stay, released: float) -> None:
        """Water [kg] that a coil gave off in a stay; what was counted before is not."""
        self.gained += released - stay.counted
        stay.counted = released


@dataclass(frozen=True)
class Window:
    """A room over one window: what it was supplied with, and what came of it.

    Humidity ratios [kg/kg] at its end and in the mean; water by cause [kg]; flows of
    dry air [kg/s]; temperatures [K].
    """

    start: float
    end: float
    humidity: float
    mean_humidity: float
    supply_flow: float
    supply_temperature: float
    people: float
    water: dict[str, float]
    gap: float
    outdoor_temperature: float
    outdoor_humidity: float


@dataclass
class _Cursor:
    """Up to where a stay that lasts has been looked at, on a copy of its coil."""

    stay: Stay
    time: float
    state: MoistureState


class RoomPlant:
    """All rooms of a line, worked out together.

    `zones` by name; `line` has the clock, the coils and the zones around.
    """

    def __init__(self, zones: dict[str, RoomZone], line: Any):
        self.zones = zones
        self.line = line
        specs = [zone.spec for zone in zones.values()]
        passages = [
            Passage(name, target, flow)
            for name, zone in zones.items()
            for target, flow in zone.spec.passages
        ]
        self.rooms = Rooms(tuple(spec.room for spec in specs), tuple(passages))
        self.step = min(spec.step for spec in specs)
        self._product = np.zeros(len(specs))  # kg/s, of the window before
        self._flows = np.zeros(len(specs))
        self._cursors: dict[int, _Cursor] = {}
        self._window: tuple[float, float] | None = None
        self._temperatures = np.array([spec.temperature for spec in specs])
        supplied = np.array([spec.supply_humidity for spec in specs])
        self.state = RoomState(self._temperatures, supplied)
        end = min(self.step, line.scenario.duration)
        self._set_flows(0.0, end)
        self.state = settled(self.rooms, self._drive(0.0, end, self._product))
        self._foretell(0.0, end)

    # ------------------------------------------------------------ the clock

    def run(self):
        """The process that goes from window to window."""
        env, last = self.line.env, self.line.scenario.duration
        while self._window[1] < last:
            yield env.timeout(self._window[1] - env.now)
            self.book()
            start = env.now
            self._foretell(start, min(start + self.step, last))

    def book(self) -> None:
        """Close the window: the rooms' balance with what the coils gave off in it."""
        start, end = self._window
        self._look(end)
        span = end - start
        gained = np.array([zone.gained for zone in self.zones.values()])
        for zone in self.zones.values():
            zone.gained = 0.0
        self._product = gained / span
        history = advance(
            self.rooms, self.state, self._drive(start, end, self._product)
        )
        self.state = history.end
        widths = history.instants[1:] - history.instants[:-1]
        for place, (zone, supply) in enumerate(
            zip(self.zones.values(), self._supply_temperatures(start, end), strict=True)
        ):
            inputs = _means(zone.spec.inputs, start, end)
            water = {
                cause: float(values[:, place].sum())
                for cause, values in history.water.items()
            }
            zone.records.append(
                Window(
                    start,
                    end,
                    float(history.humidity[-1, place]),
                    float(widths @ history.mean_humidity[:, place] / span),
                    float(self._flows[place]),
                    supply,
                    inputs["people"],
                    water,
                    float(np.abs(history.water_gap[:, place]).max()),
                    inputs["outdoor_temperature"],
                    inputs["outdoor_humidity"],
                )
            )

    def _set_flows(self, start, end):
        """What the controls supply from `start` on, by what they read then."""
        for place, zone in enumerate(self.zones.values()):
            inputs = _over(zone.spec.inputs, start, end)
            self._flows[place] = zone.spec.control.flow(
                float(self.state.humidity[place]),
                float(inputs["people"][0]),
                bool(inputs["working"][0]),
            )

    def _foretell(self, start, end):
        """The air of the next window, with the coils' release of the last."""
        self._set_flows(start, end)
        self._window = start, end
        history = advance(
            self.rooms, self.state, self._drive(start, end, self._product)
        )
        widths = history.instants[1:] - history.instants[:-1]
        means = widths @ history.mean_humidity / (end - start)
        for place, zone in enumerate(self.zones.values()):
            spec = zone.spec
            vapour = vapour_pressure_from_humidity_ratio(
                float(means[place]), spec.pressure
            )
            air = spec.temperature, float(vapour), spec.pressure
            zone.room_air.extend(start, end, air)

    # ------------------------------------------------------------ what acts on them

    def _drive(self, start, end, product):
        """All inputs from `start` to `end` [s], with the coils' release [kg/s]."""
        specs = [zone.spec for zone in self.zones.values()]
        inside = [
            instant
            for spec in specs
            for instant in spec.inputs.instants
            if start < instant < end
        ]
        instants = np.array([start, *sorted(set(inside)), end])
        parts = [_over(spec.inputs, start, end, instants) for spec in specs]
        column = lambda name: np.stack([part[name] for part in parts], 1)  # noqa: E731
        around = [self._around(spec, start) for spec in specs]
        return Drive.held(
            self.rooms,
            instants,
            temperature=np.tile(self._temperatures, (len(instants) - 1, 1)),
            supply_flow=np.tile(self._flows, (len(instants) - 1, 1)),
            supply_humidity=_row([spec.supply_humidity for spec in specs], instants),
            surroundings_temperature=_row([air[0] for air in around], instants),
            surroundings_humidity=_row([air[1] for air in around], instants),
            exhaust=column("exhaust"),
            door=column("door"),
            people=column("people"),
            machines=column("machines"),
            product=column("product") + product,
        )

    def _around(self, spec, time):
        """Temperature [K] and humidity ratio [kg/kg] of the air around a room.

        Another room is a store that does not feel it: what both should feel, is a
        passage.
        """
        if spec.surroundings in self.zones:
            place = list(self.zones).index(spec.surroundings)
            return self._temperatures[place], float(self.state.humidity[place])
        temperature, vapour, pressure = self.line.zones[spec.surroundings].air.at(time)
        return temperature, float(humidity_ratio(vapour, pressure))

    def _supply_temperatures(self, start, end):
        """Supply air [K] that holds each room's temperature over a window."""
        found = []
        for place, zone in enumerate(self.zones.values()):
            spec, flow = zone.spec, self._flows[place]
            inputs = _means(spec.inputs, start, end)
            outside, _ = self._around(spec, start)
            person = ACTIVITIES[spec.room.activity].sensible_heat(spec.temperature)
            heat = inputs["machines"] + inputs["people"] * float(person)
            drawn_in = spec.room.leakage + inputs["door"]
            gain = spec.room.wall_conductance + AIR_HEAT * drawn_in
            heat += gain * (outside - spec.temperature)
            carried = AIR_HEAT * flow
            found.append(spec.temperature - heat / carried if carried > 0.0 else np.nan)
        return found

    # ------------------------------------------------------------ the coils

    def _look(self, now):
        """Bring `gained` of each room up to `now`: booked stays, then those that last.

        Works on copies, so that the coils' own numbers do not depend on the windows.
        """
        zones = set(map(id, self.zones.values()))
        here = [coil for coil in self.line.unsettled() if _is_in(coil, zones)]
        self.line.settle(here)
        lasting: dict[int, _Cursor] = {}
        groups: dict[int, list[tuple[Coil, _Cursor]]] = {}
        for coil in here:
            stay = coil.stay
            if stay is None or id(stay.zone) not in zones or not stay.since < now:
                continue
            cursor = self._cursors.get(id(stay))
            if cursor is None:
                cursor = _Cursor(stay, stay.since, coil.state)
            lasting[id(stay)] = cursor
            groups.setdefault(id(coil.booked_model), []).append((coil, cursor))
        self._cursors = lasting
        airs = {id(zone): zone.air.latest for zone in self.zones.values()}
        for group in groups.values():
            model = group[0][0].booked_model
            paths = [
                [Exposure(airs[id(c.stay.zone)], c.time, now, c.stay.exchange)]
                for _, c in group
            ]
            states = [cursor.state for _, cursor in group]
            threads = self.line.scenario.threads
            for (_, cursor), (outcome,) in zip(
                group, bag.advance(model, states, paths, threads), strict=True
            ):
                released = outcome.released / model.material.density * cursor.stay.mass
                cursor.stay.counted += released
                cursor.stay.zone.gained += released
                cursor.time, cursor.state = now, outcome.state


def _is_in(coil, zones):
    """Whether a coil is in one of the rooms, or was and that is not booked yet."""
    stays = [item for item in coil.pending if isinstance(item, Stay)]
    if coil.stay is not None:
        stays.append(coil.stay)
    return any(id(stay.zone) in zones for stay in stays)


def _row(values, instants):
    return np.tile(np.array(values), (len(instants) - 1, 1))


def _own_instants(inputs, start, end):
    own = inputs.instants
    return np.array([start, *own[(own > start) & (own < end)], end])


def _means(inputs, start, end):
    """Time means of the inputs from `start` to `end` [s]."""
    widths = np.diff(_own_instants(inputs, start, end))
    values = _over(inputs, start, end)
    return {name: float(widths @ row / (end - start)) for name, row in values.items()}


def _over(inputs, start, end, instants=None):
    """Inputs from `start` to `end` [s]; on their own intervals, or on `instants`."""
    if instants is None:
        instants = _own_instants(inputs, start, end)
    middles = [0.5 * (a + b) for a, b in pairwise(instants)]
    places = np.searchsorted(inputs.instants, middles, side="right") - 1
    names = (
        "people",
        "machines",
        "door",
        "exhaust",
        "product",
        "working",
        "outdoor_temperature",
        "outdoor_humidity",
    )
    return {name: np.asarray(getattr(inputs, name))[places] for name in names}
