"""TwoScaleModel: vapour in the pores, uptake inside the binder, non-linear isotherms.

The model of Heckmann et al. (2026), Drying Technology, doi:10.1080/07373937.2026.2631674,
in the form of docs/two_scale.md: water activity drives both scales, stored water is what
is conserved. This module holds the interface; :mod:`models.two_scale_kernel` the
arithmetic.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numba
import numpy as np

from models import two_scale_kernel as kernel
from models.gas_diffusion import fuller_coefficient
from models.isotherm_terms import (
    EFFECTIVE_WIDTH,
    KIND,
    P1,
    T_REF,
    TABLE,
    WEIGHT,
    WIDTH,
    sum_loading,
    terms_at,
)
from models.material import Material
from models.mesh import face_fluxes, graded_widths, micro_basis, overlap
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import (
    EDGE,
    FACE,
    SEALED,
    Exposure,
    MoistureState,
    Outcome,
    SolverError,
)
from models.units import GAS_CONSTANT, PPM, WATER_MOLAR_MASS

EDGE_STRIP = 0.010  # m, width over which "edge" is averaged: that of a KF sample
SLAB_FACTOR = {"slab": 1.0, "cylinder": 3.0 / 8.0, "sphere": 3.0 / 15.0}
KINDS = {EDGE: kernel.K_EDGE, FACE: kernel.K_FACE, SEALED: kernel.K_SEALED}


@dataclass(frozen=True)
class WaterFigures:
    """Water of a coil [kg per kg dry coating]: mean, outer strip, wettest place."""

    mean: float
    edge: float
    worst: float


@dataclass(frozen=True, eq=False)
class TwoScaleModel:
    """The two-scale model of one material at one half width.

    Parameters
    ----------
    material : Material
    half_width : float
        From the mirror plane to the open edge [m].
    cells : int
        Macro cells, graded to the edge.
    modes : int
        Unknowns per micro domain and cell; 1 is the linear driving force.
    tolerance : float
        Error of the water exchanged in one exposure, as a share of the largest distance
        from equilibrium met in it.
    """

    material: Material
    half_width: float
    cells: int = 12
    modes: int = 5
    tolerance: float = 1e-4

    def __post_init__(self):
        if not self.half_width > 0.0:
            raise ValueError(
                f"half_width is {self.half_width} m; it is larger than 0 m"
            )
        if self.cells < 1 or self.modes < 1:
            raise ValueError(
                f"cells is {self.cells} and modes {self.modes}; both are at least 1"
            )
        if not 1e-12 <= self.tolerance <= 0.1:
            raise ValueError(
                f"tolerance is {self.tolerance}; it is a share from 1e-12 to 0.1"
            )

    # ---------------------------------------------------------------- constants

    @cached_property
    def cell_widths(self):
        """Widths of the macro cells [m], from the mirror plane to the edge."""
        return graded_widths(self.half_width, self.cells)

    @cached_property
    def micro_components(self):
        """The components that hold water on the micro scale, one population each."""
        return tuple(c for c in self.material.components if c.micro is not None)

    @cached_property
    def _arrays(self):
        """The model's numbers in the order :func:`kernel.advance_all` takes them."""
        material = self.material
        low, high = material.temperature_range
        par = np.array(
            [
                material.porosity,
                material.density,
                material.thickness,
                material.in_plane_factor,
                material.through_plane_factor,
                material.pore_diameter,
                self.half_width,
                material.largest_activity,
                low,
                high,
                material.scanning_width,
                self.tolerance,
            ]
        )
        macro = [c for c in material.components if c.micro is None]
        micro = self.micro_components
        hysteresis = any(c.desorption is not None for c in material.components)
        rows, rows_des, tables, groups, width = [], [], [], [0], 0
        for group in [macro] + [[c] for c in micro]:
            for component in group:
                # a domain's loading is per its own mass, the macro scale's per coating
                weight = component.mass_fraction if component.micro is None else 1.0
                for branch, isotherm in (
                    (rows, component.isotherm),
                    (rows_des, component.desorption or component.isotherm),
                ):
                    own, own_tables = isotherm.terms()
                    own = own.copy()
                    own[:, WEIGHT] *= weight
                    is_table = own[:, KIND] == TABLE
                    own[is_table, P1] += width
                    branch.append(own)
                    tables.append(own_tables)
                    width += own_tables.shape[1]
                if len(rows[-1]) != len(rows_des[-1]):
                    rows[-1], rows_des[-1] = _padded(rows[-1], rows_des[-1])
            groups.append(sum(len(r) for r in rows))
        empty = np.zeros((0, WIDTH))
        terms = np.concatenate([*rows, empty])
        desorption = np.concatenate([*rows_des, empty])
        bases = [micro_basis(c.micro.shape, self.modes) for c in micro]
        pop = np.array(
            [
                [
                    material.density * c.mass_fraction,
                    c.micro.diffusivity,
                    c.micro.activation_energy,
                    c.micro.loading_exponent,
                    c.micro.size,
                    basis.slowest,
                    SLAB_FACTOR[c.micro.shape],
                ]
                for c, basis in zip(micro, bases, strict=True)
            ]
        ).reshape(len(micro), 7)
        spare = micro_basis("slab", self.modes)  # sizes the arrays without a population

        def stack(name):
            return np.stack([getattr(b, name) for b in (bases or [spare])])

        return (
            par,
            pop,
            np.array(groups, dtype=np.int64),
            terms,
            desorption,
            np.concatenate([*tables, np.zeros((3, 0))], axis=1),
            hysteresis,
            self.cell_widths,
            *self._walls,
            *(
                stack(name)
                for name in (
                    "rates",
                    "values",
                    "slopes",
                    "weights",
                    "wall_slopes",
                    "norms",
                )
            ),
        )

    @property
    def _walls(self):
        """The gradients at the cells' walls, with an open and with a closed edge."""
        both = [face_fluxes(self.cell_widths, closed) for closed in (False, True)]
        return (
            np.stack([w.first for w in both]),
            np.stack([w.weights for w in both]),
            np.stack([w.surface for w in both]),
        )

    @property
    def _width(self):
        return self.modes * len(self.micro_components)

    # ---------------------------------------------------------------- states

    def _loadings(self, activity, temperature, branch):
        """Macro water [kg/m3] and loading of each population [kg/kg] at equilibrium."""
        par, _, groups, terms, desorption, tables = self._arrays[:6]
        saturation = float(liquid_vapour_pressure(temperature))
        concentration = saturation * WATER_MOLAR_MASS / (GAS_CONSTANT * temperature)
        found = []
        both = [(terms, 1.0 - branch)]
        if self._arrays[6]:
            both.append((desorption, branch))
        else:
            both = [(terms, 1.0)]
        for first, last in zip(groups[:-1], groups[1:], strict=True):
            loading = 0.0
            for rows, weight in both:
                effective = np.zeros((last - first, EFFECTIVE_WIDTH))
                terms_at(rows[first:last], temperature, effective)
                loading += weight * sum_loading(effective, tables, activity)[0]
            found.append(loading)
        macro = par[0] * activity * concentration + par[1] * found[0]
        return macro, found[1:]

    def _uniform(self, activity, temperature, branch):
        macro, loadings = self._loadings(activity, temperature, branch)
        micro = np.zeros((self.cells, self._width))
        for i, loading in enumerate(loadings):
            micro[:, i * self.modes] = loading
        memory = None
        if self._arrays[6]:
            memory = np.tile([branch, activity], (self.cells, 1))
        return MoistureState(
            np.full(self.cells, macro), micro, float(temperature), memory
        )

    def _check(self, activity, temperature, what):
        low, high = self.material.temperature_range
        if not low <= temperature <= high:
            raise ValueError(
                f"temperature is {temperature:.2f} K; the isotherms of "
                f"{self.material.name} hold from {low:.2f} to {high:.2f} K"
            )
        top = self.material.largest_activity
        if not 0.0 <= activity <= top:
            raise ValueError(
                f"{what} means a water activity of {activity:.4g} at {temperature:.2f} "
                f"K; the isotherms of {self.material.name} are fitted from 0 to {top:g}"
            )

    def equilibrium(self, temperature, vapour_pressure, branch=1.0):
        """A uniform state in equilibrium with air of `vapour_pressure` [Pa].

        `branch` is the weight of the desorption branch where the material has
        hysteresis: 1 after drying from wet, 0 after taking up water from dry.

        Raises
        ------
        ValueError
            Beyond the fitted range of activity or temperature [K].
        """
        activity = vapour_pressure / float(liquid_vapour_pressure(temperature))
        self._check(activity, temperature, f"vapour_pressure {vapour_pressure:.4g} Pa")
        return self._uniform(activity, temperature, branch)

    def uniform(self, coating_ppm, temperature, branch=1.0):
        """A uniform state that holds `coating_ppm` [mg per kg of dry coating].

        Both scales are in equilibrium with each other at `temperature` [K].

        Raises
        ------
        ValueError
            If that is more than the isotherms reach within their fitted range.
        """
        target = coating_ppm * PPM * self.material.density

        def total(activity):
            macro, loadings = self._loadings(activity, temperature, branch)
            return macro + sum(
                m * x for m, x in zip(self._arrays[1][:, 0], loadings, strict=True)
            )

        top = self.material.largest_activity
        self._check(0.0, temperature, "this start")
        if not 0.0 <= target <= total(top):
            raise ValueError(
                f"coating_ppm is {coating_ppm:g} mg/kg; {self.material.name} holds from "
                f"0 to {total(top) / self.material.density / PPM:.0f} mg/kg within the "
                f"fitted range of its isotherms (activity 0 to {top:g})"
            )
        low, high = 0.0, top
        for _ in range(200):
            middle = 0.5 * (low + high)
            if total(middle) < target:
                low = middle
            else:
                high = middle
            if high - low <= 1e-15 * high:
                break
        return self._uniform(0.5 * (low + high), temperature, branch)

    def profile(self, state):
        """Water [kg per m3 of dry coating] in each macro cell, both scales."""
        total = state.macro.copy()
        for i, mass in enumerate(self._arrays[1][:, 0]):
            total += mass * state.micro[:, i * self.modes]
        return total

    def micro_profile(self, state):
        """Water on the micro scale alone [kg per m3 of dry coating] in each cell."""
        return self.profile(state) - state.macro

    def water(self, state):
        """Mean water [kg per m3 of dry coating] over the width."""
        return float(self.profile(state) @ self.cell_widths / self.half_width)

    def figures(self, state):
        """WaterFigures of `state`: mean, outer 10 mm, wettest cell."""
        profile = self.profile(state) / self.material.density
        strip = self.cell_widths * overlap(
            self.cell_widths, max(self.half_width - EDGE_STRIP, 0.0), self.half_width
        )
        return WaterFigures(
            mean=float(profile @ self.cell_widths / self.half_width),
            edge=float(profile @ strip / strip.sum()),
            worst=float(profile.max()),
        )

    # ---------------------------------------------------------------- in time

    def advance(
        self,
        states: Sequence[MoistureState],
        paths: Sequence[Sequence[Exposure]],
        threads: int | None = None,
    ) -> list[list[Outcome]]:
        """Take each coil of `states` through the exposures of its path.

        Returns one Outcome per exposure. The states that went in are not changed. The
        coils run in parallel on `threads` cores (None: all); the answer does not depend
        on their number.

        Raises
        ------
        SolverError
            Naming quantity, value, range, and the time reached, where an exposure
            leaves the fitted range of an isotherm or no time step succeeds. Its
            attributes `coil` and `exposure` are the indices into `paths`.
        ValueError
            For an exposure that ends before it starts or lies outside its air history.
        """
        counts = np.array([len(path) for path in paths], dtype=np.int64)
        if len(states) != len(paths):
            raise ValueError(f"{len(states)} states but {len(paths)} paths")
        offsets = np.concatenate([[0], np.cumsum(counts)])
        total = int(offsets[-1])
        if total == 0:
            return [[] for _ in paths]
        exposures, air = _flatten(paths, total)
        n, width = self.cells, self._width
        macro = np.stack([s.macro for s in states])
        micro = np.stack([s.micro for s in states])
        if macro.shape[1] != n or micro.shape[1:] != (n, width):
            raise ValueError(
                f"a state has {macro.shape[1]} cells and {micro.shape[2]} micro "
                f"unknowns; this model has {n} and {width}"
            )
        hysteresis = self._arrays[6]
        if hysteresis:
            branch = np.stack([s.branch for s in states])
        else:
            branch = np.zeros((len(states), 1, 2))
        temperature = np.array([s.temperature for s in states])
        out_macro = np.empty((total, n))
        out_micro = np.empty((total, n, width))
        out_branch = np.empty((total, n if hysteresis else 1, 2))
        out_temperature = np.empty(total)
        out = np.zeros((total, 6))
        fail = np.zeros((len(states), 5))
        cores = min(
            threads or os.cpu_count() or 1, numba.config.NUMBA_NUM_THREADS, len(states)
        )
        before = numba.get_num_threads()
        numba.set_num_threads(max(cores, 1))
        try:
            kernel.advance_all(
                *self._arrays,
                macro,
                micro,
                branch,
                temperature,
                offsets,
                exposures,
                *air,
                out_macro,
                out_micro,
                out_branch,
                out_temperature,
                out,
                fail,
            )
        finally:
            numba.set_num_threads(before)
        for i in np.flatnonzero(fail[:, 0] != kernel.OK):
            raise self._failure(int(i), fail[i], paths[i])
        results = []
        for i in range(len(states)):
            results.append(
                [
                    Outcome(
                        MoistureState(
                            out_macro[e],
                            out_micro[e],
                            float(out_temperature[e]),
                            out_branch[e] if hysteresis else None,
                        ),
                        float(out[e, kernel.RELEASED]),
                        float(out[e, kernel.TAU_MACRO]),
                        float(out[e, kernel.TAU_MICRO]),
                        float(out[e, kernel.SHARE]),
                        float(out[e, kernel.BIOT]),
                        int(out[e, kernel.STEPS]),
                    )
                    for e in range(offsets[i], offsets[i + 1])
                ]
            )
        return results

    def _failure(self, coil, fail, path):
        code, time, index = int(fail[0]), float(fail[1]), int(fail[2])
        exposure = path[index]
        name = self.material.name
        top = self.material.largest_activity
        low, high = self.material.temperature_range
        at = (
            f"no solution past {time - exposure.start:.6g} s of "
            f"{exposure.end - exposure.start:.6g} s"
        )
        if code == kernel.AIR_RANGE:
            what = (
                f"the air has a water activity of {fail[3]:.4g} at the coil's "
                f"{fail[4]:.2f} K, beyond the fitted range 0 to {top:g} of the isotherms "
                f"of {name}; give drier or warmer air, or a material fitted further"
            )
        elif code == kernel.COIL_RANGE:
            what = (
                f"water activity in the coil reached {fail[3]:.4g}, beyond the fitted "
                f"range 0 to {top:g} of the isotherms of {name}"
            )
        elif code == kernel.TEMPERATURE_RANGE:
            what = (
                f"the coil's temperature reached {fail[3]:.2f} K; the isotherms of "
                f"{name} hold from {low:.2f} to {high:.2f} K"
            )
        else:
            what = (
                f"the time step fell to {fail[3]:.3g} s without meeting the tolerance"
            )
        error = SolverError(f"{at}: {what}")
        error.coil = coil
        error.exposure = index
        return error


def _padded(first, second):
    """Two lists of terms made equally long by Henry terms of no loading."""
    size = max(len(first), len(second))

    def pad(rows):
        extra = np.zeros((size - len(rows), rows.shape[1]))
        if len(extra):
            extra[:, T_REF] = rows[0, T_REF]
        return np.concatenate([rows, extra])

    return pad(first), pad(second)


def _flatten(paths, total):
    """Exposures as rows, and every distinct air history once, as the kernel reads it."""
    rows = np.empty((total, 7))
    index, histories = {}, []
    e = 0
    for path in paths:
        for exposure in path:
            air, exchange = exposure.air, exposure.exchange
            if not exposure.end >= exposure.start:
                raise ValueError(
                    f"an exposure ends at {exposure.end} s, before its start at "
                    f"{exposure.start} s"
                )
            if exposure.start < air.times[0] or exposure.end > air.times[-1]:
                raise ValueError(
                    f"an exposure lasts from {exposure.start} to {exposure.end} s; its "
                    f"air is known from {air.times[0]} to {air.times[-1]} s"
                )
            key = id(air)
            if key not in index:
                index[key] = len(histories)
                histories.append(air)
            rows[e] = (
                index[key],
                exposure.start,
                exposure.end,
                KINDS[exchange.kind],
                exchange.film,
                exchange.wrap,
                exchange.heating_time,
            )
            e += 1
    counts = np.array([len(a.temperature) for a in histories], dtype=np.int64)
    firsts = np.concatenate([[0], np.cumsum(counts + 1)[:-1]]).astype(np.int64)
    pieces = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    values = np.stack(
        [
            np.concatenate([a.temperature for a in histories]),
            np.concatenate([a.vapour_pressure for a in histories]),
            np.concatenate([a.pressure for a in histories]),
        ]
    )
    return rows, (
        firsts,
        pieces,
        counts,
        np.concatenate([a.times for a in histories]),
        values,
        np.concatenate([a.integrals for a in histories], axis=1),
        np.array([fuller_coefficient(a.gas) for a in histories]),
    )
