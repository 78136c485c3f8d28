"""The page "Plans": what was found, of whatever kind; a plan begun; what is damaged."""

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plan_text import plan as recipe_content
from plan_week_text import PLAN as WEEK_PLAN
from plan_week_text import SHEETS
from plot_data import charts
from streamlit.testing.v1 import AppTest
from test_plan_day import DAY, day
from test_plan_settings import LEAD, WAIT, WATER, by_formula, content

from dashboard.results import found_plans
from scenarios.charts import plan_day as day_charts
from scenarios.charts import plan_line as line_charts
from scenarios.charts import plan_week as week_charts
from scenarios.job import kinds
from scenarios.job.ledger import Jobs
from scenarios.plan import stored
from scenarios.plan.check import checked, kind_of
from scenarios.plan.day.stored import _together, day_of
from scenarios.plan.settings import judge as judging
from scenarios.plan.settings.stored import line_of
from scenarios.plan.week.stored import week_of
from scenarios.shipped import PROJECT_FOLDER
from scenarios.workspace import VARIABLE, Workspace

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")
NASTY = "<img src=x onerror=alert(1)> =cmd() [/] **b**"
TODAY = {"ovens": 2, "recipes": {"anode": "slow", "cathode": "hot"}}
TIGHT = [{"electrode": "anode", "count": 6, "arrives_h": 0, "due_h": 7}]
FRONT = ["energy_cost", "water"]
SHIPPED = sorted((PROJECT_FOLDER / "plans").glob("*.yaml"))
PATIENCE = 100.0  # s
FILES = {
    "week": WEEK_PLAN,
    "no_week": {
        **WEEK_PLAN,
        "name": "a weak fan",
        "changes": {"rooms.dry_room.supply_m3_per_h": 13000},
        "bands": {**WEEK_PLAN["bands"],
                  "work": {**WEEK_PLAN["bands"]["work"], "high": -37}},
        "products": {"sheets": SHEETS},
    },
    "line": content(
        name=NASTY,
        goal=["energy.cost_per_day", WAIT],
        limits={WATER: {"max": 87}},
        search={"evaluations": 40, "fresh_replications": 3},
    ),
    "no_line": content(name="too dry a line", limits={WATER: {"max": 10}}),
    "day": day(today=TODAY),
    "no_day": day(name="one oven", ovens={"at_most": 1}, coils=TIGHT),
    "recipe": recipe_content(goal=["time", "severity"]),
    "no_recipe": recipe_content(name="too dry", window={"longest_h": 1.7},
                                search={"evaluations": 24}),
}  # fmt: skip


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """A workspace with a plan of each kind, and one each that cannot be; their ids."""
    place = Workspace(tmp_path_factory.mktemp("workspace"))
    file, ids = place.root / "plan.yaml", {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "outcome", by_formula)
        for name, keys in FILES.items():
            file.write_text(json.dumps(keys), encoding="utf-8")
            answer = kinds.plan(place, file, {"workers": 1}, lambda *said: None)
            assert answer["feasible"] is not name.startswith("no_")
            ids[name] = answer["plan"]
    return place, ids


@pytest.fixture
def here(found, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(found[0].root))
    return found


@pytest.fixture
def copied(found, tmp_path, monkeypatch):
    """A workspace of the test's own with these plans."""
    place = Workspace(tmp_path / "own")
    shutil.copytree(found[0].plans, place.plans)
    monkeypatch.setenv(VARIABLE, str(place.root))
    return place, found[1]


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page("views/plans.py")
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def answer_of(here, name):
    place, ids = here
    return json.loads((place.plans / ids[name] / stored.ANSWER).read_text())


def shown(here, name, **query):
    """The page with a plan on it, free of exceptions, and the plan's answer."""
    page = opened(plan=here[1][name], **query)
    assert not page.exception
    return page, answer_of(here, name)


def metric(page, label):
    (own,) = [one for one in page.metric if label in one.label]
    return float(own.value.replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))


def unmarked(text):
    return text.replace("\\", "")


# ---------------------------------------------------------------- results


def test_without_plans_the_page_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    page = opened()
    assert not page.exception
    assert "no finished plan in this workspace" in page.markdown[0].value


def test_every_plan_is_listed_with_its_kind_and_whether_there_is_a_way(here):
    page = opened()
    assert not page.exception
    (box,) = [one for one in page.selectbox if one.label == "Plan"]
    assert len(box.options) == len(FILES)
    for words in (
        "a small week · dry room's week",
        "small day · day of ovens",
        "small plan · post-drying recipe",
        "=cmd() [/] **b** · settings",
    ):
        assert any(words in option for option in box.options), words
    none = [option for option in box.options if "nothing keeps all limits" in option]
    assert len(none) == 4


def test_a_week_shows_its_set_points_against_todays(here):
    page, answer = shown(here, "week")
    (plan,) = answer["plans"]
    assert unmarked(page.success[0].value) == (
        f"**{answer['words'][0][:1].upper()}{answer['words'][0][1:]}.**"
    )
    week, beside, shares = charts(page)
    lines = {trace["name"]: trace for trace in week["data"]}
    own = lines[f"set point, {plan['called']}"]
    assert own["y"][:-1] == plan["course"]["set_point_degC"]
    assert own["x"][1:] == plan["course"]["time_h"]
    now = lines["set point, today"]["y"]
    assert now == pytest.approx([-40.0] * len(now))
    assert lines[f"power, {plan['called']}"]["y"][:-1] == plan["course"]["power_kW"]
    cost = {
        name: one["figures"]["energy_cost"] for name, one in answer["compared"].items()
    }
    assert beside["data"][0]["y"] == [*cost.values(), plan["figures"]["energy_cost"]]
    assert metric(page, "energy cost") == round(plan["figures"]["energy_cost"])
    (points,) = [t for t in shares["data"] if t["name"] == plan["called"]]
    rows = plan["standings"]
    share = [100 * v / a for v, a, unit in
             zip(rows["value"], rows["allowed"], rows["unit"], strict=True)
             if unit == "ppm"]  # fmt: skip
    assert points["x"] == pytest.approx(share)
    assert max(points["x"]) <= 100.0 + 1e-6


def test_a_week_that_cannot_be_shows_the_nearest_and_what_has_to_give(here):
    page, answer = shown(here, "no_week")
    assert "Nothing keeps all limits" in page.error[0].value
    assert answer["conflict"]["nearest"] is not None
    lines = {trace["name"]: trace for trace in charts(page)[0]["data"]}
    near = answer["conflict"]["nearest"]["course"]["set_point_degC"]
    assert lines["set point, nearest"]["y"][:-1] == near
    assert "What would have to give" in [one.value for one in page.subheader]
    tables = [one.value for one in page.dataframe]
    (gives,) = [one for one in tables if "would_have_to_be" in one]
    assert list(gives["limit"]) == [
        one["limit"] for one in answer["conflict"]["relaxations"]
    ]


def test_a_front_of_a_week_is_drawn_over_its_goals(found):
    own = week_of(stored.read(found[0].plans, found[1]["week"]))
    points = own.figures.sort_values("energy_cost")
    drawn = week_charts.front(points, own.figures, FRONT, "cheapest", "today", "EUR")
    assert list(drawn.data[0].x) == list(points["energy_cost"])
    assert drawn.layout.xaxis.title.text == "energy cost [EUR/week]"


def test_a_line_shows_its_candidates_and_the_chosen_one(here):
    page, answer = shown(here, "line")
    candidates, limits = charts(page)
    own = line_of(stored.read(here[0].plans, here[1]["line"]))
    good = own.candidates[own.candidates["feasible"]]
    drawn = {trace["name"]: trace for trace in candidates["data"]}
    assert 0 < len(good) < len(own.candidates)
    assert drawn["keeps all limits"]["x"] == list(good["energy.cost_per_day"])
    assert drawn["keeps all limits"]["y"] == list(good[WAIT])
    plan = answer["plans"][0]
    star = drawn[plan["called"]]
    assert star["x"] == [plan["fresh"]["figures"]["energy.cost_per_day"]]
    assert star["y"] == [plan["settings"][WAIT]]
    (row,) = [t for t in limits["data"] if t["name"] == plan["called"]]
    margin = plan["margins"]["margin"][0]
    assert row["x"] == pytest.approx([-100.0 * margin / 87.0])
    assert metric(page, "energy cost") == pytest.approx(
        plan["fresh"]["figures"]["energy.cost_per_day"], abs=0.006
    )


def test_axes_and_the_plan_looked_at_are_choices_in_the_address(here):
    page, answer = shown(here, "line", x=LEAD)
    assert page.selectbox(key="x").value == LEAD
    title = charts(page)[0]["layout"]["xaxis"]["title"]["text"]
    assert title == "anode lead time [h]"
    plan = answer["plans"][1]
    page.selectbox(key="candidate").set_value(plan["called"]).run()
    assert not page.exception
    assert metric(page, "energy cost") == pytest.approx(
        plan["fresh"]["figures"]["energy.cost_per_day"], abs=0.006
    )
    assert page.query_params["candidate"] == plan["called"]
    page.selectbox(key="y").set_value("energy.cost_per_day").run()
    assert not page.exception
    assert page.query_params["y"] == "energy.cost_per_day"


def test_a_line_that_cannot_be_shows_the_nearest_candidate(here):
    page, answer = shown(here, "no_line")
    assert unmarked(page.error[0].value).endswith(f"{answer['words'][0]}.")
    near = answer["conflict"]["nearest"]
    tables = [one.value for one in page.dataframe]
    (settings,) = [one for one in tables if "setting" in one and "nearest" in one]
    said = {str(v) if isinstance(v, str) else f"{v:g}"
            for v in near["settings"].values()}  # fmt: skip
    assert set(settings["nearest"]) == said


def test_settings_and_limits_of_a_line_stand_in_words_with_their_units(here):
    page, _ = shown(here, "line")
    tables = [one.value for one in page.dataframe]
    (settings,) = [one for one in tables if "setting" in one and "today" in one]
    assert list(settings["setting"])[:2] == [
        "buffer duration [h]", "dry room dew point [°C]"
    ]  # fmt: skip
    (limits,) = [one for one in tables if "kept [% of runs]" in one]
    assert set(limits["figure"]) == {"anode buffer water out P95 [ppm]"}
    (_, drawn) = charts(page)
    assert drawn["data"][0]["y"] == ["anode buffer water out P95 [ppm] at most 87"]


def test_a_change_too_small_to_be_shown_is_no_minus_zero():
    rows = pd.DataFrame({"today": [100.0, 100.0, 0.0], "cheap": [99.99, 98.0, 0.0]})
    change = found_plans.changed(rows, "cheap", "today")["change_pct"]
    assert [f"{one:+.1f}" for one in change[:2]] == ["+0.0", "-2.0"]
    assert np.isnan(change[2])


def test_nothing_is_held_against_a_today_without_an_answer(here):
    page, answer = shown(here, "no_line")
    assert answer["today"]["failed"]
    assert [one.delta for one in page.metric] == [""] * len(page.metric)
    assert not any("change_pct" in one.value for one in page.dataframe)
    said = unmarked(" ".join(one.value for one in page.markdown))
    assert f"today: no answer: {answer['today']['failed']}" in said


def test_a_day_shows_its_loads_over_time_and_todays(here):
    page, answer = shown(here, "day")
    best = answer["best"]
    ovens, costs = charts(page)
    bars = [trace for trace in ovens["data"] if trace["type"] == "bar"]
    drawn = sorted(
        (y, base, base + x)
        for bar in bars
        for y, base, x in zip(bar["y"], bar["base"], bar["x"], strict=True)
    )
    loads = best["loads"]
    assert np.allclose(
        drawn, sorted(zip(loads["oven"], loads["start_h"], loads["end_h"], strict=True))
    )
    price = ovens["data"][-1]
    assert price["y"][0] == DAY["electricity_by_hour"][18]
    assert max(price["x"]) == DAY["horizon_h"]
    assert metric(page, "cost of the day") == pytest.approx(
        best["figures"]["cost"], abs=0.006
    )
    energy = costs["data"][0]
    assert energy["x"][0] == answer["today"]["figures"]["cost_energy"]
    page.segmented_control(key="schedule").set_value("today").run()
    assert not page.exception
    now = [t for t in charts(page)[0]["data"] if t["type"] == "bar"]
    assert sum(len(bar["x"]) for bar in now) == len(answer["today"]["loads"]["load"])


def test_a_day_that_cannot_be_marks_the_coils_that_are_late(here):
    page, _ = shown(here, "no_day")
    assert "1 oven does not dry all coils in time" in page.error[0].value
    own = day_of(stored.read(here[0].plans, here[1]["no_day"]))
    assert own.recommended == "nearest"
    late = own.loads["late_h"]
    assert late.max() == own.figures["latest_h"][0] > 0.0
    bars = [t for t in charts(page)[0]["data"] if t["type"] == "bar"]
    framed = [w for bar in bars for w in bar["marker"]["line"]["width"]]
    assert framed.count(3) == (late > 0.0).sum()


def test_a_recipe_shows_its_front_and_leads_to_its_page(here):
    page, answer = shown(here, "recipe")
    (front,) = charts(page)
    rows = [at for _, at in front["data"][0]["customdata"]]
    assert front["data"][0]["x"] == [answer["front"]["time"][k] for k in rows]
    (link,) = [one.proto for one in page.get("page_link")]
    assert link.page == "recipe"
    assert f"plan={here[1]['recipe']}" in link.query_string
    assert "part=Find" in link.query_string
    page, answer = shown(here, "no_recipe")
    assert unmarked(page.error[0].value).endswith(f"{answer['words'][0]}.")
    assert not charts(page)


def test_a_name_is_text_wherever_it_stands(here):
    page, _ = shown(here, "line")
    for one in (*page.markdown, *page.success, *page.error, *page.caption):
        assert "<img" not in one.value
    drawn = line_charts.candidates(
        line_of(stored.read(here[0].plans, here[1]["line"])).candidates,
        LEAD, WAIT, {LEAD: NASTY, WAIT: "h"}, {NASTY: {LEAD: 1.0, WAIT: 2.0}},
    )  # fmt: skip
    assert "<img" not in drawn.to_json()


# ---------------------------------------------------------------- damaged


@pytest.mark.parametrize("name", ["week", "line", "day", "recipe"])
@pytest.mark.parametrize("damage", ["cut", "lacking", "shapes", "rows"])
def test_a_damaged_answer_says_so(copied, name, damage):
    place, ids = copied
    path = place.plans / ids[name] / stored.ANSWER
    whole = json.loads(path.read_text())
    if damage == "cut":
        path.write_text(path.read_text()[:-40])
    else:
        part = {"day": "best"}.get(name, "plans")
        worse = {"lacking": None, "shapes": {"called": 3, "loads": [1]}, "rows": [7]}
        whole[part] = worse[damage]
        if damage == "lacking":
            del whole["currency"]
        path.write_text(json.dumps(whole))
    page = opened(plan=ids[name])
    assert not page.exception
    if damage == "cut":
        assert "not there (any more)" in page.warning[0].value
        said = " ".join(one.value for one in page.text)
        assert f"{ids[name]}/answer.json cannot be read" in said
        assert page.button(key=f"on_{ids[name]}")
    else:
        assert page.error[-1].value == "**This plan cannot be shown.**"


def test_an_unfinished_plan_says_so_and_its_file_goes_on(copied):
    place, ids = copied
    (place.plans / ids["day"] / stored.ANSWER).unlink()
    page = opened()
    assert any("it has no answer yet" in one.value for one in page.text)
    page.button(key=f"on_{ids['day']}").click().run()
    assert not page.exception
    assert json.loads(page.text_area[0].value) == FILES["day"]
    assert "6 coils in up to 3 ovens" in page.markdown[-1].value


def test_an_answer_of_another_program_is_marked(copied):
    place, ids = copied
    path = place.plans / ids["day"] / stored.ANSWER
    whole = json.loads(path.read_text())
    path.write_text(json.dumps({**whole, "program": "0.0.1+1"}))
    entries = {one.folder: one for one in stored.listed(place.plans, None)}
    assert not entries[ids["day"]].current
    assert entries[ids["week"]].current
    del whole["words"]
    path.write_text(json.dumps(whole))
    page = opened(plan=ids["day"])
    assert not page.exception
    assert "kept no words" in page.info[0].value


def test_plans_of_other_kinds_are_no_recipes(found):
    place, ids = found
    assert {one.folder for one in stored.listed(place.plans)} == {
        ids["recipe"], ids["no_recipe"]
    }  # fmt: skip
    for name in ("week", "day", "line"):
        with pytest.raises(stored.PlanStoreError, match="not of a recipe"):
            stored.opened(place.plans, ids[name])


@pytest.mark.parametrize("plan", ["../../etc/passwd", "<img src=x>", "x" * 9999, ""])
def test_an_address_leads_to_no_folder_outside(here, plan):
    page = opened(plan=plan)
    assert not page.exception
    assert "not there (any more)" in page.warning[0].value
    with pytest.raises(stored.PlanStoreError):
        stored.read(here[0].plans, plan)


# ---------------------------------------------------------------- begun


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_plan_is_sound_wherever_its_text_lies(path, tmp_path):
    """As in a job's folder: what it names is found among the shipped files."""
    asked = checked(path.read_text(encoding="utf-8"), tmp_path, 2)
    assert asked.size
    assert asked.kind in stored.KINDS


def test_kinds_are_known_by_their_keys():
    named = {name: kind_of(keys) for name, keys in FILES.items()}
    assert named["week"] == stored.WEEK
    assert named["line"] == stored.LINE
    assert named["day"] == stored.DAY
    assert named["recipe"] == kind_of(None) == stored.RECIPE


def test_a_faulty_text_is_answered_beside_its_keys(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    page = opened(show="Begin a plan", file="shipped: oven_day")
    assert not page.exception
    text = page.text_area[0].value
    page.text_area[0].set_value(text.replace("grid_min: 60", "grid_min: -60")).run()
    assert not page.exception
    assert list(page.dataframe[0].value["key"]) == ["grid_min"]
    assert not Jobs(Workspace(tmp_path)).all()


@pytest.mark.parametrize("room", ["/etc/passwd", "../../../../etc/passwd", NASTY])
def test_a_text_reaches_no_file_outside(tmp_path, monkeypatch, room):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    page = opened(show="Begin a plan", file="shipped: dry_room_week")
    text = page.text_area[0].value
    text = text.replace("../rooms/twenty_people.yaml", json.dumps(room))
    page.text_area[0].set_value(text).run()
    assert not page.exception
    assert page.error[0].value.startswith("**1 fault")
    assert "root:" not in str(page.dataframe[0].value)


def test_a_draft_is_saved_and_a_bad_name_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    page = opened(show="Begin a plan", file="shipped: oven_day")
    page.text_input(key="draft").set_value("../x")
    page.button(key="save").click().run()
    assert page.error[0].value == "**Not saved.**"
    page.text_input(key="draft").set_value("my-day")
    page.button(key="save").click().run()
    assert not page.exception
    assert Workspace(tmp_path).saved("plans") == ["my-day"]


def test_a_plan_is_begun_from_its_text_and_looked_at(tmp_path, monkeypatch):
    place = Workspace(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    place.save("plans", "small", json.dumps(FILES["day"]))
    page = opened(show="Begin a plan", file="draft: small")
    page.button(key="begin").click().run()
    assert not page.exception
    (job,) = Jobs(place).all()
    until = time.monotonic() + PATIENCE
    while (job := Jobs(place).job(job.id)).open:
        assert time.monotonic() < until, job
        time.sleep(0.1)
    assert job.state == "done", job.reason
    page.run()
    page.button(key=f"see_{job.id}").click().run()
    assert not page.exception
    assert page.selectbox(key="plan").value == job.answer["plan"]
    assert page.metric


# ---------------------------------------------------------------- charts by hand


def test_coils_that_follow_each_other_are_one_word():
    assert _together(["a/1", "a/2", "b/4", "b/6", "c"]) == "a/1-2, b/4, b/6, c"


def test_beyond_a_limit_is_counted_as_the_planner_counts():
    hot = {"figure": "oven.hottest_degC", "margin": -5.0, "bound": 85.0}
    assert line_charts.beyond(hot) == 50.0


def test_clock_and_looks_are_told_apart():
    assert day_charts._clock(24.0) == "00:00<br>day 2"
    own = week_charts.looks(["today", "a", "b", "c"], "a", "today")
    assert len(set(own.values())) == 4
