"""`twin plan`: an oven's recipe, its day, a dry room's week, a line's settings."""

import signal
from pathlib import Path
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
    say,
)
from scenarios.cli.outputs import output_files, save_picture
from scenarios.cli.plan_day import is_oven_day, oven_day
from scenarios.cli.plan_settings import is_line, line_settings
from scenarios.cli.plan_week import dry_room_week, is_dry_room_week


def plan(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="plan file (YAML): a load or a room, what is decided, limits, a goal; "
            "or the coils of a day and their ovens, or a line and its settings; also "
            "looked for in the project's scenarios/",
            show_default=False,
        ),
    ],
    plot: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw it: .png, .svg or .pdf"),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(min=1, max=1024, help="processes that run the line"),
    ] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with a plan begun before")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="begin it again, judge every recipe anew")
    ] = False,
    out: Annotated[
        str, typer.Option(metavar="DIR", help="where plans are kept")
    ] = "plans",
    as_json: Json = False,
) -> None:
    """The best recipe of an oven, its day, a dry room's week, or settings of a line."""
    with answering():
        if resume and fresh:
            say("--resume goes on, --fresh begins again; give one")
            raise typer.Exit(BAD_INPUT)
        picture, _ = output_files(file, plot, None)
        if is_line(file):
            line_settings(file, picture, workers, resume, fresh, Path(out), as_json)
            return
        day, week = is_oven_day(file), is_dry_room_week(file)
        for name, given in (("--resume", resume), ("--fresh", fresh)):
            if given and day:
                say(
                    f"{name}: a day of ovens is worked out in one go each time; leave "
                    "it out"
                )
                raise typer.Exit(BAD_INPUT)
        if day:
            oven_day(file, picture, Path(out), as_json)
            return
        if week:
            dry_room_week(file, picture, Path(out), resume, fresh, as_json)
            return
        _recipe(file, picture, workers, resume, fresh, Path(out), as_json)


def _recipe(file, picture, workers, resume, fresh, out, as_json):
    from scenarios.plan import answer, text

    result, folder = _planned(file, workers, resume, fresh, out)
    if as_json:
        print_json({**answer.json_object(result), "folder": str(folder)})
    else:
        screen = console()
        for table in text.tables(result):
            screen.print(table)
        for line in text.words(result):
            print(line)
        print(f"kept in {folder}/")
    if result.conflict is not None:
        if picture is not None:
            say(f"{picture}: not drawn, for there is no plan")
        raise typer.Exit(BROKE_OFF)
    if picture is not None:
        from scenarios.plan import picture as pictures

        save_picture(pictures.figure(result), picture)


def _planned(file, workers, resume, fresh, out):
    """The Planned of a file and its folder; or the exit code that says why not."""
    from models.sorption import SolverError
    from scenarios.ledger_error import LedgerError
    from scenarios.plan import kept
    from scenarios.plan.load import load
    from scenarios.program import program
    from scenarios.progress import shown
    from scenarios.runner import RunnerError, runner
    from scenarios.shipped import found

    task = load(file)
    most = task.search.evaluations
    words = (
        f"up to {most} recipes under {task.search.samples} samples, then the chosen "
        f"under {task.search.plan_samples}"
    )
    words += "" if task.line is None else f", and the front on {task.line.source}"
    on = runner(workers, None, program)
    # a polite kill ends a plan as Ctrl-C does: workers let go
    before = signal.signal(signal.SIGTERM, interrupt.hear)
    folder = None
    try:
        text = found(file).read_bytes()
        folder = kept.begin(task, text, out, resume, fresh)
        far = _Far(task.line is not None)
        with shown(task.name, words) as tell:
            result = kept.conducted(
                task, folder, on,
                lambda said, n, of: tell(far(said, n, of), f"{said} {n} of {of}"),
                None if workers == 1 else 1,
            )  # fmt: skip
        return result, folder
    except kept.PlanBegunError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except (LedgerError, RunnerError) as error:
        say(str(error))
        raise typer.Exit(BROKE_OFF) from None
    except SolverError as error:
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"the plan broke off: {notes}")
        raise typer.Exit(BROKE_OFF) from None
    except KeyboardInterrupt:
        kept_there = f"what was judged is kept in {folder}: go on with --resume"
        say(f"interrupted; {'nothing was written' if folder is None else kept_there}")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        on.close()
        signal.signal(signal.SIGTERM, before)


class _Far:
    """How far a plan is [0 to 1]: of a search alone, or with the line behind it."""

    def __init__(self, on_line):
        ends = {"searched": (0.0, 0.8), "full model": (0.8, 1.0)}
        if on_line:
            ends = {"searched": (0.0, 0.3), "full model": (0.3, 0.4)}
        behind = {"on the line": (0.4, 0.9), "on the line again": (0.9, 1.0)}
        self.ends = {**ends, **behind}

    def __call__(self, said, n, of):
        begin, end = self.ends[said]
        return begin + (end - begin) * n / max(of, 1)
