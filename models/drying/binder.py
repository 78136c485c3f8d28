"""Binder migration while the film shrinks: Font's model, binder kept to rounding.

The solid floats evenly; the liquid streams towards the surface as the film sinks, and
carries the dissolved binder, which diffuses back. When the particles touch the model
ends: how far the binder moves while the pores empty is not in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp

from models.drying.web_profile import WebProfile
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE

CELLS = 200
TOLERANCE = 1e-9
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
    start_height: float,
    solid_fraction: float,
    sinking: Callable[[float], float],
    diffusivity: Callable[[float], float],
    times: Sequence[float],
    cells: int = CELLS,
    tolerance: float = TOLERANCE,
) -> Migration:
    """How binder spreads over a film that shrinks from `times[0]` to `times[-1]` [s].

    Parameters
    ----------
    start_height : float
        H0 [m].
    solid_fraction : float
        Volume fraction of floating solid at the start, phi0 [-].
    sinking, diffusivity : function of time [s]
        q, the speed at which the surface sinks [m/s], and D of the binder in the liquid
        [m2/s]; smooth between any two neighbours of `times`.
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
    solid = solid_fraction * start_height
    liquid = start_height - solid
    walls = np.arange(1, cells) / cells
    width = 1.0 / cells

    def links(instant, height):
        """Up to the next cell and back down through each inner wall, per c."""
        if height <= solid:
            raise ValueError(
                f"the film shrinks below its solid, {solid:.4g} m, at {instant:.6g} s; "
                "end where the particles touch"
            )
        q = sinking(instant)
        conductance = (height - solid) / height**2 * diffusivity(instant) / width
        x = q * walls / conductance
        return conductance * _bernoulli(-x), conductance * _bernoulli(x)

    def change(instant, state):
        height = state[-1]
        up, down = links(instant, height)
        c = state[:-1] / ((height - solid) * width)
        flux = up * c[:-1] - down * c[1:]
        out = np.empty_like(state)
        out[:-1] = 0.0
        out[:-2] -= flux
        out[1:-1] += flux
        out[-1] = -sinking(instant)
        return out

    def jacobian(instant, state):
        # banded, rows as LSODA wants them; the height's own column is left out: it
        # follows from time alone, and Newton converges without it
        height = state[-1]
        up, down = (
            link / ((height - solid) * width) for link in links(instant, height)
        )
        bands = np.zeros((3, state.size))
        bands[0, 1:-1] = down
        bands[1, :-2] -= up
        bands[1, 1:-1] -= down
        bands[2, :-2] = up
        return bands

    state = np.append(np.full(cells, liquid * width), start_height)
    scale = np.append(np.full(cells, liquid * width), start_height)
    kept = [state]
    for begin, end in pairwise(times):
        found = solve_ivp(
            change,
            (begin, end),
            state,
            method="LSODA",
            rtol=tolerance,
            atol=1e-3 * tolerance * scale,
            jac=jacobian,
            lband=1,
            uband=1,
            first_step=1e-6 * (end - begin),
        )
        if found.status < 0:
            raise ValueError(
                f"no binder profile past {found.t[-1]:.6g} s: {found.message}"
            )
        state = found.y[:, -1]
        kept.append(state)
    return _migration(times, np.array(kept), solid, walls, sinking, diffusivity)


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
    times = profile.position[: last + 1] / profile.speed
    speed = profile.rate[face, : last + 1] / coating.solvent.density
    spread = diffusivity.at(profile.temperature[: last + 1])
    rising = np.flatnonzero(np.diff(times) > 0.0)
    knots = times[np.append(rising, last)]
    thinned = np.unique(np.append(knots[::KEEP_EACH], knots[-1]))
    borders = times[1:][np.diff(times) == 0.0]  # where the rate may jump
    return migration(
        coating.thickness(coating.start),
        coating.solid_fraction(coating.start),
        lambda instant: float(np.interp(instant, times, speed)),
        lambda instant: float(np.interp(instant, times, spread)),
        np.union1d(thinned, borders),
        cells,
        ALONG_TOLERANCE,
    )


def _migration(times, states, solid, walls, sinking, diffusivity):
    height = states[:, -1]
    cells = states.shape[1] - 1
    amounts = states[:, :-1]
    concentration = amounts * cells / (height - solid)[:, None]
    times = np.asarray(times, dtype=float)
    q = np.array([sinking(instant) for instant in times])
    d = np.array([diffusivity(instant) for instant in times])
    # up to the surface the last half cell has no flux: c rises exponentially
    steep = q * height**2 / ((height - solid) * d) * 0.5 / cells
    surface = concentration[:, -1] * np.exp(steep * (1.0 - 0.25 / cells))
    start = amounts[0].sum()
    return Migration(
        times,
        height,
        concentration,
        surface,
        amounts.sum(axis=1) / start,
        q * height[0] / d,
    )


def _bernoulli(x):
    """x/(exp x - 1), also near 0; array."""
    small = np.abs(x) < SMALL
    safe = np.where(small, 1.0, x)
    with np.errstate(over="ignore"):  # exp of a large x: the result is 0, as it should
        whole = safe / np.expm1(safe)
    return np.where(small, 1.0 - 0.5 * x + x * x / 12.0, whole)
