"""What `twin expose` prints: a line per air and wrapping, a column per limit."""

from models.exposure_limits import LATER, NEVER
from models.units import DAY, PPM, celsius
from scenarios.curve.text import duration
from scenarios.exposure.exposure import Exposures
from scenarios.tables import number, rows_table

PLACES = {"edge": "edge", "mean": "mean", "worst": "anywhere"}


def limit_words(exposures: Exposures) -> list[str]:
    """Each limit in two words."""
    share = exposures.plan.material.coating_share / PPM
    return [
        f"{PLACES[limit.place]} {limit.water * share:.4g}"
        for limit in exposures.plan.limits
    ]


def time_words(verdict: str, hours: float | None, side: str, longest: float) -> str:
    """A time as it stands in the table; `longest` in s.

    >>> time_words("reached", 5.0, "above", 1e6)
    '5 h, drying'
    >>> time_words("later", None, "below", 864e3)
    '> 10 d'
    """
    if verdict == NEVER:
        return "never" if side == "below" else "stays above"
    drying = ", drying" if side == "above" else ""
    if verdict == LATER:
        return f"> {longest / DAY:.3g} d{drying}"
    return f"{duration(hours)}{drying}"


def exposure_table(exposures: Exposures):
    """The times to all limits."""
    plan = exposures.plan
    heads = limit_words(exposures)
    lines, before = [], None
    for one in exposures.meetings:
        found = exposures.times(one.place, one.wrapping)
        air = one.place.air
        words = (
            f"{one.place.name}, {celsius(air.temperature):.3g} °C",
            f"{100.0 * air.relative_humidity:.2g} %",
        )
        lines.append(
            (
                *(words if one.place != before else ("", "")),
                one.wrapping,
                *(time_words(*answer, plan.longest) for answer in found),
            )
        )
        before = one.place
    share = plan.material.coating_share / PPM
    start = plan.model.figures(plan.start).mean * share
    table = rows_table(
        lines,
        ("air", "RH", "wrapping", *heads),
        f"{plan.name}: time until {plan.material.name} reaches so many mg per kg dry "
        f"electrode; {number(start, 0)} at the start",
        ("RH", *heads),
    )
    cell = plan.model.cell_widths[-1] * 1e3
    table.caption = (
        "edge: outer 10 mm; anywhere: the wettest cell, the outermost is "
        f"{cell:.2g} mm wide"
    )
    table.caption_justify = "left"
    for column in table.columns[2:]:
        column.no_wrap = True
    return table
