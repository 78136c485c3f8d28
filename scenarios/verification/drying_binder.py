"""Cases on binder migration: against a spectral solution, and in its trends.

The reference solves the same equation in weak form with Legendre polynomials; it is
made here and shares nothing with the model.
"""

import math
from functools import cache

import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import eval_legendre

from models.drying.binder import migration
from scenarios.verification.row import Chart, Curve, Finding, Outcome, Row

PECLET = {0.1: 1.04, 1.0: 1.48, 10.0: 8.6, 30.0: 25.0}
HEIGHT, SPREAD = 200e-6, 5e-11  # m, m2/s
MODES = 48


def _shrunk(peclet, cells, instants=11):
    """Migration at constant rate from a solid fraction of 0.3 to 0.6."""
    sinking = peclet * SPREAD / HEIGHT
    times = np.linspace(0.0, 0.5 * HEIGHT / sinking, instants)
    return migration(
        lambda time: HEIGHT - sinking * time,
        lambda _: sinking,
        0.3,
        lambda _: SPREAD,
        times,
        cells,
    )


@cache
def spectral_enrichment(peclet: float) -> float:
    """Surface over mean at the end, by Legendre polynomials in weak form.

    u = (H - solid) c on zeta = 0..1; tested with v, d/dt of the integral of u v is that
    of (q zeta u - D (H - solid)/H2 du/dzeta) v'/(H - solid): no flux at either end.
    """
    points, weights = np.polynomial.legendre.leggauss(2 * MODES)
    orders = np.arange(MODES)
    values = np.array([eval_legendre(n, points) for n in orders])
    slopes = np.array(
        [np.polynomial.legendre.Legendre.basis(n).deriv()(points) for n in orders]
    )
    zeta = 0.5 * (points + 1.0)
    carried = slopes @ (weights * zeta * values).T
    spread = 2.0 * slopes @ (weights * slopes).T
    norm = 2.0 * orders + 1.0
    solid = 0.3  # of the start's height, which is 1 here; q H0/D is the Peclet number

    def matrix(height):
        mixed = carried / (height - solid) - spread / (peclet * height**2)
        return -norm[:, None] * mixed  # per height, which falls

    start = np.zeros(MODES)
    start[0] = 1.0
    found = solve_ivp(
        lambda sunk, a: -matrix(1.0 - sunk) @ a,
        (0.0, 0.5),
        start,
        method="Radau",
        rtol=1e-10,
        atol=1e-13,
        jac=lambda sunk, _: -matrix(1.0 - sunk),
    )
    return float(found.y[:, -1].sum() / found.y[0, -1])


def binder() -> Outcome:
    """Enrichment against Peclet number, order of convergence, binder kept."""
    rows, charts = [], []
    for peclet, printed in PECLET.items():
        exact = spectral_enrichment(peclet)
        fine = _shrunk(peclet, 400)
        rows += [
            Row.of(
                f"surface over mean at Pe {peclet:g}",
                fine.enrichment[-1],
                exact,
                2e-3,
                "independent: Legendre polynomials in weak form, 48 of them",
                relative=True,
            ),
            Row.of(
                f"topmost of 400 cells over mean at Pe {peclet:g}",
                fine.concentration[-1, -1] / fine.concentration[-1].mean(),
                printed,
                0.02,
                "finite volumes of Font et al.'s equation on z/H, worked out before; "
                "its surface is the topmost cell",
                relative=True,
            ),
            Row.at_most(
                f"binder lost or made at Pe {peclet:g}",
                fine.closure,
                1e-10,
                "derived: the fluxes of all walls cancel",
            ),
        ]
        charts.append(fine)
    errors = [
        abs(_shrunk(10.0, cells).enrichment[-1] - spectral_enrichment(10.0))
        for cells in (40, 80, 160)
    ]
    for coarse, fine, cells in zip(errors, errors[1:], (40, 80), strict=False):
        rows.append(
            Row.at_least(
                f"order from {cells} to {2 * cells} cells, Pe 10",
                math.log2(coarse / fine),
                1.9,
                "derived: exponential fitting is of second order",
            )
        )
    rising, falling = _protocol((0.5, 1.5)), _protocol((1.5, 0.5))
    rows.append(
        Row.at_most(
            "enrichment if the rate falls, over that if it rises, same time and mean",
            falling / rising,
            1.0,
            "Font, Protas, Richardson and Foster (2018), abstract: a falling rate "
            "gives an even binder",
        )
    )
    chart = Chart(
        "Binder over the height when the particles touch",
        "height, foil to surface [-]",
        "concentration over its mean [-]",
        tuple(
            Curve(
                f"Pe {peclet:g}",
                (np.arange(400) + 0.5) / 400,
                found.concentration[-1] / found.concentration[-1].mean(),
            )
            for peclet, found in zip(PECLET, charts, strict=True)
        ),
        log_y=True,
    )
    finding = Finding(
        "Binder at the surface: the numbers handed down for Pe 10 and 30 (8.6 and 25) "
        "are those of the topmost of about 400 cells; at the surface itself it is "
        f"{spectral_enrichment(10.0):.2f} and {spectral_enrichment(30.0):.1f}."
    )
    return Outcome(tuple(rows), (chart,), (finding,))


def _protocol(rates):
    """Enrichment at Pe 3 on average, with two rates for half of the time each."""
    mean = 3.0 * SPREAD / HEIGHT
    end = 0.5 * HEIGHT / mean
    first, second = rates
    found = migration(
        lambda time: (
            HEIGHT
            - mean * (first * min(time, 0.5 * end) + second * max(time - 0.5 * end, 0))
        ),
        lambda time: mean * rates[int(time > 0.5 * end)],
        0.3,
        lambda _: SPREAD,
        [0.0, 0.5 * end, end],
    )
    return found.enrichment[-1]


SLOW_CASES = frozenset({"drying: binder migration"})
CASES = {"drying: binder migration": binder}
