"""Functions from the tables of a run to numbers.

They leave out what entered the plant before the scenario's warm-up; what counts time
(utilisation, Little's law, throughput) watches the window from the warm-up to the end.
"""

import numpy as np
import pandas as pd

from models.units import HOUR
from twin.counted import counted_cells, counted_coils, counted_visits, window
from twin.energy_kpis import energy_figures
from twin.records import Result
from twin.route import stations_in_order

QUANTILE = 0.95


def _spread(values, name):
    values = values.dropna().to_numpy()
    if len(values) == 0:
        return {f"{name}_{part}": np.nan for part in ("median", "p95", "worst")}
    return {
        f"{name}_median": float(np.median(values)),
        f"{name}_p95": float(np.quantile(values, QUANTILE)),
        f"{name}_worst": float(values.max()),
    }


def station_table(result: Result) -> pd.DataFrame:
    """Per electrode and station, along the route: water, queueing, limits.

    A limit stands in its own basis; `limit_of` says of which place's water it is (and
    "per coating", where it is). Of the coils that met it `over_limit` broke it, one
    that came again in any of its visits, and `within_limit` did not.
    """
    visits = counted_visits(result)
    limits = {(one.electrode, one.station): one for one in result.scenario.limits}
    order = {name: i for i, name in enumerate(stations_in_order(result.scenario))}
    electrodes = {name: i for i, name in enumerate(result.scenario.electrodes)}
    rows = []
    for (electrode, station), group in visits.groupby(
        ["electrode", "station"], sort=False
    ):
        judged = group.dropna(subset="within_limit")
        kept = judged.groupby("coil")["within_limit"].all().astype(bool)
        limit = limits.get((electrode, station))
        rows.append(
            {
                "electrode": electrode,
                "station": station,
                "visits": len(group),
                "left": int(group["left_h"].notna().sum()),
                **_spread(group["water_in_ppm"], "water_in_ppm"),
                **_spread(group["water_out_ppm"], "water_out_ppm"),
                **_spread(group["queue_h"], "queue_h"),
                "queue_h_mean": float(group["queue_h"].mean()),
                "blocked_h_mean": float(group["blocked_h"].mean()),
                "limit_ppm": group["limit_ppm"].iloc[0],
                "limit_of": "" if limit is None else limit.of,
                "within_limit": int(kept.sum()),
                "over_limit": int((~kept).sum()),
            }
        )
    rows.sort(key=lambda row: (electrodes[row["electrode"]], order[row["station"]]))
    return pd.DataFrame(rows)


def _time_inside(begin, end, start, stop):
    """Hours of the spans [begin, end] within [start, stop]; an open end lasts on."""
    end = np.where(np.isnan(end), stop, end)
    return np.maximum(np.minimum(end, stop) - np.maximum(begin, start), 0.0)


def utilisation(result: Result) -> dict[str, float]:
    """Share of its time that each station's machines work, repairs left out.

    A repair that is still going on, or lies outside the window in part, counts with its
    share of the visit.
    """
    start, stop = window(result)
    found = {}
    for name, spec in result.scenario.stations.items():
        visits = result.visits[result.visits["station"] == name]
        visits = visits[visits["started_h"].notna()]
        cells = result.cells[result.cells["station"] == name]
        if len(cells):  # the visits of two partners overlap
            begin, end = cells["started_h"], cells["ended_h"]
            share = 1.0
        else:
            visits = visits.drop_duplicates(["machine", "started_h"])  # one oven load
            begin, end = visits["started_h"], visits["finished_h"]
            whole = end - begin
            share = (1.0 - visits["repair_h"] / whole.where(whole > 0.0)).fillna(1.0)
            share = share.to_numpy()
        hours = _time_inside(begin.to_numpy(), end.to_numpy(), start, stop)
        found[name] = float((hours * share).sum() / (spec.machines * (stop - start)))
    return found


def throughput(result: Result) -> dict[str, float]:
    """Coils that left each station, per hour of the window."""
    start, stop = window(result)
    left = result.visits[result.visits["left_h"].between(start, stop)]
    counts = left.groupby("station").size()
    return {
        name: float(counts.get(name, 0) / (stop - start))
        for name in result.scenario.stations
    }


def little(result: Result, station: str | None = None) -> tuple[float, float, float]:
    """Coils inside on average L, those met per hour lambda, their time inside W [h].

    Of one station, or of the whole plant. L is the integral of the count over the
    window; lambda counts every coil met in it, W is its mean time within it, so that
    L = lambda W is exact on any run.
    """
    start, stop = window(result)
    if station is None:
        table = result.coils
        begin, end = table["released_h"].to_numpy(), table["ended_h"].to_numpy()
    else:
        table = result.visits[result.visits["station"] == station]
        begin, end = table["arrived_h"].to_numpy(), table["left_h"].to_numpy()
    end = np.where(np.isnan(end), stop, end)
    inside = (begin < stop) & (end > start)
    begin, end = np.maximum(begin[inside], start), np.minimum(end[inside], stop)
    number = len(begin)
    instants = np.concatenate([[start], begin, end, [stop]])
    steps = np.concatenate([[0], np.ones(number), -np.ones(number), [0]])
    order = np.argsort(instants, kind="stable")
    count = np.cumsum(steps[order])[:-1]
    mean_count = float((count * np.diff(instants[order])).sum() / (stop - start))
    mean_time = float((end - begin).mean()) if number else 0.0
    return mean_count, number / (stop - start), mean_time


def limits(result: Result) -> dict[str, dict[str, int]]:
    """Per electrode: coils within all their limits, over one, judged by none."""
    coils = counted_coils(result)
    found = {}
    for electrode in result.scenario.electrodes:
        own = coils[coils["electrode"] == electrode]["within_limits"]
        judged = own.dropna().astype(bool)
        found[electrode] = {
            "within": int(judged.sum()),
            "over": int((~judged).sum()),
            "not_judged": int(own.isna().sum()),
        }
    return found


def rooms(result: Result) -> dict[str, dict[str, float]]:
    """Per room in the window: frost point [degC], water of its coils [g/h], supply.

    `dew_point_degC_worst` is the highest of a window; `product_g_per_h` what coils,
    webs and sheets gave off on average, less what they took.
    """
    start, stop = window(result)
    table = result.rooms[result.rooms["end_h"] > start]
    found = {}
    for name, own in table.groupby("zone", sort=False):
        hours = (own["end_h"] - own["start_h"].clip(lower=start)).to_numpy()
        share = hours / (own["end_h"] - own["start_h"]).to_numpy()
        found[name] = {
            "dew_point_degC_median": float(own["dew_point_degC"].median()),
            "dew_point_degC_worst": float(own["dew_point_degC"].max()),
            "product_g_per_h": float((own["product_g"] * share).sum() / (stop - start)),
            "supply_kg_per_s": float(
                (own["supply_kg_per_s"] * hours).sum() / (stop - start)
            ),
        }
    return found


def cells(result: Result) -> dict[str, float]:
    """Cells made, within and over their limit, and their water [mg]."""
    table = counted_cells(result)
    number = table["cells"].to_numpy()
    over = table["over_limit"].fillna(False).to_numpy(dtype=bool)
    judged = table["over_limit"].notna().to_numpy()
    total = int(number.sum())
    found = {
        "cells": total,
        "within_limit": int(number[judged & ~over].sum()),
        "over_limit": int(number[over].sum()),
    }
    for column in ("water_mg", "water_mg_per_Ah", "water_mg_per_kWh"):
        values = table[column].to_numpy()
        mean = float((values * number).sum() / total) if total else np.nan
        found[f"{column}_mean"] = mean
        found[f"{column}_worst"] = float(values.max()) if len(values) else np.nan
    return found


def summarise(result: Result) -> dict[str, float | int | str]:
    """One flat row of numbers for a run, by dotted name."""
    coils = counted_coils(result)
    roots = coils[coils["parent"].isna()]
    row: dict[str, float | int | str] = {
        "name": result.scenario.name,
        "seed": result.scenario.seed,
        "replication": result.scenario.replication,
        "duration_h": result.scenario.duration / HOUR,
        "coils_in": len(roots),
        "coils_scrapped": int((coils["fate"] == "scrapped").sum()),
        "coils_in_process": int((coils["fate"] == "in_process").sum()),
        "reworked": int((coils["rework_count"] > 0).sum()),
        "warnings": len(result.warnings),
    }
    for record in station_table(result).to_dict("records"):
        prefix = f"{record.pop('electrode')}.{record.pop('station')}"
        del record["limit_of"]  # no number
        row |= {f"{prefix}.{name}": value for name, value in record.items()}
    for electrode, counts in limits(result).items():
        row |= {f"{electrode}.coils_{name}": n for name, n in counts.items()}
    row |= {f"cells.{name}": value for name, value in cells(result).items()}
    for room, figures in rooms(result).items():
        row |= {f"{room}.{name}": value for name, value in figures.items()}
    for name, value in utilisation(result).items():
        row[f"utilisation.{name}"] = value
    for book in result.balance.to_dict("records"):
        row[f"{book['electrode']}.balance_closure"] = book["closure"]
    return row | energy_figures(result)
