"""What `twin expose` prints of a map of waits, and of the dew points for them."""

from models.allowed_time import ANY, AT_ONCE, FOUND, OUTSIDE
from models.exposure_limits import LATER, NEVER
from models.units import DAY, HOUR, PPM, celsius
from scenarios.curve.text import duration
from scenarios.exposure.air_map import TimeMap, contents
from scenarios.exposure.load import Plan
from scenarios.exposure.text import PLACES
from scenarios.tables import NOTHING, rows_table

MOST_POINTS = 10  # columns of a table; further dew points stand in JSON and CSV
MOST_TEMPERATURES = 8  # likewise lines for a place


def wait_words(verdict: str, hours: float | None, longest: float) -> str:
    """A wait as it stands in the table; `longest` in s.

    >>> wait_words("reached", 5.0, 1e6), wait_words("at once", 0.0, 1e6)
    ('5 h', 'at once')
    >>> wait_words("later", None, 864e3), wait_words("outside", None, 1e6)
    ('> 10 d', '-')
    """
    if verdict == LATER:
        return f"> {longest / DAY:.3g} d"
    if verdict == OUTSIDE:
        return NOTHING
    return verdict if verdict in (NEVER, AT_ONCE) else duration(hours)


def map_tables(found: TimeMap) -> list:
    """For each wrapping and content a table of waits: dew points to the right."""
    plan = found.plan
    points = shown([celsius(point) for point in plan.map.dew_points], MOST_POINTS)
    warm = shown([celsius(one) for one in plan.map.temperatures], MOST_TEMPERATURES)
    heads = ("", "°C", *(f"{point:.4g}" for point in points))
    words = _words(found)
    share = plan.material.coating_share / PPM
    tables = []
    for wrapping in plan.map_wrappings:
        for water in contents(plan):
            lines = [
                (
                    PLACES[place] if temperature == warm[0] else "",
                    f"{temperature:.4g}",
                    *(
                        words[wrapping, place, round(water / PPM, 6), temperature, p]
                        for p in points
                    ),
                )
                for place in plan.map_places
                for temperature in warm
            ]
            title = (
                f"{plan.name}, {wrapping}: time until {plan.material.name} has "
                f"{water * share:.4g} mg per kg dry electrode, over the dew point in °C"
            )
            tables.append(rows_table(lines, heads, title, heads[1:]))
    for table in tables:
        for column in table.columns:
            column.no_wrap = True
    said = []
    if OUTSIDE in found.rows["verdict"]:
        said.append(
            f"{NOTHING}: moister than the isotherms are known for, a water activity of "
            f"{plan.material.largest_activity:g}"
        )
    if len(points) < len(plan.map.dew_points) or len(warm) < len(plan.map.temperatures):
        said.append("the whole map is in --json and --map-csv")
    tables[-1].caption, tables[-1].caption_justify = "; ".join(said), "left"
    return tables


def shown(values, most: int) -> list[float]:
    """At most so many of `values`, every second or third, from the first on.

    >>> shown([1, 2, 3, 4, 5, 6, 7], 4), shown([1.0000000001, 2], 9)
    ([1, 3, 5, 7], [1.0, 2])
    """
    return [round(value, 9) for value in values[:: -(-len(values) // most)]]


def _words(found):
    """The words of every row, by what the row is about."""
    rows, longest = found.rows, found.plan.longest
    about = (
        rows["wrapping"],
        rows["place"],
        [round(value, 6) for value in rows["limit_coating_ppm"]],
        rows["temperature_degC"],
        rows["dew_point_degC"],
    )
    said = (
        wait_words(verdict, hours, longest)
        for verdict, hours in zip(rows["verdict"], rows["time_h"], strict=True)
    )
    return dict(zip(zip(*about, strict=True), said, strict=True))


def dew_point_words(verdict: str, dew_point: float | None) -> str:
    """The highest dew point of a wait.

    >>> dew_point_words("found", -38.13), dew_point_words("any", None)
    ('-38.1', 'any')
    """
    return f"{dew_point:.1f}" if verdict == FOUND else verdict


def dew_points_table(plan: Plan, rows: dict[str, list]):
    """The highest dew point of each wait: a line per wrapping, limit, temperature."""
    waits = [f"{duration(time / HOUR)}" for time in plan.waits]
    lines, before, count = [], None, len(plan.waits)
    for first in range(0, len(rows["place"]), count):
        part = range(first, first + count)
        head = (
            rows["wrapping"][first],
            f"{PLACES[rows['place'][first]]} {rows['limit_ppm'][first]:.4g}",
            f"{rows['temperature_degC'][first]:.4g}",
        )
        lines.append(
            (
                head[0] if head[0] != before else "",
                *head[1:],
                *(
                    dew_point_words(rows["verdict"][i], rows["dew_point_degC"][i])
                    for i in part
                ),
            )
        )
        before = head[0]
    table = rows_table(
        lines,
        ("wrapping", "limit", "°C", *waits),
        f"{plan.name}: highest dew point in °C for a wait of",
        ("°C", *waits),
    )
    table.caption = _caption(rows)
    table.caption_justify = "left"
    return table


def _caption(rows):
    parts = []
    if ANY in rows["verdict"]:
        parts.append("any: even the moistest air that the isotherms know will do")
    if any(verdict not in (ANY, FOUND) for verdict in rows["verdict"]):
        parts.append(
            "none: no air is dry enough; so it is of a start at the limit or above"
        )
    return "; ".join(parts)
