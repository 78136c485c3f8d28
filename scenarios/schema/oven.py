# ruff: noqa: N815  (keys carry their unit: degC, Nm3)
"""The keys of an oven station: its loads, its recipe, its chambers."""

from typing import Literal

from scenarios.schema.chamber import ChamberKeys, PumpKeys
from scenarios.schema.fields import key
from scenarios.schema.machine import StationKeys
from scenarios.schema.recipe import OvenItem


class StationChamberKeys(ChamberKeys):
    """A chamber whose gas and heat are balanced with its load.

    What is not given grows with the station's capacity; such defaults are estimates.
    """

    volume_m3: float | None = key(
        None,
        "gas volume beside the load [m3]; default: 0.4 per coil of capacity",
        gt=0.001,
        le=1000,
    )
    pump: PumpKeys | None = key(
        None,
        "the pump set; default: 27 m3/h and 0.7 kW per coil of capacity, down to 0.01 "
        "mbar",
    )
    wall_kg: float | None = key(
        None,
        "steel that warms with it [kg]; default: 150 per coil of capacity",
        gt=0.1,
        le=1e6,
    )
    wall_loss_W_per_K: float | None = key(
        None,
        "through the insulation [W/K]; default: 2.5 per coil of capacity",
        ge=0,
        le=1e5,
    )
    heater_kW: float | None = key(
        None, "the most it heats [kW]; default: 4 per coil of capacity", gt=0, le=10_000
    )
    cooler_kW: float | None = key(
        None,
        "the most it cools [kW]; default: 1.5 per coil of capacity",
        ge=0,
        le=10_000,
    )


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
    recipe: list[OvenItem] = key(
        ..., "steps, and repeated blocks of steps", min_length=1, max_length=200
    )
    loading_min: float = key(0.0, "loading, in the zone [min]", ge=0, le=1e4)
    unloading_min: float = key(0.0, "unloading, in the zone [min]", ge=0, le=1e4)
    chamber: StationChamberKeys = key(
        StationChamberKeys(), "its chambers, each as this one"
    )
    ideal_air: bool = key(
        False,
        "its air is as in the recipe, whatever it holds, and draws no energy; the gas "
        "is then renewed without end",
    )
    oven_heat_transfer_W_per_m2_K: float | None = key(
        None,
        "from a chamber with ideal_air to the coil [W/(m2 K)]; default: 15",
        gt=0,
        le=1000,
    )

    def faults(self):
        faults = super().faults()
        if self.ideal_air and "chamber" in self.model_fields_set:
            faults.append(
                (("ideal_air",), "true, but a chamber is given; remove one of the two")
            )
        if not self.ideal_air and self.oven_heat_transfer_W_per_m2_K is not None:
            faults.append(
                (
                    ("oven_heat_transfer_W_per_m2_K",),
                    f"{self.oven_heat_transfer_W_per_m2_K:g}; how coils are heated "
                    "follows from the chamber: give emissivity, convection_W_per_m2_K "
                    "or plates_W_per_m2_K in chamber, or set ideal_air",
                )
            )
        if self.min_load > self.capacity:
            faults.append(
                (
                    ("min_load",),
                    f"{self.min_load}; at most the capacity, {self.capacity}",
                )
            )
        return faults
