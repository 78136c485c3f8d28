"""A plant small enough to compute by hand: material, moisture model, scenario.

The moisture model is one well-mixed cell that approaches W = density * SORPTION * p_w
with one time constant per kind of exchange, in closed form. With it every number of a
line's tables follows from a few exponentials.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from models.isotherms import GAB, Henry
from models.material import Component, Material, MicroDomain
from models.psychrometrics import Atmosphere
from models.sorption import EDGE, FACE, SEALED, MoistureState, Outcome
from models.two_scale import WaterFigures
from twin.scenario import (
    CoilOrder,
    Distribution,
    ElectrodeSpec,
    Limit,
    MachineSpec,
    RouteEdge,
    Scenario,
    StoreSpec,
    ZoneSpec,
)

HOUR = 3600.0
PRESSURE = 101325.0
SORPTION = 1e-6  # kg/kg dry coating per Pa of vapour
EDGE_TIME, FACE_TIME = 10 * HOUR, 0.1 * HOUR
MONDAY = datetime(2026, 1, 5)


def electrode_material(name="electrode", density=1000.0):
    """Half of the dry electrode's mass is coating."""
    return Material(
        name,
        thickness=50e-6,
        density=density,
        porosity=0.5,
        pore_diameter=1e-6,
        components=(Component("solid", 1.0, Henry(1e-3)),),
        foil_mass=2 * 50e-6 * density,
        specific_heat=1000.0,
    )


def real_materials():
    """An anode with CMC on the micro scale, an NMC cathode, a separator (PHYSICS 1.2).

    Not those of the library: what is tested here must not move when a number there
    does.
    """
    cmc = MicroDomain("slab", 0.5e-6, 1e-14, 50e3, 25.0)
    pvdf = MicroDomain("slab", 0.5e-6, 1e-12, 45e3)
    anode = Material(
        "anode",
        thickness=65e-6,
        density=1600.0,
        porosity=0.33,
        pore_diameter=1e-6,
        components=(
            Component("graphite", 0.97, GAB(4e-4, 10.0, 0.75)),
            Component("cmc", 0.012, GAB(0.095, 5.0, 0.93), cmc),
            Component("sbr", 0.018, GAB(3.5e-3, 8.0, 0.90)),
        ),
        foil_mass=0.0896,
        specific_heat=640.0,
    )
    cathode = Material(
        "cathode",
        thickness=60e-6,
        density=3300.0,
        porosity=0.28,
        pore_diameter=0.6e-6,
        components=(
            Component("nmc", 0.98, GAB(1.13e-4, 20.0, 0.6)),
            Component("pvdf", 0.02, Henry(2.4e-3), pvdf),
        ),
        foil_mass=0.0405,
        foil_density=2700.0,
        specific_heat=800.0,
    )
    separator = Material(
        "separator",
        thickness=8e-6,
        density=570.0,
        porosity=0.4,
        pore_diameter=0.1e-6,
        components=(Component("polyethylene", 1.0, Henry(6e-5)),),
    )
    return {"anode": anode, "cathode": cathode, "separator": separator}


@dataclass(frozen=True, eq=False)
class WellMixed:
    """Exact stand-in for a moisture model: one cell, one time constant per exchange."""

    material: Material
    half_width: float
    cells = 1
    modes = 1

    @property
    def cell_widths(self):
        return np.array([self.half_width])

    def _state(self, water, temperature):
        return MoistureState(np.array([water]), np.zeros((1, 1)), temperature)

    def equilibrium(self, temperature, vapour_pressure):
        water = self.material.density * SORPTION * vapour_pressure
        return self._state(water, temperature)

    def uniform(self, coating_ppm, temperature):
        return self._state(coating_ppm * 1e-6 * self.material.density, temperature)

    def advance(self, states, paths, threads=None):
        return [
            self._along(state, path) for state, path in zip(states, paths, strict=True)
        ]

    def _along(self, state, path):
        outcomes = []
        for exposure in path:
            before = float(state.macro[0])
            water, temperature = before, state.temperature
            for begin, end, value, target in self._pieces(exposure):
                tau = {EDGE: EDGE_TIME, FACE: FACE_TIME, SEALED: math.inf}[
                    exposure.exchange.kind
                ]
                goal = self.material.density * SORPTION * target
                water = goal + (water - goal) * math.exp(-(end - begin) / tau)
                temperature = value
            state = self._state(water, temperature)
            outcomes.append(
                Outcome(state, before - water, EDGE_TIME, 0.0, 0.0, math.inf, 1)
            )
        return outcomes

    def _pieces(self, exposure):
        """Pieces of constant air within the exposure; a sloping one has its mean."""
        air = exposure.air
        for i in range(len(air.temperature)):
            begin = max(exposure.start, air.times[i])
            end = min(exposure.end, air.times[i + 1])
            if end > begin:
                middle = air.at(0.5 * (begin + end))
                yield begin, end, middle[0], middle[1]

    def profile(self, state):
        return state.macro

    def water(self, state):
        return float(state.macro[0])

    def figures(self, state):
        content = self.water(state) / self.material.density
        return WaterFigures(content, content, content)


def air(vapour_pressure, temperature=298.15, gas="air", pressure=PRESSURE):
    return Atmosphere(temperature, pressure, vapour_pressure, gas)


def fixed(hours):
    return Distribution("fixed", (hours * HOUR,))


def machine(hours, zone="hall", **others):
    """A machine without web path that takes `hours` for every coil."""
    return MachineSpec(zone=zone, duration=fixed(hours), **others)


def edges(*names):
    return tuple(RouteEdge(a, b) for a, b in pairwise(names))


def electrode(first_station, **others):
    given = {
        "material": "electrode",
        "length": 360.0,
        "width": 0.2,
        "core_diameter": 0.15,
        "start_ppm": 800.0,
        "count": 1,
    }
    return ElectrodeSpec(first_station=first_station, **(given | others))


def scenario(stations, hours, electrodes=None, route=None, **others):
    """A plant with a hall (1000 Pa) and a dry room (10 Pa); stations in a row."""
    first = next(iter(stations))
    given = {
        "name": "by hand",
        "start": MONDAY,
        "duration": hours * HOUR,
        "zones": {"hall": ZoneSpec(air(1000.0)), "dry": ZoneSpec(air(10.0))},
        "electrodes": electrodes or {"anode": electrode(first)},
        "stations": stations,
        "route": edges(*stations) if route is None else route,
        "materials": {"electrode": electrode_material()},
    }
    return Scenario(**(given | others))


def orders(*coils):
    """Coils as (name, release in hours, start in ppm)."""
    return tuple(CoilOrder(name, h * HOUR, start_ppm=ppm) for name, h, ppm in coils)


# three coils, whose visits test_line.py works out
THREE = scenario(
    {
        # 360 m at 0.1 m/s: 0.45 h wound, 0.1 h as a web in the dry room, 0.45 h wound
        "winder": MachineSpec(zone="hall", web_zone="dry", speed=0.1, web_path=36.0),
        # no place to wait, so that a coil leaves the winder when the store is free
        "store": StoreSpec(
            zone="dry", duration=fixed(2), buffer=0, transport=0.25 * HOUR
        ),
    },
    7,
    {
        "anode": electrode(
            "winder",
            orders=orders(("C1", 0, 800), ("C2", 0.5, 800), ("C3", 0.75, 400)),
        )
    },
    limits=(Limit("anode", "store", 250e-6),),
)
