"""Plans of all kinds, as the page Plans asks for them: what was found, files to ask."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard.results.yaml_files import YamlFiles
from scenarios.faults import ScenarioError
from scenarios.plan import naming, stored
from scenarios.plan.check import Asked
from scenarios.plan.check import checked as _checked_text
from scenarios.plan.day.stored import StoredDay, day_of
from scenarios.plan.settings.stored import StoredLine, line_of
from scenarios.plan.stored import (
    DAY,
    LINE,
    RECIPE,
    WEEK,
    Answer,
    PlanEntry,
    PlanStoreError,
    Unread,
    reading,
)
from scenarios.plan.week.stored import StoredWeek, week_of
from scenarios.workspace import Workspace

__all__ = [
    "DAY", "LINE", "RECIPE", "WEEK", "Answer", "Asked", "PlanStoreError",
    "ScenarioError", "StoredDay", "StoredLine", "StoredWeek", "changed", "checked",
    "day_of", "file_text", "files", "line_of", "listed", "opened", "reading", "save",
    "steps_around", "title", "unread", "week_of", "words_of",
]  # fmt: skip
FOUND = "asked before: "
LEAST = 1e-4  # of a figure: what is less is no change
SHOWN = 0.05  # %: a change is told to one digit
FILES = YamlFiles("plans")
save = FILES.save
KINDS = {
    WEEK: "dry room's week",
    LINE: "settings of a line",
    DAY: "day of ovens",
    RECIPE: "post-drying recipe",
}


# ---------------------------------------------------------------- found


def listed() -> list[PlanEntry]:
    """All finished plans of the workspace, the last first."""
    return stored.listed(Workspace.here().plans, None)


def unread() -> list[Unread]:
    """Plans that have no answer, or one that cannot be read."""
    return stored.unread(Workspace.here().plans)


def opened(plan: str) -> Answer:
    """A finished plan; PlanStoreError where there is none."""
    return stored.read(Workspace.here().plans, plan)


def download(plan: str, part: str) -> Callable[[], bytes]:
    """What makes a file of a plan, "yaml" or "json", when it is asked for."""

    name = {"yaml": stored.FILE, "json": stored.ANSWER}[part]
    return lambda: stored.file_bytes(Workspace.here().plans, plan, name)


def words_of(entry: PlanEntry) -> str:
    """A plan in a line: name, kind, when, whether there is a way."""
    name = "".join(c if c.isprintable() else "?" for c in entry.name)
    name = name if len(name) <= 50 else name[:49] + "…"
    state = "" if entry.feasible else " · nothing keeps all limits"
    old = "" if entry.current else " †"
    return f"{name} · {KINDS[entry.kind]} · {entry.finished[:16]}{state}{old}"


def title(figure: str, currency: str = "") -> str:
    """A figure or a setting of a line in words, its unit behind it."""
    return naming.head(figure, currency).replace("CO2", "CO₂")


def changed(rows: pd.DataFrame, plan: str, reference: str) -> pd.DataFrame:
    """`rows` with the change of the column `plan` against that of `reference` [%].

    A change too small to be shown is none. As they are where the reference has no
    figures.
    """
    before, after = rows[reference], rows[plan]
    change = 100.0 * (after - before) / before.abs()
    change = change.mask(change.abs() < SHOWN, 0.0)
    return rows if change.isna().all() else rows.assign(change_pct=change)


def steps_around(own: StoredLine, plan: str) -> pd.DataFrame:
    """What a step of each setting does to the figures of `plan`; the words last.

    A change of less than a ten-thousandth of its figure is none.
    """
    if own.changes.empty:
        return own.changes
    rows = own.changes[own.changes["plan"] == plan].dropna(axis=1, how="all")
    figures = own.figures.set_index("figure")[plan].abs()
    names = [name for name in rows.columns if name in figures.index]
    rows = rows.assign(
        **{n: rows[n].mask(rows[n].abs() < LEAST * figures[n], 0.0) for n in names}
    )
    first = [name for name in ("setting", "from", "to") if name in rows]
    last = [name for name in ("breaks",) if name in rows]
    return rows[[*first, *names, *last]]


# ---------------------------------------------------------------- asked


def files() -> list[str]:
    """Names of plan files to begin with: shipped ones, drafts, those asked before."""
    kept = [FOUND + one.folder for one in listed()]
    kept += [FOUND + one.folder for one in unread() if one.begun]
    return FILES.listed() + kept


def asked_before(plan: str) -> str:
    """How the file of a kept plan is called among `files`."""
    return FOUND + plan


def file_text(name: str) -> str:
    """What stands in a plan file; ScenarioError, ValueError where it is unreadable."""
    if name.startswith(FOUND):
        return stored.file_text(Workspace.here().plans, name.removeprefix(FOUND))
    return FILES.text(name)


def checked(text: str, workers: int) -> Asked:
    """What a plan's text asks for; ScenarioError with all its faults."""
    place = Workspace.here()
    state = tuple(
        (str(path), path.stat().st_mtime_ns)
        for path in sorted(place.drafts.glob("*/*.yaml"))
    )
    return _checked(text, workers, str(place.root), state)


@st.cache_resource(max_entries=64, ttl=60, show_spinner="Checking …")
def _checked(text, workers, root, drafts):
    with Workspace.here().confined():
        return _checked_text(text, FILES.folder, workers)
