"""The page "Studies": begun, watched, stopped, resumed, read."""

import json
import shutil
import sqlite3
import time

import pytest
from plot_data import charts
from streamlit.testing.v1 import AppTest

from dashboard.results import jobs
from scenarios.job.ledger import Job, Jobs
from scenarios.runner import Here
from scenarios.study import conduct, kept, report
from scenarios.study.load import load
from scenarios.workspace import VARIABLE, Workspace

PAGE = "../dashboard/views/studies.py"
PATIENCE = 200.0  # s
TEXT = """
name: two dew points
scenario: ../dry_room_queue.yaml
vary:
  zones.dry_room.dew_point_degC: [-50, -20]
  electrodes.anode.start_ppm: {kind: lognormal, mean: 60, sd: 15}
points: 12
sample: latin_hypercube
figures: [anode.cutter.water_out_ppm_p95]
limits: {anode.cutter.water_out_ppm_p95: {max: 100}}
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A study that is finished, in a workspace."""
    place = Workspace(tmp_path_factory.mktemp("workspace"))
    file = place.save("studies", "two", TEXT)
    study = load(file)
    folder = conduct.begin(study, place.studies)
    return place, conduct.conduct(study, folder, Here(), threads=1)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return Workspace(tmp_path)


def opened(**query):
    page = AppTest.from_file(PAGE, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def test_without_studies_the_page_says_what_to_do(workspace):
    page = opened()
    assert not page.exception
    assert "no study in this workspace" in page.markdown[0].value


def test_a_study_whose_ledger_is_damaged_is_said_and_no_other_is_hidden(
    finished, tmp_path, monkeypatch
):
    place, done = finished
    shutil.copytree(place.studies, tmp_path / "studies")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    broken = tmp_path / "studies" / "broken-0123456789ab"
    broken.mkdir()
    (broken / "ledger.sqlite").write_bytes(b"no database" * 1000)
    page = opened()
    assert not page.exception
    said = page.error[0].value.replace("\\", "")  # a name is no markdown
    assert said == f"**The study {broken.name} cannot be read.**"
    assert any("it is damaged" in text.value for text in page.text)
    assert not any(str(tmp_path) in text.value for text in page.text)
    assert page.selectbox(key="study").value == done.folder.name


def test_points_that_ended_otherwise_are_shown_though_as_many_are_finished(
    finished, tmp_path, monkeypatch
):
    place, done = finished
    shutil.copytree(place.studies, tmp_path / "studies")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    page = opened()
    assert not any(one.value == "Points that failed" for one in page.subheader)
    book = sqlite3.connect(tmp_path / "studies" / done.folder.name / "ledger.sqlite")
    with book:
        book.execute(
            "UPDATE points SET state = 'failed', reason = 'a burst' WHERE number = 3"
        )
    book.close()
    page.run()
    assert not page.exception
    assert any(one.value == "Points that failed" for one in page.subheader)


def test_kept_study_opened_again_says_what_it_said(finished):
    place, done = finished
    (entry,) = kept.listed(place.studies)
    assert (entry.done, entry.count, entry.finished) == (24, 24, True)
    again = kept.opened(place.studies, entry.folder)
    assert again.digest == done.digest
    assert report.quantiles(again) == report.quantiles(done)
    assert (again.places == done.places).all()


def test_results_are_those_of_the_table(finished, monkeypatch):
    place, done = finished
    monkeypatch.setenv(VARIABLE, str(place.root))
    page = opened()
    assert not page.exception
    cases, swings, limits = charts(page)
    quantiles = report.quantiles(done)
    assert cases["data"][0]["x"] == [-50, -20]
    assert cases["data"][0]["y"] == pytest.approx(quantiles["p50"])
    assert swings["layout"]["xaxis"]["title"]["text"].endswith("water out P95 [ppm]")
    assert {t["name"] for t in swings["data"]} == {
        "key in its lowest fifth",
        "key in its highest fifth",
    }
    shares = report.limits(done)["probability"]
    assert limits["data"][0]["x"] == pytest.approx([100 * s for s in shares])
    assert not [*page.error, *page.success]
    (said,) = (one.value.replace("\\", "") for one in page.info)  # no marks in names
    assert "The limit is kept with dew point at -50 °C" in said
    assert "water out P95 at most 100 ppm** is broken at -20 °C: in" in said


def test_a_faulty_text_is_answered_beside_its_keys(workspace):
    page = opened(part="Begin a study")
    assert not page.exception
    page.text_area[0].set_value(TEXT.replace("points: 12", "points: -3")).run()
    assert not page.exception
    faults = page.dataframe[0].value
    assert list(faults["key"]) == ["points"]
    assert list(faults["where"]) == ["line 7"]
    assert not jobs_of(workspace)


@pytest.mark.parametrize(
    "scenario",
    [
        "/etc/passwd",
        "../../../../etc/passwd",
        "<img src=x onerror=alert(1)>",
        "x" * 9999,
    ],
)
def test_a_text_reaches_no_file_outside(workspace, scenario):
    page = opened(part="Begin a study")
    text = TEXT.replace("../dry_room_queue.yaml", json.dumps(scenario))
    page.text_area[0].set_value(text).run()
    assert not page.exception
    assert page.error[0].value.startswith("**1 fault")
    assert "root:" not in str(page.dataframe[0].value)


def test_a_text_survives_the_results_and_another_file_until_it_is_saved(workspace):
    def unsaved():
        return any("Changed, not saved" in one.value for one in page.markdown)

    page = opened(part="Begin a study")
    before, other = page.selectbox(key="file").options[:2]
    page.text_area[0].set_value(TEXT).run()
    assert unsaved()
    page.segmented_control(key="part").set_value("Results").run()
    page.segmented_control(key="part").set_value("Begin a study").run()
    assert page.text_area[0].value == TEXT
    page.selectbox(key="file").set_value(other).run()
    assert page.text_area[0].value != TEXT
    assert not unsaved()
    page.selectbox(key="file").set_value(before).run()
    assert page.text_area[0].value == TEXT
    page.text_input(key="draft").set_value("two")
    page.button(key="save").click().run()
    assert not page.exception
    assert not unsaved()


@pytest.mark.parametrize("name", ["../../etc/passwd", "=cmd()", "<img src=x>", ""])
def test_a_draft_with_a_bad_name_is_not_saved(workspace, name):
    page = opened(part="Begin a study")
    page.text_input(key="draft").set_value(name)
    page.button(key="save").click().run()
    assert not page.exception
    assert page.error[0].value == "**Not saved.**"
    assert not workspace.drafts.exists()


def jobs_of(workspace):
    return Jobs(workspace).all()


def wait(workspace, ready):
    until = time.monotonic() + PATIENCE
    while not ready(jobs_of(workspace)[0]):
        assert time.monotonic() < until, jobs_of(workspace)
        time.sleep(0.1)


@pytest.mark.slow
def test_a_study_is_begun_stopped_resumed_and_ends_with_every_point_once(workspace):
    page = opened(part="Begin a study")
    page.text_area[0].set_value(TEXT.replace("points: 12", "points: 60"))
    page.number_input(key="workers").set_value(1)
    page.run()
    page.button(key="begin").click().run()
    assert not page.exception
    wait(workspace, lambda job: "points" in job.said and not job.said.startswith("0 "))
    page.run()
    (job,) = jobs_of(workspace)
    page.button(key=f"study_{job.id}_stop").click().run()
    wait(
        workspace,
        lambda job: job.state == "stopped" and not Jobs(workspace)._alive(job.id),
    )
    (entry,) = kept.listed(workspace.studies)
    before = entry.done
    assert 0 < before < entry.count
    page.run()
    page.button(key=f"resume_{job.id}").click().run()
    wait(workspace, lambda job: not job.open)
    assert jobs_of(workspace)[0].state == "done", jobs_of(workspace)[0].reason
    (entry,) = kept.listed(workspace.studies)
    assert (entry.done, entry.failed, entry.finished) == (120, 0, True)


def test_what_is_finished_is_shown_while_a_job_goes_on(finished, monkeypatch):
    place, _ = finished
    monkeypatch.setenv(VARIABLE, str(place.root))
    monkeypatch.setattr("dashboard.show.work.RENEWED", 0.0)
    said, runs = ["1 of 24 points"], []

    def job(number="1" * 16):
        return Job(
            number, "study", "two dew points", {}, "working", 0.1, said[-1], None, None,
            submitted=0.0, started=0.0, ended=None, pid=1,
        )  # fmt: skip

    monkeypatch.setattr(jobs, "listed", lambda kind: runs.append(1) or [job()])
    monkeypatch.setattr(jobs, "job", job)
    page = opened()
    assert len(runs) == 1
    said.append("2 of 24 points")
    page.run()
    assert len(runs) == 3  # this run, and the one that the job's word began
    page.run()
    assert len(runs) == 4
    assert not page.exception


def test_distribution_of_a_sample_counts_every_point(monkeypatch, workspace):
    text = TEXT.replace("  zones.dry_room.dew_point_degC: [-50, -20]\n", "")
    study = load(workspace.save("studies", "one", text))
    folder = conduct.begin(study, workspace.studies)
    conduct.conduct(study, folder, Here(), threads=1)
    page = opened()
    assert not page.exception
    distribution = charts(page)[0]
    assert sum(distribution["data"][0]["y"]) == 12
    said = [a["text"] for a in distribution["layout"]["annotations"]]
    assert said[-1] == "limit 100"
