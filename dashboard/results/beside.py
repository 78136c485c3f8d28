"""Runs beside each other, as the page Compare asks for them."""

import pandas as pd
import streamlit as st

from dashboard.results import runs
from dashboard.results.typeset import typeset
from scenarios.compare import figures, inputs, sentence
from scenarios.compare.side import Side, labels, side
from scenarios.workspace import Workspace

MOST = 5  # runs beside each other


def sides(chosen: tuple[str, ...]) -> list[Side]:
    """The runs of these ids, each with a label of its own; StoreError."""
    known = {entry.folder: entry for entry in runs.listed()}
    missing = [run for run in chosen if run not in known]
    if missing:
        runs.opened(missing[0])  # says what is wrong with it
    entries = [known[run] for run in chosen]
    names = labels([e.name for e in entries], [e.digest for e in entries])
    folder = str(Workspace.here().runs)
    return [_side(folder, run, name) for run, name in zip(chosen, names, strict=True)]


@st.cache_resource(max_entries=32, show_spinner="Reading the runs …")
def _side(folder, run, label):
    return side(runs.opened(run), label)


def said(base: Side, other: Side) -> str:
    """What the other run did to the first, in a sentence."""
    return sentence.said(base, other)


def figure_table(found: list[Side]) -> pd.DataFrame:
    """A row per figure, its value in each run, and how they differ from the first."""
    table = figures.figure_table(found)
    for one in found[1:]:
        change = f"change of {one.label}"
        table[change] = [
            figures.sensible(*pair)
            for pair in zip(table[change], table[found[0].label], strict=True)
        ]
    return table.assign(figure=[typeset(name) for name in table["figure"]])


def input_table(found: list[Side]) -> pd.DataFrame:
    """The keys in which the scenarios differ."""
    table = inputs.differing([one.content for one in found], [o.label for o in found])
    return table.assign(
        unit=[typeset(unit) for unit in table["unit"]],
        meaning=[typeset(meaning) for meaning in table["meaning"]],
    )


def station_table(found: list[Side]) -> pd.DataFrame:
    """Water after every station: a row per electrode, station and run."""
    return figures.station_table(found)


def water_table(found: list[Side]) -> pd.DataFrame:
    """Water after every station: a row per electrode and station."""
    return figures.water_beside(found)


def water_in_brief(found: list[Side]) -> pd.DataFrame:
    """The same, the runs' values in one text."""
    return figures.water_in_brief(found)


def energy_table(found: list[Side]) -> pd.DataFrame:
    """Each carrier per kWh of cells: a row per run and carrier."""
    return figures.energy_table(found)


def without_rooms(found: list[Side]) -> bool:
    """Whether any of them has zones whose air draws no energy: they are no rooms."""
    return any(
        "room" not in zone
        for one in found
        for zone in one.content.get("zones", {}).values()
        if isinstance(zone, dict)
    )
