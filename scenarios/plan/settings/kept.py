"""A plan of a line's settings from its file to its answer, kept on the way.

As of a recipe (:mod:`scenarios.plan.kept`): the file, a ledger with every run, and once
there is an answer `answer.json`, with all candidates beside it in `candidates.csv`.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scenarios.plan.kept import ANSWER, csv_text, whole_answer, writing_answer
from scenarios.plan.ledger import Ledger
from scenarios.plan.settings import answer, text
from scenarios.plan.settings.judge import Judge
from scenarios.plan.settings.load import SettingsTask
from scenarios.plan.settings.plan import SettingsPlanned, planned
from scenarios.runner import Runner
from scenarios.store import json_text
from scenarios.whole_file import put

CANDIDATES = "candidates.csv"


def conducted(
    task: SettingsTask,
    folder: Path,
    runner: Runner,
    told: Callable[[str, int, int], None] = lambda *said: None,
    threads: int | None = None,
) -> SettingsPlanned:
    """The plan in `folder`, worked out as far as it is not yet, and its answer kept.

    `threads` are those of the physics in each run; they change no number.

    Raises
    ------
    LedgerError, RunnerError
        Where the plan can no longer be kept, or there is nothing to run on; what is
        booked stays.
    NoReferenceError
        As of `planned`.
    """
    with Ledger(folder) as ledger:
        judge = Judge(task, runner, ledger, lambda n, of: told("runs", n, of), threads)
        result = planned(task, judge, told)
        work = {
            **result.work,
            "runs_found": ledger.found,
            "runs_made": ledger.booked,
        }
        result = replace(result, work=work)
        whole = whole_answer(answer.json_object(result), text.findings(result))
        with writing_answer(folder, "all runs are kept"):
            put(folder / CANDIDATES, csv_text(answer.candidates(result)))
            put(folder / ANSWER, json_text(whole))  # last: now it is whole
    return result
