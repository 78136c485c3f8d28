"""The line: what did the plant do, and what is about to break a limit?"""

import streamlit as st

from dashboard import show
from dashboard.results import plant, runs

st.title("The line")
run = show.run_chooser()
if run is not None:
    try:
        stations = plant.stations(run)
        figures = runs.summary(run)["figures"]
    except (runs.StoreError, ValueError) as error:
        show.failed("This run cannot be shown.", error, "Run its scenario again.")
        st.stop()
    show.name(runs.summary(run)["name"])
    one, two, three = st.columns(3)
    one.metric("Coils released", f"{figures['coils_in']:.0f}")
    two.metric("Coils in the plant at the end", f"{figures['coils_in_process']:.0f}")
    three.metric("Simulated time", f"{figures['duration_h'] / 24:.1f} days")
    show.table(stations, "stations", "stations", width="stretch")
