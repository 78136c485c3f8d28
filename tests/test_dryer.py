"""`twin dry`: dryer files, their faults, the command, its picture."""

import csv
import json
import math
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.drying.nozzles import SlotNozzles
from models.drying.web_profile import STAGES
from models.units import kelvin
from scenarios import pictures
from scenarios.cli import app
from scenarios.dryer import picture as dryer_picture
from scenarios.dryer.dryer import COLUMNS, FACE_COLUMNS, run
from scenarios.dryer.load import load, loaded
from scenarios.faults import ScenarioError
from scenarios.yaml_tree import parse

ROOT = Path(__file__).parents[1]
SHIPPED = sorted((ROOT / "scenarios" / "dryers").glob("*.yaml"))
ANODE = ROOT / "scenarios" / "dryers" / "anode_aqueous.yaml"
CATHODE = ROOT / "scenarios" / "dryers" / "cathode_nmp.yaml"


def content(path=ANODE):
    return parse(path.read_bytes(), path.name).content


def zone(**changes):
    return {
        "length_m": 20.0,
        "temperature_degC": 95.0,
        "dew_point_degC": 30.0,
        "top": {"heat_transfer_W_per_m2_K": 60.0},
        **changes,
    }


def changed(path=ANODE, **changes):
    return {**content(path), **changes}


@cache
def shipped(path):
    return run(load(path))


def twin(*words):
    return CliRunner().invoke(app, ["dry", *map(str, words)], prog_name="twin")


# ---------------------------------------------------------------- the files


def test_an_anode_and_a_cathode_are_shipped():
    assert {ANODE, CATHODE} <= set(SHIPPED)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_dryers_dry_their_web_and_close_their_balances(path):
    found = shipped(path)
    answers = found.summary
    assert answers["dry"]
    assert answers["highest_speed_m_per_min"] > answers["speed_m_per_min"]
    assert answers["missing_length_m"] < 0.0
    assert answers["solvent_closure"] < 1e-12
    assert answers["heat_closure"] < 1e-6
    assert answers["binder_closure"] < 1e-10
    assert 1.0 < answers["binder_enrichment"] < 10.0
    assert 30.0 <= found.line.dryer.length <= 60.0
    assert None not in found.stages["ends_at_m"]


def test_shipped_energies_are_those_of_plants():
    water = shipped(ANODE).summary["energy_kWh_per_kg_solvent"]
    assert 1.5 < water < 3.0
    cathode = shipped(CATHODE).summary
    assert 0.14 < cathode["energy_kWh_per_kg_solvent"] < 10.0
    assert cathode["solvent_recovered_pct"] > 95.0
    assert cathode["explosive_limit_pct"] == pytest.approx(25.0)


def test_every_number_with_a_standing_is_listed_with_its_source():
    rows = shipped(CATHODE).line.parameters
    assert {
        "coating.critical_saturation",
        "coating.binder_diffusivity_m2_per_s",
        "coating.nmp.diffusivity_m2_per_s",
        "coating.particles.radius_um",
        "line.emissivity",
        "NMP.lower_explosive_limit",
    } <= set(rows)
    assert all(source.source and source.standing for source in rows.values())
    assert rows["coating.particles.radius_um"].standing == "recalled"


def test_keys_come_out_in_si():
    line = load(ANODE)
    assert line.speed == pytest.approx(content()["line"]["speed_m_per_min"] / 60.0)
    assert line.limit == pytest.approx(0.005)
    first = line.dryer.zones[0]
    nozzles = SlotNozzles(10.0, 4e-3, 0.16, 0.04)
    assert first.heat_transfer == nozzles.heat_transfer(kelvin(75.0))
    assert first.air_flow == pytest.approx(0.25)
    assert first.back_heat_transfer == 0.0
    assert line.dryer.zones[-1].fresh_air_share == 1.0
    assert line.material.porosity == 0.5


def test_a_coefficient_does_as_well_as_its_nozzles():
    given = content()
    for one in given["zones"]:
        if "velocity_m_per_s" not in one["top"]:
            continue
        for side in {"top", "bottom"} & set(one):
            nozzles = SlotNozzles(one[side]["velocity_m_per_s"], 4e-3, 0.16, 0.04)
            alpha = nozzles.heat_transfer(kelvin(one["temperature_degC"]))
            one[side] = {
                "heat_transfer_W_per_m2_K": alpha,
                "air_flow_m_per_s": nozzles.air_flow,
            }
    found = loaded(given).dryer
    assert found == load(ANODE).dryer


def test_a_measured_number_replaces_an_estimate():
    own = {
        "value": 0.3,
        "unit": "-",
        "standing": "published",
        "source": "our balance",
    }
    given = changed(coating={**content()["coating"], "critical_saturation": own})
    line = loaded(given)
    assert line.web.coating.critical_saturation == 0.3
    assert line.parameters["coating.critical_saturation"].source == "our balance"


def test_both_faces_wet_have_columns_of_their_own():
    coating = {**content()["coating"], "wet_faces": 2}
    hot = zone(bottom={"heat_transfer_W_per_m2_K": 50.0}, length_m=30.0)
    found = run(loaded(changed(coating=coating, zones=[hot])))
    names = [f"{face}_{c}" for face in ("top", "bottom") for c in FACE_COLUMNS]
    assert list(found.rows) == [*COLUMNS, *names]
    assert found.stages["face"] == ["top"] * 4 + ["bottom"] * 4
    assert len(dryer_picture.figure(found).axes) == 5


# ---------------------------------------------------------------- bad input

BAD = [
    ({"zone": []}, "zone: unknown key; did you mean zones?"),
    ({"material": "anode_cmc"}, "did you mean anode_cmc_sbr?"),
    ({"zones": []}, "zones"),
    ({"zones": [zone(temperature_degC=400)]}, "zones[0].temperature_degC: 400"),
    ({"zones": [zone(temperature_degC=180)]}, "the isotherms of anode_cmc_sbr hold"),
    ({"zones": [zone(length_m="10 m")]}, "is text with a unit"),
    ({"zones": [zone(length_m=float("nan"))]}, "zones[0].length_m"),
    ({"zones": [zone(dew_point_degC=None)]}, "no humidity is given"),
    ({"zones": [zone(water_ppmv=300)]}, "humidity is given 2 times"),
    ({"zones": [zone(dew_point_degC=99.0)]}, "warm the air or dry it"),
    ({"zones": [zone(lfl_share_pct=20)]}, "has no meaning where water dries"),
    ({"zones": [zone(top={})]}, "nothing blows here"),
    ({"zones": [zone(top={"velocity_m_per_s": 9.0})]}, "slot_width_mm: missing"),
    (
        {
            "zones": [
                zone(top={"heat_transfer_W_per_m2_K": 9.0, "velocity_m_per_s": 9.0})
            ]
        },
        "given beside velocity_m_per_s; keep one way",
    ),
    (
        {
            "zones": [
                zone(
                    bottom={
                        "velocity_m_per_s": 2.0,
                        "slot_width_mm": 4,
                        "pitch_mm": 160,
                        "distance_mm": 40,
                    }
                )
            ]
        },
        "zones[0].bottom: the slot nozzles lie outside Martin's correlation: Re is",
    ),
    ({"coating": {"solvent": "water", "solids_pct": 90}}, "it still flows"),
    ({"coating": {"solvent": "ethanol", "solids_pct": 50}}, "coating.solvent"),
    (
        {"coating": {"solvent": "water", "solids_pct": 50, "porosity": 0.8}},
        "coating: a slurry with 50",
    ),
    (
        {
            "coating": {
                "solvent": "water",
                "solids_pct": 50,
                "porosity": 0.5,
                "wet_faces": 2,
                "dry_back": True,
            }
        },
        "coating.dry_back: true, but both faces are wet",
    ),
    (
        {
            "coating": {
                "solvent": "water",
                "solids_pct": 50,
                "porosity": 0.5,
                "critical_saturation": {"value": 0.3, "unit": "%"},
            }
        },
        "its unit is '%', but the key is in -",
    ),
    (
        {"coating": {"solvent": "water", "solids_pct": 45, "wet_faces": 2}},
        "zones[0].bottom: missing; both faces are wet",
    ),
    ({"line": {"speed_m_per_min": -3, "limit_coating_ppm": 5000}}, "speed_m_per_min"),
    ({"fresh_air": {"temperature_degC": 20}}, "fresh_air: no humidity is given"),
    (
        {"fresh_air": {"temperature_degC": 40, "dew_point_degC": 35}},
        "zones[0]: the air of dryer zone mild 1 holds",
    ),
    ({"energy": {"recovery": {"condenser_degC": 10}}}, "nobody recovers water"),
    ({"energy": {"heat_source": "coal"}}, "energy.heat_source: 'coal'"),
]


@pytest.mark.parametrize(("changes", "says"), BAD, ids=[says for _, says in BAD])
def test_bad_input_is_named_with_its_remedy(changes, says):
    with pytest.raises(ScenarioError) as error:
        loaded(changed(**changes))
    assert says in str(error.value)
    assert "Traceback" not in str(error.value)


NMP_BAD = [
    ({"zones": [zone()]}, "how much NMP the zone's air holds is not given"),
    ({"zones": [zone(lfl_share_pct=60)]}, "allowed is from 0 to 50"),
    ({"zones": [zone(nmp_ppmv=9000)]}, "69.23 % of the lower explosive limit"),
    ({"zones": [zone(nmp_ppmv=900, lfl_share_pct=9)]}, "keep one of them"),
    ({"material": "anode_cmc_sbr"}, "coating.nmp.binder: 'pvdf' is not a component"),
]


@pytest.mark.parametrize(
    ("changes", "says"), NMP_BAD, ids=[says for _, says in NMP_BAD]
)
def test_bad_input_for_nmp_is_named_too(changes, says):
    with pytest.raises(ScenarioError) as error:
        loaded(changed(CATHODE, **changes))
    assert says in str(error.value)


def test_all_faults_of_a_file_are_said_at_once_with_their_lines(tmp_path):
    text = ANODE.read_text(encoding="utf-8")
    text = text.replace("solids_pct: 50", "solids_pct: 150")
    text = text.replace("length_m: 12", "length_m: -12")
    text = text.replace("material: anode_cmc_sbr", "material: anode")
    file = tmp_path / "dryer.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(file)
    said = str(error.value)
    assert "has 3 faults" in said
    for name in ("coating.solids_pct", "zones[0].length_m", "material"):
        assert name in said
    assert said.count("(line ") == 3


@pytest.mark.parametrize("text", ["", "- 1\n", "name: x\n", "name: [\n"])
def test_a_file_that_is_none_ends_with_exit_2(tmp_path, text):
    file = tmp_path / "dryer.yaml"
    file.write_text(text, encoding="utf-8")
    answer = twin(file)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.stderr
    assert "dryer.yaml has" in answer.stderr


def test_a_file_that_is_not_there_names_those_that_are():
    answer = twin("dryers/none.yaml")
    assert answer.exit_code == 2
    assert "dryers/anode_aqueous.yaml" in answer.stderr


# ---------------------------------------------------------------- the command


def test_the_command_says_what_was_asked():
    answer = twin("dryers/cathode_nmp.yaml")
    assert answer.exit_code == 0
    said = " ".join(answer.stdout.split())
    for words in (
        "stages: heating to",
        "dry: ",
        "mg of NMP per kg of dry coating leave the dryer",
        "highest safe speed",
        "m of dryer are in reserve",
        "binder: ",
        "cracks: 86 um dry are",
        "kWh per kg of NMP",
        "25 % of the lower explosive limit",
        "water: ",
    ):
        assert words in said


def test_json_csv_and_picture_agree(tmp_path):
    table, drawn = tmp_path / "way.csv", tmp_path / "way.png"
    answer = twin(ANODE, "--json", "--csv", table, "--picture", drawn)
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [*COLUMNS, *FACE_COLUMNS]
    assert len(rows) == len(found["profile"]["position_m"])
    last = float(rows[-1]["coating_ppm"])
    assert last == pytest.approx(found["residual_coating_ppm"])
    assert {row["stage"] for row in rows} == set(STAGES)
    terms = found["heat_kWh_per_kg_solvent"]
    bought = found["gas_kWh_per_m2"] * 0.9
    evaporated = sum(found["zones"]["evaporated_g_per_m2"]) / 1000.0
    assert sum(terms.values()) * evaporated == pytest.approx(bought, rel=1e-9)
    assert drawn.stat().st_size > 20_000


def test_a_web_that_leaves_wet_is_told_so_with_what_is_missing():
    given = content()
    given["line"]["speed_m_per_min"] = 120
    found = run(loaded(given))
    assert not found.summary["dry"]
    assert found.summary["missing_length_m"] > 0.0
    again = run(loaded(content()))
    assert found.highest == pytest.approx(again.highest, rel=1e-4)
    picture = dryer_picture.figure(found)
    assert "not dry" in picture.axes[0].get_title(loc="left")


def test_no_speed_is_said_where_none_dries():
    given = changed(zones=[zone(length_m=5.0)])
    given["line"] = {"speed_m_per_min": 5, "limit_coating_ppm": 1}
    found = run(loaded(given))
    assert found.highest is None
    assert found.summary["highest_speed_m_per_min"] is None
    assert math.isinf(found.missing)
    assert found.summary["missing_length_m"] is None


def test_a_run_that_breaks_off_says_where_and_ends_with_exit_1(tmp_path):
    text = ANODE.read_text(encoding="utf-8")
    text = text[: text.index("  - name: mild 2")]
    text = text.replace("length_m: 12", "length_m: 0.1").replace(
        "25, limit", "5, limit"
    )
    text = text.replace("dew_point_degC: 25", "dew_point_degC: 50")
    file = tmp_path / "dryer.yaml"
    file.write_text(text, encoding="utf-8")
    answer = twin(file)
    assert answer.exit_code == 1
    assert "aqueous anode: nothing evaporates in this dryer" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--picture", "way.jpg"), ".png"),
        (("--picture", "nowhere/way.png"), "no folder"),
        (("--csv", "nowhere/way.csv"), "there is no folder nowhere; make it"),
        (("--csv", "a.png", "--picture", "a.png"), "name different ones"),
    ],
)
def test_a_target_that_cannot_be_written_ends_before_any_work(
    words, says, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    answer = twin(ANODE, *words)
    assert answer.exit_code == 2
    assert says in answer.stderr
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- the picture


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_picture_shows_zones_stages_and_verdict(path, tmp_path):
    found = shipped(path)
    figure = dryer_picture.figure(found)
    assert len(figure.axes) == 5
    said = [text.get_text() for ax in figure.axes for text in ax.texts]
    for one in found.line.dryer.zones:
        assert any(one.name in words for words in said)
    assert {"film shrinks", "pores empty", "residual"} <= set(said)
    assert any("when the particles touch" in words for words in said)
    assert "leaves dry" in figure.axes[0].get_title(loc="left")
    (line,) = (line for line in figure.axes[2].lines if line.get_gid() == "top")
    assert line.get_ydata() == pytest.approx(found.rows["solvent_g_per_m2"])
    pictures.save(figure, tmp_path / "way.svg")
    assert (tmp_path / "way.svg").stat().st_size > 10_000
