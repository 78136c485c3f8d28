"""Oven files and recipes, as the recipe's page asks for them: read, run, saved."""

import json

import pandas as pd
import streamlit as st

from dashboard.results.steps import plain
from models.sorption import SolverError
from scenarios import document
from scenarios.faults import Fault, ScenarioError
from scenarios.load import loaded as loaded_scenario
from scenarios.oven import load as oven_load
from scenarios.oven.answer import LoadAnswer, answered
from scenarios.recipe import rows as recipe_rows
from scenarios.recipe.rows import COLUMNS, MOST_ROWS, NUMBERS, items_of, rows_of
from scenarios.shipped import PROJECT_FOLDER
from scenarios.workspace import LONGEST, Workspace, checked
from scenarios.yaml_text import yaml_text
from scenarios.yaml_tree import parse, read_bytes

__all__ = [
    "COLUMNS",
    "MOST_ROWS",
    "NAME_RULE",
    "LoadAnswer",
    "ScenarioError",
    "SolverError",
    "answer",
    "begun",
    "changed",
    "check",
    "compared",
    "content",
    "file_name",
    "file_text",
    "frame",
    "is_name",
    "items_of",
    "lowest_floor",
    "opened",
    "ovens_of",
    "plain",
    "read",
    "rest_text",
    "rows_of",
    "save_oven",
    "save_scenario",
    "scenario_link",
    "scenario_text",
    "scenarios",
    "sources",
    "title",
    "water_kept",
    "whole",
]  # fmt: skip
SHIPPED, DRAFT = "shipped.", "draft."


def sources() -> list[str]:
    """Ids of the oven files there are: those shipped, then those saved here."""
    shipped = sorted(path.stem for path in PROJECT_FOLDER.glob("ovens/*.yaml"))
    first = [name for name in ("plain_vacuum",) if name in shipped]
    names = first + [name for name in shipped if name not in first]
    drafts = Workspace.here().saved("ovens")
    return [SHIPPED + name for name in names] + [DRAFT + name for name in drafts]


def title(source: str) -> str:
    """What an oven file is called in a list."""
    kind, _, name = source.partition(".")
    return f"{name.replace('_', ' ')}" if kind == "shipped" else f"{name} (saved here)"


def read(source: str) -> dict:
    """The keys of the oven file with this id.

    Raises
    ------
    ScenarioError
        Where there is no such file, or it holds no keys.
    """
    if source not in sources():
        message = "there is no such oven file (any more); choose one of the list"
        raise ScenarioError("oven file", [Fault((), message)])
    kind, _, name = source.partition(".")
    workspace = Workspace.here()
    shipped = PROJECT_FOLDER / "ovens" / f"{name}.yaml"
    path = shipped if kind == "shipped" else workspace.draft("ovens", name)
    with workspace.confined():
        found = parse(read_bytes(path, path.name), path.name).content
    if not isinstance(found, dict) or not isinstance(found.get("recipe"), list):
        message = "it has no recipe; choose another"
        raise ScenarioError(path.name, [Fault((), message)])
    if not all(isinstance(item, dict) for item in found["recipe"]):
        message = "not every item of the recipe is a step; mend the file"
        raise ScenarioError(path.name, [Fault(("recipe",), message)])
    return found


def file_text(oven: dict) -> str:
    """An oven file's keys as YAML."""
    return yaml_text(oven)


def content(rest: str, rows: list[dict]) -> dict:
    """The keys of an oven file: `rest` as YAML, and the recipe in the table's rows.

    Raises
    ------
    ScenarioError
        Where the text is no YAML, or the rows make no recipe.
    """
    keys = parse(rest, "load, oven and limits").content
    if not isinstance(keys, dict):
        message = "it holds no keys; choose the oven file anew"
        raise ScenarioError("load, oven and limits", [Fault((), message)])
    return {**keys, "recipe": items_of(rows)}


def opened(source: str) -> tuple[list[dict], str]:
    """The rows of an oven file's recipe, and the rest of the file as YAML.

    Raises
    ------
    ScenarioError
        As of `read`.
    """
    keys = read(source)
    return rows_of(keys["recipe"]), rest_text(keys)


def rest_text(oven: dict) -> str:
    """An oven file's keys but the recipe, as YAML."""
    return yaml_text({key: value for key, value in oven.items() if key != "recipe"})


def frame(rows: list[dict]) -> pd.DataFrame:
    """Rows as a typed table: numbers are numbers where all is blank, too."""
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in COLUMNS:
        if name in NUMBERS:
            table[name] = pd.to_numeric(table[name], errors="coerce")
        elif name == "rounds":
            table[name] = pd.to_numeric(table[name], errors="coerce").astype("Int64")
        else:
            table[name] = table[name].astype("object").where(table[name].notna(), None)
    table.index = pd.RangeIndex(1, len(table) + 1, name="step")
    return table


def whole(recipe: list) -> pd.DataFrame:
    """A recipe's steps as a table in which each says all that it is."""
    table = frame(rows_of(recipe))
    own = ["name", "block", "rounds", "hold_h"]
    carried = [name for name in COLUMNS if name not in own]
    table[carried] = table[carried].ffill()
    return table.dropna(axis="columns", how="all")


def changed(oven: dict, other: dict) -> bool:
    """Whether two oven files' keys differ in anything."""
    return oven != other


FIGURES = {  # what is told of a load, in words, and its unit
    "duration_h": ("whole recipe", "h"),
    "through_h": ("last coil within its limit after", "h"),
    "heated_h": ("heat-up of the coldest coil", "h"),
    "mean_ppm": ("water at the end, mean", "ppm"),
    "most_ppm": ("wettest coil's mean", "ppm"),
    "wettest_ppm": ("wettest place", "ppm"),
    "edge_ppm": ("driest edge (outer 10 mm)", "ppm"),
    "floor_ppm": ("floor at the end", "ppm"),
    "lowest_floor_ppm": ("lowest floor on the way", "ppm"),
    "energy_kWh": ("energy of the load", "kWh"),
    "cost": ("energy and gas of the load", "{currency}"),
    "cost_per_coil": ("energy and gas per coil", "{currency}"),
    "co2_kg": ("CO₂ of the load", "kg"),
    "dose_h": ("thermal dose, hottest coil", "h at {dose:.0f} °C"),
    "hottest_degC": ("hottest coil", "°C"),
}


def water_kept(own: LoadAnswer) -> str:
    """The water of a load that keeps its limits, beside these: "4.11 ppm, at most"."""
    upper = (
        ("wettest coil's mean", "most_ppm", "water_ppm"),
        ("wettest place", "wettest_ppm", "wettest_ppm"),
    )
    return "; ".join(
        f"{words} {own.figures[figure]:.3g} ppm, at most {own.limits[limit]:g}"
        for words, figure, limit in upper
        if own.limits[limit] is not None
    )


def lowest_floor(own: LoadAnswer) -> tuple[str, float] | None:
    """The step in which the floor is lowest, and the floor at the end [ppm].

    None where no step has one, or the last step's is the lowest.
    """
    floors = own.steps["floor_ppm"].astype(float)
    if floors.isna().all() or floors.idxmin() == floors.index[-1]:
        return None
    row = own.steps.loc[floors.idxmin()]
    return str(row["name"] or f"step {row['step']}"), float(floors.iloc[-1])


def compared(own: LoadAnswer, other: LoadAnswer | None) -> pd.DataFrame:
    """All figures of a load, beside those of another."""
    rows = []
    for name, (words, unit) in FIGURES.items():
        unit = unit.format(
            currency=own.currency, dose=own.figures["dose_temperature_degC"]
        )
        row = {"figure": words, "unit": unit, "this recipe": own.figures[name]}
        if other is not None:
            row["compared with"] = other.figures[name]
            known = None not in (own.figures[name], other.figures[name])
            row["change"] = own.figures[name] - other.figures[name] if known else None
        rows.append(row)
    numbers = ["this recipe", "compared with", "change"]
    table = pd.DataFrame(rows)
    return table.astype({n: float for n in numbers if n in table})


def check(oven: dict, rows: list[dict]) -> None:
    """ScenarioError with all that is wrong with an oven file's keys, beside its row."""
    try:
        oven_load.loaded(oven, source="oven file")
    except ScenarioError as error:
        raise recipe_rows.with_row_names(error, rows) from None


def answer(oven: dict, quick: bool, rows: list[dict] | None = None) -> LoadAnswer:
    """What becomes of the load of an oven file's keys.

    Raises
    ------
    ScenarioError
        With all that is wrong; a fault of the recipe names the row of the table.
    SolverError
        Where the run breaks off.
    """
    try:
        return _answered(json.dumps(oven, sort_keys=True), quick)
    except ScenarioError as error:
        if rows is None:
            raise
        raise recipe_rows.with_row_names(error, rows) from None


def begun() -> bool:
    """Whether this process has run a load before: the first one takes seconds."""
    return bool(_RUN)


_RUN: list[bool] = []


@st.cache_data(max_entries=256, show_spinner=False)
def _answered(text, quick):
    found = answered(json.loads(text), source="oven file", quick=quick)
    _RUN[:] = [True]
    return found


# ---------------------------------------------------------------- saved

NAME_RULE = (
    f"Up to {LONGEST} letters, digits, hyphens, underscores and dots, the first a "
    "letter or a digit. A space becomes an underscore."
)


def file_name(text: str) -> str:
    """What a file is called that is given the name `text`: without spaces.

    >>> file_name(" fast  anode ")
    'fast_anode'
    """
    return "_".join(text.split())


def is_name(name: str) -> bool:
    """Whether a file here can have this name."""
    try:
        checked(name)
    except ValueError:
        return False
    return True


def scenario_link(name: str) -> str:
    """What stands in the address of the page Scenarios for the draft `name`."""
    return f"draft-{name}"


def save_oven(name: str, oven: dict, replace: bool = False) -> str:
    """The id of the oven file kept as a draft; its keys are checked before.

    Raises
    ------
    ValueError, FileExistsError
        As of Workspace.save.
    """
    text = yaml_text(oven, "saved on the page 'Post-drying recipe'")
    Workspace.here().save("ovens", name, text, replace)
    return DRAFT + name


def scenarios() -> list[str]:
    """Ids of the scenarios a recipe may be put into."""
    shipped = [path.stem for path in PROJECT_FOLDER.glob("*.yaml")]
    shipped.sort(key=lambda name: (name != "reference_line", name))
    drafts = Workspace.here().saved("scenarios")
    return [SHIPPED + name for name in shipped] + [DRAFT + name for name in drafts]


def ovens_of(scenario: str) -> list[str]:
    """The stations of a scenario that are ovens; ScenarioError where it is none."""
    kind, _, name = scenario.partition(".")
    path = PROJECT_FOLDER / f"{name}.yaml"
    if kind != "shipped":
        path = Workspace.here().draft("scenarios", name)
    return _ovens_of(str(path), path.stat().st_mtime_ns if path.is_file() else 0)


@st.cache_data(max_entries=64, show_spinner=False)
def _ovens_of(path, changed):
    with Workspace.here().confined():
        stations = document.read(path).content.get("stations")
    known = stations if isinstance(stations, dict) else {}
    return [
        name
        for name, keys in known.items()
        if isinstance(keys, dict) and keys.get("kind") == "oven"
    ]


def scenario_text(name: str, scenario: str, station: str, recipe: list) -> str:
    """A scenario that extends another, its oven `station` under `recipe`; checked.

    Raises
    ------
    ScenarioError
        With all that is wrong with it.
    """
    kind, _, base = scenario.partition(".")
    # from a draft's folder and from a job's alike
    parent = (
        f"{base}.yaml" if kind == "shipped" else f"../../drafts/scenarios/{base}.yaml"
    )
    text = yaml_text(
        {
            "name": name,
            "extends": parent,
            "description": f"{base} with another recipe in {station}",
            "stations": {station: {"recipe": recipe}},
        },
        "saved on the page 'Post-drying recipe'",
    )
    workspace = Workspace.here()
    with workspace.confined():
        folder = workspace.drafts / "scenarios"
        loaded_scenario(document.from_text(text, folder, source="scenario"))
    return text


def save_scenario(name: str, text: str, replace: bool = False) -> None:
    """Keep a scenario as a draft; ValueError, FileExistsError as Workspace.save."""
    Workspace.here().save("scenarios", name, text, replace)
