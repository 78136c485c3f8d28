"""SettingsFileKeys: the keys of a plan of a line's settings."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.material.law_schema import number
from scenarios.schema.fields import PathText, Section, Text, key
from scenarios.study.schema import BoundKeys, DrawKeys, KeyText, StudyBudgetKeys

KIND = "line"
MOST_DECISIONS = 12
MOST_LEVELS = 1000  # values of one decision


class StepsKeys(Section):
    """A number that is decided: whole steps from its lowest value."""

    low: float = key(..., "the lowest it may be, in the unit of its key")
    high: float = key(..., "the highest")
    step: float = key(..., "it takes whole steps from `low`", gt=0)
    also: list[KeyText] = key([], "keys that take the same value", max_length=50)

    def faults(self):
        if not self.high > self.low:
            return [(("high",), f"{self.high:g}; more than low, {self.low:g}")]
        room = self.high - self.low
        if self.step > room:
            return [(("step",), f"{self.step:g}; at most high - low, {room:g}")]
        if room / self.step >= MOST_LEVELS:
            words = f"{self.step:g}; it makes {room / self.step + 1:.0f} values"
            return [(("step",), f"{words}, at most {MOST_LEVELS}")]
        return []


def _named(value):
    return "<named>" if isinstance(value, dict) else "<listed>"


Choices = Annotated[
    Annotated[list[Any], Field(min_length=2, max_length=MOST_LEVELS), Tag("<listed>")]
    | Annotated[
        dict[Text, Any], Field(min_length=2, max_length=MOST_LEVELS), Tag("<named>")
    ],
    Discriminator(_named),
]


class ChooseKeys(Section):
    """A value that is chosen among some: numbers, texts, or whole sections by name."""

    choose: Choices = key(
        ..., "the values; or names with the section that each stands for, null: none"
    )
    also: list[KeyText] = key([], "keys that take the same value", max_length=50)

    def faults(self):
        faults = []
        if isinstance(self.choose, dict):
            every = list(self.choose.items())
            for i, (name, value) in enumerate(every):
                twin = next((n for n, one in every[:i] if one == value), None)
                if twin is not None:
                    words = f"stands for the same as {twin}: a run tells them not apart"
                    faults.append((("choose", name), f"{words}; keep one"))
            return faults
        for i, value in enumerate(self.choose):
            if isinstance(value, dict | list):
                words = "a section has no name here; write choose: {name: {...}, ...}"
                faults.append((("choose", i), words))
            elif value in self.choose[:i]:
                faults.append((("choose", i), f"{value} comes twice; name it once"))
        return faults


def choice_words(value) -> str:
    """A value of a file as a text: booleans and nothing as YAML writes them."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _decided(value):
    listed = isinstance(value, ChooseKeys) or "choose" in value
    return "<choose>" if listed else "<steps>"


def _decided_kind(value):
    return _decided(value) if isinstance(value, dict | Section) else "<steps>"


Decided = Annotated[
    Annotated[StepsKeys, Tag("<steps>")] | Annotated[ChooseKeys, Tag("<choose>")],
    Discriminator(_decided_kind),
]


class TowardsKeys(Section):
    """A figure and where it is to go."""

    min: KeyText | None = key(None, "figure to be made small")
    max: KeyText | None = key(None, "figure to be made large")

    def faults(self):
        if (self.min is None) == (self.max is None):
            return [((), "give one of min and max, with the name of a figure")]
        return []


def _towards(value):
    return "<name>" if isinstance(value, str) else "<towards>"


OneGoal = Annotated[
    Annotated[KeyText, Tag("<name>")] | Annotated[TowardsKeys, Tag("<towards>")],
    Discriminator(_towards),
]


def _goal(value):
    if isinstance(value, list):
        return "<front>"
    if isinstance(value, dict) and not set(value) <= {"min", "max"}:
        return "<weights>"
    return "<one>"


GoalKey = Annotated[
    Annotated[OneGoal, Tag("<one>")]
    | Annotated[list[OneGoal], Field(min_length=2, max_length=3), Tag("<front>")]
    | Annotated[
        dict[KeyText, Annotated[float, Field(ge=-1e6, le=1e6)]],
        Field(min_length=1, max_length=20),
        Tag("<weights>"),
    ],
    Discriminator(_goal),
]


class MachinesKeys(Section):
    """What one of a number of machines costs."""

    price: number("currency", "of one", least=0, most=1e9) = key(
        ..., "of one, with its standing and source"
    )
    life_years: float = key(12.0, "over which it is written off", gt=0, le=50)
    interest_pct: float = key(5.0, "a year, on what is not written off", ge=0, le=50)


class SettingsSearchKeys(Section):
    """How long it searches."""

    evaluations: int = key(
        60,
        "candidates judged in the search; no fewer than all combinations: all are",
        ge=4,
        le=100_000,
    )
    population: int = key(12, "of the evolutionary search", ge=4, le=1000)
    seed: int = key(1, "of samples and search", ge=0, le=2**32 - 1)
    fresh_replications: int = key(
        0, "runs with draws of their own that a plan has to stand", ge=0, le=10_000
    )
    front: int = key(20, "candidates of the front that are told", ge=3, le=1000)


class SettingsFileKeys(Section):
    """A line, what is decided in it, its limits, and the goal."""

    kind: Literal["line"] = key(..., "line: this is such a file")
    name: Text = key(..., "what the plan is called")
    description: str = key("", "what it is for", max_length=5000)
    scenario: PathText = key(
        ..., "scenario file, relative to this file, or one shipped with the program"
    )
    changes: dict[KeyText, Any] = key(
        {}, "keys of the scenario that are other here, by dotted name"
    )
    today: dict[KeyText, Any] = key(
        {}, "what is set today, by the keys of decide; default: as the scenario has it"
    )
    decide: dict[KeyText, Decided] = key(
        ...,
        "what is decided, by its dotted key in the scenario",
        min_length=1,
        max_length=MOST_DECISIONS,
    )
    uncertainty: dict[KeyText, DrawKeys] = key(
        {}, "dotted keys that are not known for sure, each with its distribution"
    )
    replications: int = key(
        1,
        "runs of each candidate, each with draws of its own: of what is uncertain, and "
        "of failures and times; the same for all candidates",
        ge=1,
        le=10_000,
    )
    limits: dict[KeyText, BoundKeys] = key({}, "by figure: what it may be")
    confidence_pct: float = key(
        95.0, "share of the runs that keep all limits [%]", ge=50, le=100
    )
    equipment: dict[KeyText, MachinesKeys] = key(
        {}, "by the key that says how many there are: what one costs"
    )
    per_coil: dict[KeyText, dict[Text, Annotated[float, Field(ge=0, le=1e6)]]] = key(
        {},
        "by the key of a station, one of decide: what each choice costs per coil there",
    )
    goal: GoalKey = key(
        ...,
        "a figure to be made small, or {max: figure}; a list of two or three: their "
        "front; weights by figure: relative to today. A number that is decided is a "
        "figure, too",
    )
    search: SettingsSearchKeys = key(SettingsSearchKeys(), "how it is searched")
    budget: StudyBudgetKeys = key(StudyBudgetKeys(), "what it may cost")

    def faults(self):
        faults = []
        named = self.goals()
        for name in {n for n, _ in named if [m for m, _ in named].count(n) > 1}:
            faults.append((("goal",), f"{name} comes twice; name each once"))
        if isinstance(self.goal, dict):
            for name, weight in self.goal.items():
                if weight == 0.0:
                    faults.append(
                        (("goal", name), "0; a weight is not 0, leave it out")
                    )
        for name in self.today:
            if name not in self.decide:
                words = f"is not decided here; put {name} under changes"
                faults.append((("today", name), words))
        return faults + self._per_coil_faults()

    def _per_coil_faults(self):
        faults = []
        for name, prices in self.per_coil.items():
            decided = self.decide.get(name)
            if not name.startswith("stations.") or name.count(".") < 2:
                words = "is no key of a station, like stations.buffer.wrapping"
                faults.append((("per_coil", name), words))
            elif not isinstance(decided, ChooseKeys):
                words = "is not chosen here; give it choose: [...] under decide"
                faults.append((("per_coil", name), words))
            elif set(prices) != {choice_words(one) for one in decided.choose}:
                every = ", ".join(choice_words(one) for one in decided.choose)
                words = f"it has a price for each choice, by its name: {every}"
                faults.append((("per_coil", name), words))
        return faults

    def goals(self) -> list[tuple[str, float]]:
        """Figures with the sign of what is better: +1 less, -1 more."""
        if isinstance(self.goal, dict):
            return [(n, 1.0 if w > 0.0 else -1.0) for n, w in self.goal.items()]
        every = self.goal if isinstance(self.goal, list) else [self.goal]
        return [_signed(one) for one in every]


def _signed(one):
    if isinstance(one, str):
        return one, 1.0
    return (one.min, 1.0) if one.min is not None else (one.max, -1.0)
