"""Vapour diffusivity: free, Knudsen, the transition between them, and in a porous body.

Functions of temperature [K], pressure [Pa] and pore diameter [m]; arrays broadcast.
Carrier gases are those of GASES.
"""

import math

import numpy as np

from models.units import (
    ARGON_MOLAR_MASS,
    DRY_AIR_MOLAR_MASS,
    GAS_CONSTANT,
    NITROGEN_MOLAR_MASS,
    WATER_MOLAR_MASS,
)

WATER_DIFFUSION_VOLUME = 13.1  # Fuller, Schettler and Giddings (1966), cm3/mol

# name: molar mass [kg/mol], Fuller diffusion volume [cm3/mol], and Sutherland's law
# of viscosity: value [Pa s] at 273.15 K, constant [K] (White, Viscous Fluid Flow)
GASES = {
    "air": (DRY_AIR_MOLAR_MASS, 19.7, 1.716e-5, 111.0),
    "nitrogen": (NITROGEN_MOLAR_MASS, 18.5, 1.663e-5, 107.0),
    "argon": (ARGON_MOLAR_MASS, 16.2, 2.125e-5, 144.0),
}
# Pure vapour: there is no gas to stand in its way. Its coefficient [Pa m2/(s K^1.75)]
# makes the friction with it 1e-8 of that with the walls of a pore.
NO_GAS = "none"
FRICTIONLESS = 1e6


def _gas(name):
    if name not in GASES:
        raise ValueError(
            f"carrier gas is {name!r}; known are {', '.join(sorted(GASES))}"
        )
    return GASES[name]


def fuller_coefficient(gas="air"):
    """Coefficient K of water in `gas`: D12 = K T^1.75 / p [m2/s; K, Pa].

    For pure vapour, `gas` "none", it is so large that only the pores' walls matter.

    Notes
    -----
    D12 = 1.43e-3 T^1.75 / (p M12^0.5 (v1^(1/3) + v2^(1/3))^2) [cm2/s; K, bar, g/mol],
    M12 = 2/(1/M1 + 1/M2): Fuller, Schettler and Giddings, as in Poling, Prausnitz and
    O'Connell, The Properties of Gases and Liquids, 5th ed., eq. 11-4.4.
    """
    if gas == NO_GAS:
        return FRICTIONLESS
    molar_mass, volume, _, _ = _gas(gas)
    mean = 2e3 / (1.0 / WATER_MOLAR_MASS + 1.0 / molar_mass)  # g/mol
    size = (WATER_DIFFUSION_VOLUME ** (1 / 3) + volume ** (1 / 3)) ** 2
    cm2_to_m2, bar_to_pa = 1e-4, 1e5
    return 1.43e-3 * cm2_to_m2 * bar_to_pa / (math.sqrt(mean) * size)


def free_diffusivity(temperature, pressure, gas="air"):
    """Diffusivity [m2/s] of water vapour in a free gas, by Fuller's method.

    Examples
    --------
    >>> round(float(free_diffusivity(298.15, 101325.0, "nitrogen")) * 1e5, 2)
    2.58
    """
    temperature = np.asarray(temperature, dtype=float)
    return fuller_coefficient(gas) * temperature**1.75 / np.asarray(pressure)


def knudsen_diffusivity(temperature, pore_diameter):
    """Diffusivity [m2/s] of water vapour that meets only the walls of a pore.

    (d/3) sqrt(8 R T / (pi M)): kinetic theory, diffuse reflection.

    Examples
    --------
    >>> round(float(knudsen_diffusivity(298.15, 2.5e-6)) * 1e4, 2)
    4.93
    """
    temperature = np.asarray(temperature, dtype=float)
    speed = np.sqrt(8.0 * GAS_CONSTANT * temperature / (math.pi * WATER_MOLAR_MASS))
    return np.asarray(pore_diameter) / 3.0 * speed


def pore_diffusivity(
    temperature, pressure, vapour_pressure, pore_diameter, gas="air", viscous=False
):
    """Diffusivity [m2/s] of vapour through a stagnant gas in a straight pore.

    Parameters
    ----------
    temperature, pressure, vapour_pressure, pore_diameter : float or array
        [K], total pressure of the surroundings [Pa], vapour pressure in the pore [Pa],
        [m]. The vapour pressure may exceed the total pressure of the surroundings, as
        it does in a coil heated under vacuum.
    viscous : bool
        Add the flow of pure vapour, d^2 p_w / (32 mu), where it drives the gas out.

    Notes
    -----
    1/D = (p_inert/p)/D12 + 1/D_K with p_inert = max(p - p_w, 0): molecular diffusion
    with Stefan flow and Knudsen diffusion in series (dusty gas, stagnant carrier). It
    is Bosanquet's formula for thin vapour and D_K once the vapour alone exceeds p.
    """
    pressure = np.asarray(pressure, dtype=float)
    temperature = np.asarray(temperature, dtype=float)
    inert = np.maximum(pressure - vapour_pressure, 0.0)
    knudsen = knudsen_diffusivity(temperature, pore_diameter)
    # p D12 does not depend on p: no division by a pressure that may be 0
    molecular = inert / (fuller_coefficient(gas) * temperature**1.75)
    diffusivity = 1.0 / (molecular + 1.0 / knudsen)
    if viscous:
        flow = viscous_diffusivity(
            vapour_pressure, pore_diameter, vapour_viscosity(temperature)
        )
        diffusivity = diffusivity + np.where(inert > 0.0, 0.0, flow)
    return diffusivity


def viscous_diffusivity(pressure, pore_diameter, viscosity):
    """What viscous flow of a gas adds to its diffusivity in a straight pore [m2/s].

    d^2 p / (32 mu), Poiseuille; `viscosity` in Pa s.
    """
    return np.asarray(pore_diameter) ** 2 * pressure / (32.0 * viscosity)


def vapour_viscosity(temperature):
    """Viscosity [Pa s] of dilute water vapour, 251.165 to 1173 K.

    IAPWS R12-08 (2008), eq. 11: the limit of zero density.

    Examples
    --------
    >>> round(float(vapour_viscosity(373.15)) * 1e6, 2)
    12.34
    """
    t = np.asarray(temperature, dtype=float) / 647.096
    return (
        1e-4 * np.sqrt(t) / (1.67752 + (2.20462 + (0.6366564 - 0.241605 / t) / t) / t)
    )


def gas_viscosity(temperature, gas="air"):
    """Viscosity [Pa s] of a carrier gas, by Sutherland's law; 2 %, 230 to 500 K."""
    _, _, at_ice_point, constant = _gas(gas)
    t = np.asarray(temperature, dtype=float)
    return at_ice_point * (t / 273.15) ** 1.5 * (273.15 + constant) / (t + constant)


def mean_free_path(temperature, pressure, gas="air"):
    """Mean free path [m] of a carrier gas, (mu/p) sqrt(pi R T / (2 M))."""
    molar_mass = _gas(gas)[0]
    t = np.asarray(temperature, dtype=float)
    speed = np.sqrt(math.pi * GAS_CONSTANT * t / (2.0 * molar_mass))
    return gas_viscosity(t, gas) / np.asarray(pressure) * speed


def knudsen_number(temperature, pressure, pore_diameter, gas="air"):
    """Mean free path over pore diameter [-]."""
    return mean_free_path(temperature, pressure, gas) / np.asarray(pore_diameter)


# ------------------------------------------------------ from a pore to a porous body
# Effective diffusivity, referred to the whole cross-section, over that in a pore. The
# porosity is inside each of these factors: never multiply by it again.


def zbs_factor(porosity):
    """1 - sqrt(1 - eps): Zehner, Bauer and Schluender, as used by Heckmann et al."""
    return 1.0 - np.sqrt(1.0 - np.asarray(porosity, dtype=float))


def bruggeman_factor(porosity):
    """eps^1.5: Bruggeman (1935), for spheres."""
    return np.asarray(porosity, dtype=float) ** 1.5


def measured_factor(porosity, tortuosity):
    """eps / tau, with a measured tortuosity tau."""
    return np.asarray(porosity, dtype=float) / tortuosity


TORTUOSITY_LAWS = {"zbs": zbs_factor, "bruggeman": bruggeman_factor}
