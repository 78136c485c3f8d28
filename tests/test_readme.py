"""What README shows can be done: its files load, its commands run, its code works."""

import os
import re
import shlex
import tempfile
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.units import KWH
from scenarios import verification
from scenarios.cli import app
from scenarios.document import from_text
from scenarios.load import load, loaded
from twin import tables
from twin.energy_tables import ENERGY_COLUMNS
from twin.line import run
from twin.load_table import LOAD_COLUMNS
from twin.room_table import ROOM_COLUMNS
from twin.station import STATIONS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    "README.md",
    "docs/two_scale.md",
    "docs/drying.md",
    "docs/handling.md",
    "docs/oven.md",
    "docs/dry_room.md",
    "docs/studies.md",
    "docs/plans.md",
]
READINGS = "../shared/data/dry_room_blb/room_days_1_to_3.csv"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line]
# not run here: looked at below, or run by tests/test_verification.py and test_plan.py
LONG = ("twin run", "twin verify", "twin study", "twin plan", "twin app")
QUICK = [line for line in COMMANDS if not line.startswith(LONG)]


@pytest.fixture(autouse=True)
def in_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def twin(line):
    program, *words = shlex.split(line)
    assert program == "twin"
    return CliRunner().invoke(app, words, prog_name="twin")


@cache
def whole_files():
    """The scenarios that stand in README, by name."""
    with tempfile.TemporaryDirectory() as anywhere:  # where a user may save them
        found = [loaded(from_text(text, anywhere)) for text in blocks("yaml")]
    return {one.scenario.name: one.scenario for one in found}


def test_every_scenario_shown_is_sound():
    names = {"weekend on the rack", "open door every night", "my materials"}
    assert set(whole_files()) == {*names, "own contract"}


@pytest.mark.parametrize("name", ["weekend on the rack", "my materials"])
def test_small_scenarios_shown_run(name):
    result = run(whole_files()[name])
    dry = result.visits["water_out_ppm"] < result.visits["water_in_ppm"]
    assert dry.all()
    assert len(dry) >= 3


def test_schedule_shown_changes_the_dry_room_at_night():
    zone = whole_files()["open door every night"].zones["dry_room"]
    since = [point.since / 3600 for point in zone.schedule]
    assert since == [2.0, 2.5]
    assert zone.air is None


def test_contract_shown_prices_electricity_and_the_rest_is_left_as_it_was():
    plant = whole_files()["own contract"]
    assert plant.tariff.electricity * KWH == pytest.approx(0.21)
    assert plant.tariff.natural_gas * KWH == pytest.approx(0.065)
    assert plant.co2.electricity == 0.0
    assert plant.stations["anode_calender"].roll_heat == "district_heat"


def test_all_commands_are_shown():
    shown = {shlex.split(line)[1] for line in COMMANDS}
    known = app.registered_commands
    assert shown == {command.name or command.callback.__name__ for command in known}


def test_verification_shown_has_every_case_and_all_passed():
    """To refresh: put what `twin verify` prints below "Is it right?"."""
    section = README.split("## Is it right?")[1].split("\n## ")[0]
    lines = [re.split(r" {2,}", line.strip()) for line in section.splitlines()]
    table = [line for line in lines if len(line) == 5 and line[0] != "case"]
    assert [line[0] for line in table] == list(verification.cases())
    assert {line[3] for line in table} == {"passed"}


@pytest.mark.parametrize("line", QUICK)
def test_quick_commands_end_as_shown(line, tmp_path):
    measured = ROOT.parent / "shared"
    if "../shared/" in line and not measured.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{measured} is missing")
        pytest.skip("the measured data are not beside this clone")
    for written in re.findall(r" --(?:picture|csv) (\S+)", line):
        line = line.replace(written, str(tmp_path / written))
    answer = twin(line)
    assert {file.name for file in tmp_path.iterdir()} == set(
        re.findall(r"/(out\.\w+)", line)
    )
    assert answer.exit_code == (2 if "capacty" in line else 0)
    if "capacty" in line:
        shown = [text.strip() for text in README.splitlines()]
        assert all(text.strip() in shown for text in answer.stderr.splitlines())
    elif "--json" not in line:
        assert len(answer.stdout.splitlines()) >= 2


def test_humidity_is_printed_as_shown():
    rows = {" ".join(text.split()) for text in README.splitlines()}
    answer = twin(QUICK[[q.split()[1] for q in QUICK].index("humidity")]).stdout
    shown = {" ".join(text.split()) for text in answer.splitlines()} & rows
    assert "vapour pressure 12.84 Pa" in shown
    assert len(shown) >= 5


@pytest.mark.parametrize("line", [x for x in COMMANDS if x.startswith("twin run")])
def test_runs_shown_have_sound_scenarios(line):
    _, _, file, *rest = shlex.split(line)
    if READINGS in line and not (ROOT / READINGS).is_file():
        if os.environ.get("CI"):
            pytest.fail("the readings are missing")
        pytest.skip("the readings are missing")
    settings = [rest[i + 1] for i, word in enumerate(rest) if word == "--set"]
    scenario = load(file, settings).scenario
    for i, word in enumerate(rest):
        if word == "--draw":
            assert re.sub(r"-\d{4}(/\d)?$", "", rest[i + 1]) in scenario.electrodes
        elif word.startswith("--"):
            assert word in ("--set", "--seed", "--picture", "--report")


@pytest.mark.parametrize("line", [x for x in COMMANDS if x.startswith("twin study")])
def test_studies_shown_are_sound_and_last_less_than_a_minute(line):
    from scenarios.study.load import load as load_study

    _, _, file, *rest = shlex.split(line)
    found = load_study(file, workers=2)
    assert found.seconds < 60.0
    known = ("--workers", "--json", "--picture", "--csv")
    assert all(word in known for word in rest if word.startswith("--"))


def test_station_shown_works_as_its_trace_says():
    kept = dict(STATIONS)
    space = {"__name__": __name__}
    try:
        for code in blocks("python"):
            exec(compile(code, "README.md", "exec"), space)
        assert STATIONS[space["RewinderSpec"]] is space["Rewinder"]
        space["test_rewinder_winds_a_coil_over_three_times"]()
    finally:
        STATIONS.clear()
        STATIONS.update(kept)


@pytest.mark.slow
def test_reference_line_prints_what_is_shown(tmp_path):
    answer = twin(f"twin run scenarios/reference_line.yaml --out {tmp_path}")
    printed = {" ".join(line.split()) for line in answer.stdout.splitlines()}
    start = README.index("    reference line: water")
    shown = README[start : README.index("    written to", start)].splitlines()
    rows = {" ".join(line.split()) for line in shown} - {"", "..."}
    rows = {row for row in rows if "─" not in row and "balance closes" not in row}
    assert len(rows) >= 8
    assert rows <= printed


def test_every_column_named_is_one_of_its_table():
    known = {
        "visits": set(tables.VISIT_COLUMNS),
        "coils": set(tables.COIL_COLUMNS),
        "zones": set(tables.ZONE_COLUMNS),
        "cells": set(tables.CELL_COLUMNS),
        "balance": {*tables.BALANCE_PARTS, "electrode", "closure"},
        "loads": set(LOAD_COLUMNS),
        "rooms": set(ROOM_COLUMNS),
        "energy": set(ENERGY_COLUMNS),
    }
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", README, re.M)
    assert [name for name, _ in rows] == list(known)
    for name, text in rows:
        named = set(re.findall(r"`(\w+)`", text))
        assert named <= known[name]
        figures = {c for c in known[name] if re.search(r"_(ppm|mg|ppmv)$", c)}
        assert figures - named <= {"start_water_ppm", "end_water_ppm"}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_picture_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert targets
    for target in targets:
        assert (ROOT / page).parent.joinpath(target).is_file(), target


@pytest.mark.parametrize("page", PAGES)
def test_every_file_named_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:models|twin|scenarios|tests|docs)/[\w./]*)`", text)
    assert named
    for name in named:
        assert (ROOT / name).exists(), name


def test_pictures_are_small_enough_for_a_page():
    names = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert len(names) >= 2
    for name in names:
        assert 20_000 < (ROOT / name).stat().st_size < 200_000
