"""An oven as frozen values: its pump, its chamber, the room, what is inside."""

from dataclasses import dataclass

import numpy as np

from models.units import GAS_CONSTANT

ROUNDED = 1e-9  # by which rounding may make a constant throughput fall


@dataclass(frozen=True)
class Pump:
    """A pump set by its curve: speed [m3/s] and power [W] over pressure [Pa].

    The first pressure is its ultimate one, at which the speed has fallen to 0; the
    rows rise. Between them throughput (pressure times speed) and power are straight.

    Raises
    ------
    ValueError
        Where pressures do not rise, or throughput falls as the pressure rises: such a
        chamber has more than one pressure at which it could stand.
    """

    pressure: tuple[float, ...]
    speed: tuple[float, ...]
    power: tuple[float, ...]

    def __post_init__(self):
        pressure, speed = np.array(self.pressure), np.array(self.speed)
        if not len(pressure) == len(speed) == len(self.power) >= 2:
            raise ValueError(
                f"a pump has {len(pressure)} pressures, {len(speed)} speeds and "
                f"{len(self.power)} powers; as many of each, at least 2"
            )
        if not (pressure[0] > 0.0 and (np.diff(pressure) > 0.0).all()):
            raise ValueError(
                f"the pressures of a pump are {self.pressure} Pa; they rise, from "
                "above 0 Pa"
            )
        if speed[0] != 0.0 or min(speed[1:]) <= 0.0:
            raise ValueError(
                f"the speeds of a pump are {self.speed} m3/s; 0 at its ultimate "
                "pressure, the first, and above 0 from there on"
            )
        if min(self.power) < 0.0:
            raise ValueError(f"a pump draws {min(self.power)} W; it is 0 W or more")
        through = pressure * speed
        if (through[1:] < through[:-1] * (1.0 - ROUNDED)).any():
            raise ValueError(
                f"pressure times speed of a pump is {through.tolist()} "
                "Pa m3/s; it does not fall as the pressure rises"
            )

    @classmethod
    def constant(cls, speed, ultimate, power):
        """S(p) = speed (1 - ultimate / p): a pump that leaks back to its ultimate
        pressure. [m3/s], [Pa], [W]."""
        top = 1e3 * 101325.0
        return cls((ultimate, top), (0.0, speed * (1.0 - ultimate / top)), (power,) * 2)


@dataclass(frozen=True)
class Oven:
    """A chamber: gas volume, pump, leak, heat transfer, heater; and the room around it.

    Attributes
    ----------
    volume : float
        Of the gas beside the load [m3].
    pump : Pump
    leak : float
        Room air into the evacuated chamber [Pa m3/s]; 0.1 Pa m3/s is 1 mbar l/s.
    vent : float
        The most that fills it [mol/s].
    wall_capacity : float
        Heat capacity of what follows the heater: walls, shelves, racks [J/K].
    wall_loss : float
        Through the insulation [W/K].
    heater, cooler : float
        The most they give and take [W]; a cooler of 0 leaves cooling to the losses.
    emissivity : float
        Effective, wall to coil [-].
    conduction : float
        Through still gas, conductivity over gap [W/(m2 K)].
    convection, convection_exponent : float
        Through moved gas at one atmosphere [W/(m2 K)], and its power of pressure: 0.8
        with a fan, 0.5 without (Nusselt number's power of density).
    free_molecular : float
        Where molecules fly from wall to wall [W/(m2 K Pa)]; 1.0 is nitrogen between
        rough walls at 100 degC.
    latent : bool
        Whether desorption takes its heat of evaporation from the coil.
    room_temperature, room_pressure, room_vapour : float
        Of the air around it [K], [Pa], [Pa].
    pump_off : float
        Where a step's set pressure is higher [Pa], its gas leaves by a valve and the
        pump takes no power, after at most a minute's work [not counted].
    """

    volume: float
    pump: Pump
    leak: float
    vent: float
    wall_capacity: float
    wall_loss: float
    heater: float
    cooler: float
    emissivity: float
    conduction: float
    convection: float
    convection_exponent: float
    free_molecular: float
    room_temperature: float
    room_pressure: float
    room_vapour: float
    latent: bool = True
    pump_off: float = 5e4

    def __post_init__(self):
        above = ("volume", "wall_capacity", "heater", "room_temperature", "vent")
        for name in above:
            if not getattr(self, name) > 0.0:
                raise ValueError(
                    f"{name} of an oven is {getattr(self, name)}; it is above 0"
                )
        for name in (
            "leak", "wall_loss", "cooler", "emissivity", "conduction", "convection",
            "convection_exponent", "free_molecular", "room_vapour",
        ):  # fmt: skip
            if not getattr(self, name) >= 0.0:
                raise ValueError(
                    f"{name} of an oven is {getattr(self, name)}; it is at least 0"
                )
        if not self.room_pressure > self.room_vapour:
            raise ValueError(
                f"room_vapour is {self.room_vapour} Pa at a pressure of "
                f"{self.room_pressure} Pa; it is below it"
            )

    def row(self, tolerance):
        """The oven as a row of numbers, solved to `tolerance`."""
        return np.array(
            [
                self.volume,
                self.leak,
                self.vent,
                self.room_temperature,
                self.room_pressure,
                self.room_vapour / self.room_pressure,
                self.wall_capacity,
                self.wall_loss,
                self.heater,
                self.cooler,
                self.emissivity,
                self.conduction,
                self.convection,
                self.convection_exponent,
                self.free_molecular,
                float(self.latent),
                self.pump_off,
                tolerance,
            ]
        )


@dataclass(frozen=True)
class ChamberState:
    """Vapour and dry gas [mol] in a chamber, and the temperature of its walls [K]."""

    vapour: float
    dry: float
    wall: float

    @classmethod
    def filled(cls, oven, wall, pressure, vapour_pressure):
        """Walls and gas at `wall` [K], with `pressure` and `vapour_pressure` [Pa]."""
        moles = oven.volume / (GAS_CONSTANT * wall)
        dry = (pressure - vapour_pressure) * moles
        return cls(vapour_pressure * moles, dry, wall)
