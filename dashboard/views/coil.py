"""A coil's life: what did this coil meet, and why is it as wet as it is?"""

import streamlit as st

from dashboard import fitted, show
from dashboard.results import lives, runs
from scenarios.charts import coil as charts
from scenarios.charts import coil_steps

COILS = {  # the limit first; what does not fit is in the files
    "coil": fitted.Shown("coil"),
    "limits": fitted.Shown("its limits", None, 75),
    "of_limit_pct": fitted.Shown("of its limit [%]", "%.1f", 105),
    "limit_station": fitted.Shown("behind"),
    "end_water_ppm": fitted.Shown("at its end [ppm]", "%.1f", 115),
    "fate": fitted.Shown("fate", None, 85),
    "last_station": fitted.Shown("last station"),
    "entered_h": fitted.Shown("entered [h]", "%.1f", 85),
    "ended_h": fitted.Shown("ended [h]", "%.1f", 80),
}
EXPOSURES = {  # as COILS
    "station": fitted.Shown("station"),
    "zone": fitted.Shown("zone", None, 70),
    "exchange": fitted.Shown("how"),
    "from_h": fitted.Shown("from [h]", "%.1f", 68),
    "hours": fitted.Shown("lasts [h]", "%.2f", 68),
    "change_ppm": fitted.Shown("change [ppm]", "%.2f", 92),
    "after_ppm": fitted.Shown("after [ppm]", "%.1f", 85),
    "tau_macro_h": fitted.Shown("τ macro [h]", "%.3g", 82),
    "tau_micro_s": fitted.Shown("τ micro [s]", "%.3g", 78),
    "regime": fitted.Shown("regime", None, 108),
}
COMPARED = {
    "station": fitted.Shown("station"),
    "visit": fitted.Shown("visit", "%d", 50),
    "limit_ppm": fitted.Shown("limit [ppm]", "%.0f", 85),
    "water_of": fitted.Shown("water of", None, 120),
    "was_ppm": fitted.Shown("was [ppm]", "%.1f", 85),
    "would_be_ppm": fitted.Shown("would be [ppm]", "%.1f", 110),
    "change_ppm": fitted.Shown("change [ppm]", "%.1f", 95),
    "was_kept": fitted.Shown("limit was", None, 75),
    "would_be_kept": fitted.Shown("would be", None, 75),
    "left_h": fitted.Shown("left [h]", "%.1f", 70),
    "would_leave_h": fitted.Shown("would leave [h]", "%.1f", 105),
}
STEPS = "Each stay with the way to it, net: what it took up less what it gave off."
SIGNS = {
    True: ":green[:material/check_circle:]",
    False: ":red[:material/cancel:]",
    None: ":material/help:",
}
ASSUMED = (
    "It waits as it is wrapped there, in the air its zone had. All that follows "
    "happens later by as much, in the air of that later time; beyond the end of the "
    "run and in an oven's chamber in the air as recorded. The load of an oven is "
    "solved again with this coil. Other coils, rooms, machines and the decisions of "
    "checks are left as they were."
)
LONGEST = 60  # characters of a name in a box
LIMITS = "A limit holds behind a station: what the coil holds as it leaves it."


def chosen_coil(run):
    """The coil's name, from the address, the table or the list; None: there is none."""
    frame = lives.coils(run)
    if frame.empty:
        show.empty("This run has no coils.", "Choose another run.")
        return None
    names = list(frame["coil"])
    with st.expander(f"All {len(names)} coils, nearest to their limit first"):
        show.table(
            frame,
            "coils",
            "coils",
            width="stretch",
            column_order=list(COILS),
            column_config=fitted.columns(COILS),
            height=300,
            on_select=lambda: follow(names),
            selection_mode="single-row",
        )
    return show.choice(
        "Coil",
        names,
        "coil",
        shortened,
        help="Type to search. The first is nearest to its limit, or over it.",
    )


def follow(names):
    """Take the coil of the row that was chosen in the table."""
    rows = st.session_state["coils"]["selection"]["rows"]
    if rows:
        st.session_state["coil"] = names[rows[0]]


def shortened(name):
    """A name on one line."""
    shown = "".join(c if c.isprintable() else "?" for c in name)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def made_once_more(run):
    """Wait, and say how far it is, until lives can be asked for; whether they can."""
    making = lives.asked(run)
    if not making.done:
        bar = st.progress(0.0)
        while not making.wait(0.2):
            bar.progress(
                making.fraction,
                text="Running the line once more, so that its coils keep what they "
                f"met: {making.said}",
            )
        bar.empty()
    try:
        making.result()
    except Exception as error:
        show.failed(
            "The run could not be made once more.",
            error,
            "Its tables are on the other pages. Run its scenario again with the "
            "program of today, then open the new run here.",
        )
        return False
    return True


def what_if(run, coil, life):
    """Choose a longer wait; its answer, or None."""
    passages = life["passages"]
    waits = passages[passages["can_wait"]]
    if waits.empty:
        st.caption("It waited nowhere as a coil yet, so no wait can be longer.")
        return None
    places = [f"{row.station} {row.visit}" for row in waits.itertuples()]
    by_place = dict(zip(places, waits.itertuples(), strict=True))
    if st.session_state.get("wait_of", coil) != coil:  # the last coil's wait
        st.session_state.pop("wait", None)
        st.query_params.pop("wait", None)
    st.session_state["wait_of"] = coil
    left, right = st.columns([2, 3])
    with left:
        place = show.choice(
            "What if it had waited longer for",
            places,
            "wait",
            lambda p: shortened(said(by_place[p])),
            default=places[longest(waits)],
            help=ASSUMED,
        )
    extra = right.slider(
        "by so many hours more",
        0.0,
        24.0,
        2.0,
        0.5,
        key="extra",
        format="%.1f h",
        bind="query-params",
    )
    row = by_place[place]
    try:
        answer = lives.what_if(run, coil, row.station, int(row.visit), extra)
    except (ValueError, lives.SolverError) as error:
        show.failed(
            "This wait has no answer.", error, "Choose a shorter one, or another place."
        )
        return None
    show.name("\n".join([answer["consequence"], answer["cause"]]).strip(), 2000)
    return answer


def longest(waits):
    """Where it waited longest: the first guess at what may have been longer still."""
    hours = (waits["started_h"] - waits["arrived_h"]).fillna(0.0).to_list()
    return hours.index(max(hours))


def said(row):
    """A wait in words."""
    again = f", visit {row.visit}" if row.visit > 1 else ""
    return f"{row.station}{again}"


def step_by_step(life):
    """What each stay changed since the oven, net."""
    st.subheader(life["steps_of"])
    st.caption(STEPS)
    show.chart(coil_steps.steps(life["steps"]), life["steps"], "coil_steps", "steps")


def width_map(life):
    """The map of water over width and time."""
    st.subheader("Water over the width")
    log = st.toggle("Logarithmic colours", True, key="map_log", bind="query-params")
    show.chart(charts.width(life["width"], log), life["width"], "coil_width", "width")


def instant(begin, end):
    """The time in the address, if the coil was there then; else the middle [h]."""
    try:
        wanted = float(st.query_params.get("at", "nan"))
    except ValueError:
        wanted = begin - 1.0
    return wanted if begin <= wanted <= end else (begin + end) / 2.0


def binder(run, coil, life):
    """The profile inside the binder at a chosen time and place."""
    st.subheader("Inside the binder")
    course, mesh = life["course"], life["width"]
    begin, end = float(course["time_h"].iloc[0]), float(course["time_h"].iloc[-1])
    left, right = st.columns(2)
    time = left.slider(
        "Time since the start of the run",
        begin,
        end,
        instant(begin, end),
        (end - begin) / 500.0,
        format="%.2f h",
        key=f"time_{coil}",
    )
    show.keep("at", f"{time:.2f}", f"{(begin + end) / 2.0:.2f}")
    then = mesh[mesh["time_h"] <= time]
    then = mesh[mesh["time_h"] == (then if len(then) else mesh)["time_h"].max()]
    then = then[then["part"] == then["part"].max()].drop_duplicates("from_edge_mm")
    cells = list(zip(then["from_edge_mm"], then["to_edge_mm"], strict=True))
    place = right.select_slider(
        "Distance from the open edge",
        range(len(cells)),
        0,
        format_func=lambda i: f"{cells[i][0]:.1f} to {cells[i][1]:.1f} mm",
        key=f"place_{coil}_{len(cells)}",
    )
    try:
        profile = lives.depth(run, coil, time, sum(cells[place]) / 2.0)
    except ValueError as error:
        show.failed("There is no profile here.", error, "Choose another time or place.")
        return
    if profile.empty:
        show.empty(
            "This material keeps all its water where vapour reaches it at once.",
            "A profile needs a component with a micro domain.",
        )
        return
    show.chart(charts.depth(profile), profile, "coil_depth", "depth")


st.title("A coil's life")
run = show.run_chooser()
if run is None:
    show.stop()
try:
    coil = chosen_coil(run)
except (runs.StoreError, ValueError) as error:
    show.failed("This run cannot be shown.", error, "Run its scenario again.")
    show.stop()
if coil is None or not made_once_more(run):
    show.stop()
try:
    life = lives.life(run, coil)
except (ValueError, lives.SolverError) as error:
    show.failed("This coil cannot be followed.", error, "Choose another coil.")
    show.stop()
course, passages = life["course"], life["passages"]
if course.empty:
    show.empty(
        "This coil has met no air as a coil yet.",
        "It was still on the coater when the run ended. Choose another.",
    )
    show.stop()
with st.container(border=True):
    with st.container(horizontal=True, gap="small"):
        st.markdown(SIGNS[life["within"]], width="content")
        show.name(life["verdict"], 1000)
    show.name(life["reason"], 2000)
one, two, three, four = st.columns(4)
one.metric("Water at the end", f"{course['water_ppm'].iloc[-1]:.0f} ppm")
two.metric("Its outer 10 mm", f"{course['edge_ppm'].iloc[-1]:.0f} ppm")
three.metric("Largest mean on the way", f"{course['water_ppm'].max():.0f} ppm")
four.metric(
    "From release to end",
    f"{passages['left_h'].max() - passages['arrived_h'].min():.1f} h",
)
answer = what_if(run, coil, life)
log_y = st.toggle(
    "Logarithmic water", True, key="log", bind="query-params", help=LIMITS
)
show.chart(
    charts.life(course, passages, None if answer is None else answer["course"], log_y),
    course,
    "coil_life",
    "life",
)
if answer is not None:
    with st.expander("Water behind every station, as it was and had it waited longer"):
        show.table(
            answer["compared"],
            "coil_what_if",
            "compared",
            width="stretch",
            column_order=list(COMPARED),
            column_config=fitted.columns(COMPARED),
        )
step_by_step(life)
width_map(life)
binder(run, coil, life)
st.subheader("Every exposure, its diffusion times and regime")
st.caption(
    "τ macro: how long vapour needs through the pores; τ micro: water inside the "
    "binder. The regime says which of the two is slow: macro-limited the pores, "
    "micro-limited the binder."
)
show.table(
    life["exposures"],
    "coil_exposures",
    "exposures",
    width="stretch",
    column_order=list(EXPOSURES),
    column_config=fitted.columns(EXPOSURES),
)
