"""The picture of a day: ovens over time, and the price of electricity below."""

import numpy as np

from models.units import HOUR, KWH
from scenarios.pictures import BLUE, GREEN, GREY, SMALL, VERMILLION
from scenarios.plan.day.schedule import Schedule

COLOURS = (BLUE, VERMILLION, GREEN)


def figure(schedule: Schedule):
    """A matplotlib Figure: a row an oven, a bar a load, its recipe and coils in it."""
    from matplotlib.figure import Figure

    task = schedule.task
    electrodes = list(dict.fromkeys(one.electrode for one in task.recipes))
    picture = Figure(figsize=(9.0, 1.9 + 0.55 * schedule.ovens), layout="constrained")
    ovens, price = picture.subplots(
        2, 1, sharex=True, height_ratios=[0.55 * schedule.ovens, 0.9]
    )
    for one in schedule.loads:
        colour = COLOURS[electrodes.index(one.recipe.electrode) % len(COLOURS)]
        width = one.recipe.duration / HOUR
        late = any(one.end > task.coils[g].due + 1e-6 for _, g in one.coils)
        ovens.barh(
            one.oven, width, left=one.start / HOUR, height=0.7, color=colour,
            edgecolor="black" if late else "white", hatch="//" if late else None,
            lw=0.8, alpha=0.85,
        )  # fmt: skip
        ovens.annotate(
            f"{len(one.coils)} {one.recipe.name}",
            (one.start / HOUR + 0.5 * width, one.oven),
            ha="center", **SMALL,
        )  # fmt: skip
    for k, name in enumerate(electrodes):
        arrivals = [c.arrival / HOUR for c in task.coils if c.electrode == name]
        ovens.plot(
            arrivals, np.full(len(arrivals), 0.45 - 0.1 * k), "v", ms=5,
            color=COLOURS[k % len(COLOURS)], label=f"{name} arrives", clip_on=False,
        )  # fmt: skip
    ovens.set_ylim(schedule.ovens + 0.5, 0.2)
    ovens.set_yticks(range(1, schedule.ovens + 1))
    ovens.set_ylabel("oven")
    ovens.legend(frameon=False, fontsize=8, loc="lower right", ncols=len(electrodes))
    ovens.set_title(task.name, loc="left", fontsize=10)
    edges = np.arange(0.0, task.horizon / HOUR + 1.0)
    at = ((task.clock / HOUR + edges) % 24).astype(int)
    price.stairs(
        np.array(task.prices)[at[:-1]] * KWH, edges, color=GREY, fill=True, alpha=0.6
    )
    price.set_ylabel(f"{task.tariff.currency}/kWh")
    price.set_xlabel("hours since the start; hatched: a coil is late")
    price.set_xlim(0.0, task.horizon / HOUR)
    for ax in (ovens, price):
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
    return picture
