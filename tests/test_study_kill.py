"""A study killed again and again ends as if nothing had happened."""

import random
import subprocess
import sys
import time

import pytest
from scenario_text import DATA
from study_cases import GRID, text, written

from scenarios.study.ledger import Ledger

ROOT = DATA.parent.parent
POINTS, KILLS = 300, 20


def command(path, out, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "scenarios.cli", "study", str(path), "--out", str(out)]
        + [str(word) for word in words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(out):
    return len(list(out.glob("points/*/*.parquet")))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_300_points_killed_at_20_random_moments_end_as_undisturbed(tmp_path):
    path = written(tmp_path, text(GRID, f"replications: {POINTS // 3}\n"))
    calm = command(path, tmp_path / "calm", "--workers", 2)
    _, stderr = calm.communicate(timeout=300)
    assert calm.returncode == 0, stderr
    chance = random.Random(20)
    # a quarter while the command begins, the others spread over the points
    targets = sorted(chance.sample(range(5, POINTS - 5), KILLS - KILLS // 4))
    targets += [None] * (KILLS // 4)
    chance.shuffle(targets)
    lost = 0
    out = tmp_path / "killed"
    for target in targets:
        workers = chance.choice((1, 2))
        running = command(path, out, "--resume", "--workers", workers)
        if target is None:
            time.sleep(chance.uniform(0.2, 3.0))
        else:
            until = time.monotonic() + 120.0
            while stored(out) < target and running.poll() is None:
                assert time.monotonic() < until
                time.sleep(0.005)
            time.sleep(chance.uniform(0.0, 0.15))
        assert running.poll() is None, running.communicate()
        running.kill()
        running.communicate(timeout=30)
        lost += workers
    last = command(path, out, "--resume", "--workers", 2)
    _, stderr = last.communicate(timeout=300)
    assert last.returncode == 0, stderr
    (undisturbed,) = (tmp_path / "calm").glob("small-study-*")
    (folder,) = out.glob("small-study-*")
    whole = (folder / "table.csv").read_bytes()
    assert whole == (undisturbed / "table.csv").read_bytes()
    assert whole.count(b"\n") == POINTS + 1
    with Ledger(folder) as ledger:
        rows = ledger.rows()
    assert [row["number"] for row in rows] == list(range(POINTS))
    assert {row["state"] for row in rows} == {"done"}
    # none twice, but for what was in flight
    claims = sum(row["claims"] for row in rows)
    assert POINTS <= claims <= POINTS + lost
    assert stored(out) == POINTS
