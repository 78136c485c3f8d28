"""What a change did, in a sentence: water, limits, energy, cost, cells."""

import math

from scenarios.compare.figures import COST, ENERGY, SAME, figure_table
from scenarios.compare.side import MEAN, Side

PER_KWH = "per kWh of cells"


def said(base: Side, other: Side) -> str:
    """What became of `base` in `other`, in one sentence without its subject.

    It names, for each electrode, the station at which its coils break a limit by most,
    and there the worst coil; where none is broken, that at which they come nearest to
    one (the last one, where there is none), and there the P95.
    """
    over = (_over(base, other), _cells_over(base, other))
    parts = [*_water(base, other), *over, *_rest(base, other)]
    return "; ".join(part for part in parts if part)


def _water(base, other):
    sides = (base, other)
    for electrode in base.content["electrodes"]:
        station = worst_broken(sides, electrode)
        figure, words = "worst", "worst coil"
        if station is None:
            station = nearest_to_limit(sides, electrode)
            figure, words = "p95", "P95"
        if station is None:
            yield f"{electrode}: no station in common"
            continue
        before, after = (_water_out(side, electrode, station, figure) for side in sides)
        limits = [_limit(side, electrode, station) for side in sides]
        yield (
            f"{electrode} after {station} {_changed(before, after)} ppm "
            f"({words}{_limits(*limits)})"
        )


def _limits(before, after):
    """The limits of both, in words: one may have another limit, or none."""
    if before is None and after is None:
        return ""
    one, two = ("none" if v is None else f"{v:.0f}" for v in (before, after))
    return f", limit {one}" if one == two else f", limit {one} → {two}"


def worst_broken(sides, electrode: str) -> str | None:
    """Where a coil of an electrode is most above its limit, in any of the runs."""
    found = {}
    for side in sides:
        for name, station in side.route:
            limit = _limit(side, name, station)
            if name != electrode or limit is None:
                continue
            known = [_water_out(one, name, station, "worst") for one in sides]
            if side.at(name, station, "over_limit") and None not in known:
                worst = _water_out(side, name, station, "worst")
                share = worst / limit if limit > 0.0 else math.inf
                found[station] = max(share, found.get(station, 0.0))
    return max(found, key=found.get, default=None)


def nearest_to_limit(sides, electrode: str) -> str | None:
    """Where the coils of an electrode come nearest to their limit in any of the runs.

    The last station with known water in all, where no limit is set; None without any.
    """
    stops = [
        station
        for name, station in sides[0].route
        if name == electrode
        and all(_water_out(s, electrode, station, "p95") is not None for s in sides)
    ]
    if not stops:
        return None

    def share(station):
        found = [
            _water_out(side, electrode, station, "p95") / limit
            for side in sides
            if (limit := _limit(side, electrode, station)) is not None
        ]
        return max(found, default=-1.0)

    best = max(stops, key=share)
    return best if share(best) >= 0.0 else stops[-1]


def _limit(side, electrode, station):
    """The limit of the mean there: that of an edge is not of the water that is told."""
    value = side.at(electrode, station, "limit_ppm")
    mean = side.limited_at(electrode, station) == MEAN
    return None if not mean or value is None or math.isnan(value) else float(value)


def _water_out(side, electrode, station, figure):
    value = side.at(electrode, station, f"water_out_ppm_{figure}")
    return None if value is None or math.isnan(value) else float(value)


def _changed(before, after):
    one, two = f"{before:.0f}", f"{after:.0f}"
    return one if one == two else f"{one} → {two}"


def _over(base, other):
    def count(side):
        names = [f"{name}.coils_over" for name in side.content["electrodes"]]
        return sum(side.figures.get(name) or 0 for name in names)

    def judged(side):
        return any(
            side.figures.get(f"{name}.coils_{end}")
            for name in side.content["electrodes"]
            for end in ("within", "over")
        )

    if not judged(base) and not judged(other):
        return "no limit is set"
    before, after = count(base), count(other)
    if not before and not after:
        return "no coil is over a limit in either"
    return f"coils over a limit {_changed(before, after)}"


def _cells_over(base, other):
    """A cell can be over its limit though each of its coils kept its own."""
    before, after = (
        side.figures.get("cells.over_limit") or 0 for side in (base, other)
    )
    if not before and not after:
        return ""
    return f"cells over their limit {_changed(before, after)}"


def _rest(base, other):
    table = figure_table((base, other)).set_index("figure")
    change = f"change of {other.label} [%]"
    same = []
    for name, words in (
        (ENERGY, f"energy {PER_KWH}"),
        (COST, "its cost"),
        ("cells per day", "cells per day"),
    ):
        if name not in table.index or math.isnan(table.at[name, change]):
            continue
        if abs(table.at[name, change]) <= 100.0 * SAME:
            same.append(words)
        else:
            yield f"{words} {percent(table.at[name, change])}"
    if same:
        words = ", ".join(same[:-1]) + " and " if len(same) > 1 else ""
        yield f"{words}{same[-1]} unchanged"


def percent(change: float) -> str:
    """A change in percent, as a sentence has it.

    >>> percent(3.21), percent(-12.4)
    ('+3.2 %', '-12 %')
    """
    return f"{change:+z.1f} %" if abs(change) < 10.0 else f"{change:+.0f} %"
