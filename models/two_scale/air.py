"""The air of a step, and whether a step may cross several readings."""

import math

from numba import njit

from models.two_scale.columns import (
    CONCENTRATION,
    EDGE,
    FACE,
    HALF_WIDTH,
    IN_PLANE,
    MOLAR,
    POROSITY,
    SATURATION,
    TEMPERATURE,
    THICKNESS,
    THROUGH_PLANE,
    TOTAL,
    VAPOUR,
)
from models.two_scale.laws import diffusivity

CLAUSIUS = 0.06  # 1/K, d ln p_sat / dT near 25 degC: what a warmer air does to activity
ANSWER = (
    0.41  # 2 sqrt(1/2) - 1: first half against second, where water goes with sqrt(t)
)
PRESSURE_STEP = 0.02  # relative; a step never crosses a larger jump of total pressure


@njit(cache=True, error_model="numpy", _nrt=False)
def piece_at(air, history, time):
    """The piece of a history that holds `time`; where two meet, the later."""
    first = air.first[history]
    low, high = 0, air.count[history]
    while high - low > 1:
        middle = (low + high) // 2
        if air.times[first + middle] <= time:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True, error_model="numpy", _nrt=False)
def value_at(air, history, piece, time, row):
    """Value of `row` at `time`, which lies in `piece`."""
    start = air.values[row, air.piece[history] + piece, 0]
    end = air.values[row, air.piece[history] + piece, 1]
    if start == end:
        return start
    t0 = air.times[air.first[history] + piece]
    t1 = air.times[air.first[history] + piece + 1]
    return start + (end - start) * (time - t0) / (t1 - t0)


@njit(cache=True, error_model="numpy", _nrt=False)
def integral_at(air, history, piece, time, row):
    """Integral of `row` from the start of the history to `time`, in `piece`."""
    at = air.first[history] + piece
    start = air.values[row, air.piece[history] + piece, 0]
    now = value_at(air, history, piece, time, row)
    return air.integrals[row, at] + 0.5 * (start + now) * (time - air.times[at])


@njit(cache=True, error_model="numpy", _nrt=False)
def mean_over(air, history, start, end, row):
    """Mean of `row` from `start` to `end`."""
    first = integral_at(air, history, piece_at(air, history, start), start, row)
    last = integral_at(air, history, piece_at(air, history, end), end, row)
    return (last - first) / (end - start)


@njit(cache=True, error_model="numpy", _nrt=False)
def face_conductance(numbers, law, film, vapour_pressure):
    """1 / k_f inverted [m/s]: film and a third of the coating's own resistance."""
    material = numbers.material
    through = material[THROUGH_PLANE] * diffusivity(law, vapour_pressure)
    return 1.0 / (1.0 / film + material[THICKNESS] / (3.0 * through))


@njit(cache=True, error_model="numpy", _nrt=False)
def mean_air_error(numbers, work, air, history, start, dt, kind, film, wrap, heating):
    """Water [kg/m3] by which a step errs that sees only the mean of its air.

    The first half of the step against its second: an upper estimate of what the mean
    water of the coil makes of such a swing, from its capacity at the edge and the depth
    that water reaches within the step.
    """
    law, material = work.law, numbers.material
    middle, end = start + 0.5 * dt, start + dt
    early = mean_over(air, history, start, middle, VAPOUR)
    late = mean_over(air, history, middle, end, VAPOUR)
    swing = 0.5 * abs(late - early) / law[SATURATION]
    warm = 0.5 * abs(
        mean_over(air, history, middle, end, TEMPERATURE)
        - mean_over(air, history, start, middle, TEMPERATURE)
    )
    if heating > 0.0:
        warm *= min(1.0, 0.5 * dt / heating)
    swing += CLAUSIUS * warm * 0.5 * (early + late) / law[SATURATION]
    last = work.capacity.shape[0] - 1
    capacity = max(work.capacity[last], material[POROSITY] * law[CONCENTRATION])
    if kind == EDGE:
        depth = (
            material[IN_PLANE]
            * law[CONCENTRATION]
            * diffusivity(law, work.activity[last] * law[SATURATION])
        )
        answer = (
            ANSWER
            * 2.0
            * math.sqrt(capacity * depth * dt / math.pi)
            / material[HALF_WIDTH]
        )
        resistance = 1.0 / film + law[MOLAR] / wrap
        if resistance > 0.0:
            through = 0.25 * law[CONCENTRATION] * dt / resistance
            answer = min(answer, through / material[HALF_WIDTH])
    elif kind == FACE:
        rate = (
            law[CONCENTRATION]
            * face_conductance(numbers, law, film, 0.0)
            / (material[THICKNESS] * capacity)
        )
        answer = capacity * (1.0 - math.exp(-0.5 * rate * dt)) ** 2
    else:
        answer = 0.0
    return swing * answer


@njit(cache=True, error_model="numpy", _nrt=False)
def step_across(
    numbers, work, air, history, piece, start, dt, kind, film, wrap, heating, allowed
):
    """The step [s] to take from `start`, and whether it crosses into later pieces.

    A step that ends within its piece of air sees that air as it is. One that would end
    later is cut at the end of the piece, unless the air's mean serves as well to within
    `allowed` [kg/m3]: so a coil in minute readings steps over hours of them, and a
    sheet, which feels every minute, does not.
    """
    end = air.times[air.first[history] + piece + 1]
    if start + dt <= end or piece + 1 >= air.count[history]:
        return dt, False
    pressure = value_at(air, history, piece, start, TOTAL)
    while True:
        if end - start > 0.5 * dt:
            return end - start, False
        error = mean_air_error(
            numbers, work, air, history, start, dt, kind, film, wrap, heating
        )
        mean = mean_over(air, history, start, start + dt, TOTAL)
        if error <= allowed and abs(mean - pressure) <= PRESSURE_STEP * pressure:
            return dt, True
        dt *= 0.5
