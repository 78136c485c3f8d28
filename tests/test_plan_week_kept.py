"""A week's plan is kept on the way: recoveries and runs of the line once each."""

import json
import shutil
import sqlite3

import pytest
from plan_week_text import PLAN, task
from typer.testing import CliRunner

from scenarios.cli import app
from scenarios.faults import ScenarioError
from scenarios.plan.kept import ANSWER, PlanBegunError
from scenarios.plan.ledger import FILE, Ledger
from scenarios.plan.week import answer, kept
from scenarios.plan.week.plan import planned
from scenarios.shipped import PROJECT_FOLDER

ROOM = str(PROJECT_FOLDER / "rooms/twenty_people.yaml")
AS_A_FILE = {**PLAN, "room_file": ROOM}


def plain(result):
    """The answer without what it took."""
    found = answer.json_object(result)
    del found["work"]
    return json.loads(json.dumps(found))


def kept_week(own, out, **options):
    """The week worked out below `out`, and its folder."""
    folder = kept.begin(own, b"{}", out, **options)
    return kept.conducted(own, folder), folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    out = tmp_path_factory.mktemp("plans")
    return kept_week(task(), out)


def test_a_kept_week_is_that_which_is_not_kept(undisturbed):
    result, folder = undisturbed
    assert plain(result) == plain(planned(task()))
    told = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    assert told["plans"] == plain(result)["plans"]
    assert (folder / kept.HOURS).read_text().startswith("plan,")


def test_a_week_broken_off_finds_no_recovery_twice(undisturbed, tmp_path):
    """Any part of the bookings, as a kill leaves them: the rest alone is made."""
    result, folder = undisturbed
    total = result.work["booked"]
    assert total > 20
    for part in (0, total // 2, total):
        again = tmp_path / str(part)
        shutil.copytree(folder, again / folder.name)
        (again / folder.name / ANSWER).unlink()
        with sqlite3.connect(again / folder.name / FILE) as base:
            base.execute(
                "DELETE FROM evaluations WHERE recipe NOT IN "
                "(SELECT recipe FROM evaluations ORDER BY recipe LIMIT ?)",
                (part,),
            )
        base.close()
        told, own = kept_week(task(), again, resume=True)
        assert (told.work["found"], told.work["booked"]) == (part, total - part)
        assert plain(told) == plain(result)
        assert (own / ANSWER).is_file()


def test_a_week_begun_is_resumed_or_begun_again_never_silently(undisturbed):
    _, folder = undisturbed
    with pytest.raises(PlanBegunError, match="--resume goes on"):
        kept_week(task(), folder.parent)
    result, same = kept_week(task(), folder.parent, fresh=True)
    assert (same, result.work["found"]) == (folder, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"today": {"frost_point_degC": -45}},
        {"changes": {"rooms.dry_room.people.count": 19}},
        {"weeks": [29]},
    ],
)
def test_another_week_has_another_folder(changes):
    assert kept.identity(task(**changes)) != kept.identity(task())
    assert kept.identity(task(name="other")) == kept.identity(task())


def test_a_change_of_the_room_that_is_wrong_is_named_where_it_stands():
    with pytest.raises(ScenarioError) as error:
        task(changes={"romms.dry_room.people.count": 3})
    assert "changes.romms.dry_room.people.count" in str(error.value)
    assert "--set" not in str(error.value)


def test_the_command_keeps_a_week_where_it_is_told(tmp_path):
    file = tmp_path / "week.yaml"
    file.write_text(json.dumps(AS_A_FILE))
    words = ["plan", str(file), "--out", str(tmp_path / "out"), "--json"]
    first = CliRunner().invoke(app, words)
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert told["folder"].startswith(str(tmp_path / "out"))
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "--resume goes on" in again.stderr
    on = CliRunner().invoke(app, [*words, "--resume"])
    assert on.exit_code == 0, on.output
    resumed = json.loads(on.stdout)
    assert resumed["work"]["booked"] == 0
    assert resumed["plans"] == told["plans"]


@pytest.mark.parametrize(
    ("scenario", "line_days", "says"),
    [
        ("dry_room_queue.yaml", 7, "no zone of it is a room"),
        ("two_shift_dry_room.yaml", 0.01, "warm_up_d"),
    ],
)
def test_a_line_that_cannot_take_a_schedule_is_refused_before_the_search(
    scenario, line_days, says, tmp_path
):
    line = {"scenario": str(PROJECT_FOLDER / scenario), "line_days": line_days}
    file, out = tmp_path / "week.yaml", tmp_path / "out"
    file.write_text(json.dumps({**AS_A_FILE, **line}))
    found = CliRunner().invoke(app, ["plan", str(file), "--out", str(out)])
    assert found.exit_code == 2
    assert says in found.stderr
    assert not out.exists()


def test_ctrl_c_says_where_what_was_found_is_kept(tmp_path, monkeypatch):
    file, out = tmp_path / "week.yaml", tmp_path / "out"
    file.write_text(json.dumps(AS_A_FILE))
    booked, book = [], Ledger.book

    def interrupted(self, *words):
        if len(booked) == 3:
            raise KeyboardInterrupt
        booked.append(words)
        book(self, *words)

    monkeypatch.setattr(Ledger, "book", interrupted)
    found = CliRunner().invoke(app, ["plan", str(file), "--out", str(out)])
    assert found.exit_code == 130
    (folder,) = out.iterdir()
    assert f"kept in {folder}: go on with --resume" in found.stderr
    assert "nothing was written" not in found.stderr


def test_a_place_that_cannot_be_written_is_refused_before_the_week_begins(tmp_path):
    file = tmp_path / "week.yaml"
    file.write_text(json.dumps(AS_A_FILE))
    (tmp_path / "out").write_text("a file where a folder should be")
    words = ["plan", str(file), "--out", str(tmp_path / "out")]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 2
    assert "--out" in found.stderr
    assert "is a file" in found.stderr
