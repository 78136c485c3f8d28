"""How many exposures a second: coils that differ in their start, on all cores."""

import os
import statistics
import time
from dataclasses import dataclass, replace

import numpy as np
from bench_cases import (
    FINE_CELLS,
    FINE_MODES,
    FINE_TOLERANCE,
    HALF_WIDTH,
    HALL,
    MATERIAL,
    OVEN,
    ROOM,
    SATURATED,
)
from rich.table import Table

from models.two_scale import TwoScaleModel
from scenarios.materials import material

DRIEST, WETTEST = 0.20, 0.60  # relative humidity the coils come from
PATHS = {"oven": [OVEN], "hall": [HALL], "oven, then hall": [OVEN, HALL]}


@dataclass(frozen=True)
class Batch:
    """A batch through one path: exposures a second, and its largest error.

    `off` is that of the coils looked at, at the end of each exposure, as a share of
    the change of water in it.
    """

    path: str
    exposures: int
    seconds: float
    off: float


def _starts(model, humidities):
    return [model.equilibrium(ROOM, float(h) * SATURATED) for h in humidities]


def _changes(model, starts, path):
    """Change of the mean water [kg/m3], array [coils, exposures]."""
    outcomes = model.advance(starts, [path] * len(starts))
    waters = [
        [model.water(start), *(model.water(o.state) for o in own)]
        for start, own in zip(starts, outcomes, strict=True)
    ]
    return np.diff(np.array(waters), axis=1)


def run(coils, tolerance, cells=16, modes=4, repeats=3, looked_at=3):
    """Batches of `coils` through every path of PATHS, in turn `repeats` times."""
    model = TwoScaleModel(material(MATERIAL), HALF_WIDTH, cells, modes, tolerance)
    fine = replace(model, cells=FINE_CELLS, modes=FINE_MODES, tolerance=FINE_TOLERANCE)
    humidities = np.linspace(DRIEST, WETTEST, coils)
    starts = _starts(model, humidities)
    some = np.linspace(DRIEST, WETTEST, looked_at)
    seconds = {name: [] for name in PATHS}
    for _ in range(repeats):
        for name, path in PATHS.items():
            paths = [path] * coils
            begun = time.perf_counter()
            model.advance(starts, paths)
            seconds[name].append(time.perf_counter() - begun)
    found = []
    for name, path in PATHS.items():
        exact = _changes(fine, _starts(fine, some), path)
        off = _changes(model, _starts(model, some), path) / exact - 1.0
        found.append(
            Batch(
                name,
                coils * len(path),
                statistics.median(seconds[name]),
                float(np.max(np.abs(off))),
            )
        )
    return found


def print_batch(console, coils, tolerance, cells, modes):
    """Run the batch and print exposures per second."""
    table = Table(
        title=f"{coils} coils in one call of advance, {os.cpu_count()} cores, "
        f"tolerance {tolerance:g}, {cells} cells"
    )
    for column in ("path", "exposures", "s", "exposures/s", "largest error"):
        table.add_column(column, justify="left" if column == "path" else "right")
    for b in run(coils, tolerance, cells, modes):
        table.add_row(
            b.path,
            str(b.exposures),
            f"{b.seconds:.2f}",
            f"{b.exposures / b.seconds:.0f}",
            f"{b.off:.1e}",
        )
    console.print(table)
    console.print(
        "starts: equilibria with 20 to 60 % relative humidity at 25 °C; medians of "
        "three; error at the end of an exposure, as a share of its change of water"
    )
