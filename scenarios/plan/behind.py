"""Excesses behind a demanded wait: at states, and at every length of the hold.

A wait is solved from the states at some lengths of the hold; what it leaves changes
smoothly from one to the next, and is read between them. What is chosen is solved again
on the full model, sample by sample, from its own end.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from models.oven import LoadRun
from models.sorption import MoistureState
from models.units import HOUR
from scenarios.plan.plant import Plant
from scenarios.plan.programme import Programme, stopped_run
from scenarios.plan.waiting import KNOTS, after, between, excesses_behind, knots, moved


def behind_at_states(
    judge, plant: Plant, values: Mapping, states: Sequence[Sequence[MoistureState]]
) -> np.ndarray:
    """Excesses behind the wait of `plant`'s coils from each of `states`.

    [limits, states], of the limits `judge.behind`; `states` [states][coils].
    """
    task = judge.task
    stay = task.waiting.stay(values, plant.coils)
    water = after(stay, plant.coils, states)
    return excesses_behind(task.window, judge.behind, plant.coils, *water)


def behind_at_holds(
    judge, nominal: Plant, recipe: Programme, values: Mapping, holds: np.ndarray
) -> tuple[list[LoadRun], np.ndarray]:
    """Each sample's run to the last of `holds` [h], and its excesses behind the wait.

    [samples, limits, holds]. In a bag with an air of its own, which takes as long to
    solve as several runs, a search solves the wait without multipliers only, and moves
    each sample's water as that one's moves.
    """
    task = judge.task
    stay = task.waiting.stay(values, nominal.coils)
    at = knots(holds, KNOTS)
    plants = [judge.plant(plant, values) for plant in judge.samples]
    if stay.is_bag and judge.surface is not None:
        runs = [run for _, run in judge.runs(recipe, values)]
        run, states = stopped_run(nominal, recipe, judge.base, holds[at])
        water = after(stay, nominal.coils, states)
        clock = recipe.before + holds[at] * HOUR
        own = _at_door(run, clock)
        mean, worst = (
            np.array([moved(_at_door(r, clock)[k], own[k], water[k]) for r in runs])
            for k in (0, 1)
        )
    else:
        found = [stopped_run(p, recipe, judge.base, holds[at]) for p in plants]
        runs = [run for run, _ in found]
        water = [
            after(stay, plant.coils, states)
            for plant, (_, states) in zip(plants, found, strict=True)
        ]
        mean, worst = (np.array(one) for one in zip(*water, strict=True))
    rows = excesses_behind(task.window, judge.behind, nominal.coils, mean, worst)
    return runs, between(holds, at, rows.transpose(1, 0, 2))


def course_behind(
    judge, nominal: Plant, recipe: Programme, values: Mapping, holds: np.ndarray, count
) -> np.ndarray:
    """Excesses behind the wait at all `holds` [h] without multipliers [limits, holds].

    From `count` lengths of the hold.
    """
    at = knots(holds, count)
    _, states = stopped_run(nominal, recipe, judge.base, holds[at])
    return between(holds, at, behind_at_states(judge, nominal, values, states))


def _at_door(run, clock):
    """Mean and wettest place at the instants of `clock` [s], each [instants, coils]."""
    return [
        np.column_stack([np.interp(clock, run.times, one) for one in water.T])
        for water in (run.mean, run.worst)
    ]
