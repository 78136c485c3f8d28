"""The laws of sorption as compiled scalar functions over rows of numbers.

An isotherm is a sum of *terms*. A term is a row of numbers, so that the compiled
solver and the classes of :mod:`models.isotherms` evaluate the very same code.

Columns of a term row (``WIDTH`` of them), parameters at the reference temperature:

    KIND, WEIGHT, P1, P2, P3, Q1, Q2, T_REF

    HENRY          P1 = loading per unit activity [kg/kg]; Q1 = net isosteric heat
    GAB            P1 = monolayer [kg/kg], P2 = C, P3 = k; Q1 = heat of C, Q2 = of k
    LANGMUIR       P1 = saturation loading [kg/kg], P2 = b; Q1
    FREUNDLICH     P1 = loading at activity 1 [kg/kg], P2 = exponent,
                   P3 = activity below which a straight line leads to the origin; Q1
    FLORY_HUGGINS  P1 = interaction parameter, P2 = density water / density polymer; Q1
    TABLE          P1 = first index in `tables`, P2 = number of points; Q1

WEIGHT multiplies the loading (the mass fraction in a weighted sum). Heats in J/mol.
Temperature enters by the net isosteric heat q: at constant loading ln a shifts by
(q/R)(1/T_REF - 1/T). For all kinds but GAB that is exact at every loading; in GAB, C
and k follow q_C and q_k (PHYSICS 1.1): the net heat fades as the monolayer fills.
"""

import math

import numpy as np
from numba import njit

HENRY, GAB, LANGMUIR, FREUNDLICH, FLORY_HUGGINS, TABLE = range(6)
KIND, WEIGHT, P1, P2, P3, Q1, Q2, T_REF = range(8)
WIDTH = 8
EFFECTIVE_WIDTH = 6  # kind, weight, and up to four numbers at the temperature in hand

_R = 8.314462618  # J/(mol K); numba freezes it, equal to units.GAS_CONSTANT (tested)


@njit(cache=True, error_model="numpy", _nrt=False)
def terms_at(terms, temperature, out):
    """Rows of `terms` at `temperature` [K], written into `out` [n, EFFECTIVE_WIDTH]."""
    for i in range(terms.shape[0]):
        kind = int(terms[i, KIND])
        inverse = (1.0 / temperature - 1.0 / terms[i, T_REF]) / _R
        shift = math.exp(terms[i, Q1] * inverse)
        out[i, 0] = kind
        out[i, 1] = terms[i, WEIGHT]
        out[i, 2] = terms[i, P1]
        out[i, 3] = terms[i, P2]
        out[i, 4] = terms[i, P3]
        out[i, 5] = shift
        if kind == HENRY:
            out[i, 2] = terms[i, P1] * shift
        elif kind == GAB:
            out[i, 3] = terms[i, P2] * shift
            out[i, 4] = terms[i, P3] * math.exp(terms[i, Q2] * inverse)
        elif kind == LANGMUIR:
            out[i, 3] = terms[i, P2] * shift


@njit(cache=True, error_model="numpy", _nrt=False)
def polymer_volume_fraction(activity, chi):
    """Water volume fraction phi of ln a = ln phi + (1 - phi) + chi (1 - phi)^2.

    On the branch that starts dry; safeguarded Newton between 0 and the spinodal.
    """
    high = 1.0 if chi <= 0.5 else 0.5 / chi
    low = 0.0
    target = math.log(activity)
    phi = min(activity * math.exp(-1.0 - chi), 0.5 * high)
    for _ in range(100):
        dry = 1.0 - phi
        value = math.log(phi) + dry + chi * dry * dry - target
        if value > 0.0:
            high = phi
        else:
            low = phi
        slope = 1.0 / phi - 1.0 - 2.0 * chi * dry
        step = value / slope if slope > 0.0 else high
        if abs(step) <= 1e-15 * phi:  # before the bracket, whose end phi now is
            return phi - step
        new = phi - step
        if not (low < new < high):
            new = 0.5 * (low + high)
        phi = new
    return phi


@njit(cache=True, error_model="numpy", _nrt=False)
def _rarer_loading(rows, i, tables, activity):
    """Loading and slope, weight 1, of a kind that takes more than a few operations."""
    kind = int(rows[i, 0])
    if kind == FREUNDLICH:
        shift = rows[i, 5]
        x = activity * shift
        if x < rows[i, 4]:
            slope = rows[i, 2] * rows[i, 4] ** (rows[i, 3] - 1.0) * shift
            loading = slope * activity
        else:
            loading = rows[i, 2] * x ** rows[i, 3]
            slope = rows[i, 3] * loading / activity
    elif kind == FLORY_HUGGINS:
        chi, ratio, shift = rows[i, 2], rows[i, 3], rows[i, 5]
        x = activity * shift
        if x <= 0.0:
            loading = 0.0
            slope = ratio * math.exp(-1.0 - chi) * shift
        else:
            phi = polymer_volume_fraction(x, chi)
            dry = 1.0 - phi
            loading = ratio * phi / dry
            slope = (
                ratio * shift / (dry * dry * x * (1.0 / phi - 1.0 - 2.0 * chi * dry))
            )
    else:
        shift = rows[i, 5]
        x = activity * shift
        first = int(rows[i, 2])
        n = int(rows[i, 3])
        at = first + n - 2
        if x < tables[0, at]:
            low, high = first, first + n - 1
            while high - low > 1:
                middle = (low + high) // 2
                if tables[0, middle] <= x:
                    low = middle
                else:
                    high = middle
            at = low
        width = tables[0, at + 1] - tables[0, at]
        s = (x - tables[0, at]) / width
        x0, x1 = tables[1, at], tables[1, at + 1]
        m0, m1 = tables[2, at] * width, tables[2, at + 1] * width
        a2 = 3.0 * (x1 - x0) - 2.0 * m0 - m1
        a3 = 2.0 * (x0 - x1) + m0 + m1
        loading = x0 + s * (m0 + s * (a2 + s * a3))
        slope = (m0 + s * (2.0 * a2 + 3.0 * s * a3)) / width * shift
    return loading, slope


@njit(cache=True, error_model="numpy", _nrt=False)
def range_loading(rows, first, last, tables, activity):
    """Loading [kg/kg] and its slope by activity of the terms [first, last) of `rows`.

    `rows` were made by :func:`terms_at`; `activity` is not negative.
    """
    loading = 0.0
    slope = 0.0
    for i in range(first, last):
        kind = rows[i, 0]
        if kind == GAB:
            c, k = rows[i, 3], rows[i, 4]
            ka = k * activity
            u = 1.0 - ka
            inverse = 1.0 / (u * (u + c * ka))
            factor = rows[i, 1] * rows[i, 2] * c * inverse
            loading += factor * ka
            slope += factor * k * (1.0 + (c - 1.0) * ka * ka) * inverse
        elif kind == HENRY:
            loading += rows[i, 1] * rows[i, 2] * activity
            slope += rows[i, 1] * rows[i, 2]
        elif kind == LANGMUIR:
            inverse = 1.0 / (1.0 + rows[i, 3] * activity)
            factor = rows[i, 1] * rows[i, 2] * rows[i, 3] * inverse
            loading += factor * activity
            slope += factor * inverse
        else:
            x, dx = _rarer_loading(rows, i, tables, activity)
            loading += rows[i, 1] * x
            slope += rows[i, 1] * dx
    return loading, slope


@njit(cache=True, error_model="numpy", _nrt=False)
def sum_loading(rows, tables, activity):
    """Loading [kg/kg] and slope by activity of the sum of all `rows`."""
    return range_loading(rows, 0, rows.shape[0], tables, activity)


@njit(cache=True, error_model="numpy", _nrt=False)
def sum_activity(rows, tables, loading, low, high):
    """Activity between `low` and `high` at which :func:`sum_loading` is `loading`.

    To rounding: Newton from the tangent at `low`, inside a shrinking bracket. The
    loading must lie between those at the two ends.
    """
    at_low, slope = sum_loading(rows, tables, low)
    if loading <= at_low:
        return low
    activity = high
    if slope > 0.0 and (loading - at_low) < slope * (high - low):
        activity = low + (loading - at_low) / slope
    for _ in range(200):
        x, slope = sum_loading(rows, tables, activity)
        excess = x - loading
        if excess == 0.0:
            return activity
        if excess > 0.0:
            high = activity
        else:
            low = activity
        step = excess / slope if slope > 0.0 else high
        if abs(step) <= 1e-15 * activity:
            return activity - step
        new = activity - step
        if not (low < new < high):
            new = 0.5 * (low + high)
        if new == activity:
            return activity
        activity = new
    return activity


def no_tables():
    """An empty table array, for sums without a tabulated term: [activity; X; slope]."""
    return np.zeros((3, 0))
