"""`twin verify`: the verification suite, its table and its report."""

import os
from typing import Annotated

import typer

from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    Json,
    answering,
    console,
    print_json,
    reason,
    say,
)
from scenarios.cli.outputs import output_files, store_folder

REPORT = os.path.join("runs", "verification.html")


def verify(
    only: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="only the cases with TEXT in their title"),
    ] = None,
    report: Annotated[
        str, typer.Option(metavar="FILE.html", help="where the report is written")
    ] = REPORT,
    as_json: Json = False,
) -> None:
    """Hold the program against papers, exact answers and independent solvers."""
    with answering():
        from scenarios import verification
        from scenarios.progress import counted
        from scenarios.verification import suite
        from scenarios.verification.answer import json_object
        from scenarios.verification.report import save

        if report == REPORT:  # beside the runs, whose folder may be made
            store_folder("--report", os.path.dirname(REPORT)).mkdir(exist_ok=True)
        (path,) = output_files(None, {"--report": report})
        titles = suite.matching(only)
        if not titles:
            known = "\n  ".join(verification.cases())
            say(f"--only {only}: no case has that in its title; the cases:\n  {known}")
            raise typer.Exit(BAD_INPUT)
        with counted("verification", len(titles)) as tell:
            finished = suite.run(
                titles,
                lambda case: tell(
                    f"{case.title}: {case.verdict}, {case.seconds:.1f} s"
                ),
            )
        try:
            save(finished, path, only)
        except OSError as error:
            say(f"{path}: the report could not be written: {reason(error)}")
            raise typer.Exit(BROKE_OFF) from None
        if as_json:
            print_json(json_object(finished, path))
        else:
            from scenarios.verification.table import print_verification

            print_verification(finished, console())
            print(f"report written to {path}")
        if any(case.failures for case in finished):
            raise typer.Exit(BROKE_OFF)
