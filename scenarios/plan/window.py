"""The window as numbers: by how much a run passes each of its limits.

An excess is the logarithm of value over limit (of limit over value, where the limit is
a least one), and of temperatures the difference over 100 K: above 0 a limit is broken,
0.1 is about a tenth too much.
"""

import math
from dataclasses import dataclass

import numpy as np

from models.oven import LoadCoil, LoadRun
from models.oven.limits import heat_limit
from models.units import DAY, GAS_CONSTANT, HOUR, PPM, celsius

WATER, WETTEST, LEAST = "water_ppm", "wettest_ppm", "least_water_ppm"
HOTTEST, DOSE = "highest_temperature_degC", "dose_h"
LONGEST, COILS = "longest_h", "least_coils_per_day"
WATER_BEHIND = "water_after_waiting_ppm"  # the upper limits, behind a demanded wait
WETTEST_BEHIND = "wettest_after_waiting_ppm"
BEHIND = (WATER_BEHIND, WETTEST_BEHIND)
WAITING = "waiting_h"  # how long they are asked for, where that has to give
TEMPERATURE_SPAN = 100.0  # K, that count as an excess of 1
SURE = (HOTTEST, LONGEST, COILS)  # judged by the worst sample, not by a fit
# K above a limit that are the solver's own, at the tolerance of the search
TEMPERATURE_ERROR = 0.05


@dataclass(frozen=True)
class Window:
    """What a load is held against, by the names of the file; None where it is not.

    `water`, `wettest`, `least` [kg/kg dry electrode]; `highest` [K] (None: by each
    material's components); `dose` [s at `dose_temperature` K, `dose_energy` J/mol];
    `longest` [s]; `coils_per_day` [1/d] with `turnaround` [s] between two loads;
    `confidence`: share of the samples that keep all of it.
    """

    water: float | None
    wettest: float | None
    least: float | None
    highest: float | None
    dose: float
    dose_temperature: float
    dose_energy: float
    longest: float | None
    coils_per_day: float | None
    turnaround: float
    confidence: float

    def highest_of(self, coil: LoadCoil) -> float | None:
        """The hottest `coil` may get [K]; None where nothing says so."""
        if self.highest is not None:
            return self.highest
        limit = heat_limit(coil.model.material)
        return None if limit is None else limit.temperature

    def limits(self, coils) -> tuple[str, ...]:
        """Names of the limits that hold for a load of `coils`."""
        given = {
            WATER: self.water,
            WETTEST: self.wettest,
            LEAST: self.least,
            HOTTEST: next((1.0 for c in coils if self.highest_of(c) is not None), None),
            DOSE: self.dose,
            LONGEST: self.longest,
            COILS: self.coils_per_day,
        }
        return tuple(name for name, value in given.items() if value is not None)

    def limit(self, name: str, coils) -> float:
        """The limit called `name`, in the unit of its name."""
        return {
            WATER: lambda: self.water / PPM,
            WETTEST: lambda: self.wettest / PPM,
            LEAST: lambda: self.least / PPM,
            HOTTEST: lambda: celsius(
                min(t for t in map(self.highest_of, coils) if t is not None)
            ),
            DOSE: lambda: self.dose / HOUR,
            LONGEST: lambda: self.longest / HOUR,
            COILS: lambda: self.coils_per_day,
            WATER_BEHIND: lambda: self.water / PPM,
            WETTEST_BEHIND: lambda: self.wettest / PPM,
        }[name]()

    def value(self, name: str, excess: float, coils) -> float:
        """What of limit `name` has this `excess`, in the unit of its name."""
        limit = self.limit(name, coils)
        if name == HOTTEST:
            return limit + TEMPERATURE_SPAN * excess
        return limit * math.exp(-excess if name in (LEAST, COILS) else excess)


def doses(window: Window, run: LoadRun) -> np.ndarray:
    """Thermal dose [s at the reference] of each coil up to each instant."""
    inverse = 1.0 / run.temperature - 1.0 / window.dose_temperature
    rate = np.exp(-window.dose_energy / GAS_CONSTANT * inverse)
    widths = np.diff(run.times)[:, None]
    grown = np.cumsum(0.5 * widths * (rate[1:] + rate[:-1]), axis=0)
    return np.vstack([np.zeros(rate.shape[1]), grown])


def excesses(
    window: Window, limits, coils, run: LoadRun, at: np.ndarray, rest: float
) -> np.ndarray:
    """Excess over each of `limits` where the run ends at each of `at` [s].

    After `at` the recipe takes `rest` [s] more, which only time limits count. Between
    instants logarithms of water are straight. [limits, instants]
    """
    share = np.array(
        [c.model.material.coating_share / c.model.material.density for c in coils]
    )

    def grown(values):
        """At the instants asked for; a jump belongs to what follows."""
        return np.interp(at, run.times, values)

    rows = []
    for name in limits:
        if name == WATER:
            rows.append(grown(np.log((run.mean * share).max(1) / window.water)))
        elif name == WETTEST:
            rows.append(grown(np.log((run.worst * share).max(1) / window.wettest)))
        elif name == LEAST:
            rows.append(grown(np.log(window.least / (run.mean * share).min(1))))
        elif name == HOTTEST:
            known = [i for i, c in enumerate(coils) if window.highest_of(c) is not None]
            above = np.array([window.highest_of(coils[i]) for i in known])
            hot = (run.temperature[:, known] - above - TEMPERATURE_ERROR).max(1)
            rows.append(grown(np.maximum.accumulate(hot)) / TEMPERATURE_SPAN)
        elif name == DOSE:
            dose = doses(window, run).max(1)
            rows.append(np.log(np.maximum(grown(dose), 1e-6) / window.dose))
        elif name == LONGEST:
            rows.append(np.log((at + rest) / window.longest))
        else:
            count = math.fsum(c.count for c in coils)
            per_day = count * DAY / (at + rest + window.turnaround)
            rows.append(np.log(window.coils_per_day / per_day))
    return np.array(rows)
