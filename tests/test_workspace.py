"""The workspace: names of drafts, and what may be read on behalf of a browser."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from scenarios.document import from_text
from scenarios.faults import ScenarioError
from scenarios.load import load, loaded
from scenarios.workspace import Workspace

BAD = ["", ".", "..", "../x", "a/b", "=cmd()", "<img src=x onerror=alert(1)>", "a b"]
BAD += ["x" * 10_000, "../../etc/passwd", ".hidden", "a\x00b", "name.yaml", "é"]


@pytest.mark.parametrize("name", BAD)
def test_a_draft_has_a_plain_name_or_none(tmp_path, name):
    with pytest.raises(ValueError, match="is no name for a file here"):
        Workspace(tmp_path).save("scenarios", name, "name: x\n")
    assert list(tmp_path.iterdir()) == []


def test_a_draft_is_kept_and_not_replaced_unasked(tmp_path):
    place = Workspace(tmp_path)
    path = place.save("ovens", "mild-1", "a: 1\n")
    with pytest.raises(FileExistsError):
        place.save("ovens", "mild-1", "a: 2\n")
    assert path.read_text() == "a: 1\n"
    place.save("ovens", "mild-1", "a: 2\n", replace=True)
    assert path.read_text() == "a: 2\n"
    assert place.saved("ovens") == ["mild-1"]
    assert [p.name for p in path.parent.iterdir()] == ["mild-1.yaml"]


def test_confined_texts_reach_shipped_files_and_the_workspace_only(tmp_path):
    place = Workspace(tmp_path / "workspace")
    place.save("scenarios", "base", "extends: dry_room_fault.yaml\nname: base\n")
    secret = tmp_path / "secret.yaml"
    secret.write_text("name: secret\nduration_d: 12345\n")
    (place.root / "link.yaml").symlink_to(secret)
    inside = "extends: drafts/scenarios/base.yaml\nname: inside\n"
    with place.confined():
        assert loaded(from_text(inside, place.root)).scenario.name == "inside"
        for named in ("../secret.yaml", str(secret), "link.yaml"):
            with pytest.raises(ScenarioError, match="is not a file") as caught:
                from_text(f"extends: {named}\nname: x\n", place.root)
            assert "12345" not in str(caught.value)
        with pytest.raises(ScenarioError, match="outside the workspace"):
            load(secret)
        readings = (
            "extends: reference_line.yaml\nname: x\nzones: {hall: {readings: "
            "{file: ../secret.yaml, time_min: t, temperature_degC: a, "
            "dew_point_degC: b}}}\n"
        )
        with pytest.raises(ScenarioError, match="outside the workspace") as caught:
            loaded(from_text(readings, place.root))
        assert "12345" not in str(caught.value)
    with pytest.raises(ScenarioError, match="zones: missing"):
        load(secret)


def test_confinement_is_of_one_thread_only(tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("extends: dry_room_fault.yaml\nname: mine\n")
    with (
        ThreadPoolExecutor(1) as other,
        Workspace(tmp_path / "w").confined(),
    ):
        assert other.submit(load, secret).result().scenario.name == "mine"
