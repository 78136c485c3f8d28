"""RoomsSpec: zones whose air is a balance of all that acts on them, coils included."""

from dataclasses import dataclass

import numpy as np

from twin.scenario.room_plant import RoomPlant

STEP = 600.0  # s, over which the air of the rooms is held


@dataclass(frozen=True, eq=False)
class RoomsSpec:
    """The rooms of a line, which are the zones of their names, and what supplies them.

    Attributes
    ----------
    plant : RoomPlant
    surroundings : str
        Zone whose air comes in by doors, leaks and make-up (in place of the plant's).
    outdoor_temperature, outdoor_humidity : array
        Of each hour of a year, from 1 January on [K], [kg/kg]; it comes back.
    step : float
        Length of a window [s].
    """

    plant: RoomPlant
    surroundings: str
    outdoor_temperature: np.ndarray
    outdoor_humidity: np.ndarray
    step: float = STEP

    @property
    def names(self) -> list[str]:
        """Of the rooms, in order."""
        return self.plant.rooms.names
