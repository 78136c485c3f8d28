"""The points of a study: every combination of listed values, times samples, times runs.

A sample of the drawn keys is a place in the unit cube, one number from 0 to 1 per key,
which the key's distribution turns into a value. The same samples serve every
combination of listed values, and the streams of a run know nothing of its point: two
cases are compared draw by draw.
"""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np

from scenarios.study.schema import LEVELS, DrawKeys, StudyKeys
from twin.streams import stream

_SOBOL_CELL = 2.0**-31  # half a cell of scipy's 30-bit Sobol numbers


@dataclass(frozen=True)
class Point:
    """One run of a study.

    `case` numbers the combinations of listed values, `sample` the places in the unit
    cube; `values` belong to the study's keys in their order, `place` to those drawn.
    """

    number: int
    case: int
    sample: int
    replication: int
    values: tuple
    place: tuple[float, ...]


def points(keys: StudyKeys) -> list[Point]:
    """All points of a study, in the order in which they are numbered and run."""
    listed, drawn = keys.listed(), keys.drawn()
    places = unit_sample(keys)
    samples = [
        {
            name: quantile(draw, float(u))
            for (name, draw), u in zip(drawn.items(), place, strict=True)
        }
        for place in places
    ]
    found = []
    for case, combination in enumerate(product(*listed.values())):
        chosen = dict(zip(listed, combination, strict=True))
        for sample, place in enumerate(places):
            values = {**chosen, **samples[sample]}
            for replication in range(keys.replications):
                found.append(
                    Point(
                        len(found),
                        case,
                        sample,
                        replication,
                        tuple(values[name] for name in keys.vary),
                        tuple(float(u) for u in place),
                    )
                )
    return found


def count(keys: StudyKeys) -> int:
    """How many points there are, without making them."""
    cases = math.prod(len(values) for values in keys.listed().values())
    return cases * _samples(keys) * keys.replications


def _samples(keys):
    drawn = len(keys.drawn())
    if not drawn:
        return 1
    if keys.sensitivity == "morris":
        return keys.points * (drawn + 1)
    if keys.sensitivity == "sobol":
        return keys.points * (drawn + 2)
    return keys.points


# ---------------------------------------------------------------- the unit cube


def unit_sample(keys: StudyKeys) -> np.ndarray:
    """Places in the unit cube, a row per sample and a column per drawn key."""
    names = list(keys.drawn())
    if not names:
        return np.empty((1, 0))
    if keys.sensitivity == "morris":
        from SALib.sample.morris import sample

        raw = sample(problem(names), keys.points, LEVELS, seed=_seed(keys))
        return (0.5 + raw * (LEVELS - 1)) / LEVELS  # the middles of equal shares
    if keys.sensitivity == "sobol":
        from SALib.sample.sobol import sample

        raw = sample(
            problem(names), keys.points, calc_second_order=False, seed=_seed(keys)
        )
        return raw + _SOBOL_CELL  # 0 has no quantile where a distribution has no end
    if keys.sample == "sobol":
        from scipy.stats.qmc import Sobol

        return Sobol(len(names), seed=_seed(keys)).random(keys.points) + _SOBOL_CELL
    return np.column_stack([_latin(keys.seed, name, keys.points) for name in names])


def problem(names: list[str]) -> dict:
    """The unit cube as SALib wants it told."""
    return {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
    }


def _seed(keys):
    return stream(keys.seed, 0, "study/sample")


def _latin(seed, name, number):
    """One column of a Latin hypercube: a place in each of `number` equal shares.

    Each key has a stream of its own, so that one key more leaves the others alone.
    """
    draws = stream(seed, 0, f"study/{name}")
    return (draws.permutation(number) + draws.random(number)) / number


# ---------------------------------------------------------------- distributions


def quantile(draw: DrawKeys, share: float):
    """The value below which `share` of a distribution lies, in the key's unit.

    `mean` and `sd` of a lognormal are those of the value itself, not of its logarithm.
    Nothing is cut off: what the key does not allow is a fault of that point.

    >>> quantile(DrawKeys(kind="triangular", low=0.0, mode=1.0, high=2.0), 0.5)
    1.0
    >>> round(quantile(DrawKeys(kind="normal", mean=10.0, sd=1.0), 0.975), 2)
    11.96
    """
    from scipy.special import ndtri

    if draw.kind == "empirical":
        return draw.values[int(share * len(draw.values))]
    if draw.kind == "uniform":
        return draw.low + share * (draw.high - draw.low)
    if draw.kind == "triangular":
        span = draw.high - draw.low
        rise = (draw.mode - draw.low) / span
        if share <= rise:
            return draw.low + math.sqrt(share * rise) * span
        return draw.high - math.sqrt((1.0 - share) * (1.0 - rise)) * span
    if draw.kind == "normal":
        return float(draw.mean + draw.sd * ndtri(share))
    variance = math.log1p((draw.sd / draw.mean) ** 2)
    middle = math.log(draw.mean) - 0.5 * variance
    return float(math.exp(middle + math.sqrt(variance) * ndtri(share)))
