"""The keys of stations: what all share, and what each kind adds."""

from functools import reduce
from operator import or_
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.schema.calender import CalenderKeys
from scenarios.schema.coater import CoaterKeys
from scenarios.schema.fields import DurationS, Name, Section, WaitH, key
from scenarios.schema.machine import MachineKeys, StationKeys
from scenarios.schema.oven import OvenKeys


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
