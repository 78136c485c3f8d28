"""One coil through its exposures: time steps, error control, what is reported."""

import math

from numba import njit

from models.two_scale.air import mean_over, piece_at, step_across, value_at
from models.two_scale.columns import (
    A_TOP,
    AIR_RANGE,
    BIOT,
    CODE,
    COIL_RANGE,
    DENSITY,
    EDGE,
    END,
    EXPOSURE,
    FILM,
    HALF_WIDTH,
    HEATING,
    HISTORY,
    KIND,
    MOLAR,
    NO_STEP,
    OTHER,
    RELEASED,
    SATURATION,
    SEALED,
    START,
    STEPS,
    T_HIGH,
    T_LOW,
    TEMPERATURE,
    TEMPERATURE_RANGE,
    TIME,
    TOLERANCE,
    TOTAL,
    VALUE,
    VAPOUR,
    WRAP,
)
from models.two_scale.diffusion_times import diffusion_times
from models.two_scale.guess import begin, forget, guess, remember
from models.two_scale.laws import macro_activity, macro_water, set_laws
from models.two_scale.stage import solve_stage
from models.two_scale.step import (
    GAMMA,
    PLACE,
    begin_stage,
    book,
    distance,
    first_step,
    sinks,
    step_error,
)
from models.two_scale.workspace import workspace

STEP_SHARE = 0.125  # of the tolerance, for one step: errors of one sign add up over it
# The same where a step takes the mean of several readings: from step to step that mean
# jumps up and down, and so do the errors it makes.
READ_SHARE = 0.25
FLOOR = 1e-9  # kg/kg: one thousandth of a ppm is never worth a smaller step
NEWTON_SHARE = 0.03  # of the tolerance: what Newton may leave in a cell
MOST_STEPS = 5_000_000
# How closely [of an exposure] it is told when the coil leaves the range of its laws.
BEYOND_PLACED = 1e-7
SHORTEST_STEP = 1e-22  # of an exposure: months of a thin stack begin with 1e-8 s


@njit(cache=True, error_model="numpy", _nrt=False)
def set_start(numbers, work, gas, temperature, pressure, macro, branch, fail):
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


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def set_capacities(numbers, work, branch):
    """Slope of each cell's macro water by activity at the start of an exposure."""
    for j in range(work.activity.shape[0]):
        own = min(j, branch.shape[0] - 1)
        _, work.capacity[j] = macro_water(
            numbers, work, work.activity[j], branch[own, 0], branch[own, 1]
        )


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def edge_conductance(law, kind, film, wrap):
    """Conductance of film and wrapping at the edge [m/s]; inf: none, 0: no edge."""
    if kind == EDGE:
        return 1.0 / (1.0 / film + law[MOLAR] / wrap)
    return 0.0


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def judged(numbers, work, macro, micro, branch, dt, remaining, activity, share, scale):
    """Whether the step just made is one, its error, highest activity, and the scale.

    Whether that activity lies in the isotherms' range is left to the caller. The error
    is in parts of what one step may use, `share` of the tolerance; `scale` [kg/m3] is
    the largest distance from equilibrium met, here with that from `activity`.
    """
    error = step_error(numbers, work, dt, remaining)
    scale = max(scale, distance(numbers, work, macro, micro, branch, activity))
    error /= share * numbers.material[TOLERANCE] * scale
    highest = 0.0
    for j in range(macro.shape[0]):
        highest = max(highest, work.iterate[j])
    good = error < math.inf and not sinks(numbers, work, micro, dt)
    return good, error, highest, scale


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def beyond(numbers, highest):
    """Whether the highest activity of a step lies beyond the isotherms' range."""
    return highest > numbers.material[A_TOP] * (1.0 + 1e-9)


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
    small,
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
            if crossing:  # the mean of warm, humid and of cold, dry air is no air met
                return False, coil
            fail[CODE], fail[VALUE], fail[TIME] = AIR_RANGE, activity, t + part
            fail[OTHER] = coil
            return False, coil
        begin_stage(work, macro, micro, stage, dt)
        guess(numbers, work, micro, t + part, stage == 0)
        conductance = edge_conductance(work.law, kind, film, wrap)
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
            small,
        ):
            return False, coil
        remember(work, t + part)
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
    if not set_start(
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
    conductance = edge_conductance(work.law, kind, film, wrap)
    dt = first_step(numbers, work, branch, kind, film, conductance)
    dt = min(max(dt, 1e-6 * duration), duration)
    set_capacities(numbers, work, branch)
    released = 0.0
    warmth = 0.0
    activity = value_at(air, history, piece, t, VAPOUR) / work.law[SATURATION]
    if kind == SEALED:
        activity = 0.0
    scale = max(
        FLOOR * material[DENSITY],
        distance(numbers, work, macro, micro, branch, activity),
    )
    steps = 0
    begin(work, t)
    while t < end:
        while (
            piece + 1 < air.count[history]
            and air.times[air.first[history] + piece + 1] <= t
        ):
            piece += 1
            begin(work, t)
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
            scale,
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
            NEWTON_SHARE * material[TOLERANCE] * scale,
            fail,
        )
        if fail[CODE] != 0.0:
            return temperature
        steps += 1
        error = 0.0
        highest = 0.0
        if good:
            activity = (
                mean_over(air, history, piece, t, t + dt, VAPOUR) / work.law[SATURATION]
            )
            if kind == SEALED:
                # nothing is on its way out: what moves inside is held against it all
                activity = 0.0
            share = READ_SHARE if crossing else STEP_SHARE
            good, error, highest, scale = judged(
                numbers, work, macro, micro, branch, dt, end - t, activity, share, scale
            )
            if beyond(numbers, highest):
                if good and error <= 1.0 and dt < BEYOND_PLACED * duration:
                    fail[CODE], fail[VALUE], fail[TIME] = COIL_RANGE, highest, t
                    fail[OTHER] = coil
                    return temperature
                good = False
        if not good or error > 1.0:
            forget(work)
            dt *= max(0.2, 0.9 * error ** (-1.0 / 3.0)) if good else 0.25
            if t + dt == t or dt < SHORTEST_STEP * duration or steps > MOST_STEPS:
                fail[CODE], fail[VALUE], fail[TIME] = NO_STEP, dt, t
                # where the air has jumped, what the coil holds may be more than it can
                # hold there: that is to blame then, and named
                if heating <= 0.0:
                    temperature = value_at(air, history, piece, t, TEMPERATURE)
                pressure = value_at(air, history, piece, t, TOTAL)
                gas = air.gas[history]
                set_start(
                    numbers, work, gas, temperature, pressure, macro, branch, fail
                )
                return temperature
            continue
        released += book(numbers, work, macro, micro, branch, dt)
        warmth += 0.5 * (temperature + coil) * dt
        temperature = coil
        t = end if t + dt >= end - 1e-12 * duration else t + dt
        dt *= min(5.0, max(0.3, 0.9 * error ** (-1.0 / 3.0))) if error > 0.0 else 5.0
    out[RELEASED] = released
    out[STEPS] = steps
    diffusion_times(
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
