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


def test_an_unknown_material_in_the_address_does_no_harm(monkeypatch, tmp_path):
    opened = page(monkeypatch, tmp_path, material="../../etc/passwd")
    assert not opened.exception
    assert opened.selectbox(key="material").value in dict(sorption_table.names())
