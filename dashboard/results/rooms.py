"""Dry rooms, as the page asks for them: files, what-ifs, the answer as plain tables."""

import copy
import json
import math
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.results.typeset import typeset
from models.units import HOUR, MINUTE
from scenarios.faults import Fault, ScenarioError
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.room import answer, text
from scenarios.room.air import frost_points
from scenarios.room.load import loaded
from scenarios.room.unit import AIR_DENSITY
from scenarios.workspace import Workspace
from scenarios.yaml_text import yaml_text as yaml
from scenarios.yaml_tree import parse, read_bytes

__all__ = ["ScenarioError", "changed", "content", "files", "save", "schedule",
           "schedule_text", "sized", "yaml"]  # fmt: skip
KIND = "rooms"
DRAFT = "draft: "
ROW = ("when", "frost_point_degC", "recovery_min")  # of frost points over the week
ALWAYS = "daily 00:00-24:00"


def files() -> list[str]:
    """Names of the room files to begin with: those shipped, then drafts."""
    shipped = sorted(path.stem for path in (PROJECT_FOLDER / KIND).glob("*.yaml"))
    return shipped + [f"{DRAFT}{name}" for name in Workspace.here().saved(KIND)]


def content(name: str) -> dict:
    """The keys of a room file, as they stand in it.

    Raises
    ------
    ScenarioError
        Where it cannot be read, or holds no keys.
    """
    place = Workspace.here()
    path = PROJECT_FOLDER / KIND / f"{name}.yaml"
    if name.startswith(DRAFT):
        path = place.draft(KIND, name.removeprefix(DRAFT))
    with place.confined():
        keys = parse(read_bytes(path, path.name), path.name).content
    if not isinstance(keys, dict):
        raise ScenarioError(path.name, [Fault((), "it holds no keys; mend the file")])
    return keys


def changed(keys: dict, values: dict[tuple, Any]) -> dict:
    """`keys` with other `values` by path; None takes a key out."""
    new = copy.deepcopy(keys)
    for path, value in values.items():
        part = new
        for name in path[:-1]:
            part = part.setdefault(name, {})
        if value is None:
            part.pop(path[-1], None)
        else:
            part[path[-1]] = value
    return new


def schedule_text(rows: list[dict]) -> str:
    """Frost points over the week as an address holds them, in one line.

    >>> schedule_text([{"when": ["daily 00:00-24:00"], "frost_point_degC": -40}])
    '[["daily 00:00-24:00",-40.0,0.0]]'
    """
    said = [
        (
            ", ".join(row.get("when", [ALWAYS])),
            *(_number(row.get(name, 0.0)) for name in ROW[1:]),
        )
        for row in rows
    ]
    return json.dumps(said, separators=(",", ":"))


def _number(value):
    return None if value is None else float(value)


def schedule(said: str) -> list[dict]:
    """What `schedule_text` has written; ValueError where it is no such text."""
    try:
        rows = [
            (str(when), float(frost_point), float(recovery))
            for when, frost_point, recovery in json.loads(said)
        ]
    except (TypeError, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from None
    if not all(math.isfinite(number) for row in rows for number in row[1:]):
        raise ValueError("a frost point or a time is no number")
    return [
        dict(zip(ROW, ([w.strip() for w in when.split(",")], *rest), strict=True))
        for when, *rest in rows
    ]


def save(name: str, keys: dict) -> None:
    """Keep keys as a draft."""
    Workspace.here().save(KIND, name, yaml(keys), replace=True)


def sized(keys: dict) -> dict:
    """All that `twin room --json` says of `keys`, larger tables as such.

    Beside it `door`, the event over time, `carriers`, the year by carrier, and of each
    room its `standard_m3_per_h`, at the density at which units are bought.

    Raises
    ------
    ScenarioError
        With all faults of the keys.
    ValueError
        Where the physics do not cover it.
    """
    return _sized(yaml(keys))


@st.cache_data(max_entries=32, show_spinner="Sizing the room …")
def _sized(written):
    with Workspace.here().confined():
        task = loaded(
            parse(written, "room").content, None, "room", (), PROJECT_FOLDER / KIND
        )
    found = answer.answer(task)
    event, pressure = found.event, found.plant.pressure
    said = text.json_object(found)
    said["rooms"]["standard_m3_per_h"] = [
        flow * HOUR / AIR_DENSITY for flow in said["rooms"]["supply_kg_per_s"]
    ]
    for hour in said["design"].values():
        hour["points"] = pd.DataFrame(hour["points"])
    said["day"]["rows"] = pd.DataFrame(said["day"]["rows"])
    tables = {name: pd.DataFrame(said[name]) for name in ("loads", "months", "powers")}
    return {
        **said,
        **tables,
        "words": [typeset(line) for line in said["words"]],
        "carriers": _carriers(said["year"]),
        "door": pd.DataFrame(
            {
                "time_min": event.times / MINUTE,
                "frost_point_degC": frost_points(event.humidity, pressure),
            }
        ),
    }


def _carriers(year):
    names = ("electricity", "natural_gas", "district_heat")
    return pd.DataFrame(
        {
            "carrier": [name.replace("_", " ") for name in names],
            "energy_kWh": [year[f"{name}_kWh"] for name in names],
            f"cost_{year['currency']}": [year[f"{name}_cost"] for name in names],
            "peak_kW": [year[f"{name}_peak_kW"] for name in names],
        }
    )
