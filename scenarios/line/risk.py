"""Coils that broke a limit, are near one or soon will be: at an instant of a run."""

import math

import numpy as np
import pandas as pd

from scenarios.charts import palette
from scenarios.line.history import OUT, CoilHistory, LineHistory
from scenarios.line.limits import Against, limit_ppm, limits_of
from scenarios.line.state import CoilState, PlantState
from twin.scenario import MEAN, OvenSpec

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
    """The coils of the plant that may soon break a limit, the worst first.

    Of those with a limit still to come, a coil is among them if it is above 90 % of the
    limit it is held against; if in its present stay it reaches that limit within a day,
    after the run's end at the rate it had; or if the run itself says that it leaves its
    next station with a limit above 90 % of it. `leaves_with_ppm` and `leaves_in_h` are
    that departure, nan if it lies after the run's end.
    """
    rows = []
    for coil in plant.coils:
        row = _row(history, plant, coil)
        if row is not None:
            rows.append(row)
    rank = {palette.OVER: 0, palette.NEAR: 1}
    rows.sort(key=lambda row: (rank[row[4]], -row[8], row[0]))
    return pd.DataFrame(rows, columns=list(RISK_COLUMNS)).astype(RISK_COLUMNS)


def broken(history: LineHistory, plant: PlantState) -> pd.DataFrame:
    """The coils of the plant that left a station over its limit, the worst first.

    Of each the departure at which it was most above one, `left_h` and `water_ppm`;
    those before it was last dried do not count.
    """
    rows = []
    for coil in plant.coils:
        found = _broken(history, history.coils[coil.name], plant.time)
        if found is None:
            continue
        rows.append(
            {
                "coil": coil.name,
                "electrode": coil.electrode,
                "station": coil.station,
                "doing": coil.doing,
                "limit_at": found.station,
                "left_h": found.left,
                "water_ppm": found.ppm,
                "limit_ppm": found.limit_ppm,
                "share_pct": 100.0 * found.share,
            }
        )
    rows.sort(key=lambda row: (-row["share_pct"], row["coil"]))
    return pd.DataFrame(rows, columns=list(BROKEN_COLUMNS)).astype(BROKEN_COLUMNS)


BROKEN_COLUMNS = {
    "coil": "str",
    "electrode": "str",
    "station": "str",
    "doing": "str",
    "limit_at": "str",
    "left_h": "float",
    "water_ppm": "float",
    "limit_ppm": "float",
    "share_pct": "float",
}


def _broken(history, life: CoilHistory, time) -> Against | None:
    """The limit that the coil broke by most since it was last dried."""
    visits, stations = life.visits, history.scenario.stations
    limits = limits_of(history.scenario)
    found = []
    for row in np.flatnonzero(visits["arrived_h"] <= time):
        station = str(visits["station"][row])
        if isinstance(stations[station], OvenSpec):
            found = []
        limit, left = limits.get((life.electrode, station)), visits["left_h"][row]
        within = visits["within_limit"][row]
        if limit is None or pd.isna(within) or within or not left <= time:
            continue
        ppm = float(visits[OUT[limit.place]][row])
        bound = limit_ppm(history, limit)
        found.append(Against(station, limit.place, ppm, bound, float(left)))
    return max(found, key=lambda one: one.share, default=None)


def _row(history, plant, coil: CoilState):
    life = history.coils[coil.name]
    leaves, ahead, within = _next_departure(history, life, plant.time)
    now = coil.against
    if now is not None and now.judged:
        now = None  # that is done; dried again, it may meet a limit once more
    state = palette.UNKNOWN if now is None else now.state
    reaches = _reaches(life, now, plant.time)
    held = now or ahead
    if held is None:
        return None
    if state == palette.OVER:
        why = "over its limit now"
    elif within is False:
        state, why = palette.OVER, "will leave over its limit"
    elif state == palette.NEAR:
        why = "near its limit now"
    elif reaches <= SOON:
        state, why = palette.NEAR, "reaches its limit at this rate"
    elif ahead is not None and ahead.state == palette.NEAR:
        state, why = palette.NEAR, "will leave near its limit"
    else:
        return None
    shares = [one.share for one in (now, ahead) if one is not None]
    return (
        coil.name,
        coil.electrode,
        coil.station,
        coil.doing,
        state,
        why,
        coil.ppm if now is None else now.ppm,
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
