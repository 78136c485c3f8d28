"""The dryer's physics: film, nozzles, balances, stages, speed, energy."""

import math
from dataclasses import replace

import numpy as np
import pytest

from models.drying import web_balance as balance
from models.drying.air_system import AirSystem, SolventRecovery
from models.drying.coating import WetCoating
from models.drying.dryer import Dryer, DryerZone, Web
from models.drying.energy import dryer_energy
from models.drying.film import (
    AIR_HEAT_CAPACITY,
    DryingAir,
    constant_rate,
    evaporation,
)
from models.drying.leaving import leaving
from models.drying.line_speed import highest_speed, missing_length
from models.drying.nozzles import SlotNozzles
from models.drying.solvent import NMP, WATER, boils
from models.drying.uptake import nmp_uptake, water_uptake
from models.drying.web_profile import DryingError, web_profile
from models.psychrometrics import liquid_vapour_pressure
from models.units import STANDARD_PRESSURE, celsius, kelvin
from scenarios.material.library import material

HUMID = float(liquid_vapour_pressure(kelvin(25.0)))
DRY = float(liquid_vapour_pressure(kelvin(10.0)))
LIMIT = 0.005


def anode(**changes):
    dried = material("anode_cmc_sbr").compacted(0.5)
    given = {"solids": 0.5, "uptake": water_uptake(dried), "solvent": WATER, **changes}
    return WetCoating(dried, **given)


def cathode(**changes):
    dried = material("cathode_nmc622").compacted(0.5)
    given = {"solids": 0.7, "uptake": nmp_uptake(0.02), "solvent": NMP, **changes}
    return WetCoating(dried, **given)


def zone(degrees, load=HUMID, length=10.0, top=60.0, bottom=40.0, name="z", **more):
    air = DryingAir(kelvin(degrees), load, HUMID)
    return DryerZone(name, length, air, top, bottom, **more)


def dryer(*degrees, **given):
    return Dryer(
        tuple(zone(t, name=f"zone {i}", **given) for i, t in enumerate(degrees))
    )


WEB = Web(anode())
HOT = dryer(80, 95, 110)
SPEED = 30.0 / 60.0


# ---------------------------------------------------------------- film, by hand


def test_wet_bulb_worked_by_hand():
    """Air of 80 °C, dew point 10 °C, 35 W/(m2 K), at 30.03 °C.

    Film mean 55.0 °C: rho = 1.0762 kg/m3, lambda = 0.02836 W/(m K), D = 2.957e-5 m2/s,
    Le = 0.02836/(1.0762 x 1007 x 2.957e-5) = 0.885; beta = 35/(1083.7 x 0.922) =
    0.03503 m/s; p M/(RT) = 0.6690 kg/m3; ln((101325 - 1228)/(101325 - 4254)) = 0.03070;
    so 0.7195 g/(m2 s) x 2.4298 MJ/kg = 1748 W/m2 = 35 x 49.97.
    """
    wet = constant_rate(WATER, DryingAir(kelvin(80.0), DRY, DRY), 35.0)
    assert celsius(wet.temperature) == pytest.approx(30.03, abs=0.05)
    assert wet.rate == pytest.approx(0.7195e-3, rel=2e-3)
    assert wet.rate * 2.4298e6 == pytest.approx(35.0 * 49.97, rel=3e-3)


def test_heat_on_the_back_and_radiation_raise_film_temperature_and_rate():
    air = DryingAir(kelvin(90.0), DRY, DRY)
    plain = constant_rate(WATER, air, 40.0)
    back = constant_rate(WATER, air, 40.0, back_heat_transfer=40.0)
    warm = constant_rate(WATER, air, 40.0, emissivity=0.9)
    assert plain.temperature < warm.temperature < back.temperature
    assert plain.rate < warm.rate < back.rate < 2.0 * plain.rate


def test_air_damper_than_the_liquid_dries_nothing():
    air = DryingAir(kelvin(30.0), float(liquid_vapour_pressure(kelvin(40.0))), 0.0)
    with pytest.raises(ValueError, match="more than the liquid has there"):
        constant_rate(WATER, air, 40.0)


def test_a_boiling_film_is_refused():
    air = DryingAir(kelvin(180.0), 0.0, 0.0)
    with pytest.raises(ValueError, match="water boils"):
        evaporation(WATER, air, kelvin(101.0), 1.05e5, 40.0)


def test_layer_and_film_resist_in_series():
    air = DryingAir(kelvin(80.0), DRY, DRY)
    given = (WATER, air, kelvin(40.0), 7000.0, 50.0)
    free = evaporation(*given)
    per_force = [1.0 / evaporation(*given, layer) for layer in (0.0, 20.0, 40.0)]
    assert per_force[2] - per_force[1] == pytest.approx(per_force[1] - 1.0 / free)
    assert free > evaporation(*given, 20.0) > 0.0


@pytest.mark.parametrize(
    ("degrees", "megajoule"), [(25.0, 2.4417), (50.0, 2.3819), (100.0, 2.2564)]
)
def test_latent_heat_of_water_is_that_of_steam_tables(degrees, megajoule):
    found = WATER.latent_heat(kelvin(degrees)) / 1e6
    assert found == pytest.approx(megajoule, rel=1e-3)


def test_nmp_boils_where_it_is_known_to():
    assert celsius(boils(NMP)) == pytest.approx(202.0, abs=0.5)
    slope = 1e-3
    rise = math.log(NMP.vapour_pressure(350 + slope) / NMP.vapour_pressure(350 - slope))
    clapeyron = NMP.latent_heat(350.0) * NMP.molar_mass / (8.314462618 * 350.0**2)
    assert rise / (2.0 * slope) == pytest.approx(clapeyron, rel=1e-6)


@pytest.mark.parametrize("solvent", [WATER, NMP])
def test_a_solvent_outside_its_range_is_refused(solvent):
    for kelvins in (solvent.temperature_range[0] - 1, solvent.temperature_range[1] + 1):
        with pytest.raises(ValueError, match="its laws hold from 0 to"):
            solvent.vapour_pressure(kelvins)


# ---------------------------------------------------------------- nozzles


def test_nozzles_worked_by_hand():
    """B 3 mm, pitch 150 mm, 30 mm away, 20 m/s, 100 °C: Re 5195, Nu 16.3, see the case
    of twin verify; with tabled properties of air 85.2 W/(m2 K)."""
    nozzles = SlotNozzles(20.0, 3e-3, 0.15, 0.03)
    assert nozzles.reynolds(kelvin(100.0)) == pytest.approx(5195, rel=0.01)
    assert nozzles.heat_transfer(kelvin(100.0)) == pytest.approx(85.2, rel=0.02)
    assert nozzles.air_flow == pytest.approx(0.4)


def test_nozzles_follow_the_two_thirds_power_of_the_velocity():
    slow, fast = (SlotNozzles(v, 4e-3, 0.16, 0.04) for v in (10.0, 20.0))
    ratio = fast.heat_transfer(360.0) / slow.heat_transfer(360.0)
    assert ratio == pytest.approx(2.0 ** (2.0 / 3.0), rel=1e-12)


@pytest.mark.parametrize(
    ("nozzles", "says"),
    [
        (SlotNozzles(3.0, 3e-3, 0.15, 0.03), "Re is 783"),
        (SlotNozzles(90.0, 6e-3, 0.15, 0.05), "allowed is 1500 to 40000"),
        (SlotNozzles(20.0, 4e-3, 0.16, 0.004), "H/S is 0.5, allowed is 1 to 40"),
        (SlotNozzles(20.0, 3e-3, 0.15, 0.3), "H/S is 50"),
        (SlotNozzles(20.0, 3e-3, 0.6, 0.03), "f is 0.005, allowed is 0.008 to"),
        (
            SlotNozzles(20.0, 5e-3, 0.012, 0.08),
            "f is 0.4167, allowed is 0.008 to 0.175",
        ),
    ],
)
def test_nozzles_outside_the_correlation_are_refused(nozzles, says):
    with pytest.raises(ValueError, match="outside Martin's correlation") as error:
        nozzles.heat_transfer(kelvin(100.0))
    assert says in str(error.value)


# ---------------------------------------------------------------- coating


def test_film_shrinks_to_the_dry_coating_and_not_below():
    coating = anode()
    dried = coating.material
    assert coating.thickness(coating.touching) == pytest.approx(dried.thickness)
    assert coating.thickness(0.0) == pytest.approx(dried.thickness)
    assert coating.solid_fraction(0.0) == pytest.approx(1.0 - dried.porosity)
    wet = coating.thickness(coating.start) - coating.thickness(coating.touching)
    gone = (coating.start - coating.touching) / WATER.density
    assert wet == pytest.approx(gone)


@pytest.mark.parametrize("coating", [anode(), cathode()])
def test_activity_falls_from_liquid_to_nothing_without_a_jump(coating):
    left = np.linspace(coating.critical * 1.1, -1e-6 * coating.start, 20_001)
    found = np.array([coating.activity(m, 330.0) for m in left])
    assert found[0] == 1.0
    assert np.all(np.diff(found) <= 0.0)
    assert np.max(-np.diff(found)) < 0.02
    assert found[-1] < 0.0 < found[-10]


def test_a_slurry_that_cannot_flow_is_refused():
    with pytest.raises(ValueError, match=r"below 70\.\d+ % it still flows"):
        anode(solids=0.75)


def test_a_solid_that_holds_more_than_the_critical_saturation_is_refused():
    with pytest.raises(ValueError, match="more than the pores at the critical"):
        anode(critical_saturation=0.01)


# ---------------------------------------------------------------- along the web


def test_water_and_heat_close_to_rounding():
    for speed in (0.2, 0.5, 1.0, 2.0):
        profile = web_profile(WEB, HOT, speed, LIMIT)
        assert profile.solvent_closure < 1e-13
        assert profile.heat_closure < 1e-12


def test_both_faces_close_and_dry_by_their_own_heat():
    web = Web(anode(), wet_faces=2)
    profile = web_profile(web, HOT, SPEED, LIMIT)
    assert profile.solvent_closure < 1e-13
    assert profile.heat_closure < 1e-12
    ends = [profile.stage_ends(face)["film shrinkage"] for face in (0, 1)]
    assert ends[0] < ends[1]
    assert profile.wetter == 1
    even = web_profile(web, dryer(80, 95, 110, bottom=60.0), SPEED, LIMIT)
    assert even.solvent[0] == pytest.approx(even.solvent[1], rel=1e-6, abs=1e-9)


def test_zones_add_up_to_the_way():
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    gone = sum(total.evaporated for total in profile.zone_totals)
    assert gone == pytest.approx(profile.evaporated, rel=1e-12)
    heat = sum(total.convection for total in profile.zone_totals)
    assert heat == pytest.approx(profile.states[balance.CONVECTION, -1], rel=1e-12)


def test_stages_follow_one_another_and_stand_at_their_levels():
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    coating, ends = WEB.coating, profile.stage_ends(0)
    places = list(ends.values())
    assert list(ends) == ["heating", "film shrinkage", "pore emptying", "residual"]
    assert places == sorted(places)
    levels = [coating.touching, coating.critical, LIMIT * coating.solid_mass]
    found = np.interp(places[1:], profile.position, profile.solvent[0])
    assert found == pytest.approx(levels, rel=2e-3)
    assert sorted(set(profile.stage(0))) == sorted(ends)


def test_a_wet_web_stays_at_its_constant_rate():
    steady = dryer(90, length=40.0)
    profile = web_profile(WEB, steady, SPEED, LIMIT)
    wet = constant_rate(WATER, steady.zones[0].air, 60.0, 40.0, WEB.emissivity)
    ends = profile.stage_ends(0)
    middle = np.searchsorted(profile.position, 0.9 * ends["film shrinkage"])
    assert profile.rate[0, middle] == pytest.approx(wet.rate, rel=1e-4)
    assert profile.temperature[middle] == pytest.approx(wet.temperature, abs=1e-2)
    later = np.searchsorted(profile.position, 0.99 * ends["pore emptying"])
    assert profile.rate[0, later] == pytest.approx(wet.rate, rel=1e-4)


def test_the_rate_falls_once_the_surface_is_dry():
    profile = web_profile(WEB, dryer(90, length=40.0), SPEED, LIMIT)
    critical = profile.stage_ends(0)["pore emptying"]
    rate = profile.rate[0][profile.position >= critical]
    assert rate[-1] < 1e-3 * rate[0]


@pytest.mark.parametrize(
    ("web", "load", "degrees"),
    [(WEB, HUMID, 90.0), (Web(cathode()), 800.0, 120.0)],
)
def test_a_long_dryer_leaves_what_its_air_holds(web, load, degrees):
    profile = web_profile(web, dryer(degrees, load=load, length=400.0), SPEED, LIMIT)
    rest = web.coating.equilibrium(load, kelvin(degrees))
    assert profile.solvent[0, -1] == pytest.approx(rest, rel=1e-3)
    assert profile.exit_temperature == pytest.approx(kelvin(degrees), abs=0.01)


def test_a_slower_web_and_a_longer_dryer_are_never_wetter():
    speeds = np.geomspace(0.2, 2.0, 12)
    for web, zones in ((WEB, HOT), (Web(cathode()), dryer(100, 120, 130, load=900.0))):
        rest = [web_profile(web, zones, v, LIMIT, points=2).residual for v in speeds]
        assert np.all(np.diff(rest) >= -1e-9)
        longer = Dryer((*zones.zones, replace(zones.zones[-1], name="more")))
        for v, short in list(zip(speeds, rest, strict=True))[::4]:
            more = web_profile(web, longer, v, LIMIT, points=2).residual
            assert more <= short + 1e-9


def test_the_time_steps_do_not_show_in_the_answer():
    loose = web_profile(WEB, HOT, 1.0, LIMIT, tolerance=1e-6)
    tight = web_profile(WEB, HOT, 1.0, LIMIT, tolerance=1e-9)
    assert loose.residual == pytest.approx(tight.residual, rel=1e-5)
    assert loose.marks[(0, "touching")] == pytest.approx(
        tight.marks[(0, "touching")], rel=1e-6
    )


def test_a_cold_web_takes_up_vapour_first():
    hot = dryer(90, load=float(liquid_vapour_pressure(kelvin(45.0))))
    profile = web_profile(WEB, hot, SPEED, LIMIT)
    assert profile.rate[0, 0] < 0.0 < profile.rate[0, -1]
    assert profile.solvent[0].max() > WEB.coating.start
    assert profile.solvent_closure < 1e-13


def test_a_damp_last_zone_wets_the_web_again():
    cold = Dryer((*HOT.zones, zone(25, load=DRY, name="cooling")))
    hot, cooled = (web_profile(WEB, d, 0.3, LIMIT) for d in (HOT, cold))
    assert cooled.residual > hot.residual
    assert cooled.exit_temperature < kelvin(30.0)
    rest = WEB.coating.equilibrium(DRY, cooled.exit_temperature)
    assert cooled.solvent[0, -1] == pytest.approx(rest, rel=0.02)


def test_a_cathode_leaves_with_the_water_of_its_dryer_air():
    profile = web_profile(Web(cathode()), dryer(100, 120, load=900.0), 0.3, LIMIT)
    held = profile.water_at_exit()
    activity = HUMID / float(liquid_vapour_pressure(profile.exit_temperature))
    law = material("cathode_nmc622").isotherm
    expected = float(law.loading(activity, profile.exit_temperature))
    assert held == pytest.approx(expected, rel=1e-12)
    assert 0.0 < held < 1e-4


def test_air_hotter_than_the_isotherms_says_where():
    with pytest.raises((DryingError, ValueError), match=r"433\.15 K") as error:
        web_profile(WEB, dryer(80, 190), 0.2, LIMIT)
    assert "in the dryer zone zone 1" in error.value.__notes__[0]


# ---------------------------------------------------------------- line speed


def test_the_speed_found_is_just_dry():
    fastest = highest_speed(WEB, HOT, LIMIT, start=SPEED)
    just = web_profile(WEB, HOT, fastest, LIMIT)
    assert just.is_dry
    assert just.residual == pytest.approx(LIMIT, rel=2e-3)
    assert not web_profile(WEB, HOT, 1.001 * fastest, LIMIT).is_dry
    assert missing_length(just, fastest) == 0.0


def test_the_start_of_the_search_does_not_show():
    found = [highest_speed(WEB, HOT, LIMIT, start=s) for s in (0.1, 0.7, 3.0)]
    assert found == pytest.approx([found[0]] * 3, rel=1e-5)


def test_the_length_missing_is_what_makes_it_dry():
    fastest = highest_speed(WEB, HOT, LIMIT, start=SPEED)
    hasty = web_profile(WEB, HOT, 1.3 * fastest, LIMIT)
    missing = missing_length(hasty, fastest)
    assert not hasty.is_dry
    grown = 1.0 + missing / HOT.length
    longer = Dryer(tuple(replace(z, length=grown * z.length) for z in HOT.zones))
    assert web_profile(WEB, longer, hasty.speed, LIMIT).residual == pytest.approx(
        LIMIT, rel=2e-3
    )


def test_a_limit_below_equilibrium_is_never_reached():
    found = highest_speed(WEB, HOT, 1e-5, slowest=0.05, start=0.5)
    assert found is None
    assert missing_length(web_profile(WEB, HOT, 0.5, 1e-5), None) == math.inf


def test_a_limit_above_the_slurry_is_always_kept():
    assert highest_speed(WEB, HOT, 5.0, fastest=3.0, start=1.0) == math.inf


# ---------------------------------------------------------------- energy


def test_heaters_cover_what_leaves_the_dryer():
    """Around the whole dryer, from enthalpies, not from the terms' sum."""
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    system = AirSystem(kelvin(20.0), DRY, heat_recovery=0.4)
    found = dryer_energy(profile, system)
    ratio = WATER.molar_mass / 28.966e-3
    fresh = ratio * DRY / (STANDARD_PRESSURE - DRY)
    inside = ratio * HUMID / (STANDARD_PRESSURE - HUMID)
    out = 0.0
    for given, total in zip(HOT.zones, profile.zone_totals, strict=True):
        flow = total.evaporated / (inside - fresh)
        specific = AIR_HEAT_CAPACITY + fresh * WATER.vapour_heat_capacity
        out += flow * specific * (given.air.temperature - system.fresh_temperature)
        at = total.carried / total.evaporated / WATER.heat_capacity + balance.REFERENCE
        rise = given.air.temperature - at
        out += total.evaporated * WATER.vapour_heat_capacity * rise
        out += total.latent + total.carried
    first, last = profile.states[:, 0], profile.states[:, -1]
    out += float(last[balance.HEAT] - first[balance.HEAT])
    supplied = found.heaters - found.loss + found.recovered
    assert supplied == pytest.approx(out, rel=1e-9)
    assert found.gas * system.heater_efficiency == pytest.approx(found.heaters)
    assert found.loss == pytest.approx(0.1 * found.heaters)


def test_electricity_heat_and_gas_stay_apart():
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    found = {
        source: dryer_energy(profile, AirSystem(kelvin(20.0), DRY, heat_source=source))
        for source in ("gas", "heat", "electricity")
    }
    assert found["gas"].heat == found["heat"].gas == found["electricity"].gas == 0.0
    assert found["gas"].gas == pytest.approx(found["heat"].heat)
    extra = found["electricity"].electricity - found["gas"].electricity
    assert extra == pytest.approx(found["gas"].gas)
    assert len({round(f.total, 6) for f in found.values()}) == 1
    assert found["gas"].electricity == found["gas"].fans > 0.0


def test_damper_exhaust_and_heat_recovery_save_energy():
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    plain, recovering, drier = (
        dryer_energy(profile, system)
        for system in (
            AirSystem(kelvin(20.0), DRY),
            AirSystem(kelvin(20.0), DRY, heat_recovery=0.5),
            AirSystem(kelvin(20.0), 0.5 * DRY),
        )
    )
    assert recovering.total < plain.total
    assert recovering.recovered == pytest.approx(0.5 * plain.air)
    assert drier.fresh_air < plain.fresh_air


def test_richer_exhaust_costs_less_and_is_said():
    shares, found = (0.1, 0.2, 0.4), []
    for share in shares:
        load = share * NMP.lower_explosive_limit * STANDARD_PRESSURE
        profile = web_profile(Web(cathode()), dryer(110, 130, load=load), 0.4, LIMIT)
        found.append(dryer_energy(profile, AirSystem(kelvin(20.0))))
    costs = [f.per_solvent for f in found]
    assert costs == sorted(costs, reverse=True)
    assert [f.explosive_share for f in found] == pytest.approx(shares)


def test_the_condenser_keeps_the_books_of_nmp():
    load = 0.25 * NMP.lower_explosive_limit * STANDARD_PRESSURE
    profile = web_profile(Web(cathode()), dryer(110, 130, load=load), 0.4, LIMIT)
    cold = SolventRecovery(kelvin(10.0), returned_share=0.8)
    found = dryer_energy(profile, AirSystem(kelvin(20.0), recovery=cold))
    pressure = NMP.vapour_pressure(kelvin(10.0))
    ratio = NMP.molar_mass / 28.966e-3 * pressure / (STANDARD_PRESSURE - pressure)
    lost = 0.2 * found.fresh_air * ratio
    assert found.condensed + lost == pytest.approx(found.evaporated, rel=1e-9)
    colder = dryer_energy(
        profile, AirSystem(kelvin(20.0), recovery=replace(cold, temperature=275.0))
    )
    assert colder.condensed > found.condensed
    assert colder.fresh_air < found.fresh_air


def test_a_fixed_share_of_fresh_air_is_what_it_says():
    fixed = dryer(90, 110, fresh_air_share=0.2)
    profile = web_profile(WEB, fixed, SPEED, LIMIT)
    found = dryer_energy(profile, AirSystem(kelvin(20.0), DRY))
    flow = sum(
        0.2
        * z.air_flow
        * STANDARD_PRESSURE
        * 28.966e-3
        / (8.314462618 * z.air.temperature)
        for z in fixed.zones
    )
    assert found.fresh_air == pytest.approx(flow * 10.0 / SPEED, rel=1e-12)


def test_air_as_dry_as_the_fresh_one_cannot_be_kept():
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    with pytest.raises(ValueError, match="no flow keeps it so dry"):
        dryer_energy(profile, AirSystem(kelvin(30.0), HUMID))


def test_a_condenser_warmer_than_the_exhaust_is_refused():
    profile = web_profile(Web(cathode()), dryer(110, 130, load=200.0), 0.4, LIMIT)
    warm = SolventRecovery(kelvin(60.0), returned_share=0.0)
    with pytest.raises(ValueError, match="make the condenser colder"):
        dryer_energy(profile, AirSystem(kelvin(20.0), recovery=warm))


def test_cooling_the_web_heats_no_other_zone():
    cold = Dryer((*HOT.zones, zone(15, load=600.0, name="cool", fresh_air_share=1.0)))
    system = AirSystem(kelvin(15.0), 600.0)
    warm = dryer_energy(web_profile(WEB, HOT, SPEED, LIMIT), system)
    cooled = dryer_energy(web_profile(WEB, cold, SPEED, LIMIT), system)
    assert cooled.shed > 0.0
    assert cooled.web < warm.web
    assert cooled.heaters == pytest.approx(warm.heaters, rel=1e-9)


# ---------------------------------------------------------------- for a station


def test_what_leaves_is_what_the_profile_and_its_energy_say():
    system = AirSystem(kelvin(20.0), DRY)
    found = leaving(WEB, HOT, SPEED, LIMIT, system)
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    assert found.solvent == found.water == pytest.approx(profile.residual, rel=1e-9)
    assert found.temperature == pytest.approx(profile.exit_temperature)
    assert found.is_dry
    assert found.time == pytest.approx(60.0)
    assert found.gas == pytest.approx(dryer_energy(profile, system).gas)
    assert found.heat == 0.0


def test_residual_per_electrode_counts_the_foil_too():
    profile = web_profile(WEB, HOT, SPEED, LIMIT)
    share = WEB.coating.solid_mass / WEB.dry_mass
    assert profile.residual_per_electrode == pytest.approx(profile.residual * share)
