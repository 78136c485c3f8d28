"""One coil through its exposures: time steps, their error, and diffusion times.

Time: the three-stage, third-order, L-stable, stiffly accurate SDIRK of Alexander
(1977), SIAM J. Numer. Anal. 14, 1006. A second-order companion on the first two stages
gives the error estimate, filtered by the stage matrix (Hosea and Shampine 1996, Appl.
Numer. Math. 20, 21). All stages are implicit: a jump of the air needs no consistent
start.
"""

import math

import numpy as np
from numba import njit

from models.isotherm_terms import EFFECTIVE_WIDTH
from models.two_scale.air import (
    face_conductance,
    mean_over,
    piece_at,
    step_across,
    value_at,
)
from models.two_scale.columns import (
    A_TOP,
    AIR_RANGE,
    BIOT,
    CODE,
    COIL_RANGE,
    CONCENTRATION,
    DENSITY,
    EDGE,
    END,
    EXPONENT,
    EXPOSURE,
    FACE,
    FILM,
    HALF_WIDTH,
    HEATING,
    HISTORY,
    IN_PLANE,
    KIND,
    MASS,
    MOLAR,
    NO_STEP,
    OTHER,
    RELEASED,
    SATURATION,
    SCAN,
    SEALED,
    SHARE,
    SLAB_FACTOR,
    SLOWEST,
    START,
    STEPS,
    T_HIGH,
    T_LOW,
    TAU_MACRO,
    TAU_MICRO,
    TEMPERATURE,
    TEMPERATURE_RANGE,
    THICKNESS,
    TIME,
    TOLERANCE,
    TOTAL,
    VALUE,
    VAPOUR,
    WRAP,
    Work,
)
from models.two_scale.laws import (
    diffusivity,
    group_loading,
    macro_activity,
    macro_water,
    set_laws,
)
from models.two_scale.linear import substitute_band
from models.two_scale.stage import solve_stage
from models.two_scale.walls import choose_walls

GAMMA = 0.435866521508459  # root of g^3 - 3 g^2 + 3/2 g - 1/6
A21 = 0.5 * (1.0 - GAMMA)
B1 = -0.25 * (6.0 * GAMMA * GAMMA - 16.0 * GAMMA + 1.0)
B2 = 0.25 * (6.0 * GAMMA * GAMMA - 20.0 * GAMMA + 5.0)
PLACE = (GAMMA, 0.5 * (1.0 + GAMMA), 1.0)
# third less second order: the companion has weights 1 - d2, d2, 0
_D2 = (0.5 - GAMMA) / (PLACE[1] - GAMMA)
E1, E2, E3 = B1 - 1.0 + _D2, B2 - _D2, GAMMA

STEP_SHARE = 0.125  # of the tolerance, for one step: errors of one sign add up over it
# The same where a step takes the mean of several readings: from step to step that mean
# jumps up and down, and so do the errors it makes.
READ_SHARE = 0.25
FLOOR = 1e-9  # kg/kg: one thousandth of a ppm is never worth a smaller step
# Share of the tolerance for taking several readings by their mean. Not a step's share:
# the mean keeps the dose, so that what one step errs the next ones make good.
CROSSING_SHARE = 0.3
MOST_STEPS = 5_000_000


# The functions below run without numba's reference counting (_nrt=False): they allocate
# nothing, and counting the arrays of `Numbers` and `Work` at each call took 90 % of the
# time.


@njit(cache=True, error_model="numpy")
def workspace(numbers):
    """Scratch arrays for one coil."""
    n = numbers.widths.shape[0]
    modes = numbers.mean.shape[1]
    populations = numbers.population.shape[0]
    unknowns = numbers.offset[populations]
    return Work(
        np.zeros(6),
        np.zeros((numbers.terms.shape[0], EFFECTIVE_WIDTH)),
        np.zeros((numbers.desorption.shape[0], EFFECTIVE_WIDTH)),
        np.zeros(populations),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros((n, unknowns)),
        np.zeros((n, unknowns)),
        np.zeros((3, n)),
        np.zeros((3, n, unknowns)),
        np.zeros(3),
        np.zeros((n, populations)),
        np.zeros((n, populations)),
        np.zeros((populations, modes, modes + 1)),
        np.zeros((populations, modes + 1)),
        np.zeros((n, populations, modes, 2)),
        np.zeros((modes, modes)),
        np.zeros((modes, 2)),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros((n, 5)),
        np.zeros(n),
        np.zeros(n),
        np.zeros(5),
        np.zeros(n, dtype=np.int64),
        np.zeros((n, 4)),
        np.zeros(n),
    )


@njit(cache=True, error_model="numpy", _nrt=False)
def _domain_mean(numbers, micro, j, m):
    """Mean loading [kg/kg] of population m's domains in cell j."""
    value = 0.0
    for i in range(numbers.nodes[m]):
        value += numbers.mean[m, i] * micro[j, numbers.offset[m] + i]
    return value


@njit(cache=True, error_model="numpy", _nrt=False)
def _cell_water(numbers, macro, micro, j):
    """Water of cell j on both scales [kg/m3]."""
    value = macro[j]
    for m in range(numbers.population.shape[0]):
        value += numbers.population[m, MASS] * _domain_mean(numbers, micro, j, m)
    return value


@njit(cache=True, error_model="numpy", _nrt=False)
def _equilibrium_water(numbers, work, activity, weight, turn):
    """Water [kg/m3] on both scales at `activity`."""
    value, _ = macro_water(numbers, work, activity, weight, turn)
    for m in range(numbers.population.shape[0]):
        x, _ = group_loading(numbers, work, m + 1, activity, weight, turn)
        value += numbers.population[m, MASS] * x
    return value


@njit(cache=True, error_model="numpy", _nrt=False)
def _first_step(numbers, work, branch, kind, film, conductance):
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


@njit(cache=True, error_model="numpy", _nrt=False)
def _step_error(numbers, work, dt, remaining):
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
            lasting = rate * numbers.population[m, SLOWEST] * remaining
            part = numbers.population[m, MASS] * dt / (1.0 + lasting)
            inside += numbers.widths[j] * part * part * max(square - mean * mean, 0.0)
        work.change[j] = dt * error
    substitute_band(work.band, work.change, n)
    for j in range(n):
        error = work.capacity[j] * work.change[j]
        inside += numbers.widths[j] * error * error
    return math.sqrt(inside / width)


@njit(cache=True, error_model="numpy", _nrt=False)
def _distance(numbers, work, macro, micro, branch, activity):
    """How far [kg/m3, root mean square over the width] the coil is from `activity`."""
    n = numbers.widths.shape[0]
    goal = _equilibrium_water(numbers, work, activity, branch[0, 0], branch[0, 1])
    width = 0.0
    square = 0.0
    for j in range(n):
        away = _cell_water(numbers, macro, micro, j) - goal
        width += numbers.widths[j]
        square += numbers.widths[j] * away * away
    return math.sqrt(square / width)


@njit(cache=True, error_model="numpy", _nrt=False)
def _book(numbers, work, macro, micro, branch, dt):
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


@njit(cache=True, error_model="numpy", _nrt=False)
def _diffusion_times(
    numbers, work, gas, out, kind, film, wrap, start, vapour, temperature, pressure
):
    """tau_macro, tau_micro, water share and Biot number of an exposure.

    Secants between the coil's mean activity at its start and the air's mean (PHYSICS
    0); the tangent where they are equal.
    """
    set_laws(numbers, work, gas, temperature, pressure)
    law, material = work.law, numbers.material
    top = material[A_TOP]
    a_0 = min(max(start, 0.0), top)
    a_1 = min(vapour / law[SATURATION], top)
    if kind == SEALED:
        a_1 = a_0
    if abs(a_1 - a_0) < 1e-9 * max(a_0, a_1) + 1e-15:
        step = 1e-6 * max(a_0, 1e-6)
        a_1 = a_0 + step if a_0 + step <= top else a_0 - step
    # wholly on one branch: that of desorption where it dries, of adsorption else
    weight, turn = (1.0, 0.0) if a_1 < a_0 else (0.0, top)
    low, _ = macro_water(numbers, work, a_0, weight, turn)
    high, _ = macro_water(numbers, work, a_1, weight, turn)
    total = high - low
    micro = 0.0
    weighted = 0.0
    for m in range(numbers.population.shape[0]):
        x_0, _ = group_loading(numbers, work, m + 1, a_0, weight, turn)
        x_1, _ = group_loading(numbers, work, m + 1, a_1, weight, turn)
        part = numbers.population[m, MASS] * (x_1 - x_0)
        mean = 0.5 * numbers.population[m, EXPONENT] * (x_0 + x_1)
        micro += part
        weighted += (
            part * numbers.population[m, SLAB_FACTOR] / (work.rate[m] * math.exp(mean))
        )
    total += micro
    secant = total / (law[CONCENTRATION] * (a_1 - a_0))
    between = 0.5 * (a_0 + a_1) * law[SATURATION]
    if kind == FACE:
        through = face_conductance(numbers, law, film, between)
        out[TAU_MACRO] = 3.0 * secant * material[THICKNESS] / through
        out[BIOT] = math.inf
    else:
        effective = material[IN_PLANE] * diffusivity(law, between)
        half = material[HALF_WIDTH]
        out[TAU_MACRO] = secant * half * half / effective
        resistance = 1.0 / film + law[MOLAR] / wrap
        out[BIOT] = half / (resistance * effective)
        if kind == SEALED:
            out[BIOT] = 0.0
    out[TAU_MICRO] = weighted / micro if micro != 0.0 else 0.0
    out[SHARE] = micro / total


@njit(cache=True, error_model="numpy", _nrt=False)
def _set_start(numbers, work, gas, temperature, pressure, macro, branch, fail):
    """Laws and activities at the start of an exposure; False if out of range."""
    if temperature < numbers.material[T_LOW] or temperature > numbers.material[T_HIGH]:
        fail[CODE], fail[VALUE] = TEMPERATURE_RANGE, temperature
        return False
    set_laws(numbers, work, gas, temperature, pressure)
    top = numbers.material[A_TOP]
    for j in range(macro.shape[0]):
        own = min(j, branch.shape[0] - 1)
        # from the same guess always: an answer must not depend on what was asked before
        a = macro_activity(numbers, work, macro[j], 0.0, branch[own, 0], branch[own, 1])
        work.activity[j] = a
        if a > top * (1.0 + 1e-9):
            fail[CODE], fail[VALUE], fail[OTHER] = COIL_RANGE, a, temperature
            return False
    return True


@njit(cache=True, error_model="numpy", _nrt=False)
def _stages(
    numbers,
    work,
    air,
    row,
    piece,
    crossing,
    t,
    dt,
    temperature,
    macro,
    micro,
    branch,
    fail,
):
    """The three stages of one step: whether they converged, and the end temperature.

    fail[CODE] is set where the air or the temperature leaves the range of the laws.
    """
    history = int(row[HISTORY])
    kind, film, wrap, heating = row[KIND], row[FILM], row[WRAP], row[HEATING]
    gas = air.gas[history]
    coil = temperature
    mean_vapour = 0.0
    mean_temperature = 0.0
    pressure = value_at(air, history, piece, t, TOTAL)
    if crossing:
        mean_vapour = mean_over(air, history, piece, t, t + dt, VAPOUR)
        mean_temperature = mean_over(air, history, piece, t, t + dt, TEMPERATURE)
    for stage in range(3):
        part = PLACE[stage] * dt
        if crossing:
            vapour = mean_vapour
            warm = mean_temperature
            lag = 0.0
            begin = warm
        else:
            vapour = value_at(air, history, piece, t + part, VAPOUR)
            warm = value_at(air, history, piece, t + part, TEMPERATURE)
            pressure = value_at(air, history, piece, t + part, TOTAL)
            begin = value_at(air, history, piece, t, TEMPERATURE)
            lag = (warm - begin) / part * heating
        coil = warm
        if heating > 0.0:
            # exact answer of a first-order lag to air on a straight line
            coil += (temperature - begin + lag) * math.exp(-part / heating) - lag
        if coil < numbers.material[T_LOW] or coil > numbers.material[T_HIGH]:
            fail[CODE], fail[VALUE], fail[TIME] = TEMPERATURE_RANGE, coil, t + part
            return False, coil
        set_laws(numbers, work, gas, coil, pressure)
        activity = vapour / work.law[SATURATION]
        if kind != SEALED and activity > numbers.material[A_TOP]:
            fail[CODE], fail[VALUE], fail[TIME] = AIR_RANGE, activity, t + part
            fail[OTHER] = coil
            return False, coil
        for j in range(macro.shape[0]):
            work.macro_start[j] = macro[j]
            for i in range(micro.shape[1]):
                work.micro_start[j, i] = micro[j, i]
            if stage == 0:
                work.iterate[j] = work.activity[j]
                for i in range(micro.shape[1]):
                    work.micro_iterate[j, i] = micro[j, i]
            else:
                first = dt * A21 if stage == 1 else dt * B1
                second = 0.0 if stage == 1 else dt * B2
                work.macro_start[j] += (
                    first * work.macro_rate[0, j] + second * work.macro_rate[1, j]
                )
                for i in range(micro.shape[1]):
                    work.micro_start[j, i] += (
                        first * work.micro_rate[0, j, i]
                        + second * work.micro_rate[1, j, i]
                    )
        conductance = 0.0
        if kind == EDGE:
            conductance = 1.0 / (1.0 / film + work.law[MOLAR] / wrap)
        if not solve_stage(
            numbers,
            work,
            branch,
            stage,
            GAMMA * dt,
            kind,
            film,
            conductance,
            vapour,
        ):
            return False, coil
    return True, coil


@njit(cache=True, error_model="numpy", _nrt=False)
def _expose(numbers, work, air, row, macro, micro, branch, temperature, out, fail):
    """One exposure: advance the coil's state in place; its temperature comes back."""
    history = int(row[HISTORY])
    kind, film, wrap, heating = row[KIND], row[FILM], row[WRAP], row[HEATING]
    start, end = row[START], row[END]
    duration = end - start
    material = numbers.material
    t = start
    piece = piece_at(air, history, t, 0)
    first_piece = piece
    if heating <= 0.0:
        temperature = value_at(air, history, piece, t, TEMPERATURE)
    pressure = value_at(air, history, piece, t, TOTAL)
    fail[TIME] = t
    if not _set_start(
        numbers, work, air.gas[history], temperature, pressure, macro, branch, fail
    ):
        return temperature
    if duration <= 0.0:
        out[BIOT] = math.inf
        return temperature
    half = material[HALF_WIDTH]
    mean_activity = 0.0
    for j in range(macro.shape[0]):
        mean_activity += work.activity[j] * numbers.widths[j] / half
    conductance = 0.0
    if kind == EDGE:
        conductance = 1.0 / (1.0 / film + work.law[MOLAR] / wrap)
    dt = _first_step(numbers, work, branch, kind, film, conductance)
    dt = min(max(dt, 1e-6 * duration), duration)
    for j in range(macro.shape[0]):
        own = min(j, branch.shape[0] - 1)
        _, work.capacity[j] = macro_water(
            numbers, work, work.activity[j], branch[own, 0], branch[own, 1]
        )
    released = 0.0
    warmth = 0.0
    scale = FLOOR * material[DENSITY]
    steps = 0
    while t < end:
        while (
            piece + 1 < air.count[history]
            and air.times[air.first[history] + piece + 1] <= t
        ):
            piece += 1
        if t + dt > end - 1e-9 * dt:
            dt = end - t
        elif t + 2.0 * dt > end:
            dt = 0.5 * (end - t)
        dt, crossing = step_across(
            numbers,
            work,
            air,
            row,
            piece,
            t,
            dt,
            CROSSING_SHARE * material[TOLERANCE] * scale,
        )
        choose_walls(
            numbers,
            work,
            conductance,
            mean_over(air, history, piece, t, t + dt, VAPOUR) / work.law[SATURATION],
        )
        fail[CODE] = 0.0
        good, coil = _stages(
            numbers,
            work,
            air,
            row,
            piece,
            crossing,
            t,
            dt,
            temperature,
            macro,
            micro,
            branch,
            fail,
        )
        if fail[CODE] != 0.0:
            return temperature
        steps += 1
        error = 0.0
        highest = 0.0
        if good:
            error = _step_error(numbers, work, dt, end - t)
            activity = (
                mean_over(air, history, piece, t, t + dt, VAPOUR) / work.law[SATURATION]
            )
            if kind == SEALED:
                # nothing is on its way out: what moves inside is held against it all
                activity = 0.0
            scale = max(scale, _distance(numbers, work, macro, micro, branch, activity))
            share = READ_SHARE if crossing else STEP_SHARE
            error /= share * material[TOLERANCE] * scale
            lowest = 0.0
            for j in range(macro.shape[0]):
                lowest = min(lowest, work.iterate[j])
                highest = max(highest, work.iterate[j])
            good = (
                error < math.inf
                and lowest >= -1e-9 * (highest + 1e-9)
                and highest <= material[A_TOP] * (1.0 + 1e-9)
            )
        if not good or error > 1.0:
            dt *= max(0.2, 0.9 * error ** (-1.0 / 3.0)) if good else 0.25
            if dt < 1e-14 * duration or steps > MOST_STEPS:
                fail[CODE], fail[VALUE], fail[TIME] = NO_STEP, dt, t
                if highest > material[A_TOP]:
                    fail[CODE], fail[VALUE], fail[OTHER] = COIL_RANGE, highest, coil
                return temperature
            continue
        released += _book(numbers, work, macro, micro, branch, dt)
        warmth += 0.5 * (temperature + coil) * dt
        temperature = coil
        t = end if t + dt >= end - 1e-12 * duration else t + dt
        dt *= min(5.0, max(0.3, 0.9 * error ** (-1.0 / 3.0))) if error > 0.0 else 5.0
    out[RELEASED] = released
    out[STEPS] = steps
    _diffusion_times(
        numbers,
        work,
        air.gas[history],
        out,
        kind,
        film,
        wrap,
        mean_activity,
        mean_over(air, history, first_piece, start, end, VAPOUR),
        warmth / duration,
        mean_over(air, history, first_piece, start, end, TOTAL),
    )
    return temperature


@njit(cache=True, nogil=True, error_model="numpy")
def advance_range(
    first,
    last,
    numbers,
    air,
    macro,
    micro,
    branch,
    temperature,
    offsets,
    exposures,
    out_macro,
    out_micro,
    out_branch,
    out_temperature,
    out,
    fail,
):
    """The coils [first, last), each through its exposures [offsets[i], offsets[i + 1]).

    Coils do not see each other: threads may take ranges of them, and the answer is the
    same. `macro`, `micro` and `branch` hold the start states and are used up; the
    out-arrays take one row per exposure, `fail` one per coil.
    """
    for i in range(first, last):
        work = workspace(numbers)
        for e in range(offsets[i], offsets[i + 1]):
            temperature[i] = _expose(
                numbers,
                work,
                air,
                exposures[e],
                macro[i],
                micro[i],
                branch[i],
                temperature[i],
                out[e],
                fail[i],
            )
            if fail[i, CODE] != 0.0:
                fail[i, EXPOSURE] = e - offsets[i]
                break
            out_macro[e] = macro[i]
            out_micro[e] = micro[i]
            out_branch[e] = branch[i]
            out_temperature[e] = temperature[i]
