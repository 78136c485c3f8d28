"""The ledger of a study: which points are open, claimed, done or failed, and by whom.

One SQLite file in WAL mode, shared by every runner on this machine. A point is claimed,
and booked, in one transaction each; what is booked is on the disk (synchronous FULL). A
claim carries its owner and a lease that the owner renews. The owner holds a lock on a
file of its own for as long as it lives, so that the claims of one that was killed are
seen to be void at once; the lease is for one that hangs.
"""

import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from models.units import HOUR
from scenarios import lock
from scenarios.ledger_error import LedgerError, ledger_told
from scenarios.study.sampling import Point
from scenarios.whole_file import sync_folder

FILE = "ledger.sqlite"
OWNERS = "owners"
LEASE = 120.0  # s
BUSY = 60.0  # s to wait for another runner's transaction
FORMAT = 1
APPLICATION = 0x74776E73  # "twns"
OPEN, CLAIMED, DONE, FAILED = "open", "claimed", "done", "failed"
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE points (
    number INTEGER PRIMARY KEY,
    point TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    owner TEXT,
    lease REAL,
    claims INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    run TEXT,
    digest TEXT,
    seconds REAL
);
CREATE INDEX by_state ON points (state, number);
"""
_NEXT = "SELECT number, point, key FROM points WHERE"


class AlreadyBegunError(RuntimeError):
    """There is a ledger already."""


def _told(path):
    return ledger_told(
        path,
        "it is damaged. The finished points lie in the folder points/ beside: move the "
        "ledger away and begin again, they are found there and not run again",
    )


class Ledger:
    """One runner's door to the ledger in a study's folder."""

    def __init__(self, folder: Path, lease: float = LEASE):
        self.path, self.lease = folder / FILE, lease
        self.owner = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._owners = folder / OWNERS
        self._stop = threading.Event()
        self._renewing = self._lock = self._base = None
        with _told(self.path):
            self._base = self._connected()
            try:
                self._checked()
                self._owners.mkdir(exist_ok=True)
                self._lock = lock.held(self._owners / self.owner)
            except BaseException:
                self._base.close()
                raise

    def _connected(self):
        # mode=rw: a ledger that is gone is not made anew, empty
        base = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw",
            timeout=BUSY,
            isolation_level=None,
            uri=True,
        )
        try:
            base.execute(f"PRAGMA busy_timeout = {int(1000 * BUSY)}")
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = FULL")
        except BaseException:
            base.close()
            raise
        return base

    def _checked(self):
        application = self._one("PRAGMA application_id")
        found = self._one("PRAGMA user_version")
        if application != APPLICATION or found != FORMAT:
            raise sqlite3.DatabaseError("file is not the ledger of a study")
        verdict = self._one("PRAGMA quick_check(1)")
        if verdict != "ok":
            raise sqlite3.DatabaseError(f"malformed: {verdict}")

    def _one(self, sql, values=()):
        return self._base.execute(sql, values).fetchone()[0]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _told(self.path):
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise

    def __enter__(self):
        self._renewing = threading.Thread(target=self._renew, daemon=True)
        self._renewing.start()
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Give back what is claimed and not booked, and let go of the ledger."""
        self._stop.set()
        if self._renewing is not None:
            self._renewing.join()
        try:
            with self._transaction() as base:
                _give_back(base, self.owner)
        except LedgerError:
            pass  # the lock goes with this process, and with it the claims
        finally:
            self._base.close()
            os.close(self._lock)
            (self._owners / self.owner).unlink(missing_ok=True)

    def _renew(self):
        """Renew the leases of this owner's claims, on a connection of its own."""
        try:
            base = self._connected()
        except sqlite3.Error:
            return  # leases then expire; the booking says what is wrong
        try:
            while not self._stop.wait(self.lease / 4):
                until = time.time() + self.lease
                sql = (
                    "UPDATE points SET lease = ? WHERE state = 'claimed' AND owner = ?"
                )
                try:
                    base.execute(sql, (until, self.owner))
                except sqlite3.Error:
                    continue  # a lease lasts four of these
        finally:
            base.close()

    # ------------------------------------------------------------ claims

    def claim(self) -> tuple[Point, str] | None:
        """The next open point, now this owner's, with its key; None: there is none."""
        now = time.time()
        with self._transaction() as base:
            # one index look-up each, however many points are done
            row = base.execute(
                f"{_NEXT} state = 'open' ORDER BY number LIMIT 1"
            ).fetchone()
            row = (
                row
                or base.execute(
                    f"{_NEXT} state = 'claimed' AND lease < ? ORDER BY number LIMIT 1",
                    (now,),
                ).fetchone()
            )
            if row is None:
                return None
            base.execute(
                "UPDATE points SET state = 'claimed', owner = ?, lease = ?, "
                "claims = claims + 1 WHERE number = ?",
                (self.owner, now + self.lease, row[0]),
            )
        return _point(row[0], row[1]), row[2]

    def done(self, number: int, digest: str, run: str, seconds: float) -> bool:
        """Book a point whose result is stored; False if it is this owner's no more."""
        return self._book(number, DONE, digest=digest, run=run, seconds=seconds)

    def failed(self, number: int, reason: str, seconds: float) -> bool:
        """Book a point that has no result; False if it is this owner's no more."""
        return self._book(number, FAILED, reason=reason, seconds=seconds)

    def _book(self, number, state, digest=None, run=None, reason=None, seconds=None):
        with self._transaction() as base:
            changed = base.execute(
                "UPDATE points SET state = ?, digest = ?, run = ?, reason = ?, "
                "seconds = ?, owner = NULL, lease = NULL "
                "WHERE number = ? AND state = 'claimed' AND owner = ?",
                (state, digest, run, reason, seconds, number, self.owner),
            ).rowcount
        return changed == 1

    def void_claims_of_the_dead(self) -> int:
        """Open the points whose owners live no more; how many there were."""
        with _told(self.path):
            rows = self._base.execute(
                "SELECT DISTINCT owner FROM points WHERE state = 'claimed'"
            ).fetchall()
        dead = [o for (o,) in rows if o != self.owner and not self._lives(o)]
        freed = 0
        for owner in dead:
            with self._transaction() as base:
                freed += _give_back(base, owner)
        for path in self._owners.iterdir():
            # young ones stay: an owner makes its file, and then locks it
            old = path.stat().st_mtime < time.time() - HOUR
            if old and not lock.is_held(path):
                path.unlink(missing_ok=True)
        return freed

    def _lives(self, owner):
        return lock.is_held(self._owners / owner)

    def reopen(self, numbers: Iterable[int]) -> None:
        """Open booked points again: their results are gone from the store."""
        with self._transaction() as base:
            base.executemany(
                "UPDATE points SET state = 'open', digest = NULL, run = NULL "
                "WHERE number = ? AND state = 'done'",
                [(number,) for number in numbers],
            )

    # ------------------------------------------------------------ looking

    def counts(self) -> dict[str, int]:
        """Points by state."""
        with _told(self.path):
            rows = self._base.execute(
                "SELECT state, count(*) FROM points GROUP BY state"
            ).fetchall()
        return {state: dict(rows).get(state, 0) for state in STATES}

    def booked(self) -> str:
        """Hash of all that is booked: it changes with every result."""
        with _told(self.path):
            rows = self._base.execute(
                "SELECT number, state, digest, reason FROM points "
                "WHERE state IN ('done', 'failed') ORDER BY number"
            ).fetchall()
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def rows(self) -> list[dict]:
        """All points in their order, with state, key, digest, run, reason, claims."""
        names = ("number", "key", "state", "digest", "run", "reason", "claims")
        with _told(self.path):
            found = self._base.execute(
                f"SELECT point, {', '.join(names)} FROM points ORDER BY number"
            ).fetchall()
        return [
            {"point": _point(row[1], row[0]), **dict(zip(names, row[1:], strict=True))}
            for row in found
        ]

    def about(self, name: str) -> str | None:
        """What was noted when the study began."""
        with _told(self.path):
            row = self._base.execute(
                "SELECT value FROM about WHERE name = ?", (name,)
            ).fetchone()
        return None if row is None else row[0]


STATES = (OPEN, CLAIMED, DONE, FAILED)


def _give_back(base, owner):
    return base.execute(
        "UPDATE points SET state = 'open', owner = NULL, lease = NULL "
        "WHERE state = 'claimed' AND owner = ?",
        (owner,),
    ).rowcount


def _point(number, text):
    case, sample, replication, values, place = json.loads(text)
    return Point(number, case, sample, replication, tuple(values), tuple(place))


def create(
    folder: Path, points: Sequence[Point], keys: Sequence[str], about: dict[str, str]
) -> None:
    """Begin the ledger of a study: it is there as a whole, or not at all.

    Raises
    ------
    AlreadyBegunError
        Where there is one; it is left alone.
    LedgerError
        Where it cannot be written.
    """
    path = folder / FILE
    fresh = folder / f".{FILE}-{secrets.token_hex(4)}"
    with _told(path):
        try:
            base = sqlite3.connect(fresh, isolation_level=None)
            try:
                base.execute("PRAGMA synchronous = FULL")
                base.execute(f"PRAGMA application_id = {APPLICATION}")
                base.execute(f"PRAGMA user_version = {FORMAT}")
                base.executescript(f"BEGIN; {_TABLES}")
                base.executemany("INSERT INTO about VALUES (?, ?)", about.items())
                rows = [
                    (at.number, _text(at), key)
                    for at, key in zip(points, keys, strict=True)
                ]
                base.executemany(
                    "INSERT INTO points (number, point, key) VALUES (?, ?, ?)", rows
                )
                base.execute("COMMIT")
            finally:
                base.close()
            os.link(fresh, path)
        except FileExistsError:
            raise AlreadyBegunError(str(path)) from None
        finally:
            fresh.unlink(missing_ok=True)
        sync_folder(folder)


def _text(at):
    parts = [at.case, at.sample, at.replication, list(at.values), list(at.place)]
    return json.dumps(parts, ensure_ascii=False, allow_nan=False)


def in_use(folder: Path) -> bool:
    """Whether a runner that lives works on the study in `folder`."""
    owners = folder / OWNERS
    return owners.is_dir() and any(lock.is_held(path) for path in owners.iterdir())
