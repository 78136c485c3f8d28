"""One run of the line with the settings of a candidate and the draws of a sample.

`outcome` is what a worker does; it takes plain data and gives plain data.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.document import Document
from scenarios.merge import key_path, without_nulls
from scenarios.plan.settings import figures
from scenarios.study import point

DAYS_PER_YEAR = 365.0


@dataclass(frozen=True)
class Call:
    """What a worker needs for one run.

    `content` are the scenario's keys, the paths in it absolute, `keys` what is set in
    it. `equipment` is what one of a number of machines costs [currency/a], by the key
    of that number; None: no price is given. `digests` (SHA-256) are those of the files
    that may be read; `threads` those of the physics, None for all.
    """

    source: str
    content: dict
    keys: Mapping[str, object]
    replication: int
    folder: str
    equipment: Mapping[str, float] | None
    digests: tuple[str, ...]
    threads: int | None


def outcome(call: Call) -> dict:
    """The figures of one run, or the reason why there are none, as plain values."""
    found, reason = point.attempted(lambda: _figures(call))
    return {"figures": found, "reason": reason}


def laid(source: str, content: dict, keys: Mapping, folder: Path) -> Document:
    """The scenario with `keys` set in it; null takes a key away.

    Raises
    ------
    ScenarioError
        Where a key leads nowhere.
    """
    found = point.document(source, content, dict(keys), folder)
    return Document(source, without_nulls(found.content))


def _figures(call):
    from scenarios import load
    from twin import kpis
    from twin.line import run

    content = laid(call.source, call.content, call.keys, Path(call.folder)).content
    first = content.get("replication", 0)
    content = {**content, "replication": first + call.replication}
    if call.threads is not None:
        content["numerics"] = {**content.get("numerics", {}), "threads": call.threads}
    loaded = load.loaded(Document(call.source, content))
    if any(file.digest not in call.digests for file in loaded.inputs):
        raise ValueError("a file of the scenario has changed since the plan was read")
    result = run(loaded.scenario)
    row = kpis.summarise(result)
    costs = None
    if call.equipment is not None:
        costs = equipment_per_day(call.equipment, loaded.content)
    row |= figures.of_run(result, row, costs)
    numbers = {k: float(v) for k, v in row.items() if not isinstance(v, str)}
    return {name: v for name, v in numbers.items() if math.isfinite(v)}


def equipment_per_day(costs: Mapping[str, float], content: dict) -> float:
    """What the machines of a scenario cost a day, whose `costs` are those of a year.

    >>> round(equipment_per_day({"ovens": 36500.0}, {"ovens": 2}), 9)
    200.0
    """
    yearly = (cost * value_at(content, key_path(key)) for key, cost in costs.items())
    return math.fsum(yearly) / DAYS_PER_YEAR


def value_at(tree, path):
    """What stands at `path` of a tree of keys.

    Raises
    ------
    KeyError
        Where nothing does.
    """
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            raise KeyError(path) from None
    return tree
