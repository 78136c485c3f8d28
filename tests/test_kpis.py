"""Figures of a run: each from rows that can be counted by hand."""

from dataclasses import replace
from functools import partial

import pytest
from plant import HOUR, WellMixed, electrode, fixed, machine, scenario

from twin import kpis, line
from twin.scenario import (
    WORST,
    Breakdowns,
    CheckSpec,
    CoilOrder,
    Limit,
    OvenSpec,
    RecipeStep,
    Rework,
)

run = partial(line.run, model_for=WellMixed)
HOLD = RecipeStep(298.15, 1.0, 1e4, 10.0, "nitrogen", 4 * HOUR)


def coils(*starts_ppm, every=1.0):
    """An electrode with one coil per start, released at an interval [h]."""
    orders = tuple(
        CoilOrder(f"C{n}", n * every * HOUR, start_ppm=ppm)
        for n, ppm in enumerate(starts_ppm)
    )
    return {"anode": electrode(next(iter(STATIONS)), orders=orders)}


STATIONS = {"winder": machine(0.5), "store": machine(2.0)}
PLANT = scenario(
    STATIONS,
    30,
    coils(*range(100, 1100, 100)),
    limits=(Limit("anode", "winder", 520e-6),),
)


def test_station_table_has_median_p95_worst_and_limits():
    table = kpis.station_table(run(PLANT))
    assert list(table["station"]) == ["winder", "store"]
    first = table.iloc[0]
    assert (first["visits"], first["left"]) == (10, 10)
    assert first["water_in_ppm_median"] == pytest.approx(550)
    assert first["water_in_ppm_p95"] == pytest.approx(955)  # 900 + 0.55 x 100
    assert first["water_in_ppm_worst"] == pytest.approx(1000)
    # half an hour towards 500 ppm keeps e^-0.05 of the distance
    assert (first["within_limit"], first["over_limit"]) == (5, 5)
    assert first["limit_ppm"] == pytest.approx(520)
    second = table.iloc[1]
    # coil n comes after n + 0.5 h and is served at 0.5 + 2 n
    assert second["queue_h_worst"] == pytest.approx(9)
    assert second["queue_h_mean"] == pytest.approx(4.5)
    assert (second["within_limit"], second["over_limit"]) == (0, 0)


def test_a_coil_that_breaks_a_limit_twice_is_one_coil_over_it():
    """Dried again after each check, its visits are four, the coils two."""
    oven = OvenSpec(zone="hall", recipe=(HOLD,))
    plant = scenario(
        {"oven": oven, "check": CheckSpec(zone="hall")},
        40,
        {"anode": electrode("oven", count=2, interval=fixed(6.0))},
        limits=(Limit("anode", "check", 100e-6, place=WORST),),
        rework=(Rework("check", "oven", 100e-6, 1),),
    )
    at = kpis.station_table(run(plant)).set_index("station").loc["check"]
    assert (at["visits"], at["over_limit"], at["within_limit"]) == (4, 2, 0)
    assert at["limit_of"] == "worst"


def test_what_entered_before_the_warm_up_is_left_out():
    result = run(replace(PLANT, warm_up=3.5 * HOUR))
    assert kpis.counted_coils(result)["coil"].tolist() == [
        f"C{n}" for n in range(4, 10)
    ]
    assert kpis.station_table(result)["visits"].tolist() == [6, 6]
    assert kpis.limits(result)["anode"] == {"within": 1, "over": 5, "not_judged": 0}


def test_utilisation_and_throughput_watch_the_window():
    result = run(replace(PLANT, warm_up=10 * HOUR))
    # the store works from 0.5 h to 20.5 h, the winder is done at 9.5 h
    assert kpis.utilisation(result) == pytest.approx(
        {"winder": 0.0, "store": 10.5 / 20}
    )
    # the store lets coils go at 2.5, 4.5, ... 20.5 h: six of them from 10 h on
    assert kpis.throughput(result) == pytest.approx({"winder": 0.0, "store": 6 / 20})


def test_one_oven_load_counts_once():
    oven = OvenSpec(zone="hall", capacity=3, machines=2, recipe=(HOLD,))
    plant = scenario(
        {"oven": oven}, 10, {"anode": electrode("oven", count=3, start_ppm=100.0)}
    )
    assert kpis.utilisation(run(plant)) == pytest.approx({"oven": 4 / 20})


def test_summary_is_one_flat_row_of_plain_numbers():
    row = kpis.summarise(run(PLANT))
    assert row["name"] == "by hand"
    assert (row["coils_in"], row["coils_in_process"], row["warnings"]) == (10, 0, 0)
    assert row["anode.winder.water_in_ppm_median"] == pytest.approx(550)
    assert row["anode.coils_over"] == 5
    assert row["cells.cells"] == 0
    assert abs(row["anode.balance_closure"]) < 1e-12
    assert all(isinstance(value, int | float | str) for value in row.values())


def test_run_without_coils_has_empty_tables_and_figures():
    plant = scenario(STATIONS, 10, {"anode": electrode("winder", count=0)})
    result = run(plant)
    assert len(result.coils) == len(result.visits) == len(result.cells) == 0
    assert kpis.summarise(result)["coils_in"] == 0
    assert kpis.little(result) == (0.0, 0.0, 0.0)
    assert kpis.station_table(result).empty


def test_repair_is_not_work():
    broken = {"winder": machine(2, breakdowns=Breakdowns(fixed(1), fixed(3)))}
    plant = scenario(broken, 10, {"anode": electrode("winder")})
    assert kpis.utilisation(run(plant))["winder"] == pytest.approx(0.2)
