"""AirSystem: how a dryer's air is heated, moved, replaced and got rid of."""

import math
from dataclasses import dataclass

from models.drying.dryer import DryerZone
from models.drying.solvent import Solvent
from models.units import DRY_AIR_MOLAR_MASS, STANDARD_PRESSURE

GAS, HEAT, ELECTRICITY = HEAT_SOURCES = ("gas", "heat", "electricity")


@dataclass(frozen=True)
class SolventRecovery:
    """A condenser for the exhaust: cooled to `temperature`, what exceeds it condenses.

    Attributes
    ----------
    temperature : float
        Of the air behind the condenser [K].
    coefficient_of_performance : float
        Heat taken out over electricity of the chiller [-].
    precooled_to : float
        Down to here [K] cooling water takes the heat, without chiller.
    returned_share : float
        Of the air behind the condenser that goes back into the dryer [-]. The rest is
        replaced by fresh air, and its vapour is not recovered.
    """

    temperature: float
    coefficient_of_performance: float = 3.0
    precooled_to: float = math.inf
    returned_share: float = 0.9


@dataclass(frozen=True)
class AirSystem:
    """How a dryer's air is made, moved, and got rid of.

    Attributes
    ----------
    fresh_temperature, fresh_vapour_pressure : float
        Of fresh air: [K], and of the solvent's vapour in it [Pa].
    heat_recovery : float
        Share of the temperature difference that fresh air gains from the exhaust [-].
    heat_source : str
        "gas", "heat" (steam, oil, district) or "electricity".
    heater_efficiency : float
        Heat into the air over energy bought [-].
    casing_loss : float
        Share of the heaters' heat that is lost through casing and leaks [-].
    fan_pressure, fan_efficiency : float
        Of the nozzles' circuit [Pa], [-].
    """

    fresh_temperature: float
    fresh_vapour_pressure: float = 0.0
    heat_recovery: float = 0.0
    heat_source: str = GAS
    heater_efficiency: float = 0.9
    casing_loss: float = 0.1
    fan_pressure: float = 800.0
    fan_efficiency: float = 0.6
    recovery: SolventRecovery | None = None

    def __post_init__(self):
        if self.heat_source not in HEAT_SOURCES:
            raise ValueError(
                f"heat_source is {self.heat_source!r}; it is one of "
                f"{', '.join(HEAT_SOURCES)}"
            )
        for name, low, high in (
            ("heat_recovery", 0.0, 0.95),
            ("heater_efficiency", 0.1, 1.0),
            ("casing_loss", 0.0, 0.9),
            ("fan_efficiency", 0.05, 1.0),
        ):
            if not low <= getattr(self, name) <= high:
                raise ValueError(
                    f"{name} is {getattr(self, name)}; it is from {low:g} to {high:g}"
                )


def vapour_ratio(solvent: Solvent, vapour_pressure: float, pressure: float) -> float:
    """Vapour per dry air [kg/kg]."""
    ratio = solvent.molar_mass / DRY_AIR_MOLAR_MASS
    return ratio * vapour_pressure / (pressure - vapour_pressure)


def supply(
    solvent: Solvent, system: AirSystem, pressure: float = STANDARD_PRESSURE
) -> tuple[float, float]:
    """Temperature [K] and vapour [kg/kg dry air] of the air that replaces exhaust."""
    fresh = vapour_ratio(solvent, system.fresh_vapour_pressure, pressure)
    back = system.recovery
    if back is None:
        return system.fresh_temperature, fresh
    share = back.returned_share
    behind = vapour_ratio(solvent, solvent.vapour_pressure(back.temperature), pressure)
    return (
        share * back.temperature + (1.0 - share) * system.fresh_temperature,
        share * behind + (1.0 - share) * fresh,
    )


def excess_vapour(zone: DryerZone, solvent: Solvent, system: AirSystem) -> float:
    """Vapour that a kg of dry air carries out of the zone [kg/kg].

    ValueError where that is nothing, so that no flow keeps the zone's air as stated.
    """
    _, inlet = supply(solvent, system, zone.air.pressure)
    inside = vapour_ratio(solvent, zone.air.vapour_pressure, zone.air.pressure)
    if inside <= inlet:
        raise ValueError(
            f"the air of dryer zone {zone.name} holds {inside * 1e3:.4g} g/kg of "
            f"{solvent.name}, no more than the {inlet * 1e3:.4g} g/kg of the air that "
            "replaces it: no flow keeps it so dry; make the zone's air damper, the "
            "fresh air drier, or state the zone's share of fresh air"
        )
    return inside - inlet
