"""Fluxes through the walls between the cells, and through the edge.

Fourth order (:func:`models.mesh.face_fluxes`), but between LEAST and MOST times the
plain difference of the two neighbours: ahead of a front a cubic may carry water from
the drier to the wetter. So a wettest cell only dries and a driest only takes up, and
the flux is a continuous function of the state, made of three straight pieces. Newton
takes at each wall the piece on which its iterate lies.
"""

from numba import njit

from models.two_scale.columns import CONCENTRATION, IN_PLANE

LEAST, MOST = 0.25, 4.0  # of the plain difference of two neighbours
# What Newton may leave of an activity, as a part of it and apart from that: the water
# that is booked then has the sign of the activity that was found.
SIGN_PART, SIGN = 0.1, 3e-10


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def wall_flux(numbers, side, values, psi, f):
    """Flux through wall f by its rule, and what of the plain difference that is.

    `values` are the cells' potentials [kg/(m s)], `psi` that of the surface. The share
    is 0 where the cubic serves. `side` is 0 where the edge is open, 1 where closed.
    """
    here = values[f]
    beyond = values[f + 1] if f + 1 < numbers.widths.shape[0] else psi
    two = numbers.wall_plain[f] * (here - beyond)
    first = numbers.wall_first[side, f]
    four = numbers.wall_surface[side, f] * (psi - here)
    for k in range(4):
        weight = numbers.wall_weights[side, f, k]
        if weight != 0.0:
            four += weight * (values[first + k] - here)
    square = two * two
    if four == 0.0:
        flux, part = LEAST * two, LEAST if two != 0.0 else 0.0
    elif four * two >= MOST * square:
        flux, part = MOST * two, MOST
    elif four * two < LEAST * square:
        flux, part = LEAST * two, LEAST
    else:
        flux, part = four, 0.0
    return flux, part


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def choose_walls(numbers, work, side, psi):
    """The piece of each wall's flux on which work.potential lies, as weights."""
    n = numbers.widths.shape[0]
    for f in range(n - side):
        _, part = wall_flux(numbers, side, work.potential, psi, f)
        if part == 0.0:
            work.wall_first[f] = numbers.wall_first[side, f]
            work.wall_surface[f] = numbers.wall_surface[side, f]
            for k in range(4):
                work.wall_weights[f, k] = numbers.wall_weights[side, f, k]
            continue
        inner = f + 1 < n
        part *= numbers.wall_plain[f]
        work.wall_first[f] = f
        work.wall_weights[f, 0] = part
        work.wall_weights[f, 1] = -part if inner else 0.0
        work.wall_weights[f, 2] = 0.0
        work.wall_weights[f, 3] = 0.0
        work.wall_surface[f] = 0.0 if inner else -part


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def piece_flux(work, values, psi, f):
    """Flux through wall f by its piece, per unit of the in-plane factor [kg/(m2 s)]."""
    here = values[f]  # differences: what is level stays so to the last bit
    flux = work.wall_surface[f] * (psi - here)
    first = work.wall_first[f]
    for k in range(4):
        weight = work.wall_weights[f, k]
        if weight != 0.0:
            flux += weight * (values[first + k] - here)
    return flux


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def beyond_kinks(numbers, work, side, psi, z, small):
    """How far a stage is from its fluxes' rule where Newton passed from piece to piece.

    1 is as far as it may be: `small` [kg/m3], or a part of what the giving cell holds.
    work.follow are the potentials it arrived at, `psi` that of the surface.
    """
    n = numbers.widths.shape[0]
    z *= numbers.material[IN_PLANE]
    farthest = 0.0
    for f in range(n - side):
        by_rule, _ = wall_flux(numbers, side, work.follow, psi, f)
        by_piece = piece_flux(work, work.follow, psi, f)
        missed = z * abs(by_rule - by_piece)
        if missed == 0.0:
            continue
        giving = f if by_piece > 0.0 else f + 1
        width = numbers.widths[f]
        allowed = small
        if giving < n:
            width = min(width, numbers.widths[giving])
            left = work.iterate[giving] + work.change[giving]
            enough = SIGN_PART * max(left, 0.0) + SIGN
            allowed = min(small, work.capacity[giving] * enough)
        farthest = max(farthest, missed / (width * allowed))
    return farthest


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def surface_change(numbers, work, conductance, surface, activity_air, psi, slope):
    """Fill work.surface: the change of the surface's activity, alone and with cells.

    Coating and film pass the same flux through the surface, whose potential `psi` has
    the `slope` by its activity.
    """
    law = work.law
    f = numbers.widths.shape[0] - 1
    factor = numbers.material[IN_PLANE]
    first = work.wall_first[f]
    own = work.wall_surface[f]
    below = conductance * law[CONCENTRATION] - factor * own * slope
    flux = piece_flux(work, work.potential, psi, f)
    for k in range(4):
        work.surface[1 + k] = 0.0
        weight = work.wall_weights[f, k]
        if weight != 0.0:
            work.surface[1 + k] = (
                factor * weight * work.potential_slope[first + k] / below
            )
    passing = conductance * (surface - activity_air) * law[CONCENTRATION]
    work.surface[0] = (factor * flux - passing) / below


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def add_walls(numbers, work, side, z, psi, slope):
    """Add the fluxes through the walls between cells, and through the edge."""
    n = numbers.widths.shape[0]
    factor = z * numbers.material[IN_PLANE]
    for f in range(n - side):
        first = work.wall_first[f]
        own = work.wall_surface[f]
        flux = piece_flux(work, work.potential, psi + slope * work.surface[0], f)
        for k in range(4):
            weight = work.wall_weights[f, k]
            if weight != 0.0:
                c = first + k
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
