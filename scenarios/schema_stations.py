# ruff: noqa: N815  (keys carry their unit: degC, Pa, Ah)
"""The keys of stations: what all share, and what each kind adds."""

from functools import reduce
from operator import or_
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.schema_calender import CalenderKeys
from scenarios.schema_coater import CoaterKeys
from scenarios.schema_fields import DurationS, Gas, Name, Section, WaitH, key
from scenarios.schema_machine import MachineKeys, StationKeys


class SlitterKeys(MachineKeys):
    """Cuts a mother coil into daughters."""

    kind: Literal["slitter"] = key(..., "kind of station")
    daughter_widths_mm: list[Annotated[float, Field(gt=1, le=5000)]] = key(
        ...,
        "widths of the daughters across the web, from one edge [mm]",
        min_length=1,
        max_length=50,
    )
    trim_mm: float = key(0.0, "edge trim on each side [mm]; scrap", ge=0, le=500)


class CutterKeys(MachineKeys):
    """Cuts the web into sheets and stacks them."""

    kind: Literal["cutter"] = key(..., "kind of station")
    sheet_width_mm: float = key(..., "across the web [mm]", gt=1, le=5000)
    sheet_length_mm: float = key(..., "along the web [mm]", gt=1, le=5000)


class StoreKeys(StationKeys):
    """A store or buffer: at most `machines` coils, each at least `duration_h`."""

    kind: Literal["store"] = key(..., "kind of station")
    duration_h: WaitH = key(0.0, "least stay [h]")


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
        gt=0,
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


def _step_or_repeat(value):
    is_repeat = (
        "repeat" in value or "steps" in value
        if isinstance(value, dict)
        else (isinstance(value, RepeatKeys))
    )
    return "<repeat>" if is_repeat else "<step>"


RecipeItem = Annotated[
    Annotated[StepKeys, Tag("<step>")] | Annotated[RepeatKeys, Tag("<repeat>")],
    Discriminator(_step_or_repeat),
]


class OvenKeys(StationKeys):
    """Vacuum post-drying: `machines` chambers, each for up to `capacity` coils."""

    kind: Literal["oven"] = key(..., "kind of station")
    capacity: int = key(1, "coils in one load", ge=1, le=1000)
    min_load: int = key(1, "coils it takes to start after max_wait_h", ge=1, le=1000)
    max_wait_h: float | None = key(
        None,
        "longest wait of the first coil before min_load coils start [h]; default: "
        "wait for a full load",
        ge=0,
        le=10_000,
    )
    recipe: list[RecipeItem] = key(
        ..., "steps, and repeated blocks of steps", min_length=1, max_length=200
    )
    loading_min: float = key(0.0, "loading, in the zone [min]", ge=0, le=1e4)
    unloading_min: float = key(0.0, "unloading, in the zone [min]", ge=0, le=1e4)
    oven_heat_transfer_W_per_m2_K: float = key(
        15.0, "from the chamber to the coil [W/(m2 K)]", gt=0, le=1000
    )

    def faults(self):
        faults = super().faults()
        if self.min_load > self.capacity:
            faults.append(
                (
                    ("min_load",),
                    f"{self.min_load}; at most the capacity, {self.capacity}",
                )
            )
        return faults


class KarlFischerKeys(Section):
    """A measured value instead of the truth."""

    bias_ppm: float = key(
        0.0, "systematic error [mg per kg dry electrode]", ge=-10_000, le=10_000
    )
    standard_error_ppm: float = key(
        0.0, "smallest standard error [mg per kg dry electrode]", ge=0, le=10_000
    )
    relative_error_pct: float = key(
        0.0, "standard error in percent of the value", ge=0, le=100
    )
    delay_min: float = key(0.0, "time until the answer [min]", ge=0, le=1e5)


class CheckKeys(StationKeys):
    """A moisture check; rework begins here."""

    kind: Literal["check"] = key(..., "kind of station")
    measurement: KarlFischerKeys | None = key(
        None, "a Karl Fischer measurement; default: the true water content"
    )


class AssemblyKeys(StationKeys):
    """Pairs an anode with a cathode coil and makes the cells of `cell`."""

    kind: Literal["assembly"] = key(..., "kind of station")
    time_per_cell_s: DurationS = key(1.0, "time per cell [s]")
    separator_zone: Name | None = key(
        None, "zone whose air the separator is in equilibrium with; default: zone"
    )


STATION_KEYS = {
    "coater": CoaterKeys,
    "machine": MachineKeys,
    "winder": MachineKeys,
    "calender": CalenderKeys,
    "slitter": SlitterKeys,
    "cutter": CutterKeys,
    "store": StoreKeys,
    "oven": OvenKeys,
    "check": CheckKeys,
    "assembly": AssemblyKeys,
}


def _kind(value):
    kind = (
        value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    )
    if kind == "winder":
        kind = "machine"
    return f"<{kind}>" if isinstance(kind, str) and kind in STATION_KEYS else None


_TAGGED = [
    Annotated[model, Tag(f"<{kind}>")]
    for kind, model in STATION_KEYS.items()
    if kind != "winder"
]
Station = Annotated[reduce(or_, _TAGGED), Discriminator(_kind)]
