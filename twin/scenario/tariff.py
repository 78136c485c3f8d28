"""Tariff and Rates: what each carrier of energy costs, and the CO2 behind it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.material import Source
from twin.energy import CARRIERS, Energy


@dataclass(frozen=True)
class Rates:
    """A number for each carrier: kg of CO2, or money.

    Attributes
    ----------
    electricity, natural_gas, district_heat : float
        Per J; of natural gas per J of lower heating value.
    nitrogen, argon : float
        Per m3 at 0 degC and 1013.25 mbar.
    sources : mapping
        By carrier: the number as it was given, its standing and where it comes from.
    """

    electricity: float = 0.0
    natural_gas: float = 0.0
    district_heat: float = 0.0
    nitrogen: float = 0.0
    argon: float = 0.0
    sources: Mapping[str, Source] = field(default_factory=dict)

    def of(self, energy: Energy) -> float:
        """What `energy` amounts to: kg of CO2, or money.

        Examples
        --------
        >>> price = Rates(electricity=0.2 / 3.6e6, nitrogen=0.1)
        >>> round(price.of(Energy(electricity=7.2e6, nitrogen=3.0)), 12)
        0.7
        """
        return math.fsum(
            getattr(self, carrier) * getattr(energy, carrier) for carrier in CARRIERS
        )


@dataclass(frozen=True)
class Tariff(Rates):
    """What each carrier costs, in `currency`."""

    currency: str = "EUR"
