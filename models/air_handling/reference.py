"""The published plant: a year of one dry room in 14 cities, ten sizes, three loads.

Vogt et al. (2022), J. Clean. Prod. 370, 133512, scaled up the Battery LabFactory's
room and simulated it hour by hour; their annual energies are what to reproduce. Flows,
shares, temperatures and fans are theirs (`PUBLISHED`). Hourly weather, the load's
profile and the control were not published: those are assumed (`ASSUMED`), and six
numbers, shared by all cities, sizes and loads, are fitted (`Unknowns`).

All is counted for a plant of 10 000 m3/h supply air and multiplied by the size.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling.climate import DAILY, HOURS, synthetic_year
from models.air_handling.parts import (
    DISTRICT_HEAT,
    ELECTRICITY,
    NATURAL_GAS,
    Chiller,
    Coil,
    Fan,
    Heater,
)
from models.air_handling.sheet import flow_sheet
from models.air_handling.streams import AIR_HEAT
from models.air_handling.unit import AirHandling
from models.air_handling.wheel import Wheel
from models.material import Source
from models.psychrometrics import humidity_ratio, vapour_pressure_from_frost_point
from models.units import HOUR, KWH, STANDARD_PRESSURE, kelvin

VOGT = "Vogt et al. 2022, J. Clean. Prod. 370, 133512, and its repository"
PUBLISHED = {
    "supply_flow": Source(10000.0 * 1.2 / HOUR, "kg/s", "published", VOGT),
    "outdoor_share": Source(1.0 / 3.0, "-", "published", VOGT),
    "purge_share": Source(0.1, "-", "published", VOGT),
    "purge_temperature": Source(kelvin(95.0), "K", "published", VOGT),
    "regeneration_share": Source(0.3, "-", "published", VOGT),
    "highest_temperature": Source(kelvin(135.0), "K", "published", VOGT),
    "coil_surface": Source(kelvin(8.0), "K", "published", VOGT),
    "supply_frost_point": Source(kelvin(-60.0), "K", "published", VOGT),
    "fan_pressure": Source(1800.0, "Pa", "published", VOGT),
    "fan_efficiency": Source(0.70, "-", "published", VOGT),
    "regeneration_fan": Source(1490.0, "W", "published", VOGT + ", its peak"),
    "heat_load": Source(2023.75, "W", "published", VOGT + ", per load scale"),
    "most_moisture": Source(1.389e-3, "kg/s", "published", VOGT + ", of one room"),
}
ASSUMED = {
    "weekend_flow": Source(0.7, "-", "estimate", "reduced at the weekend, not how far"),
    "seasonal_share": Source(
        0.5, "-", "estimate", "of the peak load that follows the outdoor humidity"
    ),
    "daily_amplitude": Source(DAILY, "K", "estimate", "PHYSICS 5.1"),
    "adsorption_heat": Source(2.8e6, "J/kg", "recalled", "PHYSICS 5.2, 2.7 to 3.0e6"),
}


@dataclass(frozen=True)
class Unknowns:
    """What was fitted to all 420 rows at once, nothing per city.

    Attributes
    ----------
    cop : float
        Heat taken per electricity, everything that serves the coils included [-].
    room_temperature : float
        Of the return air [K]; also what the supply air, by its temperature, holds.
    heat_gain : float
        Through walls and from machines into a room of size 1 [W]; goes with the square
        root of the size, as walls do.
    regeneration_temperature : float
        Of the regeneration air where the room adds no water [K].
    temperature_per_pick_up : float
        What the control adds, K per kg/kg that the room adds to the air.
    heat_recovery : float
        Between spent and fresh regeneration air [-].
    """

    cop: float
    room_temperature: float
    heat_gain: float
    regeneration_temperature: float
    temperature_per_pick_up: float
    heat_recovery: float


FITTED = Unknowns(1.255, 298.28, 17.34e3, 365.15, 5.30e4, 0.123)
FITTED_UNITS = {
    "cop": "-",
    "room_temperature": "K",
    "heat_gain": "W",
    "regeneration_temperature": "K",
    "temperature_per_pick_up": "K per kg/kg",
    "heat_recovery": "-",
}
BY_CARRIER = {  # the three unknowns each carrier may have, at most
    ELECTRICITY: ("cop", "room_temperature"),
    NATURAL_GAS: (
        "regeneration_temperature", "temperature_per_pick_up", "heat_recovery",
    ),
    DISTRICT_HEAT: ("room_temperature", "heat_gain"),
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A city: annual means, and the room's peak moisture load there.

    Attributes
    ----------
    mean_temperature : float
        [K]
    mean_relative_humidity : float
        A fraction.
    peak_moisture : float
        Into a room of size 1 at load 1 [kg/s], as published.
    """

    mean_temperature: float
    mean_relative_humidity: float
    peak_moisture: float


def _sources(unknowns):
    """Source of each unknown: fitted here, so computed."""
    told = "fitted to the 420 annual energies of " + VOGT
    return {
        name: Source(getattr(unknowns, name), unit, "computed", told)
        for name, unit in FITTED_UNITS.items()
    }


def reference_unit(unknowns: Unknowns) -> AirHandling:
    """The published plant at size 1."""
    number = {name: source.value for name, source in PUBLISHED.items()}
    flow = number["supply_flow"]
    process = (1.0 + number["purge_share"]) * flow
    coil = Coil(number["coil_surface"])
    wheel = Wheel(
        regeneration_share=number["regeneration_share"],
        purge_share=number["purge_share"],
        purge_temperature=number["purge_temperature"],
        regeneration_temperature=unknowns.regeneration_temperature,
        temperature_per_pick_up=unknowns.temperature_per_pick_up,
        highest_temperature=number["highest_temperature"],
        adsorption_heat=ASSUMED["adsorption_heat"].value,
    )
    return AirHandling(
        outdoor_share=number["outdoor_share"],
        preheat=number["coil_surface"],
        preheater=Heater(DISTRICT_HEAT),
        precooler=coil,
        cooler=coil,
        wheel=wheel,
        fan=Fan.of_pressure(process, number["fan_pressure"], number["fan_efficiency"]),
        regeneration_fan=Fan(
            number["regeneration_share"] * flow, number["regeneration_fan"]
        ),
        chiller=Chiller(unknowns.cop),
        supply_heater=Heater(DISTRICT_HEAT),
        regeneration_heater=Heater(NATURAL_GAS),
        heat_recovery=unknowns.heat_recovery,
        sources={**PUBLISHED, **ASSUMED, **_sources(unknowns)},
    )


def moisture_load(site, size, load, outdoor_humidity, seasonal_share):
    """Water into the room per size [kg/s], hour by hour.

    A share of the peak follows the outdoor humidity, the rest is constant; one room
    takes at most 5 kg/h, whatever its size (published).
    """
    wave = outdoor_humidity / np.max(outdoor_humidity)
    profile = 1.0 - seasonal_share + seasonal_share * wave
    most = PUBLISHED["most_moisture"].value / size
    return np.minimum(load * site.peak_moisture * profile, most)


def reference_hours(
    site,
    size,
    load,
    unknowns=FITTED,
    *,
    hours=None,
    weekend_flow=ASSUMED["weekend_flow"].value,
    seasonal_share=ASSUMED["seasonal_share"].value,
    **amplitudes,
):
    """The Sheet of the plant per size, over the hours; rooms in rows, hours in columns.

    `size` and `load` are numbers or arrays of one length; `amplitudes` go to
    :func:`models.air_handling.climate.synthetic_year`.
    """
    hours = np.arange(HOURS) if hours is None else np.asarray(hours)
    size = np.atleast_1d(np.asarray(size, dtype=float))[:, None]
    load = np.atleast_1d(np.asarray(load, dtype=float))[:, None]
    temperature, humidity = synthetic_year(
        site.mean_temperature, site.mean_relative_humidity, hours=hours, **amplitudes
    )
    working = (hours // 24) % 7 < 5
    flow = PUBLISHED["supply_flow"].value * np.where(working, 1.0, weekend_flow)
    water = moisture_load(site, size, load, humidity, seasonal_share)
    frost = PUBLISHED["supply_frost_point"].value
    dry = humidity_ratio(vapour_pressure_from_frost_point(frost), STANDARD_PRESSURE)
    gain = load * PUBLISHED["heat_load"].value + unknowns.heat_gain / np.sqrt(size)
    return flow_sheet(
        reference_unit(unknowns),
        temperature,
        humidity,
        unknowns.room_temperature,
        dry + water / flow,
        flow,
        unknowns.room_temperature - gain / (flow * AIR_HEAT),
        dry,
    )


def annual_energies(site, size, load, unknowns=FITTED, *, hours=None, **assumed):
    """Carrier to its energy of a year [kWh], one entry a room.

    With fewer `hours` than a year's they stand for it evenly.
    """
    sheet = reference_hours(site, size, load, unknowns, hours=hours, **assumed)
    return {
        carrier: np.mean(power, axis=1) * HOURS * HOUR / KWH * np.ravel(size)
        for carrier, power in sheet.energy.items()
    }
