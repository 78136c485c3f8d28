"""SUNDIALS CVODE on the equations of :class:`SemiDiscrete`, through scikit-sundae.

Variable-order BDF with a band matrix: the cells one after the other, so that the
Jacobian has two cells' unknowns on either side of its diagonal. It is found by
differences of the compiled right-hand side (giving a `sparsity` instead would silently
replace a Jacobian of one's own: scikit-sundae, issue 46). Where pieces of air meet, it
starts afresh: a method of many steps must not look back over a jump.
"""

from dataclasses import dataclass

import numpy as np
from sksundae.cvode import CVODE

from models.psychrometrics import liquid_vapour_pressure
from models.sorption import SEALED, Exposure, MoistureState, SolverError
from models.two_scale import TwoScaleModel
from scenarios.verification.semi_discrete import SemiDiscrete

MOST_STEPS = 1_000_000  # in one piece of air


@dataclass(frozen=True, eq=False)
class Integrated:
    """What a general solver made of one exposure.

    Attributes
    ----------
    states : tuple of MoistureState
        At the end of each piece of air.
    steps : int
        Time steps taken.
    calls : int
        Evaluations of the right-hand side, those for Jacobians included.
    """

    states: tuple[MoistureState, ...]
    steps: int
    calls: int

    @property
    def state(self):
        """MoistureState at the end of the exposure."""
        return self.states[-1]


def unknown_scales(system: SemiDiscrete):
    """Size of each unknown over the exposure, array as y [kg/m3], [kg/kg].

    The largest value of its kind in any cell at the start, or in equilibrium with the
    air at either end of a piece.
    """
    model, exposure = system.model, system.exposure
    largest = np.abs(system.y0.reshape(model.cells, system.stride)).max(axis=0)
    if exposure.exchange.kind != SEALED:
        for piece in system.pieces:
            length = piece.end - piece.start
            for elapsed in (0.0, length):
                temperature = piece.coil_temperature(
                    elapsed, exposure.exchange.heating_time
                )
                vapour = piece.vapour_pressure[0] + piece.vapour_pressure[1] * elapsed
                activity = vapour / float(liquid_vapour_pressure(temperature))
                macro, loadings = model._loadings(activity, temperature, 0.0)
                nodes = np.repeat(loadings, model.numbers.nodes)
                largest = np.maximum(largest, [macro, *nodes])
    return np.tile(largest, model.cells)


def solve(
    model: TwoScaleModel,
    exposure: Exposure,
    state: MoistureState,
    tolerance: float,
    linear_solver: str = "band",
) -> Integrated:
    """Take a coil in `state` through `exposure` with CVODE.

    `tolerance` is the relative one; the absolute one is the same share of each
    unknown's size (:func:`unknown_scales`). `linear_solver` is "band", "lapackband" or
    "dense".

    Raises
    ------
    SolverError
        With CVODE's message and the time reached.
    ValueError
        For a material with hysteresis, or air beyond the range of its isotherms.
    """
    system = SemiDiscrete(model, exposure, state)
    absolute = tolerance * unknown_scales(system)
    y, steps, states = system.y0, 0, []
    for piece in system.pieces:
        system.enter(piece)
        solver = CVODE(
            system.compiled_rhs(),
            rtol=tolerance,
            atol=absolute,
            linsolver=linear_solver,
            lband=system.bandwidth,
            uband=system.bandwidth,
            max_num_steps=MOST_STEPS,
        )
        length = piece.end - piece.start
        found = solver.solve([0.0, length], y)
        if not found.success or found.t[-1] != length:
            raise SolverError(
                f"CVODE got to {found.t[-1]:.6g} s of {length:.6g} s after "
                f"{piece.start:.6g} s at a tolerance of {tolerance:g}: {found.message}"
            )
        y = found.y[-1].copy()
        steps += len(found.t) - 1
        states.append(system.state(y, piece))
    return Integrated(tuple(states), steps, system.calls)
