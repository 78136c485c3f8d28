"""What a week of the room costs: its unit in the weeks of the year that count.

The room's week is the same in all of them, since what lies around it is; the unit's is
not. Money goes by the hour: each interval's electricity at its own price.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling.limits import wheel_limits
from models.units import HOUR, KWH
from scenarios.plan.week.course import DRY, WeekCourse
from scenarios.plan.week.load import WEEK_HOURS, WeekTask
from scenarios.plan.week.schema import CO2, COST, ENERGY
from scenarios.room.year import CARRIERS, bought, check_supply
from twin.energy import Energy
from twin.room_unit import UnitAir, asked_of_unit, unit_sheet


@dataclass(frozen=True, eq=False)
class WeekCost:
    """Energy of each week and interval: arrays [weeks, intervals].

    Attributes
    ----------
    power : dict
        Carrier to what is drawn [W].
    durations : array
        Of the intervals [s].
    money, co2 : array
        [currency], [kg]
    beyond : array of bool
        Where the wheel cannot dry as far as asked.
    missed : array of bool [intervals]
        Where full flow does not hold the set point.
    """

    power: dict
    durations: np.ndarray
    money: np.ndarray
    co2: np.ndarray
    beyond: np.ndarray
    missed: np.ndarray

    def energy(self, week: int | None = None) -> Energy:
        """Of one of the weeks by its place, or the mean of all."""
        own = {}
        for name, power in self.power.items():
            drawn = power @ self.durations
            own[name] = float(drawn.mean() if week is None else drawn[week])
        return Energy(**own)

    @property
    def kilowatts(self) -> np.ndarray:
        """All carriers together, mean of the weeks [kW], an entry an interval."""
        return sum(power.mean(axis=0) for power in self.power.values()) / 1e3

    def figures(self) -> dict[str, float]:
        """Mean of the weeks: money, kWh, kg of CO2."""
        return {
            COST: float(self.money.sum(axis=1).mean()),
            ENERGY: sum(vars_of(self.energy()).values()) / KWH,
            CO2: float(self.co2.sum(axis=1).mean()),
        }

    @property
    def beyond_h(self) -> float:
        """Hours beyond the wheel's reach, of the worst week."""
        return float((self.beyond @ self.durations).max()) / HOUR

    @property
    def missed_h(self) -> float:
        """Hours in which the set point is missed."""
        return float(self.missed @ self.durations) / HOUR


def vars_of(energy: Energy) -> dict[str, float]:
    """The carriers of heat and power [J]."""
    return {name: getattr(energy, name) for name in CARRIERS}


def cost(task: WeekTask, own: WeekCourse) -> WeekCost:
    """What `own` costs in each of the task's weeks.

    Raises
    ------
    ValueError
        Where a heater cannot do what is asked of it, or no supply air would hold the
        room's temperature.
    """
    plant, instants = own.plant, own.instants
    air = asked_of_unit(plant, own.hours.drive, own.history)
    check_supply(plant, air)
    hour = (0.5 * (instants[1:] + instants[:-1]) / HOUR).astype(int)
    weeks, count = len(task.weeks), len(hour)
    hours = (np.array(task.weeks)[:, None] * WEEK_HOURS + hour).ravel()
    weather = task.room.weather
    many = UnitAir(*(np.tile(values, weeks) for values in vars(air).values()))
    sheet = unit_sheet(
        plant, many, weather.temperature[hours], weather.humidity(plant.pressure)[hours]
    )
    within = np.ones(weeks * count, dtype=bool)
    for limit in wheel_limits(plant.unit, sheet).values():
        within &= limit.reachable
    # air that comes to the wheel no damper than asked needs none
    inlet, outlet = sheet.streams[7].humidity, sheet.streams[9].humidity
    within |= outlet >= inlet * (1.0 - 1e-12)
    power = {
        name: np.array(drawn, dtype=float).reshape(weeks, count)
        for name, drawn in bought(sheet.energy).items()
    }
    price = {name: getattr(task.tariff, name) for name in CARRIERS}
    price["electricity"] = task.price.at(instants[:-1])
    durations = np.diff(instants)
    return WeekCost(
        power,
        durations,
        sum(power[name] * durations * price[name] for name in CARRIERS),
        sum(power[n] * durations * getattr(task.co2, n) for n in CARRIERS),
        ~within.reshape(weeks, count),
        missed(own),
    )


def missed(own: WeekCourse) -> np.ndarray:
    """Intervals at whose end the room is damper than asked; recoveries ask for none."""
    place = own.plant.controlled
    over = own.history.humidity[1:, place] > own.asked * DRY
    if own.plant.set_points is None:
        return over
    return over & ~own.drying
