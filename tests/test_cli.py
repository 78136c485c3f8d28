"""The command `twin`: what it prints where, exit codes, and never a traceback."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from scenario_text import DATA, SMALL
from typer.testing import CliRunner

from scenarios.cli import app
from scenarios.cli.app import _opens
from scenarios.cli.outputs import store_folder

ONE = str(DATA / "one_coil.yaml")
ROOT = DATA.parent.parent


def twin(*words):
    return CliRunner().invoke(app, list(words), prog_name="twin")


def process(*words, **more):
    return subprocess.run(
        [sys.executable, "-m", "scenarios.cli", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        **more,
    )


def test_run_prints_the_table_and_where_the_folder_is(tmp_path):
    answer = twin("run", ONE, "--out", str(tmp_path))
    assert answer.exit_code == 0
    assert "rack" in answer.stdout
    assert "coil: " in answer.stdout
    folder = answer.stdout.strip().splitlines()[-1].removeprefix("written to ")
    assert os.path.isfile(os.path.join(folder, "summary.json"))
    assert "one coil: " in answer.stderr


def test_run_as_json_prints_one_object_and_nothing_else(tmp_path):
    answer = twin("run", ONE, "--out", str(tmp_path), "--json", "--seed", "5")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert found["folder"].startswith(str(tmp_path))
    stations = found["stations"]
    assert set(stations["station"]) == {"rack", "frame"}
    assert len({len(column) for column in stations.values()}) == 1
    summary = json.loads((Path(found["folder"]) / "summary.json").read_text())
    assert summary["figures"]["seed"] == 5


def test_set_reaches_the_run(tmp_path):
    words = ("run", ONE, "--out", str(tmp_path), "--json")
    dry = json.loads(twin(*words, "--set", "zones.room.dew_point_degC=-60").stdout)
    wet = json.loads(twin(*words, "--set", "zones.room.dew_point_degC=0").stdout)
    assert dry["hash"] != wet["hash"]
    sheet = dry["stations"]["station"].index("frame")
    column = "water_out_ppm_median"
    assert dry["stations"][column][sheet] < wet["stations"][column][sheet]


@pytest.mark.parametrize("command", ["run", "check"])
def test_bad_input_is_exit_2_on_stderr(command, tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text(SMALL.replace("relative_humidity_pct: 45", "humidity: 45"))
    answer = twin(command, str(path))
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert f"{path} has 1 fault:" in answer.stderr
    assert "zones.hall.humidity: unknown key" in answer.stderr
    assert not (tmp_path / "runs").exists()


def test_check_says_how_large_the_run_is():
    answer = twin("check", str(DATA / "small_line.yaml"))
    assert answer.exit_code == 0
    assert "is sound" in answer.stdout
    assert "a run takes about" in answer.stdout


def test_check_as_json_lists_the_faults():
    answer = twin("check", ONE, "--json", "--set", "duration_d=-1")
    assert answer.exit_code == 2
    found = json.loads(answer.stdout)
    assert not found["sound"]
    assert [f["key"] for f in found["faults"]] == ["duration_d"]
    assert found["faults"][0]["place"] == "--set duration_d"
    sound = json.loads(twin("check", ONE, "--json").stdout)
    assert sound["sound"]
    assert sound["estimate"]["coils"] == 3


def test_a_run_that_breaks_off_is_exit_1_without_a_folder(tmp_path, monkeypatch):
    from models.sorption import SolverError
    from twin import line

    def broken(*_):
        error = SolverError("no solution past 412 s")
        error.add_note("coil C-0017 in zone hall, waiting for slitter")
        raise error

    monkeypatch.setattr(line, "run", broken)
    answer = twin("run", ONE, "--out", str(tmp_path / "runs"))
    assert answer.exit_code == 1
    assert "no solution past 412 s" in answer.stderr
    assert "coil C-0017 in zone hall" in answer.stderr
    assert not (tmp_path / "runs").exists()


DRYER = "dryers/cathode_nmp.yaml"
STUDY = "studies/anode_sensitivity.yaml"
DAY = "plans/oven_day.yaml"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", ONE, "--out", "file"), "--out file: this is a file; give a folder"),
        (("run", ONE, "--out", "no/runs"), "--out no/runs: there is no folder no"),
        (("run", ONE, "--report", "no/a.html"), "--report no/a.html: there is no fol"),
        (("run", ONE, "--report", ""), "--report: '' is no name of a file"),
        (("run", ONE, "--picture", "file/a.png"), "there is no folder file; make it"),
        (("study", STUDY, "--out", "no/s"), "--out no/s: there is no folder no"),
        (("study", STUDY, "--csv", ""), "--csv: '' is no name of a file"),
        (("plan", DAY, "--out", "file"), "--out file: this is a file"),
        (("dry", DRYER, "--picture", "no/a.png"), "there is no folder no; make it, or"),
        (("dry", DRYER, "--csv", "no/a.csv"), "there is no folder no; make it, or"),
        (("app", "--workspace", "no/such"), "--workspace no/such: there is no folder"),
        (("app", "--workspace", "file"), "--workspace file: this is a file"),
    ],
)
def test_a_place_that_cannot_be_written_is_exit_2_before_any_work(
    words, says, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("in the way")
    answer = twin(*words)
    assert answer.exit_code == 2
    assert says in answer.stderr
    assert answer.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="this system has no /proc")
def test_a_folder_in_which_nothing_can_be_made_is_exit_2_before_the_run():
    answer = twin("run", ONE, "--out", "/proc/runs")
    assert answer.exit_code == 2
    assert "--out /proc/runs: nothing can be written there: " in answer.stderr


def test_the_folder_of_runs_itself_is_made(tmp_path):
    made = store_folder("--out", str(tmp_path / "runs"))
    assert made == tmp_path / "runs"
    assert list(tmp_path.iterdir()) == []  # not before there is a run


DRAWING = ("curve", "expose", "dry", "oven", "room", "plan")


@pytest.mark.parametrize("command", [*DRAWING, "run", "study"])
def test_a_picture_is_asked_for_by_one_name(command):
    answer = twin(command, "--help")
    assert "--picture FILE" in answer.stdout
    assert "--plot" not in answer.stdout


@pytest.mark.parametrize("command", DRAWING)
@pytest.mark.parametrize("words", [("--plot", "way.jpg"), ("--plot=way.jpg",)])
def test_the_former_name_of_the_picture_is_still_heard(command, words):
    answer = twin(command, "any.yaml", *words)
    assert answer.exit_code == 2
    assert "--picture way.jpg: a picture's name ends in one of" in answer.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("run", ONE, "--seed", "-1"),
        ("study", STUDY, "--workers", "0"),
        ("plan", DAY, "--workers", "1025"),
        ("app", "--port", "99999999"),
    ],
)
def test_a_number_out_of_bounds_is_repeated_with_the_bounds(words):
    answer = twin(*words)
    assert answer.exit_code == 2
    assert f"'{words[-2]}': {words[-1]}; allowed is " in answer.stderr


def test_humidity_converts():
    answer = twin("humidity", "frost", "-40", "C", "--at", "25 C", "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert found["vapour_pressure_Pa"] == pytest.approx(12.84, abs=0.01)
    assert "12.84" in twin("humidity", "frost -40 C").stdout
    wrong = twin("humidity", "soggy")
    assert wrong.exit_code == 2
    assert wrong.stdout == ""
    assert "soggy" in wrong.stderr


def test_materials_are_listed_and_shown():
    assert "anode_cmc_sbr" in twin("materials").stdout
    one = twin("materials", "anode_cmc_sbr")
    assert "porosity" in one.stdout
    assert "published" in one.stdout
    table = json.loads(twin("materials", "--json").stdout)["materials"]
    assert len(table["name"]) == len(table["components"]) >= 8
    wrong = twin("materials", "anode_cmc")
    assert wrong.exit_code == 2
    assert "did you mean" in wrong.stderr


def test_unknown_options_and_commands_are_exit_2():
    assert twin("run", ONE, "--fast").exit_code == 2
    assert twin("fly").exit_code == 2
    assert twin("run").exit_code == 2


def test_help_names_arguments_in_one_form_and_all_that_is_planned():
    for command in ("run", "check", "curve", "dry", "oven", "study", "plan"):
        usage = twin(command, "--help").stdout.splitlines()[0]
        assert usage.endswith("[FILE]" if command == "curve" else "{FILE}")
    assert twin("materials", "--help").stdout.splitlines()[0].endswith(" [NAME]")
    said = " ".join(twin("--help").stdout.split())
    assert "recipe or its day, a dry room's week, the settings of a line" in said
    folders = " ".join(twin("app", "--help").stdout.split())
    assert "runs/, studies/, plans/, drafts/, jobs/, verification/" in folders


@pytest.mark.parametrize(
    ("screen", "terminal", "no_browser", "opens"),
    [
        (":0", True, False, True),
        (":0", True, True, False),
        (":0", False, False, False),
        ("", True, False, False),
    ],
)
def test_a_browser_is_opened_for_who_sits_before_a_screen(
    screen, terminal, no_browser, opens, monkeypatch
):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    assert _opens(no_browser) is opens


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from scenarios import cli\n"
        "try: cli.app(['--help'], prog_name='twin')\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'numba', 'pydantic', 'scipy', 'ruamel'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Usage: twin" in answer.stdout
    assert answer.stdout.strip().endswith("[]")


def test_version_names_program_and_source():
    answer = process("--version")
    assert answer.returncode == 0
    assert answer.stdout.startswith("twin 0.")
    assert len(answer.stdout.strip().split("+")[1]) == 12


def test_ctrl_c_ends_cleanly_and_leaves_no_folder(tmp_path):
    words = ["run", "scenarios/reference_line.yaml", "--out", str(tmp_path / "runs")]
    words += ["--set", "duration_d=150"]  # long enough to be caught in the middle
    running = subprocess.Popen(
        [sys.executable, "-m", "scenarios.cli", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "about" in running.stderr.readline()  # it has read and checked, and begins
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode in (130, 1)
    assert "Traceback" not in stderr
    assert "interrupted" in stderr
    assert stdout == ""
    assert not (tmp_path / "runs").exists()


def test_a_closed_pipe_is_no_error():
    answer = subprocess.run(
        f"{sys.executable} -m scenarios.cli materials anode_cmc_sbr | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.stderr == ""


def test_a_full_device_is_said_as_one():
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "w") as full:
        answer = subprocess.run(
            [sys.executable, "-m", "scenarios.cli", "materials", "--json"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert answer.returncode == 1
    assert answer.stderr.startswith("the answer could not be written: No space left")
    assert len(answer.stderr.splitlines()) == 1


def test_an_unforeseen_fault_is_said_without_a_traceback():
    code = (
        "from scenarios import cli, load\n"
        "def broken(*_): raise RuntimeError('x')\n"
        "load.load = broken\n"
        "import sys; sys.argv = ['twin', 'check', 'a.yaml']\n"
        "cli.main()"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "internal error" in answer.stderr
