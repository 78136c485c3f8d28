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
        )
        st.page_link("views/scenario.py", label="To the scenarios")
        return []
    wanted = st.query_params.get_all("runs")
    if any(run not in entries for run in wanted):
        st.warning("A run in the address is not in the store; it is left out.")
        st.query_params["runs"] = [run for run in wanted if run in entries]
    first = next(
        (e for e in entries.values() if e.name == show.REFERENCE and e.current), None
    )
    latest = [entry.folder for entry in entries.values() if entry is not first]
    base = latest.pop(1) if first is None else first.folder
    return st.multiselect(
        "Runs",
        list(entries),
        default=[base, latest[0]],
        max_selections=beside.MOST,
        key="runs",
        bind="query-params",
        format_func=lambda run: show.called(entries[run]),
        help=f"Two to {beside.MOST} finished runs. † was made by another version of "
        "the program.",
    )


def water(found):
    """Water after every station, as a picture and in numbers."""
    st.subheader("Water after every station")
    st.caption("P95 of the coils, the whisker up to the worst one; a dash is a limit.")
    stations = beside.station_table(found)
    show.chart(charts.water(stations), stations, "water_by_station", "water")
    table = beside.water_table(found)
    show.table(table, "water", "water_table", {name: name for name in table})


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
            "The air of zones that are no rooms draws no energy here: what a drier room "
            "or a hotter summer costs shows only where the scenario has a room with its "
            "air supply."
        )


chosen = chosen_runs()
if len(chosen) == 1:
    show.empty("One run alone is no comparison.", "Choose a second one above.")
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
        st.stop()
    for other in found[1:]:
        with st.container(border=True):
            show.name(f"{other.label} against {found[0].label}", 200)
            show.name(beside.said(found[0], other), 1000)
    water(found)
    energy(found)
    st.subheader("Figures")
    show.table(figures, "figures", "figures", {name: name for name in figures})
    st.subheader("What differs in the scenarios")
    if inputs.empty:
        st.markdown("Nothing: the same scenario was run with another seed or program.")
    else:
        show.table(inputs, "inputs", "inputs", {name: name for name in inputs})
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
