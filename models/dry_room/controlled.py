"""Rooms whose supply flow answers the humidity that a sensor reads.

A controller acts every few seconds, and rooms of some ten air changes an hour follow
within minutes. Over an interval the flow is therefore the one the controller settles
at: what it asks for at the humidity with which the interval then ends,

    flow = control(X_end(flow)).

More air makes a room drier and a drier room asks for less, so there is one such flow;
it lies between the control's bounds, and does not swing whatever the length of the
interval. A flow held by the humidity of an interval's beginning would: with no air at
night a room gets damp in ten minutes, dry within the next ten, and so on.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from models.dry_room.balance import History, advance, humidity_at_end

DRY, WET = 0.0, 1.0  # kg/kg, beyond all that a control tells apart
SETTLED = 1e-9  # of the largest flow


@dataclass(frozen=True)
class ControlledRun:
    """What became of the rooms, and the supply flow [kg/s] of each interval."""

    history: History
    supply_flow: np.ndarray


def controlled(rooms, state, drive, control, working, sensor=0) -> ControlledRun:
    """The rooms under a control, which settles anew in every interval.

    `control` has `flow(humidity, people, working)` [kg/s], which does not fall with
    the humidity (see :mod:`models.air_handling.control`); it answers the humidity of
    the room at place `sensor` and feeds that room, and its people. `working` is True
    or False for each interval. The rooms are exact under the flows found; a flow is
    held over its interval.
    """
    parts, flows = [], np.empty(len(drive.durations))
    guess = None
    for k in range(len(flows)):
        part = drive.part(k, k + 1)
        at_work = bool(working[k])
        guess = settled_flow(rooms, state, part, control, at_work, sensor, guess)
        flows[k] = guess
        made = advance(rooms, state, supplied(part, sensor, guess))
        parts.append(made)
        state = made.end
    return ControlledRun(_joined(drive.instants, parts), flows)


def settled_flow(rooms, state, drive, control, working, sensor=0, guess=None):
    """Supply flow [kg/s] at which `control` settles over the drive's one interval.

    From `state`; arguments as for :func:`controlled`. `guess` [kg/s] saves time where
    it is near.
    """
    people = drive.people[0, sensor]

    def asked(humidity):
        return float(control.flow(humidity, people, working))

    lowest, highest = asked(DRY), asked(WET)
    if lowest == highest:
        return lowest

    def excess(flow):
        end = humidity_at_end(rooms, state, supplied(drive, sensor, flow))
        return flow - asked(end[sensor])

    near = SETTLED * highest
    first = lowest if guess is None else min(max(guess, lowest), highest)
    over = excess(first)
    if abs(over) <= near:
        return first
    # what is asked for at the first flow lies beyond the flow looked for, unless the
    # supply air is damper than the room
    second = first - over
    other = excess(second)
    if abs(other) <= near:
        return second
    ends = (first, second) if over * other < 0.0 else (lowest, highest)
    return float(brentq(excess, *ends, xtol=near))


def supplied(drive, sensor, flow):
    """The drive with `flow` [kg/s] of supply air into the room at place `sensor`."""
    supply = drive.supply_flow.copy()
    supply[:, sensor] = flow
    return replace(drive, supply_flow=supply)


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
