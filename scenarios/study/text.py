"""What `twin study` prints: quantiles, limits, indices, what failed."""

import math
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from scenarios.faults import printable
from scenarios.study import report
from scenarios.study.conduct import TABLE, Finished
from scenarios.study.load import Study
from scenarios.tables import NOTHING, rows_table

MOST_ROWS = 60  # of one table; the rest stands in the CSV
MOST_FAILURES = 5


def short_names(keys: Iterable[str]) -> dict[str, str]:
    """For each dotted key its last parts, as many as tell it from the others.

    >>> short_names(["zones.a.dew_point_degC", "zones.b.dew_point_degC", "seed"])
    {'zones.a.dew_point_degC': 'a.dew_point_degC', \
'zones.b.dew_point_degC': 'b.dew_point_degC', 'seed': 'seed'}
    """
    keys, found = list(keys), {}
    for name in keys:
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            end = ".".join(parts[-count:])
            alike = [k for k in keys if k == end or k.endswith(f".{end}")]
            if len(alike) <= 1:
                break
        found[name] = end
    return found


def digits(value) -> str:
    """A number with four digits; "-" where there is none."""
    if isinstance(value, str):
        return printable(value)
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"


def words_before(study: Study, workers: str) -> str:
    """How large the study is, in one line."""
    from scenarios.size import GIB, duration_words

    return (
        f"{study.count} points {workers}: about "
        f"{duration_words(study.seconds)} and {study.memory / GIB:.2g} GiB"
    )


def print_study(finished: Finished, console: Console, found_indices) -> None:
    """All tables of a study, and its closing lines."""
    study = finished.study
    short = short_names(study.keys.vary)
    tables = [(report.quantiles(finished), "quantiles over the points", short)]
    if study.limits:
        title = "probability that a limit is broken, with its 95 % interval"
        columns = report.limits(finished)
        for name in ("points", "broken"):  # in --json; here there is no room
            del columns[name]
        tables.append((columns, title, short))
    for columns, title, names in tables:
        _print(columns, f"{study.keys.name}: {title}", names, console)
    if found_indices is not None:
        kind = study.keys.sensitivity.capitalize()
        title = f"{study.keys.name}: {kind} indices; conf: half of a 95 % interval"
        _print(_sorted(found_indices), title, {}, console, short)
    for line in closing_lines(finished):
        console.print(Text(line), soft_wrap=True)


def _print(columns, title, short, console, shown=None):
    heads = tuple(name for name in columns if name != "case")
    count = len(columns[heads[0]])
    rows, before = [], None
    for i in range(min(count, MOST_ROWS)):
        row = []
        for head in heads:
            value = columns[head][i]
            if head == "key":
                row.append(shown[value])
            elif isinstance(value, str):
                row.append(printable(value))
            else:
                row.append(digits(value))
        figure = columns["figure"][i]
        row[0] = "" if figure == before else figure
        before = figure
        rows.append(tuple(row))
    names = tuple(short.get(head, head) for head in heads)
    words = ("figure", "key", "limit")
    table = rows_table(rows, names, title, tuple(n for n in names if n not in words))
    for column in table.columns:
        column.no_wrap = True
    if count > MOST_ROWS:
        table.caption = f"and {count - MOST_ROWS} more rows: see --json"
    console.print(table)


def _sorted(columns):
    """The rows of indices, per figure the most important key first."""
    measure = "mu_star" if "mu_star" in columns else "ST"
    figures = list(dict.fromkeys(columns["figure"]))
    order = sorted(
        range(len(columns["figure"])),
        key=lambda i: (
            figures.index(columns["figure"][i]),
            -columns[measure][i] if math.isfinite(columns[measure][i]) else math.inf,
        ),
    )
    return {name: [values[i] for i in order] for name, values in columns.items()}


def closing_lines(finished: Finished) -> list[str]:
    """What was finished, what failed and why, where the table is."""
    failed = report.failures(finished)
    lines = []
    for i in range(min(finished.failed, MOST_FAILURES)):
        # a reason may quote names of a file: on one line, control characters out
        reason = "".join(c if c.isprintable() else " " for c in failed["reason"][i])
        lines.append(f"point {failed['point'][i]} failed: {reason}")
    if finished.failed > MOST_FAILURES:
        more = finished.failed - MOST_FAILURES
        lines.append(f"and {more} more failed; the table has the reasons")
    total = finished.done + finished.failed
    found = f", {finished.found} of them found in the store" if finished.found else ""
    lines.append(
        f"{total} points: {finished.done} done{found}, {finished.failed} failed"
    )
    lines.append(f"table {finished.digest[:12]} written to {finished.folder / TABLE}")
    return lines
