"""The cases on the paper and on the linear model's limits: every row passes."""

import numpy as np
import pytest
from oracle_linear import LinearCoil, Pool

from models.sorption import Exposure
from scenarios.verification import limits, paper, paper_anode
from scenarios.verification.linear_coil import TAU, air, edge, state, stepping_model
from scenarios.verification.modes import residual_by_modes, slab_middle, slab_series

CASES = paper.CASES | paper_anode.CASES | limits.CASES


@pytest.mark.parametrize("title", CASES)
def test_every_row_of_the_case_passes(title):
    outcome = CASES[title]()
    assert outcome.rows
    assert [row for row in outcome.rows if not row.passed] == []
    assert all(row.source for row in outcome.rows)
    for chart in outcome.charts:
        numbers = [*chart.values, *(v for c in chart.curves for v in (*c.x, *c.y))]
        assert numbers
        assert np.isfinite(numbers).all()


def test_figure_7_claims_no_more_than_is_known():
    said = " ".join(finding.text for finding in paper_anode.figure_7().findings)
    assert "says nothing of f and the ratio" in said
    assert "fitted together" in said


@pytest.mark.parametrize("biot", [0.3, np.inf])
def test_sum_over_modes_is_good_to_the_tolerance_it_is_used_with(biot):
    times = np.array([0.05, 0.3, 3.0])
    for f, r in [(0.5, 0.1), (0.5, 10.0), (0.11, 17.0)]:
        expected = LinearCoil(1.0, (Pool(f, r),), biot).residual(times)
        answer = residual_by_modes(times, f, r, biot)
        assert answer == pytest.approx(expected, abs=0.5 * paper.BY_MODES)


def test_slab_series_have_their_known_values():
    """Crank (1975): half is left at 0.1967; the middle follows a heat kernel early."""
    assert slab_series(0.19674) == pytest.approx(0.5, abs=2e-5)
    assert slab_series(0.0, count=100000) == pytest.approx(1.0, abs=1e-5)
    assert slab_middle(0.02) == pytest.approx(1.0, abs=2e-6)  # 2 erfc(1/sqrt(0.08))


def test_time_stepped_coil_reports_the_times_it_was_made_for():
    model = stepping_model(0.5, 10.0)
    path = [Exposure(air(0.0), 0.0, TAU, edge(3.0))]
    ((outcome,),) = model.advance([state(model, 1.0)], [path])
    assert outcome.tau_macro == pytest.approx(TAU, rel=1e-6)
    assert outcome.tau_micro == pytest.approx(10.0 * TAU, rel=1e-6)
    assert outcome.micro_share == pytest.approx(0.5, rel=1e-6)
    assert outcome.biot == pytest.approx(3.0, rel=1e-6)
