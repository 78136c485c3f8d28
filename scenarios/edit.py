"""A scenario's text, changed key by key: its comments stay, only what differs stands.

The text is the truth; a form is a view of it. What a form sets to the value that the
extended file has already is taken out again.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path

from scenarios import document
from scenarios.faults import Fault, ScenarioError
from scenarios.key_faults import keys_of
from scenarios.load import Loaded, loaded
from scenarios.merge import without_nulls
from scenarios.schema.scenario import ScenarioKeys
from scenarios.yaml_tree import LARGEST, parse, read_bytes

SUFFIXES = (".yaml", ".yml")
SOURCE = "this scenario"
WIDTH = 100


@dataclass(frozen=True)
class Checked:
    """What the loader says of a text.

    `content` is the merged scenario and `inherited` that of the file it extends (both
    empty where the text is not readable); `size` says how large the run will be, None
    where there are `faults`.
    """

    name: str
    content: dict
    inherited: dict
    faults: tuple[Fault, ...]
    size: str | None


def checked(text: str, folder: Path) -> Checked:
    """`text` as the loader sees it; relative paths begin at `folder`."""
    content, inherited = {}, {}
    try:
        inherited = inherited_by(text, folder)
        read = document.from_text(text, folder, source=SOURCE)
        content = without_nulls(read.content)
        done = loaded(read)
    except ScenarioError as error:
        return Checked(
            _name(content), _sections(content), inherited, error.faults, None
        )
    return Checked(done.scenario.name, content, inherited, (), done.estimate.words())


def _name(content):
    name = content.get("name")
    return name if isinstance(name, str) else "unnamed"


def _sections(content):
    """Only what the form can show: the keys a scenario has."""
    return {
        name: part for name, part in content.items() if name in keys_of(ScenarioKeys)
    }


def inherited_by(text: str, folder: Path) -> dict:
    """The merged content of the file that `text` extends; empty where it extends none.

    Raises
    ------
    ScenarioError
        If either cannot be read.
    """
    own = parse(text, SOURCE).content
    if not isinstance(own, dict) or not isinstance(own.get("extends"), str):
        return {}
    line = f"extends: {json.dumps(own['extends'])}\n"
    return without_nulls(document.from_text(line, folder, source=SOURCE).content)


def complete(text: str, folder: Path) -> Loaded:
    """The scenario of `text`, ready to run; ScenarioError with all that is wrong."""
    return loaded(document.from_text(text, folder, source=SOURCE))


def begun(name: str, extends: str) -> str:
    """The text of a new scenario that extends a file.

    >>> print(begun("humid summer, changed", "humid_summer.yaml"), end="")
    name: humid summer changed
    extends: humid_summer.yaml
    """
    kept = "".join(
        c if c.isascii() and (c.isalnum() or c in " ._()-") else "" for c in name
    )
    return f"name: {kept[:80].strip() or 'unnamed'}\nextends: {extends}\n"


def with_value(text: str, path: tuple, value, inherited: dict) -> str:
    """`text` with `value` at `path`; None, or what is inherited already, takes it out.

    Lists stand whole in a file: a path goes through mappings only.

    Raises
    ------
    ScenarioError
        If the text is not readable as YAML, or the path leads through no mapping.
    """
    yaml = _yaml()
    if not isinstance(parse(text, SOURCE).content, dict):
        message = "the text is no mapping of keys; mend it as YAML"
        raise ScenarioError(SOURCE, [Fault(path, message)])
    tree = yaml.load(text)
    if value is None or same(value, at(inherited, path)):
        _take_out(tree, path)
    else:
        _put(tree, path, _plain(value))
    stream = io.StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()


def _yaml():
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    return yaml


def _put(node, path, value):
    for i, part in enumerate(path[:-1]):
        below = node.get(part)
        if below is None:
            node[part] = below = {}
        if not isinstance(below, dict):
            message = "stands in a list or value; mend it as YAML"
            raise ScenarioError(SOURCE, [Fault(path[: i + 1], message)])
        node = below
    node[path[-1]] = value


def _take_out(node, path):
    """Remove the key, and the mappings that it leaves empty."""
    chain = [node]
    for part in path[:-1]:
        node = node.get(part) if isinstance(node, dict) else None
        if not isinstance(node, dict):
            return
        chain.append(node)
    chain[-1].pop(path[-1], None)
    for owner, part in zip(chain[-2::-1], path[-2::-1], strict=True):
        if owner[part]:
            return
        del owner[part]


def at(tree, path: tuple):
    """What stands at `path`; None where there is nothing. A sourced number is bare."""
    for part in path:
        inside = isinstance(tree, dict) and part in tree
        listed = isinstance(tree, list) and isinstance(part, int) and part < len(tree)
        if not inside and not listed:
            return None
        tree = tree[part]
    if isinstance(tree, dict) and "value" in tree:
        return tree["value"]
    return tree


def same(one, other) -> bool:
    """Whether two values of a file mean the same; 45 and 45.0 do, 1 and true do not."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def _plain(value):
    """Whole numbers without a decimal point, as people write them."""
    if isinstance(value, dict):
        return {name: _plain(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def uploaded(data: bytes, name: str) -> str:
    """The text of an uploaded file.

    Raises
    ------
    ScenarioError
        If it is too large, no YAML by its name, or not readable as YAML.
    """
    if not name.lower().endswith(SUFFIXES):
        message = "the name of a scenario file ends in .yaml or .yml"
        raise ScenarioError("the upload", [Fault((), message)])
    if len(data) > LARGEST:
        message = f"the file has {len(data)} bytes; at most {LARGEST} (1 MiB) are taken"
        raise ScenarioError("the upload", [Fault((), message)])
    parse(data, "the upload")
    return data.decode("utf-8-sig")


def read(path: Path) -> bytes:
    """What is in a file; ScenarioError where it cannot be read here."""
    return read_bytes(path, path.name)
