"""What several tests share: a workspace in which the reference line has been run."""

import shutil
import signal
import sys
from pathlib import Path

import pytest

from scenarios import store
from scenarios.load import load
from scenarios.workspace import VARIABLE
from twin.line import run

ROOT = Path(__file__).resolve().parents[1]

# a shell's background job ignores Ctrl-C, and so would every command a test starts and
# interrupts; a handler here is the default there
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

collect_ignore = ["e2e.py"]  # by name only: make e2e, which installs what it needs


@pytest.fixture(autouse=True)
def main_module_kept():
    """Streamlit puts its page in the place of `__main__`; worker processes started
    later in this one would import that page instead of the tests' runner."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def reference_store(tmp_path_factory):
    """A store with the reference line's run: copied from runs/, where `make test`
    has put it, or else run now."""
    folder = tmp_path_factory.mktemp("workspace") / "runs"
    loaded = load(ROOT / "scenarios" / "reference_line.yaml")
    name = store.folder_name(loaded)
    if (ROOT / "runs" / name / "summary.json").is_file():
        shutil.copytree(ROOT / "runs" / name, folder / name)
    else:
        store.save(loaded, run(loaded.scenario), folder)
    return folder / name


@pytest.fixture
def reference_workspace(reference_store, tmp_path, monkeypatch):
    """A workspace of the test's own, its store holding the reference line's run.

    The app and its jobs use it; the value is its root.
    """
    root = tmp_path / "workspace"
    shutil.copytree(reference_store, root / "runs" / reference_store.name)
    monkeypatch.setenv(VARIABLE, str(root))
    return root
