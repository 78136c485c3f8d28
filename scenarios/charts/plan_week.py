"""Charts of a plan of a dry room's week: set points by the hour, money, limits."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scenarios.charts import palette
from scenarios.charts.palette import GREEN, GREY, ORANGE, SKY, VERMILLION

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK_H, DAY_H = 168, 24
GOALS = {
    "energy_cost": "energy cost [{currency}/week]",
    "energy": "energy [kWh/week]",
    "co2": "CO₂ [kg/week]",
    "water": "water [% of its limit]",
}
LOOKS = ((VERMILLION, "solid", ""), (GREY, "dash", "/"), (SKY, "dot", "x"),
         (GREEN, "dashdot", "."), (ORANGE, "longdash", "+"))  # fmt: skip


def looks(schedules, plan: str, reference: str) -> dict[str, tuple[str, str, str]]:
    """Colour, dash and hatch of each schedule; the plan's and the reference's own."""
    others = iter(LOOKS[2:] * 4)
    first = {plan: LOOKS[0], reference: LOOKS[1]}
    return {name: first[name] if name in first else next(others) for name in schedules}


def over_the_week(
    course: pd.DataFrame, plan: str, reference: str, currency: str
) -> go.Figure:
    """Set points of the plan and of the reference, the room, power, price, people."""
    drawn = make_subplots(
        rows=4,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.045,
        row_heights=[0.46, 0.24, 0.15, 0.15],
    )
    drawn = palette.dressed(drawn, height=760)
    drawn.update_layout(hovermode="x unified")
    both = looks(dict.fromkeys((reference, plan)), plan, reference)
    for name, (colour, dash, _) in both.items():
        own = course[course["schedule"] == name]
        said, line = palette.text(name), {"color": colour, "dash": dash, "width": 2.5}
        asked = _steps(own, "set_point_degC", f"set point, {said}", line, "°C")
        power = _steps(own, "power_kW", f"power, {said}", {**line, "width": 1.5}, "kW")
        power.showlegend = False  # in the same look
        drawn.add_trace(asked, row=1, col=1)
        drawn.add_trace(power, row=2, col=1)
    own = course[course["schedule"] == plan]
    drawn.add_trace(
        go.Scatter(
            x=own["time_h"],
            y=own["frost_point_degC"],
            name=f"room's air, {palette.text(plan)}",
            mode="lines",
            line={"color": SKY, "width": 1.2},
            hovertemplate="%{y:.1f} °C",
        ),
        row=1,
        col=1,
    )
    for row, column, said, unit in (
        (3, "electricity_per_kWh", "electricity", f"{palette.text(currency)}/kWh"),
        (4, "people", "people in the room", ""),
    ):
        trace = _steps(own, column, said, {"color": GREY, "width": 1}, unit)
        trace.update(fill="tozeroy", fillcolor=palette.FAINT, showlegend=False)
        drawn.add_trace(trace, row=row, col=1)
        drawn.update_yaxes(rangemode="tozero", row=row, col=1)
    for row, said in enumerate(
        ("frost point [°C]", "power [kW]", f"price<br>[{palette.text(currency)}/kWh]",
         "people [-]"), 1,
    ):  # fmt: skip
        drawn.update_yaxes(title_text=said, row=row, col=1)
    drawn.update_yaxes(rangemode="tozero", row=2, col=1)
    drawn.update_xaxes(
        range=[0, WEEK_H],
        tickvals=[DAY_H * k for k in range(7)],
        ticktext=list(DAYS),
        ticklabelmode="instant",
    )
    drawn.update_xaxes(
        title_text="weekday, from midnight [6 h a mark]",
        minor={"tickvals": list(range(0, WEEK_H, 6)), "ticks": "outside"},
        row=4,
        col=1,
    )
    return drawn


def _steps(own, column, said, line, unit):
    """A value that holds from `begin_h` to `time_h`, as steps."""
    begins, values = own["begin_h"].tolist(), own[column].tolist()
    if begins:
        begins.append(float(own["time_h"].iloc[-1]))
        values.append(values[-1])
    return go.Scatter(
        x=begins,
        y=values,
        name=said,
        mode="lines",
        line={**line, "shape": "hv"},
        hovertemplate=f"%{{y:.4g}} {unit}",
    )


def beside(
    figures: pd.DataFrame, plan: str, reference: str, currency: str
) -> go.Figure:
    """Money, energy, CO2 and water of each schedule, a panel each."""
    money = palette.text(currency)
    named = {
        goal: said.format(currency=money)
        for goal, said in GOALS.items()
        if figures[goal].notna().any()
    }
    drawn = make_subplots(
        rows=1, cols=len(named), subplot_titles=list(named.values()),
        horizontal_spacing=0.06,
    )  # fmt: skip
    drawn = palette.dressed(drawn, height=330, showlegend=False)
    drawn.update_layout(margin={"l": 40, "r": 20, "t": 40, "b": 40})
    own = looks(figures["schedule"], plan, reference)
    shown = palette.short(figures["schedule"], 16)
    for col, goal in enumerate(named, 1):
        drawn.add_bar(
            x=shown,
            y=figures[goal],
            text=[_said(value) for value in figures[goal]],
            textposition="outside",
            cliponaxis=False,
            hovertext=[palette.text(name) for name in figures["schedule"]],
            marker={
                "color": [own[name][0] for name in figures["schedule"]],
                "pattern": {
                    "shape": [own[name][2] for name in figures["schedule"]],
                    "fillmode": "overlay",
                    "solidity": 0.2,
                },
            },
            hovertemplate="%{hovertext}: %{y:.4g}<extra></extra>",
            row=1,
            col=col,
        )
        highest = figures[goal].max()
        drawn.update_yaxes(range=[0, 1.18 * highest], row=1, col=col)
        if goal == "water":
            drawn.add_hline(
                y=100,
                line={"color": VERMILLION, "dash": "dash", "width": 1.5},
                row=1,
                col=col,
            )
            drawn.update_yaxes(range=[0, 1.18 * max(highest, 100.0)], row=1, col=col)
    drawn.update_annotations(font={"size": 14})
    return drawn


def _said(value):
    if value != value:
        return "–"
    return f"{value:,.0f}".replace(",", " ") if value >= 1000 else f"{value:.4g}"


def shares(
    standings: pd.DataFrame, plan: str, reference: str, others: bool = False
) -> go.Figure:
    """Each limit of water as 100 %, and where the schedules stand to it."""
    rows = standings[(standings["unit"] == "ppm") & (standings["allowed"] > 0)]
    limits = list(dict.fromkeys(rows["limit"]))
    shown = dict(zip(limits, palette.short(limits, 40), strict=True))
    drawn = palette.figure(
        "water, share of its limit [%]", "", height=140 + 40 * max(len(limits), 2)
    )
    symbols = ("diamond", "circle", "square", "cross", "triangle-up")
    names = [n for n in dict.fromkeys(rows["schedule"])
             if others or n in (plan, reference)]  # fmt: skip
    for k, (name, (colour, _, _)) in enumerate(looks(names, plan, reference).items()):
        own = rows[rows["schedule"] == name]
        drawn.add_scatter(
            x=100.0 * own["value"] / own["allowed"],
            y=[shown[limit] for limit in own["limit"]],
            mode="markers",
            name=palette.text(name),
            marker={"symbol": symbols[k % 5], "size": 12, "color": colour},
            customdata=own[["value", "allowed"]],
            hovertemplate="%{y}: %{customdata[0]:.4g} of %{customdata[1]:.4g} ppm, "
            "%{x:.1f} %<extra></extra>",
        )
    drawn.add_vline(
        x=100,
        line={"color": VERMILLION, "dash": "dash", "width": 1.5},
        annotation_text="limit",
        annotation_position="top",
        annotation_font={"color": VERMILLION, "size": 12},
    )
    drawn.update_yaxes(autorange="reversed")
    drawn.update_xaxes(rangemode="tozero")
    drawn.update_layout(legend={"y": 1.02})
    return drawn


def front(
    points: pd.DataFrame,
    figures: pd.DataFrame,
    goals: tuple[str, str],
    plan: str,
    reference: str,
    currency: str,
) -> go.Figure:
    """Schedules that no other beats, over two goals; the plans marked."""
    x, y = (GOALS[goal].format(currency=palette.text(currency)) for goal in goals)
    drawn = palette.figure(x, y, height=400)
    rows = points.sort_values(goals[0])
    drawn.add_scatter(
        x=rows[goals[0]],
        y=rows[goals[1]],
        mode="lines+markers",
        name="no other beats these",
        line={"color": SKY, "width": 1.5},
        marker={"size": 8},
        hovertemplate="%{x:.4g}, %{y:.4g}<extra></extra>",
    )
    for name, (colour, _, _) in looks(figures["schedule"], plan, reference).items():
        own = figures[figures["schedule"] == name]
        drawn.add_scatter(
            x=own[goals[0]],
            y=own[goals[1]],
            mode="markers",
            name=palette.text(name),
            marker={
                "symbol": "star" if name == plan else "x",
                "size": 15,
                "color": colour,
            },
            hovertemplate="%{x:.4g}, %{y:.4g}<extra></extra>",
        )
    return drawn
