"""Materials for the tests of the two-scale solver, in its form and the oracles'."""

import numpy as np
from oracle_linear import LinearCoil, Pool

from models import isotherms
from models.material import Component, Material, MicroDomain
from models.sorption import EDGE, AirHistory, Exchange, Exposure
from scenarios.verification.coating import (
    FREUNDLICH,
    GAB,
    HENRY,
    LANGMUIR,
    WATER,
    Coating,
    Domain,
    R,
    Term,
    diffusivity,
    fuller,
)
from scenarios.verification.lines import saturation

ROOM = 298.15  # K
PRESSURE = 101325.0  # Pa
TRACE = 1e-3  # Pa: so thin that the vapour's diffusivity is constant to 1e-8
DRY = AirHistory.constant(ROOM, 0.0, PRESSURE)
OPEN = Exchange(EDGE)
TAU = 1e4  # s, macro diffusion time of the linear cases
HALF = 0.1  # m

WHOLE = {"activity_range": (0.0, 0.95), "temperature_range": (233.15, 433.15)}


def isotherm(terms):
    """The class of models/isotherms.py that says the same as the oracle's `terms`."""
    made = []
    for t in terms:
        if t.kind == HENRY:
            made.append(isotherms.Henry(t.a, t.heat, **WHOLE))
        elif t.kind == GAB:
            made.append(isotherms.GAB(t.a, t.b, t.c, t.heat, t.heat_k, **WHOLE))
        elif t.kind == LANGMUIR:
            made.append(isotherms.Langmuir(t.a, t.b, t.heat, **WHOLE))
        elif t.kind == FREUNDLICH:
            made.append(isotherms.Freundlich(t.a, t.b, t.heat, t.c, **WHOLE))
    return made[0] if len(made) == 1 else isotherms.Sum(tuple(made))


def material(coating, **changes):
    """The Material with the numbers of the oracle's `coating`."""
    components = [
        Component(f"macro{i}", share, isotherm(terms))
        for i, (share, terms) in enumerate(coating.macro)
    ] + [
        Component(
            f"micro{j}",
            d.fraction,
            isotherm(d.terms),
            MicroDomain(
                d.shape,
                d.size,
                d.diffusivity,
                d.activation_energy,
                d.loading_exponent,
            ),
        )
        for j, d in enumerate(coating.micro)
    ]
    numbers = {
        "name": "sample",
        "thickness": coating.thickness,
        "density": coating.density,
        "porosity": coating.porosity,
        "pore_diameter": coating.pore_diameter,
        "in_plane_factor": coating.in_plane_factor,
        "through_plane_factor": coating.through_plane_factor,
        "components": tuple(components),
    }
    return Material(**(numbers | changes))


def linear_coating(pools=(), tau=TAU, half_width=HALF, thickness=65e-6):
    """Henry's coating with the macro time `tau` [s] and `pools` of water at 25 degC.

    Storage S [kg/m3 per unit activity] from tau = S s2 / (D_e c_sat); each pool has its
    share of S, the rest is on the macro scale, pore vapour included.
    """
    c_sat = saturation(ROOM) * WATER / (R * ROOM)
    density, porosity, pore, factor = 1500.0, 0.4, 1e-6, 0.2
    d = factor * diffusivity(ROOM, PRESSURE, 0.0, pore, fuller("air"))
    storage = tau * d * c_sat / half_width**2
    fraction = 0.05
    rest = 1 - fraction * len(pools)
    kept = (1 - sum(p.share for p in pools)) * storage - porosity * c_sat
    assert kept > 0, "the pores alone hold more than the macro share"
    domains = tuple(
        Domain(
            fraction,
            (Term(HENRY, p.share * storage / (density * fraction)),),
            p.shape,
            1e-6,
            1e-12 / p.time,
        )
        for p in pools
    )
    macro = ((rest, (Term(HENRY, kept / (density * rest)),)),)
    return Coating(thickness, density, porosity, pore, factor, factor, macro, domains)


def linear_case(f, r, shape="slab", tau=TAU):
    """Coating and exact answer for the water share `f` and the time ratio `r`."""
    pools = (Pool(f, r * tau, shape),) if f else ()
    return linear_coating(pools, tau), LinearCoil(tau, pools)


def residuals(model, times, start=None, air=DRY, exchange=OPEN):
    """R at `times` [s] by `model`: one exposure each, all from the same `start`."""
    start = model.equilibrium(ROOM, TRACE) if start is None else start
    first = model.water(start)
    paths = [[Exposure(air, 0.0, float(t), exchange)] for t in times]
    outcomes = model.advance([start] * len(times), paths)
    return np.array([model.water(o[0].state) for o in outcomes]) / first
