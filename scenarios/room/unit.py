"""From the keys of an air-handling unit to the frozen AirHandling of a supply flow."""

import math

from models.air_handling import (
    AirHandling,
    Chiller,
    Coil,
    Fan,
    Heater,
    HeatPump,
    SecondWheel,
    Wheel,
)
from models.air_handling.control import ConstantFlow, HumidityFlow, PeopleFlow
from models.air_handling.parts import DISTRICT_HEAT, NATURAL_GAS
from models.air_handling.streams import saturation_humidity
from models.units import MJ, kelvin
from scenarios.material.law_schema import Quantity
from scenarios.room.schema_air_handling import (
    AirHandlingKeys,
    ChillerKeys,
    FanKeys,
    HeaterKeys,
    WheelKeys,
)

PERCENT = 100.0
GAS_EFFICIENCY = 0.9  # of a burner in the regeneration air, an estimate
CARNOT = 0.45  # of the ideal chiller, an estimate
AIR_DENSITY = 1.2  # kg/m3, at which fans are bought


def purged(keys: AirHandlingKeys) -> float:
    """Outdoor air over supply air that purge and second wheel blow out [-]."""
    share = keys.wheel.purge_share_pct.value
    if keys.second_wheel is not None:
        share += keys.second_wheel.regeneration_share_pct.value
    return share / PERCENT


def outdoor_share(keys: AirHandlingKeys, exhaust: float) -> float:
    """Outdoor air over supply air [-]; `exhaust` of the rooms over it, at most 1.

    ValueError where less comes in than purge, second wheel and exhaust take.
    """
    least = purged(keys) + exhaust
    if keys.outdoor_share_pct is not None:
        share = keys.outdoor_share_pct / PERCENT
    elif keys.return_share_pct is not None:
        share = (1.0 - keys.return_share_pct / PERCENT) * (1.0 + purged(keys))
    else:
        # where the rooms draw off all their supply air, none is left for overpressure
        most = 1.0 + purged(keys)
        return min(least + keys.overpressure_pct / PERCENT, most)
    if share < least * (1.0 - 1e-9):
        raise ValueError(
            f"outdoor air is {100 * share:.3g} % of the supply air, but purge, second "
            f"wheel and the rooms' exhaust take {100 * least:.3g} %; give "
            f"outdoor_share_pct of {math.ceil(1e3 * least) / 10:g} or more, or leave "
            "it out"
        )
    return share


def air_handling(keys: AirHandlingKeys, flow, exhaust, pressure) -> AirHandling:
    """The unit for a full supply flow [kg/s]; `exhaust` of the rooms [kg/s].

    ValueError where the keys make no unit.
    """
    if not flow > 0.0:
        raise ValueError("the rooms get no supply air; then there is nothing to handle")
    regeneration = _heater(keys.regeneration_heater, NATURAL_GAS)
    first = _wheel(keys.wheel, regeneration)
    second = None
    if keys.second_wheel is not None:
        own = keys.second_wheel
        dew = kelvin(own.inlet_dew_point_degC)
        heater = (
            regeneration
            if own.heater == HeaterKeys()
            else _heater(own.heater, NATURAL_GAS)
        )
        second = SecondWheel(
            _wheel(own, heater),
            float(saturation_humidity(dew, pressure)),
            Coil(kelvin(own.cooler_degC), keys.coil_bypass_pct / PERCENT),
            heater,
        )
    bypass = keys.coil_bypass_pct / PERCENT
    return AirHandling(
        # exhaust beyond the supply air comes out of the hall
        outdoor_share=outdoor_share(keys, min(exhaust / flow, 1.0)),
        precooler=Coil(kelvin(keys.precooler_degC), bypass),
        cooler=Coil(kelvin(keys.cooler_degC), bypass),
        wheel=first,
        fan=_fan(keys.fan, (1.0 + purged(keys)) * flow),
        regeneration_fan=_fan(keys.regeneration_fan, first.regeneration_share * flow),
        chiller=_chiller(keys.chiller),
        supply_heater=_heater(keys.supply_heater, DISTRICT_HEAT),
        regeneration_heater=regeneration,
        preheater=_heater(keys.preheater, DISTRICT_HEAT),
        preheat=kelvin(keys.preheat_degC),
        heat_recovery=keys.heat_recovery_pct / PERCENT,
        second=second,
        pressure=pressure,
        sources=sources(keys),
    )


def _wheel(keys: WheelKeys, heater) -> Wheel:
    highest = kelvin(keys.highest_degC.value)
    if isinstance(heater, HeatPump):  # no hotter than what heats the air
        highest = min(highest, heater.hottest - heater.approach)
    return Wheel(
        regeneration_share=keys.regeneration_share_pct.value / PERCENT,
        purge_share=keys.purge_share_pct.value / PERCENT,
        purge_temperature=kelvin(keys.purge_degC.value),
        regeneration_temperature=kelvin(keys.regeneration_degC),
        temperature_per_pick_up=keys.K_per_g_per_kg * 1e3,
        highest_temperature=highest,
        control=keys.control,
        adsorption_heat=keys.adsorption_heat_MJ_per_kg.value * MJ,
        carry_over=keys.carry_over.value,
    )


def _heater(keys: HeaterKeys, usual):
    pump = keys.heat_pump
    if pump is not None:
        return HeatPump(
            kelvin(pump.source_degC),
            pump.carnot_share.value,
            hottest=kelvin(pump.hottest_degC),
        )
    carrier = keys.carrier or usual
    efficiency = keys.efficiency
    if efficiency is None:
        efficiency = GAS_EFFICIENCY if carrier == NATURAL_GAS else 1.0
    return Heater(carrier, efficiency)


def _fan(keys: FanKeys, flow):
    efficiency = keys.efficiency_pct / PERCENT
    return Fan.of_pressure(flow, keys.pressure_Pa, efficiency, AIR_DENSITY)


def _chiller(keys: ChillerKeys):
    if keys.cop is not None:
        return Chiller(keys.cop)
    return Chiller(
        carnot_share=CARNOT if keys.carnot_share is None else keys.carnot_share,
        cold=kelvin(keys.cold_degC),
        approach=keys.approach_K,
    )


def control(keys, flow, crowd, asked, drier):
    """The control of a flow [kg/s] for a room with at most `crowd` people.

    `asked` and `drier` are the humidity ratios [kg/kg] of its band.
    """
    lowest = keys.lowest_pct / PERCENT * flow
    if keys.kind == "people":
        each = (flow - lowest) / crowd if crowd > 0.0 else 0.0
        return PeopleFlow(lowest, each, flow)
    if keys.kind == "humidity":
        return HumidityFlow(drier, asked, lowest, flow)
    return ConstantFlow(flow, keys.set_back_pct / PERCENT)


def wheel_diameter(keys: WheelKeys, flows) -> float:
    """Diameter [m] of a wheel whose sectors take `flows` [kg/s] at one velocity."""
    area = math.fsum(flows) / AIR_DENSITY / keys.face_velocity_m_per_s.value
    return math.sqrt(4.0 * area / math.pi)


def sources(section, prefix="") -> dict:
    """Every number with a provenance in a section of keys, by its dotted key."""
    found = {}
    for name in type(section).model_fields:
        value = getattr(section, name)
        here = f"{prefix}{name}"
        if isinstance(value, Quantity):
            found[here] = value.as_source
        elif hasattr(type(value), "model_fields"):
            found |= sources(value, f"{here}.")
    return found
