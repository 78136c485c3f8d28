"""Where the app keeps its files, as a message may say it."""

from scenarios.input_paths import PROJECT_FOLDER
from scenarios.workspace import Workspace


def told(error: Exception | str) -> str:
    """The text of an error; a path in the workspace begins there, not at the root.

    A visitor needs to know which folder it is, not how the server's disk is laid out.
    """
    root = str(Workspace.here().root).rstrip("/")
    text = str(error)
    if isinstance(error, OSError) and error.filename is not None:
        text = f"{error.filename}: {error.strerror}"
    text = text.replace(f"{root}/", "").replace(root, "the workspace")
    return text.replace(f"{PROJECT_FOLDER}/", "")
