"""A Chart of the verification as a plotly figure."""

from html import escape

import numpy as np
import plotly.graph_objects as go

from scenarios.verification.row import DASHED, LINE, PIE, POINTS, Chart

# Okabe and Ito (2008): told apart by most who see colours differently
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#7F7F7F")
DASHES = {
    LINE: ("solid", "dot", "dashdot"),
    DASHED: ("dash", "longdash", "longdashdot"),
}
SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "star")
HEIGHT = 400  # px
LEGEND_LINE = 22  # px a label takes below the chart, where each has a line to itself


def figure(chart: Chart) -> go.Figure:
    """The figure of `chart`; its title and note stand on the page, not in it."""
    drawn = go.Figure()
    if chart.kind == PIE:
        drawn.add_pie(
            labels=[escape(label) for label in chart.labels],
            values=list(chart.values),
            sort=False,
            textinfo="label+percent",
            marker={"colors": COLOURS, "line": {"color": "white", "width": 2}},
        )
    for curve, number in zip(chart.curves, _colours(chart.curves), strict=True):
        colour = COLOURS[number % len(COLOURS)]
        look = {"mode": "markers"}
        if curve.style != POINTS:
            dashes = DASHES[curve.style]
            dash = dashes[number % len(dashes)]
            look = {"mode": "lines", "line": {"dash": dash, "width": 2}}
        drawn.add_scatter(
            x=np.asarray(curve.x, dtype=float).tolist(),
            y=np.asarray(curve.y, dtype=float).tolist(),
            name=escape(curve.label),
            marker={"size": 8, "symbol": SYMBOLS[number % len(SYMBOLS)]},
            **look,
        )
        drawn.data[-1].line.color = drawn.data[-1].marker.color = colour
    axis = {"gridcolor": "#e4e4e4", "linecolor": "#666", "zeroline": False}
    for update, label, logarithmic in (
        (drawn.update_xaxes, chart.x_label, chart.log_x),
        (drawn.update_yaxes, chart.y_label, chart.log_y),
    ):
        kind = {"type": "log", "exponentformat": "power"} if logarithmic else {}
        update(title=escape(label), automargin=True, **axis, **kind)
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


def _colours(curves):
    """A number for each curve; a table's points have that of the curve they belong to.

    Curves belong together where their labels agree up to the first comma and their
    styles differ.
    """
    numbers, taken, found = {}, set(), []
    for curve in curves:
        family = curve.label.split(",")[0]
        if family not in numbers or (family, curve.style) in taken:
            numbers[family] = max(found, default=-1) + 1
            taken = {pair for pair in taken if pair[0] != family}
        taken.add((family, curve.style))
        found.append(numbers[family])
    return found
