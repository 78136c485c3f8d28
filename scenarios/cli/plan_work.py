"""What the kinds of `twin plan` have in common: how work ends, how it is told."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

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


@dataclass
class Work:
    """Work on a plan, and the folder that keeps it as soon as there is one."""

    folder: Path | None = None


@contextmanager
def working(runner=None, also: tuple[type[Exception], ...] = ()) -> Iterator[Work]:
    """Inside, a plan is worked out; what ends it becomes a message and an exit code.

    `runner` is closed at the end; `also` are errors, exactly these, that break it off.
    """
    from models.sorption import SolverError
    from scenarios.ledger_error import LedgerError
    from scenarios.plan.kept import PlanBegunError
    from scenarios.runner import RunnerError

    work = Work()
    # a polite kill ends a plan as Ctrl-C does: workers let go
    before = signal.signal(signal.SIGTERM, interrupt.hear)
    try:
        yield work
    except PlanBegunError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except (LedgerError, RunnerError) as error:
        say(str(error))
        raise typer.Exit(BROKE_OFF) from None
    except (SolverError, *also) as error:
        if type(error) not in (SolverError, *also):
            raise
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"the plan broke off: {notes}")
        raise typer.Exit(BROKE_OFF) from None
    except KeyboardInterrupt:
        kept = f"what was worked out is kept in {work.folder}: go on with --resume"
        say(f"interrupted; {'nothing was written' if work.folder is None else kept}")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        if runner is not None:
            runner.close()
        signal.signal(signal.SIGTERM, before)


def told(
    result,
    folder: Path,
    answer: ModuleType,
    text: ModuleType,
    as_json: bool,
) -> None:
    """Print a result as one JSON object, or as tables and words."""
    from scenarios.plan.kept import whole_answer

    if as_json:
        whole = whole_answer(answer.json_object(result), text.findings(result))
        print_json({**whole, "folder": str(folder)})
        return
    screen = console()
    for table in text.tables(result):
        screen.print(table)
    print("\n".join([*text.words(result), f"kept in {folder}/"]))


def drawn(result, picture, figure: Callable, without_plan: bool = False) -> None:
    """Draw `figure()` of the result, and exit 1 where there is no plan.

    `without_plan`: there is something to draw even then.
    """
    conflict = result.conflict is not None
    if picture is not None and (without_plan or not conflict):
        save_picture(figure(), picture)
    elif picture is not None:
        say(f"{picture}: not drawn, for there is no plan")
    if conflict:
        raise typer.Exit(BROKE_OFF)
