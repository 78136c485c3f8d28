"""A slider over a run's hours that plays: it moves by itself, as the wall clock says.

The page draws what belongs to the slider in a fragment that is run again every FRAME
seconds while `playing()`; the rest of the page stays as it is.
"""

import time

import streamlit as st

STEP = 0.25  # h, of the slider
FRAME = 0.5  # s between two pictures
LONGEST = 1.5  # s that one frame counts for at most, however late it comes
SPEEDS = {"1 h/s": 1.0, "4 h/s": 4.0, "12 h/s": 12.0, "1 d/s": 24.0}
FIRST = "4 h/s"

HOURS, SPEED = "time", "speed"  # keys of the widgets, in the session and the URL
_PLAYS, _FRAME, _REST, _MOVED = "plays", "plays_frame", "plays_rest", "plays_moved"


def playing() -> bool:
    """Whether the slider moves by itself."""
    return bool(st.session_state.get(_PLAYS, False))


def chosen() -> float:
    """The hours at which the slider stands."""
    return float(st.session_state[HOURS])


def go_to(hours: float) -> None:
    """Put the slider there, and pause; a callback, or before the slider is drawn."""
    st.session_state[HOURS] = hours
    st.session_state[_PLAYS] = False


def toggle(hours: float) -> None:
    """Play, or pause; at the end of a run of `hours`, play from its start."""
    if not playing() and chosen() >= hours:
        st.session_state[HOURS] = 0.0
    st.session_state[_PLAYS] = not playing()
    for key in (_FRAME, _REST):
        st.session_state.pop(key, None)


def controls(hours: float) -> bool:
    """Play button, slider and speed, to be drawn in a horizontal container.

    True where it has begun or ceased to play, so that the whole page has to be run
    again. In a run of `hours`; the slider begins in its middle and stays in it when
    another run is chosen.
    """
    _keep_inside(hours)
    changed = False
    if playing():
        _advance(hours)
        changed = chosen() >= hours
        st.session_state[_PLAYS] = not changed
    changed |= st.button(
        "Pause" if playing() else "Play",
        key="play",
        icon=":material/pause:" if playing() else ":material/play_arrow:",
        on_click=toggle,
        args=(hours,),
        width=110,
    )
    st.slider(
        "Time since the start of the run",
        0.0,
        hours,
        step=STEP,
        key=HOURS,
        format="%.2f h",
        bind="query-params",
        on_change=_moved,
    )
    st.selectbox(
        "Speed",
        list(SPEEDS),
        index=list(SPEEDS).index(FIRST),
        key=SPEED,
        width=110,
        help="Hours of the plant, or days, in a second of yours.",
    )
    return changed


def _keep_inside(hours):
    value = float(st.session_state.get(HOURS, hours / 2))
    value = min(max(value, 0.0), hours)
    st.session_state[HOURS] = min(round(value / STEP) * STEP, hours)


def _advance(hours):
    """Move the slider by what the wall clock says, unless it was just moved by hand."""
    now = time.monotonic()
    passed = min(now - st.session_state.get(_FRAME, now), LONGEST)
    st.session_state[_FRAME] = now
    if st.session_state.pop(_MOVED, False):
        return
    passed *= SPEEDS[st.session_state.get(SPEED, FIRST)]
    passed += st.session_state.get(_REST, 0.0)
    steps = int(passed / STEP)  # what is left over counts in the next frame
    st.session_state[_REST] = passed - steps * STEP
    st.session_state[HOURS] = min(chosen() + steps * STEP, hours)


def _moved():
    st.session_state[_MOVED] = True
