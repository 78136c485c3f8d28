"""What a plan of a line decides: keys of the scenario, each with the values it takes.

A setting has levels from 0, so that the search of :mod:`scenarios.plan.search` finds
its way among numbers and named sections alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from scenarios.plan.decisions import Decision
from scenarios.plan.naming import value_words
from scenarios.plan.settings.schema import (
    ChooseKeys,
    StepsKeys,
    choice_words,
)

AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Setting:
    """A dotted key of the scenario and the values it may take.

    `words` are the values as they are told, `also` the keys that take the same.
    `ordered`: they are numbers that rise.
    """

    name: str
    options: tuple
    words: tuple[str | int | float, ...]
    ordered: bool
    also: tuple[str, ...] = ()

    @property
    def levels(self) -> int:
        """How many values it takes."""
        return len(self.options)

    def level(self, value) -> int | None:
        """The level of a value; None where it is none of them.

        >>> speed = Setting("speed", (5.0, 7.5), (5.0, 7.5), True)
        >>> speed.level(7.5), speed.level(6)
        (1, None)
        """
        return next((k for k, one in enumerate(self.options) if one == value), None)

    def laid(self, value) -> dict:
        """The keys that it sets, with `value`."""
        return dict.fromkeys((self.name, *self.also), value)


def setting(name: str, keys: StepsKeys | ChooseKeys) -> Setting:
    """The Setting of a key of `decide`.

    >>> setting("speed", StepsKeys(low=20, high=25, step=2)).options
    (20, 22, 24)
    """
    also = tuple(keys.also)
    if isinstance(keys, StepsKeys):
        whole = all(n.is_integer() for n in (keys.low, keys.high, keys.step))
        decision = Decision(name, keys.low, keys.high, keys.step, whole=whole)
        values = tuple(decision.values())
        return Setting(name, values, values, True, also)
    if isinstance(keys.choose, dict):
        return Setting(
            name, tuple(keys.choose.values()), tuple(keys.choose), False, also
        )
    values = tuple(keys.choose)
    numbers = all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in values
    )
    if numbers:
        values = tuple(sorted(values))
    words = tuple(v if numbers else choice_words(v) for v in values)
    return Setting(name, values, words, numbers, also)


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Candidate:
    """Values for all settings.

    `told`: each setting's value by its key, as a reader is told; `keys`: the keys of
    the scenario that are set. `levels` is None for practice that is none of the levels.
    """

    told: Mapping[str, str | int | float]
    keys: Mapping[str, object]
    levels: tuple[int, ...] | None


def candidate(settings: Sequence[Setting], levels: Sequence[int]) -> Candidate:
    """The Candidate of these levels."""
    told, keys = {}, {}
    for one, level in zip(settings, levels, strict=True):
        told[one.name] = one.words[level]
        keys |= one.laid(one.options[level])
    return Candidate(told, keys, tuple(levels))


def practice(settings: Sequence[Setting], now: Mapping[str, object]) -> Candidate:
    """What is done today, of the values that are set for settings `now`, by name.

    A setting that is not in `now` stays as the scenario has it.
    """
    found = [one.level(now[one.name]) if one.name in now else None for one in settings]
    if all(level is not None for level in found):
        return candidate(settings, found)
    told, keys = {}, {}
    for one, level in zip(settings, found, strict=True):
        if level is not None:
            told[one.name] = one.words[level]
            keys |= one.laid(one.options[level])
        elif one.name in now:
            value = now[one.name]
            told[one.name] = _told(value)
            keys |= one.laid(value)
        else:
            told[one.name] = AS_IT_IS
    return Candidate(told, keys, None)


def _told(value):
    """A value that is none of the options, in few words."""
    if isinstance(value, dict):
        numbers = [value_words(k, v) for k, v in value.items() if _is_number(v)]
        for name in ("name", "kind"):
            if isinstance(value.get(name), str):
                return value[name] + (f" ({', '.join(numbers)})" if numbers else "")
        return f"a section of {len(value)} keys"
    return value if _is_number(value) else choice_words(value)


def combinations(settings: Sequence[Setting]) -> int:
    """How many candidates there are."""
    count = 1
    for one in settings:
        count *= one.levels
    return count


def every(settings: Sequence[Setting]) -> Iterator[tuple[int, ...]]:
    """The levels of all candidates."""
    return product(*(range(one.levels) for one in settings))


def neighbours(
    settings: Sequence[Setting],
    levels: Sequence[int],
    widths: Sequence[int] | None = None,
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """One setting a step up or down, or another choice: (its key, levels).

    `widths` are the steps in levels, default 1; a step ends at the ends.
    """
    for i, one in enumerate(settings):
        near = range(one.levels)
        if one.ordered:
            width = 1 if widths is None else widths[i]
            near = (max(levels[i] - width, 0), min(levels[i] + width, one.levels - 1))
        for k in near:
            if k != levels[i]:
                yield one.name, (*levels[:i], k, *levels[i + 1 :])
