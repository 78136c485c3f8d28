"""A run as one page: complete, escaped, and nothing from outside."""

import base64
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from typer.testing import CliRunner

from scenarios import runs
from scenarios.cli import app
from scenarios.report import parts
from scenarios.report.page import LARGEST, page
from twin import kpis

EVIL = "<img src=x onerror=alert(1)>"


class Parts(HTMLParser):
    """Elements with their attributes, and the text of scripts and cells."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.scripts, self.cells, self.text = [], [], [], []
        self.inside = None

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside == "script":
            attrs, text = self.scripts[-1]
            self.scripts[-1] = (attrs, text + data)
        elif self.inside != "style":
            self.text.append(data)
            if self.inside == "td":
                self.cells.append(data)


def parsed(text):
    found = Parts()
    found.feed(text)
    return found


@pytest.fixture(scope="module")
def run(reference_store):
    return runs.opened(reference_store.parent, reference_store.name)


@pytest.fixture(scope="module")
def made(run):
    return page(run)


def test_the_page_asks_nothing_of_a_network(made):
    assert len(made.encode()) < LARGEST
    found = parsed(made)
    for tag, attrs in found.elements:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base", "form")
        assert not {"src", "href", "srcset", "action", "data"} & set(attrs), tag
        assert not any(name.startswith("on") for name in attrs), tag
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style


def test_only_the_pages_own_scripts_may_run(made):
    found = parsed(made)
    (policy,) = (
        attrs["content"]
        for tag, attrs in found.elements
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    for unsafe in ("unsafe-eval", "http:", "https:", "*", "connect-src"):
        assert unsafe not in policy
    run_by_browser = [t for attrs, t in found.scripts if "type" not in attrs]
    assert len(run_by_browser) == 2
    for script in run_by_browser:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_page_says_what_the_run_came_to(made, run):
    found = parsed(made)
    text = " ".join(found.text)
    result = run.result()
    assert (
        "All 264 coils and all 87066 cells that were judged kept their limits." in text
    )
    assert run.digest in text
    assert run.summary["program"] in text
    for row in kpis.station_table(result).to_dict("records"):
        assert f"{row['water_out_ppm_p95']:.0f}" in found.cells
        assert row["station"] in found.cells
    assert run.scenario_text().splitlines()[-1] in unescape(text)


def test_its_pictures_are_drawn_from_the_runs_tables(made, run):
    charts = {
        attrs["id"]: json.loads(text)
        for attrs, text in parsed(made).scripts
        if attrs.get("type") == "application/json"
    }
    assert set(charts) == {"chart-water", "chart-air", "chart-energy"}
    table = kpis.station_table(run.result())
    shown = [
        y
        for trace in charts["chart-water"]["data"]
        if trace["name"] == "reference line"
        for y in trace["y"]
    ]
    assert shown == pytest.approx(list(table["water_out_ppm_p95"]))
    total = sum(sum(values(t["x"])) for t in charts["chart-energy"]["data"])
    assert total == pytest.approx(run.summary["figures"]["energy.kWh"])


def values(given):
    return given if isinstance(given, list) else list(given.values())


def test_a_wet_run_is_told_so(run):
    result = run.result()
    coils = result.coils
    judged = coils.index[coils["within_limits"].notna() & (coils["entered_h"] >= 72)]
    coils.loc[judged[:3], "within_limits"] = False
    kept, words = parts.verdict(result)
    assert not kept
    assert words == "3 of 264 coils are over a limit."


def test_a_hostile_name_stays_text(run, tmp_path):
    hostile = runs.StoredRun(
        run.path,
        run.summary | {"name": EVIL, "source": EVIL, "warnings": [EVIL, "\x00"]},
    )
    found = parsed(page(hostile))
    assert not [tag for tag, _ in found.elements if tag == "img"]
    assert sum(EVIL in text for text in found.text) >= 4  # title, head, source, warning
    for attrs, text in found.scripts:
        if attrs.get("type") == "application/json":
            assert "<" not in text


def test_the_page_does_not_know_the_machine(run, tmp_path):
    path = tmp_path / "jobs" / "3f1c" / "input.yaml"
    moved = runs.StoredRun(run.path, run.summary | {"source": str(path)})
    text = page(moved)
    assert "Made from input.yaml by" in text
    assert str(tmp_path) not in text


def test_long_air_is_thinned_and_keeps_its_extremes():
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(1).normal(-40.0, 3.0, 50_000)
    frame = pd.DataFrame({"time_h": np.arange(50_000.0), "dew_point_degC": draw})
    thin = parts.thinned(frame, "dew_point_degC", 2000)
    assert len(thin) <= 2000
    assert thin["dew_point_degC"].max() == draw.max()
    assert thin["dew_point_degC"].min() == draw.min()
    assert list(thin["time_h"].iloc[[0, -1]]) == [0.0, 49_999.0]
    assert parts.thinned(frame[:100], "dew_point_degC", 2000).equals(frame[:100])


def test_twin_run_writes_the_report(tmp_path):
    path = tmp_path / "queue.html"
    call = ["run", "scenarios/dry_room_queue.yaml", "--set", "duration_d=2"]
    call += ["--out", str(tmp_path / "runs"), "--report", str(path)]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "dry room queue" in path.read_text(encoding="utf-8")


def test_a_report_with_another_suffix_is_refused_before_the_run(tmp_path):
    call = ["run", "scenarios/dry_room_queue.yaml", "--out", str(tmp_path / "runs")]
    done = CliRunner().invoke(app, [*call, "--report", str(tmp_path / "x.pdf")])
    assert done.exit_code == 2
    assert "ends in .html" in done.output
    assert not (tmp_path / "runs").exists()
