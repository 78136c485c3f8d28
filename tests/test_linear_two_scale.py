"""The published model, solved exactly, against independent answers."""

import math
from itertools import product

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_laplace import (
    after_step,
    finite_volumes,
    from_start,
    inverted,
    points_after_step,
)
from scipy.integrate import quad
from scipy.optimize import brentq

from models.linear_two_scale import (
    Boundary,
    LinearTwoScaleModel,
    Start,
    TransportParameters,
    residuals,
)
from models.sorption import MoistureState, Outcome
from scenarios.verification.modes import residual_by_modes, slab_series

EXACT = 1e-11  # of the change; the claim of LinearTwoScaleModel
RATIOS = (1e-4, 1e-2, 1.0, 1e2, 1e4)
SHARES = (0.0, 1e-3, 0.11, 0.5, 0.9, 1.0)
BIOTS = (0.1, 1.0, 10.0, 1000.0, math.inf)
DRY = Boundary.constant(0.0)


def model(f, r, biot=math.inf, tau=1.0):
    return LinearTwoScaleModel(tau, r * tau, f, biot)


def slowly(times, r):
    """What lasts as long as the slower scale."""
    return np.asarray(times) * max(1.0, r)


# ------------------------------------------------------------------ the oracle itself


@pytest.mark.parametrize(("f", "r"), [(0.5, 0.1), (0.5, 10.0), (0.11, 17.0)])
def test_oracle_agrees_with_another_inversion_and_with_the_modes(f, r):
    transforms = after_step(1.0, r, f)
    times = np.array([0.5, 1.0, 3.0])
    answer = [sum(inverted(transforms, t)[:2]) for t in times]
    for t, expected in zip(times, answer, strict=True):
        with mp.workdps(30):
            other = mp.invertlaplace(
                lambda p: sum(transforms(p)[:2]), t, method="dehoog", degree=30
            )
        assert float(other) == pytest.approx(expected, abs=1e-14)
    # 100 macro modes and 60 micro modes, the tail of the former by its limit
    assert residual_by_modes(times, f, r) == pytest.approx(answer, abs=1e-8)


# ------------------------------------------------------------------ after a step


@pytest.mark.parametrize("biot", BIOTS)
@pytest.mark.parametrize("r", RATIOS)
def test_both_scales_after_a_step_as_by_high_precision(r, biot):
    instants = np.array([1e-4, 1e-3, 1e-2, 0.1, 1.0, 5.0, 50.0])
    for n, f in enumerate(SHARES):
        case = model(f, r, biot)
        start = 3 * n + int(math.log10(r) + 4) // 2
        for t in instants[[start % 7, (start + 4) % 7]]:
            macro, micro, released = inverted(after_step(1.0, r, f, biot), t)
            assert case.shares(t) == pytest.approx((macro, micro), abs=EXACT)
            assert case.residual(t) == pytest.approx(macro + micro, abs=EXACT)
            assert case.released(t) == pytest.approx(released, abs=EXACT)


@pytest.mark.parametrize(("f", "r", "biot"), [(0.5, 10, 1.0), (1.0, 1e3, math.inf)])
def test_places_inside_after_a_step_as_by_high_precision(f, r, biot):
    case = model(f, r, biot)
    places, depths = np.array([0.0, 0.7, 1.0]), np.array([0.0, 0.9, 1.0])
    times = np.array([0.01, 2.0])
    macro = case.profile(times, places)
    micro = case.micro_profile(times, places, depths)
    assert macro.shape == (2, 3)
    assert micro.shape == (2, 3, 3)
    for (i, t), (j, z), (k, x) in product(*map(enumerate, (times, places, depths))):
        c, q = inverted(points_after_step(1.0, r, f, z, x, biot), t)
        assert macro[i, j] == pytest.approx(c, abs=EXACT)
        assert micro[i, j, k] == pytest.approx(q, abs=EXACT)


@pytest.mark.parametrize(
    ("f", "r", "biot"),
    [(0.0, 1.0, math.inf), (0.5, 10, 1.0), (1e-2, 1e4, math.inf), (1.0, 0.1, 10.0)],
)
def test_what_is_left_keeps_its_digits_while_it_decays(f, r, biot):
    """To 1e-25 or so by the inversion, with enough terms for 60 digits."""
    for t in slowly([5.0, 20.0], r if f else 1.0):
        expected = sum(inverted(after_step(1.0, r, f, biot), t, terms=100)[:2])
        answer = model(f, r, biot).residual(t)
        assert answer == pytest.approx(expected, rel=1e-10, abs=0)


def test_what_is_left_decays_at_the_slowest_rate_to_the_end():
    """To 1e-190, so late that the modes left out of the sum have long gone."""
    for f, r, times in [(0.0, 1.0, [50.0, 175.0]), (0.5, 0.1, [50.0, 170.0])]:
        expected = residual_by_modes(times, f, r)
        assert model(f, r).residual(times) == pytest.approx(expected, rel=1e-12, abs=0)


def test_what_has_left_keeps_its_digits_at_the_beginning():
    for f, r, biot in [(0.5, 10, math.inf), (1.0, 1.0, math.inf), (0.5, 0.1, 1.0)]:
        case = model(f, r, biot)
        for t in (1e-14, 1e-8, 1e-3):
            expected = inverted(after_step(1.0, r, f, biot), t)[2]
            assert case.released(t) == pytest.approx(expected, rel=1e-11, abs=0)


def test_time_zero_is_the_start():
    case = model(0.3, 5.0)
    assert case.shares(0.0) == (0.7, 0.3)
    assert case.residual(np.zeros((2, 1))).tolist() == [[1.0], [1.0]]
    assert case.released(0.0) == 0.0
    assert case.profile(0.0, [0.0, 1.0]).tolist() == [1.0, 1.0]
    assert case.micro_profile(0.0, 0.5, 1.0) == 1.0


def test_scales_add_up_to_the_last_bit():
    times = np.geomspace(1e-5, 1e3, 200)
    for f, r in [(0.5, 10), (0.11, 17), (1.0, 0.1)]:
        macro, micro = model(f, r).shares(times)
        assert (macro + micro == model(f, r).residual(times)).all()


def test_batch_gives_what_each_model_gives_alone():
    rows = np.array([[1, 10, 0.5, math.inf], [2, 1, 0, 1], [0, 3, 1, 5], [1, 1, 1, 0]])
    times = np.tile([0.0, 0.01, 1.0, 30.0], (4, 1))
    out = np.empty_like(times)
    residuals(rows.astype(float), times, out)
    for row, at, answer in zip(rows, times, out, strict=True):
        assert (LinearTwoScaleModel(*row).residual(at) == answer).all()


# ------------------------------------------------------------------ known numbers


FALLS = {  # t / tau_macro at which 1/2, 3/10, 1/10, 1/20 and 1/100 are left; derived
    (0.5, 10): (0.409172, 1.714221, 6.280509, 9.191400, 15.951982),
    (0.5, 1): (0.281442, 0.582989, 1.284338, 1.736054, 2.794338),
    (0.5, 0.1): (0.207102, 0.419615, 0.883970, 1.177120, 1.857794),
    (0.11, 17): (0.219276, 0.467475, 1.389263, 4.642357, 15.772002),
    (0.11, 1): (0.211027, 0.433222, 0.943727, 1.283529, 2.102969),
}


@pytest.mark.parametrize(("f", "r"), FALLS)
def test_curve_falls_to_each_share_at_its_time(f, r):
    """The times from inverting the transform with 40 digits."""
    case = model(f, r)
    times = [
        brentq(lambda t, left=left: case.residual(t) - left, 0.1, 20)
        for left in (0.5, 0.3, 0.1, 0.05, 0.01)
    ]
    assert times == pytest.approx(FALLS[f, r], abs=6e-7)


@pytest.mark.parametrize(
    ("f", "r", "biot"),
    [
        (0.5, 10, math.inf),
        (0.11, 17, 2.0),
        (1, 1, math.inf),
        (0, 0, 0.3),
        (0.9, 1e-3, 5),
    ],
)
def test_moments_of_the_curve_are_those_of_the_transform(f, r, biot):
    """Integrals of R and of 2 t R; the second without film as derived from H."""
    case = model(f, r, biot)
    end = 40 * case.mean_time * 3
    first = quad(case.residual, 0, 1, epsabs=1e-12, limit=300)[0]
    first += quad(case.residual, 1, end, epsabs=1e-12, limit=300)[0]
    assert first == pytest.approx(case.mean_time, rel=1e-9)
    assert case.mean_time == pytest.approx(1 / 3 + f * r / 3 + 1 / biot)
    if biot == math.inf:
        second = quad(lambda t: 2 * t * case.residual(t), 0, end, limit=300)[0]
        expected = 4 / 15 + 4 / 15 * f * r**2 + 4 / 9 * f * r
        assert second == pytest.approx(expected, rel=1e-9)


# ------------------------------------------------------------------ limits


def test_one_scale_alone_is_the_slab_series():
    times = np.geomspace(1e-3, 5, 40)
    slab = slab_series(times)
    only_macro = LinearTwoScaleModel(1.0, 123.0, 0.0)
    at_once = LinearTwoScaleModel(1.0, 0.0, 0.7)
    only_micro = LinearTwoScaleModel(0.0, 1.0, 1.0)
    part_micro = LinearTwoScaleModel(0.0, 1.0, 0.3)
    for case in (only_macro, at_once, only_micro):
        assert case.residual(times) == pytest.approx(slab, abs=1e-12)
    assert part_micro.residual(times) == pytest.approx(0.3 * slab, abs=1e-12)
    assert (part_micro.shares(times)[0] == 0.0).all()


def test_both_scales_at_once_leave_nothing():
    empty = LinearTwoScaleModel(0.0, 0.0, 0.5)
    assert empty.residual([0.0, 1e-9]).tolist() == [1.0, 0.0]
    assert empty.released([0.0, 1e-9])[1] == pytest.approx(1.0, abs=1e-13)
    assert empty.mean_time == 0.0


def test_fast_binder_disappears_in_proportion_to_its_time():
    """As r falls, the distance to the macro scale alone falls with it."""
    times = np.array([0.2, 0.5, 1.0])
    gaps = [
        model(0.5, r).residual(times) - slab_series(times) for r in (1e-2, 1e-3, 1e-4)
    ]
    assert gaps[0] / gaps[1] == pytest.approx(10, rel=0.02)
    assert gaps[1] / gaps[2] == pytest.approx(10, rel=0.002)


def test_slow_binder_first_lets_the_macro_pool_go_and_then_its_own():
    f, r = 0.4, 1e8
    early, late = np.array([0.05, 0.2, 0.6]), np.array([0.05, 0.2, 1.0]) * r
    macro, micro = model(f, r).shares(early)
    # the pool of 1 - f alone has the time (1 - f) tau_macro
    own_time = (1 - f) * slab_series(early / (1 - f))
    assert macro == pytest.approx(own_time, abs=1e-4)  # sqrt(1 / r)
    assert micro == pytest.approx(np.full(3, f), abs=1e-4)
    expected = f * slab_series(late / r)
    assert model(f, r).residual(late) == pytest.approx(expected, abs=1e-7)


def test_early_laws():
    """2 sqrt((1 - f) t / (pi tau_macro)); f = 1: t^(3/4) / Gamma(7/4) and so on."""
    t = 1e-12
    for f in (0.0, 0.5, 0.9):
        expected = 2 * math.sqrt((1 - f) * t / math.pi)
        assert model(f, 10).released(t) == pytest.approx(expected, rel=1e-4)
    expected = t**0.75 / (math.gamma(1.75) * 10**0.25)
    assert model(1.0, 10).released(t) == pytest.approx(expected, rel=1e-5)
    # tau_micro << t << tau_macro: the binder follows, all water counts
    expected = 2 * math.sqrt(1e-4 / math.pi)
    assert model(0.5, 1e-8).released(1e-4) == pytest.approx(expected, rel=1e-3)


def test_regime_is_that_of_an_exposure():
    state = MoistureState(np.zeros(1), np.zeros((1, 0)), 298.0)
    times = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.5), (0.0, 0.0, 0.5)]
    times += [(1.0, r, 0.5) for r in (0.19, 0.21, 19.9, 20.1)]
    answers = [LinearTwoScaleModel(*case).regime for case in times]
    assert answers == [
        Outcome(state, 0.0, *case, biot=math.inf, steps=1).regime for case in times
    ]
    assert answers[3:] == ["macro-limited", "mixed", "mixed", "micro-limited"]


# ------------------------------------------------------------------ symmetries

numbers = st.floats(1e-4, 1e4)
fractions = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0))
films = st.one_of(st.just(math.inf), st.floats(1e-3, 1e4))
# between neighbours in one of the numbers the answer may move by its round-off
NOISE = 1e-13


@given(f=fractions, r=numbers, biot=films, t=st.floats(0, 50), longer=st.floats(0, 50))
@settings(max_examples=200, deadline=None)
def test_what_is_left_is_a_fraction_and_only_falls(f, r, biot, t, longer):
    t, longer = (0.0 if x < 1e-12 else x for x in (t, longer))
    case = model(f, r, biot)
    now, later = case.residual(t), case.residual(t + longer)
    assert -NOISE <= later <= now + NOISE
    assert now <= 1 + NOISE
    assert case.released(t) + now == pytest.approx(1.0, abs=1e-12)


@given(f=fractions, r=numbers, biot=films, t=st.floats(1e-4, 50), more=st.floats(1, 10))
@settings(max_examples=200, deadline=None)
def test_more_resistance_leaves_more(f, r, biot, t, more):
    here = model(f, r, biot).residual(t)
    assert model(f, r * more, biot).residual(t) >= here - NOISE
    assert model(f, r, biot / more).residual(t) >= here - NOISE
    assert model(f, r, biot, tau=more).residual(t) >= here - NOISE
    assert model(min(1.0, f * more), r, biot).residual(t) >= here - NOISE


@given(f=fractions, r=numbers, scale=st.floats(1e-6, 1e6), t=st.floats(1e-4, 50))
@settings(max_examples=100, deadline=None)
def test_scaling_all_times_leaves_the_curve_alone(f, r, scale, t):
    scaled = model(f, r, tau=scale).residual(t * scale)
    assert scaled == pytest.approx(model(f, r).residual(t), abs=1e-12)


def test_taking_up_mirrors_giving_off():
    case, times = model(0.3, 5.0), np.geomspace(1e-3, 50, 30)
    off = case.curve(times, Start.uniform(700.0), Boundary.constant(100.0))
    on = case.curve(times, Start.uniform(100.0), Boundary.constant(700.0))
    for name in ("water", "macro", "micro"):
        whole = {"water": 800.0, "macro": 0.7 * 800.0, "micro": 0.3 * 800.0}[name]
        total = getattr(off, name) + getattr(on, name)
        assert total == pytest.approx(np.full(30, whole), rel=1e-13)
    assert off.water == pytest.approx(100 + 600 * case.residual(times), rel=1e-14)


def test_closed_coil_keeps_its_water():
    case = LinearTwoScaleModel(1.0, 2.0, 0.3, biot=0.0)
    assert case.mean_time == math.inf
    assert case.residual([0.0, 5.0, 1e6]).tolist() == [1.0, 1.0, 1.0]
    assert case.released([0.0, 5.0, 1e6]).tolist() == [0.0, 0.0, 0.0]
    assert case.profile(7.0, [0.0, 1.0]).tolist() == [1.0, 1.0]
    start = Start(
        [0.0, 0.4, 1.0], [5.0, 1.0, 0.0], [[0.0, 4.0], [9.0, 9.0], [1.0, 2.0]], [0, 1]
    )
    steps = Boundary([0.0, 1.0], [50.0, 7.0])
    curve = case.curve([0.0, 0.1, 3.0, 1e3], start, steps)
    mean = 0.7 * start.means[0] + 0.3 * start.means[1]
    assert curve.water == pytest.approx(np.full(4, mean), rel=1e-12)
    assert curve.macro[-1] == pytest.approx(0.7 * mean, rel=1e-11)


# ------------------------------------------------------------------ profiles


@pytest.mark.parametrize("biot", [0.5, math.inf])
def test_profiles_have_the_means_that_are_left(biot):
    case = model(0.4, 3.0, biot)
    nodes, weights = np.polynomial.legendre.leggauss(30)
    nodes, weights = (nodes + 1) / 2, weights / 2
    for t in (0.05, 1.0, 10.0):
        macro, micro = case.shares(t)
        inside = case.micro_profile(t, nodes, nodes)
        assert 0.6 * weights @ case.profile(t, nodes) == pytest.approx(macro, rel=1e-12)
        assert 0.4 * weights @ inside @ weights == pytest.approx(micro, rel=1e-12)
        assert inside @ weights == pytest.approx(case.micro_mean(t, nodes), rel=1e-12)
        wall = case.micro_profile(t, nodes, 1.0)
        assert wall == pytest.approx(case.profile(t, nodes), rel=1e-14)


def test_water_leaves_as_fast_as_the_gradient_at_the_edge_lets_it():
    """d(residual)/dt = dc/dz(1) / tau_macro, and biot c(1) with a film."""
    t, dt, dz = 0.3, 1e-4, 1e-4
    for case in (model(0.5, 10), model(0.5, 10, 2.0)):
        rate = (case.residual(t + dt) - case.residual(t - dt)) / (2 * dt)
        c = case.profile(t, 1 - dz * np.arange(5))
        slope = (25 * c[0] - 48 * c[1] + 36 * c[2] - 16 * c[3] + 3 * c[4]) / (12 * dz)
        assert slope == pytest.approx(rate, rel=1e-6)
        if case.biot < math.inf:
            assert slope == pytest.approx(-case.biot * c[0], rel=1e-9)
        else:
            assert c[0] == 0.0


# ------------------------------------------------------------------ any start

KINKED = Start(
    places=[0.0, 0.3, 1.0],
    macro=[1.0, 3.0, 0.0],
    micro=[[2.0, 5.0, 1.0], [0.0, 1.0, 4.0], [3.0, 3.0, 0.0]],
    depths=[0.0, 0.6, 1.0],
)


@pytest.mark.parametrize(
    ("f", "r", "biot", "t"),
    [
        (0.5, 10.0, math.inf, 0.5),
        (0.11, 1e4, 1.0, 0.5),
        (1.0, 1.0, 1e3, 1e-3),
        (0.9, 1e-4, math.inf, 1e-3),
    ],
)
def test_any_start_as_by_quadrature_and_high_precision(f, r, biot, t):
    transforms = from_start(
        1.0, r, f, KINKED.places, KINKED.macro, KINKED.depths, KINKED.micro, biot
    )
    curve = model(f, r, biot).curve(t, KINKED, DRY)
    macro, micro = inverted(transforms, t, terms=24)
    assert (curve.macro, curve.micro) == pytest.approx((macro, micro), abs=1e-12)


def test_start_far_from_equilibrium_in_a_staircase_as_by_finite_volumes():
    """The pores empty, the binder full; the error of the volumes falls as 1 / n^2."""
    f, r, biot = 0.6, 2.0, 8.0
    steps = [(0.0, 0.2), (0.1, 1.5), (0.4, 0.0)]
    times = np.array([0.5, 1.0, 4.0])
    start = Start([0, 1], [0.0, 0.0], [[1.0, 3.0], [0.0, 2.0]], [0, 1])
    boundary = Boundary(*zip(*steps, strict=True))
    exact = model(f, r, biot).curve(times, start, boundary)
    coarse, fine = (
        finite_volumes(
            times,
            1.0,
            r,
            f,
            cells,
            lambda z: 0 * z,
            lambda z, x: (1 + 2 * x) * (1 - z) + 2 * x * z,
            steps,
            biot,
        )
        for cells in (14, 28)
    )
    answer = np.array([exact.macro, exact.micro])
    assert (coarse - answer) / (fine - answer) == pytest.approx(
        np.full((2, 3), 4.0), abs=0.2
    )
    assert (4 * fine - coarse) / 3 == pytest.approx(answer, abs=1e-5)


def test_scales_apart_settle_on_their_common_content():
    """Pores empty, binder full, edge closed: f of it remains everywhere."""
    case = LinearTwoScaleModel(1.0, 3.0, 0.25, biot=0.0)
    curve = case.curve([0.0, 100.0], Start.uniform(0.0, 8.0), DRY)
    assert curve.micro == pytest.approx([2.0, 0.5], rel=1e-11)
    assert curve.macro == pytest.approx([0.0, 1.5], rel=1e-11)


def test_start_given_on_nodes_is_the_start_given_at_once():
    """A uniform start is not known as such on nodes that move by less than 1e-15."""
    times = np.geomspace(1e-3, 20, 20)
    places = np.linspace(0, 1, 7)
    values = 5.0 + 1e-14 * (-1.0) ** np.arange(7)
    for biot in (math.inf, 1.0):
        case = model(0.4, 30.0, biot)
        uneven = case.curve(times, Start(places, values), DRY)
        even = case.curve(times, Start.uniform(5.0), DRY)
        assert uneven.water == pytest.approx(even.water, abs=1e-12)
        same = Start(places, values, np.tile(values[:, None], (1, 4)), [0, 0.1, 0.7, 1])
        assert case.curve(times, same, DRY).micro == pytest.approx(
            even.micro, abs=1e-12
        )


def test_many_thin_pieces_lose_no_digits():
    """A straight line on 2 nodes or on 401 is the same start."""
    times = np.geomspace(1e-4, 50, 20)
    few = Start([0, 1], [4.0, 1.0], [[3.0, 2.0], [1.0, 0.0]], [0, 1])
    z, x = np.linspace(0, 1, 401) ** 2, np.linspace(0, 1, 41) ** 2
    micro = (3 - x) * (1 - z[:, None]) + (1 - x) * z[:, None]
    many = Start(z, 4 - 3 * z, micro, x)
    for f, r in [(0.5, 10), (0.9, 1e-4), (0.11, 1e4)]:
        expected = model(f, r).curve(times, few, DRY)
        answer = model(f, r).curve(times, many, DRY)
        assert answer.macro == pytest.approx(expected.macro, abs=5e-12)
        assert answer.micro == pytest.approx(expected.micro, abs=5e-12)


def test_step_may_be_split_in_two():
    times = np.geomspace(1e-2, 20, 20)
    case, start = model(0.5, 10, 3.0), Start([0, 0.5, 1], [1.0, 5.0, 2.0])
    whole = case.curve(times, start, Boundary([0.0, 0.7], [0.0, 9.0]))
    split = case.curve(times, start, Boundary([0.0, 0.5, 0.7, 1.0], [0, 0, 9, 9]))
    assert (split.water == whole.water).all()
    halves = [
        case.curve(times, Start.uniform(0.0), Boundary([0.0, 0.7], [0.0, rise])).water
        for rise in (4.0, 5.0)
    ]
    alone = case.curve(times, start, Boundary.constant(0.0)).water
    assert alone + sum(halves) == pytest.approx(whole.water, abs=1e-12)


def test_curve_goes_on_from_its_own_profile():
    """A profile on 1/n nodes is known to 1 / n^2, and so is the curve from there."""
    case, pause = model(0.5, 2.0), 0.2
    times = np.array([0.01, 0.1, 1.0, 5.0])
    expected = case.shares(pause + times)
    errors = []
    for n in (20, 40, 80):
        nodes = np.linspace(0, 1, n + 1)
        start = Start(
            nodes,
            case.profile(pause, nodes),
            case.micro_profile(pause, nodes, nodes),
            nodes,
        )
        curve = case.curve(times, start, DRY)
        gap = np.abs(np.array([curve.macro, curve.micro]) - expected)
        errors.append(gap.max())
    assert errors[2] < 5e-5
    assert np.log2(np.array(errors[:-1]) / errors[1:]) == pytest.approx(2, abs=0.05)


def test_staircase_adds_up_from_time_zero():
    """Each rise is a step of its own; before its instant it has done nothing."""
    case, steps = model(0.3, 4.0), Boundary([0.0, 1.0, 3.0], [2.0, 8.0, 5.0])
    times = np.array([0.0, 0.5, 1.0, 2.0, 3.5, 500.0])
    curve = case.curve(times, Start.uniform(6.0), steps)
    expected = 6 - 4 * case.released(times)
    expected += 6 * np.where(times > 1, case.released(np.maximum(times - 1, 0)), 0)
    expected -= 3 * np.where(times > 3, case.released(np.maximum(times - 3, 0)), 0)
    assert curve.water == pytest.approx(expected, abs=1e-11)
    assert curve.water[-1] == 5.0
    assert (curve.macro + curve.micro == curve.water).all()
    assert case.curve(2.0, Start.uniform(6.0), steps).water == curve.water[3]


def test_pores_without_water_follow_the_outside_at_once():
    """tau_macro = 0: the instant itself still has the water from before."""
    case = LinearTwoScaleModel(0.0, 1.0, 0.5)
    steps = Boundary([0.0, 2.0], [0.0, 4.0])
    curve = case.curve([0.0, 2.0, 2.0 + 1e-9], Start.uniform(1.0, 3.0), steps)
    assert curve.macro == pytest.approx([0.5, 0.0, 2.0], abs=1e-12)
    assert curve.micro[0] == 1.5


# ------------------------------------------------------------------ parameters

PAPER = {
    "macro_fraction": 0.96,
    "porosity": 0.5,
    "K_macro": 0.01,
    "K_micro": 2.0,
    "D_macro": 1.2e-5,
    "D_micro": 1e-16,
    "s_macro": 0.02,
    "s_micro": 1e-6,
}


def test_paper_parameters_and_diffusion_times_say_the_same():
    case = LinearTwoScaleModel.from_parameters(**PAPER, biot=4.0)
    held, bound = 0.96 * (0.5 * 0.01 + 0.5), 0.04 * 2.0
    assert case.tau_macro == pytest.approx(
        (held + bound) * 0.02**2 / (0.96 * 0.5 * 0.01 * 1.2e-5), rel=1e-14
    )
    assert case.tau_micro == pytest.approx(1e4, rel=1e-14)
    assert case.micro_share == pytest.approx(bound / (held + bound), rel=1e-14)
    assert case.parameters == TransportParameters(**PAPER)
    by_times = LinearTwoScaleModel(case.tau_macro, case.tau_micro, case.micro_share, 4)
    times = np.geomspace(1, 1e6, 10)
    assert (by_times.residual(times) == case.residual(times)).all()


def test_paper_model_case_shares_its_water_equally():
    """Phi = 1/2, both sorption constants 1: f = 1/2 for any porosity (Fig. 4)."""
    for porosity in (0.2, 0.5, 0.9):
        numbers = PAPER | {"macro_fraction": 0.5, "K_macro": 1, "K_micro": 1}
        numbers["porosity"] = porosity
        case = LinearTwoScaleModel.from_parameters(**numbers)
        assert case.micro_share == pytest.approx(0.5, rel=1e-15)


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((-1.0, 1.0, 0.5), "tau_macro is -1.0 s; it is 0 or 1e-30 to 1e+30 s"),
        ((1.0, math.nan, 0.5), "tau_micro is nan s; it is 0 or"),
        ((1.0, math.inf, 0.5), "tau_micro is inf s; it is 0 or"),
        ((1.0, 1.0, 11.0), "micro_share is 11.0; it is a fraction of the water"),
        ((1.0, 1.0, math.nan), "micro_share is nan; it is a fraction"),
        ((1.0, 1.0, 0.5, -2.0), "biot is -2.0; it is 0 (closed)"),
        ((1.0, 1.0, 0.5, math.nan), "biot is nan; it is 0 (closed)"),
    ],
)
def test_number_out_of_range_is_named(numbers, says):
    with pytest.raises(ValueError) as caught:
        LinearTwoScaleModel(*numbers)
    assert says in str(caught.value)


def test_all_numbers_out_of_range_are_named_at_once():
    with pytest.raises(ValueError) as caught:
        LinearTwoScaleModel(-1.0, -2.0, 3.0, -4.0)
    assert len(str(caught.value).splitlines()) == 4
    wrong = {"macro_fraction": 0.0, "porosity": 1.5, "K_macro": 0.0, "K_micro": -1.0}
    wrong |= {"D_macro": math.nan, "D_micro": 0.0, "s_macro": -1.0, "s_micro": math.inf}
    with pytest.raises(ValueError) as caught:
        LinearTwoScaleModel.from_parameters(**wrong)
    lines = str(caught.value).splitlines()
    assert {line.split()[0] for line in lines} == set(wrong)
    assert "s_macro is -1.0 m; it is a finite number above 0" in lines


def test_parameters_that_mean_other_times_are_refused():
    with pytest.raises(ValueError, match="use from_parameters"):
        LinearTwoScaleModel(1.0, 1e4, 0.1, parameters=TransportParameters(**PAPER))


@pytest.mark.parametrize("time", [-1.0, math.nan, math.inf, 1e-31])
def test_time_out_of_range_is_named(time):
    case = model(0.5, 10)
    for ask in (
        case.residual,
        case.released,
        lambda t: case.profile(t, 0.5),
        lambda t: case.curve(t, KINKED, DRY),
    ):
        with pytest.raises(ValueError, match=f"a time is {time} s; times are 0"):
            ask([1.0, time])


def test_places_outside_the_coil_are_refused():
    with pytest.raises(ValueError, match=r"places contains 20\.0"):
        model(0.5, 10).profile(1.0, [0.0, 20.0])
    with pytest.raises(ValueError, match=r"depths contains -0\.1"):
        model(0.5, 10).micro_profile(1.0, 0.0, -0.1)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Start([0, 1], [1.0]), "macro has shape (1,)"),
        (lambda: Start([0, 0.5], [1, 1]), "places goes from 0 to 0.5"),
        (lambda: Start([0, 0.5, 0.5, 1], [1, 1, 1, 1]), "rise strictly"),
        (lambda: Start([0, 1], [1, math.nan]), "macro contains nan"),
        (lambda: Start([0, 1], [1, 1], [[1, 1], [1, 1]]), "micro has depths too"),
        (lambda: Start([0, 1], [1, 1], depths=[0, 1]), "depths has micro too"),
        (lambda: Start([0, 1], [1, 1], [[1, 1]], [0, 1]), "micro has shape (1, 2)"),
        (lambda: Boundary([0.5, 1], [1, 1]), "begins at 0 s"),
        (lambda: Boundary([0, 2, 1], [1, 1, 1]), "instants rise strictly"),
        (lambda: Boundary([0, 1], [1]), "values has shape (1,)"),
        (lambda: Boundary([0], [math.inf]), "values contains inf"),
    ],
)
def test_bad_start_or_boundary_is_refused(make, says):
    with pytest.raises(ValueError) as caught:
        make()
    assert says in str(caught.value)
