"""`twin materials`: the library, or every number of one material with its source."""

from typing import Annotated

import typer

from scenarios.cli.answers import BAD_INPUT, Json, answering, console, print_json, say


def materials(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="one material, in full")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the materials of the library, or every number of one with its source."""
    with answering():
        from scenarios import tables
        from scenarios.material import library

        if name is None:
            rows = library.describe()
        else:
            try:
                rows = library.details(library.material(name))
            except ValueError as error:
                say(str(error))
                raise typer.Exit(BAD_INPUT) from None
        if as_json:
            heads = list(rows[0]) if rows else []
            columns = {head: [row[head] for row in rows] for head in heads}
            print_json({"materials" if name is None else name: columns})
            return
        tables.print_materials(rows, name, console())
