# ruff: noqa: E501 (a table of defects reads best with one defect a line)
"""Measured air from CSV: every defect is a fault, unless the file allows for it."""

import json
from datetime import datetime

import numpy as np
import pytest
from scenario_text import SMALL, changed, load_text, load_tree
from typer.testing import CliRunner

from models.psychrometrics import frost_point, ice_vapour_pressure, water_activity
from scenarios.cli import app
from scenarios.csv_table import TableError
from scenarios.faults import ScenarioError
from scenarios.readings import readings
from scenarios.schema.air import ReadingsKeys

START = datetime(2026, 1, 5, 6)
KEYS = {"file": "room.csv", "time_min": "minute", "temperature_degC": "t", "dew_point_degC": "td"}  # fmt: skip
GOOD = "minute,t,td,note\n" + "".join(f"{i},22.{i},-40,x\n" for i in range(6))


def read(tmp_path, text, pressure=101325.0, **keys):
    path = tmp_path / "room.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    merged = {k: v for k, v in {**KEYS, **keys}.items() if v is not None}
    return readings(ReadingsKeys.model_validate(merged), path, pressure, START)[0]


def test_readings_hold_until_the_next_one(tmp_path):
    air = read(tmp_path, GOOD)
    assert air.times.tolist() == [0, 60, 120, 180, 240, 300, 360]
    assert air.temperature[2] == pytest.approx(295.35)
    assert air.vapour_pressure == pytest.approx(
        [float(ice_vapour_pressure(233.15))] * 6
    )
    assert air.pressure.tolist() == [101325.0] * 6
    assert "sha256:" in air.source


def test_semicolons_and_decimal_commas_read_the_same(tmp_path):
    text = GOOD.replace(",", ";").replace(".", ",")
    first, second = (
        read(tmp_path, GOOD),
        read(tmp_path, text, separator=";", decimal=","),
    )
    assert np.array_equal(first.temperature, second.temperature)


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path, prefix, newline):
    text = prefix + GOOD.replace("\n", newline).encode() + newline.encode()
    assert len(read(tmp_path, text).temperature) == 6


def test_time_counts_from_the_first_row(tmp_path):
    text = "minute,t,td\n100,22,-40\n110,22,-40\n120,22,-40\n"
    assert read(tmp_path, text).times.tolist() == [0, 600, 1200, 1800]


def test_timestamps_are_cut_to_the_start_of_the_run(tmp_path):
    rows = "".join(f"2026-01-05 05:{m:02}:00,20,-40\n" for m in (40, 50))
    rows += "2026-01-05 06:00:00,21,-40\n2026-01-05 06:10:00,22,-40\n"
    air = read(tmp_path, "when,t,td\n" + rows, time_min=None, timestamp="when")
    assert air.times.tolist() == [0, 600, 1200]
    assert air.temperature.tolist() == pytest.approx([294.15, 295.15])


def test_german_timestamps_by_their_format(tmp_path):
    text = "when,t,td\n05.01.2026 06:00,20,-40\n05.01.2026 06:01,20,-40\n"
    air = read(
        tmp_path,
        text,
        time_min=None,
        timestamp="when",
        timestamp_format="%d.%m.%Y %H:%M",
    )
    assert air.times.tolist() == [0, 60, 120]


@pytest.mark.parametrize(
    ("measure", "value", "pressure"),
    [
        ("relative_humidity_pct", 45, 0.45 * 2644.9),
        ("humidity_ratio_g_per_kg", 0.0789, 12.85),
        ("humidity_ratio_kg_per_kg", 7.89e-5, 12.85),
        ("vapour_pressure_Pa", 12.84, 12.84),
        ("water_ppmv", 126.8, 12.85),
        ("dew_point_over_water_degC", -43.65, 12.84),
    ],
)
def test_every_measure_of_humidity_can_be_read(tmp_path, measure, value, pressure):
    text = f"minute,t,h\n0,22,{value}\n1,22,{value}\n"
    air = read(tmp_path, text, dew_point_degC=None, **{measure: "h"})
    assert air.vapour_pressure[0] == pytest.approx(pressure, rel=2e-3)


GAP = GOOD.replace("3,22.3,-40,x\n", "").replace("4,22.4,-40,x\n", "")
HOLE = GOOD.replace("3,22.3,-40", "3,,-40")


def test_gaps_up_to_the_limit_hold_the_reading_before(tmp_path):
    air = read(tmp_path, GAP, max_gap_min=3)
    assert air.times.tolist() == [0, 60, 120, 300, 360]
    air = read(tmp_path, HOLE, max_gap_min=2)
    assert air.times.tolist() == [0, 60, 120, 240, 300, 360]


# fmt: off
FAULTS = {
    "gap": (GAP, {}, "max_gap_min", "max_gap_min: 3"),
    "gap too long": (GAP, {"max_gap_min": 2}, "max_gap_min", "longer than max_gap_min"),
    "empty cell": (HOLE, {}, "temperature_degC", "line 5: no value"),
    "nan": (GOOD.replace("22.3", "NaN"), {}, "temperature_degC", "line 5: no value"),
    "text": (GOOD.replace("22.3", "off"), {}, "temperature_degC", "not a number"),
    "text with gap allowed": (GOOD.replace("22.3", "off"), {"max_gap_min": 9}, "temperature_degC", "not a number"),
    "infinite": (GOOD.replace("22.3", "inf"), {}, "temperature_degC", "not a number"),
    "decimal comma between commas": (GOOD.replace("22.3", "22,3"), {}, "file", "line 5: 5 cells where"),
    "comma": ("minute;t;td\n0;22,1;-40\n1;22,1;-40\n", {"separator": ";"}, "temperature_degC", 'decimal: ","'),
    "repeated": (GOOD + "5,22.5,-40,x\n", {}, "time_min", "line 8: repeated"),
    "out of order": (GOOD + "3,22.3,-40,x\n", {}, "time_min", "line 8: out of order"),
    "kelvin": (GOOD.replace("22.", "295."), {}, "temperature_degC", "looks like K"),
    "no such column": (GOOD.replace("t,td", "T,td"), {}, "temperature_degC", "did you mean 'T'?"),
    "nothing like it": (GOOD.replace("t,td", "clock,td"), {}, "temperature_degC", "has no column 't'; its columns are"),
    "column twice": (GOOD.replace("note", "t"), {}, "temperature_degC", "there twice"),
    "wrong separator": (GOOD.replace(",", ";"), {}, "time_min", "is the separator ';'?"),
    "wet": (GOOD.replace("-40", "40"), {}, "dew_point_degC", "more vapour than saturated air"),
    "g per kg as kg": ("minute,t,x\n0,22,8\n1,22,8\n", {"dew_point_degC": None, "humidity_ratio_kg_per_kg": "x"}, "humidity_ratio_kg_per_kg", "looks like g/kg"),
    "pressure in Pa": ("minute,t,td,p\n0,22,-40,101325\n1,22,-40,101325\n", {"pressure_mbar": "p"}, "pressure_mbar", "looks like Pa"),
    "no rows": ("minute,t,td\n", {}, "file", "no rows"),
    "one row": ("minute,t,td\n0,22,-40\n", {}, "file", "fewer than two"),
    "empty file": ("", {}, "file", "is empty"),
    "binary": (b"PK\x03\x04\x00\x00", {}, "file", "not text"),
    "latin-1 head": ("minute,t,td,\xb0C\n0,22,-40,1\n".encode("latin-1"), {}, "file", "UTF-8"),
    "ragged": (GOOD + "6,22,-40,x,1,2,3\n", {}, "file", "line 8: 7 cells where"),
    "time zone": ("when,t,td\n2026-01-05 06:00+01:00,22,-40\n2026-01-05 06:01+01:00,22,-40\n", {"time_min": None, "timestamp": "when"}, "timestamp", "time zone"),
    "no date": ("when,t,td\nyesterday,22,-40\n2026-01-05 06:01,22,-40\n", {"time_min": None, "timestamp": "when"}, "timestamp", "not a number or time"),
    "before the run": ("when,t,td\n2025-01-05 06:00,22,-40\n2025-01-05 06:01,22,-40\n", {"time_min": None, "timestamp": "when"}, "timestamp", "end 8"),
    "after the run": ("when,t,td\n2027-01-05 06:00,22,-40\n2027-01-05 06:01,22,-40\n", {"time_min": None, "timestamp": "when"}, "timestamp", "set start"),
}
# fmt: on


@pytest.mark.parametrize("case", FAULTS)
def test_defect_of_a_file_is_named(case, tmp_path):
    text, keys, key, says = FAULTS[case]
    with pytest.raises(TableError) as caught:
        read(tmp_path, text, **keys)
    assert any(k == key and says in m for k, m in caught.value.faults), (
        caught.value.faults
    )


def test_all_defects_come_at_once(tmp_path):
    text = GOOD.replace("22.3", "off").replace("1,22.1,-40", "1,22.1,") + "2,22,-40,x\n"
    with pytest.raises(TableError) as caught:
        read(tmp_path, text)
    assert {key for key, _ in caught.value.faults} == {
        "time_min",
        "temperature_degC",
        "dew_point_degC",
    }


# ---------------------------------------------------------------- inside a scenario


def room(tmp_path, hours, **keys):
    rows = "".join(f"{m},22,-40\n" for m in range(0, 60 * hours, 10))
    (tmp_path / "room.csv").write_text("minute,t,td\n" + rows)
    return changed(("zones/hall", {"readings": {**KEYS, "file": str(tmp_path / "room.csv"), **keys}}))  # fmt: skip


def test_a_run_longer_than_its_readings_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="as_readings"):
        load_tree(room(tmp_path, 95))
    assert load_tree(room(tmp_path, 96)).scenario.duration == 96 * 3600.0


@pytest.mark.parametrize("after", ["hold", "repeat"])
def test_a_run_longer_than_its_readings_goes_on_if_the_file_says_so(after, tmp_path):
    loaded = load_tree(room(tmp_path, 24, after_end=after))
    assert loaded.scenario.zones["hall"].readings.after_end == after


def test_a_path_in_a_file_is_relative_to_that_file(tmp_path):
    content = room(tmp_path, 96)
    content["zones"]["hall"]["readings"]["file"] = "room.csv"
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    import json

    (tmp_path / "base.yaml").write_text(json.dumps(content))
    (folder / "child.yaml").write_text("extends: ../base.yaml\n")
    from scenarios.load import load

    assert len(load(folder / "child.yaml").inputs) == 1


def test_column_of_an_unknown_key_is_a_fault(tmp_path):
    content = room(tmp_path, 96, temperature_C="t")
    with pytest.raises(ScenarioError, match="did you mean temperature_degC"):
        load_tree(content)


# ---------------------------------------------------------------- coil lists


def with_coils(tmp_path, text, **keys):
    (tmp_path / "coils.csv").write_text(text)
    return load_text(
        SMALL,
        [f"electrodes.anode.coils={{file: {tmp_path / 'coils.csv'}}}"]
        + [f"electrodes.anode.coils.{k}='{v}'" for k, v in keys.items()],
    ).scenario.electrodes["anode"]


def test_real_coils_come_from_a_list(tmp_path):
    anode = with_coils(
        tmp_path,
        "name;release_h;length_m;start_ppm\nB;2,5;500;\nA;1;;1200\n",
        separator=";",
        decimal=",",
    )
    assert [(o.name, o.release, o.length, o.start_ppm) for o in anode.orders] == [
        ("A", 3600.0, None, 1200.0),
        ("B", 9000.0, 500.0, None),
    ]
    assert anode.interval is None  # the list replaces the interval


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,release_h\nA,1\nA,2\n", "there twice"),
        ("name,release_h\nA,\n", "each coil needs one"),
        ("name,release_h\nA,x\n", "not a number"),
        ("name,release_h\nA,-1\n", "allowed is 0"),
        ("name,release_h\n,1\n", "is no name"),
        ("name,release_h\nA/1,1\n", "marks the daughters"),
        ("name,release_h,length_m\nA,1,0\n", "length_m, line 2: 0"),
        ("name,release\nA,1\n", "did you mean 'release'"),
        ("name,release_h\nA,999\n", "the run ends after"),
    ],
)
def test_defect_of_a_coil_list_is_named(text, says, tmp_path):
    with pytest.raises(ScenarioError, match=says):
        with_coils(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [GOOD, GOOD.replace("td", "ppm").replace("-40", "127")],
    ids=["frost point", "water content"],
)
def test_corrections_shift_temperature_and_frost_point_however_it_was_measured(
    tmp_path, text
):
    column = {"dew_point_degC": None, "water_ppmv": "ppm"} if "ppm" in text else {}
    plain = read(tmp_path, text, **column)
    given = {"temperature_correction_K": -0.4, "dew_point_correction_K": 1.5}
    corrected = read(tmp_path, text, **column, **given)
    assert corrected.temperature == pytest.approx(plain.temperature - 0.4)
    shift = frost_point(corrected.vapour_pressure) - frost_point(plain.vapour_pressure)
    assert shift == pytest.approx([1.5] * 6, abs=1e-6)


def test_relative_humidity_is_that_at_the_corrected_temperature(tmp_path):
    text = GOOD.replace("td", "rh").replace("-40", "10")
    keys = {"dew_point_degC": None, "relative_humidity_pct": "rh"}
    warmer = read(tmp_path, text, **keys, temperature_correction_K=2)
    activity = water_activity(warmer.vapour_pressure, warmer.temperature)
    assert activity == pytest.approx([0.1] * 6)


def test_a_correction_that_leads_beyond_saturation_is_named_as_such(tmp_path):
    with pytest.raises(TableError, match="is a correction too large") as told:
        read(tmp_path, GOOD.replace("-40", "15"), dew_point_correction_K=20)
    assert "another unit" not in str(told.value)


def test_air_without_vapour_has_no_dew_point_to_correct(tmp_path):
    text = GOOD.replace("td", "rh").replace("-40", "0")
    keys = {"dew_point_degC": None, "relative_humidity_pct": "rh"}
    assert read(tmp_path, text, **keys).vapour_pressure == pytest.approx([0.0] * 6)
    with pytest.raises(TableError, match="no dew point that dew_point_correction_K"):
        read(tmp_path, text, **keys, dew_point_correction_K=1)


def test_a_correction_is_a_key_that_a_study_varies(tmp_path):
    (tmp_path / "room.csv").write_text(
        "minute,t,td\n" + "".join(f"{60 * i},22,-40\n" for i in range(100))
    )
    content = changed(("zones/hall", {"readings": KEYS}))
    (tmp_path / "line.yaml").write_text(json.dumps(content))
    study = {
        "name": "sensor",
        "scenario": "line.yaml",
        "vary": {
            "zones.hall.readings.dew_point_correction_K": {
                "kind": "normal",
                "mean": 0,
                "sd": 2,
            }
        },
        "sample": "latin_hypercube",
        "points": 4,
        "figures": ["anode.store.water_out_ppm_median"],
    }
    (tmp_path / "study.yaml").write_text(json.dumps(study))
    words = ["study", str(tmp_path / "study.yaml"), "--out", str(tmp_path), "--json"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    table = json.loads(told.stdout)["table"]
    corrections = table["zones.hall.readings.dew_point_correction_K"]
    water = table["anode.store.water_out_ppm_median"]
    order = np.argsort(corrections)  # damper air, wetter coils
    assert len(set(corrections)) == 4
    assert np.all(np.diff(np.array(water)[order]) > 0)
