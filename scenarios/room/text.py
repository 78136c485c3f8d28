"""What `twin room` prints: tables with units, and all of it as one object."""

import math

import numpy as np

from models.air_handling.parts import (
    DISTRICT_HEAT,
    ELECTRICITY,
    NATURAL_GAS,
    STEAM,
)
from models.units import celsius
from scenarios.room import figures
from scenarios.room.answer import SUMMER, WINTER, RoomAnswer
from scenarios.room.words import hour_words, words
from scenarios.room.year import CARRIERS
from scenarios.tables import NOTHING, number, rows_table

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
        "out_of_reach": figures.out_of_reach(found),
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
        "supply: m³ of the room's air; frost points: reached at full flow in the "
        "worst hours, without safety; "
        "design day: the highest of the busiest day, under the control"
    )
    table.caption_justify = "left"
    return table


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
