"""What is called a plan has been run on the full model, with all samples."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from models.oven import run_load
from models.units import HOUR
from scenarios.plan.behind import course_behind
from scenarios.plan.judge import Crew, Judge, Judged
from scenarios.plan.programme import Programme, programme, whole_run
from scenarios.plan.window import excesses


def ended(judge: Judge, recipe: Programme, values: Mapping, crew: Crew) -> np.ndarray:
    """Excesses at the end of `recipe` in every sample [samples, limits]."""

    def of(plant):
        plant = judge.plant(plant, values)
        run = run_load(
            plant.oven, plant.coils, recipe.pieces, judge.base.start,
            tolerance=judge.base.tolerance,
        )  # fmt: skip
        return judge.at_end(plant, run, values)

    return np.array(crew.map(of, judge.samples))


def held_runs(
    judge: Judge, values: Mapping, crew: Crew, choose: Callable[[np.ndarray], int]
) -> dict[int, tuple[dict, Programme, np.ndarray, np.ndarray]]:
    """The recipe of `values` in every sample, run at holds until `choose` has its own.

    It begins at the hold that the search found. How limits move with the hold is read
    from the run without multipliers; `choose` says which hold [index] it takes from
    expected excesses [samples, limits, holds]. By the hold's index: values, recipe,
    excesses that came out, and those to be expected one step shorter.
    """
    hold = judge.task.hold
    rest = {name: value for name, value in values.items() if name != hold.name}
    recipe = judge.programme(rest)
    nominal = judge.plant(judge.nominal, rest)
    lengths = np.array(hold.values())
    run, _ = whole_run(nominal, recipe, judge.base)
    window, at = judge.task.window, recipe.before + lengths * HOUR
    course = excesses(window, judge.at_door, nominal.coils, run, at, recipe.rest)
    if judge.behind:
        behind = course_behind(judge, nominal, recipe, rest, lengths)
        course = np.concatenate([course, behind])
    k = int(np.abs(lengths - values[hold.name]).argmin())
    tried: dict[int, tuple] = {}
    while k not in tried:
        at_hold = recipe.held(lengths[k])
        excess = ended(judge, at_hold, rest, crew)
        less = excess + (course[:, max(k - 1, 0)] - course[:, k])
        tried[k] = ({**rest, hold.name: hold.value(k)}, at_hold, excess, less)
        k = choose(excess[:, :, None] + (course - course[:, k : k + 1])[None])
    return tried


def settled(judge: Judge, values: Mapping, crew: Crew) -> Judged:
    """The recipe of `values` in every sample, its hold as long as it has to be.

    Raises
    ------
    SolverError
        Where a sample has no answer.
    """
    if judge.task.hold is None:
        return fixed(judge, judge.programme(values), values, crew)
    tried = held_runs(judge, values, crew, judge.shortest)
    answers = []
    for k, (own, recipe, excess, less) in sorted(tried.items()):
        plant = judge.plant(judge.nominal, own)
        answer = judge.answer(own, recipe, plant, excess)
        answers.append(replace(answer, binding=_binding(judge, less) if k else ""))
    good = [answer for answer in answers if answer.is_feasible]
    return good[0] if good else max(answers, key=lambda one: one.share)


def _binding(judge, less) -> str:
    """The limit that too many samples break one step of the hold earlier, or ""."""
    kept = less <= 0.0
    if kept.all(1).mean() >= judge.needed - 1e-12:
        return ""
    return judge.limits[int(kept.mean(0).argmin())]


def relaxed(
    judge: Judge, values: Mapping, names: Sequence[str], crew: Crew
) -> tuple[float, Mapping]:
    """Least excess that limits `names` have to give, all others kept, and the recipe.

    inf where too few samples keep the others.
    """
    if judge.task.hold is None:
        excess = ended(judge, judge.programme(values), values, crew)
        return float(judge.relaxation(excess[:, :, None], names)[0]), values
    tried = held_runs(
        judge, values, crew, lambda e: int(judge.relaxation(e, names).argmin())
    )
    gives = [
        (float(judge.relaxation(excess[:, :, None], names)[0]), k)
        for k, (_, _, excess, _) in tried.items()
    ]
    least, k = min(gives)
    return least, tried[k][0]


def fixed(judge: Judge, recipe: Programme, values: Mapping, crew: Crew) -> Judged:
    """`recipe` as it is, in every sample."""
    nominal = judge.plant(judge.nominal, values)
    excess = ended(judge, recipe, values, crew)
    return judge.answer(dict(values), recipe, nominal, excess)


def today(judge: Judge, crew: Crew) -> Judged:
    """Today's recipe in every sample."""
    task = judge.task
    recipe = programme(task.today, {}, judge.base, None)
    return fixed(judge, recipe, task.of_today, crew)
