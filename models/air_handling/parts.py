"""Fans, coils, chiller, heaters and heat recovery of an air-handling unit."""

from dataclasses import dataclass

import numpy as np

from models.air_handling.bounds import bounded
from models.units import ICE_POINT

ELECTRICITY = "electricity"
NATURAL_GAS = "natural_gas"
DISTRICT_HEAT = "district_heat"
STEAM = "steam"
CARRIERS = (ELECTRICITY, NATURAL_GAS, DISTRICT_HEAT, STEAM)


@dataclass(frozen=True)
class Fan:
    """A fan by one point of its work: `flow` of dry air [kg/s] and `power` [W].

    Along one system curve the power goes with the third power of the flow (affinity
    laws); all of it ends as heat in the air.
    """

    flow: float
    power: float

    def __post_init__(self):
        bounded("a fan", "flow", self.flow, "kg/s", 1e-9, 1e6, "its design flow")
        bounded("a fan", "power", self.power, "W", 0.0, 1e9, "at its design flow")

    @classmethod
    def of_pressure(cls, flow, pressure_rise, efficiency, density=1.2):
        """A fan of a pressure rise [Pa] and a total efficiency [-] at `flow` [kg/s].

        Examples
        --------
        3.063 m3/s against 1800 Pa at 70 % (PHYSICS 5.1: 7.8 kW):

        >>> round(Fan.of_pressure(3.063 * 1.2, 1800.0, 0.70).power)
        7876
        """
        bounded("a fan", "efficiency", efficiency, "", 0.01, 1.0, "a fraction")
        return cls(flow, flow / density * pressure_rise / efficiency)

    def power_at(self, flow):
        """[W] at `flow` [kg/s]."""
        return self.power * (flow / self.flow) ** 3


@dataclass(frozen=True)
class Coil:
    """A chilled coil: its surface [K] and the share of air that passes untouched [-].

    The surface is above 0 degC (below, it would frost; such coils are not modelled).
    """

    surface: float
    bypass: float = 0.0

    def __post_init__(self):
        low, high = ICE_POINT, ICE_POINT + 60.0
        bounded("a coil", "surface", self.surface, "K", low, high, "it must not frost")
        bounded("a coil", "bypass", self.bypass, "", 0.0, 0.9, "a fraction")


@dataclass(frozen=True)
class Chiller:
    """What cooling costs: heat taken per electricity [-], with or without weather.

    `performance` is the COP where `carnot_share` is None. Else the COP is that share of
    T_cold / (T_hot - T_cold), the ideal machine between the water's `cold` [K] and the
    outdoor air plus `approach` [K], which is kept at `least_hot` [K] or above.
    """

    performance: float = 2.5
    carnot_share: float | None = None
    cold: float = ICE_POINT + 4.0
    approach: float = 12.0
    least_hot: float = ICE_POINT + 30.0

    def __post_init__(self):
        bounded("a chiller", "performance", self.performance, "", 0.1, 30.0, "a COP")
        if self.carnot_share is not None:
            bounded(
                "a chiller", "carnot_share", self.carnot_share, "", 0.05, 1.0, "a share"
            )
        lift = self.least_hot - self.cold
        bounded(
            "a chiller", "least_hot - cold", lift, "K", 1.0, 100.0, "its least lift"
        )

    def cop(self, outdoor_temperature):
        """Coefficient of performance [-] at an outdoor temperature [K].

        Examples
        --------
        >>> chiller = Chiller(carnot_share=0.45)
        >>> round(float(chiller.cop(308.15)), 2)  # 0.45 * 277.15 / (320.15 - 277.15)
        2.9
        """
        outdoor = np.asarray(outdoor_temperature, dtype=float)
        if self.carnot_share is None:
            return np.full_like(outdoor, self.performance)
        hot = np.maximum(outdoor + self.approach, self.least_hot)
        return self.carnot_share * self.cold / (hot - self.cold)


@dataclass(frozen=True)
class Heater:
    """A heater that draws on one carrier: heat in the air per energy drawn [-].

    An efficiency above 1 is a heat pump with a fixed COP; :class:`HeatPump` knows what
    its temperatures do to it.
    """

    carrier: str
    efficiency: float = 1.0

    def __post_init__(self):
        if self.carrier not in CARRIERS:
            raise ValueError(
                f"carrier of a heater is {self.carrier!r}; it is one of "
                f"{', '.join(CARRIERS)}"
            )
        bounded(
            "a heater", "efficiency", self.efficiency, "", 0.05, 10.0, "heat / fuel"
        )

    def drawn(self, heat, hot):
        """Energy drawn [W] for `heat` [W] into air that leaves at `hot` [K]."""
        return heat / self.efficiency + 0.0 * hot


@dataclass(frozen=True)
class HeatPump:
    """A heater on electricity whose COP falls as the air it heats gets hotter.

    COP = `carnot_share` T_hot / (T_hot - source), with T_hot the air plus `approach`
    [K]; beyond `hottest` [K] it cannot go.
    """

    source: float
    carnot_share: float = 0.5
    approach: float = 5.0
    hottest: float = ICE_POINT + 160.0
    carrier: str = ELECTRICITY

    def __post_init__(self):
        bounded("a heat pump", "carnot_share", self.carnot_share, "", 0.05, 1.0, "<= 1")
        bounded(
            "a heat pump", "source", self.source, "K", 240.0, 400.0, "its cold side"
        )

    def drawn(self, heat, hot):
        """Electricity drawn [W] for `heat` [W] into air that leaves at `hot` [K]."""
        top = np.asarray(hot) + self.approach
        if np.any((top > self.hottest) & (heat > 0.0)):
            raise ValueError(
                f"a heat pump is asked for {np.max(top) - ICE_POINT:.0f} °C, "
                f"{self.approach:g} K above the air; it reaches "
                f"{self.hottest - ICE_POINT:.0f} °C: raise hottest_degC, ask for "
                "colder air, or choose another heater"
            )
        lift = np.maximum(top - self.source, 1.0)  # no machine has a smaller lift
        return heat * lift / (self.carnot_share * top)
