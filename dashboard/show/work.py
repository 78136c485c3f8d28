"""Long work as it stands, and files to take away."""

import time

import streamlit as st

from dashboard.results import files, jobs, place
from dashboard.show.states import failed
from dashboard.show.words import name

LOOK = "1s"  # between looks at a job
REMEMBERED = 60  # looks, which tell its pace
RENEWED = 10.0  # s at least between runs of a page that shows what there is already


def downloads(run: str, key: str, label: str = "Downloads") -> None:
    """All that a run can be taken away as; each file is made when asked for."""
    with st.popover(label, icon=":material/download:"):
        trouble = files.obstacle(run)
        if trouble is not None:
            name(f"Its tables and report cannot be made: {place.told(trouble)}", 1000)
        for i, one in enumerate(files.of_run(run)):
            st.download_button(
                one.words,
                one.made,
                one.name,
                one.kind,
                key=f"{key}_{i}",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )


# ---------------------------------------------------------------- jobs


def jobs_of(kind: str) -> list:
    """The jobs of a kind, the last first; none, said on the page, where the ledger
    cannot be read."""
    try:
        return jobs.listed(kind)
    except jobs.JobError as error:
        failed(
            "The list of long work cannot be read.",
            error,
            "What was finished before is shown as ever. New work can be begun when the "
            "list is readable again.",
        )
        return []


def did(act, number: str) -> bool:
    """Whether `act` was done to a job; what stood in its way is said on the page."""
    try:
        act(number)
    except jobs.JobError as error:
        failed("Nothing was changed.", error, "Load this page anew and try again.")
        return False
    return True


@st.fragment(run_every=LOOK)
def watched(number: str, key: str, renews: bool = False) -> None:
    """A job as it stands, looked at every second while it is open; a stop button.

    When it ends the whole page is run again; where the page `renews` what it shows of
    the work, also now and then while it goes on.
    """
    try:
        job = jobs.job(number)
    except jobs.JobError as error:
        name(place.told(error))
        return
    was_open = st.session_state.get(f"{key}_open", False)
    st.session_state[f"{key}_open"] = job.open
    seen = st.session_state.setdefault(f"{key}_seen", [])
    seen.append((time.monotonic(), job.fraction))
    del seen[: None if jobs.more_follows(job.said) else -REMEMBERED]
    job_line(job, key, jobs.seconds_left(seen))
    if was_open and not job.open:
        st.rerun()
    if renews and job.open and _due(f"{key}_shown", job.said):
        st.rerun()


def _due(key, said):
    """Whether what is said now is another than a while ago."""
    now = time.monotonic()
    shown, when = st.session_state.setdefault(key, (said, now))
    if said == shown or now - when < RENEWED:
        return False
    st.session_state[key] = said, now
    return True


def job_line(job, key: str, left: float | None = None) -> None:
    """One job: title, state, how far, what came out; `left` [s] where it is known."""
    name(job.title, 100)
    if job.open:
        far = f" · {100 * job.fraction:.0f} %" if job.fraction else ""
        rest = "" if left is None else f" · about {duration(left)} left"
        st.progress(job.fraction, text=f"{job.state}{far}{rest}")
        name(job.said)
        stop = st.button("Stop", key=f"{key}_stop", icon=":material/stop_circle:")
        if stop and did(jobs.stop, job.id):
            st.rerun()  # a click may come with a run of the whole page
        return
    spent = (job.ended or time.time()) - (job.started or job.submitted)
    if job.state == "done":
        st.success(f"Done in {duration(spent)}.", icon=":material/check_circle:")
    elif job.state == "stopped":  # as somebody wished
        st.info("Stopped.", icon=":material/stop_circle:")
    else:
        st.error(f"{job.state.capitalize()}.", icon=":material/error:")
    if job.reason:
        name(place.told(job.reason), 4000)


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
