"""What is not known for sure: draws that all candidates of a plan share.

A sample is one joint draw of the uncertain keys and one replication: the scenario's
random streams with a number of their own. All candidates meet the same samples, so that
two of them differ by what they set and not by luck. A plan that has to stand fresh runs
meets others: those it was chosen under flatter it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.study.sampling import quantile
from scenarios.study.schema import DrawKeys
from twin.streams import stream

SEARCH, FRESH = "search", "fresh"


@dataclass(frozen=True)
class Sample:
    """One run's draws: uncertain `values` by key, and its replication."""

    replication: int
    values: Mapping[str, object]


def samples(
    uncertain: Mapping[str, DrawKeys], count: int, seed: int, first: int, of: str
) -> tuple[Sample, ...]:
    """`count` samples whose replications begin at `first`.

    They are a function of `seed` and of what they are for, `of`. Draws are a Latin
    hypercube; each key has a stream of its own, so that one key more leaves the others
    alone.
    """
    columns = {}
    for name, draw in uncertain.items():
        draws = stream(seed, 0, f"plan/{of}/{name}")
        places = (draws.permutation(count) + draws.random(count)) / count
        columns[name] = [quantile(draw, float(place)) for place in places]
    return tuple(
        Sample(first + k, {name: column[k] for name, column in columns.items()})
        for k in range(count)
    )
