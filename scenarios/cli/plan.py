"""`twin plan`: an oven's recipe, or a dry room's week, that suits a goal."""

from typing import Annotated

import typer

from scenarios.cli.answers import BROKE_OFF, Json, answering, console, print_json, say
from scenarios.cli.outputs import output_files, save_picture


def plan(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="plan file (YAML): a load or a room, what is decided, limits, a goal; "
            "also looked for in the project's scenarios/",
            show_default=False,
        ),
    ],
    plot: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw front and plans: .png, .svg or .pdf"),
    ] = None,
    as_json: Json = False,
) -> None:
    """The best oven recipe, or the best week of a dry room, that keeps its limits."""
    with answering():
        picture, _ = output_files(file, plot, None)
        from scenarios.plan.week.load import is_week
        from scenarios.shipped import read_tree

        week = is_week(read_tree(file, "plans").content)
        (_run_week if week else _run)(file, picture, as_json)


def _run(file, picture, as_json):
    from models.sorption import SolverError
    from scenarios.plan import answer, text
    from scenarios.plan.load import load
    from scenarios.plan.plan import planned
    from scenarios.progress import shown

    task = load(file)
    most = task.search.evaluations
    words = (
        f"up to {most} recipes under {task.search.samples} samples, then the chosen "
        f"under {task.search.plan_samples}"
    )
    try:
        with shown(task.name, words) as tell:
            result = planned(
                task, lambda said, n, of: tell(_fraction(said, n, of), f"{said} {n}")
            )
    except SolverError as error:
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"the plan broke off: {notes}")
        raise typer.Exit(BROKE_OFF) from None
    if as_json:
        print_json(answer.json_object(result))
    else:
        screen = console()
        for table in text.tables(result):
            screen.print(table)
        for line in text.words(result):
            print(line)
    _end(result, picture, "scenarios.plan.picture")


def _run_week(file, picture, as_json):
    from models.sorption import SolverError
    from scenarios.plan.week import answer, text
    from scenarios.plan.week.load import load
    from scenarios.plan.week.plan import planned
    from scenarios.progress import shown

    task = load(file)
    try:
        with shown(task.name, "schedules through their week") as tell:
            result = planned(task, lambda said, n: tell(0.0, f"{said} {n}"))
    except (SolverError, ValueError) as error:
        if type(error) not in (SolverError, ValueError):
            raise
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        say(f"the plan broke off: {notes}")
        raise typer.Exit(BROKE_OFF) from None
    if as_json:
        print_json(answer.json_object(result))
    else:
        screen = console()
        for table in text.tables(result):
            screen.print(table)
        for line in text.words(result):
            print(line)
    _end(result, picture, "scenarios.plan.week.picture")


def _end(result, picture, drawing):
    """Draw the plan by the module `drawing`; exit 1 where there is none."""
    from importlib import import_module

    if result.conflict is not None:
        if picture is not None:
            say(f"{picture}: not drawn, for there is no plan")
        raise typer.Exit(BROKE_OFF)
    if picture is not None:
        save_picture(import_module(drawing).figure(result), picture)


def _fraction(said, n, of):
    """How far it is [0 to 1]: the search is most of it."""
    return 0.8 * n / of if said == "searched" else 0.8 + 0.2 * n / of
