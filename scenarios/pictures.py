"""The pictures that a command saves: PNG, SVG or PDF, by matplotlib without a screen.

What is drawn of a run: for each electrode one coil from its release to its end, with
the stations it passes (:mod:`scenarios.lives`), and above them the air of its zones.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from textwrap import fill

import numpy as np

from models import psychrometrics
from models.units import HOUR, PPM, celsius
from scenarios.lives import DrawnLife
from twin.records import Result

DOTS_PER_INCH = 120
# Okabe and Ito: told apart by colour-blind eyes; line styles serve grey prints
BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
ZONE_STYLES = (
    (BLUE, "-"),
    (VERMILLION, "--"),
    (GREEN, "-."),
    ("#CC79A7", ":"),
    ("#56B4E9", (0, (5, 1))),
    ("#E69F00", (0, (3, 1, 1, 1))),
)
GREY, BAND = "#5A5A5A", "#EBEBEB"
SMALL = {"fontsize": 8.5, "va": "center"}
LINE = 0.11  # height of a line of small print, as a share of a panel
LOG_FROM = 20.0  # largest over smallest water, from which on the axis is logarithmic
SAME = 0.01  # of the mean: the outer strip gets a line where it differs by more


# ---------------------------------------------------------------- the figure


def figure(result: Result, drawn: Sequence[DrawnLife]):
    """A matplotlib Figure: the zones' frost points above, then a panel per coil."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [1.8] + [2.5 if len(life.visits) > 1 else 2.0 for life in drawn]
    picture = Figure(figsize=(9.0, 0.6 + sum(heights)), layout="constrained")
    FigureCanvasAgg(picture)  # lets texts be measured before the picture is saved
    axes = picture.subplots(
        len(heights), 1, sharex=True, squeeze=False, height_ratios=heights
    )[:, 0]
    begin, end = _span(result, drawn)
    unit, scale = ("days", 24.0) if end > 48.0 else ("hours", 1.0)
    _draw_zones(axes[0], result, drawn, scale)
    for ax, life in zip(axes[1:], drawn, strict=True):
        _draw_life(ax, life, result.scenario, scale)
    axes[0].set_xlim(begin / scale, end / scale)
    axes[-1].set_xlabel(f"{unit} since the start of the run")
    limits = _water_limits(drawn)
    picture.draw_without_rendering()  # fixes where the panels are
    names = [
        _name_bands(ax, life, scale) if len(life.visits) > 1 else 0.0
        for ax, life in zip(axes[1:], drawn, strict=True)
    ]
    for ax in axes[1:]:
        _set_water_axis(ax, *limits, 0.97 - max(names))
        _label_ends(ax)
    return picture


def _span(result, drawn):
    """Begin and end of the time axis [h]."""
    if not drawn:
        return 0.0, result.scenario.duration / HOUR
    return min(life.time_h[0] for life in drawn), max(life.time_h[-1] for life in drawn)


def _water_limits(drawn):
    """Smallest and largest water of all panels [ppm]: they share their axis."""
    values = np.concatenate([np.r_[life.water_ppm, life.edge_ppm] for life in drawn])
    wet = values[values > 0.0]
    if not len(wet):
        return 1.0, 1.0
    return float(max(wet.min(), 1e-4 * wet.max())), float(wet.max())


def _draw_zones(ax, result, drawn, scale):
    stations = result.scenario.stations
    met = []
    for life in drawn:
        for station, _, _ in life.visits:
            spec = stations[station]
            met += [getattr(spec, "web_zone", None), spec.zone]
    names = [name for name in result.scenario.zones if name in met] or list(
        result.scenario.zones
    )
    zones = result.zones
    begin, end = _span(result, drawn)
    warm = False
    for i, name in enumerate(names):
        colour, style = ZONE_STYLES[i % len(ZONE_STYLES)]
        air = zones[zones["zone"] == name]
        time, frost = air["time_h"].to_numpy(), air["dew_point_degC"].to_numpy()
        ax.plot(time / scale, frost, color=colour, ls=style, lw=1.1, gid=name)
        warm = warm or bool(np.nanmax(frost, initial=-1.0) > 0.0)
        if len(names) > 1:
            # each name further right, on its own line
            place = 0.006 + 0.13 * i
            here = np.interp(begin + place * (end - begin), time, frost)
            ax.annotate(
                name,
                (place, here),
                xycoords=("axes fraction", "data"),
                xytext=(0, 6),
                textcoords="offset points",
                color=colour,
                **SMALL,
            )
    ax.margins(y=0.15)
    measured = len(names) == 1 and result.scenario.zones[names[0]].readings is not None
    title = f"air of {names[0]}" if len(names) == 1 else "air of the zones"
    title += ", as measured" if measured else ""
    ax.set_title(title, loc="left", fontsize=10)
    ax.set_ylabel("frost or dew point\nin °C" if warm else "frost point in °C")
    ax.grid(axis="y", color=BAND)
    _ppmv_axis(ax, result.scenario.pressure)
    _tidy(ax)


def _ppmv_axis(ax, pressure):
    """The same scale in ppmv at the plant's pressure on the right."""
    low, high = ax.get_ylim()
    decades = 10.0 ** np.arange(-2.0, 6.0)
    ppmv = np.outer(decades, [1.0, 2.0, 5.0]).ravel()
    if high - low > 45.0:
        ppmv = decades
    places = celsius(psychrometrics.dew_point(ppmv * PPM * pressure))
    inside = (places >= low) & (places <= high)
    right = ax.secondary_yaxis("right")
    right.set_yticks(places[inside], [f"{value:,.12g}" for value in ppmv[inside]])
    right.set_ylabel("water in ppmv")
    right.tick_params(labelsize=9)


def _draw_life(ax, life, scenario, scale):
    material = scenario.electrodes[life.electrode].material
    title = f"water of {life.coils[-1]} ({material})"
    if len(life.visits) == 1:
        title += f" at {life.visits[0][0]}"
    else:
        for _, begin, end in life.visits[::2]:
            ax.axvspan(begin / scale, end / scale, color=BAND, lw=0, zorder=0)
    ax.set_title(title, loc="left", fontsize=10)
    ax.plot(
        life.time_h / scale,
        life.water_ppm,
        color=BLUE,
        lw=2.0,
        gid="mean",
        label="mean",
    )
    if np.any(np.abs(life.edge_ppm - life.water_ppm) > SAME * life.water_ppm):
        ax.plot(
            life.time_h / scale,
            life.edge_ppm,
            color=VERMILLION,
            ls=(0, (4, 1.5)),
            lw=1.5,
            gid="edge",
            label="outer 10 mm",
        )
    ax.plot(
        life.air_time_h / scale,
        life.equilibrium_ppm,
        color="black",
        ls=(0, (1, 1)),
        lw=0.9,
        gid="equilibrium",
        label="equilibrium\nwith the air",
    )
    ax.set_ylabel("mg per kg\ndry electrode")
    _tidy(ax)


def _set_water_axis(ax, low, high, top):
    """Scale and ticks; the water reaches up to the share `top` of the panel."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    if high / low <= LOG_FROM:
        ax.set_ylim(0.0, 1.05 * high / top)
        return
    ax.set_yscale("log")
    low, high = low / 1.3, high * 1.2
    ax.set_ylim(low, low * (high / low) ** (1.0 / top))
    narrow = high / low < 300.0
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if narrow else (1.0,)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.12g}"))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.grid(axis="y", color=BAND)


def _tidy(ax):
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(labelsize=9)


def _share(ax, value):
    """Where `value` of the y axis lies, as a share of the panel's height."""
    place = ax.transData.transform((0.0, value))[1]
    share = ax.transAxes.inverted().transform((0.0, place))[1]
    return float(np.clip(share, 0.0, 1.0))


def _apart(places, heights):
    """`places` moved up where texts of `heights` would overlap, from the lowest on."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda i: places[i])
    for below, above in pairwise(order):
        room = 0.5 * (heights[below] + heights[above])
        moved[above] = max(moved[above], moved[below] + room)
    return moved


def _label_ends(ax):
    """Name the lines at their right ends."""
    lines, ends = [], []
    for line in ax.get_lines():
        y = np.asarray(line.get_ydata())
        y = y[np.isfinite(y) & (y > 0.0)]
        if len(y):
            lines.append(line)
            ends.append(_share(ax, y[-1]))
    heights = [LINE * (1 + line.get_label().count("\n")) for line in lines]
    for line, place in zip(lines, _apart(ends, heights), strict=True):
        ax.text(
            1.008,
            place,
            line.get_label(),
            transform=ax.transAxes,
            color=line.get_color(),
            **SMALL,
        )


def _name_bands(ax, life, scale):
    """Station names over their bands, upright where narrow, as far as they fit.

    Returns the share of the panel's height that the names need.
    """
    renderer = ax.figure.canvas.get_renderer()
    needed, taken = 0.0, -np.inf
    for station, begin, end in life.visits:
        name = station.removeprefix(f"{life.electrode}_").replace("_", " ")
        text = ax.text(
            0.5 * (begin + end) / scale,
            0.98,
            name,
            transform=ax.get_xaxis_transform(),
            color=GREY,
            ha="center",
            va="top",
            fontsize=SMALL["fontsize"],
        )
        left, right = ax.transData.transform([(begin / scale, 0), (end / scale, 0)])
        if text.get_window_extent(renderer).width > right[0] - left[0]:
            text.set(rotation=90, text=fill(name, 10), fontsize=7.5, linespacing=0.9)
        box = text.get_window_extent(renderer)
        if box.x0 < taken:
            text.remove()
            continue
        taken = box.x1
        needed = max(needed, box.height / ax.get_window_extent(renderer).height)
    return needed


def save(picture, path: str | Path) -> None:
    """Write the figure; its suffix says as what. Equal figures make equal files."""
    from matplotlib import rc_context

    no_date = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}}
    with rc_context({"svg.hashsalt": "twin"}):
        picture.savefig(
            path, dpi=DOTS_PER_INCH, metadata=no_date.get(Path(path).suffix.lower())
        )
