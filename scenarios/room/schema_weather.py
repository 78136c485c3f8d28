# ruff: noqa: N815  (keys carry their unit: degC, pct)
"""The keys of weather: a CSV or EPW file, or a synthetic year; and of a replay."""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.schema.air import AirKeys, ReadingsKeys
from scenarios.schema.fields import PathText, Section, Text, key

_Celsius = Annotated[float, Field(ge=-40, le=50)]
_Percent = Annotated[float, Field(ge=1, le=100)]
MONTHS = 12


class SyntheticKeys(Section):
    """A made-up year: waves over the year and the day. An assumption, not weather."""

    mean_temperature_degC: float | None = key(None, "of the year [degC]", ge=-20, le=40)
    mean_relative_humidity_pct: float | None = key(
        None, "of the year [%]", ge=1, le=100
    )
    monthly_temperature_degC: list[_Celsius] | None = key(
        None, "means of January to December [degC]", min_length=MONTHS,
        max_length=MONTHS,
    )  # fmt: skip
    monthly_relative_humidity_pct: list[_Percent] | None = key(
        None, "means of January to December [%]", min_length=MONTHS, max_length=MONTHS
    )
    seasonal_amplitude_K: float | None = key(
        None, "of the wave over the year [K]; default: by the mean, 2 to 13 K", ge=0,
        le=30,
    )  # fmt: skip
    daily_amplitude_K: float = key(
        4.0, "of the wave over the day [K]; an estimate", ge=0, le=15
    )

    def faults(self):
        annual = ("mean_temperature_degC", "mean_relative_humidity_pct")
        monthly = ("monthly_temperature_degC", "monthly_relative_humidity_pct")
        given = [n for n in (*annual, *monthly) if getattr(self, n) is not None]
        if given not in (list(annual), list(monthly)):
            return [
                (
                    (),
                    "a synthetic year is made from both annual means "
                    f"({' and '.join(annual)}) or from both lists of monthly ones "
                    f"({' and '.join(monthly)})",
                )
            ]
        if given == list(monthly) and self.seasonal_amplitude_K is not None:
            words = "the monthly means say it already; remove it"
            return [(("seasonal_amplitude_K",), words)]
        return []


class WeatherFileKeys(ReadingsKeys):
    """Outdoor air from a CSV file: a year or more, its columns named here."""

    begins: str | None = key(
        None, "first hour that counts, like 2025-01-01 00:00; with timestamps"
    )


class EpwKeys(Section):
    """Outdoor air from an EPW file (EnergyPlus weather)."""

    file: PathText = key(..., "EPW file, relative to this file")


class WeatherKeys(Section):
    """Outdoor air, hour by hour; the year's first hour counts as a Monday's."""

    synthetic: SyntheticKeys | None = key(None, "a made-up year")
    csv: WeatherFileKeys | None = key(None, "a CSV file")
    epw: EpwKeys | None = key(None, "an EPW file")
    design: AirKeys | None = key(
        None, "outdoor air of the design hour; default: the year's richest in enthalpy"
    )

    def faults(self):
        names = ("synthetic", "csv", "epw")
        given = [name for name in names if getattr(self, name) is not None]
        if len(given) == 1:
            return []
        said = " and ".join(given) or "nothing"
        return [((), f"{said} is given; give one of {', '.join(names)}")]


class ReplayKeys(Section):
    """A measured room, one row a minute, to hold its balance against."""

    separator: Literal[",", ";", "\t", "|"] = key(",", "between the columns")
    decimal: Literal[".", ","] = key(".", "decimal sign")
    time_min: Text = key(..., "column with the time [min]")
    temperature_degC: Text = key(..., "column with the room's temperature [degC]")
    humidity_ratio_kg_per_kg: Text = key(
        ..., "column with the room's water per dry air [kg/kg]"
    )
    people: Text = key(..., "column with the people in the room")
    fitted_d: float = key(
        1.0, "leakage and door are fitted on so many days, from the first [d]", gt=0,
        le=100,
    )  # fmt: skip
