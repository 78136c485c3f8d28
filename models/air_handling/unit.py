"""AirHandling: a supply-air unit for a dry room, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.air_handling.bounds import bounded
from models.air_handling.parts import Chiller, Coil, Fan, Heater, HeatPump
from models.air_handling.wheel import Wheel
from models.material import Source
from models.units import ICE_POINT, STANDARD_PRESSURE


@dataclass(frozen=True)
class SecondWheel:
    """A polishing wheel behind the first, regenerated with the first one's dry air.

    Attributes
    ----------
    wheel : Wheel
        Its shares are of the supply air; what it is regenerated with is blown out.
    inlet_humidity : float
        What the first wheel then has to leave [kg/kg].
    cooler : Coil
        Between the wheels.
    heater : Heater or HeatPump
    """

    wheel: Wheel
    inlet_humidity: float
    cooler: Coil
    heater: Heater | HeatPump

    def __post_init__(self):
        bounded(
            "a second wheel", "inlet_humidity", self.inlet_humidity, "kg/kg", 1e-7,
            0.02, "what the first wheel leaves",
        )  # fmt: skip


@dataclass(frozen=True)
class AirHandling:
    """A supply-air unit: its coils, wheels, heaters, fans and shares of air.

    The flow sheet and its numbers are those of :mod:`models.air_handling.sheet`.

    Attributes
    ----------
    outdoor_share : float
        Outdoor air for the process over supply air, dry [-]. At least what is purged
        and what regenerates a second wheel; the rest leaves the room elsewhere.
    preheat : float or None
        Outdoor air colder than this [K] is heated to it (frost protection).
    preheater : Heater
    precooler : Coil
        In the outdoor air.
    cooler : Coil
        In the mixed air behind the fan, before the wheel.
    wheel : Wheel
    second : SecondWheel or None
    supply_heater : Heater
    regeneration_heater : Heater or HeatPump
    heat_recovery : float
        Effectiveness between spent and fresh regeneration air [-], sensible heat only.
    fan, regeneration_fan : Fan
        The first carries the process air with the purge, the second the regeneration
        air.
    chiller : Chiller
        Serves all coils.
    pressure : float
        Of the outdoor air [Pa]; the fans' pressure rise is left out of the states.
    sources : mapping
        Parameter to its Source; never part of a comparison.
    """

    outdoor_share: float
    precooler: Coil
    cooler: Coil
    wheel: Wheel
    fan: Fan
    regeneration_fan: Fan
    chiller: Chiller
    supply_heater: Heater | HeatPump
    regeneration_heater: Heater | HeatPump
    preheater: Heater
    preheat: float | None = None
    heat_recovery: float = 0.0
    second: SecondWheel | None = None
    pressure: float = STANDARD_PRESSURE
    sources: Mapping[str, Source] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self):
        name = "an air-handling unit"
        least = self.wheel.purge_share + self.second_share
        bounded(
            name, "outdoor_share", self.outdoor_share, "", least, 1.0 + least,
            "at least what is purged, or the room is drawn empty; at most all of it",
        )  # fmt: skip
        bounded(
            name, "heat_recovery", self.heat_recovery, "", 0.0, 0.95, "an effectiveness"
        )
        if self.preheat is not None:
            bounded(
                name, "preheat", self.preheat, "K", ICE_POINT - 30.0, ICE_POINT + 40.0,
                "to keep frost off the coil",
            )  # fmt: skip
        bounded(name, "pressure", self.pressure, "Pa", 3e4, 1.2e5, "of the outdoor air")

    @property
    def second_share(self):
        """Air that regenerates the second wheel, over supply air [-]."""
        return 0.0 if self.second is None else self.second.wheel.regeneration_share

    @property
    def process_share(self):
        """Air through the first wheel, purge with it, over supply air [-]."""
        return 1.0 + self.wheel.purge_share + self.second_share

    @property
    def return_share(self):
        """Return air over the air through the fan [-]."""
        return 1.0 - self.outdoor_share / self.process_share
