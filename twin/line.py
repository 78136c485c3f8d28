"""Line: builds one run from a Scenario, releases the coils, runs the clock.

What is due at an instant happens first, in the order in which it was arranged;
decisions (which coil is next, which may come in) are taken at the end of the instant.
What is due at the very end of the run no longer happens: coils that are still inside
are valued as they are then.
"""

import math
from collections.abc import Callable
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import simpy

from models.material import Material
from models.two_scale import TwoScaleModel
from models.units import DAY
from twin import records, release, tables
from twin.chamber import Load
from twin.coil import IN_PROCESS, Coil
from twin.energy import Energy
from twin.energy_tables import energy_table
from twin.faults import faults
from twin.load_table import heat_warnings, loads_table
from twin.records import Result
from twin.room import LineRooms, RoomZone
from twin.room_table import room_warnings, rooms_table
from twin.route import Route
from twin.scenario import Limit, Rework, Scenario
from twin.settle import settle, water_at
from twin.station import STATIONS, Station
from twin.stay import Reading
from twin.zone import Zone, air_history, seconds_into_week

CHUNKS = 40  # times that the clock stops to tell how far it is
# Of the progress bar the clock's share; the rest is for what is settled at the end,
# which is little where the water of loads and rooms is solved meanwhile. Measured.
CLOCK_SHARE, LIVE_SHARE = 0.1, 0.95


class Line:
    """One run: the clock, zones, stations, coils and the log of what happened.

    `model_for(material, half_width)` makes the moisture model of a material; left out,
    it is the two-scale model with the mesh of the scenario. With `keep` the coils keep
    what they met, so that the life of each can be retraced (:mod:`twin.life`).
    """

    def __init__(
        self,
        scenario: Scenario,
        model_for: Callable[[Material, float], Any] | None = None,
        keep: bool = False,
    ):
        found = faults(scenario)
        if found:
            listed = "\n  ".join(found)
            raise ValueError(f"{scenario.name} cannot run:\n  {listed}")
        self.scenario = scenario
        self.keep = keep
        self.env = simpy.Environment()
        self.phase = seconds_into_week(scenario.start)
        self.route = Route(scenario)
        self.zones = {name: self._zone(name) for name in scenario.zones}
        self.coils: list[Coil] = []
        self.log: list[records.Visit] = []
        self.cells: list[records.CellBatch] = []
        self.loads: list[Load] = []
        self.warnings: list[str] = []
        self.physics_time = 0.0
        self._open: list[Coil] = []
        self._noticed = 0  # coils of the list already among the open ones
        self._model_for = model_for or self._two_scale
        self._models: dict[tuple[int, float], Any] = {}
        self._materials: dict[tuple[int, float], Material] = {}
        self.starts: dict[tuple, Any] = {}  # states that equal coils share
        self._deadlocked: set[str] = set()
        self._rework = {
            (rule.origin, electrode): rule
            for rule in scenario.rework
            for electrode in (
                [rule.electrode] if rule.electrode else scenario.electrodes
            )
        }
        self._limits = {
            (limit.station, limit.electrode): limit for limit in scenario.limits
        }
        self.stations: dict[str, Station] = {
            name: STATIONS[type(spec)](name, spec, self)
            for name, spec in scenario.stations.items()
        }
        self.rooms = None
        if scenario.rooms is not None:
            self.rooms = LineRooms(scenario.rooms, self)
        for name, spec in scenario.electrodes.items():
            self.env.process(release.coils(self, name, spec))

    def _zone(self, name):
        scenario = self.scenario
        spec = scenario.zones[name]
        if spec.room:
            return RoomZone(name)
        return Zone(name, air_history(spec, scenario.start, scenario.duration))

    # ------------------------------------------------------------ models

    def _two_scale(self, material, half_width):
        scenario = self.scenario
        return TwoScaleModel(
            material,
            half_width,
            scenario.macro_cells,
            scenario.micro_modes,
            scenario.tolerance,
        )

    def model(self, material: Material, half_width: float) -> Any:
        """The moisture model of a material at a half width [m], one for all coils."""
        half_width = round(half_width, 12)  # m; what a subtraction leaves is no width
        key = id(material), half_width
        if key not in self._models:
            self._models[key] = self._model_for(material, half_width)
        return self._models[key]

    def models_of(self, material: Material) -> Callable[[float], Any]:
        """The models of one material, by half width [m]."""
        return lambda half_width: self.model(material, half_width)

    def compacted(self, material: Material, porosity: float) -> Material:
        """The material pressed to `porosity`, one for all coils."""
        key = id(material), porosity
        if key not in self._materials:
            self._materials[key] = material.compacted(porosity)
        return self._materials[key]

    # ------------------------------------------------------------ coils

    def target(self, coil: Coil, station: Station) -> Station | None:
        """Where the coil goes from `station`; None: it leaves the plant."""
        if coil.redirected is not None:
            name, coil.redirected = coil.redirected, None
        else:
            name = self.route.after(station.name, coil.electrode)
        return None if name is None else self.stations[name]

    def rework_rule(self, station: str, electrode: str) -> Rework | None:
        """What a check does with coils of an electrode that are too wet."""
        return self._rework.get((station, electrode))

    def next_limit(self, station: str, electrode: str) -> Limit:
        """The first limit at `station` or after it."""
        while (station, electrode) not in self._limits:
            station = self.route.after(station, electrode)
        return self._limits[station, electrode]

    # ------------------------------------------------------------ physics

    @contextmanager
    def _physics(self):
        begin = perf_counter()
        yield
        self.physics_time += perf_counter() - begin

    def unsettled(self):
        """The coils that may still have something to book."""
        self._open = [c for c in self._open if c.fate == IN_PROCESS or c.pending]
        self._open += self.coils[self._noticed :]
        self._noticed = len(self.coils)
        return self._open

    def settle(self, coils: list[Coil]) -> None:
        """Make the marks of `coils` readable now."""
        with self._physics():
            settle(coils, self.scenario.threads, self.unsettled())

    def water_now(self, coils: list[Coil]) -> list[Reading]:
        """A look at the water of `coils` now, which changes nothing."""
        with self._physics():
            return water_at(
                coils, self.env.now, self.scenario.threads, self.unsettled()
            )

    def _settle_all(self, progress):
        """Settle what is left at the end: a few large batches."""
        coils = [coil for coil in self.coils if coil.pending]
        total = max(sum(len(coil.pending) for coil in coils), 1)
        done = 0

        def tell(number):
            nonlocal done
            done += number
            begun = self._clock_share
            progress(
                min(begun + (1.0 - begun) * done / total, 1.0),
                f"2 of 2, the water of {len(coils)} coils: {done} of {total} stays",
            )

        with self._physics():
            settle(coils, self.scenario.threads, progress=tell if progress else None)

    @property
    def _clock_share(self):
        stations = self.scenario.stations.values()
        live = any(getattr(spec, "chamber", None) is not None for spec in stations)
        return LIVE_SHARE if live or self.rooms is not None else CLOCK_SHARE

    # ------------------------------------------------------------ deadlocks

    def look_for_deadlock(self) -> None:
        """Warn of stations that wait for each other and will do so for ever.

        A station is stuck when each of its machines holds a coil that cannot go on
        because the station it goes to is stuck.
        """
        stuck = {
            name: [slot.waits_for for slot in station.slots]
            for name, station in self.stations.items()
            if not station.idle and all(slot.waits_for for slot in station.slots)
        }
        before = None
        while stuck and len(stuck) != before:
            before = len(stuck)
            stuck = {
                name: slots
                for name, slots in stuck.items()
                if all(any(target in stuck for target in slot) for slot in slots)
            }
        new = set(stuck) - self._deadlocked
        if new:
            self._deadlocked |= new
            waits = "; ".join(
                f"{name} for {', '.join(sorted({t for s in slots for t in s}))}"
                for name, slots in stuck.items()
            )
            self.warnings.append(
                f"deadlock since {self.env.now / 3600.0:.2f} h: {waits}; no coil there "
                "can move any more. Give one of them a larger buffer"
            )

    def _look_for_standstill(self):
        """Warn of coils that wait when nothing will ever happen any more."""
        last = max((visit.last_instant for visit in self.log), default=0.0)
        for name, station in self.stations.items():
            waiting = len(station.queue)
            if waiting:
                coils = "a coil" if waiting == 1 else f"{waiting} coils"
                self.warnings.append(
                    f"after {last / 3600.0:.2f} h nothing happens any more, but "
                    f"{coils} still wait at {name!r}"
                )

    # ------------------------------------------------------------ the run

    def _step_to(self, until):
        """Let happen what is due before `until` [s]; the rooms' windows first."""
        env = self.env
        try:
            while (due := env.peek()) < until or self._rooms_due() < until:
                if self._rooms_due() <= due:
                    self.rooms.turn()
                else:
                    env.step()
        except Exception as error:
            # SimPy raises a copy of what a process raised, without its notes
            if type(error.__cause__) is type(error):
                raise error.__cause__ from None
            raise

    def _rooms_due(self):
        return math.inf if self.rooms is None else self.rooms.due

    def run(self, progress: Callable[[float, str], None] | None = None) -> Result:
        """Run the clock to the end of the scenario and make the tables."""
        begin = perf_counter()
        scenario, env = self.scenario, self.env
        standstill = False
        for chunk in range(1, CHUNKS + 1):
            until = scenario.duration * chunk / CHUNKS
            self._step_to(until)
            if not standstill and env.peek() == math.inf:
                standstill = True
                self._look_for_standstill()
            if progress is not None:
                progress(
                    self._clock_share * chunk / CHUNKS,
                    "1 of 2, the line's clock: "
                    f"day {until / DAY:.1f} of {scenario.duration / DAY:.1f}",
                )
        for coil in self.coils:
            if coil.fate == IN_PROCESS:
                coil.finish(IN_PROCESS, scenario.duration)
        self._settle_all(progress)
        if self.rooms is not None:
            self.rooms.book()
        for visit in self.log:  # last: a sum depends on the order of what was booked
            power = scenario.stations[visit.station].power
            visit.draw(Energy(electricity=power * visit.worked))
        if progress is not None:
            progress(1.0, "done")
        engine_done = perf_counter()
        result = self._tables()
        done = perf_counter()
        result.timing = {
            "engine_s": engine_done - begin - self.physics_time,
            "physics_s": self.physics_time,
            "tables_s": done - engine_done,
            "total_s": done - begin,
        }
        return result

    def _tables(self):
        scenario = self.scenario
        room_rows = rooms_table(self.rooms, scenario)
        visits = tables.visits_table(self.log, scenario)
        judged = visits.dropna(subset=["within_limit"])
        within = judged.groupby("coil")["within_limit"].all().to_dict()
        return Result(
            scenario,
            tables.coils_table(self.coils, within, self.log, scenario),
            visits,
            tables.zones_table(list(self.zones.values()), scenario.duration),
            tables.cells_table(self.cells, scenario),
            tables.balance_table(self.coils, self.cells),
            loads_table(self.loads),
            energy_table(visits, room_rows, scenario),
            room_rows,
            [*self.warnings, *heat_warnings(self.loads), *room_warnings(self.rooms)],
        )


def run(
    scenario: Scenario,
    progress: Callable[[float, str], None] | None = None,
    model_for: Callable[[Material, float], Any] | None = None,
) -> Result:
    """The result of `scenario`; `progress(fraction, text)` is told how far it is.

    Raises
    ------
    ValueError
        Listing everything that keeps the scenario from running.
    SolverError
        Where the physics finds no answer, with coil, zone and station.
    """
    return Line(scenario, model_for).run(progress)
