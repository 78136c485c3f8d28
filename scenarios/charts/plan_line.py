"""Charts of a plan of a line's settings: candidates, and limits with today beside."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette
from scenarios.charts.palette import GREY, ORANGE, SKY, VERMILLION

WIDEST = 100.0  # % beyond a limit that are shown either side of it
DEGREES = 10.0  # K that count as the whole of a limit, as the planner counts
MARKS = (("star", VERMILLION), ("diamond", ORANGE), ("square", "#009E73"),
         ("triangle-up", "#CC79A7"))  # fmt: skip


def candidates(
    table: pd.DataFrame,
    x: str,
    y: str,
    titles: Mapping[str, str],
    marked: Mapping[str, Mapping[str, float]],
) -> go.Figure:
    """All candidates over two figures; `marked`: figures of today and of the plans.

    Each point's customdata is the row of `table`.
    """
    drawn = palette.figure(palette.text(titles[x]), palette.text(titles[y]), height=440)
    table = table.reset_index(drop=True)
    for feasible, name, marker in (
        (False, "breaks a limit", {"symbol": "x", "color": GREY, "size": 8}),
        (True, "keeps all limits", {"symbol": "circle", "color": SKY, "size": 10}),
    ):
        own = table[(table["feasible"] == feasible) & table[[x, y]].notna().all(axis=1)]
        drawn.add_scatter(
            x=own[x],
            y=own[y],
            mode="markers",
            name=name,
            customdata=own.index.tolist(),
            marker={**marker, "line": {"width": 1, "color": GREY}},
            hovertemplate="%{x:.4g}, %{y:.4g}<extra>candidate %{customdata}</extra>",
        )
    looks = iter(MARKS * 3)
    for name, figures in marked.items():
        is_today = name == "today"
        symbol, colour = ("hourglass", GREY) if is_today else next(looks)
        values = [figures.get(x), figures.get(y)]
        if any(value is None or value != value for value in values):
            continue
        drawn.add_scatter(
            x=values[:1],
            y=values[1:],
            mode="markers",
            name=palette.text(name),
            marker={
                "symbol": symbol,
                "size": 16,
                "color": colour,
                "line": {"width": 1, "color": GREY},
            },
            hovertemplate=f"{palette.text(name)}: %{{x:.4g}}, %{{y:.4g}}"
            "<extra></extra>",
        )
    return drawn


def limits(table: pd.DataFrame, titles: Mapping[str, str]) -> go.Figure:
    """By how much today and the plans are beyond each limit, in % of it.

    `titles` are those of the figures.
    """
    rows = table.to_dict("records")
    said = [f"{titles[row['figure']]} {row['limit']}" for row in rows]
    places = list(dict.fromkeys(said))
    shown = dict(zip(places, palette.short(places, 52), strict=True))
    drawn = palette.figure(
        "beyond the limit [% of it; temperatures: of 10 K]",
        "",
        height=150 + 42 * max(len(places), 2),
    )
    looks = iter(MARKS * 3)
    for name in dict.fromkeys(table["candidate"]):
        symbol, colour = ("circle", GREY) if name == "today" else next(looks)
        at = [k for k, own in enumerate(table["candidate"]) if own == name]
        own = table.iloc[at]
        drawn.add_scatter(
            x=[min(max(beyond(row), -WIDEST), WIDEST)
               for row in own.to_dict("records")],
            y=[shown[said[k]] for k in at],
            mode="markers",
            name=palette.text(name),
            marker={"symbol": symbol, "size": 12, "color": colour},
            customdata=own[["worst", "bound", "kept_pct"]],
            hovertemplate="%{y}: %{customdata[0]:.4g}, limit %{customdata[1]:.4g}, "
            "kept in %{customdata[2]:.0f} % of the runs<extra></extra>",
        )  # fmt: skip
    drawn.add_vline(
        x=0,
        line={"color": VERMILLION, "dash": "dash", "width": 1.5},
        annotation_text="limit",
        annotation_position="bottom right",
        annotation_font={"color": VERMILLION, "size": 12},
    )
    drawn.update_xaxes(range=[-1.05 * WIDEST, 1.05 * WIDEST])
    drawn.update_yaxes(autorange="reversed")
    return drawn


def beyond(row: Mapping) -> float:
    """By how much a limit is passed [% of it]; below 0 it is kept.

    >>> beyond({"figure": "cells.per_day", "margin": 50.0, "bound": 500.0})
    -10.0
    """
    scale = abs(row["bound"]) or 1.0
    if "_degC" in row["figure"]:
        scale = DEGREES
    return -100.0 * row["margin"] / scale
