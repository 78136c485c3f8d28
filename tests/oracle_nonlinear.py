"""The two-scale model by the method of lines and BDF, written from PHYSICS 0 alone.

Fine finite volumes on both scales (macro cells over the half width, shells inside each
micro domain), stored water as the variable, tight tolerances; at the joints of the air
the integration starts afresh. Own isotherm and diffusion formulas; with the code under
test it shares the vapour pressure of water only.
"""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numba import njit
from scipy.integrate import ode

from models.psychrometrics import liquid_vapour_pressure_scalar as saturation

R = 8.314462618
WATER = 18.015268e-3
HENRY, GAB, LANGMUIR, FREUNDLICH = range(4)
SHAPES = ("slab", "cylinder", "sphere")

# Fuller: diffusion volume [cm3/mol] and molar mass [g/mol] (PHYSICS 2.1)
FULLER = {"air": (19.7, 28.966), "nitrogen": (18.5, 28.0134), "argon": (16.2, 39.948)}


def fuller(gas):
    """D12 p / T^1.75 of water in `gas`, SI."""
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
        return [self.kind, weight * self.a, self.b, self.c, self.heat, self.heat_k]


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
        return replace(self, **changes)


@njit(cache=True)
def loading(rows, activity, temperature):
    """Loading [kg/kg] and slope of the sum of `rows`."""
    x = 0.0
    slope = 0.0
    shift = (1.0 / temperature - 1.0 / 298.15) / R
    for i in range(rows.shape[0]):
        kind, a, b, c = rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3]
        e = math.exp(rows[i, 4] * shift)
        if kind == HENRY:
            x += a * e * activity
            slope += a * e
        elif kind == GAB:
            big = b * e
            k = c * math.exp(rows[i, 5] * shift)
            y = k * activity
            n = (1.0 - y) * (1.0 + (big - 1.0) * y)
            x += a * big * y / n
            dn = (big - 1.0) * (1.0 - y) - (1.0 + (big - 1.0) * y)
            slope += a * big * k * (n - y * dn) / (n * n)
        elif kind == LANGMUIR:
            big = b * e
            x += a * big * activity / (1.0 + big * activity)
            slope += a * big / (1.0 + big * activity) ** 2
        else:
            y = e * activity
            if y < c:
                x += a * c ** (b - 1.0) * y
                slope += a * c ** (b - 1.0) * e
            else:
                x += a * y**b
                slope += a * b * y ** (b - 1.0) * e
    return x, slope


@njit(cache=True)
def activity_of(rows, vapour, density, water, temperature, guess):
    """Activity at which the macro scale holds `water` [kg/m3]: bracketed Newton."""
    x, slope = loading(rows, 0.0, temperature)
    if water <= 0.0:
        return water / (vapour + density * slope)
    low, high = 0.0, 0.999
    a = min(max(guess, 1e-12), 0.9)
    for _ in range(200):
        x, slope = loading(rows, a, temperature)
        value = vapour * a + density * x - water
        if value > 0.0:
            high = a
        else:
            low = a
        new = a - value / (vapour + density * slope)
        if not low <= new <= high:
            new = 0.5 * (low + high)
        if abs(new - a) <= 1e-14 * new:
            return new
        a = new
    return a


@njit(cache=True)
def diffusivity(temperature, pressure, p_w, pore, coefficient):
    """Pore diffusivity [m2/s]: inert share of Fuller beside Knudsen (PHYSICS 2.1)."""
    knudsen = pore / 3.0 * math.sqrt(8.0 * R * temperature / (math.pi * WATER))
    inert = max(pressure - p_w, 0.0)
    return 1.0 / (inert / (coefficient * temperature**1.75) + 1.0 / knudsen)


@njit(cache=True)
def rates(
    y, t, numbers, heat, air, macro, micro, owner, populations, z, x, area, volume
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

    cells = z.shape[0] - 1
    count = populations.shape[0]
    shells = x.shape[1] - 1
    stride = 1 + count * shells
    out = np.zeros_like(y)
    p_before = 0.0
    guess = 0.1
    for i in range(cells):
        base = i * stride
        width = z[i + 1] - z[i]
        a = activity_of(macro, vapour, density, y[base], temperature, guess)
        guess = a
        p_w = a * p_sat
        change = 0.0
        if i > 0:
            d = in_plane * diffusivity(
                temperature, pressure, 0.5 * (p_w + p_before), pore, coefficient
            )
            flux = d * per_pascal * (p_before - p_w) / (0.5 * (z[i + 1] - z[i - 1]))
            change += flux / width
            out[base - stride] -= flux / (z[i] - z[i - 1])
        if kind == 2.0:
            d = through * diffusivity(
                temperature, pressure, 0.5 * (p_w + p_air), pore, coefficient
            )
            conductance = 1.0 / (1.0 / film + thickness / (3.0 * d))
            change -= conductance / thickness * per_pascal * (p_w - p_air)
        if kind == 1.0 and i == cells - 1:
            outside = 1.0 / film + per_pascal / wrap
            wall = p_air
            for _ in range(4):
                d = in_plane * diffusivity(
                    temperature, pressure, 0.5 * (p_w + wall), pore, coefficient
                )
                inside = 0.5 * width / d
                flux = per_pascal * (p_w - p_air) / (inside + outside)
                wall = p_air + flux * outside / per_pascal
            change -= flux / width
        for j in range(count):
            first = base + 1 + j * shells
            mass, d0, energy, beta, size = populations[j, :5]
            d0 *= math.exp(-energy / R * (1.0 / temperature - 1.0 / 298.15))
            at_wall, _ = loading(
                micro[owner[j] : owner[j + 1]], max(a, 0.0), temperature
            )
            outer = at_wall
            gap = x[j, 1] - x[j, 0]
            distance = 0.5 * gap
            for k in range(shells):
                inner = y[first + k]
                d = d0 * math.exp(beta * 0.5 * (inner + outer)) / (size * size)
                inflow = d * area[j, k] * (outer - inner) / distance
                out[first + k] += inflow / volume[j, k]
                if k > 0:
                    out[first + k - 1] -= inflow / volume[j, k - 1]
                else:
                    change -= mass * inflow
                outer = inner
                if k + 1 < shells:
                    distance = 0.5 * (x[j, k + 2] - x[j, k])
        out[base] += change
        p_before = p_w
    return out


def graded(cells, ratio):
    """Faces from 0 to 1; the last of `cells` is `ratio` times the first's width."""
    widths = ratio ** (np.arange(cells) / max(cells - 1, 1))
    return np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])


class LinesModel:
    """`coating` over `half_width` [m]; `cells` and `shells` get finer at the wall."""

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
        self.tolerance = tolerance
        self.cells, self.shells = cells, shells
        count = len(coating.micro)
        self.x = np.zeros((count, shells + 1))
        self.area = np.zeros((count, shells))
        self.volume = np.zeros((count, shells))
        for j, domain in enumerate(coating.micro):
            m = SHAPES.index(domain.shape)
            radius = graded(shells, micro_grading)[::-1]  # 1 at the wall to 0
            self.x[j] = 1 - radius
            self.area[j] = (m + 1) * radius[:-1] ** m  # over the volume of the domain
            self.volume[j] = radius[:-1] ** (m + 1) - radius[1:] ** (m + 1)
        self.macro = np.array(
            [term.row(share) for share, terms in coating.macro for term in terms]
            or [Term(HENRY, 0.0).row()]
        )
        rows = [term.row() for domain in coating.micro for term in domain.terms]
        self.micro = np.array(rows or [Term(HENRY, 0.0).row()])
        self.owner = np.concatenate(
            [[0], np.cumsum([len(d.terms) for d in coating.micro])]
        ).astype(np.int64)
        self.populations = np.array(
            [
                [
                    coating.density * d.fraction,
                    d.diffusivity,
                    d.activation_energy,
                    d.loading_exponent,
                    d.size,
                ]
                for d in coating.micro
            ]
        ).reshape(count, 5)
        self.stride = 1 + count * shells

    def vapour(self, temperature):
        """Vapour in the pores per unit of activity [kg/m3]."""
        p_sat = saturation(temperature)
        return self.coating.porosity * p_sat * WATER / (R * temperature)

    def equilibrium(self, temperature, vapour_pressure):
        """State in equilibrium with that air: (variables, temperature)."""
        a = vapour_pressure / saturation(temperature)
        x, _ = loading(self.macro, a, temperature)
        cell = [self.vapour(temperature) * a + self.coating.density * x]
        for j in range(len(self.coating.micro)):
            rows = self.micro[self.owner[j] : self.owner[j + 1]]
            cell += [loading(rows, a, temperature)[0]] * self.shells
        return np.tile(cell, self.cells), temperature

    def profile(self, state):
        """Water [kg per m3 of dry coating] cell by cell, both scales."""
        y = state[0].reshape(self.cells, self.stride)
        water = y[:, 0].copy()
        for j in range(len(self.coating.micro)):
            part = y[:, 1 + j * self.shells : 1 + (j + 1) * self.shells]
            water += self.populations[j, 0] * (part @ self.volume[j])
        return water

    def water(self, state):
        """Mean of the profile over the half width [kg per m3 of dry coating]."""
        return float(np.diff(self.z) @ self.profile(state) / self.z[-1])

    def activity(self, state):
        """Macro activity, cell by cell."""
        y = state[0].reshape(self.cells, self.stride)
        vapour = self.vapour(state[1])
        return np.array(
            [
                activity_of(self.macro, vapour, self.coating.density, w, state[1], 0.1)
                for w in y[:, 0]
            ]
        )

    def advance(self, state, exposure):
        """State after `exposure`, with the air taken piece by piece."""
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
                {"sealed": 0.0, "edge": 1.0, "face": 2.0}[exchange.kind],
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
            y = self.integrated(y, begin, end, numbers, heat, piece, scale)
            temperature = t1
            if lag > 0.0:
                temperature = heat[0] + rise * span + heat[2] * math.exp(-span / lag)
        return y, temperature

    def integrated(self, y, begin, end, numbers, heat, air, scale):
        arguments = (
            numbers,
            heat,
            air,
            self.macro,
            self.micro,
            self.owner,
            self.populations,
            self.z,
            self.x,
            self.area,
            self.volume,
        )
        band = min(self.stride, len(y) - 1)
        solver = ode(lambda t, y: rates(y, t, *arguments)).set_integrator(
            "vode",
            method="bdf",
            rtol=self.tolerance,
            atol=self.tolerance * np.tile(scale, self.cells),
            lband=band,
            uband=band,
            nsteps=100000,
        )
        found = solver.set_initial_value(y, begin).integrate(end)
        assert solver.successful()
        assert np.all(np.isfinite(found))
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
            coating, half_width, refinement * cells, refinement * shells, **settings
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
