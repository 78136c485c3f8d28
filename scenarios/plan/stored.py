"""Finished plans read back from the workspace: answer, template, recipes."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scenarios.faults import ScenarioError
from scenarios.plan.decisions import named, substituted
from scenarios.plan.load import OF_OVEN
from scenarios.plan.schema import GOALS
from scenarios.workspace import ID, inside
from scenarios.yaml_tree import parse, read_bytes

ANSWER, FILE = "answer.json", "plan.yaml"
RECIPE = "recipe"  # what an answer is of that does not say


class PlanStoreError(ValueError):
    """A plan cannot be read back; the text says why and what to do."""


@dataclass(frozen=True)
class PlanEntry:
    """One finished plan in a line; `folder` is its name in the store, and its id."""

    folder: str
    name: str
    feasible: bool
    finished: str


@dataclass(frozen=True, eq=False)
class StoredPlan:
    """A finished plan: the `answer` as `twin plan --json` gives it, its file's keys."""

    folder: str
    answer: dict
    content: dict

    @property
    def goals(self) -> tuple[str, ...]:
        """What it was asked for."""
        return tuple(g for g in self.answer["goals"] if g in GOALS)

    @property
    def front(self) -> pd.DataFrame:
        """The front: decisions, figures by goal, share within limits [%]."""
        return pd.DataFrame(self.answer["front"])

    @property
    def plans(self) -> pd.DataFrame:
        """Figures of the recipes that were run on the full model, `called` first."""
        rows = [
            {"called": p["called"], **p["figures"], "within_pct": p["within_pct"],
             "binding": p["binding"]}
            for p in self.answer["plans"]
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def table(self, which: int, name: str) -> pd.DataFrame:
        """`steps`, `margins` or `changes` of the plan `which`, from 0."""
        return pd.DataFrame(self.answer["plans"][which][name])

    def decisions(self, row: int) -> dict:
        """What the recipe in `row` of the front decides, by name."""
        front = self.front
        return {n: front[n].tolist()[row] for n in self.names if n in front}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the decisions."""
        decide = self.content.get("decide")
        return tuple(decide) if isinstance(decide, dict) else ()

    def recipe(self, decisions: Mapping) -> list:
        """The recipe with `decisions` filled in, as items of an oven file.

        Raises
        ------
        PlanStoreError
            Where they leave some of it open.
        """
        items = substituted(self.content.get("recipe"), decisions)
        left = sorted({name for _, name in named(items)})
        if left or not isinstance(items, list):
            what = ", ".join(left) or "its recipe"
            raise PlanStoreError(f"{self.folder}: {what} is missing in the answer")
        return items

    def oven(self, decisions: Mapping) -> dict | None:
        """The oven, load and limits it was made for; None where its file names
        another file for them."""
        if not all(key in self.content for key in ("room", "oven", "load")):
            return None
        own = {k: self.content[k] for k in OF_OVEN if k in self.content}
        window = self.content.get("window", {})
        limits = {k: v for k, v in window.items() if k not in NOT_OF_A_LOAD}
        return substituted({**own, "limits": limits}, decisions)


NOT_OF_A_LOAD = ("longest_h", "least_coils_per_day", "turnaround_h", "confidence_pct")


def listed(folder: Path) -> list[PlanEntry]:
    """The finished plans below `folder`, the last first; what is none is left out."""
    found = []
    for path in folder.glob(f"*/{ANSWER}"):
        if not ID.fullmatch(path.parent.name) or path.parent.is_symlink():
            continue
        try:
            answer, made = _answer(path), path.stat().st_mtime
        except PlanStoreError:
            continue  # half written, or of another program
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(made))
        name = str(answer["name"])
        found.append(PlanEntry(path.parent.name, name, bool(answer["feasible"]), when))
    return sorted(found, key=lambda one: (one.finished, one.folder), reverse=True)


def opened(folder: Path, name: str) -> StoredPlan:
    """The plan `name` of the store; PlanStoreError where there is none."""
    try:
        path = inside(folder, name)
    except ValueError as error:
        raise PlanStoreError(f"{error}; choose one of the plans listed") from None
    answer = _answer(path / ANSWER)
    try:
        content = parse(read_bytes(path / FILE, FILE), FILE).content
    except ScenarioError as error:
        raise PlanStoreError(f"{name}: {error}") from None
    if not isinstance(content, dict):
        raise PlanStoreError(f"{name}/{FILE} holds no keys; run the plan again")
    return StoredPlan(path.name, answer, content)


def _answer(path):
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
        lacking = {"name", "feasible", "goals", "plans", "front"} - set(answer)
    except (OSError, ValueError, TypeError) as error:
        raise PlanStoreError(
            f"{path.parent.name}/{path.name} cannot be read ({error}); run the plan "
            "again"
        ) from None
    if answer.get("kind", RECIPE) != RECIPE:
        raise PlanStoreError(
            f"{path.parent.name} is a plan of a {answer['kind']}, not of a recipe; "
            "`twin plan` with its file and --resume prints it"
        )
    if lacking:
        said = ", ".join(sorted(lacking))
        raise PlanStoreError(f"{path.parent.name}: the answer lacks {said}")
    return answer
