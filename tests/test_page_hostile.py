"""What stands in the workspace's folders, put there by anybody, breaks no page."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.job.ledger import JobError, Jobs
from scenarios.workspace import KINDS, VARIABLE, Workspace

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    root = tmp_path / "workspace"
    root.mkdir()
    monkeypatch.setenv(VARIABLE, str(root))
    return Workspace(root)


def opened(view, **query):
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page(f"views/{view}.py")
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


LINKS = {
    "out": "/etc/passwd",
    "nowhere": "/nowhere/at.yaml",
    "gone": "gone_too.yaml",
    "round": "round.yaml",
}


@pytest.mark.parametrize(
    ("view", "key", "prefix", "part"),
    [
        ("scenario", "file", "draft-", {}),
        ("room", "file", "draft: ", {}),
        ("exposure", "begin", "draft.", {}),
        ("studies", "file", "draft: ", {"part": "Begin a study"}),
        ("recipe", "oven", "draft.", {}),
    ],
)
def test_a_link_or_a_strange_name_among_the_drafts_breaks_no_page(
    workspace, view, key, prefix, part
):
    for kind in KINDS:
        folder = workspace.drafts / kind
        folder.mkdir(parents=True)
        for name, target in LINKS.items():
            (folder / f"{name}.yaml").symlink_to(target)
        for name in ("n" * 100, "a.yaml", "<img src=x onerror=1>", "-x", "ü"):
            (folder / f"{name}.yaml").write_text("a: 1\n")
        assert workspace.saved(kind) == [
            "gone"
        ]  # in the folder, though it is not there
    for name in ("out", "round", "n" * 100):
        page = opened(view, **{key: prefix + name}, **part)
        assert not page.exception
        assert "is not there (any more)" in page.warning[0].value
    page = opened(view, **{key: f"{prefix}gone"}, **part)
    assert not page.exception
    assert page.error


def test_a_part_of_a_page_that_does_not_exist_is_said(workspace):
    page = opened("studies", part="<b>None</b>")
    assert not page.exception
    (said,) = page.warning
    assert said.value == "What the address names as “Part” is not there (any more)."
    assert "no study in this workspace" in page.markdown[0].value
    page.segmented_control(key="part").set_value("Begin a study").run()
    assert not page.warning
    assert not opened("studies", part="Begin a study").warning


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"rows": {}}', "\x00", "null"])
def test_a_damaged_verification_is_said_and_can_be_made_anew(workspace, text):
    workspace.verification.mkdir()
    (workspace.verification / "answer.json").write_text(text)
    page = opened("model")
    assert not page.exception
    assert page.error[0].value == "**The last verification cannot be read.**"
    assert "verification/answer.json cannot be read: " in page.text[0].value
    assert page.button(key="verify")


@pytest.mark.parametrize(
    "text",
    [
        "name: a\nextends: {}.yaml\n",
        "name: a\nextends: reference_line.yaml\n"
        "electrodes: {{anode: {{coils: {{file: {}.csv}}}}}}\n",
    ],
)
@pytest.mark.parametrize("long", [300, 5000])
def test_a_path_that_is_too_long_is_a_fault_without_the_servers_folders(
    workspace, text, long
):
    workspace.save("scenarios", "long", text.format("x" * long))
    page = opened("scenario", file="draft-long", section="Coils")
    assert not page.exception
    (said,) = page.dataframe[0].value["what is wrong, and what to do"]
    assert str(workspace.root) not in said
    assert "x" in said
    everything = (*page.text, *page.caption, *page.error, *page.markdown)
    assert not any(str(workspace.root) in one.value for one in everything)


def test_a_study_of_a_scenario_whose_path_is_too_long_is_a_fault(workspace):
    text = f"name: a\nscenario: {'x' * 400}.yaml\nvary: {{seed: [1, 2]}}\n"
    workspace.save("studies", "long", f"{text}figures: [x]\n")
    page = opened("studies", part="Begin a study", file="draft: long")
    assert not page.exception
    assert "fault" in page.error[0].value


def test_stop_may_come_with_a_run_of_the_whole_page(workspace, monkeypatch):
    """A click in a fragment is a run of the page where one was due anyway."""
    monkeypatch.setattr(Jobs, "_begin", lambda *_: None)
    number = Jobs(workspace).submit("study", "waits for ever", "name: x\n")
    page = opened("studies")
    page.button(key=f"study_{number}_stop").click().run()
    assert not page.exception
    assert Jobs(workspace).job(number).state == "stopped"
    assert page.button(key=f"resume_{number}")


def test_a_document_that_was_not_installed_is_said(workspace, monkeypatch):
    from scenarios import handbook

    monkeypatch.setattr(handbook, "DOCS", workspace.root / "docs")
    page = opened("model", part="Equations and limits")
    assert not page.exception
    assert page.error[0].value == "**This document is not at hand.**"
    assert page.text[0].value == "docs/validity.md: No such file or directory"


VIEWS = ("line", "coil", "compare", "studies", "model")


@pytest.mark.parametrize("view", VIEWS)
def test_files_where_the_workspace_has_folders_break_no_page(workspace, view):
    for name in ("runs", "studies", "plans", "drafts", "jobs", "verification"):
        (workspace.root / name).write_text("a file where a folder should be")
    page = opened(view)
    assert not page.exception
    assert any(
        "**There is no" in one.value or "cannot be read" in one.value
        for one in (*page.markdown, *page.error)
    )


def test_a_scenario_that_cannot_be_kept_names_its_place_in_the_workspace(workspace):
    workspace.drafts.write_text("a file where a folder should be")
    page = opened("scenario")
    page.text_input(key="draft_name").set_value("mine").run()
    page.button(key="draft_save").click().run()
    assert not page.exception
    assert page.error[0].value == "**Not saved.**"
    assert page.text[0].value.startswith("drafts/scenarios/mine.yaml: ")
    assert not any(str(workspace.root) in one.value for one in page.text)


def test_a_job_whose_process_cannot_be_begun_is_said_and_not_listed(
    workspace, monkeypatch
):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(subprocess, "Popen", full)
    jobs = Jobs(workspace)
    with pytest.raises(JobError, match="No space left"):
        jobs.submit("run", "one too many", "name: x\n")
    assert jobs.all() == []


def test_a_door_open_for_longer_than_the_box_takes_is_shown(workspace):
    shipped = Path(APP).parents[1] / "scenarios" / "rooms" / "twenty_people.yaml"
    text = shipped.read_text() + "door_event: {open_min: 700}\n"
    workspace.save("rooms", "long", text)
    page = opened("room", file="draft: long")
    assert not page.exception
    assert page.number_input(key="draft: long.door_event.open_min").value == 700.0


def test_what_is_set_on_the_page_of_the_room_stands_in_its_address(workspace):
    page = opened("room")
    page.selectbox(key="twenty_people.control").set_value("set_point").run()
    assert page.query_params["twenty_people.control"] == "set_point"
    assert "twenty_people.schedule" not in page.query_params  # as by default
    rows = [["Mon-Fri 05:00-22:00", -45.0, 15.0], ["daily 00:00-24:00", -20.0, 0.0]]
    address = {
        "twenty_people.control": "set_point",
        "twenty_people.set_return": "true",  # these two as Streamlit writes them
        "twenty_people.shifts": "Mon-Sat 05:00-22:00",
        "twenty_people.schedule": json.dumps(rows),
    }
    other = opened("room", **address)
    assert not other.exception
    assert not any("fault" in error.value for error in other.error)
    assert not other.warning
    assert other.selectbox(key="twenty_people.control").value == "set_point"
    assert other.toggle(key="twenty_people.set_return").value is True
    assert other.text_input(key="twenty_people.shifts").value == "Mon-Sat 05:00-22:00"
    assert other.metric[1].value != page.metric[1].value
    told = other.query_params["twenty_people.schedule"]
    assert json.loads(told) == rows


@pytest.mark.parametrize(
    "said", ["", "[", "[[1]]", "[[[],{},null]]", '[["daily 00:00-24:00",NaN,0]]', "7"]
)
def test_a_schedule_in_the_address_that_is_none_is_said(workspace, said):
    query = {"twenty_people.control": "set_point", "twenty_people.schedule": said}
    page = opened("room", **query)
    assert not page.exception
    assert "not readable" in page.warning[0].value


def test_the_server_is_safe_wherever_it_is_started(workspace, tmp_path):
    """Streamlit reads the settings that lie beside the app, not only those here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = Path(APP).parents[1]
    log = tmp_path / "log.txt"
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", APP, "--server.port", str(port)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(300):
            if f":{port}" in log.read_text() or server.poll() is not None:
                break
            time.sleep(0.1)
        said = log.read_text()
        assert "usage statistics" not in said
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10) as answer:
            assert answer.status == 200
        with pytest.raises(ConnectionRefusedError):  # it listens on that address only
            socket.create_connection(("127.0.0.2", port), timeout=10)
    finally:
        server.terminate()
        server.wait(20)
