"""Keys, figures and decisions of plans in words, with their units.

A key of a scenario or a figure of a run reads as what it is of, then what it is: the
command and the page have the same words for it.
"""

import re
from collections.abc import Mapping

from scenarios.faults import printable
from scenarios.merge import key_path
from scenarios.plan.decisions import named, said
from scenarios.study.text import digits

UNITS = {  # how a key ends, and what is written for it
    "ppm": "ppm", "ppmv": "ppmv", "h": "h", "d": "d", "min": "min", "s": "s",
    "degC": "°C", "K": "K", "pct": "%", "mbar": "mbar", "Pa": "Pa", "kg": "kg",
    "kW": "kW", "kWh": "kWh", "W": "W", "m": "m", "m2": "m²", "m3": "m³", "mm": "mm",
    "um": "µm", "Nm3": "Nm³",
}  # fmt: skip
PARTS = re.compile(r"(.+)_per_([A-Za-z0-9]+)")  # of a rate: what, per what
STATISTIC = re.compile(r"(.+)_(p\d+|median|mean|worst)")
SECTIONS = ("stations", "zones", "rooms", "electrodes")  # whose members have names
ITEMS = {"recipe": "recipe item", "zones": "zone", "steps": "step"}
THINGS = {  # keys that say too little
    "hottest_degC": ("hottest coil", "°C"),
    "dose_h": ("thermal dose", "h"),
    "repeat": ("rounds", ""),
    "count": ("coils", ""),
}
FIGURES = {
    "cells.per_day": ("cells", "1/d"),
    "energy.cost_per_day": ("energy cost", "{currency}/d"),
    "energy.co2_kg_per_day": ("CO2 of energy", "kg/d"),
    "equipment.cost_per_day": ("equipment", "{currency}/d"),
    "per_coil.cost_per_day": ("spent per coil", "{currency}/d"),
    "cost_per_day": ("cost", "{currency}/d"),
    "cost_per_cell": ("cost per cell", "{currency}"),
    "energy.kWh_per_kWh_of_cells": ("energy", "kWh per kWh of cells"),
    "energy.cost_per_kWh_of_cells": ("energy cost per kWh of cells", "{currency}"),
    "energy.co2_kg_per_kWh_of_cells": ("CO2", "kg per kWh of cells"),
    "within_pct": ("runs within all limits", "%"),
}
IN_SENTENCES = {"1/d": "a day"}


def words(name: str, currency: str = "") -> tuple[str, str]:
    """A key of a scenario, or a figure, in words, and its unit ("" where it has none).

    >>> words("stations.anode_oven.recipe[2].hold_h")
    ('anode oven recipe item 3 hold', 'h')
    >>> words("anode.dry_room_buffer.water_out_ppm_p95")
    ('anode dry room buffer water out P95', 'ppm')
    >>> words("energy.cost_per_day", "EUR")
    ('energy cost', 'EUR/d')
    """
    if name in FIGURES:
        what, unit = FIGURES[name]
        return what, unit.format(currency=currency)
    path = key_path(name) or (name,)
    if len(path) > 2 and path[0] in SECTIONS:
        path = path[1:]
    *places, last = path
    what, unit = _thing(str(last))
    said_of = []
    for k, place in enumerate(places):
        if isinstance(place, int):
            above = str(places[k - 1]) if k else ""
            said_of[-1:] = [f"{ITEMS.get(above, _plain(above))} {place + 1}"]
        else:
            said_of.append(_plain(place))
    return " ".join([*said_of, what]), unit


def head(name: str, currency: str = "") -> str:
    """As the head of a column or a row.

    >>> head("stations.anode_coater.speed_m_per_min"), head("stations.oven.machines")
    ('anode coater speed [m/min]', 'oven machines')
    """
    what, unit = words(name, currency)
    return f"{what} [{unit}]" if unit else what


def value_words(name: str, value, currency: str = "") -> str:
    """A value that a key is set to, within a sentence.

    >>> value_words("stations.buffer.duration_h", 24.0)
    'buffer duration 24 h'
    """
    what, unit = words(name, currency)
    value = printable(value) if isinstance(value, str) else said(value)
    return f"{what} {value} {unit}".rstrip()


def amount(value: float, name: str, currency: str = "") -> str:
    """A figure's value in four digits, with its unit.

    >>> amount(61.93271, "anode.buffer.water_out_ppm_p95")
    '61.93 ppm'
    """
    unit = words(name, currency)[1]
    return f"{digits(value)} {IN_SENTENCES.get(unit, unit)}".rstrip()


def limit_words(figure: str, bound: str, currency: str = "") -> str:
    """What a figure may be, `bound` as in "at most 150".

    >>> limit_words("cells.per_day", "at least 5000")
    'cells at least 5000 a day'
    """
    what, unit = words(figure, currency)
    return f"{what} {bound} {IN_SENTENCES.get(unit, unit)}".rstrip()


def decision(content: Mapping, name: str) -> tuple[str, str]:
    """A decision of a recipe's plan by the steps and the key it stands for, its unit.

    `content` are the keys of the plan's file, where it stands as `$name`; one that
    stands nowhere is called by its name.

    >>> recipe = [{"name": "dry", "hold_h": "$long"}, {"hold_h": "$long"}]
    >>> decision({"recipe": recipe}, "long"), decision({"recipe": recipe}, "wrapping")
    (('dry and step 2 hold', 'h'), ('wrapping', ''))
    """
    parts = {k: content.get(k) for k in ("recipe", "load", "waiting")}
    paths = [path for path, used in named(parts) if used == name]
    if not paths:
        return printable(name).replace("_", " "), ""
    labels = dict.fromkeys(_place(parts, path) for path in paths)
    what, unit = _thing(str(paths[0][-1]))
    return f"{' and '.join(labels)} {what}", unit


def decided(content: Mapping, values: Mapping) -> str:
    """Decisions and their values in a line.

    >>> decided({"recipe": [{"name": "dry", "hold_h": "$long"}]}, {"long": 4.5})
    'dry hold 4.5 h'
    """
    parts = []
    for name, value in values.items():
        what, unit = decision(content, name)
        parts.append(f"{what} {said(value)} {unit}".rstrip())
    return ", ".join(parts)


def _place(parts, path):
    """The step, or the group of coils, that `path` leads to."""
    node, label = parts[path[0]], str(path[0])
    for k, part in enumerate(path[1:-1], 1):
        node = node[part]
        if isinstance(part, int):
            above = {"recipe": "step", "steps": "step of the block"}
            label = f"{above.get(path[k - 1], path[k - 1])} {part + 1}"
            if isinstance(node, Mapping) and node.get("name"):
                label = printable(str(node["name"]))
    return label


def _thing(key):
    """The last part of a key: what it is, and its unit."""
    if key in THINGS:
        return THINGS[key]
    statistic = STATISTIC.fullmatch(key)
    if statistic is not None:
        (what, unit), which = _thing(statistic[1]), statistic[2]
        return f"{what} {which.upper() if which[0] == 'p' else which}", unit
    rate = PARTS.fullmatch(key)
    if rate is not None and rate[2] in UNITS:
        what, unit = _thing(rate[1])
        return what, f"{unit or 1}/{UNITS[rate[2]]}"
    what, _, unit = key.rpartition("_")
    if what and unit in UNITS:
        return _plain(what), UNITS[unit]
    return _plain(key), ""


def _plain(part):
    return printable(part).replace("_", " ")
