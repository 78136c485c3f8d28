"""The three stages of a step of a load, and the vapour pressure its coils share.

A trial gives what each coil releases, that gives the chamber's vapour pressure
(:mod:`models.oven.gas`), and a secant brings both together.
"""

import math

import numpy as np
from numba import njit

from models.oven.coils import keep_coil, solve_coil, start_coil
from models.oven.columns import (
    CAPACITY,
    COATING,
    COUNT,
    DRY,
    END,
    F_CODE,
    F_COIL,
    F_OTHER,
    F_TIME,
    F_VALUE,
    FROM,
    GAS,
    KIND,
    POWER,
    PRESSURE,
    PUMP_OFF,
    PUMP_WORK,
    START,
    TEMPERATURE_RANGE,
    TO,
    TOLERANCE,
    VAPOUR,
    VOLUME,
    WALL,
)
from models.oven.gas import dry_rate, gas_stage, pump_value, water_rate
from models.oven.heat import gas_transfer, heat_stage, latent_sink, wall_rate
from models.psychrometrics import liquid_vapour_pressure_scalar
from models.two_scale.coil import BEYOND_PLACED, NEWTON_SHARE
from models.two_scale.columns import (
    A_TOP,
    SEALED,
    T_HIGH,
    T_LOW,
)
from models.two_scale.columns import TOLERANCE as MODEL_TOLERANCE
from models.two_scale.guess import FAR_LINE, FAR_PARABOLA
from models.two_scale.step import (
    A21,
    B1,
    B2,
    GAMMA,
    PLACE,
)
from models.units import GAS_CONSTANT, WATER_MOLAR_MASS

MOST_TRIALS = 40
TRIAL_SHARE = 0.2  # of the tolerance: what a trial may leave of the vapour pressure
OWED = 1e-9  # of the gas: what a stiff step may owe of vapour or of dry gas
LAG_SHARE = 0.003  # of the tolerance: what the heat of desorption may lag by
# of the pressure: what a trial may leave of the driest gas; more would be noise to its
# coils, and steps end up the smaller for it
TRACE = 1e-12
HEAT_SPAN = 100.0  # K: temperatures err by the tolerance times this

# what a stage hands on to the next: vapour pressure and pressure [Pa], slope of the
# gap; to the error: the pump's rate [1/s] and the gas's heat transfer [W/(m2 K)]
TRIED, TRIED_PRESSURE, TRIED_SLOPE, DRAWN, TRANSFER = range(5)


@njit(cache=True, error_model="numpy", inline="always")
def _lowest_limit(models, which, coils, warm):
    """Vapour pressure [Pa] at which the first coil's isotherms end, and that coil."""
    limit, first = math.inf, 0
    for i in range(coils.shape[0]):
        if coils[i, KIND] != SEALED:
            top = models[which[i]].material[A_TOP]
            own = top * liquid_vapour_pressure_scalar(warm[i])
            if own < limit:
                limit, first = own, i
    return limit, first


@njit(cache=True, error_model="numpy", _nrt=False)
def expected(past, count, time, column, last):
    """Vapour pressure or pressure [Pa] that a stage ending at `time` [s] starts from.

    On the parabola through the last three stages in `past`, in the root of the time
    since the piece began; `last` where there are not as many, or too far ahead.
    """
    if count < 3:
        return last
    k0 = count % 3  # the oldest
    k1, k2 = (k0 + 1) % 3, (k0 + 2) % 3
    t0, t1, t2 = past[k0, 0], past[k1, 0], past[k2, 0]
    t = math.sqrt(time - past[3, 0])
    ahead = (t - t2) / (t2 - t0)
    if ahead > FAR_LINE:
        return last
    if ahead > FAR_PARABOLA:
        found = past[k2, column] + ahead * (past[k2, column] - past[k0, column])
    else:
        w0 = (t - t1) * (t - t2) / ((t0 - t1) * (t0 - t2))
        w1 = (t - t0) * (t - t2) / ((t1 - t0) * (t1 - t2))
        found = (
            w0 * past[k0, column]
            + w1 * past[k1, column]
            + (1.0 - w0 - w1) * past[k2, column]
        )
    return found if found > 0.0 else last


@njit(cache=True, error_model="numpy")
def stages(
    models, which, works, macros, micros, branches, coils, oven, pump, piece, t, dt,
    chamber, temperature, scales, trial, past, released, sinks, warm, rates,
    warm_rates, flows, coil_flows, fail,
):  # fmt: skip
    """The three stages of one step: whether they converged.

    `past` [4, 3] keeps three stages for :func:`expected`. `rates` [3, 3] are those of
    the chamber's state, `warm_rates` [3, coils] those of the coils' temperatures,
    `flows` [3, FLOWS], `coil_flows` [3, coils, 3] heat, latent heat [W] and water
    [mol/s] of each coil.
    """
    n = coils.shape[0]
    z = GAMMA * dt
    start = np.empty(3)
    starts = np.empty(n)
    gained, heats = np.empty(n), np.empty(n)
    room_for = 0.0  # kg that the coils may err by
    for i in range(n):
        room_for += coils[i, COUNT] * coils[i, COATING] * scales[i]
    room_for *= NEWTON_SHARE * oven[TOLERANCE]
    close = TRIAL_SHARE * oven[TOLERANCE]
    slope_of_set = (piece[TO] - piece[FROM]) / (piece[END] - piece[START])
    for stage in range(3):
        first = 0.0 if stage == 0 else dt * A21 if stage == 1 else dt * B1
        second = dt * B2 if stage == 2 else 0.0
        for k in range(3):
            start[k] = chamber[k] + first * rates[0, k] + second * rates[1, k]
        for i in range(n):
            starts[i] = (
                temperature[i] + first * warm_rates[0, i] + second * warm_rates[1, i]
            )
            start_coil(works[i], macros[i], micros[i], stage, dt)
        now = t + PLACE[stage] * dt
        goal = piece[FROM] + slope_of_set * (now - piece[START])
        flow = flows[stage]
        flow[:] = flows[(stage + 2) % 3]
        wall = goal
        count = int(past[3, 1])
        pressure = expected(past, count, now, 2, trial[TRIED_PRESSURE])
        # of dry gas a step may owe a trace
        vapour = max(expected(past, count, now, 1, trial[TRIED]), 0.0)
        slope = max(trial[TRIED_SLOPE], 1.0)
        low, high = 0.0, math.inf
        last, last_gap = -1.0, 0.0
        found = False
        for k in range(MOST_TRIALS):
            for i in range(n):
                sinks[i] = latent_sink(oven, released[i], warm[i])
            wall = heat_stage(
                oven, piece, coils, start[WALL], starts, z, goal, pressure, sinks,
                wall, warm, heats, flow,
            )  # fmt: skip
            limit, coldest = _lowest_limit(models, which, coils, warm)
            vapour = min(vapour, limit)
            total = 0.0
            for i in range(n):
                numbers, work = models[which[i]], works[i]
                if warm[i] < numbers.material[T_LOW] or (
                    warm[i] > numbers.material[T_HIGH]
                ):
                    # a trial may go too far; a short one says that the coil does
                    if dt < BEYOND_PLACED * (piece[END] - piece[START]):
                        fail[F_CODE], fail[F_VALUE] = TEMPERATURE_RANGE, warm[i]
                        fail[F_TIME], fail[F_COIL] = now, i
                    return False
                small = NEWTON_SHARE * numbers.material[MODEL_TOLERANCE] * scales[i]
                gained[i] = solve_coil(
                    numbers, work, coils[i], piece[GAS], warm[i], pressure, vapour,
                    stage, now, dt, micros[i], branches[i], small, k == 0,
                )  # fmt: skip
                if not math.isfinite(gained[i]):
                    return False
                total += coils[i, COUNT] * gained[i]
            pressure_new, vapour_new, drawn = gas_stage(
                oven, pump, piece, start, z, wall, total, pressure, flow
            )
            gap = vapour - vapour_new
            if gap > 0.0:
                high = min(high, vapour)
            else:
                low = max(low, vapour)
            if last >= 0.0 and vapour != last:
                seen = (gap - last_gap) / (vapour - last)
                slope = max(seen, 1.0)
            last, last_gap = vapour, gap
            move = -gap / slope
            off = abs(gap) * oven[VOLUME] / (GAS_CONSTANT * wall) * WATER_MOLAR_MASS
            lagging = 0.0
            for i in range(n):
                change = latent_sink(oven, gained[i], warm[i]) - sinks[i]
                lagging = max(lagging, abs(change) * z / coils[i, CAPACITY])
            found = (
                (abs(move) <= close * vapour_new or abs(gap) <= TRACE * pressure_new)
                and (abs(gap) <= close * pressure_new or off <= room_for)
                and abs(pressure_new - pressure) <= close * pressure_new
                and lagging <= LAG_SHARE * oven[TOLERANCE] * HEAT_SPAN
            )
            for i in range(n):
                released[i] = gained[i]
            pressure = pressure_new
            if found:
                break
            if vapour >= limit and gap < 0.0:
                fail[F_VALUE], fail[F_OTHER] = limit, warm[coldest]
                return False
            vapour += move
            if not low < vapour < high:
                vapour = 0.5 * (low + high) if high < math.inf else 2.0 * low + 1.0
        if not found:
            return False
        trial[TRIED], trial[TRIED_PRESSURE], trial[TRIED_SLOPE] = (
            vapour_new,
            pressure,
            slope,
        )
        past[count % 3, 0] = math.sqrt(now - past[3, 0])
        past[count % 3, 1], past[count % 3, 2] = vapour_new, pressure
        past[3, 1] = count + 1
        power = 0.0
        if piece[PRESSURE] < oven[PUMP_OFF]:
            power = pump_value(pump, pressure, POWER)
        flow[PUMP_WORK] = power
        rates[stage, VAPOUR] = water_rate(flow)
        rates[stage, DRY] = dry_rate(flow)
        rates[stage, WALL] = wall_rate(oven, flow)
        transfer = gas_transfer(oven, trial[TRIED_PRESSURE])
        for i in range(n):
            warm_rates[stage, i] = (heats[i] - sinks[i]) / coils[i, CAPACITY]
            coil_flows[stage, i, 0] = heats[i]
            coil_flows[stage, i, 1] = sinks[i]
            coil_flows[stage, i, 2] = released[i]
            keep_coil(works[i], now)
    trial[DRAWN], trial[TRANSFER] = drawn, transfer
    return True
