"""A recipe as a table: there and back, and whose row a fault is."""

import pytest

from scenarios.faults import ScenarioError
from scenarios.oven.load import loaded
from scenarios.recipe.rows import COLUMNS, EMPTY, items_of, rows_of, with_row_names
from scenarios.schema.recipe import OvenStepKeys
from scenarios.shipped import read_tree

SHIPPED = ("plain_vacuum", "purge_cycles", "hot_nitrogen")


def oven(name="purge_cycles"):
    return read_tree(f"ovens/{name}.yaml", "ovens").content


def row(**cells):
    return EMPTY | cells


@pytest.mark.parametrize("name", SHIPPED)
def test_a_recipe_comes_back_from_its_table(name):
    recipe = oven(name)["recipe"]
    assert items_of(rows_of(recipe)) == recipe


def test_the_table_has_a_column_for_every_key_of_a_step():
    assert set(OvenStepKeys.model_fields) == set(COLUMNS) - {"block", "rounds"}


def test_two_blocks_of_as_many_rounds_stay_two():
    recipe = [
        {"repeat": 3, "steps": [{"hold_h": 1}]},
        {"repeat": 3, "steps": [{"hold_h": 2}, {"hold_h": 3}]},
    ]
    assert [r["block"] for r in rows_of(recipe)] == ["A", "B", "B"]
    assert items_of(rows_of(recipe)) == recipe


def test_what_is_blank_is_not_written_and_whole_numbers_are_whole():
    rows = [row(hold_h=2.0, gas="", purge_Nm3_per_h=float("nan"), name="dry")]
    (item,) = items_of(rows)
    assert item == {"name": "dry", "hold_h": 2}
    assert isinstance(item["hold_h"], int)


def test_a_row_that_is_blank_all_over_is_no_step():
    assert items_of([row(hold_h=1), row(), row(hold_h=2)]) == [
        {"hold_h": 1},
        {"hold_h": 2},
    ]


@pytest.mark.parametrize(
    ("rows", "says", "where"),
    [
        ([], "has no step", ""),
        ([row(), row()], "has no step", ""),
        ([row(hold_h=1, block="A")], "missing; in the first row", "step 1"),
        ([row(hold_h=1, rounds=3)], "without a block", "step 1"),
        (
            [row(hold_h=1, block="A", rounds=2), row(hold_h=1),
             row(hold_h=1, block="A", rounds=2)],
            "stand together", "step 3",
        ),
        (
            [row(hold_h=1, block="A", rounds=2), row(hold_h=1, block="A", rounds=5)],
            "2 and 5 in one block", "step 2",
        ),
        ([row(hold_h=1)] * 201, "has 201 rows", ""),
    ],
)  # fmt: skip
def test_rows_that_make_no_recipe_are_named(rows, says, where):
    with pytest.raises(ScenarioError) as caught:
        items_of(rows)
    fault = caught.value.faults[0]
    assert says in fault.message
    assert fault.place.startswith(where)


@pytest.mark.parametrize(
    ("at", "cells", "key", "place"),
    [
        (2, {"pressure_mbar": 5000.0}, ("recipe", "pressure_mbar"), "step 3"),
        (3, {"temperature_degC": 900.0}, ("recipe", "temperature_degC"), "step 4"),
        (1, {"rounds": 300}, ("recipe", "rounds"), "step 2"),
        (4, {"gas": "helium"}, ("recipe", "gas"), "step 5"),
        (4, {"dew_point_degC": 60, "pressure_mbar": 2000}, None, "step 5"),
    ],
)
def test_a_fault_of_the_loader_names_the_row_of_the_table(at, cells, key, place):
    content = oven()
    rows = rows_of(content["recipe"])
    rows[at] |= cells
    with pytest.raises(ScenarioError) as caught:
        loaded({**content, "recipe": items_of(rows)})
    (fault,) = with_row_names(caught.value, rows).faults
    assert key is None or fault.path == key
    assert fault.place == f"{place} of the table"


def test_a_blank_row_before_it_does_not_shift_the_row_of_a_fault():
    content = oven()
    rows = [*rows_of(content["recipe"]), row(), row(hold_h=-1.0)]
    with pytest.raises(ScenarioError) as caught:
        loaded({**content, "recipe": items_of(rows)})
    (fault,) = with_row_names(caught.value, rows).faults
    assert fault.place == "step 7 of the table"


def test_a_fault_elsewhere_keeps_its_place():
    content = oven() | {"limits": {"water_ppm": -3}}
    with pytest.raises(ScenarioError) as caught:
        loaded(content)
    named = with_row_names(caught.value, rows_of(content["recipe"]))
    assert named.faults == caught.value.faults
