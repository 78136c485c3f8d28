"""The picture of an oven run: temperatures, pressures and water over time."""

import numpy as np

from models.units import HOUR, MBAR, PPM, celsius
from scenarios.oven import OvenResult, electrode_water, step_of_instant
from scenarios.pictures import BAND, BLUE, GREEN, GREY, SMALL, VERMILLION

COLOURS = (BLUE, VERMILLION, GREEN, "black", "#AA4499", "#CC9933")
LEAST_PRESSURE = 1e-3  # mbar, below which vapour is not drawn


def figure(result: OvenResult):
    """A matplotlib Figure with three panels over one axis of time."""
    from matplotlib.figure import Figure

    task, out = result.task, result.run
    picture = Figure(figsize=(9.0, 7.4), layout="constrained")
    warm, gas, wet = picture.subplots(3, 1, sharex=True, height_ratios=(1, 1, 1.3))
    hours = out.times / HOUR
    owner = step_of_instant(task, out)
    for k in range(0, len(task.steps), 2):
        own = hours[owner == k]
        for ax in (warm, gas, wet):
            ax.axvspan(own[0], own[-1], color=BAND, lw=0, zorder=0)
    warm.set_title(task.name, loc="left", fontsize=10)
    warm.plot(hours, celsius(out.wall), color=GREY, lw=1.2, label="walls")
    for i, coil in enumerate(task.coils):
        label = coil.name if coil.count == 1 else f"{coil.name} ({coil.count:g} coils)"
        colour = COLOURS[i % len(COLOURS)]
        warm.plot(hours, celsius(out.temperature[:, i]), color=colour, label=label)
    warm.set_ylabel("°C")
    warm.legend(frameon=False, fontsize=8)
    gas.plot(hours, out.set_pressure / MBAR, color=GREY, lw=1.0, ls=":", label="set")
    gas.plot(hours, out.pressure / MBAR, color="black", label="pressure")
    vapour = out.vapour_pressure / MBAR
    gas.plot(
        hours,
        np.where(vapour > LEAST_PRESSURE, vapour, np.nan),
        color=BLUE,
        label="of that vapour",
    )
    gas.set_yscale("log")
    gas.set_ylabel("mbar")
    gas.legend(frameon=False, fontsize=8)
    mean, worst = electrode_water(task, out)
    for i in range(len(task.coils)):
        colour = COLOURS[i % len(COLOURS)]
        wet.plot(hours, mean[:, i] / PPM, color=colour)
        wet.plot(hours, worst[:, i] / PPM, color=colour, lw=0.9, ls="--")
    ends = result.steps["end_h"]
    wet.plot(ends, result.steps["floor_ppm"], "v", color=GREY, ms=4)
    if task.limits.water is not None:
        limit = task.limits.water / PPM
        wet.axhline(limit, color="black", lw=0.8, ls=":")
        wet.annotate(
            f"limit {limit:g}",
            (hours[-1], limit),
            xytext=(-2, 7),
            textcoords="offset points",
            ha="right",
            **SMALL,
        )

    wet.set_yscale("log")
    wet.set_ylabel("water in mg per kg\ndry electrode, foil included")
    wet.set_xlabel(
        "hours since the door was closed; dashed: wettest place; triangles: floor set "
        "by the vapour"
    )
    wet.set_xlim(0.0, hours[-1])
    for ax in (warm, gas, wet):
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
    return picture


def levers_figure(task, levers):
    """A matplotlib Figure with a panel per Lever: hours of vacuum until through."""
    from matplotlib.figure import Figure

    picture = Figure(figsize=(9.0, 5.6), layout="constrained")
    panels = picture.subplots(2, 3).ravel()
    picture.suptitle(f"{task.name}: five levers", x=0.01, ha="left", fontsize=10)
    panels[-1].set_axis_off()
    for ax, lever in zip(panels, levers, strict=False):
        hours = [np.nan if h is None else h for h in lever.vacuum_h]
        ax.plot(lever.values, hours, "o-", color=BLUE, ms=4)
        if max(lever.values) > 20.0 * min(lever.values):
            ax.set_xscale("log")
        ax.set_xlabel(lever.name, fontsize=9)
        ax.set_ylim(bottom=0.0)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=8)
    for ax in panels[::3]:
        ax.set_ylabel("hours of vacuum until\nthe last coil is through", fontsize=9)
    return picture
