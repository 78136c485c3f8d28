"""The verification as one plain object: for `--json`, and for the app to show."""

from collections.abc import Sequence
from pathlib import Path

from scenarios.program import program
from scenarios.verification import suite
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
