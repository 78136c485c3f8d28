"""Exposure: how long may it wait, and how dry must the air be?"""

import streamlit as st

from dashboard import show
from dashboard.results import exposures
from dashboard.results.exposures import Choices, ScenarioError, SolverError
from scenarios.charts import exposure as charts

KINDS = {"coil": "coil", "stack": "stack", "free_sheet": "free sheet"}
PLACES = {"mean": "mean", "edge": "edge", "worst": "anywhere"}
FORM = (
    "electrode", "format", "width_mm", "length_m", "length_mm", "sheets", "wrapping",
    "start_ppm", "limit_ppm", "place", "air_degC", "dew_degC", "wait_h",
)  # fmt: skip


def begin_anew():
    """Another file was chosen: all else is as that file has it."""
    for key in FORM:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)


def what_waits(content, first):
    """Material, format, size, wrapping: as keyword arguments of Choices."""
    titles = exposures.materials(content)
    material = show.choice(
        "Material", list(titles), "electrode", default=first.material
    )
    st.caption(titles[material])
    one, two = st.columns([2, 3])
    with one:
        kind = show.choice("Format", list(KINDS), "format", KINDS.get, first.kind)
    usual = exposures.sizes(kind)
    if kind == first.kind:
        usual = {name: getattr(first, name) for name in usual}
    sized = {"width_mm": None, "length_mm": None, "sheets": None, "length_m": None}
    wrapping = first.wrapping
    with two:
        if kind == "free_sheet":
            st.caption("It meets the air by its faces: no size, no wrapping.")
        else:
            wrapping = show.choice(
                "Wrapping", exposures.wrappings(content), "wrapping",
                lambda name: name.replace("_", " "), first.wrapping,
            )  # fmt: skip
    if usual:
        for place, (name, value) in zip(
            st.columns(len(usual)), usual.items(), strict=True
        ):
            with place:
                sized[name] = length(name, value)
    return {"material": material, "kind": kind, "wrapping": wrapping, **sized}


def length(name, value):
    """One size of a sample."""
    if name == "sheets":
        return int(show.number("Sheets", 1, 100_000, name, int(value), 1))
    words = {
        "width_mm": "Width [mm]",  # of the coating
        "length_mm": "Length [mm]",
        "length_m": "Length [m]",
    }
    top = 5000.0 if name.endswith("_mm") else 100_000.0
    return show.number(words[name], 2.0, top, name, float(value), 10.0, format="%g")


def its_water(first, kind):
    """Start, limit, place."""
    low, top = exposures.ranges(first)["start_ppm"]
    start = show.number(
        "Start [ppm of dry electrode]", low, top, "start_ppm",
        first.start_ppm, 1.0, slider=True, format="%g ppm",
    )  # fmt: skip
    one, two = st.columns(2)
    with one:
        limit = show.number(
            "Limit [ppm]", 0.1, 100_000.0, "limit_ppm",
            first.limit_ppm, 10.0, format="%g",
            help="mg of water per kg of dry electrode, foil included.",
        )  # fmt: skip
    with two:
        places = ["mean"] if kind == "free_sheet" else list(PLACES)
        default = first.place if first.place in places else "mean"
        place = show.choice(
            "Place", places, "place", PLACES.get, default,
            help="Where the limit counts: on average, in the outer 10 mm, or in the "
            "wettest cell of the model.",
        )  # fmt: skip
    return {"start_ppm": start, "limit_ppm": limit, "place": place}


def its_air(first):
    """Temperature, dew point, wanted time."""
    ranges = exposures.ranges(first)
    low, high = ranges["temperature_degC"]
    degrees = show.number(
        "Temperature of the air [°C]", low, high, "air_degC", first.temperature_degC,
        0.5, slider=True, format="%g °C",
    )  # fmt: skip
    low, high = ranges["dew_point_degC"]
    point = show.number(
        "Dew point, below 0 frost point [°C]", low, high, "dew_degC",
        first.dew_point_degC, 0.5, slider=True, format="%g °C",
    )  # fmt: skip
    measures = exposures.air(degrees, point)
    st.caption(
        f"{three_digits(measures['water_ppmv'])} ppmv, "
        f"{three_digits(measures['relative_humidity_pct'])} % RH, "
        f"{three_digits(measures['vapour_pressure_Pa'])} Pa of vapour"
    )
    wait = show.number(
        "Wanted waiting time [h]", 0.001, 87_600.0, "wait_h", first.wait_h, 1.0,
        format="%g",
    )  # fmt: skip
    return {"temperature_degC": degrees, "dew_point_degC": point, "wait_h": wait}


def three_digits(value):
    """A number as people write it: 3970, 0.486."""
    return f"{float(f'{value:.3g}'):.10g}"


def sentences(place, content, chosen, keys, facts):
    """The answer; and what the air does, and what air is needed."""
    air = (chosen.temperature_degC, chosen.dew_point_degC)
    found = exposures.answer(keys, *air)
    needed = exposures.needed(keys, chosen.temperature_degC, chosen.wait_h)
    with place.container(border=True):
        wrapped = ""
        if chosen.kind != "free_sheet":
            wrapped = show.plain(exposures.wrapped_words(content, chosen.wrapping))
        said = exposures.air_sentence(found, chosen.kind, *air, wrapped)
        st.markdown(f"#### {said}".replace("**", ""))
        st.markdown(exposures.wait_sentence(needed, chosen.wait_h))
        if found["outside"] is not None:
            show.name(found["outside"], 500)
    start, limit = (
        three_digits(ppm / facts["coating_share"])
        for ppm in (chosen.start_ppm, chosen.limit_ppm)
    )
    st.caption(f"Per kg of dry coating: start {start} ppm, limit {limit} ppm")
    return found, needed


def places_of(chosen):
    """The places that are shown, the one that counts first."""
    if chosen.kind == "free_sheet":
        return ["mean"]
    return [chosen.place, *(one for one in PLACES if one != chosen.place)]


def over_time(chosen, found):
    """Water over time in the chosen air."""
    st.subheader("Its water in this air")
    log = st.toggle(
        "Logarithmic time", key="log_time", bind="query-params",
        help="Shows the first seconds, and the years.",
    )  # fmt: skip
    if found["outside"] is not None:
        show.empty("Nothing is known in this air.", "Choose drier or warmer air above.")
        return
    met = found["times"]["time_h"][0]
    from_below = found["times"]["from"][0] == "below"
    allowed = None
    if met and from_below:
        allowed = (met, f"may wait {exposures.duration(met)}")
    until = exposures.horizon(found, chosen.wait_h)
    show.chart(
        charts.over_time(
            found["course"], places_of(chosen), chosen.limit_ppm,
            found["longest_h"] if log else until, log, allowed,
            (chosen.wait_h, f"wanted: {exposures.duration(chosen.wait_h)}"),
        ),
        found["course"],
        "water over time",
        "course",
    )  # fmt: skip


def over_dew_point(chosen, keys, needed, bounds, facts):
    """Allowed time over dew point: the table that is drawn, if there is one.

    A bag with an air of its own takes a second per air: it is asked first.
    """
    st.subheader("Allowed time over dew point")
    if facts["own_air"] and not st.toggle(
        "Ask four airs, a second or more each", key="few_airs", bind="query-params"
    ):
        show.empty(
            "This bag has an air of its own.",
            "Each air takes seconds. Switch it on above, or save the file below and "
            "let `twin expose` work.",
        )
        return None
    whole = facts["own_air"] or st.toggle(
        "All dew points, to -70 °C", key="all_points", bind="query-params"
    )
    table = exposures.curve(keys, chosen.temperature_degC, facts["own_air"])
    if "reached" not in set(table["verdict"]):
        words = ", ".join(dict.fromkeys(table["said"]))
        show.empty(
            f"There is no curve: in all these airs the answer is “{words}”.",
            "Change start, limit, wrapping or temperature above.",
        )
        return table
    never = bounds["never_to_degC"].iloc[0]
    point = needed["dew_point_degC"][0]
    show.chart(
        charts.over_dew_point(
            table, places_of(chosen), chosen.dew_point_degC,
            exposures.shown_points(bounds, [chosen.dew_point_degC, point], whole),
            (chosen.wait_h, exposures.duration(chosen.wait_h)), point,
            None if chosen.start_ppm >= chosen.limit_ppm else never,
        ),
        table,
        f"allowed time at {chosen.temperature_degC:g} degC",
        "curve",
    )  # fmt: skip
    return table


def over_map(chosen, keys, table):
    """Allowed time over dew point and temperature."""
    st.subheader("The map: dew point and temperature of the air")
    shown = st.toggle(
        "Show the map (a few seconds for each change above)", key="map",
        bind="query-params",
    )  # fmt: skip
    if not shown:
        return
    counts = table[(table["place"] == chosen.place) & (table["verdict"] == "reached")]
    if counts.empty:
        show.empty(
            "No air between these dew points ends a wait.",
            "Choose a lower limit or a wetter start, or look at the curve above.",
        )
        return
    temperatures = exposures.map_temperatures(chosen.temperature_degC)
    lines = exposures.isolines(
        keys, (counts["time_h"].min(), counts["time_h"].max()), temperatures
    )
    bounds = exposures.bounds(keys, temperatures)
    show.chart(
        charts.over_map(
            lines,
            bounds,
            (chosen.dew_point_degC, chosen.temperature_degC),
            exposures.shown_points(bounds, [chosen.dew_point_degC], whole=False),
        ),
        lines,
        "map of allowed times",
        "map_chart",
    )
    st.caption(
        f"Until {chosen.limit_ppm:.4g} ppm ({PLACES[chosen.place]}). Each line "
        "is the moistest air that leaves this time, found for each temperature by "
        "itself."
    )


def take_away(content, chosen):
    """The file for `twin expose`: look, download, save."""
    with st.expander("As a file for `twin expose`", icon=":material/description:"):
        try:
            text = exposures.file_text(content, chosen)
        except ScenarioError as error:
            show.faults(error)
            return
        st.code(text, language=None)  # the colours of YAML are too pale to be read
        one, two, three = st.columns([1, 1, 2], vertical_alignment="bottom")
        one.download_button(
            "Download (YAML)", text, "exposure.yaml", "text/yaml", key="yaml",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        name = three.text_input(
            "Name of the draft", key="draft", max_chars=60, placeholder="my-exposure"
        )
        if two.button("Save as draft", key="save", icon=":material/save:"):
            try:
                exposures.save(name, content, chosen)
                st.success("Saved in drafts/exposures; it is in the list above now.")
            except (ValueError, OSError) as error:
                show.not_saved(error)


st.title("Exposure")
source = show.choice(
    "Begin with", exposures.sources(), "begin", exposures.title,
    on_change=begin_anew, help="Shipped examples and what was saved here. Choosing one "
    "fills all below.",
)  # fmt: skip
try:
    content = exposures.read(source)
    first = exposures.begun(content)
except ScenarioError as error:
    show.faults(error)
    show.stop()
top = st.empty()
one, two, three = st.columns([5, 4, 4])
with one:
    waits = what_waits(content, first)
with two:
    water = its_water(first, waits["kind"])
with three:
    air = its_air(first)
chosen = Choices(**waits, **water, **air)
keys = exposures.asked(content, chosen)
try:
    facts = exposures.facts(keys)
    with two:
        found, needed = sentences(top, content, chosen, keys, facts)
    left, right = st.columns(2)
    with left:
        over_time(chosen, found)
    with right:
        bounds = exposures.bounds(keys, (chosen.temperature_degC,))
        table = over_dew_point(chosen, keys, needed, bounds, facts)
    if table is not None and not facts["own_air"]:
        over_map(chosen, keys, table)
    take_away(content, chosen)
except ScenarioError as error:
    show.faults(error)
except SolverError as error:
    todo = "Change what it names, or choose another air."
    show.failed("This wait has no answer.", error, todo)
