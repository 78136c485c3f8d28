"""A plan of a line's settings: which settings, and what they save."""

import pandas as pd
import streamlit as st

from dashboard import show
from dashboard.results import found_plans
from dashboard.results.found_plans import Answer, StoredLine
from dashboard.show_plans.common import figures, headline, recommended, way_out
from scenarios.charts import plan_line as charts

TODAY = "today"
MOST_FIGURES = 4  # in the row on top


def line(kept: Answer) -> None:
    """All of a line's answer."""
    own = found_plans.line_of(kept)
    headline(kept)
    names = [name for name in own.settings.columns if name not in ("setting", TODAY)]
    plan = recommended(tuple(names), "candidate") if names else TODAY
    _figures(own, plan)
    _tables(own, plan)
    _candidates(own)
    if not own.limits.empty:
        st.subheader("Limits")
        titles = {name: _title(own, name) for name in own.limits["figure"]}
        show.chart(charts.limits(own.limits, titles), own.limits, "limits", "limits")
        st.caption(
            "The worst that the confidence asked for leaves; left of the line it is "
            "kept. What is further out stands at the edge."
        )
        show.table(_said(own, own.limits), "margins", "margins", width="stretch",
                   height="content")  # fmt: skip
    way_out(own.relaxations, "relaxations")
    _changes(own, plan)


def _tables(own: StoredLine, plan):
    named = {name: name for name in own.settings.columns}
    st.subheader("Settings")
    settings = own.settings.assign(
        setting=[_title(own, name) for name in own.settings["setting"]]
    )
    show.table(settings, "settings", "settings", named, width="stretch",
               height="content")  # fmt: skip
    st.subheader("Figures")
    rows = own.figures.assign(
        figure=[_title(own, name) for name in own.figures["figure"]]
    )
    if plan != TODAY:
        rows = found_plans.changed(rows, plan, TODAY)
    signed = st.column_config.NumberColumn(f"{plan} against today [%]", format="%+.1f")
    show.table(
        rows, "figures", "figures", named, width="stretch", height="content",
        column_config={"change_pct": signed} if "change_pct" in rows else {},
    )  # fmt: skip


def _title(own: StoredLine, name):
    return found_plans.title(name, own.currency)


def _figures(own: StoredLine, plan):
    table = own.figures.set_index("figure")
    rows = []
    for name in table.index[:MOST_FIGURES]:
        value, before = table.loc[name, plan], table.loc[name, TODAY]
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
        sign = own.goals.get(name)
        better = {1.0: "less", -1.0: "more", None: ""}[sign]
        rows.append(
            (
                _title(own, name),
                value,
                None if plan == TODAY else before,
                digits,
                better,
            )
        )
    figures(rows, TODAY)


def _candidates(own: StoredLine):
    st.subheader("Candidates")
    if own.candidates is None:
        show.empty(
            "The candidates were not kept.",
            "Ask for the plan again: *Change its file*, below.",
        )
        return
    axes = own.axes
    if len(axes) > 1:
        one, two = st.columns(2)
        with one:
            x = show.choice("Across", axes, "x", lambda name: _title(own, name))
        with two:
            y = show.choice("Up", axes, "y", lambda name: _title(own, name), axes[1])
        table = own.figures.set_index("figure")
        marked = {
            name: {
                axis: table[name].get(axis, own.setting(axis, name)) for axis in (x, y)
            }
            for name in table.columns
        }
        show.chart(
            charts.candidates(
                own.candidates, x, y, {name: _title(own, name) for name in (x, y)},
                marked,
            ),
            own.candidates,
            "candidates",
            "candidates",
        )  # fmt: skip
        st.caption(
            "Candidates as the search saw them; today and what is chosen as fresh runs "
            "showed, where the file asks for such."
        )
    with st.expander(f"All {len(own.candidates)} candidates"):
        heads = {name: _title(own, name) for name in own.candidates.columns}
        show.table(own.candidates, "all candidates", "table", heads)


def _said(own, limits):
    return pd.DataFrame(
        {
            "": limits["candidate"],
            "figure": [_title(own, name) for name in limits["figure"]],
            "limit": limits["limit"],
            "worst": limits["worst"],
            "margin": limits["margin"],
            "kept [% of runs]": limits["kept_pct"],
            "binds": ["binds" if binds else "" for binds in limits["binds"]],
        }
    )


def _changes(own: StoredLine, plan):
    changes = found_plans.steps_around(own, plan)
    if changes.empty:
        return
    st.subheader("A step more or less")
    st.caption("What a step of each setting does, under the draws of the search.")
    changes = changes.assign(setting=[_title(own, name) for name in changes["setting"]])
    for name in ("from", "to"):  # choices among numbers
        changes[name] = changes[name].map(str)
    heads = {name: _title(own, name) for name in changes.columns}
    heads |= {"setting": "setting", "from": "from", "to": "to", "breaks": "breaks"}
    signed = {
        name: st.column_config.NumberColumn(heads[name], format="%+.3g")
        for name in changes.columns
        if changes[name].dtype.kind == "f"
    }
    show.table(changes, "changes", "changes", heads, width="stretch", height="content",
               column_config=signed)  # fmt: skip
