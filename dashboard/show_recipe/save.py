"""The recipe's page, last part: keep a recipe as an oven file or as a scenario."""

import streamlit as st

from dashboard import show
from dashboard.results import jobs, recipes
from dashboard.results.recipes import ScenarioError
from dashboard.show_recipe import editing


def saving(oven: dict) -> None:
    """Keep the recipe: as an oven file, as a scenario, on one's own disk."""
    one, two = st.columns(2)
    with one, st.container(border=True):
        st.subheader("As an oven file")
        _save_oven(oven)
    with two, st.container(border=True):
        st.subheader("As a scenario")
        _save_scenario(oven)


def _save_oven(oven):
    st.markdown("Oven, load, limits and this recipe; listed here as an oven file.")
    name = _name("save_oven_name", "shorter_recipe")
    over = st.checkbox("Replace one of this name", key="save_oven_over")
    if st.button("Save", key="save_oven", type="primary"):
        try:
            source = recipes.save_oven(name, oven, over)
        except FileExistsError:
            st.error("There is one of this name. Tick *Replace*, or take another name.")
        except (ValueError, OSError) as error:
            show.not_saved(error)
        else:
            editing.saved()
            st.success(f"Saved as {show.plain(name)}.")
            st.button("Open it", key="save_oven_open", on_click=editing.opens,
                      args=[source], icon=":material/heat:")  # fmt: skip
    st.download_button(
        "Download YAML", recipes.file_text(oven), "recipe.yaml", "application/yaml",
        key="save_yaml", on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def _save_scenario(oven):
    st.markdown("A plant with this recipe in one of its ovens; it can be run.")
    base = st.selectbox("Plant", recipes.scenarios(), key="save_base",
                        format_func=recipes.title)  # fmt: skip
    try:
        ovens = recipes.ovens_of(base)
    except ScenarioError as error:
        show.faults(error)
        return
    if not ovens:
        st.info("This plant has no oven; choose another.")
        return
    station = st.selectbox("Oven", ovens, key="save_station")
    name = _name("save_scenario_name", "shorter_post_drying")
    over = st.checkbox("Replace one of this name", key="save_scenario_over")
    runs = st.checkbox("Run it at once", key="save_run")
    if not st.button("Save", key="save_scenario", type="primary"):
        number = st.session_state.get("recipe_run")
        if number:
            show.watched(number, "recipe_run_job")
        return
    try:
        text = recipes.scenario_text(name, base, station, oven["recipe"])
        recipes.save_scenario(name, text, over)
        if runs:
            st.session_state["recipe_run"] = jobs.begin("run", name, text)
    except FileExistsError:
        st.error("There is one of this name. Tick *Replace*, or take another name.")
    except ScenarioError as error:
        show.faults(error)
    except (ValueError, OSError) as error:
        show.not_saved(error)
    else:
        st.success(f"Saved among the scenarios as {show.plain(name)}.")
        st.page_link(
            "views/scenario.py",
            label="Open it on the page Scenarios",
            icon=":material/schema:",
            query_params={"file": recipes.scenario_link(name)},
        )
        if runs:
            show.watched(st.session_state["recipe_run"], "recipe_run_job")


def _name(key, example):
    """A field for a name, with the rule it is held to; the file's name comes back."""
    given = st.text_input("Name", key=key, max_chars=60, placeholder=example)
    name = recipes.file_name(given)
    if given and not recipes.is_name(name):
        st.caption(f":red[:material/error: {recipes.NAME_RULE}]")
    elif name != given:
        st.caption(f"It is saved as {show.plain(name)}.")
    else:
        st.caption(recipes.NAME_RULE)
    return name
