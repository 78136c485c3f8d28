"""Cases on what materials hold: isotherms against their table and the literature."""

import math

import numpy as np

from models.isotherms import BET, GAB, FloryHuggins, Henry, Langmuir
from models.psychrometrics import Atmosphere, liquid_vapour_pressure
from models.units import GAS_CONSTANT, STANDARD_PRESSURE, kelvin
from scenarios.material.library import library, load_materials, material
from scenarios.verification.row import POINTS, Chart, Curve, Finding, Outcome, Row

ROOM = kelvin(25.0)
STATED = "derived: weighted sum of the library's isotherms, worked out by hand"
HALF_FULL = {  # component: [mg/kg] at 50 % RH, what the isotherm was chosen for
    "cmc": "1.44e5",
    "sbr": "5.5e3",
    "pvdf": "1.2e3",
    "graphite": "5.5e2",
    "carbon_black": "9.0e2",
    "nmc111": "109",
    "nmc622": "145",
    "nmc811": "217",
    "lfp": "2.27e3",
    "polyethylene": "30",
}
# [mg/kg of dry coating] at 25 °C: dew points of -60, -40, -20, 0, 10 °C; 50, 80 % RH
DEW_POINTS, HUMIDITIES = (-60.0, -40.0, -20.0, 0.0, 10.0), (0.5, 0.8)
COMPONENTS = {
    "cmc": "151 1.77e3 1.32e4 6.04e4 1.096e5 1.444e5 3.47e5",
    "graphite": "1.0 12 82 294 453 549 938",
    "nmc622": "0.5 5 33 92 126 145 206",
    "lfp": "5 55 379 1.30e3 1.93e3 2.27e3 3.48e3",
}
ELECTRODES = {
    "anode_pvdf": "1 12 82 305 483 589 1.00e3",
    "anode_cmc_sbr_kit": "4 48 351 1.51e3 2.64e3 3.43e3 7.83e3",
    "anode_cmc_sbr": "3 35 251 1.06e3 1835 2.37e3 5.3e3",
    "cathode_nmc622": "0.5 5 35 106 154 181 268",
    "cathode_nmc811": "1 8 50 148 209 242 353",
    "cathode_lfp": "5 54 367 1.27e3 1.89e3 2.23e3 3.41e3",
}


def _airs():
    """What the columns of the table say, and their activity at 25 degC."""
    for degrees in DEW_POINTS:
        air = Atmosphere.from_dew_point(ROOM, STANDARD_PRESSURE, kelvin(degrees))
        point = "frost point" if degrees <= 0.0 else "dew point"
        yield f"{point} {degrees:g} °C", float(air.water_activity)
    for humidity in HUMIDITIES:
        yield f"{100 * humidity:g} % RH", humidity


def component(name):
    """The component `name` of the library, on its own."""
    section = {"extends": "anode_pvdf", "composition": {name: 1.0}}
    return load_materials({name: section}, library())[name].components[0]


def equilibrium_tables() -> Outcome:
    """Components and electrodes in equilibrium with dry-room and hall air."""
    airs = list(_airs())
    rows = []
    for name, text in HALF_FULL.items():
        ppm = 1e6 * float(component(name).isotherm.loading(0.5, ROOM))
        source = "the value the isotherm was chosen for (engineering estimate)"
        rows.append(
            Row.printed(f"{name}, 50 % RH, as chosen", ppm, text, source, "mg/kg")
        )
    for name, line in COMPONENTS.items():
        law = component(name).isotherm
        for (said, activity), text in zip(airs, line.split(), strict=True):
            ppm = 1e6 * float(law.loading(activity, ROOM))
            rows.append(Row.printed(f"{name}, {said}", ppm, text, STATED, "mg/kg"))
    for name, line in ELECTRODES.items():
        for (said, activity), text in zip(airs, line.split(), strict=True):
            ppm = material(name).equilibrium_ppm(activity, ROOM, basis="coating")
            rows.append(Row.printed(f"{name}, {said}", ppm, text, STATED, "mg/kg"))
    ceramic = 1e6 * float(component("ceramic").isotherm.loading(0.5, ROOM))
    return Outcome(
        tuple(rows),
        (_chart(airs),),
        (
            Finding(
                "No published isotherm parameters were at hand. The set is an "
                "engineering estimate anchored on few published facts: these rows say "
                "that the program holds what the set states, not that an electrode "
                "does."
            ),
            Finding(
                f"The ceramic coat's parameters give {ceramic:.0f} mg/kg of coat at 50 "
                "% RH, above the 1500 to 2500 mg/kg expected of alumina or boehmite of "
                "5 to 8 m²/g. The two statements contradict each other; the "
                "parameters are used as given, and the separator as a whole, half of "
                "it ceramic, holds "
                f"{material('separator_ceramic').equilibrium_ppm(0.5, ROOM):.0f} mg/kg."
            ),
        ),
    )


def _chart(airs):
    activities = np.geomspace(1e-4, 0.9, 80)
    curves = []
    for name, line in ELECTRODES.items():
        held = material(name).equilibrium_ppm(activities, ROOM, basis="coating")
        curves.append(Curve(name, activities, held))
        printed = [float(text) for text in line.split()]
        curves.append(Curve(f"{name}, table", [a for _, a in airs], printed, POINTS))
    return Chart(
        "Water of the library's electrodes in equilibrium at 25 °C",
        "water activity [-]",
        "water [mg per kg of dry coating]",
        tuple(curves),
        log_x=True,
        log_y=True,
        note="The table prints whole mg/kg: its driest points are as coarse as that.",
    )


# ---------------------------------------------------------------- literature


def known_facts() -> Outcome:
    """What the literature says of electrodes and binders, and the library has to."""
    heckmann = "Heckmann et al. (2026), figure 6: 5.5 % PVDF, 50 % RH"
    shares = material("anode_pvdf").equilibrium_shares(0.5, ROOM)
    cmc = component("cmc")
    rows = [
        Row.printed("share of the water in the PVDF", shares["pvdf"], "0.11", heckmann),
        Row.printed(
            "share on active material and carbon", 1 - shares["pvdf"], "0.89", heckmann
        ),
    ]
    for humidity, low, high in ((0.5, 0.12, 0.17), (0.8, 0.30, 0.40)):
        loading = float(cmc.isotherm.loading(humidity, ROOM))
        for bound, row in ((low, Row.at_least), (high, Row.at_most)):
            rows.append(
                row(
                    f"CMC at {100 * humidity:g} % RH, {row.__name__.replace('_', ' ')}",
                    loading,
                    bound,
                    "range of the literature, recalled",
                    "kg/kg",
                )
            )
    eser = "Eser et al. (2020) and Heckmann et al. (2023), as cited by Heckmann (2026)"
    for said, activity in _airs():
        ppm = {
            name: material(name).equilibrium_ppm(activity, ROOM) for name in ELECTRODES
        }
        held = material("anode_cmc_sbr_kit").equilibrium_shares(activity, ROOM)
        rows += [
            Row.at_least(
                f"CMC/SBR over PVDF anode, {said}",
                ppm["anode_cmc_sbr"] / ppm["anode_pvdf"],
                1.5,
                f"much wetter: {eser}",
            ),
            Row.at_least(
                f"CMC's share over the next component's, {said}",
                held["cmc"] / max(v for k, v in held.items() if k != "cmc"),
                1.0,
                f"CMC takes most: {eser}",
            ),
            Row.at_least(
                f"LFP cathode over PVDF anode, {said}",
                ppm["cathode_lfp"] / ppm["anode_pvdf"],
                1.0,
                "order of surface areas: LFP, graphite, NMC",
            ),
            Row.at_least(
                f"PVDF anode over NMC622 cathode, {said}",
                ppm["anode_pvdf"] / ppm["cathode_nmc622"],
                1.0,
                "order of surface areas: LFP, graphite, NMC",
            ),
        ]
    magnitude = "recalled: an order of magnitude, so half a decade is allowed"
    for said, loading, text in (
        ("dry", 0.0, "-14"),
        ("at activity 0.6", float(cmc.isotherm.loading(0.6, ROOM)), "-12"),
    ):
        found = math.log10(cmc.micro.diffusivity_at(loading, ROOM))
        name = f"log10 of water's diffusivity in CMC, {said}"
        rows.append(Row.printed(name, found, text, magnitude, "log10 m²/s"))
    return Outcome(tuple(rows))


# ---------------------------------------------------------------- the forms


def forms() -> Outcome:
    """Each form of isotherm against its equation, its limits and its heat."""
    a, xm, c, k, exact = 0.37, 0.02, 7.0, 0.8, "derived: the equation by hand"
    ka = k * a
    gab = xm * c * ka / ((1 - ka) * (1 - ka + c * ka))
    rows = [
        Row.of("GAB", GAB(xm, c, k).loading(a, ROOM), gab, 1e-14, exact, relative=True),
        Row.of(
            "BET is GAB with k = 1",
            BET(xm, c).loading(a, ROOM),
            xm * c * a / ((1 - a) * (1 - a + c * a)),
            1e-14,
            exact,
            relative=True,
        ),
        Row.of(
            "Langmuir is GAB with k to 0, C k = b",
            GAB(xm, 5e6, 1e-6).loading(a, ROOM),
            Langmuir(xm, 5.0).loading(a, ROOM),
            2e-6,
            "derived: what is left is k (1 + b a) a",
            relative=True,
        ),
        Row.of(
            "Henry is the slope of Langmuir at 0",
            Langmuir(xm, 5.0).slope(0.0, ROOM),
            Henry(5.0 * xm).slope(0.0, ROOM),
            1e-14,
            exact,
            relative=True,
        ),
    ]
    chi = 1.5
    polymer = FloryHuggins(chi, 0.7)
    loading = float(polymer.loading(a, ROOM))
    phi = loading / (loading + 0.7)
    rows.append(
        Row.of(
            "Flory-Huggins: ln a of the loading it gives",
            math.log(phi) + (1 - phi) + chi * (1 - phi) ** 2,
            math.log(a),
            1e-10,
            exact,
        )
    )
    for name in library().components:
        rows += _inverse_and_heat(name)
    return Outcome(tuple(rows))


def _inverse_and_heat(name):
    """Activity undoes loading; and the isosteric heat by Clausius and Clapeyron."""
    solid = component(name)
    law = solid.isotherm
    activities = np.geomspace(1e-6, 0.94, 60)
    back = law.activity(law.loading(activities, ROOM), ROOM)
    yield Row.of(
        f"{name}: activity of its loading",
        1.0 + np.max(np.abs(back / activities - 1.0)),
        1.0,
        1e-9,
        "derived: one undoes the other, 60 activities from 1e-6 to 0.94",
    )
    # d ln p_w / d(1/T) at constant loading is -q_st / R
    step, trace = 0.5, float(law.loading(1e-6, ROOM))
    pressures = [
        float(law.activity(trace, t) * liquid_vapour_pressure(t))
        for t in (ROOM - step, ROOM + step)
    ]
    inverse = 1.0 / (ROOM + step) - 1.0 / (ROOM - step)
    heat = -GAS_CONSTANT * math.log(pressures[1] / pressures[0]) / inverse
    yield Row.of(
        f"{name}: isosteric heat at a trace of water",
        heat / 1e3,
        44.0 + law.heat / 1e3,
        0.1,
        "derived: heat of vaporisation, 44.0 kJ/mol at 25 °C, and the isotherm's own; "
        "an ideal vapour's is 0.06 more",
        "kJ/mol",
    )


CASES = {
    "isotherms: equations, inverses, heats": forms,
    "isotherms: table of the library": equilibrium_tables,
    "isotherms: what the literature says": known_facts,
}
