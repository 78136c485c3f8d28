"""One step in time: its scheme, its error, and how it is booked.

The three-stage, third-order, L-stable, stiffly accurate SDIRK of Alexander (1977), SIAM
J. Numer. Anal. 14, 1006. A second-order companion on the first two stages gives the
error estimate, filtered by the stage matrix (Hosea and Shampine 1996, Appl. Numer.
Math. 20, 21). All stages are implicit: a jump of the air needs no consistent start.
"""

import math

from numba import njit

from models.two_scale.air import face_conductance
from models.two_scale.columns import (
    CONCENTRATION,
    EDGE,
    EXPONENT,
    FACE,
    IN_PLANE,
    MASS,
    SATURATION,
    SCAN,
    THICKNESS,
)
from models.two_scale.laws import diffusivity, group_loading, macro_water
from models.two_scale.linear import substitute_band

GAMMA = 0.435866521508459  # root of g^3 - 3 g^2 + 3/2 g - 1/6
A21 = 0.5 * (1.0 - GAMMA)
B1 = -0.25 * (6.0 * GAMMA * GAMMA - 16.0 * GAMMA + 1.0)
B2 = 0.25 * (6.0 * GAMMA * GAMMA - 20.0 * GAMMA + 5.0)
PLACE = (GAMMA, 0.5 * (1.0 + GAMMA), 1.0)
# third less second order: the companion has weights 1 - d2, d2, 0
_D2 = (0.5 - GAMMA) / (PLACE[1] - GAMMA)
E1, E2, E3 = B1 - 1.0 + _D2, B2 - _D2, GAMMA


# Of activity: what a third-order scheme may undershoot in a step. Half of what the
# model states: a coil that cools has more activity in what it holds, or is short of.
BELOW_ZERO = 0.5e-9
SUNK = 0.1  # of what is short of nought: what a step draws, if it is to blame


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def _domain_mean(numbers, micro, j, m):
    """Mean loading [kg/kg] of population m's domains in cell j."""
    value = 0.0
    for i in range(numbers.nodes[m]):
        value += numbers.mean[m, i] * micro[j, numbers.offset[m] + i]
    return value


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def cell_water(numbers, macro, micro, j):
    """Water of cell j on both scales [kg/m3]."""
    value = macro[j]
    for m in range(numbers.population.shape[0]):
        value += numbers.population[m, MASS] * _domain_mean(numbers, micro, j, m)
    return value


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def _equilibrium_water(numbers, work, activity, weight, turn):
    """Water [kg/m3] on both scales at `activity`."""
    value, _ = macro_water(numbers, work, activity, weight, turn)
    for m in range(numbers.population.shape[0]):
        x, _ = group_loading(numbers, work, m + 1, activity, weight, turn)
        value += numbers.population[m, MASS] * x
    return value


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def begin_stage(work, macro, micro, stage, dt):
    """What a stage of a step `dt` [s] starts from: state and rates of those before."""
    for j in range(macro.shape[0]):
        work.macro_start[j] = macro[j]
        for i in range(micro.shape[1]):
            work.micro_start[j, i] = micro[j, i]
        if stage > 0:
            first = dt * A21 if stage == 1 else dt * B1
            second = 0.0 if stage == 1 else dt * B2
            work.macro_start[j] += (
                first * work.macro_rate[0, j] + second * work.macro_rate[1, j]
            )
            for i in range(micro.shape[1]):
                work.micro_start[j, i] += (
                    first * work.micro_rate[0, j, i] + second * work.micro_rate[1, j, i]
                )


@njit(cache=True, error_model="numpy", _nrt=False)
def first_step(numbers, work, branch, kind, film, conductance):
    """A first step [s]: a part of the time in which the air reaches the outer cell."""
    law, material = work.law, numbers.material
    n = numbers.widths.shape[0]
    a = work.activity[n - 1]
    last = branch.shape[0] - 1
    _, capacity = macro_water(numbers, work, a, branch[last, 0], branch[last, 1])
    if kind == EDGE and conductance > 0.0:
        outer = numbers.widths[n - 1]
        resistance = 1.0 / conductance + 0.5 * outer / (
            material[IN_PLANE] * diffusivity(law, a * law[SATURATION])
        )
        return 0.5 * outer * capacity * resistance / law[CONCENTRATION]
    if kind == FACE:
        through = face_conductance(numbers, law, film, a * law[SATURATION])
        if through > 0.0:
            return 0.2 * material[THICKNESS] * capacity / (through * law[CONCENTRATION])
    return math.inf


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def step_error(numbers, work, dt, remaining):
    """Error [kg/m3, root mean square over the width] of the step just made.

    That of each cell's water, filtered by the last stage's matrix, and that of the
    profiles inside the domains, each weighted with the share of the `remaining` time
    [s] of the exposure for which it lives on: what a thin film forgets within a
    millisecond is not worth a millisecond's step.
    """
    n = numbers.widths.shape[0]
    populations = numbers.population.shape[0]
    width = 0.0
    inside = 0.0
    for j in range(n):
        width += numbers.widths[j]
        error = (
            E1 * work.macro_rate[0, j]
            + E2 * work.macro_rate[1, j]
            + E3 * work.macro_rate[2, j]
        )
        for m in range(populations):
            mean = 0.0
            square = 0.0
            loading = 0.0
            for i in range(numbers.nodes[m]):
                o = numbers.offset[m] + i
                own = (
                    E1 * work.micro_rate[0, j, o]
                    + E2 * work.micro_rate[1, j, o]
                    + E3 * work.micro_rate[2, j, o]
                )
                mean += numbers.mean[m, i] * own
                square += numbers.mean[m, i] * own * own
                loading += numbers.mean[m, i] * work.micro_iterate[j, o]
            error += numbers.population[m, MASS] * mean
            rate = work.rate[m] * math.exp(numbers.population[m, EXPONENT] * loading)
            lasting = rate * numbers.decay[m, 0] * remaining
            part = numbers.population[m, MASS] * dt / (1.0 + lasting)
            inside += numbers.widths[j] * part * part * max(square - mean * mean, 0.0)
        work.change[j] = dt * error
    substitute_band(work.band, work.change, n)
    for j in range(n):
        error = work.capacity[j] * work.change[j]
        inside += numbers.widths[j] * error * error
    return math.sqrt(inside / width)


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def distance(numbers, work, macro, micro, branch, activity):
    """How far [kg/m3, root mean square over the width] the coil is from `activity`."""
    n = numbers.widths.shape[0]
    goal = _equilibrium_water(numbers, work, activity, branch[0, 0], branch[0, 1])
    width = 0.0
    square = 0.0
    for j in range(n):
        away = cell_water(numbers, macro, micro, j) - goal
        width += numbers.widths[j]
        square += numbers.widths[j] * away * away
    return math.sqrt(square / width)


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def cell_gain(numbers, work, j):
    """What the step just made brings cell j on both scales, per its length [kg/m3s]."""
    gain = (
        B1 * work.macro_rate[0, j]
        + B2 * work.macro_rate[1, j]
        + GAMMA * work.macro_rate[2, j]
    )
    for m in range(numbers.population.shape[0]):
        for i in range(numbers.nodes[m]):
            o = numbers.offset[m] + i
            gain += (
                numbers.population[m, MASS]
                * numbers.mean[m, i]
                * (
                    B1 * work.micro_rate[0, j, o]
                    + B2 * work.micro_rate[1, j, o]
                    + GAMMA * work.micro_rate[2, j, o]
                )
            )
    return gain


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def sinks(numbers, work, micro, dt):
    """Whether the step just made draws a cell, or the mean of a domain, below zero."""
    for j in range(numbers.widths.shape[0]):
        a = work.iterate[j]
        short = SUNK * work.capacity[j] * a
        if a < -BELOW_ZERO and cell_gain(numbers, work, j) * dt < short:
            return True
        for m in range(numbers.population.shape[0]):
            mean = _domain_mean(numbers, work.micro_iterate, j, m)
            gained = mean - _domain_mean(numbers, micro, j, m)
            if mean < -BELOW_ZERO * work.wall_slope[j, m] and gained < SUNK * mean:
                return True
    return False


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def book(numbers, work, macro, micro, branch, dt):
    """Add the step to the stored water; what left per volume comes back."""
    for j in range(macro.shape[0]):
        macro[j] += dt * (
            B1 * work.macro_rate[0, j]
            + B2 * work.macro_rate[1, j]
            + GAMMA * work.macro_rate[2, j]
        )
        for i in range(micro.shape[1]):
            micro[j, i] += dt * (
                B1 * work.micro_rate[0, j, i]
                + B2 * work.micro_rate[1, j, i]
                + GAMMA * work.micro_rate[2, j, i]
            )
        a = work.iterate[j]
        if numbers.hysteresis:
            width = numbers.material[SCAN]
            if a >= branch[j, 1]:
                branch[j, 0] *= math.exp(-(a - branch[j, 1]) / width)
            else:
                branch[j, 0] = 1.0 - (1.0 - branch[j, 0]) * math.exp(
                    -(branch[j, 1] - a) / width
                )
            branch[j, 1] = a
        work.activity[j] = a
    return dt * (
        B1 * work.out_rate[0] + B2 * work.out_rate[1] + GAMMA * work.out_rate[2]
    )
