"""The recipe's page, second part: let the planner look for a better one."""

import streamlit as st

from dashboard import show
from dashboard.results import jobs, recipe_plans, recipes
from dashboard.results.recipe_plans import PlanStoreError, ScenarioError
from dashboard.show_recipe import editing
from scenarios.charts import recipe as charts

GOALS = {
    "front": "the trade-off between time, cost and thermal dose",
    "time": "the shortest",
    "energy_cost": "the cheapest",
    "co2": "the least CO₂",
    "severity": "the gentlest",
}
FRONT = ["time", "energy_cost", "severity"]
FIGURES = {
    "time": ("Recipe", "{:.1f} h"),
    "energy_cost": ("Cost per coil", "{:.2f} {currency}"),
    "co2": ("CO₂ per coil", "{:.2f} kg"),
    "severity": ("Thermal dose", "{:.2g} h"),
}
LEVELS = {
    "quick look (200 recipes)": 200,
    "usual (1000)": 1000,
    "thorough (3000)": 3000,
}


def planner(oven: dict) -> None:
    """Ask for a plan, watch it, look at what was found."""
    with st.expander("Ask for a plan", icon=":material/search:", expanded=True):
        _asked(oven)
    _watched()
    _found(oven)


# ---------------------------------------------------------------- asked


def _asked(oven):
    limits = oven.get("limits") if isinstance(oven.get("limits"), dict) else {}
    st.markdown(
        "The planner changes the recipe in the editor, dries the same load some "
        "hundred times under what is not known for sure, and keeps what stays "
        "within all limits."
    )
    one, two = st.columns(2)
    low, high = one.slider(
        "Temperatures it may choose", 40, 200, (70, 130), key="plan_warm",
        format="%d °C",
    )  # fmt: skip
    with st.form("plan_ask"):
        goal = two.selectbox(
            "Look for", list(GOALS), format_func=GOALS.get, key="plan_goal"
        )
        window = _window(limits)
        st.caption("What it may decide: tick, and say how far.")
        every = recipe_plans.proposed(oven["recipe"], float(low), float(high))
        frame = recipe_plans.frame(every)
        edited = st.data_editor(
            frame,
            key=f"plan_decide_{low}_{high}_{recipe_plans.sign(oven)}",
            hide_index=True,
            column_order=[n for n in frame.columns if n != "name"],
            disabled=["step", "key", "today"],
            column_config=_decide_columns(),
            alt="what the planner may decide",
        )
        effort, sure = st.columns(2)
        many = effort.selectbox("Search", list(LEVELS), index=1, key="plan_effort")
        confidence = sure.slider(
            "Share of loads that keep all limits", 50.0, 99.5, 95.0, 0.5,
            key="plan_confidence", format="%.1f %%",
        )  # fmt: skip
        spread = st.toggle(
            "Under the usual spreads of sorption, start water, diffusion, pump, leak "
            "and heat (estimates)",
            True,
            key="plan_spread",
        )
        pressed = st.form_submit_button("Find it", type="primary", key="plan_begin")
    if pressed:
        window["confidence_pct"] = confidence
        search = {"evaluations": LEVELS[many], "plan_samples": 256}
        try:
            text = recipe_plans.plan_text(
                oven, recipe_plans.chosen(every, edited), window,
                FRONT if goal == "front" else goal, search, spread,
            )  # fmt: skip
            number = recipe_plans.begin(
                f"{GOALS[goal]} recipe for {oven.get('name')}", text
            )
        except ScenarioError as error:
            show.faults(error)
        except jobs.JobError as error:
            show.failed("The plan cannot be begun.", error, "Try it once more.")
        else:
            st.session_state["plan_job"] = number


def _window(limits):
    """The limits a plan keeps; blank: not held against it."""
    st.caption(
        "Limits of each load, for its mean and its wettest place, its thermal dose and "
        "the length of the recipe."
    )
    names = {
        "water_ppm": ("Mean max. [ppm]", limits.get("water_ppm")),
        "wettest_ppm": ("Wettest max. [ppm]", limits.get("wettest_ppm")),
        "least_water_ppm": ("Mean min. [ppm]", limits.get("least_water_ppm")),
        "dose_h": ("Dose max. [h]", limits.get("dose_h")),
        "longest_h": ("Recipe max. [h]", None),
    }
    window = {
        name: limits[name]
        for name in ("highest_temperature_degC", "dose_temperature_degC",
                     "dose_energy_kJ_per_mol")
        if name in limits
    }  # fmt: skip
    for place, (name, (label, value)) in zip(
        st.columns(len(names)), names.items(), strict=True
    ):
        value = None if value is None else float(value)
        window[name] = place.number_input(
            label,
            0.0,
            1e5,
            value,
            key=f"plan_{name}",
            format="%g",
            placeholder="48" if name == "dose_h" else "none",
        )
    return window


def _decide_columns():
    number = st.column_config.NumberColumn
    return {
        "decide": st.column_config.CheckboxColumn("decide"),
        "step": st.column_config.TextColumn("step"),
        "key": st.column_config.TextColumn("what, and its unit"),
        "today": number("now", format="%g"),
        "low": number("at least", format="%g", required=True),
        "high": number("at most", format="%g", required=True),
        "in_steps_of": number("in steps of", format="%g", required=True),
        "shortest": st.column_config.CheckboxColumn(
            "shortest", help="the shortest hold that suffices is found, not searched; "
            "of one step that no block repeats"),
    }  # fmt: skip


def _watched():
    """The job that was begun here, and others that are open."""
    mine = st.session_state.get("plan_job")
    open_ones = [job.id for job in show.jobs_of("plan") if job.open]
    for number in dict.fromkeys([*([mine] if mine else []), *open_ones]):
        show.watched(number, f"plan_{number}")
    if mine is not None and st.session_state.get("plan_shown") != mine:
        _show_when_found(mine)


def _show_when_found(number):
    """What was asked for here is what is looked at once it is there."""
    try:
        answer = jobs.job(number).answer or {}
    except jobs.JobError:
        return  # taken off the list meanwhile
    if "plan" in answer:  # it may be of another oven, chosen since then
        st.session_state.pop("plan_every", None)
        st.session_state["plan"] = answer["plan"]
        st.session_state["plan_shown"] = number


# ---------------------------------------------------------------- found


def _is_searching():
    """Whether what was asked for here is still at work."""
    try:
        mine = st.session_state.get("plan_job")
        return mine is not None and jobs.job(mine).open
    except jobs.JobError:
        return False  # taken off the list meanwhile


def _found(oven):
    if _is_searching():
        st.info(
            "Your plan is being searched. What it finds is shown here.",
            icon=":material/search:",
        )
        if not st.toggle("Look at earlier plans meanwhile", key="plan_meanwhile"):
            return
    entries = recipe_plans.listed()
    if not entries:
        show.empty("No plan has been found yet.", "Ask for one above: *Find it*.")
        return
    by_id = {entry.folder: entry for entry in entries}
    shown = _shown(by_id, oven)
    if not shown:
        show.empty(
            "No plan has been found for this oven and load yet.",
            "Ask for one above: *Find it*.",
        )
        return
    chosen = show.choice("Plan", shown, "plan", lambda one: _called(by_id[one]))
    try:
        plan = recipe_plans.opened(chosen)
        if plan.answer["feasible"]:
            _feasible(plan)
        else:
            _conflict(plan)
    except (PlanStoreError, KeyError, TypeError, IndexError) as error:
        show.failed("This plan cannot be shown.", error, "Ask for it again.")


def _shown(by_id, oven):
    """Plans to choose from: those for this oven and load, or all, as is wished."""
    mine = recipe_plans.of_oven(by_id.values(), oven)
    if len(mine) == len(by_id):
        return mine
    wanted = st.session_state.get("plan", st.query_params.get("plan"))
    led_here = wanted in by_id and wanted not in mine  # by a link, of another page
    if led_here and "plan_every" not in st.session_state:
        st.session_state["plan_every"] = True
    if st.toggle("Plans for other ovens or loads, too", key="plan_every"):
        return list(by_id)
    if led_here and mine:
        st.session_state["plan"] = mine[0]
    return mine


def _called(entry):
    name = "".join(c if c.isprintable() else "?" for c in entry.name)
    state = "" if entry.feasible else " · no recipe keeps all limits"
    return f"{name[:60]} · {entry.finished[:16]}{state}"


def _feasible(plan):
    best, today = plan.plans, plan.answer.get("today")
    now = None if today is None or today["failed"] else today["figures"]
    front, picked = plan.front, None
    if len(front) > 1 and len(plan.goals) > 1:
        x, y = plan.goals[0], plan.goals[1]
        if len(plan.goals) > 2:
            pairs = recipe_plans.pairs(plan.goals)
            at = st.segmented_control(
                "Axes", range(len(pairs)), default=0, required=True,
                key=f"plan_axes_{plan.folder}",
                format_func=lambda k: " and ".join(FIGURES[n][0] for n in pairs[k]),
            )  # fmt: skip
            x, y = pairs[at]
        third = next((n for n in plan.goals if n not in (x, y)), None)
        figure = charts.front_figure(
            front, x, y, plan.answer["currency"], best, now, third
        )
        event = show.chart(
            figure, front, "front", f"front_{plan.folder}_{x}_{y}",
            on_select="rerun", selection_mode="points",
        )  # fmt: skip
        picked = recipe_plans.picked(event, len(front), len(best))
        st.caption(
            "Round marks are estimates of the search on its coarse grid, **not "
            "checked**: the full model may ask for a longer hold, so that one which "
            "looks better than a checked one need not be. Those with a name were "
            "checked on it. Click a mark to see its recipe, double-click for one with "
            "a name."
        )
    if picked is None:
        picked = ("plan", 0)
        if len(best) > 1:
            which = st.segmented_control(
                "Recipe", range(len(best)), default=0, required=True,
                key=f"plan_which_{plan.folder}",
                format_func=lambda k: best["called"][k],
            )  # fmt: skip
            picked = ("plan", which)
    kind, at = picked
    own = plan.answer["plans"][at] if kind == "plan" else None
    decisions = plan.decisions(at) if own is None else own["decisions"]
    figures = {n: front[n][at] for n in plan.goals} if own is None else own["figures"]
    within = front["within_pct"][at] if own is None else own["within_pct"]
    _figures(figures, now, within, plan.answer["currency"])
    recipe = plan.recipe(decisions)
    st.caption("The recipe, to be entered at the oven's controller")
    editing.whole_table(recipe, "recipe", "plan_recipe")
    _take(plan, decisions, f"taken from the plan {plan.folder}", "plan_take")
    if own is None:
        st.info(
            "This recipe is an estimate of the search, on a coarse grid; it was not "
            "checked. Margins are worked out for those that were, the marks with a "
            "name."
        )
        return
    _margins(plan, at, own)


def _figures(figures, now, within, currency):
    places = st.columns(len(figures) + 1)
    for place, (name, value) in zip(places, figures.items(), strict=False):
        label, form = FIGURES[name]
        delta = None
        if now is not None and name in now:
            delta = f"{value - now[name]:+z.2f} against today"
        place.metric(
            label, form.format(value, currency=currency), delta, delta_color="inverse"
        )
    places[-1].metric("Loads within limits", f"{within:.0f} %")


def _margins(plan, at, own):
    limit = recipe_plans.LIMITS.get(own["binding"])
    if limit is None:
        st.success("No limit stands in the way of a better recipe.")
    else:
        st.info(f"**{limit[0].capitalize()}** binds: it keeps the recipe from being "
                "better.")  # fmt: skip
    one, two = st.columns(2)
    with one:
        st.caption("Room to each limit, at the confidence asked for")
        show.table(
            recipe_plans.margins(plan, at), "margins", "plan_margins", width="stretch"
        )
    with two:
        st.caption("What a small change would cost (search's grid, hold found anew)")
        changes = recipe_plans.changes(plan, at)
        signed = {
            name: st.column_config.NumberColumn(name, format="%+.2f")
            for name in recipe_plans.figures_of(plan)
            if name in changes
        }
        show.table(changes, "changes", "plan_changes", width="stretch",
                   column_config=signed)  # fmt: skip


def _take(plan, decisions, note, key):
    keys = plan.oven(decisions)
    rest = None if keys is None else recipes.rest_text({"name": note[:100], **keys})
    rows = recipes.rows_of(plan.recipe(decisions))
    st.button(
        "Take it into the editor", key=key, type="primary", icon=":material/edit:",
        on_click=editing.took, args=[rows, rest, note],
        help="There it can be changed, and saved as an oven file or as a scenario.",
    )  # fmt: skip


def _conflict(plan):
    """Nothing fits: which limits exclude each other, and the smallest way out."""
    found = plan.answer["conflict"]
    words = [recipe_plans.LIMITS[name][0] for name in found["limits"]]
    if len(words) > 1:
        said = f"{', '.join(words[:-1])} and {words[-1]} exclude each other"
    else:
        said = f"{words[0]} cannot be kept" if words else "more than one has to give"
    st.error(f"**No recipe keeps all limits:** {said}.", icon=":material/block:")
    way = recipe_plans.smallest(found["relaxations"])
    if way is None:
        st.markdown("No single limit helps. Widen what may be decided, and ask again.")
    else:
        limit, unit = recipe_plans.LIMITS[way["limit"]]
        st.markdown(
            f"The smallest way out: **{limit} {way['would_have_to_be']:.4g} {unit}** "
            f"instead of {way['is']:.4g} {unit}. This recipe then works:"
        )
        recipe = plan.recipe(way["decisions"])
        editing.whole_table(recipe, "nearest recipe", "plan_nearest")
        _take(plan, way["decisions"], f"nearest recipe of {plan.folder}", "plan_way")
    st.caption("What each limit would have to be, alone")
    frame = recipe_plans.relaxed(found["relaxations"])
    show.table(
        frame, "relaxations", "plan_relaxations", width="stretch", placeholder="–"
    )
