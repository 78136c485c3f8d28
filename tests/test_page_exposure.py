"""The page "Exposure", its form and its charts."""

import json
import math
from dataclasses import replace

import pandas as pd
import pytest
from plot_data import charts
from ruamel.yaml import YAML
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.results import exposures
from scenarios.charts import exposure as drawn
from scenarios.cli import app
from scenarios.curve.text import duration
from scenarios.exposure import answer as exposure_answer
from scenarios.exposure import form as exposure_form
from scenarios.exposure.air_map import (
    allowed_dew_points,
    allowed_time_sweep,
    dew_point_bounds,
)
from scenarios.exposure.load import load, loaded
from scenarios.faults import ScenarioError
from scenarios.input_paths import PROJECT_FOLDER

exposure_answer_curve = exposure_answer.curve
PAGE = "dashboard/views/exposure.py"
FILES = sorted((PROJECT_FOLDER / "exposures").glob("*.yaml"))


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """A page that is opened with what stands in its address."""
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))

    def page(**query):
        made = AppTest.from_file(f"../{PAGE}", default_timeout=120)
        for key, value in query.items():
            made.query_params[key] = value
        return made.run()

    return page


def said(page):
    """The two sentences at the top."""
    assert not page.exception
    return [one.value for one in page.markdown][:2]


def address(page):
    return {key: page.query_params[key] for key in page.query_params}


def content(name="dry_room_stack"):
    text = (PROJECT_FOLDER / "exposures" / f"{name}.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe", pure=True).load(text)


def traces(chart):
    return {trace["name"]: trace for trace in chart["data"]}


# ---------------------------------------------------------------- answers


def test_the_answer_and_the_charts_are_those_of_the_file_that_is_shown(opened):
    page = opened()
    first, second = said(page)
    exact = allowed_time_sweep(content(), 22.0, [-30.0])
    mean = exact["time_h"][exact["place"].index("mean")]
    assert f"-30 °C and 22 °C this stack may wait {duration(mean)} until" in first
    rows = allowed_dew_points(content(), [8.0], [22.0])
    point = rows["dew_point_degC"][rows["place"].index("mean")]
    assert f"**frost point of {round(point, 1):g} °C** or less" in second
    over_time, over_points = charts(page)
    mean_line = traces(over_time)["mean"]
    assert mean_line["y"][0] == pytest.approx(5.0)
    points = zip(mean_line["x"], mean_line["y"], strict=True)
    later = next(y for x, y in points if x >= mean)
    assert 20.0 <= later < 22.0
    curve = traces(over_points)["mean"]
    time = dict(zip(curve["x"], curve["y"], strict=True))[-30.0]
    assert time == pytest.approx(mean, rel=1e-3)
    assert traces(over_points)["needed"]["x"] == pytest.approx([point], abs=0.01)


def test_air_of_the_needed_dew_point_leaves_the_wanted_time(opened):
    keys = exposure_form.keys(content(), exposure_form.choices(content()))
    found = exposure_answer.needed(keys, 8.0, 22.0)
    answer = exposure_answer.answered(keys, 22.0, found["dew_point_degC"][0])
    assert answer["times"]["time_h"][0] == pytest.approx(8.0, rel=1e-3)


def test_moving_the_dew_point_moves_the_answer_and_not_the_curve(opened):
    page = opened()
    before = traces(charts(page)[1])["mean"]["y"]
    page.slider(key="dew_degC").set_value(-50.0).run()
    assert "as long as you like" in said(page)[0]
    assert traces(charts(page)[1])["mean"]["y"] == before
    page.number_input(key="wait_h").set_value(1.0).run()
    assert "For 60 min" in said(page)[1] or "For 1 h" in said(page)[1]
    assert traces(charts(page)[1])["mean"]["y"] == before


def test_a_wetter_start_leaves_less_time_and_one_at_the_limit_none(opened):
    page = opened(start_ppm="12")
    first = said(page)[0]
    keys = {**content(), "start": {"temperature_degC": 22, "water_ppm": 12}}
    exact = allowed_time_sweep(keys, 22.0, [-30.0])
    assert duration(exact["time_h"][exact["place"].index("mean")]) in first
    page.slider(key="start_ppm").set_value(30.0).run()
    first, second = said(page)
    assert "may not wait at all" in first
    assert "no air is dry enough" in second


def test_air_beyond_the_isotherms_is_said_and_no_curve_invented(opened):
    page = opened(air_degC="12", dew_degC="15")
    assert "nothing is known of this stack" in said(page)[0]
    assert "Nothing is known in this air." in page.markdown[2].value
    (curve,) = charts(page)
    assert max(max(t["x"]) for t in curve["data"] if t["name"] == "mean") <= 12.0


def test_a_free_sheet_has_one_place_and_no_size(opened):
    page = opened(begin="shipped.cathode_sheet")
    assert "this sheet may wait" in said(page)[0]
    assert page.selectbox(key="place").options == ["mean"]
    assert [box.key for box in page.number_input] == ["limit_ppm", "wait_h"]
    page.selectbox(key="format").set_value("coil").run()
    assert "this coil" in said(page)[0]
    assert page.number_input(key="width_mm").value == 250.0


def test_a_bag_with_desiccant_is_asked_for_other_airs_only_when_told(opened):
    page = opened(begin="new", wrapping="vacuum_bag")
    assert "more than 366 d" in said(page)[0]
    assert "**any air** will do" in said(page)[1]
    assert len(charts(page)) == 1
    assert any("air of its own" in one.value for one in page.markdown)
    assert "map: {}" not in page.code[0].value  # which would take minutes


def test_the_map_has_a_line_where_a_wait_of_that_length_ends(opened):
    page = opened(map="true")
    assert not page.exception
    lines = traces(charts(page)[2])
    at = lines["8 h"]["y"].index(23.0)
    exact = allowed_dew_points(content(), [8.0], [23.0])
    point = exact["dew_point_degC"][exact["place"].index("mean")]
    assert lines["8 h"]["x"][at] == pytest.approx(point, abs=0.01)
    assert lines["this air"]["x"] == [-30.0]
    assert {"no limit on waiting", "7 d", "1 h"} <= set(lines)


# ---------------------------------------------------------------- address and files


def test_an_address_shows_the_same_page_to_a_colleague(opened):
    page = opened(begin="shipped.anode_coil")
    page.slider(key="dew_degC").set_value(-6.5).run()
    page.selectbox(key="place").set_value("worst").run()
    page.number_input(key="limit_ppm").set_value(250.0).run()
    page.selectbox(key="wrapping").set_value("film").run()
    link = address(page)
    assert {"dew_degC": "-6.5", "place": "worst", "limit_ppm": "250"}.items() <= (
        link.items()
    )
    assert said(opened(**link)) == said(page)


def test_another_file_fills_the_whole_form(opened):
    page = opened(dew_degC="-21", width_mm="77")
    page.selectbox(key="begin").set_value("shipped.anode_coil").run()
    assert not page.exception
    assert page.slider(key="dew_degC").value == -40.0
    assert page.number_input(key="width_mm").value == 250.0
    assert page.number_input(key="length_m").value == 1890.0
    assert page.slider(key="start_ppm").value == 150.0
    assert "sheets" not in [box.key for box in page.number_input]


@pytest.mark.parametrize(
    "query",
    [
        {"begin": "draft.../../../etc/passwd"},
        {"electrode": "<img src=x onerror=alert(1)>"},
        {"dew_degC": "nan"},
        {"width_mm": "1e400"},
        {"wait_h": "-1"},
        {"sheets": "2.5"},
        {"wrapping": "=cmd()" * 2000},
    ],
)
def test_an_address_that_is_none_is_said_and_does_no_harm(opened, query):
    page = opened(**query)
    assert "this stack may wait" in said(page)[0]
    assert len(page.warning) == 1
    assert not any("<img" in one.value for one in [*page.markdown, *page.warning])


def test_a_saved_draft_is_run_by_twin_expose_and_fills_the_form_again(opened, tmp_path):
    page = opened(dew_degC="-25", limit_ppm="25", air_degC="24")
    page.text_input(key="draft").set_value("../x").run()
    page.button(key="save").click().run()
    assert page.error[0].value == "**Not saved.**"
    page.text_input(key="draft").set_value("night-shift").run()
    page.button(key="save").click().run()
    assert not page.exception
    file = tmp_path / "drafts" / "exposures" / "night-shift.yaml"
    answer = CliRunner().invoke(app, ["expose", str(file), "--json"])
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.stdout)
    assert "this stack may wait" in said(page)[0]
    again = opened(begin="draft.night-shift")
    assert said(again) == said(page)
    (time,) = [
        time
        for time, place, air in zip(
            rows["time_h"], rows["place"], rows["air"], strict=True
        )
        if (place, air) == ("mean", exposure_form.AIR)
    ]
    assert f"may wait {duration(time)} until" in said(page)[0]


def test_a_draft_with_faults_is_said_key_by_key(opened, tmp_path):
    folder = tmp_path / "drafts" / "exposures"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text("name: x\nmaterial: gold\nwidht: 2\n", "utf-8")
    page = opened(begin="draft.bad")
    assert not page.exception
    assert "fault" in page.error[0].value
    assert "material" in set(page.dataframe[0].value["key"])


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_form_written_as_a_file_fills_the_same_form(file):
    keys = content(file.stem)
    chosen = exposure_form.choices(keys)
    written = exposure_form.file_keys(keys, chosen, "again")
    assert exposure_form.choices(written) == chosen
    before, after = load(file), loaded(written)
    assert after.model.half_width == before.model.half_width
    assert after.material == before.material
    assert after.limits[0].water == pytest.approx(before.limits[0].water, rel=1e-6)
    assert after.model.figures(after.start).mean == pytest.approx(
        before.model.figures(before.start).mean, rel=1e-6
    )
    assert after.wrappings[0][2] == before.wrappings[0][2]


def test_what_cannot_be_is_a_fault_of_the_key_that_says_it():
    chosen = replace(exposure_form.choices(content()), start_ppm=400_000.0)
    with pytest.raises(ScenarioError) as caught:
        exposure_form.file_keys(content(), chosen)
    assert {fault.path[0] for fault in caught.value.faults} == {"start"}


def test_up_to_its_bound_a_limit_is_never_met_and_beyond_it_is():
    found = dew_point_bounds(content(), [18.0, 26.0])
    for degrees, never in zip(
        found["temperature_degC"], found["never_to_degC"], strict=True
    ):
        drier = allowed_time_sweep(content(), degrees, [never - 0.01])
        wetter = allowed_time_sweep(content(), degrees, [never + 0.01])
        assert set(drier["verdict"]) == {"never"}
        assert "never" not in wetter["verdict"]
    keys = {**content(), "wrappings": {"bag": {"kind": "vacuum_bag"}}}
    keys["map"] = {"wrappings": ["bag"]}
    assert dew_point_bounds(keys, [22.0])["never_to_degC"] == [None]


# ---------------------------------------------------------------- words and charts


def row(**values):
    plain = {
        "place": "mean", "limit_ppm": 20.0, "start_ppm": 5.0, "equilibrium_ppm": 90.0,
        "verdict": "reached", "from": "below", "time_h": 4.0,
    }  # fmt: skip
    return {
        "times": {name: [value] for name, value in (plain | values).items()},
        "longest_h": 1440.0,
        "outside": None,
    }


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "may wait **4 h** until its mean holds 20 ppm."),
        ({"verdict": "never", "time_h": None, "equilibrium_ppm": 9.14},
         "**as long as you like**: its mean never gets to 20 ppm; in the end it holds "
         "9.14 ppm."),
        ({"verdict": "later", "time_h": None}, "more than 60 d"),
        ({"time_h": 0.0, "start_ppm": 20.0}, "20 ppm is the limit."),
        ({"from": "above", "start_ppm": 30.0}, "it dries down to that within 4 h."),
        ({"from": "above", "verdict": "never", "time_h": None}, "it stays above that"),
    ],
)  # fmt: skip
def test_every_verdict_is_said_in_words(values, words):
    said = exposure_answer.air_sentence(row(**values), "coil", 22.0, -30.0)
    assert said.startswith("At a frost point of -30 °C and 22 °C this coil ")
    assert words in said


def test_no_answer_reads_never_where_it_means_without_end():
    """On an axis "allowed time" it reads as the opposite: never allowed."""
    both = row()
    both["times"] = {
        name: [*value, *value] for name, value in row()["times"].items()
    } | {"place": ["mean", "edge"], "verdict": ["reached", "never"]}
    said = exposure_answer.air_sentence(both, "stack", 22.0, -30.0)
    assert "(its edge: no limit on waiting)" in said
    table = pd.DataFrame(
        {"place": ["mean"], "verdict": ["reached"], "dew_point_degC": [-20.0],
         "time_h": [4.0], "said": ["4 h"]}
    )  # fmt: skip
    figure = drawn.over_dew_point(
        table, ["mean"], -30.0, (-50.0, 0.0), never_to_degC=-25.0
    )
    words = {one.text for one in figure.layout.annotations}
    assert "no limit on waiting" in words
    assert "never" not in words


def test_the_answer_names_what_it_is_wrapped_in(opened):
    page = opened(wrapping="polyethylene_film")
    assert "this stack, wrapped in polyethylene film, may wait" in said(page)[0]
    page.selectbox(key="wrapping").set_value("vacuum_bag").run()
    assert "this stack, in a vacuum bag, may wait" in said(page)[0]
    assert any("coating: start 7.15 ppm, limit " in one.value for one in page.caption)


def test_marks_on_a_logarithmic_clock_stand_at_their_times():
    course = pd.DataFrame(
        {"time_h": [0.0, 0.01, 1.0, 10.0], "water_ppm": [5.0, 6.0, 10.0, 30.0]}
    )
    figure = drawn.over_time(
        course, ["mean"], 20.0, 10.0, log=True, allowed=(4.0, "may wait 4 h")
    )
    (mark,) = [a for a in figure.layout.annotations if a.text == "may wait 4 h"]
    assert mark.x == pytest.approx(math.log10(4.0))
    (line,) = [one for one in figure.layout.shapes if one.x0 == one.x1]
    assert line.x0 == 4.0  # a shape is placed by the value itself
    linear = drawn.over_time(course, ["mean"], 20.0, 10.0, allowed=(4.0, "x"))
    assert linear.layout.xaxis.title.text == "time [h]"
    assert list(linear.data[0].x) == [0.0, 0.01, 1.0, 10.0]


def test_another_place_does_not_work_out_the_curve_again(monkeypatch):
    asked = []
    monkeypatch.setattr(
        exposures.exposure_answer,
        "curve",
        lambda *args: asked.append(args) or exposure_answer_curve(*args),
    )
    keys = content()
    first = exposures.begun(keys)
    tables = [
        exposures.curve(exposures.asked(keys, replace(first, place=place)), 17.25, True)
        for place in ("mean", "edge", "worst")
    ]
    assert len(asked) == 1
    assert tables[0].equals(tables[1])
    assert set(tables[0]["place"]) == {"mean", "edge", "worst"}
