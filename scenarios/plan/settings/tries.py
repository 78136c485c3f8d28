"""The scenario of a plan, loaded with one of its keys changed at a time."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from scenarios import load as scenario_load
from scenarios.faults import Faults, ScenarioError, dotted, quoted
from scenarios.key_faults import faults_of
from scenarios.load import Loaded
from scenarios.plan.settings.decisions import Setting, candidate
from scenarios.plan.settings.run import laid
from scenarios.plan.settings.schema import SettingsFileKeys
from scenarios.schema.scenario import ScenarioKeys
from scenarios.study.load import leads_somewhere
from scenarios.study.point import document
from scenarios.study.sampling import quantile

MOST_TOLD = 3  # faults of the scenario under one key


def under(place: tuple, where: str, error: ScenarioError, faults: Faults) -> None:
    """Add the faults of a scenario as those of the plan's key at `place`."""
    for fault in error.faults[:MOST_TOLD]:
        at = f"{dotted(fault.path)}: " if fault.path else ""
        faults.add(place, f"{where}{at}{fault.message}")


def inputs(loaded: Loaded) -> list[tuple[str, str]]:
    """Path and digest (SHA-256) of each file that a scenario reads."""
    return [(str(file.path), file.digest) for file in loaded.inputs]


class Tries:
    """The scenario loaded with one key changed at a time.

    `files` are those that were read on the way, path to digest, `seconds` and `memory`
    what the largest of these runs is expected to take.
    """

    def __init__(self, source: str, content: dict, folder: Path, base: Loaded):
        self.source, self.content, self.folder = source, content, folder
        self.files = dict(inputs(base))
        self.seconds, self.memory = base.estimate.time, base.estimate.memory

    def load(self, values: Mapping) -> Loaded:
        """The scenario with `values`; ScenarioError with what is wrong with it."""
        got = scenario_load.loaded(self._laid(values))
        self.seconds = max(self.seconds, got.estimate.time)
        self.memory = max(self.memory, got.estimate.memory)
        self.files |= dict(inputs(got))
        return got

    def _laid(self, values):
        """The scenario with `values` as a run has them."""
        return laid(self.source, self.content, values, self.folder, whole=True)

    def settings(
        self, keys: SettingsFileKeys, settings: Sequence[Setting], faults: Faults
    ) -> None:
        """Faults of values that keys refuse, and of keys that work with none."""
        for one in settings:
            ends = (0, one.levels - 1) if one.ordered else range(one.levels)
            errors = {}
            for k in dict.fromkeys(ends):
                values = one.laid(one.options[k])
                place = self._place(keys, one, k)
                message = self._refused(values)
                if message is not None:
                    faults.add(place, message)
                    errors = {}
                    break
                try:
                    self.load(values)
                except ScenarioError as error:
                    errors[k] = error
            if errors and len(errors) == len(set(ends)):
                k, error = next(iter(errors.items()))
                words = f"with {quoted(one.words[k])}: "
                under(("decide", one.name), words, error, faults)

    def _place(self, keys, one, k):
        """Where the value of a level stands in the file."""
        own = keys.decide[one.name]
        if hasattr(own, "low"):
            return ("decide", one.name, "low" if k == 0 else "high")
        if isinstance(own.choose, dict):
            return ("decide", one.name, "choose", one.words[k])
        return ("decide", one.name, "choose", own.choose.index(one.options[k]))

    def _refused(self, values):
        """What the schema says of these values; None where it takes them."""
        try:
            ScenarioKeys.model_validate(self._laid(values).content)
        except ScenarioError as error:
            found = error.faults
        except ValidationError as error:
            found = list(faults_of(error, ScenarioKeys))
        else:
            return None
        return "; ".join(
            f"{dotted(f.path)}: {f.message}" if f.path else f.message
            for f in found[:MOST_TOLD]
        )

    def uncertain(self, keys: SettingsFileKeys, faults: Faults) -> None:
        """Faults of uncertain keys that the scenario refuses in their middle."""
        for name, draw in keys.uncertainty.items():
            value = quantile(draw, 0.5)
            try:
                self.load({name: value})
            except ScenarioError as error:
                words = f"with {quoted(value)}: "
                under(("uncertainty", name), words, error, faults)

    def together(
        self,
        settings: Sequence[Setting],
        keys: SettingsFileKeys,
        paths: Mapping[str, tuple],
        faults: Faults,
    ) -> None:
        """A fault where one key that is set takes another one's place."""
        values = dict(candidate(settings, [0] * len(settings)).keys)
        values |= {n: quantile(draw, 0.5) for n, draw in keys.uncertainty.items()}
        whole = document(self.source, self.content, values, self.folder)
        for name, path in paths.items():
            if not leads_somewhere(whole.content, path):
                section = "uncertainty" if name in keys.uncertainty else "decide"
                words = "another key that is set says the same in other words"
                faults.add((section, name), f"{words}; keep one")
