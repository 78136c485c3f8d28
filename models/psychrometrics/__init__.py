"""Moist air: vapour pressures, the measures of humidity, and the frozen Atmosphere.

Conventions, here and everywhere in the twin:

- Below 0 degC a *dew point* is over ice, there also called frost point. The dew point
  over supercooled water has its own name, `dew_point_over_water`.
- *Water activity* and *relative humidity* are over liquid water at every temperature,
  below 0 degC too (as the WMO defines relative humidity). The activity is what an
  isotherm asks for.
- Air is an ideal mixture unless `enhanced_at` (a total pressure) or `enhanced` is
  given: then saturation over ice or water is `enhancement_factor` times higher, as it
  is in real air. The twin never asks for it; a value with it and one without differ by
  0.4 to 0.9 % at one atmosphere.

All functions take scalars or arrays, which broadcast, and return numpy floats or
arrays. What lies outside a formula's range is a ValueError, never a clipped value.

formulas      the two vapour-pressure formulas and their inverses, compiled
saturation    over ice, over liquid, under air; dew and frost points
measures      relative humidity, activity, mole fraction, humidity ratio, enthalpy
atmosphere    Atmosphere: air of one state
ranges        where the formulas hold
"""

from models.psychrometrics.atmosphere import Atmosphere
from models.psychrometrics.formulas import liquid_vapour_pressure_scalar
from models.psychrometrics.measures import (
    HEAT_CAPACITY,
    LATENT_HEAT,
    MOLAR_MASS,
    VAPOUR_HEAT_CAPACITY,
    absolute_humidity,
    enthalpy,
    humidity_ratio,
    molar_mass,
    mole_fraction,
    relative_humidity,
    vapour_pressure_from_absolute_humidity,
    vapour_pressure_from_humidity_ratio,
    vapour_pressure_from_mole_fraction,
    vapour_pressure_from_relative_humidity,
    water_activity,
)
from models.psychrometrics.ranges import COLDEST_AIR, HOTTEST, TRIPLE_POINT
from models.psychrometrics.saturation import (
    dew_point,
    dew_point_over_water,
    enhancement_factor,
    frost_point,
    ice_vapour_pressure,
    liquid_vapour_pressure,
    saturation_pressure,
    vapour_pressure_from_dew_point,
    vapour_pressure_from_dew_point_over_water,
    vapour_pressure_from_frost_point,
)

__all__ = [
    "COLDEST_AIR",
    "HEAT_CAPACITY",
    "HOTTEST",
    "LATENT_HEAT",
    "MOLAR_MASS",
    "TRIPLE_POINT",
    "VAPOUR_HEAT_CAPACITY",
    "Atmosphere",
    "absolute_humidity",
    "dew_point",
    "dew_point_over_water",
    "enhancement_factor",
    "enthalpy",
    "frost_point",
    "humidity_ratio",
    "ice_vapour_pressure",
    "liquid_vapour_pressure",
    "liquid_vapour_pressure_scalar",
    "molar_mass",
    "mole_fraction",
    "relative_humidity",
    "saturation_pressure",
    "vapour_pressure_from_absolute_humidity",
    "vapour_pressure_from_dew_point",
    "vapour_pressure_from_dew_point_over_water",
    "vapour_pressure_from_frost_point",
    "vapour_pressure_from_humidity_ratio",
    "vapour_pressure_from_mole_fraction",
    "vapour_pressure_from_relative_humidity",
    "water_activity",
]
