"""How long something may wait, as the page of exposures asks for it."""

import json
import math
from pathlib import Path

import pandas as pd
import streamlit as st

from models.sorption import SolverError
from scenarios.curve.text import duration
from scenarios.exposure import answer as exposure_answer
from scenarios.exposure import form as exposure_form
from scenarios.exposure.form import Choices
from scenarios.exposure.load import loaded
from scenarios.faults import Fault, ScenarioError
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.material import sorption_table
from scenarios.workspace import Workspace
from scenarios.yaml_text import yaml_text
from scenarios.yaml_tree import parse, read_bytes

__all__ = ["Choices", "ScenarioError", "SolverError", "duration", "read", "sources"]
KIND = "exposures"
SHIPPED, DRAFT, NEW = "shipped.", "draft.", "new"
FIRST = "shipped.dry_room_stack"
HEAD = (
    "# How long it may wait, as chosen on the page Exposure; `twin expose` runs it.\n"
)
POINTS = (-70.0, 15.0)  # degC, of curve and map
TEMPERATURES = (16.0, 19.5, 23.0, 26.5, 30.0)  # degC, of a map that is not wider
air = exposure_answer.air
air_sentence = exposure_answer.air_sentence
wrapped_words = exposure_answer.wrapped_words
wait_sentence = exposure_answer.wait_sentence


def sources() -> list[str]:
    """Ids of what a form can begin with: shipped files, drafts, nothing."""
    shipped = sorted(path.stem for path in (PROJECT_FOLDER / KIND).glob("*.yaml"))
    drafts = Workspace.here().saved(KIND)
    found = [SHIPPED + name for name in shipped] + [DRAFT + name for name in drafts]
    return [*(one for one in found if one == FIRST),
            *(one for one in found if one != FIRST), NEW]  # fmt: skip


def title(source: str) -> str:
    """What it is called in a list."""
    if source == NEW:
        return "from scratch: a coil"
    kind, _, name = source.partition(".")
    return name.replace("_", " ") if kind == "shipped" else f"{name} (saved here)"


def read(source: str) -> dict:
    """The keys of the exposure file with this id; ScenarioError where it has none."""
    if source == NEW:
        return exposure_form.NEW
    if source not in sources():
        message = "there is no such exposure file (any more); choose one of the list"
        raise ScenarioError("exposure file", [Fault((), message)])
    kind, _, name = source.partition(".")
    place = Workspace.here()
    shipped = PROJECT_FOLDER / KIND / f"{name}.yaml"
    path = shipped if kind == "shipped" else place.draft(KIND, name)
    with place.confined():
        tree = parse(read_bytes(path, path.name), path.name)
        loaded(tree.content, tree.lines, path.name)  # or all its faults
    return tree.content


def begun(content: dict) -> Choices:
    """The form as an exposure file's keys fill it."""
    return exposure_form.choices(content)


def materials(content: dict) -> dict[str, str]:
    """Title of every material by its name: the library's, and those of the file."""
    own = {name: "of this file" for name in content.get("materials") or {}}
    return own | dict(sorption_table.names())


def wrappings(content: dict) -> list[str]:
    """Names of the wrappings to choose among."""
    return list(exposure_form.wrappings(content))


def sizes(kind: str) -> dict:
    """What a sample of this kind is sized by, with usual values [mm, m, pieces]."""
    return exposure_form.SIZED[kind]


def ranges(first: Choices) -> dict[str, tuple[float, float]]:
    """From where to where the sliders go: usual ranges, and what a file has besides."""
    low, high = POINTS
    cool, warm = 10.0, 40.0
    return {
        "start_ppm": (0.0, max(1000.0, 500.0 * math.ceil(first.start_ppm / 250.0))),
        "temperature_degC": (
            min(cool, float(math.floor(first.temperature_degC))),
            max(warm, float(math.ceil(first.temperature_degC))),
        ),
        "dew_point_degC": (
            min(low, float(math.floor(first.dew_point_degC))),
            max(high, float(math.ceil(first.dew_point_degC))),
        ),
    }


def asked(content: dict, chosen: Choices) -> str:
    """What waits, up to what, as JSON text: that all answers hang on."""
    return json.dumps(exposure_form.keys(content, chosen))


def file_text(content: dict, chosen: Choices, name: str | None = None) -> str:
    """The exposure file of what was chosen; ScenarioError with all its faults."""
    return HEAD + yaml_text(exposure_form.file_keys(content, chosen, name))


def save(name: str, content: dict, chosen: Choices) -> Path:
    """Keep it as a draft."""
    place = Workspace.here()
    place.draft(KIND, name)  # a name that is none is said before all else
    return place.save(KIND, name, file_text(content, chosen, name), replace=True)


# ---------------------------------------------------------------- answers


@st.cache_data(max_entries=200, show_spinner=False)
def facts(keys: str) -> dict:
    """Of what waits: dry coating per electrode, start in it, whether air is its own."""
    content = json.loads(keys)
    plan = loaded({"times_h": [1.0], **content})
    return {
        "coating_share": plan.material.coating_share,
        "own_air": exposure_form.has_own_air(content),
    }


@st.cache_data(max_entries=400, show_spinner="Following its water …")
def answer(keys: str, temperature_degC: float, dew_point_degC: float) -> dict:
    """What it does in one air: `times`, `course`, `longest_h`, `outside`."""
    found = exposure_answer.answered(json.loads(keys), temperature_degC, dew_point_degC)
    return {**found, "course": pd.DataFrame(found["course"])}


@st.cache_data(max_entries=400, show_spinner="Looking for the dew point …")
def needed(keys: str, temperature_degC: float, wait_h: float) -> dict:
    """The highest dew point for a wait, at the place that counts: one row."""
    return exposure_answer.needed(json.loads(keys), wait_h, temperature_degC)


def curve(keys: str, temperature_degC: float, few: bool) -> pd.DataFrame:
    """Allowed time over dew point at one temperature, with words in `said`.

    It holds all places: which of them counts does not change it.
    """
    return _curve(_at_all_places(keys), temperature_degC, few)


def _at_all_places(keys):
    """`keys` with the limits in one order, whichever place counts first."""
    content = json.loads(keys)
    content["limits"].sort(key=lambda limit: limit["place"])
    return json.dumps(content)


@st.cache_data(max_entries=200, show_spinner="Asking other dew points …")
def _curve(keys, temperature_degC, few):
    content = json.loads(keys)
    table = pd.DataFrame(exposure_answer.curve(content, temperature_degC, few))
    longest = exposure_answer.longest_h(content)
    table["said"] = [
        exposure_answer.verdict_words(verdict, hours, longest)
        for verdict, hours in zip(table["verdict"], table["time_h"], strict=True)
    ]
    return table


@st.cache_data(max_entries=200, show_spinner=False)
def bounds(keys: str, temperatures_degC: tuple[float, ...]) -> pd.DataFrame:
    """Between which dew points the allowed time depends on the air."""
    return pd.DataFrame(exposure_answer.bounds(json.loads(keys), temperatures_degC))


@st.cache_data(max_entries=60, show_spinner="Drawing the map, some seconds …")
def isolines(
    keys: str,
    times_h: tuple[float, ...],
    temperatures_degC: tuple[float, ...],
) -> pd.DataFrame:
    """The isolines of a map whose waits lie among `times_h`, with words in `said`."""
    table = pd.DataFrame(
        exposure_answer.lines(json.loads(keys), times_h, temperatures_degC)
    )
    table["said"] = [duration(hours) for hours in table["wait_h"]]
    return table


def map_temperatures(temperature_degC: float) -> tuple[float, ...]:
    """Temperatures of a map on which this one lies [degC]."""
    low, high = TEMPERATURES[0], TEMPERATURES[-1]
    if low <= temperature_degC <= high:
        return TEMPERATURES
    low, high = min(low, temperature_degC - 2), max(high, temperature_degC + 2)
    return tuple(low + (high - low) * i / 4 for i in range(5))


def horizon(answer: dict, wait_h: float) -> float:
    """How far the water is drawn [h]: a bit beyond what is asked for."""
    rows = answer["times"]
    met = rows["time_h"][0]
    until = max([wait_h] + ([] if met is None else [met])) * 1.3
    return min(until, answer["longest_h"])


def shown_points(
    bounds: pd.DataFrame, points: list[float | None], whole: bool
) -> tuple[float, float]:
    """Dew points that a chart shows [degC]: all, or from where limits are never met."""
    low, high = POINTS
    never = [one for one in bounds["never_to_degC"] if pd.notna(one)]
    if whole or not never:
        return low, high
    driest = min([min(never) - 6, *(one - 3 for one in points if one is not None)])
    return max(low, 5.0 * math.floor(driest / 5)), high
