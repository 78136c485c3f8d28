"""`twin oven`: one load under one recipe."""

from typing import Annotated

import typer

from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    Json,
    answering,
    console,
    print_json,
    say,
)
from scenarios.cli.outputs import output_files, save_picture, write_text


def oven(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="oven file (YAML): an oven, its load, a recipe; also looked for in "
            "the project's scenarios/",
            show_default=False,
        ),
    ],
    picture: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw the run: .png, .svg or .pdf"),
    ] = None,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the instants as CSV")
    ] = None,
    levers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="draw what temperature, width, pressure, calendering and load do to "
            "the drying time",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Vacuum drying of a load of coils: temperature, pressure and water over time."""
    with answering():
        targets = output_files(
            file, {"--picture": picture, "--csv": csv, "--levers": levers}
        )
        _run(file, *targets, as_json)


def _run(file, picture, table, compared, as_json):
    from models.sorption import SolverError
    from scenarios.curve.text import csv_text
    from scenarios.oven import text as oven_text
    from scenarios.oven.load import load
    from scenarios.oven.oven import run

    task = load(file)
    try:
        result = run(task)
    except SolverError as error:
        say(f"the run broke off: {error}")
        raise typer.Exit(BROKE_OFF) from None
    found = _levers(task) if compared is not None else []
    if as_json:
        print_json(oven_text.json_object(result, found))
    else:
        console().print(oven_text.steps_table(result))
        console().print(oven_text.coils_table(result))
        for line in oven_text.words(result):
            print(line)
    if table is not None:
        write_text(table, csv_text(result.rows))
    if picture is not None:
        from scenarios.oven import picture as oven_picture

        save_picture(oven_picture.figure(result), picture)
    if compared is not None:
        from scenarios.oven import picture as oven_picture

        save_picture(oven_picture.levers_figure(task, found), compared)


def _levers(task):
    from models.sorption import SolverError
    from scenarios.oven.levers import levers

    try:
        return levers(task)
    except ValueError as error:
        say(f"{task.source}: {error}")
        raise typer.Exit(BAD_INPUT) from None
    except SolverError as error:
        say(f"a lever's run broke off: {error}")
        raise typer.Exit(BROKE_OFF) from None
