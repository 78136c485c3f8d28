"""Materials and humidity, as pages ask for them."""

from contextlib import suppress

import pandas as pd
import streamlit as st

from dashboard.results.typeset import typeset
from models.units import MBAR, celsius
from scenarios import humidity, humidity_text
from scenarios.humidity import Humidity
from scenarios.humidity_text import BOXES, DEW, FROST, MOLES, USUAL, in_box, written
from scenarios.material import library as materials
from scenarios.material import sorption_table
from scenarios.material.sorption_table import PointsError

__all__ = ["BOXES", "DEW", "FROST", "USUAL", "PointsError", "conversion", "details",
           "facts", "isotherms", "points", "written"]  # fmt: skip
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


def conversion(text: str, at_degC: float, mbar: float) -> Humidity:
    """One humidity in all measures; ValueError if it is none."""
    try:
        return humidity.conversion(
            text, at=f"{at_degC:.10g} C", pressure=f"{mbar:.10g} mbar"
        )
    except ValueError as error:
        raise ValueError(typeset(str(error))) from None


def measures(found: Humidity) -> pd.DataFrame:
    """All measures of an air as a table."""
    return pd.DataFrame(found.table(), columns=["measure", "value", "unit"])


def box_label(kind: str) -> str:
    """A measure with the unit of its box.

    >>> box_label("frost point"), box_label("ppmv"), box_label("water activity")
    ('frost point [°C]', 'mole fraction [ppmv]', 'water activity [-]')
    """
    unit = {"C": "°C", "": "-", "g/m3": "g/m³"}.get(BOXES[kind][0], BOXES[kind][0])
    return f"{'mole fraction' if kind == MOLES else kind} [{unit}]"


def of_text(text: str, kind: str) -> tuple[str, str, float]:
    """The text with its unit, its measure and number; a number alone is one of `kind`.

    ValueError where it is no humidity.

    >>> of_text("79 mg/kg", "frost point"), of_text("-40", "frost point")
    (('79 mg/kg', 'humidity ratio', 0.079), ('frost -40 C', 'frost point', -40.0))
    """
    with suppress(ValueError):  # else it has its unit
        text = written(kind, float(text.replace(",", ".").replace("\u2212", "-")))
    kind, value = humidity_text.measure(text)
    return text, kind, in_box(kind, value)


def degrees(text: str) -> float | None:
    """A temperature as addresses had it, "25 C", in degC; None if it is none."""
    with suppress(ValueError):
        return round(celsius(humidity_text.temperature(text)), 9)
    return None


def millibars(text: str) -> float | None:
    """A pressure as addresses had it, "1013.25 mbar"; None if it is none."""
    with suppress(ValueError):
        return round(humidity_text.pressure(text) / MBAR, 9)
    return None
