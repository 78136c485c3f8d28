"""Why a coil is as wet as it is where its limit stands, in sentences.

They quote names that a user gave: to be shown as text, not as markdown or HTML.
"""

import pandas as pd

from scenarios.life.steps import ON_ITS_WAY, SAME_TIME, since_drying, steps

SLIGHT = 0.5  # ppm; less is not worth a sentence


def verdict(passages: pd.DataFrame) -> str:
    """How a coil stands to its limits: over which, or nearest to which."""
    row = decisive(passages)
    if row is None:
        return "It has not come to a station with a limit yet."
    held = (
        f"behind {row['station']} it held {row['judged_ppm']:.0f} ppm, and "
        f"{row['limit_ppm']:.0f} ppm are allowed ({row['limit_on']})"
    )
    if row["within"]:
        share = 100.0 * row["judged_ppm"] / row["limit_ppm"]
        return f"Within its limits. Nearest to one: {held}; that is {share:.0f} %."
    return f"Over its limit: {held}."


def kept(passages: pd.DataFrame) -> bool | None:
    """Whether a coil kept its limits; None where it has come to none yet."""
    row = decisive(passages)
    return None if row is None else bool(row["within"])


def decisive(passages: pd.DataFrame):
    """The row of the limit that the coil came nearest to, or broke most; or None."""
    judged = passages[passages["judged_ppm"].notna()]
    if judged.empty:
        return None
    return judged.loc[(judged["judged_ppm"] / judged["limit_ppm"]).idxmax()]


def reason(
    passages: pd.DataFrame, exposures: pd.DataFrame, course: pd.DataFrame
) -> str:
    """Where the water came from that it held where its decisive limit stands.

    What it held after each stay, net, from the last oven's chamber on; of the oven's
    own limit also what it brought. Empty where there is no limit to explain.
    """
    row = decisive(passages)
    if row is None:
        return ""
    table = steps(exposures, passages)
    ends = table["from_h"] + table["hours"]
    table = table[ends <= row["left_h"] + SAME_TIME]
    since = since_drying(table)
    ovens = table[table["chamber"]]
    if ovens.empty:
        return _told("Since its release", since, exposures, course)
    oven = ovens.iloc[-1]
    after = _told("Since then", since, exposures, course)
    if oven["station"] == row["station"]:
        text = (
            f"It went into {oven['station']} with {oven['before_ppm']:.0f} ppm and "
            f"came out of its chamber with {oven['after_ppm']:.0f} ppm after "
            f"{oven['hours']:.1f} h."
        )
        before = _told("Before", table.loc[: oven.name - 1], exposures, course)
        return " ".join(part for part in (text, after, before) if part)
    text = (
        f"{oven['station']} had dried it to {oven['after_ppm']:.0f} ppm by hour "
        f"{oven['from_h'] + oven['hours']:.1f}."
    )
    return f"{text} {after}".strip()


def _told(when, table, exposures, course):
    """Level after level; stays in one zone's air that change it one way are one."""
    if table.empty:
        return ""
    groups = []
    for row in table.to_dict("records"):
        if abs(row["change_ppm"]) < SLIGHT:
            continue
        last = groups[-1][-1] if groups else None
        rises = row["change_ppm"] > 0.0
        alike = last is not None and last["zone"] == row["zone"]
        alike = alike and not (last["opened"] or row["opened"])
        if alike and (last["change_ppm"] > 0.0) == rises:
            groups[-1].append(row)
        else:
            groups.append([row])
    if not groups:
        return f"{when} it has held the same."
    parts = [_stay(group, exposures, course) for group in groups]
    return f"{when}: {table['before_ppm'].iloc[0]:.0f} {'; '.join(parts)}."


def _stay(group, exposures, course):
    """To what the coil came in a few stays, where, and in which air."""
    first, last = group[0], group[-1]
    begin, end = first["from_h"], last["from_h"] + last["hours"]
    there = course[(course["time_h"] >= begin) & (course["time_h"] <= end)]
    there = there[there["zone"] == first["zone"]]
    rise = last["after_ppm"] - first["before_ppm"]
    air = f" in the air of {first['zone']}"
    dew = there["dew_point_degC"].max()
    if rise > 0.0 and not pd.isna(dew):
        air += f" ({point(dew)} up to {dew:.0f} °C)"
    hours = sum(row["hours"] for row in group)
    text = f"→ {last['after_ppm']:.0f} ppm {_place(group)}{air}, {lasting(hours)}"
    own = exposures[
        (exposures["from_h"] >= begin - SAME_TIME)
        & (exposures["from_h"] + exposures["hours"] <= end + SAME_TIME)
    ]
    most = own.loc[own["change_ppm"].idxmax()]
    if len(own) > 1 and SLIGHT <= most["change_ppm"] <= rise + SLIGHT:
        at = "" if len(group) == 1 else f" at {most['station']}"
        text += (
            f", {most['change_ppm']:.0f} ppm of it{at} {most['exchange']}, in "
            f"{lasting(most['hours'])}"
        )
    return text


def _place(group):
    if group[0]["opened"]:
        return f"standing in the open {group[0]['station']}"
    names = [row["station"] for row in group if row["station"] != ON_ITS_WAY]
    names = list(dict.fromkeys(names))
    if not names:
        return ON_ITS_WAY
    *others, last = names
    return f"at {', '.join(others)} and {last}" if others else f"at {last}"


def point(dew: float) -> str:
    """What a dew point is called at that temperature [°C]."""
    return "frost point" if dew < 0.0 else "dew point"


def lasting(hours: float) -> str:
    """A time as a person says it.

    >>> lasting(10 / 3600), lasting(0.5), lasting(5.83)
    ('10 s', '30 min', '5.8 h')
    """
    seconds = 3600.0 * hours
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if hours < 1.5 else f"{hours:.1f} h"
