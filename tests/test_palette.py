"""The common look of charts: what is written on a colour is read, names stay apart."""

import re
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
    for name, colour in primary_colours().items():
        assert palette.contrast(palette.WHITE, colour) >= READ, name  # chips, buttons
        assert palette.contrast(colour, GROUNDS[name]) >= SEEN, name


def test_what_is_chosen_is_written_in_a_colour_that_can_be_read():
    sheet = (ROOT / "dashboard/look.css").read_text()
    light, dark = re.search(r"light-dark\((.*), (.*)\)", sheet).groups()
    chosen = {"light": light, "dark": dark}
    colours = primary_colours()
    for name, ground in GROUNDS.items():
        tinted = mixed(colours[name], ground, 0.1)  # of the part that is chosen
        assert palette.contrast(chosen[name], ground) >= READ, name
        assert palette.contrast(chosen[name], tinted) >= READ, name


def primary_colours():
    settings = ROOT / "dashboard" / ".streamlit" / "config.toml"
    theme = tomllib.loads(settings.read_text())["theme"]
    return {"light": theme["primaryColor"], "dark": theme["dark"]["primaryColor"]}


def mixed(colour, ground, share):
    """`colour` on `ground`, as much as `share` of it."""
    parts = [
        round(
            share * int(colour[i : i + 2], 16)
            + (1 - share) * int(ground[i : i + 2], 16)
        )
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)


@pytest.mark.parametrize(
    ("lowest", "highest"), [(20.0, 90.0), (0.3, 2000.0), (1e-3, 1e3), (109.0, 112.0)]
)
def test_a_logarithmic_axis_has_marks_about_all_that_is_shown(lowest, highest):
    axis = palette.log_ticks(lowest, highest)
    marks = axis["tickvals"]
    assert marks[0] <= lowest
    assert marks[-1] >= highest
    assert len(marks) == len(axis["ticktext"]) <= 16
    assert not any("e" in text for text in axis["ticktext"])


def test_names_that_are_cut_alike_stay_apart():
    long = "a plant with a very long name in a humid "
    names = palette.short([long + "summer", long + "winter", "reference line"])
    assert names == ["a plant with a very…1", "a plant with a very…2", "reference line"]


def test_a_short_name_is_no_markup():
    assert palette.short(["<b>x</b>"]) == ["&lt;b&gt;x&lt;/b&gt;"]
    (cut,) = palette.short(["<img src=x onerror=alert(1)>"])
    assert cut.startswith("&lt;img")
    assert "<" not in cut
