"""Post-drying recipe: what does a load need, and what does a shorter recipe cost?"""

import streamlit as st

from dashboard import show
from dashboard.results import recipes
from dashboard.results.recipes import ScenarioError, SolverError
from dashboard.show_recipe import editing, save, search
from scenarios.charts import recipe as charts

STORED, NOTHING = "as_stored", "nothing"
LOADING = "Loading the oven's model: a few seconds, once."
SEEN = "seen_oven"  # in the session: the oven file last chosen


def chosen(sources):
    """The oven file, and what it is held against: an id, STORED or NOTHING."""
    words = {STORED: "this file as stored", NOTHING: "nothing"}
    one, two = st.columns(2)
    with one:
        seen = st.session_state.get(SEEN)  # before another page was looked at
        source = show.choice(
            "Oven file", sources, "oven", recipes.title,
            default=seen if seen in sources else sources[0],
            remember=SEEN,
            help="An oven, its load, a recipe: shipped examples and what was saved "
            "here.",
        )  # fmt: skip
    with two:
        against = show.choice(
            "Compared with",
            [STORED, *sources, NOTHING],
            "versus",
            lambda one: words.get(one) or recipes.title(one),
        )
    return source, against


def other_oven(source, chosen, oven):
    """The keys of what it is held against; None: nothing, or the same."""
    if chosen == NOTHING:
        return None
    found = recipes.read(source if chosen == STORED else chosen)
    return found if recipes.changed(found, oven) else None


def edited(kept):
    """The table, and the rest of the file; the oven's keys as they are now."""
    refused = editing.table(kept)
    with st.expander("Load, oven and limits", icon=":material/tune:"):
        kept["rest"] = st.text_area(
            "The rest of the oven file (YAML)",
            kept["rest_before"],
            key=f"recipe_rest_{kept['turn']}",
            height=320,
            max_chars=200_000,
        )
    if refused is not None:
        raise refused
    return recipes.content(kept["rest"], kept["now"])


def drawn(own, other, name):
    """The picture, with its data."""
    figure = charts.load_figure(
        own.rows, own.steps, own.groups, own.limits,
        None if other is None else other.rows,
        () if other is None else other.groups,
        name,
    )  # fmt: skip
    show.chart(figure, own.rows, "load over time", "load")


def detailed(own, other):
    """All figures, steps, coils and carriers as tables."""
    st.caption(
        "Figures are those of the full model, as `twin oven` gives them; the picture "
        "is drawn from a coarse grid: within 1 % in time, 0.5 K, and 3 % of the water "
        "above 1 ppm."
    )
    tables = {
        "All figures": lambda: recipes.compared(own, other),
        "Steps": lambda: own.steps,
        "Coils": lambda: own.coils,
        "Energy": lambda: own.carriers,
    }
    name = show.part("Table", list(tables), "table", label_visibility="collapsed")
    show.table(
        tables[name](), name.lower(), f"table_{name}", width="stretch",
        height="content", placeholder="–",
    )  # fmt: skip
    st.caption(editing.severity(own))


@st.fragment
def recipe_part(source, against):
    """Edit, and see at once: first a quick run, then the full one.

    An edit runs this part again, not the page. What stands on it is replaced when the
    answer is there, and not taken away before.
    """
    kept = st.session_state[editing.WORK]
    if kept["note"]:
        show.name(kept["note"])
    answer, editor, picture, details = (st.container() for _ in range(4))
    try:
        with editor:
            oven = edited(kept)
        other_keys = other_oven(source, against, oven)
        place = answer
        if not recipes.begun():
            place = answer.empty()
            place.info(LOADING)
        own = recipes.answer(oven, True, kept["now"])
        other = None if other_keys is None else recipes.answer(other_keys, True)
        held = against != NOTHING
        said = editing.verdict(own), editing.told(own, other, held)
        with place.container():
            there = editing.answer(*said)
        name = "as stored" if against == STORED else recipes.title(against)
        with picture:
            drawn(own, other, name)
        own = recipes.answer(oven, False, kept["now"])
        other = None if other_keys is None else recipes.answer(other_keys, False)
    except ScenarioError as error:
        with picture:
            show.faults(error)
        return
    except SolverError as error:
        with picture:
            todo = "Change the step it names, or dry a smaller or drier load."
            show.failed("This recipe has no answer.", error, todo)
        return
    better = editing.verdict(own), editing.told(own, other, held)
    if better != said:
        editing.answer(*better, there)
    with details:
        detailed(own, other)


st.title("Post-drying recipe")
source, against = chosen(recipes.sources())
part = show.part("Part", editing.PARTS, editing.PART, label_visibility="collapsed")
try:
    kept = editing.work(source)
except ScenarioError as error:
    show.faults(error)
    show.stop()
if part == editing.PARTS[0]:
    editing.seen_from_the_top()
    recipe_part(source, against)
else:
    if kept["note"]:
        show.name(kept["note"])
    place = st.empty()
    if not recipes.begun():
        place.info(LOADING)
    try:
        oven = recipes.content(kept["rest"], kept["now"])
        recipes.check(oven, kept["now"])
    except ScenarioError as error:
        place.empty()
        show.faults(error)
        show.stop()
    place.empty()
    if part == editing.PARTS[1]:
        search.planner(oven)
    else:
        save.saving(oven)
