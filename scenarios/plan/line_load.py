"""The line of a plan file: which scenario, which oven, whose coils."""

from dataclasses import dataclass
from pathlib import Path

from scenarios import load as scenario_load
from scenarios.confinement import is_file
from scenarios.document import Document, read
from scenarios.faults import Faults, ScenarioError, dotted, quoted, unknown_name
from scenarios.input_paths import with_files
from scenarios.merge import key_path, without_nulls
from scenarios.shipped import beside
from scenarios.study import point


@dataclass(frozen=True, eq=False)
class LineTask:
    """A scenario, and the oven in it that takes the recipes.

    `content` are its keys with the paths in it absolute, `named` the same with the
    digests of its files instead: what decides a run. `digests` (SHA-256) are those of
    the files.
    """

    source: str
    content: dict
    named: dict
    folder: str
    digests: tuple[str, ...]
    station: str
    electrode: str
    min_load: int


def line_task(keys, folder: Path, faults: Faults) -> LineTask | None:
    """The LineTask of LineKeys whose paths begin at `folder`; None with faults."""
    file = beside(folder, keys.scenario, "plans")
    if "\x00" in keys.scenario or not is_file(file):
        message = (
            f"{quoted(keys.scenario)} is not a file; the path is relative to this file"
        )
        faults.add(("line", "scenario"), message)
        return None
    wrong = [name for name in keys.changes if key_path(name) is None]
    for name in wrong:
        words = "is not a key; it reads like stations.anode_oven.chamber"
        faults.add(("line", "changes", name), words)
    if wrong:
        return None
    try:
        scenario = read(file)
        laid = point.document(scenario.source, scenario.content, keys.changes, folder)
        content = without_nulls(laid.content)
        loaded = scenario_load.loaded(Document(scenario.source, content))
    except ScenarioError as error:
        for fault in error.faults[:5]:
            where = f"{dotted(fault.path)}: " if fault.path else ""
            faults.add(("line",), f"in {keys.scenario}, {where}{fault.message}")
        return None
    station, plant = keys.station, loaded.scenario
    ovens = sorted(n for n, s in content["stations"].items() if s["kind"] == "oven")
    if station not in ovens:
        message = unknown_name(station, "oven", ovens)
        faults.add(("line", "station"), message)
        return None
    comers = sorted(
        {e for edge in plant.route if edge.target == station for e in edge.electrodes}
        | {n for n, e in plant.electrodes.items() if e.first_station == station}
    )
    electrode = keys.electrode or (comers[0] if len(comers) == 1 else None)
    if electrode not in comers:
        said = "missing" if keys.electrode is None else quoted(keys.electrode)
        faults.add(
            ("line", "electrode"),
            f"{said}; to {station} come coils of {' and '.join(comers) or 'none'}",
        )
        return None
    digests = {str(f.path): f"sha256:{f.digest}" for f in loaded.inputs}
    return LineTask(
        str(keys.scenario),
        content,
        with_files(content, lambda path: digests.get(path, path)),
        str(folder),
        tuple(sorted({f.digest for f in loaded.inputs})),
        station,
        electrode,
        content["stations"][station].get("min_load", 1),
    )
