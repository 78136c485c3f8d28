"""A finished plan of a week read back: its schedules beside each other, as tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from scenarios.plan.stored import Answer, frame, reading
from scenarios.plan.week.schema import GOALS

NEAREST, LEAST_BROKEN = "nearest", "least broken"
OF_COURSE = (
    "time_h",
    "set_point_degC",
    "frost_point_degC",
    "people",
    "electricity_per_kWh",
    "power_kW",
)


@dataclass(frozen=True, eq=False)
class StoredWeek:
    """The tables of a week; each has the column `schedule`, whose it is.

    `reference` is what plans are held against, `plans` what is recommended (of an
    infeasible week the nearest plan, where one limit given up is enough).

    Attributes
    ----------
    figures : mean week: money, kWh, kg CO2, water [% of its limit], kWh by carrier
    standings : each limit and how a schedule stands to it
    course : the week in its intervals, `begin_h` to `time_h`
    set_points : by band [degC]; hours : spans of the week with their set points
    changes : what a step of a band's set point does; lines : runs of the line
    front : of two goals; relaxations : what each limit would have to be
    """

    currency: str
    goals: tuple[str, ...]
    weeks: tuple[int, ...]
    reference: str
    plans: tuple[str, ...]
    figures: pd.DataFrame
    standings: pd.DataFrame
    course: pd.DataFrame
    set_points: pd.DataFrame
    hours: pd.DataFrame
    changes: pd.DataFrame
    front: pd.DataFrame
    lines: pd.DataFrame
    relaxations: pd.DataFrame


def week_of(kept: Answer) -> StoredWeek:
    """The tables of a kept answer; PlanStoreError where it is damaged."""
    with reading(kept.entry.folder):
        return _week(kept.answer)


def _week(answer) -> StoredWeek:
    own = {plan["called"]: plan for plan in answer["plans"]}
    conflict = answer.get("conflict")
    plans = tuple(own)
    if conflict is not None and conflict["nearest"] is not None:
        own, plans = {NEAREST: conflict["nearest"]}, (NEAREST,)
    every = {**answer["compared"], **own}
    if conflict is not None and not plans:
        every[LEAST_BROKEN] = conflict["least_broken"]
    return StoredWeek(
        currency=str(answer["currency"]),
        goals=tuple(name for name in answer["goals"] if name in GOALS),
        weeks=tuple(int(week) for week in answer["weeks"]),
        reference=next(iter(answer["compared"])),
        plans=plans,
        figures=pd.DataFrame(list(_figures(every))),
        standings=_stacked(every, "standings", "limit", "allowed", "value"),
        course=_courses(every),
        set_points=pd.DataFrame(
            [
                {"schedule": name, "band": band, "set_point_degC": float(value)}
                for name, one in every.items()
                for band, value in one["set_points"].items()
            ]
        ),
        hours=_stacked(own, "hours", "from", "to", "band", "frost_point_degC"),
        changes=_stacked(own, "changes", "band", "to"),
        front=frame(answer["front"], *answer["goals"]),
        lines=pd.DataFrame(list(_lines(answer["lines"]))),
        relaxations=pd.DataFrame([] if conflict is None else list(_gives(conflict))),
    )


def _figures(every) -> Iterator[dict]:
    for name, one in every.items():
        own = {goal: _number(one["figures"][goal]) for goal in GOALS}
        carriers = {n: float(value) for n, value in one["energy"].items()}
        keeps = bool(one["feasible"])
        yield {"schedule": name, **own, **carriers, "keeps_limits": keeps}


def _number(value):
    return float("nan") if value is None else float(value)


def _stacked(every: Mapping, part: str, *names) -> pd.DataFrame:
    tables = [
        frame(one[part], *names).assign(schedule=name)
        for name, one in every.items()
        if part in one
    ]
    tables = [table for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _courses(every):
    table = _stacked(every, "course", *OF_COURSE)
    table[list(OF_COURSE)] = table[list(OF_COURSE)].astype(float)
    begins = table.groupby("schedule", sort=False)["time_h"].shift(fill_value=0.0)
    return table.assign(begin_h=begins)


def _lines(lines) -> Iterator[dict]:
    for name, one in lines.items():
        room = {n: _number(v) for n, v in one["room"].items() if not isinstance(v, str)}
        over = sum(int(n) for n in one["limits"].get("over_limit", ()))
        yield {
            "schedule": name,
            "scenario": str(one["scenario"]),
            "days": float(one["days"]),
            "coils_over_limit": over,
            **room,
        }


def _gives(conflict) -> Iterator[dict]:
    for one in conflict["relaxations"]:
        points = one["set_points"]
        said = "does not help alone"
        if points is not None:
            said = ", ".join(f"{name} {value:g}" for name, value in points.items())
        yield {
            "limit": str(one["limit"]),
            "unit": str(one["unit"]),
            "is": float(one["is"]),
            "would_have_to_be": _number(one["would_have_to_be"]),
            "set points [°C]": said,
        }
