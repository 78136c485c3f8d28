"""Every axis of the pages' charts says its unit, and each head of a table all of it."""

from pathlib import Path

import pytest
from plot_data import charts
from streamlit.testing.v1 import AppTest

from dashboard.show import words

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")
IN_MARKS = ("time", "allowed time")  # axes whose marks say it: 10 min, 8 h, 7 d
PLACES = [
    ("line", {}),
    ("coil", {"coil": "anode-0026/1"}),
    ("recipe", {}),
    ("exposure", {"log_time": "true"}),
    ("room", {}),
    ("materials", {}),
    ("materials", {"part": "Where the water sits"}),
]


@pytest.mark.parametrize(("view", "query"), PLACES)
def test_every_axis_with_numbers_has_its_unit(view, query, reference_workspace):
    page = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.switch_page(f"views/{view}.py").run()
    assert not page.exception
    titles = [
        axis["title"]["text"]
        for chart in charts(page)
        for name, axis in chart["layout"].items()
        if name.startswith(("xaxis", "yaxis")) and axis.get("title", {}).get("text")
    ]
    assert titles
    said = [title for title in titles if title not in IN_MARKS]
    assert [title for title in said if not title.endswith("]")] == []


@pytest.mark.parametrize(
    ("column", "head"),
    [
        ("humidity_ratio_g_per_kg", "humidity ratio [g/kg]"),
        ("diffusivity_m2_per_s", "diffusivity [m²/s]"),
        ("energy_per_kWh_of_cells", "energy per kWh of cells"),
        ("anode.dry_room_buffer.water_out_ppm_p95",
         "anode, dry_room_buffer: water out P95 [ppm]"),
        ("over_limit", "over limit"),
    ],
)  # fmt: skip
def test_a_columns_head_has_its_whole_unit(column, head):
    assert words.headed(column) == head


def test_a_value_is_said_with_its_unit_behind_it():
    assert words.with_unit("zones.dry_room.dew_point_degC", -40.0) == (
        "zones, dry_room: dew point -40 °C"
    )
    assert words.with_unit("machines", 2) == "machines 2"
