"""A route is checked before a run, and everything wrong with it is said at once."""

from dataclasses import replace

import pytest
from plant import edges, electrode, electrode_material, machine, scenario

from twin import faults, route
from twin.line import Line
from twin.scenario import (
    AssemblySpec,
    CalenderSpec,
    CellDesign,
    CheckSpec,
    CoaterSpec,
    Distribution,
    Limit,
    OvenSpec,
    Rework,
    RouteEdge,
    Sheet,
    SlitterSpec,
)

CELL = CellDesign(
    "anode", "cathode", Sheet(2, 0.1, 0.1), Sheet(1, 0.1, 0.1), "electrode", 0.1, 1, 3
)


def two_branches(**others):
    """Anode and cathode with a winder each, which meet in the assembly."""
    stations = {
        "a_winder": machine(1),
        "c_winder": machine(1),
        "check": CheckSpec(zone="dry"),
        "assembly": AssemblySpec(zone="dry", cell=CELL),
    }
    electrodes = {"anode": electrode("a_winder"), "cathode": electrode("c_winder")}
    way = (
        *edges("a_winder", "check", "assembly"),
        RouteEdge("c_winder", "check"),
    )
    given = {"electrodes": electrodes, "route": way} | others
    return scenario(given.pop("stations", stations), 10, **given)


def test_sound_route_has_no_faults_and_names_each_next_station():
    plant = two_branches()
    assert faults.faults(plant) == []
    way = route.Route(plant)
    assert way.path("c_winder", "cathode") == ["c_winder", "check", "assembly"]
    assert way.after("assembly", "anode") is None


def test_electrode_of_no_cell_may_end_anywhere():
    plant = two_branches()
    stations = {**plant.stations, "rack": machine(1)}
    electrodes = {**plant.electrodes, "spare": electrode("rack")}
    assert faults.faults(two_branches(stations=stations, electrodes=electrodes)) == []


def test_electrode_of_no_cell_has_no_place_in_an_assembly():
    plant = two_branches(
        electrodes={
            "anode": electrode("a_winder"),
            "cathode": electrode("c_winder"),
            "spare": electrode("c_winder"),
        }
    )
    (found,) = faults.faults(plant)
    assert "spare comes to 'assembly', whose cell is made of anode and cathode" in found


def test_coating_is_more_open_before_the_calender_than_its_material_after_it():
    def coated(porosity):
        given = electrode("calender", as_coated_porosity=porosity)
        stations = {
            "calender": CalenderSpec(
                zone="hall", speed=0.1, porosity=electrode_material().porosity
            )
        }
        return scenario(stations, 10, {"anode": given})

    assert faults.faults(coated(0.7)) == []
    (found,) = faults.faults(coated(0.4))
    assert "presses anode to a porosity of 0.5; it comes with 0.4" in found
    (found,) = faults.faults(coated(1.2))
    assert "as_coated_porosity of anode is 1.2; it is between 0 and 1" in found


def test_buffer_where_nothing_can_be_blocked_is_a_fault():
    def plant(**buffers):
        stations = {n: machine(1, buffer=buffers.get(n)) for n in ("winder", "slitter")}
        return scenario(stations, 10)

    (found,) = faults.faults(plant(winder=2))
    assert "'winder' has a buffer of 2, but no station before it" in found
    assert faults.faults(plant(slitter=2)) == []


def test_edges_lead_only_the_electrodes_they_name():
    plant = two_branches(
        route=(
            RouteEdge("a_winder", "check"),
            RouteEdge("check", "assembly", ("anode",)),
            RouteEdge("c_winder", "assembly", ("cathode",)),
        )
    )
    assert faults.faults(plant) == []
    assert route.paths(plant)["cathode"] == ["c_winder", "assembly"]
    assert route.stations_in_order(plant)[-1] == "assembly"


WINDERS = edges("a_winder", "check", "assembly")
CATHODE = RouteEdge("c_winder", "check")
FAULTS = {
    "unknown target": (
        {"route": (*WINDERS, CATHODE, RouteEdge("check", "winder"))},
        "after 'check' comes 'winder', which is not a station; the stations are",
    ),
    "unknown origin": (
        {"route": (*WINDERS, CATHODE, RouteEdge("winder", "check"))},
        "before 'check' comes 'winder', which is not a station",
    ),
    "unknown electrode on an edge": (
        {"route": (*WINDERS, RouteEdge("c_winder", "check", ("kathode",)))},
        "is for 'kathode', which is not an electrode",
    ),
    "unknown first station": (
        {
            "electrodes": {
                "anode": electrode("coater"),
                "cathode": electrode("c_winder"),
            }
        },
        "electrode 'anode' begins at 'coater', which is not a station",
    ),
    "cycle": (
        {"route": (*WINDERS, CATHODE, RouteEdge("assembly", "a_winder"))},
        "a_winder -> check -> assembly -> a_winder",
    ),
    "unreachable": (
        {"electrodes": {"anode": electrode("a_winder"), "cathode": electrode("check")}},
        "no coil reaches 'c_winder'",
    ),
    "branches do not merge": (
        {"route": (*WINDERS[:1], RouteEdge("check", "assembly", ("anode",)), CATHODE)},
        "the branches do not merge: 'assembly' needs cathode, which ends at 'check'",
    ),
    "two ways to go": (
        {"route": (*WINDERS, CATHODE, RouteEdge("a_winder", "assembly"))},
        "after 'a_winder' anode has 2 ways to go (check, assembly)",
    ),
    "after the assembly": (
        {"route": (*WINDERS, CATHODE, RouteEdge("assembly", "c_winder"))},
        "after 'assembly' comes c_winder",
    ),
    "edge where the electrode never comes": (
        {"route": (*WINDERS, CATHODE, RouteEdge("c_winder", "check", ("anode",)))},
        "anode has an edge from 'c_winder', where it never comes",
    ),
    "rework to an unknown station": (
        {"rework": (Rework("check", "oven", 1e-4),)},
        "rework from 'check' to 'oven': 'oven' is not a station",
    ),
    "rework from what checks nothing": (
        {"rework": (Rework("assembly", "check", 1e-4),)},
        "begins at a station that checks nothing",
    ),
    "rework that leads forward": (
        {"rework": (Rework("check", "assembly", 1e-4),)},
        "does not lead back",
    ),
    "rework where the electrode never comes": (
        {"rework": (Rework("check", "c_winder", 1e-4, electrode="anode"),)},
        "does not lead back: on its way to 'check' anode passes a_winder",
    ),
    "rework of nobody": (
        {"rework": (Rework("check", "c_winder", 1e-4, electrode="separator"),)},
        "is for 'separator', which is not an electrode",
    ),
    "two rework edges for one electrode": (
        {
            "rework": (
                Rework("check", "a_winder", 1e-4, electrode="anode"),
                Rework("check", "a_winder", 2e-4, electrode="anode"),
            )
        },
        "at 'check' anode has two rework edges",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_a_route_is_said_in_plain_words(name):
    change, words = FAULTS[name]
    found = route.faults(two_branches(**change))
    assert any(words in fault for fault in found), found


def test_rework_through_a_slitter_is_a_fault():
    plant = scenario(
        {
            "slitter": SlitterSpec(
                zone="hall",
                duration=Distribution("fixed", (60.0,)),
                daughter_widths=(0.1,),
            ),
            "check": CheckSpec(zone="dry"),
        },
        10,
        rework=(Rework("check", "slitter", 1e-4),),
    )
    assert any("a second time" in fault for fault in faults.faults(plant))


def test_all_faults_are_listed_at_once_and_the_run_is_refused():
    plant = scenario(
        {
            "winder": replace(machine(1), duration=None),
            "oven": OvenSpec(zone="attic", min_load=3),
        },
        10,
        limits=(Limit("anode", "oven", 1e-4),),
    )
    with pytest.raises(ValueError) as error:
        Line(plant)
    text = str(error.value)
    for words in (
        "'winder' has neither speed nor duration",
        "'oven' lies in zone 'attic', which does not exist; the zones are hall, dry",
        "min_load of 'oven' is 3; it is from 1 to the capacity of 1",
        "recipe of 'oven' holds nothing",
    ):
        assert words in text


WAY_FAULTS = {
    "web longer than the coil's time": (
        {"winder": replace(machine(0.01), speed=0.1, web_path=36.0)},
        "has 360 s of web path for a coil of anode that takes 36 s at least",
    ),
    "daughters wider than the mother": (
        {
            "winder": SlitterSpec(
                zone="hall", speed=1.0, daughter_widths=(0.1, 0.1), trim=0.01
            )
        },
        "cuts 220 mm out of anode coils that are 200 mm wide",
    ),
    "coated twice": (
        {"winder": machine(1), "coater": CoaterSpec(zone="hall", speed=1.0)},
        "would be coated twice",
    ),
    "no limit to be close to": (
        {"winder": machine(1, dispatch="closest_to_limit")},
        "anode has no limit there or later",
    ),
}


@pytest.mark.parametrize("name", WAY_FAULTS)
def test_coil_that_does_not_fit_its_way_is_a_fault(name):
    stations, words = WAY_FAULTS[name]
    found = faults.faults(scenario(stations, 10))
    assert any(words in fault for fault in found), found
