"""TwoScaleModel: a material at a half width, states in and outcomes out."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from models.isotherm_terms import EFFECTIVE_WIDTH, sum_loading, terms_at
from models.material import Material
from models.mesh import graded_widths, overlap
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import Exposure, MoistureState, Outcome, SolverError
from models.two_scale import columns
from models.two_scale.coil import advance_range
from models.two_scale.numbers import exposure_rows, model_numbers
from models.units import GAS_CONSTANT, PPM, WATER_MOLAR_MASS

EDGE_STRIP = 0.010  # m, width over which "edge" is averaged: that of a KF sample
FEWEST_PER_THREAD = 4  # coils; below it a thread costs more than it saves
MOST_MODES = 12  # beyond it the polynomials through the nodes lose digits


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
        Unknowns per micro domain and cell; 1 is the linear driving force. Domains that
        relax within a minute take three at most.
    tolerance : float
        Largest error of the water exchanged in one exposure, as a share of the largest
        distance from equilibrium met in it. Activity is not negative, but for less than
        1e-9: a ten-thousandth of that of air at a frost point of -80 degC.
    """

    material: Material
    half_width: float
    cells: int = 16
    modes: int = 4
    tolerance: float = 5e-4

    def __post_init__(self):
        if not self.half_width > 0.0:
            raise ValueError(
                f"half_width is {self.half_width} m; it is larger than 0 m"
            )
        if self.cells < 1 or not 1 <= self.modes <= MOST_MODES:
            raise ValueError(
                f"cells is {self.cells} and modes {self.modes}; there is at least 1 "
                f"cell, and 1 to {MOST_MODES} modes"
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
    def numbers(self):
        """The model as the compiled code reads it."""
        return model_numbers(
            self.material, self.half_width, self.cell_widths, self.modes, self.tolerance
        )

    @property
    def _width(self):
        return int(self.numbers.offset[-1])

    @cached_property
    def _averages(self):
        """What turns the unknowns of a cell into each population's mean loading."""
        numbers = self.numbers
        averages = np.zeros((self._width, len(numbers.nodes)))
        for m, (first, last) in enumerate(pairwise(numbers.offset)):
            averages[first:last, m] = numbers.mean[m, : last - first]
        return averages

    @property
    def _masses(self):
        """Mass of each population [kg per m3 of dry coating]."""
        return self.numbers.population[:, columns.MASS]

    # ---------------------------------------------------------------- states

    def _loadings(self, activity, temperature, branch):
        """Macro water [kg/m3] and loading of each population [kg/kg] at equilibrium."""
        numbers = self.numbers
        saturation = float(liquid_vapour_pressure(temperature))
        vapour = saturation * WATER_MOLAR_MASS / (GAS_CONSTANT * temperature)
        branches = [(numbers.terms, 1.0)]
        if numbers.hysteresis:
            branches = [(numbers.terms, 1.0 - branch), (numbers.desorption, branch)]
        loadings = []
        for first, last in pairwise(numbers.groups):
            loading = 0.0
            for rows, weight in branches:
                at = np.zeros((last - first, EFFECTIVE_WIDTH))
                terms_at(rows[first:last], temperature, at)
                loading += weight * sum_loading(at, numbers.tables, activity)[0]
            loadings.append(loading)
        material = self.material
        macro = material.porosity * activity * vapour + material.density * loadings[0]
        return macro, loadings[1:]

    def _uniform(self, activity, temperature, branch):
        macro, loadings = self._loadings(activity, temperature, branch)
        micro = np.tile(np.repeat(loadings, self.numbers.nodes), (self.cells, 1))
        memory = None
        if self.numbers.hysteresis:
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
                m * x for m, x in zip(self._masses, loadings, strict=True)
            )

        top = self.material.largest_activity
        self._check(0.0, temperature, "this start")
        if not 0.0 <= target <= total(top):
            raise ValueError(
                f"coating_ppm is {coating_ppm:g} mg/kg; {self.material.name} holds "
                f"from 0 to {total(top) / self.material.density / PPM:.0f} mg/kg "
                f"within the fitted range of its isotherms (activity 0 to {top:g})"
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
        return state.macro + self.domain_loadings(state) @ self._masses

    def domain_loadings(self, state):
        """Mean loading [kg/kg] of each population [cells, populations]."""
        return state.micro @ self._averages

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
        if len(states) != len(paths):
            raise ValueError(f"{len(states)} states but {len(paths)} paths")
        ends = [0, *accumulate(len(path) for path in paths)]
        offsets = np.array(ends, dtype=np.int64)
        total = ends[-1]
        if total == 0:
            return [[] for _ in paths]
        exposures, air = exposure_rows(paths)
        n, width = self.cells, self._width
        for state in states:
            if state.macro.shape != (n,) or state.micro.shape != (n, width):
                raise ValueError(
                    f"a state has {len(state.macro)} cells and {state.micro.shape[1]} "
                    f"micro unknowns; this model has {n} and {width}"
                )
        hysteresis = self.numbers.hysteresis
        branch = np.zeros((len(states), 1, 2))
        if hysteresis:
            branch = np.stack([s.branch for s in states])
        out_macro = np.empty((total, n))
        out_micro = np.empty((total, n, width))
        out_branch = np.empty((total, *branch.shape[1:]))
        out_temperature = np.empty(total)
        out = np.zeros((total, 6))
        fail = np.zeros((len(states), 5))
        arguments = (
            self.numbers,
            air,
            np.array([s.macro for s in states]),
            np.array([s.micro for s in states]),
            branch,
            np.array([s.temperature for s in states]),
            offsets,
            exposures,
            out_macro,
            out_micro,
            out_branch,
            out_temperature,
            out,
            fail,
        )
        cores = min(threads or os.cpu_count() or 1, len(states) // FEWEST_PER_THREAD)
        if cores < 2:
            advance_range(0, len(states), *arguments)
        else:
            # more ranges than threads: coils differ in how many steps they take
            cuts = np.linspace(0, len(states), 4 * cores + 1).astype(int)
            with ThreadPoolExecutor(cores) as pool:
                runs = [
                    pool.submit(advance_range, first, last, *arguments)
                    for first, last in pairwise(cuts)
                ]
                for run in runs:
                    run.result()
        failed = np.flatnonzero(fail[:, columns.CODE] != columns.OK)
        if len(failed):
            raise self._failure(int(failed[0]), fail[failed[0]], paths[failed[0]])
        outcomes = [
            Outcome(
                state=MoistureState(
                    out_macro[e],
                    out_micro[e],
                    float(out_temperature[e]),
                    out_branch[e] if hysteresis else None,
                ),
                released=float(out[e, columns.RELEASED]),
                tau_macro=float(out[e, columns.TAU_MACRO]),
                tau_micro=float(out[e, columns.TAU_MICRO]),
                micro_share=float(out[e, columns.SHARE]),
                biot=float(out[e, columns.BIOT]),
                steps=int(out[e, columns.STEPS]),
            )
            for e in range(total)
        ]
        return [outcomes[a:b] for a, b in pairwise(ends)]

    def _failure(self, coil, fail, path):
        code, index = int(fail[columns.CODE]), int(fail[columns.EXPOSURE])
        time, value, other = (
            fail[columns.TIME],
            fail[columns.VALUE],
            fail[columns.OTHER],
        )
        exposure = path[index]
        name = self.material.name
        top = self.material.largest_activity
        low, high = self.material.temperature_range
        at = (
            f"no solution past {time - exposure.start:.6g} s of "
            f"{exposure.end - exposure.start:.6g} s"
        )
        if code == columns.AIR_RANGE:
            what = (
                f"the air has a water activity of {value:.4g} at the coil's "
                f"{other:.2f} K, beyond the fitted range 0 to {top:g} of the isotherms "
                f"of {name}; give drier or warmer air, or a material fitted further"
            )
        elif code == columns.COIL_RANGE:
            what = (
                f"water activity in the coil reached {value:.4g} at {other:.2f} K, "
                f"beyond the fitted range 0 to {top:g} of the isotherms of {name}; "
                "start drier, or let the temperature change less"
            )
        elif code == columns.TEMPERATURE_RANGE:
            what = (
                f"the coil's temperature reached {value:.2f} K; the isotherms of "
                f"{name} hold from {low:.2f} to {high:.2f} K"
            )
        else:
            what = f"the time step fell to {value:.3g} s without meeting the tolerance"
        error = SolverError(f"{at}: {what}")
        error.coil = coil
        error.exposure = index
        return error
