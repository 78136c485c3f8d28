"""Hours of the week: which of several lists of shifts has which of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.units import DAY, HOUR, MINUTE, WEEK
from scenarios.schema.fields import DAYS, shift_intervals

MOMENT = 1e-6  # s; shifts are given by the minute


@dataclass(frozen=True)
class Span:
    """From `begin` to `end` [s into the week] list number `place` counts, or None."""

    begin: float
    end: float
    place: int | None

    @property
    def duration(self) -> float:
        """[s]"""
        return self.end - self.begin


def spans(lists: Sequence[Sequence[str]]) -> list[Span]:
    """The week in order, each moment with the first of `lists` of shifts that has it.

    Examples
    --------
    >>> week = spans([["Mon-Fri 06:00-22:00"], ["daily 00:00-24:00"]])
    >>> [(span.begin / 3600, span.place) for span in week[:3]]
    [(0.0, 1), (6.0, 0), (22.0, 1)]
    """
    owned = [
        (place, begin, end)
        for place, texts in enumerate(lists)
        for text in texts
        for begin, end in shift_intervals(text)
    ]
    edges = sorted({0.0, WEEK, *(t for _, begin, end in owned for t in (begin, end))})
    found: list[Span] = []
    for begin, end in pairwise(edges):
        have = [place for place, a, b in owned if a <= begin and end <= b]
        place = min(have, default=None)
        if found and found[-1].place == place:
            found[-1] = Span(found[-1].begin, end, place)
        else:
            found.append(Span(begin, end, place))
    return found


def uncovered(lists: Sequence[Sequence[str]]) -> list[Span]:
    """What none of `lists` has."""
    return [span for span in spans(lists) if span.place is None]


def moment_words(time: float) -> str:
    """A moment of the week [s] as people say it; of its minute the begin.

    >>> moment_words(30.5 * 3600)
    'Tue 06:30'
    """
    minutes = int((time + MOMENT) // MINUTE)
    day, minute = divmod(minutes, round(DAY / MINUTE))
    hour, minute = divmod(minute, round(HOUR / MINUTE))
    return f"{DAYS[day % 7]} {hour:02d}:{minute:02d}"


def span_words(begin: float, end: float) -> str:
    """A span within the week as a shift of a scenario file, by the day it begins on.

    One that lasts longer than a day is several shifts: see :func:`shift_words`.

    >>> span_words(18 * 3600.0, 30 * 3600.0)
    'Mon 18:00-06:00'
    """
    last = moment_words(end).split()[1]
    if last == "00:00":
        last = "24:00"
    return f"{moment_words(begin)}-{last}"


def shift_words(begin: float, end: float) -> list[str]:
    """A span as shifts of a scenario file, each within its day.

    >>> shift_words(22 * 3600.0, 30 * 3600.0)
    ['Mon 22:00-24:00', 'Tue 00:00-06:00']
    """
    found = []
    while begin < end - MOMENT:
        midnight = (begin + MOMENT) // DAY * DAY + DAY
        found.append(span_words(begin, min(end, midnight)))
        begin = midnight
    return found
