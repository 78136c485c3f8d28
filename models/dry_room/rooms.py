"""Rooms and the air that passes between them, as frozen values."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.dry_room.people import ACTIVITIES
from models.material import Source


@dataclass(frozen=True)
class Room:
    """One well-mixed room, or an enclosure in one (a mini-environment).

    Attributes
    ----------
    name : str
    air_mass : float
        Dry air in it [kg].
    heat_capacity : float
        Of the air and of what follows its temperature [J/K].
    wall_conductance : float
        To its surroundings [W/K].
    leakage : float
        Dry air exchanged with the surroundings through gaps, both ways [kg/s].
    activity : str
        Of the people in it, I to IV as in VDI 2078.
    sources : mapping
        Parameter to its Source; never part of a comparison.
    """

    name: str
    air_mass: float
    heat_capacity: float
    wall_conductance: float = 0.0
    leakage: float = 0.0
    activity: str = "II"
    sources: Mapping[str, Source] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self):
        for name, unit in (("air_mass", "kg"), ("heat_capacity", "J/K")):
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise ValueError(
                    f"{name} of {self.name} is {value} {unit}; it is above 0 {unit}"
                )
        for name, unit in (("wall_conductance", "W/K"), ("leakage", "kg/s")):
            value = getattr(self, name)
            if not 0.0 <= value < math.inf:
                raise ValueError(
                    f"{name} of {self.name} is {value} {unit}; it is 0 {unit} or more"
                )
        if self.activity not in ACTIVITIES:
            raise ValueError(
                f"activity in {self.name} is {self.activity!r}; it is one of "
                f"{', '.join(ACTIVITIES)} (VDI 2078)"
            )


@dataclass(frozen=True)
class Passage:
    """Air that passes from one room to another: dry air [kg/s], one way.

    A door between two rooms is two of them.
    """

    source: str
    target: str
    flow: float


@dataclass(frozen=True)
class Rooms:
    """One or several rooms, in order, and the passages between them."""

    rooms: tuple[Room, ...]
    passages: tuple[Passage, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "rooms", tuple(self.rooms))
        object.__setattr__(self, "passages", tuple(self.passages))
        names = [room.name for room in self.rooms]
        if not names or len(set(names)) < len(names):
            raise ValueError(
                f"rooms are {', '.join(names) or 'none'}; at least one, and each name "
                "comes once"
            )
        for passage in self.passages:
            for end in (passage.source, passage.target):
                if end not in names:
                    raise ValueError(
                        f"a passage leads from {passage.source} to {passage.target}; "
                        f"{end} is not a room, the rooms are {', '.join(names)}"
                    )
            if passage.source == passage.target:
                raise ValueError(f"a passage leads from {passage.source} to itself")
            if not 0.0 <= passage.flow < math.inf:
                raise ValueError(
                    f"flow from {passage.source} to {passage.target} is "
                    f"{passage.flow} kg/s; it is 0 kg/s or more"
                )

    @property
    def names(self):
        """Of the rooms, in order."""
        return [room.name for room in self.rooms]

    def ends(self):
        """Passages as pairs of places in the order of rooms."""
        places = {name: place for place, name in enumerate(self.names)}
        return [(places[p.source], places[p.target]) for p in self.passages]

    def column(self, attribute):
        """One attribute of all rooms, in order."""
        return [getattr(room, attribute) for room in self.rooms]
