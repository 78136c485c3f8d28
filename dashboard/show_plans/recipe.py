"""A plan of a post-drying recipe, in short: its own page shows all of it."""

import streamlit as st

from dashboard import show
from dashboard.results import found_plans, recipe_plans
from dashboard.results.found_plans import Answer
from dashboard.show_plans.common import figures, headline
from dashboard.show_recipe import editing
from dashboard.show_recipe.search import FIGURES
from scenarios.charts import recipe as charts

DIGITS = {"time": 1, "energy_cost": 2, "co2": 2, "severity": 2}
UNITS = {"time": "h", "energy_cost": "{currency}", "co2": "kg", "severity": "h"}


def recipe(kept: Answer) -> None:
    """The answer, the front, the way to its page."""
    own = recipe_plans.opened(kept.entry.folder)
    headline(kept)
    st.page_link(
        "views/recipe.py",
        label="Open it on the page Post-drying recipe: steps, margins, into the editor",
        icon=":material/heat:",
        query_params={
            editing.PART: editing.PARTS[1],
            "plan": kept.entry.folder,
        },
    )
    with found_plans.reading(kept.entry.folder):
        _shown(own)


def _shown(own):
    """Figures, front and steps; of an infeasible plan what would have to give."""
    currency = str(own.answer["currency"])
    if not own.answer["feasible"]:
        st.subheader("What would have to give")
        show.table(
            recipe_plans.relaxed(own.answer["conflict"]["relaxations"]), "relaxations",
            "relaxations", width="stretch", height="content",
        )  # fmt: skip
        return
    best, today = own.plans, own.answer.get("today")
    now = None if today is None or today["failed"] else today["figures"]
    at = 0
    if len(best) > 1:
        called = list(best["called"])
        at = called.index(show.choice("Looked at", called, "recipe"))
    figures(
        [
            (
                f"{FIGURES[name][0]} [{UNITS[name].format(currency=currency)}]",
                float(best[name][at]),
                None if now is None else now[name],
                digits,
            )
            for name, digits in DIGITS.items()
        ],
        "today",
    )
    front = own.front
    if len(front) > 1 and len(own.goals) > 1:
        st.subheader("Trade-off")
        x, y, *third = own.goals
        show.chart(
            charts.front_figure(
                front, x, y, currency, best, now, third[0] if third else None
            ),
            front,
            "front",
            "front",
        )
        st.caption(
            "Round marks are estimates of the search on its coarse grid, not checked; "
            "those with a name were run on the full model."
        )
    st.subheader("The recipe")
    heads = {"purge_Nm3_per_h": "purge [Nm³/h]"}
    show.table(own.table(at, "steps"), "steps", "steps", heads, width="stretch",
               height="content")  # fmt: skip
