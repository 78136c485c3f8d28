"""`twin oven`: example files, what is told of a run, and files that are wrong."""

import csv
import json
import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scenario_text import edited
from typer.testing import CliRunner

from models.oven.hold import empty_time
from models.psychrometrics import liquid_vapour_pressure
from models.units import HOUR, kelvin
from scenarios.cli import app
from scenarios.faults import ScenarioError
from scenarios.oven import load as oven_load
from scenarios.oven import oven
from scenarios.oven.levers import at_load, at_porosity, at_width, hot_load, levers
from scenarios.oven.oven import through_limit
from scenarios.shipped import PROJECT_FOLDER
from scenarios.yaml_tree import parse, read_bytes

SHIPPED = ("plain_vacuum", "purge_cycles", "hot_nitrogen")


def content(name="plain_vacuum"):
    path = PROJECT_FOLDER / "ovens" / f"{name}.yaml"
    return parse(read_bytes(path, str(path)), str(path)).content


def changed(*edits):
    """The plain recipe with values at paths like "load/0/count"; None: taken away."""
    return edited(content(), edits, gone=None)


def ran(*edits):
    return oven.run(oven_load.loaded(changed(*edits)))


@cache
def shipped(name):
    return oven.run(oven_load.load(f"ovens/{name}.yaml"))  # below scenarios/


def twin(*words):
    return CliRunner().invoke(app, ["oven", *map(str, words)], prog_name="twin")


# ---------------------------------------------------------------- the examples


@pytest.mark.parametrize("name", SHIPPED)
def test_the_examples_lie_within_published_practice(name):
    result = shipped(name)
    assert 12.0 <= result.summary["recipe_h"] <= 30.0  # T10
    assert 60.0 <= max(result.steps["set_degC"]) <= 150.0
    set_points = result.steps["set_pressure_mbar"]
    assert 0.07 <= min(set_points) <= max(set_points) <= 1000.0
    assert result.summary["through_h"] < result.summary["recipe_h"]
    # PHYSICS 3.2: 6 to 10 h of drying beside 3 to 9 h of heat-up for the anode
    assert 2.0 < result.summary["heated_h"] < 9.0
    assert max(result.coils["biot"]) < 0.2


@pytest.mark.parametrize("name", SHIPPED)
def test_the_balances_of_the_examples_close(name):
    summary = shipped(name).summary
    assert abs(summary["water_closure"]) < 1e-12
    assert abs(summary["heat_closure"]) < 1e-12


@pytest.mark.parametrize("name", SHIPPED)
def test_vapour_is_at_most_all_of_the_gas(name):
    run = shipped(name).run
    assert np.all(run.vapour_pressure <= run.pressure * (1.0 + 2e-9))


def test_water_removed_is_what_the_coils_lost():
    result = shipped("purge_cycles")
    coils = result.coils
    lost = sum(
        n * kg * (before - after) * 1e-6
        for n, kg, before, after in zip(
            coils["count"],
            coils["mass_kg"],
            coils["start_ppm"],
            coils["end_ppm"],
            strict=True,
        )
    )
    assert result.energy["water_removed_kg"] == pytest.approx(lost, rel=1e-9)


def test_a_first_pumping_is_slower_than_that_of_the_empty_oven():
    steps = shipped("purge_cycles").steps
    pumping = [i for i, name in enumerate(steps["name"]) if name == "pump"]
    reached = [steps["reached_min"][i] for i in pumping]
    assert reached[0] > 2.0 * steps["empty_min"][pumping[0]]
    assert steps["above_h"][pumping[0]] > 0.1
    assert steps["above_mbar"][pumping[0]] > 1.0
    assert reached[-1] == pytest.approx(steps["empty_min"][pumping[-1]], rel=0.05)
    assert steps["above_h"][pumping[-1]] == 0.0


def test_a_narrow_coil_takes_up_what_the_wide_ones_give_off():
    result = shipped("purge_cycles")
    rows = {name: np.array(column) for name, column in result.rows.items()}
    first = rows["step"] == 3  # the first break, after the narrow one was dry
    narrow, wide = rows["narrow_ppm"][first], rows["wide_ppm"][first]
    assert narrow[-1] > narrow[0]
    assert wide[-1] < wide[0]


def test_the_floor_is_what_the_last_hold_ends_at():
    humid = {"pressure_mbar": 700, "dew_point_degC": 10, "purge_Nm3_per_h": 2}
    result = ran(("recipe/2", humid | {"hold_h": 100}))
    steps = result.steps
    assert steps["vapour_pressure_mbar"][-1] == pytest.approx(12.27 * 0.691, rel=0.01)
    assert steps["mean_ppm"][-1] == pytest.approx(steps["floor_ppm"][-1], rel=5e-3)


# ---------------------------------------------------------------- levers


def through(*edits):
    return ran(*edits).summary["through_h"]


def test_hotter_narrower_and_emptier_dries_sooner():
    usual = through()
    assert through(("recipe/0/temperature_degC", 110)) < usual
    assert through(("load/0/width_mm", 150)) < usual
    assert through(("load/0/count", 2)) < usual
    assert through(("oven/pump/speed_m3_per_h", 20)) > usual


def test_pressure_below_the_knudsen_plateau_gains_little():
    """PHYSICS 3.2: 100 to 10 mbar a third of the time, 10 to 1 mbar next to nothing."""
    one = ("load/0/count", 1)
    times = [
        through(one, ("recipe/1/pressure_mbar", mbar)) - 6.0  # h of heat-up
        for mbar in (100, 10, 1)
    ]
    assert times[1] < 0.8 * times[0]
    assert times[2] > 0.85 * times[1]


@cache
def five():
    found = levers(oven_load.load("ovens/plain_vacuum.yaml"))
    return {lever.column: lever for lever in found}


def over_law(column):
    """Hours over those of the law, by value."""
    lever = five()[column]
    return {
        value: hours / law
        for value, hours, law in zip(
            lever.values, lever.through_h, lever.law_h, strict=True
        )
    }


def hours(column):
    lever = five()[column]
    return dict(zip(lever.values, lever.through_h, strict=True))


def lone(latent=True):
    """A tenth of a coil in the oven of the levers: no pump to share."""
    base = hot_load(oven_load.load("ovens/plain_vacuum.yaml"))
    small = at_load(base, 1 / 60)
    return replace(small, oven=replace(small.oven, latent=latent))


def hours_of(task):
    return oven.run(task).summary["through_h"]


def test_drying_time_goes_with_the_vapour_pressure_of_water():
    """Tenfold from 60 to 120 degC; what is left are sqrt(T) in the pores, net heats."""
    at = hours("temperature_degC")
    assert at[60.0] / at[120.0] == pytest.approx(10.0, rel=0.05)
    assert all(r == pytest.approx(1.0, abs=0.03) for r in over_law(
        "temperature_degC").values())  # fmt: skip
    inverse = 1.0 / (np.array(list(at)) + 273.15)
    slope = np.polyfit(inverse, np.log(list(at.values())), 1)[0] * 8.314462618
    assert slope == pytest.approx(42.1e3, rel=0.03)  # J/mol: evaporation at 90 degC


def test_width_enters_squared():
    """1.9 in a load of six: a narrow coil gives off its water faster than pump and heat
    follow. A lone coil that desorbs without heat has the law's 2."""
    at = hours("width_mm")
    exponent = math.log(at[375.0] / at[100.0]) / math.log(3.75)
    assert exponent == pytest.approx(1.90, abs=0.03)
    alone = lone(latent=False)
    narrow, wide = (hours_of(at_width(alone, share)) for share in (0.4, 1.5))
    assert math.log(wide / narrow) / math.log(3.75) == pytest.approx(2.0, abs=0.01)


def test_pressure_gains_nothing_below_the_knudsen_plateau_but_for_the_floor():
    lever = five()["pressure_mbar"]
    swept = dict(zip(lever.values, lever.swept_h, strict=True))
    pure = hours("pressure_mbar")
    # swept with dry gas: 100 mbar costs a quarter, 10 mbar nothing
    assert swept[100.0] > 1.2 * swept[10.0]
    assert swept[10.0] == pytest.approx(swept[0.3], rel=0.01)
    # thin vapour would follow 1/D(p); Stefan flow of thick vapour makes it faster
    for mbar, took, law in zip(lever.values, lever.swept_h, lever.law_h, strict=True):
        assert 0.75 < took / law < 1.001, mbar
    # in its own vapour: the floor
    assert lever.never_above == pytest.approx(35.7, rel=0.01)
    assert pure[100.0] is None
    assert pure[30.0] > 2.0 * swept[30.0]
    assert pure[1.0] == pytest.approx(pure[0.3], rel=0.01)


def test_the_floor_that_stops_the_pressure_lever_is_the_isotherm_s():
    task = oven_load.load("ovens/plain_vacuum.yaml")
    top = five()["pressure_mbar"].never_above
    model = task.coils[0].model
    made, hot = model.material, kelvin(90.0)
    activity = 100.0 * top / float(liquid_vapour_pressure(hot))
    pores = made.porosity * 100.0 * top * 0.018015268 / (8.314462618 * hot)
    held = float(made.isotherm.loading(activity, hot)) + pores / made.density
    assert held * made.coating_share == pytest.approx(200e-6, rel=1e-6)


def test_calendering_makes_it_about_five_times_slower():
    """4.2 in a load of six, which shares its pump; 5.2 alone; PHYSICS 7: 5."""
    at = hours("porosity")
    assert 4.0 < at[0.33] / at[0.5] < 6.0
    alone = lone()
    loose, tight = (hours_of(at_porosity(alone, p)) for p in (0.50, 0.33))
    assert tight / loose == pytest.approx(5.0, rel=0.06)


def test_a_fuller_oven_is_slower_as_if_the_pump_were_a_film():
    times = five()["coils"].through_h
    assert all(a < b for a, b in pairwise(times))
    assert times[-1] > 1.15 * times[0]
    assert all(r == pytest.approx(1.0, abs=0.03) for r in over_law("coils").values())


def test_levers_start_from_the_same_water_in_a_hot_load():
    task = oven_load.load("ovens/plain_vacuum.yaml")
    base = hot_load(task)
    assert base.start.wall == kelvin(90.0)
    assert base.pieces[-1].pressure == 50.0  # the polish, its deepest vacuum
    for variant in (at_porosity(base, 0.5), at_width(base, 0.4), at_load(base, 4)):
        coil, own = variant.coils[0], task.coils[0]
        held = coil.model.water(coil.state) / coil.model.material.density
        kept = own.model.water(own.state) / own.model.material.density
        assert held == pytest.approx(kept, rel=1e-9)
        assert coil.state.temperature == variant.start.wall


def test_levers_are_drawn_and_need_a_limit(tmp_path):
    picture = tmp_path / "levers.svg"
    answer = twin("ovens/plain_vacuum.yaml", "--json", "--levers", picture)
    assert answer.exit_code == 0
    said = json.loads(answer.stdout)["levers"]
    assert list(said) == [*five()]
    for column, lever in five().items():
        assert said[column] == lever.table()
    assert "porosity of the first coating" in picture.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=r"limits\.water_ppm is missing"):
        levers(oven_load.loaded(changed(("limits", None))))
    dry = changed(("recipe/1/pressure_mbar", 500), ("recipe/2/pressure_mbar", 500))
    with pytest.raises(ValueError, match="no step below 200 mbar"):
        levers(oven_load.loaded(dry))


# ---------------------------------------------------------------- parts


def test_the_empty_time_is_that_of_an_exponential():
    task = oven_load.load("ovens/plain_vacuum.yaml")
    speed, ultimate = 160.0 / HOUR, 1.0
    exact = 2.5 / speed * np.log((1e5 - ultimate) / (100.0 - ultimate))
    got = empty_time(task.oven, 1e5, 100.0)
    assert got == pytest.approx(exact, rel=1e-6)
    assert empty_time(task.oven, 100.0, 1e5) == 0.0
    assert empty_time(task.oven, 1e5, 0.5) == float("inf")


def test_through_is_when_it_stays_below():
    times = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    assert through_limit(times, np.array([5.0, 3.0, 5.0, 3.0, 1.0]), 4.0) == 2.5
    assert through_limit(times, np.array([5.0, 3.0, 5.0, 3.0, 4.5]), 4.0) is None
    assert through_limit(times, np.array([3.0, 3.0, 3.0, 3.0, 3.0]), 4.0) == 0.0


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ([("limits/water_ppm", 3)], "too wet"),
        ([("limits/least_water_ppm", 50)], "over-dried"),
        ([("limits/highest_temperature_degC", 80)], "K too hot"),
        ([("limits/dose_h", 0.5)], "thermal dose"),
        ([("recipe/0/temperature_degC", 140)], "K too hot"),  # SBR: 130 degC
    ],
)
def test_a_verdict_says_what_a_coil_fails(edits, says):
    assert says in ran(*edits).coils["verdict"][0]
    assert says not in shipped("plain_vacuum").coils["verdict"][0]


def test_energy_adds_up():
    energy = shipped("hot_nitrogen").energy
    # 20 Nm3/h of purge for 6.5 h, and what fills the chamber three times
    assert energy["gas_Nm3"] == pytest.approx(20 * (6 + 97 / 180), rel=0.05)
    # the pump takes 4 kW below 1 mbar for 4 h, more on its way there
    assert 4.0 * 4.0 <= energy["pump_electricity_kWh"] < 4.0 * 4.0 * 1.1
    for part in ("heat_lost_kWh", "heat_to_gas_kWh", "heat_of_desorption_kWh"):
        assert 0.0 < energy[part] < energy["heat_kWh"]


# ---------------------------------------------------------------- the command


def test_the_command_prints_steps_coils_and_words():
    answer = twin("ovens/plain_vacuum.yaml")
    assert answer.exit_code == 0
    for word in ("polish", "within all", "heat-up takes", "the last coil"):
        assert word in answer.stdout


def test_json_is_one_object_and_csv_has_the_instants(tmp_path):
    table, picture = tmp_path / "rows.csv", tmp_path / "run.png"
    answer = twin(
        "ovens/plain_vacuum.yaml", "--json", "--csv", table, "--picture", picture
    )
    assert answer.exit_code == 0
    said = json.loads(answer.stdout)
    assert said["summary"]["through_h"] == shipped("plain_vacuum").summary["through_h"]
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(said["rows"]["time_h"])
    assert float(rows[-1]["coils_ppm"]) == said["rows"]["coils_ppm"][-1]
    assert picture.read_bytes().startswith(b"\x89PNG")


FAULTS = [
    (("oven", None), "oven: missing"),
    (("oven/volume_m3", -1), "oven.volume_m3: -1"),
    (("oven/volume_l", 5), "oven.volume_l: unknown key"),
    (("oven/pump/speed_m3_per_h", None), "give one of them"),
    (("oven/pump/curve", [{"pressure_mbar": 1, "speed_m3_per_h": 5}]), "give one of"),
    (("load", []), "load"),
    (("load/0/material", "anode"), "is not a material"),
    (("load/0/start/relative_humidity_pct", None), "how wet the sample starts"),
    (("load/0/start/temperature_degC", 500), "load[0].start.temperature_degC: 500"),
    (("load/0/width_mm", "wide"), "load[0].width_mm"),
    (("load/0/count", 0), "load[0].count: 0"),
    (("recipe/0/gas", "helium"), "recipe[0].gas"),
    (("recipe/0/temperature_degC", None), "recipe[0].temperature_degC: missing"),
    (("recipe/0/hold_h", -2), "recipe[0].hold_h: -2"),
    (("recipe/1/purge_Nm3_per_h", -2), "recipe[1].purge_Nm3_per_h: -2"),
    (("recipe/0/dew_point_degC", 50), "recipe[0]"),
    (("limits/water_ppm", 0), "limits.water_ppm: 0"),
    (("room/relative_humidity_pct", None), "no humidity is given"),
    (("name", None), "name: missing"),
]


@pytest.mark.parametrize(("edit", "says"), FAULTS, ids=[e[0] for e, _ in FAULTS])
def test_a_wrong_file_is_refused_with_its_place(edit, says):
    with pytest.raises(ScenarioError) as caught:
        oven_load.loaded(changed(edit))
    assert says in str(caught.value)


def test_a_pump_curve_that_falls_is_refused():
    points = [
        {"pressure_mbar": 1, "speed_m3_per_h": 160},
        {"pressure_mbar": 2, "speed_m3_per_h": 50},
        {"pressure_mbar": 1.5, "speed_m3_per_h": 200},
    ]
    pump = {"power_kW": 4, "curve": points}
    with pytest.raises(ScenarioError) as caught:
        oven_load.loaded(changed(("oven/pump", pump)))
    assert "oven.pump.curve[1].speed_m3_per_h: 50" in str(caught.value)
    assert "oven.pump.curve[2].pressure_mbar: 1.5" in str(caught.value)


def test_two_groups_of_one_name_are_refused():
    twice = content()["load"] * 2
    with pytest.raises(ScenarioError, match="comes twice"):
        oven_load.loaded(changed(("load", twice)))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere.yaml"], "the file does not exist"),
        (["ovens/plain_vacuum.yaml", "--picture", "run.txt"], "ends in one of"),
        (
            ["ovens/plain_vacuum.yaml", "--csv", "/no/folder/rows.csv"],
            "there is no folder",
        ),
    ],
)
def test_a_wrong_command_ends_with_2(words, says):
    answer = twin(*words)
    assert answer.exit_code == 2
    assert says in answer.stderr
    assert "Traceback" not in answer.output


def test_a_run_beyond_the_isotherms_ends_with_1(tmp_path):
    file = tmp_path / "hot.yaml"
    path = PROJECT_FOLDER / "ovens" / "plain_vacuum.yaml"
    text = path.read_text(encoding="utf-8")
    file.write_text(
        text.replace("temperature_degC: 90", "temperature_degC: 190"), encoding="utf-8"
    )
    answer = twin(file)
    assert answer.exit_code == 1
    assert "coils reached" in answer.stderr


# ---------------------------------------------------------------- units of --json

UNITS = (
    "_h", "_min", "_s", "_m", "_mm", "_um", "_kg", "_ppm", "_mbar", "_degC", "_kWh",
    "_Nm3", "_pct", "_m_per_min", "_kJ_per_mol", "_g_per_m2", "_g_per_m2_s",
    "_kg_per_m2", "_kWh_per_m2", "_kWh_per_kg_solvent", "_W_per_m2_K",
)  # fmt: skip
PLAIN = {  # pure numbers
    "step", "count", "biot", "latent_share", "heat_up_share", "wall_saturation",
    "instants", "water_closure", "heat_closure", "solvent_closure", "binder_closure",
    "porosity", "coils", "crack_index", "binder_peclet", "binder_enrichment",
    "solid_fraction", "saturation",
}  # fmt: skip


def numbers(found, way=""):
    """Names of all numbers in a JSON object; of a column, once."""
    for name, value in found.items():
        first = value
        if isinstance(value, list):
            first = next((x for x in value if x is not None), None)
        if isinstance(value, dict):
            yield from numbers(value, f"{way}{name}.")
        elif isinstance(first, (int, float)) and not isinstance(first, bool):
            yield way + name


@pytest.mark.parametrize(
    "words",
    [
        *(["oven", f"ovens/{name}.yaml"] for name in SHIPPED),
        ["oven", "ovens/plain_vacuum.yaml", "--levers", "levers.svg"],
        ["dry", "dryers/anode_aqueous.yaml"],
        ["dry", "dryers/cathode_nmp.yaml"],
    ],
    ids=lambda words: " ".join(words[1:]),
)
def test_every_number_of_json_has_its_unit_in_its_name(words, tmp_path):
    words = [str(tmp_path / w) if w.endswith(".svg") else w for w in words]
    answer = CliRunner().invoke(app, [*words, "--json"], prog_name="twin")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    parameters = found.pop("parameters", {"value": [1.0], "unit": [""]})
    assert len(parameters["value"]) == len(parameters["unit"])
    terms = found.pop("heat_kWh_per_kg_solvent", {})  # the unit is the table's
    assert all(isinstance(term, float) for term in terms.values())
    names = list(numbers(found))
    assert len(names) > 20
    bare = [
        name
        for name in names
        if name.rsplit(".", 1)[-1] not in PLAIN and not name.endswith(UNITS)
    ]
    assert bare == []
