"""What a coil notes of its life: where it is, when its water is wanted, what is cut.

Stays, marks and changes stand in the order in which they happened; the physics follows
later (:mod:`twin.settle`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import nan
from typing import Any

from models.sorption import AirHistory, Exchange, Exposure, MoistureState
from models.two_scale import WaterFigures
from twin.scenario import COATING_BASIS, MEAN
from twin.zone import Zone


@dataclass(slots=True)
class Reading:
    """A coil's water at one instant: figures [kg/kg dry coating], and of what."""

    time: float
    figures: WaterFigures
    coating_mass: float  # kg
    coating_share: float  # dry coating per dry electrode

    @property
    def water(self) -> float:
        """Water of the whole coil [kg]."""
        return self.figures.mean * self.coating_mass

    def content(self, basis: str, place: str = MEAN) -> float:
        """Water content [kg/kg of dry coating or dry electrode] at a place."""
        share = 1.0 if basis == COATING_BASIS else self.coating_share
        return getattr(self.figures, place) * share


@dataclass(slots=True)
class Stay:
    """From `since` to `until` [s] a coil met one air in one way.

    `mass` is the dry coating exposed [kg]: the mean, where cells are cut from the coil
    meanwhile. `visit` is told what the exposure did. In a chamber that feels its coils
    the `load` is the air, and answers the `marks` within the stay.
    """

    zone: Zone
    air: Any  # AirHistory, the Load, or a room's air that still grows
    exchange: Exchange
    model: Any  # MoistureModel
    since: float
    mass: float
    visit: Any = None
    load: Any = None  # Load
    until: float = nan
    marks: list["Mark"] = field(default_factory=list)
    counted: float = 0.0  # kg of water that a room has taken in already

    def exposure(self, until: float) -> Exposure:
        """What the moisture model has to work out, up to `until` [s]."""
        air = self.air if isinstance(self.air, AirHistory) else self.air.history
        return Exposure(air, self.since, until, self.exchange)


@dataclass(slots=True)
class Mark:
    """At `time` the coil's water is wanted: `reading`, once it is settled."""

    time: float
    coating_mass: float
    coating_share: float
    reading: Reading | None = None


@dataclass(slots=True)
class Change:
    """The coil's material or shape changes, its water does not.

    `recast(state, model)` is the state for the new `model`; `scrap(state, model)` the
    water [kg] in what is cut away; `drawn(before, after)` books what it takes, and is
    called once, when the coil is settled. The first two may be asked again at any time.
    """

    recast: Callable[[MoistureState, Any], MoistureState]
    model: Any
    scrap: Callable[[MoistureState, Any], float] | None = None
    drawn: Callable[[MoistureState, MoistureState], None] | None = None


@dataclass(slots=True)
class Cut:
    """Where a daughter comes from: her mother, and which part of the full width [m]."""

    mother: Any  # Coil
    start: float
    end: float


def reading(model: Any, state: MoistureState, mark: Mark) -> Reading:
    """What a mark reads off a state."""
    return Reading(
        mark.time, model.figures(state), mark.coating_mass, mark.coating_share
    )
