"""All coils of a run beside the limits they have to keep."""

import numpy as np
import pandas as pd

from scenarios.life.limits import in_terms_of_limit
from twin.coil import SLIT
from twin.records import Result

COLUMNS = (
    "coil",
    "electrode",
    "fate",
    "last_station",
    "entered_h",
    "ended_h",
    "end_water_ppm",
    "of_limit_pct",
    "limit_station",
    "within_limits",
    "rework_count",
)


def coil_table(result: Result) -> pd.DataFrame:
    """One row per coil, that nearest to or furthest over its limit first.

    `of_limit_pct` is the largest of what a coil held where a limit stands, in per cent
    of that limit, at `limit_station`; NaN of a coil that has come to none. Mothers that
    were slit are left out: their daughters' lives hold theirs.
    """
    visits = result.visits
    judged = visits[visits["limit_ppm"].notna() & visits["water_out_ppm"].notna()]
    limits = {(one.station, one.electrode): one for one in result.scenario.limits}
    share = [
        100.0 * in_terms_of_limit(row, limits[row["station"], row["electrode"]])
        / row["limit_ppm"]
        for row in judged.to_dict("records")
    ]  # fmt: skip
    judged = judged.assign(of_limit_pct=np.array(share, dtype=float))
    worst = judged.sort_values("of_limit_pct", ascending=False, kind="stable")
    worst = worst.drop_duplicates("coil").set_index("coil")
    coils = result.coils[result.coils["fate"] != SLIT].copy()
    coils["of_limit_pct"] = coils["coil"].map(worst["of_limit_pct"])
    coils["limit_station"] = coils["coil"].map(worst["station"])
    coils = coils.sort_values(
        "of_limit_pct", ascending=False, kind="stable", na_position="last"
    )
    return coils[list(COLUMNS)].reset_index(drop=True)
