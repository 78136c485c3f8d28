"""A year of the unit, hour by hour: energy by carrier, cost, CO2; the design hours.

The rooms go through their weeks in steps of ten minutes; the unit sees hourly means of
flow and return air. Its supply air has the temperature that holds the rooms'.

Where a wheel cannot dry the supply air as far as asked, the weeks do not repeat: the
rooms then go through the year with the air that the wheels' limits allow, hour by hour,
and its energy is that of a unit at its limits. Their damper return air hardly changes
what the wheels reach (it is cooled with the outdoor air first): a few turns settle it.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling import Sheet
from models.air_handling.climate import HOURS
from models.air_handling.control import HumidityFlow
from models.air_handling.limits import WheelLimit, wheel_limits
from models.air_handling.parts import (
    DISTRICT_HEAT,
    ELECTRICITY,
    NATURAL_GAS,
    STEAM,
)
from models.psychrometrics import HEAT_CAPACITY
from models.units import HOUR, celsius, kelvin
from scenarios.room.day import RoomHours, follow
from scenarios.room.sizing import PER_HOUR
from scenarios.room.weather import MONTH_OF_HOUR, Weather
from twin.energy import Energy
from twin.room_unit import UnitAir, asked_of_unit, unit_sheet
from twin.scenario.room_plant import RoomPlant

AIR_HEAT = HEAT_CAPACITY["air"]
# steam is bought and billed like district heat
BOUGHT = {
    ELECTRICITY: "electricity",
    NATURAL_GAS: "natural_gas",
    DISTRICT_HEAT: "district_heat",
    STEAM: "district_heat",
}
COLDEST, HOTTEST = -30.0, 80.0  # degC, of supply air
TURNS, SETTLED = 12, 1e-4  # of the supply air's humidity, at the unit's limits
CARRIERS = ("electricity", "natural_gas", "district_heat")


@dataclass(frozen=True, eq=False)
class Year:
    """The unit through a year.

    Attributes
    ----------
    hours : UnitAir
    sheet : Sheet
        Of the unit at its limits: point 11 has the supply air that the rooms get.
    limits : dict
        Wheel to its WheelLimit, by what is asked.
    humidity : array
        Of each room in each hour [kg/kg], a column a room: means.
    asked : array
        Humidity ratio asked of the supply air in each hour [kg/kg].
    """

    hours: UnitAir
    sheet: Sheet
    limits: dict[str, WheelLimit]
    humidity: np.ndarray
    asked: np.ndarray

    def missed(self):
        """Whether the supply air of each hour is damper than asked."""
        return self.sheet.streams[11].humidity > self.asked * (1.0 + 1e-6)

    def power(self) -> dict:
        """Carrier to what is drawn of it [W], an entry an hour."""
        return bought(self.sheet.energy)

    def energy(self) -> Energy:
        """Of the year."""
        return Energy(**{n: float(p.sum()) * HOUR for n, p in self.power().items()})

    def peaks(self) -> dict:
        """Part of the unit to the most it takes or gives in any hour [W]."""
        return {name: float(np.max(p)) for name, p in parts(self.sheet).items()}

    def monthly(self) -> dict:
        """Carrier to its energies of the twelve months [J]."""
        return {
            name: np.bincount(MONTH_OF_HOUR, weights=power, minlength=12) * HOUR
            for name, power in self.power().items()
        }


def parts(sheet: Sheet) -> dict:
    """Part of the unit to its power [W]: heat, cold and fans as they are."""
    cold = {name: part.duty for name, part in sheet.cooling.items()}
    return {**sheet.fans, **cold, "cooling, all coils": sheet.cold, **sheet.heat}


def bought(energy) -> dict:
    """Carrier as it is billed to what is drawn of it, of a Sheet's energy."""
    totals = {name: 0.0 for name in CARRIERS}
    for carrier, power in energy.items():
        totals[BOUGHT[carrier]] = totals[BOUGHT[carrier]] + np.asarray(power)
    shape = np.shape(energy[ELECTRICITY])
    return {name: np.broadcast_to(power, shape) for name, power in totals.items()}


def year(plant: RoomPlant, weeks: RoomHours, weather: Weather) -> Year:
    """The unit through the year of `weather`, which begins with the rooms' weeks.

    ValueError where rooms and a unit at its limits do not settle on one supply air.
    """
    place = np.arange(HOURS) % (len(weeks.drive.durations) // PER_HOUR)
    hours, moist = _hourly(plant, weeks, PER_HOUR)
    hours = UnitAir(*(values[place] for values in vars(hours).values()))
    outdoor = weather.temperature, weather.humidity(plant.pressure)
    check_supply(plant, hours)
    sheet = unit_sheet(plant, hours, *outdoor)
    limits = wheel_limits(plant.unit, sheet)
    # set points ask for damp air in hours that need no drier: not so any more with a
    # unit at its limits, and what they asked for before is what it misses
    asked = np.full(HOURS, plant.supply_humidity)
    if plant.set_points is not None:
        asked = hours.supply_humidity
    if all(np.all(limit.reachable) for limit in limits.values()):
        return Year(hours, sheet, limits, moist[place], asked)
    before = np.full(HOURS, plant.supply_humidity)
    for _ in range(TURNS):
        driest = unit_sheet(
            plant, hours, *outdoor, limited=True, supply_humidity=plant.supply_humidity
        )
        supply = driest.streams[11].humidity
        if np.all(np.abs(supply / before - 1.0) < SETTLED):
            sheet = unit_sheet(plant, hours, *outdoor, limited=True)
            if plant.set_points is None:
                limits = wheel_limits(plant.unit, unit_sheet(plant, hours, *outdoor))
            return Year(hours, sheet, limits, moist, asked)
        hours, moist = _with_supply(plant, weeks, supply)
        check_supply(plant, hours)
        before = supply
    raise ValueError(
        f"the rooms and a unit at its limits do not settle on one supply air in "
        f"{TURNS} turns: ask for a supply frost point within the wheel's reach"
    )


def _hourly(plant, rooms, count):
    """What is asked of the unit, and the rooms' humidity: means over `count` steps."""
    hours = asked_of_unit(plant, rooms.drive, rooms.history).means(count)
    mean = rooms.history.mean_humidity
    return hours, mean.reshape(-1, count, mean.shape[1]).mean(axis=1)


def _with_supply(plant, weeks, supply):
    """Hours of the year with the supply air of each hour as `supply` [kg/kg] is.

    In steps of ten minutes; of an hour where the flow answers the humidity, since a
    flow has then to be found for each (one room's by set points quickly enough).
    """
    slow = isinstance(plant.control, HumidityFlow) or (
        plant.set_points is not None and len(plant.uses) > 1
    )
    count = 1 if slow else PER_HOUR
    instants = np.arange(HOURS * count + 1) * (HOUR / count)
    start = weeks.history.end  # as a week ends
    rooms = follow(plant, instants, start, np.repeat(supply, count))
    return _hourly(plant, rooms, count)


def design_hour(plant: RoomPlant, heat) -> UnitAir:
    """Full flow, the air asked for in all rooms, and `heat` [W] in all of them.

    The rooms' humidity is that asked for: what the unit has to take from its return air
    at most while they keep to it.
    """
    flows = np.array(plant.supply_flow)
    drive = plant.drive([0.0, HOUR], supply_flow=flows[None, :])
    total = float(flows.sum())
    supply = (float(flows @ plant.temperature) - heat / AIR_HEAT) / total
    taken = np.array([use.exhaust for use in plant.uses])
    ends = plant.rooms.ends()
    passing = drive.passages[0]
    for (source, target), flow in zip(ends, passing, strict=True):
        taken[source] += flow
        taken[target] -= flow
    back = np.maximum(flows - taken, 0.0)
    weight = back if back.sum() > 0.0 else np.ones_like(back)
    weight = weight / weight.sum()
    return UnitAir(
        np.array(total),
        np.array(supply),
        np.array(weight @ plant.temperature),
        np.array(weight @ plant.humidity),
        np.array(back.sum()),
        np.array(plant.supply_humidity),
    )


def check_supply(plant: RoomPlant, air: UnitAir) -> None:
    """ValueError where no air at all could hold the rooms' temperatures."""
    asked = air.supply_temperature
    low, high = kelvin(COLDEST), kelvin(HOTTEST)
    if np.any(~((asked >= low) & (asked <= high))):
        worst = asked.flat[np.argmax(np.abs(asked - 0.5 * (low + high)))]
        raise ValueError(
            f"the supply air of {', '.join(plant.rooms.names)} would have to have "
            f"{celsius(worst):.0f} °C to hold their temperatures, and the unit is "
            f"known from {COLDEST:g} to {HOTTEST:g} °C: give more supply air, less "
            "set-back (set_back_pct, lowest_pct), or less heat"
        )


def beyond(plant: RoomPlant, hours: UnitAir, keys) -> dict:
    """Hours in which the supply air would have to be colder or warmer than allowed,
    and in which the rooms leave less return air than the unit draws."""
    asked = hours.supply_temperature
    drawn = (plant.unit.process_share - plant.unit.outdoor_share) * hours.supply_flow
    own = keys.air_handling
    return {
        "too_cold": int(np.sum(asked < kelvin(own.lowest_supply_degC) - 1e-6)),
        "too_warm": int(np.sum(asked > kelvin(own.highest_supply_degC) + 1e-6)),
        "too_little_return": int(np.sum(hours.return_flow < drawn * (1.0 - 1e-6))),
    }
