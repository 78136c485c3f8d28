"""A plan's text as its loader sees it: of what kind it is, and how much it asks for."""

from dataclasses import dataclass
from pathlib import Path

from scenarios.plan import load as of_recipe
from scenarios.plan.day import load as of_day
from scenarios.plan.settings import load as of_line
from scenarios.plan.settings.far import words_before
from scenarios.plan.settings.schema import KIND as LINE
from scenarios.plan.stored import DAY, RECIPE, WEEK
from scenarios.plan.week import line as week_line
from scenarios.plan.week import load as of_week
from scenarios.yaml_tree import parse


@dataclass(frozen=True)
class Asked:
    """What a sound plan file asks for; `size` says in words how much work it is."""

    kind: str
    name: str
    size: str


def kind_of(content) -> str:
    """The kind of plan that the keys of a file are."""
    if of_line.is_settings(content):
        return LINE
    if of_day.is_day(content):
        return DAY
    return WEEK if of_week.is_week(content) else RECIPE


def checked(text: str, folder: Path, workers: int = 1) -> Asked:
    """What a plan file's text asks for; its relative paths begin at `folder`.

    Raises
    ------
    ScenarioError
        With all that is wrong with it.
    """
    tree = parse(text, "the plan")
    own = (tree.content, tree.lines, "the plan", folder)
    kind = kind_of(tree.content)
    if kind == LINE:
        task = of_line.loaded(*own, workers)
        return Asked(kind, task.name, words_before(task, workers))
    if kind == DAY:
        day = of_day.loaded(*own)
        return Asked(kind, day.keys.name, day_size(day))
    if kind == WEEK:
        week = of_week.loaded(*own)
        if week.scenario is not None:
            week_line.line_of(week)  # its faults now, not after the search
        return Asked(kind, week.name, week_size(week))
    recipe = of_recipe.loaded(*own)
    return Asked(kind, recipe.name, recipe_size(recipe))


def recipe_size(task) -> str:
    """How much a plan of a recipe asks for."""
    search = task.search
    words = (
        f"up to {search.evaluations} recipes under {search.samples} samples, then the "
        f"chosen under {search.plan_samples}"
    )
    return words + (
        "" if task.line is None else f", and the front on {task.line.source}"
    )


def day_size(day) -> str:
    """How much a day of ovens asks for."""
    coils = sum(one.count for one in day.keys.coils)
    plans = {one.plan for one in day.keys.recipes.values() if one.plan is not None}
    words = f"{coils} coils in up to {day.keys.ovens.at_most} ovens"
    if plans:
        words += "; plans of recipes that it names are worked out first, once"
    return words


def week_size(task) -> str:
    """How much a plan of a week asks for."""
    count = 1
    for band in task.bands:
        count *= band.levels
    words = f"{count} schedules, the promising ones run through their week"
    return words + ("" if task.scenario is None else "; the chosen ones in the line")
