"""The line of a run at an instant, and over the run: as its page asks for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.results import runs
from scenarios.charts import palette
from scenarios.line import limits, risk, state, tables
from scenarios.line.history import LineHistory
from scenarios.line.picture import picture
from scenarios.line.state import PlantState, plant_at
from scenarios.workspace import Workspace
from twin import kpis
from twin.counted import counted_coils

PLACES = ("mean", "edge", "worst")


@dataclass(frozen=True)
class Moment:
    """The plant at an instant: its picture, its figures, the coils at risk.

    `broken` are those that broke a limit; `nearest` is the coil that came or
    is nearest to a limit, or most above it.
    """

    svg: str
    clock: datetime
    day: int
    coils: int
    waiting: int
    cells: float | None
    at_risk: pd.DataFrame
    broken: pd.DataFrame
    nearest: str
    nearest_share: float | None
    nearest_state: str


@dataclass(frozen=True)
class Outline:
    """What a page needs to know of a run before it asks for an instant."""

    name: str
    hours: float
    warm_up_h: float
    currency: str
    warnings: tuple[str, ...]
    limited: bool  # whether its scenario has limits


def outline(run: str) -> Outline:
    """Name, clock and length of a run."""
    history = _history(str(Workspace.here().runs), run)
    scenario = history.scenario
    return Outline(
        scenario.name,
        history.end,
        history.warm_up,
        scenario.tariff.currency,
        tuple(history.result.warnings),
        bool(scenario.limits),
    )


@st.cache_resource(max_entries=8, show_spinner="Reading the run …")
def _history(folder, run):
    with runs.taken_as_it_is(run):
        return LineHistory(runs.result(run))


def moment(run: str, time: float) -> Moment:
    """The plant of a run at `time` [h]."""
    history = _history(str(Workspace.here().runs), run)
    plant = plant_at(history, time)
    broken = risk.broken(history, plant)
    cells = [s.cells for s in plant.stations.values() if s.cells is not None]
    return Moment(
        picture(history, plant, lambda coil: coil_page(run, coil)),
        plant.clock,
        1 + int(time // 24.0),
        len(plant.coils),
        _waiting(plant),
        sum(cells) if cells else None,
        _linked(run, _in_words(risk.at_risk(history, plant))),
        _linked(run, broken),
        *_nearest(plant, broken),
    )


def _nearest(plant: PlantState, broken: pd.DataFrame):
    """Name, share, state of the coil that is nearest to a limit, or broke one most."""
    near = risk.nearest(plant)
    if len(broken):
        worst = broken.iloc[0]
        if near is None or worst["share_pct"] >= 100.0 * near.against.share:
            return worst["coil"], worst["share_pct"] / 100.0, palette.OVER
    if near is None:
        return "", None, palette.UNKNOWN
    return near.name, near.against.share, near.state


def _waiting(plant: PlantState):
    return sum(station.waiting for station in plant.stations.values())


DOING = {
    state.COMING: "on the way to it",
    state.WAITING: "waiting",
    state.WORKED: "in it",
    state.HELD: "done, no place next",
}


def _in_words(table):
    """Of coils at risk: their state with its mark, and how soon it comes to it."""
    marks = {name: f"{mark[2]} {name}" for name, mark in palette.STATES.items()}
    soon = zip(table["why"], table["reaches_limit_in_h"], strict=True)
    return table.assign(
        state=table["state"].map(marks),
        why=[
            why.replace("at this", f"in {hours:.1f} h at this") for why, hours in soon
        ],
    )


def _linked(run, table):
    return table.assign(
        page=[coil_page(run, coil) for coil in table["coil"]],
        doing=table["doing"].map(DOING),
    )


def coil_page(run: str, coil: str) -> str:
    """Address of a coil's page."""
    return f"coil?run={quote(run, safe='')}&coil={quote(coil, safe='')}"


# ---------------------------------------------------------------- over the run


def verdicts(run: str) -> pd.DataFrame:
    """How each electrode fared against its limits."""
    return _verdicts(str(Workspace.here().runs), run)


@st.cache_data(max_entries=32, show_spinner=False)
def _verdicts(folder, run):
    with runs.taken_as_it_is(run):
        table = limits.verdicts(_history(folder, run))
    states = [
        palette.state(share, 100.0) if coils else palette.UNKNOWN
        for share, coils in zip(table["share_pct"], table["coils"], strict=True)
    ]
    return table.assign(state=states)


def cells(run: str) -> dict[str, float]:
    """Cells made, within and over their limit, and their water [mg]."""
    return kpis.cells(_history(str(Workspace.here().runs), run).result)


def breaks(run: str) -> pd.DataFrame:
    """The departures at which a limit was broken, in the order of time.

    Of the whole run; `counts` says whether the coil entered after the warm-up.
    """
    return _breaks(str(Workspace.here().runs), run)


@st.cache_data(max_entries=32, show_spinner=False)
def _breaks(folder, run):
    history = _history(folder, run)
    judged = limits.judgements(history, whole=True)
    counted = set(counted_coils(history.result)["coil"])
    broken = judged[~judged["within_limit"]].sort_values("left_h")
    start = history.scenario.start
    return (
        broken.drop(columns="within_limit")
        .assign(
            left=[
                f"{start + timedelta(hours=hours):%a %Y-%m-%d %H:%M}"
                for hours in broken["left_h"]
            ],
            page=[coil_page(run, coil) for coil in broken["coil"]],
            counts=["yes" if coil in counted else "no" for coil in broken["coil"]],
        )
        .reset_index(drop=True)
    )


def places(run: str) -> list[str]:
    """Where in a coil water is looked at, first that of most limits."""
    found = [
        limit.place
        for limit in _history(str(Workspace.here().runs), run).scenario.limits
    ]
    return sorted(PLACES, key=lambda place: -found.count(place))


def water(run: str, place: str) -> pd.DataFrame:
    """Water of the coils on leaving each station, with limits for that place."""
    return _water(str(Workspace.here().runs), run, place)


@st.cache_data(max_entries=32, show_spinner=False)
def _water(folder, run, place):
    return tables.station_water(_history(folder, run), place)


def queues(run: str) -> pd.DataFrame:
    """Coils that wait at each station, whenever that changes."""
    return _queues(str(Workspace.here().runs), run)


@st.cache_data(max_entries=32, show_spinner=False)
def _queues(folder, run):
    return tables.queue_lengths(_history(folder, run))


def longest_queues(run: str, count: int) -> list[str]:
    """The stations with the longest queues, those that have any."""
    means = tables.mean_queues(queues(run))
    return [str(name) for name, mean in means.items() if mean > 0.0][:count]


def energy(run: str) -> pd.DataFrame:
    """What each station drew after the warm-up."""
    return _energy(str(Workspace.here().runs), run)


@st.cache_data(max_entries=32, show_spinner=False)
def _energy(folder, run):
    return tables.station_energy(_history(folder, run))
