"""Supply air that holds a room's humidity: as little as does it, then as little dried.

A set point is held in two ranges. While the room gives off more water than the least
flow carries away, the flow follows it, with supply air as dry as the unit's design.
Where even the least flow dries the room below its set point, the supply air may be
damper: regeneration then takes less. Each interval gets the flow and the humidity with
which it ends at the set point: the control is fast beside the interval.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from models.dry_room.balance import RoomState, advance
from models.dry_room.drive import Drive
from models.dry_room.people import ACTIVITIES

FLOW_ACCURACY = 1e-12  # of the full flow


@dataclass(frozen=True, eq=False)
class Held:
    """The supply of one room, an entry an interval, and the rooms at the end.

    Attributes
    ----------
    supply_flow : array
        Dry air into the room [kg/s].
    supply_humidity : array
        [kg/kg]
    end : RoomState
        Of all rooms.
    """

    supply_flow: np.ndarray
    supply_humidity: np.ndarray
    end: RoomState


def hold(rooms, state, drive: Drive, goals, least, most, place=0, trimmed=True) -> Held:
    """Hold the room at `place` at `goals` [kg/kg] through the intervals of `drive`.

    Parameters
    ----------
    rooms : Rooms
    state : RoomState
        At the first instant.
    drive : Drive
        Its supply flow of the room is not looked at; its supply humidity is that of the
        design, the driest the unit gives. Passages that take a share of the room's
        supply are not followed.
    goals : array
        Humidity ratio asked for at the end of each interval [kg/kg]; 0 is never
        reached: the room gets the full flow.
    least, most : array
        Bounds of the flow [kg/s], a number an interval.
    place : int
    trimmed : bool
        Whether the supply air may be damper than the design's, up to the goal; not
        where the unit has drier rooms to supply.

    Examples
    --------
    100 g/h in a room held at 80 mg/kg by air of 20 mg/kg, from that humidity on:

    >>> from models.dry_room import Room, Rooms
    >>> rooms = Rooms((Room("lab", 600.0, 1e6),))
    >>> drive = Drive.held(rooms, [0.0, 600.0], product=0.1 / 3600, temperature=293.15,
    ...     supply_humidity=20e-6)
    >>> start = RoomState(np.array([293.15]), np.array([80e-6]))
    >>> held = hold(rooms, start, drive, [80e-6], [0.1], [5.0])
    >>> round(float(held.supply_flow[0]), 6)  # 0.1 / 3600 / 60e-6
    0.462963
    """
    count = len(drive.durations)
    goals, least, most = (
        np.broadcast_to(np.asarray(v, float), count).tolist()
        for v in (goals, least, most)
    )
    dampest = goals if trimmed else [0.0] * count
    alone = len(rooms.rooms) == 1 and drive.temperature is not None
    follow = _alone if alone else _together
    return follow(rooms, state, drive, goals, dampest, least, most, place)


def _chosen(end_at, goal, dampest, least, most, dry, swing):
    """Flow and supply humidity of one interval, and the humidity at its end.

    `end_at(flow)` is the humidity at the end with dry supply air, `swing(flow)` what it
    rises by per humidity of the supply air.
    """
    by_most = end_at(most)
    if by_most >= goal or most <= least:
        return most, dry, by_most
    by_least = end_at(least)
    if by_least > goal:
        accuracy = FLOW_ACCURACY * most
        flow = brentq(lambda f: end_at(f) - goal, least, most, xtol=accuracy)
        return flow, dry, end_at(flow)
    effect = swing(least)
    if effect <= 0.0:
        return least, dry, by_least
    damp = max(min(dry + (goal - by_least) / effect, dampest), dry)
    return least, damp, by_least + effect * (damp - dry)


def _alone(rooms, state, drive, goals, dampest, least, most, place):
    """One room: its balance in closed form, as `advance` has it."""
    room, column = rooms.rooms[0], lambda values: values[:, 0].tolist()
    law = ACTIVITIES[room.activity]
    at_zero = law.moisture(293.15) - law.moisture_slope * 293.15
    each = law.moisture_slope * drive.temperature + at_zero
    mixing = column(room.leakage + drive.door)
    loads = column(drive.people * each + drive.product)
    drawn, around = column(drive.exhaust), column(drive.surroundings_humidity)
    dries, spans = column(drive.supply_humidity), drive.durations.tolist()
    now = float(np.broadcast_to(np.asarray(state.humidity, float), 1)[0])
    flows, damps = [], []
    for k, span in enumerate(spans):

        def parts(flow, k=k, span=span):
            """What is left of the start, and what a force of 1 kg/s leaves."""
            made_up = max(drawn[k] - flow, 0.0)
            rate = (flow + made_up + mixing[k]) / room.air_mass
            gone = -np.expm1(-rate * span)
            per = gone / rate if rate > 0.0 else span
            return 1.0 - gone, per / room.air_mass, made_up

        def end_at(flow, k=k, now=now):
            kept, per, made_up = parts(flow, k)
            force = loads[k] + (mixing[k] + made_up) * around[k] + flow * dries[k]
            return now * kept + per * force

        def swing(flow, k=k):
            return parts(flow, k)[1] * flow

        flow, damp, now = _chosen(
            end_at, goals[k], dampest[k], least[k], most[k], dries[k], swing
        )
        flows.append(flow)
        damps.append(damp)
    end = RoomState(drive.temperature[-1], np.array([now]))
    return Held(np.array(flows), np.array(damps), end)


def _together(rooms, state, drive, goals, dampest, least, most, place):
    """Several rooms: each try is an interval of all of them."""
    flows, damps = [], []
    for k in range(len(goals)):
        part = drive.part(k, k + 1)

        def ends(flow, humidity, part=part, state=state):
            supply, moist = part.supply_flow.copy(), part.supply_humidity.copy()
            supply[0, place], moist[0, place] = flow, humidity
            tried = replace(part, supply_flow=supply, supply_humidity=moist)
            return advance(rooms, state, tried).end

        dry = float(part.supply_humidity[0, place])

        def end_at(flow, dry=dry, ends=ends):
            return float(ends(flow, dry).humidity[place])

        def swing(flow, dry=dry, end_at=end_at, ends=ends):
            damper = float(ends(flow, dry + 1e-3).humidity[place])
            return (damper - end_at(flow)) / 1e-3

        flow, damp, _ = _chosen(
            end_at, goals[k], dampest[k], least[k], most[k], dry, swing
        )
        state = ends(flow, damp)
        flows.append(flow)
        damps.append(damp)
    return Held(np.array(flows), np.array(damps), state)
