"""A recipe with its decisions filled in, and the hold in it that is found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from pydantic import TypeAdapter

from models.oven import LoadRun, Piece, run_load
from models.oven.run import TOTALS
from models.sorption import MoistureState
from models.units import HOUR, MBAR
from scenarios.faults import Faults, ScenarioError
from scenarios.oven.load import OvenStep, OvenTask, frozen_recipe
from scenarios.plan.decisions import substituted
from scenarios.plan.plant import Plant
from scenarios.schema.recipe import OvenItem
from twin.chamber import Section, drawn
from twin.energy import NOTHING, Energy

ITEMS = TypeAdapter(list[OvenItem])


@dataclass(frozen=True)
class Programme:
    """Steps and pieces of a recipe; `hold`: which piece is found, None: none is."""

    steps: tuple[OvenStep, ...]
    pieces: tuple[Piece, ...]
    hold: int | None = None

    @property
    def duration(self) -> float:
        """All of it [s]."""
        return sum(piece.duration for piece in self.pieces)

    @property
    def before(self) -> float:
        """Until the hold begins [s]."""
        return sum(piece.duration for piece in self.pieces[: self.hold])

    @property
    def rest(self) -> float:
        """What follows the hold [s]; 0 where none is found."""
        if self.hold is None:
            return 0.0
        return sum(piece.duration for piece in self.pieces[self.hold + 1 :])

    @property
    def hold_hours(self) -> float:
        """How long the hold that is found is [h]."""
        return self.pieces[self.hold].duration / HOUR

    @property
    def until_hold_ends(self) -> tuple[Piece, ...]:
        """The pieces up to the end of the hold that is found, or all."""
        return self.pieces if self.hold is None else self.pieces[: self.hold + 1]

    def held(self, hours: float) -> "Programme":
        """The same with the hold that is found `hours` [h] long."""
        pieces = list(self.pieces)
        pieces[self.hold] = replace(pieces[self.hold], duration=hours * HOUR)
        return replace(self, pieces=tuple(pieces))


def programme(
    template: list, values: Mapping, base: OvenTask, hold_at: int | None
) -> Programme:
    """The Programme of `template` under `values`; `hold_at`: item with the found hold.

    Raises
    ------
    ScenarioError
        Where these values make no recipe: gas above saturation, a ramp down from
        below.
    """
    filled = substituted(template, values)
    faults = Faults()
    items = ITEMS.validate_python(filled)
    steps, pieces = frozen_recipe(
        items, base.start.wall, base.oven.pump.pressure[0] / MBAR, faults
    )
    if faults:
        raise ScenarioError(base.source, faults)
    if hold_at is None:
        return Programme(steps, pieces)
    step = sum(
        item["repeat"] * len(item["steps"]) if "repeat" in item else 1
        for item in filled[:hold_at]
    )
    return Programme(steps, pieces, sum(s.pieces for s in steps[: step + 1]) - 1)


def _sections(plant: Plant, groups: Iterable, base: OvenTask):
    """Runs through groups of pieces one after the other, and what each drew."""
    chamber, coils, at = base.start, plant.coils, 0.0
    for pieces in groups:
        run = run_load(plant.oven, coils, pieces, chamber, at, base.tolerance)
        yield run, drawn(base.chamber, Section(pieces, plant.oven, coils, chamber, run))
        chamber, at = run.chamber, float(run.times[-1])
        coils = tuple(
            replace(coil, state=state)
            for coil, state in zip(coils, run.states, strict=True)
        )


def whole_run(
    plant: Plant, programme: Programme, base: OvenTask
) -> tuple[LoadRun, Energy]:
    """A run through the whole programme, and what it drew, each gas on its own."""
    groups = [
        tuple(group)
        for _, group in groupby(programme.pieces, key=lambda piece: piece.gas)
    ]
    runs, energy = [], NOTHING
    for run, drew in _sections(plant, groups, base):
        runs.append(run)
        energy = energy + drew
    return (runs[0] if len(runs) == 1 else _joined(runs)), energy


def stopped_run(
    plant: Plant, programme: Programme, base: OvenTask, stops: Sequence[float]
) -> tuple[LoadRun, tuple[tuple[MoistureState, ...], ...]]:
    """A run to the last of `stops` [h, in the hold that is found], and states at each.

    `stops` rise; the states are those of the coils.
    """
    held, before = programme.pieces[programme.hold], programme.pieces[: programme.hold]
    ends = [0.0, *(stop * HOUR for stop in stops)]
    parts = [held.part(a, b) for a, b in pairwise(ends)]
    run = run_load(
        plant.oven, plant.coils, (*before, *parts), base.start,
        tolerance=base.tolerance, keep=True,
    )  # fmt: skip
    return run, run.kept[len(before) :]


def piece_energies(
    plant: Plant, programme: Programme, base: OvenTask
) -> tuple[tuple[float, Energy], ...]:
    """How long each piece of the programme takes [s], and what it draws."""
    groups = [(piece,) for piece in programme.pieces]
    return tuple(
        (piece.duration, drew)
        for (piece,), (_, drew) in zip(
            groups, _sections(plant, groups, base), strict=True
        )
    )


def _joined(runs) -> LoadRun:
    """Runs that follow each other as one."""
    along = (
        "times", "wall", "pressure", "vapour_pressure", "set_pressure", "temperature",
        "mean", "worst",
    )  # fmt: skip
    parts = {n: np.concatenate([getattr(r, n) for r in runs]) for n in along}
    offsets = np.cumsum([0, *(r.piece[-1] + 1 for r in runs[:-1])])
    return replace(
        runs[-1],
        **parts,
        piece=np.concatenate([r.piece + o for r, o in zip(runs, offsets, strict=True)]),
        totals={n: sum(r.totals[n] for r in runs) for n in TOTALS},
        coil_heat=sum(r.coil_heat for r in runs),
        coil_latent=sum(r.coil_latent for r in runs),
        coil_released=sum(r.coil_released for r in runs),
        steps=sum(r.steps for r in runs),
    )
