"""The recipe that is being edited: what the page keeps of it, its table, its figures.

The page keeps rows and texts, no results. The table in the browser holds the rows that
are edited and sends them whole; where it has to begin with others (another file, a plan
taken over) the turn counts on, and what it says of an earlier one is late.
"""

import secrets

import streamlit as st

from dashboard import show, steps
from dashboard.results import recipes
from dashboard.results.recipes import ScenarioError

WORK = "recipe_work"
KIND = "recipe"  # of the edits that are not saved
PARTS = ("Recipe", "Find a better one", "Save")
TAKEN = "recipe_taken"  # in the session, until it was shown
_JS = """
export default function () {
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}
"""
PART = "part"  # key of the choice between them


# ---------------------------------------------------------------- what is kept


def put(source: str, rows: list[dict], rest: str, note: str = "", stored=None) -> None:
    """Edit these rows from here on; `note` says where they are from.

    `stored` are rows and rest of the file `source` where it was opened just now.
    """
    rows = recipes.plain(rows)
    # a browser whose server began anew still has a table, of another turn than ours
    kept = st.session_state.get(WORK, {})
    before = kept.get("turn", secrets.randbelow(2**32))
    st.session_state[WORK] = {
        "source": source,
        "stored": kept["stored"] if stored is None else stored,
        "begun": rows,  # the table began with them
        "now": rows,  # as edited
        "rest": rest,
        "rest_before": rest,
        "note": note,
        "turn": before + 1,
    }


def work(source: str) -> dict:
    """What is being edited of the oven file `source`; read where it is another.

    Edits of a file that are not saved are taken up again.

    Raises
    ------
    recipes.ScenarioError
        Where the file cannot be read.
    """
    kept = st.session_state.get(WORK)
    if kept is None or kept["source"] != source:
        rows, rest = recipes.opened(source)
        stored = recipes.plain(rows), rest
        put(source, *(show.edits(KIND, source) or stored), stored=stored)
    elif f"recipe_rest_{kept['turn']}" not in st.session_state:
        # the page was left: the widgets' edits went with them, the rows are known
        put(source, kept["now"], kept["rest"], kept["note"])
    return st.session_state[WORK]


def took(rows: list[dict], rest: str | None, note: str) -> None:
    """Take rows, and the rest of a file, into the editor (called by a button)."""
    kept = st.session_state[WORK]
    put(kept["source"], rows, kept["rest"] if rest is None else rest, note)
    st.session_state[PART] = PARTS[0]
    st.session_state[TAKEN] = True


def seen_from_the_top() -> None:
    """After a recipe was taken over: the page is scrolled up, where its answer stands.

    The button that takes it over stands far down. The element has no size.
    """
    if st.session_state.pop(TAKEN, False):
        mount = st.components.v2.component("seen_from_the_top", js=_JS)
        turn = st.session_state[WORK]["turn"]
        mount(key=f"seen_from_the_top_{turn}", height="content")


def opens(source: str) -> None:
    """Look at the oven file `source` (called by a button)."""
    st.session_state["oven"] = source
    st.session_state[PART] = PARTS[0]
    st.session_state[TAKEN] = True


def saved() -> None:
    """Note that what is edited now is saved."""
    kept = st.session_state[WORK]
    show.saved(KIND, kept["source"], (kept["now"], kept["rest"]))


def _anew():
    put(st.session_state[WORK]["source"], *recipes.opened(st.session_state["oven"]))


# ---------------------------------------------------------------- the table


def table(kept: dict) -> ScenarioError | None:
    """The table of steps to be edited; its rows are kept as they are now.

    What is wrong with rows that cannot be taken comes back: those before stay.
    """
    refused = None
    try:
        kept["now"] = steps.asked(kept)
    except ScenarioError as error:
        refused = error
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("As stored", icon=":material/undo:", key="anew", on_click=_anew,
                  help="Forget all edits.")  # fmt: skip
        st.toggle("All columns", key=steps.ALL,
                  help="Blocks of steps that are repeated, and other measures of the "
                  "gas's water.")  # fmt: skip
        rest = st.session_state.get(f"recipe_rest_{kept['turn']}", kept["rest"])
        now = kept["now"], rest
        todo = "*Save*, above, keeps it."
        show.unsaved(KIND, kept["source"], now, kept["stored"], todo)
    return refused


def whole_table(recipe: list, name: str, key: str) -> None:
    """A recipe's steps with every cell filled in, to be read."""
    heads = {column: head for column, (head, _) in steps.HEADS.items()}
    show.table(recipes.whole(recipe), name, key, heads, width="stretch", placeholder="")


# ---------------------------------------------------------------- figures


def verdict(own) -> tuple[str, str, str]:
    """The main answer: success, info or warning; a sentence; and what is broken."""
    figures, limits = own.figures, own.limits
    judged = limits["water_ppm"] is not None or limits["wettest_ppm"] is not None
    whole = f"{figures['duration_h']:.1f} h"
    if own.faults:
        said = f"**Not within its limits** after {whole}."
        return "warning", said, "\n".join(own.faults)
    if not judged:
        said = f"{figures['mean_ppm']:.3g} ppm after {whole}; no limit of water is set."
        return "info", said, ""
    said = (
        f"**All {figures['coils']:.0f} coils keep all limits:** "
        f"{recipes.water_kept(own)}. The last one is through after "
        f"{figures['through_h']:.1f} of {whole}."
    )
    return "success", said, ""


ICONS = {
    "success": ":material/check_circle:",
    "info": ":material/info:",
    "warning": ":material/error:",
}


def answer(said: tuple[str, str, str], rows: list[tuple], before: dict | None = None):
    """The main answer and the figures, as `verdict` and `told` word them.

    What stands there comes back, to be given as `before` where another answer takes its
    place: each element is replaced by its successor, and none is taken away in between.
    """
    kind, sentence, broken = said
    if before is None:
        there = {"sentence": getattr(st, kind)(sentence, icon=ICONS[kind])}
        there["broken"] = st.empty()
        there["figures"] = st.columns(len(rows))
    else:
        there = dict(before)
        getattr(there["sentence"], kind)(sentence, icon=ICONS[kind])
    if broken:
        with there["broken"]:
            show.name(broken, 1000)
    elif before is not None:
        there["broken"].empty()
    there["figures"] = [
        _metric(place, *row) for place, row in zip(there["figures"], rows, strict=True)
    ]
    return there


def told(own, other, held: bool) -> list[tuple]:
    """Six figures that a recipe is judged by, each with its change, as they are shown.

    `held`: against something, which is the same where `other` is None.
    """
    wanted = (
        ("Recipe [h]", "duration_h", "{:.1f}", "inverse", "from the closed door to the "
         "end of the last step"),
        ("Water [ppm]", "mean_ppm", "{:.3g}", "off", "mean over all coils at the end, "
         "mg per kg of dry electrode, foil included"),
        ("Floor [ppm]", "lowest_floor_ppm", "{:.3g}", "off", floor(own)),
        ("Energy [kWh]", "energy_kWh", "{:.0f}", "inverse", "bought for the whole "
         "load"),
        (f"Cost [{own.currency}/coil]", "cost_per_coil", "{:.2f}", "inverse", "energy "
         "and gas, at the default prices of Germany in 2024"),
        ("Thermal dose [h]", "dose_h", "{:.2g}", "inverse", severity(own)),
    )  # fmt: skip
    rows = []
    for label, name, form, colour, said in wanted:
        value = own.figures[name]
        delta, arrow = "same" if held else None, "off"
        before = None if other is None else other.figures[name]
        if value is not None and before is not None and _moves(value, before):
            delta = form.format(value - before)
            if float(delta) == 0.0:  # less than is shown of the figure itself
                delta = "about the same"
            else:
                delta = delta if delta.startswith("-") else f"+{delta}"
                arrow = "auto"
        colour = "off" if arrow == "off" else colour
        shown = "–" if value is None else form.format(value)
        rows.append((label, shown, delta, colour, arrow, said))
    return rows


def floor(own) -> str:
    """What the floor is, in a sentence; where it was lowest, if not at the end."""
    said = (
        "What the wettest coil would end at under the chamber's vapour, however long "
        "it is held"
    )
    lowest = recipes.lowest_floor(own)
    if lowest is None:
        return f"{said}: more time does not get below it."
    step, at_end = lowest
    return (
        f"{said} in the step in which that is least, {show.plain(step)}: more time "
        f"there does not get below it. At the end of the recipe it is {at_end:.3g} "
        "ppm: colder coils hold more, and take up water again."
    )


def _metric(place, label, shown, delta, colour, arrow, said):
    return place.metric(
        label, shown, delta, delta_color=colour, delta_arrow=arrow, help=said
    )


def _moves(value, before):
    return abs(value - before) > 1e-3 * max(abs(before), 1e-9)


def severity(own) -> str:
    """What severity is, in a sentence."""
    figures = own.figures
    return (
        "How severe it is, as a thermal dose: hours at "
        f"{figures['dose_temperature_degC']:.0f} °C that "
        "would age the binder of the hottest coil as much as this recipe does "
        f"(limit {figures['dose_limit_h']:.0f} h; the rate of ageing is an estimate). "
        "Harsher is not better: cells from over-dried electrodes performed worst "
        "(Huttner et al., 2020)."
    )
