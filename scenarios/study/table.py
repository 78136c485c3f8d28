"""The table of a study: one row per point, what was set and what came out."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.study import results
from scenarios.study.ledger import DONE
from scenarios.study.load import Study

BEFORE = ("point", "case", "sample", "replication")
AFTER = ("state", "reason", "run")


def table(study: Study, rows: Sequence[dict], out: Path) -> pd.DataFrame:
    """One row per point in their order; NaN where a point has no such figure.

    Columns: point, case, sample, replication; the varied keys; the study's figures and
    those of its limits; state, reason, run (the hash in the name of `twin run`'s
    folder).
    """
    names = figure_names(study)
    columns: dict[str, list] = {name: [] for name in BEFORE}
    columns |= {name: [] for name in (*study.keys.vary, *names, *AFTER)}
    for row in rows:
        at = row["point"]
        figures = {}
        if row["state"] == DONE:
            figures, *_ = results.read(out, row["key"], row["digest"])
        for name, value in zip(
            BEFORE, (at.number, at.case, at.sample, at.replication), strict=True
        ):
            columns[name].append(value)
        for name, value in zip(study.keys.vary, at.values, strict=True):
            columns[name].append(written(value))
        for name in names:
            columns[name].append(figures.get(name, np.nan))
        for name in AFTER:
            columns[name].append(row[name])
    frame = pd.DataFrame(columns)
    return frame.astype({name: float for name in names})


def figure_names(study: Study) -> list[str]:
    """The figures of the table: those that come out, then those that are judged."""
    return list(dict.fromkeys([*study.figures, *study.limits]))


def written(value):
    """A value as a cell of the table: lists and mappings as JSON."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def table_text(frame: pd.DataFrame) -> str:
    """The table as CSV, numbers in full: equal tables, equal text."""
    return frame.to_csv(index=False, lineterminator="\n")
