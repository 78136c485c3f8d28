"""Times to a limit: against exact answers, PHYSICS 4.1, and what must hold of them."""

import copy
import csv
import io
import json
import math
from functools import cache

import numpy as np
import pytest
from plant import electrode_material
from scenario_text import edited
from typer.testing import CliRunner

from models import exposure_limits as limits_module
from models.exposure_limits import (
    LATER,
    NEVER,
    REACHED,
    ContentLimit,
    courses,
    crossing,
)
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import EDGE, FACE, SEALED, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import DAY, HOUR, PPM, STANDARD_PRESSURE, kelvin
from scenarios.cli import app
from scenarios.exposure import exposure
from scenarios.exposure import load as exposure_load
from scenarios.exposure.picture import figure
from scenarios.faults import ScenarioError
from scenarios.material.library import load_materials, material

ROOM = kelvin(25.0)
SATURATION = float(liquid_vapour_pressure(ROOM))
OPEN = Exchange(EDGE)


def still(vapour, temperature=ROOM):
    return AirHistory.constant(temperature, vapour, STANDARD_PRESSURE)


def found(model, start, vapour, limit, exchange=OPEN, longest=400 * DAY):
    (course,) = courses(model, start, [(still(vapour), exchange)], longest)
    return crossing(model, course, limit)


def held(model, vapour):
    """Water in equilibrium [kg per kg dry coating]."""
    water = model.water(model.equilibrium(ROOM, vapour))
    return water / model.material.density


# ---------------------------------------------------------------- exact answers


@pytest.mark.parametrize(
    ("left", "times"),  # PHYSICS 9.4: residual of a slab, t / tau_macro
    [(0.5, 0.1967), (0.3, 0.4029), (0.1, 0.8481), (0.05, 1.129)],
)
def test_mean_of_a_linear_coil_meets_its_limit_when_the_slab_series_says(left, times):
    model = TwoScaleModel(electrode_material(), 0.1)
    start = model.equilibrium(ROOM, 0.0)
    exposed = Exposure(still(1.0), 0.0, 1.0, OPEN)
    tau = model.advance([start], [[exposed]])[0][0].tau_macro
    limit = ContentLimit((1.0 - left) * held(model, 1.0))
    rising = found(model, start, 1.0, limit)
    assert rising.verdict == REACHED
    assert rising.time / tau == pytest.approx(times, rel=3e-3)
    # and drying is the mirror image
    limit = ContentLimit(left * held(model, 1.0))
    falling = found(model, model.equilibrium(ROOM, 1.0), 0.0, limit)
    assert falling.above
    assert falling.time / tau == pytest.approx(times, rel=3e-3)


def test_sheet_meets_its_limit_as_a_first_order_lag():
    model = TwoScaleModel(electrode_material(), 0.05)
    face = Exchange(FACE, 5e-3)
    start = model.equilibrium(ROOM, 0.0)
    path = [Exposure(still(1.0), 0.0, 1.0, face)]
    mean_time = model.advance([start], [path])[0][0].tau_macro / 3.0
    for share in (0.1, 0.5, 0.99):
        limit = ContentLimit(share * held(model, 1.0), "edge")
        time = found(model, start, 1.0, limit, face).time
        assert time == pytest.approx(-mean_time * math.log(1 - share), rel=3e-3)


def test_handling_times_of_coil_and_stack_are_those_of_the_reference():
    # PHYSICS 4.1, linear approach with secant and tangent: an anode coil at 50 % RH is
    # 28 to 30 % of the way after a day, 72 to 75 % after a week; a stack of 50 mm at
    # -40 degC 11 % after an hour. The curved isotherm makes it 30.1, 76.8 and 11.2 %.
    anode = material("anode_cmc_sbr")
    for half_width, vapour, share, time, tolerance in (
        (0.125, 0.5 * SATURATION, 0.29, DAY, 0.015),
        (0.125, 0.5 * SATURATION, 0.735, 7 * DAY, 0.035),
        (0.05, 12.844, 0.11, HOUR, 0.005),
    ):
        model = TwoScaleModel(anode, half_width)
        start = model.equilibrium(ROOM, 0.0)
        path = [Exposure(still(vapour), 0.0, time, OPEN)]
        ((outcome,),) = model.advance([start], [path])
        reached = model.water(outcome.state) / anode.density
        assert reached / held(model, vapour) == pytest.approx(share, abs=tolerance)
        # the time to that content is that time
        answer = found(model, start, vapour, ContentLimit(reached))
        assert answer.time == pytest.approx(time, rel=2e-3)
    # linear approach with the model's own secant, exactly as the reference was made
    model = TwoScaleModel(anode, 0.125)
    path = [Exposure(still(0.5 * SATURATION), 0.0, 1.0, OPEN)]
    tau = model.advance([model.equilibrium(ROOM, 0.0)], [path])[0][0].tau_macro
    assert tau / DAY == pytest.approx(14.4, rel=0.03)  # in nitrogen; here it is air
    assert 2.0 * math.sqrt(DAY / (math.pi * tau)) == pytest.approx(0.29, abs=0.01)


# ---------------------------------------------------------------- what must hold


@cache
def anode_coil():
    anode = load_materials({"a": {"extends": "anode_cmc_sbr", "strong_sites": True}})
    return TwoScaleModel(anode["a"], 0.125)


def coil_limit(ppm, place="mean"):
    return ContentLimit(ppm * PPM / anode_coil().material.coating_share, place)


def coil_start(ppm=150.0):
    return anode_coil().uniform(ppm / anode_coil().material.coating_share, ROOM)


def test_the_wettest_place_is_first_the_edge_second_the_mean_last():
    times = [
        found(anode_coil(), coil_start(), 1200.0, coil_limit(300, place)).time
        for place in ("worst", "edge", "mean")
    ]
    assert 0.0 < times[0] < 0.2 * times[1] < times[1] < 0.1 * times[2]
    # and while it dries the wettest place is the last to come down
    times = [
        found(anode_coil(), coil_start(500.0), 1.0, coil_limit(200, place)).time
        for place in ("edge", "mean", "worst")
    ]
    assert times == sorted(times)
    assert times[0] < 0.2 * times[2]


def test_moister_air_and_thinner_wrapping_leave_less_time():
    open_air = [
        found(anode_coil(), coil_start(), vapour, coil_limit(300, "edge")).time
        for vapour in (300.0, 600.0, 1200.0, 2400.0)
    ]
    assert np.all(np.diff(open_air) < 0.0)
    wraps = [
        found(
            anode_coil(),
            coil_start(),
            1200.0,
            coil_limit(300, "edge"),
            Exchange(EDGE, 5e-3, wrap),
        ).time
        for wrap in (1e-10, 1e-9, 1e-8, math.inf)
    ]
    assert np.all(np.diff(wraps) < 0.0)


def test_an_answer_says_whether_there_ever_is_one():
    model, start = anode_coil(), coil_start()
    dry = found(model, start, 1.0, coil_limit(300))
    assert (dry.verdict, dry.time, dry.above) == (NEVER, None, False)
    wet = found(model, coil_start(400.0), 1200.0, coil_limit(300))
    assert (wet.verdict, wet.above) == (NEVER, True)
    slow = found(model, start, 1200.0, coil_limit(300), longest=60.0)
    assert (slow.verdict, slow.time) == (LATER, None)
    shut = found(model, start, 1200.0, coil_limit(300), Exchange(SEALED))
    assert shut.verdict == NEVER
    there = ContentLimit(model.figures(start).mean)
    assert found(model, start, 1200.0, there).time == 0.0
    with pytest.raises(ValueError, match="place of a limit is 'middle'"):
        ContentLimit(1e-4, "middle")
    with pytest.raises(ValueError, match="fitted from 0 to"):
        found(model, start, 0.99 * SATURATION, coil_limit(300))


def test_a_time_does_not_depend_on_the_looks(monkeypatch):
    times = []
    for looks in (12, 60, 200):
        monkeypatch.setattr(limits_module, "LOOKS", looks)
        times.append(
            found(anode_coil(), coil_start(), 1200.0, coil_limit(300, "edge")).time
        )
    assert times[1] == pytest.approx(times[2], rel=2e-3)
    assert times[0] == pytest.approx(times[2], rel=2e-3)


def test_the_content_at_the_time_found_is_the_limit():
    model = anode_coil()
    for place in ("edge", "mean", "worst"):
        limit = coil_limit(300, place)
        time = found(model, coil_start(), 900.0, limit).time
        path = [Exposure(still(900.0), 0.0, time, OPEN)]
        ((outcome,),) = model.advance([coil_start()], [path])
        there = getattr(model.figures(outcome.state), place)
        assert there == pytest.approx(limit.water, rel=3e-3)


def test_hysteresis_waits_for_the_branch_it_is_on():
    options = {"h": {"extends": "anode_cmc_sbr", "hysteresis": True}}
    model = TwoScaleModel(load_materials(options)["h"], 0.05)
    ends = []
    for branch in (0.0, 1.0):
        start = model.equilibrium(ROOM, 1000.0, branch)
        ends.append(model.figures(start).mean)
    dry = model.uniform(10.0, ROOM)
    between = ContentLimit(0.5 * sum(ends))
    assert ends[0] < between.water < ends[1]
    assert found(model, dry, 1000.0, between).verdict == NEVER


# ---------------------------------------------------------------- files and command

STACK = {
    "name": "stack",
    "material": "anode_cmc_sbr",
    "sample": {"kind": "stack", "width_mm": 100, "length_mm": 200, "sheets": 20},
    "start": {"temperature_degC": 22, "water_ppm": 5},
    "airs": {"room": {"temperature_degC": 22, "dew_point_degC": -20}},
    "sweep": {"temperature_degC": 22, "dew_points_degC": [-40, -20, 0]},
    "wrappings": {"open": {"kind": "open"}, "bag": {"kind": "aluminium_bag"}},
    "limits": [{"water_ppm": 20, "place": "edge"}, {"coating_ppm": 40}],
    "longest_d": 10,
}


def changed(*edits):
    """The keys of the stack with values at paths like "map/places"; None: gone."""
    return edited(STACK, edits, gone=None)


@cache
def ran():
    return exposure.run(exposure_load.loaded(copy.deepcopy(STACK)))


def test_rows_are_one_for_each_air_wrapping_and_limit():
    rows = ran().rows
    assert len(rows["air"]) == 4 * 2 * 2
    assert set(rows["air"]) == {
        "room",
        "frost -40 °C",
        "frost -20 °C",
        "dew 0 °C",
    }
    share = material("anode_cmc_sbr").coating_share
    assert rows["limit_coating_ppm"][:2] == pytest.approx([20 / share, 40.0])
    assert rows["limit_ppm"][:2] == pytest.approx([20.0, 40.0 * share])
    # the room is one of the sweep's airs, and answers alike
    same = [ran().times(place, "open") for place in ran().plan.places[::2]]
    assert same[0] == same[1]
    opened = [h for h, w in zip(rows["time_h"], rows["wrapping"], strict=True)
              if w == "open"]  # fmt: skip
    assert opened[0] > 0.0
    times = [ran().times(place, "open")[0][1] for place in ran().plan.places[1:]]
    assert times == sorted(times, reverse=True)


def test_start_by_coating_is_the_basis_it_says():
    plan = exposure_load.loaded(
        changed(("start", {"temperature_degC": 22, "coating_ppm": 30}))
    )
    assert plan.model.figures(plan.start).mean == pytest.approx(30e-6, rel=1e-9)


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ([("airs", None), ("sweep", None)], "airs: there is none; give an air, or a"),
        ([("material", "anode_cmc")], "did you mean anode_cmc_sbr?"),
        ([("limits", [])], "limits: "),
        ([("limits/0/place", "core")], "'edge', 'mean' or 'worst'"),
        ([("limits/0/coating_ppm", 9)], "limits[0]: a limit is given by water_ppm or"),
        ([("limits/0/water_ppm", -9)], "limits[0].water_ppm: -9"),
        ([("airs/room/dew_point_degC", 21.9)], "beyond the fitted range|fitted from"),
        ([("airs/room/relative_humidity_pct", 9)], "humidity is given 2 times"),
        ([("sweep/dew_points_degC", [-20, -40])], "they rise from one to the next"),
        ([("sweep/dew_points_degC", [0, 23])], "23; at 22 °C the air is saturated"),
        ([("sample/sheets", None)], "sample.sheets: missing; what a wrapping lets"),
        ([("wrappings/bag/kind", "alu")], "'vacuum_bag'"),
        ([("sample/wrapping", {"kind": "open"})], "give it under wrappings, by a name"),
        ([("sample", {"kind": "free_sheet"})], "a free sheet is not wrapped"),
        ([("start/water_ppm", 4e5)], "start: coating_ppm is"),
        ([("longest_h", 5)], "5 h are"),
        ([("wrapping", {})], "did you mean wrappings?"),
    ],
)
def test_a_faulty_file_says_what_is_wrong_with_which_key(edits, says):
    with pytest.raises(ScenarioError) as caught:
        exposure_load.loaded(changed(*edits))
    assert any(word in str(caught.value) for word in says.split("|")), caught.value


def twin(*words):
    return CliRunner().invoke(app, ["expose", *map(str, words)], prog_name="twin")


def test_command_prints_draws_and_writes(tmp_path):
    picture, table = tmp_path / "out.svg", tmp_path / "out.csv"
    done = twin("exposures/cathode_sheet.yaml", "--picture", picture, "--csv", table)
    assert done.exit_code == 0, done.output
    assert "cathode sheet: time until" in done.stdout
    assert "never" in done.stdout
    assert picture.read_text().startswith("<?xml")
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    assert list(rows[0]) == list(exposure.COLUMNS)
    assert {row["verdict"] for row in rows} == {REACHED, NEVER}
    assert all((row["time_h"] == "") == (row["verdict"] == NEVER) for row in rows)
    hall = next(row for row in rows if row["air"] == "hall")
    assert 0.0 < float(hall["time_h"]) * HOUR < 60.0  # a free sheet: below a minute


def test_json_is_one_object_with_the_courses():
    done = twin("exposures/cathode_sheet.yaml", "--json")
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert list(answer) == [*exposure.COLUMNS, "courses"]
    course = answer["courses"]
    assert len({len(column) for column in course.values()}) == 1
    assert course["time_h"][0] == 0.0
    assert course["water_ppm"][0] == pytest.approx(36.6, abs=0.5)


def test_bad_input_ends_with_2_and_no_traceback(tmp_path):
    for words, says in (
        (("nowhere.yaml",), "exposures/anode_coil.yaml"),
        (("exposures/anode_stack.yaml", "--picture", "x.gif"), ".png, .svg, .pdf"),
        (("exposures/anode_stack.yaml", "--csv", tmp_path), "this is a folder"),
    ):
        done = twin(*words)
        assert done.exit_code == 2
        assert says in done.stderr
        assert "Traceback" not in done.output
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: x\nmaterial: [1]\n")
    done = twin(broken)
    assert done.exit_code == 2
    assert "limits: missing" in done.stderr


def test_picture_has_a_panel_for_each_air_and_one_for_the_sweep():
    picture = figure(ran())
    panels = [ax for ax in picture.axes if ax.has_data()]
    assert len(panels) == 2
    above, below = panels
    assert above.get_title(loc="left").startswith("room: 22 °C")
    assert "time to the limit at 22 °C" in below.get_title(loc="left")
    # the marks stand where the table says
    marks = [line for line in above.lines if len(line.get_xdata()) == 1]
    reached = [a for a in ran().times(ran().plan.places[0], "open") if a[0] == REACHED]
    reached += [a for a in ran().times(ran().plan.places[0], "bag") if a[0] == REACHED]
    assert len(marks) == len(reached) > 0
    assert marks[0].get_xdata()[0] == pytest.approx(reached[0][1] * HOUR)


@pytest.mark.parametrize(
    "name", ["anode_stack", "anode_coil", "cathode_sheet", "dry_room_stack"]
)
def test_shipped_exposures_are_sound(name):
    plan = exposure_load.load(f"exposures/{name}.yaml")
    assert plan.places or plan.map
    assert plan.limits
