"""Areas: the rectangles of the picture that stand for a zone."""

from dataclasses import dataclass

from scenarios.line.layout import Layout
from twin.route import paths
from twin.scenario import Scenario


@dataclass(frozen=True)
class Area:
    """Columns `begin` to `end` and rows `first` to `last` of a band, in one zone.

    `number` is the zone's, in the order of the scenario.
    """

    zone: str
    number: int
    band: int
    begin: int
    end: int
    first: int
    last: int


def areas(scenario: Scenario, layout: Layout) -> list[Area]:
    """The areas of all zones that have stations; of a zone with gaps there are more."""
    numbers = {name: i for i, name in enumerate(scenario.zones)}
    ways = paths(scenario)
    found: list[Area] = []
    for band, lanes in enumerate(layout.lanes):
        above: list[Area] = []
        for row, electrode in enumerate(lanes):
            own = []
            for zone, begin, end in _runs(scenario, layout, band, ways[electrode]):
                alike = [
                    a for a in above if (a.zone, a.begin, a.end) == (zone, begin, end)
                ]
                for area in alike:  # it grows downwards over this row
                    above.remove(area)
                first = alike[0].first if alike else row
                own.append(Area(zone, numbers[zone], band, begin, end, first, row))
            found += above
            above = own
        found += above
    return found


def _runs(scenario, layout, band, way):
    """Zone, first and last column of each run of an electrode's stations."""
    here = sorted(
        (layout.places[name].column, scenario.stations[name].zone)
        for name in way
        if layout.places[name].band == band
    )
    runs: list[tuple[str, int, int]] = []
    for column, zone in here:
        if runs and runs[-1][0] == zone:
            runs[-1] = (zone, runs[-1][1], column)
        else:
            runs.append((zone, column, column))
    return runs
