"""The two-scale model with Henry isotherms, solved exactly: no mesh, no time steps.

The step response from its Laplace transform (bidisperse pore, Ruckenstein,
Vaidyanathan and Youngquist 1971), inverted on the modified Talbot contour of Trefethen,
Weideman and Schmelzer, BIT 46 (2006) 653. Shares no line with the solver under test.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ive

NODES = 28  # digits rise with it up to about 32, then round-off takes over


def contour(nodes=NODES):
    """Nodes z and weights w of f(t) = Re sum of w F(z / t) / t, upper half only."""
    theta = (2 * np.arange(nodes // 2) + 1) * np.pi / nodes
    cot = 1 / np.tan(0.6407 * theta)
    z = nodes * (0.5017 * theta * cot - 0.6122 + 0.2645j * theta)
    slope = nodes * (
        0.5017 * (cot - 0.6407 * theta / np.sin(0.6407 * theta) ** 2) + 0.2645j
    )
    return z, 2 * np.exp(z) * slope / (1j * nodes)


def inverted(transform, times):
    """Inverse Laplace transform of `transform(p)` at `times` > 0, same shape."""
    z, w = contour()
    times = np.asarray(times, dtype=float)
    p = z / times[..., None]
    return np.sum(w * transform(p), axis=-1).real / times


def mean_response(shape, x):
    """Mean over a slab, cylinder or sphere, x = p tau, whose wall steps from 0 to 1.

    tanh(q)/q, 2 I1(q)/(q I0(q)), 3 (q coth q - 1)/q2 with q = sqrt(x).
    """
    q = np.sqrt(np.asarray(x, dtype=complex))
    if shape == "slab":
        return np.tanh(q) / q
    if shape == "cylinder":
        return 2 * ive(1, q) / (q * ive(0, q))
    return 3 * (q / np.tanh(q) - 1) / q**2


@dataclass(frozen=True)
class Pool:
    """Share of the water, diffusion time [s] and shape of one micro population."""

    share: float
    time: float
    shape: str = "slab"


@dataclass(frozen=True)
class LinearCoil:
    """`macro_time` tau_M [s] (all water counted), `pools`, film number `biot`."""

    macro_time: float
    pools: tuple[Pool, ...] = ()
    biot: float = np.inf

    def storage(self, p):
        """phi(p): how much of the water follows the macro activity."""
        phi = 1 - sum(pool.share for pool in self.pools)
        for pool in self.pools:
            phi = phi + pool.share * mean_response(pool.shape, p * pool.time)
        return phi

    def released(self, p):
        """H(p), the transfer function of the fraction released (PHYSICS 9.2, 9.3)."""
        phi = self.storage(p)
        theta = np.sqrt(p * self.macro_time * phi)
        return phi * (np.tanh(theta) / theta) / (1 + theta * np.tanh(theta) / self.biot)

    def residual(self, times):
        """R(t): fraction of the removable water still there after `times` [s]."""
        return inverted(lambda p: (1 - self.released(p)) / p, times)

    def activity(self, place, times):
        """Macro activity left, of 1, at `place` = z / half width (a number)."""

        def transform(p):
            theta = np.sqrt(p * self.macro_time * self.storage(p))
            edge = 1 + theta * np.tanh(theta) / self.biot
            return (1 - np.cosh(theta * place) / (np.cosh(theta) * edge)) / p

        return inverted(transform, times)


@dataclass(frozen=True)
class LinearSheet(LinearCoil):
    """Face exchange: `macro_time` = 3 S h / k_f, the film is part of it."""

    def released(self, p):
        phi = self.storage(p)
        return phi / (1 + p * self.macro_time / 3 * phi)


def slab_series(times, terms=400):
    """S(F), residual of a slab open on one side, Crank (1975) eq. 4.18; F = t / tau."""
    nu = (np.arange(terms) + 0.5) * np.pi
    return np.sum(2 / nu**2 * np.exp(-np.multiply.outer(times, nu**2)), axis=-1)


def sphere_series(times, terms=400):
    """The same of a sphere of radius s, Crank (1975) eq. 6.20; F = D t / s2."""
    n = np.arange(1, terms + 1)
    decay = np.exp(-np.multiply.outer(times, (n * np.pi) ** 2))
    return np.sum(6 / (np.pi * n) ** 2 * decay, axis=-1)
