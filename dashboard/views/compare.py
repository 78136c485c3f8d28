"""Compare: what did a change do?"""

import streamlit as st

from dashboard import show
from dashboard.results import beside, files, runs
from scenarios.charts import compare as charts

st.title("Compare")
st.caption("The first run is the base; the others are held against it.")


def chosen_runs():
    """Ids of the runs beside each other, which the address carries; the base first."""
    entries = {entry.folder: entry for entry in runs.listed()}
    if len(entries) < 2:
        show.empty(
            "There are not two finished runs yet."
            if entries
            else "There is no finished run yet.",
            "Change a scenario and run it; then the two stand here beside each other.",
            "views/scenario.py",
            "To the scenarios",
        )
        return None
    first = show.reference_run(entries.values()) or list(entries)[1]
    latest = next(run for run in entries if run != first)
    return show.several(
        "Runs",
        list(entries),
        "runs",
        lambda run: show.called(entries[run]),
        [first, latest],
        beside.MOST,
        help=f"Two to {beside.MOST} finished runs, the base first. † was made by "
        "another version of the program.",
    )


def as_named(table, found=()):
    """Heads that are words already; of two runs it is plain what has changed."""
    if len(found) != 2:
        return {name: name for name in table}
    theirs = found[1].label
    return {
        name: name.replace(f"change of {theirs}", "change").replace(
            f"{theirs} is", "which is"
        )
        for name in table
    }


def changes(table, heads):
    """Three figures for changes: they are small beside what they are of."""
    return {
        name: st.column_config.NumberColumn(heads[name], format="%.3g")
        for name in table
        if name.startswith("change")
    }


def water(found):
    """Water after every station, as a picture and in numbers."""
    st.subheader("Water after every station")
    st.caption(
        "P95 of the coils' mean, the whisker up to the worst one; a dash is a limit of "
        "the run whose colour it has."
    )
    stations = beside.station_table(found)
    show.chart(charts.water(stations), stations, "water_by_station", "water")
    table = beside.water_in_brief(found)
    heads = as_named(table, found)
    show.name(
        "In the table: "
        + (" → " if len(found) == 2 else " | ").join(one.label for one in found),
        300,
    )
    show.table(
        table,
        "water",
        "water_table",
        heads,
        column_config={
            name: st.column_config.NumberColumn(heads[name], format="%.1f")
            for name in table
            if name.startswith("change")
        },
    )


def energy(found):
    """Energy and cost per kWh of cells."""
    st.subheader("Energy and cost")
    table = beside.energy_table(found)
    if table.empty or table["per_kWh_of_cells"].isna().all():
        show.empty(
            "There is nothing to hold energy against.",
            "None of these runs made cells, or none says what its stations draw: "
            "choose runs of a whole line.",
        )
        return
    left, right = st.columns(2)
    with left:
        show.chart(charts.energy(table), table, "energy_by_carrier", "energy")
    with right:
        show.chart(charts.cost(table), table, "cost_by_carrier", "cost")
    if beside.without_rooms(found):
        st.caption(
            "The air of zones that are no rooms draws no energy here: what a drier "
            "room or a hotter summer costs shows only where the scenario has a room "
            "with its air supply."
        )


chosen = chosen_runs()
if chosen is not None and len(chosen) < 2:
    show.empty("There is nothing to compare yet.", "Choose two runs or more above.")
elif chosen:
    try:
        found = beside.sides(tuple(chosen))
        figures, inputs = beside.figure_table(found), beside.input_table(found)
    except (runs.StoreError, ValueError) as error:
        show.failed(
            "These runs cannot be compared.",
            error,
            "Run the scenario again, or choose other runs.",
        )
        show.stop()
    for other in found[1:]:
        with st.container(border=True):
            show.name(f"{other.label} against {found[0].label}", 200)
            show.name(beside.said(found[0], other), 1000)
    water(found)
    energy(found)
    st.subheader("Figures")
    heads = as_named(figures, found)
    show.table(
        figures,
        "figures",
        "figures",
        heads,
        height="content",
        column_config=changes(figures, heads),
    )
    st.subheader("What differs in the scenarios")
    if inputs.empty:
        st.markdown("Nothing: the same scenario was run with another seed or program.")
    else:
        runs_of = {one.label: st.column_config.Column(width=145) for one in found}
        show.table(inputs, "inputs", "inputs", as_named(inputs), column_config=runs_of)
    st.subheader("Take away")
    sheets = {
        "figures": figures,
        "water": beside.water_table(found),
        "energy": beside.energy_table(found),
        "inputs": inputs,
    }
    with st.container(horizontal=True):
        st.download_button(
            "This comparison (XLSX)",
            lambda: files.sheets(sheets),
            "comparison.xlsx",
            files.XLSX,
            key="sheets",
            on_click="ignore",
            icon=":material/download:",
        )
        for i, run in enumerate(chosen):
            show.downloads(run, f"take_{i}", show.plain(found[i].label))
