"""Plans, as pages ask for them: a plan file from a recipe, and what was found."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import pandas as pd
import streamlit as st

from dashboard.results import jobs
from scenarios.faults import Fault, ScenarioError
from scenarios.plan import asked, naming, stored
from scenarios.plan.asked import Proposal
from scenarios.plan.decisions import said
from scenarios.plan.load import loaded
from scenarios.plan.stored import PlanEntry, PlanStoreError, StoredPlan
from scenarios.plan.text import LIMITS
from scenarios.workspace import Workspace
from scenarios.yaml_text import yaml_text
from scenarios.yaml_tree import parse

__all__ = [
    "LIMITS", "PlanEntry", "PlanStoreError", "Proposal", "ScenarioError", "StoredPlan",
    "begin", "changes", "chosen", "figures_of", "frame", "listed", "margins", "of_oven",
    "opened", "pairs", "picked", "plan_text", "proposed", "relaxed", "sign", "smallest",
]  # fmt: skip
proposed = asked.proposed


KEYS = {
    "temperature_degC": "temperature [°C]",
    "pressure_mbar": "pressure [mbar]",
    "hold_h": "hold [h]",
    "purge_Nm3_per_h": "purge [Nm³/h]",
    "repeat": "rounds",
}
OF_A_LOAD = ("room", "oven", "load")  # keys that say what a plan is for
TOLD = 0.005  # of hours, money, kg: what is less is no change
FIGURES = {
    "time": "recipe [h]",
    "energy_cost": "cost per coil [{currency}]",
    "co2": "CO₂ per coil [kg]",
    "severity": "thermal dose [h]",
}


def frame(every: Sequence[Proposal]) -> pd.DataFrame:
    """What may be decided, as a table to be ticked."""
    rows = [
        (p.chosen, p.called, KEYS[p.key], float(p.today), float(p.low), float(p.high),
         float(p.step), p.shortest, p.name)
        for p in every
    ]  # fmt: skip
    names = ("decide", "step", "key", "today", "low", "high", "in_steps_of",
             "shortest", "name")  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def chosen(every: Sequence[Proposal], edited: pd.DataFrame) -> list[Proposal]:
    """Those that are ticked in the table, with its bounds.

    Raises
    ------
    ScenarioError
        Where a bound is blank.
    """
    found, faults = [], []
    for one, row in zip(every, edited.to_dict("records"), strict=True):
        if not row["decide"]:
            continue
        numbers = [row[name] for name in ("low", "high", "in_steps_of")]
        if any(number is None or number != number for number in numbers):
            message = "blank; say at least, at most and in steps of"
            faults.append(Fault(("decide", one.name), message, f"step {one.called}"))
            continue
        low, high, step = (float(number) for number in numbers)
        shortest = bool(row["shortest"])
        found.append(replace(one, low=low, high=high, step=step, shortest=shortest))
    if faults:
        raise ScenarioError("the plan", faults)
    return found


def sign(oven: dict) -> str:
    """A few digits that change with the recipe."""
    text = json.dumps(oven["recipe"], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def plan_text(
    oven: dict,
    decisions: Sequence[Proposal],
    window: dict,
    goal,
    search: dict,
    spread: bool,
) -> str:
    """A plan file for an oven file's keys; ScenarioError with all its faults."""
    window = {name: value for name, value in window.items() if value is not None}
    content = asked.plan_content(oven, decisions, window, goal, search, spread)
    text = yaml_text(content, "made on the page 'Post-drying recipe'")
    tree = parse(text, "the plan")
    with Workspace.here().confined():
        loaded(tree.content, tree.lines, "the plan")
    return text


def begin(title: str, text: str) -> str:
    """The id of the job that works the plan out."""
    return jobs.begin("plan", title, text)


def listed() -> list[PlanEntry]:
    """The finished plans of the workspace, the last first."""
    return stored.listed(Workspace.here().plans)


def of_oven(entries: Iterable[PlanEntry], oven: dict) -> list[str]:
    """Ids of the plans that were asked for this room, oven and load."""
    wanted = {name: oven.get(name) for name in OF_A_LOAD}
    root = str(Workspace.here().root)
    asked_for = {e.folder: _asked_for(root, e.folder, e.finished) for e in entries}
    return [folder for folder, own in asked_for.items() if own == wanted]


@st.cache_data(max_entries=512, show_spinner=False)
def _asked_for(root, folder, finished):
    """Room, oven and load of a plan's file; None where it cannot be read."""
    try:
        content = opened(folder).content
    except PlanStoreError:
        return None
    return {name: content.get(name) for name in OF_A_LOAD}


def opened(plan: str) -> StoredPlan:
    """The plan of this id; PlanStoreError where there is none."""
    with Workspace.here().confined():
        return stored.opened(Workspace.here().plans, plan)


# ---------------------------------------------------------------- of one plan


def pairs(goals: Sequence[str]) -> list[tuple[str, str]]:
    """Two goals at a time, for the axes of a picture."""
    return list(combinations(goals, 2))


def picked(event, front: int, best: int) -> tuple[str, int] | None:
    """The recipe that was clicked: ("front", row) or ("plan", which); or None."""
    points = event.selection.points if event else []
    said = points[0].get("customdata") if points else None
    if not isinstance(said, list | tuple) or len(said) != 2:
        return None
    kind, at = said
    known = {"front": front, "plan": best}.get(str(kind), 0)
    # what a browser says; or what was clicked in another plan's picture
    return (kind, at) if isinstance(at, int) and 0 <= at < known else None


def margins(plan: StoredPlan, which: int) -> pd.DataFrame:
    """Each limit in words: what it is, the worst that is left, the room."""
    table = plan.table(which, "margins")
    said = [LIMITS.get(name, (name, ""))[0] for name in table["limit"]]
    units = [LIMITS.get(name, (name, ""))[1] for name in table["limit"]]
    return pd.DataFrame(
        {
            "limit": said,
            "unit": units,
            "is": table["value"],
            "worst": table["worst"],
            "room": table["margin"],
            "kept_pct": table["kept_pct"],
            "binds": ["binds" if binds else "" for binds in table["binds"]],
        }
    )


def changes(plan: StoredPlan, which: int) -> pd.DataFrame:
    """What a small change of each decision does to the figures."""
    table = plan.table(which, "changes")
    if table.empty:
        return table
    currency = plan.answer["currency"]
    own = plan.answer["plans"][which]["decisions"]
    columns = {
        "decision": [_decision(plan, name) for name in table["decision"]],
        # an answer of an older program does not tell what the search began with
        "from": list(table.get("from", [own[name] for name in table["decision"]])),
        "to": table["to"].tolist(),
    }
    differs = [a != b for a, b in zip(columns["from"], columns["to"], strict=True)]
    if any(isinstance(value, str) for value in columns["to"]):  # a choice among numbers
        for name in ("from", "to"):
            columns[name] = [said(value) for value in columns[name]]
    for name, words in FIGURES.items():
        if name in table:
            change = table[name]
            columns[words.format(currency=currency)] = change.mask(
                change.abs() < TOLD, 0.0
            )
    columns["keeps limits"] = ["yes" if ok else "no" for ok in table["feasible"]]
    return pd.DataFrame(columns)[differs]


def figures_of(plan: StoredPlan) -> list[str]:
    """What the columns of `changes` are called that tell how much a figure changes."""
    currency = plan.answer["currency"]
    return [words.format(currency=currency) for words in FIGURES.values()]


def _decision(plan: StoredPlan, name: str) -> str:
    """A decision by the step and key it stands for, with its unit."""
    what, unit = naming.decision(plan.content, name)
    return f"{what} [{unit}]" if unit else what


def smallest(relaxations: Sequence[dict]) -> dict | None:
    """The relaxation that asks for the least in proportion; None where none helps."""
    found = [r for r in relaxations if r["decisions"] is not None]
    return min(found, key=lambda r: abs(r["would_have_to_be"] / r["is"] - 1.0),
               default=None)  # fmt: skip


def relaxed(relaxations: Sequence[dict]) -> pd.DataFrame:
    """What each limit would have to be for a recipe to exist."""
    rows = []
    for one in relaxations:
        words, unit = LIMITS[one["limit"]]
        note = "" if one["decisions"] is not None else "does not help alone"
        rows.append((words, unit, one["is"], one["would_have_to_be"], note))
    names = ("limit", "unit", "is", "would_have_to_be", "note")
    return pd.DataFrame(rows, columns=names)
