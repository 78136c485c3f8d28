"""A day's coils in several ovens: the best schedule, and why there is none."""

import json
import math
from copy import deepcopy
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from plan_text import plan
from typer.testing import CliRunner

from models.units import HOUR, KWH
from scenarios.cli import app
from scenarios.faults import ScenarioError
from scenarios.plan.day import answer, explain, load, picture
from scenarios.plan.day.model import DayModel, SolverLimitError
from scenarios.plan.day.schedule import practised, scheduled, solved
from scenarios.plan.day.task import annuity

ROOT = Path(__file__).parents[1]
NIGHT = [0.10] * 6 + [0.30] * 14 + [0.20] * 4  # EUR/kWh, from midnight
DAY = {
    "kind": "oven_day",
    "name": "small day",
    "starts": "18:00",
    "horizon_h": 24,
    "grid_min": 60,
    "recipes": {
        "fast": {"electrode": "anode", "most_coils": 2, "hours": 3,
                 "electricity_kWh": 60},
        "slow": {"electrode": "anode", "most_coils": 3, "hours": 6,
                 "electricity_kWh": 30},
        "hot": {"electrode": "cathode", "most_coils": 2, "hours": 4,
                "electricity_kWh": 40},
    },
    "coils": [
        {"electrode": "anode", "count": 3, "arrives_h": 0, "due_h": 12},
        {"electrode": "anode", "count": 1, "arrives_h": 4, "due_h": 10},
        {"electrode": "cathode", "count": 2, "arrives_h": 1, "due_h": 14},
    ],
    "ovens": {"at_most": 3, "turnaround_min": 60, "price": 100_000},
    "electricity_by_hour": NIGHT,
    "gap_pct": 0,
}  # fmt: skip


def day(**changes):
    content = deepcopy(DAY)
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(content.get(name), dict):
            value = {**content[name], **value}
        content[name] = value
    return {k: v for k, v in content.items() if v is not None}


def task_of(tmp=Path("nowhere"), **changes):
    return load.resolved(load.loaded(day(**changes)), tmp)


# ---------------------------------------------------------------- the optimum


def enumerated(task, ovens):
    """The least cost of all ways to give each coil a recipe and a start."""
    units = [(g, c) for g, c in enumerate(task.coils) for _ in range(c.count)]
    places = []
    for _, coils in units:
        own = [
            (r, s)
            for r, recipe in enumerate(task.recipes)
            if recipe.electrode == coils.electrode
            for s, start in enumerate(task.starts(recipe))
            if start >= coils.arrival
            and (task.late is not None or start + recipe.duration <= coils.due)
        ]
        places.append(own)
    costs = [task.load_costs(r, task.starts(r)) for r in task.recipes]
    best = math.inf
    for choice in product(*places):
        cost, inside = 0.0, {}
        for (_, coils), (r, s) in zip(units, choice, strict=True):
            end = task.grid * s + task.recipes[r].duration
            cost += task.hour * (end - coils.arrival)
            cost += (task.late or 0.0) * max(end - coils.due, 0.0)
            inside[r, s] = inside.get((r, s), 0) + 1
        if cost >= best:
            continue
        busy = np.zeros(200, dtype=int)
        for (r, s), n in inside.items():
            recipe = task.recipes[r]
            loads = math.ceil(n / recipe.most)
            if n < loads * recipe.least:
                cost = math.inf
            cost += loads * costs[r][s]
            busy[s : s + task.slots(recipe)] += loads
        if busy.max() <= ovens:
            best = min(best, cost)
    return best


@pytest.mark.parametrize("ovens", [1, 2, 3])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"late_per_coil_h": 0.5},
        {"starts": "06:00", "hour_per_coil": 0.5},
        {"ovens": {"at_most": 3, "turnaround_min": 0}},
    ],
)
def test_schedule_is_the_best_of_all_that_can_be_enumerated(ovens, changes):
    # few enough places for each of six coils, that all can be gone through
    coils = [
        {"electrode": "anode", "count": 2, "arrives_h": 0, "due_h": 9},
        {"electrode": "anode", "count": 1, "arrives_h": 3, "due_h": 8},
        {"electrode": "cathode", "count": 1, "arrives_h": 1, "due_h": 9},
    ]
    task = task_of(coils=coils, horizon_h=11, **changes)
    best = enumerated(task, ovens)
    found = DayModel(task, ovens).solved()
    if math.isinf(best):
        assert found is None
    else:
        assert found.value == pytest.approx(best, rel=1e-9)
        assert found.gap <= 1e-9
        costs = scheduled(task, ovens, found).costs
        whole = costs["energy"] + costs["late"] + costs["hours"]
        assert whole == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_schedules_of_random_days_are_sound_and_never_beaten_by_todays_rule(seed):
    rng = np.random.default_rng(seed)
    coils = [
        {
            "electrode": ["anode", "cathode"][int(rng.integers(2))],
            "count": int(rng.integers(1, 6)),
            "arrives_h": float(rng.integers(0, 10)),
            "due_h": 24.0,
        }
        for _ in range(5)
    ]
    today = {"ovens": 2, "recipes": {"anode": "slow", "cathode": "hot"}}
    task = task_of(
        coils=coils, late_per_coil_h=1.0, today=today, horizon_h=60,
        ovens={"at_most": 2, "at_least": 2},
    )  # fmt: skip
    result = solved(task)
    check_sound(task, result.best)
    check_sound(task, result.today, on_grid=False)
    if all(one.start % task.grid == 0 for one in result.today.loads):
        assert result.best.cost <= result.today.cost * (1 + task.gap) + 1e-6


def check_sound(task, schedule, on_grid=True):
    names = [name for one in schedule.loads for name, _ in one.coils]
    assert len(names) == len(set(names)) == sum(c.count for c in task.coils)
    for one in schedule.loads:
        assert one.recipe.least <= len(one.coils) <= one.recipe.most
        for _, g in one.coils:
            assert task.coils[g].electrode == one.recipe.electrode
            assert one.start >= task.coils[g].arrival
        if on_grid:
            assert one.start % task.grid == 0
    for oven in range(1, schedule.ovens + 1):
        own = sorted((o.start, o.end) for o in schedule.loads if o.oven == oven)
        for (_, end), (start, _) in pairwise(own):
            assert start >= end + task.ovens.turnaround - 1e-6
    assert {one.oven for one in schedule.loads} <= set(range(1, schedule.ovens + 1))


def test_cheap_hours_draw_the_loads_and_haste_draws_them_back():
    coils = [{"electrode": "cathode", "count": 2, "arrives_h": 0, "due_h": 24}]
    one = {"at_most": 1, "turnaround_min": 60}
    idle = solved(task_of(coils=coils, ovens=one, hour_per_coil=0.0)).best
    assert 6 <= idle.loads[0].start / HOUR <= 8  # 0 to 6 o'clock, from 18 o'clock on
    assert idle.costs["energy"] == pytest.approx(40 * 0.10)
    haste = solved(task_of(coils=coils, ovens=one, hour_per_coil=5.0)).best
    assert haste.loads[0].start == 0.0


def test_energy_of_a_load_is_paid_by_the_hours_in_which_it_is_drawn():
    task = task_of()
    hot = task.recipes[2]  # 10 kW for 4 h
    at = np.array([4.0, 5.0]) * HOUR  # 22 and 23 o'clock
    by_hand = [10 * (0.2 + 0.2 + 0.1 + 0.1), 10 * (0.2 + 3 * 0.1)]
    assert task.load_costs(hot, at) == pytest.approx(by_hand, rel=1e-12)
    half = task.load_costs(hot, np.array([4.5 * HOUR]))
    assert half == pytest.approx([10 * (1.5 * 0.2 + 2.5 * 0.1)], rel=1e-12)


def test_more_ovens_never_cost_more_energy_and_hours_and_each_has_its_price():
    result = solved(task_of())
    rest = [
        one.cost - one.costs["ovens"]
        for one in result.by_ovens.values()
        if one is not None
    ]
    assert rest == sorted(rest, reverse=True)
    daily = annuity(100_000, 12, 0.05) / 300
    assert result.by_ovens[2].costs["ovens"] == pytest.approx(2 * daily)
    assert result.best.cost == min(o.cost for o in result.by_ovens.values() if o)


def test_todays_rule_by_hand():
    today = {"ovens": 1, "recipes": {"anode": "fast", "cathode": "hot"}}
    schedule = practised(task_of(today=today, late_per_coil_h=1.0))
    rows = [
        (one.recipe.name, one.start / HOUR, one.end / HOUR, len(one.coils))
        for one in schedule.loads
    ]
    assert rows == [
        ("fast", 0.0, 3.0, 2),  # two of three that are there
        ("fast", 4.0, 7.0, 2),  # the third, and one that came at 4
        ("hot", 8.0, 12.0, 2),
    ]


# ---------------------------------------------------------------- nothing fits


def test_too_few_ovens_are_explained_with_each_way_out():
    coils = [
        {"electrode": "anode", "count": 6, "arrives_h": 0, "due_h": 7},
        {"electrode": "cathode", "count": 2, "arrives_h": 0, "due_h": 7},
    ]
    task = task_of(coils=coils, ovens={"at_most": 2})
    result = solved(task)
    assert result.best is None
    why = explain.explained(task)
    assert not why.hopeless
    # two slow loads and a hot one fit in three
    assert why.ovens == 3
    assert DayModel(task, 2, "lateness", why.later).solved() is not None
    assert DayModel(task, 2, "lateness", why.later - task.grid).solved() is None
    # an oven has time for one slow load (3), two fast ones (4), or one hot one (2)
    assert why.left_out == 2
    assert 0.0 < why.nearest.latest <= why.nearest.lateness
    check_sound(task, why.nearest)
    said = " ".join(explain.words(task, why))
    for part in ("2 ovens do not dry", "3 do", "later", "left out", "nearest"):
        assert part in said


def test_coils_that_no_recipe_dries_in_time_are_named():
    coils = [{"electrode": "cathode", "count": 1, "arrives_h": 2, "due_h": 5}]
    task = task_of(coils=coils)
    why = explain.explained(task)
    assert why.ovens is None
    (one,) = why.hopeless
    assert one.soonest == 6 * HOUR
    assert why.later == 1 * HOUR
    assert "fastest recipe is through at d2 00:00" in explain.words(task, why)[0]


def test_a_solver_without_time_says_so():
    task = task_of(time_limit_s=1e-9)
    with pytest.raises(SolverLimitError, match="raise time_limit_s"):
        DayModel(task, 2).solved()


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"starts": "6"}, "starts"),
        ({"recipes": {"fast": {"electrode": "anode", "most_coils": 2}}},
         "recipes.fast: is not given; a recipe comes by one of plan"),
        ({"recipes": {"fast": {"electrode": "anode", "most_coils": 2, "hours": 3,
                               "oven_file": "x.yaml"}}}, "is given 2 times"),
        ({"recipes": {"fast": {"electrode": "anode", "most_coils": 2,
                               "plan": "nowhere.yaml", "called": "shortest"}}},
         "recipes.fast.plan: the file does not exist"),
        ({"recipes": {"fast": {"electrode": "anode", "most_coils": 2,
                               "plan": "nowhere.yaml"}}}, "called: missing"),
        ({"coils": [{"electrode": "anode", "count": 1, "arrives_h": 5, "due_h": 4}]},
         "coils[0].due_h: 4; after arrives_h, 5"),
        ({"coils": [{"electrode": "foil", "count": 1, "arrives_h": 5, "due_h": 9}]},
         "coils[0].electrode: 'foil'; no recipe is for it"),
        ({"ovens": {"at_most": 1, "at_least": 2}}, "ovens.at_least: 2; at most"),
        ({"electricity_by_hour": [0.1] * 23},
         "electricity_by_hour: it has 23; give at least 24"),
        ({"grid_min": 5, "horizon_h": 336}, "grid_min: 5; 4032 steps, at most 1000"),
        ({"today": {"ovens": 1, "recipes": {"anode": "hot"}}},
         "today.recipes.anode: 'hot' is not for coils of anode"),
        ({"ovns": {}}, "did you mean ovens?"),
    ],
)  # fmt: skip
def test_faults_of_a_day_file_are_named(changes, says):
    with pytest.raises(ScenarioError) as error:
        load.loaded(day(**changes))
    assert says in str(error.value)


def test_a_recipe_longer_than_the_day_is_refused():
    with pytest.raises(ScenarioError, match=r"a load takes 6\.0 h, the horizon is 5 h"):
        task_of(horizon_h=5, coils=DAY["coils"][:1] and [
            {"electrode": "anode", "count": 1, "arrives_h": 0, "due_h": 4}
        ])  # fmt: skip


def test_recipe_of_a_plan_is_the_one_it_found_and_is_found_only_once(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(json.dumps(plan(search={"evaluations": 20})), encoding="utf-8")
    recipes = {
        "found": {"electrode": "anode", "most_coils": 1, "plan": "small.yaml",
                  "called": "shortest"},
    }  # fmt: skip
    content = {**day(coils=DAY["coils"][:2]), "recipes": recipes}
    days = load.loaded(content, folder=tmp_path)
    told = []
    task = load.resolved(days, tmp_path / "plans", lambda *said: told.append(said))
    (folder,) = (tmp_path / "plans").iterdir()
    kept = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    own = kept["plans"][0]
    assert task.recipes[0].duration / HOUR == pytest.approx(own["figures"]["time"])
    drawn = task.recipes[0].energy
    # a piece on its own ends with an instant of its own: as accurate, not the same
    assert drawn.electricity / KWH == pytest.approx(
        own["energy"]["electricity_kWh"], rel=1e-2
    )
    assert told
    told.clear()
    again = load.resolved(days, tmp_path / "plans", lambda *said: told.append(said))
    assert not told
    assert again.recipes[0].pieces == task.recipes[0].pieces
    recipes["found"]["called"] = "gentlest"
    with pytest.raises(ScenarioError, match="'gentlest'; the plan has shortest"):
        load.loaded(content, folder=tmp_path)  # before anything is worked out


def test_recipe_of_an_oven_file_draws_what_twin_oven_says():
    from scenarios.oven import load as oven_load
    from scenarios.oven import oven

    recipes = {
        "vacuum": {"electrode": "anode", "most_coils": 6,
                   "oven_file": "ovens/plain_vacuum.yaml"},
    }  # fmt: skip
    content = {**day(coils=DAY["coils"][:1]), "recipes": recipes}
    task = load.resolved(load.loaded(content), Path("nowhere"))
    whole = oven.run(oven_load.load("ovens/plain_vacuum.yaml"))
    assert task.recipes[0].duration / HOUR == pytest.approx(whole.summary["recipe_h"])
    kwh = task.recipes[0].energy.electricity / KWH
    assert kwh == pytest.approx(whole.energy["electricity_kWh"], rel=5e-3)


def test_shipped_day_is_sound():
    days = load.load(ROOT / "scenarios/plans/oven_day.yaml")
    assert days.keys.ovens.price.standing == "estimate"
    assert days.keys.today is not None
    assert {one.electrode for one in days.keys.coils} == {"anode", "cathode"}
    plans = {id(one) for one in days.sources.values() if one is not None}
    assert len(plans) == 1  # both recipes of the anode are of one plan, read once


# ---------------------------------------------------------------- the command


def test_command_gives_tables_picture_and_answer(tmp_path):
    file, image = tmp_path / "day.yaml", tmp_path / "day.png"
    today = {"ovens": 2, "recipes": {"anode": "slow", "cathode": "hot"}}
    file.write_text(json.dumps(day(today=today)), encoding="utf-8")
    words = ["plan", str(file), "--out", str(tmp_path / "plans")]
    found = CliRunner().invoke(app, [*words, "--picture", str(image)])
    assert found.exit_code == 0, found.stderr
    for part in ("cost of the day in EUR", "today", "which coil into which oven when",
                 "anode-0h/1", "an oven costs", "kept in"):  # fmt: skip
        assert part in found.stdout
    assert image.stat().st_size > 8000
    again = CliRunner().invoke(app, [*words, "--json"])
    told = json.loads(again.stdout)
    (folder,) = (tmp_path / "plans").iterdir()
    assert json.loads((folder / "answer.json").read_text()) == {
        k: v for k, v in told.items() if k != "folder"
    }
    assert told["best"]["figures"]["late_coil_h"] == 0.0
    assert len(told["best"]["coils"]["coil"]) == 6


def test_command_ends_with_1_and_the_ways_out_where_nothing_fits(tmp_path):
    file = tmp_path / "day.yaml"
    content = day(ovens={"at_most": 1}, coils=[
        {"electrode": "anode", "count": 6, "arrives_h": 0, "due_h": 7}
    ])  # fmt: skip
    file.write_text(json.dumps(content), encoding="utf-8")
    words = ["plan", str(file), "--out", str(tmp_path / "plans")]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 1
    assert "1 oven" in found.stdout
    assert "2 do" in found.stdout
    assert "nearest schedule" in found.stdout


def test_picture_marks_what_is_late():
    task = task_of(ovens={"at_most": 1}, coils=[
        {"electrode": "anode", "count": 6, "arrives_h": 0, "due_h": 7}
    ])  # fmt: skip
    near = explain.explained(task).nearest
    bars = picture.figure(near).axes[0].patches
    hatched = [bar.get_hatch() is not None for bar in bars]
    late = [
        any(one.end > task.coils[g].due for _, g in one.coils) for one in near.loads
    ]
    assert hatched == late
    assert any(late)


def test_every_coil_stands_once_in_the_answer():
    result = solved(task_of())
    rows = answer.coil_rows(result.best)
    assert len({row["coil"] for row in rows}) == len(rows) == 6
    assert all(row["to_spare_h"] >= 0.0 for row in rows)
