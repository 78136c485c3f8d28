# ruff: noqa: N815  (keys carry their unit: degC, ppm)
"""ExposureKeys: the keys of an exposure file: what waits, where, and up to what."""

from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.faults import unknown_name
from scenarios.schema.air import AirKeys
from scenarios.schema.fields import Name, Section, Text, key
from scenarios.schema.sample import SampleKeys, StartKeys
from scenarios.schema.scenario import NumericsKeys
from scenarios.schema.wrapping import OPEN, WrappingKeys


class FinerKeys(NumericsKeys):
    """As of a run, with more cells: times of an edge count here, from seconds on."""

    macro_cells: int = key(32, "cells over the half width", ge=4, le=400)


class SweepKeys(Section):
    """Airs of one temperature from dry to moist, by their dew points."""

    temperature_degC: float = key(..., "of all of them [degC]", ge=-20, le=160)
    dew_points_degC: list[Annotated[float, Field(ge=-100, le=100)]] = key(
        ...,
        "dew points, below 0 frost points, rising [degC]",
        min_length=2,
        max_length=40,
    )
    pressure_mbar: float | None = key(
        None, "total pressure [mbar]; default: 1013.25", gt=0, le=2000
    )

    def faults(self):
        points = self.dew_points_degC
        if points != sorted(set(points)):
            return [(("dew_points_degC",), "they rise from one to the next; sort them")]
        if points[-1] > self.temperature_degC:
            return [
                (
                    ("dew_points_degC", len(points) - 1),
                    f"{points[-1]:g}; at {self.temperature_degC:g} °C the air is "
                    "saturated there: warm it, or leave it out",
                )
            ]
        return []


class RangeKeys(Section):
    """Values at even steps; the first and the last are among them."""

    def faults(self):
        if self.first >= self.last:
            return [(("to",), f"{self.last:g}; it is above from, {self.first:g}")]
        return []

    @property
    def values(self) -> list[float]:
        """All of them."""
        way = self.last - self.first
        steps = range(self.steps)
        return [round(self.first + way * i / (self.steps - 1), 9) for i in steps]


class DewPointRange(RangeKeys):
    """Dew points, below 0 frost points."""

    first: float = key(-60.0, "the driest [degC]", alias="from", ge=-100, le=100)
    last: float = key(10.0, "the moistest [degC]", alias="to", ge=-100, le=100)
    steps: int = key(15, "how many there are", ge=2, le=60)


class TemperatureRange(RangeKeys):
    """Temperatures of the air, which the sample takes."""

    first: float = key(16.0, "the coolest [degC]", alias="from", ge=-20, le=160)
    last: float = key(30.0, "the warmest [degC]", alias="to", ge=-20, le=160)
    steps: int = key(8, "how many there are", ge=2, le=40)


class MapKeys(Section):
    """Airs of every dew point and temperature, and what is shown of them."""

    dew_point_degC: DewPointRange = key(
        DewPointRange(), "from, to, steps; default: -60 to 10 in 15 steps"
    )
    temperature_degC: TemperatureRange = key(
        TemperatureRange(), "from, to, steps; default: 16 to 30 in 8 steps"
    )
    pressure_mbar: float | None = key(
        None, "total pressure [mbar]; default: 1013.25", gt=0, le=2000
    )
    wrappings: list[Name] | None = key(
        None,
        "names of wrappings; default: the first that has no air of its own",
        min_length=1,
        max_length=10,
    )
    places: list[Literal["edge", "mean", "worst"]] | None = key(
        None, "default: all three; of a free sheet, mean", min_length=1, max_length=3
    )

    def faults(self):
        faults = []
        for name in ("wrappings", "places"):
            given = getattr(self, name) or []
            if len(set(given)) < len(given):
                faults.append(((name,), "one stands there twice; remove it"))
        return faults


class ContentLimitKeys(Section):
    """A water content, and where it counts."""

    water_ppm: float | None = key(
        None, "[mg per kg dry electrode, foil included]", gt=0, le=500_000
    )
    coating_ppm: float | None = key(None, "[mg per kg dry coating]", gt=0, le=1_000_000)
    place: Literal["edge", "mean", "worst"] = key(
        "mean", "outer 10 mm, all of it, or its wettest place"
    )

    def faults(self):
        if (self.water_ppm is None) == (self.coating_ppm is None):
            return [((), "a limit is given by water_ppm or by coating_ppm, by one")]
        return []


class ExposureKeys(Section):
    """A sample that waits in airs and wrappings, and limits to its water."""

    name: Text = key(..., "what the exposure is called")
    description: str = key("", "what it is for", max_length=5000)
    material: Name = key(..., "material of the library, or of `materials`")
    materials: dict[Name, dict[str, Any]] = key(
        {}, "new materials, or changes to those of the library"
    )
    sample: SampleKeys = key(..., "what is exposed")
    start: StartKeys = key(..., "how wet it is at first")
    airs: dict[Name, AirKeys] = key({}, "airs by name, each constant", max_length=20)
    sweep: SweepKeys | None = key(None, "airs by their dew points, for the chart")
    map: MapKeys | None = key(
        None, "airs by dew point and temperature: how long each lets it wait"
    )
    times_h: list[Annotated[float, Field(gt=0, le=90_000)]] = key(
        [], "waits whose moistest air is asked for [h]", max_length=20
    )
    at_temperatures_degC: list[Annotated[float, Field(ge=-20, le=160)]] | None = key(
        None,
        "of those airs [degC]; default: the sweep's, without one the start's",
        min_length=1,
        max_length=20,
    )
    wrappings: dict[Name, WrappingKeys] = key(
        {OPEN: WrappingKeys(kind=OPEN)}, "by name; default: open", max_length=10
    )
    limits: list[ContentLimitKeys] = key(
        ..., "contents whose time is asked for", min_length=1, max_length=20
    )
    longest_d: float = key(60.0, "how long is waited for them [d]", gt=0, le=3660)
    numerics: FinerKeys = key(FinerKeys(), "how finely the physics is solved")

    @property
    def names(self) -> list[str]:
        """Of the wrappings."""
        return sorted(self.wrappings)

    def faults(self):
        faults = []
        if not any((self.airs, self.sweep, self.map, self.times_h)):
            faults.append(
                (
                    ("airs",),
                    "there is none; give an air, or a sweep, a map or times_h",
                )
            )
        if self.at_temperatures_degC is not None and not self.times_h:
            faults.append(
                (("at_temperatures_degC",), "belongs to times_h; give those, too")
            )
        if self.map is not None:
            faults += [
                (("map", "wrappings", i), unknown_name(name, "wrapping", self.names))
                for i, name in enumerate(self.map.wrappings or ())
                if name not in self.wrappings
            ]
        if not self.wrappings:
            faults.append((("wrappings",), "there is none; open is one: {kind: open}"))
        if self.sample.wrapping is not None:
            faults.append(
                (("sample", "wrapping"), "give it under wrappings, by a name")
            )
        for name, wrapping in self.wrappings.items():
            if wrapping.kind != OPEN:
                for path, message in self.sample.wrapped_faults(("wrappings", name)):
                    whole = path if path[0] == "wrappings" else ("sample", *path)
                    faults.append((whole, message))
        return list(dict.fromkeys(faults))
