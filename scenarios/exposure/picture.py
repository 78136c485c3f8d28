"""The picture of an exposure: water over time in each air, and time over dew point.

Below them the map of waits (:mod:`scenarios.exposure.air_map_picture`).

A colour for each wrapping, a line style for each place. Saved by
:func:`scenarios.pictures.save`.
"""

import numpy as np

from models.exposure_limits import EDGE_STRIP, MEAN, REACHED, WORST
from models.units import DAY, HOUR, MINUTE, PPM, celsius
from scenarios.exposure import air_map_picture as exposure_map_picture
from scenarios.exposure.air_map import TimeMap
from scenarios.exposure.exposure import Exposures
from scenarios.exposure.text import PLACES
from scenarios.pictures import GREY, SMALL, ZONE_STYLES

MOST_AIRS = 3  # panels; further airs stand in the table
WIDTH, HEIGHT = 9.0, 3.4  # inch, of the picture and of one panel
MAP_HEIGHT = 2.7
STYLES = {MEAN: "-", EDGE_STRIP: (0, (4, 1.5)), WORST: (0, (1, 1))}
MARKS = {MEAN: "o", EDGE_STRIP: "s", WORST: "^"}
TICKS = (  # of a clock on which decades mean little
    ("0.1 s", 0.1),
    ("1 s", 1.0),
    ("10 s", 10.0),
    ("1 min", MINUTE),
    ("10 min", 10 * MINUTE),
    ("1 h", HOUR),
    ("8 h", 8 * HOUR),
    ("1 d", DAY),
    ("7 d", 7 * DAY),
    ("30 d", 30 * DAY),
    ("1 year", 365 * DAY),
)


def figure(exposures: Exposures, waits: TimeMap | None = None):
    """A matplotlib Figure: a panel per named air, one for the sweep; a map below."""
    from matplotlib.figure import Figure

    plan = exposures.plan
    named = [place for place in plan.places if place.dew_point is None][:MOST_AIRS]
    swept = [place for place in plan.places if place.dew_point is not None]
    count = len(named) + bool(swept)
    down = -(-count // 2)
    maps = [] if waits is None else exposure_map_picture.rows_of(waits)
    rows = [HEIGHT] * down + [MAP_HEIGHT] * len(maps)
    picture = Figure(figsize=(WIDTH, 1.0 + sum(rows)), layout="constrained")
    places = len(plan.map_places)
    across = 2 * places  # columns, so that two panels and the map's places fit
    grid = picture.add_gridspec(len(rows), across, height_ratios=rows)
    # two panels side by side, a last one alone as wide as both
    half = (slice(0, places), slice(places, across))
    spots = [grid[i // 2, half[i % 2]] for i in range(count - count % 2)]
    spots += [grid[down - 1, :]] * (count % 2)
    panels = [picture.add_subplot(spot) for spot in spots]
    for ax, place in zip(panels, named, strict=False):
        _draw_courses(ax, exposures, place)
    if swept:
        _draw_times(panels[-1], exposures, swept)
    for i, (wrapping, water) in enumerate(maps):
        row = [
            picture.add_subplot(grid[down + i, 2 * k : 2 * k + 2])
            for k in range(places)
        ]
        exposure_map_picture.draw(row, waits, wrapping, water)
    picture.suptitle(
        f"{plan.name}: {plan.material.name}", x=0.01, ha="left", fontsize=10
    )
    if panels:
        _legend(picture, exposures)
    return picture


def _colour(exposures, wrapping):
    names = [name for name, _, _ in exposures.plan.wrappings]
    return ZONE_STYLES[names.index(wrapping) % len(ZONE_STYLES)][0]


def _places(exposures):
    """The places that limits ask for, in the order of the file."""
    return list(dict.fromkeys(limit.place for limit in exposures.plan.limits))


def _draw_courses(ax, exposures, place):
    """Water over time in one air, with the limits and where they are met."""
    plan = exposures.plan
    share = plan.material.coating_share / PPM
    highest = max(limit.water for limit in plan.limits) * share
    ax.set_title(
        f"{place.name}: {celsius(place.air.temperature):.3g} °C, "
        f"{100.0 * place.air.relative_humidity:.2g} % RH",
        loc="left",
        fontsize=9,
    )
    for one in (m for m in exposures.meetings if m.place == place):
        colour = _colour(exposures, one.wrapping)
        for where in _places(exposures):
            water = [share * getattr(f, where) for f in one.course.figures]
            highest = max(highest, *water)
            times, values = one.course.times[1:], water[1:]
            ax.plot(times, values, color=colour, ls=STYLES[where], lw=1.5)
        for limit, (verdict, hours, _) in zip(
            plan.limits, exposures.times(place, one.wrapping), strict=True
        ):
            if verdict == REACHED:
                at = limit.water * share
                ax.plot(hours * HOUR, at, MARKS[limit.place], color=colour, ms=5)
    for water in sorted({limit.water * share for limit in plan.limits}):
        ax.axhline(water, color=GREY, lw=0.8)
        ax.annotate(
            f"limit {water:.4g}",
            (0.01, water),
            xycoords=("axes fraction", "data"),
            xytext=(0, 5),
            textcoords="offset points",
            color=GREY,
            zorder=1,
            **SMALL,
        )
    ax.set_ylim(0.0, 1.08 * highest)
    _clock(ax.xaxis, ax.set_xscale, ax.set_xlim, exposures)
    ax.set_ylabel("mg water per kg dry electrode", fontsize=9)
    _frame(ax)


def _draw_times(ax, exposures, swept):
    """Time to each limit over the dew point of the air."""
    plan = exposures.plan
    points = np.array([celsius(place.dew_point) for place in swept])
    share = plan.material.coating_share / PPM
    several = len({limit.water for limit in plan.limits}) > 1
    ax.set_title(
        f"time to the limit at {celsius(swept[0].air.temperature):.3g} °C; no line: "
        f"never, or later than {plan.longest / DAY:.3g} d",
        loc="left",
        fontsize=9,
    )
    for name, _, _ in plan.wrappings:
        answers = [exposures.times(place, name) for place in swept]
        for i, limit in enumerate(plan.limits):
            hours = np.array(
                [a[i][1] if a[i][0] == REACHED else np.nan for a in answers],
                dtype=float,
            )
            ax.plot(
                points,
                hours * HOUR,
                color=_colour(exposures, name),
                ls=STYLES[limit.place],
                marker=MARKS[limit.place],
                ms=4,
                lw=1.5,
            )
            if several and np.isfinite(hours).any():
                first = int(np.argmax(np.isfinite(hours)))
                ax.annotate(
                    f"{limit.water * share:.4g}",
                    (points[first], hours[first] * HOUR),
                    xytext=(-6, 0),
                    textcoords="offset points",
                    ha="right",
                    color=GREY,
                    **SMALL,
                )
    ax.set_xlim(points[0] - 1.0, points[-1] + 1.0)
    _clock(ax.yaxis, ax.set_yscale, ax.set_ylim, exposures)
    ax.set_xlabel("dew point in °C, below 0 frost point", fontsize=9)
    _frame(ax)


def _clock(axis, set_scale, set_limits, exposures):
    """A logarithmic axis from the first look to the last, in words."""
    longest = exposures.plan.longest
    reached = [h * HOUR for h in exposures.rows["time_h"] if h]
    first = 0.3 * min([*reached, 0.1 * longest])
    set_scale("log")
    set_limits(first, 1.3 * longest)
    inside = [(w, t) for w, t in TICKS if first <= t <= 1.3 * longest]
    axis.set_ticks([t for _, t in inside], [w for w, _ in inside], fontsize=8)
    axis.set_ticks([], minor=True)


def _frame(ax):
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(labelsize=8)
    ax.grid(color=GREY, alpha=0.15)


def _legend(picture, exposures):
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=_colour(exposures, name), lw=2.0, label=name)
        for name, _, _ in exposures.plan.wrappings
    ]
    lines += [
        Line2D([], [], color=GREY, ls=STYLES[p], marker=MARKS[p], ms=4, label=PLACES[p])
        for p in _places(exposures)
    ]
    picture.legend(
        handles=lines,
        loc="outside lower left",
        ncols=min(len(lines), 7),
        fontsize=8.5,
        frameon=False,
    )
