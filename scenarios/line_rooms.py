"""The zones of a scenario that are rooms, and their air supply, to a RoomsSpec."""

from datetime import datetime
from pathlib import Path

from models.units import MINUTE
from scenarios import csv_table
from scenarios.csv_table import InputFile, TableError
from scenarios.faults import Faults
from scenarios.room.build import plant_of
from scenarios.room.load import sections
from scenarios.room.schema import PlantKeys
from scenarios.room.weather import weather
from scenarios.schema.air import AirKeys
from scenarios.schema.scenario import ScenarioKeys
from twin import scenario as twin
from twin.zone import air_history

SUPPLY = ("air_supply",)


def rooms_spec(
    keys: ScenarioKeys,
    zones: dict[str, twin.ZoneSpec | None],
    pressure: float,
    start: datetime,
    inputs: list[InputFile],
    faults: Faults,
) -> twin.RoomsSpec | None:
    """The rooms of a scenario; None without any, or with faults. Adds files it reads.

    Supply air and unit are sized as `twin room` does it, in the surroundings' air at
    the start of the run; during the run their air is as it is then.
    """
    rooms = {name: zone.room for name, zone in keys.zones.items() if zone.room}
    own = keys.air_supply
    if not rooms or own is None:
        for name in rooms:
            faults.add(("zones", name, "room"), "air_supply is missing; say what"
                       " supplies the room")  # fmt: skip
        if own is not None:
            faults.add(SUPPLY, "no zone is a room; remove it, or give a zone a room")
        return None
    around = zones.get(own.surroundings)
    if around is None or around.room:
        words = f"'{own.surroundings}'; it is a zone whose air is given, not a room"
        faults.add((*SUPPLY, "surroundings"), words)
        return None
    before = len(faults)
    temperature, vapour, _ = air_history(around, start, 1.0).at(0.0)
    plant_keys = PlantKeys.model_construct(
        pressure_mbar=None,
        shifts=own.shifts,
        surroundings=AirKeys(
            temperature_degC=temperature - 273.15, vapour_pressure_Pa=vapour
        ),
        rooms=rooms,
        passages=own.passages,
        air_handling=own.air_handling,
        weather=own.weather,
        safety_factor=own.safety_factor,
    )
    found = Faults()
    for path, section in sections(plant_keys):
        found.between_keys(path, section)
    outdoor = sized = None
    if not found:
        outdoor = _outdoor(own.weather, pressure, inputs, faults)
        sized = plant_of(plant_keys, pressure, found)
    for room in rooms.values():
        if not found and room.people is not None and room.people.counted is not None:
            inputs.append(csv_table.read(Path(room.people.counted.file)))
    for fault in found:
        faults.add(_place(fault.path), fault.message)
    if len(faults) > before:
        return None
    return twin.RoomsSpec(
        sized.plant,
        own.surroundings,
        outdoor.temperature,
        outdoor.humidity(pressure),
        own.window_min * MINUTE,
    )


def _outdoor(keys, pressure, inputs, faults):
    kind = next(n for n in ("synthetic", "csv", "epw") if getattr(keys, n))
    path = (*SUPPLY, "weather", kind)
    try:
        made = weather(keys, pressure)
        if kind != "synthetic":
            inputs.append(csv_table.read(Path(getattr(keys, kind).file)))
        return made
    except TableError as error:
        for name, message in error.faults:
            faults.add((*path, name), message)
    except ValueError as error:
        faults.add(path, str(error))
    return None


def _place(path):
    """Where in a scenario the key at `path` of the rooms' keys stands."""
    if path[:1] == ("rooms",) and len(path) > 1:
        return ("zones", path[1], "room", *path[2:])
    return (*SUPPLY, *path)
