"""Finished plans read back from the workspace: answers of all kinds, and recipes.

What is particular to a day, a week or a line is read in their own modules `stored`.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from scenarios.faults import ScenarioError
from scenarios.plan.day.load import KIND as DAY
from scenarios.plan.decisions import named, substituted
from scenarios.plan.load import OF_OVEN
from scenarios.plan.schema import GOALS
from scenarios.plan.settings.schema import KIND as LINE
from scenarios.plan.week.schema import KIND as WEEK
from scenarios.program import program
from scenarios.workspace import ID, inside
from scenarios.yaml_tree import parse, read_bytes

ANSWER, FILE = "answer.json", "plan.yaml"
RECIPE = "recipe"  # what an answer is of that does not say
KINDS = (WEEK, LINE, DAY, RECIPE)
OF_ALL = {"name", "feasible"}  # keys of every answer
OF_RECIPE = OF_ALL | {"goals", "plans", "front"}


class PlanStoreError(ValueError):
    """A plan cannot be read back; the text says why and what to do."""


@dataclass(frozen=True)
class PlanEntry:
    """One finished plan in a line; `folder` is its name in the store, and its id.

    `current`: this program made it, as it is now.
    """

    folder: str
    name: str
    feasible: bool
    finished: str
    kind: str = RECIPE
    current: bool = True


@dataclass(frozen=True)
class Unread:
    """A folder of the store that holds no answer, and why: none yet, or damaged."""

    folder: str
    why: str
    begun: bool


@dataclass(frozen=True, eq=False)
class Answer:
    """A finished plan of any kind: its `answer` as `twin plan --json` gives it.

    `words` are the sentences that the command prints, `path` is its folder.
    """

    entry: PlanEntry
    answer: dict
    path: Path

    @property
    def words(self) -> list[str]:
        """What is said of it; empty where an older program made it."""
        return [str(line) for line in self.answer.get("words") or ()]


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


def listed(folder: Path, kind: str | None = RECIPE) -> list[PlanEntry]:
    """The finished plans of a kind (None: of all) below `folder`, the last first.

    What is none is left out: `unread` lists it.
    """
    found = []
    for path in _folders(folder):
        try:
            entry = _entry(path)
        except PlanStoreError:
            continue
        if kind in (None, entry.kind):
            found.append(entry)
    return sorted(found, key=lambda one: (one.finished, one.folder), reverse=True)


def unread(folder: Path) -> list[Unread]:
    """The plans below `folder` that have no answer, or one that cannot be read."""
    found = []
    for path in _folders(folder):
        begun = (path / FILE).is_file()
        if not (path / ANSWER).exists():
            if begun:
                found.append(Unread(path.name, "it has no answer yet", begun))
            continue
        try:
            _entry(path)
        except PlanStoreError as error:
            found.append(Unread(path.name, str(error), begun))
    return found


def read(folder: Path, name: str) -> Answer:
    """The answer of the plan `name`, of whatever kind; PlanStoreError."""
    path = _place(folder, name)
    return Answer(_entry(path), _answer(path / ANSWER), path)


def opened(folder: Path, name: str) -> StoredPlan:
    """The plan of a recipe `name` of the store; PlanStoreError where there is none."""
    path = _place(folder, name)
    answer = _answer(path / ANSWER)
    kind = _kind(answer)
    if kind != RECIPE:
        raise PlanStoreError(
            f"{path.name} is a plan of a {kind}, not of a recipe; the page Plans shows "
            "it, and `twin plan` with its file and --resume prints it"
        )
    try:
        content = parse(read_bytes(path / FILE, FILE), FILE).content
    except ScenarioError as error:
        raise PlanStoreError(f"{name}: {error}") from None
    if not isinstance(content, dict):
        raise PlanStoreError(f"{name}/{FILE} holds no keys; run the plan again")
    return StoredPlan(path.name, answer, content)


def file_bytes(folder: Path, plan: str, name: str) -> bytes:
    """What stands in FILE or ANSWER of a plan, finished or not; PlanStoreError."""
    path = _place(folder, plan) / name
    try:
        return path.read_bytes()
    except OSError as error:
        said = f"{plan}/{name}: {error.strerror}; run the plan again"
        raise PlanStoreError(said) from None


def file_text(folder: Path, plan: str) -> str:
    """The file of a plan as it was given; PlanStoreError."""
    try:
        return file_bytes(folder, plan, FILE).decode()
    except UnicodeDecodeError as error:
        raise PlanStoreError(f"{plan}/{FILE} is no text ({error})") from None


def _folders(folder):
    """What lies below `folder` and may be a plan."""
    return [
        path
        for path in sorted(folder.glob("*"))
        if ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    ]


def _place(folder, name):
    try:
        return inside(folder, name)
    except ValueError as error:
        raise PlanStoreError(f"{error}; choose one of the plans listed") from None


def _entry(path) -> PlanEntry:
    try:
        state = (path / ANSWER).stat()
    except OSError as error:
        said = f"{path.name}/{ANSWER}: {error.strerror}; run the plan again"
        raise PlanStoreError(said) from None
    return _entry_of(path, state.st_mtime_ns, state.st_size)


@lru_cache(256)
def _entry_of(path, modified, size):
    answer = _answer(path / ANSWER)
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(modified / 1e9))
    return PlanEntry(
        path.name,
        str(answer["name"]),
        bool(answer["feasible"]),
        when,
        _kind(answer),
        answer.get("program") == program(),
    )


def _kind(answer):
    return answer.get("kind", RECIPE)


def _answer(path):
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
        lacking = OF_ALL - set(answer)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise PlanStoreError(
            f"{path.parent.name}/{path.name} cannot be read ({error}); run the plan "
            "again"
        ) from None
    if not isinstance(answer, dict):
        raise PlanStoreError(
            f"{path.parent.name}: its answer has no keys; run it again"
        )
    if not lacking and _kind(answer) not in KINDS:
        kinds = ", ".join(KINDS)
        said = f"a plan of a {str(answer['kind'])[:60]!r}; the kinds are {kinds}"
        raise PlanStoreError(f"{path.parent.name} is {said}")
    if _kind(answer) == RECIPE:
        lacking = OF_RECIPE - set(answer)
    if not isinstance(answer.get("words") or [], list):
        lacking.add("words as a list")
    if lacking:
        said = ", ".join(sorted(lacking))
        raise PlanStoreError(f"{path.parent.name}: the answer lacks {said}")
    return answer


# ---------------------------------------------------------------- parts of an answer


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Inside, what an answer lacks or has in another shape is a PlanStoreError."""
    try:
        yield
    except PlanStoreError:
        raise
    except KeyError as error:
        raise PlanStoreError(
            f"{name}: its answer lacks {error}: it is damaged, or another version of "
            "the program made it; ask for it again"
        ) from None
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        said = f"its answer is damaged ({error}); ask for it again"
        raise PlanStoreError(f"{name}: {said}") from None


def frame(columns: Mapping, *names: str) -> pd.DataFrame:
    """Columns of an answer as a table; KeyError, ValueError where it is none.

    `names` are columns that it has to have, if it has rows at all.
    """
    if not isinstance(columns, Mapping):
        raise ValueError(f"{type(columns).__name__} in place of columns")
    if any(not isinstance(column, list) for column in columns.values()):
        raise ValueError("a column is no list")
    table = pd.DataFrame(dict(columns))
    if len(table):
        for name in names:
            table[name]
    return table
