"""The picture of a plan: the front, and the chosen recipe beside its limit."""

import numpy as np

from models.units import HOUR, PPM, celsius
from scenarios.oven.oven import electrode_water
from scenarios.pictures import BLUE, GREEN, GREY, SMALL, VERMILLION
from scenarios.plan.plan import Planned

COLOURS = (VERMILLION, BLUE, GREEN, "black")
MARKERS = "osD^"


def figure(result: Planned):
    """A matplotlib Figure: the front; below it water and walls in each plan."""
    from matplotlib.figure import Figure

    wide = len(result.task.goals) > 1 and not result.task.weights
    picture = Figure(figsize=(9.0, 8.2 if wide else 4.4), layout="constrained")
    panels = picture.subplots(2 if wide else 1, 1, squeeze=False)[:, 0]
    if wide:
        _draw_front(panels[0], result, picture)
    _draw_recipes(panels[-1], result)
    panels[0].set_title(result.task.name, loc="left", fontsize=10)
    for ax in panels:
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
    return picture


def _label(result, name):
    currency = result.task.tariff.currency
    words = {
        "time": "whole recipe [h]",
        "energy_cost": f"energy and gas [{currency} per coil]",
        "co2": "CO2 [kg per coil]",
        "severity": "thermal dose [h at "
        f"{celsius(result.task.window.dose_temperature):.0f} °C]",
    }
    return words[name]


def _draw_front(ax, result, picture):
    """Two goals as axes, a third as colour; plans and today marked."""
    goals = result.task.goals
    points = np.array([[p.answer.figures[g] for g in goals] for p in result.front])
    if len(goals) == 3:
        dots = ax.scatter(*points[:, :2].T, c=points[:, 2], s=18, cmap="viridis_r")
        bar = picture.colorbar(dots, ax=ax)
        bar.set_label(_label(result, goals[2]), fontsize=9)
    else:
        ax.plot(*points.T, ".-", color=GREY, lw=0.8)
    marked = [(plan.called, plan.judged) for plan in result.plans]
    if result.today is not None:
        marked.append(("today", result.today))
    for called, judged in marked:
        at = [judged.figures[g] for g in goals[:2]]
        ax.plot(*at, "o", mfc="none", mec="black", ms=9)
        text = {"xytext": (7, 7), "textcoords": "offset points"}
        ax.annotate(called, at, **text, **SMALL)
    ax.set_xlabel(_label(result, goals[0]))
    ax.set_ylabel(_label(result, goals[1]))


def _draw_recipes(ax, result):
    """Mean water of the wettest group over time, and the wall's temperature."""
    hot = ax.twinx()
    for i, plan in enumerate(result.plans):
        colour = COLOURS[i % len(COLOURS)]
        task, out = plan.run.task, plan.run.run
        mean, _ = electrode_water(task, out)
        hours = out.times / HOUR
        ax.plot(hours, mean.max(1) / PPM, color=colour, label=plan.called)
        ax.plot(
            hours[-1], mean[-1].max() / PPM, MARKERS[i % len(MARKERS)], color=colour
        )
        hot.plot(hours, celsius(out.wall), color=colour, lw=0.9, ls=":")
    if result.task.window.water is not None:
        limit = result.task.window.water / PPM
        ax.axhline(limit, color="black", lw=0.8, ls="--")
        ax.annotate(
            f"limit {limit:g}", (0.0, limit), xytext=(3, 7),
            textcoords="offset points", **SMALL,
        )  # fmt: skip
    ax.set_yscale("log")
    ax.set_xlim(left=0.0)
    ax.set_ylabel("mean water in mg per kg\ndry electrode, foil included")
    ax.set_xlabel("hours since the door was closed; without any multiplier")
    ax.legend(frameon=False, fontsize=8)
    hot.set_ylabel("walls, dotted [°C]")
    hot.spines["top"].set_visible(False)
