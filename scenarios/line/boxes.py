"""A station's box: what it does, its load, its coils, who waits and who is coming."""

import math
from collections.abc import Iterator, Sequence
from statistics import median

from scenarios.line import chips
from scenarios.line.chips import Link
from scenarios.line.oven_load import DRYING, LoadState
from scenarios.line.state import (
    COMING,
    HELD,
    WAITING,
    WORKED,
    PlantState,
    StationState,
)
from scenarios.line.svg import Drawn, element, label
from twin.scenario import AssemblySpec, OvenSpec, StationSpec

LINE = 17  # height of a line of text or chips
HEAD = 24
PAD = 7
LOADS_SHOWN = 2
SMALL = 11


def lines_of(spec: StationSpec) -> int:
    """The most lines that a section of a station's box has."""
    if isinstance(spec, OvenSpec):
        loads = min(spec.machines, LOADS_SHOWN)
        return 2 * loads + (spec.machines > LOADS_SHOWN) + 2
    return 5 if isinstance(spec, AssemblySpec) else 4


def box(
    plant: PlantState,
    name: str,
    electrodes: Sequence[str],
    section_tops: Sequence[float],
    width: float,
    height: float,
    link: Link | None,
) -> Drawn:
    """The box of a station, its corner at the origin; a section for each electrode."""
    station = plant.stations[name]
    parts = [
        element(
            "rect",
            x=0.75,
            y=0.75,
            width=width - 1.5,
            height=height - 1.5,
            rx=6,
            fill="rgba(127,127,127,0.10)",
            stroke="currentColor",
            stroke_opacity=0.55,
            stroke_width=1.5 if station.busy else 1,
            stroke_dasharray=None if station.busy else "4 3",
        ),
        label(name, PAD, 16, 12.5, width - 2 * PAD, font_weight="bold"),
    ]
    for i, (electrode, top) in enumerate(zip(electrodes, section_tops, strict=True)):
        coils = plant.at(name, electrode)
        y = top
        if len(electrodes) > 1:
            if i:
                line = {"stroke": "currentColor", "stroke_opacity": 0.25}
                parts.append(
                    element("line", x1=PAD, x2=width - PAD, y1=y, y2=y, **line)
                )
            parts.append(label(electrode, PAD, y + 13, SMALL, width - 2 * PAD))
            y += LINE
        for part in _section(plant, station, coils, i == 0, width, link):
            parts.append(element("g", part, transform=f"translate(0 {y:g})"))
            y += LINE
    title = element("title", _told(station))
    return element("g", title, *parts)


def _told(station: StationState) -> str:
    name = station.name if len(station.name) <= 60 else station.name[:59] + "…"
    return (
        f"{name} ({station.kind}): {station.busy} of {station.machines} places busy, "
        f"{station.waiting} waiting"
    )


def _section(plant, station, coils, first, width, link) -> Iterator[Drawn]:
    """The lines of a section, each with its corner at the origin."""
    worked = [coil for coil in coils if coil.doing in (WORKED, HELD)]
    if station.kind == "oven":
        yield from _loads(station, coils, width, link)
    else:
        if first:
            yield _line(_doing(plant, station), width)
        if station.cells is not None and first:
            made = f"{station.cells:,.0f}".replace(",", " ")
            yield _line(f"{made} cells so far", width)
        if worked:
            yield _chips("", worked, width, link, ppm=True)
    waiting = [coil for coil in coils if coil.doing == WAITING]
    if waiting:
        yield _chips(f"waits {len(waiting)}", waiting, width, link)
    coming = [coil for coil in coils if coil.doing == COMING]
    if coming:
        yield _chips(f"comes {len(coming)}", coming, width, link)


def _line(text, width):
    return label(text, PAD, 13, SMALL, width - 2 * PAD)


def _chips(text, coils, width, link, ppm=False):
    x = PAD
    parts = []
    if text:
        parts.append(label(text, x, 13, SMALL, width))
        x += 5.4 * len(text) + 5
    figure = f"{median(coil.ppm for coil in coils):.0f} ppm" if ppm else ""
    room = width - PAD - x - (5.8 * len(figure) + 6 if figure else 0)
    drawn, end = chips.row(coils, x, 2, room, link)
    parts.append(drawn)
    if figure:
        parts.append(label(figure, end + 3, 13, SMALL))
    return Drawn("".join(parts))


def _doing(plant: PlantState, station: StationState) -> str:
    """What a station does, in a few words."""
    coils = [c for c in plant.at(station.name) if c.doing in (WORKED, HELD)]
    if station.machines > 1:
        return f"{station.busy} of {station.machines} places busy"
    if not coils:
        return "idle" if station.on_shift else "no shift"
    if all(coil.doing == HELD for coil in coils):
        return "holds its coil: no place next"
    if station.cells is not None and len({coil.electrode for coil in coils}) < 2:
        return "waits for its partner"
    ends = [coil.until for coil in coils if coil.doing == WORKED]
    if any(math.isnan(end) for end in ends):
        return "works"
    return f"works, {hours(min(ends) - plant.time)} left"


def _loads(station, coils, width, link):
    """Two lines for each load, as many as there is room for."""
    if not station.loads:
        yield _line(f"empty ({_ovens(station.machines)})", width)
        return
    names = {coil.name for coil in coils}  # other electrodes' stand in their own lane
    loads = [load for load in station.loads if not names.isdisjoint(load.coils)]
    for load in loads[:LOADS_SHOWN]:
        own = [c for c in coils if c.name in load.coils]
        figure = f"{hours(load.left)} left" if load.left > 0.0 else "ready"
        room = width - 2 * PAD - 5.8 * len(figure) - 6
        drawn, end = chips.row(own, PAD, 2, room, link)
        yield Drawn(drawn + label(figure, end + 3, 13, SMALL))
        yield _line(_phase(load), width)
    more = len(loads) - LOADS_SHOWN
    if more > 0:
        yield _line(f"and {more} more load{'s' if more > 1 else ''}", width)


def _ovens(machines):
    return "1 chamber" if machines == 1 else f"{machines} chambers"


def _phase(load: LoadState) -> str:
    if load.phase != DRYING:
        return load.phase
    step = "drying" if load.step is None else f"step {load.step}/{load.steps}"
    if math.isnan(load.temperature_degC):
        return step
    bar = load.pressure_mbar
    pressure = f"{bar:.0f}" if bar >= 10.0 else f"{bar:.2g}"
    return f"{step}, {load.temperature_degC:.0f} °C, {pressure} mbar"


def hours(span: float) -> str:
    """A time as a person says it: minutes below an hour and a half."""
    return f"{span * 60:.0f} min" if span < 1.5 else f"{span:.1f} h"
