"""An oven's recipe as a table: a row per step, and back; faults beside their row.

A block that is repeated is several rows with one letter in `block`, the first of which
says `rounds`. What a row leaves blank is as in the step before, as in the file.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from scenarios.faults import Fault, ScenarioError, quoted

NUMBERS = (
    "temperature_degC", "ramp_K_per_h", "pressure_mbar", "dew_point_degC",
    "water_ppmv", "vapour_pressure_Pa", "purge_Nm3_per_h", "hold_h",
)  # fmt: skip
TEXTS = ("name", "gas")
BLOCKS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
COLUMNS = (
    "name", "block", "rounds", "temperature_degC", "ramp_K_per_h", "pressure_mbar",
    "hold_h", "gas", "dew_point_degC", "water_ppmv", "vapour_pressure_Pa",
    "purge_Nm3_per_h",
)  # fmt: skip
KEYS = tuple(name for name in COLUMNS if name not in ("block", "rounds"))
EMPTY = dict.fromkeys(COLUMNS)
MOST_ROWS = 200


def rows_of(recipe: Sequence[Mapping]) -> list[dict]:
    """The rows of a recipe's items, each with all COLUMNS.

    >>> steps = [{"hold_h": 1}, {"repeat": 3, "steps": [{"hold_h": 2}]}]
    >>> [(r["hold_h"], r["block"], r["rounds"]) for r in rows_of(steps)]
    [(1, None, None), (2, 'A', 3)]
    """
    rows, blocks = [], iter(BLOCKS)
    for item in recipe:
        if "steps" not in item:
            rows.append(EMPTY | {n: item[n] for n in COLUMNS if n in item})
            continue
        letter, rounds = next(blocks, BLOCKS[-1]), item.get("repeat")
        for step in item["steps"]:
            row = EMPTY | {n: step[n] for n in COLUMNS if n in step}
            rows.append(row | {"block": letter, "rounds": rounds})
            rounds = None
    return rows


def items_of(rows: Sequence[Mapping]) -> list[dict]:
    """The items of the recipe in `rows`; a row that is blank all over is none.

    Raises
    ------
    ScenarioError
        Where the rows make no recipe: none at all, a block in two places, without its
        rounds or with two of them. Keys and values are for the loader to judge.
    """
    rows = [(i, cleaned(row)) for i, row in enumerate(rows)]
    rows = [(i, row) for i, row in rows if row]  # one that was only just added
    faults = []
    if not rows:
        faults.append(Fault(("recipe",), "has no step; add one"))
    if len(rows) > MOST_ROWS:
        message = f"has {len(rows)} rows; at most {MOST_ROWS}"
        faults.append(Fault(("recipe",), message))
    items, seen = [], set()
    for block, group in groupby(rows, key=lambda at_row: at_row[1].get("block")):
        own = list(group)
        steps = [{k: row[k] for k in KEYS if k in row} for _, row in own]
        rounds = {row["rounds"]: i for i, row in own if "rounds" in row}
        if block is None:
            items += steps
            for n, i in rounds.items():
                message = f"{n:g}; without a block: give its rows one letter in block"
                faults.append(_row_fault(i, "rounds", message))
        else:
            faults += _block_faults(block, own[0][0], rounds, seen)
            items.append({"repeat": next(iter(rounds), 1), "steps": steps})
    if faults:
        raise ScenarioError("the recipe", faults)
    return items


def _block_faults(block, at, rounds, seen):
    if block in seen:
        message = f"{quoted(block)}; its rows stand together; take another letter"
        return [_row_fault(at, "block", message)]
    seen.add(block)
    if not rounds:
        message = "missing; in the first row of a block: how often it is gone through"
        return [_row_fault(at, "rounds", message)]
    if len(rounds) > 1:
        said = " and ".join(f"{n:g}" for n in rounds)
        message = f"{said} in one block; only its first row says it"
        return [_row_fault(max(rounds.values()), "rounds", message)]
    return []


def _row_fault(row, column, message):
    return Fault(("recipe", column), message, row_name(row))


def row_name(row: int) -> str:
    """What a row of the table is called, from 0."""
    return f"step {row + 1} of the table"


def cleaned(row: Mapping) -> dict:
    """A row without what is blank; whole numbers as such."""
    kept = {}
    for name, value in row.items():
        blank = value is None or value == "" or value != value
        if blank or name not in COLUMNS:
            continue
        if name in NUMBERS or name == "rounds":
            value = _number(value)
        elif name in TEXTS:
            value = str(value)
        kept[name] = value
    return kept


def _number(value):
    if isinstance(value, bool | str):
        return value
    value = float(value)
    return int(value) if math.isfinite(value) and value == int(value) else value


def with_row_names(error: ScenarioError, rows: Sequence[Mapping]) -> ScenarioError:
    """`error` with the row of the table in place of the item of the recipe.

    A fault of the recipe that names no item, and those of other keys, stay.
    """
    names = []  # of each item of the recipe, the rows it is made of
    filled = [(i, cleaned(row)) for i, row in enumerate(rows) if cleaned(row)]
    for block, group in groupby(filled, key=lambda at_row: at_row[1].get("block")):
        own = [i for i, _ in group]
        names += [[row] for row in own] if block is None else [own]
    return ScenarioError(error.source, [_named(f, names) for f in error.faults])


def _named(fault, names):
    path = fault.path
    if len(path) < 2 or path[0] != "recipe":
        return fault
    if not isinstance(path[1], int) or path[1] >= len(names):
        return fault
    own, rest = names[path[1]], path[2:]
    if len(rest) > 1 and rest[0] == "steps" and isinstance(rest[1], int):
        row, rest = own[min(rest[1], len(own) - 1)], rest[2:]
    else:
        row = own[0]
        rest = tuple("rounds" if part == "repeat" else part for part in rest)
    return Fault(("recipe", *rest), fault.message, row_name(row))
