"""Limits, moments, symmetries and a table of the linear two-scale model.

All of them for the exact model, most for the time-stepping model too. The references
are closed forms, sums over modes, or numbers from an inversion with 40 digits.
"""

import math

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq

from models.linear_two_scale import Boundary, LinearTwoScaleModel, Start
from models.sorption import Exposure
from scenarios.verification.linear_coil import (
    DEFAULT_MESH,
    TAU,
    air,
    edge,
    parts,
    state,
    stepping_model,
    stepping_residual,
)
from scenarios.verification.modes import residual_by_modes, slab_series
from scenarios.verification.paper import BY_MODES, CRANK, MODES, distance, exact
from scenarios.verification.row import Chart, Curve, Outcome, Row

DIGITS = "derived: transform inverted with 40 digits"
SERIES = f"{CRANK}: one scale"
PAPER_CASES = ((0.5, 0.1), (0.5, 1.0), (0.5, 10.0), (0.11, 1.0), (0.11, 17.0))

# ---------------------------------------------------------------- table

TIMES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0)  # of tau_macro
TABLE = {  # f, r: share left, as printed
    (0.0, 0.0): ".7477 .6432 .4959 .3868 .3021 .2360 .1274 .0687 .0200 .0058 .0017 "
    ".0005",
    (0.5, 0.1): ".7729 .6620 .5089 .3989 .3143 .2480 .1373 .0760 .0233 .0071 .0022 "
    ".0007",
    (0.5, 1.0): ".8046 .7144 .5821 .4836 .4062 .3435 .2297 .1553 .0718 .0334 .0156 "
    ".0073",
    (0.5, 10.0): ".8161 .7369 .6279 .5550 .5039 .4667 .4065 .3688 .3175 .2790 .2467 "
    ".2186",
    (0.11, 1.0): ".7591 .6576 .5133 .4062 .3233 .2585 .1502 .0890 .0325 .0122 .0047 "
    ".0018",
    (0.11, 17.0): ".7613 .6620 .5221 .4197 .3419 .2824 .1871 .1370 .0941 .0782 .0699 "
    ".0641",
}
TABLE_SOURCE = "derived: Laplace inversion and finite volumes, agreeing to 1e-4"
LEFT = (0.5, 0.3, 0.1, 0.05, 0.01)
FALLS = {  # f, r: times / tau_macro at which LEFT remains
    (0.0, 0.0): (0.1967, 0.4029, 0.8481, 1.129, 1.781),
    (0.5, 0.1): (0.207102, 0.419615, 0.883970, 1.177120, 1.857794),
    (0.5, 1.0): (0.281442, 0.582989, 1.284338, 1.736054, 2.794338),
    (0.5, 10.0): (0.409172, 1.714221, 6.280509, 9.191400, 15.951982),
    (0.11, 1.0): (0.211027, 0.433222, 0.943727, 1.283529, 2.102969),
    (0.11, 17.0): (0.219276, 0.467475, 1.389263, 4.642357, 15.772002),
}


def _called(f, r):
    return f"f {f:g}, ratio {r:g}" if f else "one scale"


def table() -> Outcome:
    """Share left over time, and times to a share, for the paper's f and ratios."""
    rows = []
    for (f, r), line in TABLE.items():
        name, printed = _called(f, r), [float(text) for text in line.split()]
        left = exact(f, r).residual(TIMES)
        rows += [
            Row.of(f"{name}: left at {t:g} τ_macro", a, b, 1e-4, TABLE_SOURCE)
            for t, a, b in zip(TIMES, left, printed, strict=True)
        ]
        stepped = stepping_residual(f, r, TIMES)
        rows.append(distance(f"{name}, time steps", stepped, left, DEFAULT_MESH, MODES))
    for (f, r), times in FALLS.items():
        tolerance, source = (6e-7, DIGITS) if f else (6e-4, SERIES)
        for share, expected in zip(LEFT, times, strict=True):
            found = brentq(
                lambda t, f=f, r=r, share=share: exact(f, r).residual(t) - share,
                1e-3,
                50.0,
            )
            name = f"{_called(f, r)}: time until {share:g} is left"
            rows.append(Row.of(name, found, expected, tolerance, source, "τ_macro"))
    return Outcome(tuple(rows))


# ---------------------------------------------------------------- limits


def limits() -> Outcome:
    """One scale at once or not there, very slow, early times, films, a closed edge."""
    times = np.geomspace(1e-3, 5.0, 40)
    slab = slab_series(times)
    rows = [
        distance(name, case.residual(times), slab, 1e-10, SERIES)
        for name, case in (
            ("f = 0", LinearTwoScaleModel(1.0, 99.0, 0.0)),
            ("τ_micro = 0", LinearTwoScaleModel(1.0, 0.0, 0.7)),
            ("f = 1 and τ_macro = 0", LinearTwoScaleModel(0.0, 1.0, 1.0)),
        )
    ]
    rows += _slow_binder() + _early() + _films()
    closed = LinearTwoScaleModel(1.0, 1.0, 0.5, biot=0.0)
    rows.append(
        Row.of(
            "closed edge: left after 1e6 τ_macro",
            closed.residual(1e6),
            1.0,
            0.0,
            "conservation",
        )
    )
    times = np.geomspace(1e-6, 1e2, 161)
    chart = Chart(
        "From √t to the exponential: share released after a step",
        "time / τ_macro [-]",
        "share of the removable water released [-]",
        tuple(
            Curve(_called(f, r), times, exact(f, r).released(times))
            for f, r in ((0.0, 0.0), (0.5, 10.0), (0.11, 17.0), (1.0, 1.0))
        ),
        log_x=True,
        log_y=True,
    )
    return Outcome(tuple(rows), (chart,))


def _slow_binder():
    """The macro pool goes first, in (1 - f) tau_macro; then the binder as a slab."""
    f, r = 0.4, 1e8
    case = exact(f, r)
    early, late = np.array([0.05, 0.2, 0.6]), np.array([0.05, 0.2, 1.0])
    return [
        distance(
            "ratio 1e8: macro water against a slab of (1 - f) τ_macro",
            case.shares(early)[0],
            (1.0 - f) * slab_series(early / (1.0 - f)),
            2.0 / math.sqrt(r),
            f"{CRANK}; the rest is of the order sqrt(τ_macro / τ_micro)",
        ),
        distance(
            "ratio 1e8: afterwards all water against f times a slab of τ_micro",
            case.residual(late * r),
            f * slab_series(late),
            1e-7,
            CRANK,
        ),
        distance(
            "ratio 1e5, time steps: afterwards f times a slab of τ_micro",
            stepping_residual(0.5, 1e5, late * 1e5),
            0.5 * slab_series(late),
            DEFAULT_MESH,
            CRANK,
        ),
    ]


def _early():
    """Square-root laws, and t^(3/4) where the pores hold nothing."""
    t, root = 1e-12, 2.0 / math.sqrt(math.pi)
    source = "derived: leading term of the transform for large p"
    rows = [
        Row.of(
            f"released at 1e-12 τ_macro, f = {f:g}, ratio 10: 2 sqrt((1-f) t/(π τ))",
            exact(f, 10.0).released(t),
            root * math.sqrt((1.0 - f) * t),
            1e-4,
            source,
            relative=True,
        )
        for f in (0.0, 0.5, 0.9)
    ]
    rows += [
        Row.of(
            "released at 1e-4 τ_macro, ratio 1e-8: all water counts, 2 sqrt(t/(π τ))",
            exact(0.5, 1e-8).released(1e-4),
            root * 1e-2,
            1e-3,
            source,
            relative=True,
        ),
        Row.of(
            "released at 1e-12 τ_macro, f = 1: t^(3/4) / [Γ(7/4) τ_M^(1/2) τ_m^(1/4)]",
            exact(1.0, 10.0).released(t),
            t**0.75 / (math.gamma(1.75) * 10.0**0.25),
            1e-5,
            source,
            relative=True,
        ),
    ]
    return rows


def _films():
    rows, times = [], np.array([0.1, 0.3, 1.0, 3.0, 10.0])
    for biot in (0.1, 1.0, 10.0):
        by_modes = residual_by_modes(times, 0.5, 1.0, biot)
        left = LinearTwoScaleModel(1.0, 1.0, 0.5, biot).residual(times)
        stepped = stepping_residual(0.5, 1.0, times, biot)
        name = f"film, Biot number {biot:g}"
        rows.append(distance(f"{name}, exact", left, by_modes, BY_MODES, MODES))
        rows.append(
            distance(f"{name}, time steps", stepped, by_modes, DEFAULT_MESH, MODES)
        )
    return rows


# ---------------------------------------------------------------- moments


def moments() -> Outcome:
    """Integrals of R and 2 t R over all time against the transform's derivatives."""
    rows = []
    for f, r in (*PAPER_CASES, (0.0, 0.0), (1.0, 1.0)):
        case, name = exact(f, r), _called(f, r)
        end = 20.0 * (1.0 + r)  # the slower scale decays by exp(-2.5 t / tau)
        first, second = (
            quad(lambda t, k=k, c=case: k(t) * c.residual(t), 0.0, end, limit=400)[0]
            for k in (lambda t: 1.0, lambda t: 2.0 * t)
        )
        source = "derived: expansion of the transform at p = 0"
        rows += [
            Row.of(f"{name}: mean time, by quadrature of the curve", first,
                   1.0 / 3.0 + f * r / 3.0, 1e-7, source, "τ_macro", relative=True),
            Row.of(f"{name}: second moment", second,
                   4.0 / 15.0 * (1.0 + f * r**2) + 4.0 / 9.0 * f * r,
                   1e-7, source, "τ_macro²", relative=True),
            Row.of(f"{name}: variance", second - first**2,
                   7.0 / 45.0 + (12.0 * f - 5.0 * f**2) / 45.0 * r**2
                   + 2.0 / 9.0 * f * r, 1e-6, source, "τ_macro²", relative=True),
        ]  # fmt: skip
    film = LinearTwoScaleModel(1.0, 10.0, 0.5, 0.5)
    found = quad(film.residual, 0.0, 220.0, limit=400)[0]
    rows.append(
        Row.of("film, Biot number 0.5: mean time, f 0.5, ratio 10", found,
               2.0 + 1.0 / 0.5, 1e-7, "derived: the film adds τ_macro / Bi", "τ_macro",
               relative=True)
    )  # fmt: skip
    return Outcome(tuple(rows))


# ---------------------------------------------------------------- symmetries


def symmetries() -> Outcome:
    """Mirror, scaling, superposition; any start; for both solvers."""
    times = np.array([0.02, 0.1, 0.5, 2.0, 10.0])
    off = Boundary.constant(0.0)
    linear = "the equations are linear"
    rows = []
    for f, r in PAPER_CASES:
        case, name = exact(f, r), _called(f, r)
        up = case.curve(times, Start.uniform(0.0), Boundary.constant(1.0)).water
        down = case.curve(times, Start.uniform(1.0), off).water
        rows.append(
            distance(f"{name}: uptake mirrors release", up, 1.0 - down, 1e-12, linear)
        )
        scaled = LinearTwoScaleModel(3600.0, 3600.0 * r, f).residual(3600.0 * times)
        rows.append(
            distance(f"{name}: all times 3600-fold", scaled, down, 1e-12, linear)
        )
    few = times[1:4]
    rows.append(
        distance(
            "f 0.5, ratio 1, time steps: uptake mirrors release",
            stepping_residual(0.5, 1.0, few, outside=1.0, start=0.0),
            1.0 - stepping_residual(0.5, 1.0, few),
            DEFAULT_MESH,
            linear,
        )
    )
    rows.append(
        distance(
            "f 0.5, ratio 1, time steps: all times 10-fold",
            stepping_residual(0.5, 1.0, few, tau=10.0 * TAU),
            stepping_residual(0.5, 1.0, few),
            DEFAULT_MESH,
            linear,
        )
    )
    case, start = exact(0.5, 10.0), Start([0, 0.5, 1], [1.0, 3.0, 2.0])
    whole = case.curve(times, start, Boundary([0.0, 0.3], [0.0, 4.0])).water
    halves = sum(
        case.curve(times, Start.uniform(0.0), Boundary([0.0, 0.3], [0.0, 2.0])).water
        for _ in range(2)
    )
    halves = halves + case.curve(times, start, off).water
    rows.append(
        distance("a step outside in two equal steps", halves, whole, 1e-11, linear)
    )
    return Outcome((*rows, *_restart(), *_apart()))


def _restart():
    """The profile at one time as the start of the next: to its interpolation."""
    case, pause, nodes = exact(0.5, 2.0), 0.2, np.linspace(0.0, 1.0, 81)
    times = np.array([0.01, 0.1, 1.0, 5.0])
    start = Start(
        nodes,
        case.profile(pause, nodes),
        case.micro_profile(pause, nodes, nodes),
        nodes,
    )
    curve = case.curve(times, start, Boundary.constant(0.0))
    return [
        distance(
            "goes on from its own profile on 81 by 81 nodes",
            curve.water,
            case.residual(pause + times),
            5e-5,
            "the curve itself; straight lines between nodes err by 1 / (8 n²) of the "
            "profile's curvature",
        )
    ]


def _apart():
    """Pores empty, binder full, then a staircase outside: both solvers."""
    f, r, biot, steps = 0.5, 10.0, 5.0, ((0.0, 0.0), (0.3, 1.5), (1.0, 0.2))
    ends = np.array([0.1, 0.3, 0.5, 1.0, 1.3, 3.0])
    boundary = Boundary(*zip(*steps, strict=True))
    curve = LinearTwoScaleModel(1.0, r, f, biot).curve(
        ends, Start.uniform(0.0, 1.0), boundary
    )
    model, path, before = stepping_model(f, r), [], 0.0
    for end in ends:
        outside = boundary.at(np.array([end]))[0]
        path.append(Exposure(air(outside), before * TAU, end * TAU, edge(biot)))
        before = end
    (outcomes,) = model.advance([state(model, 0.0, 1.0)], [path])
    macro, micro = parts(model, [outcome.state for outcome in outcomes])
    return [
        distance(
            f"pores empty, binder full, staircase outside, time steps: {name} water",
            stepped,
            expected,
            DEFAULT_MESH,
            "exact solution of the same equations, any start",
        )
        for name, stepped, expected in (
            ("macro", macro, curve.macro),
            ("micro", micro, curve.micro),
        )
    ]


CASES = {
    "table of the linear model": table,
    "exact limits and early times": limits,
    "moments": moments,
    "symmetries and any start": symmetries,
}
