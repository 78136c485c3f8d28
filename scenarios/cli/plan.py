"""`twin plan`: an oven's recipe, its day, a dry room's week, a line's settings."""

from typing import Annotated

import typer

from scenarios.cli.answers import BAD_INPUT, Json, answering, say
from scenarios.cli.options import whole
from scenarios.cli.outputs import output_files, store_folder
from scenarios.cli.plan_day import is_oven_day, oven_day
from scenarios.cli.plan_settings import is_line, line_settings
from scenarios.cli.plan_week import dry_room_week, is_dry_room_week
from scenarios.cli.plan_work import drawn, told, working


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
    picture: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw it: .png, .svg or .pdf"),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            metavar="N",
            callback=whole(1, 1024),
            help="processes that run the line, 1 to 1024",
        ),
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
        (target,) = output_files(file, {"--picture": picture})
        kept = store_folder("--out", out)
        if is_line(file):
            line_settings(file, target, workers, resume, fresh, kept, as_json)
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
            oven_day(file, target, kept, as_json)
            return
        if week:
            dry_room_week(file, target, kept, resume, fresh, as_json)
            return
        _recipe(file, target, workers, resume, fresh, kept, as_json)


def _recipe(file, picture, workers, resume, fresh, out, as_json):
    from scenarios.plan import answer, kept, text
    from scenarios.plan.check import recipe_size
    from scenarios.plan.load import load
    from scenarios.program import program
    from scenarios.progress import shown
    from scenarios.runner import runner
    from scenarios.shipped import found

    task = load(file)
    on = runner(workers, None, program)
    with working(on) as work:
        content = found(file).read_bytes()
        work.folder = kept.begin(task, content, out, resume, fresh)
        far = _Far(task.line is not None)
        with shown(task.name, recipe_size(task)) as tell:
            result = kept.conducted(
                task, work.folder, on,
                lambda said, n, of: tell(far(said, n, of), f"{said} {n} of {of}"),
                None if workers == 1 else 1,
            )  # fmt: skip
    told(result, work.folder, answer, text, as_json)

    def figure():
        from scenarios.plan import picture as pictures

        return pictures.figure(result)

    drawn(result, picture, figure)


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
