# ruff: noqa: N815  (keys carry their unit: degC, min, ppm)
"""WeekFileKeys: the keys of a plan of a dry room's frost point over the week."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from models.units import WEEK
from scenarios.exposure.schema import ContentLimitKeys
from scenarios.faults import quoted
from scenarios.room.schema import SHIFT_WORDS
from scenarios.schema.fields import (
    Name,
    PathText,
    Section,
    Text,
    key,
    moment,
    shift_intervals,
)
from scenarios.schema.sample import SampleKeys, StartKeys
from scenarios.schema.scenario import NumericsKeys
from scenarios.schema.tariff import Co2Keys, WeekTariffKeys

KIND = "week"  # as an answer names it; such a file is known by its keys
COST, ENERGY, CO2, WATER = "energy_cost", "energy", "co2", "water"
GOALS = (COST, ENERGY, CO2, WATER)
MOST_BANDS = 8
_STAY = re.compile(r"(\w{3,9} +\d{1,2}:\d\d) *- *(\w{3,9} +\d{1,2}:\d\d)")
STAY_WORDS = 'a stay reads like "Fri 22:00 - Mon 06:00", or like a shift'


def stays(text: str) -> list[tuple[float, float]] | None:
    """Stays [s], each from its begin in the week on; None if not readable.

    >>> [(a / 3600, b / 3600) for a, b in stays("Fri 22:00 - Mon 06:00")]
    [(118.0, 174.0)]
    >>> [(a / 3600, b / 3600) for a, b in stays("Sat-Sun 22:00-06:00")]
    [(142.0, 150.0), (166.0, 174.0)]
    """
    match = _STAY.fullmatch(text.strip())
    if match:
        begin, end = (moment(part, "week") for part in match.groups())
        if begin is None or end is None:
            return None
        return [(begin, end if end > begin else end + WEEK)]
    found = shift_intervals(text)
    if found and len(found) > 1 and found[0][0] == 0.0 and found[-1][1] == WEEK:
        found = [*found[1:-1], (found[-1][0], WEEK + found[0][1])]
    return found


def hours_faults(texts, path=("when",)):
    """A fault for each of `texts` that is no shift."""
    return [
        ((*path, i), f"{quoted(text)}; {SHIFT_WORDS}")
        for i, text in enumerate(texts)
        if shift_intervals(text) is None
    ]


class BandKeys(Section):
    """Hours of the week that share one set point, and what that may be."""

    when: list[Text] = key(
        ["daily 00:00-24:00"],
        'hours, like "Mon-Fri 06:00-22:00"; default: all that no band before it has',
        min_length=1,
        max_length=50,
    )
    price_at_most: float | None = key(
        None, "only those in which a kWh of electricity costs at most so much", ge=0,
        le=1000,
    )  # fmt: skip
    low: float = key(..., "driest set point, a frost point [degC]", ge=-90, le=20)
    high: float = key(..., "dampest set point [degC]", ge=-90, le=20)
    step: float = key(1.0, "between set points [K]", gt=0, le=50)

    def faults(self):
        faults = hours_faults(self.when)
        if self.high < self.low:
            faults.append((("high",), f"{self.high:g}; at least low, {self.low:g}"))
        return faults


class ExposedKeys(Section):
    """Product that lies open for a while, from any moment of some hours on."""

    during: list[Text] = key(
        ..., "hours within which it lies open", min_length=1, max_length=50
    )
    for_min: float = key(..., "how long [min]", gt=0, le=1440)

    def faults(self):
        return hours_faults(self.during, ("during",))


class ProductKeys(Section):
    """What lies in the room, how long, and how much water it may have then."""

    material: Name = key(..., "material of the library, or of `materials`")
    sample: SampleKeys = key(..., "what it is")
    start: StartKeys = key(..., "how wet it comes")
    waits: list[Text] | None = key(
        None, 'stays, like "Fri 22:00 - Mon 06:00" or "Mon-Thu 22:00-06:00"',
        min_length=1, max_length=50,
    )  # fmt: skip
    exposed: ExposedKeys | None = key(None, "instead: open at any time of some hours")
    limits: list[ContentLimitKeys] = key(
        ..., "water at the end of each stay", min_length=1, max_length=10
    )

    def faults(self):
        if (self.waits is None) == (self.exposed is None):
            return [((), "give one of waits and exposed, by one")]
        return [
            (("waits", i), f"{quoted(text)}; {STAY_WORDS}")
            for i, text in enumerate(self.waits or ())
            if stays(text) is None
        ]


class AirLimitKeys(Section):
    """How damp the room may be in some hours, whatever lies in it."""

    when: list[Text] = key(..., "hours", min_length=1, max_length=50)
    frost_point_degC: float = key(..., "at most [degC]", ge=-90, le=20)

    def faults(self):
        return hours_faults(self.when)


class EquipmentKeys(Section):
    """How long the room's equipment may fall short in a week."""

    wheel_h: float = key(
        0.0, "hours in which the wheel cannot dry as far as asked", ge=0, le=168
    )
    missed_h: float = key(
        0.0, "hours in which full flow does not hold the set point", ge=0, le=168
    )


class TodayKeys(Section):
    """Today's practice: one set point, day and night."""

    frost_point_degC: float = key(..., "all week [degC]", ge=-90, le=20)


class WeekFileKeys(Section):
    """A plan of a dry room's frost point over the week."""

    name: Text = key(..., "what the plan is called")
    description: str = key("", "what it is for", max_length=5000)
    room_file: PathText | None = key(
        None, "the room, a file of `twin room`, relative to this one"
    )
    room_keys: dict[str, Any] | None = key(
        None, "instead: the keys of such a file", alias="room"
    )
    changes: dict[str, Any] = key(
        {}, "dotted keys of the room that are other here: rooms.dry_room.people.count"
    )
    controlled: Name | None = key(
        None, "room whose set point is decided; default: the first"
    )
    bands: dict[Name, BandKeys] = key(
        ...,
        "what is decided: hours with one set point; the first that has an hour counts",
        min_length=1,
        max_length=MOST_BANDS,
    )
    recovery_margin_min: float = key(
        0.0, "the room is dry so long before it has to be [min]", ge=0, le=720
    )
    materials: dict[Name, dict[str, Any]] = key(
        {}, "new materials, or changes to those of the library"
    )
    products: dict[Name, ProductKeys] = key(
        {}, "what lies in the room, with its limits", max_length=20
    )
    air: list[AirLimitKeys] = key([], "limits of the air itself", max_length=20)
    equipment: EquipmentKeys = key(EquipmentKeys(), "how far it may fall short")
    weeks: list[Annotated[int, Field(ge=1, le=52)]] | None = key(
        None,
        "of the year that count, 1 to 52, from its first hour on; default: those of "
        "its coldest hour and of its richest in enthalpy",
        min_length=1,
        max_length=52,
    )
    tariff: WeekTariffKeys = key(WeekTariffKeys(), "what energy costs")
    co2: Co2Keys = key(Co2Keys(), "CO2 behind the energy")
    goal: Literal[GOALS[:3]] | list[Literal[GOALS]] = key(
        COST, "one of them, or two of which one is water: a front"
    )
    today: TodayKeys | None = key(
        None, "today's practice; default: the room as its file has it"
    )
    scenario: PathText | None = key(
        None, "a line in whose room the plan is run, relative to this file"
    )
    line_days: float = key(7.0, "how long that run lasts [d]", gt=0, le=366)
    numerics: NumericsKeys = key(NumericsKeys(), "how finely the physics is solved")
    front_points: int = key(12, "of a front, at most", ge=2, le=100)

    def faults(self):
        faults = []
        if (self.room_file is None) == (self.room_keys is None):
            faults.append((("room_file",), "give one of room_file and room, by one"))
        if isinstance(self.goal, list):
            pair = len(self.goal) == 2 and self.goal[-1] == WATER
            if not pair or self.goal[0] == WATER:
                words = "a front is of energy_cost, energy or co2, and of water, last"
                faults.append((("goal",), f"{', '.join(self.goal)}; {words}"))
            elif not self.products:
                words = "water is that of products, and there are none; add some"
                faults.append((("goal",), words))
        if not self.products and not self.air:
            words = "nothing limits how damp the room may be; give products or air"
            faults.append((("products",), words))
        return faults
