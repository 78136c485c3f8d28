"""Can the wheels do what the sheet asks of them?"""

from dataclasses import dataclass

import numpy as np

from models.air_handling import wheel as wheels
from models.air_handling.streams import Stream
from models.psychrometrics import dew_point
from models.units import celsius


@dataclass(frozen=True)
class WheelLimit:
    """What one wheel can do at its regeneration temperature: arrays over hours.

    Attributes
    ----------
    asked, lowest : array
        Dew points behind the wheel [K]: what is asked, and what the limit allows.
    needed : array
        Regeneration temperature the limit asks for [K]; inf above the wheel's highest.
    reachable : array of bool
    """

    asked: np.ndarray
    lowest: np.ndarray
    needed: np.ndarray
    reachable: np.ndarray

    def verdict(self, name):
        """One sentence on the worst hour."""
        worst = np.argmax(np.ravel(self.lowest - self.asked))
        asked, lowest = (celsius(np.ravel(v)[worst]) for v in (self.asked, self.lowest))
        if np.all(self.reachable):
            return (
                f"{name}: {asked:.1f} degC dew point is within reach, its limit is "
                f"{lowest:.1f} degC in the worst hour"
            )
        hours = np.count_nonzero(~np.asarray(self.reachable))
        needed = np.max(self.needed)
        way = (
            f"regenerate at {celsius(needed):.0f} degC"
            if np.isfinite(needed)
            else "one wheel cannot at any temperature it stands: regenerate with drier "
            "air, enter it colder, or add a second wheel"
        )
        return (
            f"{name}: {asked:.1f} degC dew point is asked, the limit is {lowest:.1f} "
            f"degC, in {hours} of {np.size(self.reachable)} hours too high; {way}"
        )


def wheel_limits(unit, sheet):
    """Wheel ("wheel", "second wheel") to its WheelLimit, for a sheet of the unit.

    The limit is an engineering estimate (see :mod:`models.air_handling.wheel`); a
    rotor's maker knows better.
    """
    flows = sheet.streams
    found = {"wheel": _limit(unit, unit.wheel, flows[7], flows[8], flows[16])}
    if unit.second is not None:
        wheel, cooler = unit.second.wheel, unit.second.cooler
        cold = np.minimum(flows[8].temperature, cooler.surface)
        inlet = Stream(flows[9].flow, cold, flows[8].humidity)
        found["second wheel"] = _limit(unit, wheel, inlet, flows[9], flows[21])
    return found


def _limit(unit, wheel, inlet, outlet, entering):
    pressure = unit.pressure
    end = wheels.end_temperature(wheel, inlet, outlet)
    lowest = wheels.lowest_outlet_pressure(
        entering.vapour_pressure(pressure), entering.temperature, end
    )
    asked = outlet.vapour_pressure(pressure)
    needed = wheels.needed_regeneration(
        wheel, entering, inlet, outlet.humidity, pressure
    )
    # air that enters dry enough needs no wheel
    idle = inlet.humidity <= outlet.humidity
    reachable = idle | (lowest <= asked * (1.0 + 1e-9))
    return WheelLimit(dew_point(asked), dew_point(lowest), needed, reachable)
