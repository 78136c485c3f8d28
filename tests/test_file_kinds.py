"""Files of the wrong kind are told to be one, with the command that takes them."""

from itertools import product
from pathlib import Path

import pytest

from scenarios.cli import app
from scenarios.curve.load import CurveKeys
from scenarios.document import read
from scenarios.dryer.load import DryerKeys
from scenarios.exposure.load import ExposureKeys
from scenarios.faults import ScenarioError
from scenarios.file_kinds import KINDS, kind_of
from scenarios.key_faults import keys_of
from scenarios.oven.load import OvenFileKeys
from scenarios.plan.day.load import DayFileKeys
from scenarios.plan.load import PlanFileKeys
from scenarios.plan.settings.load import SettingsFileKeys
from scenarios.plan.week.load import WeekFileKeys
from scenarios.room.load import RoomFileKeys
from scenarios.schema.scenario import ScenarioKeys
from scenarios.shipped import PROJECT_FOLDER, read_tree
from scenarios.study.load import StudyKeys
from scenarios.yaml_tree import parse

SHIPPED = [
    (kind, file)
    for kind in KINDS
    for file in sorted(
        PROJECT_FOLDER.glob("*.yaml" if kind == "scenarios" else f"{kind}/*.yaml")
    )
]
SCHEMAS = {
    "studies": [StudyKeys],
    "plans": [PlanFileKeys, DayFileKeys, WeekFileKeys, SettingsFileKeys],
    "curves": [CurveKeys],
    "exposures": [ExposureKeys],
    "dryers": [DryerKeys],
    "rooms": [RoomFileKeys],
    "ovens": [OvenFileKeys],
    "scenarios": [ScenarioKeys],
}


@pytest.mark.parametrize(("kind", "file"), SHIPPED, ids=lambda one: Path(one).stem)
def test_every_shipped_file_is_known_by_its_keys(kind, file):
    assert kind_of(parse(file.read_bytes(), str(file)).content) == kind


def test_what_tells_a_kind_are_keys_of_it_and_together_of_none_asked_for_later():
    """A plan may hold an oven and its load, and is told from an oven file before."""
    order = list(KINDS)
    for kind, (_, command, telling) in KINDS.items():
        assert command.split()[1] in {
            c.callback.__name__ for c in app.registered_commands
        }
        for own in telling:
            assert any(own <= set(keys_of(schema)) for schema in SCHEMAS[kind])
            assert not any(
                own <= set(keys_of(schema))
                for other, schemas in SCHEMAS.items()
                for schema in schemas
                if order.index(other) > order.index(kind)
            ), own


FIRST = {kind: file for kind, file in reversed(SHIPPED)}


@pytest.mark.parametrize(("kind", "wanted"), list(product(KINDS, KINDS)))
def test_a_file_of_another_kind_has_one_fault_and_its_command(kind, wanted):
    file = FIRST[kind]
    source = f"{kind}/{file.name}" if kind != "scenarios" else file.name

    def reading():
        return read(file) if wanted == "scenarios" else read_tree(source, wanted)

    if kind == wanted:
        reading()
        return
    with pytest.raises(ScenarioError) as caught:
        reading()
    (fault,) = caught.value.faults
    called, command, _ = KINDS[kind]
    path = file if "scenarios" in (kind, wanted) else source
    said = f"it is {called}, not {KINDS[wanted][0]}; `{command} {path}` takes it"
    assert fault.message == said


def test_a_file_whose_keys_tell_no_kind_is_read_as_what_it_shall_be(tmp_path):
    (tmp_path / "a.yaml").write_text("name: a\noven: {}\n")
    assert read_tree(tmp_path / "a.yaml", "dryers").content["name"] == "a"
