"""The verification as one page: every row, finding and chart, nothing from outside."""

import math
from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from scenarios.program import program
from scenarios.verification.row import FAILED, Chart, Row
from scenarios.verification.suite import Finished, verdict
from scenarios.whole_file import put

LIBRARIES = ("numpy", "scipy", "numba", "scikit-sundae")  # what the numbers rest on
LONG = 15  # rows; a longer table of a case that passed is folded away
HEADS = (
    *("name", "computed", "reference", "error", "tolerance"),
    *("verdict", "unit", "source"),
)

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff;
  max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; margin: 0.5rem 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; border-top: 2px solid #ccc;
  padding-top: 0.8rem; }
h3 { font-size: 1.05rem; margin: 1.2rem 0 0.2rem; }
.verdict { font-size: 1.2rem; font-weight: bold; padding: 0.6rem 0.9rem;
  border-left: 0.5rem solid #0072b2; background: #eef6fb; }
.verdict.failed { border-color: #b00020; background: #fdecee; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid #ddd;
  vertical-align: top; overflow-wrap: anywhere; }
th { border-bottom: 2px solid #888; overflow-wrap: normal; }
td[data-head="verdict"], td[data-head="unit"] { overflow-wrap: normal; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.failed td { background: #fdecee; font-weight: bold; }
summary { cursor: pointer; padding: 0.4rem 0; }
figure { margin: 1rem 0; }
figcaption, .facts, .how { color: #555; font-size: 0.9rem; }
.finding { border-left: 0.3rem solid #888; padding: 0.2rem 0.8rem; margin: 0.8rem 0; }
@media (max-width: 44rem) {
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  tr { border: 1px solid #ccc; margin: 0.6rem 0; padding: 0.3rem; }
  td { border: 0; padding: 0.1rem 0.4rem; }
  td::before { content: attr(data-head) ": "; color: #555; font-weight: normal; }
  td:empty { display: none; }
  td.number { white-space: normal; }
}
"""


def save(finished: Sequence[Finished], path: Path, only: str | None = None) -> None:
    """Write the page of `finished` to `path`, whole or not at all."""
    put(path, page(finished, datetime.now(), only))


def number(value: float) -> str:
    """Six digits of a number; "none" for what is not one.

    >>> number(2.4528e-5), number(float("nan"))
    ('2.4528e-05', 'none')
    """
    return "none" if math.isnan(value) else f"{value:.6g}"


def allowance(row: Row, value: float) -> str:
    """An error or a tolerance of `row`: in its unit, or with a % sign as a share.

    >>> allowance(Row.of("a", 1.01, 1.0, 0.02, "by hand", relative=True), 0.02)
    '2 %'
    """
    if math.isnan(value):
        return "none"
    return f"{100.0 * value:.3g} %" if row.relative else f"{value:.3g}"


def page(finished: Sequence[Finished], when: datetime, only: str | None = None) -> str:
    """The page as HTML; `only` says which text chose the cases, if not all were run."""
    from plotly.offline import get_plotlyjs

    rows = sum(len(case.outcome.rows) for case in finished)
    failures = sum(len(case.failures) for case in finished)
    failed = verdict(finished) == FAILED
    counted = "1 case" if len(finished) == 1 else f"{len(finished)} cases"
    said = (
        f"FAILED: {failures} of {rows} rows in {counted}"
        if failed
        else f"passed: all {rows} rows in {counted}"
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    part = (
        ""
        if only is None
        else f'<p>Only cases with "{escape(only)}" in their title were run.</p>'
    )
    sections = "".join(_section(n, case) for n, case in enumerate(finished, start=1))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Verification of the electrode moisture twin</title>
<style>{STYLE}</style>
<script>{get_plotlyjs()}</script>
</head>
<body>
<h1>Verification of the electrode moisture twin</h1>
<p class="verdict{" failed" if failed else ""}">{said}</p>
{part}
<p class="facts">Program {escape(program())}, {when:%Y-%m-%d %H:%M}, Python
{python_version()}, {escape(libraries)}.</p>
<p class="how">Each row holds a computed number against a reference. It passes where the
error is not larger than the tolerance. Both are in the row's unit; with a % sign they
are a share of the reference. Where only one side counts (a lowest activity, a largest
gap), the reference is the bound and the error what lies beyond it. &ldquo;Error /
tolerance&rdquo; is that of the row closest to failing.</p>
{_overview(finished)}
{sections}
</body>
</html>
"""


def _overview(finished):
    lines = []
    for n, case in enumerate(finished, start=1):
        link = f'<a href="#case-{n}">{escape(case.title)}</a>'
        cells = (
            ("case", link, "text"),
            ("rows", str(len(case.outcome.rows)), "number"),
            ("error / tolerance", f"{case.worst:.2g}", "number"),
            ("verdict", case.verdict, "text"),
        )
        lines.append(_line(cells, case.verdict))
    return _table(("case", "rows", "error / tolerance", "verdict"), lines)


def _section(n, case):
    outcome = case.outcome
    findings = "".join(
        f'<p class="finding">Finding: {escape(finding.text)}</p>\n'
        for finding in outcome.findings
    )
    charts = "".join(
        _chart(chart, f"chart-{n}-{m}") for m, chart in enumerate(outcome.charts)
    )
    opened = " open" if case.failures or len(outcome.rows) <= LONG else ""
    count = len(outcome.rows)
    return f"""<section id="case-{n}">
<h2>{escape(case.title)}: {case.verdict}</h2>
{findings}{charts}<details{opened}>
<summary>{count} row{"s" if count > 1 else ""}</summary>
{_table(HEADS, [_row(row) for row in outcome.rows])}
</details>
</section>
"""


def _row(row):
    texts = (
        row.name,
        number(row.computed),
        number(row.reference),
        allowance(row, row.error),
        allowance(row, row.tolerance),
        row.verdict,
        row.unit,
        row.source,
    )
    cells = [
        (head, escape(text), "number" if 1 <= place <= 4 else "text")
        for place, (head, text) in enumerate(zip(HEADS, texts, strict=True))
    ]
    return _line(cells, row.verdict)


def _line(cells, judged):
    told = "".join(
        f'<td data-head="{head}" class="{kind}">{text}</td>'
        for head, text, kind in cells
    )
    return f'<tr class="{judged.lower()}">{told}</tr>'


def _table(heads, lines):
    head = "".join(f"<th>{text}</th>" for text in heads)
    body = "\n".join(lines)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"


def _chart(chart: Chart, name):
    from scenarios.verification.figures import figure

    drawn = figure(chart).to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=name,
        config={"displaylogo": False, "responsive": True},
    )
    note = f"<figcaption>{escape(chart.note)}</figcaption>\n" if chart.note else ""
    return f"<figure>\n<h3>{escape(chart.title)}</h3>\n{drawn}\n{note}</figure>\n"
