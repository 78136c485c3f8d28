"""Choices whose values stand in the page's address.

Each widget is given its value twice: in the session, and as its default. The session's
goes to the browser with one run only; where another run follows before the browser has
drawn it (a quick user, a busy machine), the widget would show Streamlit's own default,
its lowest value, and the page answer for another. (Streamlit would warn of the two in
the log: global.disableWidgetStateDuplicationWarning.)
"""

import math

import streamlit as st

from dashboard.results import runs
from dashboard.show.address import keep, stands_in_address
from dashboard.show.states import empty

SEEN = "seen_run"  # in the session: the run last chosen
REFERENCE = "reference line"  # the run a page begins with, if there is one


def part(label, options, key, default=None, **more):
    """A row of buttons to choose one of `options`; the first unless `default`.

    The choice stands in the page's address. One there that is no option is said, and
    the default taken.
    """
    default = options[0] if default is None else default
    wanted = _made(label, options, key, default)
    value = st.segmented_control(
        label, options, key=key, default=wanted, required=True, **more
    )
    keep(key, value, default)
    return value


def run_chooser(key: str = "run", label: str = "Run") -> str | None:
    """Id of the run that was chosen; None, said on the page, where there is none.

    The choice stands in the page's URL under `key`.
    """
    entries = runs.listed()
    if not entries:
        empty(
            "There is no finished run yet.",
            "Press *Run it* on the page *Scenarios*; or `make run` in a terminal.",
            "views/scenario.py",
            "To the scenarios",
        )
        return None
    by_id = {entry.folder: entry for entry in entries}
    first = next((e for e in entries if e.name == REFERENCE and e.current), entries[0])
    seen = st.session_state.get(SEEN)  # the run last looked at, on whatever page
    return choice(
        label,
        list(by_id),
        key,
        lambda run: called(by_id[run]),
        default=seen if seen in by_id else first.folder,
        remember=SEEN,
        help="Finished runs of this workspace, the last one first. † was made by "
        "another version of the program.",
    )


def choice(label, options, key, said=str, default=None, remember=None, **more):
    """A box to choose one of `options`, whose value stands in the page's address.

    `said` words an option; Streamlit's own binding would put these words there. The
    default is left out, unless the session remembers it under the key `remember`: then
    it is another one for other people. An option in the address that does not exist is
    said, and the default taken.
    """
    default = options[0] if default is None else default
    index = list(options).index(_made(label, options, key, default))
    value = st.selectbox(label, options, index, key=key, format_func=said, **more)
    keep(key, value, default if remember is None else None)
    if remember is not None:
        st.session_state[remember] = value
    return value


def _made(label, options, key, default):
    """A choice, made before its widget is drawn: that of session or address, if any."""
    stands_in_address(key)
    wanted = st.session_state.get(key, st.query_params.get(key))
    if wanted is not None and wanted not in options:
        st.warning(f"What the address names as “{label}” is not there (any more).")
        wanted = None
    wanted = default if wanted is None else wanted
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    return wanted


def several(label, options, key, said, default, most, **more) -> list[str]:
    """Like `choice`, of up to `most` of the options, in the order they were chosen."""
    stands_in_address(key)
    wanted = st.session_state.get(key, st.query_params.get_all(key))[:most]
    known = [one for one in dict.fromkeys(wanted) if one in options]
    if len(known) < len(wanted):
        st.warning(f"Not all that the address names as “{label}” is there (any more).")
    if key not in st.session_state:
        st.session_state[key] = known or default
    elif known != st.session_state[key]:
        st.session_state[key] = known
    value = st.multiselect(
        label, options, st.session_state[key], key=key, format_func=said,
        max_selections=most, **more,
    )  # fmt: skip
    keep(key, value)
    return value


def number(label, lowest, highest, key, default, step, slider=False, **more):
    """A number from `lowest` to `highest`, whose value stands in the page's address.

    As `choice` for boxes. `default` may depend on other choices, which stand in the
    address themselves. `more` are those of Streamlit's widget.
    """
    stands_in_address(key)
    kind = type(lowest)
    wanted = st.session_state.get(key)
    if wanted is None:
        said = st.query_params.get(key)
        try:
            wanted = None if said is None else kind(said)
        except ValueError:
            wanted = math.nan
    if wanted is not None and not lowest <= wanted <= highest:
        st.warning(
            f"What the address says for “{label}” is no number from {lowest:g} to "
            f"{highest:g}; {default:g} is taken."
        )
        wanted = None
    wanted = default if wanted is None else wanted
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    widget = st.slider if slider else st.number_input
    value = widget(label, lowest, highest, wanted, key=key, step=step, **more)
    keep(key, f"{value:.10g}", f"{default:.10g}")
    return value


def called(entry) -> str:
    """A run in a line: scenario, when, hash."""
    shown = entry.name if len(entry.name) <= 50 else entry.name[:49] + "…"
    shown = "".join(c if c.isprintable() else "?" for c in shown)
    old = "" if entry.current else " †"
    return (
        f"{shown} · {entry.finished[:16].replace('T', ' ')} · {entry.digest[:6]}{old}"
    )


def reference_run(entries) -> str | None:
    """Id of the reference line's run among runs: of this program, else the last one."""
    found = [entry for entry in entries if entry.name == REFERENCE]
    return next((e.folder for e in (*filter(_current, found), *found)), None)


def _current(entry):
    return entry.current
