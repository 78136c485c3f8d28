"""What is said of a dry room: what binds, what a wheel can, what a door does."""

import math

from models.units import HOUR, MINUTE
from scenarios.room import figures
from scenarios.room.answer import RoomAnswer
from scenarios.room.sizing import BALANCE, COOLING, GIVEN, LEAST, MOISTURE
from scenarios.room.unit import AIR_DENSITY
from scenarios.schema.fields import DAYS

SAID = {
    MOISTURE: "the water it has to carry off",
    BALANCE: "the air drawn from the room",
    COOLING: "the heat it has to carry off",
    LEAST: "the least air changes asked for",
}


def grouped(value: float) -> str:
    """A number without decimals, its thousands apart where it has five digits or more.

    >>> grouped(8760.2), grouped(26221.1)
    ('8760', '26 221')
    """
    shown = f"{value:,.0f}"
    return shown.replace(",", " " if abs(value) >= 9999.5 else "")


def hour_words(hour) -> str:
    """Hour of the weeks as people say it.

    >>> hour_words(30.0)
    'Tue 06:00'
    """
    return f"{DAYS[int(hour // 24) % 7]} {int(hour % 24):02d}:00"


def words(found: RoomAnswer) -> list[str]:
    """What binds, what one wheel can, what to buy, what a door does."""
    return [
        *_out_of_reach(found),
        *_binding(found),
        *_unit(found),
        *figures.wheel_table(found)["year"],
        *_supply(found),
        *_year(found),
        *_day(found),
        *_kept(found),
        *_set_back(found),
        _door(found),
    ]


def _out_of_reach(found):
    """That no size will do, and which keys make another unit."""
    at = figures.out_of_reach(found)
    if at is None:
        return
    unit = found.plant.unit
    wheels, keys = "this wheel", "add air_handling.second_wheel, or change "
    if unit.second is not None:
        wheels, keys = "these wheels", "change inlet_dew_point_degC or "
    which = "second_wheel" if unit.second is not None else "wheel"
    yield (
        f"no size will do with {wheels}: in the hour that is furthest off the driest "
        f"supply air has {at['supply_frost_point_degC']:.1f} °C frost point, and "
        f"{at['asked_frost_point_degC']:.4g} °C is asked of {at['room']}; all flows "
        f"and costs are of a unit that does not do it. To mend it, {keys}"
        f"regeneration_share_pct or highest_degC of air_handling.{which}, or ask for "
        "damper air"
    )


def _binding(found):
    at = figures.room_table(found)
    for i, need in enumerate(found.task.sized.needs):
        supply = grouped(at["supply_m3_per_h"][i])
        per_hour = at["supply_m3_per_h"][i] / need.flow if need.flow else None
        reached = at["reached_frost_point_degC"][i]
        goal = at["frost_point_degC"][i]
        if need.binding == GIVEN:
            flow, reason = need.asked
            said = f"{need.name}: {supply} m³/h of supply air at room density, as given"
            if per_hour:
                asked = grouped(flow * per_hour)
                share = need.flow / flow if flow else math.inf
                said += f"; {SAID[reason]} asks for {asked} m³/h"
                said += " (enough)" if share >= 1.0 - 1e-9 else f", {share:.0%} of it"
                said = said.replace(f"asks for {asked} m³/h, ", f"asks for {asked}: ")
            yield f"{said}. Frost point {reached:.1f} °C in its worst hour"
            continue
        per_hour = HOUR / AIR_DENSITY  # as the unit's flows are told
        supply = grouped(need.flow * per_hour)
        others = {r: f for r, f in need.needed.items() if f and r != need.binding}
        ranked = sorted(others.items(), key=lambda item: -item[1])
        rest = ", ".join(f"{why} {grouped(flow * per_hour)}" for why, flow in ranked)
        also = f" (next: {rest} m³/h)" if rest else ""
        if not need.flow:
            yield f"{need.name}: needs no supply air of its own"
            continue
        source, rate = max(need.water.items(), key=lambda item: item[1])
        share = rate / (sum(need.water.values()) + need.safety)
        said = (
            f"{need.name}: {SAID[need.binding]} binds, {supply} m³/h of 1.2 kg/m³"
            f"{also}; {100 * share:.0f} % of the water, safety included, is from "
            f"{source}"
        )
        yield (
            f"{said}. At full flow its worst hour has {reached:.1f} °C frost point; "
            f"{goal:g} °C is asked"
        )


def _unit(found):
    at = figures.unit_figures(found)
    keys = found.task.keys.air_handling
    second = ""
    if "second_wheel_diameter_m" in at:
        second = f", second wheel {at['second_wheel_diameter_m']:.2f} m"
    yield (
        f"unit: supply {grouped(at['supply_m3_per_h'])} m³/h of 1.2 kg/m³ at "
        f"{at['supply_frost_point_degC']:.1f} °C frost point, "
        f"{100 * at['return_share']:.0f} % return air; wheel "
        f"{at['wheel_diameter_m']:.2f} m{second} at "
        f"{keys.wheel.face_velocity_m_per_s.value:g} m/s, "
        f"regenerated with {grouped(at['regeneration_m3_per_h'])} m³/h at "
        f"{at['regeneration_degC']:.0f} °C at most; "
        f"cooling {at['cooling_kW']:.0f} kW, fans "
        f"{at['fan_kW'] + at['regeneration_fan_kW']:.0f} kW"
    )
    plural = "s" if at["duty_units"] > 1 else ""
    yield (
        f"N+1: {at['duty_units']} unit{plural} of {grouped(at['unit_m3_per_h'])} m³/h "
        f"on duty and one spare, {at['installed_units']} in all"
    )


def _supply(found):
    """Where the wheels do not get the supply air as dry as asked."""
    at = figures.year_figures(found)
    if at["supply_too_damp"]:
        yield (
            f"supply air: damper than the "
            f"{figures.unit_figures(found)['supply_frost_point_degC']:.1f} °C asked in "
            f"{at['supply_too_damp']} of 8760 hours, up to "
            f"{at['supply_dampest_frost_point_degC']:.1f} °C; energy and rooms of the "
            "year are those of the unit at its limits (supply_frost_point_degC asks "
            "for more air that is less dry)"
        )


def _kept(found):
    """Whether the rooms keep what is asked, over the year."""
    at = figures.kept_table(found)
    for i, (name, hours) in enumerate(zip(at["room"], at["hours_above"], strict=True)):
        asked = _asked(found, name)
        kept = f"above {asked} in {hours} of 8760 hours" if hours else "kept"
        yield f"{name}, the year: {_worst(found, at, i)}, {kept}"


def _worst(found, at, i):
    """Its highest frost point; where the hours ask for different ones, that which is
    dampest against what is asked then."""
    highest = f"highest {at['highest_frost_point_degC'][i]:.1f} °C"
    if not _has_set_points(found, at["room"][i]):
        return f"{highest} frost point"
    worst, then = (at[f"{n}_frost_point_degC"][i] for n in ("worst", "asked_then"))
    return (
        f"at worst {worst:.1f} °C frost point where {then:.4g} °C is asked ({highest} "
        "where more is allowed)"
    )


def _has_set_points(found, name):
    plant = found.plant
    return plant.set_points is not None and name == plant.rooms.names[plant.controlled]


def _asked(found, name):
    """What is asked of a room, in words."""
    if _has_set_points(found, name):
        return "its set points"
    return f"{found.task.keys.rooms[name].frost_point_degC:g} °C"


def _set_back(found):
    at = figures.set_back_figures(found)
    if at is None:
        return
    when, before = hour_words(at["hour"]), at["before_frost_point_degC"]
    said = f"{at['room']}, when work begins after a set-back ({when}): {before:.1f} °C"
    if at["recovery_min"] is None:
        yield f"{said}, which full flow never brings to what is asked"
    elif at["recovery_min"] == 0.0:
        yield f"{said}, dry enough at once"
    else:
        yield (
            f"{said}, at full flow {at['goal_frost_point_degC']:.1f} °C after "
            f"{at['recovery_min']:.1f} min"
        )


def _year(found):
    at = figures.year_figures(found)
    area = f", {grouped(at['kWh_per_m2'])} kWh/m²" if at["kWh_per_m2"] else ""
    cells = at["kWh_per_kWh_of_cells"]
    made = f", {cells:.3g} kWh per kWh of cells" if cells else ""
    yield (
        f"a year: {grouped(at['kWh'])} kWh, {grouped(at['cost'])} {at['currency']}, "
        f"{grouped(at['co2_kg'] / 1e3)} t of CO2{area}{made}; "
        f"{at['mean_W_per_m3_per_h']:.1f} W per m³/h; weather: "
        f"{found.task.weather.words}"
    )
    keys = found.task.keys.air_handling
    if at["too_cold"]:
        yield (
            f"in {at['too_cold']} hours of the year the supply air would have to be "
            f"colder than {keys.lowest_supply_degC:g} °C to hold the temperature: more "
            "flow (set_back_pct, lowest_pct), or less heat"
        )
    if at["too_warm"]:
        yield (
            f"in {at['too_warm']} hours of the year the supply air would have to be "
            f"warmer than {keys.highest_supply_degC:g} °C: more flow, or better walls"
        )
    if at["too_little_return"]:
        yield (
            f"in {at['too_little_return']} hours of the year the rooms leave less air "
            "than the unit draws back: raise outdoor_share_pct, set_back_pct or "
            "lowest_pct"
        )


def _day(found):
    at = figures.day_table(found)
    minutes = zip(at["room"], at["minutes_above"], strict=True)
    for i, (name, above) in enumerate(minutes):
        asked = _asked(found, name)
        kept = f"above {asked} for {above} minutes" if above else "kept"
        if found.year.missed().any():
            kept += ", with supply air as dry as asked"
        yield f"{name}, busiest day: {_worst(found, at, i)}, {kept}"


def _door(found):
    at = figures.event_figures(found)
    back = (
        "never comes back"
        if at["recovery_min"] is None
        else "stays as dry as asked"
        if at["recovery_min"] == 0.0
        else f"is back at {at['goal_frost_point_degC']:.1f} °C "
        f"{at['recovery_min']:.1f} min after it is closed"
    )
    return (
        f"{at['room']}, a door open for {found.event.opened / MINUTE:g} min: from "
        f"{at['before_frost_point_degC']:.1f} to {at['peak_frost_point_degC']:.1f} °C "
        f"frost point, {back}"
    )
