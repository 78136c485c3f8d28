import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_scanning import scanned
from scipy.interpolate import PchipInterpolator

from models import isotherm_terms
from models.isotherms import (
    BET,
    GAB,
    ISOTHERMS,
    FloryHuggins,
    Freundlich,
    Henry,
    Hysteresis,
    Langmuir,
    Sum,
    Tabulated,
)
from models.psychrometrics import liquid_vapour_pressure
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE, kelvin

ROOM = REFERENCE_TEMPERATURE
TABLE = ((0.0, 0.05, 0.2, 0.5, 0.8, 0.9), (0.0, 0.004, 0.009, 0.02, 0.06, 0.1))
EXAMPLES = {
    "henry": [Henry(2.4e-3, 2500.0)],
    "gab": [
        GAB(0.095, 5.0, 0.93, 7500.0),
        GAB(1.13e-4, 20.0, 0.6, 15e3),
        GAB(0.01, 0.7, 0.8, -2000.0, 500.0),  # C < 1: no knee
    ],
    "bet": [BET(1e-3, 30.0, 10e3, activity_range=(0.0, 0.5))],
    "langmuir": [Langmuir(1e-4, 600.0, 20e3)],
    "freundlich": [
        Freundlich(0.05, 0.6, 4000.0),
        Freundlich(0.05, 2.0, 4000.0, linear_below=1e-3),
    ],
    "flory_huggins": [
        FloryHuggins(1.8, 0.7, 300.0),
        FloryHuggins(0.3, 0.6, activity_range=(0.0, 0.9)),
    ],
    "tabulated": [Tabulated(*TABLE, 5000.0)],
    "sum": [
        Sum((GAB(4e-4, 10.0, 0.75), Langmuir(1e-4, 600.0, 20e3)), (0.97, 0.03)),
        Sum((Tabulated(*TABLE), Henry(0.01), Tabulated(*TABLE, 2000.0))),
    ],
}
ALL = [law for kind in ISOTHERMS for law in EXAMPLES[kind]]
PLACES = st.tuples(
    st.sampled_from(ALL),
    st.floats(0.0, 1.0),  # of the way over the range of temperature
    st.floats(-7.0, 0.0),  # decades below the highest activity
)


def place(drawn):
    law, warm, decades = drawn
    low, high = law.temperature_range
    return law, law.activity_range[1] * 10.0**decades, low + warm * (high - low)


def test_every_kind_has_examples_here():
    assert set(EXAMPLES) == set(ISOTHERMS)
    for kind, laws in EXAMPLES.items():
        assert {type(law) for law in laws} == {ISOTHERMS[kind]}


@settings(max_examples=400, deadline=None, derandomize=True)
@given(PLACES)
def test_activity_undoes_loading(drawn):
    law, activity, temperature = place(drawn)
    back = law.activity(law.loading(activity, temperature), temperature)
    # a saturated Langmuir site hardly tells activities apart: rounding of the loading
    # grows by loading / (activity slope)
    loading = law.loading(activity, temperature)
    condition = loading / (activity * law.slope(activity, temperature))
    assert back == pytest.approx(activity, rel=1e-12 * max(1.0, condition / 100.0))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PLACES)
def test_slope_is_the_derivative_of_loading(drawn):
    law, activity, temperature = place(drawn)
    activity = min(activity, 0.9999 * law.activity_range[1])
    step = 1e-5 * activity
    kinks = [
        part.linear_below
        for part in (law, *getattr(law, "parts", ()))
        if isinstance(part, Freundlich)
    ]
    shift = math.exp(
        getattr(law, "heat", 0.0) / GAS_CONSTANT * (1 / temperature - 1 / ROOM)
    )
    if any(abs(activity * shift / kink - 1.0) < 1e-3 for kink in kinks):
        return  # the derivative jumps where the line meets the power
    at = np.array([activity - step, activity + step])
    low, high = law.loading(at, temperature)
    slope = law.slope(activity, temperature)
    # knots of a table have no third derivative: only first order there
    assert (high - low) / (2.0 * step) == pytest.approx(slope, rel=2e-5)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PLACES, st.floats(-7.0, 0.0))
def test_more_activity_means_more_water(drawn, decades):
    law, activity, temperature = place(drawn)
    other = law.activity_range[1] * 10.0**decades
    low, high = sorted((activity, other))
    if high > low * (1.0 + 1e-9):
        assert law.loading(low, temperature) < law.loading(high, temperature)
        assert law.slope(low, temperature) > 0.0


@pytest.mark.parametrize("law", ALL, ids=lambda law: type(law).__name__)
def test_ranges_are_enforced_at_both_ends(law):
    low, high = law.activity_range
    cold, hot = law.temperature_range
    law.loading([low, high], [[cold], [hot]])
    for method in (law.loading, law.slope):
        for activity, temperature in (
            (np.nextafter(low, -1.0), ROOM),
            (np.nextafter(high, 2.0), ROOM),
            (np.nan, ROOM),
            (0.5 * high, np.nextafter(cold, 0.0)),
            (0.5 * high, np.nextafter(hot, 1e3)),
            (0.5 * high, np.nan),
        ):
            with pytest.raises(ValueError, match="outside the fitted range"):
                method(activity, temperature)
    most = law.loading(high, ROOM)
    assert law.activity(most, ROOM) == pytest.approx(high, rel=1e-12)
    for loading in (-1e-12, most * (1.0 + 1e-9), np.nan):
        with pytest.raises(ValueError, match="over its fitted range"):
            law.activity(loading, ROOM)
    with pytest.raises(ValueError, match="outside the fitted range"):
        law.activity(0.5 * most, np.nextafter(hot, 1e3))


@pytest.mark.parametrize("law", ALL, ids=lambda law: type(law).__name__)
def test_a_dry_solid_is_at_activity_nought_exactly(law):
    assert law.loading(0.0, ROOM) == 0.0
    assert law.activity(0.0, ROOM) == 0.0
    assert law.slope(0.0, ROOM) > 0.0


@pytest.mark.parametrize("law", ALL, ids=lambda law: type(law).__name__)
def test_arrays_broadcast_and_agree_with_scalars(law):
    activities = np.array([0.0, 0.1, 0.3]) * law.activity_range[1]
    temperatures = np.array([[kelvin(0.0)], [kelvin(90.0)]])
    table = law.loading(activities, temperatures)
    assert table.shape == (2, 3)
    for i, temperature in enumerate(temperatures[:, 0]):
        for j, activity in enumerate(activities):
            assert table[i, j] == law.loading(activity, temperature)
    assert law.activity(table, temperatures) == pytest.approx(
        np.broadcast_to(activities, (2, 3)), rel=1e-10
    )


def isosteric_heat(law, loading, temperature):
    """Net isosteric heat [J/mol]: -R d ln p / d(1/T) at a loading, less water's own."""
    step = 0.01
    warm, cold = temperature + step, temperature - step

    def logarithm(t):
        return math.log(law.activity(loading, t) * liquid_vapour_pressure(t))

    total = (logarithm(warm) - logarithm(cold)) / (1.0 / cold - 1.0 / warm)
    water = math.log(liquid_vapour_pressure(warm) / liquid_vapour_pressure(cold))
    return GAS_CONSTANT * (total - water / (1.0 / cold - 1.0 / warm))


@pytest.mark.parametrize(
    "law",
    [law for law in ALL if not isinstance(law, GAB | BET | Sum)],
    ids=lambda law: type(law).__name__,
)
@pytest.mark.parametrize("temperature", [kelvin(5.0), kelvin(100.0)])
def test_isosteric_heat_is_the_net_heat_at_every_loading(law, temperature):
    for activity in (0.01, 0.3):
        loading = law.loading(activity, temperature)
        heat = isosteric_heat(law, loading, temperature)
        assert heat == pytest.approx(law.heat, abs=0.5)  # J/mol


@pytest.mark.parametrize("law", [ALL[1], ALL[4]], ids=["GAB", "BET"])
def test_heat_of_layers_fades_from_its_full_value_to_none(law):
    dry = isosteric_heat(law, 1e-6 * law.monolayer, ROOM)
    assert dry == pytest.approx(law.heat, rel=1e-3)
    heats = [isosteric_heat(law, law.loading(a, ROOM), ROOM) for a in (0.05, 0.2, 0.45)]
    assert law.heat > heats[0] > heats[1] > heats[2] > 0.0


def test_gab_gives_the_carboxymethyl_cellulose_of_the_literature():
    # PHYSICS 1.2: 12 to 17 % at 50 % RH, 30 to 40 % at 80 % RH
    cmc = EXAMPLES["gab"][0]
    assert 0.12 < cmc.loading(0.5, ROOM) < 0.17
    assert 0.30 < cmc.loading(0.8, ROOM) < 0.40


def test_gab_is_the_closed_formula_and_its_limits():
    a, xm, c, k = 0.37, 0.02, 7.0, 0.8
    ka = k * a
    exact = xm * c * ka / ((1.0 - ka) * (1.0 - ka + c * ka))
    assert GAB(xm, c, k).loading(a, ROOM) == pytest.approx(exact, rel=1e-14)
    assert BET(xm, c).loading(a, ROOM) == GAB(xm, c, 1.0).loading(a, ROOM)
    # Langmuir is GAB with k -> 0 and C k = b, Henry its slope at 0
    langmuir, limit = Langmuir(xm, 5.0), GAB(xm, 5e6, 1e-6)
    assert limit.loading(a, ROOM) == pytest.approx(langmuir.loading(a, ROOM), rel=2e-6)
    assert langmuir.slope(0.0, ROOM) == pytest.approx(Henry(0.1).slope(0.0, ROOM))


def test_flory_huggins_loading_solves_its_equation():
    law = FloryHuggins(1.8, 0.7)
    for activity in (1e-9, 1e-3, 0.3, 0.9):
        loading = law.loading(activity, ROOM)
        phi = loading / (loading + 0.7)
        dry = 1.0 - phi
        assert math.log(phi) + dry + 1.8 * dry * dry == pytest.approx(
            math.log(activity), abs=1e-13
        )
    henry = 0.7 * math.exp(-1.0 - 1.8)  # PHYSICS 1.1: the slope of weak sorption
    assert law.slope(0.0, ROOM) == pytest.approx(henry, rel=1e-12)


def test_table_is_scipys_pchip_through_its_points():
    law = Tabulated(*TABLE)
    grid = np.linspace(0.0, 0.9, 181)
    assert law.loading(grid, ROOM) == pytest.approx(
        PchipInterpolator(*TABLE)(grid), rel=1e-13, abs=1e-18
    )
    assert law.loading(np.array(TABLE[0]), ROOM) == pytest.approx(np.array(TABLE[1]))


def test_table_whose_end_slope_vanishes_still_rises_from_the_start():
    law = Tabulated((0.0, 0.1, 0.2), (0.0, 1e-4, 1e-2))
    assert PchipInterpolator(law.activities, law.loadings).derivative()(0.0) == 0.0
    grid = np.linspace(0.0, 0.2, 400)
    assert np.all(np.diff(law.loading(grid, ROOM)) > 0.0)
    assert law.slope(0.0, ROOM) == pytest.approx(1e-3)


def test_weighted_sum_is_the_sum_of_its_weighted_parts():
    parts = (
        EXAMPLES["gab"][0],
        Tabulated(*TABLE),
        Henry(0.3),
        Tabulated(*TABLE, 900.0),
    )
    weights = (0.2, 0.5, 0.1, 0.2)
    whole = Sum(parts, weights)
    a = np.array([0.0, 0.02, 0.3, 0.84])
    for temperature in (kelvin(10.0), kelvin(120.0)):
        by_hand = sum(
            w * part.loading(a, temperature)
            for w, part in zip(weights, parts, strict=True)
        )
        assert whole.loading(a, temperature) == pytest.approx(by_hand, rel=1e-14)
    assert whole.activity_range == parts[3].activity_range  # the narrowest of them


def test_terms_and_units_share_one_gas_constant():
    assert isotherm_terms._R == GAS_CONSTANT


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Henry(0.0), "loading_per_activity .* above 0"),
        (lambda: Henry(0.1, heat=math.nan), "heat of the Henry isotherm is nan"),
        (lambda: GAB(0.1, 5.0, 0.9, heat_k=1e6), "heat_k of the GAB isotherm"),
        (lambda: GAB(0.1, 5.0, -0.9), "k of the GAB isotherm is -0.9"),
        (lambda: GAB(0.1, 5.0, 1.1), "reaches 1.045"),
        (lambda: GAB(0.1, 5.0, 0.95, heat_k=5e3), "needs it below 1"),
        (lambda: BET(0.1, 5.0, activity_range=(0.0, 1.0)), "end it below 1"),
        (lambda: Langmuir(0.1, math.inf), "finite number above 0"),
        (lambda: Freundlich(0.1, 0.5, linear_below=0.0), "linear_below"),
        (lambda: FloryHuggins(0.4, 0.7, heat=4e3), "exists only below 1"),
        (lambda: FloryHuggins(math.nan, 0.7), "chi"),
        (lambda: Tabulated((0.0, 0.5), (0.0, 0.1, 0.2)), "2 activities and 3 loadings"),
        (lambda: Tabulated((0.1, 0.5), (0.0, 0.1)), r"start at \(0, 0\)"),
        (lambda: Tabulated((0.0, 0.5, 0.4), (0.0, 0.1, 0.2)), "rise strictly"),
        (lambda: Tabulated((0.0, 0.4, 0.5), (0.0, 0.1, 0.1)), "rise strictly"),
        (lambda: Tabulated((0.0, 0.4, math.nan), (0.0, 0.1, 0.2)), "rise strictly"),
        (
            lambda: Tabulated((0.0, 0.9), (0.0, 0.1), 5e3, activity_range=(0.0, 0.9)),
            "but it ends at 0.9",
        ),
        (lambda: Sum(()), "at least one"),
        (lambda: Sum((Henry(1.0),), (0.5, 0.5)), "one weight for each"),
        (lambda: Sum((Henry(1.0),), (0.0,)), "above 0"),
        (lambda: Henry(1.0, activity_range=(0.0, 1.2)), "lies within 0 to 1"),
        (lambda: Henry(1.0, activity_range=(0.5, 0.4)), "rises"),
        (lambda: Henry(1.0, temperature_range=(300.0, 290.0)), "rises"),
        (lambda: Henry(1.0, reference_temperature=0.0), "reference_temperature"),
        (
            lambda: Sum(
                (
                    Henry(1.0, temperature_range=(250.0, 300.0)),
                    Henry(1.0, temperature_range=(310.0, 350.0)),
                )
            ),
            "temperature_range",
        ),
    ],
)
def test_impossible_parameters_are_refused_at_construction(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_table_is_not_read_beyond_its_end_when_cold():
    law = Tabulated(*TABLE, 5000.0)
    factor = math.exp(5000.0 / GAS_CONSTANT * (1.0 / kelvin(-20.0) - 1.0 / ROOM))
    assert law.activity_range[1] == pytest.approx(0.9 / factor)
    coldest = law.loading(law.activity_range[1], kelvin(-20.0))
    assert coldest == pytest.approx(TABLE[1][-1], rel=1e-12)


def test_messages_name_the_solid_the_value_and_the_remedy():
    law = GAB(0.095, 5.0, 0.93, name="cmc")
    with pytest.raises(ValueError) as error:
        law.loading(0.97, ROOM)
    assert str(error.value) == (
        "activity is 0.97, outside the fitted range 0 to 0.95 of the GAB isotherm of "
        "cmc; stay inside, or give the isotherm the wider range that your data cover"
    )


# ---------------------------------------------------------------- hysteresis

CMC = GAB(0.095, 5.0, 0.93, 7500.0)
PAIR = Hysteresis(CMC, GAB(0.112, 5.0, 0.93, 7500.0), 0.1)


def test_weights_nought_and_one_are_the_two_branches():
    a = np.linspace(0.0, 0.95, 20)
    assert np.array_equal(PAIR.loading(a, ROOM, 0.0), PAIR.adsorption.loading(a, ROOM))
    assert np.array_equal(PAIR.loading(a, ROOM, 1.0), PAIR.desorption.loading(a, ROOM))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.floats(0.0, 1.0), st.floats(0.0, 0.95), st.floats(0.0, 0.95))
def test_scanning_curves_rise_with_activity_between_the_branches(theta, start, end):
    path = np.linspace(start, end, 50)
    weights = scanned(PAIR, theta, start, path)
    loading = PAIR.loading(path, ROOM, weights)
    steps = np.diff(loading) * np.sign(end - start)
    assert np.all(steps >= 0.0)
    low, high = (
        branch.loading(path, ROOM) for branch in (PAIR.adsorption, PAIR.desorption)
    )
    assert np.all((loading >= low - 1e-15) & (loading <= high + 1e-15))


def test_pairs_that_would_misbehave_are_refused():
    with pytest.raises(ValueError, match="desorption lies below adsorption"):
        Hysteresis(CMC, GAB(0.08, 5.0, 0.93, 7500.0))
    with pytest.raises(ValueError, match="scanning curve would fall"):
        Hysteresis(CMC, GAB(0.20, 5.0, 0.93, 7500.0))
    with pytest.raises(ValueError, match="scanning curve would fall"):
        Hysteresis(CMC, PAIR.desorption, 0.03)
    with pytest.raises(ValueError, match="scanning width is 0"):
        Hysteresis(CMC, CMC, 0.0)


def test_condition_on_the_branches_is_sharp():
    # on Langmuir branches gap/slope is largest at the upper end: just below the width
    # that a falling curve needs, the pair is refused, just above, it is taken
    low, high = Langmuir(0.01, 8.0), Langmuir(0.011, 8.0)
    a = np.linspace(0.0, 0.95, 2001)
    gap = high.loading(a, ROOM) - low.loading(a, ROOM)
    needed = float(np.max(gap / low.slope(a, ROOM)))
    Hysteresis(low, high, needed * 1.001)
    with pytest.raises(ValueError, match="would fall"):
        Hysteresis(low, high, needed * 0.99)
