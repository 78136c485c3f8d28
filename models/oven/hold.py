"""How a chamber holds its set pressure: the empty one, and a loaded one."""

import numpy as np

from models.oven.chamber import Oven
from models.oven.run import LoadRun
from models.units import HOUR

ABOVE = 1.01  # of the set pressure: what counts as above it
SETTLING = 60.0  # s, that valves are given beyond the empty chamber's time


def empty_time(oven: Oven, start: float, end: float) -> float:
    """Time [s] in which the pump takes the empty chamber from `start` to `end` [Pa].

    V times the integral of dp / (p S), p S being straight between the pump's rows; the
    leak is left out. inf where the pump does not get there; 0 where it need not.
    """
    if end >= start:
        return 0.0
    pump = oven.pump
    if end <= pump.pressure[0]:
        return float("inf")
    edges = [p for p in pump.pressure if end < p < start]
    points = np.array([end, *edges, start])
    at = np.array(pump.pressure)
    through = np.interp(points, at, at * np.array(pump.speed))
    total = 0.0
    for a, b, f, g in zip(
        points[:-1], points[1:], through[:-1], through[1:], strict=True
    ):
        slope = (g - f) / (b - a)
        part = (b - a) / f if slope * (b - a) < 1e-9 * f else np.log(g / f) / slope
        total += oven.volume * part
    return float(total)


def crossing(times, values, first, limit):
    """When straight lines through `values` pass `limit`, at or before index `first`."""
    if first == 0:
        return times[0]
    a, b = values[first - 1], values[first]
    part = (a - limit) / (a - b) if a != b else 1.0
    return times[first - 1] + part * (times[first] - times[first - 1])


def above_set(oven: Oven, run: LoadRun, own, pressure: float):
    """How a step, instants `own` of `run`, came to its set `pressure` [Pa] and kept it.

    Returns
    -------
    reached : float or None
        When the set pressure was reached [s from the step's begin]; None: never.
    empty : float
        When the empty chamber would have reached it [s]; inf: never.
    hours : float
        Above it, beyond the empty chamber's time [h]: the load gave off more than the
        pump draws.
    most : float
        By how much at most then [Pa].
    """
    times, held = run.times[own] - run.times[own[0]], run.pressure[own]
    empty = empty_time(oven, held[0], ABOVE * pressure)
    high = held > ABOVE * pressure
    reached = None
    if not high.all():
        reached = float(crossing(times, held, int(np.argmin(high)), ABOVE * pressure))
    late = times > empty + SETTLING
    widths = np.diff(times, append=times[-1])
    hours = float(widths[late & high].sum()) / HOUR
    most = float((held[late] - pressure).max()) if hours > 0.0 else 0.0
    return reached, empty, hours, most
