"""Where each station stands in the picture: bands of columns, a lane per electrode.

A station stands right of all that come before it on any route. What several electrodes
share spans their lanes. A long route is broken into bands, best where it enters another
zone: its picture is then as wide as a page and its texts can be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from twin.route import paths, stations_in_order
from twin.scenario import Scenario

MOST_COLUMNS = 5  # in a band


@dataclass(frozen=True)
class Place:
    """A station's place: band and column, the lanes from `first` to `last`."""

    station: str
    band: int
    column: int  # in its band
    first: int  # row in its band
    last: int


@dataclass(frozen=True)
class Layout:
    """All places; `lanes` names the electrodes of each band, from the top."""

    places: Mapping[str, Place]
    lanes: Sequence[Sequence[str]]
    columns: Sequence[int]  # of each band

    def row(self, band: int, electrode: str) -> int:
        """Row of an electrode in a band."""
        return self.lanes[band].index(electrode)


def layout(scenario: Scenario, most_columns: int = MOST_COLUMNS) -> Layout:
    """The places of all stations that a route leads to."""
    ways = paths(scenario)
    order = _lane_order(ways)
    columns = _columns(scenario, ways, order)
    breaks = _breaks(scenario, columns, most_columns)
    band_of = {c: sum(c >= b for b in breaks) for c in set(columns.values())}
    lanes = []
    for band in range(len(breaks) + 1):
        here = {name for name, column in columns.items() if band_of[column] == band}
        lanes.append(tuple(e for e in order if here & set(ways[e])))
    starts = [0, *breaks]
    places = {}
    for name, column in columns.items():
        band = band_of[column]
        rows = [row for row, e in enumerate(lanes[band]) if name in ways[e]]
        places[name] = Place(name, band, column - starts[band], rows[0], rows[-1])
    ends = [*breaks, max(columns.values()) + 1]
    widths = tuple(end - start for start, end in zip(starts, ends, strict=True))
    return Layout(places, tuple(lanes), widths)


def _lane_order(ways):
    """Electrodes so that those that share most stations lie side by side."""
    left = list(ways)
    order = [left.pop(0)]
    while left:
        last = set(ways[order[-1]])
        shared = [len(last & set(ways[name])) for name in left]
        order.append(left.pop(shared.index(max(shared))))
    return order


def _columns(scenario, ways, order):
    """Column of each station: right of those before it, in a place of its own."""
    before: dict[str, set[str]] = {}
    lanes: dict[str, list[int]] = {}
    for row, electrode in enumerate(order):
        way = ways[electrode]
        for i, name in enumerate(way):
            before.setdefault(name, set()).update(way[max(i - 1, 0) : i])
            lanes.setdefault(name, []).append(row)
    columns: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    for name in stations_in_order(scenario):
        if name not in lanes:
            continue
        known = [columns[other] for other in before[name] if other in columns]
        column = max(known, default=-1) + 1
        rows = range(lanes[name][0], lanes[name][-1] + 1)
        while any((column, row) in taken for row in rows):
            column += 1
        columns[name] = column
        taken |= {(column, row) for row in rows}
    return columns


def _breaks(scenario, columns, most):
    """The columns at which a new band begins."""
    count = max(columns.values()) + 1
    breaks, start = [], 0
    for left in range(ceil(count / most), 1, -1):
        nearest = start + max(1, count - start - (left - 1) * most)
        candidates = range(nearest, start + most + 1)
        even = start + (count - start) / left
        start = max(
            candidates,
            key=lambda c: (_new_zones(scenario, columns, c), -abs(c - even)),
        )
        breaks.append(start)
    return breaks


def _new_zones(scenario, columns, at):
    """Zones that end or begin between column `at` - 1 and column `at`."""
    zones = [
        {scenario.stations[n].zone for n, column in columns.items() if column == own}
        for own in (at - 1, at)
    ]
    return len(zones[0] ^ zones[1])
