"""The plant at an instant, against lines whose every time is written out by hand."""

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from plant import (
    HOUR,
    THREE,
    WellMixed,
    air,
    electrode,
    fixed,
    machine,
    orders,
    scenario,
)

from scenarios.charts import palette
from scenarios.line.history import LineHistory
from scenarios.line.limits import judgements, limit_for, verdicts
from scenarios.line.risk import at_risk, broken, nearest
from scenarios.line.state import COMING, HELD, WAITING, WORKED, plant_at
from scenarios.line.tables import mean_queues, queue_lengths, station_water
from twin import line
from twin.scenario import (
    AssemblySpec,
    CellDesign,
    CheckSpec,
    Distribution,
    Disturbance,
    Limit,
    OvenSpec,
    RecipeStep,
    Rework,
    Sheet,
    Shifts,
    SlitterSpec,
    StoreSpec,
    ZoneSpec,
)

run = partial(line.run, model_for=WellMixed)
K = 298.15


def history(plant):
    return LineHistory(run(plant))


def doing(plant):
    return {coil.name: (coil.station, coil.doing) for coil in plant.coils}


# Visits, in hours (test_line.py works them out): C1 winder 0-1, store 1.25-3.25;
# C2 waits from 0.5, winder 1-2, blocked until 3.25, store 3.5-5.5; C3 comes at 0.75,
# winder 3.25-4.25, blocked until 5.5, store from 5.75.
@pytest.fixture(scope="module")
def three():
    return history(THREE)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (0.0, {"C1": ("winder", WORKED)}),
        (0.8, {
            "C1": ("winder", WORKED),
            "C2": ("winder", WAITING),
            "C3": ("winder", WAITING),
        }),
        (1.1, {
            "C1": ("store", COMING),
            "C2": ("winder", WORKED),
            "C3": ("winder", WAITING),
        }),
        (2.5, {
            "C1": ("store", WORKED),
            "C2": ("winder", HELD),
            "C3": ("winder", WAITING),
        }),
        (3.25, {"C2": ("store", COMING), "C3": ("winder", WORKED)}),
        (7.0, {"C3": ("store", WORKED)}),
    ],
)  # fmt: skip
def test_every_coil_is_where_the_table_has_it(three, time, expected):
    assert doing(plant_at(three, time)) == expected


def test_stations_count_who_works_and_who_waits(three):
    station = plant_at(three, 0.8).stations["winder"]
    assert (station.busy, station.machines, station.waiting) == (1, 1, 2)
    assert plant_at(three, 2.5).stations["store"].busy == 1


def test_water_is_that_of_the_table_at_its_marks_and_straight_between(three):
    visits = three.result.visits
    store = visits[(visits["coil"] == "C1") & (visits["station"] == "store")].iloc[0]
    at = {c.name: c.ppm for c in plant_at(three, 1.25).coils}
    assert at["C1"] == pytest.approx(store["water_in_ppm"], rel=1e-12)
    at = {c.name: c.ppm for c in plant_at(three, 2.25).coils}
    middle = 0.5 * (store["water_in_ppm"] + store["water_out_ppm"])
    assert at["C1"] == pytest.approx(middle, rel=1e-12)
    last = plant_at(three, 7.0).coils[0]
    coils = three.result.coils.set_index("coil")
    assert last.ppm == pytest.approx(coils.loc["C3", "end_water_ppm"], rel=1e-12)


def test_what_is_left_of_work_ends_when_the_table_says(three):
    (coil,) = plant_at(three, 0.25).coils
    assert coil.until == 1.0
    held = {c.name: c for c in plant_at(three, 2.5).coils}["C2"]
    assert held.until == 3.25


def test_a_time_outside_the_run_is_refused(three):
    with pytest.raises(ValueError, match=r"7\.5 h; the run lasts from 0 to 7 h"):
        plant_at(three, 7.5)


def test_clock_runs_with_the_plant(three):
    assert f"{plant_at(three, 6.5).clock:%Y-%m-%d %H:%M}" == "2026-01-05 06:30"


# ---------------------------------------------------------------- limits


def test_coil_is_held_against_its_next_limit(three):
    coils = {c.name: c for c in plant_at(three, 3.0).coils}  # C1 249, C2 364, C3 311
    assert coils["C1"].state == palette.NEAR  # 97 % of 250 ppm
    assert coils["C2"].state == palette.OVER
    assert coils["C2"].against.station == "store"
    assert nearest(plant_at(three, 3.0)).name == "C2"


RECIPE = (
    RecipeStep(K + 25, 25 / HOUR, 1e5, 2000.0, "nitrogen", 0.0),
    RecipeStep(K + 25, math.inf, 1e3, 100.0, "nitrogen", 2 * HOUR),
)
OVEN = OvenSpec(
    zone="hall",
    capacity=2,
    max_wait=1 * HOUR,
    recipe=RECIPE,
    loading=0.5 * HOUR,
    unloading=0.25 * HOUR,
)
DRIED = scenario(
    {"winder": machine(1), "oven": OVEN, "cutter": machine(1)},
    20,
    {"anode": electrode("winder", count=2, interval=fixed(1))},
    limits=(Limit("anode", "oven", 700e-6), Limit("anode", "cutter", 600e-6)),
)


def test_a_coil_that_an_oven_will_dry_first_is_held_against_nothing():
    dried = history(DRIED)
    assert limit_for(dried, "anode", "winder", done=False) is None
    assert limit_for(dried, "anode", "oven", done=False) is None
    assert limit_for(dried, "anode", "oven", done=True).station == "oven"
    assert limit_for(dried, "anode", "cutter", done=False).station == "cutter"


def test_a_coil_past_its_last_limit_is_held_against_that():
    plant = scenario(
        {"a": machine(1), "b": machine(1)},
        5,
        limits=(Limit("anode", "a", 1000e-6),),
    )
    assert limit_for(history(plant), "anode", "b", done=False).station == "a"


LEFT = scenario(
    {"a": machine(1), "b": machine(3)},
    5,
    {"anode": electrode("a", start_ppm=300.0)},
    limits=(Limit("anode", "a", 310e-6),),
)  # both stand in the hall, whose 500 ppm are approached


@pytest.mark.parametrize(("limit", "over"), [(310.0, True), (330.0, False)])
def test_a_coil_past_its_last_limit_is_held_against_it_with_what_it_left_with(
    limit, over
):
    """What it takes up later is no longer judged: pictures and verdicts agree."""
    own = history(replace(LEFT, limits=(Limit("anode", "a", limit * 1e-6),)))
    (judged,) = judgements(own).itertuples()
    plant = plant_at(own, 3.5)
    (coil,) = plant.coils
    assert coil.station == "b"
    assert coil.ppm > 350.0 > coil.against.ppm  # more than either limit by now
    assert coil.against.judged
    assert coil.against.ppm == judged.water_ppm
    assert 100.0 * coil.against.share == judged.share_pct
    assert (coil.state == palette.OVER) == over == (not judged.within_limit)
    assert broken(own, plant)["share_pct"].tolist() == [judged.share_pct] * over
    assert at_risk(own, plant).empty  # it is over: no limit is still to come
    before = plant_at(own, 0.5)
    assert not before.coils[0].against.judged
    assert broken(own, before).empty


def test_a_coil_that_broke_a_limit_is_named_though_another_lies_ahead():
    own = history(replace(DRIED, limits=(*TOO_DRY, Limit("anode", "cutter", 1.0))))
    (judged, _) = judgements(own)[judgements(own)["station"] == "oven"].itertuples()
    plant = plant_at(own, judged.left_h + 0.5)
    coil = next(coil for coil in plant.coils if coil.name == judged.coil)
    assert coil.state == palette.WITHIN  # of the next one
    row = broken(own, plant).set_index("coil").loc[judged.coil]
    assert (row["limit_at"], row["left_h"]) == ("oven", judged.left_h)
    assert row["share_pct"] == judged.share_pct > 100.0
    assert broken(own, plant_at(own, judged.left_h - 0.01)).empty


TOO_DRY = (Limit("anode", "oven", 10e-6),)


def test_a_limit_per_coating_is_held_in_ppm_of_electrode():
    plant = scenario(
        {"a": machine(1)}, 5, limits=(Limit("anode", "a", 1000e-6, basis="coating"),)
    )
    (coil,) = plant_at(history(plant), 0.5).coils  # half of its mass is coating
    assert coil.against.limit_ppm == pytest.approx(500.0)
    assert coil.state == palette.OVER


def test_an_edge_limit_sees_the_edge_as_last_known():
    plant = scenario(
        {"a": machine(1), "b": machine(1)},
        5,
        limits=(Limit("anode", "b", 1000e-6, place="edge"),),
    )
    own = history(plant)
    first = plant_at(own, 0.5).coils[0].against
    assert first.ppm == pytest.approx(800.0)  # what it began with, everywhere alike
    second = plant_at(own, 1.5).coils[0].against
    assert second.ppm == pytest.approx(own.result.visits["edge_out_ppm"].iloc[0])


def test_verdicts_count_coils_and_name_the_worst(three):
    (row,) = verdicts(three).itertuples()
    assert (row.coils, row.over, row.nearest, row.station) == (2, 1, "C2", "store")
    assert row.share_pct == pytest.approx(100 * 257.08305852 / 250)
    judged = judgements(three)
    assert list(judged["within_limit"]) == [True, False]


def test_limits_broken_in_the_warm_up_are_judged_in_the_whole_run_only(three):
    late = LineHistory(line.run(replace(THREE, warm_up=3 * HOUR), model_for=WellMixed))
    assert judgements(late).empty
    (row,) = verdicts(late).itertuples()
    assert row.coils == 0
    whole = judgements(late, whole=True)
    pd.testing.assert_frame_equal(whole, judgements(three))


def test_an_electrode_without_limits_has_no_verdict():
    (row,) = verdicts(history(replace(THREE, limits=()))).itertuples()
    assert (row.coils, row.over) == (0, 0)
    assert pd.isna(row.nearest)


# ---------------------------------------------------------------- risk


def test_coils_over_or_near_or_bound_to_break_their_limit_are_named(three):
    table = at_risk(three, plant_at(three, 3.0))
    assert list(table["coil"]) == ["C2", "C3", "C1"]  # 364, 311, 249 ppm of 250
    assert list(table["state"]) == [palette.OVER, palette.OVER, palette.NEAR]
    row = table.set_index("coil").loc["C2"]
    assert row["leaves_in_h"] == pytest.approx(2.5)
    assert row["leaves_with_ppm"] == pytest.approx(257.08305852)


def test_a_coil_whose_oven_load_comes_out_too_wet_is_foretold():
    plant = replace(DRIED, limits=(Limit("anode", "oven", 10e-6),))
    table = at_risk(history(plant), plant_at(history(plant), 0.5))
    assert list(table["why"]) == ["will leave over its limit"]


RISING = scenario(
    {"a": machine(5)},
    3,
    {"anode": electrode("a", start_ppm=300.0)},
    limits=(Limit("anode", "a", 480e-6),),
)  # the hall's 500 ppm are approached with 10 h


def test_a_coil_that_rises_to_its_limit_within_a_day_is_named():
    own = history(RISING)  # which ends before the coil leaves
    end = 500.0 - 200.0 * math.exp(-0.3)
    rate = (end - 300.0) / 3.0
    (row,) = at_risk(own, plant_at(own, 1.0)).itertuples()
    assert row.why == "reaches its limit at this rate"
    assert row.reaches_limit_in_h == pytest.approx((480.0 - 300.0 - rate) / rate)


def test_a_coil_that_leaves_before_it_would_reach_its_limit_is_not_named():
    own = history(replace(RISING, duration=6 * HOUR))  # it leaves after 5 h: 379 ppm
    assert at_risk(own, plant_at(own, 1.0)).empty


def test_a_plant_within_its_limits_has_nobody_at_risk():
    own = history(replace(THREE, limits=(Limit("anode", "store", 2000e-6),)))
    assert at_risk(own, plant_at(own, 3.0)).empty


# ---------------------------------------------------------------- ovens, cells, zones


def test_a_coil_that_waits_for_its_oven_keeps_what_it_came_with():
    plant = scenario(
        {"oven": OVEN}, 20, {"anode": electrode("oven", orders=orders(("A", 0, 800)))}
    )
    own = history(plant)
    out = own.result.visits["water_out_ppm"].iloc[0]
    assert plant_at(own, 0.5).coils[0].ppm == pytest.approx(800.0)
    half = plant_at(own, 1.0 + 0.5 * 3.75).coils[0].ppm  # of the load's 3.75 h
    assert half == pytest.approx(0.5 * (800.0 + out))


@pytest.mark.parametrize(
    ("time", "phase", "step", "left"),
    [
        (1.25, "loading", None, 3.5),
        (1.75, "drying", 1, 3.0),
        (2.75, "drying", 2, 2.0),
        (4.6, "unloading", None, 0.15),
    ],
)
def test_oven_load_runs_through_its_recipe(time, phase, step, left):
    plant = scenario(
        {"oven": OVEN}, 20, {"anode": electrode("oven", orders=orders(("A", 0, 800)))}
    )  # A alone waits 1 h; then 0.5 h loading, 1 h ramp, 2 h hold, 0.25 h unloading
    (load,) = plant_at(history(plant), time).stations["oven"].loads
    assert (load.phase, load.step, load.steps) == (phase, step, 2)
    assert load.left == pytest.approx(left)
    assert load.coils == ("A",)
    if phase == "drying":
        assert load.pressure_mbar == pytest.approx(1000.0 if step == 1 else 10.0)


def test_second_load_starts_where_the_first_one_ended():
    plant = scenario(
        {"oven": replace(OVEN, capacity=1)},
        20,
        {"anode": electrode("oven", orders=orders(("A", 0, 800), ("B", 0, 800)))},
    )  # the second needs no ramp: step 2 begins with the recipe, at 3.75 + 0.5 h
    (load,) = plant_at(history(plant), 4.3).stations["oven"].loads
    assert (load.coils, load.step) == (("B",), 2)


def test_load_that_outlives_the_run_is_timed_by_its_recipe():
    plant = scenario(
        {"oven": OVEN}, 3, {"anode": electrode("oven", orders=orders(("A", 0, 800)))}
    )
    (load,) = plant_at(history(plant), 2.0).stations["oven"].loads
    assert load.planned
    assert load.left == pytest.approx(2.75)


def test_cells_are_counted_as_they_are_made_and_pairs_are_seen():
    cell = CellDesign(
        "anode", "cathode", Sheet(1, 0.2, 0.1), Sheet(1, 0.2, 0.1), "electrode",
        0.02, 1.0, 3.7,
    )  # fmt: skip
    plant = scenario(
        {
            "assembly": AssemblySpec(
                zone="hall",
                cell=cell,
                time_per_cell=Distribution("fixed", (3.6,)),
                separator_zone="dry",
            )
        },
        10,
        {
            "anode": electrode("assembly", length=100.0),
            "cathode": electrode("assembly", length=100.0, start_ppm=400.0),
        },
    )  # 1000 cells of 3.6 s: an hour
    own = history(plant)
    assert plant_at(own, 0.25).stations["assembly"].cells == pytest.approx(250.0)
    assert plant_at(own, 5.0).stations["assembly"].cells == pytest.approx(1000.0)
    assert len(plant_at(own, 0.25).at("assembly", "anode")) == 1


def test_station_off_shift_says_so():
    shifts = Shifts(((6 * HOUR, 14 * HOUR),))  # of Monday, on which the run starts
    own = history(scenario({"a": machine(1, shifts=shifts)}, 20))
    assert not plant_at(own, 5.0).stations["a"].on_shift
    assert plant_at(own, 6.0).stations["a"].on_shift
    assert not plant_at(own, 14.0).stations["a"].on_shift


def test_zone_has_its_air_and_the_faults_that_act():
    fault = Disturbance(2 * HOUR, HOUR, air(1000.0), name="door")
    plant = scenario(
        {"a": machine(1, zone="dry")},
        6,
        zones={
            "hall": ZoneSpec(air(1000.0)),
            "dry": ZoneSpec(air(10.0), disturbances=(fault,)),
        },
    )
    own = history(plant)
    before, during = plant_at(own, 1.0).zones["dry"], plant_at(own, 2.5).zones["dry"]
    assert (before.faults, during.faults) == ((), ("door",))
    assert before.dew_point_degC == pytest.approx(-42.2, abs=0.1)  # 10 Pa over ice
    assert during.dew_point_degC == pytest.approx(7.0, abs=0.1)  # 1000 Pa over water
    assert before.temperature_degC == pytest.approx(25.0)
    assert math.isnan(before.people)


def test_coils_dried_again_are_counted_once_they_arrive():
    plant = scenario(
        {"oven": replace(OVEN, capacity=1), "check": CheckSpec(zone="hall")},
        40,
        rework=(Rework("check", "oven", 300e-6, 1),),
    )
    own = history(plant)
    again = own.result.visits["arrived_h"].iloc[2]
    assert plant_at(own, again - 0.01).reworked == {("check", "oven"): 0}
    assert plant_at(own, again).reworked == {("check", "oven"): 1}


def test_a_coil_dried_again_counts_for_the_check_that_sent_it_back():
    plant = scenario(
        {
            "oven": replace(OVEN, capacity=1),
            "lenient": CheckSpec(zone="hall"),
            "strict": CheckSpec(zone="hall"),
        },
        60,
        rework=(
            Rework("lenient", "oven", 0.5, 1),
            Rework("strict", "oven", 300e-6, 1),
        ),
    )
    own = history(plant)
    counts = plant_at(own, own.end).reworked
    assert counts[("strict", "oven")] >= 1
    assert counts[("lenient", "oven")] == 0
    again = own.result.visits
    again = again[(again["station"] == "oven") & (again["visit"] > 1)]
    assert counts[("strict", "oven")] == len(again)


def test_daughters_that_block_a_slitter_are_on_their_way():
    plant = scenario(
        {
            "slitter": SlitterSpec(
                zone="hall", duration=fixed(1), daughter_widths=(0.1, 0.1)
            ),
            "store": StoreSpec(zone="hall", duration=fixed(3), buffer=0),
        },
        9,
    )
    seen = doing(plant_at(history(plant), 2.0))
    assert sorted(seen.values()) == [("store", COMING), ("store", WORKED)]


# ---------------------------------------------------------------- tables


def test_queues_step_when_coils_come_and_are_taken(three):
    table = queue_lengths(three).set_index("time_h")["winder"]
    assert table.to_dict() == {
        0.0: 0, 0.5: 1, 0.75: 2, 1.0: 1, 3.25: 0, 7.0: 0,
    }  # fmt: skip
    means = mean_queues(queue_lengths(three))
    waits = 0.5 + 2.5  # h of C2 and C3, over the run: Little's law
    assert means["winder"] == pytest.approx(waits / 7.0)


def test_water_after_stations_has_quartiles_and_limits(three):
    table = station_water(three, "mean").set_index("station")
    assert table.loc["winder", "coils"] == 3
    assert table.loc["winder", "median_ppm"] == pytest.approx(301.733645197)
    assert table.loc["store", "limit_ppm"] == pytest.approx(250.0)
    assert np.isnan(table.loc["winder", "limit_ppm"])
    other = station_water(three, "edge").set_index("station")
    assert np.isnan(other.loc["store", "limit_ppm"])  # the limit is one of the mean


def test_a_plant_without_coils_is_an_empty_plant():
    own = history(
        scenario(
            {"a": machine(1)}, 5, {"anode": electrode("a", first_release=9 * HOUR)}
        )
    )
    plant = plant_at(own, 2.5)
    assert plant.coils == ()
    assert plant.stations["a"].busy == 0
    assert nearest(plant) is None
    assert at_risk(own, plant).empty
    assert station_water(own, "mean").empty
    assert queue_lengths(own)["a"].tolist() == [0, 0]
    assert list(verdicts(own)["coils"]) == [0]
