"""What a run writes down: Visit rows and cell batches in SI; and Result, its tables."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from twin.energy import NOTHING, Energy
from twin.scenario import Scenario


@dataclass(slots=True)
class Visit:
    """One coil at one station, from its arrival until it leaves; times in s."""

    coil: str
    electrode: str
    station: str
    visit: int  # how often the coil has been there
    arrived: float
    water_in: Any  # Mark
    web: float  # m2 of coated web on arrival: length times width
    machine: int | None = None
    started: float = math.nan
    finished: float = math.nan
    left: float = math.nan
    wait: Any = (
        None  # the Stay that begins with it, however short, of a line that keeps
    )
    changeover: float = 0.0
    repair: float = 0.0
    water_out: Any = None
    released: float = 0.0  # kg of water to the air
    truth: Callable[[], float] | None = None  # what a sample held, once settled
    sample: Callable[[], float] | None = None  # what was measured on it
    change: float = -1.0  # of the exposure that changed most
    tau_macro: float = math.nan
    tau_micro: float = math.nan
    micro_share: float = math.nan
    regime: str | None = None
    energy: Energy = NOTHING  # what the visit drew
    worked: float = 0.0  # s of machine work on the coil, its share of a load's
    counted: float = 0.0  # s of that after the warm-up

    def draw(self, energy: Energy) -> None:
        """Book what a step of the visit drew."""
        self.energy = self.energy + energy

    @property
    def last_instant(self) -> float:
        """When something happened to it last [s]."""
        times = (self.arrived, self.started, self.finished, self.left)
        return max(time for time in times if not math.isnan(time))

    def exposed(self, outcome: Any, released: float) -> None:
        """Take in what one exposure of the visit did."""
        self.released += released
        if abs(outcome.released) > self.change:
            self.change = abs(outcome.released)
            self.tau_macro = outcome.tau_macro
            self.tau_micro = outcome.tau_micro
            self.micro_share = outcome.micro_share
            self.regime = outcome.regime


@dataclass(slots=True)
class Part:
    """What one coil gave to a batch of cells."""

    coil: Any  # Coil
    before: Any  # Mark
    after: Any  # Mark
    used: float  # kg dry coating of the web used up
    in_cell: float  # kg dry coating in one cell

    @property
    def content(self) -> float:
        """Water of what was used [kg/kg dry coating], the mean over its time."""
        both = self.before.reading.figures.mean + self.after.reading.figures.mean
        return 0.5 * both


@dataclass(slots=True)
class CellBatch:
    """The cells of one pair of coils."""

    station: str
    machine: int
    number: int
    started: float
    ended: float
    anode: Part
    cathode: Part
    separator: float  # kg of water per cell


@dataclass
class Result:
    """What came out of a run: tidy tables, no live objects.

    Attributes
    ----------
    coils, visits, zones, cells : DataFrame
        One row per coil; per coil and visit to a station; per instant at which the air
        of a zone turns; per pair of coils in cell assembly.
    balance : DataFrame
        Water per electrode [kg]: put in, removed to the air (net), scrapped, in cells,
        left the plant, inside at the end; `closure` is what is missing, relative.
    loads : DataFrame
        One row per load of an oven with a balanced chamber: heat-up, pressure above the
        set one, floor, heat, pump, and what its balances miss.
    energy : DataFrame
        What each station drew over the whole run, carrier by carrier, what that cost
        and its CO2: one row for its visits, one for its machines' standby; of a room
        one for its air.
    rooms : DataFrame
        One row per room (a zone whose air is a balance) and window: its air, its water
        by cause, the energy of its air.
    warnings : list of str
        What a reader should know: deadlocks, loads that never filled.
    timing : dict
        Seconds in the event engine, the physics and the tables.
    """

    scenario: Scenario
    coils: pd.DataFrame
    visits: pd.DataFrame
    zones: pd.DataFrame
    cells: pd.DataFrame
    balance: pd.DataFrame
    loads: pd.DataFrame
    energy: pd.DataFrame
    rooms: pd.DataFrame
    warnings: list[str] = field(default_factory=list)
    timing: dict[str, float] = field(default_factory=dict)
