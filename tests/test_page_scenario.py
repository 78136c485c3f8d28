"""The page "Scenarios": edited by form and as YAML, checked, kept, run."""

import json
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.results import drafts, jobs
from scenarios import edit
from scenarios.workspace import VARIABLE, Workspace
from scenarios.yaml_tree import parse

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")
FAULTY = "name: mine\nextends: reference_line.yaml\nzones: {hall: {dewpoint_degC: 3}}\n"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return Workspace(tmp_path)


def opened(section=None, **query):
    page = AppTest.from_file(APP, default_timeout=60)
    page.run()
    for name, value in query.items():
        page.query_params[name] = value
    page.switch_page("views/scenario.py").run()
    if section is not None:
        page.button_group(key="section").set_value(section).run()
        assert page.session_state["section"] == section
    assert not page.exception
    return page


def number(page, key):
    """The number box of a key of the scenario."""
    (found,) = (n for n in page.number_input if n.key.endswith(f"_{key}"))
    return found


def text(page):
    return page.session_state["scenario_text"]


def test_a_shipped_scenario_is_extended_not_copied(workspace):
    page = opened(file="shipped-humid_summer")
    assert page.selectbox(key="file").value == "shipped-humid_summer"
    assert text(page) == "name: humid summer changed\nextends: humid_summer.yaml\n"
    assert "about 510 coils" in page.success[0].value


def test_a_number_of_the_form_is_written_as_what_differs(workspace):
    page = opened("Air")
    box = number(page, "zones.dry_room.dew_point_degC")
    assert (box.label, box.value) == ("dew point [°C]", -40.0)
    box.set_value(-45.0).run()
    assert not page.exception
    written = parse(text(page), "text").content
    assert written["zones"] == {"dry_room": {"dew_point_degC": -45}}
    assert page.success
    number(page, "zones.dry_room.dew_point_degC").set_value(-40.0).run()
    assert "zones" not in text(page)


def test_the_loaders_fault_stands_beside_its_key(workspace):
    page = opened("Air")
    number(page, "zones.hall.relative_humidity_pct").set_value(450.0).run()
    assert not page.exception
    assert "1 fault" in page.error[0].value
    (beside,) = (c.value for c in page.caption if "450" in c.value)
    assert "from 0 to 100" in beside
    assert page.button(key="run_it").disabled
    frame = page.dataframe[0].value
    assert list(frame["key"]) == ["zones.hall.relative_humidity_pct"]


def test_faults_of_the_yaml_come_with_their_line(workspace):
    page = opened("As YAML")
    page.text_area[0].set_value(FAULTY).run()
    assert not page.exception
    frame = page.dataframe[0].value
    assert frame.iloc[0]["key"] == "zones.hall.dewpoint_degC"
    assert "did you mean dew_point_degC?" in frame.iloc[0, 1]
    assert frame.iloc[0]["where"] == "line 3"
    mended = FAULTY.replace("dewpoint", "dew_point")
    page.text_area[0].set_value(mended).run()
    assert page.success
    page.button_group(key="section").set_value("Air").run()
    assert number(page, "zones.hall.dew_point_degC").value == 3.0


def test_the_whole_scenario_can_be_read_though_only_what_differs_is_written(workspace):
    page = opened("As YAML")
    text = "name: mine\nextends: reference_line.yaml\nduration_d: 4\n"
    page.text_area[0].set_value(text).run()
    whole = parse(page.code[0].value, "whole").content
    assert (whole["name"], whole["duration_d"]) == ("mine", 4)
    assert "dry_room" in whole["zones"]
    again = edit.checked(page.code[0].value, workspace.root)
    assert again.faults == ()


def test_what_is_changed_is_listed_with_before_and_now(workspace):
    page = opened("Stations")
    number(page, "stations.anode_oven.max_wait_h").set_value(12.0).run()
    page.button_group(key="section").set_value("What is changed").run()
    rows = page.dataframe[0].value
    assert rows[["key", "before", "now"]].values.tolist()[-1] == [
        "stations.anode_oven.max_wait_h",
        "9",
        "12",
    ]
    page.button_group(key="section").set_value("Air").run()
    number(page, "zones.dry_room.dew_point_degC").set_value(-30.0).run()
    page.button_group(key="section").set_value("What is changed").run()
    assert "°C" in set(page.dataframe[0].value["unit"])
    assert "degC" not in set(page.dataframe[0].value["unit"])


@pytest.mark.parametrize("section", [*drafts.SECTIONS, "As YAML", "What is changed"])
def test_every_section_of_every_shipped_scenario_opens(workspace, section):
    page = opened(section)
    for choice in drafts.choices():
        page.selectbox(key="file").set_value(choice.key).run()
        assert not page.exception, choice


def test_a_draft_is_kept_chosen_and_edited_itself(workspace):
    page = opened("Coils")
    number(page, "electrodes.anode.interval_h").set_value(8.0).run()
    page.text_input(key="draft_name").set_value("slow-1").run()
    page.button(key="draft_save").click().run()
    assert not page.exception
    assert page.selectbox(key="file").value == "draft-slow-1"
    kept = workspace.draft("scenarios", "slow-1").read_text()
    assert parse(kept, "kept").content["electrodes"] == {"anode": {"interval_h": 8}}
    assert text(page) == kept
    again = opened(file="draft-slow-1")
    assert text(again) == kept


UNSAVED = "Changed, not saved"


def marked(page):
    return any(UNSAVED in one.value for one in page.markdown)


def asks(page):
    """Whether the browser asks before the page is loaded anew."""
    (one,) = (b for b in page.get("bidi_component") if b.key.startswith("asks_"))
    return json.loads(one.proto.json)["any"]


def test_what_is_not_saved_is_marked_and_kept_while_another_file_is_shown(workspace):
    page = opened("Air")
    assert not marked(page)
    assert not asks(page)
    number(page, "zones.dry_room.dew_point_degC").set_value(-30.0).run()
    assert marked(page)
    edited = text(page)
    page.selectbox(key="file").set_value("shipped-humid_summer").run()
    assert not marked(page)
    assert asks(page)  # the session still has what would be lost
    page.selectbox(key="file").set_value("shipped-reference_line").run()
    assert text(page) == edited
    assert number(page, "zones.dry_room.dew_point_degC").value == -30.0
    assert marked(page)
    page.button(key="start_over").click().run()
    assert not marked(page)
    assert not asks(page)
    assert number(page, "zones.dry_room.dew_point_degC").value == -40.0


def test_what_is_saved_as_a_draft_is_not_marked_in_it_nor_in_the_file_before(workspace):
    page = opened("Air")
    number(page, "zones.dry_room.dew_point_degC").set_value(-30.0).run()
    page.text_input(key="draft_name").set_value("wet-1").run()
    page.button(key="draft_save").click().run()
    assert page.selectbox(key="file").value == "draft-wet-1"
    assert not marked(page)
    assert not asks(page)
    page.selectbox(key="file").set_value("shipped-reference_line").run()
    assert number(page, "zones.dry_room.dew_point_degC").value == -40.0


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../../etc/passwd", "is no name for a file here"),
        ("=cmd()", "is no name for a file here"),
        ("<img src=x onerror=alert(1)>", "is no name for a file here"),
        ("reference_line", "name of a shipped scenario"),
    ],
)
def test_a_draft_gets_no_name_that_does_harm(workspace, name, says):
    with pytest.raises(ValueError, match=says):
        drafts.save(name, "name: x\n", replace=True)
    assert workspace.saved("scenarios") == []
    page = opened()
    page.text_input(key="draft_name").set_value(name).run()
    page.button(key="draft_save").click().run()
    assert not page.exception
    assert workspace.saved("scenarios") == []
    (said,) = (
        c.value for c in page.caption if "name" in c.value and "error" in c.value
    )
    assert "<img" not in said.replace("\\<", "")


def test_a_text_reaches_no_file_outside_the_workspace(workspace, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("name: secret\nduration_d: 12345\n")
    found = drafts.checked(f"name: x\nextends: {secret}\n")
    assert found.content == {}
    assert "is not a file" in found.faults[0].message


def test_a_hostile_text_is_shown_as_text(workspace):
    page = opened("As YAML")
    evil = "<img src=x onerror=alert(1)>"
    page.text_area[0].set_value(f"name: '{evil}'\n'{evil}': {evil}\n").run()
    assert not page.exception
    for one in (*page.markdown, *page.caption, *page.error, *page.success):
        assert evil not in one.value
    page.text_area[0].set_value("x" * 10_000).run()
    assert not page.exception


def test_a_recipe_begins_with_its_blocks_so_that_no_window_cuts_them_off():
    found = edit.checked("name: x\nextends: reference_line.yaml\n", Path("."))
    for table in drafts.fields(found, "Oven recipes"):
        assert list(drafts.frame(table))[:3] == ["name", "block", "times"]


def test_an_edited_table_becomes_the_list_it_stands_for():
    found = edit.checked("name: x\nextends: reference_line.yaml\n", Path("."))
    (limits, rework) = (
        one for one in drafts.fields(found, "Run and limits") if drafts.is_table(one)
    )
    frame = drafts.frame(limits)
    assert drafts.as_in(found, limits, drafts.value_of(limits, frame))
    frame.loc[0, "water_ppm"] = 350.0
    row = {"electrode": "anode", "station": "assembly", "water_ppm": 200.0}
    empty = {name: None for name in row}
    frame = pd.concat([frame, pd.DataFrame([row, empty])], ignore_index=True)
    value = drafts.value_of(limits, frame)
    assert len(value) == 5
    assert value[0] == {"electrode": "anode", "station": "anode_oven", "water_ppm": 350}
    assert value[-1] == row
    assert not drafts.as_in(found, limits, value)
    assert drafts.value_of(rework, drafts.frame(rework))[0]["at_most"] == 1


def test_a_run_is_begun_with_all_that_it_needs(workspace, monkeypatch):
    begun = {}
    monkeypatch.setattr(
        jobs, "begin", lambda kind, title, text: begun.update({title: text}) or "1" * 16
    )
    drafts.save("base", "name: base\nextends: reference_line.yaml\nseed: 7\n", False)
    page = opened("As YAML")
    page.text_area[0].set_value("name: mine\nextends: base.yaml\nduration_d: 4\n").run()
    page.button(key="run_it").click().run()
    assert not page.exception
    assert page.query_params["job"] == "1" * 16
    whole = parse(begun["mine"], "job").content  # no draft below it can change it now
    assert "extends" not in whole
    assert (whole["seed"], whole["duration_d"]) == (7, 4.0)
    again = edit.complete(begun["mine"], workspace.root)
    assert again.scenario.name == "mine"


def test_a_job_that_is_gone_is_told_so(workspace):
    page = opened(job="no-such-job")
    assert any("there is no job 'no-such-job'" in t.value for t in page.text)
