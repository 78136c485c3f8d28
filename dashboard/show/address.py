"""The page's address: what was chosen on it, where that is not the default.

A colleague who is sent the address sees the same page. The browser's button *back*
leads to the page before: opening a page adds one entry to the history, a choice none.
"""

import secrets
from typing import NoReturn

import streamlit as st

_PAGE, _PLACE = "page_shown", "page_in_address"
_BOUND, _FIRST = "keys_in_address", "address_of_first_run"

# Two things of Streamlit 1.67 are mended here, in the browser.
# It adds an entry to the browser's history each time `st.query_params` is written, with
# no choice: a page with twelve choices took twelve presses to leave. An entry that only
# differs in what stands behind the page's name takes the last one's place instead, as
# it does where Streamlit itself writes a bound widget's value.
# And what a page writes while it is opened may reach the browser before the page's own
# name does: it then stands behind the name of the page before, and *back* leads to that
# page with the choices of another. So the first run of a page writes nothing; its
# choices come with this element, when the name is there.
_JS = """
export default function ({ data }) {
  const { history, location } = window;
  if (!history.keepsOneEntryPerPage) {
    history.keepsOneEntryPerPage = true;
    const pushed = history.pushState.bind(history);
    history.pushState = (state, unused, url) => {
      const to = new URL(url ?? location.href, location.href);
      if (to.pathname === location.pathname) history.replaceState(state, unused, url);
      else pushed(state, unused, url);
    };
  }
  if (!data || history.lastWritten === data.run) return;
  history.lastWritten = data.run; // once: a choice made since is not taken back
  const last = location.pathname.split("/").pop();
  const shown = data.pages.includes(last) ? last : "";
  if (shown !== data.page) return; // left already
  const now = new URL(location.href);
  for (const [key, values] of Object.entries(data.written)) {
    now.searchParams.delete(key);
    for (const value of values) now.searchParams.append(key, value);
  }
  if (now.href !== location.href) history.replaceState(history.state, "", now);
}
"""


def turned_to(page: str, place: str, places: list[str]) -> None:
    """Begin a page: where it is another than before, its choices begin anew.

    `place` is the page's name in the address, `places` are those of all pages; the
    first page's is empty.

    Pages share keys ("run", "file", "part"), and on the first run of a page the session
    still holds what the last one chose under them. It would be taken for this page's
    choice; or, of the same value, not be handed to the new widget, which would then
    show its first option: another run than the one looked at before.
    """
    shown = st.session_state.get(_PAGE)
    if shown not in (None, page):
        for key in st.session_state.get(_BOUND, ()):
            st.session_state.pop(key, None)
    st.session_state[_PAGE] = page
    st.session_state[_PLACE] = {"page": place, "pages": [one for one in places if one]}
    if shown != page:
        st.session_state[_FIRST] = {}  # and so until a run of it has come to its end


def ended() -> None:
    """End a page: its history is kept to one entry, its address to its choices.

    To be called once all choices are made. The element has no size.
    """
    written, st.session_state[_FIRST] = st.session_state.get(_FIRST), None
    data = None
    if written:
        data = {"run": secrets.token_hex(8), "written": written}
        data |= st.session_state[_PLACE]
    mounted = st.components.v2.component("one_entry_per_page", js=_JS)
    mounted(key="one_entry_per_page", height="content", data=data)


def stop() -> NoReturn:
    """End a page before its last line; after Streamlit's own no element is taken."""
    ended()
    st.stop()


def stands_in_address(key: str) -> None:
    """Note that the choice `key` of this page stands in its address."""
    st.session_state.setdefault(_BOUND, set()).add(key)


def keep(key: str, value, default=None) -> None:
    """Put a choice's value (a text, or a list of them) into the address.

    The default is left out. With None there is no default that would be the same for
    everybody and tomorrow (which run is the last one), and the value always stands
    there.
    """
    values = [value] if isinstance(value, str) else list(value)
    if value == default:
        values = []
    first = st.session_state.get(_FIRST)
    if st.query_params.get_all(key) == values:
        if first is not None:
            first.pop(key, None)  # noted by a run that was broken off
        return
    if first is not None:
        first[key] = values
    elif values:
        st.query_params[key] = values
    else:
        del st.query_params[key]
