"""PlanFileKeys: the keys of a plan file."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.material.law_schema import STANDINGS, Note
from scenarios.oven.schema import LimitKeys, LoadKeys, OvenChamberKeys
from scenarios.plan.waiting_schema import WaitingKeys
from scenarios.schema.air import AirKeys
from scenarios.schema.fields import Name, PathText, Section, Text, key
from scenarios.schema.scenario import NumericsKeys
from scenarios.schema.tariff import Co2Keys, TariffKeys

GOALS = ("time", "energy_cost", "co2", "severity")
Goal = Literal[GOALS]
SPREADS = {
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
}
WIDEST_NORMAL = 0.2  # sd over mean, above which a normal multiplier may pass nought


class DecisionKeys(Section):
    """A number that is decided; it stands in the recipe as `$name`."""

    low: int | float = key(..., "the lowest it may be, in the unit of its key")
    high: int | float = key(..., "the highest")
    step: int | float | None = key(
        None, "it takes whole steps from `low`; default: a 200th of the way", gt=0
    )
    today: int | float | None = key(
        None, "what it is today; of a number of coils, which today's recipe lacks"
    )
    shortest: bool = key(
        False, "the shortest hold that suffices is found, not searched; of one hold_h"
    )

    def faults(self):
        if not self.high > self.low:
            return [(("high",), f"{self.high:g}; more than low, {self.low:g}")]
        if self.step is not None and self.step > self.high - self.low:
            room = self.high - self.low
            return [(("step",), f"{self.step:g}; at most high - low, {room:g}")]
        return []


class SpreadKeys(Section):
    """How far a number may be off: what it is multiplied with."""

    kind: Literal[tuple(SPREADS)] = key(..., "distribution of the multiplier")
    mean: float | None = key(None, "mean multiplier; default: 1", gt=0, le=10)
    sd: float | None = key(None, "standard deviation of the multiplier", gt=0, le=2)
    low: float | None = key(None, "lowest multiplier", gt=0, le=10)
    mode: float | None = key(None, "most frequent multiplier", gt=0, le=10)
    high: float | None = key(None, "highest multiplier", gt=0, le=10)
    standing: Literal[tuple(STANDINGS)] = key("user", "how far it can be trusted")
    source: Note = key("plan file", "where it comes from")

    def faults(self):
        wanted = SPREADS[self.kind]
        words = " and ".join(wanted)
        said = f"a {self.kind} multiplier is given by {words}"
        faults = []
        for name in ("mean", "sd", "low", "mode", "high"):
            given = getattr(self, name) is not None
            if given and name not in wanted:
                faults.append(((name,), f"does not belong here; {said}"))
            if not given and name in wanted and name != "mean":
                faults.append(((name,), f"missing; {said}"))
        if faults:
            return faults
        ordered = [n for n in ("low", "mode", "high") if n in wanted]
        values = [getattr(self, n) for n in ordered]
        if values and (values != sorted(values) or values[0] == values[-1]):
            names = " <= ".join(ordered)
            faults.append((("low",), f"{values[0]:g}; the order is {names}, not equal"))
        mean = 1.0 if self.mean is None else self.mean
        if self.kind == "normal" and self.sd > WIDEST_NORMAL * mean:
            faults.append(
                (
                    ("sd",),
                    f"{self.sd:g}; of a normal multiplier at most {WIDEST_NORMAL:g} of "
                    "the mean, or it would fall below 0; use lognormal",
                )
            )
        return faults


class UncertaintyKeys(Section):
    """What is not known for sure, each as a multiplier; what is left out is sure."""

    sorption: SpreadKeys | None = key(None, "what all isotherms say")
    start_water: SpreadKeys | None = key(None, "water the load comes with")
    pore_diffusivity: SpreadKeys | None = key(None, "vapour in the pores")
    binder_diffusivity: SpreadKeys | None = key(None, "water inside the binder")
    pump_speed: SpreadKeys | None = key(None, "of the pump set, at all pressures")
    leak: SpreadKeys | None = key(None, "of the chamber")
    heat_transfer: SpreadKeys | None = key(
        None, "to the coils: radiation, gas and plates"
    )


class WindowKeys(LimitKeys):
    """The window: all limits that a load has to keep."""

    longest_h: float | None = key(None, "the whole recipe [h]", gt=0, le=10_000)
    least_coils_per_day: float | None = key(
        None, "that one oven has to dry", gt=0, le=10_000
    )
    turnaround_h: float = key(
        0.0, "between two loads, for least_coils_per_day [h]", ge=0, le=100
    )
    confidence_pct: float = key(
        95.0, "share of the samples that keep all limits [%]", ge=50, le=99.5
    )

    def faults(self):
        faults = []
        if self.water_ppm is None and self.wettest_ppm is None:
            words = "give water_ppm or wettest_ppm: a plan dries to a limit"
            faults.append(((), f"has no upper limit of water; {words}"))
        if self.least_water_ppm is not None:
            for name in ("water_ppm", "wettest_ppm"):
                most = getattr(self, name)
                if most is not None and most <= self.least_water_ppm:
                    faults.append(
                        (
                            ("least_water_ppm",),
                            f"{self.least_water_ppm:g}; less than {name}, {most:g}",
                        )
                    )
        return faults


class SearchKeys(Section):
    """How long it searches, and under how many samples."""

    evaluations: int = key(2000, "recipes judged in the search", ge=20, le=100_000)
    population: int = key(40, "of the evolutionary search", ge=8, le=1000)
    samples: int = key(16, "common samples in the search", ge=8, le=1024)
    plan_samples: int = key(512, "common samples of a plan", ge=64, le=16384)
    front: int = key(
        40, "recipes of the front that are told and run on the line; they are spread "
        "evenly over it", ge=3, le=100_000,
    )  # fmt: skip
    seed: int = key(1, "of samples and search", ge=0, le=2**32 - 1)
    threads: int | None = key(None, "default: all cores", ge=1, le=1024)


class LineKeys(Section):
    """The line on which every recipe of the front is run, and the oven it goes into."""

    scenario: PathText = key(..., "scenario file; path from this file")
    station: Name = key(..., "its oven that takes the recipes")
    electrode: Name | None = key(
        None, "whose coils are looked at; default: the only one that comes there"
    )
    changes: dict[str, Any] = key(
        {}, "keys of the scenario that are changed, by dotted name, as a study's"
    )


def _goal_kind(value):
    if isinstance(value, dict):
        return "<weights>"
    return "<front>" if isinstance(value, list) else "<one>"


GoalKey = Annotated[
    Annotated[Goal, Tag("<one>")]
    | Annotated[list[Goal], Field(min_length=2, max_length=3), Tag("<front>")]
    | Annotated[
        dict[Goal, Annotated[float, Field(gt=0, le=1e6)]],
        Field(min_length=1),
        Tag("<weights>"),
    ],
    Discriminator(_goal_kind),
]


class PlanFileKeys(Section):
    """An oven, its load, a recipe with `$decisions`, the window, and the goal."""

    name: Text = key(..., "what the plan is called")
    description: str = key("", "what it is for", max_length=5000)
    oven_file: PathText | None = key(
        None, "oven file with room, oven, load, today; path from this file"
    )
    materials: dict[Name, dict[str, Any]] = key(
        {}, "new materials, or changes to those of the library"
    )
    room: AirKeys = key(..., "the air around the oven")
    oven: OvenChamberKeys = key(..., "the oven")
    load: Annotated[list[LoadKeys], Field(min_length=1, max_length=100)] = key(
        ..., "the coils in it; count may be a $decision"
    )
    recipe: Annotated[list[Any], Field(min_length=1, max_length=200)] = key(
        ..., "steps and repeats as in an oven file; $name where a decision goes"
    )
    today: Annotated[list[Any], Field(min_length=1, max_length=200)] | None = key(
        None, "today's recipe, that the plan is compared with"
    )
    decide: dict[Name, DecisionKeys] = key(
        ..., "what is decided, by the name in the recipe", min_length=1, max_length=12
    )
    window: WindowKeys = key(..., "the limits, and with what confidence")
    waiting: WaitingKeys | None = key(
        None, "how coils wait behind the oven, and for how long they must be able to"
    )
    uncertainty: UncertaintyKeys = key(UncertaintyKeys(), "what is not known for sure")
    goal: GoalKey = key(
        "time",
        "time, energy_cost, co2 or severity; a list of two or three: their front; "
        "weights by name: relative to today",
    )
    tariff: TariffKeys = key(TariffKeys(), "what energy costs")
    co2: Co2Keys = key(Co2Keys(), "CO2 behind the energy")
    line: LineKeys | None = key(
        None, "the line on which the recipes of the front are run"
    )
    search: SearchKeys = key(SearchKeys(), "how it is searched")
    numerics: NumericsKeys = key(NumericsKeys(), "how finely the physics is solved")

    def faults(self):
        faults = []
        if isinstance(self.goal, list) and len(set(self.goal)) < len(self.goal):
            faults.append((("goal",), "a goal comes twice; name each once"))
        if isinstance(self.goal, dict) and self.today is None:
            words = "weights are relative to today's recipe; give today"
            faults.append((("today",), f"missing; {words}"))
        return faults
