"""Scenario: everything a run needs and nothing it produces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.material import Material
from models.units import STANDARD_PRESSURE
from twin.scenario.electrodes import ElectrodeSpec
from twin.scenario.rooms import RoomsSpec
from twin.scenario.stations import StationSpec
from twin.scenario.tariff import Rates, Tariff
from twin.scenario.zones import ZoneSpec

ELECTRODE_BASIS, COATING_BASIS = "electrode", "coating"
MEAN, EDGE_STRIP, WORST = "mean", "edge", "worst"
PER_COATING = ", per coating"


@dataclass(frozen=True)
class Limit:
    """Highest water content of an electrode on leaving a station.

    `water` [kg per kg of dry electrode or dry coating, by `basis`], at `place`.
    """

    electrode: str
    station: str
    water: float
    basis: str = ELECTRODE_BASIS
    place: str = MEAN

    @property
    def of(self) -> str:
        """What it is a limit of: "mean", "edge", "worst"; "mean, per coating"."""
        return self.place + (PER_COATING if self.basis == COATING_BASIS else "")


@dataclass(frozen=True)
class Rework:
    """Coils whose checked water exceeds `above` go from `origin` back to `target`.

    At most `at_most` times; a coil still over it is scrapped.
    """

    origin: str
    target: str
    above: float  # kg per kg of dry electrode
    at_most: int = 1
    electrode: str | None = None  # None: all
    place: str = MEAN


@dataclass(frozen=True)
class RouteEdge:
    """From one station to the next, for some electrodes (empty: for all)."""

    origin: str
    target: str
    electrodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """Everything a run needs. `duration` and `warm_up` in seconds.

    The figures leave out what entered before `warm_up`. `tariff` and `co2` say what the
    energy costs and what it emits; without them both are nothing.
    """

    name: str
    start: datetime
    duration: float
    zones: Mapping[str, ZoneSpec]
    electrodes: Mapping[str, ElectrodeSpec]
    stations: Mapping[str, StationSpec]
    route: tuple[RouteEdge, ...]
    materials: Mapping[str, Material]
    warm_up: float = 0.0
    seed: int = 0
    replication: int = 0
    pressure: float = STANDARD_PRESSURE
    rework: tuple[Rework, ...] = ()
    limits: tuple[Limit, ...] = ()
    tariff: Tariff = field(default_factory=Tariff)
    co2: Rates = field(default_factory=Rates)
    macro_cells: int = 16
    micro_modes: int = 4
    tolerance: float = 5e-4  # of the distance from equilibrium, per exposure
    rooms: RoomsSpec | None = None  # zones whose air is a result
    threads: int | None = None  # None: all cores
    description: str = ""
    sources: tuple[str, ...] = field(default_factory=tuple)  # files read
