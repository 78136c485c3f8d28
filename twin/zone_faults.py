"""What keeps a zone from having an air, in plain words."""

import numpy as np

from twin.scenario import Scenario, ZoneSpec


def faults(name: str, spec: ZoneSpec, scenario: Scenario) -> list[str]:
    """What is wrong with a zone, in plain words."""
    found = []
    given = [spec.air is not None, bool(spec.schedule), spec.readings is not None]
    given.append(spec.room)
    if sum(given) != 1:
        return [f"zone {name!r} needs exactly one of air, schedule, readings and room"]
    if spec.room:
        return _undisturbed(name, spec)
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


def _undisturbed(name, spec):
    if not spec.disturbances:
        return []
    return [
        f"zone {name!r} is a room with a disturbance; let its doors or its people "
        "change instead"
    ]


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


def room_faults(scenario: Scenario) -> list[str]:
    """What is wrong with the rooms of a line."""
    spec, zones = scenario.rooms, scenario.zones
    marked = {name for name, zone in zones.items() if zone.room}
    if spec is None:
        return [f"zone {name!r} is a room, but there are no rooms" for name in marked]
    found = [
        f"room {name!r} is no zone that is marked as one"
        for name in spec.names
        if name not in marked
    ]
    found += [
        f"zone {name!r} is a room, but not one of {', '.join(spec.names)}"
        for name in sorted(marked - set(spec.names))
    ]
    around = spec.surroundings
    if around not in zones or around in marked:
        others = ", ".join(sorted(set(zones) - marked))
        found.append(
            f"the rooms lie in {around!r}, which is no zone of a known air; those are "
            f"{others or 'none'}"
        )
    if not spec.step > 0.0:
        found.append(f"the rooms' window is {spec.step} s; it is above 0 s")
    return found
