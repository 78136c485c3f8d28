"""`twin curve`: a drying or loading curve, of a file or of the published model."""

from typing import Annotated

import typer

from scenarios.cli.answers import (
    BAD_INPUT,
    BROKE_OFF,
    Json,
    answering,
    console,
    print_json,
    say,
)
from scenarios.cli.outputs import output_files, save_picture, write_text

_LINEAR = "of the published model, without a FILE"


def curve(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help="curve file (YAML): a sample and steps of air; also looked for in the "
            "project's scenarios/",
            show_default=False,
        ),
    ] = None,
    tau_macro_h: Annotated[
        float | None, typer.Option(help=f"macro diffusion time [h], {_LINEAR}")
    ] = None,
    tau_micro_h: Annotated[
        float | None, typer.Option(help="micro diffusion time [h]")
    ] = None,
    micro_share: Annotated[
        float | None,
        typer.Option(help="f, share of the water on the micro scale, 0 to 1"),
    ] = None,
    biot: Annotated[
        float | None, typer.Option(help="Biot number of a film at the edge; none: inf")
    ] = None,
    start_ppm: Annotated[
        float | None, typer.Option(help="water at the start [mg/kg]")
    ] = None,
    end_ppm: Annotated[
        float | None, typer.Option(help="water at the end [mg/kg]; default: 0")
    ] = None,
    times_h: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="instants [h], like 0.05,0.1,1,3; default: until 99 % has left",
        ),
    ] = None,
    picture: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="draw the curve: .png, .svg or .pdf"),
    ] = None,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the curve as CSV")
    ] = None,
    as_json: Json = False,
) -> None:
    """Water of a sample over time: of a curve file, or of the published model."""
    numbers = {
        "tau_macro_h": tau_macro_h,
        "tau_micro_h": tau_micro_h,
        "micro_share": micro_share,
        "biot": biot,
        "start_ppm": start_ppm,
        "end_ppm": end_ppm,
        "times_h": times_h,
    }
    given = {name: value for name, value in numbers.items() if value is not None}
    with answering():
        _check_forms(file, given)
        targets = output_files(file, {"--picture": picture, "--csv": csv})
        if file is None:
            _linear(given, *targets, as_json)
        else:
            _of_file(file, *targets, as_json)


def _check_forms(file, given):
    """Exit 2 unless there is a file or numbers, and not both."""
    options = ", ".join("--" + name.replace("_", "-") for name in given)
    if file is not None and given:
        say(f"{file} says all about its curve; {options}: without a file only")
    elif file is None and not given:
        say(
            "nothing to draw; give a curve file, or --tau-macro-h, --tau-micro-h, "
            "--micro-share and --start-ppm for the published model"
        )
    else:
        return
    raise typer.Exit(BAD_INPUT)


def _linear(given, picture, table, as_json):
    from scenarios.curve import text as curve_text
    from scenarios.curve.linear import linear_curve

    required = ("tau_macro_h", "tau_micro_h", "micro_share", "start_ppm")
    drawn = linear_curve(**{**dict.fromkeys(required), **given})
    if picture is not None and drawn.times[-1] == 0.0:
        say("--picture: nothing to draw up to 0 h; give --times-h a later instant too")
        raise typer.Exit(BAD_INPUT)
    rows = drawn.rows
    if as_json:
        print_json(rows)
        say(curve_text.linear_words(drawn))
    else:
        console().print(curve_text.linear_table(drawn))
        print(curve_text.linear_words(drawn))
    if table is not None:
        write_text(table, curve_text.csv_text(rows))
    if picture is not None:
        from scenarios.curve import picture as curve_picture

        save_picture(curve_picture.linear_figure(drawn), picture)


def _of_file(file, picture, table, as_json):
    from scenarios.curve import text as curve_text
    from scenarios.curve.curve import run
    from scenarios.curve.load import load
    from scenarios.progress import shown

    experiment = load(file)
    many = len(experiment.steps)
    words = f"{many} step{'' if many == 1 else 's'}, {experiment.hours:.4g} h of holds"
    with shown(experiment.name, words) as progress:
        drawn = run(experiment, progress)
    if drawn.stopped is None and as_json:
        print_json({**drawn.rows, "steps": drawn.steps})
    elif not as_json:
        console().print(curve_text.steps_table(drawn))
    if table is not None:
        write_text(table, curve_text.csv_text(drawn.rows))
    if drawn.stopped is not None:
        reached = drawn.rows["time_h"][-1]
        kept = f"; {table} has what came before" if table is not None else ""
        say(f"the curve broke off at {reached:.6g} h, in {drawn.stopped}{kept}")
        raise typer.Exit(BROKE_OFF)
    if picture is not None:
        from scenarios.curve import picture as curve_picture

        save_picture(curve_picture.figure(drawn), picture)
