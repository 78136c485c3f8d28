"""What is called a plan has been run on the full model, with all samples."""

from collections.abc import Mapping

import numpy as np

from models.oven import run_load
from models.units import HOUR
from scenarios.plan.judge import Crew, Judge, Judged
from scenarios.plan.programme import Programme, programme, whole_run
from scenarios.plan.window import excesses


def ended(judge: Judge, recipe: Programme, values: Mapping, crew: Crew) -> np.ndarray:
    """Excesses at the end of `recipe` in every sample [samples, limits]."""
    nominal = judge.plant(judge.nominal, values)

    def of(plant):
        plant = judge.plant(plant, values)
        run = run_load(
            plant.oven, plant.coils, recipe.pieces, judge.base.start,
            tolerance=judge.base.tolerance,
        )  # fmt: skip
        return judge.at_end(nominal, run)

    return np.array(crew.map(of, judge.samples))


def settled(judge: Judge, values: Mapping, crew: Crew) -> Judged:
    """The recipe of `values` in every sample, its hold as long as it has to be.

    The hold that the search found is where this begins; how limits move with it is
    read from the run without multipliers, until the shortest sufficient hold is the one
    that was run.

    Raises
    ------
    SolverError
        Where a sample has no answer.
    """
    hold = judge.task.hold
    if hold is None:
        return fixed(judge, judge.programme(values), values, crew)
    rest = {name: value for name, value in values.items() if name != hold.name}
    recipe = judge.programme(rest)
    nominal = judge.plant(judge.nominal, rest)
    lengths = np.array(hold.values())
    run, _ = whole_run(nominal, recipe, judge.base)
    window, at = judge.task.window, recipe.before + lengths * HOUR
    course = excesses(window, judge.limits, nominal.coils, run, at, recipe.rest)
    k = int(np.abs(lengths - values[hold.name]).argmin())
    tried: dict[int, Judged] = {}
    while k not in tried:
        at_hold = recipe.held(lengths[k])
        excess = ended(judge, at_hold, rest, crew)
        tried[k] = judge.answer(
            {**rest, hold.name: hold.value(k)}, at_hold, nominal, excess
        )
        expected = excess[:, :, None] + (course - course[:, k : k + 1])[None]
        k = judge.shortest(expected)
    good = [own for own, judged in tried.items() if judged.is_feasible]
    return tried[min(good)] if good else tried[k]


def fixed(judge: Judge, recipe: Programme, values: Mapping, crew: Crew) -> Judged:
    """`recipe` as it is, in every sample."""
    nominal = judge.plant(judge.nominal, values)
    excess = ended(judge, recipe, values, crew)
    return judge.answer(dict(values), recipe, nominal, excess)


def today(judge: Judge, crew: Crew) -> Judged:
    """Today's recipe in every sample."""
    task = judge.task
    recipe = programme(task.today, {}, judge.base, None)
    return fixed(judge, recipe, task.counts_today, crew)
