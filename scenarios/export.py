"""A run, or any tables, as a file for other programs: XLSX, or a zip of parquet or CSV.

Texts stay texts: what begins like a formula is written as a string cell in a workbook
and behind an apostrophe in CSV.
"""

import io
import math
import zipfile
from collections.abc import Mapping

import pandas as pd

from scenarios.runs import StoredRun
from scenarios.store import TABLES, plain, safe_for_spreadsheets

MOST_ROWS = 1_048_575  # of a sheet, its head apart
LONGEST_CELL = 32_767  # characters
WIDEST = 40  # characters of a column as it is shown
LOOKED_AT = 200  # rows by which a column's width is chosen
MADE = (2026, 1, 1, 0, 0, 0)  # in a zip: the same content, the same bytes


def workbook(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as sheets of one XLSX file; the heads stay in sight and filter.

    Raises
    ------
    ValueError
        If a text has more characters than a cell can hold.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, frame in _pages(frames):
            _sheet(book.add_worksheet(name), name, frame, bold)
    return stream.getvalue()


def _pages(frames):
    """Sheet and table; what one sheet cannot hold goes on in `name_2`."""
    for name, frame in frames.items():
        yield name, frame[:MOST_ROWS]
        for page, start in enumerate(range(MOST_ROWS, len(frame), MOST_ROWS), start=2):
            yield f"{name}_{page}", frame[start : start + MOST_ROWS]


def _sheet(sheet, name, frame, bold):
    columns = [_cells(frame[column]) for column in frame.columns]
    for at, (head, cells) in enumerate(zip(frame.columns, columns, strict=True)):
        _written(sheet, name, 0, at, str(head), bold)
        longest = max(
            (len(str(c)) for c in cells[:LOOKED_AT] if c is not None), default=0
        )
        sheet.set_column(at, at, min(max(10, len(str(head)) * 0.7, longest), WIDEST))
        for row, cell in enumerate(cells, start=1):
            _written(sheet, name, row, at, cell)
    sheet.freeze_panes(1, 0)
    if len(frame) and len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _cells(column):
    """Plain values; None where there is nothing."""
    if column.dtype.kind == "f":
        return [None if v != v else v for v in column.tolist()]
    return [plain(value) for value in column.tolist()]


def _written(sheet, name, row, at, cell, form=None):
    if cell is None or cell != cell:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, at, cell, form)
    elif isinstance(cell, float) and math.isinf(cell):  # no number of a workbook's
        sheet.write_string(row, at, str(cell), form)
    elif isinstance(cell, int | float):
        sheet.write_number(row, at, cell, form)
    elif len(cell) > LONGEST_CELL:
        raise ValueError(
            f"table '{name}', row {row} holds a text of {len(cell)} characters; a cell "
            f"holds {LONGEST_CELL}: take the parquet files"
        )
    else:
        sheet.write_string(row, at, cell, form)


# ---------------------------------------------------------------- a run


def about(run: StoredRun) -> pd.DataFrame:
    """What the run is, and its figures: a row per name and value."""
    heads = ("name", "hash", "program", "source", "finished")
    rows = [(name, run.summary.get(name)) for name in heads]
    rows += [("warning", text) for text in run.summary.get("warnings", ())]
    rows += list(run.summary.get("figures", {}).items())
    return pd.DataFrame(rows, columns=["figure", "value"])


def run_workbook(run: StoredRun) -> bytes:
    """All tables of a run, and what it is, as one XLSX; StoreError, ValueError."""
    tables = {name: run.table(name) for name in TABLES}
    return workbook({"about": about(run), **tables})


def run_csv(run: StoredRun) -> bytes:
    """All tables of a run as CSV in a zip, with its summary; StoreError."""
    tables = {
        f"{name}.csv": safe_for_spreadsheets(run.table(name))
        .to_csv(index=False, lineterminator="\n")
        .encode()
        for name in TABLES
    }
    return _zipped(run, tables)


def run_parquet(run: StoredRun) -> bytes:
    """All tables of a run as parquet in a zip, with its summary; StoreError."""
    tables = {}
    for name in TABLES:
        stream = io.BytesIO()
        run.table(name).to_parquet(stream, index=False)
        tables[f"{name}.parquet"] = stream.getvalue()
    return _zipped(run, tables)


def _zipped(run, files):
    from scenarios.store import json_text

    files = {
        **files,
        "summary.json": json_text(run.summary).encode(),
        "scenario.yaml": run.scenario_text().encode(),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(f"{run.folder}/{name}", MADE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return stream.getvalue()
