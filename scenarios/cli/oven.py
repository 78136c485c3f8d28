"""`twin oven`: one load under one recipe."""

import os
from typing import Annotated

import typer

from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    Json,
    answering,
    console,
    picture_path,
    print_json,
    reason,
    say,
    writable_file,
)


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
    plot: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw the run: .png, .svg or .pdf"),
    ] = None,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the instants as CSV")
    ] = None,
    as_json: Json = False,
) -> None:
    """Vacuum drying of a load of coils: temperature, pressure and water over time."""
    with answering():
        picture, table = _targets(file, plot, csv)
        _run(file, picture, table, as_json)


def _targets(file, plot, csv):
    """Where picture and table go; exit 2 before any work if they cannot go there."""
    from scenarios.curve_load import found

    named = [target for target in (plot, csv, str(found(file))) if target is not None]
    places = [os.path.realpath(target) for target in named]
    if len(set(places)) < len(places):
        say("--plot, --csv and the oven file are one file; name different ones")
        raise typer.Exit(BAD_INPUT)
    picture = None if plot is None else picture_path(plot)
    for target in (picture, csv):
        if target is not None:
            writable_file(target)
    return picture, csv


def _run(file, picture, table, as_json):
    from models.sorption import SolverError
    from scenarios import oven_text
    from scenarios.curve_text import csv_text
    from scenarios.oven import run
    from scenarios.oven_load import load

    task = load(file)
    try:
        result = run(task)
    except SolverError as error:
        say(f"the run broke off: {error}")
        raise typer.Exit(BROKE_OFF) from None
    if as_json:
        print_json(
            {
                "name": task.name,
                "summary": result.summary,
                "energy": result.energy,
                "steps": result.steps,
                "coils": result.coils,
                "rows": result.rows,
            }
        )
    else:
        console().print(oven_text.steps_table(result))
        console().print(oven_text.coils_table(result))
        for line in oven_text.words(result):
            print(line)
    if table is not None:
        _written(table, csv_text(result.rows))
    if picture is not None:
        from scenarios import oven_picture, pictures

        try:
            pictures.save(oven_picture.figure(result), picture)
        except OSError as error:
            say(f"{picture}: the picture could not be written: {reason(error)}")
            raise typer.Exit(BROKE_OFF) from None
        say(f"drawn to {picture}")


def _written(target, text):
    try:
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        say(f"{target}: the table could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"written to {target}")
