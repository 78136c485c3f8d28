"""Which limit a coil is held against, and how near it is.

A limit counts on leaving its station. Before that a coil is held against the next limit
on its way, unless an oven will dry it first; after its last limit, against that one,
with what it left that station with: what it holds later is no longer judged.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.units import PPM
from scenarios.charts import palette
from scenarios.line.history import OUT, CoilHistory, LineHistory
from twin.counted import counted_visits
from twin.scenario import COATING_BASIS, MEAN, Limit, OvenSpec, Scenario


@dataclass(frozen=True)
class Against:
    """A coil's water [ppm of dry electrode] against a limit, both at `place`.

    `left` [h] is when it left the limit's station, for good; nan: it has not yet.
    """

    station: str
    place: str
    ppm: float
    limit_ppm: float
    left: float = math.nan

    @property
    def judged(self) -> bool:
        """Whether it has been held against the limit where that counts."""
        return not math.isnan(self.left)

    @property
    def share(self) -> float:
        """Water over limit."""
        return self.ppm / self.limit_ppm if self.limit_ppm > 0.0 else math.inf

    @property
    def state(self) -> str:
        """WITHIN, NEAR, OVER or UNKNOWN."""
        return palette.state(self.ppm, self.limit_ppm)


def limits_of(scenario: Scenario) -> dict[tuple[str, str], Limit]:
    """The limits by electrode and station."""
    return {(limit.electrode, limit.station): limit for limit in scenario.limits}


def limit_for(
    history: LineHistory, electrode: str, station: str, done: bool
) -> Limit | None:
    """What a coil at `station` is held against; None: nothing yet.

    `done` says that the station has done its work on it.
    """
    way, limits = history.paths[electrode], limits_of(history.scenario)
    here = way.index(station)
    first = here + 1 if done else here  # the first station whose work is still to come
    for place in range(here, len(way)):
        limit = limits.get((electrode, way[place]))
        if limit is not None:
            stations = history.scenario.stations
            ovens = way[first : place + 1]
            dried = any(isinstance(stations[name], OvenSpec) for name in ovens)
            return None if dried else limit
    behind = [limits.get((electrode, name)) for name in way[:here]]
    return next((limit for limit in reversed(behind) if limit is not None), None)


def against(
    history: LineHistory, coil: CoilHistory, limit: Limit, station: str, time: float
) -> Against:
    """The coil's water at `time` [h], when it is at `station`, against `limit`.

    Where it has left the limit's station behind, that which it left with. Before, the
    mean is that between its marks, the edge and the wettest place as last known.
    """
    way = history.paths[coil.electrode]
    if way.index(limit.station) < way.index(station):
        found = _departure(coil, limit, time)
        if found is not None:
            left, ppm = found
            bound = limit_ppm(history, limit)
            return Against(limit.station, limit.place, ppm, bound, left)
    if limit.place == MEAN:
        ppm = coil.water(time)
    else:
        ppm = coil.last_known(limit.place, time)
    bound = limit_ppm(history, limit)
    return Against(limit.station, limit.place, ppm, bound)


def _departure(coil, limit, time):
    """When the coil last left the limit's station, and with what; None: not known."""
    visits = coil.visits
    ppm = visits[OUT[limit.place]]
    here = (visits["station"] == limit.station) & (visits["left_h"] <= time)
    rows = np.flatnonzero(here & ~np.isnan(ppm))
    if not len(rows):
        return None
    return float(visits["left_h"][rows[-1]]), float(ppm[rows[-1]])


def limit_ppm(history: LineHistory, limit: Limit) -> float:
    """A limit in ppm of dry electrode; nan where its coating's share is not known."""
    bound = limit.water / PPM
    if limit.basis == COATING_BASIS:
        bound /= history.coating_factors.get(limit.electrode, math.nan)
    return bound


def verdicts(history: LineHistory) -> pd.DataFrame:
    """How each electrode fared against its limits: a row each, coils after the warm-up.

    `coils` met a limit, `over` of them broke one; `nearest` is the coil that came
    nearest to one, or most above it.
    """
    judged = judgements(history)
    rows = []
    for electrode in history.scenario.electrodes:
        own = judged[judged["electrode"] == electrode]
        if own.empty:
            rows.append((electrode, 0, 0, *3 * (None,), *3 * (math.nan,)))
            continue
        worst = own.loc[own["share_pct"].idxmax()]
        broke = own.loc[~own["within_limit"], "coil"].nunique()
        rows.append(
            (
                electrode,
                own["coil"].nunique(),
                broke,
                worst["coil"],
                worst["station"],
                worst["place"],
                worst["water_ppm"],
                worst["limit_ppm"],
                worst["share_pct"],
            )
        )
    columns = ["electrode", "coils", "over", "nearest", "station", "place"]
    return pd.DataFrame(rows, columns=[*columns, "water_ppm", "limit_ppm", "share_pct"])


def judgements(history: LineHistory, whole: bool = False) -> pd.DataFrame:
    """Every departure that met a limit: water and limit [ppm], in the limit's place.

    Of the coils that entered after the warm-up, or of the `whole` run. Whether one kept
    the limit is what the run itself found.
    """
    visits = history.result.visits if whole else counted_visits(history.result)
    visits = visits[visits["within_limit"].notna()]
    limits = limits_of(history.scenario)
    rows = []
    for visit in visits.itertuples():
        limit = limits[visit.electrode, visit.station]
        ppm, bound = getattr(visit, OUT[limit.place]), limit_ppm(history, limit)
        rows.append(
            {
                "coil": visit.coil,
                "electrode": visit.electrode,
                "station": visit.station,
                "left_h": visit.left_h,
                "place": limit.place,
                "water_ppm": ppm,
                "limit_ppm": bound,
                "share_pct": 100.0 * ppm / bound if bound > 0.0 else math.inf,
                "within_limit": bool(visit.within_limit),
            }
        )
    return pd.DataFrame(rows, columns=list(JUDGED)).astype(JUDGED)


JUDGED = {
    "coil": "str",
    "electrode": "str",
    "station": "str",
    "left_h": "float",
    "place": "str",
    "water_ppm": "float",
    "limit_ppm": "float",
    "share_pct": "float",
    "within_limit": "bool",
}
