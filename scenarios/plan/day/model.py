"""The mixed-integer programme of a day: how many loads of what start when.

Ovens are alike, so that it counts them and names none: x[r, s] loads of recipe r start
at instant s, y[g, r, s] coils of group g are in them. At no instant more loads are
under way than there are ovens; which oven takes which load follows afterwards, since
intervals of which at most n overlap fit into n rows. For whole x the rest is a
transport of coils into loads, whose best solutions are whole: only x is asked to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from models.units import HOUR
from scenarios.plan.day.task import DayCoils, DayRecipe, DayTask

OPTIMAL, OUT_OF_TIME, INFEASIBLE = 0, 1, 2  # status of scipy.optimize.milp
COST, LATENESS, LEFT_OUT = "cost", "lateness", "left out"
WHOLE = 1e-6  # HiGHS calls a number whole that is as near as this


class SolverLimitError(RuntimeError):
    """HiGHS found no schedule, and no proof that there is none, within its time."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """How many coils of each group go into loads of which recipe that start when.

    `loads`: (recipe, step of the grid) to how many; `coils`: (group, recipe, step) to
    how many; by index. `value` of the goal, and `bound` below which none can be.
    """

    loads: dict[tuple[int, int], int]
    coils: dict[tuple[int, int, int], int]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the value may be from the best possible, as a part of it."""
        return max(self.value - self.bound, 0.0) / max(abs(self.value), 1e-12)


@dataclass(frozen=True, eq=False)
class DayModel:
    """The programme of a DayTask with `ovens` ovens.

    `goal`: COST [currency]; LATENESS, hours that coils are late; LEFT_OUT, coils that
    are dried by no load. `given`: by how much later each coil is due [s]. Where `late`
    is True coils may come out after they are due, whatever the task says.
    """

    task: DayTask
    ovens: int
    goal: str = COST
    given: float = 0.0
    late: bool = False

    # ------------------------------------------------------------ columns

    @cached_property
    def _loads(self) -> list[tuple[int, int]]:
        return [
            (r, s)
            for r, recipe in enumerate(self.task.recipes)
            for s in range(len(self.task.starts(recipe)))
        ]

    @cached_property
    def _places(self) -> list[tuple[int, int, int]]:
        """Group, recipe, step of all places that a coil may take."""
        return [
            (g, r, s)
            for g, coils in enumerate(self.task.coils)
            for r, s in self._loads
            if self._fits(coils, self.task.recipes[r], s)
        ]

    def _fits(self, coils: DayCoils, recipe: DayRecipe, step: int) -> bool:
        start = step * self.task.grid
        if coils.electrode != recipe.electrode or start < coils.arrival - WHOLE:
            return False
        may_be_late = self.late or self.task.late is not None
        return may_be_late or start + recipe.duration <= coils.due + self.given + WHOLE

    def _lateness(self, coils, recipe, step) -> float:
        end = step * self.task.grid + recipe.duration
        return max(end - coils.due - self.given, 0.0)

    def _costs(self) -> np.ndarray:
        """Of each load, then of each place; by the goal."""
        task, recipes = self.task, self.task.recipes
        loads, places = np.zeros(len(self._loads)), np.zeros(len(self._places))
        if self.goal == LEFT_OUT:
            places[:] = -1.0
        elif self.goal == LATENESS:
            for i, (g, r, s) in enumerate(self._places):
                places[i] = self._lateness(task.coils[g], recipes[r], s) / HOUR
        else:
            each = [task.load_costs(r, task.starts(r)) for r in recipes]
            loads[:] = [each[r][s] for r, s in self._loads]
            for i, (g, r, s) in enumerate(self._places):
                coils, end = task.coils[g], s * task.grid + recipes[r].duration
                late = self._lateness(coils, recipes[r], s)
                places[i] = task.hour * (end - coils.arrival) + (task.late or 0) * late
        return np.concatenate([loads, places])

    # ------------------------------------------------------------ rows

    def _constraints(self) -> list[LinearConstraint]:
        task, count = self.task, len(self._loads)
        width = count + len(self._places)
        at = {load: i for i, load in enumerate(self._loads)}
        columns = np.arange(count, width)
        group = np.array([g for g, _, _ in self._places], dtype=int)
        load = np.array([at[r, s] for _, r, s in self._places], dtype=int)
        ones = np.ones(len(columns))
        number = np.array([coils.count for coils in task.coils], dtype=float)
        each = sparse.csr_array((ones, (group, columns)), (len(number), width))
        least = 0.0 if self.goal == LEFT_OUT else number
        filled = sparse.csr_array((ones, (load, columns)), (count, width))
        diagonal = np.arange(count)

        def times_loads(numbers):
            return sparse.csr_array((numbers, (diagonal, diagonal)), (count, width))

        most = np.array([float(task.recipes[r].most) for r, _ in self._loads])
        fewest = np.array([float(task.recipes[r].least) for r, _ in self._loads])
        return [
            LinearConstraint(each, least, number),
            LinearConstraint(filled - times_loads(most), -np.inf, 0.0),
            LinearConstraint(filled - times_loads(fewest), 0.0, np.inf),
            LinearConstraint(self._under_way(width), -np.inf, float(self.ovens)),
        ]

    def _under_way(self, width):
        """Which loads keep an oven at each step of the grid."""
        rows, columns = [], []
        for i, (r, s) in enumerate(self._loads):
            slots = self.task.slots(self.task.recipes[r])
            rows += range(s, s + slots)
            columns += [i] * slots
        steps = max(rows) + 1
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), (steps, width))

    # ------------------------------------------------------------ solving

    def solved(self) -> Assignment | None:
        """The best Assignment; None where there is none.

        Raises
        ------
        SolverLimitError
            Where the task's time ended before either was known.
        """
        task, count = self.task, len(self._loads)
        width = count + len(self._places)
        reached = {g for g, _, _ in self._places}
        if self.goal != LEFT_OUT and len(reached) < len(task.coils):
            return None
        cost, rows = self._costs(), self._constraints()
        number = [float(task.coils[g].count) for g, _, _ in self._places]
        upper = np.concatenate([np.full(count, float(self.ovens)), number])
        whole = np.concatenate([np.ones(count), np.zeros(width - count)])
        limits = {"time_limit": task.limit, "mip_rel_gap": task.gap}
        found = milp(
            cost, integrality=whole, bounds=Bounds(0.0, upper), constraints=rows,
            options=limits,
        )  # fmt: skip
        if found.status == INFEASIBLE:
            return None
        if found.x is None:
            raise SolverLimitError(
                f"{task.name}: no schedule for {self.ovens} ovens within "
                f"{task.limit:g} s, and no proof that there is none; raise "
                "time_limit_s, or take a coarser grid_min"
            )
        loads = np.round(found.x[:count])
        lower = np.concatenate([loads, np.zeros(width - count)])
        upper[:count] = loads
        again = milp(  # the transport of coils into these loads, whole
            cost, integrality=np.ones(width), bounds=Bounds(lower, upper),
            constraints=rows, options={"mip_rel_gap": 0.0},
        )  # fmt: skip
        if again.x is None:
            raise SolverLimitError(
                f"{task.name}: the loads that were found hold no whole coils "
                f"({again.message}); take another grid_min"
            )
        values = np.round(again.x).astype(int).tolist()
        bound = found.mip_dual_bound
        return Assignment(
            _above_nought(self._loads, values[:count]),
            _above_nought(self._places, values[count:]),
            float(cost @ again.x),
            float(found.fun if bound is None else bound),
        )


def _above_nought(names: Sequence, values: Sequence[int]) -> dict:
    return {name: value for name, value in zip(names, values, strict=True) if value > 0}
