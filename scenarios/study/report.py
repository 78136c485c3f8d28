"""What a study says: quantiles of each figure, how often a limit breaks, indices.

Each combination of listed values is a case with answers of its own. Points without the
figure (failed ones, stations that no coil came to) are left out, and counted.
"""

import math

import numpy as np

from scenarios.study.conduct import Finished
from scenarios.study.table import figure_names, written

QUANTILES = {"p5": 0.05, "p50": 0.50, "p95": 0.95}
Z = 1.959963984540054  # 97.5 % of a normal distribution


def cases(finished: Finished) -> list[dict]:
    """The listed values of each case, by key."""
    listed = finished.study.keys.listed()
    first = finished.table.drop_duplicates("case")
    return [{name: row[name] for name in listed} for row in first.to_dict("records")]


def quantiles(finished: Finished) -> dict[str, list]:
    """Per figure and case: points that have it, P5, P50, P95 of them, mean."""
    columns: dict[str, list] = {"figure": [], "case": []}
    columns |= {name: [] for name in finished.study.keys.listed()}
    columns |= {name: [] for name in ("points", *QUANTILES, "mean")}
    known = cases(finished)
    for name in figure_names(finished.study):
        for case, group in finished.table.groupby("case", sort=True):
            values = group[name].dropna().to_numpy()
            columns["figure"].append(name)
            columns["case"].append(case)
            for key, value in known[case].items():
                columns[key].append(value)
            columns["points"].append(len(values))
            for column, share in QUANTILES.items():
                columns[column].append(_quantile(values, share))
            columns["mean"].append(float(values.mean()) if len(values) else math.nan)
    return columns


def _quantile(values, share):
    return float(np.quantile(values, share)) if len(values) else math.nan


def limits(finished: Finished) -> dict[str, list]:
    """Per limit and case: how likely it is broken, with the 95 % Wilson interval.

    The interval counts independent draws: samples, or replications where nothing is
    drawn. Replications of one sample share its parameters; they sharpen the share
    broken in it, and add no draw. So do the samples of one block of a Sobol design.
    """
    names = ("points", "draws", "broken", "probability", "low", "high")
    columns: dict[str, list] = {"figure": [], "limit": [], "case": []}
    columns |= {name: [] for name in (*finished.study.keys.listed(), *names)}
    known = cases(finished)
    keys = finished.study.keys
    by = "sample" if keys.drawn() else "replication"
    block = 1 if keys.sensitivity is None else len(keys.drawn()) + 2
    for name, bound in finished.study.limits.items():
        words = [f"at least {bound.min:g}"] if bound.min is not None else []
        words += [f"at most {bound.max:g}"] if bound.max is not None else []
        for case, group in finished.table.groupby("case", sort=True):
            judged = group.dropna(subset=[name])
            values = judged[name]
            broken = np.zeros(len(values), dtype=bool)
            if bound.min is not None:
                broken |= (values < bound.min).to_numpy()
            if bound.max is not None:
                broken |= (values > bound.max).to_numpy()
            draw = judged[by] // block
            shares = judged.assign(broken=broken).groupby(draw)["broken"].mean()
            share = float(shares.mean()) if len(shares) else math.nan
            low, high = wilson(share, len(shares))
            columns["figure"].append(name)
            columns["limit"].append(" and ".join(words))
            columns["case"].append(case)
            for key, value in known[case].items():
                columns[key].append(value)
            row = (len(values), len(shares), int(broken.sum()), share, low, high)
            for column, value in zip(names, row, strict=True):
                columns[column].append(value)
    return columns


def wilson(share: float, draws: int, z: float = Z) -> tuple[float, float]:
    """Interval of a probability of which `draws` showed `share`; NaN without draws.

    Wilson (1927), J. Am. Stat. Assoc. 22, 209.

    >>> [round(end, 4) for end in wilson(0.0, 10)]
    [0.0, 0.2775]
    >>> [round(end, 4) for end in wilson(0.5, 20)]
    [0.2993, 0.7007]
    """
    if not draws:
        return math.nan, math.nan
    square = z * z / draws
    middle = (share + 0.5 * square) / (1.0 + square)
    spread = share * (1.0 - share) / draws + 0.25 * square / draws
    reach = z * math.sqrt(spread) / (1.0 + square)
    # the ends 0 and 1 are exact, but for rounding
    low = 0.0 if share == 0.0 else middle - reach
    return low, 1.0 if share == 1.0 else middle + reach


def failures(finished: Finished) -> dict[str, list]:
    """The points that failed: number, values, reason."""
    rows = finished.table[finished.table["state"] == "failed"]
    names = ("point", *finished.study.keys.vary, "reason")
    return {name: [written(value) for value in rows[name]] for name in names}
