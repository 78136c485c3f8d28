"""Where a command's table and picture go: looked at before any work, written after."""

import os

import typer

from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    picture_path,
    reason,
    say,
    writable_file,
)


def output_files(file: str | None, plot: str | None, csv: str | None):
    """Where picture and table of `file` go; exit 2 if they cannot go there."""
    named = [target for target in (plot, csv) if target is not None]
    if file is not None:
        from scenarios.shipped import found

        named.append(found(file))
    places = [os.path.realpath(target) for target in named]
    if len(set(places)) < len(places):
        say("--plot, --csv and the file itself are one file; name different ones")
        raise typer.Exit(BAD_INPUT)
    picture = None if plot is None else picture_path(plot)
    for target in (picture, csv):
        if target is not None:
            writable_file(target)
    return picture, csv


def write_text(target: str, text: str) -> None:
    """Write a table; exit 1 where that fails."""
    try:
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        say(f"{target}: the table could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"written to {target}")


def save_picture(picture, target) -> None:
    """Save a figure; exit 1 where that fails."""
    from scenarios import pictures

    try:
        pictures.save(picture, target)
    except OSError as error:
        say(f"{target}: the picture could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"drawn to {target}")
