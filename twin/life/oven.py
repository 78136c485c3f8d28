"""What a load did to one of its coils, or would have done had it come otherwise.

A load is solved as one. Where a coil enters as it did, its answer is that of the run.
Where it enters wetter or drier, the load is solved once more with this one coil as it
would have come: the chamber's vapour, pressure and temperatures follow, its mates and
the walls enter as they did.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.oven import run_load
from models.sorption import AirHistory, Exchange, Exposure, MoistureState, Outcome
from twin.chamber import INSIDE, Load, Section, air_of, joined

# A coil's own temperature is part of the answer; what retraces it follows it at once.
FOLLOWING: Exchange = INSIDE


@dataclass(frozen=True, eq=False)
class Through:
    """A coil's way through a load.

    `path` is the air as the coil felt it, its own temperature as the air's; `airs` that
    of the chamber. Both on the clock of the run.
    """

    outcome: Outcome
    path: tuple[Exposure, ...]
    airs: tuple[AirHistory, ...]


def through(load: Load, place: int, state: MoistureState) -> Through:
    """The way of coil number `place` of a solved `load`, which entered with `state`.

    Raises
    ------
    SolverError
        Where the load has no answer with that coil.
    """
    own, sections = load.which[place], load.sections
    if not same(state, sections[0].coils[own].state):
        own, sections = 0, _once_more(load, own, state)
    path, airs = [], []
    for section in sections:
        felt = air_of(section, section.run.temperature[:, own])
        path.append(Exposure(felt, felt.times[0], felt.times[-1], FOLLOWING))
        airs.append(air_of(section))
    return Through(joined(sections)[own], tuple(path), tuple(airs))


def same(one: MoistureState, other: MoistureState) -> bool:
    """Whether two states are equal to the last bit."""
    if (one.branch is None) != (other.branch is None):
        return False
    return (
        one.temperature == other.temperature
        and np.array_equal(one.macro, other.macro)
        and np.array_equal(one.micro, other.micro)
        and (one.branch is None or np.array_equal(one.branch, other.branch))
    )


def _once_more(load: Load, own: int, state: MoistureState) -> Sequence[Section]:
    """The sections with one coil, put first, that enters with `state`."""
    first = load.sections[0]
    coils = [replace(first.coils[own], state=state, count=1.0)]
    for number, coil in enumerate(first.coils):
        count = coil.count - (number == own)
        if count > 0.0:
            coils.append(replace(coil, count=count))
    chamber, found = first.chamber, []
    for section in load.sections:
        run = run_load(
            section.balance,
            coils,
            section.pieces,
            chamber,
            float(section.run.times[0]),
            load.tolerance,
        )
        found.append(replace(section, coils=tuple(coils), chamber=chamber, run=run))
        chamber = run.chamber
        coils = [
            replace(coil, state=after)
            for coil, after in zip(coils, run.states, strict=True)
        ]
    return found
