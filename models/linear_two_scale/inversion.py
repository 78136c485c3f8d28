"""From Laplace space to time, on a fixed contour; single answers and batches.

Modified Talbot contour of Trefethen, Weideman and Schmelzer (2006), BIT Numerical
Mathematics 46, 653, with 24 nodes, of which symmetry leaves 12: the error falls by 3.9
per node, until round-off takes over. Every pole of the model lies on the negative real
axis. After a step the slowest, -rate, is known: the contour is laid around it, not
around 0. So what is left keeps its digits while it decays, and does not end in noise of
either sign.
"""

import math

import numpy as np
from numba import njit

from models.linear_two_scale.transforms import (
    start_means,
    step_at,
    step_means,
    step_released,
)

NODES = 24
_ANGLE = (2 * np.arange(NODES // 2) + 1) * np.pi / NODES
_COT = 1.0 / np.tan(0.6407 * _ANGLE)
POINTS = NODES * (0.5017 * _ANGLE * _COT - 0.6122 + 0.2645j * _ANGLE)
WEIGHTS = (
    2.0
    * np.exp(POINTS)
    * (0.5017 * (_COT - 0.6407 * _ANGLE / np.sin(0.6407 * _ANGLE) ** 2) + 0.2645j)
    / 1j
)  # f(t) = Re sum of WEIGHTS F(POINTS / t) / t


@njit(cache=True, error_model="numpy", _nrt=False)
def _film_root(biot):
    """The root of v tan v = biot between 0 and pi/2."""
    low, high = 0.0, 0.5 * math.pi
    if biot == math.inf:
        return high
    # tan v > v, and v tan v < v^2 / (1 - (2 v / pi)^2)
    root = math.sqrt(biot / (1.0 + biot / high**2))
    for _ in range(60):
        sine, cosine = math.sin(root), math.cos(root)
        value = root * sine - biot * cosine
        if value > 0.0:
            high = root
        else:
            low = root
        step = value / ((1.0 + biot) * sine + root * cosine)
        if abs(step) <= 1e-15 * root:
            break
        root -= step
        if not low < root < high:
            root = 0.5 * (low + high)
    return root


@njit(cache=True, error_model="numpy", _nrt=False)
def slowest_rate(tau_macro, tau_micro, share, biot):
    """Rate [1/s] at which what is left decays in the end; 0 if all leaves at once.

    The smallest y with y tau_macro [1 - f + f tan(s)/s] = v^2, s = sqrt(y tau_micro),
    v tan v = biot.
    """
    root = _film_root(biot)
    if share == 0.0 or tau_micro == 0.0:
        return root * root / tau_macro if tau_macro > 0.0 else 0.0
    ratio = tau_macro / tau_micro
    low, high = 0.0, 0.5 * math.pi
    s = min(root / math.sqrt(ratio), 1.5) if ratio > 0.0 else high
    for _ in range(100):
        sine, cosine = math.sin(s), math.cos(s)
        stored = (1.0 - share) * s * cosine + share * sine
        value = ratio * s * stored - root * root * cosine
        if value > 0.0:
            high = s
        else:
            low = s
        slope = (1.0 - share) * (cosine - s * sine) + share * cosine
        slope = ratio * (stored + s * slope) + root * root * sine
        step = value / slope
        if abs(step) <= 1e-15 * s:
            break
        s -= step
        if not low < s < high:
            s = 0.5 * (low + high)
        if high - low <= 1e-15 * high:
            break
    return s * s / tau_micro


@njit(cache=True, error_model="numpy", _nrt=False)
def _means(time, tau_macro, tau_micro, share, film, rate):
    macro = micro = 0.0
    for k in range(len(POINTS)):
        p = POINTS[k] / time - rate
        c, q = step_means(p, tau_macro, tau_micro, share, film)
        macro += (WEIGHTS[k] * c).real
        micro += (WEIGHTS[k] * q).real
    decay = math.exp(-rate * time) / time
    return (1.0 - share) * macro * decay, share * micro * decay


@njit(cache=True, error_model="numpy", _nrt=False, nogil=True)
def shares_after_step(tau_macro, tau_micro, share, biot, times, macro, micro):
    """Macro and micro part of what is left after a step, into `macro` and `micro`."""
    closed = biot == 0.0
    rate = 0.0 if closed else slowest_rate(tau_macro, tau_micro, share, biot)
    for i in range(len(times)):
        if closed or times[i] == 0.0:
            macro[i], micro[i] = 1.0 - share, share
        else:
            macro[i], micro[i] = _means(
                times[i], tau_macro, tau_micro, share, 1.0 / biot, rate
            )


@njit(cache=True, error_model="numpy", _nrt=False, nogil=True)
def residuals(rows, times, out):
    """Share of removable water left after a step, for many models, into `out`.

    Parameters
    ----------
    rows : array [n, 4]
        tau_macro [s], tau_micro [s], micro_share [-], biot [-], as in
        :class:`~models.linear_two_scale.LinearTwoScaleModel`; not checked here.
    times : array [n, m]
        Since the step [s], from 0.
    out : array [n, m]
        Residual shares [-].
    """
    for n in range(rows.shape[0]):
        tau_macro, tau_micro, share, biot = rows[n]
        closed = biot == 0.0
        rate = 0.0 if closed else slowest_rate(tau_macro, tau_micro, share, biot)
        for i in range(times.shape[1]):
            if closed or times[n, i] == 0.0:
                out[n, i] = 1.0
            else:
                macro, micro = _means(
                    times[n, i], tau_macro, tau_micro, share, 1.0 / biot, rate
                )
                out[n, i] = macro + micro


@njit(cache=True, error_model="numpy", _nrt=False, nogil=True)
def released_after_step(tau_macro, tau_micro, share, biot, times, out):
    """Share of the removable water that has left, into `out`: digits kept early."""
    for i in range(len(times)):
        out[i] = 0.0
        if times[i] > 0.0 and biot > 0.0:
            for k in range(len(POINTS)):
                p = POINTS[k] / times[i]
                h = step_released(p, tau_macro, tau_micro, share, 1.0 / biot)
                out[i] += (WEIGHTS[k] * h).real / times[i]


@njit(cache=True, error_model="numpy", _nrt=False, nogil=True)
def points_after_step(
    tau_macro, tau_micro, share, biot, times, places, depths, macro, micro, mean
):
    """c, q and the mean of q over the depth, one of each per time, place and depth."""
    closed = biot == 0.0
    rate = 0.0 if closed else slowest_rate(tau_macro, tau_micro, share, biot)
    for i in range(len(times)):
        macro[i] = micro[i] = mean[i] = 1.0
        if closed or times[i] == 0.0:
            continue
        macro[i] = micro[i] = mean[i] = 0.0
        film = 1.0 / biot
        for k in range(len(POINTS)):
            p = POINTS[k] / times[i] - rate
            c, q, q_mean = step_at(
                p, tau_macro, tau_micro, share, film, places[i], depths[i]
            )
            macro[i] += (WEIGHTS[k] * c).real
            micro[i] += (WEIGHTS[k] * q).real
            mean[i] += (WEIGHTS[k] * q_mean).real
        decay = math.exp(-rate * times[i]) / times[i]
        macro[i] *= decay
        micro[i] *= decay
        mean[i] *= decay


@njit(cache=True, error_model="numpy", _nrt=False, nogil=True)
def shares_from_start(
    tau_macro, tau_micro, share, biot, times, start, edge, wall, macro, micro
):
    """Macro and micro part of what is left of a start, with 0 outside; times > 0.

    `start`: places, macro values, depths, micro values; `edge` and `wall`: room for a
    complex number per place and per depth.
    """
    film = math.inf if biot == 0.0 else 1.0 / biot
    for i in range(len(times)):
        macro[i] = micro[i] = 0.0
        for k in range(len(POINTS)):
            p = POINTS[k] / times[i]
            c, q = start_means(p, tau_macro, tau_micro, share, film, start, edge, wall)
            macro[i] += (1.0 - share) * (WEIGHTS[k] * c).real / times[i]
            micro[i] += share * (WEIGHTS[k] * q).real / times[i]
