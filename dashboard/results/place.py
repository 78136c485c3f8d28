"""Where the app keeps its files, as a message may say it."""

from dashboard.results.typeset import typeset
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.workspace import Workspace


def told(error: Exception | str) -> str:
    """The text of an error, its units as printed; a path begins in the workspace.

    A visitor needs to know which folder it is, not how the server's disk is laid out.
    """
    root = str(Workspace.here().root).rstrip("/")
    text = str(error)
    if isinstance(error, OSError) and error.filename is not None:
        text = f"{error.filename}: {error.strerror}"
    if root:  # a workspace that is the whole disk names its paths in full
        text = text.replace(f"{root}/", "").replace(root, "the workspace")
    return typeset(text.replace(f"{PROJECT_FOLDER}/", ""))
