"""A loaded oven as one system of ODEs, y' = f(t, y), for SUNDIALS CVODE.

Chamber and heat are written afresh from docs/oven.md: pump, leak, purge, radiation,
conduction, latent heat. The coils' own rates are those of :class:`SemiDiscrete`. Walls
have a prescribed temperature, and the pump either holds the pressure or runs open: what
switches between the two is left to the solver under test.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sksundae.cvode import CVODE

from models.oven import LoadCoil
from models.sorption import AirHistory, Exposure, SolverError
from scenarios.verification.semi_discrete import SemiDiscrete

R = 8.314462618  # J/(mol K)
WATER = 18.015268e-3  # kg/mol
SIGMA = 5.670374419e-8  # W/(m2 K4)
ATMOSPHERE = 101325.0  # Pa
MOST_STEPS = 1_000_000


@dataclass(frozen=True)
class PlainOven:
    """A chamber with hot walls at `wall` [K] and a pump of S = speed (1 - ultimate/p).

    `volume` [m3]; `speed` [m3/s], `ultimate` [Pa]; `leak` [Pa m3/s] of room air of
    `room_temperature` [K], `room_share` [mol/mol] of water; `conduction` and
    `convection` [W/(m2 K)] with its power of pressure, `free_molecular`
    [W/(m2 K Pa)].
    """

    wall: float
    volume: float
    speed: float
    ultimate: float
    leak: float
    room_temperature: float
    room_share: float
    emissivity: float
    conduction: float
    convection: float
    convection_exponent: float
    free_molecular: float


@dataclass(frozen=True)
class Phase:
    """`duration` [s] with `purge` [mol/s] of dry gas; the pump holds `pressure` [Pa].

    None: it runs open.
    """

    duration: float
    purge: float
    pressure: float | None


@dataclass(frozen=True, eq=False)
class Instant:
    """Where a phase ended: each coil's water [kg/m3] and temperature [K]; pressures."""

    water: np.ndarray
    temperature: np.ndarray
    vapour_pressure: float
    pressure: float


class OvenSystem:
    """Chamber and coils as y' = f(t, y).

    y holds the moles of vapour and of dry gas in hundreds, the coils' temperatures in
    hundreds of kelvin, then the unknowns of each coil's :class:`SemiDiscrete`.
    """

    SCALE = 100.0

    def __init__(self, oven: PlainOven, coils: Sequence[LoadCoil], gas: str):
        self.oven, self.coils = oven, coils
        still = AirHistory.constant(oven.wall, 0.0, ATMOSPHERE, gas)
        self.parts = [
            SemiDiscrete(
                coil.model, Exposure(still, 0.0, 1.0, coil.exchange), coil.state
            )
            for coil in coils
        ]
        sizes = [len(part.y0) for part in self.parts]
        ends = 2 + len(coils) + np.cumsum(sizes)
        self.places = [
            slice(end - size, end) for end, size in zip(ends, sizes, strict=True)
        ]
        self.per_mol = R * oven.wall / oven.volume  # Pa/mol

    def start(self, pressure, vapour_pressure):
        """y with the coils as they came and the gas at these pressures [Pa]."""
        gas = np.array([vapour_pressure, pressure - vapour_pressure]) / self.per_mol
        warm = np.array([coil.state.temperature for coil in self.coils])
        return np.concatenate(
            [gas / self.SCALE, warm / self.SCALE, *[part.y0 for part in self.parts]]
        )

    def rhs(self, phase: Phase):
        """f(t, y, yp) of one phase."""
        oven, per_mol = self.oven, self.per_mol

        def function(t, y, yp):
            vapour, dry = self.SCALE * y[0], self.SCALE * y[1]
            gas = vapour + dry
            pressure = per_mol * gas
            released = 0.0
            for i, (coil, part) in enumerate(zip(self.coils, self.parts, strict=True)):
                warm, place = self.SCALE * y[2 + i], self.places[i]
                part.meet(warm, per_mol * vapour, pressure)
                leaving = part.outflow(t, y[place])
                part.rhs(t, y[place], yp[place])
                leaving *= coil.coating_volume / WATER
                released += coil.count * leaving
                heat = self.heat(coil, pressure, warm)
                heat -= leaving * WATER * (2.5009e6 - 2.442e3 * (warm - 273.15))
                yp[2 + i] = heat / coil.capacity / self.SCALE
            leak = oven.leak * max(1.0 - pressure / ATMOSPHERE, 0.0)
            leak /= R * oven.room_temperature
            wet = released + leak * oven.room_share
            dried = phase.purge + leak * (1.0 - oven.room_share)
            if phase.pressure is None:
                drawn = oven.speed * (1.0 - oven.ultimate / pressure) / oven.volume
            else:
                drawn = (wet + dried) / gas  # as much as comes: the pressure stays
            yp[0] = (wet - drawn * vapour) / self.SCALE
            yp[1] = (dried - drawn * dry) / self.SCALE

        return function

    def heat(self, coil, pressure, warm):
        """Into `coil` at `warm` [K]: radiation, and gas between still and rarefied."""
        oven = self.oven
        moved = oven.convection * (pressure / ATMOSPHERE) ** oven.convection_exponent
        through = 1.0 / (
            1.0 / (oven.conduction + moved) + 1.0 / (oven.free_molecular * pressure)
        )
        radiated = SIGMA * oven.emissivity * (oven.wall**4 - warm**4)
        return coil.area * (radiated + through * (oven.wall - warm))

    def instant(self, y) -> Instant:
        """What `y` says of coils and gas."""
        water = [
            part.water(y[place])
            for part, place in zip(self.parts, self.places, strict=True)
        ]
        count = len(self.coils)
        vapour, dry = self.SCALE * y[0], self.SCALE * y[1]
        return Instant(
            np.array(water),
            self.SCALE * y[2 : 2 + count],
            float(self.per_mol * vapour),
            float(self.per_mol * (vapour + dry)),
        )


def solve(
    system: OvenSystem, y: np.ndarray, phases: Sequence[Phase], tolerance: float
) -> list[Instant]:
    """The end of each phase by CVODE, dense and afresh in each.

    `tolerance` is the relative one; the absolute one is the same share of each unknown
    as it stands at the start, or of the largest of its kind.
    """
    found = []
    for phase in phases:
        sizes = np.abs(y)
        for part, place in zip(system.parts, system.places, strict=True):
            cells = sizes[place].reshape(-1, part.stride)
            cells[:] = cells.max(axis=0)
        solver = CVODE(
            system.rhs(phase),
            rtol=tolerance,
            atol=tolerance * sizes,
            linsolver="dense",
            max_num_steps=MOST_STEPS,
        )
        answer = solver.solve([0.0, phase.duration], y)
        if not answer.success or answer.t[-1] != phase.duration:
            raise SolverError(
                f"CVODE got to {answer.t[-1]:.6g} s of {phase.duration:.6g} s at a "
                f"tolerance of {tolerance:g}: {answer.message}"
            )
        y = answer.y[-1].copy()
        found.append(system.instant(y))
    return found
