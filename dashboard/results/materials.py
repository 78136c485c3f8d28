"""Materials and humidity, as pages ask for them."""

import pandas as pd
import streamlit as st

from dashboard.results.typeset import typeset
from scenarios import humidity
from scenarios.material import library as materials
from scenarios.material import sorption_table
from scenarios.material.sorption_table import PointsError

__all__ = ["PointsError", "conversion", "details", "facts", "isotherms", "points"]
names = sorption_table.names
points = sorption_table.points
held = sorption_table.held
shares = sorption_table.shares
published_share = sorption_table.published_share
WHOLE = sorption_table.WHOLE
frame = pd.DataFrame


@st.cache_data(max_entries=64, show_spinner=False)
def isotherms(name: str, temperatures_degC: tuple[float, ...]) -> pd.DataFrame:
    """Water over humidity of a material and of its components."""
    return sorption_table.isotherms(name, temperatures_degC)


def facts(name: str) -> pd.DataFrame:
    """What is known of a material's components, beside what its isotherms say."""
    return _printed(sorption_table.facts(name), "source")


def details(name: str) -> pd.DataFrame:
    """Every number of a material with its standing and source."""
    table = pd.DataFrame(materials.details(materials.material(name)))
    return _printed(table, "unit", "source")


def _printed(table, *columns):
    """The table with units in some columns as they are printed."""
    told = {name: [typeset(str(one)) for one in table[name]] for name in columns}
    return table.assign(**told)


def conversion(
    text: str, at: str, pressure: str
) -> tuple[pd.DataFrame, dict, list[str]]:
    """One humidity in all measures: table, values, notes; ValueError if it is none."""
    answer = humidity.conversion(text, at=at or None, pressure=pressure or None)
    table = pd.DataFrame(answer.table(), columns=["measure", "value", "unit"])
    return table, answer.as_dict(), list(answer.notes)
