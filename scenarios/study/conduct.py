"""A study from its first point to its last: begin, run what is open, keep, resume.

    studies/anode-uncertainty-1f2e3d4c5b6a/
        study.yaml          the file as it was given
        ledger.sqlite       the points and what became of them
        table.csv           one row per point, once all are finished
    studies/points/         the results, shared by all studies

A result is on the disk, then booked in the ledger, and only then does its worker get
the next point.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.program import program
from scenarios.runner import Runner, RunnerError
from scenarios.store import slug
from scenarios.study import point, results, sampling
from scenarios.study.ledger import (
    CLAIMED,
    DONE,
    FAILED,
    FILE,
    LEASE,
    OPEN,
    AlreadyBegunError,
    Ledger,
    LedgerError,
    create,
    in_use,
)
from scenarios.study.load import Study
from scenarios.study.table import table, table_text
from scenarios.whole_file import put

STUDIES = "studies"
LOOK = 1.0  # s between looks at workers that have not ended
WAIT = 0.2  # s between looks at points that another runner has claimed
TELL = 0.25  # s between words on how far it is
TABLE = "table.csv"


class StudyBegunError(ValueError):
    """The study was begun before, and neither --resume nor --fresh was given."""


@dataclass(frozen=True, eq=False)
class Finished:
    """A study whose points are all done or failed.

    `table` has a row per point; `digest` is the SHA-256 of its text, the same whichever
    runner made it and however often it was interrupted. `places` are those of the
    samples in the unit cube, as the ledger has kept them.
    """

    study: Study
    folder: Path
    table: pd.DataFrame
    places: np.ndarray
    digest: str
    done: int
    failed: int
    found: int  # of the points done, those that an earlier study had run


def folder_of(study: Study, out: Path) -> Path:
    """Where the study's ledger lies below `out`."""
    return out / f"{slug(study.keys.name)}-{study.identity}"


def begin(study: Study, out: Path, resume: bool = False, fresh: bool = False) -> Path:
    """The folder of the study with its ledger, begun now or before.

    Raises
    ------
    StudyBegunError
        Where it was begun before and is neither resumed nor begun afresh.
    LedgerError
        Where the folder cannot be written.
    """
    folder = folder_of(study, out)
    path = folder / FILE
    if path.exists() and fresh:
        if in_use(folder):
            raise LedgerError(f"{folder}: another runner works on it; end that first")
        _cleared(folder)
    if path.exists() and not resume:
        raise StudyBegunError(_begun_words(folder))
    if not path.exists():
        points = sampling.points(study.keys)
        about = {
            "program": program(),
            "reuse": "no" if fresh else "yes",
            "folder": str(study.folder.resolve()),  # where its paths begin
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "study.yaml").write_bytes(study.text)
        except OSError as error:
            why = error.strerror or str(error)
            raise LedgerError(f"{folder}: no study can be kept there: {why}") from None
        try:
            create(folder, points, [study.key_of(at) for at in points], about)
        except AlreadyBegunError:
            if not resume:
                raise StudyBegunError(_begun_words(folder)) from None
    return folder


def _begun_words(folder):
    with Ledger(folder) as ledger:
        counts = ledger.counts()
    finished = counts[DONE] + counts[FAILED]
    return (
        f"{folder}: this study is begun, {finished} of its {sum(counts.values())} "
        "points are finished; --resume goes on with what is missing, --fresh starts "
        "it again"
    )


def _cleared(folder):
    """Take an old ledger away as a whole; what other studies found stays."""
    old = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        os.rename(folder, old)
    except OSError as error:
        why = error.strerror or str(error)
        raise LedgerError(f"{folder}: it cannot be replaced: {why}") from None
    shutil.rmtree(old, ignore_errors=True)


# ---------------------------------------------------------------- running


def conduct(
    study: Study,
    folder: Path,
    runner: Runner,
    tell: Callable[[int, int, str], None] = lambda finished, failed, said: None,
    threads: int | None = None,
    lease: float = LEASE,
) -> Finished:
    """Run what is open of the study in `folder`, and make its table.

    `tell` is told how many points are finished and failed. `threads` are those of the
    physics in each run; they change no number.

    Raises
    ------
    LedgerError
        Where ledger or results can no longer be written; what is finished is kept.
    RunnerError
        Where a worker runs another program.
    """
    with Ledger(folder, lease) as ledger:
        ledger.void_claims_of_the_dead()
        results.sweep(folder.parent)
        _reopen_the_lost(ledger, folder.parent)
        found = _Round(study, folder.parent, ledger, runner, tell, threads).run()
        rows = ledger.rows()
    frame = table(study, rows, folder.parent)
    text = table_text(frame)
    _write(folder / TABLE, text)
    counts = frame["state"].value_counts()
    return Finished(
        study,
        folder,
        frame,
        places(rows),
        digest_of(text),
        int(counts.get(DONE, 0)),
        int(counts.get(FAILED, 0)),
        found,
    )


def digest_of(text: str) -> str:
    """SHA-256 of a study's table."""
    return hashlib.sha256(text.encode()).hexdigest()


def places(rows) -> np.ndarray:
    """Where the samples lie in the unit cube, [samples, keys]; from a ledger's rows."""
    by_sample = {row["point"].sample: row["point"].place for row in rows}
    return np.array([by_sample[sample] for sample in sorted(by_sample)])


def _reopen_the_lost(ledger, out):
    """Points booked as done whose result is gone or changed are run again."""
    lost = [
        row["number"]
        for row in ledger.rows()
        if row["state"] == DONE and not results.is_kept(out, row["key"], row["digest"])
    ]
    if lost:
        ledger.reopen(lost)


class _Round:
    """One runner's part in a study, until nothing is open or claimed."""

    def __init__(self, study, out, ledger, runner, tell, threads):
        self.study, self.out, self.ledger = study, out, ledger
        self.runner, self.tell, self.threads = runner, tell, threads
        self.reuse = ledger.about("reuse") == "yes"
        self.under_way: dict[int, str] = {}  # number to key
        self.found, self.told = 0, 0.0

    def run(self) -> int:
        """Work until every point is finished; how many were found, not run."""
        self._tell("", at_once=True)
        while True:
            while len(self.under_way) < self.runner.slots and self._begin_one():
                pass
            if self.under_way:
                for ended in self.runner.ended(LOOK):
                    self._book(ended)
            elif not self._others():
                self._tell("", at_once=True)
                return self.found

    def _begin_one(self):
        """Claim a point and find or submit it; False if none is open."""
        claim = self.ledger.claim()
        if claim is None:
            return False
        at, key = claim
        if not (self.reuse and self._find(at.number, key)):
            task = self.study.task(at, self.threads)
            self.under_way[at.number] = key
            self.runner.submit(at.number, point.outcome, task)
        return True

    def _find(self, number, key):
        """Book a point whose result another study has left; False if none has."""
        try:
            _, run, digest = results.read(self.out, key)
        except (FileNotFoundError, results.DamagedResultError):
            return False
        self.found += self.ledger.done(number, digest, run, 0.0)
        self._tell("")
        return True

    def _book(self, ended):
        key = self.under_way.pop(ended.number)
        if ended.death is not None:
            self.ledger.failed(ended.number, ended.death, 0.0)
            self._tell("")
            return
        outcome = ended.value
        if outcome.program != program():
            raise RunnerError(
                f"a worker runs program {outcome.program}, this is {program()}; "
                "install the same version everywhere"
            )
        if outcome.reason is not None:
            self.ledger.failed(ended.number, outcome.reason, outcome.seconds)
        else:
            try:
                digest = results.write(self.out, key, outcome)
            except OSError as error:
                raise self._cannot_keep(ended.number, error) from None
            self.ledger.done(ended.number, digest, outcome.run, outcome.seconds)
        self._tell("")

    def _cannot_keep(self, number, error):
        counts = self.ledger.counts()
        finished = counts[DONE] + counts[FAILED]
        return LedgerError(
            f"{self.out / results.POINTS}: point {number} cannot be kept: "
            f"{error.strerror or error}; {finished} of {sum(counts.values())} points "
            "are finished and kept: mend that, then go on with --resume"
        )

    def _others(self):
        """Wait a little for other runners' points; False when there are none left."""
        counts = self.ledger.counts()
        if not counts[OPEN] and not counts[CLAIMED]:
            return False
        if not self.ledger.void_claims_of_the_dead() and not counts[OPEN]:
            self._tell(f"waiting for {counts[CLAIMED]} points of another runner")
            time.sleep(WAIT)
        return True

    def _tell(self, said, at_once=False):
        """Say how far it is, but do not count the ledger's rows for every point."""
        now = time.monotonic()
        if not at_once and now - self.told < TELL:
            return
        self.told = now
        counts = self.ledger.counts()
        self.tell(counts[DONE] + counts[FAILED], counts[FAILED], said)


def _write(path, text):
    try:
        put(path, text)
    except OSError as error:
        raise LedgerError(
            f"{path}: the table cannot be written: {error.strerror or error}; all "
            "points are finished and kept: mend that, then go on with --resume"
        ) from None
