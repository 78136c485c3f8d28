"""A plan file from an oven file: what is proposed, and that the planner takes it."""

from dataclasses import replace

import pytest

from scenarios.faults import ScenarioError
from scenarios.plan import asked, load
from scenarios.shipped import read_tree

SHIPPED = ("plain_vacuum", "purge_cycles", "hot_nitrogen")
WINDOW = {"water_ppm": 150.0, "dose_h": 24.0}
SEARCH = {"evaluations": 40, "population": 8, "plan_samples": 64}


def oven(name="plain_vacuum"):
    return read_tree(f"ovens/{name}.yaml", "ovens").content


def content(name, **changes):
    keys = oven(name)
    chosen = [p for p in asked.proposed(keys["recipe"]) if p.chosen]
    return asked.plan_content(keys, chosen, WINDOW, "time", SEARCH) | changes


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_proposed_is_a_plan(name):
    task = load.loaded(content(name))
    assert 1 <= len(task.decisions) < asked.MOST
    assert task.hold is not None


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_a_recipe_that_a_plan_can_decide_is_proposed(name):
    keys = oven(name)
    every = asked.proposed(keys["recipe"])
    assert len({p.name for p in every}) == len(every)
    wanted = [replace(p, chosen=True) for p in every[: asked.MOST]]
    plan = asked.plan_content(keys, wanted, WINDOW, "time", SEARCH)
    task = load.loaded(plan)
    named = {d.name for d in task.decisions} | (
        {task.hold.name} if task.hold else set()
    )
    assert named == {p.name for p in wanted}


@pytest.mark.parametrize("name", SHIPPED)
def test_today_lies_within_what_may_be_decided(name):
    for one in asked.proposed(oven(name)["recipe"]):
        assert one.low <= one.today <= one.high, one
        assert 0 < one.step <= one.high - one.low


def test_a_step_that_cools_the_load_is_left_as_it_is():
    every = asked.proposed(oven("purge_cycles")["recipe"])
    assert not any(p.chosen for p in every if p.called == "5 cool")
    (shortest,) = [p for p in every if p.shortest]
    assert shortest.called == "4 final"
    assert shortest.key == "hold_h"


def test_todays_recipe_is_the_oven_files():
    plan = content("plain_vacuum")
    assert plan["today"] == oven()["recipe"]
    assert plan["recipe"][0]["temperature_degC"] == "$warm_1"
    assert plan["recipe"][2]["hold_h"] == "$hold_3"


def test_the_oven_file_is_not_changed():
    keys = oven()
    before = read_tree("ovens/plain_vacuum.yaml", "ovens").content
    asked.plan_content(keys, asked.proposed(keys["recipe"]), WINDOW, "time", SEARCH)
    assert keys == before


@pytest.mark.parametrize("count", [0, asked.MOST + 1])
def test_nothing_or_too_much_to_decide_is_a_fault(count):
    every = asked.proposed(oven("purge_cycles")["recipe"])
    with pytest.raises(ScenarioError, match="choose 1 to 12"):
        asked.plan_content(oven(), every[:count], WINDOW, "time", SEARCH)


def test_without_spreads_a_plan_knows_all_for_sure():
    keys = oven()
    chosen = [p for p in asked.proposed(keys["recipe"]) if p.chosen]
    sure = asked.plan_content(keys, chosen, WINDOW, "time", SEARCH, spread=False)
    assert "uncertainty" not in sure
    assert set(asked.usual_spreads()) == set(content("plain_vacuum")["uncertainty"])
