"""How people write a humidity: "frost -40 C", "rh 45 %", "12.84 Pa", "79 mg/kg"."""

import math
import re
import unicodedata

from models.psychrometrics import COLDEST_AIR, HOTTEST, TRIPLE_POINT
from models.units import MBAR, PPM, celsius, kelvin

EXAMPLES = (
    '"frost -40 C", "dew 12 C", "dew over water -40 C", "rh 45 %", "127 ppmv",'
    ' "12.84 Pa", "0.128 mbar", "79 mg/kg", "0.093 g/m3", "activity 0.004"'
)

FROST, DEW, WATER_DEW = "frost point", "dew point", "dew point over water"
RELATIVE, ACTIVITY = "relative humidity", "water activity"
MOLES, VAPOUR, RATIO = "ppmv", "vapour pressure", "humidity ratio"
ABSOLUTE = "absolute humidity"

NAMES = {
    FROST: ("frost", "frost point", "frostpoint", "fp"),
    DEW: ("dew", "dew point", "dewpoint", "td"),
    WATER_DEW: ("dew over water", "dew point over water", "dewpoint over water"),
    RELATIVE: ("rh", "r.h.", "relative humidity"),
    ACTIVITY: ("a", "aw", "a_w", "activity", "water activity"),
    MOLES: ("ppmv", "mole fraction"),
    VAPOUR: ("e", "vapour pressure", "vapor pressure"),
    RATIO: ("x", "humidity ratio", "mixing ratio"),
    ABSOLUTE: ("absolute humidity", "vapour density", "vapor density"),
}
KINDS = {name: kind for kind, names in NAMES.items() for name in names}

# unit: factor to SI; temperatures are converted by `_kelvin`
PRESSURES = {
    "pa": 1.0,
    "hpa": MBAR,
    "mbar": MBAR,
    "kpa": 10.0 * MBAR,
    "bar": 1000.0 * MBAR,
}
RATIOS = {"mg/kg": PPM, "g/kg": 1e-3, "kg/kg": 1.0}
DENSITIES = {"mg/m3": PPM, "g/m3": 1e-3, "kg/m3": 1.0}
CELSIUS = ("c", "°c", "degc", "deg c", "celsius")
KELVIN = ("k", "kelvin")
TEMPERATURES = dict.fromkeys(CELSIUS + KELVIN, 1.0)

UNITS = {
    FROST: TEMPERATURES,
    DEW: TEMPERATURES,
    WATER_DEW: TEMPERATURES,
    RELATIVE: {"%": 0.01},
    ACTIVITY: {"": 1.0},
    MOLES: {"ppmv": PPM, "": PPM},
    VAPOUR: PRESSURES,
    RATIO: RATIOS,
    ABSOLUTE: DENSITIES,
}
SHOWN = {  # as the messages show them
    FROST: "C, K",
    DEW: "C, K",
    WATER_DEW: "C, K",
    RELATIVE: "%",
    ACTIVITY: "none, a fraction from 0 to 1",
    MOLES: "ppmv",
    VAPOUR: "Pa, hPa, mbar, kPa, bar",
    RATIO: "mg/kg, g/kg, kg/kg",
    ABSOLUTE: "mg/m3, g/m3, kg/m3",
}

BOXES = {  # unit as `measure` reads it, lowest and highest number in a box, step
    FROST: ("C", -100.0, 0.0, 1.0),
    DEW: ("C", -100.0, 200.0, 1.0),
    WATER_DEW: ("C", -100.0, 200.0, 1.0),
    RELATIVE: ("%", 0.0, 100.0, 1.0),
    MOLES: ("ppmv", 0.0, 1e6, 10.0),
    VAPOUR: ("Pa", 0.0, 2e6, 1.0),
    RATIO: ("g/kg", 0.0, 1e6, 0.1),
    ABSOLUTE: ("g/m3", 0.0, 1e6, 0.1),
    ACTIVITY: ("", 0.0, 1.0, 0.01),
}

USUAL = {  # numbers to begin with in a box
    FROST: -40.0, DEW: 10.0, WATER_DEW: -40.0, RELATIVE: 45.0, MOLES: 127.0,
    VAPOUR: 12.8, RATIO: 0.08, ABSOLUTE: 0.1, ACTIVITY: 0.45,
}  # fmt: skip

_NUMBER = r"[+-]?\s*(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?"
_PATTERN = re.compile(rf"([^\d+,-]*?)[\s:=]*({_NUMBER})\s*(.*)", re.ASCII)


def measure(text: str) -> tuple[str, float]:
    """Kind of measure and its value in SI."""
    before, number, after = _parts(text)
    if before == "ppm" or after.split(" ")[0] == "ppm":
        raise ValueError(
            "ppm is by volume or by mass; write ppmv, or mg/kg for the mass of water"
            " per mass of dry air"
        )
    units = {unit for table in UNITS.values() for unit in table}
    unit = max((u for u in units if _begins(after, u)), key=len, default="")
    name = after[len(unit) :].strip()
    if before and name:
        raise ValueError(f"{quoted(name)} was not understood; one of {EXAMPLES}")
    name = before or name
    kind = KINDS.get(name) if name else _kind_of(unit)
    if kind is None:
        raise ValueError(f"{quoted(name)} was not understood; one of {EXAMPLES}")
    if unit not in UNITS[kind]:
        has = f"has the unit {unit}" if unit else "has no unit"
        raise ValueError(
            f"{kind} {has}; allowed: {SHOWN[kind]}; for example {EXAMPLES}"
        )
    if UNITS[kind] is TEMPERATURES:
        warmest = TRIPLE_POINT if kind == FROST else HOTTEST
        advice = ' (there is no ice above: write "dew ...")' if kind == FROST else ""
        return kind, _kelvin(kind, number, unit, warmest, advice)
    if number < 0.0 or (kind == RELATIVE and number > 100.0):
        allowed = "0 to 100" if kind == RELATIVE else "0 or more"
        raise ValueError(f"{kind} is {number:g} {unit}; allowed is {allowed}")
    return kind, number * UNITS[kind][unit]


def in_box(kind: str, value: float) -> float:
    """A measure in SI as the number before its unit of BOXES.

    >>> round(in_box(FROST, 233.15), 6), round(in_box(RATIO, 7.9e-5), 6)
    (-40.0, 0.079)
    """
    unit = BOXES[kind][0]
    number = celsius(value) if unit == "C" else value / UNITS[kind][unit.lower()]
    return float(f"{number:.9g}") + 0.0


def written(kind: str, number: float) -> str:
    """A number before its unit of BOXES as text, which `measure` understands.

    >>> written(FROST, -40.0), written(RATIO, 0.0788), written(ACTIVITY, 0.004)
    ('frost -40 C', '0.0788 g/kg', 'activity 0.004')
    """
    unit, name = BOXES[kind][0], NAMES[kind][0]
    if kind == ACTIVITY:
        name = "activity"
    if kind in (FROST, DEW, WATER_DEW, RELATIVE, ACTIVITY):
        return f"{name} {number:.9g} {unit}".rstrip()
    return f"{number:.9g} {unit}"


def _kind_of(unit):
    """The measure that a unit alone tells."""
    for kind in (MOLES, VAPOUR, RATIO, ABSOLUTE):
        if unit and unit in UNITS[kind]:
            return kind
    if unit in TEMPERATURES:
        raise ValueError(
            'a temperature alone does not say which: write "frost", "dew" or'
            ' "dew over water" before it'
        )
    if unit == "%":
        raise ValueError('% of what? write "rh 45 %" for relative humidity')
    raise ValueError(f"the measure or its unit is missing; one of {EXAMPLES}")


def temperature(text: str) -> float:
    """Temperature [K] of a text such as "25 C" or "298.15 K"."""
    before, number, unit = _parts(text)
    if before or unit not in TEMPERATURES:
        raise ValueError(
            f'--at is {quoted(text)}; give a temperature with its unit, "25 C" or'
            ' "298.15 K"'
        )
    return _kelvin("--at", number, unit, HOTTEST)


def pressure(text: str) -> float:
    """Pressure [Pa] of a text such as "1013.25 mbar"."""
    before, number, unit = _parts(text)
    if before or unit not in PRESSURES:
        raise ValueError(
            f"--pressure is {quoted(text)}; give a total pressure with its unit,"
            f' "1013.25 mbar"; allowed: {SHOWN[VAPOUR]}'
        )
    return number * PRESSURES[unit]


def _parts(text):
    """What stands before the number, the number, and what stands after it."""
    if not isinstance(text, str) or len(text) > 80:
        raise ValueError(f"a text of at most 80 characters is asked for; {EXAMPLES}")
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    plain = " ".join(plain.replace("\u2013", "-").lower().split())
    match = _PATTERN.fullmatch(plain)
    if match is None:
        raise ValueError(f"no number was found in {quoted(text)}; one of {EXAMPLES}")
    before, number, after = (part.strip() for part in match.groups())
    number = number.replace(" ", "")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", number):
        raise ValueError(
            f"{number} may be a thousand or a decimal comma; write a point or leave"
            " the comma out"
        )
    value = float(number.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(f"{number} is too large to be a measure of air")
    return before, value, after


def _begins(text, unit):
    """Whether `text` is `unit`, alone or followed by a word."""
    rest = text[len(unit) :]
    return text.startswith(unit) and (not rest or unit == "%" or rest[0] == " ")


def _kelvin(name, number, unit, warmest, advice=""):
    """Temperature [K] of a number in one of TEMPERATURES, up to `warmest` [K]."""
    value = number if unit in KELVIN else kelvin(number)
    if not COLDEST_AIR <= value <= warmest:
        raise ValueError(
            f"{name} is {celsius(value):.6g} °C; allowed is"
            f" {celsius(COLDEST_AIR):.6g} to {celsius(warmest):.6g} °C{advice}"
        )
    return value


def quoted(text: object) -> str:
    """`text` in quotes, for a message; cut where it is long."""
    shown = str(text)
    return repr(shown if len(shown) <= 80 else shown[:77] + "...")
