"""What is shown where there is no answer: nothing yet, failed, faults in a text."""

import pandas as pd
import streamlit as st

from dashboard.results import place
from dashboard.show.words import name, plain

LONGEST_FAULT = 1000  # characters of a fault beside its key


def empty(what: str, todo: str) -> None:
    """There is nothing to show yet: what is missing, and what to do."""
    with st.container(border=True):
        st.markdown(f":material/inbox: **{what}**")
        st.markdown(todo)


def failed(what: str, error: Exception | str, todo: str) -> None:
    """Something could not be done: what, why, and what to do."""
    st.error(f"**{what}**", icon=":material/error:")
    name(place.told(error), 4000)
    st.markdown(todo)


def not_saved(error: Exception) -> None:
    """A draft could not be kept: its name is none, or the folder cannot be written."""
    if isinstance(error, OSError):
        todo = (
            "See that there is room on the disk and that whoever started the app may "
            "write there; or download the file instead."
        )
        failed("Not saved.", error, todo)
    else:
        failed("Not saved.", error, "Give it another name.")


def faults(error) -> None:
    """The loader's faults of a text that was edited, each with its key and remedy."""
    found = list(error.faults)
    st.error(
        f"**{len(found)} fault{'' if len(found) == 1 else 's'}: nothing was run.** "
        f"Mend {'it' if len(found) == 1 else 'these'} and try again.",
        icon=":material/error:",
    )
    frame = pd.DataFrame(
        {
            "key": [_dotted(fault.path) for fault in found],
            "what is wrong, and what to do": [place.told(one.message) for one in found],
            "where": [place.told(fault.place) for fault in found],
        }
    )
    st.dataframe(frame, hide_index=True, width="stretch")


def fault(message: str) -> None:
    """A fault beside its key."""
    st.caption(f":red[:material/error: {plain(place.told(message), LONGEST_FAULT)}]")


def _dotted(path):
    text = ""
    for part in path:
        joined = f"[{part}]" if isinstance(part, int) else f".{part}"
        text += joined if text else str(part)
    return text
