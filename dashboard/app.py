"""The list of pages, and nothing else."""

import streamlit as st

st.set_page_config(
    page_title="Electrode moisture twin",
    page_icon=":material/water_drop:",
    layout="wide",
)
PAGES = {
    "Plant": [
        st.Page(
            "views/line.py", title="The line", icon=":material/factory:", default=True
        ),
        st.Page("views/coil.py", title="A coil's life", icon=":material/timeline:"),
    ],
}
st.navigation(PAGES, expanded=True).run()
