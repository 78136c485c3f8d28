"""A plan of a day of ovens: which coil into which oven when, and what it saves."""

import streamlit as st

from dashboard import show
from dashboard.results import found_plans
from dashboard.results.found_plans import Answer, StoredDay
from dashboard.show_plans.common import figures, headline
from scenarios.charts import plan_day as charts

TODAY = "today"
HEADS = {
    "cost_energy": "energy [{currency}]",
    "cost_ovens": "ovens [{currency}]",
    "cost_late": "late coils [{currency}]",
    "cost_hours": "coils' hours [{currency}]",
    "cost": "in all [{currency}]",
    "co2_kg": "CO₂ [kg]",
    "electricity_kWh": "electricity [kWh]",
    "natural_gas_kWh": "natural gas [kWh]",
    "district_heat_kWh": "district heat [kWh]",
    "nitrogen_Nm3": "nitrogen [Nm³]",
    "mean_lead_h": "lead time, mean [h]",
    "late_coil_h": "late, in all [coil h]",
    "latest_h": "latest coil, late by [h]",
    "left_out": "coils left out",
    "gap": "gap to the best possible [-]",
    "names": "which coils",
}
OF_LOADS = (
    "load",
    "oven",
    "start",
    "end",
    "recipe",
    "electrode",
    "coils",
    "late_h",
    "names",
)


def day(kept: Answer) -> None:
    """All of a day's answer."""
    own = found_plans.day_of(kept)
    headline(kept)
    heads = {n: h.format(currency=own.currency) for n, h in HEADS.items()}
    if own.recommended is None and own.figures.empty:
        show.empty(
            "There is no schedule at all within the horizon.",
            "Give the day a longer horizon, more ovens or faster recipes in its file, "
            "and ask again.",
        )
        return
    names = list(dict.fromkeys(own.loads["schedule"]))
    names.sort(key=lambda name: name == TODAY)  # what is recommended first
    if own.recommended is not None:
        _figures(own)
    st.subheader("Ovens over the day")
    shown = names[0]
    if len(names) > 1:
        shown = show.part("Schedule", names, "schedule", label_visibility="collapsed")
    loads = own.loads[own.loads["schedule"] == shown]
    coils = own.coils[own.coils["schedule"] == shown]
    show.chart(
        charts.ovens(
            loads, coils, own.prices, own.start_h, own.horizon_h, own.currency
        ),
        loads,
        f"loads, {shown}",
        "ovens",
    )
    st.caption(
        "A bar is a load: point at it to read its coils. Framed in red: a coil of it "
        "is late. Triangles: coils arrive."
    )
    _costs(own, heads)
    st.subheader("Loads")
    show.table(loads[list(OF_LOADS)], f"loads, {shown}", "loads", heads,
               width="stretch", height="content")  # fmt: skip
    with st.expander("Which coil into which oven when"):
        show.table(coils.drop(columns="schedule"), f"coils, {shown}", "coils", heads,
                   width="stretch")  # fmt: skip
    if not kept.entry.feasible:
        st.markdown(
            "Do one of what is said above in the day's file (*Change its file*, "
            "below), and ask again."
        )


def _figures(own: StoredDay):
    table = own.figures.set_index("schedule")
    after = table.loc[own.recommended]
    before = table.loc[TODAY] if TODAY in table.index else {}
    rows = {
        "cost": (f"cost of the day [{own.currency}]", 2),
        "cost_energy": (f"of which energy [{own.currency}]", 2),
        "ovens": ("ovens", 0),
        "mean_lead_h": ("lead time, mean [h]", 1),
        "late_coil_h": ("late, in all [coil h]", 1),
    }
    figures(
        [
            (said, after[name], before.get(name), digits)
            for name, (said, digits) in rows.items()
        ],
        TODAY,
    )


def _costs(own: StoredDay, heads):
    st.subheader("What it costs")
    show.chart(
        charts.costs(own.figures, own.currency),
        own.figures,
        "costs of the day",
        "costs",
    )
    with st.expander("As a table"):
        show.table(own.figures, "schedules", "figures", heads, width="stretch",
                   height="content")  # fmt: skip
