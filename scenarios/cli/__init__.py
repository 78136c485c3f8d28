"""The command `twin`: one module for each of its commands.

Exit codes: 0 done; 1 the run broke off, or its answer is no; 2 bad input; 130 Ctrl-C.
With `--json` one object goes to stdout, everything else to stderr. What a command needs
is imported when it runs, so that `--help` answers at once.
"""

import errno
import os
import sys
from typing import Annotated

import typer

from scenarios.cli.answers import BROKE_OFF, DONE, INTERRUPTED, reason, say
from scenarios.cli.app import open_app
from scenarios.cli.check import check
from scenarios.cli.curve import curve
from scenarios.cli.dry import dry
from scenarios.cli.expose import expose
from scenarios.cli.humidity import humidity
from scenarios.cli.materials import materials
from scenarios.cli.options import Drawing
from scenarios.cli.oven import oven
from scenarios.cli.plan import plan
from scenarios.cli.room import room
from scenarios.cli.run import run
from scenarios.cli.study import study
from scenarios.cli.verify import verify

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Moisture of battery electrodes from coater to cell: run a plant, check a "
    "scenario, run it many times over, draw a drying curve, dry a coated web or a load "
    "of coils, say how long a coil may wait, size a dry room, convert humidities, look "
    "up materials, verify the program; plan an oven's recipe or its day, a dry room's "
    "week, the settings of a line; open the dashboard.",
)
app.command()(run)
app.command()(check)
app.command(cls=Drawing)(curve)
app.command(cls=Drawing)(dry)
app.command(cls=Drawing)(expose)
app.command(context_settings={"ignore_unknown_options": True})(humidity)
app.command()(materials)
app.command(cls=Drawing)(oven)
app.command(cls=Drawing)(room)
app.command()(study)
app.command(cls=Drawing)(plan)
app.command()(verify)
app.command("app")(open_app)


def _version(asked: bool) -> None:
    if asked:
        from scenarios.program import program

        print(f"twin {program()}")
        raise typer.Exit()


@app.callback()
def twin(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="print the version"
        ),
    ] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    """Entry point of the command `twin`."""
    try:
        app(prog_name="twin", standalone_mode=True)
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # the reader (head, less) has seen enough; keep Python from saying so at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception as error:
        if os.environ.get("TWIN_TRACEBACK"):
            raise
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            say(f"the answer could not be written: {reason(error)}")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(BROKE_OFF)
        say(  # the last net: a fault of the program, said as one
            f"internal error, please report it: {type(error).__name__}: {error} "
            "(TWIN_TRACEBACK=1 shows where)"
        )
        sys.exit(BROKE_OFF)
