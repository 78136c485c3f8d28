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


REFUSAL = (
    "lies outside the workspace; put the file into the workspace's folder and name it "
    "from there"
)
