"""The list of pages, and whether they are shown; nothing else."""

from pathlib import Path

import streamlit as st

from dashboard import gate, show

# A file of our own: a named icon would be fetched by each browser from Google.
ICON = Path(__file__).with_name("drop.svg")

st.set_page_config(
    page_title="Electrode moisture twin",
    page_icon=ICON,
    layout="wide",
)
PAGES = {
    "Plant": [
        st.Page(
            "views/line.py", title="The line", icon=":material/factory:", default=True
        ),
        st.Page("views/coil.py", title="A coil's life", icon=":material/timeline:"),
    ],
    "Plan": [
        st.Page("views/scenario.py", title="Scenarios", icon=":material/edit_note:"),
        st.Page("views/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("views/recipe.py", title="Post-drying recipe", icon=":material/heat:"),
        st.Page("views/exposure.py", title="Exposure", icon=":material/schedule:"),
        st.Page("views/room.py", title="Dry room", icon=":material/meeting_room:"),
        st.Page("views/plans.py", title="Plans", icon=":material/flag:"),
        st.Page("views/studies.py", title="Studies", icon=":material/experiment:"),
    ],
    "Knowledge": [
        st.Page(
            "views/materials.py",
            title="Materials and humidity",
            icon=":material/science:",
        ),
        st.Page("views/model.py", title="The model", icon=":material/verified:"),
    ],
}
st.html(Path(__file__).with_name("look.css"))
page = st.navigation(PAGES, expanded=True)
if gate.admitted():
    places = [one.url_path for group in PAGES.values() for one in group]
    show.turned_to(page.title, page.url_path, places)
    page.run()
    show.ended()
