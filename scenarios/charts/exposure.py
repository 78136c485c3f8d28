"""Charts of a wait: water over time, allowed time over dew point, and their map."""

import math
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette

MEAN, EDGE, WORST = "mean", "edge", "worst"
STYLES = {  # of a place: name, colour, dash, symbol
    MEAN: ("mean", palette.SKY, "solid", "circle"),
    EDGE: ("edge, outer 10 mm", palette.ORANGE, "dash", "square"),
    WORST: ("wettest place", palette.PURPLE, "dot", "diamond"),
}
COLUMNS = {MEAN: "water_ppm", EDGE: "edge_ppm", WORST: "worst_ppm"}
WATER_TITLE = "water [mg per kg of dry electrode]"
POINT_TITLE = "dew point of the air, below 0 frost point [°C]"
CLOCK = (  # what an axis of times is marked with: words, h
    ("1 ms", 1e-3 / 3600), ("10 ms", 1e-2 / 3600), ("0.1 s", 0.1 / 3600),
    ("1 s", 1 / 3600), ("10 s", 10 / 3600), ("1 min", 1 / 60), ("10 min", 1 / 6),
    ("1 h", 1.0), ("8 h", 8.0), ("1 d", 24.0), ("7 d", 168.0), ("30 d", 720.0),
    ("1 year", 8766.0), ("10 years", 87660.0),
)  # fmt: skip
NEVER_FILL, OUTSIDE_FILL = "rgba(0,158,115,0.22)", "rgba(127,127,127,0.35)"
LABEL = {  # on a ground of its own, so that it is read on any colour and theme
    "showarrow": False,
    "bgcolor": "rgba(255,255,255,0.85)",
    "font": {"size": 11, "color": "#222222"},
    "borderpad": 2,
}
ARROW = {"showarrow": True, "arrowcolor": palette.GREY, "arrowhead": 2}
HEIGHTS = (0.5, 0.25, 0.75, 0.12, 0.88)  # of a label, one after the other tried
LETTER, LINE = 0.014, 0.09  # of a map: width of a label's letter, height of its line


def unit_of(hours: float) -> tuple[str, float]:
    """Unit of an axis that is so long, and how long that is [h].

    >>> unit_of(0.01), unit_of(30.0)
    (('s', 0.0002777777777777778), ('h', 1.0))
    """
    for unit, size in (("d", 24.0), ("h", 1.0), ("min", 1 / 60)):
        if hours >= (4 * size if unit == "d" else 2 * size):
            return unit, size
    return "s", 1 / 3600


def over_time(
    course: pd.DataFrame,
    places: list[str],
    limit_ppm: float,
    until_h: float,
    log: bool = False,
    allowed: tuple[float, str] | None = None,
    wait: tuple[float, str] | None = None,
) -> go.Figure:
    """Water at `places`, the first of them the one that counts.

    `allowed` and `wait`: time [h] and words of two marks. The axis ends at `until_h`.
    """
    unit, size = ("h", 1.0) if log else unit_of(until_h)
    drawn = palette.figure(f"time [{unit}]", WATER_TITLE, height=400)
    if log:
        drawn.update_xaxes(title_text="time")
    rows = course[course["time_h"] > 0] if log else course
    for place in places:
        name, colour, dash, _ = STYLES[place]
        drawn.add_scatter(
            x=rows["time_h"] / size,
            y=rows[COLUMNS[place]],
            mode="lines",
            name=name,
            line={"color": colour, "dash": dash, "width": 3 - (place != places[0])},
            hovertemplate=f"%{{x:.3g}} {unit}: %{{y:.4g}} ppm",
        )
    seen = rows[rows["time_h"] <= until_h]
    top = max([limit_ppm] + [float(seen[COLUMNS[place]].max()) for place in places[:2]])
    first = float(rows["time_h"].iloc[0])
    if log:
        clock_axis(drawn.update_xaxes, first, until_h)
    else:
        drawn.update_xaxes(range=[0, until_h / size])
    drawn.update_yaxes(range=[0, 1.12 * top])
    drawn.add_hline(
        y=limit_ppm, line={"color": palette.VERMILLION, "dash": "dash", "width": 1.5}
    )
    drawn.add_annotation(
        x=0.99, xref="paper", y=limit_ppm, text=f"limit {limit_ppm:.4g} ppm",
        xanchor="right", yanchor="bottom", yshift=3, **LABEL,
    )  # fmt: skip
    marks = [(allowed, palette.GREEN, "solid", 1.0), (wait, palette.GREY, "dot", 0.06)]
    for mark, colour, dash, height in marks:
        if mark is None or not first <= mark[0] <= until_h:
            continue
        x = math.log10(mark[0]) if log else mark[0] / size
        ends = (first, until_h)
        begin, end = map(math.log10, ends) if log else (0.0, until_h / size)
        right = x - begin < 0.6 * (end - begin)
        drawn.add_vline(
            x=mark[0] / size, line={"color": colour, "dash": dash, "width": 2}
        )
        drawn.add_annotation(
            x=x, y=height, yref="paper", text=mark[1], **LABEL,
            xanchor="left" if right else "right", xshift=4 if right else -4,
            yanchor="top" if height > 0.5 else "bottom",
        )  # fmt: skip
    return drawn


def clock_axis(update, low_h: float, high_h: float) -> None:
    """A logarithmic axis of times [h] that is marked with words of the clock."""
    update(
        type="log",
        tickmode="array",
        tickvals=[hours for _, hours in CLOCK],
        ticktext=[words for words, _ in CLOCK],
        range=[math.log10(low_h), math.log10(high_h)],
        minor={"showgrid": False},
    )


def over_dew_point(
    table: pd.DataFrame,
    places: list[str],
    here_degC: float,
    ends: tuple[float, float],
    wait: tuple[float, str] | None = None,
    needed_degC: float | None = None,
    never_to_degC: float | None = None,
) -> go.Figure:
    """Allowed time over dew point at `places`, the first of them the one that counts.

    `ends`: the dew points that are shown. `wait`: the wanted time [h] and its words,
    met at `needed_degC`; up to `never_to_degC` no limit is ever met.
    """
    drawn = palette.figure(POINT_TITLE, "allowed time", height=400)
    known = table[(table["verdict"] == "reached") & (table["time_h"] > 0)]
    for place in places:
        rows = known[known["place"] == place]
        name, colour, dash, symbol = STYLES[place]
        drawn.add_scatter(
            x=rows["dew_point_degC"],
            y=rows["time_h"],
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash, "width": 3 - (place != places[0])},
            marker={"symbol": symbol, "size": 5},
            customdata=rows["said"],
            hovertemplate="%{x:.4g} °C: %{customdata}",
        )
    times = [*known["time_h"], *([] if wait is None else [wait[0]])]
    if times:
        clock_axis(drawn.update_yaxes, 0.5 * min(times), 3.0 * max(times))
    drawn.update_xaxes(range=ends)
    if never_to_degC is not None and never_to_degC > ends[0]:
        right = min(never_to_degC, ends[1])
        drawn.add_vrect(
            x0=ends[0], x1=right, line_width=0, layer="below", fillcolor=NEVER_FILL
        )
        drawn.add_annotation(  # upright: narrow, and the lines rise beside it
            x=0.5 * (ends[0] + right), y=0.02, yref="paper", yanchor="bottom",
            text="no limit on waiting", textangle=-90, **LABEL,
        )  # fmt: skip
    drawn.add_vline(x=here_degC, line={"color": palette.GREY, "dash": "dot"})
    drawn.add_annotation(
        x=here_degC, y=0.01, yref="paper", text="this air", yanchor="bottom",
        xanchor="left" if here_degC < sum(ends) / 2 else "right", **LABEL,
    )  # fmt: skip
    if wait is not None:
        _wanted(drawn, *wait, needed_degC, ends)
    return drawn


def _wanted(drawn, hours, words, needed, ends):
    """A line at the wanted time; a star where the allowed time is that."""
    drawn.add_hline(
        y=hours, line={"color": palette.VERMILLION, "dash": "dash", "width": 1.5}
    )
    # plotly would place a line's own annotation as on a linear axis
    drawn.add_annotation(
        x=0.99, xref="paper", y=math.log10(hours), text=f"wanted: {words}",
        xanchor="right", yanchor="bottom", yshift=3, **LABEL,
    )  # fmt: skip
    if needed is None or not ends[0] <= needed <= ends[1]:
        return
    drawn.add_scatter(
        x=[needed], y=[hours], mode="markers", name="needed", showlegend=False,
        marker={"symbol": "star", "size": 14, "color": palette.VERMILLION,
                "line": {"width": 1, "color": palette.GREY}},
        hovertemplate="needed: %{x:.1f} °C",
    )  # fmt: skip
    drawn.add_annotation(
        x=needed, y=math.log10(hours), ax=45, ay=-45,
        text=f"{needed:.1f} °C", **LABEL | ARROW,
    )  # fmt: skip


def over_map(
    lines: pd.DataFrame,
    bounds: pd.DataFrame,
    here: tuple[float, float],
    dew_points: tuple[float, float],
) -> go.Figure:
    """Allowed time over dew point and temperature of the air: bands between isolines.

    `lines` is a row per wait and temperature with `said`, the words of the wait;
    `bounds` a row per temperature. `here`: dew point and temperature [degC] of the
    chosen air. `dew_points`: the first and the last that are shown [degC].
    """
    drawn = palette.figure(POINT_TITLE, "temperature of the air [°C]", height=460)
    warm = [float(degrees) for degrees in bounds["temperature_degC"]]
    low, high = dew_points
    top = list(bounds["known_to_degC"])  # the axes cut off what is outside
    driest = min(low, *bounds["never_to_degC"].fillna(low))
    never = [driest if pd.isna(one) else one for one in bounds["never_to_degC"]]
    waits = sorted(lines["wait_h"].unique(), reverse=True)
    ways = [_inside(lines[lines["wait_h"] == w], driest, top) for w in waits]
    words = [lines.loc[lines["wait_h"] == w, "said"].iloc[0] for w in waits]
    edges = [never, *ways, top]
    names = [f"more than {words[0]}"] if words else ["allowed"]
    names += [f"{a} to {b}" for a, b in zip(words[1:], words, strict=False)]
    names += [f"less than {words[-1]}"] if words else []
    for number, (left, right) in enumerate(pairwise(edges)):
        _band(drawn, left, right, warm, _colour(number, len(edges) - 2), names[number])
    if any(one > low for one in never):
        _band(
            drawn,
            [driest] * len(warm),
            never,
            warm,
            NEVER_FILL,
            "no limit on waiting",
            legend=True,
        )
    if any(one < high for one in top):
        _band(
            drawn, top, [max(high, *top)] * len(warm), warm, OUTSIDE_FILL,
            "not known: too humid", legend=True,
        )  # fmt: skip
    written = []
    for way, said in zip(ways, words, strict=True):
        _line(drawn, way, warm, top, dew_points, said, written)
    drawn.add_scatter(
        x=[here[0]], y=[here[1]], mode="markers", name="this air",
        marker={"symbol": "star", "size": 15, "color": palette.ORANGE,
                "line": {"width": 1.5, "color": "#222222"}},
        hovertemplate="this air: %{x:g} °C dew point, %{y:g} °C<extra></extra>",
    )  # fmt: skip
    drawn.update_xaxes(range=[low, high])
    drawn.update_yaxes(range=[warm[0], warm[-1]])
    return drawn


def _inside(rows, driest, top):
    """The dew points of an isoline; where any air will do, those that are known."""
    points = []
    for row, end in zip(rows.to_dict("records"), top, strict=True):
        ends = {"any": end, "none": driest}
        points.append(ends.get(row["verdict"], row["dew_point_degC"]))
    return points


def _band(drawn, left, right, warm, colour, name, legend=False):
    if all(b - a < 1e-9 for a, b in zip(left, right, strict=True)):
        return
    drawn.add_scatter(
        x=[*left, *right[::-1]], y=[*warm, *warm[::-1]], mode="lines", fill="toself",
        fillcolor=colour, line={"width": 0}, name=name, showlegend=legend,
        hoveron="fills", hoverinfo="name",
    )  # fmt: skip


def _colour(number, last):
    """From yellow, long waits, to dark blue: even to the eye, colour-blind or not."""
    from plotly.colors import sample_colorscale

    share = 1.0 - number / max(last, 1)
    return sample_colorscale(palette.WATER, [0.1 + 0.85 * share])[0]


def _line(drawn, way, warm, top, ends, said, written):
    """An isoline and its label, where the label is on no other one."""
    shown = [(x, y) for x, y, end in zip(way, warm, top, strict=True) if x < end - 1e-9]
    if not shown:
        return
    drawn.add_scatter(
        x=[x for x, _ in shown], y=[y for _, y in shown], mode="lines", name=said,
        line={"color": "#222222", "width": 1.2},
        showlegend=False, hovertemplate=f"{said}: %{{x:.1f}} °C at %{{y:.3g}} °C",
    )  # fmt: skip
    wide, tall = ends[1] - ends[0], warm[-1] - warm[0]
    for height in HEIGHTS:
        row = min(
            range(len(shown)), key=lambda i: abs(shown[i][1] - warm[0] - height * tall)
        )
        x, y = (shown[row][0] - ends[0]) / wide, (shown[row][1] - warm[0]) / tall
        width = LETTER * (len(said) + 1)
        free = all(
            abs(x - there) > 0.5 * (width + its) or abs(y - at) > LINE
            for there, at, its in written
        )
        if free and 0.5 * width < x < 1 - 0.5 * width and 0.04 < y < 0.96:
            written.append((x, y, width))
            drawn.add_annotation(x=shown[row][0], y=shown[row][1], text=said, **LABEL)
            return
