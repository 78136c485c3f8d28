"""The verification as plain objects: for `--json`, and kept for the app to show."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from scenarios.program import program
from scenarios.store import json_text
from scenarios.verification import suite
from scenarios.verification.report import save
from scenarios.verification.row import Chart, Curve
from scenarios.verification.suite import Finished


def json_object(finished: Sequence[Finished], path: Path) -> dict:
    """Verdict, every row, findings, seconds by case; `path` is that of the report."""
    rows = [(case.title, row) for case in finished for row in case.outcome.rows]
    columns = ("name", "computed", "reference", "error", "tolerance")
    columns += ("relative", "verdict", "unit", "source")
    table = {"case": [title for title, _ in rows]}
    table |= {name: [getattr(row, name) for _, row in rows] for name in columns}
    return {
        "verdict": suite.verdict(finished),
        "program": program(),
        "rows": table,
        "findings": [
            {"case": case.title, "text": finding.text}
            for case in finished
            for finding in case.outcome.findings
        ],
        "seconds": {case.title: case.seconds for case in finished},
        "report": str(path),
    }


REPORT, ANSWER = "report.html", "answer.json"


def keep(finished: Sequence[Finished], folder: Path, only: str | None = None) -> dict:
    """Report and answer, the charts' data with it, written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    save(finished, folder / REPORT, only)
    answer = json_object(finished, folder / REPORT)
    answer["charts"] = [
        {"case": case.title, **_plain(chart)}
        for case in finished
        for chart in case.outcome.charts
    ]
    (folder / ANSWER).write_text(json_text(answer), encoding="utf-8")
    return answer


def kept(folder: Path) -> dict | None:
    """What `keep` has written, or None where nothing has been; charts as Charts."""
    try:
        answer = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    answer["charts"] = [
        (
            chart.pop("case"),
            Chart(**{**chart, "curves": tuple(Curve(**c) for c in chart["curves"])}),
        )
        for chart in answer["charts"]
    ]
    return answer


def _plain(chart):
    def value(found):
        if isinstance(found, np.ndarray):
            return found.tolist()
        if isinstance(found, dict):
            return {name: value(one) for name, one in found.items()}
        return (
            [value(one) for one in found] if isinstance(found, list | tuple) else found
        )

    return value(asdict(chart))
