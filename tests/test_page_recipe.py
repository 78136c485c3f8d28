"""The page "Post-drying recipe": edit, compare, plan, save."""

import json
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.results import jobs, recipe_plans, recipes, steps
from dashboard.show_recipe import editing
from scenarios.charts import palette
from scenarios.charts import recipe as charts
from scenarios.job.kinds import KINDS
from scenarios.load import load as load_scenario
from scenarios.oven import load as oven_load
from scenarios.oven import oven
from scenarios.oven.answer import answered
from scenarios.shipped import PROJECT_FOLDER, read_tree
from scenarios.workspace import VARIABLE, Workspace
from scenarios.yaml_text import yaml_text
from tests.plan_text import plan as small_plan

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")
EVIL = ("<img src=x onerror=alert(1)>", "=cmd()", "../../etc/passwd", "x" * 190)


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """The oven's model, compiled before a page waits for it."""
    return answered(oven_content("purge_cycles"), quick=True)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An empty workspace of the test's own."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    st.cache_data.clear()
    return Workspace(tmp_path)


class Browser:
    """The table of steps as a browser has it: what it was given, what it says."""

    def __init__(self):
        self.given = []  # the data of every run
        self.typed = {}  # (row from 1, column): value, written into the rows given
        self.says = None  # all that it says instead, where a test sets it
        self.last = None

    def __setitem__(self, cell, value):
        self.typed[cell] = value

    @property
    def columns(self):
        return [column["name"] for column in self.given[-1]["columns"]]

    def mounted(self, data):
        self.given.append(json.loads(json.dumps(data, allow_nan=False)))
        if self.says is not None:
            return self.says(data) if callable(self.says) else self.says
        if self.typed:
            rows = [dict(row) for row in data["rows"]]
            for (row, column), value in self.typed.items():
                rows[row - 1][column] = value
            self.typed = {}
            self.last = {"turn": data["turn"], "rows": rows}
        return self.last

    def becomes(self, rows):
        """Say these rows of the next turn there is."""
        self.says = lambda data: {"turn": data["turn"], "rows": rows}


@pytest.fixture
def cells(monkeypatch):
    """The table of steps, in place of a browser's."""
    browser = Browser()
    monkeypatch.setattr("dashboard.steps.table.mounted", browser.mounted)
    return browser


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page("views/recipe.py")
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def metrics(page):
    return {m.label: (m.value, m.delta) for m in page.metric}


def oven_content(name="plain_vacuum"):
    return read_tree(f"ovens/{name}.yaml", "ovens").content


# ---------------------------------------------------------------- edit and see


def test_the_page_opens_with_the_figures_of_twin_oven(workspace, cells):
    page = opened()
    told = oven.run(oven_load.load("ovens/plain_vacuum.yaml"))
    shown = metrics(page)
    assert page.title[0].value == "Post-drying recipe"
    assert shown["Recipe [h]"] == (f"{told.summary['recipe_h']:.1f}", "same")
    assert shown["Water [ppm]"][0] == f"{told.coils['end_ppm'][0]:.3g}"
    assert shown["Floor [ppm]"][0] == f"{told.steps['floor_ppm'][-1]:.3g}"
    assert shown["Energy [kWh]"][0] == f"{told.energy['electricity_kWh']:.0f}"
    assert shown["Thermal dose [h]"][0] == f"{told.coils['dose_h'][0]:.2g}"
    assert f"{told.summary['through_h']:.1f} of" in page.success[0].value


def test_a_verdict_says_the_water_and_its_limit(workspace, cells):
    page = opened()
    own = answered(oven_content())
    said = f"mean {own.figures['most_ppm']:.3g} ppm, at most 200"
    assert said in page.success[0].value
    cells[(2, "hold_h")] = 0.5
    cells[(3, "hold_h")] = 0.1
    page.run()
    changed = oven_content()
    for step, hold in ((1, 0.5), (2, 0.1)):
        changed["recipe"][step]["hold_h"] = hold
    wet = answered(changed).figures["most_ppm"]
    assert wet > 200.0
    (told,) = [t.value for t in page.text if "too wet" in t.value]
    assert told == f"coils: too wet (mean {wet:.3g} ppm, at most 200)"


def test_the_floor_is_that_of_the_step_that_decides(purge):
    """In the cool-down it rises, and the coils take up water towards it."""
    told = {row[0]: row for row in editing.told(purge, None, held=False)}
    _, shown, *_, said = told["Floor [ppm]"]
    floors = purge.steps["floor_ppm"].astype(float)
    assert shown == f"{floors.min():.3g}"
    assert floors.iloc[-1] > purge.figures["mean_ppm"] > floors.min()
    assert "final" in said
    assert f"{floors.iloc[-1]:.3g} ppm" in said


def test_a_change_smaller_than_what_is_shown_is_no_minus_zero(purge):
    energy = purge.figures["energy_kWh"]
    for change, told in ((0.4, "about the same"), (-0.4, "about the same"), (2, "+2")):
        before = replace(purge, figures=purge.figures | {"energy_kWh": energy - change})
        rows = {row[0]: row for row in editing.told(purge, before, held=True)}
        assert rows["Energy [kWh]"][2] == told
        assert rows["Water [ppm]"][2] == "same"


def test_a_shorter_hold_shows_what_it_costs(workspace, cells):
    page = opened()
    cells[(2, "hold_h")] = 3.0
    page.run()
    changed = oven_content()
    changed["recipe"][1]["hold_h"] = 3
    own, stored = answered(changed), answered(oven_content())
    shown = metrics(page)
    assert shown["Recipe [h]"] == ("13.6", "-5.0")
    for label, name, form in (
        ("Water [ppm]", "mean_ppm", "{:.3g}"),
        ("Cost [EUR/coil]", "cost_per_coil", "{:.2f}"),
    ):
        value, delta = shown[label]
        change = own.figures[name] - stored.figures[name]
        assert value == form.format(own.figures[name])
        assert float(delta) == pytest.approx(change, abs=0.006)


def test_blocks_are_columns_where_they_are_used_or_asked_for(workspace, cells):
    """What was edited before stays when the columns change."""
    page = opened()
    assert not {"block", "rounds", "water_ppmv"} & set(cells.columns)
    cells[(2, "hold_h")] = 3.0
    page.run()
    turn = cells.given[-1]["turn"]
    page.toggle("recipe_all_columns").set_value(True).run()
    assert {"block", "rounds", "water_ppmv"} <= set(cells.columns)
    assert "vapour_pressure_Pa" not in cells.columns  # it follows from the load
    assert cells.given[-1]["turn"] == turn  # the rows in the browser stay as they are
    assert metrics(page)["Recipe [h]"] == ("13.6", "-5.0")
    page = opened(oven="shipped.purge_cycles")
    assert page.toggle("recipe_all_columns").value is False
    assert {"block", "rounds"} <= set(cells.columns)  # its purges are a block
    assert "water_ppmv" not in cells.columns


def test_an_edit_runs_the_load_once_quick_and_once_in_full(
    workspace, cells, monkeypatch
):
    """The quick run draws, the full one gives the figures; what is known is not run."""
    runs = []
    real = recipes.answered
    monkeypatch.setattr(
        recipes, "answered", lambda *a, **k: runs.append(k["quick"]) or real(*a, **k)
    )
    page = opened()
    assert runs == [True, False]
    cells[(2, "hold_h")] = 3.0
    page.run()
    assert runs[2:] == [True, False]
    page.run()
    assert len(runs) == 4


def test_the_picture_is_drawn_before_the_full_model_is_run(
    workspace, cells, monkeypatch
):
    order = []
    real, draw = recipes.answered, charts.load_figure
    monkeypatch.setattr(
        recipes, "answered", lambda *a, **k: order.append(k["quick"]) or real(*a, **k)
    )
    monkeypatch.setattr(
        charts, "load_figure", lambda *a: order.append("drawn") or draw(*a)
    )
    opened()
    assert order == [True, "drawn", False]


def test_a_fault_stands_beside_its_row_and_key(workspace, cells):
    """Each cell is as it may be; the humidity is given twice."""
    page = opened()
    cells[(1, "water_ppmv")] = 40
    page.run()
    assert not page.exception
    faults = page.dataframe[-1].value
    assert faults["key"].tolist() == ["recipe"]
    assert faults["where"].tolist() == ["step 1 of the table"]
    assert "nothing is run" in page.error[0].value


def test_a_load_without_an_answer_says_why(workspace, cells):
    page = opened()
    cells[(1, "temperature_degC")] = 200.0
    page.run()
    assert not page.exception
    assert page.error[0].value.startswith("**This recipe has no answer")
    assert any("isotherms" in t.value for t in page.text)


def doubled(rows, at):
    return [*rows[: at + 1], rows[at], *rows[at + 1 :]]


def test_steps_come_and_go_and_come_back_as_stored(workspace, cells):
    page = opened()
    rows = cells.given[-1]["rows"]
    cells.becomes(doubled(rows, 1))
    page.run()
    assert metrics(page)["Recipe [h]"] == ("26.6", "+8.0")
    cells.becomes(rows[:2])
    page.run()
    assert metrics(page)["Recipe [h]"] == ("14.6", "-4.0")
    page.run()
    late = {"turn": cells.given[-1]["turn"], "rows": rows[:2]}
    cells.says = late  # still there when the table begins anew
    page.button(key="anew").click().run()
    assert cells.given[-1]["turn"] > late["turn"]
    assert cells.given[-1]["rows"] == rows
    assert metrics(page)["Recipe [h]"] == ("18.6", "same")
    assert not page.exception


def test_without_a_word_of_the_browser_the_rows_are_those_of_the_file(workspace):
    """The component itself, not its stand-in: nothing was said to it yet."""
    page = opened()
    assert metrics(page)["Recipe [h]"] == ("18.6", "same")
    (table,) = (one for one in page.get("bidi_component") if one.key == "recipe_table")
    given = json.loads(table.proto.json)
    assert [row["name"] for row in given["rows"]] == ["heat", "dry", "polish"]
    assert "<" not in table.proto.html_content.replace('<div id="steps"></div>', "")


def test_what_the_table_is_made_of_is_installed_with_it():
    root = Path(APP).parent
    project = tomllib.loads((root.parent / "pyproject.toml").read_text("utf-8"))
    listed = project["tool"]["setuptools"]
    data = listed["package-data"]["dashboard"]
    shipped = {path for pattern in data for path in root.glob(pattern)}
    there = {path for path in (root / "steps").iterdir() if path.is_file()}
    assert {path.name for path in there - shipped} == {"__init__.py", "table.py"}
    assert "dashboard.steps" in listed["packages"]


def test_edits_survive_another_part_of_the_page(workspace, cells):
    page = opened()
    cells.becomes(doubled(cells.given[-1]["rows"], 1))
    page.run()
    cells.says = None  # a table that is not shown says nothing
    page.segmented_control(key="part").set_value("Save").run()
    page.segmented_control(key="part").set_value("Recipe").run()
    assert metrics(page)["Recipe [h]"] == ("26.6", "+8.0")
    assert len(cells.given[-1]["rows"]) == 4


def unsaved(page):
    return any("Changed, not saved" in one.value for one in page.markdown)


def test_edits_of_a_file_survive_another_file_and_are_marked(workspace, cells):
    page = opened()
    assert not unsaved(page)
    cells[(2, "hold_h")] = 3.0
    page.run()
    rest = page.text_area[0].value.replace("count: 6", "count: 3")
    page.text_area[0].set_value(rest).run()
    assert unsaved(page)
    page.selectbox(key="oven").set_value("shipped.purge_cycles").run()
    assert not unsaved(page)
    page.selectbox(key="oven").set_value("shipped.plain_vacuum").run()
    assert metrics(page)["Recipe [h]"] == ("13.6", "-5.0")
    assert page.text_area[0].value == rest
    assert unsaved(page)
    page.button(key="anew").click().run()
    assert metrics(page)["Recipe [h]"] == ("18.6", "same")
    assert not unsaved(page)


def test_a_saved_recipe_is_not_marked(workspace, cells):
    page = opened()
    cells[(2, "hold_h")] = 3.0
    page.run()
    page.segmented_control(key="part").set_value("Save").run()
    page.text_input(key="save_oven_name").set_value("shorter").run()
    page.button(key="save_oven").click().run()
    page.segmented_control(key="part").set_value("Recipe").run()
    assert metrics(page)["Recipe [h]"] == ("13.6", "-5.0")
    assert not unsaved(page)


def test_the_rest_of_the_file_is_edited_as_yaml(workspace, cells):
    page = opened()
    text = page.text_area[0].value.replace("count: 6", "count: 3")
    page.text_area[0].set_value(text).run()
    assert "All 3 coils" in page.success[0].value
    page.text_area[0].set_value(text.replace("count", "cuont")).run()
    assert page.dataframe[-1].value["key"].tolist() == ["load[0].cuont"]


def test_the_address_names_file_and_comparison(workspace, cells):
    page = opened(oven="shipped.purge_cycles", versus="shipped.plain_vacuum")
    own, other = (answered(oven_content(n)) for n in ("purge_cycles", "plain_vacuum"))
    change = own.figures["duration_h"] - other.figures["duration_h"]
    assert metrics(page)["Recipe [h]"][1] == f"{change:+.1f}"
    table = page.dataframe[0].value
    assert table["compared with"][0] == pytest.approx(18.558333, rel=1e-6)


def test_what_is_held_against_nothing_shows_no_change(workspace, cells):
    assert metrics(opened(versus="nothing"))["Recipe [h]"] == ("18.6", "")


# ---------------------------------------------------------------- the picture


@pytest.fixture(scope="module")
def purge(compiled):
    return compiled


def by_name(figure):
    return {trace.name: trace for trace in figure.data}


def test_the_picture_shows_the_tables(purge):
    figure = charts.load_figure(purge.rows, purge.steps, purge.groups, purge.limits)
    traces = by_name(figure)
    for group in ("wide", "narrow"):
        for name, column in ((f"coil: {group}", "degC"), (f"{group}: mean", "ppm")):
            assert np.array_equal(traces[name].y, purge.rows[f"{group}_{column}"])
            assert np.array_equal(traces[name].x, purge.rows["time_h"])
    assert np.array_equal(traces["pressure p"].y, purge.rows["pressure_mbar"])
    floor = traces["floor at the end of a step"]
    assert np.allclose(floor.y, purge.steps["floor_ppm"].astype(float), equal_nan=True)
    notes = [note.text for note in figure.layout.annotations]
    assert "mean at most 200 ppm" in notes
    assert "mean at least 5 ppm" in notes
    bands = [s for s in figure.layout.shapes if s.type == "rect"]
    assert [band.x1 for band in bands] == purge.steps["end_h"].tolist()
    titles = [figure.layout[f"yaxis{k}"].title.text for k in ("", 2, 3)]
    assert all("[" in title for title in titles)


def test_each_series_differs_from_its_panel_fellows_in_more_than_colour(purge):
    figure = charts.load_figure(purge.rows, purge.steps, purge.groups, purge.limits)
    seen = {(t.yaxis, t.line.dash, t.line.width, t.mode) for t in figure.data}
    assert len(seen) == len(figure.data)


def test_a_limit_has_a_look_that_no_curve_has(purge):
    figure = charts.load_figure(purge.rows, purge.steps, purge.groups, purge.limits)
    lines = [s for s in figure.layout.shapes if s.type == "line"]
    assert len(lines) == 2
    for one in lines:
        assert one.line.color not in {t.line.color for t in figure.data}
        assert one.line.dash not in {t.line.dash for t in figure.data}


def test_what_it_is_held_against_is_drawn_beside(purge):
    other = answered(oven_content(), quick=True)
    figure = charts.load_figure(
        purge.rows, purge.steps, purge.groups, purge.limits, other.rows, other.groups,
        EVIL[0],
    )  # fmt: skip
    name = f"{palette.text(EVIL[0])}: mean"
    assert np.array_equal(by_name(figure)[name].y, other.rows["coils_ppm"])
    assert figure.layout.xaxis.range[1] == pytest.approx(other.rows["time_h"].iloc[-1])
    assert "<img" not in figure.to_json()


# ---------------------------------------------------------------- saved


def test_a_saved_recipe_is_listed_and_opens_by_its_address(workspace, cells):
    page = opened()
    cells[(2, "hold_h")] = 3.0
    page.run()
    page.segmented_control(key="part").set_value("Save").run()
    page.text_input(key="save_oven_name").set_value("shorter").run()
    page.button(key="save_oven").click().run()
    assert "Saved as shorter" in page.success[0].value
    assert page.button(key="save_oven_open")
    cells.last = None
    again = opened(oven="draft.shorter", versus="shipped.plain_vacuum")
    assert metrics(again)["Recipe [h]"] == ("13.6", "-5.0")
    page.button(key="save_oven").click().run()
    assert "There is one of this name" in page.error[0].value


@pytest.mark.parametrize("name", [*EVIL[:3], ""])
def test_a_name_that_is_none_is_refused(workspace, cells, name):
    page = opened(part="Save")
    page.text_input(key="save_oven_name").set_value(name).run()
    page.button(key="save_oven").click().run()
    assert page.error[0].value == "**Not saved.**"
    assert not page.exception
    assert list(workspace.root.rglob("*.yaml")) == []


def test_the_rule_of_a_name_stands_below_it_and_spaces_become_underscores(
    workspace, cells
):
    page = opened(part="Save")
    assert [one.value for one in page.caption] == [recipes.NAME_RULE] * 2
    page.text_input(key="save_scenario_name").set_value("fast/anode").run()
    assert any(":red[" in one.value for one in page.caption)
    page.text_input(key="save_scenario_name").set_value("fast anode").run()
    assert "It is saved as fast\\_anode." in [one.value for one in page.caption]
    page.button(key="save_scenario").click().run()
    assert not page.exception
    assert workspace.draft("scenarios", "fast_anode").is_file()
    (link,) = [one.proto for one in page.get("page_link")]
    assert link.query_string == "file=draft-fast_anode"
    page.switch_page("views/scenario.py")
    page.query_params["file"] = "draft-fast_anode"
    page.run()
    assert page.selectbox(key="file").value == "draft-fast_anode"


def test_a_saved_oven_file_is_opened_by_its_button(workspace, cells):
    page = opened(oven="shipped.purge_cycles", part="Save")
    page.text_input(key="save_oven_name").set_value("mine").run()
    page.button(key="save_oven").click().run()
    page.button(key="save_oven_open").click().run()
    assert not page.exception
    assert page.selectbox(key="oven").value == "draft.mine"
    assert page.segmented_control(key="part").value == "Recipe"


def test_a_recipe_is_saved_as_a_scenario_that_loads(workspace, cells):
    page = opened(oven="shipped.purge_cycles", part="Save")
    page.selectbox(key="save_station").set_value("cathode_oven").run()
    page.text_input(key="save_scenario_name").set_value("purged").run()
    page.button(key="save_scenario").click().run()
    assert not page.exception
    assert "Saved among the scenarios" in page.success[0].value
    loaded = load_scenario(workspace.draft("scenarios", "purged"))
    recipe = loaded.scenario.stations["cathode_oven"].recipe
    assert [step.hold / 3600 for step in recipe][:3] == pytest.approx([3, 1, 0.3])
    assert loaded.scenario.name == "purged"
    # another, which extends the one that was saved
    text = recipes.scenario_text(
        "again", "draft.purged", "anode_oven", oven_content()["recipe"]
    )
    recipes.save_scenario("again", text)
    again = load_scenario(workspace.draft("scenarios", "again")).scenario
    assert again.stations["cathode_oven"].recipe == recipe


def test_a_saved_scenario_is_run_as_a_job(workspace, cells, monkeypatch):
    asked = []
    monkeypatch.setattr(jobs, "begin", lambda *a: asked.append(a) or "abc")
    page = opened(part="Save")
    page.text_input(key="save_scenario_name").set_value("mine").run()
    page.checkbox(key="save_run").check().run()
    page.button(key="save_scenario").click().run()
    ((kind, title, text),) = asked
    assert (kind, title) == ("run", "mine")
    assert text == workspace.draft("scenarios", "mine").read_text(encoding="utf-8")


# ---------------------------------------------------------------- plans


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A workspace with a plan that has a front, and one in which nothing fits."""
    root = tmp_path_factory.mktemp("plans")
    for name, changes in (
        ("front", {"goal": ["time", "energy_cost", "severity"]}),
        ("conflict", {"window": {"water_ppm": 5, "longest_h": 2.0}}),
    ):
        folder = root / "tried" / name
        folder.mkdir(parents=True)
        effort = {"evaluations": 24, "population": 8, "samples": 8}
        keys = small_plan(name=f"{name} of six", search=effort, **changes)
        (folder / "plan.yaml").write_text(yaml_text(keys), encoding="utf-8")
        found = KINDS["plan"](
            Workspace(root), folder / "plan.yaml", {}, lambda done, said: None
        )
        assert found["feasible"] == (name == "front")
    return root


@pytest.fixture
def plan_page(planned, cells, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(planned))
    st.cache_data.clear()

    def of(name):
        (entry,) = [e for e in recipe_plans.listed() if e.name.startswith(name)]
        page = opened(part="Find a better one", plan=entry.folder)
        assert page.selectbox(key="plan").value == entry.folder
        return page, recipe_plans.opened(entry.folder)

    return of


def test_a_plan_is_shown_with_its_recipe_margins_and_what_binds(plan_page):
    page, plan = plan_page("front")
    own = plan.answer["plans"][0]
    shown = metrics(page)
    assert shown["Recipe"][0] == f"{own['figures']['time']:.1f} h"
    assert shown["Loads within limits"][0] == f"{own['within_pct']:.0f} %"
    tables = [frame.value for frame in page.dataframe]
    recipe = next(t for t in tables if "hold_h" in t)
    assert recipe["hold_h"].tolist() == pytest.approx(own["steps"]["hold_h"])
    assert recipe["temperature_degC"].tolist() == own["steps"]["temperature_degC"]
    margins = next(t for t in tables if "room" in t)
    assert margins["room"].tolist() == own["margins"]["margin"]
    changes = next(t for t in tables if "keeps limits" in t)
    assert changes["to"].tolist() == own["changes"]["to"]
    assert any("hold" in words for words in changes["decision"])


def test_only_plans_for_this_oven_are_offered_unless_others_are_asked_for(
    planned, cells, monkeypatch
):
    monkeypatch.setenv(VARIABLE, str(planned))
    st.cache_data.clear()
    page = opened(part="Find a better one")
    assert not [box for box in page.selectbox if box.key == "plan"]
    assert any("for this oven and load yet" in m.value for m in page.markdown)
    page.toggle(key="plan_every").set_value(True).run()
    assert len(page.selectbox(key="plan").options) == 2
    page.toggle(key="plan_every").set_value(False).run()
    assert not page.exception
    assert not page.warning
    entries = recipe_plans.listed()
    content = recipe_plans.opened(entries[0].folder).content
    assert set(recipe_plans.of_oven(entries, content)) == {
        one.folder for one in entries
    }


def test_while_a_plan_is_searched_no_older_one_stands_there(plan_page, monkeypatch):
    page, _ = plan_page("conflict")
    assert "No recipe keeps all limits" in page.error[0].value

    class Open:
        id, title, state, said = "abc", "mine", "working", ""
        open, fraction, seconds_left, answer = True, 0.1, None, None

    monkeypatch.setattr(jobs, "job", lambda number: Open)
    page.session_state["plan_job"] = "abc"
    page.run()
    assert not page.exception
    assert not page.error
    assert "Your plan is being searched" in page.info[0].value
    page.toggle(key="plan_meanwhile").set_value(True).run()
    assert "No recipe keeps all limits" in page.error[0].value


def test_a_plan_is_taken_into_the_editor(plan_page, cells):
    page, plan = plan_page("front")
    own = plan.answer["plans"][0]
    page.button(key="plan_take").click().run()
    assert not page.exception
    assert page.segmented_control(key="part").value == "Recipe"
    assert metrics(page)["Recipe [h]"][0] == f"{own['figures']['time']:.1f}"
    assert "small" not in page.text_area[0].value
    assert "width_mm: 120" in page.text_area[0].value  # the load it was made for


def test_every_recipe_of_a_front_takes_the_time_it_says(plan_page):
    _, plan = plan_page("front")
    for row in range(len(plan.front)):
        decisions = plan.decisions(row)
        keys = {**plan.oven(decisions), "recipe": plan.recipe(decisions)}
        task = oven_load.loaded({"name": "it", **keys})
        assert task.hours == pytest.approx(plan.front["time"][row], rel=1e-9)


def test_the_front_is_drawn_from_the_answer(plan_page):
    _, plan = plan_page("front")
    figure = charts.front_figure(
        plan.front, "time", "energy_cost", "EUR", plan.plans,
        plan.answer["today"]["figures"], "severity",
    )  # fmt: skip
    front, *others, today = figure.data
    rows = [at for _, at in front.customdata]
    assert list(front.x) == [plan.answer["front"]["time"][k] for k in rows]
    assert list(front.marker.color) == [
        plan.answer["front"]["severity"][k] for k in rows
    ]
    best = [trace for trace in others if trace.customdata[0][0] == "plan"]
    costs = [p["figures"]["energy_cost"] for p in plan.answer["plans"]]
    assert [trace.y[0] for trace in best] == costs
    assert len({trace.marker.symbol for trace in best}) == len(best)
    assert today.x[0] == plan.answer["today"]["figures"]["time"]
    assert figure.layout.yaxis.title.text == "energy cost [EUR per coil]"


def test_an_estimate_is_named_so_crossed_where_refuted_gone_where_checked():
    front = pd.DataFrame(
        {"time": [3.7, 3.9, 4.2], "severity": [3.0, 2.0, 1.0],
         "full_model": ["kept", "refuted", "not checked"]}
    )  # fmt: skip
    best = pd.DataFrame({"called": ["shortest"], "time": [3.8], "severity": [3.1]})
    figure = charts.front_figure(front, "time", "severity", "EUR", best)
    drawn = {t.name: (list(t.x), t.marker.symbol) for t in figure.data}
    assert drawn == {
        "estimate, not checked": ([4.2], "circle"),
        "estimate, refuted by the full model": ([3.9], "x-thin"),
        "shortest (checked)": ([3.8], "star"),
    }
    assert [list(t.customdata[0]) for t in figure.data] == [
        ["front", 2], ["front", 1], ["plan", 0]
    ]  # fmt: skip


def test_a_plan_says_of_its_front_what_the_full_model_was_asked(plan_page):
    _, plan = plan_page("front")
    states = plan.answer["front"]["full_model"]
    assert states.count("refuted") <= plan.answer["work"]["refuted"]
    assert 1 <= states.count("kept") <= len(plan.answer["plans"])
    assert set(states) <= {"kept", "refuted", "not checked"}


@pytest.mark.parametrize(
    ("points", "picked"),
    [
        ([], None),
        ([{"customdata": ["front", 3]}], ("front", 3)),
        ([{"customdata": ["plan", 0]}], ("plan", 0)),
        ([{"curve_number": 2, "point_index": 0}], None),  # today's
        ([{"customdata": ["front", 99]}], None),  # of another plan's picture
        ([{"customdata": [["x"], "y"]}], None),
    ],
)
def test_a_click_names_a_recipe(points, picked):
    class Event:
        class selection:  # noqa: N801 - as streamlit calls it
            pass

    Event.selection.points = points
    assert recipe_plans.picked(Event, 10, 2) == picked


def test_a_point_of_the_front_is_shown_when_clicked(plan_page, monkeypatch):
    monkeypatch.setattr(recipe_plans, "picked", lambda *said: ("front", 1))
    page, plan = plan_page("front")
    assert metrics(page)["Recipe"][0] == f"{plan.front['time'][1]:.1f} h"
    assert "Margins are worked out" in page.info[0].value


def test_what_excludes_each_other_is_said_with_the_smallest_way_out(plan_page):
    page, plan = plan_page("conflict")
    found = plan.answer["conflict"]
    assert "No recipe keeps all limits" in page.error[0].value
    way = recipe_plans.smallest(found["relaxations"])
    words = " ".join(m.value for m in page.markdown)
    assert way is not None
    assert f"{way['would_have_to_be']:.4g}" in words
    page.button(key="plan_way").click().run()
    assert not page.exception
    assert metrics(page)


def test_a_plan_is_asked_for_as_a_job_that_the_planner_takes(
    workspace, cells, monkeypatch
):
    asked = []
    monkeypatch.setattr(jobs, "begin", lambda *a: asked.append(a) or "abc")
    page = opened(part="Find a better one")
    page.selectbox(key="plan_goal").set_value("time")
    page.number_input(key="plan_least_water_ppm").set_value(5.0)
    page.button(key="plan_begin").click().run()
    assert not page.exception
    ((kind, title, text),) = asked
    assert kind == "plan"
    assert "shortest" in title
    from scenarios.plan.load import loaded
    from scenarios.yaml_tree import parse

    task = loaded(parse(text, "it").content)
    assert task.goals == ("time",)
    assert task.window.least == pytest.approx(5e-6)
    assert task.search.evaluations == 1000


def test_a_plan_is_worked_out_by_its_job_and_then_shown(workspace, cells):
    """The process of the job itself, on a plan of 20 recipes."""
    effort = {"evaluations": 20, "population": 8, "samples": 8, "plan_samples": 64}
    number = recipe_plans.begin("it", yaml_text(small_plan(search=effort)))
    ended = time.monotonic() + 240
    while jobs.job(number).open and time.monotonic() < ended:
        time.sleep(0.2)
    job = jobs.job(number)
    assert job.state == "done", job.reason
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page("views/recipe.py")
    page.query_params["part"] = "Find a better one"
    page.session_state["plan_job"] = number
    page.run()
    assert not page.exception
    assert page.selectbox(key="plan").value == job.answer["plan"]
    assert "Loads within limits" in metrics(page)


def test_edits_survive_another_page(workspace, cells):
    page = opened(oven="shipped.purge_cycles")
    cells[(1, "hold_h")] = 4.2
    page.run()
    edited = metrics(page)["Recipe [h]"]
    assert edited == ("18.0", "+1.2")
    cells.last = None
    page.switch_page("views/model.py").run()
    page.switch_page("views/recipe.py").run()
    assert not page.exception
    assert page.selectbox(key="oven").value == "shipped.purge_cycles"
    assert metrics(page)["Recipe [h]"] == edited


def test_a_limit_that_makes_no_window_is_a_fault_not_a_job(
    workspace, cells, monkeypatch
):
    monkeypatch.setattr(jobs, "begin", lambda *a: pytest.fail("a job was begun"))
    page = opened(part="Find a better one")
    page.number_input(key="plan_least_water_ppm").set_value(500.0)
    page.button(key="plan_begin").click().run()
    assert page.dataframe[-1].value["key"].tolist() == ["window.least_water_ppm"]


def test_without_a_plan_the_page_says_what_to_do(workspace, cells):
    page = opened(part="Find a better one")
    assert any("No plan has been found yet" in m.value for m in page.markdown)


@pytest.mark.parametrize("damage", ["{}", "not json", '{"name": 1}'])
def test_a_damaged_answer_is_no_plan(workspace, cells, damage):
    folder = workspace.plans / "broken-1"
    folder.mkdir(parents=True)
    (folder / "answer.json").write_text(damage, encoding="utf-8")
    assert recipe_plans.listed() == []
    with pytest.raises(recipe_plans.PlanStoreError, match="broken-1"):
        recipe_plans.opened("broken-1")
    for name in ("../plans", "nothing", "..", ""):
        with pytest.raises(recipe_plans.PlanStoreError):
            recipe_plans.opened(name)


# ---------------------------------------------------------------- untrusted


@pytest.mark.parametrize("name", EVIL)
def test_a_hostile_name_of_a_step_or_a_file_does_no_harm(workspace, cells, name):
    keys = oven_content()
    keys["name"] = keys["recipe"][0]["name"] = name
    workspace.save("ovens", "odd", yaml_text(keys))
    page = opened(oven="draft.odd", versus="nothing")
    assert metrics(page)["Recipe [h]"] == ("18.6", "")
    assert not any(name in m.value for m in page.markdown)
    own = answered(keys, quick=True)
    figure = charts.load_figure(own.rows, own.steps, own.groups, own.limits)
    assert "<img" not in json.dumps(figure.to_plotly_json()["layout"]["annotations"])


def test_a_draft_that_names_files_elsewhere_opens_none(workspace, cells):
    keys = oven_content() | {"materials": {"it": {"extends": "/etc/passwd"}}}
    workspace.save("ovens", "odd", yaml_text(keys))
    page = opened(oven="draft.odd")
    assert not page.exception
    assert page.error


@pytest.mark.parametrize("text", ["", "just text", "- 1\n- 2", "a: [", "recipe: 3"])
def test_a_draft_that_is_no_oven_file_is_a_fault(workspace, cells, text):
    workspace.save("ovens", "odd", text)
    page = opened(oven="draft.odd")
    assert not page.exception
    assert page.error


def test_an_unknown_file_in_the_address_is_left_out(workspace, cells):
    page = opened(oven="../../etc/passwd", plan="<img src=x>", part="nonsense")
    assert page.selectbox(key="oven").value == "shipped.plain_vacuum"


def test_every_shipped_oven_file_can_be_edited(workspace, cells):
    names = {path.stem for path in PROJECT_FOLDER.glob("ovens/*.yaml")}
    assert {s.partition(".")[2] for s in recipes.sources()} == names
    for source in recipes.sources():
        rows, rest = recipes.opened(source)
        assert isinstance(recipes.frame(rows), pd.DataFrame)
        rows = recipes.plain(rows)
        sent = [{k: v for k, v in row.items() if v is not None} for row in rows]
        sent = json.loads(json.dumps(sent))
        rows = steps.taken({"turn": 1, "rows": sent}, 1, [], [])
        assert recipes.content(rest, rows) == recipes.read(source)


# ---------------------------------------------------------------- what a browser sends


ROWS = [{"name": "heat", "temperature_degC": 90.0, "hold_h": 6}]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ({"pressure_mbar": 5000}, "5000; 0.01 to 2000"),
        ({"pressure_mbar": -1e-9}, "0.01 to 2000"),
        ({"hold_h": 0}, "above 0, up to 1000"),
        ({"hold_h": float("nan")}, "nan"),
        ({"hold_h": float("inf")}, "inf"),
        ({"hold_h": 10**400}, "above 0"),
        ({"hold_h": True}, "true"),
        ({"hold_h": "8"}, "'8'"),
        ({"hold_h": [8]}, "a list of 1"),
        ({"hold_h": {"a": 8}}, "a mapping"),
        ({"rounds": 2.5}, "a whole number, 1 to 200"),
        ({"rounds": float("inf")}, "a whole number"),
        ({"gas": "steam"}, "one of nitrogen, air, argon"),
        ({"block": "<b>"}, "one of A, B"),
        ({"name": 7}, "up to 60 characters"),
        ({"name": "x" * 10_000}, "up to 60 characters"),
        ({"name": "a\x00b"}, "up to 60 characters"),
        ({"__proto__": 1}, "no column '__proto__'"),
        ({"x" * 10_000: 1}, "no column"),
    ],
)
def test_a_cell_that_may_not_be_is_refused_in_words(cell, says):
    with pytest.raises(recipes.ScenarioError) as refused:
        steps.taken({"turn": 3, "rows": [ROWS[0] | cell]}, 3, ROWS, ROWS)
    (fault,) = refused.value.faults
    assert says in fault.message
    assert len(fault.message) < 400
    assert fault.place == "step 1 of the table"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("rows", "'rows' was sent"),
        ([], "a list of 0 was sent"),
        ({"turn": 3}, "nothing was sent"),
        ({"turn": 3, "rows": {"0": {}}}, "a mapping"),
        ({"turn": 3, "rows": [{}] * 10_000}, "has 10000 rows; at most 200"),
        ({"turn": 3, "rows": [3, None, "x"]}, "3 is not a row"),
        ({"turn": 3, "rows": [["name"]] * 200}, "a list of 1 is not a row"),
    ],
)
def test_what_is_no_table_is_refused_in_words(said, says):
    with pytest.raises(recipes.ScenarioError) as refused:
        steps.taken(said, 3, ROWS, ROWS)
    assert says in refused.value.faults[0].message
    assert len(refused.value.faults) <= 20


def test_an_answer_to_an_earlier_turn_is_not_taken():
    for said in (None, {"turn": 2, "rows": []}, {"rows": 5}, {"turn": None}):
        assert steps.taken(said, 3, ROWS, []) is ROWS
    assert steps.taken({"turn": 3, "rows": []}, 3, ROWS, []) == []


def test_what_a_file_says_may_stand_whatever_it_is_but_only_in_its_column():
    """Its fault is then told by the loader, beside its key."""
    begun = recipes.plain([{"name": "x" * 90, "hold_h": "long", "gas": ["air"]}])
    rows = steps.taken({"turn": 1, "rows": begun * 2}, 1, [], begun)
    assert [row["hold_h"] for row in rows] == ["long", "long"]
    assert rows[0]["gas"] == "a list of 1"
    with pytest.raises(recipes.ScenarioError):
        steps.taken({"turn": 1, "rows": [{"ramp_K_per_h": "long"}]}, 1, [], begun)


@pytest.mark.parametrize("odd", [True, float("nan"), 10**400, "abc", [1, 2], {"a": 1}])
def test_an_odd_value_in_a_file_is_shown_and_told_not_dropped(workspace, cells, odd):
    rows = recipes.plain([{"hold_h": odd}])
    json.dumps(rows, allow_nan=False)
    assert isinstance(rows[0]["hold_h"], str)
    oven = recipes.content(recipes.opened("shipped.plain_vacuum")[1], rows)
    with pytest.raises(recipes.ScenarioError):
        recipes.check(oven, rows)


def test_every_bound_of_the_table_is_that_of_the_loader():
    for name, (least, most) in steps.BOUNDS.items():
        for value, fits in (
            (least, name not in steps.ABOVE), (most, True),
            (least - 0.001, False), (most + 1, False),
        ):  # fmt: skip
            keys = oven_content()
            step = keys["recipe"][0]
            if name == "rounds":
                keys["recipe"] = [step, {"repeat": value, "steps": [{"hold_h": 1}]}]
            else:
                if name in ("water_ppmv", "vapour_pressure_Pa"):
                    del step["dew_point_degC"]
                step[name] = value
            try:
                oven_load.loaded(keys)
                told = ""
            except recipes.ScenarioError as error:
                told = str(error)
            if name == "vapour_pressure_Pa" and "follows from its load" in told:
                told = ""  # within bounds, though no loaded oven takes it
            key = "repeat" if name == "rounds" else name
            assert (key not in told) == fits, (name, value, told)
            if fits:
                row = [{name: value}]
                assert steps.taken({"turn": 1, "rows": row}, 1, [], [])


@pytest.mark.parametrize(
    "said",
    [
        "x", [1], {"turn": 0},
        lambda data: {"turn": data["turn"], "rows": [{"hold_h": 1}] * 10_000},
        lambda data: {"turn": data["turn"], "rows": [{"hold_h": float("nan")}]},
        lambda data: {"turn": data["turn"], "rows": [{"name": EVIL[0], "x": EVIL[3]}]},
    ],
)  # fmt: skip
def test_a_hostile_browser_is_answered_in_words(workspace, cells, said):
    page = opened()
    cells.says = said
    page.run()
    assert not page.exception
    if said == {"turn": 0}:  # only late
        assert metrics(page)["Recipe [h]"] == ("18.6", "same")
        return
    assert "nothing is run" in page.error[0].value
    assert not any(EVIL[0] in one.value for one in page.markdown)
    cells.says = None
    page.button(key="anew").click().run()
    assert metrics(page)["Recipe [h]"] == ("18.6", "same")


def test_a_hostile_name_that_is_typed_is_text(workspace, cells):
    page = opened()
    cells[(1, "name")] = EVIL[0]
    page.run()
    assert metrics(page)["Recipe [h]"][0] == "18.6"
    assert not any(EVIL[0] in one.value for one in page.markdown)


def test_an_answer_takes_the_place_of_the_one_before(workspace, cells, monkeypatch):
    """Quick says one thing, the full model another: only the last stands there."""
    broken = [("first limit",), ("second limit",)]
    real = recipes.answered

    def told(*args, **more):
        own = real(*args, **more)
        return replace(own, faults=broken[0 if more["quick"] else 1])

    monkeypatch.setattr(recipes, "answered", told)
    page = opened()
    assert [one.value for one in page.warning] == [
        "**Not within its limits** after 18.6 h."
    ]
    assert len(page.metric) == 6
    assert [t.value for t in page.text if "limit" in t.value] == ["second limit"]
    broken[1] = ()
    cells[(1, "hold_h")] = 5.5
    page.run()
    assert len(page.success) == 1
    assert not page.warning
    assert not any("limit" in t.value for t in page.text)
