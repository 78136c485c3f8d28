"""Ovens at the end of what can be given: driest gas, no heat, light walls, pumps."""

from dataclasses import replace

import numpy as np
import pytest
from test_oven import changed
from test_oven_load import ROOM, coil, filled, oven, piece

from models.oven import LoadCoil, Piece, Pump, run_load
from models.oven.closure import heat_closure, water_closure
from models.oven.floor import floor_water
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, Exchange, SolverError
from models.two_scale import TwoScaleModel
from models.units import kelvin
from scenarios.chambers import pump
from scenarios.faults import ScenarioError
from scenarios.material.library import library
from scenarios.oven import load as oven_load
from scenarios.oven import oven as oven_run
from scenarios.schema.chamber import PumpKeys

SATURATED = float(liquid_vapour_pressure(ROOM))  # Pa
SEPARATOR = library().materials["separator_ceramic"]


def dry_coil(degC, **sizes):
    one = coil(**sizes)
    return LoadCoil(
        one.name,
        one.model,
        one.model.equilibrium(kelvin(degC), 0.0),
        one.exchange,
        one.coating_volume,
        one.capacity,
        one.area,
    )


# ---------------------------------------------------------------- without water


def test_owed_vapour_is_no_vapour_to_the_floor():
    model = coil().model
    assert floor_water(model, 300.0, -1e-5) == floor_water(model, 300.0, 0.0) == 0.0
    assert floor_water(model, 300.0, 100.0) > 0.0


def test_beyond_the_isotherms_there_is_no_floor():
    assert np.isnan(floor_water(coil().model, 300.0, 1e5))


def test_a_load_without_any_water_closes_and_ends_dry():
    own, one = oven(), dry_coil(23)
    chamber = filled(own, vapour=0.0)
    run = run_load(own, [one], [piece(1.0, 23, 60, 1, share=0.0)], chamber)
    assert abs(water_closure([one], chamber, run)) < 1e-8
    assert abs(one.model.water(run.states[0])) < 1e-12  # kg/m3


def test_a_file_without_any_water_is_answered():
    dry = {"temperature_degC": 23, "relative_humidity_pct": 0}
    edits = (
        ("room", dry),
        ("load/0/start", dry),
        ("recipe/0/dew_point_degC", -100),
        ("recipe/0/gas", "argon"),
    )
    result = oven_run.run(oven_load.loaded(changed(*edits)))
    assert max(result.steps["floor_ppm"]) < 0.01
    assert abs(result.summary["water_closure"]) < 1e-8


@pytest.mark.parametrize("mbar", [2000, 700])
def test_the_driest_gas_takes_no_small_steps(mbar):
    # frost point -100 degC: 1e-8 of the gas, hardly more than a step may owe
    own = oven(convection=1.0, wall_loss=13.0, wall_capacity=1.7e3)
    coils = [dry_coil(23, width=1.0, length=0.5), dry_coil(5, width=0.002, length=2e4)]
    steps = [piece(50, 5, 5, mbar, share=1.4e-8, gas="air")]
    run = run_load(own, coils, steps, filled(own, vapour=0.0))
    assert run.steps < 200  # 1100 and 1300 where a trial leaves as much


def test_walls_and_coils_that_only_share_their_heat_close():
    # nothing heated, nothing lost: the closure is of what went from wall to coil
    own = oven(wall_loss=0.0, latent=False)
    one, chamber = dry_coil(23), filled(own, wall=kelvin(35.0), vapour=0.0)
    run = run_load(own, [one], [piece(2.0, 20, 20, 10, share=0.0)], chamber)
    assert run.totals["heated"] == run.totals["cooled"] == run.totals["lost"] == 0.0
    assert run.coil_heat[0] > 1e5
    assert abs(heat_closure(own, [one], chamber, run)) < 1e-8


def test_where_no_heat_flows_round_off_is_not_held_against_it():
    own = oven(wall_loss=0.0, latent=False, wall_capacity=1.2e6)
    one, chamber = dry_coil(23), filled(own, wall=kelvin(23.0), vapour=0.0)
    run = run_load(own, [one], [piece(50.0, 20, 20, 2000, share=0.0)], chamber)
    assert abs(heat_closure(own, [one], chamber, run)) < 1e-8


# ---------------------------------------------------------------- trials and limits


def test_a_trial_that_goes_too_far_does_not_end_the_run():
    """Walls of 1.3 kg and a strong heater: long trial steps leave the range at once."""
    own = oven(
        volume=0.39, wall_capacity=653.0, wall_loss=0.0, heater=330e3, emissivity=0.1,
        convection=6.0, pump=Pump.constant(3.3e-4, 285.0, 4e3),
    )  # fmt: skip
    model = TwoScaleModel(SEPARATOR, 0.125, 8, 2)
    area = 0.16  # m2, of 0.5 m on its core
    one = LoadCoil(
        "c", model, model.equilibrium(kelvin(60), 0.0), Exchange(EDGE),
        1.0e-6, 2.35, area, count=1000,
    )  # fmt: skip
    step = Piece(5 * 3600.0, kelvin(140), kelvin(140), 9e4, 0.0, 8.6e-3, "argon")
    run = run_load(own, [one], [step], filled(own))
    assert run.temperature.max() == pytest.approx(kelvin(140), abs=0.1)
    assert run.temperature[-1, 0] == pytest.approx(kelvin(140), abs=0.05)


def test_what_breaks_off_names_the_coldest_coil():
    own = oven()
    warm, cold = coil(4), coil(1, width=0.12)
    model = cold.model
    cold = LoadCoil(
        "cold", model, model.equilibrium(kelvin(5.0), 100.0), cold.exchange,
        cold.coating_volume, 100.0 * cold.capacity, cold.area,
    )  # fmt: skip
    with pytest.raises(SolverError, match=r"coldest coil end \(at 27[89]\.\d\d K\)"):
        run_load(own, [warm, cold], [piece(5.0, 110, 110, 900)], filled(own))


def test_a_coil_too_wet_to_be_warmed_is_told_what_to_do():
    own, one = oven(), coil()
    wet = replace(one, state=one.model.equilibrium(ROOM, 0.9499 * SATURATED))
    with pytest.raises(SolverError) as caught:
        run_load(own, [wet], [piece(1.0, 110, 110, 1000)], filled(own))
    said = str(caught.value)
    assert "water activity in coil rises past 0.95, where the fitted" in said
    assert said.endswith("start drier, or warm it less or more slowly")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("speed", [12, 37, 40, 133, 160])
def test_a_pump_may_draw_the_same_at_two_pressures(speed):
    # 10 times 12 and 100 times 1.2 differ by rounding, and so do they in SI
    points = [
        {"pressure_mbar": low, "speed_m3_per_h": float(speed)} for low in (0.1, 10.0)
    ] + [{"pressure_mbar": 100.0, "speed_m3_per_h": 10.0 * speed / 100.0}]
    keys = PumpKeys.model_validate({"curve": points, "power_kW": 1.0})
    assert keys.faults() == []
    assert len(pump(keys).pressure) == 4


def test_a_pressure_below_the_pumps_last_is_refused():
    edits = (("oven/pump/ultimate_mbar", 2.0),)
    with pytest.raises(ScenarioError) as caught:
        oven_load.loaded(changed(*edits))
    (fault,) = caught.value.faults
    assert fault.path == ("recipe", 2, "pressure_mbar")
    assert "0.5; the pump ends at its ultimate_mbar, 2: set a higher" in fault.message
