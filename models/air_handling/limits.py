"""Can the wheels do what the sheet asks of them?"""

from dataclasses import dataclass

import numpy as np

from models.air_handling import wheel as wheels
from models.air_handling.streams import Stream
from models.air_handling.wheel import ROUNDING
from models.psychrometrics import dew_point, water_activity
from models.units import celsius


@dataclass(frozen=True)
class WheelLimit:
    """What one wheel can do at its regeneration temperature: arrays over hours.

    Attributes
    ----------
    asked, lowest : array
        Dew points behind the wheel [K]: what is asked, and what the limit allows.
    spent : array
        Relative humidity of the spent air over that of the process air that enters [-];
        above 1 the regeneration air brings too little heat.
    needed : array
        Regeneration temperature both limits ask for [K]; inf above the wheel's highest.
    reachable : array of bool
    """

    asked: np.ndarray
    lowest: np.ndarray
    spent: np.ndarray
    needed: np.ndarray
    reachable: np.ndarray

    @property
    def missed(self):
        """In how many hours it cannot do what is asked."""
        return int(np.count_nonzero(~np.asarray(self.reachable)))

    def verdict(self, name, entries="hours", alone=True):
        """One sentence: within reach, or how far off in the worst hour; what to do.

        `entries` is what the arrays have one of each; `alone` is False where there is a
        second wheel already.
        """
        asked, lowest = np.ravel(self.asked), np.ravel(self.lowest)
        worst = np.argmax(lowest - asked)
        said = (
            f"{name}: {celsius(asked[worst]):.1f} °C dew point is asked, the limit "
            f"is {celsius(lowest[worst]):.1f} °C at worst"
        )
        if np.all(self.reachable):
            return f"{said}; within reach"
        if np.max(self.spent) > ROUNDING:
            said += f", and the spent air is {np.max(self.spent):.2g} times too damp"
        needed = np.max(self.needed)
        colder = "a colder inlet, or a second wheel" if alone else "a colder inlet"
        way = (
            f"regenerate at {celsius(needed):.0f} °C"
            if np.isfinite(needed)
            else "no regeneration temperature that it stands is enough: more or drier "
            f"regeneration air, {colder}"
        )
        many = np.size(self.reachable)
        often = f" in {self.missed} of {many} {entries}" if many > 1 else ""
        return f"{said}; missed{often}: {way}"


def wheel_limits(unit, sheet):
    """Wheel ("wheel", "second wheel") to its WheelLimit, for a sheet of the unit.

    The limit is an engineering estimate (see :mod:`models.air_handling.wheel`); a
    rotor's maker knows better.
    """
    flows = sheet.streams
    part = unit.wheel.purge_share / unit.process_share
    purge = Stream(flows[5].flow * part, flows[7].temperature, flows[7].humidity)
    inlet = Stream(flows[7].flow - purge.flow, purge.temperature, purge.humidity)
    found = {
        "wheel": _limit(
            unit.pressure, unit.wheel, inlet, flows[8], purge, flows[12], flows[16]
        )
    }
    if unit.second is not None:
        wheel = unit.second.wheel
        into = flows[23]
        inlet = Stream(flows[9].flow, into.temperature, into.humidity)
        purge = Stream(into.flow - inlet.flow, into.temperature, into.humidity)
        warm = np.maximum(wheel.purge_temperature, into.temperature)
        purged = Stream(purge.flow, warm, purge.humidity)
        found["second wheel"] = _limit(
            unit.pressure, wheel, inlet, flows[9], purge, purged, flows[21]
        )
    return found


def _limit(pressure, wheel, inlet, outlet, purge, purged, entering):
    end = wheels.end_temperature(wheel, inlet, outlet)
    lowest = wheels.lowest_outlet_pressure(
        entering.vapour_pressure(pressure), entering.temperature, end
    )
    asked = outlet.vapour_pressure(pressure)
    spent, removed = wheels.spent_air(inlet, outlet, purge, purged, entering)
    damp, dry = (
        water_activity(air.vapour_pressure(pressure), air.temperature)
        for air in (spent, inlet)
    )
    # air that enters dry enough asks nothing of the wheel: no limit counts then
    lowest = np.where(removed <= 0.0, np.minimum(lowest, asked), lowest)
    needed = wheels.needed_regeneration(
        wheel, entering, inlet, outlet.humidity, purge, purged, pressure
    )
    within = (lowest <= asked * ROUNDING) & (damp <= dry * ROUNDING)
    return WheelLimit(
        dew_point(asked),
        dew_point(lowest),
        damp / dry,
        needed,
        (removed <= 0.0) | within,  # air that enters dry enough needs no wheel
    )
