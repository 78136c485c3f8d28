"""Why a coil is as wet as it is where its limit stands, in sentences.

They quote names that a user gave: to be shown as text, not as markdown or HTML.
"""

import pandas as pd

from scenarios.life.tables import IN_OVEN

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

    Of a limit behind the oven: what came back since. Of the oven's own: what it brought
    and what the oven took. Empty where there is no limit to explain.
    """
    row = decisive(passages)
    if row is None:
        return ""
    before = exposures[exposures["from_h"] + exposures["hours"] <= row["left_h"] + 1e-9]
    ovens = before[before["exchange"] == IN_OVEN]
    if ovens.empty:
        return _rise("Since its release", before, course)
    oven, since = ovens.iloc[-1], before.loc[ovens.index[-1] + 1 :]
    if oven["station"] == row["station"]:
        came = ovens[ovens["from_h"] >= row["arrived_h"]].iloc[0]
        earlier = before.loc[: came.name - 1]
        text = (
            f"It went into {oven['station']} with {came['before_ppm']:.0f} ppm and "
            f"came out of its chamber with {oven['after_ppm']:.0f} ppm after "
            f"{oven['from_h'] + oven['hours'] - came['from_h']:.1f} h."
        )
        return f"{text} {_rise('Before', earlier, course)}".strip()
    text = (
        f"{oven['station']} had dried it to {oven['after_ppm']:.0f} ppm by hour "
        f"{oven['from_h'] + oven['hours']:.1f}."
    )
    return f"{text} {_rise('Since then', since, course)}"


def _rise(when, exposures, course):
    """Which station's air raised it most."""
    if exposures.empty:
        return ""
    places = exposures.assign(up=exposures["change_ppm"].clip(lower=0.0))
    places = places.groupby(["station", "zone"], sort=False).agg(
        up=("up", "sum"), hours=("hours", "sum")
    )
    whole = float(places["up"].sum())
    if whole < SLIGHT:
        return f"{when} it has taken up nothing."
    station, zone = places["up"].idxmax()
    most = places.loc[(station, zone)]
    there = course[(course["station"] == station) & (course["zone"] == zone)]
    begin = exposures["from_h"].iloc[0]
    dew = there.loc[there["time_h"] >= begin, "dew_point_degC"].max()
    kind = "frost" if dew < 0.0 else "dew"
    air = "" if pd.isna(dew) else f" ({kind} point up to {dew:.0f} °C)"
    at = station if station.startswith("on its way") else f"at {station}"
    text = (
        f"{when} it took up {whole:.0f} ppm, the most of it, {most['up']:.0f} ppm in "
        f"{most['hours']:.1f} h, {at} in the air of {zone}{air}"
    )
    own = exposures[(exposures["station"] == station) & (exposures["zone"] == zone)]
    if len(own) > 1:
        most = own.loc[own["change_ppm"].idxmax()]
        text += (
            f": {most['change_ppm']:.0f} ppm of that {most['exchange']}, in "
            f"{_lasting(most['hours'])}"
        )
    return f"{text}."


def _lasting(hours):
    seconds = 3600.0 * hours
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if hours < 1.5 else f"{hours:.1f} h"


def compared(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Both lives side by side, a row for every visit whose water out is known.

    `was_ppm`, `now_ppm` are in the terms of the station's limit; without one, the mean
    per dry electrode.
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
                before["within"],
                after["within"],
            )
        )
    table = pd.DataFrame(rows, columns=list(COMPARED))
    return table.astype({"was_within": "boolean", "now_within": "boolean"})


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
    "was_within",
    "now_within",
)


def consequence(table: pd.DataFrame, station: str, extra_h: float) -> str:
    """What the longer wait would have done: to the water, and to the limits."""
    moved = table[table["change_ppm"].abs() >= 0.05]
    start = f"With {extra_h:g} h more at {station}"
    if moved.empty:
        text = f"{start} it would hold the same within 0.05 ppm behind every station."
    else:
        most = moved.loc[moved["change_ppm"].abs().idxmax()]
        text = (
            f"{start} it would hold {most['would_be_ppm']:.1f} ppm behind "
            f"{most['station']} instead of {most['was_ppm']:.1f} ppm "
            f"({most['change_ppm']:+.1f} ppm, the largest change)"
        )
        end = table.iloc[-1]
        if end.name != most.name:
            text += f"; behind {end['station']}, the last, {end['change_ppm']:+.1f} ppm"
        text += "."
    judged = table[table["was_within"].notna()]
    broken = judged[judged["was_within"] & ~judged["now_within"]]
    mended = judged[~judged["was_within"] & judged["now_within"]]
    still = judged[~judged["was_within"] & ~judged["now_within"]]
    if judged.empty:
        return f"{text} No limit stands on its way."
    parts = []
    for row in broken.to_dict("records"):
        parts.append(
            f"It would break the limit behind {row['station']}: "
            f"{row['would_be_ppm']:.0f} ppm, {row['limit_ppm']:.0f} ppm allowed."
        )
    for row in mended.to_dict("records"):
        parts.append(f"It would keep the limit behind {row['station']}.")
    for row in still.to_dict("records"):
        parts.append(f"It breaks the limit behind {row['station']} either way.")
    return " ".join([text, *(parts or ["It keeps all its limits either way."])])
