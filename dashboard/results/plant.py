"""The plant of a run, station by station."""

import pandas as pd
import streamlit as st

from dashboard.results import runs
from scenarios.workspace import Workspace
from twin import kpis


def stations(run: str) -> pd.DataFrame:
    """Water, queueing and limits per electrode and station, along the route."""
    return _stations(str(Workspace.here().runs), run)


@st.cache_data(max_entries=32, show_spinner=False)
def _stations(folder, run):
    return kpis.station_table(runs.result(run))
