"""ChamberSpec: an oven's chamber whose gas and heat are balanced with its load."""

from dataclasses import dataclass

from models.oven import Oven


@dataclass(frozen=True)
class ChamberSpec:
    """An oven's chamber, and what it buys its heat and cold from.

    Attributes
    ----------
    oven : Oven
        Chamber, pump, heater, heat transfer. The room around it is that of a run: the
        air of the station's zone when a load goes in.
    plates : float
        Heat transfer of hot plates, per area of one end face of a coil [W/(m2 K)].
    heater_carrier : str
        "electricity", "natural_gas" or "district_heat".
    heater_efficiency : float
        Heat into the chamber over energy bought [-].
    cooling_cop : float
        Heat the cooler takes over electricity for it [-].
    """

    oven: Oven
    plates: float = 0.0
    heater_carrier: str = "electricity"
    heater_efficiency: float = 1.0
    cooling_cop: float = 4.0
