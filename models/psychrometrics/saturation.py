"""Saturation over ice and liquid water, pure or under air, and dew and frost points."""

import numpy as np

from models.psychrometrics.formulas import (
    ice_pressures,
    ice_temperatures,
    liquid_pressures,
    liquid_temperatures,
)
from models.psychrometrics.ranges import (
    COLDEST_ICE,
    COLDEST_LIQUID,
    HOTTEST,
    TRIPLE_POINT,
    within,
)
from models.units import ICE_POINT


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
    return ice_pressures(
        within("temperature", temperature, "K", COLDEST_ICE, TRIPLE_POINT, advice)
    )


def liquid_vapour_pressure(temperature):
    """Vapour pressure [Pa] over liquid water, below 0 degC over supercooled water.

    Parameters
    ----------
    temperature : float or array
        Temperature [K], 123 to 473.15; any shape, which the result keeps.

    Notes
    -----
    From 273.16 K on the saturation equation of IAPWS-95, eq. 2.5 of Wagner and Pruss
    (2002), J. Phys. Chem. Ref. Data 31, 387 (uncertainty 0.02 %); below 271.16 K eq. 10
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
    return liquid_pressures(
        within("temperature", temperature, "K", COLDEST_LIQUID, HOTTEST, advice)
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
    Below 273.16 K the lower of the two pressures, which is the one over ice; only with
    the enhancement factor do the phases meet a little earlier, near 0.00 degC, as they
    do under air.

    Examples
    --------
    >>> round(float(saturation_pressure(263.15)), 1)
    259.9
    >>> round(float(saturation_pressure(283.15)))
    1228
    """
    advice = "ice from 110 K on, liquid up to 473.15 K"
    T = within("temperature", temperature, "K", COLDEST_ICE, HOTTEST, advice)
    # each formula only sees the temperatures at which it can be the lower one
    ice = _over_ice(np.minimum(T, TRIPLE_POINT), enhanced_at)
    water = _over_water(np.maximum(T, 260.0), enhanced_at)
    return np.where(T < TRIPLE_POINT, np.minimum(ice, water), water)[()]


# ---------------------------------------------------------------- enhancement factor

BUCK_COLDEST, BUCK_HOTTEST = 193.1, 323.2  # K; -80 and 50 degC lie within
BUCK_THINNEST, BUCK_DENSEST = 80e3, 110e3  # Pa
_BUCK_ADVICE = "the range of the enhancement factor; outside it leave it out"


def enhancement_factor(temperature, pressure, *, over_water=False):
    """Saturation vapour pressure in air over that of pure vapour [-].

    Parameters
    ----------
    temperature : float or array
        Temperature [K], 193.1 to 323.2.
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
    T = within(
        "temperature", temperature, "K", BUCK_COLDEST, BUCK_HOTTEST, _BUCK_ADVICE
    )
    p = within("pressure", pressure, "Pa", BUCK_THINNEST, BUCK_DENSEST, _BUCK_ADVICE)
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
        return ice_pressures(temperature)
    enhancement_factor(temperature, enhanced_at)  # for its checks
    factor = _buck_ice(temperature, np.asarray(enhanced_at, dtype=float)[()])
    return ice_pressures(temperature) * factor


def _over_water(temperature, enhanced_at):
    if enhanced_at is None:
        return liquid_pressures(temperature)
    factor = enhancement_factor(temperature, enhanced_at, over_water=True)
    return liquid_pressures(temperature) * factor


# ---------------------------------------------------------------- frost and dew points

_TOO_DRY = (
    "drier air, and dry air above all, has no dew point to name: give its vapour"
    " pressure or ppmv instead"
)


def _settled(temperatures, factor, vapour_pressure, pressure):
    """Temperature [K] where saturation times the factor is `vapour_pressure` [Pa].

    Fixed point: with each kelvin the factor moves by 1e-4, saturation by 5e-2 or more.
    """
    pressure = np.asarray(pressure, dtype=float)[()]
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
    p = within("vapour_pressure", vapour_pressure, "Pa", low, high, advice)
    if enhanced_at is None:
        return ice_temperatures(p)
    return _settled(ice_temperatures, _buck_ice, p, enhanced_at)


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
    p = within("vapour_pressure", vapour_pressure, "Pa", low, high, _TOO_DRY)
    if pure:
        return liquid_temperatures(p)
    return _settled(liquid_temperatures, _buck_water, p, enhanced_at)


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
    p = within("vapour_pressure", vapour_pressure, "Pa", low, high, _TOO_DRY)
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
