"""Charts of one run's page, beside that of the water: air of zones, energy."""

import pandas as pd
import plotly.graph_objects as go

from scenarios.charts import palette
from scenarios.charts.compare import CARRIERS

COLUMNS = {  # of energy by station
    "electricity_kWh": "electricity",
    "natural_gas_kWh": "natural gas",
    "district_heat_kWh": "district heat",
}


def air(zones: pd.DataFrame) -> go.Figure:
    """Frost point of each zone over time; `zones` has time_h, zone, dew_point_degC."""
    names = list(dict.fromkeys(zones["zone"]))
    drawn = palette.figure(
        "time [h]",
        "dew point, below 0 °C frost point [°C]",
        height=340,
        showlegend=True,
    )
    for name, (colour, dash, _) in zip(names, palette.styles(len(names)), strict=True):
        own = zones[zones["zone"] == name]
        drawn.add_scatter(
            x=list(own["time_h"]),
            y=list(own["dew_point_degC"]),
            mode="lines",
            line={"color": colour, "dash": dash, "width": 1.8},
            name=palette.text(name),
        )
    return drawn


def station_energy(table: pd.DataFrame) -> go.Figure:
    """kWh by station, stacked by carrier."""
    drawn = palette.figure(
        "energy [kWh]", "", height=140 + 28 * len(table), showlegend=True
    )
    stations = [palette.text(name) for name in table["station"]]
    for column in table.columns.drop("station"):
        carrier = COLUMNS[column]
        colour, hatch = CARRIERS[carrier]
        drawn.add_bar(
            y=stations,
            x=list(table[column]),
            orientation="h",
            name=carrier,
            marker=palette.bar(colour, hatch),
        )
    drawn.update_layout(barmode="stack", legend={"traceorder": "normal"})
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    return drawn
