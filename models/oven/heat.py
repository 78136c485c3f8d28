"""Temperatures of walls and coils in one implicit stage.

Each coil has one temperature (PHYSICS 3.2: its axial Biot number is below 0.1) and
meets the wall by radiation, through the gas, and by hot plates, which have the wall's
temperature. The wall follows the set temperature as far as heater and cooler can.
"""

from numba import njit

from models.oven.columns import (
    AREA,
    CAPACITY,
    CONDUCTION,
    CONTACT,
    CONVECTION,
    CONVECTION_EXPONENT,
    COOLED,
    COOLER,
    COUNT,
    EMISSIVITY,
    FREE_MOLECULAR,
    GAS_HEAT,
    GAS_WARMED,
    HEATED,
    HEATER,
    LATENT,
    LATENT_HEAT,
    LEAK_DRY,
    LEAK_WATER,
    LOSS,
    LOST,
    PURGE_DRY,
    PURGE_WATER,
    ROOM_TEMPERATURE,
    TO_COILS,
    VENT_DRY,
    VENT_WATER,
    WALL_CAPACITY,
)
from models.units import (
    ICE_POINT,
    STANDARD_PRESSURE,
    STEFAN_BOLTZMANN,
    WATER_MOLAR_MASS,
)

# heat of evaporation, straight through steam tables at 0 and 100 degC (0.2 %)
EVAPORATION = 2.5009e6  # J/kg, at 0 degC
EVAPORATION_SLOPE = 2.442e3  # J/(kg K), by which it falls
ITERATIONS = 50
CLOSE = 1e-11  # K, what Newton leaves


@njit(cache=True, error_model="numpy", _nrt=False)
def evaporation_heat(temperature):
    """Heat of evaporation of water [J/kg], 273 to 400 K; the net heat of sorption,
    a few percent of it at oven humidity, is left out."""
    return EVAPORATION - EVAPORATION_SLOPE * (temperature - ICE_POINT)


@njit(cache=True, error_model="numpy", _nrt=False)
def gas_transfer(oven, pressure):
    """Heat transfer through the gas [W/(m2 K)] at `pressure` [Pa].

    Still gas conducts the same at any pressure, what moves carries with p^exponent;
    in the free-molecular regime both end at what the molecules carry, which goes with
    the pressure (Dushman; PHYSICS 3.2). The two in series.
    """
    if pressure <= 0.0:
        return 0.0
    dense = oven[CONDUCTION] + oven[CONVECTION] * (
        (pressure / STANDARD_PRESSURE) ** oven[CONVECTION_EXPONENT]
    )
    rare = oven[FREE_MOLECULAR] * pressure
    return dense * rare / (dense + rare) if dense > 0.0 else 0.0


@njit(cache=True, error_model="numpy", _nrt=False)
def heat_flow(oven, coil, transfer, wall, temperature):
    """Heat into one coil [W], and its slopes by the wall's and its own temperature."""
    radiating = STEFAN_BOLTZMANN * oven[EMISSIVITY] * coil[AREA]
    straight = transfer * coil[AREA] + coil[CONTACT]
    value = radiating * (wall**4 - temperature**4) + straight * (wall - temperature)
    by_wall = 4.0 * radiating * wall**3 + straight
    by_coil = -4.0 * radiating * temperature**3 - straight
    return value, by_wall, by_coil


@njit(cache=True, error_model="numpy", _nrt=False)
def _coil_temperature(oven, coil, transfer, wall, start, z, sink, guess):
    """Temperature [K] at the stage's end; heat [W]; slope of that by the wall's."""
    temperature = guess
    share = z / coil[CAPACITY]
    for _ in range(ITERATIONS):
        heat, _, by_coil = heat_flow(oven, coil, transfer, wall, temperature)
        short = start + share * (heat - sink) - temperature
        move = short / (1.0 - share * by_coil)
        temperature += move
        if abs(move) <= CLOSE:
            break
    heat, by_wall, by_coil = heat_flow(oven, coil, transfer, wall, temperature)
    return temperature, heat, by_wall / (1.0 - share * by_coil)


@njit(cache=True, error_model="numpy", _nrt=False)
def heat_stage(
    oven, piece, coils, start_wall, starts, z, goal, pressure, sinks, wall, warm, heats,
    flow,
):  # fmt: skip
    """Temperature of the wall [K] at the stage's end, those of the coils, the flows.

    `goal` is the set temperature [K], `sinks` the heat of desorption of each coil [W],
    `wall` and `warm` a guess; `warm` is filled anew, and `heats` with what each coil
    takes up [W]. The gas that `flow` names is warmed from the room's temperature to the
    wall's; what the chamber's own gas holds is left out (below 1 % of what walls do).
    """
    transfer = gas_transfer(oven, pressure)
    room = oven[ROOM_TEMPERATURE]
    let_in = flow[PURGE_DRY] + flow[LEAK_DRY] + flow[VENT_DRY]
    let_in += flow[PURGE_WATER] + flow[LEAK_WATER] + flow[VENT_WATER]
    carried = oven[LOSS] + let_in * piece[GAS_HEAT]
    storing = oven[WALL_CAPACITY] / z
    power = 0.0
    for bound in range(2):
        if bound == 0:
            wall = goal
        for _ in range(ITERATIONS):
            taken = 0.0
            slope = storing + carried
            for i in range(coils.shape[0]):
                warm[i], heat, by_wall = _coil_temperature(
                    oven, coils[i], transfer, wall, starts[i], z, sinks[i], warm[i]
                )
                taken += coils[i, COUNT] * heat
                slope += coils[i, COUNT] * by_wall
            needed = storing * (wall - start_wall) + taken + carried * (wall - room)
            if bound == 0:
                break
            move = (power - needed) / slope
            wall += move
            if abs(move) <= CLOSE:
                break
        if bound == 0:
            power = min(max(needed, -oven[COOLER]), oven[HEATER])
            if power == needed:
                break
    flow[HEATED] = max(power, 0.0)
    flow[COOLED] = max(-power, 0.0)
    flow[LOST] = oven[LOSS] * (wall - room)
    flow[GAS_WARMED] = let_in * piece[GAS_HEAT] * (wall - room)
    total, latent = 0.0, 0.0
    for i in range(coils.shape[0]):
        heats[i], _, _ = heat_flow(oven, coils[i], transfer, wall, warm[i])
        total += coils[i, COUNT] * heats[i]
        latent += coils[i, COUNT] * sinks[i]
    flow[TO_COILS] = total
    flow[LATENT_HEAT] = latent
    return wall


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def latent_sink(oven, released, temperature):
    """Heat of desorption [W] of `released` [mol/s] at `temperature` [K]."""
    return oven[LATENT] * released * WATER_MOLAR_MASS * evaporation_heat(temperature)


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def wall_rate(oven, flow):
    """How fast the wall warms [K/s]."""
    gained = flow[HEATED] - flow[COOLED] - flow[LOST] - flow[GAS_WARMED]
    return (gained - flow[TO_COILS]) / oven[WALL_CAPACITY]
