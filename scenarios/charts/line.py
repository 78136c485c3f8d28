"""Charts of the page "The line": queues, water after each station, energy."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scenarios.charts import palette

STANDBY = ("electricity, standby", palette.BLUE, "-")
CARRIERS = {  # column of the table `energy`: what it is called, colour, hatch
    f"{name}_kWh": palette.CARRIERS[name]
    for name in ("electricity", "natural_gas", "district_heat")
}
LIMIT = palette.VERMILLION
MEAN = "mean"
PLACES = {MEAN: "mean of the coil", "edge": "outer 10 mm", "worst": "wettest place"}


def queues(table: pd.DataFrame, stations: Sequence[str], unit: str = "h") -> go.Figure:
    """Coils that wait at each station over time, as steps; a row for each station.

    `table` has a column `time_h` and one of counts for each station; time is drawn in
    hours or, with `unit` "d", in days. All rows have the same scale.
    """
    rows = len(stations)
    drawn = make_subplots(
        rows=rows,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.3 / max(rows, 2),
        subplot_titles=[palette.text(name) for name in stations],
    )
    scale = 24.0 if unit == "d" else 1.0
    most = int(table[list(stations)].to_numpy().max())
    styles = palette.styles(rows)
    for row, (name, style) in enumerate(zip(stations, styles, strict=True), start=1):
        own = table[table[name].diff().fillna(1) != 0]  # where it changes
        own = pd.concat([own, table.iloc[-1:]])
        drawn.add_scatter(
            x=(own["time_h"] / scale).tolist(),
            y=own[name].tolist(),
            name=palette.text(name),
            line={"color": style[0], "shape": "hv", "width": 1.2},
            fill="tozeroy",
            mode="lines",
            hovertemplate=f"%{{y}} coils at %{{x:.2f}} {unit}<extra>%{{fullData.name}}"
            "</extra>",
            row=row,
            col=1,
        )
    palette.dressed(drawn, height=110 + 120 * rows, showlegend=False)
    drawn.update_annotations(x=0.0, xanchor="left", font_size=13)
    drawn.update_xaxes(title_text=f"time since the start [{unit}]", row=rows, col=1)
    drawn.update_yaxes(
        title_text="coils<br>waiting [-]",
        range=[0, 1.08 * max(most, 1)],
        tickmode="linear",
        dtick=max(1, -(-most // 4)),
    )
    return drawn


def water_after(table: pd.DataFrame, place: str = "mean") -> go.Figure:
    """Water of the coils that left each station: a box each, limits as bars.

    A box holds the middle half of the coils, its line the median, its whiskers the
    driest and the wettest coil. `table` is that of `station_water`.
    """
    drawn = palette.figure(
        "",
        f"water on leaving, {PLACES[place]} [ppm]",
        height=440,
        boxmode="group",
    )
    electrodes = list(dict.fromkeys(table["electrode"]))
    # two more than needed: the colour of limits is theirs alone
    free = [s for s in palette.styles(len(electrodes) + 2) if s[0] != LIMIT]
    for name, style in zip(electrodes, free, strict=False):
        own = table[table["electrode"] == name]
        drawn.add_box(
            x=[palette.text(s) for s in own["station"]],
            q1=own["p25_ppm"].tolist(),
            median=own["median_ppm"].tolist(),
            q3=own["p75_ppm"].tolist(),
            lowerfence=own["driest_ppm"].tolist(),
            upperfence=own["wettest_ppm"].tolist(),
            name=palette.text(name),
            offsetgroup=name,
            line={"color": style[0], "width": 2},
            fillcolor="rgba(127,127,127,0.15)",
        )
        drawn.add_scatter(  # a flat box is no more than a line: its median as a symbol
            x=[palette.text(s) for s in own["station"]],
            y=own["median_ppm"].tolist(),
            name=f"{palette.text(name)}, median",
            mode="markers",
            marker={"color": style[0], "symbol": style[2], "size": 8},
            offsetgroup=name,
            showlegend=False,
            hovertemplate="%{x}: median %{y:.4g} ppm<extra>%{fullData.name}</extra>",
        )
    drawn.update_layout(scattermode="group")
    limited = table[table["limit_ppm"].notna()]
    for name in electrodes:
        own = limited[limited["electrode"] == name]
        drawn.add_scatter(
            x=[palette.text(s) for s in own["station"]],
            y=own["limit_ppm"].tolist(),
            name="limit",
            legendgroup="limit",
            showlegend=bool(len(own)) and name == limited["electrode"].iloc[0],
            mode="markers",
            offsetgroup=name,
            marker={
                "symbol": "line-ew",
                "size": 26,
                "line": {"color": LIMIT, "width": 3},
            },
            hovertemplate="%{x}: limit %{y:.4g} ppm<extra></extra>",
        )
    drawn.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=[palette.text(s) for s in dict.fromkeys(table["station"])],
    )
    drawn.update_yaxes(
        palette.log_ticks(table["driest_ppm"].min(), table["wettest_ppm"].max())
    )
    return drawn


def energy(table: pd.DataFrame) -> go.Figure:
    """Energy by station and carrier as stacked bars [kWh], standby apart.

    `table` is that of `station_energy`: a row per station, first to last.
    """
    drawn = palette.figure(
        "energy [kWh]", "", height=max(260, 110 + 30 * len(table)), barmode="stack"
    )
    stations = [palette.text(name) for name in table["station"]]
    parts = {**CARRIERS, "standby_kWh": STANDBY}
    for column, (called, colour, hatch) in parts.items():
        if not table[column].any():
            continue
        drawn.add_bar(
            x=table[column].tolist(),
            y=stations,
            orientation="h",
            name=called,
            marker=palette.bar(colour, hatch),
            hovertemplate="%{y}: %{x:,.0f} kWh<extra>%{fullData.name}</extra>",
        )
    drawn.update_yaxes(autorange="reversed", type="category")
    drawn.update_layout(showlegend=True, legend={"traceorder": "normal"})
    return drawn
