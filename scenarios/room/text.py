"""What `twin room` prints: tables with units, and in words which number binds."""

import math

import numpy as np

from models.air_handling.parts import (
    DISTRICT_HEAT,
    ELECTRICITY,
    NATURAL_GAS,
    STEAM,
)
from models.units import MINUTE, celsius
from scenarios.room import figures
from scenarios.room.answer import SUMMER, WINTER, RoomAnswer
from scenarios.room.sizing import BALANCE, COOLING, GIVEN, LEAST, MOISTURE
from scenarios.room.year import CARRIERS
from scenarios.schema.fields import DAYS
from scenarios.tables import NOTHING, number, rows_table

SAID = {
    MOISTURE: "the water it has to carry off",
    BALANCE: "the air drawn from the room",
    COOLING: "the heat it has to carry off",
    LEAST: "the least air changes asked for",
}
NAMES = {ELECTRICITY: "electricity", NATURAL_GAS: "natural gas"}
SHOWN = 5e-4  # kW; a smaller power is none


def names(found: RoomAnswer) -> dict:
    """Carrier as it is billed to what it is called: steam where the unit draws that."""
    heat = [
        said
        for carrier, said in ((DISTRICT_HEAT, "district heat"), (STEAM, "steam"))
        if np.any(found.year.sheet.energy.get(carrier, 0.0))
    ]
    return {**NAMES, DISTRICT_HEAT: " and ".join(heat) or "district heat"}


def json_object(found: RoomAnswer) -> dict:
    """What `--json` prints: one object."""
    design = {
        name: {
            "outdoor_degC": celsius(one.temperature),
            "outdoor_g_per_kg": 1e3 * one.humidity,
            **{f"{n}_kW": power for n, power in one.kilowatts().items()},
            "parts_kW": one.parts(),
            "points": figures.point_table(found, name),
        }
        for name, one in found.design.items()
    }
    return {
        "name": found.task.keys.name,
        "weather": found.task.weather.words,
        "pressure_mbar": found.plant.pressure / 100.0,
        "safety_factor": found.task.keys.safety_factor,
        "rooms": figures.room_table(found),
        "loads": figures.load_table(found),
        "heat": figures.heat_table(found),
        "unit": figures.unit_figures(found),
        "wheels": figures.wheel_table(found),
        "design": design,
        "powers": figures.power_table(found),
        "year": figures.year_figures(found),
        "kept": figures.kept_table(found),
        "months": figures.month_table(found),
        "day": {**figures.day_table(found), "rows": figures.day_rows(found)},
        "set_back": figures.set_back_figures(found),
        "door_event": figures.event_figures(found),
        "words": words(found),
        "parameters": {
            name: vars(source) for name, source in found.plant.unit.sources.items()
        },
    }


def tables(found: RoomAnswer) -> list:
    """The tables, top to bottom."""
    return [
        rooms_table(found), loads_table(found), points_table(found),
        design_table(found), year_table(found),
    ]  # fmt: skip


def rooms_table(found: RoomAnswer):
    """One line per room: what is asked, what comes, how much air."""
    at = figures.room_table(found)
    day = figures.day_table(found)
    lines = [
        (
            at["room"][i],
            f"{at['frost_point_degC'][i]:g}",
            number(at["reached_frost_point_degC"][i], 1),
            number(at["supply_m3_per_h"][i]),
            number(at["air_changes_per_h"][i], 1),
            at["binding"][i],
            hour_words(at["worst_hour"][i]),
            number(day["highest_frost_point_degC"][i], 1),
        )
        for i in range(len(at["room"]))
    ]
    heads = (
        "room", "asked °C", "reached °C", "supply m³/h", "changes 1/h", "binding",
        "worst hour", "design day °C",
    )  # fmt: skip
    table = rows_table(lines, heads, f"{found.task.keys.name}: rooms", heads[1:5])
    table.caption = (
        "frost points; reached: at full flow in the worst hours, without safety; "
        "design day: the highest of the busiest day, under the control"
    )
    table.caption_justify = "left"
    return table


def hour_words(hour) -> str:
    """Hour of the weeks as people say it.

    >>> hour_words(30.0)
    'Tue 06:00'
    """
    return f"{DAYS[int(hour // 24) % 7]} {int(hour % 24):02d}:00"


def loads_table(found: RoomAnswer):
    """Water by source and room [g/h], with the share of each."""
    at = figures.load_table(found)
    lines = []
    for need in found.task.sized.needs:
        own = [i for i, room in enumerate(at["room"]) if room == need.name]
        total = math.fsum(at["water_g_per_h"][i] for i in own)
        brought = math.fsum(max(at["water_g_per_h"][i], 0.0) for i in own)
        for i in own:
            water = at["water_g_per_h"][i]
            if not water:
                continue
            share = number(100.0 * water / brought, 1) if brought else NOTHING
            lines.append((need.name, at["source"][i], number(water, 1), share))
        lines.append((need.name, "together", number(total, 1), ""))
    heads = ("room", "source", "water g/h", "% of what comes in")
    return rows_table(lines, heads, "water at the worst hour, by source", heads[2:])


def points_table(found: RoomAnswer):
    """The air at every numbered point of the flow sheet, at the summer design hour."""
    at = figures.point_table(found, SUMMER)
    lines = [
        (
            str(at["point"][i]),
            at["what"][i],
            f"{at['dry_air_kg_per_s'][i]:.3f}",
            number(at["temperature_degC"][i], 1),
            f"{at['humidity_ratio_g_per_kg'][i]:.4g}",
            number(at["frost_point_degC"][i], 1),
            number(at["enthalpy_kJ_per_kg"][i], 1),
        )
        for i in range(len(at["point"]))
    ]
    heads = ("", "point", "dry air kg/s", "°C", "g/kg", "dew point °C", "kJ/kg")
    return rows_table(lines, heads, "flow sheet, summer design hour", heads[2:])


def design_table(found: RoomAnswer):
    """The unit's powers at the design hours and the most of the year [kW]."""
    at = figures.power_table(found)
    columns = [f"{name}_kW" for name in (SUMMER, WINTER, "year", "largest")]
    lines = []
    for i, part in enumerate(at["part"]):
        row = [at[column][i] for column in columns]
        if max(row) > SHOWN:
            name = part
            for carrier, said in names(found).items():
                name = name.replace(f"drawn: {carrier}", f"drawn: {said}")
            lines.append((name, *(number(power, 1) for power in row)))
    heads = [
        f"{one.name} {celsius(one.temperature):.0f} °C, {1e3 * one.humidity:.1f} g/kg"
        for one in (found.design[SUMMER], found.design[WINTER])
    ]
    heads += ["year's peak", "largest"]
    table = rows_table(lines, ("kW", *heads), "design hours and peaks", tuple(heads))
    table.caption = (
        "design hours: full flow; summer: all machines and people, winter: none beyond "
        "those of the calmest hour; year's peak: under the control; buy by the largest"
    )
    table.caption_justify = "left"
    return table


def year_table(found: RoomAnswer):
    """Energy, money, CO2 and peak of the year, by carrier."""
    at, task = figures.year_figures(found), found.task
    lines = []
    for name in CARRIERS:
        if not at[f"{name}_kWh"]:
            continue
        factor = getattr(task.co2, name) * 3.6e6
        lines.append(
            (
                names(found)[name],
                number(at[f"{name}_kWh"]),
                number(at[f"{name}_cost"]),
                number(factor * at[f"{name}_kWh"] / 1e3, 1),
                number(at[f"{name}_peak_kW"], 1),
            )
        )
    lines.append(
        ("together", number(at["kWh"]), number(at["cost"]),
         number(at["co2_kg"] / 1e3, 1), "")
    )  # fmt: skip
    heads = ("carrier", "kWh", f"cost {at['currency']}", "CO2 t", "peak kW")
    table = rows_table(lines, heads, "a year", heads[1:])
    if "steam" in names(found)[DISTRICT_HEAT]:
        table.caption = "steam is priced as district heat"
        table.caption_justify = "left"
    return table


# ---------------------------------------------------------------- words


def words(found: RoomAnswer) -> list[str]:
    """What binds, what one wheel can, what to buy, what a door does."""
    return [
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


def _binding(found):
    at = figures.room_table(found)
    for i, need in enumerate(found.task.sized.needs):
        supply = number(at["supply_m3_per_h"][i])
        per_hour = at["supply_m3_per_h"][i] / need.flow if need.flow else None
        reached = at["reached_frost_point_degC"][i]
        goal = at["frost_point_degC"][i]
        if need.binding == GIVEN:
            flow, reason = need.asked
            said = f"{need.name}: {supply} m³/h of supply air, as given"
            if per_hour:
                asked = number(flow * per_hour)
                share = need.flow / flow if flow else math.inf
                said += f"; {SAID[reason]} asks for {asked} m³/h"
                said += " (enough)" if share >= 1.0 - 1e-9 else f", {share:.0%} of it"
                said = said.replace(f"asks for {asked} m³/h, ", f"asks for {asked}: ")
            yield f"{said}. Frost point {reached:.1f} °C in its worst hour"
            continue
        others = {r: f for r, f in need.needed.items() if f and r != need.binding}
        ranked = sorted(others.items(), key=lambda item: -item[1])
        rest = ", ".join(f"{why} {number(flow * per_hour)}" for why, flow in ranked)
        also = f" (next: {rest} m³/h)" if rest else ""
        if not need.flow:
            yield f"{need.name}: needs no supply air of its own"
            continue
        source, rate = max(need.water.items(), key=lambda item: item[1])
        share = rate / (sum(need.water.values()) + need.safety)
        said = (
            f"{need.name}: {SAID[need.binding]} binds, {supply} m³/h{also}; "
            f"{100 * share:.0f} % of the water, safety included, is from {source}"
        )
        yield f"{said}. Frost point {reached:.1f} °C where {goal:g} is asked"


def _unit(found):
    at = figures.unit_figures(found)
    keys = found.task.keys.air_handling
    second = ""
    if "second_wheel_diameter_m" in at:
        second = f", second wheel {at['second_wheel_diameter_m']:.2f} m"
    yield (
        f"unit: supply {number(at['supply_m3_per_h'])} m³/h of 1.2 kg/m³ at "
        f"{at['supply_frost_point_degC']:.1f} °C frost point, "
        f"{100 * at['return_share']:.0f} % return air; wheel "
        f"{at['wheel_diameter_m']:.2f} m{second} at "
        f"{keys.wheel.face_velocity_m_per_s.value:g} m/s, "
        f"regenerated with {number(at['regeneration_m3_per_h'])} m³/h at "
        f"{at['regeneration_degC']:.0f} °C at most; "
        f"cooling {at['cooling_kW']:.0f} kW, fans "
        f"{at['fan_kW'] + at['regeneration_fan_kW']:.0f} kW"
    )
    plural = "s" if at["duty_units"] > 1 else ""
    yield (
        f"N+1: {at['duty_units']} unit{plural} of {number(at['unit_m3_per_h'])} m³/h "
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
            "year are those of the unit at its limits"
        )


def _kept(found):
    """Whether the rooms keep what is asked, over the year."""
    at = figures.kept_table(found)
    for name, highest, hours in zip(
        at["room"], at["highest_frost_point_degC"], at["hours_above"], strict=True
    ):
        asked = _asked(found, name)
        kept = f"above {asked} in {hours} of 8760 hours" if hours else "kept"
        yield f"{name}, the year: highest {highest:.1f} °C frost point, {kept}"


def _asked(found, name):
    """What is asked of a room, in words."""
    plant = found.plant
    if plant.set_points is not None and name == plant.rooms.names[plant.controlled]:
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
    area = f", {number(at['kWh_per_m2'])} kWh/m²" if at["kWh_per_m2"] else ""
    cells = at["kWh_per_kWh_of_cells"]
    made = f", {cells:.3g} kWh per kWh of cells" if cells else ""
    yield (
        f"a year: {number(at['kWh'])} kWh, {number(at['cost'])} {at['currency']}, "
        f"{number(at['co2_kg'] / 1e3)} t of CO2{area}{made}; "
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
    for name, highest, above in zip(
        at["room"], at["highest_frost_point_degC"], at["minutes_above"], strict=True
    ):
        asked = _asked(found, name)
        kept = f"above {asked} for {above} minutes" if above else "kept"
        if found.year.missed().any():
            kept += ", with supply air as dry as asked"
        yield f"{name}, busiest day: highest {highest:.1f} °C frost point, {kept}"


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
