"""Calendering: the laws of the nip against their sources, and water that stays."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from plant import edges, electrode, scenario
from scenario_text import GONE, changed, load_tree

from models import recast
from models.calendering import Breakage, Compaction, HotRolls
from models.gas_diffusion import pore_diffusivity, zbs_factor
from models.isotherms import GAB, Henry
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, FACE, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import HOUR, MBAR, MINUTE, PPM, STANDARD_PRESSURE, UM, kelvin
from scenarios.faults import ScenarioError
from scenarios.material.library import library, load_materials, material
from twin.faults import faults
from twin.line import run
from twin.scenario import CalenderSpec

ROOM = kelvin(25.0)
HALF = 0.125
LOOSE = 0.52


@cache
def breaking(name="cathode_nmc622"):
    """A cathode of the library whose uptake grows as its particles break."""
    options = {"b": {"extends": name, "particle_breakage": True}}
    return load_materials(options)["b"]


def vapour(activity, temperature=ROOM):
    return activity * float(liquid_vapour_pressure(temperature))


def still(activity, temperature=ROOM, pressure=STANDARD_PRESSURE, gas="air"):
    pressure_of_vapour = vapour(activity, temperature)
    return AirHistory.constant(temperature, pressure_of_vapour, pressure, gas)


# ---------------------------------------------------------------- line load


def test_line_load_presses_as_meyer_says():
    graphite = Compaction(0.18, 225e3)
    # eps_min + (eps_0 - eps_min) / e at a load of gamma
    assert graphite.porosity(225e3, 0.5) == pytest.approx(0.18 + 0.32 / math.e)
    assert graphite.porosity(0.0, 0.5) == 0.5
    assert graphite.porosity(1e9, 0.5) == pytest.approx(0.18, abs=1e-12)
    loads = [graphite.porosity(q, 0.5) for q in np.linspace(0.0, 1e6, 50)]
    assert np.all(np.diff(loads) < 0.0)


def test_two_nips_press_like_one_of_both_loads():
    law = Compaction(0.15, 550e3)
    first = law.porosity(200e3, 0.45)
    once = law.porosity(500e3, 0.45)
    assert law.porosity(300e3, first) == pytest.approx(once, rel=1e-14)


@pytest.mark.parametrize("name", [n for n in library().materials if "separ" not in n])
def test_line_load_for_a_porosity_undoes_the_law(name):
    loose = material(name).compacted(LOOSE)
    law = loose.compaction
    for porosity in (0.5, 0.33, 0.25):
        load = law.line_load(porosity, LOOSE)
        assert loose.pressed_porosity(load) == pytest.approx(porosity, rel=1e-13)


def test_loads_of_the_library_are_those_of_practice():
    # 50 -> 33 % of graphite and 45 -> 28 % of NMC take some 100 to 1000 N/mm
    anode, cathode = material("anode_cmc_sbr"), material("cathode_nmc622")
    soft = anode.compaction.line_load(0.33, 0.50)
    hard = cathode.compaction.line_load(0.28, 0.45)
    assert 100e3 < soft < hard < 1000e3
    sources = anode.sources
    key = "components.graphite.compaction.resistance_N_per_mm"
    assert sources[key].standing == "recalled-uncertain"
    assert sources[key].value * 1e3 == anode.compaction.resistance


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda law: law.line_load(0.18, 0.5), "particles lie densest at 0.18"),
        (lambda law: law.line_load(0.1, 0.5), "no line load brings"),
        (lambda law: law.line_load(0.55, 0.5), "a nip only compacts"),
        (lambda law: law.porosity(-1.0, 0.5), "line_load is -1.0 N/m"),
        (lambda law: law.porosity(1e5, 0.17), "looser than its densest"),
        (lambda law: Compaction(0.0, 1e5), "least_porosity"),
        (lambda law: Compaction(0.2, 0.0), "resistance"),
        (lambda law: Breakage(0.0, 0.4), "exponent of a breakage"),
        (lambda law: Breakage(1.0, 1.0), "unbroken_porosity"),
        (
            lambda law: material("separator_pe").pressed_porosity(1e5),
            "none of its components has a compaction",
        ),
    ],
)
def test_a_porosity_out_of_reach_is_refused_by_name(call, says):
    with pytest.raises(ValueError, match=says):
        call(Compaction(0.18, 225e3))


def test_the_most_of_the_active_materials_says_how_a_blend_yields():
    parts = {c.name: c for c in material("cathode_nmc622").components}
    soft = replace(parts["carbon_black"], compaction=Compaction(0.1, 1e5))
    blend = replace(
        material("cathode_nmc622"),
        components=(parts["nmc622"], soft, parts["pvdf"]),
    )
    assert blend.compaction == parts["nmc622"].compaction


# ---------------------------------------------------------------- pores and transport


def test_calendering_slows_the_drying_of_a_coil_fivefold():
    # 50 -> 33 %, 2.5 -> 1.0 um, 90 degC, 10 mbar: D_eff 1.39e-4 -> 3.7e-5 m2/s,
    # capacity per volume x 1.34, together 4.98. The pores' exponent gives 0.996 um.
    hot, thin = kelvin(90.0), 10.0 * MBAR
    loose = material("anode_pvdf")
    tight = loose.compacted(0.33)
    assert tight.pore_diameter == pytest.approx(1.0 * UM, rel=0.01)
    effective = [
        m.in_plane_factor
        * float(pore_diffusivity(hot, thin, 0.0, m.pore_diameter, "nitrogen"))
        for m in (loose, tight)
    ]
    assert effective[0] == pytest.approx(1.39e-4, rel=0.005)
    assert effective[1] == pytest.approx(3.7e-5, rel=0.01)
    assert tight.in_plane_factor == pytest.approx(float(zbs_factor(0.33)), rel=1e-14)
    times = []
    for m in (loose, tight):
        model = TwoScaleModel(m, HALF)
        start = model.equilibrium(hot, vapour(0.01, hot))
        air = still(0.0, hot, thin, "nitrogen")
        ends = np.geomspace(100.0, 4e4, 120)
        path = [
            Exposure(air, a, b, Exchange(EDGE))
            for a, b in zip([0.0, *ends[:-1]], ends, strict=True)
        ]
        (outcomes,) = model.advance([start], [path])
        left = [model.water(o.state) / model.water(start) for o in outcomes]
        times.append(
            (
                outcomes[0].tau_macro,
                float(np.interp(-0.1, -np.array(left), ends)),
            )
        )
    taus = times[1][0] / times[0][0]
    assert taus == pytest.approx(3.71 * 1.34, rel=0.01)
    # what the solver takes to nine tenths, where isotherm and binder have their say
    assert times[1][1] / times[0][1] == pytest.approx(5.0, rel=0.03)


# ---------------------------------------------------------------- water


def half_dried(model, activity=0.5):
    """A state with a profile over the width and inside the binder."""
    start = model.equilibrium(ROOM, vapour(activity))
    air = still(0.02)
    (outcomes,) = model.advance(
        [start], [[Exposure(air, 0, 40 * HOUR, Exchange(EDGE))]]
    )
    return outcomes[-1].state


OPTIONS = {
    "strong sites": {"strong_sites": True},
    "hysteresis": {"hysteresis": True},
    "breakage": {"particle_breakage": True},
    "all of them": {
        "strong_sites": True,
        "hysteresis": True,
        "particle_breakage": True,
    },
}


@pytest.mark.parametrize("options", [{}, *OPTIONS.values()], ids=["plain", *OPTIONS])
@pytest.mark.parametrize("name", list(library().materials))
def test_water_through_the_nip_is_unchanged(name, options):
    made = load_materials({"m": {"extends": name, **options}})["m"]
    loose = made.compacted(LOOSE)
    tight = loose.compacted(0.25)
    before, after = TwoScaleModel(loose, HALF), TwoScaleModel(tight, HALF)
    state = half_dried(before)
    pressed = recast.calendered(state, before, after)
    held = before.profile(state) * loose.thickness  # kg per m2 at each place
    assert after.profile(pressed) * tight.thickness == pytest.approx(held, rel=1e-12)
    ppm = [
        m.water(s) / m.material.density * m.material.coating_share / PPM
        for m, s in ((before, state), (after, pressed))
    ]
    assert ppm[1] == pytest.approx(ppm[0], rel=1e-12)
    # and the solver goes on with it: closed for a day, it is still there
    closed = Exposure(still(0.3), 0.0, 24 * HOUR, Exchange("sealed"))
    (outcomes,) = after.advance([pressed], [[closed]])
    assert after.water(outcomes[0].state) == pytest.approx(
        after.water(pressed), rel=1e-12
    )


def test_broken_particles_take_the_activity_down_and_keep_the_water():
    loose = breaking().compacted(LOOSE)
    tight = loose.compacted(0.28)
    before, after = TwoScaleModel(loose, HALF), TwoScaleModel(tight, HALF)
    state = before.equilibrium(ROOM, vapour(0.5))
    pressed = recast.calendered(state, before, after)

    def uptake(model, start):
        hour = Exposure(still(0.5), 0.0, HOUR, Exchange(FACE))
        (outcomes,) = model.advance([start], [[hour]])
        return -outcomes[0].released / model.water(start)

    # in the same air the broken ones want up to half as much again; whole ones nothing
    assert uptake(before, state) == pytest.approx(0.0, abs=1e-6)
    gain = tight.equilibrium_ppm(0.5, ROOM) / loose.equilibrium_ppm(0.5, ROOM) - 1.0
    assert 0.3 < gain < 0.5
    there = after.water(after.equilibrium(ROOM, vapour(0.5)))  # with that in the pores
    wanted = there / after.water(pressed) - 1.0
    assert uptake(after, pressed) == pytest.approx(wanted, rel=1e-3)
    assert wanted == pytest.approx(gain, rel=0.05)
    whole = material("cathode_nmc622").compacted(LOOSE)
    same = whole.compacted(0.28)
    pair = TwoScaleModel(whole, HALF), TwoScaleModel(same, HALF)
    unbroken = recast.calendered(pair[0].equilibrium(ROOM, vapour(0.5)), *pair)
    # without breakage only the vapour in the lost pores has to go, 1 % of the water
    assert -0.015 < uptake(pair[1], unbroken) < -0.005


# ---------------------------------------------------------------- uptake


def test_uptake_of_a_cathode_rises_with_its_density():
    # T21, Huttner et al. (2021): the trend; half as much again from 45 to 28 %
    cathode = breaking()
    wet = [
        float(cathode.compacted(e).equilibrium_ppm(0.5, ROOM, "coating"))
        for e in (0.45, 0.40, 0.35, 0.28, 0.20)
    ]
    assert np.all(np.diff(wet) > 0.0)
    nmc = [
        next(c for c in cathode.compacted(e).components if c.name == "nmc622")
        for e in (0.45, 0.28)
    ]
    area = nmc[1].isotherm.loading(0.5, ROOM) / nmc[0].isotherm.loading(0.5, ROOM)
    assert area == pytest.approx(((1 - 0.28) / (1 - 0.45)) ** 1.5, rel=1e-13)
    assert 1.2 < area < 2.0  # BET +20 to +100 %
    powder = material("cathode_nmc622").compacted(0.45)
    assert wet[0] == pytest.approx(powder.equilibrium_ppm(0.5, ROOM, "coating"))


def test_breakage_is_off_unless_asked_for_and_graphite_has_none():
    cathode, anode = material("cathode_nmc622"), breaking("anode_cmc_sbr")
    for stuff in (cathode, anode):
        wet = [stuff.compacted(e).equilibrium_ppm(0.5, ROOM) for e in (0.5, 0.25)]
        assert wet[0] == pytest.approx(wet[1], rel=1e-12)
    assert "components.nmc622.breakage.exponent" not in cathode.sources
    source = breaking().sources["components.nmc622.breakage.exponent"]
    assert source.standing == "estimate"
    assert "Huttner" in source.source


def test_breakage_depends_on_the_porosity_alone():
    cathode = breaking()
    there_and_back = cathode.compacted(0.5).compacted(0.33).compacted(0.28)
    for a in (0.05, 0.5, 0.9):
        assert there_and_back.equilibrium_ppm(a, ROOM) == pytest.approx(
            cathode.equilibrium_ppm(a, ROOM), rel=1e-13
        )
    law = Breakage(1.5, 0.45)
    assert law.surface(0.45) == law.surface(0.6) == 1.0
    both = law.grown(GAB(1e-4, 20.0, 0.6), 0.28, 0.45)
    assert law.grown(both, 0.45, 0.28).loading(0.4, ROOM) == pytest.approx(
        GAB(1e-4, 20.0, 0.6).loading(0.4, ROOM), rel=1e-14
    )
    assert law.grown(Henry(1e-3), 0.5, 0.6) == Henry(1e-3)


# ---------------------------------------------------------------- hot rolls


def test_web_takes_the_heat_of_the_rolls_in_the_time_it_touches_them():
    anode = material("anode_cmc_sbr")
    rolls = HotRolls(kelvin(100.0), 0.02, 2000.0, 20.0)
    # by hand: 0.2976 kg/m2 x 640 J/(kg K) = 190 J/(m2 K), on both faces
    lag = 0.2976 * 640 / (2 * 2000)
    for speed in (8 / 60, 80 / 60):
        rest = math.exp(-0.02 / speed / lag)
        found = rolls.web_temperature(anode, kelvin(25.0), speed)
        assert found == pytest.approx(kelvin(100.0 - 75.0 * rest), abs=1e-9)
    assert rolls.cooling_time(anode) == pytest.approx(4.76, abs=0.01)


def calender(**others):
    given = {
        "zone": "hall",
        "speed": 30.0 / MINUTE,
        "web_path": 12.0,
        "path_after_nip": 4.0,
        "porosity": 0.33,
    }
    return CalenderSpec(**(given | others))


def calendered_coil(spec):
    coil = electrode(
        "calender", material="anode", as_coated_porosity=0.5, start_ppm=1500.0
    )
    plant = scenario(
        {"calender": spec},
        hours=24,
        electrodes={"anode": coil},
        route=edges("calender"),
        materials={"anode": material("anode_cmc_sbr")},
    )
    assert faults(plant) == []
    return run(plant).visits.iloc[0]


def test_hot_rolls_dry_the_web_and_the_calender_is_a_chain_of_exposures():
    rolls = HotRolls(kelvin(100.0))
    cold, hot = calendered_coil(calender()), calendered_coil(calender(hot_rolls=rolls))
    assert hot.water_out_ppm < 0.6 * cold.water_out_ppm
    # by hand: 360 m at 30 m/min, 12 m of it web, 4 m behind the nip
    anode = material("anode_cmc_sbr").compacted(0.5)
    tight = anode.compacted(0.33)
    before, after = TwoScaleModel(anode, 0.1), TwoScaleModel(tight, 0.1)
    hall = AirHistory.constant(298.15, 1000.0, 101325.0)
    coils = [(m, m.electrode_mass_per_area * 360.0 * 0.2) for m in (anode, tight)]
    lag = []
    for m, mass in coils:
        outer = math.sqrt(0.15**2 + 4 * 360.0 * m.electrode_thickness / math.pi)
        surface = 0.5 * math.pi * (outer**2 - 0.15**2) + math.pi * outer * 0.2
        lag.append(mass * m.specific_heat / (8.0 * surface))
    wound = 0.5 * (720.0 - 24.0)
    state = before.uniform(1500.0 / anode.coating_share, 298.15)
    path = [
        Exposure(hall, 0.0, wound, Exchange(EDGE, 5e-3, heating_time=lag[0])),
        Exposure(hall, wound, wound + 16.0, Exchange(FACE, 5e-3)),
    ]
    (outcomes,) = before.advance([state], [path])
    state = recast.calendered(outcomes[-1].state, before, after)
    warm = rolls.web_temperature(tight, state.temperature, 0.5)
    state = replace(state, temperature=warm)
    cooling = Exchange(FACE, 5e-3, heating_time=rolls.cooling_time(tight))
    path = [
        Exposure(hall, wound + 16.0, wound + 24.0, cooling),
        Exposure(hall, wound + 24.0, 720.0, Exchange(EDGE, 5e-3, heating_time=lag[1])),
    ]
    (outcomes,) = after.advance([state], [path])
    ppm = after.water(outcomes[-1].state) / tight.density * tight.coating_share / PPM
    assert hot.water_out_ppm == pytest.approx(ppm, rel=1e-9)
    # wound warm and half dry; in the coil it has no time to take that up again
    assert kelvin(30.0) < outcomes[0].state.temperature < kelvin(40.0)


def test_web_takes_up_again_what_it_lost_while_it_cools_in_the_air():
    rolls = HotRolls(kelvin(100.0))
    water = [
        calendered_coil(
            calender(hot_rolls=rolls, web_path=8.0 + way, path_after_nip=way)
        ).water_out_ppm
        for way in (1.0, 4.0, 16.0, 60.0)
    ]
    assert water[1] < water[2] < water[3]
    cold = calendered_coil(calender(web_path=68.0, path_after_nip=60.0))
    assert water[3] == pytest.approx(cold.water_out_ppm, rel=0.01)


# ---------------------------------------------------------------- scenario files

NIP = "stations/calender"


def test_line_load_and_porosity_of_a_file_say_the_same():
    given = load_tree(changed()).scenario
    anode = given.materials["anode_wet"]
    load = anode.compaction.line_load(0.28, anode.porosity)
    pressed = load_tree(
        changed((f"{NIP}/porosity", GONE), (f"{NIP}/line_load_N_per_mm", load / 1e3))
    ).scenario
    spec = pressed.stations["calender"]
    assert spec.porosity is None
    assert spec.porosity_behind(anode) == pytest.approx(0.28, rel=1e-13)


def test_hot_rolls_of_a_file_come_in_si_with_half_the_web_behind_the_nip():
    content = changed((f"{NIP}/roll_temperature_degC", 90))
    spec = load_tree(content).scenario.stations["calender"]
    assert spec.hot_rolls == HotRolls(kelvin(90.0), 0.02, 2000.0, 20.0)
    assert spec.path_after_nip == 2.5
    cold = load_tree(changed()).scenario.stations["calender"]
    assert (cold.hot_rolls, cold.path_after_nip) == (None, 0.0)


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        (
            [("porosity", GONE)],
            "calender.porosity: missing; a calender needs porosity,",
        ),
        ([("line_load_N_per_mm", 200)], "200 beside a porosity"),
        (
            [("porosity", GONE), ("line_load_N_per_mm", -2)],
            "line_load_N_per_mm: -2; allowed is more than 0 to 10000 N/mm",
        ),
        ([("path_after_nip_m", 9)], "9; it is a part of web_path_m, 5"),
        ([("line_load_kN_per_m", 9)], "did you mean line_load_N_per_mm?"),
        ([("roll_temperature_degC", 170)], "hold up to 160 °C"),
        (
            [
                ("roll_temperature_degC", 80),
                ("speed_m_per_min", GONE),
                ("web_path_m", 0),
                ("duration_min", 30),
            ],
            "hot rolls need speed_m_per_min",
        ),
    ],
)
def test_a_calender_that_cannot_be_is_a_fault_of_its_key(edits, says):
    content = changed(*((f"{NIP}/{name}", value) for name, value in edits))
    with pytest.raises(ScenarioError) as caught:
        load_tree(content)
    assert says in str(caught.value)


def test_a_line_load_needs_a_material_that_says_how_it_yields():
    content = changed(
        (f"{NIP}/porosity", GONE),
        (f"{NIP}/line_load_N_per_mm", 200),
        ("electrodes/anode/material", "separator_pe"),
    )
    with pytest.raises(ScenarioError, match="none of its components has a compaction"):
        load_tree(content)
