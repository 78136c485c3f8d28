"""`twin plan`: the recipe of an oven that suits a goal and keeps its limits."""

from typing import Annotated

import typer

from scenarios.cli.answers import BROKE_OFF, Json, answering, console, print_json, say
from scenarios.cli.outputs import output_files, save_picture


def plan(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="plan file (YAML): a load, what is decided, limits, a goal; also "
            "looked for in the project's scenarios/",
            show_default=False,
        ),
    ],
    plot: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw front and recipes: .png, .svg or .pdf"),
    ] = None,
    as_json: Json = False,
) -> None:
    """The shortest, cheapest or gentlest oven recipe that keeps its limits for sure."""
    with answering():
        picture, _ = output_files(file, plot, None)
        _run(file, picture, as_json)


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
    if result.conflict is not None:
        if picture is not None:
            say(f"{picture}: not drawn, for there is no plan")
        raise typer.Exit(BROKE_OFF)
    if picture is not None:
        from scenarios.plan import picture as pictures

        save_picture(pictures.figure(result), picture)


def _fraction(said, n, of):
    """How far it is [0 to 1]: the search is most of it."""
    return 0.8 * n / of if said == "searched" else 0.8 + 0.2 * n / of
