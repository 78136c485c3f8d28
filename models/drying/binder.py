"""Binder migration while the film shrinks: Font's model, binder kept to rounding.

The solid floats evenly; the liquid streams towards the surface as the film sinks, and
carries the dissolved binder, which diffuses back. When the particles touch the model
ends: how far the binder moves while the pores empty is not in it.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicHermiteSpline
from scipy.sparse import diags_array

from models.drying.web_profile import WebProfile
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE

CELLS = 200
TOLERANCE = 1e-7
ALONG_TOLERANCE = 1e-6  # along a web, whose rate is known at points
KEEP_EACH = 5  # of the web's points, one is kept
SMALL = 1e-4  # cell Peclet number below which x/(exp x - 1) is taken by its series


@dataclass(frozen=True)
class BinderDiffusivity:
    """D(T) = `at_25` exp(-(E/R)(1/T - 1/298.15 K)) [m2/s], E = `energy` [J/mol]."""

    at_25: float
    energy: float = 0.0

    def __post_init__(self):
        if not 0.0 < self.at_25 < np.inf:
            raise ValueError(
                f"the binder's diffusivity is {self.at_25} m2/s; it is above 0"
            )

    def at(self, temperature):
        """Diffusivity [m2/s] at `temperature` [K]; arrays keep their shape."""
        inverse = 1.0 / np.asarray(temperature) - 1.0 / REFERENCE_TEMPERATURE
        return self.at_25 * np.exp(-self.energy / GAS_CONSTANT * inverse)


@dataclass(frozen=True, eq=False)
class Migration:
    """Binder over the height of a film that shrank, and how it came there.

    Attributes
    ----------
    time : array [n]
        Instants [s].
    height : array [n]
        Of the film [m].
    concentration : array [n, cells]
        Of binder in the liquid, in the film's mean at the start = 1.
    surface : array [n]
        The same at the surface.
    content : array [n]
        Binder in the film, in that at the start: 1 but for rounding.
    peclet : array [n]
        q H0/D [-] at each instant, q the speed at which the surface sinks.
    """

    time: np.ndarray
    height: np.ndarray
    concentration: np.ndarray
    surface: np.ndarray
    content: np.ndarray
    peclet: np.ndarray

    @cached_property
    def enrichment(self) -> np.ndarray:
        """Concentration at the surface over its mean over the height [-]."""
        return self.surface / self.concentration.mean(axis=1)

    @property
    def closure(self) -> float:
        """Largest change of the binder in the film, of that at the start [-]."""
        return float(np.max(np.abs(self.content - 1.0)))

    @property
    def mean_peclet(self) -> float:
        """Mean over the way that the surface sinks [-]."""
        sunk = self.height[:-1] - self.height[1:]
        middle = 0.5 * (self.peclet[1:] + self.peclet[:-1])
        return float((sunk * middle).sum() / sunk.sum())


def migration(
    height: Callable[[float], float],
    sinking: Callable[[float], float],
    solid_fraction: float,
    diffusivity: Callable[[float], float],
    times: Sequence[float],
    cells: int = CELLS,
    tolerance: float = TOLERANCE,
) -> Migration:
    """How binder spreads over a film that shrinks from `times[0]` to `times[-1]` [s].

    Parameters
    ----------
    height, sinking, diffusivity : function of time [s]
        H [m]; q = -dH/dt, the speed at which the surface sinks [m/s]; D of the binder
        in the liquid [m2/s]. Smooth between any two neighbours of `times`.
    solid_fraction : float
        Volume fraction of floating solid at the start, phi0 [-].
    times : sequence
        Instants to keep, rising [s].

    Notes
    -----
    On zeta = z/H: d/dt[(1-phi) H c] + d/dzeta[q zeta c - (1-phi)(D/H) dc/dzeta] = 0,
    no flux at either end, phi = phi0 H0/H: Font, Protas, Richardson and Foster (2018),
    J. Power Sources 393, 177, in conservative form. Finite volumes; the flux through a
    wall is that of exponential fitting (Scharfetter and Gummel), which is of second
    order and never makes a concentration negative; in time implicit, with controlled
    error. All walls' fluxes cancel in the sum, so the binder is kept.

    Raises
    ------
    ValueError
        Where the film would shrink below its solid.
    """
    if not 0.0 < solid_fraction < 1.0:
        raise ValueError(
            f"solid_fraction is {solid_fraction}; it is above 0 and below 1"
        )
    start = height(times[0])
    film = _Film(height, sinking, diffusivity, solid_fraction * start, cells)
    state = np.full(cells, (start - film.solid) / cells)
    kept = [state]
    scale = state.copy()
    for begin, end in pairwise(times):
        film.liquid(end)
        found = solve_ivp(
            film.change,
            (begin, end),
            state,
            method="Radau",
            rtol=tolerance,
            atol=1e-2 * tolerance * scale,
            jac=film.jacobian,
            first_step=1e-3 * (end - begin),
        )
        if found.status < 0:
            raise ValueError(
                f"no binder profile past {found.t[-1]:.6g} s: {found.message}"
            )
        state = found.y[:, -1]
        kept.append(state)
    return film.migration(np.asarray(times, dtype=float), np.array(kept))


class _Film:
    """The binder's amounts in the cells of a film, linear with rates known in time."""

    def __init__(self, height, sinking, diffusivity, solid, cells):
        self.height, self.sinking, self.diffusivity = height, sinking, diffusivity
        self.solid, self.cells = solid, cells
        self.walls = np.arange(1, cells) / cells

    def liquid(self, instant):
        """Height of the liquid without solid [m]."""
        left = self.height(instant) - self.solid
        if left <= 0.0:
            raise ValueError(
                f"the film shrinks below its solid, {self.solid:.4g} m, before "
                f"{instant:.6g} s; end where the particles touch"
            )
        return left

    def links(self, instant):
        """Up to the next cell and back down through each inner wall, per amount."""
        liquid, height = self.liquid(instant), self.height(instant)
        conductance = liquid / height**2 * self.diffusivity(instant) * self.cells
        x = self.sinking(instant) * self.walls / conductance
        per_amount = conductance * self.cells / liquid
        return per_amount * _bernoulli(-x), per_amount * _bernoulli(x)

    def change(self, instant, amounts):
        """Rate of each cell's amount of binder."""
        up, down = self.links(instant)
        flux = up * amounts[:-1] - down * amounts[1:]
        out = np.zeros_like(amounts)
        out[:-1] -= flux
        out[1:] += flux
        return out

    def jacobian(self, instant, amounts):
        """Its derivative, a sparse matrix of three diagonals."""
        up, down = self.links(instant)
        middle = np.zeros_like(amounts)
        middle[:-1] -= up
        middle[1:] -= down
        return diags_array([up, middle, down], offsets=[-1, 0, 1]).tocsc()

    def migration(self, times, amounts):
        """The Migration of the amounts kept, array [n, cells]."""
        height = np.array([self.height(instant) for instant in times])
        liquid = height - self.solid
        q = np.array([self.sinking(instant) for instant in times])
        d = np.array([self.diffusivity(instant) for instant in times])
        concentration = amounts * self.cells / liquid[:, None]
        # up to the surface the last half cell has no flux: c rises exponentially
        steep = q * height**2 / (liquid * d) * 0.5 / self.cells
        surface = concentration[:, -1] * np.exp(steep * (1.0 - 0.25 / self.cells))
        content = amounts.sum(axis=1) / amounts[0].sum()
        return Migration(
            times, height, concentration, surface, content, q * height[0] / d
        )


def migration_in(
    profile: WebProfile,
    face: int,
    diffusivity: BinderDiffusivity,
    cells: int = CELLS,
) -> Migration | None:
    """Binder in one face of a web that runs through a dryer; None if nothing shrinks.

    Sinking and diffusivity follow the profile's rate and temperature, up to where the
    particles touch, or to the exit if they never do.
    """
    coating = profile.web.coating
    film = np.flatnonzero(profile.solvent[face] >= coating.touching * (1.0 - 1e-9))
    last = int(film[-1])
    if last == 0:
        return None
    way = _Way(profile, face, last + 1, diffusivity)
    return migration(
        way.height,
        way.sinking,
        coating.solid_fraction(coating.start),
        way.spread,
        way.instants,
        cells,
        ALONG_TOLERANCE,
    )


class _Way:
    """Sinking and diffusivity along a profile's first `number` points.

    The height is a cubic between two points, with the rate as its slope: what sinks is
    exactly what evaporates. A zone's border is two points, and the rate jumps there.
    """

    def __init__(self, profile, face, number, diffusivity):
        times = profile.position[:number] / profile.speed
        density = profile.web.coating.solvent.density
        lost = (profile.solvent[face, 0] - profile.solvent[face, :number]) / density
        slope = profile.rate[face, :number] / density
        spread = diffusivity.at(profile.temperature[:number])
        ends = np.append(np.flatnonzero(np.diff(times) == 0.0), number - 1)
        starts = np.append(0, ends[:-1] + 1)
        pieces = [slice(a, b + 1) for a, b in zip(starts, ends, strict=True) if b > a]
        self._borders = [float(times[piece][-1]) for piece in pieces]
        self._sunk = [CubicHermiteSpline(times[p], lost[p], slope[p]) for p in pieces]
        self._speed = [spline.derivative() for spline in self._sunk]
        self._start = profile.web.coating.thickness(profile.web.coating.start)
        self._times, self._spread = times, spread
        kept = [np.append(times[p][::KEEP_EACH], times[p][-1]) for p in pieces]
        self.instants = np.unique(np.concatenate(kept))

    def height(self, instant):
        """Of the film [m]."""
        return self._start - float(self._sunk[self._piece(instant)](instant))

    def sinking(self, instant):
        """Speed at which the surface sinks [m/s]."""
        return float(self._speed[self._piece(instant)](instant))

    def _piece(self, instant):
        return min(bisect_left(self._borders, instant), len(self._sunk) - 1)

    def spread(self, instant):
        """Diffusivity of the binder [m2/s]."""
        return float(np.interp(instant, self._times, self._spread))


def _bernoulli(x):
    """x/(exp x - 1), also near 0; array."""
    small = np.abs(x) < SMALL
    safe = np.where(small, 1.0, x)
    with np.errstate(over="ignore"):  # exp of a large x: the result is 0, as it should
        whole = safe / np.expm1(safe)
    return np.where(small, 1.0 - 0.5 * x + x * x / 12.0, whole)
