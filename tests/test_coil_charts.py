"""Charts and sentences of a coil's life: what stands in the tables, harmless names."""

import numpy as np
import pandas as pd
import pytest

from scenarios.charts import coil as charts
from scenarios.life import words
from scenarios.life.tables import (
    COURSE_COLUMNS,
    EXPOSURE_COLUMNS,
    IN_OVEN,
    PASSAGE_COLUMNS,
)

NASTY = "<img src=x onerror=alert(1)>"


def course(times, water, station="store", zone="hall", dew=10.0):
    table = pd.DataFrame(0.0, range(len(times)), list(COURSE_COLUMNS))
    return table.assign(
        time_h=times, water_ppm=water, edge_ppm=water, worst_ppm=water,
        equilibrium_ppm=water, coil="c", station=station, zone=zone, dew_point_degC=dew,
    )  # fmt: skip


def passages(*rows):
    """Rows (station, arrived, started, left, water out, limit)."""
    made = [
        ("c", s, 1, a, b, c, out, out, limit, "mean, per dry electrode",
         out if limit == limit else np.nan,
         None if limit != limit else out <= limit, True)
        for s, a, b, c, out, limit in rows
    ]  # fmt: skip
    table = pd.DataFrame(made, columns=list(PASSAGE_COLUMNS))
    return table.astype({"within": "boolean"})


def exposures(*rows):
    """Rows (station, zone, how, from, hours, before, after)."""
    made = [
        ("c", s, z, how, begin, hours, b, a, a - b, 0.0, 1.0, 1.0, 0.5, "mixed")
        for s, z, how, begin, hours, b, a in rows
    ]
    return pd.DataFrame(made, columns=list(EXPOSURE_COLUMNS))


STORE = ("store", 0.0, 1.0, 10.0, 900.0, np.nan)
OVEN = ("oven", 10.0, 10.0, 20.0, 90.0, 200.0)
CUTTER = ("cutter", 20.0, 25.0, 30.0, 250.0, 200.0)
MET = exposures(
    ("store", "hall", "wound", 0.0, 10.0, 500.0, 900.0),
    ("oven", "oven/1", IN_OVEN, 10.0, 10.0, 900.0, 90.0),
    ("cutter", "dry_room", "wound", 20.0, 10.0, 90.0, 250.0),
)


def test_over_a_limit_behind_the_oven_the_cause_is_what_came_back():
    table = passages(STORE, OVEN, CUTTER)
    assert words.kept(table) is False
    assert words.verdict(table) == (
        "Over its limit: behind cutter it held 250 ppm, and 200 ppm are allowed "
        "(mean, per dry electrode)."
    )
    way = course([20.0, 30.0], [90.0, 250.0], "cutter", "dry_room", -12.0)
    assert words.reason(table, MET, way) == (
        "oven had dried it to 90 ppm by hour 20.0. Since then it took up 160 ppm, the "
        "most of it, 160 ppm in 10.0 h, at cutter in the air of dry_room "
        "(frost point up to -12 °C)."
    )


def test_over_the_ovens_own_limit_the_cause_is_what_it_brought():
    table = passages(STORE, ("oven", 10.0, 10.0, 20.0, 290.0, 200.0))
    met = exposures(
        ("store", "hall", "wound", 0.0, 10.0, 500.0, 900.0),
        ("oven", "oven/1", IN_OVEN, 10.0, 10.0, 900.0, 290.0),
    )
    text = words.reason(table, met, course([0.0, 10.0], [500.0, 900.0]))
    assert text.startswith("It went into oven with 900 ppm and came out of its chamber")
    assert "Before it took up 400 ppm" in text


def test_coil_before_any_limit_says_so():
    table = passages(STORE)
    assert "not come to a station with a limit" in words.verdict(table)
    assert words.kept(table) is None
    assert words.reason(table, MET.head(1), course([0.0], [500.0])) == ""


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (150.0, "It would keep the limit behind cutter."),
        (280.0, "It breaks the limit behind cutter either way."),
    ],
)
def test_consequence_names_limits_that_would_be_kept_or_broken(now, says):
    was = passages(STORE, OVEN, CUTTER)
    other = passages(STORE, OVEN, ("cutter", 20.0, 25.0, 32.0, now, 200.0))
    table = words.compared(was, other)
    assert table["change_ppm"].tolist() == [0.0, 0.0, now - 250.0]
    assert says in words.consequence(table, "cutter", 2.0)
    broken = words.consequence(words.compared(other, was), "cutter", 2.0)
    assert ("It would break the limit behind cutter: 250 ppm" in broken) == (now == 150)


def test_stations_have_a_row_each_and_bars_from_arrival_to_leaving():
    table = passages(STORE, OVEN, CUTTER)
    figure = charts.life(course([0.0, 30.0], [500.0, 250.0]), table)
    assert list(figure.layout.yaxis2.ticktext) == ["store", "oven", "cutter"]
    waits, works = [t for t in figure.data if t.type == "bar"]
    assert list(zip(waits.base, waits.x, strict=True)) == [(0.0, 1.0), (20.0, 5.0)]
    assert list(zip(works.base, works.x, strict=True)) == [
        (1.0, 9.0), (10.0, 10.0), (25.0, 5.0)
    ]  # fmt: skip
    bands = [s for s in figure.layout.shapes if s.type == "rect"]
    assert {(b.x0, b.x1) for b in bands} == {(0.0, 10.0), (10.0, 20.0), (20.0, 30.0)}
    over = next(t for t in figure.data if t.name == "✗ over the limit")
    assert list(over.y) == [250.0]


def test_every_axis_has_its_unit():
    figure = charts.life(course([0.0, 30.0], [5.0, 2.0]), passages(STORE, OVEN))
    titles = [
        figure.layout[a].title.text for a in ("yaxis", "yaxis3", "yaxis4", "xaxis4")
    ]
    assert all("[" in title and "]" in title for title in titles)


def test_every_panel_has_the_legend_of_its_own_lines_above_it():
    figure = charts.life(course([0.0, 30.0], [5.0, 2.0]), passages(STORE, OVEN))
    for trace in figure.data:
        number = (trace.yaxis or "y")[1:]
        assert trace.legend == f"legend{number}"
        top = figure.layout[f"yaxis{number}"].domain[1]
        assert figure.layout[trace.legend].y == top


def test_names_are_text_in_charts():
    row = (NASTY, 0.0, 1.0, 10.0, 90.0, 200.0)
    figure = charts.life(course([0.0, 10.0], [5.0, 9.0], NASTY, NASTY), passages(row))
    assert "<img" not in figure.to_json()


def map_of(parts):
    rows = [
        (number, time, near, near + 5.0, 100.0 * time + near)
        for number, (times, cells) in enumerate(parts)
        for time in times
        for near in np.arange(cells) * 5.0
    ]
    names = ["part", "time_h", "from_edge_mm", "to_edge_mm", "water_ppm"]
    return pd.DataFrame(rows, columns=names)


@pytest.mark.parametrize("log", [False, True])
def test_map_has_a_brick_for_every_cell_and_step(log):
    table = map_of([([1.0, 2.0, 4.0], 4), ([4.0, 6.0], 2)])
    first, second = charts.width(table, log).data
    assert list(first.x) == [1.0, 2.0, 4.0]
    assert list(first.y) == [0.0, 5.0, 10.0, 15.0, 20.0]
    assert np.array(first.customdata).tolist() == [
        [200.0 + near, 400.0 + near] for near in (0.0, 5.0, 10.0, 15.0)
    ]
    shown = np.array(second.z)
    told = np.array([[600.0], [605.0]])
    assert shown == pytest.approx(np.log10(told) if log else told)


def test_level_profile_is_drawn_level():
    table = pd.DataFrame(
        {
            "component": ["cmc"] * 4,
            "depth_nm": [0.0, 10.0, 20.0, 10.0],
            "loading_g_per_kg": [5.0, 5.0 + 1e-12, 5.0, 5.0],
            "node": [False, False, False, True],
        }
    )
    low, high = charts.depth(table).layout.yaxis.range
    assert low < 4.98
    assert high > 5.02
