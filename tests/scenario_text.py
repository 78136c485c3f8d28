"""A small scenario as text and tree, and ways to break it, for the tests of loading."""

import copy
from pathlib import Path

from scenarios.document import Document, from_text
from scenarios.load import loaded
from scenarios.yaml_tree import parse

DATA = Path(__file__).parent / "data"
SMALL = (DATA / "small_line.yaml").read_text(encoding="utf-8")


class Gone:
    """Take the key away; its name is the same in every process, as ids have to be."""

    def __repr__(self) -> str:
        return "GONE"


GONE = Gone()


def tree() -> dict:
    """The keys of the small scenario, anew."""
    return copy.deepcopy(_TREE)


_TREE = parse(SMALL, "small_line.yaml").content


def changed(*edits: tuple[str, object]) -> dict:
    """The tree with values set or taken away at paths like "rework/0/to"."""
    return edited(_TREE, edits)


def edited(content: dict, edits, gone=GONE) -> dict:
    """`content` anew with values at paths like "rework/0/to"; `gone`: taken away."""
    content = copy.deepcopy(content)
    for path, value in edits:
        *way, last = path.split("/")
        node = content
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node[step]
        if value is gone:
            del node[int(last) if isinstance(node, list) else last]
        elif isinstance(node, list):
            node[int(last)] = value
        else:
            node[last] = value
    return content


def load_tree(content: dict):
    """The Loaded of a tree, as if it had been read from a file."""
    return loaded(Document("scenario.yaml", content))


def load_text(text, settings=(), folder="."):
    """The Loaded of a text."""
    return loaded(from_text(text, folder, settings))
