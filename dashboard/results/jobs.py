"""Long work, as pages ask for it: begun, watched, stopped; it runs elsewhere."""

from scenarios.job.ledger import Job, JobError, Jobs
from scenarios.job.pace import more_follows, seconds_left
from scenarios.workspace import Workspace

__all__ = [
    "Job", "JobError", "begin", "forget", "job", "listed", "more_follows",
    "seconds_left", "stop", "text",
]  # fmt: skip


def _jobs():
    return Jobs(Workspace.here())


def begin(kind: str, title: str, text: str = "", **options) -> str:
    """The id of a new job ("run", "study", "plan", "verify") on the file `text`."""
    return _jobs().submit(kind, title, text, **options)


def listed(kind: str | None = None) -> list[Job]:
    """All jobs, or those of a kind, the last first."""
    return [job for job in _jobs().all() if kind in (None, job.kind)]


def job(number: str) -> Job:
    """The job of this id; JobError where there is none."""
    return _jobs().job(number)


def text(number: str) -> str:
    """What a job works on."""
    return _jobs().text(number)


def stop(number: str) -> None:
    """Ask a job to stop."""
    _jobs().stop(number)


def forget(number: str) -> None:
    """Take a job that has ended off the list."""
    _jobs().forget(number)
