"""From humidity keys to a frozen Atmosphere: the one door air comes through."""

from models.psychrometrics import Atmosphere
from models.units import G_PER_KG, MBAR, PPM, kelvin


def atmosphere(keys, pressure: float, gas: str = "air") -> Atmosphere:
    """Air of `keys` (AirKeys, ZoneKeys); `pressure` [Pa] where they give none.

    ValueError where there is no such air.
    """
    temperature = kelvin(keys.temperature_degC)
    if keys.pressure_mbar is not None:
        pressure = keys.pressure_mbar * MBAR
    measure = keys.measure
    value = getattr(keys, measure)
    if measure == "dew_point_degC":
        return Atmosphere.from_dew_point(temperature, pressure, kelvin(value), gas)
    if measure == "dew_point_over_water_degC":
        return Atmosphere.from_dew_point_over_water(
            temperature, pressure, kelvin(value), gas
        )
    if measure == "relative_humidity_pct":
        return Atmosphere.from_relative_humidity(
            temperature, pressure, value / 100.0, gas
        )
    if measure == "humidity_ratio_g_per_kg":
        return Atmosphere.from_humidity_ratio(
            temperature, pressure, value * G_PER_KG, gas
        )
    if measure == "water_ppmv":
        return Atmosphere.from_mole_fraction(temperature, pressure, value * PPM, gas)
    return Atmosphere(temperature, pressure, value, gas)
