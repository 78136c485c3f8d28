"""Where a scenario names input files: the one list of such keys."""

from collections.abc import Callable
from pathlib import Path

PROJECT_FOLDER = Path(__file__).parent  # where the shipped files lie

# "*" stands for any name
FILES = (
    ("zones", "*", "readings", "file"),
    ("zones", "*", "room", "people", "counted", "file"),
    ("electrodes", "*", "coils", "file"),
    ("air_supply", "weather", "csv", "file"),
    ("air_supply", "weather", "epw", "file"),
)


def names_file(path: tuple) -> bool:
    """Whether the key at `path` names an input file."""
    return any(
        len(path) == len(known)
        and all(k in ("*", p) for p, k in zip(path, known, strict=True))
        for known in FILES
    )


def with_files(content: dict, renamed: Callable[[str], str]) -> dict:
    """`content` with the path of each input file replaced by `renamed(path)`."""
    for path in FILES:
        content = _replaced(content, path, renamed)
    return content


def _replaced(node, path, renamed):
    if not path:
        return renamed(node) if isinstance(node, str) else node
    if not isinstance(node, dict):
        return node
    names = list(node) if path[0] == "*" else [n for n in node if n == path[0]]
    return {**node, **{n: _replaced(node[n], path[1:], renamed) for n in names}}
