"""Hysteresis: a pair of isotherms and the way between them."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.isotherms.kinds import Sum
from models.isotherms.law import Isotherm


@dataclass(frozen=True)
class Hysteresis:
    """An adsorption and a desorption branch, and the scanning curves between them.

    X = theta X_des(a) + (1 - theta) X_ads(a). While the activity rises from a0, theta
    decays as theta0 exp(-(a - a0)/width); while it falls, 1 - theta does, likewise.

    Refused at construction: a desorption branch below the other, and branches so far
    apart that a scanning curve would fall as activity rises, which happens exactly
    where (X_des - X_ads)/width exceeds the smaller of the two slopes.
    """

    adsorption: Isotherm
    desorption: Isotherm
    width: float = 0.1

    def __post_init__(self):
        if not 0.0 < self.width < math.inf:
            raise ValueError(
                f"scanning width is {self.width}; it is a finite number above 0 "
                "(usual: 0.05 to 0.2)"
            )
        both = self._both
        low, high = both.activity_range
        grid = np.concatenate([low + (high - low) * np.geomspace(1e-6, 1e-2, 80),
                               np.linspace(low, high, 500)])  # fmt: skip
        t = np.linspace(*both.temperature_range, 7)[:, None]
        gap = self.desorption.loading(grid, t) - self.adsorption.loading(grid, t)
        level = self.adsorption.loading(grid, t)
        smaller = np.minimum(
            self.desorption.slope(grid, t), self.adsorption.slope(grid, t)
        )
        for wrong, what in (
            (gap < -1e-12 * level, "desorption lies below adsorption"),
            (gap > self.width * smaller, "a scanning curve would fall"),
        ):
            if wrong.any():
                row, column = np.argwhere(wrong)[0]
                raise ValueError(
                    f"{what} at activity {grid[column]:.4g} and {t[row, 0]:.4g} K "
                    f"(desorption {self.desorption.label} holds "
                    f"{gap[row, column]:.4g} kg/kg more, scanning width "
                    f"{self.width:g}): bring the branches closer or widen the scanning "
                    "width"
                )

    @cached_property
    def _both(self):
        return Sum((self.adsorption, self.desorption))

    def loading(self, activity, temperature, theta):
        """Loading [kg/kg] with the weight `theta` (0 to 1) on the desorption branch."""
        return theta * self.desorption.loading(activity, temperature) + (
            1.0 - theta
        ) * self.adsorption.loading(activity, temperature)
