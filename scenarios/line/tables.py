"""Tables behind the line's charts: queues over time, water and energy by station."""

import numpy as np
import pandas as pd

from scenarios.line.history import OUT, LineHistory
from scenarios.line.limits import limit_ppm
from twin.counted import counted_visits
from twin.energy_kpis import consumption
from twin.energy_tables import STANDBY, told_apart
from twin.route import stations_in_order

WATER_COLUMNS = (
    "electrode",
    "station",
    "coils",
    "driest_ppm",
    "p25_ppm",
    "median_ppm",
    "p75_ppm",
    "wettest_ppm",
    "limit_ppm",
)


def queue_lengths(history: LineHistory) -> pd.DataFrame:
    """Coils that wait at each station, at every instant at which one changes.

    The first column is `time_h`, the others are named for the stations; a count holds
    from its instant on. The last row is the end of the run.
    """
    visits, end = history.result.visits, history.end
    waits = visits[~(visits["started_h"] <= visits["arrived_h"])]
    begin = waits["arrived_h"].to_numpy()
    over = waits["started_h"].fillna(np.inf).to_numpy()
    times = np.unique(np.concatenate([[0.0, end], begin, over]))
    times = times[times <= end]
    columns = {"time_h": times}
    for name in stations_in_order(history.scenario):
        own = (waits["station"] == name).to_numpy()
        come = np.searchsorted(np.sort(begin[own]), times, side="right")
        gone = np.searchsorted(np.sort(over[own]), times, side="right")
        columns[name] = come - gone
    return pd.DataFrame(columns)


def mean_queues(table: pd.DataFrame) -> pd.Series:
    """Mean count of each station over a table of `queue_lengths`, longest first."""
    spans = table["time_h"].diff().shift(-1).fillna(0.0)
    stations = table.columns[1:]
    means = table[stations].mul(spans, axis=0).sum() / spans.sum()
    return means.sort_values(ascending=False, kind="stable")


def station_water(history: LineHistory, place: str) -> pd.DataFrame:
    """Water of the coils on leaving each station, a row per electrode and station.

    Coils that entered after the warm-up; `place` is "mean", "edge" or "worst". A limit
    is given where it is one for that place, in ppm of dry electrode.
    """
    visits = counted_visits(history.result)
    column = OUT[place]
    limits = {
        (limit.electrode, limit.station): limit_ppm(history, limit)
        for limit in history.scenario.limits
        if limit.place == place
    }
    order = {name: i for i, name in enumerate(stations_in_order(history.scenario))}
    lanes = {name: i for i, name in enumerate(history.scenario.electrodes)}
    rows = []
    left = visits[visits[column].notna()]
    for (electrode, station), own in left.groupby(["electrode", "station"]):
        ppm = own[column].to_numpy()
        quartiles = np.quantile(ppm, (0.0, 0.25, 0.5, 0.75, 1.0))
        limit = limits.get((electrode, station), np.nan)
        rows.append((electrode, station, len(ppm), *quartiles, limit))
    rows.sort(key=lambda row: (order[row[1]], lanes[row[0]]))
    return pd.DataFrame(rows, columns=list(WATER_COLUMNS))


def station_energy(history: LineHistory) -> pd.DataFrame:
    """What each station drew after the warm-up, along the route, rooms last.

    `electricity_kWh` leaves out standby, which has a column of its own; so do the
    gases [Nm3], cost and CO2.
    """
    table = told_apart(consumption(history.result))
    standby = table["use"] == STANDBY
    work = table.assign(standby_kWh=table["electricity_kWh"].where(standby, 0.0))
    work["electricity_kWh"] = work["electricity_kWh"].where(~standby, 0.0)
    sums = work.drop(columns=["use", "machine_h"]).groupby("station", sort=False).sum()
    order = {name: i for i, name in enumerate(stations_in_order(history.scenario))}
    place = [order.get(name, len(order)) for name in sums.index]
    sums = sums.iloc[np.argsort(place, kind="stable")].reset_index()
    drawn = ["electricity_kWh", "standby_kWh", "natural_gas_kWh", "district_heat_kWh"]
    gases = ["nitrogen_Nm3", "argon_Nm3"]
    return sums[["station", *drawn, *gases, "energy_cost", "co2_kg"]]
