"""`twin dry`: a coated web through its dryer."""

from typing import Annotated

import typer

from scenarios.cli.answers import BROKE_OFF, Json, answering, console, print_json, say
from scenarios.cli.outputs import output_files, save_picture, write_text


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
    picture: Annotated[
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
        from scenarios.dryer.load import load

        target, table = output_files(file, {"--picture": picture, "--csv": csv})
        line = load(file)
        run = _run(line)
        _answer(run, as_json)
        if table is not None:
            from scenarios.curve.text import csv_text

            write_text(table, csv_text(run.rows))
        if target is not None:
            from scenarios.dryer.picture import figure

            save_picture(figure(run), target)


def _run(line):
    """The run; exit 1 where it breaks off."""
    from models.drying.web_profile import DryingError
    from scenarios.dryer.dryer import run

    try:
        return run(line)
    except (DryingError, ValueError) as error:
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"{line.name}: {notes}")
        raise typer.Exit(BROKE_OFF) from None


def _answer(run, as_json):
    from scenarios.dryer import text as dryer_text

    if as_json:
        print_json(dryer_text.json_object(run))
        return
    console().print(dryer_text.zones_table(run))
    for line in dryer_text.answer_lines(run):
        print(line)
