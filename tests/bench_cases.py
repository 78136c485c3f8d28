"""The two exposures of the bench, the meshes they are solved on, and the exact answer.

The library's CMC/SBR anode, a coil 250 mm wide. *Oven*: from equilibrium with 50 %
relative humidity at 25 degC, ten hours at 90 degC and 10 mbar in nitrogen. The frost
point of -40 degC is that of the gas as it is in the oven: a vapour pressure of 12.84 Pa
at 10 mbar, not that of a gas dried at atmospheric pressure and expanded. *Hall*: as the
coil comes out of that oven, one day at 25 degC and 50 % relative humidity. No film, no
wrapping, no lag of temperature: the air is felt at once and in full.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from models.psychrometrics import ice_vapour_pressure, liquid_vapour_pressure
from models.sorption import EDGE, AirHistory, Exchange, Exposure, MoistureState
from models.two_scale import TwoScaleModel
from models.units import HOUR, kelvin
from scenarios.material.library import material

MATERIAL = "anode_cmc_sbr"
HALF_WIDTH = 0.125  # m
ROOM, HOT = kelvin(25.0), kelvin(90.0)
HALL_PRESSURE, OVEN_PRESSURE = 101325.0, 1000.0  # Pa
SATURATED = float(liquid_vapour_pressure(ROOM))
HUMID = 0.5 * SATURATED  # Pa
DRY = float(ice_vapour_pressure(kelvin(-40.0)))  # Pa
OPEN = Exchange(EDGE)
OVEN = Exposure(
    AirHistory.constant(HOT, DRY, OVEN_PRESSURE, "nitrogen"), 0.0, 10 * HOUR, OPEN
)
HALL = Exposure(
    AirHistory.constant(ROOM, HUMID, HALL_PRESSURE, "air"), 0.0, 24 * HOUR, OPEN
)
EXPOSURES = {"oven": OVEN, "hall": HALL}
TITLES = {
    "oven": "ten hours in the oven (90 °C, 10 mbar, frost point -40 °C)",
    "hall": "then one day in the hall (25 °C, 50 % relative humidity)",
}
SHARES = np.linspace(0.1, 1.0, 10)  # instants at which errors are taken, of the whole
ALLOWED = 1e-3  # of the change of water
TIGHT = 1e-7  # tolerance of start states: far below what is measured
# the refined answer
FINE_CELLS, FINE_MODES, FINE_TOLERANCE = 64, 8, 1e-7


@dataclass(frozen=True, eq=False)
class Problem:
    """One exposure on one mesh: model (its tolerance is no part of it) and start."""

    name: str
    model: TwoScaleModel
    exposure: Exposure
    state: MoistureState

    @property
    def water(self):
        """Mean water at the start [kg/m3]."""
        return self.model.water(self.state)

    @property
    def instants(self):
        """Where errors are taken [s], the last one the end."""
        return SHARES * self.exposure.end


@cache
def problem(name, cells=16, modes=4):
    """The Problem `name`, "oven" or "hall", on `cells` and `modes`."""
    model = TwoScaleModel(material(MATERIAL), HALF_WIDTH, cells, modes, TIGHT)
    state = model.equilibrium(ROOM, HUMID)
    if name == "hall":
        state = model.advance([state], [[OVEN]])[0][0].state
    return Problem(name, model, EXPOSURES[name], state)


def kernel_waters(given, tolerance):
    """Mean water [kg/m3] at the instants, each the end of an exposure of its own.

    For that is what a tolerance of TwoScaleModel speaks of: the end of an exposure.
    """
    model = replace(given.model, tolerance=tolerance)
    paths = [[replace(given.exposure, end=float(end))] for end in given.instants]
    outcomes = model.advance([given.state] * len(paths), paths)
    return np.array([model.water(path[0].state) for path in outcomes])


@cache
def reference(name, cells=FINE_CELLS, modes=FINE_MODES, tolerance=FINE_TOLERANCE):
    """Mean water [kg/m3] at the start and at the instants, on the refined mesh."""
    fine = problem(name, cells, modes)
    return fine.water, kernel_waters(fine, tolerance)


def errors(given, waters, exact):
    """Error at the end, and the largest at the instants, as shares of the change.

    `waters` are those at the instants, `exact` what :func:`reference` says. What is
    compared is the change since the start: the start itself holds on every mesh.
    """
    start, course = exact
    off = (waters - given.water) - (course - start)
    change = abs(course[-1] - start)
    return float(off[-1] / change), float(np.max(np.abs(off)) / change)
