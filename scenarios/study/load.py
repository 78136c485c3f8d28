"""A study file to a Study, with all faults of the file at once.

The keys that vary are tried on the scenario before anything runs: each listed value and
the middle of each distribution is set alone and loaded.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ValidationError

from models.units import MINUTE
from scenarios import load as scenario_load
from scenarios import size
from scenarios.confinement import is_file
from scenarios.document import Document, read
from scenarios.faults import Fault, Faults, ScenarioError, dotted, listed, quoted
from scenarios.input_paths import names_file, with_files
from scenarios.key_faults import faults_of
from scenarios.merge import key_path, without_nulls
from scenarios.program import program
from scenarios.shipped import PROJECT_FOLDER, found, read_tree
from scenarios.study import figures, point, sampling
from scenarios.study.schema import MOST_POINTS, BoundKeys, StudyKeys
from scenarios.yaml_tree import parse

SECONDS_PER_POINT = 0.05  # to load, to make the tables and to keep them; measured
MOST_TRIED = 200  # values of a key that are tried; of files all
ONLY_COST = (("budget",), ("numerics", "threads"))  # keys that change no figure


@dataclass(frozen=True, eq=False)
class Study:
    """A study ready to run.

    Attributes
    ----------
    base : str
        Digest of program, scenario and its files: what all points have in common.
    digests : dict
        SHA-256 of each file that a varied key names, by its path as given there.
    inputs : tuple of str
        SHA-256 of every file that a point may read.
    figures : tuple of str
        Names of the figures that come out, limits' figures not included.
    """

    source: str
    text: bytes
    keys: StudyKeys
    scenario: Document
    folder: Path
    base: str
    digests: Mapping[str, str]
    inputs: tuple[str, ...]
    figures: tuple[str, ...]
    known: tuple[str, ...]
    seconds: float
    memory: float

    @property
    def count(self) -> int:
        """How many points the study has."""
        return sampling.count(self.keys)

    @cached_property
    def identity(self) -> str:
        """Hex digits over all that decides the points; not which figures are shown."""
        keys = self.keys.model_dump(by_alias=True, exclude_none=True)
        for name in ("name", "description", "figures", "limits", "budget", "scenario"):
            keys.pop(name, None)
        keys["order"] = list(self.keys.vary)
        whole = {"base": self.base, "study": keys, "files": dict(self.digests)}
        return _digest(whole)[:12]

    @property
    def limits(self) -> Mapping[str, BoundKeys]:
        """By figure: what it may be."""
        return self.keys.limits

    def key_of(self, at: sampling.Point) -> str:
        """What a point is known by in the store."""
        values = self.values_of(at)
        files = {
            name: self.digests[value]
            for name, value in values.items()
            if isinstance(value, str) and value in self.digests
        }
        return point.key_of(self.base, values, at.replication, files)

    def values_of(self, at: sampling.Point) -> dict:
        """The values of a point by dotted key."""
        return dict(zip(self.keys.vary, at.values, strict=True))

    def task(self, at: sampling.Point, threads: int | None) -> point.Task:
        """What a worker needs to run a point."""
        return point.Task(
            self.scenario.source,
            self.scenario.content,
            self.values_of(at),
            at.replication,
            str(self.folder),
            self.inputs,
            threads,
        )


def load(path: str | Path, workers: int = 1) -> Study:
    """The Study in a file; ScenarioError with all that is wrong with it."""
    tree = read_tree(path, "studies")
    file = found(path)
    return _study(tree, str(path), file.resolve().parent, file.read_bytes(), workers)


def from_text(
    text: str | bytes, folder: Path, workers: int = 1, source="study"
) -> Study:
    """As `load`, of a text whose relative paths begin at `folder`."""
    whole = text if isinstance(text, bytes) else text.encode()
    return _study(parse(text, source), source, folder, whole, workers)


def _study(tree, source, folder, text, workers):
    content, lines = tree.content, tree.lines
    if not isinstance(content, dict):
        said = "the file is empty" if content is None else f"it is {quoted(content)}"
        message = f"{said}; a study has the keys {listed(StudyKeys.model_fields)}"
        raise ScenarioError(source, [Fault((), message)])
    read_from = Document(source, content, {source: lines or {}}, {(): source})
    faults = Faults()
    try:
        keys = StudyKeys.model_validate(without_nulls(content))
    except ValidationError as error:
        raise read_from.error(list(faults_of(error, StudyKeys))) from None
    for path, section in _sections(keys):
        faults.between_keys(path, section)
    if not faults and sampling.count(keys) > MOST_POINTS:
        message = f"{sampling.count(keys)} points; a study has at most {MOST_POINTS}"
        faults.add((), f"{message}: fewer values, points or replications")
    scenario = scenario_document(keys.scenario, folder, "studies", faults)
    if scenario is None:
        raise read_from.error(faults)
    base = scenario_load.loaded(scenario)
    paths = key_paths([("vary", name) for name in keys.vary], faults)
    faulty = {fault.path[:2] for fault in faults}
    paths = {k: path for k, path in paths.items() if ("vary", k) not in faulty}
    study = _made(source, text, keys, scenario, folder, base, paths, workers, faults)
    if faults:
        raise read_from.error(dict.fromkeys(faults))
    return study


def _sections(keys):
    parts = [(("vary", name), value) for name, value in keys.vary.items()]
    parts += [(("vary", k, "grid"), v.grid) for k, v in keys.vary.items() if _grid(v)]
    parts += [(("limits", name), bound) for name, bound in keys.limits.items()]
    return [p for p in [*parts, ((), keys)] if isinstance(p[1], BaseModel)]


def _grid(value):
    return hasattr(value, "grid")


def scenario_document(
    name: str, folder: Path, shipped_in: str, faults: Faults
) -> Document | None:
    """The document of a file's scenario; None and a fault where there is no such file.

    A path that leads nowhere from `folder` is tried as if the file that names it were
    one of those shipped (a copy of them, or a kept one), in their folder `shipped_in`.
    """
    path = folder / name
    if "\x00" not in name and not is_file(path) and not Path(name).is_absolute():
        for shipped in (PROJECT_FOLDER / name, PROJECT_FOLDER / shipped_in / name):
            path = shipped if is_file(shipped) and not is_file(path) else path
    if "\x00" in name or not is_file(path):
        names = sorted(p.name for p in PROJECT_FOLDER.glob("*.yaml"))
        message = f"{quoted(name)} is not a file beside this one; shipped are"
        faults.add(("scenario",), f"{message} {', '.join(names)}")
        return None
    return read(path)


def key_paths(places: Sequence[tuple], faults: Faults) -> dict[str, tuple]:
    """The parts of each key that varies; faults where two are about one place.

    `places` are the keys' own places in the file, each with the key as its last part.
    """
    paths = {}
    for place in places:
        name = place[-1]
        path = key_path(name)
        if path is None:
            message = "not a key; it reads like stations.oven.recipe[1].hold_h"
            faults.add(place, message)
        elif path[0] == "replication":
            message = f"they are counted: give replications beside {place[0]}"
            faults.add(place, message)
        elif path in (("name",), ("description",), ("extends",)):
            faults.add(place, "it changes no figure; leave it out")
        elif any(path[: len(cost)] == cost for cost in ONLY_COST):
            message = "it changes what a run costs, not its figures; leave it out"
            faults.add(place, message)
        else:
            for other, taken in paths.items():
                short = min(len(path), len(taken))
                if path[:short] == taken[:short]:
                    message = f"{other} varies as well, and one holds the other"
                    faults.add(place, message)
            paths[name] = path
    return paths


def _made(source, text, keys, scenario, folder, base, paths, workers, faults):
    """The Study of sound keys; None and faults where the scenario refuses them."""
    tries = _Tries(keys, scenario, folder, base, faults)
    for name in paths:
        tries.alone(name)
    if not faults:
        tries.together(paths)
    known = figures.names(base.scenario)
    names = figures.chosen(keys.figures, known, faults)
    for name in keys.limits:
        if name not in known:
            faults.add(("limits", name), figures.unknown(name, known))
    if faults:
        return None
    number = sampling.count(keys)
    each = tries.seconds + SECONDS_PER_POINT
    total, memory = number * each / workers, tries.memory * workers
    _refuse(keys, number, total, memory, workers, faults)
    return Study(
        source=source,
        text=text,
        keys=keys,
        scenario=Document(scenario.source, without_nulls(scenario.content)),
        folder=folder,
        base=_base(scenario, base),
        digests=tries.digests,
        inputs=tuple(sorted(tries.inputs)),
        figures=tuple(names),
        known=tuple(known),
        seconds=total,
        memory=memory,
    )


def _refuse(keys, number, seconds, memory, workers, faults):
    """A fault where the whole study goes beyond its budget."""
    over = []
    if seconds > keys.budget.time_min * MINUTE:
        over.append("budget.time_min")
    if memory > keys.budget.memory_GiB * size.GIB:
        over.append("budget.memory_GiB")
    if over:
        faults.add(
            (),
            f"the study is too large: {number} points on {workers} "
            f"worker{'' if workers == 1 else 's'} take {size.duration_words(seconds)} "
            f"and {memory / size.GIB:.2g} GiB, more than {' and '.join(over)} "
            f"allow{'s' if len(over) == 1 else ''}; take fewer points or replications, "
            "a shorter scenario, other --workers, or raise the budget",
        )


def _base(scenario, base):
    digests = {str(f.path): f"sha256:{f.digest}" for f in base.inputs}
    content = with_files(without_nulls(scenario.content), digests.__getitem__)
    content.pop("budget", None)
    return _digest({"program": program(), "scenario": content})


def _digest(whole) -> str:
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


class _Tries:
    """The scenario loaded with one varied key changed at a time."""

    def __init__(self, keys, scenario, folder, base, faults):
        self.keys, self.faults, self.folder = keys, faults, folder
        self.source, self.content = scenario.source, scenario.content
        self.inputs = {file.digest for file in base.inputs}
        self.digests = {}
        self.seconds, self.memory = base.estimate.time, base.estimate.memory

    def alone(self, name):
        """Load with each value of one key; the first faults are kept."""
        varied = self.keys.vary[name]
        listed_values = self.keys.listed().get(name)
        values = listed_values or [sampling.quantile(varied, 0.5)]
        if not listed_values and varied.kind == "empirical":
            values = varied.values
        is_file = names_file(key_path(name))
        for i, value in enumerate(values if is_file else values[:MOST_TRIED]):
            inside = _file_inside(value, key_path(name))
            if inside is not None:
                message = f"vary {dotted(inside)}: the study follows its content"
                self.faults.add(("vary", name), message)
                return
            try:
                laid = point.document(
                    self.source, self.content, {name: value}, self.folder
                )
                got = scenario_load.loaded(laid)
            except ScenarioError as error:
                self._note(name, i if listed_values else None, value, error)
                return
            self.seconds = max(self.seconds, got.estimate.time)
            self.memory = max(self.memory, got.estimate.memory)
            new = {file.digest for file in got.inputs} - self.inputs
            self.inputs |= new
            if is_file and isinstance(value, str):
                here = (self.folder / value).absolute()
                for file in got.inputs:
                    if file.path == here:
                        self.digests[value] = f"sha256:{file.digest}"

    def _note(self, name, position, value, error):
        place = ("vary", name)
        if position is not None and not _grid(self.keys.vary[name]):
            place = (*place, position)
        path = key_path(name)
        for fault in error.faults[:3]:
            where = f"{dotted(fault.path)}: " if fault.path != path else ""
            self.faults.add(place, f"with {quoted(value)}: {where}{fault.message}")

    def together(self, paths):
        """A fault where one varied key takes another one's place."""
        first = {name: self.keys.listed().get(name, [None])[0] for name in paths}
        for name in self.keys.drawn():
            first[name] = sampling.quantile(self.keys.vary[name], 0.5)
        laid = point.document(self.source, self.content, first, self.folder)
        for name, path in paths.items():
            if not leads_somewhere(laid.content, path):
                message = "another varied key says the same in other words; keep one"
                self.faults.add(("vary", name), message)


def _file_inside(value, path):
    """The key below `path` at which `value` names an input file; None: it does not."""
    if not isinstance(value, dict):
        return None
    for name, below in value.items():
        here = (*path, name)
        found = here if names_file(here) else _file_inside(below, here)
        if found is not None:
            return found
    return None


def leads_somewhere(tree, path) -> bool:
    """Whether something stands at `path` of a tree of keys."""
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
