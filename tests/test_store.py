"""The run store: what a folder holds, what its hash covers, that none is half done."""

import json
import os
import re

import pandas as pd
import pytest
from scenario_text import DATA

from scenarios import store
from scenarios.load import load
from twin.line import run

ONE = DATA / "one_coil.yaml"


@pytest.fixture(scope="module")
def finished():
    loaded = load(ONE)
    return loaded, run(loaded.scenario)


def test_folder_holds_tables_summary_and_scenario(finished, tmp_path):
    loaded, result = finished
    folder = store.save(loaded, result, tmp_path / "runs")
    assert re.fullmatch(r"one-coil-[0-9a-f]{12}", folder.name)
    names = {path.name for path in folder.iterdir()}
    tables = {f"{t}.{kind}" for t in store.TABLES for kind in ("csv", "parquet")}
    assert names == tables | {"summary.json", "scenario.yaml"}
    summary = json.loads((folder / "summary.json").read_text())
    assert folder.name.endswith(summary["hash"])
    assert summary["program"] == store.program()
    assert summary["figures"]["coil.coils_within"] >= 1
    assert [p.name for p in (tmp_path / "runs").iterdir()] == [folder.name]


def test_csv_and_parquet_hold_the_same_numbers(finished, tmp_path):
    loaded, result = finished
    folder = store.save(loaded, result, tmp_path)
    for table in store.TABLES:
        from_parquet = pd.read_parquet(folder / f"{table}.parquet")
        from_csv = pd.read_csv(
            folder / f"{table}.csv", float_precision="round_trip", low_memory=False
        )
        assert list(from_csv) == list(from_parquet) == list(getattr(result, table))
        for column in from_parquet.select_dtypes("number"):
            left = from_parquet[column].to_numpy(float, na_value=float("nan"))
            right = from_csv[column].to_numpy(float)
            assert ((left == right) | ((left != left) & (right != right))).all()


def test_scenario_as_run_loads_again_with_the_same_hash(finished, tmp_path):
    loaded, result = finished
    folder = store.save(loaded, result, tmp_path)
    again = load(folder / "scenario.yaml")
    assert store.run_hash(again) == store.run_hash(loaded)
    assert again.content == loaded.content
    second = run(again.scenario)
    pd.testing.assert_frame_equal(second.visits, result.visits, check_exact=True)


@pytest.mark.parametrize("name", ["reference_line", "humid_summer", "dry_room_fault"])
def test_shipped_scenario_keeps_its_hash_through_its_stored_form(name, tmp_path):
    loaded = load(DATA.parent.parent / "scenarios" / f"{name}.yaml")
    path = tmp_path / "scenario.yaml"
    path.write_text(store.scenario_text(loaded), encoding="utf-8")
    assert store.run_hash(load(path)) == store.run_hash(loaded)


def with_readings(folder, value="-40"):
    """A scenario that reads a file, in its own folder."""
    folder.mkdir(exist_ok=True)
    rows = "".join(f"{m},22,{value}\n" for m in range(0, 1440, 10))
    (folder / "room.csv").write_text("minute,t,td\n" + rows)
    keys = "{file: room.csv, time_min: minute, temperature_degC: t, dew_point_degC: td}"
    text = ONE.read_text().replace(
        "{temperature_degC: 22, dew_point_degC: -30}", f"{{readings: {keys}}}"
    )
    (folder / "scenario.yaml").write_text(text)
    return load(folder / "scenario.yaml")


def test_input_files_are_kept_with_the_run(tmp_path, finished):
    loaded = with_readings(tmp_path / "a")
    folder = store.save(loaded, finished[1], tmp_path / "runs")
    (tmp_path / "a" / "room.csv").unlink()
    again = load(folder / "scenario.yaml")
    assert store.run_hash(again) == store.run_hash(loaded)
    assert str(tmp_path) not in (folder / "scenario.yaml").read_text().split("\n", 1)[1]


def test_hash_follows_the_content_of_files_not_their_place(tmp_path):
    first = with_readings(tmp_path / "a")
    moved = with_readings(tmp_path / "b")
    other = with_readings(tmp_path / "c", value="-41")
    assert store.run_hash(first) == store.run_hash(moved) != store.run_hash(other)


@pytest.mark.parametrize(
    "setting",
    [
        "zones.room.dew_point_degC=-30.1",
        "seed=1",
        "replication=1",
        "numerics.macro_cells=17",
        "materials={anode_cmc_sbr: {porosity: 0.34}}",
        "name=two coils",
    ],
)
def test_hash_covers_whatever_changes_the_result(setting, finished):
    assert store.run_hash(load(ONE, [setting])) != store.run_hash(finished[0])


@pytest.mark.parametrize("setting", ["numerics.threads=1", "budget.time_min=99"])
def test_hash_leaves_out_what_changes_only_the_cost(setting, finished):
    assert store.run_hash(load(ONE, [setting])) == store.run_hash(finished[0])


def test_hash_covers_the_program(finished, monkeypatch):
    before = store.run_hash(finished[0])
    monkeypatch.setattr(store, "program", lambda: "0.0.0+other")
    assert store.run_hash(finished[0]) != before


def test_folder_of_the_same_hash_is_replaced(finished, tmp_path):
    folder = store.save(*finished, tmp_path)
    (folder / "stale.txt").write_text("old")
    assert store.save(*finished, tmp_path) == folder
    assert not (folder / "stale.txt").exists()
    assert [p.name for p in tmp_path.iterdir()] == [folder.name]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left")])
def test_interruption_leaves_no_half_folder(error, finished, tmp_path, monkeypatch):
    folder = store.save(*finished, tmp_path / "runs")
    (folder / "mark").write_text("of the first run")

    def broken(*_):
        raise error

    monkeypatch.setattr(store, "scenario_text", broken)
    with pytest.raises(type(error) if isinstance(error, OSError) else error):
        store.save(*finished, tmp_path / "runs")
    assert [p.name for p in (tmp_path / "runs").iterdir()] == [folder.name]
    assert (folder / "mark").exists()  # the finished run of before is untouched
    with pytest.raises(BaseException):  # noqa: B017
        store.save(*finished, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_leftovers_of_killed_runs_are_swept_after_a_day(finished, tmp_path):
    fresh, old = tmp_path / ".unfinished-a", tmp_path / ".unfinished-b"
    for path in (fresh, old):
        path.mkdir()
    os.utime(old, (0, 0))
    store.save(*finished, tmp_path)
    assert fresh.exists()
    assert not old.exists()


def test_json_has_no_nan():
    text = store.json_text({"a": float("nan"), "b": [float("inf"), 1.5], "c": pd.NA})
    assert json.loads(text) == {"a": None, "b": [None, 1.5], "c": None}
