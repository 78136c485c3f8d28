"""Functions from the tables of a run to what it drew: by station, by coil, in all.

Means over coils take the coils that count (:mod:`twin.counted`); what the plant drew is
watched from the warm-up to the end, standby in it. The air of zones
that are no rooms is not among it.
"""

import math

import numpy as np
import pandas as pd

from twin.counted import counted_visits, window
from twin.energy import COLUMNS
from twin.energy_tables import BOOKED, energy_table, told_apart
from twin.records import Result
from twin.route import stations_in_order

KWH_COLUMNS = tuple(name for name in COLUMNS if name.endswith("_kWh"))


def consumption(result: Result) -> pd.DataFrame:
    """What each station drew in the window: a row for its visits, one for standby.

    Exact for the machines' electricity. Heat and gas of a visit that began before the
    window are prorated by its working time.
    """
    return energy_table(result.visits, result.rooms, result.scenario, counted=True)


def cells_made(result: Result) -> tuple[float, float]:
    """Cells made in the window, and their energy [kWh], capacity times voltage.

    A pair of coils that was begun before counts with its share of time; one that is
    still on the machine at the end is not in the table of cells yet.
    """
    start, stop = window(result)
    table = result.cells
    begin, end = table["started_h"].to_numpy(), table["ended_h"].to_numpy()
    inside = np.minimum(end, stop) - np.maximum(begin, start)
    share = np.divide(
        inside.clip(min=0.0), end - begin, out=np.ones(len(table)), where=end > begin
    )
    made = share * table["cells"].to_numpy()
    stations = result.scenario.stations
    each = [
        stations[name].cell.capacity * stations[name].cell.voltage / 1000.0
        for name in table["station"]
    ]
    return math.fsum(made), math.fsum(made * np.array(each))


def plant_energy(result: Result) -> dict[str, float]:
    """What the plant drew in the window, and per cell and kWh of cells made in it.

    It is the consumption of the whole plant over the cells it made meanwhile, what was
    spent on coils still on their way included: right once the line has run in. `kWh` is
    electricity, gas (lower heating value) and district heat together.
    """
    table = consumption(result)
    found = {name: math.fsum(table[name]) for name in BOOKED}
    standby = table.loc[table["use"] == "standby", "electricity_kWh"]
    found["standby_electricity_kWh"] = math.fsum(standby)
    found["kWh"] = math.fsum(found[name] for name in KWH_COLUMNS)
    number, energy = cells_made(result)
    found |= {"cells": number, "cells_kWh": energy}
    for name, words in (
        ("kWh", "kWh"),
        ("energy_cost", "cost"),
        ("co2_kg", "co2_kg"),
    ):
        found[f"{words}_per_kWh_of_cells"] = found[name] / energy if energy else np.nan
        found[f"{words}_per_cell"] = found[name] / number if number else np.nan
    return found


def station_energy(result: Result) -> pd.DataFrame:
    """Per electrode and station, along the route: what the finished visits drew.

    Of the coils that count; their sums, and means per coil and per m2 of web as it
    arrived (coated length times width, one side). A coil that came again counts once,
    with all its visits. Standby is in none.
    """
    visits = counted_visits(result)
    visits = visits[visits["finished_h"].notna()]
    order = {name: i for i, name in enumerate(stations_in_order(result.scenario))}
    electrodes = {name: i for i, name in enumerate(result.scenario.electrodes)}
    rows = []
    for (electrode, station), group in visits.groupby(
        ["electrode", "station"], sort=False
    ):
        web = group.drop_duplicates("coil")["web_m2"]
        sums = {name: float(group[name].sum()) for name in BOOKED}
        sums["kWh"] = math.fsum(sums[name] for name in KWH_COLUMNS)
        rows.append(
            {
                "electrode": electrode,
                "station": station,
                "coils": len(web),
                "web_m2": float(web.sum()),
                **sums,
                **{f"{name}_per_coil": v / len(web) for name, v in sums.items()},
                **{f"{name}_per_m2": v / web.sum() for name, v in sums.items()},
            }
        )
    rows.sort(key=lambda row: (electrodes[row["electrode"]], order[row["station"]]))
    return pd.DataFrame(rows)


def station_totals(result: Result) -> pd.DataFrame:
    """One row per station and room in the window, standby in it; and kWh per m2 of web.

    `kWh_per_m2` is that of :func:`station_energy`, all electrodes together.
    """
    table = told_apart(consumption(result))
    means = station_energy(result)
    rows = []
    for name, group in table.groupby("station", sort=False):
        own = means[means["station"] == name] if len(means) else means
        web = float(own["web_m2"].sum()) if len(own) else 0.0
        standby = group.loc[group["use"] == "standby", "electricity_kWh"]
        rows.append(
            {
                "station": name,
                "standby_kWh": float(standby.sum()),
                **{column: float(group[column].sum()) for column in BOOKED},
                "kWh_per_m2": float(own["kWh"].sum()) / web if web else np.nan,
            }
        )
    return pd.DataFrame(rows)


def energy_figures(result: Result) -> dict[str, float | str]:
    """The energy of a run by dotted name, for its summary."""
    row: dict[str, float | str] = {"currency": result.scenario.tariff.currency}
    row |= {f"energy.{name}": value for name, value in plant_energy(result).items()}
    for record in station_energy(result).to_dict("records"):
        prefix = f"{record['electrode']}.{record['station']}"
        row |= {
            f"{prefix}.{name}": value
            for name, value in record.items()
            if name.endswith(("_per_coil", "_per_m2"))
        }
    return row
