"""What the browser's table of steps is given, and what it says."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.results import recipes, steps

ALL = "recipe_all_columns"  # key of the choice of all columns
KEY = "recipe_table"
SAYS = "table"  # the state that the browser sets
HEADS = {  # the head with its unit, and what is meant
    "name": ("name", "What the step is for."),
    "temperature_degC": ("oven [°C]", "Set temperature of the oven."),
    "ramp_K_per_h": ("ramp [K/h]", "How fast the set temperature moves. Blank in the "
                     "first step: at once."),
    "pressure_mbar": ("pressure [mbar]", "Set pressure of the chamber."),
    "hold_h": ("hold [h]", "How long the step is held after its ramp."),
    "gas": ("gas", "What the chamber is filled and purged with."),
    "dew_point_degC": ("dew point [°C]", "Of the gas as supplied, at 1013 mbar; below "
                       "0 °C the frost point."),
    "water_ppmv": ("water [ppmv]", "In the gas as supplied; instead of a dew point."),
    "vapour_pressure_Pa": ("vapour [Pa]", "Not for a loaded oven: the chamber's vapour "
                           "follows from load, pump and gas. Leave it blank."),
    "purge_Nm3_per_h": ("purge [Nm³/h]", "Gas that flows through. Blank in the first "
                        "step: none."),
    "block": ("block", "Rows with one letter are gone through together, several "
              "times."),
    "rounds": ("rounds", "How often; in the first row of a block."),
}  # fmt: skip
WIDTHS = {  # pixels at least: all but the vapour side by side in a window of 1280
    "name": 78, "block": 50, "rounds": 58, "temperature_degC": 64, "ramp_K_per_h": 62,
    "pressure_mbar": 78, "hold_h": 60, "gas": 90, "dew_point_degC": 78,
    "water_ppmv": 64, "vapour_pressure_Pa": 64, "purge_Nm3_per_h": 72,
}  # fmt: skip
# columns shown where a recipe uses them; all but the last where all are asked for
RARE = ("block", "rounds", "water_ppmv", "vapour_pressure_Pa")
OWN = ("name", "block", "rounds")  # blank in a row: none; in others: as before
HUMIDITIES = ("dew_point_degC", "water_ppmv", "vapour_pressure_Pa")  # one, not two
FIRST = {"ramp_K_per_h": "at once", "purge_Nm3_per_h": "none"}  # blank in row 1


def shown(rows: Sequence[Mapping], every: bool) -> list[str]:
    """The columns to be shown of `rows`: the usual ones, and what is used or asked."""
    used = {name for name in RARE if any(row[name] is not None for row in rows)}
    rare = used.union(RARE[:-1]) if every else used
    return [name for name in recipes.COLUMNS if name not in RARE or name in rare]


def asked(kept: dict) -> list[dict]:
    """Show the steps of `kept` (rows "now", as "begun", and "turn") to be edited.

    The rows as they are now come back, each with all COLUMNS.

    Raises
    ------
    recipes.ScenarioError
        With what is wrong with rows that no table of this page has sent.
    """
    every = st.session_state.get(ALL, False)
    columns = shown([*kept["now"], *kept["begun"]], every)
    said = mounted(
        {
            "turn": kept["turn"],
            "rows": kept["now"],
            "columns": [_column(name, kept["begun"]) for name in columns],
            "most": recipes.MOST_ROWS,
        }
    )
    return steps.taken(said, kept["turn"], kept["now"], kept["begun"])


def mounted(data: dict):
    """What the table in the browser last said, given `data`; None: nothing yet."""
    mount = st.components.v2.component(
        "steps", html='<div id="steps"></div>', css=_css(), js=_js()
    )
    return mount(key=KEY, data=data, height="content", on_table_change=_heard)[SAYS]


def _heard():
    """The state is read where the table stands; Streamlit asks for a callback."""


def _column(name, rows):
    """A column as the table in the browser has to know it."""
    head, said = HEADS[name]
    word, _, unit = head.partition(" [")
    kind = steps.kind(name)
    column = {
        "name": name, "word": word, "unit": unit.rstrip("]"), "said": said,
        "width": WIDTHS[name], "kind": kind, "allowed": steps.allowed(name),
        "own": name in OWN, "first": FIRST.get(name, ""),
        "instead": HUMIDITIES if name in HUMIDITIES else (),
    }  # fmt: skip
    if kind == "choice":
        options = dict.fromkeys(steps.CHOICES[name])
        own = {row[name]: None for row in rows if row[name] is not None}
        return column | {"options": list(options | own)}
    if kind == "text":
        return column | {"longest": steps.LONGEST}
    least, most = steps.BOUNDS[name]
    return column | {"least": least, "most": most, "above": name in steps.ABOVE}


@cache
def _js():
    here = Path(__file__).parent
    parts = ("rows.js", "grid.js", "steps.js")
    return "".join((here / name).read_text(encoding="utf-8") for name in parts)


@cache
def _css():
    return Path(__file__).with_name("steps.css").read_text(encoding="utf-8")
