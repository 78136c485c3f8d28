"""Scenario: everything a run needs and nothing it produces.

Frozen values in SI units. `scenarios/load.py` makes them from a file; tests may make
them directly. Times are seconds since the start of the run unless said otherwise.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from models.calendering import HotRolls
from models.material import Material
from models.psychrometrics import Atmosphere
from models.units import STANDARD_PRESSURE
from twin.wrapping import OPEN, Wrapping

ELECTRODE_BASIS, COATING_BASIS = "electrode", "coating"
MEAN, EDGE_STRIP, WORST = "mean", "edge", "worst"


@dataclass(frozen=True)
class Distribution:
    """A duration or size that may be drawn: kind and its parameters, in SI.

    Kinds and parameters: fixed (value,); exponential (mean,); uniform (low, high);
    triangular (low, mode, high); normal (mean, sd), redrawn until above 0; lognormal
    (mean, sd) of the quantity itself; weibull (scale, shape); empirical (values...).
    """

    kind: str
    parameters: tuple[float, ...]


# ---------------------------------------------------------------- zones


@dataclass(frozen=True)
class SetPoint:
    """From `since` [s into the period] on, the zone's air is `air`."""

    since: float
    air: Atmosphere


@dataclass(frozen=True)
class Disturbance:
    """A dehumidifier fault or a door held open.

    From `start` on for `duration` [s] the air moves towards `air` with time constant
    `onset` [s]; after that it returns with `recovery` [s]. 0: at once.
    """

    start: float
    duration: float
    air: Atmosphere
    onset: float = 0.0
    recovery: float = 0.0
    name: str = "disturbance"


@dataclass(frozen=True, eq=False)
class Readings:
    """Measured air: reading i holds from times[i] to times[i + 1] [s].

    `times` has one instant more than the readings. What counts after the last one:
    "hold", "repeat" or "stop" (a run longer than the data is then a fault).
    """

    times: np.ndarray
    temperature: np.ndarray
    vapour_pressure: np.ndarray
    pressure: np.ndarray
    after_end: str = "stop"
    source: str = ""


@dataclass(frozen=True)
class ZoneSpec:
    """A place with air: constant, on a schedule, or as measured; then disturbed."""

    air: Atmosphere | None = None
    schedule: tuple[SetPoint, ...] = ()
    schedule_period: float = 7 * 86400.0  # s; a day or a week, from Monday 00:00
    readings: Readings | None = None
    disturbances: tuple[Disturbance, ...] = ()


# ---------------------------------------------------------------- coils


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


# ---------------------------------------------------------------- stations


@dataclass(frozen=True)
class Shifts:
    """Working hours: intervals [s into the week, Monday 00:00]; none means always.

    A coil on the machine when the shift ends is finished; none is begun.
    """

    intervals: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Breakdowns:
    """Failures after working time `between`; repaired in `repair`, work resumes."""

    between: Distribution
    repair: Distribution


@dataclass(frozen=True)
class StationSpec:
    """What all stations share.

    Coils wait in `zone`, wrapped in `wrapping`, at most `buffer` of them (None: any
    number); a coil that finds no place blocks the machine it comes from. `dispatch` is
    "first_in", "wettest_first", "driest_first" or "closest_to_limit".
    """

    zone: str
    machines: int = 1
    buffer: int | None = None
    dispatch: str = "first_in"
    wrapping: Wrapping = OPEN
    transport: float = 0.0  # s from the station before, in this station's zone
    shifts: Shifts = Shifts()
    breakdowns: Breakdowns | None = None
    changeover: Distribution | None = None  # before each coil after the first
    film: float = 5e-3  # m/s, air film at edges and faces
    heat_transfer: float = 8.0  # W/(m2 K), coil to air, while waiting or being worked


@dataclass(frozen=True)
class MachineSpec(StationSpec):
    """A web machine: coater, winder, or any one step that runs coil by coil.

    A coil takes length / speed, or `duration` if given. Each metre is web in `web_zone`
    for web_path / speed; the rest of the time wound in `zone`, half before, half after.
    """

    speed: float | None = None  # m/s
    web_path: float = 0.0  # m
    web_zone: str | None = None  # None: `zone`
    duration: Distribution | None = None


@dataclass(frozen=True)
class CoaterSpec(MachineSpec):
    """Coater with dryer: the coil is made here; `web_zone` is the air of the dryer."""


@dataclass(frozen=True)
class CalenderSpec(MachineSpec):
    """Compacts the coating to `porosity`, or by `line_load` [N/m]; its water stays.

    The last `path_after_nip` [m] of the web path lies behind the nip, where a web from
    `hot_rolls` is warm and dries.
    """

    porosity: float | None = None
    line_load: float | None = None
    path_after_nip: float = 0.0
    hot_rolls: HotRolls | None = None

    def porosity_behind(self, material: Material) -> float:
        """Porosity of a coil behind the nip, of `material` before it."""
        if self.porosity is not None:
            return self.porosity
        return material.pressed_porosity(self.line_load)


@dataclass(frozen=True)
class SlitterSpec(MachineSpec):
    """Cuts a mother into daughters: widths across the web from one edge [m].

    What `trim` [m, each side] and rounding leave over is scrap with its water.
    """

    daughter_widths: tuple[float, ...] = ()
    trim: float = 0.0


@dataclass(frozen=True)
class CutterSpec(MachineSpec):
    """Cuts the web into sheets and stacks them: half the shorter side becomes z."""

    sheet_width: float = 0.0  # m, along the coil's width
    sheet_length: float = 0.0  # m, along the web


def rows_across(width: float, sheet_width: float) -> int:
    """Rows of sheets that fit side by side into `width` [m]."""
    return math.floor(width / sheet_width * (1.0 + 1e-9))


@dataclass(frozen=True)
class StoreSpec(StationSpec):
    """A store or buffer: coils stay at least `duration`, at most `machines` at once."""

    duration: Distribution = Distribution("fixed", (0.0,))


@dataclass(frozen=True)
class RecipeStep:
    """One step of an oven recipe, all numbers filled in by the loader.

    The oven's temperature moves to `temperature` at `ramp` [K/s; inf: at once], the
    step then holds for `hold` [s]. `vapour_pressure` [Pa] is that in the chamber at
    `pressure`: the gas's mole fraction of water, as supplied, times `pressure`, unless
    the file gives the chamber's own.
    """

    temperature: float
    ramp: float
    pressure: float
    vapour_pressure: float
    gas: str
    hold: float


@dataclass(frozen=True)
class OvenSpec(StationSpec):
    """Vacuum post-drying: `machines` chambers, each dries up to `capacity` coils.

    A chamber starts when `capacity` coils wait, or `min_load` and the first of them has
    waited `max_wait` [s].
    """

    capacity: int = 1
    min_load: int = 1
    max_wait: float = np.inf
    recipe: tuple[RecipeStep, ...] = ()
    loading: float = 0.0  # s, in `zone`, before the recipe
    unloading: float = 0.0  # s, in `zone`, after it
    oven_heat_transfer: float = 15.0  # W/(m2 K), coil to chamber


@dataclass(frozen=True)
class KarlFischer:
    """A measured value instead of the truth: value = truth + bias + error.

    The error is normal with standard deviation max(`standard_error`, `relative_error`
    x truth). The answer comes after `delay` [s].
    """

    bias: float = 0.0  # kg/kg
    standard_error: float = 0.0  # kg/kg
    relative_error: float = 0.0
    delay: float = 0.0


@dataclass(frozen=True)
class CheckSpec(StationSpec):
    """A moisture check: the truth, or a Karl Fischer value. Rework edges start here."""

    measurement: KarlFischer | None = None


@dataclass(frozen=True)
class Sheet:
    """One electrode's part of a cell."""

    count: int
    width: float  # m
    length: float  # m


@dataclass(frozen=True)
class CellDesign:
    """What a cell is made of: sheets of each electrode, separator, capacity."""

    anode: str  # names of electrodes
    cathode: str
    anode_sheets: Sheet
    cathode_sheets: Sheet
    separator: str  # material
    separator_area: float  # m2 per cell
    capacity: float  # Ah
    voltage: float  # V, nominal
    limit: float | None = None  # kg of water per cell


@dataclass(frozen=True)
class AssemblySpec(StationSpec):
    """Pairs an anode with a cathode coil and makes cells until one is used up."""

    cell: CellDesign | None = None
    time_per_cell: Distribution = Distribution("fixed", (1.0,))
    separator_zone: str | None = None  # the separator is in equilibrium with its air


# ---------------------------------------------------------------- the whole


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

    The figures leave out what entered before `warm_up`.
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
    macro_cells: int = 16
    micro_modes: int = 4
    tolerance: float = 5e-4  # of the distance from equilibrium, per exposure
    threads: int | None = None  # None: all cores
    description: str = ""
    sources: tuple[str, ...] = field(default_factory=tuple)  # files read
