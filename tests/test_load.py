# ruff: noqa: E501 (a table of settings reads best with one setting a line)
"""From YAML to the frozen Scenario: merging, settings, conversion to SI, defaults."""

import math

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from scenario_text import DATA, SMALL, changed, load_text, load_tree

from models.psychrometrics import liquid_vapour_pressure, vapour_pressure_from_dew_point
from scenarios.faults import ScenarioError
from scenarios.load import load
from scenarios.merge import merged
from scenarios.schema import scenario as schema
from scenarios.yaml_tree import parse
from twin.scenario import OvenSpec

ROOT = DATA.parent.parent
SHIPPED = ("reference_line", "humid_summer", "dry_room_fault", "measured_dry_room")
ROOM = ROOT.parent / "shared/data/dry_room_blb/room_days_1_to_3.csv"


@pytest.fixture(scope="module")
def small():
    return load(DATA / "small_line.yaml").scenario


def test_units_of_a_file_become_si(small):
    assert small.duration == 4 * 86400.0
    assert small.warm_up == 43200.0
    hall = small.zones["hall"].air
    assert hall.temperature == pytest.approx(296.15, abs=1e-12)
    assert hall.vapour_pressure == pytest.approx(
        0.45 * float(liquid_vapour_pressure(296.15)), rel=1e-12
    )
    coater = small.stations["anode_coater"]
    assert coater.speed == pytest.approx(10 / 60)
    assert coater.film == pytest.approx(5e-3)
    assert small.stations["slitter"].daughter_widths == (0.115, 0.115)
    assert small.electrodes["cathode"].interval.kind == "exponential"
    assert small.electrodes["cathode"].interval.parameters == (12 * 3600.0,)
    assert small.electrodes["anode"].interval.parameters == (12 * 3600.0,)
    assert small.limits[0].water == pytest.approx(400e-6)
    assert (small.limits[1].basis, small.limits[1].place) == ("coating", "worst")
    assert small.rework[0].above == pytest.approx(400e-6)
    assert small.stations["assembly"].cell.limit == pytest.approx(50e-6)


def test_dew_point_below_zero_is_the_frost_point(small):
    point = small.zones["dry_room"].schedule[0]
    assert point.since == 6 * 3600.0
    assert point.air.vapour_pressure == pytest.approx(12.84, abs=0.01)
    assert point.air.dew_point == pytest.approx(233.15, abs=1e-9)


def test_recipe_steps_inherit_and_repeats_expand(small):
    recipe = small.stations["oven"].recipe
    assert [round(s.pressure / 100) for s in recipe] == [900, 5, 600, 5, 600, 950]
    assert [s.hold / 3600 for s in recipe] == [2, 1, 0.2, 1, 0.2, 2]
    assert {s.gas for s in recipe} == {"nitrogen"}
    assert {round(s.ramp * 3600, 9) for s in recipe} == {60}
    assert recipe[-1].temperature == pytest.approx(303.15)


def test_supplied_gas_keeps_its_share_of_water_when_it_expands(small):
    supplied = float(vapour_pressure_from_dew_point(213.15))  # frost point -60 degC
    for step in small.stations["oven"].recipe:
        assert step.vapour_pressure / step.pressure == pytest.approx(
            supplied / 101325.0, rel=1e-12
        )


def test_a_steps_own_vapour_pressure_is_that_in_the_chamber():
    loaded = load_tree(
        changed(
            ("stations/oven/recipe/0/dew_point_degC", None),
            ("stations/oven/recipe/0/vapour_pressure_Pa", 40),
            ("stations/oven/ideal_air", True),
        )
    )
    recipe = loaded.scenario.stations["oven"].recipe
    assert {step.vapour_pressure for step in recipe} == {40.0}


def test_wrapping_is_rated_by_its_data_sheet(small):
    wrapping = small.stations["store"].wrapping
    difference = 0.9 * float(liquid_vapour_pressure(311.15))  # 38 degC and 90 %
    assert wrapping.permeance == pytest.approx(2e-3 / 86400 / difference, rel=1e-12)
    sealed = load_tree(changed(("stations/store/wrapping/transmission_g_per_m2_d", 0)))
    assert sealed.scenario.stations["store"].wrapping.permeance == 0.0
    assert small.stations["oven"].wrapping.permeance == math.inf


def test_shifts_wrap_around_the_end_of_the_week():
    loaded = load_tree(changed(("stations/slitter/shifts", ["Sun 22:00-06:00"])))
    assert loaded.scenario.stations["slitter"].shifts.intervals == (
        (0.0, 21600.0),
        (597600.0, 604800.0),
    )


def test_branches_that_share_stations_share_edges(small):
    edges = {(e.origin, e.target): e.electrodes for e in small.route}
    assert edges["slitter", "store"] == ("anode", "cathode")
    assert edges["anode_coater", "calender"] == ("anode",)
    assert small.electrodes["cathode"].first_station == "cathode_coater"


# ---------------------------------------------------------------- merging


def test_a_file_says_only_what_differs(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL)
    (tmp_path / "child.yaml").write_text(
        "extends: base.yaml\nname: child\nzones: {hall: {relative_humidity_pct: 60}}\n"
        "stations: {oven: {capacity: 2, recipe: [{temperature_degC: 90, pressure_mbar: 5,"
        " gas: argon, water_ppmv: 3, hold_h: 6}]}}\n"
    )
    base, child = load(tmp_path / "base.yaml"), load(tmp_path / "child.yaml")
    assert child.scenario.zones["hall"].air.relative_humidity == pytest.approx(0.6)
    assert child.scenario.zones["hall"].air.temperature == (
        base.scenario.zones["hall"].air.temperature
    )
    oven = child.scenario.stations["oven"]
    assert (oven.capacity, oven.max_wait) == (2, 6 * 3600.0)
    assert len(oven.recipe) == 1  # lists are replaced whole
    assert child.scenario.seed == 7


def test_a_link_to_a_scenario_finds_what_lies_beside_the_scenario(tmp_path):
    (tmp_path / "plant").mkdir()
    (tmp_path / "plant/base.yaml").write_text(SMALL)
    (tmp_path / "plant/child.yaml").write_text("extends: base.yaml\nname: child\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "plant/child.yaml")
    assert load(tmp_path / "link.yaml").scenario.name == "child"


def test_what_a_file_extends_is_not_set_from_outside(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL)
    with pytest.raises(ScenarioError, match="extends: stands in a file"):
        load(tmp_path / "base.yaml", ["extends=other.yaml"])


def test_another_humidity_replaces_the_inherited_one():
    base = {"temperature_degC": 23, "relative_humidity_pct": 45}
    assert merged(base, {"dew_point_degC": 5}, {}, "x") == {
        "temperature_degC": 23,
        "dew_point_degC": 5,
    }


def test_readings_replace_constant_air_and_the_other_way_round():
    air = {"temperature_degC": 22, "dew_point_degC": -40, "disturbances": []}
    measured = merged(air, {"readings": {"file": "a.csv"}}, {}, "x")
    assert measured == {"disturbances": [], "readings": {"file": "a.csv"}}
    assert merged(measured, {"temperature_degC": 20, "water_ppmv": 5}, {}, "x") == {
        "disturbances": [],
        "temperature_degC": 20,
        "water_ppmv": 5,
    }


def test_another_kind_of_station_inherits_nothing():
    oven = {"kind": "oven", "zone": "hall", "recipe": []}
    assert merged(oven, {"kind": "store", "zone": "a"}, {}, "x") == {
        "kind": "store",
        "zone": "a",
    }


def test_null_takes_an_inherited_key_away(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL)
    (tmp_path / "child.yaml").write_text(
        "extends: base.yaml\nlimits: null\nzones: {dry_room: {disturbances: ~}}\n"
        "stations: {store: {wrapping: null}}\n"
    )
    scenario = load(tmp_path / "child.yaml").scenario
    assert scenario.limits == ()
    assert scenario.zones["dry_room"].disturbances == ()
    assert scenario.stations["store"].wrapping.permeance == math.inf


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("setting", "answer"),
    [
        ("zones.hall.temperature_degC=25", lambda s: s.zones["hall"].air.temperature - 273.15 == 25),
        ("zones.hall.dew_point_degC=-5", lambda s: abs(s.zones["hall"].air.dew_point - 268.15) < 1e-9),
        ("zones.hall={water_ppmv: 500}", lambda s: round(s.zones["hall"].air.water_ppmv, 9) == 500),
        ("stations.oven.recipe[1].repeat=3", lambda s: len(s.stations["oven"].recipe) == 8),
        ("stations.oven.recipe[1].steps[0].hold_h=4", lambda s: s.stations["oven"].recipe[1].hold == 14400),
        ("stations.oven.max_wait_h=null", lambda s: s.stations["oven"].max_wait == math.inf),
        ("limits=[]", lambda s: s.limits == ()),
        ("rework[0].at_most=5", lambda s: s.rework[0].at_most == 5),
        ("name=other", lambda s: s.name == "other"),
        ("numerics.tolerance=1e-5", lambda s: s.tolerance == 1e-5),
        ("electrodes.anode.interval_h={kind: uniform, low_h: 3, high_h: 5}", lambda s: s.electrodes["anode"].interval.parameters == (10800, 18000)),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)  # fmt: skip
def test_setting_changes_one_value(setting, answer):
    assert answer(load_text(SMALL, [setting]).scenario)


def test_seed_of_the_command_line_wins():
    assert load(DATA / "small_line.yaml", seed=99).scenario.seed == 99


# ---------------------------------------------------------------- defaults, schema


def test_every_default_is_filled_in_and_loads_to_the_same_scenario():
    first = load_text(SMALL)
    again = load_tree(first.content)
    assert again.content == first.content
    assert again.scenario.stations == first.scenario.stations
    assert again.scenario.zones == first.scenario.zones
    assert again.scenario.electrodes == first.scenario.electrodes
    content = first.content
    assert content["zones"]["hall"]["pressure_mbar"] == 1013.25
    assert content["stations"]["oven"]["film_mm_per_s"] == 5.0
    assert content["stations"]["calender"]["web_zone"] == "hall"
    assert len(content["stations"]["oven"]["recipe"]) == 6
    assert content["electrodes"]["anode"]["core_diameter_mm"] == 152.4


def test_a_stored_oven_with_ideal_air_loads_again_as_it_was():
    first = load_text(SMALL, ["stations.oven.ideal_air=true"])
    again = load_tree(first.content)
    assert again.scenario.stations == first.scenario.stations
    assert again.content == first.content


def test_json_schema_file_is_up_to_date():
    assert schema.JSON_SCHEMA.read_text(encoding="utf-8") == schema.json_schema(), (
        "run python -m scenarios.schema.scenario"
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_satisfy_the_json_schema(name):
    import json

    path = ROOT / "scenarios" / f"{name}.yaml"
    content = parse(path.read_bytes(), name).content
    validator = Draft202012Validator(json.loads(schema.json_schema()))

    def without_nulls(node):
        if isinstance(node, dict):
            return {k: without_nulls(v) for k, v in node.items() if v is not None}
        return node

    assert list(validator.iter_errors(without_nulls(content))) == []


def test_json_schema_refuses_an_unknown_key():
    import json

    validator = Draft202012Validator(json.loads(schema.json_schema()))
    assert list(validator.iter_errors({"zones": {"hall": {"dewpoint_degC": 1}}}))


def test_every_key_says_what_it_means():
    from scenarios.key_faults import keys_of

    seen = []

    def walk(model):
        if model in seen:
            return
        seen.append(model)
        for name, field in keys_of(model).items():
            assert field.description, f"{model.__name__}.{name}"

    walk(schema.ScenarioKeys)
    from scenarios.schema import air as schema_air
    from scenarios.schema import fields as schema_fields
    from scenarios.schema import stations as schema_stations

    for module in (schema, schema_air, schema_fields, schema_stations):
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, schema_fields.Section):
                walk(thing)
    assert len(seen) > 25


# ---------------------------------------------------------------- shipped scenarios


@pytest.mark.parametrize("name", SHIPPED[:3])
def test_shipped_scenario_loads(name):
    loaded = load(ROOT / "scenarios" / f"{name}.yaml")
    assert 400 < loaded.estimate.coils < 600
    assert loaded.scenario.duration == 21 * 86400.0


def test_extending_scenarios_differ_only_where_they_say():
    line = load(ROOT / "scenarios/reference_line.yaml").scenario
    summer = load(ROOT / "scenarios/humid_summer.yaml").scenario
    fault = load(ROOT / "scenarios/dry_room_fault.yaml").scenario
    assert summer.stations == line.stations == fault.stations
    assert summer.zones["hall"] != line.zones["hall"] == fault.zones["hall"]
    assert len(fault.zones["dry_room"].disturbances) == 2
    thursday = fault.start.timestamp() + fault.zones["dry_room"].disturbances[0].start
    from datetime import datetime

    assert datetime.fromtimestamp(thursday) == datetime(2026, 1, 15, 12)


def test_measured_room_needs_its_readings():
    from scenarios.faults import ScenarioError

    with pytest.raises(ScenarioError, match="does not exist"):
        load(ROOT / "scenarios/measured_dry_room.yaml")


def test_measured_room_lasts_as_long_as_its_readings(monkeypatch):
    if not ROOM.is_file():
        import os

        if os.environ.get("CI"):
            pytest.fail(f"{ROOM} is missing")
        pytest.skip(f"{ROOM} is missing")
    monkeypatch.chdir(ROOT)  # a path in --set counts from the working folder
    setting = "zones.dry_room.readings.file=../shared/data/dry_room_blb/" + ROOM.name
    loaded = load(ROOT / "scenarios/measured_dry_room.yaml", [setting])
    scenario = loaded.scenario
    assert scenario.duration == 4320 * 60.0
    readings = scenario.zones["dry_room"].readings
    assert len(readings.temperature) == 4320
    assert readings.temperature[0] == pytest.approx(18.6324 + 273.15)
    ratio = 2.09356e-05
    pressure = ratio / (ratio + 18.015268 / 28.966) * 101325.0
    assert readings.vapour_pressure[0] == pytest.approx(pressure, rel=1e-9)
    assert np.all(np.diff(readings.times) == 60.0)
    assert loaded.content["duration_d"] == 3.0


def test_oven_of_the_reference_line_stays_within_practice():
    scenario = load(ROOT / "scenarios/reference_line.yaml").scenario
    for spec in scenario.stations.values():
        if isinstance(spec, OvenSpec):
            time, before = 0.0, 296.15
            for step in spec.recipe:
                time += step.hold + abs(step.temperature - before) / step.ramp
                before = step.temperature
            hours = time / 3600
            temperatures = [step.temperature - 273.15 for step in spec.recipe]
            pressures = [step.pressure / 100 for step in spec.recipe]
            # batch of 12 to 30 h, 60 to 150 degC, 0.07 to 1000 mbar (Heimes 2018)
            assert 12 <= hours <= 30
            assert 60 <= max(temperatures) <= 150
            assert 0.07 <= min(pressures) <= max(pressures) <= 1000
