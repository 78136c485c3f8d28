"""Any start of both scales, and any staircase of what is outside."""

from dataclasses import dataclass

import numpy as np


def _values(name, values, shape=None, nodes="places"):
    """`values` as an array of finite numbers, of `shape` if that is given."""
    values = np.array(values, dtype=float)
    if not np.isfinite(values).all():
        bad = values[~np.isfinite(values)].flat[0]
        raise ValueError(f"{name} contains {bad}; values are finite numbers")
    if shape is not None and values.shape != shape:
        raise ValueError(
            f"{name} has shape {values.shape}; it has one value for each of the "
            f"{nodes}, shape {shape}"
        )
    return values


def _nodes(name, nodes):
    """`nodes` as an array that rises strictly from 0 to 1."""
    nodes = _values(name, nodes)
    if nodes.ndim != 1 or len(nodes) < 2 or (np.diff(nodes) <= 0.0).any():
        raise ValueError(f"{name} is a list of two or more numbers that rise strictly")
    if nodes[0] != 0.0 or nodes[-1] != 1.0:
        raise ValueError(
            f"{name} goes from {nodes[0]:g} to {nodes[-1]:g}; it goes from 0 (mirror "
            "plane, middle of a domain) to 1 (edge, wall): divide by the whole length"
        )
    return nodes


def _averages(nodes):
    """Weights of values at `nodes` in the mean of the straight lines between them."""
    widths = np.diff(nodes)
    return 0.5 * (np.append(widths, 0.0) + np.append(0.0, widths))


@dataclass(frozen=True, eq=False)
class Start:
    """Water of both scales at the start, straight lines between nodes.

    All values are in one unit of the user's choice, for instance ppm, and stand for the
    *total* water content in equilibrium with the scale at that point.

    Attributes
    ----------
    places : array [k]
        z / s_macro, rising from 0 (mirror plane) to 1 (edge) [-].
    macro : array [k]
        Macro values at `places`.
    micro : array [k, j] or None
        Micro values at `places` and `depths`; None: in equilibrium with `macro`.
    depths : array [j] or None
        x / s_micro, rising from 0 (middle of a domain) to 1 (its wall) [-].

    Raises
    ------
    ValueError
        For nodes that do not rise from 0 to 1, values that are not finite or do not
        match the nodes, micro values without depths or depths without micro values.
    """

    places: np.ndarray
    macro: np.ndarray
    micro: np.ndarray | None = None
    depths: np.ndarray | None = None

    def __post_init__(self):
        places = _nodes("places", self.places)
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "macro", _values("macro", self.macro, places.shape))
        if (self.micro is None) != (self.depths is None):
            given, missing = ("depths", "micro")
            if self.depths is None:
                given, missing = missing, given
            raise ValueError(
                f"a start with {given} has {missing} too; leave both out if the two "
                "scales are in equilibrium with each other"
            )
        if self.micro is not None:
            depths = _nodes("depths", self.depths)
            shape = (len(places), len(depths))
            micro = _values("micro", self.micro, shape, "places and depths")
            object.__setattr__(self, "depths", depths)
            object.__setattr__(self, "micro", micro)

    @classmethod
    def uniform(cls, macro, micro=None):
        """The same values everywhere: `macro`, and `micro` if it differs."""
        ends = np.array([0.0, 1.0])
        if micro is None:
            return cls(ends, np.full(2, float(macro)))
        return cls(ends, np.full(2, float(macro)), np.full((2, 2), float(micro)), ends)

    @property
    def means(self):
        """Mean values of the macro and of the micro scale."""
        over = _averages(self.places)
        macro = float(over @ self.macro)
        if self.micro is None:
            return macro, macro
        return macro, float(over @ self.micro @ _averages(self.depths))

    def above(self, level):
        """The arrays places, macro, depths, micro, with `level` taken off the values.

        None if nothing remains: the start is uniform at `level`.
        """
        macro = self.macro - level
        micro, depths = np.zeros((0, 0)), np.zeros(0)
        if self.micro is not None:
            micro, depths = self.micro - level, self.depths
        if not macro.any() and not micro.any():
            return None
        return self.places, macro, depths, micro


@dataclass(frozen=True, eq=False)
class Boundary:
    """What is outside: values held from their instants on.

    Attributes
    ----------
    instants : array [n]
        From 0 on, strictly rising [s].
    values : array [n]
        Total water content in equilibrium with the outside, in the unit of the start.

    Raises
    ------
    ValueError
        For instants that do not begin at 0 or do not rise, or values that are not
        finite numbers, one for each instant.
    """

    instants: np.ndarray
    values: np.ndarray

    def __post_init__(self):
        instants = _values("instants", self.instants)
        if instants.ndim != 1 or not len(instants) or instants[0] != 0.0:
            raise ValueError("instants is a list that begins at 0 s, the start")
        if (np.diff(instants) <= 0.0).any():
            raise ValueError("instants rise strictly: one value holds at a time")
        object.__setattr__(self, "instants", instants)
        values = _values("values", self.values, instants.shape, "instants")
        object.__setattr__(self, "values", values)

    @classmethod
    def constant(cls, value):
        """`value` outside at all times."""
        return cls(np.zeros(1), np.array([float(value)]))

    def at(self, times):
        """The value at each of `times` [s]; at an instant the one before it."""
        index = np.searchsorted(self.instants, times, side="left") - 1
        return self.values[np.maximum(index, 0)]

    @property
    def jumps(self):
        """Pairs (instant [s], rise) of all changes after the start."""
        rises = np.diff(self.values)
        return [
            (float(at), float(rise))
            for at, rise in zip(self.instants[1:], rises, strict=True)
            if rise != 0.0
        ]
