# ruff: noqa: N815  (keys carry their unit: degC)
"""WrappingKeys: what a coil or sample is wrapped in."""

from scenarios.schema_fields import Section, Text, key


class WrappingKeys(Section):
    """What a waiting coil is wrapped in, by the data sheet of the film."""

    name: Text = key("wrapping", "what it is")
    transmission_g_per_m2_d: float = key(
        ..., "water vapour transmission rate of the film; 0: sealed", ge=0, le=10_000
    )
    at_temperature_degC: float = key(
        38.0, "temperature of that test [degC]", ge=0, le=90
    )
    at_relative_humidity_pct: float = key(
        90.0, "difference of relative humidity in that test [%]", gt=0, le=100
    )
    area_m2: float | None = key(
        None, "area of the film; default: the coil's surface", gt=0, le=1000
    )
