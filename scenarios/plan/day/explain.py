"""Why no schedule keeps a day's times, and the smallest step that would make one.

Each relaxation is a programme of its own: more ovens, later due times, coils left out.
The nearest schedule is that in which coils are late by the fewest hours in all.
"""

from dataclasses import dataclass

from models.units import HOUR, MINUTE
from scenarios.plan.day.model import LATENESS, LEFT_OUT, DayModel
from scenarios.plan.day.schedule import Schedule, scheduled
from scenarios.plan.day.task import DayTask

MOST_MORE = 20  # ovens beyond at_most that are tried


@dataclass(frozen=True, eq=False)
class Hopeless:
    """A group of coils that no recipe dries in time, however many ovens there are.

    `soonest` [s]: when the first of its recipes could be through.
    """

    group: int
    soonest: float


@dataclass(frozen=True, eq=False)
class Explained:
    """What would have to give, each on its own; None where it does not help.

    `ovens`: how many would do. `later` [s]: by how much later all coils would have to
    be due. `left_out`: how many coils would have to wait for another day.
    """

    hopeless: tuple[Hopeless, ...]
    ovens: int | None
    later: float | None
    left_out: int | None
    nearest: Schedule | None

    @property
    def schedules(self) -> bool:
        """Whether there is a schedule at all, however late."""
        return self.nearest is not None


def explained(task: DayTask) -> Explained:
    """The Explained of a task of which no number of ovens keeps all times."""
    most = task.ovens.at_most
    hopeless = tuple(
        Hopeless(g, soonest)
        for g, coils in enumerate(task.coils)
        if (soonest := _soonest(task, coils)) > coils.due + 1e-6
    )
    ovens = None
    if not hopeless:
        tried = range(most + 1, most + MOST_MORE + 1)
        ovens = next((n for n in tried if _works(task, n)), None)
    later = _later(task, most)
    short = DayModel(task, most, LEFT_OUT).solved()
    left_out = None
    if short is not None:
        left_out = sum(c.count for c in task.coils) - round(-short.value)
    found = DayModel(task, most, LATENESS, late=True).solved()
    nearest = None if found is None else scheduled(task, most, found, asked=False)
    return Explained(hopeless, ovens, later, left_out, nearest)


def _soonest(task, coils) -> float:
    """When the first recipe for `coils` would be through, begun on the grid [s]."""
    times = [
        start + recipe.duration
        for recipe in task.recipes
        if recipe.electrode == coils.electrode
        for start in task.starts(recipe)
        if start >= coils.arrival - 1e-6
    ]
    return min(times, default=float("inf"))


def _works(task, ovens, given=0.0) -> bool:
    """Whether all coils can be dried in time; LATENESS is nought in every schedule."""
    return DayModel(task, ovens, LATENESS, given).solved() is not None


def _later(task, ovens) -> float | None:
    """Least shift [s] of all due times, on the grid, with which `ovens` do."""
    low, high = 0, int(task.horizon / task.grid) + 1
    if not _works(task, ovens, high * task.grid):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _works(task, ovens, middle * task.grid):
            high = middle
        else:
            low = middle
    return high * task.grid


def words(task: DayTask, found: Explained) -> list[str]:
    """What cannot be, and each way out of it, in sentences."""
    most = task.ovens.at_most
    these = "1 oven" if most == 1 else f"{most} ovens"
    short = f"{these} {'does' if most == 1 else 'do'} not dry all coils in time"
    lines = []
    for one in found.hopeless:
        coils = task.coils[one.group]
        if one.soonest == float("inf"):
            lines.append(
                f"{coils.name}: arrives {task.when(coils.arrival)}, too late for all "
                f"its recipes within the horizon of {task.horizon / HOUR:g} h"
            )
        else:
            lines.append(
                f"{coils.name}: due {task.when(coils.due)}, but its fastest recipe is "
                f"through at {task.when(one.soonest)} with any number of ovens"
            )
    if not found.hopeless:
        lines.append(short if found.ovens is None else f"{short}; {found.ovens} do")
    if found.later is not None:
        lines.append(
            f"with {these} all coils would have to be due {found.later / HOUR:g} h "
            f"later (in steps of the grid, {task.grid / MINUTE:g} min)"
        )
    if found.left_out:
        lines.append(
            f"with {these} {found.left_out} of "
            f"{sum(c.count for c in task.coils)} coils would have to be left out"
        )
    if found.nearest is not None:
        near = found.nearest
        lines.append(
            f"nearest schedule: coils late by {near.lateness:.1f} h in all, the latest "
            f"by {near.latest:.1f} h"
        )
    else:
        lines.append(
            f"no schedule of {these} ends within the horizon of "
            f"{task.horizon / HOUR:g} h, however late"
        )
    return lines
