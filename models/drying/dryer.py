"""Dryer and DryerZone: airs and nozzles along the web, and Web: what runs through."""

import math
from dataclasses import dataclass
from functools import cached_property

from models.drying.coating import WetCoating
from models.drying.film import DryingAir
from models.units import celsius

# m3/(s m2) on each blown face where no nozzles say it: 20 m/s from 1.5 % of the area
USUAL_AIR_FLOW = 0.3


@dataclass(frozen=True)
class DryerZone:
    """A length of dryer with one air.

    Attributes
    ----------
    length : float
        [m].
    air : DryingAir
        Its walls have the same temperature.
    heat_transfer : float
        On the coated face, or on the upper of two [W/(m2 K)].
    back_heat_transfer : float
        On the other face [W/(m2 K)]; 0 where no air blows.
    air_flow : float
        Blown per area of web, both faces together [m3/(s m2)].
    fresh_air_share : float or None
        Of the circulated air that is replaced [-]. None: as much as keeps the zone's
        air as it is stated, by the balance of its vapour (for NMP so the stated share
        of the explosive limit rules).
    """

    name: str
    length: float
    air: DryingAir
    heat_transfer: float
    back_heat_transfer: float = 0.0
    air_flow: float = USUAL_AIR_FLOW
    fresh_air_share: float | None = None

    def __post_init__(self):
        for name in ("length", "heat_transfer"):
            if not 0.0 < getattr(self, name) < math.inf:
                raise ValueError(
                    f"{name} of the dryer zone {self.name} is {getattr(self, name)}; "
                    "it is a finite number above 0"
                )
        for name in ("back_heat_transfer", "air_flow"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(
                    f"{name} of the dryer zone {self.name} is {getattr(self, name)}; "
                    "it is a finite number from 0 up"
                )
        share = self.fresh_air_share
        if share is not None and not 0.0 <= share <= 1.0:
            raise ValueError(
                f"fresh_air_share of the dryer zone {self.name} is {share}; it is from "
                "0 to 1"
            )


@dataclass(frozen=True)
class Dryer:
    """Zones, in the order in which the web meets them."""

    zones: tuple[DryerZone, ...]

    def __post_init__(self):
        object.__setattr__(self, "zones", tuple(self.zones))
        if not self.zones:
            raise ValueError("the dryer has no zones; it has at least one")

    @cached_property
    def length(self) -> float:
        """Of all zones [m]."""
        return math.fsum(zone.length for zone in self.zones)

    @cached_property
    def borders(self) -> tuple[float, ...]:
        """Where zones begin and end [m], one more than zones."""
        ends = [0.0]
        for zone in self.zones:
            ends.append(ends[-1] + zone.length)
        return tuple(ends)


@dataclass(frozen=True)
class Web:
    """The web as it enters: foil, wet faces, perhaps a dry one.

    Attributes
    ----------
    coating : WetCoating
        Of each wet face.
    wet_faces : int
        1, or 2 for both faces coated wet alike.
    dry_back : bool
        With one wet face: the other is coated and dry already. Else it is bare foil.
    temperature : float
        At the entry [K].
    emissivity : float
        Of both faces [-], towards walls of the air's temperature.
    """

    coating: WetCoating
    wet_faces: int = 1
    dry_back: bool = False
    temperature: float = 298.15
    emissivity: float = 0.9

    def __post_init__(self):
        if self.wet_faces not in (1, 2):
            raise ValueError(f"wet_faces of the web is {self.wet_faces}; it is 1 or 2")
        if self.wet_faces == 2 and self.dry_back:
            raise ValueError(
                "both faces of the web are wet; then none is dry: not both"
            )
        if not 0.0 <= self.emissivity <= 1.0:
            raise ValueError(
                f"emissivity of the web is {self.emissivity}; it is from 0 to 1"
            )
        low, high = self.coating.solvent.temperature_range
        if not low <= self.temperature <= high:
            raise ValueError(
                f"the web enters at {celsius(self.temperature):.4g} °C; allowed is "
                f"{celsius(low):.4g} to {celsius(high):.4g} °C"
            )

    @property
    def coated_faces(self) -> int:
        """Faces with a coating, wet or dry."""
        return self.wet_faces + self.dry_back

    @property
    def dry_mass(self) -> float:
        """Foil and dry coatings [kg/m2]."""
        coated = self.coated_faces * self.coating.solid_mass
        return self.coating.material.foil_mass + coated

    @property
    def heat_capacity(self) -> float:
        """Of foil and dry coatings [J/(m2 K)]."""
        return self.dry_mass * self.coating.material.specific_heat
