"""The map of waits as a picture: isolines over dew point and temperature, by place.

An isoline is where a wait of that length just ends, found for each temperature by
itself: so it is not bent by the raster of the map, and ends where the map ends.
"""

import math
from itertools import pairwise

import numpy as np

from models.allowed_time import (
    ANY,
    AT_ONCE,
    FOUND,
    OUTSIDE,
    equilibrium_vapour_pressure,
    largest_vapour_pressure,
)
from models.bag import BAG
from models.exposure_limits import LATER, NEVER, REACHED
from models.psychrometrics import dew_point
from models.units import HOUR, PPM, celsius
from scenarios.curve.text import duration
from scenarios.exposure.air_map import TimeMap, contents
from scenarios.exposure.text import PLACES
from scenarios.pictures import GREY

MOST_MAPS = 4  # rows of panels, one per wrapping and content
NEVER_COLOUR, AT_ONCE_COLOUR, OUTSIDE_COLOUR = "#DDEFE6", "#F3C9BD", "#E4E4E4"
INK = "#222222"
HEIGHTS = (0.15, 0.5, 0.85, 0.32, 0.68)  # of a label, one after the other tried
APART = 0.02  # of a panel; a line nearer to a labelled one has no label of its own
LABEL = {
    "fontsize": 7.5,
    "color": INK,
    "ha": "center",
    "va": "center",
    "clip_on": True,
    "bbox": {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8},
}


def rows_of(found: TimeMap) -> list[tuple[str, float]]:
    """Wrapping and content [kg per kg dry coating] of each row of panels."""
    every = [(w, c) for w in found.plan.map_wrappings for c in contents(found.plan)]
    return every[:MOST_MAPS]


def draw(panels, found: TimeMap, wrapping: str, water: float) -> None:
    """The map of one wrapping and content: a panel for each place."""
    share = found.plan.material.coating_share / PPM
    lines = {
        place: _isolines(found, wrapping, water, place)
        for place in found.plan.map_places
    }
    levels = sorted({level for one in lines.values() for level in one})
    for ax, place in zip(panels, found.plan.map_places, strict=True):
        _panel(ax, found, wrapping, water, place, lines[place], levels)
        ax.set_title(
            f"{PLACES[place]} {water * share:.4g} ppm, {wrapping}",
            loc="left",
            fontsize=9,
        )
        ax.set_xlabel("dew point in °C, below 0 frost point", fontsize=8.5)
    panels[0].set_ylabel("temperature in °C", fontsize=8.5)


def _isolines(found, wrapping, water, place):
    """Dew points [degC] over the temperatures, by the wait [s]; inf where any will do.

    Where no air is dry enough, -inf.
    """
    rows = found.isolines
    lines = {}
    for i in range(len(rows["place"])):
        same = rows["wrapping"][i] == wrapping and rows["place"][i] == place
        if same and math.isclose(rows["limit_coating_ppm"][i] * PPM, water):
            point = math.inf if rows["verdict"][i] == ANY else -math.inf
            if rows["verdict"][i] == FOUND:
                point = rows["dew_point_degC"][i]
            lines.setdefault(rows["wait_h"][i] * HOUR, []).append(point)
    return {time: np.array(points) for time, points in lines.items()}


def _panel(ax, found, wrapping, water, place, lines, levels):
    plan = found.plan
    warm = np.array([celsius(one) for one in plan.map.temperatures])
    dry, moist = celsius(plan.map.dew_points[0]), celsius(plan.map.dew_points[-1])
    exchange = next(one for name, _, one in plan.wrappings if name == wrapping)
    top = _dew_points(
        largest_vapour_pressure(plan.model, plan.start, t, plan.map.pressure, exchange)
        for t in plan.map.temperatures
    )
    ax.set_xlim(dry, moist)
    ax.set_ylim(warm[0], warm[-1])
    ax.tick_params(labelsize=8)
    bands = sorted(lines, reverse=True)  # from the driest air to the moistest
    edges = [np.clip(lines[time], dry, np.minimum(top, moist)) for time in bands]
    ends = [np.full(len(warm), dry), *edges, np.minimum(top, moist)]
    colours = _colours(levels)
    for number, (left, right) in enumerate(pairwise(ends)):
        # the colour of the longest wait below which this band lies
        longer = bands[number - 1] if number else math.inf
        ax.fill_betweenx(warm, left, right, color=colours(longer), lw=0)
    _never(ax, found, wrapping, water, place, warm, (dry, moist), exchange)
    if (top < moist).any():
        ax.fill_betweenx(
            warm,
            np.minimum(top, moist),
            moist,
            facecolor=OUTSIDE_COLOUR,
            edgecolor="#BBBBBB",
            hatch="////",
            lw=0,
        )
    _lines(ax, lines, warm, top, (dry, moist))
    _say_verdicts(ax, found, wrapping, water, place)


def _dew_points(pressures):
    return np.array([celsius(float(dew_point(pressure))) for pressure in pressures])


def _colours(levels):
    """Colour of a band by the wait [s] at its dry side; inf: longer than all lines."""
    from matplotlib import colormaps

    scale = colormaps["YlOrRd"]

    def colour(longer):
        if math.isinf(longer):
            return "#FFFBE8"
        place = levels[::-1].index(longer)
        return scale(0.1 + 0.65 * place / max(len(levels) - 1, 1))

    return colour


def _never(ax, found, wrapping, water, place, warm, ends, exchange):
    """The area in which the limit is never met, up to where equilibrium is at it."""
    plan = found.plan
    if exchange.kind == BAG or exchange.heating_time > 0.0:
        return  # the map's verdicts alone know
    pressures = [
        equilibrium_vapour_pressure(plan.model, one, water)
        for one in plan.map.temperatures
    ]
    if any(pressure is None for pressure in pressures):
        return
    if NEVER not in _verdicts(found, wrapping, water, place):
        return
    edge = np.clip(_dew_points(pressures), *ends)
    ax.fill_betweenx(warm, ends[0], edge, color=NEVER_COLOUR, lw=0)
    ax.plot(edge, warm, color="#009E73", lw=1.2)
    if edge.mean() > ends[0] + 0.15 * (ends[1] - ends[0]):
        middle = 0.5 * (ends[0] + float(edge.mean()))
        ax.text(middle, warm.mean(), "never", color="#00684C", fontsize=9, ha="center")


def _lines(ax, lines, warm, top, ends):
    """The isolines with their waits, written where one is not on another."""
    written = []  # dew point and temperature as shares of the panel, width, line
    wide, high = _letters(ax)
    for time in sorted(lines):
        inside = (lines[time] > ends[0]) & (lines[time] < np.minimum(top, ends[1]))
        if not inside.any():
            continue
        ax.plot(np.where(inside, lines[time], np.nan), warm, color=INK, lw=0.9)
        words = duration(time / HOUR)
        for height in HEIGHTS:
            at = warm[0] + height * (warm[-1] - warm[0])
            point = float(np.interp(at, warm, lines[time]))
            x, width = (point - ends[0]) / (ends[1] - ends[0]), wide * len(words)
            free = all(
                (abs(x - other) > 0.5 * (width + its) or abs(height - there) > high)
                and point < np.interp(at, warm, line) - APART * (ends[1] - ends[0])
                for other, there, its, line in written
            )
            if free and 0.5 * width < x < 1.0 - 0.5 * width:
                written.append((x, height, width, lines[time]))
                ax.text(point, at, words, **LABEL)
                break


def _letters(ax):
    """Width of a letter and height of a line of the labels, as shares of a panel."""
    box = ax.get_subplotspec().get_position(ax.figure)
    width, height = ax.figure.get_size_inches()
    inch = LABEL["fontsize"] / 72.0
    return 0.75 * inch / (0.85 * box.width * width), 1.8 * inch / (box.height * height)


def _verdicts(found, wrapping, water, place):
    rows = found.rows
    return {
        rows["verdict"][i]
        for i in range(len(rows["place"]))
        if rows["wrapping"][i] == wrapping
        and rows["place"][i] == place
        and math.isclose(rows["limit_coating_ppm"][i] * PPM, water)
    }


def _say_verdicts(ax, found, wrapping, water, place):
    """One word over the panel where the whole map is of one verdict."""
    verdicts = _verdicts(found, wrapping, water, place) - {OUTSIDE}
    if len(verdicts) == 1:
        (word,) = verdicts
        if word == AT_ONCE:
            ax.axvspan(*ax.get_xlim(), color=AT_ONCE_COLOUR, lw=0)
        if word != REACHED:
            ax.text(
                0.5,
                0.5,
                word if word != LATER else f"> {duration(found.plan.longest / HOUR)}",
                transform=ax.transAxes,
                fontsize=11,
                ha="center",
                color=GREY,
            )
