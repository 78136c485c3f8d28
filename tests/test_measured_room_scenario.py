"""The shipped measured_dry_room.yaml, from file to table, against scipy.

What `twin run` reports of the coil and of the free sheet is held against a method of
lines with its own laws (scenarios/verification/lines.py), driven by the same minute
readings. The oracle is given numbers only: those of the library, and the coil's by
hand.
"""

import math
from functools import cache

import numpy as np
import pytest
from scipy.optimize import brentq
from test_shipped import result, room_readings

from models import isotherms
from models.sorption import EDGE, FACE, AirHistory, Exchange, Exposure
from models.units import HOUR
from scenarios.verification.coating import GAB, HENRY, Coating, Domain, Term
from scenarios.verification.lines import LinesModel, reference, saturation

CLOSE = 1e-3  # of the change of water: what the issue asks for


def terms(isotherm):
    if isinstance(isotherm, isotherms.GAB):
        heats = isotherm.heat, isotherm.heat_k
        return (Term(GAB, isotherm.monolayer, isotherm.c, isotherm.k, *heats),)
    assert isinstance(isotherm, isotherms.Henry)
    return (Term(HENRY, isotherm.loading_per_activity, heat=isotherm.heat),)


def coating_of(material):
    macro, micro = [], []
    for part in material.components:
        law, inside = terms(part.isotherm), part.micro
        if inside is None:
            macro.append((part.mass_fraction, law))
            continue
        micro.append(
            Domain(
                part.mass_fraction,
                law,
                inside.shape,
                inside.size,
                inside.diffusivity,
                inside.activation_energy,
                inside.loading_exponent,
            )
        )
    return Coating(
        material.thickness,
        material.density,
        material.porosity,
        material.pore_diameter,
        material.in_plane_factor,
        material.through_plane_factor,
        tuple(macro),
        tuple(micro),
    )


def heating_time(material, length, width, core, heat_transfer=8.0):
    """m cp / (h A) of a wound coil [s]: two end faces and the mantle."""
    foil = material.foil_mass / material.foil_density
    layer = material.coated_sides * material.thickness + foil
    outer = math.sqrt(core**2 + 4 * length * layer / math.pi)
    area = math.pi * (outer**2 - core**2) / 2 + math.pi * outer * width
    coated = material.coated_sides * material.thickness * material.density
    mass = (coated + material.foil_mass) * length * width
    return mass * material.specific_heat / (heat_transfer * area)


@cache
def life(name):
    """Reported water after the rack, and the oracle's with its doubt [mg/kg]."""
    found = result("measured_dry_room", room_readings())
    scenario = found.scenario
    readings = scenario.zones["dry_room"].readings
    assert len(readings.temperature) == 4320
    spec = scenario.electrodes[name]
    material = scenario.materials[spec.material]
    visit = found.visits[found.visits["electrode"] == name].iloc[-1]
    exchange = Exchange(FACE, film=5e-3)
    if name == "coil":
        seconds = heating_time(material, spec.length, spec.width, spec.core_diameter)
        exchange = Exchange(EDGE, film=5e-3, heating_time=seconds)
    air = AirHistory.held(
        readings.times,
        readings.temperature,
        readings.vapour_pressure,
        readings.pressure,
    )
    coating = coating_of(material)
    share = material.coated_sides * material.density * material.thickness
    share /= share + material.foil_mass
    per_electrode = 1e6 * share / material.density
    warm = spec.start_temperature
    sketch = LinesModel(coating, spec.width / 2, 4, 4)

    def excess(p_w):
        return sketch.water(sketch.equilibrium(warm, p_w)) * per_electrode - 250.0

    start = warm, brentq(excess, 0.0, 0.5 * saturation(warm), xtol=1e-12, rtol=1e-12)
    water, doubt = reference(
        coating,
        spec.width / 2,
        start,
        [Exposure(air, 0.0, visit["left_h"] * HOUR, exchange)],
        cells=12 if name == "coil" else 1,
        shells=4,
        tolerance=1e-6,
        **({"macro_grading": 0.1} if name == "coil" else {}),
    )
    assert water[0] * per_electrode == pytest.approx(250.0, rel=1e-6)
    return visit["water_out_ppm"], water[1] * per_electrode, doubt[1] * per_electrode


@pytest.mark.parametrize("name", ["coil", "sheet"])
def test_reported_water_is_that_of_scipy_on_the_same_readings(name):
    reported, expected, doubt = life(name)
    change = abs(expected - 250.0)
    assert change > 50.0
    assert doubt < 0.2 * CLOSE * change
    assert np.isclose(reported, expected, rtol=0.0, atol=CLOSE * change)
