"""retrace: one coil's life, as it was, or with a longer wait somewhere in it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models import bag, recast
from models.sorption import AirHistory, Exposure, MoistureState, SolverError
from twin.chamber import Chamber
from twin.coil import SLIT, Coil
from twin.life.met import Episode, Look, looks, spread
from twin.life.oven import through
from twin.records import Visit
from twin.stay import Change, Mark, Reading, Stay, reading


@dataclass(frozen=True)
class Wait:
    """A coil waits `extra` [s] longer for its turn at `station`, at its `visit`-th."""

    station: str
    visit: int
    extra: float


@dataclass(frozen=True, eq=False)
class Passage:
    """A visit to a station as retraced; times [s], later waits included.

    `water_in`, `water_out` None: not, or not yet, noted. `wait` says whether the coil
    had something to lose or gain where it waited for its turn: not so a bare foil.
    """

    coil: str
    station: str
    visit: int
    arrived: float
    started: float
    left: float
    water_in: Reading | None
    water_out: Reading | None
    can_wait: bool


@dataclass(frozen=True, eq=False)
class Life:
    """A coil's life from its release, in that of its mothers, to its end.

    Attributes
    ----------
    coils : tuple of str
        Mothers first.
    electrode : str
    begin, end : float
        On the clock of the plant [s]; the end is that of the run if the coil lives on.
    first, last : Reading
        The water at both.
    passages : list of Passage
    episodes : list of Episode
        One after the other; in between nothing changes.
    lost : float
        Water that is neither where it began nor in the air, the trim or the coil at its
        end, as a share of the largest of them. An audit: zero but for rounding.
    """

    coils: tuple[str, ...]
    electrode: str
    begin: float
    end: float
    first: Reading
    last: Reading
    passages: list[Passage]
    episodes: list[Episode]
    lost: float

    def looks(self, number: int = 400, threads: int | None = None) -> list[Look]:
        """The coil's states at about `number` instants, all episodes' ends included."""
        return looks(self.episodes, spread(self.episodes, number), threads)

    def look(self, time: float) -> Look:
        """The coil's state at `time` [s]; between two episodes that of the one before.

        Raises
        ------
        ValueError
            For a time before the coil's first episode or after its end.
        """
        if not self.episodes or not self.episodes[0].start <= time <= self.end:
            raise ValueError(
                f"time is {time:.6g} s; the coil's water is followed from "
                f"{self.episodes[0].start if self.episodes else math.nan:.6g} to "
                f"{self.end:.6g} s"
            )
        at = max(i for i, own in enumerate(self.episodes) if own.start <= time)
        episode = self.episodes[at]
        (found,) = looks([episode], [np.array([min(time, episode.end)])])
        return Look(time, episode, found.state)


def lineage(coil: Coil) -> list[Coil]:
    """The coil behind its mothers, the first of them first."""
    line = [coil]
    while line[0].cut is not None:
        line.insert(0, line[0].cut.mother)
    return line


def waits(coil: Coil, log: Sequence[Visit]) -> list[Visit]:
    """The visits of the coil and its mothers at which it could have waited longer."""
    names = {own.name for own in lineage(coil)}
    return [visit for visit in log if visit.coil in names and visit.wait is not None]


def retrace(
    coil: Coil, log: Sequence[Visit], known_until: float, wait: Wait | None = None
) -> Life:
    """The life of `coil`, of a line that keeps and has run; with `wait`, a longer one.

    `log` has the line's visits; `known_until` [s] is how long the air of its zones is
    known: to the end of the run.

    With a longer wait all that follows happens later by as much: the coil waits, as it
    is wrapped there, in the air that its zone did have; later it meets the air of each
    zone at the later time. Where that is not known, beyond the end of the run, and in
    an oven's chamber, it meets the air recorded so much earlier. A balanced oven load
    is solved once more with this coil (:mod:`twin.life.oven`). Not reckoned: that other
    coils, rooms, machines and checks would have done something else.

    Raises
    ------
    ValueError
        If the line did not keep, there is no such wait, or it is negative or longer
        than the run.
    SolverError
        Where the changed life leaves the range of the isotherms.
    """
    if coil.kept is None:
        raise ValueError(
            f"coil {coil.name} has kept nothing of its life; make the line with "
            "keep=True"
        )
    tracer = _Tracer(known_until, _place(coil, log, wait, known_until))
    line = lineage(coil)
    for own in line:
        tracer.follow(own)
    names = {own.name for own in line}
    passages = [tracer.passage(visit) for visit in log if visit.coil in names]
    first, last = tracer.readings[id(line[0].start)], tracer.readings[id(coil.end)]
    return Life(
        tuple(own.name for own in line),
        coil.electrode,
        line[0].start.time,
        last.time,
        first,
        last,
        passages,
        tracer.episodes,
        tracer.lost,
    )


def _place(coil, log, wait, known_until):
    """The visit whose wait is longer, and by how much [s]; None: as it was."""
    if wait is None:
        return None
    if not 0.0 <= wait.extra <= known_until:
        raise ValueError(
            f"the wait is {wait.extra:.6g} s longer; it is from 0 s to the length of "
            f"the run, {known_until:.6g} s"
        )
    found = waits(coil, log)
    for visit in found:
        if (visit.station, visit.visit) == (wait.station, wait.visit):
            return visit, wait.extra
    places = ", ".join(f"{visit.station} ({visit.visit})" for visit in found)
    raise ValueError(
        f"coil {coil.name} did not wait at {wait.station} ({wait.visit}); it could "
        f"have waited longer at {places or 'no station'}"
    )


class _Tracer:
    """Follows one coil after the other through what they noted."""

    def __init__(self, known_until, place):
        self.known_until = known_until
        self.visit, self.extra = place or (None, 0.0)
        self.shift = 0.0  # s, by which all is later from here on
        self.readings: dict[int, Reading] = {}
        self.shifts: dict[int, float] = {}  # of the marks
        self.episodes: list[Episode] = []
        self.lost = 0.0
        self.state: MoistureState | None = None
        self.model: Any = None
        self.coil: Coil | None = None
        self.removed = self.trimmed = 0.0
        self.mass: float | None = None  # kg of dry coating; None: just cut
        self.used = False  # whether cells were made of it

    def follow(self, coil: Coil) -> None:
        """Through all that `coil` has kept."""
        state, cut = coil.first_state, coil.cut
        if cut is not None:
            state = recast.slit(
                self.state, self.model, cut.start, cut.end, coil.first_model
            )
        self.coil, self.state, self.model = coil, state, coil.first_model
        self.removed = self.trimmed = 0.0
        self.mass, self.used = coil.start.coating_mass, False
        for item in coil.kept:
            if isinstance(item, Stay):
                self._meet(item)
            elif isinstance(item, Mark):
                self._mark(item)
            else:
                self._change(item)
        self._audit(coil)

    def _mark(self, mark: Mark):
        found = reading(self.model, self.state, mark)
        found.time += self.shift
        self.mass = mark.coating_mass
        self.readings[id(mark)] = found
        self.shifts[id(mark)] = self.shift
        visit = self.visit
        if visit is None or visit.coil != self.coil.name:
            return
        if mark is visit.water_in:
            self._wait(visit.wait)

    def _change(self, change: Change):
        if change.scrap is not None:
            self.mass = None
            self.trimmed += change.scrap(self.state, self.model)
        self.state = change.recast(self.state, self.model)
        self.model = change.model

    def _meet(self, stay: Stay):
        self.used = self.used or self.mass not in (None, stay.mass)
        if stay.load is not None:
            place = next(
                i for i, coil in enumerate(stay.load.coils) if coil is self.coil
            )
            found = through(stay.load, place, self.state)
            self._add(stay, found.outcome, found.path, self.shift, found.airs)
            return
        air = stay.exposure(stay.until).air
        begin, end = stay.since + self.shift, stay.until + self.shift
        if self.shift == 0.0 or isinstance(stay.zone, Chamber):
            self._expose(stay, air, stay.since, stay.until, self.shift)
            return
        known = min(end, self.known_until)
        if begin < known:
            self._expose(stay, air, begin, known, 0.0)
        if end > self.known_until:
            first = max(begin, self.known_until)
            self._expose(stay, air, first - self.shift, stay.until, self.shift)

    def _wait(self, stay: Stay):
        """The longer wait itself, and what it does to the clock."""
        self.shift = self.extra
        if self.extra == 0.0:
            return
        air = stay.exposure(stay.since).air
        end = stay.since + self.extra
        known = min(end, self.known_until)
        if stay.since < known:
            self._expose(stay, air, stay.since, known, 0.0)
        if end > self.known_until:
            self._expose(stay, air, known - self.extra, stay.since, self.extra)

    def _expose(self, stay, air: AirHistory, begin: float, end: float, shift: float):
        exposure = Exposure(air, begin, end, stay.exchange)
        try:
            ((outcome,),) = bag.advance(self.model, [self.state], [[exposure]])
        except SolverError as error:
            error.add_note(f"coil {self.coil.name} in zone {stay.zone.name}")
            raise
        self._add(stay, outcome, (exposure,), shift, (air,))

    def _add(self, stay, outcome, path, shift, airs):
        episode = Episode(
            self.coil.name,
            stay.visit,
            stay.zone.name,
            path[0].exchange.kind,
            path[0].start + shift,
            path[-1].end + shift,
            self.state,
            outcome,
            self.model,
            stay.mass,
            path,
            shift,
            airs,
        )
        self.episodes.append(episode)
        self.removed += episode.released
        self.state = outcome.state

    def _audit(self, coil):
        """What is missing of a coil's water, where none was used up meanwhile."""
        start, end = self.readings[id(coil.start)], self.readings[id(coil.end)]
        if self.used:
            return  # cells took the rest: what they hold is not the coil's any more
        # a mother's end is noted as she is cut, with her trim
        trimmed = 0.0 if coil.fate == SLIT else self.trimmed
        parts = [start.water, -self.removed, -trimmed, -end.water]
        scale = max(abs(part) for part in parts)
        if scale > 0.0:
            missing = abs(math.fsum(parts)) / scale
            self.lost = max(self.lost, missing)

    def passage(self, visit: Visit) -> Passage:
        """The visit as retraced."""
        water_in = self.readings.get(id(visit.water_in))
        out = visit.water_out
        after = self.shifts.get(id(visit.water_in), 0.0)
        if visit is self.visit:
            after = self.extra  # it arrived as it did, and waited longer
        return Passage(
            visit.coil,
            visit.station,
            visit.visit,
            visit.arrived + self.shifts.get(id(visit.water_in), 0.0),
            visit.started + after,
            visit.left + after,
            water_in,
            None if out is None else self.readings.get(id(out)),
            visit.wait is not None,
        )
