"""Waiting behind the oven in a plan: its limits, wrappings and allowed times."""

import json

import numpy as np
import pytest
from plan_text import plan
from scipy.optimize import brentq
from test_plan import fresh_share
from typer.testing import CliRunner

from dashboard.results.recipe_plans import changes
from models.oven import run_load
from models.sorption import Exposure
from models.units import HOUR, PPM
from scenarios.cli import app
from scenarios.faults import ScenarioError
from scenarios.plan import answer, behind, full, stored, text
from scenarios.plan.judge import Crew, Judge
from scenarios.plan.load import loaded
from scenarios.plan.plan import planned
from scenarios.plan.programme import stopped_run
from scenarios.plan.waiting import profiles
from scenarios.plan.waits import allowed_waits

HALL = {"temperature_degC": 22, "dew_point_degC": -25}
OPEN, FILM = {"kind": "open"}, {"kind": "polyethylene_film"}
BAG = {"kind": "vacuum_bag", "desiccant_g": 5}
VALUES = {"warm": 96, "heat": 1.0, "mbar": 5}
DRIED = {**VALUES, "dry": 3.0}


def waiting(**changes):
    return {"air": HALL, "wrappings": {"open": OPEN, "film": FILM}, **changes}


def exact_judge(samples=64, spreads=True, **changes):
    """A judge on the grid of the file; without spreads it has one sample."""
    names = ("sorption", "pore_diffusivity", "heat_transfer", "pump_speed")
    spread = {} if spreads else {"uncertainty": dict.fromkeys(names)}
    task = loaded(plan(**spread, **changes))
    return Judge(task, task.base, samples, fitted=False)


# ---------------------------------------------------------------- waiting itself


def test_a_coil_in_balance_with_the_air_keeps_its_water():
    judge = exact_judge(spreads=False, waiting=waiting(hours=24))
    (coil,) = judge.nominal.coils
    for named in ("open", "film"):
        stay = judge.task.waiting.stay({}, [coil], named)
        temperature, vapour_pressure, _ = stay.air.at(0.0)
        state = coil.model.equilibrium(temperature, vapour_pressure)
        (found,) = profiles(stay, [coil], [(state,)])
        np.testing.assert_allclose(
            found[0, -1], coil.model.profile(state), rtol=1e-6
        )  # the solver's own error is below what an empty gradient drives


def test_a_coil_whose_air_never_wets_it_past_the_limit_may_wait_for_ever():
    dry = {"temperature_degC": 22, "dew_point_degC": -40}
    judge = exact_judge(waiting=waiting(air=dry))
    for one in allowed_waits(judge, DRIED, Crew(1)):
        assert (one.verdict, one.hours, one.ends_by) == ("never", None, None)


@pytest.mark.parametrize(
    ("named", "dew_point", "wettest", "ends_by"),
    [
        ("open", -12, None, "water_ppm"),
        ("open", -12, 200, "wettest_ppm"),
        ("film", 8, None, "water_ppm"),
    ],
)
def test_allowed_time_is_when_the_coil_of_the_same_run_meets_its_limit(
    named, dew_point, wettest, ends_by
):
    """One sample; the root of exposures that end in it, each from the oven's door."""
    air = {"temperature_degC": 22, "dew_point_degC": dew_point}
    window = {"water_ppm": 150, "wettest_ppm": wettest}
    asked = waiting(air=air, longest_h=1000)
    judge = exact_judge(spreads=False, waiting=asked, window=window)
    (one,) = allowed_waits(judge, DRIED, Crew(1), [named])
    base, (coil,) = judge.base, judge.nominal.coils
    pieces = judge.programme(DRIED).pieces
    run = run_load(base.oven, [coil], pieces, base.start, tolerance=base.tolerance)
    stay = judge.task.waiting.stay({}, [coil], named)
    share = coil.model.material.coating_share / PPM

    def over(hours, place, limit):
        path = [Exposure(stay.air, 0.0, hours * HOUR, stay.exchanges[0])]
        ((ended,),) = coil.model.advance([run.states[0]], [path])
        return getattr(coil.model.figures(ended.state), place) * share - limit

    times = [
        brentq(over, 1e-5, 1000.0, args=(place, limit), rtol=1e-4)
        for place, limit in (("mean", 150), ("worst", wettest))
        if limit is not None
    ]
    assert (one.verdict, one.ends_by) == ("reached", ends_by)
    assert one.hours == pytest.approx(min(times), rel=0.01)


def test_what_is_wrapped_may_wait_longer():
    wrappings = {"open": OPEN, "film": FILM, "bag": {"kind": "aluminium_bag"}}
    air = {"temperature_degC": 22, "dew_point_degC": 8}
    longest = waiting(air=air, wrappings=wrappings, longest_h=90_000)
    judge = exact_judge(spreads=False, waiting=longest)
    hours = [one.hours for one in allowed_waits(judge, DRIED, Crew(1))]
    assert hours[0] < hours[1] < hours[2]


def test_waits_of_the_samples_are_those_that_the_confidence_leaves():
    """So long a wait keeps enough samples within, a little longer one does not."""
    judge = exact_judge(waiting=waiting())
    (one,) = allowed_waits(judge, DRIED, Crew(1), ["open"])
    for part, enough in ((0.999, True), (1.001, False)):
        asked = waiting(hours=part * one.hours, wrappings={"open": OPEN})
        held = exact_judge(waiting=asked)
        found = full.fixed(held, held.programme(DRIED), DRIED, Crew(1))
        assert found.is_feasible is enough


# ---------------------------------------------------------------- along the hold


def test_states_kept_at_the_ends_of_pieces_are_those_of_shorter_runs():
    judge = exact_judge(spreads=False)
    recipe, base = judge.programme(VALUES), judge.base
    run, states = stopped_run(judge.nominal, recipe, base, [0.5, 2.0, 4.0])
    shorter, _ = stopped_run(judge.nominal, recipe, base, [0.5, 2.0])
    for got, wanted in ((states[1], shorter.states), (states[2], run.states)):
        assert np.array_equal(got[0].macro, wanted[0].macro)
        assert np.array_equal(got[0].micro, wanted[0].micro)
        assert got[0].temperature == wanted[0].temperature


@pytest.mark.parametrize(
    ("named", "dew_point", "off"), [("open", -25, 0.03), ("film", 5, 0.03),
                                    ("bag", 5, 0.06)]
)  # fmt: skip
def test_few_waits_along_the_hold_tell_all_of_them(named, dew_point, off):
    """Near the limit; in a bag the search takes all samples to be alike."""
    air = {"temperature_degC": 22, "dew_point_degC": dew_point}
    wrappings = {"open": OPEN, "film": FILM, "bag": BAG}
    asked = waiting(hours=24, air=air, wrappings=wrappings)
    task = loaded(plan(waiting=asked, window={"wettest_ppm": 200}))
    judge = Judge(task, task.coarse, 16, fitted=True)
    values = {**VALUES, "wrapping": named}
    recipe, holds = judge.programme(values), np.array(task.hold.values())
    _, read = behind.behind_at_holds(judge, judge.nominal, recipe, values, holds)
    at = [3, 5, 8, 11]
    near = 0
    for i in (0, 5, 10):
        _, states = stopped_run(judge.samples[i], recipe, judge.base, holds[at])
        solved = behind.behind_at_states(judge, judge.samples[i], values, states)
        close = np.abs(solved) < 0.4
        near += close.sum()
        assert np.abs(read[i][:, at] - solved)[close].max(initial=0.0) < off
    assert near > 3


def test_a_longer_wait_never_shortens_the_hold():
    holds = []
    for hours in (None, 1, 8, 24):
        asked = waiting(hours=hours, wrappings={"open": OPEN})
        if hours is None:
            asked.pop("hours")
        judge = exact_judge(waiting=asked)
        found = full.settled(judge, judge(VALUES).values, Crew(1))
        assert found.is_feasible
        holds.append(found.values["dry"])
    assert holds == sorted(holds)
    assert holds[-1] > holds[0]


def test_moister_air_decided_leaves_more_behind_the_wait():
    air = {"temperature_degC": 22, "dew_point_degC": "$dew"}
    dew = {"low": -40, "high": -10, "step": 5, "today": -30}
    asked = waiting(hours=8, air=air, wrappings={"open": OPEN})
    judge = exact_judge(spreads=False, waiting=asked, decide={"dew": dew})
    excess = [
        judge({**DRIED, "dew": point}).excess["water_after_waiting_ppm"]
        for point in (-40, -25, -10)
    ]
    assert excess == sorted(excess)
    assert excess[-1] > excess[0] + 0.1


def test_an_air_that_two_decisions_make_impossible_is_a_recipe_without_an_answer():
    """Either end of both is an air; the damp end of one in the cool of the other."""
    air = {"temperature_degC": "$air", "dew_point_degC": "$dew"}
    decide = {
        "air": {"low": 15, "high": 25, "step": 5, "today": 20},
        "dew": {"low": 10, "high": 20, "step": 5, "today": 10},
    }
    asked = waiting(hours=2, air=air, wrappings={"open": OPEN})
    judge = exact_judge(spreads=False, waiting=asked, decide=decide)
    wet = {"air": 15, "dew": 20}
    assert "no air to wait in" in judge({**DRIED, **wet}).failed
    assert not judge({**DRIED, "air": 25, "dew": 10}).failed
    told = exact_judge(spreads=False, waiting=waiting(air=air), decide=decide)
    for one in allowed_waits(told, {**DRIED, **wet}, Crew(1)):
        assert (one.verdict, one.hours) == ("unknown", None)
        assert "no air to wait in" in one.reason


# ---------------------------------------------------------------- whole plans


def test_a_wait_that_is_only_told_changes_nothing_of_the_plan():
    plain, told = (
        answer.json_object(planned(loaded(plan(search={"evaluations": 30}, **more))))
        for more in ({}, {"waiting": waiting()})
    )
    assert told["plans"][0].pop("waiting")["wrapping"] == ["open", "film"]
    assert told.pop("today_waiting")["wrapping"] == ["open", "film"]
    for one in (plain, told):
        del one["work"]
    assert told == plain


def test_plan_chooses_the_wrapping_and_its_price_is_part_of_the_cost():
    wrappings = {"open": OPEN, "film": {**FILM, "cost_per_coil": 40.0}}
    asked = waiting(hours=24, wrappings=wrappings)
    found = {}
    for goal in ("time", "energy_cost"):
        result = planned(loaded(plan(waiting=asked, goal=goal)))
        (found[goal],) = result.plans
    assert found["time"].judged.values["wrapping"] == "film"
    assert found["energy_cost"].judged.values["wrapping"] == "open"
    judge = exact_judge(waiting=asked)
    values = {**DRIED, "wrapping": "film"}
    costs = [
        full.fixed(judge, judge.programme(values), own, Crew(1)).figures["energy_cost"]
        for own in (values, {**values, "wrapping": "open"})
    ]
    assert costs[0] - costs[1] == pytest.approx(40.0, rel=1e-12)
    one = found["time"]
    (film,) = [w for w in one.waits if w.wrapping == "film"]
    assert film.verdict == "later" or film.hours >= 24.0
    assert {c.value for c in one.changes if c.decision == "wrapping"} == {"open"}


def test_a_wait_that_is_too_long_is_explained_with_how_long_it_could_be():
    window = {"water_ppm": 150, "longest_h": 3.5}
    moist = {"temperature_degC": 22, "dew_point_degC": -12}
    asked = waiting(air=moist, hours=200, wrappings={"open": OPEN})
    search = {"evaluations": 30, "samples": 12}
    result = planned(loaded(plan(window=window, waiting=asked, search=search)))
    assert not result.plans
    assert "waiting_h" in result.conflict.limits
    gives = {r.limit: r for r in result.conflict.relaxations}
    way = gives["waiting_h"]
    assert way.given == 200
    assert 0.0 < way.value < 200
    judge = exact_judge(window=window, waiting={**asked, "hours": 0.999 * way.value})
    recipe = judge.programme(way.values)
    assert full.fixed(judge, recipe, way.values, Crew(1)).is_feasible
    said = " ".join(text.words(result))
    assert "and waiting cannot hold together" in said
    assert "waiting_h" in answer.json_object(result)["conflict"]["limits"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dew_point", "hours", "window"),
    [
        (-25, 24, {"water_ppm": 150}),
        (-12, 1, {"water_ppm": 150, "wettest_ppm": 500}),
    ],
)
def test_a_plan_keeps_its_limits_behind_the_wait_in_94_to_97_of_fresh_samples(
    dew_point, hours, window
):
    hold = {"low": 0.1, "high": 4, "step": 0.005, "shortest": True}
    air = {"temperature_degC": 22, "dew_point_degC": dew_point}
    asked = waiting(air=air, hours=hours, wrappings={"open": OPEN})
    search = {"plan_samples": 512, "evaluations": 40}
    content = plan(window=window, waiting=asked, search=search, decide={"dry": hold})
    result = planned(loaded(content))
    (one,) = result.plans
    assert one.binding == "water_after_waiting_ppm"
    whole, _ = fresh_share(result, 11)
    assert 0.94 <= whole <= 0.97
    (wait,) = one.waits
    assert wait.hours >= hours


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("section", "says"),
    [
        (waiting(hours=-1), "waiting.hours: -1"),
        (waiting(hours=400), "waiting.hours: 400; at most longest_h, 336"),
        (waiting(today="foil"), "waiting.today: 'foil' is not a wrapping"),
        (waiting(wrappings={}), "waiting.wrappings"),
        (waiting(wrappings={"w": {}}), "waiting.wrappings.w.transmission_g_per_m2_d"),
        (
            waiting(wrappings={"w": {**FILM, "cost_per_coil": 2}}),
            "waiting.wrappings.w.cost_per_coil: 2; decides nothing without hours",
        ),
        ({"hours": 4}, "waiting.air: missing"),
        (waiting(hours="$long"), "waiting.hours: 'long' is not a decision"),
        (waiting(longest_h="$warm"), "waiting.longest_h: '$warm'; a decision stands"),
        (waiting(hours="$warm"), "decide.warm.today: missing"),
        (
            waiting(air={"temperature_degC": 22, "dew_point_degC": 30}),
            "waiting.air: ",
        ),
        (waiting(air={"temperature_degC": 22}), "waiting.air: no humidity is given"),
        (waiting(huors=4), "did you mean hours?"),
    ],
)
def test_faults_of_the_section_are_named(section, says):
    with pytest.raises(ScenarioError) as error:
        loaded(plan(waiting=section))
    assert says in str(error.value)


def test_a_decision_of_the_choice_s_name_is_a_fault():
    clash = {"wrapping": {"low": 1, "high": 2}}
    content = plan(waiting=waiting(hours=4), decide=clash)
    content["recipe"][1]["purge_Nm3_per_h"] = "$wrapping"
    with pytest.raises(ScenarioError, match=r"decide\.wrapping: .*rename it"):
        loaded(content)


def test_command_tells_the_wait_and_resumes_to_the_same_answer(tmp_path):
    file = tmp_path / "plan.yaml"
    asked = waiting(hours=8)
    file.write_text(json.dumps(plan(waiting=asked, search={"evaluations": 24})))
    words = ["plan", str(file), "--out", str(tmp_path / "plans")]
    first = CliRunner().invoke(app, words)
    assert first.exit_code == 0
    for said in ("a coil may wait", "in 95 % of the samples", "after waiting", "film"):
        assert said in first.stdout
    again = CliRunner().invoke(app, [*words, "--resume", "--json"])
    found = json.loads(again.stdout)
    assert found["work"]["evaluations_made"] == 0
    assert found["plans"][0]["waiting"]["wrapping"] == ["open", "film"]
    assert f"{found['plans'][0]['decisions']['wrapping']} (chosen)" in first.stdout
    (entry,) = stored.listed(tmp_path / "plans")
    shown = changes(stored.opened(tmp_path / "plans", entry.folder), 0)
    assert {type(value) for value in shown["to"]} == {str}  # numbers beside a name


def test_command_names_the_key_and_ends_with_2(tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(json.dumps(plan(waiting=waiting(hours=-1))))
    told = CliRunner().invoke(app, ["plan", str(file)])
    assert told.exit_code == 2
    assert "waiting.hours: -1" in told.stderr
    assert "Traceback" not in told.stderr
