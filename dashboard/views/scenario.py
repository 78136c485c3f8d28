"""Scenarios: change one, by form or as YAML; check it, keep it, run it."""

import streamlit as st

from dashboard import show
from dashboard.results import drafts, jobs, runs

YAML, CHANGES = "As YAML", "What is changed"
TEXT, OF, REVISION = "scenario_text", "scenario_of", "scenario_revision"
STORED = "scenario_stored"  # the text that OF began with
KIND = "scenario"  # of edits that are not saved
RECIPE_HEADS = {"temperature_degC": "oven [°C]"}  # as on the recipe's own page

st.title("Scenarios")
st.caption(
    "Choose a scenario and change it; only what differs is written. Nothing shipped is "
    "touched."
)


def begin(text, of):
    """Take up a text: the form and the editor show it anew."""
    st.session_state[TEXT] = text
    st.session_state[OF] = of
    st.session_state[REVISION] = st.session_state.get(REVISION, 0) + 1
    for key in [key for key in st.session_state if str(key).startswith("form_")]:
        del st.session_state[key]


def chooser():
    """Choose what is edited; the address carries it."""
    choices = {choice.key: choice for choice in drafts.choices()}
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        key = show.choice(
            "Scenario",
            list(choices),
            "file",
            lambda key: choices[key].words,
            remember="seen_scenario",
            default=_seen(choices),
            help="Shipped scenarios, which a new one extends; drafts, which are "
            "edited.",
        )
    with right.popover("Upload", icon=":material/upload:", width="stretch"):
        upload()
    if st.session_state.get(OF) != key:
        try:
            st.session_state[STORED] = drafts.text_of(choices[key])
        except drafts.ScenarioError as error:
            show.failed("This file cannot be read.", error, "Choose another.")
            show.stop()
        begin(show.edits(KIND, key) or st.session_state[STORED], key)


def _seen(choices):
    """What was edited last, also on coming back from another page."""
    seen = st.session_state.get("seen_scenario")
    return seen if seen in choices else next(iter(choices))


def upload():
    """A file from the visitor's machine; checked here whatever its name says."""
    taken = st.file_uploader(
        "Scenario file", ["yaml", "yml"], key="up", max_upload_size=1
    )
    if taken is not None and st.button("Take it up", key="take"):
        try:
            begin(drafts.uploaded(taken.getvalue(), taken.name), st.session_state[OF])
        except drafts.ScenarioError as error:
            show.faults(error)
        else:
            st.rerun()


def put(path, key, found):
    """Write what a widget was set to; the form stays as it is."""
    try:
        text = drafts.changed(
            st.session_state[TEXT], path, st.session_state[key], found
        )
    except drafts.ScenarioError as error:
        st.session_state["scenario_refused"] = str(error)
        return
    if st.session_state[key] is None:  # back to what is inherited: show that
        begin(text, st.session_state[OF])
    st.session_state[TEXT] = text


def number(one, found):
    """A number, and the loader's faults of it."""
    key = f"form_{st.session_state[REVISION]}_{one.key}"
    words = f"{one.meaning}; {one.allowed}" if one.allowed else one.meaning
    st.number_input(
        one.label,
        value=one.value,
        step=1 if one.whole else None,
        format=None if one.whole or one.value is None else show.shortest(one.value),
        key=key,
        on_change=put,
        args=(one.path, key, found),
        help=show.plain(words, 1000),
        placeholder="not given",
    )
    for message in drafts.beside(found, one.path):
        show.fault(message)


def _width(head, options=()):
    """Pixels of a column: its head and the sign before it, or its longest option."""
    return round(
        max(38 + 6.5 * len(head), *(24 + 6.5 * len(one) for one in (*options, "")))
    )


def table(one, found):
    """A list as a table whose rows can be added and taken out."""
    key = f"form_{st.session_state[REVISION]}_{one.key}"
    if key not in st.session_state:  # drawn anew: what the text says now is its start
        st.session_state[f"{key}_begun"] = drafts.frame(one)
    config = {}
    for column in one.columns:
        head = RECIPE_HEADS.get(column.name) if one.recipe else None
        head = column.label if head is None else head
        if column.choices:
            config[column.name] = st.column_config.SelectboxColumn(
                head,
                options=column.choices,
                help=column.meaning,
                width=_width(head, column.choices),
            )
        elif column.number:
            config[column.name] = st.column_config.NumberColumn(
                head, help=column.meaning, width=_width(head)
            )
        else:
            config[column.name] = st.column_config.TextColumn(
                head, help=column.meaning, max_chars=200
            )
    edited = st.data_editor(
        st.session_state[f"{key}_begun"],
        num_rows="dynamic",
        key=key,
        column_config=config,
        width="stretch",
        placeholder="",
    )
    value = drafts.value_of(one, edited)
    if not drafts.as_in(found, one, value):
        try:
            st.session_state[TEXT] = drafts.changed(
                st.session_state[TEXT], one.path, value, found
            )
        except drafts.ScenarioError as error:
            show.faults(error)
        else:
            st.rerun()
    for message in drafts.beside(found, one.path):
        show.fault(message)


def form(section, found):
    """The fields of a section, by what they are of."""
    refused = st.session_state.pop("scenario_refused", None)
    if refused:
        show.fault(refused)
    groups = {}
    for one in drafts.fields(found, section):
        groups.setdefault(one.owner, []).append(one)
    if not groups:
        show.empty(
            "There is nothing here to fill in.",
            f"The scenario has no such keys; *{YAML}* shows all of it.",
        )
    for owner, ones in groups.items():
        if owner:
            st.markdown(f"**{show.plain(owner)}**")
        numbers = [one for one in ones if not drafts.is_table(one)]
        columns = st.columns(4)
        for i, one in enumerate(numbers):
            with columns[i % 4]:
                number(one, found)
        for one in ones:
            if drafts.is_table(one):
                table(one, found)


def as_yaml(found):
    """The text itself, and what it comes to with the file it extends."""
    key = f"yaml_{st.session_state[REVISION]}_{hash(st.session_state[TEXT])}"
    text = st.text_area(
        "Only what differs from the file it extends; Ctrl+Enter takes it over",
        st.session_state[TEXT],
        height=320,
        key=key,
    )
    if text != st.session_state[TEXT]:
        begin(text, st.session_state[OF])
        st.rerun()
    if found.content and found.inherited:
        whole = "The whole scenario with what it inherits (to be read only)"
        with st.expander(whole, icon=":material/article:"):
            st.code(drafts.whole(found), language="yaml")


def save():
    """Keep the text as a draft."""
    name = st.text_input(
        "Name of the draft", key="draft_name", placeholder="drier-july", max_chars=60
    )
    replace = st.checkbox("Replace a draft of this name", key="draft_replace")
    if st.button("Save", key="draft_save", disabled=not name):
        try:
            key = drafts.save(name, st.session_state[TEXT], replace)
        except FileExistsError:
            show.fault("There is a draft of this name; choose another, or replace it.")
        except ValueError as error:
            show.fault(str(error))
        except OSError as error:
            show.not_saved(error)
        else:
            for one in (st.session_state[OF], key):
                show.saved(KIND, one, st.session_state[TEXT])
            st.session_state["scenario_saved"] = key
            del st.session_state[OF]  # it is the draft that is edited now
            st.rerun()


def actions(found):
    """Run, save, download, start over."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Run it",
            key="run_it",
            type="primary",
            icon=":material/play_arrow:",
            disabled=bool(found.faults),
            help="It runs on when this page is closed."
            if not found.faults
            else "Mend the faults first.",
        ):
            try:
                st.query_params["job"] = drafts.run(st.session_state[TEXT])
            except (drafts.ScenarioError, jobs.JobError) as error:
                show.failed("It could not be begun.", error, "Mend it and try again.")
        with st.popover("Save as a draft", icon=":material/save:"):
            save()
        st.download_button(
            "Download YAML",
            st.session_state[TEXT].encode(),
            "scenario.yaml",
            "application/yaml",
            key="download_yaml",
            on_click="ignore",
            icon=":material/download:",
        )
        if st.button("Start over", key="start_over", icon=":material/undo:"):
            begin(st.session_state[STORED], st.session_state[OF])
            st.rerun()
        show.unsaved(
            KIND,
            st.session_state[OF],
            st.session_state[TEXT],
            st.session_state[STORED],
            "*Save as a draft* keeps it.",
        )


def at_work():
    """The run that was begun here, and where to look at it when it is done."""
    number = st.query_params.get("job")
    if number is None:
        return
    with st.container(border=True):
        try:
            job = jobs.job(number)
        except jobs.JobError as error:
            show.name(str(error))
            return
        show.watched(number, "scenario_job")
        if job.answer and job.answer.get("run"):
            run = job.answer["run"]
            base = show.reference_run(runs.listed())
            with st.container(horizontal=True, vertical_alignment="center"):
                st.page_link(
                    "views/line.py",
                    label="See it on the line",
                    icon=":material/factory:",
                    query_params={"run": run},
                )
                st.page_link(
                    "views/compare.py",
                    label="Compare it",
                    icon=":material/compare_arrows:",
                    query_params={
                        "runs": list(dict.fromkeys(filter(None, (base, run))))
                    },
                )
                show.downloads(run, "scenario_run", "Take it away")


if "scenario_saved" in st.session_state:  # a choice is made before its widget is drawn
    st.session_state["file"] = st.session_state.pop("scenario_saved")
chooser()
found = drafts.checked(st.session_state[TEXT])
if found.faults:
    show.faults(found)
else:
    st.success(f"No faults. Its run: {found.size}.", icon=":material/check_circle:")
actions(found)
at_work()
section = show.part(
    "Show",
    [*drafts.SECTIONS, YAML, CHANGES],
    "section",
    label_visibility="collapsed",
)
if section == YAML:
    as_yaml(found)
elif section == CHANGES:
    if not found.inherited:
        show.empty(
            "There is nothing to hold it against.",
            "The text extends no other file, or cannot be read.",
        )
    else:
        changes = drafts.differences(st.session_state[TEXT], found)
        if changes.empty:
            show.empty("Nothing is changed yet.", "Change a value in the form.")
        else:
            show.table(changes, "changes", "changes")
elif found.content:
    form(section, found)
else:
    show.empty("The form waits until the YAML can be read.", f"Mend it in *{YAML}*.")
