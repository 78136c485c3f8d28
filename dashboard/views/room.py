"""Dry room: how large a room, at what dew point, at what cost?"""

import streamlit as st

from dashboard import show, show_room
from dashboard.results import rooms
from scenarios.charts import room as charts

FIRST = "twenty_people"


def no_answer(far):
    """That the unit cannot do it at any size, and where another one is asked for."""
    st.error(
        "**No size will do with this unit.** Its driest supply air has "
        f"{far['supply_frost_point_degC']:.1f} °C frost point in the hour that is "
        f"furthest off; {far['asked_frost_point_degC']:.4g} °C is asked of "
        f"{show.plain(far['room'])}. Change the wheels under *Air handling, shifts and "
        "the door* (a second wheel, drier air between the two, more or hotter "
        "regeneration air), or ask for damper air.",
        icon=":material/error:",
    )
    st.caption(
        "Size, energy, cost and the room over time are left out: they would be those "
        "of a unit that does not do it. The flow sheet is that unit at its limits."
    )


def headline(found, room, before):
    """The answer in a sentence and five figures."""
    table = found["rooms"]
    at = table["room"].index(room)
    asked, reached = (table[f"{name}frost_point_degC"][at] for name in ("", "reached_"))
    air = (
        f"{rooms.spaced(table['standard_m3_per_h'][at])} m³/h** of supply air at "
        f"1.2 kg/m³ ({rooms.spaced(table['air_changes_per_h'][at])} air changes an "
        "hour)"
    )
    decides = f"What decides is {table['binding'][at]}."
    kept = found["kept"]
    hours, worst, then = (
        kept[name][at]
        for name in ("hours_above", "worst_frost_point_degC",
                     "asked_then_frost_point_degC")
    )  # fmt: skip
    if reached <= asked + 0.05 and not hours:
        st.success(
            f"**{air} keep {show.plain(room)} as dry as asked: in its worst hour of "
            f"the year at {worst:.1f} °C frost point, where {then:.4g} °C is asked. "
            f"{decides}",
            icon=":material/check_circle:",
        )
    else:
        said = (
            f"in {hours} of the year's hours it is damper, at worst {worst:.1f} °C "
            f"frost point where {then:.1f} °C is asked"
            if hours
            else f"it comes to {reached:.1f} °C frost point where {asked:g} °C is asked"
        )
        st.error(
            f"**{show.plain(room)} is not kept as dry as asked:** {said}. It is sized "
            f"with **{air}. {decides}",
            icon=":material/error:",
        )
        for line in found["words"]:
            if "missed in" in line or "damper than" in line:
                show.name(line, 2000)
        st.markdown(
            "The unit is changed under *Air handling, shifts and the door*: its supply "
            "air, its regeneration, a second wheel."
        )
    for place, figure in zip(st.columns(5), rooms.metrics(found, before), strict=True):
        place.metric(
            figure["label"], figure["value"], figure["change"], delta_color="inverse",
            help=figure["help"],
        )  # fmt: skip


def pictures(found, room, file):
    """Loads and flow sheet; of a unit that can do what is asked also year and day."""
    one, two = st.columns(2)
    with one:
        st.subheader("What wets the room")
        loads = found["loads"]
        show.chart(charts.loads(loads), loads, f"loads of {file}", "loads")
    if found["out_of_reach"] is None:
        with two:
            st.subheader("Energy of the year")
            months = found["months"]
            show.chart(charts.months(months), months, f"months of {file}", "months")
    st.subheader("Flow sheet")
    season = show.part("Design hour", ["summer", "winter"], "season")
    hour = found["design"][season]
    st.markdown(
        f"Outdoor air of {hour['outdoor_degC']:.0f} °C and "
        f"{hour['outdoor_g_per_kg']:.1f} g/kg, full flow. Blue: process air; red, "
        "dashed: regeneration air. At each point stand its temperature, humidity ratio "
        "and dew point (below 0 °C: frost point)."
    )
    points = hour["points"]
    show.chart(charts.flow_sheet(points), points, f"flow sheet of {file}", "sheet")
    with st.expander("The points as a table"):
        heads = {"frost_point_degC": "dew or frost point [°C]"}
        st.dataframe(
            points, hide_index=True, column_config=show.columns(points, heads),
            height="content",
        )  # fmt: skip
    if found["out_of_reach"] is None:
        over_time(found, room, file)


def over_time(found, room, file):
    """A day, and a door."""
    if found["year"]["supply_too_damp"]:
        st.caption("Day and door: with supply air as dry as asked, which the wheels do "
                   "not reach all year.")  # fmt: skip
    three, four = st.columns(2)
    with three:
        st.subheader("The busiest day")
        day = found["day"]["rows"]
        show.chart(charts.day(day, room), day, f"day of {file}", "day")
    with four:
        st.subheader("A door left open")
        event = found["door_event"]
        show.chart(
            charts.door(
                found["door"], event["goal_frost_point_degC"], event["open_min"]
            ),
            found["door"],
            f"door of {file}",
            "door",
        )
        back = event["recovery_min"]
        st.caption(
            f"Room {show.plain(event['room'])}: up to "
            f"{event['peak_frost_point_degC']:.1f} °C; "
            + ("it does not recover." if back is None else f"dry again {back:.0f} min "
               "after it is closed.")
        )  # fmt: skip


def tables(found, file):
    """Powers by which to buy, the year by carrier."""
    st.subheader("What to buy, what it costs")
    powers = found["powers"]
    powers = powers.assign(part=powers["part"].str.replace("_", " "))
    most = "highest hour of the year [kW]"
    show.table(
        powers, f"powers of {file}", "powers", height="content",
        heads={"part": "power of", "summer_kW": "summer design hour [kW]",
               "winter_kW": "winter design hour [kW]", "year_kW": most,
               "largest_kW": "largest: buy by it [kW]"},
    )  # fmt: skip
    st.caption(
        "Design hours: full flow; in summer with all machines and people, in winter "
        "with none beyond those of the calmest hour. Highest hour of the year: under "
        "the control, so it may be less."
    )
    carriers = found["carriers"]
    money = found["year"]["currency"]
    cost = st.column_config.NumberColumn(f"cost [{money}/a]", format="localized")
    show.table(
        carriers, f"year of {file}", "year", height="content",
        heads={"energy_MWh": "energy [MWh/a]", "peak_kW": most},
        column_config={f"cost_{money}": cost},
    )  # fmt: skip
    st.caption("Prices are the file's tariff, or estimates where it has none.")


def in_words(found):
    """All that is said of it."""
    with st.expander("In words"):
        for line in found["words"]:
            show.name(line, 2000)


st.title("Dry room")
files = rooms.files()
file = show.choice("Room file", sorted(files, key=lambda one: one != FIRST), "file")
try:
    keys = rooms.content(file)
    before = rooms.sized(keys)
except (rooms.ScenarioError, ValueError) as error:
    if isinstance(error, rooms.ScenarioError):
        show.faults(error)
    else:
        show.failed("This room cannot be sized.", error, "Mend the file.")
    show.stop()
values, chosen = show_room.what_ifs(file, keys)
asked = rooms.changed(keys, values)
try:
    answer = rooms.sized(asked)
except rooms.ScenarioError as error:
    show.faults(error)
    show.stop()
except ValueError as error:
    show.failed("This room cannot be sized.", error, "Change what the text names.")
    show.stop()
if answer["out_of_reach"] is None:
    headline(answer, chosen, before)
else:
    no_answer(answer["out_of_reach"])
pictures(answer, chosen, file)
if answer["out_of_reach"] is None:
    tables(answer, file)
in_words(answer)
with st.expander("Save or download this room"):
    left, right = st.columns(2, vertical_alignment="bottom")
    draft = left.text_input("Name of the draft", key="draft", max_chars=60)
    if left.button("Save as draft", key="save", icon=":material/save:"):
        try:
            rooms.save(draft, asked)
            st.success("Saved in drafts/rooms; `twin room` takes it, too.")
        except (ValueError, OSError) as error:
            show.not_saved(error)
    right.download_button(
        "Room file (YAML)", lambda: rooms.yaml(asked), "room.yaml", key="yaml",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
