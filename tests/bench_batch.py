"""How many exposures a second: coils that differ in their start, on all cores."""

import os
import statistics
import time
from dataclasses import dataclass, replace

import numpy as np
from bench_cases import (
    ALLOWED,
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
from scenarios.material.library import material

DRIEST, WETTEST = 0.20, 0.60  # relative humidity the coils come from
PATHS = ("oven", "hall", "oven, then hall")
LOOKED_AT = 3  # coils, evenly over the starts, whose errors are taken


@dataclass(frozen=True)
class Batch:
    """A batch through one path: how many exposures, how long, and its largest error.

    `seconds` are by the clock, `worked` [s] those of all cores together. `off` is that
    of the coils looked at, at the end of each exposure, as a share of the change of
    water in it.
    """

    path: str
    exposures: int
    seconds: float
    worked: float
    off: float


def _journeys(model, coils):
    """(path, states, exposures of each) for `coils` that differ in their start."""
    humid = [
        model.equilibrium(ROOM, float(h) * SATURATED)
        for h in np.linspace(DRIEST, WETTEST, coils)
    ]
    dried = [own[0].state for own in model.advance(humid, [[OVEN]] * coils)]
    exposures = ([OVEN], [HALL], [OVEN, HALL])
    return tuple(zip(PATHS, (humid, dried, humid), exposures, strict=True))


def _changes(model, coils):
    """Change of the mean water [kg/m3] in each exposure, by path [coils, exposures]."""
    found = {}
    for path, states, exposures in _journeys(model, coils):
        waters = [
            [model.water(state), *(model.water(o.state) for o in own)]
            for state, own in zip(
                states, model.advance(states, [exposures] * coils), strict=True
            )
        ]
        found[path] = np.diff(np.array(waters), axis=1)
    return found


def largest_errors(model, looked_at=LOOKED_AT):
    """Largest error by path, against the refined mesh, as Batch.off has it."""
    fine = replace(model, cells=FINE_CELLS, modes=FINE_MODES, tolerance=FINE_TOLERANCE)
    exact, found = _changes(fine, looked_at), _changes(model, looked_at)
    return {p: float(np.max(np.abs(found[p] / exact[p] - 1.0))) for p in PATHS}


def loosest(tolerances, cells, modes):
    """The first of `tolerances` that meets the error allowed on every path.

    With the errors by path at it. The last one, if none does.
    """
    for tolerance in tolerances:
        model = TwoScaleModel(material(MATERIAL), HALF_WIDTH, cells, modes, tolerance)
        off = largest_errors(model)
        if max(off.values()) <= ALLOWED:
            break
    return tolerance, off


def run(coils, tolerance, off, cells=16, modes=4, repeats=3):
    """Batches of `coils` on every path, in turn `repeats` times; `off` by path."""
    model = TwoScaleModel(material(MATERIAL), HALF_WIDTH, cells, modes, tolerance)
    journeys = _journeys(model, coils)
    seconds, worked = ({path: [] for path in PATHS} for _ in range(2))
    for _ in range(repeats):
        for path, states, exposures in journeys:
            paths = [exposures] * coils
            begun, used = time.perf_counter(), time.process_time()
            model.advance(states, paths)
            seconds[path].append(time.perf_counter() - begun)
            worked[path].append(time.process_time() - used)
    return [
        Batch(
            path,
            coils * len(exposures),
            statistics.median(seconds[path]),
            statistics.median(worked[path]),
            off[path],
        )
        for path, _, exposures in journeys
    ]


def print_batch(console, coils, tolerances, cells, modes):
    """Run the batch at the loosest tolerance that will do; print exposures a second."""
    tolerance, off = loosest(tolerances, cells, modes)
    table = Table(
        title=f"{coils} coils in one call of advance, {os.cpu_count()} cores, "
        f"tolerance {tolerance:g}, {cells} cells"
    )
    for column in ("path", "exposures", "s", "exposures/s", "core ms", "largest error"):
        table.add_column(column, justify="left" if column == "path" else "right")
    for b in run(coils, tolerance, off, cells, modes):
        table.add_row(
            b.path,
            str(b.exposures),
            f"{b.seconds:.2f}",
            f"{b.exposures / b.seconds:.0f}",
            f"{1e3 * b.worked / b.exposures:.2f}",
            f"{b.off:.1e}",
        )
    console.print(table)
    console.print(
        f"Starts: equilibria with {100 * DRIEST:g} to {100 * WETTEST:g} % relative "
        "humidity at 25 °C, in the hall what the oven made of them. s: by the clock; "
        "core ms: processor time of one exposure; medians of three. Error: of "
        f"{LOOKED_AT} coils, at the end of an exposure, as a share of its change."
    )
