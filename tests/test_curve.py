"""`twin curve`: a sample under steps of air, and the published model from numbers."""

import copy
import csv
import io
import json
import math
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from oracle_linear import LinearCoil, Pool
from scenario_text import edited
from typer.testing import CliRunner

from models.linear_two_scale import LinearTwoScaleModel
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import SEALED
from models.units import GAS_CONSTANT, HOUR, WATER_MOLAR_MASS
from scenarios.cli import app
from scenarios.curve import curve
from scenarios.curve import load as curve_load
from scenarios.curve.linear import linear_curve
from scenarios.curve.picture import figure, linear_figure
from scenarios.curve.text import csv_text
from scenarios.faults import ScenarioError

ROOT = Path(__file__).parents[1]
SHIPPED = sorted((ROOT / "scenarios" / "curves").glob("*.yaml"))
NUMBERS = {
    "tau_macro_h": 1.0,
    "tau_micro_h": 10.0,
    "micro_share": 0.5,
    "start_ppm": 600,
}
WORDS = ["--tau-macro-h", "1", "--tau-micro-h", "10"]
WORDS += ["--micro-share", "0.5", "--start-ppm", "600"]

SMALL = {
    "name": "small",
    "material": "anode_pvdf",
    "sample": {"kind": "stack", "width_mm": 20, "length_mm": 40},
    "start": {"temperature_degC": 25, "relative_humidity_pct": 40},
    "steps": [
        {
            "temperature_degC": 60,
            "pressure_mbar": 100,
            "gas": "nitrogen",
            "dew_point_degC": -40,
            "hold_h": 0.5,
        },
        {"temperature_degC": 25, "hold_h": 1},
    ],
}
# Henry's law on both scales, so that the published model is exact; half of the water in
# the binder. Vapour so thin that its diffusivity does not change with it.
TRACE = 1e-3  # Pa


def henry(diffusivity, fraction=0.5):
    """A material of which a component has `fraction` of the mass and a slow inside."""
    law = {"kind": "henry", "loading_per_activity_kg_per_kg": 1e-3}
    slow = {"shape": "slab", "size_um": 1.0, "diffusivity_m2_per_s": diffusivity}
    components = {"fast": {"isotherm": law}, "slow": {"isotherm": law, "micro": slow}}
    return {
        "title": "by Henry's law",
        "composition": {"fast": 1 - fraction, "slow": fraction},
        "components": components,
        "coating_thickness_um": 70,
        "coating_density_kg_per_m3": 1500,
        "porosity": 0.4,
        "pore_diameter_um": 1.0,
        "through_plane_tortuosity": 3,
        "foil_mass_kg_per_m2": 0.09,
        "foil_density_kg_per_m3": 8960,
        "specific_heat_J_per_kg_K": 700,
    }


def linear_case(diffusivity=1e-15, **sample):
    """An experiment that the linear model describes: from a trace of vapour to none."""
    air = {"temperature_degC": 25, "pressure_mbar": 1000, "gas": "nitrogen"}
    return {
        "name": "linear",
        "material": "henry",
        "materials": {"henry": henry(diffusivity)},
        "sample": {"kind": "coil", "width_mm": 40} | sample,
        "start": {"temperature_degC": 25, "vapour_pressure_Pa": TRACE},
        "steps": [{**air, "vapour_pressure_Pa": 0, "hold_h": 6}],
    }


def ran(content):
    drawn = curve.run(curve_load.loaded(copy.deepcopy(content)))
    assert drawn.stopped is None
    return drawn


def changed(*edits, content=SMALL):
    """`content` with values at paths like "steps/0/hold_h"; None takes them away."""
    return edited(content, edits, gone=None)


def twin(*words):
    return CliRunner().invoke(app, ["curve", *map(str, words)], prog_name="twin")


@cache
def shipped(name):
    return curve.run(curve_load.load(f"curves/{name}.yaml"))  # below scenarios/


def arrays(columns):
    return {name: np.array(column) for name, column in columns.items()}


# ---------------------------------------------------------------- published model


@pytest.mark.parametrize("biot", [math.inf, 2.0])
@pytest.mark.parametrize(("share", "micro"), [(0.5, 10.0), (0.11, 17.0), (0.0, 1.0)])
def test_numbers_give_the_exact_curve(share, micro, biot):
    numbers = NUMBERS | {"tau_micro_h": micro, "micro_share": share, "biot": biot}
    rows = linear_curve(**numbers, end_ppm=40, times_h="0.001,0.05,0.3,1,3,20").rows
    pools = (Pool(share, micro * HOUR),) if share else ()
    exact = LinearCoil(HOUR, pools, biot).residual(np.array(rows["time_h"]) * HOUR)
    assert rows["time_h"] == [0.001, 0.05, 0.3, 1, 3, 20]
    assert rows["water_ppm"] == pytest.approx(40 + 560 * exact, abs=1e-8 * 560)


@pytest.mark.parametrize(("start", "end"), [(600, 0), (0, 600), (600, 40)])
def test_both_scales_begin_and_end_with_their_share_and_sum_to_all_water(start, end):
    numbers = NUMBERS | {"micro_share": 0.2, "start_ppm": start, "end_ppm": end}
    rows = arrays(linear_curve(**numbers, times_h="0,0.1,1,10,1000").rows)
    assert (rows["macro_ppm"] + rows["micro_ppm"]).tolist() == rows[
        "water_ppm"
    ].tolist()
    for instant, level in ((0, start), (-1, end)):
        assert rows["macro_ppm"][instant] == pytest.approx(0.8 * level, abs=1e-6)
        assert rows["micro_ppm"][instant] == pytest.approx(0.2 * level, abs=1e-6)


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"micro_share": 0.0},
        {"micro_share": 1.0},
        {"tau_micro_h": 1e4},
        {"tau_macro_h": 0.0},
        {"tau_micro_h": 0.0, "biot": 0.01},
        {"tau_micro_h": 1e4, "micro_share": 0.001},
    ],
)
def test_instants_chosen_run_until_99_percent_has_left(numbers):
    rows = arrays(linear_curve(**{**NUMBERS, **numbers}).rows)
    assert rows["time_h"][0] == 0.0
    assert np.all(np.diff(rows["time_h"]) > 0)
    assert 21 <= len(rows["time_h"]) <= 201
    assert rows["water_ppm"][0] == pytest.approx(600)
    assert rows["water_ppm"][-1] == pytest.approx(6, rel=1e-6)
    assert np.all(np.diff(rows["water_ppm"]) < 0)


def test_instants_chosen_show_the_slow_rest_where_nearly_all_leaves_at_once():
    numbers = NUMBERS | {"tau_macro_h": 0.0, "micro_share": 0.001}
    rows = arrays(linear_curve(**numbers).rows)
    assert rows["time_h"][-1] == pytest.approx(20)
    # all of the macro scale's at once, the first of the micro scale's as its slab's
    slab = 0.6 * (1 - 2 * np.sqrt(rows["time_h"][1] / 10 / np.pi))
    assert rows["water_ppm"][1] == pytest.approx(slab, rel=1e-6)


def test_json_is_one_object_of_lists_of_one_length():
    words = [*WORDS, "--end-ppm", 0, "--times-h", "0.05,0.1,1,3", "--json"]
    answer = twin(*words)
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert list(found) == ["time_h", "water_ppm", "macro_ppm", "micro_ppm"]
    assert found["time_h"] == [0.05, 0.1, 1, 3]
    # PHYSICS 9.5, f 0.5 and r 10
    expected = [600 * r for r in (0.8161, 0.7369, 0.3688, 0.2186)]
    assert found["water_ppm"] == pytest.approx(expected, abs=0.05)
    assert "mixed, mean time 2 h" in answer.stderr


def test_without_json_a_table_and_what_limits_it_are_printed():
    answer = twin(*WORDS, "--times-h", "1,3")
    assert answer.exit_code == 0
    assert "221.29" in answer.stdout
    assert "f = 0.5: mixed, mean time 2 h" in answer.stdout


BAD_NUMBERS = [
    (["--tau-macro-h", -1], "--tau-macro-h: -1; allowed is 0, or"),
    (["--tau-macro-h", "nan"], "--tau-macro-h: nan;"),
    (["--tau-micro-h", "inf"], "--tau-micro-h: inf;"),
    (["--micro-share", 1.5], "--micro-share: 1.5; allowed is from 0 to 1"),
    (["--start-ppm", -3], "--start-ppm: -3; allowed is from 0"),
    (["--end-ppm", "nan"], "--end-ppm: nan;"),
    (["--end-ppm", 600], "no water moves"),
    (["--biot", -2], "--biot: -2; allowed is 0 (closed)"),
    (["--biot", 0], "--times-h: missing; with --biot 0 no water leaves"),
    (["--tau-macro-h", 0, "--micro-share", 0], "all water would be gone at once"),
    (["--times-h", "1,0.5"], "number 2 is 0.5 h, after 1 h; times rise"),
    (["--times-h", "1,1"], "number 2 is 1 h, after 1 h; times rise"),
    (["--times-h", "1,,2"], "number 2 is ''"),
    (["--times-h", "1,two"], "number 2 is 'two'"),
    (["--times-h", "-1,2"], "number 1 is '-1'"),
    (["--times-h", "0,inf"], "number 2 is 'inf'"),
]


@pytest.mark.parametrize(("words", "says"), BAD_NUMBERS)
def test_bad_numbers_are_exit_2_with_name_value_and_what_is_allowed(words, says):
    answer = twin(*WORDS, *words, "--json")
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_all_faults_of_the_numbers_are_said_at_once():
    answer = twin("--tau-macro-h", -1, "--micro-share", 2, "--times-h", "2,1")
    assert answer.exit_code == 2
    assert "the command line has 5 faults" in answer.stderr
    for name in ("tau-macro-h", "tau-micro-h", "micro-share", "start-ppm", "times-h"):
        assert f"--{name}: " in answer.stderr


def test_neither_file_nor_numbers_and_both_are_exit_2():
    neither = twin()
    assert neither.exit_code == 2
    assert "give a curve file, or --tau-macro-h" in neither.stderr
    both = twin("curves/pvdf_stack.yaml", "--biot", 3)
    assert both.exit_code == 2
    assert "--biot: without a file only" in both.stderr


# ---------------------------------------------------------------- a sample


@pytest.mark.parametrize("diffusivity", [1e-12, 1e-16])
@pytest.mark.parametrize("sample", [{}, {"film_mm_per_s": 0.5}])
def test_a_linear_sample_follows_the_published_model_with_the_times_reported(
    diffusivity, sample
):
    drawn = ran(linear_case(diffusivity, **sample))
    (tau_macro,), (tau_micro,) = drawn.steps["tau_macro_h"], drawn.steps["tau_micro_h"]
    (share,), (biot,) = drawn.steps["micro_share"], drawn.steps["biot"]
    assert share == pytest.approx(0.5, abs=0.01)  # the pores hold a little, too
    assert math.isinf(biot) == (not sample)
    rows = arrays(drawn.rows)
    model = LinearTwoScaleModel(tau_macro * HOUR, tau_micro * HOUR, share, biot)
    macro, micro = model.shares(rows["time_h"] * HOUR)
    first = rows["water_ppm"][0]
    close = 1e-3 * first  # twice the solver's tolerance: many exposures, one another
    assert rows["macro_ppm"] == pytest.approx(macro * first, abs=close)
    assert rows["micro_ppm"] == pytest.approx(micro * first, abs=close)
    assert drawn.steps["mean_time_h"] == [pytest.approx(model.mean_time / HOUR)]
    assert drawn.steps["regime"] == [model.regime]


def test_a_free_sheet_dries_by_its_faces_exponentially():
    content = linear_case(1e-9)  # no resistance in the binder
    content["sample"] = {"kind": "free_sheet", "film_mm_per_s": 5}
    content["steps"][0]["hold_h"] = 0.01
    drawn = ran(content)
    rows, (tau,) = arrays(drawn.rows), drawn.steps["tau_macro_h"]
    assert tau * HOUR < 60
    expected = np.exp(-3 * rows["time_h"] / tau)
    assert rows["water_ppm"] / rows["water_ppm"][0] == pytest.approx(expected, abs=1e-3)
    assert rows["edge_ppm"] == pytest.approx(rows["water_ppm"], rel=1e-9)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_left_is_water_before_less_water_after(path):
    rows = arrays(shipped(path.stem).rows)
    left = rows["water_ppm"][0] - rows["water_ppm"]
    assert np.ptp(left) > 100
    assert rows["released_ppm"] == pytest.approx(left, abs=1e-9 * np.ptp(left))
    assert rows["macro_ppm"] + rows["micro_ppm"] == pytest.approx(rows["water_ppm"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_curves_are_whole_smooth_and_report_every_step(path):
    drawn = shipped(path.stem)
    experiment = drawn.experiment
    assert drawn.stopped is None
    rows, steps = arrays(drawn.rows), arrays(drawn.steps)
    assert steps["step"].tolist() == list(range(1, len(experiment.steps) + 1))
    assert np.all(steps["tau_macro_h"] > 0)
    assert np.all(steps["tau_micro_h"] > 0)
    assert np.all((steps["micro_share"] > 0) & (steps["micro_share"] < 1))
    assert np.all(np.diff(rows["time_h"]) > 0)
    # a smooth line: no jump of more than a twentieth of the axis
    assert np.abs(np.diff(rows["water_ppm"])).max() < np.ptp(rows["water_ppm"]) / 20
    ends = [rows["time_h"][rows["step"] == number][-1] for number in steps["step"]]
    assert ends == steps["end_h"].tolist()
    assert steps["start_h"].tolist() == [0.0, *ends[:-1]]
    assert steps["end_h"][-1] >= experiment.hours


def test_published_protocol_weighs_from_the_dry_sample():
    drawn = shipped("pvdf_stack")
    experiment = drawn.experiment
    rows = drawn.rows
    (zero,) = [i for i, step in enumerate(experiment.steps) if step.zero]
    last = max(i for i, step in enumerate(rows["step"]) if step == zero + 1)
    assert rows["balance_ppm"][:last] == [None] * last
    assert rows["balance_ppm"][last] == rows["balance_coating_ppm"][last] == 0.0
    assert 0 < rows["water_ppm"][last] < 0.1  # 90 degC and nitrogen of -60 degC
    assert drawn.zero_ppm == rows["water_ppm"][last]
    shown = np.array(rows["balance_ppm"][last:])
    assert shown + drawn.zero_ppm == pytest.approx(rows["water_ppm"][last:])
    # loaded at 55 % RH: the isotherm's water, and the vapour in the pores
    material, load = experiment.material, drawn.steps["name"].index("load")
    sorbed = float(material.equilibrium_ppm(0.55, 298.15, "coating"))
    pressure = 0.55 * float(liquid_vapour_pressure(298.15))
    pores = material.porosity * pressure * WATER_MOLAR_MASS / (GAS_CONSTANT * 298.15)
    held = drawn.steps["balance_coating_ppm"][load] + drawn.zero_ppm
    assert held == pytest.approx(sorbed + 1e6 * pores / material.density, abs=0.2)
    # f of the paper's pie: 11 % of the water in the binder
    assert drawn.steps["micro_share"][load] == pytest.approx(0.11, abs=0.005)
    assert 0.2 < drawn.steps["tau_macro_h"][-1] < 2  # its figures ask for about 1 h
    assert drawn.steps["balance_ppm"][-1] < 1


def test_pure_vapour_has_its_own_pressure_and_lasts_until_a_pressure_is_given():
    steps = [
        {"pure_vapour": True, "relative_humidity_pct": 20, "temperature_degC": 25},
        {"relative_humidity_pct": 40},
        {"pressure_mbar": 10, "gas": "argon", "dew_point_degC": -40},
    ]
    steps[0]["hold_h"] = 0.5
    experiment = curve_load.loaded(changed(("steps", steps)))
    saturation = float(liquid_vapour_pressure(298.15))
    first, second, third = (step.air for step in experiment.steps)
    assert first.pressure == first.vapour_pressure == pytest.approx(0.2 * saturation)
    assert second.pressure == second.vapour_pressure == pytest.approx(0.4 * saturation)
    assert [step.pure for step in experiment.steps] == [True, True, False]
    assert (third.pressure, third.gas, third.hold) == (1000.0, "argon", 0.5 * HOUR)
    # the supplied gas's 127 ppmv stay when it expands
    assert third.vapour_pressure == pytest.approx(12.84 * 1000 / 101325, abs=1e-3)


@pytest.mark.parametrize(
    ("measure", "value", "vapour"),
    [
        ("dew_point_degC", -40, 1.267),
        ("dew_point_over_water_degC", -43.65, 1.267),
        ("water_ppmv", 126.7, 1.267),
        ("humidity_ratio_g_per_kg", 0.0815, 1.267),  # per kg of nitrogen
        ("vapour_pressure_Pa", 1.267, 1.267),
        ("relative_humidity_pct", 0.04, 1.267),
    ],
)
def test_each_measure_of_humidity_means_the_same_chamber(measure, value, vapour):
    content = changed(
        ("steps/0/dew_point_degC", None),
        (f"steps/0/{measure}", value),
        ("steps/0/temperature_degC", 25),
    )
    air = curve_load.loaded(content).steps[0].air
    assert air.vapour_pressure == pytest.approx(vapour, rel=2e-3)


@pytest.mark.parametrize(
    ("sample", "half_width_mm"),
    [
        ({"kind": "stack", "width_mm": 20, "length_mm": 40}, 10),
        (
            {"kind": "stack", "width_mm": 20, "length_mm": 40, "open_sides": "short"},
            20,
        ),
        ({"kind": "coil", "width_mm": 250}, 125),
    ],
)
def test_water_goes_the_way_to_the_open_edge(sample, half_width_mm):
    experiment = curve_load.loaded(changed(("sample", sample)))
    assert experiment.half_width == pytest.approx(half_width_mm / 1000)


def test_a_start_in_ppm_is_that_much_water_on_either_basis():
    share = curve_load.loaded(SMALL).material.coating_share
    for key, value in (("water_ppm", 300), ("coating_ppm", 300 / share)):
        content = changed(("start", {"temperature_degC": 25, key: value}))
        rows = ran(content).rows
        assert rows["water_ppm"][0] == pytest.approx(300)
        assert rows["coating_ppm"][0] == pytest.approx(300 / share)


def test_a_wrapping_resists_as_its_data_sheet_says():
    wrapping = {"transmission_g_per_m2_d": 2, "area_m2": 0.8}
    size = {"kind": "coil", "width_mm": 40, "length_m": 3}
    film = ran(linear_case(film_mm_per_s=1)).steps["biot"][0]
    wrapped = ran(linear_case(**size, wrapping=wrapping)).steps["biot"][0]
    # 2 g/(m2 d) at 38 degC and 90 % RH, over the cross-section of both coatings
    driving = 0.9 * float(liquid_vapour_pressure(311.15))
    permeance = 2e-3 / 86400 / driving
    edges = 2 * 70e-6 * 3 * 2  # coatings, both edges [m2]
    gas = GAS_CONSTANT * 298.15 / WATER_MOLAR_MASS
    conductance = permeance * 0.8 / edges * gas
    assert wrapped / film == pytest.approx(conductance / 1e-3, rel=1e-9)
    whole = ran(linear_case(**size, wrapping={"transmission_g_per_m2_d": 2}))
    core, thickness = 0.1524, 140e-6 + 0.09 / 8960
    outer = math.sqrt(core**2 + 4 * 3 * thickness / math.pi)
    surface = math.pi / 2 * (outer**2 - core**2) + math.pi * outer * 0.04
    assert whole.steps["biot"][0] / wrapped == pytest.approx(surface / 0.8, rel=1e-9)


def test_a_sealed_stack_keeps_its_water():
    sealed = {"transmission_g_per_m2_d": 0}
    content = changed(("sample/wrapping", sealed), ("sample/sheets", 20))
    assert curve_load.loaded(content).exchange.kind == SEALED
    rows = arrays(ran(content).rows)
    assert np.ptp(rows["water_ppm"]) < 1e-9 * rows["water_ppm"][0]


def test_a_slow_sample_lags_behind_a_ramp():
    content = changed(("steps/0/ramp_K_per_h", 70), ("sample/heating_time_h", 0.5))
    drawn = ran(content)
    rows, steps = arrays(drawn.rows), drawn.steps
    at_ramp = np.searchsorted(rows["time_h"], 0.5)
    assert rows["air_temperature_degC"][at_ramp] == pytest.approx(60)
    # a ramp of b t leaves a lag of b tau (1 - exp(-t / tau))
    lag = 70 * 0.5 * (1 - math.exp(-0.5 / 0.5))
    assert rows["temperature_degC"][at_ramp] == pytest.approx(60 - lag, abs=1e-6)
    assert steps["end_h"][0] == pytest.approx(1.0)


def test_repeated_steps_are_written_out():
    step, other = SMALL["steps"]
    items = [step, {"repeat": 3, "steps": [other, {"temperature_degC": 40}]}]
    drawn = ran(changed(("steps", items)))
    assert drawn.steps["temperature_degC"] == pytest.approx([60] + 3 * [25, 40])
    assert drawn.steps["end_h"][-1] == pytest.approx(6.5)


def test_very_many_steps_make_no_endless_table():
    step, other = SMALL["steps"]
    items = [step, {"repeat": 200, "steps": [other, {"temperature_degC": 40}]}]
    experiment = curve_load.loaded(changed(("steps", items), ("steps/0/hold_h", 0.1)))
    assert len(ran_rows(experiment)) <= curve.MOST_ROWS + 1


def ran_rows(experiment):
    return curve.run(experiment).rows["time_h"]


# ---------------------------------------------------------------- bad files

DRY = SMALL["steps"][0]
BAD_FILES = [
    (
        [("sample/lenght_mm", 3)],
        "sample.lenght_mm: unknown key; did you mean length_mm",
    ),
    ([("material", "anode_pvd")], "material: 'anode_pvd' is not a material; did you"),
    ([("sample/kind", "roll")], "sample.kind: 'roll'; allowed: 'free_sheet'"),
    ([("sample/length_mm", None)], "sample.length_mm: missing; a stack is sized by"),
    ([("sample/length_m", 3)], "sample.length_m: does not belong to a stack"),
    (
        [("sample/width_mm", -4)],
        "sample.width_mm: -4; allowed is more than 1 to 5000 mm",
    ),
    ([("sample/width_mm", "20 mm")], "sample.width_mm: '20 mm' is text with a unit"),
    (
        [("sample/wrapping", {"transmission_g_per_m2_d": 3})],
        "sample.sheets: missing; what a wrapping lets through",
    ),
    (
        [
            (
                "sample",
                {"kind": "free_sheet", "wrapping": {"transmission_g_per_m2_d": 3}},
            )
        ],
        "sample.wrapping: a free sheet is not wrapped",
    ),
    ([("start/water_ppm", 3)], "start: how wet the sample starts is given 2 times, as"),
    ([("start/relative_humidity_pct", None)], "how wet the sample starts is not given"),
    (
        [("start/relative_humidity_pct", 99)],
        "means a water activity of 0.99 at 298.15 K",
    ),
    (
        [("start", {"temperature_degC": 25, "water_ppm": 90_000})],
        "holds from 0 to",
    ),
    (
        [("start", {"temperature_degC": 25, "water_ppm": 9, "pressure_mbar": 5})],
        "start.pressure_mbar: has no meaning beside water_ppm",
    ),
    ([("steps", [])], "steps: it is empty; give at least 1"),
    ([("steps/0/hold_h", 0)], "steps[0].hold_h: 0; allowed is more than 0"),
    ([("steps/0/hold_h", None)], "steps[0].hold_h: missing; the first step needs it"),
    ([("steps/0/dew_point_degC", None)], "steps[0]: no humidity is given"),
    (
        [("steps/0/relative_humidity_pct", 3)],
        "steps[0]: humidity is given 2 times, as dew_point_degC and relative_humidity",
    ),
    (
        [("steps/0/pure_vapour", True)],
        "steps[0].pressure_mbar: 100; in pure vapour the pressure is that of the",
    ),
    (
        [("steps/1/pure_vapour", True)],
        "steps[1].dew_point_degC: -40; that of a gas as supplied, and pure vapour has",
    ),
    (
        [
            ("steps/1/pure_vapour", True),
            ("steps/1/relative_humidity_pct", 0),
        ],
        "steps[1].relative_humidity_pct: 0; pure vapour is never dry",
    ),
    (
        [
            (
                "steps",
                [
                    {
                        "pure_vapour": True,
                        "temperature_degC": 25,
                        "relative_humidity_pct": 9,
                        "hold_h": 1,
                    },
                    {"pure_vapour": False},
                ],
            )
        ],
        "steps[1].pressure_mbar: missing; pure vapour came before; say it anew",
    ),
    (
        [("steps/0/zero", True), ("steps/1/zero", True)],
        "steps[1].zero: the balance has one zero, this is number 2",
    ),
    (
        [("steps/0/vapour_pressure_Pa", 15_000), ("steps/0/dew_point_degC", None)],
        "steps[0].vapour_pressure_Pa: 15000; the vapour pressure is then 15000 Pa",
    ),
    (
        [
            ("steps/0/dew_point_degC", None),
            ("steps/0/relative_humidity_pct", 50),
            ("steps/0/ramp_K_per_h", 10),
        ],
        "steps[0].temperature_degC: 60; at 25 °C the chamber holds at most",
    ),
    ([("materials", {"mine": {"porosity": 2}})], "materials.mine"),
]


@pytest.mark.parametrize(("edits", "says"), BAD_FILES)
def test_a_bad_curve_file_is_refused_with_key_value_and_remedy(edits, says):
    with pytest.raises(ScenarioError) as error:
        curve_load.loaded(changed(*edits))
    assert says in str(error.value)


@pytest.mark.parametrize("content", [None, [], "text", 3])
def test_a_file_that_is_no_mapping_is_refused(content):
    with pytest.raises(ScenarioError, match="a curve file has the keys name"):
        curve_load.loaded(content)


def test_faults_of_all_parts_are_said_at_once_with_their_lines(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "name: bad\n"
        "material: anode_pvd\n"
        "sample: {kind: coil, width_mm: 20, length_mm: 3}\n"
        "start: {temperature_degC: 25}\n"
        "steps:\n"
        "  - {temperature_degC: 90, pressure_mbar: -4, hold_h: 1}\n"
        "  - {pure_vapour: true, pressure_mbar: 10}\n"
    )
    answer = twin(path)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "has 5 faults" in answer.stderr
    for line, key in (
        (2, "material"),
        (3, "sample.length_mm"),
        (4, "start"),
        (6, "steps[0].pressure_mbar"),
        (7, "steps[1].pressure_mbar"),
    ):
        assert any(
            text.strip().startswith(f"{key}:") and text.endswith(f"(line {line})")
            for text in answer.stderr.splitlines()
        )


def test_a_missing_file_is_exit_2_and_names_those_there_are():
    answer = twin("curves/no_such.yaml")
    assert answer.exit_code == 2
    assert "curves/pvdf_stack.yaml" in answer.stderr


# ---------------------------------------------------------------- what is written


def broken_file(folder):
    """A file whose second step is beyond the isotherms' range."""
    path = folder / "wet.yaml"
    path.write_text(
        "name: too wet\n"
        "material: anode_pvdf\n"
        "sample: {kind: free_sheet, film_mm_per_s: 5, heating_time_h: 0.1}\n"
        "start: {temperature_degC: 25, water_ppm: 99}\n"
        "steps:\n"
        "  - {temperature_degC: 60, pressure_mbar: 1013, gas: air,"
        " dew_point_degC: -40, hold_h: 0.5}\n"
        "  - {name: fog, temperature_degC: 30, ramp_K_per_h: 60,"
        " vapour_pressure_Pa: 4200, hold_h: 1}\n"
    )
    return path


def test_a_step_beyond_the_isotherms_is_exit_1_and_keeps_what_was_reached(tmp_path):
    table, plot = tmp_path / "out.csv", tmp_path / "out.png"
    path = broken_file(tmp_path)
    answer = twin(path, "--csv", table, "--picture", plot, "--json")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "in step 2 of 2, fog: no solution past" in answer.stderr
    assert "beyond the fitted range 0 to 0.95 of the isotherms of" in answer.stderr
    assert f"{table} has what came before" in answer.stderr
    assert not plot.exists()
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    reached = float(rows[-1]["time_h"])
    assert {row["step"] for row in rows} == {"1", "2"}
    assert 0.5 < reached < 2.0
    stopped = curve.run(curve_load.load(path))
    assert stopped.steps["step"] == [1]
    # the coil is still cooling: the air's 4200 Pa are just about 0.95 of saturation
    saturation = float(
        liquid_vapour_pressure(float(rows[-1]["temperature_degC"]) + 273.15)
    )
    assert 4200 / saturation == pytest.approx(0.95, abs=0.02)


def test_csv_comes_back_as_it_went(tmp_path):
    table = tmp_path / "out.csv"
    answer = twin("curves/pvdf_stack.yaml", "--csv", table, "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    steps = found.pop("steps")
    assert len({len(column) for column in found.values()}) == 1
    assert {"tau_macro_h", "tau_micro_h", "micro_share", "regime"} <= set(steps)
    assert len({len(column) for column in steps.values()}) == 1
    rows = list(csv.reader(io.StringIO(table.read_text())))
    assert rows[0] == list(found) == list(curve.COLUMNS)
    for name, column in zip(rows[0], zip(*rows[1:], strict=True), strict=True):
        assert [float(x) if x else None for x in column] == found[name]


def test_a_picture_of_no_time_is_refused(tmp_path):
    numbers = ["--tau-macro-h", 1, "--tau-micro-h", 1, "--micro-share", 0.5]
    numbers += ["--start-ppm", 600, "--times-h", 0]
    answer = twin(*numbers, "--picture", tmp_path / "out.png")
    assert answer.exit_code == 2
    assert "--times-h" in answer.stderr
    assert twin(*numbers).exit_code == 0


def test_csv_of_the_published_model_holds_its_four_columns(tmp_path):
    table = tmp_path / "out.csv"
    answer = twin(*WORDS, "--times-h", "0.1,1", "--csv", table)
    assert answer.exit_code == 0
    rows = linear_curve(**NUMBERS, times_h="0.1,1").rows
    assert table.read_text() == csv_text(rows)
    assert table.read_text().startswith(
        "time_h,water_ppm,macro_ppm,micro_ppm\n0.1,442."
    )


@pytest.mark.parametrize("words", [WORDS, ["curves/pvdf_stack.yaml"]])
def test_what_cannot_be_written_is_exit_2_before_the_work(words, tmp_path):
    for option, target, says in (
        (
            "--csv",
            tmp_path / "no" / "out.csv",
            f"there is no folder {tmp_path / 'no'}; make",
        ),
        ("--csv", tmp_path, "this is a folder; give a file"),
        ("--picture", tmp_path / "out.jpeg", "a picture's name ends in one of .png"),
        ("--picture", tmp_path / "no" / "out.png", "there is no folder"),
    ):
        answer = twin(*words, option, target)
        assert answer.exit_code == 2
        assert says in answer.stderr
        assert answer.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_the_curve_file_is_not_written_over(tmp_path):
    path = broken_file(tmp_path)
    before = path.read_text()
    answer = twin(path, "--csv", path)
    assert answer.exit_code == 2
    assert "name different ones" in answer.stderr
    assert path.read_text() == before


def test_the_steps_are_printed_with_what_limits_them():
    answer = twin("curves/pvdf_stack.yaml")
    assert answer.exit_code == 0
    rows = answer.stdout.splitlines()
    (head,) = (row for row in rows if "tau macro" in row)
    assert head.split()[-3:] == ["water", "coating", "balance"]
    (load,) = (row for row in rows if "3 load" in row)
    assert "55 % RH" in load
    assert load.split()[-9:-7] == ["2.6", "min"]  # tau macro, Knudsen alone
    assert load.split()[-3:] == ["459.8", "647.0", "459.7"]


# ---------------------------------------------------------------- pictures


def lines_of(ax):
    return {line.get_gid(): line for line in ax.get_lines() if line.get_gid()}


def test_picture_shows_the_curve_and_names_air_and_diffusion_times():
    drawn = shipped("pvdf_stack")
    above, ax = figure(drawn).axes
    for name, line in lines_of(ax).items():
        assert line.get_xdata().tolist() == drawn.rows["time_h"]
        assert line.get_ydata().tolist() == drawn.rows[f"{name}_ppm"]
    assert set(lines_of(ax)) == {"water", "macro", "micro"}
    words = [text.get_text() for text in above.texts]
    assert len(words) == len(drawn.experiment.steps)
    for expected in ("dry for the zero", "90 °C", "frost -60 °C", "1013 mbar N₂"):
        assert expected in words[0]
    assert "17.4 mbar pure vapour" in words[2]
    assert all("τ macro" in text and "τ micro" in text for text in words)
    beside = [text.get_text() for text in ax.texts]
    assert {"all water", "on the macro scale", "on the micro scale"} <= set(beside)
    assert any("zero of the balance" in text for text in beside)
    assert "foil included" in ax.get_ylabel()


def test_names_in_a_picture_stay_clear_of_the_lines():
    for made in (
        figure(shipped("cmc_sbr_coil")),
        linear_figure(linear_curve(**NUMBERS, times_h="0.05,0.1,1,3")),
    ):
        save_to_memory(made)
        ax = made.axes[-1]
        named = {"all water", "on the macro scale", "on the micro scale"}
        boxes = [t.get_window_extent() for t in ax.texts if t.get_text() in named]
        assert len(boxes) == 3
        for line in lines_of(ax).values():
            points = ax.transData.transform(line.get_xydata())
            assert not any(box.count_contains(points) for box in boxes)
        assert not any(a.overlaps(b) for a, b in pairwise(boxes))


def save_to_memory(picture):
    picture.savefig(io.BytesIO(), format="png")


def test_a_picture_of_many_narrow_steps_is_made():
    step, other = SMALL["steps"]
    items = [step, {"repeat": 30, "steps": [other, {"temperature_degC": 40}]}]
    above, _ = figure(ran(changed(("steps", items)))).axes
    assert max(len(text.get_text()) for text in above.texts) <= 2


def test_the_picture_of_the_published_model_dots_what_was_asked_for():
    asked = linear_curve(**NUMBERS, times_h="0.05,0.1,1,3")
    (ax,) = linear_figure(asked).axes
    (dots,) = [line for line in ax.get_lines() if line.get_marker() == "o"]
    assert dots.get_ydata().tolist() == asked.rows["water_ppm"]
    assert lines_of(ax)["water"].get_ydata()[0] == pytest.approx(600)
    (ax,) = linear_figure(linear_curve(**NUMBERS)).axes
    assert not [line for line in ax.get_lines() if line.get_marker() == "o"]


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("words", [WORDS, ["curves/pvdf_stack.yaml"]])
def test_pictures_are_made_and_always_the_same(words, suffix, tmp_path):
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
    for target in (one, two):
        assert twin(*words, "--picture", target).exit_code == 0
    assert one.stat().st_size > 8_000
    assert one.read_bytes() == two.read_bytes()


def test_a_material_without_binder_has_one_line():
    content = changed(
        ("material", "separator_pe"), ("sample", {"kind": "coil", "width_mm": 60})
    )
    drawn = ran(content)
    assert set(lines_of(figure(drawn).axes[1])) == {"water"}
    save_to_memory(figure(drawn))
    assert drawn.zero_ppm is None
