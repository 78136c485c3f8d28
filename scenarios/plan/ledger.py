"""The ledger of a plan: every evaluation that was made, looked up and never repeated.

One SQLite file in WAL mode. An evaluation is booked in a transaction of its own, and
what is booked is on the disk (synchronous FULL). The search is a function of its seed
and of its evaluations: gone through again over a ledger it finds the same answer, and
makes only those evaluations that are missing.
"""

import fcntl
import json
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from scenarios.ledger_error import LedgerError, ledger_told
from scenarios.plan.judge import Judged
from twin.energy import Energy

FILE = "ledger.sqlite"
LOCK = "lock"
FORMAT = 1
APPLICATION = 0x74776E70  # "twnp"
_TABLE = """
CREATE TABLE IF NOT EXISTS evaluations (
    model TEXT NOT NULL,
    recipe TEXT NOT NULL,
    answer TEXT NOT NULL,
    arrays BLOB,
    PRIMARY KEY (model, recipe)
) WITHOUT ROWID
"""


def _told(path):
    return ledger_told(path, "it is damaged; --fresh begins the plan again")


class Ledger:
    """The one door to the ledger in a plan's folder, for all threads of a process.

    It holds a lock on a file beside it for as long as it is open: two commands on one
    plan would do each other's work. The lock of a killed one goes with its process.

    Raises
    ------
    LedgerError
        Where another command works on the plan, or the file cannot be read or written.
    """

    def __init__(self, folder: Path):
        self.folder, self.path = folder, folder / FILE
        self.found = self.booked = 0
        self._one_at_a_time = threading.Lock()
        with _told(self.path):
            self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._base = self._connected()
            except BaseException:
                os.close(self._lock)
                raise

    def _connected(self):
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LedgerError(
                f"{self.folder}: another command works on this plan; let it end first"
            ) from None
        base = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = FULL")
            self._prepare(base)
        except BaseException:
            base.close()
            raise
        return base

    def _prepare(self, base):
        """Make the table of a new file in one transaction; check that of an old one."""
        base.execute("BEGIN IMMEDIATE")
        if not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            base.execute(f"PRAGMA application_id = {APPLICATION}")
            base.execute(f"PRAGMA user_version = {FORMAT}")
            base.execute(_TABLE)
        base.execute("COMMIT")
        own = [
            base.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        ]
        if own != [APPLICATION, FORMAT]:
            raise sqlite3.DatabaseError("file is not the ledger of a plan")
        verdict = base.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(f"malformed: {verdict}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Let go of the ledger and of its lock."""
        self._base.close()
        os.close(self._lock)

    # ------------------------------------------------------------ evaluations

    def find(self, model: str, recipe: Mapping) -> tuple[dict, bytes | None] | None:
        """What `model` said of `recipe`, as plain values and arrays; None: nothing."""
        with self._one_at_a_time, _told(self.path):
            row = self._base.execute(
                "SELECT answer, arrays FROM evaluations WHERE model = ? AND recipe = ?",
                (model, _text(recipe)),
            ).fetchone()
        if row is None:
            return None
        self.found += 1
        return json.loads(row[0]), row[1]

    def book(self, model: str, recipe: Mapping, answer, arrays: bytes | None = None):
        """Keep for good what `model` said of `recipe`."""
        with self._one_at_a_time, _told(self.path):
            self._base.execute(
                "INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?, ?)",
                (model, _text(recipe), json.dumps(answer, ensure_ascii=False), arrays),
            )
        self.booked += 1

    def judged(self, model: str, values: Mapping, make: Callable[[], Judged]) -> Judged:
        """What `model` says of the recipe of `values`: found, or made and booked."""
        known = self.find(model, values)
        if known is not None:
            return judged_of(*known)
        made = make()
        self.book(model, values, *row_of(made))
        return made

    def answer(self, model: str, recipe: Mapping, make: Callable[[], dict]) -> dict:
        """As `judged`, of an answer that is a dict of plain values."""
        known = self.find(model, recipe)
        if known is not None:
            return known[0]
        made = make()
        self.book(model, recipe, made)
        return made

    def counts(self) -> dict[str, int]:
        """Evaluations by model."""
        with self._one_at_a_time, _told(self.path):
            return dict(
                self._base.execute(
                    "SELECT model, count(*) FROM evaluations GROUP BY model"
                ).fetchall()
            )


class Unkept:
    """A ledger that keeps nothing: of a plan whose answer is all that is wanted."""

    found = booked = 0

    def judged(self, model, values, make):
        """What is made."""
        return make()

    def answer(self, model, recipe, make):
        """What is made."""
        return make()

    def find(self, model, recipe):
        """Nothing."""
        return None

    def book(self, model, recipe, answer, arrays=None):
        """Kept nowhere."""


UNKEPT = Unkept()


def _text(recipe):
    return json.dumps(dict(sorted(recipe.items())), ensure_ascii=False)


# ---------------------------------------------------------------- answers as rows

_PLAIN = ("values", "figures", "share", "needed", "excess", "kept", "binding", "failed")


def row_of(judged: Judged) -> tuple[dict, bytes | None]:
    """A Judged as plain values and the bytes of its arrays."""
    answer = {name: getattr(judged, name) for name in _PLAIN}
    answer["values"] = dict(judged.values)
    answer["energy"] = asdict(judged.energy)
    if judged.looks is None:
        return answer, None
    answer["shape"] = judged.looks.shape
    data = judged.holds.astype("<f8").tobytes() + judged.looks.astype("<f4").tobytes()
    return answer, zlib.compress(data, 1)


def judged_of(answer: dict, arrays: bytes | None) -> Judged:
    """The Judged of which `row_of` made this, to the last bit.

    >>> answer, arrays = row_of(Judged({"warm": 90}, {"time": 0.1}, share=1 / 3))
    >>> judged_of(answer, arrays).share == 1 / 3
    True
    """
    named = {name: answer[name] for name in _PLAIN}
    energy = Energy(**answer["energy"])
    if arrays is None:
        return Judged(**named, energy=energy)
    samples, limits, count = answer["shape"]
    data = zlib.decompress(arrays)
    holds = np.frombuffer(data, "<f8", count)
    looks = np.frombuffer(data, "<f4", offset=holds.nbytes)
    return Judged(
        **named, energy=energy, holds=holds, looks=looks.reshape(samples, limits, count)
    )
