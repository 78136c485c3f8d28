"""What is edited and not saved: kept in the session, and said beside the editor.

A session keeps edits by file: neither another file nor another page loses them. It ends
with its tab, and where the page is loaded anew; the browser asks before that.
"""

import streamlit as st

_EDITS, _SAVED = "edits_not_saved", "edits_saved"  # by kind of file, and file
_JS = """
export default function ({ data }) {
  window.onbeforeunload = data.any ? (event) => event.preventDefault() : null;
}
"""


def edits(kind: str, file: str):
    """What was edited of a file in this session and is not saved; None: nothing."""
    return st.session_state.get(_EDITS, {}).get((kind, file))


def saved(kind: str, file: str, what) -> None:
    """Note that what was edited of a file is saved, under whatever name."""
    st.session_state.setdefault(_SAVED, {})[kind, file] = what
    st.session_state.get(_EDITS, {}).pop((kind, file), None)


def unsaved(kind: str, file: str, what, stored, todo: str) -> None:
    """Keep what is edited of a file; where it is not saved, say so, and what to do.

    `stored` is what stands in the file.
    """
    kept = st.session_state.setdefault(_EDITS, {})
    was_saved = st.session_state.get(_SAVED, {}).get((kind, file))
    if what in (stored, was_saved):
        kept.pop((kind, file), None)
    else:
        kept[kind, file] = what
        st.markdown(
            f":orange-badge[:material/edit: Changed, not saved] {todo}",
            width="content",
            help="It is kept while this tab is open, also where you look at another "
            "file or page; loading the page anew forgets it.",
        )
    # it stays as it is on other pages: they keep the session, and so the edits
    asks = st.components.v2.component("asks_before_it_is_left", js=_JS)
    asks(key=f"asks_{kind}", height="content", data={"any": bool(kept)})
