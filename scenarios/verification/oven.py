"""Cases on the loaded vacuum oven: its gas and its heat.

What its vapour leaves in a coil is in :mod:`scenarios.verification.oven_floors`, the
coils together in :mod:`scenarios.verification.oven_together`.
"""

import math

import numpy as np
from scipy.integrate import solve_ivp

from models.oven import ChamberState, LoadCoil, Oven, Piece, Pump, run_load
from models.oven.closure import heat_closure, water_closure
from models.oven.heat import gas_transfer
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, SEALED, Exchange
from models.two_scale import TwoScaleModel
from models.units import (
    HOUR,
    MBAR,
    STANDARD_PRESSURE,
    kelvin,
)
from scenarios.materials import material
from scenarios.verification.row import (
    DASHED,
    POINTS,
    Chart,
    Curve,
    Finding,
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
        "minutes",
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


# ---------------------------------------------------------------- heat

LUMPED = {8.0: "3.1", 15.0: "1.7", 25.0: "1.0"}  # W/(m2 K): h


def heat() -> Outcome:
    """Heat-up of the coil of 141 kg; radiation and gas against another solver."""
    one = coil(kind=SEALED)
    rows = [
        Row.printed(
            "heat capacity of the coil",
            one.capacity / 1e3,
            "90",
            "141 kg of 0.64 kJ/(kg K), worked out by hand",
            "kJ/K",
        )
    ]
    hot = kelvin(90.0)
    held = Piece(12.0 * HOUR, hot, hot, 1e5, 0.0, 0.0, "nitrogen")
    for transfer, text in LUMPED.items():
        own = oven(
            emissivity=0.0, convection=0.0, conduction=transfer, free_molecular=1e9
        )
        run = run_load(own, [one], [held], filled(own, hot, 1e5), tolerance=1e-5)
        lag = (hot - run.temperature[:, 0]) / (hot - ROOM)
        tau = one.capacity / (transfer * one.area)
        early = lag > 1e-3
        slope = np.polyfit(run.times[early], np.log(lag[early]), 1)[0]
        warm = float(np.interp(0.95, 1.0 - lag, run.times)) / HOUR
        name = f"at {transfer:g} W/(m² K)"
        rows += [
            Row.printed(
                f"time constant of the coil {name}",
                -1.0 / slope / HOUR,
                text,
                "engineering estimate m c/(h A) of 141 kg and 1 m²",
                "h",
            ),
            Row.of(
                f"largest distance from the exponential {name}",
                np.max(np.abs(lag - np.exp(-run.times / tau))),
                0.0,
                2e-5,
                "exact: lumped, in parts of the rise",
            ),
            Row.of(
                f"95 % of the rise {name}",
                warm,
                3.0 * tau / HOUR,
                0.01,
                "exact: ln 20 = 2.996 time constants; 3 to 9 h",
                "h",
                relative=True,
            ),
        ]
    rows += [*_radiation_rows(one), *_gas_rows()]
    finding = Finding(
        "Radiation of a coil is handed down as about 8 W/(m² K) at 87 to 100 °C; 4 eps "
        "sigma T^3 with emissivity 0.8 is 8.5 at 87 °C and 9.4 at 100 °C."
    )
    return Outcome(tuple(rows), (_transfer_chart(),), (finding,))


def _radiation_rows(one):
    """T^4 and gas in series, latent heat aside, against scipy's Radau."""
    own, hot = oven(), kelvin(120.0)
    for mbar, tolerance, allowed in ((900.0, 1e-6, 2e-4), (10.0, 1e-6, 2e-4)):
        held = Piece(6.0 * HOUR, hot, hot, mbar * MBAR, 0.0, 0.0, "nitrogen")
        begun = filled(own, hot, mbar * MBAR, 0.0)
        run = run_load(own, [one], [held], begun, tolerance=tolerance)
        dense = 1.0 + 8.0 * math.sqrt(mbar * MBAR / STANDARD_PRESSURE)
        rare = mbar * MBAR
        through = dense * rare / (dense + rare)

        def rise(_, state, through=through):
            warm = state[0]
            radiated = 0.8 * 5.670374419e-8 * (hot**4 - warm**4)
            return [one.area * (radiated + through * (hot - warm)) / one.capacity]

        exact = solve_ivp(
            rise,
            (0.0, 6.0 * HOUR),
            [ROOM],
            method="Radau",
            rtol=1e-10,
            atol=1e-8,
            dense_output=True,
        )
        apart = np.abs(run.temperature[:, 0] - exact.sol(run.times)[0])
        yield Row.of(
            f"coil between walls of 120 °C at {mbar:g} mbar, largest difference",
            apart.max(),
            0.0,
            allowed,
            "independent: scipy's Radau on T^4 and gas written out anew, tolerance "
            f"1e-10; the oven at {tolerance:g}, which means 1e-4 K",
            "K",
        )
    yield Row.printed(
        "radiation at 87 °C, emissivity 0.8",
        4.0 * 0.8 * 5.670374419e-8 * kelvin(87.0) ** 3,
        "8",
        "4 eps sigma T^3, handed down as about 8 at 87 to 100 °C",
        "W/(m² K)",
    )


def _gas_rows():
    row = oven(convection=0.0).row(5e-4)
    for mbar in (1000.0, 10.0, 0.01, 1e-4):
        flying = 1.0 * mbar * MBAR
        yield Row.of(
            f"still gas of 1 W/(m² K) at {mbar:g} mbar",
            gas_transfer(row, mbar * MBAR),
            1.0 / (1.0 + 1.0 / flying),
            1e-12,
            "derived: still gas conducts the same at any pressure until molecules fly "
            "from wall to wall, 1.0 W/(m² K Pa) [estimate], both in series",
            "W/(m² K)",
            relative=True,
        )


def _transfer_chart():
    pressures = np.geomspace(1e-4, 1e3, 80)
    curves = []
    for said, changes in (
        ("moved by a fan", {"convection_exponent": 0.8, "convection": 15.0}),
        ("left to itself", {}),
        ("still", {"convection": 0.0}),
    ):
        row = oven(**changes).row(5e-4)
        found = [gas_transfer(row, p * MBAR) for p in pressures]
        curves.append(Curve(said, pressures, found))
    radiating = 4.0 * 0.8 * 5.670374419e-8 * kelvin(90.0) ** 3
    curves.append(
        Curve("radiation, 90 °C", pressures[[0, -1]], [radiating] * 2, DASHED)
    )
    return Chart(
        "Heat transfer to a coil",
        "pressure [mbar]",
        "heat transfer [W/(m² K)]",
        tuple(curves),
        log_x=True,
        log_y=True,
        note="In a vacuum radiation alone heats.",
    )


CASES = {
    "oven: gas and balances": gas,
    "oven: heat": heat,
}
