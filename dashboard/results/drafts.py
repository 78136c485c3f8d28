"""Scenario files, as the page Scenarios asks for them: shipped ones and drafts."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.results import jobs
from dashboard.results.typeset import typeset
from scenarios import edit, form, store
from scenarios.edit import Checked
from scenarios.faults import ScenarioError
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.recipe.table import recipe_of
from scenarios.workspace import Workspace
from scenarios.yaml_text import yaml_text
from scenarios.yaml_tree import LARGEST

__all__ = ["Checked", "ScenarioError"]
KIND = "scenarios"
SHIPPED, DRAFT = "shipped", "draft"
SECTIONS = form.SECTIONS


@dataclass(frozen=True)
class Choice:
    """A scenario file that can be opened; `key` is how an address names it."""

    key: str
    place: str
    name: str

    @property
    def words(self) -> str:
        """How it is listed."""
        return f"{self.name} · {self.place}"


def choices() -> list[Choice]:
    """Shipped scenarios, the reference first, then drafts."""
    shipped = sorted(path.stem for path in PROJECT_FOLDER.glob("*.yaml"))
    shipped.sort(key=lambda name: name != "reference_line")
    found = [Choice(f"{SHIPPED}-{name}", SHIPPED, name) for name in shipped]
    drafts = Workspace.here().saved(KIND)
    return found + [Choice(f"{DRAFT}-{name}", DRAFT, name) for name in drafts]


def text_of(choice: Choice) -> str:
    """What is edited: a draft itself; of a shipped file a scenario that extends it.

    Raises
    ------
    ScenarioError
        If the file cannot be read.
    """
    place = Workspace.here()
    if choice.place == SHIPPED:
        words = choice.name.replace("_", " ")
        return edit.begun(f"{words} changed", f"{choice.name}.yaml")
    with place.confined():
        path = place.draft(KIND, choice.name)
        return edit.uploaded(edit.read(path), path.name)


def checked(text: str) -> Checked:
    """What the loader says of a text."""
    place = Workspace.here()
    drafts = [place.draft(KIND, name) for name in place.saved(KIND)]
    state = tuple((path.name, _written(path)) for path in drafts)
    return _checked(text, str(place.root), state)


def _written(path):
    """When a draft was last written; None where somebody has just taken it away."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


@st.cache_data(max_entries=64, ttl=60, show_spinner="Checking …")
def _checked(text, root, drafts):
    place = Workspace.here()
    with place.confined():
        return edit.checked(text, place.drafts / KIND)


def fields(found: Checked, section: str) -> list:
    """The numbers and tables of a section of the form."""
    return form.fields(found.content, section)


def is_table(one) -> bool:
    """Whether a field of the form is a table."""
    return isinstance(one, form.Table)


def beside(found: Checked, path: tuple) -> list[str]:
    """The loader's faults at a key or below it."""
    return [
        fault.message if fault.path == path else str(fault)
        for fault in found.faults
        if fault.path[: len(path)] == path
    ]


def changed(text: str, path: tuple, value, found: Checked) -> str:
    """`text` with another value at a key; ScenarioError where there is no place."""
    return edit.with_value(text, path, value, found.inherited)


def frame(table) -> pd.DataFrame:
    """A table of the form as its rows stand, a column for each of its keys."""
    columns = {}
    for column in table.columns:
        values = [row.get(column.name) for row in table.rows]
        kind = "float64" if column.number else "object"
        columns[column.name] = pd.Series(values, dtype=kind)
    return pd.DataFrame(columns)


def value_of(table, edited: pd.DataFrame) -> list[dict] | None:
    """The list in a file that an edited table stands for; None where it is empty."""
    rows = []
    for record in edited.to_dict("records"):
        row = {name: _given(value) for name, value in record.items()}
        row = {name: value for name, value in row.items() if value is not None}
        if row:
            rows.append(row)
    if table.recipe:
        return recipe_of(rows)
    return rows


def as_in(found: Checked, table, value) -> bool:
    """Whether the scenario has this value at the table's key already."""
    return edit.same(value, edit.at(found.content, table.path) or [])


def _given(value):
    """A cell's value; None where nothing was entered."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        return value.strip() or None
    return value


def uploaded(data: bytes, name: str) -> str:
    """The text of an upload; ScenarioError where it is none."""
    return edit.uploaded(data, name)


def differences(text: str, found: Checked) -> pd.DataFrame:
    """The keys in which a text differs from the file it extends."""
    from scenarios.compare.inputs import differing

    table = differing([found.inherited, found.content], ["before", "now"])
    return table.assign(
        unit=[typeset(unit) for unit in table["unit"]],
        meaning=[typeset(meaning) for meaning in table["meaning"]],
    )


def whole(found: Checked) -> str:
    """The merged scenario of a text as YAML: without comments, every key of a file."""
    return yaml_text(found.content)


def save(name: str, text: str, replace: bool) -> str:
    """Keep a text as a draft; the key by which it is chosen.

    Raises
    ------
    ValueError
        If the name is none that a draft can have, or that of a shipped file.
    FileExistsError
        If there is one already and it is not to be replaced.
    """
    if (PROJECT_FOLDER / f"{name}.yaml").is_file():
        raise ValueError(f"{name!r} is the name of a shipped scenario; choose another")
    if len(text.encode()) > LARGEST:
        raise ValueError("the text has more than 1 MiB; move lists into CSV files")
    Workspace.here().save(KIND, name, text, replace)
    return f"{DRAFT}-{name}"


def run(text: str) -> str:
    """The id of a job that runs the scenario of a text; ScenarioError, JobError.

    The job is given the whole scenario as it stands now, so that no draft it extends
    can change below it.
    """
    place = Workspace.here()
    with place.confined():
        whole = edit.complete(text, place.drafts / KIND)
    title = whole.scenario.name
    return jobs.begin("run", title, store.scenario_text(whole))
