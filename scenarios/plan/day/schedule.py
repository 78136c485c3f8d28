"""A day's schedule: loads in ovens, what it costs, and today's practice beside it."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.units import HOUR
from scenarios.plan.day.model import Assignment, DayModel
from scenarios.plan.day.task import DayRecipe, DayTask
from twin.energy import NOTHING, Energy


@dataclass(frozen=True, eq=False)
class Load:
    """Coils in an oven from `start` to `end` [s]; `coils` by name, with their group."""

    oven: int
    recipe: DayRecipe
    start: float
    coils: tuple[tuple[str, int], ...]

    @property
    def end(self) -> float:
        """When it is dry [s]."""
        return self.start + self.recipe.duration


@dataclass(frozen=True, eq=False)
class Schedule:
    """The loads of a day with `ovens` ovens, in the order in which they start.

    `costs` [currency]: energy, ovens, lateness, hours of coils. `gap`: how far it may
    be from the cheapest with as many ovens, as a part of its cost; None: not asked for.
    """

    task: DayTask
    ovens: int
    loads: tuple[Load, ...]
    gap: float | None

    @property
    def costs(self) -> Mapping[str, float]:
        """What it costs [currency], part by part."""
        task = self.task
        energy = sum(
            float(task.load_costs(one.recipe, np.array([one.start]))[0])
            for one in self.loads
        )
        hours = sum(
            (one.end - task.coils[g].arrival)
            for one in self.loads
            for _, g in one.coils
        )
        return {
            "energy": energy,
            "ovens": self.ovens * task.ovens.daily,
            "late": (task.late or 0.0) * self.lateness * HOUR,
            "hours": task.hour * hours,
        }

    @property
    def cost(self) -> float:
        """All of it [currency]."""
        return sum(self.costs.values())

    @property
    def lateness(self) -> float:
        """Hours that coils are late, added up."""
        return sum(
            max(one.end - self.task.coils[g].due, 0.0)
            for one in self.loads
            for _, g in one.coils
        ) / HOUR  # fmt: skip

    @property
    def latest(self) -> float:
        """Hours by which the latest coil is late."""
        late = [
            one.end - self.task.coils[g].due for one in self.loads for _, g in one.coils
        ]
        return max(max(late, default=0.0), 0.0) / HOUR

    @property
    def energy(self) -> Energy:
        """What all loads draw."""
        return sum((one.recipe.energy for one in self.loads), NOTHING)

    @property
    def mean_lead(self) -> float:
        """Mean time [h] from a coil's arrival until it is dry."""
        times = [
            one.end - self.task.coils[g].arrival
            for one in self.loads
            for _, g in one.coils
        ]
        return sum(times) / len(times) / HOUR

    @property
    def left_out(self) -> int:
        """Coils that are in no load."""
        return sum(c.count for c in self.task.coils) - sum(
            len(one.coils) for one in self.loads
        )


@dataclass(frozen=True, eq=False)
class DaySolved:
    """The cheapest schedule of all numbers of ovens; None where none keeps its times.

    `by_ovens`: the cheapest of each number, None where there is none.
    """

    task: DayTask
    best: Schedule | None
    by_ovens: Mapping[int, Schedule | None]
    today: Schedule | None


def solved(task: DayTask, told=lambda n, of: None) -> DaySolved:
    """The schedules of `task`, one number of ovens after the other.

    Raises
    ------
    SolverLimitError
        Where the time ended before a schedule, or the proof that there is none.
    """
    numbers = range(task.ovens.at_least, task.ovens.at_most + 1)
    by_ovens = {}
    for k, n in enumerate(numbers):
        told(k, len(numbers))
        found = DayModel(task, n).solved()
        by_ovens[n] = None if found is None else scheduled(task, n, found)
    good = [one for one in by_ovens.values() if one is not None]
    best = min(good, key=lambda one: (one.cost, one.ovens), default=None)
    today = None if task.today is None else practised(task)
    return DaySolved(task, best, by_ovens, today)


def scheduled(
    task: DayTask, ovens: int, found: Assignment, asked: bool = True
) -> Schedule:
    """The Schedule of an Assignment: coils by name, loads in ovens.

    Of a group the first coils go first; of ovens that are free the lowest number.
    """
    starts = sorted(
        (s * task.grid, r, s) for (r, s), n in found.loads.items() for _ in range(n)
    )
    inside: dict[tuple[int, int], list] = {}
    for (g, r, s), n in sorted(found.coils.items(), key=lambda item: item[0][2]):
        inside.setdefault((r, s), []).extend([g] * n)
    named = [0] * len(task.coils)
    free = [(0.0, oven) for oven in range(1, ovens + 1)]
    loads = []
    for start, r, s in starts:
        recipe = task.recipes[r]
        waiting = inside.get((r, s), [])
        share = _share(waiting, recipe, found.loads[r, s], loads, start)
        own, inside[r, s] = waiting[:share], waiting[share:]
        coils = []
        for g in own:
            named[g] += 1
            coils.append((f"{task.coils[g].name}/{named[g]}", g))
        ready = sorted(oven for at, oven in free if at <= start + 1e-6)
        until = start + task.slots(recipe) * task.grid
        free = [(until if oven == ready[0] else at, oven) for at, oven in free]
        loads.append(Load(ready[0], recipe, start, tuple(coils)))
    gap = found.gap if asked else None
    return Schedule(task, ovens, tuple(loads), gap)


def _share(waiting, recipe, together, loads, start):
    """How many of `waiting` coils go into the next of the loads that start together.

    The first are filled; the last keeps at least as many as its recipe asks for.
    """
    begun = sum(one.recipe is recipe and one.start == start for one in loads)
    left = together - begun - 1  # loads behind this one
    return min(recipe.most, max(len(waiting) - left * recipe.least, 0))


# ---------------------------------------------------------------- today's practice


def practised(task: DayTask) -> Schedule:
    """What today's rule makes of the day: first come, first served.

    As soon as an oven is free, the electrode whose coils wait longest is loaded, if
    enough of them are there or no more of them come; lateness costs what it costs.
    """
    rule, recipes = task.today, {one.name: one for one in task.recipes}
    free = [(0.0, oven) for oven in range(1, rule.ovens + 1)]
    heapq.heapify(free)
    comers = sorted(
        (coils.arrival, g, k)
        for g, coils in enumerate(task.coils)
        for k in range(coils.count)
    )
    arrivals = sorted({arrival for arrival, _, _ in comers})
    loads = []
    while comers:
        now, oven = heapq.heappop(free)
        chosen = _next(task, rule, recipes, comers, now)
        if chosen is None:  # wait for the next to come
            later = [at for at in arrivals if at > now]
            heapq.heappush(free, (later[0], oven))
            continue
        recipe, coils = chosen
        for one in coils:
            comers.remove(one)
        names = tuple((f"{task.coils[g].name}/{k + 1}", g) for _, g, k in coils)
        loads.append(Load(oven, recipe, now, names))
        until = now + recipe.duration + task.ovens.turnaround
        heapq.heappush(free, (until, oven))
    return Schedule(task, rule.ovens, tuple(loads), None)


def _next(task, rule, recipes, comers: Sequence, now: float):
    """The recipe and the coils that today's rule loads at `now`; None: it waits."""
    waiting: dict[str, list] = {}
    to_come: dict[str, int] = {}
    for arrival, g, k in comers:
        electrode = task.coils[g].electrode
        if arrival <= now:
            waiting.setdefault(electrode, []).append((arrival, g, k))
        else:
            to_come[electrode] = to_come.get(electrode, 0) + 1
    for electrode, coils in sorted(waiting.items(), key=lambda item: item[1][0]):
        enough = len(coils) >= rule.least or not to_come.get(electrode)
        if enough:
            recipe = recipes[rule.recipes[electrode]]
            return recipe, coils[: recipe.most]
    return None
