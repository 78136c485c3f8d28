"""The solvers the bench holds side by side, all on the same cells, nodes and laws.

Each of them offers

    name, label   one word for the picture, and what the table says
    setup_s       what came before any solving (building and compiling a model) [s]
    ready(tolerance)    everything a solve needs that a user would do only once
    solve()             one exposure from start to end: this is what is timed
    water()             mean water at the end of the last solve [kg/m3]
    waters(tolerance)   mean water at the instants of the problem [kg/m3]

A general solver is asked for a relative tolerance; its absolute one is a hundredth of
it times the size of each unknown. With the size itself CVODE fails now and then down to
a tolerance of 1e-3: a small error of the macro water is one of the activity, and drives
the binder's water, which is far more.
"""

from dataclasses import replace

import numpy as np
from bench_cases import kernel_waters
from scipy.integrate import solve_ivp
from scipy.sparse import csc_matrix
from sksundae.cvode import CVODE

from models.sorption import SolverError
from scenarios.verification.cvode import unknown_scales
from scenarios.verification.semi_discrete import SemiDiscrete

ABSOLUTE = 0.01  # absolute tolerance over the relative one times an unknown's size
MOST_STEPS = 5000  # an exposure takes a few hundred
MOST_CALLS = 50_000  # of the right-hand side, from Python; a few thousand
INCREMENT = 1e-7  # of an unknown, for a difference of rates
SMALL = 1e-4  # of an unknown's size: below it the increment stays


class Kernel:
    """TwoScaleModel, as the rest of the program calls it."""

    name, label = "kernel", "this solver"
    setup_s = 0.0

    def __init__(self, problem):
        self.problem = problem

    def ready(self, tolerance):
        problem = self.problem
        self.model = replace(problem.model, tolerance=tolerance)
        self.states, self.paths = [problem.state], [[problem.exposure]]
        self.model.water(problem.state)  # what a model works out once and keeps

    def solve(self):
        self.outcome = self.model.advance(self.states, self.paths)[0][0]

    def water(self):
        return self.model.water(self.outcome.state)

    def waters(self, tolerance):
        return kernel_waters(self.problem, tolerance)

    @property
    def work(self):
        return f"{self.outcome.steps} steps"


def sparsity(system):
    """Where the Jacobian of a SemiDiscrete may differ from 0, array of 0 and 1.

    Within a cell everything is coupled; between cells the water of the macro scale
    alone, over two cells to either side.
    """
    n, stride = system.model.cells, system.stride
    pattern = np.kron(np.eye(n, dtype=np.int8), np.ones((stride, stride), np.int8))
    near = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= 2
    pattern[::stride, ::stride] |= near.astype(np.int8)
    return pattern


class General:
    """What solvers of y' = f(t, y) have in common."""

    setup_s = 0.0

    def __init__(self, problem):
        self.problem = problem

    def ready(self, tolerance):
        problem = self.problem
        # afresh each time: f remembers its last activities, as a start for its Newton
        self.system = SemiDiscrete(problem.model, problem.exposure, problem.state)
        self.function = self.system.compiled_rhs()
        self.absolute = ABSOLUTE * tolerance * unknown_scales(self.system)
        self.tolerance = tolerance

    def water(self):
        return self.system.water(self.end)

    def waters(self, tolerance):
        self.ready(tolerance)
        return np.array([self.system.water(y) for y in self.course()])

    @property
    def work(self):
        return f"{self.system.calls} rates"


class Band(General):
    """SUNDIALS CVODE by scikit-sundae, band matrix, compiled right-hand side."""

    name, label = "CVODE", "CVODE, band (scikit-sundae)"

    def _solved(self, times):
        solver = CVODE(
            self.function,
            rtol=self.tolerance,
            atol=self.absolute,
            linsolver="band",
            lband=self.system.bandwidth,
            uband=self.system.bandwidth,
            max_num_steps=MOST_STEPS,
        )
        found = solver.solve(times, self.system.y0)
        if not found.success:
            raise SolverError(f"CVODE at {self.tolerance:g}: {found.message}")
        return found.y

    def solve(self):
        self.end = self._solved([0.0, self.problem.exposure.end])[-1]

    def course(self):
        return self._solved(np.concatenate([[0.0], self.problem.instants]))[1:]


class Scipy(General):
    """scipy's BDF, sparse Jacobian by differences, compiled right-hand side.

    The differences are taken here, all columns without a common row at once, with
    increments of one size. Those that scipy takes itself when it is given the pattern
    shrink from one Jacobian to the next where a small change of an unknown changes a
    rate by far more than the rate itself, as inside the domains, until nothing but
    round-off is left in them; BDF then gets through neither exposure at any tolerance.
    """

    name, label = "scipy BDF", "scipy BDF, sparse Jacobian"

    def ready(self, tolerance):
        super().ready(tolerance)
        self.pattern = csc_matrix(sparsity(self.system))
        stride = self.system.stride
        cell, node = np.divmod(np.arange(len(self.system.y0)), stride)
        # a domain's node is felt in its cell alone, the macro water two cells away
        groups = np.where(node > 0, 4 + node, cell % 5)
        self.columns = np.repeat(np.arange(len(groups)), np.diff(self.pattern.indptr))
        self.group = groups[self.columns]
        self.moved = [groups == g for g in range(4 + stride)]
        self.least = SMALL * unknown_scales(self.system)

    def rates(self, t, y):
        yp = np.empty_like(y)
        self.function(t, y, yp)
        if self.system.calls > MOST_CALLS:
            raise SolverError(f"scipy BDF at {self.tolerance:g} does not get on")
        return yp

    def jacobian(self, t, y):
        still = self.rates(t, y)
        by = INCREMENT * np.maximum(np.abs(y), self.least)
        slopes = np.array(
            [self.rates(t, y + by * moved) - still for moved in self.moved]
        )
        data = slopes[self.group, self.pattern.indices] / by[self.columns]
        return csc_matrix((data, self.pattern.indices, self.pattern.indptr))

    def _solved(self, times):
        found = solve_ivp(
            self.rates,
            (0.0, self.problem.exposure.end),
            self.system.y0,
            method="BDF",
            t_eval=times,
            rtol=self.tolerance,
            atol=self.absolute,
            jac=self.jacobian,
        )
        if not found.success:
            raise SolverError(f"scipy BDF at {self.tolerance:g}: {found.message}")
        return found.y.T

    def solve(self):
        self.end = self._solved([self.problem.exposure.end])[-1]

    def course(self):
        return self._solved(self.problem.instants)
