# ruff: noqa: N815  (fields carry their unit: degC, mbar)
"""PlantState: coils, stations, ovens and zones of a run at one instant."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from models import psychrometrics
from models.units import HOUR, celsius
from scenarios.charts import palette
from scenarios.line.history import CoilHistory, LineHistory
from scenarios.line.limits import Against, against, limit_for
from scenarios.line.oven_load import LoadState, load_state
from twin.scenario import AssemblySpec, CheckSpec, OvenSpec
from twin.zone import seconds_into_week

COMING, WAITING, SET_UP, WORKED, HELD = "coming", "waiting", "set-up", "worked", "held"


@dataclass(frozen=True)
class CoilState:
    """A coil at an instant: where it is, what happens to it, its water.

    COMING is on the way to `station`; HELD is done, but the next station has no place.
    `machine` is that which works on it, from 1; `until` [h] is when that ends, nan if
    the run ended before. `against` is None where no limit applies yet.
    """

    name: str
    electrode: str
    station: str
    doing: str
    machine: int | None
    until: float
    ppm: float
    against: Against | None

    @property
    def state(self) -> str:
        """Against its limit: one of palette.STATES."""
        return palette.UNKNOWN if self.against is None else self.against.state


@dataclass(frozen=True)
class StationState:
    """A station at an instant; `busy` of its `machines` hold a coil.

    `cells` is what an assembly has made so far, None elsewhere; `on_shift` whether it
    begins new work at that hour.
    """

    name: str
    kind: str
    zone: str
    machines: int
    busy: int
    waiting: int
    on_shift: bool
    cells: float | None
    loads: tuple[LoadState, ...]


@dataclass(frozen=True)
class ZoneState:
    """The air of a zone at an instant; `dew_point_degC` is over ice below 0 °C.

    It is nan below -100 °C. `people` is nan where nobody counts them; `faults` are the
    disturbances that act.
    """

    name: str
    temperature_degC: float
    dew_point_degC: float
    people: float
    faults: tuple[str, ...]


@dataclass(frozen=True)
class PlantState:
    """The plant at `time` [h] after the start of the run."""

    time: float
    clock: datetime
    coils: tuple[CoilState, ...]
    stations: dict[str, StationState]
    zones: dict[str, ZoneState]
    reworked: dict[tuple[str, str], int]

    def at(self, station: str, electrode: str | None = None) -> list[CoilState]:
        """The coils at, or coming to, a station."""
        return [
            coil
            for coil in self.coils
            if coil.station == station and electrode in (None, coil.electrode)
        ]


def plant_at(history: LineHistory, time: float) -> PlantState:
    """What the tables of a run say of the plant at `time` [h].

    Places, queues, machines and air are exact; water within a visit lies on a straight
    line between arrival and departure.

    Raises
    ------
    ValueError
        If the time is not one of the run.
    """
    if not 0.0 <= time <= history.end:
        raise ValueError(
            f"time is {time} h; the run lasts from 0 to {history.end:g} h: choose a "
            "time in it"
        )
    coils = tuple(_coil(history, coil, time) for coil in history.inside(time))
    clock = history.scenario.start + timedelta(hours=time)
    return PlantState(
        time,
        clock,
        coils,
        {name: _station(history, name, coils, time) for name in _names(history)},
        {name: _zone(history, name, time) for name in history.scenario.zones},
        _reworked(history, time),
    )


def _names(history):
    return history.scenario.stations


# ---------------------------------------------------------------- coils


def _coil(history: LineHistory, coil: CoilHistory, time: float) -> CoilState:
    visits = coil.visits
    row = int(np.searchsorted(visits["arrived_h"], time, side="right")) - 1
    if row < 0 or visits["left_h"][row] <= time:
        station = _next_station(history, coil, row)
        doing, machine = COMING, None
        until = math.nan
        if row + 1 < len(visits["arrived_h"]):
            until = float(visits["arrived_h"][row + 1])
    else:
        station = str(visits["station"][row])
        doing, machine, until = _visit(visits, row, time)
    limit = limit_for(history, coil.electrode, station, doing == HELD)
    return CoilState(
        coil.name,
        coil.electrode,
        station,
        doing,
        machine,
        until,
        coil.water(time),
        None if limit is None else against(history, coil, limit, station, time),
    )


def _visit(visits, row, time):
    """What happens in a visit at `time`, on which machine, until when [h]."""
    started, finished = visits["started_h"][row], visits["finished_h"][row]
    if not started <= time:  # later, or never in this run
        return WAITING, None, float(started)
    machine = int(visits["machine"][row])
    if finished <= time:
        return HELD, machine, float(visits["left_h"][row])
    return WORKED, machine, float(finished)


def _next_station(history, coil, row):
    """Where a coil between two stations is going; the last one if nowhere."""
    visits = coil.visits
    if row + 1 < len(visits["station"]):
        return str(visits["station"][row + 1])
    way = history.paths[coil.electrode]
    if row >= 0:
        here = way.index(str(visits["station"][row]))
    else:  # a daughter that waits behind the machine that cut her, or a fresh coil
        last = history.last_stations[coil.name]
        here = way.index(last) if last in way else -1
    return way[min(here + 1, len(way) - 1)]


# ---------------------------------------------------------------- stations


def _station(history, name, coils, time):
    spec = history.scenario.stations[name]
    here = [coil for coil in coils if coil.station == name]
    held = {coil.machine for coil in here if coil.machine is not None}
    loads: tuple[LoadState, ...] = ()
    if isinstance(spec, OvenSpec):
        loads = tuple(
            load_state(history, name, machine, _load(history, here, machine), time)
            for machine in sorted(held)
        )
    return StationState(
        name,
        type(spec).__name__.removesuffix("Spec").lower(),
        spec.zone,
        spec.machines,
        len(held),
        sum(coil.doing == WAITING for coil in here),
        _on_shift(history.scenario.start, spec.shifts.intervals, time),
        _cells(history, name, time) if isinstance(spec, AssemblySpec) else None,
        loads,
    )


def _load(history, here, machine) -> Sequence[CoilHistory]:
    return [history.coils[coil.name] for coil in here if coil.machine == machine]


def _on_shift(start, intervals, time):
    if not intervals:
        return True
    week = 7 * 24 * HOUR
    now = (seconds_into_week(start) + time * HOUR) % week
    return any(begin <= now < end for begin, end in intervals)


def _cells(history, station, time):
    """Cells made up to `time`; those of one pair of coils evenly over its time."""
    cells = history.result.cells
    own = cells[cells["station"] == station]
    begin, end = own["started_h"].to_numpy(), own["ended_h"].to_numpy()
    span = np.where(end > begin, end - begin, 1.0)
    done = np.where(end <= time, 1.0, np.clip((time - begin) / span, 0.0, 1.0))
    return float((done * own["cells"].to_numpy()).sum())


def _reworked(history, time):
    """How many coils each rework edge has sent back up to `time`."""
    found = {}
    stations = history.scenario.stations
    visits = history.result.visits.sort_values("arrived_h", kind="stable")
    before = visits.groupby("coil", sort=False)["station"].shift()
    for rule in history.scenario.rework:
        if not isinstance(stations[rule.origin], CheckSpec):
            continue
        again = visits[
            (before == rule.origin)
            & (visits["station"] == rule.target)
            & (visits["arrived_h"] <= time)
        ]
        if rule.electrode is not None:
            again = again[again["electrode"] == rule.electrode]
        key = (rule.origin, rule.target)
        found[key] = found.get(key, 0) + len(again)
    return found


# ---------------------------------------------------------------- zones


def _zone(history, name, time):
    air = history.airs[name]
    vapour = float(np.interp(time, air["time_h"], air["vapour_pressure_Pa"]))
    warm = float(np.interp(time, air["time_h"], air["temperature_degC"]))
    lowest = float(psychrometrics.ice_vapour_pressure(LOWEST_DEW_POINT))
    dew_point = math.nan
    if vapour >= lowest:
        dew_point = float(celsius(psychrometrics.dew_point(vapour)))
    return ZoneState(
        name,
        warm,
        dew_point,
        _people(history, name, time),
        tuple(
            event.name
            for event in history.scenario.zones[name].disturbances
            if event.start <= time * HOUR < event.start + event.duration
        ),
    )


LOWEST_DEW_POINT = 173.15  # K: below it there is no dew point to give


def _people(history, zone, time):
    rooms = history.result.rooms
    begun = rooms[(rooms["zone"] == zone) & (rooms["start_h"] <= time)]
    return float(begun["people"].iloc[-1]) if len(begun) else math.nan
