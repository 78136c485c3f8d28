"""A day worked out and kept: its folder, its answer.

    plans/a-day-of-ovens-1f2e3d4c5b6a/
        plan.yaml           the file as it was given
        answer.json         all of the answer

The twelve digits are a SHA-256 over what the schedule follows from: the file's keys,
the durations and energies of its recipes, and the program.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

from scenarios.ledger_error import LedgerError
from scenarios.plan.day import answer, explain
from scenarios.plan.day.explain import Explained
from scenarios.plan.day.load import DayFile
from scenarios.plan.day.schedule import DaySolved, solved
from scenarios.plan.day.task import DayTask
from scenarios.plan.kept import ANSWER
from scenarios.program import DIGITS, program
from scenarios.store import json_text, slug
from scenarios.whole_file import put


def identity(day: DayFile, task: DayTask) -> str:
    """Hex digits over all that decides the answer."""
    pieces = {
        one.name: [(seconds, *astuple(energy)) for seconds, energy in one.pieces]
        for one in task.recipes
    }
    keys = day.keys.model_dump(exclude={"name", "description"})
    whole = {"program": program(), "keys": keys, "recipes": pieces}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def conducted(
    day: DayFile,
    task: DayTask,
    out: Path,
    told: Callable[[int, int], None] = lambda n, of: None,
) -> tuple[DaySolved, Explained | None, Path]:
    """The answer of a day, why there is none, and the folder that keeps it.

    Raises
    ------
    SolverLimitError
        Where the solver's time ended before it knew.
    LedgerError
        Where the folder cannot be written.
    """
    result = solved(task, told)
    why = None if result.best is not None else explain.explained(task)
    folder = out / f"{slug(task.name)}-{identity(day, task)}"
    whole = answer.json_object(result, why) | {"program": program()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / "plan.yaml", day.text)
        put(folder / ANSWER, json_text(whole))
    except OSError as error:
        reason = error.strerror or str(error)
        raise LedgerError(
            f"{error.filename or folder}: the answer cannot be kept there: {reason}"
        ) from None
    return result, why, folder
