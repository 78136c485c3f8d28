"""The page "Materials and humidity"."""

import pytest
from plot_data import charts
from streamlit.testing.v1 import AppTest

from scenarios.material import sorption_table

PAGE = "dashboard/views/materials.py"


def page(monkeypatch, root, **query):
    monkeypatch.setenv("TWIN_WORKSPACE", str(root))
    opened = AppTest.from_file(f"../{PAGE}", default_timeout=60)
    for key, value in query.items():
        opened.query_params[key] = value
    return opened.run()


def test_isotherms_of_the_chosen_material_are_drawn(monkeypatch, tmp_path):
    opened = page(monkeypatch, tmp_path, material="cathode_nmc622")
    assert not opened.exception
    assert opened.selectbox(key="material").value == "cathode_nmc622"
    assert [t["name"] for t in charts(opened)[0]["data"]] == [
        "25 °C",
        "60 °C",
        "120 °C",
    ]
    opened.multiselect(key="temperatures").set_value([40]).run()
    assert [t["name"] for t in charts(opened)[0]["data"]] == ["40 °C"]
    opened.multiselect(key="temperatures").set_value([]).run()
    assert not opened.exception
    assert "No temperature is chosen" in opened.markdown[0].value


def test_pie_follows_the_humidity(monkeypatch, tmp_path):
    opened = page(
        monkeypatch, tmp_path, material="anode_pvdf", part="Where the water sits"
    )
    assert not opened.exception
    opened.slider(key="rh").set_value(30.0).run()
    pie = charts(opened)[0]["data"][0]
    shares = sorption_table.shares("anode_pvdf", 30.0, 25.0)
    assert pie["labels"] == list(shares["component"])
    opened.slider(key="degC").set_value(150.0).run()
    assert not opened.exception


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "=cmd()", "", "frost -4000 C", "x" * 80]
)
def test_a_humidity_that_is_none_is_told_as_text(monkeypatch, tmp_path, text):
    opened = page(monkeypatch, tmp_path, part="Humidity converter")
    assert not opened.exception
    opened.text_input(key="humidity").set_value(text).run()
    assert not opened.exception
    assert opened.error[0].value == "**This cannot be converted.**"
    assert not any("<img" in m.value for m in opened.markdown)


def test_converter_gives_all_measures_and_what_electrodes_hold(monkeypatch, tmp_path):
    opened = page(monkeypatch, tmp_path, part="Humidity converter")
    measures = opened.dataframe[0].value
    assert (
        dict(zip(measures["measure"], measures["value"], strict=True))[
            "vapour pressure"
        ]
        == "12.84"
    )
    held = opened.dataframe[1].value.set_index("material")["water_ppm"]
    assert held["anode_cmc_sbr"] > 2 * held["anode_pvdf"]


def said(opened):
    """Measure to value of the table, without what it is at."""
    table = opened.dataframe[0].value
    names = (name.split(" at ")[0] for name in table["measure"])
    return dict(zip(names, table["value"], strict=True))


def test_a_number_and_its_measure_are_enough_for_an_air(monkeypatch, tmp_path):
    opened = page(monkeypatch, tmp_path, part="Humidity converter")
    opened.number_input(key="amount of frost point").set_value(-50.0).run()
    assert not opened.exception
    assert opened.text_input(key="humidity").value == "frost -50 C"
    assert said(opened)["frost point"] == "-50.00"
    before = said(opened)
    opened.selectbox(key="measure").set_value("humidity ratio").run()
    assert not opened.exception
    assert opened.text_input(key="humidity").value.endswith(" g/kg")
    assert said(opened)["vapour pressure"] == before["vapour pressure"]  # the same air
    opened.number_input(key="amount of humidity ratio").set_value(5.0).run()
    assert said(opened)["humidity ratio"] == "5"
    assert said(opened)["the same in mg"] == "5000"


def test_a_number_alone_is_one_of_the_chosen_measure(monkeypatch, tmp_path):
    opened = page(monkeypatch, tmp_path, part="Humidity converter")
    opened.text_input(key="humidity").set_value("-40").run()
    assert not opened.exception
    assert not opened.error
    assert opened.text_input(key="humidity").value == "frost -40 C"
    assert said(opened)["vapour pressure"] == "12.84"
    opened.text_input(key="humidity").set_value("rh 30 %").run()
    assert opened.selectbox(key="measure").value == "relative humidity"
    opened.text_input(key="humidity").set_value("45").run()
    assert opened.text_input(key="humidity").value == "rh 45 %"


def test_temperature_and_pressure_are_numbers_and_old_addresses_hold(
    monkeypatch, tmp_path
):
    opened = page(
        monkeypatch, tmp_path, part="Humidity converter", humidity="rh 45 %",
        at="23 C", pressure="950 mbar",
    )  # fmt: skip
    assert not opened.exception
    assert opened.number_input(key="at").value == 23.0
    assert opened.number_input(key="pressure").value == 950.0
    assert said(opened)["relative humidity"] == "45"
    opened.number_input(key="at").set_value(24.0).run()
    assert not opened.error
    assert said(opened)["relative humidity"] == "45"


@pytest.mark.parametrize(
    "text", ["rh", "10", "dew 60 C", "45 %", "nonsense", "2000 hPa", "0 K"]
)
def test_nothing_of_the_command_line_is_said_on_the_page(monkeypatch, tmp_path, text):
    opened = page(
        monkeypatch, tmp_path, part="Humidity converter", humidity=text, at="warm"
    )
    told = [*opened.text, *opened.markdown, *opened.caption, *opened.warning]
    assert not any("--" in one.value for one in told)
    assert opened.error


def test_an_unknown_material_in_the_address_does_no_harm(monkeypatch, tmp_path):
    opened = page(monkeypatch, tmp_path, material="../../etc/passwd")
    assert not opened.exception
    assert opened.selectbox(key="material").value in dict(sorption_table.names())
