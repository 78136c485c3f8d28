"""What came of runs, beside each other: water, cells, energy, cost, time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.compare.side import Side
from twin.energy import CARRIERS, UNITS

LOWER, HIGHER = "lower", "higher"  # which of two is better
SAME = 0.005  # of a figure: less is no change
BETTER, WORSE, UNCHANGED, OTHER, UNKNOWN = (
    "better",
    "worse",
    "unchanged",
    "other",
    "-",
)
CARRIER_WORDS = {
    "electricity": "electricity",
    "natural_gas": "natural gas",
    "district_heat": "district heat",
    "nitrogen": "nitrogen",
    "argon": "argon",
}


@dataclass(frozen=True)
class Figure:
    """A number of each run: what it is called, its unit, which way is better."""

    name: str
    unit: str
    better: str | None
    of: Callable[[Side], float | None]


def _summary(key) -> Callable[[Side], float | None]:
    return lambda side: side.figures.get(key)


def _per_day(key):
    def value(side):
        number = side.figures.get(key)
        return None if number is None else number / side.window_d

    return value


def _lead(electrode, share):
    def value(side):
        hours = side.lead_h.get(electrode)
        return float(np.quantile(hours, share)) if hours else None

    return value


def _share(part, whole):
    def value(side):
        one, all_of_it = side.figures.get(part), side.figures.get(whole)
        return 100.0 * one / all_of_it if one is not None and all_of_it else None

    return value


def _busiest(side):
    found = [
        value
        for name, value in side.figures.items()
        if name.startswith("utilisation.") and value is not None
    ]
    return 100.0 * max(found) if found else None


def chosen(sides: Sequence[Side]) -> list[Figure]:
    """The figures that are compared, in the order of the questions asked of a plant."""
    electrodes = list(dict.fromkeys(n for s in sides for n in s.content["electrodes"]))
    money = sorted({side.currency for side in sides})
    money = money[0] if len(money) == 1 else " or ".join(money)
    found = [
        Figure(f"{name}: coils over a limit", "coils", LOWER, _summary(key))
        for name in electrodes
        for key in [f"{name}.coils_over"]
    ]
    found += [
        Figure("coils dried again", "coils", LOWER, _summary("reworked")),
        Figure("coils scrapped", "coils", LOWER, _summary("coils_scrapped")),
        Figure("cells per day", "1/d", HIGHER, _per_day("energy.cells")),
        Figure("cells over their limit", "cells", LOWER, _summary("cells.over_limit")),
        Figure("water of a cell, mean", "mg", LOWER, _summary("cells.water_mg_mean")),
        Figure("water of a cell, worst", "mg", LOWER, _summary("cells.water_mg_worst")),
        Figure(ENERGY, "kWh/kWh", LOWER, _summary("energy.kWh_per_kWh_of_cells")),
        Figure(COST, f"{money}/kWh", LOWER, _summary("energy.cost_per_kWh_of_cells")),
        Figure(
            "CO2 per kWh of cells",
            "kg/kWh",
            LOWER,
            _summary("energy.co2_kg_per_kWh_of_cells"),
        ),
        Figure("energy per cell", "kWh", LOWER, _summary("energy.kWh_per_cell")),
        Figure(
            "standby, share of the energy",
            "%",
            LOWER,
            _share("energy.standby_electricity_kWh", "energy.kWh"),
        ),
    ]
    for name in electrodes:
        found += [
            Figure(f"{name}: lead time, median", "h", LOWER, _lead(name, 0.5)),
            Figure(f"{name}: lead time, P95", "h", LOWER, _lead(name, 0.95)),
        ]
    found += [
        Figure("busiest station", "% of its time", None, _busiest),
        Figure("coils in the plant at the end", "coils", None, _summary(INSIDE)),
        Figure("days watched, after the warm-up", "d", None, lambda s: s.window_d),
    ]
    return found


ENERGY, COST = "energy per kWh of cells", "cost of energy per kWh of cells"
INSIDE = "coils_in_process"


def figure_table(sides: Sequence[Side]) -> pd.DataFrame:
    """A row per figure: its value in each run, and how others differ from the first.

    Columns beside `figure` and `unit`: one per run by its label; of each but the first
    also `change of LABEL`, `change of LABEL [%]` and `LABEL is` (better, worse,
    unchanged, other). Costs in different currencies are not compared.
    """
    base, rows = sides[0], []
    for figure in chosen(sides):
        values = [_number(figure.of(side)) for side in sides]
        if all(math.isnan(value) for value in values):
            continue
        row = {"figure": figure.name, "unit": figure.unit}
        row |= {s.label: v for s, v in zip(sides, values, strict=True)}
        for side, value in zip(sides[1:], values[1:], strict=True):
            alike = figure.name != COST or side.currency == base.currency
            change = value - values[0] if alike else math.nan
            row[f"change of {side.label}"] = change
            row[f"change of {side.label} [%]"] = relative(change, values[0])
            row[f"{side.label} is"] = verdict(change, values[0], figure.better)
        rows.append(row)
    return pd.DataFrame(rows)


def relative(change: float, base: float) -> float:
    """A change in percent of what it was; NaN from nothing.

    >>> relative(1.0, 4.0), relative(0.0, 0.0), relative(1.0, 0.0)
    (25.0, 0.0, nan)
    """
    if change == 0.0:
        return 0.0
    return 100.0 * change / abs(base) if base else math.nan


def verdict(change: float, base: float, better: str | None) -> str:
    """What a change from `base` is: better, worse, unchanged, other; "-" if unknown."""
    if math.isnan(change):
        return UNKNOWN
    if abs(change) <= SAME * abs(base):
        return UNCHANGED
    if better is None:
        return OTHER
    return BETTER if (change < 0) == (better == LOWER) else WORSE


def _number(value) -> float:
    return math.nan if value is None else float(value)


def station_table(sides: Sequence[Side]) -> pd.DataFrame:
    """Water after every station: a row per electrode, station and run.

    `limit_ppm` is the limit there, `limit_of` what it is of (`Side.limited_at`; the
    water is that of the mean), `over_limit` the coils above it. Stations that a run
    does not have are left out of it.
    """
    stops = list(dict.fromkeys(stop for side in sides for stop in side.route))
    order = {name: i for i, name in enumerate(dict.fromkeys(e for e, _ in stops))}
    rows = []
    for electrode, station in sorted(stops, key=lambda stop: order[stop[0]]):
        for side in sides:
            coils = side.at(electrode, station, "visits")
            if coils is None:
                continue
            rows.append(
                {
                    "electrode": electrode,
                    "station": station,
                    "run": side.label,
                    "coils": int(coils),
                    **{
                        f"water_out_ppm_{part}": _number(
                            side.at(electrode, station, f"water_out_ppm_{part}")
                        )
                        for part in ("median", "p95", "worst")
                    },
                    "limit_ppm": _number(side.at(electrode, station, "limit_ppm")),
                    "limit_of": side.limited_at(electrode, station),
                    "over_limit": int(side.at(electrode, station, "over_limit") or 0),
                }
            )
    return pd.DataFrame(rows)


def water_beside(sides: Sequence[Side]) -> pd.DataFrame:
    """The same in a row per electrode and station: P50 and P95 of each run, limits.

    The limit stands once where it is the same in all runs, else for each of them.
    """
    rows = []
    for (electrode, station), group in station_table(sides).groupby(
        ["electrode", "station"], sort=False
    ):
        row = {"electrode": electrode, "station": station}
        by_run = {one["run"]: one for one in group.to_dict("records")}
        beside = {side.label: by_run.get(side.label, {}) for side in sides}
        for label, one in beside.items():
            row[f"{label}: limit [ppm]"] = one.get("limit_ppm", math.nan)
        for label, one in beside.items():
            row[f"{label}: limit of"] = one.get("limit_of", "")
        for label, one in beside.items():
            row[f"{label}: P95 [ppm]"] = one.get("water_out_ppm_p95", math.nan)
        for side in sides[1:]:
            row[f"change of {side.label}, P95 [ppm]"] = (
                row[f"{side.label}: P95 [ppm]"] - row[f"{sides[0].label}: P95 [ppm]"]
            )
        for label, one in beside.items():
            row[f"{label}: P50 [ppm]"] = one.get("water_out_ppm_median", math.nan)
        for label, one in beside.items():
            judged = not math.isnan(row[f"{label}: limit [ppm]"])
            row[f"{label}: coils over"] = one["over_limit"] if judged else None
        rows.append(row)
    frame = pd.DataFrame(rows)
    for side in sides:
        name = f"{side.label}: coils over"
        frame[name] = frame[name].astype("Int64")
    for place, head in enumerate(("limit [ppm]", "limit of"), start=2):
        own = [f"{side.label}: {head}" for side in sides]
        if all(frame[name].equals(frame[own[0]]) for name in own):
            frame.insert(place, head, frame[own[0]])
            frame = frame.drop(columns=own)
    return frame


def water_in_brief(sides: Sequence[Side]) -> pd.DataFrame:
    """The same, the runs' values in one text: "78 → 83", once where they are alike.

    With more than two, "78 | 83 | 80": in the order of `sides`. Changes stay numbers.
    """
    table, rows = water_beside(sides), []
    by_place = station_table(sides).groupby(["electrode", "station"], sort=False)
    for ((electrode, station), group), full in zip(
        by_place, table.to_dict("records"), strict=True
    ):
        by_run = {one["run"]: one for one in group.to_dict("records")}
        beside = [by_run.get(side.label, {}) for side in sides]
        row = {"electrode": electrode, "station": station}
        row["P95 [ppm]"] = together(beside, "water_out_ppm_p95")
        for name in full:
            if name.startswith("change"):  # shown to 0.1 ppm: no minus before a zero
                row[name] = 0.0 if abs(full[name]) < 0.05 else full[name]
        row["worst [ppm]"] = together(beside, "water_out_ppm_worst")
        row["limit [ppm]"] = together(beside, "limit_ppm")
        judged = [
            {} if math.isnan(one.get("limit_ppm", math.nan)) else one for one in beside
        ]
        row["coils over"] = together(judged, "over_limit")
        rows.append(row)
    return pd.DataFrame(rows)


def together(rows: Sequence[dict], column: str) -> str:
    """A figure of several rows in one text; "-" where a row has none.

    >>> together([{"a": 78.2}, {"a": 83.0}], "a"), together([{"a": 2.0}, {}], "a")
    ('78 → 83', '2.0 → -')
    >>> together([{"a": 1}, {"a": 1}, {"a": 3}], "a"), together([{}, {}], "a")
    ('1 | 1 | 3', '')
    """
    values = [_number(row.get(column)) for row in rows]
    if all(math.isnan(value) for value in values):
        return ""
    whole = all(isinstance(row.get(column, 0), int) for row in rows)
    said = [
        UNKNOWN if math.isnan(v) else f"{v:.{0 if whole or v >= 10.0 else 1}f}"
        for v in values
    ]
    if len(set(said)) == 1:
        return said[0]
    return (" → " if len(said) == 2 else " | ").join(said)


def sensible(change: float, base: float) -> float:
    """A change to no more digits than four figures of what it is of have.

    >>> sensible(0.000475, 83.69), sensible(4.6893, 77.97), sensible(2.0, 0.0)
    (0.0, 4.69, 2.0)
    """
    if not base or math.isnan(change) or math.isnan(base):
        return change
    return round(change, 3 - math.floor(math.log10(abs(base)))) + 0.0


def energy_table(sides: Sequence[Side]) -> pd.DataFrame:
    """What each run drew of each carrier per kWh of its cells, and what that cost.

    Columns `run, carrier, amount, unit, cost, per_kWh_of_cells,
    cost_per_kWh_of_cells, currency`; carriers that no run draws are left out. The
    prices are those of the run's own tariff.
    """
    rows = []
    for side in sides:
        energy = side.figures.get("energy.cells_kWh") or math.nan
        for carrier in CARRIERS:
            unit = UNITS[carrier][0]
            amount = _number(side.figures.get(f"energy.{carrier}_{unit}"))
            price = _number(_price(side, carrier, unit))
            rows.append(
                {
                    "run": side.label,
                    "carrier": CARRIER_WORDS[carrier],
                    "amount": amount,
                    "unit": unit,
                    "cost": amount * price,
                    "per_kWh_of_cells": amount / energy,
                    "cost_per_kWh_of_cells": amount * price / energy,
                    "currency": side.currency,
                }
            )
    table = pd.DataFrame(rows)
    drawn = table.groupby("carrier")["amount"].transform(lambda v: (v > 0).any())
    return table[drawn].reset_index(drop=True)


def _price(side, carrier, unit):
    price = side.content.get("tariff", {}).get(f"{carrier}_per_{unit}")
    return price.get("value") if isinstance(price, dict) else price
