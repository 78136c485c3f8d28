"""A plan file to a PlanTask, with all faults of the file at once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from models.material import Source
from models.units import HOUR
from scenarios.confinement import is_file
from scenarios.document import Document
from scenarios.faults import Fault, Faults, ScenarioError, listed, quoted, unknown_name
from scenarios.key_faults import faults_of
from scenarios.merge import without_nulls
from scenarios.oven import load as oven_load
from scenarios.oven.load import OvenTask
from scenarios.plan.decisions import LEVELS, Decision, choice, named, substituted
from scenarios.plan.line_load import LineTask, line_task
from scenarios.plan.plant import plants
from scenarios.plan.schema import GOALS, SPREADS, PlanFileKeys, SearchKeys
from scenarios.plan.uncertainty import Spread, multipliers
from scenarios.plan.waiting import WRAPPING, Waiting
from scenarios.plan.waiting_load import (
    SECTION,
    frozen_waiting,
    substituted_waiting,
    waiting_faults,
    waiting_sections,
)
from scenarios.plan.window import Window
from scenarios.program import DIGITS, program
from scenarios.schema import tariff as schema_tariff
from scenarios.schema.sample import StartKeys
from scenarios.shipped import beside, found, read_tree
from twin.scenario import Rates, Tariff

OF_OVEN = ("materials", "room", "oven", "load", "numerics")
NOT_DECIDING = ("name", "description", "oven_file")  # or said by other keys
COARSE = {"macro_cells": 8, "micro_modes": 2, "tolerance": 0.02}  # of the search


@dataclass(frozen=True, eq=False)
class PlanTask:
    """All that a plan needs.

    `base` is the load at the middle of all decisions, `coarse` the same on the
    search's grid; `hold` the decision that is found, in item `hold_at` of the recipe;
    `counts` the decisions that say how many coils a group has, by the group;
    `of_today` what decisions beside the recipe are today; `line`
    where all recipes of the front are run; `waiting` what follows behind the oven;
    `content` the keys it was made from.
    """

    name: str
    description: str
    source: str
    base: OvenTask
    coarse: OvenTask
    starts: tuple[StartKeys, ...]
    recipe: list
    today: list | None
    decisions: tuple[Decision, ...]
    hold: Decision | None
    hold_at: int | None
    counts: Mapping[int, str]
    of_today: Mapping[str, float | str]
    window: Window
    spreads: tuple[Spread, ...]
    goals: tuple[str, ...]
    weights: Mapping[str, float] | None
    tariff: Tariff
    co2: Rates
    search: SearchKeys
    line: LineTask | None
    waiting: Waiting | None
    content: dict

    @cached_property
    def identity(self) -> str:
        """Hex digits over all that decides the answer: file, line and program."""
        content = {k: v for k, v in self.content.items() if k not in NOT_DECIDING}
        search = self.search.model_dump(exclude={"threads"})
        line = None if self.line is None else self.line.named
        whole = {
            "program": program(),
            "plan": {**content, "search": search},
            "line": line,
        }
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]

    @property
    def limits(self) -> tuple[str, ...]:
        """Names of the limits that hold."""
        behind = () if self.waiting is None else self.waiting.limits(self.window)
        return (*self.window.limits(self.base.coils), *behind)


def load(path: str | Path) -> PlanTask:
    """The PlanTask in a plan file; ScenarioError with all that is wrong with it."""
    tree = read_tree(path, "plans")
    return loaded(tree.content, tree.lines, str(path), found(path).parent)


def loaded(content, lines=None, source="plan", folder: str | Path = ".") -> PlanTask:
    """The PlanTask of the keys of a plan file whose paths begin at `folder`."""
    if not isinstance(content, dict):
        said = "the file is empty" if content is None else f"it is {quoted(content)}"
        keys = listed(PlanFileKeys.model_fields)
        message = f"{said}; a plan file has the keys {keys}"
        raise ScenarioError(source, [Fault((), message)])
    document = Document(source, content, {source: lines or {}}, {(): source})
    content = without_nulls(content)
    faults = Faults()
    content = _with_oven(content, Path(folder), document, faults)
    places = list(named({k: content.get(k) for k in ("recipe", "load", SECTION)}))
    bare = substituted_waiting(substituted_counts(content), faults)
    try:
        keys = PlanFileKeys.model_validate(bare)
    except ValidationError as error:
        said = [f.path for f in faults]
        faults += [f for f in faults_of(error, PlanFileKeys) if f.path not in said]
        raise document.error(dict.fromkeys(faults)) from None
    for path, section in _sections(keys):
        faults.between_keys(path, section)
    decisions = {} if faults else _decisions(keys, places, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    line = None
    if keys.line is not None:
        line = line_task(keys.line, Path(folder), faults)
    task = _frozen(keys, content, decisions, places, source, faults, line)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return task


def _with_oven(content, folder, document, faults):
    """`content` over what its oven_file says; that file's recipe is today's."""
    name = content.get("oven_file")
    if not isinstance(name, str):
        return content
    file = beside(folder, name, "plans")
    if "\x00" in name or not is_file(file):
        message = f"{quoted(name)} is not a file; the path is relative to this file"
        raise document.error([Fault(("oven_file",), message)])
    tree = read_tree(file, "ovens")
    oven_load.loaded(tree.content, tree.lines, str(file))  # faults with their own lines
    below = {key: tree.content[key] for key in OF_OVEN if key in tree.content}
    return {**below, "today": tree.content["recipe"], **content}


def substituted_counts(content: dict) -> dict:
    """`content` with 1 where a load's count is a decision."""
    groups = content.get("load")
    if not isinstance(groups, list):
        return content
    bare = [
        {**g, "count": 1}
        if isinstance(g, dict) and str(g.get("count", "")).startswith("$")
        else g
        for g in groups
    ]
    return {**content, "load": bare}


def _sections(keys: PlanFileKeys):
    yield ("room",), keys.room
    yield ("oven", "pump"), keys.oven.pump
    for i, group in enumerate(keys.load):
        yield ("load", i, "start"), group.start
    for name, one in keys.decide.items():
        yield ("decide", name), one
    for name in keys.uncertainty.model_fields_set:
        if getattr(keys.uncertainty, name) is not None:
            yield ("uncertainty", name), getattr(keys.uncertainty, name)
    yield ("window",), keys.window
    yield from waiting_sections(keys.waiting)
    yield ("tariff",), keys.tariff
    yield (), keys


# ---------------------------------------------------------------- decisions


def _decisions(keys, places, faults) -> dict[str, Decision]:
    """The decisions by name; each stands somewhere, and where it may."""
    found_names = {}
    for path, name in places:
        if name not in keys.decide:
            faults.add(path, unknown_name(name, "decision", sorted(keys.decide)))
        elif path[0] == "load" and path[2:] != ("count",):
            message = "a decision stands in the recipe, or in count of a load"
            faults.add(path, f"'${name}'; {message}")
        else:
            found_names.setdefault(name, []).append(path)
    decisions = {}
    for name, one in keys.decide.items():
        path = ("decide", name)
        if name not in found_names:
            faults.add(
                path, f"is not used; write ${name} into the recipe, or remove it"
            )
            continue
        step = (one.high - one.low) / LEVELS if one.step is None else one.step
        numbers = (one.low, one.high, step)
        whole = all(isinstance(n, int) for n in numbers)
        decisions[name] = Decision(
            name, *(float(n) for n in numbers), whole, one.shortest
        )
        if one.shortest:
            _check_hold(path, found_names[name], faults)
        counted = any(used[0] == "load" for used in found_names[name])
        if counted and not (whole and one.low >= 1):
            message = "a number of coils: give low, high and step as whole numbers"
            faults.add(path, f"{message}, from 1")
        if counted and keys.today is not None and one.today is None:
            message = "missing; how many coils are dried at once today"
            faults.add((*path, "today"), message)
    holds = [name for name, one in decisions.items() if one.shortest]
    if len(holds) > 1:
        message = f"of {' and '.join(holds)} only one can be the shortest that suffices"
        faults.add(("decide", holds[1], "shortest"), f"true; {message}")
    if len(holds) == len(decisions) and not faults:
        message = "only a shortest hold is decided; decide something else, too"
        faults.add(("decide",), message)
    waiting_faults(keys, decisions, places, faults)
    return decisions


def _check_hold(path, used, faults):
    if len(used) != 1 or used[0][0] != "recipe" or used[0][2:] != ("hold_h",):
        message = (
            "true; the hold that is found is hold_h of one step, which no repeat holds"
        )
        faults.add((*path, "shortest"), message)


# ---------------------------------------------------------------- freezing


def _frozen(keys, content, decisions, places, source, faults, line) -> PlanTask | None:
    """The PlanTask of sound keys; None and faults where the physics refuses them."""
    chosen = {
        "lowest": {n: d.value(0) for n, d in decisions.items()},
        "highest": {n: d.value(d.levels - 1) for n, d in decisions.items()},
        "middle": {n: d.value((d.levels - 1) // 2) for n, d in decisions.items()},
    }
    oven = {k: content[k] for k in OF_OVEN if k in content}
    oven |= {"name": keys.name, "recipe": content["recipe"]}
    tasks = {
        which: _oven_task(oven, values, source, which, faults)
        for which, values in chosen.items()
    }
    if keys.today is not None:
        plain = {**oven, "recipe": content["today"]}
        _oven_task(plain, chosen["middle"], source, "today", faults)
    if faults:
        return None
    own = (tasks["middle"], {w: chosen[w] for w in ("lowest", "highest")}, faults)
    waiting = frozen_waiting(keys.waiting, content.get(SECTION), *own)
    if faults:
        return None
    decided = [d for d in decisions.values() if not d.shortest]
    if waiting is not None and waiting.is_choice:
        decided.append(choice(WRAPPING, tuple(waiting.wrappings)))
    coarse = {**oven, "numerics": {**oven.get("numerics", {}), **COARSE}}
    base = tasks["middle"]
    hold = next((d for d in decisions.values() if d.shortest), None)
    used = next((p for p, name in places if hold and name == hold.name), None)
    task = PlanTask(
        keys.name,
        keys.description,
        source,
        base,
        _oven_task(coarse, chosen["middle"], source, "middle", faults),
        tuple(group.start for group in keys.load),
        content["recipe"],
        content.get("today"),
        tuple(decided),
        hold,
        None if used is None else used[1],
        {p[1]: name for p, name in places if p[0] == "load"},
        _of_today(keys, waiting),
        _window(keys.window),
        _spreads(keys.uncertainty),
        _goals(keys.goal),
        dict(keys.goal) if isinstance(keys.goal, dict) else None,
        schema_tariff.tariff(keys.tariff),
        schema_tariff.co2(keys.co2),
        keys.search,
        line,
        waiting,
        content,
    )
    rows = multipliers(task.spreads, keys.search.plan_samples, keys.search.seed)
    ends = np.unique(np.concatenate([rows.argmin(0), rows.argmax(0)]))
    with faults.guarded(("uncertainty",)):  # the widest samples, before any search
        plants(task.coarse, task.starts, task.spreads, rows[ends])
    return task


def _of_today(keys, waiting) -> dict:
    """What decisions beside the recipe are today."""
    found = {n: one.today for n, one in keys.decide.items() if one.today is not None}
    if waiting is not None and waiting.is_choice:
        found[WRAPPING] = waiting.today
    return found


def _oven_task(oven, values, source, which, faults) -> OvenTask | None:
    """The oven under `values`; its faults, said to be of the plan file."""
    try:
        return oven_load.loaded(substituted(oven, values), None, source)
    except ScenarioError as error:
        for fault in error.faults:
            path, message = fault.path, fault.message
            if which == "today" and path[:1] == ("recipe",):
                path = ("today", *path[1:])
            elif path[:1] == ("recipe",) and which in ("lowest", "highest"):
                message = f"{message} (with all decisions at their {which})"
            if all(path != f.path for f in faults):
                faults.add(path, message)
        return None


def _window(keys) -> Window:
    limits = oven_load.limits_of(keys)
    return Window(
        limits.water,
        limits.wettest,
        limits.least or None,  # a least of 0 is none
        limits.highest,
        limits.dose,
        limits.dose_temperature,
        limits.dose_energy,
        None if keys.longest_h is None else keys.longest_h * HOUR,
        keys.least_coils_per_day,
        keys.turnaround_h * HOUR,
        keys.confidence_pct / 100.0,
    )


def _spreads(keys) -> tuple[Spread, ...]:
    spreads = []
    for name in type(keys).model_fields:
        one = getattr(keys, name)
        if one is None:
            continue
        parameters = tuple(
            1.0 if n == "mean" and one.mean is None else getattr(one, n)
            for n in SPREADS[one.kind]
        )
        source = Source(parameters[0], "-", one.standing, one.source)
        spreads.append(Spread(name, one.kind, parameters, source))
    return tuple(spreads)


def _goals(goal) -> tuple[str, ...]:
    if isinstance(goal, str):
        return (goal,)
    return (
        tuple(goal) if isinstance(goal, list) else tuple(g for g in GOALS if g in goal)
    )


def with_counts(task: PlanTask, coils, values: Mapping):
    """`coils` as many as `values` say."""
    return tuple(
        replace(coil, count=float(values[task.counts[i]])) if i in task.counts else coil
        for i, coil in enumerate(coils)
    )
