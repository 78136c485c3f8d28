"""Station: machines and a queue; what all kinds share.

A new kind of station overrides `work` (what a load meets while it is worked), or
`passage` of :class:`~twin.station.machine.Machine`, and if it takes several coils at
once `next_load`. Its line in STATIONS binds it to its spec.
"""

from collections.abc import Iterator
from heapq import heappop, heappush

import numpy as np
import simpy

from models.units import WEEK
from twin.coil import DONE, Coil
from twin.records import Visit
from twin.scenario import Distribution, Limit, Shifts, StationSpec
from twin.streams import draws, stream

LAST = 2  # SimPy priority after NORMAL (1): at the end of an instant
ROUNDING = 1e-6  # s; a clock that adds durations misses an instant by less


class Later(simpy.Event):
    """Calls `action` at the end of the present instant, after all else that is due."""

    def __init__(self, env, action):
        super().__init__(env)
        self.callbacks.append(lambda _: action())
        self._ok, self._value = True, None
        env.schedule(self, priority=LAST)


class Calendar:
    """The working hours of a station over one run, in seconds since its start."""

    def __init__(self, shifts: Shifts, phase: float, duration: float):
        self.opens = self.closes = None  # always open
        if shifts.intervals:
            weeks = np.arange(-1, int(duration / WEEK) + 3) * WEEK - phase
            spans = np.array(sorted(shifts.intervals))
            self.opens = (weeks[:, None] + spans[None, :, 0]).ravel()
            self.closes = (weeks[:, None] + spans[None, :, 1]).ravel()

    def is_open(self, now: float) -> bool:
        """Whether work may begin at `now` [s]."""
        if self.opens is None:
            return True
        last = int(np.searchsorted(self.opens, now + ROUNDING, side="right")) - 1
        return bool(now + ROUNDING < self.closes[last])

    def next_opening(self, now: float) -> float:
        """When work may next begin [s], if it may not now."""
        return float(
            self.opens[np.searchsorted(self.opens, now + ROUNDING, side="right")]
        )


class Slot:
    """One machine of a station: its number, its history of failures."""

    def __init__(self, number: int, station: "Station"):
        self.number = number
        self.station = station
        self.used = False
        self.asked: list[tuple[simpy.Event, str]] = []  # where its coils want to go
        self.load: list[tuple[Visit, float]] = []  # whose work it does, with shares
        self._until_failure = np.inf
        breakdowns = station.spec.breakdowns
        if breakdowns is not None:
            self._between = station.stream(f"{number}/between")
            self._repair = station.stream(f"{number}/repair")
            self._until_failure = self._draw_between()

    def _draw_between(self):
        return float(draws(self.station.spec.breakdowns.between, self._between, 1)[0])

    def interrupted(self, pieces: list[tuple]) -> Iterator[tuple]:
        """`pieces` (duration [s], what) cut at each failure.

        Yields (duration, what, part before, repair that follows [s]). The pieces and
        repairs follow one another from now on; the work goes to the load's visits.
        """
        clock = self.station.env.now
        for duration, what in pieces:
            done = 0.0
            while self._until_failure < duration - done:
                worked = self._until_failure
                repair = float(
                    draws(self.station.spec.breakdowns.repair, self._repair, 1)[0]
                )
                self._until_failure = self._draw_between()
                self._worked(clock, worked)
                clock += worked + repair
                yield worked, what, done, repair
                done += worked
            self._until_failure -= duration - done
            self._worked(clock, duration - done)
            clock += duration - done
            yield duration - done, what, done, 0.0

    def _worked(self, begin, time):
        """Book `time` [s] of work from `begin` [s] on, up to the end of the run."""
        scenario = self.station.line.scenario
        end = min(begin + time, scenario.duration)
        whole = max(end - begin, 0.0)
        counted = max(end - max(begin, scenario.warm_up), 0.0)
        for visit, share in self.load:
            visit.worked += share * whole
            visit.counted += share * counted

    def __lt__(self, other: "Slot") -> bool:
        return self.number < other.number

    @property
    def waits_for(self) -> list[str]:
        """The stations that its finished coils cannot enter."""
        return [name for event, name in self.asked if not event.triggered]


class Station:
    """Machines and a queue: who waits, who is worked, who may come, who goes where.

    What a kind provides:

    1. `work(load, slot)`: a generator that lets time pass, moves the coils of the load
       through the station's zones, and returns the coils that go on from here.
    2. `next_load()`: the coils to be worked next, or None. Here: one coil, as the
       dispatch rule picks it.
    3. `places`: how many coils fit into a free machine.
    """

    places = 1

    def __init__(self, name: str, spec: StationSpec, line):
        self.name = name
        self.spec = spec
        self.line = line
        self.env = line.env
        self.zone = line.zones[spec.zone]
        self.calendar = Calendar(spec.shifts, line.phase, line.scenario.duration)
        self.queue: list[Coil] = []
        self.expected: list[Coil] = []  # admitted, on their way
        self.blocked: list[tuple[Coil, Station, simpy.Event]] = []  # want to come in
        self.slots = [Slot(number + 1, self) for number in range(spec.machines)]
        self.idle = list(self.slots)  # a heap: the lowest number works first
        self.at_work: list[Coil] = []
        self._deciding = False
        self._waking = -np.inf  # s, when the shift it waits for begins

    def stream(self, use: str) -> np.random.Generator:
        """The random stream `name/use` of this station."""
        scenario = self.line.scenario
        return stream(scenario.seed, scenario.replication, f"{self.name}/{use}")

    def drawn(
        self, distribution: Distribution, use: str, coil: Coil, size: int = 1
    ) -> float:
        """The sum of `size` draws from the stream of `use`, this coil and visit."""
        if distribution.kind == "fixed":
            return distribution.parameters[0] * size
        visit = coil.visits.get(self.name, 1)
        rng = self.stream(f"{use}/{coil.name}/{visit}")
        return float(draws(distribution, rng, size).sum())

    # ------------------------------------------------------------ coming in

    def waiting(self, coil: Coil):
        """How a waiting coil meets the air: through its wrapping."""
        spec = self.spec
        return coil.wrapped(spec.wrapping, spec.film, spec.heat_transfer)

    def wound(self, coil: Coil):
        """How a wound coil on the machine meets the air."""
        return coil.wound(self.spec.film, self.spec.heat_transfer)

    def has_place(self, coil: Coil) -> bool:
        """Whether one more coil may come in now."""
        if self.spec.buffer is None:
            return True
        inside = len(self.queue) + len(self.expected)
        return inside < self.spec.buffer + self.places * len(self.idle)

    def ask(self, coil: Coil, origin: "Station") -> simpy.Event:
        """An event for when the coil, which found no place, has been let in."""
        event = self.env.event()
        self.blocked.append((coil, origin, event))
        self.decide_soon()
        return event

    def nobody_before(self, coil: Coil) -> bool:
        """Whether no other coil is already asking for a place."""
        return not self.blocked

    def _admit(self):
        still = []
        for coil, origin, event in self.blocked:
            if self.has_place(coil):
                origin.send(coil, self)
                event.succeed()
            else:
                still.append((coil, origin, event))
        self.blocked = still

    def send(self, coil: Coil, target: "Station") -> None:
        """The coil leaves for `target`, which has a place for it."""
        now = self.env.now
        visit = coil.visit
        if visit is not None:
            visit.left = now
            visit.water_out = coil.mark(now)
            coil.report_to(None)
        target.expected.append(coil)
        coil.move_to(target.zone, target.waiting(coil), now)
        if target.spec.transport > 0.0:
            trip = self.env.timeout(target.spec.transport)
            trip.callbacks.append(lambda _: target.arrive(coil))
        else:
            target.arrive(coil)

    def arrive(self, coil: Coil) -> None:
        """The coil joins the queue."""
        now = self.env.now
        if coil in self.expected:
            self.expected.remove(coil)
        coil.visits[self.name] = coil.visits.get(self.name, 0) + 1
        coil.last_station = self.name
        visit = Visit(
            coil.name,
            coil.electrode,
            self.name,
            coil.visits[self.name],
            now,
            coil.mark(now),
            coil.length * coil.width,
        )
        self.line.log.append(visit)
        coil.report_to(visit)
        coil.move_to(self.zone, self.waiting(coil), now)
        if self.line.keep:
            visit.wait = coil.stay
        self.queue.append(coil)
        self.decide_soon()

    # ------------------------------------------------------------ deciding

    def decide_soon(self) -> None:
        """Decide at the end of this instant, when all that is due has happened."""
        if not self._deciding:
            self._deciding = True
            Later(self.env, self._decide)

    def decide_at(self, time: float) -> None:
        """Decide at `time` [s]."""
        event = self.env.timeout(max(time - self.env.now, 0.0))
        event.callbacks.append(lambda _: self.decide_soon())

    def _decide(self):
        self._deciding = False
        now = self.env.now
        if self.queue and self.idle and not self.calendar.is_open(now):
            if self._waking <= now:
                self._waking = self.calendar.next_opening(now)
                self.decide_at(self._waking)
        else:
            while self.idle and (load := self.next_load()):
                slot = heappop(self.idle)
                for coil in load:
                    self.queue.remove(coil)
                self.env.process(self._serve(slot, load))
        self._admit()

    def next_load(self) -> list[Coil] | None:
        """The coils to be worked next, taken from the queue; None: wait."""
        return [self.first(self.queue)] if self.queue else None

    def first(self, coils: list[Coil]) -> Coil:
        """The coil that is served next."""
        if self.spec.dispatch == "first_in":
            return min(coils, key=lambda coil: (coil.visit.arrived, coil.name))
        return self.ordered(coils)[0]

    def ordered(self, coils: list[Coil]) -> list[Coil]:
        """`coils` in the order of the dispatch rule; ties by arrival, then name."""
        if len(coils) < 2:
            return list(coils)
        rule = self.spec.dispatch
        keys = dict.fromkeys((coil.name for coil in coils), 0.0)
        if rule != "first_in":
            readings = self.line.water_now(coils)
            for coil, found in zip(coils, readings, strict=True):
                keys[coil.name] = self._urgency(coil, found, rule)
        return sorted(coils, key=lambda c: (keys[c.name], c.visit.arrived, c.name))

    def _urgency(self, coil, found, rule):
        """What is served first has the smallest."""
        if rule == "closest_to_limit":
            limit: Limit = self.line.next_limit(self.name, coil.electrode)
            return limit.water - found.content(limit.basis, limit.place)
        water = found.content("electrode")
        return -water if rule == "wettest_first" else water

    # ------------------------------------------------------------ working

    def _serve(self, slot, load):
        spec, env = self.spec, self.env
        changeover = 0.0
        if slot.used and spec.changeover is not None:
            changeover = self.drawn(spec.changeover, "changeover", load[0])
            if changeover > 0.0:
                yield env.timeout(changeover)
        slot.used = True
        for coil in load:
            self.begin(coil, slot, changeover)
        shares = self.shares(load)
        slot.load = [(c.visit, share) for c, share in zip(load, shares, strict=True)]
        self.at_work += load
        leaving = yield from self.work(load, slot)
        for coil in load:
            self.at_work.remove(coil)
        yield from self._hand_over(leaving, slot)
        heappush(self.idle, slot)
        self.decide_soon()

    def begin(self, coil: Coil, slot: Slot, changeover: float) -> None:
        """Work on the coil starts."""
        visit, now = coil.visit, self.env.now
        visit.machine = slot.number
        visit.started = now
        visit.changeover = changeover

    def shares(self, load: list[Coil]) -> list[float]:
        """Each coil's share of the machine that works them: by dry mass."""
        whole = sum(coil.electrode_mass for coil in load)
        return [coil.electrode_mass / whole for coil in load]

    def work(self, load: list[Coil], slot: Slot):
        """Let time pass and return the coils that go on."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it works")

    def pass_time(self, coils: list[Coil], slot: Slot, zone, exchange, duration: float):
        """`coils` are in `zone` for `duration` [s] of work; in a repair they are wound.

        `exchange(coil)` says how a coil meets the air of the zone; where that is None
        it is bare foil, in a repair, too.
        """
        if duration == 0.0:
            return
        for worked, _, _, repair in slot.interrupted([(duration, None)]):
            for coil in coils:
                coil.move_to(zone, exchange(coil), self.env.now)
            yield self.env.timeout(worked)
            if repair > 0.0:
                for coil in coils:
                    bare = exchange(coil) is None
                    wound = None if bare else self.wound(coil)
                    coil.move_to(self.zone, wound, self.env.now)
                    coil.visit.repair += repair
                yield self.env.timeout(repair)

    # ------------------------------------------------------------ going on

    def resting(self, coil: Coil):
        """How a finished coil meets the air until there is a place for it."""
        return self.wound(coil)

    def _hand_over(self, coils, slot):
        now = self.env.now
        for coil in coils:
            coil.move_to(self.zone, self.resting(coil), now)
            if coil.visit is not None:
                coil.visit.finished = now
        for coil in coils:
            target = self.line.target(coil, self)
            if target is None:
                self.leave_plant(coil, DONE)
            elif target.nobody_before(coil) and target.has_place(coil):
                self.send(coil, target)
            else:
                slot.asked.append((target.ask(coil, self), target.name))
        if slot.asked:
            self.line.look_for_deadlock()
            for event, _ in slot.asked:
                yield event
            slot.asked = []

    def leave_plant(self, coil: Coil, fate: str) -> None:
        """The coil's life in this plant ends here."""
        now = self.env.now
        visit = coil.visit
        if visit is not None:
            if np.isnan(visit.finished):
                visit.finished = now
            visit.left = now
            visit.water_out = coil.mark(now)
        coil.finish(fate, now)
