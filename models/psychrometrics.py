"""Moist air: vapour pressures, the measures of humidity, and the frozen Atmosphere.

Conventions, here and everywhere in the twin:

- Below 0 degC a *dew point* is over ice, there also called frost point. The dew point
  over supercooled water has its own name, `dew_point_over_water`.
- *Water activity* and *relative humidity* are over liquid water at every temperature,
  below 0 degC too (as the WMO defines relative humidity). The activity is what an
  isotherm asks for.
- Air is an ideal mixture unless `enhanced_at` (a total pressure) or `enhanced` is
  given: then saturation over ice or water is `enhancement_factor` times higher, as it
  is in real air. The twin never asks for it; a value with it and one without differ by
  0.4 to 0.9 % at one atmosphere.

All functions take scalars or arrays, which broadcast, and return numpy floats or
arrays. What lies outside a formula's range is a ValueError, never a clipped value.
"""

import math
from dataclasses import dataclass

import numpy as np
from numba import njit, vectorize

from models.units import (
    ARGON_MOLAR_MASS,
    DRY_AIR_MOLAR_MASS,
    GAS_CONSTANT,
    ICE_POINT,
    NITROGEN_MOLAR_MASS,
    PPM,
    WATER_MOLAR_MASS,
    celsius,
)

TRIPLE_POINT = 273.16  # K, IAPWS R6-95
COLDEST_ICE = 110.0  # K, lower end of Murphy and Koop's eq. 7
COLDEST_LIQUID = 123.0  # K, lower end of their eq. 10
HOTTEST = 473.15  # K; the IAPWS equation goes on, an ideal mixture does not
COLDEST_AIR = 173.15  # K, -100 degC

LATENT_HEAT = 2.5009e6  # J/kg, evaporation at 0 degC, IAPWS R7-97
VAPOUR_HEAT_CAPACITY = 1860.0  # J/(kg K), ideal vapour near 0 degC, ASHRAE
MOLAR_MASS = {  # kg/mol
    "air": DRY_AIR_MOLAR_MASS,
    "nitrogen": NITROGEN_MOLAR_MASS,
    "argon": ARGON_MOLAR_MASS,
}
HEAT_CAPACITY = {  # J/(kg K), isobaric, near room temperature
    "air": 1006.0,
    "nitrogen": 1040.0,
    "argon": 520.3,
}

# ---------------------------------------------------------------- the two formulas

_JOIN_START, _JOIN_END = 270.16, 276.16  # K; there the two agree to 5e-5


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@vectorize(["float64(float64)"], cache=True)
def _liquid_pressures(temperature):
    return liquid_vapour_pressure_scalar(temperature)


@vectorize(["float64(float64)"], cache=True)
def _ice_pressures(temperature):
    return math.exp(_ice(temperature)[0])


@vectorize(["float64(float64)"], cache=True)
def _liquid_temperatures(pressure):
    return _solved(False, pressure)


@vectorize(["float64(float64)"], cache=True)
def _ice_temperatures(pressure):
    return _solved(True, pressure)


def _checked(name, value, unit, low, high, advice):
    """`value` as float array or scalar; ValueError unless all of it is in low..high."""
    value = np.asarray(value, dtype=float)[()]
    wrong = ~((value >= low) & (value <= high))  # catches NaN, too
    if np.any(wrong):
        first = np.argmax(wrong)
        value, low, high = (
            float(np.broadcast_to(v, wrong.shape).flat[first])
            for v in (value, low, high)
        )
        raise ValueError(
            f"{name} is {value:.6g} {unit}; allowed is {low:.6g} to {high:.6g} {unit}"
            f" ({advice})"
        )
    return value


# ---------------------------------------------------------------- vapour pressures


def ice_vapour_pressure(temperature):
    """Vapour pressure [Pa] of water in equilibrium with ice.

    Parameters
    ----------
    temperature : float or array
        Temperature [K], 110 to 273.16; any shape, which the result keeps.

    Notes
    -----
    ln p = 9.550426 - 5723.265 / T + 3.53068 ln T - 0.00728332 T, eq. 7 of
    Murphy and Koop (2005), Q. J. R. Meteorol. Soc. 131, 1539, doi:10.1256/qj.04.94.

    Examples
    --------
    >>> round(float(ice_vapour_pressure(233.15)), 2)
    12.84
    """
    advice = "there is no ice above; over water use liquid_vapour_pressure"
    return _ice_pressures(
        _checked("temperature", temperature, "K", COLDEST_ICE, TRIPLE_POINT, advice)
    )


def liquid_vapour_pressure(temperature):
    """Vapour pressure [Pa] over liquid water, below 0 degC over supercooled water.

    Parameters
    ----------
    temperature : float or array
        Temperature [K], 123 to 473.15; any shape, which the result keeps.

    Notes
    -----
    Above 276.16 K the saturation equation of IAPWS-95, eq. 2.5 of Wagner and Pruss
    (2002), J. Phys. Chem. Ref. Data 31, 387 (uncertainty 0.02 %); below 270.16 K eq. 10
    of Murphy and Koop (2005). In between, where they agree to 5e-5, ln p passes from
    one to the other with a continuous slope. Strictly rising throughout.

    Examples
    --------
    >>> round(float(liquid_vapour_pressure(298.15)), 1)
    3169.8
    >>> round(float(liquid_vapour_pressure(233.15) / ice_vapour_pressure(233.15)), 2)
    1.47
    """
    advice = "between them lie the formulas of Murphy and Koop and of IAPWS"
    return _liquid_pressures(
        _checked("temperature", temperature, "K", COLDEST_LIQUID, HOTTEST, advice)
    )


def saturation_pressure(temperature, *, enhanced_at=None):
    """Vapour pressure [Pa] above which water condenses or freezes out of the air.

    Over ice below 0 degC, over liquid water above.

    Parameters
    ----------
    temperature : float or array
        Temperature [K], 110 to 473.15.
    enhanced_at : float or array, optional
        Total pressure [Pa]; with it the enhancement factor is applied.

    Notes
    -----
    The lower of the two pressures, so that it rises without a step where the phases
    meet: within 3e-6 K of the triple point, or near 0.00 degC with the enhancement
    factor, as ice and water do under air.

    Examples
    --------
    >>> round(float(saturation_pressure(263.15)), 1)
    259.9
    >>> round(float(saturation_pressure(283.15)))
    1228
    """
    advice = "ice from 110 K on, liquid up to 473.15 K"
    T = _checked("temperature", temperature, "K", COLDEST_ICE, HOTTEST, advice)
    # each formula only sees the temperatures at which it can be the lower one
    ice = _over_ice(np.minimum(T, TRIPLE_POINT), enhanced_at)
    water = _over_water(np.maximum(T, 260.0), enhanced_at)
    return np.where(T < TRIPLE_POINT, np.minimum(ice, water), water)[()]


# ---------------------------------------------------------------- enhancement factor

BUCK_COLDEST, BUCK_HOTTEST = 193.15, 323.15  # K
BUCK_THINNEST, BUCK_DENSEST = 80e3, 110e3  # Pa
_BUCK_ADVICE = "the range of the enhancement factor; outside it leave it out"


def enhancement_factor(temperature, pressure, *, over_water=False):
    """Saturation vapour pressure in air over that of pure vapour [-].

    Parameters
    ----------
    temperature : float or array
        Temperature [K], 193.15 to 323.15.
    pressure : float or array
        Total pressure of the air [Pa], 80e3 to 110e3.
    over_water : bool
        Over supercooled water below 273.16 K, too; otherwise over ice there.

    Notes
    -----
    Eqs. fw4 and fi4 of Buck (1981), J. Appl. Meteorol. 20, 1527. With it the vapour
    pressure is within 0.04 % of CoolProp's real moist air from -80 to 25 degC at 1 atm.

    Examples
    --------
    >>> round(float(enhancement_factor(233.15, 101325.0)), 4)
    1.0051
    >>> round(float(enhancement_factor(193.15, 101325.0)), 4)
    1.0083
    """
    T = _checked(
        "temperature", temperature, "K", BUCK_COLDEST, BUCK_HOTTEST, _BUCK_ADVICE
    )
    p = _checked("pressure", pressure, "Pa", BUCK_THINNEST, BUCK_DENSEST, _BUCK_ADVICE)
    ice = (T < TRIPLE_POINT) & (not over_water)
    return np.where(ice, _buck_ice(T, p), _buck_water(T, p))[()]


def _buck_ice(temperature, pressure):
    t = temperature - ICE_POINT
    return 1.00022 + pressure * (3.83e-8 + 6.4e-12 * t * t)


def _buck_water(temperature, pressure):
    t = temperature - ICE_POINT
    return 1.00072 + pressure * (3.20e-8 + 5.9e-12 * t * t)


def _over_ice(temperature, enhanced_at):
    if enhanced_at is None:
        return _ice_pressures(temperature)
    enhancement_factor(temperature, enhanced_at)  # for its checks
    return _ice_pressures(temperature) * _buck_ice(temperature, enhanced_at)


def _over_water(temperature, enhanced_at):
    if enhanced_at is None:
        return _liquid_pressures(temperature)
    factor = enhancement_factor(temperature, enhanced_at, over_water=True)
    return _liquid_pressures(temperature) * factor


# ---------------------------------------------------------------- frost and dew points

_TOO_DRY = (
    "drier air, and dry air above all, has no dew point to name: give its vapour"
    " pressure or ppmv instead"
)


def _settled(temperatures, factor, vapour_pressure, pressure):
    """Temperature [K] where saturation times the factor is `vapour_pressure` [Pa].

    Fixed point: with each kelvin the factor moves by 1e-4, saturation by 5e-2 or more.
    """
    T = temperatures(vapour_pressure)
    for _ in range(10):
        T = temperatures(vapour_pressure / factor(T, pressure))
    return T


def frost_point(vapour_pressure, *, enhanced_at=None):
    """Temperature [K] at which ice is in equilibrium with a vapour pressure.

    Parameters
    ----------
    vapour_pressure : float or array
        Vapour pressure [Pa], 2.6e-12 (110 K) to 611.657 (273.16 K). Zero is an error:
        absolutely dry air has no frost point.
    enhanced_at : float or array, optional
        Total pressure [Pa]; with it the enhancement factor is applied.

    Examples
    --------
    >>> round(float(frost_point(12.8443)), 3)
    233.15
    """
    coldest = COLDEST_ICE if enhanced_at is None else BUCK_COLDEST
    low = _over_ice(coldest, enhanced_at)
    high = _over_ice(TRIPLE_POINT, enhanced_at)
    advice = f"{_TOO_DRY}; damper air has a dew point over water: ask for dew_point"
    p = _checked("vapour_pressure", vapour_pressure, "Pa", low, high, advice)
    if enhanced_at is None:
        return _ice_temperatures(p)
    return _settled(_ice_temperatures, _buck_ice, p, enhanced_at)


def dew_point_over_water(vapour_pressure, *, enhanced_at=None):
    """Temperature [K] at which liquid, also supercooled, water has a vapour pressure.

    Parameters
    ----------
    vapour_pressure : float or array
        Vapour pressure [Pa], 2.8e-9 (123 K) to 1.55e6 (473.15 K); zero is an error.
    enhanced_at : float or array, optional
        Total pressure [Pa]; with it the enhancement factor is applied.

    Examples
    --------
    A frost point of -40 degC is a dew point over water of -43.6 degC:

    >>> round(float(dew_point_over_water(12.8443)) - 273.15, 1)
    -43.6
    """
    pure = enhanced_at is None
    low = _over_water(COLDEST_LIQUID if pure else BUCK_COLDEST, enhanced_at)
    high = _over_water(HOTTEST if pure else BUCK_HOTTEST, enhanced_at)
    p = _checked("vapour_pressure", vapour_pressure, "Pa", low, high, _TOO_DRY)
    if pure:
        return _liquid_temperatures(p)
    return _settled(_liquid_temperatures, _buck_water, p, enhanced_at)


def dew_point(vapour_pressure, *, enhanced_at=None):
    """Dew point [K]: over ice below 0 degC (the frost point), over liquid water above.

    Parameters
    ----------
    vapour_pressure : float or array
        Vapour pressure [Pa], 2.6e-12 (110 K) to 1.55e6 (473.15 K); zero is an error.
    enhanced_at : float or array, optional
        Total pressure [Pa]; with it the enhancement factor is applied.

    Notes
    -----
    The higher of frost point and dew point over water; undoes `saturation_pressure`.

    Examples
    --------
    >>> [round(float(dew_point(p)) - 273.15, 2) for p in (12.8443, 2339.2)]
    [-40.0, 20.0]
    """
    pure = enhanced_at is None
    low = _over_ice(COLDEST_ICE if pure else BUCK_COLDEST, enhanced_at)
    high = _over_water(HOTTEST if pure else BUCK_HOTTEST, enhanced_at)
    p = _checked("vapour_pressure", vapour_pressure, "Pa", low, high, _TOO_DRY)
    melting = _over_ice(TRIPLE_POINT, enhanced_at)
    frost = frost_point(np.minimum(p, melting), enhanced_at=enhanced_at)
    water = dew_point_over_water(np.maximum(p, 500.0), enhanced_at=enhanced_at)
    return np.where(p < 500.0, frost, np.maximum(frost, water))[()]


def vapour_pressure_from_frost_point(frost_point, *, enhanced_at=None):
    """Vapour pressure [Pa] of air with this frost point [K], 110 to 273.16."""
    ice_vapour_pressure(frost_point)  # for its checks
    return _over_ice(np.asarray(frost_point, float)[()], enhanced_at)


def vapour_pressure_from_dew_point_over_water(dew_point, *, enhanced_at=None):
    """Vapour pressure [Pa] of air with this dew point over water [K], 123 to 473.15."""
    liquid_vapour_pressure(dew_point)  # for its checks
    return _over_water(np.asarray(dew_point, float)[()], enhanced_at)


def vapour_pressure_from_dew_point(dew_point, *, enhanced_at=None):
    """Vapour pressure [Pa] of air with this dew point [K], over ice below 0 degC."""
    return saturation_pressure(dew_point, enhanced_at=enhanced_at)


# ---------------------------------------------------------------- other measures


def water_activity(vapour_pressure, temperature, *, enhanced_at=None):
    """Water activity [-] of air at a temperature: over liquid water, always.

    Parameters
    ----------
    vapour_pressure : float or array
        Vapour pressure [Pa], not negative.
    temperature : float or array
        Temperature [K] of the air, or of the material that feels it; 123 to 473.15.
    enhanced_at : float or array, optional
        Total pressure [Pa]; with it the enhancement factor is applied.

    Examples
    --------
    >>> round(float(water_activity(12.8443, 298.15)), 5)
    0.00405
    """
    p = _not_negative(vapour_pressure)
    return p / vapour_pressure_from_dew_point_over_water(
        temperature, enhanced_at=enhanced_at
    )


def relative_humidity(vapour_pressure, temperature, *, enhanced_at=None):
    """Relative humidity [-], 0 to 1: over liquid water, below 0 degC too (WMO).

    The same number as :func:`water_activity`, under the name that belongs to air.
    """
    return water_activity(vapour_pressure, temperature, enhanced_at=enhanced_at)


def vapour_pressure_from_relative_humidity(
    relative_humidity, temperature, *, enhanced_at=None
):
    """Vapour pressure [Pa] of air of a relative humidity [-] at a temperature [K].

    Examples
    --------
    >>> round(float(vapour_pressure_from_relative_humidity(0.45, 298.15)), 1)
    1426.4
    """
    advice = "a fraction; in a scenario file relative_humidity_pct: 45 is 0.45"
    share = _checked("relative_humidity", relative_humidity, "", 0.0, 1.0, advice)
    return share * vapour_pressure_from_dew_point_over_water(
        temperature, enhanced_at=enhanced_at
    )


def mole_fraction(vapour_pressure, pressure):
    """Mole fraction of water [mol/mol] at a total pressure [Pa]; times 1e6: ppmv.

    Of the moist gas, not of the dry one: 126.76 ppmv at -40 degC frost point and 1 atm.

    Examples
    --------
    >>> round(float(mole_fraction(12.8443, 101325.0)) * 1e6, 1)
    126.8
    """
    p = _positive(pressure)
    return _not_negative(vapour_pressure, p) / p


def vapour_pressure_from_mole_fraction(mole_fraction, pressure):
    """Vapour pressure [Pa] of a mole fraction of water at a total pressure [Pa]."""
    advice = "a fraction of the moist gas; 127 ppmv is 127e-6"
    x = _checked("mole_fraction", mole_fraction, "", 0.0, 1.0, advice)
    return x * _positive(pressure)


def humidity_ratio(vapour_pressure, pressure, gas="air"):
    """Humidity ratio [kg of water per kg of dry gas].

    Parameters
    ----------
    vapour_pressure, pressure : float or array
        Vapour pressure and total pressure [Pa]; the first is the smaller one.
    gas : str
        "air", "nitrogen" or "argon".

    Examples
    --------
    >>> round(float(humidity_ratio(12.8443, 101325.0)) * 1e6, 1)
    78.8
    """
    pressure = _positive(pressure)
    p = _not_negative(vapour_pressure, pressure)
    if np.any(p >= pressure):
        raise ValueError(
            "vapour_pressure equals the total pressure: pure vapour has no humidity"
            " ratio; ask for the mole fraction"
        )
    return WATER_MOLAR_MASS / molar_mass(gas) * p / (pressure - p)


def vapour_pressure_from_humidity_ratio(humidity_ratio, pressure, gas="air"):
    """Vapour pressure [Pa] of a humidity ratio [kg/kg dry gas] at a pressure [Pa]."""
    advice = "kg of water per kg of dry gas; 8 g/kg is 0.008"
    x = _checked("humidity_ratio", humidity_ratio, "kg/kg", 0.0, 1e6, advice)
    return _positive(pressure) * x / (WATER_MOLAR_MASS / molar_mass(gas) + x)


def absolute_humidity(vapour_pressure, temperature):
    """Mass of water vapour per volume [kg/m3], as an ideal gas at temperature [K].

    Examples
    --------
    >>> round(float(absolute_humidity(12.8443, 298.15)) * 1e3, 4)
    0.0933
    """
    p = _not_negative(vapour_pressure)
    return p * WATER_MOLAR_MASS / (GAS_CONSTANT * _air_temperature(temperature))


def vapour_pressure_from_absolute_humidity(absolute_humidity, temperature):
    """Vapour pressure [Pa] of a mass of water per volume [kg/m3] at temperature [K]."""
    advice = "kg per m3; 1 g/m3 is 0.001"
    mass = _checked("absolute_humidity", absolute_humidity, "kg/m3", 0.0, 10.0, advice)
    return mass * GAS_CONSTANT * _air_temperature(temperature) / WATER_MOLAR_MASS


def enthalpy(temperature, humidity_ratio, gas="air"):
    """Enthalpy of moist air [J per kg of dry gas].

    Zero for dry gas at 0 degC and for *liquid* water at 0 degC; vapour therefore
    carries 2.5009e6 J/kg there, and ice would carry -3.336e5 J/kg. All water is
    counted as vapour: fog and frost are not part of the air.

    Parameters
    ----------
    temperature : float or array
        Temperature [K], 173.15 to 473.15.
    humidity_ratio : float or array
        Humidity ratio [kg/kg dry gas], not negative.
    gas : str
        "air", "nitrogen" or "argon".

    Notes
    -----
    Constant heat capacities, (1006 + 1860 X) J/(kg K) for air, as the ASHRAE Handbook
    (Fundamentals, psychrometrics) has it.

    Examples
    --------
    By hand, 25 degC and 10 g/kg: 1006 * 25 + 0.01 * (2500900 + 1860 * 25) = 50624:

    >>> round(float(enthalpy(298.15, 0.010)))
    50624
    """
    t = _air_temperature(temperature) - ICE_POINT
    x = _checked("humidity_ratio", humidity_ratio, "kg/kg", 0.0, 1e6, "kg per kg dry")
    if gas not in HEAT_CAPACITY:
        molar_mass(gas)
    return HEAT_CAPACITY[gas] * t + x * (LATENT_HEAT + VAPOUR_HEAT_CAPACITY * t)


def molar_mass(gas):
    """Molar mass [kg/mol] of a dry carrier gas: "air", "nitrogen" or "argon"."""
    if gas not in MOLAR_MASS:
        raise ValueError(f"gas is {gas!r}; allowed are {', '.join(MOLAR_MASS)}")
    return MOLAR_MASS[gas]


def _not_negative(vapour_pressure, pressure=1e9):
    advice = "from absolutely dry gas to pure vapour"
    return _checked("vapour_pressure", vapour_pressure, "Pa", 0.0, pressure, advice)


def _positive(pressure):
    advice = "a total pressure, absolute; 1 atm is 101325 Pa"
    return _checked("pressure", pressure, "Pa", 1e-6, 1e8, advice)


def _air_temperature(temperature):
    advice = "-100 to 200 degC"
    return _checked("temperature", temperature, "K", COLDEST_AIR, HOTTEST, advice)


# ---------------------------------------------------------------- the Atmosphere


@dataclass(frozen=True)
class Atmosphere:
    """Air of one state: temperature, total pressure, vapour pressure and carrier gas.

    It knows neither time nor place. Zero vapour pressure is allowed; such air has no
    dew point, and asking for it is a ValueError.

    Attributes
    ----------
    temperature : float
        Temperature [K], 173.15 to 473.15 (-100 to 200 degC).
    pressure : float
        Total pressure [Pa], above 0.
    vapour_pressure : float
        Partial pressure of water [Pa], 0 to `pressure`, and no more than liquid water
        has at this temperature (damper air would be fog).
    gas : str
        "air", "nitrogen" or "argon".
    enhanced : bool
        Dew points, relative humidity and activity count with the enhancement factor;
        a choice for comparisons with real-gas tables, never made by the twin.

    Examples
    --------
    >>> air = Atmosphere.from_dew_point(298.15, 101325.0, 233.15)
    >>> round(air.vapour_pressure, 2), round(air.water_ppmv, 1)
    (12.84, 126.8)
    >>> round(air.water_activity, 5), round(air.dew_point_over_water - 273.15, 1)
    (0.00405, -43.6)
    """

    temperature: float
    pressure: float
    vapour_pressure: float
    gas: str = "air"
    enhanced: bool = False

    def __post_init__(self):
        for name in ("temperature", "pressure", "vapour_pressure"):
            object.__setattr__(self, name, float(getattr(self, name)))
        _air_temperature(self.temperature)
        _positive(self.pressure)
        molar_mass(self.gas)
        if self.enhanced and self.gas != "air":
            raise ValueError(
                f"enhanced is True with gas {self.gas!r}; the enhancement factor is"
                " known for air only, leave it out"
            )
        _not_negative(self.vapour_pressure, self.pressure)
        highest = float(_over_water(self.temperature, self._enhanced_at))
        # a relative humidity of 1 that went through another measure may end an ulp up
        if self.vapour_pressure > highest * (1.0 + 1e-9):
            raise ValueError(
                f"vapour_pressure is {self.vapour_pressure:.6g} Pa at"
                f" {celsius(self.temperature):.6g} degC; allowed is 0 to {highest:.6g}"
                " Pa, the saturation over liquid water: warm the air or dry it"
            )

    @property
    def _enhanced_at(self):
        return self.pressure if self.enhanced else None

    @classmethod
    def from_dew_point(
        cls, temperature, pressure, dew_point, gas="air", enhanced=False
    ):
        """Air of a dew point [K]: over ice (frost point) below 0 degC."""
        at = pressure if enhanced else None
        p = vapour_pressure_from_dew_point(dew_point, enhanced_at=at)
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_dew_point_over_water(
        cls, temperature, pressure, dew_point, gas="air", enhanced=False
    ):
        """Air of a dew point [K] over liquid, below 0 degC supercooled, water."""
        at = pressure if enhanced else None
        p = vapour_pressure_from_dew_point_over_water(dew_point, enhanced_at=at)
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_relative_humidity(
        cls, temperature, pressure, relative_humidity, gas="air", enhanced=False
    ):
        """Air of a relative humidity, a fraction from 0 to 1, over liquid water."""
        at = pressure if enhanced else None
        p = vapour_pressure_from_relative_humidity(
            relative_humidity, temperature, enhanced_at=at
        )
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_humidity_ratio(
        cls, temperature, pressure, humidity_ratio, gas="air", enhanced=False
    ):
        """Air of a humidity ratio [kg of water per kg of dry gas]."""
        p = vapour_pressure_from_humidity_ratio(humidity_ratio, pressure, gas)
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_mole_fraction(
        cls, temperature, pressure, mole_fraction, gas="air", enhanced=False
    ):
        """Air of a mole fraction of water [mol/mol]; 127 ppmv is 127e-6."""
        p = vapour_pressure_from_mole_fraction(mole_fraction, pressure)
        return cls(temperature, pressure, p, gas, enhanced)

    @property
    def dew_point(self) -> float:
        """Dew point [K], over ice below 0 degC."""
        return float(dew_point(self.vapour_pressure, enhanced_at=self._enhanced_at))

    @property
    def frost_point(self) -> float:
        """Frost point [K]; ValueError above the triple point of water."""
        return float(frost_point(self.vapour_pressure, enhanced_at=self._enhanced_at))

    @property
    def dew_point_over_water(self) -> float:
        """Dew point [K] over liquid, below 0 degC supercooled, water."""
        return float(
            dew_point_over_water(self.vapour_pressure, enhanced_at=self._enhanced_at)
        )

    @property
    def relative_humidity(self) -> float:
        """Relative humidity over liquid water, a fraction from 0 to 1."""
        return float(
            relative_humidity(
                self.vapour_pressure, self.temperature, enhanced_at=self._enhanced_at
            )
        )

    @property
    def water_activity(self) -> float:
        """Water activity of the air at its own temperature [-]."""
        return self.relative_humidity

    @property
    def mole_fraction(self) -> float:
        """Mole fraction of water [mol/mol]."""
        return float(mole_fraction(self.vapour_pressure, self.pressure))

    @property
    def water_ppmv(self) -> float:
        """Water in millionths of the moist gas by volume."""
        return self.mole_fraction / PPM

    @property
    def humidity_ratio(self) -> float:
        """Humidity ratio [kg of water per kg of dry gas]."""
        return float(humidity_ratio(self.vapour_pressure, self.pressure, self.gas))

    @property
    def absolute_humidity(self) -> float:
        """Mass of water vapour per volume [kg/m3]."""
        return float(absolute_humidity(self.vapour_pressure, self.temperature))

    @property
    def enthalpy(self) -> float:
        """Enthalpy [J per kg of dry gas]; see :func:`enthalpy` for its zero."""
        return float(enthalpy(self.temperature, self.humidity_ratio, self.gas))
