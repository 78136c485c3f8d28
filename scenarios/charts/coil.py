"""A coil's life: water over time, the width, the binder; the air and stations it met.

The tables are those of :mod:`scenarios.life`.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scenarios.charts import palette

HOURS = "time since the start of the run [h]"
SHORT = 22  # characters of a station's name beside its row
ROW = 24  # pixels of height for a station
GAP = 64  # pixels between two panels: marks of the axis above, legend of the one below
SAME = 0.01  # of the mean: where the outer strip differs by more, it gets its line


def life(
    course: pd.DataFrame,
    passages: pd.DataFrame,
    other: pd.DataFrame | None = None,
    log_y: bool = False,
) -> go.Figure:
    """Water, stations, dew point and temperatures over one time axis.

    Each panel has its legend above it.

    `course` and `passages` as of the coil; `other` the course with a longer wait.
    """
    stations = list(dict.fromkeys(passages["station"]))
    heights = [330, 40 + ROW * len(stations), 150, 150]
    whole = sum(heights) + 3 * GAP
    drawn = make_subplots(
        rows=4,
        cols=1,
        shared_xaxes=True,
        row_heights=heights,
        vertical_spacing=GAP / whole,
    )
    _water(drawn, course, other)
    _limits(drawn, passages)
    _strip(drawn, passages, stations)
    _line(drawn, course, "dew_point_degC", "dew point of the air around it",
          palette.GREEN, "solid", 3, "°C")  # fmt: skip
    if other is not None:
        _line(drawn, other, "dew_point_degC", "dew point, had it waited longer",
              palette.PURPLE, "dashdot", 3, "°C")  # fmt: skip
    _line(drawn, course, "coil_degC", "temperature of the coil",
          palette.ORANGE, "solid", 4, "°C")  # fmt: skip
    _line(drawn, course, "air_degC", "temperature of the air",
          palette.GREY, "dot", 4, "°C")  # fmt: skip
    _bands(drawn, passages)  # after the lines: plotly bands no empty panel
    palette.dressed(drawn, height=whole + 125)
    _legends(drawn)
    drawn.update_xaxes(title_text=HOURS, row=4, col=1)
    drawn.update_yaxes(title_text="water [mg per kg<br>dry electrode]", row=1, col=1)
    drawn.update_yaxes(title_text="dew or frost<br>point [°C]", row=3, col=1)
    drawn.update_yaxes(title_text="temperature<br>[°C]", row=4, col=1)
    drawn.update_yaxes(
        row=2,
        col=1,
        autorange="reversed",
        tickvals=list(range(len(stations))),
        ticktext=[short(name) for name in stations],
        tickfont={"size": 12},
        showgrid=False,
    )
    if log_y:
        seen = course["water_ppm"][course["water_ppm"] > 0.0]
        drawn.update_yaxes(palette.log_ticks(seen.min(), seen.max()), row=1, col=1)
    else:
        drawn.update_yaxes(rangemode="tozero", row=1, col=1)
    drawn.update_xaxes(range=_span(passages, course, other))
    drawn.update_xaxes(showticklabels=True, row=1, col=1)
    drawn.update_layout(margin={"l": 90, "t": 60})
    return drawn


def _legends(drawn):
    """A legend for each panel, above it, of what is drawn in it."""
    for trace in drawn.data:
        trace.legend = "legend" + (trace.yaxis or "y")[1:]
    common = drawn.layout.legend.to_plotly_json()
    for number in ("", "2", "3", "4"):
        top = drawn.layout[f"yaxis{number}"].domain[1]
        drawn.update_layout({f"legend{number}": common | {"y": top}})


def short(name) -> str:
    """A station's name beside its row, cut where it is long."""
    shown = "".join(c if c.isprintable() else "?" for c in str(name))
    shown = shown if len(shown) <= SHORT else f"{shown[: SHORT - 1]}…"
    return palette.text(shown)


def _span(passages, course, other):
    times = [passages["arrived_h"].min(), passages["left_h"].max()]
    for own in (course, other):
        if own is not None and len(own):
            times += [own["time_h"].min(), own["time_h"].max()]
    margin = 0.01 * (max(times) - min(times))
    return [min(times) - margin, max(times) + margin]


def _bands(drawn, passages):
    for number, row in enumerate(passages.itertuples()):
        drawn.add_vrect(
            x0=row.arrived_h,
            x1=row.left_h,
            line_width=0,
            layer="below",
            fillcolor=palette.FAINT if number % 2 else "rgba(127,127,127,0.07)",
            row="all",
            col=1,
        )


def _water(drawn, course, other):
    _line(drawn, course, "water_ppm", "mean of the coil", palette.SKY, "solid", 1,
          "ppm", width=2.5)  # fmt: skip
    apart = (course["edge_ppm"] - course["water_ppm"]).abs()
    if (apart > SAME * course["water_ppm"]).any():
        _line(drawn, course, "edge_ppm", "outer 10 mm", palette.VERMILLION, "dash", 1,
              "ppm")  # fmt: skip
    _line(drawn, course, "equilibrium_ppm", "equilibrium with the air around it",
          palette.GREY, "dot", 1, "ppm", width=1.2)  # fmt: skip
    if other is not None:
        _line(drawn, other, "water_ppm", "mean, had it waited longer",
              palette.PURPLE, "dashdot", 1, "ppm", width=2.0)  # fmt: skip


def _line(drawn, table, column, said, colour, dash, row, unit, width=1.6):
    places = [
        f"{palette.text(station)}, {palette.text(zone)}"
        for station, zone in zip(table["station"], table["zone"], strict=True)
    ]
    drawn.add_trace(
        go.Scatter(
            x=table["time_h"],
            y=table[column],
            name=said,
            mode="lines",
            line={"color": colour, "dash": dash, "width": width},
            text=places,
            hovertemplate=f"%{{y:.4g}} {unit} at %{{x:.2f}} h<br>%{{text}}",
            connectgaps=False,
        ),
        row=row,
        col=1,
    )


def _limits(drawn, passages):
    """Each limit along the visit it ends, and the water there as the limit takes it."""
    limited = passages[passages["limit_ppm"].notna()]
    shown = False
    for row in limited.itertuples():
        drawn.add_trace(
            go.Scatter(
                x=[row.arrived_h, row.left_h],
                y=[row.limit_ppm] * 2,
                mode="lines",
                name="limit behind the station",
                legendgroup="limit",
                showlegend=not shown,
                line={"color": palette.VERMILLION, "width": 3},
                hovertemplate=f"limit {row.limit_ppm:.4g} ppm behind "
                f"{palette.text(row.station)}<br>{palette.text(row.limit_on)}"
                "<extra></extra>",
            ),
            row=1,
            col=1,
        )
        shown = True
    judged = limited[limited["judged_ppm"].notna()]
    for state in (palette.WITHIN, palette.NEAR, palette.OVER):
        own = judged[
            [
                palette.state(ppm, limit) == state
                for ppm, limit in zip(
                    judged["judged_ppm"], judged["limit_ppm"], strict=True
                )
            ]
        ]
        if own.empty:
            continue
        colour, symbol, mark = palette.STATES[state]
        drawn.add_trace(
            go.Scatter(
                x=own["left_h"],
                y=own["judged_ppm"],
                mode="markers",
                name=f"{mark} {state} the limit",
                marker={"color": colour, "symbol": symbol, "size": 11},
                text=[palette.text(station) for station in own["station"]],
                hovertemplate="%{y:.4g} ppm behind %{text}<extra></extra>",
            ),
            row=1,
            col=1,
        )


def _strip(drawn, passages, stations):
    """A row for each station, a bar for each visit: grey the wait, full the rest."""
    for part, colour, opacity in (
        ("waits for its turn", palette.GREY, 0.45),
        ("worked, and until it leaves", palette.BLUE, 0.85),
    ):
        begins, lengths, rows, names = [], [], [], []
        for own in passages.itertuples():
            started = own.left_h if np.isnan(own.started_h) else own.started_h
            waits = part.startswith("waits")
            begin, end = (own.arrived_h, started) if waits else (started, own.left_h)
            if end > begin:
                begins.append(begin)
                lengths.append(end - begin)
                rows.append(stations.index(own.station))
                names.append(palette.text(own.station))
        drawn.add_trace(
            go.Bar(
                x=lengths,
                base=begins,
                y=rows,
                orientation="h",
                width=0.7,
                name=part,
                marker={"color": colour, "opacity": opacity, "line_width": 0},
                text=names,
                textposition="none",
                hovertemplate=f"%{{text}}: {part}, %{{x:.2f}} h<extra></extra>",
            ),
            row=2,
            col=1,
        )
    drawn.update_layout(barmode="overlay")


# ---------------------------------------------------------------- over the width


def width(table: pd.DataFrame, log: bool = False) -> go.Figure:
    """Water over the distance from the edge and time, cell by cell of the model.

    `log`: the colours follow the logarithm of the water.
    """
    drawn = palette.figure(HOURS, "distance from the open edge [mm]", height=400)
    values = table["water_ppm"].to_numpy(dtype=float)
    low, high = _colour_range(values, log)
    for _, part in table.groupby("part", sort=True):
        times = part["time_h"].to_numpy()
        cells = _cells(part)
        grid = part["water_ppm"].to_numpy(dtype=float).reshape(-1, cells)
        instants = times.reshape(-1, cells)[:, 0]
        keep = np.append(np.diff(instants) > 0.0, True)
        grid, instants = grid[keep], instants[keep]
        if len(instants) < 2:
            continue  # cut in the same instant: nothing to see of it
        near = part["from_edge_mm"].to_numpy()[:cells]
        far = part["to_edge_mm"].to_numpy()[:cells]
        # a brick lasts from one instant to the next, with what it holds at its end
        bricks = grid[1:].T
        drawn.add_trace(
            go.Heatmap(
                x=instants,
                y=np.append(near, far[-1]),
                z=_logged(bricks) if log else bricks,
                customdata=bricks,
                coloraxis="coloraxis",
                hovertemplate="%{customdata:.4g} ppm, %{y:.3g} mm from the edge, "
                "at %{x:.2f} h<extra></extra>",
            )
        )
    bar = {"title": {"text": "water<br>[mg per kg<br>dry electrode]"}}
    if log:
        ticks = _decade_ticks(low, high)
        bar |= {
            "tickvals": np.log10(ticks).tolist(),
            "ticktext": [f"{t:g}" for t in ticks],
        }
        low, high = np.log10(low), np.log10(high)
    drawn.update_layout(
        coloraxis={
            "colorscale": palette.WATER,
            "colorbar": bar,
            "cmin": low,
            "cmax": high,
        }
    )
    drawn.update_yaxes(rangemode="tozero", showgrid=False)
    drawn.update_xaxes(showgrid=False)
    return drawn


def _cells(part):
    """How many cells a look has: the distance begins anew with each."""
    near = part["from_edge_mm"].to_numpy()
    again = np.flatnonzero(near[1:] <= near[:-1])
    return int(again[0]) + 1 if len(again) else len(near)


LEAST = 1e-4  # of the largest value: what lies below is drawn as that


def _colour_range(values, log):
    high = float(values.max())
    low = float(values.min())
    if log:
        low = max(low, LEAST * high)
        high = max(high, low * 1.01)
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def _logged(values):
    positive = np.where(values > 0.0, values, np.nan)
    return np.log10(positive)


def _decade_ticks(low, high):
    marks = [m * 10.0**d for d in range(-4, 7) for m in (1.0, 2.0, 5.0)]
    inside = [m for m in marks if low <= m <= high]
    return inside if len(inside) > 1 else [low, high]


# ---------------------------------------------------------------- inside the binder


def depth(table: pd.DataFrame) -> go.Figure:
    """Loading over the depth below the surface of each component: a panel for each."""
    names = list(dict.fromkeys(table["component"]))
    drawn = make_subplots(
        rows=1,
        cols=max(len(names), 1),
        subplot_titles=[palette.text(name) for name in names],
        horizontal_spacing=0.14,
    )
    for column, (name, (colour, dash, symbol)) in enumerate(
        zip(names, palette.styles(len(names)), strict=True), start=1
    ):
        own = table[table["component"] == name]
        curve, nodes = own[~own["node"]], own[own["node"]]
        drawn.add_trace(
            go.Scatter(
                x=curve["depth_nm"],
                y=curve["loading_g_per_kg"],
                mode="lines",
                name="profile",
                showlegend=False,
                line={"color": colour, "dash": dash},
                hovertemplate="%{y:.5g} g/kg, %{x:.3g} nm deep<extra></extra>",
            ),
            row=1,
            col=column,
        )
        drawn.add_trace(
            go.Scatter(
                x=nodes["depth_nm"],
                y=nodes["loading_g_per_kg"],
                mode="markers",
                name="the model's nodes",
                showlegend=False,
                marker={"color": colour, "symbol": symbol, "size": 9},
                hovertemplate="node: %{y:.5g} g/kg, %{x:.3g} nm deep<extra></extra>",
            ),
            row=1,
            col=column,
        )
        drawn.update_yaxes(range=_about(own["loading_g_per_kg"]), row=1, col=column)
    palette.dressed(drawn, "depth below the binder's surface [nm]", None, height=340)
    drawn.update_yaxes(title_text="loading [g per kg<br>component]", col=1)
    drawn.update_layout(margin={"t": 50})
    return drawn


def _about(values):
    """A range that shows a level profile as level: 1 % of it at least."""
    low, high = float(values.min()), float(values.max())
    middle, half = 0.5 * (low + high), 0.55 * (high - low)
    half = max(half, 0.005 * abs(middle), 1e-12)
    return [middle - half, middle + half]
