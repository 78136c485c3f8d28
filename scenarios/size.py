"""How large a run will be, before it starts: coils, exposures, time and memory.

An estimate within a factor of two or three, from mean intervals and the work measured
per exposure; it needs a millisecond, and keeps a mistyped interval from occupying a
machine for days.
"""

import math
from dataclasses import dataclass

from models.units import DAY, HOUR, MINUTE
from scenarios.faults import Fault
from twin import scenario as twin

GIB = 2.0**30
# Measured on two cores with the reference line over three and twelve weeks.
SECONDS_PER_EXPOSURE = 0.35e-3  # with 16 cells, 4 modes, tolerance 5e-4
SECONDS_PER_VISIT = 0.15e-3  # events and rows
SECONDS_PER_BAG = 0.5  # a stay in a bag whose air is reckoned; 0.1 to 3
SECONDS_PER_WINDOW = 1.5e-3  # of rooms that answer back: their balance, their flow
SECONDS_PER_COIL_WINDOW = 0.15e-3  # a look at a coil that is in a room during a window
SECONDS_PER_COIL_READING = 2e-8  # lookup of a minute's reading in a coil's exposure
BYTES_PER_VISIT = 6000.0  # row, log, exposure objects
BYTES_PER_STATE = 2.0  # per number in a coil's state, of which few are kept
BYTES_PER_WINDOW = 9000.0  # what acted on a room, what came of it
BYTES_PER_RECORD = 200.0  # row of the zones table and the history behind it
BATCH_MEMORY = 0.3 * GIB  # the program itself
WEB_STAYS, STAYS = 3, 2  # exposures at a web machine and elsewhere, beside waiting


@dataclass(frozen=True)
class Estimate:
    """What a run needs: coils, visits and exposures, time [s] and memory [bytes].

    `largest` names the electrode with the most exposures; `windows` are those in which
    rooms that answer back are reckoned.
    """

    coils: float
    visits: float
    exposures: float
    time: float
    memory: float
    largest: str
    windows: float = 0.0

    def words(self) -> str:
        """The estimate in one line."""
        windows = f"{_rounded(self.windows)} windows of rooms, " if self.windows else ""
        return (
            f"about {_rounded(self.coils)} coils, {_rounded(self.exposures)} "
            f"exposures, {windows}{duration_words(self.time)} and "
            f"{self.memory / GIB:.2g} GiB"
        )


def _rounded(number):
    if number < 1000:
        return f"{number:.0f}"
    return f"{number:.2g}" if number >= 1e6 else f"{round(number, -2):.0f}"


def duration_words(seconds: float) -> str:
    """Seconds as people say them: "40 s", "12 min", "3 h"."""
    if seconds < 100:
        return f"{seconds:.2g} s"
    if seconds < 2 * HOUR:
        return f"{seconds / MINUTE:.2g} min"
    return f"{seconds / HOUR:.2g} h" if seconds < 3 * DAY else f"{seconds / DAY:.2g} d"


def mean(draw: twin.Distribution) -> float:
    """Expected value of a Distribution."""
    p = draw.parameters
    if draw.kind in ("uniform", "triangular", "empirical"):
        return sum(p) / len(p)
    if draw.kind == "weibull":
        return p[0] * math.gamma(1.0 + 1.0 / p[1])
    return p[0]


def released(electrode: twin.ElectrodeSpec, duration: float) -> float:
    """Coils of one electrode released in a run of `duration` [s]."""
    if electrode.orders:
        return float(sum(o.release < duration for o in electrode.orders))
    if electrode.interval is None:
        return float(electrode.count or 0)
    left = max(duration - electrode.first_release, 0.0)
    count = left / max(mean(electrode.interval), 1e-9) + 1.0
    return min(count, electrode.count or math.inf)


def stops(scenario: twin.Scenario, name: str) -> list[str]:
    """The stations of an electrode, first to last."""
    following = {e.origin: e.target for e in scenario.route if name in e.electrodes}
    order = [scenario.electrodes[name].first_station]
    while order[-1] in following and len(order) <= len(scenario.stations):
        order.append(following[order[-1]])
    return order


def estimate(scenario: twin.Scenario) -> Estimate:
    """The size of the run of `scenario`."""
    coils = visits = exposures = bags = inside = 0.0
    windows, rooms = _windows(scenario)
    largest, most = "", -1.0
    readings = sum(
        _readings_in_run(zone.readings, scenario.duration)
        for zone in scenario.zones.values()
        if zone.readings is not None
    )
    for name, electrode in scenario.electrodes.items():
        here = released(electrode, scenario.duration)
        coils += here
        own = 0.0
        for stop in stops(scenario, name):
            station = scenario.stations[stop]
            visits += here
            web = isinstance(station, twin.MachineSpec)
            stays = 1 + (WEB_STAYS if web else STAYS)
            if isinstance(station, twin.OvenSpec):
                stays += len(station.recipe)
            own += here * stays
            bags += here * station.wrapping.is_bag
            if station.zone in rooms:
                stay = _stay(station, electrode, here, scenario.duration)
                inside += here * stay / scenario.rooms.step
            if isinstance(station, twin.SlitterSpec):
                daughters = max(len(station.daughter_widths), 1)
                here *= daughters
                coils += here
        exposures += own
        if own > most:
            largest, most = name, own
    fineness = _fineness(scenario)
    time = (
        exposures * SECONDS_PER_EXPOSURE * fineness
        + visits * SECONDS_PER_VISIT
        + bags * SECONDS_PER_BAG * fineness
        + windows * len(rooms) * SECONDS_PER_WINDOW
        + inside * SECONDS_PER_COIL_WINDOW * fineness
        + coils * readings * SECONDS_PER_COIL_READING
    )
    numbers = scenario.macro_cells * (1 + 3 * scenario.micro_modes)
    memory = (
        BATCH_MEMORY
        + visits * BYTES_PER_VISIT
        + exposures * numbers * BYTES_PER_STATE
        + readings * BYTES_PER_RECORD
        + windows * len(rooms) * BYTES_PER_WINDOW
    )
    return Estimate(coils, visits, exposures, time, memory, largest, windows)


def _windows(scenario):
    """How many windows the rooms' air is reckoned in, and the names of the rooms."""
    if scenario.rooms is None:
        return 0.0, ()
    return scenario.duration / scenario.rooms.step, scenario.rooms.names


def _stay(station, electrode, coils, duration):
    """How long a coil is at a station [s], its queue left out; at most half the run,
    since coils come all the time.

    A coil waits at the assembly for its partner: about as long as until the next comes.
    """
    stay = station.transport
    if isinstance(station, twin.StoreSpec):
        stay += mean(station.duration)
    elif isinstance(station, twin.MachineSpec):
        own = station.duration
        stay += mean(own) if own else electrode.length / station.speed
    elif isinstance(station, twin.CheckSpec) and station.measurement is not None:
        stay += station.measurement.delay
    elif isinstance(station, twin.AssemblySpec):
        stay += duration / max(coils, 1.0)
    return min(stay, 0.5 * duration)


def _readings_in_run(readings, duration):
    own = len(readings.temperature)
    span = float(readings.times[-1] - readings.times[0])
    if readings.after_end == "repeat" and span > 0:
        return own * max(duration / span, 1.0)
    return float(own)


def _fineness(scenario):
    """Work per exposure, relative to the default mesh and tolerance."""
    mesh = 0.6 + 0.4 * scenario.macro_cells / 16 * scenario.micro_modes / 4
    # measured: a hundredth of the tolerance takes 2.1 times the steps
    return mesh * (5e-4 / scenario.tolerance) ** (1 / 6)


def refusal(estimate: Estimate, budget) -> Fault | None:
    """The fault of a run beyond its budget, with the key to turn; None if it fits."""
    time, memory = budget.time_min * MINUTE, budget.memory_GiB * GIB
    if estimate.time <= time and estimate.memory <= memory:
        return None
    over = max(estimate.time / time, estimate.memory / memory)
    keys = ["budget.time_min"] if estimate.time > time else []
    keys += ["budget.memory_GiB"] if estimate.memory > memory else []
    longer = "lengthen air_supply.window_min, " if estimate.windows else ""
    return Fault(
        (),
        f"the run is too large: {estimate.words()}, {over:.2g} times what "
        f"{' and '.join(keys)} allow{'s' if len(keys) == 1 else ''}; shorten "
        f"duration_d, release fewer coils (electrodes.{estimate.largest}.interval_h or "
        f"count), {longer}coarsen numerics, or raise the budget",
    )
