"""A dry room over the week: set points, recoveries, cost; the search; what cannot."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from plan_week_text import COILS, PLAN, SHEETS, SHIFTS, plan, task
from typer.testing import CliRunner

from models.dry_room import Passage, Room, Rooms, RoomState, advance, hold
from models.dry_room.drive import Drive
from models.units import HOUR, KWH, MINUTE, WEEK
from scenarios.cli import app
from scenarios.faults import ScenarioError
from scenarios.load import load as load_scenario
from scenarios.plan.week import answer, text
from scenarios.plan.week.course import course
from scenarios.plan.week.judge import MISSED, WHEEL, Judge, judged
from scenarios.plan.week.line import set_points
from scenarios.plan.week.load import load
from scenarios.plan.week.plan import planned
from scenarios.plan.week.schema import stays
from scenarios.plan.week.search import search
from scenarios.plan.week.settled import Composed, settled_weeks
from scenarios.plan.week.water import SURE
from scenarios.room.air import frost_points
from scenarios.room.build import held_at
from scenarios.room.day import follow
from scenarios.room.load import load as load_room
from scenarios.room.week_clock import shift_words, spans
from scenarios.shipped import PROJECT_FOLDER
from scenarios.yaml_tree import parse
from twin import line


@pytest.fixture(scope="module")
def small():
    return task()


@pytest.fixture(scope="module")
def every(small):
    """All 64 schedules, run through their week."""
    judge = Judge(small)
    for levels in product(*(range(band.levels) for band in small.bands)):
        judge(levels)
    return judge


# ---------------------------------------------------------------- the supply air


def one_interval(rooms, **given):
    usual = {"temperature": 295.15, "supply_humidity": 20e-6, "product": 3e-5}
    return Drive.held(rooms, [0.0, 600.0], **(usual | given))


@pytest.mark.parametrize("goal", [40e-6, 80e-6, 400e-6])
@pytest.mark.parametrize("start", [30e-6, 80e-6, 300e-6])
def test_held_room_ends_at_its_set_point_or_at_a_bound(goal, start):
    rooms = Rooms((Room("lab", 600.0, 1e6, leakage=1e-3),))
    drive = one_interval(rooms, surroundings_humidity=8e-3, exhaust=0.2, people=2.0)
    before = RoomState(np.array([295.15]), np.array([start]))
    held = hold(rooms, before, drive, [goal], [0.4], [4.0])
    flow, humidity = held.supply_flow[0], held.supply_humidity[0]
    supplied = replace(
        drive,
        supply_flow=np.array([[flow]]),
        supply_humidity=np.array([[humidity]]),
    )
    end = float(advance(rooms, before, supplied).end.humidity[0])
    assert end == pytest.approx(float(held.end.humidity[0]), rel=1e-12)
    assert 0.4 <= flow <= 4.0
    assert 20e-6 <= humidity <= goal
    if end > goal * (1 + 1e-9):
        assert flow == 4.0
    elif end < goal * (1 - 1e-9):  # not damp yet: the least flow, as damp as it may be
        assert (flow, humidity) == (0.4, goal)


def test_room_alone_and_among_others_is_held_alike():
    """The closed form of one room against intervals of several tied by nothing."""
    lab, other = Room("lab", 600.0, 1e6), Room("other", 300.0, 1e6, leakage=0.01)
    alone, both = Rooms((lab,)), Rooms((lab, other), (Passage("lab", "other", 0.0),))
    found = []
    for rooms in (alone, both):
        count = len(rooms.rooms)
        start = RoomState(np.full(count, 295.15), np.full(count, 3e-4))
        drive = Drive.held(
            rooms,
            600.0 * np.arange(5),
            temperature=295.15,
            supply_humidity=2e-5,
            product=3e-5,
        )
        goals = [8e-5, 8e-5, 5e-4, 5e-4]
        found.append(hold(rooms, start, drive, goals, [0.3] * 4, [5.0] * 4))
    for name in ("supply_flow", "supply_humidity"):
        first, second = (getattr(one, name) for one in found)
        assert first == pytest.approx(second, rel=1e-7)


def test_room_file_with_set_points_holds_them():
    control = (
        "{kind: set_point, set_points: [{when: ['Mon-Fri 06:00-22:00'], "
        "frost_point_degC: -38, recovery_min: 20}, {frost_point_degC: -20}]}"
    )
    room = load_room("rooms/twenty_people.yaml", [f"air_handling.control={control}"])
    plant = room.sized.plant
    grid = np.arange(0.0, WEEK + 1.0, 600.0)
    start = RoomState(plant.temperature, plant.humidity)
    humidity = follow(plant, grid, start).history.humidity[1:, 0]
    frost = frost_points(humidity, plant.pressure)
    at_work = (grid[1:] / HOUR % 24 > 6.01) & (grid[1:] / HOUR % 24 <= 22.0)
    at_work &= grid[1:] <= 5 * 24 * HOUR
    assert frost[at_work] == pytest.approx(-38.0, abs=1e-6)
    settled = ~at_work & (grid[1:] / HOUR % 24 > 1.0) & (grid[1:] / HOUR % 24 < 5.0)
    assert frost[settled] == pytest.approx(-20.0, abs=1e-6)


# ---------------------------------------------------------------- the week


def test_recovery_begins_at_the_latest_minute(small):
    own = course(small, [-35.0, -19.0, -9.0])
    assert len(own.recoveries) == 5
    for one in own.recoveries:
        assert one.is_dry
        assert one.begin % MINUTE == 0.0
        assert 0.0 <= one.latest - one.begin < MINUTE
        for late, dry in ((0.0, True), (MINUTE, False)):
            end = humidity_at(small, own, one, late)
            assert (end <= small.humidity(-35.0) * (1 + 1e-9)) is dry


def humidity_at(task, own, recovery, late):
    """Of the room at the end of a recovery that begins so much later [s]."""
    steps = [(t, task.humidity(v)) for t, v in own.steps]
    drying = [(one.begin + late * (one == recovery), one.end) for one in own.recoveries]
    drying = [(a, b) for a, b in drying if a < b]
    plant = replace(own.plant, set_points=held_at(steps, drying, task.supply))
    grid = np.unique([*own.instants, *(a for a, _ in drying)])
    grid = grid[np.concatenate([[True], np.diff(grid) > 1e-3])]
    start = RoomState(own.history.temperature[0], own.history.humidity[0])
    hours = follow(plant, grid, start)
    # what comes before the later begin is held at the set point of the night
    at = int(np.argmin(np.abs(grid - recovery.end)))
    return float(hours.history.humidity[at, 0])


def test_margin_brings_the_step_forward():
    early = course(task(recovery_margin_min=30), [-35.0, -19.0, -9.0])
    plain = course(task(), [-35.0, -19.0, -9.0])
    pairs = list(zip(early.recoveries, plain.recoveries, strict=True))
    assert len(pairs) == 5
    for one, other in pairs:
        assert one.end == other.end - 30 * MINUTE
        assert one.begin == other.begin - 30 * MINUTE
        at = int(np.searchsorted(early.instants, one.end - 1e-6))
        ahead = early.history.humidity[at : at + 3, 0]
        assert frost_points(ahead, early.plant.pressure).max() <= -35.0 + 1e-6


def test_week_begins_as_it_ends(small):
    humidity = course(small, [-35.0, -19.0, -9.0]).history.humidity[:, 0]
    assert humidity[0] == pytest.approx(humidity[-1], rel=1e-9)


def test_water_of_the_week_closes(small):
    own = course(small, [-33.0, -9.0, -9.0])
    assert np.abs(own.history.water_gap).max() < 1e-12


def test_energy_adds_up(small, every):
    """Money by the hour is that of the energies; bands' settled hours bound the sum."""
    own = every((1, 1, 1))
    spent, hours = own.cost, own.cost.durations / HOUR
    assert hours.sum() == pytest.approx(168.0)
    drawn = {n: float((p[0] / 1e3 * hours).sum()) for n, p in spent.power.items()}
    assert answer.energy_of(own) == pytest.approx(
        {f"{name}_kWh": value for name, value in drawn.items()}
    )
    night = small.price.at(own.course.instants[:-1]) * KWH
    assert set(np.round(night, 9)) == {0.1, 0.168}
    electricity = float((spent.power["electricity"][0] / 1e3 * hours * night).sum())
    rest = 0.065 * drawn["natural_gas"] + 0.10 * drawn["district_heat"]
    assert own.figures["energy_cost"] == pytest.approx(electricity + rest)
    settled = settled_weeks(small)
    for levels, one in every.known.items():
        least = float(settled.at_least(np.array([levels]))[0])
        assert least <= one.figures["energy_cost"] * (1 + 1e-3)
        assert least >= one.figures["energy_cost"] * 0.97


def test_damper_hours_never_leave_less_water(every):
    """What the search rests on, over all pairs of neighbours."""
    for levels, own in every.known.items():
        for k in range(3):
            other = every.known.get((*levels[:k], levels[k] + 1, *levels[k + 1 :]))
            for one, damper in zip(own.wet, other.wet if other else (), strict=False):
                assert damper.value >= one.value * (1 - SURE)


def test_composed_air_is_never_too_damp(small, every):
    composed = Composed(settled_weeks(small))
    for levels, own in every.known.items():
        for nearly, real in zip(composed(levels), own.wet, strict=True):
            assert nearly.value <= real.value * 1.01


def test_set_back_of_an_empty_weekend_costs_no_water(small):
    bare = task(products={"sheets": SHEETS})
    judge = Judge(bare)
    dry, damp = judge((1, 0, 0)), judge((1, 0, 3))
    assert bare.values((1, 0, 3))["weekend"] == -9.0
    assert damp.wet[0].value == pytest.approx(dry.wet[0].value, rel=1e-3)
    assert damp.figures["energy_cost"] < dry.figures["energy_cost"]


def test_coils_over_the_weekend_feel_its_air(small):
    judge = Judge(small)
    dry, damp = judge((1, 0, 0)), judge((1, 0, 3))
    assert damp.wet[1].value > 1.5 * dry.wet[1].value


# ---------------------------------------------------------------- the search


def test_best_schedule_is_that_of_all(small, every):
    judge = Judge(small)
    found = search(small, settled_weeks(small), judge)
    suits = [own for own in every.known.values() if own.is_feasible]
    best = min(suits, key=lambda own: own.figures["energy_cost"])
    assert 0 < len(suits) < 64
    assert found.best.figures["energy_cost"] <= 1.01 * best.figures["energy_cost"]
    assert found.best.levels == best.levels
    assert found.gap == 0.0
    assert judge.count < 32


@pytest.mark.parametrize("goal", ["energy", "co2"])
def test_best_of_other_goals_is_that_of_all(every, goal):
    own = task(goal=goal)
    found = search(own, settled_weeks(own), Judge(own))
    suits = [one for one in every.known.values() if one.is_feasible]
    best = min(one.figures[goal] for one in suits)
    assert found.best.figures[goal] == pytest.approx(best, rel=1e-9)


def test_front_falls_in_water_as_it_rises_in_cost(every):
    found = planned(task(goal=["energy_cost", "water"], front_points=5))
    costs = [own.figures["energy_cost"] for own in found.front]
    water = [own.figures["water"] for own in found.front]
    assert len(found.front) >= 3
    assert costs == sorted(costs)
    assert water == sorted(water, reverse=True)
    for own in found.front:  # none of all schedules beats one of the front
        beaten = [
            one
            for one in every.known.values()
            if one.is_feasible
            and one.figures["water"] <= own.figures["water"]
            and one.figures["energy_cost"] < own.figures["energy_cost"] * 0.99
        ]
        assert beaten == []
    assert {plan.called for plan in found.plans} >= {"cheapest", "balanced"}


def test_same_file_gives_the_same_answer():
    answers = []
    for _ in range(2):
        found = answer.json_object(planned(task()))
        found["work"] = {k: v for k, v in found["work"].items() if k[-2:] != "_s"}
        answers.append(json.dumps(found, sort_keys=True))
    assert answers[0] == answers[1]


def test_wheel_that_cannot_recover_from_a_damp_weekend_limits_it():
    bare = task(products={"sheets": SHEETS}, weeks=[29])
    own = Judge(bare)((0, 0, 3))
    hours = {s.name: s.value for s in own.standings}
    found = search(bare, settled_weeks(bare), Judge(bare)).best
    kept = {s.name: s.value for s in found.standings}
    assert kept[WHEEL] == kept[MISSED] == 0.0
    assert (hours[WHEEL] > 0.0) is (not own.is_feasible)


# ---------------------------------------------------------------- what cannot be


@pytest.mark.slow
def test_limit_that_the_room_cannot_keep_is_explained_and_relaxed():
    given = [{"when": SHIFTS, "frost_point_degC": -44}]
    found = planned(task(air=given))
    name = "air, Mon-Fri 06:00-22:00"
    assert found.plans == ()
    assert found.conflict.limits == (name,)
    near = found.conflict.nearest
    assert near.value == pytest.approx(-39.0, abs=0.01)
    said = " ".join(text.words(found))
    assert f"{name} cannot be kept" in said
    assert "nearest plan: work -39" in said
    relaxed = [{"when": SHIFTS, "frost_point_degC": near.value + 1e-6}]
    assert planned(task(air=relaxed)).conflict is None


def test_dry_sheets_and_a_weak_fan_exclude_each_other():
    """The room's fan is too small by half: -37 is not held, what is held too damp."""
    changes = {"rooms.dry_room.supply_m3_per_h": 13000}
    bands = {**PLAN["bands"], "work": {**PLAN["bands"]["work"], "high": -37}}
    found = planned(task(changes=changes, bands=bands, products={"sheets": SHEETS}))
    assert found.conflict is not None
    assert MISSED in found.conflict.limits
    given = next(r for r in found.conflict.relaxations if r.standing.name == MISSED)
    assert given.value > 0.0
    eased = {"missed_h": given.value + 0.01}
    again = task(
        changes=changes, bands=bands, products={"sheets": SHEETS}, equipment=eased
    )
    assert planned(again).conflict is None


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"room_file": None}, "room_file: give one of room_file and room"),
        ({"room_file": "nowhere.yaml"}, "room_file: 'nowhere.yaml' is not a file"),
        ({"scenario": "nowhere.yaml"}, "scenario: 'nowhere.yaml' is not a file"),
        ({"controlled": "hall"}, "controlled: 'hall' is not a room"),
        ({"products": None}, "nothing limits how damp the room may be"),
        ({"weeks": [53]}, "weeks[0]: 53"),
        ({"goal": "profit"}, "goal"),
        ({"goal": ["water", "co2"]}, "goal: water, co2; a front is of"),
        ({"bnads": {}}, "did you mean bands?"),
        ({"bands": {"work": {"when": SHIFTS, "low": -40, "high": -30}}}, "no band has"),
        (
            {"bands": {"all": {"low": -30, "high": -40}}},
            "bands.all.high: -40; at least low, -30",
        ),
        (
            {
                "bands": {
                    "all": {"low": -40, "high": -30},
                    "rest": {"low": -40, "high": -30},
                }
            },
            "bands.rest: no hour of the week is left",
        ),
        (
            {
                "bands": {
                    "cheap": {"price_at_most": 0.05, "low": -40, "high": -30},
                    "rest": {"low": -40, "high": -30},
                }
            },
            "no hour of the week is left for it at this price",
        ),
        (
            {"bands": {"all": {"when": ["Mon 25:00"], "low": -40, "high": -30}}},
            "bands.all.when[0]: 'Mon 25:00'",
        ),
        (
            {"bands": {n: {"when": [f"{n} 00:00-24:00"], "low": -60, "high": -1,
                           "step": 0.5} for n in ("Mon", "Tue", "Wed", "Thu")}},
            "larger steps, closer bounds or fewer bands",
        ),
        ({"products": {"a": {**SHEETS, "material": "lead"}}}, "'lead' is not a"),
        (
            {"products": {"a": {**SHEETS, "waits": ["Mon 06:00-07:00"]}}},
            "give one of waits and exposed, by one",
        ),
        (
            {"products": {"a": {**COILS, "waits": ["Fri night"]}}},
            "waits[0]: 'Fri night'; a stay reads like",
        ),
        (
            {
                "products": {
                    "a": {
                        **SHEETS,
                        "exposed": {"during": ["daily 06:00-06:10"], "for_min": 20},
                    }
                }
            },
            "no moment of these hours",
        ),
        ({"products": {"a": {**COILS, "sample": {"kind": "coil"}}}}, "width_mm"),
        ({"changes": {"rooms.hall.people.count": 3}}, "rooms"),
        (
            {
                "tariff": {
                    "electricity_hours": [
                        {"when": ["always"], "electricity_per_kWh": 0.1}
                    ]
                }
            },
            "tariff.electricity_hours[0].when[0]: 'always'",
        ),
        (
            {
                "tariff": {
                    "electricity_hours": [
                        {
                            "when": ["daily 00:00-06:00"],
                            "electricity_per_kWh": {"value": 1, "unit": "CHF/kWh"},
                        }
                    ]
                }
            },
            "its unit is",
        ),
    ],
)  # fmt: skip
def test_faults_of_a_plan_file_are_named(changes, says):
    with pytest.raises(ScenarioError) as error:
        task(**changes)
    assert says in str(error.value)


def test_room_may_stand_in_the_plan_and_be_changed():
    tree = parse((PROJECT_FOLDER / "rooms/twenty_people.yaml").read_bytes(), "room")
    changes = {**PLAN["changes"], "rooms.dry_room.people.count": 5}
    own = task(room_file=None, room=tree.content, changes=changes)
    assert max(own.plant.uses[0].people.values) == 5.0


def test_price_follows_the_hours_and_keeps_its_source(small):
    prices = small.price.at(np.array([5.5, 6.0, 22.0]) * HOUR) * KWH
    assert prices == pytest.approx([0.1, 0.168, 0.1])
    given = {"value": 0.09, "unit": "EUR/kWh", "standing": "estimate"}
    given["source"] = "a contract"
    hours = [{"when": ["daily 22:00-06:00"], "electricity_per_kWh": given}]
    own = task(tariff={"electricity_hours": hours})
    kept = own.keys.tariff.electricity_hours[0].electricity_per_kWh.as_source
    assert (kept.value, kept.standing, kept.source) == (0.09, "estimate", "a contract")


def test_hours_of_a_week_are_read_as_people_say_them():
    assert stays("Sun 22:00-06:00") == [(166 * HOUR, 174 * HOUR)]
    assert stays("Fri 22:00 - Mon 06:00") == [(118 * HOUR, 174 * HOUR)]
    assert stays("Mon 06:00 - Mon 06:00") == [(6 * HOUR, 174 * HOUR)]
    week = spans([["Sat-Sun 00:00-24:00"], ["daily 00:00-24:00"]])
    assert [(s.begin / HOUR, s.end / HOUR, s.place) for s in week] == [
        (0.0, 120.0, 1),
        (120.0, 168.0, 0),
    ]
    assert shift_words(118 * HOUR, 168 * HOUR) == [
        "Fri 22:00-24:00", "Sat 00:00-24:00", "Sun 00:00-24:00",
    ]  # fmt: skip


# ---------------------------------------------------------------- the line


def test_set_points_of_a_plan_hold_in_a_scenario(small):
    """As a scenario has them they are, minute by minute, those of the plan's week."""
    own = judged(small, course(small, [-35.0, -19.0, -9.0]), (2, 2, 3),
                 small.values((2, 2, 3)))  # fmt: skip
    entries = set_points(small, own)
    control = json.dumps({"kind": "set_point", "set_points": entries})
    room = load_room("rooms/twenty_people.yaml", [f"air_handling.control={control}"])
    asked = room.sized.plant.set_points.asked
    minutes = MINUTE * np.arange(0.5, WEEK / MINUTE)
    assert asked.at(minutes) == pytest.approx(
        own.course.plant.set_points.asked.at(minutes), rel=1e-12
    )


@pytest.mark.slow
def test_line_feels_the_schedule():
    points = [
        {"when": ["Mon 00:00-12:00"], "frost_point_degC": -40},
        {"frost_point_degC": -20},
    ]
    control = json.dumps({"kind": "set_point", "set_points": points})
    settings = ["duration_d=1", "warm_up_d=0"]
    settings.append(f"air_supply.air_handling.control={control}")
    found = load_scenario(PROJECT_FOLDER / "two_shift_dry_room.yaml", settings)
    rooms = line.run(found.scenario).rooms
    hours = rooms["start_h"].to_numpy() + 6.0  # it begins at six
    frost = rooms["dew_point_degC"].to_numpy()
    assert frost[(hours > 7.0) & (hours < 11.9)] == pytest.approx(-40.0, abs=0.5)
    assert frost[(hours > 14.0) & (hours < 21.9)] == pytest.approx(-20.0, abs=0.5)
    assert np.abs(rooms["closure"]).max() < 1e-9
    drawn = rooms["electricity_kWh"].to_numpy()
    assert drawn[(hours > 14.0) & (hours < 21.9)].max() < drawn[hours < 11.9].min()


# ---------------------------------------------------------------- the command


def write(tmp_path, content):
    file = tmp_path / "week.yaml"
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


def small_file(tmp_path, **changes):
    bands = {"all": {"low": -39, "high": -33, "step": 2}}
    room = str(PROJECT_FOLDER / "rooms" / "twenty_people.yaml")
    own = {"bands": bands, "products": {"sheets": SHEETS}, "room_file": room}
    return write(tmp_path, plan(**(own | changes)))


def test_command_prints_the_week_and_draws_it(tmp_path):
    picture = tmp_path / "out.png"
    file = small_file(tmp_path)
    kept = ["--out", str(tmp_path / "plans")]
    found = CliRunner().invoke(app, ["plan", file, "--picture", str(picture), *kept])
    assert found.exit_code == 0
    assert picture.stat().st_size > 10_000
    for said in (
        "a mean week",
        "set point",
        "sheets, mean [ppm]",
        "none of the others",
    ):
        assert said in found.stdout
    told = CliRunner().invoke(app, ["plan", file, "--json", *kept, "--resume"])
    own = json.loads(told.stdout)
    assert own["plans"][0]["set_points"] == {"all": -37.0}
    assert len(own["plans"][0]["course"]["time_h"]) >= 1008


def test_command_answers_no_where_nothing_suits(tmp_path):
    air = [{"when": SHIFTS, "frost_point_degC": -60}]
    words = ["plan", small_file(tmp_path, air=air), "--out", str(tmp_path / "plans")]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 1
    assert "no schedule keeps all limits" in found.stdout
    assert "nearest plan" in found.stdout


def test_command_names_the_faults_of_a_file(tmp_path):
    found = CliRunner().invoke(app, ["plan", small_file(tmp_path, weeks=[0])])
    assert found.exit_code == 2
    assert "weeks[0]: 0" in found.stderr


def test_shipped_plan_of_a_week_loads():
    own = load("plans/dry_room_week.yaml")
    assert own.scenario.is_file()
    assert {band.name for band in own.bands} == {
        "production", "weekend", "cheap_night", "dear_night",
    }  # fmt: skip
    assert Path(own.source) == Path("plans/dry_room_week.yaml")


@pytest.mark.parametrize("option", ["--resume", "--fresh"])
def test_options_of_kept_plans_are_refused_where_nothing_is_resumed(option):
    told = CliRunner().invoke(app, ["plan", "plans/oven_day.yaml", option])
    assert told.exit_code == 2
    assert told.stderr.startswith(f"{option}: a ")
