# ruff: noqa: N815  (keys carry their unit: degC, m3, kW)
"""RoomFileKeys: the keys of a room file: rooms, their air handling, the weather.

`PlantKeys` is the part that a zone of a scenario can have too.
"""

from typing import Literal

from pydantic import Field

from models.units import DAY, HOUR, MINUTE
from scenarios.faults import unknown_name
from scenarios.room.schema_air_handling import AirHandlingKeys
from scenarios.room.schema_weather import ReplayKeys, WeatherKeys
from scenarios.schema.air import AirKeys
from scenarios.schema.fields import (
    Name,
    PathText,
    Section,
    Text,
    key,
    shift_intervals,
)
from scenarios.schema.tariff import Co2Keys, TariffKeys

SHIFT_WORDS = 'a shift reads like "Mon-Fri 06:00-22:00" or "daily 06:00-14:00"'


def _shift_faults(path, text):
    if shift_intervals(text) is None:
        return [(path, f"'{text[:40]}'; {SHIFT_WORDS}")]
    return []


class ShiftCountKeys(Section):
    """How many people are in during one shift; shifts that overlap add up."""

    shift: Text = key(..., 'when, like "Mon-Fri 06:00-14:00"')
    count: float = key(..., "people in the room", ge=0, le=10_000)

    def faults(self):
        return _shift_faults(("shift",), self.shift)


COUNT_CLOCKS = {"time_s": 1.0, "time_min": MINUTE, "time_h": HOUR}


class CountsKeys(Section):
    """People as counted, from a CSV file; the first row is Monday's midnight."""

    file: PathText = key(..., "CSV file, relative to this file")
    separator: Literal[",", ";", "\t", "|"] = key(",", "between the columns")
    decimal: Literal[".", ","] = key(".", "decimal sign")
    time_s: Text | None = key(None, "column with the time [s]")
    time_min: Text | None = key(None, "column with the time [min]")
    time_h: Text | None = key(None, "column with the time [h]")
    people: Text = key(..., "column with the people in the room")

    @property
    def clock(self) -> str:
        """The one time key that is given."""
        return next(name for name in COUNT_CLOCKS if getattr(self, name) is not None)

    def faults(self):
        clocks = [name for name in COUNT_CLOCKS if getattr(self, name) is not None]
        if len(clocks) == 1:
            return []
        names = ", ".join(COUNT_CLOCKS)
        return [((), f"{len(clocks)} time columns are named; name one of {names}")]


class PeopleKeys(Section):
    """Who is in the room, and how hard they work."""

    activity: Literal["I", "II", "III", "IV"] = key(
        "II", "by VDI 2078: I sitting, II light, III moderate, IV heavy work"
    )
    count: float | None = key(
        None, "people in the room during the plant's shifts", ge=0, le=10_000
    )
    by_shift: list[ShiftCountKeys] | None = key(
        None, "people by shift", min_length=1, max_length=50
    )
    counted: CountsKeys | None = key(None, "people as counted, from a CSV file")

    def faults(self):
        given = [
            name
            for name in ("count", "by_shift", "counted")
            if getattr(self, name) is not None
        ]
        if len(given) == 1:
            return []
        said = " and ".join(given) or "nothing"
        return [((), f"{said} is given; give one of count, by_shift and counted")]


class DoorKeys(Section):
    """What comes in through doors and locks, out of what lies around the room."""

    openings_per_h: float = key(
        0.0, "while people are in; without people always", ge=0, le=10_000
    )
    air_m3_per_opening: float = key(
        0.0, "air exchanged by one opening [m3]", ge=0, le=10_000
    )
    water_g_per_entry: float = key(
        0.0, "water that comes in with each person who enters [g]", ge=0, le=1000
    )


class RoomKeys(Section):
    """One room, or an enclosure in one (a mini-environment)."""

    volume_m3: float | None = key(None, "of its air [m3]", gt=0, le=1e6)
    air_mass_kg: float | None = key(None, "dry air in it [kg]", gt=0, le=1e6)
    floor_m2: float | None = key(None, "floor, for kWh per m2 [m2]", gt=0, le=1e6)
    frost_point_degC: float = key(
        ..., "asked of its air; above 0 the dew point [degC]", ge=-90, le=20
    )
    temperature_degC: float = key(22.0, "asked of its air [degC]", ge=5, le=40)
    inside: Name | None = key(None, "room it stands in; default: the hall")
    walls_m2: float = key(0.0, "walls, floor and roof [m2]", ge=0, le=1e6)
    walls_W_per_m2_K: float = key(
        0.5, "heat through them [W/(m2 K)]; default: insulated panels", ge=0, le=20
    )
    leakage_m3_per_h: float = key(0.0, "air that seeps in and out [m3/h]", ge=0, le=1e6)
    people: PeopleKeys | None = key(None, "who is in it; default: nobody")
    doors: DoorKeys = key(DoorKeys(), "doors and locks")
    machines_kW: float = key(0.0, "heat of machines at work [kW]", ge=0, le=1e5)
    machines_idle_kW: float | None = key(
        None, "the same off shift [kW]; default: as at work", ge=0, le=1e5
    )
    exhaust_m3_per_h: float = key(
        0.0, "air drawn off by processes, which does not return [m3/h]", ge=0, le=1e6
    )
    product_g_per_h: float = key(
        0.0,
        "water given off by coils, webs, cells; below 0 where they take it up, which "
        "the sizing does not count on [g/h]",
        ge=-1e6,
        le=1e6,
    )
    supply_m3_per_h: float | None = key(
        None, "supply air, of the room's density [m3/h]; default: as needed", ge=0,
        le=1e7,
    )  # fmt: skip
    supply_kg_per_s: float | None = key(
        None, "supply air, dry [kg/s]; default: as needed", ge=0, le=1e5
    )
    air_changes_per_h: float | None = key(
        None, "supply air in volumes of the room; default: as needed", ge=0, le=2000
    )
    least_air_changes_per_h: float = key(
        0.0, "supply air at least [volumes of the room per h]", ge=0, le=2000
    )

    def faults(self):
        faults = []
        if (self.volume_m3 is None) == (self.air_mass_kg is None):
            faults.append(
                (("volume_m3",), "give one of volume_m3 and air_mass_kg, by one")
            )
        flows = ("supply_m3_per_h", "supply_kg_per_s", "air_changes_per_h")
        given = [name for name in flows if getattr(self, name) is not None]
        if len(given) > 1:
            words = f"{' and '.join(given)} say the same; keep one"
            faults.append(((given[1],), words))
        if self.frost_point_degC >= self.temperature_degC:
            faults.append(
                (
                    ("frost_point_degC",),
                    f"{self.frost_point_degC:g}; below the temperature, "
                    f"{self.temperature_degC:g} °C",
                )
            )
        doors = self.doors
        if (doors.openings_per_h > 0) != (doors.air_m3_per_opening > 0):
            words = "openings_per_h and air_m3_per_opening belong together; give both"
            faults.append((("doors",), words))
        if doors.water_g_per_entry > 0 and self.people is None:
            words = "water_g_per_entry, but no people; say who is in the room"
            faults.append((("doors", "water_g_per_entry"), words))
        return faults


class PassageKeys(Section):
    """Air that passes from one room to another, one way."""

    source: Name = key(..., "room it comes from", alias="from")
    target: Name = key(..., "room it goes to", alias="to")
    flow_m3_per_h: float | None = key(None, "how much [m3/h]", gt=0, le=1e6)
    share_of_supply_pct: float | None = key(
        None, "of the supply air of the room it comes from [%]", gt=0, le=100
    )

    def faults(self):
        if (self.flow_m3_per_h is None) == (self.share_of_supply_pct is None):
            return [((), "give one of flow_m3_per_h and share_of_supply_pct, by one")]
        return []


class PlantKeys(Section):
    """Rooms, the unit that supplies them, and the weather."""

    pressure_mbar: float | None = key(
        None, "total pressure [mbar]; default: the weather's mean, or 1013.25",
        ge=500, le=1200,
    )  # fmt: skip
    shifts: list[Text] = key(
        ["Mon-Fri 06:00-22:00"], "when there is work; set-back at other times",
        max_length=50,
    )  # fmt: skip
    surroundings: AirKeys = key(..., "air around the rooms (the hall), all year")
    rooms: dict[Name, RoomKeys] = key(..., "rooms by name", min_length=1, max_length=20)
    passages: list[PassageKeys] = key([], "air from room to room", max_length=100)
    air_handling: AirHandlingKeys = key(AirHandlingKeys(), "the unit, one for all")
    weather: WeatherKeys = key(..., "outdoor air of a year")
    safety_factor: float = key(
        1.2, "on the load by which the supply air is sized", ge=1, le=5
    )

    def faults(self):
        faults = []
        for i, text in enumerate(self.shifts):
            faults += _shift_faults(("shifts", i), text)
        for name, room in self.rooms.items():
            if room.inside is not None and room.inside not in self.rooms:
                words = unknown_name(room.inside, "room", self.rooms)
                faults.append((("rooms", name, "inside"), words))
        faults += _circle(self)
        for i, passage in enumerate(self.passages):
            for end, alias in ((passage.source, "from"), (passage.target, "to")):
                if end not in self.rooms:
                    words = unknown_name(end, "room", self.rooms)
                    faults.append((("passages", i, alias), words))
            if passage.source == passage.target:
                faults.append((("passages", i), "it leads from a room to itself"))
        shares = {}
        for passage in self.passages:
            share = passage.share_of_supply_pct or 0.0
            shares[passage.source] = shares.get(passage.source, 0.0) + share
        over = {name: share for name, share in shares.items() if share > 100.0}
        for name, share in over.items():
            words = f"{share:g} % of the supply air of {name} are taken; at most 100"
            faults.append((("passages",), words))
        control = self.air_handling.control
        if control.room is not None and control.room not in self.rooms:
            words = unknown_name(control.room, "room", self.rooms)
            faults.append((("air_handling", "control", "room"), words))
        led = control.room or next(iter(self.rooms))
        if control.kind != "constant" and shares.get(led):
            words = (
                f"{led} passes on a share of its supply air, so its flow cannot answer "
                "a sensor; control another room, or give the passage a flow_m3_per_h"
            )
            faults.append((("air_handling", "control", "room"), words))
        return faults


def _circle(keys):
    """A fault where rooms stand inside one another, or shares lead in a circle."""
    after = {name: {room.inside} - {None} for name, room in keys.rooms.items()}
    found = []
    if _turns(after):
        found.append((("rooms",), "rooms stand inside each other in a circle"))
    fed = {name: set() for name in keys.rooms}
    for passage in keys.passages:
        if passage.share_of_supply_pct is not None:
            fed.setdefault(passage.target, set()).add(passage.source)
    if _turns(fed):
        words = "shares of supply air lead in a circle; give one a flow_m3_per_h"
        found.append((("passages",), words))
    return found


def _turns(after):
    """Whether names that come after others do so in a circle."""
    left = {name: set(before) & set(after) for name, before in after.items()}
    while free := [name for name, before in left.items() if not before]:
        for name in free:
            del left[name]
        for before in left.values():
            before.difference_update(free)
    return bool(left)


class DoorEventKeys(Section):
    """A door left open: what it does to a room at its design hour."""

    room: Name | None = key(None, "which; default: the first")
    open_min: float = key(2.0, "how long [min]", gt=0, le=DAY / MINUTE)
    air_m3_per_min: float = key(
        30.0, "air exchanged [m3/min]; default: 2 m2 at 0.25 m/s, an estimate", gt=0,
        le=10_000,
    )  # fmt: skip


class RoomFileKeys(PlantKeys):
    """A dry room to be sized, or to be held against its measurements."""

    name: Text = key(..., "what it is called")
    description: str = key("", "what it is for", max_length=5000)
    door_event: DoorEventKeys = key(DoorEventKeys(), "a door left open")
    cells_kWh_per_year: float | None = key(
        None, "cells made in the rooms, for kWh per kWh of cells", gt=0, le=1e12
    )
    tariff: TariffKeys = key(TariffKeys(), "what energy costs")
    co2: Co2Keys = key(Co2Keys(), "CO2 behind the energy")
    replay: ReplayKeys | None = Field(
        None, description="columns of a measured room, for --replay"
    )

    def faults(self):
        faults = super().faults()
        if self.door_event.room is not None and self.door_event.room not in self.rooms:
            words = unknown_name(self.door_event.room, "room", self.rooms)
            faults.append((("door_event", "room"), words))
        if self.replay is not None and len(self.rooms) > 1:
            faults.append((("replay",), "one room is replayed; this file has more"))
        return faults
