"""The paper's figures 4 and 5, and its boundary case of the micro scale alone.

Heckmann et al. (2026), Drying Technology, doi:10.1080/07373937.2026.2631674. What is
drawn there follows from f and tau_micro / tau_macro alone, but for the time's unit.
"""

import numpy as np

from models.linear_two_scale import LinearTwoScaleModel
from scenarios.verification.linear_coil import (
    DEFAULT_MESH,
    TAU,
    edge,
    parts,
    state,
    states_after,
    stepping_model,
    stepping_residual,
)
from scenarios.verification.modes import (
    residual_by_modes,
    slab_middle,
    slab_series,
)
from scenarios.verification.row import DASHED, Chart, Curve, Finding, Outcome, Row

PAPER = "Heckmann et al. (2026)"
MODES = f"derived: sum over modes of the equations of {PAPER}, Eqs. 2 and 3"
CRANK = "Crank (1975), The Mathematics of Diffusion, eqs. 4.17 and 4.18"
EXACT_SOLVER = f"exact solution of {PAPER}, Eqs. 2 and 3"
EQUAL_SHARE = 0.5  # "The water is equally distributed on both scales"
RATIOS = (0.1, 1.0, 10.0)
BY_MODES = 1e-7  # the sum over modes is good to 1e-8 here
T_LABEL, LEFT_LABEL = "time / τ_macro [-]", "share of the removable water left [-]"


def exact(f, r, tau=1.0):
    """The exact model with tau_macro = `tau`."""
    return LinearTwoScaleModel(tau, r * tau, f)


def distance(name, computed, reference, tolerance, source) -> Row:
    """The largest distance between two curves, held against none."""
    gap = float(np.max(np.abs(np.asarray(computed) - np.asarray(reference))))
    return Row.of(f"{name}: largest distance", gap, 0.0, tolerance, source)


# ---------------------------------------------------------------- figure 4


def figure_4() -> Outcome:
    """Water over time for four ratios of the diffusion times, f = 1/2."""
    f = EQUAL_SHARE
    times, few = np.linspace(0.05, 3.0, 60), np.array([0.05, 0.2, 0.5, 1.0, 2.0, 3.0])
    pure = slab_series(times)
    rows = [
        distance("no τ_micro, exact", exact(f, 0).residual(times), pure, 1e-10, CRANK),
        distance(
            "no τ_micro, time steps",
            stepping_residual(0.0, 0.0, few),
            slab_series(few),
            DEFAULT_MESH,
            CRANK,
        ),
    ]
    for r in RATIOS:
        curve = exact(f, r).residual(times)
        name = f"τ_micro = {r:g} τ_macro"
        by_modes = residual_by_modes(times, f, r)
        rows.append(distance(f"{name}, exact", curve, by_modes, BY_MODES, MODES))
        rows.append(
            distance(
                f"{name}, time steps",
                stepping_residual(f, r, few),
                residual_by_modes(few, f, r),
                DEFAULT_MESH,
                MODES,
            )
        )
    rows += _figure_4_text(times, pure)
    drawn = np.linspace(0.0, 3.0, 301)
    curves = [Curve("no τ_micro", drawn, exact(f, 0).residual(drawn), DASHED)]
    curves += [
        Curve(f"τ_micro = {r:g} τ_macro", drawn, exact(f, r).residual(drawn))
        for r in RATIOS
    ]
    chart = Chart(
        "Figure 4: the diffusion time of the micro scale varies, half of the water on "
        "each scale",
        T_LABEL,
        LEFT_LABEL,
        tuple(curves),
        note="The paper's axes carry no numbers that could be compared.",
    )
    return Outcome(tuple(rows), (chart,), _figure_4_findings())


def _figure_4_text(times, pure):
    """Rows for what the paper's text says of the curves."""
    f, later = EQUAL_SHARE, times >= 0.2
    gaps = {r: np.abs(exact(f, r).residual(times) - pure) for r in RATIOS}
    half = exact(f, 10.0).residual(0.409172)
    return [
        Row.at_most(
            "τ_micro = 0.1 τ_macro approaches no τ_micro: gap from 0.2 τ_macro on",
            gaps[0.1][later].max(),
            0.0135,
            f"{PAPER}, Fig. 4 and text; number derived",
        ),
        Row.at_least(
            "τ_micro = τ_macro deviates from no τ_micro: largest gap",
            gaps[1.0].max(),
            0.1,
            f"{PAPER}, text on Fig. 4; number derived",
        ),
        Row.of(
            "τ_micro = 10 τ_macro: left when it passes C0/2, 0.409172 τ_macro",
            half,
            0.5,
            1e-6,
            "derived: transform inverted with 40 digits",
        ),
        Row.at_least(
            "τ_micro = 10 τ_macro does not equilibrate in the plotted time: left at 3",
            exact(f, 10.0).residual(3.0),
            0.2,
            f"{PAPER}, text on Fig. 4; number derived",
        ),
    ]


def _figure_4_findings():
    slow = exact(EQUAL_SHARE, 10.0)
    t = np.linspace(1.0, 3.0, 201)
    left = slow.residual(t)
    chord = left[0] + (left[-1] - left[0]) * (t - t[0]) / (t[-1] - t[0])
    early, late = (slow.residual(x) - slow.residual(x + 0.01) for x in (1.0, 3.0))
    return (
        Finding(
            "Figure 4 is determined by the text up to its time unit and the contents "
            "at its ends: equal water at Φ = 1/2 with sorption constants of 1 means "
            "f = 1/2, whatever the porosity."
        ),
        Finding(
            "The 'nearly linear' decrease of τ_micro = 10 τ_macro after C0/2 is "
            "one only to the eye: between 1 and 3 τ_macro it is up to "
            f"{np.abs(left - chord).max():.3f} of the water off the straight line, "
            f"while its slope falls by a factor of {early / late:.2f}. The model gives "
            "√t first and an exponential in the end."
        ),
    )


# ---------------------------------------------------------------- figure 5


def figure_5() -> Outcome:
    """Extremes and means on both scales over time, for the curves of figure 4."""
    rows, charts, findings = [], [], []
    times = np.array([0.05, 0.2, 0.75, 2.0])
    for r in sorted(RATIOS, reverse=True):
        case, name = exact(EQUAL_SHARE, r), f"τ_micro = {r:g} τ_macro"
        rows += [
            distance(
                f"{name}, wall of the domain at the mirror plane against the pores",
                case.micro_profile(times, 0.0, 1.0),
                case.profile(times, 0.0),
                1e-12,
                f"{PAPER}, text on Fig. 5: one boundary, sorption constant 1",
            ),
            distance(
                f"{name}, pores at the open edge",
                case.profile(times, 1.0),
                0.0,
                1e-12,
                f"{PAPER}: Dirichlet at the phase boundary",
            ),
            distance(
                f"{name}, middle of the domain at the open edge",
                case.micro_profile(times * r, 1.0, 0.0),
                slab_middle(times),
                1e-10,
                f"{CRANK}: its wall is at the end value at once",
            ),
        ]
        rows += _stepped_profiles(name, r, times[1:])
        charts.append(_gradients(name, case))
        findings.append(_extents(name, case))
    pure = LinearTwoScaleModel(1.0, 0.0, EQUAL_SHARE)
    rows.append(
        distance(
            "no τ_micro, pores at the mirror plane",
            pure.profile(times, 0.0),
            slab_middle(times),
            1e-10,
            CRANK,
        )
    )
    return Outcome(tuple(rows), tuple(charts), tuple(findings))


def _stepped_profiles(name, r, times):
    """The time-stepping model's cell means against the exact profiles' means."""
    model = stepping_model(EQUAL_SHARE, r)
    start = state(model, 1.0)
    states = states_after(model, start, times * TAU)
    case = exact(EQUAL_SHARE, r)
    macro = [s.macro / start.macro for s in states]
    loadings = model.domain_loadings(start)[:, 0]
    micro = [model.domain_loadings(s)[:, 0] / loadings for s in states]
    edges = np.concatenate([[0.0], np.cumsum(model.cell_widths)]) / model.half_width
    nodes, weights = np.polynomial.legendre.leggauss(8)
    places = edges[:-1, None] + np.diff(edges)[:, None] * (nodes + 1.0) / 2.0
    source = f"{EXACT_SOLVER}, averaged over each cell"
    return [
        distance(
            f"{name}, time steps: pores in 16 cells",
            macro,
            case.profile(times, places) @ weights / 2.0,
            DEFAULT_MESH,
            source,
        ),
        distance(
            f"{name}, time steps: mean of the domains in 16 cells",
            micro,
            case.micro_mean(times, places) @ weights / 2.0,
            DEFAULT_MESH,
            source,
        ),
    ]


def _gradients(name, case):
    times = np.linspace(0.0, 3.0, 241)
    macro, _ = case.shares(times)
    return Chart(
        f"Figure 5: gradients on both scales, {name}",
        T_LABEL,
        "concentration, of its start [-]",
        (
            Curve("macro, mean", times, macro / (1.0 - case.micro_share)),
            Curve("macro, mirror plane", times, case.profile(times, 0.0), DASHED),
            Curve("macro, edge", times, case.profile(times, 1.0), DASHED),
            Curve("micro at the mirror, mean", times, case.micro_mean(times, 0.0)),
            Curve(
                "micro at the mirror, middle",
                times,
                case.micro_profile(times, 0.0, 0.0),
                DASHED,
            ),
            Curve(
                "micro at the edge, middle",
                times,
                case.micro_profile(times, 1.0, 0.0),
                DASHED,
            ),
        ),
        note="The wall of each micro domain has the value of the pores at its place.",
    )


def _extents(name, case):
    times = np.linspace(0.01, 3.0, 300)
    macro = case.profile(times, 0.0)
    micro = case.micro_profile(times, 0.0, 0.0) - macro
    quarter = case.profile(0.75, 0.0)
    return Finding(
        f"{name}: after a quarter of the time drawn the pores still span "
        f"{quarter:.3f} of the start, at its end {macro[-1]:.3f}; the domain at the "
        f"mirror plane spans at most {micro.max():.3f}, at {times[micro.argmax()]:.2f} "
        f"τ_macro, and {micro[-1]:.3f} at the end."
    )


# ---------------------------------------------------------------- micro scale alone


def micro_alone() -> Outcome:
    """tau_macro falls below tau_micro: the micro scale's own diffusion remains."""
    f, times = EQUAL_SHARE, np.linspace(0.02, 2.0, 100)  # of tau_micro
    one_scale = slab_series(times)
    instant = LinearTwoScaleModel(0.0, 1.0, f)
    rows = [
        distance(
            "τ_macro = 0: all water against f times a slab",
            instant.residual(times),
            f * one_scale,
            1e-10,
            f"{CRANK}: the macro water leaves at once, the rest as a slab's",
        ),
        distance(
            "τ_macro = 0, f = 1: all water against a slab",
            LinearTwoScaleModel(0.0, 1.0, 1.0).residual(times),
            one_scale,
            1e-10,
            CRANK,
        ),
    ]
    gaps = []
    for ratio in (1e-2, 1e-3, 1e-4):
        case = LinearTwoScaleModel(ratio, 1.0, f)
        gaps.append(np.abs(case.residual(times[10:]) - f * one_scale[10:]).max())
    for ratio, falls in zip(
        ("1e-2", "1e-3"), np.divide(gaps[:-1], gaps[1:]), strict=True
    ):
        rows.append(
            Row.of(
                f"gap to it falls tenfold with τ_macro, from {ratio} τ_micro",
                falls,
                10.0,
                0.5,
                "derived: the first correction is proportional to τ_macro",
            )
        )
    few = np.array([0.05, 0.3, 1.0])
    model = stepping_model(f, 1e4)
    states = states_after(model, state(model, 1.0), few * 1e4 * TAU, exchange=edge())
    rows.append(
        distance(
            "τ_macro = 1e-4 τ_micro, time steps: micro water against f times a slab",
            parts(model, states)[1],
            f * slab_series(few),
            DEFAULT_MESH,
            CRANK,
        )
    )
    curves = [Curve("one scale, exact (Crank)", times, one_scale, DASHED)]
    for ratio in (10.0, 1.0, 0.1):
        micro = LinearTwoScaleModel(ratio, 1.0, f).shares(times)[1]
        curves.append(Curve(f"τ_macro = {ratio:g} τ_micro", times, micro / f))
    chart = Chart(
        "Pure micro scale: water on the micro scale, half of all water",
        "time / τ_micro [-]",
        "share of the micro water left [-]",
        tuple(curves),
    )
    finding = Finding(
        "The paper shows this boundary case in its supporting information, which is "
        "not at hand. All water can coincide with the one-scale solution only as f "
        "approaches 1, since the macro water leaves first; the micro water alone does "
        "so for any f. Here it is drawn."
    )
    return Outcome(tuple(rows), (chart,), (finding,))


CASES = {
    "figure 4: four ratios over time": figure_4,
    "figure 5: gradients on both scales": figure_5,
    "the micro scale alone": micro_alone,
}
