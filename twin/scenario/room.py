"""RoomSpec: a zone whose air is a balance of all that acts on it, coils included."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.air_handling import AirHandling
from models.dry_room import Room

STEP = 600.0  # s, over which a room's air is held


@dataclass(frozen=True, eq=False)
class RoomInputs:
    """What acts on a room, held over each of the intervals between `instants`.

    Attributes
    ----------
    instants : array [n + 1]
        [s of the run], from its begin to its end or beyond.
    people, machines, door, exhaust, product : array [n]
        How many; heat [W]; dry air through doors, and drawn off [kg/s]; water from what
        the line does not model [kg/s].
    working : array of bool [n]
        Whether people may be at work: what the control asks.
    outdoor_temperature, outdoor_humidity : array [n]
        Of the air the unit takes in [K], [kg/kg].
    """

    instants: np.ndarray
    people: np.ndarray
    machines: np.ndarray
    door: np.ndarray
    exhaust: np.ndarray
    product: np.ndarray
    working: np.ndarray
    outdoor_temperature: np.ndarray
    outdoor_humidity: np.ndarray


@dataclass(frozen=True, eq=False)
class RoomSpec:
    """A well-mixed room: what flows through it, who works in it, what supplies it.

    Attributes
    ----------
    room : Room
        Its name is that of the zone.
    temperature : float
        Held by the supply air [K].
    supply_humidity : float
        [kg/kg]
    control : object
        With `flow(humidity, people, working)` [kg/s] (:mod:`models.air_handling`).
    inputs : RoomInputs
    surroundings : str
        Name of the zone whose air comes in by doors, leaks and make-up.
    passages : tuple of (str, float)
        Rooms its air passes to, and how much [kg/s].
    unit : AirHandling or None
        What makes its supply air; None: its energy is not counted.
    pressure : float
        Of its air [Pa].
    """

    room: Room
    temperature: float
    supply_humidity: float
    control: Any
    inputs: RoomInputs
    surroundings: str
    pressure: float
    passages: tuple[tuple[str, float], ...] = ()
    unit: AirHandling | None = None
    step: float = STEP
