"""What may be asked of a dry room: boxes for the numbers of its file."""

import streamlit as st

from dashboard import show
from dashboard.results import rooms

CONTROLS = {
    "constant": "constant flow",
    "people": "by people counted",
    "humidity": "by humidity sensor",
    "set_point": "by weekly set points",
}


def number(place, label, path, keys, default, low, high, step, **more):
    """A number of the file at `path`, changed by a box bound to the address."""
    part = keys
    for name in path[:-1]:
        part = part.get(name) or {}
    stands = part.get(path[-1], default)
    if isinstance(stands, dict):  # with its provenance
        stands = stands["value"]
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
        values |= wheels(name, keys, rooms.changed(keys, values)["rooms"])
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


def wheels(name, keys, asked_rooms):
    """The supply air that is asked of the unit, and the wheels that dry it.

    `asked_rooms` are the file's rooms with what was changed above.
    """
    air, own = ("air_handling",), keys.get("air_handling") or {}
    values = {}
    one, two, three, four = st.columns(4)
    asked = own.get("supply_frost_point_degC")
    if one.toggle(
        "Set the supply air", asked is not None, key=f"{name}.set_supply",
        bind="query-params", help="Else it is 10 K below the driest room.",
    ):  # fmt: skip
        driest = min(room["frost_point_degC"] for room in asked_rooms.values())
        at = (*air, "supply_frost_point_degC")
        value = number(
            one, "Its frost point [°C]", at, keys, driest - 10.0, -95.0, 10.0, 1.0,
            format="%.1f",
        )  # fmt: skip
        values |= value or {at: driest - 10.0 if asked is None else asked}
    elif asked is not None:
        values[(*air, "supply_frost_point_degC")] = None
    values |= regeneration((two, three), "Wheel: ", (*air, "wheel"), keys, 30.0)
    second = own.get("second_wheel")
    at = (*air, "second_wheel")
    if four.toggle(
        "A second wheel", second is not None, key=f"{name}.second_wheel",
        bind="query-params", help="Behind the first, regenerated with its dry air.",
    ):  # fmt: skip
        if second is None:
            values[at] = {}
        values |= number(
            four, "Between the wheels [°C]", (*at, "inlet_dew_point_degC"),
            keys, -30.0, -70.0, 20.0, 1.0, format="%.1f",
            help="The dew point that the first wheel then has to reach.",
        )  # fmt: skip
        values |= regeneration((two, three), "Second: ", at, keys, 15.0)
    elif second is not None:
        values[at] = None
    return values


def regeneration(places, whose, at, keys, usual):
    """How much regeneration air a wheel gets, and how hot it may be."""
    share, hottest = places
    return number(
        share, f"{whose}regeneration air [%]",
        (*at, "regeneration_share_pct"), keys, usual, 1.0, 150.0, 5.0, format="%.0f",
        help="Of the supply air.",
    ) | number(
        hottest, f"{whose}heated to at most [°C]", (*at, "highest_degC"),
        keys, 160.0, 40.0, 200.0, 5.0, format="%.0f",
        help="What wheel and heater stand.",
    )  # fmt: skip


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
