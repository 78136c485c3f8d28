"""`conversion`: what people write for a humidity, and what they get back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.humidity import conversion
from scenarios.humidity_text import EXAMPLES

FROST_40 = 12.8443  # Pa, Murphy and Koop, PHYSICS.md section 8


@pytest.mark.parametrize(
    ("text", "pressure"),
    [
        ("frost -40 C", FROST_40),
        ("Frost Point: -40.0 degC", FROST_40),
        ("frost −40 °C", FROST_40),  # unicode minus
        ("frost – 40 ℃", FROST_40),  # dash, one-letter degree
        ("FROST=233.15 K", FROST_40),
        ("-40 C frost", FROST_40),
        ("frost-40C", FROST_40),
        ("frost -40,0 C", FROST_40),
        ("\u00a0frost\u00a0-4e1 c ", FROST_40),
        ("dew -40 C", FROST_40),
        ("td -40 C", FROST_40),
        ("dew point over water -43.6492 C", FROST_40),
        ("dew 20 C", 2339.2),
        ("dew over water 20 C", 2339.2),
        ("ppmv 126.763", FROST_40),
        ("126.763 ppmv", FROST_40),
        ("12.8443 Pa", FROST_40),
        ("e 12.8443 Pa", FROST_40),
        ("vapour pressure 12.8443 Pa", FROST_40),
        ("12.8443 Pa vapor pressure", FROST_40),
        ("0.128443 mbar", FROST_40),
        ("0,128443 hPa", FROST_40),
        ("1.28443e-2 kPa", FROST_40),
        ("1.28443e-4 bar", FROST_40),
        ("78.85 mg/kg", FROST_40),
        ("humidity ratio 0.07885 g/kg", FROST_40),
        ("x 7.885e-5 kg/kg", FROST_40),
    ],
)
def test_a_humidity_is_understood_as_people_write_it(text, pressure):
    assert conversion(text).air.vapour_pressure == pytest.approx(pressure, rel=2e-5)


@pytest.mark.parametrize(
    ("text", "pressure"),
    [
        ("rh 0.40520 %", FROST_40),
        ("0.40520% RH", FROST_40),
        ("relative humidity 45 %", 1426.42),
        ("a 0.0040520", FROST_40),
        ("a_w = 0.45", 1426.42),
        ("water activity 0,45", 1426.42),
        ("0.093343 g/m3", FROST_40),
        ("absolute humidity 93.343 mg/m³", FROST_40),
    ],
)
@pytest.mark.parametrize("at", ["25 C", "298.15 K"])
def test_measures_that_need_a_temperature_take_it_from_at(text, pressure, at):
    found = conversion(text, at=at).air.vapour_pressure
    assert found == pytest.approx(pressure, rel=2e-5)
    with pytest.raises(ValueError, match="--at"):
        conversion(text)


def test_every_example_of_the_messages_is_understood():
    for example in EXAMPLES.split(", "):
        assert conversion(example.strip('"'), at="25 C").air.vapour_pressure > 0.0


def test_all_measures_of_a_dry_room_meet_the_table():
    # PHYSICS.md section 8, row -40 degC; dew over water from LIBRARIES.md 3.2
    found = conversion("frost -40 C", at="25 C").as_dict()
    assert found["frost_point_degC"] == found["dew_point_degC"] == -40.0
    assert found["dew_point_over_water_degC"] == pytest.approx(-43.6, abs=0.05)
    assert found["vapour_pressure_Pa"] == pytest.approx(12.84, abs=0.005)
    assert found["water_ppmv"] == pytest.approx(126.8, abs=0.05)
    assert found["humidity_ratio_g_per_kg"] == pytest.approx(0.0789, rel=1e-3)
    assert found["water_activity"] == pytest.approx(4.05e-3, abs=5e-6)
    assert found["relative_humidity_pct"] == 100.0 * found["water_activity"]
    # by hand: p M / (R T) = 12.844 * 0.018015 / (8.31446 * 298.15)
    assert found["absolute_humidity_g_per_m3"] == pytest.approx(0.09334, rel=1e-4)
    # by hand: 1.006 * 25 + 78.85e-6 * (2500.9 + 1.86 * 25)
    assert found["enthalpy_kJ_per_kg"] == pytest.approx(25.3509, abs=1e-4)
    assert found["notes"] == []


def test_table_says_what_the_dictionary_says():
    rows = conversion("dew 12 C", at="22 C").table()
    text = {measure: (value, unit) for measure, value, unit in rows}
    assert text["frost point"] == ("none", "")
    assert text["dew point"] == ("12.00", "°C")
    assert text["vapour pressure"] == ("1403", "Pa")
    assert text["humidity ratio at 1013.25 mbar"][1] == "g/kg dry air"
    assert text["the same in mg at 1013.25 mbar"][1] == "mg/kg dry air"
    assert len(rows) == len(text) == 11
    assert all(isinstance(cell, str) for row in rows for cell in row)


def test_dew_below_freezing_is_taken_over_ice_and_says_so():
    found = conversion("dew -40 C", at="25 C")
    assert found.as_dict()["dew_point_degC"] == -40.0
    assert any("over ice" in note and "-43.65" in note for note in found.notes)
    for plain in ("frost -40 C", "dew over water -40 C", "dew 5 C"):
        assert conversion(plain, at="25 C").notes == ()


def test_temperature_left_out_is_25_degc_and_said():
    found = conversion("frost -40 C")
    assert found.as_dict()["temperature_degC"] == 25.0
    assert any("25 °C" in note for note in found.notes)
    with pytest.raises(ValueError, match="--at"):
        conversion("dew 60 C")
    assert conversion("dew 60 C", at="60 C").air.relative_humidity == 1.0


def test_air_damper_than_ice_is_noted():
    found = conversion("rh 100 %", at="-20 C")
    assert any("frost forms" in note for note in found.notes)
    assert conversion("frost -20 C", at="-20 C").notes == ()


def test_pressure_counts_where_it_should():
    vacuum = conversion("127 ppmv", pressure="1 mbar").as_dict()
    assert vacuum["vapour_pressure_Pa"] == pytest.approx(0.0127)
    assert vacuum["frost_point_degC"] < -85.0
    same = conversion("frost -40 C", pressure="506.625 mbar").as_dict()
    assert same["vapour_pressure_Pa"] == pytest.approx(FROST_40, rel=1e-5)
    assert same["water_ppmv"] == pytest.approx(2 * 126.763, rel=1e-5)


def test_dry_gas_and_pure_vapour_have_measures_missing_not_wrong():
    dry = conversion("0 ppmv")
    assert dry.as_dict()["dew_point_degC"] is None
    assert dry.as_dict()["frost_point_degC"] is None
    assert dry.table()[0] == ("frost point", "none", "")
    steam = conversion("1 mbar", pressure="1 mbar")
    assert steam.as_dict()["humidity_ratio_g_per_kg"] is None
    assert steam.as_dict()["enthalpy_kJ_per_kg"] is None
    assert steam.as_dict()["water_ppmv"] == pytest.approx(1e6)
    assert ("none", "") in [row[1:] for row in steam.table()]


def test_enhancement_factor_is_used_only_when_asked_for():
    ideal = conversion("frost -40 C").as_dict()
    real = conversion("frost -40 C", enhanced=True).as_dict()
    ratio = real["vapour_pressure_Pa"] / ideal["vapour_pressure_Pa"]
    assert ratio == pytest.approx(1.0051, abs=5e-5)  # Buck 1981, LIBRARIES.md 3.2
    assert real["frost_point_degC"] == ideal["frost_point_degC"] == -40.0
    assert (ideal["enhanced"], real["enhanced"]) == (False, True)


def test_frost_point_reaches_up_to_the_triple_point():
    for text in ("frost 0.01 C", "frost 273.16 K", "dew 0.01 C"):
        found = conversion(text).as_dict()
        assert found["dew_point_degC"] == pytest.approx(0.01, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ("no number", "frost -40 C")),
        ("dry", ("no number",)),
        ("frost nan C", ("no number",)),
        ("frost -40", ("no unit", "C, K")),
        ("frost -40 F", ("'f'",)),
        ("frost -40 Pa", ("frost point", "pa", "C, K")),
        ("frost 5 C", ("5 °C", "0.01 °C", '"dew ..."')),
        ("frost -120 C", ("-120 °C", "-100 to 0.01")),
        ("dew -300 C", ("-300 °C", "-100 to 200")),
        ("dew 250 C", ("250 °C", "-100 to 200")),
        ("-40 C", ("frost", "dew over water")),
        ("-40", ("measure or its unit is missing",)),
        ("45 %", ("rh 45 %",)),
        ("rh 0.45", ("no unit", "%")),
        ("rh 145 %", ("145 %", "0 to 100")),
        ("rh -5 %", ("-5 %", "0 to 100")),
        ("activity 1.2", ("1.2", "0 to 1")),
        ("ppmv -1", ("-1", "0 or more")),
        ("2e6 ppmv", ("2", "0 to 1")),
        ("127 ppm", ("ppmv", "mg/kg")),
        ("ppm 127", ("ppmv", "mg/kg")),
        ("1,000 Pa", ("decimal comma",)),
        ("1.013.25 Pa", ("not understood",)),
        ("1e400 Pa", ("too large",)),
        ("12 MPa", ("not understood",)),
        ("frost -40 C at 25 C", ("at 25 c", "not understood")),
        ("frost 12 Pa vapour pressure", ("not understood",)),
        ("fog -40 C", ("'fog'", "not understood")),
        ("200000 Pa", ("25 °C", "--at")),
        ("x" * 500, ("80 characters",)),
        (40.0, ("text",)),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_to_write(text, words):
    with pytest.raises(ValueError) as caught:
        conversion(text, at="25 C" if "activity" in str(text) else None)
    message = str(caught.value)
    assert message.startswith("humidity ")
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"at": "25"}, ("--at", '"25 C"')),
        ({"at": "warm"}, ("no number",)),
        ({"at": "300 C"}, ("--at is 300 °C", "-100 to 200")),
        ({"at": "rh 25 C"}, ("--at",)),
        ({"pressure": "1013"}, ("--pressure", "mbar")),
        ({"pressure": "-1 mbar"}, ("pressure is -100 Pa",)),
        ({"pressure": "0.01 mbar"}, ("vapour_pressure is 12.8", "0 to 1 Pa")),
        ({"pressure": "1 atm"}, ("--pressure", "mbar")),
        ({"enhanced": True, "pressure": "10 mbar"}, ("1000 Pa", "leave it out")),
        ({"at": "-50 C"}, ("-40 °C", "-50 °C")),
    ],
)
def test_conditions_are_refused_with_what_to_write(keywords, words):
    with pytest.raises(ValueError) as caught:
        conversion("frost -40 C", **keywords)
    for word in words:
        assert word in str(caught.value)


PLAIN = st.sampled_from(
    ["frost", "dew", "rh", "a", "e", "x", "ppm", "C", "%", "Pa", "mg/kg", "-", ",", "."]
)


@given(
    st.one_of(
        st.text(max_size=90),
        st.lists(st.one_of(PLAIN, st.floats().map(str)), max_size=6).map(" ".join),
    ),
    st.sampled_from([None, "25 C"]),
)
def test_any_text_gives_either_an_answer_or_a_message(text, at):
    try:
        answer = conversion(text, at=at)
    except ValueError as error:
        said = str(error)
    else:
        said = "humidity " + json.dumps(answer.as_dict(), allow_nan=False)
        assert len(answer.table()) == 11
    assert said.startswith("humidity ")


@given(st.floats(-95.0, 20.0))
def test_any_answer_pasted_back_names_the_same_air(t):
    first = conversion(f"dew {t!r} C", at="25 C")
    v = first.as_dict()
    for text in (
        f"dew {v['dew_point_degC']!r} C",
        f"dew over water {v['dew_point_over_water_degC']!r} C",
        f"{v['vapour_pressure_Pa']!r} Pa",
        f"{v['water_ppmv']!r} ppmv",
        f"{v['humidity_ratio_g_per_kg']!r} g/kg",
        f"{v['absolute_humidity_g_per_m3']!r} g/m3",
        f"rh {v['relative_humidity_pct']!r} %",
        f"activity {v['water_activity']!r}",
    ):
        again = conversion(text, at="25 C").air
        assert again.vapour_pressure == pytest.approx(
            first.air.vapour_pressure, rel=1e-9
        )
