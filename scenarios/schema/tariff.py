# ruff: noqa: N815  (keys carry their unit: kWh, Nm3)
"""The keys of tariff and co2: what energy costs, and the CO2 behind it.

A number is written bare, or with its provenance: {value, unit, standing, source}. What
is left out is that of Germany in 2024, a round estimate where the standing says so.
"""

import re
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo

from scenarios.faults import quoted
from scenarios.material.law_schema import Quantity, number
from scenarios.schema.fields import Section, Text, hours_faults, key
from twin.energy import CARRIERS, UNITS
from twin.scenario import Rates, Tariff

EURO = "EUR"
MOST = 1000  # of any price or factor; more is a slip of the unit
_CURRENCY = re.compile("[A-Z]{3}")


def _with_currency(raw, info: ValidationInfo):
    """EUR/kWh is written where the currency is EUR; the key says currency/kWh."""
    unit = raw.get("unit") if isinstance(raw, dict) else None
    currency = info.data.get("currency")
    if currency and isinstance(unit, str) and unit.startswith(f"{currency}/"):
        return {**raw, "unit": f"currency/{unit.removeprefix(f'{currency}/')}"}
    return raw


def _price(unit):
    return Annotated[
        number(f"currency/{unit}", "price", least=0, most=MOST),
        BeforeValidator(_with_currency),
    ]


PricePerKWh, PricePerNm3 = _price("kWh"), _price("Nm3")
Co2PerKWh = number("kg/kWh", "CO2", least=0, most=MOST)
Co2PerNm3 = number("kg/Nm3", "CO2", least=0, most=MOST)


def _usual(value, unit, standing, source):
    """A default, with where it comes from."""
    return Quantity(value=value, unit=unit, standing=standing, source=source)


class TariffKeys(Section):
    """What each carrier costs."""

    currency: str = key(EURO, "three capitals, ISO 4217")
    electricity_per_kWh: PricePerKWh = _usual(
        0.168,
        "currency/kWh",
        "published",
        "Bundesnetzagentur, SMARD: German industry without reductions, mean of 2024",
    )
    natural_gas_per_kWh: PricePerKWh = _usual(
        0.065,
        "currency/kWh",
        "estimate",
        "industry in Germany in 2024, tax and CO2 price in it; lower heating value",
    )
    district_heat_per_kWh: PricePerKWh = _usual(
        0.10, "currency/kWh", "estimate", "German networks, 0.07 to 0.14"
    )
    nitrogen_per_Nm3: PricePerNm3 = _usual(
        0.15,
        "currency/Nm3",
        "estimate",
        "liquid in tankers 0.10 to 0.25, made on site half of that",
    )
    argon_per_Nm3: PricePerNm3 = _usual(
        1.5, "currency/Nm3", "estimate", "liquid in tankers, about ten times nitrogen"
    )

    def faults(self):
        if not _CURRENCY.fullmatch(self.currency):
            words = "three capitals, like EUR or CHF (ISO 4217)"
            return [(("currency",), f"{quoted(self.currency)}; {words}")]
        if self.currency == EURO:
            return []
        return [
            (
                (name,),
                f"missing; the currency is {self.currency}, and what is left out would "
                f"be in {EURO}: give all prices",
            )
            for name in type(self).model_fields
            if name not in self.model_fields_set
        ]


class HourPriceKeys(Section):
    """The price of electricity in some hours of the week."""

    when: list[Text] = key(
        ..., 'hours, like "Mon-Fri 22:00-06:00"', min_length=1, max_length=50
    )
    electricity_per_kWh: PricePerKWh = key(..., "price then")

    def faults(self):
        return hours_faults(self.when)


def _hours_with_currency(raw, info: ValidationInfo):
    """The prices of a list of hours, in the currency of the tariff."""
    if not isinstance(raw, list):
        return raw
    name = "electricity_per_kWh"
    return [
        {**one, name: _with_currency(one[name], info)}
        if isinstance(one, dict) and name in one
        else one
        for one in raw
    ]


class WeekTariffKeys(TariffKeys):
    """What each carrier costs, electricity by the hour of the week."""

    electricity_hours: Annotated[
        list[HourPriceKeys], BeforeValidator(_hours_with_currency)
    ] = key(
        [],
        "prices by hours, the first that has an hour counts; electricity_per_kWh in "
        "all others",
        max_length=50,
    )

    def faults(self):
        return [f for f in super().faults() if f[0] != ("electricity_hours",)]


class Co2Keys(Section):
    """CO2 behind each carrier."""

    electricity_kg_per_kWh: Co2PerKWh = _usual(
        0.363,
        "kg/kWh",
        "published",
        "Umweltbundesamt, its estimate for the German mix in 2024: CO2 of generation",
    )
    natural_gas_kg_per_kWh: Co2PerKWh = _usual(
        0.202,
        "kg/kWh",
        "recalled",
        "IPCC 2006 default, 56.1 t/TJ of lower heating value, burnt; no upstream chain",
    )
    district_heat_kg_per_kWh: Co2PerKWh = _usual(
        0.25, "kg/kWh", "estimate", "German networks, 0.1 to 0.3 by fuel and allocation"
    )
    nitrogen_kg_per_Nm3: Co2PerNm3 = _usual(
        0.09,
        "kg/Nm3",
        "estimate",
        "as gas from air separation 0.25 kWh/Nm3, of 0.363 kg/kWh; liquid twice that",
    )
    argon_kg_per_Nm3: Co2PerNm3 = _usual(
        0.3,
        "kg/Nm3",
        "estimate",
        "air separation and liquefaction, 0.8 kWh/Nm3 of 0.363 kg/kWh",
    )


def _rates(keys, per):
    """By carrier: the number per J or m3, and its source; `per` stands in the key."""
    given = {
        carrier: getattr(keys, f"{carrier}_{per}_{UNITS[carrier][0]}")
        for carrier in CARRIERS
    }
    numbers = {name: given[name].value / UNITS[name][1] for name in CARRIERS}
    return {**numbers, "sources": {n: q.as_source for n, q in given.items()}}


def tariff(keys: TariffKeys) -> Tariff:
    """The tariff, per J and m3."""
    return Tariff(**_rates(keys, "per"), currency=keys.currency)


def co2(keys: Co2Keys) -> Rates:
    """The CO2 factors, per J and m3."""
    return Rates(**_rates(keys, "kg_per"))
