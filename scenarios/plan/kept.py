"""A plan from its file to its answer, kept on the way: begin, run, resume.

    plans/post-drying-of-an-anode-coil-1f2e3d4c5b6a/
        plan.yaml           the file as it was given
        ledger.sqlite       every evaluation, as it was made
        answer.json         all of the answer, once there is one
        front.csv           the front, one row a recipe
        line.csv            the same recipes on the full line, where the file names one

The twelve digits are a SHA-256 over all that decides the answer: the keys of the file,
of the oven and of the line it names, the files these read, and the program.
"""

import csv
import io
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from scenarios.ledger_error import LedgerError
from scenarios.plan import answer, line, line_choice, text
from scenarios.plan.judge import Judged
from scenarios.plan.ledger import FILE, Ledger
from scenarios.plan.load import PlanTask
from scenarios.plan.plan import Planned, planned
from scenarios.program import program
from scenarios.runner import Runner
from scenarios.shipped import found
from scenarios.store import json_text, plain, safe_cell, slug
from scenarios.whole_file import put

PLANS = "plans"
ANSWER, FRONT, LINE = "answer.json", "front.csv", "line.csv"


class PlanBegunError(ValueError):
    """The plan was begun before, and neither --resume nor --fresh was given."""


def folder_of(task: PlanTask, out: Path) -> Path:
    """Where the plan is kept below `out`."""
    return out / f"{slug(task.name)}-{task.identity}"


def begin(
    task: PlanTask, text: bytes, out: Path, resume: bool = False, fresh: bool = False
) -> Path:
    """The folder of the plan whose file says `text`, begun now or before.

    Raises
    ------
    PlanBegunError
        Where it was begun before and is neither resumed nor begun afresh.
    LedgerError
        Where the folder cannot be written, or another command works on it.
    """
    return begun(folder_of(task, out), text, resume, fresh)


def begun(folder: Path, text: bytes, resume: bool, fresh: bool) -> Path:
    """`folder` with the plan's file in it, as of `begin`."""
    if (folder / FILE).exists() and not (resume or fresh):
        with Ledger(folder) as ledger:
            made = sum(ledger.counts().values())
        state = "there" if (folder / ANSWER).exists() else "begun"
        raise PlanBegunError(
            f"{folder}: this plan is {state}, {made} of its evaluations are kept; "
            "--resume goes on with what is missing, --fresh begins it again"
        )
    try:
        if fresh and folder.exists():
            _cleared(folder)
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / "plan.yaml", text)
    except OSError as error:
        why = error.strerror or str(error)
        raise LedgerError(f"{folder}: no plan can be kept there: {why}") from None
    return folder


def _cleared(folder):
    """Take an old plan away as a whole, if no other command works on it."""
    if (folder / FILE).exists():
        Ledger(folder).close()
    old = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    os.rename(folder, old)
    shutil.rmtree(old, ignore_errors=True)


def conducted(
    task: PlanTask,
    folder: Path,
    runner: Runner | None = None,
    told: Callable[[str, int, int], None] = lambda *said: None,
    threads: int | None = None,
) -> Planned:
    """The plan in `folder`, worked out as far as it is not yet, and its answer kept.

    `runner` runs the line, where the file names one. `threads` are those of the physics
    in each run of the line; they change no number.

    Raises
    ------
    LedgerError
        Where the plan can no longer be kept; what is booked stays.
    SolverError
        As of `planned`.
    """
    with Ledger(folder) as ledger:
        result = planned(task, told, ledger)
        on_line = task.line is not None and runner is not None
        if on_line and result.conflict is None:
            result = replace(
                result,
                lines=line.runs(
                    task, on_the_line(result), runner, ledger,
                    lambda n, of: told("on the line", n, of), threads,
                ),
            )  # fmt: skip
            result = line_choice.instead(
                result,
                runner,
                ledger,
                lambda n, of: told("on the line again", n, of),
                threads,
            )
        work = {
            **result.work,
            "evaluations_found": ledger.found,
            "evaluations_made": ledger.booked,
        }
        result = replace(result, work=work)
        with writing_answer(folder, "all evaluations are kept"):
            _keep(result, folder)
    return result


@contextmanager
def writing_answer(folder: Path, still: str) -> Iterator[None]:
    """Tell what hinders the files of an answer as a LedgerError; `still` says what is
    kept all the same.
    """
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"{error.filename or folder}: the answer cannot be written: "
            f"{error.strerror or error}; {still}: mend that, then go on with --resume"
        ) from None


def chosen(
    task: PlanTask,
    out: Path,
    told: Callable[[str, int, int], None] = lambda *said: None,
) -> dict[str, dict]:
    """The decisions of a plan's recipes by what they are called, kept or found now.

    A plan that is worked out here is not run on the line; `--resume` does that.

    Raises
    ------
    LedgerError, SolverError
        As of `conducted`.
    """
    path = folder_of(task, out) / ANSWER
    if not path.exists():
        text = found(task.source).read_bytes()
        conducted(task, begin(task, text, out, resume=True), None, told)
    try:
        plans = json.loads(path.read_text(encoding="utf-8"))["plans"]
        return {
            word: plan["decisions"]
            for plan in plans
            for word in plan["called"].split(", ")
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        advice = "remove it, and the plan's ledger gives it again"
        raise LedgerError(f"{path}: not an answer ({error}); {advice}") from None


def on_the_line(result: Planned) -> list[tuple[str, Judged]]:
    """What is run on the line: today's recipe, the plans, and the whole front."""
    called = [] if result.today is None else [(line.TODAY, result.today)]
    called += [(plan.called, plan.judged) for plan in result.plans]
    return called + [(line.FRONT, point.answer) for point in result.front]


def whole_answer(answer: Mapping, findings: Sequence[str]) -> dict:
    """All of an answer as one object: `answer`, what is said of it, which program."""
    return {**answer, "words": list(findings), "program": program()}


def _keep(result: Planned, folder: Path) -> None:
    whole = whole_answer(answer.json_object(result), text.findings(result))
    put(folder / FRONT, csv_text(whole["front"]))
    if result.lines:
        put(folder / LINE, csv_text(whole["line"]))
    put(folder / ANSWER, json_text(whole))  # last: now it is whole


def csv_text(columns: Mapping[str, Sequence]) -> bytes:
    """Columns as the bytes of a CSV file, texts safe for spreadsheets."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(map(safe_cell, columns))
    cells = [map(safe_cell, column) for column in plain(columns).values()]
    rows.writerows(zip(*cells, strict=True))
    return text.getvalue().encode()
