"""The results of points, one parquet file each, named for what decides the result.

    studies/points/3f/3fa1...9c.parquet     columns figure, value; metadata: run

Studies share the folder: a point that another study of the same scenario has run is
found there. A file appears whole, and is on the disk before its point is booked. Equal
points make equal files, so that it does not matter which study wrote one last.
"""

import hashlib
import io
import re
import time
from pathlib import Path

from models.units import DAY
from scenarios.study.point import Outcome
from scenarios.whole_file import put, sync_folder

POINTS = "points"
_HALF_WRITTEN = re.compile(r"\.[0-9a-f]{24}(\.parquet)?-[0-9a-f]{8}")


class DamagedResultError(ValueError):
    """A point's file is not what was written."""


def path_of(out: Path, key: str) -> Path:
    """Where the result of the point known by `key` lies below the folder `out`."""
    return out / POINTS / key[:2] / f"{key}.parquet"


def write(out: Path, key: str, outcome: Outcome) -> str:
    """Keep the figures of a point for good; the SHA-256 of what was written.

    Raises
    ------
    OSError
        Where that fails; nothing half written is left under the point's name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "figure": pa.array(list(outcome.figures), pa.string()),
            "value": pa.array(list(outcome.figures.values()), pa.float64()),
        }
    )
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"run": outcome.run}), sink)
    data = sink.getvalue()
    path = path_of(out, key)
    new = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, data)
    if new:
        sync_folder(path.parent.parent)
        sync_folder(out)
    return hashlib.sha256(data).hexdigest()


def is_kept(out: Path, key: str, digest: str) -> bool:
    """Whether the result of a point is there, as it was written."""
    try:
        data = path_of(out, key).read_bytes()
    except FileNotFoundError:
        return False
    return hashlib.sha256(data).hexdigest() == digest


def sweep(out: Path) -> None:
    """Remove results that killed commands left half written, more than a day ago."""
    for path in (out / POINTS).glob("*/.*"):
        try:
            old = path.stat().st_mtime < time.time() - DAY
            if old and _HALF_WRITTEN.fullmatch(path.name):
                path.unlink()
        except OSError:
            continue  # another command was quicker


def read(out: Path, key: str, digest: str | None = None):
    """Figures by name, hash of the run, and digest of a point that was kept.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    DamagedResultError
        Where the file is not readable, or not the one with `digest`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = path_of(out, key).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if digest is not None and found != digest:
        raise DamagedResultError(f"{path_of(out, key)}: its content has changed")
    try:
        table = pq.read_table(pa.BufferReader(data))
        run = table.schema.metadata[b"run"].decode()
        names = table.column("figure").to_pylist()
        figures = dict(zip(names, table.column("value").to_pylist(), strict=True))
        return figures, run, found
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise DamagedResultError(f"{path_of(out, key)}: {error}") from None
