"""What a plan decides: named numbers on levels, and where they stand in a recipe.

A decision stands in a recipe as `$name`. It takes levels, whole steps from its lowest
value: a setting that a controller takes, not sixteen digits; and a level that was
judged once need not be judged again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

MARK = "$"
LEVELS = 200  # steps of a decision that names none


@dataclass(frozen=True)
class Decision:
    """A number that is decided: its bounds and its step, in the unit of its key.

    `whole`: it is an integer. `shortest`: it is not searched; the shortest that
    suffices follows from the rest. `names`: it is one of these, and no number.
    """

    name: str
    low: float
    high: float
    step: float
    whole: bool = False
    shortest: bool = False
    names: tuple[str, ...] = ()

    @property
    def levels(self) -> int:
        """How many values it takes; the highest is one of them only if a step is."""
        return int(np.floor((self.high - self.low) / self.step + 1e-9)) + 1

    def value(self, level: int) -> float | int | str:
        """The value of a level from 0.

        >>> Decision("t", 80.0, 120.0, 2.5).value(3)
        87.5
        """
        if self.names:
            return self.names[level]
        if self.whole:
            return int(self.low) + int(level) * int(self.step)
        # twelve digits: 0.1 * 3 is 0.3 in a table
        return float(f"{self.low + level * self.step:.12g}")

    def values(self) -> list[float | int | str]:
        """All values, rising."""
        return [self.value(level) for level in range(self.levels)]


def choice(name: str, names: Sequence[str]) -> Decision:
    """The Decision which of `names` it is.

    >>> choice("wrapping", ["open", "bag"]).values()
    ['open', 'bag']
    """
    return Decision(name, 0.0, len(names) - 1.0, 1.0, whole=True, names=tuple(names))


def said(value: float | int | str) -> str:
    """A decision's value as text.

    >>> said(87.50), said("bag")
    ('87.5', 'bag')
    """
    return value if isinstance(value, str) else f"{value:g}"


def levels_of(decisions: Sequence[Decision], cube: np.ndarray) -> tuple[int, ...]:
    """The levels nearest to a point of the unit cube; each level has an equal share."""
    return tuple(
        min(int(share * d.levels), d.levels - 1)
        for d, share in zip(decisions, cube, strict=True)
    )


def cube_of(decisions: Sequence[Decision], levels: Sequence[int]) -> np.ndarray:
    """The middle of each level in the unit cube."""
    return np.array(
        [(level + 0.5) / d.levels for d, level in zip(decisions, levels, strict=True)]
    )


def named(tree, path: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """Every `$name` in a tree of keys: (path, name)."""
    if isinstance(tree, dict):
        for key, below in tree.items():
            yield from named(below, (*path, key))
    elif isinstance(tree, list):
        for i, below in enumerate(tree):
            yield from named(below, (*path, i))
    elif isinstance(tree, str) and tree.startswith(MARK):
        yield path, tree[len(MARK) :]


def substituted(tree, values: Mapping[str, float | int]):
    """`tree` with every `$name` of `values` replaced by its value.

    >>> substituted([{"hold_h": "$hold", "name": "dry"}], {"hold": 4.5})
    [{'hold_h': 4.5, 'name': 'dry'}]
    """
    if isinstance(tree, dict):
        return {key: substituted(below, values) for key, below in tree.items()}
    if isinstance(tree, list):
        return [substituted(below, values) for below in tree]
    if isinstance(tree, str) and tree.startswith(MARK):
        return values.get(tree[len(MARK) :], tree)
    return tree
