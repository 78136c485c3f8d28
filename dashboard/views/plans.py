"""Plans: what keeps all limits at the least cost, and what does it save?"""

import streamlit as st

from dashboard import show
from dashboard.results import found_plans
from dashboard.show_plans import SHOWN

BEGIN, RESULTS = "Begin a plan", "Results"


def asked(text, workers):
    """Name of what a plan's text asks for, and how much that is."""
    found = found_plans.checked(text, workers)
    kind = found_plans.KINDS[found.kind]
    words = f"**{kind[:1].upper()}{kind[1:]}**: {show.plain(found.size, 300)}."
    if found.kind != found_plans.DAY:  # which is worked out in one go, each time
        words += " What is worked out of it already is not worked out again."
    return found.name, words


WORK = show.LongWork(
    kind="plan",
    called="plan",
    drafts="plans",
    files=found_plans.files,
    text=found_plans.file_text,
    save=found_plans.save,
    checked=asked,
    about="What is decided, within which bounds; the limits; the goal. See the "
    "document *Plans* on the page *The model*.",
    stopping="Stop pauses it: what is worked out is kept, and resumed.",
)


def leads_to(job):
    """The button to the plan that a job found."""
    plan = (job.answer or {}).get("plan")
    if plan:
        st.button("Look at it", key=f"see_{job.id}", icon=":material/visibility:",
                  on_click=look, args=[plan])  # fmt: skip


def look(plan):
    """Look at a plan."""
    st.session_state["part"], st.session_state["plan"] = RESULTS, plan


def change(plan):
    """Edit the file of a plan."""
    st.session_state["part"] = BEGIN
    st.session_state["file"] = found_plans.asked_before(plan)


def results():
    """What a kept plan says."""
    found = {one.folder: one for one in found_plans.listed()}
    broken = found_plans.unread()
    if not found:
        show.empty(
            "There is no finished plan in this workspace yet.",
            "Begin one on the other part of this page, or with `twin plan`.",
        )
    else:
        plan = show.choice(
            "Plan", list(found), "plan", lambda one: found_plans.words_of(found[one]),
            help="The last one first. † was made by another version of the program.",
        )  # fmt: skip
        answered(plan)
    if broken:
        unfinished(broken)


def answered(plan):
    """One plan's answer, and its files."""
    try:
        kept = found_plans.opened(plan)
        SHOWN[kept.entry.kind](kept)
    except found_plans.PlanStoreError as error:
        show.failed("This plan cannot be shown.", error, "Ask for it again.")
    with st.container(horizontal=True):
        st.button("Change its file", key="change", icon=":material/edit:",
                  on_click=change, args=[plan])  # fmt: skip
        for name, label, kind in (
            ("yaml", "The plan's file (YAML)", "application/yaml"),
            ("json", "The answer (JSON)", "application/json"),
        ):
            st.download_button(
                label, found_plans.download(plan, name), f"{plan}.{name}", kind,
                key=name, on_click="ignore", icon=":material/download:",
            )  # fmt: skip


def unfinished(broken):
    """Plans without an answer: why, and how they go on."""
    with st.expander(f"{len(broken)} without an answer"):
        for one in broken:
            with st.container(border=True):
                show.name(f"{one.folder}: {one.why}", 1000)
                if one.begun:
                    st.button(
                        "Go on with it", key=f"on_{one.folder}", on_click=change,
                        args=[one.folder], icon=":material/resume:",
                        help="Opens its file; what is worked out already is kept.",
                    )  # fmt: skip


st.title("Plans")
part = show.part("Part", [RESULTS, BEGIN], "part", label_visibility="collapsed")
show.at_work(WORK, leads_to)
if part == BEGIN:
    show.edited(WORK)
else:
    results()
