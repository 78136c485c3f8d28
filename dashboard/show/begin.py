"""Long work that begins with a YAML file: edited, begun, watched, stopped, resumed.

Studies and plans have it in common; what is particular stands in a `LongWork`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.results import jobs
from dashboard.results.yaml_files import ScenarioError
from dashboard.show.choices import choice
from dashboard.show.edits import edits, saved, unsaved
from dashboard.show.states import failed, faults, not_saved
from dashboard.show.work import did, job_line, jobs_of, watched

SHOWN = 10  # of those that ended
MINE = "begun_here"  # in the session: the job begun last


@dataclass(frozen=True)
class LongWork:
    """A kind of long work.

    Attributes
    ----------
    kind : of the jobs
    called : "study", in the words of the page
    drafts : folder of the drafts
    files, text, save : names of its files, what stands in one, keep a draft
    checked : name of what a text asks for, and how much work that is in words;
        ScenarioError with all its faults
    about : what such a file says
    stopping : what becomes of work that is stopped
    """

    kind: str
    called: str
    drafts: str
    files: Callable[[], list[str]]
    text: Callable[[str], str]
    save: Callable[[str, str], object]
    checked: Callable[[str, int], tuple[str, str]]
    about: str
    stopping: str

    @property
    def not_begun(self) -> str:
        """What is said where it does not begin."""
        return f"The {self.called} cannot be begun."


def edited(work: LongWork) -> None:
    """Choose or write a file, check it, begin it, keep it as a draft."""
    chosen = choice(f"{work.called.capitalize()} file", work.files(), "file")
    try:
        before = work.text(chosen)
    except (ScenarioError, ValueError) as error:
        failed("This file cannot be read.", error, "Choose another.")
        return
    text = st.text_area(
        f"The {work.called} (YAML)",
        edits(work.kind, chosen) or before,
        height=420,
        key=f"text_{chosen}",
        max_chars=200_000,
        help=work.about,
    )
    mark = st.container()
    _taken_up(work, chosen, text)
    with mark:  # now that it may have been saved
        todo = "*Save as draft* keeps it."
        unsaved(work.kind, chosen, text, before, todo)


def _taken_up(work, chosen, text):
    """Check a text, begin it, keep it as a draft."""
    left, right = st.columns([1, 3])
    workers = int(
        left.number_input(
            "Processes", 1, 8, 2, key="workers",
            help="Run side by side; no number depends on it.",
        )
    )  # fmt: skip
    try:
        title, size = work.checked(text, workers)
    except ScenarioError as error:
        faults(error)
        return
    right.markdown(size)
    one, two, three = st.columns([1, 1, 2], vertical_alignment="bottom")
    if one.button("Run it", type="primary", key="begin", icon=":material/play_arrow:"):
        begun(work, title, text, workers=workers)
    name = three.text_input(
        "Name of the draft", key="draft", max_chars=60, placeholder=f"my-{work.called}"
    )
    if two.button("Save as draft", key="save", icon=":material/save:"):
        try:
            work.save(name, text)
        except (ValueError, OSError) as error:
            not_saved(error)
        else:
            saved(work.kind, chosen, text)
            st.success(f"Saved in drafts/{work.drafts}.")


def begun(work: LongWork, title: str, text: str, instead_of=None, **options) -> None:
    """Begin a job, and show it; or say why it cannot be."""
    try:
        st.session_state[MINE] = jobs.begin(work.kind, title, text, **options)
        if instead_of is not None:
            jobs.forget(instead_of)
    except jobs.JobError as error:
        failed(work.not_begun, error, "Mend what it names, and try again.")
    else:
        st.rerun()


def _resumed(work, job):
    """Begin work again that has not come to its end."""
    try:
        text = jobs.text(job.id)
    except (OSError, ValueError) as error:
        todo = "Begin it anew on the other part of this page."
        failed(work.not_begun, error, todo)
        return
    begun(work, job.title, text, job.id, **job.options)


def at_work(
    work: LongWork, ended_link: Callable = lambda job: None, renews: bool = False
) -> None:
    """What is at work, and what ended; `ended_link` draws what leads to its outcome.

    `renews`: the page shows what is finished of it, and is run again as that grows.
    """
    found = jobs_of(work.kind)
    for job in [job for job in found if job.open]:
        with st.container(border=True):
            watched(job.id, f"{work.called}_{job.id}", renews)
            st.caption(work.stopping)
    ended = [job for job in found if not job.open]
    if not ended:
        return
    last = ended[0]
    looked_for = last.state != "done" or last.id == st.session_state.get(MINE)
    with st.expander(f"{len(ended)} ended", expanded=looked_for):
        for job in ended[:SHOWN]:
            with st.container(border=True):
                job_line(job, f"ended_{job.id}")
                one, two, _ = st.columns([1, 1, 3])
                if job.state != "done" and one.button(
                    "Resume", key=f"resume_{job.id}", icon=":material/resume:"
                ):
                    _resumed(work, job)
                with one:
                    ended_link(job)
                if two.button(
                    "Take off the list", key=f"forget_{job.id}", icon=":material/close:"
                ) and did(jobs.forget, job.id):
                    st.rerun()
