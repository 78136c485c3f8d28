"""The picture of a study: a tornado of what matters, or figures over what was listed.

With indices, their bars. With listed values, the band from P5 to P95 over the cases.
With distributions alone, the mean of a figure where a key is in the lowest and in the
highest fifth of its draws. Saved by :func:`scenarios.pictures.save`.
"""

import math

import numpy as np

from scenarios.pictures import BAND, BLUE, GREY, SMALL, VERMILLION
from scenarios.study import report
from scenarios.study.conduct import Finished
from scenarios.study.table import figure_names
from scenarios.study.text import short_names

MOST_FIGURES = 6  # panels
MOST_BARS = 12  # keys of a tornado; the least important are left out
MOST_CASES = 24  # on an axis of words
WIDTH = 9.0  # inch
MOST_TICKS = 10
FIFTH = 0.2
LIGHT = "#9CC9E3"  # a tint of BLUE


def figure(finished: Finished, indices: dict | None):
    """A matplotlib Figure, a panel per figure of the study, at most six."""
    from matplotlib.figure import Figure

    names = figure_names(finished.study)[:MOST_FIGURES]
    keys = finished.study.keys
    tornado = not keys.listed()
    bars = min(len(keys.drawn()), MOST_BARS)
    height = 0.75 + 0.3 * bars if tornado else 2.6
    down = len(names) if tornado else math.ceil(len(names) / 2)
    across = 1 if tornado or len(names) == 1 else 2
    picture = Figure(figsize=(WIDTH, 0.8 + height * down), layout="constrained")
    panels = picture.subplots(down, across, squeeze=False).ravel()
    for ax, name in zip(panels, names, strict=False):
        if indices is not None:
            _draw_indices(ax, indices, name, keys.sensitivity)
        elif tornado:
            _draw_swings(ax, finished, name)
        else:
            _draw_cases(ax, finished, name)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
    for ax in panels[len(names) :]:
        ax.set_visible(False)
    kind = "P5 to P95 (band) and median over the listed values"
    if indices is not None:
        kind = {
            "morris": "Morris: mean change of the figure as a key goes from its 12.5th "
            "to its 87.5th percentile (mu*), with 95 % intervals",
            "sobol": "Sobol: share of the variance a key explains with its "
            "interactions (pale, with 95 % interval) and alone (dark)",
        }[keys.sensitivity]
    elif tornado:
        kind = (
            "mean of the figure while a key is in its lowest or its highest fifth, "
            "with 95 % intervals"
        )
    picture.suptitle(f"{keys.name}\n{kind}", x=0.01, ha="left", fontsize=10)
    return picture


# ---------------------------------------------------------------- tornado


def _draw_indices(ax, indices, name, kind):
    """Bars of one figure's indices, the longest at the top."""
    at = [i for i, figure in enumerate(indices["figure"]) if figure == name]
    measure, conf = (
        ("mu_star", "mu_star_conf") if kind == "morris" else ("ST", "ST_conf")
    )
    short = short_names(indices["key"][i] for i in at)
    at = [i for i in at if math.isfinite(indices[measure][i])]
    at = sorted(at, key=lambda i: indices[measure][i])[-MOST_BARS:]
    ax.set_title(name, loc="left", fontsize=9)
    if not at:
        _say_nothing(ax)
        return
    places = np.arange(len(at))
    values = [indices[measure][i] for i in at]
    ax.barh(places, values, color=BLUE if kind == "morris" else LIGHT, height=0.7)
    if kind == "sobol":
        alone = [max(indices["S1"][i], 0.0) for i in at]  # a bar: noise goes below 0
        ax.barh(places, alone, color=BLUE, height=0.35)
    ax.errorbar(
        values,
        places,
        xerr=[indices[conf][i] for i in at],
        fmt="none",
        ecolor="black",
        elinewidth=1.0,
        capsize=2.5,
    )
    ax.set_yticks(places, [short[indices["key"][i]] for i in at])
    ax.set_xlim(left=0.0)
    ax.grid(axis="x", color=BAND)
    ax.set_axisbelow(True)


def _say_nothing(ax):
    ax.text(0.5, 0.5, "does not vary", transform=ax.transAxes, ha="center", **SMALL)
    ax.set_yticks([])


def swings(finished: Finished, name: str) -> list[tuple]:
    """Per drawn key its name, and the mean of a figure in its lowest and highest fifth.

    Each mean comes with half of its 95 % interval. The largest difference stands last;
    keys with fewer than two samples in a fifth are left out.
    """
    table = finished.table.dropna(subset=[name])
    sampled = table.groupby("sample")[name].mean()
    found = []
    for column, key in enumerate(finished.study.keys.drawn()):
        share = finished.places[sampled.index.to_numpy(), column]
        ends = (sampled[share <= FIFTH], sampled[share >= 1.0 - FIFTH])
        if min(len(end) for end in ends) >= 2:
            means = [float(end.mean()) for end in ends]
            halves = [report.Z * float(end.std() / len(end) ** 0.5) for end in ends]
            found.append((key, means, halves))
    return sorted(found, key=lambda row: abs(row[1][1] - row[1][0]))


def _draw_swings(ax, finished, name):
    short = short_names(finished.study.keys.drawn())
    rows = swings(finished, name)[-MOST_BARS:]
    ax.set_title(name, loc="left", fontsize=9)
    values = finished.table[name].dropna()
    if not rows or values.min() == values.max():
        _say_nothing(ax)
        return
    ax.axvline(float(values.mean()), color=GREY, lw=0.8)
    for place, (_, means, halves) in enumerate(rows):
        ax.plot(means, (place, place), color=GREY, lw=2.5, zorder=1)
        for i, colour in enumerate((BLUE, VERMILLION)):
            # a little apart: the ends of a key that does nothing lie on each other
            at = place + (0.12 if i else -0.12)
            ax.errorbar(
                means[i], at, xerr=halves[i], fmt="o", color=colour, ms=5, lw=1.2
            )
    ax.set_yticks(range(len(rows)), [short[key] for key, *_ in rows])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.margins(x=0.05)
    ax.grid(axis="x", color=BAND)
    ax.set_axisbelow(True)
    ends = (("lowest fifth", 0.86, BLUE), ("highest", 1.0, VERMILLION))
    for words, place, colour in ends:
        ax.text(
            place,
            1.03,
            words,
            transform=ax.transAxes,
            color=colour,
            ha="right",
            va="bottom",
            fontsize=SMALL["fontsize"],
        )


# ---------------------------------------------------------------- cases


def _draw_cases(ax, finished, name):
    """P5 to P95 of one figure over the listed values, with its limits."""
    columns = report.quantiles(finished)
    at = [i for i, figure in enumerate(columns["figure"]) if figure == name]
    listed = finished.study.keys.listed()
    (first, *others) = listed
    low, middle, high = (
        np.array([columns[part][i] for i in at]) for part in report.QUANTILES
    )
    values = [columns[first][i] for i in at]
    numbers = all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in values
    )
    if numbers and not others:
        order = np.argsort(values)
        places = np.array(values, dtype=float)[order]
        low, middle, high = low[order], middle[order], high[order]
        ax.fill_between(places, low, high, color=LIGHT, lw=0)
        ax.plot(places, middle, "o-", color=BLUE, lw=1.5, ms=3.5)
        if len(places) <= MOST_TICKS:
            ax.set_xticks(places, [f"{value:g}" for value in places])
        ax.set_xlabel(short_names(finished.study.keys.vary)[first], fontsize=9)
    else:
        at, places = at[:MOST_CASES], np.arange(len(at[:MOST_CASES]))
        low, middle, high = (part[: len(at)] for part in (low, middle, high))
        ax.vlines(places, low, high, color=LIGHT, lw=5)
        ax.plot(places, middle, "o", color=BLUE, ms=4)
        words = [", ".join(_word(columns[key][i]) for key in listed) for i in at]
        ax.set_xticks(places, words, rotation=45, ha="right", fontsize=8)
    bound = finished.study.limits.get(name)
    for value in (bound.min, bound.max) if bound is not None else ():
        if value is not None:
            ax.axhline(value, color=GREY, lw=1.0, ls="--")
            ax.annotate(
                f"limit {value:g}",
                (0.01, value),
                xycoords=("axes fraction", "data"),
                xytext=(0, 6),
                textcoords="offset points",
                color=GREY,
                **SMALL,
            )
    ax.set_title(name, loc="left", fontsize=9)
    ax.margins(y=0.12)
    ax.grid(axis="y", color=BAND)


def _word(value):
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 24 else text[:23] + "…"
