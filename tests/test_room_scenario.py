"""A zone of a scenario file that is a room: keys, faults, and the run."""

from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
import pytest

from scenarios import load, store
from scenarios.faults import ScenarioError
from scenarios.yaml_tree import parse, read_bytes
from twin import kpis, line

FILE = Path(__file__).parents[1] / "scenarios" / "full_dry_room.yaml"
SHORT = ("duration_d=2", "warm_up_d=0")


def loaded(*settings):
    return load.load(FILE, (*SHORT, *settings))


def said(*settings):
    with pytest.raises(ScenarioError) as caught:
        loaded(*settings)
    return str(caught.value)


@pytest.fixture(scope="module")
def result():
    return line.run(loaded("numerics.macro_cells=8").scenario)


def test_the_shipped_room_is_as_dry_as_it_is_sized_for(result):
    figures = kpis.rooms(result)["dry_room"]
    assert figures["dew_point_degC_worst"] < -38.0
    assert figures["dew_point_degC_median"] < -40.0
    # with nobody but what leaks and is given off, supply air sets the limit
    assert result.rooms["dew_point_degC"].min() > -55.0


def test_more_people_make_it_damper_or_the_supply_larger():
    """The supply air is sized for the people; a given one is not."""
    crowd = "zones.dry_room.room.people={activity: II, count: 40}"
    more = loaded(crowd).scenario.rooms.plant.supply_flow[0]
    usual = loaded().scenario.rooms.plant.supply_flow[0]
    assert more > 3.0 * usual
    fixed = "zones.dry_room.room.supply_m3_per_h=4000"
    plants = [
        loaded(fixed, *extra).scenario.rooms.plant.supply_flow[0]
        for extra in ((), (crowd,))
    ]
    assert plants[0] == plants[1]


def test_its_energy_is_in_the_ledger_and_the_summary(result):
    row = result.energy[result.energy["station"] == "dry_room"]
    assert row["use"].tolist() == ["air"]
    assert row["natural_gas_kWh"].iloc[0] > 100.0
    assert row["energy_cost"].iloc[0] > 0.0
    assert row["co2_kg"].iloc[0] > 0.0
    summary = kpis.summarise(result)
    total = result.energy["natural_gas_kWh"].sum()
    assert summary["energy.natural_gas_kWh"] == pytest.approx(total, rel=1e-12)
    assert summary["dry_room.dew_point_degC_worst"] < -38.0


def test_water_of_room_and_plant_closes(result):
    assert result.rooms["closure"].max() < 1e-9
    assert result.balance["closure"].abs().max() < 1e-12


def test_a_run_in_its_folder_runs_again_to_the_same(tmp_path, result):
    own = loaded("numerics.macro_cells=8")
    folder = store.save(own, result, tmp_path)
    again = load.load(folder / "scenario.yaml")
    assert store.run_hash(again) == store.run_hash(own)
    found = pd.read_parquet(folder / "rooms.parquet")
    assert found["dew_point_degC"].to_numpy() == pytest.approx(
        result.rooms["dew_point_degC"].to_numpy(), rel=0, abs=0
    )


def test_outdoor_air_is_that_of_the_season():
    """A January start meets the coldest days of the synthetic year, July the others."""
    winter = line.run(loaded("numerics.macro_cells=4").scenario)
    summer = line.run(
        loaded("numerics.macro_cells=4", "start=2026-07-06 06:00").scenario
    )
    outside = [r.rooms["outdoor_degC"].mean() for r in (winter, summer)]
    assert outside[0] < 5.0 < 15.0 < outside[1]
    cold = [r.energy.query("use == 'air'")["electricity_kWh"].iloc[0] for r in (
        winter, summer
    )]  # fmt: skip
    assert cold[1] > 1.2 * cold[0]


def test_readings_of_weather_are_part_of_the_hash(tmp_path):
    hours = np.arange(8761)
    frame = pd.DataFrame({"h": hours, "t": 10.0, "x": 5.0})
    path = tmp_path / "year.csv"

    def digest(value):
        frame.assign(x=value).to_csv(path, index=False)
        csv = (
            f"{{file: {path}, time_h: h, temperature_degC: t, "
            "humidity_ratio_g_per_kg: x, after_end: stop}"
        )
        own = loaded(f"air_supply.weather={{csv: {csv}}}")
        assert [f.path.name for f in own.inputs] == ["year.csv"]
        return store.run_hash(own)

    assert digest(5.0) != digest(6.0)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("air_supply=null", "zones.dry_room.room: air_supply is missing"),
        ("air_supply.surroundings=dry_room", "air_supply.surroundings: 'dry_room'"),
        ("air_supply.surroundings=nowhere", "air_supply.surroundings: 'nowhere'"),
        ("zones.dry_room.room.volume_m3=-1", "zones.dry_room.room.volume_m3: -1"),
        ("zones.dry_room.room.frost_point_degC=30", "zones.dry_room.room.frost_point"),
        ("zones.dry_room.room.inside=box", "zones.dry_room.room.inside"),
        ("air_supply.shifts=[never]", "air_supply.shifts[0]: 'never'"),
        ("air_supply.weather.synthetic=null", "air_supply.weather: nothing is given"),
        (
            "air_supply.weather={csv: {file: no.csv, time_h: h, temperature_degC: t, "
            "dew_point_degC: d, after_end: stop}}",
            "no.csv",
        ),
        (
            "zones.dry_room.disturbances=[{start_h: 1, duration_h: 1, "
            "temperature_degC: 22, dew_point_degC: -20}]",
            "zones.dry_room.disturbances: a room has none",
        ),
    ],
)
def test_a_fault_says_where_it_stands_and_what_to_do(setting, words):
    assert words in said(setting)


def test_a_supply_without_a_room_is_a_fault():
    own = "zones.dry_room={room: null, temperature_degC: 22, dew_point_degC: -40}"
    assert "air_supply: no zone is a room" in said(own)


def test_a_file_may_give_a_room_for_the_air_of_the_one_it_extends():
    tree = parse(read_bytes(FILE, str(FILE)), str(FILE)).content
    assert "temperature_degC" not in tree["zones"]["dry_room"]
    content = loaded().content["zones"]["dry_room"]
    assert "dew_point_degC" not in content
    assert content["room"]["frost_point_degC"] == -40


@pytest.mark.slow
def test_the_estimate_of_a_run_counts_the_windows_of_its_rooms():
    """Processor time of a short run, once compiled, is that foretold within threefold
    (1.6 on a quiet machine); without its windows the estimate was 14 times too low."""
    short = ["duration_d=4", "warm_up_d=0", "air_supply.window_min=2"]
    task = load.load(FILE, short)
    rare = load.load(FILE, [*short[:2], "air_supply.window_min=60"])
    line.run(rare.scenario)  # compiles
    begin = process_time()
    result = line.run(task.scenario)
    took = process_time() - begin
    assert task.estimate.windows == len(result.rooms) == 4 * 24 * 30
    assert "2900 windows of rooms" in task.estimate.words()
    assert task.estimate.time > 5.0 * rare.estimate.time
    assert task.estimate.time / 3.0 < took < 3.0 * task.estimate.time


def test_too_many_windows_are_refused_with_their_key():
    with pytest.raises(ScenarioError, match=r"lengthen air_supply\.window_min"):
        load.load(FILE, ["air_supply.window_min=1", "duration_d=300"])
