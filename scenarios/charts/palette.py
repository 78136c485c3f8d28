"""One look for all charts: colours, dashes, symbols, axes, texts.

Colours are those of Okabe and Ito, which colour-blind eyes tell apart; every series has
a dash or a symbol of its own too. Grounds are transparent and texts left to the theme,
so that a chart suits a light page and a dark one. Greys are read on both.
"""

import math
from html import escape
from itertools import cycle, islice

import plotly.graph_objects as go

BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
PURPLE, SKY, ORANGE = "#CC79A7", "#56B4E9", "#E69F00"
BLACK, WHITE = "#000000", "#FFFFFF"
HATCHED = "rgba(0,0,0,0.6)"
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
CARRIERS = {  # of energy, and gases bought: what it is called, colour, hatch
    "electricity": ("electricity", SKY, ""),
    "natural_gas": ("natural gas", VERMILLION, "/"),
    "district_heat": ("district heat", ORANGE, "x"),
    "nitrogen": ("nitrogen", GREEN, "-"),
    "argon": ("argon", PURPLE, "."),
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


def short(names, longest: int = 22) -> list[str]:
    """Names for axes and legends: each cut to `longest` characters, and still distinct.

    What is cut alike is numbered. The whole name belongs into the hover text.

    >>> short(["a line in summer", "a line in winter", "b"], 8)
    ['a line…1', 'a line…2', 'b']
    """
    cut = [
        text(name if len(name) <= longest else name[: longest - 2].rstrip() + "…")
        for name in map(str, names)
    ]
    found = []
    for i, one in enumerate(cut):
        alike = cut.count(one) > 1
        found.append(f"{one}{cut[: i + 1].count(one)}" if alike else one)
    return found


def contrast(one: str, other: str) -> float:
    """Contrast of two colours "#rrggbb", 1 to 21, as WCAG 2.2 has it; texts need 4.5.

    >>> round(contrast("#000000", "#FFFFFF")), round(contrast(SKY, WHITE), 1)
    (21, 2.3)
    """
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour):
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    )
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink(ground: str) -> str:
    """Black or white, whichever is read better on this colour: 4.5 at least."""
    return max(BLACK, WHITE, key=lambda colour: contrast(colour, ground))


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
        "legend": {
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.0,
            "x": 0.0,
            "font": {"size": 12},
        },
        "hovermode": "closest",
        "separators": ". ",
    }


def figure(
    x_title: str, y_title: str, *, height: int = 380, log_y: bool = False, **layout
) -> go.Figure:
    """An empty figure whose axes have titles with their units."""
    drawn = dressed(go.Figure(), x_title, y_title, height=height, **layout)
    if log_y:
        drawn.update_yaxes(type="log", dtick=1)
    return drawn


def dressed(
    drawn: go.Figure,
    x_title: str | None = None,
    y_title: str | None = None,
    *,
    height: int = 380,
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
    return drawn


def log_ticks(lowest: float, highest: float) -> dict:
    """Ticks of a logarithmic axis that shows these values, as plotly's layout.

    1, 2 and 5 of each decade; beyond three decades, the decades alone, no more than
    nine of them. They are written out, as a person says them: 0.5, 20, 1 000.

    >>> log_ticks(0.3, 160.0)["ticktext"]
    ['0.1', '0.2', '0.5', '1', '2', '5', '10', '20', '50', '100', '200', '500', \
'1 000', '2 000', '5 000']
    >>> log_ticks(1e-12, 3.0)["ticktext"][3:]
    ['10<sup>−6</sup>', '0.0001', '0.01', '1', '100']
    """
    begin, end = math.floor(math.log10(lowest)), math.ceil(math.log10(highest))
    steps, stride = ((1, 2, 5) if highest < 1000.0 * lowest else (1,)), 1
    if len(steps) == 1:
        stride = math.ceil((end - begin) / 8)
    decades = range(begin, end + stride, stride)
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    return {
        "type": "log",
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [_written(tick) for tick in ticks],
        "minor": {"showgrid": False},
    }


def _written(tick):
    """A tick, its thousands apart; only what is very small with a power."""
    if tick >= 1.0:
        return f"{tick:,.0f}".replace(",", " ")
    if tick >= 0.9e-4:
        return f"{tick:.10g}"
    digit, power = f"{tick:.0e}".split("e-")
    factor = "" if digit == "1" else f"{digit}·"
    return f"{factor}10<sup>−{int(power)}</sup>"


def bar(colour: str, hatch: str = "") -> dict:
    """Marker of a bar: its colour, hatched darker, so that hatches are no grounds."""
    return {
        "color": colour,
        "pattern": {"shape": hatch, "fillmode": "overlay", "fgcolor": HATCHED},
        "line": {"color": GREY, "width": 0.5},
    }


def limit_line(drawn: go.Figure, value: float, said: str, **place) -> None:
    """A dashed line at a limit, with what it is beside it."""
    drawn.add_hline(
        y=value,
        line={"color": VERMILLION, "dash": "dash", "width": 1.5},
        annotation_text=said,
        annotation_position="top right",
        annotation_font={"size": 12},  # the line has the colour: words are to be read
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
