"""Solvent: what evaporates from a slurry, water or NMP, and how its vapour behaves."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.gas_diffusion import fuller_coefficient
from models.material import Source
from models.psychrometrics import HOTTEST, liquid_vapour_pressure_scalar
from models.units import (
    DRY_AIR_MOLAR_MASS,
    GAS_CONSTANT,
    ICE_POINT,
    MBAR,
    REFERENCE_TEMPERATURE,
    STANDARD_PRESSURE,
    WATER_MOLAR_MASS,
    celsius,
)

WATER_IN_AIR = fuller_coefficient("air")
COLDEST = ICE_POINT  # K; below it water would freeze, and no dryer works there


@dataclass(frozen=True)
class Solvent:
    """A liquid that leaves a coating as vapour; a new one overrides the three methods.

    Attributes
    ----------
    molar_mass : float
        [kg/mol].
    density : float
        Of the liquid [kg/m3], taken as constant.
    heat_capacity, vapour_heat_capacity : float
        Of the liquid and of the vapour [J/(kg K)], taken as constant.
    surface_tension : float
        Of the liquid [N/m].
    lower_explosive_limit : float or None
        Mole fraction in air [-]; None for what does not burn.
    temperature_range : tuple of float
        Where its laws hold [K]; the upper end is its boiling point or below.
    sources : mapping
        Property to its Source; never part of a comparison.
    """

    name: str
    molar_mass: float
    density: float
    heat_capacity: float
    vapour_heat_capacity: float
    surface_tension: float
    lower_explosive_limit: float | None
    temperature_range: tuple[float, float]
    sources: Mapping[str, Source] = field(
        default_factory=dict, compare=False, repr=False
    )

    def vapour_pressure(self, temperature: float) -> float:
        """Vapour pressure [Pa] over the liquid at `temperature` [K]."""
        raise NotImplementedError(f"{self.name} does not say its vapour pressure")

    def latent_heat(self, temperature: float) -> float:
        """Heat of evaporation [J/kg] at `temperature` [K]."""
        raise NotImplementedError(f"{self.name} does not say its latent heat")

    def diffusivity(self, temperature: float, pressure: float) -> float:
        """Diffusivity [m2/s] of the vapour in air at [K], [Pa]."""
        raise NotImplementedError(f"{self.name} does not say its diffusivity")

    def pore_diffusivity(self, temperature, pressure, pore_diameter) -> float:
        """Diffusivity [m2/s] of thin vapour in a straight pore, by Bosanquet.

        The walls (Knudsen) and the air in series; how thick vapour pushes the air
        aside (Stefan) stands in :func:`models.drying.film.evaporation`.
        """
        speed = math.sqrt(
            8.0 * GAS_CONSTANT * temperature / (math.pi * self.molar_mass)
        )
        free = self.diffusivity(temperature, pressure)
        return 1.0 / (1.0 / free + 3.0 / (pore_diameter * speed))

    def inside(self, temperature: float) -> float:
        """`temperature` [K], or ValueError where the laws do not hold."""
        low, high = self.temperature_range
        if not low <= temperature <= high:
            raise ValueError(
                f"{self.name} at {celsius(temperature):.4g} °C; its laws hold from "
                f"{celsius(low):.4g} to {celsius(high):.4g} °C: give the air another "
                "temperature"
            )
        return temperature


class _Water(Solvent):
    """Water: vapour pressure as everywhere in the twin, latent heat by its fit."""

    def vapour_pressure(self, temperature):
        """Vapour pressure [Pa] over liquid water: IAPWS-95, as in psychrometrics."""
        return liquid_vapour_pressure_scalar(self.inside(temperature))

    def latent_heat(self, temperature):
        """Heat of evaporation [J/kg]; 0 to 200 degC, within 0.1 % of IAPWS-95.

        2.501e6 - 2369 t + 0.2678 t2 - 8.103e-3 t3 - 2.079e-5 t4 with t in degC:
        Sharqawy, Lienhard and Zubair (2010), Desalination and Water Treatment 16, 354.
        """
        t = self.inside(temperature) - ICE_POINT
        return 2.501e6 + t * (-2369.0 + t * (0.2678 + t * (-8.103e-3 - 2.079e-5 * t)))

    def diffusivity(self, temperature, pressure):
        """Diffusivity [m2/s] of water vapour in air, by Fuller's method."""
        return WATER_IN_AIR * temperature**1.75 / pressure


# NMP's vapour pressure: ln p is linear in 1/T through 0.46 mbar at 25 degC, with a
# slope that meets the boiling point, 202 degC
NMP_PRESSURE = 0.46 * MBAR  # Pa
NMP_SLOPE = 6160.0  # K
NMP_DIFFUSION_VOLUME = 92.64  # cm3/mol, see the source below
AIR_DIFFUSION_VOLUME = 19.7  # cm3/mol, Fuller, Schettler and Giddings (1966)
NMP_MOLAR_MASS = 99.13e-3  # kg/mol


def _nmp_in_air():
    """K of D = K T^1.75/p [m2/s; K, Pa], as models.gas_diffusion has it for water."""
    mean = 2e3 / (1.0 / NMP_MOLAR_MASS + 1.0 / DRY_AIR_MOLAR_MASS)  # g/mol
    size = NMP_DIFFUSION_VOLUME ** (1 / 3) + AIR_DIFFUSION_VOLUME ** (1 / 3)
    cm2_to_m2, bar_to_pa = 1e-4, 1e5
    return 1.43e-3 * cm2_to_m2 * bar_to_pa / (math.sqrt(mean) * size**2)


NMP_IN_AIR = _nmp_in_air()


class _NMP(Solvent):
    """N-methyl-2-pyrrolidone: one straight line for vapour pressure and its heat."""

    def vapour_pressure(self, temperature):
        """Vapour pressure [Pa]: 46 Pa exp(6160 K (1/298.15 K - 1/T))."""
        inverse = 1.0 / REFERENCE_TEMPERATURE - 1.0 / self.inside(temperature)
        return NMP_PRESSURE * math.exp(NMP_SLOPE * inverse)

    def latent_heat(self, temperature):
        """Heat of evaporation [J/kg], 0.517e6: R times the slope of ln p over 1/T.

        Clausius and Clapeyron's law with the vapour pressure used here, so that both
        belong together; remembered values are 0.51e6 to 0.55e6.
        """
        self.inside(temperature)
        return GAS_CONSTANT * NMP_SLOPE / self.molar_mass

    def diffusivity(self, temperature, pressure):
        """Diffusivity [m2/s] of NMP vapour in air, by Fuller's method."""
        return NMP_IN_AIR * temperature**1.75 / pressure


def _sources(rows):
    return {name: Source(*row) for name, row in rows.items()}


WATER = _Water(
    name="water",
    molar_mass=WATER_MOLAR_MASS,
    density=990.0,
    heat_capacity=4180.0,
    vapour_heat_capacity=1880.0,
    surface_tension=0.070,
    lower_explosive_limit=None,
    temperature_range=(COLDEST, HOTTEST),
    sources=_sources(
        {
            "molar_mass": (WATER_MOLAR_MASS, "kg/mol", "published", "IAPWS R6-95"),
            "density": (990.0, "kg/m3", "recalled", "996 at 30 and 983 at 60 degC"),
            "heat_capacity": (4180.0, "J/(kg K)", "recalled", "30 to 60 degC"),
            "vapour_heat_capacity": (1880.0, "J/(kg K)", "recalled", "ideal vapour"),
            "surface_tension": (
                0.070,
                "N/m",
                "recalled",
                "pure water at 40 degC; a binder or surfactant lowers it",
            ),
            "latent_heat_at_25_degC": (
                2.4418e6,
                "J/kg",
                "recalled",
                "fit of Sharqawy, Lienhard and Zubair (2010)",
            ),
        }
    ),
)

NMP = _NMP(
    name="NMP",
    molar_mass=NMP_MOLAR_MASS,
    density=1030.0,
    heat_capacity=1760.0,
    vapour_heat_capacity=1500.0,
    surface_tension=0.0407,
    lower_explosive_limit=0.013,
    temperature_range=(COLDEST, ICE_POINT + 202.0),
    sources=_sources(
        {
            "molar_mass": (NMP_MOLAR_MASS, "kg/mol", "published", "sum formula C5H9NO"),
            "density": (1030.0, "kg/m3", "published", "trade press on NMP recovery"),
            "boiling_point": (202.0, "degC", "published", "trade press on recovery"),
            "heat_capacity": (1760.0, "J/(kg K)", "recalled-uncertain", "25 degC"),
            "vapour_heat_capacity": (
                1500.0,
                "J/(kg K)",
                "recalled-uncertain",
                "ideal vapour of such a molecule near 100 degC",
            ),
            "surface_tension": (0.0407, "N/m", "recalled", "at 25 degC"),
            "lower_explosive_limit": (
                0.013,
                "mol/mol",
                "recalled-uncertain",
                "1.1 to 1.4 % by volume in safety data sheets",
            ),
            "vapour_pressure_at_25_degC": (
                46.0,
                "Pa",
                "recalled-uncertain",
                "safety data sheets have 0.3 to 0.5 mbar",
            ),
            "slope_of_the_vapour_pressure": (
                NMP_SLOPE,
                "K",
                "computed",
                "from 0.46 mbar at 25 degC to 1013 mbar at 202 degC",
            ),
            "diffusion_volume": (
                NMP_DIFFUSION_VOLUME,
                "cm3/mol",
                "computed",
                "Fuller's increments 5 x 15.9 (C), 9 x 2.31 (H), 6.11 (O), 4.54 (N) "
                "and -18.3 for the heterocyclic ring",
            ),
        }
    ),
)

SOLVENTS = {"water": WATER, "nmp": NMP}


def boils(solvent: Solvent, pressure: float = STANDARD_PRESSURE) -> float:
    """Temperature [K] at which the vapour alone has `pressure` [Pa], by bisection.

    Or the end of the solvent's range, where that comes first.

    >>> round(celsius(boils(WATER)), 1), round(celsius(boils(NMP)), 0)
    (100.0, 202.0)
    """
    low, high = solvent.temperature_range
    if solvent.vapour_pressure(high) <= pressure:
        return high
    for _ in range(60):
        middle = 0.5 * (low + high)
        if solvent.vapour_pressure(middle) < pressure:
            low = middle
        else:
            high = middle
    return low
