"""The page "The line" on the reference line."""

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import player, show
from dashboard.results import line
from scenarios import store

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")
NASTY = "<img src=x onerror=alert(1)>"


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def svg(page):
    """The picture that was sent to the browser."""
    drawings = [sent.proto.json for sent in page.get("bidi_component")]
    (drawn,) = (
        read for text in drawings if "svg" in (read := json.loads(text or "{}"))
    )
    return drawn["svg"]


def said(page):
    return "\n".join(part.value for part in (*page.markdown, *page.text))


def reference(workspace):
    (folder,) = (workspace / "runs").iterdir()
    return folder


def test_the_line_opens_on_the_reference_line_and_answers_first(reference_workspace):
    page = opened()
    assert page.title[0].value == "The line"
    assert "**All 132 anode coils kept their limits.**" in page.markdown[0].value
    assert page.text[0].value.startswith("Nearest: anode-")
    assert "of 400 ppm (27 %)" in page.text[0].value
    assert not page.error


def test_picture_and_figures_are_those_of_the_slider(reference_workspace):
    page = opened(time="100.5")
    run = reference(reference_workspace).name
    assert page.slider(key="time").value == 100.5
    now = line.moment(run, 100.5)
    assert svg(page) == now.svg
    assert f"{now.coils} coils in the plant, {now.waiting} of them" in said(page)
    assert "**Friday 2026-01-09, 10:30** (day 5)" in said(page)
    page.slider(key="time").set_value(300.0).run()
    assert not page.exception
    assert svg(page) == line.moment(run, 300.0).svg != now.svg
    assert page.query_params["time"] == "300"


def test_cells_made_are_those_of_the_table(reference_workspace):
    page = opened(time="504")
    cells = pd.read_parquet(reference(reference_workspace) / "cells.parquet")
    total = f"{cells['cells'].sum():,.0f}".replace(",", " ")
    assert f"{total} cells made so far" in said(page)


def test_play_moves_the_slider_and_pause_stops_it(reference_workspace):
    page = opened(time="100")
    page.selectbox(key="speed").set_value("1 d/s").run()
    page.button(key="play").click().run()
    assert page.button(key="play").label == "Pause"
    page.run()
    assert page.slider(key="time").value > 100.0
    page.button(key="play").click().run()
    stopped = page.slider(key="time").value
    page.run()
    assert page.button(key="play").label == "Play"
    assert page.slider(key="time").value == stopped


def test_play_stops_at_the_end_and_starts_again_from_the_beginning(
    reference_workspace, monkeypatch
):
    clock = iter(range(1000))
    monkeypatch.setattr(player.time, "monotonic", lambda: float(next(clock)))
    page = opened(time="503.75")
    page.button(key="play").click().run()
    for _ in range(3):
        page.run()
    assert page.slider(key="time").value == 504.0
    assert page.button(key="play").label == "Play"
    page.button(key="play").click().run()
    assert page.button(key="play").label == "Pause"
    assert page.slider(key="time").value < 100.0


def test_play_goes_as_fast_as_was_chosen(reference_workspace, monkeypatch):
    clock = iter(range(1000))  # a second between frames
    monkeypatch.setattr(player.time, "monotonic", lambda: float(next(clock)))
    page = opened(time="100")
    page.selectbox(key="speed").set_value("12 h/s").run()
    page.button(key="play").click().run()
    before = page.slider(key="time").value
    page.run()
    assert page.slider(key="time").value == before + 12.0


def test_a_time_beyond_the_run_is_its_end_or_the_middle(reference_workspace):
    page = opened(time="99999")
    assert 0.0 <= page.slider(key="time").value <= 504.0


@pytest.mark.parametrize("place", ["mean", "edge", "worst"])
def test_water_is_shown_for_each_place_in_the_coil(reference_workspace, place):
    page = opened(place=place)
    assert page.segmented_control(key="place").value == place
    run = reference(reference_workspace).name
    table = line.water(run, place).set_index(["electrode", "station"])
    row = table.loc["anode", "anode_oven"]
    assert row["coils"] == 132
    folder = reference(reference_workspace)
    coils = pd.read_parquet(folder / "coils.parquet").set_index("coil")
    visits = pd.read_parquet(folder / "visits.parquet")
    own = visits[visits["station"] == "anode_oven"].set_index("coil")
    own = own[coils.loc[own.index, "entered_h"] >= 72.0]  # after the warm-up
    column = {"mean": "water_out_ppm"}.get(place, f"{place}_out_ppm")
    assert row["median_ppm"] == pytest.approx(own[column].median())
    assert (row["limit_ppm"] == 400.0) == (place == "mean")


def test_energy_and_stations_are_those_of_the_tables(reference_workspace):
    opened()
    run = reference(reference_workspace).name
    table = line.energy(run).set_index("station")
    assert list(table.index[:2]) == ["anode_coater", "cathode_coater"]
    coater = table.loc["anode_coater"]
    both = coater["electricity_kWh"] + coater["standby_kWh"]
    assert both == pytest.approx(10843, abs=1)  # as `twin run` prints it
    assert coater["standby_kWh"] == pytest.approx(425, abs=1)
    assert coater["natural_gas_kWh"] == pytest.approx(24226, abs=1)


def test_queues_begin_with_the_longest_and_can_be_chosen(reference_workspace):
    page = opened()
    run = reference(reference_workspace).name
    chosen = page.multiselect(key=f"queued_{run}")
    assert chosen.value == line.longest_queues(run, 4)
    chosen.set_value([]).run()
    assert not page.exception
    assert "No queue is shown" in said(page)


def tightened(workspace, limit=100.0, **names):
    """The reference run as if the anode oven's limit had been lower; coils renamed."""
    folder = reference(workspace)
    visits = pd.read_parquet(folder / "visits.parquet")
    hit = (visits["station"] == "anode_oven") & visits["within_limit"].notna()
    visits.loc[hit, "within_limit"] = visits.loc[hit, "water_out_ppm"] <= limit
    visits["coil"] = visits["coil"].replace(names)
    visits.to_parquet(folder / "visits.parquet")
    coils = pd.read_parquet(folder / "coils.parquet")
    coils["coil"] = coils["coil"].replace(names)
    coils.to_parquet(folder / "coils.parquet")
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    lowered = text.replace("water_ppm: 400", f"water_ppm: {limit:g}", 1)
    assert lowered != text
    (folder / "scenario.yaml").write_text(lowered, encoding="utf-8")
    return folder.name


def test_broken_limits_are_said_listed_and_reached_by_a_button(reference_workspace):
    tightened(reference_workspace)
    page = opened(time="100")
    assert "**132 of 132 anode coils broke a limit.**" in page.markdown[0].value
    page.button(key="to_break").click().run()
    assert not page.exception
    run = reference(reference_workspace).name
    first = line.breaks(run)
    first = first[first["left_h"] > 100.25].iloc[0]
    assert page.slider(key="time").value == pytest.approx(first["left_h"], abs=0.26)
    now = line.moment(run, page.slider(key="time").value)
    assert first["coil"] in {*now.at_risk["coil"], *now.broken["coil"]}
    assert now.at_risk["state"].iloc[0] == "✗ over"


def test_a_broken_limit_has_its_date_and_leads_to_the_coil(reference_workspace):
    run = tightened(reference_workspace)
    broken = line.breaks(run)
    start = pd.Timestamp("2026-01-05 06:00")
    when = start + pd.to_timedelta(broken["left_h"], unit="h")
    assert broken["left"].tolist() == when.dt.strftime("%a %Y-%m-%d %H:%M").tolist()
    query = parse_qs(urlsplit(broken["page"].iloc[0]).query)
    assert query == {"run": [run], "coil": [broken["coil"].iloc[0]]}


def test_coils_that_broke_a_limit_stand_apart_with_what_they_left_with(
    reference_workspace,
):
    run = tightened(reference_workspace)
    page = opened(time="200")
    assert "Over it already" in [head.value for head in page.subheader]
    now = line.moment(run, 200.0)
    judged = line.breaks(run).set_index("coil")
    assert len(now.broken) > 1
    for row in now.broken.itertuples():
        assert row.share_pct == pytest.approx(judged.at[row.coil, "share_pct"])
        assert row.coil not in set(now.at_risk["coil"])
    worst = show.plain(now.nearest)
    share = f"worst: {worst}, {100 * now.nearest_share:.0f} % of its limit"
    assert share in said(page)


def test_a_coil_at_risk_leads_to_its_page(reference_workspace):
    run = tightened(reference_workspace)
    table = line.moment(run, 200.0).at_risk
    address = urlsplit(table["page"].iloc[0])
    assert address.path == "coil"
    query = parse_qs(address.query)
    assert query == {"run": [run], "coil": [table["coil"].iloc[0]]}


def test_nobody_at_risk_is_said(reference_workspace):
    page = opened(time="100")
    assert "No coil in the plant is above 90 % of its limit" in said(page)


def test_names_of_coils_do_no_harm(reference_workspace):
    renamed = {
        "anode-0033/1": NASTY,
        "anode-0033/2": "=cmd()",
        "anode-0034/1": "x" * 10_000,
    }
    folder = tightened(reference_workspace, **renamed)
    summary = reference_workspace / "runs" / folder / "summary.json"
    text = json.loads(summary.read_text(encoding="utf-8"))
    summary.write_text(json.dumps(text | {"name": NASTY}), encoding="utf-8")
    page = opened(time="230")
    assert "<img" not in svg(page)
    assert "&lt;img src=x" in svg(page)
    assert len(svg(page)) < 100_000
    assert not any("<img" in part.value for part in page.markdown)
    csv = store.safe_for_spreadsheets(line.moment(folder, 230.0).at_risk).to_csv()
    assert "=cmd()" in csv
    assert ",=cmd()" not in csv


def test_a_damaged_run_says_what_to_do(reference_workspace):
    (reference(reference_workspace) / "visits.parquet").unlink()
    page = opened()
    assert page.error[0].value == "**This run cannot be shown.**"
    assert "has no table 'visits'" in said(page)


def test_an_empty_workspace_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    page = opened()
    assert "There is no finished run yet." in said(page)


def test_cells_over_their_limit_are_told_where_all_coils_kept_theirs(
    reference_workspace, tmp_path, monkeypatch
):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    shutil.copytree(reference_workspace / "runs", tmp_path / "runs")
    file = reference(tmp_path) / "cells.parquet"
    table = pd.read_parquet(file)
    table.loc[table.index[-1], "over_limit"] = True
    table.to_parquet(file)
    over = (
        f"**{table['cells'].iloc[-1]:.0f} of 87\u202f066 cells are over their limit**"
    )
    assert over in said(opened())
    assert "132 anode coils kept their limits" in said(opened())
