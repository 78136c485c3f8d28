"""YAML to Scenario, with every fault of a file reported at once.

`read` merges a file over what it extends and lays the `--set` values on top; `loaded`
checks the keys, converts to SI and freezes the Scenario. `load` does both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ValidationError

from models.units import DAY
from scenarios import build, checks, size
from scenarios.csv_table import InputFile
from scenarios.faults import Fault, Faults, ScenarioError, printable, quoted
from scenarios.key_faults import faults_of, keys_of, tree_path
from scenarios.materials import build_materials, library
from scenarios.merge import (
    SettingError,
    assigned,
    described,
    merged,
    setting,
    without_nulls,
)
from scenarios.recipe import filled
from scenarios.schema import AS_READINGS, ScenarioKeys, start_of
from scenarios.yaml_tree import parse, read_bytes
from twin import scenario as twin

LONGEST_CHAIN = 8  # files that extend one another
NAMED_SECTIONS = ("zones", "electrodes", "stations", "route")
LISTED_SECTIONS = ("rework", "limits")


@dataclass
class Document:
    """A scenario's keys after merging, and where each of them was written."""

    source: str
    content: dict
    lines: dict[str, dict] = field(default_factory=dict)  # by file, path to line
    owners: dict = field(default_factory=dict)  # path to the file it is from

    def place(self, path: tuple) -> str:
        """Where `path` was written: "line 7", "reference_line.yaml, line 7", or ""."""
        owner = next(
            (
                self.owners[path[:n]]
                for n in range(len(path), -1, -1)
                if path[:n] in self.owners
            ),
            None,
        )
        if owner is None:
            return ""
        if owner.startswith("--"):
            return owner
        lines = self.lines.get(owner, {})
        line = next(
            (lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines),
            None,
        )
        if line is None:
            return "" if owner == self.source else Path(owner).name
        here = "" if owner == self.source else f"{Path(owner).name}, "
        return f"{here}line {line}"

    def error(self, faults: Sequence[Fault]) -> ScenarioError:
        """The error that lists `faults` with their places."""
        return ScenarioError(
            self.source,
            [Fault(f.path, f.message, f.place or self.place(f.path)) for f in faults],
        )


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


# ---------------------------------------------------------------- reading


def read(
    path: str | Path, settings: Sequence[str] = (), seed: int | None = None
) -> Document:
    """The file at `path` over what it extends, with `settings` on top."""
    chain = list(_chain(Path(path), str(path)))
    document = Document(str(path), {})
    for source, content, lines in reversed(chain):
        document.lines[source] = lines
        document.content = merged(document.content, content, document.owners, source)
    document.content.pop("extends", None)
    return with_settings(document, settings, seed)


def from_text(
    text: str,
    folder: str | Path = ".",
    settings: Sequence[str] = (),
    seed: int | None = None,
    source: str = "scenario",
) -> Document:
    """As `read`, of a text whose relative paths begin at `folder`."""
    content, lines = _mapping(parse(text, source), source, Path(folder))
    document = Document(source, {}, {source: lines})
    if "extends" in content:
        parent = _parent(content, lines, Path(folder), source)
        for name, below, its_lines in reversed(list(_chain(parent, str(parent)))):
            document.lines[name] = its_lines
            document.content = merged(document.content, below, document.owners, name)
    document.content = merged(document.content, content, document.owners, source)
    document.content.pop("extends", None)
    return with_settings(document, settings, seed)


def _chain(path: Path, shown: str) -> Iterator[tuple[str, dict, dict]]:
    """The file, what it extends, and so on: (name as shown, content, lines)."""
    seen, source = [], shown
    while True:
        here = _resolved(path, source)
        if here in seen:
            names = " -> ".join(p.name for p in [*seen[seen.index(here) :], here])
            message = f"the files extend each other in a circle: {names}"
            raise ScenarioError(shown, [Fault(("extends",), message)])
        if len(seen) == LONGEST_CHAIN:
            message = f"more than {LONGEST_CHAIN} files extend one another; merge some"
            raise ScenarioError(shown, [Fault(("extends",), message)])
        seen.append(here)
        content, lines = _mapping(
            parse(read_bytes(path, source), source), source, path.parent
        )
        yield source, content, lines
        if content.get("extends") is None:
            return
        path = _parent(content, lines, path.parent, source)
        source = str(path)


def _resolved(path, source):
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        message = f"not a path: {printable(str(error))}"
        raise ScenarioError(source, [Fault((), message)]) from None


def _parent(content, lines, folder, source) -> Path:
    name = content["extends"]
    place = f"line {lines[('extends',)]}" if ("extends",) in lines else ""
    if not isinstance(name, str) or not name.strip() or "\x00" in name:
        message = f"{quoted(name)}; it is the path of a scenario file, relative to this"
        raise ScenarioError(source, [Fault(("extends",), message, place)])
    parent = folder / name
    if not parent.is_file():
        message = f"{quoted(name)} is not a file; the path is relative to this file"
        raise ScenarioError(source, [Fault(("extends",), message, place)])
    return parent


def _mapping(tree, source, folder) -> tuple[dict, dict]:
    """The root mapping of a tree with its input files found from `folder`."""
    if tree.content is None:
        raise ScenarioError(
            source, [Fault((), "the file is empty; a scenario begins with name:")]
        )
    if not isinstance(tree.content, dict):
        message = f"it is {quoted(tree.content)}, not a mapping of keys like name: ..."
        raise ScenarioError(source, [Fault((), message)])
    return _with_files(tree.content, folder), tree.lines


def _with_files(content: dict, folder: Path) -> dict:
    """The keys with the paths of input files made absolute, from `folder`."""
    result = dict(content)
    for section, key in (("zones", "readings"), ("electrodes", "coils")):
        entries = result.get(section)
        if not isinstance(entries, dict):
            continue
        entries = dict(entries)
        for name, entry in entries.items():
            part = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(part, dict) and isinstance(part.get("file"), str):
                file = part["file"]
                if file and "\x00" not in file:
                    file = str((folder / file).absolute())
                entries[name] = {**entry, key: {**part, "file": file}}
        result[section] = entries
    return result


def with_settings(
    document: Document, settings: Sequence[str], seed: int | None = None
) -> Document:
    """`document` with the values of `--set` and `--seed` laid on top."""
    faults = Faults()
    for text in settings:
        try:
            path, value = setting(text)
            if path[0] not in keys_of(ScenarioKeys):
                from scenarios.key_faults import unknown_key

                message = unknown_key(str(path[0]), value, keys_of(ScenarioKeys))
                raise SettingError(path, message)
            is_file = path[-1] == "file" and path[0] in ("zones", "electrodes")
            if is_file and isinstance(value, str):
                value = str(Path(value).absolute())
            document.content = assigned(
                document.content, path, value, document.owners, described(text)
            )
        except SettingError as error:
            faults.append(Fault(tuple(error.path), str(error), described(text)))
    if faults:
        raise document.error(faults)
    if seed is not None:
        document.content = {**document.content, "seed": seed}
        document.owners[("seed",)] = "--seed"
    return document


# ---------------------------------------------------------------- checking


def loaded(document: Document) -> Loaded:
    """The Scenario of a document; ScenarioError with all that is wrong with it."""
    tree = without_nulls(document.content)
    faults = Faults()
    keys, bad, places = _valid_part(tree, faults)
    for path, section in _sections(keys, ()):
        if path or not bad & {"start", "duration_d", "warm_up_d"}:
            for below, message in section.faults():
                faults.add((*path, *below), message)
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
        checks.air_against_material(scenario, faults)
        checks.run_time(scenario, keys, faults)
        if not faults:
            _plant(scenario, faults)
    if faults:
        raise document.error(_original(_unique(faults), places))
    estimate = size.estimate(scenario)
    refusal = size.refusal(estimate, keys.budget)
    if refusal is not None:
        raise document.error([refusal])
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
    if len(path) > 1 and isinstance(part, dict) and top in (*NAMED_SECTIONS, "materials"):
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
    cell = build.cell_design(keys.cell)
    for name, station in keys.stations.items():
        if any(s.faults() for _, s in _sections(station, ())):
            continue
        stations[name] = build.station(name, station, cell, faults)
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
        faults.add(
            ("duration_d",), "as_readings, but no zone has readings; give days"
        )
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
        airs = [] if "readings" in zone else [zone]
        airs = zone["schedule"]["set_points"] if "schedule" in zone else airs
        for air in (*airs, *zone["disturbances"]):
            air.setdefault("pressure_mbar", keys.pressure_mbar)
    for name, station in content["stations"].items():
        spec = keys.stations[name]
        if station["kind"] == "oven":
            steps, _, _ = filled(spec.recipe, ())
            station["recipe"] = [step.model_dump(exclude_none=True) for step in steps]
        elif station["kind"] == "assembly":
            station.setdefault("separator_zone", spec.zone)
        elif "web_path_m" in station:
            station.setdefault("web_zone", spec.zone)
    return content


def _plant(scenario, faults):
    """What the line itself refuses: the graph of stations, sizes that do not fit."""
    from twin.faults import faults as plant_faults

    for message in plant_faults(scenario):
        faults.add((), message)


def _distinct(inputs):
    return tuple({file.path: file for file in inputs}.values())

