"""The line: what did the plant do, and what is about to break a limit?"""

import time
from datetime import timedelta

import streamlit as st

from dashboard import drawing, show
from dashboard.results import line, plant, runs
from scenarios.charts import line as charts
from scenarios.charts import palette

STEP = 0.25  # h, of the slider
FRAME = 0.5  # s between two pictures while it plays
LONGEST_FRAME = 1.5  # s that one frame advances the clock by at most
SPEEDS = {"1 h/s": 1.0, "4 h/s": 4.0, "12 h/s": 12.0, "1 d/s": 24.0}
HEADS = {
    "state": "state",
    "why": "why",
    "station": "station",
    "doing": "it is",
    "limit_at": "limit of",
    "share_pct": "of its limit [%]",
    "reaches_limit_in_h": "reaches limit in [h]",
    "leaves_in_h": "leaves in [h]",
    "leaves_with_ppm": "leaves with [ppm]",
}
SIGNS = {
    palette.WITHIN: ":green[:material/check_circle:]",
    palette.NEAR: ":orange[:material/warning:]",
    palette.OVER: ":red[:material/cancel:]",
    palette.UNKNOWN: ":material/help:",
}


def answer(verdicts) -> None:
    """How each electrode fared, in a sentence: the page's main answer."""
    limited = verdicts[verdicts["coils"] > 0]
    if limited.empty:
        st.markdown(
            f"{SIGNS[palette.UNKNOWN]} **No coil has met a limit in this run.** Give "
            "its scenario `limits`, or let it run for longer."
        )
        return
    places = st.columns(max(len(limited), 2))
    for column, row in zip(places, limited.itertuples(), strict=False):
        with column, st.container(border=True):
            verdict(row)
    others = verdicts.loc[verdicts["coils"] == 0, "electrode"]
    if len(others):
        show.name("Without a limit so far: " + ", ".join(name[:40] for name in others))


def verdict(row) -> None:
    """How one electrode fared: in words, with a colour and a symbol."""
    sign = SIGNS[palette.OVER if row.over else row.state]
    counted = f"{row.coils} coil" + ("" if row.coils == 1 else "s")
    share = f"{row.water_ppm:.0f} of {row.limit_ppm:.0f} ppm ({row.share_pct:.0f} %)"
    if row.over:
        st.markdown(f"{sign} **{row.over} of {counted} broke a limit.**")
    else:
        st.markdown(f"{sign} **All {counted} kept their limits.**")
    show.name(
        f"{row.electrode[:40]}. {'Worst' if row.over else 'Nearest'}: "
        f"{row.nearest[:40]} left {row.station[:40]} with {share}"
    )


def clamped(hours: float) -> None:
    """Keep the slider's value in the run: another run may be shorter."""
    if "time" in st.session_state:
        value = min(max(float(st.session_state["time"]), 0.0), hours)
        st.session_state["time"] = (
            round(value / STEP) * STEP if value < hours else hours
        )


def advance(hours: float) -> None:
    """Move the slider by what the wall clock says, unless it was just moved by hand."""
    now = time.monotonic()
    before = st.session_state.get("line_frame", now)
    st.session_state["line_frame"] = now
    if st.session_state.pop("line_moved", False):
        return
    speed = SPEEDS[st.session_state.get("speed") or "4 h/s"]
    passed = min(now - before, LONGEST_FRAME) * speed
    passed += st.session_state.get("line_rest", 0.0)
    steps = int(passed / STEP)  # what is left over counts in the next frame
    st.session_state["line_rest"] = passed - steps * STEP
    st.session_state["time"] = min(st.session_state["time"] + steps * STEP, hours)


def moved() -> None:
    """The slider was moved by hand."""
    st.session_state["line_moved"] = True


def toggle() -> None:
    """Play, from the start if the end was reached; or pause."""
    st.session_state["line_plays"] = not st.session_state.get("line_plays", False)
    st.session_state.pop("line_frame", None)


def next_break(run: str) -> bool:
    """A button to the next broken limit, if there is one; whether it was pressed."""
    broken = line.breaks(run)
    if broken.empty:
        return False
    later = broken[broken["left_h"] > st.session_state["time"] + STEP]
    first = (later if len(later) else broken).iloc[0]
    return st.button(
        "Next break",
        key="to_break",
        icon=":material/skip_next:",
        on_click=to_break,
        args=(float(first["left_h"]),),
        help="Show the plant when the next coil leaves a station over its limit; "
        "after the last one, the first.",
    )


def to_break(at: float) -> None:
    """Show the plant when a limit was broken."""
    st.session_state["time"] = at
    st.session_state["line_plays"] = False


def moment(run: str, outline) -> None:
    """The plant at the chosen instant; drawn again on its own while it plays."""
    hours = outline.hours
    st.session_state.setdefault("time", round(hours / 2 / STEP) * STEP)
    clamped(hours)
    plays = st.session_state.get("line_plays", False)
    if plays:
        if st.session_state["time"] >= hours:
            st.session_state["line_plays"] = False
            st.rerun()
        advance(hours)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pressed = st.button(
            "Pause" if plays else "Play",
            key="play",
            icon=":material/pause:" if plays else ":material/play_arrow:",
            on_click=toggle,
            width=110,
        )
        st.slider(
            "Time since the start of the run",
            0.0,
            hours,
            step=STEP,
            key="time",
            format="%.2f h",
            bind="query-params",
            on_change=moved,
        )
        st.selectbox(
            "Speed",
            list(SPEEDS),
            index=list(SPEEDS).index("4 h/s"),
            key="speed",
            width=110,
            help="Hours of the plant, or days, in a second of yours.",
        )
        pressed |= next_break(run)
    if pressed:
        st.rerun()
    now = line.moment(run, st.session_state["time"])
    figures(now, outline)
    drawing.drawing(now.svg, "picture")
    st.caption(
        "Places, queues, loads and air are those of the run at this instant. Water is "
        "known on arrival and departure; between the two it is drawn on a straight "
        "line, in an oven from the load's begin. Rest the pointer on a coil for its "
        "figures; click to open it."
    )
    at_risk(run, now)


def figures(now, outline) -> None:
    """The instant in figures: one line."""
    day = 1 + int((now.clock - outline.start) / timedelta(days=1))
    parts = [
        f"**{now.clock:%A %Y-%m-%d, %H:%M}** (day {day})",
        f"{now.coils} coils in the plant, {now.waiting} of them waiting",
    ]
    if now.cells is not None:
        parts.append(f"{now.cells:,.0f} cells made so far".replace(",", " "))
    if now.nearest_share is not None:
        share = f"{100 * now.nearest_share:.0f} %"
        parts.append(f"{SIGNS[now.nearest_state]} nearest to its limit: {share} of it")
    st.markdown(" · ".join(parts))


def at_risk(run: str, now) -> None:
    """The coils that break a limit or soon will, at the chosen instant."""
    st.subheader("About to break a limit")
    if now.at_risk.empty:
        st.markdown(
            ":material/check_circle: No coil in the plant is above 90 % of its limit, "
            "reaches it within a day at its present rate, or leaves its next station "
            "above 90 % of it."
        )
        return
    show.table(
        now.at_risk,
        "about_to_break_a_limit",
        "at_risk",
        HEADS,
        width="stretch",
        column_config={
            "page": st.column_config.LinkColumn("its life", display_text="open")
        },
    )


def over_the_run(run: str, outline) -> None:
    """Water, queues, energy and stations over the whole run."""
    water, queued, drawn, all_stations, broken = st.tabs(
        ["Water after each station", "Queues", "Energy", "Stations", "Broken limits"]
    )
    with water:
        place = st.segmented_control(
            "Where in the coil",
            line.places(run),
            key="place",
            default=line.places(run)[0],
            required=True,
            format_func=charts.PLACES.get,
            bind="query-params",
        )
        table = line.water(run, place)
        if table.empty:
            show.empty(
                "No coil has left a station after the warm-up.",
                "Run the scenario for longer, or with a shorter `warm_up_d`.",
            )
        else:
            figure = charts.water_after(table, place)
            show.chart(figure, table, "water_after_stations", "water")
            st.caption("Box: middle half of the coils; whiskers: driest and wettest.")
    with queued:
        table = line.queues(run)
        names = st.multiselect(
            "Stations",
            list(table.columns[1:]),
            default=line.longest_queues(run, 4),
            key="stations_queued",
            format_func=lambda name: name[:60],
            help="First those with the longest queues.",
        )
        if names:
            unit = "d" if outline.hours > 72.0 else "h"
            figure = charts.queues(table, names, unit)
            show.chart(figure, table[["time_h", *names]], "queues", "queues")
        else:
            show.empty("No queue is shown.", "Choose one or more stations above.")
    with drawn:
        table = line.energy(run)
        show.chart(charts.energy(table), table, "energy_by_station", "energy")
        heads = {
            "energy_cost": f"cost [{outline.currency}]",
            "co2_kg": "CO₂ [kg]",
            "standby_kWh": "electricity, standby [kWh]",
        }
        st.dataframe(
            table,
            hide_index=True,
            key="energy_table",
            width="stretch",
            column_config=show.columns(table, heads),
        )
        st.caption(f"After the warm-up of {outline.warm_up_h:g} h.")
    with all_stations:
        show.table(plant.stations(run), "stations", "stations", width="stretch")
    with broken:
        table = line.breaks(run)
        if table.empty:
            st.markdown(":material/check_circle: No coil broke a limit in this run.")
        else:
            show.table(table, "broken_limits", "broken", HEADS, width="stretch")


st.title("The line")
run = show.run_chooser()
if run is None:
    st.stop()
try:
    outline = line.outline(run)
    verdicts = line.verdicts(run)
except (runs.StoreError, ValueError) as error:
    show.failed("This run cannot be shown.", error, "Run its scenario again.")
    st.stop()
answer(verdicts)
if outline.warnings:
    with st.expander(f"The run reports {len(outline.warnings)} things to know"):
        for warning in outline.warnings:
            show.name(warning, 1000)
plays = st.session_state.get("line_plays", False)
st.fragment(moment, run_every=FRAME if plays else None)(run, outline)
st.subheader("Over the whole run")
over_the_run(run, outline)
