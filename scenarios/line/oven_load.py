# ruff: noqa: N815  (fields carry their unit: degC, mbar)
"""LoadState: how far an oven is with its load, at an instant."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from models.units import HOUR, kelvin
from scenarios.line.history import CoilHistory, LineHistory
from twin.scenario import OvenSpec
from twin.zone import recipe_pieces

LOADING, DRYING, UNLOADING, DONE = "loading", "drying", "unloading", "done"


@dataclass(frozen=True)
class LoadState:
    """A load in a chamber of an oven.

    `phase` is LOADING, DRYING, UNLOADING or DONE; `step` of `steps` of the recipe runs,
    None outside of it and where a repair has shifted it. `left` [h] is the time until
    it is ready; `planned` says that this is by the recipe, as the run ended before.
    """

    machine: int
    coils: tuple[str, ...]
    phase: str
    step: int | None
    steps: int
    temperature_degC: float
    pressure_mbar: float
    left: float
    planned: bool


def load_state(
    history: LineHistory,
    station: str,
    machine: int,
    coils: Sequence[CoilHistory],
    time: float,
) -> LoadState:
    """The load of `coils` in a chamber at `time` [h], which has begun by then."""
    spec = history.scenario.stations[station]
    visits = coils[0].visits
    row = int(np.searchsorted(visits["arrived_h"], time, side="right")) - 1
    started, finished = visits["started_h"][row], visits["finished_h"][row]
    whose = f"{station}/{machine}"
    step_ends, steps = _step_ends(history, spec, whose, started)
    begin = started + spec.loading / HOUR
    whole = step_ends[-1] if step_ends else 0.0
    repair = float(visits["repair_h"][row])
    if math.isnan(finished):
        planned, left = True, begin + whole + spec.unloading / HOUR - time
    else:
        planned, left = False, finished - time
    step = None
    if left <= 0.0 and not planned:
        phase, left = DONE, 0.0
    elif time < begin:
        phase = LOADING
    elif time >= begin + whole + repair:
        phase = UNLOADING
    else:
        phase = DRYING
        if repair == 0.0:
            step = steps[min(bisect_right(step_ends, time - begin), len(steps) - 1)]
    air = history.airs.get(whose)
    warm = pressure = math.nan
    if phase == DRYING and air is not None:
        warm = float(np.interp(time, air["time_h"], air["temperature_degC"]))
        pressure = float(np.interp(time, air["time_h"], air["pressure_mbar"]))
    return LoadState(
        machine,
        tuple(coil.name for coil in coils),
        phase,
        step,
        len(spec.recipe),
        warm,
        pressure,
        max(float(left), 0.0),
        planned,
    )


def _step_ends(history, spec: OvenSpec, whose, started):
    """When each ramp and hold ends [h after the recipe's begin], and its step, from 1.

    A chamber's first load begins at the temperature of the room, later ones at that of
    the recipe's end.
    """
    if not spec.recipe:
        return [], []
    begin = spec.recipe[-1].temperature
    if started <= history.loads[whose][0]:
        air = history.airs[spec.zone]
        when = started + spec.loading / HOUR
        begin = kelvin(float(np.interp(when, air["time_h"], air["temperature_degC"])))
    pieces = recipe_pieces(spec.recipe, begin)
    number = {id(step): i for i, step in enumerate(spec.recipe, start=1)}
    ends = list(accumulate(piece.duration / HOUR for piece in pieces))
    return ends, [number[id(piece.step)] for piece in pieces]
