"""The picture of a run shows what the tables and the model say, and is saved whole."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scenario_text import DATA
from typer.testing import CliRunner

from models.sorption import FACE, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import HOUR, PPM
from scenarios.cli import app
from scenarios.lives import check_names, followed, lives
from scenarios.load import load
from scenarios.pictures import figure, save
from twin.line import run
from twin.scenario import CoilOrder

ONE = DATA / "one_coil.yaml"
LINE = DATA / "small_line.yaml"
DOOR = {
    "zones.room.disturbances": "[{start_h: 2, duration_h: 1, onset_min: 10, "
    "recovery_min: 10, temperature_degC: 24, dew_point_degC: 5}]"
}
CLOSE = 2e-3  # of the change: the looks cut exposures, each within the tolerance


@cache
def drawn(path=ONE, chosen=()):
    settings = [f"{key}={value}" for key, value in DOOR.items()] if path == ONE else []
    scenario = load(path, settings).scenario
    result = run(scenario)
    return scenario, result, lives(scenario, result, chosen, instants=100)


def line(ax, gid):
    (found,) = [own for own in ax.get_lines() if own.get_gid() == gid]
    return found.get_xdata(), found.get_ydata()


def hours(ax):
    unit = ax.figure.axes[-1].get_xlabel().split()[0]
    return {"days": 24.0, "hours": 1.0}[unit]


def test_lines_run_from_the_water_in_to_the_water_out_of_the_visits():
    _, result, found = drawn()
    panels = figure(result, found).axes
    for ax, life in zip(panels[1:], found, strict=True):
        own = result.visits[result.visits["coil"] == life.coils[0]].iloc[0]
        time, water = line(ax, "mean")
        assert time[0] * hours(ax) == own["arrived_h"]
        assert time[-1] * hours(ax) == pytest.approx(own["left_h"])
        assert water[0] == pytest.approx(own["water_in_ppm"], rel=1e-12)
        assert water[-1] == pytest.approx(own["water_out_ppm"], rel=1e-9)


def test_coil_is_drawn_by_its_edge_too_and_a_sheet_is_not():
    _, result, found = drawn()
    _, coil, sheet = figure(result, found).axes
    own = result.visits[result.visits["coil"] == found[0].coils[0]].iloc[0]
    _, edge = line(coil, "edge")
    assert edge[-1] == pytest.approx(own["edge_out_ppm"], rel=1e-9)
    assert not [x for x in sheet.get_lines() if x.get_gid() == "edge"]


def test_the_way_between_is_that_of_the_model():
    scenario, result, found = drawn()
    sheet = next(life for life in found if life.electrode == "sheet")
    spec = scenario.electrodes["sheet"]
    material = scenario.materials[spec.material]
    model = TwoScaleModel(material, spec.width / 2, tolerance=1e-6)
    state = model.uniform(100 / material.coating_share, spec.start_temperature)
    # the air from the table, whose rows are joined by straight lines
    rows = result.zones[result.zones["zone"] == "room"]
    time = rows["time_h"].to_numpy() * HOUR
    begin = np.flatnonzero(np.diff(time) > 0)
    pair = lambda values: np.stack([values[begin], values[begin + 1]], 1)  # noqa: E731
    air = AirHistory(
        np.append(time[begin], time[-1]),
        pair(rows["temperature_degC"].to_numpy() + 273.15),
        pair(rows["vapour_pressure_Pa"].to_numpy()),
        pair(rows["pressure_mbar"].to_numpy() * 100.0),
    )
    instants = HOUR * sheet.time_h
    instants = instants[instants > 0]
    edges = np.concatenate([[0.0], instants])
    path = [Exposure(air, a, b, Exchange(FACE, 5e-3)) for a, b in pairwise(edges)]
    states = [outcome.state for outcome in model.advance([state], [path])[0]]
    expected = [model.figures(s).mean * material.coating_share / PPM for s in states]
    shown = sheet.water_ppm[sheet.time_h > 0]
    assert np.ptp(expected[5:]) > 10.0  # the open door is seen
    assert shown == pytest.approx(expected, abs=CLOSE * np.ptp(expected))


def test_equilibrium_is_that_of_the_zone_s_air():
    scenario, _, found = drawn()
    coil = found[0]
    material = scenario.materials[scenario.electrodes["coil"].material]
    air = scenario.zones["room"].air
    before = coil.air_time_h < 2.0
    expected = float(material.equilibrium_ppm(air.water_activity, air.temperature))
    assert before.sum() > 10
    assert coil.equilibrium_ppm[before] == pytest.approx(expected, rel=1e-9)
    assert coil.equilibrium_ppm.max() > 5 * expected  # the door


def test_the_air_s_line_is_the_table_s():
    _, result, found = drawn()
    top = figure(result, found).axes[0]
    time, frost = line(top, "room")
    rows = result.zones[result.zones["zone"] == "room"]
    assert (time * hours(top)).tolist() == rows["time_h"].tolist()
    assert frost.tolist() == rows["dew_point_degC"].tolist()


def test_a_daughter_is_drawn_with_her_mother_s_life_before_hers():
    _, result, found = drawn(LINE)
    for life in found:
        coils = result.coils.set_index("coil")
        assert len(life.coils) == 2
        assert coils.loc[life.coils[1], "parent"] == life.coils[0]
        assert np.all(np.diff(life.time_h) >= 0)
        assert life.time_h[0] == coils.loc[life.coils[0], "released_h"]
        names = [station for station, _, _ in life.visits]
        assert any(name.endswith("slitter") for name in names)


def test_a_coil_can_be_asked_for_by_name():
    _, result, found = drawn(ONE, ("coil-0002",))
    (life,) = found
    assert life.coils == ("coil-0002",) == followed(result, "coil-0002")
    assert life.time_h[0] == pytest.approx(8.0)


MAGIC = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.mark.parametrize("suffix", MAGIC)
def test_picture_is_of_the_kind_its_suffix_says_and_always_the_same(suffix, tmp_path):
    _, result, found = drawn()
    for name in ("one", "two"):
        save(figure(result, found), tmp_path / f"{name}{suffix}")
    one = (tmp_path / f"one{suffix}").read_bytes()
    assert one.startswith(MAGIC[suffix])
    assert one == (tmp_path / f"two{suffix}").read_bytes()


# ---------------------------------------------------------------- the command


def twin(*words):
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="twin")


def test_command_runs_and_draws(tmp_path):
    path = tmp_path / "coil.png"
    answer = twin("run", ONE, "--out", tmp_path / "runs", "--picture", path)
    assert answer.exit_code == 0
    assert path.read_bytes().startswith(MAGIC[".png"])
    assert f"drawn to {path}" in answer.stderr
    assert "drawn" not in answer.stdout


@pytest.mark.parametrize("name", ["coil.gif", "coil", "nowhere/coil.png"])
def test_a_place_for_no_picture_is_refused_before_the_run(name, tmp_path):
    words = ("run", ONE, "--out", tmp_path / "runs", "--picture", tmp_path / name)
    answer = twin(*words)
    assert answer.exit_code == 2
    assert name in answer.stderr
    assert "Traceback" not in answer.output
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    "name", ["coyl", "nobody", "coyl-0001", "coil-1", "coil/1", "coil-0001x"]
)
def test_an_unknown_name_to_draw_is_refused_before_the_run(name, tmp_path):
    words = ("run", ONE, "--out", tmp_path / "runs", "--picture", tmp_path / "a.png")
    answer = twin(*words, "--draw", name)
    assert answer.exit_code == 2
    assert f"--draw {name}: " in answer.stderr
    assert "he electrodes are coil, sheet" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_names_that_a_coil_of_the_run_can_have_may_be_drawn():
    scenario = load(ONE).scenario
    check_names(scenario, ["coil", "sheet-0001", "coil-0001/2/1"])
    listed = replace(
        scenario.electrodes["coil"], orders=(CoilOrder("A 17", 0.0),), count=None
    )
    scenario = replace(scenario, electrodes={"coil": listed})
    check_names(scenario, ["coil", "A 17", "A 17/2"])
    with pytest.raises(ValueError, match="coil-0001: no electrode and no coil"):
        check_names(scenario, ["coil-0001"])


def test_draw_without_a_picture_is_refused(tmp_path):
    answer = twin("run", ONE, "--out", tmp_path / "runs", "--draw", "coil")
    assert answer.exit_code == 2
    assert "--picture" in answer.stderr
