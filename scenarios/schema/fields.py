"""What the keys of a scenario file are made of: numbers with bounds, names, draws."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    create_model,
)

from models.units import DAY, HOUR, MINUTE
from scenarios.faults import quoted
from twin import streams

SECONDS = {"s": 1.0, "min": MINUTE, "h": HOUR, "d": DAY}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]{0,62}$"
NAME_WORDS = "a name begins with a letter; letters, digits, _ and - follow, at most 63"
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
PathText = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Gas = Literal["air", "nitrogen", "argon"]


class Section(BaseModel):
    """A mapping of a scenario file: no unknown keys, no text for numbers, no NaN."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        frozen=True,
        validate_by_name=False,
        validate_by_alias=True,
    )

    def faults(self) -> list[tuple[tuple, str]]:
        """What is wrong between the keys of this mapping: (path below it, message)."""
        return []


def key(default: Any, description: str, **bounds):
    """A key with its default, its meaning and its bounds; `...` means required."""
    return Field(default, description=description, **bounds)


# ---------------------------------------------------------------- durations

# kind to the parameters it is given by; the plant names none where any number will do
KINDS = {kind: names or ("values",) for kind, names in streams.KINDS.items()}


class Drawn(Section):
    """A duration that is drawn: its kind and the parameters of that kind."""

    unit: ClassVar[str] = "s"

    def given(self, parameter: str):
        """The value of `parameter` ("mean"), whatever the unit in its key; or None."""
        return getattr(self, self.key_of(parameter))

    @classmethod
    def key_of(cls, parameter: str) -> str:
        """The key of a parameter: `mean_min`; a Weibull shape has no unit."""
        return parameter if parameter == "shape" else f"{parameter}_{cls.unit}"

    def faults(self):
        wanted = KINDS[self.kind]
        found = [p for p in PARAMETERS if self.given(p) is not None]
        words = " and ".join(self.key_of(p) for p in wanted)
        faults = [
            ((self.key_of(p),), f"missing; a {self.kind} duration is given by {words}")
            for p in wanted
            if p not in found
        ]
        faults += [
            (
                (self.key_of(p),),
                f"does not belong to a {self.kind} duration, which is given by "
                f"{words}; remove it or change kind",
            )
            for p in found
            if p not in wanted
        ]
        if faults:
            return faults
        ordered = [p for p in ("low", "mode", "high") if p in wanted]
        values = [self.given(p) for p in ordered]
        if values != sorted(values) or (values and values[0] == values[-1]):
            names = " <= ".join(self.key_of(p) for p in ordered)
            faults.append(
                ((self.key_of("low"),), f"{values[0]}; the order is {names}, not equal")
            )
        if self.kind == "normal" and self.given("sd") > 2 * self.given("mean"):
            faults.append(
                (
                    (self.key_of("sd"),),
                    f"{self.given('sd')}; a normal duration is redrawn until above 0, "
                    f"so {self.key_of('sd')} is at most twice the mean; use lognormal",
                )
            )
        return faults

    def parameters(self) -> tuple[float, ...]:
        """The parameters in the order of the kind, times in s."""
        factor = SECONDS[self.unit]
        if self.kind == "empirical":
            return tuple(v * factor for v in self.given("values"))
        return tuple(
            self.given(p) * (1.0 if p == "shape" else factor) for p in KINDS[self.kind]
        )

    def mean(self) -> float:
        """Expected duration [s], for the estimate of a run's size."""
        import math

        p = self.parameters()
        if self.kind in ("uniform", "triangular", "empirical"):
            return sum(p) / len(p)
        if self.kind == "weibull":
            return p[0] * math.gamma(1.0 + 1.0 / p[1])
        return p[0]


PARAMETERS = ("value", "mean", "low", "mode", "high", "sd", "scale", "shape", "values")


def _drawn_model(unit: str, words: str) -> type[Drawn]:
    longest = 10 * 366 * DAY / SECONDS[unit]
    meanings = {
        "value": "the duration",
        "mean": "mean",
        "low": "shortest",
        "mode": "most frequent",
        "high": "longest",
        "sd": "standard deviation",
        "scale": "scale of the Weibull distribution",
        "shape": "shape of the Weibull distribution, without unit",
        "values": "measured durations, one of which is drawn each time",
    }
    fields = {"kind": (Literal[tuple(KINDS)], key(..., "how the duration is drawn"))}
    for parameter in PARAMETERS:
        low = {"ge": 0} if parameter in ("value", "low", "mode") else {"gt": 0}
        name = parameter if parameter == "shape" else f"{parameter}_{unit}"
        meaning = meanings[parameter] + ("" if parameter == "shape" else f" [{words}]")
        if parameter == "values":
            item = Annotated[float, Field(gt=0, le=longest)]
            bounds = {"min_length": 1, "max_length": 10_000}
            fields[name] = (list[item] | None, key(None, meaning, **bounds))
        elif parameter == "shape":
            fields[name] = (float | None, key(None, meaning, ge=0.2, le=20))
        else:
            fields[name] = (float | None, key(None, meaning, le=longest, **low))
    model = create_model(f"Drawn_{unit}", __base__=Drawn, **fields)
    model.unit = unit
    model.__doc__ = f"A duration that is drawn, in {words}."
    return model


DRAWN = {
    unit: _drawn_model(unit, words)
    for unit, words in (("s", "seconds"), ("min", "minutes"), ("h", "hours"))
}


def _fixed_or_drawn(value):
    return "<drawn>" if isinstance(value, dict | Drawn) else "<fixed>"


def _duration(unit: str, lowest: dict):
    fixed = Annotated[float, Field(le=10 * 366 * DAY / SECONDS[unit], **lowest)]
    return Annotated[
        Annotated[fixed, Tag("<fixed>")] | Annotated[DRAWN[unit], Tag("<drawn>")],
        Discriminator(_fixed_or_drawn),
    ]


DurationS = _duration("s", {"gt": 0})
DurationMin = _duration("min", {"gt": 0})
DurationH = _duration("h", {"gt": 0})
WaitH = _duration("h", {"ge": 0})


# ---------------------------------------------------------------- plant clock

_MOMENT = re.compile(r"(?:(\w{3,9}) +)?([01]?\d|2[0-3]):([0-5]\d)")
_SHIFT = re.compile(
    r"(daily|\w{3,9})(?: *- *(\w{3,9}))? +"
    r"([01]?\d|2[0-3]):([0-5]\d) *- *([01]?\d|2[0-4]):([0-5]\d)",
    re.IGNORECASE,
)


def weekday(text: str) -> int | None:
    """0 for "Mon" or "Monday" to 6 for "Sun"; None for anything else."""
    short = text[:3].capitalize()
    full = ("day", "sday", "nesday", "rsday", "day", "urday", "day")
    if short in DAYS:
        rest = text[3:].lower()
        if rest in ("", full[DAYS.index(short)]):
            return DAYS.index(short)
    return None


def moment(text: str, period: str) -> float | None:
    """Seconds into the week or day of "Mon 06:00" or "06:00"; None if it is neither.

    >>> moment("Tue 06:30", "week"), moment("06:30", "day"), moment("06:30", "week")
    (109800.0, 23400.0, None)
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match or (match[1] is None) != (period == "day"):
        return None
    day = 0 if match[1] is None else weekday(match[1])
    if day is None:
        return None
    return day * DAY + int(match[2]) * HOUR + int(match[3]) * MINUTE


def shift_intervals(text: str) -> list[tuple[float, float]] | None:
    """Intervals [s into the week] of "Mon-Fri 06:00-22:00"; None if not readable.

    A shift that ends at or before its start ends on the next day.

    >>> shift_intervals("Mon-Tue 06:00-14:00")
    [(21600.0, 50400.0), (108000.0, 136800.0)]
    >>> shift_intervals("Sun 22:00-06:00")
    [(0.0, 21600.0), (597600.0, 604800.0)]
    """
    match = _SHIFT.fullmatch(text.strip())
    if not match:
        return None
    if match[1].lower() == "daily":
        first, last = (0, 6) if match[2] is None else (None, None)
    else:
        first = weekday(match[1])
        last = first if match[2] is None else weekday(match[2])
    if first is None or last is None:
        return None
    start = int(match[3]) * HOUR + int(match[4]) * MINUTE
    end = int(match[5]) * HOUR + int(match[6]) * MINUTE
    if end > DAY:
        return None
    if end <= start:
        end += DAY
    intervals = []
    for i in range((last - first) % 7 + 1):
        day = (first + i) % 7
        a, b = day * DAY + start, day * DAY + end
        week = 7 * DAY
        if b > week:
            intervals += [(a, week), (0.0, b - week)]
        else:
            intervals.append((a, b))
    return sorted(intervals)


def hours_faults(when: list[str]) -> list[tuple[tuple, str]]:
    """A fault for each text under the key `when` that is no hours of the week."""
    words = 'it reads like "Mon-Fri 06:00-22:00" or "daily 06:00-14:00"'
    return [
        (("when", i), f"{quoted(text)}; {words}")
        for i, text in enumerate(when)
        if shift_intervals(text) is None
    ]
