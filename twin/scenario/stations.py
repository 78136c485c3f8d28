"""StationSpec and its kinds: what each station is and how it works."""

import math
from dataclasses import dataclass

import numpy as np

from models.calendering import HotRolls
from models.material import Material
from twin.energy import NOTHING, Energy
from twin.scenario.cell import CellDesign
from twin.scenario.chamber import ChamberSpec
from twin.scenario.distribution import Distribution
from twin.scenario.dryer import CoaterDryer
from twin.wrapping import OPEN, Wrapping

AT_ONCE = Distribution("fixed", (0.0,))
A_SECOND = Distribution("fixed", (1.0,))


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

    Each machine draws `power` while it works and `standby` otherwise: in a repair, a
    changeover, while it holds a finished coil and when no shift is on.
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
    power: float = 0.0  # W of electricity, one machine that works
    standby: float = 0.0  # W, one machine that does not


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

    def way_of(self, material: Material) -> float:
        """Way of a web through air [m], here whatever the `material`."""
        return self.web_path


@dataclass(frozen=True)
class CoaterSpec(MachineSpec):
    """Coater with dryer: the coil is made here.

    `dryer` says what dries the web; coils then begin with the water it leaves them, and
    `web_path` and `web_zone` are not given. Without it the dryer is the air of
    `web_zone`, and coils begin as their electrode says.
    """

    dryer: CoaterDryer | None = None

    def way_of(self, material: Material) -> float:
        """Way of a web of the material through air in one run [m]."""
        return self.web_path if self.dryer is None else self.dryer.web_path(material)


@dataclass(frozen=True)
class CalenderSpec(MachineSpec):
    """Compacts the coating to `porosity`, or by `line_load` [N/m]; its water stays.

    The last `path_after_nip` [m] of the web path lies behind the nip, where a web from
    `hot_rolls` is warm and dries. What the web takes from them is bought as
    `roll_heat`, "electricity" or "district_heat"; `roll_heating_efficiency` is the
    share of it that reaches the web.
    """

    porosity: float | None = None
    line_load: float | None = None
    path_after_nip: float = 0.0
    hot_rolls: HotRolls | None = None
    roll_heat: str = "electricity"
    roll_heating_efficiency: float = 0.7

    def drawn_for(self, heat: float) -> Energy:
        """What is bought for `heat` [J] that the web takes from the rolls.

        Nothing where a web warmer than the rolls gives heat to them: they are not
        chilled here.
        """
        if heat <= 0.0:
            return NOTHING
        return Energy(**{self.roll_heat: heat / self.roll_heating_efficiency})

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

    duration: Distribution = AT_ONCE


@dataclass(frozen=True)
class RecipeStep:
    """One step of an oven recipe, all numbers filled in by the loader.

    The oven's temperature moves to `temperature` at `ramp` [K/s; inf: at once], the
    step then holds for `hold` [s]. `vapour_pressure` [Pa] is that in the chamber at
    `pressure`: the gas's mole fraction of water, as supplied, times `pressure`, unless
    the file gives the chamber's own. With a balanced chamber only its share of the
    pressure counts, that of water in the gas supplied. `purge` [mol/s] flows through.
    """

    temperature: float
    ramp: float
    pressure: float
    vapour_pressure: float
    gas: str
    hold: float
    purge: float = 0.0


@dataclass(frozen=True)
class OvenSpec(StationSpec):
    """Vacuum post-drying: `machines` chambers, each dries up to `capacity` coils.

    A chamber starts when `capacity` coils wait, or `min_load` and the first of them has
    waited `max_wait` [s]. With a `chamber`, its vapour, pressure and heat are a
    balance with the load; without one its air is that of the recipe, whatever it holds,
    and it draws no energy.
    """

    capacity: int = 1
    min_load: int = 1
    max_wait: float = np.inf
    recipe: tuple[RecipeStep, ...] = ()
    loading: float = 0.0  # s, in `zone`, before the recipe
    unloading: float = 0.0  # s, in `zone`, after it
    oven_heat_transfer: float = 15.0  # W/(m2 K), coil to a chamber without balance
    chamber: ChamberSpec | None = None


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
class AssemblySpec(StationSpec):
    """Pairs an anode with a cathode coil and makes cells until one is used up."""

    cell: CellDesign | None = None
    time_per_cell: Distribution = A_SECOND
    separator_zone: str | None = None  # the separator is in equilibrium with its air
