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
        picture, table, compared = _targets(file, plot, csv, levers)
        _run(file, picture, table, compared, as_json)


def _targets(file, plot, csv, levers):
    """Where picture and table go; exit 2 before any work if they cannot go there."""
    from scenarios.curve_load import found

    named = [
        target for target in (plot, csv, levers, str(found(file))) if target is not None
    ]
    places = [os.path.realpath(target) for target in named]
    if len(set(places)) < len(places):
        say(
            "--plot, --csv, --levers and the oven file: two of them are one file; name "
            "different ones"
        )
        raise typer.Exit(BAD_INPUT)
    picture = None if plot is None else picture_path(plot)
    compared = None if levers is None else picture_path(levers)
    for target in (picture, csv, compared):
        if target is not None:
            writable_file(target)
    return picture, csv, compared


def _run(file, picture, table, compared, as_json):
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
        from scenarios import oven_picture

        _drawn(picture, oven_picture.figure(result))
    if compared is not None:
        from scenarios import oven_picture

        _drawn(compared, oven_picture.levers_figure(task, _levers(task)))


def _levers(task):
    from models.sorption import SolverError
    from scenarios.oven_levers import levers

    try:
        return levers(task)
    except ValueError as error:
        say(f"{task.source}: {error}")
        raise typer.Exit(BAD_INPUT) from None
    except SolverError as error:
        say(f"a lever's run broke off: {error}")
        raise typer.Exit(BROKE_OFF) from None


def _drawn(target, figure):
    from scenarios import pictures

    try:
        pictures.save(figure, target)
    except OSError as error:
        say(f"{target}: the picture could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"drawn to {target}")


def _written(target, text):
    try:
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        say(f"{target}: the table could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"written to {target}")
