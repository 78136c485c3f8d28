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

__all__ = ["ScenarioError", "changed", "content", "files", "metrics", "save",
           "schedule", "schedule_text", "sized", "spaced", "yaml"]  # fmt: skip
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
            if part.get(name) is None:
                part[name] = {}
            part = part[name]
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


def spaced(value: float, digits: int = 3) -> str:
    """A number that is an estimate, as people read it: so many digits, in thousands.

    >>> spaced(229726.3), spaced(0.4267), spaced(-75010.0)
    ('230\u202f000', '0.427', '-75\u202f000')
    """
    if value == 0.0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    shown = f"{round(value, places) + 0.0:,.{max(places, 0)}f}"
    return shown.replace(",", "\N{NARROW NO-BREAK SPACE}")


def metrics(now: dict, before: dict) -> list[dict]:
    """The figures at the top of the page, of an answer, with their changes.

    Each with `label`, `value`, `help` and `change` against the answer `before`, in its
    unit and in per cent; None where it did not change.
    """
    money = now["year"]["currency"]
    asked = (  # label, unit, part, key, scale, help
        ("All supply air", "m³/h", "unit", "supply_m3_per_h", 1.0,
         "At 1.2 kg/m³, by which units are bought; all rooms together. "),
        ("Energy", "MWh/a", "year", "kWh", 1e-3, ""),
        ("Cost", f"{money}/a", "year", "cost", 1.0, ""),
        ("Cooling", "kW", "unit", "cooling_kW", 1.0, ""),
        ("Regeneration", "kW", "unit", "regeneration_heater_kW", 1.0, "Its heater. "),
    )  # fmt: skip
    return [
        {
            "label": f"{label} [{unit}]",
            "value": spaced(scale * now[part][key]),
            "change": None
            if before["out_of_reach"] is not None
            else _change(scale * now[part][key], scale * before[part][key], unit),
            "help": f"{more}Small: against the file as it stands.",
        }
        for label, unit, part, key, scale, more in asked
    ]


def _change(now, before, unit):
    change = now - before
    if abs(change) < 5e-5 * abs(now):
        return None
    said = f"{'+' if change > 0.0 else ''}{spaced(change)} {unit}"
    share = 100.0 * change / before if before else math.inf
    if share > 200.0:  # thousands of per cent say nothing
        return said
    return f"{said} ({share:+z.{0 if abs(share) >= 10.0 else 1}f} %)"


def _carriers(year):
    names = ("electricity", "natural_gas", "district_heat")
    return pd.DataFrame(
        {
            "carrier": [name.replace("_", " ") for name in names],
            "energy_MWh": [year[f"{name}_kWh"] / 1e3 for name in names],
            f"cost_{year['currency']}": [round(year[f"{name}_cost"]) for name in names],
            "peak_kW": [year[f"{name}_peak_kW"] for name in names],
        }
    )
