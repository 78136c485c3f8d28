"""Dry room: how large a room, at what dew point, at what cost?"""

import streamlit as st

from dashboard import show
from dashboard.results import rooms
from scenarios.charts import room as charts

CONTROLS = {
    "constant": "constant flow",
    "people": "by people counted",
    "humidity": "by humidity sensor",
    "set_point": "by weekly set points",
}
FIRST = "twenty_people"


def number(place, label, path, keys, default, low, high, step, **more):
    """A number of the file at `path`, changed by a box bound to the address."""
    part = keys
    for name in path[:-1]:
        part = part.get(name) or {}
    stands = part.get(path[-1], default)
    key = ".".join((st.session_state["file"], *path))
    stands = float(stands)  # a file may hold what the box would not take
    value = place.number_input(
        label, min(low, stands), max(high, stands), stands, step, key=key,
        bind="query-params", **more,
    )  # fmt: skip
    return {path: value} if value != stands else {}


def what_ifs(name, keys):
    """The values that the user changed, by path; and the room they are about."""
    room = next(iter(keys["rooms"]))
    if len(keys["rooms"]) > 1:
        room = show.choice("Room to change and to show", list(keys["rooms"]), "room")
    at, air = ("rooms", room), ("air_handling",)
    values = {}
    one, two, three, four = st.columns(4)
    people = keys["rooms"][room].get("people") or {}
    if "by_shift" not in people and "counted" not in people:
        values |= number(
            one, "People", (*at, "people", "count"), keys, 0, 0.0, 10000.0, 1.0,
            format="%.0f", help="At the file's activity (VDI 2078), in its shifts.",
        )  # fmt: skip
    values |= number(
        two, "Frost point asked [°C]", (*at, "frost_point_degC"), keys, -40.0, -90.0,
        20.0, 1.0, format="%.1f",
    )  # fmt: skip
    values |= number(
        three, "Air changes at least [1/h]", (*at, "least_air_changes_per_h"), keys,
        0.0, 0.0, 2000.0, 1.0, format="%.1f",
    )  # fmt: skip
    values |= number(
        four, "Water from product [g/h]", (*at, "product_g_per_h"), keys, 0.0, -1e6,
        1e6, 10.0, format="%.0f",
    )  # fmt: skip
    with st.expander("Air handling, shifts and the door"):
        five, six, seven, eight = st.columns(4)
        stands = (keys.get("air_handling") or {}).get("control") or {}
        with five:
            kind = show.choice(
                "Supply air", list(CONTROLS), f"{name}.control", CONTROLS.get,
                stands.get("kind", "constant"),
                help="What the flow follows. A constant one is set back off shift.",
            )  # fmt: skip
        if kind != stands.get("kind", "constant"):
            values[(*air, "control", "kind")] = kind
        if kind == "set_point":
            values[(*air, "control", "set_points")] = schedule(name, keys, room, stands)
        elif stands.get("set_points"):
            values[(*air, "control", "set_points")] = None
        least = "set_back_pct" if kind == "constant" else "lowest_pct"
        values |= number(
            six, "Set-back off shift [%]" if kind == "constant" else "Least flow [%]",
            (*air, "control", least), keys, 100.0 if kind == "constant" else 30.0, 0.0,
            100.0, 5.0, format="%.0f", help="Of the full flow.",
        )  # fmt: skip
        values |= number(
            seven, "Safety factor [-]", ("safety_factor",), keys, 1.2, 1.0, 5.0, 0.05,
            format="%.2f", help="On the water; shown apart in the loads.",
        )  # fmt: skip
        share = (keys.get("air_handling") or {}).get("return_share_pct")
        set_share = eight.toggle(
            "Set the return share", share is not None, key=f"{name}.set_return",
            bind="query-params",
        )  # fmt: skip
        if set_share:
            values |= number(
                eight, "Return air [%]", (*air, "return_share_pct"), keys, 80.0, 0.0,
                100.0, 1.0, format="%.0f", help="Of the air through the fan.",
            )  # fmt: skip
        elif share is not None:
            values[(*air, "return_share_pct")] = None
        shifts = st.text_input(
            "Shifts, with commas between them",
            ", ".join(keys.get("shifts") or []),
            key=f"{name}.shifts",
            bind="query-params",
            max_chars=400,
            help="When the room is at work, like Mon-Fri 06:00-22:00. Off shift it is "
            "set back, and nobody is in.",
        )
        told = [one.strip() for one in shifts.split(",") if one.strip()]
        if told != (keys.get("shifts") or []):
            values[("shifts",)] = told or None
        nine, ten, _, _ = st.columns(4)
        values |= number(
            nine, "A door open for [min]", ("door_event", "open_min"), keys, 2.0, 0.1,
            600.0, 0.5, format="%.1f",
        )  # fmt: skip
        values |= number(
            ten, "Air through it [m³/min]", ("door_event", "air_m3_per_min"), keys,
            30.0, 0.1, 1e4, 5.0, format="%.0f",
        )  # fmt: skip
    return values, room


def schedule(name, keys, room, stands):
    """The frost points asked by hours of the week, edited in a table."""
    asked = keys["rooms"][room]["frost_point_degC"]
    work = keys.get("shifts") or ["Mon-Fri 06:00-22:00"]
    rows = stands.get("set_points") or [
        {"when": work, "frost_point_degC": asked, "recovery_min": 15},
        {"when": ["daily 00:00-24:00"], "frost_point_degC": asked + 15},
    ]
    key = f"{name}.schedule"
    if key not in st.session_state:  # opened: what the address says is its start
        st.session_state[f"{key}_begun"] = schedule_in_address(key)
    before, rows = rows, st.session_state[f"{key}_begun"] or rows
    st.markdown(
        "**Frost points over the week.** The first row that has an hour counts; spans "
        "in a row are parted by commas. Recovery is full flow before the row's "
        "hours begin."
    )
    edited = st.data_editor(
        [
            {
                "when": ", ".join(row.get("when", ["daily 00:00-24:00"])),
                "frost_point_degC": float(row["frost_point_degC"]),
                "recovery_min": float(row.get("recovery_min", 0.0)),
            }
            for row in rows
        ],
        num_rows="dynamic",
        key=key,
        column_config={
            "when": st.column_config.TextColumn("when", width="large", required=True),
            "frost_point_degC": st.column_config.NumberColumn(
                "frost point [°C]", min_value=-90.0, max_value=20.0, required=True
            ),
            "recovery_min": st.column_config.NumberColumn(
                "recovery before [min]", min_value=0.0, max_value=1440.0, default=0.0
            ),
        },
    )
    now = [
        {
            "when": [w.strip() for w in (row["when"] or "").split(",") if w.strip()],
            "frost_point_degC": row["frost_point_degC"],
            "recovery_min": row["recovery_min"] or 0.0,
        }
        for row in edited
        if row.get("when")
    ]
    show.keep(key, rooms.schedule_text(now), rooms.schedule_text(before))
    return now


def schedule_in_address(key):
    """The frost points over the week that the address names; None: none, or no such."""
    said = st.query_params.get(key)
    try:
        return None if said is None else rooms.schedule(said)
    except ValueError:
        st.warning("What the address says of the frost points over the week is not "
                   "readable; those of the file are taken.")  # fmt: skip
        return None


def headline(found, room, before):
    """The answer in a sentence and five figures."""
    table = found["rooms"]
    at = table["room"].index(room)
    asked, reached = (table[f"{name}frost_point_degC"][at] for name in ("", "reached_"))
    year, unit = found["year"], found["unit"]
    air = (
        f"{table['standard_m3_per_h'][at]:,.0f} m³/h** of supply air at 1.2 kg/m³ "
        f"({table['air_changes_per_h'][at]:.0f} air changes an hour)"
    ).replace(",", " ")
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
    figures = (
        (
            "All supply air [m³/h]",
            "supply_m3_per_h",
            unit,
            "At 1.2 kg/m³, by which units are bought; all rooms together. ",
        ),
        ("Energy [MWh/a]", "kWh", year, ""),
        (f"Cost [{year['currency']}/a]", "cost", year, ""),
        ("Cooling [kW]", "cooling_kW", unit, ""),
        ("Regeneration [kW]", "regeneration_heater_kW", unit, "Its heater. "),
    )
    for place, (label, key, part, more) in zip(st.columns(5), figures, strict=True):
        scale = 1e-3 if key == "kWh" else 1.0
        old = (before["unit"] if part is unit else before["year"])[key]
        change = part[key] - old
        place.metric(
            label,
            f"{scale * part[key]:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
            f"{100 * change / old:+.1f} %" if old and abs(change) > 1e-9 else None,
            delta_color="inverse",
            help=f"{more}Small: against the file as it stands.",
        )


def pictures(found, room, file):
    """Loads, flow sheet, a day, a door, the year."""
    one, two = st.columns(2)
    with one:
        st.subheader("What wets the room")
        loads = found["loads"]
        show.chart(charts.loads(loads), loads, f"loads of {file}", "loads")
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
    """Powers by which to buy, the year by carrier, all that is said in words."""
    st.subheader("What to buy, what it costs")
    one, two = st.columns(2)
    with one:
        powers = found["powers"]
        powers = powers.assign(part=powers["part"].str.replace("_", " "))
        show.table(
            powers, f"powers of {file}", "powers", height="content",
            heads={"part": "power [kW]"} | {one: one.removesuffix("_kW")
                   for one in powers if str(one).endswith("_kW")},
        )  # fmt: skip
    with two:
        carriers = found["carriers"]
        money = found["year"]["currency"]
        show.table(
            carriers, f"year of {file}", "year", height="content",
            heads={"energy_kWh": "energy [kWh/a]",
                   f"cost_{money}": f"cost [{money}/a]"},
        )  # fmt: skip
        st.caption("Prices are the file's tariff, or estimates where it has none.")
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
values, chosen = what_ifs(file, keys)
asked = rooms.changed(keys, values)
try:
    answer = rooms.sized(asked)
except rooms.ScenarioError as error:
    show.faults(error)
    show.stop()
except ValueError as error:
    show.failed("This room cannot be sized.", error, "Change what the text names.")
    show.stop()
headline(answer, chosen, before)
pictures(answer, chosen, file)
tables(answer, file)
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
