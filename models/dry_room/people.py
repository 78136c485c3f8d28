"""People in a room: water and heat by activity and temperature, as in VDI 2078.

Water [g/h] = slope T - offset with T in degC, as coded from VDI 2078 by Vogt et al.
(2022), J. Clean. Prod. 350, 131354; total heat by activity only. Both held against the
table at 20 degC: 22, 50, 98 and 113 g/h.
"""

from dataclasses import dataclass

import numpy as np

from models.psychrometrics import LATENT_HEAT, VAPOUR_HEAT_CAPACITY
from models.units import GRAM, HOUR, celsius, kelvin

COOLEST, WARMEST = kelvin(16.0), kelvin(30.0)
# J/kg, evaporation at 20 degC (Kirchhoff from 0 degC); 1 % over the range above
EVAPORATION = LATENT_HEAT + (VAPOUR_HEAT_CAPACITY - 4186.0) * 20.0
GRAM_PER_HOUR = GRAM / HOUR  # kg/s


@dataclass(frozen=True)
class Activity:
    """A row of VDI 2078: water slope [g/(h K)] and offset [g/h], total heat [W]."""

    slope: float
    offset: float
    heat: float
    meaning: str

    @property
    def moisture_slope(self):
        """[kg/s per K and person]"""
        return self.slope * GRAM_PER_HOUR

    def moisture(self, temperature):
        """Water vapour given off by one person [kg/s] at an air temperature [K].

        Raises
        ------
        ValueError
            Outside 16 to 30 degC; the table has 18 to 26 degC.

        Examples
        --------
        >>> round(float(ACTIVITIES["II"].moisture(293.15)) * 3.6e6, 6)
        50.0
        """
        temperature = np.asarray(temperature, dtype=float)
        # a margin of rounding: a controlled room may stand at the bound itself
        inside = (temperature > COOLEST - 1e-6) & (temperature < WARMEST + 1e-6)
        if not np.all(inside):
            worst = celsius(temperature.flat[np.argmin(inside)])
            raise ValueError(
                f"temperature of a room with people is {worst:.2f} °C; their "
                f"moisture is known from {celsius(COOLEST):.0f} to "
                f"{celsius(WARMEST):.0f} °C"
            )
        return (self.slope * celsius(temperature) - self.offset) * GRAM_PER_HOUR

    def sensible_heat(self, temperature):
        """Heat one person gives to the air and walls [W]: the total less the latent."""
        return self.heat - EVAPORATION * self.moisture(temperature)


ACTIVITIES = {
    "I": Activity(5.4, 86.0, 100.0, "sitting, relaxed"),
    "II": Activity(5.4, 58.0, 125.0, "sitting or standing, light work"),
    "III": Activity(5.8, 18.0, 170.0, "standing, moderate work"),
    "IV": Activity(9.4, 75.0, 210.0, "heavy work"),
}
