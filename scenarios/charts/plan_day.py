"""Charts of a day of ovens: which load in which oven when, and what it costs."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scenarios.charts import palette
from scenarios.charts.palette import GREY, VERMILLION

COSTS = {
    "cost_energy": ("energy", ""),
    "cost_ovens": ("ovens", "/"),
    "cost_late": ("late coils", "x"),
    "cost_hours": ("coils' hours", "."),
}
EVERY_H = 3  # a mark on the axis of time


def ovens(
    loads: pd.DataFrame,
    coils: pd.DataFrame,
    prices: pd.DataFrame,
    start_h: float,
    horizon_h: float,
    currency: str,
) -> go.Figure:
    """A row an oven, a bar a load; when coils arrive; electricity's price below.

    Each bar's customdata is the number of its load.
    """
    count = int(loads["oven"].max()) if len(loads) else 1
    drawn = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.06,
        row_heights=[0.72, 0.28],
    )
    drawn = palette.dressed(drawn, height=300 + 62 * count, barmode="overlay")
    recipes = list(dict.fromkeys(loads["recipe"])) if len(loads) else []
    colours = {name: palette.SERIES[k % 6] for k, name in enumerate(recipes)}
    for k, name in enumerate(recipes):
        own = loads[loads["recipe"] == name]
        drawn.add_trace(
            go.Bar(
                x=own["end_h"] - own["start_h"],
                base=own["start_h"],
                y=own["oven"],
                orientation="h",
                width=0.62,
                name=palette.text(name),
                text=[f"{n} coil{'' if n == 1 else 's'}" for n in own["coils"]],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": palette.ink(colours[name])},
                customdata=own[["load", "start", "end", "names", "late_h"]],
                marker={
                    "color": colours[name],
                    "pattern": {
                        "shape": palette.HATCHES[k % 6],
                        "solidity": 0.1,
                        "fillmode": "overlay",
                    },
                    "line": {
                        "width": [3 if late > 0 else 1 for late in own["late_h"]],
                        "color": [VERMILLION if late > 0 else GREY
                                  for late in own["late_h"]],
                    },
                },
                hovertemplate="load %{customdata[0]}: %{customdata[1]} to "
                "%{customdata[2]}<br>%{customdata[3]}<br>latest coil late by "
                "%{customdata[4]:.1f} h",
            ),
            row=1,
            col=1,
        )  # fmt: skip
    arrivals = coils.drop_duplicates("arrives_h") if len(coils) else coils
    if len(arrivals):
        drawn.add_trace(
            go.Scatter(
                x=arrivals["arrives_h"],
                y=[0.45] * len(arrivals),
                mode="markers",
                cliponaxis=False,
                name="coils arrive",
                marker={"symbol": "triangle-down", "size": 10, "color": GREY},
                hovertemplate="coils arrive<extra></extra>",
            ),
            row=1,
            col=1,
        )
    x = [*prices["begin_h"], *prices["end_h"].tail(1)]
    y = [*prices["electricity_per_kWh"], *prices["electricity_per_kWh"].tail(1)]
    drawn.add_trace(
        go.Scatter(
            x=x,
            y=y,
            name="electricity",
            showlegend=False,
            mode="lines",
            line={"shape": "hv", "color": GREY, "width": 1.5},
            fill="tozeroy",
            fillcolor=palette.FAINT,
            hovertemplate=f"%{{y:.3g}} {palette.text(currency)}/kWh<extra></extra>",
        ),
        row=2,
        col=1,
    )
    drawn.update_yaxes(
        title_text="oven", range=[count + 0.5, 0.25], row=1, col=1,
        tickvals=list(range(1, count + 1)),
    )  # fmt: skip
    drawn.update_yaxes(
        title_text=f"electricity<br>[{palette.text(currency)}/kWh]",
        rangemode="tozero",
        row=2,
        col=1,
    )
    first = -(-start_h // EVERY_H) * EVERY_H - start_h
    marks = [
        first + EVERY_H * k for k in range(int((horizon_h - first) // EVERY_H) + 1)
    ]
    drawn.update_xaxes(
        range=[0, horizon_h], tickvals=marks, ticktext=[_clock(start_h + m)
                                                        for m in marks],
    )  # fmt: skip
    drawn.update_xaxes(title_text="time of day [h:min]", row=2, col=1)
    return drawn


def _clock(hours):
    day, since = divmod(round(hours * 60), 24 * 60)
    said = f"{since // 60:02d}:{since % 60:02d}"
    return f"{said}<br>day {day + 1}" if since == 0 and day else said


def costs(figures: pd.DataFrame, currency: str) -> go.Figure:
    """What each schedule costs, part by part."""
    drawn = palette.figure(
        f"cost of the day [{palette.text(currency)}]",
        "",
        height=150 + 46 * max(len(figures), 2),
        barmode="stack",
    )
    shown = palette.short(figures["schedule"], 24)
    for (column, (name, hatch)), colour in zip(
        COSTS.items(), palette.SERIES, strict=False
    ):
        drawn.add_bar(
            y=shown,
            x=figures[column],
            orientation="h",
            name=name,
            marker={
                "color": colour,
                "pattern": {"shape": hatch, "solidity": 0.2, "fillmode": "overlay"},
            },
            hovertemplate=f"%{{y}}, {name}: %{{x:.2f}}<extra></extra>",
        )
    drawn.add_scatter(
        y=shown,
        x=figures["cost"],
        mode="text",
        text=[f" {value:.2f}" for value in figures["cost"]],
        textposition="middle right",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    drawn.update_xaxes(range=[0, 1.12 * float(figures["cost"].max())])
    drawn.update_yaxes(autorange="reversed")
    drawn.update_layout(legend={"traceorder": "normal"})
    return drawn
