"""The run store: one folder per run, with what ran, with what, and what came out.

    runs/reference-line-1f2e3d4c5b6a/
        scenario.yaml           as it was run, every default filled in; loads again
        inputs/                 the files it reads, copied
        summary.json            figures, warnings, program version, hash
        coils, visits, zones, cells, balance, loads, energy, rooms
                                each as .parquet and .csv

The twelve digits are a SHA-256 over all that decides the result: the filled scenario
with its seed, the content of the files it reads, and the program (version
and source). What changes only the cost of a run (budget, threads) is left out, and so
is where the files lie.
"""

import hashlib
import json
import math
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.units import DAY
from scenarios.input_paths import with_files
from scenarios.load import Loaded
from scenarios.program import DIGITS, program
from scenarios.yaml_text import yaml_text

RUNS = "runs"
TABLES = ("coils", "visits", "zones", "cells", "balance", "loads", "energy", "rooms")
_UNFINISHED = ".unfinished-"


def run_hash(loaded: Loaded) -> str:
    """Twelve hex digits over all that decides the result of a run."""
    digests = {str(file.path): f"sha256:{file.digest}" for file in loaded.inputs}
    content = with_files(loaded.content, digests.__getitem__)
    content.pop("budget", None)
    content["numerics"] = {
        k: v for k, v in content["numerics"].items() if k != "threads"
    }
    whole = {"program": program(), "scenario": content}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def folder_name(loaded: Loaded) -> str:
    """Name of the run's folder: the scenario's name and its hash."""
    return f"{slug(loaded.scenario.name)}-{run_hash(loaded)}"


def slug(name: str) -> str:
    """A name as it stands in that of a folder: "reference line" is reference-line."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


# ---------------------------------------------------------------- writing


@contextmanager
def aside(folder: Path, name: str) -> Iterator[Path]:
    """A new folder beside `folder/name`, renamed to it at the end.

    One that is there already is replaced. If anything goes wrong inside, Ctrl-C
    included, nothing is left behind, and the old folder stays.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    target = folder / name
    fresh = folder / f"{_UNFINISHED}{name}-{secrets.token_hex(4)}"
    old = folder / f"{_UNFINISHED}{name}-{secrets.token_hex(4)}-old"
    try:
        fresh.mkdir()
        yield fresh
        if target.exists():
            os.rename(target, old)
        os.rename(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        if old.exists() and not target.exists():
            os.rename(old, target)
        if made and not any(folder.iterdir()):
            folder.rmdir()
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _sweep(folder):
    """Remove what a killed process left unfinished more than a day ago."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        try:
            if time.time() - path.stat().st_mtime > DAY:
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue  # another process was quicker


def save(loaded: Loaded, result, folder: str | Path = RUNS) -> Path:
    """The folder of a finished run, with its tables, summary and scenario."""
    from twin import kpis

    folder = Path(folder)
    name = folder_name(loaded)
    with aside(folder, name) as fresh:
        for table in TABLES:
            frame = getattr(result, table)
            frame.to_parquet(fresh / f"{table}.parquet", index=False)
            frame.to_csv(fresh / f"{table}.csv", index=False, lineterminator="\n")
        files = _copied(loaded, fresh)
        (fresh / "scenario.yaml").write_text(
            scenario_text(loaded, files), encoding="utf-8", newline="\n"
        )
        summary = {
            "name": loaded.scenario.name,
            "hash": run_hash(loaded),
            "program": program(),
            "source": loaded.source,
            "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "inputs": {files[str(f.path)]: f.digest for f in loaded.inputs},
            "warnings": list(result.warnings),
            "timing_s": dict(result.timing),
            "figures": kpis.summarise(result),
            "balance": as_columns(result.balance),
        }
        (fresh / "summary.json").write_text(json_text(summary), encoding="utf-8")
    return folder / name


def _copied(loaded, fresh) -> dict[str, str]:
    """Copies of the input files in the run's folder: absolute path to relative one."""
    names, taken = {}, set()
    for file in loaded.inputs:
        name = re.sub(r"[^A-Za-z0-9._-]", "_", file.path.name).lstrip(".") or "file"
        if name in taken:
            name = f"{file.digest[:8]}-{name}"
        taken.add(name)
        (fresh / "inputs").mkdir(exist_ok=True)
        (fresh / "inputs" / name).write_bytes(file.data)
        names[str(file.path)] = f"inputs/{name}"
    return names


def scenario_text(loaded: Loaded, files: dict[str, str] | None = None) -> str:
    """The scenario as it is run, as YAML; `files` gives input files another path."""
    content = with_files(loaded.content, lambda path: (files or {}).get(path, path))
    head = f"# {loaded.source} as it was run, every default filled in\n"
    return (
        "".join(c if c.isprintable() else "?" for c in head[:-1])
        + "\n"
        + yaml_text(content)
    )


# ---------------------------------------------------------------- plain values


def plain(value):
    """`value` as JSON knows it: numpy numbers as Python's, NaN and NA as null."""
    import numpy as np
    import pandas as pd

    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(v) for v in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return str(value)


def as_columns(frame) -> dict[str, list]:
    """A table as lists by column name."""
    return {str(name): plain(list(frame[name])) for name in frame.columns}


def json_text(value) -> str:
    """One JSON object, numbers in full, no NaN."""
    return (
        json.dumps(plain(value), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    )


FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for one


def safe_cell(value):
    """`value`, with an apostrophe before a text that begins like a formula.

    >>> safe_cell("=1+1"), safe_cell(-1.5)
    ("'=1+1", -1.5)
    """
    is_formula = isinstance(value, str) and value.startswith(FORMULA)
    return f"'{value}" if is_formula else value


def safe_for_spreadsheets(frame):
    """`frame` with an apostrophe before texts that begin like a formula."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype.kind in "OSU" or str(safe[name].dtype) in ("str", "string"):
            safe[name] = [safe_cell(value) for value in safe[name]]
    return safe.rename(columns=safe_cell)
