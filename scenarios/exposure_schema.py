# ruff: noqa: N815  (keys carry their unit: degC, ppm)
"""ExposureKeys: the keys of an exposure file: what waits, where, and up to what."""

from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.sample_schema import SampleKeys, StartKeys
from scenarios.schema import NumericsKeys
from scenarios.schema_air import AirKeys
from scenarios.schema_fields import Name, Section, Text, key
from scenarios.schema_wrapping import OPEN, WrappingKeys


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
                    f"{points[-1]:g}; at {self.temperature_degC:g} degC the air is "
                    "saturated there: warm it, or leave it out",
                )
            ]
        return []


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
    wrappings: dict[Name, WrappingKeys] = key(
        {OPEN: WrappingKeys(kind=OPEN)}, "by name; default: open", max_length=10
    )
    limits: list[ContentLimitKeys] = key(
        ..., "contents whose time is asked for", min_length=1, max_length=20
    )
    longest_d: float = key(60.0, "how long is waited for them [d]", gt=0, le=3660)
    numerics: NumericsKeys = key(NumericsKeys(), "how finely the physics is solved")

    def faults(self):
        faults = []
        if not self.airs and self.sweep is None:
            faults.append((("airs",), "there is none; give an air, or a sweep"))
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
