"""What every moisture model takes and gives back: air, exchange, exposure, state.

A model keeps nothing of a coil: a :class:`MoistureState` goes in together with the
:class:`Exposure`\\ s it meets, and an :class:`Outcome` comes out for each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

EDGE, FACE, SEALED = "edge", "face", "sealed"


class SolverError(RuntimeError):
    """The physics found no answer; the message says where, when and in which bounds."""


@dataclass(frozen=True, eq=False)
class AirHistory:
    """The air of one place over time: straight pieces, with jumps allowed between them.

    Attributes
    ----------
    times : array [n + 1]
        Where the pieces begin and the last one ends [s], strictly rising. The last may
        be inf when that piece is constant.
    temperature, vapour_pressure, pressure : array [n, 2]
        Value at the start and at the end of each piece [K], [Pa], [Pa].
    gas : str
        Carrier gas: "air", "nitrogen", "argon"; "none" in pure vapour.
    """

    times: np.ndarray
    temperature: np.ndarray
    vapour_pressure: np.ndarray
    pressure: np.ndarray
    gas: str = "air"

    @classmethod
    def constant(cls, temperature, vapour_pressure, pressure, gas="air", start=0.0):
        """Air that never changes from `start` [s] on; [K], [Pa], [Pa]."""
        pair = lambda value: np.array([[value, value]], dtype=float)  # noqa: E731
        return cls(
            np.array([start, np.inf]),
            pair(temperature),
            pair(vapour_pressure),
            pair(pressure),
            gas,
        )

    @classmethod
    def held(cls, times, temperature, vapour_pressure, pressure, gas="air"):
        """Air read at instants, each reading held until the next one.

        `times` [n + 1, s] has one instant more than the readings [n]: the end of the
        last.
        """
        twice = lambda v: np.repeat(np.asarray(v, dtype=float)[:, None], 2, 1)  # noqa: E731
        return cls(
            np.asarray(times, dtype=float),
            twice(temperature),
            twice(vapour_pressure),
            twice(pressure),
            gas,
        )

    @cached_property
    def values(self):
        """Temperature [K], vapour pressure [Pa], pressure [Pa] in an array [3, n, 2].

        Raises
        ------
        ValueError
            For air that is none: not finite, or of a pressure that no gas has.
        """
        rows = (self.temperature, self.vapour_pressure, self.pressure)
        values = np.stack(rows).astype(float)
        names = ("temperature", "vapour_pressure", "pressure")
        for name, row in zip(names, values, strict=True):
            bad = np.flatnonzero(~np.isfinite(row).all(axis=1))
            if len(bad):
                raise ValueError(
                    f"{name} of the air is {row[bad[0]].tolist()} from "
                    f"{self.times[bad[0]]} s on; every reading is a finite number"
                )
        vapour, total = values[1].min(), values[2].min()
        if vapour < 0.0 or total <= 0.0:
            raise ValueError(
                f"vapour_pressure of the air falls to {vapour:g} Pa and its pressure "
                f"to {total:g} Pa; the one is at least 0 Pa, the other above it"
            )
        return values

    def _integral(self, values):
        widths = np.diff(self.times)
        widths = np.where(np.isfinite(widths), widths, 0.0)
        return np.concatenate([[0.0], np.cumsum(widths * values.mean(axis=1))])

    @cached_property
    def integrals(self):
        """Integral over time from the first instant to each one, array [3, n + 1].

        Rows: temperature [K s], vapour pressure [Pa s], pressure [Pa s].
        """
        return np.stack([self._integral(row) for row in self.values])

    def at(self, time):
        """Temperature [K], vapour pressure [Pa], pressure [Pa] at `time` [s].

        Where two pieces meet, the later one counts.
        """
        n = len(self.temperature)
        i = min(max(int(np.searchsorted(self.times, time, side="right")) - 1, 0), n - 1)
        width = self.times[i + 1] - self.times[i]
        part = (time - self.times[i]) / width if np.isfinite(width) else 0.0
        return tuple(
            float(v[i, 0] + (v[i, 1] - v[i, 0]) * part)
            for v in (self.temperature, self.vapour_pressure, self.pressure)
        )


@dataclass(frozen=True)
class Exchange:
    """How a coil meets the air around it.

    Attributes
    ----------
    kind : str
        EDGE (wound coil or stack: diffusion along the width), FACE (web or free sheet:
        at every place through the coating), SEALED (no exchange at all).
    film : float
        Mass-transfer coefficient of the air film beta [m/s]; inf: no film.
    wrap : float
        Permeance of the wrapping referred to the coating's edge cross-section,
        Q A / A_edge [kg/(m2 s Pa)]; inf: not wrapped. Edge exchange only.
    heating_time : float
        Time constant m cp / (h A) with which the temperature follows the air's [s];
        0: it has the air's temperature at once (a web does within seconds).
    """

    kind: str
    film: float = np.inf
    wrap: float = np.inf
    heating_time: float = 0.0


@dataclass(frozen=True)
class Exposure:
    """`air` met through `exchange` from `start` to `end` [s, on the clock of `air`]."""

    air: AirHistory
    start: float
    end: float
    exchange: Exchange


@dataclass(frozen=True, eq=False)
class MoistureState:
    """The water of one coil, over the cells of its half width (mirror plane to edge).

    Attributes
    ----------
    macro : array [cells]
        Water on the macro scale: vapour in the pores and what is in equilibrium with it
        on active material and carbon [kg per m3 of dry coating].
    micro : array [cells, nodes of all populations]
        Loading [kg/kg] at the nodes inside each micro domain, from its middle to its
        wall, one population after the other.
    temperature : float
        Of the coil [K].
    branch : array [cells, 2] or None
        Only with hysteresis: weight of the desorption branch (0 to 1), and the activity
        at which it was last noted.
    """

    macro: np.ndarray
    micro: np.ndarray
    temperature: float
    branch: np.ndarray | None = None


def regime(tau_macro, tau_micro, micro_share):
    """ "macro-limited", "mixed" or "micro-limited": which scale takes the time.

    By micro_share tau_micro / tau_macro, the ratio of what the two scales [s] add to
    the mean time: below 0.1, from 0.1 to 10, above 10.
    """
    if not tau_macro > 0.0:
        return "micro-limited" if tau_micro > 0.0 else "mixed"
    ratio = micro_share * tau_micro / tau_macro
    if ratio < 0.1:
        return "macro-limited"
    return "micro-limited" if ratio > 10.0 else "mixed"


@dataclass(frozen=True)
class Outcome:
    """What one exposure did.

    Attributes
    ----------
    state : MoistureState
        At the end of the exposure.
    released : float
        Water that left through the edge or the faces, less what entered
        [kg per m3 of dry coating].
    tau_macro, tau_micro : float
        Diffusion times of the exposure [s], from secants between the coil's mean
        activity at its start and the air's mean. tau_micro is the mean over the
        populations, weighted with their water and stated as that of a slab, so that the
        mean time of the exchange is (tau_macro + micro_share tau_micro) / 3.
    micro_share : float
        f, the share of the equilibrium change of water that is on the micro scale [-].
    biot : float
        k_e s / D_e, edge exchange [-]; inf without film or wrapping.
    steps : int
        Time steps taken.
    """

    state: MoistureState
    released: float
    tau_macro: float
    tau_micro: float
    micro_share: float
    biot: float
    steps: int

    @property
    def regime(self):
        """ "macro-limited", "mixed" or "micro-limited", see :func:`regime`."""
        return regime(self.tau_macro, self.tau_micro, self.micro_share)


class MoistureModel(Protocol):
    """What a new kind of moisture model has to provide.

    1. `cell_widths` [m], from the mirror plane (first) to the edge (last).
    2. `equilibrium(temperature, vapour_pressure)`: a uniform state with that air.
    3. `uniform(coating_ppm, temperature)`: a uniform state that holds that much water,
       both scales in equilibrium with each other.
    4. `advance(states, paths, threads=None)`: one list of outcomes per state, one
       outcome per exposure of its path, in a batched call. States are not changed.
       Raises SolverError. The result does not depend on the number of threads.
    5. `profile(state)`: water [kg per m3 of dry coating] in each cell, both scales.
    6. `water(state)`: its mean over the width. What advance changes it by is exactly
       `-released`.
    """

    cell_widths: np.ndarray

    def equilibrium(
        self, temperature: float, vapour_pressure: float
    ) -> MoistureState: ...

    def uniform(self, coating_ppm: float, temperature: float) -> MoistureState: ...

    def advance(
        self,
        states: Sequence[MoistureState],
        paths: Sequence[Sequence[Exposure]],
        threads: int | None = None,
    ) -> list[list[Outcome]]: ...

    def profile(self, state: MoistureState) -> np.ndarray: ...

    def water(self, state: MoistureState) -> float: ...
