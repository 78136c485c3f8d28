"""`twin expose`: how long a coil, stack or sheet may wait, in which air."""

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


def expose(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="exposure file (YAML): a sample, airs, wrappings, limits; also looked "
            "for in the project's scenarios/",
        ),
    ],
    mapped: Annotated[
        bool,
        typer.Option("--map", help="the map of waits, also where the file has none"),
    ] = False,
    waits: Annotated[
        list[float] | None,
        typer.Option(
            "--for-h",
            metavar="HOURS",
            help="how moist the air may be for this wait; instead of the file's "
            "times_h, repeat for more",
        ),
    ] = None,
    temperatures: Annotated[
        list[float] | None,
        typer.Option(
            "--at-degC", metavar="T", help="temperatures of that air; repeat for more"
        ),
    ] = None,
    picture: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="draw water, times and map: .png, .svg or .pdf"
        ),
    ] = None,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the times as CSV")
    ] = None,
    course_csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write water over time as CSV")
    ] = None,
    map_csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="write the map as CSV")
    ] = None,
    dew_points_csv: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="write the dew points of the waits as CSV"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Time until a sample reaches given water contents, by air and wrapping.

    The map: over dew point and temperature. With --for-h the other way round: the
    highest dew point at which it may wait so long.
    """
    with answering():
        named = {
            "--picture": picture,
            "--csv": csv,
            "--course-csv": course_csv,
            "--map-csv": map_csv,
            "--dew-points-csv": dew_points_csv,
        }
        target, *paths = output_files(file, named)
        tables = dict(zip(list(named)[1:], paths, strict=True))
        from models.sorption import SolverError
        from scenarios.exposure.load import load

        options = {}
        if mapped:
            options["map"] = (None, "--map")
        if waits:
            options["times_h"] = (waits, "--for-h")
        if temperatures:
            options["at_temperatures_degC"] = (temperatures, "--at-degC")
        plan = load(file, options)
        _has(plan, tables)
        try:
            found, waited, points = _found(plan)
        except SolverError as error:
            say(f"the exposures broke off: {error}")
            raise typer.Exit(BROKE_OFF) from None
        if as_json:
            print_json(_answer(found, waited, points))
        else:
            _print(found, waited, points)
        _write(tables, found, waited, points)
        if target is not None:
            from scenarios.exposure import picture as exposure_picture

            save_picture(exposure_picture.figure(found, waited), target)


def _has(plan, tables):
    """Exit 2 where a table is asked for that the file does not make."""
    airs = (plan.places, "give it airs or a sweep")
    for option, (made, remedy) in {
        "--csv": airs,
        "--course-csv": airs,
        "--map-csv": (plan.map, "add --map"),
        "--dew-points-csv": (plan.waits, "add --for-h HOURS"),
    }.items():
        if tables[option] is not None and not made:
            say(f"{option}: {plan.source} asks for no such table; {remedy}")
            raise typer.Exit(BAD_INPUT)


def _write(tables, found, waited, points):
    """Write the tables that have a file."""
    from scenarios.curve.text import csv_text

    rows = {
        "--csv": lambda: found.rows,
        "--course-csv": found.course_rows,
        "--map-csv": lambda: waited.rows,
        "--dew-points-csv": lambda: points,
    }
    for option, target in tables.items():
        if target is not None:
            write_text(target, csv_text(rows[option]()))


def _found(plan):
    """The times, the map and the dew points; None for what is not asked for."""
    from scenarios.exposure.air_map import needed_dew_points, time_map
    from scenarios.exposure.exposure import run
    from scenarios.progress import shown

    many = len(plan.places) * len(plan.wrappings)
    words = [f"{many} exposures, {len(plan.limits)} limits each"] if many else []
    if plan.map is not None:
        airs = len(plan.map.temperatures) * len(plan.map.dew_points)
        words.append(f"a map of {airs} airs")
    if plan.waits:
        words.append(f"{len(plan.waits)} waits")
    with shown(plan.name, "; ".join(words)) as progress:
        found = run(plan, progress)
        waited = None if plan.map is None else time_map(plan, progress)
        points = needed_dew_points(plan, progress) if plan.waits else None
    return found, waited, points


def _answer(found, waited, points):
    """All of it as one object."""
    answer = {**found.rows, "courses": found.course_rows()}
    if waited is not None:
        answer["map"] = waited.rows
        answer["isolines"] = waited.isolines
    if points is not None:
        answer["dew_points"] = points
    return answer


def _print(found, waited, points):
    from scenarios.exposure import air_map_text as exposure_map_text
    from scenarios.exposure import text as exposure_text

    if found.meetings:
        console().print(exposure_text.exposure_table(found))
    for table in exposure_map_text.map_tables(waited) if waited is not None else ():
        console().print(table)
    if points is not None:
        console().print(exposure_map_text.dew_points_table(found.plan, points))
