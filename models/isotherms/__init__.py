"""Isotherms: which loading of a dry solid belongs to which water activity.

Each kind is a frozen law with the range it was fitted on; it answers inside that range
and refuses outside. The laws themselves are the compiled functions of
:mod:`models.isotherm_terms`, which the solver evaluates too. Loadings are kg of water
per kg of the dry solid; activity is p_w / p_sat over liquid, at the solid's temperature
[K].

law          Isotherm: the base, with what a new kind has to provide
kinds        Henry, GAB, BET, Langmuir, Freundlich, FloryHuggins, Tabulated, Sum
hysteresis   an adsorption and a desorption branch, scanned between
"""

from models.isotherms.hysteresis import Hysteresis
from models.isotherms.kinds import (
    BET,
    GAB,
    FloryHuggins,
    Freundlich,
    Henry,
    Langmuir,
    Sum,
    Tabulated,
)
from models.isotherms.law import ACTIVITY_RANGE, TEMPERATURE_RANGE, Isotherm

ISOTHERMS = {
    "henry": Henry,
    "gab": GAB,
    "bet": BET,
    "langmuir": Langmuir,
    "freundlich": Freundlich,
    "flory_huggins": FloryHuggins,
    "tabulated": Tabulated,
    "sum": Sum,
}

__all__ = [
    "ACTIVITY_RANGE",
    "BET",
    "GAB",
    "ISOTHERMS",
    "TEMPERATURE_RANGE",
    "FloryHuggins",
    "Freundlich",
    "Henry",
    "Hysteresis",
    "Isotherm",
    "Langmuir",
    "Sum",
    "Tabulated",
]
