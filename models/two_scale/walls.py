"""Fluxes through the walls between the cells, and through the edge.

Fourth order (:func:`models.mesh.face_fluxes`), except where that would carry water from
the drier of two neighbours to the wetter, as a cubic does ahead of a front: there the
plain difference of the two serves. So a wettest cell only dries and a driest only takes
up. The choice is made once a step, so that each stage stays a smooth system.
"""

import math

from numba import njit

from models.two_scale.columns import CONCENTRATION, IN_PLANE
from models.two_scale.laws import potential


@njit(cache=True, error_model="numpy", _nrt=False)
def choose_walls(numbers, work, conductance, activity_air):
    """Fill work.wall_first, wall_weights and wall_surface for the step to come.

    `conductance` [m/s] is that of film and wrapping at the edge: inf none, 0 closed.
    """
    n = numbers.widths.shape[0]
    side = 0 if conductance > 0.0 else 1
    law = work.law
    for j in range(n):
        work.potential[j], work.potential_slope[j] = potential(law, work.activity[j])
    psi, slope = potential(law, activity_air)
    if 0.0 < conductance < math.inf:
        # about where film and the outer half cell share the difference
        inner = 2.0 * numbers.material[IN_PLANE] / numbers.widths[n - 1] * slope
        outer = conductance * law[CONCENTRATION]
        psi += (work.potential[n - 1] - psi) * inner / (inner + outer)
    for f in range(n):
        here = work.potential[f]
        if f + 1 < n:
            plain = 2.0 / (numbers.widths[f] + numbers.widths[f + 1])
            two = plain * (here - work.potential[f + 1])
        else:
            plain = 2.0 / numbers.widths[f]
            two = plain * (here - psi)
        first = numbers.wall_first[side, f]
        four = numbers.wall_surface[side, f] * (psi - here)
        for k in range(4):
            weight = numbers.wall_weights[side, f, k]
            if weight != 0.0:
                four += weight * (work.potential[first + k] - here)
        if four * two > 0.0:
            work.wall_first[f] = first
            work.wall_surface[f] = numbers.wall_surface[side, f]
            for k in range(4):
                work.wall_weights[f, k] = numbers.wall_weights[side, f, k]
        else:
            work.wall_first[f] = f
            work.wall_weights[f, 0] = plain
            work.wall_weights[f, 1] = -plain if f + 1 < n else 0.0
            work.wall_weights[f, 2] = 0.0
            work.wall_weights[f, 3] = 0.0
            work.wall_surface[f] = 0.0 if f + 1 < n else -plain


@njit(cache=True, error_model="numpy", _nrt=False)
def surface_state(numbers, work, conductance, surface, activity_air):
    """The edge's surface: its potential, with slope, and how it follows the cells.

    Without film it has the air's activity. With one, coating and film pass the same
    flux: work.surface holds its change of activity, alone and with the last cells.
    """
    law = work.law
    psi, slope = potential(law, activity_air)
    for k in range(5):
        work.surface[k] = 0.0
    if not 0.0 < conductance < math.inf:
        return psi, 0.0
    psi, slope = potential(law, surface)
    f = numbers.widths.shape[0] - 1
    factor = numbers.material[IN_PLANE]
    first = work.wall_first[f]
    own = work.wall_surface[f]
    below = conductance * law[CONCENTRATION] - factor * own * slope
    here = work.potential[f]
    flux = own * (psi - here)
    for k in range(4):
        weight = work.wall_weights[f, k]
        if weight != 0.0:
            flux += weight * (work.potential[first + k] - here)
            work.surface[1 + k] = (
                factor * weight * work.potential_slope[first + k] / below
            )
    passing = conductance * (surface - activity_air) * law[CONCENTRATION]
    work.surface[0] = (factor * flux - passing) / below
    return psi, slope


@njit(cache=True, error_model="numpy", _nrt=False)
def add_walls(numbers, work, open_walls, z, psi, slope):
    """Add the fluxes through the walls between cells, and through the edge."""
    n = numbers.widths.shape[0]
    factor = z * numbers.material[IN_PLANE]
    for f in range(open_walls):
        first = work.wall_first[f]
        own = work.wall_surface[f]
        here = work.potential[f]  # differences: what is level stays so to the last bit
        flux = own * (psi + slope * work.surface[0] - here)
        for k in range(4):
            weight = work.wall_weights[f, k]
            if weight != 0.0:
                c = first + k
                flux += weight * (work.potential[c] - here)
                part = factor * weight * work.potential_slope[c]
                work.band[f, 2 + c - f] += part / numbers.widths[f]
                if f + 1 < n:
                    work.band[f + 1, 1 + c - f] -= part / numbers.widths[f + 1]
        if own != 0.0 and slope != 0.0:
            for k in range(4):
                if work.surface[1 + k] != 0.0:
                    c = work.wall_first[n - 1] + k
                    part = factor * own * slope * work.surface[1 + k]
                    work.band[f, 2 + c - f] += part / numbers.widths[f]
                    if f + 1 < n:
                        work.band[f + 1, 1 + c - f] -= part / numbers.widths[f + 1]
        work.change[f] -= factor * flux / numbers.widths[f]
        if f + 1 < n:
            work.change[f + 1] += factor * flux / numbers.widths[f + 1]
