"""Jobs: they run outside, outlive who began them, are stopped, break off openly."""

import os
import signal
import time

import pytest
from study_cases import ONE
from study_cases import text as study_text

from scenarios import runs
from scenarios.job import kinds
from scenarios.job.ledger import (
    BROKEN,
    DONE,
    FAILED,
    STOPPED,
    WAITING,
    WORKING,
    JobError,
    Jobs,
)
from scenarios.job.pace import seconds_left
from scenarios.study import kept
from scenarios.workspace import Workspace

TWO = "  zones.room.dew_point_degC: [-20, -30]\n"
PATIENCE = 180.0  # s, on a machine that others use
SHORT = """
name: one day
extends: reference_line.yaml
duration_d: 1
warm_up_d: 0
"""


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    monkeypatch.delenv("TWIN_WORKSPACE", raising=False)
    found = Jobs(Workspace(tmp_path))
    yield found
    for job in found.all():
        found.stop(job.id)
        wait_for(found, job.id, lambda job: not found._alive(job.id))


def wait_for(jobs, number, ready):
    until = time.monotonic() + PATIENCE
    while not ready(jobs.job(number)):
        assert time.monotonic() < until, jobs.job(number)
        time.sleep(0.1)
    return jobs.job(number)


def test_the_time_left_is_that_of_the_pace_and_not_of_the_start():
    """12 s of loading, then 2 % a second: 27 s more at 46 %."""
    loading = [(float(t), 0.0) for t in range(12)]
    at_work = [(12.0 + t, 0.02 * (t + 1)) for t in range(23)]
    assert seconds_left([*loading, *at_work]) == pytest.approx(27.0)
    assert seconds_left(loading) is None
    assert seconds_left([*loading, *at_work[:5]]) is None  # too short a look


def test_no_time_left_is_told_while_the_pace_changes():
    slow = [(float(t), 0.001 * (t + 1)) for t in range(20)]
    fast = [(20.0 + t, 0.02 + 0.04 * (t + 1)) for t in range(12)]
    assert seconds_left([*slow, *fast[:4]]) is None
    assert seconds_left([*slow, *fast][20:]) == pytest.approx(12.5)
    assert seconds_left([(float(t), 0.3) for t in range(60)]) is None  # it stands


def test_a_run_ends_in_the_store(jobs):
    number = jobs.submit("run", "one day", SHORT)
    job = wait_for(jobs, number, lambda job: not job.open)
    assert (job.state, job.fraction) == (DONE, 1.0), job.reason
    run = runs.opened(jobs.workspace.runs, job.answer["run"])
    assert run.name == "one day"


def test_a_study_is_run_with_the_scenario_beside_its_draft(jobs):
    own = ONE.read_text(encoding="utf-8")
    jobs.workspace.save("studies", "mine", own, replace=True)
    text = study_text(scenario="mine.yaml", vary=TWO)
    number = jobs.submit("study", "of mine", text)
    job = wait_for(jobs, number, lambda job: not job.open)
    assert (job.state, job.answer["done"]) == (DONE, 2), job.reason
    study = kept.opened(jobs.workspace.studies, job.answer["study"]).study
    assert study.scenario.source == str(jobs.workspace.draft("studies", "mine"))


def test_paths_of_a_plan_begin_where_its_drafts_lie(jobs, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(kinds, "_week", lambda *given: asked.append(given) or {})
    file = tmp_path / "input.yaml"
    file.write_text("room_file: mine.yaml\n", encoding="utf-8")
    kinds.plan(jobs.workspace, file, {}, lambda *_: None)
    ((_, own, text, _, _),) = asked
    assert own[0] == {"room_file": "mine.yaml"}
    assert own[3] == jobs.workspace.drafts / "plans"
    assert text == file.read_bytes()


def test_faults_of_a_scenario_are_the_reason_it_failed(jobs):
    number = jobs.submit("run", "typo", SHORT + "duration: 3\n")
    job = wait_for(jobs, number, lambda job: not job.open)
    assert job.state == FAILED
    assert "duration: unknown key" in job.reason
    assert jobs.workspace.runs.exists() is False


@pytest.mark.parametrize("named", ["/etc/passwd", "../../../../../etc/passwd"])
def test_a_job_reads_no_file_outside_the_workspace(jobs, named):
    number = jobs.submit("run", "thief", f"name: x\nextends: {named}\n")
    job = wait_for(jobs, number, lambda job: not job.open)
    assert job.state == FAILED
    assert "is not a file" in job.reason
    assert "root:" not in job.reason


def test_jobs_take_turns_and_one_that_waits_can_be_stopped(jobs, monkeypatch):
    long = SHORT.replace("duration_d: 1", "duration_d: 200")
    first = jobs.submit("run", "first", long)
    wait_for(jobs, first, lambda job: job.state == WORKING)
    second = jobs.submit("run", "second", SHORT)
    if (os.cpu_count() or 2) < 4:
        time.sleep(1.0)
        assert jobs.job(second).state == WAITING
    jobs.stop(second)
    jobs.stop(first)
    for number in (first, second):
        assert jobs.job(number).state == STOPPED
        wait_for(jobs, number, lambda job: not jobs._alive(job.id))
    assert jobs.workspace.runs.exists() is False or not runs.listed(jobs.workspace.runs)


def test_a_killed_process_is_told_as_broken_off_not_as_at_work(jobs):
    long = SHORT.replace("duration_d: 1", "duration_d: 200")
    number = jobs.submit("run", "killed", long)
    job = wait_for(jobs, number, lambda job: job.state == WORKING)
    os.kill(job.pid, signal.SIGKILL)
    job = wait_for(jobs, number, lambda job: not job.open)
    assert job.state == BROKEN
    assert "begin it again" in job.reason
    jobs.forget(number)
    with pytest.raises(JobError, match="there is no job"):
        jobs.job(number)


def test_a_job_outlives_the_process_that_began_it(jobs):
    import subprocess
    import sys

    code = (
        "from scenarios.job.ledger import Jobs; from scenarios.workspace import *; "
        f"from pathlib import Path; w = Workspace(Path({str(jobs.workspace.root)!r})); "
        f"print(Jobs(w).submit('run', 'orphan', {SHORT!r}))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    job = wait_for(jobs, said.stdout.strip(), lambda job: not job.open)
    assert job.state == DONE


def test_a_damaged_ledger_is_said_with_what_to_do(jobs):
    jobs.folder.mkdir(parents=True)
    (jobs.folder / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(JobError, match="move it away"):
        jobs.all()
    (jobs.folder / "ledger.sqlite").unlink()
