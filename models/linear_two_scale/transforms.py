"""The two-scale model in Laplace space: closed forms without cancellation.

With g(p) = tanh(sqrt(p tau_micro)) / sqrt(p tau_micro), phi = 1 - f + f g and theta^2 =
p tau_macro phi, a step from 1 to 0 outside leaves (bidisperse pore: Ruckenstein,
Vaidyanathan and Youngquist 1971, Chem. Eng. Sci. 26, 1305)

    c(z) = [1 - cosh(theta z) / cosh(theta) / (1 + theta tanh(theta) / biot)] / p

and q(z, x) alike. Written down like this, 1 - ... loses its digits where theta is
small, and cosh overflows where it is large. Hence everything here is in terms of
functions of theta^2 that are finite at 0, and of exponentials of -theta, whose real
part is positive. All is even in theta: which root is taken does not matter.
"""

import cmath
import math

from numba import njit

SMALL = 0.25  # below it a quotient's difference of near equals is developed


@njit(cache=True, error_model="numpy", _nrt=False)
def slab_response(x):
    """(1 - T) / x and T = tanh(sqrt(x)) / sqrt(x), x complex, not on the negative axis.

    T is how the mean of a slab follows its wall, x = p tau. Lambert's continued
    fraction near 0: the first term left out changes T by less than 1e-16.
    """
    if abs(x.real) + abs(x.imag) < SMALL:
        k = 3.0 + x / (5.0 + x / (7.0 + x / (9.0 + x / (11.0 + x / 13.0))))
        lag = 1.0 / (x + k)
        return lag, k * lag
    root = cmath.sqrt(x)
    decay = cmath.exp(-2.0 * root)
    response = (1.0 - decay) / ((1.0 + decay) * root)
    return (1.0 - response) / x, response


@njit(cache=True, error_model="numpy", _nrt=False)
def step_means(p, tau_macro, tau_micro, share, film):
    """Transforms of the means of c and q after a step from 1 to 0; film = 1 / biot."""
    lag, g = slab_response(p * tau_micro)
    phi = 1.0 - share + share * g
    x = p * tau_macro * phi
    macro_lag, response = slab_response(x)
    macro = tau_macro * phi * (macro_lag + film * response)
    macro /= 1.0 + film * x * response
    return macro, tau_micro * lag + g * macro


@njit(cache=True, error_model="numpy", _nrt=False)
def step_released(p, tau_macro, tau_micro, share, film):
    """Transform of the share of the removable water that has left after a step."""
    _, g = slab_response(p * tau_micro)
    phi = 1.0 - share + share * g
    x = p * tau_macro * phi
    _, response = slab_response(x)
    return phi * response / ((1.0 + film * x * response) * p)


@njit(cache=True, error_model="numpy", _nrt=False)
def _mean_decay(y):
    """(1 - exp(-y)) / y, the mean of exp(-y u) over u from 0 to 1."""
    if abs(y.real) + abs(y.imag) < SMALL:
        total = 1.0 + 0.0j
        for n in range(11, 1, -1):
            total = 1.0 - total * y / n
        return total
    return (1.0 - cmath.exp(-y)) / y


@njit(cache=True, error_model="numpy", _nrt=False)
def at_place(x, place):
    """(1 - C) / x and C = cosh(sqrt(x) place) / cosh(sqrt(x)), place from 0 to 1."""
    root = cmath.sqrt(x)
    outwards, across = root * (1.0 - place), root * (1.0 + place)
    whole = 1.0 + cmath.exp(-2.0 * root)
    lag = (1.0 - place * place) * _mean_decay(outwards) * _mean_decay(across) / whole
    return lag, (cmath.exp(-outwards) + cmath.exp(-across)) / whole


@njit(cache=True, error_model="numpy", _nrt=False)
def step_at(p, tau_macro, tau_micro, share, film, place, depth):
    """Transforms of c at `place`, q at `place` and `depth`, mean of q at `place`."""
    lag, g = slab_response(p * tau_micro)
    phi = 1.0 - share + share * g
    x = p * tau_macro * phi
    _, response = slab_response(x)
    macro_lag, _ = at_place(x, place)
    macro = tau_macro * phi * (macro_lag + film * response)
    macro /= 1.0 + film * x * response
    micro_lag, follow = at_place(p * tau_micro, depth)
    return macro, tau_micro * micro_lag + follow * macro, tau_micro * lag + g * macro


@njit(cache=True, error_model="numpy", _nrt=False)
def _ramps(y):
    """Means over u from 0 to 1 of (1 - u) exp(-y u) and of u exp(-y u)."""
    if abs(y.real) + abs(y.imag) < 1.0:
        falling, rising, power = 0.0j, 0.0j, 1.0 + 0.0j  # power: (-y)^n / n!
        for n in range(19):
            falling += power / ((n + 1.0) * (n + 2.0))
            rising += power / (n + 2.0)
            power *= -y / (n + 1.0)
        return falling, rising
    decay = cmath.exp(-y)
    return (y - 1.0 + decay) / (y * y), (1.0 - (1.0 + y) * decay) / (y * y)


@njit(cache=True, error_model="numpy", _nrt=False)
def cosh_weights(x, nodes, out):
    """Weights of values at `nodes` in the mean of (their straight lines) C(place).

    C as in :func:`at_place`; the nodes rise from 0 to 1. x = 0 gives the trapezium
    rule. This is what the start, seen by p, leaves through the open side: Green's
    function, integrated.
    """
    root = cmath.sqrt(x)
    whole = 1.0 + cmath.exp(-2.0 * root)
    for k in range(len(nodes)):
        out[k] = 0.0
    for k in range(len(nodes) - 1):
        width = nodes[k + 1] - nodes[k]
        falling, rising = _ramps(root * width)
        outwards = cmath.exp(-root * (1.0 - nodes[k + 1])) * width / whole
        across = cmath.exp(-root * (1.0 + nodes[k])) * width / whole
        out[k + 1] += outwards * falling + across * rising
        out[k] += outwards * rising + across * falling


@njit(cache=True, error_model="numpy", _nrt=False)
def start_means(p, tau_macro, tau_micro, share, film, start, edge, wall):
    """Transforms of the means of c and q from a start, with 0 outside.

    `start`: places [k], macro values [k], depths [j], micro values [k, j]; no depths:
    both scales in equilibrium. film = inf: closed. `edge` [k] and `wall` [j]: room.

    c'' - theta^2 c = -tau_macro s(z), where s is the start weighted as p sees it. Its
    product with C(z), integrated, is the flux through the edge; its mean then gives the
    mean of c.
    """
    places, macro, depths, micro = start
    _, g = slab_response(p * tau_micro)
    phi = 1.0 - share + share * g
    x = p * tau_macro * phi
    _, response = slab_response(x)
    cosh_weights(x, places, edge)
    if len(depths):
        cosh_weights(p * tau_micro, depths, wall)
    source = flux = micro_start = micro_flux = 0.0j
    for k in range(len(places)):
        below = places[k] - places[k - 1] if k > 0 else 0.0
        above = places[k + 1] - places[k] if k + 1 < len(places) else 0.0
        width = 0.5 * (below + above)
        held, leaving = macro[k] + 0.0j, g * macro[k]
        if len(depths):
            held, leaving = 0.0j, 0.0j
            for j in range(len(depths)):
                inner = depths[j] - depths[j - 1] if j > 0 else 0.0
                outer = depths[j + 1] - depths[j] if j + 1 < len(depths) else 0.0
                held += 0.5 * (inner + outer) * micro[k, j]
                leaving += wall[j] * micro[k, j]
        s = (1.0 - share) * macro[k] + share * leaving
        source += width * s
        flux += edge[k] * s
        micro_start += width * held
        micro_flux += width * leaving
    if film == math.inf:
        mean = source / (p * phi)
    else:
        mean = (source - flux / (1.0 + film * x * response)) / (p * phi)
    return mean, (micro_start - micro_flux) / p + g * mean
