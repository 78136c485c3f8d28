"""`twin app`: the dashboard in a browser, on this machine only."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios import interrupt
from scenarios.cli.answers import BROKE_OFF, DONE, answering, reason, say
from scenarios.cli.options import whole
from scenarios.cli.outputs import store_folder

ADDRESS = "127.0.0.1"
REFERENCE = "reference_line.yaml"


def open_app(
    port: Annotated[
        int,
        typer.Option(
            metavar="N",
            callback=whole(1024, 65535),
            help="where the app listens, 1024 to 65535",
        ),
    ] = 8501,
    workspace: Annotated[
        str,
        typer.Option(
            metavar="DIR",
            help="folder with runs/, studies/, plans/, drafts/, jobs/, verification/",
        ),
    ] = ".",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="only say the address, open nothing")
    ] = False,
) -> None:
    """Open the dashboard in a browser; runs the reference line if it has not been."""
    with answering():
        from scenarios.workspace import VARIABLE, Workspace

        place = Workspace(store_folder("--workspace", workspace).resolve())
        _check_free(port)
        _run_reference(place)
        say(f"the app is at http://{ADDRESS}:{port} (Ctrl-C ends it)")
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "dashboard.server"),
                *("--server.port", str(port)),
                *("--server.headless", "false" if _opens(no_browser) else "true"),
            ],
            stdout=subprocess.DEVNULL,  # the address once more
            cwd=Path(__file__).resolve().parents[2],  # where secrets.toml may lie
            env={**os.environ, VARIABLE: str(place.root)},
        )
        # a polite kill of this command ends the server, too, as Ctrl-C does
        signal.signal(signal.SIGTERM, interrupt.hear)
        try:
            code = server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            code = DONE
        if code != DONE:
            say(f"the app ended with code {code}; what it printed stands above")
            raise typer.Exit(BROKE_OFF)


def _opens(no_browser):
    """Whether a browser is opened: for who sits before a terminal and a screen."""
    screen = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return screen and sys.stdout.isatty() and not no_browser


def _check_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            say(
                f"--port {port}: the app cannot listen there ({reason(error)}); give "
                "another port, or end what uses it"
            )
            raise typer.Exit(BROKE_OFF) from None


def _run_reference(place):
    """Run the reference line into the workspace's store, if it is not there."""
    from scenarios import load, store
    from scenarios.input_paths import PROJECT_FOLDER

    loaded = load.load(PROJECT_FOLDER / REFERENCE)
    if (place.runs / store.folder_name(loaded) / "summary.json").is_file():
        return
    from scenarios.cli.run import finished

    try:
        store.save(loaded, finished(loaded), place.runs)
    except OSError as error:
        say(f"{place.runs}: no run can be written there: {reason(error)}")
        raise typer.Exit(BROKE_OFF) from None
