"""The workspace: the folder in which the app, and all that it starts, keeps its files.

    runs/       finished runs                       scenarios.store
    studies/    studies and their points            scenarios.study.conduct
    plans/      what the planner found              scenarios.plan
    drafts/     files saved in the app: scenarios, recipes, rooms, studies, plans
    jobs/       what is being worked on             scenarios.job
    verification/  the last one run from the app    scenarios.verification.answer

What is read on behalf of a browser is read inside `Workspace.confined()`: no file
outside the workspace and the shipped examples is opened then, whatever a text names.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scenarios.confinement import confined_to
from scenarios.shipped import PROJECT_FOLDER
from scenarios.whole_file import put

VARIABLE = "TWIN_WORKSPACE"
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
KINDS = ("scenarios", "ovens", "rooms", "exposures", "studies", "plans")
LONGEST = 60  # characters of a draft's name


@dataclass(frozen=True)
class Workspace:
    """The folders below `root`; none of them has to exist."""

    root: Path

    @classmethod
    def here(cls) -> "Workspace":
        """That of TWIN_WORKSPACE, or the current folder."""
        return cls(Path(os.environ.get(VARIABLE) or ".").resolve())

    @property
    def runs(self) -> Path:
        """Finished runs."""
        return self.root / "runs"

    @property
    def studies(self) -> Path:
        """Studies with their points."""
        return self.root / "studies"

    @property
    def plans(self) -> Path:
        """What the planner found."""
        return self.root / "plans"

    @property
    def drafts(self) -> Path:
        """Files saved in the app, in a folder for each of KINDS."""
        return self.root / "drafts"

    @property
    def jobs(self) -> Path:
        """What is being worked on."""
        return self.root / "jobs"

    @property
    def verification(self) -> Path:
        """The last verification that was run from the app."""
        return self.root / "verification"

    @contextmanager
    def confined(self) -> Iterator[None]:
        """Inside, input files are only read from here and from what is shipped."""
        with confined_to(self.root, PROJECT_FOLDER):
            yield

    # ------------------------------------------------------------ drafts

    def saved(self, kind: str) -> list[str]:
        """Names of the drafts of a kind, in order.

        A file of another name, or a link out of the folder, is none: `draft` would
        refuse it.
        """
        files = (self.drafts / _kind(kind)).glob("*.yaml")
        return sorted(file.stem for file in files if self._is_draft(kind, file.stem))

    def _is_draft(self, kind, name):
        try:
            self.draft(kind, name)
        except ValueError:
            return False
        return True

    def draft(self, kind: str, name: str) -> Path:
        """Path of a draft, which need not exist.

        Raises
        ------
        ValueError
            If the name is none that a draft can have.
        """
        return inside(self.drafts / _kind(kind), f"{checked(name)}.yaml")

    def save(self, kind: str, name: str, text: str, replace: bool = False) -> Path:
        """Keep `text` as the draft `name`, whole or not at all.

        Raises
        ------
        ValueError
            If the name is none that a draft can have.
        FileExistsError
            If there is one already and it is not to be replaced.
        OSError
            If it cannot be written; its `filename` is the draft's path.
        """
        path = self.draft(kind, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:  # say which file was meant, not which folder
            raise OSError(error.errno, error.strerror, str(path)) from error
        put(path, text, replace)
        return path


def _kind(kind):
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of draft; the kinds are {KINDS}")
    return kind


def checked(name: str) -> str:
    """`name`, if a draft can have it: letters, digits, `-`, `_`, `.`; ValueError."""
    if len(name) > LONGEST or not ID.fullmatch(name) or name.endswith(".yaml"):
        shown = name if len(name) <= LONGEST else name[:LONGEST] + "..."
        raise ValueError(
            f"{shown!r} is no name for a file here; it begins with a letter or digit "
            f"and has at most {LONGEST} letters, digits, '-', '_' and '.'"
        )
    return name


def inside(folder: Path, name: str) -> Path:
    """`folder/name`, which lies in the folder and is no link out of it; ValueError."""
    path = folder / name
    try:
        own = ID.fullmatch(name) and path.resolve().parent == folder.resolve()
    except (OSError, RuntimeError):  # links that lead round in a circle
        own = False
    if not own:
        raise ValueError(f"{name[:LONGEST]!r} is not in {folder.name}/")
    return path
