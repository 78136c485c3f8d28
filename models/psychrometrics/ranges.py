"""Where the formulas hold, and the one way to say that a value lies outside."""

import numpy as np

from models.units import ICE_POINT

TRIPLE_POINT = 273.16  # K, IAPWS R6-95
COLDEST_ICE = 110.0  # K, lower end of Murphy and Koop's eq. 7
COLDEST_LIQUID = 123.0  # K, lower end of their eq. 10
COLDEST_AIR = -100.0 + ICE_POINT  # K
HOTTEST = 200.0 + ICE_POINT  # K; the IAPWS equation goes on, an ideal mixture does not


def within(name, value, unit, low, high, advice):
    """`value` as float or array; ValueError unless all of it is within low..high."""
    value = np.asarray(value, dtype=float)[()]
    wrong = ~((value >= low) & (value <= high))  # so that NaN is wrong, too
    if np.any(wrong):
        first = np.argmax(wrong)
        value, low, high = (
            float(np.broadcast_to(v, np.shape(wrong)).flat[first])
            for v in (value, low, high)
        )
        unit = f" {unit}" if unit else ""
        raise ValueError(
            f"{name} is {value:.10g}{unit}; allowed is {low:.6g} to {high:.6g}{unit}"
            f" ({advice})"
        )
    return value


def total_pressure(pressure):
    """Total pressure [Pa], checked."""
    advice = "absolute; 1 atm is 101325 Pa, 1 mbar is 100 Pa"
    return within("pressure", pressure, "Pa", 1e-6, 1e8, advice)


def partial_pressure(vapour_pressure, pressure=1e8):
    """Vapour pressure [Pa], checked against the total pressure [Pa]."""
    advice = "from absolutely dry gas to nothing but vapour"
    return within("vapour_pressure", vapour_pressure, "Pa", 0.0, pressure, advice)


def air_temperature(temperature):
    """Temperature of air [K], checked."""
    advice = "-100 to 200 °C"
    return within("temperature", temperature, "K", COLDEST_AIR, HOTTEST, advice)
