"""The compiled heart of the two-scale model: one coil through its exposures.

Equations as in docs/two_scale.md. Unknown of a time stage is the water activity of
every macro cell; each cell's micro domains are eliminated into it, which leaves one
tridiagonal system. What is stored and returned is *water*, not activity: every change
of it is a difference of fluxes of the last linear solve, so that the balance closes to
round-off whatever the Newton residual, the mesh or the isotherm.

Time: the three-stage, third-order, L-stable SDIRK of Alexander (1977), SIAM J. Numer.
Anal. 14, 1006, stiffly accurate, with a second-order companion; its difference, filtered
by the stage matrix (Hosea and Shampine 1996, Appl. Numer. Math. 20, 21), is the error
estimate. Implicit stages only: a jump of the air needs no consistent start.
"""

import math

import numpy as np
from numba import njit, prange

from models.isotherm_terms import EFFECTIVE_WIDTH, sum_loading, terms_at
from models.psychrometrics import liquid_vapour_pressure_scalar
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE, WATER_MOLAR_MASS

# columns of the model's numbers
(
    POROSITY,
    DENSITY,
    THICKNESS,
    IN_PLANE,
    THROUGH_PLANE,
    PORE,
    HALF_WIDTH,
    A_TOP,
    T_LOW,
    T_HIGH,
    SCAN,
    TOLERANCE,
) = range(12)
# columns of a micro population
MASS, DIFFUSIVITY, ACTIVATION, EXPONENT, SIZE, SLOWEST, SLAB_FACTOR = range(7)
# columns of an exposure
(
    HISTORY,
    START,
    END,
    KIND,
    FILM,
    WRAP,
    HEATING,
) = range(7)
K_EDGE, K_FACE, K_SEALED = 0.0, 1.0, 2.0
# columns of an outcome
RELEASED, TAU_MACRO, TAU_MICRO, SHARE, BIOT, STEPS = range(6)
# columns of a failure: code, time, cell, value, limit
OK, AIR_RANGE, COIL_RANGE, TEMPERATURE_RANGE, NO_STEP, CONDENSED = range(6)

GAMMA = 0.435866521508459  # root of g^3 - 3 g^2 + 3/2 g - 1/6
C2 = 0.5 * (1.0 + GAMMA)
A21 = 0.5 * (1.0 - GAMMA)
B1 = -0.25 * (6.0 * GAMMA * GAMMA - 16.0 * GAMMA + 1.0)
B2 = 0.25 * (6.0 * GAMMA * GAMMA - 20.0 * GAMMA + 5.0)
E2 = (0.5 - GAMMA) / (C2 - GAMMA)  # second-order companion: weights 1 - E2, E2, 0
MAX_NEWTON = 15
R = GAS_CONSTANT
MW = WATER_MOLAR_MASS
T_REF = REFERENCE_TEMPERATURE


# ------------------------------------------------------------------ air


@njit(cache=True, error_model="numpy")
def _piece(times, first, count, time):
    """Index (within the history) of the piece that holds `time`, the later at a joint."""
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if times[first + middle] <= time:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True, error_model="numpy")
def _value(times, values, first, first_piece, piece, time, row):
    t0 = times[first + piece]
    t1 = times[first + piece + 1]
    v0 = values[row, first_piece + piece, 0]
    v1 = values[row, first_piece + piece, 1]
    if v1 == v0:
        return v0
    return v0 + (v1 - v0) * (time - t0) / (t1 - t0)


@njit(cache=True, error_model="numpy")
def _integral(times, values, integrals, first, first_piece, piece, time, row):
    """Integral from the start of the history to `time`, which lies in `piece`."""
    now = _value(times, values, first, first_piece, piece, time, row)
    start = values[row, first_piece + piece, 0]
    return integrals[row, first + piece] + 0.5 * (start + now) * (
        time - times[first + piece]
    )


# ------------------------------------------------------------------ laws


@njit(cache=True, error_model="numpy")
def _laws(
    par,
    pop,
    terms,
    desorption,
    hysteresis,
    gas_coefficient,
    temperature,
    p,
    law,
    rows,
    rows_des,
    kappa,
):
    """Fill what depends on temperature and pressure alone.

    law: saturation pressure, its vapour concentration, p D12, D_K, p, M_w/(R T).
    """
    psat = liquid_vapour_pressure_scalar(temperature)
    molar = MW / (R * temperature)
    law[0] = psat
    law[1] = psat * molar
    law[2] = gas_coefficient * temperature**1.75
    law[3] = par[PORE] / 3.0 * math.sqrt(8.0 * R * temperature / (math.pi * MW))
    law[4] = p
    law[5] = molar
    terms_at(terms, temperature, rows)
    if hysteresis:
        terms_at(desorption, temperature, rows_des)
    for i in range(pop.shape[0]):
        kappa[i] = (
            pop[i, DIFFUSIVITY]
            * math.exp(-pop[i, ACTIVATION] / R * (1.0 / temperature - 1.0 / T_REF))
            / (pop[i, SIZE] * pop[i, SIZE])
        )


@njit(cache=True, error_model="numpy")
def _diffusivity(law, vapour_pressure):
    """Pore diffusivity [m2/s]: free and Knudsen with Stefan factor (PHYSICS 2.1)."""
    inert = law[4] - vapour_pressure
    if inert <= 0.0:
        return law[3]
    if vapour_pressure < 0.0:
        inert = law[4]
    return 1.0 / (inert / law[2] + 1.0 / law[3])


@njit(cache=True, error_model="numpy")
def _potential(law, activity):
    """Diffusion potential, the integral of D dc from 0 [kg/(m s)], and its slope by a.

    The flux between two places is the difference of their potentials: the exact mean of
    a diffusivity that changes with the vapour pressure between them.
    """
    p_w = activity * law[0]
    r0 = law[4] / law[2] + 1.0 / law[3]
    if p_w <= 0.0:
        slope = law[1] / r0
        return slope * activity, slope
    p = law[4]
    if p_w < p:
        x = p_w / (law[2] * r0)
        value = -law[5] * law[2] * math.log1p(-x)
        return value, law[1] / (r0 * (1.0 - x))
    value = -law[5] * law[2] * math.log1p(-p / (law[2] * r0))
    return value + law[5] * law[3] * (p_w - p), law[1] * law[3]


@njit(cache=True, error_model="numpy")
def _group(
    rows, rows_des, tables, first, last, activity, hysteresis, theta, turn, width, top
):
    """Loading and slope of the terms [first, last), with hysteresis where asked.

    Below 0 and above `top` the law goes on as a straight line: iterates may pass there,
    accepted states may not.
    """
    a = activity
    if a < 0.0:
        a = 0.0
    elif a > top:
        a = top
    x, dx = sum_loading(rows[first:last], tables, a)
    if hysteresis:
        xd, dxd = sum_loading(rows_des[first:last], tables, a)
        if a >= turn:
            weight = theta * math.exp(-(a - turn) / width)
            dweight = -weight / width
        else:
            rest = (1.0 - theta) * math.exp(-(turn - a) / width)
            weight = 1.0 - rest
            dweight = -rest / width
        dx = weight * dxd + (1.0 - weight) * dx + dweight * (xd - x)
        x = weight * xd + (1.0 - weight) * x
    if activity != a:
        x += dx * (activity - a)
    return x, dx


@njit(cache=True, error_model="numpy")
def _solve(matrix, right, n, columns):
    """Gauss elimination with pivoting in place: matrix x = right, n x n, few columns."""
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(matrix[i, k]) > abs(matrix[pivot, k]):
                pivot = i
        if pivot != k:
            for j in range(n):
                matrix[k, j], matrix[pivot, j] = matrix[pivot, j], matrix[k, j]
            for j in range(columns):
                right[k, j], right[pivot, j] = right[pivot, j], right[k, j]
        inverse = 1.0 / matrix[k, k]
        for i in range(k + 1, n):
            factor = matrix[i, k] * inverse
            if factor != 0.0:
                for j in range(k + 1, n):
                    matrix[i, j] -= factor * matrix[k, j]
                for j in range(columns):
                    right[i, j] -= factor * right[k, j]
    for k in range(n - 1, -1, -1):
        for j in range(columns):
            s = right[k, j]
            for i in range(k + 1, n):
                s -= matrix[k, i] * right[i, j]
            right[k, j] = s / matrix[k, k]


@njit(cache=True, error_model="numpy")
def _factor(band, n):
    """LU in place of a matrix with two diagonals on each side; band[i, 2 + j - i]."""
    for i in range(n - 1):
        inverse = 1.0 / band[i, 2]
        for d in range(1, 3):
            if i + d >= n:
                break
            factor = band[i + d, 2 - d] * inverse
            band[i + d, 2 - d] = factor
            for k in range(1, 3):
                if i + k < n:
                    band[i + d, 2 - d + k] -= factor * band[i, 2 + k]


@njit(cache=True, error_model="numpy")
def _substitute(band, right, n):
    """Solve with a matrix factored by :func:`_factor`, in place of `right`."""
    for i in range(1, n):
        right[i] -= band[i, 1] * right[i - 1]
        if i > 1:
            right[i] -= band[i, 0] * right[i - 2]
    for i in range(n - 1, -1, -1):
        value = right[i]
        if i + 1 < n:
            value -= band[i, 3] * right[i + 1]
        if i + 2 < n:
            value -= band[i, 4] * right[i + 2]
        right[i] = value / band[i, 2]


@njit(cache=True, error_model="numpy")
def _response(rates, z, modes, work, out):
    """out[:, :modes] = (I - z A)^-1, out[:, modes] = its answer to the wall value.

    For constant diffusivity: c = out[:, :modes] c* + out[:, modes] X_wall.
    """
    for k in range(modes):
        for j in range(modes):
            work[k, j] = -z * (rates[k, j] - rates[k, modes])
            out[k, j] = 0.0
        work[k, k] += 1.0
        out[k, k] = 1.0
        out[k, modes] = z * rates[k, modes]
    _solve(work, out, modes, modes + 1)


@njit(cache=True, error_model="numpy")
def _micro_newton(
    values,
    slopes,
    weights,
    wall_slopes,
    norms,
    z,
    exponent,
    c,
    c_star,
    wall,
    modes,
    work,
    right,
):
    """One Newton step of a domain whose diffusivity is exp(exponent X) times z.

    right[:, 0] = change of c for the wall value as it is, right[:, 1] = change of c per
    change of the wall value.
    """
    last = wall
    for k in range(modes):
        last -= c[k]
    gradient = wall_slopes[modes] * last
    for k in range(modes):
        gradient += wall_slopes[k] * c[k]
    d_wall = math.exp(exponent * wall)
    for k in range(modes):
        flux = d_wall * gradient
        right[k, 0] = c_star[k] - c[k] + z * flux / norms[k]
        right[k, 1] = z * (d_wall * wall_slopes[modes] + exponent * flux) / norms[k]
        for j in range(modes):
            work[k, j] = -z * d_wall * (wall_slopes[j] - wall_slopes[modes]) / norms[k]
        work[k, k] += 1.0
    for q in range(weights.shape[0]):
        x = values[q, modes] * last
        dx = slopes[q, modes] * last
        for k in range(modes):
            x += values[q, k] * c[k]
            dx += slopes[q, k] * c[k]
        d = math.exp(exponent * x)
        for k in range(modes):
            common = z * weights[q] * d * slopes[q, k] / norms[k]
            right[k, 0] -= common * dx
            right[k, 1] -= common * (
                slopes[q, modes] + exponent * dx * values[q, modes]
            )
            for j in range(modes):
                work[k, j] += common * (
                    slopes[q, j]
                    - slopes[q, modes]
                    + exponent * dx * (values[q, j] - values[q, modes])
                )
    _solve(work, right, modes, 2)


@njit(cache=True, error_model="numpy")
def _activity_of(
    target,
    guess,
    law,
    rows,
    rows_des,
    tables,
    first,
    last,
    par,
    hysteresis,
    theta,
    turn,
):
    """Activity at which the macro scale holds `target` [kg/m3]: bracketed Newton."""
    if target <= 0.0:
        _, dx = _group(
            rows,
            rows_des,
            tables,
            first,
            last,
            0.0,
            hysteresis,
            theta,
            turn,
            par[SCAN],
            par[A_TOP],
        )
        return target / (par[POROSITY] * law[1] + par[DENSITY] * dx)
    low = 0.0
    high = par[A_TOP]
    a = guess
    if not (low < a < high):
        a = 0.5 * high
    for _ in range(200):
        x, dx = _group(
            rows,
            rows_des,
            tables,
            first,
            last,
            a,
            hysteresis,
            theta,
            turn,
            par[SCAN],
            par[A_TOP],
        )
        value = par[POROSITY] * a * law[1] + par[DENSITY] * x - target
        slope = par[POROSITY] * law[1] + par[DENSITY] * dx
        if value > 0.0:
            high = min(high, a)
        else:
            low = max(low, a)
        new = a - value / slope
        if not (low <= new <= high):
            # outside the range: let the straight continuation answer, once
            if new > par[A_TOP] and high == par[A_TOP]:
                x, dx = _group(
                    rows,
                    rows_des,
                    tables,
                    first,
                    last,
                    par[A_TOP],
                    hysteresis,
                    theta,
                    turn,
                    par[SCAN],
                    par[A_TOP],
                )
                top = par[POROSITY] * par[A_TOP] * law[1] + par[DENSITY] * x
                if target > top:
                    return par[A_TOP] + (target - top) / (
                        par[POROSITY] * law[1] + par[DENSITY] * dx
                    )
            new = 0.5 * (low + high)
        if abs(new - a) <= 1e-13 * new:
            return new
        a = new
    return a


# ------------------------------------------------------------------ one coil


@njit(cache=True, error_model="numpy")
def _one_coil(
    par,
    pop,
    groups,
    terms,
    desorption,
    tables,
    hysteresis,
    dz,
    walls_first,
    walls_weights,
    walls_surface,
    rates,
    values,
    slopes,
    weights,
    wall_slopes,
    norms,
    macro,
    micro,
    branch,
    temperature,
    exposures,
    air_first,
    air_piece,
    air_count,
    times,
    air,
    integrals,
    gas,
    out_macro,
    out_micro,
    out_branch,
    out_temperature,
    out,
    fail,
):
    """Take one coil through `exposures`; fill the out-arrays, one row per exposure."""
    n = dz.shape[0]
    populations = pop.shape[0]
    modes = rates.shape[1]
    width = micro.shape[1]
    rows = np.zeros((terms.shape[0], EFFECTIVE_WIDTH))
    rows_des = np.zeros((desorption.shape[0], EFFECTIVE_WIDTH))
    law = np.zeros(6)
    kappa = np.zeros(max(populations, 1))
    a = np.zeros(n)
    a_stage = np.zeros(n)
    w_star = np.zeros(n)
    c_star = np.zeros((n, width))
    c_stage = np.zeros((n, width))
    k_w = np.zeros((3, n))
    k_c = np.zeros((3, n, width))
    k_out = np.zeros(3)
    wall = np.zeros((n, max(populations, 1)))
    wall_slope = np.zeros((n, max(populations, 1)))
    response = np.zeros((max(populations, 1), modes, modes + 1))
    moves = np.zeros((n, max(populations, 1), modes, 2))
    work = np.zeros((modes, modes))
    right = np.zeros((modes, 2))
    psi = np.zeros(n)
    dpsi = np.zeros(n)
    capacity = np.zeros(n)
    band = np.zeros((n, 5))
    rhs = np.zeros(n)
    face_g = np.zeros(n)
    edge_psi = np.zeros(4)  # change of the surface's activity with the last cells'
    s = par[HALF_WIDTH]
    top = par[A_TOP]
    tolerance = par[TOLERANCE]
    newton_tolerance = 0.3 * math.sqrt(tolerance)
    theta = 0.0
    turn = 0.0

    for e in range(exposures.shape[0]):
        h_index = int(exposures[e, HISTORY])
        first = air_first[h_index]
        first_piece = air_piece[h_index]
        count = air_count[h_index]
        gas_coefficient = gas[h_index]
        t = exposures[e, START]
        t_end = exposures[e, END]
        kind = exposures[e, KIND]
        film = exposures[e, FILM]
        wrap = exposures[e, WRAP]
        heating = exposures[e, HEATING]
        # the walls between the cells as seen with an open edge, or with a closed one
        edge_open = kind == K_EDGE and film > 0.0 and wrap > 0.0
        side = 0 if edge_open else 1
        w_first = walls_first[side]
        w_weights = walls_weights[side]
        w_surface = walls_surface[side]
        last_wall = n if edge_open else n - 1
        piece = _piece(times, first, count, t)
        t_air = _value(times, air, first, first_piece, piece, t, 0)
        if heating <= 0.0:
            temperature = t_air
        p = _value(times, air, first, first_piece, piece, t, 2)
        if temperature < par[T_LOW] or temperature > par[T_HIGH]:
            fail[0], fail[1], fail[2], fail[3] = TEMPERATURE_RANGE, t, e, temperature
            return
        _laws(
            par,
            pop,
            terms,
            desorption,
            hysteresis,
            gas_coefficient,
            temperature,
            p,
            law,
            rows,
            rows_des,
            kappa,
        )
        for j in range(n):
            if hysteresis:
                theta, turn = branch[j, 0], branch[j, 1]
            a[j] = _activity_of(
                macro[j],
                a[j],
                law,
                rows,
                rows_des,
                tables,
                groups[0],
                groups[1],
                par,
                hysteresis,
                theta,
                turn,
            )
            if a[j] > top * (1.0 + 1e-12):
                fail[0], fail[1], fail[2], fail[3], fail[4] = COIL_RANGE, t, e, a[j], j
                return

        # what the diffusion times are reported from, and the scale of the error
        duration = t_end - t
        start_activity = 0.0
        for j in range(n):
            start_activity += a[j] * dz[j] / s
        released = 0.0
        temperature_time = 0.0
        scale = 1e-9 * par[DENSITY]
        steps = 0
        dt = duration
        first_step = True
        air_integral = _integral(times, air, integrals, first, first_piece, piece, t, 1)
        air_integral_start = air_integral
        p_start_integral = _integral(
            times, air, integrals, first, first_piece, piece, t, 2
        )

        while t < t_end:
            # ---- the air of this step
            while (piece + 1 < count) and times[first + piece + 1] <= t:
                piece += 1
            p = _value(times, air, first, first_piece, piece, t, 2)
            if first_step:
                # relaxation time of the outermost cell, or of the whole by its faces
                x, dx = _group(
                    rows,
                    rows_des,
                    tables,
                    groups[0],
                    groups[1],
                    a[n - 1],
                    False,
                    0.0,
                    0.0,
                    par[SCAN],
                    top,
                )
                c0 = par[POROSITY] * law[1] + par[DENSITY] * dx
                d0 = _diffusivity(law, a[n - 1] * law[0])
                if kind == K_EDGE:
                    resistance = 0.5 * dz[n - 1] / (par[IN_PLANE] * d0)
                    if film > 0.0 and wrap > 0.0:
                        resistance += 1.0 / film + 1.0 / wrap * law[5]
                    dt = 0.5 * dz[n - 1] * c0 * resistance / law[1]
                elif kind == K_FACE:
                    resistance = 1.0 / film + par[THICKNESS] / (
                        3.0 * par[THROUGH_PLANE] * d0
                    )
                    dt = 0.2 * par[THICKNESS] * c0 * resistance / law[1]
                dt = max(dt, 1e-6 * duration)
                first_step = False
            if t + dt > t_end - 1e-9 * dt:
                dt = t_end - t
            elif t + 2.0 * dt > t_end:
                dt = 0.5 * (t_end - t)
            # ---- may the step cross into later pieces of air? (their mean is kept)
            piece_end = times[first + piece + 1]
            crossing = t + dt > piece_end * (1.0 + 1e-15) and piece + 1 < count
            if crossing and piece_end - t > 0.5 * dt:
                dt = piece_end - t
                crossing = False
            end_piece = piece
            while crossing:
                middle = t + 0.5 * dt
                middle_piece = _piece(times, first, count, middle)
                end_piece = _piece(times, first, count, t + dt)
                i0 = _integral(times, air, integrals, first, first_piece, piece, t, 1)
                i1 = _integral(
                    times, air, integrals, first, first_piece, middle_piece, middle, 1
                )
                i2 = _integral(
                    times, air, integrals, first, first_piece, end_piece, t + dt, 1
                )
                h0 = _integral(times, air, integrals, first, first_piece, piece, t, 0)
                h1 = _integral(
                    times, air, integrals, first, first_piece, middle_piece, middle, 0
                )
                h2 = _integral(
                    times, air, integrals, first, first_piece, end_piece, t + dt, 0
                )
                p_mean = (
                    _integral(
                        times, air, integrals, first, first_piece, end_piece, t + dt, 2
                    )
                    - _integral(times, air, integrals, first, first_piece, piece, t, 2)
                ) / dt
                swing = abs(i2 - 2.0 * i1 + i0) / dt / law[0]
                warm = abs(h2 - 2.0 * h1 + h0) / dt
                if heating > 0.0:
                    warm *= min(1.0, 0.5 * dt / heating)
                swing += 0.06 * warm * (i2 - i0) / dt / law[0]
                # answer of the mean water to such a swing, first half against second
                c0 = max(capacity[n - 1], par[POROSITY] * law[1])
                d0 = par[IN_PLANE] * _diffusivity(law, a[n - 1] * law[0]) * law[1]
                if kind == K_EDGE:
                    answer = 0.414 * 1.128 * math.sqrt(c0 * d0 * dt) / s
                    if film > 0.0 and wrap > 0.0:
                        limit = law[1] * dt / (1.0 / film + law[5] / wrap) / s
                        answer = min(answer, 0.25 * limit)
                elif kind == K_FACE:
                    g = law[1] / (
                        1.0 / film
                        + par[THICKNESS]
                        / (3.0 * par[THROUGH_PLANE] * _diffusivity(law, 0.0))
                    )
                    rate = g / (par[THICKNESS] * c0)
                    answer = c0 * (1.0 - math.exp(-0.5 * rate * dt)) ** 2
                else:
                    answer = 0.0
                if (
                    swing * answer <= 0.3 * tolerance * scale
                    and abs(p_mean - p) <= 0.02 * p
                ):
                    break
                dt = max(0.5 * dt, piece_end - t)
                crossing = t + dt > piece_end * (1.0 + 1e-15)
            mean_p_w = 0.0
            mean_t_air = 0.0
            if crossing:
                i0 = _integral(times, air, integrals, first, first_piece, piece, t, 1)
                h0 = _integral(times, air, integrals, first, first_piece, piece, t, 0)
                mean_p_w = (
                    _integral(
                        times, air, integrals, first, first_piece, end_piece, t + dt, 1
                    )
                    - i0
                ) / dt
                mean_t_air = (
                    _integral(
                        times, air, integrals, first, first_piece, end_piece, t + dt, 0
                    )
                    - h0
                ) / dt

            # ---- three stages
            good = True
            worst_a = 0.0
            for stage in range(3):
                if stage == 0:
                    part = GAMMA
                elif stage == 1:
                    part = C2
                else:
                    part = 1.0
                now = t + part * dt
                if crossing:
                    p_w = mean_p_w
                    t_air = mean_t_air
                    slope_air = 0.0
                    air_start = t_air
                else:
                    p_w = _value(times, air, first, first_piece, piece, now, 1)
                    t_air = _value(times, air, first, first_piece, piece, now, 0)
                    air_start = _value(times, air, first, first_piece, piece, t, 0)
                    slope_air = (t_air - air_start) / (part * dt)
                    p = _value(times, air, first, first_piece, piece, now, 2)
                if heating > 0.0:
                    lag = slope_air * heating
                    t_coil = (
                        t_air
                        - lag
                        + (temperature - air_start + lag)
                        * math.exp(-part * dt / heating)
                    )
                else:
                    t_coil = t_air
                if t_coil < par[T_LOW] or t_coil > par[T_HIGH]:
                    fail[0], fail[1], fail[2] = TEMPERATURE_RANGE, now, e
                    fail[3] = t_coil
                    return
                _laws(
                    par,
                    pop,
                    terms,
                    desorption,
                    hysteresis,
                    gas_coefficient,
                    t_coil,
                    p,
                    law,
                    rows,
                    rows_des,
                    kappa,
                )
                a_air = p_w / law[0]
                if kind != K_SEALED and a_air > top:
                    fail[0], fail[1], fail[2], fail[3] = AIR_RANGE, now, e, a_air
                    fail[4] = t_coil
                    return
                z = GAMMA * dt
                # right-hand side of the stage
                for j in range(n):
                    w_star[j] = macro[j]
                    for i in range(width):
                        c_star[j, i] = micro[j, i]
                if stage == 1:
                    for j in range(n):
                        w_star[j] += dt * A21 * k_w[0, j]
                        for i in range(width):
                            c_star[j, i] += dt * A21 * k_c[0, j, i]
                elif stage == 2:
                    for j in range(n):
                        w_star[j] += dt * (B1 * k_w[0, j] + B2 * k_w[1, j])
                        for i in range(width):
                            c_star[j, i] += dt * (B1 * k_c[0, j, i] + B2 * k_c[1, j, i])
                for m in range(populations):
                    if pop[m, EXPONENT] == 0.0:
                        _response(rates[m], z * kappa[m], modes, work, response[m])
                if stage == 0:
                    for j in range(n):
                        a_stage[j] = a[j]
                        for i in range(width):
                            c_stage[j, i] = micro[j, i]
                # film and wrapping
                film_free = True
                k_e = 0.0
                if edge_open:
                    resistance = 1.0 / film + law[5] / wrap
                    film_free = resistance == 0.0
                    if not film_free:
                        k_e = 1.0 / resistance
                psi_air, _ = _potential(law, a_air)
                surface = a_stage[n - 1]
                converged = False
                psi_s = psi_air
                surface_0 = 0.0
                for _ in range(MAX_NEWTON):
                    for j in range(n):
                        if hysteresis:
                            theta, turn = branch[j, 0], branch[j, 1]
                        act = a_stage[j]
                        x, dx = _group(
                            rows,
                            rows_des,
                            tables,
                            groups[0],
                            groups[1],
                            act,
                            hysteresis,
                            theta,
                            turn,
                            par[SCAN],
                            top,
                        )
                        res = (
                            par[POROSITY] * act * law[1] + par[DENSITY] * x - w_star[j]
                        )
                        cap = par[POROSITY] * law[1] + par[DENSITY] * dx
                        for m in range(populations):
                            x, dx = _group(
                                rows,
                                rows_des,
                                tables,
                                groups[m + 1],
                                groups[m + 2],
                                act,
                                hysteresis,
                                theta,
                                turn,
                                par[SCAN],
                                top,
                            )
                            wall[j, m] = x
                            wall_slope[j, m] = dx
                            o = m * modes
                            if pop[m, EXPONENT] == 0.0:
                                mean = response[m, 0, modes] * x
                                for i in range(modes):
                                    mean += response[m, 0, i] * c_star[j, o + i]
                                dmean = response[m, 0, modes] * dx
                            else:
                                _micro_newton(
                                    values[m],
                                    slopes[m],
                                    weights[m],
                                    wall_slopes[m],
                                    norms[m],
                                    z * kappa[m],
                                    pop[m, EXPONENT],
                                    c_stage[j, o : o + modes],
                                    c_star[j, o : o + modes],
                                    x,
                                    modes,
                                    work,
                                    right,
                                )
                                for i in range(modes):
                                    moves[j, m, i, 0] = right[i, 0]
                                    moves[j, m, i, 1] = right[i, 1] * dx
                                mean = c_stage[j, o] + right[0, 0]
                                dmean = right[0, 1] * dx
                            res += pop[m, MASS] * (mean - c_star[j, o])
                            cap += pop[m, MASS] * dmean
                        capacity[j] = cap
                        rhs[j] = -res
                        for k in range(5):
                            band[j, k] = 0.0
                        band[j, 2] = cap
                        psi[j], dpsi[j] = _potential(law, act)
                    # the surface: at the air's activity, or where film and coating pass
                    # the same flux; its change follows the last cells'
                    psi_s = psi_air
                    dpsi_s = 0.0
                    surface_0 = 0.0
                    if edge_open and not film_free:
                        f = n - 1
                        psi_s, dpsi_s = _potential(law, surface)
                        below = k_e * law[1] - par[IN_PLANE] * w_surface[f] * dpsi_s
                        surface_0 = w_surface[f] * psi_s
                        for k in range(4):
                            c = w_first[f] + k
                            if c < n:
                                surface_0 += w_weights[f, k] * psi[c]
                                edge_psi[k] = (
                                    par[IN_PLANE] * w_weights[f, k] * dpsi[c] / below
                                )
                        surface_0 = (
                            par[IN_PLANE] * surface_0 - k_e * (surface - a_air) * law[1]
                        ) / below
                    # fluxes through the walls of the cells
                    for f in range(last_wall):
                        value = w_surface[f] * (psi_s + dpsi_s * surface_0)
                        for k in range(4):
                            c = w_first[f] + k
                            if c < n:
                                value += w_weights[f, k] * psi[c]
                                weight = z * par[IN_PLANE] * w_weights[f, k] * dpsi[c]
                                band[f, 2 + c - f] += weight / dz[f]
                                if f + 1 < n:
                                    band[f + 1, 1 + c - f] -= weight / dz[f + 1]
                        if w_surface[f] != 0.0 and dpsi_s != 0.0:
                            for k in range(4):
                                c = w_first[n - 1] + k
                                if c < n:
                                    weight = (
                                        z
                                        * par[IN_PLANE]
                                        * w_surface[f]
                                        * dpsi_s
                                        * edge_psi[k]
                                    )
                                    band[f, 2 + c - f] += weight / dz[f]
                                    if f + 1 < n:
                                        band[f + 1, 1 + c - f] -= weight / dz[f + 1]
                        value *= z * par[IN_PLANE]
                        rhs[f] -= value / dz[f]
                        if f + 1 < n:
                            rhs[f + 1] += value / dz[f + 1]
                    if kind == K_FACE:
                        for j in range(n):
                            d = _diffusivity(
                                law, 0.5 * (max(a_stage[j], 0.0) * law[0] + p_w)
                            )
                            face_g[j] = law[1] / (
                                par[THICKNESS]
                                * (
                                    1.0 / film
                                    + par[THICKNESS] / (3.0 * par[THROUGH_PLANE] * d)
                                )
                            )
                            rhs[j] -= z * face_g[j] * (a_stage[j] - a_air)
                            band[j, 2] += z * face_g[j]
                    _factor(band, n)
                    _substitute(band, rhs, n)
                    largest = 0.0
                    size = a_air
                    for j in range(n):
                        size = max(size, abs(a_stage[j]))
                    for j in range(n):
                        change = abs(rhs[j]) / (
                            abs(a_stage[j] + rhs[j]) + 1e-3 * size + 1e-12
                        )
                        largest = max(largest, change)
                    # keep the straight prolongation's reach bounded
                    if not (largest < 1e300):
                        break
                    if largest <= newton_tolerance:
                        converged = True
                    # take the step; micro profiles move with their wall
                    for j in range(n):
                        for m in range(populations):
                            o = m * modes
                            if pop[m, EXPONENT] != 0.0:
                                for i in range(modes):
                                    c_stage[j, o + i] += (
                                        moves[j, m, i, 0] + moves[j, m, i, 1] * rhs[j]
                                    )
                            elif converged:
                                x = wall[j, m] + wall_slope[j, m] * rhs[j]
                                for i in range(modes):
                                    c = response[m, i, modes] * x
                                    for k in range(modes):
                                        c += response[m, i, k] * c_star[j, o + k]
                                    c_stage[j, o + i] = c
                    if converged:
                        break
                    for j in range(n):
                        a_stage[j] += rhs[j]
                    if edge_open and not film_free:
                        surface += surface_0
                        for k in range(4):
                            if w_first[n - 1] + k < n:
                                surface += edge_psi[k] * rhs[w_first[n - 1] + k]
                if not converged:
                    good = False
                    break
                # rates from the last linear solve: differences of its fluxes
                k_out[stage] = 0.0
                for j in range(n):
                    k_w[stage, j] = 0.0
                if edge_open and not film_free:
                    psi_s += dpsi_s * surface_0
                    for k in range(4):
                        if w_first[n - 1] + k < n:
                            psi_s += dpsi_s * edge_psi[k] * rhs[w_first[n - 1] + k]
                for f in range(last_wall):
                    value = w_surface[f] * psi_s
                    for k in range(4):
                        c = w_first[f] + k
                        if c < n:
                            value += w_weights[f, k] * (psi[c] + dpsi[c] * rhs[c])
                    value *= par[IN_PLANE]
                    k_w[stage, f] -= value / dz[f]
                    if f + 1 < n:
                        k_w[stage, f + 1] += value / dz[f + 1]
                    else:
                        k_out[stage] = value / s
                if kind == K_FACE:
                    for j in range(n):
                        leaving = face_g[j] * (a_stage[j] + rhs[j] - a_air)
                        k_w[stage, j] -= leaving
                        k_out[stage] += leaving * dz[j] / s
                for j in range(n):
                    for m in range(populations):
                        o = m * modes
                        for i in range(modes):
                            k_c[stage, j, o + i] = (
                                c_stage[j, o + i] - c_star[j, o + i]
                            ) / z
                        k_w[stage, j] -= pop[m, MASS] * k_c[stage, j, o]
                    a_stage[j] += rhs[j]

            # ---- accept or not
            error = 0.0
            if good:
                # the macro scale's and every domain's error, filtered by the last stage
                for j in range(n):
                    total = k_w[0, j] * (B1 - 1.0 + E2) + k_w[1, j] * (B2 - E2)
                    total += k_w[2, j] * GAMMA
                    for m in range(populations):
                        o = m * modes
                        total += pop[m, MASS] * (
                            k_c[0, j, o] * (B1 - 1.0 + E2)
                            + k_c[1, j, o] * (B2 - E2)
                            + k_c[2, j, o] * GAMMA
                        )
                    rhs[j] = dt * total
                _substitute(band, rhs, n)
                # the change that is going on sets the scale
                x, dx = _group(
                    rows,
                    rows_des,
                    tables,
                    groups[0],
                    groups[1],
                    a_air,
                    False,
                    0.0,
                    0.0,
                    par[SCAN],
                    top,
                )
                u_air = par[POROSITY] * a_air * law[1] + par[DENSITY] * x
                for m in range(populations):
                    x, dx = _group(
                        rows,
                        rows_des,
                        tables,
                        groups[m + 1],
                        groups[m + 2],
                        a_air,
                        False,
                        0.0,
                        0.0,
                        par[SCAN],
                        top,
                    )
                    u_air += pop[m, MASS] * x
                away = 0.0
                lowest = 0.0
                for j in range(n):
                    share = dz[j] / s
                    e_j = capacity[j] * rhs[j]
                    error += share * e_j * e_j
                    u = macro[j]
                    for m in range(populations):
                        u += pop[m, MASS] * micro[j, m * modes]
                        o = m * modes
                        mean_now = c_stage[j, o]
                        d_now = math.exp(pop[m, EXPONENT] * mean_now)
                        damp = 1.0 + GAMMA * dt * kappa[m] * d_now * pop[m, SLOWEST]
                        inner = 0.0
                        for i in range(1, modes):
                            k = dt * (
                                k_c[0, j, o + i] * (B1 - 1.0 + E2)
                                + k_c[1, j, o + i] * (B2 - E2)
                                + k_c[2, j, o + i] * GAMMA
                            )
                            inner += k * k * norms[m, i]
                        part = pop[m, MASS] / damp
                        error += share * part * part * inner / norms[m, 0]
                    away += share * (u - u_air) * (u - u_air)
                    lowest = min(lowest, a_stage[j])
                    worst_a = max(worst_a, a_stage[j])
                if kind != K_SEALED:
                    scale = max(scale, math.sqrt(away))
                else:
                    # nothing leaves: what moves inside is measured against the whole
                    inside = 0.0
                    for j in range(n):
                        u = macro[j]
                        for m in range(populations):
                            u += pop[m, MASS] * micro[j, m * modes]
                        inside += u * dz[j] / s
                    scale = max(scale, 0.1 * inside)
                error = math.sqrt(error) / (tolerance * scale)
                if lowest < -1e-9 * (worst_a + 1e-9) or worst_a > top * (1.0 + 1e-9):
                    good = False
                if not (error < 1e300):
                    good = False
            if not good or error > 1.0:
                if good:
                    shrink = max(0.2, 0.9 * error ** (-1.0 / 3.0))
                else:
                    shrink = 0.25
                dt *= shrink
                if dt < 1e-10 * duration and dt < 1e-6:
                    if worst_a > top:
                        fail[0], fail[3] = COIL_RANGE, worst_a
                    else:
                        fail[0], fail[3] = NO_STEP, dt
                    fail[1], fail[2] = t, e
                    return
                if steps > 2000000:
                    fail[0], fail[1], fail[2], fail[3] = NO_STEP, t, e, dt
                    return
                steps += 1
                continue
            # ---- book the step
            for j in range(n):
                macro[j] += dt * (B1 * k_w[0, j] + B2 * k_w[1, j] + GAMMA * k_w[2, j])
                for i in range(width):
                    micro[j, i] += dt * (
                        B1 * k_c[0, j, i] + B2 * k_c[1, j, i] + GAMMA * k_c[2, j, i]
                    )
                if hysteresis:
                    if a_stage[j] >= branch[j, 1]:
                        branch[j, 0] *= math.exp(
                            -(a_stage[j] - branch[j, 1]) / par[SCAN]
                        )
                    else:
                        branch[j, 0] = 1.0 - (1.0 - branch[j, 0]) * math.exp(
                            -(branch[j, 1] - a_stage[j]) / par[SCAN]
                        )
                    branch[j, 1] = a_stage[j]
                a[j] = a_stage[j]
            released += dt * (B1 * k_out[0] + B2 * k_out[1] + GAMMA * k_out[2])
            temperature_time += 0.5 * (temperature + t_coil) * dt
            temperature = t_coil
            steps += 1
            t = t_end if t + dt >= t_end - 1e-12 * duration else t + dt
            if error > 0.0:
                dt *= min(5.0, max(0.3, 0.9 * error ** (-1.0 / 3.0)))
            else:
                dt *= 5.0

        # ---- the exposure's figures
        if duration > 0.0:
            piece = _piece(times, first, count, t_end)
            p_w = (
                _integral(times, air, integrals, first, first_piece, piece, t_end, 1)
                - air_integral_start
            ) / duration
            p = (
                _integral(times, air, integrals, first, first_piece, piece, t_end, 2)
                - p_start_integral
            ) / duration
            t_mean = temperature_time / duration
            _laws(
                par,
                pop,
                terms,
                desorption,
                hysteresis,
                gas_coefficient,
                t_mean,
                p,
                law,
                rows,
                rows_des,
                kappa,
            )
            a_1 = min(p_w / law[0], top)
            a_0 = min(max(start_activity, 0.0), top)
            if abs(a_1 - a_0) < 1e-9 * max(a_0, a_1) + 1e-15:
                step = 1e-6 * max(a_0, 1e-6)
                a_1 = a_0 + step if a_0 + step <= top else a_0 - step
            x_0, _ = _group(
                rows,
                rows_des,
                tables,
                groups[0],
                groups[1],
                a_0,
                False,
                0.0,
                0.0,
                par[SCAN],
                top,
            )
            x_1, _ = _group(
                rows,
                rows_des,
                tables,
                groups[0],
                groups[1],
                a_1,
                False,
                0.0,
                0.0,
                par[SCAN],
                top,
            )
            change = par[POROSITY] * law[1] * (a_1 - a_0) + par[DENSITY] * (x_1 - x_0)
            micro_change = 0.0
            micro_time = 0.0
            for m in range(populations):
                x_0, _ = _group(
                    rows,
                    rows_des,
                    tables,
                    groups[m + 1],
                    groups[m + 2],
                    a_0,
                    False,
                    0.0,
                    0.0,
                    par[SCAN],
                    top,
                )
                x_1, _ = _group(
                    rows,
                    rows_des,
                    tables,
                    groups[m + 1],
                    groups[m + 2],
                    a_1,
                    False,
                    0.0,
                    0.0,
                    par[SCAN],
                    top,
                )
                part = pop[m, MASS] * (x_1 - x_0)
                tau = pop[m, SLAB_FACTOR] / (
                    kappa[m] * math.exp(0.5 * pop[m, EXPONENT] * (x_0 + x_1))
                )
                micro_change += part
                micro_time += part * tau
            total = change + micro_change
            secant = total / (law[1] * (a_1 - a_0))
            d = _diffusivity(law, 0.5 * (a_0 + a_1) * law[0])
            out[e, BIOT] = np.inf
            if kind == K_FACE:
                out[e, TAU_MACRO] = (
                    3.0
                    * secant
                    * par[THICKNESS]
                    * (1.0 / film + par[THICKNESS] / (3.0 * par[THROUGH_PLANE] * d))
                )
            else:
                out[e, TAU_MACRO] = secant * s * s / (par[IN_PLANE] * d)
                if kind == K_SEALED or film == 0.0 or wrap == 0.0:
                    out[e, BIOT] = 0.0
                else:
                    resistance = 1.0 / film + law[5] / wrap
                    if resistance > 0.0:
                        out[e, BIOT] = s / (resistance * par[IN_PLANE] * d)
            out[e, TAU_MICRO] = (
                micro_time / micro_change if micro_change != 0.0 else 0.0
            )
            out[e, SHARE] = micro_change / total
        out[e, RELEASED] = released
        out[e, STEPS] = steps
        for j in range(n):
            out_macro[e, j] = macro[j]
            for i in range(width):
                out_micro[e, j, i] = micro[j, i]
            if hysteresis:
                out_branch[e, j, 0] = branch[j, 0]
                out_branch[e, j, 1] = branch[j, 1]
        out_temperature[e] = temperature


@njit(cache=True, parallel=True, error_model="numpy")
def advance_all(
    par,
    pop,
    groups,
    terms,
    desorption,
    tables,
    hysteresis,
    dz,
    walls_first,
    walls_weights,
    walls_surface,
    rates,
    values,
    slopes,
    weights,
    wall_slopes,
    norms,
    macro,
    micro,
    branch,
    temperature,
    offsets,
    exposures,
    air_first,
    air_piece,
    air_count,
    times,
    air,
    integrals,
    gas,
    out_macro,
    out_micro,
    out_branch,
    out_temperature,
    out,
    fail,
):
    """Every coil through its own exposures [offsets[i], offsets[i + 1]), on all cores.

    Coils do not see each other, so that the answer is the same on one core or many.
    `macro`, `micro`, `branch` hold the start states and are used up.
    """
    for i in prange(macro.shape[0]):
        first, last = offsets[i], offsets[i + 1]
        _one_coil(
            par,
            pop,
            groups,
            terms,
            desorption,
            tables,
            hysteresis,
            dz,
            walls_first,
            walls_weights,
            walls_surface,
            rates,
            values,
            slopes,
            weights,
            wall_slopes,
            norms,
            macro[i],
            micro[i],
            branch[i],
            temperature[i],
            exposures[first:last],
            air_first,
            air_piece,
            air_count,
            times,
            air,
            integrals,
            gas,
            out_macro[first:last],
            out_micro[first:last],
            out_branch[first:last],
            out_temperature[first:last],
            out[first:last],
            fail[i],
        )
