"""The shelf of kept runs: made once for all who ask, the last ones kept."""

import pytest
from scenario_text import DATA

from scenarios.life.shelf import Shelf
from scenarios.load import load

PATIENCE = 120.0  # s


def one_coil():
    return load(DATA / "one_coil.yaml").scenario


def test_a_run_asked_for_twice_is_made_once():
    asked = []

    def scenario():
        asked.append(1)
        return one_coil()

    shelf = Shelf()
    first, second = shelf.ask("a", scenario), shelf.ask("a", scenario)
    assert first is second
    assert first.wait(PATIENCE)
    assert first.result() is second.result()
    assert first.fraction == 1.0
    assert asked == [1]


def test_the_run_asked_for_longest_ago_makes_place():
    shelf = Shelf(places=2)
    first = shelf.ask("a", one_coil)
    shelf.ask("b", one_coil)
    assert shelf.ask("a", one_coil) is first
    shelf.ask("c", one_coil)
    assert shelf.ask("a", one_coil) is first
    other = shelf.ask("b", one_coil)  # had made place: begun again
    assert other.wait(PATIENCE)
    assert set(other.result().coils) == set(first.result().coils)


def test_what_keeps_a_run_from_being_made_is_told_and_it_may_be_asked_again():
    def broken():
        raise ValueError("the scenario lies no more")

    shelf = Shelf()
    making = shelf.ask("a", broken)
    with pytest.raises(ValueError, match="lies no more"):
        making.result()
    assert making.failed
    again = shelf.ask("a", one_coil)
    assert again.result().coils
