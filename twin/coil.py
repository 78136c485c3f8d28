"""Coil: the only thing that holds water; and `settle`, where its water changes.

A coil notes where it is (stays), at which instants its water is wanted (marks), and
where its material or shape changes (changes), in the order in which they happen. The
physics follows later, in batches: :func:`settle` books what is finished, in that order;
:func:`water_at` looks into what is not, on copies.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models import recast
from models.material import Material
from models.sorption import EDGE, SEALED, Exchange, Exposure, MoistureState, SolverError
from models.two_scale import WaterFigures
from twin.scenario import COATING_BASIS, MEAN, Wrapping
from twin.zone import Zone

# Thickness of the foil follows from its mass. Between aluminium (2700) and copper (8960
# kg/m3): foil is a tenth of what is wound, so the diameter is off by 3 % at most.
FOIL_DENSITY = 5000.0  # kg/m3, engineering estimate

IN_PROCESS, DONE, CONSUMED = "in_process", "done", "consumed"
SCRAPPED, SLIT = "scrapped", "slit"


@dataclass(slots=True)
class Reading:
    """A coil's water at one instant: figures [kg/kg dry coating], and of what."""

    time: float
    figures: WaterFigures
    coating_mass: float  # kg
    coating_share: float  # dry coating per dry electrode

    @property
    def water(self) -> float:
        """Water of the whole coil [kg]."""
        return self.figures.mean * self.coating_mass

    def content(self, basis: str, place: str = MEAN) -> float:
        """Water content [kg/kg of dry coating or dry electrode] at a place."""
        share = 1.0 if basis == COATING_BASIS else self.coating_share
        return getattr(self.figures, place) * share


@dataclass(slots=True)
class Stay:
    """From `since` to `until` [s] a coil met one air in one way.

    `mass` is the dry coating exposed [kg]: the mean, where cells are cut from the coil
    meanwhile. `visit` is told what the exposure did.
    """

    zone: Zone
    exposure_air: Any  # AirHistory
    exchange: Exchange
    model: Any  # MoistureModel
    since: float
    mass: float
    visit: Any = None
    until: float = math.nan

    def exposure(self, until: float) -> Exposure:
        return Exposure(self.exposure_air, self.since, until, self.exchange)


@dataclass(slots=True)
class Mark:
    """At `time` the coil's water is wanted: `reading`, once it is settled."""

    time: float
    coating_mass: float
    coating_share: float
    reading: Reading | None = None


@dataclass(slots=True)
class Change:
    """The coil's material or shape changes, its water does not.

    `recast(state, model)` is the state for the new `model`; `scrap(state, model)` the
    water [kg] in what is cut away.
    """

    recast: Callable[[MoistureState, Any], MoistureState]
    model: Any
    scrap: Callable[[MoistureState, Any], float] | None = None


@dataclass(slots=True)
class Cut:
    """Where a daughter comes from: her mother, and which part of the full width [m]."""

    mother: "Coil"
    start: float
    end: float


class Coil:
    """One coil: name, parent, geometry, model, moisture state, and where it has been.

    `model` is that of now; `state` belongs to `booked_model`, up to where the physics
    has been worked out. `state` None: the coil was cut from one not yet settled.
    """

    def __init__(
        self,
        name: str,
        electrode: str,
        material: Material,
        model: Any,
        length: float,
        width: float,
        core_diameter: float,
        now: float,
        state: MoistureState | None = None,
        cut: Cut | None = None,
    ):
        self.name = name
        self.electrode = electrode
        self.material = material
        self.model = self.booked_model = model
        self.half_width = 0.5 * width
        self.length = length  # m of web
        self.width = width  # m of coating
        self.core_diameter = core_diameter
        self.state = state
        self.cut = cut
        area = length * width
        self.coating_mass = (
            material.coated_sides * material.coating_mass_per_area * area
        )
        self.electrode_mass = material.electrode_mass_per_area * area
        self.pending: list[Stay | Mark | Change] = []
        self.stay: Stay | None = None  # the one that lasts
        self.visit: Any = None
        self.released = now
        self.entered = now if cut is None else cut.mother.entered
        self.ended = math.nan
        self.fate = IN_PROCESS
        self.last_station = ""
        self.removed = 0.0  # kg of water to the air, net
        self.trimmed = 0.0  # kg of water in what was cut away
        self.visits: dict[str, int] = {}
        self.rework: dict[str, int] = dict(cut.mother.rework) if cut else {}
        self.redirected: str | None = None  # station a check sends it back to
        self.start = self.mark(now)
        self.end: Mark | None = None

    # ------------------------------------------------------------ geometry

    @property
    def winding_thickness(self) -> float:
        """Thickness of one layer of electrode [m]."""
        material = self.material
        return (
            material.coated_sides * material.thickness
            + material.foil_mass / FOIL_DENSITY
        )

    @property
    def outer_diameter(self) -> float:
        """Of the wound coil [m]: the layers fill the ring around the core."""
        ring = 4.0 * self.length * self.winding_thickness / math.pi
        return math.sqrt(self.core_diameter**2 + ring)

    @property
    def surface(self) -> float:
        """Of the wound coil [m2]: two end faces and the mantle."""
        diameter = self.outer_diameter
        faces = 0.5 * math.pi * (diameter**2 - self.core_diameter**2)
        return faces + math.pi * diameter * self.width

    @property
    def edge_area(self) -> float:
        """Cross-section of the coatings at their open edges [m2]."""
        coating_volume = self.coating_mass / self.material.density
        return coating_volume / self.half_width

    def heating_time(self, heat_transfer: float) -> float:
        """Time constant m cp / (h A) of the wound coil [s], h in W/(m2 K).

        Examples
        --------
        The anode coil of PHYSICS 3.2 (1890 m, 0.25 m, 141 kg): 3.1 h at 8 W/(m2 K).
        """
        capacity = self.electrode_mass * self.material.specific_heat
        return capacity / (heat_transfer * self.surface)

    def wound(self, film: float, heat_transfer: float) -> Exchange:
        """How the wound coil, or a stack of its sheets, meets the air: by its edges."""
        return Exchange(EDGE, film, heating_time=self.heating_time(heat_transfer))

    def wrapped(
        self, wrapping: Wrapping, film: float, heat_transfer: float
    ) -> Exchange:
        """How the coil meets the air through a wrapping."""
        if math.isinf(wrapping.permeance):
            return self.wound(film, heat_transfer)
        heating_time = self.heating_time(heat_transfer)
        if wrapping.permeance == 0.0:
            return Exchange(SEALED, heating_time=heating_time)
        area = self.surface if wrapping.area is None else wrapping.area
        wrap = wrapping.permeance * area / self.edge_area
        return Exchange(EDGE, film, wrap, heating_time)

    # ------------------------------------------------------------ what happens to it

    def move_to(self, zone: Zone, exchange: Exchange | None, now: float) -> None:
        """Note that from `now` [s] on the coil is in `zone` and meets its air so.

        None: it is bare foil, on which nothing changes.
        """
        if exchange is None:
            self._close(now)
            return
        stay = self.stay
        if (
            stay is not None
            and stay.exposure_air is zone.air
            and stay.exchange == exchange
            and stay.model is self.model
        ):
            return  # nothing changes, so the stay goes on
        self._close(now)
        self.stay = Stay(
            zone, zone.air, exchange, self.model, now, self.coating_mass, self.visit
        )

    def _close(self, now):
        stay, self.stay = self.stay, None
        if stay is not None and now > stay.since:
            stay.until = now
            self.pending.append(stay)

    def _reopen(self, stay, now):
        self.stay = Stay(
            stay.zone,
            stay.exposure_air,
            stay.exchange,
            self.model,
            now,
            self.coating_mass,
            self.visit,
        )

    def mark(self, now: float) -> Mark:
        """A mark at `now` [s], whose reading comes when the coil is settled."""
        last = self.pending[-1] if self.pending else None
        if (
            isinstance(last, Mark)
            and last.time == now
            and last.coating_mass == self.coating_mass
        ):
            return last
        mark = Mark(now, self.coating_mass, self.material.coating_share)
        stay = self.stay
        self._close(now)
        self.pending.append(mark)
        if stay is not None:
            self._reopen(stay, now)
        return mark

    def report_to(self, visit: Any) -> None:
        """From now on, what the air does to the coil belongs to `visit`, or to none.

        Called right after a mark, so that the stay that lasts has only just begun.
        """
        self.visit = visit
        if self.stay is not None:
            self.stay.visit = visit

    def chill(self, temperature: float, now: float) -> None:
        """The web takes `temperature` [K]; its water stays."""
        self._change(
            Change(lambda s, _: replace(s, temperature=temperature), self.model), now
        )

    def compact(self, material: Material, model: Any, now: float) -> None:
        """The calender's nip: water per area stays, thickness and pores shrink."""
        self._change(Change(lambda s, m: recast.calendered(s, m, model), model), now)
        self.material = material

    def cut_sheets(
        self, rows: int, sheet_width: float, sheet_length: float, models, now: float
    ) -> None:
        """Cut into `rows` of sheets across the width; the margin is scrap.

        `models(half_width)` gives the material's model. Half of the sheet's shorter
        side becomes z; the rows of sheets are stacked together and share a mean state.
        """
        full, mass = 2.0 * self.half_width, self.coating_mass
        margin = 0.5 * (full - rows * sheet_width)
        # a margin that is only rounding is none
        margin = margin if margin > 1e-9 * full else 0.0
        row_width = (full - 2.0 * margin) / rows
        across = models(0.5 * row_width)
        along = models(0.5 * sheet_length) if sheet_length < row_width else None

        def cut(state, model):
            states = [
                recast.slit(
                    state,
                    model,
                    margin + row * row_width,
                    min(margin + (row + 1) * row_width, full),
                    across,
                )
                for row in range(rows)
            ]
            state = mean_state(states)
            return state if along is None else recast.uniform(state, across, along)

        def scrap(state, model):
            kept = held_between(state, model, margin, full - margin)
            both = held_between(state, model, 0.0, full)
            return (both - kept) * mass

        self._change(Change(cut, along or across, scrap), now)
        share = rows * row_width / full
        self.width *= share
        self.coating_mass *= share
        self.electrode_mass *= share
        self.half_width = 0.5 * min(row_width, sheet_length)
        if self.stay is not None:
            self.stay.mass = self.coating_mass

    def slit(self, cuts: Sequence[tuple[float, float]], models, now: float):
        """Daughters for the intervals `cuts` [m] of the full width; the rest is scrap.

        `models(half_width)` gives the material's model. The mother's life ends here.
        """
        mass = self.coating_mass

        def scrap(state, model):
            kept = sum(held_between(state, model, start, end) for start, end in cuts)
            return (held_between(state, model, 0.0, self.width) - kept) * mass

        self._change(Change(lambda state, _: state, self.model, scrap), now)
        self.finish(SLIT, now)
        return [
            Coil(
                f"{self.name}/{number}",
                self.electrode,
                self.material,
                models(0.5 * (end - start)),
                self.length,
                end - start,
                self.core_diameter,
                now,
                cut=Cut(self, start, end),
            )
            for number, (start, end) in enumerate(cuts, start=1)
        ]

    def _change(self, change, now):
        stay = self.stay
        self._close(now)
        self.pending.append(change)
        self.model = change.model
        if stay is not None:
            self._reopen(stay, now)

    def take(self, length: float) -> float:
        """Use up `length` [m] of web during the stay that lasts; its dry coating [kg].

        The stay counts with its mean mass, as if it was used up evenly.
        """
        share = min(length / self.length, 1.0)
        mass = self.coating_mass * share
        self.stay.mass = self.coating_mass - 0.5 * mass
        self.length -= length
        self.coating_mass -= mass
        self.electrode_mass *= 1.0 - share
        return mass

    def finish(self, fate: str, now: float) -> None:
        """The coil's life ends at `now` [s], or the run does."""
        self.end = self.mark(now)
        self.stay = None
        self.fate = fate
        if fate != IN_PROCESS:
            self.ended = now

    @property
    def scrapped(self) -> float:
        """Water in its trim, and in itself where it was thrown away [kg]; settled."""
        thrown_away = self.fate in (SCRAPPED, CONSUMED)
        return self.trimmed + (self.end.reading.water if thrown_away else 0.0)

    # ------------------------------------------------------------ bookkeeping

    def _leading(self):
        """The finished stays up to the next change of the model."""
        stays = []
        for item in self.pending:
            if isinstance(item, Change):
                break
            if isinstance(item, Stay):
                stays.append(item)
        return stays

    def _pass_changes(self):
        """Book the marks and changes that come before the next stay."""
        done = 0
        for item in self.pending:
            if isinstance(item, Stay):
                break
            self._book(item)
            done += 1
        del self.pending[:done]

    def _book(self, item):
        if isinstance(item, Mark):
            item.reading = reading(self.booked_model, self.state, item)
            return
        if item.scrap is not None:
            self.trimmed += item.scrap(self.state, self.booked_model)
        self.state = item.recast(self.state, self.booked_model)
        self.booked_model = item.model

    def _book_stays(self, outcomes):
        results = iter(outcomes)
        done = 0
        for item in self.pending:
            if isinstance(item, Change):
                break
            if isinstance(item, Stay):
                outcome = next(results)
                self.state = outcome.state
                released = outcome.released / item.model.material.density * item.mass
                self.removed += released
                if item.visit is not None:
                    item.visit.exposed(outcome, released)
            else:
                self._book(item)
            done += 1
        del self.pending[:done]


def reading(model: Any, state: MoistureState, mark: Mark) -> Reading:
    """What a mark reads off a state."""
    return Reading(
        mark.time, model.figures(state), mark.coating_mass, mark.coating_share
    )


def mean_state(states: Sequence[MoistureState]) -> MoistureState:
    """The mean of states of one model: what sheets stacked together hold."""
    if len(states) == 1:
        return states[0]
    number = len(states)
    branch = states[0].branch
    return MoistureState(
        sum(state.macro for state in states) / number,
        sum(state.micro for state in states) / number,
        states[0].temperature,
        None if branch is None else sum(state.branch for state in states) / number,
    )


def held_between(state: MoistureState, model: Any, start: float, end: float) -> float:
    """Water between two cuts, in kg per kg of dry coating of the full width.

    `start`, `end` [m] run over the full width, of which the profile is one half.
    """
    half = float(model.cell_widths.sum())
    left = total = 0.0  # left: distance of the cell's inner side from the middle
    for value, width in zip(model.profile(state), model.cell_widths, strict=True):
        right = left + width
        for low, high in ((half + left, half + right), (half - right, half - left)):
            overlap = min(end, high) - max(start, low)
            if overlap > 0.0:
                total += float(value) * overlap
        left = right
    return total / (2.0 * half * model.material.density)


# ---------------------------------------------------------------- settle


def _with_mothers(coils):
    """`coils` and the mothers they still wait for, each once, mothers first."""
    ordered: dict[int, Coil] = {}

    def add(coil):
        if coil.state is None:
            add(coil.cut.mother)
        ordered.setdefault(id(coil), coil)

    for coil in coils:
        add(coil)
    return list(ordered.values())


def _begin(coil):
    """Give a daughter her state, if her mother's is known up to the cut."""
    cut = coil.cut
    if cut.mother.pending or cut.mother.state is None:
        return False
    coil.state = recast.slit(
        cut.mother.state,
        cut.mother.booked_model,
        cut.start,
        cut.end,
        coil.booked_model,
    )
    return True


def settle(
    coils: Iterable[Coil],
    threads: int | None = None,
    others: Iterable[Coil] = (),
    progress: Callable[[int], None] | None = None,
) -> None:
    """Book the finished stays of `coils` in batched calls, mothers before daughters.

    Each wave takes every coil up to its next change of model, all coils of one model in
    one call. Of `others`, those that are ready join the calls that are made anyway: a
    large batch keeps all cores busy. When this is done, and with which other coils,
    changes no result. `progress` is told how many stays each call has booked.
    """
    todo = _with_mothers(coils)
    wanted = {id(coil) for coil in todo}
    spare: dict[int, list[Coil]] = {}
    for coil in others:
        if id(coil) not in wanted and coil.state is not None:
            coil._pass_changes()
            if coil.pending:
                spare.setdefault(id(coil.booked_model), []).append(coil)
    while todo:
        groups: dict[int, list[Coil]] = {}
        waiting = []
        for coil in todo:
            if coil.state is None and not _begin(coil):
                waiting.append(coil)
                continue
            coil._pass_changes()
            if coil.pending:
                groups.setdefault(id(coil.booked_model), []).append(coil)
                waiting.append(coil)
        for key, group in groups.items():
            group += spare.pop(key, [])
            stays = [coil._leading() for coil in group]
            paths = [[stay.exposure(stay.until) for stay in path] for path in stays]
            outcomes = _advanced(group, stays, paths, threads)
            for coil, results in zip(group, outcomes, strict=True):
                coil._book_stays(results)
            if progress is not None:
                progress(sum(len(path) for path in stays))
        todo = waiting


def _advanced(coils, stays, paths, threads):
    model = coils[0].booked_model
    try:
        return model.advance([coil.state for coil in coils], paths, threads)
    except SolverError as error:
        which = getattr(error, "coil", None)
        if which is not None:
            coil = coils[which]
            stay = stays[which][getattr(error, "exposure", 0)]
            station = stay.visit.station if stay.visit is not None else "on its way"
            error.add_note(f"coil {coil.name} in zone {stay.zone.name}, at {station}")
        raise


def water_at(
    coils: Sequence[Coil],
    now: float,
    threads: int | None = None,
    others: Iterable[Coil] = (),
) -> list[Reading]:
    """The water of `coils` at `now` [s], a look inside the stay that lasts.

    Works on copies of the state, so that looking changes no result.
    """
    settle(coils, threads, others)
    states = {id(coil): coil.state for coil in coils}
    groups: dict[int, list[Coil]] = {}
    for coil in coils:
        if coil.stay is not None and coil.stay.since < now:
            groups.setdefault(id(coil.booked_model), []).append(coil)
    for group in groups.values():
        stays = [[coil.stay] for coil in group]
        paths = [[coil.stay.exposure(now)] for coil in group]
        for coil, outcomes in zip(
            group, _advanced(group, stays, paths, threads), strict=True
        ):
            states[id(coil)] = outcomes[-1].state
    return [
        reading(
            coil.booked_model,
            states[id(coil)],
            Mark(now, coil.coating_mass, coil.material.coating_share),
        )
        for coil in coils
    ]
