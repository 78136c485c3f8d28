"""What the cells and shells of the method of lines exchange, compiled."""

import math

import numpy as np
from numba import njit

from models.psychrometrics import liquid_vapour_pressure_scalar as saturation
from scenarios.verification.coating import (
    ROOM,
    WATER,
    R,
    activity_of,
    knudsen,
    loading,
    terms_at,
)

SEALED, EDGE, FACE = 0.0, 1.0, 2.0


@njit(cache=True)
def mean_diffusivity(first, second, pressure, free, slow):
    """Mean over the vapour pressures [Pa] between two places, by Simpson's rule.

    `free` [Pa m2/s] is p D12 and `slow` 1 / Knudsen's [s/m2].
    """
    middle = 0.5 * (first + second)
    return (
        1.0 / (max(pressure - first, 0.0) / free + slow)
        + 4.0 / (max(pressure - middle, 0.0) / free + slow)
        + 1.0 / (max(pressure - second, 0.0) / free + slow)
    ) / 6.0


@njit(cache=True)
def rates(
    y,
    t,
    numbers,
    heat,
    air,
    rows,
    there,
    guess,
    owner,
    populations,
    z,
    x,
    area,
    volume,
    order,
    place,
):
    """d/dt of macro water W and loading X of each shell, in all cells.

    In cell i, W is at i order[0] + place[0, 0] order[1] of `y`. Shell k of population
    j, 0 at the wall, is at i order[0] + (place[1 + j, 0] + k place[1 + j, 1]) order[1].
    """
    density, porosity, pore, in_plane, through, thickness = numbers[:6]
    coefficient, kind, film, wrap = numbers[6:10]
    u = t - air[0]
    temperature = heat[0] + heat[1] * u
    if heat[3] > 0.0:
        temperature += heat[2] * math.exp(-u / heat[3])
    p_air = air[1] + air[2] * u
    pressure = air[3] + air[4] * u
    p_sat = saturation(temperature)
    per_pascal = WATER / (R * temperature)
    vapour = porosity * p_sat * per_pascal
    free = coefficient * temperature**1.75
    slow = 1.0 / knudsen(temperature, pore)
    terms_at(rows, temperature, there)

    cells = z.shape[0] - 1
    count = populations.shape[0]
    cell_apart, apart = order
    out = np.zeros_like(y)
    p_before = 0.0
    for i in range(cells):
        base = i * cell_apart + place[0, 0] * apart
        width = z[i + 1] - z[i]
        a = activity_of(there, owner[0], vapour, density, y[base], guess[i])
        guess[i] = a
        p_w = a * p_sat
        change = 0.0
        if i > 0:
            d = in_plane * mean_diffusivity(p_w, p_before, pressure, free, slow)
            flux = d * per_pascal * (p_before - p_w) / (0.5 * (z[i + 1] - z[i - 1]))
            change += flux / width
            out[base - cell_apart] -= flux / (z[i] - z[i - 1])
        if kind == FACE:
            # PHYSICS 0: the diffusivity at the mean of both vapour pressures
            middle = 0.5 * (p_w + p_air)
            d = through / (max(pressure - middle, 0.0) / free + slow)
            conductance = 1.0 / (1.0 / film + thickness / (3.0 * d))
            change -= conductance / thickness * per_pascal * (p_w - p_air)
        if kind == EDGE and i == cells - 1:
            outside = 1.0 / film + per_pascal / wrap
            wall = p_air
            for _ in range(8 if outside > 0.0 else 1):
                d = in_plane * mean_diffusivity(p_w, wall, pressure, free, slow)
                inside = 0.5 * width / d
                flux = per_pascal * (p_w - p_air) / (inside + outside)
                wall = p_air + flux * outside / per_pascal
            change -= flux / width
        for j in range(count):
            at = i * cell_apart + place[1 + j, 0] * apart
            further = place[1 + j, 1] * apart
            mass, d0, energy, beta, size = populations[j, :5]
            shells = int(populations[j, 5])
            d0 *= math.exp(-energy / R * (1.0 / temperature - 1.0 / ROOM))
            d0 /= size * size
            outer, _ = loading(there, owner[j], owner[j + 1], max(a, 0.0))
            gap = 0.5 * (x[j, 1] - x[j, 0])
            for k in range(shells):
                inner = y[at]
                d = d0
                if beta != 0.0:
                    d *= math.exp(beta * 0.5 * (inner + outer))
                inflow = d * area[j, k] * (outer - inner) / gap
                out[at] += inflow / volume[j, k]
                if k > 0:
                    out[at - further] -= inflow / volume[j, k - 1]
                else:
                    change -= mass * inflow
                outer = inner
                at += further
                if k + 1 < shells:
                    gap = 0.5 * (x[j, k + 2] - x[j, k])
        out[base] += change
        p_before = p_w
    return out
