"""What a cut leaves of a coil's water: daughters, rows of sheets, margins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models import recast
from models.sorption import MoistureState

ROUNDED = 15  # digits of a metre


def in_one_half(start: float, end: float, width: float) -> tuple[float, float]:
    """The interval [m], or its mirror image if its middle lies in the upper half.

    The profile is symmetric, so both hold the same; rounded to what a sum may miss.
    """
    if start + end > width:
        start, end = width - end, width - start
    return max(round(start, ROUNDED), 0.0), round(end, ROUNDED)


@dataclass(frozen=True)
class Rows:
    """Rows of sheets side by side in a full width, between two margins; all in m."""

    full: float
    margin: float
    width: float
    number: int

    @classmethod
    def across(cls, full: float, number: int, sheet_width: float) -> "Rows":
        """`number` rows of sheets in the middle of the `full` width."""
        margin = 0.5 * (full - number * sheet_width)
        # a margin that is only rounding is none
        margin = margin if margin > 1e-9 * full else 0.0
        return cls(full, margin, (full - 2.0 * margin) / number, number)

    @property
    def share(self) -> float:
        """Of the full width that becomes sheets."""
        return self.number * self.width / self.full

    def cut(self, state: MoistureState, model: Any, across: Any, along: Any):
        """The state of the sheets: the mean of the rows.

        `across` is the model of a row; `along` that of sheets whose shorter side lies
        along the web, or None.
        """
        states = [
            recast.slit(
                state,
                model,
                self.margin + row * self.width,
                min(self.margin + (row + 1) * self.width, self.full),
                across,
            )
            for row in range(self.number)
        ]
        state = mean_state(states)
        return state if along is None else recast.uniform(state, across, along)

    def margin_water(self, state: MoistureState, model: Any) -> float:
        """Water in both margins, in kg per kg of dry coating of the full width."""
        kept = held_between(state, model, self.margin, self.full - self.margin)
        return held_between(state, model, 0.0, self.full) - kept


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
