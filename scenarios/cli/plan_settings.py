"""The part of `twin plan` that finds the settings of a whole line."""

import signal
from pathlib import Path

import typer

from scenarios import interrupt
from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    INTERRUPTED,
    console,
    print_json,
    say,
)
from scenarios.cli.outputs import save_picture


def is_line(file: str) -> bool:
    """Whether `file` is that of a line; ScenarioError if it cannot be read."""
    from scenarios.plan.settings.load import is_settings
    from scenarios.shipped import read_tree

    return is_settings(read_tree(file, "plans").content)


def line_settings(
    file: str,
    picture,
    workers: int,
    resume: bool,
    fresh: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Work the plan out on `workers` processes, print it and keep it below `out`."""
    from scenarios.plan.settings import answer, text

    result, folder = _planned(file, workers, resume, fresh, out)
    if as_json:
        print_json({**answer.json_object(result), "folder": str(folder)})
    else:
        screen = console()
        for table in text.tables(result):
            screen.print(table)
        print("\n".join([*text.words(result), f"kept in {folder}/"]))
    if picture is not None:
        from scenarios.plan.settings import picture as pictures

        save_picture(pictures.figure(result), picture)
    if result.conflict is not None:
        raise typer.Exit(BROKE_OFF)


def _planned(file, workers, resume, fresh, out):
    """The SettingsPlanned of a file and its folder; or the exit code that says why."""
    from scenarios.ledger_error import LedgerError
    from scenarios.plan import kept as plans
    from scenarios.plan.settings import kept
    from scenarios.plan.settings.far import Far, words_before
    from scenarios.plan.settings.load import load
    from scenarios.plan.settings.plan import NoReferenceError
    from scenarios.program import program
    from scenarios.progress import shown
    from scenarios.runner import RunnerError, runner
    from scenarios.shipped import found

    task = load(file, workers)
    on = runner(workers, None, program)
    # a polite kill ends a plan as Ctrl-C does: workers let go
    before = signal.signal(signal.SIGTERM, interrupt.hear)
    folder = None
    try:
        text = found(file).read_bytes()
        folder = plans.begin(task, text, out, resume, fresh)
        far = Far(task)
        with shown(task.name, words_before(task, workers)) as tell:
            result = kept.conducted(
                task, folder, on,
                lambda said, n, of: tell(*far(said, n, of)),
                None if workers == 1 else 1,
            )  # fmt: skip
        return result, folder
    except plans.PlanBegunError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except (LedgerError, RunnerError, NoReferenceError) as error:
        say(str(error))
        raise typer.Exit(BROKE_OFF) from None
    except KeyboardInterrupt:
        kept_there = f"what was run is kept in {folder}: go on with --resume"
        say(f"interrupted; {'nothing was written' if folder is None else kept_there}")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        on.close()
        signal.signal(signal.SIGTERM, before)
