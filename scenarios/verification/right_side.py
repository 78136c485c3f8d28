"""The two-scale model's rate of change, compiled: what a general ODE solver asks for.

The same cells, nodes and laws as models/two_scale, but the balances written afresh, as
y' = f(t, y), with nothing of the solver's stages, steps and eliminations. A general
solver calls back for each f, and handing over an array takes as long as ten
exponentials: therefore all numbers of a model, and the room for the arithmetic, stand
in one row of floats and one of integers, and are cut into views here.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from models.isotherm_terms import EFFECTIVE_WIDTH, WIDTH, range_loading
from models.two_scale.columns import (
    A_TOP,
    CONCENTRATION,
    DENSITY,
    EXPONENT,
    FULL,
    IN_PLANE,
    MASS,
    MOLAR,
    POROSITY,
    SATURATION,
    SLAB_FACTOR,
    THICKNESS,
    THROUGH_PLANE,
    TOLERANCE,
)
from models.two_scale.laws import diffusivity, potential, set_laws
from models.two_scale.walls import LEAST, MOST

CLOSE = 1e-7  # relative change after which Newton's next one is below round-off

# the row of integers begins with these
CELLS, POPULATIONS, MODES, TERMS, TABLE, KIND, SIZES = range(7)
EDGE, FACE, SEALED = range(3)

# the piece of air in hand; times from its start on, rates per second
(
    WARM,  # K, the air's temperature, and its rate
    WARM_RATE,
    LAG,  # K, what the coil is off its course as it begins
    HEATING,  # s
    VAPOUR,  # Pa
    VAPOUR_RATE,
    TOTAL,  # Pa
    TOTAL_RATE,
    GAS,  # p D12 / T^1.75
    FILM,  # m/s
    WRAP,  # kg/(m2 s Pa)
    SET_TEMPERATURE,  # K and Pa for which the laws were last set
    SET_PRESSURE,
    OUTFLOW,  # kg/(m3 s), what the last rates sent out, per volume of coating
    SURFACE,  # activity of the edge's surface
    CALLS,  # of the right-hand side
) = range(16)
AIR, MATERIAL, POPULATION, LAW = CALLS + 1, TOLERANCE + 1, SLAB_FACTOR + 1, FULL + 1


class System(NamedTuple):
    """Views on the row of floats and the row of integers."""

    air: np.ndarray
    material: np.ndarray
    population: np.ndarray
    terms: np.ndarray
    desorption: np.ndarray
    tables: np.ndarray
    widths: np.ndarray
    wall_weights: np.ndarray
    wall_surface: np.ndarray
    operator: np.ndarray
    mean: np.ndarray
    law: np.ndarray
    rows: np.ndarray
    rows_desorption: np.ndarray
    rate: np.ndarray
    activity: np.ndarray
    potential: np.ndarray
    inside: np.ndarray
    groups: np.ndarray
    nodes: np.ndarray
    wall_first: np.ndarray
    hysteresis: bool


def lengths(n, populations, modes, terms, table):
    """Floats each part of the row takes, in the order of :class:`System`."""
    return (
        AIR,
        MATERIAL,
        populations * POPULATION,
        terms * WIDTH,
        3 * table,
        n,
        4 * n,
        n,
        populations * modes * (modes + 1),
        populations * modes,
        LAW,
        terms * EFFECTIVE_WIDTH,
        populations,
        n,
        n,
        modes,
    )


@njit(cache=True, error_model="numpy", _nrt=False)
def system(floats, ints):
    """Views on the two rows, cut as :func:`lengths` says."""
    n, p, m = ints[CELLS], ints[POPULATIONS], ints[MODES]
    terms, table = ints[TERMS], ints[TABLE]
    a = AIR
    b = a + MATERIAL
    c = b + p * POPULATION
    d = c + terms * WIDTH
    e = d + 3 * table
    f = e + n
    g = f + 4 * n
    h = g + n
    i = h + p * m * (m + 1)
    j = i + p * m
    k = j + LAW
    q = k + terms * EFFECTIVE_WIDTH
    r = q + p
    s = r + n
    t = s + n
    x = SIZES + p + 2
    y = x + p
    laws = floats[c:d].reshape((terms, WIDTH))
    rows = floats[k:q].reshape((terms, EFFECTIVE_WIDTH))
    return System(
        floats[:a],
        floats[a:b],
        floats[b:c].reshape((p, POPULATION)),
        laws,
        laws,
        floats[d:e].reshape((3, table)),
        floats[e:f],
        floats[f:g].reshape((n, 4)),
        floats[g:h],
        floats[h:i].reshape((p, m, m + 1)),
        floats[i:j].reshape((p, m)),
        floats[j:k],
        rows,
        rows,
        floats[q:r],
        floats[r:s],
        floats[s:t],
        floats[t : t + m],
        ints[SIZES:x],
        ints[x:y],
        ints[y : y + n],
        False,
    )


@njit(cache=True, error_model="numpy", _nrt=False)
def _loading(rows, tables, first, last, top, activity):
    """Loading and slope of the terms [first, last), straight on beyond 0 and `top`."""
    a = min(max(activity, 0.0), top)
    x, slope = range_loading(rows, first, last, tables, a)
    return x + slope * (activity - a), slope


@njit(cache=True, error_model="numpy", _nrt=False)
def _activity(rows, tables, last, top, vapour, density, water, guess):
    """Activity at which the macro scale holds `water` [kg/m3], from a guess on.

    `vapour` [kg/m3] is what the pores hold at activity 1. Newton's method; where it
    leaves the positive side, in a bracket that halves.
    """
    if water <= 0.0:
        _, slope = range_loading(rows, 0, last, tables, 0.0)
        return water / (vapour + density * slope)
    a, low, high = guess, 0.0, math.inf
    for _ in range(200):
        x, slope = _loading(rows, tables, 0, last, top, a)
        step = (water - vapour * a - density * x) / (vapour + density * slope)
        if abs(step) <= CLOSE * abs(a):
            return a + step
        if step > 0.0:
            low = a
        else:
            high = a
        a += step
        if not low < a < high:
            a = 0.5 * (low + high) if high < math.inf else 0.5 * top
    return a


@njit(cache=True, error_model="numpy", _nrt=False)
def limited(two, four):
    """The flux `four`, held between LEAST and MOST times the plain one `two`."""
    square = two * two
    if four * two < LEAST * square:
        return LEAST * two
    if four * two > MOST * square:
        return MOST * two
    return four


@njit(cache=True, error_model="numpy", _nrt=False)
def _gradient(s, f, psi):
    """Gradient of the potential at the outer wall of cell f; `psi` the surface's."""
    here = s.potential[f]
    if f + 1 < s.widths.shape[0]:
        two = 2.0 * (here - s.potential[f + 1]) / (s.widths[f] + s.widths[f + 1])
    else:
        two = 2.0 * (here - psi) / s.widths[f]
    four = s.wall_surface[f] * (psi - here)
    first = s.wall_first[f]
    for k in range(4):
        weight = s.wall_weights[f, k]
        if weight != 0.0:
            four += weight * (s.potential[first + k] - here)
    return limited(two, four)


@njit(cache=True, error_model="numpy", _nrt=False)
def _surface(s, activity_air):
    """Potential of the edge's surface, where coating and film pass the same flux.

    The flux out of the coating falls with the surface's activity and that through film
    and wrapping rises: one root, between the outer cell and the air. Secant steps
    inside a bracket that closes in (the flux has kinks).
    """
    resistance = 1.0 / s.air[FILM] + s.law[MOLAR] / s.air[WRAP]
    if resistance <= 0.0:
        return potential(s.law, activity_air)[0]
    n = s.widths.shape[0]
    passing = s.law[CONCENTRATION] / resistance
    factor = s.material[IN_PLANE]
    low = min(activity_air, s.activity[n - 1])
    high = max(activity_air, s.activity[n - 1])
    a = s.air[SURFACE]
    if not low < a < high:
        a = 0.5 * (low + high)
    for _ in range(100):
        psi, slope = potential(s.law, a)
        flux = _gradient(s, n - 1, psi)
        excess = factor * flux - passing * (a - activity_air)
        if excess == 0.0:
            break
        if excess > 0.0:
            low = a
        else:
            high = a
        here = s.potential[n - 1]
        # the slope of the branch that holds: a multiple of the plain one, or the cubic
        two = 2.0 * (here - psi) / s.widths[n - 1]
        if flux == LEAST * two or flux == MOST * two:
            steep = -2.0 / s.widths[n - 1] * (LEAST if flux == LEAST * two else MOST)
        else:
            steep = s.wall_surface[n - 1]
        new = a - excess / (factor * steep * slope - passing)
        if not low <= new <= high:
            new = 0.5 * (low + high)
        change = abs(new - a)
        a = new
        if change <= 1e-15 * a or high - low <= 1e-15 * high:
            break
    s.air[SURFACE] = a
    return potential(s.law, a)[0]


@njit(cache=True, error_model="numpy", _nrt=False)
def _domains(s, j, base, y, yp):
    """Rates inside the domains of cell j; the water they take up [kg/(m3 s)]."""
    taken = 0.0
    o = base + 1
    for m in range(s.population.shape[0]):
        wall, _ = _loading(
            s.rows,
            s.tables,
            s.groups[m + 1],
            s.groups[m + 2],
            s.material[A_TOP],
            s.activity[j],
        )
        exponent = s.population[m, EXPONENT]
        modes = s.nodes[m]
        if exponent == 0.0:
            for i in range(modes):
                s.inside[i] = y[o + i] - wall
        else:
            at_wall = math.exp(exponent * wall)
            for i in range(modes):  # the integral of D dX, from the wall on
                s.inside[i] = (math.exp(exponent * y[o + i]) - at_wall) / exponent
        gain = 0.0
        for i in range(modes):
            rate = 0.0
            for k in range(modes):
                rate += s.operator[m, i, k] * s.inside[k]
            rate *= s.rate[m]
            yp[o + i] = rate
            gain += s.mean[m, i] * rate
        taken += s.population[m, MASS] * gain
        o += modes
    return taken


@njit(cache=True, error_model="numpy", _nrt=False)
def rates(t, y, yp, floats, ints):
    """d/dt of [W, X at the nodes of each population] cell by cell, into `yp`.

    `t` [s] counts from the start of the piece of air; W in kg/m3, X in kg/kg.
    """
    s = system(floats, ints)
    air, law = s.air, s.law
    n, kind = s.widths.shape[0], ints[KIND]
    air[CALLS] += 1.0
    temperature = air[WARM] + air[WARM_RATE] * t
    if air[HEATING] > 0.0:
        # the coil lags behind the air by rate x time constant once it is on its course
        temperature += air[LAG] * math.exp(-t / air[HEATING])
        temperature -= air[WARM_RATE] * air[HEATING]
    pressure = air[TOTAL] + air[TOTAL_RATE] * t
    vapour = air[VAPOUR] + air[VAPOUR_RATE] * t
    if temperature != air[SET_TEMPERATURE] or pressure != air[SET_PRESSURE]:
        set_laws(s, s, air[GAS], temperature, pressure)
        air[SET_TEMPERATURE] = temperature
        air[SET_PRESSURE] = pressure
    activity_air = vapour / law[SATURATION]
    top, density = s.material[A_TOP], s.material[DENSITY]
    pores = s.material[POROSITY] * law[CONCENTRATION]
    base = 0
    stride = y.shape[0] // n
    for j in range(n):
        s.activity[j] = _activity(
            s.rows, s.tables, s.groups[1], top, pores, density, y[base], s.activity[j]
        )
        yp[base] = -_domains(s, j, base, y, yp)
        base += stride
    outflow = 0.0
    if kind == FACE:
        width = 0.0
        for j in range(n):
            a = s.activity[j]
            between = 0.5 * (max(a, 0.0) * law[SATURATION] + vapour)
            through = s.material[THROUGH_PLANE] * diffusivity(law, between)
            resistance = 1.0 / air[FILM] + s.material[THICKNESS] / (3.0 * through)
            leaving = law[CONCENTRATION] * (a - activity_air)
            leaving /= resistance * s.material[THICKNESS]
            yp[j * stride] -= leaving
            outflow += leaving * s.widths[j]
            width += s.widths[j]
        outflow /= width
    for j in range(n):
        s.potential[j] = potential(law, s.activity[j])[0]
    psi = 0.0
    walls = n - 1
    if kind == EDGE:
        psi = _surface(s, activity_air)
        walls = n
    for f in range(walls):
        flux = s.material[IN_PLANE] * _gradient(s, f, psi)
        yp[f * stride] -= flux / s.widths[f]
        if f + 1 < n:
            yp[(f + 1) * stride] += flux / s.widths[f + 1]
        else:
            total = 0.0
            for j in range(n):
                total += s.widths[j]
            outflow = flux / total
    air[OUTFLOW] = outflow
