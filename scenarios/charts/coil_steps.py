"""A coil's life step by step: what each stay changed, net."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette
from scenarios.charts.coil import short


def steps(table: pd.DataFrame) -> go.Figure:
    """What each stay changed, net: from what the coil held first to what it holds last.

    `table` is of :mod:`scenarios.life.steps`. A limit is a bar across its stay.
    """
    drawn = palette.figure("", "water [mg per kg<br>dry electrode]", height=380)
    first, last = table["before_ppm"].iloc[0], table["after_ppm"].iloc[-1]
    names = ["at first", *(short(stay) for stay in table["stay"]), "at last"]
    places = list(range(len(names)))
    changes = table["change_ppm"].to_list()
    drawn.add_waterfall(
        x=places,
        y=[first, *changes, last],
        measure=["absolute", *["relative"] * len(changes), "total"],
        text=[f"{first:.0f}", *map(_signed, changes), f"{last:.0f}"],
        textposition="outside",
        cliponaxis=False,
        name="net change",
        increasing={"marker": {"color": palette.ORANGE}},
        decreasing={"marker": {"color": palette.SKY}},
        totals={"marker": {"color": palette.GREY}},
        connector={"line": {"color": palette.GREY, "width": 1, "dash": "dot"}},
        customdata=[names[0], *map(palette.text, table["stay"]), names[-1]],
        hovertemplate="%{customdata}: %{text} ppm, then %{final:.4g} ppm"
        "<extra></extra>",
        showlegend=False,
    )
    shown = False
    for place, row in enumerate(table.itertuples(), start=1):
        if np.isnan(row.limit_ppm):
            continue
        drawn.add_scatter(
            x=[place - 0.48, place + 0.48],
            y=[row.limit_ppm] * 2,
            mode="lines",
            name="limit behind the station",
            legendgroup="limit",
            showlegend=not shown,
            line={"color": palette.VERMILLION, "width": 3},
            hovertemplate=f"limit {row.limit_ppm:.4g} ppm behind "
            f"{palette.text(row.station)}<extra></extra>",
        )
        shown = True
    drawn.update_xaxes(
        tickvals=places, ticktext=names, showgrid=False, range=[-0.6, len(names) - 0.4]
    )
    drawn.update_yaxes(rangemode="tozero")
    return drawn


def _signed(change):
    return f"{change:+.0f}" if round(change) else "0"
