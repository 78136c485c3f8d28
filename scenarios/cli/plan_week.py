"""The part of `twin plan` that finds the set points of a dry room over the week."""

from pathlib import Path

import typer

from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    INTERRUPTED,
    console,
    print_json,
    say,
)
from scenarios.cli.outputs import save_picture


def is_dry_room_week(file: str) -> bool:
    """Whether `file` is that of a week; ScenarioError if it cannot be read."""
    from scenarios.plan.week.load import is_week
    from scenarios.shipped import read_tree

    return is_week(read_tree(file, "plans").content)


def dry_room_week(
    file: str, picture, out: Path, resume: bool, fresh: bool, as_json: bool
) -> None:
    """Work the week out, print it, draw it and keep it below `out`."""
    from models.sorption import SolverError
    from scenarios.ledger_error import LedgerError
    from scenarios.plan.kept import PlanBegunError
    from scenarios.plan.ledger import FILE as LEDGER
    from scenarios.plan.week import answer, kept, text
    from scenarios.plan.week.load import load
    from scenarios.progress import shown
    from scenarios.shipped import found

    task = load(file)
    try:
        with shown(task.name, "schedules through their week") as tell:
            result, folder = kept.conducted(
                task, found(file).read_bytes(), out,
                lambda said, n: tell(0.0, f"{said} {n}"), resume, fresh,
            )  # fmt: skip
    except PlanBegunError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except LedgerError as error:
        say(str(error))
        raise typer.Exit(BROKE_OFF) from None
    except KeyboardInterrupt:
        folder = kept.folder_of(task, out)
        kept_there = f"what was found is kept in {folder}: go on with --resume"
        begun = (folder / LEDGER).exists()
        say(f"interrupted; {kept_there if begun else 'nothing was written'}")
        raise typer.Exit(INTERRUPTED) from None
    except (SolverError, ValueError) as error:
        if type(error) not in (SolverError, ValueError):
            raise
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"the plan broke off: {notes}")
        raise typer.Exit(BROKE_OFF) from None
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
        from scenarios.plan.week import picture as pictures

        save_picture(pictures.figure(result), picture)
