"""What a study says, against numbers that are known: quantiles, intervals, indices."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest
import scipy.stats

from scenarios.charts import study as charts
from scenarios.study import picture, report, sensitivity
from scenarios.study.sampling import points, unit_sample
from scenarios.study.schema import StudyKeys
from scenarios.study.text import digits, short_names
from scenarios.study.verdict import BROKEN, KEPT, SOME, Words, verdict

FLAT = {"kind": "uniform", "low": -math.pi, "high": math.pi}
# Ishigami and Homma (1990), a = 7, b = 0.1; exact indices by Saltelli et al. (2008)
ISHIGAMI_S1 = (0.3139, 0.4424, 0.0)
ISHIGAMI_ST = (0.5576, 0.4424, 0.2437)


def ishigami(x, y, z):
    return math.sin(x) + 7.0 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)


def made(function, vary, limits=None, **keys):
    """A finished study of a function of its varied values."""
    whole = {"name": "x", "scenario": "x", "figures": ["f"], "vary": vary}
    keys = StudyKeys.model_validate({**whole, **keys, "limits": limits or {}})
    rows = []
    for at in points(keys):
        values = dict(zip(keys.vary, at.values, strict=True))
        figure = function(*at.values)
        rows.append(
            {
                "point": at.number,
                "case": at.case,
                "sample": at.sample,
                "replication": at.replication,
                **values,
                "f": figure,
                "state": "failed" if math.isnan(figure) else "done",
                "reason": "why" if math.isnan(figure) else None,
            }
        )
    study = SimpleNamespace(keys=keys, figures=("f",), limits=keys.limits)
    return SimpleNamespace(
        study=study, table=pd.DataFrame(rows), places=unit_sample(keys)
    )


def test_sobol_indices_are_those_of_the_ishigami_function():
    found = sensitivity.indices(
        made(
            ishigami,
            {"x": FLAT, "y": FLAT, "z": FLAT},
            sensitivity="sobol",
            points=2048,
        )
    )
    assert found["key"] == ["x", "y", "z"]
    # the estimator's own interval, and that is narrow
    for name, known in (("S1", ISHIGAMI_S1), ("ST", ISHIGAMI_ST)):
        for value, half, right in zip(
            found[name], found[f"{name}_conf"], known, strict=True
        ):
            assert half < 0.1
            assert value == pytest.approx(right, abs=0.05)


def test_morris_indices_of_a_straight_line_are_its_slopes():
    """mu_star is the change from the 12.5th to the 87.5th percentile, sigma is 0."""
    vary = {
        "a": {"kind": "uniform", "low": 0.0, "high": 8.0},
        "b": {"kind": "uniform", "low": 0.0, "high": 8.0},
        "c": {"kind": "uniform", "low": 0.0, "high": 8.0},
    }
    made_study = made(lambda a, b, c: 2.0 * a - b, vary, sensitivity="morris", points=6)
    found = sensitivity.indices(made_study)
    assert found["mu_star"] == pytest.approx([12.0, 6.0, 0.0], abs=1e-9)
    assert found["mu"] == pytest.approx([12.0, -6.0, 0.0], abs=1e-9)
    assert found["sigma"] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


@pytest.mark.parametrize(("kind", "size"), [("morris", 3), ("sobol", 4)])
def test_a_failed_point_costs_its_block_and_no_more(kind, size):
    calls = []

    def with_a_gap(x, y):
        calls.append(x)
        return math.nan if len(calls) == 6 else x + 2.0 * y

    keys = {"sensitivity": kind, "points": 8}
    found = sensitivity.indices(made(with_a_gap, {"x": FLAT, "y": FLAT}, **keys))
    assert found["blocks"] == [7, 7]
    main = "mu_star" if kind == "morris" else "ST"
    assert found[main][1] > found[main][0] > 0.0
    assert len(calls) == 8 * size


def test_a_figure_that_does_not_vary_has_no_indices():
    keys = {"sensitivity": "sobol", "points": 8}
    found = sensitivity.indices(made(lambda x, y: 1.0, {"x": FLAT, "y": FLAT}, **keys))
    assert all(math.isnan(value) for value in found["S1"] + found["ST"])


def test_indices_are_the_same_each_time():
    keys = {"sensitivity": "morris", "points": 8}
    study = made(lambda x, y: x * y, {"x": FLAT, "y": FLAT}, **keys)
    assert sensitivity.indices(study) == sensitivity.indices(study)


def test_quantiles_are_of_each_case_alone():
    study = made(lambda a, b: 10.0 * a + b, {"a": [1, 2], "b": [0.0]})
    assert report.quantiles(study)["p50"] == [10.0, 20.0]
    keys = {"sample": "latin_hypercube", "points": 1000}
    normal = {"kind": "normal", "mean": 5.0, "sd": 2.0}
    found = report.quantiles(made(lambda x: x, {"x": normal}, **keys))
    law = scipy.stats.norm(5.0, 2.0)
    for name, share in report.QUANTILES.items():
        assert found[name][0] == pytest.approx(law.ppf(share), abs=0.02)
    assert found["points"] == [1000]


def test_a_case_without_figures_has_none_and_says_so():
    study = made(lambda a: math.nan if a == 2 else 1.0, {"a": [1, 2]})
    found = report.quantiles(study)
    assert found["points"] == [1, 0]
    assert math.isnan(found["p50"][1])
    assert report.failures(study)["point"] == [1]


@pytest.mark.parametrize(("broken", "draws"), [(0, 7), (3, 10), (10, 10), (1, 2000)])
def test_intervals_of_a_probability_are_wilsons(broken, draws):
    low, high = report.wilson(broken / draws, draws)
    known = scipy.stats.binomtest(broken, draws).proportion_ci(0.95, "wilson")
    assert (low, high) == pytest.approx((known.low, known.high), abs=1e-12)


def test_the_probability_of_a_limit_is_that_of_the_distribution():
    keys = {"sample": "latin_hypercube", "points": 2000}
    normal = {"kind": "normal", "mean": 0.0, "sd": 1.0}
    limits = {"f": {"max": 1.0, "min": -2.0}}
    found = report.limits(made(lambda x: x, {"x": normal}, limits, **keys))
    law = scipy.stats.norm()
    known = law.sf(1.0) + law.cdf(-2.0)
    assert found["probability"][0] == pytest.approx(known, abs=1e-3)
    assert found["low"][0] < known < found["high"][0]
    assert found["limit"] == ["at least -2 and at most 1"]


def test_replications_of_a_sample_are_no_draws_of_their_own():
    keys = {"sample": "latin_hypercube", "points": 10, "replications": 20}
    normal = {"kind": "normal", "mean": 0.0, "sd": 1.0}
    limits = {"f": {"max": 0.0}}
    found = report.limits(made(lambda x: x, {"x": normal}, limits, **keys))
    assert found["points"] == [200]
    assert found["draws"] == [10]
    assert (found["low"][0], found["high"][0]) == report.wilson(0.5, 10)
    listed = report.limits(made(lambda a: a, {"a": [1.0]}, limits, replications=5))
    assert listed["draws"] == [5]


def test_fifths_of_a_sample_show_which_key_moves_the_figure():
    keys = {"sample": "latin_hypercube", "points": 200}
    study = made(lambda x, y: 3.0 * x - y, {"x": FLAT, "y": FLAT}, **keys)
    (small, *_), (large, means, halves) = picture.swings(study, "f")
    assert (small, large) == ("y", "x")
    # the mean of a uniform's lowest fifth lies 0.4 of its width below the middle
    assert means == pytest.approx([-3 * 0.8 * math.pi, 3 * 0.8 * math.pi], abs=0.8)
    assert all(half < 0.8 for half in halves)


@pytest.mark.parametrize(
    "study",
    [
        lambda: made(lambda a: a, {"a": [1, 2, 3]}, {"f": {"max": 2}}),
        lambda: made(lambda a, b: len(a) * b, {"a": ["x", "yy"], "b": [1, 2]}, {}),
        lambda: made(lambda a: 1.0, {"a": [1]}),
        lambda: made(lambda a: a, {"a": FLAT}, sample="latin_hypercube", points=20),
        lambda: made(
            lambda a, b: 1.0, {"a": FLAT, "b": FLAT}, sensitivity="morris", points=4
        ),
        lambda: made(
            lambda a, b: a + b, {"a": FLAT, "b": FLAT}, sensitivity="sobol", points=8
        ),
    ],
    ids=["listed", "words", "one", "drawn", "constant", "indices"],
)
def test_every_kind_of_study_is_drawn(study, tmp_path):
    from scenarios import pictures

    study = study()
    path = tmp_path / "study.png"
    pictures.save(picture.figure(study, sensitivity.indices(study)), path)
    assert path.stat().st_size > 5000


def test_keys_are_shown_by_what_tells_them_apart():
    names = short_names(["zones.a.t_degC", "zones.b.t_degC", "x.y"])
    assert list(names.values()) == ["a.t_degC", "b.t_degC", "y"]


def test_numbers_for_people():
    assert [digits(v) for v in (1.23456, 123456.7, math.nan, None)] == [
        "1.235", "123457", "-", "-"
    ]  # fmt: skip


# ---------------------------------------------------------------- the verdict

WORDS = Words(
    lambda row: f"{row['figure']} {row['limit']}",
    lambda key: key,
    lambda key, value: f"{value} K",
)


def judged(cells, listed=("t",), draws=50):
    """The verdict on a table of limits: (figure, values of the case): broken."""
    rows = []
    cases = list(dict.fromkeys(case for _, case in cells))
    for (figure, case), broken in cells.items():
        share = math.nan if broken is None else broken / draws
        low, high = report.wilson(share, 0 if broken is None else draws)
        row = {"figure": figure, "limit": "at most 1", "case": cases.index(case)}
        row |= dict(zip(listed, case, strict=True))
        row |= {"draws": draws, "broken": broken or 0, "probability": share}
        rows.append(row | {"low": low, "high": high})
    return verdict(pd.DataFrame(rows), listed, WORDS)


def test_a_verdict_names_where_every_limit_breaks_the_widest_first():
    """Not the row that breaks most often alone: it leaves out the other limit."""
    cells = {("a", (t,)): broken for t, broken in ((30, 50), (10, 0), (20, 0))}
    cells |= {("b", (t,)): broken for t, broken in ((30, 40), (10, 0), (20, 1))}
    found = judged(cells)
    assert (found.kind, found.figure) == (SOME, "b")
    assert found.sentence.startswith("**Both limits are kept with t at 10 K**")
    assert "(50 draws each: with 95 % confidence broken less than 7 %" in found.sentence
    assert found.lines == (
        "**b at most 1** is broken from 20 K on: in 2 % of the draws (95 % interval: "
        "0 to 10 %) at 20 K, in 80 % of the draws (95 % interval: 67 to 89 %) at 30 K.",
        "**a at most 1** is broken at 30 K: in 100 % of the draws (95 % interval: "
        "93 to 100 %).",
    )


def test_a_case_that_is_not_judged_by_every_limit_keeps_them_not():
    cells = {("a", (1,)): 0, ("b", (1,)): None, ("a", (2,)): 0, ("b", (2,)): 0}
    found = judged(cells)
    assert found.kind == SOME
    assert "with t at 2 K" in found.sentence
    assert judged({("a", (1,)): None}) is None


def test_a_verdict_where_all_or_nothing_is_kept():
    kept = judged({("a", (1,)): 0, ("a", (2,)): 0})
    assert (kept.kind, kept.lines, kept.figure) == (KEPT, (), None)
    assert kept.sentence.startswith("No limit is broken in 50 draws")
    none = judged({("a", (1,)): 3, ("a", (2,)): 50})
    assert none.kind == BROKEN
    assert none.sentence == "**None of the 2 cases keeps the limit** (50 draws each)."
    assert none.lines[0].startswith("**a at most 1** is broken everywhere: in 6 %")


def test_a_verdict_over_several_keys_counts_cases_and_names_the_worst():
    cells = {("a", (x, y)): 10 * x * y for x in (0, 1) for y in (1, 2)}
    found = judged(cells, ("x", "y"))
    assert found.sentence.startswith("**2 of 4 cases keep the limit**")
    assert "in 2 of 4 cases, most often with x 1 K, y 2 K: in 40 %" in found.lines[0]


def test_a_verdict_of_a_sample_has_no_cases():
    found = judged({("a", ()): 5, ("b", ()): 0}, ())
    assert found.kind == BROKEN
    assert found.sentence == "**Not every draw keeps both limits** (50 draws)."
    assert found.lines[0].startswith("**a at most 1** is broken in 10 % of the draws")
    assert found.lines[1] == "**b at most 1** is kept in every draw."


def test_two_listed_keys_are_a_line_for_each_value_of_the_second():
    rows = [(dew, start, start + dew, 4) for dew in (-50, -30) for start in (40, 100)]
    table = pd.DataFrame(rows, columns=["dew", "start", "p50", "points"])
    table = table.assign(p5=table["p50"] - 1.0, p95=table["p50"] + 1.0)
    drawn = charts.over_cases(
        table, "dew", "water [ppm]", "dew", (), {"start": "start"}
    )
    assert [line.name for line in drawn.data] == ["start 40", "start 100"]
    assert [list(line.x) for line in drawn.data] == [[-50, -30], [-50, -30]]
    assert [list(line.y) for line in drawn.data] == [[-10, 10], [50, 70]]
    assert len({(line.line.dash, line.marker.symbol) for line in drawn.data}) == 2
