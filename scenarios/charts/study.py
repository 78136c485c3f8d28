"""Charts of a study: what came out, what it depends on, how often a limit breaks."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette

BINS = 40
MOST_BARS = 12  # keys of a tornado; the least important are left out
LIGHT = "rgba(86,180,233,0.35)"


def distribution(
    values: pd.Series, title: str, bounds: tuple[float | None, float | None] = ()
) -> go.Figure:
    """How often a figure came out at what value; P5, P50, P95 and its limits."""
    drawn = palette.figure(title, "points [-]", height=330, showlegend=False)
    known = values.dropna().to_numpy(dtype=float)
    counts, edges = np.histogram(known, bins=min(BINS, max(5, len(known) // 4)))
    drawn.add_bar(
        x=0.5 * (edges[1:] + edges[:-1]),
        y=counts,
        width=np.diff(edges),
        marker={"color": palette.SKY, "line": {"color": palette.GREY, "width": 0.5}},
        hovertemplate="around %{x:.4g}: %{y} points<extra></extra>",
    )
    for share, dash, side in (
        (0.05, "dot", "right"),
        (0.5, "solid", "center"),
        (0.95, "dot", "left"),
    ):
        at = float(np.quantile(known, share))
        drawn.add_vline(
            x=at,
            line={"color": palette.GREY, "dash": dash, "width": 1.5},
            annotation={
                "text": f"P{100 * share:g} {at:.3g}",
                "y": 1.0,
                "yanchor": "bottom",  # above the bars
                "xanchor": side,
                "font": {"size": 12},
            },
        )
    for bound in bounds:
        if bound is not None:
            drawn.add_vline(
                x=bound,
                line={"color": palette.VERMILLION, "dash": "dash", "width": 2},
                annotation_text=f"limit {bound:g}",
                annotation_position="bottom right",
                annotation_font={"size": 12},
            )
    return drawn


def over_cases(
    quantiles: pd.DataFrame,
    key: str,
    title: str,
    key_title: str,
    bounds: tuple[float | None, float | None] = (),
    others: Mapping[str, str] | None = None,
) -> go.Figure:
    """P5 to P95 and the median of one figure over the listed values of a key.

    `others` are further listed keys with what they are called: a line for each of their
    combinations.
    """
    rows = quantiles.sort_values(key) if _numbers(quantiles[key]) else quantiles
    drawn = palette.figure(palette.text(key_title), title, height=360)
    for called, own, (colour, dash, symbol) in _lines(rows, others or {}):
        x = list(own[key])
        if not _numbers(own[key]):
            x = [palette.text(value) for value in x]
        drawn.add_scatter(
            x=x,
            y=own["p50"],
            showlegend=True,
            name=called,
            mode="lines+markers" if _numbers(own[key]) else "markers",
            error_y={
                "type": "data",
                "symmetric": False,
                "array": own["p95"] - own["p50"],
                "arrayminus": own["p50"] - own["p5"],
                "color": palette.GREY,
            },
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 9, "color": colour, "symbol": symbol},
            customdata=own[["p5", "p95", "points"]],
            hovertemplate="%{x}: %{y:.4g}, P5 %{customdata[0]:.4g}, "
            "P95 %{customdata[1]:.4g} of %{customdata[2]} points<extra></extra>",
        )
    for bound in bounds:
        if bound is not None:
            palette.limit_line(drawn, bound, f"limit {bound:g}")
    return drawn


MEDIAN = "median; bars from P5 to P95"


def _lines(rows, others):
    """Name, rows and look of each combination of the other keys' values."""
    if not others:
        yield MEDIAN, rows, palette.styles(1)[0]
        return
    groups = rows.groupby(list(others), sort=False)
    for (values, own), look in zip(groups, palette.styles(len(groups)), strict=True):
        said = (
            f"{name} {value:g}" if _numbers([value]) else f"{name} {value}"
            for name, value in zip(others.values(), values, strict=True)
        )
        yield palette.text(", ".join(said)), own, look


def _numbers(values):
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def tornado(
    indices: pd.DataFrame, kind: str, names: dict[str, str], unit: str = ""
) -> go.Figure:
    """Bars of one figure's indices with their 95 % intervals, the longest at the top.

    `indices` are the rows of one figure, which has this `unit`; `kind` is "morris" or
    "sobol".
    """
    measure, conf, title = {
        "morris": (
            "mu_star",
            "mu_star_conf",
            f"mean change of the figure [{unit or '-'}]",
        ),
        "sobol": ("ST", "ST_conf", "share of the variance [-]"),
    }[kind]
    rows = indices[indices[measure].map(math.isfinite)]
    rows = rows.sort_values(measure).tail(MOST_BARS)
    height = 150 + 34 * max(len(rows), 2)
    drawn = palette.figure(title, "", height=height)
    labels = [palette.text(names[key]) for key in rows["key"]]
    drawn.add_bar(
        y=labels,
        x=rows[measure],
        orientation="h",
        name="with interactions, ST" if kind == "sobol" else "mu*",
        error_x={"type": "data", "array": rows[conf], "color": palette.GREY},
        marker={"color": palette.SKY},
        hovertemplate=f"%{{y}}: %{{x:.3g}} {'' if kind == 'sobol' else unit}"
        "<extra></extra>",
    )
    if kind == "sobol":
        drawn.add_scatter(
            y=labels,
            x=rows["S1"],
            mode="markers",
            name="alone, S1",
            marker={"symbol": "diamond", "size": 11, "color": palette.VERMILLION},
            hovertemplate="%{y} alone: %{x:.3g}<extra></extra>",
        )
    drawn.update_layout(showlegend=kind == "sobol")
    return drawn


def swings(rows: pd.DataFrame, title: str, names: dict[str, str]) -> go.Figure:
    """The mean of a figure while a key is in its lowest or in its highest fifth."""
    rows = rows.tail(MOST_BARS)
    labels = [palette.text(names[key]) for key in rows["key"]]
    drawn = palette.figure(title, "", height=170 + 34 * max(len(rows), 2))
    for end, colour, symbol in (
        ("lowest", palette.SKY, "circle"),
        ("highest", palette.VERMILLION, "square"),
    ):
        drawn.add_scatter(
            x=rows[end],
            y=labels,
            mode="markers",
            name=f"key in its {end} fifth",
            error_x={"type": "data", "array": rows[f"{end}_half"], "color": colour},
            marker={"color": colour, "symbol": symbol, "size": 10},
            hovertemplate="%{y}: %{x:.4g}<extra></extra>",
        )
    return drawn


def broken(limits: pd.DataFrame, words: list[str]) -> go.Figure:
    """How likely each limit is broken, with its 95 % interval; a row per case.

    The `words` of a row may have two lines.
    """
    said = ["<br>".join(map(palette.text, word.split("\n"))) for word in words]
    drawn = palette.figure(
        "probability of breaking the limit [%]",
        "",
        height=150 + 40 * max(len(limits), 2),
        showlegend=False,
    )
    drawn.add_scatter(
        x=100.0 * limits["probability"],
        y=said,
        mode="markers",
        marker={"size": 11, "color": palette.VERMILLION, "symbol": "diamond"},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": 100.0 * (limits["high"] - limits["probability"]),
            "arrayminus": 100.0 * (limits["probability"] - limits["low"]),
            "color": palette.GREY,
        },
        hovertemplate="%{y}: %{x:.3g} %<extra></extra>",
    )
    drawn.update_xaxes(range=[-2, 102])
    return drawn
