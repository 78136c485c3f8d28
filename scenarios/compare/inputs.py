"""The keys in which scenarios differ, with what each of them says."""

from collections.abc import Sequence

import pandas as pd

from scenarios.faults import dotted, printable
from scenarios.key_faults import field_at, unit_of
from scenarios.schema.scenario import ScenarioKeys
from scenarios.schema.stations import STATION_KEYS

# what says nothing about the plant
LEFT_OUT = (("name",), ("description",), ("extends",), ("budget",))
LEFT_OUT += (("numerics", "threads"),)
NOT_GIVEN = "-"
Path = tuple[str | int, ...]


def differing(contents: Sequence[dict], labels: Sequence[str]) -> pd.DataFrame:
    """A row per key in which filled scenarios differ: key, unit, its values, meaning.

    Values are texts as they would stand in a file, "-" where the key is not given.
    """
    flats = [flat(content) for content in contents]
    rows = []
    for path in _in_order(flats):
        values = [one.get(path) for one in flats]
        if all(value == values[0] for value in values):
            continue
        rows.append(
            {
                "key": dotted(path),
                "unit": unit_of(path[-1]),
                **{
                    label: NOT_GIVEN if path not in one else written(one[path])
                    for label, one in zip(labels, flats, strict=True)
                },
                "meaning": meaning(path, contents),
            }
        )
    return pd.DataFrame(rows, columns=["key", "unit", *labels, "meaning"])


def flat(node, path: Path = ()) -> dict[Path, object]:
    """The values of a tree by path; a number with its provenance is its value.

    >>> flat({"a": {"b": 1, "c": [{"d": 2}]}, "e": {"value": 3, "unit": "m"}})
    {('a', 'b'): 1, ('a', 'c', 0, 'd'): 2, ('e',): 3}
    """
    if path in LEFT_OUT:
        return {}
    if isinstance(node, dict):
        if "value" in node and not isinstance(node["value"], dict | list):
            return {path: node["value"]}
        found: dict[Path, object] = {}
        for name, below in node.items():
            found |= flat(below, (*path, name))
        return found or ({path: {}} if path else {})
    if isinstance(node, list) and any(isinstance(item, dict) for item in node):
        found = {}
        for i, item in enumerate(node):
            found |= flat(item, (*path, i))
        return found
    return {path: tuple(node) if isinstance(node, list) else node}


def _in_order(flats) -> list[Path]:
    """All paths in the order of the files, each new one after its neighbour."""
    order = list(flats[0])
    for other in flats[1:]:
        known, last = set(order), -1
        places = {path: i for i, path in enumerate(order)}
        fresh: dict[int, list[Path]] = {}
        for path in other:
            if path in known:
                last = places[path]
            else:
                fresh.setdefault(last, []).append(path)
        merged = list(fresh.get(-1, []))
        for i, path in enumerate(order):
            merged += [path, *fresh.get(i, [])]
        order = merged
    return order


def written(value) -> str:
    """A value as it stands in a file; numbers with at most six figures.

    >>> written(45.0), written((240.0, 240.0)), written(True), written(())
    ('45', '240, 240', 'true', 'none')
    """
    if isinstance(value, tuple | dict | list):
        return ", ".join(written(item) for item in value) or "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    return printable(value if isinstance(value, str) else str(value))


def meaning(path: Path, contents: Sequence[dict]) -> str:
    """What the key at `path` says, in the words of the schema; "" if it has none."""
    field = schema_field(path, contents)
    return "" if field is None else (field.description or "")


def schema_field(path: Path, contents: Sequence[dict]):
    """The schema's field of the key at `path` of a scenario; None if it has none."""
    where: list = list(path)
    if path[0] == "stations" and len(path) > 2:
        kind = next((k for k in (_kind(c, path[1]) for c in contents) if k), None)
        if kind is None:
            return None
        where.insert(2, "<machine>" if kind == "winder" else f"<{kind}>")
        if path[2] == "recipe" and len(path) > 4:
            block = "steps" in path or path[-1] == "repeat"
            where.insert(5, "<repeat>" if block else "<step>")
    drawn = [i for i, part in enumerate(where) if part in DRAWN_KEYS]
    if drawn and drawn[-1] < len(where) - 1:
        where.insert(drawn[-1] + 1, "<drawn>")
    return field_at(ScenarioKeys, tuple(where))[1]


# keys whose value may be drawn
DRAWN_KEYS = ("interval_h", "duration_h", "duration_min", "changeover_min")
DRAWN_KEYS += ("between_h", "repair_h", "time_per_cell_s")


def _kind(content, station):
    found = content.get("stations") if isinstance(content, dict) else None
    found = found.get(station) if isinstance(found, dict) else None
    kind = found.get("kind") if isinstance(found, dict) else None
    return kind if isinstance(kind, str) and kind in STATION_KEYS else None
