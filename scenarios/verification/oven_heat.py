"""Cases on the heat of a loaded vacuum oven: heat-up, radiation, gas."""

import math

import numpy as np
from scipy.integrate import solve_ivp

from models.oven import Piece, run_load
from models.oven.heat import gas_transfer
from models.sorption import SEALED
from models.units import HOUR, MBAR, STANDARD_PRESSURE, kelvin
from scenarios.verification.oven import ROOM, coil, filled, oven
from scenarios.verification.row import DASHED, Chart, Curve, Finding, Outcome, Row

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


CASES = {"oven: heat": heat}
