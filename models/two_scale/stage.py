"""One implicit stage: Newton over the activities of all cells at once."""

import math

from numba import njit

from models.two_scale.air import face_conductance
from models.two_scale.columns import (
    A_TOP,
    CONCENTRATION,
    EXPONENT,
    FACE,
    IN_PLANE,
    MASS,
    SATURATION,
    THICKNESS,
    TOLERANCE,
)
from models.two_scale.laws import group_loading, macro_water, potential
from models.two_scale.linear import (
    exponential_newton,
    factor_band,
    linear_answer,
    substitute_band,
)
from models.two_scale.walls import add_walls, surface_state

MAX_ITERATIONS = 15
FARTHEST = 3.0  # of exponent x loading: an iteration changes a diffusivity 20 times
BEYOND = 0.05  # of activity: how far an iterate may pass the range of the laws


@njit(cache=True, error_model="numpy", _nrt=False)
def _cells(numbers, work, branch, z):
    """Water balance of every cell with its domains eliminated: change and band."""
    n = numbers.widths.shape[0]
    last = branch.shape[0] - 1  # one row alone where there is no hysteresis
    for j in range(n):
        a = work.iterate[j]
        weight, turn = branch[min(j, last), 0], branch[min(j, last), 1]
        held, capacity = macro_water(numbers, work, a, weight, turn)
        short = work.macro_start[j] - held
        for m in range(numbers.population.shape[0]):
            x, dx = group_loading(numbers, work, m + 1, a, weight, turn)
            work.wall[j, m] = x
            work.wall_slope[j, m] = dx
            o, modes = numbers.offset[m], numbers.nodes[m]
            gain = 0.0  # of the domain's mean over its start
            slope = 0.0
            if numbers.population[m, EXPONENT] == 0.0:
                for i in range(modes):
                    gain += (work.mean_answer[m, i] - numbers.mean[m, i]) * (
                        work.micro_start[j, o + i] - x
                    )
                slope = work.mean_answer[m, modes] * dx
            else:
                exponential_newton(
                    numbers.operator,
                    m,
                    z * work.rate[m],
                    numbers.population[m, EXPONENT],
                    work.micro_iterate,
                    work.micro_start,
                    j,
                    o,
                    x,
                    modes,
                    work.dense,
                    work.dense_right,
                )
                for i in range(modes):
                    move = work.dense_right[i, 0]
                    follow = work.dense_right[i, 1] * dx
                    work.move[j, m, i, 0] = move
                    work.move[j, m, i, 1] = follow
                    gain += numbers.mean[m, i] * (
                        work.micro_iterate[j, o + i] + move - work.micro_start[j, o + i]
                    )
                    slope += numbers.mean[m, i] * follow
            short -= numbers.population[m, MASS] * gain
            capacity += numbers.population[m, MASS] * slope
        work.capacity[j] = capacity
        work.change[j] = short
        for k in range(5):
            work.band[j, k] = 0.0
        work.band[j, 2] = capacity
        work.potential[j], work.potential_slope[j] = potential(work.law, a)


@njit(cache=True, error_model="numpy", _nrt=False)
def _rates(numbers, work, stage, open_walls, z, psi, kind, activity_air):
    """The stage's rates, from the fluxes of the last linear solve.

    Whatever Newton left over, what leaves one cell enters the next, and what leaves the
    macro scale for a domain is what the domain gains: the balance closes to round-off.
    """
    n = numbers.widths.shape[0]
    rate = work.macro_rate[stage]
    for j in range(n):
        rate[j] = 0.0
    out = 0.0
    width = 0.0
    for j in range(n):
        width += numbers.widths[j]
    for f in range(open_walls):
        first = work.wall_first[f]
        here = work.potential[f] + work.potential_slope[f] * work.change[f]
        flux = work.wall_surface[f] * (psi - here)
        for k in range(4):
            weight = work.wall_weights[f, k]
            if weight != 0.0:
                c = first + k
                flux += weight * (
                    work.potential[c] + work.potential_slope[c] * work.change[c] - here
                )
        flux *= numbers.material[IN_PLANE]
        rate[f] -= flux / numbers.widths[f]
        if f + 1 < n:
            rate[f + 1] += flux / numbers.widths[f + 1]
        else:
            out = flux / width
    if kind == FACE:
        for j in range(n):
            leaving = work.face[j] * (work.iterate[j] + work.change[j] - activity_air)
            rate[j] -= leaving
            out += leaving * numbers.widths[j] / width
    work.out_rate[stage] = out
    for j in range(n):
        for m in range(numbers.population.shape[0]):
            gain = 0.0
            o = numbers.offset[m]
            for i in range(numbers.nodes[m]):
                own = (work.micro_iterate[j, o + i] - work.micro_start[j, o + i]) / z
                work.micro_rate[stage, j, o + i] = own
                gain += numbers.mean[m, i] * own
            rate[j] -= numbers.population[m, MASS] * gain
        work.iterate[j] += work.change[j]


@njit(cache=True, error_model="numpy", _nrt=False)
def _move_domains(numbers, work, final):
    """Let the micro profiles follow their cell's activity; False where held back."""
    whole = True
    for j in range(numbers.widths.shape[0]):
        for m in range(numbers.population.shape[0]):
            o, modes = numbers.offset[m], numbers.nodes[m]
            if numbers.population[m, EXPONENT] != 0.0:
                most = FARTHEST / numbers.population[m, EXPONENT]
                for i in range(modes):
                    move = work.move[j, m, i, 0]
                    move += work.move[j, m, i, 1] * work.change[j]
                    # an exponential overshoots by far where it is followed upwards
                    if abs(move) > most:
                        move = math.copysign(most, move)
                        whole = False
                    work.micro_iterate[j, o + i] += move
            elif final:
                wall = work.wall[j, m] + work.wall_slope[j, m] * work.change[j]
                for i in range(modes):
                    x = wall
                    for k in range(modes):
                        x += work.answer[m, i, k] * (work.micro_start[j, o + k] - wall)
                    work.micro_iterate[j, o + i] = x
    return whole


@njit(cache=True, error_model="numpy", _nrt=False)
def solve_stage(
    numbers, work, branch, stage, z, kind, film, conductance, vapour_pressure
):
    """Solve macro_start + z (rates) = water for the activities; fill the stage's rates.

    `z` is the stage's implicit share of the step [s], `conductance` that of film and
    wrapping at the edge [m/s] (inf: none, 0: closed). True if Newton converged. The
    matrix stays factored in work.band.
    """
    law = work.law
    n = numbers.widths.shape[0]
    top = numbers.material[A_TOP]
    enough = 0.1 * math.sqrt(numbers.material[TOLERANCE])
    open_walls = n if conductance > 0.0 else n - 1
    activity_air = vapour_pressure / law[SATURATION]
    surface = work.iterate[n - 1]
    for m in range(numbers.population.shape[0]):
        if numbers.population[m, EXPONENT] == 0.0:
            linear_answer(
                numbers.operator[m],
                numbers.mean[m],
                z * work.rate[m],
                numbers.nodes[m],
                work.dense,
                work.answer[m],
                work.mean_answer[m],
            )
    for _ in range(MAX_ITERATIONS):
        _cells(numbers, work, branch, z)
        psi, slope = surface_state(numbers, work, conductance, surface, activity_air)
        add_walls(numbers, work, open_walls, z, psi, slope)
        if kind == FACE:
            for j in range(n):
                inside = max(work.iterate[j], 0.0) * law[SATURATION]
                work.face[j] = (
                    law[CONCENTRATION]
                    * face_conductance(
                        numbers, law, film, 0.5 * (inside + vapour_pressure)
                    )
                    / numbers.material[THICKNESS]
                )
                work.change[j] -= z * work.face[j] * (work.iterate[j] - activity_air)
                work.band[j, 2] += z * work.face[j]
        factor_band(work.band, n)
        substitute_band(work.band, work.change, n)
        size = activity_air
        for j in range(n):
            size = max(size, abs(work.iterate[j]))
        largest = 0.0
        held_back = False
        highest, lowest = top + BEYOND, -BEYOND * size - 1e-12
        for j in range(n):
            new = work.iterate[j] + work.change[j]
            if not math.isfinite(new):
                return False
            largest = max(
                largest, abs(work.change[j]) / (abs(new) + 1e-3 * size + 1e-12)
            )
            if new > highest:
                work.change[j] = 0.5 * (highest - work.iterate[j])
                held_back = True
            elif new < lowest:
                work.change[j] = 0.5 * (lowest - work.iterate[j])
                held_back = True
        if not (largest < math.inf):
            return False
        done = largest <= enough and not held_back
        done = _move_domains(numbers, work, done) and done
        surface += work.surface[0]
        psi += slope * work.surface[0]
        for k in range(4):
            if work.surface[1 + k] != 0.0:
                follow = work.surface[1 + k] * work.change[work.wall_first[n - 1] + k]
                surface += follow
                psi += slope * follow
        if done:
            _rates(numbers, work, stage, open_walls, z, psi, kind, activity_air)
            return True
        for j in range(n):
            work.iterate[j] += work.change[j]
    return False
