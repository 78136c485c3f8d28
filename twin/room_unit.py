"""What dry rooms ask of the unit that supplies them, interval by interval.

The supply air has the temperature that holds the rooms': what heat they get divided by
its flow. One unit supplies all rooms; its air then has their mean.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling import Sheet, flow_sheet
from models.dry_room import ACTIVITIES, Drive, History
from models.psychrometrics import HEAT_CAPACITY
from twin.scenario.room_plant import RoomPlant

AIR_HEAT = HEAT_CAPACITY["air"]


def crowd(plant, i):
    """The most people in room `i`; what they give off has a range of temperature."""
    return max(plant.uses[i].people.values)


def leakage(plant, i):
    """Air that room `i` exchanges with what lies around it through gaps [kg/s]."""
    if plant.uses[i].inside is None:
        return plant.rooms.rooms[i].leakage
    return plant.rooms.passages[2 * plant.inner.index(i)].flow


def door_flow(plant, drive, i):
    """Air that room `i` exchanges through doors [kg/s], an entry an interval."""
    if plant.uses[i].inside is None:
        return drive.door[:, i]
    return drive.passages[:, 2 * plant.inner.index(i)] - leakage(plant, i)


def beside(plant, i):
    """Places of the passages into room `i`, and out of it, beside its own leakage."""
    own = ()
    if plant.uses[i].inside is not None:
        first = 2 * plant.inner.index(i)
        own = (first, first + 1)
    ends = plant.rooms.ends()
    into = [p for p, (_, target) in enumerate(ends) if target == i and p not in own]
    out = [p for p, (source, _) in enumerate(ends) if source == i and p not in own]
    return into, out


def made_up(plant, drive, i):
    """Air that room `i` draws from around since supply does not bring it [kg/s]."""
    ends = plant.rooms.ends()
    passing = drive.passages
    came = sum(passing[:, p] for p, (_, target) in enumerate(ends) if target == i)
    gone = sum(passing[:, p] for p, (source, _) in enumerate(ends) if source == i)
    drawn = drive.exhaust[:, i] + gone - came - drive.supply_flow[:, i]
    return np.maximum(drawn, 0.0)


def heat_rates(plant, drive, passing, i, make_up=0.0):
    """Heat into room `i` at the temperature asked of it [W], by source.

    `passing` is the air through the passages, `make_up` what comes in from around for
    lack of supply air [kg/s].
    """
    warm, _ = plant.around()
    room, asked = plant.rooms.rooms[i], plant.temperature[i]
    each = 0.0
    if crowd(plant, i):
        each = ACTIVITIES[room.activity].sensible_heat(asked)
    drawn = leakage(plant, i) + door_flow(plant, drive, i) + make_up
    into, _ = beside(plant, i)
    ends = plant.rooms.ends()
    lift = [plant.temperature[ends[p][0]] - asked for p in into]
    passed = AIR_HEAT * passing[:, into] @ np.array(lift) if into else 0.0 * drawn
    return {
        "machines": drive.machines[:, i],
        "people": drive.people[:, i] * each,
        "walls": np.full(len(drawn), room.wall_conductance * (warm[i] - asked)),
        "air from around": AIR_HEAT * drawn * (warm[i] - asked),
        "passages": passed,
    }


@dataclass(frozen=True, eq=False)
class UnitAir:
    """Supply and return air of a unit: arrays over intervals.

    Attributes
    ----------
    supply_flow : array
        [kg/s]
    supply_temperature : array
        That holds the rooms' temperatures [K]; no bounds are laid on it.
    return_temperature, return_humidity : array
        [K], [kg/kg]
    return_flow : array
        What the rooms leave for return [kg/s].
    supply_humidity : array
        [kg/kg]
    """

    supply_flow: np.ndarray
    supply_temperature: np.ndarray
    return_temperature: np.ndarray
    return_humidity: np.ndarray
    return_flow: np.ndarray
    supply_humidity: np.ndarray

    def means(self, count) -> "UnitAir":
        """The same over each `count` intervals of equal length.

        Temperatures and humidity are weighted by their flows, so that heat and water
        stay what they are.
        """
        rows = lambda values: np.asarray(values).reshape(-1, count)  # noqa: E731
        back = rows(_weights(self.return_flow[:, None])[:, 0])
        supply = rows(self.supply_flow)
        flow = supply.mean(axis=1)
        heat = (supply * rows(self.supply_temperature)).mean(axis=1)
        still = rows(self.supply_temperature).mean(axis=1)
        dry = rows(_weights(self.supply_flow[:, None])[:, 0])
        dry = dry / dry.sum(axis=1, keepdims=True)
        weight = back / back.sum(axis=1, keepdims=True)
        return UnitAir(
            flow,
            np.divide(heat, flow, out=still, where=flow > 0.0),
            (weight * rows(self.return_temperature)).sum(axis=1),
            (weight * rows(self.return_humidity)).sum(axis=1),
            rows(self.return_flow).mean(axis=1),
            (dry * rows(self.supply_humidity)).sum(axis=1),
        )


def _weights(flows):
    """Flows of each interval, or ones where nothing flows in it."""
    return np.where(flows.sum(axis=1, keepdims=True) > 0.0, flows, 1.0)


def asked_of_unit(plant: RoomPlant, drive: Drive, history: History) -> UnitAir:
    """Supply and return air while the rooms went through `drive` as `history` says."""
    flow = drive.supply_flow.sum(axis=1)
    heat = sum(
        sum(rates.values())
        for rates in (
            heat_rates(plant, drive, drive.passages, i, made_up(plant, drive, i))
            for i in range(len(plant.uses))
        )
    )
    wanted = drive.supply_flow @ plant.temperature - heat / AIR_HEAT
    still = np.full_like(flow, plant.temperature.mean())
    weight = _weights(history.return_flow)
    weight = weight / weight.sum(axis=1, keepdims=True)
    supplied = _weights(drive.supply_flow)
    supplied = supplied / supplied.sum(axis=1, keepdims=True)
    return UnitAir(
        flow,
        np.divide(wanted, flow, out=still, where=flow > 0.0),
        weight @ plant.temperature,
        (weight * history.mean_humidity).sum(axis=1),
        history.return_flow.sum(axis=1),
        (supplied * drive.supply_humidity).sum(axis=1),
    )


def unit_sheet(
    plant: RoomPlant,
    air: UnitAir,
    temperature,
    humidity,
    limited=False,
    supply_humidity=None,
) -> Sheet:
    """The unit's flow sheet for `air` under an outdoor air [K], [kg/kg].

    `limited`: its supply air is no drier than the wheels' limits allow.
    `supply_humidity` [kg/kg] is asked of it instead of the plant's; of a plant that
    follows set points, instead of that of `air`.

    Raises
    ------
    ValueError
        Where the outdoor air is fog, or a heater cannot do what is asked of it.
    """
    if supply_humidity is None:
        follows = plant.set_points is not None
        supply_humidity = air.supply_humidity if follows else plant.supply_humidity
    return flow_sheet(
        plant.unit,
        temperature,
        humidity,
        air.return_temperature,
        air.return_humidity,
        air.supply_flow,
        air.supply_temperature,
        supply_humidity,
        limited,
    )
