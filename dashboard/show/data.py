"""A chart with its data, and a table: each can be taken away."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.results import files, runs
from dashboard.show.words import columns

PLOT = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d"]}


def chart(figure: go.Figure, table: pd.DataFrame, name: str, key: str, **options):
    """A chart, and below it its data as CSV; what was selected in it comes back.

    `name` is that of the file; `options` are those of st.plotly_chart.
    """
    chosen = st.plotly_chart(
        figure, width="stretch", key=key, config=PLOT, alt=name, **options
    )
    csv(table, name, f"{key}_csv")
    return chosen


def csv(table: pd.DataFrame, name: str, key: str) -> None:
    """A link that downloads `table`; it is made when asked for."""
    st.download_button(
        "Data as CSV",
        lambda: runs.csv(table),
        f"{name}.csv",
        "text/csv",
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def table(frame: pd.DataFrame, name: str, key: str, heads=None, **options):
    """A table, and below it as CSV and XLSX; `options` are those of st.dataframe.

    Columns are headed in words with their units; `heads` says it better for some.
    """
    options.setdefault("placeholder", "–")  # instead of "None" where there is nothing
    config = columns(frame, heads or {}) | options.pop("column_config", {})
    chosen = st.dataframe(
        frame, key=key, hide_index=True, column_config=config, **options
    )
    with st.container(horizontal=True):
        csv(frame, name, f"{key}_csv")
        st.download_button(
            "As XLSX",
            lambda: files.sheets({"table": frame}),
            f"{name}.xlsx",
            files.XLSX,
            key=f"{key}_xlsx",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
    return chosen
