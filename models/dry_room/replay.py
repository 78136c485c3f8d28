"""The Battery LabFactory room as measured: leakage and door fitted, days foretold.

Vogt et al. (2022), J. Clean. Prod. 350, 131354, and its repository: 593.9 kg of air,
1.636 kg/s at 1.17e-5 kg/kg, people counted from CO2, light work (VDI 2078 II). Humidity
and temperature were measured minute by minute. Two numbers are fitted, on the first
part of the readings alone:

- leakage: hall air that seeps in all the time;
- door: hall air that comes in with each person who enters.

The hall's humidity was not recorded; only its product with those flows shows in the
room, so `HALL_HUMIDITY` is a convention and the fitted water is what counts. "Leakage"
stands for all that is constant: gaps, permeation, what walls and goods give off.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares

from models.dry_room.balance import RoomState, advance
from models.dry_room.drive import Drive
from models.dry_room.rooms import Room, Rooms
from models.material import Source
from models.units import DAY, HOUR, MINUTE

VOGT = "Vogt et al. 2022, J. Clean. Prod. 350, 131354, and its repository"
BLB_SOURCES = {
    "air_mass": Source(593.9, "kg", "published", VOGT),
    "wall_conductance": Source(495.0 * 5.4, "W/K", "published", VOGT),
    "heat_capacity": Source(
        593.9 * 1006.0, "J/K", "computed", "the air alone; not used in the replay"
    ),
    "supply_flow": Source(1.636, "kg/s", "published", VOGT),
    "supply_humidity": Source(1.17e-5, "kg/kg", "published", VOGT),
    "activity": Source(2.0, "VDI 2078", "published", VOGT),
}
HALL_HUMIDITY = 8e-3  # kg/kg, a convention: see above
BLB = Room(
    "BLB",
    air_mass=BLB_SOURCES["air_mass"].value,
    heat_capacity=BLB_SOURCES["heat_capacity"].value,
    wall_conductance=BLB_SOURCES["wall_conductance"].value,
    activity="II",
    sources=BLB_SOURCES,
)


@dataclass(frozen=True)
class HeldAir:
    """What is held while a room is replayed.

    Attributes
    ----------
    supply_flow : float
        Dry air supplied [kg/s].
    supply_humidity, hall_humidity : float
        Of the supply air and of the air around the room [kg/kg].
    """

    supply_flow: float
    supply_humidity: float
    hall_humidity: float = HALL_HUMIDITY


BLB_AIR = HeldAir(
    BLB_SOURCES["supply_flow"].value, BLB_SOURCES["supply_humidity"].value
)


@dataclass(frozen=True)
class Readings:
    """A measured room, one row a minute, each held for its minute.

    Attributes
    ----------
    temperature : array
        Of the room's air [K].
    humidity : array
        [kg/kg]
    people : array
        May be fractional.
    """

    temperature: np.ndarray
    humidity: np.ndarray
    people: np.ndarray

    @property
    def entries(self):
        """Persons who come in during each minute: what the count rises by.

        The count is inferred from CO2, so it rises slowly, and its noise counts too.
        """
        return np.maximum(np.diff(self.people, prepend=self.people[0]), 0.0)


@dataclass(frozen=True)
class Replay:
    """The fit and what it foretells.

    Attributes
    ----------
    leakage : float
        Hall air [kg/s] at `hall_humidity`.
    door : float
        Hall air per person who enters [kg].
    humidity : array
        Of the room at each reading [kg/kg], free-running from the first.
    residuals : array
        Model over measurement, less 1 [-].
    fitted : int
        Readings used for the fit, from the first.
    hall_humidity : float
        [kg/kg]
    """

    leakage: float
    door: float
    humidity: np.ndarray
    residuals: np.ndarray
    fitted: int
    hall_humidity: float = HALL_HUMIDITY

    @property
    def leakage_water(self):
        """Water that the leakage brings [kg/s]."""
        return self.leakage * self.hall_humidity

    @property
    def door_water(self):
        """Water that comes in with a person who enters [kg]."""
        return self.door * self.hall_humidity

    def median_error(self, start, stop):
        """Median over the readings `start` to before `stop` of |model/measured - 1|."""
        return float(np.median(np.abs(self.residuals[start:stop])))


def replay(readings, leakage, door, room=BLB, air=BLB_AIR):
    """Humidity of the room at each reading [kg/kg], from the first reading on.

    `leakage` [kg/s], `door` [kg per entry], both of hall air. Never set back to a
    measurement; the measured temperature is what people's moisture goes by.
    """
    rooms = Rooms((replace(room, leakage=leakage),))
    steps = len(readings.people) - 1
    drive = Drive.held(
        rooms,
        MINUTE * np.arange(steps + 1),
        supply_flow=air.supply_flow,
        supply_humidity=air.supply_humidity,
        surroundings_humidity=air.hall_humidity,
        people=readings.people[:-1],
        door=door * readings.entries[:-1] / MINUTE,
        temperature=readings.temperature[:-1],
    )
    start = RoomState(readings.temperature[0], readings.humidity[0])
    return advance(rooms, start, drive).humidity[:, 0]


def fit_replay(readings, fitted=int(DAY / MINUTE), room=BLB, air=BLB_AIR) -> Replay:
    """Leakage and door from the first `fitted` readings, and all the room's readings.

    Least squares of the relative error, both numbers 0 or more.
    """
    day = Readings(
        readings.temperature[:fitted], readings.humidity[:fitted],
        readings.people[:fitted],
    )  # fmt: skip
    scale = np.array([10e-3 / HOUR, 1e-3]) / air.hall_humidity

    def residuals(vector):
        return replay(day, *(vector * scale), room, air) / day.humidity - 1.0

    fit = least_squares(residuals, [5.0, 1.0], bounds=(0.0, np.inf))
    if not fit.success:
        raise ValueError(f"the fit of leakage and door did not settle: {fit.message}")
    leakage, door = (float(value) for value in fit.x * scale)
    humidity = replay(readings, leakage, door, room, air)
    residuals = humidity / readings.humidity - 1.0
    return Replay(leakage, door, humidity, residuals, fitted, air.hall_humidity)
