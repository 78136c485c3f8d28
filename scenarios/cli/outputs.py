"""Where a command's files and folders go: judged before any work, written after.

One rule for all of them: the folder that a new file or folder is to lie in must be
there, so that a slip of the pen makes none; what cannot be written is bad input.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import typer

from scenarios.cli.answers import BAD_INPUT, BROKE_OFF, reason, say

PICTURES = ("--picture", "--levers")
KINDS = {
    **dict.fromkeys(PICTURES, ("a picture", (".png", ".svg", ".pdf"))),
    "--report": ("a report", (".html",)),
}


def output_files(file: str | None, named: Mapping[str, str | None]) -> list:
    """Paths of the files that options name, None where there is none.

    `file` is what the command reads. Exit 2 if one of them cannot be written, or two
    are the same.
    """
    given = {option: path for option, path in named.items() if path is not None}
    paths = {option: _file(option, path) for option, path in given.items()}
    places = {}
    if file is not None:
        from scenarios.shipped import found

        places[os.path.realpath(found(file))] = "the file itself"
    for option, path in given.items():
        other = places.setdefault(os.path.realpath(path), option)
        if other != option:
            _refuse(f"{other} and {option} are one file, {path}; name different ones")
    for path in paths.values():
        _check_writable(path)
    return [paths.get(option) for option in named]


def store_folder(option: str, folder: str) -> Path:
    """`folder`, in which what is finished is kept, and which is made where it is not.

    Exit 2 if it is a file, nothing can be written in it, or it cannot be made.
    """
    _check_given(option, folder)
    path = Path(folder)
    if path.exists() and not path.is_dir():
        _refuse(f"{option} {folder}: this is a file; give a folder")
    _check_parent(option, folder)
    try:
        with tempfile.TemporaryFile(
            dir=path if path.is_dir() else path.parent
        ) as probe:
            probe.write(b"0" * 4096)
    except OSError as error:
        _refuse(
            f"{option} {folder}: nothing can be written there: {reason(error)}; give "
            "another folder"
        )
    return path


def _file(option, path):
    """The Path of a file that an option names; exit 2 where it can be none."""
    _check_given(option, path)
    what, suffixes = KINDS.get(option, ("", ()))
    target = Path(path)
    if suffixes and target.suffix.lower() not in suffixes:
        _refuse(
            f"{option} {path}: {what}'s name ends in "
            f"{'one of ' if len(suffixes) > 1 else ''}{', '.join(suffixes)}"
        )
    if target.is_dir():
        _refuse(f"{option} {path}: this is a folder; give a file in it")
    _check_parent(option, path)
    return target


def _check_given(option, path):
    if not path.strip() or "\0" in path:
        _refuse(f"{option}: {path!r} is no name of a file or folder; give one")


def _check_parent(option, path):
    parent = Path(path).absolute().parent
    if not parent.is_dir():
        shown = parent if Path(path).is_absolute() else Path(path).parent
        _refuse(
            f"{option} {path}: there is no folder {shown}; make it, or give another one"
        )


def _check_writable(target):
    new = not os.path.lexists(target)
    try:
        with open(target, "ab"):
            pass
    except OSError as error:
        _refuse(f"{target}: it cannot be written: {reason(error)}; name another file")
    if new:
        os.remove(target)


def _refuse(words):
    say(words)
    raise typer.Exit(BAD_INPUT)


# ---------------------------------------------------------------- writing


def write_text(target: Path, text: str) -> None:
    """Write a table; exit 1 where that fails."""
    try:
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        say(f"{target}: the table could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"written to {target}")


def save_picture(picture, target: Path) -> None:
    """Save a figure; exit 1 where that fails."""
    from scenarios import pictures

    try:
        pictures.save(picture, target)
    except OSError as error:
        say(f"{target}: the picture could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"drawn to {target}")
