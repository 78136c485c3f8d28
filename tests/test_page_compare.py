"""The page "Compare" on the reference line and a humid week beside it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from plot_data import charts
from streamlit.testing.v1 import AppTest

from dashboard.results import files
from dashboard.results.runs import _listed as runs_listed
from scenarios import runs, store
from scenarios.compare import figures, sentence
from scenarios.compare.side import side
from scenarios.load import load
from twin.line import run

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")


@pytest.fixture(scope="module")
def humid_store(tmp_path_factory):
    loaded = load("scenarios/humid_summer.yaml", ["duration_d=5", "warm_up_d=1"])
    folder = tmp_path_factory.mktemp("humid") / "runs"
    return store.save(loaded, run(loaded.scenario), folder)


@pytest.fixture
def two_runs(reference_workspace, humid_store):
    """Ids of the reference line's run and of the humid one, in one workspace."""
    (reference,) = (reference_workspace / "runs").iterdir()
    shutil.copytree(humid_store, reference_workspace / "runs" / humid_store.name)
    return reference.name, humid_store.name


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=60)
    page.run()
    for name, value in query.items():
        page.query_params[name] = value
    return page.switch_page("views/compare.py").run()


def test_two_runs_stand_beside_each_other(two_runs, reference_workspace):
    page = opened()
    assert not page.exception
    assert page.multiselect(key="runs").value == list(two_runs)
    base, other = (
        side(runs.opened(reference_workspace / "runs", name)) for name in two_runs
    )
    said = [text.value for text in page.text]
    assert said[0] == "humid summer against reference line"
    assert said[1] == sentence.said(base, other)
    assert "→" in said[1]
    shown = [y for trace in charts(page)[0]["data"] for y in trace["y"]]
    table = figures.station_table((base, other))
    limits = table.dropna(subset=["limit_ppm"])
    expected = [*table["water_out_ppm_p95"], *limits["limit_ppm"]]
    assert sorted(y for y in shown if y is not None) == pytest.approx(
        sorted(v for v in expected if v == v)
    )
    brief = page.dataframe[0].value
    assert list(brief)[:4] == ["electrode", "station", "P95 [ppm]", brief.columns[3]]
    assert "reference line → humid summer" in said[2]
    inputs = page.dataframe[2].value
    keys = set(inputs["key"])
    assert {"duration_d", "warm_up_d", "zones.dry_room.dew_point_degC"} <= keys
    units = set(inputs["unit"])
    assert "°C" in units
    assert "degC" not in units
    assert page.download_button(key="inputs_xlsx").label == "As XLSX"


def test_the_first_chosen_is_the_base(two_runs):
    page = opened()
    page.multiselect(key="runs").set_value(list(reversed(two_runs))).run()
    assert not page.exception
    assert page.text[0].value == "reference line against humid summer"
    assert page.query_params["runs"] == list(reversed(two_runs))


def test_the_address_says_which_runs(two_runs):
    page = opened(runs=list(reversed(two_runs)))
    assert page.multiselect(key="runs").value == list(reversed(two_runs))
    page = opened(runs=[two_runs[1], "../../etc/passwd", "<img src=x onerror=a()>"])
    assert not page.exception
    assert page.multiselect(key="runs").value == [two_runs[1]]
    assert "Not all that the address names" in page.warning[0].value


def test_one_run_alone_is_told_what_is_missing(reference_workspace):
    page = opened()
    assert not page.exception
    assert any("not two finished runs" in m.value for m in page.markdown)


def test_a_damaged_run_is_told_so_and_the_page_stands(two_runs, reference_workspace):
    folder = reference_workspace / "runs" / two_runs[1]
    (folder / "coils.parquet").write_bytes(b"no parquet")
    page = opened()
    assert not page.exception
    assert "These runs cannot be compared." in page.error[0].value
    assert "'coils' cannot be read" in page.text[0].value


def test_a_hostile_name_is_shown_as_text(two_runs, reference_workspace):
    evil = "<img src=x onerror=alert(1)>[x](http://a) **b** =cmd()"
    path = reference_workspace / "runs" / two_runs[1] / "summary.json"
    summary = json.loads(path.read_text())
    for name in (evil, "x" * 10_000):
        path.write_text(json.dumps(summary | {"name": name}))
        runs_listed.clear()
        page = opened()
        assert not page.exception
        assert page.text[0].value[:30] == name[:30]
        assert len(page.text[0].value) <= 200
        for one in (*page.markdown, *page.caption):
            assert "<img" not in one.value
        shown = json.dumps(charts(page))
        assert "<img" not in shown
        labels = [one.proto.popover.label for one in page.get("popover")]
        assert len(labels) >= 2
        assert not any(re.search(r"(?<!\\)[<\[(*]", label) for label in labels)


def test_a_run_is_taken_away_as_each_kind_of_file(two_runs):
    made = {one.name.rpartition("-")[2]: one for one in files.of_run(two_runs[1])}
    begins = {one.name.partition(".")[2]: one.made()[:4] for one in made.values()}
    assert begins == {
        "html": b"<!do",
        "xlsx": b"PK\x03\x04",
        "zip": b"PK\x03\x04",
        "yaml": b"# sc",
    }
    assert len(files.of_run(two_runs[1])) == 5


def test_a_run_without_a_table_offers_its_scenario_and_says_why(
    two_runs, reference_workspace
):
    (reference_workspace / "runs" / two_runs[1] / "rooms.parquet").unlink()
    (only,) = files.of_run(two_runs[1])
    assert only.name.endswith(".yaml")
    page = opened()
    assert not page.exception
    assert any("has no table 'rooms'" in text.value for text in page.text)
