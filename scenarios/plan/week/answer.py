"""The answer of a plan of a week as plain values: hours, margins, one JSON object."""

import numpy as np

from models.units import HOUR, KWH, MINUTE, WEEK
from scenarios.plan.week.cost import vars_of
from scenarios.plan.week.judge import Schedule
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.plan import WeekPlan, WeekPlanned
from scenarios.plan.week.schema import GOALS, KIND
from scenarios.room.air import frost_points
from scenarios.room.week_clock import moment_words

CLOSE = 0.05  # of a limit: nearer than a step of the set point usually gets


def hours_of(task: WeekTask, schedule: Schedule) -> list[dict]:
    """The schedule as spans of the week with set point, price and recovery."""
    degrees = list(schedule.values.values())
    rows = []
    for span in task.spans:
        recovery = _before(task, schedule, span.begin)
        early = None if recovery is None else (span.begin - recovery.begin) % WEEK
        spans = _prices(task, span)
        rows.append(
            {
                "from": moment_words(span.begin),
                "to": moment_words(span.end % WEEK),
                "begin_h": span.begin / HOUR,
                "end_h": span.end / HOUR,
                "band": task.bands[span.band].name,
                "frost_point_degC": degrees[span.band],
                "electricity_per_kWh_low": min(spans) * KWH,
                "electricity_per_kWh_high": max(spans) * KWH,
                "full_flow_from": None
                if recovery is None
                else moment_words(recovery.begin % WEEK),
                "full_flow_min_before": None if early is None else early / MINUTE,
                "recovery_min": None
                if recovery is None
                else (recovery.end - recovery.latest) / MINUTE,
            }
        )
    return rows


def _before(task, schedule, begin):
    """The recovery that ends, by its margin early, for the hours from `begin` on."""
    for one in schedule.course.recoveries:
        if (begin - one.end) % WEEK <= task.margin + 1e-6:
            return one
    return None


def _prices(task, span):
    course = task.price
    inside = [t for t in course.times if span.begin < t < span.end]
    return [float(course.at(t)) for t in (span.begin, *inside)]


def table_of_hours(task: WeekTask, schedule: Schedule) -> list[dict]:
    """Weekday by hour: the set point at the begin of each, and the price then."""
    begins = np.array([span.begin for span in task.spans])
    degrees = list(schedule.values.values())
    rows = []
    for hour in range(24):
        row = {"hour": hour}
        for day in range(7):
            at = (24.0 * day + hour) * HOUR
            span = task.spans[int(np.searchsorted(begins, at + 1e-6, "right")) - 1]
            row[str(day)] = degrees[span.band]
            row[f"price_{day}"] = float(task.price.at(at)) * KWH
        rows.append(row)
    return rows


def standings_of(schedule: Schedule) -> list[dict]:
    """Each limit: what it is, what the schedule has, the margin, which one binds."""
    nearest = schedule.binding
    return [
        {
            "limit": one.name,
            "unit": one.unit,
            "allowed": one.limit,
            "value": one.value,
            "margin": one.margin,
            "at": None if one.at is None else moment_words(one.at % WEEK),
            "is_kept": one.is_kept,
            "is_nearest": nearest is not None and one.name == nearest.name,
        }
        for one in schedule.standings
    ]


def energy_of(schedule: Schedule) -> dict[str, float]:
    """Carrier to kWh of the mean week."""
    own = vars_of(schedule.cost.energy())
    return {f"{name}_kWh": value / KWH for name, value in own.items()}


def week_rows(task: WeekTask, schedule: Schedule) -> list[dict]:
    """Energy and money of each week of the year that counts."""
    rows = []
    for place, week in enumerate(task.weeks):
        own = vars_of(schedule.cost.energy(place))
        rows.append(
            {
                "week": week + 1,
                **{f"{name}_kWh": value / KWH for name, value in own.items()},
                "energy_cost": float(schedule.cost.money[place].sum()),
                "co2_kg": float(schedule.cost.co2[place].sum()),
            }
        )
    return rows


def course_rows(task: WeekTask, schedule: Schedule) -> list[dict]:
    """The week in its intervals: set point, room, price, power."""
    own, place = schedule.course, schedule.course.plant.controlled
    pressure = own.plant.pressure
    drive, instants = own.hours.drive, own.instants
    columns = {
        "time_h": instants[1:] / HOUR,
        "set_point_degC": frost_points(own.asked, pressure),
        "frost_point_degC": frost_points(own.history.humidity[1:, place], pressure),
        "supply_kg_per_s": drive.supply_flow[:, place],
        "supply_frost_point_degC": frost_points(
            drive.supply_humidity[:, place], pressure
        ),
        "people": drive.people[:, place],
        "electricity_per_kWh": task.price.at(instants[:-1]) * KWH,
        "power_kW": schedule.cost.kilowatts,
        "is_recovery": np.zeros(len(instants) - 1, bool)
        if own.plant.set_points is None
        else own.drying,
    }
    names = list(columns)
    rows = zip(*(np.asarray(c).tolist() for c in columns.values()), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def json_object(result: WeekPlanned) -> dict:
    """All of the answer as one object."""
    task = result.task
    named = {
        "kind": KIND,
        "name": task.name,
        "feasible": result.conflict is None,
        "room": task.room_name,
        "weather": task.room.weather.words,
        "weeks": [week + 1 for week in task.weeks],
        "goals": list(task.goals),
        "currency": task.tariff.currency,
        "electricity_hours": [
            {"when": one.when, **vars(one.electricity_per_kWh.as_source)}
            for one in task.keys.tariff.electricity_hours
        ],
        "work": dict(result.work),
        "compared": {name: _in_full(task, s) for name, s in result.compared.items()},
        "plans": [_plan(task, plan) for plan in result.plans],
        "front": columns([{**s.values, **s.figures} for s in result.front]),
        "lines": {
            name: {
                "scenario": one.scenario,
                "days": one.days,
                "room": one.room,
                "limits": columns(list(one.limits)),
                "cells": one.cells,
                "set_points": list(one.set_points),
            }
            for name, one in result.lines.items()
        },
    }
    if result.conflict is not None:
        near = result.conflict.nearest
        named["conflict"] = {
            "limits": list(result.conflict.limits),
            "relaxations": [
                {
                    "limit": one.standing.name,
                    "unit": one.standing.unit,
                    "is": one.standing.limit,
                    "would_have_to_be": one.value,
                    "set_points": None
                    if one.schedule is None
                    else dict(one.schedule.values),
                }
                for one in result.conflict.relaxations
            ],
            "least_broken": _schedule(task, result.conflict.least_broken),
            "nearest": None if near is None else _in_full(task, near.schedule),
        }
    return named


def _in_full(task, schedule):
    """A schedule with its course."""
    return {
        **_schedule(task, schedule),
        "course": columns(course_rows(task, schedule)),
    }


def _schedule(task, schedule):
    return {
        "set_points": dict(schedule.values),
        "figures": schedule.figures,
        "energy": energy_of(schedule),
        "weeks": columns(week_rows(task, schedule)),
        "standings": columns(standings_of(schedule)),
        "feasible": schedule.is_feasible,
    }


def _plan(task, plan: WeekPlan):
    base = plan.schedule.figures
    changes = [
        {
            "band": one.band,
            "to": one.value,
            "feasible": one.schedule.is_feasible,
            "broken": [s.name for s in one.schedule.broken],
            **{name: one.schedule.figures[name] - base[name] for name in GOALS},
        }
        for one in plan.changes
    ]
    return {
        "called": plan.called,
        **_in_full(task, plan.schedule),
        "hours": columns(hours_of(task, plan.schedule)),
        "changes": columns(changes),
    }


def columns(rows: list[dict]) -> dict[str, list]:
    """Rows as lists by column name."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}
