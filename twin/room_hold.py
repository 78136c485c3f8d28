"""The supply air that holds a room at its set points, within what the unit may give."""

from dataclasses import replace

import numpy as np

from models.dry_room import Drive, RoomState, hold
from models.psychrometrics import HEAT_CAPACITY
from twin.room_unit import heat_rates
from twin.scenario.room_plant import RoomPlant

AIR_HEAT = HEAT_CAPACITY["air"]


def least_flow(plant: RoomPlant, drive: Drive) -> np.ndarray:
    """The least supply flow of the room with set points [kg/s], an entry an interval.

    The largest of: the lowest that the fan gives; what carries the room's heat at the
    coldest (or warmest) supply air; what leaves the unit as much return air as it
    draws. Never above the full flow: where that is too small, `twin room` says so.
    """
    own, place = plant.set_points, plant.controlled
    full = plant.supply_flow[place]
    heat = sum(heat_rates(plant, drive, drive.passages, place).values())
    asked = plant.temperature[place]
    span = np.where(heat > 0.0, asked - own.coldest, own.warmest - asked)
    with np.errstate(divide="ignore"):
        by_heat = np.where(heat == 0.0, 0.0, np.abs(heat) / (AIR_HEAT * span))
    by_heat = np.where(span > 0.0, by_heat, full)
    least = np.maximum(own.lowest * full, by_heat)
    if plant.unit is not None:
        kept = 1.0 - plant.unit.process_share + plant.unit.outdoor_share
        drawn = drive.exhaust.sum(axis=1)
        others = drive.supply_flow.sum(axis=1) - drive.supply_flow[:, place]
        if kept > 0.0:
            least = np.maximum(least, drawn / kept - others)
        elif np.any(drawn > 0.0):
            return np.full(len(drawn), full)
    return np.minimum(least, full)


def held_supply(
    plant: RoomPlant, instants, state: RoomState, product=0.0, goals=None, driest=None
):
    """Flow [kg/s] and humidity [kg/kg] of the supply air, a row an interval, a column
    a room, with which the plant's room keeps to its set points from `state` on.

    `instants` [s] count from a Monday's midnight, `product` [kg/s] as in
    :meth:`RoomPlant.drive`; `goals` [kg/kg] stand in for the plant's set points,
    `driest` [kg/kg], one an interval, for the supply air of the unit's design.
    """
    drive = plant.drive(instants, product)
    if driest is not None:
        moist = np.broadcast_to(driest[:, None], drive.supply_flow.shape)
        drive = replace(drive, supply_humidity=moist)
    if goals is None:
        goals = plant.set_points.driest(instants)
    place = plant.controlled
    held = hold(
        plant.rooms,
        state,
        drive,
        goals,
        least_flow(plant, drive),
        plant.supply_flow[place],
        place,
        trimmed=len(plant.uses) == 1,  # one unit gives all rooms the same air
    )
    flow, humidity = drive.supply_flow.copy(), drive.supply_humidity.copy()
    flow[:, place], humidity[:, place] = held.supply_flow, held.supply_humidity
    return flow, humidity
