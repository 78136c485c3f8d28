"""Air of rooms between the measures of a file and those of a balance."""

import numpy as np

from models.psychrometrics import (
    dew_point,
    humidity_ratio,
    vapour_pressure_from_dew_point,
    vapour_pressure_from_humidity_ratio,
)
from models.units import DRY_AIR_MOLAR_MASS, GAS_CONSTANT, celsius, kelvin


def moisture(dew_point_degC, pressure) -> float:
    """Humidity ratio [kg/kg] of a dew point (below 0 a frost point) in degC."""
    vapour = vapour_pressure_from_dew_point(kelvin(dew_point_degC))
    return float(humidity_ratio(vapour, pressure))


def frost_points(humidity, pressure) -> np.ndarray:
    """Frost or dew points in degC of humidity ratios [kg/kg]."""
    vapour = vapour_pressure_from_humidity_ratio(humidity, pressure)
    return celsius(dew_point(vapour))


def density(temperature, humidity, pressure) -> float:
    """Dry air per volume of moist air [kg/m3], by temperature [K] and kg/kg.

    Examples
    --------
    >>> round(density(295.15, 0.0, 101325.0), 4)
    1.196
    """
    dry = pressure - float(vapour_pressure_from_humidity_ratio(humidity, pressure))
    return dry * DRY_AIR_MOLAR_MASS / (GAS_CONSTANT * temperature)
