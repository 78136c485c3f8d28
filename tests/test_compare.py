"""Runs beside each other: what differs, which way is better, what is said of it."""

import copy
import math

import pandas as pd
import pytest

from scenarios import runs
from scenarios.charts import compare as charts
from scenarios.compare import figures, inputs, sentence
from scenarios.compare.side import Side, _lead_times, labels, side
from scenarios.load import load


@pytest.fixture(scope="module")
def reference(reference_store):
    return side(runs.opened(reference_store.parent, reference_store.name))


def changed(base: Side, label: str, **values) -> Side:
    """`base` with other figures, by dotted name with / for dots."""
    new = {name.replace("/", "."): value for name, value in values.items()}
    return Side(label, copy.deepcopy(base.content), base.figures | new, base.lead_h)


def test_a_run_beside_itself_differs_in_nothing(reference):
    twin = Side("again", reference.content, reference.figures, reference.lead_h)
    assert inputs.differing([reference.content, twin.content], ["a", "b"]).empty
    table = figures.figure_table((reference, twin))
    assert len(table) > 15
    assert (table["change of again"] == 0.0).all()
    assert set(table["again is"]) == {figures.UNCHANGED}
    said = sentence.said(reference, twin)
    assert "→" not in said
    assert said.endswith(
        "energy per kWh of cells, its cost and cells per day unchanged"
    )


def test_water_is_that_of_the_runs_own_summary(reference):
    table = figures.station_table((reference,))
    assert len(table) == 18
    for row in table.to_dict("records"):
        for column in ("water_out_ppm_median", "water_out_ppm_p95", "over_limit"):
            key = f"{row['electrode']}.{row['station']}.{column}"
            assert row[column] == reference.figures[key]
    judged = table.dropna(subset=["limit_ppm"])
    assert list(judged["limit_ppm"]) == [400.0, 400.0, 300.0, 300.0]


def test_limits_stand_once_where_they_are_the_same(reference):
    other = changed(reference, "other", **{"anode/anode_oven/water_out_ppm_p95": 120.0})
    table = figures.water_beside((reference, other))
    assert list(table.columns)[:7] == [
        "electrode",
        "station",
        "limit [ppm]",
        "limit of",
        "reference line: P95 [ppm]",
        "other: P95 [ppm]",
        "change of other, P95 [ppm]",
    ]
    rows = table.set_index("station")
    before = reference.figures["anode.anode_oven.water_out_ppm_p95"]
    assert rows.at["anode_oven", "change of other, P95 [ppm]"] == 120.0 - before
    assert rows.at["anode_oven", "other: coils over"] == 0
    assert rows.at["anode_coater", "other: coils over"] is pd.NA
    stricter = changed(reference, "stricter", **{"anode/anode_oven/limit_ppm": 90.0})
    both = figures.water_beside((reference, stricter)).set_index("station")
    assert both.at["anode_oven", "reference line: limit [ppm]"] == 400.0
    assert both.at["anode_oven", "stricter: limit [ppm]"] == 90.0


def test_costs_of_the_carriers_add_up_to_that_of_the_run(reference):
    table = figures.energy_table((reference,))
    figure = reference.figures
    cost = figure["energy.cost_per_kWh_of_cells"]
    assert table["cost_per_kWh_of_cells"].sum() == pytest.approx(cost, rel=1e-12)
    kwh = table[table["unit"] == "kWh"]["per_kWh_of_cells"].sum()
    assert kwh == pytest.approx(figure["energy.kWh_per_kWh_of_cells"], rel=1e-12)
    assert "argon" not in set(table["carrier"])  # nobody draws it


def test_only_the_key_that_was_set_differs():
    base = load("scenarios/reference_line.yaml").content
    keys = ["zones.dry_room.dew_point_degC=-35", "stations.anode_oven.capacity=5"]
    other = load("scenarios/reference_line.yaml", keys).content
    table = inputs.differing([base, other], ["base", "other"])
    assert table.values.tolist() == [
        [
            "zones.dry_room.dew_point_degC",
            "degC",
            "-40",
            "-35",
            "dew point [degC]; below 0 the frost point, over ice",
        ],
        ["stations.anode_oven.capacity", "", "4", "5", "coils in one load"],
        # what is not given of a chamber grows with the capacity
        *table.values.tolist()[2:],
    ]
    rest = table["key"][2:]
    assert rest.str.startswith("stations.anode_oven.chamber.").all()


def test_a_key_that_only_one_has_stands_after_its_neighbour():
    one = {"a": 1.0, "zones": {"x": 1.0}, "b": 2.0}
    two = {"a": 1.0, "zones": {"x": 1.0, "y": [1.0, 2.0]}, "b": 3.0}
    table = inputs.differing([one, two], ["one", "two"])
    assert list(table["key"]) == ["zones.y", "b"]
    assert list(table["one"]) == ["-", "2"]
    assert list(table["two"]) == ["1, 2", "3"]


def test_every_key_of_a_filled_scenario_has_its_meaning():
    content = load("scenarios/reference_line.yaml").content
    blank = [
        path
        for path in inputs.flat(content)
        if path[0] != "materials" and not inputs.meaning(path, [content])
    ]
    assert blank == []


@pytest.mark.parametrize(
    ("change", "base", "better", "is_"),
    [
        (-1.0, 10.0, figures.LOWER, "better"),
        (1.0, 10.0, figures.LOWER, "worse"),
        (1.0, 10.0, figures.HIGHER, "better"),
        (0.04, 10.0, figures.LOWER, "unchanged"),
        (1.0, 0.0, figures.LOWER, "worse"),
        (1.0, 10.0, None, "other"),
        (math.nan, 10.0, figures.LOWER, "-"),
    ],
)
def test_a_change_is_judged_by_what_is_wanted(change, base, better, is_):
    assert figures.verdict(change, base, better) == is_


def test_costs_in_two_currencies_are_not_held_against_each_other(reference):
    swiss = changed(reference, "swiss", currency="CHF")
    table = figures.figure_table((reference, swiss)).set_index("figure")
    row = table.loc[figures.COST]
    assert row["unit"] == "CHF or EUR/kWh"
    assert math.isnan(row["change of swiss"])
    assert row["swiss is"] == figures.UNKNOWN
    assert "its cost" not in sentence.said(reference, swiss)


def test_the_sentence_says_what_changed_and_by_how_much(reference):
    wet = changed(
        reference,
        "wet",
        **{
            "anode/anode_oven/water_out_ppm_p95": 501.4,
            "anode/coils_over": 12,
            "energy/kWh_per_kWh_of_cells": 1.031
            * reference.figures["energy.kWh_per_kWh_of_cells"],
        },
    )
    said = sentence.said(reference, wet)
    assert said.startswith("anode after anode_oven 109 → 501 ppm (P95, limit 400); ")
    assert "coils over a limit 0 → 12" in said
    assert "energy per kWh of cells +3.1 %" in said
    assert "its cost and cells per day unchanged" in said


def test_the_sentence_quotes_the_worst_coil_where_coils_are_over(reference):
    """The P95 of a whole run hides what a fault of hours has done to a few coils."""
    tight = changed(
        reference,
        "tight",
        **{
            "anode/anode_cutter/limit_ppm": 300.0,
            "anode/anode_cutter/over_limit": 3,
            "anode/anode_cutter/water_out_ppm_p95": 83.0,
            "anode/anode_cutter/water_out_ppm_worst": 352.4,
            "anode/coils_over": 3,
        },
    )
    said = sentence.said(reference, tight)
    before = reference.figures["anode.anode_cutter.water_out_ppm_worst"]
    assert said.startswith(
        f"anode after anode_cutter {before:.0f} → 352 ppm (worst coil, "
        "limit 400 → 300); "
    )
    back = sentence.said(tight, reference)
    assert f"352 → {before:.0f} ppm (worst coil, limit 300 → 400)" in back


def test_a_run_without_a_limit_is_not_given_that_of_the_other(reference):
    free = changed(reference, "free", **{"cathode/cathode_cutter/limit_ppm": math.nan})
    free.figures["cathode.cathode_oven.limit_ppm"] = math.nan
    for limit in list(free.content["limits"]):
        if limit["electrode"] == "cathode":
            free.content["limits"].remove(limit)
    assert "ppm (P95, limit 300 → none)" in sentence.said(reference, free)
    assert "ppm (P95, limit none → 300)" in sentence.said(free, reference)
    drawn = charts.water(figures.station_table((reference, free)))
    limits = [y for t in drawn.data if t.name == "limit of free" for y in t.y]
    assert limits == [400.0, 400.0]  # of the anode alone


def test_the_table_in_brief_has_both_runs_worst_coil_and_limit(reference):
    tight = changed(
        reference,
        "tight",
        **{
            "anode/anode_cutter/limit_ppm": 300.0,
            "anode/anode_cutter/over_limit": 3,
            "anode/anode_cutter/water_out_ppm_p95": 83.2,
            "anode/anode_cutter/water_out_ppm_worst": 352.4,
        },
    )
    table = figures.water_in_brief((reference, tight)).set_index("station")
    row = table.loc["anode_cutter"]
    assert row["P95 [ppm]"] == "78 → 83"
    assert row["worst [ppm]"].endswith(" → 352")
    assert row["limit [ppm]"] == "400 → 300"
    assert row["coils over"] == "0 → 3"
    assert row["change of tight, P95 [ppm]"] == pytest.approx(83.2 - 77.97, abs=0.01)
    hardly = changed(
        reference, "hardly", **{"anode/anode_cutter/water_out_ppm_p95": 77.94}
    )
    table = figures.water_in_brief((reference, hardly)).set_index("station")
    change = table.loc["anode_cutter", "change of hardly, P95 [ppm]"]
    assert f"{change:.1f}" == "0.0"  # not -0.0
    assert table.at["anode_coater", "coils over"] == ""
    three = figures.water_in_brief((reference, tight, reference)).set_index("station")
    assert three.at["anode_cutter", "limit [ppm]"] == "400 | 300 | 400"


def test_a_change_has_no_more_digits_than_what_it_is_of():
    assert figures.sensible(0.000475, 83.69) == 0.0
    assert figures.sensible(-0.000475, 83.69) == 0.0
    assert figures.sensible(4.6893, 77.97) == 4.69
    assert figures.sensible(2.0, 0.0) == 2.0
    assert math.isnan(figures.sensible(math.nan, 1.0))


def test_lead_time_runs_from_the_mothers_entry_to_the_daughters_use():
    coils = pd.DataFrame(
        {
            "coil": ["a", "a/1", "a/2", "b", "b/1", "c"],
            "electrode": ["anode"] * 5 + ["cathode"],
            "entered_h": [10.0, 10.0, 10.0, 30.0, 30.0, 5.0],
            "ended_h": [20.0, 50.0, 54.0, 40.0, 90.0, 60.0],
            "fate": ["slit", "consumed", "scrapped", "slit", "left", "consumed"],
        }
    )
    assert _lead_times(coils, 8.0) == {"anode": [40.0, 60.0]}  # c entered in warm-up


def test_two_runs_of_one_scenario_are_told_apart_by_their_hash():
    assert labels(["x", "x"], ["aaaaaaaaa", "bbbbbbbbb"]) == [
        "x (aaaaaa)",
        "x (bbbbbb)",
    ]


def test_the_pictures_show_what_the_tables_say(reference):
    drier = changed(reference, "drier", **{"anode/anode_oven/water_out_ppm_p95": 55.0})
    stations = figures.station_table((reference, drier))
    drawn = charts.water(stations)
    for run in ("reference line", "drier"):
        traces = [t for t in drawn.data if t.name == run]
        own = stations[stations["run"] == run]
        shown = [y for trace in traces for y in trace.y]
        assert shown == list(own["water_out_ppm_p95"])
        whisker = [w for trace in traces for w in trace.error_y.array]
        worst = own["water_out_ppm_worst"] - own["water_out_ppm_p95"]
        assert whisker == list(worst)
    marks = {t.name: t for t in drawn.data}
    assert len({marks[name].marker.symbol for name in ("reference line", "drier")}) == 2
    for run in ("reference line", "drier"):  # each run has its own, in its colour
        limits = [t for t in drawn.data if t.name == f"limit of {run}"]
        assert [y for t in limits for y in t.y] == [400.0, 400.0, 300.0, 300.0]
        assert {t.marker.color for t in limits} == {marks[run].marker.color}
        assert {t.offsetgroup for t in limits} == {marks[run].offsetgroup}
    energy = figures.energy_table((reference, drier))
    bars = charts.energy(energy)
    assert {t.name for t in bars.data} == {
        "electricity",
        "natural gas",
        "district heat",
    }
    total = sum(t.x[0] for t in bars.data)
    assert total == pytest.approx(reference.figures["energy.kWh_per_kWh_of_cells"])
    cost = charts.cost(energy)
    assert sum(t.x[1] for t in cost.data) == pytest.approx(
        reference.figures["energy.cost_per_kWh_of_cells"]
    )
    assert "EUR per kWh of cells" in cost.layout.xaxis.title.text


def test_water_within_a_decade_is_drawn_from_zero(reference):
    table = figures.station_table((reference,))
    assert charts.water(table).layout.yaxis.type == "log"
    near = table[table["station"] == "assembly"]
    axis = charts.water(near).layout.yaxis
    assert (axis.type, axis.rangemode) == (None, "tozero")


def test_what_is_drawn_without_cells_costs_too(reference):
    idle = changed(reference, "idle", **{"energy/cells_kWh": 0.0})
    table = figures.energy_table((idle,))
    assert table["cost"].sum() == pytest.approx(reference.figures["energy.energy_cost"])
    assert table["cost_per_kWh_of_cells"].isna().all()
    for drawn in (charts.energy(table), charts.cost(table)):  # not nothing: not known
        assert [one.text for one in drawn.layout.annotations] == ["–"]


def test_names_in_pictures_are_text(reference):
    evil = changed(reference, "<img src=x onerror=alert(1)>")
    for drawn in (
        charts.water(figures.station_table((evil,))),
        charts.energy(figures.energy_table((evil,))),
        charts.cost(figures.energy_table((evil,))),
    ):
        shown = str(drawn.to_dict())
        assert "<img" not in shown
        assert "&lt;img" in shown


def test_a_limit_of_the_edge_is_not_held_against_the_mean(reference):
    edge = changed(reference, "edge")
    edge.content["limits"][0]["place"] = "edge"  # after the anode's oven
    table = figures.station_table((edge,)).set_index(["electrode", "station"])
    assert table.at[("anode", "anode_oven"), "limit_of"] == "edge"
    assert table.at[("anode", "anode_cutter"), "limit_of"] == "mean"
    assert table.at[("anode", "anode_coater"), "limit_of"] == ""
    assert sentence.nearest_to_limit((edge,), "anode") == "anode_cutter"
    assert sentence.nearest_to_limit((reference,), "anode") == "anode_oven"
    names = {t.name for t in charts.water(figures.station_table((edge,))).data}
    assert names == {
        "edge",
        "limit of edge",
        "limit of the edge of edge",
        "limit, in the colour of its run",
        "limit of the edge, in the colour of its run",
    }


def test_a_limit_per_coating_stands_on_no_axis_of_the_electrode(reference):
    coated = changed(reference, "coated")
    for limit in coated.content["limits"]:
        limit["coating_ppm"] = limit.pop("water_ppm")
    table = figures.station_table((coated,))
    assert set(table["limit_of"]) == {"", "mean, per coating"}
    assert {t.name for t in charts.water(table).data} == {"coated"}
    assert "(P95)" in sentence.said(coated, coated)


def test_plants_without_a_station_in_common_are_told_so(reference):
    lost = Side("lost", {**reference.content, "route": {}}, {"duration_h": 504.0}, {})
    said = sentence.said(reference, lost)
    assert said.startswith("anode: no station in common; cathode: no station in common")


def test_cells_over_their_limit_are_told_though_no_coil_is_over(reference):
    worse = changed(reference, "fault", **{"cells.over_limit": 1380})
    said = sentence.said(reference, worse)
    assert "no coil is over a limit in either; cells over their limit 0 → 1380" in said
    assert "cells over" not in sentence.said(reference, reference)
