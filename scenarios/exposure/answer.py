"""How long may it wait in this air, and how dry must the air be: rows and words."""

import math
from collections.abc import Sequence

from models.allowed_time import ANY, AT_ONCE, FOUND, OUTSIDE
from models.exposure_limits import EDGE_STRIP, LATER, MEAN, NEVER, REACHED, WORST
from models.psychrometrics import liquid_vapour_pressure, vapour_pressure_from_dew_point
from models.units import DAY, HOUR, PPM, STANDARD_PRESSURE, kelvin
from scenarios.curve.text import duration
from scenarios.exposure.air_map import (
    CLOSE_ISOLINES,
    FEWEST_ISOLINES,
    ISOLINES,
    allowed_dew_points,
    allowed_time_sweep,
    dew_point_bounds,
)
from scenarios.exposure.exposure import run
from scenarios.exposure.form import AIR, wrappings
from scenarios.exposure.load import loaded
from scenarios.faults import ScenarioError
from scenarios.schema.wrapping import OPEN

WRAPPED = {  # by a name of the library
    "polyethylene_film": "wrapped in polyethylene film",
    "aluminium_bag": "in an aluminium bag",
    "vacuum_bag": "in a vacuum bag",
}
ITS = {
    MEAN: "its mean",
    EDGE_STRIP: "its edge (the outer 10 mm)",
    WORST: "its wettest place",
}
UNLIMITED = "no limit on waiting"  # what is said where the limit is never met
NOUNS = {"free_sheet": "sheet", "stack": "stack", "coil": "coil"}
SWEPT = [-70.0 + 5.0 * i for i in range(18)]  # degC: dew points of the curve
BESIDE = (0.1, 0.4, 1.2, 2.5)  # K above the air in which a wait never ends
KEPT = 0.01  # K from the moistest air that is known
FEW = [-40.0, -20.0, 0.0, 10.0]  # degC; where each air takes a second
MOST_LINES = 9  # of a map


def air(temperature_degC: float, dew_point_degC: float) -> dict[str, float]:
    """An air in other measures: ppmv at 1013.25 mbar, RH over water [%], Pa.

    >>> {k: float(f"{v:.3g}") for k, v in air(22.0, -40.0).items()}
    {'water_ppmv': 127.0, 'relative_humidity_pct': 0.486, 'vapour_pressure_Pa': 12.8}
    """
    vapour = float(vapour_pressure_from_dew_point(kelvin(dew_point_degC)))
    saturated = float(liquid_vapour_pressure(kelvin(temperature_degC)))
    return {
        "water_ppmv": vapour / STANDARD_PRESSURE / PPM,
        "relative_humidity_pct": 100.0 * vapour / saturated,
        "vapour_pressure_Pa": vapour,
    }


def answered(content: dict, temperature_degC: float, dew_point_degC: float) -> dict:
    """What a sample of an exposure file's keys does in one air.

    `times`: a row per limit, with the columns of `exposure.COLUMNS`; `course`: its
    water over time; `longest_h`: how far it is looked; `outside`: why there is no
    answer, if the air is beyond what the isotherms know, else None.

    Raises
    ------
    ScenarioError
        For keys that are none.
    SolverError
        Where the model finds no answer.
    """
    here = {"temperature_degC": temperature_degC, "dew_point_degC": dew_point_degC}
    alone = {k: v for k, v in content.items() if k not in ("sweep", "map", "times_h")}
    alone.pop("at_temperatures_degC", None)
    try:
        plan = loaded({**alone, "airs": {AIR: here}})
    except ScenarioError as error:
        if any(fault.path[:2] != ("airs", AIR) for fault in error.faults):
            raise
        why = "; ".join(fault.message for fault in error.faults)
        return {"times": {}, "course": {}, "longest_h": None, "outside": why}
    found = run(plan)
    return {
        "times": found.rows,
        "course": found.course_rows(),
        "longest_h": plan.longest / HOUR,
        "outside": None,
    }


def bounds(content: dict, temperatures_degC: Sequence[float]) -> dict[str, list]:
    """Between which dew points the allowed time depends on the air, by temperature.

    Columns of `air_map.BOUND_COLUMNS`, at the first limit.
    """
    return dew_point_bounds(_mapped(content), temperatures_degC)


def curve(content: dict, temperature_degC: float, few: bool = False) -> dict[str, list]:
    """Allowed times over dew point, by place: columns of `air_map.MAP_COLUMNS`.

    Closer where they grow without end. `few`: of four airs only, for bags that have an
    air of their own.
    """
    asked = _mapped(content)
    if few:
        points = [point for point in FEW if point < temperature_degC]
        return allowed_time_sweep(asked, temperature_degC, points)
    found = dew_point_bounds(asked, [temperature_degC])
    never, known = found["never_to_degC"][0], found["known_to_degC"][0]
    points = {*SWEPT, round(known - KEPT, 6)}
    if never is not None:
        points |= {round(never + step, 6) for step in BESIDE}
    inside = sorted(point for point in points if SWEPT[0] <= point <= SWEPT[-1])
    inside = [point for point in inside if point <= known]
    return allowed_time_sweep(asked, temperature_degC, inside)


def needed(content: dict, wait_h: float, temperature_degC: float) -> dict[str, list]:
    """The highest dew point for a wait: a row of `air_map.DEW_POINT_COLUMNS`.

    At the first limit, in whatever the sample is wrapped in.
    """
    return _dew_points(content, [wait_h], [temperature_degC])


def lines(
    content: dict, times_h: Sequence[float], temperatures_degC: Sequence[float]
) -> dict[str, list]:
    """The isolines of a map: `air_map.DEW_POINT_COLUMNS`, at the first limit.

    For waits that lie among `times_h`, the allowed times of some of the map's airs.
    """
    low, high = min(times_h) * HOUR, max(times_h) * HOUR
    waits = [time for time in ISOLINES if low < time < high]
    if len(waits) < FEWEST_ISOLINES:
        waits = [time for time in CLOSE_ISOLINES if low < time < high][:MOST_LINES]
    hours = [time / HOUR for time in waits]
    if not hours:
        hours = [math.sqrt(low * high) / HOUR]
    return _dew_points(content, hours, temperatures_degC)


def _dew_points(content, times_h, temperatures_degC):
    place = content["limits"][0]["place"]
    asked = _mapped(content, {"places": [place]})
    return allowed_dew_points(asked, times_h, temperatures_degC)


def _mapped(content, shown=None):
    """The keys with their first limit and their wrapping, even one with its own air."""
    (name,) = content["wrappings"]
    wanted = {"limits": content["limits"][:1], "map": {"wrappings": [name]}}
    wanted["map"] |= shown or {}
    return {**content, **wanted}


# ---------------------------------------------------------------- words


def point_words(degrees: float) -> str:
    """A dew point in words.

    >>> point_words(-40.0), point_words(3.26)
    ('frost point of -40 °C', 'dew point of 3.3 °C')
    """
    word = "frost" if degrees < 0.0 else "dew"
    return f"{word} point of {round(degrees, 1) + 0.0:g} °C"


def air_sentence(
    answer: dict,
    kind: str,
    temperature_degC: float,
    dew_point_degC: float,
    wrapped: str = "",
) -> str:
    """How long it may wait in the air, in a sentence (Markdown).

    `wrapped` says in what it is; plain words, or a name made harmless in Markdown.
    """
    where = f"At a {point_words(dew_point_degC)} and {temperature_degC:g} °C"
    noun = NOUNS[kind] + (f", {wrapped}," if wrapped else "")
    if answer["outside"] is not None:
        return (
            f"{where} nothing is known of this {noun}: the air is beyond the range of "
            "its isotherms. Choose drier air, or warmer."
        )
    rows = _rows(answer["times"])
    first, others = rows[0], rows[1:]
    its, limit = ITS[first["place"]], f"{first['limit_ppm']:.4g} ppm"
    said = _first_words(first, noun, its, limit, answer["longest_h"])
    rest = [
        f"{ITS[row['place']].split(' (')[0]}: {_other_words(row, answer['longest_h'])}"
        for row in others
    ]
    return f"{where} {said}" + (f" ({'; '.join(rest)})." if rest else ".")


def _rows(columns):
    every = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in every]


def _first_words(row, noun, its, limit, longest_h):
    verdict, hours = row["verdict"], row["time_h"]
    if row["from"] == "above" or hours == 0.0:
        dries = {
            REACHED: f"it dries down to that within {duration(hours or 0.0)}",
            NEVER: "it stays above that here",
            LATER: f"it takes more than {duration(longest_h)} to dry down to that",
        }[verdict]
        return (
            f"this {noun} **may not wait at all**: it starts with "
            f"{row['start_ppm']:.4g} ppm, and {limit} is the limit"
            f"{'' if hours == 0.0 else f'; {dries}'}"
        )
    if verdict == REACHED:
        return f"this {noun} may wait **{duration(hours)}** until {its} holds {limit}"
    if verdict == NEVER:
        return (
            f"this {noun} may wait **as long as you like**: {its} never gets to "
            f"{limit}; in the end it holds {row['equilibrium_ppm']:.3g} ppm"
        )
    return (
        f"this {noun} may wait for **more than {duration(longest_h)}** until {its} "
        f"holds {limit}"
    )


def _other_words(row, longest_h):
    if row["from"] == "above":
        over = row["start_ppm"] > row["limit_ppm"]
        return f"{'above' if over else 'at'} the limit already"
    if row["verdict"] == REACHED:
        return duration(row["time_h"])
    return verdict_words(row["verdict"], None, longest_h)


def wait_sentence(needed: dict, wait_h: float) -> str:
    """How dry the air has to be for a wait, in a sentence (Markdown)."""
    first = _rows(needed)[0]
    wait, verdict = duration(wait_h), first["verdict"]
    at = f"at {first['temperature_degC']:g} °C"
    if verdict == FOUND:
        return (
            f"For {wait} {at} the air has to have a "
            f"**{point_words(first['dew_point_degC'])}** or less "
            f"({first['relative_humidity_pct']:.2g} % RH)."
        )
    if verdict == ANY:
        return (
            f"For {wait} {at} **any air** will do, up to the moistest that the "
            "isotherms are known for."
        )
    return f"For {wait} {at} **no air is dry enough**: it starts at its limit or above."


def wrapped_words(content: dict, wrapping: str) -> str:
    """What a sample is wrapped in, of the wrappings of an exposure file's keys.

    Nothing of one that is open. A name of a file's own is text of a user.

    >>> wrapped_words({}, "vacuum_bag"), wrapped_words({}, "open")
    ('in a vacuum bag', '')
    >>> wrapped_words({"wrappings": {"two_films": {"name": "PE"}}}, "two_films")
    'wrapped in two films'
    """
    kind = wrappings(content).get(wrapping, {}).get("kind")
    if kind == OPEN or wrapping not in wrappings(content):
        return ""
    return WRAPPED.get(wrapping, f"wrapped in {wrapping.replace('_', ' ')}")


def verdict_words(verdict: str, hours: float | None, longest_h: float) -> str:
    """The verdict of a map's row as a label says it.

    >>> verdict_words("reached", 4.2, 24.0), verdict_words("later", None, 1440.0)
    ('4.2 h', 'more than 60 d')
    >>> verdict_words("never", None, 24.0)
    'no limit on waiting'
    """
    if verdict == REACHED:
        return duration(hours)
    if verdict == LATER:
        return f"more than {duration(longest_h)}"
    return {NEVER: UNLIMITED, AT_ONCE: "at once", OUTSIDE: "not known"}[verdict]


def longest_h(content: dict) -> float:
    """How far the keys of an exposure file look [h]."""
    return float(content.get("longest_d", 60.0)) * DAY / HOUR
