"""The page's address: what was chosen on it, where that is not the default.

A colleague who is sent the address sees the same page. The browser's button *back*
leads to the page before: opening a page adds one entry to the history, a choice none.
"""

import streamlit as st

_PAGE, _BOUND, _QUIET = "page_shown", "keys_in_address", "history_is_quiet"

# Streamlit 1.67 adds an entry to the browser's history each time `st.query_params` is
# written, with no choice: a page with twelve choices took twelve presses to leave. An
# entry that only differs in what stands behind the page's name takes the last one's
# place instead, as it does where Streamlit itself writes a bound widget's value.
_JS = """
export default function () {
  const { history, location } = window;
  if (history.keepsOneEntryPerPage) return;
  history.keepsOneEntryPerPage = true;
  const pushed = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const to = new URL(url ?? location.href, location.href);
    if (to.pathname === location.pathname) history.replaceState(state, unused, url);
    else pushed(state, unused, url);
  };
}
"""


def turned_to(page: str) -> None:
    """Begin a page: where it is another than before, its choices begin anew.

    Pages share keys ("run", "file", "part"), and on the first run of a page the session
    still holds what the last one chose under them. It would be taken for this page's
    choice; or, of the same value, not be handed to the new widget, which would then
    show its first option: another run than the one looked at before.
    """
    if st.session_state.get(_PAGE, page) != page:
        for key in st.session_state.get(_BOUND, ()):
            st.session_state.pop(key, None)
    st.session_state[_PAGE] = page


def one_entry_per_page() -> None:
    """Keep the browser's history to one entry per page; to be called by the app.

    Its element has no size and stands last: the first run of a session is over before
    it works, so that run leaves the address as it was.
    """
    mounted = st.components.v2.component("one_entry_per_page", js=_JS)
    mounted(key="one_entry_per_page", height="content")
    st.session_state[_QUIET] = True


def stands_in_address(key: str) -> None:
    """Note that the choice `key` of this page stands in its address."""
    st.session_state.setdefault(_BOUND, set()).add(key)


def keep(key: str, value, default=None) -> None:
    """Put a choice's value (a text, or a list of them) into the address.

    The default is left out. With None there is no default that would be the same for
    everybody and tomorrow (which run is the last one), and the value always stands
    there, but for a session's first run, whose visitor gave the address himself.
    """
    if value == default:
        if key in st.query_params:
            del st.query_params[key]
        return
    opening = _PAGE in st.session_state and _QUIET not in st.session_state
    if default is None and opening:
        return
    if st.query_params.get_all(key) != ([value] if isinstance(value, str) else value):
        st.query_params[key] = value
