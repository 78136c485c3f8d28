"""Moisture and heat of dry rooms in time: people, doors, leakage, product, supply air.

rooms       Room, Passage, Rooms: frozen values
drive       Drive: what acts on them, held over intervals
balance     advance: exact between the instants; settled: where it leads
people      water and heat of people, VDI 2078
recovery    how long after a door or a set-back
controlled  rooms whose supply flow answers a sensor; settled_flow of one interval
holding     hold: the supply air that holds a set point, as little and as damp as does
replay      the Battery LabFactory room as measured
"""

from models.dry_room.balance import History, RoomState, advance, settled
from models.dry_room.controlled import ControlledRun, controlled, settled_flow
from models.dry_room.drive import Drive
from models.dry_room.holding import Held, hold
from models.dry_room.people import ACTIVITIES, Activity
from models.dry_room.recovery import recovery_time
from models.dry_room.rooms import Passage, Room, Rooms

__all__ = [
    "ACTIVITIES",
    "Activity",
    "ControlledRun",
    "Drive",
    "Held",
    "History",
    "Passage",
    "Room",
    "RoomState",
    "Rooms",
    "advance",
    "controlled",
    "hold",
    "recovery_time",
    "settled",
    "settled_flow",
]
