"""Charts and sentences of a coil's life: what stands in the tables, harmless names."""

import numpy as np
import pandas as pd
import pytest

from models.psychrometrics import Atmosphere
from scenarios.charts import coil as charts
from scenarios.charts import coil_steps
from scenarios.life import steps, what_if, words
from scenarios.life.tables import (
    COURSE_COLUMNS,
    EXPOSURE_COLUMNS,
    IN_OVEN,
    PASSAGE_COLUMNS,
)
from twin.scenario import Disturbance, ZoneSpec

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
        "oven had dried it to 90 ppm by hour 20.0. Since then: 90 → 250 ppm at cutter "
        "in the air of dry_room (frost point up to -12 °C), 10.0 h."
    )


def test_over_the_ovens_own_limit_the_cause_is_what_it_brought():
    table = passages(STORE, ("oven", 10.0, 10.0, 20.0, 290.0, 200.0))
    met = exposures(
        ("store", "hall", "wound", 0.0, 10.0, 500.0, 900.0),
        ("oven", "oven/1", IN_OVEN, 10.0, 10.0, 900.0, 290.0),
    )
    text = words.reason(table, met, course([0.0, 10.0], [500.0, 900.0]))
    assert text.startswith("It went into oven with 900 ppm and came out of its chamber")
    assert "Before: 500 → 900 ppm at store in the air of hall" in text


OPENED = exposures(
    ("oven", "oven/1", IN_OVEN, 10.0, 9.5, 900.0, 63.0),
    ("oven", "hall", "wound", 19.5, 0.5, 63.0, 109.0),
    ("on its way", "dry_room", "wound", 20.0, 0.25, 109.0, 93.0),
    ("buffer", "dry_room", "wound", 20.25, 4.0, 93.0, 77.0),
    ("cutter", "dry_room", "wound", 24.25, 2.0, 77.0, 100.0),
    ("cutter", "dry_room", "as a web", 26.25, 0.01, 100.0, 345.0),
    ("cutter", "dry_room", "wound", 26.26, 3.74, 343.0, 350.0),  # the rim is off
    ("assembly", "dry_room", "wound", 30.0, 2.0, 350.0, 360.0),
)
ON_THE_WAY = passages(
    ("oven", 10.0, 10.0, 20.0, 109.0, np.nan),
    ("buffer", 20.25, 20.25, 24.25, 77.0, np.nan),
    ("cutter", 24.25, 26.25, 30.0, 350.0, 300.0),
    ("assembly", 30.0, 30.0, 32.0, 360.0, np.nan),
)


def test_the_reason_counts_net_from_the_ovens_chamber_to_the_limit():
    """What it took up and gave off again is not counted as taken up."""
    way = course([20.0, 26.0, 30.0], [109.0, 100.0, 350.0], "cutter", "dry_room", -12.0)
    text = words.reason(ON_THE_WAY, OPENED, way)
    assert "oven had dried it to 63 ppm by hour 19.5. Since then: 63 → 109 ppm" in text
    assert "→ 109 ppm standing in the open oven in the air of hall, 30 min" in text
    assert "→ 77 ppm at buffer in the air of dry_room, 4.2 h" in text
    assert "→ 350 ppm at cutter in the air of dry_room (frost point up to -12" in text
    assert text.endswith("245 ppm of it as a web, in 36 s.")
    assert "assembly" not in text  # it lies behind the limit


def test_steps_add_up_and_end_with_what_stands_behind_each_station():
    table = steps.steps(OPENED, ON_THE_WAY)
    assert table["stay"].tolist() == [
        "oven, its chamber", "oven, opened", "buffer", "cutter", "assembly"
    ]  # fmt: skip
    whole = OPENED["after_ppm"].iloc[-1] - OPENED["before_ppm"].iloc[0]
    assert table["change_ppm"].sum() == pytest.approx(whole)
    assert table["after_ppm"].tolist() == [63.0, 109.0, 77.0, 350.0, 360.0]
    assert table["limit_ppm"].dropna().to_dict() == {3: 300.0}
    assert steps.since_drying(table)["stay"].iloc[0] == "oven, opened"
    unlike = ON_THE_WAY.assign(judged_ppm=ON_THE_WAY["judged_ppm"] * 1.2)  # the edge's
    assert steps.steps(OPENED, unlike)["limit_ppm"].isna().all()


def test_the_picture_of_the_steps_has_a_bar_for_each_and_the_limit_at_its_stay():
    table = steps.since_drying(steps.steps(OPENED, ON_THE_WAY))
    bars, limit = coil_steps.steps(table).data
    assert list(bars.y) == [63.0, 46.0, -32.0, 273.0, 10.0, 360.0]
    assert list(bars.text) == ["63", "+46", "-32", "+273", "+10", "360"]
    assert list(limit.y) == [300.0, 300.0]
    assert limit.x[0] < 3 < limit.x[1]
    hardly = table.assign(change_ppm=[0.3, -0.4, 0.6, -0.6])
    assert list(coil_steps.steps(hardly).data[0].text[1:-1]) == ["0", "0", "+1", "-1"]
    nasty = table.assign(stay=NASTY, station=NASTY)
    assert "<img" not in coil_steps.steps(nasty).to_json()


def test_coil_before_any_limit_says_so():
    table = passages(STORE)
    assert "not come to a station with a limit" in words.verdict(table)
    assert words.kept(table) is None
    assert words.reason(table, MET.head(1), course([0.0], [500.0])) == ""


def cut_with(now, at_last=250.0):
    """The store, the oven, the cutter and the end; what it would hold at these two."""
    table = passages(
        STORE,
        OVEN,
        ("cutter", 20.0, 25.0, 32.0, now, 200.0),
        ("assembly", 32.0, 32.0, 34.0, at_last, np.nan),
    )
    return what_if.compared(cut_as_it_was(), table)


def cut_as_it_was():
    return passages(STORE, OVEN, CUTTER, ("assembly", 30, 30, 32, 260.0, np.nan))


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (150.0, "150 instead of 250 ppm, 200 allowed: it would keep this limit."),
        (
            280.0,
            "280 instead of 250 ppm, 200 allowed: over it either way, by 30 ppm more.",
        ),
        (250.0, "250 ppm as before, 200 allowed: over it either way."),
    ],
)
def test_consequence_says_first_what_becomes_of_the_limit_then_of_the_end(now, says):
    table = cut_with(now)
    assert table["change_ppm"].tolist() == [0.0, 0.0, now - 250.0, -10.0]
    first, last = what_if.consequence(table, "cutter", 2.0).split("\n")
    assert first == f"With 2 h more at cutter: behind cutter {says}"
    assert last == "Behind assembly, the last, 250 instead of 260 ppm."


def test_consequence_says_of_a_limit_that_would_be_broken():
    kept = passages(STORE, OVEN, ("cutter", 20.0, 25.0, 30.0, 150.0, 200.0))
    table = what_if.compared(kept, passages(STORE, OVEN, CUTTER))
    assert "250 instead of 150 ppm, 200 allowed: it would break this limit" in (
        what_if.consequence(table, "cutter", 2.0)
    )


def test_consequence_without_any_change_still_names_the_limit():
    table = what_if.compared(cut_as_it_was(), cut_as_it_was())
    text = what_if.consequence(table, "store", 2.0)
    assert "the same within 0.05 ppm behind every station." in text
    assert "Behind cutter 250 ppm as before, 200 allowed: over it either way." in text


def life_with(cutter, dew, begin=25.0):
    """As it would be told: what the cutter did to it, in which air."""
    out = 90.0 + cutter
    met = exposures(
        ("store", "hall", "wound", 0.0, 10.0, 500.0, 900.0),
        ("oven", "oven/1", IN_OVEN, 10.0, 10.0, 900.0, 90.0),
        ("cutter", "dry_room", "as a web", begin, 1.0, 90.0, out),
    )
    went = passages(STORE, OVEN, ("cutter", 20.0, begin, begin + 1.0, out, 200.0))
    way = course([begin, begin + 1.0], [90.0, out], "cutter", "dry_room", dew)
    return what_if.Told(went, met, way)


@pytest.mark.parametrize("fault", [True, False])
def test_the_cause_names_what_differs_in_which_air_and_the_fault(fault):
    air = Atmosphere(296.15, 101325.0, 217.0)
    events = (Disturbance(24 * 3600.0, 7200.0, air, name="fault"),) if fault else ()
    zones = {"dry_room": ZoneSpec(air, disturbances=events)}
    was, now = life_with(160.0, -12.0), life_with(10.0, -40.0, 33.0)
    over = ": fault is over by then" if fault else ""
    assert what_if.cause(was, now, zones) == (
        "Why: as a web, at cutter in the air of dry_room +10 ppm in 60 min "
        "(mean frost point -40 °C) instead of +160 ppm in 60 min "
        f"(mean frost point -12 °C){over}."
    )
    assert what_if.cause(was, was, zones) == ""


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
