"""Charts of a dry room: what wets it, the flow sheet, a day, a door, the year."""

import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
MONTHS += ("Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FROST_TITLE = "frost point [°C]"

# Where the numbered points stand on the flow sheet: process air runs to the right
# below, regeneration air to the left above, the wheel turns between them.
PLACES = {
    1: (0, 0), 2: (1, 0), 3: (2, 0), 5: (3, 0), 6: (4, 0), 7: (5, 0),
    8: (6.4, 0), 9: (7.4, 0), 10: (8.4, 0), 11: (9.4, 0), 4: (3, -1.25),
    13: (9.4, 1.9), 14: (8.4, 1.9), 15: (7.4, 1.9), 16: (6.4, 1.9),
    17: (5, 1.9), 18: (4, 1.9), 19: (3, 1.9), 12: (7.4, 0.95),
}  # fmt: skip
SECOND = 23  # the point that only two wheels have; the second stands on the right
TWO_WHEELS = PLACES | {
    23: (8.6, 0), 9: (10.2, 0), 10: (11.1, 0), 11: (12, 0),
    20: (11.1, 1.9), 21: (10.2, 1.9), 22: (8.6, 1.9), 13: (6.4, 3.1), 14: (7.4, 3.1),
}  # fmt: skip
PIPES = (  # from point to point, and the part between them
    (1, 2, "pre-<br>heater"),
    (2, 3, "pre-<br>cooler"),
    (3, 5, ""),
    (4, 5, ""),
    (5, 6, "fan"),
    (6, 7, "cooler"),
    (7, 8, ""),
    (8, 9, ""),  # of one wheel
    (8, 23, "cooler"),  # of two
    (23, 9, ""),
    (20, 21, "heater"),
    (21, 22, ""),
    (9, 10, "after-<br>cooler"),
    (10, 11, "heater"),
    (7, 12, "purge"),
    (12, 15, ""),
    (13, 14, "heat<br>recovery"),
    (14, 15, ""),
    (15, 16, "heater"),
    (16, 17, ""),
    (17, 18, "heat<br>recovery"),
    (18, 19, "fan"),
)
BENDS = {(7, 12): ((5, 0.5), (7.4, 0.5))}  # up before the wheel, and through it
ROOM_BELOW = 1.25  # the supply air
ASIDE = (11, 12)  # points whose words stand to the right of a pipe
ABOVE = 5  # a pipe leaves it downwards
MIXED = 15  # with purge air; of two wheels a pipe comes from above


def loads(table: pd.DataFrame) -> go.Figure:
    """Water by source, a bar for each; the safety factor hatched apart."""
    rooms = list(dict.fromkeys(table["room"]))
    height = 150 + 26 * len(table)
    drawn = palette.figure("water at the worst hour [g/h]", "", height=height)
    safe = table["source"] == "safety factor"
    for apart, name, colour, hatch in (
        (False, "reckoned", palette.SKY, ""),
        (True, "safety factor", palette.GREY, "/"),
    ):
        rows = table[safe == apart]
        drawn.add_bar(
            y=[_bar(row, rooms) for row in rows.to_dict("records")],
            x=rows["water_g_per_h"],
            orientation="h",
            name=name,
            marker=palette.bar(colour, hatch),
            text=[f"{value:.0f}" for value in rows["water_g_per_h"]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1f} g/h<extra></extra>",
        )
    drawn.update_yaxes(autorange="reversed")
    drawn.update_layout(barmode="overlay", margin={"r": 60})
    lowest, highest = table["water_g_per_h"].min(), table["water_g_per_h"].max()
    if lowest < 0:  # what dries the room: its number needs room before the axis
        span = highest - lowest
        drawn.update_xaxes(range=[lowest - 0.3 * span, highest])
    return drawn


def _bar(row, rooms):
    source = palette.text(row["source"])
    return source if len(rooms) == 1 else f"{palette.text(row['room'])}: {source}"


def flow_sheet(points: pd.DataFrame) -> go.Figure:
    """The unit with the state of its air at every numbered point."""
    there = {row["point"]: row for row in points.to_dict("records")}
    two = SECOND in there
    places = {n: at for n, at in (TWO_WHEELS if two else PLACES).items() if n in there}
    room = places[11][0], places[11][1] - ROOM_BELOW
    drawn = go.Figure()
    for begin, end, part in PIPES:
        if begin in places and end in places and not (two and (begin, end) == (8, 9)):
            way = places[begin], *BENDS.get((begin, end), ()), places[end]
            _pipe(drawn, way, part, end >= 13 and begin >= 12 and end != SECOND)
    _pipe(drawn, (places[11], (room[0], room[1] + 0.28)), "", False)
    _pipe(drawn, ((room[0] - 0.6, room[1]), places[4]), "", False)
    wheels = [(7, 8, "<b>wheel</b>")]
    if two:
        wheels = [(7, 8, "<b>first<br>wheel</b>"), (23, 9, "<b>second<br>wheel</b>")]
        x, y = places[20]
        _pipe(drawn, ((x + 1.0, y), (x, y)), "", True)
        _word(drawn, x + 1.0, y, "of 8, and its purge", 11, yshift=14)
    for before, behind, said in wheels:
        middle = 0.5 * (places[before][0] + places[behind][0])
        _box(drawn, middle, 0.95, 0.3, 1.3, said)
    _box(drawn, *room, 0.6, 0.28, "<b>dry room</b>")
    numbers = sorted(places)
    drawn.add_scatter(
        x=[places[n][0] for n in numbers],
        y=[places[n][1] for n in numbers],
        mode="markers+text",
        marker={
            "size": 24,
            "color": [_colour(n) for n in numbers],
            "line": {"color": palette.GREY, "width": 1},
        },
        text=[f"<b>{n}</b>" for n in numbers],
        textfont={"color": [palette.ink(_colour(n)) for n in numbers], "size": 12},
        customdata=[
            (
                there[n]["what"],
                there[n]["dry_air_kg_per_s"],
                there[n]["temperature_degC"],
                there[n]["humidity_ratio_g_per_kg"],
                there[n]["frost_point_degC"],
                there[n]["enthalpy_kJ_per_kg"],
            )
            for n in numbers
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]:.3f} kg/s dry air<br>"
        "%{customdata[2]:.1f} °C, %{customdata[3]:.4g} g/kg<br>dew point "
        "%{customdata[4]:.1f} °C, %{customdata[5]:.1f} kJ/kg<extra></extra>",
        showlegend=False,
    )
    for n in numbers:
        x, y = places[n]
        below = y <= 0 and n != ABOVE
        # a pipe leaves where its words would stand
        aside = n in ASIDE or (two and n == MIXED)
        state = there[n]
        drawn.add_annotation(
            x=x,
            y=y,
            xshift=(8 if below else 16) if aside else 0,
            xanchor="left" if aside else "center",
            align="left" if aside else "center",
            yshift=-15 if below else (24 if n == MIXED else 0) if aside else 15,
            yanchor="top" if below else "middle" if aside else "bottom",
            text=f"{state['temperature_degC']:.0f} °C<br>"
            f"{_few_digits(state['humidity_ratio_g_per_kg'])} g/kg<br>"
            f"{state['frost_point_degC']:.0f} °C dew",
            showarrow=False,
            font={"size": 11},
        )
    palette.dressed(drawn, height=560)
    drawn.update_layout(margin={"l": 10, "r": 10, "t": 20, "b": 10})
    top = max(y for _, y in places.values()) + 1.0
    drawn.update_xaxes(visible=False, range=[-0.6, room[0] + 1.0])
    drawn.update_yaxes(visible=False, range=[-2.15, top])
    return drawn


def _few_digits(ratio):
    """A humidity ratio that is as wide as there is room for: 11.3, 0.0099."""
    return f"{ratio:.3g}" if ratio >= 0.1 else f"{ratio:.2g}"


def _colour(number):
    return palette.BLUE if number <= 11 or number == 23 else palette.VERMILLION


def _box(drawn, x, y, half_width, half_height, said):
    drawn.add_shape(
        type="rect",
        x0=x - half_width,
        x1=x + half_width,
        y0=y - half_height,
        y1=y + half_height,
        line={"color": palette.GREY, "width": 2},
        fillcolor="rgba(127,127,127,0.25)",
    )
    _word(drawn, x, y, said, 13)


def _pipe(drawn, way, part, hot):
    colour = palette.VERMILLION if hot else palette.BLUE
    drawn.add_scatter(
        x=[x for x, _ in way],
        y=[y for _, y in way],
        mode="lines",
        line={"color": colour, "width": 3, "dash": "dash" if hot else "solid"},
        hoverinfo="skip",
        showlegend=False,
    )
    if part:
        (x, y), (end_x, end_y) = way[0], way[-1]
        x, y = 0.5 * (x + end_x), 0.5 * (y + end_y)
        bent = len(way) > 2  # behind the wheel
        if bent:
            x, y = way[-2][0] - 0.4, way[-2][1]
        _word(drawn, x, y, part, 11, yshift=16 if y <= 0 or bent else -16)


def _word(drawn, x, y, said, size, **more):
    drawn.add_annotation(
        x=x, y=y, text=said, showarrow=False, font={"size": size}, **more
    )


def day(rows: pd.DataFrame, room: str) -> go.Figure:
    """Frost point and people of a room over its busiest day, and what is asked then."""
    drawn = palette.figure("time of the design day [h]", FROST_TITLE, height=330)
    drawn.add_scatter(
        x=rows["time_h"],
        y=rows[f"{room}_frost_point_degC"],
        name="frost point",
        mode="lines",
        line={"color": palette.SKY, "width": 2},
        hovertemplate="%{x:.2f} h: %{y:.1f} °C<extra></extra>",
    )
    drawn.add_scatter(
        x=rows["time_h"],
        y=rows[f"{room}_people"],
        name="people",
        yaxis="y2",
        mode="lines",
        line={"color": palette.ORANGE, "dash": "dot", "shape": "hv"},
        hovertemplate="%{x:.2f} h: %{y:.0f} people<extra></extra>",
    )
    drawn.update_layout(
        yaxis2={
            "title": "people [-]",
            "overlaying": "y",
            "side": "right",
            "rangemode": "tozero",
            "showgrid": False,
            "tickmode": "linear",  # whole people: not in step with the frost point
            "dtick": max(1, round(float(rows[f"{room}_people"].max()) / 5)),
        },
        margin={"r": 70},
    )
    asked = rows[f"{room}_asked_frost_point_degC"]
    if asked.max() - asked.min() > 1e-6:  # set points: by the hour
        drawn.add_scatter(
            x=rows["time_h"],
            y=asked,
            name="asked",
            mode="lines",
            line={
                "color": palette.VERMILLION, "dash": "dash", "width": 1.5,
                "shape": "vh",
            },
            hovertemplate="until %{x:.2f} h: %{y:.4g} °C<extra></extra>",
        )  # fmt: skip
    else:
        palette.limit_line(drawn, asked.iloc[0], f"asked {asked.iloc[0]:.4g} °C")
        # in the night, where the line of people lies low
        drawn.layout.annotations[-1].update(x=0.0, xanchor="left")
    drawn.update_xaxes(range=[0, 24], dtick=4)
    return drawn


def door(rows: pd.DataFrame, goal: float, open_min: float) -> go.Figure:
    """The frost point while a door is open, and after."""
    drawn = palette.figure(
        "time since the door opened [min]", FROST_TITLE, height=330, showlegend=False
    )
    drawn.add_vrect(
        x0=0, x1=open_min, fillcolor=palette.FAINT, line_width=0, layer="below",
        annotation_text="open", annotation_position="top left",
    )  # fmt: skip
    drawn.add_scatter(
        x=rows["time_min"],
        y=rows["frost_point_degC"],
        mode="lines",
        line={"color": palette.SKY, "width": 2},
        hovertemplate="%{x:.1f} min: %{y:.1f} °C<extra></extra>",
    )
    palette.limit_line(drawn, goal, f"recovered at {goal:.1f} °C")
    return drawn


def months(table: pd.DataFrame) -> go.Figure:
    """Energy of each month by carrier."""
    drawn = palette.figure("", "energy [MWh a month]", height=350)
    for name, (said, colour, hatch) in palette.CARRIERS.items():
        column = f"{name}_kWh"
        if column in table.columns:
            drawn.add_bar(
                x=[MONTHS[int(m) - 1] for m in table["month"]],
                y=table[column] / 1e3,
                name=said,
                marker=palette.bar(colour, hatch),
                hovertemplate="%{x}: %{y:.1f} MWh<extra></extra>",
            )
    drawn.update_layout(barmode="stack", legend={"traceorder": "normal"})
    return drawn
