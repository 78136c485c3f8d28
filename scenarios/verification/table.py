"""What the command line prints of the verification: a line per case, failures whole."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scenarios.verification.report import allowance, number
from scenarios.verification.row import FAILED
from scenarios.verification.suite import Finished, verdict


def print_verification(finished: list[Finished], console: Console) -> None:
    """A line per case, each failed row in full, the findings, the verdict."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("case", overflow="fold")
    for head in ("rows", "error / tolerance"):
        table.add_column(head, justify="right")
    table.add_column("verdict", no_wrap=True)
    table.add_column("s", justify="right", no_wrap=True)
    for case in finished:
        table.add_row(
            Text(case.title),
            str(len(case.outcome.rows)),
            f"{case.worst:.2g}",
            judged(case.verdict),
            f"{case.seconds:.1f}",
        )
    console.print(table)
    for case in finished:
        for finding in case.outcome.findings:
            console.print(Text(f"finding ({case.title}): {finding.text}"))
    for case in finished:
        for row in case.failures:
            console.print(
                Text(
                    f"{FAILED}: {case.title}: {row.name}: computed "
                    f"{number(row.computed)} {row.unit}, reference "
                    f"{number(row.reference)}, error {allowance(row, row.error)}, "
                    f"tolerance {allowance(row, row.tolerance)} ({row.source})"
                )
            )
    rows = sum(len(case.outcome.rows) for case in finished)
    failures = sum(len(case.failures) for case in finished)
    if failures:
        console.print(f"{failures} of {rows} rows {FAILED}")
    else:
        console.print(f"all {rows} rows {verdict(finished)}")


def judged(word: str) -> Text:
    """A verdict; a failed one stands out, and says so in its letters too."""
    return Text(word, style="bold red" if word == FAILED else "")
