"""Air that swings or jumps: what a time step may make of it, and what it may not."""

from itertools import pairwise

import numpy as np
import pytest

from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, SEALED, AirHistory, Exchange, Exposure, SolverError
from models.two_scale import TwoScaleModel
from models.units import DAY, HOUR, MINUTE, STANDARD_PRESSURE, kelvin
from scenarios.material.library import load_materials, material
from scenarios.verification.samples import OPEN, ROOM, still, vapour


def held(times, temperatures, vapour_pressures):
    """Readings at one atmosphere, each held until the next."""
    pressure = np.full(len(temperatures), STANDARD_PRESSURE)
    return AirHistory.held(times, temperatures, vapour_pressures, pressure)


def taken(model, start, air, exchange):
    """States after all of `air`: as one exposure, and as one for each reading."""
    whole = [Exposure(air, float(air.times[0]), float(air.times[-1]), exchange)]
    single = [Exposure(air, a, b, exchange) for a, b in pairwise(air.times.tolist())]
    return [path[-1].state for path in model.advance([start, start], [whole, single])]


def uneven(model):
    """A coil that has dried at its edge for some hours."""
    start = model.equilibrium(ROOM, vapour(0.5))
    exposure = Exposure(still(0.01), 0.0, 20 * HOUR, OPEN)
    return model.advance([start], [[exposure]])[0][0].state


def test_sealed_coil_evens_out_at_the_pace_of_its_swinging_temperature():
    """psat bends: between 20 and 60 degC it is half as much again as at 40 degC."""
    model = TwoScaleModel(material("anode_cmc_sbr"), 0.125)
    times = np.arange(0.0, DAY + 1, HOUR / 2)
    warmth = kelvin(40.0 + 20.0 * (-1.0) ** np.arange(len(times) - 1))
    air = held(times, warmth, np.zeros(len(warmth)))
    start = uneven(model)
    whole, single = taken(model, start, air, Exchange(SEALED))
    moved = np.abs(model.profile(single) - model.profile(start)).max()
    assert moved > 0.1 * model.water(start)
    # the tolerance, here on the profile: nothing leaves a sealed coil
    apart = np.abs(model.profile(whole) - model.profile(single)).max()
    assert apart < 2e-3 * model.water(start)


def test_warm_coil_in_dry_air_dries_by_its_own_vapour_while_the_air_warms_and_cools():
    """The dry air has next to no vapour that a warmer coil could change."""
    model = TwoScaleModel(material("anode_cmc_sbr"), 0.125)
    times = np.arange(0.0, 2 * DAY + 1, 10 * MINUTE)
    warmth = kelvin(60.0 + 15.0 * (-1.0) ** np.arange(len(times) - 1))
    air = held(times, warmth, np.full(len(warmth), 1.0))
    start = model.equilibrium(ROOM, vapour(0.5))
    whole, single = taken(model, start, air, OPEN)
    lost = model.water(start) - model.water(single)
    assert lost > 0.1 * model.water(start)
    assert model.water(whole) == pytest.approx(
        model.water(single), abs=2 * model.tolerance * model.water(start)
    )


def test_hysteresis_remembers_the_readings_within_a_step():
    made = load_materials({"a": {"extends": "anode_cmc_sbr", "hysteresis": True}})["a"]
    model = TwoScaleModel(made, 0.125)
    times = np.arange(0.0, 3 * DAY + 1, MINUTE)
    warmth = kelvin(22.0 + 0.3 * (-1.0) ** np.arange(len(times) - 1))
    air = held(times, warmth, np.full(len(warmth), vapour(0.004, kelvin(22.0))))
    start = model.equilibrium(ROOM, vapour(0.3))
    whole, single = taken(model, start, air, OPEN)
    assert model.water(whole) == pytest.approx(
        model.water(single), abs=model.tolerance * model.water(start)
    )


def test_step_over_readings_makes_no_air_that_was_never_met():
    """Warm and humid, then cold and dry: in the mean it would be above saturation."""
    model = TwoScaleModel(material("separator_ceramic"), 0.1, tolerance=1e-2)
    times = np.cumsum([0.0, HOUR, 3 * MINUTE, 20 * MINUTE])  # s
    warmth = kelvin(np.array([130.0, 74.0, -3.0]))
    water = np.array([0.001, 0.9, 0.1]) * liquid_vapour_pressure(warmth)
    exposure = Exposure(
        held(times, warmth, water), 0.0, times[-1], Exchange(EDGE, heating_time=15.0)
    )
    start = model.equilibrium(ROOM, vapour(0.1))
    [[outcome]] = model.advance([start], [[exposure]])
    assert outcome.state.temperature == pytest.approx(warmth[-1], abs=1e-6)


def test_coil_that_cannot_hold_its_water_where_the_air_turns_cold_is_named_for_it():
    model = TwoScaleModel(material("separator_pe"), 0.01)
    times = np.array([0.0, 10 * MINUTE, HOUR])
    warmth = kelvin(np.array([110.0, 40.0]))
    water = np.array([0.4, 0.1]) * liquid_vapour_pressure(warmth)
    air = held(times, warmth, water)
    start = model.equilibrium(ROOM, vapour(0.1))
    with pytest.raises(SolverError, match=r"past 600 s.*activity in the coil.*at 313"):
        model.advance([start], [[Exposure(air, 0.0, HOUR, OPEN)]])


def test_thin_stack_finds_its_first_step_however_long_it_lies():
    """A fifth of a millimetre answers in microseconds, and then lies for a month."""
    model = TwoScaleModel(material("anode_pvdf"), 1e-4, cells=64)
    start = model.equilibrium(ROOM, 0.0)
    air = still(0.5)
    [[long]] = model.advance([start], [[Exposure(air, 0.0, 30 * DAY, OPEN)]])
    end = model.equilibrium(ROOM, vapour(0.5))
    assert model.water(long.state) == pytest.approx(model.water(end), rel=1e-6)
