"""The air of a step, and whether a step may cross several readings."""

import math

from numba import njit

from models.two_scale.columns import (
    CONCENTRATION,
    EDGE,
    END,
    FACE,
    FILM,
    HALF_WIDTH,
    HEATING,
    HISTORY,
    IN_PLANE,
    KIND,
    MOLAR,
    POROSITY,
    SATURATION,
    TEMPERATURE,
    THICKNESS,
    THROUGH_PLANE,
    TOLERANCE,
    TOTAL,
    VAPOUR,
    WRAP,
)
from models.two_scale.laws import diffusivity

CLAUSIUS = 0.06  # 1/K, d ln p_sat / dT near 25 degC: what a warmer air does to activity
# What a swing, first half against second, leaves where water goes with sqrt(t):
ANSWER = 0.41  # 2 sqrt(1/2) - 1, at the end of the step
FADING = 0.15  # of that, times (dt / r)^(3/2), a time r after it
PRESSURE_STEP = 0.02  # relative; a step never crosses a larger jump of total pressure
# Share of the tolerance for taking several readings by their mean. Not a step's share:
# the mean keeps the dose, so that what one step errs the next ones make good.
CROSSING_SHARE = 0.3


@njit(cache=True, error_model="numpy", _nrt=False)
def piece_at(air, history, time, near):
    """The piece of a history that holds `time`; where two meet, the later.

    Searched from piece `near` on, which does not begin after `time`, in doubling steps.
    """
    first, count = air.first[history], air.count[history]
    low, high, stride = near, near + 1, 1
    while high < count and air.times[first + high] <= time:
        low = high
        high += stride
        stride *= 2
    high = min(high, count)
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
def mean_over(air, history, piece, start, end, row):
    """Mean of `row` from `start`, which lies in `piece`, to `end`."""
    last = piece_at(air, history, end, piece)
    gained = integral_at(air, history, last, end, row)
    gained -= integral_at(air, history, piece, start, row)
    return gained / (end - start)


@njit(cache=True, error_model="numpy", _nrt=False)
def face_conductance(numbers, law, film, vapour_pressure):
    """1 / k_f inverted [m/s]: film and a third of the coating's own resistance."""
    material = numbers.material
    through = material[THROUGH_PLANE] * diffusivity(law, vapour_pressure)
    return 1.0 / (1.0 / film + material[THICKNESS] / (3.0 * through))


@njit(cache=True, error_model="numpy", _nrt=False)
def _swing(air, history, piece, start, dt, row):
    """Mean of a step, and the largest distance of a quarter's mean from it."""
    begun = integral_at(air, history, piece, start, row)
    whole = mean_over(air, history, piece, start, start + dt, row)
    largest = 0.0
    for i in range(1, 5):
        time = start + 0.25 * i * dt
        piece = piece_at(air, history, time, piece)
        now = integral_at(air, history, piece, time, row)
        largest = max(largest, abs((now - begun) / (0.25 * dt) - whole))
        begun = now
    return whole, largest


@njit(cache=True, error_model="numpy", _nrt=False)
def mean_air_error(
    numbers, work, air, history, piece, start, dt, remaining, kind, film, wrap, heating
):
    """Water [kg/m3] by which a step errs that sees only the mean of its air.

    An upper estimate of what is left at the end of the exposure, `remaining` [s] after
    the step. The mean keeps the dose; what the swing within the step made of the coil's
    mean water fades behind a diffusion front as (dt / remaining)^(3/2), and in a sheet
    with its time constant. inf where the mean would not do at any distance.
    """
    law, material = work.law, numbers.material
    vapour, swing = _swing(air, history, piece, start, dt, VAPOUR)
    _, warm = _swing(air, history, piece, start, dt, TEMPERATURE)
    if heating > 0.0:
        warm *= min(1.0, 0.5 * dt / heating)
    if numbers.hysteresis and (swing > 0.0 or warm > 0.0):
        return math.inf  # each turn is remembered; the mean has none
    # Vapour pressure bends with temperature: at the mean temperature everything moves
    # more slowly than in the mean, by this share of it, and nothing makes that good.
    if 0.5 * (CLAUSIUS * warm) ** 2 > CROSSING_SHARE * material[TOLERANCE]:
        return math.inf
    last = work.capacity.shape[0] - 1
    # what a warmer coil gives off goes with its own vapour, however dry the air
    vapour = max(vapour, work.activity[last] * law[SATURATION])
    swing = (swing + vapour * math.expm1(CLAUSIUS * warm)) / law[SATURATION]
    capacity = max(work.capacity[last], material[POROSITY] * law[CONCENTRATION])
    if kind == EDGE:
        # water that a step of the air brings in dt, over the half width
        depth = (
            material[IN_PLANE]
            * law[CONCENTRATION]
            * diffusivity(law, work.activity[last] * law[SATURATION])
        )
        answer = 2.0 * math.sqrt(capacity * depth * dt / math.pi)
        resistance = 1.0 / film + law[MOLAR] / wrap
        if resistance > 0.0:
            answer = min(answer, law[CONCENTRATION] * dt / resistance)
        answer *= ANSWER / material[HALF_WIDTH]
        if remaining > 0.0:
            answer *= min(1.0, FADING * (dt / remaining) ** 1.5)
    elif kind == FACE:
        rate = (
            law[CONCENTRATION]
            * face_conductance(numbers, law, film, 0.0)
            / (material[THICKNESS] * capacity)
        )
        answer = capacity * (1.0 - math.exp(-0.5 * rate * dt)) ** 2
        answer *= math.exp(-rate * remaining)
    else:
        answer = 0.0
    return swing * answer


@njit(cache=True, error_model="numpy", _nrt=False)
def step_across(numbers, work, air, row, piece, start, dt, scale):
    """The step [s] to take from `start`, and whether it crosses into later pieces.

    A step that ends within its piece of air sees that air as it is. One that would end
    later takes the mean of its air, if that serves as well at the end of the exposure,
    to within a share of the tolerance of `scale` [kg/m3], and is cut shorter if not: so
    a coil in minute readings steps over hours of them, and feels the last minutes one
    by one.
    """
    allowed = CROSSING_SHARE * numbers.material[TOLERANCE] * scale
    history = int(row[HISTORY])
    end = air.times[air.first[history] + piece + 1]
    if start + dt <= end or piece + 1 >= air.count[history]:
        return dt, False
    pressure = value_at(air, history, piece, start, TOTAL)
    while start + dt > end:
        error = mean_air_error(
            numbers,
            work,
            air,
            history,
            piece,
            start,
            dt,
            max(row[END] - start - dt, 0.0),
            row[KIND],
            row[FILM],
            row[WRAP],
            row[HEATING],
        )
        mean = mean_over(air, history, piece, start, start + dt, TOTAL)
        if error <= allowed and abs(mean - pressure) <= PRESSURE_STEP * pressure:
            return dt, True
        dt *= 0.5
    return end - start, False
