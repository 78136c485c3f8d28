"""A CSV list of real coils to the orders of an electrode."""

from pathlib import Path

import numpy as np

from models.units import HOUR
from scenarios import csv_table
from scenarios.csv_table import InputFile, TableError, lines
from scenarios.faults import quoted
from scenarios.schema.scenario import CoilListKeys
from twin.scenario import CoilOrder

COLUMNS = ("name", "release_h", "length_m", "start_ppm")
_LIMITS = {  # lowest, highest; the lowest length is excluded
    "release_h": (0.0, 88_000.0),
    "length_m": (0.0, 100_000.0),
    "start_ppm": (0.0, 500_000.0),
}
LONGEST_NAME = 64


def coil_orders(
    keys: CoilListKeys, path: Path
) -> tuple[tuple[CoilOrder, ...], InputFile]:
    """The coils of a list in the order of their release; TableError with its faults.

    Columns name and release_h are needed; length_m and start_ppm may be absent or
    empty, then the electrode's own count.
    """
    source = csv_table.read(path)
    wanted = {name: name for name in COLUMNS}
    cells = csv_table.columns(source, wanted, keys.separator, {"name", "release_h"})
    names = [str(cell).strip() for cell in cells["name"]]
    faults = _name_faults(names)
    values = {}
    for column in COLUMNS[1:]:
        if column not in cells:
            values[column] = np.full(len(names), np.nan)
            continue
        value, strange = csv_table.numbers(cells[column], keys.decimal)
        values[column] = value
        if strange:
            faults.append(f"column {column}, {lines(strange)}: not a number")
        low, high = _LIMITS[column]
        with np.errstate(invalid="ignore"):
            wrong = (value < low) | (value > high)
            if column == "length_m":
                wrong |= value <= low
        if wrong.any():
            rows = np.flatnonzero(wrong)
            faults.append(
                f"column {column}, {lines(rows)}: {value[rows[0]]:g}; allowed is "
                f"{low:g} to {high:g}"
            )
        if column == "release_h" and not strange and np.isnan(value).any():
            rows = np.flatnonzero(np.isnan(value))
            faults.append(
                f"column release_h, {lines(rows)}: empty; each coil needs one"
            )
    if not names:
        faults.append("the list has no coils")
    if faults:
        raise TableError([("file", f"{path.name}: {fault}") for fault in faults])
    orders = [
        CoilOrder(
            name,
            float(values["release_h"][i]) * HOUR,
            _given(values["length_m"][i]),
            _given(values["start_ppm"][i]),
        )
        for i, name in enumerate(names)
    ]
    return tuple(sorted(orders, key=lambda order: order.release)), source


def _given(value):
    return None if np.isnan(value) else float(value)


def _name_faults(names):
    faults, first = [], {}
    for i, name in enumerate(names):
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            faults.append(
                f"line {i + 2}: {quoted(name)} is no name; it has 1 to {LONGEST_NAME} "
                "characters"
            )
        elif "/" in name:
            faults.append(
                f"line {i + 2}: {quoted(name)} holds a '/', which marks the daughters "
                "of a slit coil"
            )
        elif name in first:
            faults.append(
                f"line {i + 2}: coil {quoted(name)} is there twice (first on line "
                f"{first[name]})"
            )
        first.setdefault(name, i + 2)
    return faults[:20]
