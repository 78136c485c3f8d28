"""Cases on calendering: line load, drying, water that stays, uptake, hot rolls."""

import math
from dataclasses import replace

import numpy as np

from models import recast
from models.calendering import HotRolls
from models.exposure_limits import ContentLimit, courses, crossing
from models.gas_diffusion import pore_diffusivity
from models.sorption import FACE, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import HOUR, MBAR, MINUTE, PPM, UM, celsius, kelvin
from scenarios.material.library import library, load_materials, material
from scenarios.verification.row import DASHED, Chart, Curve, Finding, Outcome, Row
from scenarios.verification.samples import OPEN, ROOM, cut, still

HALF = 0.125  # m
LOOSE, PRESSED = 0.50, 0.33
MEYER = "Meyer et al. (2017), law as recalled, worked out by hand"
COMPACTED = "derived: ZBS, pores by (eps/(1 - eps))^1.3, Bosanquet; 2.5 µm -> 1.0 µm"


def _ppm(model, state):
    share = model.material.coating_share / PPM
    return model.water(state) / model.material.density * share


def calendering() -> Outcome:
    """The nip: porosity by line load, slower drying, water that stays, more uptake."""
    hot, thin = kelvin(90.0), 10 * MBAR
    loose = material("anode_pvdf")
    tight = loose.compacted(PRESSED)
    spread = [
        m.in_plane_factor
        * float(pore_diffusivity(hot, thin, 0.0, m.pore_diameter, "nitrogen"))
        for m in (loose, tight)
    ]
    law = loose.compaction
    by_hand = 0.18 + 0.32 * math.exp(-170.0 / 225.0)
    broken = load_materials(
        {"b": {"extends": "cathode_nmc622", "particle_breakage": True}}
    )["b"]
    wet = [
        float(broken.compacted(e).equilibrium_ppm(0.5, ROOM, "coating"))
        for e in (0.45, 0.40, 0.35, 0.30, 0.25, 0.20)
    ]
    rows = [
        Row.of(
            "porosity of graphite, 170 N/mm from 50 %",
            law.porosity(170e3, LOOSE),
            by_hand,
            1e-14,
            MEYER,
        ),
        Row.of(
            "line load back from that porosity",
            law.line_load(by_hand, LOOSE) / 1e3,
            170.0,
            1e-10,
            "derived: the law, inverted",
            "N/mm",
        ),
        Row.of(
            "pore diameter, 50 -> 33 %",
            tight.pore_diameter / UM,
            1.0,
            0.01,
            "estimate the exponent was chosen for, from 2.5 µm",
            "µm",
        ),
        Row.printed(
            "D_eff at 50 %, 90 °C, 10 mbar", spread[0], "1.39e-4", COMPACTED, "m²/s"
        ),
        Row.printed(
            "D_eff at 33 %, 90 °C, 10 mbar", spread[1], "3.7e-5", COMPACTED, "m²/s"
        ),
        Row.printed(
            "capacity per volume, 33 % over 50 %",
            tight.density / loose.density,
            "1.34",
            "derived: the same mass in 0.50/0.67 of the thickness",
        ),
        Row.of(
            "a calendered coil dries slower by (time to a tenth left)",
            _slowdown(loose, tight, hot, thin),
            5.0,
            0.05,
            "derived: 3.7 x 1.34; binder and vapour in the pores are left out of it",
            relative=True,
        ),
        Row.at_most(
            "water per area through the nip, largest relative change",
            _largest_change(),
            1e-12,
            "derived: nothing leaves; all materials, breakage, hysteresis, strong "
            "sites",
        ),
        Row.at_least(
            "smallest rise of a cathode's uptake from 45 to 20 % porosity, in steps",
            float(np.diff(wet).min()),
            1.0,
            "Huttner et al. (2021): the uptake rises with density; 1 is more than "
            "rounding",
            "mg/kg",
        ),
    ]
    hot_rolls, finding = _hot_rolls()
    return Outcome(
        tuple(rows), (_load_chart(), _uptake_chart(broken), hot_rolls), (finding,)
    )


def _slowdown(loose, tight, temperature, pressure):
    """How many times longer the pressed coil takes to a tenth of its water."""
    times = []
    for coating in (loose, tight):
        model = TwoScaleModel(coating, HALF)
        first = still(0.01, temperature)
        start = model.equilibrium(temperature, first.at(0.0)[1])
        dry = still(0.0, temperature, pressure, "nitrogen")
        (course,) = courses(model, start, [(dry, OPEN)], 30 * HOUR)
        tenth = ContentLimit(0.1 * model.figures(start).mean)
        times.append(crossing(model, course, tenth).time)
    return times[1] / times[0]


def _largest_change():
    """Largest relative change of water per area in the nip, over all materials."""
    options = ({}, {"strong_sites": True}, {"hysteresis": True})
    options += ({"particle_breakage": True},)
    largest = 0.0
    for name in library().materials:
        for option in options:
            made = load_materials({"m": {"extends": name, **option}})["m"]
            loose = made.compacted(0.52)
            tight = loose.compacted(0.25)
            before, after = TwoScaleModel(loose, HALF), TwoScaleModel(tight, HALF)
            start = before.equilibrium(ROOM, still(0.5).at(0.0)[1])
            ((dried,),) = before.advance([start], [cut(still(0.02), (30 * HOUR,))])
            pressed = recast.calendered(dried.state, before, after)
            held = before.profile(dried.state) * loose.thickness
            change = after.profile(pressed) * tight.thickness / held - 1.0
            largest = max(largest, float(np.abs(change).max()))
    return largest


def _load_chart():
    loads = np.linspace(0.0, 1500.0, 101)
    curves = []
    for words, name in (
        ("graphite", "anode_cmc_sbr"),
        ("NMC622", "cathode_nmc622"),
        ("LFP", "cathode_lfp"),
    ):
        law = material(name).compaction
        found = [law.porosity(load * 1e3, LOOSE) for load in loads]
        curves.append(Curve(words, loads, found))
    return Chart(
        "Porosity behind the nip, from 50 %",
        "line load [N/mm]",
        "porosity [-]",
        tuple(curves),
        note="Meyer's law; its parameters are remembered ranges and estimates.",
    )


def _uptake_chart(broken):
    porosities = np.linspace(0.18, 0.52, 69)
    whole = material("cathode_nmc622")
    curves = [
        Curve(
            words,
            porosities,
            [
                float(stuff.compacted(e).equilibrium_ppm(0.5, ROOM, "coating"))
                for e in porosities
            ],
            style,
        )
        for words, stuff, style in (
            ("particles break", broken, "line"),
            ("particles stay whole", whole, DASHED),
        )
    ]
    return Chart(
        "Uptake of an NMC622 cathode at 50 % RH over its porosity",
        "porosity [-]",
        "water [mg/kg dry coating]",
        tuple(curves),
        note="The trend is published, its size an estimate.",
    )


def _hot_rolls():
    """Temperature and water of an anode web behind hot rolls."""
    tight = material("anode_cmc_sbr")
    model = TwoScaleModel(tight, 0.25)
    hall = still(0.45, kelvin(23.0))
    start = model.equilibrium(*hall.at(0.0)[:2])
    rolls, speed = HotRolls(kelvin(100.0)), 30.0 / MINUTE
    warm = replace(
        start, temperature=rolls.web_temperature(tight, start.temperature, speed)
    )
    free = Exchange(FACE, 5e-3, heating_time=rolls.cooling_time(tight))
    path = np.geomspace(0.05, 40.0, 60)  # m
    ends = path / speed
    starts = [0.0, *ends[:-1]]
    exposures = [
        Exposure(hall, float(a), float(b), free)
        for a, b in zip(starts, ends, strict=True)
    ]
    (outcomes,) = model.advance([warm], [exposures])
    water = [_ppm(model, outcome.state) for outcome in outcomes]
    degrees = [celsius(outcome.state.temperature) for outcome in outcomes]
    chart = Chart(
        "An anode web behind rolls of 100 °C, 30 m/min, hall of 45 % RH",
        "way behind the nip [m]",
        "water [mg/kg dry electrode], web temperature [°C]",
        (
            Curve("water", path, water),
            Curve("ten times the temperature", path, np.array(degrees) * 10, DASHED),
        ),
        log_x=True,
    )
    driest = int(np.argmin(water))
    finding = Finding(
        f"Hot rolls dry an anode web from {_ppm(model, start):.0f} to "
        f"{water[driest]:.0f} mg/kg within {path[driest]:.2g} m, but the web takes it "
        "up again while it cools in the hall's air: how far behind the nip it is wound "
        "decides what is gained."
    )
    return chart, finding


CASES = {"handling: calendering": calendering}
