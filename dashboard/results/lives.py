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
from scenarios.life import tables, words
from scenarios.life.line import KeptRun, longer
from scenarios.life.shelf import Making, Shelf
from scenarios.workspace import Workspace

__all__ = ["SolverError", "asked", "coils", "depth", "life", "what_if"]
LOOKS = 400  # instants of a life


def coils(run: str) -> pd.DataFrame:
    """All coils of a run, that nearest to or furthest over a limit first."""
    return _coils(str(Workspace.here().runs), run)


@st.cache_data(max_entries=16, show_spinner=False)
def _coils(folder, run):
    with runs.taken_as_it_is(run):
        return coil_tables.coil_table(runs.result(run))


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
    """One coil's life: tables `course`, `width`, `exposures`, `passages`; the sentences
    `verdict` and `reason`; its `coils`, mothers first; `within`: whether it kept its
    limits, None where it has met none.

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
        # what lies below is the solver's, not the coil's
        "exposures": exposures.round({"change_ppm": 2, "released_g": 3}),
        "passages": passages,
        "verdict": words.verdict(passages),
        "within": words.kept(passages),
        "reason": words.reason(passages, exposures, course),
    }


def what_if(run: str, coil: str, station: str, visit: int, extra_h: float) -> dict:
    """The life with a wait `extra_h` hours longer: `course`, `compared`, `consequence`.

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
    was = tables.passages(kept.life(coil), kept.scenario)
    other = kept.life(coil, longer(station, visit, extra_h))
    now = tables.passages(other, kept.scenario)
    compared = words.compared(was, now)
    return {
        "course": tables.course(other.looks(LOOKS)),
        "compared": compared,
        "consequence": words.consequence(compared, station, extra_h),
    }


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
