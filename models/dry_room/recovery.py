"""How long a room takes to recover after a door, a set-back or a crowd."""

import math

import numpy as np
from scipy.optimize import brentq

from models.dry_room.balance import advance, settled
from models.dry_room.drive import Drive

ROUNDING = 1e-9  # of the goal: a room held at it is dry enough already
LONGEST = 1e8  # s; a room that has not settled by then is not ventilated


def recovery_time(rooms, state, drive: Drive, room, goal):
    """Time [s] until the humidity ratio of `room` falls to `goal` [kg/kg].

    From `state`, under the inputs of the drive's last interval, held. 0 where it is
    dry enough already, inf where those inputs never bring it there.

    Examples
    --------
    One room of 593.9 kg at 1.63 kg/s has a time constant of 364 s (PHYSICS T14):

    >>> from models.dry_room import Room, Rooms, RoomState
    >>> rooms = Rooms((Room("lab", 593.9, 1e6),))
    >>> drive = Drive.held(rooms, [0.0, 1.0], supply_flow=1.63, temperature=293.15)
    >>> start = RoomState(293.15, 1e-4)
    >>> round(recovery_time(rooms, start, drive, "lab", 1e-4 / math.e))
    364
    """
    place = rooms.names.index(room)
    start = np.broadcast_to(np.asarray(state.humidity, float), len(rooms.rooms))
    if start[place] <= goal * (1.0 + ROUNDING):
        return 0.0
    if settled(rooms, drive).humidity[place] >= goal:
        return math.inf
    last = drive.part(len(drive.durations) - 1, len(drive.durations))

    def above(time):
        if time == 0.0:
            return start[place] - goal
        step = _stretched(last, time)
        return advance(rooms, state, step).end.humidity[place] - goal

    late = 60.0
    while above(late) > 0.0:
        late *= 2.0
        if late > LONGEST:
            return math.inf
    return float(brentq(above, 0.0, late, xtol=1e-6))


def _stretched(last, time):
    """The same inputs over `time` [s]."""
    values = {name: getattr(last, name) for name in vars(last) if name != "instants"}
    return Drive(np.array([0.0, time]), **values)
