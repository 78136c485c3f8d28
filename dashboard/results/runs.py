"""Runs of the store, as pages ask for them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from scenarios import runs, store
from scenarios.runs import RunEntry, StoredRun, StoreError
from scenarios.workspace import Workspace

__all__ = [
    "RunEntry",
    "StoreError",
    "listed",
    "opened",
    "result",
    "summary",
    "table",
    "taken_as_it_is",
]
LISTED_FOR = 2.0  # s until the store is looked through again


def listed() -> list[RunEntry]:
    """The runs of the workspace, the last finished first."""
    return _listed(str(Workspace.here().runs))


@st.cache_data(ttl=LISTED_FOR, show_spinner=False)
def _listed(folder):
    return runs.listed(Workspace.here().runs)


def opened(run: str) -> StoredRun:
    """The run of this id; StoreError where there is none."""
    return runs.opened(Workspace.here().runs, run)


def table(run: str, name: str) -> pd.DataFrame:
    """A table of a run; to be read, not changed."""
    return _table(str(Workspace.here().runs), run, name)


@st.cache_data(max_entries=64, show_spinner="Reading the run's tables …")
def _table(folder, run, name):
    return opened(run).table(name)


def summary(run: str) -> dict:
    """What stands in a run's summary.json."""
    return opened(run).summary


def result(run: str):
    """The Result of a run, shared by all who ask: not to be changed."""
    return _result(str(Workspace.here().runs), run)


@st.cache_resource(max_entries=8, show_spinner="Reading the run …")
def _result(folder, run):
    return opened(run).result()


@contextmanager
def taken_as_it_is(run: str) -> Iterator[None]:
    """Inside, what breaks off because the run's tables are not whole is a StoreError.

    Damaged, or of an older program; what breaks off on whole tables is a fault of this
    program, and stays what it is.
    """
    try:
        yield
    except (LookupError, AttributeError, TypeError) as error:
        lacks = opened(run).lacks()
        if not lacks:
            raise
        raise StoreError(
            f"{run}: {'; '.join(lacks)}: it is damaged, or was made by another version "
            "of the program"
        ) from error


def scenario_text(run: str) -> str:
    """The scenario of a run as YAML."""
    return opened(run).scenario_text()


def csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV; texts that a spreadsheet would take for a formula are quoted."""
    return store.safe_for_spreadsheets(frame).to_csv(index=False).encode()
