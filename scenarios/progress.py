"""How far a run is, on stderr."""

import sys
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
)


@contextmanager
def counted(name: str, total: int) -> Iterator[Callable[[str], None]]:
    """A function told of each of `total` things as it ends: a bar, else a line each."""
    console = Console(stderr=True)
    if not console.is_terminal:
        ended = count(1)
        yield lambda said: print(
            f"{name}: {next(ended)} of {total}: {said}", file=sys.stderr
        )
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=total, said="")
        yield lambda said: bar.update(task, advance=1, said=said)


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

        yield tell
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=1.0, said="preparing")
        yield lambda fraction, text: bar.update(task, completed=fraction, said=text)
