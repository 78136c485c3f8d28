"""What a job of each kind does: (workspace, file, options, tell) to its answer.

The same functions as those of the commands; `tell(fraction, said)` hears how far it is.
The answer is plain: where the outcome lies, and the few figures a list of jobs shows.
"""

from collections.abc import Callable
from pathlib import Path

from scenarios.store import save
from scenarios.workspace import Workspace

Tell = Callable[[float, str], None]


class Refused(ValueError):  # noqa: N818 - an answer, not a fault of the program
    """The job cannot be done as asked; the text says why and what to do."""


def run(workspace: Workspace, file: Path, options: dict, tell: Tell) -> dict:
    """Run the scenario in `file`; `settings` are as for --set, `seed` too."""
    from models.sorption import SolverError
    from scenarios.load import load
    from twin.line import run as run_line

    with workspace.confined():
        loaded = load(file, options.get("settings", ()), options.get("seed"))
    try:
        result = run_line(loaded.scenario, tell)
    except (SolverError, ValueError, ArithmeticError) as error:
        notes = "".join(f"\n{note}" for note in getattr(error, "__notes__", ()))
        raise Refused(f"the run broke off: {error}{notes}") from None
    tell(1.0, "writing")
    return {"run": save(loaded, result, workspace.runs).name}


def study(workspace: Workspace, file: Path, options: dict, tell: Tell) -> dict:
    """Run what is missing of the study in `file` on `workers` processes.

    Its relative paths begin where drafts of studies lie, as where it was edited.
    """
    from scenarios.ledger_error import LedgerError
    from scenarios.program import program
    from scenarios.runner import RunnerError, runner
    from scenarios.study import conduct
    from scenarios.study.load import from_text

    workers = options.get("workers", 1)
    with workspace.confined():
        task = from_text(file.read_bytes(), workspace.drafts / "studies", workers)

    def told(finished, failed, said):
        words = f"{finished} of {task.count} points"
        words += f", {failed} failed" if failed else ""
        tell(finished / task.count, f"{words}; {said}" if said else words)

    on = runner(workers, None, program)
    try:
        folder = conduct.begin(task, workspace.studies, resume=True)
        with workspace.confined():
            done = conduct.conduct(task, folder, on, told, threads=1)
    except (LedgerError, RunnerError) as error:
        raise Refused(f"{error}; what is finished is kept") from None
    finally:
        on.close()
    return {"study": folder.name, "done": done.done, "failed": done.failed}


def plan(workspace: Workspace, file: Path, options: dict, tell: Tell) -> dict:
    """Find the plan asked for in `file`, on `workers` processes; kept in plans/.

    Its relative paths begin where drafts of plans lie, as where it was edited.
    """
    from models.sorption import SolverError
    from scenarios.ledger_error import LedgerError
    from scenarios.plan.check import LINE, kind_of
    from scenarios.plan.settings.plan import NoReferenceError
    from scenarios.plan.stored import DAY, RECIPE, WEEK
    from scenarios.runner import RunnerError
    from scenarios.yaml_tree import parse, read_bytes

    text = read_bytes(file, "plan")
    tree = parse(text, "plan")
    own = (tree.content, tree.lines, "plan", workspace.drafts / "plans")
    kinds = {DAY: _day, WEEK: _week, LINE: _settings, RECIPE: _recipe}
    made = kinds[kind_of(tree.content)]
    try:
        return made(workspace, own, text, options, tell)
    except SolverError as error:
        notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
        raise Refused(f"the plan broke off: {notes}") from None
    except (LedgerError, RunnerError) as error:
        raise Refused(f"{error}; what is finished is kept") from None
    except NoReferenceError as error:
        raise Refused(str(error)) from None


def _recipe(workspace, own, text, options, tell):
    """A recipe of an oven: resumed where it was begun before."""
    from scenarios.plan import kept
    from scenarios.plan.load import loaded
    from scenarios.program import program
    from scenarios.runner import runner

    workers = options.get("workers", 1)
    with workspace.confined():
        task = loaded(*own)
    folder = kept.begin(task, text, workspace.plans, resume=True)
    shares = {
        "searched": (0.0, 0.5),
        "full model": (0.5, 0.2),
        "on the line": (0.7, 0.25),
        "on the line again": (0.95, 0.05),
    }

    def told(said, n, of):
        begin, share = shares[said]
        tell(begin + share * n / max(of, 1), f"{said}: {n} of {of}")

    on = runner(workers, None, program)
    try:
        result = kept.conducted(task, folder, on, told)
    finally:
        on.close()
    return {"plan": folder.name, "feasible": result.conflict is None}


def _day(workspace, own, text, options, tell):
    """A day's coils in several ovens."""
    from scenarios.plan.day import kept, load

    with workspace.confined():
        day = load.loaded(*own, text)
        task = load.resolved(
            day, workspace.plans, lambda said, n, of: tell(0.5 * n / of, said)
        )
    result, _, folder = kept.conducted(
        day, task, workspace.plans, lambda n, of: tell(0.5 + 0.5 * n / of, "ovens")
    )
    return {"plan": folder.name, "feasible": result.best is not None}


def _week(workspace, own, text, options, tell):
    """The set points of a dry room over the week."""
    from scenarios.plan.week import kept
    from scenarios.plan.week.load import loaded

    with workspace.confined():
        task = loaded(*own)
        folder = kept.begin(task, text, workspace.plans, resume=True)
        result = kept.conducted(task, folder, lambda said, n: tell(0.0, f"{said} {n}"))
    return {"plan": folder.name, "feasible": result.conflict is None}


def _settings(workspace, own, text, options, tell):
    """Settings of a line: resumed where they were begun before."""
    from scenarios.plan import kept as plans
    from scenarios.plan.settings import kept
    from scenarios.plan.settings.far import Far
    from scenarios.plan.settings.load import loaded
    from scenarios.program import program
    from scenarios.runner import runner

    workers = options.get("workers", 1)
    with workspace.confined():
        task = loaded(*own, workers)
    folder = plans.begin(task, text, workspace.plans, resume=True)
    far = Far(task)
    on = runner(workers, None, program)
    try:
        with workspace.confined():
            result = kept.conducted(
                task, folder, on, lambda *said: tell(*far(*said)), threads=1
            )
    finally:
        on.close()
    return {"plan": folder.name, "feasible": result.conflict is None}


def verify(workspace: Workspace, file: Path, options: dict, tell: Tell) -> dict:
    """Run the verification and keep its answer and report in the workspace."""
    from scenarios.verification import suite
    from scenarios.verification.answer import keep

    titles, ended = suite.matching(options.get("only")), []

    def told(case):
        ended.append(case)
        tell(len(ended) / len(titles), f"{case.title}: {case.verdict}")

    finished = suite.run(titles, told)
    found = keep(finished, workspace.verification, options.get("only"))
    return {"verdict": found["verdict"], "rows": len(found["rows"]["name"])}


KINDS: dict[str, Callable[[Workspace, Path, dict, Tell], dict]] = {
    "run": run,
    "study": study,
    "plan": plan,
    "verify": verify,
}
