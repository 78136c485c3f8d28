"""The model: is it right, what does it say, where does it stop?"""

import streamlit as st

from dashboard import show
from dashboard.results import jobs, model

USED = "largest error, of its tolerance [%]"
ROWS = (
    *("name", "verdict", "computed", "reference", "unit", "error", "tolerance"),
    *("used_pct", "source"),
)
VERIFIED, DOCUMENTS = "Is it right?", "Equations and limits"


def verified():
    """The last verification of this installation, and a button for a new one."""
    running = [job for job in show.jobs_of("verify") if job.open]
    if running:
        show.watched(running[0].id, "verify_job")
    found, unread = None, None
    try:
        found = model.verification()
    except model.AnswerError as error:
        unread = error
    again = "Run the verification again" if found else "Run the verification"
    if not running and st.button(
        again,
        key="verify",
        icon=":material/verified:",
        help="Holds the program against papers, exact answers and independent "
        "solvers: about two minutes on two free cores. It goes on when this page is "
        "closed.",
    ):
        try:
            jobs.begin("verify", "verification of this installation")
        except jobs.JobError as error:
            todo = "Mend what it names, and try again."
            show.failed("The verification cannot be begun.", error, todo)
        else:
            st.rerun()
    if unread is not None:
        show.failed("The last verification cannot be read.", unread, "Run it again.")
        return
    if found is None:
        if not running:
            show.empty(
                "This installation has not been verified yet.",
                "Start it with the button above, or `twin verify` in a terminal.",
            )
        return
    rows = found["rows"]
    passed = int((rows["verdict"] == "passed").sum())
    if found["verdict"] == "passed":
        st.success(
            f"**All {len(rows)} rows passed** against papers, exact answers and "
            "independent solvers.",
            icon=":material/check_circle:",
        )
    else:
        st.error(
            f"**{len(rows) - passed} of {len(rows)} rows failed.** Do not trust what "
            "rests on them; report it with the file below.",
            icon=":material/error:",
        )
    if not found["current"]:
        st.warning("Another version of the program was verified: run it again.")
    show.table(
        found["cases"],
        "verification by case",
        "cases",
        column_config={
            "used_pct": st.column_config.NumberColumn(USED, format="%.3g"),
            "seconds_s": st.column_config.NumberColumn("took [s]", format="%.1f"),
        },
    )
    st.download_button(
        "The report as one HTML file",
        model.report,
        "verification.html",
        "text/html",
        key="report",
        on_click="ignore",
        icon=":material/download:",
    )
    case = show.choice("Case in full", list(found["cases"]["case"]), "case")
    own = rows[rows["case"] == case].drop(columns=["case", "relative"])
    show.table(
        own,
        "rows of a case",
        "rows",
        heads={"used_pct": "of its tolerance [%]"},
        column_order=ROWS,
    )
    for text in found["findings"].loc[found["findings"]["case"] == case, "text"]:
        st.info(text, icon=":material/lightbulb:")
    charts = [chart for chart in found["charts"] if chart[0] == case]
    for number, (_, title, note, figure) in enumerate(charts):
        st.markdown(f"**{title}**")
        st.plotly_chart(figure, key=f"chart_{number}", config=show.PLOT)
        st.caption(note)


def documents():
    """The project's documents, pictures included."""
    title = show.choice("Document", model.DOCUMENTS, "document")
    try:
        pieces = model.parts(title)
    except OSError as error:  # of an installed package, not of the project's folder
        todo = "Read it in the project's folder `docs`, or start the app from there."
        show.failed("This document is not at hand.", error, todo)
        return
    for kind, piece in pieces:
        if kind == "picture":
            st.image(piece, width="stretch")
        else:
            st.markdown(piece)


st.title("The model")
part = show.part("Part", [VERIFIED, DOCUMENTS], "part", label_visibility="collapsed")
{VERIFIED: verified, DOCUMENTS: documents}[part]()
