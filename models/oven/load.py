"""A load of coils and the vapour above them, in lock-step.

All coils, the chamber's gas and all temperatures take the same steps of the scheme of
:mod:`models.two_scale.step`. In each stage one number is unknown beyond the coils'
own: the vapour pressure they share. A trial gives what each coil releases, that gives
the chamber's vapour pressure (:mod:`models.oven.gas`), and a secant brings both
together. Rates are booked, never what a trial left over: water and heat close to
round-off.
"""

import math

import numpy as np
from numba import njit

from models.oven.columns import (
    AIR_RANGE,
    CAPACITY,
    COATING,
    COIL_MEAN,
    COIL_NOTED,
    COIL_RANGE,
    COIL_TEMPERATURE,
    COIL_WORST,
    COUNT,
    DRY,
    END,
    F_CODE,
    F_COIL,
    F_OTHER,
    F_TIME,
    F_VALUE,
    FILM,
    FLOWS,
    FROM,
    GAS,
    KIND,
    NO_STEP,
    NOTED,
    NOTED_PIECE,
    NOTED_PRESSURE,
    NOTED_SET,
    NOTED_VAPOUR,
    NOTED_WALL,
    POWER,
    PRESSURE,
    PUMP_OFF,
    PUMP_WORK,
    SPEED,
    START,
    TEMPERATURE_RANGE,
    TIME,
    TO,
    TOLERANCE,
    VAPOUR,
    VOLUME,
    WALL,
    WRAP,
)
from models.oven.gas import dry_rate, gas_stage, pump_value, water_rate
from models.oven.heat import gas_transfer, heat_flow, heat_stage, latent_sink, wall_rate
from models.psychrometrics import liquid_vapour_pressure_scalar
from models.two_scale.coil import (
    FLOOR,
    NEWTON_SHARE,
    STEP_SHARE,
    edge_conductance,
    judged,
    set_capacities,
    set_start,
)
from models.two_scale.columns import (
    A_TOP,
    DENSITY,
    SATURATION,
    SEALED,
    T_HIGH,
    T_LOW,
)
from models.two_scale.columns import TOLERANCE as MODEL_TOLERANCE
from models.two_scale.guess import forget, guess, remember
from models.two_scale.laws import set_laws
from models.two_scale.stage import solve_stage
from models.two_scale.step import (
    A21,
    B1,
    B2,
    E1,
    E2,
    E3,
    GAMMA,
    PLACE,
    begin_stage,
    book,
    cell_water,
    first_step,
)
from models.two_scale.workspace import workspace
from models.units import GAS_CONSTANT, WATER_MOLAR_MASS

MOST_TRIALS = 40
MOST_STEPS = 2_000_000
TRIAL_SHARE = 0.2  # of the tolerance: what a trial may leave of the vapour pressure
HEAT_SPAN = 100.0  # K: temperatures err by the tolerance times this
# Gas errs by the tolerance times this share of itself: at the default 1 %, which the
# vapour's diffusivity feels as less, and a pump-down makes good within minutes.
GAS_SPAN = 20.0
OWED = 1e-9  # of the gas: what a stiff step may owe of vapour or of dry gas
FIRST_GAS = 0.05  # of the time in which the pump empties the chamber once

# what a stage hands on to the next: vapour pressure and pressure [Pa], slope of the
# gap; to the error: the pump's rate [1/s] and the gas's heat transfer [W/(m2 K)]
TRIED, TRIED_PRESSURE, TRIED_SLOPE, DRAWN, TRANSFER = range(5)


@njit(cache=True, error_model="numpy", _nrt=False)
def _begin_coil(numbers, work, coil, gas, warm, pressure, macro, branch, fail):
    """Laws and activities of a coil at the start of a piece; its first step [s]."""
    if not set_start(numbers, work, gas, warm, pressure, macro, branch, fail):
        return -1.0
    conductance = edge_conductance(work.law, coil[KIND], coil[FILM], coil[WRAP])
    dt = first_step(numbers, work, branch, coil[KIND], coil[FILM], conductance)
    set_capacities(numbers, work, branch)
    forget(work)
    return dt


@njit(cache=True, error_model="numpy", _nrt=False)
def _solve_coil(
    numbers, work, coil, gas, warm, pressure, vapour, stage, t, dt, micro, branch,
    small, first,
):  # fmt: skip
    """One trial of a coil's stage; what it releases [mol/s]; nan if it has none."""
    set_laws(numbers, work, gas, warm, pressure)
    if first:
        guess(numbers, work, micro, t, stage == 0)
    conductance = edge_conductance(work.law, coil[KIND], coil[FILM], coil[WRAP])
    if not solve_stage(
        numbers,
        work,
        branch,
        stage,
        GAMMA * dt,
        coil[KIND],
        coil[FILM],
        conductance,
        vapour,
        small,
    ):
        return math.nan
    return work.out_rate[stage] * coil[COATING] / WATER_MOLAR_MASS


@njit(cache=True, error_model="numpy", _nrt=False)
def _judge_coil(
    numbers, work, coil, macro, micro, branch, dt, remaining, vapour, scale
):
    """:func:`judged` of a coil under `vapour` [Pa]."""
    # nothing leaves a sealed one: what moves inside is held against it all
    activity = 0.0
    if coil[KIND] != SEALED:
        activity = vapour / work.law[SATURATION]
    return judged(
        numbers, work, macro, micro, branch, dt, remaining, activity, STEP_SHARE, scale
    )


@njit(cache=True, error_model="numpy", _nrt=False)
def _book_coil(numbers, work, macro, micro, branch, dt):
    book(numbers, work, macro, micro, branch, dt)


@njit(cache=True, error_model="numpy", _nrt=False)
def _start_coil(work, macro, micro, stage, dt):
    begin_stage(work, macro, micro, stage, dt)


@njit(cache=True, error_model="numpy", _nrt=False)
def _keep_coil(work, time):
    remember(work, time)


@njit(cache=True, error_model="numpy", _nrt=False)
def _forget_coil(work):
    forget(work)


@njit(cache=True, error_model="numpy", _nrt=False)
def _note_coil(numbers, macro, micro, row):
    """Mean and wettest water [kg/m3] of a coil."""
    mean, worst, width = 0.0, 0.0, 0.0
    for j in range(macro.shape[0]):
        own = cell_water(numbers, macro, micro, j)
        width += numbers.widths[j]
        mean += own * numbers.widths[j]
        worst = max(worst, own)
    row[COIL_MEAN], row[COIL_WORST] = mean / width, worst


@njit(cache=True, error_model="numpy", inline="always")
def _lowest_limit(models, which, coils, warm):
    """Vapour pressure [Pa] at which the first coil's isotherms end."""
    limit = math.inf
    for i in range(coils.shape[0]):
        if coils[i, KIND] != SEALED:
            top = models[which[i]].material[A_TOP]
            limit = min(limit, top * liquid_vapour_pressure_scalar(warm[i]))
    return limit


@njit(cache=True, error_model="numpy")
def _stages(
    models, which, works, macros, micros, branches, coils, oven, pump, piece, t, dt,
    chamber, temperature, scales, trial, released, sinks, warm, rates, warm_rates,
    flows, coil_flows, fail,
):  # fmt: skip
    """The three stages of one step: whether they converged.

    `rates` [3, 3] are those of the chamber's state, `warm_rates` [3, coils] those of
    the coils' temperatures, `flows` [3, FLOWS], `coil_flows` [3, coils, 3] heat,
    latent heat [W] and water [mol/s] of each coil.
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
            _start_coil(works[i], macros[i], micros[i], stage, dt)
        now = t + PLACE[stage] * dt
        goal = piece[FROM] + slope_of_set * (now - piece[START])
        flow = flows[stage]
        flow[:] = flows[(stage + 2) % 3]
        wall = goal
        pressure = trial[TRIED_PRESSURE]
        vapour = trial[TRIED]
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
            limit = _lowest_limit(models, which, coils, warm)
            vapour = min(vapour, limit)
            total = 0.0
            for i in range(n):
                numbers, work = models[which[i]], works[i]
                if warm[i] < numbers.material[T_LOW] or (
                    warm[i] > numbers.material[T_HIGH]
                ):
                    fail[F_CODE], fail[F_VALUE] = TEMPERATURE_RANGE, warm[i]
                    fail[F_TIME], fail[F_COIL] = now, i
                    return False
                small = NEWTON_SHARE * numbers.material[MODEL_TOLERANCE] * scales[i]
                gained[i] = _solve_coil(
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
                abs(move) <= close * vapour_new
                and (abs(gap) <= close * pressure_new or off <= room_for)
                and abs(pressure_new - pressure) <= close * pressure_new
                and lagging <= NEWTON_SHARE * oven[TOLERANCE] * HEAT_SPAN
            )
            for i in range(n):
                released[i] = gained[i]
            pressure = pressure_new
            if found:
                break
            if vapour >= limit and gap < 0.0:
                fail[F_VALUE], fail[F_OTHER] = limit, warm[0]
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
            _keep_coil(works[i], now)
    trial[DRAWN], trial[TRANSFER] = drawn, transfer
    return True


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def _error_of(rates, dt, column):
    """Difference to the companion of second order."""
    return dt * (E1 * rates[0, column] + E2 * rates[1, column] + E3 * rates[2, column])


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def _gain(rates, dt, column):
    """What a step brings."""
    return dt * (
        B1 * rates[0, column] + B2 * rates[1, column] + GAMMA * rates[2, column]
    )


@njit(cache=True, error_model="numpy")
def _chamber_error(oven, coils, dt, chamber, rates, warm_rates, warm, scales, trial):
    """Error of gas and temperatures, in parts of what one step may use.

    Filtered like the coils', by what pump and heat transfer forget of it in a stage.
    """
    z = GAMMA * dt
    allowed = STEP_SHARE * oven[TOLERANCE]
    gas = chamber[VAPOUR] + chamber[DRY]
    after = gas + _gain(rates, dt, VAPOUR) + _gain(rates, dt, DRY)
    gas = GAS_SPAN * max(gas, after)
    water = 0.0
    for i in range(coils.shape[0]):
        water += coils[i, COUNT] * coils[i, COATING] * scales[i] / WATER_MOLAR_MASS
    fading = 1.0 + z * trial[DRAWN]
    error = abs(_error_of(rates, dt, DRY)) / (fading * gas)
    error = max(error, abs(_error_of(rates, dt, VAPOUR)) / (fading * (gas + water)))
    error = max(error, abs(_error_of(rates, dt, WALL)) / HEAT_SPAN)
    for i in range(coils.shape[0]):
        _, _, by_coil = heat_flow(oven, coils[i], trial[TRANSFER], warm[i], warm[i])
        fading = 1.0 - z * by_coil / coils[i, CAPACITY]
        own = abs(_error_of(warm_rates, dt, i)) / (fading * HEAT_SPAN)
        error = max(error, own)
    return error / allowed


@njit(cache=True, error_model="numpy")
def _note(models, which, macros, micros, chamber, temperature, oven, row, coil_rows):
    per_mol = GAS_CONSTANT * chamber[WALL] / oven[VOLUME]
    row[NOTED_WALL] = chamber[WALL]
    row[NOTED_PRESSURE] = (chamber[VAPOUR] + chamber[DRY]) * per_mol
    row[NOTED_VAPOUR] = chamber[VAPOUR] * per_mol
    for i in range(temperature.shape[0]):
        coil_rows[i, COIL_TEMPERATURE] = temperature[i]
        _note_coil(models[which[i]], macros[i], micros[i], coil_rows[i])


@njit(cache=True, error_model="numpy")
def _grown(values):
    more = np.empty((2 * values.shape[0], *values.shape[1:]))
    more[: values.shape[0]] = values
    return more


@njit(cache=True, nogil=True, error_model="numpy")
def advance_load(
    models, which, macros, micros, branches, coils, oven, pump, recipe, chamber,
    temperature, totals, coil_totals, fail,
):  # fmt: skip
    """A load through the pieces of a recipe; states and totals are advanced in place.

    Returns what was noted at the start and after each step: [steps, NOTED] and
    [steps, coils, COIL_NOTED]. Each piece begins anew, without memory of steps: a
    recipe run in two parts gives the same answer, to the last bit.
    """
    n = coils.shape[0]
    works = [workspace(models[which[i]]) for i in range(n)]
    notes = np.empty((256, NOTED))
    coil_notes = np.empty((256, n, COIL_NOTED))
    scales, released, sinks, warm = np.zeros((4, n))
    rates, flows = np.zeros((3, 3)), np.zeros((3, FLOWS))
    warm_rates, coil_flows = np.zeros((3, n)), np.zeros((3, n, 3))
    trial = np.zeros(5)
    count, steps = 0, 0
    for p in range(recipe.shape[0]):
        piece = recipe[p]
        t, end = piece[START], piece[END]
        duration = end - t
        notes[count, TIME], notes[count, NOTED_PIECE] = t, p
        notes[count, NOTED_SET] = piece[PRESSURE]
        _note(
            models, which, macros, micros, chamber, temperature, oven, notes[count],
            coil_notes[count],
        )  # fmt: skip
        trial[:] = 0.0
        trial[TRIED] = notes[count, NOTED_VAPOUR]
        trial[TRIED_PRESSURE] = notes[count, NOTED_PRESSURE]
        flows[:] = 0.0
        released[:] = 0.0
        speed = pump_value(pump, trial[TRIED_PRESSURE], SPEED)
        dt = duration
        if abs(trial[TRIED_PRESSURE] / piece[PRESSURE] - 1.0) > 1e-6 and speed > 0.0:
            dt = min(dt, FIRST_GAS * oven[VOLUME] / speed)
        for i in range(n):
            warm[i] = temperature[i]
            scales[i] = FLOOR * models[which[i]].material[DENSITY]
            coil_fail = np.zeros(5)
            own = _begin_coil(
                models[which[i]], works[i], coils[i], piece[GAS], warm[i],
                trial[TRIED_PRESSURE], macros[i], branches[i], coil_fail,
            )  # fmt: skip
            if own < 0.0:
                # the two modules number their faults alike
                fail[F_CODE], fail[F_TIME] = coil_fail[0], t
                fail[F_VALUE], fail[F_COIL] = coil_fail[3], i
                return notes[:count], coil_notes[:count]
            dt = min(dt, own)
        dt = min(max(dt, 1e-6 * duration), duration)
        count += 1
        while t < end:
            if count + 1 >= notes.shape[0]:
                notes, coil_notes = _grown(notes), _grown(coil_notes)
            if t + dt > end - 1e-9 * dt:
                dt = end - t
            elif t + 2.0 * dt > end:
                dt = 0.5 * (end - t)
            for i in range(n):
                warm[i] = temperature[i]
            fail[F_VALUE] = 0.0
            good = _stages(
                models, which, works, macros, micros, branches, coils, oven, pump,
                piece, t, dt, chamber, temperature, scales, trial, released, sinks,
                warm, rates, warm_rates, flows, coil_flows, fail,
            )  # fmt: skip
            if fail[F_CODE] != 0.0:
                return notes[:count], coil_notes[:count]
            steps += 1
            error, highest, wettest = 0.0, 0.0, 0
            if good:
                for i in range(n):
                    fine, own, top, scales[i] = _judge_coil(
                        models[which[i]], works[i], coils[i], macros[i], micros[i],
                        branches[i], dt, end - t, trial[TRIED], scales[i],
                    )  # fmt: skip
                    good = good and fine
                    error = max(error, own)
                    if top > highest:
                        highest, wettest = top, i
                own = _chamber_error(
                    oven, coils, dt, chamber, rates, warm_rates, warm, scales, trial
                )
                error = max(error, own)
                # what is pumped or condensed is there before: no gas is owed
                gas = chamber[VAPOUR] + chamber[DRY]
                owed = -OWED * gas
                good = good and error < math.inf
                good = good and chamber[DRY] + _gain(rates, dt, DRY) >= owed
                good = good and chamber[VAPOUR] + _gain(rates, dt, VAPOUR) >= owed
            if not good or error > 1.0:
                for i in range(n):
                    _forget_coil(works[i])
                dt *= max(0.2, 0.9 * error ** (-1.0 / 3.0)) if good else 0.25
                trial[TRIED] = notes[count - 1, NOTED_VAPOUR]
                trial[TRIED_PRESSURE] = notes[count - 1, NOTED_PRESSURE]
                if dt < 1e-14 * duration or steps > MOST_STEPS:
                    fail[F_CODE], fail[F_TIME] = NO_STEP, t
                    if highest > models[which[wettest]].material[A_TOP]:
                        fail[F_CODE], fail[F_VALUE] = COIL_RANGE, highest
                        fail[F_COIL] = wettest
                    elif fail[F_VALUE] > 0.0:
                        fail[F_CODE] = AIR_RANGE
                    else:
                        fail[F_VALUE] = dt
                    return notes[:count], coil_notes[:count]
                continue
            for i in range(n):
                _book_coil(
                    models[which[i]], works[i], macros[i], micros[i], branches[i], dt
                )
                temperature[i] += _gain(warm_rates, dt, i)
                for k in range(3):
                    coil_totals[i, k] += _gain(coil_flows[:, i], dt, k)
            for k in range(3):
                chamber[k] += _gain(rates, dt, k)
            for k in range(FLOWS):
                totals[k] += _gain(flows, dt, k)
            t = end if t + dt >= end - 1e-12 * duration else t + dt
            dt *= (
                min(5.0, max(0.3, 0.9 * error ** (-1.0 / 3.0))) if error > 0.0 else 5.0
            )
            notes[count, TIME], notes[count, NOTED_PIECE] = t, p
            notes[count, NOTED_SET] = piece[PRESSURE]
            _note(
                models, which, macros, micros, chamber, temperature, oven,
                notes[count], coil_notes[count],
            )  # fmt: skip
            count += 1
    return notes[:count], coil_notes[:count]
