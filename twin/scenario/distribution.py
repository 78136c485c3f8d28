"""Distribution: a duration or size that may be drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Distribution:
    """A duration or size that may be drawn: kind and its parameters, in SI.

    Kinds and parameters: fixed (value,); exponential (mean,); uniform (low, high);
    triangular (low, mode, high); normal (mean, sd), redrawn until above 0; lognormal
    (mean, sd) of the quantity itself; weibull (scale, shape); empirical (values...).
    """

    kind: str
    parameters: tuple[float, ...]
