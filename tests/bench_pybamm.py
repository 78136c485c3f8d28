"""PyBaMM's IDAKLU solver on the same equations; PyBaMM is imported only when asked for.

The unknowns are those of SemiDiscrete plus the activity of every cell, tied to its
stored water by the isotherms: a differential-algebraic system, which keeps the water as
exactly as the others do (with the activity alone as unknown it would not be kept). All
are stated as shares of their size over the exposure. The numbers are taken from
SemiDiscrete after one call of its right-hand side, the equations are written anew.
"""

import importlib.util
import shutil
import time

import numpy as np
from scipy.sparse import block_diag, csr_matrix

from models.isotherm_terms import GAB
from models.sorption import SolverError
from models.two_scale.columns import (
    CONCENTRATION,
    DENSITY,
    EXPONENT,
    FREE,
    IN_PLANE,
    KNUDSEN,
    MASS,
    MOLAR,
    POROSITY,
    PRESSURE,
    SATURATION,
)
from scenarios.verification import right_side
from scenarios.verification.cvode import unknown_scales
from scenarios.verification.semi_discrete import SemiDiscrete

NOT_HERE = "make bench-all"
ABSOLUTE = 1.0  # absolute tolerance over the relative one, for unknowns of size 1


def is_there():
    """Whether PyBaMM can be imported."""
    return importlib.util.find_spec("pybamm") is not None


def _loading(rows, activity):
    """Loading [kg/kg] of GAB `rows` at `activity`, a number or a PyBaMM expression."""
    total = 0.0
    for kind, weight, monolayer, c, k, _ in rows:
        if kind != GAB:
            raise ValueError(f"kind of isotherm is {kind}; written here is GAB ({GAB})")
        wet = k * activity
        rest = 1.0 - wet
        total = total + weight * monolayer * c * wet / (rest * (rest + c * wet))
    return total


def _walls(s, surface):
    """Gradients of the potential at the outer walls, of fourth order and plain.

    As (matrix over the cells, vector) each; `surface` is the potential at the edge.
    """
    n = len(s.widths)
    four, plain = np.zeros((n, n)), np.zeros((n, n))
    at_edge = np.zeros(n)
    for f in range(n):
        four[f, f] -= s.wall_surface[f] + s.wall_weights[f].sum()
        for k in np.flatnonzero(s.wall_weights[f]):
            four[f, s.wall_first[f] + k] += s.wall_weights[f, k]
        if f + 1 < n:
            slope = 2.0 / (s.widths[f] + s.widths[f + 1])
            plain[f, f + 1] = -slope
        else:
            slope = 2.0 / s.widths[f]
            at_edge[f] = -slope * surface
        plain[f, f] = slope
    return (four, s.wall_surface * surface), (plain, at_edge)


def build(problem, limited=True):
    """The Problem as a discretised pybamm.BaseModel.

    `limited` holds the fluxes within multiples of the plain ones, as SemiDiscrete does.
    """
    import pybamm

    system = SemiDiscrete(problem.model, problem.exposure, problem.state)
    system.rhs(0.0, system.y0, np.empty_like(system.y0))
    # uncompiled: without reference counting its views are for compiled code only
    s = right_side.system.py_func(system._floats, system._ints)
    n, law = len(s.widths), s.law
    populations = range(len(s.nodes))
    first = np.concatenate([[1], 1 + np.cumsum(s.nodes)])
    sizes = unknown_scales(system).reshape(n, -1)[0]
    start = system.y0.reshape(n, -1)
    humid = problem.exposure.air.vapour_pressure[0, 0] / law[SATURATION]
    driest = max(humid, s.activity.max())

    def matrix(entries):
        return pybamm.Matrix(csr_matrix(entries))

    # the state vector: macro water, each population cell by cell, activities
    names = ["macro", *(f"population {i}" for i in populations), "activity"]
    counts = [n, *(n * int(q) for q in s.nodes), n]
    size = [sizes[0], *(sizes[first[i]] for i in populations), driest]
    begin = [
        start[:, 0],
        *(start[:, first[i] : first[i + 1]].ravel() for i in populations),
        s.activity,
    ]
    ends = np.cumsum(counts)
    domains = ["cells", *names[1:-1], "cells"]
    keys = [pybamm.Variable(*pair) for pair in zip(names, domains, strict=True)]
    vectors = [
        float(scale) * pybamm.StateVector(slice(int(end - count), int(end)))
        for scale, end, count in zip(size, ends, counts, strict=True)
    ]
    macro, *loadings, activity = vectors

    def potential(a, lib):
        still = law[PRESSURE] / law[FREE] + 1.0 / law[KNUDSEN]
        p_w = a * law[SATURATION]
        slow = lib.log(1.0 - lib.minimum(p_w, law[PRESSURE]) / (law[FREE] * still))
        fast = lib.maximum(p_w - law[PRESSURE], 0.0)
        return law[MOLAR] * (law[KNUDSEN] * fast - law[FREE] * slow)

    psi = potential(activity, pybamm)
    four, plain = _walls(s, float(potential(humid, np)))
    leaving = (np.eye(n) - np.eye(n, k=-1)) * s.material[IN_PLANE] / s.widths[:, None]
    gradient = matrix(four[0]) @ psi + pybamm.Vector(four[1])
    if limited:
        two = matrix(plain[0]) @ psi + pybamm.Vector(plain[1])
        least, most = right_side.LEAST * two, right_side.MOST * two
        gradient = pybamm.maximum(gradient, pybamm.minimum(least, most))
        gradient = pybamm.minimum(gradient, pybamm.maximum(least, most))
    rate = -(matrix(leaving) @ gradient)
    mean = matrix(s.widths[None] / s.widths.sum())
    water = mean @ macro
    rates = {}
    for i in populations:
        q, x = int(s.nodes[i]), loadings[i]
        exponent = s.population[i, EXPONENT]
        wall = _loading(s.rows[s.groups[i + 1] : s.groups[i + 2]], activity)
        factor = s.rate[i]
        if exponent != 0.0:
            x, wall = pybamm.exp(exponent * x), pybamm.exp(exponent * wall)
            factor = factor / exponent
        inside = factor * s.operator[i, :q, :q]
        at_wall = factor * s.operator[i, :q, q : q + 1]
        moved = matrix(block_diag([inside] * n)) @ x
        moved = moved + matrix(block_diag([at_wall] * n)) @ wall
        means = matrix(block_diag([s.population[i, MASS] * s.mean[i : i + 1, :q]] * n))
        rate = rate - means @ moved
        water = water + mean @ (means @ loadings[i])
        rates[keys[1 + i]] = moved / float(size[1 + i])
    # the state vector has the order of the keys; this equation alone in Variables,
    # because PyBaMM looks for them in what is algebraic
    held = s.material[DENSITY] * _loading(
        s.rows[s.groups[0] : s.groups[1]], driest * keys[-1]
    )
    held = held + s.material[POROSITY] * law[CONCENTRATION] * driest * keys[-1]
    model = pybamm.BaseModel()
    model.rhs = {keys[0]: rate / float(size[0]), **rates}
    model.algebraic = {keys[-1]: held / float(size[0]) - keys[0]}
    model.initial_conditions = {
        key: pybamm.Vector(values / scale)
        for key, values, scale in zip(keys, begin, size, strict=True)
    }
    model.variables = {"water": water}
    places = {d: pybamm.SpatialVariable(f"place in {d}", [d]) for d in domains}
    mesh = pybamm.Mesh(
        {d: {place: {"min": 0, "max": 1}} for d, place in places.items()},
        dict.fromkeys(places, pybamm.Uniform1DSubMesh),
        {places[d]: count for d, count in zip(domains, counts, strict=True)},
    )
    methods = {d: pybamm.FiniteVolume() for d in places}
    pybamm.Discretisation(mesh, methods).process_model(model)
    return model


class Idaklu:
    """IDAS with a sparse direct matrix and exact Jacobian, as PyBaMM calls it."""

    def __init__(self, problem, compiled=False, limited=True):
        import pybamm

        pybamm.set_logging_level("ERROR")
        self.problem = problem
        self.compiled = compiled
        self.name = "IDAKLU in C" if compiled else "IDAKLU"
        self.label = "PyBaMM IDAKLU"
        if compiled:
            self.label += ", compiled to C"
        if not limited:
            self.name += ", no limiter"
            self.label += ", no limiter"
        begun = time.perf_counter()
        self.model = build(problem, limited)
        self.setup_s = time.perf_counter() - begun
        self.solvers = {}

    def ready(self, tolerance):
        import pybamm

        end = self.problem.exposure.end
        if tolerance not in self.solvers:
            solver = pybamm.IDAKLUSolver(
                rtol=tolerance,
                atol=ABSOLUTE * tolerance,
                options={"compile": self.compiled},
            )
            begun = time.perf_counter()
            try:
                solver.solve(self.model, [0.0, end], t_interp=[0.0, end])
            except pybamm.SolverError as error:
                raise SolverError(f"IDAKLU at {tolerance:g}: {error}") from error
            if not self.solvers:  # later ones differ in their tolerance alone
                self.setup_s += time.perf_counter() - begun
            self.solvers[tolerance] = solver
        self.solver = self.solvers[tolerance]

    def solve(self):
        end = self.problem.exposure.end
        self.solution = self.solver.solve(self.model, [0.0, end], t_interp=[0.0, end])
        self.core_s = self.solution.integration_time.value

    def water(self):
        return float(self.solution["water"].entries.ravel()[-1])

    def waters(self, tolerance):
        self.ready(tolerance)
        times = np.concatenate([[0.0], self.problem.instants])
        found = self.solver.solve(self.model, [0.0, times[-1]], t_interp=times)
        return found["water"].entries.ravel()[1:]

    @property
    def work(self):
        return f"{1e3 * self.core_s:.2f} ms in C++"


def solvers(problem):
    """Idaklu in all its forms: as it comes, and compiled where there is a compiler.

    With the limiter the equations are those of the others; without it they take fewer
    operations, and what that changes the bench prints.
    """
    forms = [False, True] if shutil.which("gcc") else [False]
    return [
        Idaklu(problem, compiled, limited)
        for compiled in forms
        for limited in (True, False)
    ]
