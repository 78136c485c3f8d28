"""Chamber: a zone that feels its coils; Load: coils that go through one recipe in it.

The vapour of a chamber answers to the coils within seconds, so both are solved together
(:mod:`models.oven`): once, when all coils of a load have come as far and the load
before is known. A look inside, or a mark on a coil, works on copies.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from models.oven import ChamberState, LoadCoil, LoadRun, Piece, outcomes, run_load
from models.oven import Oven as Balance
from models.sorption import (
    EDGE,
    AirHistory,
    Exchange,
    MoistureState,
    Outcome,
    SolverError,
)
from models.units import NORM_VOLUME
from twin.coil import Coil
from twin.energy import NOTHING, Energy
from twin.scenario import ChamberSpec
from twin.stay import reading
from twin.zone import Ramp, Zone

# No film at the edges: in rare gas it gives way to the pores' own resistance.
INSIDE = Exchange(EDGE)


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a recipe in one gas: what went in, and what came of it."""

    pieces: tuple[Piece, ...]
    balance: Balance
    coils: tuple[LoadCoil, ...]
    chamber: ChamberState
    run: LoadRun


@dataclass(frozen=True)
class Shape:
    """What of a coil matters to the chamber, as it goes in.

    `coating_volume` [m3 of dry coating], `capacity` [J/K], `surface` [m2], `contact`
    [W/K, to hot plates], `mass` [kg of dry electrode].
    """

    name: str
    coating_volume: float
    capacity: float
    surface: float
    contact: float
    mass: float

    @classmethod
    def of(cls, coil: Coil, plates: float) -> "Shape":
        """That of `coil`; `plates` [W/(m2 K)] heat its lower end face."""
        material = coil.material
        return cls(
            coil.name,
            coil.coating_mass / material.density,
            coil.electrode_mass * material.specific_heat,
            coil.surface,
            plates * coil.end_face,
            coil.electrode_mass,
        )


class Load:
    """Coils that go through one recipe in one chamber.

    `pieces` follow each other from `start` [s]; `room` is the air around the chamber
    then (temperature [K], vapour pressure [Pa], pressure [Pa]). `before` is the load
    before in the same chamber, whose walls are still warm.
    """

    def __init__(
        self,
        chamber: "Chamber",
        station: str,
        pieces: Sequence[Piece],
        start: float,
        room: tuple[float, float, float],
        coils: Sequence[Coil],
        tolerance: float,
    ):
        self.chamber = chamber
        self.station = station
        self.pieces = tuple(pieces)
        self.start = start
        self.room = room
        self.coils = tuple(coils)
        self.shapes = tuple(Shape.of(coil, chamber.spec.plates) for coil in coils)
        self.tolerance = tolerance
        self.before: Load | None = chamber.loads[-1] if chamber.loads else None
        self.end = start + math.fsum(piece.duration for piece in self.pieces)
        self.sections: list[Section] = []
        self.histories: list[AirHistory] = []
        self.energy = NOTHING
        self.which: list[int] = []  # which of the sections' coils each coil is
        self._answers: list[list] = []

    # ------------------------------------------------------------ what it waits for

    @property
    def is_solved(self) -> bool:
        """Whether its coils' water behind it is known."""
        return bool(self.sections)

    @property
    def is_ready(self) -> bool:
        """Whether all that it rests on is known."""
        if self.is_solved or not (self.before is None or self.before.is_solved):
            return False
        return all(
            coil.state is not None and coil.next_load is self for coil in self.coils
        )

    # ------------------------------------------------------------ solving

    def solve(self) -> None:
        """Work out the load; nothing is booked yet. Safe beside other loads.

        Raises
        ------
        SolverError
            With the coil, where one leaves its isotherms' range.
        """
        stays = [coil.pending[0] for coil in self.coils]
        self.end = min(stay.until for stay in stays)
        states = [coil.state for coil in self.coils]
        sections = self._sections(self.end, states)
        _, self.which = self._load_coils(states)
        found = joined(sections)
        self._answers = [[found[own] for own in self.which]]
        instants = sorted({mark.time for stay in stays for mark in stay.marks})
        if instants:
            for stay, coil, found in zip(
                stays, self.coils, self._at(instants, states), strict=True
            ):
                for mark in stay.marks:
                    state = found[instants.index(mark.time)]
                    mark.reading = reading(coil.booked_model, state, mark)
        self.sections = sections

    def book(self) -> None:
        """Give the coils their states, the visits their energy, the zone its air."""
        self.histories = [air_of(section) for section in self.sections]
        for history in self.histories:
            self.chamber.begin(history)
        self.energy = sum(
            (drawn(self.chamber.spec, section) for section in self.sections), NOTHING
        )
        mass = math.fsum(shape.mass for shape in self.shapes)
        for coil, shape, outcome in zip(
            self.coils, self.shapes, self._answers.pop(), strict=True
        ):
            visit = coil.pending[0].visit
            if visit is not None:
                visit.draw(self.energy * (shape.mass / mass))
            coil.book([outcome])

    def states_at(self, now: float) -> list[MoistureState]:
        """The coils' states at `now` [s], a look at a load that is not over."""
        states = [coil.state for coil in self.coils]
        return [found[0] for found in self._at([now], states)]

    def _at(self, instants, states):
        """States of each coil at each of `instants` [s]."""
        found = [[] for _ in states]
        chamber, last = None, self.start
        now = states
        for instant in instants:
            if instant > last:
                sections = self._sections(instant, now, last, chamber)
                chamber = sections[-1].run.chamber
                now = self._ends(now, sections)
                last = instant
            for own, state in zip(found, now, strict=True):
                own.append(state)
        return found

    def _sections(self, end, states, begin=None, chamber=None):
        """The recipe from `begin` (its start) to `end` [s], a section for each gas."""
        spec = self.chamber.spec
        temperature, vapour, pressure = self.room
        balance = replace(
            spec.oven,
            room_temperature=temperature,
            room_vapour=vapour,
            room_pressure=pressure,
        )
        if chamber is None:
            begin = self.start
            wall = self._wall()
            chamber = ChamberState.filled(balance, wall, pressure, vapour)
        coils, of = self._load_coils(states)
        found = []
        at = begin
        for _, pieces in groupby(self._between(begin, end), key=lambda p: p.gas):
            pieces = tuple(pieces)
            try:
                run = run_load(balance, coils, pieces, chamber, at, self.tolerance)
            except SolverError as error:
                self._explain(error, of)
                raise
            found.append(Section(pieces, balance, coils, chamber, run))
            chamber, at = run.chamber, float(run.times[-1])
            coils = tuple(
                replace(coil, state=state)
                for coil, state in zip(coils, run.states, strict=True)
            )
        return found

    def _wall(self):
        """The walls' temperature [K]: they cool towards the room between two loads."""
        room = self.room[0]
        if self.before is None:
            return room
        oven = self.chamber.spec.oven
        rate = oven.wall_loss / oven.wall_capacity
        left = self.before.sections[-1].run.chamber.wall - room
        return room + left * math.exp(-rate * (self.start - self.before.end))

    def _between(self, begin, end):
        """Pieces of the recipe from `begin` to `end` [s]."""
        at = self.start
        for piece in self.pieces:
            stop = at + piece.duration
            first, last = max(begin, at), min(end, stop)
            if last > first:
                yield piece.part(first - at, last - at)
            at = stop

    def _load_coils(self, states):
        """Coils alike to the last bit as one; and which of these each coil is."""
        found, index, of = [], {}, []
        for coil, shape, state in zip(self.coils, self.shapes, states, strict=True):
            parts = [state.macro, state.micro]
            parts += [] if state.branch is None else [state.branch]
            key = (
                id(coil.booked_model),
                replace(shape, name=""),
                state.temperature,
                *(part.tobytes() for part in parts),
            )
            if key not in index:
                index[key] = len(found)
                found.append(
                    LoadCoil(
                        shape.name,
                        coil.booked_model,
                        state,
                        INSIDE,
                        shape.coating_volume,
                        shape.capacity,
                        shape.surface,
                        shape.contact,
                    )
                )
            of.append(index[key])
        counts = np.bincount(of)
        alike = tuple(
            replace(coil, count=float(number))
            for coil, number in zip(found, counts, strict=True)
        )
        return alike, of

    def _ends(self, states, sections):
        """The coils' states behind `sections`, which they entered with `states`."""
        _, of = self._load_coils(states)
        return [sections[-1].run.states[i] for i in of]

    def _explain(self, error, of):
        which = getattr(error, "coil", None)
        inside = self.coils if which is None else [self.coils[of.index(which)]]
        names = ", ".join(coil.name for coil in inside)
        error.add_note(f"coil {names} in {self.chamber.name}, at {self.station}")

    # ------------------------------------------------------------ as an air

    def at(self, time: float) -> tuple[float, float, float]:
        """Temperature [K], vapour pressure, pressure [Pa] of the chamber; solved."""
        for history in self.histories:
            if time < history.times[-1]:
                return history.at(time)
        return self.histories[-1].at(time)


def joined(sections: Sequence[Section]) -> list[Outcome]:
    """What all `sections` together did to each of their coils.

    Its diffusion times are those of the section that changed it most.
    """
    found = []
    parts = [outcomes(s.coils, s.pieces, s.run) for s in sections]
    for mine in zip(*parts, strict=True):
        most = max(mine, key=lambda outcome: abs(outcome.released))
        found.append(
            replace(
                most,
                state=mine[-1].state,
                released=math.fsum(outcome.released for outcome in mine),
                steps=sum(outcome.steps for outcome in mine),
            )
        )
    return found


def air_of(section: Section, temperature: np.ndarray | None = None) -> AirHistory:
    """The chamber's air over a section: straight between its instants.

    With `temperature` [K, at the instants], a coil's, as that coil feels it.
    """
    run = section.run
    rising = np.diff(run.times) > 0.0
    pairs = lambda values: np.stack([values[:-1], values[1:]], 1)[rising]  # noqa: E731
    return AirHistory(
        np.append(run.times[:-1][rising], run.times[-1]),
        pairs(run.wall if temperature is None else temperature),
        pairs(run.vapour_pressure),
        pairs(run.pressure),
        section.pieces[0].gas,
    )


def bought(spec: ChamberSpec, totals: Mapping[str, float]) -> Energy:
    """Heat, cold and pump of a run's `totals`, as what they are bought."""
    parts = {"electricity": totals["pump_work"] + totals["cooled"] / spec.cooling_cop}
    heat = totals["heated"] / spec.heater_efficiency
    parts[spec.heater_carrier] = parts.get(spec.heater_carrier, 0.0) + heat
    return Energy(**parts)


def drawn(spec: ChamberSpec, section: Section) -> Energy:
    """What a section of a recipe drew: heat, cold, pump and gas."""
    totals, gas = section.run.totals, section.pieces[0].gas
    supplied = math.fsum(
        totals[f"{way}_{what}"]
        for way in ("purge", "vent")
        for what in ("dry", "water")
    )
    energy = bought(spec, totals)
    if gas != "air":  # which costs nothing
        energy = energy + Energy(**{gas: supplied / NORM_VOLUME})
    return energy


class Chamber(Zone):
    """One chamber of an oven.

    `spec` None: its air is that of the recipe, whatever it holds; between two loads it
    keeps its temperature.
    """

    def __init__(self, name: str, spec: ChamberSpec | None):
        super().__init__(name)
        self.spec = spec
        self.temperature: float | None = None  # K, that its programme stands at
        self.loads: list[Load] = []

    @property
    def air(self) -> AirHistory | Load:
        """The history that is being written now; with a balance, the load inside."""
        return self.histories[-1] if self.spec is None else self.loads[-1]

    @property
    def load(self) -> Load | None:
        """The load inside, or that was there last; None without a balance."""
        return self.loads[-1] if self.loads else None

    def take(self, load: Load, ramps: Sequence[Ramp]) -> None:
        """A load goes in, under the programme `ramps`."""
        self.loads.append(load)
        self.temperature = ramps[-1].end
