"""The picture of a dry room: load, design day, a door, energy by month.

Saved by :func:`scenarios.pictures.save`.
"""

import numpy as np

from models.units import HOUR, KWH, MINUTE, celsius
from scenarios.pictures import BAND, BLUE, GREEN, GREY, SMALL, VERMILLION, ZONE_STYLES
from scenarios.room.air import frost_points
from scenarios.room.answer import RoomAnswer
from scenarios.room.day import goals
from scenarios.room.figures import load_table, year_figures
from scenarios.room.sizing import GIVEN
from scenarios.room.text import names
from scenarios.room.year import CARRIERS

SIZE = (9.6, 7.4)  # inch
COLOURS = {
    "electricity": BLUE, "natural_gas": VERMILLION, "district_heat": "#E69F00",
}  # fmt: skip
SOURCES = {
    "people": BLUE,
    "doors": VERMILLION,
    "leakage": GREEN,
    "product": "#CC79A7",
    "passages": "#56B4E9",
    "make-up": "#E69F00",
    "safety factor": "#BBBBBB",
}
MONTHS = "JFMAMJJASOND"
TITLE = {"loc": "left", "fontsize": 9.5}


def figure(found: RoomAnswer):
    """A matplotlib Figure with four panels."""
    from matplotlib.figure import Figure

    picture = Figure(figsize=SIZE, layout="constrained")
    grid = picture.subplots(2, 2)
    picture.suptitle(found.task.keys.name, x=0.01, ha="left", fontsize=11)
    _loads(grid[0, 0], found)
    _day(grid[0, 1], found)
    _door(grid[1, 0], found)
    _months(grid[1, 1], found)
    for ax in grid.ravel():
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=8.5)
        ax.xaxis.label.set_size(9)
        ax.yaxis.label.set_size(9)
    return picture


def _loads(ax, found):
    """Bars of water by source, a bar a room."""
    at = load_table(found)
    rooms = found.plant.rooms.names
    left = np.zeros(len(rooms))
    for source, colour in SOURCES.items():
        water = np.zeros(len(rooms))
        for i, room in enumerate(at["room"]):
            if at["source"][i] == source:
                water[rooms.index(room)] += at["water_g_per_h"][i]
        if not water.any():
            continue
        ax.barh(rooms, water, left=left, color=colour, height=0.55, label=source)
        left += water
    asked = {need.name: need for need in found.task.sized.needs}
    for i, room in enumerate(rooms):
        need = asked[room]
        said = "flow given" if need.binding == GIVEN else f"{need.binding}\nbinds"
        ax.annotate(
            f"{left[i]:.{0 if left[i] >= 10.0 else 1}f} g/h\n{said}",
            (left[i], i),
            xytext=(5, 0),
            textcoords="offset points",
            color=GREY,
            **SMALL,
        )
    ax.set_xlim(0.0, 1.35 * max(left.max(), 1e-3))
    ax.set_ylim(len(rooms) - 0.3, -1.1)
    ax.set_title("water at the worst hour, by source", **TITLE)
    ax.set_xlabel("g/h")
    ax.legend(frameon=False, fontsize=8, ncols=3, loc="upper left")


def _day(ax, found):
    """Frost points over the busiest day, with what is asked; people behind."""
    drive, history = found.day.drive, found.day.history
    hours = (history.instants - history.instants[0]) / HOUR
    crowd = ax.twinx()
    people, wanted = drive.people.sum(axis=1), goals(found.plant, drive.instants)
    crowd.stairs(people, hours, color=BAND, fill=True, zorder=0)
    crowd.set_ylim(0.0, max(4.0 * people.max(), 1.0))
    crowd.set_yticks([])
    crowd.spines[["top", "right"]].set_visible(False)
    ax.set_zorder(1)
    ax.patch.set_visible(False)
    for i, name in enumerate(found.plant.rooms.names):
        colour, style = ZONE_STYLES[i % len(ZONE_STYLES)]
        points = frost_points(history.humidity[:, i], found.plant.pressure)
        ax.plot(hours, points, color=colour, ls=style, lw=1.4, label=name)
        asked = frost_points(wanted[:, i], found.plant.pressure)
        ax.stairs(asked, hours, baseline=None, color=colour, lw=0.8, ls=":")
    ax.margins(y=0.25)
    ax.set_xlim(0.0, 24.0)
    ax.set_xticks(range(0, 25, 4))
    ax.set_title(
        f"busiest day; dotted: asked; grey: up to {people.max():.3g} people", **TITLE
    )
    ax.set_xlabel("hour of the day")
    ax.set_ylabel("frost point in °C")
    ax.legend(frameon=False, fontsize=8, ncols=2, loc="upper left")


def _door(ax, found):
    """Frost point of a room while its door is open, and after."""
    event, pressure = found.event, found.plant.pressure
    minutes = event.times / MINUTE
    ax.axvspan(0.0, event.opened / MINUTE, color=BAND, lw=0)
    ax.plot(minutes, frost_points(event.humidity, pressure), color=BLUE)
    goal = float(frost_points(event.goal, pressure))
    ax.axhline(goal, color=GREY, lw=0.8, ls=":")
    back = np.isfinite(event.recovery)
    end = (event.opened + (event.recovery if back else 0.0)) / MINUTE
    if back and event.recovery > 0.0:  # else it never was, or never gets, there
        ax.plot(end, goal, "o", color=VERMILLION, ms=5)
        said = f"back {event.recovery / MINUTE:.1f} min after closing"
    else:
        said = "stays as dry as asked" if back else "never back"
    ax.annotate(
        said,
        (end, goal),
        xytext=(6, 8),
        textcoords="offset points",
        color=VERMILLION,
        **SMALL,
    )
    ax.set_xlim(0.0, minutes[-1])
    ax.set_title(f"{event.room}: a door left open (grey)", **TITLE)
    ax.set_xlabel("minutes since it was opened")
    ax.set_ylabel("frost point in °C")


def _months(ax, found):
    """Energy by month and carrier."""
    months, said = found.year.monthly(), names(found)
    base = np.zeros(12)
    for name in CARRIERS:
        energy = months[name] / KWH / 1e3
        if not energy.any():
            continue
        ax.bar(
            np.arange(12), energy, bottom=base, color=COLOURS[name], label=said[name]
        )
        base += energy
    at = year_figures(found)
    ax.set_xticks(range(12), MONTHS)
    ax.set_ylim(0.0, 1.3 * base.max())
    ax.set_title(f"energy of a year: {at['kWh'] / 1e3:,.0f} MWh", **TITLE)
    ax.set_ylabel("MWh a month")
    warm = celsius(found.task.weather.temperature)
    ax.set_xlabel(f"outdoor air {warm.min():.0f} to {warm.max():.0f} °C")
    ax.legend(frameon=False, fontsize=8, ncols=3, loc="upper left")
