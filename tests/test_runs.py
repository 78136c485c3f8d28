"""The run store read back: ids, tables, damage."""

import json
import os

import pandas as pd
import pytest

from scenarios import runs
from scenarios.store import TABLES, safe_for_spreadsheets


def test_every_table_of_a_stored_run_is_read_back(reference_workspace):
    (entry,) = runs.listed(reference_workspace / "runs")
    run = runs.opened(reference_workspace / "runs", entry.folder)
    assert entry.current
    assert run.name == "reference line"
    for name in TABLES:
        csv = pd.read_csv(run.path / f"{name}.csv")
        assert list(run.table(name).columns) == list(csv.columns)
        assert len(run.table(name)) == len(csv)


def test_a_stored_run_becomes_the_result_it_was(reference_workspace):
    from twin import kpis

    (entry,) = runs.listed(reference_workspace / "runs")
    run = runs.opened(reference_workspace / "runs", entry.folder)
    again = kpis.summarise(run.result())
    kept = run.summary["figures"]
    assert set(again) == set(kept)
    for name, value in kept.items():
        if isinstance(value, float):
            assert again[name] == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "name",
    [
        *("../runs", "..", ".", "/etc/passwd", "a/b", "<img src=x onerror=alert(1)>"),
        *("", "x" * 10_000, "a\x00b", "no-such-run"),
    ],
)
def test_an_id_that_is_no_run_is_refused(reference_workspace, name):
    with pytest.raises(runs.StoreError) as caught:
        runs.opened(reference_workspace / "runs", name)
    assert len(str(caught.value)) < 300


def test_a_link_out_of_the_store_is_neither_listed_nor_opened(reference_workspace):
    folder = reference_workspace / "runs"
    (entry,) = runs.listed(folder)
    outside = reference_workspace / "elsewhere"
    os.rename(folder / entry.folder, outside)
    (folder / "linked").symlink_to(outside)
    assert runs.listed(folder) == []
    with pytest.raises(runs.StoreError):
        runs.opened(folder, "linked")


def test_a_damaged_run_says_what_is_wrong_and_leaves_the_others(reference_workspace):
    folder = reference_workspace / "runs"
    (entry,) = runs.listed(folder)
    (folder / "half").mkdir()
    (folder / "half" / "summary.json").write_text('{"name": "half"')
    (folder / "old").mkdir()
    summary = runs.opened(folder, entry.folder).summary | {"program": "0.1.0+aa"}
    (folder / "old" / "summary.json").write_text(json.dumps(summary))
    assert {e.folder for e in runs.listed(folder)} == {entry.folder, "old"}
    with pytest.raises(runs.StoreError, match="damaged"):
        runs.opened(folder, "half")
    with pytest.raises(runs.StoreError, match=r"made by 0\.1\.0\+aa; run the scenario"):
        runs.opened(folder, "old").table("coils")


def test_formulas_stay_text_in_a_spreadsheet():
    frame = pd.DataFrame({"=cmd()": ["=1+1", "+x", "-3", "@a", "plain"], "n": range(5)})
    safe = safe_for_spreadsheets(frame)
    assert list(safe.columns) == ["'=cmd()", "n"]
    assert list(safe["'=cmd()"]) == ["'=1+1", "'+x", "'-3", "'@a", "plain"]
    assert list(safe["n"]) == list(range(5))
