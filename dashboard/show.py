"""What pages have in common: a chart with its data, tables, choices, states.

A text that a user gave (a name, a file, an error that quotes one) is shown by
`show.name`, `show.said` or in a table: as text, never as markdown or HTML.
"""

import math
import re
import time
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.results import files, jobs, runs

LONGEST_FAULT = 1000  # characters of a fault beside its key
LOOK = "1s"  # between looks at a job
PLOT = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d"]}
SEEN = "seen_run"  # in the session: the run last chosen
REFERENCE = "reference line"  # the run a page begins with, if there is one
_PAGE, _BOUND = "page_shown", "keys_in_address"  # in the session


def chart(figure: go.Figure, table: pd.DataFrame, name: str, key: str, **options):
    """A chart, and below it its data as CSV; what was selected in it comes back.

    `name` is that of the file; `options` are those of st.plotly_chart.
    """
    chosen = st.plotly_chart(
        figure, width="stretch", key=key, config=PLOT, alt=name, **options
    )
    csv(table, name, f"{key}_csv")
    return chosen


def csv(table: pd.DataFrame, name: str, key: str) -> None:
    """A link that downloads `table`; it is made when asked for."""
    st.download_button(
        "Data as CSV",
        lambda: runs.csv(table),
        f"{name}.csv",
        "text/csv",
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def table(frame: pd.DataFrame, name: str, key: str, heads=None, **options):
    """A table, and below it as CSV; `options` are those of st.dataframe.

    Columns are headed in words with their units; `heads` says it better for some.
    """
    config = columns(frame, heads or {}) | options.pop("column_config", {})
    chosen = st.dataframe(
        frame, key=key, hide_index=True, column_config=config, **options
    )
    csv(frame, name, f"{key}_csv")
    return chosen


def name(text: str, longest: int = 200) -> None:
    """A text that a user gave, as it is, cut where it has no end."""
    text = "".join(c if c.isprintable() or c == "\n" else "?" for c in str(text))
    st.text(text if len(text) <= longest else text[: longest - 1] + "…")


UNITS = {  # how the name of a column ends, and what is written for it
    "ppm": "ppm", "h": "h", "d": "d", "min": "min", "s": "s", "degC": "°C", "K": "K",
    "pct": "%", "mbar": "mbar", "Pa": "Pa", "ppmv": "ppmv", "kg": "kg", "g": "g",
    "mg": "mg", "kWh": "kWh", "Nm3": "Nm³", "m2": "m²", "m3": "m³", "m": "m",
    "kW": "kW", "EUR": "EUR", "kgCO2": "kg CO₂", "W": "W",
}  # fmt: skip
QUALIFIERS = ("median", "p95", "worst", "mean", "max", "min", "p5", "p50")
FIGURES = "%.4g"  # as many as an engineer reads


def columns(frame: pd.DataFrame, heads: dict[str, str]) -> dict:
    """Streamlit's configuration of a table's columns: words, units, four figures."""
    config = {}
    for name in frame.columns:
        head = heads.get(name) or headed(str(name))
        if frame[name].dtype.kind == "f":
            config[name] = st.column_config.NumberColumn(head, format=FIGURES)
        else:
            config[name] = st.column_config.Column(head)
    return config


def headed(name: str) -> str:
    """A column's name in words, its unit behind it.

    >>> headed("water_in_ppm_p95"), headed("coils")
    ('water in P95 [ppm]', 'coils')
    """
    parts, last = name.split("_"), []
    if len(parts) > 2 and parts[-1] in QUALIFIERS and parts[-2] in UNITS:
        last = [parts.pop().upper() if parts[-1][0] == "p" else parts.pop()]
    unit = f" [{UNITS[parts.pop()]}]" if len(parts) > 1 and parts[-1] in UNITS else ""
    return " ".join([*parts, *last]) + unit


MARKS = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$:&^-])")


def plain(text, longest: int = 60) -> str:
    """A text that a user gave, for use inside markdown: nothing in it is a mark.

    >>> plain("![x](http://a)")
    '\\\\!\\\\[x\\\\]\\\\(http\\\\://a\\\\)'
    """
    text = "".join(c if c.isprintable() else "?" for c in str(text))
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return MARKS.sub(r"\\\1", text)


# ---------------------------------------------------------------- states


def empty(what: str, todo: str) -> None:
    """There is nothing to show yet: what is missing, and what to do."""
    with st.container(border=True):
        st.markdown(f":material/inbox: **{what}**")
        st.markdown(todo)


def failed(what: str, error: Exception | str, todo: str) -> None:
    """Something could not be done: what, why, and what to do."""
    st.error(f"**{what}**", icon=":material/error:")
    name(str(error), 4000)
    st.markdown(todo)


def faults(error) -> None:
    """The loader's faults of a text that was edited, each with its key and remedy."""
    found = list(error.faults)
    st.error(
        f"**{len(found)} fault{'' if len(found) == 1 else 's'}: nothing was run.** "
        "Mend these and try again.",
        icon=":material/error:",
    )
    frame = pd.DataFrame(
        {
            "key": [_dotted(fault.path) for fault in found],
            "what is wrong, and what to do": [fault.message for fault in found],
            "where": [fault.place for fault in found],
        }
    )
    st.dataframe(frame, hide_index=True, width="stretch")


def fault(message: str) -> None:
    """A fault beside its key."""
    st.caption(f":red[:material/error: {plain(message, LONGEST_FAULT)}]")


def shortest(value: float) -> str:
    """The format that shows a number as it was written: 45, 0.168.

    >>> shortest(45.0), shortest(0.168), shortest(1e-7)
    ('%.0f', '%.3f', '%.7f')
    """
    return f"%.{max(-Decimal(repr(value)).normalize().as_tuple().exponent, 0)}f"


def _dotted(path):
    text = ""
    for part in path:
        joined = f"[{part}]" if isinstance(part, int) else f".{part}"
        text += joined if text else str(part)
    return text


# ---------------------------------------------------------------- choices


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


def _stands_in_address(key):
    st.session_state.setdefault(_BOUND, set()).add(key)


def part(label, options, key, default=None, **more):
    """A row of buttons to choose one of `options`; the first unless `default`.

    The choice stands in the page's address; one that is no option, or empty there,
    gives the default.
    """
    _stands_in_address(key)
    default = options[0] if default is None else default
    value = st.segmented_control(
        label, options, key=key, default=default, required=True, bind="query-params",
        **more,
    )  # fmt: skip
    return default if value is None else value


def run_chooser(key: str = "run", label: str = "Run") -> str | None:
    """Id of the run that was chosen; None, said on the page, where there is none.

    The choice stands in the page's URL under `key`.
    """
    entries = runs.listed()
    if not entries:
        empty(
            "There is no finished run yet.",
            "Run a scenario: `make run` in a terminal, or the page *Scenarios* here.",
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

    `said` words an option. Streamlit's own binding would put these words into the
    address, and nothing for the default: a link must mean the same tomorrow. An option
    in the address that does not exist is said, and the default taken.
    """
    _stands_in_address(key)
    wanted = st.session_state.get(key, st.query_params.get(key))
    if wanted is not None and wanted not in options:
        st.warning(f"What the address names as “{label}” is not there (any more).")
        wanted = None
    if st.session_state.get(key) != wanted or wanted is None:
        wanted = options[0] if wanted is None and default is None else wanted or default
        st.session_state[key] = wanted
    value = st.selectbox(label, options, key=key, format_func=said, **more)
    st.query_params[key] = value
    if remember is not None:
        st.session_state[remember] = value
    return value


def several(label, options, key, said, default, most, **more) -> list[str]:
    """Like `choice`, of up to `most` of the options, in the order they were chosen."""
    _stands_in_address(key)
    wanted = st.session_state.get(key, st.query_params.get_all(key))[:most]
    known = [one for one in dict.fromkeys(wanted) if one in options]
    if len(known) < len(wanted):
        st.warning(f"Not all that the address names as “{label}” is there (any more).")
    if key not in st.session_state:
        st.session_state[key] = known or default
    elif known != st.session_state[key]:
        st.session_state[key] = known
    value = st.multiselect(
        label, options, key=key, format_func=said, max_selections=most, **more
    )
    st.query_params[key] = value
    return value


def number(label, lowest, highest, key, default, step, slider=False, **more):
    """A number from `lowest` to `highest`, whose value stands in the page's address.

    As `choice` for boxes. `default` may change with other choices, so a link says the
    number even where it is the default. `more` are those of Streamlit's widget.
    """
    _stands_in_address(key)
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
    value = widget(label, lowest, highest, key=key, step=step, **more)
    st.query_params[key] = f"{value:.10g}"
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


def downloads(run: str, key: str, label: str = "Downloads") -> None:
    """All that a run can be taken away as; each file is made when asked for."""
    with st.popover(label, icon=":material/download:"):
        trouble = files.obstacle(run)
        if trouble is not None:
            name(f"Its tables and report cannot be made: {trouble}", 1000)
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


@st.fragment(run_every=LOOK)
def watched(number: str, key: str) -> None:
    """A job as it stands, looked at every second while it is open; a stop button.

    When it ends the whole page is run again.
    """
    try:
        job = jobs.job(number)
    except jobs.JobError as error:
        name(str(error))
        return
    was_open = st.session_state.get(f"{key}_open", False)
    st.session_state[f"{key}_open"] = job.open
    job_line(job, key)
    if was_open and not job.open:
        st.rerun()


def job_line(job, key: str) -> None:
    """One job: title, state, how far, what came out."""
    name(job.title, 100)
    if job.open:
        left = job.seconds_left
        rest = "" if left is None else f" · about {duration(left)} left"
        st.progress(job.fraction, text=f"{job.state}{rest}")
        name(job.said)
        if st.button("Stop", key=f"{key}_stop", icon=":material/stop_circle:"):
            jobs.stop(job.id)
            st.rerun(scope="fragment")
        return
    spent = (job.ended or time.time()) - (job.started or job.submitted)
    if job.state == "done":
        st.success(f"Done in {duration(spent)}.", icon=":material/check_circle:")
    else:
        st.error(f"{job.state.capitalize()}.", icon=":material/error:")
        name(job.reason or "", 4000)


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
