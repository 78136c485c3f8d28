"""The scenarios that come with the program do what they are there to show."""

import hashlib
import os
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from scenario_text import DATA

from models.sorption import EDGE, FACE, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import HOUR
from scenarios import store
from scenarios.load import load
from twin import kpis
from twin.line import run

SCENARIOS = DATA.parent.parent / "scenarios"
ROOM = DATA.parents[2] / "shared/data/dry_room_blb/room_days_1_to_3.csv"


@cache
def result(name, *settings):
    return run(load(SCENARIOS / f"{name}.yaml", settings).scenario)


def room_readings():
    """The measured room's file; without it the test is skipped, but not in CI."""
    if not ROOM.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"{ROOM.name} is missing")
        pytest.skip(f"{ROOM.name} is missing")
    return f"zones.dry_room.readings.file={ROOM}"


def worst_out(found, electrode, station):
    table = kpis.station_table(found).set_index(["electrode", "station"])
    return table.loc[(electrode, station), "water_out_ppm_worst"]


def test_reference_line_is_balanced_and_keeps_its_limits():
    line = result("reference_line")
    assert 450 <= len(line.coils) <= 520
    assert line.balance["closure"].abs().max() < 1e-9
    assert line.warnings == []
    for counts in kpis.limits(line).values():
        assert counts["over"] == 0
        assert counts["within"] > 100
    cells = kpis.cells(line)
    assert cells["over_limit"] == 0
    busy = kpis.utilisation(line)
    machines = set(busy) - {"coil_storage", "moisture_check", "dry_room_buffer"}
    assert all(0.5 < busy[name] < 0.8 for name in machines), busy
    queues = kpis.station_table(line).set_index("station")["queue_h_p95"]
    assert queues.drop(["anode_slitter", "cathode_slitter"]).max() < 8.0


@pytest.mark.parametrize(
    "name",
    [
        "reference_line",
        "measured_dry_room",
        pytest.param("humid_summer", marks=pytest.mark.slow),
        pytest.param("dry_room_fault", marks=pytest.mark.slow),
    ],
)
def test_water_put_in_is_found_again(name):
    """Coils + removed + scrapped + in cells = put in, for each electrode by itself."""
    settings = (room_readings(),) if name == "measured_dry_room" else ()
    found = result(name, *settings)
    balance = found.balance.set_index("electrode")
    assert set(balance.index) == set(found.scenario.electrodes)
    assert balance["closure"].abs().max() < 1e-9
    # the balance is made of the coils; here from the visits, which know nothing of it
    visits = found.visits.dropna(subset=["water_out_kg"])
    visits = visits[visits["station"] != "assembly"]
    cut = visits["station"].str.endswith("cutter")  # its margin goes as scrap
    gone = visits["water_in_kg"] - visits["water_out_kg"] - visits["released_kg"]
    assert (gone[~cut].abs() <= 1e-9 * visits["water_in_kg"][~cut]).all()
    assert (gone[cut] > -1e-9 * visits["water_in_kg"][cut]).all()


def test_littles_law_is_exact_on_the_reference_line():
    found = result("reference_line")
    for station in (None, *found.scenario.stations):
        inside, rate, time = kpis.little(found, station)
        assert inside == pytest.approx(rate * time, rel=1e-10)
        assert rate > 0.0


def test_coils_of_the_reference_line_come_to_the_ovens_as_moist_as_the_hall():
    line = result("reference_line")
    anode = line.scenario.materials["anode"]
    hall = line.scenario.zones["hall"].air
    expected = float(anode.equilibrium_ppm(hall.water_activity, hall.temperature))
    visits = line.visits[line.visits["station"] == "anode_oven"]
    assert visits["water_in_ppm"].median() == pytest.approx(expected, rel=0.02)


@pytest.mark.slow
def test_humid_summer_brings_wetter_coils_to_the_ovens_and_wetter_cells():
    line, summer = result("reference_line"), result("humid_summer")
    moist = kpis.station_table(line).set_index(["electrode", "station"])
    wet = kpis.station_table(summer).set_index(["electrode", "station"])
    for key in (("anode", "anode_oven"), ("cathode", "cathode_oven")):
        for column in ("water_in_ppm_median", "water_out_ppm_median"):
            assert wet.loc[key, column] > 1.1 * moist.loc[key, column]
    assert kpis.cells(summer)["water_mg_mean"] > 1.1 * kpis.cells(line)["water_mg_mean"]


@pytest.mark.slow
def test_dry_room_fault_wets_the_sheets_cut_meanwhile_and_no_others():
    line, fault = result("reference_line"), result("dry_room_fault")
    assert worst_out(fault, "anode", "anode_cutter") > 2 * worst_out(
        line, "anode", "anode_cutter"
    )
    before = fault.visits["left_h"] < 246.0  # when the fault begins
    columns = ["coil", "station", "water_out_ppm"]
    left = fault.visits.loc[before, columns].reset_index(drop=True)
    right = line.visits.loc[line.visits["left_h"] < 246.0, columns]
    same = left.merge(right, on=["coil", "station"])
    assert len(same) > 500
    assert np.allclose(same["water_out_ppm_x"], same["water_out_ppm_y"], rtol=1e-3)
    assert kpis.cells(fault)["over_limit"] > kpis.cells(line)["over_limit"]


def tables_of_a_new_process(folder, path, threads, hash_seed):
    """SHA-256 of each CSV table that `twin run` writes in a process of its own."""
    command = [sys.executable, "-m", "scenarios.cli", "run", str(path)]
    command += ["--out", str(folder), "--set", f"numerics.threads={threads}"]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run(
        command, check=True, cwd=SCENARIOS.parent, env=environment, capture_output=True
    )
    (run_folder,) = folder.iterdir()
    files = sorted(run_folder.glob("*.csv"))
    assert [f.stem for f in files] == sorted(store.TABLES)
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@pytest.mark.parametrize(
    "path",
    [
        DATA / "small_line.yaml",
        pytest.param(SCENARIOS / "reference_line.yaml", marks=pytest.mark.slow),
    ],
    ids=lambda path: path.stem,
)
def test_tables_are_the_same_in_every_process_and_on_any_number_of_threads(
    path, tmp_path
):
    one = tables_of_a_new_process(tmp_path / "one", path, 1, "1")
    other = tables_of_a_new_process(tmp_path / "other", path, 2, "2")
    assert one == other


def test_measured_room_runs_the_minute_readings_through_coil_and_sheet():
    found = result("measured_dry_room", room_readings())
    scenario = found.scenario
    readings = scenario.zones["dry_room"].readings
    air = AirHistory.held(
        readings.times,
        readings.temperature,
        readings.vapour_pressure,
        readings.pressure,
    )
    visits = found.visits.set_index("electrode")
    for name, exchange in (
        ("coil", Exchange(EDGE, film=5e-3)),
        ("sheet", Exchange(FACE, film=5e-3)),
    ):
        spec = scenario.electrodes[name]
        material = scenario.materials[spec.material]
        model = TwoScaleModel(material, spec.width / 2)
        start = model.uniform(250 / material.coating_share, spec.start_temperature)
        end = visits.loc[name, "left_h"] * HOUR
        outcome = model.advance([start], [[Exposure(air, 0.0, end, exchange)]])[0][-1]
        per_electrode = material.coating_share / material.density * 1e6
        change = model.water(start) - model.water(outcome.state)
        # the coil of the run starts at the temperature given and follows the room
        close = 2e-3 if name == "coil" else 1e-3
        expected = 250 - change * per_electrode
        assert visits.loc[name, "water_out_ppm"] == pytest.approx(
            expected, abs=close * change * per_electrode
        )
    assert visits.loc["sheet", "tau_macro_h"] < visits.loc["coil", "tau_macro_h"] / 1e3
