"""Files of a command that lie beside the project too, and the materials they name."""

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from scenarios.confinement import is_file
from scenarios.document import Document
from scenarios.faults import (
    Fault,
    Faults,
    ScenarioError,
    listed,
    quoted,
    unknown_name,
)
from scenarios.file_kinds import refuse_other
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.material.library import build_materials, library
from scenarios.yaml_tree import parse, read_bytes


def found(path: str | Path) -> Path:
    """`path` as given, or else below the project's scenarios/ folder.

    A path that is nowhere comes back as given: reading it says so.
    """
    path = Path(path)
    shipped = PROJECT_FOLDER / path
    try:
        if not path.exists() and not path.is_absolute() and shipped.is_file():
            return shipped
    except (OSError, ValueError):
        return path
    return path


def beside(folder: Path, name: str, shipped_in: str) -> Path:
    """The file `name` beside the one in `folder` that names it, or a shipped one.

    A path that leads nowhere from `folder` is tried as if the file that names it lay
    among the shipped ones, in `shipped_in`, of which it may be a copy; then below the
    project's scenarios/. One that is nowhere comes back as given.
    """
    own = folder / name
    if "\x00" in name or Path(name).is_absolute() or is_file(own):
        return own
    places = (PROJECT_FOLDER / shipped_in / name, PROJECT_FOLDER / name)
    return next((path for path in places if is_file(path)), own)


def read_tree(path: str | Path, folder: str):
    """The keys in the file at `path` with their lines; of a kind shipped in `folder`.

    Raises
    ------
    ScenarioError
        Where there is no such file, it is not readable as keys, or of another kind.
    """
    source, file = str(path), found(path)
    if not os.path.lexists(file):
        shipped = sorted(PROJECT_FOLDER.glob(f"{folder}/*.yaml"))
        names = ", ".join(f"{one.parent.name}/{one.name}" for one in shipped)
        message = f"the file does not exist; shipped with the program are {names}"
        raise ScenarioError(source, [Fault((), message)])
    tree = parse(read_bytes(file, source), source)
    refuse_other(tree.content, source, folder, file)
    return tree


def document_of(content, lines, source: str, kind: str, keys: type) -> Document:
    """The Document of a file's `content`; ScenarioError where that is no mapping.

    `kind` is what such a file is called ("an oven file"), `keys` the Section it is.
    """
    if not isinstance(content, dict):
        said = "the file is empty" if content is None else f"it is {quoted(content)}"
        message = f"{said}; {kind} has the keys {listed(keys.model_fields)}"
        raise ScenarioError(source, [Fault((), message)])
    return Document(source, content, {source: lines or {}}, {(): source})


def known_materials(content: dict, faults: Faults) -> dict:
    """The library's materials and those that `content` makes, by name."""
    own, section_faults = build_materials(content.get("materials"), library())
    faults += [Fault(("materials", *f.path), f.message) for f in section_faults]
    return {**library().materials, **own}


def sound_sections(content: dict, parts: Iterable[tuple[tuple, type]]):
    """The sections of a faulty file that have no fault of their own: path and keys.

    `parts` are paths and the Section that each is; none where there is no mapping.
    """
    for path, kind in parts:
        part = content
        for key in path:
            part = part.get(key) if isinstance(part, dict) else part[key]
        if not isinstance(part, dict):
            continue
        try:
            yield path, kind.model_validate(part)
        except ValidationError:
            continue  # its faults are in the list already


def check_material(name, content: dict, known: dict, faults: Faults) -> None:
    """A fault where the `material` of `content` is none; what is faulty is known."""
    own = content.get("materials")
    named = {*known, *(own if isinstance(own, dict) else ())}
    if isinstance(name, str) and name not in named:
        faults.add(("material",), unknown_name(name, "material", sorted(named)))
