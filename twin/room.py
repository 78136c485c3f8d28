"""Rooms that answer back: their air follows from supply, people, doors and coils.

Their air is reckoned window by window (ten minutes unless the scenario says otherwise).
At the begin of a window the coils' release of the window before foretells its air,
which the coils then feel; at its end the rooms' balance is booked with what the coils
did give off. So no water is lost, and what coils feel lags what they do by one window.
A control of the supply flow settles within the window (`models.dry_room.controlled`).
The supply air is as dry as asked, or as the unit's wheels get it in that hour.

Stays are not cut by windows: how much a coil has given off so far is looked up on a
copy of its state, and set right when its stay is booked.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models import bag
from models.air_handling.control import ConstantFlow
from models.dry_room import (
    Drive,
    History,
    RoomState,
    advance,
    settled,
    settled_flow,
)
from models.psychrometrics import humidity_ratio, vapour_pressure_from_humidity_ratio
from models.sorption import AirHistory, Exposure, MoistureState
from models.units import DAY, HOUR
from twin.coil import Coil
from twin.room_hold import held_supply
from twin.room_unit import UnitAir, asked_of_unit, unit_sheet
from twin.scenario import RoomsSpec
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
        return AirHistory.constant(*self._values[-1], start=self._times[-2])

    def at(self, time: float) -> tuple[float, float, float]:
        """Temperature [K], vapour pressure, pressure [Pa] at `time` [s]."""
        place = bisect_right(self._times, time) - 1
        return self._values[min(max(place, 0), len(self._values) - 1)]


class RoomZone(Zone):
    """A zone whose air is a room's."""

    def __init__(self, name: str):
        self.name = name
        self._air = RoomAir()
        self.gained = 0.0  # kg of water from its coils, not yet in its balance

    @property
    def air(self) -> RoomAir:
        """Its air so far."""
        return self._air

    @property
    def histories(self) -> list[AirHistory]:
        """Its air so far, as a table of zones tells of it."""
        return [self._air.history]

    def take_in(self, stay: Stay, released: float) -> None:
        """Water [kg] that a coil gave off in a stay; what was counted before is not."""
        self.gained += released - stay.counted
        stay.counted = released


@dataclass(frozen=True, eq=False)
class Window:
    """All rooms over one window: what acted on them, what came of it, and what they
    asked of the unit."""

    drive: Drive
    history: History
    asked: UnitAir
    wanted: float  # kg/kg, the supply air that the control would have
    outdoor_temperature: float  # K
    outdoor_humidity: float  # kg/kg


@dataclass
class _Cursor:
    """Up to where a stay that lasts has been looked at, on a copy of its coil."""

    stay: Stay
    time: float
    state: MoistureState


class LineRooms:
    """All rooms of a line, worked out together.

    `line` has the clock, the coils and the zones, those of the rooms among them.
    """

    def __init__(self, spec: RoomsSpec, line: Any):
        self.spec = spec
        self.line = line
        self.plant = spec.plant
        self.zones: list[RoomZone] = [line.zones[name] for name in spec.names]
        self.windows: list[Window] = []
        begin = line.scenario.start
        since = begin - begin.replace(month=1, day=1, hour=0, minute=0, second=0)
        self._into_year = since.total_seconds()
        self._cursors: dict[int, _Cursor] = {}
        self._product = np.zeros(len(self.zones))  # kg/s, of the window before
        # of this window: supply air [kg/s], [kg/kg]
        self._flows = self._humidity = np.zeros((1, len(self.zones)))
        self._span = 0.0, min(spec.step, line.scenario.duration)
        self._supply = self.plant.supply_humidity  # kg/kg, as dry as the unit gets it
        self._supply_hour = -1
        warm, dry = self.plant.temperature, self.plant.supply_humidity
        self.state = RoomState(warm, np.full(len(warm), dry))
        for _ in range(2):  # the supply air of the first hour wants return air first
            self._set_flows(lasting=DAY)
            self.state = settled(self.plant.rooms, self._drive(self._product))
            self._set_supply()
        self._foretell()

    # ------------------------------------------------------------ the clock

    @property
    def due(self) -> float:
        """At which the next window begins [s]; inf where the run ends before.

        The windows are no events of the line's clock, so that rooms do not hide that
        nothing else happens any more.
        """
        end = self._span[1]
        return end if end < self.line.scenario.duration else math.inf

    def turn(self) -> None:
        """Close the window that is due and begin the next."""
        begin = self._span[1]
        self.book()
        end = min(begin + self.spec.step, self.line.scenario.duration)
        self._span = begin, end
        self._set_supply()
        self._set_flows()
        self._foretell()

    def book(self) -> None:
        """Close the window: the rooms' balance with what the coils gave off in it."""
        start, end = self._span
        self._look(end)
        self._product = np.array([zone.gained for zone in self.zones]) / (end - start)
        for zone in self.zones:
            zone.gained = 0.0
        drive = self._drive(self._product)
        history = advance(self.plant.rooms, self.state, drive)
        self.state = history.end
        outdoor = self._outdoor(0.5 * (start + end))
        self.windows.append(
            Window(
                replace(drive, instants=np.array(self._span)),
                history,
                asked_of_unit(self.plant, drive, history),
                self._wanted(drive),
                *outdoor,
            )
        )

    def _wanted(self, drive):
        """Humidity ratio [kg/kg] of the supply air as the control wants it, of all."""
        flow = drive.supply_flow[0]
        wanted = np.broadcast_to(self._humidity[0], flow.shape)
        total = float(flow.sum())
        return float(flow @ wanted) / total if total > 0.0 else float(wanted.max())

    def _hour(self, time):
        """Hour of the year at `time` [s] of the run."""
        hour = int((self._into_year + time) / HOUR)
        return hour % len(self.spec.outdoor_temperature)

    def _outdoor(self, time):
        """Temperature [K] and humidity ratio [kg/kg] outdoors at `time` [s]."""
        hour, spec = self._hour(time), self.spec
        return float(spec.outdoor_temperature[hour]), float(spec.outdoor_humidity[hour])

    def _set_supply(self):
        """How dry the unit gets the supply air, each hour anew: as asked, or as the
        wheels' limits allow with the return air of the window before."""
        middle = 0.5 * (self._span[0] + self._span[1])
        hour = self._hour(middle)
        if self.plant.unit is None or hour == self._supply_hour:
            return
        if self.windows:
            air = self.windows[-1].asked
        else:
            drive = self._drive(self._product)
            history = advance(self.plant.rooms, self.state, drive)
            air = asked_of_unit(self.plant, drive, history)
        if air.supply_flow[0] > 0.0:
            driest = self.plant.supply_humidity
            outdoor = self._outdoor(middle)
            sheet = unit_sheet(self.plant, air, *outdoor, True, driest)
            self._supply = float(sheet.streams[11].humidity[0])
            self._supply_hour = hour

    def _set_flows(self, lasting=None):
        """What the controls supply over the window: where they settle within it, with
        the coils' release of the window before; or where a use that has gone on for
        `lasting` [s] has led them."""
        plant, clock = self._here(), self._clock
        before = self._flows[0, plant.controlled]
        self._humidity = np.full((1, len(self.zones)), plant.supply_humidity)
        if plant.set_points is not None:
            supplied = held_supply(plant, clock, self.state, self._product)
            self._flows, self._humidity = supplied
            return
        flows = np.array(plant.drive(clock).supply_flow)
        control, place = plant.control, plant.controlled
        if control is not None and not isinstance(control, ConstantFlow):
            working = bool(plant.working.at(clock[0]) > 0.0)
            self._flows = flows
            drive = self._drive(self._product)
            if lasting is not None:
                drive = replace(drive, instants=np.array([0.0, lasting]))
            flows[0, place] = settled_flow(
                plant.rooms, self.state, drive, control, working, place, before
            )
        self._flows = flows

    @property
    def _clock(self):
        """The window on the plant's clock, from Monday's midnight [s]."""
        return np.array(self._span) + self.line.phase

    def _drive(self, product):
        """What acts over the window, with the coils' release `product` [kg/s]."""
        supply = np.maximum(self._humidity, self._supply)
        return self._here().drive(self._clock, product, self._flows, supply)

    def _here(self):
        """The plant in the air that is around it now."""
        around = self.line.zones[self.spec.surroundings].air
        temperature, vapour, pressure = around.at(self._span[0])
        moist = float(humidity_ratio(vapour, pressure))
        plant = self.plant
        same = (plant.surroundings_temperature, plant.surroundings_humidity)
        if (temperature, moist) != same:
            self.plant = replace(
                plant,
                surroundings_temperature=temperature,
                surroundings_humidity=moist,
            )
        return self.plant

    def _foretell(self):
        """The air of the window, with the coils' release of the last."""
        start, end = self._span
        drive = self._drive(self._product)
        history = advance(self.plant.rooms, self.state, drive)
        pressure = self.plant.pressure
        for place, zone in enumerate(self.zones):
            mean = float(history.mean_humidity[0, place])
            vapour = float(vapour_pressure_from_humidity_ratio(mean, pressure))
            air = float(self.plant.temperature[place]), vapour, pressure
            zone.air.extend(start, end, air)

    # ------------------------------------------------------------ the coils

    def _look(self, now):
        """Bring `gained` of each room up to `now`: booked stays, then those that last.

        Works on copies, so that the coils' own numbers do not depend on the windows.
        """
        zones = set(map(id, self.zones))
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
        airs = {id(zone): zone.air.latest for zone in self.zones}
        threads = self.line.scenario.threads
        for group in groups.values():
            model = group[0][0].booked_model
            paths = [
                [Exposure(airs[id(c.stay.zone)], c.time, now, c.stay.exchange)]
                for _, c in group
            ]
            states = [cursor.state for _, cursor in group]
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
