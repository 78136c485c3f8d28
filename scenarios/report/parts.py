"""What stands on a run's page: sentences, rows of texts, charts."""

import math
from collections.abc import Sequence

import pandas as pd

from models.units import DAY
from scenarios import energy_text, tables
from scenarios.compare.figures import energy_table, station_table
from scenarios.compare.side import Side
from scenarios.tables import number
from twin import energy_kpis, kpis
from twin.energy import COLUMNS

MOST_INSTANTS = 2000  # of a zone's air that are drawn


def verdict(result) -> tuple[bool | None, str]:
    """Whether all that was judged kept its limit (None: nothing was), and the words."""
    coils = kpis.limits(result)
    over = sum(counts["over"] for counts in coils.values())
    judged = over + sum(counts["within"] for counts in coils.values())
    cells = kpis.cells(result)
    judged_cells = cells["within_limit"] + cells["over_limit"]
    if not judged and not judged_cells:
        why = "the scenario sets no limit"
        if result.scenario.limits:
            why = "none that entered after the warm-up has met a limit"
        return None, f"No coil and no cell was judged: {why}."
    if not over and not cells["over_limit"]:
        made = f" and all {judged_cells} cells" if judged_cells else ""
        return True, f"All {judged} coils{made} that were judged kept their limits."
    parts = [f"{over} of {judged} coils"] if over else []
    if cells["over_limit"]:
        parts.append(f"{cells['over_limit']} of {judged_cells} cells")
    return False, f"{' and '.join(parts)} are over a limit."


def sentences(result) -> list[str]:
    """What came of coils, cells, rooms, and the energy."""
    return [*tables.closing_lines(result), energy_text.closing_line(result)]


def limit_rows(side: Side) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Heads and rows: each limit, and how near its coils came."""
    heads = ("electrode", "after", "limit of", "limit ppm", "P95 of the mean ppm")
    heads += ("worst mean ppm", "coils", "over")
    rows = []
    for row in station_table((side,)).to_dict("records"):
        if math.isnan(row["limit_ppm"]):
            continue
        figures = ("limit_ppm", "water_out_ppm_p95", "water_out_ppm_worst")
        rows.append(
            (
                row["electrode"],
                row["station"],
                row["limit_of"],
                *(number(row[name]) for name in figures),
                str(row["coils"]),
                str(row["over_limit"]),
            )
        )
    return heads, rows


def station_rows(result) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Heads and rows: water, queue and limit at every station."""
    heads = ("electrode", "station", "coils", "in P50 ppm", "in P95", "out P50 ppm")
    heads += ("out P95", "out worst", "queue P50 h", "queue P95 h", "limit ppm", "over")
    rows = []
    for row in kpis.station_table(result).to_dict("records"):
        ppm = ("water_in_ppm_median", "water_in_ppm_p95", "water_out_ppm_median")
        ppm += ("water_out_ppm_p95", "water_out_ppm_worst")
        judged = math.isfinite(row["limit_ppm"])
        rows.append(
            (
                row["electrode"],
                row["station"],
                str(row["visits"]),
                *(number(row[name]) for name in ppm),
                number(row["queue_h_median"], 1),
                number(row["queue_h_p95"], 1),
                tables.limit(row),
                str(row["over_limit"]) if judged else tables.NOTHING,
            )
        )
    return heads, rows


def zone_rows(result) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Heads and rows: the air of each zone, its driest and most humid."""
    heads = ("zone", "dew or frost point from °C", "to °C", "ppmv from", "to")
    heads += ("temperature from °C", "to °C")
    rows = []
    for name in result.scenario.zones:
        own = result.zones[result.zones["zone"] == name]
        if own.empty:
            continue
        cells = [
            number(float(value), digits)
            for column, digits in (
                ("dew_point_degC", 1),
                ("water_ppmv", 0),
                ("temperature_degC", 1),
            )
            for value in (own[column].min(), own[column].max())
        ]
        rows.append((name, *cells))
    return heads, rows


def zone_air(result) -> pd.DataFrame:
    """The frost point of the scenario's zones over time, thinned out where it is long.

    Of each stretch its driest and its most humid instant stay.
    """
    frames = []
    for name in result.scenario.zones:
        own = result.zones[result.zones["zone"] == name]
        frames.append(thinned(own, "dew_point_degC", MOST_INSTANTS))
    columns = ["time_h", "zone", "dew_point_degC"]
    return pd.concat(frames, ignore_index=True)[columns]


def thinned(frame: pd.DataFrame, column: str, most: int) -> pd.DataFrame:
    """At most `most` rows: first and last, and of each stretch those with extremes."""
    if len(frame) <= most:
        return frame
    frame = frame.reset_index(drop=True)
    stretch = frame.index // math.ceil(len(frame) / (most // 2 - 1))
    groups = frame[column].groupby(stretch)
    keep = {0, len(frame) - 1, *groups.idxmin(), *groups.idxmax()}
    return frame.loc[sorted(keep)]


def carrier_rows(side: Side) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Heads and rows: each carrier, in all and per kWh of cells."""
    heads = ("carrier", "amount", "unit", "per kWh of cells")
    heads += (f"cost {side.currency}", f"{side.currency} per kWh of cells")
    rows = []
    for row in energy_table((side,)).to_dict("records"):
        rows.append(
            (
                row["carrier"],
                number(row["amount"]),
                row["unit"].replace("Nm3", "Nm³"),
                number(row["per_kWh_of_cells"], 3),
                number(row["cost"]),
                number(row["cost_per_kWh_of_cells"], 3),
            )
        )
    return heads, rows


def station_energy(result) -> pd.DataFrame:
    """kWh of each carrier by station, in the days watched; without those of nothing."""
    totals = energy_kpis.station_totals(result)
    kwh = [name for name in COLUMNS if name.endswith("_kWh")]
    drawn = [name for name in kwh if (totals[name] != 0.0).any()]
    return totals.loc[(totals[kwh] != 0.0).any(axis=1), ["station", *drawn]]


def balance_rows(result) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Heads and rows: the water of each electrode, kg, and what is missing."""
    heads = ("electrode", "put in kg", "to the air kg", "scrapped kg", "in cells kg")
    heads += ("left kg", "inside kg", "missing, relative")
    names = ("put_in_kg", "removed_kg", "scrapped_kg", "in_cells_kg", "left_kg")
    rows = [
        (
            row["electrode"],
            *(number(row[name], 3) for name in (*names, "inside_kg")),
            f"{row['closure']:.1e}",
        )
        for row in result.balance.to_dict("records")
    ]
    return heads, rows


def days_watched(result) -> str:
    """The time that figures are of, in words."""
    scenario = result.scenario
    days = (scenario.duration - scenario.warm_up) / DAY
    if not scenario.warm_up:
        return f"Figures are of all {days:g} days."
    return (
        f"Figures are of the {days:g} days after a warm-up of "
        f"{scenario.warm_up / DAY:g} days, and of coils that entered in them."
    )
