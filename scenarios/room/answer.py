"""All that is told of a room file: sizing, design hours, a year, a day, a door."""

import math
from dataclasses import dataclass

import numpy as np

from models.air_handling import Sheet
from models.air_handling.limits import wheel_limits
from models.dry_room import settled
from models.psychrometrics import humidity_ratio
from models.units import HOUR, KWH, MINUTE, celsius
from scenarios.room import day, year
from scenarios.room.air import density, frost_points
from scenarios.room.load import RoomTask
from scenarios.room.unit import AIR_DENSITY, wheel_diameter
from twin.energy import Energy

KILO = 1e3
SUMMER, WINTER = "summer", "winter"


@dataclass(frozen=True, eq=False)
class DesignHour:
    """The unit at full flow and load under one outdoor air.

    Attributes
    ----------
    name : str
    temperature, humidity : float
        Of the outdoor air [K], [kg/kg].
    sheet : Sheet
    """

    name: str
    temperature: float
    humidity: float
    sheet: Sheet

    def kilowatts(self) -> dict:
        """What is drawn of each carrier [kW]."""
        drawn = year.bought(self.sheet.energy)
        return {name: float(power) / KILO for name, power in drawn.items()}

    def parts(self) -> dict:
        """Part of the unit to its power [kW]: heat, cold and fans as they are."""
        found = {name: float(p) / KILO for name, p in self.sheet.fans.items()}
        for name, part in self.sheet.cooling.items():
            found[name] = float(part.duty) / KILO
        for name, heat in self.sheet.heat.items():
            found[name] = float(heat) / KILO
        return found


@dataclass(frozen=True, eq=False)
class RoomAnswer:
    """What came out of a RoomTask.

    Attributes
    ----------
    task : RoomTask
    reached : array
        Humidity ratio of each room at full flow in its worst hour [kg/kg].
    design : dict
        "summer" and "winter" to a DesignHour.
    weeks : RoomHours
    year : Year
    day : RoomHours
    event : DoorEvent
    """

    task: RoomTask
    reached: np.ndarray
    design: dict[str, DesignHour]
    weeks: day.RoomHours
    year: year.Year
    day: day.RoomHours
    event: day.DoorEvent

    @property
    def plant(self):
        """The RoomPlant."""
        return self.task.sized.plant


def answer(task: RoomTask) -> RoomAnswer:
    """The RoomAnswer of a task.

    ValueError where the physics do not cover it, such as people in too warm a room.
    """
    plant, needs = task.sized.plant, task.sized.needs
    reached = np.array(
        [
            settled(plant.rooms, _full(plant, need.hour)).humidity[i]
            for i, need in enumerate(needs)
        ]
    )
    weeks = day.cycle(plant)
    event = task.keys.door_event
    place = plant.rooms.names.index(event.room) if event.room else 0
    warm, moist = plant.around()
    exchanged = event.air_m3_per_min * density(
        plant.temperature[place], plant.humidity[place], plant.pressure
    )
    return RoomAnswer(
        task,
        reached,
        _design(task),
        weeks,
        year.year(plant, weeks, task.weather),
        day.design_day(plant),
        day.door_event(
            plant, place, needs[place].hour, event.open_min * MINUTE, exchanged / MINUTE
        ),
    )


def _full(plant, hour):
    """The inputs of an hour at full flow."""
    return plant.drive([hour, hour + HOUR], supply_flow=np.array([plant.supply_flow]))


def _design(task):
    plant, weather = task.sized.plant, task.weather
    hours = year.design_hours(plant, task.sized.needs)
    humidity = weather.humidity(plant.pressure)
    rich, cold = weather.richest_hour(plant.pressure), weather.coldest_hour()
    airs = {
        SUMMER: (weather.temperature[rich], humidity[rich]),
        WINTER: (weather.temperature[cold], humidity[cold]),
    }
    if task.design_air is not None:
        own = task.design_air
        moist = humidity_ratio(own.vapour_pressure, plant.pressure)
        airs[SUMMER] = (own.temperature, moist)
    return {
        name: DesignHour(
            name, float(warm), float(moist), year.sheet_of(plant, hours, warm, moist)
        )
        for name, (warm, moist) in airs.items()
    }


# ---------------------------------------------------------------- tables


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
            "air_changes_per_h": need.flow * HOUR / mass,
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
    summer = found.design[SUMMER]
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
        "regeneration_degC": celsius(float(summer.sheet.streams[16].temperature)),
        "wheel_diameter_m": wheel_diameter(
            keys.wheel, _through(wheel, unit.process_share * flow, flow)
        ),
        "cooling_kW": float(summer.sheet.cold) / KILO,
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


def _through(wheel, process, flow):
    """Air through the sectors of a wheel [kg/s]: process with purge, regeneration."""
    return process, wheel.regeneration_share * flow


def wheel_table(found: RoomAnswer) -> dict:
    """Columns over wheels: what is asked, what the limits allow, in words."""
    names = ("wheel", "reachable_hours", "design", "year")
    columns = {name: [] for name in names}
    design = wheel_limits(found.plant.unit, found.design[SUMMER].sheet)
    for name, limit in found.year.limits.items():
        columns["wheel"].append(name)
        columns["reachable_hours"].append(int(np.sum(limit.reachable)))
        columns["design"].append(design[name].verdict(f"{name}, summer design hour"))
        columns["year"].append(limit.verdict(f"{name}, all hours of the year"))
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
    figures["water_gap"] = float(np.max(np.abs(sheet.water_gap)))
    figures["energy_gap"] = float(np.max(np.abs(sheet.energy_gap)))
    figures["room_water_gap"] = float(np.max(np.abs(found.weeks.history.water_gap)))
    return figures


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
    columns = {"time_h": (drive.instants[1:] - drive.instants[0]) / HOUR}
    for i, name in enumerate(found.plant.rooms.names):
        columns[f"{name}_people"] = drive.people[:, i]
        columns[f"{name}_supply_kg_per_s"] = drive.supply_flow[:, i]
        moist = history.humidity[1:, i]
        columns[f"{name}_humidity_mg_per_kg"] = 1e6 * moist
        columns[f"{name}_frost_point_degC"] = frost_points(moist, found.plant.pressure)
    return {name: np.asarray(column).tolist() for name, column in columns.items()}


def day_table(found: RoomAnswer) -> dict:
    """Columns over rooms: the design day's frost points, and minutes above the goal."""
    history, plant = found.day.history, found.plant
    moist = history.humidity[1:]
    above = np.sum(moist > plant.humidity * (1.0 + 1e-9), axis=0)
    return {
        "room": plant.rooms.names,
        "mean_frost_point_degC": frost_points(
            moist.mean(axis=0), plant.pressure
        ).tolist(),
        "highest_frost_point_degC": frost_points(
            moist.max(axis=0), plant.pressure
        ).tolist(),
        "minutes_above": above.tolist(),
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
