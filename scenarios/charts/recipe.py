"""Charts of a load under a recipe, beside another, and of a plan's front."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette
from scenarios.charts.palette import BLUE, GREY, ORANGE, PURPLE, SKY, VERMILLION

PANELS = (  # title of the axis, its part of the height
    ("temperature [°C]", (0.70, 0.92)),
    ("pressure [mbar]", (0.38, 0.62)),
    ("water [ppm]", (0.0, 0.30)),
)
HEIGHT = 760
LEAST_MBAR = 1e-5  # below which vapour is not drawn
LEAST_PPM = 1e-3
NARROWEST = 0.045  # of the axis, for a step's name to stand over its band
LIMIT = "12px,3px,2px,3px,2px,3px"  # the dash of a limit, and of no curve
LIMITS = {
    "water_ppm": "mean at most",
    "wettest_ppm": "wettest place at most",
    "least_water_ppm": "mean at least",
}


def load_figure(
    rows: pd.DataFrame,
    steps: pd.DataFrame,
    groups: Sequence[str],
    limits: Mapping[str, float | None],
    other: pd.DataFrame | None = None,
    other_groups: Sequence[str] = (),
    other_name: str = "",
) -> go.Figure:
    """Temperature, pressure and water of a load over time, the steps as bands.

    `rows`, `steps`, `groups`, `limits` as in a LoadAnswer; `other` are the rows of a
    load it is held against, drawn thin and grey.
    """
    traces = []
    if other is not None:
        traces += _compared(other, other_groups, other_name)
    traces += _temperatures(rows, steps, groups)
    traces += _pressures(rows)
    traces += _water(rows, steps, groups)
    for panel, trace in traces:
        trace.update(xaxis="x", yaxis=_of("y", panel), legend=_of("legend", panel))
    end = max(
        float(frame["time_h"].iloc[-1]) for frame in (rows, other) if frame is not None
    )
    shapes, notes = _marks(steps, limits, end)
    # three panels over one axis of time, which stands below the last. All in one call,
    # with plain values: a figure that is built up in steps takes four times as long,
    # and there is 0.3 s from an edit to its picture
    layout = palette.look(HEIGHT) | {
        "hovermode": "x unified",
        "margin": {"l": 80, "r": 20, "t": 10, "b": 50},
        "shapes": shapes,
        "annotations": notes,
        "xaxis": palette.AXIS
        | {
            "title": {"text": "time since the door was closed [h]"},
            "range": [0.0, end],
            "anchor": "y3",
            "automargin": False,
        },
    }
    for k, (title, domain) in enumerate(PANELS, 1):
        more = {} if k == 1 else _decades(trace for at, trace in traces if at == k)
        layout[_of("yaxis", k)] = {
            **palette.AXIS,
            "automargin": False,  # the margins are known: else it is laid out twice
            "title": {"text": title},
            "domain": domain,
            **more,
        }
        layout[_of("legend", k)] = {
            "orientation": "h",
            "x": 0.0,
            "y": domain[1],
            "yanchor": "bottom",
            "font": {"size": 12},
        }
    return go.Figure({"data": [trace for _, trace in traces], "layout": layout})


def _decades(traces):
    """The logarithmic axis of a panel's lines."""
    lowest, highest = np.inf, 0.0
    for trace in traces:
        values = np.asarray(trace["y"], dtype=float)
        values = values[values > 0.0]
        if len(values):
            lowest, highest = min(lowest, values.min()), max(highest, values.max())
    return palette.log_ticks(lowest, highest)


def _of(name, panel):
    """What plotly calls the `panel`-th of something: y, y2, y3."""
    return name if panel == 1 else f"{name}{panel}"


def _trace(**keys):
    return {"type": "scatter", **keys}


def _line(rows, column, name, colour, dash, unit, width=2.0, least=None, **more):
    values = rows[column].to_numpy(dtype=float)
    if least is not None:  # what a logarithmic axis cannot show is left out
        values = np.where(values > least, values, np.nan)
    return _trace(
        x=rows["time_h"],
        y=values,
        name=name,
        mode="lines",
        line={"color": colour, "dash": dash, "width": width},
        hovertemplate=f"%{{y:.4g}} {unit}",
        **more,
    )


def _temperatures(rows, steps, groups):
    found = [(1, _line(rows, "wall_degC", "walls", GREY, "dot", "°C", 1.5))]
    set_x, set_y, before = [], [], 0.0
    for end, value in zip(steps["end_h"], steps["set_degC"], strict=True):
        set_x += [before, end]
        set_y += [value, value]
        before = end
    found.append(
        (
            1,
            _trace(
                x=set_x,
                y=set_y,
                name="set temperature",
                mode="lines",
                line={"color": ORANGE, "dash": "dash", "width": 1.5},
                hovertemplate="%{y:.4g} °C",
            ),
        )
    )
    for group, (colour, dash, _) in _styled(groups):
        name = f"coil: {palette.text(group)}"
        found.append((1, _line(rows, f"{group}_degC", name, colour, dash, "°C")))
    return found


def _pressures(rows):
    vapour = _line(rows, "vapour_pressure_mbar", "of that vapour p<sub>w</sub>",
                   palette.GREEN, "dash", "mbar", 2.0, LEAST_MBAR)  # fmt: skip
    return [
        (2, _line(rows, "set_pressure_mbar", "set pressure", ORANGE, "dot", "mbar",
                  1.5)),
        (2, _line(rows, "pressure_mbar", "pressure p", PURPLE, "solid", "mbar")),
        (2, vapour),
    ]  # fmt: skip


def _water(rows, steps, groups):
    found = []
    for group, (colour, dash, other) in _styled(groups):
        name = palette.text(group)
        found += [
            (3, _line(rows, f"{group}_ppm", f"{name}: mean", colour, dash, "ppm",
                      least=LEAST_PPM)),
            (3, _line(rows, f"{group}_wettest_ppm", f"{name}: wettest place", colour,
                      other, "ppm", 1.3, LEAST_PPM)),
        ]  # fmt: skip
    floor = steps["floor_ppm"].astype(float)
    found.append(
        (
            3,
            _trace(
                x=steps["end_h"],
                y=floor.where(floor > LEAST_PPM),
                name="floor at the end of a step",
                mode="markers",
                marker={"color": GREY, "symbol": "triangle-up-open", "size": 9},
                cliponaxis=False,  # the last one stands on the edge
                hovertemplate="%{y:.3g} ppm",
            ),
        )
    )
    return found


def _compared(other, groups, name):
    """The other load, grey: its walls, its pressure, and the mean of each group."""
    said = palette.text(name)
    first = groups[0] if groups else None
    found = [
        (2, _line(other, "pressure_mbar", f"{said}: pressure", GREY, "solid", "mbar",
                  1)),
    ]  # fmt: skip
    for group in groups:
        own = f"{said}: " + ("" if group == first else f"{palette.text(group)} ")
        found += [
            (1, _line(other, f"{group}_degC", f"{own}coil", GREY, "solid", "°C", 1)),
            (3, _line(other, f"{group}_ppm", f"{own}mean", GREY, "solid", "ppm", 1,
                      LEAST_PPM)),
        ]  # fmt: skip
    return found


def _styled(groups):
    """Of each group of coils: its colour, the dash of its mean and of its wettest."""
    colours = (SKY, PURPLE, BLUE, palette.GREEN)  # vermillion is that of limits
    dashes = (("solid", "dot"), ("dash", "dashdot"), ("longdash", "longdashdot"))
    for i, group in enumerate(groups):
        yield group, (colours[i % 4], *dashes[i % 3])


def _marks(steps, limits, end):
    """Bands and names of the steps, lines of the limits: shapes and annotations."""
    shapes, notes, begin = [], [], 0.0
    for k, (name, until) in enumerate(zip(steps["name"], steps["end_h"], strict=True)):
        shapes.append(
            {
                "type": "rect", "xref": "x", "yref": "paper", "layer": "below",
                "x0": begin, "x1": until, "y0": 0, "y1": 0.97, "line": {"width": 0},
                "fillcolor": palette.FAINT if k % 2 else "rgba(127,127,127,0.06)",
            }
        )  # fmt: skip
        said = palette.text(name or k + 1)
        room = (until - begin) / end
        if room >= NARROWEST:
            fits = max(int(room * 110), 3)
            notes.append(
                {
                    "x": 0.5 * (begin + until), "y": 0.97, "xref": "x", "yref": "paper",
                    "text": said if len(said) <= fits else said[: fits - 1] + "…",
                    "showarrow": False, "yanchor": "bottom",
                    "font": {"size": 12},
                }
            )  # fmt: skip
        begin = until
    for name, said in LIMITS.items():
        value = limits.get(name)
        if value is None:
            continue
        shapes.append(
            {
                "type": "line", "xref": "x domain", "yref": "y3", "x0": 0, "x1": 1,
                "y0": value, "y1": value,
                "line": {"color": VERMILLION, "dash": LIMIT, "width": 1.5},
            }
        )  # fmt: skip
        notes.append(
            {
                "x": 1.0, "xref": "x domain", "y": float(np.log10(value)),
                "yref": "y3", "text": f"{said} {value:g} ppm", "showarrow": False,
                "xanchor": "right", "yanchor": "bottom",
                "font": {"size": 12, "color": VERMILLION},
            }
        )  # fmt: skip
    return shapes, notes


# ---------------------------------------------------------------- a plan's front

CHECKED = "full_model"  # column of a front, and what stands in it
KEPT, REFUTED = "kept", "refuted"
MARKS = (("star", VERMILLION, 16), ("diamond", ORANGE, 13),
         ("square", palette.GREEN, 12), ("triangle-up", PURPLE, 14))  # fmt: skip
AXES = {  # of the goals
    "time": "whole recipe [h]",
    "energy_cost": "energy cost [{currency} per coil]",
    "co2": "CO₂ [kg per coil]",
    "severity": "thermal dose [h]",
}


def front_figure(
    front: pd.DataFrame,
    x: str,
    y: str,
    currency: str,
    plans: pd.DataFrame | None = None,
    today: Mapping[str, float] | None = None,
    colour: str | None = None,
) -> go.Figure:
    """A front's recipes over two goals; `colour`: a third, as the points' colour.

    Round are what the search, on its coarse grid, took for the front. `plans` are
    those that were run on the full model, with the column `called`: each with a mark of
    its own. What the search had said of these is left out, and what the full
    model refuted is crossed. Each point's customdata is "front" or "plan" and the row
    of `front` or `plans`, from 0.
    """
    titles = [AXES[goal].format(currency=currency) for goal in (x, y)]
    drawn = palette.figure(*titles, height=430)
    said_of = "<br>".join(
        title.replace("[", f"%{{{axis}:.4g}} ").replace("]", "")
        for axis, title in zip("xy", titles, strict=True)
    )
    state = front.get(CHECKED, pd.Series("", index=front.index))
    rows = [k for k, one in enumerate(state) if one not in (KEPT, REFUTED)]
    marks = {"color": SKY}
    if colour is not None:
        said = AXES[colour].format(currency=currency)
        marks = {
            "color": front[colour].iloc[rows],
            "colorscale": palette.WATER,
            "colorbar": {"title": {"text": said, "side": "right"}, "thickness": 12},
        }
    # pale and round; ringed in grey, for the scale's dark end lies on a dark page, too
    marks |= {"symbol": "circle", "size": 9, "opacity": 0.7,
              "line": {"width": 1.5, "color": GREY}}  # fmt: skip
    _dots(drawn, front, rows, x, y, "estimate, not checked", said_of, marks)
    crossed = [k for k, one in enumerate(state) if one == REFUTED]
    if crossed:
        cross = {"symbol": "x-thin", "size": 9, "line": {"width": 2, "color": GREY}}
        name = "estimate, refuted by the full model"
        _dots(drawn, front, crossed, x, y, name, said_of, cross)
    for k in range(0 if plans is None else len(plans)):
        symbol, hue, size = MARKS[k % len(MARKS)]
        name = palette.text(plans["called"].iloc[k])
        drawn.add_scatter(
            x=[plans[x].iloc[k]],
            y=[plans[y].iloc[k]],
            mode="markers",
            name=f"{name} (checked)",
            customdata=[["plan", k]],
            marker={"symbol": symbol, "size": size, "color": hue},
            hovertemplate=f"{name}<br>{said_of}<extra></extra>",
        )
    if today is not None:
        drawn.add_scatter(
            x=[today[x]],
            y=[today[y]],
            mode="markers+text",
            name="today's recipe (click to show)",
            visible="legendonly",  # it lies far off: the front would be a dot
            text=["today"],
            textposition="top center",
            marker={"symbol": "x", "size": 12, "color": GREY},
            hovertemplate=f"today<br>{said_of}<extra></extra>",
        )
    drawn.update_layout(dragmode="pan", clickmode="event+select")
    return drawn


def _dots(drawn, front, rows, x, y, name, said_of, marker):
    """Recipes of the front, as the search saw them."""
    drawn.add_scatter(
        x=front[x].iloc[rows],
        y=front[y].iloc[rows],
        mode="markers",
        name=name,
        customdata=[["front", k] for k in rows],
        marker=marker,
        hovertemplate=f"{said_of}<extra>{name}</extra>",
    )
