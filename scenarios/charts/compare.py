"""Charts of runs beside each other: water after every station, energy, cost.

Tables are those of `scenarios.compare.figures`. A run keeps its colour and symbol, a
carrier its colour and hatch, in all of them.
"""

import math

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scenarios.charts import palette

CARRIERS = {name: look for name, *look in palette.CARRIERS.values()}  # colour, hatch
LIMITS = {  # by what it is of: name, symbol, size; those per coating suit no such axis
    "mean": ("limit", "line-ew", 18),
    "edge": ("limit of the edge", "triangle-down-open", 9),
    "worst": ("limit of the wettest spot", "diamond-open", 9),
}
KWH = "kWh"
LOG_FROM = 8.0  # times the lowest value


def water(stations: pd.DataFrame) -> go.Figure:
    """P95 of the water after every station, up to the worst coil, beside the limits.

    `stations` is a `station_table`: a row per electrode, station and run.
    """
    electrodes = list(dict.fromkeys(stations["electrode"]))
    runs = list(dict.fromkeys(stations["run"]))
    drawn = make_subplots(
        rows=1,
        cols=max(len(electrodes), 1),
        shared_yaxes=True,
        horizontal_spacing=0.02,
        subplot_titles=[palette.text(name) for name in electrodes],
    )
    styles, names = palette.styles(len(runs)), palette.short(runs)
    for column, electrode in enumerate(electrodes, start=1):
        own = stations[stations["electrode"] == electrode]
        for number, run in enumerate(runs):
            colour, _, symbol = styles[number]
            rows = own[own["run"] == run]
            p95, worst = rows["water_out_ppm_p95"], rows["water_out_ppm_worst"]
            drawn.add_scatter(
                x=[palette.text(name) for name in rows["station"]],
                y=list(p95),
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": list(worst - p95),
                    "arrayminus": [0.0] * len(rows),
                    "thickness": 1.5,
                    "width": 3,
                },
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 10},
                name=names[number],
                legendgroup=f"run {number}",
                offsetgroup=f"run {number}",
                showlegend=column == 1,
                hovertemplate="%{x}<br>P95 %{y:.0f} ppm<extra>"
                f"{palette.text(run)}</extra>",
                row=1,
                col=column,
            )
            _limits(drawn, rows, column, number, run, colour)
    _limit_legend(drawn, stations)
    palette.dressed(drawn, height=460, scattermode="group", scattergap=0.3)
    drawn.update_yaxes(title_text="water, P95 up to the worst [ppm]", row=1, col=1)
    drawn.update_layout(margin={"t": 70}, legend={"y": 1.09})
    drawn.update_xaxes(tickangle=-40)
    values = [y for trace in drawn.data for y in trace.y if y is not None and y > 0.0]
    if values and max(values) > LOG_FROM * min(values):
        drawn.update_yaxes(palette.log_ticks(min(values), max(values)))
    else:
        drawn.update_yaxes(rangemode="tozero")
    return drawn


def _limits(drawn, rows, column, number, run, colour):
    """A run's own limits, in its colour, above its marks."""
    limits = rows[rows["limit_ppm"].notna() & rows["limit_of"].isin(LIMITS)]
    for place, own in limits.groupby("limit_of", sort=False):
        name, symbol, size = LIMITS[place]
        drawn.add_scatter(
            x=[palette.text(station) for station in own["station"]],
            y=list(own["limit_ppm"]),
            mode="markers",
            marker={
                "symbol": symbol,
                "size": size,
                "color": colour,
                "line": {"color": colour, "width": 3},
            },
            name=f"{name} of {palette.text(run)}",
            legendgroup=f"run {number}",
            offsetgroup=f"run {number}",
            showlegend=False,
            hovertemplate=f"%{{x}}<br>{name} %{{y:.0f}} ppm<extra>"
            f"{palette.text(run)}</extra>",
            row=1,
            col=column,
        )


def _limit_legend(drawn, stations):
    """What each kind of limit looks like; its colour is that of its run."""
    limits = stations[stations["limit_ppm"].notna()]["limit_of"]
    for place in dict.fromkeys(limits[limits.isin(LIMITS)]):
        name, symbol, size = LIMITS[place]
        drawn.add_scatter(
            x=[palette.text(stations["station"].iloc[0])],
            y=[None],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": size,
                "color": palette.GREY,
                "line": {"color": palette.GREY, "width": 3},
            },
            name=f"{name}, in the colour of its run",
            row=1,
            col=1,
        )


def energy(table: pd.DataFrame) -> go.Figure:
    """kWh of each carrier per kWh of cells, stacked, a bar per run.

    `table` is an `energy_table`; gases, which are no energy, are left out.
    """
    own = table[table["unit"] == KWH]
    return _stacked(
        own, "per_kWh_of_cells", "energy per kWh of cells [kWh/kWh]", "%{x:.2f} kWh/kWh"
    )


def cost(table: pd.DataFrame) -> go.Figure:
    """Money for each carrier per kWh of cells, stacked, a bar per run."""
    money = " or ".join(palette.text(name) for name in sorted(set(table["currency"])))
    return _stacked(
        table,
        "cost_per_kWh_of_cells",
        f"cost of energy and gas [{money} per kWh of cells]",
        f"%{{x:.3f}} {money}/kWh",
    )


def _stacked(table, column, title, said):
    runs = list(dict.fromkeys(table["run"]))
    drawn = palette.figure(title, "", height=150 + 55 * max(len(runs), 1))
    shown = dict(zip(runs, palette.short(runs), strict=True))
    whole = [palette.text(run) for run in runs]
    for carrier in dict.fromkeys(table["carrier"]):
        colour, hatch = CARRIERS[carrier]
        values = table[table["carrier"] == carrier].set_index("run")[column]
        drawn.add_bar(
            y=list(shown.values()),
            customdata=whole,
            x=[_none(values.get(run)) for run in runs],
            orientation="h",
            name=carrier,
            marker=palette.bar(colour, hatch),
            hovertemplate=f"{carrier}<br>{said}<extra>%{{customdata}}</extra>",
        )
    totals = table.groupby("run", sort=False)[column].sum(min_count=1)
    for run, total in totals.items():
        known = not math.isnan(total)  # per kWh of cells, where there are cells
        drawn.add_annotation(
            y=shown[run],
            x=float(total) if known else 0.0,
            text=f"{total:.3g}" if known else "–",
            showarrow=False,
            xanchor="left",
            xshift=4,
        )
    drawn.update_layout(barmode="stack", legend={"traceorder": "normal"})
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(rangemode="tozero")
    return drawn


def _none(value):
    return None if value is None or math.isnan(value) else float(value)
