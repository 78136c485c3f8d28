"""Eight hard lives of a coil or a sheet, for the two-scale solver and its oracle.

Parameters from PHYSICS 1.2, 1.4 and 2.3: realistic, but chosen to bite. Each case has a
coating, a half width, the air of the equilibrium it starts in, and its exposures.
"""

from dataclasses import dataclass

import numpy as np

from models.sorption import EDGE, FACE, AirHistory, Exchange, Exposure
from models.units import DAY, HOUR, MINUTE, kelvin
from scenarios.verification.coating import (
    FREUNDLICH,
    GAB,
    HENRY,
    LANGMUIR,
    Coating,
    Domain,
    Term,
)
from scenarios.verification.lines import saturation

ATMOSPHERE = 101325.0
FROST_40 = 12.84  # Pa, PHYSICS 8
FROST_60 = 1.082  # Pa

GRAPHITE = (Term(GAB, 4.0e-4, 10.0, 0.75),)
BLACK = (Term(GAB, 8.0e-4, 5.0, 0.70),)
CMC = (Term(GAB, 0.095, 5.0, 0.93, 7e3, 300.0),)
SBR = (Term(GAB, 3.5e-3, 8.0, 0.90, 2e3),)
NMC = (Term(GAB, 1.13e-4, 20.0, 0.60, 15e3), Term(LANGMUIR, 6e-5, 600.0, heat=25e3))
PVDF = (Term(HENRY, 2.4e-3, heat=3e3),)

ANODE = Coating(  # industrial CMC/SBR anode, calendered
    65e-6,
    1600.0,
    0.33,
    1.0e-6,
    0.18,
    0.10,
    ((0.963, GRAPHITE), (0.007, BLACK)),
    (
        Domain(0.012, CMC, "slab", 0.5e-6, 1e-14, 50e3, 25.0),
        Domain(0.018, SBR, "sphere", 0.2e-6, 3e-11, 35e3),
    ),
)
SLOW_ANODE = Coating(  # the same with a thick, slow film of CMC: hours
    65e-6,
    1600.0,
    0.33,
    1.0e-6,
    0.18,
    0.10,
    ((0.97, GRAPHITE),),
    (Domain(0.03, CMC, "slab", 5.0e-6, 1e-14, 50e3, 25.0),),
)
CATHODE = Coating(  # NMC622 / PVDF with strong sites
    70e-6,
    3300.0,
    0.28,
    0.6e-6,
    0.15,
    0.12,
    ((0.98, NMC),),
    (Domain(0.02, PVDF, "slab", 1.0e-6, 1e-12, 45e3),),
)
POWER = Coating(  # Freundlich outside and inside cylinders
    60e-6,
    1500.0,
    0.45,
    2.0e-6,
    0.26,
    0.2,
    ((0.95, (Term(FREUNDLICH, 2e-3, 0.6, 1e-3, 2e3),)),),
    (Domain(0.05, (Term(FREUNDLICH, 0.03, 0.8, 1e-3),), "cylinder", 2e-6, 2e-15, 3e4),),
)


@dataclass(frozen=True)
class Life:
    """`start` is (temperature [K], vapour pressure [Pa]) of the first equilibrium."""

    coating: Coating
    half_width: float
    start: tuple[float, float]
    exposures: tuple[Exposure, ...]
    cells: int = 24  # of the coarser mesh of the oracle
    shells: int = 12


def humid(celsius, activity):
    """Vapour pressure [Pa] of that water activity."""
    return activity * float(saturation(kelvin(celsius)))


def still(celsius, vapour_pressure, pressure=ATMOSPHERE, gas="nitrogen"):
    return AirHistory.constant(kelvin(celsius), vapour_pressure, pressure, gas)


def oven_ramp():
    """Two hours up to 110 degC at 1 bar, then 5 mbar in a jump, then a purge."""
    t = np.array([0.0, 2.0, 5.0, 5.5, 9.0]) * HOUR
    temperature = kelvin(np.array([[25, 110], [110, 110], [110, 110], [110, 90]]))
    vapour = np.array([[30.0, 30.0], [5.0, 5.0], [30.0, 60.0], [5.0, 2.0]])
    pressure = np.array([[1e5, 1e5], [500, 500], [5e4, 7e4], [500, 500]])
    return AirHistory(t, temperature, vapour, pressure, "nitrogen")


def cut(air, ends, exchange):
    """Consecutive exposures to `air` from 0 to each of `ends` [s]."""
    starts = (0.0, *ends[:-1])
    return tuple(
        Exposure(air, start, end, exchange)
        for start, end in zip(starts, ends, strict=True)
    )


LIVES = {
    "anode coil in vacuum at 90 C": Life(
        ANODE,
        0.125,
        (kelvin(25), humid(25, 0.5)),
        cut(
            still(90, 1.0, 1e3),
            (1.5 * HOUR, 3 * HOUR, 10 * HOUR),
            Exchange(EDGE, heating_time=HOUR),
        ),
    ),
    "dry anode coil takes up water for a day": Life(
        ANODE,
        0.125,
        (kelvin(22), FROST_40),
        (Exposure(still(22, humid(22, 0.5), gas="air"), 0.0, DAY, Exchange(EDGE)),),
    ),
    "moist coil in the dry room for three days": Life(
        SLOW_ANODE,
        0.05,
        (kelvin(21), humid(21, 0.4)),
        (Exposure(still(21, FROST_40, gas="air"), 0.0, 3 * DAY, Exchange(EDGE)),),
    ),
    "web from humid hall to dry room": Life(
        ANODE,
        0.125,
        (kelvin(25), humid(25, 0.8)),
        cut(
            still(25, FROST_40, gas="air"),
            (3.0, 10.0, MINUTE),
            Exchange(FACE, film=5e-3),
        ),
        cells=1,
        shells=24,
    ),
    "strong sites let go at last": Life(
        CATHODE,
        0.05,
        (kelvin(25), FROST_40),
        (
            Exposure(still(25, FROST_60, gas="argon"), 0.0, 2 * DAY, Exchange(EDGE)),
            Exposure(still(60, FROST_60, 1e4), 2 * DAY, 2.2 * DAY, Exchange(EDGE)),
        ),
    ),
    "wrapped and filmed coil in the hall": Life(
        ANODE,
        0.125,
        (kelvin(25), FROST_40),
        (
            Exposure(
                still(25, humid(25, 0.6), gas="air"),
                0.0,
                4 * DAY,
                Exchange(EDGE, film=2e-3, wrap=2e-10),
            ),
            Exposure(
                still(30, humid(30, 0.3), gas="air"),
                0.0,
                DAY,
                Exchange(EDGE, film=1e-3),
            ),
        ),
    ),
    "oven with ramp, vacuum and purge": Life(
        ANODE,
        0.125,
        (kelvin(25), humid(25, 0.45)),
        cut(
            oven_ramp(),
            (1.5 * HOUR, 3 * HOUR, 4 * HOUR, 9 * HOUR),
            Exchange(EDGE, heating_time=1800.0),
        ),
    ),
    "Freundlich in pores and cylinders": Life(
        POWER,
        0.04,
        (kelvin(40), humid(40, 0.6)),
        (
            Exposure(still(60, 50.0, 3e4), 0.0, 2 * HOUR, Exchange(EDGE, film=0.02)),
            Exposure(still(20, humid(20, 0.7)), 0.0, 6 * HOUR, Exchange(EDGE)),
        ),
    ),
}
