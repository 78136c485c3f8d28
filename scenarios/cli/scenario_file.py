"""What commands that read a scenario file have in common: its arguments."""

from typing import Annotated

import typer

File = Annotated[
    str, typer.Argument(metavar="FILE", help="scenario file (YAML)", show_default=False)
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="change a value: zones.dry_room.dew_point_degC=-35 (repeatable); paths "
        "are relative to the working folder",
    ),
]
