"""`twin dry`: a coated web through its dryer."""

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


def dry(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="dryer file (YAML): a slurry on a web and the dryer's zones; also "
            "looked for in the project's scenarios/",
            show_default=False,
        ),
    ],
    plot: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw the web's way: .png, .svg or .pdf"),
    ] = None,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the web's way as CSV")
    ] = None,
    as_json: Json = False,
) -> None:
    """A coated web through its dryer: is it dry, how fast may it run, what it costs."""
    with answering():
        from scenarios.dryer_load import load

        picture, table = _targets(file, plot, csv)
        line = load(file)
        run = _run(line)
        _answer(run, as_json)
        if table is not None:
            from scenarios.curve_text import csv_text

            _write(table, csv_text(run.rows))
        if picture is not None:
            _draw(run, picture)


def _run(line):
    """The run; exit 1 where it breaks off."""
    from models.drying.web_profile import DryingError
    from scenarios.dryer import run

    try:
        return run(line)
    except (DryingError, ValueError) as error:
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"{line.name}: {notes}")
        raise typer.Exit(BROKE_OFF) from None


def _answer(run, as_json):
    from scenarios import dryer_text

    if as_json:
        print_json(dryer_text.json_object(run))
        return
    console().print(dryer_text.zones_table(run))
    for line in dryer_text.answer_lines(run):
        print(line)


def _targets(file, plot, csv):
    """Where picture and table go; exit 2 before any work if they cannot go there."""
    from scenarios.shipped import found

    named = [target for target in (plot, csv) if target is not None]
    places = [os.path.realpath(target) for target in [*named, found(file)]]
    if len(set(places)) < len(places):
        say("--plot, --csv and the dryer file are one file; name different ones")
        raise typer.Exit(BAD_INPUT)
    picture = None if plot is None else picture_path(plot)
    for target in (picture, csv):
        if target is not None:
            writable_file(target)
    return picture, csv


def _write(target, text):
    try:
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        say(f"{target}: the table could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"written to {target}")


def _draw(run, target):
    from scenarios import dryer_picture, pictures

    try:
        pictures.save(dryer_picture.figure(run), target)
    except OSError as error:
        say(f"{target}: the picture could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"drawn to {target}")
