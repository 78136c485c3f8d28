"""Work against error for one exposure: all solvers, one mesh, one run."""

import contextlib
import ctypes
import os
import statistics
import sys
import time
from dataclasses import dataclass, field

import bench_pybamm
from bench_cases import (
    ALLOWED,
    FINE_CELLS,
    FINE_MODES,
    TIGHT,
    errors,
    problem,
    reference,
)
from bench_solvers import Band, Kernel, Scipy

from models.sorption import SolverError

TOLERANCES = tuple(
    digit * 10.0**-decade for decade in range(1, 7) for digit in (1.0, 0.5, 0.2)
)
FEWEST, MOST = 3, 21  # solves each time a solver has its turn; their median counts
ENOUGH = 0.02  # s, after which there are no more of them
SLOWER = 1.25  # what counts as much more time, given that times scatter
AT_END, AT_ALL = 0, 1  # where an error is allowed for: Row.off


@dataclass
class Row:
    """What a solver did at one tolerance: errors as shares of the change, seconds."""

    tolerance: float
    off: tuple[float, float]  # at the end with its sign, and the largest
    seconds: float
    work: str


@dataclass
class Curve:
    """A solver on one problem: its rows, loosest tolerance first, failures left out."""

    solver: object
    rows: list[Row] = field(default_factory=list)
    failed: list[float] = field(default_factory=list)

    def meets(self, where=AT_ALL, allowed=ALLOWED):
        """Rows that meet `allowed`, the loosest first, as far as one can rely on it.

        That is from a tolerance on from which all tighter ones meet it too, and not
        where one does by chance. Tolerances at which the solver gives up stand apart:
        that it does is seen, and another one can be taken.
        """
        found = []
        for row in reversed(self.rows):
            if abs(row.off[where]) > allowed:
                break
            found.insert(0, row)
        return found

    def best(self, where=AT_ALL, allowed=ALLOWED):
        """The row of the loosest tolerance that meets `allowed`, or None.

        Where a tighter one takes clearly less time, since too loose a tolerance makes
        a solver stumble, the loosest of those that do not take much more than it.
        """
        rows = self.meets(where, allowed)
        least = min((row.seconds for row in rows), default=None)
        return next((row for row in rows if row.seconds <= SLOWER * least), None)


@contextlib.contextmanager
def without_messages():
    """Keep what compiled code prints off the screen: its failures come as errors."""
    c_library = ctypes.CDLL(None)
    screen = [os.dup(1), os.dup(2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        yield
    finally:
        c_library.fflush(None)  # what C code holds back belongs to what it did here
        for number, kept in enumerate(screen, start=1):
            os.dup2(kept, number)
            os.close(kept)
        os.close(nowhere)


def timed(solver, tolerance):
    """Median time of a solve [s]; what is made ready before it does not count.

    Processor time of this process: all of them take one thread, and what else runs on
    the machine stays out. Short solves scatter more, and are repeated more often.
    """
    times = []
    while len(times) < FEWEST or (sum(times) < ENOUGH and len(times) < MOST):
        solver.ready(tolerance)
        begun = time.process_time()
        solver.solve()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def measured(solver, exact, tolerances=TOLERANCES):
    """The Curve of `solver` against `exact`, the answer on the refined mesh."""
    curve = Curve(solver)
    for tolerance in tolerances:
        try:
            with without_messages():
                off = errors(solver.problem, solver.waters(tolerance), exact)
                seconds = timed(solver, tolerance)
        except (SolverError, RuntimeError):  # scipy's: a singular matrix
            curve.failed.append(tolerance)
            continue
        curve.rows.append(Row(tolerance, off, seconds, solver.work))
    return curve


def competitors(given):
    """The solvers of one Problem that can be had here, this project's first."""
    solvers = [Kernel(given), Band(given), Scipy(given)]
    if bench_pybamm.is_there():
        solvers += bench_pybamm.solvers(given)
    return solvers


def in_turn(chosen, turns):
    """Seconds of each (solver, tolerance), one list each, every turn all of them."""
    seconds = [[] for _ in chosen]
    for _ in range(turns):
        for (solver, tolerance), own in zip(chosen, seconds, strict=True):
            own.append(timed(solver, tolerance))
    return seconds


@dataclass
class Result:
    """A solver where it meets the error allowed: median seconds, ratio to the first.

    `row`, `seconds` and `ratio` are None where it never does.
    """

    curve: Curve
    row: Row | None
    seconds: float | None = None
    ratio: float | None = None


def compared(name, cells, modes, turns, tolerances=TOLERANCES):
    """Curves of all solvers on one problem, and what they take in turn.

    The second is a list of Result for both ways to read "an error of at most 0.1 %":
    at all instants, and at the end alone.
    """
    given, exact = problem(name, cells, modes), reference(name)
    curves = [measured(s, exact, tolerances) for s in competitors(given)]
    readings = {}
    for where in (AT_ALL, AT_END):
        results = [Result(curve, curve.best(where)) for curve in curves]
        met = [result for result in results if result.row]
        seconds = in_turn([(r.curve.solver, r.row.tolerance) for r in met], turns)
        for result, own in zip(met, seconds, strict=True):
            result.seconds = statistics.median(own)
            if results[0].row:
                pairs = zip(own, seconds[0], strict=True)
                result.ratio = statistics.median(other / us for other, us in pairs)
        readings[where] = results
    return curves, readings


def largest_apart(name, cells, modes, curves):
    """(label, share of the change) by which each solver is off CVODE, all tight.

    On one mesh they have the same equations, so that this is what is left of errors in
    time, and of anything written differently.
    """
    given, (start, course) = problem(name, cells, modes), reference(name)
    change = abs(course[-1] - start)
    with without_messages():
        band = Band(given).waters(TIGHT)
    return [
        (
            curve.solver.label,
            float(abs(curve.solver.waters(TIGHT) - band).max()) / change,
        )
        for curve in curves
        if not isinstance(curve.solver, Band)
    ]


def reference_apart(name):
    """How far the refined answer and CVODE's on its mesh are apart, as above."""
    fine = problem(name, FINE_CELLS, FINE_MODES)
    start, course = reference(name)
    band = Band(fine).waters(TIGHT)
    return float(abs(band - course).max() / abs(course[-1] - start))
