"""What is not known for sure, as multipliers that all recipes share.

Samples are a scrambled Sobol sequence: the same for every recipe of a plan (common
random numbers), so that two recipes differ by what they do and not by luck, and far
evener than independent draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from models.material import Source

SPARE = 1.5  # samples for each number of a bent fit


@dataclass(frozen=True)
class Spread:
    """A multiplier that is not known for sure: its distribution and its source.

    `parameters`: mean and sd of "normal" and "lognormal"; low and high of "uniform";
    low, mode and high of "triangular".
    """

    name: str
    kind: str
    parameters: tuple[float, ...]
    source: Source

    @property
    def law(self):
        """The frozen distribution of scipy."""
        p = self.parameters
        if self.kind == "normal":
            return stats.norm(*p)
        if self.kind == "lognormal":  # mean and sd are those of the multiplier itself
            variance = np.log1p((p[1] / p[0]) ** 2)
            scale = p[0] * np.exp(-0.5 * variance)
            return stats.lognorm(np.sqrt(variance), scale=scale)
        if self.kind == "uniform":
            return stats.uniform(p[0], p[1] - p[0])
        low, mode, high = p
        return stats.triang((mode - low) / (high - low), low, high - low)


def multipliers(spreads: Sequence[Spread], count: int, seed: int) -> np.ndarray:
    """`count` joint samples of all `spreads` [count, spreads], a function of `seed`.

    Examples
    --------
    >>> off = Spread("leak", "uniform", (0.5, 1.5), Source(1.0, "-", "user", ""))
    >>> bool(abs(multipliers([off], 256, 1).mean() - 1.0) < 1e-3)
    True
    """
    if not spreads:
        return np.ones((1, 0))
    sobol = stats.qmc.Sobol(
        len(spreads), scramble=True, rng=np.random.default_rng(seed)
    )
    power = int(np.ceil(np.log2(count)))
    shares = sobol.random_base2(power)[:count]
    return np.column_stack([one.law.ppf(shares[:, k]) for k, one in enumerate(spreads)])


class Surface:
    """An answer to the logarithms of the multipliers, fitted to few samples.

    The search judges a recipe under a handful of samples. What they say of a quantile
    of 95 % is fitted, and the fit is asked at many samples. It is straight; where there
    are samples enough, squares bend it.
    """

    def __init__(self, fitted: np.ndarray, asked: np.ndarray):
        mean, width = np.log(asked).mean(0), np.log(asked).std(0)
        count, spreads = fitted.shape
        bent = count >= SPARE * (1 + 2 * spreads)

        def rows(multiplied):
            own = (np.log(multiplied) - mean) / width
            columns = [np.ones(len(own)), own]
            return np.column_stack([*columns, own**2] if bent else columns)

        self._inverse = np.linalg.pinv(rows(fitted))
        self._asked = rows(asked)

    def at_asked(self, answers: np.ndarray) -> np.ndarray:
        """`answers` [fitted samples, ...] at all asked samples."""
        return self._asked @ (self._inverse @ answers)
