"""The command `twin`: run, check, humidity, materials.

Exit codes: 0 done; 1 the run broke off, or its answer is no; 2 bad input; 130 Ctrl-C.
With `--json` one object goes to stdout, everything else to stderr. What a command needs
is imported when it runs, so that `--help` answers at once.
"""

import errno
import os
import sys
from contextlib import contextmanager
from typing import Annotated

import typer

DONE, BROKE_OFF, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Moisture of battery electrodes from coater to cell: run a plant, check a "
    "scenario, convert humidities, look up materials.",
)

File = Annotated[str, typer.Argument(help="scenario file (YAML)", show_default=False)]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="change a value: zones.dry_room.dew_point_degC=-35 (repeatable); paths "
        "are relative to the working folder",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="print one JSON object")]


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _print_json(value) -> None:
    from scenarios.store import json_text

    sys.stdout.write(json_text(value))


@contextmanager
def _answering():
    """Turn what can go wrong into a message and an exit code; never a traceback."""
    from scenarios.faults import ScenarioError

    try:
        yield
    except ScenarioError as error:
        _say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt:
        _say("interrupted; nothing was written")
        raise typer.Exit(INTERRUPTED) from None


def _version(asked: bool) -> None:
    if asked:
        from scenarios.program import program

        print(f"twin {program()}")
        raise typer.Exit()


@app.callback()
def twin(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="print the version"
        ),
    ] = False,
) -> None:
    """Options before the command."""


# ---------------------------------------------------------------- run


@app.command()
def run(
    file: File,
    out: Annotated[
        str, typer.Option(metavar="DIR", help="where the run's folder is made")
    ] = "runs",
    seed: Annotated[
        int | None, typer.Option(min=0, help="seed of the random draws")
    ] = None,
    settings: Settings = None,
    picture: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="draw the water of coils over time, and the air: .png, .svg or .pdf",
        ),
    ] = None,
    drawn: Annotated[
        list[str] | None,
        typer.Option(
            "--draw",
            metavar="NAME",
            help="electrode or coil to draw (repeatable); default: one coil of each "
            "electrode",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a scenario, print its table and keep the run in a folder."""
    with _answering():
        from pathlib import Path

        from scenarios import load, store

        if drawn and picture is None:
            _say("--draw says what a picture shows; give it a file: --picture FILE")
            raise typer.Exit(BAD_INPUT)
        target = None if picture is None else _picture_path(picture)
        loaded = load.load(file, settings or (), seed)
        try:
            store.check_writable(Path(out))
        except OSError as error:
            _say(f"{out}: no run can be written there: {_reason(error)}")
            raise typer.Exit(BROKE_OFF) from None
        result = _result(loaded)
        try:
            folder = store.save(loaded, result, out)
        except OSError as error:
            _say(f"{out}: the run could not be written: {_reason(error)}")
            raise typer.Exit(BROKE_OFF) from None
        for warning in result.warnings:
            _say(f"warning: {warning}")
        if as_json:
            _print_json(_answer(loaded, result, folder))
        else:
            _print_run(result, folder)
        if target is not None:
            _draw(loaded, result, drawn or (), target)


def _reason(error):
    return error.strerror or str(error)


def _picture_path(picture):
    """Where the picture goes; exit 2 before the run if it cannot go there."""
    from scenarios import pictures

    try:
        return pictures.checked_path(picture)
    except ValueError as error:
        _say(str(error))
        raise typer.Exit(BAD_INPUT) from None


def _draw(loaded, result, names, target):
    """Save the picture of a finished run."""
    from scenarios import pictures
    from scenarios.lives import lives

    _say(f"{loaded.scenario.name}: once more, with a closer look at what is drawn")
    try:
        drawn = lives(loaded.scenario, result, names)
    except ValueError as error:
        _say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    try:
        pictures.save(pictures.figure(result, drawn), target)
    except OSError as error:
        _say(f"{target}: the picture could not be written: {_reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    _say(f"drawn to {target}")


def _result(loaded):
    """The result of a run with a progress bar; exit 1 if it breaks off."""
    from models.sorption import SolverError

    try:
        from scenarios.progress import shown
        from twin.line import run as run_line

        with shown(loaded) as progress:
            return run_line(loaded.scenario, progress)
    except (SolverError, ValueError, ArithmeticError) as error:
        notes = "".join(f"\n{note}" for note in getattr(error, "__notes__", ()))
        _say(f"the run broke off: {error}{notes}")
        raise typer.Exit(BROKE_OFF) from None
    except MemoryError:
        _say(
            f"the run broke off: out of memory; it was estimated as "
            f"{loaded.estimate.words()}"
        )
        raise typer.Exit(BROKE_OFF) from None


def _answer(loaded, result, folder):
    from scenarios import program, store
    from twin import kpis

    return {
        "name": loaded.scenario.name,
        "folder": str(folder),
        "hash": store.run_hash(loaded),
        "program": program.program(),
        "stations": store.as_columns(kpis.station_table(result)),
        "limits": kpis.limits(result),
        "cells": kpis.cells(result),
        "utilisation": kpis.utilisation(result),
        "balance": store.as_columns(result.balance),
        "warnings": list(result.warnings),
        "timing_s": dict(result.timing),
    }


def _print_run(result, folder):
    from scenarios import tables

    tables.print_run(result, _console())
    print(f"written to {folder}{os.sep}")


def _console():
    """A console on stdout; a file or pipe gets lines wide enough for the tables."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=120)


# ---------------------------------------------------------------- check


@app.command()
def check(file: File, settings: Settings = None, as_json: Json = False) -> None:
    """Check a scenario file and say how large its run will be."""
    from scenarios.faults import ScenarioError, dotted

    with _answering():
        from dataclasses import asdict

        from scenarios import load, store

        try:
            loaded = load.load(file, settings or ())
        except ScenarioError as error:
            if as_json:
                faults = [
                    {"key": dotted(f.path), "message": f.message, "place": f.place}
                    for f in error.faults
                ]
                _print_json({"file": file, "sound": False, "faults": faults})
            raise
        if as_json:
            _print_json(
                {
                    "file": file,
                    "sound": True,
                    "faults": [],
                    "hash": store.run_hash(loaded),
                    "estimate": asdict(loaded.estimate),
                }
            )
            return
        scenario = loaded.scenario
        print(
            f"{file} is sound: {len(scenario.electrodes)} electrodes, "
            f"{len(scenario.stations)} stations, {len(scenario.zones)} zones, "
            f"{scenario.duration / 86400:g} d"
        )
        print(f"a run takes {loaded.estimate.words()}")


# ---------------------------------------------------------------- humidity


@app.command(context_settings={"ignore_unknown_options": True})
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
    with _answering():
        from scenarios.humidity import conversion

        try:
            answer = conversion(" ".join(text), at=at, pressure=pressure)
        except ValueError as error:
            _say(str(error))
            raise typer.Exit(BAD_INPUT) from None
        if as_json:
            _print_json(answer.as_dict())
            return
        from scenarios import tables

        heads = ("measure", "value", "unit")
        table = tables.rows_table(answer.table(), heads, numbers=("value",))
        _console().print(table)
        for note in answer.notes:
            print(note)


# ---------------------------------------------------------------- materials


@app.command()
def materials(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="one material, in full")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the materials of the library, or every number of one with its source."""
    with _answering():
        from scenarios import materials as library
        from scenarios import tables

        if name is None:
            rows = library.describe()
        else:
            try:
                rows = library.details(library.material(name))
            except ValueError as error:
                _say(str(error))
                raise typer.Exit(BAD_INPUT) from None
        if as_json:
            heads = list(rows[0]) if rows else []
            columns = {head: [row[head] for row in rows] for head in heads}
            _print_json({"materials" if name is None else name: columns})
            return
        tables.print_materials(rows, name, _console())


# ---------------------------------------------------------------- entry


def main() -> None:
    """Entry point of the command `twin`."""
    try:
        app(prog_name="twin", standalone_mode=True)
    except KeyboardInterrupt:
        _say("interrupted; nothing was written")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # the reader (head, less) has seen enough; keep Python from saying so at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception as error:
        if os.environ.get("TWIN_TRACEBACK"):
            raise
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _say(f"the answer could not be written: {_reason(error)}")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(BROKE_OFF)
        _say(  # the last net: a fault of the program, said as one
            f"internal error, please report it: {type(error).__name__}: {error} "
            "(TWIN_TRACEBACK=1 shows where)"
        )
        sys.exit(BROKE_OFF)


if __name__ == "__main__":
    main()
