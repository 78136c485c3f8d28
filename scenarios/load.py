"""YAML to Scenario, with every fault of a file reported at once.

`load` reads a file (:mod:`scenarios.document`); `loaded` checks its keys, all that are
readable even where others are not, converts to SI and freezes the Scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from models.units import DAY
from scenarios import build, checks, size
from scenarios.csv_table import InputFile
from scenarios.document import Document, read
from scenarios.faults import Fault, Faults
from scenarios.key_faults import faults_of, keys_of, tree_path
from scenarios.material.library import build_materials, library
from scenarios.merge import without_nulls
from scenarios.recipe.steps import filled
from scenarios.schema import tariff as schema_tariff
from scenarios.schema.scenario import AS_READINGS, ScenarioKeys, start_of
from twin import scenario as twin
from twin.faults import faults as plant_faults

NAMED_SECTIONS = ("zones", "electrodes", "stations", "route")
LISTED_SECTIONS = ("rework", "limits")


@dataclass(frozen=True, eq=False)
class Loaded:
    """A scenario ready to run, and what it was made from.

    `content` is the whole file as it is run: merged, every default filled in, files
    with their absolute path. `inputs` are those files, with what was in them.
    """

    source: str
    scenario: twin.Scenario
    content: dict
    inputs: tuple[InputFile, ...]
    estimate: size.Estimate


def load(
    path: str | Path, settings: Sequence[str] = (), seed: int | None = None
) -> Loaded:
    """The scenario in the file at `path`; ScenarioError with all that is wrong.

    `settings` are texts like "zones.hall.temperature_degC=25", as given to `--set`.
    """
    return loaded(read(path, settings, seed))


# ---------------------------------------------------------------- checking


def loaded(document: Document) -> Loaded:
    """The Scenario of a document; ScenarioError with all that is wrong with it."""
    tree = without_nulls(document.content)
    faults = Faults()
    keys, bad, places = _valid_part(tree, faults)
    for path, section in _sections(keys, ()):
        if path or not bad & {"start", "duration_d", "warm_up_d"}:
            faults.between_keys(path, section)
    if start_of(keys.start) is None:
        start = ScenarioKeys.model_fields["start"].default
        keys = keys.model_copy(update={"start": start})
    materials, found = build_materials(keys.materials, library())
    faults += [Fault(("materials", *f.path), f.message, f.place) for f in found]
    known_materials = {**library().materials, **materials}
    known = {name: _names(tree, name) for name in NAMED_SECTIONS}
    known["materials"] = {*known_materials, *(_names(tree, "materials") or ())}
    checks.names(keys, known, faults)
    makers = [n for n, s in keys.stations.items() if s.kind == "assembly"]
    if makers and "cell" not in tree:
        message = f"missing; '{makers[0]}' assembles cells: say what a cell is made of"
        faults.add(("cell",), message)
    checks.geometry(keys, known_materials, faults)
    inputs, parts = [], Faults()
    scenario, content = _frozen(keys, known_materials, inputs, parts, bool(faults))
    faults += parts
    if not faults:
        checks.run_time(scenario, keys, faults)
        _plant(scenario, faults)
    estimate = None
    if not faults:
        estimate = size.estimate(scenario)
        refusal = size.refusal(estimate, keys.budget)
        if refusal is not None:
            # at once: what follows needs the compiled isotherms, half a second to load
            raise document.error([refusal])
        checks.air_against_material(scenario, faults)
        from scenarios import coater_webs  # loads solvers, needed from here on

        coater_webs.leave_dry(scenario, faults)
    if faults:
        raise document.error(_original(_unique(faults), places))
    return Loaded(document.source, scenario, content, _distinct(inputs), estimate)


def _names(tree, section) -> set[str] | None:
    """The names in a section, sound or not; None where there is no such mapping."""
    part = tree.get(section)
    return {str(k) for k in part} if isinstance(part, dict) else None


def _unique(faults):
    return list(dict.fromkeys(faults))


def _original(faults, places):
    """Faults with positions in lists as they stand in the file."""
    result = []
    for fault in faults:
        path = fault.path
        if len(path) > 1 and path[0] in places and isinstance(path[1], int):
            order = places[path[0]]
            if fault.message and path[1] < len(order) and fault not in places["as_is"]:
                path = (path[0], order[path[1]], *path[2:])
        result.append(Fault(path, fault.message, fault.place))
    return result


def _valid_part(tree: dict, faults: Faults):
    """The keys of all entries without faults of their own, as one ScenarioKeys.

    Also the top keys under which something was taken out, and for lists that lost
    entries the original positions of those that are left.
    """
    try:
        keys = ScenarioKeys.model_validate(tree)
        return keys, set(), {"as_is": set()}
    except ValidationError as error:
        first = error
    found = list(faults_of(first, ScenarioKeys))
    faults += found
    places = {"as_is": set(found)}
    rest = {k: v for k, v in tree.items() if k in keys_of(ScenarioKeys)}
    bad = set()
    for _ in range(4):  # each round takes out what the one before found wrong
        try:
            return ScenarioKeys.model_validate(rest), bad, places
        except ValidationError as error:
            for item in error.errors(include_url=False, include_input=False):
                _take_out(rest, tree_path(item["loc"]), places, bad)
    return ScenarioKeys.model_validate(_NEUTRAL), set(keys_of(ScenarioKeys)), places


_NEUTRAL = {
    "name": "unnamed",
    "duration_d": 1.0,
    "zones": {},
    "electrodes": {},
    "stations": {},
    "route": {},
}


def _take_out(rest, path, places, bad):
    """Remove from `rest` the entry that holds the fault at `path`."""
    top = path[0]
    bad.add(top)
    part = rest.get(top)
    if (
        len(path) > 1
        and isinstance(part, dict)
        and top in (*NAMED_SECTIONS, "materials")
    ):
        rest[top] = {k: v for k, v in part.items() if k != path[1]}
    elif len(path) > 1 and isinstance(part, list) and top in LISTED_SECTIONS:
        order = places.setdefault(top, list(range(len(part))))
        if path[1] in order:
            at = order.index(path[1])
            rest[top] = part[:at] + part[at + 1 :]
            order.remove(path[1])
    elif top in _NEUTRAL:
        rest[top] = _NEUTRAL[top]
    else:
        rest.pop(top, None)


def _sections(value, path):
    """All sections inside `value`, itself included, with their key paths."""
    if isinstance(value, BaseModel):
        yield path, value
        for name, info in keys_of(type(value)).items():
            attribute = next(
                a for a, f in type(value).model_fields.items() if f is info
            )
            yield from _sections(getattr(value, attribute), (*path, name))
    elif isinstance(value, dict) and path != ("materials",):
        for name, item in value.items():
            yield from _sections(item, (*path, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _sections(item, (*path, i))


# ---------------------------------------------------------------- freezing


def _frozen(keys, materials, inputs, faults, faulty):
    """The Scenario and its filled content; None where `faulty` or faults appear."""
    pressure, start = build.pressure(keys), start_of(keys.start)
    zones, electrodes, stations = {}, {}, {}
    for name, zone in keys.zones.items():
        if zone.faults() or any(s.faults() for _, s in _sections(zone, ())):
            continue
        zones[name] = build.zone(name, zone, pressure, start, inputs, faults)
    for name, electrode in keys.electrodes.items():
        route = keys.route.get(name) or [""]
        if any(s.faults() for _, s in _sections(electrode, ())):
            continue
        electrodes[name] = build.electrode(
            name, electrode, route[0], pressure, inputs, faults
        )
        _as_coated(name, electrode, materials, faults)
    rooms = None
    if keys.air_supply is not None or any(z.room for z in keys.zones.values()):
        from scenarios.line_rooms import rooms_spec  # loads what only rooms need

        rooms = rooms_spec(keys, zones, pressure, start, inputs, faults)
    cell = build.cell_design(keys.cell)
    for name, station in keys.stations.items():
        if any(s.faults() for _, s in _sections(station, ())):
            continue
        stations[name] = build.station(name, station, cell, faults, pressure)
    if faulty or faults:
        return None, None
    duration = _duration(keys, zones, faults)
    if faults:
        return None, None
    scenario = twin.Scenario(
        name=keys.name,
        description=keys.description,
        start=start,
        duration=duration,
        warm_up=build.seconds(keys.warm_up_d),
        zones=zones,
        electrodes=electrodes,
        stations=stations,
        route=build.edges(keys.route),
        materials=build.materials_in_use(keys, materials),
        seed=keys.seed,
        replication=keys.replication,
        pressure=pressure,
        rework=build.rework(keys.rework),
        limits=build.limits(keys.limits),
        tariff=schema_tariff.tariff(keys.tariff),
        co2=schema_tariff.co2(keys.co2),
        rooms=rooms,
        macro_cells=keys.numerics.macro_cells,
        micro_modes=keys.numerics.micro_modes,
        tolerance=keys.numerics.tolerance,
        threads=keys.numerics.threads,
        sources=tuple(f"{f.path.name} sha256:{f.digest}" for f in inputs),
    )
    return scenario, _filled(keys, duration)


def _as_coated(name, electrode, materials, faults):
    """An as-coated porosity the material cannot have is a fault."""
    material = materials.get(electrode.material)
    if material is not None and electrode.as_coated_porosity is not None:
        with faults.guarded(("electrodes", name, "as_coated_porosity")):
            material.compacted(electrode.as_coated_porosity)


def _duration(keys, zones, faults):
    """Length of the run [s]; as long as the shortest readings, where it says so."""
    if keys.duration_d != AS_READINGS:
        return build.seconds(keys.duration_d)
    ends = [
        float(zone.readings.times[-1])
        for zone in zones.values()
        if zone.readings is not None
    ]
    if not ends:
        faults.add(("duration_d",), "as_readings, but no zone has readings; give days")
        return 0.0
    if build.seconds(keys.warm_up_d) >= min(ends):
        faults.add(("warm_up_d",), f"{keys.warm_up_d}; longer than the readings last")
    return min(ends)


def _filled(keys, duration):
    """The content of the file with every default written out."""
    content = keys.model_dump(by_alias=True, exclude_none=True)
    content.pop("extends", None)
    content["duration_d"] = duration / DAY
    for zone in content["zones"].values():
        airs = [] if "readings" in zone or "room" in zone else [zone]
        airs = zone["schedule"]["set_points"] if "schedule" in zone else airs
        for air in (*airs, *zone["disturbances"]):
            air.setdefault("pressure_mbar", keys.pressure_mbar)
    for name, station in content["stations"].items():
        spec = keys.stations[name]
        if station["kind"] == "oven":
            steps, _, _ = filled(spec.recipe, ())
            station["recipe"] = [step.model_dump(exclude_none=True) for step in steps]
            if spec.ideal_air:
                del station["chamber"]  # there is none: a text with both is refused
        elif station["kind"] == "assembly":
            station.setdefault("separator_zone", spec.zone)
        elif "web_path_m" in station and "dryer" not in station:
            station.setdefault("web_zone", spec.zone)
    return content


def _plant(scenario, faults):
    """What the line itself refuses: the graph of stations, sizes that do not fit."""
    for message in plant_faults(scenario):
        faults.add((), message)


def _distinct(inputs):
    return tuple({file.path: file for file in inputs}.values())
