"""A coil on which the time-stepping model has the linear model's exact answers.

Henry's isotherms, one temperature, and vapour so thin that its diffusivity is constant:
then TwoScaleModel solves the equations of LinearTwoScaleModel, by its own means.
"""

from functools import cache

import numpy as np

from models.gas_diffusion import pore_diffusivity
from models.isotherms import Henry
from models.material import Component, Material, MicroDomain
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, AirHistory, Exchange, Exposure, MoistureState
from models.two_scale import TwoScaleModel
from models.units import (
    GAS_CONSTANT,
    STANDARD_PRESSURE,
    WATER_MOLAR_MASS,
    kelvin,
)

ROOM = kelvin(25.0)
UNIT = 1e-3  # Pa, the vapour pressure that counts as 1: D changes by 1e-8
TAU = 1e4  # s, tau_macro
HALF_WIDTH = 0.1  # m
POROSITY, DENSITY, PORE, FACTOR = 0.4, 1500.0, 1e-6, 0.2
MICRO_MASS = 0.05  # kg/kg, of the component that holds the micro water
DEFAULT_MESH = 1e-3  # of the change: what the time-stepping model is held to

_vapour = WATER_MOLAR_MASS / (GAS_CONSTANT * ROOM)  # kg/(m3 Pa)
_saturated = float(liquid_vapour_pressure(ROOM)) * _vapour
_diffusivity = FACTOR * float(pore_diffusivity(ROOM, STANDARD_PRESSURE, 0.0, PORE))


@cache
def stepping_model(f, r, tau=TAU) -> TwoScaleModel:
    """TwoScaleModel at its default mesh with tau_macro = `tau` [s], micro share f < 1.

    tau_macro = S s^2 / D_e gives the storage S; Henry's constants share it out.
    """
    storage = tau * _diffusivity * _saturated / HALF_WIDTH**2  # kg/m3 at activity 1
    kept = (1.0 - f) * storage - POROSITY * _saturated
    if kept <= 0.0:
        raise ValueError(f"micro share {f}: the pores alone hold more than the rest")
    fitted = {"activity_range": (0.0, 0.95), "temperature_range": (250.0, 400.0)}
    share = MICRO_MASS if f else 0.0
    macro = Henry(kept / (DENSITY * (1.0 - share)), **fitted)
    parts = [Component("macro", 1.0 - share, macro)]
    if f:
        size = 1e-6
        domain = MicroDomain("slab", size, size**2 / (r * tau))
        micro = Henry(f * storage / (DENSITY * share), **fitted)
        parts.append(Component("micro", share, micro, domain))
    material = Material(
        name="linear coil",
        thickness=65e-6,
        density=DENSITY,
        porosity=POROSITY,
        pore_diameter=PORE,
        in_plane_factor=FACTOR,
        through_plane_factor=FACTOR,
        components=tuple(parts),
    )
    return TwoScaleModel(material, HALF_WIDTH)


def edge(biot=np.inf) -> Exchange:
    """Edge exchange through a film of that Biot number."""
    return Exchange(EDGE, film=biot * _diffusivity / HALF_WIDTH)


def state(model, macro, micro=None) -> MoistureState:
    """Uniform start; `macro` and `micro` values in multiples of the unit."""
    inside = model.equilibrium(ROOM, macro * UNIT)
    if micro is None:
        return inside
    domains = model.equilibrium(ROOM, micro * UNIT).micro
    return MoistureState(inside.macro, domains, ROOM)


def air(value) -> AirHistory:
    """Air that stays at `value` units."""
    return AirHistory.constant(ROOM, value * UNIT, STANDARD_PRESSURE)


def states_after(model, start, times, outside=0.0, exchange=None):
    """States at each of `times` [s], each from `start` in one exposure."""
    exchange = exchange or edge()
    held = air(outside)
    paths = [[Exposure(held, 0.0, float(t), exchange)] for t in times]
    outcomes = model.advance([start] * len(times), paths)
    return [path[-1].state for path in outcomes]


def parts(model, states):
    """Macro and micro water of `states`, in multiples of all water at one unit."""
    whole = model.water(model.equilibrium(ROOM, UNIT))
    widths = model.cell_widths / HALF_WIDTH
    macro = np.array([s.macro @ widths for s in states]) / whole
    micro = np.array([model.micro_profile(s) @ widths for s in states]) / whole
    return macro, micro


def stepping_residual(f, r, times, biot=np.inf, outside=0.0, start=1.0, tau=TAU):
    """Water at `times` / tau_macro by time steps: R, from 1 with 0 outside."""
    model = stepping_model(f, r, tau)
    times = np.asarray(times) * tau
    states = states_after(model, state(model, start), times, outside, edge(biot))
    return sum(parts(model, states))
