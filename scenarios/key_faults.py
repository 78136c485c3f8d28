"""Faults of single keys: what pydantic finds, said with value, range and remedy."""

import re
import types
import typing
from collections.abc import Iterator

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo

from scenarios.faults import KEYS_HERE, Fault, Path, closest, listed, printable, quoted
from scenarios.schema.fields import NAME_WORDS
from scenarios.schema.stations import STATION_KEYS

# unit of a key by its ending, as it is said; factors to the first of each family
UNITS = {
    "s": ("s", "time", 1.0),
    "min": ("min", "time", 60.0),
    "h": ("h", "time", 3600.0),
    "d": ("d", "time", 86400.0),
    "m": ("m", "length", 1.0),
    "mm": ("mm", "length", 1e-3),
    "cm": ("cm", "length", 1e-2),
    "um": ("um", "length", 1e-6),
    "Pa": ("Pa", "pressure", 1.0),
    "hPa": ("hPa", "pressure", 100.0),
    "kPa": ("kPa", "pressure", 1000.0),
    "mbar": ("mbar", "pressure", 100.0),
    "bar": ("bar", "pressure", 1e5),
    "ppm": ("ppm", "share", 1e-6),
    "pct": ("%", "share", 1e-2),
    "pc": ("%", "share", 1e-2),
    "percent": ("%", "share", 1e-2),
    "degC": ("degC", "temperature", None),
    "C": ("degC", "temperature", None),
    "K": ("K", "temperature", None),
    "degF": ("degF", "temperature", None),
    "F": ("degF", "temperature", None),
    "g_per_kg": ("g/kg", "ratio", 1e-3),
    "mg_per_kg": ("mg/kg", "ratio", 1e-6),
    "kg_per_kg": ("kg/kg", "ratio", 1.0),
    "ppmv": ("ppmv", "volume share", None),
    "m_per_min": ("m/min", "speed", 1.0),
    "m_per_s": ("m/s", "speed", 60.0),
    "m_per_h": ("m/h", "speed", 1 / 60),
    "mm_per_s": ("mm/s", "film", 1.0),
    "K_per_h": ("K/h", "ramp", 1.0),
    "K_per_min": ("K/min", "ramp", 60.0),
    "K_per_s": ("K/s", "ramp", 3600.0),
    "W_per_m2_K": ("W/(m2 K)", "heat transfer", None),
    "g_per_m2_d": ("g/(m2 d)", "transmission", None),
    "m2": ("m2", "area", 1.0),
    "cm2": ("cm2", "area", 1e-4),
    "Ah": ("Ah", "charge", 1.0),
    "mAh": ("mAh", "charge", 1e-3),
    "V": ("V", "voltage", 1.0),
    "mg": ("mg", "mass", 1.0),
    "g": ("g", "mass", 1e3),
    "kg": ("kg", "mass", 1e6),
    "N_per_mm": ("N/mm", "line load", 1.0),
    "kN_per_m": ("kN/m", "line load", 1.0),
    "N_per_m": ("N/m", "line load", 1e-3),
    "m3": ("m3", "volume", 1.0),
    "m3_per_h": ("m3/h", "flow", 1.0),
    "m3_per_min": ("m3/min", "flow", 60.0),
    "Nm3_per_h": ("Nm3/h", "gas flow", None),
    "kg_per_s": ("kg/s", "mass flow", 1.0),
    "kg_per_h": ("kg/h", "mass flow", 1 / 3600),
    "g_per_h": ("g/h", "mass flow", 1e-3 / 3600),
    "per_h": ("per hour", "rate", None),
    "kW": ("kW", "power", 1.0),
    "W": ("W", "power", 1e-3),
    "GiB": ("GiB", "memory", 1.0),
    "MiB": ("MiB", "memory", 1 / 1024),
}
_ENDINGS = sorted(UNITS, key=len, reverse=True)
_NUMBER_TEXT = re.compile(
    r"\s*([-+\u2212]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*([^\d\s].*)?"
)


def split_unit(name: str) -> tuple[str, str | None]:
    """Stem and unit ending of a key: ("hold", "h") for `hold_h`.

    >>> split_unit("speed_m_per_min"), split_unit("zone")
    (('speed', 'm_per_min'), ('zone', None))
    """
    for ending in _ENDINGS:
        if name.endswith("_" + ending):
            return name[: -len(ending) - 1], ending
    return name, None


def unit_of(name: object) -> str:
    """Unit of a key as it is said, "" if it has none."""
    ending = split_unit(name)[1] if isinstance(name, str) else None
    return UNITS[ending][0] if ending else ""


def _in_words(text):
    """A text for people: in a key a unit is degC, in a sentence °C."""
    return re.sub(r"\bdegC\b", "°C", text)


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a section as they stand in a file, with their field."""
    return {f.alias or name: f for name, f in model.model_fields.items()}


def _is_tag(part) -> bool:
    return isinstance(part, str) and part.startswith("<") and part.endswith(">")


def tree_path(loc: tuple) -> Path:
    """A pydantic location without the marks of unions and keys."""
    return tuple(p for p in loc if not _is_tag(p) and p != "[key]")


def _unwrapped(annotation):
    """The annotation without Annotated and without `| None`."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            rest = [a for a in typing.get_args(annotation) if a is not type(None)]
            if len(rest) != 1:
                return annotation
            annotation = rest[0]
        else:
            return annotation


def _member(annotation, tag):
    for member in typing.get_args(_unwrapped(annotation)):
        marks = typing.get_args(member)[1:]
        if any(isinstance(m, Tag) and m.tag == tag for m in marks):
            return member
    return None


def field_at(model: type[BaseModel], loc: tuple):
    """Section and field a location leads to; either may be None.

    The section is the innermost one on the way, the field that of the last key in it.
    """
    section, field, annotation = model, None, model
    for part in loc:
        plain = _unwrapped(annotation)
        origin = typing.get_origin(plain)
        if _is_tag(part):
            annotation = _member(annotation, part)
            if annotation is None:
                return section, field
            plain = _unwrapped(annotation)
            if isinstance(plain, type) and issubclass(plain, BaseModel):
                section, field = plain, None
        elif isinstance(plain, type) and issubclass(plain, BaseModel):
            section = plain
            field = keys_of(plain).get(part)
            if field is None:
                return section, None
            annotation = field.annotation
        elif origin is dict:
            annotation = typing.get_args(plain)[1]
        elif origin is list:
            annotation = typing.get_args(plain)[0]
        else:
            return section, field
    plain = _unwrapped(annotation)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        section = plain
    return section, field


def faults_of(error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """One fault for each thing pydantic found wrong."""
    for item in error.errors(include_url=False):
        loc = item["loc"]
        path = tree_path(loc)
        if item["type"] == "extra_forbidden":  # the key may look like a mark
            path = (*tree_path(loc[:-1]), loc[-1])
        message = _message(item, loc, path, model)
        if item["type"].startswith("union_tag"):
            path = (*path, "kind")
        yield Fault(path, message)


def _message(item, loc, path, model):
    kind = item["type"]
    value = item.get("input")
    section, field = field_at(model, loc)
    about = ""
    if field is not None and field.description:
        about = f" ({_in_words(field.description)})"
    if kind == "material_number":  # says all of it
        return item["msg"]
    if kind == "extra_forbidden":
        parent = field_at(model, loc[:-1])[0]
        elsewhere = getattr(parent, "elsewhere", {})  # what another key says already
        if path[-1] in elsewhere:
            return elsewhere[path[-1]]
        return unknown_key(str(path[-1]), value, keys_of(parent or model))
    if kind == "missing":
        return f"missing; give it{about}"
    if kind.startswith("union_tag"):
        return _kind_message(value)
    if loc and loc[-1] == "[key]":
        return f"{quoted(path[-1])} is not a name; {NAME_WORDS}"
    name = next((p for p in reversed(path) if isinstance(p, str)), "")
    if kind in _BOUNDS:
        return f"{quoted(value)}; allowed is {_range(item, field, name)}{about}"
    if kind in ("float_type", "int_type", "int_from_float", "finite_number"):
        real = kind in ("float_type", "finite_number")
        return _not_a_number(value, name, real) + about
    if kind == "literal_error":
        return _not_a_choice(value, item["ctx"]["expected"]) + about
    if kind == "string_type":
        hint = "; put it in quotes" if isinstance(value, int | float) else ""
        return f"{quoted(value)} is not text{hint}{about}"
    if kind == "string_pattern_mismatch":
        words = NAME_WORDS if "62" in item["ctx"]["pattern"] else _RUN_NAME
        return f"{quoted(value)}; {words}{about}"
    if kind == "string_too_short":
        return f"the text is empty; give it, or remove the key{about}"
    if kind == "string_too_long":
        return f"the text is longer than {item['ctx']['max_length']} characters{about}"
    if kind == "list_type":
        return f"{quoted(value)} is not a list; write [a, b] or lines with -{about}"
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        known = ""
        if section is not None and section is not model:
            known = f"; its keys are {listed(keys_of(section), 40)}"
        return f"{quoted(value)} is not a mapping of keys{known}{about}"
    if kind == "too_short":
        has = f"it has {len(value)}" if value else "it is empty"
        return f"{has}; give at least {item['ctx']['min_length']}{about}"
    if kind == "too_long":
        return f"too many entries; allowed are {item['ctx']['max_length']}{about}"
    return f"{quoted(value)}: {printable(item['msg'])}{about}"


_RUN_NAME = "a name has letters, digits, spaces and . _ ( ) -, at most 80"
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def _range(item, field, name):
    unit = _in_words(unit_of(name))
    unit = f" {unit}" if unit else ""
    bounds = {}
    for mark in field.metadata if field is not None else ():
        for word in ("gt", "ge", "lt", "le"):
            if getattr(mark, word, None) is not None:
                bounds[word] = getattr(mark, word)
    word, said = _BOUNDS[item["type"]]
    if word not in bounds:
        bounds = {word: item["ctx"][word]}
    low = bounds.get("ge", bounds.get("gt"))
    high = bounds.get("le", bounds.get("lt"))
    if low is None or high is None:
        return f"{said} {_plain(item['ctx'][word])}{unit}"
    low_said = f"{'from' if 'ge' in bounds else 'more than'} {_plain(low)}"
    high_said = f"{'to' if 'le' in bounds else 'to less than'} {_plain(high)}"
    return f"{low_said} {high_said}{unit}"


def _plain(number):
    return f"{number:.12g}" if isinstance(number, float) else str(number)


def _kind_message(value):
    kinds = listed(STATION_KEYS)
    if not isinstance(value, dict):
        return (
            f"{quoted(value)} is not a mapping of keys; a station has a kind: {kinds}"
        )
    if "kind" not in value:
        return f"missing; the kinds of station are {kinds}"
    kind = value["kind"]
    like = closest(kind, STATION_KEYS) if isinstance(kind, str) else None
    hint = f"; did you mean {like}?" if like else ";"
    return f"{quoted(kind)} is not a kind of station{hint} The kinds are {kinds}"


def _not_a_choice(value, expected):
    choices = [c for c in re.findall(r"'((?:[^'\\]|\\.)*)'", expected)]
    like = closest(value, choices) if isinstance(value, str) else None
    hint = f"did you mean {like}? " if like else ""
    return (
        f"{quoted(value)}; {hint}Allowed: {expected}"
        if hint
        else (f"{quoted(value)}; allowed: {expected}")
    )


def _not_a_number(value, name, real):
    what = "a number" if real else "a whole number"
    if not isinstance(value, str):
        return f"{quoted(value)} is not {what}"
    match = _NUMBER_TEXT.fullmatch(value)
    if not match:
        return f"{quoted(value)} is not {what}"
    number = match[1].replace(",", ".").replace("\u2212", "-")
    unit = _in_words(unit_of(name))
    if match[2]:
        said = f"the unit is in the key: {unit}" if unit else "the key has no unit"
        given = UNITS.get(match[2].strip().lstrip("°"), (match[2].strip(),))[0]
        if unit and _in_words(given) != unit:
            return (
                f"{quoted(value)} is text with a unit; give the number alone, in {unit}"
            )
        return f"{quoted(value)} is text with a unit; give {number} alone ({said})"
    if "," in match[1]:
        return f"{quoted(value)} has a decimal comma; write {number}"
    return f"{quoted(value)} is text; write {number} without quotes"


def unknown_key(name: str, value, known) -> str:
    """What to say of a key that no one knows: the one meant, or all there are."""
    known = list(known)
    stem, ending = split_unit(name)
    for candidate in known:
        other, unit = split_unit(candidate)
        same_family = (
            ending is None or unit is None or UNITS[ending][1] == UNITS[unit][1]
        )
        if stem == other and candidate != name and unit and same_family:
            return (
                f"unknown key; did you mean {candidate}?"
                f"{_converted(value, ending, unit)}"
            )
    like = closest(name, known)
    if like:
        return f"unknown key; did you mean {like}?"
    stems = {split_unit(k)[0]: k for k in known}
    like = closest(stem, stems)
    if like:
        return f"unknown key; did you mean {stems[like]}?"
    if name == "<<":
        return "merge keys are not used in scenario files; use extends"
    return f"unknown key{KEYS_HERE}{listed(known, 40)}"


def _converted(value, ending, unit):
    """ " 30 min are 0.5 h", where both units are known and the value is a number."""
    said = _in_words(UNITS[unit][0])
    if ending is None:
        return f" It is in {said}"
    factor, other = UNITS[ending][2], UNITS[unit][2]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and factor and other:
        try:
            inside = value * factor / other
            return f" {value:.12g} {UNITS[ending][0]} are {inside:.6g} {said}"
        except OverflowError:
            return f" It is in {said}"
    if number and ending == "K" and unit == "degC":
        return f" {value:.12g} K are {value - 273.15:.6g} °C"
    return f" It is in {said}"
