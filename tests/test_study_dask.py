"""Studies on a Dask cluster: the same table, whatever happens to its workers."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from scenario_text import DATA
from study_cases import DRAWN, GRID, die, double, finished, study, text, written
from typer.testing import CliRunner

from scenarios.cli import app
from scenarios.program import program
from scenarios.runner import Dask, RunnerError
from scenarios.study.ledger import Ledger

distributed = pytest.importorskip("distributed", reason="the extra dask is not there")
ROOT = DATA.parent.parent
POINTS = 300


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as found:
        yield found


def test_tables_are_the_same_on_a_cluster_and_in_this_process(tmp_path, cluster):
    more = "sample: latin_hypercube\npoints: 5\n"
    of = study(tmp_path, vary=GRID + DRAWN, more=more)
    here = finished(of, tmp_path / "here")
    runner = Dask(cluster.scheduler_address, program)
    assert runner.slots == 2
    there = finished(of, tmp_path / "there", runner, threads=1)
    assert there.digest == here.digest


def test_the_command_begins_a_cluster_of_its_own(tmp_path):
    words = ["study", str(written(tmp_path, text())), "--dask", "local:2"]
    words += ["--out", str(tmp_path / "out")]
    answer = CliRunner().invoke(app, words, prog_name="twin")
    assert answer.exit_code == 0, answer.stderr
    assert "3 points: 3 done" in answer.stdout


@pytest.mark.slow
def test_300_points_survive_the_death_of_a_worker(tmp_path, cluster):
    of = study(tmp_path, more=f"replications: {POINTS // 3}\n")
    with distributed.Client(cluster) as client:
        victims = list(client.run(os.getpid).values())
    assert len(victims) == 2
    killed = []

    def kill_one():
        while len(list(tmp_path.glob("there/points/*/*.parquet"))) < POINTS // 4:
            time.sleep(0.01)
        os.kill(victims[0], signal.SIGKILL)
        killed.append(victims[0])

    threading.Thread(target=kill_one, daemon=True).start()
    there = finished(of, tmp_path / "there", Dask(cluster.scheduler_address), threads=1)
    assert killed
    assert there.done == POINTS
    here = finished(of, tmp_path / "here")
    assert there.digest == here.digest
    with Ledger(there.folder) as ledger:
        assert [row["claims"] for row in ledger.rows()] == [1] * POINTS


def test_a_point_that_kills_every_worker_is_given_up(tmp_path, cluster):
    with distributed.Client(cluster) as client:
        client.wait_for_workers(2, timeout=60)
    runner = Dask(cluster.scheduler_address)
    try:
        runner.submit(0, die, str(tmp_path / "deaths"))
        runner.submit(1, double, 21)
        found, until = {}, time.monotonic() + 120.0
        while len(found) < 2 and time.monotonic() < until:
            found |= {ended.number: ended for ended in runner.ended(1.0)}
    finally:
        runner.close()
    assert found[1].value == 42
    assert "died" in found[0].death


def test_a_cluster_with_another_program_is_refused(cluster):
    with pytest.raises(RunnerError, match="install the same version everywhere"):
        Dask(cluster.scheduler_address, check=os.getpid)  # differs in each process


def test_no_scheduler_is_said_at_once(monkeypatch):
    from scenarios import runner

    monkeypatch.setattr(runner, "CONNECT", 1.0)
    with pytest.raises(RunnerError, match="no Dask scheduler answers there"):
        Dask("tcp://127.0.0.1:9")


@pytest.mark.slow
def test_a_scheduler_that_dies_ends_the_study_and_loses_nothing(tmp_path, monkeypatch):
    from scenarios import runner

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    code = "import sys; from distributed.cli.dask_{0} import main; main(sys.argv[1:])"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler, worker = (
        subprocess.Popen(
            [sys.executable, "-c", code.format(name), *words, "--no-dashboard"],
            cwd=ROOT,
            **quiet,
        )
        for name, words in (
            ("scheduler", ("--host", "127.0.0.1", "--port", port)),
            ("worker", (address, "--nthreads", "1")),
        )
    )
    of = study(tmp_path, more="replications: 20\n")
    try:
        monkeypatch.setattr(runner, "CONNECT", 30.0)
        cluster = Dask(address)

        def kill():
            while len(list(tmp_path.glob("out/points/*/*.parquet"))) < 5:
                time.sleep(0.01)
            scheduler.kill()

        threading.Thread(target=kill, daemon=True).start()
        with pytest.raises(RunnerError, match=r"cluster is gone.*--resume"):
            finished(of, tmp_path / "out", cluster, threads=1)
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()
    kept = len(list(tmp_path.glob("out/points/*/*.parquet")))
    assert kept >= 5
    found = finished(of, tmp_path / "out", resume=True)
    assert found.done == 60
