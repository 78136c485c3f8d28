"""`twin humidity`: one measure of humidity into all others."""

from typing import Annotated

import typer

from scenarios.cli.answers import BAD_INPUT, Json, answering, console, print_json, say


def humidity(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT", help='like "frost -40 C", "rh 45 %", "127 ppmv"'
        ),
    ],
    at: Annotated[
        str | None, typer.Option(help='temperature of the air, like "25 C"')
    ] = None,
    pressure: Annotated[
        str | None, typer.Option(help='total pressure, like "1013.25 mbar"')
    ] = None,
    as_json: Json = False,
) -> None:
    """Convert one measure of humidity into all others."""
    with answering():
        from scenarios.humidity import conversion

        try:
            answer = conversion(" ".join(text), at=at, pressure=pressure)
        except ValueError as error:
            say(str(error))
            raise typer.Exit(BAD_INPUT) from None
        if as_json:
            print_json(answer.as_dict())
            return
        from scenarios import tables

        heads = ("measure", "value", "unit")
        table = tables.rows_table(answer.table(), heads, numbers=("value",))
        console().print(table)
        for note in answer.notes:
            print(note)
