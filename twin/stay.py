"""What a coil notes of its life: where it is, when its water is wanted, what is cut.

Stays, marks and changes stand in the order in which they happened; the physics follows
later (:mod:`twin.settle`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import Any

from models.sorption import Exchange, Exposure, MoistureState
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
    air: Any  # AirHistory, or the Load
    exchange: Exchange
    model: Any  # MoistureModel
    since: float
    mass: float
    visit: Any = None
    load: Any = None  # Load
    until: float = nan
    marks: list["Mark"] = field(default_factory=list)

    def exposure(self, until: float) -> Exposure:
        """What the moisture model has to work out, up to `until` [s]."""
        return Exposure(self.air, self.since, until, self.exchange)


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
    water [kg] in what is cut away.
    """

    recast: Callable[[MoistureState, Any], MoistureState]
    model: Any
    scrap: Callable[[MoistureState, Any], float] | None = None


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


def mean_state(states: Sequence[MoistureState]) -> MoistureState:
    """The mean of states of one model: what sheets stacked together hold."""
    if len(states) == 1:
        return states[0]
    number = len(states)
    branch = states[0].branch
    return MoistureState(
        sum(state.macro for state in states) / number,
        sum(state.micro for state in states) / number,
        states[0].temperature,
        None if branch is None else sum(state.branch for state in states) / number,
    )


def held_between(state: MoistureState, model: Any, start: float, end: float) -> float:
    """Water between two cuts, in kg per kg of dry coating of the full width.

    `start`, `end` [m] run over the full width, of which the profile is one half.
    """
    half = float(model.cell_widths.sum())
    left = total = 0.0  # left: distance of the cell's inner side from the middle
    for value, width in zip(model.profile(state), model.cell_widths, strict=True):
        right = left + width
        for low, high in ((half + left, half + right), (half - right, half - left)):
            overlap = min(end, high) - max(start, low)
            if overlap > 0.0:
                total += float(value) * overlap
        left = right
    return total / (2.0 * half * model.material.density)
