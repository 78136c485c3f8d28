"""What of a run counts: the time after the warm-up, the coils that entered in it."""

import pandas as pd

from models.units import HOUR
from twin.records import Result


def window(result: Result) -> tuple[float, float]:
    """Begin and end of what is watched [h]."""
    scenario = result.scenario
    return scenario.warm_up / HOUR, scenario.duration / HOUR


def counted_coils(result: Result) -> pd.DataFrame:
    """The coils that entered the plant after the warm-up."""
    coils = result.coils
    return coils[coils["entered_h"] >= window(result)[0]]


def counted_visits(result: Result) -> pd.DataFrame:
    """The visits of the coils that count."""
    visits = result.visits
    return visits[visits["coil"].isin(counted_coils(result)["coil"])]


def counted_cells(result: Result) -> pd.DataFrame:
    """The cells of which both coils count."""
    cells, names = result.cells, counted_coils(result)["coil"]
    return cells[cells["anode_coil"].isin(names) & cells["cathode_coil"].isin(names)]
