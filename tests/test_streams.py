"""Draws by name: right distributions, streams that do not disturb each other."""

import math

import numpy as np
import pytest

from twin.scenario import Distribution
from twin.streams import KINDS, draws, faults, smallest, stream

# kind: parameters, mean, standard deviation
MOMENTS = {
    "fixed": ((3.0,), 3.0, 0.0),
    "exponential": ((2.0,), 2.0, 2.0),
    "uniform": ((1.0, 4.0), 2.5, 3.0 / math.sqrt(12)),
    "triangular": ((1.0, 2.0, 6.0), 3.0, math.sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)),
    "normal": ((5.0, 0.5), 5.0, 0.5),
    "lognormal": ((5.0, 2.0), 5.0, 2.0),
    "weibull": (
        (2.0, 1.5),
        2.0 * math.gamma(5 / 3),
        2.0 * math.sqrt(math.gamma(7 / 3) - math.gamma(5 / 3) ** 2),
    ),
    "empirical": ((1.0, 2.0, 6.0), 3.0, math.sqrt(14 / 3)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_draws_have_the_mean_and_spread_of_their_distribution(kind):
    parameters, mean, spread = MOMENTS[kind]
    distribution = Distribution(kind, parameters)
    values = draws(distribution, stream(1, 0, kind), 200_000)
    assert values.mean() == pytest.approx(mean, abs=4 * spread / math.sqrt(2e5) + 1e-12)
    assert values.std() == pytest.approx(spread, rel=0.02, abs=1e-12)
    assert values.min() >= smallest(distribution)
    assert faults(distribution) == []


def test_normal_is_redrawn_until_above_zero():
    values = draws(Distribution("normal", (0.1, 1.0)), stream(1, 0, "x"), 10_000)
    assert values.min() > 0.0
    assert np.unique(values).size == values.size  # redrawn, not set to a bound


def test_stream_belongs_to_seed_replication_and_name():
    first = stream(1, 2, "slitter/1/repair").random(4)
    assert (first == stream(1, 2, "slitter/1/repair").random(4)).all()
    for other in (
        (2, 2, "slitter/1/repair"),
        (1, 3, "slitter/1/repair"),
        (1, 2, "slitter/2/repair"),
    ):
        assert not np.isclose(first, stream(*other).random(4)).any()


def test_stream_is_the_same_in_every_process():
    """Frozen number: Python's own hash would differ from start to start."""
    assert stream(0, 0, "oven").random() == pytest.approx(FROZEN, rel=1e-15)


FROZEN = 0.6304768513707318


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [
        ("gamma", (1.0,), "is no kind of distribution"),
        ("uniform", (1.0,), "uniform takes low, high; 1 numbers are given"),
        ("uniform", (2.0, 1.0), "they rise"),
        ("triangular", (1.0, 5.0, 3.0), "they rise"),
        ("exponential", (0.0,), "mean of exponential is 0"),
        ("fixed", (-1.0,), "finite and from 0 up"),
        ("fixed", (math.nan,), "finite and from 0 up"),
        ("weibull", (1.0, 0.0), "shape of weibull is 0"),
        ("empirical", (), "finite and from 0 up"),
    ],
)
def test_fault_of_a_distribution_is_said_in_plain_words(kind, parameters, words):
    (fault,) = faults(Distribution(kind, parameters))
    assert words in fault
