"""A plan is kept on the way: booked once, resumed, run on the full line."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from plan_text import plan
from typer.testing import CliRunner

from models.units import PPM
from scenarios.cli import app
from scenarios.faults import ScenarioError
from scenarios.ledger_error import LedgerError
from scenarios.load import load as load_scenario
from scenarios.plan import kept, line, line_choice
from scenarios.plan import plan as plan_module
from scenarios.plan.judge import Judge, Judged
from scenarios.plan.ledger import FILE, Ledger, judged_of, row_of
from scenarios.plan.line_text import line_words
from scenarios.plan.load import loaded
from scenarios.runner import Here
from twin.line import run

ROOT = Path(__file__).parents[1]
OVEN_LINE = ROOT / "tests/data/oven_line.yaml"
LINE = {"scenario": str(OVEN_LINE), "station": "oven"}


def answer_of(folder):
    """The answer that was kept, without the seconds that it took."""
    whole = json.loads((folder / kept.ANSWER).read_text(encoding="utf-8"))
    del whole["work"]
    return whole


def began(content, out, **options):
    task = loaded(content)
    return task, kept.begin(task, json.dumps(content).encode(), out, **options)


def bookings(folder):
    """Model and recipe of each booked evaluation."""
    with closing(sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)) as base:
        rows = base.execute("SELECT model, recipe FROM evaluations")
        return set(rows.fetchall())


# ---------------------------------------------------------------- the ledger


def test_a_judged_recipe_comes_back_from_the_ledger_to_the_last_bit(tmp_path):
    task = loaded(plan())
    judge = Judge(task, task.coarse, 16, fitted=True)
    values = {"warm": 90, "heat": 1.0, "mbar": 5}
    made = judge(values)
    with Ledger(tmp_path) as ledger:
        ledger.judged("search", values, lambda: made)
        back = ledger.judged("search", values, lambda: pytest.fail("judged again"))
    assert back.holds.tobytes() == made.holds.tobytes()
    assert back.looks.tobytes() == made.looks.tobytes()
    names = set(Judged.__dataclass_fields__) - {"holds", "looks"}
    assert {n: getattr(back, n) for n in names} == {n: getattr(made, n) for n in names}


def test_a_recipe_without_an_answer_is_booked_with_its_reason():
    failed = Judged({"warm": 195}, failed="too hot")
    assert vars(judged_of(*row_of(failed))) == vars(failed)


def test_one_ledger_has_one_command_at_work(tmp_path):
    words = "another command works on this plan"
    with Ledger(tmp_path), pytest.raises(LedgerError, match=words):
        Ledger(tmp_path)
    Ledger(tmp_path).close()


def test_a_file_that_is_no_ledger_is_refused_with_advice(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database, but long enough" * 40)
    with pytest.raises(LedgerError, match="damaged; --fresh begins the plan again"):
        Ledger(tmp_path)


def test_a_ledger_that_cannot_grow_says_so_and_keeps_what_it_has(tmp_path):
    with Ledger(tmp_path) as ledger:
        ledger.book("search", {"t": 1}, {})
        pages = ledger._base.execute("PRAGMA page_count").fetchone()[0]
        ledger._base.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LedgerError, match="is the disk full"):
            ledger.book("search", {"t": 2}, {"a": "x" * 100_000})
        assert ledger.find("search", {"t": 1}) == ({}, None)


# ---------------------------------------------------------------- resume


@pytest.mark.slow
def test_a_plan_broken_off_goes_on_with_what_is_missing(tmp_path, monkeypatch):
    content = plan(search={"threads": 1})
    task, folder = began(content, tmp_path / "whole")
    kept.conducted(task, folder)
    whole, booked = answer_of(folder), bookings(folder)

    class OffError(Exception):
        pass

    calls, judged = [], Judge.__call__

    def broken(self, values):
        if len(calls) == 25:
            raise OffError
        calls.append(dict(values))
        return judged(self, values)

    _, folder = began(content, tmp_path / "part")
    with monkeypatch.context() as patched:
        patched.setattr(Judge, "__call__", broken)
        with pytest.raises(OffError):
            kept.conducted(task, folder)
        assert len(bookings(folder)) == 26  # and today's
        patched.setattr(
            Judge,
            "__call__",
            lambda self, values: calls.append(dict(values)) or judged(self, values),
        )
        _, folder = began(content, tmp_path / "part", resume=True)
        kept.conducted(task, folder)
    assert answer_of(folder) == whole
    assert bookings(folder) == booked
    assert len(calls) == sum(model == "search" for model, _ in booked)  # none twice


def test_a_plan_begun_is_neither_gone_on_with_nor_thrown_away_unasked(tmp_path):
    content = plan(search={"evaluations": 20})
    task, folder = began(content, tmp_path)
    kept.conducted(task, folder)
    with pytest.raises(kept.PlanBegunError, match="--resume goes on"):
        began(content, tmp_path)
    _, again = began(content, tmp_path, fresh=True)
    assert again == folder
    assert not (folder / FILE).exists()


def test_another_file_is_another_plan(tmp_path):
    names = {
        loaded(plan(**changes)).identity
        for changes in (
            {},
            {"window": {"water_ppm": 151}},
            {"search": {"seed": 2}},
            {"line": LINE},
            {"line": {**LINE, "changes": {"duration_d": 5}}},
        )
    }
    assert len(names) == 5
    assert loaded(plan(search={"threads": 1})).identity == loaded(plan()).identity


@pytest.mark.slow
def test_a_plan_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path):
    content = plan(goal=["time", "energy_cost"], line=LINE)
    file = tmp_path / "plan.yaml"
    file.write_text(json.dumps(content), encoding="utf-8")
    words = [sys.executable, "-m", "scenarios.cli", "plan", str(file), "--json"]

    def begun(out, *more):
        return subprocess.Popen(
            [*words, "--out", str(out), *more],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    whole = begun(tmp_path / "whole")
    out, _ = whole.communicate(timeout=300)
    assert whole.returncode == 0
    undisturbed = json.loads(out)
    part, seen = tmp_path / "part", set()
    for enough in (1, 8, 30, 61, 66, 72):  # in the search, the plans, on the line
        command = begun(part, "--resume")
        until = time.monotonic() + 120
        while time.monotonic() < until and command.poll() is None:
            folders = list(part.glob("*/" + FILE))
            try:
                if folders and len(bookings(folders[0].parent)) >= enough:
                    break
            except sqlite3.OperationalError:
                pass  # killed before it made its table: there is nothing yet
            time.sleep(0.005)
        assert command.poll() is None, command.communicate()[1].decode()
        os.kill(command.pid, signal.SIGKILL)
        command.communicate()
        (folder,) = part.iterdir()
        now = bookings(folder)
        assert seen <= now  # what was booked is still there
        seen = now
    last = begun(part, "--resume")
    out, said = last.communicate(timeout=300)
    assert last.returncode == 0, said.decode()
    found = json.loads(out)
    work = found.pop("work")
    total = undisturbed.pop("work")["evaluations_made"]
    assert work["evaluations_made"] == total - len(seen)
    found.pop("folder"), undisturbed.pop("folder")
    assert found == undisturbed


# ---------------------------------------------------------------- on the line


@pytest.fixture(scope="module")
def on_the_line(tmp_path_factory):
    content = plan(goal=["time", "energy_cost"], line=LINE)
    task, folder = began(content, tmp_path_factory.mktemp("plans"))
    return task, kept.conducted(task, folder, Here()), folder


def test_every_recipe_of_the_front_has_been_run_on_the_line(on_the_line):
    _, result, folder = on_the_line
    called = [one.called for one in result.lines]
    plans = [plan.called for plan in result.plans]
    assert called == ["today", *plans, *["front"] * len(result.front)]
    assert [one.judged for one in result.lines[-len(result.front) :]] == [
        point.answer for point in result.front
    ]
    assert all(one.figures["coils"] > 5 for one in result.lines)
    rows = (folder / kept.LINE).read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + len(result.lines)


def test_a_plan_that_breaks_its_limits_on_the_line_is_not_recommended(on_the_line):
    _, result, _ = on_the_line
    lines = list(result.lines)
    plan = lines[1]
    for over, told in ((0, False), (plan.figures["coils"], True)):
        lines[1] = replace(plan, figures={**plan.figures, "over_limit": over})
        words = " ".join(line_words(replace(result, lines=tuple(lines))))
        assert (f"do not take the {plan.called} recipe" in words) is told
    lines[1] = replace(plan, figures=None, reason="too hot for its pump")
    words = " ".join(line_words(replace(result, lines=tuple(lines))))
    assert f"do not take the {plan.called} recipe" in words
    assert "its run broke off there" in words


def test_of_the_front_the_best_that_keeps_its_limits_on_the_line_is_taken(on_the_line):
    """As if each plan, and the first of the front, had broken its limits there."""
    task, whole, folder = on_the_line
    there = line_choice.THERE
    own = [plan for plan in whole.plans if not plan.called.endswith(there)]
    ran = [one for one in whole.lines if not one.called.endswith(there)]
    result = replace(whole, plans=tuple(own), lines=tuple(ran))
    plans = len(own)

    def broken(one):
        return replace(one, figures={**one.figures, "over_limit": 1e6})

    front = result.lines[1 + plans :]
    worse = [broken(one) for one in result.lines[1 : 1 + plans]]
    fastest = min(front, key=lambda one: one.judged.figures["time"])
    seen = [broken(one) if one is fastest else one for one in front]
    kept_there = [one for one in seen if line.keeps(task, one)]
    assert 0 < len(kept_there) < len(front)
    lines = (result.lines[0], *worse, *seen)
    with Ledger(folder) as ledger:
        told = line_choice.instead(replace(result, lines=lines), Here(), ledger)
        again = line_choice.instead(result, Here(), ledger)
    named = {w: p for p in told.plans[plans:] for w in p.called.split(", ")}
    best = min(kept_there, key=lambda one: one.judged.figures["time"])
    taken = named["shortest on the line"].judged.values
    of_it = {k: v for k, v in taken.items() if k != task.hold.name}
    assert of_it.items() <= best.judged.values.items()
    added = [one for one in told.lines if one.called.endswith(there)]
    assert added
    assert [one.called for one in added if not line.keeps(task, one)] == []
    assert {one.called for one in added} == {p.called for p in told.plans[plans:]}
    words = " ".join(line_words(told))
    assert "take the one called shortest on the line" in words
    assert [p.called for p in again.plans] == [p.called for p in whole.plans]


def test_what_the_line_does_not_look_at_is_said(on_the_line):
    _, result, _ = on_the_line
    said = "looked at is the water at the oven's door"
    assert said not in " ".join(line_words(result))
    content = plan(
        goal=["time", "energy_cost"],
        line=LINE,
        waiting={
            "air": {"temperature_degC": 22, "dew_point_degC": -30},
            "wrappings": {"open": {"kind": "open"}},
            "hours": 2,
        },
    )
    waits = replace(result, task=loaded(content))
    assert said in " ".join(line_words(waits))


def test_what_the_line_says_is_what_a_run_with_that_recipe_says(on_the_line):
    task, result, _ = on_the_line
    one = result.lines[1]
    recipe = line.changes(task, one.called, one.judged)["stations.oven.recipe"]
    assert recipe[0]["temperature_degC"] == one.judged.values["warm"]
    setting = f"stations.oven.recipe={json.dumps(recipe)}"
    out = run(load_scenario(OVEN_LINE, [setting]).scenario)
    visits = out.visits[(out.visits["station"] == "oven") & (out.visits["left_h"] > 0)]
    coils = out.coils.set_index("coil")["entered_h"]
    visits = visits[visits["coil"].map(coils) >= 12.0]  # after the warm-up
    water = visits["water_out_ppm"].to_numpy()
    assert one.figures["coils"] == len(water)
    assert one.figures["water_p50_ppm"] == np.median(water)
    assert one.figures["over_limit"] == (water > task.window.water / PPM).sum()
    racked = out.visits[(out.visits["station"] == "rack")].set_index("coil")["left_h"]
    released = out.coils.set_index("coil")["released_h"]
    times = (racked - released)[released >= 12.0].dropna()
    assert one.figures["lead_time_h"] == pytest.approx(times.median(), abs=1e-9)


def test_line_and_plan_stand_side_by_side_with_their_difference(on_the_line):
    task, result, _ = on_the_line
    for one in result.lines:
        row = line.compared(task, one)
        both = row["water_p95_ppm"] - row["planned_water_p95_ppm"]
        assert row["difference_water_p95_ppm"] == both
        # walls are still warm from the load before: ramps are shorter, never longer
        assert row["oven_h"] <= row["planned_oven_h"] + 1e-9


def test_a_recipe_that_the_line_cannot_run_is_a_result_with_its_reason(on_the_line):
    task, result, _ = on_the_line
    good = result.front[0].answer
    bad = Judged({**good.values, "warm": 195}, good.figures, excess=good.excess)
    found = line.runs(task, [("front", bad), ("front", good)], Here(), line.Unkept())
    assert found[0].figures is None
    assert "its isotherms hold from" in found[0].reason
    assert found[1].figures == result.lines[-len(result.front)].figures


@pytest.mark.slow
def test_pool_and_one_process_say_the_same_of_the_line(on_the_line):
    from scenarios.runner import Pool

    task, result, _ = on_the_line
    wanted = [(one.called, one.judged) for one in result.lines[:4]]
    pool = Pool(2)
    try:
        found = line.runs(task, wanted, pool, line.Unkept(), threads=1)
    finally:
        pool.close()
    assert [one.figures for one in found] == [one.figures for one in result.lines[:4]]


def test_number_of_coils_that_is_decided_is_the_capacity_on_the_line():
    content = plan(
        decide={"coils": {"low": 1, "high": 3, "step": 1, "today": 1}}, line=LINE
    )
    content["load"][0]["count"] = "$coils"
    task = loaded(content)
    values = {"warm": 90, "heat": 1.0, "mbar": 5, "dry": 2.0, "coils": 3}
    found = line.changes(task, "front", Judged(values))
    assert found["stations.oven.capacity"] == 3
    assert (
        line.changes(task, "today", Judged({"coils": 1}))["stations.oven.recipe"]
        == content["today"]
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scenario": "nowhere.yaml"}, "line.scenario: 'nowhere.yaml' is not a file"),
        ({"station": "oben"}, "line.station: 'oben' is not an oven; did you mean oven"),
        ({"electrode": "cathode"}, "line.electrode: 'cathode'; to oven come coils of"),
        ({"changes": {"zones.hall.relative_humidity_pct": 450}}, "450; allowed is"),
        ({"changes": {"zones..hall": 1}}, "is not a key"),
        ({"changes": {"zones.hell.relative_humidity_pct": 45}}, "did you mean hall"),
    ],
)
def test_faults_of_a_line_are_named(changes, says):
    with pytest.raises(ScenarioError) as error:
        loaded(plan(line={**LINE, **changes}))
    assert says in str(error.value)


# ---------------------------------------------------------------- the command


def test_command_refuses_what_is_begun_and_resumes_it(tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(json.dumps(plan(search={"evaluations": 20})), encoding="utf-8")
    words = ["plan", str(file), "--out", str(tmp_path / "plans")]
    first = CliRunner().invoke(app, words)
    assert first.exit_code == 0
    assert "kept in" in first.stdout
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "--resume goes on" in again.stderr
    resumed = CliRunner().invoke(app, [*words, "--resume", "--json"])
    assert resumed.exit_code == 0
    found = json.loads(resumed.stdout)
    assert found["work"]["evaluations_made"] == 0
    both = CliRunner().invoke(app, [*words, "--resume", "--fresh"])
    assert both.exit_code == 2


def test_a_plan_without_a_ledger_is_the_same(tmp_path):
    content = plan(search={"evaluations": 20})
    task, folder = began(content, tmp_path)
    kept_one = kept.conducted(task, folder)
    plain = plan_module.planned(task)
    assert plain.plans[0].judged.values == kept_one.plans[0].judged.values
    assert plain.plans[0].judged.figures == kept_one.plans[0].judged.figures
