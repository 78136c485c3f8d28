"""The two-scale model by the method of lines and scipy's BDF, from PHYSICS 0 alone.

Fine finite volumes on both scales (macro cells over the half width, shells inside each
micro domain), stored water as the variable, tight tolerances; at the joints of the air
the integration starts afresh. Its laws are its own (:mod:`.coating`).
"""

import math
import warnings
from itertools import pairwise

import numpy as np
from scipy.integrate import ode

from models.psychrometrics import liquid_vapour_pressure_scalar as saturation
from models.sorption import SolverError
from scenarios.verification.coating import (
    HENRY,
    SHAPES,
    WATER,
    R,
    Term,
    fuller,
    loading_at,
)
from scenarios.verification.line_rates import EDGE, FACE, SEALED, rates

MOST_STARTS = 20  # of scipy's integrator in one piece of air
KINDS = {"sealed": SEALED, "edge": EDGE, "face": FACE}


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
        self._set_order()
        self.calls = 0

    def _set_order(self):
        """Where each unknown stands: so that the Jacobian's band is narrow.

        Within a cell the shells of the first population lead up to the macro water and
        those of the others away from it. Either cell after cell, or, where that is
        fewer, all cells for each of these places in turn.
        """
        place, reach, at = [[0, 0]], 1, 0
        for j, n in enumerate(self.shells):
            if j == 0:
                at = int(n)
                place = [[at, 0], [at - 1, -1]]
                continue
            reach = max(reach, at + 1 - place[0][0])
            place.append([at + 1, 1])
            at += int(n)
        self.place = np.array(place, dtype=np.int64)
        by_cells = self.stride <= self.cells
        self.order = np.array([self.stride, 1] if by_cells else [1, self.cells])
        band = max(self.stride, reach) if by_cells else max(1, reach * self.cells)
        self.band = min(band, self.cells * self.stride - 1)

    def _table(self, y):
        """`y` as [cells, places within a cell], a view."""
        if self.order[1] == 1:
            return y.reshape(self.cells, self.stride)
        return y.reshape(self.stride, self.cells).T

    def _shells_of(self, j):
        """Places of the shells of population j, from its wall on."""
        first, step = self.place[1 + j]
        return first + step * np.arange(self.shells[j])

    def vapour(self, temperature):
        """Vapour in the pores per unit of activity [kg/m3]."""
        p_sat = saturation(temperature)
        return self.coating.porosity * p_sat * WATER / (R * temperature)

    def equilibrium(self, temperature, vapour_pressure):
        """State in equilibrium with that air [K], [Pa]."""
        a = vapour_pressure / saturation(temperature)
        x = loading_at(self.rows[: self.owner[0]], a, temperature)
        y = np.empty(self.cells * self.stride)
        table = self._table(y)
        table[:, self.place[0, 0]] = (
            self.vapour(temperature) * a + self.coating.density * x
        )
        for j, (first, last) in enumerate(pairwise(self.owner)):
            table[:, self._shells_of(j)] = loading_at(
                self.rows[first:last], a, temperature
            )
        return y, temperature

    def macro(self, state):
        """Water of the macro scale [kg per m3 of dry coating], cell by cell."""
        return self._table(state[0])[:, self.place[0, 0]].copy()

    def profile(self, state):
        """Water [kg per m3 of dry coating] cell by cell, both scales."""
        water, table = self.macro(state), self._table(state[0])
        for j, n in enumerate(self.shells):
            part = table[:, self._shells_of(j)]
            water += self.populations[j, 0] * (part @ self.volume[j, :n])
        return water

    def water(self, state):
        """Mean of the profile over the half width [kg per m3 of dry coating]."""
        return float(np.diff(self.z) @ self.profile(state) / self.z[-1])

    def advance(self, state, exposure):
        """State after `exposure`, with the air taken piece by piece.

        Raises
        ------
        SolverError
            Where scipy's integrator gives up time and again, with how far it got.
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
        scale = np.maximum(np.abs(self._table(y)).max(axis=0), 1e-12)
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
            scale = np.maximum(scale, self._table(goal)[0])
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
            self.order,
            self.place,
        )
        absolute = np.empty_like(y)
        self._table(absolute)[:] = self.tolerance * scale

        def right_side(t, y):
            self.calls += 1
            return rates(y, t, *arguments)

        solver = ode(right_side).set_integrator(
            "vode",
            method="bdf",
            rtol=self.tolerance,
            atol=absolute,
            lband=self.band,
            uband=self.band,
            nsteps=100000,
        )
        solver.set_initial_value(y, begin)
        for _ in range(MOST_STARTS):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # judged below
                found = solver.integrate(end)
            if not np.all(np.isfinite(found)):
                break
            if solver.successful():
                return found
            # its memory of past steps does not fit what comes, as beyond the kink where
            # the vapour has all of the pressure: it forgets and starts from there
            solver.set_initial_value(found.copy(), solver.t)
        raise SolverError(
            f"the method of lines got to {solver.t:.6g} s on its way from {begin:.6g} "
            f"to {end:.6g} s with {self.cells} cells of {self.stride} unknowns at a "
            f"tolerance of {self.tolerance:g}"
        )


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
