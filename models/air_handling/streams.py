"""Streams of moist air, and what coils, heaters, fans and mixing make of them.

Flows are of dry air and enthalpies per kg of dry air, so that nothing changes but by
what is added: every balance then closes to rounding.
"""

from dataclasses import dataclass

import numpy as np

from models.psychrometrics import (
    HEAT_CAPACITY,
    LATENT_HEAT,
    VAPOUR_HEAT_CAPACITY,
    dew_point,
    enthalpy,
    humidity_ratio,
    saturation_pressure,
    vapour_pressure_from_humidity_ratio,
)
from models.units import ICE_POINT, STANDARD_PRESSURE

AIR_HEAT = HEAT_CAPACITY["air"]
WATER_HEAT_CAPACITY = 4186.0  # J/(kg K), liquid near room temperature


@dataclass(frozen=True)
class Stream:
    """Moist air that flows: dry air [kg/s], temperature [K], humidity ratio [kg/kg].

    Numbers or arrays of one shape, an entry an hour.
    """

    flow: np.ndarray
    temperature: np.ndarray
    humidity: np.ndarray

    @property
    def enthalpy(self):
        """[J per kg of dry air]; 0 for dry air and liquid water at 0 degC."""
        return enthalpy(self.temperature, self.humidity)

    @property
    def water(self):
        """Vapour that flows [kg/s]."""
        return self.flow * self.humidity

    @property
    def heat(self):
        """Enthalpy that flows [W]."""
        return self.flow * self.enthalpy

    def vapour_pressure(self, pressure=STANDARD_PRESSURE):
        """[Pa] at a total pressure [Pa]."""
        return vapour_pressure_from_humidity_ratio(self.humidity, pressure)

    def dew_point(self, pressure=STANDARD_PRESSURE):
        """[K], over ice below 0 degC, at a total pressure [Pa]."""
        return dew_point(self.vapour_pressure(pressure))


@dataclass(frozen=True)
class Cooling:
    """What a coil takes [W], the condensate that drips off [kg/s], its enthalpy [W]."""

    duty: np.ndarray
    condensate: np.ndarray
    condensate_heat: np.ndarray


def temperature_of(enthalpy_, humidity):
    """Temperature [K] of air of an enthalpy [J/kg] and a humidity ratio [kg/kg]."""
    sensible = enthalpy_ - humidity * LATENT_HEAT
    return ICE_POINT + sensible / (AIR_HEAT + humidity * VAPOUR_HEAT_CAPACITY)


def saturation_humidity(temperature, pressure=STANDARD_PRESSURE):
    """Humidity ratio [kg/kg] of saturated air, over ice below 0 degC."""
    return humidity_ratio(saturation_pressure(temperature), pressure)


def mixed(first, second):
    """One stream of two; of no flow at all it has the state of the first."""
    flow = first.flow + second.flow
    share = np.divide(second.flow, flow, out=np.zeros_like(flow), where=flow > 0.0)
    humidity = first.humidity + share * (second.humidity - first.humidity)
    heat = first.enthalpy + share * (second.enthalpy - first.enthalpy)
    return Stream(flow, temperature_of(heat, humidity), humidity)


def with_heat(stream, power):
    """The stream after `power` [W] went into it; where nothing flows, as it was."""
    rise = np.divide(
        power, stream.flow, out=np.zeros_like(stream.flow), where=stream.flow > 0.0
    )
    heat = stream.enthalpy + rise
    return Stream(stream.flow, temperature_of(heat, stream.humidity), stream.humidity)


def heated(stream, temperature):
    """The stream at `temperature` [K] where it was colder, and the heat for it [W]."""
    warm = np.maximum(stream.temperature, temperature)
    out = Stream(stream.flow, warm, stream.humidity)
    return out, out.heat - stream.heat


def cooled(stream, surface, bypass=0.0, pressure=STANDARD_PRESSURE):
    """The stream behind a coil, and its Cooling.

    A share `bypass` [-] of the air passes untouched, the rest leaves in equilibrium
    with the coil's surface at `surface` [K] (the apparatus dew point): saturated where
    it was damper. Air colder than the surface passes as it is. With no bypass this is
    the saturated coil, X = min(X, X_sat(T)).
    """
    cold = np.minimum(stream.temperature, surface)
    dry = np.minimum(stream.humidity, saturation_humidity(surface, pressure))
    dry = np.where(stream.temperature > surface, dry, stream.humidity)
    touched = Stream(stream.flow * (1.0 - bypass), cold, dry)
    passed = Stream(stream.flow * bypass, stream.temperature, stream.humidity)
    out = mixed(touched, passed)
    out = Stream(stream.flow, out.temperature, out.humidity)
    condensate = stream.water - out.water
    dripping = condensate * WATER_HEAT_CAPACITY * (cold - ICE_POINT)
    return out, Cooling(stream.heat - out.heat - dripping, condensate, dripping)
