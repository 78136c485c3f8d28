"""StudyKeys: the keys of a study file: a scenario, what varies, and what comes out."""

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.schema.fields import PathText, Section, Text, key

MOST_POINTS = 100_000
MOST_LISTED = 1000  # values of one key
LEVELS = 4  # of a Morris design
KeyText = Annotated[str, Field(min_length=1, max_length=300)]


class RangeKeys(Section):
    """Numbers at equal distances, both ends among them."""

    first: float | int = key(..., "first value", alias="from")
    last: float | int = key(..., "last value", alias="to")
    steps: int = key(..., "how many values", ge=2, le=MOST_LISTED)

    def faults(self):
        if self.first == self.last:
            return [(("to",), f"{self.last}; it differs from `from`")]
        return []

    def values(self) -> list[float | int]:
        """From the first to the last; whole numbers where both ends and steps are."""
        span = self.last - self.first
        found = []
        for i in range(self.steps):
            # twelve digits: 0.1 + 0.2 reads 0.3 in the table and in the hash
            value = float(f"{self.first + span * i / (self.steps - 1):.12g}")
            found.append(value)
        whole = isinstance(self.first, int) and isinstance(self.last, int)
        if whole and all(value.is_integer() for value in found):
            return [int(value) for value in found]
        return found


class GridKeys(Section):
    """A range of numbers, instead of a list of them."""

    grid: RangeKeys = key(..., "from, to, steps")


PARAMETERS = {
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "empirical": ("values",),
}


class DrawKeys(Section):
    """A distribution, in the unit of the key that varies."""

    kind: Literal[tuple(PARAMETERS)] = key(..., "how the value is distributed")
    mean: float | None = key(None, "expected value")
    sd: float | None = key(None, "standard deviation", gt=0)
    low: float | None = key(None, "smallest value")
    mode: float | None = key(None, "most frequent value")
    high: float | None = key(None, "largest value")
    values: list[Any] | None = key(
        None, "of equal chance", min_length=2, max_length=MOST_LISTED
    )

    def faults(self):
        wanted = PARAMETERS[self.kind]
        given = [name for name in _ALL if getattr(self, name) is not None]
        words = ", ".join(wanted)
        faults = [
            ((name,), f"missing; {self.kind} is given by {words}")
            for name in wanted
            if name not in given
        ]
        faults += [
            ((name,), f"does not belong to {self.kind}, which is given by {words}")
            for name in given
            if name not in wanted
        ]
        if faults:
            return faults
        if self.kind in ("uniform", "triangular"):
            values = [getattr(self, name) for name in wanted]
            rising = all(a <= b for a, b in pairwise(values))
            if not rising or values[0] == values[-1]:
                order = " <= ".join(wanted)
                return [(("low",), f"{values[0]:g}; the order is {order}, not equal")]
        if self.kind == "lognormal" and self.mean <= 0.0:
            return [(("mean",), f"{self.mean:g}; a lognormal mean is above 0")]
        return []


_ALL = ("mean", "sd", "low", "mode", "high", "values")


def _shape(value):
    if isinstance(value, dict | GridKeys | DrawKeys):
        is_grid = isinstance(value, GridKeys) or "grid" in value
        return "<grid>" if is_grid else "<draw>"
    return "<list>"


_Values = Annotated[list[Any], Field(min_length=1, max_length=MOST_LISTED)]
Varied = Annotated[
    Annotated[_Values, Tag("<list>")]
    | Annotated[GridKeys, Tag("<grid>")]
    | Annotated[DrawKeys, Tag("<draw>")],
    Discriminator(_shape),
]


class BoundKeys(Section):
    """What a figure may be at most, at least, or both."""

    max: float | None = key(None, "broken above")
    min: float | None = key(None, "broken below")

    def faults(self):
        if self.max is None and self.min is None:
            return [((), "it has neither max nor min; give one of them")]
        if None not in (self.max, self.min) and self.min > self.max:
            return [(("min",), f"{self.min:g}; above the max, {self.max:g}")]
        return []


class StudyBudgetKeys(Section):
    """What a study may cost; a larger one is refused before it starts."""

    time_min: float = key(60.0, "computing time [min]", gt=0, le=1_000_000)
    memory_GiB: float = key(8.0, "memory [GiB]", gt=0, le=10_000)  # noqa: N815


class StudyKeys(Section):
    """A study: one scenario, what varies, how often, and which figures come out."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._()-]{0,79}$")] = key(
        ..., "what the study is called; its folder carries it"
    )
    description: str = key("", "what it is for", max_length=5000)
    scenario: PathText = key(
        ..., "scenario file, relative to this file, or one shipped with the program"
    )
    vary: Annotated[dict[KeyText, Varied], Field(min_length=1, max_length=200)] = key(
        ..., "dotted keys of the scenario, each with its values"
    )
    sample: Literal["grid", "latin_hypercube", "sobol"] | None = key(
        None, "how drawn values are sampled; grid: only listed ones"
    )
    points: int | None = key(None, "samples of the drawn values", ge=2, le=MOST_POINTS)
    replications: int = key(1, "runs of each point, with other draws", ge=1, le=10_000)
    seed: int = key(0, "of the sample", ge=0, le=2**63 - 1)
    figures: list[Text] = key(
        ...,
        "names of the run's figures; * and ? stand for any letters",
        min_length=1,
        max_length=1000,
    )
    limits: dict[KeyText, BoundKeys] = key({}, "by figure: what it may be")
    sensitivity: Literal["morris", "sobol"] | None = key(
        None, "indices of which key matters how much"
    )
    budget: StudyBudgetKeys = key(StudyBudgetKeys(), "what the study may cost")

    def drawn(self) -> dict[str, DrawKeys]:
        """The keys with a distribution."""
        return {k: v for k, v in self.vary.items() if isinstance(v, DrawKeys)}

    def listed(self) -> dict[str, list]:
        """The keys whose values are listed, with these."""
        return {
            name: value.grid.values() if isinstance(value, GridKeys) else value
            for name, value in self.vary.items()
            if not isinstance(value, DrawKeys)
        }

    def faults(self):
        if self.sensitivity is not None:
            return self._sensitivity_faults()
        if not self.drawn():
            faults = []
            if self.sample not in (None, "grid"):
                message = f"{self.sample}; no key has a distribution: leave it out"
                faults.append((("sample",), message))
            if self.points is not None:
                message = f"{self.points}; all values are listed: leave it out"
                faults.append((("points",), message))
            return faults
        faults = []
        if self.sample in (None, "grid"):
            name = next(iter(self.drawn()))
            message = f"{name} has a distribution: give latin_hypercube or sobol"
            faults.append((("sample",), message))
        if self.points is None:
            faults.append((("points",), "missing; how many samples are drawn?"))
        elif self.sample == "sobol":
            faults += _power_of_two(self.points)
        return faults

    def _sensitivity_faults(self):
        faults = []
        for name in self.listed():
            message = (
                "its values are listed; indices need distributions: "
                "{kind: empirical, values: [...]} gives listed ones equal chances"
            )
            faults.append((("vary", name), message))
        if self.limits and self.sensitivity == "morris":
            message = (
                "a Morris design is no sample of the distributions and gives no "
                "probability; take limits to a study with sample: latin_hypercube"
            )
            faults.append((("limits",), message))
        if len(self.vary) < 2:
            faults.append((("vary",), "one key; indices compare at least two"))
        if self.sample is not None:
            message = f"{self.sample}; {self.sensitivity} has a sample of its own"
            faults.append((("sample",), f"{message}: leave it out"))
        if self.points is None:
            what = "trajectories" if self.sensitivity == "morris" else "base samples"
            faults.append((("points",), f"missing; it is the number of {what}"))
        elif self.sensitivity == "sobol":
            faults += _power_of_two(self.points)
        return faults


def _power_of_two(points):
    if points & (points - 1) == 0:
        return []
    above = 1 << points.bit_length()
    message = f"{points}; a Sobol sample is balanced at powers of 2: {above // 2}"
    return [(("points",), f"{message} or {above}")]
