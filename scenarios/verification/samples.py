"""Materials, airs and random lives for the cases on the time-stepping model."""

from dataclasses import replace
from functools import cache

import numpy as np

from models.isotherms import Henry
from models.material import Component, Material, MicroDomain
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, FACE, SEALED, AirHistory, Exchange, Exposure
from models.units import (
    GAS_CONSTANT,
    HOUR,
    STANDARD_PRESSURE,
    WATER_MOLAR_MASS,
    kelvin,
)
from scenarios.material.library import library, load_materials, material

ROOM = kelvin(25.0)
OPEN = Exchange(EDGE)
OPTIONS = {  # what else is shipped: the library's materials with their options on
    "anode_cmc_sbr, hysteresis": ("anode_cmc_sbr", {"hysteresis": True}),
    "anode_cmc_sbr, strong sites": ("anode_cmc_sbr", {"strong_sites": True}),
    "cathode_nmc622, strong sites": ("cathode_nmc622", {"strong_sites": True}),
}


@cache
def materials() -> dict[str, Material]:
    """Every material of the library, and some with their options on."""
    made = dict(library().materials)
    for name, (base, options) in OPTIONS.items():
        made[name] = load_materials({"option": {"extends": base, **options}})["option"]
    return made


def vapour(activity, temperature=ROOM):
    """Vapour pressure [Pa] at which water has `activity` at `temperature` [K]."""
    return activity * float(liquid_vapour_pressure(temperature))


def still(activity, temperature=ROOM, pressure=STANDARD_PRESSURE, gas="air"):
    """Air that never changes."""
    return AirHistory.constant(
        temperature, vapour(activity, temperature), pressure, gas
    )


def cut(air, ends, exchange=OPEN):
    """Exposures to `air` one after the other, ending at `ends` [s]."""
    starts = [0.0, *ends[:-1]]
    return [
        Exposure(air, float(start), float(end), exchange)
        for start, end in zip(starts, ends, strict=True)
    ]


# ---------------------------------------------------------------- made to measure


def slow_binder(name, component, time):
    """The library's material `name` with one slow binder.

    Only `component` stays on the micro scale, as a slab of the diffusion time `time`
    [s] when dry at 25 degC; water of the others is on the macro scale.
    """
    made = []
    for part in material(name).components:
        domain = None
        if part.name == component:
            size = part.micro.size
            domain = MicroDomain(
                "slab", size, size**2 / time, 0.0, part.micro.loading_exponent
            )
        made.append(replace(part, micro=domain))
    return replace(material(name), components=tuple(made))


def linear_material(share, time, shape="slab"):
    """The PVDF anode with Henry isotherms: `share` of its water in a slow binder.

    At so little vapour that its diffusivity is constant, this is the published model.
    """
    whole = {"activity_range": (0.0, 0.95), "temperature_range": (253.15, 433.15)}
    anode = material("anode_pvdf")
    size, fraction = 1e-6, 0.05
    vapour_in_pores = (
        anode.porosity * vapour(1.0) * WATER_MOLAR_MASS / (GAS_CONSTANT * ROOM)
    )
    loading = 1e-3  # kg/kg of coating per unit of activity, pores included
    kept = (1.0 - share) * loading - vapour_in_pores / anode.density
    parts = [
        Component("powder", 1.0 - fraction, Henry(kept / (1.0 - fraction), **whole)),
        Component(
            "binder",
            fraction,
            Henry(share * loading / fraction, **whole),
            MicroDomain(shape, size, size**2 / time),
        ),
    ]
    return replace(anode, components=tuple(parts))


# ---------------------------------------------------------------- random lives


def random_lives(model, seed, count):
    """Starts and paths of `count` coils that meet four random airs each.

    Air from dry to 60 % RH at 10 degC, 10 to 60 degC on straight pieces with jumps, 1
    mbar to one atmosphere, all gases; edge, face or sealed, with and without film,
    wrapping, and lag of the temperature; from a tenth of a second to weeks.
    """
    random = np.random.default_rng(seed)
    most = vapour(0.6, kelvin(10.0))
    starts, paths = [], []
    for _ in range(count):
        first = random.choice([0.0, 1e-6, 1e-3, 0.1, 0.5, 1.0])
        warm = kelvin(random.uniform(20.0, 30.0))
        starts.append(model.equilibrium(warm, first * most))
        path, now = [], 0.0
        for _ in range(4):
            pieces = int(random.integers(1, 5))
            length = 10 ** random.uniform(-1.0, 6.3)
            times = now + length * np.cumsum([0.0, *random.uniform(0.1, 1.0, pieces)])
            kind = str(random.choice([EDGE, FACE, SEALED]))
            # sealed and warmed up, what is in the pores may not pass the fitted range
            hottest = 35.0 if kind == SEALED else 60.0
            air = AirHistory(
                times,
                kelvin(random.uniform(10.0, hottest, (pieces, 2))),
                most * random.choice([0.0, 1e-3, 1.0]) * random.random((pieces, 2)),
                10 ** random.uniform(2.0, 5.0, (pieces, 2)),
                str(random.choice(["air", "nitrogen", "argon"])),
            )
            exchange = Exchange(
                kind,
                film=float(random.choice([np.inf, 1e-3, 1e-1])),
                wrap=float(random.choice([np.inf, 1e-9])) if kind == EDGE else np.inf,
                heating_time=float(random.choice([0.0, 100.0, 2 * HOUR])),
            )
            path.append(Exposure(air, now, float(times[-1]), exchange))
            now = float(times[-1])
        paths.append(path)
    return starts, paths
