"""An exposure file to a Plan in SI, with all faults of the file at once."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from models.bag import BAG
from models.exposure_limits import MEAN, PLACES, ContentLimit
from models.material import Material
from models.psychrometrics import Atmosphere
from models.sorption import Exchange, MoistureState
from models.two_scale import TwoScaleModel
from models.units import DAY, HOUR, MBAR, PPM, STANDARD_PRESSURE, kelvin
from scenarios import sample
from scenarios.airs import atmosphere
from scenarios.exposure.schema import ExposureKeys, MapKeys
from scenarios.faults import Faults
from scenarios.key_faults import faults_of
from scenarios.merge import without_nulls
from scenarios.schema.sample import FREE_SHEET, SampleKeys
from scenarios.schema.scenario import NumericsKeys
from scenarios.shipped import check_material, document_of, known_materials, read_tree
from scenarios.wrappings import wrapping
from twin.wrapping import Wrapping


@dataclass(frozen=True)
class Place:
    """An air with its name; `dew_point` [K] where it is one of the sweep."""

    name: str
    air: Atmosphere
    dew_point: float | None = None


@dataclass(frozen=True)
class MapPlan:
    """Airs of every temperature and dew point [K], at a pressure [Pa]."""

    temperatures: tuple[float, ...]
    dew_points: tuple[float, ...]
    pressure: float


@dataclass(frozen=True, eq=False)
class Plan:
    """What waits, how wet it starts, where, in what, and the limits."""

    name: str
    description: str
    source: str
    sample: SampleKeys
    model: TwoScaleModel
    start: MoistureState
    places: tuple[Place, ...]
    wrappings: tuple[tuple[str, Wrapping, Exchange], ...]
    limits: tuple[ContentLimit, ...]
    longest: float  # s
    map: MapPlan | None = None
    map_wrappings: tuple[str, ...] = ()
    map_places: tuple[str, ...] = PLACES
    waits: tuple[float, ...] = ()  # s, whose moistest air is asked for
    wait_temperatures: tuple[float, ...] = ()  # K

    @property
    def material(self) -> Material:
        """Of the sample."""
        return self.model.material


def load(path: str | Path, options: dict[str, tuple] | None = None) -> Plan:
    """The Plan in an exposure file; ScenarioError with all that is wrong with it.

    `options` take the place of keys: each a value, and what it was given by.
    """
    tree = read_tree(path, "exposures")
    return loaded(tree.content, tree.lines, str(path), options)


def loaded(content, lines=None, source: str = "exposure", options=None) -> Plan:
    """The Plan of the keys of an exposure file, and on which line each stands."""
    document = document_of(content, lines, source, "an exposure file", ExposureKeys)
    for name, (value, owner) in (options or {}).items():
        if value is None:  # that key as the file has it, or else as it is by default
            value = content.get(name) or {}
        content = {**content, name: value}
        document.owners[(name,)] = owner
    content = without_nulls(content)
    faults = Faults()
    known = known_materials(content, faults)
    check_material(content.get("material"), content, known, faults)
    try:
        keys = ExposureKeys.model_validate(content)
    except ValidationError as error:
        faults += [f for f in faults_of(error, ExposureKeys) if f not in faults]
        raise document.error(dict.fromkeys(faults)) from None
    for path, section in _sections(keys):
        faults.between_keys(path, section)
    if faults or keys.material not in known:
        raise document.error(dict.fromkeys(faults))
    plan = _frozen(keys, known[keys.material], source, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return plan


def _sections(keys: ExposureKeys):
    """The sections of the file with their paths, its head last."""
    parts = [(("sample",), keys.sample), (("start",), keys.start)]
    parts += [(("airs", name), air) for name, air in keys.airs.items()]
    parts += [(("wrappings", name), one) for name, one in keys.wrappings.items()]
    parts += [(("limits", i), limit) for i, limit in enumerate(keys.limits)]
    if keys.map is not None:
        parts.append((("map", "dew_point_degC"), keys.map.dew_point_degC))
        parts.append((("map", "temperature_degC"), keys.map.temperature_degC))
    parts += [(("sweep",), keys.sweep), (("map",), keys.map)]
    parts += [(("numerics",), keys.numerics), ((), keys)]
    return [part for part in parts if isinstance(part[1], BaseModel)]


# ---------------------------------------------------------------- freezing


def _frozen(keys, material, source, faults):
    """The Plan of sound keys; None and faults where the physics refuses them."""
    numerics: NumericsKeys = keys.numerics
    model = TwoScaleModel(
        material,
        sample.half_width(keys.sample),
        numerics.macro_cells,
        numerics.micro_modes,
        numerics.tolerance,
    )
    start = None
    with faults.guarded(("start",)):
        start = sample.start(keys.start, model)
    places = _places(keys, model, faults)
    wrappings = []
    for name, section in keys.wrappings.items():
        with faults.guarded(("wrappings", name)):
            made = wrapping(section)
            exchange = sample.exchange(keys.sample, model, made)
            wrappings.append((name, made, exchange))
    map_keys = keys.map if keys.map is not None else MapKeys()
    named = map_keys.wrappings
    if named is None:
        plain = [name for name, _, exchange in wrappings if exchange.kind != BAG]
        named = plain[:1]
        if keys.map is not None and wrappings and not plain:
            faults.add(
                ("map", "wrappings"),
                "every wrapping has an air of its own, in which a map takes minutes; "
                "name those you want",
            )
    every = (MEAN,) if keys.sample.kind == FREE_SHEET else PLACES
    temperatures = keys.at_temperatures_degC
    if temperatures is None:
        section = keys.start if keys.sweep is None else keys.sweep
        temperatures = [section.temperature_degC]
    if keys.times_h:
        for i, degrees in enumerate(temperatures):
            with faults.guarded(("at_temperatures_degC", i)):
                model.equilibrium(kelvin(degrees), 0.0)
    return Plan(
        keys.name,
        keys.description,
        source,
        keys.sample,
        model,
        start,
        tuple(places),
        tuple(wrappings),
        tuple(_limit(limit, material) for limit in keys.limits),
        keys.longest_d * DAY,
        _map(keys.map),
        tuple(named),
        tuple(map_keys.places or every),
        tuple(hours * HOUR for hours in keys.times_h),
        tuple(map(kelvin, temperatures)),
    )


def _map(keys):
    if keys is None:
        return None
    return MapPlan(
        tuple(map(kelvin, keys.temperature_degC.values)),
        tuple(map(kelvin, keys.dew_point_degC.values)),
        STANDARD_PRESSURE if keys.pressure_mbar is None else keys.pressure_mbar * MBAR,
    )


def _places(keys, model, faults):
    """All airs, those of the sweep last; each within what the material is known for."""
    places = []
    for name, section in keys.airs.items():
        with faults.guarded(("airs", name)):
            air = atmosphere(section, STANDARD_PRESSURE)
            model.equilibrium(air.temperature, air.vapour_pressure)
            places.append(Place(name, air))
    if keys.sweep is None:
        return places
    pressure = STANDARD_PRESSURE
    if keys.sweep.pressure_mbar is not None:
        pressure = keys.sweep.pressure_mbar * MBAR
    temperature = kelvin(keys.sweep.temperature_degC)
    for i, degrees in enumerate(keys.sweep.dew_points_degC):
        with faults.guarded(("sweep", "dew_points_degC", i)):
            point = kelvin(degrees)
            air = Atmosphere.from_dew_point(temperature, pressure, point)
            model.equilibrium(air.temperature, air.vapour_pressure)
            word = "frost" if degrees < 0.0 else "dew"
            places.append(Place(f"{word} {degrees:g} °C", air, point))
    return places


def _limit(keys, material):
    if keys.coating_ppm is not None:
        return ContentLimit(keys.coating_ppm * PPM, keys.place)
    return ContentLimit(keys.water_ppm * PPM / material.coating_share, keys.place)
