"""A load of coils and the vapour above them, in lock-step.

All coils, the chamber's gas and all temperatures take the same steps of the scheme of
:mod:`models.two_scale.step`. Rates are booked, never what a trial left over: water and
heat close to round-off.
"""

import math

import numpy as np
from numba import njit

from models.oven.coils import (
    begin_coil,
    book_coil,
    forget_coil,
    judge_coil,
    note_coil,
)
from models.oven.columns import (
    AIR_RANGE,
    CAPACITY,
    COATING,
    COIL_NOTED,
    COIL_RANGE,
    COIL_TEMPERATURE,
    COUNT,
    DRY,
    END,
    F_CODE,
    F_COIL,
    F_TIME,
    F_VALUE,
    FLOWS,
    GAS,
    NO_STEP,
    NOTED,
    NOTED_PIECE,
    NOTED_PRESSURE,
    NOTED_SET,
    NOTED_VAPOUR,
    NOTED_WALL,
    PRESSURE,
    SPEED,
    START,
    TIME,
    TOLERANCE,
    VAPOUR,
    VOLUME,
    WALL,
)
from models.oven.gas import pump_value
from models.oven.heat import heat_flow
from models.oven.stages import (
    DRAWN,
    HEAT_SPAN,
    OWED,
    TRANSFER,
    TRIED,
    TRIED_PRESSURE,
    stages,
)
from models.two_scale.coil import BEYOND_PLACED, FLOOR, STEP_SHARE, beyond
from models.two_scale.columns import DENSITY
from models.two_scale.step import (
    B1,
    B2,
    E1,
    E2,
    E3,
    GAMMA,
)
from models.two_scale.workspace import workspace
from models.units import GAS_CONSTANT, WATER_MOLAR_MASS

MOST_STEPS = 2_000_000
# Gas errs by the tolerance times this share of itself: at the default 1 %, which the
# vapour's diffusivity feels as less, and a pump-down makes good within minutes.
GAS_SPAN = 20.0
FIRST_GAS = 0.05  # of the time in which the pump empties the chamber once


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
    gas = max(gas, after)
    water = 0.0
    for i in range(coils.shape[0]):
        water += coils[i, COUNT] * coils[i, COATING] * scales[i] / WATER_MOLAR_MASS
    fading = 1.0 + z * trial[DRAWN]
    error = abs(_error_of(rates, dt, DRY)) / (fading * GAS_SPAN * gas)
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
        note_coil(models[which[i]], macros[i], micros[i], coil_rows[i])


@njit(cache=True, error_model="numpy")
def _grown(values):
    more = np.empty((2 * values.shape[0], *values.shape[1:]))
    more[: values.shape[0]] = values
    return more


@njit(cache=True, error_model="numpy")
def _keep(row, macros, micros, branches, temperature):
    """Write the coils' states into `row`, one after the other."""
    at = 0
    for i in range(temperature.shape[0]):
        for values in (macros[i], micros[i].ravel(), branches[i].ravel()):
            row[at : at + values.shape[0]] = values
            at += values.shape[0]
        row[at] = temperature[i]
        at += 1


@njit(cache=True, nogil=True, error_model="numpy")
def advance_load(
    models, which, macros, micros, branches, coils, oven, pump, recipe, chamber,
    temperature, totals, coil_totals, kept, fail,
):  # fmt: skip
    """A load through the pieces of a recipe; states and totals are advanced in place.

    Returns what was noted at the start and after each step: [steps, NOTED] and
    [steps, coils, COIL_NOTED]. Each piece begins anew, without memory of steps: a
    recipe run in two parts gives the same answer, to the last bit. `kept` [pieces, all
    numbers of the coils' states] takes those at the end of each piece, where it is as
    long as the recipe; [0, 0]: nothing is kept.
    """
    n = coils.shape[0]
    works = [workspace(models[which[i]]) for i in range(n)]
    notes = np.empty((256, NOTED))
    coil_notes = np.empty((256, n, COIL_NOTED))
    scales, released, sinks, warm = np.zeros((4, n))
    rates, flows = np.zeros((3, 3)), np.zeros((3, FLOWS))
    warm_rates, coil_flows = np.zeros((3, n)), np.zeros((3, n, 3))
    trial = np.zeros(5)
    past = np.zeros((4, 3))  # of three stages; then when the piece began, and how many
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
        past[3, 0], past[3, 1] = t, 0.0
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
            own = begin_coil(
                models[which[i]], works[i], coils[i], piece[GAS], warm[i],
                trial[TRIED_PRESSURE], macros[i], branches[i], t, coil_fail,
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
            good = stages(
                models, which, works, macros, micros, branches, coils, oven, pump,
                piece, t, dt, chamber, temperature, scales, trial, past, released,
                sinks, warm, rates, warm_rates, flows, coil_flows, fail,
            )  # fmt: skip
            if fail[F_CODE] != 0.0:
                return notes[:count], coil_notes[:count]
            steps += 1
            error, highest, wettest = 0.0, 0.0, 0
            if good:
                for i in range(n):
                    fine, own, top, scales[i] = judge_coil(
                        models[which[i]], works[i], coils[i], macros[i], micros[i],
                        branches[i], dt, end - t, trial[TRIED], scales[i],
                    )  # fmt: skip
                    good = good and fine
                    error = max(error, own)
                    if beyond(models[which[i]], top):
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
                if highest > 0.0:
                    if good and error <= 1.0 and dt < BEYOND_PLACED * duration:
                        fail[F_CODE], fail[F_VALUE] = COIL_RANGE, highest
                        fail[F_TIME], fail[F_COIL] = t, wettest
                        return notes[:count], coil_notes[:count]
                    good = False
            if not good or error > 1.0:
                past[3, 1] = 0.0
                for i in range(n):
                    forget_coil(works[i])
                dt *= max(0.2, 0.9 * error ** (-1.0 / 3.0)) if good else 0.25
                trial[TRIED] = notes[count - 1, NOTED_VAPOUR]
                trial[TRIED_PRESSURE] = notes[count - 1, NOTED_PRESSURE]
                if dt < 1e-14 * duration or steps > MOST_STEPS:
                    fail[F_CODE], fail[F_TIME] = NO_STEP, t
                    if highest > 0.0:
                        fail[F_CODE], fail[F_VALUE] = COIL_RANGE, highest
                        fail[F_COIL] = wettest
                    elif fail[F_VALUE] > 0.0:
                        fail[F_CODE] = AIR_RANGE
                    else:
                        fail[F_VALUE] = dt
                    return notes[:count], coil_notes[:count]
                continue
            for i in range(n):
                book_coil(
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
        if kept.shape[0] > p:
            _keep(kept[p], macros, micros, branches, temperature)
    return notes[:count], coil_notes[:count]
