"""ScalarLaw: an isotherm at one activity and temperature after the other, fast.

The same compiled terms as :mod:`models.isotherms`, without its arrays: along a web they
are asked ten thousand times, one at a time.
"""

import numpy as np

from models.isotherm_terms import EFFECTIVE_WIDTH, sum_activity, sum_loading, terms_at
from models.isotherms import Isotherm


class ScalarLaw:
    """Loading, slope and activity of an `Isotherm` for plain floats.

    What lies outside the law's range is a ValueError with the law's own message. It
    keeps the terms of the temperature asked last: one for each thread.
    """

    def __init__(self, law: Isotherm):
        self.law = law
        self._rows, self._tables = law.terms()
        self._there = np.empty((self._rows.shape[0], EFFECTIVE_WIDTH))
        self._temperature = np.nan
        self.low, self.high = law.activity_range
        self._coldest, self._hottest = law.temperature_range

    def loading(self, activity: float, temperature: float) -> float:
        """Loading [kg/kg] at `activity` [-] and `temperature` [K]."""
        self._inside(activity, temperature)
        return sum_loading(self._there, self._tables, activity)[0]

    def slope(self, activity: float, temperature: float) -> float:
        """Derivative of the loading by activity [kg/kg]."""
        self._inside(activity, temperature)
        return sum_loading(self._there, self._tables, activity)[1]

    def activity(self, loading: float, temperature: float) -> float:
        """Activity [-] at which the solid holds `loading` [kg/kg]."""
        most = self.loading(self.high, temperature)
        if not 0.0 <= loading <= most:
            return float(self.law.activity(loading, temperature))  # says what is wrong
        return sum_activity(self._there, self._tables, loading, self.low, self.high)

    def _inside(self, activity, temperature):
        if temperature != self._temperature:
            if not self._coldest <= temperature <= self._hottest:
                self.law.loading(self.low, temperature)  # says what is wrong
            terms_at(self._rows, temperature, self._there)
            self._temperature = temperature
        if not self.low <= activity <= self.high:
            self.law.loading(activity, temperature)  # says what is wrong
