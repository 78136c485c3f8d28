"""The paper's figures 6 and 7: the PVDF anode, and what its measured curve determines.

Heckmann et al. (2026), Drying Technology, doi:10.1080/07373937.2026.2631674. Its
supporting information, with the anode's transport parameters and the start of figure 7,
is not at hand, nor are the readings: what follows from the text is shown, and no more.
"""

import numpy as np
from scipy.optimize import brentq, least_squares

from models.linear_two_scale import LinearTwoScaleModel
from models.material import COATING
from models.units import kelvin
from scenarios.material.library import material
from scenarios.verification.linear_coil import DEFAULT_MESH, stepping_residual
from scenarios.verification.modes import residual_by_modes
from scenarios.verification.paper import (
    BY_MODES,
    LEFT_LABEL,
    MODES,
    PAPER,
    T_LABEL,
    distance,
    exact,
)
from scenarios.verification.row import (
    DASHED,
    LINE,
    POINTS,
    Chart,
    Curve,
    Finding,
    Outcome,
    Row,
)

ANODE = "anode_pvdf"
ROOM = kelvin(25.0)
F, RATIO_6, RATIO_7 = 0.11, 1.0, 17.0  # micro share; ratios of figures 6 and 7
DERIVED = "derived: transform inverted with 40 digits"

# ---------------------------------------------------------------- figure 6


def figure_6() -> Outcome:
    """Equal diffusion times, 11 % of the water on the micro scale; the pie."""
    case = exact(F, RATIO_6)
    times = np.linspace(0.01, 3.0, 1500)
    left, pure = case.residual(times), exact(F, 0.0).residual(times)
    gap = left - pure
    wall = case.profile(times, 0.0)
    intensity = case.micro_profile(times, 0.0, 0.0) - wall
    widest, steepest = times[gap.argmax()], times[intensity.argmax()]
    few = np.array([0.05, 0.2, 0.5, 1.0, 2.0])
    sheet = material(ANODE)
    shares = sheet.equilibrium_shares(0.5, ROOM)
    rows = (
        Row.of("largest gap to pure macro scale", gap.max(), 0.0231, 1e-4, DERIVED),
        Row.of("its time", widest, 0.65, 0.01, DERIVED, "τ_macro"),
        distance(
            "curve, exact",
            case.residual(few),
            residual_by_modes(few, F, RATIO_6),
            BY_MODES,
            MODES,
        ),
        distance(
            "curve, time steps",
            stepping_residual(F, RATIO_6, few),
            residual_by_modes(few, F, RATIO_6),
            DEFAULT_MESH,
            MODES,
        ),
        Row.at_least(
            "gap, of its largest, where the gradients on the micro scale peak",
            gap[intensity.argmax()] / gap.max(),
            0.95,
            f"{PAPER}, text: intensity peaks when the deviation is largest",
        ),
        Row.at_most(
            "intensity of the gradients at 3 τ_macro, of its peak: they fade",
            intensity[-1] / intensity.max(),
            0.05,
            f"{PAPER}, text on Fig. 6; number derived",
        ),
        Row.of(
            "water in the PVDF at 50 % relative humidity, share",
            shares["pvdf"],
            0.11,
            0.005,
            f"{PAPER}, Fig. 6: 11 %; the library's PVDF was set so that it has it",
        ),
        Row.of(
            "water on active material and carbon black, share",
            shares["graphite"] + shares["carbon_black"],
            0.89,
            0.005,
            f"{PAPER}, Fig. 6: 89 %",
        ),
    )
    charts = _figure_6_charts(times, left, pure, intensity, shares)
    half, most = (times[np.argmax(gap > part * gap.max())] for part in (0.5, 0.9))
    findings = (
        Finding(
            f"The two curves of figure 6 differ by {100 * gap.max():.2f} % of the "
            f"removable water at most, at {widest:.2f} τ_macro; by half of that from "
            f"{half:.2f}, by nine tenths from {most:.2f} τ_macro on. 'Deviates after "
            "one hour' therefore means a τ_macro of one to a few hours. The gradients "
            f"on the micro scale peak earlier, at {steepest:.2f} τ_macro, with "
            f"{intensity.max():.2f} of the start; the gap is then "
            f"{100 * gap[intensity.argmax()] / gap.max():.0f} % of its largest: that "
            "both peak together, as the text has it, holds to the eye."
        ),
        Finding(
            "The pie shows the library's isotherms, an engineering set: its PVDF was "
            "chosen to give the paper's 11 %, so the row checks the weighted sum, not "
            "the share. Together they hold "
            f"{sheet.equilibrium_ppm(0.5, ROOM, COATING):.0f} mg per kg of coating."
        ),
    )
    return Outcome(rows, charts, findings)


def _figure_6_charts(times, left, pure, intensity, shares):
    named = {"graphite": "graphite", "carbon_black": "carbon black", "pvdf": "PVDF"}
    return (
        Chart(
            "Figure 6: equal diffusion times, 11 % of the water on the micro scale",
            T_LABEL,
            LEFT_LABEL,
            (
                Curve("τ_micro = τ_macro", times, left),
                Curve("no τ_micro", times, pure, DASHED),
                Curve("gradient on the micro scale at the mirror", times, intensity),
            ),
            note="The gradient is that between the middle and the wall of the domain "
            "at the mirror plane, as a share of the start.",
        ),
        Chart(
            "Figure 6: where the water is at 50 % relative humidity and 25 °C",
            kind="pie",
            labels=tuple(named[name] for name in shares),
            values=tuple(float(value) for value in shares.values()),
        ),
    )


# ---------------------------------------------------------------- figure 7

LIMIT, WITHIN = 300.0, 15.0  # wt-ppm, min: "below 300 wt-ppm within 15 min"
STARTS = {400: 274, 500: 107, 600: 68, 800: 42, 1000: 32, 1500: 21, 2500: 13}


def tau_macro_for(start_ppm, f, r):
    """tau_macro [min] with which `start_ppm` falls to LIMIT in just WITHIN minutes."""
    case = exact(f, r)
    left = LIMIT / start_ppm
    fallen = brentq(lambda t: case.residual(t) - left, 1e-9, 1e3, xtol=1e-14)
    return WITHIN / fallen


def figure_7() -> Outcome:
    """Ratio 17 and none; the starts that agree with the text, with f as printed."""
    few = np.array([0.05, 0.2, 0.5, 1.0, 2.0])
    rows = [
        distance(
            "ratio 17, exact",
            exact(F, RATIO_7).residual(few),
            residual_by_modes(few, F, RATIO_7),
            BY_MODES,
            MODES,
        ),
        distance(
            "ratio 17, time steps",
            stepping_residual(F, RATIO_7, few),
            residual_by_modes(few, F, RATIO_7),
            DEFAULT_MESH,
            MODES,
        ),
    ]
    for start, minutes in STARTS.items():
        rows.append(
            Row.of(
                f"τ_macro with which {start} wt-ppm are 300 after 15 min",
                tau_macro_for(start, F, RATIO_7),
                minutes,
                0.5,
                "derived: step response of the equations, to the minute",
                "min",
            )
        )
    loaded = material(ANODE).equilibrium_ppm(0.55, ROOM, COATING)
    return Outcome(tuple(rows), (_figure_7_chart(loaded),), _figure_7_findings(loaded))


def _figure_7_chart(start):
    minutes = np.linspace(0.0, 240.0, 481)
    curves = []
    for f in (F, 0.45):
        tau = tau_macro_for(start, f, RATIO_7)
        label = f"f = {f:g}, τ_micro = 17 τ_macro, τ_macro = {tau:.0f} min"
        curves.append(
            Curve(label, minutes, start * exact(f, RATIO_7, tau).residual(minutes))
        )
        if f == F:
            pure = start * exact(f, 0.0, tau).residual(minutes)
            curves.append(Curve("the same without τ_micro", minutes, pure, DASHED))
    curves.append(Curve("read from the text", [WITHIN], [LIMIT], POINTS))
    return Chart(
        f"Figure 7: curves from {start:.0f} wt-ppm through 300 wt-ppm at 15 min",
        "time [min]",
        "water [wt-ppm]",
        tuple(curves),
        note="The start is the library's anode at 55 % relative humidity; the paper "
        "adjusted it to the experiment and does not print it in the text.",
    )


def left_at_bend(f, r):
    """Share of all water left where the macro scale has a twentieth of its own."""
    case = exact(f, r)
    bend = brentq(lambda t: case.shares(t)[0] - 0.05 * (1.0 - f), 1e-3, 1e3)
    return case.residual(bend)


def _figure_7_findings(loaded):
    tau = tau_macro_for(loaded, F, RATIO_7)
    at_bend = left_at_bend(F, RATIO_7)
    start = LIMIT / at_bend
    needed = brentq(lambda f: left_at_bend(f, RATIO_7) - LIMIT / loaded, F, 0.9)
    family = ", ".join(f"{minutes} min from {x0}" for x0, minutes in STARTS.items())
    return (
        Finding(
            "'Below 300 wt-ppm within 15 min' is one equation for the start X0 and "
            f"τ_macro. Any X0 above 300 agrees with it: τ_macro is {family} wt-ppm "
            "(f = 0.11, ratio 17, if 300 is reached just then). It says nothing of f "
            "and the ratio."
        ),
        Finding(
            f"With f = 0.11 and ratio 17 the curve bends at {at_bend:.2f} of the "
            "removable water (a twentieth of the macro water is left). A bend at 300 "
            f"wt-ppm then needs X0 = {start:.0f} wt-ppm, "
            f"{start / loaded:.1f} times what the library's PVDF anode holds at 55 % "
            "relative humidity, and τ_macro = "
            f"{tau_macro_for(start, F, RATIO_7):.0f} min, with which figure 6 could "
            "not deviate 'after one hour'."
        ),
        Finding(
            f"From those {loaded:.0f} wt-ppm figure 6 fits (τ_macro = {tau:.0f} min, "
            f"τ_micro = {RATIO_7 * tau / 60:.0f} h), but the micro scale has only "
            f"{F * loaded:.0f} wt-ppm: with ratio 17 a bend at 300 needs f = "
            f"{needed:.2f}. The share of the pie and the bend of the curve do not "
            "belong to one start: f and the ratio are to be fitted together, to "
            "readings."
        ),
    )


# ---------------------------------------------------------------- joint fit

TRUE = {"X0": 641.0, "τ_macro": 33.0, "f": 0.45, "ratio": 17.0}  # wt-ppm, min
NOISE = 2.0  # wt-ppm, standard deviation of a reading
SEED = 7


def _fitted(times, readings, f=None):
    """Least squares for start, tau_macro, f and ratio; f held if given."""

    def unpacked(x):
        start, tau, ratio = np.exp(x[:3])
        return start, tau, 1.0 / (1.0 + np.exp(-x[3])) if f is None else f, ratio

    def misfit(x):
        start, tau, share, ratio = unpacked(x)
        case = LinearTwoScaleModel(tau, ratio * tau, share)
        return start * case.residual(times) - readings

    low, high = np.log([100.0, 0.1, 1e-3]), np.log([1e4, 1e5, 1e4])
    bounds = (np.append(low, -10.0), np.append(high, 10.0))
    free = 4 if f is None else 3
    # several first guesses of the ratio: a poor one may end in a curve of one scale
    found = min(
        (
            least_squares(
                misfit,
                [np.log(readings[0]), np.log(60.0), np.log(ratio), 0.0][:free],
                bounds=(bounds[0][:free], bounds[1][:free]),
                xtol=1e-14,
                ftol=1e-14,
                gtol=1e-14,
            )
            for ratio in (2.0, 10.0, 50.0)
        ),
        key=lambda answer: answer.cost,
    )
    rms = np.sqrt(np.mean(found.fun**2))
    if f is not None:
        return unpacked(found.x), rms, None
    covariance = np.linalg.inv(found.jac.T @ found.jac)
    return unpacked(found.x), rms, np.sqrt(np.diag(covariance))


def joint_fit() -> Outcome:
    """f and ratio fitted together to made-up readings of a curve as described."""
    truth = tuple(TRUE.values())
    rng = np.random.default_rng(SEED)
    rows, charts, findings = [], [], []
    for name, end in {"30 min": 30.0, "4 h": 240.0}.items():
        times = np.linspace(0.0, end, 121)
        clean = truth[0] * exact(truth[2], truth[3], truth[1]).residual(times)
        rows += [
            Row.of(
                f"{what} from readings of {name} without noise",
                found,
                expected,
                1e-5,
                "the parameters the readings were made with",
                relative=True,
            )
            for what, found, expected in zip(
                TRUE, _fitted(times, clean)[0], truth, strict=True
            )
        ]
        readings = clean + rng.normal(0.0, NOISE, len(times))
        fit, rms, relative = _fitted(times, readings)
        held, held_rms, _ = _fitted(times, readings, F)
        _, tau, f, ratio = fit
        error = relative[3] * NOISE * f * (1.0 - f)  # of f, fitted as its logit
        tau_error, ratio_error = relative[1:3] * NOISE * (tau, ratio)
        rows.append(
            Row.of(
                f"f from readings of {name} with {NOISE:g} wt-ppm of noise",
                f,
                TRUE["f"],
                4.0 * error,
                "the same; tolerance four standard errors of the fit",
            )
        )
        findings.append(
            Finding(
                f"Joint fit to made-up readings over {name} (X0 {truth[0]:g} wt-ppm, "
                f"τ_macro {truth[1]:g} min, f {truth[2]:g}, ratio {truth[3]:g}, noise "
                f"{NOISE:g} wt-ppm): τ_macro {tau:.1f} ± {tau_error:.1f} min, f "
                f"{f:.3f} ± {error:.3f}, ratio {ratio:.1f} ± {ratio_error:.1f}, left "
                f"over {rms:.1f} wt-ppm. With f held at 0.11 the best fit has a ratio "
                f"of {held[3]:.3g} (allowed is up to 1e4) and leaves "
                f"{held_rms:.1f} wt-ppm."
            )
        )
        charts.append(_fit_chart(name, times, readings, fit, held))
    return Outcome(tuple(rows), tuple(charts), tuple(findings))


def _fit_chart(name, times, readings, fit, held):
    curves = [Curve("made-up readings", times, readings, POINTS)]
    for label, style, (start, tau, f, ratio) in (
        ("f and ratio free", LINE, fit),
        ("f = 0.11 held", DASHED, held),
    ):
        fitted = start * exact(f, ratio, tau).residual(times)
        curves.append(Curve(label, times, fitted, style))
    return Chart(
        f"Joint fit of f and ratio to {name}",
        "time [min]",
        "water [wt-ppm]",
        tuple(curves),
        note="The readings are computed, with noise: the paper's are not at hand.",
    )


CASES = {
    "figure 6: the PVDF anode at equal diffusion times": figure_6,
    "figure 7: what the measured curve determines": figure_7,
    "figure 7: joint fit of share and ratio": joint_fit,
}
