"""One run of the line with the settings of a candidate and the draws of a sample.

`outcome` is what a worker does; it takes plain data and gives plain data.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.document import Document
from scenarios.merge import without_nulls
from scenarios.plan.line_runs import line_result
from scenarios.plan.settings import figures
from scenarios.plan.settings.figures import Prices
from scenarios.study import point


@dataclass(frozen=True)
class Call:
    """What a worker needs for one run.

    `content` are the scenario's keys, the paths in it absolute, `keys` what is set in
    it. `prices` are those beside energy, None where none are given. `digests` (SHA-256)
    are those of the files that may be read; `threads` those of the physics, None for
    all.
    """

    source: str
    content: dict
    keys: Mapping[str, object]
    replication: int
    folder: str
    prices: Prices | None
    digests: tuple[str, ...]
    threads: int | None


def outcome(call: Call) -> dict:
    """The figures of one run, or the reason why there are none, as plain values."""
    found, reason = point.attempted(lambda: _figures(call))
    return {"figures": found, "reason": reason}


def laid(
    source: str, content: dict, keys: Mapping, folder: Path, whole: bool = False
) -> Document:
    """The scenario with `keys` set in it; null takes a key away.

    `whole`: a section takes the place of the one that stands there. Else it is laid
    over it, as what a file changes is.

    Raises
    ------
    ScenarioError
        Where a key leads nowhere.
    """
    if whole:
        gone = {name: None for name, value in keys.items() if isinstance(value, dict)}
        content = point.document(source, content, gone, folder).content
    found = point.document(source, content, dict(keys), folder)
    return Document(source, without_nulls(found.content))


def _figures(call):
    from twin import kpis

    folder = Path(call.folder)
    content = laid(call.source, call.content, call.keys, folder, whole=True).content
    first = content.get("replication", 0)
    content = {**content, "replication": first + call.replication}
    result, whole = line_result(call.source, content, call.digests, call.threads)
    row = kpis.summarise(result)
    row |= figures.of_run(result, row, call.prices, whole)
    numbers = {k: float(v) for k, v in row.items() if not isinstance(v, str)}
    return {name: v for name, v in numbers.items() if math.isfinite(v)}
