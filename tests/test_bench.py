"""The bench runs, and its solvers have the same equations; nothing about speed.

PyBaMM is no part of the tests' environment; the bench itself holds its answers against
CVODE's, and prints how far they are apart.
"""

from dataclasses import replace

import numpy as np
import pytest
from bench import shown
from bench_batch import PATHS, largest_errors, loosest, run
from bench_cases import ALLOWED, SHARES, TITLES, errors, problem
from bench_exposure import AT_ALL, AT_END, Curve, Result, Row, in_turn, timed
from bench_linear import largest_difference, seconds_each
from bench_picture import figure
from bench_solvers import Band, Kernel, Scipy

from models.psychrometrics import liquid_vapour_pressure
from models.units import HOUR
from scenarios.material.library import material

TINY = {"cells": 4, "modes": 2}
EACH = pytest.mark.parametrize("name", TITLES)


def test_the_coil_is_the_industrial_anode():
    shares = {c.name: c.mass_fraction for c in material("anode_cmc_sbr").components}
    assert shares == pytest.approx(
        {"graphite": 0.963, "carbon_black": 0.007, "cmc": 0.012, "sbr": 0.018}
    )
    # 2370 mg per kg of coating at 50 % relative humidity and 25 degC (PHYSICS 1.3)
    given = problem("oven", **TINY)
    assert given.water / given.model.material.density == pytest.approx(
        2370e-6, rel=2e-3
    )


def test_the_oven_dries_to_its_frost_point_and_the_hall_wets_again():
    oven, hall = problem("oven", **TINY), problem("hall", **TINY)
    activity = oven.exposure.air.at(0.0)[1] / float(liquid_vapour_pressure(363.15))
    assert activity == pytest.approx(12.84 / 70.18e3, rel=2e-3)  # PHYSICS 8
    assert hall.water < 1e-2 * oven.water
    assert (oven.exposure.end, hall.exposure.end) == (10 * HOUR, 24 * HOUR)


@EACH
def test_all_solvers_agree_on_one_mesh(name):
    given = problem(name, cells=12, modes=2)
    band, scipy = Band(given).waters(1e-7), Scipy(given).waters(1e-7)
    kernel = Kernel(given).waters(1e-6)
    change = abs(band[-1] - given.water)
    assert np.max(np.abs(scipy - band)) < 1e-6 * change
    assert np.max(np.abs(kernel - band)) < 2e-4 * change


@EACH
@pytest.mark.parametrize("kind", [Kernel, Band, Scipy])
def test_the_solve_that_is_timed_ends_where_the_accuracy_was_taken(name, kind):
    solver = kind(problem(name, **TINY))
    solver.ready(1e-5)
    solver.solve()
    waters = solver.waters(1e-5)
    assert len(waters) == len(SHARES)
    # a general solver that has to answer in between may step otherwise
    change = abs(waters[-1] - solver.problem.water)
    assert abs(solver.water() - waters[-1]) < 1e-4 * change
    assert timed(solver, 1e-5) > 0.0


def test_errors_are_shares_of_the_change_and_leave_the_start_out():
    given = problem("oven", **TINY)
    course = given.water * np.linspace(0.9, 0.5, 10)
    exact = (given.water, course)
    assert errors(given, course, exact) == (0.0, 0.0)
    lump = 0.05 * given.water * (SHARES[4] == SHARES)
    assert errors(given, course + lump, exact) == pytest.approx((0.0, 0.1), abs=1e-12)
    shifted = (given.water + 1.0, course + 1.0)
    assert errors(given, course, shifted) == pytest.approx((0.0, 0.0), abs=1e-12)


def row(tolerance, off, seconds=1.0):
    return Row(tolerance, (off, off), seconds, "")


def test_a_tolerance_that_meets_the_error_by_chance_does_not_count():
    rows = [row(0.1, 1e-4), row(0.05, 2e-3), row(0.02, 9e-4), row(0.01, -8e-4)]
    curve = Curve(None, rows)
    assert curve.best(AT_ALL).tolerance == 0.02
    assert Curve(None, rows, failed=[0.015]).best(AT_END).tolerance == 0.02
    assert Curve(None, rows[:2]).best() is None
    assert Curve(None, []).best() is None


def test_where_the_loosest_tolerance_is_slow_a_faster_one_counts():
    rows = [row(0.1, 1e-4, 5.0), row(0.05, 1e-4, 1.2), row(0.02, 1e-4, 1.0)]
    assert Curve(None, rows).best().tolerance == 0.05


def test_a_solver_that_never_meets_the_error_is_shown_as_such():
    class Named:
        label = "slow"

    assert shown(Result(Curve(Named()), None))[-1] == "never meets it"


def test_every_solver_has_its_turn():
    given = problem("hall", **TINY)
    seconds = in_turn([(Kernel(given), 1e-2), (Band(given), 1e-5)], turns=2)
    assert [len(own) for own in seconds] == [2, 2]


def test_the_batch_counts_every_exposure_of_every_coil():
    off = dict.fromkeys(PATHS, 1e-3)
    batches = {b.path: b for b in run(5, 1e-2, off, **TINY, repeats=1)}
    assert {path: b.exposures for path, b in batches.items()} == {
        "oven": 5,
        "hall": 5,
        "oven, then hall": 10,
    }
    assert all(b.seconds > 0.0 and b.off == 1e-3 for b in batches.values())


def test_the_batch_takes_the_loosest_tolerance_that_will_do():
    tolerance, off = loosest([0.1, 1e-3, 1e-6], cells=12, modes=2)
    model = problem("oven", cells=12, modes=2).model
    looser = largest_errors(replace(model, tolerance=0.1))
    assert max(off.values()) <= ALLOWED
    assert (tolerance == 0.1) == (max(looser.values()) <= ALLOWED)


def test_the_linear_model_is_timed_where_it_is_exact():
    assert largest_difference(20) < 1e-8
    assert 0.0 < seconds_each(10, 1, 1) < 1.0


def test_the_picture_has_a_line_for_every_solver_and_mesh():
    given = problem("hall", **TINY)
    rows = [row(0.1, 1e-2, 1e-3), row(0.01, 1e-4, 1e-2)]
    own = [Curve(kind(given), rows) for kind in (Kernel, Band, Scipy)]
    other = {name: [(8, own[0])] for name in TITLES}
    panels = figure(dict.fromkeys(TITLES, own), other)
    for ax in panels.axes:
        assert len(ax.lines) == 1 + len(own) + 1  # what is allowed, another mesh
        assert list(ax.lines[-1].get_xdata()) == [1.0, 10.0]  # ms
        assert list(ax.lines[-1].get_ydata()) == [1.0, 0.01]  # %
