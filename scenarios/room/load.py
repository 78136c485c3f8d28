"""A room file to a RoomTask, with all faults of the file at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from models.psychrometrics import Atmosphere
from models.units import MBAR, STANDARD_PRESSURE
from scenarios.airs import atmosphere
from scenarios.csv_table import TableError
from scenarios.document import Document
from scenarios.faults import Fault, Faults, ScenarioError, listed, quoted
from scenarios.file_kinds import refuse_other
from scenarios.key_faults import faults_of, keys_of, unknown_key
from scenarios.merge import (
    SettingError,
    assigned,
    described,
    setting,
    without_nulls,
)
from scenarios.room.build import SizedPlant, plant_of
from scenarios.room.schema import RoomFileKeys
from scenarios.room.weather import Weather, weather
from scenarios.schema.fields import Section
from scenarios.schema.tariff import co2, tariff
from scenarios.shipped import found, read_tree
from twin.scenario import Rates, Tariff

FILES = (  # keys that name a file; "*" stands for any name
    ("weather", "csv", "file"),
    ("weather", "epw", "file"),
    ("rooms", "*", "people", "counted", "file"),
)


@dataclass(frozen=True, eq=False)
class RoomTask:
    """All that sizing a room takes."""

    keys: RoomFileKeys
    source: str
    sized: SizedPlant
    weather: Weather
    design_air: Atmosphere | None
    tariff: Tariff
    co2: Rates


def load(
    path: str | Path,
    settings: Sequence[str] = (),
    told: Callable[[str], str] = described,
) -> RoomTask:
    """The RoomTask in a room file; ScenarioError with all that is wrong with it.

    `told` says of a setting's text where it stands, for its fault.
    """
    tree = read_tree(path, "rooms")
    folder = found(path).resolve().parent
    return loaded(tree.content, tree.lines, str(path), settings, folder, told)


def loaded(
    content,
    lines=None,
    source="room",
    settings: Sequence[str] = (),
    folder=".",
    told: Callable[[str], str] = described,
) -> RoomTask:
    """The RoomTask of the keys of a room file, and on which line each stands.

    Relative paths in it begin at `folder`, those of `settings` at the working folder.
    """
    if not isinstance(content, dict):
        said = "the file is empty" if content is None else f"it is {quoted(content)}"
        words = f"{said}; a room file has the keys {listed(RoomFileKeys.model_fields)}"
        raise ScenarioError(source, [Fault((), words)])
    refuse_other(content, source, "rooms")
    content = _with_files(content, Path(folder))
    document = Document(source, content, {source: lines or {}}, {(): source})
    _set(document, settings, told)
    content = without_nulls(document.content)
    try:
        keys = RoomFileKeys.model_validate(content)
    except ValidationError as error:
        faults = list(faults_of(error, RoomFileKeys))
        raise document.error(dict.fromkeys(faults)) from None
    faults = Faults()
    for path, section in sections(keys):
        faults.between_keys(path, section)
    task = None if faults else _frozen(keys, source, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return task


def sections(section: Section, path=()):
    """All sections of keys below `section`, itself first, with their paths."""
    yield path, section
    for name, field in type(section).model_fields.items():
        here = (*path, field.alias or name)
        yield from _below(getattr(section, name), here)


def _below(value, path):
    if isinstance(value, Section):
        yield from sections(value, path)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _below(one, (*path, name))
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from _below(one, (*path, i))


def _with_files(content, folder):
    """The keys with the paths of input files made absolute, from `folder`."""
    for path in FILES:
        content = _with_file(content, path, folder)
    return content


def _with_file(node, path, folder):
    if not path:
        usable = isinstance(node, str) and node and "\x00" not in node
        return str((folder / node).absolute()) if usable else node
    if not isinstance(node, dict):
        return node
    names = list(node) if path[0] == "*" else [n for n in node if n == path[0]]
    return {**node, **{n: _with_file(node[n], path[1:], folder) for n in names}}


def _is_file(path):
    return any(
        len(path) == len(known)
        and all(k in ("*", p) for p, k in zip(path, known, strict=True))
        for known in FILES
    )


def _set(document: Document, settings: Sequence[str], told) -> None:
    """Lay the values of `--set` on top of the document's keys."""
    faults = Faults()
    known = keys_of(RoomFileKeys)
    for text in settings:
        try:
            path, value = setting(text)
            if path[0] not in known:
                raise SettingError(path, unknown_key(str(path[0]), value, known))
            if _is_file(path) and isinstance(value, str):
                value = str(Path(value).absolute())
            document.content = assigned(
                document.content, path, value, document.owners, told(text)
            )
        except SettingError as error:
            faults.append(Fault(tuple(error.path), str(error), told(text)))
    if faults:
        raise document.error(faults)


def _frozen(keys: RoomFileKeys, source, faults) -> RoomTask | None:
    given = None if keys.pressure_mbar is None else keys.pressure_mbar * MBAR
    kind = next(n for n in ("synthetic", "csv", "epw") if getattr(keys.weather, n))
    try:
        air = weather(keys.weather, given)
    except TableError as error:
        for name, message in error.faults:
            faults.add(("weather", kind, name), message)
        return None
    except ValueError as error:
        faults.add(("weather", kind), str(error))
        return None
    pressure = given or air.pressure or STANDARD_PRESSURE
    design = None
    if keys.weather.design is not None:
        with faults.guarded(("weather", "design")):
            design = atmosphere(keys.weather.design, pressure)
    sized = plant_of(keys, pressure, faults)
    if faults:
        return None
    return RoomTask(
        keys, source, sized, air, design, tariff(keys.tariff), co2(keys.co2)
    )
