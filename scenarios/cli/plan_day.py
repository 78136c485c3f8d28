"""The part of `twin plan` that schedules a day's coils in several ovens."""

from pathlib import Path

import typer

from scenarios.cli.answers import BROKE_OFF, console, print_json, say
from scenarios.cli.outputs import save_picture


def is_oven_day(file: str) -> bool:
    """Whether `file` is that of a day of ovens; ScenarioError if it cannot be read."""
    from scenarios.plan.day.load import is_day
    from scenarios.shipped import read_tree

    return is_day(read_tree(file, "plans").content)


def oven_day(file: str, picture, out: Path, as_json: bool) -> None:
    """Work the day out, print it and keep it below `out`."""
    from models.sorption import SolverError
    from scenarios.ledger_error import LedgerError
    from scenarios.plan.check import day_size
    from scenarios.plan.day import answer, explain, kept, load
    from scenarios.plan.day.model import SolverLimitError
    from scenarios.program import program
    from scenarios.progress import shown

    day = load.load(file)
    try:
        with shown(day.keys.name, day_size(day)) as tell:
            task = load.resolved(
                day, out, lambda said, n, of: tell(0.5 * n / of, f"plan: {said} {n}")
            )
            result, why, folder = kept.conducted(
                day, task, out,
                lambda n, of: tell(0.5 + 0.5 * n / of, f"number of ovens {n} of {of}"),
            )  # fmt: skip
    except (SolverLimitError, LedgerError) as error:
        say(str(error))
        raise typer.Exit(BROKE_OFF) from None
    except SolverError as error:
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"a plan of a recipe broke off: {notes}")
        raise typer.Exit(BROKE_OFF) from None
    if as_json:
        whole = answer.json_object(result, why) | {"program": program()}
        print_json({**whole, "folder": str(folder)})
    else:
        screen = console()
        for table in answer.tables(result, why):
            screen.print(table)
        lines = answer.words(result) if why is None else explain.words(task, why)
        print("\n".join([*lines, f"kept in {folder}/"]))
    drawn = result.best or (why and why.nearest)
    if picture is not None and drawn is not None:
        from scenarios.plan.day import picture as pictures

        save_picture(pictures.figure(drawn), picture)
    if result.best is None:
        raise typer.Exit(BROKE_OFF)
