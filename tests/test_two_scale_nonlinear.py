"""The two-scale solver against an independent one, where nothing is linear."""

from functools import cache
from math import exp, inf, nan, sqrt

import numpy as np
import pytest
from oracle_linear import LinearCoil, Pool
from oracle_scanning import scanned
from two_scale_cases import (
    DRY,
    HALF,
    OPEN,
    PRESSURE,
    ROOM,
    TAU,
    TRACE,
    linear_coating,
    material,
)
from two_scale_hard import ANODE, CATHODE, LIVES, POWER, SLOW_ANODE, cut, humid, still

from models import isotherms
from models.gas_diffusion import fuller_coefficient
from models.isotherms import Henry, Hysteresis
from models.material import Component
from models.sorption import (
    EDGE,
    FACE,
    SEALED,
    AirHistory,
    Exchange,
    Exposure,
    MoistureState,
    SolverError,
)
from models.two_scale import TwoScaleModel
from models.units import DAY, HOUR, kelvin
from scenarios.verification.coating import (
    GAB,
    HENRY,
    WATER,
    Coating,
    Domain,
    R,
    Term,
    diffusivity,
    fuller,
)
from scenarios.verification.lines import LinesModel, reference, saturation

EACH_LIFE = pytest.mark.parametrize("name", LIVES)


# ------------------------------------------------------------------ the oracle itself


@pytest.mark.parametrize("gas", ["air", "nitrogen", "argon"])
def test_both_know_the_same_free_diffusivity(gas):
    assert fuller_coefficient(gas) == pytest.approx(fuller(gas), rel=1e-5)


@pytest.mark.parametrize("shape", ["slab", "cylinder", "sphere"])
def test_lines_meet_the_exact_linear_solution(shape):
    pools = (Pool(0.5, TAU, shape), Pool(0.1, 10 * TAU, "slab"))
    times = (0.05 * TAU, 0.5 * TAU, 2 * TAU)
    water, doubt = reference(
        linear_coating(pools), HALF, (ROOM, TRACE), cut(DRY, times, OPEN)
    )
    exact = LinearCoil(TAU, pools).residual(np.array(times))
    assert water[1:] / water[0] == pytest.approx(exact, abs=3e-5)
    assert np.all(doubt < 1e-4 * water[0])


# ------------------------------------------------------------------ eight hard lives


@cache
def truth(name):
    life = LIVES[name]
    return reference(
        life.coating,
        life.half_width,
        life.start,
        life.exposures,
        life.cells,
        life.shells,
    )


def errors(name, **settings):
    """Error after each exposure, per change of water since the start of the life."""
    life = LIVES[name]
    model = TwoScaleModel(material(life.coating), life.half_width, **settings)
    start = model.equilibrium(*life.start)
    outcomes = model.advance([start], [life.exposures])[0]
    water, doubt = truth(name)
    change = np.maximum.accumulate(np.abs(water[1:] - water[0]))
    assert model.water(start) == pytest.approx(water[0], rel=1e-10)
    assert np.all(doubt[1:] < 1e-4 * change)
    got = np.array([model.water(o.state) for o in outcomes])
    return np.abs(got - water[1:]) / change


@EACH_LIFE
def test_default_solver_agrees_with_the_independent_one(name):
    assert np.all(errors(name) < 2e-3)


@EACH_LIFE
def test_refined_solver_agrees_closer_still(name):
    assert np.all(errors(name, cells=40, modes=10, tolerance=1e-6) < 2e-4)


def test_web_leaves_with_the_profile_inside_its_binder_right():
    """After 3 s in the dry room: surface of the binder dry, its middle not yet."""
    life = LIVES["web from humid hall to dry room"]
    model = TwoScaleModel(material(SLOW_ANODE), 0.125, tolerance=1e-6, modes=12)
    lines = LinesModel(SLOW_ANODE, 0.125, 1, 80)
    air = life.exposures[0].air
    exposure = Exposure(air, 0.0, 20.0, Exchange(FACE, film=5e-3))
    state = model.advance([model.equilibrium(*life.start)], [[exposure]])[0][0].state
    expected = lines.advance(lines.equilibrium(*life.start), exposure)
    assert model.water(state) == pytest.approx(lines.water(expected), rel=1e-3)
    (macro,) = lines.macro(expected)
    assert state.macro == pytest.approx(np.full_like(state.macro, macro), rel=3e-3)


# ------------------------------------------------------------------ what is reported


def plain_coating(**changes):
    """GAB and Henry water; the pores so fine that their diffusivity is Knudsen's."""
    numbers = {
        "thickness": 60e-6,
        "density": 1500.0,
        "porosity": 0.4,
        "pore_diameter": 1e-10,
        "in_plane_factor": 0.2,
        "through_plane_factor": 0.1,
        "macro": ((0.9, (Term(GAB, 4e-4, 10.0, 0.75),)),),
        "micro": (Domain(0.1, (Term(GAB, 5e-3, 8.0, 0.9),), "slab", 1e-6, 1e-15),),
    }
    return Coating(**(numbers | changes))


def by_hand(coating, temperature, before, after):
    """Storage S [-], water share f and pore diffusivity between two activities."""

    def gab(xm, c, k, a):
        return xm * c * k * a / ((1 - k * a) * (1 - k * a + c * k * a))

    c_sat = saturation(temperature) * WATER / (R * temperature)
    step = after - before
    pores = coating.porosity * c_sat * step
    macro = 1500.0 * 0.9 * (gab(4e-4, 10, 0.75, after) - gab(4e-4, 10, 0.75, before))
    micro = 1500.0 * 0.1 * (gab(5e-3, 8, 0.9, after) - gab(5e-3, 8, 0.9, before))
    total = pores + macro + micro
    knudsen = 1e-10 / 3 * sqrt(8 * R * temperature / (np.pi * WATER))
    return total / (c_sat * step), micro / total, knudsen


@pytest.mark.parametrize("before", [0.7, 0.10001])
def test_reported_times_are_secants_between_coil_and_air(before):
    """Edge: S s2 / D_e, Bi = k_e s / D_e; at equal activity the tangent (PHYSICS 0)."""
    after, half_width = 0.1, 0.02
    coating = plain_coating()
    storage, share, d = by_hand(coating, ROOM, before, after)
    model = TwoScaleModel(material(coating), half_width)
    start = model.equilibrium(ROOM, before * saturation(ROOM))
    film = 3.0 * 0.2 * d / half_width
    air = AirHistory.constant(ROOM, after * saturation(ROOM), PRESSURE)
    exposure = Exposure(air, 0.0, HOUR, Exchange(EDGE, film=film))
    (outcome,) = model.advance([start], [[exposure]])[0]
    assert outcome.tau_macro == pytest.approx(storage * half_width**2 / (0.2 * d), 1e-3)
    assert outcome.micro_share == pytest.approx(share, rel=1e-3)
    assert outcome.tau_micro == pytest.approx(1e-12 / 1e-15, rel=1e-6)
    assert outcome.biot == pytest.approx(3.0, rel=1e-3)


def test_reported_times_of_a_sheet_put_a_third_of_both_into_its_mean_time():
    """Face: tau_macro = 3 S h / k_f, 1/k_f = 1/beta + h / (3 D_e)."""
    coating = plain_coating()
    storage, share, d = by_hand(coating, ROOM, 0.6, 0.2)
    model = TwoScaleModel(material(coating), 0.1)
    start = model.equilibrium(ROOM, 0.6 * saturation(ROOM))
    air = AirHistory.constant(ROOM, 0.2 * saturation(ROOM), PRESSURE)
    exposure = Exposure(air, 0.0, HOUR, Exchange(FACE, film=4e-3))
    (outcome,) = model.advance([start], [[exposure]])[0]
    h = coating.thickness
    tau = 3 * storage * h * (1 / 4e-3 + h / (3 * 0.1 * d))
    assert outcome.tau_macro == pytest.approx(tau, rel=1e-3)
    assert outcome.micro_share == pytest.approx(share, rel=1e-3)


def test_equal_activity_reports_the_tangent():
    coating = plain_coating()
    a = 0.3
    storage, share, d = by_hand(coating, ROOM, a * (1 - 1e-6), a * (1 + 1e-6))
    model = TwoScaleModel(material(coating), 0.02)
    p_w = a * float(saturation(ROOM))
    exposure = Exposure(AirHistory.constant(ROOM, p_w, PRESSURE), 0.0, HOUR, OPEN)
    (outcome,) = model.advance([model.equilibrium(ROOM, p_w)], [[exposure]])[0]
    assert outcome.tau_macro == pytest.approx(storage * 0.02**2 / (0.2 * d), rel=1e-3)
    assert outcome.micro_share == pytest.approx(share, rel=1e-3)
    assert outcome.biot == inf


@pytest.mark.parametrize(
    ("diffusivity", "regime"),
    [(1e-12, "macro-limited"), (1e-20, "mixed"), (1e-23, "micro-limited")],
)
def test_regime_follows_from_share_and_times(diffusivity, regime):
    domain = Domain(0.1, (Term(GAB, 5e-3, 8.0, 0.9),), "slab", 1e-6, diffusivity)
    coating = plain_coating(micro=(domain,))
    storage, share, d = by_hand(coating, ROOM, 0.6, 0.2)
    ratio = share * (1e-12 / diffusivity) / (storage * 0.02**2 / (0.2 * d))
    expected = "macro-limited" if ratio < 0.1 else "mixed"
    assert (expected if ratio <= 10 else "micro-limited") == regime
    model = TwoScaleModel(material(coating), 0.02)
    air = AirHistory.constant(ROOM, 0.2 * saturation(ROOM), PRESSURE)
    start = model.equilibrium(ROOM, 0.6 * saturation(ROOM))
    (outcome,) = model.advance([start], [[Exposure(air, 0.0, HOUR, OPEN)]])[0]
    assert outcome.regime == regime


def test_uptake_times_of_the_page():
    """PHYSICS 4.1: industrial anode, 250 mm, 50 % RH from dry: tau 14.4 d; 1 d: 28 %.

    The page's numbers are at y_w = 0 with the ZBS factor of 0.181; the binder follows
    at once.
    """
    instant = tuple((share, terms) for share, terms in ANODE.macro) + tuple(
        (d.fraction, tuple(Term(t.kind, t.a, t.b, t.c) for t in d.terms))
        for d in ANODE.micro
    )
    coating = ANODE.replaced(
        macro=instant, micro=(), in_plane_factor=1 - sqrt(1 - 0.33)
    )
    model = TwoScaleModel(material(coating), 0.125)
    air = still(25, humid(25, 0.5), gas="air")
    (outcome,) = model.advance(
        [model.equilibrium(ROOM, 1e-6)], [[Exposure(air, 0.0, DAY, OPEN)]]
    )[0]
    assert outcome.tau_macro / DAY == pytest.approx(14.4, rel=0.03)
    full = model.water(model.equilibrium(ROOM, humid(25, 0.5)))
    assert 0.27 < model.water(outcome.state) / full < 0.31


# ------------------------------------------------------------------ temperature


def test_sealed_coil_keeps_its_water_and_finds_its_activity_anew():
    """Heated from 25 to 80 degC: the scales share the same water differently."""
    model = TwoScaleModel(material(ANODE), 0.125)
    start = model.equilibrium(ROOM, humid(25, 0.3))
    exposure = Exposure(still(80, 0.0), 0.0, HOUR, Exchange(SEALED, heating_time=300.0))
    (outcome,) = model.advance([start], [[exposure]])[0]
    assert outcome.released == 0.0
    assert model.water(outcome.state) == pytest.approx(model.water(start), rel=1e-13)
    warm = kelvin(80) - 55 * exp(-HOUR / 300.0)
    assert outcome.state.temperature == pytest.approx(warm, abs=1e-9)
    ppm = model.water(start) / ANODE.density * 1e6
    rested = model.uniform(ppm, outcome.state.temperature)
    assert outcome.state.macro == pytest.approx(rested.macro, rel=1e-4)
    assert not np.allclose(start.macro, rested.macro, rtol=1e-2)


def test_uneven_sealed_coil_evens_out():
    model = TwoScaleModel(material(ANODE), 0.02)
    drying = Exposure(still(60, 50.0, 1e4), 0.0, 0.2 * HOUR, OPEN)
    rest = Exposure(still(60, 0.0), 0.2 * HOUR, 100 * DAY, Exchange(SEALED))
    start = model.equilibrium(kelvin(60), humid(60, 0.4))
    first, second = model.advance([start], [[drying, rest]])[0]
    assert np.ptp(model.profile(first.state)) > 0.3 * model.water(first.state)
    even = model.profile(second.state)
    unevenness = np.ptp(model.profile(first.state))
    assert np.all(np.abs(even - model.water(first.state)) < 1e-3 * unevenness)
    assert second.released == 0.0


def test_temperature_of_the_coil_lags_behind_a_ramp_as_computed_by_hand():
    """T' = (T_air - T)/tau: T_air - T -> rise tau under a steady ramp."""
    model = TwoScaleModel(material(CATHODE), 0.1)
    rise, lag = 60 / HOUR, 1200.0
    temperature = np.array([[ROOM, ROOM + 60.0]])
    air = AirHistory(
        np.array([0.0, HOUR]),
        temperature,
        np.array([[10.0, 10.0]]),
        np.array([[1e4, 1e4]]),
        "nitrogen",
    )
    start = model.equilibrium(ROOM, 100.0)
    exposures = cut(air, (600.0, HOUR), Exchange(EDGE, heating_time=lag))
    for outcome, end in zip(
        model.advance([start], [exposures])[0], (600.0, HOUR), strict=True
    ):
        expected = ROOM + rise * (end - lag) + rise * lag * exp(-end / lag)
        assert outcome.state.temperature == pytest.approx(expected, abs=1e-7)


def test_equal_vapour_pressure_moves_no_water_whatever_the_air_temperature():
    """A cold coil in warm air of its own vapour pressure: no flux (PHYSICS 0)."""
    model = TwoScaleModel(material(CATHODE), 0.1)
    p_w = humid(25, 0.3)
    start = model.equilibrium(ROOM, p_w)
    slow = Exchange(EDGE, film=0.01, heating_time=1e15)
    exposure = Exposure(still(60, p_w), 0.0, DAY, slow)
    (outcome,) = model.advance([start], [[exposure]])[0]
    assert abs(outcome.released) < 1e-9 * model.water(start)


# ------------------------------------------------------------------ hysteresis


ADSORPTION = isotherms.GAB(0.02, 6.0, 0.85, activity_range=(0.0, 0.9))
DESORPTION = isotherms.GAB(0.022, 6.5, 0.85, activity_range=(0.0, 0.9))


def hysteretic(width=0.1):
    law = Component("polymer", 0.2, ADSORPTION, None, DESORPTION)
    plain = Component("powder", 0.8, Henry(1e-4, activity_range=(0.0, 0.9)))
    return material(
        plain_coating(pore_diameter=1e-6), components=(law, plain), scanning_width=width
    )


def sheet(model, state, *activities):
    """States of a free sheet after hours in air of each of `activities`."""
    exposures = [
        Exposure(still(25, humid(25, a)), 0.0, 3 * HOUR, Exchange(FACE))
        for a in activities
    ]
    return [o.state for o in model.advance([state], [exposures])[0]]


def polymer_loading(model, state, activity):
    """Loading of the hysteretic polymer, the rest taken off by hand [kg/kg]."""
    c_sat = saturation(ROOM) * WATER / (R * ROOM)
    rest = 0.4 * activity * c_sat + 1500.0 * 0.8 * 1e-4 * activity
    return (model.water(state) - rest) / (1500.0 * 0.2)


def test_sheet_climbs_the_adsorption_branch_and_comes_back_on_the_other():
    model = TwoScaleModel(hysteretic(), 0.1)
    dry = model.equilibrium(ROOM, 0.0, branch=0.0)
    up, down = sheet(model, dry, 0.85, 0.05)
    assert polymer_loading(model, up, 0.85) == pytest.approx(
        float(ADSORPTION.loading(0.85, ROOM)), rel=1e-4
    )
    # e^-8 of the way between the branches is left
    assert polymer_loading(model, down, 0.05) == pytest.approx(
        float(DESORPTION.loading(0.05, ROOM)), rel=3e-4
    )


def test_scanning_curves_are_those_of_the_law():
    law = Hysteresis(ADSORPTION, DESORPTION, 0.1)
    model = TwoScaleModel(hysteretic(), 0.1, tolerance=1e-6)
    state = model.equilibrium(ROOM, 0.0, branch=0.0)
    theta, before = 0.0, 0.0
    for a in (0.6, 0.5, 0.55, 0.35, 0.7):
        (state,) = sheet(model, state, a)
        theta = scanned(law, theta, before, a)
        before = a
        expected = float(law.loading(a, ROOM, theta))
        assert polymer_loading(model, state, a) == pytest.approx(expected, rel=2e-4)


def test_repeated_cycles_settle_on_a_closed_loop_between_the_branches():
    model = TwoScaleModel(hysteretic(), 0.1)
    state = model.equilibrium(ROOM, humid(25, 0.5), branch=0.5)
    dry, wet = [], []
    for _ in range(8):
        low, state = sheet(model, state, 0.3, 0.6)
        dry.append(polymer_loading(model, low, 0.3))
        wet.append(polymer_loading(model, state, 0.6))
    assert dry[-1] == pytest.approx(dry[-2], rel=1e-5)
    assert wet[-1] == pytest.approx(wet[-2], rel=1e-5)
    for a, loadings in ((0.3, dry), (0.6, wet)):
        low, high = ADSORPTION.loading(a, ROOM), DESORPTION.loading(a, ROOM)
        assert np.all((loadings > low * (1 - 1e-4)) & (loadings < high * (1 + 1e-4)))


# ------------------------------------------------------------------ bad input


def test_air_beyond_the_fitted_range_is_refused_with_everything_named():
    model = TwoScaleModel(material(ANODE), 0.125)
    start = model.equilibrium(ROOM, humid(25, 0.5))
    exposure = Exposure(still(25, humid(25, 0.97)), 0.0, HOUR, OPEN)
    with pytest.raises(SolverError, match=r"0\.97.*0 to 0\.95.*sample"):
        model.advance([start], [[exposure]])


def test_start_beyond_the_fitted_range_is_refused():
    model = TwoScaleModel(material(ANODE), 0.125)
    with pytest.raises(ValueError, match=r"0\.98.*0 to 0\.95"):
        model.equilibrium(ROOM, humid(25, 0.98))
    with pytest.raises(ValueError, match="coating_ppm"):
        model.uniform(1e6, ROOM)
    with pytest.raises(ValueError, match="coating_ppm"):
        model.uniform(-1.0, ROOM)
    with pytest.raises(ValueError, match="temperature"):
        model.equilibrium(kelvin(200), 10.0)


def test_sealed_coil_heated_out_of_range_says_when_and_where():
    """At constant loading ln a rises by q/R (1/T0 - 1/T): 0.6 passes 0.95."""
    strong = ((1.0, (Term(HENRY, 5e-3, heat=30e3),)),)
    coating = plain_coating(macro=strong, micro=())
    model = TwoScaleModel(material(coating), 0.1)
    start = model.equilibrium(ROOM, humid(25, 0.6))
    temperature = np.array([[ROOM, ROOM + 60.0]])
    air = AirHistory(
        np.array([0.0, HOUR]), temperature, np.zeros((1, 2)), np.full((1, 2), 1e5)
    )
    passed = 1 / (1 / ROOM - np.log(0.95 / 0.6) * R / 30e3)  # K; pore vapour is little
    with pytest.raises(SolverError, match=r"activity.*0 to 0\.95") as caught:
        model.advance([start], [[Exposure(air, 0.0, HOUR, Exchange(SEALED))]])
    past = float(str(caught.value).split("past ")[1].split(" s")[0])
    # refused in the step that passes it: not later than the instant itself
    assert 0.0 <= past <= (passed - ROOM) / 60.0 * HOUR * 1.05


def test_air_of_no_number_never_becomes_water_of_no_number():
    model = TwoScaleModel(material(ANODE), 0.125)
    start = model.equilibrium(ROOM, humid(25, 0.5))
    for t, p_w, p in (
        (nan, 100.0, 1e5),
        (ROOM, nan, 1e5),
        (ROOM, 100.0, nan),
        (ROOM, -1.0, 1e5),
    ):
        with pytest.raises((SolverError, ValueError)):  # noqa: PT012 at either door
            exposure = Exposure(AirHistory.constant(t, p_w, p), 0.0, HOUR, OPEN)
            model.advance([start], [[exposure]])


def test_state_of_no_number_is_refused():
    model = TwoScaleModel(material(ANODE), 0.125)
    start = model.equilibrium(ROOM, humid(25, 0.5))
    macro = start.macro.copy()
    macro[3] = nan
    broken = MoistureState(macro, start.micro, start.temperature)
    exposure = Exposure(still(25, 100.0), 0.0, HOUR, OPEN)
    with pytest.raises((SolverError, ValueError)):
        model.advance([broken], [[exposure]])


def test_exposures_that_make_no_sense_are_refused():
    model = TwoScaleModel(material(ANODE), 0.125)
    start = model.equilibrium(ROOM, humid(25, 0.5))
    short = AirHistory.held([0.0, 60.0], [ROOM], [100.0], [1e5])
    for exposure in (
        Exposure(still(25, 100.0), 10.0, 5.0, OPEN),
        Exposure(short, 0.0, 120.0, OPEN),
        Exposure(short, -10.0, 30.0, OPEN),
    ):
        with pytest.raises(ValueError):
            model.advance([start], [[exposure]])


def test_failure_names_the_coil_that_failed():
    model = TwoScaleModel(material(ANODE), 0.125)
    start = model.equilibrium(ROOM, humid(25, 0.5))
    good = Exposure(still(25, 100.0), 0.0, HOUR, OPEN)
    bad = Exposure(still(25, humid(25, 0.97)), HOUR, 2 * HOUR, OPEN)
    with pytest.raises(SolverError) as caught:
        model.advance([start] * 3, [[good], [good, bad], [good]])
    assert (caught.value.coil, caught.value.exposure) == (1, 1)


# ------------------------------------------------------------------ response


COATINGS = {"anode": ANODE, "slow": SLOW_ANODE, "cathode": CATHODE, "power": POWER}
EACH_COATING = pytest.mark.parametrize("coating", COATINGS)


def followed(name, before, after):
    """Profiles of a coil at 26 instants of 30 days in other air, and its goal."""
    model = TwoScaleModel(material(COATINGS[name]), 0.05)
    start = model.equilibrium(ROOM, humid(25, before))
    goal = model.profile(model.equilibrium(ROOM, humid(25, after)))
    times = np.geomspace(1.0, 30 * DAY, 25)
    air = still(25, humid(25, after))
    states = [o.state for o in model.advance([start], [cut(air, times, OPEN)])[0]]
    floor = -1e-9 * goal.max()  # what the solver states: below a millionth of a ppm
    assert all(np.all(state.macro >= floor) for state in states)
    profiles = np.array([model.profile(state) for state in [start, *states]])
    return profiles, goal, model.cell_widths / 0.05


@EACH_COATING
@pytest.mark.parametrize("ends", [(0.0, 0.5), (1e-4, 0.9), (0.5, 0.0), (0.9, 0.2)])
def test_water_is_never_negative_and_the_mean_moves_one_way(coating, ends):
    before, after = ends
    profiles, goal, widths = followed(coating, before, after)
    step = goal[0] - profiles[0, 0]
    assert np.all(profiles >= -1e-9 * goal.max())
    assert np.all(np.diff(profiles @ widths) / step > -1e-9)
    assert np.all((goal - profiles) / step > -1e-5)


@EACH_COATING
@pytest.mark.parametrize("ends", [(0.05, 0.5), (0.5, 0.0), (0.3, 0.31), (0.9, 0.2)])
def test_no_place_turns_back_and_the_edge_leads(coating, ends):
    """To a thousandth of the step: the fourth-order fluxes may ring that much."""
    profiles, goal, _ = followed(coating, *ends)
    done = (profiles - profiles[0, 0]) / (goal[0] - profiles[0, 0])
    assert np.all(np.diff(done, axis=0) > -1e-3)
    assert np.all(np.diff(done, axis=1) > -1e-3)


# ------------------------------------------------------------------ batches


def many_lives(model, count=12):
    rng = np.random.default_rng(7)
    states, paths = [], []
    for _ in range(count):
        states.append(model.equilibrium(ROOM, humid(25, rng.uniform(0.05, 0.8))))
        air = still(25, humid(25, rng.uniform(0.0, 0.8)))
        path = cut(air, np.cumsum(rng.uniform(10, 9e4, 3)), OPEN)
        paths.append(path[: rng.integers(0, 4)])
    return states, paths


def bits(results):
    return [
        (o.state.macro.tobytes(), o.state.micro.tobytes(), o.released, o.steps)
        for outcomes in results
        for o in outcomes
    ]


def test_batch_gives_each_coil_the_very_bits_it_gets_alone():
    model = TwoScaleModel(material(ANODE), 0.125)
    states, paths = many_lives(model)
    together = model.advance(states, paths)
    alone = [
        model.advance([state], [path])[0]
        for state, path in zip(states, paths, strict=True)
    ]
    assert bits(together) == bits(alone)
    backwards = model.advance(states[::-1], paths[::-1])[::-1]
    assert bits(together) == bits(backwards)


def test_threads_change_no_bit():
    model = TwoScaleModel(material(ANODE), 0.125)
    states, paths = many_lives(model)
    one = bits(model.advance(states, paths, threads=1))
    assert one == bits(model.advance(states, paths, threads=2))
    assert one == bits(model.advance(states, paths))


def test_states_that_go_in_come_out_unchanged():
    model = TwoScaleModel(hysteretic(), 0.1)
    start = model.equilibrium(ROOM, humid(25, 0.5))
    kept = [start.macro.copy(), start.micro.copy(), start.branch.copy()]
    sheet(model, start, 0.2, 0.6)
    for before, now in zip(kept, (start.macro, start.micro, start.branch), strict=True):
        assert before.tobytes() == now.tobytes()


def test_one_life_in_pieces_is_the_same_life():
    """Cut into exposures or not: the same water within the tolerance of both."""
    model = TwoScaleModel(material(ANODE), 0.125, tolerance=1e-6)
    start = model.equilibrium(ROOM, humid(25, 0.5))
    air = still(25, humid(25, 0.1))
    whole = model.advance([start], [cut(air, (5 * DAY,), OPEN)])[0][-1]
    pieces = model.advance([start], [cut(air, DAY * np.arange(1, 6), OPEN)])[0][-1]
    change = model.water(start) - model.water(whole.state)
    assert abs(model.water(pieces.state) - model.water(whole.state)) < 1e-5 * change


def test_pore_diffusivity_of_a_boiling_coil_is_knudsens():
    """p_w inside far above the chamber's: no inert share, and no sign flips."""
    d = diffusivity(kelvin(90), 1e3, humid(90, 0.5), 1e-6, fuller("nitrogen"))
    knudsen = 1e-6 / 3 * sqrt(8 * R * kelvin(90) / (np.pi * WATER))
    assert d == pytest.approx(knudsen, rel=1e-12)
