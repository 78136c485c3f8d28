"""A schedule judged: its week run in full, its figures, how it stands to each limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.units import HOUR
from scenarios.plan.week.cost import WeekCost, cost
from scenarios.plan.week.course import Known, WeekCourse, course
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.schema import WATER
from scenarios.plan.week.water import Standing, standings
from scenarios.room.sizing import STEP

WHEEL, MISSED = "wheel out of reach", "set point missed"
EQUIPMENT = (WHEEL, MISSED)


@dataclass(frozen=True, eq=False)
class Schedule:
    """A schedule that was run through its week.

    `levels` and `values` [degC] are those of the bands; of today's practice none.
    `wet` is how it stands to the limits of water and air. Its cost is worked out when
    it is asked for: what is too damp need not be.
    """

    task: WeekTask
    levels: tuple[int, ...]
    values: Mapping[str, float]
    course: WeekCourse
    wet: tuple[Standing, ...]

    @cached_property
    def cost(self) -> WeekCost:
        """What the week costs.

        Raises
        ------
        ValueError
            Where the unit cannot do what is asked of it.
        """
        return cost(self.task, self.course)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How it stands to all limits, those of the equipment last."""
        late = sum(not one.is_dry for one in self.course.recoveries) * STEP / HOUR
        allowed, own = self.task.keys.equipment, self.cost
        return (
            *self.wet,
            Standing(WHEEL, "h", own.beyond_h, allowed.wheel_h),
            Standing(MISSED, "h", own.missed_h + late, allowed.missed_h),
        )

    @property
    def is_too_damp(self) -> bool:
        """Whether a limit of water or air is broken: a damper schedule breaks it too.

        More vapour at any moment never leaves less water at a later one.
        """
        return any(not one.is_kept for one in self.wet)

    @property
    def is_feasible(self) -> bool:
        """Whether all limits hold."""
        return not self.is_too_damp and not self.broken

    @property
    def broken(self) -> list[Standing]:
        """The limits that do not hold."""
        return [one for one in self.standings if not one.is_kept]

    @cached_property
    def figures(self) -> dict[str, float]:
        """Mean week: money, kWh, kg of CO2; the largest share of a limit of water."""
        shares = [100.0 * s.value / s.limit for s in self.wet if s.unit == "ppm"]
        return {**self.cost.figures(), WATER: max(shares, default=float("nan"))}

    @property
    def binding(self) -> Standing | None:
        """The limit of water or air that is nearest, relative to what it allows."""
        return min(self.wet, key=relative_margin, default=None)


def relative_margin(one: Standing) -> float:
    """Margin over the limit; of a frost point, over 10 K."""
    return one.margin / (10.0 if one.unit == "degC" else one.limit or 1.0)


class Judge:
    """Judges schedules of a task, each once; `count` says how many weeks it has run.

    `other` is a judge of the same room and bands under other limits: its weeks
    need not be run again. `recoveries` are those known before.
    """

    def __init__(
        self,
        task: WeekTask,
        other: "Judge | None" = None,
        recoveries: Known | None = None,
    ):
        self.task = task
        self.known: dict[tuple[int, ...], Schedule] = {}
        own = {} if recoveries is None else recoveries
        self._recoveries: Known = own if other is None else other._recoveries
        self._weeks: dict[tuple, WeekCourse] = {} if other is None else other._weeks

    @property
    def count(self) -> int:
        """Weeks that were run."""
        return len(self._weeks)

    def __call__(self, levels: Sequence[int]) -> Schedule:
        """The schedule of `levels`; errors of models come with what was tried."""
        mark = tuple(int(level) for level in levels)
        if mark not in self.known:
            values = self.task.values(mark)
            try:
                if mark not in self._weeks:
                    degrees = list(values.values())
                    self._weeks[mark] = course(self.task, degrees, self._recoveries)
                own = self._weeks[mark]
                self.known[mark] = judged(self.task, own, mark, values)
            except Exception as error:
                said = ", ".join(f"{name} {v:g} °C" for name, v in values.items())
                error.add_note(f"with {said}")
                raise
        return self.known[mark]


def judged(task: WeekTask, own: WeekCourse, levels=(), values=None) -> Schedule:
    """The Schedule of a week that was run."""
    return Schedule(task, tuple(levels), values or {}, own, tuple(standings(task, own)))
