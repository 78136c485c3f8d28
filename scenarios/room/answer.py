"""All that is told of a room file: sizing, design hours, a year, a day, a door."""

from dataclasses import dataclass

import numpy as np

from models.air_handling import Sheet
from models.dry_room import settled
from models.psychrometrics import humidity_ratio
from models.units import HOUR, MINUTE
from scenarios.room import day, year
from scenarios.room.air import density
from scenarios.room.load import RoomTask
from twin.room_unit import unit_sheet

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
        Humidity ratio of each room at full flow [kg/kg], the highest of all rooms'
        worst hours: the air around an enclosure is not at its worst when it is.
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
    )


def _full(plant, hour):
    """The inputs of an hour at full flow."""
    return plant.drive([hour, hour + HOUR], supply_flow=np.array([plant.supply_flow]))


def _design(task):
    plant, weather = task.sized.plant, task.weather
    hours = year.design_hours(plant, task.sized.needs)
    year.check_supply(plant, hours)
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
            name, float(warm), float(moist), unit_sheet(plant, hours, warm, moist)
        )
        for name, (warm, moist) in airs.items()
    }
