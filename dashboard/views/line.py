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
    "doing": "is",
    "limit_at": "limit of",
    "share_pct": "of its limit [%]",
    "reaches_limit_in_h": "reaches limit in [h]",
    "leaves_in_h": "leaves in [h]",
    "leaves_with_ppm": "leaves with [ppm]",
}
BOXES = {
    palette.WITHIN: (st.success, ":material/check_circle:"),
    palette.NEAR: (st.warning, ":material/warning:"),
    palette.OVER: (st.error, ":material/cancel:"),
    palette.UNKNOWN: (st.info, ":material/help:"),
}


def verdict(row) -> None:
    """How one electrode fared, in a sentence."""
    box, icon = BOXES[palette.OVER if row.over else row.state]
    with st.container(border=True):
        if not row.coils:
            box("No coil met a limit in this run.", icon=icon)
            show.name(row.electrode, 60)
            return
        counted = f"{row.coils} coil" + ("" if row.coils == 1 else "s")
        share = f"{row.water_ppm:.0f} of {row.limit_ppm:.0f} ppm, {row.share_pct:.0f} %"
        if row.over:
            box(f"**{row.over} of {counted} broke a limit.**", icon=icon)
            said = "worst"
        else:
            box(f"**All {counted} kept their limits.**", icon=icon)
            said = "nearest"
        show.name(
            f"{row.electrode[:40]} · {said}: {row.nearest[:40]}, {share}, "
            f"leaving {row.station[:40]}"
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
    st.session_state["time"] = min(st.session_state["time"] + passed, hours)


def moved() -> None:
    """The slider was moved by hand."""
    st.session_state["line_moved"] = True


def toggle() -> None:
    """Play, from the start if the end was reached; or pause."""
    st.session_state["line_plays"] = not st.session_state.get("line_plays", False)
    st.session_state.pop("line_frame", None)


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
            "Hours since the start of the run",
            0.0,
            hours,
            step=STEP,
            key="time",
            format="%.2f h",
            bind="query-params",
            on_change=moved,
        )
        st.segmented_control(
            "Speed", list(SPEEDS), key="speed", default="4 h/s", required=True
        )
    if pressed:
        st.rerun()
    now = line.moment(run, st.session_state["time"])
    figures(now, outline)
    drawing.drawing(now.svg, "picture")
    st.caption(
        "Places, queues, loads and air are those of the run at this instant. Water is "
        "known on arrival and departure; within a visit it is drawn on a straight line "
        "between the two. Rest the pointer on a coil for its figures; click to open it."
    )
    at_risk(run, now)


def figures(now, outline) -> None:
    """The instant in figures."""
    one, two, three, four = st.columns(4)
    day = 1 + int((now.clock - outline.start) / timedelta(days=1))
    one.metric(f"{now.clock:%A}, day {day} of the run", f"{now.clock:%Y-%m-%d %H:%M}")
    two.metric("Coils in the plant", f"{now.coils}, {now.waiting} waiting")
    cells = "none here" if now.cells is None else f"{now.cells:,.0f}".replace(",", " ")
    three.metric("Cells made so far", cells)
    if now.nearest is None:
        four.metric("Nearest to its limit", "no coil yet")
    else:
        sign = palette.STATES[now.nearest_state][2]
        four.metric("Nearest to its limit", f"{sign} {100 * now.nearest_share:.0f} %")


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
        column_config={"page": st.column_config.LinkColumn("", display_text="open")},
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
    broken = line.breaks(run)
except (runs.StoreError, ValueError) as error:
    show.failed("This run cannot be shown.", error, "Run its scenario again.")
    st.stop()
for column, row in zip(
    st.columns(max(len(verdicts), 2)), verdicts.itertuples(), strict=False
):
    with column:
        verdict(row)
if len(broken):
    ahead = broken[broken["left_h"] > st.session_state.get("time", 0.0)]
    first = (ahead if len(ahead) else broken).iloc[0]
    st.button(
        "Go to the next broken limit",
        key="to_break",
        icon=":material/skip_next:",
        on_click=to_break,
        args=(float(first["left_h"]),),
    )
if outline.warnings:
    with st.expander(f"The run reports {len(outline.warnings)} things to know"):
        for warning in outline.warnings:
            show.name(warning, 1000)
plays = st.session_state.get("line_plays", False)
st.fragment(moment, run_every=FRAME if plays else None)(run, outline)
st.subheader("Over the whole run")
over_the_run(run, outline)
