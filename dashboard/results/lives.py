"""Lives of single coils, as the page of a coil asks for them.

The run is made once more, in a thread beside all sessions, so that its coils keep what
they met; after that the life of one takes a tenth of a second, longer waits included.
"""

import pandas as pd
import streamlit as st

from dashboard.results import runs
from models.sorption import SolverError
from scenarios.life import coils as coil_tables
from scenarios.life import depth as depths
from scenarios.life import steps as steps_of
from scenarios.life import tables, words
from scenarios.life.line import KeptRun, longer
from scenarios.life.shelf import Making, Shelf
from scenarios.life.what_if import Told, cause, compared, consequence
from scenarios.workspace import Workspace

__all__ = ["SolverError", "asked", "coils", "depth", "life", "what_if"]
LOOKS = 400  # instants of a life


def coils(run: str) -> pd.DataFrame:
    """All coils of a run, that nearest to or furthest over a limit first."""
    return _coils(str(Workspace.here().runs), run)


@st.cache_data(max_entries=16, show_spinner=False)
def _coils(folder, run):
    with runs.taken_as_it_is(run):
        table = coil_tables.coil_table(runs.result(run))
    return table.assign(limits=_in_words(table["within_limits"]))


def _in_words(kept):
    """Of limits, in words: a box that is not ticked looks as if nobody had asked."""
    return kept.map({True: "kept", False: "broken"}, na_action="ignore")


@st.cache_resource(show_spinner=False)
def _shelf():
    return Shelf()


def asked(run: str) -> Making:
    """The run made once more with coils that keep, begun if need be: how far it is."""
    stored = runs.opened(run)
    # by the hash over all that decides a result: the folder it lies in does not
    return _shelf().ask(stored.digest, lambda: stored.loaded().scenario)


def _kept(run) -> KeptRun:
    return asked(run).result()


def life(run: str, coil: str) -> dict:
    """One coil's life.

    Tables `course`, `width`, `exposures`, `passages`, `steps` (since its last oven's
    chamber; `steps_of` says so); the sentences `verdict` and `reason`; its `coils`,
    mothers first; `within`: whether it kept its limits, None where it has met none.

    Raises
    ------
    ValueError
        If the run has no such coil.
    """
    return _life(str(Workspace.here().runs), run, coil)


@st.cache_data(max_entries=64, show_spinner="Following the coil …")
def _life(folder, run, coil):
    kept = _kept(run)
    own = kept.life(coil)
    looks = own.looks(LOOKS)
    course, exposures = tables.course(looks), tables.exposures(own)
    passages = tables.passages(own, kept.scenario)
    return {
        "coils": own.coils,
        "course": course,
        "width": tables.width_map(looks),
        # what lies below is the solver's, not the coil's; nor has it a minus sign
        "exposures": exposures.assign(
            change_ppm=exposures["change_ppm"].round(2) + 0.0,
            released_g=exposures["released_g"].round(3) + 0.0,
        ),
        "passages": passages,
        **_steps(exposures, passages),
        "verdict": words.verdict(passages),
        "within": words.kept(passages),
        "reason": words.reason(passages, exposures, course),
    }


def _steps(exposures, passages):
    whole = steps_of.steps(exposures, passages)
    since = steps_of.since_drying(whole)
    words = "Step by step since its release"
    if len(since) == 0:
        since = whole  # it is in the oven still
    elif len(since) < len(whole):
        words = "Step by step since its oven"
    since = since[list(steps_of.STEP_COLUMNS)].reset_index(drop=True)
    return {"steps": since, "steps_of": words}


def what_if(run: str, coil: str, station: str, visit: int, extra_h: float) -> dict:
    """The life with a wait `extra_h` hours longer: its `course`, both lives `compared`,
    and in words the `consequence` and its `cause`.

    Raises
    ------
    ValueError
        If the coil did not wait there.
    SolverError
        Where the changed life leaves the range of the isotherms.
    """
    folder = str(Workspace.here().runs)
    return _what_if(folder, run, coil, station, visit, extra_h)


@st.cache_data(max_entries=128, show_spinner=False)
def _what_if(folder, run, coil, station, visit, extra_h):
    kept = _kept(run)
    was = _told(kept, kept.life(coil))
    now = _told(kept, kept.life(coil, longer(station, visit, extra_h)))
    table = compared(was.passages, now.passages)
    return {
        "course": now.course,
        "compared": table.assign(
            was_kept=_in_words(table["was_within"]),
            would_be_kept=_in_words(table["now_within"]),
        ),
        "consequence": consequence(table, station, extra_h),
        "cause": cause(was, now, kept.scenario.zones),
    }


def _told(kept, own):
    return Told(
        tables.passages(own, kept.scenario),
        tables.exposures(own),
        tables.course(own.looks(LOOKS)),
    )


def depth(run: str, coil: str, time_h: float, from_edge_mm: float) -> pd.DataFrame:
    """The profile inside the binder at an instant and a place of the width.

    Raises
    ------
    ValueError
        For a time or place that is not the coil's.
    """
    folder = str(Workspace.here().runs)
    return _depth(folder, run, coil, time_h, from_edge_mm)


@st.cache_data(max_entries=256, show_spinner=False)
def _depth(folder, run, coil, time_h, from_edge_mm):
    return depths.depth_profile(_kept(run).life(coil), time_h, from_edge_mm)
