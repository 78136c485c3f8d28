"""Materials and humidity: how much water does it hold, where, and in what air?"""

import streamlit as st

from dashboard import show
from dashboard.results import materials
from dashboard.show.address import stands_in_address
from scenarios.charts import material as charts

ISOTHERM, SITS, CONVERTER, NUMBERS = (
    "Isotherm",
    "Where the water sits",
    "Humidity converter",
    "All numbers",
)
MEASURE, AIR = "measure", "converted_air"  # keys of the session
FIRST_TEXT = "frost -40 C"
BASES = {"water_ppm": "per kg of dry electrode", "coating_ppm": "per kg of dry coating"}


def chosen_material():
    """The material of the page, kept in its address."""
    titles = dict(materials.names())
    return show.choice(
        "Material", list(titles), "material", lambda name: f"{name}: {titles[name]}"
    )


def own_points():
    """Points that the user measured, uploaded as CSV; None where there are none."""
    with st.expander("Hold your own measurements against it"):
        st.markdown(
            "A CSV file with the columns `relative_humidity_pct` and `coating_ppm` or "
            "`water_ppm`; `temperature_degC` may be there too."
        )
        file = st.file_uploader("Sorption points", type="csv", key="points")
    if file is None:
        return None
    try:
        return materials.points(file.getvalue())
    except materials.PointsError as error:
        show.failed("This file is not used.", error, "Mend it and load it again.")
        return None


def isotherm():
    """Water over humidity."""
    name = chosen_material()
    left, middle, right = st.columns([2, 2, 1])
    degrees = left.multiselect(
        "Temperatures [°C]",
        [0, 10, 20, 25, 40, 60, 90, 120, 150],
        default=[25, 60, 120],
        key="temperatures",
        bind="query-params",
    )
    basis = middle.segmented_control(
        "Water [ppm]", list(BASES), format_func=BASES.get, default="water_ppm",
        key="basis", required=True, bind="query-params",
    )  # fmt: skip
    log = right.toggle("Logarithmic", key="log_humidity", bind="query-params",
                       help="Shows the dry end.")  # fmt: skip
    if not degrees:
        show.empty("No temperature is chosen.", "Choose one or more above.")
        return
    points = own_points()
    table = materials.isotherms(name, tuple(float(d) for d in sorted(degrees)))
    show.chart(
        charts.isotherms(table, basis, points=points, log=log),
        table[table["part"] == materials.WHOLE],
        f"isotherm of {name}",
        "isotherm",
    )
    if points is not None and basis not in points.columns:
        st.info("Your points are given per the other basis; switch above to see them.")
    known = materials.facts(name)
    if not known.empty:
        st.subheader("Held against what is known")
        show.table(
            known,
            f"facts of {name}",
            "facts",
            heads={
                "low_ppm": "known, from [ppm]",
                "high_ppm": "known, to [ppm]",
                "isotherm_ppm": "our isotherm [ppm]",
                "ours": "ours is",
            },
        )
        st.caption(
            "At 25 °C, per kg of the component itself. No published isotherm "
            "parameters were at hand: the set is an estimate. Where it lies outside a "
            "range, that range is a memory or an estimate, too. Replace it by your own "
            "measurements in a scenario's `materials` section."
        )


def sits():
    """Weighted sum and pie."""
    name = chosen_material()
    left, right = st.columns(2)
    humid = left.slider(
        "Relative humidity", 1.0, 80.0, 50.0, 1.0, key="rh", bind="query-params",
        format="%.0f %%",
    )  # fmt: skip
    degrees = right.slider(
        "Temperature", 0.0, 150.0, 25.0, 5.0, key="degC", bind="query-params",
        format="%.0f °C",
    )  # fmt: skip
    shares = materials.shares(name, humid, degrees)
    wettest = shares.loc[shares["share_pct"].idxmax()]
    st.markdown(
        f"At {humid:g} % RH and {degrees:g} °C the coating holds "
        f"**{shares['coating_ppm'].sum():.0f} ppm**; {wettest['share_pct']:.0f} % "
        f"of it sits on the {wettest['component']}, {wettest['mass_pct']:.1f} % of "
        "the coating's mass."
    )
    known = materials.published_share(name)
    one, two = st.columns(2)
    with one:
        show.chart(charts.pie(shares), shares, f"where the water of {name} sits", "pie")
        if known is not None:
            own = shares.loc[shares["component"] == known["component"], "share_pct"]
            st.caption(
                f"Published at {known['relative_humidity_pct']:g} % RH, 25 °C: "
                f"{100 * known['share']:.0f} % in the {known['component']} "
                f"({known['source']}); here {float(own.iloc[0]):.1f} %."
            )
    with two:
        table = materials.isotherms(name, (degrees,))
        show.chart(
            charts.parts(table, degrees),
            table[table["part"] != materials.WHOLE],
            f"parts of the isotherm of {name}",
            "parts",
        )
        st.caption("The coating's isotherm is the weighted sum of its components'.")
    show.table(shares, f"shares of {name}", "shares", heads={
        "mass_pct": "of the coating's mass [%]",
        "share_pct": "of the water [%]",
        "coating_ppm": "adds to the coating [ppm]",
        "own_ppm": "per kg of itself [ppm]",
    })  # fmt: skip


def given():
    """The humidity as text, as the address has it: of the boxes, or written.

    A number alone is one of the chosen measure. Where the text is none, the boxes stay
    as they are, and what is wrong is said below them.
    """
    stands_in_address("humidity")
    kind = st.session_state.get(MEASURE, materials.FROST)
    text = st.session_state.setdefault(
        "humidity", st.query_params.get("humidity", FIRST_TEXT)[:80]
    )
    try:
        whole, kind, amount = materials.of_text(text, kind)
    except ValueError:
        return text, kind
    st.session_state[MEASURE] = kind
    box = f"amount of {kind}"
    if st.session_state.get(box) != amount:
        st.session_state[box] = amount
    if whole != text:
        st.session_state["humidity"] = whole
    return whole, kind


def another_number():
    """The number was changed: so is the text."""
    kind = st.session_state[MEASURE]
    amount = st.session_state[f"amount of {kind}"]
    st.session_state["humidity"] = materials.written(kind, amount)


def another_measure():
    """The same air in another measure; where it has none, a usual one."""
    kind, known = st.session_state[MEASURE], st.session_state.get(AIR)
    amount = None if known is None else known.measure(kind)
    st.session_state["humidity"] = materials.written(
        kind, materials.USUAL[kind] if amount is None else amount
    )


def plain_number(key, label, read, lowest, highest, default, step):
    """A box for a number of the address, where it may stand with a unit: 25 C."""
    said = st.query_params.get(key)
    if said is not None and key not in st.session_state:
        number = read(said)
        if number is not None:  # else a number alone; or none, which the box says
            st.session_state[key] = number
    return show.number(label, lowest, highest, key, default, step, format="%g")


def converter():
    """One measure of humidity into all others, and what materials hold in that air."""
    text, kind = given()
    one, two, three, four = st.columns([3, 2, 2, 2])
    # each is given its value as its default, too: see dashboard/show/choices.py
    measures = list(materials.BOXES)
    one.selectbox(
        "Measure of humidity", measures, measures.index(kind), key=MEASURE,
        format_func=materials.box_label, on_change=another_measure,
    )  # fmt: skip
    _, low, high, step = materials.BOXES[kind]
    box = f"amount of {kind}"
    stands = st.session_state.setdefault(box, materials.USUAL[kind])
    two.number_input(
        "Its value", min(low, stands), max(high, stands), stands, key=box, step=step,
        format="%.6g", on_change=another_number,
    )  # fmt: skip
    with three:
        at = plain_number(
            "at", "Temperature of the air [°C]", materials.degrees, -100.0, 200.0, 25.0,
            1.0,
        )  # fmt: skip
    with four:
        pressure = plain_number(
            "pressure", "Pressure [mbar]", materials.millibars, 1.0, 20_000.0, 1013.25,
            10.0,
        )  # fmt: skip
    st.text_input(
        "The same as text",
        st.session_state["humidity"],
        key="humidity",
        max_chars=80,
        help="Like: frost -40 C, dew 10 C, rh 45 %, 127 ppmv, 12.8 Pa, 79 mg/kg, "
        "0.1 g/m3, dew over water -43.6 C. A number alone is one of the measure above.",
    )
    show.keep("humidity", text, FIRST_TEXT)
    try:
        found = materials.conversion(text, at, pressure)
    except ValueError as error:
        st.session_state.pop(AIR, None)
        show.failed(
            "This cannot be converted.", error,
            "Choose a measure and a value above, or write it like: frost -40 C.",
        )  # fmt: skip
        return
    st.session_state[AIR] = found
    table, values = materials.measures(found), found.as_dict()
    left, right = st.columns([10, 8])
    with left:
        show.table(
            table,
            "humidity",
            "measures",
            height="content",
            column_config={
                "measure": st.column_config.Column(width=265),
                "value": st.column_config.Column(width=80),
                "unit": st.column_config.Column(width=100),
            },
        )
        if values["frost_point_degC"] is not None and kind != materials.DEW:
            st.caption(
                "Below 0 °C the dew point is taken over ice and is the frost point: "
                "two names of one number. Some instruments show the dew point over "
                "(supercooled) water, which is lower."
            )
        for note in found.notes:
            st.caption(note)
    with right:
        st.markdown("**What materials hold in this air, in equilibrium**")
        rows = []
        for name, _ in materials.names():
            try:
                found = materials.held(
                    name, values["temperature_degC"], values["vapour_pressure_Pa"]
                )
            except ValueError as error:
                found = {"water_ppm": None, "coating_ppm": None, "why not": str(error)}
            rows.append({"material": name, **found})
        show.table(
            materials.frame(rows),
            "equilibrium",
            "held",
            height="content",
            heads={"water_ppm": "electrode [ppm]", "coating_ppm": "coating [ppm]"},
            column_config={
                "water_ppm": st.column_config.NumberColumn(
                    "electrode [ppm]", format="%.4g", width=105
                ),
                "coating_ppm": st.column_config.NumberColumn(
                    "coating [ppm]", format="%.4g", width=95
                ),
            },
        )


def numbers():
    """Every number of a material with where it is from."""
    name = chosen_material()
    table = materials.details(name)
    estimates = int((table["standing"] == "estimate").sum())
    st.markdown(
        f"{len(table)} numbers; {estimates} of them are estimates, "
        f"{int((table['standing'] == 'published').sum())} are published."
    )
    show.table(table, f"numbers of {name}", "numbers", height="content")


st.title("Materials and humidity")
part = show.part(
    "Part", [ISOTHERM, SITS, CONVERTER, NUMBERS], "part", label_visibility="collapsed"
)
{ISOTHERM: isotherm, SITS: sits, CONVERTER: converter, NUMBERS: numbers}[part]()
