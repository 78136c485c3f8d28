"""An oven's recipe as rows of a table, and back: blocks that are repeated by number.

A row is a step; rows one after another with the same `block` are gone through `times`
times. `times` without a block repeats that step alone.
"""

from itertools import groupby

from scenarios.schema.recipe import OvenStepKeys

COLUMNS = ("name", "temperature_degC", "ramp_K_per_h", "pressure_mbar", "hold_h")
COLUMNS += ("gas", "dew_point_degC", "purge_Nm3_per_h")
_STEP = frozenset(OvenStepKeys.model_fields)
_REPEAT = frozenset({"repeat", "steps"})


def known(recipe) -> bool:
    """Whether a table can show all that stands in a recipe."""
    if not isinstance(recipe, list):
        return False
    for item in recipe:
        if not isinstance(item, dict):
            return False
        if _REPEAT & set(item):
            steps = item.get("steps")
            if not set(item) <= _REPEAT or not isinstance(steps, list):
                return False
            if not all(isinstance(step, dict) and set(step) <= _STEP for step in steps):
                return False
        elif not set(item) <= _STEP:
            return False
    return True


def rows_of(recipe: list[dict]) -> list[dict]:
    """The rows of a recipe that is `known`.

    >>> rows_of([{"hold_h": 1}, {"repeat": 3, "steps": [{"hold_h": 2}, {"hold_h": 3}]}])
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'hold_h': 1}, {'hold_h': 2, 'block': 1, 'times': 3},
     {'hold_h': 3, 'block': 1, 'times': 3}]
    """
    rows, block = [], 0
    for item in recipe:
        if "steps" not in item:
            rows.append(dict(item))
            continue
        block += 1
        for step in item["steps"]:
            rows.append({**step, "block": block, "times": item.get("repeat")})
    return rows


def recipe_of(rows: list[dict]) -> list[dict]:
    """The recipe of rows; what is not given (None) is left out.

    >>> recipe_of([{"hold_h": 1}, {"hold_h": 2, "times": 4}])
    [{'hold_h': 1}, {'repeat': 4, 'steps': [{'hold_h': 2}]}]
    """
    recipe = []
    given = [{k: v for k, v in row.items() if v is not None} for row in rows]
    numbered = enumerate(row for row in given if row)
    for block, group in groupby(numbered, lambda one: _block(*one)):
        steps = [row for _, row in group]
        times = next((row["times"] for row in steps if "times" in row), None)
        plain = [
            {k: v for k, v in row.items() if k not in ("block", "times")}
            for row in steps
        ]
        if block is None or (block[0] == "alone" and times is None):
            recipe += plain
        else:
            recipe.append(
                {"steps": plain} if times is None else {"repeat": times, "steps": plain}
            )
    return recipe


def _block(place, row):
    """Rows with the same answer, one after another, belong together."""
    if row.get("block") is not None:
        return ("block", row["block"])
    return ("alone", place)
