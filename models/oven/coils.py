"""One coil of a load: what a step asks of it, each a call of its own.

Inlined into the loop over a load they would take minutes to compile.
"""

import math

import numpy as np
from numba import njit

from models.oven.columns import (
    COATING,
    COIL_MEAN,
    COIL_WORST,
    FILM,
    KIND,
    WRAP,
)
from models.two_scale.coil import (
    STEP_SHARE,
    edge_conductance,
    judged,
    set_capacities,
    set_start,
)
from models.two_scale.columns import (
    SATURATION,
    SEALED,
)
from models.two_scale.diffusion_times import diffusion_times
from models.two_scale.guess import begin, forget, guess, remember
from models.two_scale.laws import set_laws
from models.two_scale.stage import solve_stage
from models.two_scale.step import (
    GAMMA,
    begin_stage,
    book,
    cell_water,
    first_step,
)
from models.two_scale.workspace import workspace
from models.units import WATER_MOLAR_MASS

HELD_SHARE = 0.3  # of a coil's water: what its errors are held against at least


@njit(cache=True, error_model="numpy", _nrt=False)
def begin_coil(numbers, work, coil, gas, warm, pressure, macro, branch, t, fail):
    """Laws and activities of a coil where a piece starts [s]; its first step [s]."""
    if not set_start(numbers, work, gas, warm, pressure, macro, branch, fail):
        return -1.0
    conductance = edge_conductance(work.law, coil[KIND], coil[FILM], coil[WRAP])
    dt = first_step(numbers, work, branch, coil[KIND], coil[FILM], conductance)
    set_capacities(numbers, work, branch)
    begin(work, t)
    return dt


@njit(cache=True, error_model="numpy", _nrt=False)
def solve_coil(
    numbers, work, coil, gas, warm, pressure, vapour, stage, t, dt, micro, branch,
    small, first,
):  # fmt: skip
    """One trial of a coil's stage; what it releases [mol/s]; nan if it has none."""
    set_laws(numbers, work, gas, warm, pressure)
    if first:
        guess(numbers, work, micro, t, stage == 0)
    conductance = edge_conductance(work.law, coil[KIND], coil[FILM], coil[WRAP])
    if not solve_stage(
        numbers,
        work,
        branch,
        stage,
        GAMMA * dt,
        coil[KIND],
        coil[FILM],
        conductance,
        vapour,
        small,
    ):
        return math.nan
    return work.out_rate[stage] * coil[COATING] / WATER_MOLAR_MASS


@njit(cache=True, error_model="numpy", _nrt=False)
def judge_coil(numbers, work, coil, macro, micro, branch, dt, remaining, vapour, scale):
    """:func:`judged` of a coil under `vapour` [Pa].

    A part of its water counts as a distance: a load is often near equilibrium with the
    vapour it gave off itself, and needs no smaller steps for that.
    """
    # nothing leaves a sealed one: what moves inside is held against it all
    activity = 0.0
    if coil[KIND] != SEALED:
        activity = vapour / work.law[SATURATION]
    held, width = 0.0, 0.0
    for j in range(macro.shape[0]):
        width += numbers.widths[j]
        held += numbers.widths[j] * cell_water(numbers, macro, micro, j)
    scale = max(scale, HELD_SHARE * held / width)
    return judged(
        numbers, work, macro, micro, branch, dt, remaining, activity, STEP_SHARE, scale
    )


@njit(cache=True, error_model="numpy")
def coil_times(
    numbers, coil, gas, macro, branch, start, pressure, vapour, warm, mean_pressure, out
):  # fmt: skip
    """Diffusion times, water share and Biot number of a coil's way through a load.

    From its state at `start` [K] under `pressure` [Pa] to the load's mean vapour
    pressure, temperature and pressure; into `out`, as :func:`diffusion_times` does.
    """
    work = workspace(numbers)
    fail = np.zeros(5)
    if not set_start(numbers, work, gas, start, pressure, macro, branch, fail):
        return False
    mean, width = 0.0, 0.0
    for j in range(macro.shape[0]):
        width += numbers.widths[j]
        mean += numbers.widths[j] * work.activity[j]
    diffusion_times(
        numbers, work, gas, out, coil[KIND], coil[FILM], coil[WRAP], mean / width,
        vapour, warm, mean_pressure,
    )  # fmt: skip
    return True


@njit(cache=True, error_model="numpy", _nrt=False)
def book_coil(numbers, work, macro, micro, branch, dt):
    """Add a step to a coil's water."""
    book(numbers, work, macro, micro, branch, dt)


@njit(cache=True, error_model="numpy", _nrt=False)
def start_coil(work, macro, micro, stage, dt):
    """What the next stage of a coil starts from."""
    begin_stage(work, macro, micro, stage, dt)


@njit(cache=True, error_model="numpy", _nrt=False)
def keep_coil(work, time):
    """Keep the stage just solved, for the next guess."""
    remember(work, time)


@njit(cache=True, error_model="numpy", _nrt=False)
def forget_coil(work):
    """Keep no past stage."""
    forget(work)


@njit(cache=True, error_model="numpy", _nrt=False)
def note_coil(numbers, macro, micro, row):
    """Mean and wettest water [kg/m3] of a coil."""
    mean, worst, width = 0.0, 0.0, 0.0
    for j in range(macro.shape[0]):
        own = cell_water(numbers, macro, micro, j)
        width += numbers.widths[j]
        mean += own * numbers.widths[j]
        worst = max(worst, own)
    row[COIL_MEAN], row[COIL_WORST] = mean / width, worst
