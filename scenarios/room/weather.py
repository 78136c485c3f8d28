"""A year of outdoor air, hour by hour: from a CSV or EPW file, or synthetic."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from models.air_handling.climate import (
    HOURS,
    MONTH_DAYS,
    monthly_year,
    seasonal_amplitude,
    synthetic_year,
)
from models.psychrometrics import (
    enthalpy,
    humidity_ratio,
    vapour_pressure_from_humidity_ratio,
    vapour_pressure_from_relative_humidity,
)
from models.units import HOUR, STANDARD_PRESSURE, kelvin
from scenarios import csv_table, readings
from scenarios.csv_table import TableError
from scenarios.faults import printable
from scenarios.room.schema_weather import SyntheticKeys, WeatherKeys
from scenarios.schema.scenario import start_of

MONTH_OF_HOUR = np.repeat(np.arange(12), 24 * np.array(MONTH_DAYS))
EPW_COLUMNS = {  # pvlib's name: unit, lowest, highest of the format; beyond is missing
    "temp_air": ("degC", -70.0, 70.0),
    "relative_humidity": ("%", 0.0, 100.0),
    "atmospheric_pressure": ("Pa", 31_000.0, 120_000.0),
}


@dataclass(frozen=True, eq=False)
class Weather:
    """Outdoor air of the 8760 hours of a year, from a Monday's midnight on.

    Attributes
    ----------
    temperature : array
        [K]
    vapour_pressure : array
        [Pa]
    pressure : float or None
        Mean total pressure [Pa], where it is known.
    words : str
        What it is, for people.
    """

    temperature: np.ndarray
    vapour_pressure: np.ndarray
    pressure: float | None
    words: str

    def humidity(self, pressure) -> np.ndarray:
        """Humidity ratio [kg/kg] at a total pressure [Pa]."""
        return humidity_ratio(self.vapour_pressure, pressure)

    def richest_hour(self, pressure) -> int:
        """The hour with the highest enthalpy, that of the summer design."""
        return int(np.argmax(enthalpy(self.temperature, self.humidity(pressure))))

    def coldest_hour(self) -> int:
        """The hour with the lowest temperature."""
        return int(np.argmin(self.temperature))


def weather(keys: WeatherKeys, pressure: float | None) -> Weather:
    """The year of `keys`; `pressure` [Pa] where the plant's is given.

    Raises
    ------
    TableError
        With all that is wrong with a file.
    ValueError
        Where there is no such synthetic year.
    """
    if keys.synthetic is not None:
        return _synthetic(keys.synthetic)
    if keys.epw is not None:
        return _epw(Path(keys.epw.file))
    return _csv(keys.csv, pressure)


def _synthetic(keys: SyntheticKeys) -> Weather:
    daily = keys.daily_amplitude_K
    if keys.monthly_temperature_degC is not None:
        temperature, moist = monthly_year(
            kelvin(np.array(keys.monthly_temperature_degC)),
            np.array(keys.monthly_relative_humidity_pct) / 100.0,
            daily,
        )
        words = f"synthetic from monthly means, daily amplitude {daily:g} K"
    else:
        mean = kelvin(keys.mean_temperature_degC)
        wave = keys.seasonal_amplitude_K
        if wave is None:
            wave = float(seasonal_amplitude(mean))
        temperature, moist = synthetic_year(
            mean, keys.mean_relative_humidity_pct / 100.0, wave, daily
        )
        words = (
            f"synthetic from annual means ({keys.mean_temperature_degC:.3g} °C, "
            f"{keys.mean_relative_humidity_pct:.3g} %), assumed amplitudes "
            f"{wave:.3g} K over the year and {daily:.3g} K over the day"
        )
    vapour = vapour_pressure_from_humidity_ratio(moist, STANDARD_PRESSURE)
    return Weather(temperature, vapour, None, words)


def _csv(keys, pressure) -> Weather:
    start = datetime(2001, 1, 1)  # a Monday; counts with a timestamp column only
    if keys.timestamp is not None:
        start = None if keys.begins is None else start_of(keys.begins)
        if start is None:
            words = "with timestamps give the first hour that counts, 2025-01-01 00:00"
            raise TableError([("begins", words)])
    path = Path(keys.file)
    usual = STANDARD_PRESSURE if pressure is None else pressure
    measured, _ = readings.readings(keys, path, usual, start)
    hours = measured.times[-1] / HOUR
    if hours < HOURS:
        words = (
            f"{path.name} covers {hours:.0f} hours; a year has {HOURS}: give all of "
            "it, or a synthetic year from its means"
        )
        raise TableError([("file", words)])
    known = None
    if keys.pressure_mbar is not None:
        known = float(_hourly(measured, measured.pressure).mean())
    return Weather(
        _hourly(measured, measured.temperature),
        _hourly(measured, measured.vapour_pressure),
        known,
        f"measured, {path.name}",
    )


def _hourly(measured, values):
    """Means over the hours of a year of readings that hold until the next."""
    summed = np.append(0.0, np.cumsum(np.diff(measured.times) * values))
    at = np.interp(HOUR * np.arange(HOURS + 1), measured.times, summed)
    return np.diff(at) / HOUR


def _epw(path: Path) -> Weather:
    source = csv_table.read(path)
    table = _epw_table(path, source)
    if len(table) < HOURS:
        words = f"{path.name} has {len(table)} hours; a year has {HOURS}"
        raise TableError([("file", words)])
    if len(table) > HOURS + 24:
        words = f"{path.name} has {len(table)} rows; one an hour of one year is read"
        raise TableError([("file", words)])
    faults, columns = [], {}
    for name, (unit, low, high) in EPW_COLUMNS.items():
        values = columns[name] = table[name].to_numpy(float)[:HOURS]
        wrong = np.flatnonzero(~((values >= low) & (values <= high)))
        if wrong.size:
            # an EPW file has eight lines before its first hour
            words = (
                f"{path.name}, line {wrong[0] + 9} and {wrong.size - 1} more: {name} is"
                f" {values[wrong[0]]:g} {unit}, missing or out of {low:g} to {high:g}; "
                "mend the file"
            )
            faults.append(("file", words))
    if faults:
        raise TableError(faults)
    temperature = kelvin(columns["temp_air"])
    share = columns["relative_humidity"] / 100.0
    vapour = vapour_pressure_from_relative_humidity(share, temperature)
    mean = float(columns["atmospheric_pressure"].mean())
    return Weather(temperature, vapour, mean, f"EPW file {path.name}")


def _epw_table(path, source):
    """The rows of an EPW file as pvlib reads them; never from the network."""
    from pvlib.iotools import read_epw

    try:
        text = source.data.decode("utf-8", errors="replace")
        if not text.startswith("LOCATION,"):
            raise ValueError("it does not begin with LOCATION,")
        return read_epw(io.StringIO(text))[0]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        reason = printable(str(error).splitlines()[0] if str(error) else "unreadable")
        words = f"{path.name} is no EPW file: {reason}"
        raise TableError([("file", words)]) from None
