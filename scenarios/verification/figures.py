"""A Chart of the verification as a plotly figure."""

from html import escape

import numpy as np
import plotly.graph_objects as go

from scenarios.verification.row import DASHED, LINE, PIE, POINTS, Chart

# Okabe and Ito (2008): told apart by most who see colours differently
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
HEIGHT = 400  # px
LEGEND_LINE = 22  # px a label takes below the chart, where each has a line to itself


def figure(chart: Chart) -> go.Figure:
    """The figure of `chart`; its title and note stand on the page, not in it."""
    drawn = go.Figure()
    if chart.kind == PIE:
        labels = [escape(label) for label in chart.labels]
        drawn.add_pie(
            labels=labels,
            values=list(chart.values),
            sort=False,
            textinfo="label+percent",
            marker={"colors": COLOURS, "line": {"color": "white", "width": 2}},
            showlegend=False,
        )
    for number, curve in enumerate(chart.curves):
        drawn.add_scatter(
            x=np.asarray(curve.x, dtype=float).tolist(),
            y=np.asarray(curve.y, dtype=float).tolist(),
            name=escape(curve.label),
            mode="markers" if curve.style == POINTS else "lines",
            line={
                "dash": {LINE: "solid", DASHED: "dash", POINTS: "solid"}[curve.style],
                "width": 2,
                "color": COLOURS[number % len(COLOURS)],
            },
            marker={"size": 7, "symbol": number % 20},
        )
    axis = {"gridcolor": "#e4e4e4", "linecolor": "#666", "zeroline": False}
    drawn.update_xaxes(
        title=escape(chart.x_label), type="log" if chart.log_x else "linear", **axis
    )
    drawn.update_yaxes(
        title=escape(chart.y_label), type="log" if chart.log_y else "linear", **axis
    )
    if chart.log_x or chart.log_y:
        powers = {"exponentformat": "power", "dtick": 1}
        if chart.log_x:
            drawn.update_xaxes(**powers)
        if chart.log_y:
            drawn.update_yaxes(**powers)
    legend = LEGEND_LINE * len(chart.curves)
    drawn.update_layout(
        height=HEIGHT + legend,
        margin={"l": 70, "r": 15, "t": 15, "b": 60 + legend},
        plot_bgcolor="white",
        paper_bgcolor="white",
        font={"size": 14, "color": "#222"},
        showlegend=len(chart.curves) > 1,
        legend={
            "orientation": "v",
            "yref": "container",
            "y": 0.0,
            "yanchor": "bottom",
            "x": 0.0,
        },
    )
    return drawn
