"""Charts of what materials hold: isotherms, and where the water sits."""

import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette

WHOLE = "the whole electrode"
HUMIDITY_TITLE = "relative humidity over liquid water [%]"
BASES = {
    "water_ppm": "water [mg per kg of dry electrode]",
    "coating_ppm": "water [mg per kg of dry coating]",
}


def isotherms(
    table: pd.DataFrame,
    basis: str = "water_ppm",
    part: str = WHOLE,
    points: pd.DataFrame | None = None,
    log: bool = False,
) -> go.Figure:
    """Water over humidity at several temperatures; a user's `points` as crosses."""
    own = table[table["part"] == part]
    degrees = list(own["temperature_degC"].unique())
    drawn = palette.figure(HUMIDITY_TITLE, BASES[basis])
    for at, (colour, dash, _) in zip(
        degrees, palette.styles(len(degrees)), strict=True
    ):
        rows = own[own["temperature_degC"] == at]
        drawn.add_scatter(
            x=rows["relative_humidity_pct"],
            y=rows[basis],
            mode="lines",
            name=f"{at:g} °C",
            line={"color": colour, "dash": dash, "width": 2.5},
            hovertemplate="%{x:.3g} % RH: %{y:.4g} ppm",
        )
    if points is not None and basis in points.columns:
        drawn.add_scatter(
            x=points["relative_humidity_pct"],
            y=points[basis],
            mode="markers",
            name="your points",
            marker={"color": palette.GREY, "symbol": "cross", "size": 9},
            customdata=points["temperature_degC"],
            hovertemplate="%{x:.3g} % RH, %{customdata:g} °C: %{y:.4g} ppm",
        )
    if log:
        drawn.update_xaxes(type="log")
        drawn.update_yaxes(type="log", exponentformat="power")
    return drawn


def parts(table: pd.DataFrame, temperature_degC: float) -> go.Figure:
    """The weighted sum: each component's part of the coating's water, stacked."""
    own = table[
        (table["temperature_degC"] == temperature_degC) & (table["part"] != WHOLE)
    ]
    names = list(own["part"].unique())
    drawn = palette.figure(HUMIDITY_TITLE, BASES["coating_ppm"])
    for name, (colour, dash, _), hatch in zip(
        names, palette.styles(len(names)), palette.HATCHES * len(names), strict=False
    ):
        rows = own[own["part"] == name]
        drawn.add_scatter(
            x=rows["relative_humidity_pct"],
            y=rows["coating_ppm"],
            mode="lines",
            stackgroup="water",
            name=palette.text(name),
            line={"color": colour, "dash": dash, "width": 1.5},
            fillpattern={
                "shape": hatch,
                "fillmode": "overlay",
                "fgcolor": palette.HATCHED,
                "fgopacity": 0.5,
            },
            hovertemplate="%{x:.3g} % RH: %{y:.4g} ppm",
        )
    return drawn


def pie(shares: pd.DataFrame) -> go.Figure:
    """Where the water sits, as a pie: the figure of Heckmann et al. 2026."""
    styles = palette.styles(len(shares))
    drawn = go.Figure(
        go.Pie(
            labels=[palette.text(name) for name in shares["component"]],
            values=shares["share_pct"],
            sort=False,
            direction="clockwise",
            texttemplate="%{label}<br>%{value:.1f} %",
            textposition="outside",
            hovertemplate="%{label}: %{value:.2f} % of the water",
            marker={
                "colors": [colour for colour, _, _ in styles],
                "pattern": {
                    "shape": (palette.HATCHES * len(shares))[: len(shares)],
                    "fillmode": "overlay",
                    "fgcolor": palette.HATCHED,
                },
                "line": {"color": palette.GREY, "width": 1},
            },
            showlegend=False,
            automargin=True,
        )
    )
    return palette.dressed(drawn, height=380).update_layout(
        margin={"l": 110, "r": 110, "t": 50, "b": 50}
    )
