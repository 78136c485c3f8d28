"""Rooms over time: their weeks, the design day, a door left open."""

import math
from dataclasses import dataclass

import numpy as np

from models.air_handling.control import ConstantFlow
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


def follow(plant: RoomPlant, instants, state: RoomState) -> RoomHours:
    """The rooms from `state` through `instants` [s], under the plant's control."""
    if plant.set_points is not None:
        drive = plant.drive(instants, 0.0, *held_supply(plant, instants, state))
        return RoomHours(drive, advance(plant.rooms, state, drive))
    drive = plant.drive(instants)
    if isinstance(plant.control, ConstantFlow):
        return RoomHours(drive, advance(plant.rooms, state, drive))
    working = plant.working.at(drive.instants[:-1]) > 0.0
    run = controlled(
        plant.rooms, state, drive, plant.control, working, plant.controlled
    )
    flows = drive.supply_flow.copy()
    flows[:, plant.controlled] = run.supply_flow
    return RoomHours(plant.drive(instants, supply_flow=flows), run.history)


def cycle(plant: RoomPlant) -> RoomHours:
    """The weeks that come back all year, in steps of ten minutes.

    They begin as the last step's inputs would leave the rooms: time constants are
    minutes, so that stands for the weeks before.
    """
    instants = np.arange(0.0, plant.cycle + STEP, STEP)
    return follow(plant, instants, _before(plant, plant.cycle))


def _before(plant, time):
    """Where the inputs of the ten minutes before `time` [s] lead."""
    return settled(plant.rooms, plant.drive([time - STEP, time]))


def busiest_day(plant: RoomPlant) -> float:
    """The day with most people in all rooms together; it begins at [s]."""
    days = np.arange(0.0, plant.cycle + DAY, DAY)
    hours = sum(use.people.mean(days) for use in plant.uses)
    return float(days[int(np.argmax(hours))])


def design_day(plant: RoomPlant) -> RoomHours:
    """The busiest day, minute by minute, after the one before it."""
    begin = busiest_day(plant)
    lead = follow(
        plant,
        np.arange(begin - DAY, begin + STEP, STEP),
        _before(plant, begin - DAY),
    )
    minutes = begin + MINUTE * np.arange(0, round(DAY / MINUTE) + 1)
    return follow(plant, minutes, lead.history.end)


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

    At its worst `hour` [s into the week], whose use goes on; at full flow, whatever
    the control would do.
    """
    lasting = plant.drive(
        [hour, hour + HOUR], supply_flow=np.array([plant.supply_flow])
    )
    before = settled(plant.rooms, lasting)
    still = float(before.humidity[place])
    goal = plant.humidity[place] if still < plant.humidity[place] else 1.1 * still
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
        still,
        float(goal),
        recovery,
    )


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
