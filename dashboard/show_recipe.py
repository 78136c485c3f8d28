"""The recipe that is being edited: what the page keeps of it, its table, its figures.

The page keeps rows and texts, no results. The table's widget holds edits against the
rows it began with; where those change (another file, a step moved, a plan taken over)
its key counts on, and it begins anew.
"""

import streamlit as st

from dashboard import show
from dashboard.results import recipes

WORK = "recipe_work"
PARTS = ("Recipe", "Find a better one", "Save")
PART = "part"  # key of the choice between them
WIDTHS = {
    "block": 70,
    "rounds": 80,
    "name": 80,
    "temperature_degC": 92,
    "hold_h": 80,
    "gas": 85,
    "pressure_mbar": 125,
    "ramp_K_per_h": 103,
    "dew_point_degC": 118,
    "purge_Nm3_per_h": 128,
}  # pixels: the usual columns side by side in a window of 1280
HEADS = {
    "name": ("name", "what the step is for"),
    "temperature_degC": ("oven [°C]", "set temperature of the oven, 0 to 200 °C"),
    "ramp_K_per_h": ("ramp [K/h]", "how fast the set temperature moves; blank in the "
                     "first step: at once"),
    "pressure_mbar": ("pressure [mbar]", "set pressure, 0.01 to 2000 mbar"),
    "hold_h": ("hold [h]", "how long the step is held after its ramp"),
    "gas": ("gas", "what the chamber is filled and purged with"),
    "dew_point_degC": ("dew point [°C]", "of the gas as supplied, at 1013 mbar"),
    "water_ppmv": ("water [ppmv]", "in the gas as supplied; instead of a dew point"),
    "vapour_pressure_Pa": ("vapour [Pa]", "in the chamber; instead of a dew point"),
    "purge_Nm3_per_h": ("purge [Nm³/h]", "gas that flows through; blank: as before"),
    "block": ("block", "rows with one letter are gone through together, several times"),
    "rounds": ("rounds", "how often; in the first row of a block"),
}  # fmt: skip
BOUNDS = {
    "temperature_degC": (0.0, 200.0), "ramp_K_per_h": (0.1, 1e5),
    "pressure_mbar": (0.01, 2000.0), "dew_point_degC": (-100.0, 60.0),
    "water_ppmv": (0.0, 1e6), "vapour_pressure_Pa": (0.0, 2e5),
    "purge_Nm3_per_h": (0.0, 1e5), "hold_h": (0.0, 1000.0), "rounds": (1, 200),
}  # fmt: skip
# columns shown where a recipe uses them, or where all are asked for
RARE = ("block", "rounds", "water_ppmv", "vapour_pressure_Pa")
ALL = "recipe_all_columns"
GASES = ("nitrogen", "air", "argon")
BLOCKS = ("A", "B", "C", "D", "E", "F", "G", "H")
MOVES = {
    "insert": ("Insert behind", ":material/add:"),
    "double": ("Double", ":material/content_copy:"),
    "up": ("Up", ":material/arrow_upward:"),
    "down": ("Down", ":material/arrow_downward:"),
    "remove": ("Remove", ":material/delete:"),
}


# ---------------------------------------------------------------- what is kept


def put(source: str, rows: list[dict], rest: str, note: str = "") -> None:
    """Edit these rows from here on; `note` says where they are from."""
    turn = st.session_state.get(WORK, {}).get("turn", 0) + 1
    st.session_state[WORK] = {
        "source": source,
        "rows": rows,  # the table began with them
        "now": rows,  # as edited
        "rest": rest,
        "rest_before": rest,
        "note": note,
        "turn": turn,
    }


def work(source: str) -> dict:
    """What is being edited of the oven file `source`; read where it is another.

    Raises
    ------
    recipes.ScenarioError
        Where the file cannot be read.
    """
    kept = st.session_state.get(WORK)
    if kept is None or kept["source"] != source:
        put(source, *recipes.opened(source))
    elif f"recipe_rest_{kept['turn']}" not in st.session_state:
        # the page was left: the widgets' edits went with them, the rows are known
        put(source, kept["now"], kept["rest"], kept["note"])
    return st.session_state[WORK]


def took(rows: list[dict], rest: str | None, note: str) -> None:
    """Take rows, and the rest of a file, into the editor (called by a button)."""
    kept = st.session_state[WORK]
    put(kept["source"], rows, kept["rest"] if rest is None else rest, note)
    st.session_state[PART] = PARTS[0]


def _anew():
    put(st.session_state[WORK]["source"], *recipes.opened(st.session_state["oven"]))


def _as_edited():
    """Begin the table anew with its edits in it: other columns are another table."""
    kept = st.session_state[WORK]
    put(kept["source"], kept["now"], kept["rest"], kept["note"])


def _moved(what):
    kept = st.session_state[WORK]
    at = int(st.session_state["step_at"]) - 1
    put(
        kept["source"], recipes.moved(kept["now"], at, what), kept["rest"], kept["note"]
    )


# ---------------------------------------------------------------- the table


def table(kept: dict) -> list[dict]:
    """The table of steps to be edited; its rows as they are now."""
    used = {name for row in kept["now"] for name in RARE if row[name] is not None}
    rare = RARE if st.session_state.get(ALL, False) else used
    shown = [name for name in recipes.COLUMNS if name not in RARE or name in rare]
    edited = st.data_editor(
        recipes.frame(kept["rows"]),
        key=f"recipe_table_{kept['turn']}",
        num_rows="dynamic",
        column_order=shown,
        column_config={name: _column(name) for name in recipes.COLUMNS},
        placeholder="",
        hide_index=False,
        alt="the recipe's steps",
    )
    kept["now"] = recipes.rows_in(edited)
    return kept["now"]


def _column(name):
    head, said = HEADS[name]
    width = WIDTHS.get(name, 95)
    if name in BOUNDS:
        low, high = BOUNDS[name]
        step = {"step": 1} if name == "rounds" else {}
        return st.column_config.NumberColumn(
            head, help=said, width=width, min_value=low, max_value=high, **step
        )
    if name in ("gas", "block"):
        options = GASES if name == "gas" else BLOCKS
        return st.column_config.SelectboxColumn(
            head, help=said, width=width, options=options
        )
    return st.column_config.TextColumn(head, help=said, width=width, max_chars=60)


def whole_table(recipe: list, name: str, key: str) -> None:
    """A recipe's steps with every cell filled in, to be read."""
    heads = {column: head for column, (head, _) in HEADS.items()}
    show.table(recipes.whole(recipe), name, key, heads, width="stretch", placeholder="")


def moves(count: int) -> None:
    """A step's number, and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input("Step", 1, max(count, 1), key="step_at", width=110)
        for what, (label, icon) in MOVES.items():
            st.button(
                label, icon=icon, key=f"step_{what}", on_click=_moved, args=[what]
            )
        st.button("As stored", icon=":material/undo:", key="anew", on_click=_anew,
                  help="Forget all edits.")  # fmt: skip
        st.toggle("All columns", key=ALL, on_change=_as_edited,
                  help="Blocks of steps that are repeated, and other measures of the "
                  "gas's water.")  # fmt: skip


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
        f"**All {figures['coils']:.0f} coils keep all limits.** The last one is "
        f"through after {figures['through_h']:.1f} of {whole}."
    )
    return "success", said, ""


ICONS = {
    "success": ":material/check_circle:",
    "info": ":material/info:",
    "warning": ":material/error:",
}


def answer(said: tuple[str, str, str], rows: list[tuple]) -> None:
    """The main answer and the figures, as `verdict` and `told` word them."""
    kind, sentence, broken = said
    getattr(st, kind)(sentence, icon=ICONS[kind])
    if broken:
        show.name(broken, 1000)
    metrics(rows)


def told(own, other, held: bool) -> list[tuple]:
    """Six figures that a recipe is judged by, each with its change, as they are shown.

    `held`: against something, which is the same where `other` is None.
    """
    wanted = (
        ("Recipe [h]", "duration_h", "{:.1f}", "inverse", "from the closed door to the "
         "end of the last step"),
        ("Water [ppm]", "mean_ppm", "{:.3g}", "off", "mean over all coils at the end, "
         "mg per kg of dry electrode, foil included"),
        ("Floor [ppm]", "floor_ppm", "{:.3g}", "off", "what the wettest coil would end "
         "at under the chamber's vapour at the end: more time does not get below it"),
        ("Energy [kWh]", "energy_kWh", "{:.0f}", "inverse", "bought for the whole "
         "load"),
        (f"Cost [{own.currency}/coil]", "cost_per_coil", "{:.2f}", "inverse", "energy "
         "and gas, at the default prices of Germany in 2024"),
        ("Severity [h]", "dose_h", "{:.2g}", "inverse", severity(own)),
    )  # fmt: skip
    rows = []
    for label, name, form, colour, said in wanted:
        value = own.figures[name]
        delta, arrow = "same" if held else None, "off"
        before = None if other is None else other.figures[name]
        if value is not None and before is not None and _moves(value, before):
            delta = form.format(value - before)
            delta = delta if delta.startswith("-") else f"+{delta}"
            arrow = "auto"
        colour = "off" if arrow == "off" else colour
        shown = "–" if value is None else form.format(value)
        rows.append((label, shown, delta, colour, arrow, said))
    return rows


def metrics(rows: list[tuple]) -> None:
    """The figures of `told`, side by side."""
    for place, (label, shown, delta, colour, arrow, said) in zip(
        st.columns(len(rows)), rows, strict=True
    ):
        place.metric(
            label, shown, delta, delta_color=colour, delta_arrow=arrow, help=said
        )


def _moves(value, before):
    return abs(value - before) > 1e-3 * max(abs(before), 1e-9)


def severity(own) -> str:
    """What severity is, in a sentence."""
    figures = own.figures
    return (
        f"The thermal dose: hours at {figures['dose_temperature_degC']:.0f} °C that "
        "would age the binder of the hottest coil as much as this recipe does "
        f"(limit {figures['dose_limit_h']:.0f} h; the rate of ageing is an estimate). "
        "Harsher is not better: cells from over-dried electrodes performed worst "
        "(Huttner et al., 2020)."
    )
