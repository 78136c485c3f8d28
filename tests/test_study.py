"""Studies from the first point to the table: runners, resume, failures, the store."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pandas as pd
import pytest
from scenario_text import DATA
from study_cases import DRAWN, GRID, ONE, WATER, finished, quick, study, text, written
from typer.testing import CliRunner

from scenarios.cli import app
from scenarios.ledger_error import LedgerError
from scenarios.runner import Here, Pool, RunnerError
from scenarios.study import conduct, kept, point, results
from scenarios.study.ledger import FILE, Ledger
from scenarios.study.load import load

ROOT = DATA.parent.parent
LATIN = "sample: latin_hypercube\npoints: 4\n"
COLD = "  zones.room.temperature_degC: [22, 21]\n"


def twin(*words):
    return CliRunner().invoke(app, ["study", *map(str, words)], prog_name="twin")


@pytest.fixture
def instant(monkeypatch):
    """Points that cost nothing: what is tested is what is kept of them."""
    calls = []

    def counted(task):
        calls.append(task)
        return quick(task)

    monkeypatch.setattr(point, "outcome", counted)
    return calls


# ---------------------------------------------------------------- what comes out


def test_a_point_has_the_figures_of_the_run_that_it_names(tmp_path):
    from scenarios import store
    from scenarios.load import load as load_scenario
    from twin import kpis
    from twin.line import run

    found = finished(study(tmp_path, more="replications: 2\n"), tmp_path / "out")
    row = found.table.iloc[3]
    settings = ["zones.room.dew_point_degC=-30", "replication=1"]
    alone = load_scenario(ONE, settings)
    assert row["run"] == store.run_hash(alone)
    assert row[WATER] == kpis.summarise(run(alone.scenario))[WATER]


def test_the_table_has_a_row_for_every_point_in_their_order(tmp_path):
    of = study(tmp_path, vary=GRID + DRAWN, more=LATIN + "replications: 2\n")
    found = finished(of, tmp_path / "out")
    assert list(found.table["point"]) == list(range(24))
    assert list(found.table)[4:7] == [*of.keys.vary, WATER]
    assert set(found.table["state"]) == {"done"}
    read = pd.read_csv(found.folder / "table.csv")
    assert list(read[WATER]) == list(found.table[WATER])
    drier = found.table.groupby("case")[WATER].mean()
    assert drier[0] > drier[1] > drier[2]


def test_cases_share_their_random_numbers(tmp_path):
    """The queue at the cutter knows nothing of the air: equal, draw by draw."""
    queue, water = "anode.cutter.queue_h_p95", "anode.buffer.water_out_ppm_p95"
    of = study(
        tmp_path,
        scenario="dry_room_queue.yaml",
        vary="  zones.dry_room.dew_point_degC: [-40, -30]\n  duration_d: [3]\n",
        figures=f"[{queue}, {water}]",
        more="replications: 3\n",
    )
    table = finished(of, tmp_path / "out").table
    dry, wet = (table[table["case"] == case].reset_index() for case in (0, 1))
    assert dry[queue].tolist() == wet[queue].tolist()
    assert len(set(dry[queue])) == 3
    assert (wet[water] > dry[water]).all()


def test_tables_are_the_same_in_this_process_and_in_a_pool(tmp_path):
    of = study(tmp_path, vary=GRID + DRAWN, more=LATIN)
    here = finished(of, tmp_path / "one")
    pool = finished(of, tmp_path / "two", Pool(2), threads=1)
    assert here.digest == pool.digest
    one, two = here.folder / "table.csv", pool.folder / "table.csv"
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.slow
def test_tables_are_the_same_with_one_two_and_four_workers(tmp_path):
    path = written(tmp_path, text(GRID + DRAWN, LATIN))
    digests = set()
    for workers in (1, 2, 4):
        answer = twin(path, "--workers", workers, "--out", tmp_path / str(workers))
        assert answer.exit_code == 0, answer.stderr
        (folder,) = (p for p in (tmp_path / str(workers)).iterdir() if p.name[0] == "s")
        digests.add((folder / "table.csv").read_bytes())
    assert len(digests) == 1


# ---------------------------------------------------------------- begin and resume


def test_a_study_already_begun_is_refused_with_advice(tmp_path, instant):
    of = study(tmp_path)
    finished(of, tmp_path / "out")
    with pytest.raises(conduct.StudyBegunError, match=r"3 of its 3 points.*--resume"):
        conduct.begin(of, tmp_path / "out")
    again = finished(of, tmp_path / "out", resume=True)
    assert len(instant) == 3
    assert again.done == 3


def test_resume_does_only_what_is_missing(tmp_path, instant):
    of = study(tmp_path, more="replications: 4\n")
    undisturbed = finished(of, tmp_path / "other")
    instant.clear()

    class Interrupted(Here):
        def ended(self, timeout):
            if len(instant) == 5:
                raise KeyboardInterrupt
            return super().ended(timeout)

    with pytest.raises(KeyboardInterrupt):
        finished(of, tmp_path / "out", Interrupted())
    assert len(instant) == 5
    found = finished(of, tmp_path / "out", resume=True)
    assert len(instant) == 12
    assert found.digest == undisturbed.digest


def test_fresh_runs_every_point_again(tmp_path, instant):
    of = study(tmp_path)
    first = finished(of, tmp_path / "out")
    again = finished(of, tmp_path / "out", fresh=True)
    assert len(instant) == 6
    assert again.digest == first.digest
    assert again.folder == first.folder


def test_a_point_of_another_study_is_found_and_not_run_again(tmp_path, instant):
    finished(study(tmp_path), tmp_path / "out")
    more = GRID.replace("-40", "-40, -50")
    found = finished(study(tmp_path, vary=more, name="wider"), tmp_path / "out")
    assert len(instant) == 4
    assert (found.done, found.found) == (4, 3)


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_result_that_is_lost_is_run_again(tmp_path, instant, how):
    of = study(tmp_path)
    first = finished(of, tmp_path / "out")
    path = sorted((tmp_path / "out" / "points").rglob("*.parquet"))[0]
    whole = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:-9])
    again = finished(of, tmp_path / "out", resume=True)
    assert again.digest == first.digest
    assert len(instant) == 4
    assert path.read_bytes() == whole


def test_equal_points_are_run_once(tmp_path, instant):
    """Ten samples of two values: the files of the results are shared."""
    vary = "  electrodes.coil.count: {kind: empirical, values: [1, 2]}\n"
    of = study(tmp_path, vary=vary, more="sample: latin_hypercube\npoints: 10\n")
    found = finished(of, tmp_path / "out")
    assert (len(instant), found.done, found.found) == (2, 10, 8)


# ---------------------------------------------------------------- what fails


def test_a_failing_point_is_a_row_with_its_reason_and_the_study_goes_on(tmp_path):
    """A width drawn below what the key allows is not cut off: its point fails."""
    key = "electrodes.coil.width_mm"
    vary = f"  {key}: {{kind: normal, mean: 40, sd: 40}}\n"
    of = study(tmp_path, vary=vary, more="sample: latin_hypercube\npoints: 12\n")
    found = finished(of, tmp_path / "out")
    table = found.table
    too_narrow = table[key] <= 1.0
    assert 1 <= too_narrow.sum() <= 2  # a sixth of the distribution lies there
    assert list(table["state"] == "failed") == list(too_narrow)
    assert list(table[WATER].isna()) == list(too_narrow)
    for reason in table.loc[too_narrow, "reason"]:
        assert "not a sound scenario: electrodes.coil.width_mm: " in reason
        assert "allowed is more than 1 to 5000 mm" in reason


def test_a_run_that_breaks_off_says_why_in_its_row(tmp_path, monkeypatch):
    from models.sorption import SolverError
    from twin import line

    right = line.run

    def broken(scenario, *more):
        if scenario.zones["room"].air.temperature < 295.0:
            error = SolverError("no solution past 412 s")
            error.add_note("coil C-0017 in zone room")
            raise error
        return right(scenario, *more)

    monkeypatch.setattr(line, "run", broken)
    found = finished(study(tmp_path, vary=COLD), tmp_path / "out")
    assert list(found.table["state"]) == ["done", "failed"]
    assert (
        found.table["reason"][1] == "no solution past 412 s; coil C-0017 in zone room"
    )
    answer = twin(written(tmp_path, text(COLD)), "--out", tmp_path / "out", "--resume")
    assert answer.exit_code == 0
    assert "point 1 failed: no solution past 412 s" in answer.stdout
    assert "2 points: 1 done, 1 failed" in answer.stdout


def test_a_fault_of_the_program_ends_its_point_alone(tmp_path, monkeypatch):
    from twin import kpis

    def broken(result):
        raise KeyError("no such thing")

    monkeypatch.setattr(kpis, "summarise", broken)
    found = finished(study(tmp_path, vary=COLD), tmp_path / "out")
    assert found.failed == 2
    assert "internal error, please report it: KeyError" in found.table["reason"][0]


def test_all_points_failed_is_exit_1(tmp_path, monkeypatch):
    from twin import line

    def broken(*_):
        raise ArithmeticError("overflow")

    monkeypatch.setattr(line, "run", broken)
    answer = twin(written(tmp_path, text(COLD)), "--out", tmp_path / "out")
    assert answer.exit_code == 1
    assert "all points failed" in answer.stderr
    assert "Traceback" not in answer.output


def test_a_file_changed_meanwhile_fails_its_points(tmp_path):
    rows = "".join(f"{m},22,-40\n" for m in range(0, 1440, 10))
    path = written(tmp_path, "minute,t,td\n" + rows, "room.csv")
    keys = "{file: room.csv, time_min: minute, temperature_degC: t, dew_point_degC: td}"
    scenario = ONE.read_text().replace(
        "{temperature_degC: 22, dew_point_degC: -30}", f"{{readings: {keys}}}"
    )
    written(tmp_path, scenario, "readings.yaml")
    vary = "  electrodes.coil.start_ppm: [90, 100]\n"
    of = study(tmp_path, vary=vary, scenario="readings.yaml")
    path.write_text("minute,t,td\n" + rows.replace("-40", "-20"))
    found = finished(of, tmp_path / "out")
    assert found.failed == 2
    assert "room.csv has changed since the study was read" in found.table["reason"][0]


def test_a_worker_with_another_program_ends_the_study(tmp_path, monkeypatch):
    monkeypatch.setattr(
        point, "outcome", lambda task: replace(quick(task), program="0.0.0+other")
    )
    with pytest.raises(RunnerError, match=r"program 0\.0\.0\+other"):
        finished(study(tmp_path), tmp_path / "out")


def test_a_result_that_cannot_be_kept_ends_the_study_and_loses_none(
    tmp_path, instant, monkeypatch
):
    of = study(tmp_path, more="replications: 3\n")
    right, kept = results.write, []

    def full(*words):
        if len(kept) == 4:
            raise OSError(28, "No space left on device")
        kept.append(words)
        return right(*words)

    monkeypatch.setattr(results, "write", full)
    with pytest.raises(LedgerError, match=r"No space left.*4 of 9 points.*--resume"):
        finished(of, tmp_path / "out")
    monkeypatch.setattr(results, "write", right)
    instant.clear()
    assert finished(of, tmp_path / "out", resume=True).done == 9
    assert len(instant) == 5


# ---------------------------------------------------------------- the command


def test_the_command_prints_quantiles_limits_and_where_the_table_is(tmp_path):
    path = written(tmp_path, text(more=f"limits: {{{WATER}: {{max: 94}}}}\n"))
    table, picture = tmp_path / "t.csv", tmp_path / "p.png"
    words = ("--out", tmp_path / "out", "--csv", table, "--picture", picture)
    answer = twin(path, *words)
    assert answer.exit_code == 0, answer.output
    assert "probability that a limit is broken" in answer.stdout
    assert "dew_point_degC" in answer.stdout
    assert "3 points: 3 done, 0 failed" in answer.stdout
    assert (
        table.read_bytes() == next((tmp_path / "out").glob("s*/table.csv")).read_bytes()
    )
    assert picture.read_bytes()[:4] == b"\x89PNG"
    again = twin(path, *words)
    assert again.exit_code == 2
    assert again.stdout == ""
    assert "--resume goes on with what is missing" in again.stderr


def test_json_is_one_object_with_tables_as_lists(tmp_path):
    path = written(tmp_path, text(GRID + DRAWN, LATIN))
    answer = twin(path, "--out", tmp_path / "out", "--json")
    found = json.loads(answer.stdout)
    assert found["points"] == found["done"] == 12
    assert found["figures"]["p5"][0] < found["figures"]["p95"][0]
    assert len(found["table"][WATER]) == 12
    assert found["failures"]["reason"] == []
    assert found["sensitivity"] is None


def test_indices_are_printed_and_drawn(tmp_path):
    vary = DRAWN + "  zones.room.dew_point_degC: {kind: uniform, low: -40, high: -20}\n"
    path = written(tmp_path, text(vary, "sensitivity: morris\npoints: 4\n"))
    picture = tmp_path / "p.svg"
    answer = twin(path, "--out", tmp_path / "out", "--picture", picture)
    assert answer.exit_code == 0, answer.output
    assert "mu_star" in answer.stdout
    assert "<svg" in picture.read_text()


@pytest.mark.parametrize(
    "words",
    [
        ("--resume", "--fresh"),
        ("--dask", "local:2", "--workers", "2"),
        ("--dask", "local:none"),
        ("--picture", "p.txt"),
        ("--workers", "0"),
    ],
)
def test_options_without_sense_are_exit_2_before_any_work(tmp_path, words):
    path = written(tmp_path, text())
    answer = twin(path, "--out", tmp_path / "out", *words)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_keeps_what_is_finished(tmp_path, workers):
    path = written(tmp_path, text(more="replications: 1000\n"))
    words = ["study", str(path), "--out", str(tmp_path / "out"), "--workers", workers]
    running = subprocess.Popen(
        [sys.executable, "-m", "scenarios.cli", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for_points(tmp_path / "out", 5)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all processes
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert "points are finished and kept" in stderr
    assert stdout == ""
    (folder,) = (tmp_path / "out").glob("small-study-*")
    with Ledger(folder) as ledger:
        counts = ledger.counts()
    assert counts["done"] >= 4  # the fifth may lie there and not be booked yet
    assert counts["claimed"] == 0


@pytest.mark.parametrize("delay", [0.0, 0.4, 1.2])
def test_ctrl_c_while_workers_start_is_as_quiet(tmp_path, delay):
    path = written(tmp_path, text(more="replications: 1000\n"))
    words = ["study", str(path), "--out", str(tmp_path / "out"), "--workers", "2"]
    running = subprocess.Popen(
        [sys.executable, "-m", "scenarios.cli", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert "points on 2 workers" in running.stderr.readline()
    time.sleep(delay)
    os.killpg(running.pid, signal.SIGINT)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert stdout == ""


def wait_for_points(out, number):
    """Until that many results are in the store."""
    until = time.monotonic() + 60.0
    while len(list(out.rglob("points/*/*.parquet"))) < number:
        assert time.monotonic() < until, "no points within a minute"
        time.sleep(0.02)


def test_a_kept_study_finds_the_scenario_beside_its_file_not_a_shipped_one(tmp_path):
    """Paths begin where the study was begun, not where it is kept."""
    mine, out = tmp_path / "mine", tmp_path / "out"
    name = "reference_line.yaml"  # as one of those shipped
    written(mine, ONE.read_text(encoding="utf-8"), name)
    of = load(written(mine, text(scenario=name)))
    folder = conduct.begin(of, out)
    again = kept.opened(out, folder.name).study
    assert again.scenario == of.scenario
    assert again.identity == of.identity


def test_study_file_is_kept_with_its_ledger(tmp_path, instant):
    found = finished(study(tmp_path), tmp_path / "out")
    assert (found.folder / "study.yaml").read_text() == text()
    assert (found.folder / FILE).is_file()
    assert load(found.folder / "study.yaml").identity == found.study.identity
