"""Isotherm: what every kind has in common, and what a new one has to provide."""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numba import njit

from models import isotherm_terms as terms
from models.isotherm_terms import EFFECTIVE_WIDTH
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE, kelvin

ACTIVITY_RANGE = (0.0, 0.95)
TEMPERATURE_RANGE = (kelvin(-20.0), kelvin(160.0))
LARGEST_HEAT = 300e3  # J/mol, net; chemisorption of water ends about there
REMEDY = "stay inside, or give the isotherm the wider range that your data cover"


@njit(cache=True)
def _evaluate(rows, tables, activities, temperatures):
    """Loading and slope of a sum of terms at each pair, array [2, n]."""
    out = np.empty((2, activities.size))
    there = np.empty((rows.shape[0], EFFECTIVE_WIDTH))
    last = np.nan
    for i in range(activities.size):
        if temperatures[i] != last:
            last = temperatures[i]
            terms.terms_at(rows, last, there)
        out[0, i], out[1, i] = terms.sum_loading(there, tables, activities[i])
    return out


@njit(cache=True)
def _invert(rows, tables, loadings, temperatures, low, high):
    """Activity at each pair of loading and temperature, array [n]."""
    out = np.empty(loadings.size)
    there = np.empty((rows.shape[0], EFFECTIVE_WIDTH))
    last = np.nan
    for i in range(loadings.size):
        if temperatures[i] != last:
            last = temperatures[i]
            terms.terms_at(rows, last, there)
        out[i] = terms.sum_activity(there, tables, loadings[i], low, high)
    return out


@dataclass(frozen=True)
class Isotherm:
    """The law of one dry solid, with the range it was fitted on.

    A new kind has to provide, as a frozen dataclass:

    1. its parameters as positional fields, at `reference_temperature`;
    2. `terms()`: its rows [n, WIDTH] and tables [3, m] for models/isotherm_terms.py,
       which is where its formula stands (a new formula is a new KIND there);
    3. `_check()`: ValueError where parameters and range cannot go together;
    4. one line in ISOTHERMS, and an example in the contract tests.

    Attributes
    ----------
    activity_range, temperature_range : tuple of float
        Where the law holds [-], [K]; outside, every method raises ValueError.
    reference_temperature : float
        At which the parameters are stated [K].
    name : str
        Of the solid, for messages.
    """

    activity_range: tuple[float, float] = field(default=ACTIVITY_RANGE, kw_only=True)
    temperature_range: tuple[float, float] = field(
        default=TEMPERATURE_RANGE, kw_only=True
    )
    reference_temperature: float = field(default=REFERENCE_TEMPERATURE, kw_only=True)
    name: str = field(default="", kw_only=True)

    def __post_init__(self):
        low, high = self.activity_range
        if not 0.0 <= low < high <= 1.0:
            raise ValueError(
                f"activity_range of the {self.label} is {low:g} to {high:g}; it rises "
                "and lies within 0 to 1"
            )
        low, high = self.temperature_range
        if not 0.0 < low < high < math.inf:
            raise ValueError(
                f"temperature_range of the {self.label} is {low:g} to {high:g} K; "
                "it rises from above 0 K"
            )
        self._positive("reference_temperature")
        for name in ("heat", "heat_k"):
            value = getattr(self, name, 0.0)
            if not abs(value) <= LARGEST_HEAT:
                raise ValueError(
                    f"{name} of the {self.label} is {value} J/mol; no heat of sorption "
                    f"is beyond {LARGEST_HEAT:g} either way: is it in J/mol, not "
                    "J/kg?"
                )
        self._check()

    def _check(self):
        """ValueError where parameters and range cannot go together."""

    def terms(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows [n, WIDTH] and tables [3, m] as models/isotherm_terms.py reads them."""
        raise NotImplementedError(f"{type(self).__name__} does not say its terms")

    @property
    def label(self):
        """What messages call it: "GAB isotherm of cmc"."""
        return f"{type(self).__name__} isotherm" + (self.name and f" of {self.name}")

    def loading(self, activity, temperature):
        """Loading [kg/kg] at `activity` [-] and `temperature` [K]; arrays broadcast."""
        return self._at(activity, temperature)[0]

    def slope(self, activity, temperature):
        """Derivative of the loading by activity [kg/kg]; arrays broadcast."""
        return self._at(activity, temperature)[1]

    def activity(self, loading, temperature):
        """Activity [-] at which the solid holds `loading` [kg/kg]; arrays broadcast.

        Found to rounding by Newton's method inside a shrinking bracket.
        """
        loading, temperature = np.broadcast_arrays(
            np.asarray(loading, dtype=float), np.asarray(temperature, dtype=float)
        )
        least, most = (self.loading(a, temperature) for a in self.activity_range)
        bad = ~((loading >= least) & (loading <= most))
        if bad.any():
            i = np.flatnonzero(bad)[0]
            low, high = self.activity_range
            raise ValueError(
                f"loading is {loading.flat[i]:.6g} kg/kg at {temperature.flat[i]:g} K, "
                f"outside {np.ravel(least)[i]:.6g} to {np.ravel(most)[i]:.6g}, which "
                f"the {self.label} holds over its fitted range of activity, {low:g} "
                f"to {high:g}; {REMEDY}"
            )
        rows, tables = self._compiled
        out = _invert(
            rows, tables, loading.ravel(), temperature.ravel(), *self.activity_range
        )
        return out.reshape(loading.shape)[()]

    def _at(self, activity, temperature):
        activity, temperature = np.broadcast_arrays(
            np.asarray(activity, dtype=float), np.asarray(temperature, dtype=float)
        )
        self._inside("activity", "", activity, self.activity_range)
        self._inside("temperature", " K", temperature, self.temperature_range)
        rows, tables = self._compiled
        out = _evaluate(rows, tables, activity.ravel(), temperature.ravel())
        return out.reshape((2, *activity.shape))

    @cached_property
    def _compiled(self):
        return self.terms()

    def _inside(self, quantity, unit, values, bounds):
        bad = ~((values >= bounds[0]) & (values <= bounds[1]))  # true for NaN as well
        if bad.any():
            value = values.flat[np.flatnonzero(bad)[0]]
            raise ValueError(
                f"{quantity} is {value:.6g}{unit}, outside the fitted range "
                f"{bounds[0]:g} to {bounds[1]:g}{unit} of the {self.label}; {REMEDY}"
            )

    def _positive(self, *names):
        for name in names:
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise ValueError(
                    f"{name} of the {self.label} is {value}; it is a finite number "
                    "above 0"
                )

    def _row(self, kind, p1, p2=0.0, p3=0.0, heat=0.0, second_heat=0.0):
        row = [kind, 1.0, p1, p2, p3, heat, second_heat, self.reference_temperature]
        return np.array([row], dtype=float), terms.no_tables()

    def _largest_factor(self, heat):
        """Largest exp((heat/R)(1/T - 1/T_ref)) over the temperature range."""
        return max(
            math.exp(heat / GAS_CONSTANT * (1.0 / t - 1.0 / self.reference_temperature))
            for t in self.temperature_range
        )
