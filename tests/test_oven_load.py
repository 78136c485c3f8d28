"""A load of coils and the vapour above them: balances, limits, orders, numbers."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from models.oven import ChamberState, LoadCoil, Oven, Piece, Pump, run_load
from models.oven.gas import pump_value
from models.oven.heat import gas_transfer
from models.oven.limits import heat_limit, thermal_dose
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, SEALED, AirHistory, Exchange, Exposure, SolverError
from models.two_scale import TwoScaleModel
from models.units import GAS_CONSTANT, HOUR, WATER_MOLAR_MASS, kelvin
from scenarios.material.library import library
from twin.coil import Coil

ROOM = kelvin(23.0)
WET = 0.4 * float(liquid_vapour_pressure(ROOM))  # Pa, what the coils come from
ANODE = library().materials["anode_cmc_sbr"]
TAUS = [(8.0, 3.1), (15.0, 1.7), (25.0, 1.0)]  # W/(m2 K), h: PHYSICS 3.2, T11


def oven(**changes):
    """An oven for a few coils, without leak."""
    values = {
        "volume": 1.5,
        "pump": Pump.constant(100.0 / HOUR, 1.0, 3000.0),
        "leak": 0.0,
        "vent": 1.0,
        "wall_capacity": 4e5,
        "wall_loss": 20.0,
        "heater": 20e3,
        "cooler": 0.0,
        "emissivity": 0.8,
        "conduction": 1.0,
        "convection": 8.0,
        "convection_exponent": 0.5,
        "free_molecular": 1.0,
        "room_temperature": ROOM,
        "room_pressure": 101325.0,
        "room_vapour": 1000.0,
    }
    return Oven(**(values | changes))


def coil(count=1, film=5e-3, width=0.25, length=1890.0, kind=EDGE, **numerics):
    """The anode coil of PHYSICS 3.2, wet from 40 % relative humidity."""
    model = TwoScaleModel(ANODE, 0.5 * width, **({"cells": 8, "modes": 2} | numerics))
    wound = Coil("", "", ANODE, model, length, width, 0.152, 0.0)
    return LoadCoil(
        "coil",
        model,
        model.equilibrium(ROOM, WET),
        Exchange(kind, film),
        wound.coating_mass / ANODE.density,
        wound.electrode_mass * ANODE.specific_heat,
        wound.surface,
        0.0,
        count,
    )


def piece(hours, begin, end, mbar, purge=0.0, share=1e-5, gas="nitrogen"):
    return Piece(
        hours * HOUR, kelvin(begin), kelvin(end), 100.0 * mbar, purge, share, gas
    )


def filled(chamber, wall=ROOM, pressure=101325.0, vapour=1000.0):
    return ChamberState.filled(chamber, wall, pressure, vapour)


USUAL = (
    piece(1.0, 23, 90, 900),
    piece(3.0, 90, 90, 900, purge=0.01),
    piece(4.0, 90, 90, 10),
    piece(0.2, 90, 90, 700),
    piece(2.0, 90, 90, 1),
    piece(2.0, 90, 40, 900),
)


def water_gap(coils, chamber, run):
    """What is missing of the water, as a share of what was there."""
    before, after, totals = chamber.vapour, run.chamber.vapour, run.totals
    for one, state in zip(coils, run.states, strict=True):
        moles = one.count * one.coating_volume / WATER_MOLAR_MASS
        before += moles * one.model.water(one.state)
        after += moles * one.model.water(state)
    came = totals["purge_water"] + totals["leak_water"] + totals["vent_water"]
    return (after + totals["pumped_water"] - before - came) / before


def heat_gap(own, coils, chamber, run):
    """What is missing of the heat, as a share of what the heater gave."""
    totals = run.totals
    stored = own.wall_capacity * (run.chamber.wall - chamber.wall)
    for one, state in zip(coils, run.states, strict=True):
        stored += one.count * one.capacity * (state.temperature - one.state.temperature)
    left = totals["heated"] - totals["cooled"] - totals["lost"] - totals["gas_warmed"]
    return (left - totals["latent"] - stored) / totals["heated"]


# ---------------------------------------------------------------- balances


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"leak": 1.0, "latent": False},
        {"pump": Pump.constant(0.002, 1.0, 500.0)},
        {"cooler": 8e3, "heater": 5e3, "volume": 0.3},
    ],
    ids=["plain", "leaky", "small pump", "cooled"],
)
def test_water_and_heat_close_to_round_off(changes):
    own = oven(**changes)
    coils = [coil(2), coil(1, width=0.12), coil(1, kind=SEALED)]
    chamber = filled(own)
    run = run_load(own, coils, USUAL, chamber)
    assert abs(water_gap(coils, chamber, run)) < 1e-12
    assert abs(heat_gap(own, coils, chamber, run)) < 1e-12
    dry = run.totals
    gained = dry["purge_dry"] + dry["leak_dry"] + dry["vent_dry"] - dry["pumped_dry"]
    assert run.chamber.dry - chamber.dry == pytest.approx(gained, abs=1e-11)


def test_each_coil_gives_off_what_it_lost():
    own, coils = oven(), [coil(2), coil(1, width=0.12)]
    run = run_load(own, coils, USUAL, filled(own))
    total = 0.0
    for i, (one, state) in enumerate(zip(coils, run.states, strict=True)):
        lost = one.model.water(one.state) - one.model.water(state)
        lost *= one.coating_volume / WATER_MOLAR_MASS
        assert run.coil_released[i] == pytest.approx(lost, rel=1e-11)
        warmed = one.capacity * (state.temperature - one.state.temperature)
        kept = run.coil_heat[i] - run.coil_latent[i]
        assert kept == pytest.approx(warmed, rel=1e-10)
        total += one.count * run.coil_released[i]
    assert run.totals["released_water"] == pytest.approx(total, rel=1e-12)


def test_a_sealed_coil_keeps_its_water():
    one = coil(kind=SEALED)
    run = run_load(oven(), [one], USUAL, filled(oven()))
    water = one.model.water(one.state)
    assert one.model.water(run.states[0]) == pytest.approx(water, rel=1e-12)


# ---------------------------------------------------------------- limits by hand


def pumped(tolerance):
    """Largest relative error of an empty oven's pump-down against the closed form."""
    own = oven(wall_loss=0.0)
    run = run_load(
        own, [], [piece(0.25, 23, 23, 0.005)], filled(own), tolerance=tolerance
    )
    rate = 100.0 / HOUR / own.volume
    exact = 1.0 + (101325.0 - 1.0) * np.exp(-rate * run.times)  # ultimate: 1 Pa
    return np.max(np.abs(run.pressure / exact - 1.0)), run


def test_an_empty_oven_pumps_down_as_an_exponential():
    error, run = pumped(1e-7)
    assert error < 3e-5
    share = run.vapour_pressure / run.pressure
    assert share == pytest.approx(1000.0 / 101325.0, rel=1e-9)  # of 1013 mbar of air


def test_the_chamber_converges_with_its_tolerance():
    errors = [pumped(tolerance)[0] for tolerance in (1e-3, 1e-5, 1e-7)]
    assert errors[1] < errors[0] / 10.0
    assert errors[2] < errors[1] / 10.0


def test_a_leak_and_the_pump_agree_on_a_pressure():
    own = oven(leak=0.5, wall_loss=0.0)  # 5 mbar l/s
    run = run_load(own, [], [piece(2.0, 23, 23, 0.01)], filled(own))
    speed = 100.0 / HOUR  # S (p - 1) = Q (1 - p / p_room)
    exact = (0.5 + speed * 1.0) / (speed + 0.5 / 101325.0)
    assert run.pressure[-1] == pytest.approx(exact, rel=1e-6)
    assert run.vapour_pressure[-1] == pytest.approx(exact * 1000 / 101325, rel=1e-6)


def test_a_hold_keeps_its_pressure_and_purge_sets_the_vapour():
    own = oven(wall_loss=0.0)
    dry = piece(3.0, 23, 23, 500, purge=0.2, share=1e-4)
    run = run_load(own, [], [dry], filled(own), tolerance=1e-6)
    assert run.pressure[-1] == pytest.approx(5e4, rel=1e-12)
    assert run.vapour_pressure[-1] == pytest.approx(5.0, rel=1e-5)


def test_one_coil_in_a_flood_of_gas_is_the_coil_alone():
    warm, vapour, total = kelvin(90.0), 20.0, 1000.0
    one = coil(tolerance=1e-6)
    start = replace(one.state, temperature=warm)
    one = replace(one, state=start)
    flood = Piece(4.0 * HOUR, warm, warm, total, 3000.0, vapour / total, "nitrogen")
    pump = Pump.constant(1e4, 1e-3, 0.0)
    own = oven(pump=pump, room_temperature=warm, latent=False, wall_loss=0.0)
    run = run_load(own, [one], [flood], filled(own, warm, total, vapour))
    air = AirHistory.constant(warm, vapour, total, "nitrogen")
    (alone,) = one.model.advance(
        [start], [[Exposure(air, 0.0, 4.0 * HOUR, one.exchange)]]
    )[0]
    begun, water = one.model.water(start), one.model.water(alone.state)
    assert begun - water > 0.5 * begun
    gap = one.model.water(run.states[0]) - water
    assert abs(gap) < 2e-5 * (begun - water)


def test_water_converges_with_the_tolerance():
    def dried(tolerance):
        """Water at the end of each piece, as a share of that at the start."""
        one = coil(3, tolerance=tolerance)
        run = run_load(oven(), [one], USUAL, filled(oven()), tolerance=tolerance)
        ends = np.flatnonzero(np.diff(run.piece, append=9))
        return run.mean[ends, 0] / run.mean[0, 0]

    exact = dried(1e-7)
    tolerances = (5e-4, 5e-5, 5e-6)
    errors = [np.max(np.abs(dried(t) - exact)) for t in tolerances]
    assert all(e < 0.3 * t for e, t in zip(errors, tolerances, strict=True))


# ---------------------------------------------------------------- what a load does


def test_a_fuller_oven_dries_more_slowly():
    left = []
    for count in (1, 2, 4, 8):
        one = coil(count)
        run = run_load(oven(), [one], USUAL[:3], filled(oven()))
        left.append(one.model.water(run.states[0]))
    assert all(a < 0.999 * b for a, b in pairwise(left))


@pytest.mark.parametrize("speed", [100.0 / HOUR, 2.0 / HOUR])
@pytest.mark.parametrize("leak", [0.0, 0.01])
def test_vapour_never_has_more_than_all_pressure(speed, leak):
    own = oven(pump=Pump.constant(speed, 1.0, 500.0), leak=leak)
    run = run_load(own, [coil(6)], USUAL, filled(own))
    assert np.all(run.vapour_pressure <= run.pressure * (1.0 + 2e-9))
    assert run.vapour_pressure.min() > 0.0


def test_a_load_beyond_the_pump_raises_the_pressure():
    own = oven(pump=Pump.constant(3.0 / HOUR, 1.0, 500.0))
    run = run_load(own, [coil(6)], USUAL[:3], filled(own))
    last = run.piece == 2
    settled = last & (run.times > run.times[last][0] + 2.0 * HOUR)
    assert np.all(run.pressure[settled] > 2.0 * run.set_pressure[settled])
    # what the pump draws is what the coils give off, and what the gas thins by
    moles = 6 * coil().coating_volume / WATER_MOLAR_MASS
    k = np.flatnonzero(settled)
    given = -np.diff(run.mean[k, 0]) * moles / np.diff(run.times[k])
    drawn = 3.0 / HOUR * (run.pressure[k] - 1.0) / (GAS_CONSTANT * run.wall[k])
    held = run.pressure[k] * own.volume / (GAS_CONSTANT * run.wall[k])
    given -= np.diff(held) / np.diff(run.times[k])
    middle = 0.5 * (drawn[1:] + drawn[:-1])
    assert given == pytest.approx(middle, rel=0.01)


def test_coils_that_are_alike_may_be_counted():
    twice = run_load(oven(), [coil(2)], USUAL, filled(oven()))
    both = run_load(oven(), [coil(), coil()], USUAL, filled(oven()))
    assert both.mean[-1, 0] == both.mean[-1, 1]
    assert both.mean[-1, 0] == pytest.approx(twice.mean[-1, 0], rel=1e-9)


def test_materials_of_every_kind_share_a_chamber():
    materials = library().materials
    coils = []
    for name in ("anode_cmc_sbr", "cathode_nmc622", "separator_pe", "anode_pvdf"):
        model = TwoScaleModel(materials[name], 0.05, cells=6)
        state = model.equilibrium(ROOM, WET)
        coils.append(
            LoadCoil(name, model, state, Exchange(EDGE), 0.01, 2e4, 0.4, 0.0, 1)
        )
    own = oven()
    chamber = filled(own)
    run = run_load(own, coils, USUAL, chamber)
    assert abs(water_gap(coils, chamber, run)) < 1e-12
    assert np.all(run.coil_released > 0.0)


def test_a_drier_coil_takes_up_what_a_wetter_gives_off():
    own, wet = oven(), coil(4)
    model = wet.model
    dry = replace(wet, count=1, state=model.uniform(10.0, ROOM))
    run = run_load(own, [wet, dry], USUAL[:2], filled(own))
    assert run.coil_released[0] > 0.0 > run.coil_released[1]


def test_a_recipe_in_two_parts_is_the_recipe():
    own, one = oven(), coil(2)
    whole = run_load(own, [one], USUAL, filled(own))
    first = run_load(own, [one], USUAL[:3], filled(own))
    rest = run_load(
        own,
        [replace(one, state=first.states[0])],
        USUAL[3:],
        first.chamber,
        start=first.times[-1],
    )
    assert np.array_equal(rest.states[0].macro, whole.states[0].macro)
    assert np.array_equal(rest.states[0].micro, whole.states[0].micro)
    assert rest.chamber == whole.chamber


def test_the_states_that_went_in_are_not_changed():
    one = coil()
    macro, micro = one.state.macro.copy(), one.state.micro.copy()
    run_load(oven(), [one], USUAL[:1], filled(oven()))
    assert np.array_equal(one.state.macro, macro)
    assert np.array_equal(one.state.micro, micro)


# ---------------------------------------------------------------- heat


@pytest.mark.parametrize(("transfer", "hours"), TAUS)
def test_the_coil_of_141_kg_heats_with_its_lumped_time(transfer, hours):
    one = coil(kind=SEALED)
    assert one.capacity == pytest.approx(90e3, rel=0.01)
    assert one.area == pytest.approx(1.0, rel=0.01)
    hot = kelvin(90.0)
    own = oven(emissivity=0.0, convection=0.0, conduction=transfer, free_molecular=1e9)
    held = Piece(12.0 * HOUR, hot, hot, 1e5, 0.0, 0.0, "nitrogen")
    run = run_load(own, [one], [held], filled(own, hot, 1e5), tolerance=1e-5)
    tau = one.capacity / (transfer * one.area)
    assert tau / HOUR == pytest.approx(hours, rel=0.03)
    lag = (hot - run.temperature[:, 0]) / (hot - ROOM)
    assert lag == pytest.approx(np.exp(-run.times / tau), abs=2e-5)
    warm = float(np.interp(0.95, 1.0 - lag, run.times)) / HOUR
    assert 2.9 <= warm <= 9.5  # T11: 95 % in 3 to 9 h, of 3 tau rounded
    assert warm == pytest.approx(3.0 * tau / HOUR, rel=0.01)


def test_radiation_and_gas_heat_as_an_independent_solver_says():
    own, one = oven(), coil(kind=SEALED)
    hot = kelvin(120.0)
    held = Piece(6.0 * HOUR, hot, hot, 1000.0, 0.0, 0.0, "nitrogen")
    run = run_load(own, [one], [held], filled(own, hot, 1000.0, 0.0), tolerance=1e-6)
    dense = 1.0 + 8.0 * math.sqrt(1000.0 / 101325.0)
    rare = 1.0 * 1000.0
    through = dense * rare / (dense + rare)

    def rise(_, state):
        warm = state[0]
        radiated = 0.8 * 5.670374419e-8 * (hot**4 - warm**4)
        return [one.area * (radiated + through * (hot - warm)) / one.capacity]

    exact = solve_ivp(
        rise, (0.0, 6.0 * HOUR), [ROOM], rtol=1e-10, atol=1e-8, dense_output=True
    )
    assert run.temperature[:, 0] == pytest.approx(exact.sol(run.times)[0], abs=2e-3)


def test_gas_conducts_less_in_a_high_vacuum_only():
    row = oven(convection=0.0).row(5e-4)
    at = {mbar: gas_transfer(row, 100.0 * mbar) for mbar in (1000, 10, 1, 0.01, 1e-4)}
    assert at[10] == pytest.approx(at[1000], rel=2e-3)
    assert at[1] == pytest.approx(1.0, rel=0.02)
    assert at[0.01] == pytest.approx(0.5, rel=1e-12)  # 1 Pa: both regimes alike
    assert at[1e-4] == pytest.approx(0.01, rel=0.02)


def test_walls_follow_the_set_temperature_as_far_as_the_heater_can():
    own = oven(heater=4e3, wall_loss=0.0)
    run = run_load(own, [], [piece(4.0, 90, 90, 900)], filled(own), tolerance=1e-5)
    rise = ROOM + 4e3 / own.wall_capacity * run.times
    exact = np.minimum(rise, kelvin(90.0))
    assert run.wall == pytest.approx(exact, abs=0.05)
    # without a cooler and losses, what the last step errs by stays: the tolerance
    assert run.wall[-1] == pytest.approx(kelvin(90.0), abs=1e-3)


def test_desorption_cools_the_coil_by_less_than_a_tenth():
    one = coil(2)
    cold, warm = (
        run_load(oven(latent=latent), [one], USUAL[:3], filled(oven()))
        for latent in (True, False)
    )
    assert np.all(warm.coil_latent == 0.0)
    assert 0.03 < cold.coil_latent[0] / cold.coil_heat[0] < 0.10  # PHYSICS 3.2
    assert cold.temperature[-1, 0] < warm.temperature[-1, 0]


# ---------------------------------------------------------------- parts and faults


def test_a_pump_draws_by_its_curve():
    pump = Pump((1.0, 100.0, 1e4), (0.0, 0.02, 0.04), (1.0, 2.0, 3.0))
    rows = np.column_stack([pump.pressure, pump.speed, pump.power])
    assert pump_value(rows, 0.5, 1) == 0.0
    assert pump_value(rows, 100.0, 1) == pytest.approx(0.02)
    assert pump_value(rows, 1e5, 1) == 0.04
    middle = 0.5 * (100.0 * 0.02 + 1e4 * 0.04) / 5050.0  # straight in p S
    assert pump_value(rows, 5050.0, 1) == pytest.approx(middle)
    assert pump_value(rows, 5050.0, 2) == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("curve", "says"),
    [
        (((1.0,), (0.0,), (0.0,)), "at least 2"),
        (((2.0, 1.0), (0.0, 1.0), (0.0, 0.0)), "they rise"),
        (((1.0, 2.0), (0.5, 1.0), (0.0, 0.0)), "0 at its ultimate"),
        (((1.0, 2.0, 9.0), (0.0, 1.0, 0.1), (0.0,) * 3), "does not fall"),
        (((1.0, 2.0), (0.0, 1.0), (0.0, -1.0)), "0 W or more"),
    ],
)
def test_a_pump_that_is_none_is_refused(curve, says):
    with pytest.raises(ValueError, match=says):
        Pump(*curve)


def test_a_recipe_hotter_than_the_isotherms_breaks_off():
    with pytest.raises(
        SolverError, match=r"coil reached .* K; the isotherms"
    ) as caught:
        run_load(
            oven(heater=1e5), [coil()], [piece(9.0, 180, 180, 900)], filled(oven())
        )
    assert caught.value.coil == 0


def test_a_cold_coil_in_a_wet_chamber_breaks_off():
    wet = piece(2.0, 60, 60, 900, purge=5.0, share=0.15)
    with pytest.raises(SolverError, match="isotherms of the coldest coil end"):
        run_load(oven(), [coil()], [wet], filled(oven()))


def test_materials_have_the_lowest_limit_of_their_components():
    materials = library().materials
    assert heat_limit(ANODE).temperature == kelvin(130.0)
    assert heat_limit(materials["anode_pvdf"]).temperature == kelvin(140.0)
    assert heat_limit(materials["separator_pe"]).temperature == kelvin(80.0)


def test_a_dose_counts_hot_hours_more():
    hot, cold = kelvin(130.0), kelvin(110.0)
    by_hand = math.exp(-100e3 / GAS_CONSTANT * (1.0 / hot - 1.0 / kelvin(120.0)))
    assert thermal_dose([0.0, HOUR], [hot, hot]) == pytest.approx(HOUR * by_hand)
    assert thermal_dose([0.0, HOUR], [cold, cold]) < 0.5 * HOUR


def test_a_relief_valve_keeps_the_chamber_at_the_room_s_pressure():
    """A purge that the pump cannot draw: 1 mol/s against 2 m3/h at 50 mbar."""
    own = oven(pump=Pump.constant(2.0 / HOUR, 1.0, 100.0))
    flood = Piece(2.0 * HOUR, ROOM, ROOM, 5000.0, 1.0, 1e-5, "nitrogen")
    run = run_load(own, [coil(2)], [flood], filled(own))
    assert run.pressure.max() == pytest.approx(101325.0, rel=1e-9)
    assert run.pressure[-1] == pytest.approx(101325.0, rel=1e-9)
    gas = run.totals
    let_in = gas["purge_dry"] + gas["leak_dry"] + gas["vent_dry"]
    kept = run.chamber.dry - filled(own).dry
    assert gas["pumped_dry"] == pytest.approx(let_in - kept, rel=1e-10)
