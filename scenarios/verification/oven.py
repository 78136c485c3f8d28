"""Cases on the loaded vacuum oven: its gas and its balances; the oven of the others.

Its heat is in :mod:`scenarios.verification.oven_heat`, what its vapour leaves in a coil
in :mod:`scenarios.verification.oven_floors`, the coils together in
:mod:`scenarios.verification.oven_together`.
"""

import numpy as np

from models.oven import ChamberState, LoadCoil, Oven, Piece, Pump, run_load
from models.oven.closure import heat_closure, water_closure
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, SEALED, Exchange
from models.two_scale import TwoScaleModel
from models.units import (
    HOUR,
    MBAR,
    STANDARD_PRESSURE,
    kelvin,
)
from scenarios.material.library import material
from scenarios.verification.row import (
    DASHED,
    POINTS,
    Chart,
    Curve,
    Outcome,
    Row,
)
from twin.coil import Coil

ROOM = kelvin(23.0)
CORE = 0.152  # m
SPEED, ULTIMATE = 100.0 / HOUR, 1.0  # m3/s, Pa
BY_HAND = "derived: balance of the chamber's gas, worked out by hand"

# ---------------------------------------------------------------- an oven, coils


def oven(**changes) -> Oven:
    """An oven for a few coils: 1.5 m3, 100 m3/h, 20 kW."""
    values = {
        "volume": 1.5,
        "pump": Pump.constant(SPEED, ULTIMATE, 3000.0),
        "leak": 0.0,
        "vent": 1.0,
        "wall_capacity": 4e5,
        "wall_loss": 0.0,
        "heater": 20e3,
        "cooler": 0.0,
        "emissivity": 0.8,
        "conduction": 1.0,
        "convection": 8.0,
        "convection_exponent": 0.5,
        "free_molecular": 1.0,
        "room_temperature": ROOM,
        "room_pressure": STANDARD_PRESSURE,
        "room_vapour": 1000.0,
    }
    return Oven(**(values | changes))


def coil(
    count=1, width=0.25, humidity=0.4, kind=EDGE, name="anode_cmc_sbr", **numerics
) -> LoadCoil:
    """1890 m on a core of 152 mm, wet from `humidity` of 23 °C: 141 kg at 250 mm."""
    made = material(name)
    model = TwoScaleModel(made, 0.5 * width, **({"cells": 8, "modes": 2} | numerics))
    wound = Coil(name, name, made, model, 1890.0, width, CORE, 0.0)
    return LoadCoil(
        f"{name} of {1e3 * width:g} mm",
        model,
        model.equilibrium(ROOM, humidity * float(liquid_vapour_pressure(ROOM))),
        Exchange(kind, 5e-3),
        wound.coating_mass / made.density,
        wound.electrode_mass * made.specific_heat,
        wound.surface,
        0.0,
        count,
    )


def piece(hours, begin, end, mbar, purge=0.0, share=1e-5, gas="nitrogen") -> Piece:
    """A straight piece of a recipe, in h, °C, mbar and mol/s."""
    return Piece(
        hours * HOUR, kelvin(begin), kelvin(end), mbar * MBAR, purge, share, gas
    )


def filled(own, wall=ROOM, pressure=STANDARD_PRESSURE, vapour=1000.0) -> ChamberState:
    """Room air in `own`, unless something else is said."""
    return ChamberState.filled(own, wall, pressure, vapour)


USUAL = (  # heat, hold, pump, break, pump again, cool
    piece(1.0, 23, 90, 900),
    piece(3.0, 90, 90, 900, purge=0.01),
    piece(4.0, 90, 90, 10),
    piece(0.2, 90, 90, 700),
    piece(2.0, 90, 90, 1),
    piece(2.0, 90, 40, 900),
)

# ---------------------------------------------------------------- gas


def pumped(tolerance):
    """An empty oven pumped down for a quarter of an hour; the exact pressures."""
    own = oven()
    recipe = [piece(0.25, 23, 23, 0.005)]
    run = run_load(own, [], recipe, filled(own), tolerance=tolerance)
    falls = np.exp(-SPEED / own.volume * run.times)
    return run, ULTIMATE + (STANDARD_PRESSURE - ULTIMATE) * falls


def gas() -> Outcome:
    """Pump-down, leak, purge; water and heat that close; vapour below all pressure."""
    errors = []
    for tolerance in (1e-3, 1e-5, 1e-7):
        run, exact = pumped(tolerance)
        errors.append(float(np.max(np.abs(run.pressure / exact - 1.0))))
    share = 1000.0 / STANDARD_PRESSURE
    leaky = oven(leak=0.5)
    settled = run_load(leaky, [], [piece(2.0, 23, 23, 0.01)], filled(leaky))
    stands = (0.5 + SPEED * ULTIMATE) / (SPEED + 0.5 / STANDARD_PRESSURE)
    own = oven()
    purge = piece(3.0, 23, 23, 500, purge=0.2, share=1e-4)
    purged = run_load(own, [], [purge], filled(own), tolerance=1e-6)
    rows = [
        Row.of(
            "empty pump-down, largest error of the pressure at a tolerance of 1e-7",
            errors[2],
            0.0,
            3e-5,
            "exact: an exponential towards the pump's ultimate pressure",
        ),
        Row.at_least(
            "error at a tolerance of 1e-3 over that at 1e-5",
            errors[0] / errors[1],
            10.0,
            "derived: third order, error per step; a hundredfold tolerance asks for "
            "at least ten",
        ),
        Row.at_least(
            "error at 1e-5 over that at 1e-7", errors[1] / errors[2], 10.0, "likewise"
        ),
        Row.of(
            "share of vapour while it is pumped down, largest change",
            np.max(np.abs(run.vapour_pressure / run.pressure / share - 1.0)),
            0.0,
            1e-9,
            "exact: the pump draws gas as it is",
        ),
        Row.of(
            "where leak and pump agree",
            settled.pressure[-1],
            stands,
            1e-6,
            f"{BY_HAND}: S (p - 1 Pa) = Q (1 - p/p_room)",
            "Pa",
            relative=True,
        ),
        Row.of(
            "vapour that leaks in",
            settled.vapour_pressure[-1],
            stands * share,
            1e-6,
            f"{BY_HAND}: the room's share of it",
            "Pa",
            relative=True,
        ),
        Row.of("a hold at 500 mbar", purged.pressure[-1], 5e4, 1e-7, "as set", "Pa"),
        Row.of(
            "vapour under a purge with 100 ppmv",
            purged.vapour_pressure[-1],
            5.0,
            1e-5,
            f"{BY_HAND}: the purge's share of 500 mbar",
            "Pa",
            relative=True,
        ),
        *_closures(),
    ]
    return Outcome(tuple(rows), (_pump_chart(),))


def _closures():
    """Loaded ovens of several kinds: water, heat, and all vapour below all gas."""
    kinds = {
        "plain oven": {"wall_loss": 20.0},
        "leaky oven without latent heat": {"leak": 1.0, "latent": False},
        "oven with a small pump": {"pump": Pump.constant(0.002, 1.0, 500.0)},
        "cooled oven with a small heater": {
            "cooler": 8e3,
            "heater": 5e3,
            "volume": 0.3,
        },
    }
    for said, changes in kinds.items():
        own = oven(**changes)
        coils = [coil(2), coil(1, width=0.12), coil(1, kind=SEALED)]
        coils.append(coil(1, name="cathode_nmc622"))
        chamber = filled(own)
        run = run_load(own, coils, USUAL, chamber)
        source = "derived: flows are booked, never what a trial left over"
        water = abs(water_closure(coils, chamber, run))
        heat = abs(heat_closure(own, coils, chamber, run))
        over = float(np.max(run.vapour_pressure / run.pressure)) - 1.0
        yield Row.at_most(f"water that is missing, {said}", water, 1e-12, source)
        yield Row.at_most(f"heat that is missing, {said}", heat, 1e-12, source)
        yield Row.at_most(
            f"vapour above all gas, {said}",
            over,
            2e-9,
            "derived: dry gas is not negative, but for 1e-9 of the gas that a stiff "
            "step may owe",
        )


def _pump_chart():
    run, exact = pumped(1e-5)
    loaded = run_load(oven(), [coil(6)], [piece(1.0, 23, 23, 0.005)], filled(oven()))
    first = run.times > 0.0
    return Chart(
        "Pump-down from 1013 mbar, 100 m³/h on 1.5 m³",
        "time [min]",
        "pressure [mbar]",
        (
            Curve("empty", run.times[first] / 60, run.pressure[first] / MBAR, POINTS),
            Curve("exponential", run.times[first] / 60, exact[first] / MBAR),
            Curve(
                "with six wet coils at 23 °C",
                loaded.times[1:] / 60,
                loaded.pressure[1:] / MBAR,
                DASHED,
            ),
        ),
        log_y=True,
        note="A load keeps the pressure up: what it gives off has to be pumped.",
    )


CASES = {"oven: gas and balances": gas}
