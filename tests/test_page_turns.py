"""Going from page to page: what one page chose is not taken for the next one's."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.job.ledger import JobError, Jobs
from scenarios.workspace import Workspace

LAST = "one_entry_per_page"
APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")


def refused(path, *_args, **_more):
    raise PermissionError(f"no folder may be made: {path}")


def turned(page, to):
    page.query_params.clear()  # as a browser does
    page.switch_page(f"views/{to}.py").run()
    assert not page.exception
    return page


def handed(page):
    """What the last run handed to the browser to be written into the address."""
    (element,) = (one for one in page.get("bidi_component") if one.key == LAST)
    return json.loads(element.proto.json) if element.proto.json else None


def test_a_file_of_one_page_is_not_asked_of_the_next(reference_workspace):
    page = turned(AppTest.from_file(APP, default_timeout=60).run(), "scenario")
    assert page.selectbox(key="file").value == "shipped-reference_line"
    for to, file in (("room", "twenty_people"), ("scenario", "shipped-reference_line")):
        turned(page, to)
        assert page.selectbox(key="file").value == file
        assert not page.warning


def test_what_is_as_by_default_is_not_in_the_address(reference_workspace):
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert dict(page.query_params) == {}
    turned(page, "exposure")
    assert dict(page.query_params) == {}
    page.number_input(key="wait_h").set_value(2.0).run()
    assert dict(page.query_params) == {"wait_h": "2"}
    page.number_input(key="wait_h").set_value(8.0).run()
    assert dict(page.query_params) == {}


def test_the_run_is_in_the_address_for_it_is_another_one_tomorrow(reference_workspace):
    """The first run of a page hands it over: its name may not be in the address yet."""
    (run,) = (path.name for path in (reference_workspace / "runs").iterdir())
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert handed(page)["written"] == {"run": [run]}
    turned(page, "coil")
    told = handed(page)
    assert told["page"] == "coil"
    assert "coil" in told["pages"]
    assert "exposure" in told["pages"]
    assert told["written"] == {"run": [run]}
    assert dict(page.query_params) == {}
    page.run()
    assert page.query_params["run"] == run
    assert "coil" not in page.query_params
    assert handed(page) is None


def test_a_page_that_stops_half_way_has_an_address_too(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    page = AppTest.from_file(APP, default_timeout=60)
    page.query_params["wait_h"] = "no number"
    turned_to = page.switch_page("views/exposure.py").run()
    assert handed(turned_to)["written"] == {"wait_h": []}
    page.switch_page("views/line.py").run()  # no run in this workspace
    assert page.get("bidi_component")[-1].key == LAST


@pytest.mark.parametrize(
    ("view", "name"),
    [
        ("studies", "part"),
        ("plans", "show"),
        ("materials", "part"),
        ("model", "part"),
        ("scenario", "section"),
        ("line", "place"),
        ("room", "season"),
    ],
)
def test_an_empty_choice_in_the_address_breaks_no_page(reference_workspace, view, name):
    page = AppTest.from_file(APP, default_timeout=60)
    if view != "line":
        page.switch_page(f"views/{view}.py")
    page.query_params[name] = ""
    page.run()
    assert not page.exception


@pytest.mark.parametrize(
    ("table", "damage", "said"),
    [
        ("visits", lambda frame: frame.drop(columns="left_h"), "has no left_h"),
        ("zones", lambda frame: frame.iloc[:0], "is empty"),
    ],
)
def test_a_run_with_a_damaged_table_says_what_it_lacks(
    reference_workspace, tmp_path, monkeypatch, table, damage, said
):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    shutil.copytree(reference_workspace / "runs", tmp_path / "runs")
    (folder,) = (tmp_path / "runs").iterdir()
    file = folder / f"{table}.parquet"
    damage(pd.read_parquet(file)).to_parquet(file)
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    assert page.error[0].value == "**This run cannot be shown.**"
    assert said in page.text[0].value


def test_a_study_that_cannot_be_begun_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    (tmp_path / "studies").mkdir()
    monkeypatch.setattr(Path, "mkdir", refused)
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page("views/studies.py")
    page.query_params["part"] = "Begin a study"
    page.run().button(key="begin").click().run()
    assert not page.exception
    assert page.error[0].value == "**The study cannot be begun.**"


LIST_LOST = "**The list of long work cannot be read.**"


@pytest.mark.parametrize(
    ("view", "part", "still"),
    [
        ("studies", None, "**There is no study in this workspace yet.**"),
        ("plans", None, "**There is no finished plan in this workspace yet.**"),
        ("model", None, "**This installation has not been verified yet.**"),
        ("recipe", "Find a better one", None),
    ],
)
def test_a_damaged_list_of_long_work_is_said_and_the_page_goes_on(
    tmp_path, monkeypatch, view, part, still
):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "ledger.sqlite").write_bytes(b"no database" * 1000)
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page(f"views/{view}.py")
    if part is not None:
        page.query_params["part"] = part
    page.run()
    assert not page.exception
    assert LIST_LOST in [error.value for error in page.error]
    assert any("jobs/ledger.sqlite cannot be used" in text.value for text in page.text)
    assert still is None or any(still in text.value for text in page.markdown)


def test_a_job_that_cannot_be_stopped_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    jobs = Jobs(Workspace(tmp_path))
    monkeypatch.setattr(Jobs, "_begin", lambda *_: None)
    number = jobs.submit("study", "waits for ever")

    def stop(*_):
        raise JobError("the disk is full")

    monkeypatch.setattr(Jobs, "stop", stop)
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page("views/studies.py").run()
    page.button(key=f"study_{number}_stop").click().run()
    assert not page.exception
    assert page.error[0].value == "**Nothing was changed.**"
    assert "the disk is full" in [text.value for text in page.text]


@pytest.mark.parametrize(
    ("view", "folder"), [("room", "rooms"), ("exposure", "exposures")]
)
def test_a_draft_that_cannot_be_written_names_its_place_in_the_workspace(
    tmp_path, monkeypatch, view, folder
):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    (tmp_path / "drafts").write_text("a file where a folder should be")
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page(f"views/{view}.py").run()
    page.text_input(key="draft").set_value("mine")
    page.button(key="save").click().run()
    assert not page.exception
    assert page.error[0].value == "**Not saved.**"
    said = [text.value for text in page.text]
    assert any(text.startswith(f"drafts/{folder}/mine.yaml: ") for text in said)
    assert not any(str(tmp_path) in text for text in said)


@pytest.mark.parametrize(("view", "kind"), [("room", "rooms"), ("studies", "studies")])
def test_a_draft_that_is_no_text_spoils_no_other_file(
    tmp_path, monkeypatch, view, kind
):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    folder = tmp_path / "drafts" / kind
    folder.mkdir(parents=True)
    (folder / "junk.yaml").write_bytes(b"\xff\xfe\x00")
    page = AppTest.from_file(APP, default_timeout=60).run()
    page.switch_page(f"views/{view}.py")
    page.query_params["part"] = "Begin a study"
    page.run()
    assert not page.exception
    assert not page.error
    page.selectbox(key="file").set_value("draft: junk").run()
    assert not page.exception
    assert len(page.error) == 1


def test_a_choice_of_a_run_that_was_broken_off_does_not_come_back(monkeypatch):
    """Chosen and taken back before the page had come to its end once."""
    from dashboard.show import address

    monkeypatch.setattr(address.st, "session_state", {})
    monkeypatch.setattr(address.st, "query_params", QueryParams())
    address.turned_to("Exposure", "exposure", ["", "exposure"])
    address.keep("wait_h", "2", "8")
    assert address.st.session_state["address_of_first_run"] == {"wait_h": ["2"]}
    address.turned_to("Exposure", "exposure", ["", "exposure"])
    address.keep("wait_h", "8", "8")
    assert address.st.session_state["address_of_first_run"] == {}


class QueryParams(dict):
    """An address as Streamlit hands it to a page."""

    def get_all(self, key):
        return [self[key]] if key in self else []
