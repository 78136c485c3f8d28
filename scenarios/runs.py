"""The run store read back: which runs there are, and each with its tables.

What a folder holds is taken as it is: one that an older program wrote may lack a
table, and says so when that is asked for.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scenarios.confinement import confined_to
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.load import Loaded, load
from scenarios.program import program
from scenarios.store import TABLES
from scenarios.workspace import ID, inside

SUMMARY = "summary.json"


class StoreError(ValueError):
    """A run cannot be read from the store; the text says why and what to do."""


@dataclass(frozen=True)
class RunEntry:
    """One run of the store in a line.

    `current` says whether the program of today made it. `folder` is its name in the
    store, and its id.
    """

    folder: str
    name: str
    digest: str
    finished: str
    program: str
    source: str
    warnings: int

    @property
    def current(self) -> bool:
        """Whether it was made by this very program."""
        return self.program == program()


@dataclass(frozen=True, eq=False)
class StoredRun:
    """A run of the store: its summary, its tables, its scenario."""

    path: Path
    summary: dict

    @property
    def folder(self) -> str:
        """Its id: the name of its folder."""
        return self.path.name

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.summary["name"]

    @property
    def digest(self) -> str:
        """The hash over all that decides its result."""
        return self.summary["hash"]

    def table(self, name: str) -> pd.DataFrame:
        """One of its tables; StoreError where it has none of this name."""
        if name not in TABLES:
            raise ValueError(f"{name!r} is no table of a run; they are {TABLES}")
        path = self.path / f"{name}.parquet"
        try:
            return pd.read_parquet(path)
        except FileNotFoundError:
            made = self.summary.get("program", "another program")
            raise StoreError(
                f"{self.folder} has no table '{name}': it was made by {made}; run the "
                "scenario again"
            ) from None
        except (OSError, ValueError) as error:  # ArrowInvalid is a ValueError
            raise StoreError(
                f"{self.folder}: the table '{name}' cannot be read ({error}); run the "
                "scenario again"
            ) from None

    def scenario_text(self) -> str:
        """The scenario as it was run, as YAML."""
        return _text(self.path / "scenario.yaml", self.folder)

    def loaded(self) -> Loaded:
        """Its scenario, read again from its folder; ScenarioError where it cannot be.

        A program of today may refuse what one of then has run.
        """
        with confined_to(self.path, PROJECT_FOLDER):
            return load(self.path / "scenario.yaml")

    def lacks(self) -> list[str]:
        """What its tables lack of what a run of today has, in words."""
        from twin.energy_tables import ENERGY_COLUMNS
        from twin.load_table import LOAD_COLUMNS
        from twin.room_table import ROOM_COLUMNS
        from twin.tables import CELL_COLUMNS, COIL_COLUMNS, VISIT_COLUMNS, ZONE_COLUMNS

        known = {
            "coils": COIL_COLUMNS,
            "visits": VISIT_COLUMNS,
            "zones": ZONE_COLUMNS,
            "cells": CELL_COLUMNS,
            "loads": LOAD_COLUMNS,
            "energy": ENERGY_COLUMNS,
            "rooms": ROOM_COLUMNS,
        }
        found = []
        for name, columns in known.items():
            table = self.table(name)
            gone = [column for column in columns if column not in table]
            if gone:
                found.append(f"the table '{name}' has no {', '.join(gone)}")
        return found

    def result(self):
        """The Result: scenario and all tables."""
        from twin.records import Result

        if self.table("zones").empty:  # every plant has air
            raise StoreError(
                f"{self.folder}: the table 'zones' is empty: it is damaged"
            )
        return Result(
            self.loaded().scenario,
            **{name: self.table(name) for name in TABLES},
            warnings=list(self.summary.get("warnings", ())),
            timing=dict(self.summary.get("timing_s", {})),
        )


def listed(folder: Path) -> list[RunEntry]:
    """The runs below `folder`, the last finished first; what is no run is left out."""
    entries = []
    for path in sorted(folder.glob(f"*/{SUMMARY}")):
        if not ID.fullmatch(path.parent.name) or path.parent.is_symlink():
            continue
        try:
            entries.append(_entry(path.parent, _summary(path.parent)))
        except StoreError:
            continue  # half copied, or of another program: `opened` says what it lacks
    return sorted(entries, key=lambda entry: entry.finished, reverse=True)


def opened(folder: Path, name: str) -> StoredRun:
    """The run `name` of the store `folder`.

    Raises
    ------
    StoreError
        If there is no such run, or its summary cannot be read.
    """
    try:
        path = inside(folder, name)
    except ValueError as error:
        raise StoreError(f"{error}; choose one of the runs listed") from None
    if not path.is_dir():
        raise StoreError(f"there is no run {name!r} in {folder.name}/ (any more)")
    return StoredRun(path, _summary(path))


def _entry(path, summary):
    return RunEntry(
        path.name,
        str(summary["name"]),
        str(summary["hash"]),
        str(summary["finished"]),
        str(summary["program"]),
        str(summary["source"]),
        len(summary["warnings"]),
    )


def _summary(path):
    text = _text(path / SUMMARY, path.name)
    try:
        summary = json.loads(text)
        _entry(path, summary)
        dict(summary.get("timing_s", {}))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path.name}/{SUMMARY} is damaged: {error}") from None
    return summary


def _text(path, name):
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise StoreError(f"{name}/{path.name} cannot be read: {error}") from None
