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

COLUMNS = ("name", "computed", "reference", "error", "tolerance", "relative",
           "verdict", "unit", "source")  # fmt: skip


def json_object(finished: Sequence[Finished], path: Path) -> dict:
    """Verdict, every row, findings, seconds by case; `path` is that of the report."""
    rows = [(case.title, row) for case in finished for row in case.outcome.rows]
    table = {"case": [title for title, _ in rows]}
    table |= {name: [getattr(row, name) for _, row in rows] for name in COLUMNS}
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


class AnswerError(ValueError):
    """What was kept cannot be read; the text says why."""


def kept(folder: Path) -> dict | None:
    """What `keep` has written, or None where nothing has been; charts as Charts.

    Raises
    ------
    AnswerError
        Where it cannot be read, or is not as `keep` writes it.
    """
    try:
        return _read(folder / ANSWER)
    except FileNotFoundError:
        return None
    except OSError as error:
        why = error.strerror
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        why = f"it is damaged: {type(error).__name__}: {error}"
    raise AnswerError(f"{folder.name}/{ANSWER} cannot be read: {why}")


def _read(path):
    answer = json.loads(path.read_text(encoding="utf-8"))
    if len({len(answer["rows"][name]) for name in ("case", *COLUMNS)}) != 1:
        raise ValueError("the columns of its rows differ in length")
    for case in answer["rows"]["case"]:
        float(answer["seconds"][case])
    if not {"verdict", "program", "findings"} <= set(answer):
        raise KeyError("verdict, program or findings")
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
