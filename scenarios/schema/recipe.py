# ruff: noqa: N815  (keys carry their unit: degC, Pa, Nm3)
"""The keys of a recipe: steps, and repeated blocks of steps."""

from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from scenarios.schema.fields import Gas, Section, Text, key


class StepKeys(Section):
    """A step of an oven recipe; a key not given is as in the step before.

    `dew_point_degC` and `water_ppmv` are those of the gas as supplied, at 1013.25 mbar:
    its share of water molecules stays when it expands into the chamber.
    `vapour_pressure_Pa` is that in the chamber itself.
    """

    humidities: ClassVar = ("dew_point_degC", "water_ppmv", "vapour_pressure_Pa")
    needed: ClassVar = ("temperature_degC", "pressure_mbar", "gas", "hold_h")
    anew: ClassVar = "the first step needs it"  # why a later step lacks one of them

    temperature_degC: float | None = key(None, "oven [degC]", ge=0, le=200)
    ramp_K_per_h: float | None = key(
        None,
        "how fast the oven's temperature moves [K/h]; default: at once",
        ge=0.1,
        le=100_000,
    )
    pressure_mbar: float | None = key(None, "in the chamber [mbar]", ge=0.01, le=2000)
    gas: Gas | None = key(None, "gas that is supplied")
    dew_point_degC: float | None = key(
        None,
        "dew point of the gas as supplied [degC]; below 0 the frost point",
        ge=-100,
        le=60,
    )
    water_ppmv: float | None = key(
        None, "water in the gas as supplied [ppmv]", ge=0, le=1_000_000
    )
    vapour_pressure_Pa: float | None = key(
        None, "vapour pressure in the chamber [Pa]", ge=0, le=200_000
    )
    hold_h: float | None = key(
        None, "how long the step is held after its ramp [h]", gt=0, le=1000
    )

    def faults(self):
        given = [n for n in self.humidities if getattr(self, n) is not None]
        if len(given) < 2:
            return []
        return [
            (
                (),
                f"humidity is given {len(given)} times, as {' and '.join(given)}; keep "
                "one",
            )
        ]

    def after(self, before: dict) -> dict:
        """The keys of this step, and of the step `before` where this one is silent."""
        given = {n: v for n, v in self if v is not None}
        if any(n in given for n in self.humidities):
            before = {n: v for n, v in before.items() if n not in self.humidities}
        return {**before, **given}

    @property
    def measure(self) -> str:
        """The one humidity key that is given."""
        return next(n for n in self.humidities if getattr(self, n) is not None)


class RepeatKeys(Section):
    """Steps that are gone through several times."""

    repeat: int = key(..., "how often", ge=1, le=200)
    steps: list[StepKeys] = key(
        ..., "the steps of one round", min_length=1, max_length=50
    )


class OvenStepKeys(StepKeys):
    """A step of an oven's recipe; a key not given is as in the step before.

    Dew point and `water_ppmv` are those of the gas as supplied, at 1013.25 mbar.
    """

    name: Text | None = key(None, "what the step is for")
    purge_Nm3_per_h: float | None = key(
        None,
        "gas that flows through [m3/h at 0 degC, 1013.25 mbar]; default: none",
        ge=0,
        le=100_000,
    )

    def after(self, before: dict) -> dict:
        """As in a recipe; a name belongs to one step."""
        return super().after({n: v for n, v in before.items() if n != "name"})


class OvenRepeatKeys(RepeatKeys):
    """Steps that are gone through several times."""

    steps: list[OvenStepKeys] = key(
        ..., "the steps of one round", min_length=1, max_length=50
    )


def step_or_repeat(value):
    """The tag of what stands in a recipe: a step, or steps that are repeated."""
    if isinstance(value, dict):
        return "<repeat>" if "repeat" in value or "steps" in value else "<step>"
    return "<repeat>" if isinstance(value, RepeatKeys) else "<step>"


OvenItem = Annotated[
    Annotated[OvenStepKeys, Tag("<step>")] | Annotated[OvenRepeatKeys, Tag("<repeat>")],
    Discriminator(step_or_repeat),
]
