"""The two vapour-pressure formulas and their inverses, compiled; nothing is checked.

Each formula stands here once, as ln p with its slope: the solver's scalar, the
vectorised functions and the inverses all come from it.
"""

import math

import numpy as np
from numba import njit
from numba.extending import register_jitable

_JOIN_START, _JOIN_END = 271.16, 273.16  # K; in between the two agree to 5e-5


@register_jitable
def _murphy_koop(temperature):
    """ln(p / Pa) over liquid by Murphy and Koop's eq. 10, and its slope [1/K]."""
    T = temperature
    ln_T = math.log(T)
    bend = math.tanh(0.0415 * (T - 218.8))
    g = 53.878 - 1331.22 / T - 9.44523 * ln_T + 0.014025 * T
    value = 54.842763 - 6763.22 / T - 4.210 * ln_T + 0.000367 * T + bend * g
    slope = (
        6763.22 / (T * T)
        - 4.210 / T
        + 0.000367
        + 0.0415 * (1.0 - bend * bend) * g
        + bend * (1331.22 / (T * T) - 9.44523 / T + 0.014025)
    )
    return value, slope


@register_jitable
def _wagner_pruss(temperature):
    """ln(p / Pa) over liquid by Wagner and Pruss' eq. 2.5, and its slope [1/K]."""
    T = temperature
    t = 1.0 - T / 647.096
    root = math.sqrt(t)
    t2 = t * t
    total = t * (
        -7.85951783
        + 1.84408259 * root
        - 11.7866497 * t2
        + 22.6807411 * t2 * root
        - 15.9618719 * t2 * t
        + 1.80122502 * t2 * t2 * t2 * root
    )
    change = (
        -7.85951783
        + 1.5 * 1.84408259 * root
        - 3.0 * 11.7866497 * t2
        + 3.5 * 22.6807411 * t2 * root
        - 4.0 * 15.9618719 * t2 * t
        + 7.5 * 1.80122502 * t2 * t2 * t2 * root
    )
    reduced = 647.096 / T * total
    return math.log(22.064e6) + reduced, -(reduced + change) / T


@register_jitable
def _liquid(temperature):
    """ln(p / Pa) over liquid water, and its slope [1/K]."""
    if temperature <= _JOIN_START:
        return _murphy_koop(temperature)
    if temperature >= _JOIN_END:
        return _wagner_pruss(temperature)
    cold, cold_slope = _murphy_koop(temperature)
    warm, warm_slope = _wagner_pruss(temperature)
    width = _JOIN_END - _JOIN_START
    x = (temperature - _JOIN_START) / width
    share = x * x * (3.0 - 2.0 * x)
    slope = cold_slope + share * (warm_slope - cold_slope)
    slope += 6.0 * x * (1.0 - x) / width * (warm - cold)
    return cold + share * (warm - cold), slope


@register_jitable
def _ice(temperature):
    """ln(p / Pa) over ice by Murphy and Koop's eq. 7, and its slope [1/K]."""
    T = temperature
    value = 9.550426 - 5723.265 / T + 3.53068 * math.log(T) - 0.00728332 * T
    return value, 5723.265 / (T * T) + 3.53068 / T - 0.00728332


@njit(cache=True)
def liquid_vapour_pressure_scalar(temperature):
    """Vapour pressure [Pa] over liquid water at one temperature [K], for compiled code.

    The same numbers as :func:`liquid_vapour_pressure`, without its check of the range.
    """
    return math.exp(_liquid(temperature)[0])


@register_jitable
def _solved(ice, pressure):
    """Temperature [K] at which ice (or liquid) has the vapour pressure [Pa].

    Newton on ln p over 1/T, nearly a straight line, between bounds that close in.
    """
    low = 109.0 if ice else 122.0
    high = 274.0 if ice else 474.0
    target = math.log(pressure)
    T = 1.0 / (0.003661 - (target - 6.4150) / 5800.0)  # from the triple point on
    if not low < T < high:
        T = 0.5 * (low + high)
    for _ in range(200):
        value, slope = _ice(T) if ice else _liquid(T)
        if value > target:
            high = T
        else:
            low = T
        new = 1.0 / (1.0 / T + (value - target) / (T * T * slope))
        if not low <= new <= high:
            new = 0.5 * (low + high)
        if abs(new - T) < 1e-7:  # quadratic: the next step would be below 1e-15 K
            return new
        T = new
    return math.nan  # not reached: 200 halvings end below any spacing of floats


# A few values are worked out in Python, many compiled, from the same functions: who
# only reads a scenario need not wait half a second until numba is up.
FEW = 32


@njit(cache=True)
def _each_pressure(ice, temperatures):
    out = np.empty_like(temperatures)
    for i in range(len(temperatures)):
        if ice:
            out[i] = math.exp(_ice(temperatures[i])[0])
        else:
            out[i] = liquid_vapour_pressure_scalar(temperatures[i])
    return out


@njit(cache=True)
def _each_temperature(ice, pressures):
    out = np.empty_like(pressures)
    for i in range(len(pressures)):
        out[i] = _solved(ice, pressures[i])
    return out


def _pressure(ice, temperature):
    return math.exp((_ice if ice else _liquid)(temperature)[0])


def _shaped(one, each, ice, values):
    """One of the laws over all `values`, in their shape; a number for a number."""
    values = np.asarray(values, dtype=float)
    if values.size > FEW:
        return each(ice, values.ravel()).reshape(values.shape)
    found = [one(ice, value) for value in values.ravel().tolist()]
    return np.array(found).reshape(values.shape)[()]


def liquid_pressures(temperature):
    """Vapour pressure [Pa] over liquid water at `temperature` [K]."""
    return _shaped(_pressure, _each_pressure, False, temperature)


def ice_pressures(temperature):
    """Vapour pressure [Pa] over ice at `temperature` [K]."""
    return _shaped(_pressure, _each_pressure, True, temperature)


def liquid_temperatures(pressure):
    """Temperature [K] at which liquid water has the vapour pressure [Pa]."""
    return _shaped(_solved, _each_temperature, False, pressure)


def ice_temperatures(pressure):
    """Temperature [K] at which ice has the vapour pressure [Pa]."""
    return _shaped(_solved, _each_temperature, True, pressure)
