"""A schedule judged: its week run in full, its figures, how it stands to each limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.units import HOUR
from scenarios.plan.week.cost import WeekCost, cost
from scenarios.plan.week.course import WeekCourse, course
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.schema import CO2, COST, ENERGY, WATER
from scenarios.plan.week.water import Standing, standings
from scenarios.room.sizing import STEP

WHEEL, MISSED = "wheel out of reach", "set point missed"
EQUIPMENT = (WHEEL, MISSED)


@dataclass(frozen=True, eq=False)
class Schedule:
    """A schedule that was run through its week.

    `levels` and `values` [degC] are those of the bands; of today's practice none.
    """

    levels: tuple[int, ...]
    values: Mapping[str, float]
    course: WeekCourse
    cost: WeekCost
    standings: tuple[Standing, ...]

    @property
    def is_feasible(self) -> bool:
        """Whether all limits hold."""
        return all(one.is_kept for one in self.standings)

    @property
    def broken(self) -> list[Standing]:
        """The limits that do not hold."""
        return [one for one in self.standings if not one.is_kept]

    @property
    def is_too_damp(self) -> bool:
        """Whether a limit of water or air is broken: a damper schedule breaks it too.

        More vapour at any moment never leaves less water at a later one.
        """
        return any(one.name not in EQUIPMENT for one in self.broken)

    @property
    def figures(self) -> dict[str, float]:
        """Mean week: money, kWh, kg of CO2; the largest share of a limit of water."""
        shares = [100.0 * s.value / s.limit for s in self.standings if s.unit == "ppm"]
        return {**self.cost.figures(), WATER: max(shares, default=float("nan"))}

    @property
    def binding(self) -> Standing | None:
        """The limit of water or air that is nearest, relative to what it allows."""
        own = [s for s in self.standings if s.name not in EQUIPMENT]
        return min(own, key=relative_margin, default=None)


def relative_margin(one: Standing) -> float:
    """Margin over the limit; of a frost point, over 10 K."""
    return one.margin / (10.0 if one.unit == "degC" else one.limit or 1.0)


class Judge:
    """Judges schedules of a task, each once; `count` says how many it has run."""

    def __init__(self, task: WeekTask):
        self.task = task
        self.known: dict[tuple[int, ...], Schedule] = {}

    @property
    def count(self) -> int:
        """Schedules that were run."""
        return len(self.known)

    def __call__(self, levels: Sequence[int]) -> Schedule:
        """The schedule of `levels`; errors of models come with what was tried."""
        mark = tuple(int(level) for level in levels)
        if mark not in self.known:
            values = self.task.values(mark)
            try:
                own = course(self.task, list(values.values()))
                self.known[mark] = judged(self.task, own, mark, values)
            except Exception as error:
                said = ", ".join(f"{name} {v:g} degC" for name, v in values.items())
                error.add_note(f"with {said}")
                raise
        return self.known[mark]


def judged(task: WeekTask, own: WeekCourse, levels=(), values=None) -> Schedule:
    """The Schedule of a week that was run."""
    spent = cost(task, own)
    late = sum(not one.is_dry for one in own.recoveries) * STEP / HOUR
    allowed = task.keys.equipment
    equipment = [
        Standing(WHEEL, "h", spent.beyond_h, allowed.wheel_h),
        Standing(MISSED, "h", spent.missed_h + late, allowed.missed_h),
    ]
    return Schedule(
        tuple(levels), values or {}, own, spent, (*standings(task, own), *equipment)
    )


def band_costs(task: WeekTask, run) -> list[np.ndarray]:
    """For each band the goal's figure of its hours at each level, the room settled.

    `run(degrees)` gives WeekCourse and WeekCost of one set point all week. Energy is
    additive in hours but for the minutes after a step of the set point, so their sum
    over the bands is what a schedule costs, nearly.
    """
    goal = task.goals[0]
    weeks = {}
    for band in task.bands:
        for value in band.values():
            if value not in weeks:
                weeks[value] = _by_band(task, goal, *run(value))
    return [
        np.array([weeks[value][place] for value in band.values()])
        for place, band in enumerate(task.bands)
    ]


def _by_band(task, goal, own: WeekCourse, spent: WeekCost):
    each = {
        COST: lambda: spent.money.mean(axis=0),
        CO2: lambda: spent.co2.mean(axis=0),
        ENERGY: lambda: spent.kilowatts * spent.durations / HOUR,
    }[goal]()
    begins = np.array([span.begin for span in task.spans])
    places = np.array([span.band for span in task.spans])
    place = places[np.searchsorted(begins, own.instants[:-1] + 1e-6, "right") - 1]
    return np.bincount(place, weights=each, minlength=len(task.bands))
