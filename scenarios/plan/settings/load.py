"""A plan file of a line's settings to a SettingsTask, with all faults of it at once.

The keys that are decided are tried on the scenario before anything runs. A value that
the scenario's keys refuse is a fault of the file; one with which the line cannot run (a
web that its dryer leaves wet) is a candidate that fails, and the answer says why.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from models.units import MINUTE
from scenarios import load as scenario_load
from scenarios import size
from scenarios.document import Document
from scenarios.faults import Faults, ScenarioError
from scenarios.input_paths import names_file, with_files
from scenarios.key_faults import faults_of
from scenarios.merge import key_path, without_nulls
from scenarios.plan.day.task import annuity
from scenarios.plan.settings import figures
from scenarios.plan.settings.decisions import (
    Candidate,
    Setting,
    combinations,
    practice,
    setting,
)
from scenarios.plan.settings.figures import Prices, value_at
from scenarios.plan.settings.limits import Limit, limits
from scenarios.plan.settings.run import laid
from scenarios.plan.settings.samples import FRESH, SEARCH, Sample, samples
from scenarios.plan.settings.schema import KIND, SettingsFileKeys, choice_words
from scenarios.plan.settings.tries import Tries, inputs, under
from scenarios.program import program
from scenarios.room.load import sections
from scenarios.shipped import document_of, found, read_tree
from scenarios.study.figures import unknown
from scenarios.study.load import (
    SECONDS_PER_POINT,
    key_paths,
    leads_somewhere,
    scenario_document,
)

DIGITS = 12
NOT_DECIDING = ("description", "budget", "scenario")
NOT_SETTINGS = ("seed", "duration_d", "warm_up_d")  # of a run, not of the line


@dataclass(frozen=True, eq=False)
class SettingsTask:
    """All that a plan of a line's settings needs.

    `content` are the scenario's keys with the file's changes and absolute paths,
    `named` the same with digests in place of its files; `digests` are those of all
    files that a run may read, `chosen_files` those that sections to choose from name:
    (path, digest). `seconds` is what one run is expected to take.
    """

    keys: SettingsFileKeys
    source: str
    content: dict
    named: dict
    folder: Path
    digests: tuple[str, ...]
    chosen_files: tuple[tuple[str, str], ...]
    settings: tuple[Setting, ...]
    today: Candidate
    limits: tuple[Limit, ...]
    electrodes: tuple[str, ...]
    currency: str
    seconds: float

    @property
    def name(self) -> str:
        """Of the plan."""
        return self.keys.name

    @property
    def goals(self) -> tuple[tuple[str, float], ...]:
        """Figures, each with +1 where less of it is better, -1 where more."""
        return tuple(self.keys.goals())

    @property
    def weights(self) -> Mapping[str, float] | None:
        """By figure, where the goals are weighed; below 0 where more is better."""
        return self.keys.goal if isinstance(self.keys.goal, dict) else None

    @property
    def is_front(self) -> bool:
        """Whether a front is asked for."""
        return isinstance(self.keys.goal, list)

    @property
    def confidence(self) -> float:
        """Share of the runs that keep all limits [-]."""
        return self.keys.confidence_pct / 100.0

    @property
    def combinations(self) -> int:
        """How many candidates there are."""
        return combinations(self.settings)

    @property
    def candidates(self) -> int:
        """How many of them are judged at most."""
        return min(self.combinations, self.keys.search.evaluations)

    @property
    def runs(self) -> int:
        """How many runs there are at least, the steps around plans apart.

        Fresh ones are made of today's settings and of one that is chosen.
        """
        fresh = 2 * self.keys.search.fresh_replications
        return self.candidates * self.keys.replications + fresh

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """The draws that all candidates share."""
        return self._samples(self.keys.replications, 0, SEARCH)

    @cached_property
    def fresh(self) -> tuple[Sample, ...]:
        """The draws that a plan has to stand, none of which it was chosen under."""
        count = self.keys.search.fresh_replications
        return self._samples(count, self.keys.replications, FRESH)

    def _samples(self, count, first, of):
        keys = self.keys
        return samples(keys.uncertainty, count, keys.search.seed, first, of)

    def prices(self, told: Mapping[str, object]) -> Prices | None:
        """What is paid beside energy with the settings `told`; None: nothing is."""
        keys = self.keys
        if not (keys.equipment or keys.per_coil):
            return None
        yearly = {
            name: annuity(one.price.value, one.life_years, one.interest_pct / 100.0)
            for name, one in keys.equipment.items()
        }
        per_coil: dict[str, float] = {}
        for name, each in keys.per_coil.items():
            station = key_path(name)[1]
            cost = each[choice_words(told[name])]
            per_coil[station] = per_coil.get(station, 0.0) + cost
        return Prices(yearly, per_coil)

    @cached_property
    def identity(self) -> str:
        """Hex digits over all that decides the answer: file, line and program."""
        keys = self.keys.model_dump(by_alias=True, exclude_none=False)
        for name in NOT_DECIDING:
            keys.pop(name)
        whole = {"program": program(), "plan": keys, "line": self.named}
        whole["files"] = self.chosen_files
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def is_settings(content) -> bool:
    """Whether the keys of a plan file are those of a line's settings."""
    return isinstance(content, dict) and content.get("kind") == KIND


def load(path: str | Path, workers: int = 1) -> SettingsTask:
    """The SettingsTask in a plan file; ScenarioError with all that is wrong with it.

    It is refused where it would take longer on `workers` than its budget allows.
    """
    tree = read_tree(path, "plans")
    folder = found(path).resolve().parent
    return loaded(tree.content, tree.lines, str(path), folder, workers)


def loaded(
    content, lines=None, source="plan", folder: str | Path = ".", workers: int = 1
) -> SettingsTask:
    """The SettingsTask of the keys of a plan file whose paths begin at `folder`."""
    document = document_of(
        content, lines, source, "a plan file of a line", SettingsFileKeys
    )
    try:
        keys = SettingsFileKeys.model_validate(_without_nulls(content))
    except ValidationError as error:
        raise document.error(
            dict.fromkeys(faults_of(error, SettingsFileKeys))
        ) from None
    faults = Faults()
    for path, section in sections(keys):
        faults.between_keys(path, section)
    task = None if faults else _task(keys, Path(folder), workers, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return task


def _without_nulls(content):
    """The keys without nulls, but those that are values: none, of a section."""
    kept = ("decide", "today", "changes")
    plain = without_nulls({k: v for k, v in content.items() if k not in kept})
    return {**plain, **{k: content[k] for k in kept if content.get(k) is not None}}


# ---------------------------------------------------------------- the scenario


def _task(keys, folder, workers, faults) -> SettingsTask | None:
    """The SettingsTask of sound keys; None with faults where the scenario has some."""
    try:
        scenario = scenario_document(keys.scenario, folder, "plans", faults)
        if scenario is None:
            return None
        content = _changed(keys, scenario, folder, faults)
        if faults:
            return None
        base = scenario_load.loaded(Document(scenario.source, content))
    except ScenarioError as error:
        under(("scenario",), f"in {keys.scenario}, ", error, faults)
        return None
    settings = tuple(setting(name, one) for name, one in keys.decide.items())
    paths = _paths(keys, faults)
    _known_figures(keys, settings, base, faults)
    _equipment(keys, base, faults)
    if faults:
        return None
    tries = Tries(scenario.source, content, folder, base)
    now = _now(keys, settings, content, base.content)
    today = practice(settings, now)
    for name, prices in keys.per_coil.items():
        if choice_words(today.told[name]) not in prices:
            words = f"today's {today.told[name]} has no price; give today one of them"
            faults.add(("per_coil", name), words)
    tries.settings(keys, settings, faults)
    tries.uncertain(keys, faults)
    if not faults:
        tries.together(settings, keys, paths, faults)
    if not faults:
        try:
            tries.load(today.keys)
        except ScenarioError as error:
            under(("today",), "", error, faults)
    digests = {path: f"sha256:{digest}" for path, digest in inputs(base)}
    task = SettingsTask(
        keys=keys,
        source=str(keys.scenario),
        content=content,
        named=with_files(content, lambda path: digests.get(path, path)),
        folder=folder,
        digests=tuple(sorted(tries.files.values())),
        chosen_files=tuple(sorted(set(tries.files.items()) - set(inputs(base)))),
        settings=settings,
        today=today,
        limits=limits(keys.limits),
        electrodes=tuple(base.scenario.electrodes),
        currency=base.scenario.tariff.currency,
        seconds=tries.seconds + SECONDS_PER_POINT,
    )
    _affordable(task, workers, tries.memory, faults)
    return task


def _changed(keys, scenario, folder, faults):
    """The scenario's keys with the file's changes; faults where they lead nowhere."""
    document = Document(scenario.source, scenario.content)
    for name, value in keys.changes.items():
        if key_path(name) is None:
            words = "not a key; it reads like stations.oven.recipe[1].hold_h"
            faults.add(("changes", name), words)
            continue
        try:
            document = laid(document.source, document.content, {name: value}, folder)
        except ScenarioError as error:
            under(("changes", name), "", error, faults)
    return without_nulls(document.content)


def _paths(keys, faults):
    """The parts of all keys that are set; faults where two are about one place."""
    places = [("decide", name) for name in keys.decide]
    for name, one in keys.decide.items():
        places += [("decide", name, "also", other) for other in one.also]
    places += [("uncertainty", name) for name in keys.uncertainty]
    paths = key_paths(places, faults)
    for place in places:
        if place[-1] in NOT_SETTINGS:
            words = (
                "it is how a run looks at the line, no setting of it; decide on others"
            )
            faults.add(place, words)
        if names_file(key_path(place[-1]) or ()):
            words = "it names a file; decide on numbers, texts or sections without one"
            faults.add(place, words)
    return paths


def _known_figures(keys, settings, base, faults):
    known = figures.names(base.scenario, bool(keys.equipment or keys.per_coil))
    known += [one.name for one in settings if one.ordered]
    for name in keys.limits:
        if name not in known:
            faults.add(("limits", name), unknown(name, known))
    for name, _ in keys.goals():
        if name not in known:
            faults.add(("goal",), unknown(name, known))


def _equipment(keys, base, faults):
    """Faults where a key of equipment is no number of the scenario."""
    for name in keys.equipment:
        path, value = key_path(name), None
        if path is not None and leads_somewhere(base.content, path):
            value = value_at(base.content, path)
        if isinstance(value, bool) or not isinstance(value, int | float):
            words = "it is no number of the scenario, like stations.oven.machines"
            faults.add(("equipment", name), words)


def _now(keys, settings, content, filled):
    """Today's value of each setting, as far as it has one."""
    now = {}
    for one in settings:
        path = key_path(one.name)
        if one.name in keys.today:
            value = keys.today[one.name]
            if not one.ordered and isinstance(value, str) and value in one.words:
                value = one.options[one.words.index(value)]
            now[one.name] = value
        elif leads_somewhere(content, path):
            now[one.name] = value_at(content, path)
        elif leads_somewhere(filled, path) and not isinstance(
            value_at(filled, path), dict | list
        ):
            now[one.name] = value_at(filled, path)
        elif one.level(None) is not None:
            now[one.name] = None
    return now


def _affordable(task, workers, memory, faults):
    """A fault where the whole plan goes beyond its budget."""
    keys, over, runs = task.keys, [], task.runs
    seconds = runs * task.seconds / workers
    if seconds > keys.budget.time_min * MINUTE:
        over.append("budget.time_min")
    if memory * workers > keys.budget.memory_GiB * size.GIB:
        over.append("budget.memory_GiB")
    if over:
        faults.add(
            (),
            f"the plan is too large: {runs} runs on {workers} "
            f"worker{'' if workers == 1 else 's'} take {size.duration_words(seconds)}, "
            f"beyond {' and '.join(over)}; take fewer evaluations or replications, a "
            "shorter duration_d, more --workers, or raise the budget",
        )
