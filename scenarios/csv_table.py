"""Columns of a CSV file as arrays, with every unreadable cell named by its line."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios.confinement import REFUSAL, allowed, as_said
from scenarios.faults import closest, listed, printable, quoted

LARGEST = 256 * 1024 * 1024  # bytes
MOST_COLUMNS = 10_000


class TableError(ValueError):
    """Faults of a CSV file: pairs of the key they belong to and a message."""

    def __init__(self, faults: list[tuple[str, str]]):
        self.faults = faults
        super().__init__("; ".join(message for _, message in faults))


@dataclass(frozen=True)
class InputFile:
    """A file that a run reads: where it lies, and what was in it."""

    path: Path
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def read(path: Path) -> InputFile:
    """The file's content; TableError if it is missing, too large or unreadable."""
    shown = printable(as_said(path))
    if not allowed(path):
        raise TableError([("file", f"{printable(path.name)} {REFUSAL}")])
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise TableError(
                [
                    (
                        "file",
                        f"{shown} {what}; a path in a scenario file is relative to "
                        "that file, one given with --set to the working folder",
                    )
                ]
            )
        size = path.stat().st_size
        if size > LARGEST:
            raise TableError(
                [("file", f"{shown} has {size} bytes; at most {LARGEST} are read")]
            )
        return InputFile(path, path.read_bytes())
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise TableError(
            [("file", f"{shown} cannot be read: {printable(str(reason))}")]
        ) from None


def columns(
    source: InputFile, wanted: dict[str, str], separator: str, required=None
) -> dict[str, np.ndarray]:
    """The cells of the wanted columns as text; `wanted` maps a key to a column name.

    Columns not in `required` may be absent. Row i stands on line i + 2.
    """
    import pandas as pd

    required = set(wanted) if required is None else required
    header = _header(source, separator)
    faults, found = [], {}
    for name, column in wanted.items():
        if header.count(column) > 1:
            faults.append((name, f"column {quoted(column)} is there twice; rename one"))
        elif column in header:
            found[name] = header.index(column)
        elif name in required:
            like = closest(column, header)
            hint = f"did you mean {quoted(like)}? Its" if like else "its"
            faults.append(
                (
                    name,
                    f"{source.path.name} has no column {quoted(column)}; {hint} "
                    f"columns are {listed(header, 12)}"
                    f"{_separator_hint(header, separator)}",
                )
            )
    faults += _ragged(source, separator, len(header))
    if faults:
        raise TableError(faults)
    try:
        table = pd.read_csv(
            io.BytesIO(source.data),
            sep=separator,
            header=None,
            skiprows=1,
            usecols=sorted(found.values()),
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            encoding="utf-8-sig",
            skip_blank_lines=False,
            low_memory=False,
        )
    except (ValueError, UnicodeError, OverflowError) as error:
        if isinstance(error, pd.errors.EmptyDataError):
            message = f"{source.path.name} has a header, but no rows"
        else:
            message = (
                f"{source.path.name} is not readable as a table: "
                f"{printable(str(error))}; check separator and quotes"
            )
        raise TableError([("file", message)]) from None
    cells = {name: table[place].to_numpy(dtype=object) for name, place in found.items()}
    return _without_blank_end(cells)


def _without_blank_end(cells):
    rows = len(next(iter(cells.values())))
    while rows and all(not str(c[rows - 1]).strip() for c in cells.values()):
        rows -= 1
    return {name: c[:rows] for name, c in cells.items()}


def _header(source, separator):
    import csv

    data = source.data.removeprefix(b"\xef\xbb\xbf")
    name = source.path.name
    if not data.strip():
        raise TableError([("file", f"{name} is empty; it begins with column names")])
    if b"\x00" in data[:4096]:
        raise TableError([("file", f"{name} is not text; save it as CSV in UTF-8")])
    first = data[:1_000_000].split(b"\n", 1)[0].rstrip(b"\r")
    try:
        row = next(csv.reader([first.decode("utf-8")], delimiter=separator), [])
    except (UnicodeDecodeError, csv.Error):
        message = f"{name}: the column names are not UTF-8 text; save it as UTF-8"
        raise TableError([("file", message)]) from None
    if len(row) > MOST_COLUMNS:
        message = f"{name} has {len(row)} columns; at most {MOST_COLUMNS} are read"
        raise TableError([("file", message)])
    return [cell.strip() for cell in row]


def _ragged(source, separator, width):
    """A fault if rows have more or fewer cells than there are column names.

    Decimal commas between commas would shift all cells behind them without a word.
    """
    if b'"' in source.data:
        import csv

        text = source.data.decode("utf-8", errors="replace")
        rows = csv.reader(io.StringIO(text), delimiter=separator)
        try:
            counts = [len(row) or 1 for row in rows]
        except csv.Error as error:
            return [("file", f"{source.path.name} is not readable: {error}")]
    else:
        mark = separator.encode()
        counts = [line.count(mark) + 1 for line in source.data.split(b"\n")]
    while len(counts) > 1 and counts[-1] == 1:
        counts.pop()  # blank lines at the end
    wrong = [i for i, count in enumerate(counts) if count != width]
    if not wrong:
        return []
    return [
        (
            "file",
            f"{source.path.name}, {lines(i - 1 for i in wrong)}: {counts[wrong[0]]} "
            f"cells where the first line names {width} columns; mend the rows (with "
            "decimal commas the separator is ';')",
        )
    ]


def _separator_hint(header, separator):
    if len(header) == 1:
        for other in ";,\t|":
            if other != separator and other in header[0]:
                return f"; is the separator {other!r}?"
    return ""


def numbers(cells: np.ndarray, decimal: str) -> tuple[np.ndarray, list[int]]:
    """The cells as floats, and the rows that hold something else (not the empty ones).

    Empty cells and those that say nan are NaN and count as missing.
    """
    import pandas as pd

    text = pd.Series(cells, dtype=object).str.strip()
    lower = text.str.lower()
    missing = lower.isin(["", "nan", "na", "n/a", "null", "none", "-"])
    if decimal == ",":
        strange = text.str.contains(".", regex=False)
        text = text.str.replace(",", ".", regex=False)
    else:
        strange = pd.Series(False, index=text.index)
    values = pd.to_numeric(text.where(~missing), errors="coerce")
    values = values.to_numpy(dtype=float, copy=True)
    wrong = (~missing.to_numpy()) & (~np.isfinite(values) | strange.to_numpy(bool))
    values[wrong] = np.nan
    return values, [int(i) for i in np.flatnonzero(wrong)]


def lines(rows, limit=5) -> str:
    """Rows as line numbers: "line 17" or "lines 3, 4, 9 and 12 more"."""
    rows = list(rows)
    shown = ", ".join(str(r + 2) for r in rows[:limit])
    more = f" and {len(rows) - limit} more" if len(rows) > limit else ""
    return f"line{'s' if len(rows) > 1 else ''} {shown}{more}"
