"""The answer of a study with limits: where all are kept, and where each is broken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

KEPT, SOME, BROKEN = "kept", "some", "broken"
MOST_VALUES = 6  # that are listed


@dataclass(frozen=True)
class Words:
    """How a row of the limits, a key and a value of it are worded."""

    limit: Callable[[pd.Series], str]
    key: Callable[[str], str]
    value: Callable[[str, object], str]


@dataclass(frozen=True)
class Verdict:
    """What is said of a study's limits.

    Attributes
    ----------
    kind : KEPT in all cases, in SOME, or BROKEN: no case keeps them all
    sentence : where all limits are kept
    lines : for each limit where it is broken, the one broken most widely first
    figure : of the first of the lines; None where nothing is broken
    """

    kind: str
    sentence: str
    lines: tuple[str, ...]
    figure: str | None


def verdict(limits: pd.DataFrame, listed: Sequence[str], words: Words):
    """The Verdict on a table as of `report.limits`; None where nothing is judged.

    `listed` are the keys whose values make its cases, in the order of their values
    where these are numbers.
    """
    table = limits.dropna(subset=["probability"])
    if table.empty:
        return None
    if len(listed) == 1 and _numbers(table[listed[0]]):
        table = table.sort_values(listed[0], kind="stable")
    cases = list(table["case"].unique())
    names = list(limits["figure"].unique())
    kept = [case for case in cases if _kept(table[table["case"] == case], names)]
    ranked = sorted(names, key=lambda name: _width(table, name))
    each = [(name, table[table["figure"] == name]) for name in ranked]
    lines = tuple(_line(rows, listed, words) for _, rows in each if len(rows))
    if len(kept) == len(cases):
        rows = table[table["case"].isin(kept)]
        draws, high = _draws(rows), 100.0 * rows["high"].max()
        said = (
            f"No limit is broken in {draws}: with 95 % confidence less than "
            f"{high:.1f} % of the time."
        )
        return Verdict(KEPT, said, (), None)
    kind = SOME if kept else BROKEN
    said = _where_kept(table, kept, listed, len(names), words)
    return Verdict(kind, said, lines, ranked[0])


def _numbers(values):
    is_number, is_bool = pd.api.types.is_numeric_dtype, pd.api.types.is_bool_dtype
    return is_number(values) and not is_bool(values)


def _kept(rows, names):
    return len(rows) == len(names) and not rows["broken"].any()


def _width(table, name):
    """What is broken in most cases, and most often, comes first."""
    rows = table[table["figure"] == name]
    return -int((rows["broken"] > 0).sum()), -float(rows["probability"].max() or 0.0)


def _draws(rows):
    least, most = int(rows["draws"].min()), int(rows["draws"].max())
    count = f"{most}" if least == most else f"{least} to {most}"
    return f"{count} draw{'' if most == 1 else 's'}"


def _where_kept(table, kept, listed, count, words):
    """Which cases keep all limits, in a sentence."""
    all_of = {1: "the limit", 2: "both limits"}.get(count, f"all {count} limits")
    if not listed:
        return f"**Not every draw keeps {all_of}** ({_draws(table)})."
    if not kept:
        tried = table["case"].nunique()
        return f"**None of the {tried} cases keeps {all_of}** ({_draws(table)} each)."
    rows = table[table["case"].isin(kept)]
    sure = (
        f"({_draws(rows)} each: with 95 % confidence broken less than "
        f"{100.0 * rows['high'].max():.0f} % of the time)"
    )
    if len(listed) > 1:
        cases = table["case"].nunique()
        return f"**{len(kept)} of {cases} cases keep {all_of}** {sure}."
    (key,) = listed
    where = _where(rows[key].unique(), table[key].unique(), key, words)
    are = "is" if count == 1 else "are"
    said = f"{all_of.capitalize()} {are} kept with {words.key(key)} {where}"
    return f"**{said}** {sure}."


def _line(rows, listed, words):
    """Where one limit is broken, and how often."""
    name = f"**{words.limit(rows.iloc[0])}**"
    broken = rows[rows["broken"] > 0]
    if broken.empty:
        return f"{name} is kept in every draw."
    worst = broken.loc[broken["probability"].idxmax()]
    if not listed:
        return f"{name} is broken in {_share(worst)}."
    if len(listed) > 1:
        case = ", ".join(f"{words.key(k)} {words.value(k, worst[k])}" for k in listed)
        return (
            f"{name} is broken in {len(broken)} of {len(rows)} cases, most often "
            f"with {case}: in {_share(worst)}."
        )
    (key,) = listed
    where = _where(broken[key].unique(), rows[key].unique(), key, words)
    least = broken.loc[broken["probability"].idxmin()]
    if least["probability"] == worst["probability"]:
        return f"{name} is broken {where}: in {_share(worst)}."
    return (
        f"{name} is broken {where}: in {_share(least)} at "
        f"{words.value(key, least[key])}, in {_share(worst)} at "
        f"{words.value(key, worst[key])}."
    )


def _share(row):
    return (
        f"{100 * row['probability']:.0f} % of the draws (95 % interval: "
        f"{100 * row['low']:.0f} to {100 * row['high']:.0f} %)"
    )


def _where(values, among, key, words):
    """Some of the values that were tried, which have an order where they are numbers.

    >>> said = Words(str, str, lambda key, value: f"{value} °C")
    >>> _where([-35, -30], [-40, -35, -30], "dew point", said)
    'from -35 °C on'
    >>> _where([-40, -30], [-40, -35, -30], "dew point", said)
    'at -40 °C, -30 °C'
    """
    values, among = list(values), list(among)
    first, last = (words.value(key, values[i]) for i in (0, -1))
    begin = among.index(values[0])
    in_a_row = among[begin : begin + len(values)] == values
    ordered = _numbers(pd.Series(among))
    if len(values) == len(among) > 1:
        return "everywhere"
    if len(values) > 1 and ordered and in_a_row:
        if begin == 0:
            return f"up to {last}"
        return f"from {first} on" if values[-1] == among[-1] else f"{first} to {last}"
    said = [words.value(key, value) for value in values[:MOST_VALUES]]
    more = f" and {len(values) - MOST_VALUES} more" if len(values) > MOST_VALUES else ""
    return f"at {', '.join(said)}{more}"
