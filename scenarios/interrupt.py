"""Ctrl-C that cannot get lost.

Python raises KeyboardInterrupt wherever it happens to be: also inside a callback or a
destructor of a library (numba loads its machine code through them), where it is dropped
and the work goes on, or from where it comes out as an error of another kind. So it is
remembered that somebody asked, and work that tells how far it is hears of it then.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_asked = threading.Event()


def hear(number=None, frame=None) -> None:
    """Handler of a signal that asks this process to end what it does."""
    _asked.set()
    raise KeyboardInterrupt


def asked() -> bool:
    """Whether somebody asked since `heard` began."""
    return _asked.is_set()


def look() -> None:
    """KeyboardInterrupt if somebody asked: the one that was raised may be lost."""
    if _asked.is_set():
        raise KeyboardInterrupt


@contextmanager
def heard() -> Iterator[None]:
    """Ctrl-C is remembered inside; where it is ignored or handled it stays so."""
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not usual or threading.current_thread() is not threading.main_thread():
        yield
        return
    _asked.clear()
    told = sys.unraisablehook
    sys.unraisablehook = lambda lost: _is_ours(lost) or told(lost)
    signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = told


def _is_ours(lost) -> bool:
    """Whether what Python could not raise is our asking, which nobody needs to read."""
    return lost.exc_type is KeyboardInterrupt
