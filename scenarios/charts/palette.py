"""One look for all charts: colours, dashes, symbols, axes, texts.

Colours are those of Okabe and Ito, which colour-blind eyes tell apart; every series has
a dash or a symbol of its own too. Grounds are transparent and texts left to the theme,
so that a chart suits a light page and a dark one. Greys are read on both.
"""

from html import escape
from itertools import cycle, islice

import plotly.graph_objects as go

BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
PURPLE, SKY, ORANGE = "#CC79A7", "#56B4E9", "#E69F00"
GREY, FAINT = "#7F7F7F", "rgba(127,127,127,0.18)"
SERIES = (SKY, VERMILLION, GREEN, PURPLE, ORANGE, BLUE)  # read on light and dark
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
HATCHES = ("", "/", "x", "-", ".", "+")

WITHIN, NEAR, OVER, UNKNOWN = "within", "near", "over", "unknown"
NEAR_SHARE = 0.9  # of a limit, from which on a coil is said to be near it
STATES = {  # of a coil against its limit: colour, symbol, mark in a text
    WITHIN: (GREEN, "circle", "✓"),
    NEAR: (ORANGE, "diamond", "!"),
    OVER: (VERMILLION, "x", "✗"),
    UNKNOWN: (GREY, "circle-open", "–"),
}
WATER = "Cividis"  # a scale that is even to the eye, colour-blind or not
LONGEST = 60  # characters of a name in a chart


def state(ppm, limit) -> str:
    """WITHIN, NEAR or OVER a limit; UNKNOWN where there is none, or no water known."""
    if limit is None or ppm is None or limit != limit or ppm != ppm:
        return UNKNOWN
    if ppm > limit:
        return OVER
    return NEAR if ppm > NEAR_SHARE * limit else WITHIN


def text(name) -> str:
    """A name given by a user, as plotly shows it: no markup, not without end."""
    name = "".join(c if c.isprintable() else "?" for c in str(name))
    name = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    return escape(name, quote=False)


def styles(count: int) -> list[tuple[str, str, str]]:
    """Colour, dash and symbol for each of `count` series; after six dashes change."""
    triples = (
        (colour, DASHES[(i + turn) % len(DASHES)], SYMBOLS[(i + turn) % len(SYMBOLS)])
        for turn in cycle(range(len(DASHES)))
        for i, colour in enumerate(SERIES)
    )
    return list(islice(triples, count))


AXIS = {
    "showgrid": True,
    "gridcolor": FAINT,
    "zeroline": False,
    "linecolor": GREY,
    "showline": True,
    "ticks": "outside",
    "automargin": True,
    "exponentformat": "none",
    "separatethousands": True,
}


def look(height: int) -> dict:
    """The common look as plotly's layout, for a chart that is made in one call."""
    return {
        "height": height,
        "margin": {"l": 70, "r": 20, "t": 30, "b": 55},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 14},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0.0},
        "hovermode": "closest",
        "separators": ". ",
    }


def figure(
    x_title: str, y_title: str, *, height: int = 380, log_y: bool = False, **layout
) -> go.Figure:
    """An empty figure whose axes have titles with their units."""
    return dressed(go.Figure(), x_title, y_title, height=height, log_y=log_y, **layout)


def dressed(
    drawn: go.Figure,
    x_title: str | None = None,
    y_title: str | None = None,
    *,
    height: int = 380,
    log_y: bool = False,
    **layout,
) -> go.Figure:
    """`drawn` with the common look."""
    drawn.update_layout(**look(height), **layout)
    drawn.update_xaxes(**AXIS)
    drawn.update_yaxes(**AXIS)
    if x_title is not None:
        drawn.update_xaxes(title_text=x_title)
    if y_title is not None:
        drawn.update_yaxes(title_text=y_title)
    if log_y:
        drawn.update_yaxes(type="log", dtick="D1" if _decades(drawn) < 2 else 1)
    return drawn


def _decades(drawn):
    """Of the values drawn: whether a logarithmic axis has ticks enough by decades."""
    values = [
        float(y)
        for trace in drawn.data
        for y in (trace.y if getattr(trace, "y", None) is not None else ())
        if isinstance(y, int | float) and y > 0
    ]
    return 9 if not values else len(str(int(max(values) / min(values))))


def limit_line(drawn: go.Figure, value: float, said: str, **place) -> None:
    """A dashed line at a limit, with what it is beside it."""
    drawn.add_hline(
        y=value,
        line={"color": VERMILLION, "dash": "dash", "width": 1.5},
        annotation_text=said,
        annotation_position="top right",
        annotation_font={"color": VERMILLION, "size": 12},
        **place,
    )


def band(drawn: go.Figure, begin: float, end: float, number: int) -> None:
    """A faint vertical band, every other one darker."""
    drawn.add_vrect(
        x0=begin,
        x1=end,
        line_width=0,
        layer="below",
        fillcolor=FAINT if number % 2 else "rgba(127,127,127,0.07)",
    )
