"""The plant's picture: every station in its place, every text harmless."""

import re
from dataclasses import replace
from functools import partial
from itertools import combinations
from xml.etree import ElementTree

import pytest
from plant import HOUR, WellMixed, air, edges, electrode, fixed, machine, scenario

from scenarios import shipped
from scenarios.charts import palette
from scenarios.line import boxes, picture
from scenarios.line.areas import areas
from scenarios.line.history import LineHistory
from scenarios.line.layout import MOST_COLUMNS, layout
from scenarios.line.state import plant_at
from scenarios.line.svg import element, fitted
from scenarios.load import load
from twin import line
from twin.scenario import (
    AssemblySpec,
    CellDesign,
    CheckSpec,
    CoilOrder,
    Disturbance,
    Limit,
    OvenSpec,
    RecipeStep,
    Rework,
    RouteEdge,
    Sheet,
    StoreSpec,
    ZoneSpec,
)

run = partial(line.run, model_for=WellMixed)
SVG = "{http://www.w3.org/2000/svg}"
NASTY = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "&lt;b&gt; & ]]>",
    "=cmd()",
    "../../etc/passwd",
    "x" * 10_000,
    "tab\tnew\nline\x00\x1b",
)
SHIPPED = ("reference_line", "full_dry_room", "dry_room_fault", "dry_room_queue")


def shipped_scenario(name):
    return load(shipped.PROJECT_FOLDER / f"{name}.yaml").scenario


def drawn(plant, time=0.5, link=None):
    history = LineHistory(run(plant))
    return picture.picture(history, plant_at(history, time), link)


def texts(svg):
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


# ---------------------------------------------------------------- layout


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_lines_stand_without_overlap_and_run_to_the_right(name):
    plant = shipped_scenario(name)
    places = layout(plant).places
    assert set(places) == set(plant.stations)
    for one, two in combinations(places.values(), 2):
        apart = one.last < two.first or two.last < one.first
        assert (one.band, one.column) != (two.band, two.column) or apart
    for edge in plant.route:
        one, two = places[edge.origin], places[edge.target]
        assert (one.band, one.column) < (two.band, two.column)
    assert max(place.column for place in places.values()) < MOST_COLUMNS


def test_reference_line_is_broken_where_it_enters_the_dry_room():
    plant = shipped_scenario("reference_line")
    places = layout(plant).places
    in_first = {name for name, place in places.items() if place.band == 0}
    assert {plant.stations[name].zone for name in in_first} == {"hall"}
    assert {a.zone for a in areas(plant, layout(plant)) if a.band == 1} == {"dry_room"}


def branches(*electrodes):
    """A line per electrode; each name is that of its own stations, in order."""
    stations = {name: machine(1) for way in electrodes for name in way}
    return scenario(
        stations,
        4,
        {f"e{i}": electrode(way[0]) for i, way in enumerate(electrodes)},
        route=tuple(
            RouteEdge(one.origin, one.target, (f"e{i}",))
            for i, way in enumerate(electrodes)
            for one in edges(*way)
        ),
    )


def test_electrodes_that_share_stations_lie_side_by_side():
    plant = branches(["a", "s"], ["b", "c"], ["d", "s"])
    assert layout(plant).lanes == (("e0", "e2", "e1"),)
    shared = layout(plant).places["s"]
    assert (shared.first, shared.last) == (0, 1)


def test_a_station_gives_way_to_one_that_spans_its_lane():
    plant = branches(["s", "x"], ["s", "t"], ["s", "x"], ["u", "t"])
    places = layout(plant).places
    for one, two in combinations(places.values(), 2):
        apart = one.last < two.first or two.last < one.first
        assert (one.band, one.column) != (two.band, two.column) or apart


@pytest.mark.parametrize("count", [1, 2, 5, 6, 9, 11, 23])
def test_long_routes_are_broken_into_bands_of_a_page(count):
    plan = layout(branches([f"s{i}" for i in range(count)]))
    assert len(plan.columns) == -(-count // MOST_COLUMNS)
    assert sum(plan.columns) == count
    assert max(plan.columns) <= MOST_COLUMNS
    assert min(plan.columns) >= 1


# ---------------------------------------------------------------- picture


def test_picture_says_stations_zones_loads_and_coils():
    plant = scenario(
        {"winder": machine(2), "store": StoreSpec(zone="dry", duration=fixed(2))},
        6,
        {"anode": electrode("winder", count=3, interval=fixed(0.25))},
        limits=(Limit("anode", "winder", 850e-6),),
    )
    said = texts(drawn(plant, 0.75))
    assert {"winder", "store", "hall", "dry", "anode"} <= set(said)
    assert "works, 75 min left" in said
    assert "waits 2" in said
    assert "25.0 °C, frost point −42.2 °C" in said
    assert "25.0 °C, dew point 7.0 °C" in said
    mark = palette.STATES[palette.NEAR][2]
    assert said.count(mark) == 3 + 1  # 800 of 850 ppm, and once in the legend


def test_each_electrode_s_loads_of_a_shared_oven_stand_in_its_own_lane():
    coils = {
        "anode": electrode("oven", count=3, interval=fixed(0.1)),
        "cathode": electrode("oven", orders=(CoilOrder("C", 0.25),)),
    }
    hold = RecipeStep(298.15, 1.0, 1e4, 10.0, "nitrogen", 4 * HOUR)
    oven = OvenSpec(zone="hall", machines=4, recipe=(hold,))
    plant = plant_at(LineHistory(run(scenario({"oven": oven}, 6, coils))), 1.0)
    station = plant.stations["oven"]
    assert len(station.loads) == 4
    own = {
        name: "".join(boxes._loads(station, plant.at("oven", name), 300, None))
        for name in coils
    }
    assert own["anode"].count(" left<") == 2
    assert "and 1 more load<" in own["anode"]
    assert own["cathode"].count(" left<") == 1
    assert "more load" not in own["cathode"]


def test_a_coil_is_a_link_that_says_its_water_and_its_limit():
    plant = scenario({"a": machine(1)}, 4, limits=(Limit("anode", "a", 1000e-6),))
    svg = drawn(plant, 0.0, lambda coil: f"coil?coil={coil}")
    (link,) = ElementTree.fromstring(svg).iter(f"{SVG}a")
    assert link.get("href") == "coil?coil=anode-0001"
    title = next(link.iter(f"{SVG}title")).text
    assert title == "anode-0001: 800 ppm; limit 1000 ppm (a), within its limit"


def test_more_coils_than_a_row_holds_are_counted():
    plant = scenario(
        {"a": machine(1)},
        2,
        {"anode": electrode("a", count=30, interval=fixed(0.001))},
    )
    said = texts(drawn(plant, 0.5))
    assert "waits 29" in said
    (more,) = [text for text in said if text.startswith("+")]
    chips = said.count(palette.STATES[palette.UNKNOWN][2]) - 2  # in work, legend
    assert int(more[1:]) + chips == 29


def test_faults_and_coils_dried_again_are_named():
    fault = Disturbance(0.0, HOUR, air(500.0), name="door held open")
    plant = scenario(
        {"a": machine(1, zone="dry"), "check": CheckSpec(zone="dry")},
        6,
        zones={
            "hall": ZoneSpec(air(1000.0)),
            "dry": ZoneSpec(air(10.0), disturbances=(fault,)),
        },
        rework=(Rework("check", "a", 10e-6, 1),),
    )
    said = texts(drawn(plant, 0.5))
    assert "dry ⚠ door held open" in said
    assert any(text.startswith("Other air: hall 25.0 °C") for text in said)
    assert "dried again so far: 0 in a" in said
    assert "dried again so far: 1 in a" in texts(drawn(plant, 2.5))


def test_an_assembly_with_one_electrode_waits_for_its_partner():
    sheet = Sheet(1, 0.2, 0.1)
    cell = CellDesign("anode", "cathode", sheet, sheet, "electrode", 0.02, 1.0, 3.7)
    plant = scenario(
        {"assembly": AssemblySpec(zone="hall", cell=cell, separator_zone="dry")},
        4,
        {
            "anode": electrode("assembly", length=100.0),  # 1000 cells, a second each
            "cathode": electrode("assembly", length=200.0),
        },
    )
    assert any(text.startswith("works") for text in texts(drawn(plant, 0.1)))
    assert "waits for its partner" in texts(drawn(plant, 1.0))


def nasty_plant(name):
    return scenario(
        {name: machine(1, zone=name), "b": StoreSpec(zone="dry")},
        4,
        {name: electrode(name, orders=(CoilOrder(name, 0.0),))},
        zones={
            name: ZoneSpec(
                air(1000.0), disturbances=(Disturbance(0.0, HOUR, air(9.0), name=name),)
            ),
            "dry": ZoneSpec(air(10.0)),
        },
        limits=(Limit(name, name, 500e-6),),
        name=name,
    )


@pytest.mark.parametrize("name", NASTY)
def test_no_name_becomes_markup_or_grows_without_end(name):
    svg = drawn(nasty_plant(name), 0.5, lambda coil: "coil")
    tree = ElementTree.fromstring(svg)  # well-formed, whatever the names
    tags = {node.tag.removeprefix(SVG) for node in tree.iter()}
    known = {"svg", "g", "a", "rect", "text", "title", "path", "line", "defs"}
    assert tags <= known | {"marker", "circle", "polygon"}
    names = {key for node in tree.iter() for key in node.attrib}
    assert not [key for key in names if key.startswith("on")]
    assert len(svg) < 20_000
    assert all(len(text) < 200 for text in texts(svg))
    assert name.isprintable() or not re.search("[\x00-\x08\x0b-\x1f]", svg)


def test_a_linked_address_cannot_leave_its_attribute():
    made = element("a", href='"><script>')
    assert ElementTree.fromstring(made).get("href") == '"><script>'


@pytest.mark.parametrize(("width", "said"), [(1000, "abcdef"), (20, "abc…"), (1, "…")])
def test_texts_are_cut_to_their_place(width, said):
    assert fitted("abcdef", width, 10.0) == said


@pytest.mark.parametrize("name", SHIPPED)
def test_boxes_areas_and_ways_lie_inside_the_picture(name):
    plant = shipped_scenario(name)
    space = picture.Geometry(plant)
    for station in plant.stations:
        assert space.left(station) > 0.0
        assert space.left(station) + picture.BOX < space.width
        assert space.bottom(station) < space.height - picture.FOOT
    for path in picture._edges(space):
        numbers = [
            float(n) for n in re.findall(r"[\d.]+", re.search('d="(.*?)"', path)[1])
        ]
        assert min(numbers) > 0.0
        assert max(numbers[::2]) < space.width
        assert max(numbers[1::2]) < space.height


def test_a_box_has_room_for_all_its_lines():
    plant = shipped_scenario("reference_line")
    space = picture.Geometry(plant)
    for name, place in space.layout.places.items():
        shared = place.first != place.last
        lines = boxes.lines_of(plant.stations[name]) + shared
        needed = boxes.HEAD + lines * boxes.LINE
        assert needed <= space.row_heights[place.band]


def test_same_picture_twice():
    plant = replace(branches(["a", "b"]), duration=2 * HOUR)
    assert drawn(plant) == drawn(plant)
