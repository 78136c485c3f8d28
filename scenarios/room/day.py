"""Rooms over time: their weeks, the design day, a door left open."""

import math
from dataclasses import dataclass, replace

import numpy as np

from models.air_handling.control import ConstantFlow, HumidityFlow
from models.dry_room import (
    Drive,
    History,
    RoomState,
    advance,
    controlled,
    recovery_time,
    settled,
)
from models.units import DAY, HOUR, MINUTE
from scenarios.room.sizing import STEP
from twin.room_hold import held_supply
from twin.scenario.room_plant import RoomPlant


@dataclass(frozen=True, eq=False)
class RoomHours:
    """The rooms over a while: what acted on them, and what became of them.

    Attributes
    ----------
    drive : Drive
    history : History
    """

    drive: Drive
    history: History


def follow(
    plant: RoomPlant, instants, state: RoomState, supply_humidity=None
) -> RoomHours:
    """The rooms from `state` through `instants` [s], under the plant's control.

    `supply_humidity` [kg/kg] is that of the supply air in each interval, where it is
    not what is asked; under set points the driest the unit then gives.
    """
    if plant.set_points is not None:
        held = held_supply(plant, instants, state, driest=supply_humidity)
        drive = plant.drive(instants, 0.0, *held)
        return RoomHours(drive, advance(plant.rooms, state, drive))
    drive = plant.drive(instants)
    if supply_humidity is not None:
        moist = np.broadcast_to(supply_humidity[:, None], drive.supply_flow.shape)
        drive = replace(drive, supply_humidity=moist)
    if isinstance(plant.control, ConstantFlow):
        return RoomHours(drive, advance(plant.rooms, state, drive))
    working = plant.working.at(drive.instants[:-1]) > 0.0
    if not isinstance(plant.control, HumidityFlow):
        people = drive.people[:, plant.controlled]
        drive = _supplied(plant, drive, plant.control.flow(0.0, people, working))
        return RoomHours(drive, advance(plant.rooms, state, drive))
    run = controlled(
        plant.rooms, state, drive, plant.control, working, plant.controlled
    )
    return RoomHours(_supplied(plant, drive, run.supply_flow), run.history)


def _supplied(plant, drive, flow):
    """The drive with the controlled room's `flow` [kg/s], an entry an interval."""
    flows = drive.supply_flow.copy()
    flows[:, plant.controlled] = flow
    return replace(drive, supply_flow=flows)


def goals(plant: RoomPlant, instants) -> np.ndarray:
    """Humidity asked of the rooms [kg/kg], means between `instants` [s], a column each:
    by the hour where a room has set points."""
    asked = np.tile(np.array(plant.humidity), (len(instants) - 1, 1))
    if plant.set_points is not None:
        asked[:, plant.controlled] = plant.set_points.held.mean(instants)
    return asked


def cycle(plant: RoomPlant) -> RoomHours:
    """The weeks that come back all year, in steps of ten minutes.

    A day of the same before them stands for the weeks before: time constants are
    minutes, an hour or two where a control leaves little air.
    """
    return _after_a_day(plant, np.arange(0.0, plant.cycle + STEP, STEP))


def _before(plant, time):
    """Where the inputs of the ten minutes before `time` [s] lead."""
    return settled(plant.rooms, plant.drive([time - STEP, time]))


def _after_a_day(plant, instants):
    """The rooms through `instants`, after the day before them."""
    begin = instants[0]
    day = np.arange(begin - DAY, begin + STEP, STEP)
    lead = follow(plant, day, _before(plant, begin - DAY))
    return follow(plant, instants, lead.history.end)


def busiest_day(plant: RoomPlant) -> float:
    """The day with most people in all rooms together; it begins at [s]."""
    days = np.arange(0.0, plant.cycle + DAY, DAY)
    hours = sum(use.people.mean(days) for use in plant.uses)
    return float(days[int(np.argmax(hours))])


def design_day(plant: RoomPlant) -> RoomHours:
    """The busiest day, minute by minute, after the one before it."""
    begin = busiest_day(plant)
    return _after_a_day(plant, begin + MINUTE * np.arange(0, round(DAY / MINUTE) + 1))


@dataclass(frozen=True, eq=False)
class DoorEvent:
    """What a door left open does to a room at its design hour.

    Attributes
    ----------
    room : str
    opened : float
        How long the door was open [s].
    times, humidity : array
        Since it opened [s]; of the room [kg/kg].
    before : float
        What held before [kg/kg].
    goal : float
        What counts as recovered [kg/kg]: the humidity asked for; where that did not
        hold before, a tenth above what did.
    recovery : float
        From closing until then [s]; inf where it never comes.
    """

    room: str
    opened: float
    times: np.ndarray
    humidity: np.ndarray
    before: float
    goal: float
    recovery: float

    @property
    def peak(self) -> float:
        """The highest humidity [kg/kg]."""
        return float(self.humidity.max())


def door_event(plant: RoomPlant, place, hour, opened, exchanged) -> DoorEvent:
    """A door of the room at `place` open for `opened` [s], `exchanged` [kg/s] of air.

    At its worst `hour` [s into the week], whose use goes on. From what holds at full
    flow on, or where set points allow damper air, from them; then at full flow,
    whatever the control would do.
    """
    lasting = plant.drive(
        [hour, hour + HOUR], supply_flow=np.array([plant.supply_flow])
    )
    driest = settled(plant.rooms, lasting)
    goal = _recovered(plant, place, float(driest.humidity[place]), hour)
    before = _held(plant, hour, driest)
    open_drive = _with_door(plant, lasting, place, exchanged, opened)
    wet = advance(plant.rooms, before, open_drive)
    room = plant.rooms.names[place]
    recovery = recovery_time(plant.rooms, wet.end, lasting, room, goal)
    shown = max(2.0 * recovery, 10 * MINUTE) if math.isfinite(recovery) else HOUR
    after = _over(lasting, np.linspace(0.0, shown, 121))
    dry = advance(plant.rooms, wet.end, after)
    return DoorEvent(
        room,
        opened,
        np.concatenate([wet.instants, opened + after.instants[1:]]),
        np.concatenate([wet.humidity[:, place], dry.humidity[1:, place]]),
        float(before.humidity[place]),
        goal,
        recovery,
    )


def _held(plant, hour, driest):
    """What holds in an hour [s into the week]: the `driest` RoomState, that of full
    flow, or in a room with set points as much as they allow."""
    if plant.set_points is None:
        return driest
    span, own = [hour, hour + HOUR], plant.controlled
    humidity = driest.humidity.copy()
    asked = float(goals(plant, [hour, hour + MINUTE])[0, own])
    humidity[own] = max(asked, humidity[own])
    state = RoomState(driest.temperature, humidity)
    supply = held_supply(plant, span, state, goals=[asked])
    return settled(plant.rooms, plant.drive(span, 0.0, *supply))


@dataclass(frozen=True)
class SetBackEnd:
    """How long a room takes to get dry when work begins, at full flow.

    Attributes
    ----------
    room : str
    time : float
        At which work begins [s into the weeks].
    before, goal : float
        Humidity ratio then, and what counts as recovered [kg/kg]: see DoorEvent.
    recovery : float
        From `time` on [s]; 0 where it was dry enough, inf where it never comes.
    """

    room: str
    time: float
    before: float
    goal: float
    recovery: float


def set_back_end(plant: RoomPlant, weeks: RoomHours) -> SetBackEnd | None:
    """The longest recovery after the hours off work, of all rooms; None without any.

    At full flow and with the use of the first hour of work, whatever the control
    would do.
    """
    work = plant.working
    before = np.roll(work.values, 1)
    begins = np.array(work.times)[(np.array(work.values) > 0.0) & (before <= 0.0)]
    found = []
    for begin in begins:
        lasting = plant.drive(
            [begin, begin + HOUR], supply_flow=np.array([plant.supply_flow])
        )
        at = int(begin // STEP) if begin else len(weeks.history.humidity) - 1
        state = RoomState(plant.temperature, weeks.history.humidity[at])
        still = settled(plant.rooms, lasting).humidity
        for place, name in enumerate(plant.rooms.names):
            goal = _recovered(plant, place, float(still[place]), begin)
            time = recovery_time(plant.rooms, state, lasting, name, goal)
            moist = float(state.humidity[place])
            found.append(SetBackEnd(name, float(begin), moist, goal, time))
    return max(
        found, key=lambda one: (one.recovery, one.before / one.goal), default=None
    )


def _recovered(plant, place, still, time):
    """What counts as recovered at `time` [s] where `still` holds in the end [kg/kg]."""
    asked = float(goals(plant, [time, time + MINUTE])[0, place])
    return asked if still < asked else 1.1 * still


def _with_door(plant, lasting, place, exchanged, opened):
    """The lasting inputs over the time the door is open, with what it lets in."""
    instants = np.linspace(0.0, opened, 25)
    drive = _over(lasting, instants)
    if plant.uses[place].inside is None:
        door = drive.door.copy()
        door[:, place] += exchanged
        return _replaced(drive, door=door)
    first = 2 * plant.inner.index(place)
    passages = drive.passages.copy()
    passages[:, first : first + 2] += exchanged
    return _replaced(drive, passages=passages)


def _over(lasting: Drive, instants) -> Drive:
    """The inputs of a drive of one interval, held over `instants` [s]."""
    rows = len(instants) - 1
    held = {
        name: np.repeat(value, rows, axis=0)
        for name, value in vars(lasting).items()
        if name != "instants" and value is not None
    }
    return Drive(np.asarray(instants, dtype=float), **held)


def _replaced(drive, **values):
    return Drive(**{**vars(drive), **values})
