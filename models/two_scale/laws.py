"""What the isotherms and the gas say at one temperature and pressure."""

import math

from numba import njit

from models.isotherm_terms import range_loading, terms_at
from models.psychrometrics import liquid_vapour_pressure_scalar
from models.two_scale.columns import (
    A_TOP,
    ACTIVATION,
    CONCENTRATION,
    DENSITY,
    DIFFUSIVITY,
    FREE,
    FULL,
    KNUDSEN,
    MOLAR,
    PORE,
    POROSITY,
    PRESSURE,
    SATURATION,
    SCAN,
    SIZE,
    STILL,
)
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE, WATER_MOLAR_MASS


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def set_laws(numbers, work, gas, temperature, pressure):
    """Fill `work` with what depends on temperature [K] and pressure [Pa] alone."""
    law = work.law
    molar = WATER_MOLAR_MASS / (GAS_CONSTANT * temperature)
    law[SATURATION] = liquid_vapour_pressure_scalar(temperature)
    law[CONCENTRATION] = law[SATURATION] * molar
    law[FREE] = gas * temperature**1.75
    law[KNUDSEN] = numbers.material[PORE] / 3.0 * math.sqrt(8.0 / (math.pi * molar))
    law[PRESSURE] = pressure
    law[MOLAR] = molar
    law[STILL] = pressure / law[FREE] + 1.0 / law[KNUDSEN]
    law[FULL] = -molar * law[FREE] * math.log1p(-pressure / (law[FREE] * law[STILL]))
    terms_at(numbers.terms, temperature, work.rows)
    if numbers.hysteresis:
        terms_at(numbers.desorption, temperature, work.rows_desorption)
    inverse = 1.0 / temperature - 1.0 / REFERENCE_TEMPERATURE
    for i in range(numbers.population.shape[0]):
        row = numbers.population[i]
        work.rate[i] = (
            row[DIFFUSIVITY]
            * math.exp(-row[ACTIVATION] / GAS_CONSTANT * inverse)
            / (row[SIZE] * row[SIZE])
        )


@njit(cache=True, error_model="numpy", _nrt=False)
def diffusivity(law, vapour_pressure):
    """Pore diffusivity [m2/s]: free and Knudsen with Stefan factor (PHYSICS 2.1)."""
    inert = law[PRESSURE] - max(vapour_pressure, 0.0)
    if inert <= 0.0:
        return law[KNUDSEN]
    return 1.0 / (inert / law[FREE] + 1.0 / law[KNUDSEN])


@njit(cache=True, error_model="numpy", _nrt=False)
def potential(law, activity):
    """Integral of D dc from dry to `activity` [kg/(m s)], and its slope by activity.

    The flux between two places goes with the difference of their potentials: this is
    the exact mean of a diffusivity that changes with the vapour pressure between them,
    through the Stefan factor and the end of the inert gas at p_w = p.
    """
    p_w = activity * law[SATURATION]
    if p_w <= 0.0:
        slope = law[CONCENTRATION] / law[STILL]
        return slope * activity, slope
    if p_w < law[PRESSURE]:
        x = p_w / (law[FREE] * law[STILL])
        value = -law[MOLAR] * law[FREE] * math.log1p(-x)
        return value, law[CONCENTRATION] / (law[STILL] * (1.0 - x))
    value = law[FULL] + law[MOLAR] * law[KNUDSEN] * (p_w - law[PRESSURE])
    return value, law[CONCENTRATION] * law[KNUDSEN]


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def loading_on_branches(
    rows, rows_desorption, first, last, tables, activity, weight, turn, width
):
    """Loading and slope between the branches of adsorption and desorption.

    From where it turned, at `turn`, the `weight` of the desorption branch falls while
    the activity rises, and the other way round, each within a `width` of activity.
    """
    x, dx = range_loading(rows, first, last, tables, activity)
    xd, dxd = range_loading(rows_desorption, first, last, tables, activity)
    if activity >= turn:
        share = weight * math.exp(-(activity - turn) / width)
        slope = -share / width
    else:
        rest = (1.0 - weight) * math.exp(-(turn - activity) / width)
        share = 1.0 - rest
        slope = -rest / width
    return (
        share * xd + (1.0 - share) * x,
        share * dxd + (1.0 - share) * dx + slope * (xd - x),
    )


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def group_loading(numbers, work, group, activity, weight, turn):
    """Loading and slope of one group of terms: 0 the macro scale, then the populations.

    `weight` and `turn` are those of :func:`loading_on_branches`; read only with
    hysteresis. Below 0 and above the fitted range the law goes on as a straight line:
    iterates may pass there, accepted states may not.
    """
    first, last = numbers.groups[group], numbers.groups[group + 1]
    a = min(max(activity, 0.0), numbers.material[A_TOP])
    if numbers.hysteresis:
        x, dx = loading_on_branches(
            work.rows,
            work.rows_desorption,
            first,
            last,
            numbers.tables,
            a,
            weight,
            turn,
            numbers.material[SCAN],
        )
    else:
        x, dx = range_loading(work.rows, first, last, numbers.tables, a)
    return x + dx * (activity - a), dx


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def macro_water(numbers, work, activity, weight, turn):
    """Water of the macro scale [kg/m3] at `activity`, and its slope."""
    x, dx = group_loading(numbers, work, 0, activity, weight, turn)
    material = numbers.material
    vapour = material[POROSITY] * work.law[CONCENTRATION]
    return (
        vapour * activity + material[DENSITY] * x,
        vapour + material[DENSITY] * dx,
    )


@njit(cache=True, error_model="numpy", _nrt=False)
def macro_activity(numbers, work, water, guess, weight, turn):
    """Activity at which the macro scale holds `water` [kg/m3]: bracketed Newton."""
    top = numbers.material[A_TOP]
    held, slope = macro_water(numbers, work, top, weight, turn)
    if water >= held:
        return top + (water - held) / slope
    if water <= 0.0:
        held, slope = macro_water(numbers, work, 0.0, weight, turn)
        return water / slope
    low, high = 0.0, top
    a = guess if low < guess < high else 0.5 * high
    for _ in range(200):
        held, slope = macro_water(numbers, work, a, weight, turn)
        if held > water:
            high = a
        else:
            low = a
        new = a - (held - water) / slope
        if not (low <= new <= high):
            new = 0.5 * (low + high)
        if abs(new - a) <= 1e-13 * new:
            return new
        a = new
    return a
