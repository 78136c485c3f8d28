"""Excesses behind a demanded wait: at states, and at every length of the hold.

A wait is solved from the states at some lengths of the hold; what it leaves follows
what the coils hold at the door, and is read between them. What is chosen is solved
again on the full model, sample by sample, from its own end.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from models.oven import LoadRun
from models.sorption import MoistureState
from models.units import HOUR, PPM
from scenarios.plan.plant import Plant
from scenarios.plan.programme import Programme, stopped_run
from scenarios.plan.waiting import (
    BAG_LEVELS,
    FINE_KNOTS,
    KNOTS,
    excesses_behind,
    knots,
    profiles,
    read_between,
)


def behind_at_states(
    judge, plant: Plant, values: Mapping, states: Sequence[Sequence[MoistureState]]
) -> np.ndarray:
    """Excesses behind the wait of `plant`'s coils from each of `states`.

    [limits, states], of the limits `judge.behind`; `states` [states][coils].
    """
    task = judge.task
    stay = task.waiting.stay(values, plant.coils)
    waited = profiles(stay, plant.coils, states)
    return excesses_behind(task.window, judge.behind, plant.coils, waited)


def behind_at_holds(
    judge, nominal: Plant, recipe: Programme, values: Mapping, holds: np.ndarray
) -> tuple[list[LoadRun], np.ndarray]:
    """Each sample's run to the last of `holds` [h], and its excesses behind the wait.

    [samples, limits, holds]. A bag with an air of its own takes a hundred times as long
    to solve as the oven: a search reads it from coils of even water, without
    multipliers.
    """
    stay = judge.task.waiting.stay(values, nominal.coils)
    runs, rows = [], []
    if stay.is_bag and judge.surface is not None:
        known = _levels_in_bag(judge, values, stay)
        for _, run in judge.runs(recipe, values):
            runs.append(run)
            rows.append(_read(judge, nominal, recipe, run, holds, known))
        return runs, np.array(rows)
    for plant in judge.samples:
        own = judge.plant(plant, values)
        run, behind = _course(judge, own, recipe, stay, holds, KNOTS)
        runs.append(run)
        rows.append(behind)
    return runs, np.array(rows)


def course_behind(
    judge, nominal: Plant, recipe: Programme, values: Mapping, holds: np.ndarray
) -> np.ndarray:
    """Excesses behind the wait at all `holds` [h] of one plant [limits, holds]."""
    stay = judge.task.waiting.stay(values, nominal.coils)
    return _course(judge, nominal, recipe, stay, holds, FINE_KNOTS)[1]


def _course(judge, plant, recipe, stay, holds, count):
    """A run of `plant` and its excesses behind, from waits at `count` holds."""
    at = knots(holds, count)
    run, states = stopped_run(plant, recipe, judge.base, holds[at])
    waited = profiles(stay, plant.coils, states)
    clock = recipe.before + holds[at] * HOUR
    known = [
        (np.interp(clock, run.times, mean), rows)
        for mean, rows in zip(run.mean.T, waited, strict=True)
    ]
    return run, _read(judge, plant, recipe, run, holds, known)


def _read(judge, plant, recipe, run, holds, known):
    """Excesses behind at all `holds`, from what is `known` of each coil."""
    clock = recipe.before + holds * HOUR
    waited = [
        read_between(*own, np.interp(clock, run.times, mean))
        for own, mean in zip(known, run.mean.T, strict=True)
    ]
    return excesses_behind(judge.task.window, judge.behind, plant.coils, waited)


def _levels_in_bag(judge, values, stay):
    """Water at the door [kg/m3] and profiles behind the wait, of each group of coils.

    Once for each bag and air of a plan: of coils that hold some levels of the limit
    evenly, up to what they enter the oven with.
    """
    kept = judge.task.waiting.decided(values)
    if kept not in judge.bags:
        judge.bags[kept] = [
            _of_coil(judge, coil, stay, i) for i, coil in enumerate(judge.nominal.coils)
        ]
    return judge.bags[kept]


def _of_coil(judge, coil, stay, i):
    window, model = judge.task.window, coil.model
    limit = max(water for water in (window.water, window.wettest) if water is not None)
    most = model.water(coil.state) / model.material.density
    levels = [
        level * limit / model.material.coating_share
        for level in BAG_LEVELS
        if level * limit / model.material.coating_share < most
    ] or [most]
    temperature = stay.air.at(0.0)[0]
    states = [(model.uniform(level / PPM, temperature),) for level in levels]
    alone = stay.of(i)
    (rows,) = profiles(alone, [coil], states)
    return np.array([model.water(own) for (own,) in states]), rows
