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
    ],
    "Plan": [
        st.Page(
            "views/recipe.py",
            title="Post-drying recipe",
            icon=":material/heat:",
        ),
    ],
}
st.navigation(PAGES, expanded=True).run()
