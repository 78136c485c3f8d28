"""A scenario file as it is read: merged over what it extends, `--set` laid on top.

What comes out is still plain keys; for each of them the document knows in which file
and on which line it was written, so that a fault can say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.confinement import allowed, is_file
from scenarios.faults import Fault, Faults, ScenarioError, printable, quoted
from scenarios.file_kinds import refuse_other
from scenarios.input_paths import PROJECT_FOLDER, names_file, with_files
from scenarios.key_faults import keys_of, unknown_key
from scenarios.merge import SettingError, assigned, described, merged, setting
from scenarios.schema.scenario import ScenarioKeys
from scenarios.yaml_tree import parse, read_bytes

LONGEST_CHAIN = 8  # files that extend one another


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
    """The file, what it extends, and so on: (name as shown, content, lines).

    Its paths begin where the file lies, not where a link to it does.
    """
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
            parse(read_bytes(path, source), source), source, here.parent
        )
        yield source, content, lines
        if content.get("extends") is None:
            return
        path = _parent(content, lines, here.parent, source)
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
    parent = _beside_or_shipped(folder, name)
    if not allowed(parent) or not is_file(parent):
        message = (
            f"{quoted(name)} is not a file; the path is relative to this file, or that "
            "of a scenario shipped with the program"
        )
        raise ScenarioError(source, [Fault(("extends",), message, place)])
    return parent


def _beside_or_shipped(folder, name):
    beside, shipped = folder / name, PROJECT_FOLDER / name
    try:
        return beside if beside.is_file() or not shipped.is_file() else shipped
    except (OSError, ValueError):
        return beside


def _mapping(tree, source, folder) -> tuple[dict, dict]:
    """The root mapping of a tree with its input files found from `folder`."""
    if tree.content is None:
        raise ScenarioError(
            source, [Fault((), "the file is empty; a scenario begins with name:")]
        )
    if not isinstance(tree.content, dict):
        message = f"it is {quoted(tree.content)}, not a mapping of keys like name: ..."
        raise ScenarioError(source, [Fault((), message)])
    refuse_other(tree.content, source, "scenarios")
    return _with_files(tree.content, folder), tree.lines


def _with_files(content: dict, folder: Path) -> dict:
    """The keys with the paths of input files made absolute, from `folder`."""

    def absolute(file):
        return str((folder / file).absolute()) if file and "\x00" not in file else file

    return with_files(content, absolute)


def with_settings(
    document: Document, settings: Sequence[str], seed: int | None = None
) -> Document:
    """`document` with the values of `--set` and `--seed` laid on top."""
    faults = Faults()
    for text in settings:
        owner = described(text)
        try:
            path, value = setting(text)
            lay(document, path, value, owner, Path())
        except SettingError as error:
            faults.append(Fault(tuple(error.path), str(error), owner))
    if faults:
        raise document.error(faults)
    if seed is not None:
        document.content = {**document.content, "seed": seed}
        document.owners[("seed",)] = "--seed"
    return document


def lay(document: Document, path: tuple, value, owner: str, folder: Path) -> None:
    """Put `value` at `path` of the document; a file's path begins at `folder`.

    Raises
    ------
    SettingError
        Where the path leads to no key of a scenario.
    """
    if path[0] not in keys_of(ScenarioKeys):
        message = unknown_key(str(path[0]), value, keys_of(ScenarioKeys))
        raise SettingError(path, message)
    if path[0] == "extends":
        message = "stands in a file; run the file you want, and --set the rest"
        raise SettingError(path, message)
    if names_file(path) and isinstance(value, str):
        value = str((folder / value).absolute())
    document.content = assigned(document.content, path, value, document.owners, owner)
