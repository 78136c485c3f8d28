"""ElectrodeSpec: one kind of coil, and how it is released."""

from dataclasses import dataclass

from models.psychrometrics import Atmosphere
from twin.scenario.distribution import Distribution


@dataclass(frozen=True)
class CoilOrder:
    """One real coil of a list; None: as its electrode says."""

    name: str
    release: float
    length: float | None = None
    start_ppm: float | None = None


@dataclass(frozen=True)
class ElectrodeSpec:
    """One kind of coil and how it is released at `first_station`.

    Coils are released every `interval`, the first at `first_release`, at most `count`;
    or as `orders` lists them.
    """

    material: str
    length: float  # m of web
    width: float  # m of coating
    core_diameter: float  # m
    first_station: str
    as_coated_porosity: float | None = None  # None: as the material
    start_ppm: float | None = None  # mg per kg dry electrode, foil included
    start_air: Atmosphere | None = None  # else in equilibrium with this air
    start_temperature: float = 298.15
    interval: Distribution | None = None
    first_release: float = 0.0
    count: int | None = None
    orders: tuple[CoilOrder, ...] = ()
