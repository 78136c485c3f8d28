"""A run as a workbook or a zip: all of it, and texts stay texts."""

import io
import re
import zipfile

import pandas as pd
import pytest

from scenarios import export, runs
from scenarios.store import TABLES

EVIL = ("=cmd()", "+1", "-2", "@x", "<img src=x onerror=alert(1)>", "http://x.y", "7")


@pytest.fixture
def run(reference_workspace):
    (entry,) = runs.listed(reference_workspace / "runs")
    return runs.opened(reference_workspace / "runs", entry.folder)


def sheets(data):
    """Name to XML of each sheet, and the shared texts in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = re.findall(
            r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode()
        )
        found = {
            name: book.read(f"xl/worksheets/sheet{i}.xml").decode()
            for i, name in enumerate(names, start=1)
        }
        texts = book.read("xl/sharedStrings.xml").decode()
    return found, re.findall(r"<t[^>]*>([^<]*)</t>", texts)


def test_a_workbook_has_every_table_of_the_run(run):
    found, texts = sheets(export.run_workbook(run))
    assert list(found) == ["about", *TABLES]
    for name in TABLES:
        table = run.table(name)
        assert found[name].count("<row ") == len(table) + 1
        assert set(table.columns) <= set(texts)
    values = re.findall(r'<c r="B\d+"><v>([^<]+)</v>', found["balance"])
    kept = run.table("balance")["put_in_kg"]
    assert [float(v) for v in values] == pytest.approx(list(kept), rel=1e-15)


def test_texts_in_a_workbook_are_neither_formula_nor_link_nor_number():
    frame = pd.DataFrame({"=head()": EVIL, "n": [1.5, None, 3, 4, 5, 6, 7]})
    found, texts = sheets(export.workbook({"table": frame}))
    assert "<f>" not in found["table"]
    assert "<hyperlink" not in found["table"]
    assert found["table"].count('t="s"') == len(EVIL) + 2  # and the two heads
    assert set(t.replace("&lt;", "<").replace("&gt;", ">") for t in texts) == {
        "=head()",
        "n",
        *EVIL,
    }
    assert 'r="B3"' not in found["table"]  # nothing is an empty cell, not a zero


def test_what_is_infinite_is_said_in_words_for_a_workbook_has_no_such_number():
    frame = pd.DataFrame({"h": [1.5, float("inf"), float("-inf")]})
    found, texts = sheets(export.workbook({"table": frame}))
    assert texts == ["h", "inf", "-inf"]
    assert found["table"].count('t="s"') == len(texts)


def test_a_text_that_no_cell_can_hold_is_refused():
    with pytest.raises(ValueError, match=r"text of 40000 characters.*parquet"):
        export.workbook({"t": pd.DataFrame({"a": ["x" * 40_000]})})


def test_a_long_table_goes_on_in_the_next_sheet(monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    found, _ = sheets(export.workbook({"t": pd.DataFrame({"a": [1, 2, 3, 4, 5]})}))
    values = [re.findall(r"<v>(\d+)</v></c></row>", found[n])[1:] for n in found]
    assert list(found) == ["t", "t_2", "t_3"]
    assert values == [["1", "2"], ["3", "4"], ["5"]]


def test_zips_hold_every_table_and_what_it_was_made_from(run):
    for made, suffix in ((export.run_csv, "csv"), (export.run_parquet, "parquet")):
        data = made(run)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.partition("/")[2] for name in archive.namelist()}
            assert names == {
                *(f"{t}.{suffix}" for t in TABLES),
                "summary.json",
                "scenario.yaml",
            }
            inside = io.BytesIO(archive.read(f"{run.folder}/visits.{suffix}"))
        read = pd.read_csv if suffix == "csv" else pd.read_parquet
        pd.testing.assert_series_equal(
            read(inside)["water_out_ppm"], run.table("visits")["water_out_ppm"]
        )
        assert made(run) == data  # the same run, the same bytes
