"""The two-scale solver against exact answers: Henry isotherms, constant air."""

from itertools import pairwise

import numpy as np
import pytest
from oracle_linear import (
    LinearCoil,
    LinearSheet,
    Pool,
    slab_series,
    sphere_series,
)
from scipy.optimize import brentq
from two_scale_cases import (
    DRY,
    HALF,
    OPEN,
    PRESSURE,
    ROOM,
    TAU,
    TRACE,
    linear_case,
    linear_coating,
    material,
    residuals,
)

from models.sorption import EDGE, FACE, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from scenarios.verification.coating import WATER, R, diffusivity, fuller
from scenarios.verification.lines import saturation

TIMES = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 2.5, 3])
TABLE = {  # PHYSICS 9.5, rows by (f, r)
    (0.0, 0.0): (
        *(0.7477, 0.6432, 0.4959, 0.3868, 0.3021, 0.2360),
        *(0.1274, 0.0687, 0.0200, 0.0058, 0.0017, 0.0005),
    ),
    (0.5, 0.1): (
        *(0.7729, 0.6620, 0.5089, 0.3989, 0.3143, 0.2480),
        *(0.1373, 0.0760, 0.0233, 0.0071, 0.0022, 0.0007),
    ),
    (0.5, 1.0): (
        *(0.8046, 0.7144, 0.5821, 0.4836, 0.4062, 0.3435),
        *(0.2297, 0.1553, 0.0718, 0.0334, 0.0156, 0.0073),
    ),
    (0.5, 10.0): (
        *(0.8161, 0.7369, 0.6279, 0.5550, 0.5039, 0.4667),
        *(0.4065, 0.3688, 0.3175, 0.2790, 0.2467, 0.2186),
    ),
    (0.11, 1.0): (
        *(0.7591, 0.6576, 0.5133, 0.4062, 0.3233, 0.2585),
        *(0.1502, 0.0890, 0.0325, 0.0122, 0.0047, 0.0018),
    ),
    (0.11, 17.0): (
        *(0.7613, 0.6620, 0.5221, 0.4197, 0.3419, 0.2824),
        *(0.1871, 0.1370, 0.0941, 0.0782, 0.0699, 0.0641),
    ),
}
ROWS = pytest.mark.parametrize(("f", "r"), TABLE)
CASES = [case for case in TABLE if case[0]]
TWO_SCALES = pytest.mark.parametrize(("f", "r"), CASES)
SHAPES = pytest.mark.parametrize("shape", ["slab", "cylinder", "sphere"])


def exact(f, r, shape="slab"):
    return LinearCoil(1.0, (Pool(f, r, shape),) if f else ())


# ------------------------------------------------------------------ the oracle itself


@ROWS
def test_exact_solution_gives_the_published_table(f, r):
    assert exact(f, r).residual(TIMES) == pytest.approx(TABLE[f, r], abs=6e-5)


def test_exact_solution_is_the_slab_series_without_a_micro_scale():
    times = np.geomspace(1e-3, 10, 30)
    assert exact(0, 0).residual(times) == pytest.approx(slab_series(times), abs=1e-11)


def test_exact_solution_is_the_sphere_series_when_the_pores_are_fast():
    times = np.geomspace(1e-2, 1, 20)
    coil = LinearCoil(1e-13, (Pool(1.0, 1.0, "sphere"),))
    assert coil.residual(times) == pytest.approx(sphere_series(times), abs=1e-9)


@TWO_SCALES
def test_exact_solution_has_the_derived_moments(f, r):
    """-H'(0) and H''(0) by differences against PHYSICS 9.3."""
    p = 1e-3 * np.array([-2.0, -1.0, 1.0, 2.0]) / (1 + r)
    h = exact(f, r).released(p.astype(complex)).real
    step = p[2]
    first = -(h[0] - 8 * h[1] + 8 * h[2] - h[3]) / (12 * step)
    second = (-h[0] + 16 * h[1] - 30 + 16 * h[2] - h[3]) / (12 * step**2)
    assert first == pytest.approx(1 / 3 + f * r / 3, rel=1e-7)
    expected = 4 / 15 + 4 / 15 * f * r**2 + 4 / 9 * f * r
    assert second == pytest.approx(expected, rel=1e-4)


# ------------------------------------------------------------------ default mesh


@ROWS
def test_default_mesh_gives_the_published_table(f, r):
    coating, _ = linear_case(f, r)
    model = TwoScaleModel(material(coating), HALF)
    assert residuals(model, TIMES * TAU) == pytest.approx(TABLE[f, r], abs=1e-3)


@SHAPES
@TWO_SCALES
def test_default_mesh_gives_the_exact_curve_for_every_shape(f, r, shape):
    coating, answer = linear_case(f, r, shape)
    model = TwoScaleModel(material(coating), HALF)
    times = np.geomspace(0.05, 3, 12) * TAU
    assert residuals(model, times) == pytest.approx(answer.residual(times), abs=1e-3)


@TWO_SCALES
def test_coil_reaches_a_tenth_and_a_twentieth_at_the_exact_times(f, r):
    coating, answer = linear_case(f, r)
    model = TwoScaleModel(material(coating), HALF)
    times = [
        brentq(lambda t, left=left: answer.residual(t) - left, 0.1 * TAU, 20 * TAU)
        for left in (0.1, 0.05)
    ]
    assert residuals(model, times) == pytest.approx([0.1, 0.05], abs=1e-3)


def test_macro_scale_alone_empties_as_the_slab_series():
    """t / tau_M at R = 0.5, 0.3, 0.1, 0.05, 0.01, PHYSICS 9.4."""
    times = np.array([0.1967, 0.4029, 0.8481, 1.129, 1.781]) * TAU
    model = TwoScaleModel(material(linear_case(0, 0)[0]), HALF)
    expected = [0.5, 0.3, 0.1, 0.05, 0.01]
    assert residuals(model, times) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("biot", [0.1, 1.0, 10.0, 100.0])
def test_film_holds_back_as_the_exact_solution_says(biot):
    coating, answer = linear_case(0.5, 1.0)
    d = in_plane_diffusivity(coating)
    film = Exchange(EDGE, film=biot * d / HALF)
    model = TwoScaleModel(material(coating), HALF)
    times = np.array([0.1, 0.3, 1, 3, 10]) * TAU
    expected = LinearCoil(TAU, answer.pools, biot).residual(times)
    assert residuals(model, times, exchange=film) == pytest.approx(expected, abs=1e-3)
    outcome = step(model, TAU, film)
    assert outcome.biot == pytest.approx(biot, rel=1e-6)


def test_wrapping_is_a_film_of_its_permeance():
    """k_wrap = Q A / A_edge R T / M_w; in series with the film."""
    coating, answer = linear_case(0.5, 1.0)
    d = in_plane_diffusivity(coating)
    film, wrapping = 2.0 * d / HALF, 0.5 * d / HALF
    wrap = wrapping * WATER / (R * ROOM)
    biot = 1 / (1 / 2.0 + 1 / 0.5)
    both = Exchange(EDGE, film=film, wrap=wrap)
    model = TwoScaleModel(material(coating), HALF)
    times = np.array([0.3, 1, 3, 10]) * TAU
    expected = LinearCoil(TAU, answer.pools, biot).residual(times)
    assert residuals(model, times, exchange=both) == pytest.approx(expected, abs=1e-3)
    assert step(model, TAU, both).biot == pytest.approx(biot, rel=1e-6)


def test_populations_of_different_shape_and_pace_add_up():
    pools = (
        Pool(0.2, 10 * TAU, "sphere"),
        Pool(0.3, TAU, "cylinder"),
        Pool(0.1, 0.1 * TAU, "slab"),
    )
    model = TwoScaleModel(material(linear_coating(pools)), HALF)
    times = np.geomspace(0.05, 5, 10) * TAU
    expected = LinearCoil(TAU, pools).residual(times)
    assert residuals(model, times) == pytest.approx(expected, abs=1e-3)


@SHAPES
def test_sheet_empties_through_its_faces_as_the_driving_force_says(shape):
    """Face exchange with a film: H = phi / (1 + p phi tau / 3), tau = 3 S h / k_f."""
    pools = (Pool(0.5, 30.0, shape),)
    coating = linear_coating(pools)
    d = coating.through_plane_factor * diffusivity(
        ROOM, PRESSURE, 0.0, coating.pore_diameter, fuller("air")
    )
    h, film = coating.thickness, 2e-3
    storage = TAU * d / HALF**2  # both factors of the linear coating are equal
    tau = 3 * storage * h * (1 / film + h / (3 * d))
    model = TwoScaleModel(material(coating), HALF)
    exchange = Exchange(FACE, film=film)
    times = np.array([0.1, 0.3, 1.0, 3.0]) * (tau + 15.0)
    expected = LinearSheet(tau, pools).residual(times)
    got = residuals(model, times, exchange=exchange)
    assert got == pytest.approx(expected, abs=1e-3)
    outcome = step(model, tau, exchange)
    assert outcome.tau_macro == pytest.approx(tau, rel=1e-6)
    slab = {"slab": 1, "cylinder": 3 / 8, "sphere": 1 / 5}[shape]
    assert outcome.tau_micro == pytest.approx(30.0 * slab, rel=1e-6)
    assert outcome.micro_share == pytest.approx(0.5, rel=1e-6)


def test_free_sheet_without_film_keeps_the_mean_time_of_a_slab():
    """Mean time h2/3 S / D_e of a slab open on one side (PHYSICS 0: the 3)."""
    coating = linear_coating()
    model = TwoScaleModel(material(coating), HALF, tolerance=1e-6)
    tau = TAU * (coating.thickness / HALF) ** 2
    got = mean_time(model, tau / 3, exchange=Exchange(FACE))
    assert got == pytest.approx(tau / 3, rel=1e-3)


# ------------------------------------------------------------------ limits


def test_fast_micro_scale_closes_in_on_instant_equilibrium_at_the_exact_rate():
    """R(r) - R(0) falls in proportion to r, and is the exact difference."""
    times = np.array([0.2, 0.5, 1.0]) * TAU
    instant = residuals(fine(0, 0), times)
    for r in (1e-1, 1e-2):
        gap = residuals(fine(0.5, r), times) - instant
        _, answer = linear_case(0.5, r)
        expected = answer.residual(times) - slab_series(times / TAU)
        assert gap == pytest.approx(expected, rel=0.02)


def test_endlessly_fast_micro_scale_is_no_micro_scale():
    model = TwoScaleModel(material(linear_case(0.5, 1e-9)[0]), HALF)
    instant = TwoScaleModel(material(linear_case(0, 0)[0]), HALF)
    times = np.array([0.05, 0.5, 2.0]) * TAU
    assert residuals(model, times) == pytest.approx(residuals(instant, times), abs=2e-4)


def test_endlessly_slow_micro_scale_lets_the_macro_water_go_first():
    """R = (1-f) S(t/[(1-f) tau_M]) + f, then f S(t/tau_micro) (PHYSICS 9.4)."""
    f, r = 0.5, 1e5
    model = TwoScaleModel(material(linear_case(f, r)[0]), HALF)
    early = np.array([0.05, 0.2, 0.5]) * TAU
    # what has left the micro scale by then: 2 f sqrt(t / (pi tau_micro)) < 3e-3 f
    first = (1 - f) * slab_series(early / TAU / (1 - f)) + f
    assert residuals(model, early) == pytest.approx(first, abs=2e-3)
    late = np.array([0.1, 0.5, 1.0]) * r * TAU
    second = f * slab_series(late / TAU / r)
    assert residuals(model, late) == pytest.approx(second, abs=1e-3)


@SHAPES
def test_fast_pores_leave_the_micro_scale_alone(shape):
    """tau_M -> 0: R = f S(t / tau_micro) after an instant drop by 1 - f."""
    f, tau_micro = 0.7, 1e4
    pools = (Pool(f, tau_micro, shape),)
    model = TwoScaleModel(material(linear_coating(pools, 1.0, 1e-3)), 1e-3)
    times = np.array([0.05, 0.1, 0.3, 1.0]) * tau_micro
    expected = LinearCoil(1.0, pools).residual(times)
    assert residuals(model, times) == pytest.approx(expected, abs=1e-3)
    if shape == "slab":
        alone = f * slab_series(times / tau_micro)
        assert residuals(model, times) == pytest.approx(alone, abs=1e-3)


@pytest.mark.parametrize(("f", "r"), [(0.0, 0.0), (0.5, 10.0), (0.11, 17.0)])
def test_early_loss_grows_with_the_root_of_time(f, r):
    """1 - R = 2 sqrt((1-f) t / (pi tau_M)) for t << tau_M (PHYSICS 9.4)."""
    times = np.array([1e-3, 1e-2])
    lost = 1 - residuals(fine(f, r), times * TAU)
    _, answer = linear_case(f, r)
    assert lost == pytest.approx(1 - answer.residual(times * TAU), rel=2e-3)
    leading = 2 * np.sqrt((1 - f) * times / np.pi)
    assert lost[0] == pytest.approx(leading[0], rel=0.01)


def test_nearly_all_water_in_the_binder_leaves_as_the_power_three_quarters():
    """f -> 1: 1 - R = t^(3/4) / (Gamma(7/4) sqrt(tau_M) tau_micro^(1/4))."""
    f, r = 0.9999, 10.0
    coating, answer = linear_case(f, r, tau=1e7)
    model = TwoScaleModel(material(coating), HALF)
    times = np.array([0.05, 0.5, 5.0, 20.0]) * 1e7
    assert residuals(model, times) == pytest.approx(answer.residual(times), abs=1e-3)
    early = np.array([1e-2]) * 1e7
    law = (early / 1e7) ** 0.75 / (0.9190625268488832 * r**0.25)
    lost = 1 - residuals(fine(f, r, 1e7), early)
    assert lost == pytest.approx(law, rel=0.04)


@pytest.mark.parametrize(("f", "r"), [(0.0, 0.0), (0.5, 0.1), (0.11, 0.3)])
def test_last_water_leaves_at_the_slowest_rate(f, r):
    """ln R falls by sigma0^2 / tau_micro, (s2/r)(1-f+f tan s / s) = (pi/2)^2."""
    rate = np.pi**2 / 4 / TAU
    if f:
        root = brentq(
            lambda s: s**2 / r * (1 - f + f * np.tan(s) / s) - np.pi**2 / 4,
            1e-6,
            np.pi / 2 - 1e-9,
        )
        rate = root**2 / (r * TAU)
    start, end = residuals(fine(f, r, tolerance=1e-8), np.array([5.0, 6.0]) / rate)
    assert np.log(start / end) == pytest.approx(1.0, rel=2e-3)


# ------------------------------------------------------------------ moments


@TWO_SCALES
def test_mean_time_is_a_third_of_both_diffusion_times(f, r):
    """tau_M / 3 + f tau_micro / 3, and the second moment (PHYSICS 9.3)."""
    mean, second = moments(
        fine(f, r, tolerance=1e-8), TAU * (1 + f * r) / 3, TAU * (1 + r)
    )
    assert mean == pytest.approx(TAU * (1 / 3 + f * r / 3), rel=1e-3)
    expected = 4 / 15 + 4 / 15 * f * r**2 + 4 / 9 * f * r
    assert second == pytest.approx(TAU**2 * expected, rel=1e-3)


@SHAPES
def test_mean_time_knows_the_shape_of_the_micro_domains(shape):
    """f tau_micro / 3, / 8, / 15 for slab, cylinder, sphere; a film adds tau_M / Bi."""
    f, r, biot = 0.5, 1.0, 2.0
    coating, _ = linear_case(f, r, shape)
    film = Exchange(EDGE, film=biot * in_plane_diffusivity(coating) / HALF)
    part = {"slab": 3, "cylinder": 8, "sphere": 15}[shape]
    expected = TAU * (1 / 3 + f * r / part + 1 / biot)
    model = TwoScaleModel(material(coating), HALF, cells=48, modes=8, tolerance=1e-6)
    got = mean_time(model, expected, exchange=film)
    assert got == pytest.approx(expected, rel=1e-3)


# ------------------------------------------------------------------ symmetries


def test_uptake_mirrors_drying():
    coating, _ = linear_case(0.5, 1.0)
    model = TwoScaleModel(material(coating), HALF, tolerance=1e-7)
    humid = AirHistory.constant(ROOM, TRACE, PRESSURE)
    full = model.water(model.equilibrium(ROOM, TRACE))
    dry = model.equilibrium(ROOM, 0.0)
    for t in (0.05 * TAU, 0.5 * TAU, 2 * TAU):
        left = model.water(step(model, t).state)
        (out,) = model.advance([dry], [[Exposure(humid, 0.0, t, OPEN)]])[0]
        assert model.water(out.state) == pytest.approx(full - left, abs=2e-6 * full)


def test_all_times_scaled_leave_the_curve_unchanged():
    """Ten times the width and a hundredth of the binder's diffusivity: 100 times."""
    coating = linear_coating((Pool(0.5, TAU),))
    slow = linear_coating((Pool(0.5, 100 * TAU),), 100 * TAU, 10 * HALF)
    times = np.array([0.05, 0.3, 1.0, 3.0]) * TAU
    one = residuals(TwoScaleModel(material(coating), HALF), times)
    other = residuals(TwoScaleModel(material(slow), 10 * HALF), 100 * times)
    assert other == pytest.approx(one, rel=1e-9)


def test_profile_over_the_width_is_the_exact_one():
    coating, answer = linear_case(0.5, 1.0)
    model = TwoScaleModel(material(coating), HALF, cells=64, modes=8, tolerance=1e-6)
    start = model.equilibrium(ROOM, TRACE)
    edges = np.concatenate([[0.0], np.cumsum(model.cell_widths)])
    middles = 0.5 * (edges[1:] + edges[:-1]) / HALF
    for t in (0.1 * TAU, 0.5 * TAU):
        state = step(model, t).state
        expected = [answer.activity(x, t) for x in middles]
        assert state.macro / start.macro == pytest.approx(expected, abs=5e-4)


# ------------------------------------------------------------------ observed order


@ROWS
def test_macro_scale_converges_at_fourth_order(f, r):
    """Four-point fluxes: half the cell, a sixteenth of the error (at least 2^3.3)."""
    coating, answer = linear_case(f, r)
    errors = []
    for cells in (6, 12, 24):
        model = TwoScaleModel(
            material(coating), HALF, cells=cells, modes=12, tolerance=1e-9
        )
        # over three instants: at one alone the error may change its sign with the mesh
        times = np.array([0.1, 0.3, 1.0]) * TAU
        errors.append(np.linalg.norm(residuals(model, times) - answer.residual(times)))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all((orders > 3.3) & (orders < 5.0)), orders


@SHAPES
def test_micro_scale_converges_faster_than_any_order(shape):
    """Two more modes: less than a tenth of the error, until the time error is met."""
    pools = (Pool(0.9, 1e4, shape),)
    coating = linear_coating(pools, 1.0, 1e-3)
    time = np.array([500.0])

    def left(modes):
        model = TwoScaleModel(
            material(coating), 1e-3, cells=4, modes=modes, tolerance=1e-9
        )
        return residuals(model, time)[0]

    answer = left(12)
    assert answer == pytest.approx(LinearCoil(1.0, pools).residual(time)[0], abs=1e-4)
    errors = [abs(left(modes) - answer) for modes in (1, 3, 5, 7)]
    for coarse, refined in pairwise(errors):
        assert refined < max(0.1 * coarse, 1e-7)


def test_error_of_time_stays_below_the_tolerance():
    """Against the same mesh at a far smaller tolerance, early and late in a drying."""
    coating, _ = linear_case(0.5, 1.0)

    def model(tolerance):
        return TwoScaleModel(material(coating), HALF, tolerance=tolerance)

    best = model(1e-11)
    full = best.water(best.equilibrium(ROOM, TRACE))
    for t in (0.1 * TAU, 1.0 * TAU):
        truth = best.water(step(best, t).state)
        for tolerance in (1e-2, 1e-3, 1e-4, 1e-5):
            water = model(tolerance).water(step(model(tolerance), t).state)
            assert abs(water - truth) / full < tolerance


def test_error_of_time_falls_at_third_order():
    """The error falls as steps^-3 (SDIRK of order 3) where all else is smooth.

    The air dries out on a straight line, so that no front sends the walls' fluxes from
    fourth to second order and back: which they are is chosen anew in each step.
    """
    coating, _ = linear_case(0.5, 1.0)
    fade = AirHistory(
        np.array([0.0, TAU]),
        np.array([[ROOM, ROOM]]),
        np.array([[TRACE, 0.0]]),
        np.array([[101325.0, 101325.0]]),
    )

    def faded(tolerance):
        model = TwoScaleModel(material(coating), HALF, tolerance=tolerance)
        start = model.equilibrium(ROOM, TRACE)
        path = [Exposure(fade, 0.0, TAU, Exchange(EDGE))]
        outcome = model.advance([start], [path])[0][0]
        return outcome.steps, model.water(outcome.state)

    _, truth = faded(1e-12)
    runs = [faded(tolerance) for tolerance in (1e-4, 1e-5, 1e-6, 1e-7)]
    steps, errors = np.array([(n, abs(water - truth)) for n, water in runs]).T
    slope = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert -3.6 < slope < -2.6, (slope, steps, errors)


# ------------------------------------------------------------------ helpers


def in_plane_diffusivity(coating):
    return coating.in_plane_factor * diffusivity(
        ROOM, PRESSURE, 0.0, coating.pore_diameter, fuller("air")
    )


def fine(f, r, tau=TAU, tolerance=1e-6):
    coating, _ = linear_case(f, r, tau=tau)
    return TwoScaleModel(
        material(coating), HALF, cells=80, modes=10, tolerance=tolerance
    )


def step(model, duration, exchange=OPEN):
    """Outcome of drying from TRACE for `duration` [s]."""
    start = model.equilibrium(ROOM, TRACE)
    return model.advance([start], [[Exposure(DRY, 0.0, duration, exchange)]])[0][0]


def moments(model, mean, slowest, exchange=OPEN):
    """Integrals over all time of R and of 2 t R, Gauss-Legendre on panels in log t."""
    nodes, weights = np.polynomial.legendre.leggauss(5)
    ends = np.log(np.geomspace(1e-5 * mean, 8 * slowest, 14))
    half = 0.5 * np.diff(ends)
    x = (0.5 * (ends[1:] + ends[:-1])[:, None] + half[:, None] * nodes).ravel()
    times, w = np.exp(x), (half[:, None] * weights).ravel()
    left = residuals(model, times, exchange=exchange)
    # below the first panel R = 1 to a percent; beyond the last it is gone (e^-19)
    first = np.exp(ends[0])
    return first + w @ (times * left), w @ (2 * times**2 * left)


def mean_time(model, mean, exchange=OPEN):
    return moments(model, mean, 3 * mean, exchange)[0]


def test_saturation_pressure_of_the_oracle_is_that_of_water():
    """IAPWS: 3169.9 Pa at 25 degC; both sides of every comparison rest on it."""
    assert saturation(ROOM) == pytest.approx(3169.9, rel=1e-3)
