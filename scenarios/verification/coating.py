"""A coating and the laws of its water, written from PHYSICS 0 to 2 alone.

What the method of lines (:mod:`scenarios.verification.lines`) is made of. With the code
under test it shares the vapour pressure of water over liquid and nothing else: neither
isotherms nor diffusivities.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numba import njit

R = 8.314462618  # J/(mol K)
WATER = 18.015268e-3  # kg/mol
ROOM = 298.15  # K, at which isotherms are stated
HENRY, GAB, LANGMUIR, FREUNDLICH = range(4)
SHAPES = ("slab", "cylinder", "sphere")

# Fuller: diffusion volume [cm3/mol] and molar mass [g/mol] (PHYSICS 2.1)
FULLER = {"air": (19.7, 28.966), "nitrogen": (18.5, 28.0134), "argon": (16.2, 39.948)}


def fuller(gas):
    """D12 p / T^1.75 of water in `gas`, SI.

    Fuller, Schettler and Giddings (1966), Ind. Eng. Chem. 58, 18, as in PHYSICS 2.1.
    """
    volume, mass = FULLER[gas]
    mean_mass = 2 / (1 / 18.015268 + 1 / mass)
    size = (13.1 ** (1 / 3) + volume ** (1 / 3)) ** 2
    return 1.43e-3 / (mean_mass**0.5 * size) * 1e-4 * 1e5


@dataclass(frozen=True)
class Term:
    """One term of an isotherm at 25 degC; `heat`, `heat_k` net heats [J/mol].

    HENRY: a. GAB: a = monolayer, b = C, c = k. LANGMUIR: a = saturation, b.
    FREUNDLICH: a = loading at activity 1, b = exponent, c = end of the straight start.
    """

    kind: int
    a: float
    b: float = 0.0
    c: float = 0.0
    heat: float = 0.0
    heat_k: float = 0.0

    def row(self, weight=1.0):
        """The term as a row of numbers, its loading times `weight`."""
        return [self.kind, weight * self.a, self.b, self.c, self.heat, self.heat_k]


def weighted(term, weight):
    """`term` with its loading times `weight`."""
    return replace(term, a=weight * term.a)


@dataclass(frozen=True)
class Domain:
    """A micro population: share of the coating's mass, isotherm, shape, diffusion."""

    fraction: float
    terms: tuple[Term, ...]
    shape: str
    size: float
    diffusivity: float
    activation_energy: float = 0.0
    loading_exponent: float = 0.0


@dataclass(frozen=True)
class Coating:
    """What PHYSICS 0 needs to know; `macro` is (mass fraction, terms) by component."""

    thickness: float
    density: float
    porosity: float
    pore_diameter: float
    in_plane_factor: float
    through_plane_factor: float
    macro: tuple[tuple[float, tuple[Term, ...]], ...]
    micro: tuple[Domain, ...] = ()

    def replaced(self, **changes):
        """The same coating but for `changes`."""
        return replace(self, **changes)


@njit(cache=True)
def terms_at(rows, temperature, out):
    """Parameters of `rows` at `temperature` [K], into `out` (kind, a, b, c, shift)."""
    inverse = (1.0 / temperature - 1.0 / ROOM) / R
    for i in range(rows.shape[0]):
        kind = rows[i, 0]
        shift = math.exp(rows[i, 4] * inverse)
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = rows[i, :4]
        out[i, 4] = shift
        if kind == HENRY:
            out[i, 1] = rows[i, 1] * shift
        elif kind == GAB:
            out[i, 2] = rows[i, 2] * shift
            out[i, 3] = rows[i, 3] * math.exp(rows[i, 5] * inverse)
        elif kind == LANGMUIR:
            out[i, 2] = rows[i, 2] * shift


@njit(cache=True)
def loading(there, first, last, activity):
    """Loading [kg/kg] and slope of the terms [first, last) of :func:`terms_at`."""
    x = 0.0
    slope = 0.0
    for i in range(first, last):
        kind, a, b, c = there[i, 0], there[i, 1], there[i, 2], there[i, 3]
        if kind == HENRY:
            x += a * activity
            slope += a
        elif kind == GAB:
            y = c * activity
            n = (1.0 - y) * (1.0 + (b - 1.0) * y)
            dn = (b - 1.0) * (1.0 - y) - (1.0 + (b - 1.0) * y)
            x += a * b * y / n
            slope += a * b * c * (n - y * dn) / (n * n)
        elif kind == LANGMUIR:
            n = 1.0 + b * activity
            x += a * b * activity / n
            slope += a * b / (n * n)
        else:
            shift = there[i, 4]
            y = shift * activity
            if y < c:
                x += a * c ** (b - 1.0) * y
                slope += a * c ** (b - 1.0) * shift
            else:
                x += a * y**b
                slope += a * b * y ** (b - 1.0) * shift
    return x, slope


def loading_at(rows, activity, temperature):
    """Loading [kg/kg] of all `rows` at `activity` and `temperature` [K]."""
    there = np.empty((len(rows), 5))
    terms_at(rows, temperature, there)
    return loading(there, 0, len(rows), activity)[0]


@njit(cache=True)
def activity_of(there, last, vapour, density, water, guess):
    """Activity at which the macro scale holds `water` [kg/m3]: bracketed Newton.

    `vapour` [kg/m3] fills the pores at activity 1; the first `last` terms of `there`
    are those of the macro scale.
    """
    x, slope = loading(there, 0, last, 0.0)
    if water <= 0.0:
        return water / (vapour + density * slope)
    low, high = 0.0, 0.999
    a = min(max(guess, 1e-12), 0.9)
    for _ in range(200):
        x, slope = loading(there, 0, last, a)
        value = vapour * a + density * x - water
        if value > 0.0:
            high = a
        else:
            low = a
        new = a - value / (vapour + density * slope)
        if not low <= new <= high:
            new = 0.5 * (low + high)
        if abs(new - a) <= 1e-12 * new:
            return new
        a = new
    return a


@njit(cache=True)
def knudsen(temperature, pore):
    """Knudsen diffusivity [m2/s] in pores of the diameter `pore` [m] (PHYSICS 2.1)."""
    return pore / 3.0 * math.sqrt(8.0 * R * temperature / (math.pi * WATER))


@njit(cache=True)
def diffusivity(temperature, pressure, p_w, pore, coefficient):
    """Pore diffusivity [m2/s]: inert share of Fuller beside Knudsen (PHYSICS 2.1)."""
    inert = max(pressure - p_w, 0.0)
    free = inert / (coefficient * temperature**1.75)
    return 1.0 / (free + 1.0 / knudsen(temperature, pore))
