# ruff: noqa: N815  (keys carry their unit: degC, Pa)
"""CurveKeys: the keys of a curve file, one sample and the airs it meets in turn."""

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from scenarios.schema.air import HUMIDITIES
from scenarios.schema.fields import Name, Section, Text, key
from scenarios.schema.recipe import RepeatKeys, StepKeys, step_or_repeat
from scenarios.schema.sample import SampleKeys, StartKeys
from scenarios.schema.scenario import NumericsKeys


class CurveStepKeys(StepKeys):
    """A step: an air for a while; a key not given is as in the step before.

    `dew_point_degC`, `dew_point_over_water_degC`, `humidity_ratio_g_per_kg` and
    `water_ppmv` are those of the gas as supplied, at 1013.25 mbar: its share of water
    molecules stays when it expands into the chamber. `relative_humidity_pct` and
    `vapour_pressure_Pa` are those in the chamber, at the step's temperature.
    """

    humidities: ClassVar = HUMIDITIES
    anew: ClassVar = "pure vapour came before; say it anew, or pure_vapour: true"
    in_chamber: ClassVar = ("relative_humidity_pct", "vapour_pressure_Pa")

    name: Text | None = key(None, "what the step is for")
    temperature_degC: float | None = key(None, "air [degC]", ge=-20, le=200)
    dew_point_over_water_degC: float | None = key(
        None,
        "dew point of the gas as supplied, over (supercooled) water [degC]",
        ge=-100,
        le=60,
    )
    relative_humidity_pct: float | None = key(
        None, "relative humidity in the chamber, over liquid water [%]", ge=0, le=100
    )
    humidity_ratio_g_per_kg: float | None = key(
        None, "water per dry gas as supplied [g/kg]", ge=0, le=2000
    )
    pure_vapour: bool | None = key(
        None, "water vapour alone: the total pressure is its own"
    )
    zero: bool = key(
        False, "what the sample weighs at the end of the step is the balance's zero"
    )

    def faults(self):
        faults = super().faults()
        if not self.pure_vapour:
            return faults
        if self.pressure_mbar is not None:
            faults.append(
                (
                    ("pressure_mbar",),
                    f"{self.pressure_mbar:g}; in pure vapour the pressure is that of "
                    "the vapour: remove it, or pure_vapour",
                )
            )
        for name in self.humidities:
            if getattr(self, name) is not None and name not in self.in_chamber:
                faults.append(
                    (
                        (name,),
                        f"{getattr(self, name):g}; that of a gas as supplied, and pure "
                        f"vapour has none: give {' or '.join(self.in_chamber)}",
                    )
                )
            elif name in self.in_chamber and getattr(self, name) == 0.0:
                faults.append(((name,), "0; pure vapour is never dry: more than 0"))
        return faults

    def after(self, before: dict) -> dict:
        """As in a recipe; a name and a zero belong to one step, a pressure ends pure
        vapour, and pure vapour the pressure."""
        before = {n: v for n, v in before.items() if n not in ("name", "zero")}
        if self.pressure_mbar is not None or self.pure_vapour is False:
            before.pop("pure_vapour", None)
        whole = super().after(before)
        if whole.get("pure_vapour"):
            if self.pressure_mbar is None:
                whole.pop("pressure_mbar", None)
            whole.setdefault("gas", "nitrogen")
        return whole

    @property
    def needed(self) -> tuple[str, ...]:
        """The keys that this step or one before it has to give."""
        if self.pure_vapour:
            return ("temperature_degC", "hold_h")
        return StepKeys.needed


class CurveRepeatKeys(RepeatKeys):
    """Steps that are gone through several times."""

    steps: list[CurveStepKeys] = key(
        ..., "the steps of one round", min_length=1, max_length=50
    )


CurveItem = Annotated[
    Annotated[CurveStepKeys, Tag("<step>")]
    | Annotated[CurveRepeatKeys, Tag("<repeat>")],
    Discriminator(step_or_repeat),
]


class CurveKeys(Section):
    """A sample, how it starts, and the steps of air it goes through."""

    name: Text = key(..., "what the curve is called")
    description: str = key("", "what it is for", max_length=5000)
    material: Name = key(..., "material of the library, or of `materials`")
    materials: dict[Name, dict[str, Any]] = key(
        {}, "new materials, or changes to those of the library"
    )
    sample: SampleKeys = key(..., "what is exposed")
    start: StartKeys = key(..., "how wet it is before the first step")
    steps: list[CurveItem] = key(
        ..., "airs, one after the other", min_length=1, max_length=200
    )
    numerics: NumericsKeys = key(NumericsKeys(), "how finely the physics is solved")
