"""Which files may be read: all, or, on behalf of a browser, those in a few folders."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_ROOTS: ContextVar[tuple[Path, ...] | None] = ContextVar("roots", default=None)


@contextmanager
def confined_to(*roots: Path) -> Iterator[None]:
    """Inside, in this thread, only files below `roots` may be read."""
    token = _ROOTS.set(tuple(Path(root).resolve() for root in roots))
    try:
        yield
    finally:
        _ROOTS.reset(token)


def allowed(path: Path) -> bool:
    """Whether the file at `path`, links followed, may be read here and now."""
    roots = _ROOTS.get()
    if roots is None:
        return True
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):
        return False
    return any(real.is_relative_to(root) for root in roots)


def is_file(path: Path) -> bool:
    """Whether a file is there; a path that none can have (too long) leads to none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def as_said(path: Path) -> str:
    """A path for a message: on behalf of a browser, from that folder of those on."""
    for root in _ROOTS.get() or ():
        if path.is_relative_to(root):
            return str(path.relative_to(root))
    return str(path)


REFUSAL = (
    "lies outside the workspace; put the file into the workspace's folder and name it "
    "from there"
)
