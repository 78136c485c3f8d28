"""A plan of a dry room's week: which set points, and what they save."""

import pandas as pd
import streamlit as st

from dashboard import show
from dashboard.results import found_plans
from dashboard.results.found_plans import Answer, StoredWeek
from dashboard.show_plans.common import figures, headline, recommended, way_out
from scenarios.charts import plan_week as charts

HEADS = {
    "energy_cost": "cost [{currency}]",
    "energy": "energy [kWh]",
    "co2": "CO₂ [kg]",
    "water": "water [% of limit]",
    "electricity_kWh": "electricity [kWh]",
    "natural_gas_kWh": "natural gas [kWh]",
    "district_heat_kWh": "district heat [kWh]",
    "electricity_per_kWh_low": "price from [{currency}/kWh]",
    "electricity_per_kWh_high": "price to [{currency}/kWh]",
    "frost_point_degC": "set point [°C]",
    "full_flow_min_before": "before [min]",
    "keeps_limits": "keeps all limits",
    "set_point_degC": "set point [°C]",
    "frost_point_median_degC": "frost point, median [°C]",
    "frost_point_highest_degC": "frost point, dampest [°C]",
    "coils_over_limit": "coils over a limit",
}
OF_HOURS = (
    "from",
    "to",
    "band",
    "frost_point_degC",
    "electricity_per_kWh_low",
    "electricity_per_kWh_high",
    "full_flow_from",
    "full_flow_min_before",
)
OF_LINES = (
    "schedule",
    "scenario",
    "days",
    "energy_cost",
    "co2_kg",
    "frost_point_median_degC",
    "frost_point_highest_degC",
    "coils_over_limit",
)


def week(kept: Answer) -> None:
    """All of a week's answer."""
    own = found_plans.week_of(kept)
    headline(kept)
    heads = {n: h.format(currency=own.currency) for n, h in HEADS.items()}
    if not own.plans:
        _compared(own, own.reference, heads)
        way_out(own.relaxations, "relaxations")
        return
    plan = recommended(own.plans, "schedule")
    _figures(own, plan)
    st.subheader("Set points over the week")
    course = own.course[own.course["schedule"].isin((plan, own.reference))]
    show.chart(
        charts.over_the_week(course, plan, own.reference, own.currency),
        course,
        "set points over the week",
        "week",
    )
    st.caption(
        "The set point steps; the room's air follows it. Before a drier hour the unit "
        "runs at full flow, early enough for the room to be dry in time."
    )
    _compared(own, plan, heads)
    _limits(own, plan)
    if len(own.front) > 1:
        st.subheader("Trade-off")
        show.chart(
            charts.front(
                own.front, own.figures, own.goals, plan, own.reference, own.currency
            ),
            own.front,
            "front",
            "front",
        )
    way_out(own.relaxations, "relaxations")
    _details(own, plan, heads)


def _figures(own: StoredWeek, plan):
    table = own.figures.set_index("schedule")
    after, before = table.loc[plan], table.loc[own.reference]
    digits = {"energy_cost": 0, "energy": 0, "co2": 0, "water": 1}
    figures(
        [
            (
                charts.GOALS[name].format(currency=own.currency),
                after[name],
                before[name],
                count,
                "" if name == "water" else "less",
            )
            for name, count in digits.items()
        ],
        own.reference,
    )


def _compared(own: StoredWeek, plan, heads):
    st.subheader("What it costs")
    show.chart(
        charts.beside(own.figures, plan, own.reference, own.currency),
        own.figures,
        "schedules beside each other",
        "beside",
    )
    weeks = ", ".join(map(str, own.weeks))
    st.caption(
        f"A mean week, of weeks {weeks} of the year; the air of the room alone. Water: "
        "the largest share of a limit of what lies in the room."
    )
    with st.expander("As a table"):
        show.table(own.figures, "schedules", "figures", heads, width="stretch",
                   height="content")  # fmt: skip


def _limits(own: StoredWeek, plan):
    rows = own.standings[own.standings["schedule"].isin((plan, own.reference))]
    st.subheader("Limits")
    if (rows["unit"] == "ppm").any():
        show.chart(
            charts.shares(rows, plan, own.reference),
            rows,
            "limits of the week",
            "limits",
        )
    mine = own.standings[own.standings["schedule"] == plan]
    shown = pd.DataFrame(
        {
            "limit": mine["limit"],
            "unit": ["°C" if unit == "degC" else unit for unit in mine["unit"]],
            "at most": mine["allowed"],
            "is": mine["value"],
            "margin": mine["margin"],
            "worst from": mine["at"],
            "kept": ["yes" if kept else "no" for kept in mine["is_kept"]],
        }
    )
    show.table(shown, "margins", "margins", width="stretch", height="content")


def _details(own: StoredWeek, plan, heads):
    if not own.hours.empty:
        st.subheader("The hours, to be entered at the room's controller")
        hours = own.hours[own.hours["schedule"] == plan]
        names = [name for name in OF_HOURS if name in hours]
        show.table(hours[names], "hours", "hours", heads, width="stretch")
    if not own.changes.empty:
        st.subheader("A step more or less")
        st.caption("What another set point of one band does to a mean week.")
        changes = own.changes[own.changes["schedule"] == plan].copy()
        changes["broken"] = ["; ".join(map(str, names)) for names in changes["broken"]]
        names = ["band", "to", *charts.GOALS, "broken"]
        heads = heads | {"to": "to [°C]"}
        show.table(changes[names], "changes", "changes", heads, width="stretch",
                   height="content")  # fmt: skip
    if not own.lines.empty:
        st.subheader("In the line")
        names = [name for name in OF_LINES if name in own.lines]
        show.table(own.lines[names], "in the line", "lines", heads, width="stretch",
                   height="content")  # fmt: skip
