"""The time-stepping solver against general solvers, on the same cells and on others."""

from dataclasses import replace

import numpy as np
import pytest
from bench_solvers import sparsity
from oracle_linear import LinearCoil, Pool
from two_scale_cases import DRY, HALF, OPEN, ROOM, TAU, TRACE, linear_coating, material
from two_scale_hard import ANODE, CATHODE, POWER, humid, oven_ramp, still

from models.sorption import EDGE, FACE, SEALED, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import DAY, HOUR, kelvin
from scenarios.material.library import material as shipped
from scenarios.verification import cvode
from scenarios.verification.independent import against_cvode, against_lines
from scenarios.verification.lines import LinesModel, saturation
from scenarios.verification.random_exposures import KINDS, life, lives, materials
from scenarios.verification.refined import coating_of
from scenarios.verification.semi_discrete import SemiDiscrete

EXCHANGES = {
    "open edge": Exchange(EDGE),
    "film at the edge": Exchange(EDGE, film=2e-3, wrap=1e-9),
    "closed edge": Exchange(EDGE, film=0.0),
    "face": Exchange(FACE, film=5e-3),
    "face without film": Exchange(FACE),
    "sealed": Exchange(SEALED),
}
EACH_EXCHANGE = pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
EACH_COATING = pytest.mark.parametrize("coating", [ANODE, CATHODE, POWER])


def uneven(model, seed=1):
    """A state with a front over the width and profiles inside the domains."""
    random = np.random.default_rng(seed)
    wet = model.equilibrium(kelvin(30), humid(30, 0.7))
    share = random.uniform(0.1, 1.0, wet.macro.shape)
    within = random.uniform(0.3, 1.0, wet.micro.shape)
    return replace(wet, macro=wet.macro * share, micro=wet.micro * within)


@EACH_EXCHANGE
@EACH_COATING
def test_what_the_rates_take_from_the_coil_is_what_leaves(coating, exchange):
    model = TwoScaleModel(material(coating), 0.08)
    state = uneven(model)
    air = still(60, 40.0, 2e4)
    system = SemiDiscrete(model, Exposure(air, 0.0, HOUR, exchange), state)
    rate = np.empty_like(system.y0)
    system.rhs(0.0, system.y0, rate)
    change = system.profile(rate) @ model.cell_widths / model.half_width
    # node by node, since inside a domain far larger rates cancel
    moved = system.profile(np.abs(rate)) @ model.cell_widths / model.half_width
    outflow = system.outflow(0.0, system.y0)
    assert abs(change + outflow) < 1e-13 * moved
    closed = exchange.kind == SEALED or exchange.film == 0.0
    assert (outflow == 0.0) == closed


@EACH_EXCHANGE
@EACH_COATING
def test_equilibrium_has_no_rates(coating, exchange):
    model = TwoScaleModel(material(coating), 0.08)
    p_w = humid(40, 0.55)
    state = model.equilibrium(kelvin(40), p_w)
    fastest = []
    for vapour in (p_w, 0.9 * p_w):
        exposure = Exposure(still(40, vapour), 0.0, HOUR, exchange)
        system = SemiDiscrete(model, exposure, state)
        rate = np.empty_like(system.y0)
        system.rhs(0.0, system.y0, rate)
        fastest.append(np.max(np.abs(rate) / cvode.unknown_scales(system)))
    # rounding, times what the thinnest domains make of it: 1e5 a second
    assert fastest[0] < 1e-9
    if exchange.kind != SEALED and exchange.film > 0.0:
        assert fastest[1] > 1e-6


@pytest.mark.parametrize("shape", ["slab", "sphere"])
def test_cvode_meets_the_exact_linear_solution_on_a_fine_mesh(shape):
    """f = 0.5, tau_micro = tau_macro; 32 cells and 8 modes leave 1.2e-6 (docs)."""
    pools = (Pool(0.5, TAU, shape),)
    model = TwoScaleModel(material(linear_coating(pools)), HALF, 32, 8)
    start = model.equilibrium(ROOM, TRACE)
    for part in (0.05, 0.5, 2.0):
        exposure = Exposure(DRY, 0.0, part * TAU, OPEN)
        found = cvode.solve(model, exposure, start, 1e-10)
        share = model.water(found.state) / model.water(start)
        assert share == pytest.approx(
            LinearCoil(TAU, pools).residual(np.array([part * TAU]))[0], abs=3e-6
        )


def test_cvode_starts_afresh_where_the_air_jumps():
    model = TwoScaleModel(material(ANODE), 0.05, tolerance=1e-9)
    start = model.equilibrium(kelvin(25), humid(25, 0.45))
    exposure = Exposure(
        oven_ramp(), 600.0, 6 * HOUR, Exchange(EDGE, heating_time=1800.0)
    )
    system = SemiDiscrete(model, exposure, start)
    assert [piece.end for piece in system.pieces] == [
        2 * HOUR,
        5 * HOUR,
        5.5 * HOUR,
        6 * HOUR,
    ]
    found = cvode.solve(model, exposure, start, 1e-9)
    (ours,) = model.advance([start], [[exposure]])[0]
    assert found.state.temperature == pytest.approx(ours.state.temperature, abs=1e-9)
    assert len(found.states) == 4


def test_sparsity_and_bandwidth_hold_all_that_is_coupled():
    model = TwoScaleModel(material(ANODE), 0.05, cells=7)
    state = uneven(model)
    exposure = Exposure(still(60, 40.0), 0.0, DAY, Exchange(EDGE, film=2e-3, wrap=1e-9))
    system = SemiDiscrete(model, exposure, state)
    y, base = system.y0, np.empty_like(system.y0)
    system.rhs(0.0, y, base)
    coupled = np.zeros((y.size, y.size), dtype=bool)
    for k in range(y.size):
        moved, rate = y.copy(), np.empty_like(y)
        moved[k] *= 1.0 + 1e-3
        system.rhs(0.0, moved, rate)
        # a cell's neighbours are found anew from another guess: to rounding
        coupled[:, k] = np.abs(rate - base) > 1e-9 * np.abs(base).max()
    pattern = sparsity(system).astype(bool)
    assert not np.any(coupled & ~pattern)
    rows, columns = np.nonzero(pattern)
    assert np.max(np.abs(rows - columns)) == system.bandwidth


def test_a_memory_of_the_last_turn_is_refused():
    plain = shipped("anode_cmc_sbr")
    wetter = replace(
        plain.components[0],
        desorption=replace(plain.isotherm.parts[0], monolayer=4.1e-4),
    )
    turning = replace(plain, components=(wetter, *plain.components[1:]))
    model = TwoScaleModel(turning, 0.1)
    state = model.equilibrium(kelvin(25), 100.0)
    with pytest.raises(ValueError, match="anode_cmc_sbr has hysteresis"):
        SemiDiscrete(model, Exposure(DRY, 0.0, HOUR, OPEN), state)


# ---------------------------------------------------------------- random lives


FEW = range(20)


def test_lives_are_the_same_whenever_they_are_drawn():
    first, again = life(7), life(7)
    assert first.name == again.name
    assert first.start == again.start
    for one, other in zip(first.exposures, again.exposures, strict=True):
        assert one.exchange == other.exchange
        assert one.air.times.tobytes() == other.air.times.tobytes()
        assert one.air.vapour_pressure.tobytes() == other.air.vapour_pressure.tobytes()
    assert life(8).start != first.start


def test_lives_know_every_material_and_every_way_to_meet_air():
    drawn = lives()
    assert len(drawn) == 200
    assert {one.kind for one in drawn} == set(KINDS)
    assert {one.material.name for one in drawn} == set(materials())
    exposures = [e for one in drawn for e in one.exposures]
    assert {e.air.gas for e in exposures} == {"air", "nitrogen", "argon"}
    durations = [e.end - e.start for e in exposures]
    assert min(durations) < 5.0
    assert max(durations) > 4 * DAY
    pressures = np.concatenate([e.air.pressure.ravel() for e in exposures])
    assert pressures.min() < 300.0
    assert sum(e.exchange.heating_time > 0.0 for e in exposures) > 50


def test_first_lives_agree_with_cvode_to_a_millionth():
    compared = [against_cvode(number) for number in FEW]
    assert max(c.error for c in compared) < 1e-6
    assert max(c.profile for c in compared) < 1e-5


def test_first_lives_agree_with_the_method_of_lines():
    compared = [against_lines(number) for number in FEW]
    assert max(c.error for c in compared) < 1e-4


def test_lines_and_the_library_say_the_same_of_every_material():
    """Two sets of formulas: water in equilibrium, and what is refused."""
    for material_ in materials().values():
        model = TwoScaleModel(material_, 0.05, cells=2)
        lines = LinesModel(coating_of(material_), 0.05, 2, 2)
        for temperature, activity in ((270.0, 0.9), (300.0, 0.01), (400.0, 0.4)):
            vapour_pressure = activity * saturation(temperature)
            ours = model.water(model.equilibrium(temperature, vapour_pressure))
            theirs = lines.water(lines.equilibrium(temperature, vapour_pressure))
            assert ours == pytest.approx(theirs, rel=1e-11)


def test_both_orders_of_the_unknowns_give_the_same_water():
    """Cell after cell where shells are few, place after place where they are many."""
    exposure = Exposure(still(60, 40.0), 0.0, HOUR, Exchange(EDGE, film=0.01))
    water = []
    for order, band in (([9, 1], 9), ([1, 10], 50)):
        lines = LinesModel(ANODE, 0.03, 10, 4, 1e-9)
        assert lines.order.tolist() == [9, 1]
        lines.order, lines.band = np.array(order), band
        start = lines.equilibrium(kelvin(25), humid(25, 0.5))
        water.append(lines.water(lines.advance(start, exposure)))
    assert water[0] == pytest.approx(water[1], rel=1e-7)
    assert LinesModel(ANODE, 0.03, 8, 4).order.tolist() == [1, 8]
