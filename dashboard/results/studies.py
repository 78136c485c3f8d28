"""Studies, as pages ask for them: files to begin with, what is kept, what came out."""

import pandas as pd
import streamlit as st

from dashboard.results import place
from dashboard.results.yaml_files import YamlFiles
from scenarios.faults import ScenarioError
from scenarios.ledger_error import LedgerError
from scenarios.study import kept, report, sensitivity
from scenarios.study.conduct import Finished
from scenarios.study.kept import KeptStudy
from scenarios.study.load import from_text
from scenarios.study.picture import swings as fifths
from scenarios.study.table import figure_names
from scenarios.study.text import short_names
from scenarios.study.verdict import BROKEN, KEPT, SOME, Verdict, Words, verdict
from scenarios.workspace import Workspace

__all__ = [
    "BROKEN", "KEPT", "SOME", "LedgerError", "ScenarioError", "Verdict", "Words",
    "answers", "checked", "file_text", "files", "listed", "save", "verdict",
]  # fmt: skip
FILES = YamlFiles("studies")
files, file_text, save = FILES.listed, FILES.text, FILES.save


def checked(text: str, workers: int) -> dict:
    """Name, points, estimate of a study's text; ScenarioError with all its faults."""
    with Workspace.here().confined():
        study = from_text(text, FILES.folder, workers)
    return {
        "name": study.keys.name,
        "points": study.count,
        "seconds": study.seconds,
        "memory_GiB": study.memory / 2**30,
    }


def listed() -> list[KeptStudy]:
    """The studies of the workspace, the last begun first."""
    return kept.listed(Workspace.here().studies)


def unread() -> dict[str, str]:
    """Studies of the workspace whose ledger cannot be read, and why."""
    found = kept.unread(Workspace.here().studies)
    return {study: place.told(why) for study, why in found.items()}


def text(study: str) -> str:
    """The file of a kept study."""
    return kept.text(Workspace.here().studies, study)


def answers(study: KeptStudy) -> dict:
    """All that a study says so far.

    Keys: `points` (table), `quantiles`, `limits`, `indices` (or None), `kind` of them,
    `swings` by figure, `failures`, `figures`, `bounds` by figure, `listed` and `drawn`
    keys, `short` names of keys.
    """
    return _answers(str(Workspace.here().studies), study.folder, study.booked)


@st.cache_data(max_entries=16, show_spinner="Reading the study …")
def _answers(folder, study, booked):  # the first and the last are what it hangs on
    here = Workspace.here()
    with here.confined():
        found = kept.opened(here.studies, study)
    keys = found.study.keys
    whole = found.done + found.failed == len(found.table)
    indices = sensitivity.indices(found) if whole and found.done else None
    names = figure_names(found.study)
    return {
        "name": keys.name,
        "description": keys.description,
        "points": found.table,
        "quantiles": pd.DataFrame(report.quantiles(found)),
        "limits": pd.DataFrame(report.limits(found)),
        "indices": None if indices is None else pd.DataFrame(indices),
        "kind": keys.sensitivity,
        "swings": {name: _swings(found, name) for name in names} if whole else {},
        "failures": pd.DataFrame(report.failures(found)),
        "figures": names,
        "bounds": {n: (b.min, b.max) for n, b in found.study.limits.items()},
        "listed": list(keys.listed()),
        "drawn": list(keys.drawn()),
        "short": short_names(keys.vary),
        "digest": found.digest,
    }


def _swings(found: Finished, name: str) -> pd.DataFrame:
    heads = ["key", "lowest", "lowest_half", "highest", "highest_half"]
    rows = fifths(found, name) if found.study.keys.drawn() else []
    return pd.DataFrame(
        [
            (key, means[0], halves[0], means[1], halves[1])
            for key, means, halves in rows
        ],
        columns=heads,
    )
