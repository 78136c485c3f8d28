"""Random streams by name, and draws from a Distribution.

A stream belongs to the scenario's seed, the replication and the name of its user
(`slitter/1/repair`, `oven/duration/C-0017/1`). A new station or another order in a
queue leaves all other draws alone, so that scenarios compare draw by draw.
"""

import hashlib
import math
from itertools import pairwise

import numpy as np

from twin.scenario import Distribution


def stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """The random stream of user `name` in one replication of a seed.

    Python's `hash` differs from process to process; SHA-256 does not.
    """
    words = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4")
    entropy = [seed, replication, *(int(word) for word in words)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))


def _lognormal_parameters(mean, sd):
    """Mean and standard deviation of ln x of a quantity with `mean` and `sd`."""
    variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - 0.5 * variance, math.sqrt(variance)


def _positive_normal(rng, mean, sd, size):
    values = rng.normal(mean, sd, size)
    while (below := values <= 0.0).any():
        values[below] = rng.normal(mean, sd, int(below.sum()))
    return values


def draws(distribution: Distribution, rng, size: int) -> np.ndarray:
    """`size` independent draws [in the unit of the parameters]."""
    kind, values = distribution.kind, distribution.parameters
    if kind == "fixed":
        return np.full(size, values[0])
    if kind == "exponential":
        return rng.exponential(values[0], size)
    if kind == "uniform":
        return rng.uniform(*values, size)
    if kind == "triangular":
        return rng.triangular(*values, size)
    if kind == "normal":
        return _positive_normal(rng, *values, size)
    if kind == "lognormal":
        return rng.lognormal(*_lognormal_parameters(*values), size)
    if kind == "weibull":
        return values[0] * rng.weibull(values[1], size)
    if kind == "empirical":
        return rng.choice(np.asarray(values), size)
    raise ValueError(
        f"{kind!r} is no kind of distribution; they are {', '.join(KINDS)}"
    )


def faults(distribution: Distribution) -> list[str]:
    """What is wrong with a distribution of a duration, in plain words."""
    kind, values = distribution.kind, distribution.parameters
    if kind not in KINDS:
        return [f"{kind!r} is no kind of distribution; they are {', '.join(KINDS)}"]
    names = KINDS[kind]
    if names is not None and len(values) != len(names):
        return [f"{kind} takes {', '.join(names)}; {len(values)} numbers are given"]
    if not values or not all(math.isfinite(v) and v >= 0.0 for v in values):
        return [f"the numbers of {kind} are {values}; they are finite and from 0 up"]
    rising = all(a <= b for a, b in pairwise(values))
    if kind in ("uniform", "triangular") and not (rising and values[0] < values[-1]):
        return [f"{', '.join(names)} of {kind} are {values}; they rise"]
    if kind in ("exponential", "normal", "lognormal", "weibull") and values[0] == 0.0:
        return [f"{names[0]} of {kind} is 0; it is above 0"]
    if kind == "weibull" and values[1] == 0.0:
        return ["shape of weibull is 0; it is above 0"]
    return []


def smallest(distribution: Distribution) -> float:
    """The smallest value a draw can take."""
    if distribution.kind in ("fixed", "uniform", "triangular"):
        return distribution.parameters[0]
    return min(distribution.parameters) if distribution.kind == "empirical" else 0.0


KINDS = {  # kind to the names of its parameters; None: any number of values
    "fixed": ("value",),
    "exponential": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "weibull": ("scale", "shape"),
    "empirical": None,
}
