"""The micro domains in a stage: each knows only the activity of its own cell.

A domain of one diffusivity throughout is answered by its modes, which decay apart. So
is one whose diffusivity changes with its loading, as soon as it ends the stage close to
its wall; where it does not, Newton takes its whole profile along.
"""

import math

from numba import njit

from models.two_scale.columns import EXPONENT, MASS
from models.two_scale.linear import exponential_newton

FARTHEST = 3.0  # of exponent x loading: an iteration changes a diffusivity 20 times
NEAR = 0.1  # of exponent x loading: how much D may differ from the wall's


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def is_near(numbers, work, j, m, z, wall, rate, small):
    """Whether all of a domain ends the stage so near its wall that D is the wall's.

    Newton from there leaves less than `small` [kg/m3], by the square of the distance.
    """
    exponent = numbers.population[m, EXPONENT]
    o = numbers.offset[m]
    farthest = 0.0
    for i in range(numbers.nodes[m]):
        farthest = max(farthest, abs(work.micro_start[j, o + i] - wall))
    farthest /= 1.0 + z * rate * numbers.decay[m, 0]
    bend = exponent * farthest
    return bend < NEAR and numbers.population[m, MASS] * bend * farthest < small


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def near_domain(numbers, work, j, m, z, wall, rate):
    """A domain's gain of mean loading in a stage, and its slope, from its wall's D.

    With one diffusivity throughout (`rate` is D / s^2) its modes decay apart. The slope
    is that by the wall's loading.
    """
    o, modes = numbers.offset[m], numbers.nodes[m]
    gain = 0.0
    slope = 0.0
    for k in range(modes):
        amplitude = 0.0
        for i in range(modes):
            amplitude += numbers.to_modes[m, k, i] * (work.micro_start[j, o + i] - wall)
        left = 1.0 / (1.0 + z * rate * numbers.decay[m, k])
        work.amplitude[j, o + k] = amplitude
        work.left[j, o + k] = left
        gone = numbers.mean_modes[m, k] * (1.0 - left)
        gain -= gone * amplitude
        slope += gone * numbers.wall_modes[m, k]
    return gain, slope


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def far_domain(numbers, work, j, m, z, wall, wall_slope):
    """The same by Newton from the profile in hand, where D changes within the domain.

    The slope is that by the cell's activity.
    """
    o, modes = numbers.offset[m], numbers.nodes[m]
    exponential_newton(
        numbers.operator,
        m,
        z * work.rate[m],
        numbers.population[m, EXPONENT],
        work.micro_iterate,
        work.micro_start,
        j,
        o,
        wall,
        modes,
        work.dense,
        work.dense_right,
    )
    gain = 0.0
    slope = 0.0
    for i in range(modes):
        move = work.dense_right[i, 0]
        follow = work.dense_right[i, 1] * wall_slope
        work.move[j, m, i, 0] = move
        work.move[j, m, i, 1] = follow
        gain += numbers.mean[m, i] * (
            work.micro_iterate[j, o + i] + move - work.micro_start[j, o + i]
        )
        slope += numbers.mean[m, i] * follow
    return gain, slope


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def move_far_domains(numbers, work):
    """Let the profiles in Newton's hands follow their cell's activity.

    Whether none was held back, how far one moved at most [kg/m3], and the square of
    that, as Newton sees it.
    """
    whole = True
    farthest = 0.0
    square = 0.0
    for m in range(numbers.population.shape[0]):
        exponent, mass = numbers.population[m, EXPONENT], numbers.population[m, MASS]
        if exponent == 0.0:
            continue
        o, most = numbers.offset[m], FARTHEST / exponent
        for j in range(numbers.widths.shape[0]):
            if work.near[j, m]:
                continue
            for i in range(numbers.nodes[m]):
                move = work.move[j, m, i, 0] + work.move[j, m, i, 1] * work.change[j]
                # an exponential overshoots by far where it is followed upwards
                if abs(move) > most:
                    move = math.copysign(most, move)
                    whole = False
                work.micro_iterate[j, o + i] += move
                farthest = max(farthest, abs(move) * mass)
                square = max(square, move * move * mass * exponent)
    return whole, farthest, square


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def follow_walls(numbers, work):
    """Profiles answered by their modes, with the wall where the cell ends the stage."""
    for m in range(numbers.population.shape[0]):
        o, modes = numbers.offset[m], numbers.nodes[m]
        for j in range(numbers.widths.shape[0]):
            if not work.near[j, m]:
                continue
            follow = work.wall_slope[j, m] * work.change[j]
            for k in range(modes):
                work.left[j, o + k] *= (
                    work.amplitude[j, o + k] - follow * numbers.wall_modes[m, k]
                )
            for i in range(modes):
                x = work.wall[j, m] + follow
                for k in range(modes):
                    x += numbers.from_modes[m, i, k] * work.left[j, o + k]
                work.micro_iterate[j, o + i] = x
