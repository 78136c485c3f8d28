"""A finished day of ovens read back: its schedules as tables."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from models.units import DAY, HOUR
from scenarios.plan.stored import Answer, frame, reading

TODAY, BEST, NEAREST = "today", "cheapest", "nearest"
LOADS = ("load", "oven", "recipe", "electrode", "coils", "start_h", "end_h", "start")
COILS = ("coil", "oven", "load", "arrives_h", "start_h", "end_h", "due_h", "to_spare_h")


@dataclass(frozen=True, eq=False)
class StoredDay:
    """The tables of a day; `recommended` is the cheapest schedule, or the nearest.

    Attributes
    ----------
    figures : of today's practice and of each number of ovens, by `schedule`
    loads, coils : of today's practice and of the one recommended, by `schedule`;
        loads have `late` and the names of their coils
    prices : electricity by hours since the start
    start_h : time of day at which the day begins
    """

    currency: str
    start_h: float
    horizon_h: float
    recommended: str | None
    figures: pd.DataFrame
    loads: pd.DataFrame
    coils: pd.DataFrame
    prices: pd.DataFrame
    never_in_time: dict


def day_of(kept: Answer) -> StoredDay:
    """The tables of a kept answer; PlanStoreError where it is damaged."""
    with reading(kept.entry.folder):
        return _day(kept.answer)


def _day(answer) -> StoredDay:
    conflict = answer.get("conflict") or {}
    every = {TODAY: answer["today"], BEST: answer["best"]}
    every[NEAREST] = conflict.get("nearest")
    every = {name: one for name, one in every.items() if one is not None}
    names = [name for name in every if name != TODAY]
    hours, _, minutes = str(answer["starts"]).partition(":")
    start, horizon = int(hours) + int(minutes) / 60.0, float(answer["horizon_h"])
    return StoredDay(
        currency=str(answer["currency"]),
        start_h=start,
        horizon_h=horizon,
        recommended=names[0] if names else None,
        figures=pd.DataFrame(list(_figures(answer, every))),
        loads=_loads(every),
        coils=_stacked(every, "coils", COILS),
        prices=_prices(answer["electricity_per_kWh"], start, horizon),
        never_in_time=dict(conflict.get("never_in_time") or {}),
    )


def _figures(answer, every) -> Iterator[dict]:
    for name in (TODAY, NEAREST):
        if name in every:
            yield {"schedule": name, **_plain(every[name]["figures"])}
    best = None if answer["best"] is None else answer["best"]["figures"]["ovens"]
    for ovens, one in answer["by_ovens"].items():
        if one is not None:
            name = BEST if int(ovens) == best else f"with {int(ovens)} ovens"
            yield {"schedule": name, **_plain(one)}


def _plain(figures):
    return {n: float("nan") if v is None else float(v) for n, v in figures.items()}


def _stacked(every, part, names):
    tables = [frame(one[part], *names).assign(schedule=n) for n, one in every.items()]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _loads(every):
    """Loads with the coils in them, and by how much the latest of these is late [h]."""
    loads, coils = _stacked(every, "loads", LOADS), _stacked(every, "coils", COILS)
    if loads.empty:
        return loads
    own = coils.groupby(["schedule", "load"])
    late = (-own["to_spare_h"].min()).clip(lower=0.0).rename("late_h")
    # so far as clocks go: a minute's part is rounding
    late = late.where(late > 1e-6, 0.0)
    called = own["coil"].agg(_together)
    both = pd.concat([late, called.rename("names")], axis=1).reset_index()
    return loads.merge(both, on=["schedule", "load"], how="left")


def _together(names) -> str:
    """Coils of a load, those of a group that follow each other in one word.

    >>> _together(["a/1", "a/2", "a/3", "b/7"])
    'a/1-3, b/7'
    """
    groups = {}
    for name in map(str, names):
        group, _, number = name.rpartition("/")
        groups.setdefault(group, []).append(number)
    words = []
    for group, own in groups.items():
        numbers = [int(one) if one.isdecimal() else None for one in own]
        first, count = numbers[0] or 0, len(own)
        if count > 1 and numbers == list(range(first, first + count)):
            own = [f"{own[0]}-{own[-1]}"]
        words += [f"{group}/{one}" if group else one for one in own]
    return ", ".join(words)


def _prices(hourly, start, horizon):
    if len(hourly) != DAY / HOUR:
        raise ValueError(f"{len(hourly)} prices; a day has 24")
    rows, at = [], 0.0
    while at < horizon:
        clock = (start + at) % 24.0
        end = min(at + (int(clock) + 1 - clock), horizon)
        price = float(hourly[int(clock)])
        rows.append({"begin_h": at, "end_h": end, "electricity_per_kWh": price})
        at = end
    return pd.DataFrame(rows)
