"""The week of a plan: its price of electricity, and which band has which hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.units import HOUR, KWH, WEEK
from scenarios.plan.week.schema import BandKeys
from scenarios.room.week_clock import spans
from scenarios.schema.fields import shift_intervals
from scenarios.schema.tariff import WeekTariffKeys
from twin.scenario import Course


@dataclass(frozen=True)
class BandSpan:
    """From `begin` to `end` [s into the week] band number `band` holds; or none."""

    begin: float
    end: float
    band: int | None


def price_course(keys: WeekTariffKeys) -> Course:
    """The price of electricity over the week [currency/J]."""
    prices = [one.electricity_per_kWh.value / KWH for one in keys.electricity_hours]
    found = spans([one.when for one in keys.electricity_hours])
    usual = keys.electricity_per_kWh.value / KWH
    values = [usual if span.place is None else prices[span.place] for span in found]
    return Course(tuple(span.begin for span in found), tuple(values))


def band_spans(bands: Mapping[str, BandKeys], price: Course) -> list[BandSpan]:
    """The week in order, each moment with the first of `bands` that has it."""
    own = [
        (place, keys, [span for text in keys.when for span in shift_intervals(text)])
        for place, keys in enumerate(bands.values())
    ]
    edges = {0.0, WEEK, *price.times}
    edges |= {t for _, _, shifts in own for shift in shifts for t in shift}
    found: list[BandSpan] = []
    for begin, end in pairwise(sorted(edges)):
        kWh = float(price.at(begin)) * KWH
        have = [
            place
            for place, keys, shifts in own
            if any(a <= begin and end <= b for a, b in shifts)
            # prices went through J and back
            and (keys.price_at_most is None or kWh <= keys.price_at_most * (1 + 1e-9))
        ]
        band = min(have, default=None)
        if found and found[-1].band == band:
            found[-1] = BandSpan(found[-1].begin, end, band)
        else:
            found.append(BandSpan(begin, end, band))
    return found


LAG = HOUR  # after a step of the set point, in which the room forgets what was before


def bands_in(spans: Sequence[BandSpan], begin, end, margin) -> tuple[int, ...]:
    """Bands on whose set points the room's air from `begin` to `end` [s] hangs.

    Those of its hours; of the hour before, which it may not have forgotten; and of what
    follows within a recovery, for which it is dried.
    """
    begin, end = begin - LAG, end + margin + LAG
    return tuple(
        sorted(
            {
                span.band
                for span in spans
                for turn in (-WEEK, 0.0, WEEK, 2.0 * WEEK)
                if span.begin + turn < end - 1e-6 and begin < span.end + turn - 1e-6
            }
        )
    )


def inside(texts: Sequence[str], begin: float, end: float) -> bool:
    """Whether the span [s] lies in the hours of `texts` alone."""
    week = spans([texts])
    if len(week) == 1:
        return week[0].place is not None
    return all(
        span.place is not None
        for span in week
        if span.begin < end - 1e-6 and begin < span.end - 1e-6
    )
