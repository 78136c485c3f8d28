"""Studies as they lie in the store, finished or not: listed, and each opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.faults import ScenarioError
from scenarios.study import conduct, table
from scenarios.study.conduct import Finished
from scenarios.study.ledger import (
    CLAIMED,
    DONE,
    FAILED,
    FILE,
    OPEN,
    Ledger,
    LedgerError,
)
from scenarios.study.load import from_text
from scenarios.study.table import table_text
from scenarios.workspace import ID, inside
from scenarios.yaml_tree import read_bytes

STUDY = "study.yaml"
HASH = 13  # characters of a folder's name behind that of the study: a dash, and digits


@dataclass(frozen=True)
class KeptStudy:
    """A study of the store: how many of its points are in which state."""

    folder: str
    done: int
    failed: int
    claimed: int
    open: int
    booked: str  # changes with every result

    @property
    def name(self) -> str:
        """Its name as it stands in that of the folder."""
        return self.folder[:-HASH]

    @property
    def count(self) -> int:
        """All its points."""
        return self.done + self.failed + self.claimed + self.open

    @property
    def finished(self) -> bool:
        """Whether every point is done or has failed."""
        return self.open + self.claimed == 0


def listed(out: Path) -> list[KeptStudy]:
    """The studies below `out`, the last begun first; `unread` has the damaged ones."""
    return [one for one in _found(out) if isinstance(one, KeptStudy)]


def unread(out: Path) -> dict[str, str]:
    """Folders below `out` whose ledger cannot be read, and why."""
    return dict(one for one in _found(out) if not isinstance(one, KeptStudy))


def _found(out) -> Iterator[KeptStudy | tuple[str, str]]:
    paths = sorted(out.glob(f"*/{FILE}"), key=lambda p: -p.parent.stat().st_mtime)
    for path in paths:
        name = path.parent.name
        if ID.fullmatch(name) and not path.parent.is_symlink():
            try:
                with Ledger(path.parent) as ledger:
                    counts, booked = ledger.counts(), ledger.booked()
            except LedgerError as error:
                yield name, str(error)
            else:
                states = (DONE, FAILED, CLAIMED, OPEN)
                yield KeptStudy(name, *(counts[state] for state in states), booked)


def text(out: Path, name: str) -> str:
    """The study's file as it was given."""
    try:
        return (inside(out, name) / STUDY).read_text(encoding="utf-8")
    except OSError as error:
        raise LedgerError(f"{name}/{STUDY}: {error.strerror}; begin it anew") from None


def opened(out: Path, name: str) -> Finished:
    """The study of this folder with what is finished of it; open points have no figure.

    Raises
    ------
    LedgerError
        If there is none, or its ledger or file cannot be read.
    ValueError
        If `name` is no name of a folder.
    """
    folder = inside(out, name)
    if not (folder / FILE).is_file():
        raise LedgerError(f"there is no study {name!r} in {out.name}/ (any more)")
    with Ledger(folder) as ledger:
        rows, begun_in = ledger.rows(), ledger.about("folder")
    here = folder if begun_in is None else Path(begun_in)  # where its paths begin
    source = str(folder / STUDY)
    try:
        study = from_text(read_bytes(folder / STUDY, source), here, source=source)
    except ScenarioError as error:
        raise LedgerError(
            f"{name}: its file does not load in this program any more; {error}"
        ) from None
    frame = table.table(study, rows, out)
    counts = frame["state"].value_counts()
    return Finished(
        study,
        folder,
        frame,
        conduct.places(rows),
        conduct.digest_of(table_text(frame)),
        int(counts.get(DONE, 0)),
        int(counts.get(FAILED, 0)),
        0,
    )
