"""What is told of a RoomAnswer: tables as columns, figures as single numbers."""

import math

import numpy as np

from models.air_handling import POINTS
from models.air_handling.limits import wheel_limits
from models.units import HOUR, KILO, KWH, MINUTE, celsius
from scenarios.room import year
from scenarios.room.air import density, frost_points
from scenarios.room.answer import SUMMER, RoomAnswer
from scenarios.room.day import goals
from scenarios.room.unit import AIR_DENSITY, wheel_diameter
from twin.energy import Energy
from twin.room_unit import unit_sheet


def room_table(found: RoomAnswer) -> dict:
    """Columns over rooms: what was asked, what comes, how much air, and why."""
    plant, task = found.plant, found.task
    rows = []
    for i, need in enumerate(task.sized.needs):
        keys = task.keys.rooms[need.name]
        mass = plant.rooms.rooms[i].air_mass
        per_hour = HOUR / density(
            plant.temperature[i], plant.humidity[i], plant.pressure
        )
        row = {
            "room": need.name,
            "temperature_degC": keys.temperature_degC,
            "frost_point_degC": keys.frost_point_degC,
            "reached_frost_point_degC": float(
                frost_points(found.reached[i], plant.pressure)
            ),
            "supply_kg_per_s": need.flow,
            "supply_m3_per_h": need.flow * per_hour,
            "air_changes_per_h": float(need.flow * HOUR / mass),
            "binding": need.binding,
        }
        for reason, flow in need.needed.items():
            name = reason.replace(" ", "_")
            row[f"for_{name}_m3_per_h"] = flow * per_hour
        row["worst_hour"] = need.hour / HOUR
        rows.append(row)
    return {name: [row[name] for row in rows] for name in rows[0]}


def load_table(found: RoomAnswer) -> dict:
    """Columns over rooms and sources: the water [g/h]; the safety factor apart."""
    rows = []
    for need in found.task.sized.needs:
        for source, rate in need.water.items():
            rows.append((need.name, source, rate * HOUR * KILO))
        rows.append((need.name, "safety factor", need.safety * HOUR * KILO))
        if need.dry_air:
            rows.append((need.name, "air from drier rooms", -need.dry_air * 3.6e6))
    names = ("room", "source", "water_g_per_h")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def heat_table(found: RoomAnswer) -> dict:
    """Columns over rooms and sources: the heat of the warmest hour [kW]."""
    rows = [
        (need.name, source, heat / KILO)
        for need in found.task.sized.needs
        for source, heat in need.heat.items()
        if heat
    ]
    names = ("room", "source", "heat_kW")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def unit_figures(found: RoomAnswer) -> dict:
    """The unit: its air, its wheels, its fans, how many to buy."""
    plant, keys = found.plant, found.task.keys.air_handling
    unit, flow = plant.unit, sum(plant.supply_flow)
    per_hour = HOUR / AIR_DENSITY  # m3/h at the density at which units are bought
    supply = flow * per_hour
    sizes = power_table(found)
    sizes = dict(zip(sizes["part"], sizes["largest_kW"], strict=True))
    size = keys.unit_m3_per_h
    duty = 1 if size is None else math.ceil(supply / size * (1.0 - 1e-9))
    wheel = unit.wheel
    figures = {
        "supply_m3_per_h": supply,
        "supply_kg_per_s": flow,
        "supply_frost_point_degC": float(
            frost_points(plant.supply_humidity, plant.pressure)
        ),
        "outdoor_share": unit.outdoor_share,
        "return_share": unit.return_share,
        "process_m3_per_h": unit.process_share * supply,
        "regeneration_m3_per_h": wheel.regeneration_share * supply,
        "regeneration_degC": celsius(_hottest(found, 16)),
        "wheel_diameter_m": wheel_diameter(
            keys.wheel, _through(wheel, unit.process_share * flow, flow)
        ),
        "cooling_kW": sizes["cooling, all coils"],
        "regeneration_heater_kW": sizes["regeneration heater"],
        "supply_heater_kW": sizes["supply heater"],
        "fan_kW": unit.fan.power / KILO,
        "regeneration_fan_kW": unit.regeneration_fan.power / KILO,
        "duty_units": duty,
        "installed_units": duty + 1,
        "unit_m3_per_h": supply / duty if size is None else size,
    }
    if unit.second is not None:
        own = unit.second.wheel
        through = _through(own, (1.0 + own.purge_share) * flow, flow)
        diameter = wheel_diameter(keys.second_wheel, through)
        figures["second_wheel_diameter_m"] = diameter
    return figures


def _hottest(found, point):
    """Highest temperature [K] at a point, of design hours and year."""
    sheets = [found.year.sheet, *(one.sheet for one in found.design.values())]
    return max(float(np.max(sheet.streams[point].temperature)) for sheet in sheets)


def power_table(found: RoomAnswer) -> dict:
    """Columns over parts and carriers: power at the design hours, the most of the year,
    and the largest of these, by which to buy [kW]."""
    columns = {name: one.parts() | _drawn(one) for name, one in found.design.items()}
    most = {name: power / KILO for name, power in found.year.peaks().items()}
    most |= {
        f"drawn: {name}": float(power.max()) / KILO
        for name, power in found.year.power().items()
    }
    names = list(dict.fromkeys([*most, *columns[SUMMER]]))
    told = {"part": names}
    for name, column in {**columns, "year": most}.items():
        told[f"{name}_kW"] = [column.get(part, 0.0) for part in names]
    told["largest_kW"] = [
        max(row)
        for row in zip(*(told[f"{n}_kW"] for n in (*columns, "year")), strict=True)
    ]
    return told


def _drawn(one):
    return {f"drawn: {name}": power for name, power in one.kilowatts().items()}


def point_table(found: RoomAnswer, name: str) -> dict:
    """Columns over the numbered points of the flow sheet, at the design hour `name`."""
    streams, pressure = found.design[name].sheet.streams, found.plant.pressure
    columns = {
        "point": list(streams),
        "what": [POINTS[point] for point in streams],
        "dry_air_kg_per_s": [float(one.flow) for one in streams.values()],
        "temperature_degC": [
            celsius(float(one.temperature)) for one in streams.values()
        ],
        "humidity_ratio_g_per_kg": [
            1e3 * float(one.humidity) for one in streams.values()
        ],
        "frost_point_degC": [
            float(frost_points(one.humidity, pressure)) for one in streams.values()
        ],
        "enthalpy_kJ_per_kg": [float(one.enthalpy) / KILO for one in streams.values()],
    }
    return columns


def _through(wheel, process, flow):
    """Air through the sectors of a wheel [kg/s]: process with purge, regeneration."""
    return process, wheel.regeneration_share * flow


def wheel_table(found: RoomAnswer) -> dict:
    """Columns over wheels: what is asked, what the limits allow, in words."""
    names = ("wheel", "reachable_hours", "design", "year")
    columns = {name: [] for name in names}
    plant, summer = found.plant, found.design[SUMMER]
    asked = unit_sheet(plant, summer.asked, summer.temperature, summer.humidity)
    design = wheel_limits(plant.unit, asked)
    alone = plant.unit.second is None
    for name, limit in found.year.limits.items():
        columns["wheel"].append(name)
        columns["reachable_hours"].append(int(np.sum(limit.reachable)))
        columns["design"].append(
            design[name].verdict(f"{name}, summer design hour", alone=alone)
        )
        columns["year"].append(
            limit.verdict(f"{name}, all hours of the year", alone=alone)
        )
    return columns


def year_figures(found: RoomAnswer) -> dict:
    """Energy, money and CO2 of the year, in all and specific."""
    task, energy = found.task, found.year.energy()
    kwh = {name: getattr(energy, name) / KWH for name in year.CARRIERS}
    parts = {name: Energy(**{name: getattr(energy, name)}) for name in year.CARRIERS}
    total = math.fsum(kwh.values())
    floors = [room.floor_m2 for room in task.keys.rooms.values() if room.inside is None]
    floor = None if None in floors else sum(floors)
    cells = task.keys.cells_kWh_per_year
    supply = sum(found.plant.supply_flow) * HOUR / AIR_DENSITY
    power = found.year.power()
    figures = {f"{name}_kWh": value for name, value in kwh.items()}
    figures |= {"kWh": total, "currency": task.tariff.currency}
    figures |= {f"{name}_cost": task.tariff.of(part) for name, part in parts.items()}
    figures |= {
        "cost": task.tariff.of(energy),
        "co2_kg": task.co2.of(energy),
        "kWh_per_m2": None if floor is None else total / floor,
        "kWh_per_kWh_of_cells": None if cells is None else total / cells,
        "kWh_per_m3_per_h": total / supply,
        "mean_W_per_m3_per_h": total * KILO / 8760.0 / supply,
    }
    figures |= {f"{n}_peak_kW": float(p.max()) / KILO for n, p in power.items()}
    sheet = found.year.sheet
    figures |= year.beyond(found.plant, found.year.hours, task.keys)
    missed = found.year.missed()
    figures["supply_too_damp"] = int(missed.sum())
    supply = sheet.streams[11].humidity
    if missed.any():  # in other hours set points may ask for damper air
        supply = supply[missed]
    figures["supply_dampest_frost_point_degC"] = float(
        frost_points(supply.max(), found.plant.pressure)
    )
    figures["water_gap"] = float(np.max(np.abs(sheet.water_gap)))
    figures["energy_gap"] = float(np.max(np.abs(sheet.energy_gap)))
    figures["room_water_gap"] = float(np.max(np.abs(found.weeks.history.water_gap)))
    return figures


def kept_table(found: RoomAnswer) -> dict:
    """Columns over rooms: the year's hours, by their means, above what is asked.

    The worst hour is the one that is dampest against what is asked then: by hours of
    the week, where the room has set points.
    """
    plant, moist = found.plant, found.year.humidity
    asked = goals(plant, np.arange(len(moist) + 1) * HOUR)
    above = np.sum(moist > asked * (1.0 + 1e-6), axis=0)
    return {
        "room": plant.rooms.names,
        "hours_above": above.tolist(),
        **_worst_points(moist, asked, plant.pressure),
    }


def _worst_points(moist, asked, pressure):
    """The highest frost point of each room, and that which is dampest against what is
    asked then; of humidity ratios [kg/kg], a row a time."""
    worst, rooms = np.argmax(moist / asked, axis=0), np.arange(moist.shape[1])
    points = {
        "highest_frost_point_degC": moist.max(axis=0),
        "worst_frost_point_degC": moist[worst, rooms],
        "asked_then_frost_point_degC": asked[worst, rooms],
    }
    return {name: frost_points(w, pressure).tolist() for name, w in points.items()}


def out_of_reach(found: RoomAnswer) -> dict | None:
    """Where no flow would do: the unit at its limits gives air that is no drier than a
    room shall be. The hour in which it is furthest off; None where there is none.
    """
    plant, supply = found.plant, found.year.sheet.streams[11].humidity
    asked = goals(plant, np.arange(len(supply) + 1) * HOUR)
    beyond = found.year.missed()[:, None] & (supply[:, None] >= asked)
    if not beyond.any():
        return None
    off = np.where(beyond, supply[:, None] / asked, 0.0)
    hour, room = np.unravel_index(np.argmax(off), off.shape)
    points = {"supply": supply[hour], "asked": asked[hour, room]}
    return {
        "room": plant.rooms.names[room],
        "hours": int(beyond[:, room].sum()),
        **{
            f"{name}_frost_point_degC": float(frost_points(moist, plant.pressure))
            for name, moist in points.items()
        },
    }


def month_table(found: RoomAnswer) -> dict:
    """Columns over the twelve months: energy by carrier [kWh]."""
    months = found.year.monthly()
    columns = {f"{name}_kWh": (e / KWH).tolist() for name, e in months.items()}
    return {"month": list(range(1, 13)), **columns}


def hour_rows(found: RoomAnswer) -> dict:
    """Columns over the hours of the year."""
    hours, sheet = found.year.hours, found.year.sheet
    pressure = found.plant.pressure
    columns = {
        "hour": np.arange(len(hours.supply_flow)),
        "outdoor_degC": celsius(found.task.weather.temperature),
        "outdoor_g_per_kg": 1e3 * found.task.weather.humidity(pressure),
        "supply_kg_per_s": hours.supply_flow,
        "supply_degC": celsius(hours.supply_temperature),
        "supply_frost_point_degC": frost_points(sheet.streams[11].humidity, pressure),
        "return_frost_point_degC": frost_points(hours.return_humidity, pressure),
        "regeneration_degC": celsius(sheet.streams[16].temperature),
        "cooling_kW": sheet.cold / KILO,
        "water_removed_kg_per_h": HOUR * sum(sheet.removed.values()),
    }
    for name, power in found.year.power().items():
        columns[f"{name}_kW"] = power / KILO
    return {name: np.asarray(column).tolist() for name, column in columns.items()}


def day_rows(found: RoomAnswer) -> dict:
    """Columns over the minutes of the design day, at their ends."""
    drive, history = found.day.drive, found.day.history
    asked = goals(found.plant, drive.instants)
    columns = {"time_h": (drive.instants[1:] - drive.instants[0]) / HOUR}
    for i, name in enumerate(found.plant.rooms.names):
        columns[f"{name}_people"] = drive.people[:, i]
        columns[f"{name}_supply_kg_per_s"] = drive.supply_flow[:, i]
        moist = history.humidity[1:, i]
        columns[f"{name}_humidity_mg_per_kg"] = 1e6 * moist
        points = {"": moist, "asked_": asked[:, i]}
        for which, humidity in points.items():
            column = f"{name}_{which}frost_point_degC"
            columns[column] = frost_points(humidity, found.plant.pressure)
    return {name: np.asarray(column).tolist() for name, column in columns.items()}


def day_table(found: RoomAnswer) -> dict:
    """Columns over rooms: the design day's frost points, and minutes above the goal."""
    history, plant = found.day.history, found.plant
    moist = history.humidity[1:]
    asked = goals(plant, found.day.drive.instants)
    above = np.sum(moist > asked * (1.0 + 1e-9), axis=0)
    return {
        "room": plant.rooms.names,
        "mean_frost_point_degC": frost_points(
            moist.mean(axis=0), plant.pressure
        ).tolist(),
        **_worst_points(moist, asked, plant.pressure),
        "minutes_above": above.tolist(),
    }


def set_back_figures(found: RoomAnswer) -> dict | None:
    """How long the rooms take to get dry when work begins; None without set-back."""
    end, pressure = found.set_back, found.plant.pressure
    if end is None:
        return None
    return {
        "room": end.room,
        "hour": end.time / HOUR,
        "before_frost_point_degC": float(frost_points(end.before, pressure)),
        "goal_frost_point_degC": float(frost_points(end.goal, pressure)),
        "recovery_min": end.recovery / MINUTE if math.isfinite(end.recovery) else None,
    }


def event_figures(found: RoomAnswer) -> dict:
    """What the door left open did."""
    event, pressure = found.event, found.plant.pressure
    recovery = event.recovery
    return {
        "room": event.room,
        "open_min": event.opened / MINUTE,
        "before_frost_point_degC": float(frost_points(event.before, pressure)),
        "peak_frost_point_degC": float(frost_points(event.peak, pressure)),
        "goal_frost_point_degC": float(frost_points(event.goal, pressure)),
        "recovery_min": recovery / MINUTE if math.isfinite(recovery) else None,
    }
