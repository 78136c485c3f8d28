"""The ledger: several runners, dead ones, a damaged file, a full or closed disk."""

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from scenario_text import DATA
from study_cases import (
    DRAWN,
    GRID,
    die,
    double,
    finished,
    quick,
    study,
    text,
    written,
)

from scenarios.ledger_error import LedgerError
from scenarios.runner import DEATHS, Here, Pool
from scenarios.study import conduct, ledger, point
from scenarios.study.ledger import Ledger
from scenarios.study.load import load

ROOT = DATA.parent.parent
MANY = "replications: 60\n"


@pytest.fixture
def instant(monkeypatch):
    monkeypatch.setattr(point, "outcome", quick)


def command(path, out, *words, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "scenarios.cli", "study", str(path), "--out", str(out)]
        + [str(word) for word in words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


# ---------------------------------------------------------------- several at once


def test_many_claim_at_once_and_no_point_is_claimed_twice(tmp_path):
    folder = conduct.begin(study(tmp_path, more=MANY), tmp_path / "out")
    claimed, errors = [], []

    def work():
        try:
            with Ledger(folder) as own:
                while (claim := own.claim()) is not None:
                    number = claim[0].number
                    claimed.append(number)
                    assert own.done(number, "digest", "run", 0.0)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(claimed) == list(range(180))


def test_two_commands_share_a_study_and_do_no_point_twice(tmp_path):
    path = written(tmp_path, text(GRID + DRAWN, "sample: sobol\npoints: 16\n"))
    both = [command(path, tmp_path / "out", "--resume") for _ in range(2)]
    answers = [running.communicate(timeout=120) for running in both]
    assert [running.returncode for running in both] == [0, 0], answers
    (folder,) = (tmp_path / "out").glob("small-study-*")
    with Ledger(folder) as own:
        assert [row["claims"] for row in own.rows()] == [1] * 48
        assert own.counts()["done"] == 48
    tables = {out.splitlines()[-1].split()[1] for out, _ in answers}
    assert len(tables) == 1


def test_an_expired_claim_is_taken_over_and_its_late_owner_turned_away(tmp_path):
    folder = conduct.begin(study(tmp_path), tmp_path / "out")
    hung, other = (
        Ledger(folder, lease=0.2),
        Ledger(folder),
    )  # no thread renews: it hangs
    number = hung.claim()[0].number
    assert [other.claim()[0].number for _ in range(2)] == [1, 2]
    assert other.claim() is None
    time.sleep(0.3)
    assert other.claim()[0].number == number
    assert not hung.done(number, "late", "run", 0.0)
    assert other.done(number, "digest", "run", 0.0)
    assert other.rows()[number]["digest"] == "digest"
    hung.close()
    other.close()


def test_a_lease_is_renewed_while_its_owner_lives(tmp_path):
    folder = conduct.begin(study(tmp_path), tmp_path / "out")
    with Ledger(folder, lease=0.4) as own, Ledger(folder) as other:
        number = own.claim()[0].number
        time.sleep(1.0)
        assert number not in [other.claim()[0].number for _ in range(2)]
        assert other.claim() is None
        assert other.void_claims_of_the_dead() == 0
        assert own.done(number, "digest", "run", 0.0)


def test_claims_of_a_killed_process_are_open_at_once(tmp_path):
    folder = conduct.begin(study(tmp_path), tmp_path / "out")
    code = (
        "import os, sys, pathlib; from scenarios.study.ledger import Ledger\n"
        "own = Ledger(pathlib.Path(sys.argv[1])); own.claim(); own.claim()\n"
        "os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, timeout=60
    )
    assert killed.returncode == -9
    with Ledger(folder) as own:
        assert own.counts()["claimed"] == 2
        assert own.void_claims_of_the_dead() == 2
        assert own.counts()["open"] == 3


def test_a_study_that_another_runner_works_on_is_not_begun_afresh(tmp_path, instant):
    of = study(tmp_path)
    finished(of, tmp_path / "out")
    with (
        Ledger(conduct.folder_of(of, tmp_path / "out")),
        pytest.raises(LedgerError, match="another runner works on it"),
    ):
        conduct.begin(of, tmp_path / "out", fresh=True)


def test_a_runner_waits_for_the_points_of_another(tmp_path, instant):
    of = study(tmp_path)
    folder = conduct.begin(of, tmp_path / "out")
    with Ledger(folder) as other:
        other.claim()
        found = []
        waiting = threading.Thread(
            target=lambda: found.append(conduct.conduct(of, folder, Here()))
        )
        waiting.start()
        time.sleep(0.5)
        assert found == []  # two points are done, the third is another's
    waiting.join(timeout=30)  # given back, it was open again
    assert found[0].done == 3


# ---------------------------------------------------------------- workers that die


def test_a_worker_that_dies_takes_only_its_own_call_along(tmp_path):
    pool = Pool(2)
    try:
        count = tmp_path / "deaths"
        pool.submit(0, die, str(count))
        pool.submit(1, double, 21)
        found = {}
        while len(found) < 2:
            found |= {ended.number: ended for ended in pool.ended(5.0)}
    finally:
        pool.close()
    assert found[1].value == 42
    assert "died" in found[0].death
    assert len(count.read_text()) == DEATHS


def test_workers_end_with_a_parent_that_was_killed(tmp_path):
    path = written(tmp_path, text(more=MANY))
    running = command(path, tmp_path / "out", "--workers", 2, start_new_session=True)
    until = time.monotonic() + 60
    while len(list(tmp_path.rglob("points/*/*.parquet"))) < 3:
        assert time.monotonic() < until
        time.sleep(0.02)
    running.kill()
    running.communicate(timeout=30)
    while group_lives(running.pid):
        assert time.monotonic() < until, "workers outlive their parent"
        time.sleep(0.1)


def group_lives(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


# ---------------------------------------------------------------- the file, the disk


@pytest.mark.parametrize("how", ["overwritten", "cut", "another file"])
def test_a_damaged_ledger_is_said_and_costs_no_finished_point(
    tmp_path, monkeypatch, how
):
    calls = []

    def counted(task):
        calls.append(task)
        return quick(task)

    monkeypatch.setattr(point, "outcome", counted)
    of = study(tmp_path, more=MANY)
    first = finished(of, tmp_path / "out")
    path = first.folder / ledger.FILE
    data = path.read_bytes()
    path.write_bytes(
        {
            "overwritten": data[:5000] + b"\xa5" * 9000 + data[14000:],
            "cut": data[: len(data) // 2],
            "another file": b"name: not a ledger\n" * 300,
        }[how]
    )
    with pytest.raises(LedgerError, match=r"it is damaged.*points/.*move the ledger"):
        finished(of, tmp_path / "out", resume=True)
    path.rename(tmp_path / "damaged")
    for more in path.parent.glob("ledger.sqlite-*"):
        more.unlink()
    again = finished(of, tmp_path / "out")
    assert (again.found, len(calls)) == (180, 180)
    assert again.digest == first.digest


def test_a_folder_that_may_not_be_written_is_said_before_any_run(instant):
    """As another user than root, whom no permission stops."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        of = study(top)
        begun = conduct.begin(of, top / "out")
        for path in (begun, begun / ledger.OWNERS, top / "out"):
            path.mkdir(exist_ok=True)
            path.chmod(0o555)
        before = os.geteuid()
        if before == 0:
            os.seteuid(65534)
        try:
            with pytest.raises(LedgerError, match="it cannot be written there"):
                finished(of, top / "out", resume=True)
            other = study(top / "in", more="seed: 3\n") if before else of
            with pytest.raises(LedgerError, match="no study can be kept there"):
                conduct.begin(other, top / "out" / "below")
        finally:
            os.seteuid(before)
            for path in (top / "out", begun):
                path.chmod(0o755)
        assert finished(of, top / "out", resume=True).done == 3


def test_a_full_disk_ends_the_study_and_loses_nothing_finished(tmp_path):
    """No file may grow beyond 100 kB: the ledger's log of changes does, soon."""
    path = written(tmp_path, text(more="replications: 10\n"))
    limit = 100_000

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    full = command(path, tmp_path / "out", preexec_fn=little_room)
    stdout, stderr = full.communicate(timeout=120)
    assert full.returncode == 1, stderr
    assert stdout == ""
    assert "Traceback" not in stderr
    assert "--resume" in stderr.strip().splitlines()[-1]
    results = list((tmp_path / "out" / "points").rglob("*.parquet"))
    assert len(results) >= 3
    of = load(path)
    found = finished(of, tmp_path / "out", resume=True)
    assert found.done == 30
    (folder,) = (tmp_path / "out").glob("small-study-*")
    with Ledger(folder) as own:
        # nothing that lay in the store was run again: it was booked, or found
        assert sum(row["claims"] for row in own.rows()) <= 30 + 2
    undisturbed = finished(of, tmp_path / "other")
    assert undisturbed.digest == found.digest


def test_a_ledger_that_is_gone_is_not_begun_anew_by_its_runner(tmp_path, instant):
    of = study(tmp_path)
    folder = conduct.begin(of, tmp_path / "out")
    (folder / ledger.FILE).unlink()
    with pytest.raises(LedgerError, match="unable to open"):
        conduct.conduct(of, folder, Here())


def test_half_written_results_are_swept_after_a_day_and_nothing_else(tmp_path, instant):
    of = study(tmp_path)
    finished(of, tmp_path / "out")
    folder = next((tmp_path / "out" / "points").iterdir())
    names = {"old": f".{1:024x}-{2:08x}", "new": f".{3:024x}-{4:08x}", "own": ".x"}
    for name in names.values():
        (folder / name).write_bytes(b"half")
    for name in ("old", "own"):
        os.utime(folder / names[name], (0, 0))
    finished(of, tmp_path / "out", resume=True)
    left = {path.name for path in folder.iterdir() if path.name.startswith(".")}
    assert left == {names["new"], names["own"]}
