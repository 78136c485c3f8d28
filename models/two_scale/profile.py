"""The profile of water inside the micro domains of one cell, from a coil's state."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from models.material import Component
from models.mesh import micro_basis
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import MoistureState
from models.two_scale.model import TwoScaleModel
from models.units import GAS_CONSTANT, WATER_MOLAR_MASS

BEYOND = 1e-9  # of the largest activity: what rounding may leave a state above it


@dataclass(frozen=True, eq=False)
class MicroProfile:
    """Loading over the depth of one component's micro domains, in one macro cell.

    Attributes
    ----------
    component : str
    shape : str
        "slab", "cylinder" or "sphere".
    size : float
        Where the wall is [m]; 0 is the middle.
    nodes, loadings : array
        Places [m] of the model's unknowns, and what they hold [kg/kg of the component].
    wall : float
        In equilibrium with the vapour at the wall [kg/kg].
    """

    component: str
    shape: str
    size: float
    nodes: np.ndarray
    loadings: np.ndarray
    wall: float

    def at(self, places) -> np.ndarray:
        """Loading [kg/kg] at `places` [m, from the middle], on the model's polynomial.

        The even one through the nodes and the wall. For a moment after a jump of the
        air (0.05 tau_micro) it may pass the jump's ends by 3 % of it.
        """
        known = np.append((self.nodes / self.size) ** 2, 1.0)
        values = np.append(self.loadings, self.wall)
        wanted = (np.asarray(places, dtype=float) / self.size) ** 2
        found = np.zeros(wanted.shape)
        for k, value in enumerate(values):
            others = np.delete(known, k)
            found += value * np.prod(
                (wanted[..., None] - others) / (known[k] - others), axis=-1
            )
        return found


def cell_activity(model: TwoScaleModel, state: MoistureState, cell: int) -> float:
    """Water activity [-] in macro cell `cell`: that of its macro water.

    Raises
    ------
    ValueError
        For a state beyond the fitted range of the isotherms.
    """
    material, temperature = model.material, state.temperature
    saturation = float(liquid_vapour_pressure(temperature))
    vapour = saturation * WATER_MOLAR_MASS / (GAS_CONSTANT * temperature)
    held = float(state.macro[cell])
    weight = _desorption_weight(state, cell)
    solids = [c for c in material.components if c.micro is None]

    def missing(activity):
        solid = sum(
            c.mass_fraction * _loading(c, activity, temperature, weight) for c in solids
        )
        return material.porosity * activity * vapour + material.density * solid - held

    top = material.largest_activity
    if missing(0.0) >= 0.0:  # as dry as can be, or drier by rounding
        return 0.0
    largest = missing(top)
    if largest < -BEYOND * held:
        raise ValueError(
            f"macro water of cell {cell} is {held:.6g} kg/m3, more than "
            f"{material.name} holds at {temperature:.2f} K up to the fitted activity "
            f"{top:g}"
        )
    return top if largest <= 0.0 else float(brentq(missing, 0.0, top, xtol=1e-15))


def micro_profiles(
    model: TwoScaleModel, state: MoistureState, cell: int
) -> list[MicroProfile]:
    """The profile inside each micro population in macro cell `cell`, 0 the innermost.

    None of a material whose water is all on the macro scale.
    """
    activity = cell_activity(model, state, cell)
    weight = _desorption_weight(state, cell)
    found = []
    for m, component in enumerate(model.micro_components):
        first, last = model.numbers.offset[m : m + 2]
        domain = component.micro
        basis = micro_basis(domain.shape, int(model.numbers.nodes[m]))
        found.append(
            MicroProfile(
                component.name,
                domain.shape,
                domain.size,
                basis.nodes * domain.size,
                np.array(state.micro[cell, first:last]),
                _loading(component, activity, state.temperature, weight),
            )
        )
    return found


def _desorption_weight(state, cell):
    """Weight of the desorption branch in a cell; without hysteresis none."""
    return 0.0 if state.branch is None else float(state.branch[cell, 0])


def _loading(component: Component, activity, temperature, weight):
    """Loading [kg/kg] of a component between its branches."""
    own = float(component.isotherm.loading(activity, temperature))
    if component.desorption is None:
        return own
    other = float(component.desorption.loading(activity, temperature))
    return (1.0 - weight) * own + weight * other
