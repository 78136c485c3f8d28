"""All that is told of a room file: sizing, design hours, a year, a day, a door."""

from dataclasses import dataclass

import numpy as np

from models.air_handling import Sheet
from models.dry_room import settled
from models.psychrometrics import humidity_ratio
from models.units import HOUR, KILO, MINUTE
from scenarios.room import day, year
from scenarios.room.air import density
from scenarios.room.load import RoomTask
from twin.room_unit import UnitAir, unit_sheet

SUMMER, WINTER = "summer", "winter"


@dataclass(frozen=True, eq=False)
class DesignHour:
    """The unit at full flow under one outdoor air, at its limits: in summer with the
    heat of the rooms' warmest hours, in winter with that of their coolest.

    Attributes
    ----------
    name : str
    temperature, humidity : float
        Of the outdoor air [K], [kg/kg].
    asked : UnitAir
    sheet : Sheet
    """

    name: str
    temperature: float
    humidity: float
    asked: UnitAir
    sheet: Sheet

    def kilowatts(self) -> dict:
        """What is drawn of each carrier [kW]."""
        drawn = year.bought(self.sheet.energy)
        return {name: float(power) / KILO for name, power in drawn.items()}

    def parts(self) -> dict:
        """Part of the unit to its power [kW]: heat, cold and fans as they are."""
        return {n: float(p) / KILO for n, p in year.parts(self.sheet).items()}


@dataclass(frozen=True, eq=False)
class RoomAnswer:
    """What came out of a RoomTask.

    Attributes
    ----------
    task : RoomTask
    reached : array
        Humidity ratio of each room at full flow [kg/kg], the highest of all rooms'
        worst hours: the air around an enclosure is not at its worst when it is.
    design : dict
        "summer" and "winter" to a DesignHour.
    weeks : RoomHours
    year : Year
    day : RoomHours
    event : DoorEvent
    set_back : SetBackEnd or None
    """

    task: RoomTask
    reached: np.ndarray
    design: dict[str, DesignHour]
    weeks: day.RoomHours
    year: year.Year
    day: day.RoomHours
    event: day.DoorEvent
    set_back: day.SetBackEnd | None

    @property
    def plant(self):
        """The RoomPlant."""
        return self.task.sized.plant


def answer(task: RoomTask) -> RoomAnswer:
    """The RoomAnswer of a task.

    ValueError where the physics do not cover it, such as people in too warm a room.
    """
    plant, needs = task.sized.plant, task.sized.needs
    reached = np.max(
        [settled(plant.rooms, _full(plant, need.hour)).humidity for need in needs],
        axis=0,
    )
    weeks = day.cycle(plant)
    event = task.keys.door_event
    place = plant.rooms.names.index(event.room) if event.room else 0
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
        day.set_back_end(plant, weeks),
    )


def _full(plant, hour):
    """The inputs of an hour at full flow."""
    return plant.drive([hour, hour + HOUR], supply_flow=np.array([plant.supply_flow]))


def _design(task):
    plant, weather, needs = task.sized.plant, task.weather, task.sized.needs
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
    heats = {
        SUMMER: sum(sum(need.heat.values()) for need in needs),
        WINTER: sum(need.least_heat for need in needs),
    }
    found = {}
    for name, (warm, moist) in airs.items():
        hour = year.design_hour(plant, heats[name])
        year.check_supply(plant, hour)
        sheet = unit_sheet(plant, hour, warm, moist, limited=True)
        found[name] = DesignHour(name, float(warm), float(moist), hour, sheet)
    return found
