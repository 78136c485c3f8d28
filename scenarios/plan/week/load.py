"""A plan file of a week to a WeekTask, with all faults of the file at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from models.exposure_limits import ContentLimit
from models.sorption import Exchange, MoistureState
from models.two_scale import TwoScaleModel
from models.units import HOUR, MINUTE, PPM, WEEK
from scenarios import sample
from scenarios.confinement import is_file
from scenarios.document import Document
from scenarios.faults import Faults, ScenarioError, quoted, unknown_name
from scenarios.key_faults import faults_of
from scenarios.merge import without_nulls
from scenarios.plan.decisions import Decision
from scenarios.plan.week.clock import (
    BandSpan,
    band_spans,
    bands_in,
    price_course,
)
from scenarios.plan.week.schema import BandKeys, ProductKeys, WeekFileKeys, stays
from scenarios.room import load as room_load
from scenarios.room.air import moisture
from scenarios.room.build import supply_bounds
from scenarios.room.load import RoomTask, sections
from scenarios.room.sizing import STEP
from scenarios.room.week_clock import moment_words
from scenarios.schema import tariff as schema_tariff
from scenarios.schema.fields import shift_intervals
from scenarios.shipped import beside, document_of, found, known_materials, read_tree
from twin.scenario import Course, Rates, RoomPlant, Tariff

MOST_SCHEDULES = 500_000  # of all bands together
WEEK_HOURS = round(WEEK / HOUR)


@dataclass(frozen=True, eq=False)
class Product:
    """What lies in the room: its stays [s], from a Monday's midnight on.

    `bands` has for each stay the bands that its air hangs on.
    """

    name: str
    model: TwoScaleModel
    start: MoistureState
    exchange: Exchange
    stays: tuple[tuple[float, float], ...]
    limits: tuple[ContentLimit, ...]
    bands: tuple[tuple[int, ...], ...] = ()

    def ppm(self, water: float) -> float:
        """Water [mg per kg dry electrode, foil included] of kg per kg dry coating."""
        return water * self.model.material.coating_share / PPM


@dataclass(frozen=True, eq=False)
class WeekTask:
    """All that a plan of a week needs.

    `plant` is the room with its unit, without set points; `supply` the bounds of its
    air (`supply_bounds`); `price` that of electricity
    [currency/J], `tariff` the rest; `weeks` of the year, from 0; `air` pairs of hours
    and the most humidity ratio [kg/kg] in them.
    """

    keys: WeekFileKeys
    source: str
    room: RoomTask
    plant: RoomPlant
    supply: tuple[float, float, float]
    bands: tuple[Decision, ...]
    spans: tuple[BandSpan, ...]
    price: Course
    tariff: Tariff
    co2: Rates
    weeks: tuple[int, ...]
    products: tuple[Product, ...]
    air: tuple[tuple[tuple[str, ...], float], ...]
    margin: float
    scenario: Path | None

    @property
    def name(self) -> str:
        """Of the plan."""
        return self.keys.name

    @property
    def goals(self) -> tuple[str, ...]:
        """What is made small."""
        goal = self.keys.goal
        return (goal,) if isinstance(goal, str) else tuple(goal)

    @property
    def room_name(self) -> str:
        """Of the room whose set point is decided."""
        return self.plant.rooms.names[self.plant.controlled]

    def values(self, levels) -> dict[str, float]:
        """Set point of each band [degC]."""
        pairs = zip(self.bands, levels, strict=True)
        return {band.name: band.value(level) for band, level in pairs}

    def humidity(self, degrees: float) -> float:
        """Humidity ratio [kg/kg] of a frost point [degC]."""
        return moisture(degrees, self.plant.pressure)


def is_week(content) -> bool:
    """Whether the keys of a plan file are those of a week."""
    return isinstance(content, dict) and any(
        name in content for name in ("bands", "room_file")
    )


def load(path: str | Path) -> WeekTask:
    """The WeekTask in a plan file; ScenarioError with all that is wrong with it."""
    tree = read_tree(path, "plans")
    return loaded(tree.content, tree.lines, str(path), found(path).parent)


def loaded(content, lines=None, source="plan", folder: str | Path = ".") -> WeekTask:
    """The WeekTask of the keys of a plan file whose paths begin at `folder`."""
    document = document_of(
        content, lines, source, "a plan file of a week", WeekFileKeys
    )
    content = without_nulls(content)
    faults = Faults()
    known = known_materials(content, faults)
    try:
        keys = WeekFileKeys.model_validate(content)
    except ValidationError as error:
        faults += [f for f in faults_of(error, WeekFileKeys) if f not in faults]
        raise document.error(dict.fromkeys(faults)) from None
    for path, section in sections(keys):
        faults.between_keys(path, section)
    for name, product in keys.products.items():
        if product.material not in known:
            words = unknown_name(product.material, "material", sorted(known))
            faults.add(("products", name, "material"), words)
    if faults:
        raise document.error(dict.fromkeys(faults))
    room = _room(keys, Path(folder), document, faults)
    task = None if faults else _frozen(keys, room, known, source, Path(folder), faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return task


def _room(keys: WeekFileKeys, folder, document: Document, faults) -> RoomTask | None:
    changes = [f"{name}={json.dumps(value)}" for name, value in keys.changes.items()]
    if keys.room_keys is not None:
        try:
            return room_load.loaded(
                keys.room_keys, None, document.source, changes, folder, _of_changes
            )
        except ScenarioError as error:
            for fault in error.faults:
                faults.add(("room", *fault.path), fault.message)
            return None
    file = beside(folder, keys.room_file, "plans")
    if "\x00" in keys.room_file or not is_file(file):
        message = f"{quoted(keys.room_file)} is not a file; the path is relative to"
        faults.add(("room_file",), f"{message} this file")
        return None
    return room_load.load(file, changes, _of_changes)  # its faults with their own lines


def _of_changes(setting: str) -> str:
    """Where a change of the room stands, for its fault."""
    return f"changes.{setting.partition('=')[0]}"


def _frozen(keys, room, known, source, folder, faults) -> WeekTask | None:
    plant = room.sized.plant
    names = plant.rooms.names
    place = 0
    if keys.controlled is not None:
        if keys.controlled not in names:
            words = unknown_name(keys.controlled, "room", names)
            faults.add(("controlled",), words)
            return None
        place = names.index(keys.controlled)
    bare = replace(plant, controlled=place, set_points=None, control=None)
    _fits(bare, place, names, faults)
    price = price_course(keys.tariff)
    spans = _covered(keys.bands, price, faults)
    bands = tuple(_decision(name, one) for name, one in keys.bands.items())
    count = int(np.prod([float(band.levels) for band in bands]))
    if count > MOST_SCHEDULES:
        words = f"{count} schedules to choose from; at most {MOST_SCHEDULES}: give"
        faults.add(("bands",), f"{words} larger steps, closer bounds or fewer bands")
    warm = room.keys.rooms[names[place]].temperature_degC
    for name, one in keys.bands.items():
        if one.high >= warm:
            words = f"{one.high:g}; below the room's temperature, {warm:g} °C"
            faults.add(("bands", name, "high"), words)
    scenario = None
    if keys.scenario is not None:
        scenario = beside(folder, keys.scenario, "plans")
        if "\x00" in keys.scenario or not is_file(scenario):
            message = f"{quoted(keys.scenario)} is not a file; the path is relative to"
            faults.add(("scenario",), f"{message} this file")
    products = []
    for name, one in keys.products.items():
        with faults.guarded(("products", name)):
            products.append(_product(name, one, known[one.material], keys.numerics))
    for product, one in zip(products, keys.products.values(), strict=False):
        if not product.stays:
            words = "no moment of these hours is followed by for_min of them"
            faults.add(("products", product.name, "exposed"), f"{one.exposed.for_min:g}"
                       f" min; {words}")  # fmt: skip
    if faults:
        return None
    margin = keys.recovery_margin_min * MINUTE
    products = [
        replace(one, bands=tuple(bands_in(spans, *stay, margin) for stay in one.stays))
        for one in products
    ]
    air = tuple(
        (tuple(one.when), moisture(one.frost_point_degC, plant.pressure))
        for one in keys.air
    )
    return WeekTask(
        keys, source, room, bare, supply_bounds(room.keys.air_handling), bands,
        tuple(spans), price,
        schema_tariff.tariff(keys.tariff), schema_tariff.co2(keys.co2),
        _weeks(keys, room), tuple(products), air,
        margin, scenario,
    )  # fmt: skip


def _fits(plant, place, names, faults):
    """Faults where the room's set point cannot follow the clock of a week."""
    if plant.cycle > WEEK:
        faults.add(("room_file",), "its people are counted over more than a week; give "
                   "those of one")  # fmt: skip
    first = 2 * len(plant.inner)
    shares = zip(plant.shares, plant.rooms.ends()[first:], strict=True)
    if any(share is not None and ends[0] == place for share, ends in shares):
        words = f"{names[place]} passes on a share of its supply air; give the passage"
        faults.add(("controlled",), f"{words} a flow_m3_per_h, or name another room")


def _covered(bands: Mapping[str, BandKeys], price, faults):
    """Spans of the bands; faults where a band has none, or a moment has no band."""
    spans = band_spans(bands, price)
    for place, name in enumerate(bands):
        if all(span.band != place for span in spans):
            words = "no hour of the week is left for it; the bands before it have all"
            if bands[name].price_at_most is not None:
                words = "no hour of the week is left for it at this price"
            faults.add(("bands", name), words)
    for span in spans:
        if span.band is None:
            begin, end = moment_words(span.begin), moment_words(span.end)
            words = f"no band has {begin} to {end}; let the last one have no when"
            faults.add(("bands",), words)
            break
    return spans


def _decision(name, one: BandKeys) -> Decision:
    return Decision(name, one.low, one.high, one.step)


def _product(name, keys: ProductKeys, material, numerics) -> Product:
    model = TwoScaleModel(
        material,
        sample.half_width(keys.sample),
        numerics.macro_cells,
        numerics.micro_modes,
        numerics.tolerance,
    )
    limits = [
        ContentLimit(
            one.coating_ppm * PPM
            if one.coating_ppm is not None
            else one.water_ppm * PPM / material.coating_share,
            one.place,
        )
        for one in keys.limits
    ]
    exchange = sample.exchange(keys.sample, model, _wrapping(keys.sample))
    return Product(
        name, model, sample.start(keys.start, model), exchange,
        tuple(_stays(keys)), tuple(limits),
    )  # fmt: skip


def _wrapping(keys):
    from scenarios.wrappings import wrapping
    from twin.wrapping import OPEN

    return OPEN if keys.wrapping is None else wrapping(keys.wrapping)


def _stays(keys: ProductKeys):
    """Its stays [s]; of product that lies open, one from each ten minutes on."""
    if keys.waits is not None:
        return sorted({span for text in keys.waits for span in stays(text)})
    lasting = keys.exposed.for_min * MINUTE
    edges = sorted(
        span for text in keys.exposed.during for span in shift_intervals(text)
    )
    merged = [list(edges[0])]
    for (_, end), (begin, later) in pairwise(edges):
        if begin <= max(end, merged[-1][1]):
            merged[-1][1] = max(merged[-1][1], later)
        else:
            merged.append([begin, later])
    if merged[0][0] == 0.0 and merged[-1][1] == WEEK:  # the week's end is none of it
        if len(merged) == 1:
            merged = [[0.0, WEEK + lasting]]
        else:
            merged[-1][1] = WEEK + merged.pop(0)[1]
    return [
        (float(begin), float(begin) + lasting)
        for a, b in merged
        for begin in np.arange(a, b - lasting + 1e-6, STEP)
    ]


def _weeks(keys, room: RoomTask) -> tuple[int, ...]:
    """Weeks of the year from 0; the 8760 hours of a year are 52 weeks and a day."""
    if keys.weeks is not None:
        return tuple(sorted({week - 1 for week in keys.weeks}))
    hours = [room.weather.coldest_hour()]
    hours.append(room.weather.richest_hour(room.sized.plant.pressure))
    return tuple(sorted({min(hour // WEEK_HOURS, 51) for hour in hours}))
