"""Measures of humidity other than dew points, and the enthalpy of moist air."""

import numpy as np

from models.psychrometrics.ranges import (
    air_temperature,
    partial_pressure,
    total_pressure,
    within,
)
from models.psychrometrics.saturation import vapour_pressure_from_dew_point_over_water
from models.units import (
    ARGON_MOLAR_MASS,
    DRY_AIR_MOLAR_MASS,
    GAS_CONSTANT,
    ICE_POINT,
    NITROGEN_MOLAR_MASS,
    WATER_MOLAR_MASS,
)

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
    p = partial_pressure(vapour_pressure)
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
    share = within("relative_humidity", relative_humidity, "", 0.0, 1.0, advice)
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
    p = total_pressure(pressure)
    return partial_pressure(vapour_pressure, p) / p


def vapour_pressure_from_mole_fraction(mole_fraction, pressure):
    """Vapour pressure [Pa] of a mole fraction of water at a total pressure [Pa]."""
    advice = "a fraction of the moist gas; 127 ppmv is 127e-6"
    x = within("mole_fraction", mole_fraction, "", 0.0, 1.0, advice)
    return x * total_pressure(pressure)


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
    pressure = total_pressure(pressure)
    p = partial_pressure(vapour_pressure, pressure)
    if np.any(p >= pressure):
        raise ValueError(
            "vapour_pressure equals the total pressure: pure vapour has no humidity"
            " ratio; ask for the mole fraction"
        )
    return WATER_MOLAR_MASS / molar_mass(gas) * p / (pressure - p)


def vapour_pressure_from_humidity_ratio(humidity_ratio, pressure, gas="air"):
    """Vapour pressure [Pa] of a humidity ratio [kg/kg dry gas] at a pressure [Pa]."""
    advice = "kg of water per kg of dry gas; 8 g/kg is 0.008"
    x = within("humidity_ratio", humidity_ratio, "kg/kg", 0.0, 1e6, advice)
    return total_pressure(pressure) * x / (WATER_MOLAR_MASS / molar_mass(gas) + x)


def absolute_humidity(vapour_pressure, temperature):
    """Mass of water vapour per volume [kg/m3], as an ideal gas at temperature [K].

    Examples
    --------
    >>> round(float(absolute_humidity(12.8443, 298.15)) * 1e3, 4)
    0.0933
    """
    p = partial_pressure(vapour_pressure)
    return p * WATER_MOLAR_MASS / (GAS_CONSTANT * air_temperature(temperature))


def vapour_pressure_from_absolute_humidity(absolute_humidity, temperature):
    """Vapour pressure [Pa] of a mass of water per volume [kg/m3] at temperature [K]."""
    advice = "kg per m3; 1 g/m3 is 0.001"
    mass = within("absolute_humidity", absolute_humidity, "kg/m3", 0.0, 10.0, advice)
    return mass * GAS_CONSTANT * air_temperature(temperature) / WATER_MOLAR_MASS


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
    t = air_temperature(temperature) - ICE_POINT
    x = within("humidity_ratio", humidity_ratio, "kg/kg", 0.0, 1e6, "kg per kg dry")
    if gas not in HEAT_CAPACITY:
        molar_mass(gas)
    return HEAT_CAPACITY[gas] * t + x * (LATENT_HEAT + VAPOUR_HEAT_CAPACITY * t)


def molar_mass(gas):
    """Molar mass [kg/mol] of a dry carrier gas: "air", "nitrogen" or "argon"."""
    if gas not in MOLAR_MASS:
        raise ValueError(f"gas is {gas!r}; allowed are {', '.join(MOLAR_MASS)}")
    return MOLAR_MASS[gas]
