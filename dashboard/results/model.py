"""The verification and the documents, as the page on the model asks for them."""

import pandas as pd

from scenarios import handbook
from scenarios.charts import palette
from scenarios.program import program
from scenarios.verification import answer, figures
from scenarios.workspace import Workspace

AnswerError = answer.AnswerError
DOCUMENTS = list(handbook.PAGES)
parts = handbook.parts


def verification() -> dict | None:
    """What the last verification of this workspace found; None where there is none.

    `rows`, `cases` and `findings` are tables, `current` says whether this program made
    it, `charts` are (case, title, note, figure).

    Raises
    ------
    AnswerError
        Where what it found cannot be read.
    """
    kept = answer.kept(Workspace.here().verification)
    if kept is None:
        return None
    rows = pd.DataFrame(kept["rows"])
    used = rows["error"] / rows["tolerance"].where(rows["tolerance"] > 0)
    rows["used_pct"] = 100.0 * used
    grouped = rows.groupby("case", sort=False)
    cases = pd.DataFrame(
        {
            "rows": grouped.size(),
            "passed": grouped["verdict"].apply(lambda v: int((v == "passed").sum())),
            "used_pct": grouped["used_pct"].max(),
        }
    ).reset_index()
    cases["seconds_s"] = [kept["seconds"][case] for case in cases["case"]]
    return {
        "verdict": kept["verdict"],
        "current": kept["program"] == program(),
        "program": kept["program"],
        "rows": rows,
        "cases": cases,
        "findings": pd.DataFrame(kept["findings"], columns=["case", "text"]),
        "charts": [
            (case, chart.title, chart.note, _dressed(figures.figure(chart)))
            for case, chart in kept["charts"]
        ],
    }


def _dressed(drawn):
    """A figure of the report on the page's ground; its legend stays below it."""
    kept = drawn.layout.to_plotly_json()
    palette.dressed(drawn, height=kept["height"])
    for name, update in (("x", drawn.update_xaxes), ("y", drawn.update_yaxes)):
        if kept[f"{name}axis"].get("type") == "log":
            values = [v for trace in drawn.data for v in trace[name] if v and v > 0.0]
            update(palette.log_ticks(min(values), max(values)))
    return drawn.update_layout(legend=kept["legend"], margin=kept["margin"])


def report() -> bytes:
    """The last report as HTML."""
    return (Workspace.here().verification / answer.REPORT).read_bytes()
