"""Coil: the only thing that holds water.

A coil notes where it is (stays), at which instants its water is wanted (marks), and
where its material or shape changes (changes), in the order in which they happen. Its
water follows later, in batches: see :mod:`twin.settle`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from models import recast
from models.material import Material
from models.sorption import EDGE, Exchange, MoistureState, Outcome
from twin.cutting import ROUNDED, Rows, held_between, in_one_half
from twin.energy import Energy
from twin.stay import Change, Cut, Mark, Stay, reading
from twin.wrapping import Wrapping
from twin.zone import Zone

IN_PROCESS, DONE, CONSUMED = "in_process", "done", "consumed"
SCRAPPED, SLIT = "scrapped", "slit"


class Coil:
    """One coil: name, parent, geometry, model, moisture state, and where it has been.

    `model` is that of now; `state` belongs to `booked_model`, up to where the physics
    has been worked out. `state` None: the coil was cut from one not yet settled. With
    `keeps` it keeps what is booked: its life can be retraced (:mod:`twin.life`).
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
        keeps: bool = False,
    ):
        self.name = name
        self.electrode = electrode
        self.material = material
        self.model = self.booked_model = model
        self.half_width = 0.5 * width
        self.length = length  # m of web
        self.width = width  # m of coating
        self.core_diameter = core_diameter
        self.first_model = model
        self.state = self.first_state = state
        self.cut = cut
        area = length * width
        self.coating_mass = (
            material.coated_sides * material.coating_mass_per_area * area
        )
        self.electrode_mass = material.electrode_mass_per_area * area
        self.pending: list[Stay | Mark | Change] = []
        self.kept: list[Stay | Mark | Change] | None = [] if keeps else None
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
    def outer_diameter(self) -> float:
        """Of the wound coil [m]: the layers fill the ring around the core."""
        ring = 4.0 * self.length * self.material.electrode_thickness / math.pi
        return math.sqrt(self.core_diameter**2 + ring)

    @property
    def surface(self) -> float:
        """Of the wound coil [m2]: two end faces and the mantle."""
        return 2.0 * self.end_face + math.pi * self.outer_diameter * self.width

    @property
    def end_face(self) -> float:
        """Area of one end face of the wound coil [m2]."""
        return math.pi / 4.0 * (self.outer_diameter**2 - self.core_diameter**2)

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
        volume = self.coating_mass / self.material.density
        edge = self.wound(film, heat_transfer)
        return wrapping.around(edge, self.surface, self.edge_area, volume)

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
            and stay.air is zone.air
            and stay.exchange == exchange
            and stay.model is self.model
        ):
            return  # nothing changes, so the stay goes on
        self._close(now)
        self.stay = Stay(
            zone,
            zone.air,
            exchange,
            self.model,
            now,
            self.coating_mass,
            self.visit,
            zone.load,
        )

    def _close(self, now):
        stay, self.stay = self.stay, None
        if stay is not None and now > stay.since:
            stay.until = now
            self.pending.append(stay)

    def _reopen(self, stay, now):
        self.stay = Stay(
            stay.zone,
            stay.air,
            stay.exchange,
            self.model,
            now,
            self.coating_mass,
            self.visit,
            stay.load,
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
        if stay is not None and stay.load is not None:
            stay.marks.append(mark)  # a look does not cut a load in two
            return mark
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

    def warm(
        self,
        temperature: Callable[[float], float],
        now: float,
        drawn: Callable[[float], Energy] | None = None,
    ) -> None:
        """The web takes the `temperature` [K] that follows from its own, at once.

        `drawn(heat)` says what the visit buys for the heat [J] that the dry web takes;
        it is booked when the coil is settled, which happens once.
        """
        visit, capacity = self.visit, self.electrode_mass * self.material.specific_heat

        def warmed(state, _):
            return replace(state, temperature=temperature(state.temperature))

        def draw(before, after):
            visit.draw(drawn(capacity * (after.temperature - before.temperature)))

        booked = None if drawn is None else draw
        self._change(Change(warmed, self.model, drawn=booked), now)

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
        rows_of_sheets = Rows.across(2.0 * self.half_width, rows, sheet_width)
        row_width = rows_of_sheets.width
        across = models(0.5 * row_width)
        along = models(0.5 * sheet_length) if sheet_length < row_width else None
        mass = self.coating_mass
        change = Change(
            lambda state, model: rows_of_sheets.cut(state, model, across, along),
            along or across,
            lambda state, model: rows_of_sheets.margin_water(state, model) * mass,
        )
        self._change(change, now)
        share = rows_of_sheets.share
        self.width *= share
        self.coating_mass *= share
        self.electrode_mass *= share
        self.half_width = 0.5 * min(row_width, sheet_length)
        if self.stay is not None:
            self.stay.mass = self.coating_mass

    def slit(self, cuts: Sequence[tuple[float, float]], models, now: float):
        """Daughters for the intervals `cuts` [m] of the full width; the rest is scrap.

        `models(half_width)` gives the material's model. The mother's life ends here.
        Daughters from mirrored places are alike, to the last bit.
        """
        mass = self.coating_mass
        cuts = [in_one_half(start, end, self.width) for start, end in cuts]

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
                models(0.5 * round(end - start, ROUNDED)),
                self.length,
                round(end - start, ROUNDED),
                self.core_diameter,
                now,
                cut=Cut(self, start, end),
                keeps=self.kept is not None,
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
        self._close(now)
        self.end = self.mark(now)
        self.fate = fate
        if fate != IN_PROCESS:
            self.ended = now

    @property
    def scrapped(self) -> float:
        """Water in its trim, and in itself where it was thrown away [kg]; settled."""
        thrown_away = self.fate in (SCRAPPED, CONSUMED)
        return self.trimmed + (self.end.reading.water if thrown_away else 0.0)

    # ------------------------------------------------------------ bookkeeping

    def finished_stays(self) -> list[Stay]:
        """The finished stays up to the next change of the model, or the next load."""
        stays = []
        for item in self.pending:
            if isinstance(item, Stay) and item.load is None:
                stays.append(item)
            elif not isinstance(item, Mark):
                break
        return stays

    @property
    def next_load(self) -> Any:
        """The load whose answer is all that the coil waits for; or None."""
        first = self.pending[0] if self.pending else None
        return first.load if isinstance(first, Stay) else None

    @property
    def finished_loads(self) -> list[Any]:
        """The loads it has been in, which are not booked yet."""
        return [
            item.load
            for item in self.pending
            if isinstance(item, Stay) and item.load is not None
        ]

    def pass_changes(self) -> None:
        """Book the marks and changes that come before the next stay."""
        done = 0
        for item in self.pending:
            if isinstance(item, Stay):
                break
            self._note(item)
            done += 1
        self._pass(done)

    def _pass(self, done):
        if self.kept is not None:
            self.kept += self.pending[:done]
        del self.pending[:done]

    def _note(self, item):
        if isinstance(item, Mark):
            item.reading = reading(self.booked_model, self.state, item)
            return
        if item.scrap is not None:
            self.trimmed += item.scrap(self.state, self.booked_model)
        before, self.state = self.state, item.recast(self.state, self.booked_model)
        self.booked_model = item.model
        if item.drawn is not None:
            item.drawn(before, self.state)

    def book(self, outcomes: Sequence[Outcome]) -> None:
        """Book `outcomes`, one for each of the finished stays, or that of a load."""
        results = iter(outcomes)
        done = 0
        for item in self.pending:
            if isinstance(item, Change):
                break
            if isinstance(item, Stay):
                outcome = next(results, None)
                if outcome is None:
                    break
                self.state = outcome.state
                released = outcome.released / item.model.material.density * item.mass
                self.removed += released
                item.zone.take_in(item, released)
                if item.visit is not None:
                    item.visit.exposed(outcome, released)
            else:
                self._note(item)
            done += 1
        self._pass(done)
