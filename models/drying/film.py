"""Evaporation through the air film: transfer coefficients, rate, film temperature.

The film's resistance counts from the surface to the air that the nozzles bring; what
lies inside the coating is added as a resistance in series (:mod:`models.drying.coat`).
"""

import math
from dataclasses import dataclass

from models.drying.solvent import Solvent, boils
from models.units import (
    DRY_AIR_MOLAR_MASS,
    GAS_CONSTANT,
    STANDARD_PRESSURE,
    STEFAN_BOLTZMANN,
    celsius,
)

LEWIS_EXPONENT = 1.0 / 3.0  # n of alpha/beta = rho c_p Le^(1-n): forced flow
AIR_HEAT_CAPACITY = 1007.0  # J/(kg K), dry air at 20 to 100 degC


@dataclass(frozen=True)
class DryingAir:
    """The air that meets a face of the web.

    Attributes
    ----------
    temperature : float
        [K].
    vapour_pressure : float
        Of the solvent that dries [Pa].
    water_pressure : float
        Of water [Pa]; the same number where water dries.
    pressure : float
        Total [Pa].
    """

    temperature: float
    vapour_pressure: float
    water_pressure: float
    pressure: float = STANDARD_PRESSURE


def air_conductivity(temperature: float) -> float:
    """Thermal conductivity [W/(m K)] of dry air; Sutherland's law, 2 %, 240 to 600 K.

    0.0241 at 273 K, constant 194 K: White, Viscous Fluid Flow.
    """
    return 0.0241 * (temperature / 273.0) ** 1.5 * 467.0 / (temperature + 194.0)


def air_density(temperature: float, pressure: float) -> float:
    """Density [kg/m3] of dry air as an ideal gas."""
    return pressure * DRY_AIR_MOLAR_MASS / (GAS_CONSTANT * temperature)


def lewis_number(solvent: Solvent, temperature: float, pressure: float) -> float:
    """Thermal over mass diffusivity of the vapour in air [-], at the film's mean [K].

    >>> from models.drying.solvent import WATER
    >>> round(lewis_number(WATER, 328.15, 101325.0), 3)
    0.886
    """
    density = air_density(temperature, pressure)
    spread = air_conductivity(temperature) / (density * AIR_HEAT_CAPACITY)
    return spread / solvent.diffusivity(temperature, pressure)


def mass_transfer(
    heat_transfer: float,
    solvent: Solvent,
    temperature: float,
    pressure: float,
    exponent: float = LEWIS_EXPONENT,
) -> float:
    """Mass-transfer coefficient [m/s] that belongs to a heat transfer [W/(m2 K)].

    alpha/beta = rho c_p Le^(1-n), all at the film's mean `temperature` [K]. With
    `exponent` n = 1 it is Lewis' rule, Le without effect: the psychrometric wet bulb.
    """
    density = air_density(temperature, pressure)
    lewis = lewis_number(solvent, temperature, pressure)
    return heat_transfer / (density * AIR_HEAT_CAPACITY * lewis ** (1.0 - exponent))


def evaporation(
    solvent: Solvent,
    air: DryingAir,
    surface_temperature: float,
    surface_pressure: float,
    heat_transfer: float,
    resistance: float = 0.0,
    exponent: float = LEWIS_EXPONENT,
) -> float:
    """Solvent that leaves a face [kg/(m2 s)]; below 0 where it takes up vapour.

    Parameters
    ----------
    surface_temperature : float
        [K].
    surface_pressure : float
        Vapour pressure where the liquid ends [Pa], below the total pressure.
    heat_transfer : float
        Of the film [W/(m2 K)].
    resistance : float
        Of the dry layer between liquid and surface [s/m], in series with the film.

    Notes
    -----
    m = p M/(R T) ln((p - p_air)/(p - p_s)) / (1/beta + resistance), T the film's mean:
    Stefan's law, for vapour through air at rest. The heat the vapour takes up on its
    way out (Ackermann's correction, 2 % of the rate for water at 100 degC) is left out.

    Raises
    ------
    ValueError
        Where the liquid would boil.
    """
    total = air.pressure
    if surface_pressure >= total:
        raise ValueError(
            f"{solvent.name} boils: {surface_pressure:.4g} Pa of vapour at "
            f"{celsius(surface_temperature):.4g} °C under {total:.6g} Pa; give the "
            "air a lower temperature or the film less heat by radiation"
        )
    mean = 0.5 * (air.temperature + surface_temperature)
    beta = mass_transfer(heat_transfer, solvent, mean, total, exponent)
    force = math.log((total - air.vapour_pressure) / (total - surface_pressure))
    molar = total * solvent.molar_mass / (GAS_CONSTANT * mean)
    return molar * force / (1.0 / beta + resistance)


def radiation(emissivity: float, wall_temperature: float, temperature: float) -> float:
    """Heat [W/m2] that a face takes up from walls [K] all around it."""
    return emissivity * STEFAN_BOLTZMANN * (wall_temperature**4 - temperature**4)


@dataclass(frozen=True)
class ConstantRate:
    """A wet film in steady air: its temperature [K] and what evaporates [kg/(m2 s)].

    `rate` is that of one wet face.
    """

    temperature: float
    rate: float


def constant_rate(
    solvent: Solvent,
    air: DryingAir,
    heat_transfer: float,
    back_heat_transfer: float = 0.0,
    emissivity: float = 0.0,
    exponent: float = LEWIS_EXPONENT,
) -> ConstantRate:
    """Film temperature and rate at which heat and evaporation are in balance.

    Parameters
    ----------
    heat_transfer : float
        Of the wet face [W/(m2 K)].
    back_heat_transfer : float
        Of the dry back face [W/(m2 K)]: it takes up heat only. A web that is wet on
        both faces alike is one with 0 here.
    emissivity : float
        Of both faces; the walls have the air's temperature.

    Notes
    -----
    alpha (T_a - T_s)(1 + A_back) + radiation = m latent(T_s), solved by bisection: the
    left side falls with T_s, the right one rises.

    Raises
    ------
    ValueError
        Where the air holds more vapour than the solvent has at its temperature.

    Examples
    --------
    Water, air of 80 degC with a dew point of 10 degC, 35 W/(m2 K):

    >>> from models.drying.solvent import WATER
    >>> air = DryingAir(353.15, 1228.0, 1228.0)
    >>> wet = constant_rate(WATER, air, 35.0)
    >>> round(celsius(wet.temperature), 1), round(wet.rate * 1e3, 2)
    (30.0, 0.72)
    """
    if solvent.vapour_pressure(air.temperature) < air.vapour_pressure < air.pressure:
        raise ValueError(
            f"the air of {celsius(air.temperature):.4g} °C holds "
            f"{air.vapour_pressure:.4g} Pa of {solvent.name}, more than the liquid has "
            "there; nothing dries: warm the air or dry it"
        )
    faces = 1.0 + (back_heat_transfer > 0.0)
    heating = heat_transfer + back_heat_transfer

    def surplus(temperature):
        rate = evaporation(
            solvent,
            air,
            temperature,
            solvent.vapour_pressure(temperature),
            heat_transfer,
            exponent=exponent,
        )
        taken = heating * (air.temperature - temperature)
        taken += faces * radiation(emissivity, air.temperature, temperature)
        return taken - rate * solvent.latent_heat(temperature), rate

    low = solvent.temperature_range[0]
    high = min(air.temperature, boils(solvent, air.pressure))
    for _ in range(60):
        middle = 0.5 * (low + high)
        if surplus(middle)[0] > 0.0:
            low = middle
        else:
            high = middle
    return ConstantRate(low, surplus(low)[1])
