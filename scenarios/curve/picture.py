"""The picture of a curve: water over time with its macro and micro part.

Of a curve file also its steps, as bands with the air of each and what limits it.
Saved by :func:`scenarios.pictures.save`.
"""

from dataclasses import dataclass

import numpy as np

from models.units import MM
from scenarios.curve.curve import Curve
from scenarios.curve.linear import LinearCurve
from scenarios.curve.text import air_words, duration, linear_words
from scenarios.pictures import BAND, BLUE, GREEN, GREY, SMALL, VERMILLION
from scenarios.schema.sample import COIL, FREE_SHEET

POINTS = 600  # of the published model's line
CROWDING = 3.0  # t = (i / n)^3 of the span: it begins with the root of time
WIDTH, HEIGHT = 9.0, 3.6  # inch, of the panel with its labels
MARGINS = 1.45  # inch, left and right of the panel
PRINT = 8.0  # points, of the words over a band
LINE = 0.15  # inch, height of a line of them
NEAR, CLOSEST = 0.06, 0.03  # inch, from a line to its name
ALONG = 400  # points along a line
ROOM = 1.14  # of the largest water, so that its name stands below the frame
# what is drawn: column, what it is called, colour, line style, width
LINES = (
    ("water", "all water", BLUE, "-", 2.0),
    ("macro", "on the macro scale", VERMILLION, (0, (4, 1.5)), 1.4),
    ("micro", "on the micro scale", GREEN, (0, (1, 1)), 1.6),
)
NO_PART = 1e-3  # of all water: a micro part that stays below it is not drawn


@dataclass(frozen=True)
class Band:
    """A step on the time axis, from `begin` to `end`, with its words: all, or fewer."""

    begin: float
    end: float
    choices: tuple[tuple[str, ...], ...]

    def fits(self, lines, span: float) -> bool:
        """Whether `lines` are narrower than the band, of an axis `span` long."""
        room = (self.end - self.begin) / span * (WIDTH - MARGINS) - 0.1
        return max(_inches(line) for line in lines if line) <= room


def _inches(text, size=PRINT):
    from matplotlib.textpath import TextPath

    return TextPath((0, 0), text, size=size).get_extents().width / 72.0


def figure(curve: Curve):
    """A matplotlib Figure of a curve file's run: its steps above, its water below."""
    rows = {name: np.array(column) for name, column in curve.rows.items()}
    unit, scale = _time_unit(rows["time_h"][-1])
    bands, span = _bands(curve, scale), rows["time_h"][-1] / scale
    words = [
        next((w for w in band.choices if band.fits(w, span)), ()) for band in bands
    ]
    strip = LINE * (max(map(len, words)) + 1.5)
    picture = _empty(HEIGHT + strip)
    picture.get_layout_engine().set(h_pad=0.02, hspace=0.0)
    above, ax = picture.subplots(2, 1, sharex=True, height_ratios=(strip, HEIGHT))
    above.set_title(_title(curve), loc="left", fontsize=10)
    above.set_axis_off()
    for i, (band, lines) in enumerate(zip(bands, words, strict=True)):
        if i % 2 == 0:
            for panel in (above, ax):
                panel.axvspan(band.begin, band.end, color=BAND, lw=0, zorder=0)
        above.annotate(
            "\n".join(lines),
            (0.5 * (band.begin + band.end), 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, -4),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=PRINT,
            color=GREY,
        )
    water = {name: rows[f"{name}_ppm"] for name, *_ in LINES}
    _draw(ax, rows["time_h"] / scale, water)
    if curve.zero_ppm is not None:
        _mark_zero(ax, curve, scale)
    ax.set_ylabel("water in mg per kg\ndry electrode, foil included")
    share = curve.experiment.material.coating_share
    right = ax.secondary_yaxis(
        "right", functions=(lambda ppm: ppm / share, lambda ppm: ppm * share)
    )
    right.set_ylabel("mg per kg dry coating")
    right.tick_params(labelsize=9)
    ax.set_xlabel(f"{unit} since the start")
    return picture


def linear_figure(curve: LinearCurve):
    """A matplotlib Figure of the published model's curve."""
    last = float(curve.times[-1])
    unit, scale = _time_unit(last)
    picture = _empty(HEIGHT)
    ax = picture.subplots()
    ax.set_title(linear_words(curve), loc="left", fontsize=10)
    times = last * (np.arange(POINTS + 1) / POINTS) ** CROWDING
    _draw(ax, times / scale, curve.water(times))
    if curve.asked:
        dots = curve.rows["water_ppm"]
        ax.plot(curve.times / scale, dots, "o", color=BLUE, ms=5, clip_on=False)
    ax.set_ylabel("water in mg per kg")
    ax.set_xlabel(f"{unit} since the step of the surroundings")
    return picture


def _empty(height):
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), layout="constrained")


def _time_unit(hours):
    """Word and length [h] of the unit in which a time axis is read."""
    for word, length in (("days", 24.0), ("hours", 1.0), ("minutes", 1 / 60)):
        if hours > 2.0 * length:
            return word, length
    return "seconds", 1 / 3600


def _title(curve):
    experiment = curve.experiment
    sample, millimetres = experiment.sample, experiment.half_width / MM
    if sample.kind == FREE_SHEET:
        size = "free sheet"
    elif sample.kind == COIL:
        size = f"coil, {sample.width_mm:g} mm wide"
    else:
        size = f"stack, {millimetres:g} mm from its middle to the open edge"
    name = experiment.material.name
    return f"{experiment.name}: {name}, {size}"


def _bands(curve, scale):
    steps = curve.steps
    bands = []
    for i, step in enumerate(curve.experiment.steps):
        at = {name: column[i] for name, column in steps.items()}
        number = (str(at["step"]),)
        name = (at["name"],) if at["name"] else ()
        limits = (
            f"τ macro {duration(at['tau_macro_h'])}",
            f"τ micro {duration(at['tau_micro_h'])}",
            f"f = {at['micro_share']:.2g}",
            at["regime"],
        )
        if at["biot"] == 0.0:
            limits = ("sealed",)
        words = (*name, *air_words(step), "", *limits)
        begin, end = at["start_h"] / scale, at["end_h"] / scale
        bands.append(Band(begin, end, (words, name or number, number)))
    return bands


# ---------------------------------------------------------------- the panel


def _draw(ax, times, water):
    """The lines of `water` with their names beside them, and the panel's frame."""
    drawn = LINES
    if np.max(water["micro"]) <= NO_PART * np.max(water["water"]):
        drawn = LINES[:1]
    for name, _, colour, style, width in drawn:
        ax.plot(times, water[name], color=colour, ls=style, lw=width, gid=name)
    ax.set_xlim(0.0, times[-1])
    highest = float(np.max(water["water"]))
    ax.set_ylim(0.0, ROOM * highest if highest > 0.0 else 1.0)
    _name_lines(ax, times, [(water[name], words, c) for name, words, c, *_ in drawn])
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(labelsize=9)


def _name_lines(ax, times, lines):
    """The name of each line beside it, and away from all others."""
    across, up = WIDTH - MARGINS, HEIGHT - 0.7  # inch, of the panel inside
    top = ax.get_ylim()[1]
    ways = [_even(across * times / times[-1], up * y / top) for y, _, _ in lines]
    axis = np.array([[0.0, 0.0], [across, 0.0]])
    names = []  # middles of those that stand, and half their widths
    for own, (_, words, colour) in zip(ways, lines, strict=True):
        half = 0.5 * _inches(words, SMALL["fontsize"]) + 0.03
        x, y = np.meshgrid(
            np.arange(half, across - half, 0.1), np.arange(0.1, up - 0.1, 0.05)
        )
        spots = np.stack([x.ravel(), y.ravel()], axis=1)
        near = _distance(spots, half, own)
        others = [way for way in (*ways, axis) if way is not own]
        others = [_distance(spots, half, way) for way in others]
        others += [
            _distance(spots, half + width, middle[None, :]) - 0.5 * LINE
            for middle, width in names
        ]
        free = np.min(others, axis=0)
        aside = np.abs(spots[:, 0] / across - 0.5)
        worth = np.minimum(free, 0.5) - 2.0 * np.abs(near - NEAR) - 0.1 * aside
        worth[np.minimum(near, free) < CLOSEST] = -np.inf
        if not np.isfinite(worth).any():
            continue  # the lines lie on one another
        best = spots[np.argmax(worth)]
        names.append((best, half))
        ax.annotate(
            words,
            best / (across, up),
            xycoords="axes fraction",
            ha="center",
            color=colour,
            **SMALL,
        )


def _even(x, y):
    """Points along a line, evenly far from each other [points, 2]."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    places = np.linspace(0.0, way[-1], ALONG)
    return np.stack([np.interp(places, way, x), np.interp(places, way, y)], axis=1)


def _distance(spots, half, way):
    """From boxes of a line's height about `spots` to the nearest point of `way`."""
    across, up = np.abs(spots[:, None, :] - way[None, :, :]).transpose(2, 0, 1)
    aside = np.maximum(across - half, 0.0)
    return np.hypot(aside, np.maximum(up - 0.5 * LINE, 0.0)).min(axis=1)


def _mark_zero(ax, curve, scale):
    """Where the balance's zero is taken."""
    (end,) = (
        curve.steps["end_h"][i]
        for i, step in enumerate(curve.experiment.steps)
        if step.zero
    )
    ax.annotate(
        f"zero of the balance,\n{curve.zero_ppm:.2g} mg/kg left",
        (end / scale, curve.zero_ppm),
        xytext=(0, 34),
        textcoords="offset points",
        ha="center",
        color="black",
        arrowprops={"arrowstyle": "->", "color": "black", "lw": 0.8},
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 1.5},
        **SMALL,
    )
