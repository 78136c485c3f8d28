"""ZoneSpec: a place with air, and how its air changes."""

from dataclasses import dataclass

import numpy as np

from models.psychrometrics import Atmosphere


@dataclass(frozen=True)
class SetPoint:
    """From `since` [s into the period] on, the zone's air is `air`."""

    since: float
    air: Atmosphere


@dataclass(frozen=True)
class Disturbance:
    """A dehumidifier fault or a door held open.

    From `start` on for `duration` [s] the air moves towards `air` with time constant
    `onset` [s]; after that it returns with `recovery` [s]. 0: at once.
    """

    start: float
    duration: float
    air: Atmosphere
    onset: float = 0.0
    recovery: float = 0.0
    name: str = "disturbance"


@dataclass(frozen=True, eq=False)
class Readings:
    """Measured air: reading i holds from times[i] to times[i + 1] [s].

    `times` has one instant more than the readings. What counts after the last one:
    "hold", "repeat" or "stop" (a run longer than the data is then a fault).
    """

    times: np.ndarray
    temperature: np.ndarray
    vapour_pressure: np.ndarray
    pressure: np.ndarray
    after_end: str = "stop"
    source: str = ""


@dataclass(frozen=True)
class ZoneSpec:
    """A place with air: constant, on a schedule, or as measured; then disturbed.

    Or a room of the scenario's `rooms`, whose air follows from what acts on it.
    """

    air: Atmosphere | None = None
    schedule: tuple[SetPoint, ...] = ()
    schedule_period: float = 7 * 86400.0  # s; a day or a week, from Monday 00:00
    readings: Readings | None = None
    disturbances: tuple[Disturbance, ...] = ()
    room: bool = False
