import math

import numpy as np
import pytest

from models.gas_diffusion import (
    GASES,
    TORTUOSITY_LAWS,
    bruggeman_factor,
    free_diffusivity,
    fuller_coefficient,
    gas_viscosity,
    knudsen_diffusivity,
    knudsen_number,
    mean_free_path,
    measured_factor,
    pore_diffusivity,
    vapour_viscosity,
    viscous_diffusivity,
    zbs_factor,
)
from models.units import MBAR, STANDARD_PRESSURE, UM, kelvin

ROOM = kelvin(25.0)
PRESSURES = np.array([STANDARD_PRESSURE, 100 * MBAR, 10 * MBAR, 1 * MBAR])


def test_free_and_knudsen_diffusivity_at_room_temperature():
    # PHYSICS T8
    free = free_diffusivity(ROOM, STANDARD_PRESSURE, "nitrogen")
    assert free == pytest.approx(2.58e-5, rel=0.01)
    assert knudsen_diffusivity(ROOM, 2.5 * UM) == pytest.approx(4.93e-4, rel=0.01)
    hot = knudsen_diffusivity(kelvin(90.0), 2.5 * UM)
    assert hot == pytest.approx(5.44e-4, rel=0.01)
    assert knudsen_diffusivity(ROOM, 1.0 * UM) == pytest.approx(1.97e-4, rel=0.01)


def test_pure_vapour_meets_the_walls_of_the_pores_alone():
    for vapour_pressure in (0.0, 20.0, 1740.0):  # also where it has not come in yet
        got = pore_diffusivity(ROOM, 1740.0, vapour_pressure, 2.5 * UM, "none")
        assert got == pytest.approx(knudsen_diffusivity(ROOM, 2.5 * UM), rel=1e-7)


def test_fuller_by_hand_in_its_own_units():
    # cm2/s, bar, g/mol: a slip in the units of the coefficient would show
    t, bar = 333.15, 0.4
    m = 2.0 / (1.0 / 18.015268 + 1.0 / 39.948)
    v = (13.1 ** (1 / 3) + 16.2 ** (1 / 3)) ** 2
    cm2 = 1.43e-3 * t**1.75 / (bar * math.sqrt(m) * v)
    assert free_diffusivity(t, bar * 1e5, "argon") == pytest.approx(cm2 * 1e-4)
    for gas in GASES:
        assert free_diffusivity(t, 4e4, gas) == pytest.approx(
            fuller_coefficient(gas) * t**1.75 / 4e4, rel=1e-15
        )


def test_fuller_agrees_with_a_measured_diffusivity_in_air():
    # 0.292 cm2/s at 313 K and 1 bar, as remembered from table 11-2 of Poling, Prausnitz
    # and O'Connell; Fuller's method errs by 4 % on average
    assert free_diffusivity(313.0, 1e5) == pytest.approx(2.92e-5, rel=0.06)


# PHYSICS 2.1, table in nitrogen: degC; pores of 2.5 um; pores of 1 um [1e-5 m2/s]
PRINTED = [
    (25, [2.45, 17.1, 41.5, 48.4], [2.28, 11.2, 18.3, 19.6]),
    (60, [2.95, 19.7, 44.8, 51.3], [2.72, 12.6, 19.6, 20.7]),
    (90, [3.41, 22.0, 47.4, 53.6], [3.12, 13.7, 20.6, 21.6]),
    (120, [3.89, 24.2, 50.0, 55.9], [3.53, 14.8, 21.5, 22.5]),
]


@pytest.mark.parametrize(("celsius", "wide", "narrow"), PRINTED)
def test_thin_vapour_in_pores_is_bosanquets(celsius, wide, narrow):
    t = kelvin(celsius)
    for diameter, expected in ((2.5 * UM, wide), (1.0 * UM, narrow)):
        got = pore_diffusivity(t, PRESSURES, 0.0, diameter, "nitrogen")
        assert got == pytest.approx(1e-5 * np.array(expected), rel=0.01)
        free = free_diffusivity(t, PRESSURES, "nitrogen")
        wall = knudsen_diffusivity(t, diameter)
        assert got == pytest.approx(1.0 / (1.0 / free + 1.0 / wall), rel=1e-14)


def test_stefan_flow_leaves_knudsen_diffusion_once_vapour_drives_out_the_gas():
    t, p, d = kelvin(90.0), 10 * MBAR, 1.0 * UM
    wall = knudsen_diffusivity(t, d)
    half = pore_diffusivity(t, p, 0.5 * p, d)
    assert half == pytest.approx(1.0 / (0.5 / free_diffusivity(t, p) + 1.0 / wall))
    # a coil of 50 % RH heated to 90 C: 350 mbar of vapour in a chamber of 10 mbar
    for vapour in (p, 350 * MBAR):
        assert pore_diffusivity(t, p, vapour, d) == pytest.approx(wall, rel=1e-15)
    assert pore_diffusivity(t, 0.0, 0.0, d) == pytest.approx(wall, rel=1e-15)


def test_more_vapour_never_slows_the_vapour():
    vapour = np.linspace(0.0, 2e4, 200)
    got = pore_diffusivity(kelvin(60.0), 1e4, vapour, 1.0 * UM)
    assert np.all(np.diff(got) >= 0.0)
    assert got[0] < got[99] < got[-1]


@pytest.mark.parametrize(("diameter_um", "more"), [(1.0, 0.40), (2.5, 1.05)])
def test_viscous_flow_of_pure_vapour(diameter_um, more):
    # PHYSICS 2.1: 90 C, 350 mbar, two digits
    t, d = kelvin(90.0), diameter_um * UM
    plain = pore_diffusivity(t, 10 * MBAR, 350 * MBAR, d)
    got = pore_diffusivity(t, 10 * MBAR, 350 * MBAR, d, viscous=True)
    assert got / plain - 1.0 == pytest.approx(more, rel=0.06)
    # with gas left in the pores the vapour diffuses, it does not flow
    assert pore_diffusivity(t, 1e5, 3e4, d, viscous=True) == pore_diffusivity(
        t, 1e5, 3e4, d
    )


def test_mean_free_path_and_knudsen_numbers():
    # PHYSICS 2.1: 2.5 um, 90 C, in nitrogen
    got = knudsen_number(kelvin(90.0), PRESSURES, 2.5 * UM, "nitrogen")
    assert got == pytest.approx(np.array([0.033, 0.34, 3.4, 34.0]), rel=0.02)
    # 67 nm in air at room temperature, a textbook number
    assert mean_free_path(ROOM, STANDARD_PRESSURE) == pytest.approx(67e-9, rel=0.02)


def test_viscous_flow_of_the_carrier_as_a_diffusivity():
    # PHYSICS 2.1: 90 C, 2.5 um
    t = kelvin(90.0)
    got = viscous_diffusivity(PRESSURES[:3], 2.5 * UM, gas_viscosity(t, "nitrogen"))
    assert got == pytest.approx(np.array([9.7e-4, 9.6e-5, 9.6e-6]), rel=0.02)


def test_viscosities_agree_with_coolprop():
    properties = pytest.importorskip("CoolProp.CoolProp")
    for t in (kelvin(-10.0), ROOM, kelvin(90.0), kelvin(160.0)):
        for gas in GASES:
            expected = properties.PropsSI("V", "T", t, "P", 1e4, gas.capitalize())
            assert gas_viscosity(t, gas) == pytest.approx(expected, rel=0.02)
        if t > kelvin(1.0):
            thin = properties.PropsSI("V", "T", t, "P", 50.0, "Water")
            assert vapour_viscosity(t) == pytest.approx(thin, rel=1e-4)


def test_tortuosity_factors_contain_the_porosity_already():
    # PHYSICS T9
    for porosity, factor, tortuosity in (
        (0.5, 0.293, 1.71),
        (0.35, 0.194, 1.81),
        (0.28, 0.151, 1.85),
    ):
        assert zbs_factor(porosity) == pytest.approx(factor, abs=5e-4)
        assert measured_factor(porosity, tortuosity) == pytest.approx(factor, abs=1e-3)
        # 1 - sqrt(1 - eps) is eps / (1 + sqrt(1 - eps)): eps over tau, once
        exact = measured_factor(porosity, 1.0 + math.sqrt(1.0 - porosity))
        assert zbs_factor(porosity) == pytest.approx(exact, rel=1e-14)
    assert bruggeman_factor(0.5) == pytest.approx(0.354, abs=5e-4)
    for law in TORTUOSITY_LAWS.values():
        assert law(0.0) == 0.0
        assert law(1.0) == 1.0


def test_an_unknown_gas_is_refused_by_name():
    with pytest.raises(ValueError, match="'helium'; known are air, argon, nitrogen"):
        free_diffusivity(ROOM, 1e5, "helium")
