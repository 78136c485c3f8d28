"""A scenario's text changed key by key; recipes as tables; the form's fields."""

from pathlib import Path

import pytest

from scenarios import edit, form
from scenarios.document import read
from scenarios.faults import ScenarioError
from scenarios.recipe.table import known, recipe_of, rows_of

SHIPPED = sorted(Path("scenarios").glob("*.yaml"))
TEXT = """\
name: mine # the name
extends: humid_summer.yaml
zones: # of air
  dry_room: {dew_point_degC: -45} # colder
"""


@pytest.fixture
def base(tmp_path):
    return edit.inherited_by(TEXT, tmp_path)


def test_a_value_is_written_where_it_belongs_and_comments_stay(base):
    path = ("stations", "anode_oven", "max_wait_h")
    text = edit.with_value(TEXT, path, 12.0, base)
    assert text.startswith(TEXT)
    assert text.endswith("stations:\n  anode_oven:\n    max_wait_h: 12\n")


def test_what_is_inherited_already_is_taken_out_with_the_keys_around_it(base):
    path = ("zones", "dry_room", "dew_point_degC")
    assert base["zones"]["dry_room"]["dew_point_degC"] == -35
    text = edit.with_value(TEXT, path, -35.0, base)
    assert "zones" not in text
    assert "name: mine # the name" in text
    assert edit.with_value(TEXT, path, None, base) == text


def test_a_price_with_its_source_is_replaced_by_the_number(base):
    path = ("tariff", "electricity_per_kWh")
    text = edit.with_value(TEXT, path, 0.25, base)
    assert text.endswith("tariff:\n  electricity_per_kWh: 0.25\n")
    sourced = {"tariff": {"electricity_per_kWh": {"value": 0.25, "unit": "x"}}}
    assert "tariff" not in edit.with_value(text, path, 0.25, sourced)


def test_the_loaders_faults_come_with_key_and_line(tmp_path):
    path = ("zones", "dry_room", "dew_point_degC")
    text = edit.with_value(TEXT, path, -450.0, edit.inherited_by(TEXT, tmp_path))
    found = edit.checked(text, tmp_path)
    assert found.size is None
    (fault,) = found.faults
    assert fault.path == path
    assert fault.place == "line 4"
    assert "from -100 to 100 °C" in fault.message
    assert found.content["zones"]["dry_room"]["dew_point_degC"] == -450


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "a: &x 1\nb: *x\n", "x: !!set"])
def test_a_text_that_cannot_be_read_is_said_and_shows_no_form(tmp_path, text):
    found = edit.checked(text, tmp_path)
    assert found.faults
    assert found.content.keys() <= {"a", "b", "x"}
    assert not any(form.fields(found.content, s) for s in (form.COILS, form.STATIONS))


def test_a_sound_text_says_how_large_its_run_is(tmp_path):
    found = edit.checked(TEXT, tmp_path)
    assert found.faults == ()
    assert found.name == "mine"
    assert found.size.startswith("about 510 coils")


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"name: x\n", "x.txt", "ends in .yaml"),
        (b"a" * (1024 * 1024 + 1), "x.yaml", "1 MiB"),
        (b"\xff\xfea\x00", "x.yaml", "UTF-16"),
        (b"a: [1\n", "x.yml", "not readable as YAML"),
        (b"\x89PNG\r\n\x1a\n", "x.yaml", "not UTF-8"),
    ],
)
def test_an_upload_is_checked_whatever_its_name_says(data, name, says):
    with pytest.raises(ScenarioError, match=says):
        edit.uploaded(data, name)


def test_an_upload_keeps_its_text_without_the_byte_order_mark():
    assert edit.uploaded(b"\xef\xbb\xbfname: x # y\n", "X.YAML") == "name: x # y\n"


def recipes():
    for path in SHIPPED:
        for name, station in read(path).content.get("stations", {}).items():
            if "recipe" in station:
                yield pytest.param(station["recipe"], id=f"{path.stem}-{name}")


@pytest.mark.parametrize("recipe", list(recipes()))
def test_a_recipe_is_the_same_after_the_table(recipe):
    assert known(recipe)
    assert edit.same(recipe_of(rows_of(recipe)), recipe)


def test_rows_of_a_block_are_repeated_together_and_others_are_not():
    rows = [
        {"hold_h": 1.0},
        {"hold_h": 2.0, "block": 1.0, "times": 3.0},
        {"hold_h": 3.0, "block": 1.0},
        {"hold_h": 4.0, "block": 2.0, "times": 2.0},
        {},
        {"hold_h": 5.0},
    ]
    assert recipe_of(rows) == [
        {"hold_h": 1.0},
        {"repeat": 3.0, "steps": [{"hold_h": 2.0}, {"hold_h": 3.0}]},
        {"repeat": 2.0, "steps": [{"hold_h": 4.0}]},
        {"hold_h": 5.0},
    ]


def test_a_block_without_times_is_the_loaders_fault(tmp_path):
    base = edit.inherited_by(TEXT, tmp_path)
    recipe = recipe_of([{**base["stations"]["anode_oven"]["recipe"][0], "block": 1}])
    text = edit.with_value(TEXT, ("stations", "anode_oven", "recipe"), recipe, base)
    (fault,) = edit.checked(text, tmp_path).faults
    assert fault.path == ("stations", "anode_oven", "recipe", 0, "repeat")
    assert fault.message.startswith("missing")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_form_of_a_shipped_scenario_changes_nothing_by_being_shown(path, tmp_path):
    text = edit.begun("mine", path.name)
    found = edit.checked(text, tmp_path)
    shown = [one for s in form.SECTIONS for one in form.fields(found.content, s)]
    assert len(shown) > 10
    for one in shown:
        if isinstance(one, form.Table):
            rows = [dict(row) for row in one.rows]
            value = recipe_of(rows) if one.recipe else rows
            assert edit.same(value, edit.at(found.content, one.path) or [])
        elif (own := edit.at(found.inherited, one.path)) is not None:
            assert edit.with_value(text, one.path, one.value, found.inherited) == text
            assert own == one.value
    assert len({one.key for one in shown}) == len(shown)


def test_every_number_of_the_form_has_a_meaning_and_a_unit_where_its_key_has_one():
    content = read("scenarios/reference_line.yaml").content
    numbers = [
        one
        for section in form.SECTIONS
        for one in form.fields(content, section)
        if isinstance(one, form.Number)
    ]
    assert len(numbers) > 60
    assert [one.key for one in numbers if not one.meaning] == []
    bare = {one.path[-1] for one in numbers if "[" not in one.label}
    assert bare <= {"seed", "machines", "capacity", "min_load"}
    (speed,) = (n for n in numbers if n.key == "stations.anode_coater.speed_m_per_min")
    assert (speed.label, speed.value) == ("speed [m/min]", 7.0)
    assert speed.allowed == "more than 0 up to 1000"
