"""The page "The model": verification and documents."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.results import model
from scenarios import handbook
from scenarios.verification import answer, suite
from scenarios.workspace import VARIABLE

PAGE = "../dashboard/views/model.py"


@pytest.fixture(scope="module")
def finished():
    titles = suite.matching("moist air") + suite.matching("water shares")
    return suite.run(titles[:2] or suite.matching("moist"), processes=1)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def opened(**query):
    page = AppTest.from_file(PAGE, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def test_without_a_verification_the_page_says_how_to_get_one(workspace):
    page = opened()
    assert not page.exception
    assert "has not been verified yet" in page.markdown[0].value


def test_verification_is_shown_as_it_was_found(workspace, finished):
    kept = answer.keep(finished, workspace / "verification")
    page = opened()
    assert not page.exception
    assert f"All {len(kept['rows']['name'])} rows passed" in page.success[0].value
    cases = page.dataframe[0].value
    assert list(cases["case"]) == [case.title for case in finished]
    assert (cases["rows"] == cases["passed"]).all()
    rows = page.dataframe[1].value
    assert list(rows["computed"]) == [r.computed for r in finished[0].outcome.rows]


def test_a_failed_row_is_told_first(workspace, finished):
    folder = workspace / "verification"
    answer.keep(finished, folder)
    kept = json.loads((folder / "answer.json").read_text())
    kept["verdict"] = kept["rows"]["verdict"][0] = "failed"
    kept["program"] = "0.0.1+aa"
    (folder / "answer.json").write_text(json.dumps(kept))
    page = opened()
    assert not page.exception
    assert page.error[0].value.startswith("**1 of ")
    assert "Another version" in page.warning[0].value


def test_charts_come_back_as_they_were_kept(tmp_path, finished):
    from scenarios.verification.figures import figure

    answer.keep(finished, tmp_path)
    before = [chart for case in finished for chart in case.outcome.charts]
    after = [chart for _, chart in answer.kept(tmp_path)["charts"]]
    assert [figure(c).to_json() for c in after] == [figure(c).to_json() for c in before]


def test_a_charts_legend_stays_within_it_below_its_axis(workspace, finished):
    answer.keep(finished, workspace / "verification")
    figures = [figure for *_, figure in model.verification()["charts"]]
    labelled = [figure for figure in figures if figure.layout.showlegend]
    assert labelled
    for figure in labelled:
        legend, margin = figure.layout.legend, figure.layout.margin
        assert (legend.yref, legend.y, legend.yanchor) == ("container", 0.0, "bottom")
        assert margin.b > 20 * len(figure.data)
        assert figure.layout.height - margin.t - margin.b >= 300


def test_every_document_of_the_project_is_in_the_app():
    assert sorted(handbook.PAGES.values()) == sorted(
        path.name for path in handbook.DOCS.glob("*.md")
    )


@pytest.mark.parametrize("title", list(handbook.PAGES))
def test_every_document_opens_and_its_pictures_are_there(workspace, title):
    page = opened(part="Equations and limits", document=title)
    assert not page.exception
    assert page.selectbox(key="document").value == title
    shown = [kind for kind, _ in handbook.parts(title)]
    assert len(page.markdown) == shown.count("text")
    assert not any("](" in m.value and "](http" not in m.value for m in page.markdown)
