"""`twin study`: one scenario many times over, and what comes out as quantiles."""

import signal
from typing import Annotated

import typer

from scenarios import interrupt
from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    INTERRUPTED,
    Json,
    answering,
    console,
    print_json,
    reason,
    say,
)
from scenarios.cli.options import whole
from scenarios.cli.outputs import output_files, save_picture, store_folder, write_text


def study(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="study file (YAML): a scenario, what varies, which figures; also "
            "looked for in the project's scenarios/",
        ),
    ],
    workers: Annotated[
        int,
        typer.Option(
            metavar="N",
            callback=whole(1, 1024),
            help="processes that run points, 1 to 1024",
        ),
    ] = 1,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="run on a Dask cluster: its scheduler's address, or local:N",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with a study begun before")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="begin it again, and run every point")
    ] = False,
    out: Annotated[
        str, typer.Option(metavar="DIR", help="where studies are kept")
    ] = "studies",
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the table as CSV")
    ] = None,
    picture: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw it: .png, .svg or .pdf"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a study: grids, samples, replications; quantiles, limits, sensitivity."""
    with answering():
        for bad, words in (
            (resume and fresh, "--resume goes on, --fresh begins again; give one"),
            (dask is not None and workers != 1, "--workers is for processes of this "
             "machine, --dask for a cluster; give one"),
        ):  # fmt: skip
            if bad:
                say(words)
                raise typer.Exit(BAD_INPUT)
        target, table = output_files(file, {"--picture": picture, "--csv": csv})
        folder = store_folder("--out", out)
        finished = _finished(file, workers, dask, resume, fresh, folder)
        from scenarios.study import sensitivity
        from scenarios.study.table import table_text

        indices = sensitivity.indices(finished) if finished.done else None
        if as_json:
            print_json(_answer(finished, indices))
        else:
            from scenarios.study.text import print_study

            print_study(finished, console(), indices)
        if table is not None:
            write_text(table, table_text(finished.table))
        if target is not None and finished.done:
            from scenarios.study import picture as drawing

            save_picture(drawing.figure(finished, indices), target)
        if not finished.done:
            say("all points failed")
            raise typer.Exit(BROKE_OFF)


def _finished(file, workers, dask, resume, fresh, out):
    """The finished study, run with progress; or the exit code that says why not."""
    from scenarios.ledger_error import LedgerError
    from scenarios.program import program
    from scenarios.progress import paced
    from scenarios.runner import RunnerError, runner
    from scenarios.study import conduct
    from scenarios.study.load import load
    from scenarios.study.text import words_before

    if dask is None:
        study = load(file, workers)
    try:
        on = runner(workers, dask, program)
    except RunnerError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    folder = None
    # a polite kill ends a study as Ctrl-C does: workers let go, claims given back
    before = signal.signal(signal.SIGTERM, interrupt.hear)
    try:
        if dask is not None:  # only the cluster knows how many workers there are
            study = load(file, on.slots)
        folder = conduct.begin(study, out, resume, fresh)
        place = f"on {workers} workers" if dask is None else f"on Dask at {dask}"
        if dask is None and workers == 1:
            place = "in this process"
        say(f"{study.keys.name}: {words_before(study, place)}")
        # several at once: one thread each, or they would be in each other's way
        threads = 1 if dask is not None or workers > 1 else None
        with paced(study.keys.name, study.count) as tell:
            return conduct.conduct(study, folder, on, tell, threads)
    except conduct.StudyBegunError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except (LedgerError, RunnerError) as error:
        say(str(error))
        raise typer.Exit(BROKE_OFF) from None
    except OSError as error:
        say(f"{error.filename or out}: {reason(error)}; what is finished is kept")
        raise typer.Exit(BROKE_OFF) from None
    except KeyboardInterrupt:
        say(_interrupted(folder))
        raise typer.Exit(INTERRUPTED) from None
    finally:
        on.close()
        signal.signal(signal.SIGTERM, before)


def _interrupted(folder):
    from scenarios.ledger_error import LedgerError
    from scenarios.study.ledger import DONE, FAILED, Ledger

    if folder is None:
        return "interrupted; nothing was written"
    try:
        with Ledger(folder) as ledger:
            counts = ledger.counts()
    except LedgerError as error:
        return f"interrupted; {error}"
    finished = counts[DONE] + counts[FAILED]
    return (
        f"interrupted; {finished} of {sum(counts.values())} points are finished and "
        f"kept in {folder}: go on with --resume"
    )


def _answer(finished, indices):
    from scenarios.store import as_columns
    from scenarios.study import report
    from scenarios.study.conduct import TABLE

    return {
        "name": finished.study.keys.name,
        "folder": str(finished.folder),
        "hash": finished.digest,
        "points": finished.done + finished.failed,
        "done": finished.done,
        "failed": finished.failed,
        "found": finished.found,
        "figures": report.quantiles(finished),
        "limits": report.limits(finished),
        "sensitivity": indices,
        "failures": report.failures(finished),
        "table": as_columns(finished.table),
        "file": str(finished.folder / TABLE),
    }
