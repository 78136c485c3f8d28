"""The plant as a picture: stations in their zones, with coils, loads and air; SVG.

It has no ground of its own and is drawn in `currentColor`, so that it suits a light
page and a dark one. Every text in it is escaped and cut to its place.
"""

import math
from itertools import pairwise

from scenarios.charts import palette
from scenarios.line import boxes, chips
from scenarios.line.areas import Area, areas
from scenarios.line.chips import Link
from scenarios.line.history import LineHistory
from scenarios.line.layout import Layout, layout
from scenarios.line.state import PlantState, ZoneState
from scenarios.line.svg import Drawn, element, label
from twin.route import paths
from twin.scenario import Scenario

PITCH, BOX = 180, 158  # of columns; width of a box
LEFT, RIGHT = 46, 12
NARROW, WIDE_LABEL = 38, 22  # height of a zone's label: two lines, one line
ROW_GAP, GUTTER, FOOT = 12, 48, 26
LARGEST = 1.3  # the picture is not blown up further than this


class Geometry:
    """Where bands, rows and columns lie, in the picture's units."""

    def __init__(self, scenario: Scenario):
        self.layout: Layout = layout(scenario)
        self.ways = paths(scenario)
        self.areas = areas(scenario, self.layout)
        self.tops: list[list[float]] = []
        self.ends: list[float] = []
        self.row_heights = [
            _row_height(scenario, self.layout, band)
            for band in range(len(self.layout.lanes))
        ]
        y = 4.0
        for band, lanes in enumerate(self.layout.lanes):
            tops = []
            for row in range(len(lanes)):
                y += self.label_height(band, row) + (ROW_GAP if row else 0)
                tops.append(y)
                y += self.row_heights[band]
            self.tops.append(tops)
            self.ends.append(y + 6)
            y += GUTTER
        self.height = self.ends[-1] + FOOT
        last = len(self.ends) - 1
        if any(self.layout.places[r.target].band == last for r in scenario.rework):
            self.height += GUTTER
        self.width = LEFT + max(4, *self.layout.columns) * PITCH + RIGHT

    def label_height(self, band: int, row: int) -> float:
        """Height above a row for the labels of the zones that begin there."""
        own = [a for a in self.areas if (a.band, a.first) == (band, row)]
        if not own:
            return 0.0
        return NARROW if any(a.begin == a.end for a in own) else WIDE_LABEL

    def left(self, station: str) -> float:
        """Left side of a station's box."""
        return LEFT + self.layout.places[station].column * PITCH

    def top(self, station: str) -> float:
        """Top of a station's box."""
        place = self.layout.places[station]
        return self.tops[place.band][place.first]

    def bottom(self, station: str) -> float:
        """Bottom of a station's box."""
        place = self.layout.places[station]
        return self.tops[place.band][place.last] + self.row_heights[place.band]

    def lane(self, station: str, electrode: str) -> float:
        """Height at which an electrode's edges meet a station."""
        band = self.layout.places[station].band
        top = self.tops[band][self.layout.row(band, electrode)]
        return top + boxes.HEAD + (self.row_heights[band] - boxes.HEAD) / 2


def _row_height(scenario, layout, band):
    """Height of the boxes of a band: as much as the fullest of them may need."""
    here = [place for place in layout.places.values() if place.band == band]
    lines = max(boxes.lines_of(scenario.stations[place.station]) for place in here)
    shared = any(place.first != place.last for place in here)
    return boxes.HEAD + (lines + shared) * boxes.LINE + 6


def picture(history: LineHistory, plant: PlantState, link: Link | None = None) -> str:
    """The plant at an instant as one SVG element.

    `link` gives the address to which a click on a coil of that name leads.
    """
    space = Geometry(history.scenario)
    parts = [_arrow()]
    parts += [_area(space, area, plant.zones[area.zone]) for area in space.areas]
    parts += _lane_labels(space)
    parts += _edges(space)
    parts += _rework(space, history.scenario, plant)
    parts += [_box(space, plant, name, link) for name in space.layout.places]
    parts.append(_foot(space, history, plant))
    return element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {space.width:g} {space.height:g}",
        width="100%",
        style=f"max-width:{LARGEST * space.width:.0f}px;display:block;margin:auto",
        role="img",
        aria_label=f"The plant on {plant.clock:%Y-%m-%d %H:%M}",
    )


def _arrow():
    head = element("path", d="M0 0 L7 3.5 L0 7 z", fill="currentColor")
    return element(
        "defs",
        element(
            "marker",
            head,
            id="line-arrow",
            markerWidth=8,
            markerHeight=8,
            refX=6,
            refY=3.5,
            orient="auto",
            markerUnits="userSpaceOnUse",
        ),
    )


def _area(space: Geometry, area: Area, zone: ZoneState) -> Drawn:
    strip = space.label_height(area.band, area.first)
    x = LEFT - 12 + area.begin * PITCH
    y = space.tops[area.band][area.first] - strip
    width = (area.end - area.begin) * PITCH + BOX + 22
    height = space.tops[area.band][area.last] + space.row_heights[area.band] + 5 - y
    colour = palette.SERIES[area.number % len(palette.SERIES)]
    rect = element(
        "rect", x=x, y=y, width=width, height=height, rx=8, fill=colour, opacity=0.13
    )
    alarm = "".join(f" ⚠ {fault}" for fault in zone.faults)
    name, air = f"{zone.name}{alarm}", air_of(zone)
    room = width - 22
    if strip == WIDE_LABEL:
        first = min(len(name) * 6.6 + 16, room / 2)
        texts = [
            label(name, x + 14, y + 15, 12.5, first, font_weight="bold"),
            label(air, x + 14 + first, y + 15, 12, room - first),
        ]
    else:
        texts = [
            label(name, x + 14, y + 15, 12.5, room, font_weight="bold"),
            label(air, x + 14, y + 30, 10.5, room),
        ]
    title = element("title", f"{name[:200]}: {air}")
    return element("g", title, rect, *texts)


def air_of(zone: ZoneState) -> str:
    """The air of a zone in words: °C, frost or dew point, people."""
    text = f"{_signed(zone.temperature_degC)} °C, "
    point = zone.dew_point_degC
    if math.isnan(point):
        text += "frost point below −100 °C"
    else:
        kind = "frost" if point < 0.0 else "dew"
        text += f"{kind} point {_signed(point)} °C"
    if not math.isnan(zone.people):
        text += f", {zone.people:.3g} people"
    return text


def _signed(value):
    return f"{value:.1f}".replace("-", "−")


def _lane_labels(space):
    for band, lanes in enumerate(space.layout.lanes):
        for top, electrode in zip(space.tops[band], lanes, strict=True):
            height = space.row_heights[band]
            yield label(
                electrode,
                0,
                0,
                12,
                height,
                text_anchor="middle",
                transform=f"translate(18 {top + height / 2:g}) rotate(-90)",
            )


def _path(points, **style):
    way = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return element(
        "path",
        d=way,
        fill="none",
        stroke="currentColor",
        stroke_opacity=0.75,
        marker_end="url(#line-arrow)",
        **style,
    )


def _edges(space):
    """The way of each electrode; from band to band around the end of the line."""
    seen = set()
    for electrode, way in space.ways.items():
        for origin, target in pairwise(way):
            start = space.left(origin) + BOX, space.lane(origin, electrode)
            end = space.left(target), space.lane(target, electrode)
            if (start, end) in seen:
                continue
            seen.add((start, end))
            band = space.layout.places[origin].band
            if space.layout.places[target].band == band:
                yield _path([start, end])
                continue
            row = space.layout.row(band, electrode)
            out, back = start[0] + 6 + 4 * row, end[0] - 10 - 4 * row
            turn = space.ends[band] + 7 + 5 * row
            corners = [(out, start[1]), (out, turn), (back, turn), (back, end[1])]
            yield _path([start, *corners, end])


def _rework(space, scenario, plant):
    """Dashed ways back, in the gaps between columns, and how many coils took them."""
    rules = list(dict.fromkeys((rule.origin, rule.target) for rule in scenario.rework))
    for i, (origin, target) in enumerate(rules):
        turn = space.ends[space.layout.places[target].band] + 26 + 6 * i
        start = space.left(origin), space.top(origin) + 12 + 6 * i
        end = space.left(target), space.bottom(target) - 12
        out, back = start[0] - 5 - 3 * i, end[0] - 9 - 3 * i
        corners = [(out, start[1]), (out, turn), (back, turn), (back, end[1])]
        yield _path([start, *corners, end], stroke_dasharray="5 4")
    if rules:
        sums = dict.fromkeys((target for _, target in rules), 0)
        for rule in rules:
            sums[rule[1]] += plant.reworked[rule]
        counts = ", ".join(f"{count} in {oven}" for oven, count in sums.items())
        turn = space.ends[space.layout.places[rules[0][1]].band] + 26
        room = space.width - LEFT - 2 * RIGHT
        yield label(f"dried again so far: {counts}", LEFT + 8, turn - 4, 10.5, room)


def _box(space, plant, name, link):
    place = space.layout.places[name]
    lanes = space.layout.lanes[place.band]
    electrodes = [
        e for e in lanes[place.first : place.last + 1] if name in space.ways[e]
    ]
    x, y = space.left(name), space.top(name)
    tops = [space.tops[place.band][lanes.index(e)] - y + boxes.HEAD for e in electrodes]
    height = space.bottom(name) - y
    drawn = boxes.box(plant, name, electrodes, tops, BOX, height, link)
    return element("svg", drawn, x=x, y=y, width=BOX, height=height)


def _foot(space, history, plant):
    y = space.height - FOOT + 6
    drawn, end = chips.legend(LEFT - 10, y)
    used = {spec.zone for spec in history.scenario.stations.values()}
    others = [zone for name, zone in plant.zones.items() if name not in used]
    if others:
        text = "Other air: " + "; ".join(f"{z.name} {air_of(z)}" for z in others)
        return Drawn(drawn + label(text, end, y + 10.5, 11, space.width - end - RIGHT))
    return drawn
