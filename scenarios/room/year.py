"""A year of the unit, hour by hour: energy by carrier, cost, CO2; the design hours.

The rooms go through their weeks in steps of ten minutes; the unit sees hourly means of
flow and return air. Its supply air has the temperature that holds the rooms'.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling import Sheet
from models.air_handling.climate import HOURS
from models.air_handling.limits import WheelLimit, wheel_limits
from models.air_handling.parts import (
    DISTRICT_HEAT,
    ELECTRICITY,
    NATURAL_GAS,
    STEAM,
)
from models.psychrometrics import HEAT_CAPACITY
from models.units import HOUR, celsius, kelvin
from scenarios.room.day import RoomHours
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
CARRIERS = ("electricity", "natural_gas", "district_heat")


@dataclass(frozen=True, eq=False)
class Year:
    """The unit through a year.

    Attributes
    ----------
    hours : UnitAir
    sheet : Sheet
    limits : dict
        Wheel to its WheelLimit.
    """

    hours: UnitAir
    sheet: Sheet
    limits: dict[str, WheelLimit]

    def power(self) -> dict:
        """Carrier to what is drawn of it [W], an entry an hour."""
        return bought(self.sheet.energy)

    def energy(self) -> Energy:
        """Of the year."""
        return Energy(**{n: float(p.sum()) * HOUR for n, p in self.power().items()})

    def monthly(self) -> dict:
        """Carrier to its energies of the twelve months [J]."""
        return {
            name: np.bincount(MONTH_OF_HOUR, weights=power, minlength=12) * HOUR
            for name, power in self.power().items()
        }


def bought(energy) -> dict:
    """Carrier as it is billed to what is drawn of it, of a Sheet's energy."""
    totals = {name: 0.0 for name in CARRIERS}
    for carrier, power in energy.items():
        totals[BOUGHT[carrier]] = totals[BOUGHT[carrier]] + np.asarray(power)
    shape = np.shape(energy[ELECTRICITY])
    return {name: np.broadcast_to(power, shape) for name, power in totals.items()}


def year(plant: RoomPlant, weeks: RoomHours, weather: Weather) -> Year:
    """The unit through the year of `weather`, which begins with the rooms' weeks."""
    own = asked_of_unit(plant, weeks.drive, weeks.history).means(PER_HOUR)
    place = np.arange(HOURS) % len(own.supply_flow)
    hours = UnitAir(*(values[place] for values in vars(own).values()))
    check_supply(plant, hours)
    humidity = weather.humidity(plant.pressure)
    sheet = unit_sheet(plant, hours, weather.temperature, humidity)
    return Year(hours, sheet, wheel_limits(plant.unit, sheet))


def design_hours(plant: RoomPlant, needs) -> UnitAir:
    """Full flow, the air asked for in all rooms, and the heat of their warmest hours.

    The rooms' humidity is that asked for: what the unit has to take from its return air
    at most while they keep to it.
    """
    flows = np.array(plant.supply_flow)
    drive = plant.drive([0.0, HOUR], supply_flow=flows[None, :])
    heat = sum(sum(need.heat.values()) for need in needs)
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
            f"{celsius(worst):.0f} degC to hold their temperatures, and the unit is "
            f"known from {COLDEST:g} to {HOTTEST:g} degC: give more supply air, less "
            "set-back, or less heat"
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
