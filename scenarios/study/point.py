"""One point of a study: its key in the store, and its run.

`outcome` is what a worker does, in whichever process or on whichever machine it works;
it takes plain data and gives plain data.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from models.sorption import SolverError
from scenarios.document import Document, lay
from scenarios.faults import Fault, ScenarioError, dotted
from scenarios.merge import SettingError, key_path, without_nulls
from scenarios.program import program

DIGITS = 24  # of a point's key
_ONE_AT_A_TIME = Lock()  # where a cluster's worker has several threads


@dataclass(frozen=True)
class Task:
    """What a worker needs for one point.

    `content` are the scenario's keys, the paths in it absolute; `values` stand by
    dotted key, `folder` is where their paths begin. `digests` (SHA-256) are those of
    the files that the study may read; `threads` those of the physics, None for all.
    """

    source: str
    content: dict
    values: dict
    replication: int
    folder: str
    digests: tuple[str, ...]
    threads: int | None


@dataclass(frozen=True)
class Outcome:
    """What came out of one point: its figures, or the `reason` why there are none."""

    figures: dict[str, float] | None
    reason: str | None
    run: str | None  # hash of the run, as `twin run` names its folder
    seconds: float
    program: str


def key_of(base: str, values: dict, replication: int, digests: dict) -> str:
    """What a point is known by: hex digits over all that decides its result.

    `base` is the digest of program, scenario and its files; `digests` are those of the
    files among `values`, whose content counts and not where they lie.
    """
    values = {name: digests.get(name, value) for name, value in values.items()}
    whole = {"base": base, "values": values, "replication": replication}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def document(source, content, values: dict, folder: Path) -> Document:
    """The scenario with the values of a point laid on it.

    Raises
    ------
    ScenarioError
        Where a key leads nowhere.
    """
    found = Document(source, content, {}, {})
    for name, value in values.items():
        path = key_path(name)
        try:
            lay(found, path, value, "", folder)
        except SettingError as error:
            fault = Fault(tuple(error.path), str(error))
            raise ScenarioError(source, [fault]) from None
    return found


def outcome(task: Task) -> Outcome:
    """Run one point. What is wrong with it is its outcome, not an exception."""
    begun = time.perf_counter()
    found, reason = attempted(lambda: _run(task))
    figures, run = (None, None) if found is None else found
    seconds = time.perf_counter() - begun
    return Outcome(figures, reason, run, seconds, program())


def attempted(work: Callable[[], Any]) -> tuple[Any, str | None]:
    """What `work()` returns and None; or None, and the reason why it does not."""
    reason = None
    try:
        with _ONE_AT_A_TIME:
            return work(), None
    except ScenarioError as error:
        reason = "not a sound scenario: " + "; ".join(
            f"{dotted(fault.path)}: {fault.message}" if fault.path else fault.message
            for fault in error.faults
        )
    except (SolverError, ValueError, ArithmeticError) as error:
        reason = "; ".join([str(error), *getattr(error, "__notes__", ())])
    except MemoryError:
        reason = "out of memory"
    except Exception as error:  # a fault of the program ends no study of days
        reason = f"internal error, please report it: {type(error).__name__}: {error}"
    return None, reason


def _run(task):
    from scenarios import load, store
    from twin import kpis
    from twin.line import run

    found = document(task.source, task.content, task.values, Path(task.folder))
    content = without_nulls(found.content)
    first = content.get("replication", 0)
    content = {**content, "replication": first + task.replication}
    if task.threads is not None:
        content["numerics"] = {**content.get("numerics", {}), "threads": task.threads}
    loaded = load.loaded(Document(task.source, content))
    for file in loaded.inputs:
        if file.digest not in task.digests:
            raise ValueError(f"{file.path.name} has changed since the study was read")
    row = kpis.summarise(run(loaded.scenario))
    figures = {k: float(v) for k, v in row.items() if not isinstance(v, str)}
    return figures, store.run_hash(loaded)
