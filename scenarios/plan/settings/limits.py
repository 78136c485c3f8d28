"""Limits of a plan of a line: a figure, and what it may be at most or at least.

An excess is by how much a figure passes its limit, in parts of the limit; of a
temperature or a frost point, in parts of 10 K; of a limit of 0, as it is. Above 0 the
limit is broken.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.study.schema import BoundKeys

DEGREES = 10.0  # K that count as an excess of 1
ROUNDING = 1e-12  # of shares


@dataclass(frozen=True)
class Limit:
    """What a figure may be: at most `bound` with `sign` +1, at least with -1."""

    figure: str
    sign: float
    bound: float

    @property
    def words(self) -> str:
        """As in "at most 150"."""
        return f"at {'most' if self.sign > 0.0 else 'least'} {self.bound:g}"

    @property
    def scale(self) -> float:
        """What counts as an excess of 1, in the figure's unit."""
        if "_degC" in self.figure:
            return DEGREES
        return abs(self.bound) or 1.0

    def excess(self, value: float | None) -> float:
        """By how much `value` passes it; inf where there is none.

        >>> Limit("oven.hottest_degC", 1.0, 110.0).excess(115.0)
        0.5
        >>> Limit("cells.per_day", -1.0, 500.0).excess(550.0)
        -0.1
        """
        if value is None:
            return math.inf
        return self.sign * (value - self.bound) / self.scale

    def value(self, excess: float) -> float:
        """The figure that passes it by `excess`."""
        return self.bound + self.sign * excess * self.scale


def limits(keys: Mapping[str, BoundKeys]) -> tuple[Limit, ...]:
    """The Limits of a file, in its order; a figure may have two."""
    found = []
    for figure, bound in keys.items():
        if bound.max is not None:
            found.append(Limit(figure, 1.0, bound.max))
        if bound.min is not None:
            found.append(Limit(figure, -1.0, bound.min))
    return tuple(found)


def quantile(excesses: Sequence[float], confidence: float) -> float:
    """The least that `confidence` of them, a whole number, do not pass.

    It is one of them, so that it is at most 0 exactly where enough of them are.

    >>> quantile([0.3, -0.2, -0.1, -0.4], 0.75), quantile([0.3, -0.2], 0.95)
    (-0.1, 0.3)
    """
    place = math.ceil(confidence * len(excesses) - len(excesses) * ROUNDING) - 1
    return sorted(excesses)[max(place, 0)]
