"""The two-scale model by the method of lines and scipy's BDF, from PHYSICS 0 alone.

Fine finite volumes on both scales (macro cells over the half width, shells inside each
micro domain), stored water as the variable, tight tolerances; at the joints of the air
the integration starts afresh. Its laws are its own (:mod:`.coating`).
"""

import math
from itertools import pairwise

import numpy as np
from numba import njit
from scipy.integrate import ode

from models.psychrometrics import liquid_vapour_pressure_scalar as saturation
from models.sorption import SolverError
from scenarios.verification.coating import (
    HENRY,
    ROOM,
    SHAPES,
    WATER,
    R,
    Term,
    activity_of,
    fuller,
    knudsen,
    loading,
    loading_at,
    terms_at,
)

SEALED, EDGE, FACE = 0.0, 1.0, 2.0
KINDS = {"sealed": SEALED, "edge": EDGE, "face": FACE}


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
    y, t, numbers, heat, air, rows, there, guess, owner, populations, z, x, area, volume
):
    """d/dt of [W, X outermost to innermost shell of each population] cell by cell."""
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
    stride = y.shape[0] // cells
    out = np.zeros_like(y)
    p_before = 0.0
    for i in range(cells):
        base = i * stride
        width = z[i + 1] - z[i]
        a = activity_of(there, owner[0], vapour, density, y[base], guess[i])
        guess[i] = a
        p_w = a * p_sat
        change = 0.0
        if i > 0:
            d = in_plane * mean_diffusivity(p_w, p_before, pressure, free, slow)
            flux = d * per_pascal * (p_before - p_w) / (0.5 * (z[i + 1] - z[i - 1]))
            change += flux / width
            out[base - stride] -= flux / (z[i] - z[i - 1])
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
        first = base + 1
        for j in range(count):
            mass, d0, energy, beta, size = populations[j, :5]
            shells = int(populations[j, 5])
            d0 *= math.exp(-energy / R * (1.0 / temperature - 1.0 / ROOM))
            d0 /= size * size
            outer, _ = loading(there, owner[j], owner[j + 1], max(a, 0.0))
            gap = 0.5 * (x[j, 1] - x[j, 0])
            for k in range(shells):
                inner = y[first + k]
                d = d0
                if beta != 0.0:
                    d *= math.exp(beta * 0.5 * (inner + outer))
                inflow = d * area[j, k] * (outer - inner) / gap
                out[first + k] += inflow / volume[j, k]
                if k > 0:
                    out[first + k - 1] -= inflow / volume[j, k - 1]
                else:
                    change -= mass * inflow
                outer = inner
                if k + 1 < shells:
                    gap = 0.5 * (x[j, k + 2] - x[j, k])
            first += shells
        out[base] += change
        p_before = p_w
    return out


def graded(cells, ratio):
    """Faces from 0 to 1; the last of `cells` is `ratio` times the first's width."""
    widths = ratio ** (np.arange(cells) / max(cells - 1, 1))
    return np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])


class LinesModel:
    """`coating` over `half_width` [m]; `cells` and `shells` get finer at the wall.

    `shells` is one number for all micro populations, or one for each. A state is
    (variables, temperature [K]).
    """

    def __init__(
        self,
        coating,
        half_width,
        cells=40,
        shells=24,
        tolerance=1e-8,
        macro_grading=0.05,
        micro_grading=0.05,
    ):
        self.coating = coating
        self.z = graded(cells, macro_grading) * half_width
        self.tolerance, self.cells = tolerance, cells
        count = len(coating.micro)
        self.shells = np.broadcast_to(shells, count)
        most = max(self.shells, default=1)
        self.x = np.zeros((count, most + 1))
        self.area = np.zeros((count, most))
        self.volume = np.zeros((count, most))
        for j, (domain, n) in enumerate(zip(coating.micro, self.shells, strict=True)):
            m = SHAPES.index(domain.shape)
            radius = graded(n, micro_grading)[::-1]  # 1 at the wall to 0
            self.x[j, : n + 1] = 1 - radius
            self.area[j, :n] = (m + 1) * radius[:-1] ** m  # over the domain's volume
            self.volume[j, :n] = radius[:-1] ** (m + 1) - radius[1:] ** (m + 1)
        groups = [
            [term.row(share) for share, terms in coating.macro for term in terms]
            or [Term(HENRY, 0.0).row()]
        ]
        groups += [[term.row() for term in domain.terms] for domain in coating.micro]
        self.rows = np.array([row for group in groups for row in group])
        # owner[j] to owner[j + 1] are the terms of population j; those before, macro
        self.owner = np.cumsum([len(group) for group in groups]).astype(np.int64)
        self.populations = np.array(
            [
                [
                    coating.density * d.fraction,
                    d.diffusivity,
                    d.activation_energy,
                    d.loading_exponent,
                    d.size,
                    n,
                ]
                for d, n in zip(coating.micro, self.shells, strict=True)
            ]
        ).reshape(count, 6)
        self.stride = 1 + int(self.shells.sum())
        self.calls = 0

    def vapour(self, temperature):
        """Vapour in the pores per unit of activity [kg/m3]."""
        p_sat = saturation(temperature)
        return self.coating.porosity * p_sat * WATER / (R * temperature)

    def equilibrium(self, temperature, vapour_pressure):
        """State in equilibrium with that air [K], [Pa]."""
        a = vapour_pressure / saturation(temperature)
        x = loading_at(self.rows[: self.owner[0]], a, temperature)
        cell = [self.vapour(temperature) * a + self.coating.density * x]
        for (first, last), n in zip(pairwise(self.owner), self.shells, strict=True):
            cell += [loading_at(self.rows[first:last], a, temperature)] * int(n)
        return np.tile(cell, self.cells), temperature

    def profile(self, state):
        """Water [kg per m3 of dry coating] cell by cell, both scales."""
        y = state[0].reshape(self.cells, self.stride)
        water = y[:, 0].copy()
        first = 1
        for j, n in enumerate(self.shells):
            part = y[:, first : first + n]
            water += self.populations[j, 0] * (part @ self.volume[j, :n])
            first += n
        return water

    def water(self, state):
        """Mean of the profile over the half width [kg per m3 of dry coating]."""
        return float(np.diff(self.z) @ self.profile(state) / self.z[-1])

    def advance(self, state, exposure):
        """State after `exposure`, with the air taken piece by piece.

        Raises
        ------
        SolverError
            Where scipy gives up, with the piece of air.
        """
        air, exchange = exposure.air, exposure.exchange
        c = self.coating
        numbers = np.array(
            [
                c.density,
                c.porosity,
                c.pore_diameter,
                c.in_plane_factor,
                c.through_plane_factor,
                c.thickness,
                fuller(air.gas),
                KINDS[exchange.kind],
                exchange.film,
                exchange.wrap,
            ]
        )
        y, temperature = state[0].copy(), state[1]
        scale = np.maximum(np.abs(y).reshape(self.cells, -1).max(axis=0), 1e-12)
        cuts = [t for t in air.times if exposure.start < t < exposure.end]
        cuts = [exposure.start, *cuts, exposure.end]
        for begin, end in pairwise(cuts):
            (t0, w0, p0), (t1, w1, p1) = ends(air, begin, end)
            span = end - begin
            rise = (t1 - t0) / span
            lag = exchange.heating_time
            # T' = (T_air - T) / lag with T_air = t0 + rise u
            heat = np.array([t0 - rise * lag, rise, temperature - t0 + rise * lag, lag])
            piece = np.array([begin, w0, (w1 - w0) / span, p0, (p1 - p0) / span])
            goal, _ = self.equilibrium(min(t0, t1), max(w0, w1, 1e-9))
            scale = np.maximum(scale, np.abs(goal[: self.stride]))
            y = self._integrated(y, begin, end, numbers, heat, piece, scale)
            temperature = t1
            if lag > 0.0:
                temperature = heat[0] + rise * span + heat[2] * math.exp(-span / lag)
        return y, temperature

    def _integrated(self, y, begin, end, numbers, heat, air, scale):
        arguments = (
            numbers,
            heat,
            air,
            self.rows,
            np.empty((len(self.rows), 5)),
            np.full(self.cells, 0.1),
            self.owner,
            self.populations,
            self.z,
            self.x,
            self.area,
            self.volume,
        )

        def right_side(t, y):
            self.calls += 1
            return rates(y, t, *arguments)

        band = min(self.stride, len(y) - 1)
        solver = ode(right_side).set_integrator(
            "vode",
            method="bdf",
            rtol=self.tolerance,
            atol=self.tolerance * np.tile(scale, self.cells),
            lband=band,
            uband=band,
            nsteps=100000,
        )
        found = solver.set_initial_value(y, begin).integrate(end)
        if not solver.successful() or not np.all(np.isfinite(found)):
            raise SolverError(
                f"the method of lines found no way from {begin:.6g} to {end:.6g} s "
                f"with {self.cells} cells of {self.stride} unknowns at a tolerance "
                f"of {self.tolerance:g}"
            )
        return found


def ends(air, begin, end):
    """(T, p_w, p) of `air` just after `begin` and just before `end`, in one piece."""
    i = int(np.searchsorted(air.times, begin, side="right")) - 1
    i = min(max(i, 0), len(air.temperature) - 1)
    width = air.times[i + 1] - air.times[i]

    def value(pair, time):
        if not math.isfinite(width):
            return float(pair[0])
        return float(pair[0] + (pair[1] - pair[0]) * (time - air.times[i]) / width)

    rows = (air.temperature[i], air.vapour_pressure[i], air.pressure[i])
    return tuple(tuple(value(row, t) for row in rows) for t in (begin, end))


def reference(coating, half_width, start, exposures, cells=24, shells=12, **settings):
    """Water [kg/m3] before and after each exposure, and how far off it may be.

    `start` is the temperature and vapour pressure of the first equilibrium. Two meshes,
    the second twice as fine in everything, extrapolated by their second order; a tenth
    of the step from the finer one to the result is taken as its uncertainty.
    """
    found = []
    for refinement in (1, 2):
        model = LinesModel(
            coating,
            half_width,
            refinement * cells,
            refinement * np.asarray(shells),
            **settings,
        )
        state = model.equilibrium(*start)
        water = [model.water(state)]
        for exposure in exposures:
            state = model.advance(state, exposure)
            water.append(model.water(state))
        found.append(np.array(water))
    coarse, refined = found
    best = refined + (refined - coarse) / 3
    return best, 0.1 * np.abs(best - refined)
