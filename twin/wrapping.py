"""Wrapping: what a waiting coil is wrapped in."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Wrapping:
    """What a waiting coil is wrapped in.

    `permeance` Q [kg/(m2 s Pa)] on `area` [m2; None: the coil's whole surface]. A
    permeance of 0 is a sealed bag, inf no wrapping.
    """

    name: str = "open"
    permeance: float = np.inf
    area: float | None = None


OPEN = Wrapping()
