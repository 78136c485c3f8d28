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
)
from models.two_scale.domains import (
    far_domain,
    follow_walls,
    is_near,
    move_far_domains,
    near_domain,
)
from models.two_scale.laws import group_loading, macro_water, potential
from models.two_scale.linear import (
    factor_band,
    substitute_band,
)
from models.two_scale.walls import (
    add_walls,
    beyond_kinks,
    choose_walls,
    piece_flux,
    surface_change,
)

MAX_ITERATIONS = 15
LARGEST_PART = 0.5  # of an activity: a larger change is never the last
LOOKED = 12  # stages for which a curvature that was seen is believed
CAUTION = 2.0  # to what was seen of the curvature
BEYOND = 0.05  # of activity: how far an iterate may pass the range of the laws


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def _cells(numbers, work, branch, z, small):
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
            exponent = numbers.population[m, EXPONENT]
            rate = work.rate[m]
            near = True
            if exponent != 0.0:
                rate *= math.exp(exponent * x)
                near = is_near(numbers, work, j, m, z, x, rate, small)
            work.near[j, m] = near
            if near:
                gain, slope = near_domain(numbers, work, j, m, z, x, rate)
                slope *= dx
            else:
                gain, slope = far_domain(numbers, work, j, m, z, x, dx)
            short -= numbers.population[m, MASS] * gain
            capacity += numbers.population[m, MASS] * slope
        work.capacity[j] = capacity
        work.change[j] = short
        for k in range(5):
            work.band[j, k] = 0.0
        work.band[j, 2] = capacity
        work.potential[j], work.potential_slope[j] = potential(work.law, a)


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def _rates(numbers, work, stage, side, z, psi, kind, activity_air):
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
    for f in range(n - side):
        flux = numbers.material[IN_PLANE] * piece_flux(work, work.follow, psi, f)
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
def solve_stage(
    numbers, work, branch, stage, z, kind, film, conductance, vapour_pressure, small
):
    """Solve macro_start + z (rates) = water for the activities; fill the stage's rates.

    `z` is the stage's implicit share of the step [s], `conductance` that of film and
    wrapping at the edge [m/s] (inf: none, 0: closed). True if Newton converged: what
    its next iteration would change is below `small` [kg/m3] in every cell, judged by
    the square of what the last one changed and by how that went in the stages before.
    The matrix stays factored in work.band.
    """
    law = work.law
    n = numbers.widths.shape[0]
    top = numbers.material[A_TOP]
    side = 0 if conductance > 0.0 else 1  # of the walls' gradients: edge open, closed
    filmed = 0.0 < conductance < math.inf
    activity_air = vapour_pressure / law[SATURATION]
    surface = work.iterate[n - 1]
    before = 0.0
    work.curvature[1] += 1.0
    for _ in range(MAX_ITERATIONS):
        _cells(numbers, work, branch, z, small)
        psi, slope = potential(law, surface if filmed else activity_air)
        choose_walls(numbers, work, side, psi)
        if filmed:
            surface_change(
                numbers, work, conductance, surface, activity_air, psi, slope
            )
        else:
            slope = 0.0
        add_walls(numbers, work, side, z, psi, slope)
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
        moved = 0.0
        square = 0.0
        kinked = 0.0
        held_back = False
        highest, lowest = top + BEYOND, -BEYOND * size - 1e-12
        for j in range(n):
            new = work.iterate[j] + work.change[j]
            if not math.isfinite(new):
                return False
            move = abs(work.change[j])
            part = move / (max(abs(new), abs(work.iterate[j])) + 1e-3 * size + 1e-12)
            brought = work.capacity[j] * move
            if brought > small:  # a cell that holds next to nothing may change by far
                largest = max(largest, part)
            moved = max(moved, brought)
            square = max(square, brought * part)
            if numbers.hysteresis:
                # where it turns, the slope between the branches is another
                turn = branch[j, 1]
                if (work.iterate[j] - turn) * (new - turn) <= 0.0:
                    kinked = max(kinked, work.capacity[j] * move)
            if new > highest:
                work.change[j] = 0.5 * (highest - work.iterate[j])
                held_back = True
            elif new < lowest:
                work.change[j] = 0.5 * (lowest - work.iterate[j])
                held_back = True
            work.follow[j] = (
                work.potential[j] + work.potential_slope[j] * work.change[j]
            )
        whole, farthest, bent = move_far_domains(numbers, work)
        held_back = held_back or not whole
        moved, square = max(moved, farthest), max(square, bent)
        if filmed:
            move = work.surface[0]
            for k in range(4):
                if work.surface[1 + k] != 0.0:
                    c = work.wall_first[n - 1] + k
                    move += work.surface[1 + k] * work.change[c]
            surface += move
            psi += slope * move
            part = abs(move) / (abs(surface) + 1e-3 * size + 1e-12)
            largest = max(largest, part)
            passing = z * conductance * law[CONCENTRATION] / numbers.widths[n - 1]
            square = max(square, passing * abs(move) * part)
        if before > 0.0:
            seen = CAUTION * moved / before
            work.curvature[0] = min(1.0, max(seen, 0.5 * work.curvature[0]))
            work.curvature[1] = 0.0
        before = 0.0 if held_back else square
        curvature = work.curvature[0] if work.curvature[1] < LOOKED else 1.0
        done = largest <= LARGEST_PART and curvature * square <= small
        done = done and not held_back and kinked <= small
        done = done and beyond_kinks(numbers, work, side, psi, z) <= small
        if done:
            follow_walls(numbers, work)
            _rates(numbers, work, stage, side, z, psi, kind, activity_air)
            return True
        for j in range(n):
            work.iterate[j] += work.change[j]
    return False
