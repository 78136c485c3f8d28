"""What is shown where there is no answer: nothing yet, failed, faults in a text."""

import pandas as pd
import streamlit as st

from dashboard.results import place
from dashboard.show.words import name, plain

LONGEST_FAULT = 1000  # characters of a fault beside its key
PER_LINE, MOST_LINES = 55, 6  # characters and lines of a fault in the table
WRAPS = 68  # px: in a row higher than 4 rem Streamlit wraps a text


def empty(what: str, todo: str, page: str | None = None, label: str = "") -> None:
    """There is nothing to show yet: what is missing, and what to do.

    `page` ("views/scenario.py") is where to do it; `label` is what the link to it says.
    """
    with st.container(border=True):
        st.markdown(f":material/inbox: **{what}**")
        st.markdown(todo)
        if page is not None:
            st.page_link(page, label=label, icon=":material/arrow_forward:")


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
        f"**{len(found)} fault{'' if len(found) == 1 else 's'}.** "
        f"Until {'it is' if len(found) == 1 else 'these are'} mended nothing is run.",
        icon=":material/error:",
    )
    frame = pd.DataFrame(
        {
            "key": [_dotted(fault.path) for fault in found],
            "what is wrong, and what to do": [place.told(one.message) for one in found],
            "where": [place.told(fault.place) for fault in found],
        }
    )
    said, where = frame.columns[1:]
    lines = min(-(-int(frame[said].str.len().max()) // PER_LINE), MOST_LINES)
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        row_height=None if lines == 1 else max(WRAPS, 14 + 20 * lines),
        column_config={
            said: st.column_config.TextColumn(width=420),
            where: st.column_config.TextColumn(width=190),
        },
    )


def fault(message: str) -> None:
    """A fault beside its key."""
    st.caption(f":red[:material/error: {plain(place.told(message), LONGEST_FAULT)}]")


def _dotted(path):
    text = ""
    for part in path:
        joined = f"[{part}]" if isinstance(part, int) else f".{part}"
        text += joined if text else str(part)
    return text
