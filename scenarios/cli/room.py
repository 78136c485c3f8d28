"""`twin room`: size a dry room, or hold one against its measurements."""

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


def room(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="room file (YAML): rooms, their air handling, the weather; also "
            "looked for in the project's scenarios/",
            show_default=False,
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="change a value: rooms.dry_room.people.count=30 (repeatable); paths "
            "are relative to the working folder",
        ),
    ] = None,
    picture: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw the answer: .png, .svg or .pdf"),
    ] = None,
    csv: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="write the hours of the year, or the replay, as CSV"
        ),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="write the design day's minutes as CSV"),
    ] = None,
    replay: Annotated[
        str | None,
        typer.Option(
            metavar="CSV",
            help="a measured room, minute by minute: fit leakage and door on its "
            "first days and foretell the rest, instead of sizing",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Size a dry room: supply air, unit, energy of a year, a day, an open door."""
    with answering():
        if replay is not None and day is not None:
            say("--day belongs to the sizing, --replay to a measurement; leave one out")
            raise typer.Exit(BAD_INPUT)
        target, table, minutes = output_files(
            file, {"--picture": picture, "--csv": csv, "--day": day}
        )
        from scenarios.room.load import load

        task = load(file, settings or ())
        try:
            if replay is None:
                _sized(task, target, table, minutes, as_json)
            else:
                _replayed(task, replay, target, table, as_json)
        except ValueError as error:
            if type(error) is not ValueError:
                raise
            say(f"{task.keys.name}: {error}")
            raise typer.Exit(BROKE_OFF) from None


def _sized(task, picture, table, day, as_json):
    from scenarios.curve.text import csv_text
    from scenarios.room import answer, figures, text

    found = answer.answer(task)
    if as_json:
        print_json(text.json_object(found))
    else:
        for one in text.tables(found):
            console().print(one)
        for line in text.words(found):
            print(line)
    if table is not None:
        write_text(table, csv_text(figures.hour_rows(found)))
    if day is not None:
        write_text(day, csv_text(figures.day_rows(found)))
    if picture is not None:
        from scenarios.room.picture import figure

        save_picture(figure(found), picture)


def _replayed(task, measured, picture, table, as_json):
    from scenarios.curve.text import csv_text
    from scenarios.room import replay

    found = replay.replayed(task, measured)
    if as_json:
        rows = replay.rows(found)
        told = {"name": task.keys.name, **replay.figures(found), "rows": rows}
        print_json(told)
    else:
        for line in replay.words(found):
            print(line)
    if table is not None:
        write_text(table, csv_text(replay.rows(found)))
    if picture is not None:
        save_picture(replay.figure(found), picture)
