"""Zone: a place with air, which remembers how its air changed.

A room's air is known before the run: constant, on a schedule, or as measured, then
disturbed. That of an oven chamber is written batch by batch, as its recipe runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from models.sorption import AirHistory
from models.units import DAY
from twin.scenario import Disturbance, Readings, RecipeStep, ZoneSpec

DISTURBANCE_ACCURACY = 1e-3  # of the step of a disturbance, at every instant


class Zone:
    """A place with air: its name, and the histories of its air, one after the other."""

    load = None  # what is inside a chamber that feels it (:mod:`twin.chamber`)

    def __init__(self, name: str, air: AirHistory | None = None):
        self.name = name
        self.histories = [] if air is None else [air]

    @property
    def air(self) -> AirHistory:
        """The history that is being written now."""
        return self.histories[-1]

    def take_in(self, stay, released: float) -> None:
        """Water [kg] that a coil gave off in a stay; most places do not feel it."""

    def begin(self, air: AirHistory) -> None:
        """From the start of `air` on, the place has that air (an oven's next batch)."""
        self.histories.append(air)


def seconds_into_week(start: datetime) -> float:
    """Time since Monday 00:00 on the plant's clock [s]; no summer time in between."""
    return (
        start.weekday() * DAY
        + start.hour * 3600.0
        + start.minute * 60.0
        + start.second
        + start.microsecond * 1e-6
    )


# ------------------------------------------------------------ before disturbance


def _scheduled(spec: ZoneSpec, phase: float, duration: float) -> AirHistory:
    """The set points of a schedule from the start of the run to beyond its end."""
    period = spec.schedule_period
    points = sorted(spec.schedule, key=lambda point: point.since)
    times, airs = [0.0], [points[-1].air]
    turn = phase - phase % period  # begin of the period the run starts in
    while turn - phase < duration:
        for point in points:
            time = turn + point.since - phase
            if time <= 0.0:
                airs[0] = point.air
            elif time < duration:
                times.append(time)
                airs.append(point.air)
        turn += period
    return AirHistory.held(
        np.array([*times, np.inf]),
        np.array([air.temperature for air in airs]),
        np.array([air.vapour_pressure for air in airs]),
        np.array([air.pressure for air in airs]),
        airs[0].gas,
    )


def _measured(readings: Readings, duration: float) -> AirHistory:
    """Readings, each held to the next; after the last as `after_end` says."""
    times = np.asarray(readings.times, dtype=float)
    values = [readings.temperature, readings.vapour_pressure, readings.pressure]
    values = [np.asarray(value, dtype=float) for value in values]
    span = times[-1] - times[0]
    if readings.after_end == "repeat" and times[-1] < duration:
        turns = int(np.ceil((duration - times[0]) / span))
        starts = [times[:-1] + turn * span for turn in range(turns)]
        times = np.concatenate([*starts, [times[0] + turns * span]])
        values = [np.tile(value, turns) for value in values]
    elif readings.after_end == "hold":
        times = np.concatenate([times[:-1], [np.inf]])
    return AirHistory.held(times, *values)


# ------------------------------------------------------------ disturbances


def _approach(tau: float, span: float) -> np.ndarray:
    """Instants [s] from 0 to `span` between which exp(-t/tau) is straight enough.

    A chord over dx lies at most dx^2/8 exp(-x) above the curve. Where the rest is below
    the accuracy, the approach is over.
    """
    end = min(span, -tau * np.log(DISTURBANCE_ACCURACY))
    x, nodes = 0.0, [0.0]
    while x * tau < end:
        x += np.sqrt(8.0 * DISTURBANCE_ACCURACY * np.exp(x))
        nodes.append(min(x * tau, end))
    return np.array(nodes)


def _weights(event: Disturbance):
    """Share of the disturbing air: piece starts [n] and values at both ends [n, 2]."""
    times, values = [-np.inf], [(0.0, 0.0)]
    stop = event.start + event.duration

    def curve(begin, tau, span, first, last):
        """Straight pieces from weight `first` towards `last`; the weight at the end."""
        weight = first
        if tau > 0.0:
            nodes = _approach(tau, span)
            shape = last + (first - last) * np.exp(-nodes / tau)
            for k in range(len(nodes) - 1):
                times.append(begin + nodes[k])
                values.append((shape[k], shape[k + 1]))
            weight = float(shape[-1])
            begin, span = begin + nodes[-1], span - nodes[-1]
        if span > 0.0:
            times.append(begin)
            values.append((last, last))
            weight = last
        return weight

    reached = curve(event.start, event.onset, event.duration, 0.0, 1.0)
    curve(stop, event.recovery, np.inf, reached, 0.0)
    return np.array(times), np.array(values)


def _disturbed(air: AirHistory, event: Disturbance) -> AirHistory:
    """`air` with the disturbing air mixed in: T, vapour pressure and pressure linearly.

    Straight pieces follow the exponential approach within DISTURBANCE_ACCURACY of the
    distance between the two airs.
    """
    starts, weights = _weights(event)
    inside = starts[(starts > air.times[0]) & (starts < air.times[-1])]
    times = np.union1d(air.times, inside)
    begin, end = times[:-1], times[1:]
    base = np.searchsorted(air.times, begin, side="right") - 1
    piece = np.searchsorted(starts, begin, side="right") - 1

    def at_both_ends(origin, stop, values):
        """Values of the straight pieces [origin, stop] at `begin` and `end`."""
        rise = values[:, 1] - values[:, 0]
        flat = rise == 0.0  # may be endless
        slope = rise / np.where(flat, 1.0, stop - origin)
        return np.stack(
            [
                values[:, 0] + slope * np.where(flat, 0.0, instant - origin)
                for instant in (begin, end)
            ],
            axis=1,
        )

    ends = np.append(starts[1:], np.inf)
    share = at_both_ends(starts[piece], ends[piece], weights[piece])

    def mixed(values, other):
        own = at_both_ends(air.times[base], air.times[base + 1], values[base])
        return own + share * (other - own)

    return replace(
        air,
        times=times,
        temperature=mixed(air.temperature, event.air.temperature),
        vapour_pressure=mixed(air.vapour_pressure, event.air.vapour_pressure),
        pressure=mixed(air.pressure, event.air.pressure),
    )


def air_history(spec: ZoneSpec, start: datetime, duration: float) -> AirHistory:
    """The air of a zone over a run of `duration` [s] that begins at `start`."""
    if spec.readings is not None:
        air = _measured(spec.readings, duration)
    elif spec.schedule:
        air = _scheduled(spec, seconds_into_week(start), duration)
    else:
        own = spec.air
        air = AirHistory.constant(
            own.temperature, own.vapour_pressure, own.pressure, own.gas
        )
    for event in spec.disturbances:
        air = _disturbed(air, event)
    return air


# ------------------------------------------------------------ oven recipes


@dataclass(frozen=True)
class Ramp:
    """One straight piece of a recipe: for how long [s], to which temperature [K]."""

    duration: float
    start: float  # K
    end: float  # K
    step: RecipeStep

    def part(self, begin: float, end: float) -> "Ramp":
        """The part of it from `begin` to `end` [s]; all of it is itself."""
        if begin == 0.0 and end == self.duration:
            return self
        slope = (self.end - self.start) / self.duration
        return Ramp(
            end - begin, self.start + slope * begin, self.start + slope * end, self.step
        )


def recipe_pieces(recipe: Sequence[RecipeStep], temperature: float) -> list[Ramp]:
    """Ramps and holds of a recipe in a chamber that begins at `temperature` [K]."""
    pieces = []
    for step in recipe:
        ramp = abs(step.temperature - temperature) / step.ramp
        if ramp > 0.0:
            pieces.append(Ramp(ramp, temperature, step.temperature, step))
        if step.hold > 0.0:
            pieces.append(Ramp(step.hold, step.temperature, step.temperature, step))
        temperature = step.temperature
    return pieces


def recipe_air(pieces: Sequence[Ramp], start: float) -> AirHistory:
    """The air of a chamber that runs `pieces` from `start` [s] on.

    Pressure and vapour pressure jump at the begin of each step: pumps and valves take
    minutes, a step hours. The pieces share one gas.
    """
    times = start + np.concatenate([[0.0], np.cumsum([p.duration for p in pieces])])
    twice = lambda name: np.array([[getattr(p.step, name)] * 2 for p in pieces])  # noqa: E731
    return AirHistory(
        times,
        np.array([[p.start, p.end] for p in pieces]),
        twice("vapour_pressure"),
        twice("pressure"),
        pieces[0].step.gas,
    )
