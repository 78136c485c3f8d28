"""Charts of the line: what is drawn is what stands in the tables."""

import pandas as pd
import pytest

from scenarios.charts import line, palette

WATER = pd.DataFrame(
    [
        ("anode", "oven", 3, 90.0, 95.0, 100.0, 105.0, 110.0, 400.0),
        ("cathode", "oven", 3, 20.0, 22.0, 25.0, 28.0, 30.0, 300.0),
        ("anode", "cutter", 3, 60.0, 65.0, 70.0, 75.0, 80.0, float("nan")),
    ],
    columns=["electrode", "station", "coils", "driest_ppm", "p25_ppm", "median_ppm",
             "p75_ppm", "wettest_ppm", "limit_ppm"],
)  # fmt: skip
ENERGY = pd.DataFrame(
    {
        "station": ["coater", "<b>oven</b>"],
        "electricity_kWh": [100.0, 50.0],
        "standby_kWh": [10.0, 5.0],
        "natural_gas_kWh": [300.0, 0.0],
        "district_heat_kWh": [0.0, 0.0],
    }
)


def named(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def test_boxes_hold_quartiles_and_extremes_and_limits_are_marked():
    figure = line.water_after(WATER)
    (anode,) = [t for t in named(figure, "anode") if t.type == "box"]
    assert list(anode.x) == ["oven", "cutter"]
    assert list(anode.lowerfence) == [90.0, 60.0]
    assert list(anode.q1) == [95.0, 65.0]
    assert list(anode.median) == [100.0, 70.0]
    assert list(anode.upperfence) == [110.0, 80.0]
    limits = named(figure, "limit")
    assert [list(t.y) for t in limits] == [[400.0], [300.0]]
    assert sum(t.showlegend for t in limits) == 1
    assert "[ppm]" in figure.layout.yaxis.title.text
    assert figure.layout.yaxis.type == "log"


def test_electrodes_differ_in_more_than_colour():
    figure = line.water_after(WATER)
    medians = [t for t in figure.data if t.name and t.name.endswith("median")]
    assert len({t.marker.symbol for t in medians}) == len(medians) == 2


def test_no_electrode_has_the_colour_of_limits():
    figure = line.water_after(WATER)
    colours = {t.line.color for t in figure.data if t.type == "box"}
    assert len(colours) == 2
    assert line.LIMIT not in colours


def test_queues_are_steps_at_the_tables_instants():
    table = pd.DataFrame({"time_h": [0.0, 12.0, 24.0, 48.0], "oven": [0, 2, 2, 1]})
    (trace,) = line.queues(table, ["oven"], "d").data
    assert list(trace.x) == [0.0, 0.5, 2.0, 2.0]  # where it changes, and the end
    assert list(trace.y) == [0, 2, 1, 1]
    assert trace.line.shape == "hv"
    assert line.queues(table, ["oven"]).layout.xaxis.title.text.endswith("[h]")


def test_every_queue_has_a_row_of_its_own_on_one_scale_with_its_unit():
    table = pd.DataFrame({"time_h": [0.0, 12.0], "oven": [0, 7], "cutter": [1, 0]})
    figure = line.queues(table, ["oven", "cutter"], "d")
    assert [trace.yaxis for trace in figure.data] == ["y", "y2"]
    axes = figure.layout.yaxis, figure.layout.yaxis2
    assert {axis.range for axis in axes} == {(0, 1.08 * 7)}
    assert all(axis.title.text.endswith("[-]") for axis in axes)
    assert figure.layout.xaxis2.title.text == "time since the start [d]"
    assert [note.text for note in figure.layout.annotations] == ["oven", "cutter"]


def test_energy_bars_add_up_by_carrier_and_leave_out_what_nobody_drew():
    figure = line.energy(ENERGY)
    bars = {trace.name: list(trace.x) for trace in figure.data}
    assert bars == {
        "electricity": [100.0, 50.0],
        "natural gas": [300.0, 0.0],
        "electricity, standby": [10.0, 5.0],
    }
    assert len({t.marker.pattern.shape for t in figure.data}) == len(figure.data)
    assert "[kWh]" in figure.layout.xaxis.title.text


def test_names_are_text_in_charts():
    figure = line.energy(ENERGY)
    assert figure.data[0].y[1] == "&lt;b&gt;oven&lt;/b&gt;"
    table = pd.DataFrame({"time_h": [0.0, 1.0], "<img src=x>": [0, 1]})
    assert line.queues(table, ["<img src=x>"]).data[0].name == "&lt;img src=x&gt;"


@pytest.mark.parametrize("figure", [line.water_after(WATER), line.energy(ENERGY)])
def test_grounds_are_transparent(figure):
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.xaxis.gridcolor == palette.FAINT
