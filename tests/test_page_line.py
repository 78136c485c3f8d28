"""The page "The line" on the reference line."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")


def test_the_line_opens_on_the_reference_line(reference_workspace):
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    assert page.title[0].value == "The line"
    assert [m.value for m in page.metric][:3] == ["144", "26", "21.0 days"]
