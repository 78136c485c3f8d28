"""A week worked out and kept on the way: begin, run, resume.

    plans/a-dry-room-over-the-week-1f2e3d4c5b6a/
        plan.yaml           the file as it was given
        ledger.sqlite       every recovery and every run of the line, as it was found
        answer.json         all of the answer, once there is one
        hours.csv           the schedules by the hour, one row per plan and span

The digits are a SHA-256 over the keys of the plan and of its room, the weather, the
line's scenario with its files, and the program. What is dear is booked: when each
recovery begins, a root of room runs; and the runs of the line. The rest follows from
them, and is worked out again.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from scenarios.document import read
from scenarios.input_paths import with_files
from scenarios.load import loaded as scenario_loaded
from scenarios.plan import kept
from scenarios.plan.ledger import Ledger, Unkept
from scenarios.plan.week import answer, text
from scenarios.plan.week.course import Recovery
from scenarios.plan.week.judge import Schedule
from scenarios.plan.week.line import LineRun, line_of, run
from scenarios.plan.week.load import WeekTask
from scenarios.plan.week.plan import WeekPlanned, planned
from scenarios.program import DIGITS, program
from scenarios.store import json_text, slug
from scenarios.whole_file import put

HOURS = "hours.csv"


def identity(task: WeekTask) -> str:
    """Hex digits over all that decides the answer."""
    weather = task.room.weather
    air = weather.temperature.tobytes() + weather.vapour_pressure.tobytes()
    scenario = None
    if task.scenario is not None:
        document = read(str(task.scenario))
        files = scenario_loaded(document).inputs
        digests = {str(f.path): f"sha256:{f.digest}" for f in files}
        named = with_files(document.content, lambda path: digests.get(path, path))
        scenario = {"keys": named, "files": sorted(digests.values())}
    whole = {
        "program": program(),
        "plan": task.keys.model_dump(mode="json", exclude={"name", "description"}),
        "room": _by_content(task.room.keys.model_dump(mode="json")),
        "weather": [hashlib.sha256(air).hexdigest(), weather.pressure],
        "scenario": scenario,
    }
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _by_content(node):
    """Keys of a room, each file it reads replaced by what is in it."""
    if isinstance(node, dict):
        return {name: _by_content(below) for name, below in node.items()}
    if isinstance(node, list):
        return [_by_content(below) for below in node]
    # the room's loader has made the paths of its files absolute
    if isinstance(node, str) and node.startswith("/") and Path(node).is_file():
        return f"sha256:{hashlib.sha256(Path(node).read_bytes()).hexdigest()}"
    return node


class BookedRecoveries:
    """Recoveries by the steps before them, as a dict that a ledger keeps."""

    def __init__(self, ledger: Ledger | Unkept):
        self.ledger = ledger
        self._seen: dict[tuple, Recovery | None] = {}

    def __contains__(self, mark: tuple) -> bool:
        if mark not in self._seen:
            known = self.ledger.find("recovery", _steps(mark))
            if known is None:
                return False
            self._seen[mark] = Recovery(**known[0]) if known[0] else None
        return True

    def __getitem__(self, mark: tuple) -> Recovery | None:
        return self._seen[mark]

    def __setitem__(self, mark: tuple, found: Recovery | None) -> None:
        self._seen[mark] = found
        # a step without a recovery is an answer too
        self.ledger.book("recovery", _steps(mark), {} if found is None else vars(found))


def _steps(mark):
    return {"steps": list(mark)}


class BookedLines:
    """Runs of the line, each booked once it has ended."""

    def __init__(self, ledger: Ledger | Unkept):
        self.ledger = ledger

    def __call__(self, task: WeekTask, schedule: Schedule | None) -> LineRun:
        """The run of the line with `schedule`, or without one: found, or made now."""
        asked = None if schedule is None else list(schedule.values.items())
        found = self.ledger.answer(
            "line", {"schedule": asked}, lambda: asdict(run(task, schedule))
        )
        rows = {name: tuple(found[name]) for name in ("limits", "set_points")}
        return LineRun(**{**found, **rows})


def begin(
    task: WeekTask, text: bytes, out: Path, resume: bool = False, fresh: bool = False
) -> Path:
    """The folder of the week whose file says `text`, begun now or before.

    Raises
    ------
    ScenarioError
        Where the line's scenario has faults, or no room for a schedule.
    PlanBegunError, LedgerError
        As of `kept.begin` of a recipe.
    """
    if task.scenario is not None:
        line_of(task)  # its faults before the search, which takes minutes
    folder = out / f"{slug(task.name)}-{identity(task)}"
    return kept.begun(folder, text, resume, fresh)


def conducted(
    task: WeekTask,
    folder: Path,
    told: Callable[[str, int], None] = lambda *said: None,
) -> WeekPlanned:
    """The week in `folder`, worked out as far as it is not yet, its answer kept.

    Raises
    ------
    LedgerError
        Where the answer can no longer be kept; what is booked stays.
    SolverError, ValueError
        As of `planned`.
    """
    with Ledger(folder) as ledger:
        result = planned(task, told, BookedRecoveries(ledger), BookedLines(ledger))
        counts = {"found": ledger.found, "booked": ledger.booked}
        result = replace(result, work={**result.work, **counts})
        hours = [
            {"plan": plan.called, **row}
            for plan in result.plans
            for row in answer.table_of_hours(task, plan.schedule)
        ]
        said = text.findings(result)
        whole = json_text(kept.whole_answer(answer.json_object(result), said))
        with kept.writing_answer(folder, "what was worked out is kept"):
            put(folder / HOURS, kept.csv_text(answer.columns(hours)))
            put(folder / kept.ANSWER, whole)  # last: now it is whole
    return result
