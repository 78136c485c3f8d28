"""The form of a scenario: the keys that people change, from its schema.

A field is one number, a table a list of mappings (set points, limits, a recipe). Each
knows its path, so that a fault of the loader can stand beside it.
"""

import typing
from dataclasses import dataclass, field

from scenarios.compare.inputs import schema_field
from scenarios.edit import at
from scenarios.faults import Path, dotted
from scenarios.key_faults import keys_of, split_unit, unit_of
from scenarios.recipe.table import COLUMNS as RECIPE
from scenarios.recipe.table import known as known_recipe
from scenarios.recipe.table import rows_of
from scenarios.schema.air import HUMIDITIES, DisturbanceKeys, SetPointKeys
from scenarios.schema.recipe import OvenStepKeys
from scenarios.schema.scenario import LimitKeys, ReworkKeys
from scenarios.schema.tariff import Co2Keys, TariffKeys

RUN, AIR, COILS, STATIONS = "Run and limits", "Air", "Coils", "Stations"
RECIPES, PRICES = "Oven recipes", "Prices and CO₂"
SECTIONS = (RUN, AIR, COILS, STATIONS, RECIPES, PRICES)

OF_RUN = ("duration_d", "warm_up_d", "seed")
OF_COILS = ("interval_h", "length_m", "width_mm", "start_ppm")
OF_STATIONS = (
    *("machines", "speed_m_per_min", "duration_h", "time_per_cell_s", "capacity"),
    *("min_load", "max_wait_h", "transport_min", "changeover_min", "power_kW"),
    "standby_kW",
)
LIMITS = ("electrode", "station", "water_ppm", "coating_ppm", "place")
REWORK = ("from", "to", "above_ppm", "at_most", "electrode", "place")
SET_POINTS = ("from", "temperature_degC")
DISTURBANCES = ("name", "start_h", "duration_h", "temperature_degC", "onset_min")
DISTURBANCES += ("recovery_min",)


@dataclass(frozen=True)
class Number:
    """A number of the form; `owner` names the zone, station or electrode it is of."""

    path: Path
    owner: str
    value: float | None
    whole: bool
    unit: str
    meaning: str
    allowed: str

    @property
    def key(self) -> str:
        """Its dotted key."""
        return dotted(self.path)

    @property
    def label(self) -> str:
        """Its name and unit, as people write them."""
        return label(str(self.path[-1]), self.unit)


@dataclass(frozen=True)
class Column:
    """A column of a table: a number, one of `choices`, or a text."""

    name: str
    number: bool
    unit: str
    meaning: str
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its name and unit, as people write them."""
        return label(self.name, self.unit)


@dataclass(frozen=True)
class Table:
    """A list of mappings as rows; `recipe` where rows may be repeated in blocks."""

    path: Path
    owner: str
    columns: tuple[Column, ...]
    rows: tuple[dict, ...] = field(default=())
    recipe: bool = False

    @property
    def key(self) -> str:
        """Its dotted key."""
        return dotted(self.path)


WRITTEN = {"degC": "°C", "m2": "m²", "m3": "m³", "Nm3": "Nm³", "W/(m2 K)": "W/(m² K)"}


def label(name: str, unit: str) -> str:
    """A key in words, its unit behind it.

    >>> label("ramp_K_per_h", "K/h"), label("electricity_per_kWh", "EUR/kWh")
    ('ramp [K/h]', 'electricity [EUR/kWh]')
    """
    stem = split_unit(name)[0]
    if unit and stem == name:
        stem = name.partition("_kg_per_")[0].partition("_per_")[0]
    words = stem.replace("_", " ")
    carrier, of, per = unit.partition("/")
    shown = WRITTEN.get(unit) or f"{WRITTEN.get(carrier, carrier)}{of}" + WRITTEN.get(
        per, per
    )
    return f"{words} [{shown}]" if unit else words


def fields(content: dict, section: str) -> list[Number | Table]:
    """What the form shows of a merged scenario in one of SECTIONS."""
    return list(_OF[section](content))


def _mappings(content, section):
    part = content.get(section)
    part = part if isinstance(part, dict) else {}
    return [(name, one) for name, one in part.items() if isinstance(one, dict)]


def _run(content):
    for name in OF_RUN:
        yield from _number(content, (name,), "")
    yield _table(content, ("limits",), "Limits of the water", LimitKeys, LIMITS)
    yield _table(content, ("rework",), "Ways back from a check", ReworkKeys, REWORK)


def _air(content):
    for name, zone in _mappings(content, "zones"):
        for one in ("temperature_degC", *(h for h in HUMIDITIES if h in zone)):
            if one in zone:
                yield from _number(content, ("zones", name, one), name)
        if isinstance(zone.get("schedule"), dict):
            path = ("zones", name, "schedule", "set_points")
            yield _table(content, path, f"{name}: set points", SetPointKeys, SET_POINTS)
        if "room" not in zone:
            path = ("zones", name, "disturbances")
            title = f"{name}: faults of the air supply, open doors"
            yield _table(content, path, title, DisturbanceKeys, DISTURBANCES)


def _coils(content):
    for name, electrode in _mappings(content, "electrodes"):
        for one in OF_COILS:
            path = ("electrodes", name, one)
            if isinstance(electrode.get(one), dict):
                path = (*path, "mean_h")  # of a drawn interval
            if one in ("length_m", "width_mm") or at(content, path) is not None:
                yield from _number(content, path, name)


def _stations(content):
    for name, station in _mappings(content, "stations"):
        for one in OF_STATIONS:
            path = ("stations", name, one)
            if one in station or one == "machines":
                yield from _number(content, path, name)


def _recipes(content):
    for name, station in _mappings(content, "stations"):
        recipe = station.get("recipe")
        if station.get("kind") != "oven" or not known_recipe(recipe):
            continue
        rows = rows_of(recipe)
        named, *others = _columns(OvenStepKeys, RECIPE, rows)
        columns = (named, *REPEATS, *others)  # else a block looks like steps gone once
        path = ("stations", name, "recipe")
        yield Table(path, name, columns, tuple(rows), recipe=True)


REPEATS = (
    Column("block", True, "", "steps with the same number are repeated together"),
    Column("times", True, "", "how often the block is gone through"),
)


def _prices(content):
    for section, model, title in (
        ("tariff", TariffKeys, "What energy costs"),
        ("co2", Co2Keys, "CO₂ behind the energy"),
    ):
        for name, known in keys_of(model).items():
            if name == "currency":
                continue
            yield from _number(content, (section, name), title, known.default)


def _number(content, path, owner, default=None):
    """The field of a number; nothing where something else stands there."""
    known = schema_field(path, (content,))
    value = at(content, path)
    if value is None and default is not None:
        value = getattr(default, "value", default)
    elif value is None and known is not None and not known.is_required():
        value = known.default
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        return
    whole = known is not None and known.annotation in (int, int | None)
    description = known.description if known is not None else ""
    unit = unit_of(path[-1]) or _per(path[-1], content)
    allowed = "" if known is None else bounds(known)
    number = None if value is None else (int(value) if whole else float(value))
    if whole and value is not None and number != value:
        whole, number = False, float(value)  # a fault, which the loader names
    yield Number(path, owner, number, whole, unit, description or "", allowed)


def _per(name, content):
    """Unit of a price or a CO2 factor, which its name says: electricity_per_kWh."""
    if "_kg_per_" in name:
        return "kg/" + name.rpartition("_per_")[2]
    if "_per_" in name:
        tariff = content.get("tariff")
        money = tariff.get("currency", "EUR") if isinstance(tariff, dict) else "EUR"
        return f"{money}/{name.rpartition('_per_')[2]}"
    return ""


def bounds(known) -> str:
    """What a key may be, in words; "" where it has no bounds."""
    low = high = ""
    for mark in known.metadata:
        if getattr(mark, "ge", None) is not None:
            low = f"from {mark.ge:g}"
        if getattr(mark, "gt", None) is not None:
            low = f"more than {mark.gt:g}"
        if getattr(mark, "le", None) is not None:
            high = f"up to {mark.le:g}"
        if getattr(mark, "lt", None) is not None:
            high = f"to less than {mark.lt:g}"
    return " ".join(part for part in (low, high) if part)


def _table(content, path, title, model, shown):
    rows = at(content, path)
    rows = rows if isinstance(rows, list) else []
    rows = [dict(row) for row in rows if isinstance(row, dict)]
    return Table(path, title, _columns(model, shown, rows), tuple(rows))


def _columns(model, shown, rows):
    """Those of `shown`, and what else any row has; of air at least one humidity."""
    known = keys_of(model)
    used = list(dict.fromkeys(name for row in rows for name in row))
    names = [*shown, *(n for n in used if n not in shown and n in known)]
    humid = [name for name in HUMIDITIES if name in known]
    if humid and not any(name in names for name in humid):
        names.append(humid[0])
    return tuple(_column(name, known[name]) for name in names)


def _column(name, known):
    kinds = [t for t in _plain_types(known.annotation) if t is not type(None)]
    choices = tuple(c for t in kinds for c in typing.get_args(t) if isinstance(c, str))
    number = bool(kinds) and all(t in (int, float) for t in kinds)
    words = f"{known.description or ''} {bounds(known)}".strip()
    return Column(name, number, unit_of(name), words, choices)


def _plain_types(annotation):
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _plain_types(typing.get_args(annotation)[0])
    if origin is typing.Literal:
        return [annotation]
    if typing.get_args(annotation):
        return [t for a in typing.get_args(annotation) for t in _plain_types(a)]
    return [annotation]


_OF = {
    RUN: _run,
    AIR: _air,
    COILS: _coils,
    STATIONS: _stations,
    RECIPES: _recipes,
    PRICES: _prices,
}
