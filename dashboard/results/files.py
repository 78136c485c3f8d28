"""Files of runs and tables to take away; each is made when it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.results import runs
from scenarios import export, store
from scenarios.workspace import Workspace

HTML, ZIP, YAML = "text/html", "application/zip", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Download:
    """A file that a button offers: what it is, its name, type and how it is made."""

    words: str
    name: str
    kind: str
    made: Callable[[], bytes]


def of_run(run: str) -> list[Download]:
    """All that a run can be taken away as; of one with an `obstacle`, its scenario."""
    text = Download("Scenario (YAML)", f"{run}.yaml", YAML, lambda: scenario(run))
    if obstacle(run) is not None:
        return [text]
    return [
        Download("Report (HTML)", f"{run}.html", HTML, lambda: report(run)),
        Download("Tables (XLSX)", f"{run}.xlsx", XLSX, lambda: workbook(run)),
        Download("Tables (parquet)", f"{run}-parquet.zip", ZIP, lambda: parquet(run)),
        Download("Tables (CSV)", f"{run}-csv.zip", ZIP, lambda: csv(run)),
        text,
    ]


def obstacle(run: str) -> str | None:
    """Why a run's tables and report cannot be made; None where they can."""
    return _obstacle(str(Workspace.here().runs), run)


@st.cache_data(max_entries=200, show_spinner=False)
def _obstacle(folder, run):
    """Asked before: an error in making a file would not reach the visitor."""
    try:
        found = runs.opened(run)
        for name in store.TABLES:
            found.table(name)
        found.loaded()
    except ValueError as error:  # StoreError and ScenarioError among them
        return str(error)
    return None


def report(run: str) -> bytes:
    """The run as one page with all in it."""
    from scenarios.report.page import page

    return page(runs.opened(run)).encode()


def workbook(run: str) -> bytes:
    """All tables of a run as XLSX."""
    return export.run_workbook(runs.opened(run))


def parquet(run: str) -> bytes:
    """All tables of a run as parquet, in a zip."""
    return export.run_parquet(runs.opened(run))


def csv(run: str) -> bytes:
    """All tables of a run as CSV, in a zip."""
    return export.run_csv(runs.opened(run))


def scenario(run: str) -> bytes:
    """The scenario as it was run."""
    return runs.scenario_text(run).encode()


def sheets(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as sheets of one XLSX."""
    return export.workbook(frames)
