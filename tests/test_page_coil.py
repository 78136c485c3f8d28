"""The page "A coil's life" on the reference line, and on a line that breaks a limit."""

import pandas as pd
import pytest
from plot_data import charts
from scenario_text import DATA
from streamlit.testing.v1 import AppTest

from dashboard.results import lives
from scenarios import store
from scenarios.load import load
from scenarios.shipped import PROJECT_FOLDER
from scenarios.workspace import VARIABLE
from twin.line import run

PAGE = "../dashboard/views/coil.py"
COIL = "anode-0010/1"


def opened(**query):
    page = AppTest.from_file(PAGE, default_timeout=240)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def said(page):
    return "\n".join(text.value for text in page.text)


def drawn(chart, name):
    (found,) = [trace for trace in chart["data"] if trace.get("name") == name]
    return found


@pytest.fixture
def reference(reference_workspace):
    (folder,) = (reference_workspace / "runs").iterdir()
    return folder


def test_a_coil_is_shown_as_the_tables_have_it(reference):
    page = opened(coil=COIL)
    visits = pd.read_parquet(reference / "visits.parquet")
    names = [COIL, COIL.split("/")[0]]
    own = visits[visits["coil"].isin(names)].sort_values("arrived_h")
    life, steps, width, depth = charts(page)
    mean = drawn(life, "mean of the coil")
    assert mean["x"][-1] == pytest.approx(own["left_h"].iloc[-1])
    assert mean["y"][-1] == pytest.approx(own["water_out_ppm"].iloc[-1], rel=1e-9)
    within = drawn(life, "✓ within the limit")
    judged = own[own["limit_ppm"].notna()]
    assert within["x"] == pytest.approx(judged["left_h"].tolist())
    assert within["y"] == pytest.approx(judged["water_out_ppm"].tolist(), rel=1e-9)
    assert steps["data"][0]["y"][-1] == pytest.approx(mean["y"][-1])  # at last
    assert len([t for t in width["data"] if t["type"] == "heatmap"]) >= 3
    assert {t["name"] for t in depth["data"]} == {"profile", "the model's nodes"}
    assert "behind anode_oven it held 109 ppm, and 400 ppm are allowed" in said(page)


def test_first_coil_is_the_nearest_to_its_limit_and_says_why(reference):
    page = opened()
    frame = lives.coils(reference.name)
    assert page.selectbox(key="coil").value == frame["coil"].iloc[0]
    assert frame["of_limit_pct"].is_monotonic_decreasing or (
        frame["of_limit_pct"].dropna().is_monotonic_decreasing
    )
    assert said(page).startswith("Within its limits.")
    assert "came out of its chamber with 63 ppm" in said(page)
    assert "Since then: 63 → 109 ppm standing in the open anode_oven" in said(page)


def test_longer_wait_moves_sentence_and_line(reference):
    page = opened(coil=COIL, wait="moisture_check 1")
    page.slider(key="extra").set_value(8.0).run()
    assert not page.exception
    assert "With 8 h more at moisture_check" in said(page)
    life = charts(page)[0]
    was, other = (
        drawn(life, "mean of the coil"),
        drawn(life, "mean, had it waited longer"),
    )
    assert other["x"][-1] == pytest.approx(was["x"][-1] + 8.0)
    dew = drawn(life, "dew point, had it waited longer")
    assert dew["x"][-1] == other["x"][-1]
    answer = lives.what_if(reference.name, COIL, "moisture_check", 1, 8.0)
    assert answer["consequence"] in said(page)
    assert other["y"][-1] == pytest.approx(answer["course"]["water_ppm"].iloc[-1])
    page.slider(key="extra").set_value(0.0).run()
    assert "the same within 0.05 ppm" in said(page)


def test_profile_follows_time_and_place(reference):
    page = opened(coil=COIL, at="61.00")
    (time,) = [s for s in page.slider if s.key == f"time_{COIL}"]
    assert time.value == 61.0
    first = charts(page)[3]["data"]
    time.set_value(time.min + 0.9 * (time.max - time.min)).run()
    assert not page.exception
    assert charts(page)[3]["data"] != first
    (now,) = [s for s in page.slider if s.key == f"time_{COIL}"]
    assert page.query_params["at"] == f"{now.value:.2f}"


@pytest.mark.parametrize("coil", ["../../etc/passwd", "<img src=x onerror=alert(1)>"])
def test_unknown_coil_in_the_address_is_said_and_another_is_shown(reference, coil):
    page = opened(coil=coil)
    assert "is not there" in page.warning[0].value
    assert len(charts(page)) == 4


def test_scales_are_switched(reference):
    page = opened(coil=COIL)
    assert charts(page)[0]["layout"]["yaxis"]["type"] == "log"
    page.toggle(key="log").set_value(False)
    page.toggle(key="map_log").set_value(False).run()
    assert not page.exception
    life, _, width, _ = charts(page)
    assert life["layout"]["yaxis"].get("type") != "log"
    assert width["layout"]["coloraxis"]["cmax"] > 1000.0


def test_coil_over_its_limit_is_first_and_its_cause_is_named(tmp_path, monkeypatch):
    """A door that stays open while coils wait at the cutter."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    settings = ["duration_d=15.3", "limits=" + TIGHT]
    loaded = load(PROJECT_FOLDER / "dry_room_fault.yaml", settings)
    store.save(loaded, run(loaded.scenario), tmp_path / "runs")
    page = opened()
    text = said(page)
    assert text.startswith("Over its limit: behind anode_cutter")
    (listed,) = [f.value for f in page.dataframe if "limit_station" in f.value]
    assert listed["limits"].iloc[0] == "broken"
    assert set(listed["limits"].dropna()) == {"broken", "kept"}
    told = text.split("\n")
    (start,) = [i for i, line in enumerate(told) if line.startswith("With 2 h more")]
    assert "behind anode_cutter" in told[start]  # first where the limit stands
    assert "300 allowed" in told[start]
    assert "in the air of dry_room (frost point up to -12 °C)" in text
    assert drawn(charts(page)[0], "✗ over the limit")["y"][0] > 300.0


TIGHT = "[{electrode: anode, station: anode_cutter, water_ppm: 300}]"


def test_without_a_run_the_page_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    page = AppTest.from_file("../dashboard/app.py", default_timeout=240).run()
    page.switch_page("views/coil.py").run()  # its link needs the pages beside it
    assert not page.exception
    assert "no finished run" in page.markdown[0].value


def test_coils_open_wherever_the_end_of_the_run_found_them(reference):
    """On the coater, in store, in the oven, made into cells."""
    frame = lives.coils(reference.name)
    kinds = frame.drop_duplicates(["electrode", "fate", "last_station"])
    assert len(kinds) > 10
    page = opened(coil=kinds["coil"].iloc[0])
    for coil in kinds["coil"]:
        page.selectbox(key="coil").set_value(coil).run()
        assert not page.exception
        assert not page.error
        assert len(charts(page)) == 4


def test_bare_foil_has_no_life_yet_and_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    loaded = load(DATA / "small_line.yaml", ["duration_d=1.508"])
    store.save(loaded, run(loaded.scenario), tmp_path / "runs")
    page = opened(coil="anode-0004")  # released at hour 36 of 36.2
    assert any("met no air" in text.value for text in page.markdown)
    assert charts(page) == []
