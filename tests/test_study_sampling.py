"""Points of a study: reproducible, balanced, and the same draws for every case."""

import numpy as np
import pytest
import scipy.stats
from study_cases import DRAWN, GRID, study

from scenarios.study.sampling import count, points, quantile, unit_sample
from scenarios.study.schema import LEVELS, DrawKeys, StudyKeys

WIDTH = "  electrodes.coil.width_mm: {kind: uniform, low: 90, high: 110}\n"
LATIN = "sample: latin_hypercube\npoints: 10\n"
DESIGNS = {
    "latin": LATIN,
    "sobol": "sample: sobol\npoints: 8\n",
    "morris": "sensitivity: morris\npoints: 5\n",
    "indices": "sensitivity: sobol\npoints: 8\n",
}


@pytest.mark.parametrize("more", DESIGNS.values(), ids=DESIGNS)
def test_a_sample_is_the_same_each_time_and_another_with_another_seed(tmp_path, more):
    first = study(tmp_path, vary=DRAWN + WIDTH, more=more)
    again = study(tmp_path, vary=DRAWN + WIDTH, more=more)
    other = study(tmp_path, vary=DRAWN + WIDTH, more=more + "seed: 1\n")
    assert points(first.keys) == points(again.keys)
    assert points(first.keys) != points(other.keys)
    assert count(first.keys) == len(points(first.keys))


def test_a_latin_hypercube_has_one_sample_in_each_share_of_each_key(tmp_path):
    places = unit_sample(study(tmp_path, vary=DRAWN + WIDTH, more=LATIN).keys)
    for column in places.T:
        assert sorted((column * 10).astype(int)) == list(range(10))


def test_one_key_more_leaves_the_draws_of_the_others_alone(tmp_path):
    alone = unit_sample(study(tmp_path, vary=DRAWN, more=LATIN).keys)
    both = unit_sample(study(tmp_path, vary=WIDTH + DRAWN, more=LATIN).keys)
    assert (alone[:, 0] == both[:, 1]).all()


def test_every_case_gets_the_same_samples_and_replications(tmp_path):
    keys = study(tmp_path, vary=GRID + DRAWN, more=LATIN + "replications: 2\n").keys
    found = points(keys)
    assert [p.number for p in found] == list(range(60))
    by_case = [
        [(p.sample, p.replication, p.values[1]) for p in found if p.case == case]
        for case in range(3)
    ]
    assert by_case[0] == by_case[1] == by_case[2]
    assert [p.values[0] for p in found[::20]] == [-20, -30, -40]


def test_a_morris_trajectory_moves_one_key_at_a_time(tmp_path):
    keys = study(tmp_path, vary=DRAWN + WIDTH, more=DESIGNS["morris"]).keys
    places = unit_sample(keys).reshape(5, 3, 2)
    assert ((np.diff(places, axis=1) != 0.0).sum(axis=2) == 1).all()
    middles = (np.arange(LEVELS) + 0.5) / LEVELS
    assert np.isclose(places[..., None], middles).any(axis=-1).all()


def test_sobol_places_never_touch_the_ends():
    keys = {
        "name": "x", "scenario": "x", "figures": ["x"], "sample": "sobol",
        "points": 4096,
        "vary": {"a": {"kind": "normal", "mean": 0.0, "sd": 1.0}},
    }  # fmt: skip
    places = unit_sample(StudyKeys.model_validate(keys))
    assert 0.0 < places.min() < 1e-3
    assert 1.0 - 1e-3 < places.max() < 1.0


@pytest.mark.parametrize(
    ("draw", "law"),
    [
        ({"kind": "normal", "mean": 3.0, "sd": 2.0}, scipy.stats.norm(3.0, 2.0)),
        ({"kind": "uniform", "low": 2.0, "high": 5.0}, scipy.stats.uniform(2.0, 3.0)),
        (
            {"kind": "triangular", "low": 1.0, "mode": 2.0, "high": 4.0},
            scipy.stats.triang(1 / 3, 1.0, 3.0),
        ),
        (
            {"kind": "triangular", "low": 1.0, "mode": 1.0, "high": 4.0},
            scipy.stats.triang(0.0, 1.0, 3.0),
        ),
        (
            {"kind": "lognormal", "mean": 5.0, "sd": 2.0},
            scipy.stats.lognorm(np.log1p(0.16) ** 0.5, scale=5.0 / np.sqrt(1.16)),
        ),
    ],
)
def test_quantiles_are_those_of_the_distribution(draw, law):
    shares = np.linspace(0.01, 0.99, 25)
    found = [quantile(DrawKeys(**draw), u) for u in shares]
    assert np.allclose(found, law.ppf(shares), rtol=1e-12, atol=1e-12)
    if draw["kind"] == "lognormal":
        assert law.mean() == pytest.approx(5.0)
        assert law.std() == pytest.approx(2.0)


def test_values_of_equal_chance_come_equally_often(tmp_path):
    vary = "  electrodes.coil.count: {kind: empirical, values: [1, 2, 3, 5, 8]}\n"
    found = points(study(tmp_path, vary=vary, more=LATIN).keys)
    drawn = [p.values[0] for p in found]
    assert sorted(drawn) == [1, 1, 2, 2, 3, 3, 5, 5, 8, 8]
    assert all(isinstance(value, int) for value in drawn)


def test_a_grid_has_both_ends_and_round_numbers_between():
    def values(**grid):
        keys = {
            "name": "x", "scenario": "x", "figures": ["x"],
            "vary": {"a": {"grid": grid}},
        }  # fmt: skip
        return StudyKeys.model_validate(keys).listed()["a"]

    assert values(**{"from": 0.1, "to": 0.5, "steps": 5}) == [0.1, 0.2, 0.3, 0.4, 0.5]
    whole = values(**{"from": -20, "to": -50, "steps": 4})
    assert whole == [-20, -30, -40, -50]
    assert all(isinstance(value, int) for value in whole)
