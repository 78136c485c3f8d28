"""`twin verify`: what counts as passed, the page, the command; and every case."""

import json
import math
import os
import signal
import subprocess
import sys
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models import gas_diffusion
from models.two_scale import TwoScaleModel
from scenarios import verification
from scenarios.cli import app
from scenarios.verification import Chart, Curve, Finding, Outcome, Row, suite
from scenarios.verification.figures import figure
from scenarios.verification.report import page

ROOT = Path(__file__).parents[1]
NASTY = '<script>alert("x")</script> & <b>'


# ---------------------------------------------------------------- every case


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(title, marks=pytest.mark.slow)
        if title in verification.slow_cases()
        else title
        for title in verification.cases()
    ],
)
def test_every_row_of_the_case_passes(title):
    outcome = verification.cases()[title]()
    assert outcome.rows
    assert [row for row in outcome.rows if not row.passed] == []
    assert all(row.source for row in outcome.rows)
    names = [row.name for row in outcome.rows]
    assert len(set(names)) == len(names)
    for chart in outcome.charts:
        assert figure(chart).data


def test_slow_titles_are_titles_of_cases():
    assert verification.slow_cases() <= set(verification.cases())


def test_a_wrong_diffusion_volume_shows(monkeypatch):
    monkeypatch.setitem(
        gas_diffusion.GASES, "nitrogen", (0.0280134, 19.7, 1.66e-5, 107)
    )
    failed = failures("gas diffusion")
    assert "water in nitrogen, free gas, 25 °C, 1 atm" in failed


@pytest.mark.parametrize(
    ("title", "lost"),
    [("equilibrium stays put", 1e-9), ("closure and positivity", 1e-9)],
)
def test_a_model_that_loses_water_shows(title, lost, monkeypatch):
    sound = TwoScaleModel.advance

    def leaking(self, states, paths, threads=None):
        outcomes = sound(self, states, paths, threads)
        for path in outcomes:
            for outcome in path:
                object.__setattr__(outcome, "released", outcome.released + lost)
        return outcomes

    monkeypatch.setattr(TwoScaleModel, "advance", leaking)
    assert len(failures(f"non-linear: {title}")) > 10


def failures(title):
    rows = verification.cases()[title]().rows
    return [row.name for row in rows if not row.passed]


# ---------------------------------------------------------------- what passes


def test_a_row_passes_up_to_its_tolerance_and_not_beyond():
    assert Row.of("a", 1.25, 1.0, 0.25, "hand").passed
    assert not Row.of("a", 1.26, 1.0, 0.25, "hand").passed
    assert Row.of("a", 202.0, 200.0, 0.01, "hand", relative=True).passed
    assert not Row.of("a", 203.0, 200.0, 0.01, "hand", relative=True).passed
    assert Row.of("a", 1.0, 1.0, 0.0, "hand").used == 0.0
    assert Row.of("a", 1.1, 1.0, 0.0, "hand").used == math.inf
    with pytest.raises(ValueError, match="no share can be taken"):
        Row.of("a", 1.0, 0.0, 0.1, "hand", relative=True)


def test_what_is_no_number_never_passes():
    nan = math.nan
    rows = [
        Row.of("a", nan, 1.0, 9.0, "hand"),
        Row.of("a", 1.0, nan, 9.0, "hand"),
        Row.of("a", 1.0, 1.0, nan, "hand"),
        Row.of("a", nan, 1.0, 9.0, "hand", relative=True),
        Row.at_most("a", nan, 1.0, "hand", slack=9.0),
        Row.at_least("a", nan, 1.0, "hand", slack=9.0),
        Row.printed("a", nan, "1.0", "hand"),
        Row.broken("a", ValueError("why")),
    ]
    assert not any(row.passed for row in rows)
    assert all(row.verdict == "FAILED" for row in rows)


def test_bounds_count_what_is_beyond_them():
    assert Row.at_most("a", 0.9, 1.0, "hand").error == 0.0
    assert Row.at_most("a", 1.5, 1.0, "hand").error == 0.5
    assert Row.at_most("a", 1.5, 1.0, "hand", slack=0.5).passed
    assert Row.at_least("a", 1.1, 1.0, "hand").error == 0.0
    assert not Row.at_least("a", 0.5, 1.0, "hand", slack=0.4).passed


@pytest.mark.parametrize(
    ("text", "half"), [("2.45e-5", 5e-8), ("34", 0.5), ("0.0120", 5e-5), ("5.3e3", 50)]
)
def test_a_printed_number_allows_half_its_last_digit(text, half):
    row = Row.printed("a", float(text), text, "a table")
    assert row.tolerance == pytest.approx(half, rel=1e-12)
    assert Row.printed("a", float(text) + 0.99 * half, text, "a table").passed
    assert not Row.printed("a", float(text) + 1.01 * half, text, "a table").passed


def test_curves_of_unequal_length_and_unknown_style_are_refused():
    with pytest.raises(ValueError, match="2 x but 1 y"):
        Curve("a", [1, 2], [1])
    with pytest.raises(ValueError, match="there are line, dashed, points"):
        Curve("a", [1], [1], "dotted")


# ---------------------------------------------------------------- the suite


def good():
    return Outcome(
        (
            Row.of(f"first {NASTY}", 1.0, 1.0, 0.1, f"by hand {NASTY}", "m²/s"),
            Row.of("second", 2.0, 2.1, 0.1, "a paper", relative=True),
        ),
        (
            Chart(
                f"curves {NASTY}",
                f"x {NASTY}",
                f"y {NASTY}",
                (Curve(f"one {NASTY}", [1, 2], [3, 4]), Curve("two", [1], [2])),
                log_x=True,
                note=f"note {NASTY}",
            ),
            Chart("pie", kind="pie", labels=(f"a {NASTY}", "b"), values=(0.11, 0.89)),
        ),
        (Finding(f"found {NASTY}"),),
    )


def failing():
    return Outcome((Row.of("too far", 1.5, 1.0, 0.1, "by hand"), good().rows[1]))


def raising():
    error = RuntimeError(f"no solution {NASTY}")
    error.add_note("coil C-0017")
    raise error


def empty():
    return Outcome(())


ALL = {"good": good, "failing": failing, "raising": raising, "empty": empty}


@pytest.fixture
def cases(monkeypatch, tmp_path):
    """Put cases of our own in place, run in this process, in an empty folder."""
    monkeypatch.setattr(suite, "PROCESSES", 1)
    monkeypatch.setattr(verification, "slow_cases", lambda: frozenset({"empty"}))
    monkeypatch.chdir(tmp_path)

    def these(*titles):
        chosen = {title: ALL[title] for title in titles}
        monkeypatch.setattr(verification, "cases", lambda: chosen)
        return list(chosen)

    return these


def twin(*words):
    return CliRunner().invoke(app, ["verify", *words], prog_name="twin")


def test_all_passed_is_exit_0_with_a_line_per_case_and_a_report(cases):
    cases("good")
    answer = twin()
    assert answer.exit_code == 0
    assert "all 2 rows passed" in answer.stdout
    assert f"found {NASTY}" in " ".join(answer.stdout.split())
    assert "report written to runs/verification.html" in answer.stdout
    assert Path("runs/verification.html").is_file()
    assert "1 of 1: good: passed" in answer.stderr
    assert os.listdir("runs") == ["verification.html"]


def test_a_failed_row_is_exit_1_and_told_in_full(cases):
    cases("good", "failing")
    answer = twin()
    assert answer.exit_code == 1
    said = " ".join(answer.stdout.split())
    assert "FAILED: failing: too far: computed 1.5 , reference 1, error 0.5" in said
    assert "tolerance 0.1 (by hand)" in said
    assert "1 of 4 rows FAILED" in said


def test_a_case_that_raises_is_a_failed_row_and_the_others_run(cases):
    titles = cases("raising", "good", "empty")
    finished = suite.run(titles)
    assert [case.title for case in finished] == titles
    assert [case.verdict for case in finished] == ["FAILED", "passed", "FAILED"]
    (row,) = finished[0].outcome.rows
    assert row.source == f"RuntimeError: no solution {NASTY}; coil C-0017"
    assert "no row" in finished[2].outcome.rows[0].source
    assert suite.verdict(finished) == "FAILED"
    assert twin().exit_code == 1


def test_slow_cases_start_first(cases):
    told = []
    suite.run(cases("good", "failing", "empty"), lambda case: told.append(case.title))
    assert told == ["empty", "good", "failing"]


def test_json_is_one_object_with_rows_by_column(cases):
    cases("good", "raising")
    Path("deep").mkdir()
    answer = twin("--json", "--report", "deep/page.html")
    assert answer.exit_code == 1
    found = json.loads(answer.stdout)
    assert set(found) == {
        *("verdict", "program", "rows", "findings", "seconds", "report"),
    }
    assert found["verdict"] == "FAILED"
    rows = found["rows"]
    assert {len(column) for column in rows.values()} == {3}
    assert rows["case"] == ["good", "good", "raising"]
    assert rows["verdict"] == ["passed", "passed", "FAILED"]
    assert rows["computed"] == [1.0, 2.0, None]
    assert rows["relative"] == [False, True, False]
    assert found["findings"] == [{"case": "good", "text": f"found {NASTY}"}]
    assert set(found["seconds"]) == {"good", "raising"}
    assert Path(found["report"]) == Path("deep/page.html")
    assert Path(found["report"]).is_file()


def test_only_runs_the_cases_with_that_in_their_title(cases):
    cases("good", "failing", "raising")
    answer = twin("--only", "GOO", "--json")
    assert answer.exit_code == 0
    assert list(json.loads(answer.stdout)["seconds"]) == ["good"]
    text = Path("runs/verification.html").read_text(encoding="utf-8")
    assert 'Only cases with "GOO" in their title' in text
    wrong = twin("--only", "nothing like it")
    assert wrong.exit_code == 2
    assert wrong.stdout == ""
    assert "nothing like it: no case has that in its title" in wrong.stderr
    assert all(title in wrong.stderr for title in ("good", "failing", "raising"))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("file/page.html", "there is no folder file"),
        ("folder.html", "this is a folder"),
        ("page.pdf", "ends in .html"),
        ("nowhere/page.html", "there is no folder nowhere; make it"),
    ],
)
def test_a_report_that_cannot_be_written_is_said_before_the_work(
    path, says, cases, monkeypatch
):
    cases("good")
    Path("file").write_text("in the way")
    Path("folder.html").mkdir()
    monkeypatch.setattr(suite, "run", lambda *_: pytest.fail("it went to work"))
    answer = twin("--report", path)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert f"{path}: " in answer.stderr
    assert says in answer.stderr


def test_processes_give_the_numbers_one_process_gives():
    titles = ["isotherms: what the literature says", "tortuosity"]
    apart = suite.run(titles, processes=2)
    together = suite.run(titles, processes=1)
    assert [case.outcome.rows for case in apart] == [
        case.outcome.rows for case in together
    ]
    assert [case.title for case in apart] == titles


def test_a_case_that_takes_its_process_down_is_a_failed_row(tmp_path, monkeypatch):
    """In a module of its own, which the processes import as the real ones."""
    (tmp_path / "scenarios_that_end.py").write_text(
        "import os\n"
        "from scenarios import verification\n"
        "from scenarios.verification.row import Outcome, Row\n"
        "sound = Outcome((Row.of('a', 1.0, 1.0, 0.0, 'hand'),))\n"
        "ours = {f'sound {n}': lambda: sound for n in range(4)}\n"
        "ours['deadly'] = lambda: os._exit(3)\n"
        "verification.cases = lambda: ours\n"
        "verification.slow_cases = lambda: frozenset({'deadly'})\n"
        "from scenarios.verification import suite\n"
        "if __name__ == '__main__':\n"
        "    for case in suite.run(list(ours), processes=2):\n"
        "        print(case.title, case.verdict, case.outcome.rows[0].source)\n"
    )
    answer = subprocess.run(
        [sys.executable, str(tmp_path / "scenarios_that_end.py")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = answer.stdout.splitlines()
    assert [line for line in lines if line.startswith("sound")] == [
        f"sound {n} passed hand" for n in range(4)
    ], answer.stderr
    assert lines[-1].startswith("deadly FAILED BrokenProcessPool")


def test_ctrl_c_ends_every_process_and_writes_nothing(tmp_path):
    report = tmp_path / "page.html"
    words = ["verify", "--only", "order of", "--report", str(report)]
    running = subprocess.Popen(
        [sys.executable, "-m", "scenarios.cli", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert "1 of 3" in running.stderr.readline()
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does
    stdout, stderr = running.communicate(timeout=60)  # the pipes close with the last
    assert running.returncode == 130
    assert stdout == ""
    assert stderr == "interrupted; nothing was written\n"
    assert not report.exists()
    assert os.listdir(tmp_path) == []


# ---------------------------------------------------------------- the page


class Page(HTMLParser):
    """Checks that tags close in order; keeps attributes that fetch, and the cells."""

    EMPTY = ("meta", "br", "link", "img", "input", "hr")

    def __init__(self, text):
        super().__init__()
        self.open, self.fetched, self.cells, self.lines, self.ids = [], [], [], [], []
        self.scripts, self.words = 0, []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        if tag not in self.EMPTY:
            self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "data", "action", "poster", "srcset"):
                self.fetched.append(value)
            if name == "id":
                self.ids.append(value)
        self.scripts += tag == "script"
        if tag == "tr":
            self.lines.append([])
        if tag == "td":
            self.lines[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "a") and "tr" in self.open:
            self.lines[-1][-1] += data
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)


def test_the_page_holds_every_row_and_fetches_nothing(cases):
    titles = cases("good", "failing", "raising")
    finished = suite.run(titles)
    text = page(finished, datetime(2026, 3, 1, 12, 30))
    assert text.startswith("<!DOCTYPE html>")
    read = Page(text)
    assert all(link.startswith("#") for link in read.fetched)
    assert {link[1:] for link in read.fetched} <= set(read.ids)
    assert len(set(read.ids)) == len(read.ids)
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    for case in finished:
        for row in case.outcome.rows:
            (line,) = [
                found
                for found in read.lines
                if found[:1] == [row.name] and found[-1] == row.source
            ][:1]
            assert line[5] == row.verdict
            assert line[6] == row.unit
    words = " ".join(" ".join(read.words).split())
    assert "FAILED: 2 of 5 rows in 3 cases" in words
    assert f"found {NASTY}" in words
    assert f"note {NASTY}" in words
    assert "2026-03-01 12:30" in words
    assert "Program 0." in words
    # theirs, two charts of two parts each at most, and none from a name
    assert "<script>alert" not in text
    assert read.scripts >= 3


def test_relative_tolerances_carry_a_per_cent_sign(cases):
    text = page(suite.run(cases("good")), datetime(2026, 3, 1))
    (line,) = [found for found in Page(text).lines if found[:1] == ["second"]]
    assert line[1:5] == ["2", "2.1", "4.76 %", "10 %"]


def test_a_table_and_its_line_share_a_colour_and_others_do_not():
    curves = (
        *(Curve("a", [1], [1]), Curve("a, table", [1], [1], "points")),
        *(Curve("a, again", [1], [1]), Curve("b", [1], [1])),
    )
    traces = figure(Chart("t", curves=curves)).data
    colours = [trace.line.color for trace in traces]
    assert colours[0] == colours[1]
    assert len(set(colours)) == 3
