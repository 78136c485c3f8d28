"""The picture of a week: set point and room, price, power."""

import numpy as np

from models.units import HOUR
from scenarios.pictures import BLUE, GREEN, GREY, SMALL, VERMILLION
from scenarios.plan.week.answer import course_rows
from scenarios.plan.week.plan import WeekPlanned
from scenarios.plan.week.schema import WATER
from scenarios.schema.fields import DAYS

COLOURS = (BLUE, GREEN, VERMILLION)


def figure(result: WeekPlanned):
    """A matplotlib Figure: a front if there is one, then the week."""
    from matplotlib.figure import Figure

    wide = len(result.front) > 1
    picture = Figure(figsize=(9.6, 9.2 if wide else 7.0), layout="constrained")
    heights = ([1.1] if wide else []) + [1.6, 0.6, 1.0]
    panels = list(picture.subplots(len(heights), 1, height_ratios=heights))
    panels[0].set_title(result.task.name, loc="left", fontsize=10)
    if wide:
        _front(panels.pop(0), result)
    first = next(iter(result.compared))
    weeks = [(plan.called, plan.schedule) for plan in result.plans]
    _frost_points(panels[0], result, weeks)
    _price(panels[1], result, weeks)
    _power(panels[2], result, [(first, result.compared[first]), *weeks])
    for ax in panels:
        ax.set_xlim(0.0, 168.0)
        ax.set_xticks(np.arange(0.0, 169.0, 24.0), [*DAYS, ""])
        for midnight in np.arange(24.0, 168.0, 24.0):
            ax.axvline(midnight, color="#DDDDDD", lw=0.6, zorder=0)
    for ax in picture.axes:
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=8.5)
        ax.yaxis.label.set_size(9)
    return picture


def _steps(result, schedule, *names):
    rows = course_rows(result.task, schedule)
    begins = schedule.course.instants[:-1] / HOUR
    return begins, [np.array([row[name] for row in rows], float) for name in names]


def _front(ax, result):
    goals = result.task.goals
    points = np.array([[own.figures[g] for g in goals] for own in result.front])
    ax.plot(*points.T, ".-", color=GREY, lw=0.8)
    for plan in result.plans:
        at = [plan.schedule.figures[g] for g in goals]
        ax.plot(*at, "o", mfc="none", mec="black", ms=9)
        ax.annotate(plan.called, at, xytext=(7, 7), textcoords="offset points", **SMALL)
    units = {"energy_cost": f"{result.task.tariff.currency} a week",
             "energy": "kWh a week", "co2": "kg CO2 a week"}  # fmt: skip
    ax.set_xlabel(units[goals[0]], fontsize=9)
    ax.set_ylabel("largest share of\na limit of water [%]" if goals[1] == WATER else "")


def _frost_points(ax, result, weeks):
    for colour, (called, own) in zip(COLOURS, weeks, strict=False):
        begins, (asked, is_) = _steps(result, own, "set_point_degC", "frost_point_degC")
        ax.step(begins, asked, where="post", color="black", lw=0.8, ls=":")
        ax.plot(own.course.instants[1:] / HOUR, is_, color=colour, lw=1.3, label=called)
    ax.plot([], [], color="black", lw=0.8, ls=":", label="set point")
    ax.set_ylabel("frost point of the\nroom [°C]")
    ax.legend(frameon=False, fontsize=8, ncols=len(weeks) + 1, loc="upper left")


def _price(ax, result, weeks):
    begins, (price,) = _steps(result, weeks[0][1], "electricity_per_kWh")
    ax.fill_between(begins, price, step="post", color="#BBBBBB", lw=0.0)
    ax.set_ylim(bottom=0.0)
    ax.set_ylabel(f"electricity\n[{result.task.tariff.currency}/kWh]")


def _power(ax, result, weeks):
    colours = (GREY, *COLOURS)
    for colour, (called, own) in zip(colours, weeks, strict=False):
        begins, (power,) = _steps(result, own, "power_kW")
        ax.step(begins, power, where="post", color=colour, lw=1.0, label=called)
    ax.set_ylim(bottom=0.0)
    ax.set_ylabel("all carriers [kW],\nmean of the weeks")
    ax.legend(frameon=False, fontsize=8, ncols=4, loc="upper left")
