"""A coil's life step by step: what each stay changed, net, so that the steps add up."""

import pandas as pd

from scenarios.life.tables import IN_OVEN

ON_ITS_WAY = "on its way"
SAME_TIME = 1e-6  # h

STEP_COLUMNS = (
    "stay",
    "station",
    "zone",
    "from_h",
    "hours",
    "before_ppm",
    "after_ppm",
    "change_ppm",
    "limit_ppm",
)


def steps(exposures: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """A row per stay, from what the coil held as the one before ended.

    A stay is a visit with the way to it in the same zone; at an oven, its chamber and
    what comes before and after are stays of their own. What a cut took away with the
    trim counts to the visit. `limit_ppm` is given where it holds for the mean per dry
    electrode, as the water does.
    """
    rows = []
    for own in exposures.to_dict("records"):
        chamber = own["exchange"] == IN_OVEN
        last = rows[-1] if rows else None
        if last is not None and _goes_on(last, own, chamber):
            last["hours"] = own["from_h"] + own["hours"] - last["from_h"]
            last["station"], last["after_ppm"] = own["station"], own["after_ppm"]
            last["stay"] = _called(own["station"], chamber, last["opened"])
            continue
        opened = last is not None and last["chamber"] and not chamber
        opened = opened and last["station"] == own["station"]
        rows.append(
            {name: own[name] for name in ("station", "zone", "from_h", "hours")}
            | {
                "before_ppm": own["before_ppm"] if last is None else last["after_ppm"],
                "after_ppm": own["after_ppm"],
                "stay": _called(own["station"], chamber, opened),
                "chamber": chamber,
                "opened": opened,
            }
        )
    table = pd.DataFrame(rows, columns=[*STEP_COLUMNS, "chamber", "opened"])
    table["change_ppm"] = table["after_ppm"] - table["before_ppm"]
    ends = table["from_h"] + table["hours"]
    limited = passages[passages["judged_ppm"] == passages["water_out_ppm"]]
    for row in limited.to_dict("records"):
        here = (ends - row["left_h"]).abs() < SAME_TIME
        here &= table["station"] == row["station"]
        table.loc[here, "limit_ppm"] = row["limit_ppm"]
    numbers = dict.fromkeys(STEP_COLUMNS[3:], "float")
    return table.astype(numbers | {"chamber": bool, "opened": bool})


def _goes_on(last, own, chamber):
    """Whether an exposure belongs to the stay before."""
    if last["chamber"] != chamber:
        return False
    if last["station"] == own["station"]:
        return True
    return last["station"] == ON_ITS_WAY and last["zone"] == own["zone"]


def _called(station, chamber, opened):
    if chamber:
        return f"{station}, its chamber"
    return f"{station}, opened" if opened else station


def since_drying(table: pd.DataFrame, until_h: float = float("inf")) -> pd.DataFrame:
    """The steps behind the last oven's chamber that was left by `until_h` [h].

    All of them where there is none.
    """
    ends = table["from_h"] + table["hours"]
    ovens = table.index[table["chamber"] & (ends <= until_h + SAME_TIME)]
    return table if ovens.empty else table.loc[ovens[-1] + 1 :]
