"""Moist air: published values, inverses, independent libraries, ranges."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import psychrometrics as psy
from models.psychrometrics import Atmosphere, formulas
from models.units import STANDARD_PRESSURE, kelvin

ROOM = kelvin(25.0)

# frost or dew point degC, vapour pressure Pa, ppmv, humidity ratio mg/kg (1 atm), water
# activity at 25 degC: PHYSICS.md section 8, without enhancement factor
DRY_ROOM_TABLE = """
-80 0.0548 0.541 0.336 1.73e-5
-70 0.262 2.58 1.61 8.26e-5
-60 1.082 10.7 6.64 3.41e-4
-50 3.94 38.9 24.2 1.24e-3
-45 7.21 71.1 44.2 2.27e-3
-40 12.84 126.8 78.9 4.05e-3
-35 22.35 220.6 137 7.05e-3
-30 38.0 375 233 0.0120
-20 103.3 1019 634 0.0326
-10 259.9 2565 1600 0.0820
0 611.2 6032 3774 0.193
10 1228 12120 7632 0.387
"""
TABLE_ROWS = [line.split() for line in DRY_ROOM_TABLE.strip().splitlines()]


def half_digit(text):
    """Half a unit of the last digit printed."""
    return 0.5 * 10.0 ** Decimal(text).as_tuple().exponent


# ---------------------------------------------------------------- published values


@pytest.mark.parametrize("row", TABLE_ROWS, ids=[r[0] for r in TABLE_ROWS])
def test_dry_room_table_is_met_within_a_thousandth(row):
    t, *printed = row
    air = Atmosphere.from_dew_point(ROOM, STANDARD_PRESSURE, kelvin(float(t)))
    found = (
        air.vapour_pressure,
        air.water_ppmv,
        air.humidity_ratio * 1e6,
        air.water_activity,
    )
    for value, text in zip(found, printed, strict=True):
        assert value == pytest.approx(
            float(text), abs=1e-3 * float(text) + half_digit(text)
        )


@pytest.mark.parametrize(
    ("t", "pressure"),
    # LIBRARIES.md table 3.2, eq. 7 of Murphy and Koop evaluated by hand
    [
        (-80, "0.05481"),
        (-70, "0.26186"),
        (-60, "1.08177"),
        (-50, "3.93892"),
        (-40, "12.8443"),
        (-30, "38.0122"),
    ],
)
def test_ice_meets_the_hand_computed_pressures_to_the_last_digit(t, pressure):
    found = psy.ice_vapour_pressure(kelvin(t))
    assert found == pytest.approx(float(pressure), abs=half_digit(pressure))


@pytest.mark.parametrize(
    ("temperature", "ice", "liquid"),
    # table C1 of Murphy and Koop (2005), for checking programs
    [
        (150.0, "0.000006106", "0.00001562"),
        (180.0, "0.0053975", "0.011239"),
        (210.0, "0.70202", "1.2335"),
        (240.0, "27.272", "37.667"),
        (273.15, "611.154", "611.213"),
        (273.16, "611.657", "611.657"),
    ],
)
def test_ice_and_supercooled_water_meet_murphy_and_koops_check_values(
    temperature, ice, liquid
):
    for function, text in (
        (psy.ice_vapour_pressure, ice),
        (psy.liquid_vapour_pressure, liquid),
    ):
        # theirs, rounded; near 0 degC ours leans on IAPWS, 1e-6 away
        assert function(temperature) == pytest.approx(
            float(text), abs=half_digit(text) + 2e-6 * float(text)
        )


@pytest.mark.parametrize(
    ("temperature", "pressure", "tolerance"),
    [
        (273.16, 611.657, 1e-6),  # triple point, IAPWS R6-95
        (300.0, 3536.58941, 6e-5),  # R7-97 table 35; the two equations differ by 4e-5
        (373.1243, 101325.0, 1e-5),  # normal boiling point, SR1-86
        (453.035632, 1.0e6, 2e-4),  # R7-97 table 36; 2e-4 is the release's own doubt
    ],
)
def test_liquid_meets_the_reference_values_of_iapws(temperature, pressure, tolerance):
    found = psy.liquid_vapour_pressure(temperature)
    assert found == pytest.approx(pressure, rel=tolerance)


@pytest.mark.parametrize(
    ("frost", "over_water"), [(-40, -43.65), (-60, -64.1), (-80, -84.1)]
)
def test_frost_point_and_dew_point_over_water_differ_as_instruments_do(
    frost, over_water
):
    # PHYSICS.md section 8; printed there to 0.1 K
    air = Atmosphere.from_dew_point(ROOM, STANDARD_PRESSURE, kelvin(frost))
    assert air.dew_point_over_water == pytest.approx(kelvin(over_water), abs=0.05)
    assert air.frost_point == pytest.approx(kelvin(frost), abs=1e-9)


def test_relative_humidity_is_over_liquid_water_below_freezing_too():
    at_saturation = psy.relative_humidity(psy.ice_vapour_pressure(253.15), 253.15)
    assert at_saturation == pytest.approx(1 / 1.22, rel=5e-3)  # table in section 8
    assert psy.water_activity(100.0, 253.15) == psy.relative_humidity(100.0, 253.15)


# ---------------------------------------------------------------- shape of the curves


def test_liquid_pressure_rises_strictly_and_smoothly_over_the_whole_range():
    T = np.linspace(psy.COLDEST_AIR, psy.HOTTEST, 300_001)
    log_p = np.log(psy.liquid_vapour_pressure(T))
    slope = np.diff(log_p) / np.diff(T)
    assert np.all(slope > 0.0)
    # 1e-3 K apart, a slope of up to 0.2/K changes by 2e-6; a kink would show
    assert np.all(np.abs(np.diff(slope)) < 5e-6)


@pytest.mark.parametrize("edge", [271.16, 273.16])
def test_slope_of_liquid_pressure_has_no_step_where_the_formulas_join(edge):
    before, after = formulas._liquid(edge - 1e-7), formulas._liquid(edge + 1e-7)
    assert before[1] == pytest.approx(after[1], rel=1e-7)
    assert before[0] == pytest.approx(after[0], abs=1e-7)
    other = formulas._murphy_koop(edge)[0] - formulas._wagner_pruss(edge)[0]
    assert abs(other) < 5e-5  # what the join has to bridge


@pytest.mark.parametrize("formula", [formulas._liquid, formulas._ice])
def test_slopes_used_by_newton_are_the_derivatives(formula):
    for T in (130.0, 200.0, 250.0, 272.0, 274.5):
        step = 1e-4
        central = (formula(T + step)[0] - formula(T - step)[0]) / (2 * step)
        assert formula(T)[1] == pytest.approx(central, rel=1e-7)


def test_ice_and_liquid_meet_at_the_triple_point():
    T = np.linspace(123.0, 273.16, 20_001)
    ice, liquid = psy.ice_vapour_pressure(T), psy.liquid_vapour_pressure(T)
    assert np.all(ice < liquid)
    assert np.array_equal(psy.saturation_pressure(T[:-1]), ice[:-1])
    assert psy.ice_vapour_pressure(273.16) == pytest.approx(
        psy.liquid_vapour_pressure(273.16), rel=2e-9
    )


@pytest.mark.parametrize("enhanced_at", [None, 80e3, 101325.0, 110e3])
def test_saturation_rises_without_a_step_where_the_phases_meet(enhanced_at):
    T = np.linspace(273.10, 273.20, 100_001)  # 1e-6 K apart
    p = psy.saturation_pressure(T, enhanced_at=enhanced_at)
    rise = np.diff(p)
    assert np.all(rise > 0.0)
    assert np.all(rise < 611.7 * 0.083 * 1.5e-6)  # ice: 8.3 % per kelvin; no jump


def test_compiled_scalar_gives_the_very_numbers_of_the_vectorised_function():
    T = np.linspace(psy.COLDEST_AIR, psy.HOTTEST, 997)
    scalar = np.array([psy.liquid_vapour_pressure_scalar(t) for t in T])
    assert np.array_equal(scalar, psy.liquid_vapour_pressure(T))


def test_arrays_keep_their_shape_and_scalars_become_numpy_floats():
    T = np.full((2, 3), 260.0)
    p = np.array([100.0, 200.0, 300.0])
    assert psy.saturation_pressure(T).shape == (2, 3)
    assert psy.water_activity(p, T).shape == (2, 3)
    assert psy.dew_point(np.array([[50.0], [5000.0]])).shape == (2, 1)
    for value in (
        psy.dew_point(50.0),
        psy.saturation_pressure(260),
        psy.frost_point(5),
    ):
        assert isinstance(value, np.float64)


# ---------------------------------------------------------------- inverses

AT, UNDER = 300.0, STANDARD_PRESSURE
MEASURES = {  # name: (from the vapour pressure, back to it)
    "frost_point": (psy.frost_point, psy.vapour_pressure_from_frost_point),
    "dew_point": (psy.dew_point, psy.vapour_pressure_from_dew_point),
    "dew_point_over_water": (
        psy.dew_point_over_water,
        psy.vapour_pressure_from_dew_point_over_water,
    ),
    "relative_humidity": (
        lambda p: psy.relative_humidity(p, AT),
        lambda v: psy.vapour_pressure_from_relative_humidity(v, AT),
    ),
    "mole_fraction": (
        lambda p: psy.mole_fraction(p, UNDER),
        lambda v: psy.vapour_pressure_from_mole_fraction(v, UNDER),
    ),
    "humidity_ratio": (
        lambda p: psy.humidity_ratio(p, UNDER),
        lambda v: psy.vapour_pressure_from_humidity_ratio(v, UNDER),
    ),
    "absolute_humidity": (
        lambda p: psy.absolute_humidity(p, AT),
        lambda v: psy.vapour_pressure_from_absolute_humidity(v, AT),
    ),
}


@pytest.mark.parametrize("back", MEASURES)
@pytest.mark.parametrize("forth", MEASURES)
def test_every_pair_of_measures_undoes_each_other_to_a_billionth_of_a_kelvin(
    forth, back
):
    frost = np.concatenate(
        [np.linspace(173.15, 273.15, 401), 273.16 - np.geomspace(1e-9, 1e-2, 50)]
    )
    p = psy.vapour_pressure_from_frost_point(frost)
    to_first, from_first = MEASURES[forth]
    to_second, from_second = MEASURES[back]
    again = from_first(to_first(from_second(to_second(p))))
    assert np.max(np.abs(psy.frost_point(again) - frost)) < 1e-9


@given(st.floats(110.0, 473.15))
def test_dew_point_undoes_saturation_over_the_whole_range(temperature):
    p = psy.saturation_pressure(temperature)
    assert psy.dew_point(p) == pytest.approx(temperature, abs=1e-9)


@given(st.floats(-11.5, 6.19))
def test_saturation_undoes_dew_point(exponent):
    p = 10.0**exponent
    # 2e-9 is the gap between ice and liquid at the triple point
    assert psy.saturation_pressure(psy.dew_point(p)) == pytest.approx(p, rel=2e-9)


@given(st.floats(123.0, 473.15))
def test_dew_point_over_water_undoes_liquid_pressure(temperature):
    p = psy.liquid_vapour_pressure(temperature)
    assert psy.dew_point_over_water(p) == pytest.approx(temperature, abs=1e-9)


@given(st.floats(193.15, 323.15), st.floats(80e3, 110e3))
def test_inverses_hold_with_the_enhancement_factor(temperature, pressure):
    at = {"enhanced_at": pressure}
    p = psy.saturation_pressure(temperature, **at)
    assert psy.dew_point(p, **at) == pytest.approx(temperature, abs=1e-9)
    p = psy.vapour_pressure_from_dew_point_over_water(temperature, **at)
    assert psy.dew_point_over_water(p, **at) == pytest.approx(temperature, abs=1e-9)
    if temperature <= 273.16:
        p = psy.vapour_pressure_from_frost_point(temperature, **at)
        assert psy.frost_point(p, **at) == pytest.approx(temperature, abs=1e-9)


@given(st.floats(1e-3, 611.0), st.floats(1e-3, 611.0))
def test_dew_point_keeps_the_order_of_vapour_pressures(one, other):
    low, high = sorted((one, other))
    assert psy.dew_point(low) <= psy.dew_point(high)
    assert psy.dew_point_over_water(low) <= psy.dew_point(low)  # frost is the higher


# ---------------------------------------------------------------- other libraries


@pytest.fixture(scope="module")
def moist_air():
    """CoolProp's real moist air (Herrmann et al., RP-1485)."""
    from CoolProp.HumidAirProp import HAPropsSI

    return HAPropsSI


@pytest.fixture(scope="module")
def psychrolib():
    import psychrolib

    psychrolib.SetUnitSystem(psychrolib.SI)
    return psychrolib


@pytest.mark.parametrize("t", range(-80, 1, 5))
def test_real_moist_air_is_met_with_the_enhancement_factor(moist_air, t):
    T, p = kelvin(t), STANDARD_PRESSURE
    ideal = Atmosphere.from_dew_point(ROOM, p, T)
    real = Atmosphere.from_dew_point(ROOM, p, T, enhanced=True)
    theirs = moist_air("W", "T", ROOM, "P", p, "D", T)
    assert real.humidity_ratio == pytest.approx(theirs, rel=5e-4)
    assert 1.004 < real.humidity_ratio / ideal.humidity_ratio < 1.009


@pytest.mark.parametrize("t", [5, 15, 25, 35, 50])
def test_real_moist_air_is_met_above_freezing_too(moist_air, t):
    T, p = kelvin(t), STANDARD_PRESSURE
    real = Atmosphere.from_relative_humidity(T, p, 0.5, enhanced=True)
    assert real.humidity_ratio == pytest.approx(
        moist_air("W", "T", T, "P", p, "R", 0.5), rel=6e-4
    )


def test_liquid_pressure_meets_the_iapws_equation_of_state():
    from CoolProp.CoolProp import PropsSI

    T = np.linspace(274.0, 473.15, 40)
    theirs = np.array([PropsSI("P", "T", t, "Q", 0, "Water") for t in T])
    # IAPWS gives its saturation equation 2e-4 of uncertainty
    assert psy.liquid_vapour_pressure(T) == pytest.approx(theirs, rel=1e-4)


@pytest.mark.parametrize("t", [-80, -60, -40, -20, -1, 1, 20, 60, 120, 200])
def test_psychrolib_agrees_on_saturation_and_humidity_ratio(psychrolib, t):
    p = psy.saturation_pressure(kelvin(t))
    assert p == pytest.approx(psychrolib.GetSatVapPres(float(t)), rel=6e-4)
    if t < 100:
        ours = psy.humidity_ratio(p, STANDARD_PRESSURE)
        theirs = psychrolib.GetHumRatioFromVapPres(float(p), STANDARD_PRESSURE)
        assert ours == pytest.approx(theirs, rel=1e-4)  # molar masses


@pytest.mark.parametrize("t", [-40, 0, 25, 60])
@pytest.mark.parametrize("ratio", [1e-6, 1e-4, 3e-3])
def test_enthalpy_agrees_with_psychrolib_and_with_real_air(
    moist_air, psychrolib, t, ratio
):
    if ratio > psy.humidity_ratio(psy.saturation_pressure(kelvin(t)), 101325.0):
        ratio = 1e-6
    ours = psy.enthalpy(kelvin(t), ratio)
    # psychrolib: 2501 kJ/kg against our 2500.9
    assert ours == pytest.approx(psychrolib.GetMoistAirEnthalpy(float(t), ratio), abs=1)
    # heat capacity of real air: within 0.1 % over these temperatures
    theirs = moist_air("H", "T", kelvin(t), "P", 101325.0, "W", ratio)
    assert ours == pytest.approx(theirs, abs=60.0)


def test_enthalpy_of_hot_air_stays_within_half_a_percent_of_real_air(moist_air):
    for t, ratio in ((100, 0.02), (150, 0.05), (200, 0.1)):
        theirs = moist_air("H", "T", kelvin(t), "P", 101325.0, "W", ratio)
        assert psy.enthalpy(kelvin(t), ratio) == pytest.approx(theirs, rel=5e-3)


def test_enthalpy_counts_from_dry_gas_and_liquid_water_at_the_ice_point():
    assert psy.enthalpy(273.15, 0.0) == 0.0
    evaporation = psy.enthalpy(273.15, 0.01) - psy.enthalpy(273.15, 0.0)
    assert evaporation == pytest.approx(0.01 * 2500.9e3, rel=1e-12)
    assert psy.enthalpy(283.15, 0.0, "argon") == pytest.approx(5203.0)


# ---------------------------------------------------------------- ranges and errors


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: psy.dew_point(0.0), ("vapour_pressure is 0 Pa", "ppmv")),
        (lambda: psy.frost_point(0.0), ("0 Pa", "ppmv")),
        (lambda: psy.dew_point_over_water(0.0), ("0 Pa", "ppmv")),
        (lambda: psy.dew_point(float("nan")), ("nan",)),
        (lambda: psy.dew_point([10.0, -1.0]), ("-1 Pa",)),
        (lambda: psy.frost_point(700.0), ("700 Pa", "dew_point")),
        (lambda: psy.dew_point(2e6), ("2000000 Pa",)),
        (lambda: psy.ice_vapour_pressure(280.0), ("280 K", "liquid_vapour_pressure")),
        (lambda: psy.ice_vapour_pressure(100.0), ("100 K", "110 to 273.16")),
        (lambda: psy.liquid_vapour_pressure(480.0), ("480 K", "473.15")),
        (lambda: psy.saturation_pressure(np.nan), ("nan K",)),
        (lambda: psy.relative_humidity(-1.0, 300.0), ("vapour_pressure is -1 Pa",)),
        (
            lambda: psy.vapour_pressure_from_relative_humidity(45.0, 300.0),
            ("relative_humidity is 45;", "relative_humidity_pct: 45"),
        ),
        (lambda: psy.mole_fraction(200.0, 100.0), ("200 Pa", "0 to 100 Pa")),
        (lambda: psy.mole_fraction(1.0, 0.0), ("pressure is 0 Pa", "101325")),
        (lambda: psy.vapour_pressure_from_mole_fraction(127.0, 1e5), ("127e-6",)),
        (lambda: psy.humidity_ratio(1e5, 1e5), ("mole fraction",)),
        (lambda: psy.humidity_ratio(1.0, 1e5, "helium"), ("'helium'", "nitrogen")),
        (lambda: psy.enthalpy(300.0, 0.0, "helium"), ("'helium'", "nitrogen")),
        (lambda: psy.enthalpy(25.0, 0.0), ("temperature is 25 K", "°C")),
        (lambda: psy.enhancement_factor(330.0, 1e5), ("330 K", "leave it out")),
        (lambda: psy.enhancement_factor(300.0, 1e3), ("1000 Pa", "leave it out")),
        (lambda: psy.frost_point(0.01, enhanced_at=1e5), ("0.01 Pa",)),
    ],
)
def test_what_lies_outside_is_refused_with_value_range_and_advice(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ((25.0, 1e5, 10.0), ("temperature is 25 K",)),
        ((300.0, -1.0, 0.0), ("pressure is -1 Pa",)),
        ((300.0, 1e5, -1.0), ("vapour_pressure is -1 Pa",)),
        ((300.0, 100.0, 200.0), ("vapour_pressure is 200 Pa", "0 to 100 Pa")),
        ((300.0, 1e5, 5000.0), ("°C", "warm the air or dry it")),
        ((float("nan"), 1e5, 10.0), ("nan",)),
        ((300.0, float("inf"), 10.0), ("inf",)),
        ((300.0, 1e5, 10.0, "steam"), ("'steam'", "argon")),
        ((300.0, 1e5, 10.0, "argon", True), ("enhanced", "'argon'")),
    ],
)
def test_impossible_air_is_refused(fields, words):
    with pytest.raises(ValueError) as caught:
        Atmosphere(*fields)
    for word in words:
        assert word in str(caught.value)


def test_absolutely_dry_air_exists_but_names_no_dew_point():
    air = Atmosphere(300.0, 1e5, 0.0, "nitrogen")
    assert (air.water_ppmv, air.humidity_ratio, air.water_activity) == (0.0, 0.0, 0.0)
    for name in ("dew_point", "frost_point", "dew_point_over_water"):
        with pytest.raises(ValueError, match="ppmv"):
            getattr(air, name)


def test_the_ends_of_the_range_in_degc_are_inside():
    for t in (-100.0, 200.0):
        assert Atmosphere(kelvin(t), 1e5, 0.0).water_activity == 0.0
    for t in (-80.0, 50.0):
        assert psy.enhancement_factor(kelvin(t), 1e5) > 1.0


# ---------------------------------------------------------------- Atmosphere


@pytest.mark.parametrize("enhanced", [False, True])
def test_each_way_of_naming_an_air_gives_back_what_it_was_given(enhanced):
    T, p = kelvin(20.0), 98_000.0
    at = {"enhanced": enhanced}
    frost = Atmosphere.from_dew_point(T, p, kelvin(-35.0), **at)
    assert frost.dew_point == pytest.approx(kelvin(-35.0), abs=1e-9)
    assert frost.frost_point == frost.dew_point
    dew = Atmosphere.from_dew_point_over_water(T, p, kelvin(-35.0), **at)
    assert dew.dew_point_over_water == pytest.approx(kelvin(-35.0), abs=1e-9)
    damp = Atmosphere.from_relative_humidity(T, p, 0.45, **at)
    assert damp.relative_humidity == pytest.approx(0.45, rel=1e-14)
    ratio = Atmosphere.from_humidity_ratio(T, p, 0.005, **at)
    assert ratio.humidity_ratio == pytest.approx(0.005, rel=1e-13)
    moles = Atmosphere.from_mole_fraction(T, p, 127e-6, **at)
    assert moles.mole_fraction == pytest.approx(127e-6, rel=1e-14)
    assert moles.water_ppmv == pytest.approx(127.0)


@given(st.floats(173.15, 473.15))
def test_saturated_air_is_allowed_at_every_temperature(temperature):
    air = Atmosphere.from_relative_humidity(temperature, 2e6, 1.0)
    assert air.relative_humidity == 1.0
    assert air.dew_point_over_water == pytest.approx(temperature, abs=1e-9)
    cold = Atmosphere.from_dew_point(temperature, 2e6, temperature)
    assert cold.dew_point == pytest.approx(temperature, abs=1e-9)


def test_carrier_gas_counts_in_the_humidity_ratio_only():
    airs = {gas: Atmosphere(300.0, 1e5, 50.0, gas) for gas in psy.MOLAR_MASS}
    assert len({a.mole_fraction for a in airs.values()}) == 1
    assert airs["argon"].humidity_ratio / airs["air"].humidity_ratio == pytest.approx(
        28.966 / 39.948, rel=1e-12
    )


def test_equal_air_is_equal_and_may_be_a_key():
    air = Atmosphere(300, np.float64(1e5), np.float64(50.0))
    assert air == Atmosphere(300.0, 1e5, 50.0)
    assert len({air, Atmosphere(300.0, 1e5, 50.0), Atmosphere(300.0, 1e5, 51.0)}) == 2
    assert all(type(v) is float for v in (air.temperature, air.vapour_pressure))


def test_enhancement_is_never_asked_for_by_the_twin():
    root = Path(__file__).parents[1]
    asking = [
        path.relative_to(root).as_posix()
        for folder in ("twin", "scenarios", "models")
        for path in (root / folder).rglob("*.py")
        if "enhanced" in path.read_text(encoding="utf-8")
        and path.parent.name != "psychrometrics"
    ]
    assert set(asking) <= {"scenarios/humidity.py"}  # only where a person asks for it
    assert not Atmosphere(300.0, 1e5, 50.0).enhanced
