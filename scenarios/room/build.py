"""From keys to the frozen RoomPlant, sized: for a room file, or a zone of a line."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.dry_room import Passage, Room, Rooms
from models.psychrometrics import HEAT_CAPACITY, humidity_ratio
from models.units import GRAM, HOUR, KILO, MINUTE, WEEK, kelvin
from scenarios import csv_table
from scenarios.airs import atmosphere
from scenarios.csv_table import TableError
from scenarios.faults import Faults
from scenarios.room import sizing, unit
from scenarios.room.air import density, moisture
from scenarios.room.schema import COUNT_CLOCKS, CountsKeys, PlantKeys, RoomKeys
from scenarios.room.week_clock import spans
from scenarios.schema.fields import shift_intervals
from twin.scenario.room_plant import Course, RoomPlant, RoomSetPoints, RoomUse

AIR_HEAT = HEAT_CAPACITY["air"]
BELOW = 10.0  # K; supply air below the driest room where no frost point is given
LONGEST = 8  # weeks of counted people


@dataclass(frozen=True, eq=False)
class SizedPlant:
    """A RoomPlant with the flows it was sized for, and why: a RoomNeed per room."""

    plant: RoomPlant
    needs: tuple[sizing.RoomNeed, ...]


def plant_of(keys: PlantKeys, pressure: float, faults: Faults, path=()):
    """The SizedPlant of `keys` at a pressure [Pa]; None where faults were added.

    Paths of files in `keys` are those that are read; `path` is where the keys stand.
    """
    before = len(faults)
    plant = _plant(keys, pressure, faults, path)
    if len(faults) > before:
        return None
    sized = None
    with faults.guarded((*path, "rooms")):
        needs = sizing.needs(plant, keys)
        flows = tuple(need.flow for need in needs)
        sized = SizedPlant(replace(plant, supply_flow=flows), needs)
    if sized is None:
        return None
    handled = None
    with faults.guarded((*path, "air_handling")):
        exhaust = sum(use.exhaust for use in plant.uses)
        handled = unit.air_handling(
            keys.air_handling, sum(flows), exhaust, plant.pressure
        )
    if handled is None:
        return None
    return replace(sized, plant=_controlled(sized.plant, keys, handled))


def _controlled(plant, keys, handled):
    """The plant with its unit and its control."""
    own = keys.air_handling.control
    place = plant.rooms.names.index(own.room) if own.room else 0
    use, name = plant.uses[place], plant.rooms.names[place]
    drier = keys.rooms[name].frost_point_degC - own.band_K
    if own.kind == "set_point":
        held = set_points(keys, plant.pressure)
        return replace(plant, unit=handled, controlled=place, set_points=held)
    made = unit.control(
        own,
        plant.supply_flow[place],
        max(use.people.values),
        use.humidity,
        moisture(drier, plant.pressure),
    )
    return replace(
        plant,
        unit=handled,
        control=made,
        controlled=place,
        set_back=own.set_back_pct / unit.PERCENT if own.kind == "constant" else 1.0,
    )


def set_points(keys: PlantKeys, pressure: float) -> RoomSetPoints:
    """What is asked of the controlled room over the week, recoveries as 0."""
    own = keys.air_handling.control
    asked = [moisture(one.frost_point_degC, pressure) for one in own.set_points]
    week = spans([one.when for one in own.set_points])
    steps = [(span.begin, asked[span.place]) for span in week]
    drying = []
    for k, span in enumerate(week):
        early = own.set_points[span.place].recovery_min * MINUTE
        if early and asked[week[k - 1].place] > asked[span.place]:
            drying.append((span.begin - early, span.begin))
    return held_at(steps, drying, supply_bounds(keys.air_handling))


def supply_bounds(handling) -> tuple[float, float, float]:
    """Least supply flow over the full one [-], coldest and warmest supply air [K]."""
    return (
        handling.control.lowest_pct / unit.PERCENT,
        kelvin(handling.lowest_supply_degC),
        kelvin(handling.highest_supply_degC),
    )


def held_at(steps, drying, bounds) -> RoomSetPoints:
    """Set points from `steps`, (begin [s], kg/kg) over the week from 0 on, but for the
    spans of `drying`, (begin, end) [s], in which the room is dried at full flow."""
    dry = []
    for begin, end in drying:
        begin, end = begin % WEEK, end % WEEK or WEEK
        dry += [(begin, end)] if begin < end else [(begin, WEEK), (0.0, end)]
    times = sorted({t for t, _ in steps} | {t for span in dry for t in span} - {WEEK})
    values = []
    for time in times:
        own = [value for begin, value in steps if begin <= time][-1]
        values.append(0.0 if any(a <= time < b for a, b in dry) else own)
    return RoomSetPoints(Course(tuple(times), tuple(values)), *bounds)


def supply_frost_point(keys: PlantKeys) -> float:
    """Of the supply air [degC]: as given, or 10 K below the driest room."""
    given = keys.air_handling.supply_frost_point_degC
    if given is not None:
        return given
    return min(room.frost_point_degC for room in keys.rooms.values()) - BELOW


def _plant(keys, pressure, faults, path):
    hall = None
    with faults.guarded((*path, "surroundings")):
        hall = atmosphere(keys.surroundings, pressure)
    names = list(keys.rooms)
    dry = moisture(supply_frost_point(keys), pressure)
    working = _shifts(keys.shifts, 1.0)
    working = replace(working, values=tuple(min(v, 1.0) for v in working.values))
    if hall is None:
        return None
    moist = float(humidity_ratio(hall.vapour_pressure, pressure))
    rooms, uses = [], []
    asked = {n: moisture(r.frost_point_degC, pressure) for n, r in keys.rooms.items()}
    for name, room in keys.rooms.items():
        here = (*path, "rooms", name)
        heavy = density(kelvin(room.temperature_degC), asked[name], pressure)
        people = _people(room, keys.shifts, (*here, "people"), faults)
        outside = moist if room.inside is None else asked[room.inside]
        uses.append(
            RoomUse(
                temperature=kelvin(room.temperature_degC),
                humidity=asked[name],
                people=people,
                machines=_machines(room, working),
                door=_door(room, people, heavy),
                entry=_entry(room, outside, (*here, "doors"), faults),
                exhaust=room.exhaust_m3_per_h * heavy / HOUR,
                product=room.product_g_per_h * GRAM / HOUR,
                inside=None if room.inside is None else names.index(room.inside),
            )
        )
        mass = room.air_mass_kg or room.volume_m3 * heavy
        leakage = room.leakage_m3_per_h * heavy / HOUR
        rooms.append(
            Room(
                name,
                air_mass=mass,
                heat_capacity=mass * AIR_HEAT,
                wall_conductance=room.walls_m2 * room.walls_W_per_m2_K,
                leakage=0.0 if room.inside else leakage,
                activity=room.people.activity if room.people else "II",
            )
        )
    passages, shares = _passages(keys, uses, pressure)
    return RoomPlant(
        Rooms(tuple(rooms), passages),
        tuple(uses),
        shares,
        supply_flow=(0.0,) * len(rooms),
        supply_humidity=dry,
        surroundings_temperature=hall.temperature,
        surroundings_humidity=moist,
        pressure=pressure,
        working=working,
    )


def _passages(keys, uses, pressure):
    """All passages, those of rooms inside others first; shares of the others."""
    passages, shares = [], []
    dense = {
        name: density(use.temperature, use.humidity, pressure)
        for name, use in zip(keys.rooms, uses, strict=True)
    }
    for name, room in keys.rooms.items():
        if room.inside is not None:
            flow = room.leakage_m3_per_h * dense[name] / HOUR
            passages += [
                Passage(room.inside, name, flow),
                Passage(name, room.inside, flow),
            ]
    for one in keys.passages:
        share = one.share_of_supply_pct
        flow = (one.flow_m3_per_h or 0.0) * dense[one.source] / HOUR
        passages.append(Passage(one.source, one.target, flow))
        shares.append(None if share is None else share / unit.PERCENT)
    return tuple(passages), tuple(shares)


def _shifts(texts, value):
    return Course.of_shifts([(value, shift_intervals(text)) for text in texts])


def _people(room: RoomKeys, shifts, path, faults) -> Course:
    keys = room.people
    if keys is None:
        return Course()
    if keys.counted is not None:
        try:
            return counted(keys.counted)
        except TableError as error:
            for name, message in error.faults:
                faults.add((*path, "counted", name), message)
            return Course()
    if keys.by_shift is not None:
        pairs = [(one.count, shift_intervals(one.shift)) for one in keys.by_shift]
        return Course.of_shifts(pairs)
    present = _shifts(shifts, 1.0)
    values = tuple(keys.count * min(value, 1.0) for value in present.values)
    return replace(present, values=values)


def counted(keys: CountsKeys) -> Course:
    """People as counted in a CSV file; TableError with all its faults."""
    source = csv_table.read(Path(keys.file))
    wanted = {keys.clock: getattr(keys, keys.clock), "people": keys.people}
    cells = csv_table.columns(source, wanted, keys.separator)
    values, faults = {}, []
    for name, column in cells.items():
        values[name], strange = csv_table.numbers(column, keys.decimal)
        missing = np.flatnonzero(np.isnan(values[name]))
        if missing.size:
            where = csv_table.lines(missing)
            words = "not a number" if strange else "no value"
            faults.append((name, f"column '{wanted[name]}', {where}: {words}"))
    if faults:
        raise TableError(faults)
    time = (values[keys.clock] - values[keys.clock][0]) * COUNT_CLOCKS[keys.clock]
    steps = np.diff(time)
    if len(time) < 2 or np.any(steps <= 0.0):
        raise TableError([(keys.clock, "at least two rows, in the order of time")])
    if np.any(steps > 1.5 * np.median(steps)):
        where = csv_table.lines(np.flatnonzero(steps > 1.5 * np.median(steps)) + 1)
        raise TableError([(keys.clock, f"{where}: a gap before it; mend the file")])
    if np.any(values["people"] < 0.0):
        where = csv_table.lines(np.flatnonzero(values["people"] < 0.0))
        raise TableError([("people", f"{where}: fewer people than none")])
    period = float(time[-1] + np.median(steps))
    if period > LONGEST * WEEK:
        raise TableError([("file", f"it is longer than {LONGEST} weeks; cut it")])
    return Course(tuple(time.tolist()), tuple(values["people"].tolist()), period)


def _machines(room: RoomKeys, working) -> Course:
    idle = room.machines_kW if room.machines_idle_kW is None else room.machines_idle_kW
    values = tuple(
        KILO * (idle + (room.machines_kW - idle) * at_work)
        for at_work in working.values
    )
    return replace(working, values=values)


def _entry(room: RoomKeys, outside, path, faults):
    """Air from around that comes in with a person [kg], by the water it brings."""
    water = room.doors.water_g_per_entry * GRAM
    if water and not outside:
        faults.add(
            (*path, "water_g_per_entry"),
            "the air around the room holds no water; give surroundings some",
        )
    return water / outside if water and outside else 0.0


def _door(room: RoomKeys, people: Course, heavy) -> Course:
    doors = room.doors
    flow = doors.openings_per_h * doors.air_m3_per_opening * heavy / HOUR
    if max(people.values) == 0.0:
        return Course.constant(flow)
    return replace(people, values=tuple(flow * (n > 0.0) for n in people.values))
