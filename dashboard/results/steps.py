"""The table of steps at the server's end: what may stand in a cell, what came back.

A browser may send anything. What it sends is taken cell by cell, or not at all.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from scenarios.faults import Fault, ScenarioError, printable, quoted
from scenarios.recipe.rows import COLUMNS, EMPTY, MOST_ROWS, NUMBERS, row_name

BOUNDS = {  # least, most
    "temperature_degC": (0, 200), "ramp_K_per_h": (0.1, 100_000),
    "pressure_mbar": (0.01, 2000), "dew_point_degC": (-100, 60),
    "water_ppmv": (0, 1_000_000), "vapour_pressure_Pa": (0, 200_000),
    "purge_Nm3_per_h": (0, 100_000), "hold_h": (0, 1000), "rounds": (1, 200),
}  # fmt: skip
ABOVE = ("hold_h",)  # the least itself is not allowed
WHOLE = ("rounds",)
CHOICES = {
    "gas": ("nitrogen", "air", "argon"),
    "block": ("A", "B", "C", "D", "E", "F", "G", "H"),
}
LONGEST = 60  # characters of a name
MOST_FAULTS = 20  # that are told at once
WHERE = "the table of steps"


def plain(rows: Sequence[Mapping]) -> list[dict]:
    """Rows as the table can show them: numbers, texts and blanks.

    A file may hold anything. What is neither a number nor a text is shown as text, so
    that the fault it is can be seen and mended.
    """
    return [{name: _plain(row.get(name)) for name in COLUMNS} for row in rows]


def _plain(value):
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            if math.isfinite(float(value)):
                return value
        except OverflowError:
            pass  # a whole number beyond all floats: as text
    return quoted(value)


def allowed(name: str) -> str:
    """What may stand in a cell of the column `name`, in words without its unit.

    >>> allowed("pressure_mbar"), allowed("hold_h")
    ('0.01 to 2000', 'above 0, up to 1000')
    """
    if name in CHOICES:
        return "one of " + ", ".join(CHOICES[name])
    if name not in BOUNDS:
        return f"a text of up to {LONGEST} characters"
    least, most = BOUNDS[name]
    words = f"above {least}, up to {most}" if name in ABOVE else f"{least} to {most}"
    return f"a whole number, {words}" if name in WHOLE else words


def taken(said, turn: int, now: list[dict], begun: list[dict]) -> list[dict]:
    """The rows that a browser sent; `now` where it said nothing, or of another turn.

    Parameters
    ----------
    said : any
        What came; of the page's own table {"turn": number, "rows": [{column: value}]}.
    turn : int
        Of the table as it stands: an answer to an earlier one is late.
    now, begun : list of dict
        The rows as they are, and as the turn began with them. What stood in a column
        then may stand there again, whatever it is: it came from a file.

    Raises
    ------
    ScenarioError
        With all (up to MOST_FAULTS) that is wrong with what was sent.
    """
    if said is None:
        return now
    if not isinstance(said, Mapping):
        raise _refused(f"{quoted(said)} was sent in place of rows")
    if said.get("turn") != turn:
        return now
    rows = said.get("rows")
    if not isinstance(rows, list):
        raise _refused(f"{quoted(rows)} was sent in place of rows")
    if len(rows) > MOST_ROWS:
        raise _refused(f"has {len(rows)} rows; at most {MOST_ROWS}")
    known = {name: {row.get(name) for row in begun} for name in COLUMNS}
    faults = [fault for at, row in enumerate(rows) for fault in _faults(at, row, known)]
    if faults:
        raise ScenarioError(WHERE, faults[:MOST_FAULTS])
    return [EMPTY | row for row in rows]


def _refused(message):
    said = f"{message}; what is shown is reckoned with no more: choose 'As stored'"
    return ScenarioError(WHERE, [Fault(("recipe",), said)])


def _faults(at, row, known) -> Iterable[Fault]:
    if not isinstance(row, Mapping):
        yield Fault(("recipe",), f"{quoted(row)} is not a row", row_name(at))
        return
    for name, value in row.items():
        if name not in COLUMNS:
            message = f"there is no column {quoted(printable(name))}"
            yield Fault(("recipe",), message, row_name(at))
        elif not _fits(name, value, known[name]):
            message = f"{quoted(value)}; {allowed(name)}, or blank"
            yield Fault(("recipe", name), message, row_name(at))


def _fits(name, value, known):
    if value is None:
        return True
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    if value in known:
        return True
    if name in CHOICES:
        return value in CHOICES[name]
    if name in BOUNDS:
        return not isinstance(value, str) and _within(name, value)
    return isinstance(value, str) and len(value) <= LONGEST and value.isprintable()


def _within(name, value):
    least, most = BOUNDS[name]
    if name in WHOLE and value != value // 1:
        return False
    return least <= value <= most and not (name in ABOVE and value == least)


def kind(name: str) -> str:
    """What a column holds: "number", "whole", "choice" or "text"."""
    if name in CHOICES:
        return "choice"
    if name in WHOLE:
        return "whole"
    return "number" if name in NUMBERS else "text"
