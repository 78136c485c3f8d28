"""Which of the drawn keys matters how much: Morris and Sobol indices, by SALib.

Morris: the keys move one at a time between the middles of four equal shares of their
distribution. `mu_star` is the mean size of what a figure does, scaled to the way from
the 12.5th to the 87.5th percentile of the key; `mu` keeps the sign; `sigma` is large
where a key acts unlike in other places (curved, or together with others).

Sobol: `S1` is the share of a figure's variance that a key explains alone, `ST` with all
its interactions. Both need the keys to be independent, and so they are drawn.

The figures are means over the replications of a sample, which share their random draws
with all other samples. An index needs whole blocks of samples: one with a point that
failed is left out as a whole.
"""

import math

import numpy as np

from scenarios.study.conduct import Finished
from scenarios.study.sampling import problem
from scenarios.study.schema import LEVELS
from scenarios.study.table import figure_names
from twin.streams import stream

LEAST_BLOCKS = 4
RESAMPLES = 1000
MORRIS = ("mu_star", "mu_star_conf", "mu", "sigma")
SOBOL = ("S1", "S1_conf", "ST", "ST_conf")


def indices(finished: Finished) -> dict[str, list] | None:
    """Per figure and key its indices; None if the study asks for none.

    The `conf` columns are half widths of 95 % intervals, by bootstrap. `blocks` says
    how many blocks of samples were whole. A figure that does not vary, or with too few
    blocks, has no indices.
    """
    keys = finished.study.keys
    if keys.sensitivity is None:
        return None
    names = list(keys.drawn())
    measures = MORRIS if keys.sensitivity == "morris" else SOBOL
    size = len(names) + (1 if keys.sensitivity == "morris" else 2)
    columns: dict[str, list] = {"figure": [], "key": [], "blocks": []}
    columns |= {name: [] for name in measures}
    for figure in figure_names(finished.study):
        means = finished.table.groupby("sample")[figure].mean()
        failed = finished.table.groupby("sample")[figure].apply(_any_missing)
        values = np.where(failed, np.nan, means).reshape(-1, size)
        whole = np.isfinite(values).all(axis=1)
        found = None
        if whole.sum() >= LEAST_BLOCKS and np.ptp(values[whole]) > 0.0:
            seed = stream(keys.seed, 0, "study/bootstrap")
            chosen = finished.places.reshape(-1, size, len(names))[whole]
            found = _found(keys.sensitivity, names, chosen, values[whole], seed)
        for i, name in enumerate(names):
            columns["figure"].append(figure)
            columns["key"].append(name)
            columns["blocks"].append(int(whole.sum()))
            for measure in measures:
                value = math.nan if found is None else float(found[measure][i])
                columns[measure].append(value)
    return columns


def _any_missing(values):
    return bool(values.isna().any())


def _found(kind, names, places, values, seed):
    cube = problem(names)
    if kind == "morris":
        from SALib.analyze.morris import analyze

        steps = np.rint(places * LEVELS - 0.5)  # from the middles back to the levels
        inputs = steps.reshape(-1, len(names)) / (LEVELS - 1)
        return analyze(
            cube,
            inputs,
            values.ravel(),
            num_levels=LEVELS,
            num_resamples=RESAMPLES,
            seed=seed,
        )
    from SALib.analyze.sobol import analyze

    return analyze(
        cube,
        values.ravel(),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        seed=seed,
    )
