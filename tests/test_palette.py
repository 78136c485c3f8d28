"""The common look of charts: what is written on a colour is read, names stay apart."""

import tomllib
from pathlib import Path

import pytest

from scenarios.charts import palette

ROOT = Path(__file__).resolve().parents[1]
READ = 4.5  # contrast of a text, WCAG 2.2, 1.4.3
SEEN = 3.0  # of a mark or an edge, 1.4.11
GROUNDS = {"light": "#FFFFFF", "dark": "#151413"}  # of Streamlit's themes


@pytest.mark.parametrize("colour", [*palette.SERIES, palette.GREY])
def test_what_is_written_on_a_colour_can_be_read(colour):
    assert palette.contrast(palette.ink(colour), colour) >= READ


def test_white_on_the_themes_colour_can_be_read_and_it_is_seen_on_its_ground():
    settings = ROOT / "dashboard" / ".streamlit" / "config.toml"
    theme = tomllib.loads(settings.read_text())["theme"]
    colours = {"light": theme["primaryColor"], "dark": theme["dark"]["primaryColor"]}
    for name, colour in colours.items():
        assert palette.contrast(palette.WHITE, colour) >= READ, name  # chips, buttons
        assert palette.contrast(colour, GROUNDS[name]) >= SEEN, name


def test_names_that_are_cut_alike_stay_apart():
    long = "a plant with a very long name in a humid "
    names = palette.short([long + "summer", long + "winter", "reference line"])
    assert names == ["a plant with a very…1", "a plant with a very…2", "reference line"]


def test_a_short_name_is_no_markup():
    assert palette.short(["<b>x</b>"]) == ["&lt;b&gt;x&lt;/b&gt;"]
    (cut,) = palette.short(["<img src=x onerror=alert(1)>"])
    assert cut.startswith("&lt;img")
    assert "<" not in cut
