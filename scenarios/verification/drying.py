"""Cases on the convective dryer: film, nozzles, the web's way, energy.

The web's reference is a fourth-order Runge-Kutta integration of balances written out
anew.
"""

import math
from dataclasses import replace

import numpy as np

from models.drying.air_system import AirSystem, SolventRecovery, vapour_ratio
from models.drying.coating import WetCoating
from models.drying.dryer import Dryer, DryerZone, Web
from models.drying.energy import dryer_energy
from models.drying.film import DryingAir, constant_rate
from models.drying.line_speed import highest_speed
from models.drying.nozzles import SlotNozzles
from models.drying.solvent import NMP, WATER
from models.drying.uptake import nmp_uptake, water_uptake
from models.drying.web_profile import web_profile
from models.psychrometrics import liquid_vapour_pressure
from models.units import KWH, MINUTE, STANDARD_PRESSURE, celsius, kelvin
from scenarios.material.library import material
from scenarios.verification.row import (
    DASHED,
    POINTS,
    Chart,
    Curve,
    Finding,
    Outcome,
    Row,
)

DEW_POINT = float(liquid_vapour_pressure(kelvin(10.0)))  # Pa
BALANCE = "derived: heat and vapour balance of a wet film, worked out by hand"
SUSARLA = "Susarla, Ahmed and Dees (2018), J. Power Sources 378, 660, abstract"

# ---------------------------------------------------------------- film and nozzles

FILM = {  # air degC: film degC, rate g/m2s at 35 and 80 W/m2K; the same with Le = 1
    60: (25.7, 0.49, 1.13, 26.4),
    80: (30.0, 0.72, 1.65, 30.8),
    100: (33.7, 0.96, 2.19, 34.6),
}


def film() -> Outcome:
    """Film temperature and constant rate of water, and Martin's nozzles by hand."""
    rows = []
    for degrees, (wet, slow, fast, lewis) in FILM.items():
        air = DryingAir(kelvin(degrees), DEW_POINT, DEW_POINT)
        for transfer, rate in ((35.0, slow), (80.0, fast)):
            found = constant_rate(WATER, air, transfer)
            name = f"{degrees} °C, {transfer:g} W/(m²K)"
            temperature = celsius(found.temperature)
            rows += [
                Row.of(f"film in air of {name}", temperature, wet, 0.5, BALANCE, "°C"),
                Row.of(
                    f"rate in air of {name}",
                    found.rate * 1e3,
                    rate,
                    0.03,
                    BALANCE,
                    "g/(m²s)",
                    relative=True,
                ),
            ]
        bulb = constant_rate(WATER, air, 35.0, exponent=1.0)
        rows.append(
            Row.of(
                f"psychrometric wet bulb, air of {degrees} °C",
                celsius(bulb.temperature),
                lewis,
                0.1,
                f"{BALANCE}, Le = 1",
                "°C",
            )
        )
    # at 100 degC: nu 2.31e-5 m2/s, lambda 0.0314 W/(m K), Pr 0.70, so that Re = 5195,
    # f = 0.02, f0 = 96^-0.5 = 0.1021; Nu = 0.8609 x 0.6667 x 0.1806 x 157.1 = 16.28
    rows.append(
        Row.of(
            "slots of 3 mm every 150 mm, 30 mm away, 20 m/s of 100 °C",
            SlotNozzles(20.0, 3e-3, 0.15, 0.03).heat_transfer(kelvin(100.0)),
            85.2,
            0.02,
            "Martin (1977), recalled, worked out by hand with property tables of air",
            "W/(m²K)",
            relative=True,
        )
    )
    return Outcome(tuple(rows), (_film_chart(),))


def _film_chart():
    degrees = np.arange(40.0, 141.0, 5.0)
    curves = []
    for solvent, load in ((WATER, DEW_POINT), (NMP, 0.0)):
        rates = [
            constant_rate(solvent, DryingAir(kelvin(t), load, DEW_POINT), 35.0).rate
            for t in degrees
        ]
        curves.append(Curve(solvent.name, degrees, np.array(rates) * 1e3))
    at = list(FILM)
    printed = [FILM[degrees][1] for degrees in at]
    curves.append(Curve("water, by hand", at, printed, POINTS))
    return Chart(
        "Constant rate in air of 35 W/(m²K), one face",
        "air [°C]",
        "rate [g/(m²s)]",
        tuple(curves),
        note="Water's rate follows the heat; NMP's vapour pressure holds it back below "
        "100 °C, its small latent heat speeds it up above.",
    )


# ---------------------------------------------------------------- along the web


def _anode_web():
    dried = material("anode_cmc_sbr").compacted(0.5)
    return Web(WetCoating(dried, WATER, 0.5, water_uptake(dried), 0.25))


def _cathode_web(solids=0.7, solvent=NMP):
    dried = material("cathode_nmc622").compacted(0.5)
    held = nmp_uptake(0.02) if solvent is NMP else water_uptake(dried)
    return Web(WetCoating(dried, solvent, solids, held, 0.25))


def _uniform(length, degrees, load, transfer=60.0, back=40.0, zones=1):
    air = DryingAir(kelvin(degrees), load, DEW_POINT)
    part = length / zones
    return Dryer(
        tuple(DryerZone(f"zone {i}", part, air, transfer, back) for i in range(zones))
    )


def along() -> Outcome:
    """Balances that close, a film against Runge-Kutta, speed and length."""
    web = _anode_web()
    dryer = _uniform(40.0, 90.0, DEW_POINT)
    profile = web_profile(web, dryer, 40.0 / MINUTE)
    place = 8.0  # m: the film still shrinks
    found = _upto(profile, place)
    expected = runge_kutta_film(web, dryer.zones[0], place / profile.speed)
    source = "independent: fourth-order Runge-Kutta of balances written out anew"
    rows = [
        Row.of("web, 8 m into air of 90 °C", found[0], expected[0], 1e-3, source, "K"),
        Row.of(
            "water left there",
            found[1],
            expected[1],
            1e-5,
            source,
            "kg/m²",
            relative=True,
        ),
        Row.at_most("water lost or made", profile.solvent_closure, 1e-12, "derived"),
        Row.at_most("heat lost or made", profile.heat_closure, 1e-6, "derived"),
    ]
    wet = constant_rate(WATER, dryer.zones[0].air, 60.0, 40.0, web.emissivity)
    rows.append(
        Row.of(
            "rate of the web's film over that of a film in balance",
            profile.rate[0, np.searchsorted(profile.position, 14.0)] / wet.rate,
            1.0,
            1e-3,
            "derived: heated through, the web is at the film's temperature",
        )
    )
    fastest = highest_speed(web, dryer, 0.005, start=profile.speed)
    just = web_profile(web, dryer, fastest, 0.005)
    longer = replace(dryer, zones=(replace(dryer.zones[0], length=80.0),))
    double = web_profile(web, longer, 2.0 * fastest, 0.005)
    rows += [
        Row.of(
            "residual at the highest safe speed over its limit",
            just.residual / 0.005,
            1.0,
            2e-3,
            "derived: just dry",
            "",
        ),
        Row.of(
            "the same at twice the speed through twice the length",
            double.residual / just.residual,
            1.0,
            1e-6,
            "derived: the web knows time, not length",
        ),
    ]
    return Outcome(tuple(rows) + _speed_rows(), (_way_chart(profile),))


def _upto(profile, place):
    """Temperature and solvent at `place`, linear between two near points."""
    left = np.interp(place, profile.position, profile.solvent[0])
    return float(np.interp(place, profile.position, profile.temperature)), float(left)


def runge_kutta_film(web, zone, time, steps=4000):
    """Temperature [K] and solvent [kg/m2] of a one-sided film after `time` [s].

    While it is wet through: no isotherm, no dry layer.
    """
    dry, liquid = web.heat_capacity, WATER.heat_capacity
    hot, total = zone.air.temperature, zone.air.pressure
    sigma = 5.670374419e-8 * web.emissivity

    def change(state):
        warm, left = state
        mean = 0.5 * (hot + warm)
        density = total * 28.966e-3 / (8.314462618 * mean)
        conduct = 0.0241 * (mean / 273.0) ** 1.5 * 467.0 / (mean + 194.0)
        spread = WATER.diffusivity(mean, total)
        lewis = conduct / (density * 1007.0 * spread)
        beta = zone.heat_transfer / (density * 1007.0 * lewis ** (2.0 / 3.0))
        dry_air = total - zone.air.vapour_pressure
        force = math.log(dry_air / (total - float(liquid_vapour_pressure(warm))))
        rate = beta * total * WATER.molar_mass / (8.314462618 * mean) * force
        taken = (zone.heat_transfer + zone.back_heat_transfer) * (hot - warm)
        taken += 2.0 * sigma * (hot**4 - warm**4)
        heating = (taken - rate * WATER.latent_heat(warm)) / (dry + left * liquid)
        return np.array([heating, -rate])

    state = np.array([web.temperature, web.coating.start])
    step = time / steps
    for _ in range(steps):
        a = change(state)
        b = change(state + 0.5 * step * a)
        c = change(state + 0.5 * step * b)
        d = change(state + step * c)
        state = state + step / 6.0 * (a + 2.0 * b + 2.0 * c + d)
    return state


def _speed_rows():
    """Trends of Susarla et al.: the last tenth, water against NMP, several zones."""
    times = {}
    for solvent, load in ((NMP, 0.0), (WATER, DEW_POINT)):
        web = _cathode_web(0.75, solvent)
        slow = web_profile(web, _uniform(400.0, 80.0, load, 60.0, 0.0), 1.0, 100e-6)
        left = slow.solvent[0] / web.coating.start
        ninety = np.interp(-0.1, -left, slow.position)
        times[solvent.name] = ninety, slow.marks[(0, "dry")]
    rich = 0.25 * NMP.lower_explosive_limit * STANDARD_PRESSURE
    web, speed = _cathode_web(), 60.0 / MINUTE
    one = web_profile(web, _uniform(48.0, 130.0, rich, 70.0, 70.0), speed, 500e-6)
    several = web_profile(web, _staged(rich), speed, 500e-6)
    return (
        Row.at_most(
            "share of the drying time in which 90 % of the NMP goes, 80 °C, to 100 ppm",
            times["NMP"][0] / times["NMP"][1],
            0.5,
            f"{SUSARLA}: 90 % in less than half of the time",
        ),
        Row.at_least(
            "drying time of NMP over that of water, the same solids and air of 80 °C",
            times["NMP"][1] / times["water"][1],
            2.0,
            f"{SUSARLA}: water dries nearly 4.5 times faster; a trend, air and film "
            "are not known",
        ),
        Row.at_most(
            "peak rate of four zones over that of one, web as dry or drier",
            several.rate.max() / one.rate.max(),
            0.6,
            f"{SUSARLA}: the peak flux falls by 40 % at least",
        ),
        Row.at_most(
            "residual of the four zones over that of the one",
            several.residual / one.residual,
            1.0,
            "the condition of the row before",
        ),
    )


def _staged(load):
    zones = []
    for i, degrees in enumerate((110.0, 110.0, 110.0, 150.0)):
        air = DryingAir(kelvin(degrees), load, DEW_POINT)
        zones.append(DryerZone(f"zone {i}", 12.0, air, 70.0, 70.0))
    return Dryer(tuple(zones))


def _way_chart(profile):
    way = profile.position
    return Chart(
        "An aqueous anode in air of 90 °C",
        "way into the dryer [m]",
        "temperature [°C], water left [g/m²]",
        (
            Curve("web", way, celsius(profile.temperature)),
            Curve("water left", way, profile.solvent[0] * 1e3, DASHED),
        ),
    )


# ---------------------------------------------------------------- energy


def energy() -> Outcome:
    """Energy per kg of solvent against what is remembered of plants."""
    water = web_profile(
        _anode_web(),
        _uniform(40.0, 90.0, float(liquid_vapour_pressure(kelvin(32.0))), zones=4),
        40.0 / MINUTE,
    )
    hall = AirSystem(kelvin(23.0), DEW_POINT)
    wet = dryer_energy(water, hall)
    recovery = SolventRecovery(kelvin(10.0), 3.0, kelvin(35.0), 0.9)
    plant = AirSystem(kelvin(25.0), recovery=recovery)
    shares, totals = (0.1, 0.25), {}
    for share in shares:
        load = share * NMP.lower_explosive_limit * STANDARD_PRESSURE
        dryer = _uniform(48.0, 130.0, load, 70.0, 70.0)
        profile = web_profile(_cathode_web(), dryer, 60.0 / MINUTE, 500e-6)
        totals[share] = dryer_energy(profile, plant)
        peak, time = profile.rate.max(), dryer.length / profile.speed
    # one exhaust for a single zone has to carry the peak of the rate all along it; with
    # zones of their own each takes what it needs
    entering = vapour_ratio(
        NMP, 0.9 * NMP.vapour_pressure(recovery.temperature), STANDARD_PRESSURE
    )
    sized = peak * time / (vapour_ratio(NMP, load, STANDARD_PRESSURE) - entering)
    lean, rich = (totals[share] for share in shares)
    rows = (
        Row.of(
            "latent heat of water",
            WATER.latent_heat(kelvin(35.0)) / KWH,
            0.67,
            0.005,
            "remembered",
            "kWh/kg",
        ),
        Row.at_least(
            "latent heat of NMP", NMP.latent_heat(300.0) / KWH, 0.14, "remembered"
        ),
        Row.at_most(
            "latent heat of NMP, too", NMP.latent_heat(300.0) / KWH, 0.15, "remembered"
        ),
        Row.at_least(
            "drying a kg of water, at least",
            wet.per_solvent / KWH,
            1.5,
            "engineering estimate for aqueous anodes: 1.5 to 3 kWh/kg",
            "kWh/kg",
        ),
        Row.at_most(
            "drying a kg of water, at most",
            wet.per_solvent / KWH,
            3.0,
            "engineering estimate for aqueous anodes: 1.5 to 3 kWh/kg",
            "kWh/kg",
        ),
        Row.of(
            "drying and recovering a kg of NMP, exhaust at 10 % of the explosive limit",
            lean.per_solvent / KWH,
            10.0,
            0.30,
            "Ahmed, Nelson, Gallagher and Dees (2016), J. Power Sources 322, 169: "
            "about 10 kWh/kg, recalled; no heat recovery",
            "kWh/kg",
            relative=True,
        ),
        Row.at_least(
            "energy per kg of NMP over that per kg of water",
            lean.per_solvent / wet.per_solvent,
            4.0,
            f"{SUSARLA}: nearly 10 times; a trend, see the finding",
        ),
        Row.at_most(
            "fresh air of zones of their own over that of one sized for the peak",
            rich.fresh_air / sized,
            0.5,
            f"{SUSARLA}: several zones save half of the energy, which is that of air",
        ),
    )
    said = ", ".join(
        f"{totals[s].per_solvent / KWH:.1f} at {100 * s:.0f} %" for s in shares
    )
    recovered = dryer_energy(profile, replace(plant, heat_recovery=0.6))
    finding = Finding(
        f"Energy per kg of NMP is that of its air: {said} of the lower explosive limit "
        f"in the exhaust, and {recovered.per_solvent / KWH:.1f} kWh/kg if 60 % of its "
        "heat comes back. The 10 kWh/kg of the literature belong to lean exhaust."
    )
    return Outcome(rows, (), (finding,))


SLOW_CASES = frozenset({"drying: along the web"})
CASES = {
    "drying: film temperature, rate, nozzles": film,
    "drying: along the web": along,
    "drying: energy": energy,
}
