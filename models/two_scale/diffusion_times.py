"""The diffusion times of an exposure, as they are reported."""

import math

from numba import njit

from models.two_scale.air import face_conductance
from models.two_scale.columns import (
    A_TOP,
    BIOT,
    CONCENTRATION,
    EXPONENT,
    FACE,
    HALF_WIDTH,
    IN_PLANE,
    MASS,
    MOLAR,
    SATURATION,
    SEALED,
    SHARE,
    SLAB_FACTOR,
    TAU_MACRO,
    TAU_MICRO,
    THICKNESS,
)
from models.two_scale.laws import diffusivity, group_loading, macro_water, set_laws


@njit(cache=True, error_model="numpy", _nrt=False)
def diffusion_times(
    numbers, work, gas, out, kind, film, wrap, start, vapour, temperature, pressure
):
    """tau_macro, tau_micro, water share and Biot number of an exposure.

    Secants between the coil's mean activity at its start and the air's mean (PHYSICS
    0); the tangent where they are equal.
    """
    set_laws(numbers, work, gas, temperature, pressure)
    law, material = work.law, numbers.material
    top = material[A_TOP]
    a_0 = min(max(start, 0.0), top)
    a_1 = min(vapour / law[SATURATION], top)
    if kind == SEALED:
        a_1 = a_0
    if abs(a_1 - a_0) < 1e-9 * max(a_0, a_1) + 1e-15:
        step = 1e-6 * max(a_0, 1e-6)
        a_1 = a_0 + step if a_0 + step <= top else a_0 - step
    # wholly on one branch: that of desorption where it dries, of adsorption else
    weight, turn = (1.0, 0.0) if a_1 < a_0 else (0.0, top)
    low, _ = macro_water(numbers, work, a_0, weight, turn)
    high, _ = macro_water(numbers, work, a_1, weight, turn)
    total = high - low
    micro = 0.0
    weighted = 0.0
    for m in range(numbers.population.shape[0]):
        x_0, _ = group_loading(numbers, work, m + 1, a_0, weight, turn)
        x_1, _ = group_loading(numbers, work, m + 1, a_1, weight, turn)
        part = numbers.population[m, MASS] * (x_1 - x_0)
        mean = 0.5 * numbers.population[m, EXPONENT] * (x_0 + x_1)
        micro += part
        weighted += (
            part * numbers.population[m, SLAB_FACTOR] / (work.rate[m] * math.exp(mean))
        )
    total += micro
    secant = total / (law[CONCENTRATION] * (a_1 - a_0))
    between = 0.5 * (a_0 + a_1) * law[SATURATION]
    if kind == FACE:
        through = face_conductance(numbers, law, film, between)
        out[TAU_MACRO] = 3.0 * secant * material[THICKNESS] / through
        out[BIOT] = math.inf
    else:
        effective = material[IN_PLANE] * diffusivity(law, between)
        half = material[HALF_WIDTH]
        out[TAU_MACRO] = secant * half * half / effective
        resistance = 1.0 / film + law[MOLAR] / wrap
        out[BIOT] = half / (resistance * effective)
        if kind == SEALED:
            out[BIOT] = 0.0
    out[TAU_MICRO] = weighted / micro if micro != 0.0 else 0.0
    out[SHARE] = micro / total
