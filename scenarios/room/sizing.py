"""How much supply air rooms need, and what asks for it.

Each room is sized at its own worst hour of the week (or of the counted people's weeks):

    moisture   safety * load / (X_room - X_supply), load by source; air that comes in
               drier than the room shall be is taken off it, not counted as a load
    balance    exhaust, passages out and overpressure, less passages in: so that nothing
               has to come in from around
    cooling    heat / (cp (T_room - lowest supply temperature))
    least      the air changes asked for

The largest binds (PHYSICS 5.2). A flow that is given is taken, and judged.
"""

from dataclasses import dataclass

import numpy as np

from models.dry_room import ACTIVITIES
from models.psychrometrics import HEAT_CAPACITY
from models.units import HOUR, MINUTE, celsius, kelvin
from scenarios.room.air import density
from scenarios.room.unit import PERCENT
from twin.room_unit import beside, crowd, door_flow, heat_rates, leakage
from twin.scenario.room_plant import RoomPlant

AIR_HEAT = HEAT_CAPACITY["air"]
STEP = 10 * MINUTE  # s, within which the use of a room is evened out
PER_HOUR = round(HOUR / STEP)
MOISTURE, BALANCE, COOLING, LEAST, GIVEN = (
    "moisture", "air balance", "cooling", "least air changes", "given",
)  # fmt: skip


@dataclass(frozen=True)
class RoomNeed:
    """What one room asks for.

    Attributes
    ----------
    name : str
    hour : float
        Its worst hour for water begins here [s into the week].
    water : dict
        Source to what it brings at that hour [kg/s]; all above 0, without safety.
    safety : float
        What the safety factor adds [kg/s].
    dry_air : float
        What air from drier rooms takes [kg/s]: what passes in, leaks in or comes in by
        doors with less water than is asked for.
    heat : dict
        Source to its heat at the warmest hour [W]; below 0 where it cools.
    least_heat : float
        The sum of its coolest hour [W].
    needed : dict
        Reason to supply flow [kg/s].
    flow : float
        Chosen [kg/s].
    binding : str
        Which reason, or "given".
    """

    name: str
    hour: float
    water: dict
    safety: float
    dry_air: float
    heat: dict
    least_heat: float
    needed: dict
    flow: float
    binding: str

    @property
    def asked(self):
        """The largest flow that anything asks for [kg/s], and what does."""
        reason = max(self.needed, key=self.needed.get)
        return self.needed[reason], reason


def needs(plant: RoomPlant, keys) -> tuple[RoomNeed, ...]:
    """A RoomNeed for each room, in order; ValueError where no flow would do."""
    instants = np.arange(0.0, plant.cycle + STEP, STEP)
    drive = plant.drive(instants)
    passing = np.array(drive.passages)  # those by share are filled in below
    # of the air that leaves each room: as asked, until the room is sized
    leaving = np.tile(plant.humidity, (len(passing), 1))
    found = [None] * len(plant.uses)
    for i in _in_order(plant):
        found[i], leaving[:, i] = _need(plant, keys, drive, passing, leaving, i)
        for place, source, _, share in _shared(plant):
            if source == i and share is not None:
                passing[:, place] = share * found[i].flow
    return tuple(found)


def _shared(plant):
    """Place, source, target and share of each passage beside the inner rooms'."""
    ends, first = plant.rooms.ends(), 2 * len(plant.inner)
    for place, share in enumerate(plant.shares, start=first):
        yield place, *ends[place], share


def _in_order(plant):
    """Places of the rooms, those that pass on a share of their supply first; where it
    may be, a room that stands in another before that."""
    after = {i: set() for i in range(len(plant.uses))}
    for _, source, target, share in _shared(plant):
        if share is not None:
            after[target].add(source)
    inside = {i: {k for k in plant.inner if plant.uses[k].inside == i} for i in after}
    order = []
    while len(order) < len(after):  # shares in a circle are a fault of the file
        left = [i for i in after if i not in order and after[i] <= set(order)]
        free = [i for i in left if inside[i] <= set(order)]
        order += free or left[:1]
    return order


def water_rates(plant, drive, i):
    """What brings water into room `i` [kg/s], an entry an interval, by source; below
    0 where the air around it is drier than the room shall be."""
    _, around = plant.around()
    rise = around[i] - plant.humidity[i]
    activity = ACTIVITIES[plant.rooms.rooms[i].activity]
    each = activity.moisture(plant.temperature[i]) if crowd(plant, i) else 0.0
    return {
        "people": drive.people[:, i] * each,
        "doors": door_flow(plant, drive, i) * rise,
        "leakage": np.full(len(drive.durations), leakage(plant, i) * rise),
        "product": drive.product[:, i],
    }


def _hourly(rate):
    return np.asarray(rate).reshape(-1, PER_HOUR).mean(axis=1)


def _first_most(total):
    """Place of the largest; of hours that differ by rounding only, the first."""
    most = total.max()
    return int(np.argmax(total >= most - 1e-9 * abs(most)))


def _warmest(rates):
    """The means of the hour with the largest sum."""
    hourly = {name: _hourly(rate) for name, rate in rates.items()}
    place = _first_most(sum(hourly.values()))
    return {name: float(rate[place]) for name, rate in hourly.items()}


def _load(plant, drive, passing, leaving, i):
    """What brings water into room `i` by source, and what drier air takes [kg/s]."""
    into, _ = beside(plant, i)
    ends = plant.rooms.ends()
    brought = np.zeros(len(drive.durations))
    taken = np.zeros(len(drive.durations))
    for place in into:
        water = passing[:, place] * (leaving[:, ends[place][0]] - plant.humidity[i])
        brought += np.maximum(water, 0.0)
        taken += np.maximum(-water, 0.0)
    rates = {**water_rates(plant, drive, i), "passages": brought}
    for name in ("doors", "leakage"):
        taken += np.maximum(-rates[name], 0.0)
        rates[name] = np.maximum(rates[name], 0.0)
    # goods that take up water will not always be there: no flow is saved on them
    rates["product"] = np.maximum(rates["product"], 0.0)
    return rates, taken


def _need(plant, keys, drive, passing, leaving, i):
    """The RoomNeed of room `i`, and the humidity ratio of the air that leaves it."""
    name = plant.rooms.names[i]
    own = keys.rooms[name]
    into, out = beside(plant, i)
    rates, taken = _load(plant, drive, passing, leaving, i)
    hourly = {source: _hourly(rate) for source, rate in rates.items()}
    place = _first_most(keys.safety_factor * sum(hourly.values()) - _hourly(taken))
    water = {source: float(rate[place]) for source, rate in hourly.items()}
    credit = float(_hourly(taken)[place])
    heats = heat_rates(plant, drive, passing, i)
    heat = _warmest(heats)
    least_heat = float(_hourly(sum(heats.values())).min())
    rows = slice(place * PER_HOUR, (place + 1) * PER_HOUR)
    shares = [s for _, source, _, s in _shared(plant) if source == i and s is not None]
    fixed = [p for p in out if _fixed(plant, p)]
    passed = float(passing[rows][:, fixed].sum(axis=1).mean())
    came = float(passing[rows][:, into].sum(axis=1).mean())
    drawn = plant.uses[i].exhaust + passed - came
    load = sum(water.values())
    needed = {
        MOISTURE: _for_moisture(plant, keys, i, keys.safety_factor * load - credit),
        BALANCE: _for_balance(name, drawn, sum(shares) + _overpressure(keys)),
        COOLING: _for_cooling(plant, keys, i, sum(heat.values())),
        LEAST: own.least_air_changes_per_h * plant.rooms.rooms[i].air_mass / HOUR,
    }
    flow, binding = _chosen(plant, keys, own, i, needed)
    if not flow + came + leakage(plant, i) + float(door_flow(plant, drive, i).max()):
        raise ValueError(
            f"nothing brings {name} any air; give it a load, leakage_m3_per_h, "
            "least_air_changes_per_h or a passage"
        )
    missing = max(drawn - flow * (1.0 - sum(shares)), 0.0)
    _, around = plant.around()
    if missing > 0.0:
        water["make-up"] = missing * max(around[i] - plant.humidity[i], 0.0)
    found = RoomNeed(
        name, place * HOUR, water, (keys.safety_factor - 1.0) * load, credit, heat,
        least_heat, needed, flow, binding,
    )  # fmt: skip
    return found, _leaving(plant, keys, drive, passing, leaving, i, flow, missing)


def _leaving(plant, keys, drive, passing, leaving, i, flow, make_up):
    """Humidity ratio of the air that leaves room `i` at full `flow` [kg/s].

    The steady balance of each interval with the safety on its load: what is asked where
    moisture binds, less where more air comes than that takes.
    """
    asked = plant.humidity[i]
    into, _ = beside(plant, i)
    ends = plant.rooms.ends()
    _, around = plant.around()
    margin = keys.safety_factor
    rates = water_rates(plant, drive, i)
    seeping = leakage(plant, i) + door_flow(plant, drive, i)
    airs = [  # flow, humidity ratio
        (flow, plant.supply_humidity),
        (make_up, around[i]),
        (seeping * (margin if around[i] > asked else 1.0), around[i]),
    ]
    for place in into:
        source = leaving[:, ends[place][0]]
        more = np.where(source > asked, margin, 1.0)
        airs.append((passing[:, place] * more, source))
    water = margin * (rates["people"] + np.maximum(rates["product"], 0.0))
    came = sum(air for air, _ in airs)
    still = np.full(len(drive.durations), asked)
    brought = water + sum(air * moist for air, moist in airs)
    return np.divide(brought, came, out=still, where=came > 0.0)


def _fixed(plant, passage):
    first = 2 * len(plant.inner)
    return passage < first or plant.shares[passage - first] is None


def _chosen(plant, keys, own, i, needed):
    mass = plant.rooms.rooms[i].air_mass
    if own.air_changes_per_h is not None:
        return own.air_changes_per_h * mass / HOUR, GIVEN
    if own.supply_kg_per_s is not None:
        return own.supply_kg_per_s, GIVEN
    if own.supply_m3_per_h is not None:
        heavy = density(plant.temperature[i], plant.humidity[i], plant.pressure)
        return own.supply_m3_per_h * heavy / HOUR, GIVEN
    binding = max(needed, key=needed.get)
    return needed[binding], binding


def _for_moisture(plant, keys, i, load):
    if load <= 0.0:
        return 0.0
    span = plant.humidity[i] - plant.supply_humidity
    if span <= 0.0:
        name = plant.rooms.names[i]
        asked = keys.rooms[name].frost_point_degC
        raise ValueError(
            f"{name} shall have {asked:g} °C frost point, and its supply air is no "
            "drier: lower air_handling.supply_frost_point_degC by 5 to 15 K"
        )
    return load / span


def _overpressure(keys):
    """Share of supply air that shall leave through gaps [-]; none where the shares of
    outdoor and return air are given, which say it."""
    own = keys.air_handling
    if own.outdoor_share_pct is not None or own.return_share_pct is not None:
        return 0.0
    return own.overpressure_pct / PERCENT


def _for_balance(name, drawn, share):
    """Supply flow [kg/s] that is left after `share` of it to cover what is `drawn`."""
    if drawn <= 0.0:
        return 0.0
    if share >= 1.0:
        raise ValueError(
            f"{name} passes on its supply air, and {drawn * HOUR:.0f} kg/h more are "
            "drawn from it; lower share_of_supply_pct"
        )
    return drawn / (1.0 - share)


def _for_cooling(plant, keys, i, heat):
    if heat <= 0.0:
        return 0.0
    lowest = kelvin(keys.air_handling.lowest_supply_degC)
    span = plant.temperature[i] - lowest
    if span <= 0.0:
        name = plant.rooms.names[i]
        raise ValueError(
            f"{name} shall have {celsius(plant.temperature[i]):g} °C and has "
            f"{heat / 1e3:.3g} kW to be cooled, but its supply air is no colder "
            f"(lowest_supply_degC of {celsius(lowest):g}); lower that"
        )
    return heat / (AIR_HEAT * span)
