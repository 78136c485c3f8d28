"""LinearTwoScaleModel: what is left, where, after any start in any staircase."""

import math
from dataclasses import dataclass

import numpy as np

from models.linear_two_scale import inversion
from models.linear_two_scale.parameters import TransportParameters
from models.linear_two_scale.start import Boundary, Start
from models.sorption import regime

SHORTEST, LONGEST = 1e-30, 1e30  # s; beyond them squares leave the floating numbers
SAME = 1e-12  # relative; how closely parameters and diffusion times agree


@dataclass(frozen=True, eq=False)
class Water:
    """Water over time, in the unit of the start: `water` = `macro` + `micro`.

    Arrays of the shape of `times` [s]: all water, the part on the macro scale, the part
    on the micro scale. With both scales in equilibrium at the content w they are w,
    (1 - f) w and f w.
    """

    times: np.ndarray
    water: np.ndarray
    macro: np.ndarray
    micro: np.ndarray


@dataclass(frozen=True)
class LinearTwoScaleModel:
    """The two-scale model with constant coefficients, isothermal, slab domains.

    Parameters
    ----------
    tau_macro : float
        Diffusion time of the macro scale [s], *all* water counted (Heckmann et al.
        2026, Eq. 6); 0: the pores are everywhere as outside, at once.
    tau_micro : float
        Diffusion time of the micro scale [s] (Eq. 4); 0: no resistance there.
    micro_share : float
        f, share of the water at equilibrium that is on the micro scale [-], 0 to 1.
        1 is allowed here: the pores then carry water but hold none.
    biot : float
        k_e s / D_e, resistance of the macro scale over that of a film or wrapping at
        the edge [-]; inf: neither, 0: closed.
    parameters : TransportParameters or None
        What the diffusion times were made from, see :meth:`from_parameters`.

    Notes
    -----
    Accuracy: 1e-11 of the change, for tau_micro / tau_macro from 1e-4 to 1e4, any f and
    biot, times from 1e-4 to 50 tau_macro. After a step `residual` and `shares` also
    keep their digits as they fall (10 of them, where f is above 1e-3 or 0), `released`
    as it begins.

    Raises
    ------
    ValueError
        For a number out of its range; all of them are named.

    Examples
    --------
    >>> model = LinearTwoScaleModel(tau_macro=3600, tau_micro=36000, micro_share=0.5)
    >>> round(float(model.residual(3600)), 4)
    0.3688
    >>> model.mean_time / 3600
    2.0
    """

    tau_macro: float
    tau_micro: float
    micro_share: float
    biot: float = math.inf
    parameters: TransportParameters | None = None

    def __post_init__(self):
        faults = [
            f"{name} is {time} s; it is 0 or {SHORTEST:g} to {LONGEST:g} s"
            for name, time in (
                ("tau_macro", self.tau_macro),
                ("tau_micro", self.tau_micro),
            )
            if time != 0.0 and not SHORTEST <= time <= LONGEST
        ]
        if not 0.0 <= self.micro_share <= 1.0:
            faults.append(
                f"micro_share is {self.micro_share}; it is a fraction of the water at "
                "equilibrium, from 0 to 1"
            )
        if self.biot != 0.0 and not SHORTEST <= self.biot <= math.inf:
            faults.append(
                f"biot is {self.biot}; it is 0 (closed), {SHORTEST:g} or more, or inf "
                "(no film)"
            )
        if self.parameters is not None:
            faults += [
                f"{name} is {getattr(self, name)}, but the parameters mean "
                f"{getattr(self.parameters, name)}; use from_parameters"
                for name in ("tau_macro", "tau_micro", "micro_share")
                if not math.isclose(
                    getattr(self, name), getattr(self.parameters, name), rel_tol=SAME
                )
            ]
        if faults:
            raise ValueError("\n".join(faults))

    @classmethod
    def from_parameters(
        cls,
        *,
        macro_fraction,
        porosity,
        K_macro,
        K_micro,
        D_macro,
        D_micro,
        s_macro,
        s_micro,
        biot=math.inf,
    ):
        """The model of the paper's parameters, see :class:`TransportParameters`.

        They stay at hand as `parameters`.
        """
        parameters = TransportParameters(
            macro_fraction=macro_fraction,
            porosity=porosity,
            K_macro=K_macro,
            K_micro=K_micro,
            D_macro=D_macro,
            D_micro=D_micro,
            s_macro=s_macro,
            s_micro=s_micro,
        )
        return cls(
            parameters.tau_macro,
            parameters.tau_micro,
            parameters.micro_share,
            biot,
            parameters,
        )

    @property
    def regime(self):
        """ "macro-limited", "mixed" or "micro-limited", as of an exposure."""
        return regime(self.tau_macro, self.tau_micro, self.micro_share)

    @property
    def mean_time(self):
        """Mean time [s] the removable water needs to leave; inf if closed.

        tau_macro / 3 + f tau_micro / 3 + tau_macro / biot, the integral of `residual`.
        """
        if self.biot == 0.0:
            return math.inf
        film = self.tau_macro / self.biot
        return (self.tau_macro + self.micro_share * self.tau_micro) / 3.0 + film

    @property
    def _numbers(self):
        numbers = self.tau_macro, self.tau_micro, self.micro_share, self.biot
        return tuple(float(number) for number in numbers)

    # ---------------------------------------------------------------- after a step

    def shares(self, times):
        """What is left on the macro and on the micro scale after a step.

        Both of the removable water, in the shape of `times` [s]; the scales and the
        whole width were in equilibrium before it. At time 0 they are 1 - f and f.

        Raises
        ------
        ValueError
            For times that are not 0, or 1e-30 to 1e30 s.
        """
        flat, shape = _instants(times)
        macro, micro = np.empty_like(flat), np.empty_like(flat)
        inversion.shares_after_step(*self._numbers, flat, macro, micro)
        return macro.reshape(shape)[()], micro.reshape(shape)[()]

    def residual(self, times):
        """Share of the removable water that is left at `times` [s] after a step.

        The sum of :meth:`shares`, to the last bit; from 1 down to 0.
        """
        macro, micro = self.shares(times)
        return macro + micro

    def released(self, times):
        """Share of the removable water that has left at `times` [s] after a step.

        1 - `residual`, but with all its digits when it is still small.
        """
        flat, shape = _instants(times)
        out = np.empty_like(flat)
        inversion.released_after_step(*self._numbers, flat, out)
        return out.reshape(shape)[()]

    def profile(self, times, places):
        """Macro values left of 1 after a step, shape of `times` [s] + of `places`.

        `places` are z / s_macro, from 0 (mirror plane) to 1 (edge).
        """
        return self._points(times, places, 0.0)[0]

    def micro_profile(self, times, places, depths):
        """Micro values left of 1, shape of `times` [s] + of `places` + of `depths`.

        `depths` are x / s_micro, from 0 (middle of a domain) to 1 (its wall).
        """
        return self._points(times, places, depths)[1]

    def micro_mean(self, times, places):
        """Mean over the depth of the micro values, shape of `times` + of `places`."""
        return self._points(times, places, 0.0)[2]

    def _points(self, times, places, depths):
        times, shape = _instants(times)
        places, depths = _places("places", places), _places("depths", depths)
        shape = shape + places.shape + depths.shape
        grids = np.meshgrid(times, places, depths, indexing="ij")
        flat = [np.ascontiguousarray(grid).ravel() for grid in grids]
        out = [np.empty_like(flat[0]) for _ in range(3)]
        inversion.points_after_step(*self._numbers, *flat, *out)
        return [values.reshape(shape)[()] for values in out]

    # ---------------------------------------------------------------- any start

    def curve(self, times, start: Start, boundary: Boundary) -> Water:
        """Water at `times` [s] from `start`, with `boundary` outside.

        Where tau_macro is 0 the water jumps with the boundary; at the very instant it
        is still the one before.

        Raises
        ------
        ValueError
            For times that are not 0, or 1e-30 to 1e30 s.
        """
        flat, shape = _instants(times)
        f = self.micro_share
        outside = boundary.values[0]
        level = float(np.mean(start.means))
        macro, micro = self.shares(flat)
        # the outside, less what of its jumps has not come in; the start above it
        outside_now = boundary.at(flat) if self.biot > 0.0 else outside
        macro = (1.0 - f) * outside_now + (level - outside) * macro
        micro = f * outside_now + (level - outside) * micro
        for instant, rise in boundary.jumps if self.biot > 0.0 else ():
            later = flat > instant
            left_macro, left_micro = self.shares(flat[later] - instant)
            macro[later] -= rise * left_macro
            micro[later] -= rise * left_micro
        for part, more in zip(
            (macro, micro), self._above(flat, start, level), strict=True
        ):
            part += more
        macro, micro = macro.reshape(shape)[()], micro.reshape(shape)[()]
        return Water(flat.reshape(shape)[()], macro + micro, macro, micro)

    def _above(self, times, start, level):
        """Macro and micro part left of what `start` has above the uniform `level`."""
        macro, micro = np.zeros_like(times), np.zeros_like(times)
        above = start.above(level)
        if above is None:
            return macro, micro
        f = self.micro_share
        mean_macro, mean_micro = start.means
        at_once = times == 0.0
        macro[at_once] = (1.0 - f) * (mean_macro - level)
        micro[at_once] = f * (mean_micro - level)
        later = np.ascontiguousarray(times[~at_once])
        parts = np.empty_like(later), np.empty_like(later)
        room = [np.empty(len(above[i]), dtype=complex) for i in (0, 2)]
        inversion.shares_from_start(*self._numbers, later, above, *room, *parts)
        macro[~at_once], micro[~at_once] = parts
        return macro, micro


def _instants(times):
    """`times` as a flat array [s], and their shape."""
    times = np.asarray(times, dtype=float)
    flat = np.ascontiguousarray(times).ravel()
    good = (flat == 0.0) | ((flat >= SHORTEST) & (flat <= LONGEST))
    if not good.all():
        raise ValueError(
            f"a time is {flat[~good][0]} s; times are 0 (the start), or {SHORTEST:g} "
            f"to {LONGEST:g} s after it"
        )
    return flat, times.shape


def _places(name, places):
    """`places` as an array of numbers from 0 to 1."""
    places = np.asarray(places, dtype=float)
    good = (places >= 0.0) & (places <= 1.0)
    if not good.all():
        raise ValueError(
            f"{name} contains {places[~good].flat[0]}; they go from 0 (mirror plane, "
            "middle of a domain) to 1 (edge, wall): divide by the whole length"
        )
    return places
