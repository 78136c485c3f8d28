"""How a command answers: exit codes, messages, JSON, a console; never a traceback."""

import sys
from contextlib import contextmanager
from typing import Annotated

import typer

from scenarios import interrupt

DONE, BROKE_OFF, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

Json = Annotated[bool, typer.Option("--json", help="print one JSON object")]


def say(text: str) -> None:
    """Print to stderr."""
    print(text, file=sys.stderr)


def print_json(value) -> None:
    """Print one JSON object to stdout."""
    from scenarios.store import json_text

    sys.stdout.write(json_text(value))


def reason(error: OSError) -> str:
    """What the system says of `error`."""
    return error.strerror or str(error)


def console():
    """A console on stdout; a file or pipe gets lines wide enough for the tables."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=120)


@contextmanager
def answering():
    """Turn what can go wrong into a message and an exit code; never a traceback."""
    from scenarios.faults import ScenarioError

    try:
        with interrupt.heard():
            yield
    except ScenarioError as error:
        say(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        raise typer.Exit(INTERRUPTED) from None
    except typer.Exit:
        raise
    except Exception:
        if not interrupt.asked():
            raise
        say("interrupted; nothing was written")  # what Ctrl-C became in a library
        raise typer.Exit(INTERRUPTED) from None
