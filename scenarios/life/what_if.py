"""The same life with a longer wait, beside the real one: in a table and in words.

The words quote names that a user gave: to be shown as text, not as markdown or HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.units import HOUR
from scenarios.life.limits import PLAIN
from scenarios.life.steps import ON_ITS_WAY, SAME_TIME
from scenarios.life.tables import IN_OVEN
from scenarios.life.words import SLIGHT, lasting, point
from twin.scenario import ZoneSpec

UNMOVED = 0.05  # ppm; what changes less has not changed

COMPARED = (
    "coil",
    "station",
    "visit",
    "left_h",
    "would_leave_h",
    "was_ppm",
    "would_be_ppm",
    "change_ppm",
    "limit_ppm",
    "water_of",
    "was_within",
    "now_within",
)


@dataclass(frozen=True, eq=False)
class Told:
    """A life in the tables of :mod:`scenarios.life.tables`."""

    passages: pd.DataFrame
    exposures: pd.DataFrame
    course: pd.DataFrame


def compared(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The passages of both lives, a row for every visit whose water out is known.

    `was_ppm`, `would_be_ppm` are in the terms of the station's limit, as `water_of`
    says; without one, the mean per dry electrode.
    """
    rows = []
    for before, after in zip(
        was.to_dict("records"), now.to_dict("records"), strict=True
    ):
        judged = not pd.isna(before["judged_ppm"])
        column = "judged_ppm" if judged else "water_out_ppm"
        if pd.isna(before[column]):
            continue
        rows.append(
            (
                before["coil"],
                before["station"],
                before["visit"],
                before["left_h"],
                after["left_h"],
                before[column],
                after[column],
                after[column] - before[column],
                before["limit_ppm"],
                before["limit_on"] if judged else PLAIN,
                before["within"],
                after["within"],
            )
        )
    table = pd.DataFrame(rows, columns=list(COMPARED))
    return table.astype({"was_within": "boolean", "now_within": "boolean"})


# ---------------------------------------------------------------- in words


def consequence(table: pd.DataFrame, station: str, extra_h: float) -> str:
    """What the longer wait would have done: first to the limits, then to the end.

    A line for each, of a table of `compared`.
    """
    start = f"With {extra_h:g} h more at {station}"
    rows = told(table)
    unmoved = (table["change_ppm"].abs() < UNMOVED).all()
    if unmoved:
        rows = [row for row in rows if not pd.isna(row["was_within"])]
    lines = [_row(row, row["left_h"] == table["left_h"].max()) for row in rows]
    if table["was_within"].isna().all():
        lines.append("It has come to no limit.")
    if unmoved:
        start += f" it would hold the same within {UNMOVED:g} ppm behind every station."
        return "\n".join([start, *map(_begun, lines)])
    return "\n".join([f"{start}: {lines[0]}", *map(_begun, lines[1:])])


def _begun(line):
    return line[:1].upper() + line[1:]


def told(table: pd.DataFrame) -> list[dict]:
    """The rows that are worth a line, in the order of the coil's way.

    Every limit that is broken in one of the lives, or else the nearest; what is known
    last; and the row that moved most where none of them moved.
    """
    if table.empty:
        return []
    judged = table[table["was_within"].notna() & table["now_within"].notna()]
    chosen = set(judged.index[~(judged["was_within"] & judged["now_within"])])
    if not chosen and len(judged):
        share = judged[["was_ppm", "would_be_ppm"]].max(axis=1) / judged["limit_ppm"]
        chosen = {share.idxmax()}
    chosen.add(table.index[-1])
    moved = table["change_ppm"].abs()
    if (moved[list(chosen)] < UNMOVED).all() and moved.max() >= UNMOVED:
        chosen.add(moved.idxmax())
    rows = [table.loc[i].to_dict() for i in sorted(chosen)]
    return sorted(rows, key=lambda row: pd.isna(row["was_within"]))  # limits first


def _row(row, last):
    behind = f"behind {row['station']}"
    held = f"{behind}{', the last,' if last else ''} {_instead(row)}"
    if pd.isna(row["was_within"]) or pd.isna(row["now_within"]):
        return f"{held}."
    return f"{held}, {row['limit_ppm']:.0f} allowed: {_kept(row)}."


def _instead(row):
    was, now = row["was_ppm"], row["would_be_ppm"]
    if abs(now - was) < UNMOVED:
        return f"{now:.0f} ppm as before"
    digits = _digits(now, was)
    return f"{now:.{digits}f} instead of {was:.{digits}f} ppm"


def _digits(one, other):
    """Decimals that tell two values apart: none, or one."""
    return 0 if f"{one:.0f}" != f"{other:.0f}" else 1


def _kept(row):
    was, now = bool(row["was_within"]), bool(row["now_within"])
    if was and now:
        return "within it either way"
    if was:
        return "it would break this limit"
    if now:
        return "it would keep this limit"
    change = row["change_ppm"]
    if abs(change) < UNMOVED:
        return "over it either way"
    more = "more" if change > 0.0 else "less"
    return f"over it either way, by {abs(change):.{_digits(change, 0.0)}f} ppm {more}"


# ---------------------------------------------------------------- why


def cause(was: Told, now: Told, zones: Mapping[str, ZoneSpec]) -> str:
    """What differs most, up to each row that is `told`.

    Of a row whose change is for the most part that of the one before, nothing is said;
    nor of what an oven has made alike again. Empty where nothing differs by `SLIGHT`.
    """
    table = compared(was.passages, now.passages)
    parts, begun, before = [], (-np.inf, -np.inf), 0.0
    for row in sorted(told(table), key=lambda row: row["left_h"]):
        until = (row["left_h"], row["would_leave_h"])
        own = abs(row["change_ppm"] - before)
        if own >= max(SLIGHT, 0.5 * abs(row["change_ppm"])):
            parts.append(_most(was, now, zones, _alike(was, now, begun, until), until))
        begun, before = until, row["change_ppm"]
    parts = [part for part in parts if part]
    return f"Why: {'; '.join(parts)}." if parts else ""


def _alike(was, now, begun, until):
    """When both lives came out of an oven alike, if that is later than `begun`."""
    ovens = [
        own[own["exchange"] == IN_OVEN].tail(1)
        for own in (
            _between(one.exposures, begin, end)
            for one, begin, end in zip((was, now), begun, until, strict=True)
        )
    ]
    if any(own.empty for own in ovens):
        return begun
    one, other = (own.iloc[0] for own in ovens)
    if abs(one["after_ppm"] - other["after_ppm"]) >= SLIGHT:
        return begun
    return tuple(own["from_h"] + own["hours"] for own in (one, other))


def _most(was, now, zones, begun, until):
    """The kind of exposure in a part of both lives whose change differs most."""
    before = _by_place(_between(was.exposures, begun[0], until[0]))
    after = _by_place(_between(now.exposures, begun[1], until[1]))
    found = {
        key: after[key]["change_ppm"].sum() - before[key]["change_ppm"].sum()
        for key in before
        if key in after
    }
    key = max(found, key=lambda one: abs(found[one]), default=None)
    if key is None or abs(found[key]) < SLIGHT:
        return ""
    station, zone, exchange = key
    at = station if station == ON_ITS_WAY else f"at {station}"
    then, else_ = after[key], before[key]
    digits = _digits(then["change_ppm"].sum(), else_["change_ppm"].sum())
    return (
        f"{exchange}, {at} in the air of {zone} {_did(then, now.course, digits)} "
        f"instead of {_did(else_, was.course, digits)}"
        f"{_fault(else_, then, zones.get(zone))}"
    )


def _between(exposures, begin, end):
    ends = exposures["from_h"] + exposures["hours"]
    after = exposures["from_h"] >= begin - SAME_TIME
    return exposures[after & (ends <= end + SAME_TIME)]


def _by_place(exposures):
    return dict(list(exposures.groupby(["station", "zone", "exchange"], sort=False)))


def _did(own, course, digits):
    """Net change, time and mean dew point of exposures."""
    change = own["change_ppm"].sum()
    text = f"{change:+z.{digits}f} ppm in {lasting(own['hours'].sum())}"
    dew = _mean_dew_point(own, course)
    return text if np.isnan(dew) else f"{text} (mean {point(dew)} {dew:.0f} °C)"


def _mean_dew_point(own, course):
    """Over the time of exposures [°C]; nan where it is not known."""
    total = 0.0
    for row in own.itertuples():
        end = row.from_h + row.hours
        inside = course["time_h"].between(row.from_h - 1e-9, end + 1e-9)
        inside &= (course["station"] == row.station) & (course["zone"] == row.zone)
        times = course.loc[inside, "time_h"].to_numpy()
        values = course.loc[inside, "dew_point_degC"].to_numpy()
        span = times[-1] - times[0] if len(times) else 0.0
        if span > 0.0:
            mean = np.trapezoid(values, times) / span
        else:  # shorter than the looks are apart
            mean = values.mean() if len(values) else np.nan
        total += row.hours * mean
    return total / own["hours"].sum()


def _fault(was, now, zone):
    """Which disturbances of the zone have to do with it, in words."""
    if zone is None:
        return ""
    parts = []
    for event in zone.disturbances:
        end = (event.start + event.duration) / HOUR
        before, after = _middle(was), _middle(now)
        then = event.start / HOUR <= before < end
        if then and after >= end:
            parts.append(f"{event.name} is over by then")
        elif not then and event.start / HOUR <= after < end:
            parts.append(f"then in {event.name}")
    return f": {', '.join(parts)}" if parts else ""


def _middle(own):
    """The middle of the exposure that did most [h]."""
    most = own.loc[own["change_ppm"].abs().idxmax()]
    return most["from_h"] + most["hours"] / 2.0
