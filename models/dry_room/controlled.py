"""Rooms whose supply flow answers what a sensor reads at the start of each interval."""

from dataclasses import dataclass, replace

import numpy as np

from models.dry_room.balance import History, advance


@dataclass(frozen=True)
class ControlledRun:
    """What became of the rooms, and the supply flow [kg/s] of each interval."""

    history: History
    supply_flow: np.ndarray


def controlled(rooms, state, drive, control, working, sensor=0) -> ControlledRun:
    """The rooms under a control that is asked once per interval (sample and hold).

    `control` has `flow(humidity, people, working)` [kg/s] (see
    :mod:`models.air_handling.control`); it reads the humidity of the room at place
    `sensor` and feeds that room, and its people. `working` is True or False for each
    interval. Every interval is exact, so its length is the controller's cycle.
    """
    parts, flows = [], np.empty(len(drive.durations))
    for k in range(len(flows)):
        part = drive.part(k, k + 1)
        read = np.broadcast_to(np.asarray(state.humidity), len(rooms.rooms))[sensor]
        flows[k] = control.flow(read, part.people[0, sensor], bool(working[k]))
        supply = part.supply_flow.copy()
        supply[0, sensor] = flows[k]
        made = advance(rooms, state, replace(part, supply_flow=supply))
        parts.append(made)
        state = made.end
    return ControlledRun(_joined(drive.instants, parts), flows)


def _joined(instants, parts):
    def stacked(name):
        return np.concatenate([getattr(part, name) for part in parts])

    def ends(name):
        first = getattr(parts[0], name)[:1]
        return np.concatenate([first, *(getattr(part, name)[1:] for part in parts)])

    def accounts(name):
        return {
            cause: np.concatenate([getattr(part, name)[cause] for part in parts])
            for cause in getattr(parts[0], name)
        }

    return History(
        instants, ends("temperature"), ends("humidity"), stacked("mean_temperature"),
        stacked("mean_humidity"), accounts("water"), accounts("heat"),
        stacked("return_flow"),
    )  # fmt: skip
