"""What heat a coil stands: the hottest it may get, and for how long.

Harsher drying is not always better (Huttner et al. 2020: the most intensively dried
cells had the least water and performed worst), so a recipe is held against three
limits: a highest temperature, a thermal dose, and water below which a coil counts as
over-dried.
"""

import math
from dataclasses import dataclass

import numpy as np

from models.units import GAS_CONSTANT, HOUR, ICE_POINT


@dataclass(frozen=True)
class HeatLimit:
    """The hottest a component may get [K], and where that is from."""

    temperature: float
    source: str


# by component; a material has the lowest of its components'
HEAT_LIMITS = {
    "sbr": HeatLimit(
        ICE_POINT + 130.0,
        "recalled-uncertain: SBR embrittles and adhesion is lost above about 130 degC",
    ),
    "pvdf": HeatLimit(
        ICE_POINT + 140.0,
        "recalled-uncertain: dried at 110 to 140 degC; PVDF melts at 165 to 172 degC",
    ),
    "cmc": HeatLimit(
        ICE_POINT + 150.0, "estimate: Na-CMC discolours from about 200 degC on"
    ),
    "polyethylene": HeatLimit(
        ICE_POINT + 80.0, "recalled-uncertain: 60 to 80 degC, its pores close above"
    ),
    "ceramic": HeatLimit(
        ICE_POINT + 85.0, "recalled-uncertain: ceramic-coated separators 85 degC"
    ),
}
# Estimates: how fast binders age, and how long they may be held at the reference. No
# published dose was at hand; a limit of one's own belongs in the file.
DOSE_ENERGY = 100e3  # J/mol
DOSE_TEMPERATURE = ICE_POINT + 120.0  # K
DOSE_LIMIT = 48.0 * HOUR  # s at that temperature: twice the longest usual batch


def heat_limit(material):
    """The HeatLimit of a Material, or None if none of its components has one."""
    limits = [HEAT_LIMITS[c.name] for c in material.components if c.name in HEAT_LIMITS]
    return min(limits, key=lambda limit: limit.temperature, default=None)


def thermal_dose(times, temperature, energy=DOSE_ENERGY, reference=DOSE_TEMPERATURE):
    """Arrhenius-weighted time [s]: as long at `reference` [K] would age as much.

    integral of exp(-(E/R)(1/T - 1/T_ref)) dt over `times` [s] and `temperature` [K],
    by the trapezium rule; `energy` [J/mol].

    Examples
    --------
    >>> round(float(thermal_dose([0.0, 3600.0], [393.15, 393.15])), 6)
    3600.0
    """
    if not 0.0 <= energy < math.inf:
        raise ValueError(f"energy is {energy} J/mol; it is a finite number from 0 up")
    temperature = np.asarray(temperature, dtype=float)
    rate = np.exp(-energy / GAS_CONSTANT * (1.0 / temperature - 1.0 / reference))
    return np.trapezoid(rate, np.asarray(times, dtype=float))
