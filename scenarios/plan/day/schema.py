# ruff: noqa: N815  (keys carry their unit: kWh, Nm3)
"""DayFileKeys: the keys of a day file."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scenarios.material.law_schema import Quantity, number
from scenarios.schema.fields import Name, PathText, Section, Text, key
from scenarios.schema.tariff import Co2Keys, TariffKeys

ON_GRID = 1e-9
MOST_SLOTS = 1000
SOURCES = ("plan", "oven_file", "hours")
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Price = Annotated[float, Field(ge=-10, le=1000)]


class DayRecipeKeys(Section):
    """A recipe that an oven may run: of a plan, of an oven file, or by its numbers."""

    electrode: Name = key(..., "whose coils it dries")
    most_coils: int = key(..., "in one load", ge=1, le=1000)
    least_coils: int = key(1, "in one load", ge=1, le=1000)
    plan: PathText | None = key(None, "plan file that finds it; path from this file")
    called: Text | None = key(
        None,
        "which of the plan's recipes: shortest, cheapest, gentlest, balanced, best",
    )
    oven_file: PathText | None = key(
        None, "oven file whose recipe it is; path from this file"
    )
    hours: float | None = key(None, "what a load takes [h]", gt=0, le=1000)
    electricity_kWh: float = key(0.0, "of a load", ge=0, le=1e6)
    natural_gas_kWh: float = key(0.0, "of a load", ge=0, le=1e6)
    district_heat_kWh: float = key(0.0, "of a load", ge=0, le=1e6)
    nitrogen_Nm3: float = key(0.0, "of a load", ge=0, le=1e6)

    def faults(self):
        given = [name for name in SOURCES if getattr(self, name) is not None]
        if len(given) != 1:
            said = f"is given {len(given)} times" if given else "is not given"
            words = "plan (with called), oven_file, or hours and what it draws"
            return [((), f"{said}; a recipe comes by one of {words}")]
        faults = []
        if self.plan is not None and self.called is None:
            faults.append((("called",), "missing; which of the plan's recipes it is"))
        if self.plan is None and self.called is not None:
            faults.append((("called",), "does not belong here; it is of a plan"))
        drawn = ("electricity_kWh", "natural_gas_kWh", "district_heat_kWh",
                 "nitrogen_Nm3")  # fmt: skip
        if self.hours is None:
            faults += [
                ((name,), f"does not belong here; it follows from {given[0]}")
                for name in drawn
                if name in self.model_fields_set
            ]
        if self.least_coils > self.most_coils:
            words = f"{self.least_coils}; at most most_coils, {self.most_coils}"
            faults.append((("least_coils",), words))
        return faults


class DayCoilsKeys(Section):
    """Coils that come together and are due together."""

    electrode: Name = key(..., "which electrode they are")
    count: int = key(..., "how many", ge=1, le=10_000)
    arrives_h: float = key(..., "when they may go into an oven [h from start]", ge=0)
    due_h: float = key(..., "by when they are to be dry [h from start]", gt=0)
    name: Text | None = key(None, "what they are called; default: electrode and time")

    def faults(self):
        if self.due_h <= self.arrives_h:
            words = f"{self.due_h:g}; after arrives_h, {self.arrives_h:g}"
            return [(("due_h",), words)]
        return []


class DayOvensKeys(Section):
    """The ovens, all alike, and what one more costs."""

    at_most: int = key(..., "how many there may be", ge=1, le=50)
    at_least: int = key(1, "how many there are in any case", ge=1, le=50)
    turnaround_min: float = key(
        60.0, "unloading, loading, closing between two loads [min]", ge=0, le=1440
    )
    price: number("currency", "of one oven", least=0, most=1e8) = Quantity(
        value=250_000.0,
        unit="currency",
        standing="estimate",
        source="vacuum chamber for six coils with pump set, heater and controls",
    )
    life_years: float = key(12.0, "over which it is written off", gt=0, le=50)
    interest_pct: float = key(5.0, "a year, on what is not written off", ge=0, le=50)
    days_per_year: float = key(300.0, "like this one", gt=0, le=366)

    def faults(self):
        if self.at_least > self.at_most:
            words = f"{self.at_least}; at most at_most, {self.at_most}"
            return [(("at_least",), words)]
        return []


class DayTodayKeys(Section):
    """Today's practice: an oven that is free is loaded as soon as coils are there."""

    ovens: int = key(..., "how many there are", ge=1, le=50)
    recipes: dict[Name, Name] = key(..., "the recipe of each electrode", min_length=1)
    least_coils: int = key(1, "for which an oven is started", ge=1, le=1000)


class DayFileKeys(Section):
    """Coils of a day, recipes, ovens, prices."""

    name: Text = key(..., "what the day is called")
    description: str = key("", "what it is for", max_length=5000)
    starts: Clock = key("06:00", "clock at hour 0")
    horizon_h: float = key(48.0, "by when all is over [h]", gt=0, le=336)
    grid_min: float = key(
        30.0, "loads start on whole steps of this [min]", ge=5, le=240
    )
    recipes: dict[Name, DayRecipeKeys] = key(
        ..., "what an oven may run", min_length=1, max_length=20
    )
    coils: Annotated[list[DayCoilsKeys], Field(min_length=1, max_length=200)] = key(
        ..., "what has to be dried"
    )
    ovens: DayOvensKeys = key(..., "the ovens")
    late_per_coil_h: number("currency/h", "a coil late", least=0, most=1e6) | None = (
        key(
            None,
            "what a coil costs for each hour it is late; default: none may be late",
        )
    )
    hour_per_coil: number("currency/h", "a coil's hour", least=0, most=1e4) = Quantity(
        value=0.02,
        unit="currency/h",
        standing="estimate",
        source="2000 EUR of material in a coil, 8 % a year; of equal plans the sooner",
    )
    tariff: TariffKeys = key(TariffKeys(), "what energy costs")
    electricity_by_hour: (
        Annotated[list[Price], Field(min_length=24, max_length=24)] | None
    ) = key(
        None, "price of each hour of the day, from 0 to 24 h [currency/kWh]; in place "
        "of the tariff's"
    )  # fmt: skip
    electricity_source: Text = key("day file", "where electricity_by_hour is from")
    co2: Co2Keys = key(Co2Keys(), "CO2 behind the energy")
    today: DayTodayKeys | None = key(None, "today's practice, to compare with")
    time_limit_s: float = key(
        60.0, "for each number of ovens; then the best that was found", gt=0, le=36_000
    )
    gap_pct: float = key(
        0.1, "how far from the best possible is near enough [%]", ge=0, le=10
    )
    kind: Literal["oven_day"] = key(..., "oven_day: this is such a file")

    def faults(self):
        faults = []
        slots = self.horizon_h * 60.0 / self.grid_min
        if slots > MOST_SLOTS:
            words = f"{self.grid_min:g}; {slots:.0f} steps, at most {MOST_SLOTS}"
            faults.append((("grid_min",), words))
        known = {one.electrode for one in self.recipes.values()}
        for i, one in enumerate(self.coils):
            if one.electrode not in known:
                words = f"'{one.electrode}'; no recipe is for it"
                faults.append((("coils", i, "electrode"), words))
            if one.due_h > self.horizon_h:
                words = f"{one.due_h:g}; at most horizon_h, {self.horizon_h:g}"
                faults.append((("coils", i, "due_h"), words))
        if self.today is not None:
            faults += self._faults_of_today()
        return faults

    def _faults_of_today(self):
        faults = []
        for electrode, name in self.today.recipes.items():
            path = ("today", "recipes", electrode)
            if name not in self.recipes:
                faults.append((path, f"'{name}' is not a recipe of this file"))
            elif self.recipes[name].electrode != electrode:
                faults.append((path, f"'{name}' is not for coils of {electrode}"))
        for electrode in dict.fromkeys(one.electrode for one in self.coils):
            if electrode not in self.today.recipes:
                faults.append((("today", "recipes"), f"has none for {electrode}"))
        return faults
