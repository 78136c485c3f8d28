"""LineHistory: the tables of a run, ordered so that an instant is answered at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.units import HOUR
from twin.records import Result
from twin.route import paths
from twin.scenario import EDGE_STRIP, MEAN, WORST, OvenSpec, Scenario

OUT = {MEAN: "water_out_ppm", EDGE_STRIP: "edge_out_ppm", WORST: "worst_out_ppm"}


@dataclass(frozen=True, eq=False)
class CoilHistory:
    """One coil: its visits in order, and when its water is known.

    `visits` are its rows of the table, column by column. `times` [h] and `ppm` are the
    marks of its mean water: on release, on each arrival and departure, at its end.
    """

    name: str
    electrode: str
    released: float
    ended: float  # h; nan: in the plant at the end
    start_ppm: float
    visits: dict[str, np.ndarray]
    times: np.ndarray
    ppm: np.ndarray

    def water(self, time: float) -> float:
        """Mean water [ppm] at `time` [h], on a straight line between its marks.

        At the marks it is exact. Between them the truth is curved: an oven takes most
        water out in the first half of its recipe. Until its load begins, a coil that
        waits for an oven is taken to hold what it came with.
        """
        return float(np.interp(time, self.times, self.ppm))

    def rate(self, time: float) -> float:
        """How fast it rises at `time` [ppm/h]: the slope between two marks."""
        after = int(np.searchsorted(self.times, time, side="right"))
        if after in (0, len(self.times)):
            return 0.0
        span = self.times[after] - self.times[after - 1]
        return float((self.ppm[after] - self.ppm[after - 1]) / span)

    def mark_after(self, time: float) -> float:
        """When its water is known next [h]; infinite after its last mark.

        The mark at the end of the run is none: there the coil goes on as it does.
        """
        marks = self.times[:-1] if np.isnan(self.ended) else self.times
        after = int(np.searchsorted(marks, time, side="right"))
        return float(marks[after]) if after < len(marks) else np.inf

    def last_known(self, place: str, time: float) -> float:
        """Water [ppm] at a place of the coil when it last left a station.

        Before the first departure it is what the coil began with, everywhere alike.
        """
        left = np.flatnonzero(self.visits["left_h"] <= time)
        known = self.visits[OUT[place]][left]
        known = known[~np.isnan(known)]
        return float(known[-1]) if len(known) else self.start_ppm


@dataclass(frozen=True, eq=False)
class LineHistory:
    """A run, to be asked what the plant looked like at an instant. Times in hours."""

    result: Result

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.result.scenario

    @property
    def end(self) -> float:
        """Length of the run [h]."""
        return self.scenario.duration / HOUR

    @property
    def warm_up(self) -> float:
        """What is left out of the figures [h]."""
        return self.scenario.warm_up / HOUR

    @cached_property
    def paths(self) -> dict[str, list[str]]:
        """The stations of each electrode, in order."""
        return paths(self.scenario)

    @cached_property
    def coils(self) -> dict[str, CoilHistory]:
        """All coils by name, in the order in which they came to be."""
        visits = self.result.visits.sort_values(["arrived_h"], kind="stable")
        columns = [*OUT.values(), *_TIMES, "water_in_ppm", "limit_ppm", "repair_h"]
        columns += ["station", "machine", "visit", "coating_out_ppm", "within_limit"]
        groups = {
            name: {column: own[column].to_numpy() for column in columns}
            for name, own in visits.groupby("coil", sort=False)
        }
        stations = self.scenario.stations
        ovens = [n for n, spec in stations.items() if isinstance(spec, OvenSpec)]
        empty = {c: visits[c].iloc[:0].to_numpy() for c in columns}
        return {
            row.coil: _coil(row, groups.get(row.coil, empty), self.end, ovens)
            for row in self.result.coils.itertuples()
        }

    @cached_property
    def last_stations(self) -> dict[str, str]:
        """Where each coil has been last, or has been cut from its mother."""
        coils = self.result.coils
        return dict(zip(coils["coil"], coils["last_station"], strict=True))

    @cached_property
    def released(self) -> np.ndarray:
        """When each coil came to be."""
        return np.array([coil.released for coil in self.coils.values()])

    @cached_property
    def ended(self) -> np.ndarray:
        """When each coil ceased to be; infinite for those in the plant at the end."""
        ended = np.array([coil.ended for coil in self.coils.values()])
        return np.where(np.isnan(ended), np.inf, ended)

    def inside(self, time: float) -> list[CoilHistory]:
        """The coils in the plant at `time`."""
        coils = list(self.coils.values())
        return [
            coils[i]
            for i in np.flatnonzero((self.released <= time) & (time < self.ended))
        ]

    @cached_property
    def airs(self) -> dict[str, dict[str, np.ndarray]]:
        """The rows of each zone and oven chamber, column by column."""
        columns = ["time_h", "temperature_degC", "vapour_pressure_Pa", "pressure_mbar"]
        return {
            name: {column: own[column].to_numpy() for column in columns}
            for name, own in self.result.zones.groupby("zone", sort=False)
        }

    @cached_property
    def coating_factors(self) -> dict[str, float]:
        """ppm of dry coating over ppm of dry electrode, by electrode; fixed by mass."""
        visits = self.result.visits
        known = visits[visits["water_out_ppm"] > 0.0]
        share = known["coating_out_ppm"] / known["water_out_ppm"]
        found = share.groupby(known["electrode"]).median()
        return {str(name): float(value) for name, value in found.items()}

    @cached_property
    def loads(self) -> dict[str, list[float]]:
        """Begin [h] of each load of an oven's chamber, "oven/1", in order."""
        visits = self.result.visits
        begun = visits[visits["started_h"].notna()]
        found: dict[str, list[float]] = {}
        for (station, machine), own in begun.groupby(["station", "machine"]):
            found[f"{station}/{machine}"] = sorted(own["started_h"].unique())
        return found


_TIMES = ("arrived_h", "started_h", "finished_h", "left_h")


def _coil(row, visits, end, ovens):
    count = len(visits["arrived_h"])
    times, ppm = np.empty((count, 3)), np.empty((count, 3))
    times[:, 0], ppm[:, 0] = visits["arrived_h"], visits["water_in_ppm"]
    dried = np.isin(visits["station"], ovens)
    times[:, 1] = np.where(dried, visits["started_h"], np.nan)
    ppm[:, 1] = visits["water_in_ppm"]
    # a mother is weighed when she is slit, even if her daughters block the slitter
    times[:, 2] = np.fmin(visits["left_h"], row.ended_h)
    ppm[:, 2] = visits["water_out_ppm"]
    last = end if pd.isna(row.ended_h) else row.ended_h
    times = np.concatenate([[row.released_h], times.ravel(), [last]])
    ppm = np.concatenate([[row.start_water_ppm], ppm.ravel(), [row.end_water_ppm]])
    known = ~(np.isnan(times) | np.isnan(ppm))
    return CoilHistory(
        row.coil,
        row.electrode,
        float(row.released_h),
        float(row.ended_h),
        float(row.start_water_ppm),
        visits,
        times[known],
        ppm[known],
    )
