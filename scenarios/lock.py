"""Locks on files, which end with the process that holds them, however it ends."""

import fcntl
import os
from pathlib import Path


def held(path: Path) -> int:
    """A handle on a file, made where it is not there; it is locked until closed."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # at most someone looks at it just now
    except BaseException:
        os.close(handle)
        raise
    return handle


def is_held(path: Path) -> bool:
    """Whether a process that lives holds the lock; False where there is no file.

    Two who look at once do not take each other for its holder: looking is shared.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
