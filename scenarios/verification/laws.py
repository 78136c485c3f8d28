"""Cases on the laws of transport: gas diffusion and tortuosity, against tables.

A reference is what is printed, and the tolerance half a unit of its last digit; where a
formula's own doubt is larger, or the table rounds a constant, the source says so.
"""

import numpy as np

from models import gas_diffusion
from models.units import MBAR, STANDARD_PRESSURE, UM, kelvin
from scenarios.verification.row import DASHED, POINTS, Chart, Curve, Outcome, Row

ROOM = kelvin(25.0)
NITROGEN = "nitrogen"
FULLER = "Fuller, Schettler and Giddings (1966), worked out by hand"
KNUDSEN = "kinetic theory, (d/3) sqrt(8RT/(pi M)), worked out by hand"
BOSANQUET = f"derived: {FULLER}, and Knudsen's diffusivity in series (Bosanquet)"

# ---------------------------------------------------------------- gas diffusion

PRESSURES = {  # mbar as printed, Pa
    "1 atm": STANDARD_PRESSURE,
    "100 mbar": 100 * MBAR,
    "10 mbar": 10 * MBAR,
    "1 mbar": MBAR,
}
PORE_TABLE = {  # degC: for each pressure, in pores of 2.5 um and of 1 um [m2/s]
    25: "2.45e-5 2.28e-5  1.71e-4 1.12e-4  4.15e-4 1.83e-4  4.84e-4 1.96e-4",
    60: "2.95e-5 2.72e-5  1.97e-4 1.26e-4  4.48e-4 1.96e-4  5.13e-4 2.07e-4",
    90: "3.41e-5 3.12e-5  2.20e-4 1.37e-4  4.74e-4 2.06e-4  5.36e-4 2.16e-4",
    120: "3.89e-5 3.53e-5  2.42e-4 1.48e-4  5.00e-4 2.15e-4  5.59e-4 2.25e-4",
}
PORES = (2.5, 1.0)  # um; the first is the mean pore of Heckmann et al. (2026)


def gas_diffusivities() -> Outcome:
    """Free, Knudsen and the table over temperature, pressure and pore."""
    free = gas_diffusion.free_diffusivity(ROOM, STANDARD_PRESSURE, NITROGEN)
    rows = [
        Row.printed(
            "water in nitrogen, free gas, 25 °C, 1 atm", free, "2.58e-5", FULLER, "m²/s"
        ),
        Row.of(
            "water in air, free gas, 40 °C, 1 bar",
            gas_diffusion.free_diffusivity(313.0, 1e5),
            2.92e-5,
            0.06,
            "measured, recalled from Poling, Prausnitz and O'Connell (2001), table "
            "11-2; Fuller's method errs by 4 % on average",
            "m²/s",
            relative=True,
        ),
    ]
    for degrees, pore, text in (
        (25, 2.5, "4.93e-4"),
        (90, 2.5, "5.44e-4"),
        (25, 1.0, "1.97e-4"),
    ):
        rows.append(
            Row.printed(
                f"Knudsen diffusivity, {pore:g} µm, {degrees} °C",
                gas_diffusion.knudsen_diffusivity(kelvin(degrees), pore * UM),
                text,
                KNUDSEN,
                "m²/s",
            )
        )
    for degrees, line in PORE_TABLE.items():
        texts = iter(line.split())
        for said, pressure in PRESSURES.items():
            for pore in PORES:
                found = gas_diffusion.pore_diffusivity(
                    kelvin(degrees), pressure, 0.0, pore * UM, NITROGEN
                )
                name = f"thin vapour in nitrogen, {pore:g} µm, {degrees} °C, {said}"
                rows.append(Row.printed(name, found, next(texts), BOSANQUET, "m²/s"))
    return Outcome(
        (*rows, *_transition_rows()),
        (_pore_chart(PORES[0]), _stefan_chart()),
    )


def _transition_rows():
    """Knudsen numbers, the flow of the gas, and what more vapour does."""
    hot, pore = kelvin(90.0), 2.5 * UM
    rows = []
    for (said, pressure), text in zip(
        PRESSURES.items(), ("0.033", "0.34", "3.4", "34"), strict=True
    ):
        found = gas_diffusion.knudsen_number(hot, pressure, pore, NITROGEN)
        name = f"Knudsen number, 2.5 µm, 90 °C, {said}"
        rows.append(
            Row.printed(
                name, found, text, "derived: mean free path (mu/p) sqrt(pi RT/(2M))"
            )
        )
    viscosity = gas_diffusion.gas_viscosity(hot, NITROGEN)
    for (said, pressure), text in zip(
        PRESSURES.items(), ("9.7e-4", "9.6e-5", "9.6e-6"), strict=False
    ):
        rows.append(
            Row.printed(
                f"viscous flow as a diffusivity, 2.5 µm, 90 °C, {said}",
                gas_diffusion.viscous_diffusivity(pressure, pore, viscosity),
                text,
                "derived: Poiseuille, d² p/(32 mu); Sutherland's viscosity is within "
                "2 %, allowed on top",
                "m²/s",
                slack=0.02,
            )
        )
    # 50 % RH of 25 degC heated to 90 degC: 350 mbar of vapour, the chamber at 10
    boiling = [
        gas_diffusion.pore_diffusivity(hot, 10 * MBAR, 350 * MBAR, pore, NITROGEN, flow)
        for flow in (False, True)
    ]
    rows += [
        Row.printed(
            "share that flow of pure vapour adds, 2.5 µm, 90 °C, 350 mbar",
            boiling[1] / boiling[0] - 1.0,
            "1.05",
            "derived: Poiseuille over Knudsen, IAPWS R12-08 viscosity",
        ),
        Row.of(
            "vapour above the chamber's pressure over Knudsen",
            boiling[0] / gas_diffusion.knudsen_diffusivity(hot, pore),
            1.0,
            1e-14,
            "derived: no inert gas left to diffuse through, p_inert = max(p - p_w, 0)",
        ),
    ]
    vapour = np.linspace(0.0, 2e4, 401)
    through = gas_diffusion.pore_diffusivity(kelvin(60.0), 1e4, vapour, UM, NITROGEN)
    rows.append(
        Row.at_least(
            "smallest step of D as the vapour rises from 0 to twice the pressure",
            np.diff(through).min(),
            0.0,
            "derived: Stefan flow only helps",
            "m²/s",
        )
    )
    return rows


def _pore_chart(pore):
    pressures = np.geomspace(MBAR, STANDARD_PRESSURE, 60)
    curves = []
    for degrees, line in PORE_TABLE.items():
        found = gas_diffusion.pore_diffusivity(
            kelvin(degrees), pressures, 0.0, pore * UM, NITROGEN
        )
        curves.append(Curve(f"{degrees} °C", pressures / MBAR, found))
        texts = line.split()[PORES.index(pore) :: len(PORES)]
        printed = [float(text) for text in texts]
        at = [pressure / MBAR for pressure in PRESSURES.values()]
        curves.append(Curve(f"{degrees} °C, table", at, printed, POINTS))
    return Chart(
        f"Diffusivity of thin water vapour in nitrogen, pores of {pore:g} µm",
        "total pressure [mbar]",
        "diffusivity [m²/s]",
        tuple(curves),
        log_x=True,
        log_y=True,
        note="Below about 10 mbar the walls of the pores decide: more vacuum does not "
        "make the vapour faster.",
    )


def _stefan_chart():
    vapour = np.linspace(0.0, 2.0, 101)
    curves = tuple(
        Curve(
            f"{pressure / MBAR:g} mbar",
            vapour,
            gas_diffusion.pore_diffusivity(
                kelvin(90.0), pressure, vapour * pressure, UM, NITROGEN
            ),
            style,
        )
        for pressure, style in ((1e5, "line"), (1e4, DASHED), (1e3, "line"))
    )
    return Chart(
        "Diffusivity over the vapour's share of the pressure, 90 °C, pores of 1 µm",
        "vapour pressure over total pressure [-]",
        "diffusivity [m²/s]",
        curves,
        log_y=True,
        note="Above 1, as in a coil heated under vacuum, it is Knudsen's.",
    )


# ---------------------------------------------------------------- tortuosity


def tortuosities() -> Outcome:
    """From the pore to the porous body: Zehner, Bauer and Schlünder; Bruggeman."""
    zbs = "Zehner, Bauer and Schlünder, 1 - sqrt(1 - eps), as in Heckmann et al. (2026)"
    rows = []
    for porosity, factor, tortuosity in (
        (0.5, "0.293", "1.71"),
        (0.35, "0.194", "1.81"),
        (0.28, "0.151", "1.85"),
    ):
        found = float(gas_diffusion.zbs_factor(porosity))
        rows += [
            Row.printed(f"D_eff/D, porosity {porosity:g}", found, factor, zbs),
            Row.printed(
                f"tortuosity, porosity {porosity:g}",
                porosity / found,
                tortuosity,
                f"derived: eps over that factor, {zbs}",
            ),
            Row.of(
                f"eps/tau with tau = 1 + sqrt(1 - eps), porosity {porosity:g}",
                gas_diffusion.measured_factor(porosity, 1 + np.sqrt(1 - porosity)),
                found,
                1e-14,
                "derived: the factor holds the porosity once",
                relative=True,
            ),
        ]
    bruggeman = gas_diffusion.bruggeman_factor(0.5)
    rows.append(
        Row.printed(
            "D_eff/D, porosity 0.5, spheres",
            bruggeman,
            "0.354",
            "Bruggeman (1935), eps^1.5",
        )
    )
    for name, law in gas_diffusion.TORTUOSITY_LAWS.items():
        for porosity in (0.0, 1.0):
            rows.append(
                Row.of(
                    f"{name}: D_eff/D at porosity {porosity:g}",
                    law(porosity),
                    porosity,
                    0.0,
                    "derived: no pores, no flow; nothing but pores, the free gas",
                )
            )
    return Outcome(tuple(rows))


CASES = {
    "gas diffusion": gas_diffusivities,
    "tortuosity": tortuosities,
}
