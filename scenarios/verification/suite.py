"""Runs cases side by side, each in a process of its own pool, and takes the time."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from scenarios import verification
from scenarios.verification.row import FAILED, PASSED, Outcome, Row

PROCESSES = min(os.cpu_count() or 1, 4)  # each loads the compiled solver anew, 2 s


@dataclass(frozen=True)
class Finished:
    """What came of the case `title`, and the seconds it took once all was loaded."""

    title: str
    outcome: Outcome
    seconds: float

    @property
    def failures(self) -> tuple[Row, ...]:
        """The rows that did not pass."""
        return tuple(row for row in self.outcome.rows if not row.passed)

    @property
    def worst(self) -> float:
        """The largest share of its tolerance that a row uses; more than 1 fails."""
        return max(row.used for row in self.outcome.rows)

    @property
    def verdict(self) -> str:
        """In a word."""
        return FAILED if self.failures else PASSED


def verdict(finished: Sequence[Finished]) -> str:
    """Of all of them: one failed row is enough."""
    return FAILED if any(case.failures for case in finished) else PASSED


def matching(text: str | None) -> list[str]:
    """Titles of the cases with `text` in them, whatever its case; all if None."""
    wanted = (text or "").casefold()
    return [title for title in verification.cases() if wanted in title.casefold()]


def run(
    titles: Sequence[str],
    tell: Callable[[Finished], None] = lambda finished: None,
    processes: int | None = None,
) -> list[Finished]:
    """Run the cases called `titles`; the answers come in that order.

    A case that raises, or takes its process down, is a failed row with what it said;
    the others still run. `tell` hears of each as it ends. Slow cases start first, so
    that no process is left with one at the end.
    """
    count = min(PROCESSES if processes is None else processes, len(titles))
    slow = verification.slow_cases()
    ordered = sorted(titles, key=lambda title: title not in slow)
    ended = {}
    if count <= 1:
        for title in ordered:
            ended[title] = _finished(title)
            tell(ended[title])
        return [ended[title] for title in titles]
    _pooled(ordered, count, ended, tell)
    for title in ordered:
        if title not in ended:  # a process died; whose case it was, it shows alone
            _pooled([title], 1, ended, tell)
        if title not in ended:
            error = BrokenProcessPool("its process ended before the case did")
            ended[title] = Finished(title, Outcome((Row.broken(title, error),)), 0.0)
            tell(ended[title])
    return [ended[title] for title in titles]


def _pooled(titles, count, ended, tell):
    """Put the answers of `titles` into `ended`, but for those whose process died."""
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        count, multiprocessing.get_context("spawn"), initializer=_own_group
    )
    try:
        for future in as_completed([pool.submit(_finished, title) for title in titles]):
            with contextlib.suppress(BrokenProcessPool):  # told by what is missing
                finished = future.result()
                ended[finished.title] = finished
                tell(finished)
    except BaseException:
        for process in set(multiprocessing.active_children()) - before:
            _end(process.pid)
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _own_group():
    """Stand apart, with what a case may start: Ctrl-C is for the process that asked.

    It ends the group; and should it be killed, the group ends by itself.
    """
    os.setpgrp()
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody():
    multiprocessing.parent_process().join()
    _end(os.getpid())


def _end(leader):
    """End the process `leader` and all it has started."""
    with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
        os.killpg(leader, signal.SIGTERM)


def _finished(title):
    """The answer of one case, whatever happens in it."""
    case = verification.cases()[title]
    started = time.perf_counter()
    try:
        outcome = case()
        if not outcome.rows:
            raise ValueError("the case has no row, so it proves nothing")
    except Exception as error:
        outcome = Outcome((Row.broken(title, error),))
    return Finished(title, outcome, time.perf_counter() - started)
