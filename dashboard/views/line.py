"""The line: what did the plant do, and what is about to break a limit?"""

import streamlit as st

from dashboard import drawing, fitted, player, show
from dashboard.results import line, plant, runs
from scenarios.charts import line as charts
from scenarios.charts import palette

LIFE = "its life"
AT_RISK = {
    "coil": fitted.Shown("coil"),
    "page": fitted.Shown(LIFE, None, 60),
    "why": fitted.Shown("why", None, 205),
    "share_pct": fitted.Shown("of its limit [%]", "%.0f", 100),
    "water_ppm": fitted.Shown("holds [ppm]", "%.0f", 82),
    "leaves_with_ppm": fitted.Shown("leaves with [ppm]", "%.0f", 115),
    "leaves_in_h": fitted.Shown("in [h]", "%.1f", 52),
    "limit_ppm": fitted.Shown("limit [ppm]", "%.0f", 80),
    "limit_at": fitted.Shown("behind", None, 110),
}
BROKEN_NOW = {
    "coil": fitted.Shown("coil"),
    "page": fitted.Shown(LIFE, None, 60),
    "limit_at": fitted.Shown("left"),
    "water_ppm": fitted.Shown("with [ppm]", "%.0f", 85),
    "limit_ppm": fitted.Shown("limit [ppm]", "%.0f", 85),
    "share_pct": fitted.Shown("of its limit [%]", "%.0f", 105),
    "station": fitted.Shown("now at"),
    "doing": fitted.Shown("it is", None, 130),
}
BROKEN = {
    "coil": fitted.Shown("coil"),
    "page": fitted.Shown(LIFE, None, 60),
    "station": fitted.Shown("left"),
    "left": fitted.Shown("on", None, 150),
    "left_h": fitted.Shown("at hour [h]", "%.1f", 80),
    "water_ppm": fitted.Shown("with [ppm]", "%.0f", 80),
    "limit_ppm": fitted.Shown("limit [ppm]", "%.0f", 80),
    "share_pct": fitted.Shown("of its limit [%]", "%.0f", 105),
    "place": fitted.Shown("place", None, 60),
    "electrode": fitted.Shown("electrode", None, 75),
    "counts": fitted.Shown("after the warm-up", None, 110),
}
STATIONS = {  # what leaves, and what it is held against; the rest is in the files
    "electrode": fitted.Shown("electrode", None, 75),
    "station": fitted.Shown("station"),
    "left": fitted.Shown("left", "%d", 45),
    "water_out_ppm_median": fitted.Shown("with, median [ppm]", "%.1f", 122),
    "water_out_ppm_p95": fitted.Shown("P95 [ppm]", "%.1f", 75),
    "water_out_ppm_worst": fitted.Shown("worst [ppm]", "%.1f", 85),
    "limit_ppm": fitted.Shown("limit [ppm]", "%.0f", 80),
    "limit_of": fitted.Shown("limit of", None, 70),
    "over_limit": fitted.Shown("over it", "%d", 60),
    "queue_h_mean": fitted.Shown("waits, mean [h]", "%.2f", 102),
    "queue_h_p95": fitted.Shown("P95 [h]", "%.2f", 65),
    "queue_h_worst": fitted.Shown("longest [h]", "%.2f", 80),
}
SIGNS = {
    palette.WITHIN: ":green[:material/check_circle:]",
    palette.NEAR: ":orange[:material/warning:]",
    palette.OVER: ":red[:material/cancel:]",
    palette.UNKNOWN: ":material/help:",
}


def answer(verdicts, outline) -> None:
    """How each electrode fared, in a sentence: the page's main answer."""
    limited = verdicts[verdicts["coils"] > 0]
    if limited.empty and outline.limited and outline.warm_up_h:
        st.markdown(
            f"{SIGNS[palette.UNKNOWN]} **No coil that counts has met a limit.** Those "
            f"that entered in the first {outline.warm_up_h:g} h do not: run the "
            "scenario for longer, or with a shorter `warm_up_d`."
        )
        return
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


def cells_over(run: str) -> None:
    """The cells over their limit, if any: their coils may all have kept their own."""
    made = line.cells(run)
    if made["over_limit"]:
        over, total = (
            f"{made[name]:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
            for name in ("over_limit", "cells")
        )
        st.markdown(
            f"{SIGNS[palette.OVER]} **{over} of {total} cells are over their limit**, "
            f"the worst with {made['water_mg_worst']:.0f} mg of water."
        )


def verdict(row) -> None:
    """How one electrode fared: in words, with a colour and a symbol."""
    sign = SIGNS[palette.OVER if row.over else row.state]
    counted = f"{row.coils} {show.plain(row.electrode, 40)} coil"
    counted += "" if row.coils == 1 else "s"
    share = f"{row.water_ppm:.0f} of {row.limit_ppm:.0f} ppm ({row.share_pct:.0f} %)"
    if row.place != charts.MEAN:
        share += f" in its {charts.PLACES[row.place]}"
    if row.over:
        st.markdown(f"{sign} **{row.over} of {counted} broke a limit.**")
    else:
        st.markdown(f"{sign} **All {counted} kept their limits.**")
    show.name(
        f"{'Worst' if row.over else 'Nearest'}: "
        f"{row.nearest[:40]} left {row.station[:40]} with {share}"
    )


def next_break(run: str) -> bool:
    """A button to the next broken limit, if there is one; whether it was pressed."""
    broken = line.breaks(run)
    if broken.empty:
        return False
    later = broken[broken["left_h"] > player.chosen() + player.STEP]
    first = (later if len(later) else broken).iloc[0]
    return st.button(
        "Next break",
        key="to_break",
        icon=":material/skip_next:",
        on_click=player.go_to,
        args=(float(first["left_h"]),),
        help="Show the plant when the next coil leaves a station over its limit; "
        "after the last one, the first.",
    )


def moment(run: str, outline) -> None:
    """The plant at the chosen instant; drawn again on its own while it plays."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        changed = player.controls(outline.hours)
        changed |= next_break(run)
    if changed:
        st.rerun()
    now = line.moment(run, player.chosen())
    figures(now)
    drawing.drawing(now.svg, "picture")
    st.caption(
        "Places, queues, loads and air are those of the run at this instant. Water is "
        "known on arrival and departure; between the two it is drawn on a straight "
        "line, in an oven from the load's begin. Rest the pointer on a coil for its "
        "figures; click to open it."
    )
    at_risk(now)


def figures(now) -> None:
    """The instant in figures: one line."""
    parts = [
        f"**{now.clock:%A %Y-%m-%d, %H:%M}** (day {now.day})",
        f"{now.coils} coils in the plant, {now.waiting} of them waiting",
    ]
    if now.cells is not None:
        parts.append(f"{now.cells:,.0f} cells made so far".replace(",", " "))
    if now.nearest_share is not None:
        worst = "worst" if now.nearest_state == palette.OVER else "nearest to its limit"
        parts.append(
            f"{SIGNS[now.nearest_state]} {worst}: {show.plain(now.nearest, 40)}, "
            f"{100 * now.nearest_share:.0f} % of its limit"
        )
    st.markdown(" · ".join(parts))


def at_risk(now) -> None:
    """The coils that soon break a limit, and those that did, at the chosen instant."""
    st.subheader("About to break a limit")
    if now.at_risk.empty:
        others = "other " if len(now.broken) else ""
        st.markdown(
            f":material/check_circle: No {others}coil in the plant is above 90 % of "
            "its limit, reaches it within a day where it is, or leaves its next "
            "station above 90 % of it."
        )
    else:
        coils(now.at_risk, "about_to_break_a_limit", "at_risk", AT_RISK)
    if len(now.broken):
        st.subheader("Over it already")
        coils(now.broken, "over_a_limit", "over_already", BROKEN_NOW)


def coils(table, name, key, shown) -> None:
    """A table of coils, each of which leads to its page."""
    link = st.column_config.LinkColumn(LIFE, display_text="open", width=60)
    show.table(
        table,
        name,
        key,
        width="stretch",
        column_order=list(shown),
        column_config=fitted.columns(shown) | {"page": link},
    )


def over_the_run(run: str, outline) -> None:
    """Water, queues, energy and stations over the whole run."""
    water, queued, drawn, all_stations, broken = st.tabs(
        ["Water after each station", "Queues", "Energy", "Stations", "Broken limits"]
    )
    with water:
        place = show.part(
            "Where in the coil",
            line.places(run),
            "place",
            format_func=charts.PLACES.get,
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
            key=f"queued_{run}",  # other runs have other stations
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
        drawn = [name for name in table if name == "station" or table[name].any()]
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
            column_order=drawn,  # what no station draws only takes room
            column_config=show.columns(table, heads),
        )
    with all_stations:
        show.table(
            plant.stations(run),
            "stations",
            "stations",
            width="stretch",
            column_order=list(STATIONS),
            column_config=fitted.columns(STATIONS),
        )
    with broken:
        table = line.breaks(run)
        if table.empty:
            st.markdown(":material/check_circle: No coil broke a limit in this run.")
        else:
            if (table["counts"] == "no").any():
                st.caption(
                    "Coils that entered before the end of the warm-up stand here, too; "
                    "they do not count in the verdicts."
                )
            coils(table, "broken_limits", "broken", BROKEN)


st.title("The line")
run = show.run_chooser()
if run is None:
    show.stop()
try:
    outline = line.outline(run)
    verdicts = line.verdicts(run)
except (runs.StoreError, ValueError) as error:
    show.failed("This run cannot be shown.", error, "Run its scenario again.")
    show.stop()
answer(verdicts, outline)
cells_over(run)
show.downloads(run, "line_take", "Report and downloads of this run")
if outline.warnings:
    with st.expander(f"The run reports {len(outline.warnings)} things to know"):
        for warning in outline.warnings:
            show.name(warning, 1000)
st.fragment(moment, run_every=player.FRAME if player.playing() else None)(run, outline)
st.subheader("Over the whole run")
if outline.warm_up_h:
    st.caption(
        f"Verdicts, water and stations are of coils that entered after the warm-up of "
        f"{outline.warm_up_h:g} h, energy is that drawn after it."
    )
over_the_run(run, outline)
