"""What keeps a zone from having an air, in plain words."""

import numpy as np

from twin.scenario import Scenario, ZoneSpec


def faults(name: str, spec: ZoneSpec, scenario: Scenario) -> list[str]:
    """What is wrong with a zone, in plain words."""
    found = []
    given = [spec.air is not None, bool(spec.schedule), spec.readings is not None]
    given.append(spec.room is not None)
    if sum(given) != 1:
        return [f"zone {name!r} needs exactly one of air, schedule, readings and room"]
    if spec.room is not None:
        return [
            *_room_faults(name, spec, scenario.duration),
            *_neighbours_faults(name, spec, scenario),
        ]
    airs = [point.air for point in spec.schedule]
    airs += [spec.air] if spec.air is not None else []
    gases = {air.gas for air in airs} | {e.air.gas for e in spec.disturbances}
    if spec.readings is not None:
        gases.add("air")
    if len(gases) > 1:
        found.append(
            f"zone {name!r} changes its gas ({', '.join(sorted(gases))}); it has one"
        )
    since = [point.since for point in spec.schedule]
    if len(set(since)) < len(since):
        found.append(f"zone {name!r} has two set points at the same time")
    if any(not 0.0 <= s < spec.schedule_period for s in since):
        found.append(f"zone {name!r} has a set point outside its period")
    if spec.readings is not None:
        found += _reading_faults(name, spec.readings, scenario.duration)
    return found


def _room_faults(name, spec, duration):
    room, instants = spec.room, spec.room.inputs.instants
    found = []
    if instants[0] > 0.0 or instants[-1] < duration:
        found.append(
            f"zone {name!r}: the inputs of its room reach from {instants[0] / 3600.0:g}"
            f" to {instants[-1] / 3600.0:g} h, the run to {duration / 3600.0:g} h"
        )
    if spec.disturbances:
        found.append(
            f"zone {name!r} is a room with a disturbance; let its door or its people "
            "change instead"
        )
    if room.room.name != name:
        found.append(f"zone {name!r} has a room that is called {room.room.name!r}")
    if not room.step > 0.0:
        found.append(f"zone {name!r}: its window is {room.step} s; it is above 0")
    return found


def _reading_faults(name, readings, duration):
    times = np.asarray(readings.times, dtype=float)
    columns = (readings.temperature, readings.vapour_pressure, readings.pressure)
    if any(len(column) != len(times) - 1 for column in columns) or len(times) < 2:
        return [f"zone {name!r}: readings need one instant more than values"]
    if not (np.isfinite(times).all() and (np.diff(times) > 0.0).all()):
        return [f"zone {name!r}: the instants of its readings do not rise"]
    if times[0] > 0.0:
        return [
            f"zone {name!r}: its readings begin {times[0] / 3600.0:g} h after the run; "
            "start the run later"
        ]
    if readings.after_end not in ("hold", "repeat", "stop"):
        return [f"zone {name!r}: after_end is hold, repeat or stop"]
    if readings.after_end == "stop" and times[-1] < duration:
        return [
            f"zone {name!r}: its readings end at {times[-1] / 3600.0:g} h, the run at "
            f"{duration / 3600.0:g} h; shorten the run, or set after_end to hold or "
            "repeat"
        ]
    return []


def _neighbours_faults(name, spec, scenario):
    """What is wrong with the zones around a room and behind its passages."""
    found, around = [], spec.room.surroundings
    if around not in scenario.zones or around == name:
        others = ", ".join(sorted(set(scenario.zones) - {name}))
        found.append(
            f"room {name!r} lies in {around!r}, which is no other zone; the others are "
            f"{others or 'none'}"
        )
    rooms = [n for n, z in scenario.zones.items() if z.room is not None]
    found += [
        f"air of room {name!r} passes to {target!r}, which is no other room; the rooms "
        f"are {', '.join(rooms)}"
        for target, _ in spec.room.passages
        if target not in rooms or target == name
    ]
    return found
