"""The linear two-scale model after a step as a sum over modes: independent of contours.

Separation of variables. Over the width the modes are cos(v z) with v tan v = biot; for
each of them the binder has one decay rate s^2 / tau_micro per branch of the tangent,

    (s^2 / r) (1 - f + f tan(s) / s) = v^2,      r = tau_micro / tau_macro.

Macro modes beyond the last one taken have left the pores at once; what they leave in
the binder is a slab's series. To 1e-8 for r up to 20 and times from 0.05 tau_macro.
"""

import numpy as np

MACRO_MODES, MICRO_MODES = 100, 60
HALVINGS = 60


def _root(function, low, high):
    """Roots of `function`, which rises through 0 between `low` and `high`; arrays."""
    low, high = low + np.zeros_like(high), high + np.zeros_like(low)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        below = function(middle) < 0.0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return 0.5 * (low + high)


def slab_modes(biot=np.inf, count=MACRO_MODES):
    """v [-] and share of the water of each mode of a slab: Crank (1975), eq. 4.53."""
    n = np.arange(count)
    if biot == np.inf:
        v = (n + 0.5) * np.pi
        return v, 2.0 / v**2
    sign = (-1.0) ** n
    v = _root(
        lambda v: sign * (v * np.sin(v) - biot * np.cos(v)),
        n * np.pi,
        (n + 0.5) * np.pi,
    )
    return v, 2.0 * biot**2 / (v**2 * (v**2 + biot**2 + biot))


def slab_series(times, biot=np.inf, count=400):
    """What a slab has left at `times` / its diffusion time: Crank (1975), eq. 4.18."""
    v, share = slab_modes(biot, count)
    return np.exp(-np.multiply.outer(times, v**2)) @ share


def slab_middle(times, count=400):
    """What the middle of a slab has left of 1: Crank (1975), eq. 4.17 at x = 0."""
    v, _ = slab_modes(np.inf, count)
    share = 2.0 * (-1.0) ** np.arange(count) / v
    return np.exp(-np.multiply.outer(times, v**2)) @ share


def residual_by_modes(times, f, r, biot=np.inf):
    """R at `times` / tau_macro, for the share f and the ratio r of the two times."""
    times = np.asarray(times, dtype=float)
    if f == 0.0:
        return slab_series(times, biot)
    v, share = slab_modes(biot)
    v2 = v[:, None] ** 2
    m = np.arange(MICRO_MODES)
    sign = (-1.0) ** m

    def excess(s):
        stored = (1.0 - f) * s * np.cos(s) + f * np.sin(s)
        return sign * (s * stored / r - v2 * np.cos(s))

    low = np.maximum((m - 0.5) * np.pi, 0.0) + np.zeros_like(v2)
    s = _root(excess, low, (m + 0.5) * np.pi)
    tan = np.tan(s)
    weight = share[:, None] * v2**2 * r**2 / s**4
    weight /= 1.0 - f + 0.5 * f * (tan / s + 1.0 + tan**2)
    decay = np.exp(-np.multiply.outer(times / r, s**2))
    missing = 1.0 - share.sum()
    return np.sum(weight * decay, axis=(-2, -1)) + f * missing * slab_series(times / r)
