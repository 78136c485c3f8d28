"""`twin run`: run a scenario, print its table, keep the run, draw it."""

import os
from typing import Annotated

import typer

from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    Json,
    answering,
    console,
    print_json,
    reason,
    say,
)
from scenarios.cli.options import whole
from scenarios.cli.outputs import output_files, save_picture, store_folder
from scenarios.cli.scenario_file import File, Settings


def run(
    file: File,
    out: Annotated[
        str, typer.Option(metavar="DIR", help="where the run's folder is made")
    ] = "runs",
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", callback=whole(0), help="seed of the random draws"),
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
    report: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.html",
            help="write the run as one page with all in it, to send to a colleague",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a scenario, print its table and keep the run in a folder."""
    with answering():
        from scenarios import load, store

        if drawn and picture is None:
            say("--draw says what a picture shows; give it a file: --picture FILE")
            raise typer.Exit(BAD_INPUT)
        target, page = output_files(file, {"--picture": picture, "--report": report})
        kept = store_folder("--out", out)
        loaded = load.load(file, settings or (), seed)
        _check_drawn(loaded.scenario, drawn)
        result = finished(loaded)
        try:
            folder = store.save(loaded, result, kept)
        except OSError as error:
            say(f"{out}: the run could not be written: {reason(error)}")
            raise typer.Exit(BROKE_OFF) from None
        for warning in result.warnings:
            say(f"warning: {warning}")
        if as_json:
            print_json(_answer(loaded, result, folder))
        else:
            _print_run(result, folder)
        if page is not None:
            _write_report(folder, page)
        if target is not None:
            _draw(loaded, result, drawn or (), target)


def _check_drawn(scenario, names):
    """Exit 2 before the run where it can have nothing of a name to draw."""
    if not names:
        return
    from scenarios.lives import check_names

    try:
        check_names(scenario, names)
    except ValueError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None


def _write_report(folder, path):
    """The finished run as one page."""
    from scenarios import runs
    from scenarios.report.page import save

    try:
        save(runs.opened(folder.parent, folder.name), path)
    except OSError as error:
        say(f"{path}: the report could not be written: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
    say(f"report written to {path}")


def _draw(loaded, result, names, target):
    """Save the picture of a finished run."""
    from scenarios import pictures
    from scenarios.lives import lives

    say(f"{loaded.scenario.name}: once more, with a closer look at what is drawn")
    try:
        drawn = lives(loaded.scenario, result, names)
    except ValueError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    save_picture(pictures.figure(result, drawn), target)


def finished(loaded):
    """The result of a run with a progress bar; exit 1 if it breaks off."""
    from models.sorption import SolverError

    try:
        from scenarios.progress import shown
        from twin.line import run as run_line

        words = loaded.estimate.words()
        with shown(loaded.scenario.name, words) as progress:
            return run_line(loaded.scenario, progress)
    except (SolverError, ValueError, ArithmeticError) as error:
        notes = "".join(f"\n{note}" for note in getattr(error, "__notes__", ()))
        say(f"the run broke off: {error}{notes}")
        raise typer.Exit(BROKE_OFF) from None
    except MemoryError:
        say(
            f"the run broke off: out of memory; it was estimated as "
            f"{loaded.estimate.words()}"
        )
        raise typer.Exit(BROKE_OFF) from None


def _answer(loaded, result, folder):
    from scenarios import program, store
    from twin import energy_kpis, kpis

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
        "energy": {
            **energy_kpis.plant_energy(result),
            "currency": result.scenario.tariff.currency,
            "visits_of_electrodes": store.as_columns(
                energy_kpis.station_energy(result)
            ),
            "stations": store.as_columns(energy_kpis.consumption(result)),
        },
        "warnings": list(result.warnings),
        "timing_s": dict(result.timing),
    }


def _print_run(result, folder):
    from scenarios import energy_text, tables

    tables.print_run(result, console())
    energy_text.print_energy(result, console())
    print(f"written to {folder}{os.sep}")
