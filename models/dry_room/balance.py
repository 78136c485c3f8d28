"""Moisture and heat of rooms in time, exactly between instants where inputs are held.

For each room i, well mixed, with dry-air flows F:

    M dX/dt = F_supply X_supply + sum F_passage X_from + F_in X_surroundings
              + people(T) + product - F_out X
    C dT/dt = cp [the same flows with their temperatures] + UA (T_surroundings - T)
              + machines + people's sensible heat(T)

F_in is leakage, doors, and what exhaust and passages draw that supply does not bring;
F_out is the sum of all that comes in. Both are linear: with held inputs

    y(t) = e^{At} y0 + P1 b,   integral of y = P1 y0 + P2 b,
    P1 = integral of e^{As}, P2 = integral of P1,

so water and heat close to rounding whatever the length of an interval. People's water
goes with the interval's mean temperature: its amount is exact, its course within
the interval is evened out.
"""

import math
from dataclasses import dataclass

import numpy as np

from models.dry_room.people import ACTIVITIES, EVAPORATION
from models.psychrometrics import HEAT_CAPACITY

AIR_HEAT = HEAT_CAPACITY["air"]
SMALL = 1e-4  # below it the series' next term is 1e-13 of the first
HALVED, TERMS = 0.5, 14  # of a matrix's series: its next term is 1e-18 of the first


@dataclass(frozen=True)
class RoomState:
    """Temperature [K] and humidity ratio [kg/kg] of each room's air."""

    temperature: np.ndarray
    humidity: np.ndarray


@dataclass(frozen=True)
class History:
    """What became of the rooms; arrays over instants or intervals, a column a room.

    Attributes
    ----------
    instants : array
        [s]
    temperature, humidity : array
        At the instants [K], [kg/kg].
    mean_temperature, mean_humidity : array
        Over the intervals: what coils in the room felt.
    water : dict
        Cause to what it brought over each interval [kg]; "out" left with the air.
    heat : dict
        Likewise [J], of dry air from the reference of 0 K; nothing but zeros where the
        temperature was given.
    return_flow : array
        Dry air left for return [kg/s].
    """

    instants: np.ndarray
    temperature: np.ndarray
    humidity: np.ndarray
    mean_temperature: np.ndarray
    mean_humidity: np.ndarray
    water: dict
    heat: dict
    return_flow: np.ndarray

    @property
    def end(self):
        """RoomState at the last instant."""
        return RoomState(self.temperature[-1], self.humidity[-1])

    @property
    def water_gap(self):
        """Water in less out less stored, over the turnover, each interval [-]."""
        return _gap(self.water)

    @property
    def heat_gap(self):
        """Heat in less out less stored, over the turnover, each interval [-]."""
        return _gap(self.heat)


def _gap(account):
    came = sum(v for name, v in account.items() if name not in ("out", "stored"))
    turnover = sum(np.abs(v) for v in account.values())
    gap = came - account["out"] - account["stored"]
    return np.divide(gap, turnover, out=np.zeros_like(gap), where=turnover > 0.0)


@dataclass(frozen=True)
class _Flows:
    """Dry-air flows of each interval and room [kg/s]; `between` is [to, from]."""

    make_up: np.ndarray
    returned: np.ndarray
    leaving: np.ndarray
    between: np.ndarray


def _flows(rooms, drive):
    intervals, number = drive.supply_flow.shape
    between = np.zeros((intervals, number, number))
    for place, (source, target) in enumerate(rooms.ends()):
        between[:, target, source] += drive.passages[:, place]
    came = drive.supply_flow + between.sum(axis=2)
    drawn = drive.exhaust + between.sum(axis=1)
    make_up = np.maximum(drawn - came, 0.0)
    exchanged = np.asarray(rooms.column("leakage")) + drive.door
    leaving = came + make_up + exchanged
    return _Flows(make_up, np.maximum(came - drawn, 0.0), leaving, between)


def _propagators(matrices, durations):
    """e^{At}, P1 and P2 of each interval; equal ones are worked out once."""
    number = matrices.shape[-1]
    if number == 1:
        return _scalar_propagators(matrices, durations[:, None, None])
    rows = np.column_stack([durations, matrices.reshape(len(durations), -1)])
    unique, place = np.unique(rows, axis=0, return_inverse=True)
    duration = unique[:, 0, None, None]
    matrices = unique[:, 1:].reshape(-1, number, number)
    grow, once, twice = _exponentials(matrices * duration)
    made = grow, once * duration, twice * duration**2
    return [part[place.ravel()] for part in made]


def _exponentials(z):
    """e^z, (e^z - 1)/z and (e^z - 1 - z)/z^2 of a row of matrices.

    By a series of the halved matrices and doubling: phi_1(2z) = phi_1 (e^z + 1)/2,
    phi_2(2z) = phi_2/2 + phi_1^2/4. Of rooms they are all sums of what is not negative,
    so nothing is lost by doubling. Products only: for matrices of a few rooms a
    library's exponential spends its time on waking threads.
    """
    one = np.eye(z.shape[-1])
    norm = np.max(np.sum(np.abs(z), axis=-1), initial=0.0)
    doublings = max(int(np.ceil(np.log2(norm / HALVED))), 0) if norm > 0.0 else 0
    z = z / 2.0**doublings
    twice = one / math.factorial(TERMS + 2) + 0.0 * z
    for k in range(TERMS - 1, -1, -1):
        twice = one / math.factorial(k + 2) + z @ twice
    once = one + z @ twice
    grow = one + z @ once
    for _ in range(doublings):
        twice = 0.5 * twice + 0.25 * once @ once
        once = 0.5 * (once @ grow + once)
        grow = grow @ grow
    return grow, once, twice


def _scalar_propagators(rates, durations):
    """The same for one room, without matrices; by series where little changes."""
    z = rates * durations
    small = np.abs(z) < SMALL
    safe = np.where(small, 1.0, z)
    series = 1.0 + z / 2.0 + z**2 / 6.0 + z**3 / 24.0
    once = np.where(small, series, np.expm1(safe) / safe)
    twice = np.where(
        small, 0.5 + z / 6.0 + z**2 / 24.0, (np.expm1(safe) - safe) / safe**2
    )
    return [np.exp(z), once * durations, twice * durations**2]


def _linear(matrices, forces, durations, start):
    """States at the instants and their integrals, of dy/dt = A y + b from `start`."""
    grow, once, twice = _propagators(matrices, durations)
    forced = np.einsum("kij,kj->ki", once, forces)
    states = np.empty((len(durations) + 1, len(start)))
    states[0] = state = np.asarray(start, dtype=float)
    for k in range(len(durations)):
        state = grow[k] @ state + forced[k]
        states[k + 1] = state
    integrals = np.einsum("kij,kj->ki", once, states[:-1])
    return states, integrals + np.einsum("kij,kj->ki", twice, forces)


def advance(rooms, state, drive) -> History:
    """The rooms from `state` through the intervals of `drive`.

    Parameters
    ----------
    rooms : Rooms
    state : RoomState
        A number or a row of numbers each.
    drive : Drive
        The product's release is one of its inputs: for coils that answer the room's
        air, call it interval by interval and give `mean_humidity` back to them.

    Raises
    ------
    ValueError
        Where people are in a room colder than 16 or warmer than 30 degC; where the
        product took more water than the air had.
    """
    number = len(rooms.rooms)
    start_t = np.broadcast_to(np.asarray(state.temperature, float), number)
    start_x = np.broadcast_to(np.asarray(state.humidity, float), number)
    flows = _flows(rooms, drive)
    temperature, mean_t, heat = _temperatures(rooms, start_t, drive, flows)
    duration = drive.durations[:, None]
    rates, matrices, forces = _moisture(rooms, drive, flows, mean_t)
    humidity, integral = _linear(matrices, forces, drive.durations, start_x)
    water = {name: rate * duration for name, rate in rates.items()}
    water["passages"] = np.einsum("kij,kj->ki", flows.between, integral)
    water["out"] = flows.leaving * integral
    mass = np.asarray(rooms.column("air_mass"))
    water["stored"] = mass * np.diff(humidity, axis=0)
    if np.any(humidity < 0.0):
        row, place = np.argwhere(humidity < 0.0)[0]
        raise ValueError(
            f"the product in {rooms.names[place]} takes more water than its air has, "
            f"before {drive.instants[row]:.6g} s: give its uptake over shorter "
            "intervals"
        )
    return History(
        drive.instants, temperature, humidity, mean_t, integral / duration, water, heat,
        flows.returned,
    )  # fmt: skip


def humidity_at_end(rooms, state, drive):
    """Humidity ratio of each room [kg/kg] where `advance` would end; no accounts."""
    number = len(rooms.rooms)
    start_t = np.broadcast_to(np.asarray(state.temperature, float), number)
    start_x = np.broadcast_to(np.asarray(state.humidity, float), number)
    flows = _flows(rooms, drive)
    mean_t = drive.temperature
    if mean_t is None:
        _, mean_t, _ = _temperatures(rooms, start_t, drive, flows)
    _, matrices, forces = _moisture(rooms, drive, flows, mean_t)
    return _linear(matrices, forces, drive.durations, start_x)[0][-1]


def settled(rooms, drive) -> RoomState:
    """The state that the inputs of the drive's last interval lead to, held for good.

    Raises
    ------
    ValueError
        Where neither air nor walls tie a room to anything, so that it never settles;
        where the product takes more water than comes in.
    """
    last = drive.part(len(drive.durations) - 1, len(drive.durations))
    flows = _flows(rooms, last)
    if last.temperature is None:
        _, matrices, forces = _heat(rooms, last, flows)
        temperature = _at_rest(rooms, matrices[0], forces[0])
    else:
        temperature = last.temperature[0]
    _, matrices, forces = _moisture(rooms, last, flows, temperature[None, :])
    humidity = _at_rest(rooms, matrices[0], forces[0])
    if np.any(humidity < 0.0):
        place = int(np.argmin(humidity))
        raise ValueError(
            f"the product in {rooms.names[place]} takes "
            f"{-3.6e6 * last.product[0, place]:.4g} g/h, more water than comes in: "
            "give less uptake"
        )
    return RoomState(temperature, humidity)


def _at_rest(rooms, matrix, force):
    if np.linalg.matrix_rank(matrix) < len(matrix):
        raise ValueError(
            f"nothing flows through one of {', '.join(rooms.names)}, so it never "
            "settles; give it supply air, leakage, exhaust or a passage"
        )
    return np.linalg.solve(matrix, -force)


def _moisture(rooms, drive, flows, mean_t):
    """Water that comes in [kg/s] by cause; matrices and forces of dX/dt = A X + b."""
    slope, at_zero = _people_lines(rooms)
    crowded = np.where(drive.people > 0.0, mean_t, 293.15)
    for place, room in enumerate(rooms.rooms):
        ACTIVITIES[room.activity].moisture(crowded[:, place])  # for its range
    outside = drive.surroundings_humidity
    rates = {
        "supply": drive.supply_flow * drive.supply_humidity,
        "people": drive.people * (slope * mean_t + at_zero),
        "leakage": np.asarray(rooms.column("leakage")) * outside,
        "door": drive.door * outside,
        "make_up": flows.make_up * outside,
        "product": drive.product,
    }
    mass = np.asarray(rooms.column("air_mass"))
    return rates, _exchange(flows) / mass[:, None], sum(rates.values()) / mass


def _people_lines(rooms):
    """Water of a person [kg/s] = slope T + at_zero, T in K; a column a room."""
    kinds = [ACTIVITIES[room.activity] for room in rooms.rooms]
    slope = np.array([kind.moisture_slope for kind in kinds])
    at_zero = np.array([kind.moisture(293.15) for kind in kinds]) - slope * 293.15
    return slope, at_zero


def _exchange(flows):
    """Matrix of the flows: what comes from other rooms less what leaves [kg/s]."""
    return flows.between - flows.leaving[:, :, None] * np.eye(flows.leaving.shape[1])


def _temperatures(rooms, start, drive, flows):
    """At the instants and their means [K], and the account of heat [J]."""
    duration = drive.durations[:, None]
    if drive.temperature is not None:
        held = drive.temperature
        nothing = {"out": np.zeros_like(held), "stored": np.zeros_like(held)}
        return np.concatenate([held, held[-1:]]), held, nothing
    rates, matrices, forces = _heat(rooms, drive, flows)
    temperature, integral = _linear(matrices, forces, drive.durations, start)
    slope, at_zero = _people_lines(rooms)
    total = np.array([ACTIVITIES[room.activity].heat for room in rooms.rooms])
    conductance = np.asarray(rooms.column("wall_conductance"))
    heat = {name: value * duration for name, value in rates.items()}
    heat["walls"] = conductance * (drive.surroundings_temperature * duration - integral)
    heat["people"] = drive.people * (
        (total - EVAPORATION * at_zero) * duration - EVAPORATION * slope * integral
    )
    passed = np.einsum("kij,kj->ki", flows.between, integral)
    heat["passages"] = AIR_HEAT * passed
    heat["out"] = AIR_HEAT * flows.leaving * integral
    capacity = np.asarray(rooms.column("heat_capacity"))
    heat["stored"] = capacity * np.diff(temperature, axis=0)
    return temperature, integral / duration, heat


def _heat(rooms, drive, flows):
    """Heat that comes with air and machines [W]; matrices and forces of dT/dt."""
    slope, at_zero = _people_lines(rooms)
    total = np.array([ACTIVITIES[room.activity].heat for room in rooms.rooms])
    conductance = np.asarray(rooms.column("wall_conductance"))
    outside = drive.surroundings_temperature
    drawn_in = flows.make_up + np.asarray(rooms.column("leakage")) + drive.door
    rates = {
        "supply": AIR_HEAT * drive.supply_flow * drive.supply_temperature,
        "surroundings": AIR_HEAT * drawn_in * outside,
        "machines": drive.machines,
    }
    constant = drive.people * (total - EVAPORATION * at_zero) + conductance * outside
    falling = conductance + drive.people * EVAPORATION * slope  # W/K
    capacity = np.asarray(rooms.column("heat_capacity"))
    losses = falling[:, :, None] * np.eye(len(capacity))
    matrices = (AIR_HEAT * _exchange(flows) - losses) / capacity[:, None]
    return rates, matrices, (sum(rates.values()) + constant) / capacity
