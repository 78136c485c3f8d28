"""What one evaluation of the exact linear model takes, in compiled batches."""

import statistics
import time

import numpy as np
from oracle_linear import LinearCoil, Pool

from models.linear_two_scale import residuals

SHARE, RATIO = 0.5, 10.0  # the slow case of the paper's Fig. 4
FIRST, LAST = 0.01, 5.0  # of tau_macro
SHAPES = ((20_000, 1), (400, 50))  # models, times of each
SPREAD = 0.1  # of the models' ratios and shares about the named one


def batch(models, times):
    """Rows of distinct models about the named one, and their times."""
    about = np.linspace(1.0 - SPREAD, 1.0 + SPREAD, models)
    rows = np.column_stack(
        [np.ones(models), RATIO * about, SHARE * about, np.full(models, np.inf)]
    )
    if times == 1:
        return rows, np.geomspace(FIRST, LAST, models)[:, None]
    return rows, np.tile(np.geomspace(FIRST, LAST, times), (models, 1))


def seconds_each(models, times, repeats=5):
    """Median time of one evaluation [s] over `repeats` batches."""
    rows, instants = batch(models, times)
    out = np.empty_like(instants)
    residuals(rows[:1], instants[:1], out[:1])  # compiles, where it has to
    taken = []
    for _ in range(repeats):
        begun = time.process_time()
        residuals(rows, instants, out)
        taken.append(time.process_time() - begun)
    return statistics.median(taken) / out.size


def largest_difference(times=50):
    """From the tests' own inversion, for the named model over all its times."""
    instants = np.geomspace(FIRST, LAST, times)
    out = np.empty((1, times))
    residuals(np.array([[1.0, RATIO, SHARE, np.inf]]), instants[None], out)
    oracle = LinearCoil(1.0, (Pool(SHARE, RATIO),))
    return float(np.max(np.abs(out[0] - oracle.residual(instants))))


def print_linear(console):
    """Time one evaluation and print it."""
    console.print(
        f"linear exact model, f {SHARE:g}, tau_micro/tau_macro {RATIO:g}, t/tau_macro "
        f"{FIRST:g} to {LAST:g}, one core:"
    )
    for models, times in SHAPES:
        console.print(
            f"  {1e6 * seconds_each(models, times):.2f} µs an evaluation, {models} "
            f"models with {times} each"
        )
    console.print(f"  from a second inversion at most {largest_difference():.0e}")
