"""`twin expose`: how long a coil, stack or sheet may wait, in which air."""

from typing import Annotated

import typer

from scenarios.cli.answers import (
    BROKE_OFF,
    Json,
    answering,
    console,
    print_json,
    say,
)
from scenarios.cli.outputs import output_files, save_picture, write_text


def expose(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="exposure file (YAML): a sample, airs, wrappings, limits; also looked "
            "for in the project's scenarios/",
        ),
    ],
    plot: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw water and times: .png, .svg or .pdf"),
    ] = None,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the times as CSV")
    ] = None,
    as_json: Json = False,
) -> None:
    """Time until a sample reaches given water contents, by air and wrapping."""
    with answering():
        picture, table = output_files(file, plot, csv)
        from models.sorption import SolverError
        from scenarios import exposure_text
        from scenarios.curve_text import csv_text
        from scenarios.exposure import run
        from scenarios.exposure_load import load
        from scenarios.progress import shown

        plan = load(file)
        many = len(plan.places) * len(plan.wrappings)
        words = f"{many} exposures, {len(plan.limits)} limits each"
        try:
            with shown(plan.name, words) as progress:
                found = run(plan, progress)
        except SolverError as error:
            say(f"the exposures broke off: {error}")
            raise typer.Exit(BROKE_OFF) from None
        if as_json:
            print_json({**found.rows, "courses": found.course_rows()})
        else:
            console().print(exposure_text.exposure_table(found))
        if table is not None:
            write_text(table, csv_text(found.rows))
        if picture is not None:
            from scenarios import exposure_picture

            save_picture(exposure_picture.figure(found), picture)
