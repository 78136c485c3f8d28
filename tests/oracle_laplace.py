"""Independent answers of the linear two-scale model, to many digits or by other means.

Transforms as they stand in the books, integrals over the start by quadrature, inverted
with 40 digits on the contour of Abate and Valkó (2004), Int. J. Numer. Meth. Engng. 60,
979; finite volumes. Shares no line with models/linear_two_scale.
"""

import math
from itertools import pairwise

import mpmath as mp
import numpy as np
from scipy import sparse
from scipy.sparse.linalg import expm_multiply


def inverted(transforms, time, terms=40):
    """f(time) for each of the `transforms`, a function of p that returns a list.

    About 0.6 `terms` digits are right, computed with as many digits as terms.
    """
    with mp.workdps(terms):
        time = mp.mpf(time)
        r = 2 * mp.mpf(terms) / (5 * time)
        sums = [mp.exp(r * time) / 2 * mp.re(F) for F in transforms(r)]
        for k in range(1, terms):
            angle = k * mp.pi / terms
            cot = 1 / mp.tan(angle)
            p = r * angle * mp.mpc(cot, 1)
            slope = mp.mpc(1, angle + (angle * cot - 1) * cot)
            weight = mp.exp(time * p) * slope
            for i, F in enumerate(transforms(p)):
                sums[i] += mp.re(weight * F)
        return [float(r / terms * s) for s in sums]


def _responses(p, tau_macro, tau_micro, f):
    """sqrt(p tau_micro), g, phi and theta."""
    mu = mp.sqrt(p * mp.mpf(tau_micro))
    g = mp.tanh(mu) / mu if tau_micro else mp.mpf(1)
    phi = 1 - mp.mpf(f) + mp.mpf(f) * g
    return mu, g, phi, mp.sqrt(p * mp.mpf(tau_macro) * phi)


def after_step(tau_macro, tau_micro, f, biot=math.inf):
    """Transforms of macro part left, micro part left and share released."""

    def transforms(p):
        _, g, phi, theta = _responses(p, tau_macro, tau_micro, f)
        edge = 1 + (theta * mp.tanh(theta) / mp.mpf(biot) if biot < math.inf else 0)
        follow = mp.tanh(theta) / theta / edge if tau_macro else mp.mpf(1)
        f_exact = mp.mpf(f)
        return [
            (1 - f_exact) * (1 - follow) / p,
            f_exact * (1 - g * follow) / p,
            phi * follow / p,
        ]

    return transforms


def points_after_step(tau_macro, tau_micro, f, place, depth, biot=math.inf):
    """Transforms of the macro value at `place` and the micro value at `depth` there."""

    def transforms(p):
        mu, _, _, theta = _responses(p, tau_macro, tau_micro, f)
        edge = 1 + (theta * mp.tanh(theta) / mp.mpf(biot) if biot < math.inf else 0)
        follow = mp.cosh(theta * mp.mpf(place)) / mp.cosh(theta) / edge
        inner = mp.cosh(mu * mp.mpf(depth)) / mp.cosh(mu)
        return [(1 - follow) / p, (1 - inner * follow) / p]

    return transforms


def _hat_integrals(nodes, function):
    """Integral of `function` times each hat over `nodes`: 1 at its own, 0 at others."""
    hats = [mp.mpf(0)] * len(nodes)
    for k, (a, b) in enumerate(pairwise(mp.mpf(float(node)) for node in nodes)):
        whole = mp.quad(function, [a, b])
        rising = mp.quad(lambda y, a=a: (y - a) * function(y), [a, b]) / (b - a)
        hats[k] += whole - rising
        hats[k + 1] += rising
    return hats


def _dot(weights, values):
    return sum(w * v for w, v in zip(weights, values, strict=True))


def from_start(tau_macro, tau_micro, f, places, macro, depths, micro, biot=math.inf):
    """Transforms of macro and micro part left of a start, 0 outside.

    The flux through the edge is the start's integral with cosh(theta z) / cosh(theta).
    """
    macro = [mp.mpf(float(v)) for v in macro]
    micro = [[mp.mpf(float(v)) for v in row] for row in micro]

    def transforms(p):
        mu, g, phi, theta = _responses(p, tau_macro, tau_micro, f)
        wall = _hat_integrals(depths, lambda y: mp.cosh(mu * y) / mp.cosh(mu))
        edge = _hat_integrals(places, lambda y: mp.cosh(theta * y) / mp.cosh(theta))
        over = _hat_integrals(places, lambda y: 1), _hat_integrals(depths, lambda y: 1)
        leaving = [_dot(wall, row) for row in micro]
        held = [_dot(over[1], row) for row in micro]
        source = [
            (1 - mp.mpf(f)) * c + mp.mpf(f) * q
            for c, q in zip(macro, leaving, strict=True)
        ]
        film = theta * mp.tanh(theta) / mp.mpf(biot) if biot < math.inf else 0
        flux = _dot(edge, source) / (1 + film)
        c = (_dot(over[0], source) - flux) / (p * phi)
        q = _dot(over[0], held) - _dot(over[0], leaving)
        return [(1 - mp.mpf(f)) * c, mp.mpf(f) * (q / p + g * c)]

    return transforms


def finite_volumes(
    times, tau_macro, tau_micro, f, cells, macro, micro, steps, biot=math.inf
):
    """Macro and micro part on `cells` by `cells` equal volumes, exact in time.

    `macro`(z) and `micro`(z, x) are the start; `steps` pairs (instant, value outside),
    the first at 0. Times rise, none of them before the last instant. f < 1.
    """
    n = cells
    middle = (np.arange(n) + 0.5) / n
    rows, columns, values = [], [], []

    def link(i, j, rate):
        rows.extend((i, i))
        columns.extend((j, i))
        values.extend((rate, -rate))

    for i in range(n):
        rate = n * n / (tau_macro * (1 - f))
        for j in (i - 1, i + 1):
            if 0 <= j < n:
                link(i, j, rate)
        if i == n - 1:  # what is outside is 0 here
            rows.append(i)
            columns.append(i)
            values.append(-rate / n / (0.5 / n + 1 / biot))
        for j in range(n):
            at = n + i * n + j
            rate = n * n / tau_micro
            for k in (j - 1, j + 1):
                if 0 <= k < n:
                    link(at, n + i * n + k, rate)
        last = n + i * n + n - 1
        link(last, i, 2 * rate)
        link(i, last, 2 * n / tau_micro * f / (1 - f))
    matrix = sparse.csr_array((values, (rows, columns)))
    state = np.concatenate(
        [macro(middle), micro(*np.meshgrid(middle, middle, indexing="ij")).ravel()]
    )
    now, outside, parts = 0.0, steps[0][1], []
    for instant, value in [*steps[1:], *((t, None) for t in times)]:
        if instant > now:
            state = outside + expm_multiply(matrix * (instant - now), state - outside)
        now = instant
        if value is None:
            parts.append(((1 - f) * state[:n].mean(), f * state[n:].mean()))
        else:
            outside = value
    return np.array(parts).T
