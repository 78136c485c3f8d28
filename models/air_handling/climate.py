"""A synthetic year of outdoor air from annual means.

An assumption, not weather: one wave over the year, one over the day. The temperature is
mean + seasonal wave + daily wave; the water is that of the mean relative humidity at
the day's mean temperature, as far as the hour's air can hold it. Dry winters and
wet monsoons of the same means are not told apart.
"""

import numpy as np

from models.air_handling.bounds import bounded
from models.air_handling.streams import saturation_humidity
from models.psychrometrics import (
    humidity_ratio,
    vapour_pressure_from_relative_humidity,
)
from models.units import ICE_POINT, STANDARD_PRESSURE

HOURS = 8760
DAILY = 4.0  # K, amplitude; PHYSICS 5.1
COLDEST_DAY, COLDEST_HOUR = 15, 3
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = len(MONTH_DAYS)


def seasonal_amplitude(mean_temperature):
    """Amplitude of the seasonal wave [K] that usually goes with an annual mean [K].

    13 - 0.42 (T - 3 degC) K between 2 and 13 K (PHYSICS 5.1, an engineering estimate):
    hot places are near the equator.

    Examples
    --------
    >>> round(float(seasonal_amplitude(273.15 + 10.0)), 2)
    10.06
    """
    celsius = np.asarray(mean_temperature, dtype=float) - ICE_POINT
    return np.clip(13.0 - 0.42 * (celsius - 3.0), 2.0, 13.0)


def synthetic_year(
    mean_temperature,
    mean_relative_humidity,
    seasonal=None,
    daily=DAILY,
    hours=None,
    pressure=STANDARD_PRESSURE,
):
    """Temperature [K] and humidity ratio [kg/kg] of the outdoor air, hour by hour.

    Parameters
    ----------
    mean_temperature : float
        Of the year [K], -20 to 40 degC.
    mean_relative_humidity : float
        A fraction, over liquid water.
    seasonal, daily : float, optional
        Amplitudes [K]; without the first that of :func:`seasonal_amplitude`.
    hours : array, optional
        Of the year [h]; all 8760, counted from midnight on January 1st, without.
    """
    name = "a synthetic year"
    low, high = ICE_POINT - 20.0, ICE_POINT + 40.0
    mean = bounded(name, "mean_temperature", mean_temperature, "K", low, high, "annual")
    share = bounded(
        name,
        "mean_relative_humidity",
        mean_relative_humidity,
        "",
        0.01,
        1.0,
        "fraction",
    )
    wave = seasonal_amplitude(mean) if seasonal is None else seasonal
    bounded(name, "seasonal", wave, "K", 0.0, 30.0, "amplitude")
    bounded(name, "daily", daily, "K", 0.0, 15.0, "amplitude")
    hours = np.arange(HOURS) if hours is None else np.asarray(hours)
    day = mean - wave * np.cos(2.0 * np.pi * (hours / 24.0 - COLDEST_DAY) / 365.0)
    temperature = day - daily * np.cos(2.0 * np.pi * (hours % 24 - COLDEST_HOUR) / 24.0)
    vapour = vapour_pressure_from_relative_humidity(share, day)
    most = saturation_humidity(temperature, pressure)
    return temperature, np.minimum(humidity_ratio(vapour, pressure), most)


def monthly_year(
    mean_temperatures,
    mean_relative_humidities,
    daily=DAILY,
    pressure=STANDARD_PRESSURE,
):
    """As :func:`synthetic_year`, from the means of the twelve months.

    A day's mean temperature and relative humidity lie on straight lines between the
    middles of the months; a month's own mean is then met within a few tenths of the
    difference to its neighbours.

    Parameters
    ----------
    mean_temperatures, mean_relative_humidities : array
        Of January to December [K], -40 to 50 degC, and as fractions.
    daily : float
        Amplitude over the day [K].
    """
    name = "a synthetic year"
    low, high = ICE_POINT - 40.0, ICE_POINT + 50.0
    means = bounded(name, "mean_temperatures", mean_temperatures, "K", low, high, "")
    shares = mean_relative_humidities
    shares = bounded(name, "mean_relative_humidities", shares, "", 0.01, 1.0, "shares")
    bounded(name, "daily", daily, "K", 0.0, 15.0, "amplitude")
    if np.shape(means) != (MONTHS,) or np.shape(shares) != (MONTHS,):
        raise ValueError(f"a synthetic year has the means of {MONTHS} months")
    hours = np.arange(HOURS)
    middles = np.cumsum(MONTH_DAYS) - np.asarray(MONTH_DAYS) / 2.0
    days = hours / 24.0
    year = float(sum(MONTH_DAYS))
    day = np.interp(days, middles, means, period=year)
    share = np.interp(days, middles, shares, period=year)
    temperature = day - daily * np.cos(2.0 * np.pi * (hours % 24 - COLDEST_HOUR) / 24.0)
    vapour = vapour_pressure_from_relative_humidity(share, day)
    most = saturation_humidity(temperature, pressure)
    return temperature, np.minimum(humidity_ratio(vapour, pressure), most)
