"""Speed, side by side in one run: `make bench` prints tables; nothing is asserted.

    python tests/bench.py                    all of it
    python tests/bench.py exposure batch     some of: exposure, batch, linear, line
    python tests/bench.py exposure --picture docs/img/work_precision.png

PyBaMM joins in where it can be imported: `make bench-all`.
"""

import argparse
import os
import pathlib
import platform
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import bench_pybamm
from bench_batch import print_batch
from bench_cases import FINE_CELLS, TITLES, problem, reference
from bench_exposure import (
    AT_ALL,
    AT_END,
    TOLERANCES,
    compared,
    largest_apart,
    measured,
    reference_apart,
)
from bench_line import print_line
from bench_linear import print_linear
from bench_solvers import Kernel
from rich.console import Console
from rich.table import Table

PARTS = ("exposure", "batch", "linear", "line")
READINGS = {AT_ALL: "at ten instants and the end", AT_END: "at the end alone"}


def shown(result):
    """A Result as a row of the table."""
    label, row = result.curve.solver.label, result.row
    if row is None:
        return label, "-", "-", "-", "-", "-", "never meets it"
    return (
        label,
        f"{row.tolerance:g}",
        f"{row.off[0]:+.1e}",
        f"{row.off[1]:.1e}",
        f"{1e3 * result.seconds:.2f}",
        f"{result.ratio:.1f}" if result.ratio else "-",
        row.work,
    )


def print_exposure(console, name, options):
    """Compare all solvers on one exposure; their curves come back."""
    curves, readings = compared(name, options.cells, options.modes, options.turns)
    for where, results in readings.items():
        table = Table(title=f"{TITLES[name]}: error at most 0.1 % {READINGS[where]}")
        for column in ("solver", "tolerance", "at the end", "largest", "ms", "ratio"):
            table.add_column(column, justify="left" if column == "solver" else "right")
        table.add_column("work")
        for result in results:
            table.add_row(*shown(result))
        if not bench_pybamm.is_there():
            table.add_row("PyBaMM IDAKLU", *["-"] * 5, bench_pybamm.NOT_HERE)
        console.print(table)
    for curve in curves:
        solver = curve.solver
        if curve.failed:
            listed = ", ".join(f"{t:g}" for t in curve.failed)
            console.print(f"{solver.label}: gives up at tolerance {listed}")
        if solver.setup_s:
            console.print(
                f"{solver.label}: built in {solver.setup_s:.2f} s, not counted"
            )
    apart = largest_apart(name, options.cells, options.modes, curves)
    console.print(
        "from CVODE, all tight, on this mesh: "
        + "; ".join(f"{label} {share:.0e}" for label, share in apart)
        + f". The refined answer from CVODE's on its mesh: {reference_apart(name):.0e}"
    )
    return curves


def main(arguments=None):
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--picture", type=pathlib.Path, help="PNG, SVG or PDF to write")
    parser.add_argument("--cells", type=int, default=16)
    parser.add_argument("--modes", type=int, default=4)
    parser.add_argument("--turns", type=int, default=9, help="paired repeats")
    parser.add_argument("--coils", type=int, default=2000, help="in the batch")
    options = parser.parse_args(arguments)
    options.parts = options.parts or list(PARTS)
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"part {part!r} is none of {', '.join(PARTS)}")
    console = Console(width=118)
    console.print(
        f"Python {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores"
    )
    drawn, other = {}, {}
    if "exposure" in options.parts or options.picture:
        console.print(
            f"one exposure of anode_cmc_sbr, half width 125 mm, {options.cells} cells "
            f"and {options.modes} modes for all. Errors: of the mean water, as shares "
            f"of its change, against {FINE_CELLS} cells at a tight tolerance. ms: of "
            f"processor time, medians of {options.turns} turns in which each solver "
            "comes once"
        )
        for name in TITLES:
            drawn[name] = print_exposure(console, name, options)
    if options.picture:
        from bench_picture import save

        for name in TITLES:
            other[name] = [
                (cells, measured(Kernel(problem(name, cells)), reference(name)))
                for cells in (8, 32)
            ]
        save(options.picture, drawn, other)
        console.print(f"written to {options.picture}")
    if "batch" in options.parts:
        print_batch(console, options.coils, TOLERANCES, options.cells, options.modes)
    if "linear" in options.parts:
        print_linear(console)
    if "line" in options.parts:
        print_line(console)


if __name__ == "__main__":
    main()
