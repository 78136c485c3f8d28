"""Jobs: what was asked for, how far it is, what came out; a SQLite ledger in WAL mode.

    jobs/ledger.sqlite          a row per job
    jobs/3f1c.../input.yaml     the text that the job works on
    jobs/3f1c.../log.txt        what its process printed
    jobs/3f1c.../alive          locked by the process while it lives
    jobs/turn-1 ...             locked while a job is at work: so many work at once

A job waits, works, and is then done, failed, stopped (asked for) or broken off: its
process is gone without a word, killed, or the machine was switched off.
"""

import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from scenarios import lock
from scenarios.workspace import VARIABLE, Workspace, inside

FILE = "ledger.sqlite"
WAITING, WORKING, DONE, FAILED, STOPPED = (
    "waiting",
    "working",
    "done",
    "failed",
    "stopped",
)
BROKEN = "broken off"
OPEN = (WAITING, WORKING)
GRACE = 20.0  # s a process has to lock its file, until it counts as gone
BUSY = 10.0  # s to wait for another's transaction
LONGEST_TITLE = 200

_SCHEMA = """
create table if not exists jobs (
    id text primary key,
    kind text not null,
    title text not null,
    options text not null,
    state text not null,
    fraction real not null default 0,
    said text not null default '',
    answer text,
    reason text,
    submitted real not null,
    started real,
    ended real,
    pid integer
)
"""


class JobError(ValueError):
    """There is no such job, or it cannot be begun; the text says what to do."""


@dataclass(frozen=True)
class Job:
    """A job as it stands. Times are s since 1970; `fraction` is 0 to 1.

    `answer` says where the outcome lies (a run's folder); `reason` why there is none.
    """

    id: str
    kind: str
    title: str
    options: dict
    state: str
    fraction: float
    said: str
    answer: dict | None
    reason: str | None
    submitted: float
    started: float | None
    ended: float | None
    pid: int | None

    @property
    def open(self) -> bool:
        """Whether it waits or works."""
        return self.state in OPEN


class Jobs:
    """The jobs of a workspace."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self.folder = workspace.jobs

    # ------------------------------------------------------------ asked for

    def submit(self, kind: str, title: str, text: str = "", **options) -> str:
        """The id of a new job of `kind` on the file content `text`, begun at once.

        `options` are plain values that its kind knows.

        Raises
        ------
        JobError
            If the ledger cannot be written.
        """
        number = secrets.token_hex(8)
        place = self.folder / number
        try:
            place.mkdir(parents=True)
            (place / "input.yaml").write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise JobError(f"{self.folder}: no job can be begun: {error}") from None
        row = (number, kind, title[:LONGEST_TITLE], json.dumps(options))
        try:
            with self._transaction() as db:
                db.execute(
                    "insert into jobs (id, kind, title, options, state, submitted) "
                    "values (?, ?, ?, ?, ?, ?)",
                    (*row, WAITING, time.time()),
                )
        except sqlite3.Error as error:
            raise JobError(f"{self.folder / FILE}: not written: {error}") from None
        try:
            self._begin(number)
        except OSError as error:
            with self._transaction() as db:
                db.execute("delete from jobs where id = ?", (number,))
            raise JobError(f"{place}: no job can be begun: {error}") from None
        return number

    def _begin(self, number):
        place = self.folder / number
        with open(place / "log.txt", "ab") as log:
            subprocess.Popen(
                [sys.executable, "-m", "scenarios.job.worker", number],
                cwd=Path(__file__).resolve().parents[2],
                env={**os.environ, VARIABLE: str(self.workspace.root)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the server's end is not the job's
            )

    def stop(self, number: str) -> None:
        """Ask the job to stop; what it has finished is kept."""
        job = self.job(number)
        if not job.open:
            return
        self._set(number, "state = ?, ended = ?", (STOPPED, time.time()))
        if job.pid is not None and self._alive(number):
            try:
                os.kill(job.pid, signal.SIGTERM)
            except ProcessLookupError:
                return  # it ended meanwhile

    def forget(self, number: str) -> None:
        """Take a job that has ended off the list; its outcome stays in the store."""
        if self.job(number).open:
            raise JobError("the job is at work; stop it first")
        with self._transaction() as db:
            db.execute("delete from jobs where id = ?", (number,))

    # ------------------------------------------------------------ asked about

    def all(self) -> list[Job]:
        """All jobs, the last submitted first."""
        if not (self.folder / FILE).exists():
            return []
        with self._connection() as db:
            rows = db.execute("select * from jobs order by submitted desc").fetchall()
        return [self._job(row) for row in rows]

    def job(self, number: str) -> Job:
        """The job of this id; JobError where there is none."""
        rows = []
        if (self.folder / FILE).exists():
            with self._connection() as db:
                rows = db.execute(
                    "select * from jobs where id = ?", (number,)
                ).fetchall()
        if not rows:
            raise JobError(f"there is no job {number[:20]!r} (any more)")
        return self._job(rows[0])

    def text(self, number: str) -> str:
        """What the job works on."""
        path = inside(self.folder, number) / "input.yaml"
        return path.read_text(encoding="utf-8")

    def _job(self, row):
        job = Job(
            **{
                **dict(row),
                "options": json.loads(row["options"]),
                "answer": None if row["answer"] is None else json.loads(row["answer"]),
            }
        )
        young = job.pid is None and time.time() - job.submitted < GRACE
        if job.open and not young and not self._alive(job.id):
            state, reason = (
                BROKEN,
                (
                    "its process is gone: killed, or the machine was switched off; "
                    "begin it again"
                ),
            )
            return Job(**{**job.__dict__, "state": state, "reason": reason})
        return job

    def _alive(self, number):
        """Whether the job's process holds its lock."""
        return lock.is_held(self.folder / number / "alive")

    # ------------------------------------------------------------ told by its process

    def began(self, number: str, pid: int) -> bool:
        """Note the process; False where the job was stopped before."""
        return self._set(number, "pid = ?", (pid,))

    def at_work(self, number: str) -> bool:
        """Its turn has come; False where the job was stopped before."""
        return self._set(
            number, "state = ?, started = ?", (WORKING, time.time()), state=WAITING
        )

    def told(self, number: str, fraction: float, said: str) -> bool:
        """How far it is; False where the job was stopped meanwhile."""
        return self._set(
            number, "fraction = ?, said = ?", (min(fraction, 1.0), said[:500])
        )

    def ended(self, number: str, state: str, answer=None, reason=None) -> None:
        """It has ended; one that was stopped meanwhile stays so, with its answer."""
        said = None if answer is None else json.dumps(answer, allow_nan=False)
        with self._transaction() as db:
            db.execute(
                "update jobs set state = case state when ? then state else ? end, "
                "answer = ?, reason = ?, ended = ?, "
                "fraction = case ? when ? then 1 else fraction end where id = ?",
                (STOPPED, state, said, reason, time.time(), state, DONE, number),
            )

    def _set(self, number, what, values, state=None):
        states = OPEN if state is None else (state,)
        marks = ", ".join("?" * len(states))
        with self._transaction() as db:
            done = db.execute(
                f"update jobs set {what} where id = ? and state in ({marks})",
                (*values, number, *states),
            )
            return done.rowcount == 1

    # ------------------------------------------------------------ database

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self.folder / FILE, BUSY, isolation_level=None)
            ) as db:
                db.row_factory = sqlite3.Row
                db.execute("pragma journal_mode = wal")
                db.execute("pragma synchronous = full")
                db.execute(_SCHEMA)
                yield db
        except (sqlite3.Error, OSError) as error:
            raise JobError(
                f"{self.folder.name}/{FILE} cannot be used ({error}); if it is "
                "damaged, move it away: finished runs and studies are not in it"
            ) from None

    @contextmanager
    def _transaction(self):
        with self._connection() as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                db.execute("rollback")
                raise
            db.execute("commit")
