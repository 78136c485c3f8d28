"""Texts of users, numbers and columns as they are worded."""

import math
import re
from decimal import Decimal

import pandas as pd
import streamlit as st

UNITS = {  # how the name of a column ends, and what is written for it
    "ppm": "ppm", "h": "h", "d": "d", "min": "min", "s": "s", "degC": "°C", "K": "K",
    "pct": "%", "mbar": "mbar", "Pa": "Pa", "ppmv": "ppmv", "kg": "kg", "g": "g",
    "mg": "mg", "kWh": "kWh", "Nm3": "Nm³", "m2": "m²", "m3": "m³", "m": "m",
    "kW": "kW", "EUR": "EUR", "kgCO2": "kg CO₂", "W": "W", "kJ": "kJ", "mm": "mm",
    "nm": "nm", "um": "µm",
}  # fmt: skip
QUALIFIERS = ("median", "p95", "worst", "mean", "max", "min", "p5", "p50")
APART = 10_000  # from here on thousands are set apart

MARKS = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$:&^-])")


def name(text: str, longest: int = 200) -> None:
    """A text that a user gave, as it is, cut where it has no end."""
    text = "".join(c if c.isprintable() or c == "\n" else "?" for c in str(text))
    st.text(text if len(text) <= longest else text[: longest - 1] + "…")


def plain(text, longest: int = 60) -> str:
    """A text that a user gave, for use inside markdown: nothing in it is a mark.

    >>> plain("![x](http://a)")
    '\\\\!\\\\[x\\\\]\\\\(http\\\\://a\\\\)'
    """
    text = "".join(c if c.isprintable() else "?" for c in str(text))
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return MARKS.sub(r"\\\1", text)


def columns(frame: pd.DataFrame, heads: dict[str, str]) -> dict:
    """Streamlit's configuration of a table's columns: words, units, four figures."""
    config = {}
    for name in frame.columns:
        head = heads.get(name) or headed(str(name))
        if frame[name].dtype.kind in "fiu":
            form = figures(frame[name])
            config[name] = st.column_config.NumberColumn(head, format=form)
        else:
            config[name] = st.column_config.Column(head)
    return config


def figures(numbers: pd.Series) -> str | None:
    """How a column of numbers is shown; None: whole ones as they are.

    Four figures of those with a fraction; thousands apart where any number is large.
    Downloads have all figures.

    >>> figures(pd.Series([0.25247, 12.0])), figures(pd.Series([1253000.4, 0.5]))
    ('%.4g', '%,.4g')
    >>> figures(pd.Series([1253000, 7])), figures(pd.Series([1, 2024]))
    ('%,d', None)
    """
    large = numbers.abs().replace(math.inf, math.nan).max() >= APART
    if numbers.dtype.kind != "f":
        return "%,d" if large else None
    return "%,.4g" if large else "%.4g"


def headed(name: str) -> str:
    """A column's name in words, its unit behind it.

    >>> headed("water_in_ppm_p95"), headed("coils")
    ('water in P95 [ppm]', 'coils')
    >>> headed("dry_air_kg_per_s"), headed("loading_g_per_kg")
    ('dry air [kg/s]', 'loading [g/kg]')

    The places before it, in a figure's or a key's dotted name, stay as they are:

    >>> headed("anode.dry_room_buffer.queue_h_p95")
    'anode, dry_room_buffer: queue P95 [h]'
    """
    *places, name = name.split(".")
    if places:
        return f"{', '.join(places)}: {headed(name)}"
    parts, last = name.split("_"), []
    if len(parts) > 3 and parts[-2] == "per" and {parts[-3], parts[-1]} <= set(UNITS):
        below, above = UNITS[parts[-1]], UNITS[parts[-3]]
        return f"{' '.join(parts[:-3])} [{above}/{below}]"
    if len(parts) > 2 and parts[-1] in QUALIFIERS and parts[-2] in UNITS:
        last = [parts.pop().upper() if parts[-1][0] == "p" else parts.pop()]
    unit = f" [{UNITS[parts.pop()]}]" if len(parts) > 1 and parts[-1] in UNITS else ""
    return " ".join([*parts, *last]) + unit


def unit_of(head: str) -> str:
    """The unit of a column's head; empty where it has none.

    >>> unit_of("water in P95 [ppm]"), unit_of("coils")
    ('ppm', '')
    """
    return head.rsplit("[", 1)[1].rstrip("]") if head.endswith("]") else ""


def with_unit(name: str, value) -> str:
    """A column's name in words and its value, with the unit behind the number.

    >>> with_unit("dew_point_degC", -40), with_unit("coils", 3)
    ('dew point -40 °C', 'coils 3')
    """
    head = headed(name)
    unit = unit_of(head)
    value = f"{value:g}" if isinstance(value, float) else value
    return f"{head.removesuffix(f' [{unit}]')} {value} {unit}".rstrip()


def shortest(value: float) -> str:
    """The format that shows a number as it was written: 45, 0.168.

    >>> shortest(45.0), shortest(0.168), shortest(1e-7)
    ('%.0f', '%.3f', '%.7f')
    """
    return f"%.{max(-Decimal(repr(value)).normalize().as_tuple().exponent, 0)}f"
