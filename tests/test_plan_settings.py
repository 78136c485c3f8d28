"""Settings of a line as a plan: what is judged, what binds, what cannot hold."""

import csv
import json
import math
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from scenarios import load as scenario_load
from scenarios.cli import app
from scenarios.document import read
from scenarios.faults import ScenarioError
from scenarios.job import kinds
from scenarios.plan import kept as plans
from scenarios.plan import stored
from scenarios.plan.ledger import UNKEPT
from scenarios.plan.settings import (
    answer,
    conflict,
    figures,
    kept,
    picture,
    plan,
    text,
)
from scenarios.plan.settings import judge as judging
from scenarios.plan.settings import run as runs
from scenarios.plan.settings.decisions import candidate, neighbours
from scenarios.plan.settings.judge import Judge
from scenarios.plan.settings.limits import Limit, quantile
from scenarios.plan.settings.load import load, loaded
from scenarios.runner import Here, Pool, RunnerError
from scenarios.shipped import PROJECT_FOLDER
from scenarios.workspace import Workspace
from twin import kpis
from twin.line import run

ROOT = Path(__file__).parents[1]
QUEUE = str(PROJECT_FOLDER / "dry_room_queue.yaml")
SMALL = str(ROOT / "tests/data/small_line.yaml")
REFERENCE = str(PROJECT_FOLDER / "reference_line.yaml")
WATER = "anode.buffer.water_out_ppm_p95"
LEAD = "anode.lead_time_h"
WAIT, DEW = "stations.buffer.duration_h", "zones.dry_room.dew_point_degC"
SPEED = "stations.cutter.speed_m_per_min"
WRAPPING = "stations.buffer.wrapping"
MOST = 72.5  # ppm: 12 h at -30 degC keep it, 18 h do not
FILM = {"kind": "polyethylene_film"}
START = {"kind": "normal", "mean": 60, "sd": 2}
PLAN = {
    "kind": "line",
    "name": "a queue",
    "scenario": QUEUE,
    "changes": {
        "duration_d": 3,
        "warm_up_d": 0.5,
        "numerics": {"macro_cells": 6, "micro_modes": 2, "tolerance": 0.005},
    },
    "decide": {
        WAIT: {"low": 6, "high": 18, "step": 6},
        DEW: {"choose": [-28, -30]},
        SPEED: {"choose": [15, 18]},
    },
    "uncertainty": {"electrodes.anode.start_ppm": START},
    "replications": 2,
    "limits": {WATER: {"max": MOST}},
    "goal": {"max": WAIT},
    "search": {"evaluations": 40},
}


def content(**changes):
    """The small plan with other values at its top; None takes a key away."""
    return {k: v for k, v in {**PLAN, **changes}.items() if v is not None}


def task(**changes):
    return loaded(content(**changes))


def answered(of, runner=None, ledger=UNKEPT):
    runner = runner or Here()
    try:
        return plan.planned(of, Judge(of, runner, ledger, threads=1))
    finally:
        runner.close()


def written(folder, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "line.yaml"
    file.write_text(json.dumps(content(**changes)), encoding="utf-8")
    return file


def twin(*words):
    return CliRunner().invoke(app, ["plan", *(str(word) for word in words)])


def alone(keys, replication, changes=PLAN["changes"]):
    """The figures of one run that is made by hand, as `--set` would."""
    settings = [f"{k}={json.dumps(v)}" for k, v in {**changes, **keys}.items()]
    settings.append(f"replication={replication}")
    result = run(scenario_load.loaded(read(QUEUE, settings)).scenario)
    row = kpis.summarise(result)
    return row | figures.of_run(result, row, None, {})


@pytest.fixture(scope="module")
def small():
    return answered(task())


# ---------------------------------------------------------------- quick, by formula

MANY = {
    WAIT: {"low": 1, "high": 40, "step": 1},
    DEW: {"low": -60, "high": -20, "step": 1},
    SPEED: {"low": 10, "high": 30, "step": 1},
    WRAPPING: {"choose": {"open": None, "bag": {"kind": "aluminium_bag"}}},
}


def by_formula(call):
    """In place of a run: figures that follow from the settings, at once."""
    wait, dew, speed = call.keys[WAIT], call.keys[DEW], call.keys.get(SPEED, 20)
    wait = wait["mean_h"] if isinstance(wait, dict) else wait  # of today's
    wet = 0.1 if call.keys.get(WRAPPING) else 1.0
    if speed > 28:
        return {"figures": None, "reason": "the web tears"}
    water = 50.0 + wet * wait * math.exp(0.06 * (dew + 40)) + call.replication
    cost = 1.0 + (0.02 * (dew + 60) ** -1.0 if dew > -60 else 1.0)
    cost += (speed - 21) ** 2 / 400 + (0.3 if wet < 1.0 else 0.0) - 0.02 * wait
    row = {WATER: water, LEAD: wait + 60.0 / speed, "energy.cost_per_day": cost}
    return {"figures": row, "reason": None}


@pytest.fixture
def formula(monkeypatch):
    monkeypatch.setattr(judging, "outcome", by_formula)


def all_of(of):
    """Every candidate of a task by the formula: goals of the feasible ones."""
    judge = Judge(of, Here(), UNKEPT)
    every = product(*(range(one.levels) for one in of.settings))
    found = judge([candidate(of.settings, levels) for levels in every], of.samples)
    return [own for own in found if own.is_feasible]


def test_search_finds_the_best_of_all_combinations_from_few_of_them(formula):
    decide = {**MANY, WAIT: {"low": 1, "high": 39, "step": 2}}
    decide[DEW] = {"low": -60, "high": -22, "step": 2}
    decide[SPEED] = {"choose": [15, 18, 20, 21, 24, 30]}
    of = task(decide=decide, goal="energy.cost_per_day", search={"evaluations": 240})
    assert of.combinations == 20 * 20 * 6 * 2
    costs = [own.figures["energy.cost_per_day"] for own in all_of(of)]
    found = answered(of)
    assert not found.is_proved
    assert len(found.table) <= 240  # a twentieth
    mine = found.plans[0].judged.figures["energy.cost_per_day"]
    assert mine - min(costs) <= 0.01 * (max(costs) - min(costs))


@pytest.mark.slow
def test_search_finds_front_and_optimum_of_8000_combinations_from_a_tenth(formula):
    """Three decisions of twenty levels, with a limit that binds."""
    from pymoo.indicators.hv import HV

    decide = {
        WAIT: {"low": 1, "high": 20, "step": 1},
        DEW: {"low": -59, "high": -21, "step": 2},
        SPEED: {"low": 9, "high": 28, "step": 1},
    }
    changes = {"decide": decide, "limits": {WATER: {"max": 60}}, "replications": 1}
    pair = ["energy.cost_per_day", LEAD]
    of = task(**changes, goal=pair, search={"evaluations": 800})
    assert of.combinations == 8000
    goals = np.array([[own.figures[name] for name in pair] for own in all_of(of)])
    volume = HV(ref_point=goals.max(0))
    front = np.array([point.goals for point in answered(of).table.front()])
    assert volume(front) >= 0.98 * volume(goals)
    alone = task(**changes, goal=pair[0], search={"evaluations": 800})
    found = answered(alone).plans[0].judged.figures[pair[0]]
    assert found - goals[:, 0].min() <= 0.01 * np.ptp(goals[:, 0])


@pytest.mark.parametrize("goal", [LEAD, [LEAD, {"max": WAIT}]])
def test_the_fewest_candidates_there_may_be_give_an_answer(goal, formula):
    of = task(
        decide=MANY,
        today={WAIT: 10, DEW: -40, SPEED: 20},
        goal=goal,
        search={"evaluations": 4},
    )
    found = answered(of)
    assert len(found.table) == 4
    assert found.plans
    hard = answered(replace(of, limits=(Limit(WATER, 1.0, 1.0),)))
    assert "rests on 4 of 68880 combinations" in "\n".join(text.words(hard))


def test_nothing_beside_a_plan_is_better_where_the_search_came_to_its_end(formula):
    decide = {name: MANY[name] for name in (WAIT, DEW, SPEED)}
    of = task(decide=decide, goal="energy.cost_per_day", search={"evaluations": 3000})
    found = answered(of)
    assert len(found.table) < 3000  # it ended by itself
    assert answer.still_better(found, found.plans[0]) == []
    chosen = found.plans[0]
    for change in chosen.changes:
        own = change.judged
        assert not own.is_feasible or not found.weighed.is_better(
            own, chosen.judged, (0,)
        )


def test_front_has_what_no_other_candidate_beats(formula):
    goals = ["energy.cost_per_day", LEAD]
    decide = {**MANY, WAIT: {"low": 4, "high": 40, "step": 4}}
    decide |= {SPEED: {"choose": [18, 21]}, DEW: {"low": -60, "high": -20, "step": 4}}
    of = task(decide=decide, goal=goals, search={"evaluations": 2000})
    found = answered(of)
    assert found.is_proved
    feasible = {
        (own.figures["energy.cost_per_day"], own.figures[LEAD]) for own in all_of(of)
    }
    unbeaten = {
        a
        for a in feasible
        if not any(b != a and b[0] <= a[0] and b[1] <= a[1] for b in feasible)
    }
    assert {point.goals for point in found.front} == unbeaten
    assert len(unbeaten) >= 3
    names = {word for one in found.plans for word in one.called.split(", ")}
    assert names == {"least energy cost", "least anode lead time", "balanced"}


def test_weights_are_parts_of_todays_figures(formula):
    weights = {"energy.cost_per_day": 2.0, LEAD: 1.0, WAIT: -1.0}
    today = {WAIT: 10, DEW: -40, SPEED: 20}
    of = task(decide=MANY, today=today, goal=weights, search={"evaluations": 30})
    found = answered(of)
    now = found.today.figures
    for point in found.table.points.values():
        own = point.answer
        if not own.failed:
            parts = [w * own.figures[n] / abs(now[n]) for n, w in weights.items()]
            assert point.goals == (pytest.approx(sum(parts), rel=1e-12),)


def test_weights_need_a_practice_that_has_an_answer(formula, tmp_path):
    changes = {"decide": MANY, "goal": {LEAD: 1.0}, "today": {SPEED: 29, WAIT: 6}}
    file = written(tmp_path, **changes)
    ended = twin(file, "--out", tmp_path / "plans")
    assert ended.exit_code == 1
    assert "weights are relative to today" in ended.stderr
    assert "the web tears" in ended.stderr


def test_every_candidate_meets_the_same_draws(monkeypatch):
    seen = {}

    def noted(call):
        setting = tuple(sorted((k, str(v)) for k, v in call.keys.items() if k in MANY))
        drawn = call.keys["electrodes.anode.start_ppm"]
        seen.setdefault(setting, []).append((call.replication, drawn))
        return by_formula(call)

    monkeypatch.setattr(judging, "outcome", noted)
    of = task(
        decide=MANY,
        replications=5,
        search={"evaluations": 20, "fresh_replications": 7},
        limits={WATER: {"max": 200}},
    )
    found = answered(of)
    searched = {(s.replication, *s.values.values()) for s in of.samples}
    fresh = {(s.replication, *s.values.values()) for s in of.fresh}
    assert len(searched) == 5
    assert len(fresh) == 7
    assert not {r for r, _ in searched} & {r for r, _ in fresh}
    assert not {d for _, d in searched} & {d for _, d in fresh}
    assert all(set(draws) - fresh == searched for draws in seen.values())
    judged_fresh = [draws for draws in seen.values() if set(draws) & fresh]
    assert len(judged_fresh) == 1 + len(found.plans)  # today's, and what is chosen
    assert found.plans[0].fresh.runs == 7


def test_what_fresh_runs_refute_is_no_plan(formula):
    """Later replications are wetter by the formula, so that the edge gives way."""
    limit = 50.0 + 10.0 + 2.0
    changes = {
        "decide": {
            WAIT: {"low": 2, "high": 20, "step": 2},
            DEW: {"choose": [-40, -41]},
        },
        "limits": {WATER: {"max": limit}},
        "replications": 3,
    }
    easy = answered(task(**changes, search={"evaluations": 100}))
    assert easy.plans[0].judged.figures[WAIT] == 10.0
    of = task(**changes, search={"evaluations": 100, "fresh_replications": 4})
    hard = answered(of)
    # ten hours and eight, each at the drier frost point: the damper is passed over
    assert hard.work["refuted"] == 2
    assert hard.plans[0].judged.figures[WAIT] == 6.0  # replications 3 to 6
    assert answer.binding(hard, hard.plans[0]) == [f"{WATER} at most {limit:g}"]
    assert answer.still_better(hard, hard.plans[0]) == []
    assert "2 of the search's choices kept the limits in too few fresh runs" in (
        "\n".join(text.words(hard))
    )


def test_infeasible_limits_are_explained_with_the_smallest_relaxations(formula):
    decide = {WAIT: {"low": 10, "high": 12, "step": 1}, DEW: {"choose": [-40, -50]}}
    changes = {
        "decide": {**decide, SPEED: {"choose": [15, 20]}},
        "limits": {WATER: {"max": 50.0}, LEAD: {"max": 14.0}},
        "goal": "energy.cost_per_day",
    }
    found = answered(task(**changes))
    assert not found.plans
    wetness, lead = found.conflict.relaxations
    # the driest candidate that is in time: ten hours at the lower frost point
    driest = 50.0 + 10.0 * math.exp(-0.6) + 1.0
    assert wetness.value == pytest.approx(driest, rel=1e-12)
    assert wetness.judged.candidate.told == {WAIT: 10, DEW: -50, SPEED: 15}
    assert lead.judged is None  # all are too wet, however late they may be
    assert found.conflict.limits == (Limit(WATER, 1.0, 50.0),)
    said = "\n".join(text.words(found))
    assert "anode buffer water out P95 at most 50 ppm cannot be kept" in said
    assert (
        "nearest candidate: buffer duration 10 h, dry room dew point -50 °C, cutter "
        "speed 15 m/min, with anode buffer water out P95 at most"
    ) in said
    least = answer.json_object(found)["conflict"]["relaxations"][1]
    assert least == {
        "figure": LEAD, "is": "at most 14", "would_have_to_be": None, "settings": None,
    }  # fmt: skip


def test_findings_name_stations_and_units_not_keys(formula):
    """In words a person reads: no underscore, no dotted key, a unit at each number."""
    goals = ["energy.cost_per_day", {"max": WAIT}]
    found = answered(task(goal=goals, limits={WATER: {"max": 87}}))
    assert found.plans
    for line in text.findings(found):
        assert "_" not in line
        assert "stations." not in line
    ends = [line for line in text.findings(found) if "at the end of" in line]
    assert any(re.search(r"buffer duration \d+ h", line) for line in ends)
    assert [p.called for p in found.plans][-1].endswith("balanced")


def test_today_without_an_answer_is_said_whole_and_held_against_nothing(
    formula, tmp_path
):
    of = task(goal={"max": WAIT}, limits={WATER: {"max": 87}})
    found = answered(of)
    assert found.today.failed
    (said,) = [one for one in text.findings(found) if one.startswith("today")]
    assert said == (
        "today: no answer: buffer duration is lognormal (mean 24 h, sd 24 h), which "
        "is not one number to be compared"
    )
    cells = [c for one in text.compared_table(found).columns for c in one.cells]
    assert not any("%)" in cell.plain for cell in cells)


def test_a_front_of_nothing_is_explained_too(formula):
    goals = ["energy.cost_per_day", {"max": WAIT}]
    limits = {WATER: {"max": 40.0}}
    of = task(decide=MANY, goal=goals, limits=limits, search={"evaluations": 60})
    found = answered(of)
    assert found.front == ()
    assert len(found.table) == 60
    (water,) = found.conflict.relaxations
    assert water.value == min(p.answer.standings[0].value
                              for p in found.table.points.values()
                              if not p.answer.failed)  # fmt: skip


def test_two_limits_that_exclude_each_other_are_both_named(formula):
    decide = {WAIT: {"low": 10, "high": 30, "step": 1}, SPEED: {"choose": [15, 20]}}
    changes = {
        "decide": {**decide, DEW: {"choose": [-40, -50]}},
        "limits": {WATER: {"max": 60.0}, WAIT: {"min": 25}},
        "goal": "energy.cost_per_day",
        "search": {"evaluations": 500},
    }
    found = answered(task(**changes))
    wetness, wait = found.conflict.relaxations
    assert wetness.value == pytest.approx(51.0 + 25.0 * math.exp(-0.6), rel=1e-12)
    assert wait.value == math.floor(9.0 * math.exp(0.6))
    assert "cannot hold together" in "\n".join(text.words(found))


def test_a_candidate_without_an_answer_is_a_result_with_its_reason(formula, tmp_path):
    changes = {"decide": {**PLAN["decide"], SPEED: {"choose": [20, 29]}}}
    found = answered(task(**changes))
    failed = [p.answer for p in found.table.points.values() if p.answer.failed]
    assert len(failed) == 6
    assert {own.failed for own in failed} == {"the web tears"}
    assert found.plans[0].judged.candidate.told[SPEED] == 20
    step = next(c for c in found.plans[0].changes if c.setting == SPEED)
    assert answer.broken_words(step.judged) == "the web tears"
    assert "6 candidates have no answer" in "\n".join(text.words(found))


def test_plans_without_any_answer_say_so(formula):
    found = answered(task(decide={**PLAN["decide"], SPEED: {"choose": [29, 30]}}))
    assert found.conflict.failures == ("the web tears",)
    assert "no candidate has an answer" in "\n".join(text.words(found))
    assert answer.json_object(found)["conflict"]["least_broken"] is None


# ---------------------------------------------------------------- shares


@given(st.lists(st.floats(-2, 2), min_size=1, max_size=40), st.integers(50, 100))
def test_a_limit_is_kept_by_its_quantile_exactly_where_enough_runs_keep_it(each, pct):
    confidence = pct / 100.0
    kept_by = sum(one <= 0.0 for one in each)
    enough = kept_by * 100 >= pct * len(each)
    assert (quantile(each, confidence) <= 0.0) == enough


def test_a_run_that_lacks_a_figure_keeps_no_limit():
    of = task(limits={WATER: {"max": 1e6}}, goal=LEAD)
    rows = [{"figures": {LEAD: 3.0, WATER: 1.0}, "reason": None},
            {"figures": {LEAD: 4.0}, "reason": None}]  # fmt: skip
    own = judging.judged(of, candidate(of.settings, (0, 0, 0)), rows)
    assert own.share == 0.5
    assert not own.is_feasible
    lacks = "anode buffer water out P95 has no value: nothing is counted there"
    assert own.reasons == (lacks,)
    assert own.figures[LEAD] == 3.5


# ---------------------------------------------------------------- runs of the line


def test_all_combinations_are_run_where_there_is_room_and_the_best_is_proved(small):
    assert small.is_proved
    assert len(small.table) == small.task.combinations == 12
    rows, samples = {}, small.task.samples
    for wait, dew, speed in product((6, 12, 18), (-30, -28), (15, 18)):
        keys = {WAIT: wait, DEW: dew, SPEED: speed}
        own = [alone({**keys, **s.values}, s.replication)[WATER] for s in samples]
        rows[wait, dew, speed] = own
    good = {key: own for key, own in rows.items() if max(own) <= MOST}
    assert 0 < len(good) < 12
    longest = max(wait for wait, _, _ in good)
    chosen = small.plans[0].judged
    assert chosen.figures[WAIT] == longest
    for point in small.table.points.values():
        told = point.answer.candidate.told
        each = rows[told[WAIT], told[DEW], told[SPEED]]
        worst = point.answer.standings[0].value
        assert worst == pytest.approx(max(each), rel=1e-12)
        assert point.is_feasible == (max(each) <= MOST)


def test_a_limit_that_keeps_the_plan_from_being_better_binds(small):
    chosen = small.plans[0]
    assert chosen.judged.candidate.told[WAIT] == 12
    assert answer.binding(small, chosen) == [f"{WATER} at most {MOST:g}"]
    assert answer.limit_rows(small, chosen)[0]["binds"]
    loose = answered(task(limits={WATER: {"max": 5000}}))
    assert answer.binding(loose, loose.plans[0]) == []
    assert loose.plans[0].judged.figures[WAIT] == 18


def test_the_picture_has_words_and_units_on_its_axes_and_no_keys(small):
    drawn = picture.figure(small)
    above, below = drawn.axes
    labels = {above.get_xlabel(), above.get_ylabel()}
    assert "buffer duration [h]" in labels
    assert not any("_" in label for label in labels)
    (tick,) = below.get_yticklabels()
    assert tick.get_text() == f"anode buffer water out P95\nat most {MOST:g} ppm"
    marks = [line.get_marker() for line in below.lines if line.get_label()[0] != "_"]
    assert len(marks) == len(set(marks)) == 1 + len(small.plans)  # not by colour alone


def test_steps_around_a_plan_are_those_of_each_setting(small):
    chosen = small.plans[0].judged.candidate
    want = {levels for _, levels in neighbours(small.task.settings, chosen.levels)}
    assert {c.judged.candidate.levels for c in small.plans[0].changes} == want
    rows = answer.change_rows(small, small.plans[0])
    for row, change in zip(rows, small.plans[0].changes, strict=True):
        own, base = change.judged.figures, small.plans[0].judged.figures
        assert row[LEAD] == own[LEAD] - base[LEAD]


def test_today_is_what_the_scenario_has_unless_the_file_says_otherwise():
    own = task(decide={**PLAN["decide"], DEW: {"choose": [-35, -40]}})
    told = own.today.told
    assert told[DEW] == -40
    # a distribution, as the scenario has it
    assert told[WAIT] == "lognormal (mean 24 h, sd 24 h)"
    assert own.today.keys[WAIT] == {"kind": "lognormal", "mean_h": 24, "sd_h": 24}
    assert own.today.levels is None
    other = task(today={WAIT: 12, DEW: -30, SPEED: 15})
    assert other.today.levels == (1, 0, 0)


def test_figures_known_beforehand_are_those_of_a_run():
    found = scenario_load.load(SMALL)
    result = run(found.scenario)
    row = kpis.summarise(result)
    prices = figures.Prices({"stations.oven.machines": 365.0}, {"store": 2.0})
    mine = figures.of_run(result, row, prices, found.content)
    known = figures.names(found.scenario, has_prices=True)
    went_in = {"seed", "replication"}
    numbers = {k for k, v in row.items() if not isinstance(v, str)} - went_in
    assert set(mine) | numbers == set(known)
    assert mine["equipment.cost_per_day"] == 1.0
    left = result.visits[
        (result.visits["station"] == "store") & (result.visits["left_h"] >= 12.0)
    ]
    assert mine["per_coil.cost_per_day"] == pytest.approx(2.0 * len(left) / 3.5)
    energy = row["energy.energy_cost"] / 3.5
    assert mine["energy.cost_per_day"] == pytest.approx(energy)
    whole = energy + 1.0 + mine["per_coil.cost_per_day"]
    assert mine["cost_per_day"] == pytest.approx(whole)
    assert mine["oven.hottest_degC"] == pytest.approx(110.0, abs=3.0)


def test_a_web_that_its_dryer_leaves_wet_is_a_candidate_and_not_the_end():
    speed = "stations.anode_coater.speed_m_per_min"
    of = loaded(
        {
            "kind": "line",
            "name": "fast coater",
            "scenario": REFERENCE,
            "changes": {"duration_d": 0.6, "warm_up_d": 0, "numerics.macro_cells": 6},
            "decide": {speed: {"choose": [7, 9, 12]}},
            "goal": {"max": "utilisation.cathode_coater"},
        }
    )
    found = answered(of)
    wet = next(p.answer for p in found.table.points.values() if p.answer.failed)
    assert wet.candidate.told[speed] == 12
    assert "leaves the dryer wet at 12 m/min" in wet.failed
    assert "highest safe speed" in wet.failed
    assert found.plans[0].judged.candidate.told[speed] in (7, 9)


def test_a_setting_with_null_takes_the_key_away():
    bag = {"choose": {"as in the file": None, "bag": {"kind": "aluminium_bag"}}}
    of = task(decide={WRAPPING: bag, WAIT: PLAN["decide"][WAIT]})
    assert of.today.told[WRAPPING] == "as in the file"
    laid = [
        runs.laid(of.source, of.content, candidate(of.settings, (k, 0)).keys, ROOT)
        for k in (0, 1)
    ]
    stations = [one.content["stations"]["buffer"] for one in laid]
    assert "wrapping" not in stations[0]
    assert stations[1]["wrapping"] == {"kind": "aluminium_bag"}


def test_a_chosen_section_takes_the_place_of_the_one_that_stands_there():
    """Laid over a bag with a drying agent, a film would be a bag with one, too."""
    bag = {"kind": "vacuum_bag", "desiccant_g": 50}
    film = {"transmission_g_per_m2_d": 3, "name": "film"}
    choices = {"film": film, "bag": {"kind": "vacuum_bag"}}
    of = task(
        changes={**PLAN["changes"], WRAPPING: bag},
        decide={WRAPPING: {"choose": choices}, WAIT: PLAN["decide"][WAIT]},
    )
    seen = []

    def looked_at(scenario):
        seen.append(scenario.stations["buffer"].wrapping)
        raise ValueError("enough")

    for k in (0, 1):
        own = candidate(of.settings, (k, 0))
        call = Judge(of, Here(), UNKEPT)._call(own.told, own.keys, of.samples[0])
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("twin.line.run", looked_at)
            assert runs.outcome(call)["reason"] == "enough"
    assert not seen[0].is_bag
    assert seen[1].desiccant.mass != pytest.approx(0.05)


def test_files_that_a_chosen_section_names_are_in_the_plans_name(tmp_path):
    def read_from(name):
        columns = {"time_min": "minute", "temperature_degC": "t"}
        file = {"file": str(tmp_path / name), "dew_point_degC": "td"}
        return {"readings": {**file, **columns, "after_end": "repeat"}}

    def named(calm, damp):
        for name, dew in (("calm.csv", calm), ("damp.csv", damp)):
            rows = "".join(f"{60 * i},22,{dew}\n" for i in range(10))
            (tmp_path / name).write_text("minute,t,td\n" + rows)
        choices = {"calm": read_from("calm.csv"), "damp": read_from("damp.csv")}
        return task(decide={"zones.dry_room": {"choose": choices}}, goal=LEAD).identity

    names = [named(-40, -30), named(-30, -40), named(-40, -25)]
    assert len(set(names)) == 3
    assert named(-40, -30) == names[0]


def test_a_file_that_changed_meanwhile_ends_the_plan_and_is_booked_as_nothing(
    tmp_path,
):
    class Changed(Here):
        def ended(self, timeout):
            self._calls = [
                (number, function, replace(call, digests=("other",)))
                for number, function, call in self._calls
            ]
            return super().ended(timeout)

    readings = tmp_path / "room.csv"
    rows = "".join(f"{60 * i},22,-40\n" for i in range(10))
    readings.write_text("minute,t,td\n" + rows)
    zone = {"readings": {"file": str(readings), "time_min": "minute",
                         "temperature_degC": "t", "dew_point_degC": "td",
                         "after_end": "repeat"}}  # fmt: skip
    decide = {k: v for k, v in PLAN["decide"].items() if k != DEW}
    changes = {**PLAN["changes"], "zones.dry_room": zone}
    of = task(changes=changes, decide=decide)
    folder = plans.begin(of, b"{}", tmp_path / "plans")
    with pytest.raises(RunnerError, match=r"has changed since .* go on with --resume"):
        kept.conducted(of, folder, Changed())
    assert bookings(folder) == []


def test_names_that_begin_like_a_formula_are_texts_in_the_table(formula, tmp_path):
    choices = {"=cmd()": None, "+bag": {"kind": "aluminium_bag"}}
    of = task(decide={**MANY, WRAPPING: {"choose": choices}})
    folder = plans.begin(of, b"{}", tmp_path)
    kept.conducted(of, folder, Here())
    with open(folder / kept.CANDIDATES, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row[WRAPPING] for row in rows} == {"'=cmd()", "'+bag"}


def test_keys_beside_a_decision_take_its_value():
    other = "stations.cutter.changeover_min"
    speed = {"choose": [15, 18], "also": [other]}
    of = task(decide={**PLAN["decide"], SPEED: speed})
    keys = candidate(of.settings, (0, 0, 1)).keys
    assert keys[SPEED] == keys[other] == 18


# ---------------------------------------------------------------- kept


def bookings(folder):
    path = f"file:{folder / 'ledger.sqlite'}?mode=ro"
    with closing(sqlite3.connect(path, uri=True)) as base:
        return sorted(base.execute("SELECT model, recipe FROM evaluations").fetchall())


def answer_of(folder):
    whole = json.loads((folder / plans.ANSWER).read_text(encoding="utf-8"))
    del whole["work"]
    return whole


def test_a_plan_broken_off_ends_as_an_undisturbed_one(tmp_path, monkeypatch):
    changes = {
        "decide": MANY,
        "goal": ["energy.cost_per_day", {"max": WAIT}],
        "search": {"evaluations": 40, "fresh_replications": 3},
    }
    of, data = task(**changes), json.dumps(content(**changes)).encode()
    monkeypatch.setattr(judging, "outcome", by_formula)
    folder = plans.begin(of, data, tmp_path / "whole")
    kept.conducted(of, folder, Here())
    whole, booked = answer_of(folder), bookings(folder)

    class OffError(Exception):
        pass

    made, most = [], [13]

    def broken(call):
        if len(made) == most[0]:
            raise OffError
        made.append(json.dumps([dict(call.keys), call.replication], sort_keys=True))
        return by_formula(call)

    monkeypatch.setattr(judging, "outcome", broken)
    for enough in (13, 40, len(booked) - 3):
        most[0] = enough
        part = plans.begin(of, data, tmp_path / "part", resume=True)
        with pytest.raises(OffError):
            kept.conducted(of, part, Here())
        assert len(bookings(part)) == enough
    most[0] = None
    kept.conducted(of, part, Here())
    assert answer_of(part) == whole
    assert bookings(part) == booked
    assert len(made) == len(set(made)) == len(booked)
    again = (part / kept.CANDIDATES).read_bytes()
    assert again == (folder / kept.CANDIDATES).read_bytes()


@pytest.mark.slow
def test_a_plan_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path):
    """kill -9 takes what is in flight, and no run is made twice."""
    file = written(tmp_path)
    words = [sys.executable, "-m", "scenarios.cli", "plan", str(file), "--json"]

    def begun(out):
        return subprocess.Popen(
            [*words, "--out", str(out), "--resume", "--workers", "2"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    whole = begun(tmp_path / "whole")
    assert whole.communicate(timeout=300)[0]
    assert whole.returncode == 0
    part, seen = tmp_path / "part", 0
    for enough in (2, 9, 17):
        command, until = begun(part), time.monotonic() + 120.0
        while time.monotonic() < until and command.poll() is None:
            folders = list(part.glob("*/ledger.sqlite"))
            try:
                seen = len(bookings(folders[0].parent)) if folders else 0
            except sqlite3.OperationalError:  # its table is not there yet
                continue
            if seen >= enough:
                break
            time.sleep(0.01)
        os.kill(command.pid, signal.SIGKILL)
        command.communicate()
        assert command.returncode == -signal.SIGKILL
        assert seen >= enough
    command = begun(part)
    out = json.loads(command.communicate(timeout=300)[0])
    assert command.returncode == 0
    assert out["work"]["runs_found"] >= seen
    (mine,), (other,) = part.iterdir(), (tmp_path / "whole").iterdir()
    assert answer_of(mine) == answer_of(other)
    assert bookings(mine) == bookings(other)


def test_a_plan_begun_is_not_thrown_away_unasked(formula, tmp_path):
    file, out = written(tmp_path), tmp_path / "plans"
    assert twin(file, "--out", out).exit_code == 0
    refused = twin(file, "--out", out)
    assert refused.exit_code == 2
    assert "--resume goes on" in refused.stderr
    again = json.loads(twin(file, "--out", out, "--resume", "--json").stdout)
    assert again["work"]["runs_made"] == 0
    fresh = json.loads(twin(file, "--out", out, "--fresh", "--json").stdout)
    assert fresh["work"]["runs_found"] == 0
    del again["work"], fresh["work"]
    assert again == fresh


def test_what_decides_the_answer_is_in_the_plans_name():
    names = {
        task(**changes).identity
        for changes in (
            {},
            {"replications": 3},
            {"changes": {**PLAN["changes"], "duration_d": 4}},
            {"limits": {WATER: {"max": 85}}},
            {"today": {WAIT: 12}},
        )
    }
    assert len(names) == 5
    told = task(description="other words", budget={"time_min": 30})
    assert told.identity == task().identity


@pytest.mark.slow
def test_two_processes_give_the_same_answer(small):
    found = answered(task(), Pool(2))
    two, one = answer.json_object(found), answer.json_object(small)
    del two["work"], one["work"]
    assert two == one


# ---------------------------------------------------------------- the command


def test_command_prints_settings_limits_and_steps_and_draws_them(tmp_path):
    file, picture = written(tmp_path), tmp_path / "out.png"
    ended = twin(file, "--out", tmp_path / "plans", "--picture", picture)
    assert ended.exit_code == 0, ended.stderr
    assert picture.stat().st_size > 10_000
    for said in (
        "a queue: settings",
        "beside today",
        "best: limits",
        "best: a step more or less",
        "all combinations there are, so that none is better",
        "2 of 2 runs it was chosen under keep all limits",
    ):
        assert said in ended.stdout
    kept_in = next((tmp_path / "plans").iterdir())
    assert stored.listed(tmp_path / "plans") == []  # the page of recipes lists recipes
    whole = json.loads((kept_in / plans.ANSWER).read_text(encoding="utf-8"))
    assert whole["kind"] == "line"
    assert whole["plans"][0]["settings"][SPEED] in (15, 18)


def test_brackets_in_a_name_are_no_markup(formula, tmp_path):
    file = written(tmp_path, name="[/] line [bold]7")
    ended = twin(file, "--out", tmp_path / "plans")
    assert ended.exit_code == 0, ended.output
    assert "[/] line [bold]7: settings" in ended.stdout


def test_command_answers_no_where_nothing_suits(formula, tmp_path):
    picture = tmp_path / "out.svg"
    file = written(tmp_path, limits={WATER: {"max": 1}})
    ended = twin(file, "--out", tmp_path / "plans", "--picture", picture)
    assert ended.exit_code == 1
    assert "no candidate keeps all limits" in ended.stdout
    assert "nearest candidate" in ended.stdout
    assert picture.stat().st_size > 10_000


def test_a_job_works_the_plan_out_in_the_workspace(formula, tmp_path):
    workspace = Workspace(tmp_path)
    file = written(tmp_path / "jobs" / "1")
    told = []
    done = kinds.plan(workspace, file, {}, lambda *said: told.append(said))
    assert done["feasible"] is True
    assert (workspace.plans / done["plan"] / plans.ANSWER).is_file()
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] <= 1.0


STEPS = {"low": 6, "high": 18, "step": 6}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decide": {"stations.cutter.sped": STEPS}}, "sped: unknown key"),
        ({"decide": {"stations.buffr.duration_h": STEPS}}, "did you mean buffer"),
        ({"decide": {WAIT: {**STEPS, "high": 5}}}, "high: 5; more than low, 6"),
        ({"decide": {WAIT: {**STEPS, "step": 60}}}, "step: 60; at most high - low"),
        ({"decide": {WAIT: {**STEPS, "low": -6}}}, "allowed is at least 0"),
        ({"decide": {WAIT: {**STEPS, "low": "six"}}}, "low: 'six' is not a number"),
        ({"decide": {WAIT: {"choose": 5}}}, "choose: 5 is not a list"),
        ({"decide": {WAIT: {"choose": [5]}}}, "choose: it has 1; give at least 2"),
        ({"decide": {WAIT: {"choose": [5, 5]}}}, "5 comes twice"),
        ({"decide": {WRAPPING: {"choose": [{"kind": "open"}, 1]}}}, "has no name here"),
        (
            {"decide": {WRAPPING: {"choose": {"a": {"kind": "bag"}, "b": None}}}},
            "choose.a:",
        ),
        (
            {"decide": {WRAPPING: {"choose": {"a": FILM, "b": None, "c": FILM}}}},
            "choose.c: stands for the same as a",
        ),
        (
            {
                "search": {"fresh_replications": 10_000},
                "budget": {"time_min": 1},
            },
            "20024 runs on 1 worker",
        ),
        ({"decide": {"a..b": STEPS}}, "not a key; it reads like"),
        ({"decide": {"replication": STEPS}}, "give replications beside decide"),
        ({"decide": {"numerics.threads": STEPS}}, "it changes what a run costs"),
        (
            {"decide": {WAIT: STEPS, "stations.buffer": {"choose": [1, 2]}}},
            "varies as well, and one holds the other",
        ),
        (
            {"decide": {"zones.dry_room.readings.file": {"choose": ["a", "b"]}}},
            "it names a file",
        ),
        ({"decide": {"seed": STEPS}}, "no setting of it"),
        ({"decide": {"duration_d": STEPS}}, "no setting of it"),
        (
            {"uncertainty": {WAIT: {"kind": "uniform", "low": 1, "high": 2}}},
            "varies as well",
        ),
        (
            {"uncertainty": {DEW + "x": {"kind": "uniform", "low": 1, "high": 2}}},
            "uncertainty",
        ),
        ({"limits": {"anode.buffer.water": {"max": 1}}}, "is no figure of this"),
        ({"limits": {WATER: {"max": 1, "min": 2}}}, "above the max"),
        ({"goal": "anode.water"}, "is no figure of this scenario"),
        ({"goal": [LEAD, {"max": LEAD}]}, "comes twice"),
        ({"goal": {LEAD: 0}}, "0; a weight is not 0, leave it out"),
        ({"goal": {"min": LEAD, "max": WAIT}}, "give one of min and max"),
        ({"today": {"zones.dry_room.temperature_degC": 20}}, "is not decided here"),
        ({"today": {WAIT: -4}}, "today:"),
        ({"changes": {"stations.cuter.speed_m_per_min": 3}}, "did you mean cutter"),
        ({"changes": {"duration_d": -1}}, "scenario: in "),
        ({"scenario": "nowhere.yaml"}, "is not a file beside this one"),
        ({"equipment": {"stations.cutter.kind": {"price": 5}}}, "no number of the"),
        ({"per_coil": {WRAPPING: {"open": 1}}}, "is not chosen here"),
        ({"per_coil": {DEW: {"-35": 1}}}, "is no key of a station"),
        (
            {
                "decide": {WRAPPING: MANY[WRAPPING]},
                "goal": LEAD,
                "per_coil": {WRAPPING: {"open": 0}},
            },
            "a price for each choice, by its name: open, bag",
        ),
        ({"budget": {"time_min": 0.001}}, "the plan is too large"),
        ({"confidence_pct": 40}, "confidence_pct: 40; allowed is"),
        ({"search": {"evaluations": 2}}, "evaluations: 2; allowed is"),
        ({"replication": 3}, "did you mean replications"),
        ({"name": None}, "name: missing"),
    ],
)
def test_bad_files_are_refused_with_the_key_named(changes, said, tmp_path):
    file = written(tmp_path, **{"goal": LEAD, **changes})
    ended = twin(file, "--out", tmp_path / "plans")
    assert ended.exit_code == 2, ended.output
    assert said in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "plans").exists()


def test_all_faults_of_a_file_are_told_at_once():
    with pytest.raises(ScenarioError) as found:
        task(limits={"nothing": {"max": 1}}, goal="nothing else", today={WAIT: 3})
    assert len(found.value.faults) == 2


# ---------------------------------------------------------------- the shipped plan


def test_shipped_plan_decides_speed_heat_waiting_wrapping_and_ovens():
    own = load("plans/line_settings.yaml", workers=2)
    names = [one.name for one in own.settings]
    for part in ("speed_m_per_min", "dryer.zones", "wrapping", "machines",
                 "duration_h", "recipe"):  # fmt: skip
        assert any(part in name for name in names), part
    assert own.today.levels is not None
    assert own.candidates * len(own.samples) * own.seconds / 2 < 240.0
    assert len(own.fresh) >= 4


def test_conflict_of_nothing_judged_is_none():
    assert conflict.explained([]).least_broken is None
