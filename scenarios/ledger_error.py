"""What goes wrong with an SQLite ledger, as one error that says what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class LedgerError(RuntimeError):
    """The ledger, or what it stands on, does not work; the text says what to do."""


@contextmanager
def ledger_told(path, damaged: str) -> Iterator[None]:
    """What SQLite and the system say, as one LedgerError with the place and advice.

    `damaged` is the advice where the file is broken: it hangs on what lies beside it.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if type(error) is sqlite3.DatabaseError or "malformed" in text:
            advice = damaged
        elif "readonly" in text or "unable to open" in text:
            advice = "it cannot be written there; see its permissions"
        elif "full" in text or "disk I/O" in text:
            advice = "is the disk full? Make room, then go on with --resume"
        else:
            advice = "go on with --resume once that is mended"
        raise LedgerError(f"{path}: {text}; {advice}") from None
    except OSError as error:
        text = error.strerror or str(error)
        advice = "what is finished is kept: mend it, then go on with --resume"
        raise LedgerError(f"{error.filename or path}: {text}; {advice}") from None
