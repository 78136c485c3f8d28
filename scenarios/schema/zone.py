# ruff: noqa: N815  (keys carry their unit: degC, Pa)
"""The keys of zones, and of the air supply of those that are rooms."""

from scenarios.room.schema import PassageKeys, RoomKeys
from scenarios.room.schema_air_handling import AirHandlingKeys
from scenarios.room.schema_weather import WeatherKeys
from scenarios.schema.air import (
    HUMIDITIES,
    DisturbanceKeys,
    Humidity,
    ReadingsKeys,
    ScheduleKeys,
    one_humidity,
    temperature_key,
)
from scenarios.schema.fields import Gas, Name, Section, Text, key


class ZoneKeys(Humidity):
    """A place with air: constant (temperature and a humidity), schedule, readings; or a
    room, whose air is a result."""

    temperature_degC: float | None = temperature_key(None)
    pressure_mbar: float | None = key(
        None, "total pressure [mbar]; default: the plant's", gt=0, le=2000
    )
    gas: Gas = key("air", "carrier gas")
    schedule: ScheduleKeys | None = key(None, "air on a daily or weekly schedule")
    readings: ReadingsKeys | None = key(None, "air as measured, from a CSV file")
    room: RoomKeys | None = key(
        None, "a room that air_supply supplies; its air follows from what is in it"
    )
    disturbances: list[DisturbanceKeys] = key(
        [], "faults of the air supply, open doors", max_length=1000
    )

    def faults(self):
        constant = [
            name
            for name in ("temperature_degC", *HUMIDITIES)
            if getattr(self, name) is not None
        ]
        other = [
            n for n in ("schedule", "readings", "room") if getattr(self, n) is not None
        ]
        if len(other) + bool(constant) > 1:
            sources = ([" and ".join(constant)] if constant else []) + other
            return [
                (
                    (),
                    f"the air is given in {len(sources)} ways ({'; '.join(sources)}); "
                    "keep one",
                )
            ]
        if self.room is not None:
            words = "a room has none; let its doors or people change instead"
            given = [n for n in ("disturbances", "pressure_mbar") if getattr(self, n)]
            return [((name,), words) for name in given]
        if other:
            return []
        if self.temperature_degC is None:
            return [
                (
                    ("temperature_degC",),
                    "missing; give temperature_degC and a humidity, a schedule, "
                    "readings, or a room",
                )
            ]
        return one_humidity(self)


class AirSupplyKeys(Section):
    """What supplies the zones that are rooms: one unit for all of them."""

    surroundings: Name = key(
        ..., "zone around the rooms, whose air comes in by doors and leaks"
    )
    shifts: list[Text] = key(
        ["Mon-Fri 06:00-22:00"],
        "when there is work; set-back at other times",
        max_length=50,
    )
    passages: list[PassageKeys] = key([], "air from room to room", max_length=100)
    air_handling: AirHandlingKeys = key(AirHandlingKeys(), "the unit")
    weather: WeatherKeys = key(..., "outdoor air of a year, from 1 January on")
    safety_factor: float = key(
        1.2, "on the load by which the supply air is sized", ge=1, le=5
    )
    window_min: float = key(
        10.0, "over which the air of the rooms is held [min]", ge=0.5, le=120
    )
