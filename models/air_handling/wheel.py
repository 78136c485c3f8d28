"""The desiccant wheel: what it makes of process, purge and regeneration air.

Balance (PHYSICS 5.2), per second and on dry-air flows: the process air gives
removed = flow (X_in - X_out) to the wheel, warms by

    T_out = T_in + adsorption_heat (X_in - X_out) / cp + carry_over (T_reg - T_in),

the purge air leaves at its own temperature with the water it came with, and the
regeneration air takes all the rest: the water removed, and the enthalpy that process
and purge air gained (no loss through the casing). What comes out closes both balances.

Limits (engineering estimates, PHYSICS 5.2): desiccant in equilibrium with two airs sees
the same relative humidity in both, and the wheel runs in counterflow. So where the
dried air leaves, it cannot be drier than the regeneration air that enters there, and
where the process air enters, the spent air cannot be damper than it:

    p_out / p_sat(T_end) >= p_reg / p_sat(T_reg),
    p_spent / p_sat(T_spent) <= p_in / p_sat(T_in),

all over liquid water. T_end is the process inlet's temperature where a purge sector
cools the wheel before it meets the process air, else the outlet's. The first says how
hot or dry, the second how much heat. A wheel within both may still be too short or turn
at the wrong speed: they are bounds, not promises.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling.bounds import bounded
from models.air_handling.streams import AIR_HEAT, Stream, temperature_of
from models.psychrometrics import (
    VAPOUR_HEAT_CAPACITY,
    dew_point_over_water,
    liquid_vapour_pressure,
    water_activity,
)
from models.units import ICE_POINT

SET, NEEDED = "set", "needed"
TURNS, SETTLED = (
    80,
    1e-9,
)  # K; a turn leaves carry_over / regeneration_share of an error
ROUNDING = 1.0 + 1e-9  # within which a limit holds
HALVINGS = 40  # of the logarithm of a humidity: to 1e-11
HOPELESS = 1e3  # K above the highest temperature: no heater gets there


@dataclass(frozen=True)
class Wheel:
    """A desiccant wheel and how its regeneration is run.

    Attributes
    ----------
    regeneration_share : float
        Regeneration over supply air, dry [-]; 0.27 to 0.33 is usual.
    purge_share : float
        Purge over supply air [-]; 0 has no purge sector. It joins the regeneration air.
    purge_temperature : float
        At which purge air leaves the wheel [K].
    regeneration_temperature : float
        Of the air that enters [K] where the room adds no water ("set"), or the lowest
        ("needed").
    temperature_per_pick_up : float
        What the control adds for the room's water ("set"): K per kg/kg of
        return-air humidity above supply humidity.
    highest_temperature : float
        That heater and wheel stand [K]; 93 to 180 degC are on the market.
    control : str
        "set": by the two numbers above. "needed": what the limit asks for.
    adsorption_heat : float
        Released in the process air [J/kg of water]; 2.7e6 to 3.0e6.
    carry_over : float
        Heat the wheel brings over from regeneration, net of the purge [K/K].
    """

    regeneration_share: float = 0.30
    purge_share: float = 0.10
    purge_temperature: float = ICE_POINT + 95.0
    regeneration_temperature: float = ICE_POINT + 135.0
    temperature_per_pick_up: float = 0.0
    highest_temperature: float = ICE_POINT + 180.0
    control: str = SET
    adsorption_heat: float = 2.8e6
    carry_over: float = 0.0

    def __post_init__(self):
        name = "a wheel"
        bounded(
            name, "purge_share", self.purge_share, "", 0.0, 0.5, "of the supply air"
        )
        low = max(self.purge_share, 0.01)
        share, hot = self.regeneration_share, self.regeneration_temperature
        bounded(
            name, "regeneration_share", share, "", low, 1.5, "purge air is part of it"
        )
        top = ICE_POINT + 200.0
        bounded(
            name, "highest_temperature", self.highest_temperature, "K", 313.15, top, ""
        )
        top = self.highest_temperature
        bounded(
            name, "regeneration_temperature", hot, "K", 313.15, top, "below highest"
        )
        heat, per = self.adsorption_heat, self.temperature_per_pick_up
        bounded(name, "adsorption_heat", heat, "J/kg", 2.0e6, 4.5e6, "2.7e6 to 3.0e6")
        bounded(name, "temperature_per_pick_up", per, "K", 0.0, 1e6, "per kg/kg")
        bounded(name, "carry_over", self.carry_over, "K/K", 0.0, 0.5, "0.03 to 0.1")
        cold, warm = ICE_POINT, self.highest_temperature
        bounded(name, "purge_temperature", self.purge_temperature, "K", cold, warm, "")
        if self.control not in (SET, NEEDED):
            raise ValueError(
                f"control of a wheel is {self.control!r}; it is {SET!r} or {NEEDED!r}"
            )


def lowest_outlet_pressure(vapour_pressure, regeneration_temperature, end_temperature):
    """Vapour pressure [Pa] below which a wheel cannot dry; estimate, see above.

    Parameters
    ----------
    vapour_pressure : float or array
        Of the regeneration air [Pa].
    regeneration_temperature, end_temperature : float or array
        Of that air as it enters [K], of the wheel where the dried air leaves it [K].

    Examples
    --------
    15 g/kg at 135 degC (relative humidity 0.77 %), outlet at 20 degC: about -37 degC
    frost point (PHYSICS 5.2).

    >>> from models.psychrometrics import frost_point
    >>> p = lowest_outlet_pressure(2386.0, 408.15, 293.15)
    >>> round(float(frost_point(p)) - 273.15)
    -37
    """
    phi = vapour_pressure / liquid_vapour_pressure(regeneration_temperature)
    return phi * liquid_vapour_pressure(end_temperature)


def needed_temperature(vapour_pressure, outlet_pressure, end_temperature, highest):
    """Regeneration temperature [K] for an outlet vapour pressure [Pa]; inf above
    `highest` [K]. The inverse of :func:`lowest_outlet_pressure`."""
    needed = vapour_pressure * liquid_vapour_pressure(end_temperature) / outlet_pressure
    out = needed > liquid_vapour_pressure(highest)
    inside = np.where(out, liquid_vapour_pressure(highest), needed)
    return np.where(out, np.inf, dew_point_over_water(inside))


def process_outlet(wheel, inlet, humidity, regeneration_temperature):
    """The process air behind the wheel at `humidity` [kg/kg].

    The wheel gives no water to the process air: where that is drier already, it stays.
    """
    out = np.minimum(inlet.humidity, humidity)
    capacity = AIR_HEAT + out * VAPOUR_HEAT_CAPACITY
    warm = inlet.temperature + wheel.adsorption_heat * (inlet.humidity - out) / capacity
    lift = np.maximum(regeneration_temperature - inlet.temperature, 0.0)
    return Stream(inlet.flow, warm + wheel.carry_over * lift, out)


def spent_air(process_in, process_out, purge_in, purge_out, regeneration_in):
    """The regeneration air behind a wheel, which closes its balances, and the water
    removed from the process air [kg/s]."""
    removed = process_in.water - process_out.water
    gained = process_out.heat - process_in.heat + purge_out.heat - purge_in.heat
    flow = regeneration_in.flow
    parts = np.divide(1.0, flow, out=np.zeros_like(flow), where=flow > 0.0)
    humidity = regeneration_in.humidity + removed * parts
    heat = regeneration_in.enthalpy - gained * parts
    return Stream(flow, temperature_of(heat, humidity), humidity), removed


def end_temperature(wheel, inlet, outlet):
    """Of the wheel where the dried air leaves it [K]: see the limit above."""
    return inlet.temperature if wheel.purge_share > 0.0 else outlet.temperature


def needed_regeneration(wheel, mixed_air, inlet, humidity, purge, purged, pressure):
    """Temperature [K] of the regeneration air that both limits ask for; inf where that
    is above the wheel's highest.

    `mixed_air` goes to the heater; `humidity` [kg/kg] is asked of the process air
    `inlet`, `purge` comes out as `purged`, at a total `pressure` [Pa]. The outlet warms
    with what the wheel carries over, hence the turns, until none changes it.
    """
    hottest = wheel.highest_temperature
    hot = np.full(np.shape(inlet.temperature), wheel.regeneration_temperature)
    inlet_pressure = inlet.vapour_pressure(pressure)
    for _ in range(TURNS):
        outlet = process_outlet(wheel, inlet, humidity, hot)
        by_outlet = needed_temperature(
            mixed_air.vapour_pressure(pressure),
            outlet.vapour_pressure(pressure),
            end_temperature(wheel, inlet, outlet),
            hottest,
        )
        entering = Stream(mixed_air.flow, hot, mixed_air.humidity)
        spent, removed = spent_air(inlet, outlet, purge, purged, entering)
        leaving = needed_temperature(
            spent.vapour_pressure(pressure), inlet_pressure, inlet.temperature, hottest
        )
        leaving = np.where(np.isfinite(leaving), leaving, hottest + HOPELESS)
        # what cools the air on its way through the wheel does not hang on its own heat
        by_spent = hot + leaving - spent.temperature
        needed = np.maximum(by_outlet, by_spent)
        needed = np.where(removed > 0.0, needed, inlet.temperature)
        before, hot = hot, np.minimum(needed, hottest)
        if np.all(np.abs(hot - before) < SETTLED):
            break
    return np.where(needed > hottest, np.inf, needed)


def driest_outlet(wheel, entering, inlet, humidity, purge, purged, pressure):
    """Humidity ratio [kg/kg] of the process air at which both limits hold; `humidity`
    where that is within them.

    `entering` is the regeneration air as it enters the wheel; the rest as for
    :func:`needed_regeneration`. Less water removed eases both limits, and none at all
    is always within reach, so the answer is halved out in between.
    """

    def missed(humidity):
        outlet = process_outlet(wheel, inlet, humidity, entering.temperature)
        lowest = lowest_outlet_pressure(
            entering.vapour_pressure(pressure),
            entering.temperature,
            end_temperature(wheel, inlet, outlet),
        )
        spent, removed = spent_air(inlet, outlet, purge, purged, entering)
        damp, dry = (
            water_activity(air.vapour_pressure(pressure), air.temperature)
            for air in (spent, inlet)
        )
        too_dry = lowest > outlet.vapour_pressure(pressure) * ROUNDING
        return (removed > 0.0) & (too_dry | (damp > dry * ROUNDING))

    asked = np.minimum(humidity, inlet.humidity) + 0.0 * inlet.humidity
    beyond = missed(asked)
    if not np.any(beyond):
        return asked
    low, high = np.log(asked), np.log(inlet.humidity)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        out = missed(np.exp(middle))
        low, high = np.where(out, middle, low), np.where(out, high, middle)
    return np.where(beyond, np.exp(high), asked)


def regeneration_temperature(
    wheel, mixed_air, inlet, humidity, purge, purged, pick_up, pressure
):
    """How hot the regeneration air enters the wheel [K], by its control.

    Arguments as for :func:`needed_regeneration`; `pick_up` [kg/kg] is what the room
    adds to the air's humidity. Never above the wheel's highest temperature: whether
    that is enough :func:`models.air_handling.limits.wheel_limits` says.
    """
    if wheel.control == SET:
        raised = wheel.temperature_per_pick_up * np.maximum(pick_up, 0.0)
        asked = wheel.regeneration_temperature + raised
    else:
        needed = needed_regeneration(
            wheel, mixed_air, inlet, humidity, purge, purged, pressure
        )
        asked = np.maximum(needed, wheel.regeneration_temperature)
    return np.minimum(asked, wheel.highest_temperature)
