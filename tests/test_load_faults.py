# ruff: noqa: E501 (a table of faults reads best with one fault a line)
"""Every fault of a scenario file is named by key, value, what is allowed, what to do."""

import pytest
from scenario_text import DATA, GONE, SMALL, changed, load_text, load_tree, tree

from scenarios.document import read
from scenarios.faults import ScenarioError, closest, quoted
from scenarios.key_faults import unknown_key
from scenarios.load import load

RECIPE = "stations/oven/recipe"

# fmt: off
# what is broken (path, value), the key the fault names, what its message says
KEYS = [
    ("zones/hall/temperature_degC", "-40 C", "zones.hall.temperature_degC", "give -40 alone"),
    ("zones/hall/temperature_degC", "23,5", "zones.hall.temperature_degC", "write 23.5"),
    ("zones/hall/temperature_degC", "23.5", "zones.hall.temperature_degC", "without quotes"),
    ("zones/hall/temperature_degC", "warm", "zones.hall.temperature_degC", "not a number"),
    ("zones/hall/temperature_degC", 300, "zones.hall.temperature_degC", "from -60 to 200 °C"),
    ("zones/hall/temperature_degC", True, "zones.hall.temperature_degC", "true is not a number"),
    ("zones/hall/temperature_degC", [23], "zones.hall.temperature_degC", "a list of 1"),
    ("zones/hall/temperature_degC", GONE, "zones.hall.temperature_degC", "missing"),
    ("zones/hall/relative_humidity_pct", GONE, "zones.hall", "no humidity is given"),
    ("zones/hall/relative_humidity_pct", 145, "zones.hall.relative_humidity_pct", "0 to 100"),
    ("zones/hall/relative_humidity_pct", -1, "zones.hall.relative_humidity_pct", "0 to 100"),
    ("zones/hall/dew_point_degC", 5, "zones.hall", "keep one"),
    ("zones/hall/dewpoint_degC", 5, "zones.hall.dewpoint_degC", "did you mean dew_point_degC?"),
    ("zones/hall/temperature_K", 296, "zones.hall.temperature_K", "did you mean temperature_degC?"),
    ("zones/hall/pressure_bar", 1, "zones.hall.pressure_bar", "1 bar are 1000 mbar"),
    ("zones/hall/gas", "helium", "zones.hall.gas", "'air', 'nitrogen' or 'argon'"),
    ("zones/hall/gas", "nitrogene", "zones.hall.gas", "did you mean nitrogen?"),
    ("zones/hall/fan", 5, "zones.hall.fan", "the keys here are"),
    ("zones/hall", 23, "zones.hall", "not a mapping"),
    ("zones/hall", {"temperature_degC": 20, "dew_point_degC": 21}, "zones.hall", "warm the air"),
    ("zones/hall", {"temperature_degC": 23, "relative_humidity_pct": 99}, "zones.hall", "beyond the 95 %"),
    ("zones/hall", {"temperature_degC": 95, "vapour_pressure_Pa": 110000, "pressure_mbar": 900}, "zones.hall", "allowed is 0 to"),
    ("zones/hall", {"temperature_degC": 190, "dew_point_degC": 10}, "zones.hall", "isotherms hold from"),
    ("zones", [], "zones", "not a mapping"),
    ("zones", {}, "zones", "there are none"),
    ("zones/2nd room", {"temperature_degC": 20, "dew_point_degC": 5}, "zones.2nd room", "begins with a letter"),
    ("zones/dry_room/schedule/period", "month", "zones.dry_room.schedule.period", "'week' or 'day'"),
    ("zones/dry_room/schedule/set_points", [], "zones.dry_room.schedule.set_points", "empty"),
    ("zones/dry_room/schedule/set_points/0/from", "06:00", "zones.dry_room.schedule.set_points[0].from", "Mon 06:00"),
    ("zones/dry_room/schedule/set_points/1/from", "Mon 05:00", "zones.dry_room.schedule.set_points[1].from", "order of time"),
    ("zones/dry_room/schedule/set_points/1/from", "Fun 05:00", "zones.dry_room.schedule.set_points[1].from", "Mon, Tue"),
    ("zones/dry_room/schedule/set_points/1/from", 6, "zones.dry_room.schedule.set_points[1].from", "put it in quotes"),
    ("zones/dry_room/dew_point_degC", -40, "zones.dry_room", "given in 2 ways"),
    ("zones/dry_room/disturbances/0/duration_h", 0, "zones.dry_room.disturbances[0].duration_h", "more than 0"),
    ("zones/dry_room/disturbances/0/start_h", 99, "zones.dry_room.disturbances[0].start_h", "the run ends after 96 h"),
    ("zones/dry_room/disturbances/0/start_d", 1, "zones.dry_room.disturbances[0].start_d", "1 d are 24 h"),
    ("electrodes/anode/material", "anode_cmc_sbx", "electrodes.anode.material", "did you mean anode_cmc_sbr?"),
    ("electrodes/anode/start_ppm", 4e5, "electrodes.anode.start_ppm", "holds up to"),
    ("electrodes/anode/as_coated_porosity", 0.2, "stations.calender.porosity", "a calender compacts"),
    ("electrodes/anode/length_mm", 1e6, "electrodes.anode.length_mm", "did you mean length_m?"),
    ("electrodes/anode/width_mm", 0, "electrodes.anode.width_mm", "more than 1"),
    ("electrodes/anode/interval_h", GONE, "electrodes.anode.interval_h", "neither"),
    ("electrodes/anode/interval_h", {"kind": "exponential"}, "electrodes.anode.interval_h.mean_h", "missing"),
    ("electrodes/anode/interval_h", {"kind": "exponential", "mean_min": 60}, "electrodes.anode.interval_h.mean_min", "60 min are 1 h"),
    ("electrodes/anode/interval_h", {"kind": "gauss", "mean_h": 6}, "electrodes.anode.interval_h.kind", "'normal'"),
    ("electrodes/anode/interval_h", {"kind": "uniform", "low_h": 6, "high_h": 2}, "electrodes.anode.interval_h.low_h", "low_h <= high_h"),
    ("electrodes/anode/interval_h", {"kind": "fixed", "value_h": 6, "sd_h": 1}, "electrodes.anode.interval_h.sd_h", "remove it"),
    ("electrodes/anode/interval_h", {"kind": "normal", "mean_h": 1, "sd_h": 9}, "electrodes.anode.interval_h.sd_h", "use lognormal"),
    ("electrodes/anode/interval_h", 0, "electrodes.anode.interval_h", "more than 0"),
    ("electrodes/anode/first_release_h", 200, "electrodes.anode.first_release_h", "the run ends after"),
    ("electrodes/anode/count", 2.5, "electrodes.anode.count", "a whole number"),
    ("electrodes/cathode/start_ppm", 100, "electrodes.cathode.start_air", "keep one"),
    ("electrodes/cathode/start_air/temperature_degC", -70, "electrodes.cathode.start_air.temperature_degC", "-60 to 200"),
    ("stations/oven/kind", "furnace", "stations.oven.kind", "The kinds are"),
    ("stations/oven/kind", "ovn", "stations.oven.kind", "did you mean oven?"),
    ("stations/oven/kind", GONE, "stations.oven.kind", "missing; the kinds"),
    ("stations/oven", 5, "stations.oven.kind", "not a mapping"),
    ("stations/oven/zone", "hal", "stations.oven.zone", "did you mean hall?"),
    ("stations/oven/zone", GONE, "stations.oven.zone", "missing"),
    ("stations/oven/machines", 0, "stations.oven.machines", "from 1 to 1000"),
    ("stations/oven/capacity", "four", "stations.oven.capacity", "not a whole number"),
    ("stations/oven/min_load", 9, "stations.oven.min_load", "at most the capacity, 4"),
    ("stations/oven/dispatch", "wettest", "stations.oven.dispatch", "did you mean wettest_first?"),
    ("stations/oven/dispatch", "last_in", "stations.oven.dispatch", "'first_in'"),
    (f"{RECIPE}/0/hold_h", -2, "stations.oven.recipe[0].hold_h", "how long the step is held"),
    (f"{RECIPE}/0/hold_min", 30, "stations.oven.recipe[0].hold_min", "did you mean hold_h? 30 min are 0.5 h"),
    (f"{RECIPE}/0/temperature_degC", GONE, "stations.oven.recipe[0].temperature_degC", "the first step needs it"),
    (f"{RECIPE}/0/dew_point_degC", GONE, "stations.oven.recipe[0]", "no humidity is given"),
    (f"{RECIPE}/0/water_ppmv", 10, "stations.oven.recipe[0]", "keep one"),
    (f"{RECIPE}/0/temperature_degC", 180, "stations.oven.recipe", "isotherms hold from"),
    (f"{RECIPE}/0/temperature_degC", 250, "stations.oven.recipe[0].temperature_degC", "0 to 200"),
    (f"{RECIPE}/0/pressure_mbar", 0, "stations.oven.recipe[0].pressure_mbar", "0.01 to 2000"),
    (f"{RECIPE}/1/steps/0/vapour_pressure_Pa", 900, "stations.oven.recipe[1].steps[0].vapour_pressure_Pa", "raise pressure_mbar"),
    (f"{RECIPE}/1/repeat", 0, "stations.oven.recipe[1].repeat", "from 1 to 200"),
    (f"{RECIPE}/1/steps", [], "stations.oven.recipe[1].steps", "empty"),
    (RECIPE, [], "stations.oven.recipe", "empty"),
    (RECIPE, {"temperature_degC": 100}, "stations.oven.recipe", "not a list"),
    (f"{RECIPE}/2/hold_h", 900, "stations.oven.recipe", "longer than the whole run"),
    ("stations/anode_coater/speed_m_per_min", GONE, "stations.anode_coater.speed_m_per_min", "needs speed_m_per_min or duration_min"),
    ("stations/anode_coater/speed_m_per_s", 0.2, "stations.anode_coater.speed_m_per_s", "did you mean speed_m_per_min?"),
    ("stations/anode_coater/web_path_m", 700, "stations.anode_coater.web_path_m", "shorter than a coil of anode"),
    ("stations/anode_coater/duration_min", 1, "stations.anode_coater.duration_min", "2 min through the air"),
    ("stations/anode_coater/web_zone", "drier", "stations.anode_coater.web_zone", "did you mean dryer?"),
    ("stations/calender/porosity", 1.2, "stations.calender.porosity", "to less than 0.95"),
    ("stations/calender/porosity", 0.6, "stations.calender.porosity", "a calender compacts"),
    ("stations/slitter/daughter_widths_mm", [130, 130], "stations.slitter.daughter_widths_mm", "make them narrower"),
    ("stations/slitter/daughter_widths_mm", 115, "stations.slitter.daughter_widths_mm", "not a list"),
    ("stations/slitter/shifts", ["mornings"], "stations.slitter.shifts[0]", "Mon-Fri 06:00-22:00"),
    ("stations/slitter/shifts", ["Mon 06:00-14:00", "Mon 13:00-20:00"], "stations.slitter.shifts[1]", "overlaps"),
    ("stations/cutter/sheet_width_mm", 120, "stations.cutter.sheet_width_mm", "115 mm wide there"),
    ("stations/cutter/sheet_length_mm", 190, "stations.cutter.sheet_length_mm", "takes the sheets as cut"),
    ("stations/cutter/breakdowns/repair_h", GONE, "stations.cutter.breakdowns.repair_h", "missing"),
    ("stations/store/wrapping/transmission_g_per_m2_d", -1, "stations.store.wrapping.transmission_g_per_m2_d", "0 to 10000"),
    ("stations/check/measurement/bias_pct", 3, "stations.check.measurement.bias_pct", "did you mean bias_ppm?"),
    ("stations/spare", {"kind": "store", "zone": "hall"}, "", "no coil reaches 'spare'"),
    ("route/anode/2", "winder", "route.anode[2]", "after 'calender' comes 'winder', which is not a station"),
    ("route/anode/2", "sliter", "route.anode[2]", "did you mean slitter?"),
    ("route/anode/6", "calender", "route.anode[6]", "the route has a cycle"),
    ("route/anode", [], "route.anode", "list the stations"),
    ("route/anode", GONE, "route.anode", "needs its list of stations"),
    ("route/anod", ["oven"], "route.anod", "did you mean anode?"),
    ("route/anode/7", GONE, "", "needs anode, which ends at"),
    ("rework/0/from", "store", "", "begins at a moisture check"),
    ("rework/0/to", "ovn", "rework[0].to", "did you mean oven?"),
    ("rework/0/at_most", 0, "rework[0].at_most", "from 1 to 100"),
    ("rework/0/above_ppm", GONE, "rework[0].above_ppm", "missing"),
    ("rework/0/to", "slitter", "", "lead back to a station after it"),
    ("limits/0/station", "overn", "limits[0].station", "did you mean oven?"),
    ("limits/0/coating_ppm", 500, "limits[0].water_ppm", "give one of"),
    ("limits/1/place", "middle", "limits[1].place", "'mean', 'edge' or 'worst'"),
    ("cell", GONE, "cell", "say what a cell is made of"),
    ("cell/anode", "anod", "cell.anode", "did you mean anode?"),
    ("cell/cathode", "anode", "cell.cathode", "name two"),
    ("cell/separator", "separator_pp", "cell.separator", "did you mean separator_pe?"),
    ("cell/capacity_mAh", 10000, "cell.capacity_mAh", "10000 mAh are 10 Ah"),
    ("cell/anode_sheets/count", GONE, "cell.anode_sheets.count", "missing"),
    ("materials/anode_wet/porosity", 1.4, "materials.anode_wet.porosity", "below 1"),
    ("materials/anode_wet/extends", "anode_x", "materials.anode_wet.extends", "is not a material"),
    ("materials/anode_wet", 3, "materials.anode_wet", "not a mapping"),
    ("numerics/macro_cells", 2, "numerics.macro_cells", "from 4 to 400"),
    ("numerics/cells", 20, "numerics.cells", "did you mean macro_cells?"),
    ("name", GONE, "name", "missing"),
    ("name", "line/../x", "name", "letters, digits, spaces"),
    ("name", 5, "name", "put it in quotes"),
    ("start", "5.1.2026", "start", "2026-01-05 06:00"),
    ("start", "2026-13-05 06:00", "start", "2026-01-05 06:00"),
    ("duration_d", 0, "duration_d", "more than 0"),
    ("duration_d", GONE, "duration_d", "missing"),
    ("duration_d", "as_readings", "duration_d", "no zone has readings"),
    ("duration_d", "3 weeks", "duration_d", "'as_readings'"),
    ("duration_h", 90, "duration_h", "did you mean duration_d?"),
    ("warm_up_d", 5, "warm_up_d", "shorter than the run, 4"),
    ("seed", -1, "seed", "from 0"),
    ("zone", {}, "zone", "did you mean zones?"),
]
# fmt: on


@pytest.mark.parametrize(
    ("path", "value", "key", "says"), KEYS, ids=[f"{c[0]}={c[1]}"[:60] for c in KEYS]
)
def test_fault_names_key_and_remedy(path, value, key, says):
    if value is GONE:
        content = changed((path, GONE))
    else:
        content = changed((path, value))
    with pytest.raises(ScenarioError) as caught:
        load_tree(content)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("scenario.yaml has ")
    start = f"  {key}: " if key else "  "
    assert any(line.startswith(start) and says in line for line in lines[1:]), lines


def test_corpus_has_sixty_distinct_faults():
    assert len({(c[2], c[3]) for c in KEYS}) + len(TEXTS) >= 60


# broken text, what the message says
TEXTS = {
    "tab": ("name: x\n\tstart: y\n", "indent with spaces, not with tabs"),
    "colon": ("name: a: b\n", "put text that holds a colon in quotes"),
    "open bracket": ("name: [a, b\n", "open bracket"),
    "open quote": ('name: "a\n', "line 2"),
    "anchor": ("name: &n x\n", "anchors and aliases are not allowed"),
    "alias": ("name: &n x\ndescription: *n\n", "alias *n"),
    "tag": ("name: !!python/object:os.system x\n", "tags are not allowed"),
    "repeated key": ("name: x\nseed: 1\nname: y\n", "there twice (first on line 1)"),
    "nan": ("name: x\nduration_d: .nan\n", "not a finite number"),
    "infinity": ("name: x\nduration_d: -.inf\n", "not a finite number"),
    "overflow": ("name: x\nduration_d: 1e400\n", "larger than any number"),
    "long integer": ("name: x\nseed: 99999999999999999999999\n", "larger than any"),
    "deep": ("name: " + "[" * 30 + "]" * 30, "inside each other"),
    "two documents": ("name: x\n---\nname: y\n", "a file holds one"),
    "old version": ("%YAML 1.1\n---\nname: x\n", "YAML 1.2"),
    "empty": ("", "the file is empty"),
    "only a comment": ("# nothing\n", "the file is empty"),
    "a list": ("- a\n- b\n", "not a mapping"),
    "a word": ("hello\n", "not a mapping"),
    "control character": ("name: \x07\n", "U+0007 is not allowed"),
    "merge key": ("<<: {a: 1}\nname: x\n", "use extends"),
    "key that is a list": ("? [a]\n: b\n", "a key is a single word"),
    "too large": ("# " + "x" * (1 << 20) + "\nname: x\n", "1 MiB"),
}
BYTES = {
    "utf-16": (SMALL.encode("utf-16"), "save it as UTF-8"),
    "latin-1": ("name: Trocknungsprüfung\n".encode("latin-1"), "is not UTF-8"),
    "nul": (b"name: x\x00\n", "NUL byte"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_broken_text_is_refused_with_a_reason(case):
    text, says = TEXTS[case]
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    assert says in str(caught.value)


@pytest.mark.parametrize("case", BYTES)
def test_broken_bytes_are_refused_with_a_reason(case, tmp_path):
    content, says = BYTES[case]
    path = tmp_path / "scenario.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert says in str(caught.value)


def test_all_faults_come_at_once_and_with_their_lines(tmp_path):
    text = (
        SMALL.replace(
            "relative_humidity_pct: 45}", "relative_humidity_pct: 45, fan: 1}"
        )
        .replace("hold_h: 2}\n      - {repeat", "hold_h: -2}\n      - {repeat")
        .replace(
            "anode: [anode_coater, calender, slitter", "anode: [anode_coater, winder"
        )
    )
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(f"{path} has 3 faults:")
    assert "zones.hall.fan: unknown key" in message
    assert "(line 8)" in message
    assert "stations.oven.recipe[0].hold_h: -2; allowed is" in message
    assert "after 'anode_coater' comes 'winder', which is not a station" in message


def test_fault_of_an_extended_file_names_that_file(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL.replace("seed: 7", "seed: x"))
    (tmp_path / "child.yaml").write_text("extends: base.yaml\nname: child\n")
    with pytest.raises(ScenarioError, match=r"seed: 'x' .*\(base\.yaml, line 6\)"):
        load(tmp_path / "child.yaml")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"a": "extends: b.yaml\n", "b": "extends: a.yaml\n"}, "in a circle"),
        ({"a": "extends: a.yaml\n"}, "in a circle"),
        ({"a": "extends: none.yaml\n"}, "is not a file"),
        ({"a": "extends: 5\n"}, "path of a scenario file"),
        ({"a": "extends: [b.yaml]\n"}, "path of a scenario file"),
        (
            {"a": "extends: f1.yaml\n"}
            | {f"f{i}": f"extends: f{i + 1}.yaml\n" for i in range(1, 12)}
            | {"f12": SMALL},
            "more than 8 files",
        ),
    ],
)
def test_extends_that_leads_nowhere_is_refused(files, says, tmp_path):
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    with pytest.raises(ScenarioError, match=says):
        read(tmp_path / "a.yaml")


@pytest.mark.parametrize("where", ["missing.yaml", "."])
def test_a_path_that_is_no_file_is_a_clean_fault(where, tmp_path):
    with pytest.raises(ScenarioError, match=r"does not exist|is a folder"):
        load(tmp_path / where)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("zones.hall.temperature_degC", "has no '='"),
        ("zones.hal.temperature_degC=20", "did you mean hall?"),
        ("zone.hall.temperature_degC=20", "did you mean zones?"),
        ("zones.hall.temperature_C=20", "did you mean temperature_degC?"),
        ("zones.hall.temperature_degC=[20", "value '\\[20'"),
        ("stations.oven.recipe[9].hold_h=1", "the last is \\[2\\]"),
        ("stations.oven.recipe.hold_h=1", "say which entry"),
        ("stations.oven.zone.x=1", "has no keys below it"),
        ("zones[0]=1", "is not a list"),
        ("zones..hall=1", "is not a key"),
        ("=1", "is not a key"),
    ],
)
def test_setting_that_leads_nowhere_is_refused(setting, says):
    with pytest.raises(ScenarioError, match=says):
        load_text(SMALL, [setting])


def test_a_run_too_large_is_refused_with_size_and_key():
    content = changed(("electrodes/anode/interval_h", 1e-4), ("duration_d", 3000))
    with pytest.raises(ScenarioError) as caught:
        load_tree(content)
    message = str(caught.value)
    assert "the run is too large" in message
    assert "electrodes.anode.interval_h" in message
    assert "GiB" in message
    content["budget"] = {"time_min": 1e5, "memory_GiB": 1e4}
    with pytest.raises(ScenarioError, match="too large"):
        load_tree(content)


def test_the_unbroken_scenario_is_sound():
    assert load_tree(tree()).scenario.name == "small line"
    assert load(DATA / "small_line.yaml").scenario.seed == 7


def test_a_list_of_known_keys_is_said_once_and_kept_with_every_fault():
    keys = "; the keys here are name, description"
    with pytest.raises(ScenarioError) as caught:
        load_text(SMALL + "flux: 1\nblurb: 2\n")
    found = caught.value
    assert str(found).count("the keys here are") == 1
    assert "flux: unknown key; the keys" in str(found)
    assert "blurb: unknown key (line" in str(found)
    assert [keys in fault.message for fault in found.faults] == [True, True]


@pytest.mark.parametrize(
    ("name", "known", "like"),
    [
        ("capcity", ["capacity", "count"], "capacity"),
        ("cells", ["macro_cells", "micro_modes"], "macro_cells"),
        ("hal", ["hall", "dry_room"], "hall"),
        ("duration_d", ["description", "name"], None),
        ("zones", ["longest", "name"], None),
        ("zones", ["longest_d", "sample"], None),
    ],
)
def test_a_name_is_proposed_only_where_it_may_be_meant(name, known, like):
    assert closest(name, known) == like
    said = unknown_key(name, 1, known)
    assert ("did you mean" in said) == (like is not None)


def test_numbers_are_shown_as_they_are_written():
    assert [quoted(x) for x in (1e9, 45.0, 0.1, 12.3456789, 1e-7)] == [
        *("1e+09", "45", "0.1", "12.3456789", "1e-07")
    ]
