"""Coils that are over a limit, near it, or soon will be: at an instant of a run."""

import math

import pandas as pd

from scenarios.charts import palette
from scenarios.line.history import OUT, CoilHistory, LineHistory
from scenarios.line.limits import Against, limit_ppm, limits_of
from scenarios.line.state import CoilState, PlantState
from twin.scenario import MEAN

SOON = 24.0  # h: a coil that reaches its limit within this time is said to be near it

RISK_COLUMNS = {
    "coil": "str",
    "electrode": "str",
    "station": "str",
    "doing": "str",
    "state": "str",
    "why": "str",
    "water_ppm": "float",
    "limit_ppm": "float",
    "share_pct": "float",
    "limit_at": "str",
    "reaches_limit_in_h": "float",
    "leaves_in_h": "float",
    "leaves_with_ppm": "float",
}


def at_risk(history: LineHistory, plant: PlantState) -> pd.DataFrame:
    """The coils of the plant that break a limit or may soon, the worst first.

    A coil is among them if it is above 90 % of the limit it is held against; if in its
    present stay it reaches that limit within a day, after the run's end at the rate it
    had; or if the run itself says that it leaves its next station with a limit above
    90 % of it. `leaves_with_ppm` and
    `leaves_in_h` are that departure, nan if it lies after the run's end.
    """
    rows = []
    for coil in plant.coils:
        row = _row(history, plant, coil)
        if row is not None:
            rows.append(row)
    rank = {palette.OVER: 0, palette.NEAR: 1}
    rows.sort(key=lambda row: (rank[row[4]], -row[8], row[0]))
    return pd.DataFrame(rows, columns=list(RISK_COLUMNS)).astype(RISK_COLUMNS)


def _row(history, plant, coil: CoilState):
    life = history.coils[coil.name]
    leaves, ahead, within = _next_departure(history, life, plant.time)
    reaches = _reaches(life, coil.against, plant.time)
    held = coil.against or ahead
    if held is None:
        return None
    if coil.state == palette.OVER:
        state, why = palette.OVER, "over its limit now"
    elif within is False:
        state, why = palette.OVER, "will leave over its limit"
    elif coil.state == palette.NEAR:
        state, why = palette.NEAR, "near its limit now"
    elif reaches <= SOON:
        state, why = palette.NEAR, "reaches its limit at this rate"
    elif ahead is not None and ahead.state == palette.NEAR:
        state, why = palette.NEAR, "will leave near its limit"
    else:
        return None
    shares = [a.share for a in (coil.against, ahead) if a is not None]
    return (
        coil.name,
        coil.electrode,
        coil.station,
        coil.doing,
        state,
        why,
        coil.ppm if coil.against is None else coil.against.ppm,
        held.limit_ppm,
        100.0 * max(shares),
        held.station,
        reaches if math.isfinite(reaches) else math.nan,
        leaves - plant.time,
        math.nan if ahead is None else ahead.ppm,
    )


def _reaches(life: CoilHistory, held: Against | None, time) -> float:
    """Hours until a coil reaches its limit if it goes on as now; infinite if never.

    Where its water is known again before, what it does until then decides. Of the mean
    alone: how fast an edge gets wet within a visit is not in the tables.
    """
    if held is None or held.place != MEAN or not held.ppm < held.limit_ppm:
        return math.inf
    rate = life.rate(time)
    if rate <= 0.0:
        return math.inf
    reaches = (held.limit_ppm - held.ppm) / rate
    return reaches if time + reaches <= life.mark_after(time) else math.inf


def _next_departure(history: LineHistory, life: CoilHistory, time):
    """The coil's next departure under a limit: when, with what, whether it keeps it."""
    visits = life.visits
    limits = limits_of(history.scenario)
    for row in range(len(visits["left_h"])):
        station = str(visits["station"][row])
        limit = limits.get((life.electrode, station))
        within = visits["within_limit"][row]
        if limit is None or pd.isna(within) or visits["left_h"][row] <= time:
            continue
        ppm = float(visits[OUT[limit.place]][row])
        found = Against(station, limit.place, ppm, limit_ppm(history, limit))
        return float(visits["left_h"][row]), found, bool(within)
    return math.nan, None, None


def nearest(plant: PlantState) -> CoilState | None:
    """The coil of the plant that is nearest to its limit, or most above it."""
    held = [coil for coil in plant.coils if coil.against is not None]
    return max(held, key=lambda coil: coil.against.share, default=None)
