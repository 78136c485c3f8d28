"""The flow sheet: the state of the air at every numbered point, and what it costs.

    1 outdoor air          -> preheater 2 -> precooler 3 -> with return air 4: mixed 5
    5 mixed                -> fan 6 -> cooler 7 -> wheel 8 -> [cooler, second wheel] 9
    9 dry                  -> aftercooler 10 -> supply heater 11 supply air
    7 (a share)            -> purge sector of the wheel 12
    13 outdoor air         -> heat recovery 14 -> with purge air 12: mixed 15
    15 mixed               -> heater 16 -> wheel 17 -> heat recovery 18 -> fan 19 out
    8 -> cooler 23 -> second wheel 9;  a share of 8, with its purge, 20 -> heater 21
    -> second wheel 22 out

Flows are dry air. Everything holds hour by hour (no heat is stored in metal), and
returns arrays of the shape of the inputs.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling import wheel as wheels
from models.air_handling.parts import ELECTRICITY
from models.air_handling.streams import (
    Cooling,
    Stream,
    cooled,
    heated,
    mixed,
    with_heat,
)
from models.air_handling.unit import AirHandling
from models.psychrometrics import saturation_pressure

POINTS = {
    1: "outdoor air",
    2: "behind the preheater",
    3: "behind the precooler",
    4: "return air",
    5: "mixed",
    6: "behind the fan",
    7: "into the wheel",
    8: "behind the wheel",
    9: "behind the last wheel",
    10: "behind the aftercooler",
    11: "supply air",
    12: "purge air behind the wheel",
    13: "outdoor air for regeneration",
    14: "behind heat recovery",
    15: "mixed with purge air",
    16: "regeneration air into the wheel",
    17: "regeneration air behind the wheel",
    18: "behind heat recovery, spent",
    19: "exhaust",
    20: "regeneration air of the second wheel",
    21: "into the second wheel",
    22: "exhaust of the second wheel",
    23: "process air into the second wheel",
}
INTO, OUT = (1, 4, 13), (11, 19, 22)  # points where air crosses the unit's boundary


@dataclass(frozen=True)
class Sheet:
    """The air at every point, and the energy: arrays over hours.

    Attributes
    ----------
    streams : dict
        Number of a point (`POINTS`) to its Stream; 20 to 23 with a second wheel only.
    heat : dict
        Preheater, supply heater, regeneration heaters: heat into the air [W].
    cooling : dict
        Coil to its Cooling.
    fans : dict
        Fan to its power [W].
    energy : dict
        Carrier to what is drawn of it [W].
    removed : dict
        Wheel to the water it takes out of the process air [kg/s].
    """

    streams: dict
    heat: dict
    cooling: dict
    fans: dict
    energy: dict
    removed: dict

    @property
    def cold(self):
        """All that the coils take [W]."""
        return sum(part.duty for part in self.cooling.values())

    @property
    def water_gap(self):
        """Water that came in less what left, over the turnover [-]."""
        condensate = sum(part.condensate for part in self.cooling.values())
        came = sum(self.streams[n].water for n in INTO)
        left = condensate + sum(self.streams[n].water for n in OUT if n in self.streams)
        return _relative(came - left, came + left)

    @property
    def energy_gap(self):
        """Energy that came in less what left, over the turnover [-]."""
        come = [self.streams[n].heat for n in INTO]
        come += [*self.heat.values(), *self.fans.values()]
        gone = [self.streams[n].heat for n in OUT if n in self.streams]
        gone += [part.duty + part.condensate_heat for part in self.cooling.values()]
        turnover = sum(np.abs(part) for part in come + gone)
        return _relative(sum(come) - sum(gone), turnover)


def _relative(gap, turnover):
    """Gap over turnover; none where nothing flows."""
    gap = np.asarray(gap)
    return np.divide(gap, turnover, out=np.zeros_like(gap), where=turnover > 0.0)


def flow_sheet(
    unit: AirHandling,
    outdoor_temperature,
    outdoor_humidity,
    return_temperature,
    return_humidity,
    supply_flow,
    supply_temperature,
    supply_humidity,
    limited=False,
) -> Sheet:
    """The air at every point, and the energy, for a set point and an outdoor air.

    Parameters
    ----------
    unit : AirHandling
    outdoor_temperature, outdoor_humidity : float or array
        [K], -50 to 60 degC, and [kg/kg], no fog.
    return_temperature, return_humidity : float or array
        Of the room's air [K], [kg/kg].
    supply_flow : float or array
        Dry air into the room [kg/s].
    supply_temperature, supply_humidity : float or array
        What is asked of point 11 [K], [kg/kg].
    limited : bool
        Where a wheel cannot do what is asked (see :func:`wheel_limits`): with it, the
        air behind the wheel is as dry as the limits allow, and so point 11 damper than
        asked; without, as dry as asked, with the regeneration at its hottest.

    Raises
    ------
    ValueError
        Where outdoor air is fog, or a number is outside its range.
    """
    values = np.broadcast_arrays(
        outdoor_temperature, outdoor_humidity, return_temperature, return_humidity,
        supply_flow, supply_temperature, supply_humidity,
    )  # fmt: skip
    values = [np.asarray(value, dtype=float) for value in values]
    outdoor_t, outdoor_x, return_t, return_x, flow, supply_t, supply_x = values
    _check(unit, outdoor_t, outdoor_x, flow, supply_x)
    points, heat, cooling, fans, removed = {}, {}, {}, {}, {}

    points[1] = Stream(unit.outdoor_share * flow, outdoor_t, outdoor_x)
    points[2] = points[1]
    if unit.preheat is not None:
        points[2], heat["preheater"] = heated(points[1], unit.preheat)
    points[3], cooling["precooler"] = _behind(unit.precooler, points[2], unit.pressure)
    returned = (unit.process_share - unit.outdoor_share) * flow
    points[4] = Stream(returned, return_t, return_x)
    points[5] = mixed(points[3], points[4])
    fans["fan"] = unit.fan.power_at(points[5].flow)
    points[6] = with_heat(points[5], fans["fan"])
    points[7], cooling["cooler"] = _behind(unit.cooler, points[6], unit.pressure)

    into = _part(points[7], (1.0 + unit.second_share) * flow)
    purge = _part(points[7], unit.wheel.purge_share * flow)
    asked = supply_x if unit.second is None else unit.second.inlet_humidity + 0.0 * flow
    fresh = (unit.wheel.regeneration_share - unit.wheel.purge_share) * flow
    points[13] = Stream(fresh, outdoor_t, outdoor_x)
    pick_up = return_x - supply_x
    _first_wheel(unit, points, heat, removed, into, purge, asked, pick_up, limited)
    points[9] = points[8]
    if unit.second is not None:
        _second_wheel(unit, points, heat, cooling, removed, flow, supply_x, limited)
    points[10], cooling["aftercooler"] = _sensibly_cooled(points[9], supply_t)
    points[11], heat["supply heater"] = heated(points[10], supply_t)
    fans["regeneration fan"] = unit.regeneration_fan.power_at(points[18].flow)
    points[19] = with_heat(points[18], fans["regeneration fan"])
    energy = _energy(unit, points, heat, cooling, fans)
    return Sheet(dict(sorted(points.items())), heat, cooling, fans, energy, removed)


def _check(unit, outdoor_t, outdoor_x, flow, supply_x):
    if np.any(~(flow >= 0.0)):
        raise ValueError(
            f"supply_flow is {np.min(flow):.6g} kg/s; it is 0 kg/s or more"
        )
    if np.any(~(supply_x > 0.0)):
        raise ValueError(
            f"supply_humidity is {np.min(supply_x):.6g} kg/kg; it is above 0: no wheel"
            " dries air completely"
        )
    p = Stream(flow, outdoor_t, outdoor_x).vapour_pressure(unit.pressure)
    # saturated air that went through another measure may end an ulp up
    fog = p > saturation_pressure(outdoor_t) * (1.0 + 1e-9)
    if np.any(fog & (outdoor_t >= 273.16)):
        worst = np.argmax(fog)
        raise ValueError(
            f"outdoor_humidity is {outdoor_x.flat[worst]:.6g} kg/kg at "
            f"{outdoor_t.flat[worst]:.2f} K, which is fog; give at most saturated air"
        )


def _part(stream, flow):
    return Stream(flow, stream.temperature, stream.humidity)


def _behind(coil, stream, pressure):
    return cooled(stream, coil.surface, coil.bypass, pressure)


def _sensibly_cooled(stream, temperature):
    """Dried air at `temperature` where it was warmer: far from its dew point."""
    cold = np.minimum(stream.temperature, temperature)
    out = Stream(stream.flow, cold, stream.humidity)
    nothing = np.zeros_like(stream.flow)
    return out, Cooling(stream.heat - out.heat, nothing, nothing)


def _first_wheel(unit, points, heat, removed, into, purge, asked, pick_up, limited):
    """Points 8, 12 and 14 to 18."""
    wheel = unit.wheel
    warm = np.maximum(wheel.purge_temperature, purge.temperature)
    points[12] = Stream(purge.flow, warm, purge.humidity)
    # the mixed air's humidity, which control and limit need, is that before recovery
    unheated = mixed(points[13], points[12])
    hot = wheels.regeneration_temperature(
        wheel, unheated, into, asked, purge, points[12], pick_up, unit.pressure
    )
    entering = Stream(
        unheated.flow, np.maximum(hot, unheated.temperature), unheated.humidity
    )
    if limited:
        asked = wheels.driest_outlet(
            wheel, entering, into, asked, purge, points[12], unit.pressure
        )
    points[8] = wheels.process_outlet(wheel, into, asked, hot)
    points[17], removed["wheel"] = wheels.spent_air(
        into, points[8], purge, points[12], entering
    )
    points[14], points[18] = _recovered(unit.heat_recovery, points[13], points[17])
    points[15] = mixed(points[14], points[12])
    points[16] = Stream(
        entering.flow, np.maximum(entering.temperature, points[15].temperature),
        points[15].humidity,
    )  # fmt: skip
    heat["regeneration heater"] = points[16].heat - points[15].heat


def _recovered(effectiveness, fresh, spent):
    """Both streams behind the exchanger; the fresh air is the smaller flow."""
    lift = np.maximum(spent.temperature - fresh.temperature, 0.0)
    warm = Stream(fresh.flow, fresh.temperature + effectiveness * lift, fresh.humidity)
    return warm, with_heat(spent, fresh.heat - warm.heat)


def _second_wheel(unit, points, heat, cooling, removed, flow, supply_x, limited):
    """Points 9 and 20 to 22, and its cooler."""
    second, wheel = unit.second, unit.second.wheel
    direct = wheel.regeneration_share - wheel.purge_share
    branch = _part(points[8], direct * flow)
    onward = _part(points[8], (1.0 + wheel.purge_share) * flow)
    points[23], cooling["cooler of the second wheel"] = _behind(
        second.cooler, onward, unit.pressure
    )
    into = _part(points[23], flow)
    purge = _part(points[23], wheel.purge_share * flow)
    warm = np.maximum(wheel.purge_temperature, purge.temperature)
    purged = Stream(purge.flow, warm, purge.humidity)
    points[20] = mixed(branch, purged)
    nothing = np.zeros_like(flow)
    hot = wheels.regeneration_temperature(
        wheel, points[20], into, supply_x, purge, purged, nothing, unit.pressure
    )
    points[21], heat["second regeneration heater"] = heated(points[20], hot)
    if limited:
        supply_x = wheels.driest_outlet(
            wheel, points[21], into, supply_x, purge, purged, unit.pressure
        )
    points[9] = wheels.process_outlet(wheel, into, supply_x, hot)
    points[22], removed["second wheel"] = wheels.spent_air(
        into, points[9], purge, purged, points[21]
    )


def _energy(unit, points, heat, cooling, fans):
    """Carrier to what is drawn of it [W]."""
    cold = sum(part.duty for part in cooling.values())
    outdoor = points[1].temperature
    energy = {ELECTRICITY: sum(fans.values()) + cold / unit.chiller.cop(outdoor)}
    heaters = [
        ("preheater", unit.preheater, points[2]),
        ("supply heater", unit.supply_heater, points[11]),
        ("regeneration heater", unit.regeneration_heater, points[16]),
    ]
    if unit.second is not None:
        last = ("second regeneration heater", unit.second.heater, points[21])
        heaters.append(last)
    for name, heater, stream in heaters:
        if name in heat:
            drawn = heater.drawn(heat[name], stream.temperature)
            energy[heater.carrier] = energy.get(heater.carrier, 0.0) + drawn
    return energy
