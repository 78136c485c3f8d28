"""How far a run is, on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from scenarios.interrupt import look
from scenarios.size import duration_words

LINE_EVERY = 10.0  # s between lines where there is no bar


def _heard(tell):
    """`tell`, and with each word a look whether Ctrl-C was lost before."""

    def told(*words):
        look()
        tell(*words)

    return told


@contextmanager
def counted(name: str, total: int) -> Iterator[Callable[[str], None]]:
    """A function told of each of `total` things as it ends: a bar, else a line each."""
    console = Console(stderr=True)
    if not console.is_terminal:
        ended = count(1)
        yield _heard(
            lambda said: print(
                f"{name}: {next(ended)} of {total}: {said}", file=sys.stderr
            )
        )
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=total, said="")
        yield _heard(lambda said: bar.update(task, advance=1, said=said))


@contextmanager
def shown(name: str, words: str) -> Iterator[Callable[[float, str], None]]:
    """A function told how far the run is: a bar on a terminal, else a few lines.

    `words` say how much there is to do.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        print(f"{name}: {words}", file=sys.stderr)
        told = []

        def tell(fraction, text):
            if fraction >= 0.25 * (len(told) + 1):
                told.append(fraction)
                while fraction >= 0.25 * (len(told) + 1):
                    told.append(fraction)
                print(f"{name}: {text}", file=sys.stderr)

        yield _heard(tell)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=1.0, said="preparing")
        yield _heard(
            lambda fraction, text: bar.update(task, completed=fraction, said=text)
        )


@contextmanager
def paced(name: str, total: int) -> Iterator[Callable[[int, int, str], None]]:
    """A function told how many of `total` points are finished, how many of them failed.

    Shows these, points per second of this call, and the time left.
    """
    console = Console(stderr=True)
    pace = _Pace(total)
    if not console.is_terminal:
        last = [0.0, -1]

        def tell(finished, failed, said):
            text = pace.words(finished, failed, said)
            now = time.monotonic()
            due = finished == total or now - last[0] >= LINE_EVERY
            if due and finished != last[1]:
                last[:] = [now, finished]
                print(f"{name}: {finished} of {total} points{text}", file=sys.stderr)

        yield _heard(tell)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=total, said="")
        yield _heard(
            lambda finished, failed, said: bar.update(
                task,
                completed=finished,
                said=pace.words(finished, failed, said, left=False).lstrip(", "),
            )
        )


class _Pace:
    """How fast points get finished, from the first time it is told of them."""

    def __init__(self, total):
        self.total, self.begun = total, None

    def words(self, finished, failed, said, left=True):
        now = time.monotonic()
        if self.begun is None:
            self.begun = (now, finished)
        since, before = now - self.begun[0], finished - self.begun[1]
        parts = []
        if before and since > 0.0:
            rate = before / since
            parts.append(f"{rate:.3g}/s" if rate >= 1.0 else f"{60 * rate:.2g}/min")
            if left and finished < self.total:
                seconds = (self.total - finished) / rate
                parts.append(f"{duration_words(seconds)} left")
        parts += [f"{failed} failed"] if failed else []
        return "".join(f", {part}" for part in (*parts, *([said] if said else ())))
